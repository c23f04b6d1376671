package rule

import (
	"testing"

	"shiji/internal/fact"
	"shiji/internal/plan"
)

func TestGate(t *testing.T) {
	line := func(gate string) Facts {
		f := reported(Actual, "92", "gate", gate)
		f.Goal.Target = fact.Num("100")
		return f
	}
	runLines(t, []lineCase{
		{"G42: gate not passed", "gate", plan.Higher, "基本方法=ratio；未过上限=0.8", "10", line("0"), "8.0000"},
		{"gate passed", "gate", plan.Higher, "基本方法=ratio", "10", line("1"), "9.2000"},
		{"nobody looked at the gate", "gate", plan.Higher, "基本方法=ratio", "10", against(actual("92"), "100", ""), "missing"},
	})
	runRefusals(t, []refusal{
		{"a basic rule that doesn't suit", "gate", plan.Lower, "基本方法=ratio", "10", WrongDirection},
		{"no basic rule", "gate", plan.Higher, "", "10", MissingParam},
	})
}
