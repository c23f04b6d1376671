package store

import (
	"context"

	"shiji/internal/job"
	"shiji/internal/run"
	"shiji/internal/yearbook"
)

// Services are the use cases of one district.
type Services struct {
	Office   *Office
	Yearbook *yearbook.Service
	Runs     *run.Service
}

// NewServices wires the use cases of a district to its store. read reads a year from a folder, write writes results as a workbook; engine is the version that stands on what is sealed.
func NewServices(o *Office, read yearbook.Reader, write run.Writer, engine string) *Services {
	s := &Services{Office: o}
	s.Yearbook = &yearbook.Service{
		InTx: func(ctx context.Context, actor string, do func(yearbook.Tx) error) error {
			return o.InTx(ctx, actor, func(t *Tx) error { return do(t) })
		},
		View: func(ctx context.Context, do func(yearbook.Tx) error) error {
			return o.View(ctx, func(t *Tx) error { return do(t) })
		},
		Read: read, Reader: engine,
		Called: func(ctx context.Context) (string, error) {
			d, err := o.Called(ctx)
			if err != nil || d.Unnamed() {
				return "", err
			}
			return d.Name, nil
		},
	}
	s.Runs = &run.Service{
		InTx: func(ctx context.Context, actor string, do func(run.Tx) error) error {
			return o.InTx(ctx, actor, func(t *Tx) error { return do(t) })
		},
		View: func(ctx context.Context, do func(run.Tx) error) error {
			return o.View(ctx, func(t *Tx) error { return do(t) })
		},
		Yearbook: s.Yearbook, Engine: engine, Write: write,
	}
	return s
}

// Handlers are the jobs of the district.
func (s *Services) Handlers() map[job.Kind]job.Handler {
	return map[job.Kind]job.Handler{job.Check: s.Yearbook.Look, job.Record: s.Yearbook.Keep, job.Score: s.Runs.Compute, job.Export: s.Runs.Export}
}
