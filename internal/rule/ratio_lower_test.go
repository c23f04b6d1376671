package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestRatioLower(t *testing.T) {
	runLines(t, []lineCase{
		{"G03: complement", "ratio_lower", plan.Lower, "", "10", against(actual("58"), "50", ""), "8.4000"},
		{"G03: reciprocal", "ratio_lower", plan.Lower, "算法=reciprocal", "10", against(actual("58"), "50", ""), "8.6207"},
		{"less than the target is full", "ratio_lower", plan.Lower, "", "10", against(actual("40"), "50", ""), "10.0000"},
		{"more than twice the target is nothing", "ratio_lower", plan.Lower, "", "10",
			against(actual("120"), "50", ""), "0.0000"},
		{"none at all is full", "ratio_lower", plan.Lower, "算法=reciprocal", "10", against(actual("0"), "50", ""), "10.0000"},
		{"target of zero, met", "ratio_lower", plan.Lower, "", "10", against(actual("0"), "0", ""), "10.0000"},
		{"target of zero, missed", "ratio_lower", plan.Lower, "", "10", against(actual("1"), "0", ""), "0.0000"},
		{"target of zero, each unit costs", "ratio_lower", plan.Lower, "每单位扣分=1.5", "10",
			against(actual("2"), "0", ""), "7.0000"},
		{"a negative value has no ratio", "ratio_lower", plan.Lower, "", "10", against(actual("-1"), "50", ""), "refused"},
	})
	runRefusals(t, []refusal{{"a value that should be high", "ratio_lower", plan.Higher, "", "10", WrongDirection}})
}
