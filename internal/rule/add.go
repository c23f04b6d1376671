package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var add = Rule{
	ID: "SR-26", Code: "add", Name: lang.T("加分法", "bonus"),
	Says: lang.T("按事项的级别加分，同一事项只按最高级别计一次（就高不重复），同种加分不超过该种上限，合计不超过总上限；每项须有文件为证。",
		"Each matter earns what its level gives; one matter counts once, at its highest level; "+
			"limits apply to each kind and in total; each needs a document as proof."),
	Formula: lang.T("S = min(上限, Σ min(该种上限, Σ 各事项最高级别的分))",
		"S = min(cap, Σ min(cap_kind, Σ highest level of each matter))"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "levels", ZH: "级别", Name: lang.T("级别:加分", "level:points"), Unit: lang.T("分", "points"), Type: Table,
			Required: true, Min: "0"},
		{Key: "kind_caps", ZH: "种类上限", Name: lang.T("种类:上限", "kind:limit"),
			Unit: lang.T("分", "points"), Type: Table, Min: "0"},
		{Key: "cap", ZH: "上限", Name: lang.T("加分总上限", "limit of all bonuses"), Unit: lang.T("分", "points"), Type: Number,
			Required: true, Min: "0"},
		{Key: "few", ZH: "加分面", Name: lang.T("同类中可以加分的单位比例上限；超过即不能计分，须重新认定",
			"largest share of the class that may earn; more can't be scored: decide again"), Type: Number, Min: "0", Max: "1"},
		{Key: "with", ZH: "对应指标", Name: lang.T("加分所对应的三级指标的编码",
			"code of the indicator that the bonus goes with"), Type: Text},
		{Key: "lost_over", ZH: "失分面", Name: lang.T("对应指标失分的同类单位超过此比例才可加分",
			"earned only where more than this share of the class lost points on that indicator"),
			Type: Number, Min: "0", Max: "1"},
		{Key: "part", ZH: "占比上限", Name: lang.T("加分不超过对应指标分值的比例", "limit as a share of the full points of that indicator"),
			Type: Number, Min: "0", Max: "1"},
	},
	Uses:  []Use{UseEvents},
	Gives: true,
	Kinds: []Kind{Creative},
	Example: Example{Better: plan.Binary, Params: "级别=国家级:3、省部级:2、市级:1；上限=5",
		Full: "5", Facts: Facts{Occurrences: []Occurrence{{Matter: "甲项工作", Kind: "表彰", Level: "国家级", Count: one},
			{Matter: "甲项工作", Kind: "表彰", Level: "省部级", Count: one}, {Matter: "乙项工作", Kind: "表彰", Level: "市级", Count: one},
			{Matter: "丙项工作", Kind: "表彰", Level: "省部级", Count: one}}}, Points: "5.0000"},
	Bind: func(a Args, b *Binder) Eval {
		levels, caps, limit := a.Table("levels"), a.Table("kind_caps"), a.Num("cap")
		fair := readFairPlay(a, b)
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
				if other := highest(c.Facts.Occurrences, o.Matter, points); other.Source != o.Source ||
					other.Level != o.Level || other.Kind != o.Kind {
					c.Remark(lang.T("“%[1]s”已按更高级别（%[2]s）计，此条（%[3]s）不重复加分",
						"%[1]q counts at its higher level (%[2]s); this entry (%[3]s) adds nothing").
						With(o.Matter, other.Level, o.Level))
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
					if e.Name == kind && e.Nums[0].Less(part.N) {
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
			if total = fair.limit(c, total); c.Stopped() {
				return total
			}
			if limit.Less(total.N) {
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

// fairPlay keeps bonuses rare, as Shenzhen's measures of 2014 do: for few units, where points were
// hard to earn, and small.
type fairPlay struct {
	few, lostOver, part          decimal.Number
	hasFew, hasLostOver, hasPart bool
	with                         string
}

func readFairPlay(a Args, b *Binder) fairPlay {
	f := fairPlay{with: a.Word("with")}
	f.few, f.hasFew = a.OptNum("few")
	f.lostOver, f.hasLostOver = a.OptNum("lost_over")
	f.part, f.hasPart = a.OptNum("part")
	if f.with == "" && (f.hasLostOver || f.hasPart) {
		b.Bad("with", "失分面和占比上限要写明对应指标", "lost_over and part need the indicator that the bonus goes with")
	}
	if f.with != "" {
		b.needIndicator("with", f.with)
	}
	if f.hasFew || f.hasLostOver {
		b.Use(UseClass)
	}
	return f
}

// limit applies the three limits to a bonus.
func (f fairPlay) limit(c *Calc, bonus Term) Term {
	n := c.Int(int64(len(c.Facts.members())))
	if f.hasFew && !n.N.IsZero() {
		earning := 0
		for _, m := range c.Facts.members() {
			if len(m.Facts.Occurrences) > 0 {
				earning++
			}
		}
		if share := decimal.Ratio(int64(earning), int64(len(c.Facts.members()))); f.few.Less(share) {
			return c.Refuse(lang.T("同类 %[1]d 家中有 %[2]d 家加分，超过 %[3]s 的上限，须重新认定",
				"%[2]d of the %[1]d units of the class earn a bonus, more than the share of %[3]s: decide again").
				With(len(c.Facts.members()), earning, f.few))
		}
	}
	if f.hasLostOver && !n.N.IsZero() {
		lost := int64(0)
		for _, m := range c.Facts.members() {
			if l := m.Facts.Lines[f.with]; l.Points != nil && l.Points.Less(l.Full) {
				lost++
			}
		}
		share := c.Step("", lang.T("对应指标失分的同类单位比例", "share of the class that lost points on that indicator"),
			c.Int(lost).Quo(n))
		if !f.lostOver.Less(share.N) {
			c.Because(lang.T("失分面不够，不加分", "too few lost points: no bonus"), share, "≤", c.Num(f.lostOver))
			return c.Int(0)
		}
		c.Because(lang.T("失分面超过规定", "enough units lost points"), share, ">", c.Num(f.lostOver))
	}
	if f.hasPart {
		l := c.Facts.Lines[f.with]
		if most := f.part.Mul(l.Full); most.Less(bonus.N) {
			bonus = c.Step("B'", lang.T("不超过“%[1]s”分值的 %[2]s", "at most %[2]s of the full points of %[1]q").With(l.Name, f.part),
				MinOf(c.Num(f.part).Mul(c.Num(l.Full)), bonus))
		}
	}
	return bonus
}
