// Package bench sets the exact engine beside what people write first: a loop over binary floats. It serves
// benchmarks and `shiji bench`.
package bench

import (
	"math"
	"slices"

	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Floats is a large year in flat arrays, for a plain loop that computes the same rules in binary floats.
type Floats struct {
	classes []floatClass
}

type floatClass struct {
	units, leaves        int
	kind                 []int // by leaf
	full                 []float64
	actual, goal, events []float64 // by unit × leaf
	survey               []float64
	totals               []float64
	order                []int
}

// Flat lays a year of [demo.Large] out for the loop.
func Flat(in score.Input) *Floats {
	out := &Floats{}
	kinds := map[string]int{"ratio": 0, "ratio_lower": 1, "step": 2, "deduct": 3, "minmax": 4}
	for _, class := range in.Scheme.Classes {
		c := floatClass{}
		index, leaf := map[string]int{}, map[string]int{}
		for _, u := range in.Roster.Units {
			if u.Class == class.Name {
				index[u.Code] = c.units
				c.units++
			}
		}
		for _, l := range in.Scheme.Leaves {
			if k, ok := kinds[l.Rule]; ok {
				leaf[l.Code] = c.leaves
				c.kind, c.full = append(c.kind, k), append(c.full, l.Points[class.Name].Float64())
				c.leaves++
			}
		}
		n := c.units * c.leaves
		c.actual, c.goal, c.events, c.survey, c.totals, c.order = make([]float64, n), make([]float64, n), make([]float64, n),
			make([]float64, c.units), make([]float64, c.units), make([]int, c.units)
		for _, a := range in.Actuals {
			if u, ok := index[a.Unit]; ok {
				c.actual[u*c.leaves+leaf[a.Indicator]] = a.Values[0].Number.Float64()
			}
		}
		for _, g := range in.Targets {
			if u, ok := index[g.Unit]; ok {
				c.goal[u*c.leaves+leaf[g.Indicator]] = g.Value.Value.Float64()
			}
		}
		for _, e := range in.Events {
			if u, ok := index[e.Unit]; ok {
				c.events[u*c.leaves+leaf[e.Indicator]] += e.Count.Float64()
			}
		}
		for _, s := range in.Surveys {
			if u, ok := index[s.Unit]; ok {
				c.survey[u] = s.Score.Float64()
			}
		}
		out.classes = append(out.classes, c)
	}
	return out
}

// Run is the plain loop: the same rules, totals and ranks, without rounding, checks or missing data.
func (y *Floats) Run() {
	for ci := range y.classes {
		c := &y.classes[ci]
		for u := range c.totals {
			c.totals[u] = 25 * c.survey[u] / 100
		}
		for k := range c.leaves {
			full := c.full[k]
			lo, hi := 0.0, 0.0
			if c.kind[k] == 4 {
				lo, hi = c.actual[k], c.actual[k]
				for u := range c.units {
					a := c.actual[u*c.leaves+k]
					lo, hi = min(lo, a), max(hi, a)
				}
			}
			for u := range c.units {
				i := u*c.leaves + k
				a, s := c.actual[i], 0.0
				switch c.kind[k] {
				case 0:
					s = full * max(0, min(a/c.goal[i], 1))
				case 1:
					s = full * max(0, min(2-a/c.goal[i], 1))
				case 2:
					switch {
					case a >= 90:
						s = full
					case a >= 80:
						s = full * 0.8
					case a >= 60:
						s = full * 0.5
					}
				case 3:
					s = max(0, full-0.05*c.events[i])
				case 4:
					s = full
					if hi > lo {
						s = full * (a - lo) / (hi - lo)
					}
				}
				c.totals[u] += s
			}
		}
		for i := range c.order {
			c.order[i] = i
		}
		slices.SortFunc(c.order, func(a, b int) int {
			switch {
			case c.totals[a] > c.totals[b]:
				return -1
			case c.totals[a] < c.totals[b]:
				return 1
			}
			return 0
		})
	}
}

// Totals are the totals of a class, as the loop left them.
func (y *Floats) Totals(class int) []float64 { return y.classes[class].totals }

// Misplaced counts the units whose place by floats, rounded as a naive program rounds, differs from the exact one.
// exact are the standings of the same year, class by class.
func (y *Floats) Misplaced(in score.Input, exact []score.Standing) int {
	places := map[string]int{}
	for _, s := range exact {
		places[s.Unit] = s.Place
	}
	wrong := 0
	seen := map[string]int{}
	for _, u := range in.Roster.Units {
		ci := slices.IndexFunc(in.Scheme.Classes, func(c scheme.Class) bool { return c.Name == u.Class })
		c := &y.classes[ci]
		own := math.Round(c.totals[seen[u.Class]]*100) / 100
		seen[u.Class]++
		place := 1
		for _, t := range c.totals {
			if math.Round(t*100)/100 > own {
				place++
			}
		}
		if place != places[u.Code] {
			wrong++
		}
	}
	return wrong
}
