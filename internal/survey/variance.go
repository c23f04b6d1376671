package survey

// influence is what each of some sheets moves an estimate by, weight included. Every sheet stands in it once.
type influence struct {
	sheets []int32
	z      []float64
}

// bundle is some units of a stage that stand in one stratum: mostly one unit, with what its sheets add up to.
type bundle struct {
	stratum int32
	units   int
	mean    float64 // influence of one of them
	spread  float64 // Σ (influence - mean)²
	free    float64 // 1 - fraction
}

// Treatment is what was done with a stratum in a variance.
type Treatment string

const (
	Sampled  Treatment = "sampled"  // by the spread of its units
	Certain  Treatment = "certain"  // taken whole: it brings nothing
	Removed  Treatment = "removed"  // a single unit, left out
	Centred  Treatment = "centred"  // a single unit, by its distance from the mean of all
	Averaged Treatment = "averaged" // a single unit: the others are scaled up for it
)

// Contribution is what a stratum brings to a variance:
// Factor × Share × Drawn ÷ (Drawn - 1) × Spread where it was Sampled, Share × Spread where it was
// Centred, else nothing.
type Contribution struct {
	Stage     int // from 1
	Stratum   string
	Drawn     int     // units drawn in it
	Met       int     // of these, with sheets in the sub-group
	Fraction  float64 // drawn of all; 0: of very many, or different for each unit
	Share     float64 // product of the fractions of the stages before: what of it counts
	Spread    float64 // Σ (1 - fraction) × (influence of a unit - mean)²; units without sheets count as 0
	Treatment Treatment
	Factor    float64 // strata ÷ strata with more than one unit, where single ones are averaged; else 1
	Variance  float64
}

// error is a variance with what it rests on.
type errorOf struct {
	variance float64
	chance   bool // something was left to chance: a variance of 0 is no certainty
	parts    []Contribution
}

// lonely reports whether the sheets lie in a single unit of a stage at which units were drawn.
func (e *errorOf) lonely() bool {
	met := map[int]int{}
	for _, c := range e.parts {
		if c.Treatment != Certain {
			met[c.Stage] += c.Met
		}
	}
	for _, n := range met {
		if n < 2 {
			return true
		}
	}
	return false
}

// Contributions takes the variance of a statistic apart, stage by stage and stratum by stratum.
func (s *Sample) Contributions(l Linear) ([]Contribution, error) {
	e, err := s.errorOf(l)
	return e.parts, err
}

// errorOf estimates the variance of a statistic from its influences: at each stage the spread of its units within
// their strata, times what the fractions of the stages before leave of it.
func (s *Sample) errorOf(l Linear) (errorOf, error) {
	in := l.moves
	if s.cal != nil {
		in = s.residual(in)
	}
	var out errorOf
	for k := range s.stages {
		if s.stages[k].silent {
			continue
		}
		bundles := s.stages[k].bundles(in)
		if l.cells != nil {
			bundles = s.stages[k].condensed(l.cells)
		}
		parts, err := s.stages[k].contributions(s, bundles)
		if err != nil {
			return out, err
		}
		for _, c := range parts {
			c.Stage = k + 1
			out.variance += c.Variance
			out.chance = out.chance || c.Treatment != Certain
			out.parts = append(out.parts, c)
		}
	}
	out.variance = max(out.variance, 0) // what only rounding makes negative
	return out, nil
}

func (st *stage) contributions(s *Sample, bundles func(func(bundle))) ([]Contribution, error) {
	type tally struct {
		sum, squares float64
		units        int
		free         float64 // Σ (1 - fraction) of the units seen
	}
	tallies := make([]tally, len(st.strata))
	var seen []int32 // strata, in the order in which they are met
	bundles(func(b bundle) {
		t := &tallies[b.stratum]
		if t.units == 0 {
			seen = append(seen, b.stratum)
		}
		t.units += b.units
		t.sum += float64(float64(b.units) * b.mean)
	})
	bundles(func(b bundle) {
		t := &tallies[b.stratum]
		away := b.mean - t.sum/float64(st.strata[b.stratum].units)
		t.free += float64(float64(b.units) * b.free)
		t.squares += float64(b.free * (b.spread + float64(float64(b.units)*float64(away*away))))
	})
	parts := make([]Contribution, 0, len(seen))
	// strata met in each unit of the stage before, and single ones
	met, open := make([]int, st.parents), make([]int, st.parents)
	for _, h := range seen {
		t, x := &tallies[h], &st.strata[h]
		met[x.parent]++
		c := Contribution{Stratum: x.name, Drawn: x.units, Met: t.units, Fraction: x.fraction, Share: x.share, Factor: 1}
		if st.fraction != nil {
			c.Fraction = 0 // each unit has its own
		}
		switch {
		case x.share == 0 || x.free < 1e-7*float64(x.units): // nothing was left to chance
			c.Treatment = Certain
		case x.units > 1:
			c.Treatment = Sampled
			mean := t.sum / float64(x.units) // units without sheets in the sub-group bring a zero each
			c.Spread = t.squares + float64(max(x.free-t.free, 0)*float64(mean*mean))
			c.Variance = float64(x.share * float64(float64(x.units)/float64(x.units-1)*c.Spread))
		case s.single == Fail:
			return nil, refuse("%[1]s只抽了一个单位，估计不了抽样误差；请在设计里写明怎样处理（single）",
				"%[1]s has a single unit: its sampling error can't be estimated; say in the design what to do with it (single)",
				s.stratumName(*x))
		case s.single == Centre:
			c.Treatment, c.Spread = Centred, float64(x.free*float64(t.sum*t.sum))
			c.Variance = float64(x.share * c.Spread)
		case s.single == Average:
			c.Treatment = Averaged
			open[x.parent]++
		default:
			c.Treatment = Removed
		}
		parts = append(parts, c)
	}
	if s.single != Average {
		return parts, nil
	}
	for k, h := range seen {
		switch p := st.strata[h].parent; {
		case open[p] == 0:
		case open[p] == met[p]:
			return nil, refuse("在同一级、同一个上级单位里，各层都只抽了一个单位，没有别的层可以取平均",
				"at one stage, within one unit of the stage before, every stratum has a single unit: there is nothing to average")
		case parts[k].Treatment == Sampled:
			parts[k].Factor = float64(met[p]) / float64(met[p]-open[p])
			parts[k].Variance = float64(parts[k].Factor * parts[k].Variance)
		}
	}
	return parts, nil
}

// bundles adds influences up by unit, in the order in which units are met.
func (st *stage) bundles(in influence) func(func(bundle)) {
	if st.unit == nil {
		return func(yield func(bundle)) {
			for k, i := range in.sheets {
				yield(bundle{stratum: st.stratum[i], units: 1, mean: in.z[k], free: 1 - st.fractionOf(int(i))})
			}
		}
	}
	var units []int32
	var sums []float64
	place := make(map[int32]int, min(len(in.sheets), len(st.stratum)))
	for k, i := range in.sheets {
		u := st.unit[i]
		at, ok := place[u]
		if !ok {
			at = len(units)
			place[u] = at
			units, sums = append(units, u), append(sums, 0)
		}
		sums[at] += in.z[k]
	}
	return func(yield func(bundle)) {
		for k, u := range units {
			yield(bundle{stratum: st.stratum[u], units: 1, mean: sums[k], free: 1 - st.fractionOf(int(u))})
		}
	}
}

// condensed is the bundles of a tally that keeps no sheets.
func (st *stage) condensed(cells []moved) func(func(bundle)) {
	return func(yield func(bundle)) {
		for _, c := range cells {
			yield(bundle{stratum: c.stratum, units: c.n, mean: float64(c.mean * c.by),
				spread: float64(c.spread * float64(c.by*c.by)), free: 1 - st.strata[c.stratum].fraction})
		}
	}
}

// reach counts the units of the first stage that some sheets lie in, and the strata of these.
func (s *Sample) reach(sheets []int32) (units, strata int) {
	st := &s.stages[0]
	met := make([]bool, len(st.strata))
	enter := func(u int32) {
		units++
		if h := st.stratum[u]; !met[h] {
			met[h] = true
			strata++
		}
	}
	if st.unit == nil {
		for _, i := range sheets {
			enter(i)
		}
		return units, strata
	}
	seen := make([]bool, len(st.stratum))
	for _, i := range sheets {
		if u := st.unit[i]; !seen[u] {
			seen[u] = true
			enter(u)
		}
	}
	return units, strata
}

// Singles counts the strata, of all stages that bring something to variances, that have a single unit
// and weren't taken whole.
func (s *Sample) Singles() int {
	n := 0
	for k := range s.stages {
		for _, h := range s.stages[k].strata {
			if h.units == 1 && h.free > 1e-7 && h.share > 0 {
				n++
			}
		}
	}
	return n
}

// FreedomOf is the degrees of freedom of some sheets taken as a sample of their own.
func (s *Sample) FreedomOf(sheets []int32) int {
	units, strata := s.reach(sheets)
	return units - strata
}
