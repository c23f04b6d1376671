package demo

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// stories writes the special cases over the generated year, all on fictional units: missing data of every kind, a veto,
// a tie, a separate listing (in units), too small a sample, a promotion, a cap, and an event that isn't decided yet.
func (y *year) stories() {
	y.status("区物价信息局", "A0101", fact.MissingUnexcused)
	y.status("区气象服务局", "A0101", fact.MissingExcused) // policy: mean of the class
	y.status("区史志编研部", "D0501", fact.NotApplicable)
	y.status("区地震科普局", "A0102", fact.Provisional)
	y.status("区金融服务局", "B0111", fact.Disputed)
	y.lastYear("区审计协查局", "D0301", "3.8", "4")
	y.late("区商贸流通局", "D0501", "3")
	y.smallSample("区气象服务局")
	y.twins("梧桐街道办事处", "红枫街道办事处")

	decided := func(unit string, e review.Event, document string) {
		e.Unit, e.Count = y.code(unit), decimal.One
		if e.State == "" {
			e.State = review.Decided
		}
		e.Source = fact.Source{Document: document, Person: "绩效办（示例）", Date: "2015-01-06"}
		y.in.Events = append(y.in.Events, e)
	}
	decided("木槿街道办事处", review.Event{Type: review.Veto, Indicator: "G0101", Matter: "某工地较大安全责任事故（虚构）", Proposer: "区应急办",
		Decider: "绩效管理工作领导小组（示例）", Heard: true}, "示绩组〔2015〕2号（示例）")
	decided("芙蓉街道办事处", review.Event{Type: review.Veto, Indicator: "G0102", Matter: "一起违规事项（虚构）", Proposer: "区监察局",
		Decider: "绩效管理工作领导小组（示例）", Heard: true}, "示绩组〔2015〕3号（示例）")
	decided("区公共文化局", review.Event{Type: review.Promotion, Matter: "承办全市现场会任务突出（虚构）", Proposer: "绩效办（示例）",
		Decider: "绩效管理工作领导小组（示例）"}, "示绩组〔2015〕4号（示例）")
	decided("区土地整理局", review.Event{Type: review.Cap, Matter: "绩效督导函年底未办结（虚构）", Grade: "good"}, "示绩督〔2014〕7号（示例）")
	decided("白桦街道办事处", review.Event{Type: review.Deduction, Matter: "信息公开投诉（虚构，审核中）", Kind: "工作失误",
		State: review.Open}, "投诉登记（示例）")
}

func (y *year) each(unit, leaf string, do func(a *progress.Actual)) {
	code := y.code(unit)
	for i := range y.in.Actuals {
		if a := &y.in.Actuals[i]; a.Unit == code && a.Indicator == leaf {
			do(a)
		}
	}
}

// status gives the data of a line a status; what carries no value loses its values.
func (y *year) status(unit, leaf string, s fact.Status) {
	y.each(unit, leaf, func(a *progress.Actual) {
		a.Status = s
		if !s.HasValue() {
			a.Values = nil
		}
	})
}

// lastYear leaves a line without data and with last year's rate, which its policy carries.
func (y *year) lastYear(unit, leaf, got, full string) {
	y.status(unit, leaf, fact.MissingExcused)
	for item, text := range map[string]string{progress.LastYearPoints: got, progress.LastYearFull: full} {
		n := decimal.MustParse(text)
		y.in.Actuals = append(y.in.Actuals, progress.Actual{Unit: y.code(unit),
			Indicator: leaf, Item: item, Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Number: &n}},
			Source: fact.Source{Document: "2013年度成绩单（示例）", Person: "绩效办（示例）", Date: "2014-02-20"}})
	}
}

func (y *year) late(unit, leaf, days string) {
	y.each(unit, leaf, func(a *progress.Actual) { a.LateDays = fact.Num(days) })
}

func (y *year) smallSample(unit string) {
	for i := range y.in.Surveys {
		if s := &y.in.Surveys[i]; s.Unit == y.code(unit) && s.Channel == rule.Direct {
			s.N = *fact.Num("21")
		}
	}
}

// twins gives one unit everything that another has, so that they tie to the last digit.
func (y *year) twins(from, to string) {
	a, b := y.code(from), y.code(to)
	y.in.Targets = twin(y.in.Targets, a, b, func(t *target.Target) *string { return &t.Unit })
	y.in.Tasks = twin(y.in.Tasks, a, b, func(t *target.Task) *string { return &t.Unit })
	y.in.Actuals = twin(y.in.Actuals, a, b, func(t *progress.Actual) *string { return &t.Unit })
	y.in.Marks = twin(y.in.Marks, a, b, func(m *review.Mark) *string { return &m.Unit })
	y.in.Events = twin(y.in.Events, a, b, func(e *review.Event) *string { return &e.Unit })
	y.in.Surveys = twin(y.in.Surveys, a, b, func(s *survey.Result) *string { return &s.Unit })
}

// twin replaces what unit b has in a list by copies of what unit a has.
func twin[T any](list []T, a, b string, unit func(*T) *string) []T {
	list = slices.DeleteFunc(list, func(x T) bool { return *unit(&x) == b })
	for _, x := range list {
		if *unit(&x) == a {
			*unit(&x) = b
			list = append(list, x)
		}
	}
	return list
}
