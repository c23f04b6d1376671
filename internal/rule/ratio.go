package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var ratio = Rule{
	ID: "SR-01", Code: "ratio", Name: lang.T("完成率计分法", "attainment ratio"),
	Says: lang.T("实绩值除以目标值得完成率，完成率不超过上限，乘以分值即为得分。",
		"The actual value divided by the target is the attainment; limited to the cap, it is multiplied by the full points."),
	Formula: lang.T("S = F × max(0, min(A ÷ T, 上限))",
		"S = F × max(0, min(A ÷ T, cap))"),
	Directions: []plan.Direction{plan.Higher},
	Params: append([]Param{
		{Key: "cap", ZH: "上限", Name: lang.T("完成率上限", "cap on the attainment"), Type: Number,
			Default: "1", Min: "0.0001", Max: "1"},
		{Key: "floor_rate", ZH: "起点", Name: lang.T("完成率低于此值不得分", "attainment below which there are no points"),
			Type: Number, Min: "0", Max: "1"},
	}, zeroTarget...),
	Items:   items(actualItem),
	Goals:   goals("T"),
	Kinds:   []Kind{Growth, Project},
	Example: Example{Better: plan.Higher, Full: "10", Facts: Given("A", "86", "T", "95"), Points: "9.0526"},
	Bind: func(a Args, b *Binder) Eval {
		limit := a.Num("cap")
		floor, hasFloor := a.OptNum("floor_rate")
		refuseZero := a.Word("zero_target") == "refuse"
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			if c.Stopped() {
				return actual
			}
			if points, done := zeroOrNegativeTarget(c, actual, target, refuseZero); done {
				return points
			}
			r := c.Step("r", lang.T("完成率", "attainment"), actual.Quo(target))
			if hasFloor && r.N.Less(floor) {
				c.Because(lang.T("完成率低于起点，不得分", "attainment below the floor: no points"), r, "<", c.Num(floor))
				return c.Int(0)
			}
			return c.F().Mul(cappedRate(c, r, limit))
		}
	},
}

// cappedRate limits a rate to [0, limit] and writes the limit down only where it bites.
func cappedRate(c *Calc, r Term, limit decimal.Number) Term {
	if r.N.Sign() >= 0 && !limit.Less(r.N) {
		return r
	}
	return c.Step("r'", lang.T("限定后的比率", "rate after limits"), MaxOf(c.Int(0), MinOf(r, c.Num(limit))))
}

// zeroOrNegativeTarget handles the targets that no ratio can be taken to. A target of 0 is met or not met,
// never silently 100 %; a negative one is refused, with the rule that suits it.
func zeroOrNegativeTarget(c *Calc, actual, target Term, refuse bool) (points Term, done bool) {
	switch {
	case target.N.Sign() < 0:
		return c.Refuse(lang.T("目标值为负，完成率没有意义；请改用差额法（SR-08）",
			"a ratio to a negative target has no meaning; use the gap rule (SR-08)")), true
	case target.N.Sign() > 0:
		return Term{}, false
	case refuse:
		return c.Refuse(lang.T("目标值为零，方案规定不得使用比率计分", "the target is zero and the scheme allows no ratio to it")), true
	}
	c.Flag("zero_target", lang.T("目标值为零：达到即满分，未达到为零分", "target of zero: full points if met, else none"))
	if c.Dir == plan.Higher && actual.N.AtLeast(target.N) || c.Dir == plan.Lower && !target.N.Less(actual.N) {
		c.Because(lang.T("达到为零的目标", "the target of zero is met"), actual, atLeastSign(c.Dir), target)
		return c.F(), true
	}
	c.Because(lang.T("未达到为零的目标", "the target of zero is not met"), actual, missedSign(c.Dir), target)
	return c.Int(0), true
}

func atLeastSign(d plan.Direction) string {
	if d == plan.Lower {
		return "≤"
	}
	return "≥"
}

func missedSign(d plan.Direction) string {
	if d == plan.Lower {
		return ">"
	}
	return "<"
}
