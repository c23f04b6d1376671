package rule

import (
	"testing"

	"shiji/internal/fact"
	"shiji/internal/plan"
)

func TestRangeTarget(t *testing.T) {
	line := func(name, a, want string) lineCase {
		f := actual(a)
		f.Goal.Low, f.Goal.High = fact.Num("95"), fact.Num("102")
		return lineCase{name, "range_target", plan.Range, "容许偏离=10", "5", f, want}
	}
	runLines(t, []lineCase{
		line("G09: budget spent a little short", "92", "3.5000"),
		line("G09: inside", "100", "5.0000"),
		line("G09: above", "108", "2.0000"),
		line("G09: far above", "113", "0.0000"),
		{"no range set", "range_target", plan.Range, "容许偏离=10", "5", actual("100"), "missing"},
	})
	runRefusals(t, []refusal{
		{"no tolerance", "range_target", plan.Range, "", "5", MissingParam},
		{"a tolerance of zero", "range_target", plan.Range, "容许偏离=0", "5", BadParam},
		{"not a range", "range_target", plan.Higher, "容许偏离=1", "5", WrongDirection},
	})
}
