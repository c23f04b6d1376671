package intake

import (
	"context"
	"errors"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
)

// Keep is the job that records an import as a batch: all of it or nothing. What it does to the year is worked out
// before anything is held; then the facts that it touches are looked at again, and it is recorded.
func (s *Service) Keep(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
	if err := s.may(who, person.ConfirmImport, j.Object); err != nil {
		return err
	}
	in, r, err := s.read(ctx, j, tell)
	if err != nil {
		return err
	}
	if err := s.asSeen(ctx, in, r); err != nil {
		return err
	}
	c, err := s.coming(ctx, in, r)
	if err != nil {
		return err
	}
	staged, err := s.Book.Stage(ctx, who, in.Year, in.ID, c.changes, func(done, all int) error {
		if done%stepEvery != 0 && done != all {
			return nil
		}
		return tell(ctx, lang.T("写入：%[1]d / %[2]d 项", "writing: %[1]d of %[2]d {fact|facts}").With(done, all), done, all)
	})
	if err != nil {
		return err
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error { return s.keep(ctx, tx, who, j, in, c, staged) })
	if err != nil {
		return errors.Join(err, s.Book.Drop(context.WithoutCancel(ctx), who, staged))
	}
	// It is recorded. What comes now makes the year quicker to read; what is broken off is done again by [Service.Tidy].
	_ = s.Book.Fold(context.WithoutCancel(ctx), who, in.Year)
	return nil
}

// stepEvery is how many facts are written between two steps that a job tells.
const stepEvery = 20 * ledger.Slice

// keep puts a batch in force, with what becomes of its import and its job.
func (s *Service) keep(ctx context.Context, tx Tx, who audit.Actor, j job.Job, in Intake, c comparison,
	staged ledger.Staged) error {
	now, err := s.waiting(ctx, tx, in)
	if err != nil {
		return err
	}
	if now.Batch, err = s.record(ctx, tx, who, now, c, staged); err != nil {
		return err
	}
	now.State, now.Counts, now.FinishedAt = Recorded, c.counts, tx.Now()
	if err := tx.Intake().Set(ctx, now); err != nil {
		return err
	}
	tx.Audit("import.record", object(in.ID), map[string]any{"year": now.Year, "batch": now.Batch, "reading": now.Reading})
	return tx.Jobs().Finish(ctx, j.ID)
}

// Tidy folds what was broken off while it was recorded, and removes what was staged and never put in force. Whoever
// does jobs calls it now and then.
func (s *Service) Tidy(ctx context.Context, who audit.Actor) error {
	if err := s.may(who, person.ConfirmImport, 0); err != nil {
		return err
	}
	return s.Book.Tidy(ctx, who, func(id int64) (bool, error) {
		err := s.Units.View(ctx, func(tx Tx) error { _, err := tx.Jobs().Open(ctx, recordKey(id)); return err })
		if errors.Is(err, job.ErrNone) {
			return false, nil
		}
		return err == nil, err
	})
}

// waiting is an import as it stands now, if it still is the one that was read and waits to be recorded.
func (s *Service) waiting(ctx context.Context, tx Tx, read Intake) (Intake, error) {
	if err := tx.Intake().Lock(ctx); err != nil {
		return read, err
	}
	in, err := tx.Intake().Intake(ctx, read.ID)
	switch {
	case err != nil:
		return in, err
	case in.Reading != read.Reading:
		return in, errReread
	case in.State != Checked && !(in.State == Refused && in.Mode == in.Mode.validOnly()):
		return in, errWaiting
	}
	return in, nil
}

// record adds what an import changes as a batch, and returns its number; 0 where it changes nothing.
func (s *Service) record(ctx context.Context, tx Tx, who audit.Actor, in Intake, c comparison,
	staged ledger.Staged) (int64, error) {
	how := ledger.Exclusive // the files mean to be all there is: nobody writes meanwhile
	if in.Mode.Kept() {
		how = ledger.Shared
	}
	year, err := tx.Years().Hold(ctx, in.Year, how)
	if err != nil {
		return 0, err
	}
	id, last, err := tx.Batches().Number(ctx) // from here on nobody else adds a batch
	if err != nil {
		return 0, err
	}
	if rows, err := c.moved(ctx, tx, in, in.Seen); err != nil || len(rows) > 0 {
		return 0, staleOr(err, rows)
	}
	if !c.counts.Any() {
		return 0, nil
	}
	if err := year.Takes(recordsOf(c.changes)...); err != nil {
		return 0, err
	}
	b := ledger.Batch{Year: in.Year, Kind: ledger.Imported, Origin: in.ID, Actor: who.ID, Counts: c.counts}
	b, err = staged.Close(ctx, tx, b, id, last)
	return b.ID, err
}

func recordsOf(changes []ledger.Change) []ledger.Record {
	out := make([]ledger.Record, len(changes))
	for i, c := range changes {
		out[i] = c.Record
	}
	return out
}
