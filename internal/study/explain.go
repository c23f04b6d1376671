package study

import (
	"fmt"
	"math"
	"strconv"
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

// num is a number as it stands in an explanation: six significant digits, without powers of ten.
func num(x float64) string {
	if math.Abs(x) < 1e-20 {
		return "0" // the rounding of floats
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil {
		return fmt.Sprint(x)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// Explain tells in words, for every group of the report, which formulas gave its numbers, with the numbers put in.
// Groups that aren't shown aren't explained.
func (a *Analysis) Explain() []lang.Text {
	var out []lang.Text
	for t := range a.Tables {
		for g := range a.Tables[t].Groups {
			group := &a.Tables[t].Groups[g]
			name := lang.T("全部答卷", "all sheets")
			if a.Tables[t].By != "" {
				name = lang.T("%[1]s“%[2]s”", "%[1]s %[2]q").With(a.Tables[t].By, group.Label)
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
	switch {
	case g.Score == nil:
	case len(g.Channels) > 0:
		a.explainChannels(p, g)
	case g.score != nil:
		a.explainError(p, lang.T("总得分", "the score"), *g.score, g.Score)
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
		p.line("总得分 = Σ 题目占比 × 题目平均分 = %[1]s = %[2]s", "score = Σ share of a question × its mean = %[1]s = %[2]s",
			strings.Join(sum, " + "), g.Exact.Fixed(survey.ScorePlaces))
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
				sum, all = append(sum, ans.Weighted.String()+" × "+ans.Points.String()),
					append(all, lang.Same(fmt.Sprintf("%s %d", ans.Answer, ans.N)))
			}
		}
		if points := a.p.spec.DontKnowPoints; points >= 0 && g.counts[q].n[len(x.Answers)] > 0 && !x.Private {
			c := g.counts[q]
			sum, all = append(sum, c.weighted[len(x.Answers)].String()+" × "+survey.Decimal(points).String()),
				append(all, lang.T("不了解 %[1]d", "can't judge %[1]d").With(c.n[len(x.Answers)]))
		} else if points >= 0 && g.counts[q].n[len(x.Answers)] > 0 {
			c := g.counts[q]
			merged, n = merged.Add(c.weighted[len(x.Answers)].Mul(survey.Decimal(points))), n+c.n[len(x.Answers)]
		}
		if n > 0 {
			sum, all = append(sum, merged.String()), append(all, lang.T("合并不显示的 %[1]d", "not shown apart: %[1]d").With(n))
		}
		p.line("  %[1]s 平均分 = Σ 加权份数 × 分值 ÷ 加权份数合计 = (%[2]s) ÷ %[3]s = %[4]s（%[5]s）",
			"  %[1]s: mean = Σ weighted count × points ÷ sum of weights = (%[2]s) ÷ %[3]s = %[4]s (%[5]s)",
			x.Question, strings.Join(sum, " + "), a.sumOf(g.counts[q], len(x.Answers)).String(),
			fmt.Sprintf("%.6f", x.Mean.Value), lang.Join(all))
	}
}

// sumOf is the weights of the answers that are scored.
func (a *Analysis) sumOf(c counts, levels int) decimal.Number {
	if a.p.spec.DontKnowPoints >= 0 {
		levels++
	}
	return decimal.Sum(c.weighted[:levels]...)
}

// explainError shows how a standard error and an interval came about.
func (a *Analysis) explainError(p *paper, what lang.Text, l survey.Linear, e *survey.Estimate) {
	for _, why := range e.Refused {
		p.line("%[1]s：%[2]s", "%[1]s: %[2]s", what, why)
	}
	if e.SE == nil {
		return
	}
	parts, err := a.p.sample.Contributions(l)
	if err != nil {
		return // said in Refused
	}
	p.line("%[1]s的方差（泰勒线性化）：每份答卷的影响 z 是 权数 ×（它的值 − 平均）÷ 权数合计，多题按占比相加",
		"variance of %[1]s (Taylor linearisation): each sheet's influence z is weight × (its value − mean) ÷ sum of "+
			"weights, added up over questions in their shares", what)
	if len(a.p.spec.Calibrate) > 0 {
		p.line("  权数经过校准，z 先减去它对校准类别的回归（以校准前的权数加权）",
			"  weights were calibrated: z is first reduced to the residual of its regression on the margins, "+
				"weighted by the weights before")
	}
	p.line("  每层的贡献是 n ÷ (n − 1) × S，S 是 Σ(1 − 抽样比) ×（单位的 z 合计 − 层平均）²，n 是抽到的单位数，没有本组答卷的单位按 0 计；后几级再乘前几级的抽样比",
		"  a stratum contributes n ÷ (n − 1) × S; S is Σ(1 − fraction) × (unit's sum of z − mean of the stratum)², "+
			"n is the units drawn, those without sheets of this group count as 0; "+
			"later stages are multiplied by the fractions of those before")
	explainParts(p, parts)
	variance := 0.0
	for _, c := range parts {
		variance += c.Variance
	}
	p.line("  标准误 = √(%[1]s) = %[2]s", "  standard error = √(%[1]s) = %[2]s", num(variance), num(*e.SE))
	if e.Deff != nil {
		p.line("  设计效应 = 方差 ÷ 同样份数简单随机抽样的方差 = %[1]s ÷ %[2]s = %[3]s；有效样本量 = %[4]d ÷ %[3]s = %[5]s",
			"  design effect = variance ÷ that of a simple random sample of as many sheets = %[1]s ÷ %[2]s = %[3]s; "+
				"effective sample = %[4]d ÷ %[3]s = %[5]s",
			num(variance), num(variance / *e.Deff), num(*e.Deff), e.N, num(*e.Effective))
	}
	i := e.Interval
	if i == nil {
		return
	}
	if e.Certain {
		p.line("  全部问到，没有抽样误差", "  all were asked: there is no sampling error")
		return
	}
	p.line("  %[1]s 区间，自由度 %[2]d（%[3]s），临界值 %[4]s：下限 = %[5]s - %[4]s × %[6]s = %[7]s；上限 = %[5]s + %[4]s × %[6]s = %[8]s",
		"  %[1]s interval, %[2]d degrees of freedom (%[3]s), critical value %[4]s: low = %[5]s - %[4]s × %[6]s = %[7]s; "+
			"high = %[5]s + %[4]s × %[6]s = %[8]s",
		fmt.Sprintf("%g%%", survey.Round(i.Level*100)), e.DF, a.options.Freedom.Name(), num(a.critical(e)), num(e.Value),
		num(*e.SE), num(i.Low), num(i.High))
}

// mostParts is how many strata of a stage are printed one by one; the others stand together.
const mostParts = 20

// explainParts prints what each stratum brings to a variance, and adds it up.
func explainParts(p *paper, parts []survey.Contribution) {
	var sum []string
	for from := 0; from < len(parts); {
		to := from
		for to < len(parts) && parts[to].Stage == parts[from].Stage {
			to++
		}
		stage := parts[from:to]
		if stage[0].Stage > 1 {
			p.line("  第 %[1]d 级，%[2]d 层：", "  stage %[1]d, %[2]d strata:", stage[0].Stage, len(stage))
		}
		rest, more := 0.0, 0
		for k, c := range stage {
			if k >= mostParts {
				rest, more = rest+c.Variance, more+1
				continue
			}
			explainPart(p, c)
			if c.Variance > 0 {
				sum = append(sum, num(c.Variance))
			}
		}
		if more > 0 {
			p.line("    ……其余 %[1]d 层合计 %[2]s", "    … %[1]d more strata, together %[2]s", more, num(rest))
			sum = append(sum, num(rest))
		}
		from = to
	}
	total := 0.0
	for _, c := range parts {
		total += c.Variance
	}
	if len(sum) > 1 {
		p.line("  方差 = %[1]s = %[2]s", "  variance = %[1]s = %[2]s", strings.Join(sum, " + "), num(total))
	}
}

func explainPart(p *paper, c survey.Contribution) {
	stratum := lang.T("全部", "all")
	if c.Stratum != "" {
		stratum = lang.Same(c.Stratum)
	}
	var factors []string
	if c.Factor != 1 {
		factors = append(factors, num(c.Factor))
	}
	if c.Share != 1 {
		factors = append(factors, num(c.Share))
	}
	fraction := lang.Text{}
	if c.Fraction > 0 {
		fraction = lang.T("，抽样比 %[1]s", ", fraction %[1]s").With(num(c.Fraction))
	}
	switch c.Treatment {
	case survey.Certain:
		p.line("    %[1]s：抽 %[2]d，全部抽到，没有误差", "    %[1]s: drawn %[2]d, taken whole, no error", stratum, c.Drawn)
	case survey.Removed:
		p.line("    %[1]s：只抽了一个单位，按设计不计误差", "    %[1]s: a single unit; its error is left out, as the design says", stratum)
	case survey.Averaged:
		p.line("    %[1]s：只抽了一个单位，按设计取其他层的平均：其他层各乘 层数 ÷ 有两个以上单位的层数",
			"    %[1]s: a single unit; as the design says it gets the average of the others, "+
				"each multiplied by strata ÷ strata of more than one unit", stratum)
	case survey.Centred:
		product := strings.Join(append(factors, num(c.Spread)), " × ")
		p.line("    %[1]s：只抽了一个单位%[2]s，按设计对总平均，S 是 (1 − 抽样比) ×（z 合计）²：贡献 = %[3]s = %[4]s",
			"    %[1]s: a single unit%[2]s, centred at the mean of all as the design says, S is (1 − fraction) × (sum of z)²: "+
				"contribution = %[3]s = %[4]s", stratum, fraction, product, num(c.Variance))
	default:
		product := strings.Join(append(factors, fmt.Sprintf("%d ÷ %d", c.Drawn, c.Drawn-1), num(c.Spread)), " × ")
		p.line("    %[1]s：抽 %[2]d，本组有 %[3]d%[4]s；贡献 = %[5]s = %[6]s",
			"    %[1]s: drawn %[2]d, of this group %[3]d%[4]s; contribution = %[5]s = %[6]s", stratum, c.Drawn, c.Met,
			fraction, product, num(c.Variance))
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
		p.line("只有一个渠道有结果，由它承担全部权重：%[1]s", "only one channel has a result and stands for both: %[1]s",
			g.Exact.Fixed(survey.ScorePlaces))
		return
	}
	p.line("总得分（%[3]s、%[6]s）= %[1]s × %[2]s + %[4]s × %[5]s = %[7]s",
		"score (%[3]s, %[6]s) = %[1]s × %[2]s + %[4]s × %[5]s = %[7]s", num(x.Share), x.Exact.Fixed(4), x.Name,
		num(1-x.Share), y.Exact.Fixed(4), y.Name, g.Exact.Fixed(survey.ScorePlaces))
	if x.Score.SE != nil && y.Score.SE != nil && g.Score.SE != nil {
		p.line("  两个渠道互相独立：标准误 = √((%[1]s × %[2]s)^2 + (%[3]s × %[4]s)^2) = %[5]s，自由度按 Welch–Satterthwaite 为 %[6]d",
			"  the channels are independent: standard error = √((%[1]s × %[2]s)^2 + (%[3]s × %[4]s)^2) = %[5]s, "+
				"with %[6]d degrees of freedom after Welch and Satterthwaite", num(x.Share), num(*x.Score.SE), num(1-x.Share),
			num(*y.Score.SE), num(*g.Score.SE), g.Score.DF)
	}
}

// explainRate shows the interval of the satisfaction rate of the first question: the others are made alike.
func (a *Analysis) explainRate(p *paper, g *Group) {
	for _, x := range g.Questions {
		e := x.Rate
		if e == nil || e.SE == nil || e.Interval == nil {
			continue
		}
		v, se, i := num(e.Value), num(*e.SE), e.Interval
		p.line("满意率（%[1]s）是 满意的加权份数 ÷ 有效的加权份数：%[2]s，标准误 %[3]s",
			"satisfied (%[1]s), weighted count of the satisfied ÷ of all valid: %[2]s, standard error %[3]s", x.Question, v, se)
		for _, why := range e.Refused {
			p.line("  %[1]s", "  %[1]s", why)
		}
		low, high := num(i.Low), num(i.High)
		n, size := e.IntervalSize(), lang.T("n 取份数 %[1]d", "n is the sheets, %[1]d").With(e.N)
		if *e.SE > 0 {
			size = lang.T("n = p × (1 - p) ÷ 标准误^2 = %[1]s × (1 - %[1]s) ÷ %[2]s^2 = %[3]s",
				"n = p × (1 - p) ÷ standard error^2 = %[1]s × (1 - %[1]s) ÷ %[2]s^2 = %[3]s").With(v, se, num(n))
		}
		switch {
		case e.Certain:
			p.line("  全部问到，没有抽样误差", "  all were asked: there is no sampling error")
		case i.Method == survey.LogitMethod:
			reach := float64(a.critical(e)**e.SE) / float64(e.Value*(1-e.Value))
			at := num(dist.Logit(e.Value))
			p.line("  logit 区间：ln(p ÷ (1 - p)) = ln(%[1]s ÷ (1 - %[1]s)) = %[2]s；"+
				"临界值 × 标准误 ÷ (p × (1 - p)) = %[3]s × %[4]s ÷ (%[1]s × (1 - %[1]s)) = %[5]s",
				"  logit interval: ln(p ÷ (1 - p)) = ln(%[1]s ÷ (1 - %[1]s)) = %[2]s; critical value × standard error ÷ (p × (1 "+
					"- p)) = %[3]s × %[4]s ÷ (%[1]s × (1 - %[1]s)) = %[5]s", v, at, num(a.critical(e)), se, num(reach))
			p.line("  变回比例：下限 = 1 ÷ (1 + exp(%[1]s - (%[2]s))) = %[3]s；上限 = 1 ÷ (1 + exp(-(%[1]s) - (%[2]s))) = %[4]s",
				"  turned back into shares: low = 1 ÷ (1 + exp(%[1]s - (%[2]s))) = %[3]s; "+
					"high = 1 ÷ (1 + exp(-(%[1]s) - (%[2]s))) = %[4]s", num(reach), at, low, high)
		case i.Method == survey.Wilson:
			z := num(dist.NormalQuantile(1 - float64((1-i.Level)/2)))
			p.line("  Wilson 区间，%[1]s，z 是 %[2]s", "  Wilson interval, %[1]s, z is %[2]s", size, z)
			form := "min(max((%[1]s + %[2]s^2 ÷ (2 × %[3]s) %[4]s %[2]s × √(%[1]s × (1 - %[1]s) ÷ %[3]s + %[2]s^2 ÷ (4 × " +
				"%[3]s^2))) ÷ (1 + %[2]s^2 ÷ %[3]s), 0), 1)"
			p.line("  下限 = %[1]s = %[2]s", "  low = %[1]s = %[2]s", fmt.Sprintf(form, v, z, num(n), "-"), low)
			p.line("  上限 = %[1]s = %[2]s", "  high = %[1]s = %[2]s", fmt.Sprintf(form, v, z, num(n), "+"), high)
		case i.Method == survey.ClopperPearson:
			p.line("  Clopper-Pearson 精确区间，%[1]s，再乘 (t(份数 − 1) ÷ t(自由度 %[2]d))²；上下限是 Beta 分布的分位数：%[3]s 至 %[4]s",
				"  Clopper-Pearson interval, %[1]s, then × (t(sheets − 1) ÷ t(%[2]d degrees of freedom))²; "+
					"its ends are quantiles of the beta distribution: %[3]s to %[4]s", size, e.DF, low, high)
		default:
			c := num((i.High - i.Low) / 2 / *e.SE)
			p.line("  区间：下限 = %[1]s - %[2]s × %[3]s = %[4]s；上限 = %[1]s + %[2]s × %[3]s = %[5]s",
				"  interval: low = %[1]s - %[2]s × %[3]s = %[4]s; high = %[1]s + %[2]s × %[3]s = %[5]s", v, c, se, low, high)
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
	if l, err := a.p.sample.Mean(known); err == nil {
		top, bottom := 0.0, 0.0
		for k, i := range known.Sheets {
			w := a.p.sample.Weight(i)
			top, bottom = top+float64(w*known.Y[k]), bottom+w
		}
		p.line("%[1]s 平均数 = Σ 权数 × 值 ÷ Σ 权数 = %[2]s ÷ %[3]s = %[4]s（%[5]d 份）",
			"%[1]s: mean = Σ weight × value ÷ Σ weight = %[2]s ÷ %[3]s = %[4]s (%[5]d sheets)",
			r.Name, num(top), num(bottom), num(r.Mean.Value), r.Valid)
		a.explainError(p, lang.Same(r.Name), l, r.Mean)
	}
	for _, q := range r.Quantiles {
		if e := q.Estimate; e.Interval != nil {
			p.line("  %[1]g 分位数 %[2]s：值不大于它的比例达到 %[1]g；区间（Woodruff）是这个比例的区间换回数值：%[3]s 至 %[4]s",
				"  quantile %[1]g is %[2]s: the share at or below it reaches %[1]g; its interval (Woodruff) is that of the "+
					"share, turned back into values: %[3]s to %[4]s", q.P, num(e.Value), num(e.Interval.Low), num(e.Interval.High))
		}
	}
}
