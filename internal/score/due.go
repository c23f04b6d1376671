package score

import (
	"slices"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// A year that runs: what nobody has reported yet isn't due (未到期). From the first report on, the silence of others is
// data missing without excuse (无故缺报).

// reports counts what has been reported in a year so far, of the period that is scored.
type reports struct {
	counted  bool             // they were counted: a year that doesn't run seldom asks for them
	items    tally[[2]string] // data items of indicators, by indicator and item
	periods  tally[[2]string] // periods of indicators that are composed of several
	leaves   tally[string]    // indicators with a report, a mark, a vote or a decided event
	channels tally[string]    // survey channels with a result
	units    tally[string]    // units of which anything was reported
}

// tally counts reports of something, and notes where the first came or the last went.
type tally[K comparable] struct {
	n     map[K]int
	turns map[K]bool
}

func (t *tally[K]) add(k K, by int) {
	if t.n == nil {
		t.n = map[K]int{}
	}
	if t.turns == nil {
		t.turns = map[K]bool{}
	}
	was := t.n[k]
	t.n[k] = was + by
	switch {
	case (was > 0) == (was+by > 0):
	case t.turns[k]: // back to what it was
		delete(t.turns, k)
	default:
		t.turns[k] = true
	}
}

func (t *tally[K]) has(k K) bool { return t.n[k] > 0 }

func (t *tally[K]) any() bool {
	for k := range t.n {
		if t.has(k) {
			return true
		}
	}
	return false
}

// turned is what is due now and wasn't, or was and isn't, since it was asked last: indicators with an item, a period or
// a report, survey results, units.
type turned struct {
	leaves, units map[string]bool
	surveys       bool
}

func (r *reports) turned() turned {
	out := turned{leaves: r.leaves.turns, units: r.units.turns, surveys: len(r.channels.turns) > 0}
	if out.leaves == nil {
		out.leaves = map[string]bool{}
	}
	for _, pairs := range []map[[2]string]bool{r.items.turns, r.periods.turns} {
		for k := range pairs {
			out.leaves[k[0]] = true
		}
		clear(pairs)
	}
	r.leaves.turns, r.units.turns = map[string]bool{}, map[string]bool{}
	clear(r.channels.turns)
	return out
}

// reported is what has been reported in an input.
func (y *year) reported(in *Input) reports {
	other := *y
	other.reports = reports{}
	other.count(in, 1)
	return other.reports
}

// count counts the reports that are in an input, or with -1 no longer.
func (y *year) count(in *Input, by int) {
	r := &y.reports
	r.counted = true
	note := func(unit, leaf string) { r.leaves.add(leaf, by); r.units.add(unit, by) }
	for i := range in.Actuals {
		a := &in.Actuals[i]
		if a.Item == progress.LastYearPoints || a.Item == progress.LastYearFull {
			continue
		}
		if a.Status == fact.False || a.Status.HasValue() && y.inPeriod(a) {
			note(a.Unit, a.Indicator)
			r.items.add([2]string{a.Indicator, a.Item}, by)
		}
		if a.Status.HasValue() {
			for _, v := range a.Values {
				r.periods.add([2]string{a.Indicator, v.Period}, by)
			}
		}
	}
	for _, m := range in.Marks {
		if !m.Recused {
			note(m.Unit, m.Indicator)
		}
	}
	for _, b := range in.Ballots {
		note(b.Unit, b.Indicator)
	}
	for _, e := range in.Events {
		if e.State == review.Decided {
			note(e.Unit, e.Indicator)
		}
	}
	for _, s := range in.Surveys {
		r.channels.add(s.Channel, by)
		r.units.add(s.Unit, by)
	}
}

// inPeriod reports whether a report has a value of the period that is scored.
func (y *year) inPeriod(a *progress.Actual) bool {
	b := y.bindings.Leaves[a.Indicator]
	if b == nil || b.Reads(rule.UsePeriods) {
		return len(a.Values) > 0
	}
	return a.At(b.Period()) != nil
}

// due reports whether all that an indicator is scored from has been reported by somebody: each data item, each period
// of one that is composed, marks, votes, results of a channel, and the indicators that it reads. What waits for
// nobody's report, as deductions do, is due for a unit from the first report about it on.
func (y *year) due(u *org.Unit, l *scheme.Leaf, b *rule.Bound) bool { return y.dueBeside(u, l, b, nil) }

// dueBeside is due of an indicator that those before it read: circles are refused elsewhere and end here.
func (y *year) dueBeside(u *org.Unit, l *scheme.Leaf, b *rule.Bound, before []string) bool {
	if slices.Contains(before, l.Code) {
		return true
	}
	if !y.reports.counted {
		y.count(&y.in, 1)
	}
	if b.Reads(rule.UseSurvey) {
		channel := b.Args.Word("channel")
		return y.reports.channels.has(channel) || channel == "both" && y.reports.channels.any()
	}
	waits := false
	for _, i := range b.Items {
		if i.Optional {
			continue
		}
		if waits = true; !y.reports.items.has([2]string{l.Code, i.Key}) {
			return false
		}
	}
	for _, p := range b.ComposedPeriods() {
		if waits = true; !y.reports.periods.has([2]string{l.Code, p}) {
			return false
		}
	}
	for _, n := range b.Needs() {
		other, bound := y.index.leaves[n.Code], y.bindings.Leaves[n.Code]
		if other == nil || bound == nil || !other.For(u) {
			continue
		}
		if waits = true; !y.dueBeside(u, other, bound, append(before, l.Code)) {
			return false
		}
	}
	if b.Reads(rule.UseTasks) || len(b.Items) == 0 && (b.Reads(rule.UseMarks) || b.Reads(rule.UseBallots)) {
		return y.reports.leaves.has(l.Code)
	}
	return waits || y.reports.leaves.has(l.Code) || y.reports.units.has(u.Code)
}

// silence says what a line is that nobody said anything of: not due, or missing; empty if there is something to score
// or to go by. status is the worst of what was said.
func (y *year) silence(u *org.Unit, l *scheme.Leaf, b *rule.Bound, f *facts,
	status fact.Status) (fact.Status, lang.Text) {
	switch {
	case !y.scheme.Running() || !status.HasValue() && status != fact.Silent:
		return "", lang.Text{}
	case !y.due(u, l, b):
		return fact.NotDue, lang.T("还没有单位报送，未到期", "nobody has reported it yet: not due")
	case status == fact.Silent:
		return fact.MissingUnexcused, lang.T("没有报送，别的单位已报", "not reported, while others have")
	}
	return "", lang.Text{}
}

// awaitsPeers says what a line is whose class has too few data to compare yet: one that has its own waits for others.
func (y *year) awaitsPeers(u *org.Unit, l *scheme.Leaf, b *rule.Bound, in rule.Facts) (fact.Status, lang.Text) {
	if !y.scheme.Running() || b.HasSmall() || len(in.Peers) >= b.Peers || y.mayHave(u.Class, l) < b.Peers {
		return "", lang.Text{}
	}
	if v, _ := y.value(u, l, b); v.Number == nil {
		return fact.MissingUnexcused, lang.T("没有报送，别的单位已报", "not reported, while others have")
	}
	return fact.NotDue, lang.T("同类还只有 %[1]d 家有数据，满 %[2]d 家后比较",
		"only %[1]d units of the class have data so far; it is compared from %[2]d on").
		With(len(in.Peers), b.Peers)
}

// mayHave is the number of ranked units of a class that are assessed on an indicator.
func (y *year) mayHave(class string, l *scheme.Leaf) int {
	at := lineKey{class, l.Code}
	n, known := y.index.may[at]
	if !known {
		for _, u := range y.members(class) {
			if u.Listing == org.Ranked && l.For(u) {
				n++
			}
		}
		y.index.may[at] = n
	}
	return n
}

// toCome is one note of all that isn't due yet.
func (y *year) toCome() errs.Findings {
	if !y.scheme.Running() {
		return nil
	}
	var names []string
	lines, quarters := 0, 0
	units := map[string]bool{}
	for _, l := range y.index.list {
		waits := false
		for _, c := range y.scheme.Classes {
			for _, s := range y.scored[lineKey{c.Name, l.Code}] {
				if s.line == nil || !s.line.Open() || s.open != fact.NotDue {
					continue
				}
				waits, units[s.unit] = true, true
				lines++
				if f := y.look(s.unit, l.Code); slices.ContainsFunc(f.actuals,
					func(a progress.Actual) bool { return len(a.Values) > 0 }) {
					quarters++
				}
			}
		}
		if waits {
			names = append(names, l.Code+" "+l.Name)
		}
	}
	if lines == 0 {
		return nil
	}
	early := lang.Text{}
	if quarters > 0 {
		early = lang.T("；其中 %[1]d 行已报计分期以外的数", "; %[1]d of these lines have numbers of other periods").With(quarters)
	}
	return errs.Findings{errs.New(errs.YearToCome, y.scheme.Source, "", len(names), lang.Some(names, toComeNamed),
		len(units), lines, early)}
}

// toComeNamed is how many indicators the note of what is to come names.
const toComeNamed = 6
