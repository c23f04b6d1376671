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

// variance estimates the variance of a statistic from its influences: at each stage the spread of its units within their strata, times what the
// fractions of the stages before leave of it.
func (s *Sample) variance(l Linear) (float64, error) { return s.varianceOf(l, nil) }

// Contribution is what a stratum brings to a variance.
type Contribution struct {
	Stage    int // from 1
	Stratum  string
	Drawn    int     // units drawn in it
	Met      int     // of these, with sheets in the sub-group
	Fraction float64 // drawn of all; 0: of very many
	Variance float64
}

// Contributions takes the variance of a statistic apart: strata of the first stage one by one, those of later stages together.
func (s *Sample) Contributions(l Linear) ([]Contribution, error) {
	var out []Contribution
	_, err := s.varianceOf(l, func(c Contribution) {
		if last := len(out) - 1; c.Stage > 1 && last >= 0 && out[last].Stage == c.Stage {
			out[last].Drawn, out[last].Met, out[last].Variance = out[last].Drawn+c.Drawn, out[last].Met+c.Met, out[last].Variance+c.Variance
			return
		}
		out = append(out, c)
	})
	return out, err
}

func (s *Sample) varianceOf(l Linear, note func(Contribution)) (float64, error) {
	in := l.moves
	if s.cal != nil {
		in = s.residual(in)
	}
	total := 0.0
	for k := range s.stages {
		if s.stages[k].silent {
			continue
		}
		bundles := s.stages[k].bundles(in)
		if l.cells != nil {
			bundles = s.stages[k].condensed(l.cells)
		}
		notes := note
		if note != nil {
			notes = func(c Contribution) {
				c.Stage = k + 1
				note(c)
			}
		}
		v, err := s.stages[k].variance(s, bundles, notes)
		if err != nil {
			return 0, err
		}
		total += v
	}
	return total, nil
}

func (st *stage) variance(s *Sample, bundles func(func(bundle)), note func(Contribution)) (float64, error) {
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
	// Units of a stratum without sheets in the sub-group bring a zero each.
	sums := make([]float64, st.parents)
	var met, open []int // strata met in each unit of the stage before, and how many of them say nothing
	if s.single == Average {
		met, open = make([]int, st.parents), make([]int, st.parents)
	}
	for _, h := range seen {
		t, x := &tallies[h], &st.strata[h]
		if met != nil {
			met[x.parent]++
		}
		before := sums[x.parent]
		switch {
		case x.share == 0 || x.free < 1e-7*float64(x.units): // nothing was left to chance
		case x.units > 1:
			mean := t.sum / float64(x.units)
			squares := t.squares + float64(max(x.free-t.free, 0)*float64(mean*mean))
			sums[x.parent] += float64(x.share * float64(float64(x.units)/float64(x.units-1)*squares))
		case s.single == Fail:
			return 0, refuse("%[1]s只抽了一个单位，估计不了抽样误差；请在设计里写明怎样处理（single）", "%[1]s has a single unit: its sampling error can't be estimated; say in the design what to do with it (single)", s.stratumName(*x))
		case s.single == Centre:
			sums[x.parent] += float64(x.share * float64(x.free*float64(t.sum*t.sum)))
		case s.single == Average:
			open[x.parent]++
		}
		if note != nil {
			note(Contribution{Stratum: x.name, Drawn: x.units, Met: t.units, Fraction: x.fraction, Variance: sums[x.parent] - before})
		}
	}
	total := 0.0
	for p, v := range sums {
		if met != nil && open[p] > 0 {
			if open[p] == met[p] {
				return 0, refuse("所有层都只抽了一个单位，没有别的层可以取平均", "every stratum has a single unit: there is nothing to average")
			}
			v = v * float64(met[p]) / float64(met[p]-open[p])
		}
		total += v
	}
	return total, nil
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
			yield(bundle{stratum: c.stratum, units: c.n, mean: float64(c.mean * c.by), spread: float64(c.spread * float64(c.by*c.by)), free: 1 - st.strata[c.stratum].fraction})
		}
	}
}

// freedom is the degrees of freedom that some sheets have: units of the first stage that they lie in, less strata.
func (s *Sample) freedom(sheets []int32) int {
	st := &s.stages[0]
	strata := make([]bool, len(st.strata))
	df := 0
	enter := func(u int32) {
		df++
		if h := st.stratum[u]; !strata[h] {
			strata[h] = true
			df--
		}
	}
	if st.unit == nil {
		for _, i := range sheets {
			enter(i)
		}
		return df
	}
	units := make([]bool, len(st.stratum))
	for _, i := range sheets {
		if u := st.unit[i]; !units[u] {
			units[u] = true
			enter(u)
		}
	}
	return df
}
