package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var ratioLower = Rule{
	ID: "SR-02", Code: "ratio_lower", Name: lang.T("逆向完成率法", "attainment ratio, lower is better"),
	Says: lang.T("越低越好的指标：补数法以 2 减去实绩值与目标值之比，倒数法以目标值除以实绩值，得完成率，乘以分值。",
		"For values that should be low: 2 minus actual over target (complement) or target over actual (reciprocal), "+
			"times the full points."),
	Formula: lang.T("补数法：S = F × max(0, min(2 - A ÷ T, 上限))；倒数法：S = F × max(0, min(T ÷ A, 上限))",
		"complement: S = F × max(0, min(2 - A ÷ T, cap)); reciprocal: S = F × max(0, min(T ÷ A, cap))"),
	Directions: []plan.Direction{plan.Lower},
	Params: append([]Param{
		{Key: "mode", ZH: "算法", Name: lang.T("补数法或倒数法，两者结果不同", "complement or reciprocal; the two differ"), Type: Word,
			Words: []string{"complement", "reciprocal"}, ZHWords: []string{"补数法", "倒数法"}, Default: "complement"},
		{Key: "cap", ZH: "上限", Name: lang.T("完成率上限", "cap on the attainment"), Type: Number,
			Default: "1", Min: "0.0001", Max: "1"},
		{Key: "per_unit", ZH: "每单位扣分", Name: lang.T("目标值为零时每超一个单位扣的分",
			"points taken per unit of the value when the target is zero"), Unit: lang.T("分", "points"), Type: Number, Min: "0"},
	}, zeroTarget...),
	Items: items(actualItem),
	Goals: goals("T"),
	Kinds: []Kind{Lowering},
	Example: Example{Better: plan.Lower, Params: "算法=补数法", Full: "10",
		Facts: Given("A", "58", "T", "50"), Points: "8.4000"},
	Bind: func(a Args, b *Binder) Eval {
		limit := a.Num("cap")
		perUnit, hasPerUnit := a.OptNum("per_unit")
		reciprocal := a.Word("mode") == "reciprocal"
		refuseZero := a.Word("zero_target") == "refuse"
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			if c.Stopped() {
				return actual
			}
			if actual.N.Sign() < 0 {
				return c.Refuse(lang.T("实绩值为负，逆向完成率没有意义；请改用差额法（SR-08）",
					"a negative actual has no lower-is-better ratio; use the gap rule (SR-08)"))
			}
			if target.N.IsZero() && hasPerUnit {
				c.Flag("zero_target", lang.T("目标值为零：每单位扣 %[1]s 分", "target of zero: %[1]s points taken per unit").With(perUnit))
				return MaxOf(c.Int(0), c.F().Sub(c.Num(perUnit).Mul(actual)))
			}
			if points, done := zeroOrNegativeTarget(c, actual, target, refuseZero); done {
				return points
			}
			if actual.N.IsZero() {
				return c.F().Mul(c.Step("r", lang.T("实绩为零，取完成率上限", "actual of zero: the cap"), c.Num(limit)))
			}
			if reciprocal {
				return c.F().Mul(cappedRate(c, c.Step("r", lang.T("完成率（倒数法）", "attainment (reciprocal)"),
					target.Quo(actual)), limit))
			}
			return c.F().Mul(cappedRate(c, lowerRate(c, actual, target), limit))
		}
	},
}

// lowerRate is the complement attainment of a value that should be low.
func lowerRate(c *Calc, actual, target Term) Term {
	return c.Step("r", lang.T("完成率（补数法）", "attainment (complement)"), c.Int(2).Sub(actual.Quo(target)))
}

var one = decimal.One
