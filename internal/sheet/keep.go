package sheet

import (
	"cmp"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Who adds to a year brings the columns that change. A column that isn't there says nothing, and what is known of it
// stays, who reported it and when too; a cell that is left blank under a heading says that there is none. Forms for
// targets ask for what isn't there: a blank in them says nothing yet.

// absent reports whether a row's sheet doesn't have a column, so that what is known of it stays.
func (b *builder) absent(rec record, key string) bool {
	_, there := rec.cols[key]
	return b.known != nil && !there
}

// unsaid is absent of a row of targets, whose forms ask for what isn't known.
func (b *builder) unsaid(rec record, key string) bool {
	return b.absent(rec, key) || b.known != nil && isFloorsForm(rec) && !rec.has(key)
}

// clears tells of a blank cell that takes away a number that is known.
func (b *builder) clears(rec record, key string, was decimal.Number) {
	if !rec.has(key) && !rec.refused[key] {
		b.say(errs.CellClears, rec.at(key), "", rec.table.column(key).head, was)
	}
}

// row is the source of a row with what stands behind the fact that is known, where its sheet has no columns for that. A
// number that comes to another one has nothing of it behind itself: the old document doesn't say the new number.
func (b *builder) row(rec record, known fact.Source) fact.Source {
	out := rec.source
	b.same(rec, &out, known)
	return out
}

// knownFacts finds what is known of a year by what its rows are named by.
type knownFacts struct {
	targets map[lineKey]*target.Target
	tasks   map[[3]string]*target.Task
	actuals map[[3]string]*progress.Actual
	marks   map[[4]string]*review.Mark
	ballots map[[4]string]*review.Ballots
	events  map[string]*review.Event
	surveys map[[2]string]*survey.Result
}

// facts are the known ones; all are empty where nothing is added to.
func (b *builder) facts() *knownFacts {
	if b.byName != nil {
		return b.byName
	}
	k := &knownFacts{map[lineKey]*target.Target{}, map[[3]string]*target.Task{}, map[[3]string]*progress.Actual{},
		map[[4]string]*review.Mark{}, map[[4]string]*review.Ballots{}, map[string]*review.Event{},
		map[[2]string]*survey.Result{}}
	b.byName = k
	if b.known == nil {
		return k
	}
	for i := range b.known.Targets {
		t := &b.known.Targets[i]
		k.targets[lineKey{t.Unit, t.Indicator}] = t
	}
	for i := range b.known.Tasks {
		t := &b.known.Tasks[i]
		k.tasks[[3]string{t.Unit, t.Indicator, t.Name}] = t
	}
	for i := range b.known.Actuals {
		a := &b.known.Actuals[i]
		k.actuals[[3]string{a.Unit, a.Indicator, a.Item}] = a
	}
	for i := range b.known.Marks {
		m := &b.known.Marks[i]
		k.marks[[4]string{m.Unit, m.Indicator, m.Judge, m.Dimension}] = m
	}
	for i := range b.known.Ballots {
		v := &b.known.Ballots[i]
		k.ballots[[4]string{v.Unit, v.Indicator, v.Group, v.Option}] = v
	}
	for i := range b.known.Events {
		e := &b.known.Events[i]
		k.events[eventKey(*e)] = e
	}
	for i := range b.known.Surveys {
		s := &b.known.Surveys[i]
		k.surveys[[2]string{s.Unit, s.Channel}] = s
	}
	return k
}

// eventKey names an event as the sheet 事件 does.
func eventKey(e review.Event) string {
	matter := strings.Join(strings.Fields(grid.CleanCode(e.Matter)), "")
	return strings.Join([]string{e.Unit, string(e.Type), e.Indicator, matter, e.Kind, e.Level}, "\x00")
}

// same gives a number that was brought again what stood behind it, where the sheet has no columns for that.
func (b *builder) same(rec record, now *fact.Source, was fact.Source) {
	for key, field := range map[string][2]*string{"document": {&now.Document, &was.Document},
		"person": {&now.Person, &was.Person}, "date": {&now.Date, &was.Date}, "confirm": {&now.Confirmed, &was.Confirmed}} {
		if b.absent(rec, key) && (key != "confirm" || *field[0] == "") {
			*field[0] = *field[1]
		}
	}
}

// keepEvent fills in what the sheet of an event has no columns for.
func (b *builder) keepEvent(rec record, e, k *review.Event) {
	keep(b, rec, "count", &e.Count, k.Count)
	keep(b, rec, "repeat", &e.Repeat, k.Repeat)
	keep(b, rec, "grade", &e.Grade, k.Grade)
	keep(b, rec, "state", &e.State, k.State)
	keep(b, rec, "proposer", &e.Proposer, k.Proposer)
	keep(b, rec, "decider", &e.Decider, k.Decider)
	keep(b, rec, "heard", &e.Heard, k.Heard)
}

// keepTarget fills in what the sheet of a target has no columns for.
func (b *builder) keepTarget(rec record, t *target.Target) {
	k := b.facts().targets[lineKey{t.Unit, t.Indicator}]
	if k == nil {
		return
	}
	b.same(rec, &t.Source, k.Source)
	for key, n := range map[string][2]**fact.Number{"baseline": {&t.Baseline, &k.Baseline}, "value": {&t.Value, &k.Value},
		"challenge": {&t.Challenge, &k.Challenge}, "low": {&t.Low, &k.Low}, "high": {&t.High, &k.High},
		"weight": {&t.PlanWeight, &k.PlanWeight}} {
		switch now, was := *n[0], *n[1]; {
		case b.unsaid(rec, key):
			*n[0] = was
		case now == nil && was != nil:
			b.clears(rec, key, was.Value)
		case now != nil && was != nil && now.Value.Equal(was.Value):
			b.same(rec, &now.Source, was.Source)
		}
	}
	for key, floors := range map[string][2]*target.Floor{"city": {&t.City, &k.City},
		"congress": {&t.Congress, &k.Congress}, "report": {&t.WorkReport, &k.WorkReport}} {
		now, was := floors[0], floors[1]
		switch {
		case b.unsaid(rec, key):
			doc := rec.text(key + "_doc")
			if *now = *was; doc != "" && now.IsSet() {
				now.Document = doc
			}
		case !now.IsSet() && was.IsSet():
			b.clears(rec, key, was.Value.Value)
		case now.IsSet() && b.unsaid(rec, key+"_doc") && sameFloor(*now, *was):
			now.Document = was.Document
		}
		if now.IsSet() && was.IsSet() && now.Value != was.Value && now.Value.Value.Equal(was.Value.Value) {
			b.same(rec, &now.Value.Source, was.Value.Source)
		}
	}
	if b.unsaid(rec, "plan") {
		t.PlanIndicator = k.PlanIndicator
	}
	if b.unsaid(rec, "y3") && b.unsaid(rec, "y2") && b.unsaid(rec, "y1") {
		t.History = slices.Clone(k.History)
	}
	if b.unsaid(rec, "waiver") && b.unsaid(rec, "waiver_reason") {
		t.Waiver = k.Waiver
	}
}

// sameValue reports whether a period has the same number or word.
func sameValue(a, b *progress.PeriodValue) bool {
	return a != nil && a.Word == b.Word && (a.Number == nil) == (b.Number == nil) &&
		(a.Number == nil || a.Number.Equal(*b.Number))
}

// sameFloor reports whether two floors ask for the same.
func sameFloor(a, b target.Floor) bool {
	equal := func(a, b *fact.Number) bool {
		return (a == nil) == (b == nil) && (a == nil || a.Value.Equal(b.Value))
	}
	return equal(a.Value, b.Value) && equal(a.High, b.High)
}

// keepTask gives a task's numbers that come again what stood behind them.
func (b *builder) keepTask(rec record, t, k *target.Task) {
	for _, n := range [][2]*fact.Number{{&t.Quantity, &k.Quantity}, {&t.Difficulty, &k.Difficulty},
		{&t.Importance, &k.Importance}} {
		if n[0].Value.Equal(n[1].Value) {
			b.same(rec, &n[0].Source, n[1].Source)
		}
	}
	t.Source = b.row(rec, k.Source)
}

// keepMark fills in what the sheet of a mark has no columns for: that its judge stood aside, above all.
func (b *builder) keepMark(rec record, m, k *review.Mark) {
	keep(b, rec, "recused", &m.Recused, k.Recused)
	keep(b, rec, "body", &m.Body, k.Body)
	if m.Recused == k.Recused && m.Value.Equal(k.Value) {
		b.same(rec, &m.Source, k.Source)
	}
}

// keepSurvey fills in what the sheet of a result has no columns for, where the result is the same: an interval, a
// method, a signature and counts are of one result and of no other.
func (b *builder) keepSurvey(rec record, s, k *survey.Result) {
	if !s.Score.Equal(k.Score) || !s.N.Value.Equal(k.N.Value) {
		return
	}
	b.same(rec, &s.Source, k.Source)
	b.same(rec, &s.N.Source, k.N.Source)
	keep(b, rec, "method", &s.Method, k.Method)
	keep(b, rec, "low", &s.Low, k.Low)
	keep(b, rec, "high", &s.High, k.High)
	keep(b, rec, "se", &s.SE, k.SE)
	keep(b, rec, "data", &s.Data, k.Data)
	keep(b, rec, "design", &s.Design, k.Design)
	keep(b, rec, "signature", &s.Signature, k.Signature)
	if s.Data != "" || s.Signature != "" {
		s.Named = cmp.Or(k.Named, s.Named)
	}
	if !b.seen["counts"] {
		s.Counts = k.Counts
	}
}

func keep[T any](b *builder, rec record, key string, field *T, known T) {
	if b.absent(rec, key) {
		*field = known
	}
}

// keepPlan fills in what the sheet of a plan indicator has no columns for.
func (b *builder) keepPlan(rec record, p *plan.Indicator) {
	if b.known == nil {
		return
	}
	if i := slices.IndexFunc(b.known.Plan, func(k plan.Indicator) bool { return k.Code == p.Code }); i >= 0 {
		k := b.known.Plan[i]
		keep(b, rec, "goal", &p.GoalArea, k.GoalArea)
		keep(b, rec, "data", &p.DataSource, k.DataSource)
		keep(b, rec, "method", &p.Method, k.Method)
	}
}

// keepUnit fills in what the sheet of a unit has no columns for.
func (b *builder) keepUnit(rec record, u org.Unit) org.Unit {
	if b.known == nil {
		return u
	}
	i := slices.IndexFunc(b.known.Roster.Units, func(k org.Unit) bool { return k.Code == u.Code })
	if i < 0 {
		return u
	}
	k := b.known.Roster.Units[i]
	u.Unsurveyed = k.Unsurveyed // the sheet of surveys speaks of the units that it has rows of
	keep(b, rec, "short", &u.Short, k.Short)
	keep(b, rec, "former", &u.Former, k.Former)
	keep(b, rec, "class", &u.Class, k.Class)
	keep(b, rec, "survey", &u.SurveyClass, k.SurveyClass)
	keep(b, rec, "added", &u.Added, k.Added)
	keep(b, rec, "reason", &u.Reason, k.Reason)
	return u
}

// keepActual fills in what the sheet of a report has no columns for, beside its values. What was said of a value holds
// until another comes; that is verified, unless the sheet says otherwise.
func (b *builder) keepActual(rec record, a, k *progress.Actual) {
	keep(b, rec, "late", &a.LateDays, k.LateDays)
	keep(b, rec, "note", &a.Note, k.Note)
	if b.absent(rec, "status") && (k.Status.HasValue() || len(a.Values) == 0) {
		a.Status = k.Status
	}
}

// keepBody fills in what the sheet of a body has no columns for: which unit it is, above all.
func (b *builder) keepBody(rec record, x *org.Body) {
	if b.known == nil {
		return
	}
	if i := slices.IndexFunc(b.known.Roster.Bodies, func(k org.Body) bool { return k.Name == x.Name }); i >= 0 {
		k := b.known.Roster.Bodies[i]
		keep(b, rec, "unit", &x.Unit, k.Unit)
		keep(b, rec, "substitute", &x.Substitute, k.Substitute)
		keep(b, rec, "work", &x.Work, k.Work)
	}
}
