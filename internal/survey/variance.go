package survey

// influence is what each of some sheets moves an estimate by, weight included. Every sheet stands in it once.
type influence struct {
	sheets []int32
	z      []float64
}

// bundle is what a stage's unit adds up to.
type bundle struct {
	unit int32
	sum  float64
}

// variance estimates the variance of a total of influences: at each stage the spread of its units within their strata, times what the
// fractions of the stages before leave of it.
func (s *Sample) variance(in influence) (float64, error) {
	if s.cal != nil {
		in = s.residual(in)
	}
	total := 0.0
	for k := range s.stages {
		if s.stages[k].silent {
			continue
		}
		v, err := s.stages[k].variance(s, in)
		if err != nil {
			return 0, err
		}
		total += v
	}
	return total, nil
}

func (st *stage) variance(s *Sample, in influence) (float64, error) {
	type tally struct {
		sum, squares float64
		units        int
		free         float64 // Σ (1 - fraction) of the units seen
	}
	bundles := st.bundles(in)
	tallies := make([]tally, len(st.strata))
	var seen []int32 // strata, in the order in which they are met
	for _, b := range bundles {
		h := st.stratum[b.unit]
		t := &tallies[h]
		if t.units == 0 {
			seen = append(seen, h)
		}
		t.units++
		t.sum += b.sum
	}
	for _, b := range bundles {
		h := st.stratum[b.unit]
		t, x := &tallies[h], &st.strata[h]
		away := b.sum - t.sum/float64(x.units)
		free := 1 - st.fractionOf(int(b.unit))
		t.free += free
		t.squares += float64(free * float64(away*away))
	}
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
func (st *stage) bundles(in influence) []bundle {
	out := make([]bundle, 0, len(in.sheets))
	if st.unit == nil {
		for k, i := range in.sheets {
			out = append(out, bundle{i, in.z[k]})
		}
		return out
	}
	place := make(map[int32]int, min(len(in.sheets), len(st.stratum)))
	for k, i := range in.sheets {
		u := st.unit[i]
		at, ok := place[u]
		if !ok {
			at = len(out)
			place[u] = at
			out = append(out, bundle{unit: u})
		}
		out[at].sum += in.z[k]
	}
	return out
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
