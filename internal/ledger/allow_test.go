package ledger

import (
	"errors"
	"slices"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/person"
)

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	o := imported(t, tiny())
	ctx := t.Context()
	s := NewService(person.Nobody, o.book)
	o.before = func(call string) error { t.Errorf("%s was reached", call); return nil }
	for name, do := range map[string]func() error{
		"Years":    func() error { _, err := s.Years(ctx, me); return err },
		"Last":     func() error { _, err := s.Last(ctx, me, year); return err },
		"Newest":   func() error { _, err := s.Newest(ctx, me, year, 1); return err },
		"Batch":    func() error { _, err := s.Batch(ctx, me, year, 1); return err },
		"Latest":   func() error { _, _, err := s.Latest(ctx, me, year); return err },
		"AsOf":     func() error { _, err := s.AsOf(ctx, me, year, 1); return err },
		"At":       func() error { _, _, err := s.At(ctx, me, year, 5_000); return err },
		"History":  func() error { _, err := s.History(ctx, me, year, About{}); return err },
		"Files":    func() error { _, err := s.Files(ctx, me, year, 1); return err },
		"Origins":  func() error { _, err := s.Origins(ctx, me, year, 1); return err },
		"Standing": func() error { _, err := s.Standing(ctx, me, year); return err },
		"Close":    func() error { return s.Close(ctx, me, year, "") },
		"Reopen":   func() error { return s.Reopen(ctx, me, year, "") },
		"Append": func() error {
			_, err := s.Append(ctx, me, Cause{Year: year, Act: fact.Approval}, []Edit{edit(value, 1, number("1"))})
			return err
		},
	} {
		if err := do(); errs.CodeOf(err) != errs.Forbidden || !errors.Is(err, person.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEachFactIsAskedFor: who may write one unit's facts writes no other's, not even beside them.
func TestEachFactIsAskedFor(t *testing.T) {
	o := imported(t, tiny())
	var asked []person.Object
	s := NewService(func(_ audit.Actor, do person.Act, on person.Object) error {
		if do != person.WriteYear {
			t.Errorf("%s was asked", do)
		}
		if asked = append(asked, on); on.Unit == "S2" {
			return person.Forbidden
		}
		return nil
	}, o.book)
	why := Cause{Year: year, Act: fact.Approval}
	theirs := Name{Target, KeyOf("S2", "A1")}
	_, err := s.Append(t.Context(), me, why, []Edit{edit(goal, 1, targetBody), withdrawn(theirs, 1)})
	if !errors.Is(err, person.Forbidden) || o.now(t, theirs).Withdrawn {
		t.Errorf("another's target was withdrawn: %v", err)
	}
	asked = nil
	if _, err := s.Append(t.Context(), me, why, []Edit{edit(value, 1, number("1"))}); err != nil {
		t.Error(err)
	}
	want := []person.Object{{Noun: "year", Year: year}, {Noun: "year", Year: year, Unit: "S1", Indicator: "A1"}}
	if !slices.Equal(asked, want) {
		t.Errorf("%v", asked)
	}
	body := `{"unit":"S2","indicator":"A1","value":{"value":"1"}}`
	_, err = s.Append(t.Context(), me, why, []Edit{edit(theirs, 1, body)})
	if !errors.Is(err, person.Forbidden) {
		t.Errorf("another's target was written: %v", err)
	}
	theirValue := Name{Value, KeyOf("S2", "A1", "A", "Y")}
	if _, err := s.Append(t.Context(), me, why, []Edit{withdrawn(theirValue, 1)}); !errors.Is(err, person.Forbidden) {
		t.Errorf("another's value was withdrawn: %v", err)
	}
}

// TestWhomAWithdrawalIsAbout: its key says what its body said.
func TestWhomAWithdrawalIsAbout(t *testing.T) {
	list, err := Split(small())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Kind]bool{}
	for _, r := range list {
		got, err := Edit{Kind: r.Kind, Key: r.Key, On: 1, Withdraw: true}.record(me, Cause{Act: fact.Approval})
		if err != nil {
			continue // it can't be withdrawn by hand
		}
		if seen[r.Kind] = true; got.Unit != r.Unit || got.Indicator != r.Indicator || got.Period != r.Period {
			t.Errorf("%s %s: %q %q %q", r.Kind, r.Key, got.Unit, got.Indicator, got.Period)
		}
	}
	if len(seen) != 8 { // all but the scheme, units, bodies and plans
		t.Errorf("%v can be withdrawn", seen)
	}
}
