package job

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/person"
	"shiji/internal/work"
)

// Tx is a unit of work of this package.
type Tx interface {
	work.Unit
	Jobs() Queue
	Desk() Store
}

// Service shows jobs and stops them.
type Service struct {
	Allow person.Allow
	Units work.Units[Tx]
}

func object(id int64) person.Object { return person.Object{Noun: "job", ID: id} }

// Job returns a job with what it said after an event; 0: from the beginning.
func (s *Service) Job(ctx context.Context, who audit.Actor, id, after int64) (j Job, events []Event, err error) {
	if err := s.Allow(who, person.ReadJob, object(id)); err != nil {
		return j, nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		if j, err = tx.Desk().Job(ctx, id); err != nil {
			return err
		}
		events, err = tx.Desk().Events(ctx, id, after)
		return err
	})
	return j, events, err
}

// List lists jobs, the newest first.
func (s *Service) List(ctx context.Context, who audit.Actor, limit int) (list []Job, err error) {
	if err := s.Allow(who, person.ReadJob, object(0)); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { list, err = tx.Desk().List(ctx, limit); return err })
	return list, err
}

// Cancel ends a job that waits and asks a running one to stop. One that is over stays as it is.
func (s *Service) Cancel(ctx context.Context, who audit.Actor, id int64) error {
	if err := s.Allow(who, person.CancelJob, object(id)); err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error { return tx.Desk().Cancel(ctx, id) })
}

// Room fails with ErrBusy where so many jobs wait that no more are taken: it spares somebody an upload for nothing.
func (s *Service) Room(ctx context.Context, who audit.Actor) error {
	if err := s.Allow(who, person.ReadJob, object(0)); err != nil {
		return err
	}
	return s.Units.View(ctx, func(tx Tx) error {
		n, err := tx.Desk().Waiting(ctx)
		if err == nil && n >= MostOpen {
			err = ErrBusy
		}
		return err
	})
}

// For returns the last job of a kind that works on an object, with all that it said; ErrNone if there is none.
func (s *Service) For(ctx context.Context, who audit.Actor, kind Kind, on int64) (j Job, events []Event, err error) {
	if err := s.Allow(who, person.ReadJob, object(0)); err != nil {
		return j, nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		if j, err = tx.Jobs().For(ctx, kind, on); err != nil {
			return err
		}
		events, err = tx.Desk().Events(ctx, j.ID, 0)
		return err
	})
	return j, events, err
}
