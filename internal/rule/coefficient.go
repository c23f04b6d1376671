package rule

import (
	"slices"

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
	Says: lang.T("各项任务按数量、难度、重要性系数之积占比分配分值，乘以完成程度相加；占比法的系数只在单位内部调整比重，不抬高总分；负荷法另按权重合计与同类中位数之比上下调整，幅度有限。",
		"Tasks share the full points in proportion to quantity × difficulty × importance, each times its completion; "+
			"by share the coefficients move weight inside a unit and never raise the total; "+
			"by load the points also move, within limits, with the unit's weight against the median of its class."),
	Formula: lang.T("w = V × D × I；S = F × Σ(w × a) ÷ Σw；负荷法再乘 K = max(K下限, min(Σw ÷ 同类中位数, K上限))，不超过 F × K上限",
		"w = V × D × I; S = F × Σ(w × a) ÷ Σw; by load times K = max(k_min, min(Σw ÷ median of the class, "+
			"k_max)), at most F × k_max"),
	Directions: []plan.Direction{plan.Higher, plan.Binary},
	Params: []Param{
		{Key: "mode", ZH: "算法", Name: lang.T("占比法或负荷法", "by share or by load"), Type: Word, Words: []string{"share", "load"},
			ZHWords: []string{"占比法", "负荷法"}, Default: "share"},
		{Key: "k_min", ZH: "K下限", Name: lang.T("负荷系数的下限", "least load coefficient"), Type: Number,
			Default: "0.95", Min: "0.5", Max: "1"},
		{Key: "k_max", ZH: "K上限", Name: lang.T("负荷系数的上限", "largest load coefficient"), Type: Number,
			Default: "1.05", Min: "1", Max: "1.5"},
	},
	Uses:    []Use{UseTasks},
	Open:    true, // by load, points may pass the full ones by k_max
	Kinds:   []Kind{KeyWork},
	Example: Example{Better: plan.Higher, Full: "40", Facts: exampleTasks(), Points: "35.8641"},
	Bind: func(a Args, b *Binder) Eval {
		load, least, most := a.Word("mode") == "load", a.Num("k_min"), a.Num("k_max")
		if load {
			b.Use(UseClass)
		}
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
				if done.N.Sign() < 0 || one.Less(done.N) {
					return c.Refuse(lang.T("任务“%[1]s”的完成程度 %[2]s 不在 0 至 1 之间",
						"the completion %[2]s of %[1]q is not between 0 and 1").With(task.Name, done.N))
				}
				w := c.Step("w", lang.T("%[1]s 权重", "weight of %[1]s").With(name), v.Mul(dd).Mul(i))
				weighted, weights = append(weighted, w.Mul(done)), append(weights, w)
			}
			if len(weights) == 0 {
				return c.Missing(lang.T("重点任务清单", "list of tasks"))
			}
			total := c.Step("W", lang.T("权重合计", "sum of weights"), c.SumOf(weights))
			if total.N.Sign() <= 0 {
				return c.Refuse(lang.T("任务权重合计不是正数", "the weights of the tasks don't add up to a positive number"))
			}
			points := c.F().Mul(c.SumOf(weighted)).Quo(total)
			if !load {
				return points
			}
			median := c.medianLoad()
			if median.N.Sign() <= 0 {
				return c.Refuse(lang.T("同类单位没有任务权重可比", "the class has no weights to compare with"))
			}
			k := c.clampStep("K", lang.T("负荷系数：权重合计 ÷ 同类中位数，在上下限之间",
				"load coefficient: sum of weights ÷ median of the class, between its limits"), total.Quo(median),
				c.Num(least), c.Num(most))
			return MinOf(c.F().Mul(c.Num(most)), points.Mul(k))
		}
	},
}

// medianLoad is the median, over the class, of the sums of the weights of each unit's tasks.
func (c *Calc) medianLoad() Term {
	var loads []decimal.Number
	for _, m := range c.Facts.members() {
		var load decimal.Number
		for _, t := range m.Facts.Tasks {
			load = load.Add(t.Quantity.Value.Mul(t.Difficulty.Value).Mul(t.Importance.Value))
		}
		if len(m.Facts.Tasks) > 0 {
			loads = append(loads, load)
		}
	}
	if len(loads) == 0 {
		return c.Int(0)
	}
	slices.SortFunc(loads, decimal.Number.Cmp)
	n := len(loads)
	return c.Step("M", lang.T("同类 %[1]d 家权重合计的中位数", "median of the sums of weights of the %[1]d units of the class").
		With(n), c.Num(loads[(n-1)/2]).Add(c.Num(loads[n/2])).Quo(c.Int(2)))
}
