package rule

import (
	"fmt"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Words of a milestone that has no number of days.
const (
	openWord   = "open"
	notDueWord = "not_due"
)

var milestone = Rule{
	ID: "SR-11", Code: "milestone", Name: lang.T("节点法", "milestones"),
	Says: lang.T("各节点按权重计分：按期完成得全部，逾期完成每个工作日扣减一定比例、不低于下限，未完成不得分；计分时未到期的节点不计，权重按比例分担。",
		"Milestones count by weight: in full if on time, less for each working day late down to a limit, "+
			"nothing if not done; those not yet due leave and the weights rescale."),
	Formula: lang.T("S = F × Σ(w × t) ÷ Σw，t = max(下限, 1 - 每日扣减 × 逾期天数)，未完成为 0",
		"S = F × Σ(w × t) ÷ Σw, t = max(min, 1 - rate × days late), 0 if not done"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "weights", ZH: "权重", Name: lang.T("各节点权重，合计为 1", "weights of the milestones, adding up to 1"), Type: List,
			Required: true, Min: "0", Max: "1"},
		{Key: "rate", ZH: "每日扣减", Name: lang.T("每逾期一个工作日扣减的比例", "share taken per working day late"), Type: Number,
			Default: "0.02", Min: "0", Max: "1"},
		{Key: "min", ZH: "逾期下限", Name: lang.T("逾期完成所得比例的下限", "least share for a milestone done late"), Type: Number,
			Default: "0.5", Min: "0", Max: "1"},
	},
	Items: func(a Args) []Item {
		var out []Item
		for i := range a.List("weights") {
			out = append(out, Item{Key: fmt.Sprintf("m%d", i+1), Name: lang.T("节点%[1]d", "milestone %[1]d").With(i + 1),
				Words: map[string]string{"按期": "0", "未完成": openWord, "未到期": notDueWord}, NoZero: true})
		}
		return out
	},
	Kinds: []Kind{Project, KeyWork},
	Example: Example{Better: plan.Binary, Params: "权重=0.2、0.3、0.3、0.2", Full: "15",
		Facts: Given("m1", "0", "m2", "0", "m3", "7", "m4", openWord), Points: "11.3700"},
	Bind: func(a Args, b *Binder) Eval {
		weights, rate, least := a.List("weights"), a.Num("rate"), a.Num("min")
		if total := decimal.Sum(weights...); !total.Equal(one) {
			b.Bad("weights", "各节点权重合计 %[1]s，应为 1", "the weights add up to %[1]s, not 1", total)
		}
		return func(c *Calc) Term {
			var parts, counted []Term
			for i, w := range weights {
				name := c.say("节点%[1]d", "milestone %[1]d", i+1)
				d := c.Facts.datum(fmt.Sprintf("m%d", i+1))
				if d == nil {
					return c.Missing(lang.T("节点%[1]d", "milestone %[1]d").With(i + 1))
				}
				if d.Number == nil {
					c.putWord("", name, milestoneWord(d.Word), d.Source)
					if d.Word == notDueWord {
						continue
					}
					parts, counted = append(parts, c.Num(w).Mul(c.Int(0))), append(counted, c.Num(w))
					continue
				}
				days := c.Put("", c.say("%[1]s 逾期工作日", "%[1]s: working days late", name), *d.Number, d.Source)
				if days.N.Sign() < 0 {
					return c.Refuse(lang.T("节点%[1]d 的逾期天数为负", "milestone %[1]d has a negative number of days").With(i + 1))
				}
				done := c.Int(1)
				if days.N.Sign() > 0 {
					done = MaxOf(c.Num(least), c.Int(1).Sub(c.Num(rate).Mul(days)))
				}
				parts, counted = append(parts, c.Num(w).Mul(done)), append(counted, c.Num(w))
			}
			if len(parts) == 0 {
				return c.stop(NotDue, lang.T("各节点均未到期", "no milestone is due yet"))
			}
			share := c.Step("t", lang.T("各节点加权完成程度", "weighted degree of completion"), c.SumOf(parts))
			if len(parts) == len(weights) {
				return c.F().Mul(share)
			}
			w := c.Step("w", lang.T("已到期节点的权重", "weight of the milestones due"), c.SumOf(counted))
			if w.N.IsZero() {
				return c.stop(NotDue, lang.T("已到期节点没有权重", "the milestones due have no weight"))
			}
			return c.F().Mul(share).Quo(w)
		}
	},
}

func milestoneWord(w string) string {
	if w == openWord {
		return "未完成 / not done"
	}
	return "未到期 / not due"
}
