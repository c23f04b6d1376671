package score_test

import (
	"testing"

	"shiji/internal/arith"
	"shiji/internal/demo"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// TestAcrossClasses: a list across classes compares, and changes neither places nor grades.
func TestAcrossClasses(t *testing.T) {
	plain := compute(t, demo.Haidian2014())
	if plain.Across != nil {
		t.Error("a list across classes that nobody asked for")
	}
	in := demo.Haidian2014()
	in.Scheme.Across.Params = rule.Params{"centre": "80", "scale": "5"}
	sheets := compute(t, in)
	ranked := 0
	for i, s := range sheets.Units {
		if s.Result.Place != plain.Units[i].Result.Place || s.Result.Grade != plain.Units[i].Result.Grade {
			t.Errorf("%s: place or grade moved", s.Name)
		}
	}
	for _, c := range sheets.Classes {
		ranked += c.Ranked
	}
	if len(sheets.Across) != ranked {
		t.Fatalf("%d units on the list, %d are ranked", len(sheets.Across), ranked)
	}
	best := map[string]string{}
	for i, e := range sheets.Across {
		if i > 0 && sheets.Across[i-1].Value.Less(e.Value) {
			t.Errorf("%s stands below %s", e.Name, sheets.Across[i-1].Name)
		}
		if best[e.Class] == "" {
			best[e.Class] = e.Unit
		}
	}
	for class, unit := range best { // inside a class the order is that of the totals
		if s := sheets.Sheet(unit); s.Result.Place != 1 {
			t.Errorf("the first of %s on the list has place %d", class, s.Result.Place)
		}
	}
}

func TestAcrossIsExplained(t *testing.T) {
	in := demo.Small()
	in.Scheme.Across.Params = rule.Params{"centre": "80"}
	sheets, err := score.Explain(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range sheets.Across {
		if len(e.Steps) == 0 {
			t.Errorf("%s has no arithmetic", e.Name)
		}
		for _, s := range e.Steps {
			if s.Expr == "" {
				continue
			}
			if err := arith.Check(s.Expr, s.Value, s.Places); err != nil {
				t.Error(err)
			}
		}
	}
}
