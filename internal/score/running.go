package score

import (
	"fmt"
	"slices"

	"shiji/internal/errs"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Running is the score of a year that goes on. It follows what is recorded: the lines that a change touches are scored
// again, and those that are compared with them or read them, then the sums above, and the places and grades of their
// classes. What it gives is what [Compute] gives of the same year. It isn't safe for several at a time; what it gives
// is shared and never changed.
type Running struct {
	y       *year
	readers map[string][]string // by indicator: those that are worked out from its value or points
	classes []runningClass
	at      map[string]place // by unit
	found   runningFindings
	now     Sheets
	// lines that can't be scored at the moment: what the sheets have of them is older than what is known of them
	lost map[lineKey]bool
}

type runningClass struct {
	scheme.Class
	members []*org.Unit
	earned  []Sheet // by member, before anybody is compared or vetoed; nil: not added up yet
	sheets  []Sheet // in the order of places
	result  ClassResult
	stale   map[int]*stale // by member: what isn't added up again yet
}

// place is where a unit stands among members.
type place struct{ class, member int }

// stale is what of a sheet has to be worked out again.
type stale struct {
	lines  map[string]Line // the new ones, by indicator
	items  map[string]bool
	events bool
}

// runningFindings are the errors of a year that goes on, by what they are about.
type runningFindings struct {
	events, quotas errs.Findings
	facts          map[key]errs.Findings
	lines          map[lineKey]errs.Findings
	satisfied      map[lineKey][]string // units to which an indicator gives points for satisfaction
	unsatisfied    errs.Findings
}

// Part is a part of a year that changes while it goes on.
type Part int

const (
	Cell   Part = iota // target, tasks, reports, marks and votes of a unit's indicator
	Events             // matters of a unit
	Survey             // survey results of a unit; it names no indicator
)

// Touched is what a change was about: a unit, and an indicator unless it is about the unit as a whole.
type Touched struct {
	Part            Part
	Unit, Indicator string
}

// NewRunning begins to follow a year. It fails with [errs.Findings] where the scheme or the lists have errors: nothing
// can be followed then.
func NewRunning(in Input) (*Running, error) {
	y, found := prepare(in)
	if found = append(found, y.checkFrame()...); found.HasErrors() {
		return nil, found
	}
	r := &Running{y: y, readers: map[string][]string{}, at: map[string]place{}, lost: map[lineKey]bool{}}
	r.found = runningFindings{
		facts: map[key]errs.Findings{}, lines: map[lineKey]errs.Findings{}, satisfied: map[lineKey][]string{}}
	for _, l := range y.index.list {
		for _, n := range y.bindings.Leaves[l.Code].Needs() {
			if !slices.Contains(r.readers[n.Code], l.Code) {
				r.readers[n.Code] = append(r.readers[n.Code], l.Code)
			}
		}
	}
	for k, c := range y.scheme.Classes {
		rc := runningClass{Class: c, members: y.members(c.Name), stale: map[int]*stale{}}
		for i, u := range rc.members {
			r.at[u.Code] = place{k, i}
		}
		r.classes = append(r.classes, rc)
	}
	y.reports.turned() // nothing turned before it began
	r.found.events, r.found.quotas = y.checkEvents().Errors(), y.checkQuotas().Errors()
	if y.checkFacts().HasErrors() {
		for k := range y.in.cells() {
			r.checkCell(k)
		}
	}
	for _, c := range r.classes {
		for i := range y.index.list {
			r.checkLeaf(lineKey{c.Name, y.scheme.Leaves[i].Code})
		}
	}
	r.checkSatisfied()
	r.addUp()
	y.mem = nil // what comes from now on goes one by one
	return r, nil
}

// Sheets is what the year comes to now. It fails with [errs.Findings] where the year has errors, as [Compute] does.
func (r *Running) Sheets() (Sheets, error) {
	if r.hasErrors() {
		return Sheets{}, r.Errors()
	}
	return r.now, nil
}

func (r *Running) hasErrors() bool {
	f := &r.found
	return len(f.events)+len(f.quotas)+len(f.facts)+len(f.lines)+len(f.unsatisfied) > 0
}

// Errors are those for which [Compute] refuses the year, sorted.
func (r *Running) Errors() errs.Findings {
	f := &r.found
	out := slices.Concat(f.events, f.quotas, f.unsatisfied)
	for _, list := range f.facts {
		out = append(out, list...)
	}
	for _, list := range f.lines {
		out = append(out, list...)
	}
	return out.Sorted()
}

// Follow moves on to in, whose lists are in their order, which differs from what was followed in what was touched
// alone, and has the same scheme, plan and lists of units and bodies.
func (r *Running) Follow(in Input, touched []Touched) {
	y := r.y
	d := &dirty{Running: r, lines: map[lineKey]map[int]bool{}}
	byUnit := map[string][]Touched{}
	for _, t := range touched {
		byUnit[t.Unit] = append(byUnit[t.Unit], t)
	}
	for unit, list := range byUnit {
		was, is := y.in.ofUnit(unit), in.ofUnit(unit)
		if y.reports.counted {
			y.count(&was, -1)
			y.count(&is, 1)
		}
		r.takeOver(d, unit, list, was, is)
	}
	in.Scheme, in.Roster, in.Plan = y.in.Scheme, y.in.Roster, y.in.Plan // what is indexed
	y.in = in
	d.reported()
	r.rescore(d)
	events, quotas := false, false
	for _, t := range touched {
		r.checkCell(key{t.Unit, t.Indicator})
		b := y.bindings.Leaves[t.Indicator]
		events, quotas = events || t.Part == Events, quotas || b != nil && len(b.Args.Table("quota")) > 0
	}
	if events {
		r.found.events = y.checkEvents().Errors()
	}
	if quotas {
		r.found.quotas = y.checkQuotas().Errors()
	}
	r.addUp()
}

// takeOver takes over the facts of a unit that were touched.
func (r *Running) takeOver(d *dirty, unit string, touched []Touched, was, is Input) {
	y := r.y
	events := false
	for _, t := range touched {
		switch t.Part {
		case Cell:
			k := key{unit, t.Indicator}
			f := is.ofIndicator(t.Indicator).facts()
			f.events = y.look(k.unit, k.indicator).events
			y.cells.set(k, f)
			d.mark(unit, t.Indicator)
		case Events:
			events = true
			d.mark(unit, t.Indicator)
		case Survey:
			y.index.surveys[unit] = is.Surveys
			d.surveyed(unit)
		}
	}
	if !events {
		return
	}
	for _, e := range slices.Concat(was.Events, is.Events) {
		y.of(unit, countsAt(e)).events = nil
	}
	for _, e := range is.Events {
		y.takeEvent(e)
	}
	r.staleOf(unit).events = true
}

// staleOf is what of a unit's sheet is to be worked out again. That of a unit without a sheet is of no use to anybody.
func (r *Running) staleOf(unit string) *stale {
	at, ok := r.at[unit]
	if !ok {
		return &stale{}
	}
	return r.classes[at.class].staleOf(at.member)
}

func (c *runningClass) staleOf(member int) *stale {
	if c.stale[member] == nil {
		c.stale[member] = &stale{lines: map[string]Line{}, items: map[string]bool{}}
	}
	return c.stale[member]
}

// dirty are the lines that a change touches, by member; nil: all of a class.
type dirty struct {
	*Running
	lines map[lineKey]map[int]bool
}

// mark notes a line, and those that depend on it.
func (d *dirty) mark(unit, leaf string) {
	at, ok := d.at[unit]
	b := d.y.bindings.Leaves[leaf]
	if !ok || b == nil {
		return
	}
	line := lineKey{d.classes[at.class].Name, leaf}
	switch {
	case b.Reads(rule.UseLead): // the unit may lead others, of other classes too
		d.everywhere(leaf)
		return
	case b.Peers > 0 || b.Reads(rule.UseClass):
		d.whole(line)
		return
	case len(d.readers[leaf]) > 0 && givesMean(b): // others' points move with the mean, and so do their readers
		d.whole(line)
		return
	}
	members, known := d.lines[line]
	if known && (members == nil || members[at.member]) {
		return
	}
	if !known {
		members = map[int]bool{}
		d.lines[line] = members
	}
	members[at.member] = true
	for _, reader := range d.readers[leaf] {
		d.mark(unit, reader)
	}
}

// givesMean reports whether lines may get the mean of those with data.
func givesMean(b *rule.Bound) bool { return b.MayUse(rule.ClassMean) || b.Reads(rule.UseSurvey) }

// whole notes the lines of a class, and those that depend on them.
func (d *dirty) whole(at lineKey) {
	if members, known := d.lines[at]; known && members == nil || d.y.bindings.Leaves[at.leaf] == nil {
		return
	}
	d.lines[at] = nil
	for _, reader := range d.readers[at.leaf] {
		if b := d.y.bindings.Leaves[reader]; b != nil && b.Reads(rule.UseLead) {
			d.everywhere(reader)
		}
		d.whole(lineKey{at.class, reader})
	}
}

func (d *dirty) everywhere(leaf string) {
	for _, c := range d.classes {
		d.whole(lineKey{c.Name, leaf})
	}
}

// surveyed notes the lines of a unit that survey results are for; an empty unit is all.
func (d *dirty) surveyed(unit string) {
	for _, l := range d.y.scheme.Leaves {
		switch b := d.y.bindings.Leaves[l.Code]; {
		case b == nil || !b.Reads(rule.UseSurvey):
		case unit == "":
			d.everywhere(l.Code)
		default:
			d.mark(unit, l.Code)
		}
	}
}

// reported notes what is due, or no longer, because somebody was the first to report something, or isn't any more.
func (d *dirty) reported() {
	y := d.y
	turned := y.reports.turned()
	if !y.scheme.Running() {
		return
	}
	for leaf := range turned.leaves {
		d.everywhere(leaf)
	}
	if turned.surveys {
		d.surveyed("")
	}
	for unit := range turned.units {
		for _, l := range y.index.list {
			d.mark(unit, l.Code)
		}
	}
}

// before are lines of a class as they were, and which of them are scored anew.
type before struct {
	lines []scored
	anew  map[int]bool
}

// keeps reports whether a line stays: one that a policy gives depends on the others.
func (b before) keeps(i int) bool { return i < len(b.lines) && b.lines[i].open == "" && !b.anew[i] }

// rescore scores lines anew and checks them, and notes which sheets have to be added up again.
func (r *Running) rescore(d *dirty) {
	y := r.y
	was := make(map[lineKey][]scored, len(d.lines))
	y.before = map[lineKey]before{}
	for at, members := range d.lines {
		was[at] = y.scored[at]
		if members == nil {
			delete(y.around, at)
		} else {
			y.before[at] = before{y.scored[at], members}
		}
		delete(y.scored, at)
	}
	satisfaction := false
	for at := range d.lines {
		satisfaction = r.checkLeaf(at) || satisfaction
	}
	y.before = nil
	if satisfaction {
		r.checkSatisfied()
	}
	for k := range r.classes {
		c := &r.classes[k]
		for at := range d.lines {
			if at.class != c.Name {
				continue
			}
			lines, known := y.scored[at]
			told := was[at]
			if r.lost[at] {
				told = nil
			}
			r.lost[at] = !known
			for i, s := range lines {
				if s.line == nil || i < len(told) && told[i].line == s.line {
					continue
				}
				out := c.staleOf(i)
				out.lines[at.leaf] = *s.line
				if i >= len(told) || told[i].line == nil || !sameSum(told[i].line, s.line) {
					out.items[s.line.Item] = true
				}
			}
		}
	}
}

// sameSum reports whether two lines add up to the same.
func sameSum(a, b *Line) bool {
	if a.Open() != b.Open() || (a.Points == nil) != (b.Points == nil) {
		return false
	}
	return a.Points == nil || a.Points.Equal(*b.Points)
}

// checkLeaf checks the lines of an indicator in a class; satisfaction says that it is one of satisfaction.
func (r *Running) checkLeaf(at lineKey) (satisfaction bool) {
	l := r.y.index.leaves[at.leaf]
	found, satisfied := r.y.checkLeaf(at.class, l)
	if found = found.Errors(); len(found) > 0 {
		r.found.lines[at] = found
	} else {
		delete(r.found.lines, at)
	}
	item := r.y.index.items[l.Item]
	if satisfaction = item != nil && r.y.scheme.IsSatisfaction(item.Level1); satisfaction {
		r.found.satisfied[at] = satisfied
	}
	return satisfaction
}

func (r *Running) checkSatisfied() {
	r.found.unsatisfied = nil
	for _, c := range r.classes {
		satisfied := map[string]bool{}
		for at, units := range r.found.satisfied {
			for _, u := range units {
				satisfied[u] = satisfied[u] || at.class == c.Name
			}
		}
		r.found.unsatisfied = append(r.found.unsatisfied, r.y.checkSatisfied(c.Name, satisfied).Errors()...)
	}
}

// checkCell checks the facts of a unit and an indicator.
func (r *Running) checkCell(k key) {
	part := *r.y
	part.in = r.y.in.ofUnit(k.unit).ofIndicator(k.indicator)
	if found := part.checkFacts().Errors(); len(found) > 0 {
		r.found.facts[k] = found
	} else {
		delete(r.found.facts, k)
	}
}

// addUp adds up the sheets that changed, and ranks and grades their classes. A year with errors waits: nothing of it is
// shown.
func (r *Running) addUp() {
	if r.hasErrors() {
		return
	}
	y := r.y
	units := []Sheet{}
	results := []ClassResult{}
	for k := range r.classes {
		c := &r.classes[k]
		if c.earned == nil || len(c.stale) > 0 {
			c.addUp(y)
			c.sheets, c.result = y.standings(c.Class, c.earned)
		}
		units, results = append(units, c.sheets...), append(results, c.result)
	}
	r.now = Sheets{Units: units, Classes: results, Exempt: y.exempt(), Across: y.across(units)}
}

func (c *runningClass) addUp(y *year) {
	if c.earned == nil {
		c.earned = y.earned(c.Name)
		clear(c.stale)
	}
	for i, s := range c.stale {
		sheet, u := &c.earned[i], c.members[i]
		if len(s.lines) > 0 {
			sheet.Lines = slices.Clone(sheet.Lines) // which were shown to somebody
			for k := range sheet.Lines {
				if l, ok := s.lines[sheet.Lines[k].Leaf]; ok {
					sheet.Lines[k] = l
				}
			}
		}
		if s.events {
			*sheet = y.sheet(u, sheet.Lines)
			continue
		}
		keep := make(map[string]Item, len(sheet.Items))
		for _, item := range sheet.Items {
			if !s.items[item.Name] {
				keep[item.Name] = item
			}
		}
		y.addUpSheet(u, sheet, keep)
	}
	clear(c.stale)
}

// CheckLine answers for one cell before it is written, were the facts of a unit and an indicator (or, without one, the
// unit's survey results and matters) those of cell: what Check would say of them and of the line that they make, and
// the errors that the year would have then and hasn't now, whatever they are about.
func (r *Running) CheckLine(unit, indicator string, cell Input) errs.Findings {
	now, before := r.y.in, map[string]bool{}
	for _, f := range r.Errors() {
		before[matter(f)] = true
	}
	touched := []Touched{{Cell, unit, indicator}, {Events, unit, indicator}}
	if indicator == "" {
		touched = append(touched, Touched{Survey, unit, ""})
	}
	r.Follow(now.withCell(unit, indicator, cell), touched)
	defer r.Follow(now, touched)
	errors, after := r.Errors(), map[string]bool{}
	for _, f := range errors {
		after[identity(f)] = true
	}
	var out errs.Findings
	said := map[string]bool{}
	for _, f := range r.ofCell(unit, indicator, cell) {
		if k := identity(f); after[k] || len(errs.Findings{f}.Errors()) == 0 {
			out, said[k] = append(out, f), true
		}
	}
	for _, f := range errors {
		if !before[matter(f)] && !said[identity(f)] {
			out = append(out, f)
		}
	}
	return out.Sorted()
}

// identity tells findings apart.
func identity(f errs.Finding) string { return fmt.Sprint(f.Code, f.At, f.Value, f.Message()) }

// matter is the same for findings that differ in numbers alone: only two have data, only three.
func matter(f errs.Finding) string {
	out := fmt.Sprint(f.Code, f.At, f.Value)
	for _, a := range f.Args[:min(2, len(f.Args))] {
		if name, ok := a.(string); ok {
			out += " " + name
		}
	}
	return out
}

// ofCell is what a check says of a cell that is there, and of the lines that it makes.
func (r *Running) ofCell(unit, indicator string, cell Input) errs.Findings {
	y := *r.y
	y.in = cell
	found := append(y.checkFacts(), y.checkEvents()...)
	at, ok := r.at[unit]
	if !ok {
		return found
	}
	u := r.classes[at.class].members[at.member]
	for _, l := range r.y.index.list {
		b := r.y.bindings.Leaves[l.Code]
		if b == nil || r.y.veto(l) || !l.For(u) || l.Code != indicator && (indicator != "" || !b.Reads(rule.UseSurvey)) {
			continue
		}
		if lines := r.y.scored[lineKey{u.Class, l.Code}]; lines != nil {
			r.y.checkLine(u, l, r.y.look(unit, l.Code), b, lines[at.member], &found)
		}
	}
	return found
}
