package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var jointShare = Rule{
	ID: "SR-35", Code: "joint_share", Name: lang.T("牵头配合法", "lead and co-units"),
	Says: lang.T("牵头单位按基本方法计分；配合单位的得分由牵头单位的任务得分和本单位所承担部分的得分按权重合成。",
		"The leading unit is scored by the basic rule; "+
			"a co-unit's points are the task's points of the leader and those of its own part, by weight."),
	Formula: lang.T("牵头：S = S任务；配合：S = k × S任务 + (1 - k) × S本部分",
		"lead: S = S_task; co-unit: S = k × S_task + (1 - k) × S_own"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range, plan.Binary},
	Params: []Param{
		{Key: "rule", ZH: "基本方法", Name: lang.T("任务和本部分的计分方法，它的参数写成 rule.参数",
			"rule for the task and for the own part; its parameters as rule.name"), Type: Text, Required: true},
		{Key: "k", ZH: "任务权重", Name: lang.T("配合单位得分中任务得分的权重", "weight of the task in a co-unit's points"), Type: Number,
			Default: "0.7", Min: "0", Max: "1"},
	},
	Items: items(leadItem),
	Uses:  []Use{UseLead},
	Kinds: []Kind{Joint, KeyWork},
	Example: Example{Better: plan.Higher, Params: "基本方法=ratio", Full: "10",
		Facts: Facts{Lead: &Lead{Unit: "区发展改革委", Points: pointer("9.2"), Full: pointer("10")}}.with(Given("A", "75", "T",
			"100", "lead", "区发展改革委")), Points: "8.6900"},
	Bind: func(a Args, b *Binder) Eval {
		basic, k := b.Nest("rule", a.Word("rule")), a.Num("k")
		return func(c *Calc) Term {
			lead := c.Facts.Lead
			if lead == nil {
				return basic(c)
			}
			if lead.Full == nil {
				return c.Refuse(lang.T("牵头单位“%[1]s”没有这项指标，或者它也有牵头单位",
					"the leading unit %[1]q doesn't have this indicator, or is led itself").With(lead.Unit))
			}
			c.putWord("", leadItem.Name, lead.Unit, lead.Source)
			if lead.Points == nil {
				return c.Missing(lang.T("牵头单位 %[1]s 的任务得分", "the task's points of the leading unit %[1]s").With(lead.Unit))
			}
			task := c.Put("S1", lang.T("%[1]s 的任务得分", "the task's points of %[1]s").With(lead.Unit), *lead.Points, lead.Source)
			if !lead.Full.Equal(c.Full) {
				task = c.Step("S1", lang.T("按本单位分值折算的任务得分", "the task's points on this unit's full points"),
					task.Quo(c.Num(*lead.Full)).Mul(c.F()))
			}
			own := basic(c)
			if c.Stopped() {
				return own
			}
			own = c.Step("S2", lang.T("本部分得分", "points of the own part"), own)
			return c.Num(k).Mul(task).Add(c.Num(one.Sub(k)).Mul(own))
		}
	},
}

// LeadItem is the data item that names the leading unit of a joint task.
const LeadItem = "lead"

var leadItem = Item{Key: LeadItem, Name: lang.T("牵头单位", "leading unit"), AnyWord: true, Optional: true}
