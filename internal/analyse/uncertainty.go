package analyse

import (
	"math"
	"slices"

	"shiji/internal/scheme"
	"shiji/internal/score"
)

// random is SplitMix64: a few lines, the same numbers on every machine.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is a number from 0 to 1.
func (r *random) unit() float64 { return float64(r.next()>>11) / (1 << 53) }

func (r *random) pick(n int) int { return int(r.next() % uint64(n)) }

// normal is a standard normal number, by the polar method.
func (r *random) normal() float64 {
	for {
		x, y := float64(2*r.unit())-1, float64(2*r.unit())-1
		s := float64(x*x) + float64(y*y)
		if s > 0 && s < 1 {
			return x * math.Sqrt(-2*math.Log(s)/s)
		}
	}
}

// seedOf mixes the seed with a name, so that classes draw apart and adding one changes no other.
func seedOf(seed uint64, name string) random {
	h := seed ^ 0xcbf29ce484222325
	for _, b := range []byte(name) {
		h = (h ^ uint64(b)) * 0x100000001b3
	}
	return random(h)
}

// uncertainty scores the class again and again with other weights, other treatment of missing data, other ways to
// compare peers, and satisfaction within its error, and says how far places and grades move.
func (m *matrix) uncertainty(o Options) []UnitRanks {
	r := seedOf(o.Seed, m.name)
	n := len(m.units)
	places := make([][]int, n)
	grades := make([]map[scheme.Grade]int, n)
	for u := range grades {
		places[u], grades[u] = make([]int, 0, o.Runs), map[scheme.Grade]int{}
	}
	weights := make([]float64, len(m.leaves))
	totals := make([]float64, n)
	norm := make([]int, len(m.leaves))
	for range o.Runs {
		for k := range weights {
			weights[k] = 1 - WeightSpread + float64(2*WeightSpread*r.unit())
			norm[k] = r.pick(4) // 0: as it is; else one of the other ways, if there is one
		}
		missing := r.pick(3)
		for u := range totals {
			totals[u] = m.total(u, weights, norm, missing, &r)
		}
		m.note(totals, places, grades)
	}
	out := make([]UnitRanks, n)
	for u, s := range m.units {
		slices.Sort(places[u])
		x := UnitRanks{Unit: s.Unit, Name: s.Name, Place: s.Result.Place, Grade: s.Result.Grade, Grades: map[string]float64{}}
		k := len(places[u])
		x.Median = float64(places[u][(k-1)/2]+places[u][k/2]) / 2
		x.Low, x.High = places[u][k*5/100], places[u][min(k-1, k*95/100)]
		best := -1
		for _, g := range scheme.Grades {
			x.Grades[string(g.Grade)] = float64(grades[u][g.Grade]) / float64(k)
			if grades[u][g.Grade] > best {
				best, x.Modal = grades[u][g.Grade], g.Grade
			}
		}
		x.Fragile = float64(best)/float64(k) < FragileShare
		out[u] = x
	}
	slices.SortStableFunc(out, func(a, b UnitRanks) int { return a.Place - b.Place })
	return out
}

// total is one unit's total in one run. The weights of its indicators are rescaled to 100.
func (m *matrix) total(u int, weights []float64, norm []int, missing int, r *random) float64 {
	got, of := 0.0, 0.0
	for k, c := range m.cells[u] {
		if !c.has {
			continue
		}
		rate, counts := c.rate, c.counts
		switch {
		case c.open && missing == 1:
			rate, counts = 0, true
		case c.open && missing == 2:
			rate, counts = c.mean, true
		case norm[k] > 0 && norm[k] <= len(c.other):
			rate = c.other[norm[k]-1]
		case c.se > 0:
			rate = max(0, min(1, rate+float64(c.se*r.normal())))
		}
		if !counts {
			continue
		}
		w := c.full * weights[k] * m.scaleOf(u, k)
		got, of = got+float64(w*rate), of+w
	}
	if of == 0 {
		return m.add[u]
	}
	return float64(got/of*100) + m.add[u]
}

// scaleOf is scale, remembered: it is the same in every run.
func (m *matrix) scaleOf(u, k int) float64 {
	if m.scales == nil {
		m.scales = make([][]float64, len(m.units))
		for i := range m.units {
			m.scales[i] = make([]float64, len(m.leaves))
			for j := range m.leaves {
				if m.scales[i][j] = m.scale(i, j); m.scales[i][j] == 0 {
					m.scales[i][j] = 1
				}
			}
		}
	}
	return m.scales[u][k]
}

// note enters the places and grades of one run. What lowers or lifts a grade officially (a veto, a floor, a
// promotion) does so here.
func (m *matrix) note(totals []float64, places [][]int, grades []map[scheme.Grade]int) {
	if m.natural == nil {
		_, m.natural = m.gradesOf(m.totals)
	}
	order, given := m.gradesOf(totals)
	for u, grade := range given {
		switch official := m.units[u].Result.Grade; {
		case official.Rank() > m.natural[u].Rank():
			grade = scheme.Worse(grade, official)
		case official.Rank() < m.natural[u].Rank() && official.Rank() < grade.Rank():
			grade = official
		}
		places[u] = append(places[u], order[u])
		grades[u][grade]++
	}
}

// gradesOf gives places, and grades by quotas and lines alone.
func (m *matrix) gradesOf(totals []float64) ([]int, []scheme.Grade) {
	order := placesOf(totals)
	out := make([]scheme.Grade, len(totals))
	g := m.in.Scheme.Grading
	n := len(totals)
	excellent := score.Quota(g.ExcellentShare, n, 0)
	good := score.Quota(g.GoodShare, n, excellent)
	for u, place := range order {
		grade := scheme.Failed
		quota := n >= g.SmallClass
		switch t := totals[u]; {
		case t >= g.ExcellentLine.Float64() && (!quota || place <= excellent):
			grade = scheme.Excellent
		case t >= g.GoodLine.Float64() && (!quota || place <= excellent+good):
			grade = scheme.Good
		case t >= g.PassLine.Float64():
			grade = scheme.Pass
		}
		out[u] = grade
	}
	return order, out
}

// placesOf ranks totals, largest first; equal totals share a place.
func placesOf(totals []float64) []int {
	index := make([]int, len(totals))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		switch {
		case totals[a] > totals[b]:
			return -1
		case totals[a] < totals[b]:
			return 1
		}
		return a - b
	})
	out := make([]int, len(totals))
	for i, u := range index {
		out[u] = i + 1
		if i > 0 && totals[u] == totals[index[i-1]] {
			out[u] = out[index[i-1]]
		}
	}
	return out
}
