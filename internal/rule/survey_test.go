package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/plan"
)

func asked(results ...string) Facts {
	var f Facts
	for i := 0; i < len(results); i += 3 {
		f.Surveys = append(f.Surveys, SurveyResult{Channel: results[i], Score: decimal.MustParse(results[i+1]),
			N: *fact.Num(results[i+2])})
	}
	return f
}

func TestSurvey(t *testing.T) {
	runLines(t, []lineCase{
		{"G34: both channels", "survey", plan.Higher, "渠道=both", "25",
			asked(ThirdParty, "82.5", "400", Direct, "88.0", "300"), "21.1750"},
		{"G34 as two items: third party", "survey", plan.Higher, "渠道=third_party", "15",
			asked(ThirdParty, "82.5", "400"), "12.3750"},
		{"G34 as two items: direct clients", "survey", plan.Higher, "渠道=direct", "10",
			asked(Direct, "88.0", "300"), "8.8000"},
		{"one channel stands for both", "survey", plan.Higher, "渠道=both", "25", asked(ThirdParty, "80", "400"), "20.0000"},
		{"too few answers", "survey", plan.Higher, "渠道=direct", "10", asked(Direct, "88", "29"), "missing"},
		{"not surveyed", "survey", plan.Higher, "渠道=direct", "10", asked(ThirdParty, "88", "29"), "not_applicable"},
	})
}

func TestSurveyIsNotRoundedOnTheLine(t *testing.T) {
	b := mustBind(t, lineCase{code: "survey", dir: plan.Higher, params: "渠道=direct", full: "10"})
	f := asked(Direct, "83.33333", "100")
	out := b.Score(&Calc{Full: decimal.Int(10), Facts: &f}, nil)
	if got := out.Points.String(); got != "8.333333" {
		t.Errorf("points = %s, want 8.333333: the group rounds once", got)
	}
}
