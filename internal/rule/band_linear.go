package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var bandLinear = Rule{
	ID: "SR-03", Code: "band_linear", Name: lang.T("区间线性法", "linear between two rates"),
	Says: lang.T("完成率不高于下限得起点分，不低于上限得满分，两者之间按比例计分；也可以直接用实绩值。",
		"At or below the lower rate the starting points, at or above the upper rate full points, "+
			"in proportion between them; the value itself may take the place of the rate."),
	Formula: lang.T("r ≤ r0：S = S0；r ≥ r1：S = F；其间：S = S0 + (F - S0) × (r - r0) ÷ (r1 - r0)",
		"r ≤ r0: S = S0; r ≥ r1: S = F; between: S = S0 + (F - S0) × (r - r0) ÷ (r1 - r0)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: append([]Param{
		{Key: "of", ZH: "比较", Name: lang.T("按完成率，或直接按实绩值", "by attainment, or by the value itself"), Type: Word,
			Words: []string{"rate", "value"}, ZHWords: []string{"完成率", "实绩值"}, Default: "rate"},
		{Key: "r0", ZH: "下限", Name: lang.T("得起点分的完成率或实绩值", "rate or value that earns the starting points"),
			Type: Number, Default: "0.6"},
		{Key: "r1", ZH: "上限", Name: lang.T("得满分的完成率或实绩值", "rate or value that earns full points"),
			Type: Number, Default: "1"},
		{Key: "s0", ZH: "起点分", Name: lang.T("下限处的得分", "points at the lower rate"), Unit: lang.T("分", "points"),
			Type: Number, Default: "0", Min: "0"},
	}, zeroTarget...),
	Items: items(actualItem),
	Goals: func(a Args) []string {
		if a.Word("of") == "value" {
			return nil
		}
		return []string{"T"}
	},
	Kinds: []Kind{Growth, Lowering},
	Example: Example{Better: plan.Higher, Params: "下限=0.6；上限=1", Full: "20",
		Facts: Given("A", "85", "T", "100"), Points: "12.5000"},
	Bind: func(a Args, b *Binder) Eval {
		band := readBand(a, b, "r0", "r1", "s0")
		refuseZero := a.Word("zero_target") == "refuse"
		byValue := a.Word("of") == "value"
		if falls := band.to.Less(band.from); !byValue && falls || byValue && falls != (b.Dir == plan.Lower) {
			b.Bad("r1", "上限 %[1]s 应当好于下限 %[2]s", "the upper end %[1]s must be better than the lower one %[2]s",
				band.to, band.from)
		}
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			if byValue {
				return band.points(c, actual)
			}
			target := c.T()
			if c.Stopped() {
				return target
			}
			if points, done := zeroOrNegativeTarget(c, actual, target, refuseZero); done {
				return points
			}
			if c.Dir == plan.Lower {
				return band.points(c, lowerRate(c, actual, target))
			}
			return band.points(c, c.Step("r", lang.T("完成率", "attainment"), actual.Quo(target)))
		}
	},
}

// linearBand gives start at from, full points at to, and in proportion between; to may lie below from.
type linearBand struct{ from, to, start decimal.Number }

// readBand reads the two ends and the starting points of a band, and checks them against the full points.
func readBand(a Args, b *Binder, from, to, start string) linearBand {
	band := linearBand{a.Num(from), a.Num(to), a.Num(start)}
	if band.from.Equal(band.to) {
		b.Bad(to, "两端相同（%[1]s），无法按比例计分", "both ends are %[1]s: nothing lies between them", band.to)
	}
	for _, full := range b.Fulls {
		if full.Less(band.start) {
			b.Bad(start, "起点分 %[1]s 超过分值 %[2]s", "the starting points %[1]s are above the full points %[2]s", band.start, full)
		}
	}
	return band
}

// points gives the points of r.
func (l linearBand) points(c *Calc, r Term) Term {
	from, to := c.Num(l.from), c.Num(l.to)
	rises := l.from.Less(l.to)
	atMost, atLeast := "≤", "≥"
	if !rises {
		atMost, atLeast = atLeast, atMost
	}
	switch {
	case rises && !l.from.Less(r.N) || !rises && !r.N.Less(l.from):
		c.Because(lang.T("在起点或以下", "at the start or worse"), r, atMost, from)
		return c.Num(l.start)
	case rises && !r.N.Less(l.to) || !rises && !l.to.Less(r.N):
		c.Because(lang.T("到达满分一端", "full points are reached"), r, atLeast, to)
		return c.F()
	}
	part := c.F().Sub(c.Num(l.start)).Mul(r.Sub(from)).Quo(to.Sub(from))
	if l.start.IsZero() {
		return part
	}
	return c.Num(l.start).Add(part)
}
