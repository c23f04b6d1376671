package intake

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/person"
)

// Keep is the job that records an import as a batch: all of it or nothing. What it does to the year is worked out before
// anything is held; then the facts that it touches are looked at again, and it is recorded.
func (s *Service) Keep(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
	if err := s.may(who, person.ConfirmImport, j.Object); err != nil {
		return err
	}
	in, r, err := s.read(ctx, j, tell)
	if err != nil {
		return err
	}
	c, err := s.coming(ctx, in, r)
	if err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		now, err := s.waiting(ctx, tx, in)
		if err != nil {
			return err
		}
		if now.Batch, err = s.record(ctx, tx, who, now, c); err != nil {
			return err
		}
		now.State, now.Counts, now.FinishedAt = Recorded, c.counts, tx.Now()
		if err := tx.Intake().Set(ctx, now); err != nil {
			return err
		}
		tx.Audit("import.record", object(in.ID), map[string]any{"year": now.Year, "batch": now.Batch, "reading": now.Reading})
		return tx.Jobs().Finish(ctx, j.ID)
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
func (s *Service) record(ctx context.Context, tx Tx, who audit.Actor, in Intake, c comparison) (int64, error) {
	how := ledger.Exclusive // the files mean to be all there is: nobody writes meanwhile
	if in.Mode.Kept() {
		how = ledger.Shared
	}
	year, err := tx.Years().Hold(ctx, in.Year, how)
	if err != nil {
		return 0, err
	}
	if _, _, err := tx.Batches().Number(ctx); err != nil { // from here on nobody else adds a batch
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
	b, err = ledger.Put(ctx, tx, b, c.changes)
	return b.ID, err
}

func recordsOf(changes []ledger.Change) []ledger.Record {
	out := make([]ledger.Record, len(changes))
	for i, c := range changes {
		out[i] = c.Record
	}
	return out
}
