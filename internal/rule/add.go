package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var add = Rule{
	ID: "SR-26", Code: "add", Name: lang.T("加分法", "bonus"),
	Says: lang.T("按事项的级别加分，同一事项只按最高级别计一次（就高不重复），同种加分不超过该种上限，合计不超过总上限；每项须有文件为证。",
		"Each matter earns what its level gives; one matter counts once, at its highest level; limits apply to each kind and in total; each needs a document as proof."),
	Formula: lang.T("S = min(上限, Σ min(该种上限, Σ 各事项最高级别的分))",
		"S = min(cap, Σ min(cap_kind, Σ highest level of each matter))"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "levels", ZH: "级别", Name: lang.T("级别:加分", "level:points"), Unit: lang.T("分", "points"), Type: Table, Required: true, Min: "0"},
		{Key: "kind_caps", ZH: "种类上限", Name: lang.T("种类:上限", "kind:limit"), Unit: lang.T("分", "points"), Type: Table, Min: "0"},
		{Key: "cap", ZH: "上限", Name: lang.T("加分总上限", "limit of all bonuses"), Unit: lang.T("分", "points"), Type: Number, Required: true, Min: "0"},
	},
	Uses: []Use{UseEvents},
	Bind: func(a Args, b *Binder) Eval {
		levels, caps, limit := a.Table("levels"), a.Table("kind_caps"), a.Num("cap")
		points := func(level string) decimal.Number {
			for _, e := range levels {
				if e.Name == level {
					return e.Nums[0]
				}
			}
			return decimal.Zero
		}
		return func(c *Calc) Term {
			var kinds []string
			best := map[string][]Occurrence{} // by kind: each matter at its highest level, in the order given
			for _, o := range c.Facts.Occurrences {
				if other := highest(c.Facts.Occurrences, o.Matter, points); other.Source != o.Source || other.Level != o.Level || other.Kind != o.Kind {
					c.Remark(lang.T("“%[1]s”已按更高级别（%[2]s）计，此条（%[3]s）不重复加分", "%[1]q counts at its higher level (%[2]s); this entry (%[3]s) adds nothing").With(o.Matter, other.Level, o.Level))
					continue
				}
				if _, seen := best[o.Kind]; !seen {
					kinds = append(kinds, o.Kind)
				}
				best[o.Kind] = append(best[o.Kind], o)
			}
			var parts []Term
			for _, kind := range kinds {
				var terms []Term
				for _, o := range best[kind] {
					terms = append(terms, c.Put("", lang.Same(o.Matter+" "+o.Level), points(o.Level), o.Source))
				}
				part := c.Step("", lang.T("%[1]s 加分", "bonus for %[1]s").With(kind), c.SumOf(terms))
				for _, e := range caps {
					if e.Name == kind && e.Nums[0].Less(part.n) {
						part = c.Step("", lang.T("%[1]s 按该种上限", "%[1]s, limited").With(kind), MinOf(c.Num(e.Nums[0]), part))
					}
				}
				parts = append(parts, part)
			}
			if len(parts) == 0 {
				c.Remark(lang.T("没有加分事项", "nothing to add"))
				return c.Int(0)
			}
			total := c.Step("B", lang.T("加分合计", "bonus in all"), c.SumOf(parts))
			if limit.Less(total.n) {
				total = c.Step("B'", lang.T("按总上限", "limited"), MinOf(c.Num(limit), total))
			}
			return total
		}
	},
}

// highest returns the entry of a matter that counts: the highest level, the first of equals.
func highest(os []Occurrence, matter string, points func(string) decimal.Number) Occurrence {
	var best Occurrence
	for _, o := range os {
		if o.Matter == matter && (best.Matter == "" || points(best.Level).Less(points(o.Level))) {
			best = o
		}
	}
	return best
}
