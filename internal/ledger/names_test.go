package ledger_test

import (
	"testing"

	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// TestNamesOfOneCode: a unit, an indicator and an indicator of the plan may have the same code; each is called by its
// own name, and no other word is taken for a code.
func TestNamesOfOneCode(t *testing.T) {
	t.Parallel()
	in := &score.Input{Plan: []plan.Indicator{{Code: "01", Name: "规划指标甲"}}}
	in.Roster.Units = []org.Unit{{Code: "01", Name: "单位甲"}, {Code: "02", Name: "单位乙"}}
	in.Scheme.Leaves = []scheme.Leaf{{Code: "01", Name: "指标甲"}}
	n := ledger.NamesOf(in)
	for _, c := range []struct {
		r     ledger.Record
		about string
		want  string
	}{
		{ledger.Record{Kind: ledger.Unit, Unit: "01"}, "01", "单位甲"},
		{ledger.Record{Kind: ledger.Leaf, Indicator: "01"}, "01", "指标甲"},
		{ledger.Record{Kind: ledger.Plan}, "01", "规划指标甲"},
		{ledger.Record{Kind: ledger.Target, Unit: "01", Indicator: "01"}, "01 · 01", "单位甲 · 指标甲"},
		{ledger.Record{Kind: ledger.Target, Unit: "02", Indicator: "01"}, "02 · 01", "单位乙 · 指标甲"},
		{ledger.Record{Kind: ledger.Mark, Unit: "02", Indicator: "01"}, "02 · 01 · 01 · 02", "单位乙 · 指标甲 · 01 · 02"},
		{ledger.Record{Kind: ledger.Event, Unit: "02"}, "02 · 加分 · 01", "单位乙 · 加分 · 01"},
		{ledger.Record{Kind: ledger.Target, Unit: "03", Indicator: "09"}, "03 · 09", "03 · 09"},
	} {
		if got := n.Of(c.r, c.about); got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.r.Kind, c.about, got, c.want)
		}
	}
}
