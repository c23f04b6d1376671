package rule

import (
	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var scheduleProgress = Rule{
	ID: "SR-12", Code: "schedule_progress", Name: lang.T("序时进度法", "progress against the schedule"),
	Says: lang.T("年中计分用：累计实绩占全年目标的比例与同期应完成的比例相比，得序时完成率，乘以分值，不超过满分；应完成比例没有写明的按月平均。",
		"For scoring within the year: the share of the year's target reached so far against the share due by then, "+
			"times the full points, at most full; without a plan, the share grows by equal months."),
	Formula: lang.T("S = F × min(A ÷ T ÷ P, 1)，P 为到本期应完成的比例",
		"S = F × min(A ÷ T ÷ P, 1), P being the share due by the period"),
	Directions: []plan.Direction{plan.Higher},
	Params: []Param{
		{Key: "plan", ZH: "进度", Name: lang.T("期间:应完成的累计比例", "period:share due by then"), Type: Table, Min: "0", Max: "1"},
	},
	Items: items(actualItem),
	Goals: goals("T"),
	Kinds: []Kind{Growth, Project},
	Example: Example{Better: plan.Higher, Params: "进度=Q2:0.5、Y:1", Full: "10",
		Facts: Facts{Now: "Q2"}.with(Given("A", "36", "T", "100")), Points: "7.2000"},
	Bind: func(a Args, b *Binder) Eval {
		planned := map[string]decimal.Number{}
		for _, e := range a.Table("plan") {
			code := calendar.PeriodCode(e.Name)
			if code == "" {
				b.Bad("plan", "“%[1]s”不是期间；写 M01 至 M12、Q1 至 Q4、H1 或 Y",
					"%[1]q is not a period; use M01 to M12, Q1 to Q4, H1 or Y", e.Name)
			}
			planned[code] = e.Nums[0]
		}
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			if c.Stopped() {
				return actual
			}
			if target.N.Sign() <= 0 {
				return c.Refuse(lang.T("目标值 %[1]s 不是正数，算不出进度",
					"the target %[1]s isn't positive: no progress towards it can be taken").With(target.N))
			}
			due, given := planned[c.Facts.Now]
			p := c.Num(due)
			if !given {
				p = c.Int(int64(calendar.LastMonth(c.Facts.Now))).Quo(c.Int(12))
			}
			p = c.Step("P", lang.T("到 %[1]s 应完成的比例", "share due by %[1]s").With(c.Facts.Now), p)
			if p.N.IsZero() {
				return c.stop(NotDue, lang.T("到 %[1]s 还没有应完成的进度", "nothing is due by %[1]s").With(c.Facts.Now))
			}
			r := c.Step("r", lang.T("序时完成率", "attainment of the schedule"), actual.Quo(target).Quo(p))
			return c.F().Mul(cappedRate(c, r, one))
		}
	},
}

// with puts the goals and data of g into f.
func (f Facts) with(g Facts) Facts {
	f.Goal, f.Data = g.Goal, g.Data
	return f
}
