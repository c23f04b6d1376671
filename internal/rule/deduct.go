package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var deduct = Rule{
	ID: "SR-24", Code: "deduct", Name: lang.T("扣分法", "deduction"),
	Says: lang.T("从满分起，每发生一次按种类扣分，同种扣分不超过该种上限，重复发生或在敏感时期发生的加倍，扣至下限为止。",
		"From full points, each event takes what its kind says, up to the limit of the kind; "+
			"repeats and events in a sensitive period count double; down to the floor."),
	Formula: lang.T("S = max(下限, F - min(上限, Σ min(该种上限, 每次扣分 × 次数 × 加重)))",
		"S = max(floor, F - min(cap, Σ min(cap_kind, d × n × mult)))"),
	Directions: []plan.Direction{plan.Binary, plan.Lower},
	Open:       true,
	Params: []Param{
		{Key: "kinds", ZH: "种类", Name: lang.T("种类:每次扣分[:该种上限]", "kind:points each[:limit of the kind]"),
			Unit: lang.T("分", "points"), Type: Table, Nums: 2, Required: true, Min: "0"},
		{Key: "cap", ZH: "上限", Name: lang.T("本项扣分总上限", "limit of all deductions of the line"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
		{Key: "floor", ZH: "下限", Name: lang.T("得分下限，负数为倒扣", "least points; negative if the scheme takes more than there is"),
			Unit: lang.T("分", "points"), Type: Number, Default: "0", Max: "0"},
		{Key: "mult", ZH: "加重", Name: lang.T("加重情形的倍数", "factor for repeats"), Type: Number, Default: "2", Min: "1"},
	},
	Uses:  []Use{UseEvents},
	Kinds: []Kind{Safety},
	Example: Example{Better: plan.Binary, Params: "种类=事故:0.5、迟报:0.1:0.5",
		Full: "10", Facts: Facts{Occurrences: []Occurrence{{Matter: "轻微事故", Kind: "事故", Count: decimal.Int(2)},
			{Matter: "月报迟交天数", Kind: "迟报", Count: decimal.Int(7)}}}, Points: "8.5000"},
	Bind: func(a Args, b *Binder) Eval {
		loss := bindLoss(a)
		floor := a.Num("floor")
		return func(c *Calc) Term {
			taken := loss(c)
			if c.Stopped() {
				return taken
			}
			left := c.F().Sub(taken)
			if left.N.Less(floor) {
				return MaxOf(c.Num(floor), left)
			}
			return left
		}
	},
}

// bindLoss adds up what events take, kind by kind. It serves the deduction rule and the deductions from a total.
func bindLoss(a Args) Eval {
	kinds, mult := a.Table("kinds"), a.Num("mult")
	limit, limited := a.OptNum("cap")
	return func(c *Calc) Term {
		var room, some [4]Term // most lines have few kinds and few events: nothing is allocated for them
		parts := room[:0]
		for _, kind := range kinds {
			terms := some[:0]
			for i := range c.Facts.Occurrences {
				o := &c.Facts.Occurrences[i]
				if o.Kind != kind.Name {
					continue
				}
				n := c.Num(o.Count)
				if c.Trace { // names and sources cost more than the sum
					n = c.Put("n", lang.Same(o.Kind+" "+o.Matter), o.Count, o.Source)
				}
				t := c.Num(kind.Nums[0]).Mul(n)
				if o.Repeat {
					t = t.Mul(c.Num(mult))
					c.Remark(c.say("“%[1]s”属加重情形，按 %[2]s 倍计", "%[1]q counts %[2]s times", o.Matter, mult))
				}
				terms = append(terms, t)
			}
			if len(terms) == 0 {
				continue
			}
			part := c.SumOf(terms)
			if c.Trace {
				part = c.Step("", lang.T("%[1]s 应扣", "taken for %[1]s").With(kind.Name), part)
			}
			if len(kind.Nums) > 1 && kind.Nums[1].Less(part.N) {
				part = c.Step("", c.say("%[1]s 按该种上限扣", "%[1]s, limited", kind.Name), MinOf(c.Num(kind.Nums[1]), part))
			}
			parts = append(parts, part)
		}
		if len(parts) == 0 {
			c.Remark(lang.T("没有扣分事项", "nothing to deduct"))
			return c.Int(0)
		}
		total := c.Step("D", lang.T("扣分合计", "deducted in all"), c.SumOf(parts))
		if limited && limit.Less(total.N) {
			total = c.Step("D'", lang.T("按上限扣分", "deducted, limited"), MinOf(c.Num(limit), total))
		}
		return total
	}
}

// Loss is what the events of c take, before it is subtracted from anything: for deductions from a total.
// The rule must be the deduction rule.
func (b *Bound) Loss(c *Calc) Term { return bindLoss(b.Args)(c) }

// UnknownKinds returns the kinds of occurrences that the rule's table doesn't list: they would be lost in silence.
func (b *Bound) UnknownKinds(os []Occurrence) []Occurrence {
	key, name := "kinds", func(o Occurrence) string { return o.Kind }
	if b.Earns() {
		key, name = "levels", func(o Occurrence) string { return o.Level }
	}
	var unknown []Occurrence
	for _, o := range os {
		if !b.HasRow(key, name(o)) {
			unknown = append(unknown, o)
		}
	}
	return unknown
}

func inTable(rows []Entry, name string) bool {
	for _, r := range rows {
		if r.Name == name {
			return true
		}
	}
	return false
}
