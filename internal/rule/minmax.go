package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var minmax = Rule{
	ID: "SR-22", Code: "minmax", Name: lang.T("极差法", "min-max"),
	Says: lang.T("类内最好的得满分，最差的得保底分，其余按实绩值在最差与最好之间的位置线性计分。",
		"The best of the class gets full points, the worst the floor points, "+
			"the others in proportion to where they stand between them."),
	Formula: lang.T("S = 保底分 + (F - 保底分) × (A - min) ÷ (max - min)；越低越好的用 (max - A)",
		"S = F_lo + (F - F_lo) × (A - min) ÷ (max - min); (max - A) where lower is better"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		lowPoints,
		{Key: "winsor", ZH: "缩尾", Name: lang.T("20 家以上时把两端各 5% 缩到分位点",
			"with 20 or more, pull the outer 5 % on each side to the percentile"), Type: Word, Words: []string{"yes", "no"},
			ZHWords: []string{"是", "否"}, Default: "no"},
	},
	Items: items(actualItem),
	Peers: 3,
	Kinds: []Kind{Peers},
	Example: Example{Better: plan.Higher, Params: "保底分=4", Full: "10",
		Facts: Given("A", "31").Among("18", "44"), Points: "7.0000"},
	Bind: func(a Args, b *Binder) Eval {
		low, winsor := a.Num("low"), a.Word("winsor") == "yes"
		b.lowWithin(low)
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			values := c.peerValues()
			least, most := c.extremes(values, winsor)
			if least.N.Equal(most.N) {
				c.Because(lang.T("同类单位数值相同，均得满分", "all units of the class have the same value: full points"), least, "=", most)
				return c.F()
			}
			x := actual
			if winsor {
				x = c.clampStep("A'", lang.T("缩尾后的实绩值", "actual after winsorising"), actual, least, most)
			}
			gained := x.Sub(least)
			if c.Dir == plan.Lower {
				gained = most.Sub(x)
			}
			return c.Num(low).Add(c.F().Sub(c.Num(low)).Mul(gained).Quo(most.Sub(least)))
		}
	},
}

// lowWithin refuses floor points above the full points.
func (b *Binder) lowWithin(low decimal.Number) {
	for _, full := range b.Fulls {
		if full.Less(low) {
			b.Bad("low", "保底分 %[1]s 超过分值 %[2]s", "the floor of %[1]s is above the full points %[2]s", low, full)
		}
	}
}

// lifted gives the floor points and a share of the rest.
func (c *Calc) lifted(low decimal.Number, share Term) Term {
	if low.IsZero() {
		return c.F().Mul(share)
	}
	return c.Num(low).Add(c.F().Sub(c.Num(low)).Mul(share))
}

// winsorFrom is the class size from which the outer 5 % may be pulled in.
const winsorFrom = 20

// extremes are the least and the largest value of a class, or its 5th and 95th percentile.
func (c *Calc) extremes(sorted []decimal.Number, winsor bool) (least, most Term) {
	if winsor && len(sorted) >= winsorFrom {
		return c.percentile("min", sorted, 5), c.percentile("max", sorted, 95)
	}
	if !c.Trace { // sorted already: don't search again
		return c.Num(sorted[0]), c.Num(sorted[len(sorted)-1])
	}
	ends := &Ends{}
	if e := c.Facts.Ends; e != nil && len(c.Facts.Sorted) == len(sorted) {
		ends = e
	}
	if ends.n != len(sorted) {
		terms := make([]Term, len(sorted))
		for i, v := range sorted {
			terms[i] = c.Num(v)
		}
		*ends = Ends{len(sorted), MinOf(terms...), MaxOf(terms...)}
	}
	return c.Step("min", lang.T("类内最小值", "least of the class"), ends.least),
		c.Step("max", lang.T("类内最大值", "largest of the class"), ends.most)
}

// Ends are the least and the largest of the values of a class, with all of them in their texts: a line for each unit
// shows the same.
type Ends struct {
	n           int
	least, most Term
}

// percentile interpolates between the two values around position (n - 1) × p ÷ 100, as Excel's PERCENTILE does.
func (c *Calc) percentile(symbol string, sorted []decimal.Number, p int64) Term {
	at := decimal.Ratio(int64(len(sorted)-1)*p, 100)
	i, _ := at.Floor().Int64()
	below := c.Num(sorted[i])
	if at.Equal(at.Floor()) {
		return c.Step(symbol, c.say("类内第 %[1]d 百分位", "percentile %[1]d of the class", p), below)
	}
	return c.Step(symbol, c.say("类内第 %[1]d 百分位", "percentile %[1]d of the class", p),
		below.Add(c.Num(sorted[i+1]).Sub(below).Mul(c.Num(at.Sub(at.Floor())))))
}
