package demo

import (
	"fmt"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

var systemOf = map[string]org.System{classParty: org.Party, classEconomy: org.Government, classService: org.Government,
	classStreet: org.Street, classTown: org.Town, classEnterprise: org.Enterprise}

// year is the example while it is being made.
type year struct {
	year  int
	in    score.Input
	named map[string]bool // codes of units that the source text names
}

// unit is one unit with its generator: quality decides how well it does, in per mille.
type unit struct {
	org.Unit
	quality int64
	named   bool
}

// Haidian2014 makes the example year.
func Haidian2014() score.Input { return haidian(Year) }

// haidian makes one year of the example district.
func haidian(n int) score.Input {
	y := &year{year: n, named: map[string]bool{}}
	y.units()
	y.in.Roster.Bodies = slices.Clone(bodies)
	for i, b := range y.in.Roster.Bodies {
		y.in.Roster.Bodies[i].Unit = y.code(b.Unit)
	}
	y.in.Plan = fivePlan()
	y.in.Scheme = yearScheme(y.code)
	if n < Year {
		y.earlierScheme()
	}
	for _, u := range y.in.Roster.Units {
		if u.Listing != org.Exempt {
			y.facts(unit{u, y.quality(u), y.named[u.Code]})
		}
	}
	if n < Year {
		y.backdate()
		return y.in.Canonical()
	}
	y.leads()
	y.stories()
	return y.in.Canonical()
}

// Named returns the codes of the units that the source text names.
func Named() map[string]bool {
	y := &year{year: Year, named: map[string]bool{}}
	y.units()
	return y.named
}

func (y *year) code(name string) string {
	for _, u := range y.in.Roster.Units {
		if u.Name == name {
			return u.Code
		}
	}
	panic("demo: no unit " + name)
}

func (y *year) units() {
	n := 0
	add := func(u org.Unit, prefix string, named bool) {
		n++
		u.Code = code(prefix, n, 3)
		if u.Listing == "" {
			u.Listing = org.Ranked
		}
		y.in.Roster.Units = append(y.in.Roster.Units, u)
		y.named[u.Code] = named
	}
	for _, list := range []struct {
		class, prefix string
		units         []unitName
	}{{classParty, "DQ", partyUnits}, {classEconomy, "ZF", economyUnits}, {classService, "ZF", serviceUnits}} {
		for _, x := range list.units {
			u := org.Unit{Name: x.name, Short: x.short, System: systemOf[list.class], Class: list.class,
				SurveyClass: x.survey, Added: x.added}
			if x.added {
				u.Reason = addedReason
			}
			if x.name == "区垂管税务所" {
				u.Listing, u.Reason = org.Separate, "实行垂直管理，计分不排名（示例）"
			}
			add(u, list.prefix, x.named)
		}
	}
	for _, name := range streetNames {
		add(org.Unit{Name: name + "街道办事处", Short: name + "街道", System: org.Street, Class: classStreet,
			SurveyClass: org.FacesPublic}, "JD", false)
	}
	for _, name := range townNames {
		add(org.Unit{Name: name + "镇政府", Short: name + "镇", System: org.Town, Class: classTown,
			SurveyClass: org.FacesPublic}, "ZH", false)
	}
	for _, name := range enterpriseNames {
		add(org.Unit{Name: name, System: org.Enterprise, Class: classEnterprise,
			SurveyClass: org.FacesEnterprises}, "QY", false)
	}
	for _, x := range exemptUnits {
		add(org.Unit{Name: x.name, System: x.system, Listing: org.Exempt, Reason: exemptReason}, "BC", true)
	}
}

// quality says how well a unit does. Units that the source names always do well.
func (y *year) quality(u org.Unit) int64 {
	q := y.seed("quality", u.Name).between(750, 985)
	if y.named[u.Code] {
		q = 930 + q%50
	}
	return q
}

// report is the source of what a unit reports.
func report(u unit, what string) fact.Source {
	return fact.Source{Document: fmt.Sprintf("%s2014年%s（示例）", u.Label(), what), Person: "绩效联络员（示例）", Date: "2014-12-31"}
}

// facts makes everything that one unit brings to the year.
func (y *year) facts(u unit) {
	s := &y.in.Scheme
	for _, l := range s.Menu(&u.Unit) {
		r := y.seed(u.Name, l.Code)
		switch l.Code {
		case "A0101", "D0501":
			goal := r.value(90, 98, 1)
			if l.Code == "D0501" {
				goal = r.value(25, 35, 1)
			}
			t := target.Target{Value: number(goal)}
			if l.Code == "A0101" && u.Class == classTown && y.year == Year { // of the towns no figure of the district is made
				t.PlanIndicator = "P18"
			}
			y.target(u, l, t)
			y.actual(u, l, rule.Actual, scale(goal, u.quality+r.between(10, 60), 1))
		case "A0102":
			y.actual(u, l, rule.Actual, r.value(u.quality-60, u.quality+15, 10))
		case "A0103":
			y.tasks(u, l, r)
		case "A0104":
			y.milestones(u, l, r)
		case "B0101":
			y.plainTarget(u, l, r)
		case "B0102", "D0401":
			y.cases(u, l, r)
		case "B0103":
			y.votes(u, l, r)
		case "B0104":
			y.actual(u, l, rule.Actual, decimal.Int(r.between(u.quality/20, u.quality/12)))
		case "B0105", "B0107", "B0111": // on 100
			y.actual(u, l, rule.Actual, r.value(u.quality*10-600, min(9950, u.quality*10+150), 100))
		case "B0106":
			if y.year < Year { // against the unit's own past, see earlierFacts
				break
			}
			y.target(u, l, target.Target{Value: fact.Num("8.5"), Challenge: fact.Num("10"), PlanIndicator: "P08",
				PlanWeight: number(seed("农村常住人口", u.Name).value(8, 62, 10)), // in 万人, made up
				WorkReport: target.Floor{Value: fact.Num("8.5"), Document: "2014年区政府工作报告（示例）"}})
			y.actual(u, l, rule.Actual, r.value(u.quality/10-10, u.quality/10+8, 10))
		case "B0108":
			y.target(u, l, target.Target{Value: fact.Num("103")})
			y.actual(u, l, rule.Actual, r.value(u.quality+40, u.quality+110, 10))
		case "B0109":
			goal := decimal.Int(r.between(20, 90) * 100)
			y.target(u, l, target.Target{Value: number(goal), Challenge: number(goal.Mul(decimal.MustParse("1.1")).Round(0))})
			y.actual(u, l, rule.Actual, scale(goal, u.quality+r.between(60, 160), 0))
		case "C0101":
			y.checklist(u, l, r)
		case "C0103", "C0104":
			y.word(u, l, rule.Actual, map[bool]string{true: "是", false: "否"}[u.named || u.quality > 740 || !r.one(3)])
		case "D0102":
			goal := decimal.Int(r.between(0, 4))
			y.target(u, l, target.Target{Value: number(goal)})
			y.actual(u, l, rule.Actual, decimal.Int(max(0, r.between(0, 3)-(u.quality-700)/120)))
		case "D0201":
			y.target(u, l, target.Target{Value: fact.Num("100")})
			y.actual(u, l, rule.Actual, decimal.Int(min(100, u.quality/10+r.between(0, 8))))
			y.word(u, l, "gate", map[bool]string{true: "通过", false: "未通过"}[u.quality > 720])
		case "D0301":
			y.target(u, l, target.Target{Low: fact.Num("95"), High: fact.Num("102"),
				City: target.Floor{Value: fact.Num("92"), High: fact.Num("103"), Document: "预算绩效管理要求（示例）"}})
			y.actual(u, l, rule.Actual, r.value(u.quality-10, 1030-(u.quality-700)/20, 10))
		case "E0101":
			y.survey(u, rule.ThirdParty, r, r.between(280, 420))
		case "E0201":
			if u.System == org.Government || u.System == org.Street {
				y.survey(u, rule.Direct, r, r.between(60, 300))
			}
		case "F0101":
			y.experts(u, l, r)
		}
		if n := y.year; n < Year {
			y.earlierFacts(u, l, r)
		}
	}
	y.events(u)
}

// scale is goal × perMille ÷ 1000, with so many decimals.
func scale(goal decimal.Number, perMille int64, places int) decimal.Number {
	return goal.Mul(decimal.Ratio(perMille, 1000)).Round(places)
}

func number(n decimal.Number) *fact.Number { return &fact.Number{Value: n} }

func (y *year) target(u unit, l scheme.Leaf, t target.Target) {
	t.Unit, t.Indicator = u.Code, l.Code
	t.Source = fact.Source{Document: "示绩办〔2014〕6号 任务书（示例）", Person: "绩效办（示例）", Date: "2014-03-14"}
	y.in.Targets = append(y.in.Targets, t)
}

func (y *year) actual(u unit, l scheme.Leaf, item string, n decimal.Number) {
	y.in.Actuals = append(y.in.Actuals, progress.Actual{Unit: u.Code, Indicator: l.Code, Item: item, Status: fact.Verified,
		Values: []progress.PeriodValue{{Period: "Y", Number: &n}}, Source: report(u, "自查报告")})
}

func (y *year) word(u unit, l scheme.Leaf, item, word string) {
	y.in.Actuals = append(y.in.Actuals, progress.Actual{Unit: u.Code, Indicator: l.Code, Item: item, Status: fact.Verified,
		Values: []progress.PeriodValue{{Period: "Y", Word: word}}, Source: report(u, "自查报告")})
}

func (y *year) plainTarget(u unit, l scheme.Leaf, r *random) {
	goal := r.value(94, 97, 1)
	t := target.Target{Value: number(goal), Challenge: number(decimal.Int(100))}
	if !u.named && r.one(4) { // some have a history, so that the stretch index has something to say
		last := r.between(900, 960)
		t.History = []decimal.Number{decimal.Ratio(last-24, 10), decimal.Ratio(last-10, 10), decimal.Ratio(last, 10)}
	}
	y.target(u, l, t)
	q := []decimal.Number{}
	whole := r.value(u.quality-20, min(1000, u.quality+50), 10)
	for k := int64(1); k <= 4; k++ {
		q = append(q, whole.Mul(decimal.Ratio(k, 4)).Round(1))
	}
	a := progress.Actual{Unit: u.Code, Indicator: l.Code, Item: rule.Actual, Status: fact.Verified,
		Source: report(u, "自查报告")}
	for i, n := range q {
		a.Values = append(a.Values, progress.PeriodValue{Period: fmt.Sprintf("Q%d", i+1), Number: &n})
	}
	a.Values = append(a.Values, progress.PeriodValue{Period: "Y", Number: &whole})
	y.in.Actuals = append(y.in.Actuals, a)
}

func (y *year) tasks(u unit, l scheme.Leaf, r *random) {
	for i := range r.between(2, 3) {
		name := []string{"牵头任务一", "牵头任务二", "协同任务"}[i]
		y.in.Tasks = append(y.in.Tasks, target.Task{Unit: u.Code, Indicator: l.Code, Name: name,
			Quantity: *number(decimal.Int(r.between(1, 3))), Difficulty: *number(r.value(8, 12, 10)),
			Importance: *number(r.value(9, 12, 10)),
			Source:     fact.Source{Document: "示绩办〔2014〕6号 任务书（示例）", Person: "绩效办（示例）", Date: "2014-03-14"}})
		y.actual(u, l, name, decimal.Min(decimal.One, r.value(u.quality/10-4, u.quality/10+6, 100)))
	}
}

func (y *year) milestones(u unit, l scheme.Leaf, r *random) {
	for i := 1; i <= 4; i++ {
		item := fmt.Sprintf("m%d", i)
		switch {
		case u.quality < 760 && i == 4 && r.one(2):
			y.word(u, l, item, "未完成")
		case r.between(600, 1000) > u.quality:
			y.actual(u, l, item, decimal.Int(r.between(1, 12)))
		default:
			y.word(u, l, item, "按期")
		}
	}
}

func (y *year) cases(u unit, l scheme.Leaf, r *random) {
	due := r.between(20, 120)
	if l.Code == "D0401" {
		due = r.between(0, 30) // some units got no suggestion at all: not applicable
	}
	onTime := due * (u.quality + r.between(0, 1000-u.quality)) / 1000
	late := r.between(0, due-onTime)
	y.actual(u, l, "due", decimal.Int(due))
	y.actual(u, l, "on_time", decimal.Int(onTime))
	y.actual(u, l, "late_done", decimal.Int(late))
}

func (y *year) votes(u unit, l scheme.Leaf, r *random) {
	for _, g := range []struct {
		name string
		n    int64
	}{{"领导", 5}, {"机关互评", 26}, {"基层代表", 40}} {
		best := g.n * (u.quality - 300) / 1000
		good := (g.n - best) * 2 / 3
		fair := g.n - best - good - r.between(0, 1)
		for i, n := range []int64{best, good, max(0, fair), max(0, g.n-best-good-max(0, fair))} {
			y.in.Ballots = append(y.in.Ballots,
				review.Ballots{Unit: u.Code, Indicator: l.Code, Group: g.name, Option: []string{"优秀", "良好", "一般", "较差"}[i],
					Votes: decimal.Int(n), Source: fact.Source{Document: "互评计票单（示例）", Person: "监票人（示例）", Date: "2014-12-20"}})
		}
	}
}

func (y *year) checklist(u unit, l scheme.Leaf, r *random) {
	body := "区委组织部"
	if u.Name == body { // its own row is marked by its substitute
		body = "区政府督查室（绩效办）"
	}
	for _, item := range []string{"组织机构", "学习制度", "民主生活会", "党员管理"} {
		mark := decimal.One
		if r.between(500, 1000) > u.quality {
			mark = decimal.Ratio(1, 2)
		}
		y.in.Marks = append(y.in.Marks, review.Mark{Unit: u.Code, Indicator: l.Code, Body: body, Judge: body, Dimension: item,
			Value: mark, Source: fact.Source{Document: "党建工作核查表（示例）", Person: "核查组（示例）", Date: "2014-12-18"}})
	}
}

func (y *year) experts(u unit, l scheme.Leaf, r *random) {
	for i, judge := range []string{"专家A", "专家B", "专家C", "专家D", "专家E"} {
		m := review.Mark{Unit: u.Code, Indicator: l.Code, Judge: judge, Value: decimal.Int(min(98,
			u.quality/10+r.between(-6, 5))), Source: fact.Source{Document: "创新项目评审表（示例）", Person: judge, Date: "2014-12-22"}}
		m.Recused = i == 0 && r.one(20) // a tie to the unit, declared before the first mark
		y.in.Marks = append(y.in.Marks, m)
	}
}

func (y *year) survey(u unit, channel string, r *random, n int64) {
	mid := r.value(u.quality*10-900, u.quality*10-150, 100)
	half := decimal.Ratio(r.between(180, 420), 100)
	low, high := mid.Sub(half), decimal.Min(decimal.Int(100), mid.Add(half))
	y.in.Surveys = append(y.in.Surveys, survey.Result{Unit: u.Code,
		Channel: channel, Score: mid, N: *number(decimal.Int(n)), Low: &low, High: &high, Method: "分层随机抽样，五级量表折百分制（示例）",
		Source: fact.Source{Document: "2014年满意度统计报告（示例）", Person: "区统计局统计员（示例）", Date: "2014-12-26"}})
}

// events gives units what happened to them in the year.
func (y *year) events(u unit) {
	r := y.seed(u.Name, "events")
	add := func(e review.Event, doc string) {
		e.Unit, e.State, e.Count = u.Code, review.Decided, decimal.One
		e.Source = fact.Source{Document: doc, Person: "绩效办（示例）", Date: "2014-12-28"}
		y.in.Events = append(y.in.Events, e)
	}
	if u.quality > 900 && r.one(3) {
		add(review.Event{Type: review.Bonus, Matter: u.Label() + "创新做法获推广", Kind: "表彰奖励",
			Level: []string{"区级", "市级", "国家级"}[r.between(0, 2)], Decider: "领导小组（示例）"}, "表彰文件（示例）")
	}
	if r.one(3) || u.quality > 940 {
		add(review.Event{Type: review.Bonus, Indicator: "F0102", Matter: u.Label() + "服务案例", Kind: "推广",
			Level: []string{"区级", "市级"}[r.between(0, 1)]}, "推广通知（示例）")
	}
	if u.named || u.quality > 880 {
		return
	}
	if r.one(3) {
		add(review.Event{Type: review.Deduction, Indicator: "C0102", Matter: "作风检查发现问题", Kind: "作风问题",
			Repeat: r.one(5)}, "检查通报（示例）")
	}
	if r.one(4) {
		add(review.Event{Type: review.Deduction, Indicator: "D0101", Matter: "执法案卷评查", Kind: "程序瑕疵"}, "案卷评查通报（示例）")
	}
	if u.Class == classEnterprise && r.one(2) {
		add(review.Event{Type: review.Deduction, Indicator: "B0110", Matter: "隐患排查", Kind: "隐患未按期整改"}, "安全检查记录（示例）")
	}
	if r.one(8) {
		add(review.Event{Type: review.Deduction, Matter: "重点工作滞后被通报", Kind: "通报批评"}, "书面通报（示例）")
	}
}

// leads gives the bureaus that answer for an indicator of the plan their targets. Real figures name the
// report that prints them.
func (y *year) leads() {
	rows := []struct {
		value, challenge, actual, city, congress, report string
		document                                         string
		history                                          []string
	}{
		{"312", "320", "316.2", "310", "", "312", "2015年区政府工作报告：区级一般公共预算收入316.2亿元", nil},
		{"1.2", "", "1", "1.5", "", "1.3", "2015年区政府工作报告：城镇登记失业率1%以内", nil},
		{"13.8", "", "14.1", "13.6", "13.5", "", "节能统计核查（示例）", []string{"4.2", "7.6", "10.9"}},
		{"12500", "13200", "12860", "12000", "", "12300", "知识产权统计（示例）", []string{"8600", "10100", "11800"}},
		{"1240", "1300", "1268", "1200", "", "1230", "技术市场统计（示例）", []string{"1000", "1090", "1191"}},
	}
	for i, l := range leads {
		row := rows[i]
		u := y.in.Unit(l.unit)
		t := target.Target{Value: fact.Num(row.value), PlanIndicator: l.indicator, City: floor(row.city, "市绩效任务分解表（示例）"),
			Congress: floor(row.congress, "区党代会报告（示例）"), WorkReport: floor(row.report, "2014年区政府工作报告（示例）")}
		if row.challenge != "" {
			t.Challenge = fact.Num(row.challenge)
		}
		for _, h := range row.history {
			t.History = append(t.History, decimal.MustParse(h))
		}
		if l.unit == "区知识转化局" { // below the pace of the plan (1260), waived
			t.Waiver = &target.Waiver{Document: "示绩组〔2014〕3号", Reason: "统计口径调整，领导小组会议同意（示例）"}
		}
		leaf := *y.in.Scheme.Leaf(l.leaf)
		y.target(unit{Unit: *u}, leaf, t)
		y.actual(unit{Unit: *u}, leaf, rule.Actual, decimal.MustParse(row.actual))
		y.in.Actuals[len(y.in.Actuals)-1].Source.Document = row.document
	}
}

func floor(value, document string) target.Floor {
	if value == "" {
		return target.Floor{}
	}
	return target.Floor{Value: fact.Num(value), Document: document}
}
