package study

import (
	"fmt"
	"math"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/dist"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// paper collects lines in both languages.
type paper struct{ zh, en strings.Builder }

func (p *paper) line(zh, en string, args ...any) {
	t := lang.T(zh, en).With(args...)
	p.zh.WriteString(t.ZH + "\n")
	p.en.WriteString(t.EN + "\n")
}

func (p *paper) text() lang.Text { return lang.T(p.zh.String(), p.en.String()) }

func num(x float64) string { return fmt.Sprintf("%.6g", x) }

// Explain tells in words, for every group of the report, which formulas gave its numbers, with the numbers put in. Groups that aren't shown aren't explained.
func (a *Analysis) Explain() []lang.Text {
	var out []lang.Text
	for t := range a.Tables {
		for g := range a.Tables[t].Groups {
			group := &a.Tables[t].Groups[g]
			name := lang.T("全部答卷", "all sheets")
			if a.Tables[t].By != "" {
				name = lang.T("%[1]s“%[2]s”", "%[1]s %[2]q").With(a.Tables[t].By, group.Name)
			}
			if !group.Withheld {
				out = append(out, a.explain(name, group))
			}
		}
	}
	return out
}

func (a *Analysis) explain(name lang.Text, g *Group) lang.Text {
	p := &paper{}
	p.line("── %[1]s ──", "── %[1]s ──", name)
	if len(g.Questions) > 0 {
		a.explainQuestions(p, g)
	}
	if g.score != nil && g.Score != nil {
		a.explainError(p, lang.T("总得分", "the score"), *g.score, g.Score)
	} else if len(g.Channels) > 0 && g.Score != nil {
		a.explainChannels(p, g)
	}
	if g.Rate != nil {
		a.explainRate(p, g)
	}
	for i, v := range a.p.spec.Values {
		if g.Values[i].Mean != nil {
			a.explainValue(p, v, g, &g.Values[i])
		}
	}
	return p.text()
}

// explainQuestions walks from the score to the counts of answers.
func (a *Analysis) explainQuestions(p *paper, g *Group) {
	if g.Exact != nil && len(g.Channels) == 0 {
		var sum []string
		for q, x := range g.Questions {
			if !a.shares[q].IsZero() && x.Mean != nil {
				sum = append(sum, a.shares[q].String()+" × "+fmt.Sprintf("%.6f", x.Mean.Value))
			}
		}
		p.line("总得分 = Σ 题目占比 × 题目平均分 = %[1]s = %[2]s", "score = Σ share of a question × its mean = %[1]s = %[2]s", strings.Join(sum, " + "), g.Exact.Fixed(survey.ScorePlaces))
	}
	for q, x := range g.Questions {
		if x.Mean == nil {
			continue
		}
		var sum []string
		var all []lang.Text
		merged, n := decimal.Zero, 0
		for k, ans := range x.Answers {
			if ans.Hidden {
				c := g.counts[q]
				merged, n = merged.Add(c.weighted[k].Mul(ans.Points)), n+c.n[k]
				continue
			}
			if ans.N > 0 {
				sum, all = append(sum, ans.Weighted.String()+" × "+ans.Points.String()), append(all, lang.Same(fmt.Sprintf("%s %d", ans.Answer, ans.N)))
			}
		}
		if n > 0 {
			sum, all = append(sum, merged.String()), append(all, lang.T("合并不显示的 %[1]d", "not shown apart: %[1]d").With(n))
		}
		p.line("  %[1]s 平均分 = Σ 加权份数 × 分值 ÷ 加权份数合计 = (%[2]s) ÷ %[3]s = %[4]s（%[5]s）", "  %[1]s: mean = Σ weighted count × points ÷ sum of weights = (%[2]s) ÷ %[3]s = %[4]s (%[5]s)",
			x.Question, strings.Join(sum, " + "), sumOf(g.counts[q], len(x.Answers)).String(), fmt.Sprintf("%.6f", x.Mean.Value), lang.Join(all))
	}
}

func sumOf(c counts, levels int) decimal.Number { return decimal.Sum(c.weighted[:levels]...) }

// explainError shows how a standard error and an interval came about.
func (a *Analysis) explainError(p *paper, what lang.Text, l survey.Linear, e *survey.Estimate) {
	if e.SE == nil {
		for _, why := range e.Refused {
			p.line("%[1]s 没有标准误：%[2]s", "%[1]s has no standard error: %[2]s", what, why)
		}
		return
	}
	p.line("%[1]s的方差（泰勒线性化）：每份答卷的影响 z = 权数 ×（它的值 − 平均）÷ 权数合计，多题按占比相加", "variance of %[1]s (Taylor linearisation): each sheet's influence is z = weight × (its value − mean) ÷ sum of weights, added up over questions in their shares", what)
	if len(a.p.spec.Calibrate) > 0 {
		p.line("  权数经过校准，z 先减去它对校准类别的回归（以校准前的权数加权）", "  weights were calibrated: z is first reduced to the residual of its regression on the margins, weighted by the weights before")
	}
	p.line("  每层的贡献 = (1 − 抽样比) × n ÷ (n − 1) × Σ(单位的 z 合计 − 层平均)²，n 是抽到的单位数，没有本组答卷的单位按 0 计", "  contribution of a stratum = (1 − fraction) × n ÷ (n − 1) × Σ(unit's sum of z − mean of the stratum)²; n is the units drawn, those without sheets of this group count as 0")
	parts, err := a.p.sample.Contributions(l)
	if err != nil {
		return
	}
	total := 0.0
	for i, c := range parts {
		total += c.Variance
		switch {
		case i == 20:
			p.line("    ……共 %[1]d 层", "    … %[1]d strata in all", len(parts))
		case i > 20:
		case c.Stage > 1:
			p.line("    第 %[1]d 级：%[2]d 个单位，贡献 %[3]s", "    stage %[1]d: %[2]d units, contribution %[3]s", c.Stage, c.Drawn, num(c.Variance))
		default:
			stratum := lang.T("全部", "all")
			if c.Stratum != "" {
				stratum = lang.Same(c.Stratum)
			}
			p.line("    %[1]s：抽 %[2]d，本组有 %[3]d，抽样比 %[4]s，贡献 %[5]s", "    %[1]s: drawn %[2]d, of this group %[3]d, fraction %[4]s, contribution %[5]s", stratum, c.Drawn, c.Met, num(c.Fraction), num(c.Variance))
		}
	}
	p.line("  方差 = %[1]s，标准误 = √%[1]s = %[2]s", "  variance = %[1]s, standard error = √%[1]s = %[2]s", num(total), num(*e.SE))
	if e.Effective != nil {
		p.line("  有效样本量 = 同样份数简单随机抽样的方差 × 份数 ÷ 方差 = %[1]s；设计效应 = %[2]d ÷ %[1]s = %[3]s", "  effective sample = variance of simple random sampling × sheets ÷ variance = %[1]s; design effect = %[2]d ÷ %[1]s = %[3]s", num(*e.Effective), e.N, num(*e.Deff))
	}
	if i := e.Interval; i != nil {
		p.line("  %[1]s 区间：自由度 = 有本组答卷的抽样单位 − 层 = %[2]d，临界值 %[3]s；%[4]s ± %[3]s × %[5]s = %[6]s 至 %[7]s", "  %[1]s interval: degrees of freedom = units with sheets of this group − strata = %[2]d, critical value %[3]s; %[4]s ± %[3]s × %[5]s = %[6]s to %[7]s",
			fmt.Sprintf("%g%%", survey.Round(i.Level*100)), e.DF, num(a.critical(e)), num(e.Value), num(*e.SE), num(i.Low), num(i.High))
	}
}

// critical is the multiple of the standard error in an interval of a mean.
func (a *Analysis) critical(e *survey.Estimate) float64 {
	p := 1 - float64((1-a.Level)/2)
	if a.p.spec.Interval == string(survey.Z) {
		return dist.NormalQuantile(p)
	}
	return dist.StudentQuantile(p, float64(e.DF))
}

func (a *Analysis) explainChannels(p *paper, g *Group) {
	x, y := &g.Channels[0], &g.Channels[1]
	if x.Score == nil || y.Score == nil {
		p.line("只有一个渠道有结果，由它承担全部权重：%[1]s", "only one channel has a result and stands for both: %[1]s", g.Exact.Fixed(survey.ScorePlaces))
		return
	}
	p.line("总得分 = %[1]s × %[2]s（%[3]s）+ %[4]s × %[5]s（%[6]s）= %[7]s", "score = %[1]s × %[2]s (%[3]s) + %[4]s × %[5]s (%[6]s) = %[7]s", num(x.Share), x.Exact.Fixed(4), x.Name, num(1-x.Share), y.Exact.Fixed(4), y.Name, g.Exact.Fixed(survey.ScorePlaces))
	if x.Score.SE != nil && y.Score.SE != nil && g.Score.SE != nil {
		p.line("  两个渠道互相独立：标准误 = √((%[1]s × %[2]s)² + (%[3]s × %[4]s)²) = %[5]s，自由度按 Welch–Satterthwaite 为 %[6]d", "  the channels are independent: standard error = √((%[1]s × %[2]s)² + (%[3]s × %[4]s)²) = %[5]s, with %[6]d degrees of freedom after Welch and Satterthwaite",
			num(x.Share), num(*x.Score.SE), num(1-x.Share), num(*y.Score.SE), num(*g.Score.SE), g.Score.DF)
	}
}

// explainRate shows the interval of the satisfaction rate of the first question: the others are made alike.
func (a *Analysis) explainRate(p *paper, g *Group) {
	for _, x := range g.Questions {
		e := x.Rate
		if e == nil || e.SE == nil || e.Interval == nil {
			continue
		}
		v := e.Value
		p.line("满意率（%[1]s）= 满意的加权份数 ÷ 有效的加权份数 = %[2]s，标准误 %[3]s", "satisfied (%[1]s) = weighted count of the satisfied ÷ of all valid = %[2]s, standard error %[3]s", x.Question, num(v), num(*e.SE))
		switch i := e.Interval; i.Method {
		case survey.LogitMethod:
			p.line("  logit 区间：ln(p ÷ (1 − p)) ± %[1]s × 标准误 ÷ (p (1 − p)) = %[2]s ± %[3]s，再变回比例：%[4]s 至 %[5]s", "  logit interval: ln(p ÷ (1 − p)) ± %[1]s × standard error ÷ (p (1 − p)) = %[2]s ± %[3]s, turned back into shares: %[4]s to %[5]s",
				num(a.critical(e)), num(dist.Logit(v)), num(a.critical(e)**e.SE/(v*(1-v))), num(i.Low), num(i.High))
		case survey.Wilson:
			n := float64(e.N)
			if e.Effective != nil {
				n = *e.Effective
			}
			p.line("  Wilson 区间，有效份数 n = p (1 − p) ÷ 方差 = %[1]s：(p + z² ÷ 2n ± z √(p (1 − p) ÷ n + z² ÷ 4n²)) ÷ (1 + z² ÷ n)，z = %[2]s：%[3]s 至 %[4]s", "  Wilson interval on n = p (1 − p) ÷ variance = %[1]s: (p + z² ÷ 2n ± z √(p (1 − p) ÷ n + z² ÷ 4n²)) ÷ (1 + z² ÷ n), z = %[2]s: %[3]s to %[4]s",
				num(n), num(dist.NormalQuantile(1-float64((1-a.Level)/2))), num(i.Low), num(i.High))
		case survey.ClopperPearson:
			p.line("  Clopper-Pearson 精确区间，份数取有效份数 × (t(n−1) ÷ t(%[1]d))²：%[2]s 至 %[3]s", "  Clopper-Pearson interval on the effective number × (t(n−1) ÷ t(%[1]d))²: %[2]s to %[3]s", e.DF, num(i.Low), num(i.High))
		default:
			p.line("  区间 = %[1]s ± %[2]s × %[3]s = %[4]s 至 %[5]s", "  interval = %[1]s ± %[2]s × %[3]s = %[4]s to %[5]s", num(v), num((i.High-i.Low)/2/math.Max(*e.SE, 1e-300)), num(*e.SE), num(i.Low), num(i.High))
		}
		return
	}
}

func (a *Analysis) explainValue(p *paper, v Value, g *Group, r *ValueResult) {
	var known survey.Values
	for _, i := range g.sheets {
		if x := a.p.numbers[v.Column][i]; !math.IsNaN(x) {
			known.Sheets, known.Y = append(known.Sheets, i), append(known.Y, x)
		}
	}
	p.line("%[1]s 平均数 = Σ 权数 × 值 ÷ Σ 权数 = %[2]s（%[3]d 份）", "%[1]s: mean = Σ weight × value ÷ Σ weight = %[2]s (%[3]d sheets)", r.Name, num(r.Mean.Value), r.Valid)
	if l, err := a.p.sample.Mean(known); err == nil {
		a.explainError(p, lang.Same(r.Name), l, r.Mean)
	}
	for _, q := range r.Quantiles {
		if e := q.Estimate; e.Interval != nil {
			p.line("  %[1]g 分位数 %[2]s：值不大于它的比例达到 %[1]g；区间（Woodruff）是这个比例的区间换回数值：%[3]s 至 %[4]s", "  quantile %[1]g is %[2]s: the share at or below it reaches %[1]g; its interval (Woodruff) is that of the share, turned back into values: %[3]s to %[4]s", q.P, num(e.Value), num(e.Interval.Low), num(e.Interval.High))
		}
	}
}
