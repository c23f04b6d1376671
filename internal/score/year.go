package score

import (
	"iter"
	"slices"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/target"
)

// year is an Input prepared for computing: rules bound once, facts found by unit and indicator.
type year struct {
	in       Input // canonical
	scheme   *scheme.Scheme
	bindings scheme.Bindings
	cells    cells
	bodies   map[string]org.Body
	plan     map[string]*plan.Indicator
	trace    bool
	keep     bool // the facts that lines were scored from, packed
	packed   map[lineKey]packed
	rooms    [][]rule.Facts // for facts that are to be packed, one for each indicator that is being scored
	scored   map[lineKey][]scored
	around   map[lineKey]company
	reports  reports
	index    index
	before   map[lineKey]before // lines of which some are scored anew; see [Running]
	mem      *slabs             // nil: what is made is made one by one
	calc     rule.Calc          // used again by each line
	given    rule.Facts         // likewise
}

// lineKey is an indicator in an assessment class.
type lineKey struct{ class, leaf string }

// scored is one unit's line of an indicator, or nothing if the unit doesn't have it.
type scored struct {
	unit    string
	line    *Line
	open    fact.Status // why it waits for a policy; empty: it was scored from its data
	refused bool        // the rule won't take its data
}

// facts is what one unit brought to one indicator.
type facts struct {
	target  *target.Target
	tasks   []target.Task
	actuals []progress.Actual
	marks   []review.Mark
	ballots []review.Ballots
	events  []review.Event // decided ones only
}

// prepare sorts, indexes and binds. Findings are those of binding the rules.
func prepare(in Input) (*year, errs.Findings) {
	in = in.ordered(false)
	y := &year{in: in, scored: map[lineKey][]scored{}, around: map[lineKey]company{},
		bodies: map[string]org.Body{}, plan: map[string]*plan.Indicator{}, mem: &slabs{}}
	y.scheme, y.index = &y.in.Scheme, indexOf(&y.in)
	y.cells = cellsOf(&y.in, y.index.nth)
	var found errs.Findings
	y.bindings, found = y.scheme.Bind()
	for _, b := range in.Roster.Bodies {
		y.bodies[b.Name] = b
	}
	for i := range in.Plan {
		y.plan[in.Plan[i].Code] = &in.Plan[i]
	}
	for i, t := range in.Targets {
		y.of(t.Unit, t.Indicator).target = &in.Targets[i]
	}
	for k, list := range grouped(in.Tasks, func(t *target.Task) key { return key{t.Unit, t.Indicator} }) {
		y.of(k.unit, k.indicator).tasks = list
	}
	for k, list := range grouped(in.Actuals, func(a *progress.Actual) key { return key{a.Unit, a.Indicator} }) {
		y.of(k.unit, k.indicator).actuals = list
	}
	for k, list := range grouped(in.Marks, func(m *review.Mark) key { return key{m.Unit, m.Indicator} }) {
		y.of(k.unit, k.indicator).marks = list
	}
	for k, list := range grouped(in.Ballots, func(b *review.Ballots) key { return key{b.Unit, b.Indicator} }) {
		y.of(k.unit, k.indicator).ballots = list
	}
	for _, e := range in.Events {
		y.takeEvent(e)
	}
	if y.scheme.Running() {
		y.count(&y.in, 1)
	}
	return y, found
}

// grouped are the parts of a sorted list that are about the same cell.
func grouped[T any](list []T, of func(*T) key) iter.Seq2[key, []T] {
	return func(yield func(key, []T) bool) {
		for first := 0; first < len(list); {
			k, end := of(&list[first]), first+1
			for end < len(list) && of(&list[end]) == k {
				end++
			}
			if !yield(k, list[first:end:end]) {
				return
			}
			first = end
		}
	}
}

// takeEvent takes an event that counts.
func (y *year) takeEvent(e review.Event) {
	if e.State == review.Decided {
		f := y.of(e.Unit, countsAt(e))
		f.events = append(f.events, e)
	}
}

// countsAt is the indicator that an event counts at; empty: the total, or the grade.
func countsAt(e review.Event) string {
	if e.Type == review.Cap || e.Type == review.Promotion || e.Type == review.Downgrade {
		return "" // they are about the grade, whatever they were noted at
	}
	return e.Indicator
}

func (y *year) of(unit, indicator string) *facts {
	k := key{unit, indicator}
	f := y.cells.get(k)
	if f == nil {
		f = y.piece()
		y.cells.set(k, f)
	}
	return f
}

func (y *year) piece() *facts {
	if y.mem == nil {
		return &facts{}
	}
	return one(&y.mem.facts)
}

// look is of without adding anything.
func (y *year) look(unit, indicator string) *facts {
	return orNothing(y.cells.get(key{unit, indicator}))
}

func orNothing(f *facts) *facts {
	if f == nil {
		return &nothing
	}
	return f
}

// nothing is what most units bring to an indicator that waits for no report. Nobody changes it.
var nothing facts

// members returns the scored units of a class, by code.
func (y *year) members(class string) []*org.Unit {
	return y.index.members[class]
}

// worst returns the status that decides about a line: the first that carries no value, else the least trusted one.
func (f *facts) worst() fact.Status {
	out := fact.Verified
	for i := range f.actuals {
		a := &f.actuals[i]
		if a.Item == progress.LastYearPoints || a.Item == progress.LastYearFull {
			continue
		}
		if !a.Status.HasValue() {
			return a.Status
		}
		if a.Status != fact.Verified {
			out = a.Status
		}
	}
	return out
}

// datum returns the value of an item in the period that is scored; nil if it isn't there.
func (f *facts) datum(b *rule.Bound, item rule.Item) *rule.Datum {
	if d, ok := f.datumAt(b.Period(), item); ok {
		return &d
	}
	return nil
}

func (f *facts) datumAt(period string, item rule.Item) (d rule.Datum, ok bool) {
	for i := range f.actuals {
		a := &f.actuals[i]
		if a.Item != item.Key || !a.Status.HasValue() {
			continue
		}
		v := a.At(period)
		if v == nil {
			return d, false
		}
		d = rule.Datum{Item: item.Key, Number: v.Number, Word: v.Word, Source: v.Source}
		if word, ok := item.Words[v.Word]; ok && v.Number == nil {
			d.Word = word
			if n, err := decimal.Parse(word); err == nil {
				d.Number = &n
			}
		}
		return d, true
	}
	return d, false
}

// ruleFacts gathers the inputs of one line for its rule; peers are added by the class.
func (y *year) ruleFacts(u *org.Unit, l *scheme.Leaf, b *rule.Bound) rule.Facts {
	return y.factsFor(u, l, y.look(u.Code, l.Code), b, b.Needs())
}

// value is the value of a line: reported, or computed. It looks only at what the value needs: the points of the line
// may read indicators that read this value.
func (y *year) value(u *org.Unit, l *scheme.Leaf, b *rule.Bound) (rule.Datum, bool) {
	return y.valueOf(u, l, y.look(u.Code, l.Code), b)
}

func (y *year) valueOf(u *org.Unit, l *scheme.Leaf, f *facts, b *rule.Bound) (d rule.Datum, ok bool) {
	if !b.Computes() {
		return f.datumAt(b.Period(), rule.Item{Key: rule.Actual})
	}
	var needs []rule.Need
	for _, n := range b.Needs() {
		if n.ForValue {
			needs = append(needs, n)
		}
	}
	facts := y.factsFor(u, l, f, b, needs)
	if b.ComputesByClass() {
		facts.Class = &rule.Class{}
		for _, m := range y.members(u.Class) {
			if m.Listing == org.Ranked && l.For(m) && y.look(m.Code, l.Code).worst().HasValue() {
				f := y.factsFor(m, l, y.look(m.Code, l.Code), b, needs)
				facts.Class.Members = append(facts.Class.Members, rule.Member{Unit: m.Label(), Facts: &f})
			}
		}
	}
	if v := b.Value(&facts); v != nil {
		return *v, true
	}
	return d, false
}

func (y *year) factsFor(u *org.Unit, l *scheme.Leaf, f *facts, b *rule.Bound, needs []rule.Need) rule.Facts {
	var out rule.Facts
	if t := f.target; t != nil {
		out.Goal = rule.Goal{Target: t.Value, Challenge: t.Challenge, Low: t.Low, High: t.High, Baseline: t.Baseline}
	}
	items := b.Items
	for _, t := range f.tasks {
		out.Tasks = append(out.Tasks, rule.Task{Name: t.Name, Quantity: t.Quantity, Difficulty: t.Difficulty,
			Importance: t.Importance})
		items = append(items[:len(items):len(items)], rule.Item{Key: t.Name})
	}
	out.Data = y.data(f, b, items)
	for _, m := range f.marks {
		out.Marks = append(out.Marks, rule.Mark{Judge: m.Judge, Dimension: m.Dimension, Value: m.Value,
			Recused: m.Recused, Source: m.Source})
	}
	for _, b := range f.ballots {
		out.Ballots = append(out.Ballots, rule.Ballots{Group: b.Group, Option: b.Option, Votes: b.Votes, Source: b.Source})
	}
	if n := len(f.events); n > 0 {
		var room []rule.Occurrence
		if y.mem != nil {
			room = y.mem.happens.take(n)[:0]
		}
		out.Occurrences = occurrences(room, f.events)
	}
	out.Now = b.Period()
	if b.Reads(rule.UsePeriods) {
		out.Periods = f.periods(b)
	}
	if t := f.target; t != nil && b.Rule.Code == "over_bonus" {
		out.BelowFloor = len(t.Breaches(l.Better, y.pace(t))) > 0
	}
	if len(needs) > 0 {
		out.Lines = y.linesOf(u, needs)
	}
	if b.Reads(rule.UseSurvey) {
		for _, s := range y.index.surveys[u.Code] {
			out.Surveys = append(out.Surveys, rule.SurveyResult{Channel: s.Channel, Score: s.Score, N: s.N,
				Source: s.Source, Counts: s.Counts})
		}
	}
	return out
}

// data are the values of items in the period that is scored.
func (y *year) data(f *facts, b *rule.Bound, items []rule.Item) (out []rule.Datum) {
	period, room := b.Period(), min(len(items), len(f.actuals))
	if room == 0 {
		return nil
	}
	if y.mem == nil {
		out = make([]rule.Datum, 0, room)
	} else {
		out = y.mem.data.take(room)[:0]
	}
	for _, item := range items {
		if d, ok := f.datumAt(period, item); ok {
			out = append(out, d)
		}
	}
	return out
}

// occurrences are events as rules read them, put behind out.
func occurrences(out []rule.Occurrence, events []review.Event, types ...review.EventType) []rule.Occurrence {
	for _, e := range events {
		if len(types) == 0 || slices.Contains(types, e.Type) {
			out = append(out, rule.Occurrence{Matter: e.Matter, Kind: e.Kind, Level: e.Level, Count: e.Count,
				Repeat: e.Repeat, Source: e.Source})
		}
	}
	return out
}

// pace is the average pace of the plan for a target, nil if there is none.
func (y *year) pace(t *target.Target) *decimal.Number {
	p := y.plan[t.PlanIndicator]
	if p == nil {
		return nil
	}
	pace, ok := p.FloorAt(y.scheme.Year)
	if !ok {
		return nil
	}
	return &pace.Value
}

// periods gathers what was reported for each period.
func (f *facts) periods(b *rule.Bound) []rule.Period {
	var out []rule.Period
	for _, p := range calendar.Periods {
		period := rule.Period{Code: p.Code}
		for _, item := range b.Items {
			if d, ok := f.datumAt(p.Code, item); ok {
				period.Data = append(period.Data, d)
			}
		}
		if len(period.Data) > 0 {
			out = append(out, period)
		}
	}
	return out
}

// linesOf gathers the other indicators that a line reads. What the unit doesn't have isn't in it.
func (y *year) linesOf(u *org.Unit, needs []rule.Need) rule.Lines {
	out := rule.Lines{}
	for _, n := range needs {
		l, b := y.index.leaves[n.Code], y.bindings.Leaves[n.Code]
		if l == nil || b == nil || !l.For(u) {
			continue
		}
		line := rule.Line{Name: l.Name, Full: l.Points[u.Class], Points: out[n.Code].Points}
		if d, ok := y.value(u, l, b); ok && y.look(u.Code, l.Code).worst().HasValue() {
			line.Value, line.Source = d.Number, d.Source
		}
		if n.Points {
			for _, s := range y.leafLines(u.Class, l) {
				if s.line != nil && s.unit == u.Code {
					line.Points = s.line.Points
				}
			}
		}
		out[n.Code] = line
	}
	return out
}

// classOf is what the ranked units of a class brought to an indicator, for rules that look at more than their values.
func (y *year) classOf(members []*org.Unit, l *scheme.Leaf, b *rule.Bound) *rule.Class {
	out := &rule.Class{}
	for _, u := range members {
		if u.Listing == org.Ranked && l.For(u) && y.look(u.Code, l.Code).worst().HasValue() {
			facts := y.ruleFacts(u, l, b)
			out.Members = append(out.Members, rule.Member{Unit: u.Label(), Facts: &facts})
		}
	}
	return out
}

// lead is the line of the unit that leads a joint task: scored as if it had no leader, so that two
// can't lead each other.
func (y *year) lead(u *org.Unit, l *scheme.Leaf, b *rule.Bound) *rule.Lead {
	d := y.look(u.Code, l.Code).datum(b, rule.Item{Key: rule.LeadItem})
	if d == nil {
		return nil
	}
	out := &rule.Lead{Unit: d.Word, Source: d.Source}
	leader := y.index.units[d.Word]
	switch {
	case leader == nil || leader.Listing == org.Exempt || !l.For(leader):
		return out
	case leader.Code == u.Code:
		return nil
	case y.look(leader.Code, l.Code).datum(b, rule.Item{Key: rule.LeadItem}) != nil:
		return out
	}
	full := l.Points[leader.Class]
	out.Unit, out.Full = leader.Label(), &full
	c := y.common(leader.Class, l)
	if s := y.line(leader, y.look(leader.Code, l.Code), &c); s.open == "" {
		out.Points = s.line.Points
	}
	return out
}

// company is what a unit's line is compared with.
type company struct {
	peers  []rule.Peer
	sorted []decimal.Number // their values, in ascending order
	ends   *rule.Ends       // of these
	class  *rule.Class
}

// company gathers what the units of a class are compared with, once.
func (y *year) company(class string, l *scheme.Leaf, b *rule.Bound) company {
	at := lineKey{class, l.Code}
	if known, ok := y.around[at]; ok {
		return known
	}
	members := y.members(class)
	c := company{peers: y.peers(members, l, b), ends: &rule.Ends{}}
	c.sorted = slices.Grow(c.sorted, len(c.peers))
	for _, p := range c.peers {
		c.sorted = append(c.sorted, p.Value)
	}
	slices.SortFunc(c.sorted, decimal.Number.Cmp)
	if b.Reads(rule.UseClass) {
		c.class = y.classOf(members, l, b)
	}
	y.around[at] = c
	return c
}

// peers returns the values of the ranked units of a class; a unit listed separately is compared with them
// but isn't one of them.
func (y *year) peers(members []*org.Unit, l *scheme.Leaf, b *rule.Bound) []rule.Peer {
	if b.Peers == 0 {
		return nil
	}
	out := make([]rule.Peer, 0, len(members))
	for _, u := range members {
		if u.Listing == org.Ranked && l.For(u) {
			if p, ok := y.peer(u, l, b); ok {
				out = append(out, p)
			}
		}
	}
	return out
}

func (y *year) peer(u *org.Unit, l *scheme.Leaf, b *rule.Bound) (rule.Peer, bool) {
	d, _ := y.value(u, l, b)
	if d.Number == nil {
		return rule.Peer{}, false
	}
	return rule.Peer{Unit: u.Label(), Value: *d.Number, Source: d.Source}, true
}

// judges says who scores a unit's lines of an item: its bodies, but never the unit itself; a body that would score
// itself is replaced by its substitute. ok is false if nobody is left.
func (y *year) judges(item string, u *org.Unit) (names []string, proxy, ok bool) {
	return judges(y.index.items[item], y.bodies, u)
}

// Judge is the first of those who score a unit's lines of an item; empty if nobody may.
func (in *Input) Judge(item string, u *org.Unit) string {
	bodies := map[string]org.Body{}
	for _, b := range in.Roster.Bodies {
		bodies[b.Name] = b
	}
	if names, _, ok := judges(in.Scheme.Item(item), bodies, u); ok {
		return names[0]
	}
	return ""
}

// panel are the bodies that score an item.
type panel struct {
	names  []string
	bodies []org.Body
}

func panelOf(i *scheme.Item, bodies map[string]org.Body) (p panel) {
	if i == nil {
		return p
	}
	p.names, p.bodies = slices.Clip(i.Bodies), make([]org.Body, len(i.Bodies))
	for k, name := range i.Bodies {
		p.bodies[k] = bodies[name]
	}
	return p
}

// without are the names of those who score a unit's lines.
func (p *panel) without(u *org.Unit) (names []string, proxy, ok bool) {
	own := false
	for k := range p.bodies {
		own = own || p.bodies[k].Unit == u.Code
	}
	if !own && len(p.names) > 0 {
		return p.names, false, true
	}
	for k, name := range p.names {
		switch b := &p.bodies[k]; {
		case b.Unit != u.Code:
			names = append(names, name)
		case b.Substitute != "":
			names, proxy = append(names, b.Substitute), true
		}
	}
	return names, proxy, len(names) > 0
}

func judges(i *scheme.Item, bodies map[string]org.Body, u *org.Unit) (names []string, proxy, ok bool) {
	p := panelOf(i, bodies)
	return p.without(u)
}

// lateDays is the longest delay among the reports of a line.
func (f *facts) lateDays() *fact.Number {
	var out *fact.Number
	for i := range f.actuals {
		a := &f.actuals[i]
		if a.LateDays != nil && (out == nil || out.Value.Less(a.LateDays.Value)) {
			out = a.LateDays
		}
	}
	return out
}
