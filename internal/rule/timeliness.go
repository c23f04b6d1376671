package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var timeliness = Rule{
	ID: "SR-13", Code: "timeliness", Name: lang.T("及时办结率法", "timeliness"),
	Says: lang.T("按期办结数加上逾期办结数的一定折算，除以应办数，乘以分值；没有应办事项的不适用。",
		"Cases closed on time, plus a share of those closed late, over the cases due, times the full points; "+
			"nothing due: not applicable."),
	Formula: lang.T("S = F × (按期办结 + k × 逾期办结) ÷ 应办",
		"S = F × (on_time + k × late_done) ÷ due"),
	Directions: []plan.Direction{plan.Higher, plan.Binary},
	Params: []Param{
		{Key: "k", ZH: "逾期折算", Name: lang.T("逾期办结一件折算的件数", "what a case closed late counts for"), Type: Number,
			Default: "0.5", Min: "0", Max: "1"},
	},
	Items: items(
		Item{Key: "due", Name: lang.T("应办数", "cases due")},
		Item{Key: "on_time", Name: lang.T("按期办结数", "closed on time")},
		Item{Key: "late_done", Name: lang.T("逾期办结数", "closed late")}),
	Kinds: []Kind{Replies},
	Example: Example{Better: plan.Higher, Full: "6", Facts: Given("due", "60", "on_time", "57", "late_done", "2"),
		Points: "5.8000"},
	Bind: func(a Args, b *Binder) Eval {
		k := a.Num("k")
		return func(c *Calc) Term {
			due := c.Value("due", lang.T("应办数", "cases due"))
			if c.Stopped() {
				return due
			}
			if due.N.IsZero() {
				return c.NotApplicable(lang.T("没有应办事项", "nothing was due"))
			}
			onTime := c.Value("on_time", lang.T("按期办结数", "closed on time"))
			late := c.Value("late_done", lang.T("逾期办结数", "closed late"))
			if c.Stopped() {
				return due
			}
			if onTime.N.Sign() < 0 || late.N.Sign() < 0 || due.N.Less(onTime.N.Add(late.N)) {
				return c.Refuse(lang.T("按期与逾期办结数之和超过应办数，或出现负数", "more cases closed than were due, or a negative count"))
			}
			return c.F().Mul(onTime.Add(c.Num(k).Mul(late))).Quo(due)
		}
	},
}
