package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
)

// Consent is what somebody says who confirms an import.
type Consent struct {
	Seen      int64 // the last batch of the year that the changes were seen against
	ValidOnly bool  // of an import with errors, the valid rows alone
	Withdraw  int   // how many facts are to be withdrawn, where that is asked apart
	// Shown is what was seen of the import, see [Intake.Shown]; empty: it wasn't shown before.
	Shown string
}

// Shown names what a person sees of an import before it is confirmed: what it is, of which year, and what it changes.
// It is another as soon as somebody makes it something else.
func (i Intake) Shown() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %s %+v %v", i.Mode, i.Year, i.State, i.Reading, i.Counts, i.Scope))
	return hex.EncodeToString(sum[:8])
}

// AskedApart is how many facts an import may withdraw without being asked apart.
const AskedApart = 5

// agreed fails with ErrWithdraws if an import withdraws more than a few facts and somebody hasn't said how many.
func (c comparison) agreed(in Intake, withdraw int) error {
	if in.State != Checked || in.Mode.Kept() || c.base.Batch == 0 { // nothing is withdrawn of a new year
		return nil
	}
	if n := c.counts.Withdrawn; (n > AskedApart || withdraw != 0) && n != withdraw {
		return ErrWithdraws.With(n)
	}
	return nil
}

// Confirm queues the job that records an import which was looked through. It fails with a [Stale] if somebody recorded
// facts since the person saw the changes that the import would change too, and the person looks again; and with
// ErrWithdraws if more than a few facts are withdrawn that weren't agreed to. Whoever confirms what
// another person has confirmed meanwhile is told so by ErrConfirmed.
func (s *Service) Confirm(ctx context.Context, who audit.Actor, id int64, c Consent) (j job.Job, err error) {
	if err := s.may(who, person.ConfirmImport, id); err != nil {
		return j, err
	}
	in, err := s.intake(ctx, id)
	if err != nil {
		return j, err
	}
	var last int64
	err = s.Units.View(ctx, func(tx Tx) error { last, err = tx.Batches().Last(ctx, in.Year); return err })
	if err != nil {
		return j, err
	}
	var now comparison
	if in.State == Checked || in.State == Refused && c.ValidOnly {
		compared := last != c.Seen || !in.Mode.Kept() && last != 0
		in, now, err = s.readAgain(ctx, id, compared)
		if errors.Is(err, errReread) { // it is looked through as it is read now, and the person looks again
			_, again := s.choose(ctx, who, id, in.Mode, in.Year, in.Scope)
			return j, errors.Join(err, again)
		}
		if err != nil && !errors.Is(err, ErrErrors) {
			return j, err
		}
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error { j, err = s.confirm(ctx, tx, in, now, c); return err })
	if err == nil && j.Actor != who.ID {
		err = ErrConfirmed.With(audit.ActorName(j.Actor))
	}
	return j, err
}

// readAgain reads an import that is to be confirmed, and compares it with what is known where that is asked for.
func (s *Service) readAgain(ctx context.Context, id int64, compared bool) (in Intake, now comparison, err error) {
	in, r, err := s.read(ctx, job.Job{Object: id}, unheard)
	if err == nil {
		err = s.asSeen(ctx, in, r)
	}
	if err != nil || !compared {
		return in, now, err
	}
	as := in
	if in.State == Refused {
		as.Mode = in.Mode.validOnly()
	}
	now, err = s.coming(ctx, as, r)
	return as, now, err
}

func (s *Service) confirm(ctx context.Context, tx Tx, seen Intake, now comparison, c Consent) (j job.Job, err error) {
	if err := tx.Intake().Lock(ctx); err != nil {
		return j, err
	}
	in, err := tx.Intake().Intake(ctx, seen.ID)
	if err != nil {
		return j, err
	}
	if open, err := tx.Jobs().Open(ctx, recordKey(in.ID)); err == nil { // pressed twice
		return open, nil
	}
	if in.State != Checked && !(in.State == Refused && c.ValidOnly) {
		return j, ErrState
	}
	if c.Shown != "" && c.Shown != in.Shown() || c.ValidOnly && in.State == Checked || in.Reading != seen.Reading {
		return j, Stale{Refusal: ErrStale} // somebody made it something else since it was seen
	}
	last, err := tx.Batches().Last(ctx, in.Year)
	if err != nil {
		return j, err
	}
	if c.Seen > last {
		return j, Stale{Refusal: ErrStale} // nobody has seen that yet
	}
	if err := now.agreed(in, c.Withdraw); err != nil {
		return j, err
	}
	if rows, err := now.moved(ctx, tx, in, c.Seen); err != nil || len(rows) > 0 {
		return j, staleOr(err, rows)
	}
	if in.State == Refused {
		in.Mode = in.Mode.validOnly()
	}
	in.Seen = c.Seen
	if err := tx.Intake().Set(ctx, in); err != nil {
		return j, err
	}
	if j, _, err = tx.Jobs().Enqueue(ctx, job.Record, recordKey(in.ID), in.ID); err != nil {
		return j, err
	}
	tx.Audit("import.confirm", object(in.ID), map[string]any{"year": in.Year, "mode": in.Mode, "reading": in.Reading})
	return j, nil
}

// Stale says that facts which an import changes were recorded by somebody else since it was looked at.
type Stale struct {
	Refusal error
	Rows    []Moved // just those facts; none: the import itself became another
}

// Moved is a fact that somebody recorded meanwhile.
type Moved struct {
	ledger.Record
	Batch ledger.Batch
}

func (s Stale) Error() string { return s.Refusal.Error() }

// Unwrap is the refusal.
func (s Stale) Unwrap() error { return s.Refusal }

// Is reports whether target is [ErrStale], whatever it lists.
func (s Stale) Is(target error) bool { return ErrStale.Is(target) }

// rowsTold is how many facts a sentence names.
const rowsTold = 5

func staleOr(err error, rows []Moved) error {
	if err != nil {
		return err
	}
	var told []lang.Text
	for _, m := range rows[:min(len(rows), rowsTold)] {
		told = append(told, lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(ledger.Words(m.Record),
			audit.ActorName(m.Batch.Actor)))
	}
	return Stale{errStaleRows.With(len(rows), lang.Join(told)), rows}
}

// moved lists the facts that were recorded after a batch and that an import changes, as it was compared since.
func (c comparison) moved(ctx context.Context, tx Tx, in Intake, seen int64) ([]Moved, error) {
	last, err := tx.Batches().Last(ctx, in.Year)
	if err != nil || last <= seen && last <= c.base.Batch {
		return nil, err
	}
	if c.base.Batch != 0 {
		seen = min(seen, c.base.Batch)
	}
	since, err := tx.Ledger().Seals(ctx, in.Year, seen, last)
	if err != nil {
		return nil, err
	}
	changes, mentions := map[ledger.Name]ledger.Record{}, map[ledger.Name]bool{}
	for _, x := range c.changes {
		changes[x.Named()] = x.Record
	}
	for _, r := range c.coming {
		mentions[r.Named()] = true
	}
	var rows []Moved
	done := map[ledger.Name]bool{}
	batches := map[int64]ledger.Batch{}
	slices.SortFunc(since, func(a, b ledger.Fact) int { return int(b.Version - a.Version) }) // the newest first
	for _, f := range since {
		name := f.Named()
		r, touched := changes[name]
		if !touched {
			r = f.Record
		}
		// What came after the comparison is touched too where the files say it, or mean to be all there is.
		touched = touched || f.Batch > c.base.Batch && (mentions[name] || !in.Mode.Kept())
		if !touched || done[name] {
			continue
		}
		done[name] = true
		b, ok := batches[f.Batch]
		if !ok {
			if b, err = tx.Batches().Batch(ctx, f.Batch); err != nil {
				return nil, err
			}
			batches[f.Batch] = b
		}
		rows = append(rows, Moved{r, b})
	}
	return rows, nil
}

// Choose says that an import is a whole year or an addition to a year, and has it looked through again.
func (s *Service) Choose(ctx context.Context, who audit.Actor, id int64, mode Mode, year int) (j job.Job, err error) {
	if err := s.may(who, person.AnswerImport, id); err != nil {
		return j, err
	}
	if mode != Replace && mode != Add {
		return j, ErrState
	}
	return s.choose(ctx, who, id, mode, year, Scope{})
}

func (s *Service) choose(ctx context.Context, who audit.Actor, id int64, mode Mode, year int, scope Scope) (
	j job.Job, err error) {
	err = s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.Intake().Lock(ctx); err != nil {
			return err
		}
		in, err := tx.Intake().Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State != Checked && in.State != Refused {
			return ErrState
		}
		if _, err := tx.Jobs().Open(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		in.State, in.Mode, in.Year, in.Reading, in.Counts = Uploaded, mode, year, "", ledger.Counts{}
		in.Scope = scope
		if err := tx.Intake().Set(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Jobs().Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", id), id); err != nil {
			return err
		}
		tx.Audit("import.mode", object(id), map[string]any{"mode": mode, "year": year, "scope": scope})
		return nil
	})
	return j, err
}

func recordKey(id int64) string { return fmt.Sprintf("import/%d/record", id) }

// Answer keeps what somebody says of cells that can mean two things, and has the import looked through again. An answer
// that wasn't asked for, for that value and with that reading, is refused with ErrNoQuestion: the page was an old one.
func (s *Service) Answer(ctx context.Context, who audit.Actor, id int64, answers []fact.Answer) (j job.Job, err error) {
	if err := s.may(who, person.AnswerImport, id); err != nil {
		return j, err
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.Intake().Lock(ctx); err != nil {
			return err
		}
		in, err := tx.Intake().Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State != Refused {
			return ErrState
		}
		if _, err := tx.Jobs().Open(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		for _, a := range answers {
			asked := slices.ContainsFunc(in.Found, func(n Note) bool {
				return n.At.File == a.File && n.At.Sheet == a.Sheet && n.At.Cell == a.Cell && n.Value == a.Value &&
					slices.Contains(n.Readings, a.Reading)
			})
			if !asked || strings.TrimSpace(a.By) == "" || strings.TrimSpace(a.Reason) == "" {
				return ErrNoQuestion
			}
			in.Answers = append(slices.DeleteFunc(in.Answers, func(b fact.Answer) bool {
				return b.File == a.File && b.Sheet == a.Sheet && b.Cell == a.Cell && b.Value == a.Value
			}), a)
		}
		if len(answers) == 0 {
			return ErrNoQuestion
		}
		in.State = Uploaded
		if err := tx.Intake().Set(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Jobs().Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", id), id); err != nil {
			return err
		}
		tx.Audit("import.answer", object(id), map[string]any{"cells": len(answers)})
		return nil
	})
	return j, err
}

// Drop gives up an import that wasn't recorded.
func (s *Service) Drop(ctx context.Context, who audit.Actor, id int64) error {
	if err := s.may(who, person.DropImport, id); err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.Intake().Lock(ctx); err != nil {
			return err
		}
		in, err := tx.Intake().Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State == Dropped {
			return nil
		}
		if in.State != Checked && in.State != Refused {
			return ErrState
		}
		if _, err := tx.Jobs().Open(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		in.State, in.FinishedAt = Dropped, tx.Now()
		tx.Audit("import.drop", object(id), nil)
		return tx.Intake().Set(ctx, in)
	})
}
