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

// Names of the fictional municipal departments. None is a real body.
var departments = []string{"示例市规划研究局", "示例市产业服务局", "示例市文化事务局", "示例市环境建设局", "示例市交通服务局",
	"示例市质量促进局", "示例市农村发展局", "示例市民生保障局"}

const classDepartment = "市级部门"

// Municipal is a second frame at work: the published parts of a municipal scheme (40, 8, 7, 5, 20, 10, 5, 5), yearly
// tasks with target and challenge values, and a few fictional departments.
func Municipal() score.Input {
	in := score.Input{Scheme: municipalScheme()}
	for i, name := range departments {
		u := org.Unit{Code: code("SJ", i+1, 2), Name: name, System: org.Government, Class: classDepartment,
			SurveyClass: org.FacesPublic, Listing: org.Ranked}
		in.Roster.Units = append(in.Roster.Units, u)
		municipalFacts(&in, u)
	}
	for _, name := range []string{"市绩效管理办公室（示例）", "市法制机构（示例）", "市统计机构（示例）", "市督查机构（示例）"} {
		in.Roster.Bodies = append(in.Roster.Bodies, org.Body{Name: name})
	}
	return in.Canonical()
}

func municipalScheme() scheme.Scheme {
	s := scheme.Default()
	s.FrameCode, s.Year, s.District = scheme.Municipal.Code, Year, "示例市（框架取自公开的市级绩效管理）"
	s.Title, s.Document, s.Version = "2014年度市级部门绩效管理方案（虚构示例）", "示市绩〔2014〕1号", "第1版"
	s.Notice = "框架和分值为公开资料；部门、任务和数字均为虚构。"
	s.FrameDecision = &scheme.Decision{Document: "示市绩组〔2014〕2号（虚构）", Date: "2014-01-10", Reason: "市级部门按市级八项框架考评（虚构）"}
	s.SatisfactionWaiver = &scheme.Waiver{Document: "示市绩组〔2014〕2号（虚构）", Reason: "市级框架的公众评价占 20 分（虚构）"}
	s.Classes = []scheme.Class{{Name: classDepartment, System: org.Government}}
	p := func(n string) scheme.Points { return points(n, []string{classDepartment}) }
	for _, c := range scheme.Municipal.Classes {
		g := scheme.Group{Level1: c.Level1, Name: c.Name.ZH, Points: p("0")}
		if c.Share != nil {
			g.Points = p(c.Share.String())
		}
		s.Groups = append(s.Groups, g)
	}
	office, law, statistics, inspection := "市绩效管理办公室（示例）", "市法制机构（示例）", "市统计机构（示例）", "市督查机构（示例）"
	add := func(l1 scheme.Level1, item, n, body string, ls ...scheme.Leaf) {
		s.Items = append(s.Items, scheme.Item{Name: item, Level1: l1, Points: p(n), Bodies: []string{body}})
		s.Leaves = append(s.Leaves, ls...)
	}
	add(scheme.Tasks, "年度任务", "40", inspection,
		leaf("年度任务", "A0101", "年度任务书量化任务", "%", plan.Higher, "target_challenge", rule.Params{"q": "0.9"}, p("25")),
		leaf("年度任务", "A0102", "年度任务书项目节点", "", plan.Binary, "milestone", rule.Params{"weights": "0.2,0.3,0.5"}, p("15")))
	add(scheme.LawBased, "依法行政", "8", law, leaf("依法行政", "B0101", "行政行为规范", "",
		plan.Binary, "deduct", rule.Params{"kinds": "复议纠错:0.5,败诉:1"}, p("8")))
	add(scheme.Capacity, "能力建设", "7", office,
		leaf("能力建设", "C0101", "政务公开和信息化要件", "",
			plan.Binary, "checklist", rule.Params{"items": "公开目录:1,网上办理:1,信息安全:1"}, p("4")),
		leaf("能力建设", "C0102", "审批时限压缩率", "%", plan.Higher, "band_linear", rule.Params{"r0": "0.5", "r1": "1"}, p("3")))
	add(scheme.Central, "服务中央单位", "5", office,
		leaf("服务中央单位", "D0101", "承办事项及时办结", "件", plan.Higher, "timeliness", nil, p("5")))
	add(scheme.PublicView, "公众评价", "20", statistics,
		leaf("公众评价", "E0101", "社会公众评价", "分", plan.Higher, "survey", rule.Params{"channel": "third_party"}, p("12")),
		leaf("公众评价", "E0102", "服务对象评价", "分", plan.Higher, "survey", rule.Params{"channel": "direct"}, p("8")))
	add(scheme.LeadersView, "领导评价", "10", office, leaf("领导评价", "F0101", "市领导评价", "",
		plan.Binary, "vote", rule.Params{"options": "好:100,较好:85,一般:70,差:0", "weights": "市领导:100"}, p("10")))
	add(scheme.Coordination, "协调配合", "5", office, leaf("协调配合", "G0101", "部门互评", "分", plan.Higher, "zscore", nil, p("5")))
	add(scheme.Innovation, "管理创新", "5", office,
		leaf("管理创新", "H0101", "创新项目评审", "分", plan.Binary, "expert_trimmed", rule.Params{"severity": "yes"}, p("5")))
	add(scheme.Veto, "否决事项", "0", office, leaf("否决事项", "V0101", "重大安全责任事故", "", plan.Binary, "veto",
		rule.Params{"basis": "《安全生产法》（示例引用）", "dept": "市安全监管机构（示例）", "effects": "fail"}, scheme.Points{}))
	return s
}

func municipalFacts(in *score.Input, u org.Unit) {
	r := seed("municipal", u.Name)
	quality := r.between(860, 985)
	src := fact.Source{Document: u.Name + "年终报告（虚构）", Person: "联络员（示例）", Date: "2014-12-31"}
	actual := func(indicator, item string, n decimal.Number) {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: u.Code, Indicator: indicator, Item: item, Status: fact.Verified,
			Values: []progress.PeriodValue{{Period: "Y", Number: &n}}, Source: src})
	}
	goal := decimal.Int(90)
	in.Targets = append(in.Targets,
		target.Target{Unit: u.Code, Indicator: "A0101", Value: number(goal), Challenge: fact.Num("100"),
			Source: fact.Source{Document: "示市绩〔2014〕3号 任务书（虚构）", Person: "市绩效办（示例）", Date: "2014-03-01"}},
		target.Target{Unit: u.Code, Indicator: "C0102", Value: fact.Num("30"), Source: src})
	actual("A0101", rule.Actual, r.value(quality-20, min(1000, quality+30), 10))
	for i := range 3 {
		actual("A0102", fmt.Sprintf("m%d", i+1), decimal.Int(max(0, r.between(-6, 4))))
	}
	actual("C0102", rule.Actual, decimal.Int(r.between(20, 33)))
	due := r.between(10, 60)
	onTime := due - r.between(0, 3)
	actual("D0101", "due", decimal.Int(due))
	actual("D0101", "on_time", decimal.Int(onTime))
	actual("D0101", "late_done", decimal.Int(r.between(0, due-onTime)))
	actual("G0101", rule.Actual, r.value(quality-60, quality, 10))
	for _, item := range []string{"公开目录", "网上办理", "信息安全"} {
		in.Marks = append(in.Marks, review.Mark{Unit: u.Code, Indicator: "C0101", Body: "市绩效管理办公室（示例）", Judge: "市绩效管理办公室（示例）",
			Dimension: item, Value: decimal.One, Source: src})
	}
	for i, judge := range []string{"专家甲", "专家乙", "专家丙", "专家丁", "专家戊"} {
		in.Marks = append(in.Marks, review.Mark{Unit: u.Code, Indicator: "H0101", Judge: judge,
			Value: decimal.Int(quality/10 - 4*int64(i%3) + r.between(-3, 3)), Source: src})
	}
	for option, votes := range map[string]int64{"好": 6 + r.between(0, 3), "较好": r.between(1, 3), "一般": r.between(0, 1)} {
		in.Ballots = append(in.Ballots, review.Ballots{Unit: u.Code, Indicator: "F0101", Group: "市领导", Option: option,
			Votes: decimal.Int(votes), Source: src})
	}
	for _, channel := range []string{rule.ThirdParty, rule.Direct} {
		in.Surveys = append(in.Surveys, survey.Result{Unit: u.Code, Channel: channel, Score: r.value(quality-80, quality-10,
			10), N: *number(decimal.Int(r.between(300, 600))), Method: "随机抽样（虚构）", Source: src})
	}
	if quality < 900 {
		in.Events = append(in.Events, review.Event{Unit: u.Code, Type: review.Deduction,
			Indicator: "B0101", Matter: "一起复议纠错（虚构）", Kind: "复议纠错", Count: decimal.One, State: review.Decided,
			Source: fact.Source{Document: "复议决定（虚构）", Person: "市法制机构（示例）", Date: "2014-11-20"}})
	}
}
