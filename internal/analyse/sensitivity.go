package analyse

import (
	"cmp"
	"math"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/review"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// RankShift is the average rank shift between two rankings of the same units: the mean of |a - b|.
func RankShift(a, b []int) float64 {
	sum := 0
	for i := range a {
		sum += max(a[i]-b[i], b[i]-a[i])
	}
	return float64(sum) / float64(len(a))
}

// sensitivity says how far places move without one indicator, without one body, and with another way to add up.
func (m *matrix) sensitivity() (indicators, bodies, other []Shift) {
	nominal := m.placesWithout(nil)
	for k, l := range m.leaves {
		r := RankShift(nominal, m.placesWithout(func(j int) bool { return j == k }))
		indicators = append(indicators, Shift{l.Code, lang.Same(l.Name), r})
	}
	for _, b := range m.in.Roster.Bodies {
		scored := func(j int) bool {
			i := m.in.Scheme.Item(m.leaves[j].Item)
			return i != nil && slices.Contains(i.Bodies, b.Name)
		}
		if slices.ContainsFunc(m.leaves, func(l scheme.Leaf) bool {
			return scored(slices.IndexFunc(m.leaves, func(o scheme.Leaf) bool { return o.Code == l.Code }))
		}) {
			bodies = append(bodies, Shift{"", lang.Same(b.Name), RankShift(nominal, m.placesWithout(scored))})
		}
	}
	geometric, worst := make([]float64, len(m.units)), make([]float64, len(m.units))
	for u := range m.units {
		geometric[u], worst[u] = m.otherwise(u)
	}
	other = []Shift{
		{"", lang.T("几何加总（短板拉低）", "geometric (a weak class pulls down)"), RankShift(nominal, placesOf(geometric))},
		{"", lang.T("只看最弱的一级指标", "the weakest level-1 class only"), RankShift(nominal, placesOf(worst))},
	}
	byShift := func(a, b Shift) int { return cmp.Or(cmp.Compare(b.R, a.R), cmp.Compare(a.Code, b.Code)) }
	slices.SortStableFunc(indicators, byShift)
	slices.SortStableFunc(bodies, byShift)
	return indicators, bodies, other
}

// placesWithout ranks the class without some of its indicators; what is left is rescaled to 100.
func (m *matrix) placesWithout(left func(k int) bool) []int {
	totals := make([]float64, len(m.units))
	for u := range m.units {
		got, of := 0.0, 0.0
		for k, c := range m.cells[u] {
			if !c.counts || left != nil && left(k) {
				continue
			}
			w := c.full * m.scaleOf(u, k)
			got, of = got+float64(w*c.rate), of+w
		}
		totals[u] = m.add[u]
		if of > 0 {
			totals[u] += round(float64(got / of * 100))
		}
	}
	return placesOf(totals)
}

// round takes the noise of floats away, so that units that are equal stay equal.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// otherwise adds up a unit's level-1 classes geometrically, and by the weakest one.
func (m *matrix) otherwise(u int) (geometric, worst float64) {
	logs, of := 0.0, 0.0
	worst = math.Inf(1)
	for _, g := range m.in.Scheme.Groups {
		got, full := 0.0, 0.0
		for k, c := range m.cells[u] {
			if i := m.in.Scheme.Item(m.leaves[k].Item); c.counts && i != nil && i.Level1 == g.Level1 {
				w := c.full * m.scaleOf(u, k)
				got, full = got+float64(w*c.rate), full+w
			}
		}
		if full == 0 {
			continue
		}
		r := got / full
		logs, of = logs+float64(full*math.Log(max(r, 1e-6))), of+full
		worst = min(worst, r)
	}
	if of == 0 {
		return 0, 0
	}
	return round(float64(100*math.Exp(logs/of)) + m.add[u]), round(float64(100*worst) + m.add[u])
}

// judges says how each body and each expert marks, and how far places would move without them.
func judges(in *score.Input, sheets score.Sheets, matrices []*matrix) []Judge {
	var out []Judge
	for _, b := range in.Roster.Bodies {
		j := Judge{Name: b.Name}
		var rates []float64
		shift, n := 0.0, 0
		for _, m := range matrices {
			scored := func(k int) bool {
				i := in.Scheme.Item(m.leaves[k].Item)
				return i != nil && slices.Contains(i.Bodies, b.Name)
			}
			any := false
			for k := range m.leaves {
				if !scored(k) {
					continue
				}
				any = true
				for u := range m.units {
					if c := m.cells[u][k]; c.counts && !c.open {
						rates = append(rates, c.rate)
					}
				}
			}
			if any {
				shift += float64(RankShift(m.placesWithout(nil), m.placesWithout(scored)) * float64(len(m.units)))
				n += len(m.units)
			}
		}
		if len(rates) > 0 {
			j.describe(rates)
			if n > 0 {
				j.R = shift / float64(n)
			}
			out = append(out, j)
		}
	}
	return append(out, experts(in, sheets)...)
}

func (j *Judge) describe(rates []float64) {
	j.Marks, j.Mean, j.Spread = len(rates), mean(rates), deviation(rates)
	j.Flat, j.Generous = j.Spread < IdleSpread, j.Mean > GenerousMean
}

// experts are those who mark panels. The year is scored again without each of them, exactly.
func experts(in *score.Input, sheets score.Sheets) []Judge {
	byName := map[string][]float64{}
	var names []string
	for _, m := range in.Marks {
		l := in.Scheme.Leaf(m.Indicator)
		if l == nil || l.Rule != "expert_trimmed" || m.Recused {
			continue
		}
		if byName[m.Judge] == nil {
			names = append(names, m.Judge)
		}
		byName[m.Judge] = append(byName[m.Judge], m.Value.Float64()/100)
	}
	slices.Sort(names)
	var out []Judge
	for _, name := range names {
		j := Judge{Name: name, Expert: true}
		j.describe(byName[name])
		without := *in
		without.Marks = slices.DeleteFunc(slices.Clone(in.Marks), func(m review.Mark) bool {
			l := in.Scheme.Leaf(m.Indicator)
			return m.Judge == name && l != nil && l.Rule == "expert_trimmed"
		})
		if other, err := score.Compute(without); err == nil {
			var a, b []int
			for i := range sheets.Units {
				s := &sheets.Units[i]
				if o := other.Sheet(s.Unit); o != nil && s.Result.Place > 0 && o.Result.Place > 0 {
					a, b = append(a, s.Result.Place), append(b, o.Result.Place)
				}
			}
			if len(a) > 0 {
				j.R = RankShift(a, b)
			}
		}
		out = append(out, j)
	}
	return out
}
