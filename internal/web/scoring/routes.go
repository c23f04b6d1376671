// Package scoring is where scores are asked for, ranked, and explained down to the cell that they come from.
package scoring

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/web"
)

// Runs are asked for, settled, and sent.
type Runs interface {
	Run(ctx context.Context, who audit.Actor, id int64) (run.Run, error)
	Ask(ctx context.Context, who audit.Actor, year int) (run.Run, job.Job, error)
	AskSeen(ctx context.Context, who audit.Actor, year int, seen int64) (run.Run, job.Job, error)
	AskExport(ctx context.Context, who audit.Actor, id int64, l lang.Lang) (job.Job, error)
	Settle(ctx context.Context, who audit.Actor, id int64) error
	SettleSeen(ctx context.Context, who audit.Actor, id, provisional int64) error
	Document(ctx context.Context, who audit.Actor, id int64) ([]byte, error)
	Trail(ctx context.Context, who audit.Actor, id int64) ([]audit.Entry, error)
}

// Jobs is the work in the background that runs are made by.
type Jobs interface {
	Room(context.Context, audit.Actor) error
	For(ctx context.Context, who audit.Actor, kind job.Kind, of int64) (job.Job, []job.Event, error)
}

type room struct {
	*web.Server
	Runs Runs
	Jobs Jobs
}

// Routes are the addresses of scores.
func Routes(s *web.Server, runs Runs, jobs Jobs) []web.Route {
	c := &room{s, runs, jobs}
	return []web.Route{
		{Pattern: "GET /y/{year}/runs", Code: "F5", Do: c.runs},
		{Pattern: "POST /y/{year}/runs", Body: web.SmallBody, Do: c.askRun},
		{Pattern: "GET /y/{year}/runs/{id}", Code: "F5", Do: c.run},
		{Pattern: "GET /y/{year}/runs/{id}/run.json", Do: c.runDocument},
		{Pattern: "POST /y/{year}/runs/{id}/export", Body: web.SmallBody, Do: c.exportRun},
		{Pattern: "POST /y/{year}/runs/{id}/settle", Body: web.SmallBody, Do: c.settleRun},
		{Pattern: "GET /y/{year}/scores", Code: "F9", Do: c.scores},
		{Pattern: "GET /y/{year}/ranking", Code: "F6", Do: c.ranking},
		{Pattern: "GET /y/{year}/units/{unit}", Code: "F7", Do: c.scorecard},
		{Pattern: "GET /y/{year}/units/{unit}/explain/{node}", Code: "F7", Pane: true, Do: c.explain},
		{Pattern: "GET /y/{year}/classes/{class}/explain", Code: "F6", Pane: true, Do: c.explainClass},
	}
}
