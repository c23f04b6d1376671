package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var overBonus = Rule{
	ID: "SR-10", Code: "over_bonus", Name: lang.T("超额加分法", "bonus above the target"),
	Says: lang.T("完成率每超过 100% 若干个百分点加一定的分，不满一档不计，不超过上限；目标低于“三个不低于”底线的（包括经豁免的）不加分，低目标不能挣分。",
		"Each full step of percentage points above 100 % earns points, up to a limit; "+
			"a target below one of the three floors, waived or not, earns none: low targets must not pay."),
	Formula: lang.T("r > 1：S = min(上限, b × ⌊(r - 1) × 100 ÷ u⌋)；否则 S = 0",
		"r > 1: S = min(cap, b × floor((r - 1) × 100 ÷ u)); else S = 0"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: []Param{
		{Key: "b", ZH: "每档加分", Name: lang.T("每超一档加的分", "points for each step"), Unit: lang.T("分", "points"), Type: Number,
			Required: true, Min: "0"},
		{Key: "u", ZH: "档距", Name: lang.T("一档是几个百分点", "percentage points in a step"), Type: Number,
			Default: "1", Min: "0.0001"},
		{Key: "cap", ZH: "上限", Name: lang.T("加分上限，不写时为分值", "limit; the full points if not given"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
	},
	Items: items(actualItem),
	Goals: goals("T"),
	Kinds: []Kind{Growth, Creative},
	Example: Example{Better: plan.Higher, Params: "每档加分=0.1；档距=1；上限=1", Full: "1",
		Facts: Given("A", "112.7", "T", "100"), Points: "1.0000"},
	Bind: func(a Args, b *Binder) Eval {
		each, u := a.Num("b"), a.Num("u")
		limit, limited := a.OptNum("cap")
		for _, full := range b.Fulls {
			if limited && full.Less(limit) {
				b.Bad("cap", "加分上限 %[1]s 超过分值 %[2]s", "the limit %[1]s is above the full points %[2]s", limit, full)
			}
		}
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			if c.Stopped() {
				return actual
			}
			if target.N.Sign() <= 0 {
				return c.Refuse(lang.T("目标值 %[1]s 不是正数，算不出超额比例；请改用差额法（SR-08）",
					"the target %[1]s isn't positive: no ratio above it can be taken; use the gap rule (SR-08)").With(target.N))
			}
			if c.Facts.BelowFloor {
				c.Flag("below_floor", lang.T("目标低于“三个不低于”底线，超额不加分",
					"the target is below one of the three floors: nothing is earned above it"))
				c.Remark(lang.T("目标低于底线，不加分", "the target is below a floor: no bonus"))
				return c.Int(0)
			}
			r := actual.Quo(target)
			if c.Dir == plan.Lower {
				r = c.Int(2).Sub(actual.Quo(target))
			}
			r = c.Step("r", lang.T("完成率", "attainment"), r)
			if !one.Less(r.N) {
				c.Because(lang.T("没有超额", "nothing above the target"), r, "≤", c.Int(1))
				return c.Int(0)
			}
			steps := c.wholeUnits(c.Step("", lang.T("超额的档数", "steps above the target"),
				r.Sub(c.Int(1)).Mul(c.Int(100)).Quo(c.Num(u))), "floor")
			top := limit
			if !limited {
				top = c.Full
			}
			return MinOf(c.Num(top), c.Num(each).Mul(steps))
		}
	},
}
