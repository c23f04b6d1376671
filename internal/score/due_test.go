package score_test

import (
	"maps"
	"slices"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// begun is a year of which only every nth unit has reported anything; 0: nobody has.
func begun(in score.Input, n int) score.Input {
	some := map[string]bool{}
	for i, u := range in.Roster.Units {
		some[u.Code] = n > 0 && i%n == 0
	}
	in.Actuals = keptOf(in.Actuals, func(a progress.Actual) bool { return some[a.Unit] })
	in.Marks = keptOf(in.Marks, func(m review.Mark) bool { return some[m.Unit] })
	in.Ballots = keptOf(in.Ballots, func(b review.Ballots) bool { return some[b.Unit] })
	in.Events = keptOf(in.Events, func(e review.Event) bool { return some[e.Unit] })
	in.Surveys = keptOf(in.Surveys, func(survey.Result) bool { return n > 0 }) // they come all at once
	return in
}

func keptOf[T any](list []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !keep(x) })
}

// TestAYearThatHasOnlyBegun: scheme and targets alone are a year: nothing wrong, one note, and nobody has a total.
func TestAYearThatHasOnlyBegun(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2014": demo.Haidian2014(),
		"municipal": demo.Municipal()} {
		in = begun(in, 0)
		found := score.Check(in)
		if found.HasErrors() {
			t.Errorf("%s: %v", name, found)
		}
		n := 0
		for _, f := range found {
			if f.Code == errs.YearToCome {
				n++
			}
			if f.Code == errs.DataPolicy || f.Code == errs.MarksDefault {
				t.Errorf("%s: what is to come is one note, not %s", name, f.Message().EN)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d notes of what is to come", name, n)
		}
		for _, s := range compute(t, in).Units {
			if s.Result.Total != nil || s.Result.Place != 0 || s.Result.Grade != "" || !s.Result.Provisional {
				t.Errorf("%s: %s has %+v though nothing is decided", name, s.Name, s.Result)
			}
			for _, l := range s.Lines {
				if !l.Open() {
					t.Errorf("%s: %s %s has %v by %s though nothing was reported", name, s.Name, l.Leaf, l.Points, l.Policy)
				}
			}
		}
		if _, err := score.NewRun(in, "test"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// without is a year in which some units (nil: all) have reported nothing of some indicators.
func without(in score.Input, leaves []string, units ...string) score.Input {
	gone := func(unit, leaf string) bool {
		return slices.Contains(leaves, leaf) && (len(units) == 0 || slices.Contains(units, unit))
	}
	in.Actuals = keptOf(in.Actuals, func(a progress.Actual) bool { return !gone(a.Unit, a.Indicator) })
	in.Marks = keptOf(in.Marks, func(m review.Mark) bool { return !gone(m.Unit, m.Indicator) })
	in.Ballots = keptOf(in.Ballots, func(b review.Ballots) bool { return !gone(b.Unit, b.Indicator) })
	return in
}

// TestSilence: what a line without data does to the total of S2, and whether S2 gets a place.
func TestSilence(t *testing.T) {
	missing := func(leaf, policy string) func(*score.Input) {
		return func(in *score.Input) {
			l := in.Scheme.Leaf(leaf)
			l.Params = maps.Clone(l.Params)
			if l.Params == nil {
				l.Params = rule.Params{}
			}
			l.Params["missing"] = policy
		}
	}
	for name, c := range map[string]struct {
		in      score.Input
		prepare []func(*score.Input)
		lost    []string // lines that count nothing in the total of S2, their siblings not scaled up
		decided string
		silent  int
		place   bool
	}{
		"all is there": {in: demo.Small(), decided: "100", place: true},
		"nobody has reported D2": {in: without(demo.Small(), []string{"D2"}),
			lost: []string{"D2"}, decided: "92"},
		"S2 alone hasn't: zero, and ranked": {in: without(demo.Small(), []string{"D2"}, "S2"), lost: []string{"D2"},
			decided: "100", silent: 1, place: true},
		"S2 alone, and the scheme waits": {in: without(demo.Small(), []string{"D2"}, "S2"),
			prepare: []func(*score.Input){missing("D2", "unranked")}, lost: []string{"D2"}, decided: "92", silent: 1},
		"S2 leaves out what others bear": {in: without(demo.Small(), []string{"A1"}, "S2"),
			prepare: []func(*score.Input){missing("A1", "redistribute")}, decided: "80", silent: 1, place: true},
		"the good half alone gets no place": {in: without(demo.Small(), []string{"A1", "B1"}, "S2"),
			prepare: []func(*score.Input){missing("A1", "redistribute"), missing("B1", "redistribute")},
			decided: "74", silent: 1},
		"too few to take the mean of": {in: without(demo.Small(), []string{"D2"}, "S1", "S2", "S3", "S4", "S5", "S6",
			"S7"), prepare: []func(*score.Input){missing("D2", "class_mean")}, lost: []string{"D2"}, decided: "92", silent: 1},
		"its peers haven't reported yet": {in: without(demo.Small(), []string{"A2"}, "S1", "S3", "S4", "S5", "S6", "S7",
			"S8"), lost: []string{"A2"}, decided: "90"},
		"a report without the scored period": {in: quarterly(demo.Small(), "A1"), lost: []string{"A1"}, decided: "80"},
		"not due, said so of this unit alone": {in: demo.Small(), prepare: []func(*score.Input){func(in *score.Input) {
			a := actual(in, "S2", "A1", rule.Actual)
			a.Status, a.Values = fact.NotDue, nil
		}}, lost: []string{"A1"}, decided: "80"},
	} {
		full := compute(t, demo.Small()).Sheet("S2")
		for _, f := range c.prepare {
			f(&c.in)
		}
		sheets := compute(t, c.in)
		s := sheets.Sheet("S2")
		if s.Decided.Points.String() != c.decided || s.Decided.Silent != c.silent || (s.Result.Place > 0) != c.place ||
			(s.Result.Grade != "") != c.place || s.Result.Provisional == c.place {
			t.Errorf("%s: decided %s of %s, silent %d, place %d, grade %q", name, s.Decided.Points, s.Decided.Of,
				s.Decided.Silent, s.Result.Place, s.Result.Grade)
		}
		if len(c.lost) > 0 {
			want := *full.Result.Total
			for _, leaf := range c.lost {
				want = want.Sub(*line(full, leaf).Points)
			}
			if got := s.Result.Total.Sub(want); decimal.MustParse("0.01").Less(got.Abs()) {
				t.Errorf("%s: total %s, want %s: %s", name, s.Result.Total, want, got)
			}
		}
		class := sheets.Classes[0]
		var sum decimal.Number
		n := 0
		for _, u := range sheets.Units {
			if u.Result.Place > 0 {
				sum, n = sum.Add(*u.Result.Total), n+1
			}
		}
		if class.Ranked != n || class.Ranked+class.Provisional != 8 ||
			n > 0 && !class.Mean.Equal(sum.Quo(decimal.Int(int64(n))).Round(2)) {
			t.Errorf("%s: %+v is not of the %d units with a place", name, class, n)
		}
		if class.ExcellentMax > 0 && class.ExcellentMax != score.Quota(c.in.Scheme.Grading.ExcellentShare, n, 0) {
			t.Errorf("%s: quota %d of %d", name, class.ExcellentMax, n)
		}
	}
}

// TestWhatIsDue: a line is due once all that it is scored from has been reported by somebody; drafts aren't reports.
func TestWhatIsDue(t *testing.T) {
	none := begun(demo.Small(), 0)
	num := func(n int64) *decimal.Number { d := decimal.Int(n); return &d }
	report := func(in *score.Input, unit, leaf, item, word string, n *decimal.Number) {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: leaf, Item: item, Status: fact.Verified,
			Values: []progress.PeriodValue{{Period: "Y", Word: word, Number: n}}})
	}
	for name, c := range map[string]struct {
		tell func(in *score.Input)
		leaf string
		open map[string]bool // units, and whether the line waits
	}{
		"one milestone of two": {func(in *score.Input) { report(in, "S1", "D2", "m1", "按期", nil) }, "D2",
			map[string]bool{"S1": true, "S2": true}},
		"both milestones": {func(in *score.Input) {
			report(in, "S1", "D2", "m1", "按期", nil)
			report(in, "S1", "D2", "m2", "按期", nil)
		}, "D2", map[string]bool{"S1": false, "S2": false}},
		"a mark that doesn't count": {func(in *score.Input) {
			in.Marks = append(in.Marks, review.Mark{Unit: "S1", Indicator: "F1", Judge: "甲", Recused: true})
		}, "F1", map[string]bool{"S1": true, "S2": true}},
		"a deduction that isn't decided": {func(in *score.Input) {
			in.Events = append(in.Events, review.Event{Unit: "S1", Type: review.Deduction, Indicator: "D1", Matter: "评查",
				Kind: "瑕疵", Count: decimal.One, State: review.Open})
		}, "D1", map[string]bool{"S1": true}},
		"a deduction, from the first report about the unit on": {
			func(in *score.Input) { report(in, "S1", "A1", rule.Actual, "", num(90)) }, "D1",
			map[string]bool{"S1": false, "S2": true}},
		"a formula of what is there and what isn't": {func(in *score.Input) {
			l := in.Scheme.Leaf("A2")
			l.Rule, l.Params = "formula", rule.Params{"formula": "points(A1)/2 + rate(D2)"}
			report(in, "S1", "A1", rule.Actual, "", num(90))
		}, "A2", map[string]bool{"S1": true, "S2": true}},
		"a quarter of a year of quarters": {func(in *score.Input) {
			l := in.Scheme.Leaf("A2")
			l.Rule, l.Params = "period_compose", rule.Params{"rule": "ratio", "periods": "Q1,Q2"}
			in.Targets = append(in.Targets, target.Target{Unit: "S1", Indicator: "A2", Value: fact.Num("100")})
			in.Actuals = append(in.Actuals, progress.Actual{Unit: "S1", Indicator: "A2", Item: rule.Actual,
				Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Q1", Number: num(90)}}})
		}, "A2", map[string]bool{"S1": true}},
	} {
		in := none
		in.Scheme.Leaves = slices.Clone(in.Scheme.Leaves)
		in.Targets = slices.Clone(in.Targets)
		c.tell(&in)
		if l := in.Scheme.Leaf("A2"); l.Rule == "period_compose" {
			for _, u := range in.Roster.Units[1:9] {
				in.Targets = append(in.Targets, target.Target{Unit: u.Code, Indicator: "A2", Value: fact.Num("100")})
			}
		}
		sheets, err := score.Compute(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for unit, want := range c.open {
			if l := line(sheets.Sheet(unit), c.leaf); l.Open() != want {
				t.Errorf("%s: %s of %s waits: %v, want %v (%v, %s)", name, c.leaf, unit, l.Open(), want, l.Points, l.Reason.EN)
			}
		}
	}
}

// quarterly is a year in which an indicator was reported for a quarter alone.
func quarterly(in score.Input, leaf string) score.Input {
	in.Actuals = slices.Clone(in.Actuals)
	for i := range in.Actuals {
		if a := &in.Actuals[i]; a.Indicator == leaf {
			a.Values = slices.Clone(a.Values)
			a.Values[0].Period = "Q1"
		}
	}
	return in
}

// TestWaitingWithoutTheSetting: a policy that waits waits in every year.
func TestWaitingWithoutTheSetting(t *testing.T) {
	in := without(demo.Small(), []string{"D2"}, "S2")
	in.Scheme.Grading.MinDecided = nil
	in.Scheme.Leaf("D2").Params = rule.Params{"weights": "0.5,0.5", "missing": "unranked"}
	if s := compute(t, in).Sheet("S2"); !s.Result.Provisional || s.Result.Place != 0 || s.Result.Grade != "" {
		t.Errorf("%+v", s.Result)
	}
}

// TestAYearOfBefore: without the setting all silence is missing data, and what isn't due leaves, as it was.
func TestAYearOfBefore(t *testing.T) {
	in := without(demo.Small(), []string{"D2"})
	in.Scheme.Grading.MinDecided = nil
	s := compute(t, in).Sheet("S2")
	if l := line(s, "D2"); l.Policy != rule.Zero || l.Status != "" || s.Decided != nil || s.Result.Place == 0 {
		t.Errorf("%+v %+v", l, s.Result)
	}
	a := actual(&in, "S2", "A1", rule.Actual)
	a.Status, a.Values = fact.NotDue, nil
	if l := line(compute(t, in).Sheet("S2"), "A1"); l.Policy != rule.Redistribute || l.Points != nil {
		t.Errorf("%+v", l)
	}
}

// TestNotDueWhereOthersReported: in a year that is over too, what one unit says isn't due is named once others have
// reported it.
func TestNotDueWhereOthersReported(t *testing.T) {
	in := with(demo.Small(), "A1", "ratio", "未到期=暂计")
	in.Scheme.Grading.MinDecided = nil
	a := actual(&in, "S3", "A1", rule.Actual)
	a.Status, a.Values = fact.NotDue, nil
	if found := score.Check(in); !found.Has(errs.DataPolicy) {
		t.Errorf("nobody says that S3 waits while others have reported:\n%s", told(found))
	}
}

// TestCanonicalIsACopy: whoever changes what Canonical returned doesn't change what it was made from, sorted or not.
func TestCanonicalIsACopy(t *testing.T) {
	in := demo.Small().Canonical()
	out := in.Canonical()
	out.Actuals[0].Unit, out.Targets[0].Unit, out.Events[0].Unit, out.Roster.Units[0].Name = "另", "另", "另", "另"
	if slices.Contains([]string{in.Actuals[0].Unit, in.Targets[0].Unit, in.Events[0].Unit, in.Roster.Units[0].Name}, "另") {
		t.Error("two years share their lists")
	}
}
