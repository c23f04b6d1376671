// Package site puts the rooms into the frame: all pages of a district.
package site

import (
	"context"
	"log/slog"
	"time"

	"shiji/internal/apart"
	"shiji/internal/district"
	"shiji/internal/file"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/web"
	"shiji/internal/web/base"
	"shiji/internal/web/events"
	"shiji/internal/web/home"
	"shiji/internal/web/imports"
	"shiji/internal/web/jobs"
	"shiji/internal/web/plan"
	"shiji/internal/web/scheme"
	"shiji/internal/web/scoring"
	"shiji/internal/web/targets"
)

// Config is what the pages need from outside: the services of a district, a clock, a log.
type Config struct {
	District *district.Service
	Health   *district.Health
	State    func(context.Context) (string, error) // see [web.Config]
	Ledger   *ledger.Service
	Intake   *intake.Service
	Runs     *run.Service
	Jobs     *job.Service
	Kept     *file.Service // files that were brought or made
	Files    imports.Files // nil: read in this process
	Now      func() time.Time
	Log      *slog.Logger
	Version  string
	Closing  <-chan struct{}
}

// New makes a server with all rooms.
func New(c Config) *web.Server {
	if c.Files == nil {
		c.Files = apart.Here{}
	}
	s := web.New(web.Config{District: c.District, Ready: c.Health.Ready, State: c.State, Ledger: c.Ledger, Runs: c.Runs,
		Now: c.Now, Log: c.Log, Version: c.Version, Closing: c.Closing})
	s.Add(home.Routes(s, c.Intake))
	s.Add(plan.Routes(s))
	s.Add(scheme.Routes(s))
	s.Add(targets.Routes(s))
	s.Add(scoring.Routes(s, c.Runs, c.Jobs))
	s.Add(base.Routes(s, c.Intake))
	s.Add(imports.Routes(s, imports.Deps{Brought: c.Intake, Intake: c.Intake, District: c.District, Ledger: c.Ledger,
		Jobs: c.Jobs, Kept: c.Kept, Files: c.Files}))
	s.Add(jobs.Routes(s, c.Jobs))
	s.Add(events.Routes(s, c.Jobs))
	return s
}
