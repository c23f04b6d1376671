package rule

import (
	"testing"

	"shiji/internal/arith"
)

// TestExamples recomputes the worked example of every rule: what documents print is what the rule does.
func TestExamples(t *testing.T) {
	for _, r := range Catalogue() {
		t.Run(r.ID, func(t *testing.T) {
			c, out := r.Compute()
			if out.Verdict != Scored || out.Points.Fixed(LinePlaces) != r.Example.Points {
				t.Errorf("%s (%s), want %s: %s", out.Points.Fixed(LinePlaces), out.Verdict, r.Example.Points, out.Reason.EN)
			}
			for _, s := range c.Steps {
				if s.Expr == "" {
					continue
				}
				if err := arith.Check(s.Expr, s.Value, s.Places); err != nil {
					t.Errorf("step %s: %v", s.What.EN, err)
				}
			}
			if len(r.Kinds) == 0 {
				t.Error("the menu doesn't say what kind of work the rule suits")
			}
		})
	}
}

// TestEveryKindHasARule: the menu offers something for each kind of work.
func TestEveryKindHasARule(t *testing.T) {
	for _, k := range Kinds {
		if len(Suiting(k.Kind)) == 0 {
			t.Errorf("no rule suits %s", k.Name.EN)
		}
	}
}
