package house

import (
	"context"

	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/run"
	"shiji/internal/store"
)

// A kind of job is registered here, with its work and with what becomes of what waits for it when it is given up.
var kinds = map[job.Kind]struct {
	work    func(*Services) job.Handler
	givenUp store.GivenUp // nil: nothing waits for it
}{
	job.Check: {func(s *Services) job.Handler { return s.Intake.Look },
		func(ctx context.Context, t *store.Tx, id int64) error { return intake.GivenUp(ctx, t, id) }},
	job.Record: {func(s *Services) job.Handler { return s.Intake.Keep }, nil},
	job.Score: {func(s *Services) job.Handler { return s.Runs.Compute },
		func(ctx context.Context, t *store.Tx, id int64) error { return run.GivenUp(ctx, t, id) }},
	job.Export: {func(s *Services) job.Handler { return s.Runs.Export }, nil},
}

// GivenUp is what becomes of what waits for a job that won't be done, by its kind.
var GivenUp = func() map[job.Kind]store.GivenUp {
	out := map[job.Kind]store.GivenUp{}
	for k, of := range kinds {
		if of.givenUp != nil {
			out[k] = of.givenUp
		}
	}
	return out
}()

// Duties are what is done for the jobs of the district.
func (s *Services) Duties() map[job.Kind]job.Handler {
	out := map[job.Kind]job.Handler{}
	for k, of := range kinds {
		out[k] = of.work(s)
	}
	return out
}
