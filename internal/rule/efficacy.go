package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var efficacy = Rule{
	ID: "SR-07", Code: "efficacy", Name: lang.T("功效系数法", "efficacy coefficient"),
	Says: lang.T("实绩值在不允许值与满意值之间的位置折算为 60 至 100 分（低于不允许值的继续往下减），乘以分值。",
		"Where the value stands between the not-allowed and the satisfactory value is turned into 60 to 100 (and on "+
			"downwards below it), times the full points."),
	Formula: lang.T("S = F × max(下限, min(60 + 40 × (A - 不允许值) ÷ (满意值 - 不允许值), 100)) ÷ 100",
		"S = F × max(lo, min(60 + 40 × (A - bad) ÷ (good - bad), 100)) ÷ 100"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "good", ZH: "满意值", Name: lang.T("满意值；不写时用各单位的目标值", "satisfactory value; the unit's target if not given"),
			Type: Number},
		{Key: "bad", ZH: "不允许值", Name: lang.T("不允许值；不写时用目标表的下限（越低越好的用上限）",
			"not-allowed value; the unit's lower bound if not given (the upper one where lower is better)"), Type: Number},
		{Key: "lo", ZH: "下限", Name: lang.T("折算分的下限", "least value of the coefficient"), Type: Number,
			Default: "0", Min: "0", Max: "60"},
	},
	Items:   items(actualItem),
	Kinds:   []Kind{Growth, Lowering},
	Example: Example{Better: plan.Higher, Params: "满意值=90；不允许值=60", Full: "8", Facts: Given("A", "72"), Points: "6.0800"},
	Bind: func(a Args, b *Binder) Eval {
		good, hasGood := a.OptNum("good")
		bad, hasBad := a.OptNum("bad")
		lo := a.Num("lo")
		bound := "L"
		if b.Dir == plan.Lower {
			bound = "U"
		}
		if !hasGood {
			b.goals = append(b.goals, "T")
		}
		if !hasBad {
			b.goals = append(b.goals, bound)
		}
		if hasGood && hasBad {
			if problem := wrongEnds(b.Dir, good, bad); problem != (lang.Text{}) {
				b.Bad("good", problem.ZH, problem.EN)
			}
		}
		return func(c *Calc) Term {
			actual := c.A()
			best, worst := c.Num(good), c.Num(bad)
			if !hasGood {
				best = c.goal("T", lang.T("满意值", "satisfactory value"), c.Facts.Goal.Target)
			}
			if !hasBad {
				worst = c.goal(bound, lang.T("不允许值", "not-allowed value"), c.Facts.Goal.Named(bound))
			}
			if c.Stopped() {
				return actual
			}
			if problem := wrongEnds(c.Dir, best.N, worst.N); problem != (lang.Text{}) {
				return c.Refuse(problem)
			}
			e := c.Step("e", lang.T("功效系数", "efficacy"), c.Int(60).Add(c.Int(40).Mul(actual.Sub(worst)).Quo(best.Sub(worst))))
			if e.N.Less(lo) || decimal.Int(100).Less(e.N) {
				e = c.clampStep("e'", lang.T("限定后的功效系数", "efficacy, limited"), e, c.Num(lo), c.Int(100))
			}
			return c.F().Mul(e).Quo(c.Int(100))
		}
	},
}

// wrongEnds says why a satisfactory and a not-allowed value can't be used together.
func wrongEnds(d plan.Direction, good, bad decimal.Number) lang.Text {
	if good.Equal(bad) {
		return lang.T("满意值与不允许值相同（%[1]s）", "the satisfactory and the not-allowed value are both %[1]s").With(good)
	}
	if good.Less(bad) != (d == plan.Lower) {
		return lang.T("满意值 %[1]s 比不允许值 %[2]s 差",
			"the satisfactory value %[1]s is worse than the not-allowed %[2]s").With(good, bad)
	}
	return lang.Text{}
}
