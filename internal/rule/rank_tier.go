package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var rankTier = Rule{
	ID: "SR-20", Code: "rank_tier", Name: lang.T("名次分档法", "tiers by place"),
	Says: lang.T("按类内名次分档，每档得固定分；档的末位名次按累计比例乘以家数四舍五入，同名次的一并进入上一档。",
		"Places in the class fall into tiers with fixed points; "+
			"a tier ends at its cumulative share of the class, rounded half up, and equal places all go up."),
	Formula: lang.T("第 k 档：R ≤ 四舍五入(c_k × N)；S = 该档的分",
		"tier k: R ≤ round(c_k × N); S = points of the tier"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "cuts", ZH: "分档", Name: lang.T("各档累计比例，递增", "cumulative shares, rising"), Unit: lang.T("%", "%"), Type: List,
			Required: true, Min: "0", Max: "100"},
		{Key: "points", ZH: "档分", Name: lang.T("各档得分，比分档多一个", "points of the tiers, one more than the cuts"),
			Unit: lang.T("分", "points"), Type: List, Required: true},
	},
	Items: items(actualItem),
	Peers: 3,
	Kinds: []Kind{Peers},
	Example: Example{Better: plan.Higher, Params: "分档=20、50、80；档分=10、8、6、4", Full: "10",
		Facts: Given("A", "14").Among("18", "17", "16", "15", "13", "12", "11", "10", "9", "8", "7", "6", "5", "4", "3",
			"2", "1"), Points: "8.0000"},
	Bind: func(a Args, b *Binder) Eval {
		cuts, points := a.List("cuts"), a.List("points")
		if len(points) != len(cuts)+1 {
			b.Bad("points", "分档有 %[1]d 个，档分应有 %[2]d 个", "%[1]d cuts need %[2]d points", len(cuts), len(cuts)+1)
		}
		for i := 1; i < len(cuts); i++ {
			if !cuts[i-1].Less(cuts[i]) {
				b.Bad("cuts", "累计比例应逐档递增", "the cumulative shares must rise")
			}
		}
		for i := 1; i < len(points); i++ {
			if points[i-1].Less(points[i]) {
				b.Bad("points", "档分应逐档递减", "the points must fall from tier to tier")
			}
		}
		for _, full := range b.Fulls {
			if len(points) > 0 && full.Less(points[0]) {
				b.Bad("points", "最高档分 %[1]s 超过分值 %[2]s", "the top tier gives %[1]s, more than the full points %[2]s",
					points[0], full)
			}
		}
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			rank, n := c.rank(actual), c.Int(int64(len(c.Facts.Peers)))
			for i, cut := range cuts {
				place := c.place(i+1, cut, n)
				if !place.N.Less(rank.N) {
					c.Because(lang.T("进入第 %[1]d 档", "falls into tier %[1]d").With(i+1), rank, "≤", place)
					return c.Num(points[i])
				}
			}
			c.Remark(lang.T("进入末档", "falls into the last tier"))
			return c.Num(points[len(points)-1])
		}
	},
}

// place is the last place of a tier: its cumulative share of the class, rounded half up.
func (c *Calc) place(tier int, cut decimal.Number, n Term) Term {
	t := c.Num(cut).Mul(n).Quo(c.Int(100))
	return c.Num(c.Round("", lang.T("第 %[1]d 档末位名次", "last place of tier %[1]d").With(tier), t, 0))
}
