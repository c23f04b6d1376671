package score_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shiji/internal/arith"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// compute scores a year that is known to be right.
func compute(t interface {
	Helper()
	Fatal(...any)
}, in score.Input) score.Sheets {
	t.Helper()
	sheets, err := score.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

func actual(in *score.Input, unit, indicator, item string) *progress.Actual {
	for i := range in.Actuals {
		if a := &in.Actuals[i]; a.Unit == unit && a.Indicator == indicator && a.Item == item {
			return a
		}
	}
	return nil
}

// set gives a unit another value for the year.
func set(in *score.Input, unit, indicator string, n decimal.Number) {
	a := actual(in, unit, indicator, rule.Actual)
	a.Values = []progress.PeriodValue{{Period: "Y", Number: &n}}
}

func line(s *score.Sheet, leaf string) score.Line {
	for _, l := range s.Lines {
		if l.Leaf == leaf {
			return l
		}
	}
	return score.Line{}
}

// TestTotal is G40: 46.15 + 18.2353 + 21.175 + 4.48, bonus 1.5, deduction 0.8, and G28: 15.5 of 17 make 18.2353 of 20.
func TestTotal(t *testing.T) {
	in := g40()
	s := compute(t, in).Sheet("U1")
	for _, want := range []struct {
		level  scheme.Level1
		points string
	}{{scheme.Duty, "46.1500"}, {scheme.Efficiency, "18.2353"}, {scheme.Service, "21.1750"},
		{scheme.Innovation, "4.4800"}} {
		for _, g := range s.Groups {
			if g.Level1 == want.level && g.Points.Fixed(4) != want.points {
				t.Errorf("%s: %s, want %s", want.level, g.Points.Fixed(4), want.points)
			}
		}
	}
	if got := s.Result.Total.Fixed(2); got != "90.74" {
		t.Errorf("total %s, want 90.74", got)
	}
}

// g40 is the smallest year that has the numbers of the golden vectors G28 and G40.
func g40() score.Input {
	in := demo.Small()
	in.Roster.Units = []org.Unit{{Code: "U1", Name: "甲街道", System: org.Street, Class: "街道", Listing: org.Ranked}}
	in.Targets, in.Tasks, in.Actuals, in.Marks, in.Ballots, in.Events, in.Surveys = nil, nil, nil, nil, nil, nil, nil
	p := func(n string) scheme.Points { return scheme.Points{"街道": decimal.MustParse(n)} }
	in.Scheme.Items = []scheme.Item{
		{Name: "职责", Level1: scheme.Duty, Points: p("50"), Bodies: []string{"组织部"}},
		{Name: "满意度", Level1: scheme.Service, Points: p("25"), Bodies: []string{"组织部"}},
		{Name: "创新", Level1: scheme.Innovation, Points: p("5"), Bodies: []string{"组织部"}},
	}
	in.Scheme.Leaves = nil
	add := func(item, code, full, target, value string) {
		in.Scheme.Leaves = append(in.Scheme.Leaves,
			scheme.Leaf{Code: code, Name: code, Item: item, Better: plan.Higher, Rule: "ratio", Points: p(full)})
		in.Targets = append(in.Targets, demo.Small().Targets[0])
		t := &in.Targets[len(in.Targets)-1]
		t.Unit, t.Indicator, t.Value = "U1", code, fact.Num(target)
		t.City.Value = nil
		a := progress.Actual{Unit: "U1", Indicator: code, Item: rule.Actual, Status: fact.Verified}
		if value == "" {
			a.Status = fact.NotApplicable
		} else {
			a.Values = []progress.PeriodValue{{Period: "Y", Number: &fact.Num(value).Value}}
		}
		in.Actuals = append(in.Actuals, a)
	}
	add("职责", "duty", "50", "50", "46.15")
	for i, x := range [][2]string{{"6", "5.4"}, {"4", "3.6"}, {"4", "3.8"}, {"3", "2.7"}, {"3", ""}} {
		name := fmt.Sprintf("效能%d", i)
		in.Scheme.Items = append(in.Scheme.Items,
			scheme.Item{Name: name, Level1: scheme.Efficiency, Points: p(x[0]), Bodies: []string{"组织部"}})
		add(name, fmt.Sprintf("eff%d", i), x[0], x[0], x[1])
	}
	in.Scheme.Leaves = append(in.Scheme.Leaves, scheme.Leaf{Code: "sat", Name: "满意度", Item: "满意度", Better: plan.Higher,
		Rule: "survey", Params: rule.Params{"channel": "both"}, Points: p("25")})
	in.Surveys = demo.Small().Surveys[:2]
	for i := range in.Surveys {
		in.Surveys[i].Unit = "U1"
		in.Surveys[i].Score = map[string]decimal.Number{rule.ThirdParty: decimal.MustParse("82.5"),
			rule.Direct: decimal.MustParse("88")}[in.Surveys[i].Channel]
	}
	add("创新", "inn", "5", "5", "4.48")
	in.Scheme.Bonus.Params = rule.Params{"levels": "市级:1.5", "cap": "3"}
	in.Scheme.Deduction.Params = rule.Params{"kinds": "通报:0.8", "cap": "10"}
	in.Events = []review.Event{
		{Unit: "U1", Type: review.Bonus, Matter: "表彰", Kind: "表彰", Level: "市级", Count: decimal.One, State: review.Decided,
			Source: fact.Source{Document: "文件"}},
		{Unit: "U1", Type: review.Deduction, Matter: "通报", Kind: "通报", Count: decimal.One, State: review.Decided,
			Source: fact.Source{Document: "文件"}},
	}
	in.Scheme.Leaves = append(in.Scheme.Leaves, demo.Small().Scheme.Leaves[9])
	in.Scheme.Items = append(in.Scheme.Items,
		scheme.Item{Name: "否决事项", Level1: scheme.Veto, Points: p("0"), Bodies: []string{"组织部"}})
	return in
}

// TestQuota is G36, and what must hold for every size of class from 1 to 200.
func TestQuota(t *testing.T) {
	share := decimal.MustParse("0.2")
	for n, want := range map[int]int{78: 16, 15: 3, 17: 3, 23: 5, 2: 0} {
		if got := score.Quota(share, n, 0); got != want {
			t.Errorf("20 %% of %d is %d places, want %d", n, got, want)
		}
	}
	for n := 1; n <= 200; n++ {
		for _, shares := range [][2]string{{"0.2", "0.2"}, {"0.15", "0.2"}, {"0.5", "0.5"}, {"0", "1"}, {"0.333", "0.667"}} {
			a, b := decimal.MustParse(shares[0]), decimal.MustParse(shares[1])
			e := score.Quota(a, n, 0)
			g := score.Quota(b, n, e)
			if e < 0 || g < 0 || e+g > n {
				t.Fatalf("%v of %d: %d and %d places", shares, n, e, g)
			}
			off := a.Mul(decimal.Int(int64(n))).Sub(decimal.Int(int64(e))).Abs()
			if decimal.MustParse("0.5").Less(off) {
				t.Fatalf("%s of %d is %d places, more than half a place off", shares[0], n, e)
			}
			if next := score.Quota(a, n+1, 0); next < e {
				t.Fatalf("a larger class has fewer places: %d of %d, %d of %d", e, n, next, n+1)
			}
		}
	}
}

// grades lists the grades of a class by place, as letters.
func grades(s score.Sheets) string {
	var b strings.Builder
	for _, u := range s.Units {
		if u.Listing == org.Ranked {
			b.WriteByte(map[scheme.Grade]byte{scheme.Excellent: 'E', scheme.Good: 'G', scheme.Pass: 'P',
				scheme.Failed: 'F'}[u.Result.Grade])
		}
	}
	return b.String()
}

// decided is an event that has everything it needs to count.
func decided(unit string, e review.Event) review.Event {
	e.Unit, e.Count, e.State, e.Decider, e.Heard, e.Proposer = unit, decimal.One, review.Decided, "领导小组", true, "督查室"
	e.Source.Document = "决定"
	if e.Matter == "" {
		e.Matter = "事项"
	}
	return e
}

func TestGrades(t *testing.T) {
	tests := []struct {
		name   string
		change func(in *score.Input)
		want   string // grades by place, eight ranked units: 2 places each
	}{
		{"two of eight excellent, two good", func(*score.Input) {}, "EEGGPPPP"},
		{"the score line of excellent is not reached by the second",
			func(in *score.Input) { in.Scheme.Grading.ExcellentLine = decimal.Int(94) }, "EGGPPPPP"},
		{"nobody reaches the pass line", func(in *score.Input) {
			in.Scheme.Grading.ExcellentLine, in.Scheme.Grading.GoodLine, in.Scheme.Grading.PassLine = decimal.Int(99),
				decimal.Int(98), decimal.Int(97)
		}, "FFFFFFFF"},
		{"a cap on the first: its place is passed on", func(in *score.Input) {
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Cap, Grade: "good"}))
		}, "GEEGPPPP"},
		{"a cap on the first, without backfill: its place is lost", func(in *score.Input) {
			in.Scheme.Grading.Backfill = false
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Cap, Grade: "good"}))
		}, "GEGPPPPP"},
		{"a cap at pass", func(in *score.Input) {
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Cap, Grade: "pass"}))
		}, "PEEGGPPP"},
		{"a special promotion stands outside the quota", func(in *score.Input) {
			in.Events = append(in.Events, decided("S7", review.Event{Type: review.Promotion}))
		}, "EEGGPPEP"},
		{"a promotion can't overcome a cap", func(in *score.Input) {
			in.Events = append(in.Events, decided("S7", review.Event{Type: review.Promotion}),
				decided("S7", review.Event{Type: review.Cap, Grade: "pass"}))
		}, "EEGGPPPP"},
		{"a downgrade by decision", func(in *score.Input) {
			in.Events = append(in.Events, decided("S2", review.Event{Type: review.Downgrade, Grade: "pass"}))
		}, "EPGGPPPP"},
		{"a veto that fails: the place is passed on", func(in *score.Input) {
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V1"}))
		}, "FEEGGPPP"},
		{"an open veto has no effect", func(in *score.Input) {
			e := decided("S1", review.Event{Type: review.Veto, Indicator: "V1"})
			e.State = review.Open
			in.Events = append(in.Events, e)
		}, "EEGGPPPP"},
		{"a veto with one grade down", func(in *score.Input) {
			in.Scheme.Leaf("V1").Params["effects"] = "cap_one_down"
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V1"}))
		}, "GEEGGPPP"},
		{"of several effects the strongest counts, they don't add up", func(in *score.Input) {
			in.Scheme.Leaf("V1").Params["effects"] = "cap_one_down,no_excellent"
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V1"}))
		}, "GEEGGPPP"},
		{"a unit lowered by a veto takes no place in a tie", func(in *score.Input) {
			in.Scheme.Grading.TiesIn = false
			copyUnit(in, "S2", "S3")
			in.Scheme.Leaf("V1").Params["effects"] = "cap_one_down"
			in.Events = append(in.Events, decided("S2", review.Event{Type: review.Veto, Indicator: "V1"}))
		}, "EGEGGPPP"},
		{"a downgrade stands, whatever was promoted", func(in *score.Input) {
			in.Events = append(in.Events, decided("S5", review.Event{Type: review.Promotion}),
				decided("S5", review.Event{Type: review.Downgrade, Grade: "pass", Matter: "另一事项"}))
		}, "EEGGPPPP"},
		{"a cap that was noted at an indicator is a cap", func(in *score.Input) {
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Cap, Indicator: "A1", Grade: "pass"}))
		}, "PEEGGPPP"},
		{"out of the selection", func(in *score.Input) {
			in.Scheme.Leaf("V1").Params["effects"] = "cancel_selection"
			in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V1"}))
		}, "PEEGGPPP"},
		{"satisfaction too low: at most pass",
			func(in *score.Input) { in.Scheme.Grading.ServiceFloor = decimal.MustParse("88.5") }, "EPPPPPPP"},
		{"a level-1 class too low: at most good",
			func(in *score.Input) { in.Scheme.Grading.Level1Floor = decimal.MustParse("0.885") }, "EGGPPPPP"},
		{"a small class has no quota", func(in *score.Input) { in.Scheme.Grading.SmallClass = 9 }, "EEEEEEGG"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := demo.Small()
			tt.change(&in)
			sheets := compute(t, in)
			if got := grades(sheets); got != tt.want {
				var detail []string
				for _, u := range sheets.Units {
					detail = append(detail, fmt.Sprint(u.Name, u.Result))
				}
				t.Errorf("grades %s, want %s\n%s", got, tt.want, strings.Join(detail, "\n"))
			}
		})
	}
}

// copyUnit gives a unit everything that another has.
func copyUnit(in *score.Input, from, to string) {
	src := demo.Small()
	keep := func(u string) bool { return u != to }
	in.Actuals = slices.DeleteFunc(in.Actuals, func(a progress.Actual) bool { return !keep(a.Unit) })
	for _, a := range src.Actuals {
		if a.Unit == from {
			a.Unit = to
			in.Actuals = append(in.Actuals, a)
		}
	}
	in.Marks = slices.DeleteFunc(in.Marks, func(m review.Mark) bool { return !keep(m.Unit) })
	for _, m := range src.Marks {
		if m.Unit == from {
			m.Unit = to
			in.Marks = append(in.Marks, m)
		}
	}
	in.Ballots = slices.DeleteFunc(in.Ballots, func(b review.Ballots) bool { return !keep(b.Unit) })
	for _, b := range src.Ballots {
		if b.Unit == from {
			b.Unit = to
			in.Ballots = append(in.Ballots, b)
		}
	}
	for i := range in.Surveys {
		for _, s := range src.Surveys {
			if s.Unit == from && in.Surveys[i].Unit == to && in.Surveys[i].Channel == s.Channel {
				in.Surveys[i].Score = s.Score
			}
		}
	}
}

func TestTies(t *testing.T) {
	t.Run("equal in everything: the same place, and both in on the last place", func(t *testing.T) {
		in := demo.Small()
		copyUnit(&in, "S2", "S3")
		sheets := compute(t, in)
		if a, b := sheets.Sheet("S2").Result, sheets.Sheet("S3").Result; a.Place != 2 || b.Place != 2 ||
			a.Grade != scheme.Excellent || b.Grade != scheme.Excellent {
			t.Errorf("places %d and %d, grades %s and %s", a.Place, b.Place, a.Grade, b.Grade)
		}
		if s := sheets.Sheet("S4").Result; s.Place != 4 {
			t.Errorf("the next place is %d, want 4", s.Place)
		}
		in.Scheme.Grading.TiesIn = false
		sheets = compute(t, in)
		if a, b := sheets.Sheet("S2").Result, sheets.Sheet("S3").Result; a.Grade != scheme.Good || b.Grade != scheme.Good {
			t.Errorf("all out: grades %s and %s, want good", a.Grade, b.Grade)
		}
	})
	t.Run("equal totals are told apart by points of 职能履行", func(t *testing.T) {
		in := demo.Small()
		copyUnit(&in, "S2", "S3")
		// S3 loses 0.25 in 职能履行 (1.25 points of 100 × 20) and gains as much in satisfaction (1 point of 100 × 25).
		set(&in, "S3", "A1", decimal.MustParse("92.75"))
		for i := range in.Surveys {
			if in.Surveys[i].Unit == "S3" {
				in.Surveys[i].Score = in.Surveys[i].Score.Add(decimal.One)
			}
		}
		sheets := compute(t, in)
		a, b := sheets.Sheet("S2").Result, sheets.Sheet("S3").Result
		if !a.Total.Equal(*b.Total) {
			t.Fatalf("totals %s and %s, meant to be equal", a.Total, b.Total)
		}
		if a.Place != 2 || b.Place != 3 {
			t.Errorf("places %d and %d, want 2 and 3", a.Place, b.Place)
		}
	})
	t.Run("published rounding comes before ranking", func(t *testing.T) {
		in := demo.Small()
		copyUnit(&in, "S2", "S3")
		set(&in, "S3", "A1", decimal.MustParse("94.01")) // 0.002 points more: the same published total
		sheets := compute(t, in)
		if a, b := sheets.Sheet("S2").Result, sheets.Sheet("S3").Result; !a.Total.Equal(*b.Total) {
			t.Errorf("published totals %s and %s, want the same", a.Total, b.Total)
		}
	})
}

func TestVetoKeepsBothViews(t *testing.T) {
	in := demo.Small()
	before := compute(t, in).Sheet("S1")
	in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V2"}))
	s := compute(t, in).Sheet("S1")
	if !s.Result.Total.Equal(before.Result.Total.Sub(decimal.Int(2))) {
		t.Errorf("total %s, want 2 less than %s", s.Result.Total, before.Result.Total)
	}
	if s.BeforeVeto == nil || !s.BeforeVeto.Total.Equal(*before.Result.Total) || s.BeforeVeto.Grade != scheme.Excellent ||
		s.Result.Grade == scheme.Excellent {
		t.Errorf("before the veto %+v, after it %+v", s.BeforeVeto, s.Result)
	}
	for i, l := range s.Lines {
		if !l.Points.Equal(*before.Lines[i].Points) {
			t.Errorf("the veto changed the line %s: a line stays as it was earned", l.Name)
		}
	}
	in = demo.Small()
	in.Scheme.Leaf("V2").Params = rule.Params{"basis": "某规定", "effects": "zero_item", "item": "依法行政"}
	in.Events = append(in.Events, decided("S1", review.Event{Type: review.Veto, Indicator: "V2"}))
	s = compute(t, in).Sheet("S1")
	for _, it := range s.Items {
		if it.Name == "依法行政" && !it.Points.IsZero() {
			t.Errorf("依法行政 has %s points, want 0", it.Points)
		}
	}
	if !s.Result.Total.Equal(before.Result.Total.Sub(decimal.Int(20))) {
		t.Errorf("total %s, want 20 less than %s", s.Result.Total, before.Result.Total)
	}
}

func TestMissingDataPolicies(t *testing.T) {
	tests := []struct {
		name   string
		params rule.Params
		status fact.Status
		want   string // points of A1 (20), "-" if it leaves
	}{
		{"no excuse: zero", nil, fact.MissingUnexcused, "0.0000"},
		{"an excuse: the line leaves", nil, fact.MissingExcused, "-"},
		{"not applicable: the line leaves", nil, fact.NotApplicable, "-"},
		{"not due: the line leaves", nil, fact.NotDue, "-"},
		{"mean of the class", rule.Params{"excused": "class_mean"}, fact.MissingExcused, "17.0000"},
		{"full points by decision", rule.Params{"excused": "full"}, fact.MissingExcused, "20.0000"},
		{"last year's rate", rule.Params{"excused": "last_year"}, fact.MissingExcused, "18.0000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := demo.Small()
			in.Scheme.Leaf("A1").Params = tt.params
			a := actual(&in, "S1", "A1", rule.Actual)
			a.Status, a.Values = tt.status, nil
			for item, n := range map[string]string{progress.LastYearPoints: "9", progress.LastYearFull: "10"} {
				in.Actuals = append(in.Actuals, progress.Actual{Unit: "S1", Indicator: "A1", Item: item, Status: fact.Verified,
					Values: []progress.PeriodValue{{Period: "Y", Number: &fact.Num(n).Value}}})
			}
			s := compute(t, in).Sheet("S1")
			l := line(s, "A1")
			got := "-"
			if l.Points != nil {
				got = l.Points.Fixed(4)
			}
			if got != tt.want {
				t.Errorf("points %s, want %s", got, tt.want)
			}
			if l.Policy == "" || len(l.Flags) == 0 {
				t.Error("the policy is not on the line")
			}
		})
	}
	t.Run("blocked", func(t *testing.T) {
		in := demo.Small()
		in.Scheme.Leaf("A1").Params = rule.Params{"missing": "block"}
		a := actual(&in, "S1", "A1", rule.Actual)
		a.Status, a.Values = fact.MissingUnexcused, nil
		if _, err := score.Compute(in); err == nil {
			t.Error("scored, though the scheme allows no score without data")
		}
	})
	t.Run("late data cost 2 % a working day, at most 20 %", func(t *testing.T) {
		in := demo.Small()
		actual(&in, "S1", "A1", rule.Actual).LateDays = fact.Num("3")
		if got := line(compute(t, in).Sheet("S1"), "A1").Points.Fixed(4); got != "18.2360" { // 19.4 × 0.94
			t.Errorf("three days late: %s, want 18.2360", got)
		}
		actual(&in, "S1", "A1", rule.Actual).LateDays = fact.Num("30")
		if got := line(compute(t, in).Sheet("S1"), "A1").Points.Fixed(4); got != "15.5200" { // 19.4 × 0.8
			t.Errorf("thirty days late: %s, want 15.5200", got)
		}
	})
}

func TestJudges(t *testing.T) {
	sheets := compute(t, demo.Small())
	for _, u := range []string{"S1", "S2"} {
		for _, l := range sheets.Sheet(u).Lines {
			if slices.Contains(l.Judges, "督查室") && u == "S1" {
				t.Errorf("督查室 scores its own %s", l.Name)
			}
			if l.Item == "重点工作" && l.Proxy != (u == "S1") {
				t.Errorf("%s %s: proxy = %v", u, l.Name, l.Proxy)
			}
		}
	}
	in := demo.Small()
	for i := range in.Roster.Bodies {
		in.Roster.Bodies[i].Substitute = ""
	}
	if _, err := score.Compute(in); err == nil {
		t.Error("scored, though a body would score itself")
	}
}

func TestSatisfactionIsRoundedOnceAtTheGroup(t *testing.T) {
	in := demo.Small()
	in.Surveys[0].Score = decimal.MustParse("83.3333") // S1, one of two channels
	s := compute(t, in).Sheet(in.Surveys[0].Unit)
	l := line(s, "E1")
	if places, _ := l.Points.Finite(); places <= 4 {
		t.Fatalf("the line has %s points: the case is too easy", l.Points)
	}
	for _, g := range s.Groups {
		if g.Level1 == scheme.Service && !g.Points.Equal(l.Points.Round(4)) {
			t.Errorf("group %s, want %s rounded once", g.Points, l.Points)
		}
	}
}

// Properties.

func TestMoreIsNeverWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := demo.Small()
		n := rapid.Int64Range(0, 20000).Draw(t, "actual")
		more := n + rapid.Int64Range(0, 5000).Draw(t, "more")
		set(&in, "S5", "A1", decimal.Ratio(n, 100))
		a := compute(t, in).Sheet("S5").Result.Total
		set(&in, "S5", "A1", decimal.Ratio(more, 100))
		if b := compute(t, in).Sheet("S5").Result.Total; b.Less(*a) {
			t.Fatalf("%d gives %s, %d gives %s", n, a, more, b)
		}
	})
}

func TestSwappingPeersSwapsTheirScores(t *testing.T) {
	in := demo.Small()
	before := compute(t, in)
	set(&in, "S2", "A2", decimal.Int(90-7))
	set(&in, "S7", "A2", decimal.Int(90-2))
	after := compute(t, in)
	for _, pair := range [][2]string{{"S2", "S7"}, {"S7", "S2"}, {"S4", "S4"}} {
		if a, b := line(before.Sheet(pair[0]), "A2").Points, line(after.Sheet(pair[1]), "A2").Points; !a.Equal(*b) {
			t.Errorf("%s had %s, %s has %s after the swap", pair[0], a, pair[1], b)
		}
	}
}

func TestExemptAndSeparateUnitsChangeNothingForOthers(t *testing.T) {
	in := demo.Small()
	want := compute(t, in)
	in.Roster.Units = append(in.Roster.Units,
		org.Unit{Code: "X2", Name: "另一家", System: org.Street, Class: "街道", Listing: org.Exempt, Reason: "示例"})
	set(&in, "S9", "A2", decimal.Int(500)) // the separate unit does better than anybody
	got := compute(t, in)
	for _, u := range want.Units {
		if o := got.Sheet(u.Unit); u.Unit != "S9" &&
			(!o.Result.Total.Equal(*u.Result.Total) || o.Result.Place != u.Result.Place || o.Result.Grade != u.Result.Grade) {
			t.Errorf("%s: %+v, was %+v", u.Name, o.Result, u.Result)
		}
	}
	if got.Classes[0].Ranked != 8 || !got.Classes[0].Mean.Equal(want.Classes[0].Mean) {
		t.Errorf("class %+v, was %+v", got.Classes[0], want.Classes[0])
	}
	if got.Sheet("X2") != nil || len(got.Exempt) != 2 {
		t.Errorf("exempt units: %v", got.Exempt)
	}
}

func TestTwoHalvesMakeAWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := demo.Small()
		n := decimal.Ratio(rapid.Int64Range(0, 12000).Draw(t, "actual"), 100)
		set(&in, "S5", "A1", n)
		whole := compute(t, in).Sheet("S5").Result.Total
		twin := *in.Scheme.Leaf("A1")
		twin.Code, twin.Name = "A1b", "任务完成率（二）"
		twin.Points = scheme.Points{"街道": decimal.Int(10)}
		in.Scheme.Leaf("A1").Points = twin.Points
		in.Scheme.Leaves = append(in.Scheme.Leaves, twin)
		for _, x := range demo.Small().Targets {
			x.Indicator = "A1b"
			in.Targets = append(in.Targets, x)
		}
		for _, a := range slices.Clone(in.Actuals) {
			if a.Indicator == "A1" {
				a.Indicator = "A1b"
				in.Actuals = append(in.Actuals, a)
			}
		}
		halves := compute(t, in).Sheet("S5").Result.Total
		// 0.0001 before publishing may tip the last published digit
		if diff := whole.Sub(*halves).Abs(); decimal.MustParse("0.01").Less(diff) {
			t.Fatalf("whole %s, halves %s", whole, halves)
		}
	})
}

func TestDeletingDataRaisesNoScore(t *testing.T) {
	in := demo.Small()
	before := compute(t, in)
	for _, a := range slices.Clone(in.Actuals) {
		if a.Indicator == "A2" { // a peer rule: others' points may move
			continue
		}
		less := demo.Small()
		less.Actuals = slices.DeleteFunc(less.Actuals, func(x progress.Actual) bool {
			return x.Unit == a.Unit && x.Indicator == a.Indicator && x.Item == a.Item
		})
		after := compute(t, less)
		for _, u := range before.Units {
			if o := after.Sheet(u.Unit); u.Result.Total.Less(*o.Result.Total) {
				t.Errorf("without %s %s %s, %s rises from %s to %s", a.Unit, a.Indicator, a.Item, u.Name,
					u.Result.Total, o.Result.Total)
			}
		}
	}
}

func TestVetoNeverRaisesAGrade(t *testing.T) {
	effects := []string{rule.NoExcellent, rule.CapOneDown, rule.Fail, rule.Minus, rule.ZeroItem, rule.CancelSelection}
	rapid.Check(t, func(t *rapid.T) {
		in := demo.Small()
		unit := fmt.Sprintf("S%d", rapid.IntRange(1, 9).Draw(t, "unit"))
		before := compute(t, in).Sheet(unit).Result
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(effects), 1, 3, rapid.ID[string]).Draw(t, "effects")
		in.Scheme.Leaf("V2").Params = rule.Params{"basis": "某规定", "effects": strings.Join(chosen, ","),
			"minus": "2", "item": "依法行政"}
		in.Scheme.Grading.Backfill = rapid.Bool().Draw(t, "backfill")
		in.Events = append(in.Events, decided(unit, review.Event{Type: review.Veto, Indicator: "V2"}))
		if rapid.Bool().Draw(t, "promoted") {
			in.Events = append(in.Events, decided(unit, review.Event{Type: review.Promotion}))
		}
		after := compute(t, in).Sheet(unit).Result
		if after.Grade.Rank() < before.Grade.Rank() &&
			!slices.ContainsFunc(in.Events, func(e review.Event) bool { return e.Type == review.Promotion }) {
			t.Fatalf("%v raises %s from %s to %s", chosen, unit, before.Grade, after.Grade)
		}
		if slices.Contains(chosen, rule.Fail) && after.Grade != scheme.Failed {
			t.Fatalf("failed by veto, yet %s", after.Grade)
		}
	})
}

// TestOrderAndProcessors: the same year in any order, on one processor or two, is the same bytes.
func TestOrderAndProcessors(t *testing.T) {
	for name, year := range map[string]func() score.Input{"2014": demo.Haidian2014, "2013": demo.Haidian2013,
		"municipal": demo.Municipal} {
		t.Run(name, func(t *testing.T) { orderAndProcessors(t, year) })
	}
}

func orderAndProcessors(t *testing.T, year func() score.Input) {
	t.Helper()
	want := encode(t, year())
	for seed := range uint64(3) {
		in := year()
		shuffle := rand.New(rand.NewPCG(seed, 1))
		mix(shuffle, in.Roster.Units)
		mix(shuffle, in.Roster.Bodies)
		mix(shuffle, in.Plan)
		mix(shuffle, in.Targets)
		mix(shuffle, in.Tasks)
		mix(shuffle, in.Actuals)
		mix(shuffle, in.Marks)
		mix(shuffle, in.Ballots)
		mix(shuffle, in.Events)
		mix(shuffle, in.Surveys)
		previous := runtime.GOMAXPROCS(1 + int(seed%2))
		got := encode(t, in)
		runtime.GOMAXPROCS(previous)
		if !bytes.Equal(got, want) {
			t.Fatalf("shuffled with seed %d, the run has other bytes", seed)
		}
	}
}

func mix[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func encode(t *testing.T, in score.Input) []byte {
	t.Helper()
	run, err := score.NewRun(in, "test")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := run.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestTraceChangesNoNumber: computing with and without a trace gives the same results.
func TestTraceChangesNoNumber(t *testing.T) {
	in := demo.Haidian2014()
	plain := compute(t, in)
	traced, err := score.Explain(in)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range plain.Units {
		b := traced.Units[i]
		if a.Unit != b.Unit || !a.Result.Total.Equal(*b.Result.Total) || a.Result.Grade != b.Result.Grade ||
			a.Result.Place != b.Result.Place {
			t.Fatalf("%s: %+v without a trace, %+v with", a.Name, a.Result, b.Result)
		}
		for k := range a.Lines {
			if x, y := a.Lines[k].Points, b.Lines[k].Points; (x == nil) != (y == nil) || x != nil && !x.Equal(*y) {
				t.Fatalf("%s %s: %v without a trace, %v with", a.Name, a.Lines[k].Name, x, y)
			}
		}
	}
}

// TestPrintedArithmetic evaluates every line of arithmetic that explanations of the example print, in both languages,
// by other means, and checks that the last one of each gives the number explained.
func TestPrintedArithmetic(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "Haidian 2014": demo.Haidian2014(),
		"Haidian 2013": demo.Haidian2013(), "municipal": demo.Municipal()} {
		e, err := score.NewExplainer(in)
		if err != nil {
			t.Fatal(err)
		}
		lines, sheets := 0, e.Sheets()
		for i := range sheets.Units {
			s := &sheets.Units[i]
			for _, x := range e.All(s) {
				for _, l := range []lang.Lang{lang.ZH, lang.EN} {
					for _, step := range x.Steps {
						if step.Expr != "" {
							checkPrinted(t, s.Name+" "+x.Title.EN, score.StepText(step, l))
							lines++
						}
					}
				}
				if n := len(x.Steps); n > 0 && x.Value != "-" && x.Steps[n-1].Value != "" &&
					x.Title.EN[len(x.Title.EN)-5:] != "grade" {
					got, want := decimal.MustParse(x.Steps[n-1].Value), decimal.MustParse(x.Value)
					if !got.Equal(want) {
						t.Fatalf("%s ends in %s, the number explained is %s", x.Title.EN, got, want)
					}
				}
				if strings.Contains(x.Text(lang.EN)+x.Text(lang.ZH), "%!") {
					t.Fatalf("%s: a text with holes: %s", x.Title.EN, x.Text(lang.EN))
				}
			}
		}
		t.Logf("%s: %d printed lines evaluated", name, lines)
		if lines < 300 {
			t.Errorf("%s: only %d lines of arithmetic", name, lines)
		}
	}
}

// checkPrinted reads a printed line as a person would: "r = 86 ÷ 95 = 86/95 (≈ 0.9053)" or "84 ≥ 80    · reached".
func checkPrinted(t *testing.T, where, text string) {
	t.Helper()
	text, _, _ = strings.Cut(text, "    · ")
	if i := strings.IndexAny(text, "（"); i >= 0 {
		text = text[:i]
	}
	for _, note := range []string{" (≈", " (rounded"} {
		text, _, _ = strings.Cut(text, note)
	}
	if strings.ContainsAny(text, "≥≤<>") {
		if err := arith.Check(text, "", 0); err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		return
	}
	parts := strings.Split(text, " = ")
	if len(parts) > 1 && !strings.ContainsAny(parts[0], "0123456789") {
		parts = parts[1:] // the symbol
	}
	if len(parts) == 1 {
		return // a number that stands for itself
	}
	value := parts[len(parts)-1]
	places := 0
	if i := strings.Index(value, "."); i >= 0 {
		places = len(value) - i - 1
	}
	if err := arith.Check(parts[len(parts)-2], value, places); err != nil {
		t.Fatalf("%s: %q: %v", where, text, err)
	}
}

func TestExplainFindsByAnyName(t *testing.T) {
	e, err := score.NewExplainer(demo.Small())
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Sheet("第1街道")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"A1", "任务完成率", "重点工作", "职能履行", "duty", "总分", "total", "", "名次", "grade", "加分", "扣分"} {
		if x, err := e.Of(s, name); err != nil || x.Title.ZH == "" {
			t.Errorf("Of(%q): %v", name, err)
		}
	}
	if _, err := e.Of(s, "没有这项"); err == nil {
		t.Error("an item that isn't there is explained")
	}
	if _, err := e.Sheet("区巡视组"); err == nil {
		t.Error("an exempt unit has a sheet")
	}
}

func BenchmarkCompute(b *testing.B) {
	in := demo.Haidian2014()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := score.Compute(in); err != nil {
			b.Fatal(err)
		}
	}
}
