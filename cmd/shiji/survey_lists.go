package main

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/sheet"
	"shiji/internal/study"
	"shiji/internal/survey"
)

// surveyLists are the sheets of survey.xlsx.
func (a *app) surveyLists(r *study.Report) []sheet.List {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	notes := []string{
		say("数据 %[1]s，SHA-256 %[2]s", "data %[1]s, SHA-256 %[2]s", r.File, r.DataHash),
		say("设计 %[1]s，SHA-256 %[2]s", "design %[1]s, SHA-256 %[2]s", r.SpecFile, r.SpecHash),
		say("%[1]s；区间 %[2]s；* 为回答太少、不单独显示", "%[1]s; intervals %[2]s; * stands for answers too few to be shown",
			r.Drawn.Weights.In(a.lang), percentOf(r.Level)),
	}
	groups := sheet.List{Name: say("得分", "Scores"), Title: r.Title, Notes: notes,
		Heads: []string{say("分组", "By"), say("组", "Group"), say("段", "Band"), say("有效答卷", "Valid"), say("得分", "Score"),
			say("标准误", "S.e."), say("区间下限", "Low"), say("区间上限", "High"), say("方法", "Method"), say("自由度", "Df"),
			say("有效样本量", "Effective"), say("设计效应", "Deff"), say("满意率", "Satisfied"), say("说明", "Remarks")},
		Widths: []float64{12, 24, 6, 9, 9, 9, 9, 9, 12, 8, 10, 9, 9, 40}}
	questions := sheet.List{Name: say("题目", "Questions"), Title: say("各题得分", "Questions"), Notes: notes,
		Heads: []string{say("分组", "By"), say("组", "Group"), say("题目", "Question"), say("有效", "Valid"),
			say("不了解", "Can't judge"), say("未答", "Open"), say("平均分", "Points"), say("标准误", "S.e."),
			say("区间下限", "Low"), say("区间上限", "High"), say("满意率", "Satisfied"), say("下限", "Low"), say("上限", "High"),
			say("方法", "Method"), say("设计效应", "Deff")},
		Widths: []float64{12, 24, 28, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 16, 9}}
	answers := sheet.List{Name: say("回答", "Answers"), Title: say("回答的分布", "Answers"), Notes: notes,
		Heads: []string{say("分组", "By"), say("组", "Group"), say("题目", "Question"), say("回答", "Answer"),
			say("分值", "Points"), say("份数", "Sheets"), say("加权份数", "Weighted"), say("占比", "Share"), say("标准误", "S.e."),
			say("下限", "Low"), say("上限", "High")},
		Widths: []float64{12, 24, 28, 14, 8, 8, 14, 9, 9, 9, 9}}
	values := sheet.List{Name: say("数值", "Values"), Title: say("数值列", "Values"), Notes: notes,
		Heads: []string{say("分组", "By"), say("组", "Group"), say("数值", "Value"), say("估计", "Estimate"), say("有效", "Valid"),
			say("数", "Figure"), say("标准误", "S.e."), say("区间下限", "Low"), say("区间上限", "High")},
		Widths: []float64{12, 24, 20, 20, 8, 14, 14, 14, 14}}
	tests := sheet.List{Name: say("比较", "Comparisons"), Notes: notes,
		Title: say("差别检验（Holm 校正）", "Do they differ? (corrected after Holm)"),
		Heads: []string{say("分组", "By"), "A", "B", "A − B", say("标准误", "S.e."), say("区间下限", "Low"),
			say("区间上限", "High"), "t", "p", say("校正后 p", "Corrected p"), say("有显著差别", "Differ")},
		Widths: []float64{12, 20, 20, 9, 9, 9, 9, 9, 9, 10, 10}}
	left := sheet.List{Name: say("未计入", "Left out"), Title: say("没有计入的，和读到的问题", "What was left out, and what was noticed"),
		Notes: notes, Heads: []string{say("内容", "What"), say("数量", "Number"), say("处理", "Done")},
		Widths: []float64{70, 10, 14}}
	pair := func(by string, p study.Pair) {
		t, differ := p.Test, say("否", "no")
		if t.Differ {
			differ = say("是", "yes")
		}
		low, high := bounds(&t.Difference)
		tests.Rows = append(tests.Rows, []any{by, p.A, p.B, cellNumber(&t.Difference.Value), cellNumber(t.Difference.SE), low,
			high, cellNumber(&t.T), cellNumber(&t.P), cellNumber(&t.Adjusted), differ})
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		by := t.By
		if by == "" {
			by = say("全部", "all")
		}
		for g := range t.Groups {
			a.surveyGroup(by, &t.Groups[g], &groups, &questions, &answers, &values)
			for _, p := range t.Groups[g].Changes {
				pair(by+" "+t.Groups[g].Name, p)
			}
		}
		for _, p := range t.Tests {
			pair(by, p)
		}
	}
	for _, l := range r.Left {
		done := say("照常计入", "counted")
		if l.Removed {
			done = say("剔除", "taken out")
		}
		left.Rows = append(left.Rows, []any{l.Why.In(a.lang), l.N, done})
	}
	for _, w := range r.Warnings {
		left.Rows = append(left.Rows, []any{w.In(a.lang), "", ""})
	}
	out := []sheet.List{groups, questions, answers}
	for _, l := range []sheet.List{values, tests, left} {
		if len(l.Rows) > 0 {
			out = append(out, l)
		}
	}
	return out
}

func (a *app) surveyGroup(by string, g *study.Group, groups, questions, answers, values *sheet.List) {
	remarks := ""
	for _, why := range refusals(g) {
		remarks += why.In(a.lang) + " "
	}
	if g.Pooled {
		remarks += lang.T("与其他批次合并 ", "pooled with other waves ").In(a.lang)
	}
	if g.TooFew {
		remarks += lang.T("有效答卷不足", "too few valid sheets").In(a.lang)
	}
	var band any = ""
	if g.Band > 0 {
		band = g.Band
	}
	row := []any{by, g.Label.In(a.lang), band, g.Valid, "", "", "", "", "", "", "", "", "", remarks}
	if g.Withheld {
		row[3] = "*"
	}
	if e := g.Score; e != nil {
		row[4], row[5] = *g.Exact, cellNumber(e.SE)
		row[6], row[7] = bounds(e)
		if e.Interval != nil {
			row[8] = e.Interval.Method.Name().In(a.lang)
		}
		row[9], row[10], row[11], row[12] = e.DF, cellNumber(e.Effective), cellNumber(e.Deff), cellShare(g.Rate)
	}
	groups.Rows = append(groups.Rows, row)
	for _, q := range g.Questions {
		a.surveyQuestion(by, g.Label.In(a.lang), q, questions, answers)
	}
	for _, v := range g.Values {
		add := func(kind string, e *survey.Estimate) {
			if e != nil {
				low, high := bounds(e)
				values.Rows = append(values.Rows, []any{by, g.Label.In(a.lang), v.Name, kind, e.N, cellNumber(&e.Value),
					cellNumber(e.SE), low, high})
			}
		}
		add(lang.T("平均数", "mean").In(a.lang), v.Mean)
		add(lang.T("总量", "total").In(a.lang), v.Total)
		add(lang.T("与%[1]s的比率", "ratio to %[1]s").With(v.Over).In(a.lang), v.Ratio)
		for _, q := range v.Quantiles {
			add(lang.T("%[1]g 分位数", "quantile %[1]g").With(q.P).In(a.lang), &q.Estimate)
		}
	}
}

func (a *app) surveyQuestion(by, group string, q study.Result, questions, answers *sheet.List) {
	var unsure, open any = q.DontKnow, q.Open
	if q.Private {
		unsure, open = "*", "*"
	}
	row := []any{by, group, q.Question, q.Valid, unsure, open, "", "", "", "", "", "", "", "", ""}
	if q.Mean != nil {
		row[6], row[7] = cellNumber(&q.Mean.Value), cellNumber(q.Mean.SE)
		row[8], row[9] = bounds(q.Mean)
		row[14] = cellNumber(q.Mean.Deff)
	}
	if q.Rate != nil {
		row[10] = cellShare(q.Rate)
		if i := q.Rate.Interval; i != nil {
			row[11], row[12], row[13] = sheet.Share(survey.Decimal(i.Low).Round(4)),
				sheet.Share(survey.Decimal(i.High).Round(4)), i.Method.Name().In(a.lang)
		}
	}
	questions.Rows = append(questions.Rows, row)
	for _, x := range q.Answers {
		line := []any{by, group, q.Question, x.Answer, x.Points, x.N, x.Weighted, "", "", "", ""}
		if x.Hidden {
			line[5], line[6] = "*", "*"
		}
		if e := x.Share; e != nil {
			line[7] = cellShare(e)
			if e.SE != nil {
				line[8] = sheet.Share(survey.Decimal(*e.SE).Round(4))
			}
			if i := e.Interval; i != nil {
				line[9], line[10] = sheet.Share(survey.Decimal(i.Low).Round(4)), sheet.Share(survey.Decimal(i.High).Round(4))
			}
		}
		answers.Rows = append(answers.Rows, line)
	}
}

func cellNumber(x *float64) any {
	if x == nil {
		return ""
	}
	if *x > 1e6 || *x < -1e6 {
		return survey.Decimal(*x).Round(0)
	}
	return survey.Decimal(*x).Round(4)
}

func cellShare(e *survey.Estimate) any {
	if e == nil {
		return ""
	}
	return sheet.Share(survey.Decimal(e.Value).Round(4))
}

func bounds(e *survey.Estimate) (low, high any) {
	if e.Interval == nil {
		return "", ""
	}
	return cellNumber(&e.Interval.Low), cellNumber(&e.Interval.High)
}

var hundred = decimal.Int(100)
