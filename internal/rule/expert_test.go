package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func panel(marks ...string) Facts {
	var f Facts
	for i, m := range marks {
		f.Marks = append(f.Marks, Mark{Judge: string(rune('A' + i)), Value: decimal.MustParse(m)})
	}
	return f
}

func TestExpertTrimmed(t *testing.T) {
	recused := panel("88", "91", "79", "10")
	recused.Marks[3].Recused = true
	var dims Facts
	for _, judge := range []string{"A", "B", "C"} {
		dims.Marks = append(dims.Marks, Mark{Judge: judge, Dimension: "创新", Value: decimal.Int(90)},
			Mark{Judge: judge, Dimension: "成效", Value: decimal.Int(80)})
	}
	runLines(t, []lineCase{
		{"G24: seven marks, highest and lowest dropped", "expert_trimmed", plan.Binary, "", "100",
			panel("88", "91", "79", "95", "90", "86", "93"), "89.6000"},
		{"G24: for five points", "expert_trimmed", plan.Binary, "", "5",
			panel("88", "91", "79", "95", "90", "86", "93"), "4.4800"},
		{"of tied highest only one is dropped", "expert_trimmed", plan.Binary, "", "100",
			panel("95", "95", "80", "85", "90"), "90.0000"},
		{"three marks: plain mean, the recused one doesn't count", "expert_trimmed", plan.Binary, "",
			"100", recused, "86.0000"},
		{"two marks aren't a panel", "expert_trimmed", plan.Binary, "", "100", panel("88", "91"), "missing"},
		{"a mark above 100", "expert_trimmed", plan.Binary, "", "100", panel("88", "91", "101"), "refused"},
		{"dimensions are weighted first", "expert_trimmed", plan.Binary, "维度=创新:60、成效:40", "100", dims, "86.0000"},
	})
}

func TestExpertsFarApartAreFlagged(t *testing.T) {
	b := mustBind(t, lineCase{code: "expert_trimmed", dir: plan.Binary, full: "100"})
	f := panel("60", "70", "90")
	c := &Calc{Full: decimal.Int(100), Facts: &f}
	b.Score(c, nil)
	if len(c.Flags) != 1 || c.Flags[0].Code != "spread" {
		t.Errorf("flags = %+v, want the spread of 30", c.Flags)
	}
}
