package rule

import (
	"fmt"
	"testing"

	"shiji/internal/plan"
)

func TestMinmax(t *testing.T) {
	var twenty []string
	for i := 1; i <= 20; i++ {
		twenty = append(twenty, fmt.Sprint(i))
	}
	runLines(t, []lineCase{
		{"G20: half way between worst and best", "minmax", plan.Higher, "保底分=4", "10", among("31", "18", "44"), "7.0000"},
		{"the best", "minmax", plan.Higher, "保底分=4", "10", among("44", "18", "31"), "10.0000"},
		{"lower is better: the worst", "minmax", plan.Lower, "保底分=4", "10", among("44", "18", "31"), "4.0000"},
		{"all equal", "minmax", plan.Higher, "保底分=4", "10", among("3", "3", "3"), "10.0000"},
		{"an outlier of many is pulled in", "minmax", plan.Higher, "缩尾=yes", "10", among("1000", twenty...), "10.0000"},
		{"the others gain by that", "minmax", plan.Higher, "缩尾=yes", "10",
			among("10", append(twenty[1:], "1000")...), "4.1176"},
	})
	runRefusals(t, []refusal{{"a floor above the full points", "minmax", plan.Higher, "保底分=12", "10", InconsistentRule}})
}
