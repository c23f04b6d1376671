package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func TestRankStep(t *testing.T) {
	judged := func(places ...string) Facts {
		var f Facts
		for i, p := range places {
			f.Marks = append(f.Marks, Mark{Judge: string(rune('A' + i)), Value: decimal.MustParse(p)})
		}
		return f
	}
	runLines(t, []lineCase{
		{"G16: fourth place", "rank_step", plan.Higher, "", "200", among("80", "95", "90", "85", "70"), "188.0000"},
		{"G16: three judges", "rank_step", plan.Binary, "名次来源=judges", "200", judged("1", "4", "6"), "189.3333"},
		{"lower is better", "rank_step", plan.Lower, "", "100", among("1", "2", "3"), "100.0000"},
		{"equal values share a place", "rank_step", plan.Higher, "", "100", among("90", "90", "95"), "98.0000"},
		{"far down the floor holds", "rank_step", plan.Higher, "每位扣减=0.3", "100", among("1", "2", "3", "4"), "60.0000"},
		{"no judge", "rank_step", plan.Binary, "名次来源=judges", "200", Facts{}, "missing"},
		{"a place before the first", "rank_step", plan.Binary, "名次来源=judges", "200", judged("0"), "refused"},
	})
	runRefusals(t, []refusal{{"nothing to rank", "rank_step", plan.Binary, "", "10", InconsistentRule}})
}
