package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var selfVerify = Rule{
	ID: "SR-33", Code: "self_verify", Name: lang.T("自评核验法", "self-assessment, verified"),
	Says: lang.T("取自评分与核验分中较低的；自评高出核验超过分值一定比例的，再按高出部分扣分。",
		"The lower of the unit's own and the verified points; "+
			"a self-assessment above the verified one by more than a share of the full points costs part of the difference."),
	Formula: lang.T("S = min(自评, 核验) - 扣分；(自评 - 核验) ÷ F > 容许：扣分 = k × (自评 - 核验)",
		"S = min(self, verified) - pen; (self - verified) ÷ F > tolerance: pen = k × (self - verified)"),
	Directions: []plan.Direction{plan.Higher, plan.Binary},
	Params: []Param{
		{Key: "tolerance", ZH: "容许", Name: lang.T("自评高出核验、不扣分的最大比例（占分值）",
			"share of the full points by which the unit may be too high"), Type: Number, Default: "0.1", Min: "0", Max: "1"},
		{Key: "k", ZH: "虚高扣减", Name: lang.T("高出部分的扣减比例", "share of the difference that is taken"), Type: Number,
			Default: "0.2", Min: "0", Max: "1"},
	},
	Items: items(Item{Key: "self", Name: lang.T("自评分", "self-assessed points")},
		Item{Key: "verified", Name: lang.T("核验分", "verified points")}),
	Kinds:   []Kind{Documents, Appraisal, Project},
	Example: Example{Better: plan.Higher, Full: "10", Facts: Given("self", "9.5", "verified", "8.0"), Points: "7.7000"},
	Bind: func(a Args, b *Binder) Eval {
		tolerance, k := a.Num("tolerance"), a.Num("k")
		return func(c *Calc) Term {
			self := c.count("self", lang.T("自评分", "self-assessed points"))
			verified := c.count("verified", lang.T("核验分", "verified points"))
			if c.Stopped() {
				return self
			}
			if c.Full.Less(self.N) || c.Full.Less(verified.N) {
				return c.Refuse(lang.T("自评分或核验分超过分值 %[1]s", "points above the full %[1]s").With(c.Full))
			}
			above := self.Sub(verified)
			if above.N.Sign() <= 0 {
				return MinOf(self, verified)
			}
			over := c.Step("v", lang.T("自评高出核验占分值的比例", "share of the full points by which the unit is too high"),
				above.Quo(c.F()))
			if !tolerance.Less(over.N) {
				c.Because(lang.T("在容许范围内", "within the tolerance"), over, "≤", c.Num(tolerance))
				return MinOf(self, verified)
			}
			c.Flag("self_high", lang.T("自评虚高", "the unit's own points are too high"))
			pen := c.Step("pen", lang.T("虚高扣分", "taken for it"), c.Num(k).Mul(above))
			return MaxOf(c.Int(0), MinOf(self, verified).Sub(pen))
		}
	},
}
