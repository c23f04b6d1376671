package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var classEqualise = Rule{
	ID: "SR-38", Code: "class_equalise", Name: lang.T("跨类折算法", "comparable across classes"),
	Says: lang.T("把总分按所在类的平均数和标准差折算到同一尺度，只用于跨类的名单，不用于类内排名。",
		"Totals are put on one scale by the mean and the standard deviation of their class, for lists across classes only, "+
			"never for places inside a class."),
	Formula: lang.T("X' = 中心 + 尺度 × (X - 类平均) ÷ 类标准差；标准差为零：X' = 中心",
		"X' = centre + scale × (X - class mean) ÷ class sd; sd of zero: X' = centre"),
	Directions: []plan.Direction{plan.Higher},
	Params: []Param{
		{Key: "centre", ZH: "中心", Name: lang.T("类平均数折算成的分", "what the mean of a class becomes"), Type: Number, Default: "80"},
		{Key: "scale", ZH: "尺度", Name: lang.T("一个标准差折算成的分", "what a standard deviation becomes"),
			Type: Number, Default: "5", Min: "0"},
	},
	Items:   items(actualItem),
	Peers:   2,
	Open:    true,
	ForList: true,
	Kinds:   []Kind{Special},
	Example: Example{Better: plan.Higher, Full: "100", Facts: Given("A", "86.4").Among("84.1", "81.8"), Points: "86.1237"},
	Bind: func(a Args, b *Binder) Eval {
		centre, scale := a.Num("centre"), a.Num("scale")
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			mean, sd := c.spread(c.peerTerms())
			if sd.N.IsZero() {
				c.Remark(lang.T("类内总分相同", "all totals of the class are equal"))
				return c.Num(centre)
			}
			return c.Num(centre).Add(c.Num(scale).Mul(actual.Sub(mean)).Quo(sd))
		}
	},
}
