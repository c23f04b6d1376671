package score

import (
	"cmp"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Plan is a year compiled for scoring many times: rules bound, facts gathered, the tree laid out. [Plan.Run] gives
// totals and places by the same rules and the same sums as [Compute], without keeping lines. Vetoes don't count in it:
// it is the view before them.
type Plan struct {
	y       *year
	classes []planClass
}

// Standing is a unit's published total and its place in its class.
type Standing struct {
	Unit        string
	Class       string
	Total       decimal.Number // 0 where no line is decided, which Provisional says
	Place       int            // 0: listed separately, or provisional
	Provisional bool
}

// planClass is one assessment class: its members, and its tree by numbers.
type planClass struct {
	name    string
	members []*org.Unit
	leaves  []planLeaf
	groups  []planGroup
	bonus   []decimal.Number // by member
	taken   []decimal.Number
	points  [][]decimal.Number // by leaf and member, filled by Run
	counts  [][]bool
	waits   [][]bool           // lines that aren't decided: they give nothing and stay in the sum
	settled []bool             // by member: it gets a place; what waits depends on no number that a run varies
	parts   [][]decimal.Number // by member and group
}

type planLeaf struct {
	leaf  *scheme.Leaf
	bound *rule.Bound
	full  decimal.Number
	facts packed
	has   []bool         // by member
	open  []fact.Status  // lines that their policy gives: they don't depend on data; nil: there are none
	late  []*fact.Number // nil: none is late
}

type planGroup struct {
	level1 scheme.Level1
	full   decimal.Number
	exact  bool
	items  []planItem
}

type planItem struct {
	full   decimal.Number
	leaves []int
}

// NewPlan compiles a year. It fails with [errs.Findings] if the year has errors.
func NewPlan(in Input) (*Plan, error) {
	y, found := prepare(in)
	y.keep, y.packed = true, map[lineKey]packed{}
	if found = append(found, y.check()...); found.HasErrors() {
		return nil, errs.Findings(found)
	}
	p := &Plan{y: y}
	for _, c := range y.scheme.Classes {
		p.classes = append(p.classes, p.class(c.Name))
	}
	p.slim()
	return p, nil
}

// slim lets go of what was packed, and of what compiling alone needed. A policy looks at what its line had the year
// before; a part of a list would keep the whole list.
func (p *Plan) slim() {
	y := p.y
	left := map[key]*facts{}
	for i := range p.classes {
		c := &p.classes[i]
		for k := range c.leaves {
			for u, open := range c.leaves[k].open { // nil mostly
				if at := (key{c.members[u].Code, c.leaves[k].leaf.Code}); open != "" && y.cells.get(at) != nil {
					left[at] = &facts{actuals: picked(y.cells.get(at).actuals, func(a *progress.Actual) bool {
						return a.Item == progress.LastYearPoints || a.Item == progress.LastYearFull
					})}
				}
			}
		}
	}
	y.cells = cells{strays: left}
	y.scored, y.around, y.plan, y.reports, y.mem, y.packed, y.rooms = nil, nil, nil, reports{}, nil, nil, nil
	y.calc, y.given = rule.Calc{}, rule.Facts{}
	y.index.surveys, y.index.may = nil, nil
	y.in = Input{Scheme: y.in.Scheme, Roster: y.in.Roster}
}

func (p *Plan) class(name string) planClass {
	y := p.y
	c := planClass{name: name, members: y.members(name)}
	index := map[string]int{}
	for i := range y.index.list {
		l := y.index.list[i]
		if full, ok := l.Points[name]; ok && !y.veto(l) {
			index[l.Code] = len(c.leaves)
			c.leaves = append(c.leaves, p.leaf(name, l, full))
		}
	}
	for _, g := range y.scheme.Groups {
		if g.Level1 == scheme.Veto {
			continue
		}
		pg := planGroup{level1: g.Level1, full: g.Points[name], exact: y.scheme.IsSatisfaction(g.Level1)}
		for _, i := range y.scheme.Items {
			if i.Level1 != g.Level1 || i.Points[name].IsZero() {
				continue
			}
			item := planItem{full: i.Points[name]}
			for _, l := range y.index.list {
				if k, ok := index[l.Code]; ok && l.Item == i.Name {
					item.leaves = append(item.leaves, k)
				}
			}
			pg.items = append(pg.items, item)
		}
		c.groups = append(c.groups, pg)
	}
	for _, u := range c.members {
		c.bonus, c.taken = append(c.bonus, *y.bonus(u).Points), append(c.taken, *y.deductions(u, nil).Points)
		c.parts = append(c.parts, make([]decimal.Number, len(c.groups)))
	}
	for range c.leaves {
		c.points, c.counts = append(c.points, make([]decimal.Number, len(c.members))),
			append(c.counts, make([]bool, len(c.members)))
		c.waits = append(c.waits, make([]bool, len(c.members)))
	}
	c.settled = make([]bool, len(c.members))
	lines := make([][]scored, len(c.leaves))
	for k := range c.leaves {
		lines[k] = y.leafLines(name, c.leaves[k].leaf)
	}
	for u := range c.members {
		of := func(yield func(*Line) bool) {
			for _, list := range lines {
				if list[u].line != nil && !yield(list[u].line) {
					return
				}
			}
		}
		waits := false
		for l := range of {
			waits = waits || l.Open()
		}
		c.settled[u] = !waits && !y.scheme.Running() || len(y.provisional(y.decided(of))) == 0
	}
	return c
}

func (p *Plan) leaf(class string, l *scheme.Leaf, full decimal.Number) planLeaf {
	y := p.y
	members, lines := y.members(class), y.leafLines(class, l)
	out := planLeaf{leaf: l, bound: y.bindings.Leaves[l.Code], full: full, has: make([]bool, len(members)),
		facts: y.packed[lineKey{class, l.Code}]}
	for i, u := range members {
		if !l.For(u) {
			continue
		}
		out.has[i] = true
		if open := lines[i].open; open != "" {
			if out.open == nil {
				out.open = make([]fact.Status, len(members))
			}
			out.open[i] = open
		}
		if late := y.look(u.Code, l.Code).lateDays(); late != nil {
			if out.late == nil {
				out.late = make([]*fact.Number, len(members))
			}
			out.late[i] = late
		}
	}
	return out
}

// Run scores the year once more and appends where every unit stands to out, class by class, best place first.
func (p *Plan) Run(out []Standing) []Standing {
	var calc rule.Calc
	var facts unpacked
	for i := range p.classes {
		c := &p.classes[i]
		for k := range c.leaves {
			p.lines(c, k, &calc, &facts)
		}
		first := len(out)
		for u := range c.members {
			out = append(out, Standing{Unit: c.members[u].Code, Class: c.name, Total: p.total(c, u), Provisional: !c.settled[u]})
		}
		p.place(c, out[first:])
	}
	return out
}

// lines scores one indicator for all members of a class.
func (p *Plan) lines(c *planClass, k int, calc *rule.Calc, facts *unpacked) {
	l, points, counts := &c.leaves[k], c.points[k], c.counts[k]
	for u := range c.members {
		if counts[u] = l.has[u] && (l.open == nil || l.open[u] == ""); !counts[u] {
			continue
		}
		calc.Reset(l.full, facts.line(&l.facts, u))
		var late *fact.Number
		if l.late != nil {
			late = l.late[u]
		}
		points[u] = l.bound.Score(calc, late).Points
	}
	if l.open != nil {
		p.policies(c, k)
	}
}

// policies gives lines without data what the scheme says, from the lines that have some.
func (p *Plan) policies(c *planClass, k int) {
	l := &c.leaves[k]
	lines := make([]scored, len(c.members))
	for u := range c.members {
		if !l.has[u] {
			continue
		}
		lines[u] = scored{unit: c.members[u].Code, line: &Line{Leaf: l.leaf.Code, Full: l.full}, open: l.open[u]}
		if c.counts[k][u] {
			lines[u].line.Points = &c.points[k][u]
		}
	}
	for u, member := range c.members {
		if l.open[u] == "" {
			continue
		}
		p.y.applyPolicy(member, l.bound, lines[u].line, l.open[u], p.y.meanRate(lines, c.members))
		if points := lines[u].line.Points; points != nil {
			c.points[k][u], c.counts[k][u] = *points, true
		}
		c.waits[k][u] = lines[u].line.Open()
	}
}

// total adds up one unit as [year.addUp] does: parts that left are made up for by those that stayed.
func (p *Plan) total(c *planClass, u int) decimal.Number {
	all := sum{full: scheme.FullMarks}
	for gi := range c.groups {
		g := &c.groups[gi]
		group := sum{full: g.full}
		for ii := range g.items {
			i := &g.items[ii]
			item := sum{full: i.full}
			for _, k := range i.leaves {
				if c.leaves[k].has[u] {
					item.add(c.leaves[k].full, c.points[k][u], c.counts[k][u], c.waits[k][u])
				}
			}
			points, ok := item.points(g.exact)
			group.add(i.full, points, ok, item.waits)
		}
		points, ok := group.points(false)
		all.add(g.full, points, ok, group.waits)
		c.parts[u][gi] = points
	}
	base, ok := all.points(false)
	if !ok && !c.settled[u] {
		return base
	}
	return base.Add(c.bonus[u]).Sub(c.taken[u]).Round(p.y.scheme.Places)
}

// sum is a part of the tree while it is added up.
type sum struct {
	full, got, counted decimal.Number
	any, left, waits   bool
}

func (s *sum) add(full, points decimal.Number, counts, waits bool) {
	s.waits = s.waits || waits
	switch {
	case !counts && waits:
		s.counted = s.counted.Add(full)
		return
	case !counts:
		s.left = true
		return
	}
	s.any, s.got, s.counted = true, s.got.Add(points), s.counted.Add(full)
}

// points are the points of the part; ok is false if all of it left.
func (s *sum) points(exact bool) (n decimal.Number, ok bool) {
	if !s.any {
		return n, false
	}
	n = s.got
	if s.left {
		n = n.Quo(s.counted).Mul(s.full)
	}
	if !exact {
		n = n.Round(rule.LinePlaces)
	}
	return n, true
}

// order is where a member stands: ranked units first, then those without a place yet, then separate ones.
func (c *planClass) order(u int) int {
	if c.members[u].Listing == org.Ranked && !c.settled[u] {
		return 1
	}
	return 2 * listingOrder(c.members[u].Listing)
}

// place sorts the standings of a class, the ranked units first, and gives places by total and tie-breakers.
func (p *Plan) place(c *planClass, standings []Standing) {
	firstGroup, satisfaction := 0, 0
	for i, g := range c.groups {
		if p.y.scheme.IsSatisfaction(g.level1) {
			satisfaction = i
		}
	}
	order := make([]int, len(standings))
	for i := range order {
		order[i] = i
	}
	compare := func(a, b int) int {
		return cmp.Or(
			standings[b].Total.Cmp(standings[a].Total),
			c.parts[b][firstGroup].Cmp(c.parts[a][firstGroup]),
			c.parts[b][satisfaction].Cmp(c.parts[a][satisfaction]),
			c.taken[a].Cmp(c.taken[b]))
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.order(a), c.order(b)), compare(a, b), a-b)
	})
	sorted := make([]Standing, len(standings))
	for i, u := range order {
		sorted[i] = standings[u]
		if c.members[u].Listing != org.Ranked || !c.settled[u] {
			continue
		}
		sorted[i].Place = i + 1
		if i > 0 && compare(u, order[i-1]) == 0 {
			sorted[i].Place = sorted[i-1].Place
		}
	}
	copy(standings, sorted)
}
