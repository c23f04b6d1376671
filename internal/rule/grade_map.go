package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the quotas and deductions: Shenzhen's measures of 2014 (excellent at most 15 %, good at most 20 %; 较差 -0.3,
// 差 -0.5, together at most 1).
var gradeMap = Rule{
	ID: "SR-29", Code: "grade_map", Name: lang.T("等次制", "grades given by a body"),
	Says: lang.T("实施主体评定等次，方案规定每个等次得分值的几成，或扣多少分；同一指标评定几个方面的，取平均，或扣分相加、不超过上限。",
		"A body gives a grade; the scheme says which share of the full points each grade earns, or what it takes; "+
			"several areas of one indicator are averaged, or their deductions added up to a limit."),
	Formula: lang.T("得分：S = F × 各方面等次比例的平均；扣分：S = max(0, F - min(上限, Σ 等次扣分))",
		"share: S = F × mean share of the grades; deduct: S = max(0, F - min(cap, Σ deduction of the grades))"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "mode", ZH: "算法", Name: lang.T("等次得分或等次扣分", "grades earn or grades take"), Type: Word,
			Words: []string{"share", "deduct"}, ZHWords: []string{"得分", "扣分"}, Default: "share"},
		{Key: "grades", ZH: "等次", Name: lang.T("等次:得分占分值的比例，或扣的分", "grade:share of the full points, or points taken"),
			Type: Table, Required: true, Min: "0"},
		{Key: "areas", ZH: "方面", Name: lang.T("分方面评定的，各方面的名称（作数据项）", "areas graded apart, as data items"), Type: Names},
		{Key: "cap", ZH: "上限", Name: lang.T("扣分合计的上限", "limit of the deductions together"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
		{Key: "quota", ZH: "限额", Name: lang.T("等次:占被评单位的比例上限；超过时提示",
			"grade:largest share of the units graded; more is a warning"), Type: Table, Min: "0", Max: "1"},
	},
	Items: func(a Args) []Item {
		words := map[string]string{}
		for _, e := range a.Table("grades") {
			words[e.Name] = e.Name
		}
		areas := a.Names("areas")
		if len(areas) == 0 {
			return []Item{{Key: Actual, Name: lang.T("等次", "grade"), Words: words}}
		}
		var out []Item
		for _, area := range areas {
			out = append(out, Item{Key: area, Name: lang.Same(area), Words: words})
		}
		return out
	},
	Kinds: []Kind{Appraisal},
	Example: Example{Better: plan.Binary, Params: "算法=扣分；等次=优秀:0、良好:0、合格:0、较差:0.3、差:0.5；方面=依法行政、政务公开、绿化；上限=1", Full: "5",
		Facts: Given("依法行政", "较差", "政务公开", "较差", "绿化", "差"), Points: "4.0000"},
	Bind: func(a Args, b *Binder) Eval {
		grades, takes := a.Table("grades"), a.Word("mode") == "deduct"
		limit, limited := a.OptNum("cap")
		areas := a.Names("areas")
		if len(areas) == 0 {
			areas = []string{Actual}
		}
		for _, e := range grades {
			if !takes && one.Less(e.Nums[0]) {
				b.Bad("grades", "“%[1]s”的比例 %[2]s 超过 1", "the share %[2]s of %[1]q is above 1", e.Name, e.Nums[0])
			}
		}
		for _, e := range a.Table("quota") {
			if !inTable(grades, e.Name) {
				b.Bad("quota", "“%[1]s”不在等次中", "%[1]q is not one of the grades", e.Name)
			}
		}
		return func(c *Calc) Term {
			var parts []Term
			for _, area := range areas {
				name := lang.Same(area)
				if area == Actual {
					name = lang.T("等次", "grade")
				}
				d := c.Facts.datum(area)
				if d == nil {
					return c.Missing(name)
				}
				i := slices.IndexFunc(grades, func(e Entry) bool { return e.Name == d.Word })
				if i < 0 {
					return c.Refuse(lang.T("%[1]s应填等次，而不是“%[2]s”", "%[1]s takes a grade, not %[2]q").With(name, datumText(d)))
				}
				c.putWord("", name, d.Word, d.Source)
				parts = append(parts, c.Num(grades[i].Nums[0]))
			}
			if !takes {
				return c.F().Mul(c.SumOf(parts)).Quo(c.Int(int64(len(parts))))
			}
			taken := c.Step("D", lang.T("等次扣分合计", "taken by the grades"), c.SumOf(parts))
			if limited && limit.Less(taken.N) {
				taken = c.Step("D'", lang.T("按上限扣分", "deducted, limited"), MinOf(c.Num(limit), taken))
			}
			return MaxOf(c.Int(0), c.F().Sub(taken))
		}
	},
}

func datumText(d *Datum) string {
	if d.Number != nil {
		return d.Number.String()
	}
	return d.Word
}

// Excess is a grade that was given more often than its quota allows.
type Excess struct {
	Grade        string
	Given, Units int
	Share        decimal.Number
}

// OverQuota says which grades all assessed units together got more often than the scheme allows. Each entry of graded
// is what one unit was given.
func (b *Bound) OverQuota(graded [][]Datum) []Excess {
	var out []Excess
	for _, q := range b.Args.Table("quota") {
		n, units := 0, 0
		for _, data := range graded {
			for _, d := range data {
				units++
				if d.Word == q.Name {
					n++
				}
			}
		}
		if q.Nums[0].Mul(decimal.Int(int64(units))).Less(decimal.Int(int64(n))) {
			out = append(out, Excess{q.Name, n, units, q.Nums[0]})
		}
	}
	return out
}
