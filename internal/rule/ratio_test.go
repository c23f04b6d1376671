package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestRatio(t *testing.T) {
	runLines(t, []lineCase{
		{"G02: most of the target", "ratio", plan.Higher, "", "10", against(actual("86"), "95", ""), "9.0526"},
		{"more than the target earns no more than full", "ratio", plan.Higher, "", "10",
			against(actual("190"), "95", ""), "10.0000"},
		{"below the floor nothing is earned", "ratio", plan.Higher, "起点=0.6", "10",
			against(actual("50"), "95", ""), "0.0000"},
		{"at the floor the ratio counts", "ratio", plan.Higher, "起点=0.6", "10", against(actual("57"), "95", ""), "6.0000"},
		{"a negative actual earns nothing", "ratio", plan.Higher, "", "10", against(actual("-5"), "95", ""), "0.0000"},
		{"a target of zero that is met earns full points", "ratio", plan.Higher, "", "10",
			against(actual("0"), "0", ""), "10.0000"},
		{"a target of zero that is missed earns nothing", "ratio", plan.Higher, "", "10",
			against(actual("-1"), "0", ""), "0.0000"},
		{"a target of zero may be refused", "ratio", plan.Higher, "zero_target=refuse", "10",
			against(actual("1"), "0", ""), "refused"},
		{"a negative target has no ratio", "ratio", plan.Higher, "", "10", against(actual("1"), "-3", ""), "refused"},
		{"no actual is not zero", "ratio", plan.Higher, "", "10", against(Facts{}, "95", ""), "missing"},
		{"no target is not zero", "ratio", plan.Higher, "", "10", actual("86"), "missing"},
		{"80 % where floats say less: 640.8 of 801", "ratio", plan.Higher, "起点=0.8", "10",
			against(actual("640.8"), "801", ""), "8.0000"},
	})
	runRefusals(t, []refusal{
		{"a value that should be low", "ratio", plan.Lower, "", "10", WrongDirection},
		{"a parameter of another rule", "ratio", plan.Higher, "bands=90:200", "10", UnknownParam},
		{"credit above the target needs a rule of its own", "ratio", plan.Higher, "cap=1.5", "10", BadParam},
		{"a word for a number", "ratio", plan.Higher, "cap=全部", "10", BadParam},
		{"a rule that doesn't exist", "比例法", plan.Higher, "", "10", UnknownRule},
	})
}
