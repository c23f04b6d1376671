package sheet

import (
	"slices"

	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/target"
)

// Who adds to a year brings the columns that change. A column that isn't there says nothing, and what is known of it
// stays; a cell that is left blank under a heading says that there is none.

// absent reports whether a row's sheet doesn't have a column, so that what is known of it stays.
func (b *builder) absent(rec record, key string) bool {
	_, there := rec.cols[key]
	return b.known != nil && !there
}

// keepTarget fills in what the sheet of a target has no columns for.
func (b *builder) keepTarget(rec record, t *target.Target) {
	if b.known == nil {
		return
	}
	i := slices.IndexFunc(b.known.Targets,
		func(k target.Target) bool { return k.Unit == t.Unit && k.Indicator == t.Indicator })
	if i < 0 {
		return
	}
	k := b.known.Targets[i]
	keep(b, rec, "baseline", &t.Baseline, k.Baseline)
	keep(b, rec, "value", &t.Value, k.Value)
	keep(b, rec, "challenge", &t.Challenge, k.Challenge)
	keep(b, rec, "low", &t.Low, k.Low)
	keep(b, rec, "high", &t.High, k.High)
	for key, floors := range map[string][2]*target.Floor{"city": {&t.City, &k.City},
		"congress": {&t.Congress, &k.Congress}, "report": {&t.WorkReport, &k.WorkReport}} {
		if b.absent(rec, key) {
			*floors[0] = *floors[1]
		} else if b.absent(rec, key+"_doc") && floors[0].IsSet() {
			floors[0].Document = floors[1].Document
		}
	}
	keep(b, rec, "plan", &t.PlanIndicator, k.PlanIndicator)
	keep(b, rec, "weight", &t.PlanWeight, k.PlanWeight)
	if b.absent(rec, "y3") && b.absent(rec, "y2") && b.absent(rec, "y1") {
		t.History = slices.Clone(k.History)
	}
	if b.absent(rec, "waiver") && b.absent(rec, "waiver_reason") {
		t.Waiver = k.Waiver
	}
	keep(b, rec, "document", &t.Source.Document, k.Source.Document)
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
	if !b.seen["surveys"] {
		u.Unsurveyed = k.Unsurveyed
	}
	keep(b, rec, "short", &u.Short, k.Short)
	keep(b, rec, "former", &u.Former, k.Former)
	keep(b, rec, "class", &u.Class, k.Class)
	keep(b, rec, "survey", &u.SurveyClass, k.SurveyClass)
	keep(b, rec, "added", &u.Added, k.Added)
	keep(b, rec, "reason", &u.Reason, k.Reason)
	return u
}

// knownActual is what is known of a report; nil: nothing.
func (b *builder) knownActual(unit, indicator, item string) *progress.Actual {
	if b.known == nil {
		return nil
	}
	if b.reports == nil {
		b.reports = map[[3]string]*progress.Actual{}
		for i := range b.known.Actuals {
			a := &b.known.Actuals[i]
			b.reports[[3]string{a.Unit, a.Indicator, a.Item}] = a
		}
	}
	return b.reports[[3]string{unit, indicator, item}]
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
