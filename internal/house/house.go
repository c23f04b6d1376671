// Package house puts the nouns' services on the store: one set of them for each district, used by pages, commands and
// workers alike.
package house

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/file"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/run"
	"shiji/internal/store"
)

// Parts are what the services need from outside.
type Parts struct {
	Allow  person.Allow  // nil: the local operator alone
	Read   intake.Reader // reads a year from a folder
	Judge  intake.Reader // see [intake.Service]; nil: it is judged here
	Reader string        // the version of Read
	Write  run.Writer    // writes results as a workbook
	Engine string        // the version that stands on what is sealed
	Temp   string        // folder for files while they are read; empty: the system's
}

// House is an open database with the services of its districts.
type House struct {
	DB *store.DB

	parts Parts
	cache *ledger.Cache
	mu    sync.Mutex
	known map[int64]*Services
}

// Services are the use cases of one district.
type Services struct {
	ID       int64
	District *district.Service
	Health   *district.Health
	State    func(context.Context) (string, error) // see [store.DB.State]
	Files    *file.Service
	Jobs     *job.Service
	Ledger   *ledger.Service
	Intake   *intake.Service
	Runs     *run.Service
}

// New puts services on a database.
func New(db *store.DB, parts Parts) *House {
	if parts.Allow == nil {
		parts.Allow = person.Operator
	}
	return &House{DB: db, parts: parts, cache: &ledger.Cache{}, known: map[int64]*Services{}}
}

// Options are those of a store whose jobs are known.
func Options(now func() time.Time, log *slog.Logger) store.Options {
	return store.Options{Now: now, Log: log, GivenUp: GivenUp}
}

// Of returns the services of a district, the same ones each time.
func (h *House) Of(o *store.Office) *Services {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.known[o.ID()]
	if s == nil {
		s = h.make(o)
		h.known[o.ID()] = s
	}
	return s
}

func (h *House) make(o *store.Office) *Services {
	p := h.parts
	s := &Services{
		ID: o.ID(),
		District: &district.Service{Allow: p.Allow,
			Units: store.Units(o, func(t *store.Tx) district.Tx { return t })},
		Health: &district.Health{Allow: p.Allow, Ping: o.DB().Ping},
		State:  o.DB().State,
		Files:  &file.Service{Allow: p.Allow, Units: store.Units(o, func(t *store.Tx) file.Tx { return t })},
		Jobs:   &job.Service{Allow: p.Allow, Units: store.Units(o, func(t *store.Tx) job.Tx { return t })},
	}
	book := &ledger.Book{Units: store.Units(o, func(t *store.Tx) ledger.Tx { return t }), District: o.ID(), Cache: h.cache}
	s.Ledger = ledger.NewService(p.Allow, book)
	s.Intake = &intake.Service{Allow: p.Allow, Units: store.Units(o, func(t *store.Tx) intake.Tx { return t }),
		Book: book, Read: p.Read, Judge: p.Judge, Reader: p.Reader, Temp: p.Temp, Called: s.called}
	s.Runs = &run.Service{Allow: p.Allow, Units: store.Units(o, func(t *store.Tx) run.Tx { return t }), Ledger: s.Ledger,
		Engine: p.Engine, Write: p.Write}
	return s
}

// called is the name of the district, empty while nobody has given it one.
func (s *Services) called(ctx context.Context) (string, error) {
	d, err := s.District.Called(ctx, audit.Operator(audit.Job))
	if err != nil || d.Unnamed() {
		return "", err
	}
	return d.Name, nil
}

// Work starts to do the jobs of all districts, each as its own services do it.
func (h *House) Work(ctx context.Context) (*store.Workers, error) {
	return h.DB.Work(ctx, func(_ context.Context, id int64) (map[job.Kind]job.Handler, error) {
		return h.Of(h.DB.OfficeOf(id)).Duties(), nil
	}, func(ctx context.Context, id int64) error {
		return h.Of(h.DB.OfficeOf(id)).Intake.Tidy(ctx, audit.Behind(audit.LocalOperator))
	})
}
