package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestTimeliness(t *testing.T) {
	runLines(t, []lineCase{
		{"G13: 60 due, 57 on time, 2 late, 1 open", "timeliness", plan.Higher, "", "6",
			reported("due", "60", "on_time", "57", "late_done", "2"), "5.8000"},
		{"nothing due", "timeliness", plan.Higher, "", "6", reported("due", "0", "on_time", "0", "late_done", "0"),
			"not_applicable"},
		{"more done than due", "timeliness", plan.Higher, "", "6",
			reported("due", "5", "on_time", "5", "late_done", "1"), "refused"},
		{"late ones not reported", "timeliness", plan.Higher, "", "6", reported("due", "5", "on_time", "5"), "missing"},
	})
}
