package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var zscore = Rule{
	ID: "SR-23", Code: "zscore", Name: lang.T("标准分法", "standard score"),
	Says: lang.T("实绩值与类内平均数之差除以标准差得标准分，以平均水平得分为中心，每个标准差加减一定的分，不低于零、不高于分值；类内数值都相同的得平均水平得分。",
		"The distance from the mean of the class in standard deviations; the mean earns the middle points, "+
			"each deviation adds or takes some, between none and full; if all values are equal, the middle points."),
	Formula: lang.T("z = (A - m) ÷ sd（总体标准差）；S = max(0, min(中心 × F + 每差 × F × z, F))",
		"z = (A - m) ÷ sd (population); S = max(0, min(mid × F + k × F × z, F))"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "mid", ZH: "中心", Name: lang.T("平均水平得分占分值的比例", "share of the full points for the mean"), Type: Number,
			Default: "0.8", Min: "0", Max: "1"},
		{Key: "k", ZH: "每差", Name: lang.T("每个标准差加减的比例", "share for each standard deviation"), Type: Number,
			Default: "0.1", Min: "0", Max: "1"},
	},
	Items: items(actualItem),
	Peers: 3,
	Kinds: []Kind{Peers},
	Example: Example{Better: plan.Higher, Full: "10", Facts: Given("A", "81").Among("62", "70", "75", "92"),
		Points: "8.4931"},
	Bind: func(a Args, b *Binder) Eval {
		mid, k := a.Num("mid"), a.Num("k")
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			mean, sd := c.spread(c.peerTerms())
			if c.Stopped() {
				return mean
			}
			middle := c.Num(mid).Mul(c.F())
			if sd.N.IsZero() {
				c.Remark(lang.T("同类单位数值相同，得平均水平得分", "all units of the class have the same value: the middle points"))
				return middle
			}
			away := actual.Sub(mean)
			if c.Dir == plan.Lower {
				away = mean.Sub(actual)
			}
			return middle.Add(c.Num(k).Mul(c.F()).Mul(away).Quo(sd))
		}
	},
}

// peerTerms are the values of the class, in ascending order.
func (c *Calc) peerTerms() []Term {
	values := c.peerValues()
	out := make([]Term, len(values))
	for i, v := range values {
		out[i] = c.Num(v)
	}
	return out
}

// spread writes down the mean of values and their standard deviation over the whole class, rounded to 12 decimals.
func (c *Calc) spread(values []Term) (mean, sd Term) {
	if len(values) == 0 {
		return c.Int(0), c.Int(0)
	}
	n := c.Int(int64(len(values)))
	mean = c.Step("m", lang.T("类内平均数", "mean of the class"), c.SumOf(values).Quo(n))
	squares := make([]Term, len(values))
	for i, v := range values {
		d := v.Sub(mean)
		squares[i] = d.Mul(d)
	}
	return mean, c.Root("sd", lang.T("总体标准差", "standard deviation of the class"), c.SumOf(squares).Quo(n))
}
