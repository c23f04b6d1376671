package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var gate = Rule{
	ID: "SR-37", Code: "gate", Name: lang.T("前置门槛法", "gate"),
	Says: lang.T("先按基本方法计分；前置门槛未通过的，得分不超过分值的一定比例。",
		"Points by the basic rule; if the gate isn't passed, at most a share of the full points."),
	Formula: lang.T("通过：S = 基本方法得分；未通过：S = min(基本方法得分, k × F)",
		"passed: S = basic rule; else S = min(basic rule, k × F)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range, plan.Binary},
	Params: []Param{
		{Key: "rule", ZH: "基本方法", Name: lang.T("基本计分方法", "basic rule"), Type: Text, Required: true},
		{Key: "k", ZH: "未过上限", Name: lang.T("未通过门槛时得分占分值的上限", "limit as a share of the full points if the gate isn't passed"),
			Type: Number, Default: "0.8", Min: "0", Max: "1"},
	},
	Items: items(Item{Key: "gate", Name: lang.T("门槛", "gate"), Words: map[string]string{"通过": "1", "未通过": "0"}}),
	Kinds: []Kind{Joint, Special},
	Example: Example{Better: plan.Higher, Params: "基本方法=ratio；未过上限=0.8", Full: "10",
		Facts: Given("A", "92", "T", "100", "gate", "0"), Points: "8.0000"},
	Bind: func(a Args, b *Binder) Eval {
		basic, k := b.Nest("rule", a.Word("rule")), a.Num("k")
		return func(c *Calc) Term {
			passed := c.Value("gate", lang.T("门槛（1 通过，0 未通过）", "gate (1 passed, 0 not)"))
			if c.Stopped() || !c.yesOrNo(passed) {
				return passed
			}
			points := basic(c)
			if c.Stopped() {
				return points
			}
			if passed.N.Equal(one) {
				c.Because(lang.T("门槛已通过", "the gate is passed"), passed, "=", c.Int(1))
				return points
			}
			c.Flag("gate", lang.T("前置门槛未通过", "the gate is not passed"))
			c.Because(lang.T("门槛未通过", "the gate is not passed"), passed, "<", c.Int(1))
			return MinOf(points, c.Num(k).Mul(c.F()))
		}
	},
}
