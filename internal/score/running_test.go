package score_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// office changes a year at random, as a district does while a year goes on.
type office struct {
	*rand.Rand
	in      score.Input
	touched []score.Touched
	did     map[string]int
}

func (o *office) touch(what string, part score.Part, unit, indicator string) {
	o.touched = append(o.touched, score.Touched{Part: part, Unit: unit, Indicator: indicator})
	o.did[what]++
}

func (o *office) unit() string { return pickOne(o.Rand, o.in.Roster.Units).Code }

func pickOne[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (o *office) number() decimal.Number {
	return decimal.Ratio(int64(o.IntN(20_000))-500, pickOne(o.Rand, []int64{1, 10, 100, 100, 100})).Round(2)
}

var statuses = []fact.Status{fact.Verified, fact.Verified, fact.Provisional, fact.Disputed, fact.MissingUnexcused,
	fact.MissingExcused, fact.NotApplicable, fact.NotDue, fact.False}

// change makes one change.
func (o *office) change() {
	in := &o.in
	switch k := o.IntN(20); {
	case k < 9 && len(in.Actuals) > 0:
		o.report()
	case k == 9: // somebody reports what nobody asked, or what was withdrawn
		unit, l := o.unit(), pickOne(o.Rand, in.Scheme.Leaves)
		if o.IntN(2) == 0 { // more often one that nobody has reported yet
			reported := map[string]bool{}
			for _, a := range in.Actuals {
				reported[a.Indicator] = true
			}
			for _, other := range in.Scheme.Leaves {
				if !reported[other.Code] && o.IntN(3) == 0 {
					l = other
				}
			}
		}
		if slices.ContainsFunc(in.Actuals, func(a progress.Actual) bool {
			return a.Unit == unit && a.Indicator == l.Code && a.Item == rule.Actual
		}) {
			return
		}
		n := o.number()
		in.Actuals = append(slices.Clone(in.Actuals), progress.Actual{Unit: unit, Indicator: l.Code, Item: rule.Actual,
			Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Number: &n}}})
		o.touch("new report", score.Cell, unit, l.Code)
	case k < 12 && len(in.Targets) > 0:
		in.Targets = slices.Clone(in.Targets)
		i := o.IntN(len(in.Targets))
		t := &in.Targets[i]
		o.touch("target", score.Cell, t.Unit, t.Indicator)
		switch o.IntN(6) {
		case 0:
			in.Targets = slices.Delete(in.Targets, i, i+1)
		case 1:
			t.Value = nil
		default:
			t.Value = &fact.Number{Value: o.number()}
		}
	case k == 12:
		unit, l := o.unit(), pickOne(o.Rand, in.Scheme.Leaves)
		if slices.ContainsFunc(in.Targets, func(t target.Target) bool { return t.Unit == unit && t.Indicator == l.Code }) {
			return
		}
		in.Targets = append(slices.Clone(in.Targets), target.Target{Unit: unit, Indicator: l.Code,
			Value: &fact.Number{Value: o.number()}})
		o.touch("new target", score.Cell, unit, l.Code)
	case k == 16 && len(in.Actuals) > 0:
		o.prove()
	case k == 13 && len(in.Marks) > 0:
		in.Marks = slices.Clone(in.Marks)
		i := o.IntN(len(in.Marks))
		m := &in.Marks[i]
		o.touch("mark", score.Cell, m.Unit, m.Indicator)
		switch o.IntN(4) {
		case 0:
			in.Marks = slices.Delete(in.Marks, i, i+1)
		case 1:
			m.Recused = !m.Recused
		default:
			m.Value = decimal.Int(int64(o.IntN(104)))
		}
	case k == 14 && len(in.Ballots) > 0:
		in.Ballots = slices.Clone(in.Ballots)
		b := &in.Ballots[o.IntN(len(in.Ballots))]
		b.Votes = decimal.Int(int64(o.IntN(40)) - 1)
		o.touch("votes", score.Cell, b.Unit, b.Indicator)
	case k == 15 && len(in.Surveys) > 0:
		in.Surveys = slices.Clone(in.Surveys)
		i := o.IntN(len(in.Surveys))
		s := &in.Surveys[i]
		o.touch("survey", score.Survey, s.Unit, "")
		if o.IntN(4) == 0 {
			in.Surveys = slices.Delete(in.Surveys, i, i+1)
			return
		}
		s.Score, s.Counts, s.Low, s.High = decimal.Int(int64(40+o.IntN(62))), nil, nil, nil
	default:
		o.event()
	}
}

// report changes what a unit reported.
func (o *office) report() {
	in := &o.in
	in.Actuals = slices.Clone(in.Actuals)
	i := o.IntN(len(in.Actuals))
	a := &in.Actuals[i]
	o.touch("report", score.Cell, a.Unit, a.Indicator)
	switch o.IntN(10) {
	case 0:
		in.Actuals = slices.Delete(in.Actuals, i, i+1)
	case 1:
		if a.Status = pickOne(o.Rand, statuses); !a.Status.HasValue() {
			a.Values = nil
		}
	case 2:
		a.LateDays = &fact.Number{Value: decimal.Int(int64(o.IntN(9)))}
	case 3:
		a.Values = nil
	default:
		if a.Values = slices.Clone(a.Values); len(a.Values) == 0 {
			n := o.number()
			a.Values, a.Status = []progress.PeriodValue{{Period: "Y", Number: &n}}, fact.Verified
			return
		}
		v := &a.Values[o.IntN(len(a.Values))]
		if v.Number == nil { // another unit's word is one that the rule knows, about
			for _, other := range in.Actuals {
				if other.Indicator == a.Indicator && other.Item == a.Item && len(other.Values) > 0 && o.IntN(3) == 0 {
					v.Word = other.Values[0].Word
				}
			}
			return
		}
		n := o.number()
		v.Number = &n
	}
}

// prove finds that a report is false, or records what becomes of the unit for that.
func (o *office) prove() {
	in := &o.in
	for _, a := range in.Actuals {
		if a.Status == fact.False {
			in.Events = append(slices.Clone(in.Events), review.Event{Unit: a.Unit, Type: review.Deduction,
				Matter: fmt.Sprintf("虚报%d", o.IntN(1000)), Kind: "通报批评", Count: decimal.One, State: review.Decided,
				Source: fact.Source{Document: "绩〔2014〕8号"}})
			o.touch("false, punished", score.Events, a.Unit, "")
			return
		}
	}
	in.Actuals = slices.Clone(in.Actuals)
	a := &in.Actuals[o.IntN(len(in.Actuals))]
	a.Status = fact.False
	o.touch("false", score.Cell, a.Unit, a.Indicator)
}

// event adds, decides, changes or drops a matter.
func (o *office) event() {
	in := &o.in
	in.Events = slices.Clone(in.Events)
	if len(in.Events) > 0 && o.IntN(2) == 0 {
		i := o.IntN(len(in.Events))
		e := &in.Events[i]
		o.touch("event", score.Events, e.Unit, e.Indicator)
		switch o.IntN(4) {
		case 0:
			in.Events = slices.Delete(in.Events, i, i+1)
		case 1:
			e.State = review.Open
		default:
			e.State, e.Count = review.Decided, decimal.Int(int64(1+o.IntN(3)))
		}
		return
	}
	e := review.Event{Unit: o.unit(), Matter: fmt.Sprintf("事项%d", o.IntN(1000)), Count: decimal.One, State: review.Decided,
		Proposer: "考评办", Decider: "领导小组", Heard: true, Source: fact.Source{Document: "绩〔2014〕9号"},
		Type: pickOne(o.Rand, []review.EventType{review.Veto, review.Cap, review.Promotion, review.Downgrade, review.Bonus,
			review.Deduction})}
	switch e.Type {
	case review.Veto, review.Deduction:
		for _, l := range in.Scheme.Leaves {
			if i := in.Scheme.Item(l.Item); (e.Type == review.Veto) == (i != nil && i.Level1 == "veto") && o.IntN(3) == 0 {
				e.Indicator = l.Code
			}
		}
	case review.Cap, review.Downgrade:
		e.Grade = pickOne(o.Rand, []string{"good", "pass", "fail"})
	}
	in.Events = append(in.Events, e)
	o.touch("new event", score.Events, e.Unit, e.Indicator)
}

// led is a year in which units share in the points of one that leads them, which reads another indicator.
func led(more ...string) score.Input {
	in := demo.Small()
	if len(more) > 0 {
		in = drop(in, "A1")
	}
	in = with(in, "A1", "joint_share", strings.Join(append(more, "基本方法=ratio", "任务权重=0.7"), "；"))
	for _, unit := range []string{"S2", "S4", "S5"} {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: "A1", Item: rule.LeadItem,
			Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Word: "第1街道"}}})
	}
	return in
}

// means is a year whose missing data get the mean of their class.
func means(in score.Input) score.Input {
	for i := range in.Scheme.Leaves {
		if l := &in.Scheme.Leaves[i]; slices.Contains([]string{"A1", "A2", "A3", "D2"}, l.Code) {
			l.Params = maps.Clone(l.Params)
			if l.Params == nil {
				l.Params = rule.Params{}
			}
			l.Params["excused"], l.Params["missing"] = "class_mean", "class_mean"
		}
	}
	return in
}

// fewPeers is a year that is over, with an indicator that compares, and another that reads its points beside a data
// item that nobody has.
func fewPeers() score.Input {
	in := with(demo.Small(), "A2", "minmax", "保底分=0")
	in.Scheme.Grading.MinDecided = nil
	in = with(drop(in, "D2"), "D2", "formula", "公式=F * rate(A2) * x / 100；数据项=x")
	for _, u := range in.Roster.Units {
		if u.Listing != org.Exempt {
			in.Actuals = append(in.Actuals,
				progress.Actual{Unit: u.Code, Indicator: "D2", Item: "x", Status: fact.MissingUnexcused})
		}
	}
	return in
}

// runningYears are those that go on, one for each way in which lines depend on one another.
func runningYears() map[string]score.Input {
	return map[string]score.Input{
		"small":         demo.Small(),
		"left, waiting": leftBesideWaiting(),
		"district":      demo.Haidian2014(),
		"earlier":       demo.Haidian2012(),
		"municipal":     demo.Municipal(),
		"made up":       demo.Large(1, 15, 50),
		"reads a value": with(drop(demo.Small(), "A2"), "A2", "formula", "公式=F * A1 / 100"),
		"reads points":  with(drop(demo.Small(), "A2"), "A2", "formula", "公式=F * 得分(A1) / 20"),
		"a chain": with(with(drop(drop(demo.Small(), "A2"), "A3"), "A2", "formula", "公式=F * 得分(A1) / 20"), "A3", "formula",
			"公式=F * 得分(A2) / 10"),
		"a computed value, ranked": with(drop(demo.Small(), "A2"), "A2", "minmax", "计算=A1 * 2；保底分=0"),
		"computed by the class": with(with(drop(demo.Small(), "A2"), "A2", "band_linear",
			"计算=100 * A1 / max(class(A1))；比较=实绩值；下限=0；上限=100"), "A3", "formula", "公式=F * min(A2, 100) / 100"),
		"the points of the class": with(drop(demo.Small(), "A2"), "A2", "formula",
			"公式=F * rate(A1) / max(class(rate(A1)))"),
		"means of the class":           means(demo.Small()),
		"means that are read":          with(drop(means(demo.Small()), "D2"), "D2", "formula", "公式=F * rate(A1)"),
		"a mean of a survey is read":   with(drop(demo.Small(), "D2"), "D2", "formula", "公式=F * rate(E1)"),
		"what has few peers is read":   fewPeers(),
		"led":                          led(),
		"led, by what others reported": led("计算=A2 + 1"),
		"reads what is led":            with(drop(led(), "A2"), "A2", "formula", "公式=F * rate(A1)"),
		"five classes, much to come": with(without(demo.Large(1, 15, 50), []string{"L001", "L002", "L003", "L006", "L011"}),
			"L007", "formula", "公式=F * min(L001, 100) / 100"),
		"an empty year": without(demo.Small(), []string{"A1", "A2", "A3"}),
	}
}

// TestRunningIsCompute: whatever changes, a year that is followed comes to what it would come to if all of it were
// scored anew, and is refused for the same errors.
func TestRunningIsCompute(t *testing.T) {
	steps := 120
	if testing.Short() {
		steps = 40
	}
	did := map[string]int{}
	scored, refused, graded := 0, 0, map[string]int{}
	for name, in := range runningYears() {
		seeds, steps := uint64(6), steps
		if len(in.Roster.Units) > 20 {
			seeds, steps = 1, steps/2
		}
		for number := range seeds {
			t.Run(fmt.Sprint(name, " ", number), func(t *testing.T) {
				o := &office{Rand: rand.New(rand.NewPCG(number, 15)), in: in.Canonical(), did: did}
				r, err := score.NewRunning(o.in)
				if err != nil {
					t.Fatal(err)
				}
				sound, last := o.in, o.in
				var done []score.Touched
				for step := range steps {
					switch {
					case step%4 == 3 && step%8 == 3: // back to a year without errors, in one go
						o.touched = everything(o.in, sound)
						o.in = sound
					case step%4 == 3: // or what was done last is taken back
						o.in, o.touched = last, done
					default:
						last = o.in
						for range 1 + o.IntN(2) {
							o.change()
						}
						done = o.touched
					}
					o.in = o.in.Canonical()
					r.Follow(o.in, o.touched)
					if !sameAsCompute(t, r, o.in) {
						t.Fatalf("step %d touched %v", step, o.touched)
					}
					sheets, err := r.Sheets()
					if o.touched = nil; err != nil {
						refused++
						continue
					}
					if scored++; scored%5 == 0 || len(o.in.Roster.Units) <= 20 {
						planIsCompute(t, name, o.in, sheets)
					}
					for _, s := range sheets.Units {
						graded[string(s.Result.Grade)]++
					}
				}
			})
		}
	}
	if scored < 100 || refused < 100 || len(did) < 9 || len(graded) < 4 {
		t.Errorf("too little was tried: %d years scored, %d refused, %v, grades %v", scored, refused, did, graded)
	}
	t.Logf("%d years scored, %d refused, %v, grades %v", scored, refused, did, graded)
}

// TestWhatTurnsOnAReport: the first report of an indicator makes it due for all who haven't, in other classes too and
// where it is read; the first of a unit makes due what waits for nobody's report; the first result of a channel makes
// satisfaction due.
func TestWhatTurnsOnAReport(t *testing.T) {
	large := func() score.Input { return demo.Large(1, 15, 50) }
	unreported := func() score.Input { return without(large(), []string{"L001"}) }
	report := func(unit, leaf string) func(*score.Input) score.Touched {
		return func(in *score.Input) score.Touched {
			in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: leaf, Item: rule.Actual,
				Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Number: &decimal.One}}})
			return score.Touched{Unit: unit, Indicator: leaf}
		}
	}
	for name, c := range map[string]struct {
		in     score.Input
		change func(*score.Input) score.Touched
	}{
		"the first report of an indicator": {unreported(), report("U0001", "L001")},
		"of one that others read": {with(drop(unreported(), "L007"), "L007", "formula", "公式=F * min(L001, 100) / 100"),
			report("U0001", "L001")},
		"the first of a unit": {silent(large(), "U0003"), report("U0003", "L001")},
		"what left waits again": {stands(large(), fact.NotApplicable), func(in *score.Input) score.Touched {
			*in = stands(*in, fact.NotDue)
			return score.Touched{Unit: "U0001", Indicator: "L001"}
		}},
		"the first of a channel": {unsurveyed(large()), func(in *score.Input) score.Touched {
			in.Surveys = large().Surveys[:1]
			return score.Touched{Part: score.Survey, Unit: in.Surveys[0].Unit}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.in.Canonical()
			r, err := score.NewRunning(in)
			if err != nil {
				t.Fatal(err)
			}
			before := told(r.Errors()) + outcome(r)
			shown, _ := r.Sheets()
			page := jsonOf(t, shown)
			touched := c.change(&in)
			in = in.Canonical()
			r.Follow(in, []score.Touched{touched})
			sameAsCompute(t, r, in)
			if told(r.Errors())+outcome(r) == before {
				t.Error("nothing changed")
			}
			if jsonOf(t, shown) != page {
				t.Error("what was shown before changed too")
			}
		})
	}
}

// TestAMeanThatIsRead: S3 has no data and gets the mean of its class. Whoever else reports moves it, and what is worked
// out from it.
func TestAMeanThatIsRead(t *testing.T) {
	without := func(in score.Input, reports func(progress.Actual) bool) score.Input {
		in.Actuals = slices.DeleteFunc(slices.Clone(in.Actuals), reports)
		return in
	}
	reads := func(leaf string) score.Input {
		return with(drop(demo.Small(), "D2"), "D2", "formula", "公式=F * rate("+leaf+")")
	}
	silent := with(reads("A1"), "A1", "ratio", "缺报=类内平均")
	a := actual(&silent, "S3", "A1", rule.Actual)
	a.Status, a.Values = fact.MissingUnexcused, nil
	over := silent
	over.Scheme.Grading.MinDecided = nil
	three := without(silent, func(a progress.Actual) bool { return a.Indicator == "A1" && a.Unit > "S4" })
	few := reads("E1")
	few.Surveys = slices.Clone(few.Surveys)
	for i := range few.Surveys {
		if few.Surveys[i].Unit == "S3" {
			few.Surveys[i].N = *fact.Num("10") // too few answers get the mean, unless the scheme says otherwise
		}
	}
	reported := func(in score.Input) score.Input {
		in.Actuals = slices.Clone(in.Actuals)
		set(&in, "S1", "A1", decimal.Int(20))
		return in
	}
	for name, c := range map[string]struct {
		in      score.Input
		change  func(score.Input) score.Input
		touched score.Touched
		want    string // D2 of S3
	}{
		"in a year that runs": {silent, reported, score.Touched{Unit: "S1", Indicator: "A1"}, "5.9886"},
		"in one that is over": {over, reported, score.Touched{Unit: "S1", Indicator: "A1"}, "5.9886"},
		"two of three are left": {three, func(in score.Input) score.Input {
			return without(in, func(a progress.Actual) bool { return a.Indicator == "A1" && a.Unit == "S1" })
		}, score.Touched{Unit: "S1", Indicator: "A1"}, "0"},
		"of a survey": {few, func(in score.Input) score.Input {
			in.Surveys = slices.Clone(in.Surveys)
			for i := range in.Surveys {
				if in.Surveys[i].Unit == "S1" {
					in.Surveys[i].Score = decimal.Int(40)
				}
			}
			return in
		}, score.Touched{Part: score.Survey, Unit: "S1"}, "6.2629"},
	} {
		in := c.in.Canonical()
		r, err := score.NewRunning(in)
		if err != nil || len(r.Errors()) > 0 {
			t.Fatal(name, err, r.Errors())
		}
		in = c.change(in).Canonical()
		r.Follow(in, []score.Touched{c.touched})
		sheets, err := r.Sheets()
		if err != nil {
			t.Fatal(name, err)
		}
		if got := line(sheets.Sheet("S3"), "D2").Points; got == nil || got.String() != c.want {
			t.Errorf("%s: S3 has %v of D2, want %s", name, got, c.want)
		}
		if !sameAsCompute(t, r, in) {
			t.Error(name)
		}
	}
}

// TestLinesThatWereLost: an indicator loses its peers, and its lines can't be scored; one that reads it is scored
// meanwhile, by what it gives then; with its peers it comes back. The item has the points that it gives now.
func TestLinesThatWereLost(t *testing.T) {
	in := fewPeers().Canonical()
	r, err := score.NewRunning(in)
	if err != nil || len(r.Errors()) > 0 {
		t.Fatal(err, r.Errors())
	}
	next := func(name string, change func(in *score.Input) []score.Touched) {
		in.Actuals = slices.Clone(in.Actuals)
		touched := change(&in)
		in = in.Canonical()
		if r.Follow(in, touched); !sameAsCompute(t, r, in) {
			t.Error(name)
		}
	}
	var gone []progress.Actual
	next("A2 has few", func(in *score.Input) (out []score.Touched) {
		in.Actuals = slices.DeleteFunc(in.Actuals, func(a progress.Actual) bool {
			if a.Indicator != "A2" || a.Unit <= "S2" {
				return false
			}
			gone, out = append(gone, a), append(out, score.Touched{Unit: a.Unit, Indicator: "A2"})
			return true
		})
		return out
	})
	if !r.Errors().Has(errs.PeersFew) {
		t.Fatal(r.Errors())
	}
	next("S1 reports what is read beside it", func(in *score.Input) []score.Touched {
		n := decimal.Int(80)
		a := actual(in, "S1", "D2", "x")
		a.Status, a.Values = fact.Verified, []progress.PeriodValue{{Period: "Y", Number: &n}}
		return []score.Touched{{Unit: "S1", Indicator: "D2"}}
	})
	next("A2 is back, S1 is last", func(in *score.Input) (out []score.Touched) {
		for _, a := range gone {
			in.Actuals, out = append(in.Actuals, a), append(out, score.Touched{Unit: a.Unit, Indicator: "A2"})
		}
		set(in, "S1", "A2", decimal.Int(1))
		return append(out, score.Touched{Unit: "S1", Indicator: "A2"})
	})
	sheets, err := r.Sheets()
	if err != nil {
		t.Fatal(err)
	}
	if s := sheets.Sheet("S1"); s.Total.Points.String() != "77.83" || s.Result.Place != 8 {
		t.Errorf("S1 has %v and place %d, want 77.83 and 8", s.Total.Points, s.Result.Place)
	}
}

// TestCheckLineIsCheck: what a cell would do to the year is said before it is written, as Check says it afterwards:
// whatever is wrong that wasn't.
func TestCheckLineIsCheck(t *testing.T) {
	said := func(unit, leaf string, was score.Input, change func(*score.Input)) (before, said, after errs.Findings) {
		is := was
		is.Actuals, is.Surveys, is.Events = slices.Clone(was.Actuals), slices.Clone(was.Surveys), slices.Clone(was.Events)
		change(&is)
		was, is = was.Canonical(), is.Canonical()
		r, err := score.NewRunning(was)
		if err != nil {
			t.Fatal(err)
		}
		once := outcome(r)
		said = r.CheckLine(unit, leaf, is.Cell(unit, leaf))
		if outcome(r) != once {
			t.Error("asking changed the year")
		}
		return score.Check(was).Errors(), said.Errors(), score.Check(is).Errors()
	}
	over := func(in score.Input) score.Input { in.Scheme.Grading.MinDecided = nil; return in }
	value := func(unit, leaf string, n int64) func(*score.Input) {
		return func(in *score.Input) {
			number := decimal.Int(n)
			in.Actuals = append(in.Actuals, progress.Actual{Unit: unit, Indicator: leaf, Item: rule.Actual,
				Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Number: &number}}})
		}
	}
	first := with(drop(demo.Small(), "A1"), "A1", "grade_map", "等次=优:1、良:0.8")
	first.Targets = nil
	blocks := demo.Small()
	blocks.Scheme.Leaf("E1").Params = rule.Params{"channel": "both", "small_n": "block"}
	promoted := demo.Small()
	promotion := review.Event{Unit: "S1", Type: review.Promotion, Matter: "晋", Count: decimal.One, State: review.Decided,
		Proposer: "甲", Decider: "乙", Source: fact.Source{Document: "丙"}}
	promoted.Events = append(slices.Clone(promoted.Events), promotion)
	mean := over(with(demo.Small(), "A1", "ratio", "缺报=类内平均"))
	mean.Actuals = slices.DeleteFunc(slices.Clone(mean.Actuals), func(a progress.Actual) bool {
		return a.Indicator == "A1" && a.Unit > "S3"
	})
	uncompared := over(demo.Small())
	uncompared.Actuals = slices.DeleteFunc(slices.Clone(uncompared.Actuals), func(a progress.Actual) bool {
		return a.Indicator == "A2"
	})
	for name, c := range map[string]struct {
		unit, leaf string
		in         score.Input
		change     func(*score.Input)
		want       errs.Code // empty: the cell is to blame for nothing
	}{
		"the first report, of a kind that the rule doesn't take": {"S1", "A1", first, value("S1", "A1", 3), errs.LineRefused},
		"the first of a class that is compared":                  {"S1", "A2", uncompared, value("S1", "A2", 70), ""},
		"too few answers, which block": {"S1", "", blocks, func(in *score.Input) {
			for i := range in.Surveys {
				if in.Surveys[i].Unit == "S1" {
					in.Surveys[i].N = *fact.Num("10")
				}
			}
		}, errs.DataBlocks},
		"survey results taken away": {"S1", "", blocks, func(in *score.Input) {
			in.Surveys = slices.DeleteFunc(in.Surveys, func(s survey.Result) bool { return s.Unit == "S1" })
		}, errs.SurveyMissing},
		"a second promotion": {"S2", "", promoted, func(in *score.Input) {
			second := promotion
			second.Unit = "S2"
			in.Events = append(in.Events, second)
		}, errs.PromotionMany},
		"a mean of too few": {"S3", "A1", mean, func(in *score.Input) {
			a := actual(in, "S3", "A1", rule.Actual)
			a.Status, a.Values = fact.MissingUnexcused, nil
		}, errs.ClassMeanFew},
	} {
		before, said, after := said(c.unit, c.leaf, c.in, c.change)
		right := said.Has(c.want) && !before.Has(c.want) && told(said) == told(after)
		if c.want == "" {
			right = len(said) == 0
		}
		if !right {
			t.Errorf("%s: said\n%s\nafterwards\n%s", name, told(said), told(after))
		}
	}
}

// TestCheckLine: what would be wrong with a cell is said before it is written, and is what is said once it is.
func TestCheckLine(t *testing.T) {
	in := demo.Small().Canonical()
	r, err := score.NewRunning(in)
	if err != nil {
		t.Fatal(err)
	}
	before := outcome(r)
	report := func(unit, leaf, item, word string, number any) score.Input {
		v := progress.PeriodValue{Period: "Y", Word: word}
		if text, ok := number.(string); ok {
			v.Number = new(decimal.MustParse(text))
		}
		return score.Input{Actuals: []progress.Actual{{Unit: unit, Indicator: leaf, Item: item, Status: fact.Verified,
			Values: []progress.PeriodValue{v}}},
			Targets: keptOf(in.Targets, func(x target.Target) bool { return x.Unit == unit && x.Indicator == leaf })}
	}
	for name, c := range map[string]struct {
		unit, leaf string
		cell       score.Input
		want       errs.Code // empty: nothing is wrong
	}{
		"a good value":    {"S1", "A1", report("S1", "A1", rule.Actual, "", "77"), ""},
		"a word":          {"S1", "A1", report("S1", "A1", rule.Actual, "好", nil), errs.ValueNotNumber},
		"an unknown item": {"S1", "A1", report("S1", "A1", "别的", "", "7"), errs.ItemUnknown},
		"nobody's cell":   {"S1", "V1", report("S1", "V1", rule.Actual, "", "7"), ""},
		"without a target": {"S1", "A1", score.Input{Actuals: report("S1", "A1", rule.Actual, "", "7").Actuals},
			errs.TargetMissing},
		"a survey of 500": {"S1", "", score.Input{Surveys: surveyed(in, "S1", "500")}, errs.SurveyScore},
		"a survey of 50":  {"S1", "", score.Input{Surveys: surveyed(in, "S1", "50")}, ""},
		"a mark for nobody": {"S1", "A1", score.Input{Marks: []review.Mark{{Unit: "S1", Indicator: "A1", Judge: "专家A"}}},
			errs.JudgementUnread},
	} {
		found := r.CheckLine(c.unit, c.leaf, c.cell).Errors()
		if c.want == "" && len(found) > 0 || c.want != "" && !found.Has(c.want) {
			t.Errorf("%s: %v, want %q", name, found, c.want)
		}
	}
	if outcome(r) != before {
		t.Error("asking changed the year")
	}
	o := &office{Rand: rand.New(rand.NewPCG(3, 15)), in: in, did: map[string]int{}}
	said := 0
	for range 300 {
		o.in, o.touched = in, nil
		o.change()
		if len(o.touched) != 1 {
			continue
		}
		at := o.touched[0]
		o.in = o.in.Canonical()
		whole := map[string]bool{}
		for _, f := range score.Check(o.in) {
			whole[told(errs.Findings{f})] = true
		}
		for _, f := range r.CheckLine(at.Unit, at.Indicator, o.in.Cell(at.Unit, at.Indicator)) {
			said++
			if !whole[told(errs.Findings{f})] {
				t.Errorf("said of %v beforehand, and not once it is there: %s", at, told(errs.Findings{f}))
			}
		}
	}
	if said < 50 {
		t.Errorf("only %d findings", said)
	}
}

// surveyed are survey results of a unit with another score.
func surveyed(in score.Input, unit, value string) []survey.Result {
	list := keptOf(in.Surveys, func(s survey.Result) bool { return s.Unit == unit })[:1]
	list[0].Score, list[0].Counts, list[0].Low, list[0].High = decimal.MustParse(value), nil, nil, nil
	return list
}

// outcome is all lines without the unit's own change.
func outcome(r *score.Running) string {
	sheets, err := r.Sheets()
	doc, _ := json.Marshal(sheets)
	return fmt.Sprint(string(doc), err)
}

func silent(in score.Input, unit string) score.Input {
	in = without(in, nil)
	in.Actuals = keptOf(in.Actuals, func(a progress.Actual) bool { return a.Unit != unit })
	in.Events = keptOf(in.Events, func(e review.Event) bool { return e.Unit != unit })
	in.Surveys = nil
	return in
}

// stands is a year in which a line has a status in the place of a value.
func stands(in score.Input, status fact.Status) score.Input {
	in.Actuals = slices.Clone(in.Actuals)
	a := actual(&in, "U0001", "L001", rule.Actual)
	a.Status, a.Values = status, nil
	return in
}

func unsurveyed(in score.Input) score.Input { in.Surveys = nil; return in }

// everything is all that two years have facts about.
func everything(list ...score.Input) (out []score.Touched) {
	seen := map[score.Touched]bool{}
	add := func(part score.Part, unit, indicator string) {
		if at := (score.Touched{Part: part, Unit: unit, Indicator: indicator}); !seen[at] {
			seen[at] = true
			out = append(out, at)
		}
	}
	for _, in := range list {
		for _, t := range in.Targets {
			add(score.Cell, t.Unit, t.Indicator)
		}
		for _, t := range in.Tasks {
			add(score.Cell, t.Unit, t.Indicator)
		}
		for _, a := range in.Actuals {
			add(score.Cell, a.Unit, a.Indicator)
		}
		for _, m := range in.Marks {
			add(score.Cell, m.Unit, m.Indicator)
		}
		for _, b := range in.Ballots {
			add(score.Cell, b.Unit, b.Indicator)
		}
		for _, e := range in.Events {
			add(score.Events, e.Unit, e.Indicator)
		}
		for _, s := range in.Surveys {
			add(score.Survey, s.Unit, "")
		}
	}
	return out
}

// sameAsCompute compares a year that was followed with the same year scored anew.
func sameAsCompute(t *testing.T, r *score.Running, in score.Input) bool {
	t.Helper()
	want, wantErr := score.Compute(in)
	got, gotErr := r.Sheets()
	if wantErr != nil || gotErr != nil {
		a, b := told(score.Check(in).Errors()), told(r.Errors())
		if a != b {
			t.Errorf("errors:\n%s\nwant:\n%s", b, a)
		}
		return a == b
	}
	a, b := jsonOf(t, want), jsonOf(t, got)
	if a != b {
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		t.Errorf("is:   …%s\nwant: …%s", excerpt(b, at), excerpt(a, at))
	}
	return a == b
}

func excerpt(s string, at int) string { return s[max(0, at-300):min(len(s), at+200)] }

func told(found errs.Findings) string {
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = fmt.Sprint(f.Code, " ", f.At.Place(), " ", f.Value, " ", f.Message().EN)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	doc, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}
