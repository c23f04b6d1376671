package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the form: Wenzhou 2017 (below 96 %: 0.25 a point, below 90 %: 0.5 a point); the text leaves the mode open,
// so a scheme must say it.
var deductSlope = Rule{
	ID: "SR-25", Code: "deduct_slope", Name: lang.T("按百分点扣分法", "deduction by distance"),
	Says: lang.T("实绩值每差一个单位按该段的标准扣分；分段法各段按各自标准扣，全段法全部差距按所到段的标准扣。",
		"Each unit by which the value falls short takes points at the rate of its part; marginal: "+
			"each part at its own rate; whole: all at the rate of the part reached."),
	Formula: lang.T("分段法：D = Σ 该段标准 × 该段差距；全段法：D = 所到段标准 × 全部差距；S = max(0, F - min(上限, D))",
		"marginal: D = Σ rate_k × distance in part k; whole: D = rate of the part reached × distance; "+
			"S = max(0, F - min(cap, D))"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "parts", ZH: "分段", Name: lang.T("界限:每单位扣分，从最先触及的界限写起", "threshold:points per unit, the first one met first"),
			Unit: lang.T("分", "points"), Type: Bands, Required: true, Min: "0"},
		{Key: "mode", ZH: "算法", Name: lang.T("分段或全段", "marginal or whole"), Type: Word, Words: []string{"marginal", "whole"},
			ZHWords: []string{"分段法", "全段法"}, Default: "marginal"},
		{Key: "unit", ZH: "零头", Name: lang.T("不足一个单位的部分：按比例、舍去、进一", "part units: in proportion, dropped, or counted in full"),
			Type: Word, Words: []string{"proportional", "floor", "ceil"},
			ZHWords: []string{"按比例", "舍去", "进一"}, Default: "proportional"},
		{Key: "cap", ZH: "上限", Name: lang.T("扣分上限", "limit of the deduction"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
	},
	Items: items(actualItem),
	Kinds: []Kind{Safety, Lowering},
	Example: Example{Better: plan.Higher, Params: "分段=96:0.25、90:0.5；算法=分段法；上限=5", Full: "5",
		Facts: Given("A", "88.4"), Points: "2.7000"},
	Bind: func(a Args, b *Binder) Eval {
		type part struct{ threshold, rate decimal.Number }
		var parts []part
		for _, e := range a.Table("parts") {
			n, err := decimal.Parse(e.Name)
			if err != nil {
				b.Bad("parts", "界限“%[1]s”不是数字", "the threshold %[1]q is not a number", e.Name)
			}
			if k := len(parts); k > 0 && (b.Dir == plan.Higher) != n.Less(parts[k-1].threshold) {
				b.Bad("parts", "界限应从最先触及的写起", "write the threshold met first, first")
			}
			parts = append(parts, part{n, e.Nums[0]})
		}
		whole, unit := a.Word("mode") == "whole", a.Word("unit")
		limit, limited := a.OptNum("cap")
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			short := func(from, to Term) Term { // distance from a threshold towards the worse side
				if c.Dir == plan.Lower {
					return to.Sub(from)
				}
				return from.Sub(to)
			}
			beyond := func(p part) bool { return short(c.Num(p.threshold), actual).N.Sign() > 0 }
			var terms []Term
			for i, p := range parts {
				if !beyond(p) {
					break
				}
				from, to := c.Num(p.threshold), actual
				last := i+1 == len(parts) || !beyond(parts[i+1])
				switch {
				case whole && !last:
					continue
				case whole:
					from = c.Num(parts[0].threshold)
				case !last:
					to = c.Num(parts[i+1].threshold)
				}
				d := c.Step("d", lang.T("差距", "distance"), short(from, to))
				terms = append(terms, c.wholeUnits(d, unit).Mul(c.Num(p.rate)))
			}
			if len(terms) == 0 {
				c.Because(lang.T("没有触及扣分界限", "no threshold is met"), actual, atLeastSign(c.Dir), c.Num(parts[0].threshold))
				return c.F()
			}
			taken := c.Step("D", lang.T("扣分", "deducted"), c.SumOf(terms))
			if limited && limit.Less(taken.N) {
				taken = c.Step("D'", lang.T("按上限扣分", "deducted, limited"), MinOf(c.Num(limit), taken))
			}
			return MaxOf(c.Int(0), c.F().Sub(taken))
		}
	},
}

// wholeUnits drops or fills part units of a distance, as the scheme says.
func (c *Calc) wholeUnits(d Term, unit string) Term {
	n := d.N
	switch unit {
	case "floor":
		n = n.Floor()
	case "ceil":
		n = n.Ceil()
	}
	if n.Equal(d.N) {
		return d
	}
	c.Because(lang.T("零头处理后按 %[1]s 个单位计", "counts as %[1]s units").With(n), c.Num(n),
		map[string]string{"floor": "<", "ceil": ">"}[unit], d)
	return c.Num(n)
}
