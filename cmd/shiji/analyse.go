package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/analyse"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

type analyseCmd struct {
	Path string `arg:""`
	Out  string `short:"o"`
	Runs int    `default:"2000"`
	Seed uint64 `default:"1"`
}

func (c analyseCmd) Run(a *app) error {
	if c.Runs < 100 || c.Runs > 100_000 {
		return usageError{lang.T("--runs 写 100 至 100000", "--runs takes 100 to 100000")}
	}
	in, err := a.readYearOrRun(c.Path)
	if err != nil {
		return err
	}
	report, err := analyse.Year(in, analyse.Options{Runs: c.Runs, Seed: c.Seed})
	var found errs.Findings
	if errors.As(err, &found) {
		a.printStops(found)
		return exitError(exitFindings)
	}
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := a.writeAnalysis(c.Out, report); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(report)
	}
	a.printAnalysis(report)
	if c.Out != "" {
		fmt.Fprintln(a.out, lang.T("已写出 %[1]s、analysis.json 和 analysis.svg",
			"written: %[1]s, analysis.json and analysis.svg").With(filepath.Join(c.Out, "analysis.xlsx")).In(a.lang))
	}
	return nil
}

func (a *app) writeAnalysis(dir string, r analyse.Report) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "analysis.json"), append(data, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "analysis.svg"), []byte(r.Picture(a.lang)), 0o644),
		sheet.WriteLists(filepath.Join(dir, "analysis.xlsx"), a.analysisLists(r)))
}

func (a *app) printAnalysis(r analyse.Report) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	fmt.Fprintln(a.out, a.bold(say("方案分析（不改任何得分；%[1]d 次试算，种子 %[2]d）",
		"analysis of the scheme (no score changes; %[1]d {run|runs}, seed %[2]d)", r.Runs, r.Seed)))
	if len(r.Classes) == 0 {
		fmt.Fprintln(a.out, say("还没有足够的单位有名次，无从分析", "too few units have a place yet: there is nothing to analyse"))
		return
	}
	for _, c := range r.Classes {
		fragile := 0
		for _, u := range c.Ranks {
			if u.Fragile {
				fragile++
			}
		}
		fmt.Fprintf(a.out, "\n%s  %s\n", a.bold(c.Name),
			a.dim(say("%[1]d 家，等次不稳 %[2]d 家", "%[1]d {unit|units}, %[2]d with a fragile grade", c.Units, fragile)))
		a.printIndicators(c)
		a.printRanks(c)
		fmt.Fprintln(a.out, say("去掉一项，平均名次变动最大的：", "largest average rank shift without one indicator: ")+
			shifts(c.DropItem, a.lang))
		fmt.Fprintln(a.out, say("去掉一个主体：", "without one body: ")+shifts(c.DropBody, a.lang))
		fmt.Fprintln(a.out, say("换一种加总：", "added up otherwise: ")+shifts(c.Other, a.lang))
	}
	a.printJudges(r.Judges)
}

func shifts(list []analyse.Shift, l lang.Lang) string {
	var out []string
	for i, s := range list {
		if i == 3 {
			break
		}
		out = append(out, strings.TrimSpace(s.Code+" "+s.Name.In(l))+fmt.Sprintf(" %.2f", s.R))
	}
	return strings.Join(out, lang.T("；", "; ").In(l))
}

// printIndicators prints those that stand out: the flagged ones, and those whose effective weight is
// far from the nominal one.
func (a *app) printIndicators(c analyse.Class) {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	g := newGrid(say("编码", "code"), say("指标", "indicator"), say("平均", "mean"), say("分散", "spread"),
		say("与同项", "with item"), say("与总分", "with total"), say("名义", "nominal"), say("实际", "effective"), say("提示", "flags"))
	g.right = map[int]bool{2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	for _, x := range c.Indicators {
		if x.Code == "" { // bonuses and deductions: points, not shares
			g.add("", x.Name, fmt.Sprintf("%.2f", x.Mean), "", "", "", "", pct(x.Effective), "")
			continue
		}
		g.add(x.Code, short(x.Name, 28), pct(x.Mean), pct(x.Spread), corr(x.WithItem), corr(x.WithTotal), pct(x.Nominal),
			pct(x.Effective), a.flags(x))
	}
	g.print(a.out, a.bold)
	for _, p := range c.Alike {
		fmt.Fprintln(a.out, lang.T("可能重复计算：%[1]s 与 %[2]s，相关 %[3]s",
			"may count one thing twice: %[1]s and %[2]s, correlation %[3]s").
			With(p.A, p.B, fmt.Sprintf("%.2f", p.R)).In(a.lang))
	}
}

func (a *app) flags(x analyse.Indicator) string {
	var out []string
	if x.Idle {
		out = append(out, lang.T("闲置", "idle").In(a.lang))
	}
	if x.Contrary {
		out = append(out, lang.T("背离", "contrary").In(a.lang))
	}
	if x.Partial {
		out = append(out, lang.T("部分单位", "some units").In(a.lang))
	}
	return strings.Join(out, lang.T("、", ", ").In(a.lang))
}

func pct(x float64) string { return fmt.Sprintf("%.1f%%", float64(x*100)) }

func corr(r *float64) string {
	if r == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", *r)
}

func (a *app) printRanks(c analyse.Class) {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	g := newGrid(say("名次", "place"), say("单位", "unit"), say("等次", "grade"), say("中位", "median"),
		say("90% 范围", "90 % range"), say("最常见等次", "most frequent grade"), "")
	g.right = map[int]bool{0: true, 3: true}
	for _, u := range c.Ranks {
		mark := ""
		if u.Fragile {
			mark = a.paint("33", say("不稳", "fragile"))
		}
		g.add(fmt.Sprint(u.Place), short(u.Name, 26),
			u.Grade.Name().In(a.lang), fmt.Sprintf("%.1f", u.Median), fmt.Sprintf("%d–%d", u.Low, u.High),
			u.Modal.Name().In(a.lang)+" "+fmt.Sprintf("%.0f%%", float64(u.Grades[string(u.Modal)]*100)), mark)
	}
	g.print(a.out, a.bold)
}

func (a *app) printJudges(list []analyse.Judge) {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	fmt.Fprintf(a.out, "\n%s\n", a.bold(say("评分人", "judges")))
	g := newGrid(say("评分人", "judge"), say("评分数", "marks"), say("平均", "mean"), say("分散", "spread"),
		say("去掉后名次变动", "rank shift without"), say("提示", "flags"))
	g.right = map[int]bool{1: true, 2: true, 3: true, 4: true}
	for _, j := range list {
		g.add(j.Name, fmt.Sprint(j.Marks), pct(j.Mean), pct(j.Spread), fmt.Sprintf("%.2f", j.R), a.judgeFlags(j))
	}
	g.print(a.out, a.bold)
}

func (a *app) judgeFlags(j analyse.Judge) string {
	var out []string
	if j.Flat {
		out = append(out, lang.T("几乎一律同分", "marks all alike").In(a.lang))
	}
	if j.Generous {
		out = append(out, lang.T("几乎都是满分", "nearly full marks").In(a.lang))
	}
	return strings.Join(out, lang.T("、", ", ").In(a.lang))
}

// analysisLists are the sheets of analysis.xlsx.
func (a *app) analysisLists(r analyse.Report) []sheet.List {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	note := lang.T("不改任何得分；%[1]d 次试算，种子 %[2]d", "no score changes; %[1]d {run|runs}, seed %[2]d").With(r.Runs,
		r.Seed).In(a.lang)
	indicators := sheet.List{Name: say("指标", "Indicators"), Title: say("指标的一致性和权重", "Coherence and weights"),
		Notes: []string{note}, Heads: []string{say("类别", "Class"), say("编码", "Code"), say("指标", "Indicator"),
			say("单位数", "Units"), say("平均得分率", "Mean"), say("分散", "Spread"), say("与同项其余相关", "With the rest of its item"),
			say("与总分相关", "With the total"), say("名义权重", "Nominal"), say("实际权重", "Effective"),
			say("去掉后名次变动", "Rank shift without it"), say("提示", "Flags")},
		Widths: []float64{12, 9, 34, 8, 10, 10, 12, 10, 10, 10, 12, 14}}
	ranks := sheet.List{Name: say("名次", "Places"), Title: say("名次和等次的稳健性", "How robust places and grades are"),
		Notes: []string{note}, Heads: []string{say("类别", "Class"), say("名次", "Place"), say("单位", "Unit"),
			say("等次", "Grade"), say("中位名次", "Median"), say("5% 名次", "5 %"), say("95% 名次", "95 %"),
			say("优秀", "Excellent"), say("良好", "Good"), say("达标", "Pass"), say("不达标", "Fail"), say("提示", "Flags")},
		Widths: []float64{12, 7, 28, 9, 9, 9, 9, 9, 9, 9, 9, 10}}
	shift := sheet.List{Name: say("敏感性", "Sensitivity"), Notes: []string{note},
		Title:  say("去掉主体、换一种加总时的平均名次变动", "Average rank shift without a body, or added up otherwise"),
		Heads:  []string{say("类别", "Class"), say("项目", "What"), say("平均名次变动", "Average rank shift")},
		Widths: []float64{12, 44, 14}}
	judge := sheet.List{Name: say("评分人", "Judges"), Title: say("评分人", "Judges"), Notes: []string{note},
		Heads: []string{say("评分人", "Judge"), say("评分数", "Marks"), say("平均得分率", "Mean"), say("分散", "Spread"),
			say("去掉后名次变动", "Rank shift without"), say("提示", "Flags")}, Widths: []float64{30, 9, 11, 10, 14, 20}}
	for _, c := range r.Classes {
		without := map[string]float64{}
		for _, s := range c.DropItem {
			without[s.Code] = s.R
		}
		for _, x := range c.Indicators {
			if x.Code == "" { // bonuses and deductions: points, not shares
				indicators.Rows = append(indicators.Rows, []any{c.Name, "", x.Name, x.UnitsScore, statistic(x.Mean), "", "", "", "",
					sheet.Share(statistic(x.Effective)), "", ""})
				continue
			}
			indicators.Rows = append(indicators.Rows, []any{c.Name, x.Code, x.Name, x.UnitsScore, sheet.Share(statistic(x.Mean)),
				sheet.Share(statistic(x.Spread)), corr(x.WithItem), corr(x.WithTotal), sheet.Share(statistic(x.Nominal)),
				sheet.Share(statistic(x.Effective)), statistic(without[x.Code]), a.flags(x)})
		}
		for _, u := range c.Ranks {
			mark := ""
			if u.Fragile {
				mark = say("不稳", "fragile")
			}
			ranks.Rows = append(ranks.Rows, []any{c.Name, u.Place, u.Name, u.Grade.Name().In(a.lang), statistic(u.Median),
				u.Low, u.High, sheet.Share(statistic(u.Grades["excellent"])), sheet.Share(statistic(u.Grades["good"])),
				sheet.Share(statistic(u.Grades["pass"])), sheet.Share(statistic(u.Grades["fail"])), mark})
		}
		for _, s := range append(c.DropBody, c.Other...) {
			shift.Rows = append(shift.Rows, []any{c.Name, s.Name.In(a.lang), statistic(s.R)})
		}
	}
	for _, j := range r.Judges {
		judge.Rows = append(judge.Rows, []any{j.Name, j.Marks, sheet.Share(statistic(j.Mean)),
			sheet.Share(statistic(j.Spread)), statistic(j.R), a.judgeFlags(j)})
	}
	return []sheet.List{indicators, ranks, shift, judge}
}

// statistic is a float for a workbook: four decimals of it.
func statistic(x float64) decimal.Number {
	n, err := decimal.Parse(fmt.Sprintf("%.4f", x))
	if err != nil {
		return decimal.Zero
	}
	return n
}
