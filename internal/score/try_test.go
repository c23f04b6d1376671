package score_test

import (
	"errors"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestTryingIsScoring: a line that is tried without a change is the line of the scorecard, for every indicator; with
// one it is the line of the changed year.
func TestTryingIsScoring(t *testing.T) {
	in := demo.Haidian2014()
	e, err := score.NewExplainer(in)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for i := 0; i < len(e.Sheets().Units); i += 7 {
		s := &e.Sheets().Units[i]
		for _, l := range s.Lines {
			want, err := e.Of(s, l.Leaf)
			if err != nil {
				t.Fatal(err)
			}
			got, fields, err := score.Try(in, s.Unit, l.Leaf, nil)
			if err != nil || got.Text("zh") != want.Text("zh") {
				t.Errorf("%s %s: tried %s, scored %s (%v)", s.Name, l.Leaf, got.Value, want.Value, err)
			}
			tried += len(fields)
		}
	}
	if tried < 100 {
		t.Errorf("only %d numbers could be tried", tried)
	}
	unit := e.Sheets().Units[0].Unit
	before, fields, err := score.Try(in, unit, "A0101", nil)
	if err != nil || len(fields) == 0 {
		t.Fatal(err)
	}
	after, _, err := score.Try(in, unit, "A0101", map[string]string{"data:A": "60"})
	if err != nil || after.Value == before.Value {
		t.Errorf("60 instead of %v changes nothing (%v)", fields, err)
	}
	var not score.NotANumber
	if x, _, err := score.Try(in, unit, "A0101", map[string]string{"data:A": "sixty"}); !errors.As(err, &not) ||
		not.Value != "sixty" || x.Value != before.Value {
		t.Errorf("%s %v", x.Value, err)
	}
	for _, bad := range [][2]string{{"nobody", "A0101"}, {unit, "none"}} {
		if _, _, err := score.Try(in, bad[0], bad[1], nil); !errors.Is(err, score.ErrNotFound) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
