package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the doubling at the revisit: Wenzhou 2017.
var spotCheck = Rule{
	ID: "SR-27", Code: "spot_check", Name: lang.T("抽查法", "spot checks"),
	Says: lang.T("按合格率计分，或从满分起每个问题扣分、复查仍未整改的再扣；没有检查的不适用。",
		"Points by the share that passed, or from full points down for each problem and again for those still there at the "+
			"revisit; nothing checked: not applicable."),
	Formula: lang.T("合格率：S = F × 合格数 ÷ 检查数；按问题：S = max(0, F - d × 问题数 - e × 未整改数)",
		"rate: S = F × passed ÷ checked; per problem: S = max(0, F - d × problems - e × unresolved)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Binary},
	Params: []Param{
		{Key: "mode", ZH: "算法", Name: lang.T("按合格率或按问题数", "by rate or by problem"), Type: Word,
			Words: []string{"rate", "per_problem"}, ZHWords: []string{"合格率", "按问题"}, Default: "rate"},
		{Key: "d", ZH: "每个问题扣分", Name: lang.T("按问题时每个问题扣的分", "points for each problem"), Unit: lang.T("分", "points"),
			Type: Number, Default: "0.25", Min: "0"},
		{Key: "again", ZH: "未整改再扣", Name: lang.T("复查仍未整改的每个再扣的分；不写时与每个问题扣分相同，即加倍",
			"more points for each not fixed at the revisit; as much again if not given"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
		{Key: "cap", ZH: "上限", Name: lang.T("扣分上限", "limit of the deduction"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
	},
	Items: func(a Args) []Item {
		if a.Word("mode") == "rate" {
			return []Item{{Key: "checked", Name: lang.T("检查数", "checked")}, {Key: "passed", Name: lang.T("合格数", "passed")}}
		}
		return []Item{{Key: "problems", Name: lang.T("问题数", "problems")},
			{Key: "unresolved", Name: lang.T("未整改数", "not fixed at the revisit")},
			{Key: "checked", Name: lang.T("检查数", "checked"), Optional: true}}
	},
	Kinds: []Kind{Safety, Documents},
	Example: Example{Better: plan.Lower, Params: "算法=按问题；每个问题扣分=0.25", Full: "10",
		Facts: Given("problems", "3", "unresolved", "1"), Points: "9.0000"},
	Bind: func(a Args, b *Binder) Eval {
		d := a.Num("d")
		again, given := a.OptNum("again")
		if !given {
			again = d
		}
		limit, limited := a.OptNum("cap")
		none := lang.T("没有检查", "nothing was checked")
		if a.Word("mode") == "rate" {
			return func(c *Calc) Term {
				checked := c.count("checked", lang.T("检查数", "checked"))
				passed := c.count("passed", lang.T("合格数", "passed"))
				switch {
				case c.Stopped():
					return checked
				case checked.N.IsZero() && passed.N.IsZero():
					return c.NotApplicable(none)
				case checked.N.Less(passed.N):
					return c.Refuse(lang.T("合格数 %[1]s 超过检查数 %[2]s", "%[1]s passed of %[2]s checked").With(passed.N, checked.N))
				}
				return c.F().Mul(passed).Quo(checked)
			}
		}
		return func(c *Calc) Term {
			if c.given("checked") && c.Value("checked", lang.T("检查数", "checked")).N.IsZero() {
				return c.NotApplicable(none)
			}
			problems := c.count("problems", lang.T("问题数", "problems"))
			left := c.count("unresolved", lang.T("未整改数", "not fixed at the revisit"))
			switch {
			case c.Stopped():
				return problems
			case problems.N.Less(left.N):
				return c.Refuse(lang.T("未整改数 %[1]s 超过问题数 %[2]s", "%[1]s not fixed of %[2]s problems").With(left.N, problems.N))
			}
			taken := c.Step("D", lang.T("扣分", "deducted"), c.Num(d).Mul(problems).Add(c.Num(again).Mul(left)))
			if limited && limit.Less(taken.N) {
				taken = c.Step("D'", lang.T("按上限扣分", "deducted, limited"), MinOf(c.Num(limit), taken))
			}
			return MaxOf(c.Int(0), c.F().Sub(taken))
		}
	},
}
