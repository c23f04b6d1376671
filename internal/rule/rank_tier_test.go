package rule

import (
	"fmt"
	"testing"

	"shiji/internal/plan"
)

func TestRankTier(t *testing.T) {
	const tiers = "分档=20、50、80；档分=10、8、6、4"
	// class gives the unit with value own in a class of 18 whose values are 18, 17, ... 1.
	class := func(own int, mutate ...string) Facts {
		var others []string
		for v := 18; v >= 1; v-- {
			if v != own {
				others = append(others, fmt.Sprint(v))
			}
		}
		return among(fmt.Sprint(own), append(others, mutate...)...)
	}
	runLines(t, []lineCase{
		{"G18: place 4 of 18 is the last of tier 1", "rank_tier", plan.Higher, tiers, "10", class(15), "10.0000"},
		{"G18: place 5 is tier 2", "rank_tier", plan.Higher, tiers, "10", class(14), "8.0000"},
		{"G18: place 9 is the last of tier 2", "rank_tier", plan.Higher, tiers, "10", class(10), "8.0000"},
		{"G18: place 14 is the last of tier 3", "rank_tier", plan.Higher, tiers, "10", class(5), "6.0000"},
		{"G18: place 15 is tier 4", "rank_tier", plan.Higher, tiers, "10", class(4), "4.0000"},
		{"equal places on a cut all go up", "rank_tier", plan.Higher, tiers, "10",
			among("15", "18", "17", "16", "15", "15", "9", "8", "7", "6", "5", "4", "3", "2", "1", "1", "1", "1"), "10.0000"},
	})
	runRefusals(t, []refusal{
		{"as many points as cuts", "rank_tier", plan.Higher, "分档=20、50；档分=10、8", "10", InconsistentRule},
		{"shares that fall", "rank_tier", plan.Higher, "分档=50、20；档分=10、8、6", "10", InconsistentRule},
		{"points that rise", "rank_tier", plan.Higher, "分档=20、50；档分=8、10、6", "10", InconsistentRule},
		{"more points than the line has", "rank_tier", plan.Higher, "分档=20；档分=12、8", "10", InconsistentRule},
	})
}
