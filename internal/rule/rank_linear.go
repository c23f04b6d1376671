package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var rankLinear = Rule{
	ID: "SR-19", Code: "rank_linear", Name: lang.T("排名线性法", "linear by place"),
	Says: lang.T("类内第一名得满分，最后一名得保底分，其余按名次线性计分；数值相同的名次相同。",
		"First place in the class gets full points, last place the floor points, the others in proportion to their place; "+
			"equal values share a place."),
	Formula:    lang.T("S = 保底分 + (F - 保底分) × (N - R) ÷ (N - 1)", "S = F_lo + (F - F_lo) × (N - R) ÷ (N - 1)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params:     []Param{lowPoints},
	Items:      items(actualItem),
	Peers:      2,
	Kinds:      []Kind{Peers},
	Example: Example{Better: plan.Higher, Params: "保底分=6", Full: "10",
		Facts: Given("A", "81").Among("90", "88", "85", "80", "79", "78", "77", "76", "75", "74", "73"), Points: "8.9091"},
	Bind: func(a Args, b *Binder) Eval {
		low := a.Num("low")
		b.lowWithin(low)
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			n := c.Int(int64(len(c.Facts.Peers)))
			share := n.Sub(c.rank(actual)).Quo(n.Sub(c.Int(1)))
			if share.N.Sign() < 0 { // a unit listed separately, behind all that are ranked
				share = MaxOf(c.Int(0), share)
			}
			return c.lifted(low, share)
		}
	},
}

// lowPoints is the parameter of rules that give the last of a class a share.
var lowPoints = Param{Key: "low", ZH: "保底分", Name: lang.T("类内最差者的得分", "points of the worst of the class"),
	Unit: lang.T("分", "points"), Type: Number, Default: "0", Min: "0"}
