package score_test

import (
	"slices"
	"testing"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// TestPlanIsCompute: a compiled year gives the totals and places that Compute gives before vetoes, run after run.
func TestPlanIsCompute(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2014": demo.Haidian2014(), "2013": demo.Haidian2013(), "2012": demo.Haidian2012(), "municipal": demo.Municipal(), "large": demo.Large(1, 40, 50)} {
		p, err := score.NewPlan(in)
		if err != nil {
			t.Fatal(name, err)
		}
		sheets := compute(t, in)
		for range 2 {
			got := p.Run(nil)
			if len(got) != len(sheets.Units) {
				t.Fatalf("%s: %d units, want %d", name, len(got), len(sheets.Units))
			}
			for _, g := range got {
				s := sheets.Sheet(g.Unit)
				total, place := s.Result.Total, s.Result.Place
				if s.BeforeVeto != nil {
					total = s.BeforeVeto.Total
				}
				if !g.Total.Equal(total) {
					t.Errorf("%s: %s has %s, want %s", name, s.Name, g.Total, total)
				}
				vetoed := slices.ContainsFunc(sheets.Units, func(o score.Sheet) bool { return o.Class == s.Class && o.BeforeVeto != nil })
				if !vetoed && g.Place != place {
					t.Errorf("%s: %s has place %d, want %d", name, s.Name, g.Place, place)
				}
			}
		}
	}
	in := demo.Small()
	in.Scheme.Leaf("A1").Rule = "magic"
	if _, err := score.NewPlan(in); err == nil {
		t.Error("a year with errors was compiled")
	}
}

// floatYear is the large year in flat arrays, for a loop over plain floats that computes the same rules.
type floatYear struct {
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

func flat(in score.Input) *floatYear {
	out := &floatYear{}
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
		c.actual, c.goal, c.events, c.survey, c.totals, c.order = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, c.units), make([]float64, c.units), make([]int, c.units)
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

// run is the plain loop: the same rules, totals and ranks, without rounding, checks or missing data.
func (y *floatYear) run() {
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

// TestFloatLoopIsTheSameYear: the loop that we measure against computes the same year, but for what floats lose.
func TestFloatLoopIsTheSameYear(t *testing.T) {
	in := demo.Large(1, 110, 150)
	y := flat(in)
	y.run()
	sheets := compute(t, in)
	seen := map[string]int{}
	for _, u := range in.Roster.Units {
		ci := slices.IndexFunc(in.Scheme.Classes, func(c scheme.Class) bool { return c.Name == u.Class })
		got := y.classes[ci].totals[seen[u.Class]]
		seen[u.Class]++
		want := sheets.Sheet(u.Code).Total.Points.Float64()
		if d := got - want; d > 0.02 || d < -0.02 {
			t.Errorf("%s: the loop gives %v, the rules %v", u.Code, got, want)
		}
	}
}

// BenchmarkDistrictYear runs a compiled district-year of 110 × 150 lines, exactly, beside a plain loop over floats in the same run.
// The metric "×float" is the ratio of the two.
func BenchmarkDistrictYear(b *testing.B) {
	in := demo.Large(1, 110, 150)
	p, err := score.NewPlan(in)
	if err != nil {
		b.Fatal(err)
	}
	y := flat(in)
	standings := p.Run(nil)
	var exact, float time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		standings = p.Run(standings[:0])
		exact += time.Since(start)
		start = time.Now()
		for range 10 {
			y.run()
		}
		float += time.Since(start) / 10
	}
	b.ReportMetric(float64(exact)/float64(float), "×float")
	b.ReportMetric(float64(exact.Nanoseconds())/float64(b.N)/(110*150), "ns/line")
}

// BenchmarkCompile is the compilation of that year, checks included.
func BenchmarkCompile(b *testing.B) {
	in := demo.Large(1, 110, 150)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := score.NewPlan(in); err != nil {
			b.Fatal(err)
		}
	}
}

// TestFloatsMisplaceExactDoesNot: 640.8 of 801 is 80 %, floats say less; the exact rules put the unit into the band that it reached.
func TestFloatsMisplaceExactDoesNot(t *testing.T) {
	x, y := 640.8, 801.0
	if x/y*100 >= 80 {
		t.Skip("floats are right here")
	}
	n := decimal.MustParse("640.8").Quo(decimal.MustParse("801")).Mul(decimal.Int(100))
	if n.Less(decimal.Int(80)) {
		t.Errorf("640.8 ÷ 801 is %s %%", n)
	}
}
