package score

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Field is a number that one line is scored from and that can be tried with another value.
type Field struct {
	Key   string // "data:A", "goal:T", "event:0", "mark:2", "ballot:1", "survey:0"
	Name  lang.Text
	Value string
	Unit  string // of measure
}

// goals are the numbers of a target, by the symbols that rules know them by.
var goals = []struct {
	symbol string
	name   lang.Text
	of     func(*target.Target) **fact.Number
}{
	{"T", lang.T("目标值", "target"), func(t *target.Target) **fact.Number { return &t.Value }},
	{"C", lang.T("挑战值", "challenge"), func(t *target.Target) **fact.Number { return &t.Challenge }},
	{"L", lang.T("下限", "lower bound"), func(t *target.Target) **fact.Number { return &t.Low }},
	{"U", lang.T("上限", "upper bound"), func(t *target.Target) **fact.Number { return &t.High }},
	{"B", lang.T("基期值", "baseline"), func(t *target.Target) **fact.Number { return &t.Baseline }},
}

// Try scores one line again with other numbers: the same rule, the same peers, the same code. It returns the
// explanation of the line, and the numbers that can be changed. A changed number that isn't one leaves the line as it
// is and is named in the error. Nothing is kept.
func Try(in Input, unit, leaf string, changed map[string]string) (Explanation, []Field, error) {
	u := in.Unit(unit)
	l := in.Scheme.Leaf(leaf)
	if u == nil || l == nil || u.Listing == org.Exempt || !l.For(u) || in.Scheme.IsVeto(*l) {
		return Explanation{}, nil, fmt.Errorf("score: %s of unit %q: %w", leaf, unit, ErrNotFound)
	}
	bindings, _ := in.Scheme.Bind()
	b := bindings.Leaves[leaf]
	if b == nil {
		return Explanation{}, nil, fmt.Errorf("score: %s has no rule: %w", leaf, ErrNotFound)
	}
	whole := in
	if !b.Reads(rule.UseLead) { // a leader may stand in another class
		in = in.onlyClass(u.Class)
	}
	in = in.Canonical()
	t := trial{in: &in, unit: u.Code, leaf: leaf, changed: changed}
	fields := t.walk(b, l.Unit)
	y, _ := prepare(in)
	y.trace, y.reports = true, y.reported(&whole) // a unit of another class may have reported first
	members := y.members(u.Class)
	for i, s := range y.leafLines(u.Class, l) {
		if members[i].Code == u.Code && s.line != nil {
			e := &Explainer{y: y}
			sheet := &Sheet{Unit: u.Code, Name: u.Name, Class: u.Class, Listing: u.Listing}
			return e.line(sheet, s.line), fields, t.err
		}
	}
	return Explanation{}, fields, fmt.Errorf("score: %s of unit %q: %w", leaf, unit, ErrNotFound)
}

// onlyClass leaves out the facts of units of other classes: nobody is compared across classes.
func (in Input) onlyClass(class string) Input {
	member := map[string]bool{}
	for _, u := range in.Roster.Units {
		member[u.Code] = u.Class == class
	}
	in.Targets = of(in.Targets, func(t target.Target) bool { return member[t.Unit] })
	in.Tasks = of(in.Tasks, func(t target.Task) bool { return member[t.Unit] })
	in.Actuals = of(in.Actuals, func(a progress.Actual) bool { return member[a.Unit] })
	in.Marks = of(in.Marks, func(m review.Mark) bool { return member[m.Unit] })
	in.Ballots = of(in.Ballots, func(b review.Ballots) bool { return member[b.Unit] })
	in.Events = of(in.Events, func(e review.Event) bool { return member[e.Unit] })
	in.Surveys = of(in.Surveys, func(r survey.Result) bool { return member[r.Unit] })
	return in
}

func of[T any](list []T, keep func(T) bool) []T {
	var out []T
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

// trial walks the numbers of a line and puts changed ones in their place.
type trial struct {
	in         *Input
	unit, leaf string
	changed    map[string]string
	err        error
}

// value notes a field and returns its changed value, or nil if it stays.
func (t *trial) value(fields *[]Field, key string, name lang.Text, now decimal.Number, unit string) *decimal.Number {
	f := Field{key, name, now.String(), unit}
	defer func() { *fields = append(*fields, f) }()
	text, ok := t.changed[key]
	if text = strings.TrimSpace(text); !ok || text == "" || text == f.Value {
		return nil
	}
	n, err := decimal.Parse(text)
	if err != nil {
		if t.err == nil {
			t.err = NotANumber{Field: name, Value: text}
		}
		return nil
	}
	f.Value = n.String()
	return &n
}

// NotANumber says that a value that was tried isn't a number.
type NotANumber struct {
	Field lang.Text
	Value string
}

func (e NotANumber) Error() string {
	return fmt.Sprintf("score: %s: %q is not a number", e.Field.EN, e.Value)
}

func (t *trial) walk(b *rule.Bound, unit string) []Field {
	var out []Field
	in := t.in
	in.Targets = slices.Clone(in.Targets)
	for i := range in.Targets {
		x := &in.Targets[i]
		if x.Unit != t.unit || x.Indicator != t.leaf {
			continue
		}
		for _, g := range goals {
			if p := g.of(x); *p != nil {
				if n := t.value(&out, "goal:"+g.symbol, g.name, (*p).Value, unit); n != nil {
					*p = &fact.Number{Value: *n}
				}
			}
		}
	}
	in.Actuals = slices.Clone(in.Actuals)
	for i := range in.Actuals {
		a := &in.Actuals[i]
		if a.Unit != t.unit || a.Indicator != t.leaf {
			continue
		}
		for k, v := range a.Values {
			if v.Period != b.Period() || v.Number == nil {
				continue
			}
			name, measure := dataName(b, a.Item), ""
			if a.Item == rule.Actual {
				measure = unit
			}
			if n := t.value(&out, "data:"+a.Item, name, *v.Number, measure); n != nil {
				a.Values = slices.Clone(a.Values)
				a.Values[k] = progress.PeriodValue{Period: v.Period, Number: n}
			}
		}
	}
	in.Marks = slices.Clone(in.Marks)
	each(in.Marks, "mark", func(m review.Mark) bool { return m.Unit == t.unit && m.Indicator == t.leaf && !m.Recused },
		func(m *review.Mark, key string) {
			if n := t.value(&out, key, lang.Same(strings.TrimSpace(m.Judge+" "+m.Dimension)), m.Value, ""); n != nil {
				m.Value, m.Source = *n, fact.Source{}
			}
		})
	in.Ballots = slices.Clone(in.Ballots)
	each(in.Ballots, "ballot", func(v review.Ballots) bool { return v.Unit == t.unit && v.Indicator == t.leaf },
		func(v *review.Ballots, key string) {
			if n := t.value(&out, key, lang.Same(v.Group+" "+v.Option), v.Votes, lang.T("票", "votes").ZH); n != nil {
				v.Votes, v.Source = *n, fact.Source{}
			}
		})
	in.Events = slices.Clone(in.Events)
	each(in.Events, "event", func(e review.Event) bool {
		return e.Unit == t.unit && e.Indicator == t.leaf && e.State == review.Decided
	}, func(e *review.Event, key string) {
		if n := t.value(&out, key, lang.T("“%[1]s”的次数", "count of %[1]q").With(e.Matter), e.Count, ""); n != nil {
			e.Count, e.Source = *n, fact.Source{}
		}
	})
	if b.Reads(rule.UseSurvey) {
		in.Surveys = slices.Clone(in.Surveys)
		each(in.Surveys, "survey", func(r survey.Result) bool { return r.Unit == t.unit },
			func(r *survey.Result, key string) {
				if n := t.value(&out, key, lang.T("%[1]s满意度", "satisfaction, %[1]s").With(rule.ChannelName(r.Channel)), r.Score,
					""); n != nil {
					r.Score, r.Source, r.Counts = *n, fact.Source{}, nil
				}
			})
	}
	return out
}

// each calls do for the entries of a list that belong to the line, with their keys.
func each[T any](list []T, kind string, belongs func(T) bool, do func(*T, string)) {
	n := 0
	for i := range list {
		if belongs(list[i]) {
			do(&list[i], kind+":"+strconv.Itoa(n))
			n++
		}
	}
}
