package survey

import "math"

// Tally is the answers of some sheets to one question, counted: from it come the mean of any points and
// the share of any answers.
//
// Where sheets were drawn directly and weights weren't calibrated, sheets of one stratum with one answer differ in
// nothing but their weight. A tally then keeps their number, mean weight and spread of weights, which say all that a
// variance needs; else it keeps the sheets.
type Tally struct {
	N        [256]int     // sheets of each answer that counts
	Weighted [256]float64 // their weights

	s      *Sample
	codes  []uint8
	sheets []int32 // that count
	n      int
	all    float64 // Σ weight
	cells  []cell  // nil: the design needs the sheets

	units, strata int // of the first stage that the sheets lie in
}

// cell is the sheets of one stratum with one answer.
type cell struct {
	stratum int32
	code    uint8
	n       int
	mean    float64 // weight
	spread  float64 // Σ (weight - mean)²
}

// condenses reports whether sheets of a stratum with the same answer are alike.
func (s *Sample) condenses() bool {
	st := &s.stages[0]
	return s.cal == nil && st.unit == nil && st.fraction == nil
}

// Tally counts the answers of some sheets, in ascending order. codes has an entry for every sheet of the sample; only
// answers in counted count.
func (s *Sample) Tally(sheets []int32, codes []uint8, counted *[256]bool) *Tally {
	t := &Tally{s: s, codes: codes, sheets: make([]int32, 0, len(sheets))}
	for _, i := range sheets {
		if code := codes[i]; counted[code] {
			t.sheets = append(t.sheets, i)
			t.N[code]++
			t.Weighted[code] += s.weight[i]
		}
	}
	t.n = len(t.sheets)
	var used []uint8
	place := [256]int{}
	for code, n := range t.N {
		if n > 0 {
			place[code] = len(used)
			used = append(used, uint8(code))
			t.all += t.Weighted[code]
		}
	}
	if t.n == 0 || !s.condenses() {
		t.units, t.strata = s.reach(t.sheets)
		return t
	}
	st := &s.stages[0]
	cells := make([]cell, len(st.strata)*len(used))
	for _, i := range t.sheets {
		c := &cells[int(st.stratum[i])*len(used)+place[codes[i]]]
		c.n++
		c.mean += s.weight[i]
	}
	for k := range cells {
		if c := &cells[k]; c.n > 0 {
			c.stratum, c.code = int32(k/len(used)), used[k%len(used)]
			c.mean = c.mean / float64(c.n)
		}
	}
	for _, i := range t.sheets {
		c := &cells[int(st.stratum[i])*len(used)+place[codes[i]]]
		away := s.weight[i] - c.mean
		c.spread += float64(away * away)
	}
	last := int32(-1)
	for _, c := range cells {
		if c.n == 0 {
			continue
		}
		t.cells = append(t.cells, c)
		if t.units += c.n; c.stratum != last {
			last = c.stratum
			t.strata++
		}
	}
	return t
}

// Len returns how many sheets count.
func (t *Tally) Len() int { return t.n }

// Mean is the weighted mean of what the answers are worth.
func (t *Tally) Mean(worth *[256]float64) (Linear, error) { return t.linear(MeanKind, worth) }

// Proportion is the weighted share of some answers.
func (t *Tally) Proportion(of *[256]bool) (Linear, error) {
	var worth [256]float64
	for code, in := range of {
		if in {
			worth[code] = 1
		}
	}
	return t.linear(ProportionKind, &worth)
}

func (t *Tally) linear(kind Kind, worth *[256]float64) (Linear, error) {
	if t.n == 0 {
		return Linear{}, errNoSheets
	}
	out := Linear{Kind: kind, Value: t.value(worth), n: t.n, units: t.units, strata: t.strata, all: t.all, known: true}
	squares := 0.0
	for code, n := range t.N {
		if n > 0 {
			away := worth[code] - out.Value
			squares += float64(t.Weighted[code] * float64(away*away))
			out.scale = max(out.scale, math.Abs(worth[code]))
		}
	}
	out.sheet = squares / t.all
	if t.cells != nil {
		out.cells = make([]moved, len(t.cells))
		for k, c := range t.cells {
			out.cells[k] = moved{c, (worth[c.code] - out.Value) / t.all}
		}
		return out, nil
	}
	out.moves = influence{t.sheets, make([]float64, t.n)}
	for k, i := range t.sheets {
		out.moves.z[k] = float64(t.s.weight[i]*(worth[t.codes[i]]-out.Value)) / t.all
	}
	return out, nil
}

func (t *Tally) value(worth *[256]float64) float64 {
	sum := 0.0
	for code, n := range t.N {
		if n > 0 {
			sum += float64(t.Weighted[code] * worth[code])
		}
	}
	return sum / t.all
}

// moved is a cell whose sheets each move an estimate by their weight times by.
type moved struct {
	cell
	by float64
}

// Blended is a question in a score: what its answers are worth, and what share it has.
type Blended struct {
	Share float64
	Of    *Tally
	Worth *[256]float64
}

// Blend is the weighted sum of the means of several questions, as Composite is, made in one go. The tallies
// are of the same sample.
func (s *Sample) Blend(sheets []int32, parts []Blended) (Linear, error) {
	z, touched := make([]float64, len(sheets)), make([]bool, len(sheets))
	out := Linear{Kind: CompositeKind}
	for _, p := range parts {
		if p.Of.n == 0 {
			return Linear{}, errNoSheets
		}
		mean := p.Of.value(p.Worth)
		out.Value += float64(p.Share * mean)
		for code, n := range p.Of.N {
			if n > 0 {
				out.scale = max(out.scale, float64(p.Share*math.Abs(p.Worth[code])))
			}
		}
		var by [256]float64
		for code := range by {
			by[code] = float64(p.Share*(p.Worth[code]-mean)) / p.Of.all
		}
		k := 0
		for _, i := range p.Of.sheets {
			for sheets[k] != i {
				k++
			}
			z[k] += float64(s.weight[i] * by[p.Of.codes[i]])
			touched[k] = true
		}
	}
	out.moves = influence{make([]int32, 0, len(sheets)), z[:0]}
	for k, i := range sheets {
		if touched[k] {
			out.moves.sheets, out.moves.z = append(out.moves.sheets, i), append(out.moves.z, z[k])
		}
	}
	return out, nil
}
