package rule

import (
	"slices"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var periodCompose = Rule{
	ID: "SR-36", Code: "period_compose", Name: lang.T("分期合成法", "composed of periods"),
	Says: lang.T("把各期的实绩值（或各期按基本方法得的分）合成一个：平均、加权、取末期、取最低、取最高或相加；缺一期的按规定处理。没有基本方法的，合成值按百分制折算。",
		"The values of several periods (or their points by the basic rule) become one: mean, weighted, last, least, "+
			"most or sum; a missing period is handled as the scheme says. Without a basic rule the value is out of 100."),
	Formula: lang.T("X = 合成(x1, x2, …)；S = 基本方法(X)，或 F × X ÷ 100；按得分的 S = 合成(S1, S2, …)",
		"X = compose(x1, x2, …); S = basic rule of X, or F × X ÷ 100; of points: S = compose(S1, S2, …)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range, plan.Binary},
	Params: []Param{
		{Key: "how", ZH: "合成", Name: lang.T("怎样合成", "how they are joined"), Type: Word, Words: []string{"mean", "weighted",
			"last", "min", "max", "sum"}, ZHWords: []string{"平均", "加权", "末期", "最低", "最高", "相加"}, Default: "mean"},
		{Key: "of", ZH: "对象", Name: lang.T("合成实绩值，或合成各期得分", "of the values, or of the points"), Type: Word,
			Words: []string{"value", "points"}, ZHWords: []string{"实绩值", "得分"}, Default: "value"},
		{Key: "periods", ZH: "各期", Name: lang.T("合成哪几期", "the periods"), Type: Names, Default: "Q1,Q2,Q3,Q4"},
		{Key: "weights", ZH: "权重", Name: lang.T("各期权重，合计为 1，次序同各期", "weights adding up to 1, in the order of the periods"),
			Type: List, Min: "0", Max: "1"},
		{Key: "gap", ZH: "缺期", Name: lang.T("缺一期时：整项按缺报处理、不计该期、按零、沿用前一期",
			"a missing period: the line is missing, leave it out, zero, carry the one before"), Type: Word, Words: []string{
			"missing", "skip", "zero", "carry"}, ZHWords: []string{"按缺报", "不计", "按零", "沿用前期"}, Default: "missing"},
		{Key: "rule", ZH: "基本方法", Name: lang.T("合成后（或各期）的计分方法，它的参数写成 rule.参数",
			"rule for what is composed, or for each period; its parameters as rule.name"), Type: Text},
	},
	Uses:  []Use{UsePeriods},
	Kinds: []Kind{Joint},
	Example: Example{Better: plan.Higher, Params: "合成=加权；权重=0.15、0.2、0.25、0.4", Full: "100", Points: "90.1000",
		Facts: Facts{Periods: []Period{
			{"Q1", Given("A", "90").Data}, {"Q2", Given("A", "85").Data}, {"Q3", Given("A", "88").Data},
			{"Q4", Given("A", "94").Data}}}},
	Items: func(a Args) []Item {
		if a.Word("rule") == "" {
			return []Item{{Key: Actual, Name: actualItem.Name}}
		}
		return nil
	},
	Bind: func(a Args, b *Binder) Eval {
		how, byPoints := a.Word("how"), a.Word("of") == "points"
		weights := a.List("weights")
		var codes []string
		for _, name := range a.Names("periods") {
			code := calendar.PeriodCode(name)
			if code == "" || slices.Contains(codes, code) {
				b.Bad("periods", "“%[1]s”不是期间，或写了两次", "%[1]q is not a period, or stands twice", name)
			}
			codes = append(codes, code)
		}
		if how == "weighted" && (len(weights) != len(codes) || !decimal.Sum(weights...).Equal(one)) {
			b.Bad("weights", "加权要给每期一个权重（%[1]d 个），合计为 1",
				"weighted needs a weight for each period (%[1]d), adding up to 1", len(codes))
		}
		var basic Eval
		if code := a.Word("rule"); code != "" {
			basic = b.Nest("rule", code)
		} else if byPoints {
			b.Bad("rule", "按得分合成要写明基本方法", "to compose points, name the basic rule")
		}
		gap := a.Word("gap")
		return func(c *Calc) Term {
			var parts, used []Term
			for i, code := range codes {
				name := calendar.PeriodName(code)
				x, ok := c.periodPart(code, name, basic, byPoints)
				switch {
				case c.Stopped():
					return x
				case ok:
				case gap == "skip":
					c.Remark(lang.T("%[1]s没有数据，不计", "%[1]s has no data and is left out").With(name))
					continue
				case gap == "zero":
					c.Remark(lang.T("%[1]s没有数据，按零", "%[1]s has no data: zero").With(name))
					x = c.Int(0)
				case gap == "carry" && len(parts) > 0:
					c.Remark(lang.T("%[1]s没有数据，沿用前一期", "%[1]s has no data: the one before is carried").With(name))
					x = parts[len(parts)-1]
				default:
					return c.Missing(lang.T("%[1]s的数据", "the data of %[1]s").With(name))
				}
				parts = append(parts, x)
				if how == "weighted" && i < len(weights) {
					used = append(used, c.Num(weights[i]))
				}
			}
			if len(parts) == 0 {
				return c.Missing(lang.T("各期数据", "the data of any period"))
			}
			x := compose(c, how, parts, used)
			switch {
			case c.Stopped() || byPoints:
				return x
			case basic == nil:
				return c.F().Mul(x).Quo(c.Int(100))
			}
			f := *c.Facts
			f.Data = []Datum{{Item: Actual, Number: &x.N}}
			return c.with(&f, basic)
		}
	},
}

// periodPart is what one period contributes: its value, or its points by the basic rule. ok is
// false if there are no data.
func (c *Calc) periodPart(code string, name lang.Text, basic Eval, byPoints bool) (t Term, ok bool) {
	for _, p := range c.Facts.Periods {
		if p.Code != code || len(p.Data) == 0 {
			continue
		}
		f := *c.Facts
		f.Data, f.Now = p.Data, code
		if byPoints {
			t = c.with(&f, basic)
			if c.verdict == Missing || c.verdict == NotApplicable || c.verdict == NotDue {
				c.verdict, c.reason = "", lang.Text{}
				return Term{}, false
			}
			if c.Stopped() {
				return t, false
			}
			return c.Step("S", lang.T("%[1]s得分", "points of %[1]s").With(name), t), true
		}
		d := f.datum(Actual)
		if d == nil || d.Number == nil {
			return Term{}, false
		}
		return c.Put("x", name, *d.Number, d.Source), true
	}
	return Term{}, false
}

// compose joins the parts of several periods.
func compose(c *Calc, how string, parts, weights []Term) Term {
	x := parts[len(parts)-1]
	switch how {
	case "mean":
		x = c.SumOf(parts).Quo(c.Int(int64(len(parts))))
	case "sum":
		x = c.SumOf(parts)
	case "min":
		x = MinOf(parts...)
	case "max":
		x = MaxOf(parts...)
	case "weighted":
		terms := make([]Term, len(parts))
		for i, p := range parts {
			terms[i] = weights[i].Mul(p)
		}
		x = c.SumOf(terms)
		if w := c.SumOf(weights); !w.N.Equal(one) {
			if w.N.IsZero() {
				return c.Missing(lang.T("有权重的各期数据", "data of a period that has a weight"))
			}
			x = x.Quo(c.Step("w", lang.T("有数据各期的权重", "weight of the periods with data"), w))
		}
	}
	return c.Step("X", lang.T("合成值", "composed value"), x)
}
