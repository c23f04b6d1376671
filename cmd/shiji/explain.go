package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/score"
)

type explainCmd struct {
	Path string `arg:""`
	Unit string `arg:""`
	Item string `arg:"" optional:""`
}

func (c explainCmd) Run(a *app) error {
	in, err := a.readYearOrRun(c.Path)
	if err != nil {
		return err
	}
	e, err := score.NewExplainer(in)
	if err != nil {
		return err
	}
	if x, err := e.Class(c.Unit); err == nil && c.Item == "" {
		return a.printExplanations([]score.Explanation{x})
	}
	s, err := e.Sheet(c.Unit)
	if err != nil {
		if u := in.Unit(c.Unit); u != nil {
			return usageError{lang.T("%[1]s 不参加本系统考核，没有成绩单：%[2]s",
				"%[1]s is exempt and has no scorecard: %[2]s").With(u.Name, u.Reason)}
		}
		return usageError{lang.T("没有单位“%[1]s”%[2]s", "there is no unit %[1]q%[2]s").With(c.Unit, likeUnits(in, c.Unit))}
	}
	if c.Item == "全部" || c.Item == "all" {
		return a.printExplanations(e.All(s))
	}
	x, err := e.Of(s, c.Item)
	if errors.Is(err, score.ErrNotFound) {
		return usageError{lang.T("%[1]s 的成绩单上没有“%[2]s”；可写：%[3]s",
			"the scorecard of %[1]s has no %[2]q; it has: %[3]s").With(s.Name, c.Item, itemNames(s))}
	}
	if err != nil {
		return err
	}
	list := []score.Explanation{x}
	if c.Item == "" {
		for _, name := range []string{"名次", "等次"} {
			more, err := e.Of(s, name)
			if err != nil {
				return err
			}
			list = append(list, more)
		}
	}
	if err := a.printExplanations(list); err != nil || c.Item != "" || a.json {
		return err
	}
	a.printCard(in, s)
	return nil
}

// readYearOrRun reads inputs from a workbook, a folder or a sealed run.
func (a *app) readYearOrRun(path string) (score.Input, error) {
	if strings.EqualFold(filepath.Ext(path), ".json") {
		run, err := a.readRun(path)
		if err == nil && !run.Intact() {
			fmt.Fprintln(a.err, lang.T("注意：%[1]s 与封存摘要不符，以下按其中的输入重新计算；请运行 shiji verify %[1]s",
				"note: %[1]s doesn't match its seal; what follows is recomputed from its inputs; run shiji verify %[1]s").
				With(path).In(a.lang))
		}
		return run.Inputs, err
	}
	in, found, err := a.read(path)
	if err != nil {
		return in, err
	}
	if found.HasErrors() {
		a.printStops(found)
		return in, exitError(exitFindings)
	}
	return in, nil
}

func (a *app) readRun(path string) (score.Run, error) {
	data, err := readFile(path)
	if err != nil {
		return score.Run{}, err
	}
	run, err := score.ReadRun(data)
	if err != nil {
		return run, notARun(path, err)
	}
	return run, nil
}

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usageError{lang.T("没有这个文件：%[1]s", "no such file: %[1]s").With(path)}
	}
	return data, err
}

func notARun(path string, err error) error {
	why := lang.T("内容不完整或写法不对", "it isn't whole, or isn't written so")
	var syntax *json.SyntaxError
	var other *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		why = lang.T("第 %[1]d 个字节处不是 JSON", "it is no JSON at byte %[1]d").With(syntax.Offset)
	case errors.As(err, &other):
		why = lang.T("“%[1]s”一项的内容不对", "the entry %[1]q holds something else").With(other.Field)
	}
	return usageError{lang.T("%[1]s 不是 shiji score 写出的 run.json：%[2]s",
		"%[1]s is not a run.json written by shiji score: %[2]s").With(path, why)}
}

func (a *app) printExplanations(list []score.Explanation) error {
	if a.json {
		return a.printJSON(list)
	}
	for i, x := range list {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		text := x.Text(a.lang)
		first, rest, _ := strings.Cut(text, "\n")
		fmt.Fprintf(a.out, "%s\n%s", a.bold(first), rest)
	}
	return nil
}

// printCard prints one line for each indicator of a sheet.
func (a *app) printCard(in score.Input, s *score.Sheet) {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	fmt.Fprintf(a.out, "\n%s\n", a.bold(say("各项指标", "Indicators")))
	g := termGrid{heads: []string{say("编码", "code"), say("三级指标", "indicator"), say("分值", "full"), say("得分", "points"),
		say("规则", "rule"), say("算式", "arithmetic")}, right: map[int]bool{2: true, 3: true}}
	for _, l := range s.Lines {
		points, arithmetic := "-", ""
		if l.Points != nil {
			points = l.Points.Round(rule.LinePlaces).Fixed(rule.LinePlaces)
		}
		if n := len(l.Steps); n > 0 {
			arithmetic = score.StepText(l.Steps[n-1], a.lang)
		}
		if l.Policy != "" {
			arithmetic = l.Policy.Name().In(a.lang)
		}
		if runes := []rune(arithmetic); len(runes) > 60 {
			arithmetic = string(runes[:60]) + "…"
		}
		g.add(l.Leaf, l.Name, l.Full.String(), points, l.Rule, arithmetic)
	}
	g.print(a.out, a.bold)
	fmt.Fprintln(a.out, a.dim(lang.T("看一项的来历：shiji explain … %[1]s %[2]s",
		"for one of them: shiji explain … %[1]s %[2]s").With(s.Name, s.Lines[0].Leaf).In(a.lang)))
}

// likeUnits offers the units whose name shares the most with what was typed.
func likeUnits(in score.Input, name string) lang.Text {
	var like []string
	for _, u := range in.Roster.Units {
		if strings.Contains(u.Name, name) || strings.Contains(name, u.Label()) || shared(u.Name, name) >= 2 {
			like = append(like, u.Name)
		}
	}
	if len(like) == 0 {
		return lang.T("；单位表见“单位”工作表", "; the sheet 单位 lists them")
	}
	like = like[:min(5, len(like))]
	return lang.T("；是不是：%[1]s？", "; did you mean: %[1]s?").With(strings.Join(like, "、"))
}

// shared counts the characters of b, beside the common 区 and 局, that a has too.
func shared(a, b string) int {
	n := 0
	for _, r := range b {
		if r != '区' && r != '局' && strings.ContainsRune(a, r) {
			n++
		}
	}
	return n
}

func itemNames(s *score.Sheet) string {
	names := []string{"总分", "名次", "等次", "加分", "扣分"}
	for _, g := range s.Groups {
		names = append(names, g.Name)
	}
	for _, it := range s.Items {
		names = append(names, it.Name)
	}
	for _, l := range s.Lines {
		names = append(names, l.Leaf)
	}
	return strings.Join(names, " ")
}
