package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var checklist = Rule{
	ID: "SR-28", Code: "checklist", Name: lang.T("要件核查法", "checklist"),
	Says: lang.T("逐项核查要件：齐全得全部分，部分具备得一半，缺少不得分；必备要件缺少的，本项不得分。",
		"Each item on the list earns its points in full, half or not at all; "+
			"without a mandatory item the whole line earns nothing."),
	Formula: lang.T("S = F × Σ(p × m) ÷ Σp，m 为 1、0.5 或 0；必备要件为 0 时 S = 0",
		"S = F × Σ(p × m) ÷ Σp, m in {1, 0.5, 0}; 0 if a mandatory m is 0"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "items", ZH: "要件", Name: lang.T("要件:分", "item:points"), Unit: lang.T("分", "points"), Type: Table,
			Required: true, Min: "0"},
		{Key: "must", ZH: "必备", Name: lang.T("必备要件", "mandatory items"), Type: Names},
	},
	Uses:  []Use{UseMarks},
	Kinds: []Kind{Documents},
	Example: Example{Better: plan.Binary, Params: "要件=机构:2、制度:2、台账:2、培训:2、报告:2", Full: "10",
		Facts: Facts{Marks: []Mark{{Judge: "核查组", Dimension: "机构", Value: one}, {Judge: "核查组", Dimension: "制度", Value: one},
			{Judge: "核查组", Dimension: "台账", Value: half}, {Judge: "核查组", Dimension: "培训", Value: one},
			{Judge: "核查组", Dimension: "报告"}}}, Points: "7.0000"},
	Bind: func(a Args, b *Binder) Eval {
		list, must := a.Table("items"), a.Names("must")
		var total decimal.Number
		for _, e := range list {
			total = total.Add(e.Nums[0])
		}
		for _, name := range must {
			if !inTable(list, name) {
				b.Bad("must", "必备要件“%[1]s”不在要件表中", "the mandatory item %[1]q is not on the list", name)
			}
		}
		if total.IsZero() {
			b.Bad("items", "要件分合计为零", "the items add up to zero")
		}
		return func(c *Calc) Term {
			var parts []Term
			failed := ""
			for _, e := range list {
				m := markFor(c.Facts.Marks, e.Name)
				if m == nil {
					return c.Missing(lang.T("要件“%[1]s”的核查结果", "the mark for %[1]q").With(e.Name))
				}
				mark := c.Put("m", lang.Same(e.Name), m.Value, m.Source)
				if !mark.N.IsZero() && !mark.N.Equal(one) && !mark.N.Equal(half) {
					return c.Refuse(lang.T("要件“%[1]s”只能记 1、0.5 或 0", "the mark for %[1]q must be 1, 0.5 or 0").With(e.Name))
				}
				if mark.N.IsZero() && slices.Contains(must, e.Name) {
					failed = e.Name
				}
				parts = append(parts, c.Num(e.Nums[0]).Mul(mark))
			}
			if failed != "" {
				c.Flag("mandatory", lang.T("必备要件“%[1]s”缺少，本项不得分", "the mandatory item %[1]q is missing: no points").With(failed))
				c.Remark(lang.T("必备要件“%[1]s”缺少", "the mandatory item %[1]q is missing").With(failed))
				return c.Int(0)
			}
			if c.Full.Equal(total) {
				return c.SumOf(parts)
			}
			return c.F().Mul(c.Step("", lang.T("要件得分", "points of the items"), c.SumOf(parts))).Quo(c.Num(total))
		}
	},
}

var half = decimal.MustParse("0.5")

func markFor(marks []Mark, dimension string) *Mark {
	for i := range marks {
		if marks[i].Dimension == dimension && !marks[i].Recused {
			return &marks[i]
		}
	}
	return nil
}
