package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Bounds of the difficulty and importance coefficients.
var (
	CoefficientMin = decimal.MustParse("0.8")
	CoefficientMax = decimal.MustParse("1.2")
)

var coefficient = Rule{
	ID: "SR-34", Code: "coefficient", Name: lang.T("数量难度重要性系数法", "quantity, difficulty, importance"),
	Says: lang.T("各项任务按数量、难度、重要性系数之积占比分配分值，乘以完成程度相加；系数只在单位内部调整比重，不抬高总分。",
		"Tasks share the full points in proportion to quantity × difficulty × importance, each times its completion; the coefficients move weight inside a unit and never raise the total."),
	Formula: lang.T("w = V × D × I；S = F × Σ(w × a) ÷ Σw",
		"w = V × D × I; S = F × Σ(w × a) ÷ Σw"),
	Directions: []plan.Direction{plan.Higher, plan.Binary},
	Params:     []Param{},
	Uses:       []Use{UseTasks},
	Bind: func(a Args, b *Binder) Eval {
		return func(c *Calc) Term {
			var weighted, weights []Term
			for _, task := range c.Facts.Tasks {
				name := lang.Same(task.Name)
				d := c.Facts.datum(task.Name)
				if d == nil || d.Number == nil {
					return c.Missing(lang.T("任务“%[1]s”的完成程度", "completion of the task %[1]q").With(task.Name))
				}
				v := c.Put("V", lang.T("%[1]s 数量", "%[1]s: quantity").With(name), task.Quantity.Value, task.Quantity.Source)
				dd := c.Put("D", lang.T("%[1]s 难度", "%[1]s: difficulty").With(name), task.Difficulty.Value, task.Difficulty.Source)
				i := c.Put("I", lang.T("%[1]s 重要性", "%[1]s: importance").With(name), task.Importance.Value, task.Importance.Source)
				done := c.Put("a", lang.T("%[1]s 完成程度", "%[1]s: completion").With(name), *d.Number, d.Source)
				if done.n.Sign() < 0 || one.Less(done.n) {
					return c.Refuse(lang.T("任务“%[1]s”的完成程度 %[2]s 不在 0 至 1 之间", "the completion %[2]s of %[1]q is not between 0 and 1").With(task.Name, done.n))
				}
				w := c.Step("w", lang.T("%[1]s 权重", "weight of %[1]s").With(name), v.Mul(dd).Mul(i))
				weighted, weights = append(weighted, w.Mul(done)), append(weights, w)
			}
			if len(weights) == 0 {
				return c.Missing(lang.T("重点任务清单", "list of tasks"))
			}
			total := c.Step("W", lang.T("权重合计", "sum of weights"), c.SumOf(weights))
			if total.n.Sign() <= 0 {
				return c.Refuse(lang.T("任务权重合计不是正数", "the weights of the tasks don't add up to a positive number"))
			}
			return c.F().Mul(c.SumOf(weighted)).Quo(total)
		}
	},
}
