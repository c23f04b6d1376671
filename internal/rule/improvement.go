package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var improvement = Rule{
	ID: "SR-15", Code: "improvement", Name: lang.T("增幅法", "improvement on the baseline"),
	Says: lang.T("实绩值比基期值的增幅（越低越好的为降幅），在两端之间按比例计分；基期值为零的不适用，或改按差额在另外两端之间计分。",
		"The change against the baseline (a fall where lower is better), in proportion between two ends; "+
			"with a baseline of zero it doesn't apply, or the difference is scored between ends of its own."),
	Formula: lang.T("g = (A - B) ÷ |B|（越低越好的取 B - A）；g ≤ g0：S = 起点分；g ≥ g1：S = F；其间按比例",
		"g = (A - B) ÷ |B| (B - A where lower is better); g ≤ g0: S = S0; g ≥ g1: S = F; in proportion between"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "g0", ZH: "起点增幅", Name: lang.T("得起点分的增幅，0.05 为 5%", "change that earns the starting points; 0.05 is 5 %"),
			Type: Number, Default: "0"},
		{Key: "g1", ZH: "满分增幅", Name: lang.T("得满分的增幅", "change that earns full points"), Type: Number, Required: true},
		{Key: "s0", ZH: "起点分", Name: lang.T("起点增幅处的得分", "points at the first change"), Unit: lang.T("分", "points"),
			Type: Number, Default: "0", Min: "0"},
		{Key: "zero_base", ZH: "零基期", Name: lang.T("基期值为零时：不适用，或按差额", "baseline of zero: not applicable, or by difference"),
			Type: Word, Words: []string{"na", "difference"}, ZHWords: []string{"不适用", "按差额"}, Default: "na"},
		{Key: "d0", ZH: "起点差额", Name: lang.T("按差额时得起点分的差额", "difference that earns the starting points"),
			Type: Number, Default: "0"},
		{Key: "d1", ZH: "满分差额", Name: lang.T("按差额时得满分的差额", "difference that earns full points"), Type: Number, Default: "1"},
	},
	Items: items(actualItem),
	Kinds: []Kind{OwnPast, Signed},
	Example: Example{Better: plan.Higher, Params: "起点增幅=0；满分增幅=0.2", Full: "10",
		Facts: Given("A", "4.6", "B", "4.0"), Points: "7.5000"},
	Bind: func(a Args, b *Binder) Eval {
		change := readBand(a, b, "g0", "g1", "s0")
		difference := readBand(a, b, "d0", "d1", "s0")
		byDifference := a.Word("zero_base") == "difference"
		if change.to.Less(change.from) || byDifference && difference.to.Less(difference.from) {
			b.Bad("g1", "满分一端应当大于起点一端", "the end that earns full points must be the larger one")
		}
		return func(c *Calc) Term {
			actual := c.A()
			base := c.goal("B", lang.T("基期值", "baseline"), c.Facts.Goal.Baseline)
			if c.Stopped() {
				return actual
			}
			gained := actual.Sub(base)
			if c.Dir == plan.Lower {
				gained = base.Sub(actual)
			}
			if base.N.IsZero() {
				if !byDifference {
					return c.NotApplicable(lang.T("基期值为零，算不出增幅", "the baseline is zero: no change can be taken"))
				}
				c.Flag("zero_base", lang.T("基期值为零，按差额计分", "baseline of zero: scored by the difference"))
				return difference.points(c, c.Step("d", lang.T("差额", "difference"), gained))
			}
			return change.points(c, c.Step("g", lang.T("增幅", "change"), gained.Quo(c.Num(base.N.Abs()))))
		}
	},
}
