package demo

import (
	"fmt"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Small makes a year that a person can keep in mind, for tests and for trying things out: eight streets and one that is
// listed separately, one exempt unit, one indicator of each family. Street k reports 100 - 3k against a target of 100,
// so street 1 is best and street 8 last.
func Small() score.Input {
	in := score.Input{Scheme: smallScheme()}
	for k := 1; k <= 9; k++ {
		u := org.Unit{Code: fmt.Sprintf("S%d", k), Name: fmt.Sprintf("第%d街道", k), System: org.Street, Class: "街道",
			SurveyClass: org.FacesPublic, Listing: org.Ranked}
		if k == 9 {
			u.Listing, u.Reason = org.Separate, "垂直管理（示例）"
		}
		in.Roster.Units = append(in.Roster.Units, u)
		smallFacts(&in, u.Code, int64(k))
	}
	in.Roster.Units = append(in.Roster.Units,
		org.Unit{Code: "X1", Name: "区巡视组", System: org.Party, Listing: org.Exempt, Reason: exemptReason})
	in.Roster.Bodies = []org.Body{{Name: "督查室", Unit: "S1", Substitute: "领导小组指定评分人"}, {Name: "组织部"}}
	base, end := decimal.Int(300), decimal.Int(550)
	in.Plan = []plan.Indicator{{Code: "P01", Name: "网格覆盖", Kind: plan.Expected, Unit: "%", Better: plan.Higher,
		BaseYear: 2010, EndYear: 2015, Base: &base, End: &end, Path: plan.Linear}}
	return in.Canonical()
}

func smallScheme() scheme.Scheme {
	s := scheme.Default()
	s.Year, s.District, s.Title, s.Document, s.Version = 2013, "示例区", "2013年度方案（示例）", "示绩〔2013〕1号", "第1版"
	s.Classes = []scheme.Class{{Name: "街道", System: org.Street}}
	p := func(n string) scheme.Points { return points(n, []string{"街道"}) }
	for i, n := range []string{"50", "20", "25", "5", "0"} {
		f := scheme.District.Classes[i]
		s.Groups = append(s.Groups, scheme.Group{Level1: f.Level1, Name: f.Name.ZH, Points: p(n)})
	}
	s.Items = []scheme.Item{
		{Name: "重点工作", Level1: scheme.Duty, Points: p("40"), Bodies: []string{"督查室"}},
		{Name: "党建工作", Level1: scheme.Duty, Points: p("10"), Bodies: []string{"组织部"}},
		{Name: "依法行政", Level1: scheme.Efficiency, Points: p("20"), Bodies: []string{"督查室", "组织部"}},
		{Name: "满意度", Level1: scheme.Service, Points: p("25"), Bodies: []string{"组织部"}},
		{Name: "创新", Level1: scheme.Innovation, Points: p("5"), Bodies: []string{"组织部"}},
		{Name: "否决事项", Level1: scheme.Veto, Points: p("0"), Bodies: []string{"组织部"}},
	}
	s.Leaves = []scheme.Leaf{
		common(leaf("重点工作", "A1", "任务完成率", "%", plan.Higher, "ratio", nil, p("20"))),
		leaf("重点工作", "A2", "环境考评", "分", plan.Higher, "minmax", rule.Params{"low": "4"}, p("10")),
		leaf("重点工作", "A3", "个性任务", "", plan.Higher, "coefficient", nil, p("10")),
		leaf("党建工作", "B1", "组织建设", "", plan.Binary, "checklist", rule.Params{"items": "机构:3,制度:3", "must": "机构"}, p("6")),
		leaf("党建工作", "B2", "民主测评", "", plan.Binary, "vote",
			rule.Params{"options": "好:100,差:50", "weights": "领导:40,职工:60"}, p("4")),
		leaf("依法行政", "D1", "案卷评查", "", plan.Binary, "deduct", rule.Params{"kinds": "瑕疵:0.5:2"}, p("12")),
		leaf("依法行政", "D2", "节点", "", plan.Binary, "milestone", rule.Params{"weights": "0.5,0.5"}, p("8")),
		leaf("满意度", "E1", "群众满意度", "分", plan.Higher, "survey", rule.Params{"channel": "both"}, p("25")),
		leaf("创新", "F1", "专家评审", "分", plan.Binary, "expert_trimmed", nil, p("5")),
		leaf("否决事项", "V1", "重大事故", "", plan.Binary, "veto",
			rule.Params{"basis": "某规定第一条", "effects": "fail"}, scheme.Points{}),
		leaf("否决事项", "V2", "违规", "", plan.Binary, "veto",
			rule.Params{"basis": "某规定第二条", "effects": "no_excellent,minus", "minus": "2"}, scheme.Points{}),
	}
	return s
}

func smallFacts(in *score.Input, unit string, k int64) {
	src := fact.Source{Document: "自查报告（示例）", Person: "联络员（示例）", Date: "2013-12-31"}
	actual := func(indicator, item string, n decimal.Number) {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: indicator, Item: item, Status: fact.Verified,
			Values: []progress.PeriodValue{{Period: "Y", Number: &n}}, Source: src})
	}
	in.Targets = append(in.Targets, target.Target{Unit: unit, Indicator: "A1", Value: fact.Num("100"),
		City: target.Floor{Value: fact.Num("95"), Document: "市任务（示例）"}, Source: src})
	in.Tasks = append(in.Tasks, target.Task{Unit: unit, Indicator: "A3", Name: "任务甲", Quantity: *fact.Num("1"),
		Difficulty: *fact.Num("1.1"), Importance: *fact.Num("1"), Source: src})
	actual("A1", rule.Actual, decimal.Int(100-3*k))
	actual("A2", rule.Actual, decimal.Int(90-k))
	actual("A3", "任务甲", decimal.Ratio(100-k, 100))
	milestone := func(item string, late int64) {
		if actual("D2", item, decimal.Int(late)); late == 0 {
			v := &in.Actuals[len(in.Actuals)-1].Values[0]
			v.Number, v.Word = nil, "按期"
		}
	}
	milestone("m1", 0)
	milestone("m2", k-1)
	for _, item := range []string{"机构", "制度"} {
		in.Marks = append(in.Marks, review.Mark{Unit: unit, Indicator: "B1", Body: "组织部", Judge: "组织部", Dimension: item,
			Value: decimal.One, Source: src})
	}
	for i, judge := range []string{"甲", "乙", "丙"} {
		in.Marks = append(in.Marks, review.Mark{Unit: unit, Indicator: "F1", Judge: judge,
			Value: decimal.Int(90 + int64(i) - k), Source: src})
	}
	for _, v := range []struct {
		group, option string
		votes         int64
	}{{"领导", "好", 4}, {"领导", "差", 1}, {"职工", "好", 20 - k}, {"职工", "差", k}} {
		in.Ballots = append(in.Ballots, review.Ballots{Unit: unit, Indicator: "B2", Group: v.group, Option: v.option,
			Votes: decimal.Int(v.votes), Source: src})
	}
	if k == 4 {
		in.Events = append(in.Events, review.Event{Unit: unit, Type: review.Deduction, Indicator: "D1", Matter: "评查",
			Kind: "瑕疵", Count: decimal.Int(2), State: review.Decided, Source: src})
	}
	for _, channel := range []string{rule.ThirdParty, rule.Direct} {
		in.Surveys = append(in.Surveys, survey.Result{Unit: unit, Channel: channel, Score: decimal.Int(90 - k),
			N: *fact.Num("300"), Source: src})
	}
}
