package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var rangeTarget = Rule{
	ID: "SR-09", Code: "range_target", Name: lang.T("适度指标法", "target range"),
	Says: lang.T("实绩值在规定区间内得满分；在区间外，按偏离区间的距离占容许偏离的比例扣减。",
		"Full points inside the range; outside, points fall with the distance to the range over the tolerance."),
	Formula: lang.T("L ≤ A ≤ U：S = F；否则 S = F × max(0, 1 - d ÷ g)",
		"L ≤ A ≤ U: S = F; else S = F × max(0, 1 - d ÷ g)"),
	Directions: []plan.Direction{plan.Range},
	Params: []Param{
		{Key: "tolerance", ZH: "容许偏离", Name: lang.T("偏离到此值得零分", "distance at which nothing is left"),
			Unit: lang.T("同指标单位", "unit of the indicator"), Type: Number, Required: true, Min: "0.000001"},
	},
	Items: items(actualItem),
	Goals: goals("L", "U"),
	Kinds: []Kind{Budget},
	Example: Example{Better: plan.Range, Params: "容许偏离=10", Full: "5",
		Facts: Given("A", "92", "L", "95", "U", "102"), Points: "3.5000"},
	Bind: func(a Args, b *Binder) Eval {
		g := a.Num("tolerance")
		return func(c *Calc) Term {
			actual := c.A()
			low, high := c.bounds()
			if c.Stopped() {
				return actual
			}
			var distance Term
			switch {
			case actual.N.Less(low.N):
				distance = c.Step("d", lang.T("低于下限的距离", "distance below the range"), low.Sub(actual))
			case high.N.Less(actual.N):
				distance = c.Step("d", lang.T("高于上限的距离", "distance above the range"), actual.Sub(high))
			default:
				c.Because(lang.T("不低于下限", "not below the range"), actual, "≥", low)
				c.Because(lang.T("不高于上限", "not above the range"), actual, "≤", high)
				return c.F()
			}
			return c.F().Mul(MaxOf(c.Int(0), c.Int(1).Sub(distance.Quo(c.Num(g)))))
		}
	},
}
