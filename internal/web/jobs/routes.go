// Package jobs shows the work in the background: how far it is, and where its result lies.
package jobs

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/web"
)

// Jobs is the work in the background.
type Jobs interface {
	Job(ctx context.Context, who audit.Actor, id, after int64) (job.Job, []job.Event, error)
	Cancel(ctx context.Context, who audit.Actor, id int64) error
}

type room struct {
	*web.Server
	Jobs Jobs
}

// Routes are the addresses of jobs.
func Routes(s *web.Server, jobs Jobs) []web.Route {
	j := &room{s, jobs}
	return []web.Route{
		{Pattern: "GET /jobs/{id}", Code: "J3", Do: j.job},
		{Pattern: "POST /jobs/{id}/cancel", Body: web.SmallBody, Do: j.cancelJob},
	}
}
