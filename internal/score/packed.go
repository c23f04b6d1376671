package score

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/rule"
)

// A plan is run thousands of times, and a province has a hundred of them in memory: what its lines are scored from is
// kept as bare numbers, an indicator's beside each other, and laid out for the rule when its line's turn comes. Where a
// number was read from is left behind: nobody traces a plan.

// packed are the facts of the members of a class for one indicator.
type packed struct {
	shared  rule.Facts       // what all of them see: the class around them, the period
	cells   []packedCell     // by member
	shapes  []shape          // what numbers a line has
	numbers []decimal.Number // of all lines, one after the other, as their shapes say
	happens []happened       // likewise
	whole   []rule.Facts     // of lines that bring more than that
}

// packedCell says where the facts of a line are.
type packedCell struct {
	at      uint32 // of its first number, or of its facts among those that stay whole
	happens uint32 // of what happened first
	shape   uint16 // 0: they stay whole
}

// happened is a [rule.Occurrence] without its source.
type happened struct {
	matter, kind, level string
	count               decimal.Number
	repeat              bool
}

// shape is what a line brings, in the order of its numbers.
type shape struct {
	items []string // data items
	goals []uint8  // numbers of the target that it has
	below bool     // see [rule.Facts.BelowFloor]
	times int      // occurrences
}

const goalNumbers = 5

// goalsOf are the numbers of a target.
func goalsOf(f *rule.Facts) [goalNumbers]**fact.Number {
	return [goalNumbers]**fact.Number{&f.Goal.Target, &f.Goal.Challenge, &f.Goal.Low, &f.Goal.High, &f.Goal.Baseline}
}

// pack packs the facts of the members of a class; nil where a line isn't scored from any.
func pack(facts []*rule.Facts) packed {
	out := packed{cells: make([]packedCell, len(facts)), shapes: make([]shape, 1)}
	shared, whole, numbers, times := (*rule.Facts)(nil), 0, 0, 0
	for _, f := range facts {
		if f != nil && shared == nil {
			shared = f
			out.shared = rule.Facts{Peers: f.Peers, Sorted: f.Sorted, Ends: f.Ends, Class: f.Class, Now: f.Now}
		}
		if f == nil || !packs(f) || !sameAround(f, shared) {
			whole++
			continue
		}
		numbers, times = numbers+len(f.Data), times+len(f.Occurrences)
		for _, n := range goalsOf(f) {
			if *n != nil {
				numbers++
			}
		}
	}
	out.numbers, out.happens, out.whole = make([]decimal.Number, 0, numbers), make([]happened, 0, times),
		make([]rule.Facts, 0, whole)
	for i, f := range facts {
		if f == nil || !packs(f) || !sameAround(f, shared) {
			out.cells[i].at = uint32(len(out.whole))
			if f == nil {
				f = &rule.Facts{}
			}
			out.whole = append(out.whole, *f)
			continue
		}
		out.cells[i] = packedCell{uint32(len(out.numbers)), uint32(len(out.happens)), out.shapeOf(f)}
		for _, d := range f.Data {
			out.numbers = append(out.numbers, *d.Number)
		}
		for _, n := range goalsOf(f) {
			if *n != nil {
				out.numbers = append(out.numbers, (*n).Value)
			}
		}
		for _, o := range f.Occurrences {
			out.happens = append(out.happens, happened{o.Matter, o.Kind, o.Level, o.Count, o.Repeat})
		}
	}
	return out
}

// packs reports whether facts are numbers of data items and of a target, and occurrences, beside what a class shares.
func packs(f *rule.Facts) bool {
	if len(f.Marks)+len(f.Ballots)+len(f.Surveys)+len(f.Tasks)+len(f.Periods)+len(f.Lines) > 0 ||
		f.Lead != nil {
		return false
	}
	for i := range f.Data {
		if d := &f.Data[i]; d.Number == nil || d.Word != "" || d.Computed {
			return false
		}
	}
	return true
}

// sameAround reports whether two lines see the same class around them, and the same period.
func sameAround(f, g *rule.Facts) bool {
	return sameList(f.Peers, g.Peers) && sameList(f.Sorted, g.Sorted) && f.Ends == g.Ends && f.Class == g.Class &&
		f.Now == g.Now
}

func sameList[T any](a, b []T) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// shapeOf is the number of the shape of facts.
func (p *packed) shapeOf(f *rule.Facts) uint16 {
	s := shape{below: f.BelowFloor, times: len(f.Occurrences)}
	var goals [goalNumbers]uint8
	has := 0
	for k, n := range goalsOf(f) {
		if *n != nil {
			goals[has] = uint8(k)
			has++
		}
	}
	for i := range p.shapes[1:] {
		if o := &p.shapes[i+1]; slices.Equal(o.goals, goals[:has]) && o.below == s.below && o.times == s.times &&
			o.sameItems(f.Data) {
			return uint16(i + 1)
		}
	}
	s.goals = slices.Clone(goals[:has])
	for _, d := range f.Data {
		s.items = append(s.items, d.Item)
	}
	p.shapes = append(p.shapes, s)
	return uint16(len(p.shapes) - 1)
}

func (s *shape) sameItems(data []rule.Datum) bool {
	if len(s.items) != len(data) {
		return false
	}
	for i := range data {
		if data[i].Item != s.items[i] {
			return false
		}
	}
	return true
}

// unpacked is the place where the facts of one line after the other are laid out.
type unpacked struct {
	of    *packed
	shape uint16 // that is laid out; 0: none
	facts rule.Facts
	data  []rule.Datum
	times []rule.Occurrence
	goals [goalNumbers]fact.Number
}

// line lays out the facts of a member. They stand until the next one is laid out.
func (u *unpacked) line(p *packed, member int) *rule.Facts {
	cell := p.cells[member]
	if cell.shape == 0 {
		return &p.whole[cell.at]
	}
	if u.of != p || u.shape != cell.shape {
		u.lay(p, cell.shape)
	}
	numbers := p.numbers[cell.at:]
	for i := range u.data {
		u.data[i].Number = &numbers[i]
	}
	next := len(u.data)
	for i, k := range p.shapes[cell.shape].goals {
		u.goals[k].Value = numbers[next+i]
	}
	for i, o := range p.happens[cell.happens:][:len(u.times)] {
		u.times[i] = rule.Occurrence{Matter: o.matter, Kind: o.kind, Level: o.level, Count: o.count, Repeat: o.repeat}
	}
	return &u.facts
}

func (u *unpacked) lay(p *packed, nth uint16) {
	s := &p.shapes[nth]
	if u.of != p {
		u.facts = p.shared
	}
	u.of, u.shape = p, nth
	u.data = u.data[:0]
	for _, item := range s.items {
		u.data = append(u.data, rule.Datum{Item: item})
	}
	u.times = slices.Grow(u.times[:0], s.times)[:s.times]
	u.facts.Data, u.facts.Occurrences, u.facts.BelowFloor = u.data, u.times, s.below
	for k, place := range goalsOf(&u.facts) {
		if *place = nil; slices.Contains(s.goals, uint8(k)) {
			*place = &u.goals[k]
		}
	}
}
