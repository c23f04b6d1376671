package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func TestChecklist(t *testing.T) {
	const list = "要件=机构:2、制度:2、台账:2、培训:2、报告:2"
	marks := func(ms ...string) Facts {
		var f Facts
		for i, name := range []string{"机构", "制度", "台账", "培训", "报告"}[:len(ms)] {
			f.Marks = append(f.Marks, Mark{Judge: "核查组", Dimension: name, Value: decimal.MustParse(ms[i])})
		}
		return f
	}
	runLines(t, []lineCase{
		{"five items, one half, one missing", "checklist", plan.Binary, list, "10",
			marks("1", "1", "0.5", "1", "0"), "7.0000"},
		{"the missing one is mandatory", "checklist", plan.Binary, list + "；必备=报告", "10",
			marks("1", "1", "0.5", "1", "0"), "0.0000"},
		{"another class has other full points", "checklist", plan.Binary, list, "4",
			marks("1", "1", "0.5", "1", "0"), "2.8000"},
		{"not all marked", "checklist", plan.Binary, list, "10", marks("1", "1"), "missing"},
		{"a mark nobody agreed on", "checklist", plan.Binary, list, "10", marks("1", "1", "0.7", "1", "0"), "refused"},
	})
	runRefusals(t, []refusal{
		{"a mandatory item that isn't listed", "checklist", plan.Binary, list + "；必备=印章", "10", InconsistentRule},
		{"items worth nothing", "checklist", plan.Binary, "要件=机构:0", "10", InconsistentRule},
	})
}
