package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var handlingQuality = Rule{
	ID: "SR-14", Code: "handling_quality", Name: lang.T("建议提案办理法", "quality of handling"),
	Says: lang.T("办结率、面商率、满意率按权重合成，乘以分值；分母为零的部分不计，权重按比例分担。",
		"The rates of cases closed, proposers interviewed and answers satisfied, by weight, times the full points; "+
			"a part with nothing to divide by leaves and the weights rescale."),
	Formula: lang.T("S = F × Σ(w × 分项比率) ÷ Σw：办结数 ÷ 应办数、面商数 ÷ 应办数、满意数 ÷ 答复数",
		"S = F × Σ(w × rate) ÷ Σw: done ÷ due, interviewed ÷ due, satisfied ÷ answered"),
	Directions: []plan.Direction{plan.Higher, plan.Binary},
	Params: []Param{
		{Key: "weights", ZH: "权重", Name: lang.T("办结、面商、满意三部分的权重", "weights of closed, interviewed, satisfied"), Type: List,
			Default: "0.4,0.3,0.3", Min: "0", Max: "1"},
	},
	Items: items(
		Item{Key: "due", Name: lang.T("应办数", "cases due")},
		Item{Key: "done", Name: lang.T("办结数", "closed")},
		Item{Key: "interviewed", Name: lang.T("面商数", "interviewed")},
		Item{Key: "answered", Name: lang.T("答复数", "answered")},
		Item{Key: "satisfied", Name: lang.T("满意数", "satisfied")}),
	Kinds: []Kind{Replies},
	Example: Example{Better: plan.Higher, Full: "6",
		Facts: Given("due", "48", "done", "48", "interviewed", "45", "answered", "45", "satisfied", "41"), Points: "5.7275"},
	Bind: func(a Args, b *Binder) Eval {
		weights := a.List("weights")
		if len(weights) != 3 {
			b.Bad("weights", "应为三个权重：办结、面商、满意", "three weights are needed: closed, interviewed, satisfied")
			return nil
		}
		return func(c *Calc) Term {
			due := c.count("due", lang.T("应办数", "cases due"))
			done := c.count("done", lang.T("办结数", "closed"))
			seen := c.count("interviewed", lang.T("面商数", "interviewed"))
			answered := c.count("answered", lang.T("答复数", "answered"))
			satisfied := c.count("satisfied", lang.T("满意数", "satisfied"))
			if c.Stopped() {
				return due
			}
			var parts, counted []Term
			for i, p := range []struct {
				name     lang.Text
				part, of Term
			}{
				{lang.T("办结率", "rate closed"), done, due}, {lang.T("面商率", "rate interviewed"), seen, due},
				{lang.T("满意率", "rate satisfied"), satisfied, answered},
			} {
				if p.of.N.Less(p.part.N) {
					return c.Refuse(lang.T("%[1]s大于 1（%[2]s ÷ %[3]s）", "%[1]s above 1 (%[2]s ÷ %[3]s)").With(p.name, p.part.N, p.of.N))
				}
				if p.of.N.IsZero() {
					c.Remark(lang.T("%[1]s没有分母，不计", "%[1]s has nothing to divide by and is left out").With(p.name))
					continue
				}
				parts = append(parts, c.Num(weights[i]).Mul(c.Step("", p.name, p.part.Quo(p.of))))
				counted = append(counted, c.Num(weights[i]))
			}
			if len(parts) == 0 {
				return c.NotApplicable(lang.T("没有应办事项", "nothing was due"))
			}
			w := c.Step("w", lang.T("权重合计", "sum of weights"), c.SumOf(counted))
			if w.N.IsZero() {
				return c.NotApplicable(lang.T("留下的部分没有权重", "the parts left have no weight"))
			}
			return c.F().Mul(c.SumOf(parts)).Quo(w)
		}
	},
}
