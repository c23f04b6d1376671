package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var gap = Rule{
	ID: "SR-08", Code: "gap", Name: lang.T("差额法", "gap to the target"),
	Says: lang.T("达到目标得满分；未达到的，与目标的差额占允许差额的比例从满分中扣除。目标可以为负或为零。",
		"Full points if the target is met; else the gap to it, as a share of the gap allowed, is taken off. "+
			"Targets may be negative or zero."),
	Formula: lang.T("S = F × max(0, 1 - 差额 ÷ 允许差额)；差额 = max(0, T - A)，越低越好的用 A - T",
		"S = F × max(0, 1 - gap ÷ G); gap = max(0, T - A), or A - T where lower is better"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "allowed", ZH: "允许差额", Name: lang.T("扣完全部分值的差额，与指标同单位",
			"gap at which all points are gone, in the unit of the indicator"), Type: Number, Required: true, Min: "0.000001"},
	},
	Items: items(actualItem),
	Goals: goals("T"),
	Kinds: []Kind{Signed, Growth},
	Example: Example{Better: plan.Higher, Params: "允许差额=4", Full: "10",
		Facts: Given("A", "-4.2", "T", "-3.0"), Points: "7.0000"},
	Bind: func(a Args, b *Binder) Eval {
		allowed := a.Num("allowed")
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			if c.Stopped() {
				return actual
			}
			short := target.Sub(actual)
			if c.Dir == plan.Lower {
				short = actual.Sub(target)
			}
			if short.N.Sign() <= 0 {
				c.Because(lang.T("达到目标", "the target is met"), actual, atLeastSign(c.Dir), target)
				return c.F()
			}
			g := c.Step("g", lang.T("差额", "gap"), short)
			if allowed.Less(g.N) {
				c.Because(lang.T("差额超过允许差额，不得分", "the gap is larger than allowed: no points"), g, ">", c.Num(allowed))
				return c.Int(0)
			}
			return c.F().Mul(c.Int(1).Sub(g.Quo(c.Num(allowed))))
		}
	},
}
