package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestDeductSlope(t *testing.T) {
	const parts = "分段=96:0.25、90:0.5"
	runLines(t, []lineCase{
		{"G22: each part at its own rate takes 2.3", "deduct_slope", plan.Higher, parts, "10", actual("88.4"), "7.7000"},
		{"G22: all at the rate reached takes 3.8", "deduct_slope", plan.Higher, parts + "；算法=whole", "10",
			actual("88.4"), "6.2000"},
		{"G22: part units dropped takes 2.0", "deduct_slope", plan.Higher, parts + "；零头=floor", "10",
			actual("88.4"), "8.0000"},
		{"G22: part units in full takes 2.5", "deduct_slope", plan.Higher, parts + "；零头=ceil", "10",
			actual("88.4"), "7.5000"},
		{"at the threshold nothing is taken", "deduct_slope", plan.Higher, parts, "10", actual("96"), "10.0000"},
		{"between the thresholds", "deduct_slope", plan.Higher, parts, "10", actual("92"), "9.0000"},
		{"a limit", "deduct_slope", plan.Higher, parts + "；上限=5", "10", actual("10"), "5.0000"},
		{"lower is better", "deduct_slope", plan.Lower, "分段=5:1、8:2", "10", actual("9"), "5.0000"},
	})
	runRefusals(t, []refusal{
		{"thresholds the wrong way round", "deduct_slope", plan.Higher, "分段=90:0.5、96:0.25", "10", InconsistentRule},
		{"a list of nothing but separators", "deduct_slope", plan.Higher, "分段=、", "10", MissingParam},
		{"two rates for one threshold", "deduct_slope", plan.Higher, "分段=96:0.25:3", "10", BadParam},
		{"a threshold that is no number", "deduct_slope", plan.Higher, "分段=高:0.5", "10", InconsistentRule},
	})
}
