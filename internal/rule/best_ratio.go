package rule

import (
	"slices"

	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the form: Rui'an 2012 (own value over the value of the first, times the base).
var bestRatio = Rule{
	ID: "SR-21", Code: "best_ratio", Name: lang.T("按实绩赋分法", "share of the best"),
	Says: lang.T("实绩值与类内最好值之比乘以分值（越低越好的取最好值与实绩值之比）；类内数值有正有负或最好值不为正的，应改用极差法。",
		"The value over the best of the class, times the full points (the best over the value where lower is better); "+
			"with mixed signs or a best value that isn't positive, min-max is the rule to use."),
	Formula: lang.T("S = F × max(0, A ÷ 最好值)；越低越好的 S = F × 最好值 ÷ A",
		"S = F × max(0, A ÷ best); lower is better: S = F × best ÷ A"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Items:      items(actualItem),
	Peers:      2,
	Kinds:      []Kind{Peers, Growth},
	Example: Example{Better: plan.Higher, Full: "600",
		Facts: Given("A", "472.5").Among("525", "390"), Points: "540.0000"},
	Bind: func(a Args, b *Binder) Eval {
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			least, most := c.extremes(c.peerValues(), false)
			best := most
			if c.Dir == plan.Lower {
				best = least
			}
			mixed := slices.ContainsFunc(c.Facts.Peers, func(p Peer) bool { return p.Value.Sign() < 0 })
			if best.N.Sign() <= 0 || mixed && c.Dir == plan.Lower {
				return c.Refuse(lang.T("类内最好值 %[1]s 不是正数，比值没有意义；请改用极差法（SR-22）",
					"the best value %[1]s isn't positive: a ratio to it has no meaning; use min-max (SR-22)").With(best.N))
			}
			r := actual.Quo(best)
			if c.Dir == plan.Lower {
				r = best.Quo(actual)
			}
			return c.F().Mul(cappedRate(c, c.Step("r", lang.T("与最好值之比", "ratio to the best"), r), one))
		}
	},
}
