package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/sheet"
	"shiji/internal/study"
	"shiji/internal/survey"
)

// surveyCmd is the commands about surveys.
type surveyCmd struct {
	Analyse surveyAnalyseCmd `cmd:""`
	Size    surveySizeCmd    `cmd:""`
	Sample  surveySampleCmd  `cmd:""`
	Key     surveyKeyCmd     `cmd:""`
}

type surveyAnalyseCmd struct {
	Data    string   `arg:""`
	Design  string   `required:""`
	By      []string `sep:";"`
	Only    string
	Explain bool
	Out     string `short:"o"`
	Key     string
}

func (c surveyAnalyseCmd) Run(a *app) error {
	if c.Key != "" && c.Out == "" {
		return usageError{lang.T("--key 要和 -o 一起用：签的是写出的结果", "--key goes with -o: what is signed is what is written")}
	}
	analysis, err := study.Analyse(c.Data, c.Design, c.By)
	if err != nil {
		return a.studyProblem(err)
	}
	if c.Only != "" && !analysis.Only(c.Only) {
		return usageError{lang.T("没有“%[1]s”这一组", "there is no group %[1]q").With(c.Only)}
	}
	if c.Out != "" {
		if err := a.writeSurvey(c.Out, c.Key, analysis); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(analysis.Report)
	}
	a.printSurvey(&analysis.Report)
	for _, n := range analysis.Report.Notes {
		fmt.Fprintln(a.err, a.dim(n.In(a.lang)))
	}
	if c.Explain {
		for _, e := range analysis.Explain() {
			fmt.Fprintln(a.out)
			fmt.Fprint(a.out, e.In(a.lang))
		}
	}
	if c.Out != "" {
		fmt.Fprintln(a.out, "\n"+lang.T("已写出 %[1]s 里的 survey.xlsx、survey.svg、survey.json",
			"written in %[1]s: survey.xlsx, survey.svg, survey.json").With(c.Out).In(a.lang))
		if len(analysis.Results()) > 0 {
			fmt.Fprintln(a.out, lang.T("满意度.csv 和 满意度明细.csv 放进年度文件夹就能计分",
				"满意度.csv and 满意度明细.csv go into the folder of the year").In(a.lang))
		}
	}
	return nil
}

// studyProblem puts what is wrong with a survey's files into words.
func (a *app) studyProblem(err error) error {
	var problems study.Problems
	switch {
	case errors.Is(err, fs.ErrNotExist):
		var path *fs.PathError
		name := ""
		if errors.As(err, &path) {
			name = path.Path
		}
		return usageError{lang.T("没有这个文件：%[1]s", "no such file: %[1]s").With(name)}
	case errors.As(err, &problems):
		for _, p := range problems {
			fmt.Fprintln(a.err, strings.TrimSpace(a.bold(p.At)+"  "+p.What.In(a.lang)))
		}
		fmt.Fprintln(a.err, lang.T("共 %[1]d 处要改", "%[1]d to be mended").With(len(problems)).In(a.lang))
		return exitError(exitFindings)
	}
	return refusedFile(lang.T("数据文件", "the data file").In(a.lang), err)
}

func (a *app) writeSurvey(dir, key string, analysis *study.Analysis) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	results := analysis.Results()
	if key != "" {
		signer, err := readKey(key)
		if err != nil {
			return err
		}
		for i := range results {
			results[i].Sign(signer)
		}
	}
	data, err := json.MarshalIndent(analysis.Report, "", "  ")
	if err != nil {
		return err
	}
	err = errors.Join(
		os.WriteFile(filepath.Join(dir, "survey.json"), append(data, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "survey.svg"), []byte(analysis.Picture(a.lang)), 0o644),
		sheet.WriteLists(filepath.Join(dir, "survey.xlsx"), a.surveyLists(&analysis.Report)))
	if err == nil && len(results) > 0 {
		err = sheet.WriteSurveys(dir, results)
	}
	return err
}

// points prints points, or a dash.
func pointsOf(e *survey.Estimate) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f", e.Value)
}

func intervalOf(e *survey.Estimate, scale float64, places int) string {
	if e == nil || e.Interval == nil {
		return "–"
	}
	return fmt.Sprintf("%.*f–%.*f", places, float64(e.Interval.Low*scale), places, float64(e.Interval.High*scale))
}

func shareOf(e *survey.Estimate) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", float64(e.Value*100))
}

func figure(x *float64, places int) string {
	if x == nil {
		return "–"
	}
	return fmt.Sprintf("%.*f", places, *x)
}

func (a *app) printSurvey(r *study.Report) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	title := r.Title
	if r.Year > 0 {
		title += fmt.Sprintf("  %d", r.Year)
	}
	fmt.Fprintln(a.out, a.bold(title))
	fmt.Fprintln(a.out, say("数据 %[1]s（%[2]d 行），计入答卷 %[3]d 份，指纹 %[4]s；设计 %[5]s，指纹 %[6]s",
		"data %[1]s (%[2]d {row|rows}), %[3]d {sheet|sheets} count, hash %[4]s; design %[5]s, hash %[6]s",
		r.File, r.Rows, r.Sheets, r.DataHash[:12], r.SpecFile, r.SpecHash[:12]))
	var stages []string
	for _, s := range r.Drawn.Stages {
		if s.Strata > 1 {
			stages = append(stages, say("%[1]d 层中的 %[2]d 个%[3]s", "%[2]d %[3]s in %[1]d strata", s.Strata, s.Units, s.What))
		} else {
			stages = append(stages, say("%[1]d 个%[2]s", "%[1]d %[2]s", s.Units, s.What))
		}
	}
	fmt.Fprintln(a.out, say("抽样 %[1]s；%[2]s；按权数的有效样本量 %[3]s，设计效应 %[4]s",
		"drawn: %[1]s; %[2]s; effective sample by weights alone %[3]s, design effect %[4]s", strings.Join(stages,
			say(" → ", " → ")), r.Drawn.Weights, fmt.Sprintf("%.0f", r.Drawn.Effective), fmt.Sprintf("%.3f", r.Drawn.Deff)))
	if r.Drawn.Singles > 0 {
		name := lang.Same(r.Drawn.Single)
		for _, e := range survey.Singles {
			if string(e.Single) == r.Drawn.Single {
				name = e.Name
			}
		}
		fmt.Fprintln(a.out, say("只抽了一个单位的层有 %[1]d 个，误差的处理：%[2]s",
			"strata with a single unit: %[1]d; their sampling error: %[2]s", r.Drawn.Singles, name))
	}
	if len(r.Tables) > 1 {
		fmt.Fprintln(a.out, say("区间的自由度：%[1]s", "degrees of freedom of intervals: %[1]s",
			survey.Freedom(r.Drawn.Freedom).Name()))
	}
	for _, l := range r.Left {
		if l.Removed {
			fmt.Fprintln(a.out, say("剔除 %[1]d 份：%[2]s", "taken out, %[1]d: %[2]s", l.N, l.Why))
		} else {
			fmt.Fprintln(a.out, say("标记 %[1]d 份：%[2]s（照常计入）", "marked, %[1]d: %[2]s (they count)", l.N, l.Why))
		}
	}
	for i, w := range r.Warnings {
		if i == 2*most {
			fmt.Fprintln(a.out, a.dim(say("……共 %[1]d 条", "… %[1]d in all", len(r.Warnings))))
			break
		}
		fmt.Fprintln(a.out, a.paint("33", say("注意 ", "note: ")+w.In(a.lang)))
	}
	for i := range r.Tables {
		a.printSurveyTable(r, &r.Tables[i])
	}
}

func (a *app) printSurveyTable(r *study.Report, t *study.Table) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	if t.By == "" {
		if len(t.Groups) == 1 {
			a.printWhole(r, &t.Groups[0])
		}
		return
	}
	fmt.Fprintln(a.out, "\n"+a.bold(say("按%[1]s", "by %[1]s", t.By)))
	if len(r.Questions) > 0 {
		a.printGroups(t)
	}
	a.printValues(t.Groups)
	if t.Note != (lang.Text{}) {
		fmt.Fprintln(a.out, a.dim(t.Note.In(a.lang)))
	}
	for _, p := range t.Tests {
		a.printPair(p)
	}
}

func (a *app) printPair(p study.Pair) {
	d := p.Test.Difference
	said := lang.T("没有显著差别", "no significant difference")
	if p.Test.Differ {
		said = lang.T("有显著差别", "they differ")
	}
	fmt.Fprintln(a.out, lang.T("%[1]s − %[2]s = %[3]s（%[4]s），校正后 p = %[5]s：%[6]s",
		"%[1]s − %[2]s = %[3]s (%[4]s), corrected p = %[5]s: %[6]s").
		With(p.Labels[0], p.Labels[1], fmt.Sprintf("%+.2f", d.Value), strings.ReplaceAll(intervalOf(&d, 1, 2), "–-",
			lang.T(" 至 -", " to -").In(a.lang)), pValue(p.Test.Adjusted), said).In(a.lang))
}

func pValue(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// printWhole prints the whole: its score, and a line for each question with its answers as a bar.
func (a *app) printWhole(r *study.Report, g *study.Group) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	fmt.Fprintln(a.out)
	if g.Withheld {
		fmt.Fprintln(a.out, g.Refused[0].In(a.lang))
		return
	}
	if g.Score != nil {
		fmt.Fprintln(a.out, a.bold(say("总得分 %[1]s", "score %[1]s", g.Exact.Fixed(2)))+
			"  "+say("%[1]s 区间 %[2]s（%[3]s）  标准误 %[4]s  满意率 %[5]s  有效答卷 %[6]d  有效样本量 %[7]s  设计效应 %[8]s",
			"%[1]s interval %[2]s (%[3]s)  standard error %[4]s  satisfied %[5]s  valid sheets %[6]d  effective %[7]s  design "+
				"effect %[8]s", percentOf(r.Level), intervalOf(g.Score, 1, 2), methodOf(r, g.Score), figure(g.Score.SE, 4),
			shareOf(g.Rate), g.Valid, figure(g.Score.Effective, 0), figure(g.Score.Deff, 3)))
	}
	for _, why := range refusals(g) {
		fmt.Fprintln(a.out, a.dim(why.In(a.lang)))
	}
	if len(g.Dimensions) > 0 {
		d := newGrid(say("维度", "dimension"), say("占比", "share"), say("得分", "points"), say("区间", "interval"))
		d.right = map[int]bool{1: true, 2: true, 3: true}
		for _, x := range g.Dimensions {
			d.add(x.Name, x.Share.Mul(hundred).Round(1).String()+"%", pointsOf(x.Estimate), intervalOf(x.Estimate, 1, 2))
		}
		d.print(a.out, a.bold)
		fmt.Fprintln(a.out)
	}
	if len(g.Questions) > 0 {
		q := newGrid(say("题目", "question"), say("有效", "valid"), say("得分", "points"), say("区间", "interval"),
			say("满意率", "satisfied"), say("不了解", "can't judge"), say("回答", "answers"))
		q.right = map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}
		for _, x := range g.Questions {
			unsure := shareOf(x.Unsure)
			if x.Private {
				unsure = "*"
			} else if x.DontKnow == 0 {
				unsure = "0"
			}
			q.add(short(x.Question, 28), fmt.Sprint(x.Valid), pointsOf(x.Mean), intervalOf(x.Mean, 1, 2), shareOf(x.Rate),
				unsure, a.answerBar(x, 32))
		}
		q.print(a.out, a.bold)
		a.printLegend(r, g)
	}
	a.printValues([]study.Group{*g})
	for _, p := range g.Changes {
		a.printPair(p)
	}
}

func refusals(g *study.Group) []lang.Text {
	out := slices.Clone(g.Refused)
	if g.Score != nil {
		out = append(out, g.Score.Refused...)
	}
	return out
}

func methodOf(r *study.Report, e *survey.Estimate) lang.Text {
	if e.Certain {
		return lang.T("全部问到，没有抽样误差", "all were asked: no sampling error")
	}
	if e.Interval == nil {
		return lang.T("无", "none")
	}
	if e.Interval.Method == survey.T {
		return lang.T("t，自由度 %[1]d，%[2]s", "t, %[1]d degrees of freedom %[2]s").
			With(e.DF, survey.Freedom(r.Drawn.Freedom).Name())
	}
	return e.Interval.Method.Name()
}

func percentOf(level float64) string { return fmt.Sprintf("%g%%", survey.Round(float64(level*100))) }

// shades draw the levels of a scale from best to worst, without colours too.
var shades = []string{"█", "▓", "▒", "░", "·"}

func shadeOf(k, levels int) string {
	if levels <= len(shades) {
		return shades[k]
	}
	return shades[k*len(shades)/levels]
}

// colours of the levels on a terminal, from best to worst; the shades say the same.
var shadeColours = []string{"32", "36", "33", "35", "31"}

// answerBar draws the answers to a question as one bar; what is hidden stands at its end.
func (a *app) answerBar(x study.Result, width int) string {
	shares := make([]float64, len(x.Answers)+1)
	rest := 1.0
	for k, ans := range x.Answers {
		if ans.Share != nil {
			shares[k] = ans.Share.Value
			rest -= ans.Share.Value
		}
	}
	if slices.ContainsFunc(x.Answers, func(ans study.Answer) bool { return ans.Hidden }) {
		shares[len(x.Answers)] = max(rest, 0)
	}
	if x.Mean == nil {
		return ""
	}
	out, at, sum := "", 0, 0.0
	for k, s := range shares {
		sum += s
		to := int(math.Round(float64(sum * float64(width))))
		if to <= at {
			continue
		}
		if k == len(x.Answers) {
			out += a.dim(strings.Repeat("*", to-at))
		} else {
			n := len(x.Answers)
			out += a.paint(shadeColours[k*len(shadeColours)/n], strings.Repeat(shadeOf(k, n), to-at))
		}
		at = to
	}
	return out
}

func (a *app) printLegend(r *study.Report, g *study.Group) {
	levels := r.Questions[0].Levels
	var parts []string
	for k, l := range levels {
		parts = append(parts, a.paint(shadeColours[k*len(shadeColours)/len(levels)], shadeOf(k, len(levels)))+" "+l.Answer)
	}
	if slices.ContainsFunc(g.Questions, func(x study.Result) bool {
		return x.Private || slices.ContainsFunc(x.Answers, func(ans study.Answer) bool { return ans.Hidden })
	}) {
		parts = append(parts, lang.T("* 少于 %[1]d 份或会推出少于 %[1]d 份，合并不显示",
			"* fewer than %[1]d, or giving them away: shown together").With(r.Suppress).In(a.lang))
	}
	fmt.Fprintln(a.out, a.dim(strings.Join(parts, "  ")))
}

// printGroups prints a line for each group, with its interval drawn on one scale.
func (a *app) printGroups(t *study.Table) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	low, high := rangeOf(t.Groups)
	const width = 40
	heads := []string{t.By, say("有效", "valid"), say("得分", "score"), say("区间", "interval"), say("标准误", "s.e."),
		say("有效样本", "effective"), say("设计效应", "deff"), say("满意率", "satisfied"), axis(low, high, width)}
	right := map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	if t.Unit {
		heads = append([]string{say("段", "band")}, heads...)
		right = map[int]bool{0: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true}
	}
	g := newGrid(heads...)
	g.right = right
	for i := range t.Groups {
		x := &t.Groups[i]
		name := x.Label.In(a.lang)
		if x.Pooled {
			name += " †"
		}
		if x.TooFew {
			name += " ‡"
		}
		row := []string{short(name, 26)}
		if x.Withheld {
			row = append(row, "*", "*", "*", "*", "*", "*", "*", "")
		} else {
			score, se, eff, deff := "–", "–", "–", "–"
			if x.Score != nil {
				score, se, eff, deff = x.Exact.Fixed(2), figure(x.Score.SE, 2),
					figure(x.Score.Effective, 0), figure(x.Score.Deff, 2)
			}
			row = append(row, fmt.Sprint(x.Valid), score, intervalOf(x.Score, 1, 1), se, eff, deff, shareOf(x.Rate),
				a.strip(x.Score, low, high, width))
		}
		if t.Unit {
			band := ""
			if x.Band > 0 {
				band = fmt.Sprint(x.Band)
			}
			row = append([]string{band}, row...)
		}
		g.add(row...)
	}
	g.print(a.out, a.bold)
	if t.Unit {
		fmt.Fprintln(a.out, a.dim(say("段：同一段的单位与该段第一名没有显著差别；得分仍按点估计。† 与其他批次合并  ‡ 有效答卷不足",
			"band: units of one band don't differ from its first; scores are the point estimates. "+
				"† pooled with other waves  ‡ too few valid sheets")))
	}
	for i := range t.Groups {
		for _, why := range refusals(&t.Groups[i]) {
			fmt.Fprintln(a.out, a.dim(say("%[1]s：%[2]s", "%[1]s: %[2]s", t.Groups[i].Label, why)))
		}
	}
}

// rangeOf is the scale of a picture of intervals: whole fives around all of them.
func rangeOf(groups []study.Group) (low, high float64) {
	low, high = 100, 0
	for _, g := range groups {
		if g.Score == nil {
			continue
		}
		l, h := g.Score.Value, g.Score.Value
		if i := g.Score.Interval; i != nil {
			l, h = min(l, i.Low), max(h, i.High)
		}
		low, high = min(low, l), max(high, h)
	}
	low, high = math.Floor(low/5)*5, math.Ceil(high/5)*5
	if high-low < 10 {
		high = low + 10
	}
	return max(low, 0), min(max(high, low+10), 100)
}

// axis is a scale as a heading: its ends and its middle.
func axis(low, high float64, width int) string {
	l, m, h := fmt.Sprintf("%g", low), fmt.Sprintf("%g", (low+high)/2), fmt.Sprintf("%g", high)
	left := width/2 - len(l) - len(m)/2
	return l + strings.Repeat(" ", left) + m + strings.Repeat(" ", width-len(l)-left-len(m)-len(h)) + h
}

// strip draws an interval: ├──●──┤.
func (a *app) strip(e *survey.Estimate, low, high float64, width int) string {
	if e == nil {
		return ""
	}
	place := func(x float64) int {
		return min(max(int(math.Round(float64((x-low)/(high-low)*float64(width-1)))), 0), width-1)
	}
	line := []rune(strings.Repeat(" ", width))
	if e.Interval != nil {
		from, to := place(e.Interval.Low), place(e.Interval.High)
		for k := from; k <= to; k++ {
			line[k] = '─'
		}
		line[from], line[to] = '├', '┤'
	}
	line[place(e.Value)] = '●'
	return strings.TrimRight(string(line), " ")
}

func (a *app) printValues(groups []study.Group) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	rows := 0
	g := newGrid(say("组", "group"), say("数值", "value"), say("估计", "estimate"), say("有效", "valid"), say("数", "figure"),
		say("标准误", "s.e."), say("区间", "interval"))
	g.right = map[int]bool{3: true, 4: true, 5: true, 6: true}
	for i := range groups {
		for _, v := range groups[i].Values {
			add := func(kind string, e *survey.Estimate) {
				if e != nil {
					g.add(groups[i].Label.In(a.lang), v.Name, kind, fmt.Sprint(e.N), fmt.Sprintf("%.6g", e.Value),
						sixDigits(e.SE), rangeText(e))
					rows++
				}
			}
			add(say("平均数", "mean"), v.Mean)
			add(say("总量", "total"), v.Total)
			add(say("与%[1]s的比率", "ratio to %[1]s", v.Over), v.Ratio)
			for _, q := range v.Quantiles {
				add(say("%[1]g 分位数", "quantile %[1]g", q.P), &q.Estimate)
			}
			for _, why := range v.Refused {
				g.add(groups[i].Label.In(a.lang), v.Name, why.In(a.lang), fmt.Sprint(v.Valid), "–", "–", "–")
				rows++
			}
		}
	}
	if rows > 0 {
		fmt.Fprintln(a.out)
		g.print(a.out, a.bold)
	}
}

func sixDigits(x *float64) string {
	if x == nil {
		return "–"
	}
	return fmt.Sprintf("%.6g", *x)
}

func rangeText(e *survey.Estimate) string {
	if e.Interval == nil {
		return "–"
	}
	return fmt.Sprintf("%.6g–%.6g", e.Interval.Low, e.Interval.High)
}
