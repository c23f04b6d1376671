package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestMilestone(t *testing.T) {
	const weights = "权重=0.2、0.3、0.3、0.2"
	runLines(t, []lineCase{
		{"G11: two on time, one late, one not done", "milestone", plan.Binary, weights, "15",
			reported("m1", "0", "m2", "0", "m3", "7", "m4", openWord), "11.3700"},
		{"very late still earns half", "milestone", plan.Binary, weights, "10",
			reported("m1", "90", "m2", "0", "m3", "0", "m4", "0"), "9.0000"},
		{"not yet due leaves, the others rescale", "milestone", plan.Binary, weights, "10",
			reported("m1", "0", "m2", "0", "m3", "0", "m4", notDueWord), "10.0000"},
		{"nothing due yet", "milestone", plan.Binary, weights, "10",
			reported("m1", notDueWord, "m2", notDueWord, "m3", notDueWord, "m4", notDueWord), "not_due"},
		{"a milestone nobody reported", "milestone", plan.Binary, weights, "10", reported("m1", "0"), "missing"},
		{"done before it was due is a mistake", "milestone", plan.Binary, weights, "10",
			reported("m1", "-1", "m2", "0", "m3", "0", "m4", "0"), "refused"},
	})
	runRefusals(t,
		[]refusal{{"weights that don't add up to one", "milestone", plan.Binary, "权重=0.5、0.4", "10", InconsistentRule}})
}
