package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var expertTrimmed = Rule{
	ID: "SR-31", Code: "expert_trimmed", Name: lang.T("专家评审法", "expert panel, trimmed"),
	Says: lang.T("回避后的专家评分去掉一个最高分和一个最低分取平均；三至四位专家直接平均，不足三位无效；分维度评分的，先按维度权重得每位专家的总分；可先校正各专家的宽严。",
		"After recusals, one highest and one lowest mark are dropped and the rest averaged; three or four experts: "+
			"plain mean; fewer: not valid. Marks by dimension are first weighted to one total for each expert; "+
			"the experts' severity may be levelled before."),
	Formula: lang.T("S = F ÷ 100 × 去掉最高最低后的平均分",
		"S = F ÷ 100 × mean of the marks left"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "dims", ZH: "维度", Name: lang.T("维度:权重", "dimension:weight"), Type: Table, Min: "0.000001"},
		{Key: "severity", ZH: "宽严校正", Name: lang.T("每位专家都评了 5 项以上时，按其平均分和标准差校正宽严",
			"level each expert's severity by mean and deviation, where all judged 5 units or more"), Type: Word,
			Words: []string{"yes", "no"}, ZHWords: []string{"是", "否"}, Default: "no"},
		{Key: "spread", ZH: "分差提示", Name: lang.T("最高分与最低分相差超过此值时提示", "warn when highest and lowest are further apart"),
			Unit: lang.T("分", "points"), Type: Number, Default: "25", Min: "0"},
	},
	Uses:  []Use{UseMarks},
	Kinds: []Kind{Creative, Appraisal},
	Example: Example{Better: plan.Binary, Full: "5", Facts: Facts{Marks: []Mark{{Judge: "专家A", Value: decimal.Int(88)},
		{Judge: "专家B", Value: decimal.Int(91)}, {Judge: "专家C", Value: decimal.Int(79)},
		{Judge: "专家D", Value: decimal.Int(95)}, {Judge: "专家E", Value: decimal.Int(90)},
		{Judge: "专家F", Value: decimal.Int(86)}, {Judge: "专家G", Value: decimal.Int(93)}}}, Points: "4.4800"},
	Bind: func(a Args, b *Binder) Eval {
		dims, spread, level := a.Table("dims"), a.Num("spread"), a.Word("severity") == "yes"
		if level {
			b.Use(UseClass)
		}
		return func(c *Calc) Term {
			judges, totals, ok := expertTotals(c, dims)
			if ok && level {
				totals = levelled(c, dims, judges, totals)
			}
			switch {
			case c.Stopped():
				return Term{}
			case !ok:
				return Term{}
			case len(totals) < 3:
				return c.Missing(lang.T("有效专家评分不足三位（现有 %[1]d 位），须补充评审",
					"fewer than three valid expert marks (%[1]d): assign more experts").With(len(totals)))
			}
			slices.SortStableFunc(totals, func(a, b Term) int { return a.N.Cmp(b.N) })
			low, high := totals[0], totals[len(totals)-1]
			if spread.Less(high.N.Sub(low.N)) {
				c.Flag("spread", lang.T("专家评分相差 %[1]s，超过 %[2]s",
					"experts are %[1]s apart, more than %[2]s").With(high.N.Sub(low.N), spread))
			}
			if len(totals) >= 5 {
				c.Remark(lang.T("去掉一个最低分 %[1]s 和一个最高分 %[2]s",
					"one lowest (%[1]s) and one highest (%[2]s) are dropped").With(low.N, high.N))
				totals = totals[1 : len(totals)-1]
			}
			mean := c.Step("m", lang.T("评审平均分", "mean mark"), c.SumOf(totals).Quo(c.Int(int64(len(totals)))))
			return c.F().Quo(c.Int(100)).Mul(mean)
		}
	},
}

// expertTotals gives one mark out of 100 for each expert who isn't recused, in the order of their codes.
func expertTotals(c *Calc, dims []Entry) (judges []string, totals []Term, ok bool) {
	byJudge := map[string][]Mark{}
	for _, m := range c.Facts.Marks {
		if m.Recused {
			c.Remark(lang.T("%[1]s 回避，其评分不计", "%[1]s is recused; the mark doesn't count").With(m.Judge))
			continue
		}
		if m.Value.Sign() < 0 || decimal.Int(100).Less(m.Value) {
			c.Refuse(lang.T("%[1]s 的评分 %[2]s 不在 0 至 100 之间",
				"the mark %[2]s of %[1]s is not between 0 and 100").With(m.Judge, m.Value))
			return nil, nil, false
		}
		if _, seen := byJudge[m.Judge]; !seen {
			judges = append(judges, m.Judge)
		}
		byJudge[m.Judge] = append(byJudge[m.Judge], m)
	}
	slices.Sort(judges)
	for _, judge := range judges {
		if len(dims) == 0 {
			m := byJudge[judge][0]
			totals = append(totals, c.Put("x", lang.T("%[1]s 评分", "mark of %[1]s").With(judge), m.Value, m.Source))
			continue
		}
		var parts, weights []Term
		for _, d := range dims {
			m := markFor(byJudge[judge], d.Name)
			if m == nil {
				c.Missing(lang.T("%[1]s 对“%[2]s”的评分", "the mark of %[1]s for %[2]q").With(judge, d.Name))
				return nil, nil, false
			}
			mark := c.Put("x", lang.Same(judge+" "+d.Name), m.Value, m.Source)
			parts, weights = append(parts, c.Num(d.Nums[0]).Mul(mark)), append(weights, c.Num(d.Nums[0]))
		}
		totals = append(totals, c.Step("x", lang.T("%[1]s 总分", "total of %[1]s").With(judge),
			c.SumOf(parts).Quo(c.SumOf(weights))))
	}
	return judges, totals, true
}

// minJudged is the number of units that each expert must have marked before severity is levelled.
const minJudged = 5

// levelled moves every expert's marks to the mean and the spread that all marks of the class have together.
func levelled(c *Calc, dims []Entry, judges []string, totals []Term) []Term {
	byJudge := map[string][]Term{}
	var names []string
	var all []Term
	for _, m := range c.Facts.members() {
		other := &Calc{Full: c.Full, Facts: m.Facts} // without a trace: these are other units' marks
		of, marks, ok := expertTotals(other, dims)
		if !ok {
			continue
		}
		for i, judge := range of {
			if byJudge[judge] == nil {
				names = append(names, judge)
			}
			mark := c.Num(marks[i].N)
			byJudge[judge], all = append(byJudge[judge], mark), append(all, mark)
		}
	}
	for _, judge := range append(names, judges...) {
		if n := len(byJudge[judge]); n < minJudged {
			c.Flag("severity_off", lang.T("%[1]s 只评了 %[2]d 家，不足 %[3]d 家，不作宽严校正",
				"%[1]s judged only %[2]d units, fewer than %[3]d: severity is not levelled").With(judge, n, minJudged))
			return totals
		}
	}
	if len(all) == 0 { // nobody has marked yet
		return totals
	}
	slices.Sort(names)
	mean, sd := c.spread(all)
	out := make([]Term, len(totals))
	for i, x := range totals {
		own, ownSD := c.spread(byJudge[judges[i]])
		moved := mean
		if !ownSD.N.IsZero() {
			moved = mean.Add(x.Sub(own).Mul(sd).Quo(ownSD))
		}
		out[i] = c.clampStep("x'", lang.T("%[1]s 校正后", "%[1]s, levelled").With(judges[i]), moved, c.Int(0), c.Int(100))
	}
	return out
}
