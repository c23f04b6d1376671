package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var levelAndChange = Rule{
	ID: "SR-17", Code: "level_and_change", Name: lang.T("存量增量结合法", "level and change together"),
	Says: lang.T("存量（水平）和增量（变化）各按一种方法计分，按权重合成。",
		"The level and the change are each scored by a rule of their own and joined by weight."),
	Formula:    lang.T("S = a × S存量 + (1 - a) × S增量", "S = a × S_level + (1 - a) × S_change"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "a", ZH: "存量权重", Name: lang.T("存量所占权重", "weight of the level"), Type: Number,
			Default: "0.6", Min: "0", Max: "1"},
		{Key: "level", ZH: "存量方法", Name: lang.T("存量的计分方法，它的参数写成 level.参数",
			"rule for the level; its parameters as level.name"), Type: Text, Required: true},
		{Key: "change", ZH: "增量方法", Name: lang.T("增量的计分方法，它的参数写成 change.参数",
			"rule for the change; its parameters as change.name"), Type: Text, Required: true},
	},
	Kinds: []Kind{OwnPast},
	Example: Example{Better: plan.Higher, Params: "存量方法=ratio；增量方法=improvement；change.g1=0.2", Full: "10",
		Facts: Given("A", "99", "T", "110", "B", "90"), Points: "7.4000"},
	Bind: func(a Args, b *Binder) Eval {
		share := a.Num("a")
		level, change := b.Nest("level", a.Word("level")), b.Nest("change", a.Word("change"))
		return func(c *Calc) Term {
			first := level(c)
			if c.Stopped() {
				return first
			}
			first = c.Step("S1", lang.T("存量得分", "points for the level"), first)
			second := change(c)
			if c.Stopped() {
				return second
			}
			second = c.Step("S2", lang.T("增量得分", "points for the change"), second)
			return c.Num(share).Mul(first).Add(c.Num(one.Sub(share)).Mul(second))
		}
	},
}
