package score_test

import (
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestTracerIsExplain: a line that is traced alone is the one that explaining the whole year gives.
func TestTracerIsExplain(t *testing.T) {
	all, years := runningYears(), 0
	all["half"] = begun(demo.Haidian2014(), 2)
	for name, in := range all {
		want, err := score.Explain(in)
		if err != nil {
			continue // some have errors
		}
		years++
		tracer, lines := score.NewTracer(in), 0
		for _, u := range want.Units {
			for _, x := range u.Lines {
				got := tracer.Line(u.Unit, x.Leaf)
				if lines++; got == nil || jsonOf(t, *got) != jsonOf(t, x) {
					t.Fatalf("%s: %s of %s is\n%s\nwant\n%s", name, x.Leaf, u.Unit, jsonOf(t, got), jsonOf(t, x))
				}
			}
		}
		if lines == 0 {
			t.Error(name, "has no lines")
		}
	}
	if years < 15 {
		t.Errorf("only %d years were traced", years)
	}
	tracer := score.NewTracer(demo.Small())
	for _, of := range [][2]string{{"nobody", "A1"}, {"S1", "none"}, {"S1", "V1"}, {"X1", "A1"}} {
		if got := tracer.Line(of[0], of[1]); got != nil {
			t.Errorf("%v has a line: %+v", of, got)
		}
	}
}
