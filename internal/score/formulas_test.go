package score_test

import (
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/target"
)

// with changes the rule of one indicator of the small year.
func with(in score.Input, leaf, code, params string) score.Input {
	l := in.Scheme.Leaf(leaf)
	p, err := rule.ParseParams(params, rule.ByCode(code).AllParams())
	if err != nil {
		panic(err)
	}
	l.Rule, l.Params = code, p
	return in
}

// drop forgets what units reported for an indicator.
func drop(in score.Input, leaf string) score.Input {
	var kept []progress.Actual
	for _, a := range in.Actuals {
		if a.Indicator != leaf {
			kept = append(kept, a)
		}
	}
	in.Actuals = kept
	return in
}

func points(t *testing.T, in score.Input, unit, leaf string) string {
	t.Helper()
	l := line(compute(t, in).Sheet(unit), leaf)
	if l.Points == nil {
		return "none: " + l.Reason.EN
	}
	return l.Points.Fixed(4)
}

// Street k reports 100 - 3k for A1 (target 100, 20 points) and 90 - k for A2.
func TestIndicatorsReadEachOther(t *testing.T) {
	for _, tt := range []struct {
		name     string
		in       score.Input
		unit     string
		leaf     string
		expected string
	}{
		{"the value of another indicator", with(drop(demo.Small(), "A2"), "A2", "formula", "公式=F * A1 / 100"), "S2",
			"A2", "9.4000"},
		{"its points, though it comes later in the scheme",
			with(drop(demo.Small(), "A1"), "A1", "formula", "公式=rate(A2) * F"), "S1", "A1", "20.0000"},
		{"by its name", with(drop(demo.Small(), "A2"), "A2", "formula", "公式=[任务完成率] / 10"), "S2", "A2", "9.4000"},
		{"a computed value, ranked against the computed values of the class",
			with(drop(demo.Small(), "A2"), "A2", "minmax", "计算=A1 * 2；保底分=0"), "S1", "A2", "10.0000"},
		{"a chain: A2 from A1, B2 from A2", with(with(drop(demo.Small(), "A2"), "A2", "formula", "公式=A1 / 10"), "B2",
			"formula", "公式=points(A2) / 10"), "S2", "B2", "0.9400"},
		{"the class: separately listed units aren't in it",
			with(demo.Small(), "A2", "formula", "公式=count(class(A)) / 10 * F"), "S9", "A2", "8.0000"},
		{"points from points that read the first one's value: no circle", with(with(drop(demo.Small(), "A2"), "A1", "formula",
			"公式=F * rate(A2) + 0 * A"), "A2", "formula", "公式=F * A1 / 100"), "S2", "A1", "18.8000"},
		{"values computed from each other's neighbours, by class", with(with(drop(demo.Small(), "A2"), "A2", "band_linear",
			"计算=100 * A1 / max(class(A1))；比较=实绩值；下限=0；上限=100"), "B2", "formula", "公式=F * A2 / 100"), "S1", "B2", "4.0000"},
		{"the points of the class", with(drop(demo.Small(), "A2"), "A2", "formula", "公式=F * rate(A1) / max(class(rate(A1)))"),
			"S1", "A2", "10.0000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.in.Ballots = nil
			if tt.in.Scheme.Leaf("B2").Rule == "vote" {
				tt.in.Ballots = demo.Small().Ballots
			}
			if got := points(t, tt.in, tt.unit, tt.leaf); got != tt.expected {
				t.Errorf("%s, want %s", got, tt.expected)
			}
		})
	}
}

func TestCirclesAreShown(t *testing.T) {
	in := with(with(demo.Small(), "A1", "formula", "公式=rate(A2) * F"), "A2", "formula", "公式=rate(A3) * F")
	in = with(in, "A3", "ratio", "计算=A1 + points(A1)")
	var said []string
	for _, f := range score.Check(in) {
		if f.Code == errs.FormulaCircle {
			said = append(said, f.Message().EN)
		}
	}
	if len(said) != 1 || !strings.Contains(said[0], "A1 → A2 → A3 → A1") {
		t.Errorf("findings %q, want the one circle, shown", said)
	}
}

// TestFormulasTakeOrder: what an indicator reads is scored first, wherever it stands; the lines keep
// the order of the scheme.
func TestFormulasTakeOrder(t *testing.T) {
	in := with(drop(demo.Small(), "A1"), "A1", "formula", "公式=rate(F1) * F")
	var codes []string
	for _, l := range compute(t, in).Sheet("S1").Lines {
		codes = append(codes, l.Leaf)
	}
	if strings.Join(codes, " ") != "A1 A2 A3 B1 B2 D1 D2 E1 F1" {
		t.Errorf("lines in the order %v", codes)
	}
}

func TestLeadAndCoUnits(t *testing.T) {
	in := with(demo.Small(), "A1", "joint_share", "基本方法=ratio；任务权重=0.7")
	led := func(unit, by string) {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: "A1", Item: rule.LeadItem,
			Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Word: by}}})
	}
	led("S2", "第1街道")
	if got := points(t, in, "S2", "A1"); got != "19.2200" { // 0.7 × 19.4 + 0.3 × 18.8
		t.Errorf("co-unit %s, want 19.2200", got)
	}
	if got := points(t, in, "S1", "A1"); got != "19.4000" {
		t.Errorf("leader %s, want its own 19.4", got)
	}
	led("S1", "S2") // each leads the other
	refused(t, in, errs.LineRefused)
	in.Actuals = in.Actuals[:len(in.Actuals)-1]
	led("S3", "某某局")
	refused(t, in, errs.LineRefused)
}

// refused checks that a year isn't scored, for a reason.
func refused(t *testing.T, in score.Input, code errs.Code) {
	t.Helper()
	for _, f := range score.Check(in) {
		if f.Code == code {
			return
		}
	}
	t.Errorf("no finding %s", code)
}

func TestPeriodsOfAYear(t *testing.T) {
	in := drop(with(demo.Small(), "A2", "period_compose", "合成=平均"), "A2")
	for _, u := range in.Roster.Units {
		if u.Listing == org.Exempt {
			continue
		}
		a := progress.Actual{Unit: u.Code, Indicator: "A2", Item: rule.Actual, Status: fact.Verified}
		for _, q := range []struct{ period, value string }{{"Q1", "80"}, {"Q2", "90"}, {"Q3", "70"}, {"Q4", "100"}} {
			n := fact.Num(q.value).Value
			a.Values = append(a.Values, progress.PeriodValue{Period: q.period, Number: &n})
		}
		in.Actuals = append(in.Actuals, a)
	}
	if got := points(t, in, "S1", "A2"); got != "8.5000" {
		t.Errorf("four quarters give %s, want 8.5000", got)
	}
}

func TestOverBonusNeedsAnHonestTarget(t *testing.T) {
	in := with(demo.Small(), "A2", "over_bonus", "每档加分=1")
	for _, u := range in.Roster.Units {
		goal := target.Target{Unit: u.Code, Indicator: "A2", Value: fact.Num("80"),
			City: target.Floor{Value: fact.Num("80"), Document: "市任务"}}
		if u.Code == "S2" {
			goal.City.Value, goal.Waiver = fact.Num("85"), &target.Waiver{Document: "示绩组〔2013〕9号", Reason: "受灾"}
		}
		if u.Listing != org.Exempt {
			in.Targets = append(in.Targets, goal)
		}
	}
	if got := points(t, in, "S1", "A2"); got != "10.0000" { // 89 of 80 is 11.25 % above: 11 steps, at most 10
		t.Errorf("11 steps give %s, want the limit of 10", got)
	}
	if got := points(t, in, "S2", "A2"); got != "0.0000" {
		t.Errorf("a target below its floor, though waived, gives %s, want 0", got)
	}
}

func TestFalseDataScoreZero(t *testing.T) {
	in := with(demo.Small(), "A1", "ratio", "缺报=满分；不适用=满分")
	actual(&in, "S1", "A1", rule.Actual).Status = fact.False
	if got := points(t, in, "S1", "A1"); got != "0.0000" {
		t.Errorf("false data give %s, want 0 whatever the scheme says of missing data", got)
	}
	refused(t, in, errs.DataFalse)
	in.Events = append(in.Events, review.Event{Unit: "S1", Type: review.Deduction, Matter: "虚报", Kind: "通报批评",
		Count: fact.Num("1").Value, State: review.Decided, Source: fact.Source{Document: "示绩组〔2013〕8号"}})
	for _, f := range score.Check(in) {
		if f.Code == errs.DataFalse {
			t.Error("the deduction is recorded, but is asked for all the same")
		}
	}
}

// TestWhatWouldMoveAFormula: the class moves with the unit.
func TestWhatWouldMoveAFormula(t *testing.T) {
	in := with(demo.Small(), "A2", "formula", "公式=F * A / max(class(A))")
	e, err := score.NewExplainer(in)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Sheet("S1")
	if err != nil {
		t.Fatal(err)
	}
	x, err := e.Of(s, "A2")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range x.Moves {
		if strings.Contains(m.EN, "points (+") {
			t.Errorf("the best of the class can't gain: %s", m.EN)
		}
	}
}
