package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestStep(t *testing.T) {
	const bands = "档=90:200、80:190、70:180、60:170、*|<1/3:160、*:130；第二项=较低票占比"
	runLines(t, []lineCase{
		{"G05: 84 % excellent", "step", plan.Higher, bands, "200", reported(Actual, "84"), "190.0000"},
		{"G05: 55 % with 30 % low votes", "step", plan.Higher, bands, "200",
			reported(Actual, "55", "较低票占比", "0.30"), "160.0000"},
		{"G05: 55 % with 35 % low votes", "step", plan.Higher, bands, "200",
			reported(Actual, "55", "较低票占比", "0.35"), "130.0000"},
		{"a lower bound belongs to its band", "step", plan.Higher, bands, "200", reported(Actual, "80"), "190.0000"},
		{"just below it doesn't", "step", plan.Higher, bands, "200", reported(Actual, "79.99"), "180.0000"},
		{"the second value is needed only where it decides", "step", plan.Higher, bands, "200",
			reported(Actual, "55"), "missing"},
	})
	runRefusals(t, []refusal{
		{"bands that leave the rest open", "step", plan.Higher, "bands=90:10,80:8", "10", InconsistentRule},
		{"a last band with a condition", "step", plan.Higher, "bands=90:10,*|<1/3:8", "10", InconsistentRule},
		{"bands out of order", "step", plan.Higher, "bands=80:8,90:10,*:0", "10", InconsistentRule},
		{"more points than the line has", "step", plan.Higher, "bands=90:12,*:0", "10", InconsistentRule},
		{"no bands", "step", plan.Higher, "", "10", MissingParam},
		{"a condition nobody can read", "step", plan.Higher, "bands=90:10,*|~3:5,*:0", "10", InconsistentRule},
		{"a bound that is no number", "step", plan.Higher, "bands=优:10,*:0", "10", InconsistentRule},
	})
}
