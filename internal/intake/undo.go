package intake

import (
	"context"
	"errors"
	"maps"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
)

// triesToUndo is how often an undo is worked out again because others wrote the same facts meanwhile.
const triesToUndo = 3

// Undo takes back what an import recorded, by a batch of corrections that brings back what was so before. It fails with
// ErrLater if a later batch changed some of the same facts, and names them.
func (s *Service) Undo(ctx context.Context, who audit.Actor, id int64) (batch int64, clash []ledger.Record, err error) {
	if err := s.may(who, person.UndoImport, id); err != nil {
		return 0, nil, err
	}
	for range triesToUndo {
		var u undoing
		if u, err = s.undoing(ctx, id); err != nil {
			return 0, u.clash, err
		}
		var staged ledger.Staged
		staged, err = s.Book.Stage(ctx, who, u.in.Year, u.in.ID, u.changes, func(int, int) error { return nil })
		if err != nil {
			return 0, nil, err
		}
		err = s.Units.InTx(ctx, who, func(tx Tx) error { batch, err = s.undo(ctx, tx, who, u, staged); return err })
		if err == nil {
			_ = s.Book.Fold(context.WithoutCancel(ctx), who, u.in.Year) // what is broken off is done again
			return batch, nil, nil
		}
		err = errors.Join(err, s.Book.Drop(context.WithoutCancel(ctx), who, staged))
		if !errors.Is(err, ErrStale) {
			return 0, nil, err
		}
	}
	return batch, nil, err
}

// undoing is what taking back an import does to a year as it is known at a batch.
type undoing struct {
	in      Intake
	base    ledger.Base
	changes []ledger.Change
	counts  ledger.Counts
	clash   []ledger.Record
}

// undoing works out what taking back an import does. Nothing is held of the store meanwhile.
func (s *Service) undoing(ctx context.Context, id int64) (u undoing, err error) {
	if u.in, err = s.intake(ctx, id); err != nil {
		return u, err
	}
	if u.in.State != Recorded || u.in.Batch == 0 {
		return u, ErrState
	}
	if u.base, err = s.Book.Known(ctx, u.in.Year); err != nil {
		return u, err
	}
	before, err := s.Book.KnownAt(ctx, u.in.Year, u.in.Batch-1)
	if err != nil {
		return u, err
	}
	done, err := s.Book.Recorded(ctx, u.in.Year, u.in.Batch)
	if err != nil {
		return u, err
	}
	standing := map[int64]bool{}
	err = s.Units.View(ctx, func(tx Tx) error {
		batches, err := tx.Batches().List(ctx, u.in.Year, 0)
		for _, b := range batches { // those that weren't taken back
			standing[b.ID] = b.Kind != ledger.Undone
			if b.Kind == ledger.Undone {
				standing[b.Origin] = false
			}
		}
		return err
	})
	if err != nil {
		return u, err
	}
	if u.changes, u.counts, u.clash = takeBack(done, before, u.base.Facts, standing); len(u.clash) > 0 {
		return u, ErrLater
	}
	return u, checkAfter(u.base.Facts, u.changes)
}

func (s *Service) undo(ctx context.Context, tx Tx, who audit.Actor, u undoing, staged ledger.Staged) (int64, error) {
	if err := tx.Intake().Lock(ctx); err != nil {
		return 0, err
	}
	in, err := tx.Intake().Intake(ctx, u.in.ID)
	if err != nil {
		return 0, err
	}
	if in.State != Recorded || in.Batch != u.in.Batch {
		return 0, ErrState
	}
	year, err := tx.Years().Hold(ctx, in.Year, ledger.Exclusive)
	if err != nil {
		return 0, err
	}
	number, last, err := tx.Batches().Number(ctx)
	if err != nil {
		return 0, err
	}
	if since, err := u.disturbed(ctx, tx); err != nil || since {
		return 0, errors.Join(err, Stale{Refusal: ErrStale}) // it is worked out again
	}
	if err := year.Takes(recordsOf(u.changes)...); err != nil {
		return 0, err
	}
	b := ledger.Batch{Year: in.Year, Kind: ledger.Undone, Origin: in.Batch, Actor: who.ID, Counts: u.counts}
	if b, err = staged.Close(ctx, tx, b, number, last); err != nil {
		return 0, err
	}
	in.State = Withdraw
	return b.ID, tx.Intake().Set(ctx, in)
}

// disturbed reports whether facts were recorded since it was worked out that have to do with what is taken back: the
// same facts, or facts about a unit or an indicator that goes; or any part of the scheme.
func (u undoing) disturbed(ctx context.Context, tx Tx) (bool, error) {
	last, err := tx.Batches().Last(ctx, u.in.Year)
	if err != nil || last == u.base.Batch {
		return false, err
	}
	since, err := tx.Ledger().Since(ctx, u.in.Year, u.base.Batch, last)
	touched, gone := map[ledger.Name]bool{}, map[ledger.Name]bool{}
	for _, c := range u.changes {
		touched[c.Named()] = true
		gone[c.Named()] = c.Withdrawn
	}
	return slices.ContainsFunc(since, func(f ledger.Fact) bool {
		return touched[f.Named()] || slices.Contains(inFrame, f.Kind) || goes(gone, f.Record)
	}), err
}

// goes reports whether something that a fact rests on is among what goes.
func goes(gone map[ledger.Name]bool, r ledger.Record) bool {
	return slices.ContainsFunc(r.RestsOn(), func(n ledger.Name) bool { return gone[n] })
}

// checkAfter fails with ErrBreaks if a year would have errors once changes are made.
func checkAfter(now []ledger.Fact, changes []ledger.Change) error {
	after := map[ledger.Name]ledger.Record{}
	for _, f := range now {
		if !f.Withdrawn {
			after[f.Named()] = f.Record
		}
	}
	gone := map[ledger.Name]bool{}
	for _, c := range changes {
		after[c.Named()] = c.Record
		if c.Withdrawn {
			delete(after, c.Named())
			gone[c.Named()] = true
		}
	}
	if len(after) == 0 { // the year is as if it had never been imported
		return nil
	}
	for _, r := range after {
		if goes(gone, r) {
			return ErrBreaks.With(ledger.ErrOrphan.Words().What)
		}
	}
	whole, err := ledger.Join(slices.Collect(maps.Values(after)))
	if errors.Is(err, ledger.ErrOrphan) {
		return ErrBreaks.With(ledger.ErrOrphan.Words().What)
	}
	if err != nil {
		return err
	}
	if found := score.Check(whole); found.HasErrors() {
		first := found.Sorted()[0]
		return ErrBreaks.With(lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(first.At.Place(), first.Message()))
	}
	return nil
}

// takeBack makes the changes that bring back what was before a batch, or names the facts that changed again since:
// in a batch that stands.
func takeBack(done, before, now []ledger.Fact, standing map[int64]bool) (changes []ledger.Change,
	n ledger.Counts, clash []ledger.Record) {
	find := func(list []ledger.Fact) map[string]ledger.Fact {
		out := make(map[string]ledger.Fact, len(list))
		for _, f := range list {
			out[string(f.Kind)+f.Key] = f
		}
		return out
	}
	was, is := find(before), find(now)
	for _, f := range done {
		at := string(f.Kind) + f.Key
		// What was changed and taken back since is as it was. What a later import set to the same is that import's.
		if is[at].Body != f.Body || is[at].Withdrawn != f.Withdrawn || is[at].Batch != f.Batch && standing[is[at].Batch] {
			clash = append(clash, f.Record)
			continue
		}
		old, ok := was[at]
		c := ledger.Change{Fact: ledger.Fact{Record: f.Record, Version: is[at].Version + 1}, Was: f.Body}
		switch {
		case !ok || old.Withdrawn:
			c.Withdrawn = true
			n.Withdrawn++
		case f.Withdrawn:
			c.Record, c.Was = old.Record, ""
			n.Added++
		default:
			c.Record = old.Record
			if ledger.SameContent(f.Body, old.Body) { // a version of before that only moved
				n.Moved++
			} else {
				n.Changed++
			}
		}
		changes = append(changes, c)
	}
	return changes, n, clash
}
