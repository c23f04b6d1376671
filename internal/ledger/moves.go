package ledger

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/score"
)

// Moves is a year as it is known now, and what was touched in it since an earlier snapshot. ok is false where the whole
// year has to be looked at anew: there was no snapshot, or its scheme or lists changed.
func (s *Service) Moves(ctx context.Context, who audit.Actor, year int, from *Snapshot) (now *Snapshot,
	touched []score.Touched, ok bool, err error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, nil, false, err
	}
	if now, err = s.book.Present(ctx, year); err != nil || from == nil {
		return now, nil, false, err
	}
	var facts []Fact
	err = s.book.Units.View(ctx, func(tx Tx) (err error) {
		facts, err = tx.Ledger().Since(ctx, year, from.Batch, now.Batch)
		return err
	})
	if err != nil {
		return nil, nil, false, err
	}
	touched, ok = touchedBy(facts)
	return now, touched, ok, nil
}

// touchedBy is what versions of facts are about; ok is false where one of them is about no unit.
func touchedBy(facts []Fact) (out []score.Touched, ok bool) {
	seen := map[score.Touched]bool{}
	for _, f := range facts {
		at := score.Touched{Unit: f.Unit, Indicator: f.Indicator}
		switch f.Kind {
		case Target, Task, Actual, Value, Mark, Ballot:
		case Event:
			at.Part = score.Events
		case Survey:
			at.Part, at.Indicator = score.Survey, ""
		default: // the scheme, the plan, a list
			return nil, false
		}
		if !seen[at] {
			seen[at] = true
			out = append(out, at)
		}
	}
	return out, true
}
