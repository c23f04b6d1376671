package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestVetoParameters(t *testing.T) {
	runRefusals(t, []refusal{
		{"an effect that doesn't exist", "veto", plan.Binary, "依据=规定；效果=sack", "0", InconsistentRule},
		{"fixed points, but not how many", "veto", plan.Binary, "依据=规定；效果=minus", "0", InconsistentRule},
		{"a zero item, but not which", "veto", plan.Binary, "依据=规定；效果=zero_item", "0", InconsistentRule},
		{"no effect", "veto", plan.Binary, "依据=规定", "0", MissingParam},
	})
	mustBind(t, lineCase{code: "veto", dir: plan.Binary, params: "依据=《安全生产法》第十条、第十一条；效果=fail、minus；扣分=30", full: "0"})
}
