package survey

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

var printCoverage = flag.Bool("coverage-table", false, "print how often the intervals of TestIntervalsCover cover")

const repetitions = 2000

// world is a population with a way of drawing from it, and what is true in it.
type world struct {
	name    string
	options Options
	truth   float64
	draw    func(r *rand.Rand) (*Sample, Linear)
	low     float64 // least share of intervals that must cover; 0: 0.93
	high    float64 // 0: 0.97
}

func pick(r *rand.Rand, n, of int) []int {
	return r.Perm(of)[:n]
}

func sampleOf(d Design, n int) *Sample {
	s, err := NewSample(n, d)
	if err != nil {
		panic(err)
	}
	return s
}

func linear(l Linear, err error) Linear {
	if err != nil {
		panic(err)
	}
	return l
}

// worlds are the regimes for which docs/survey.md recommends each method, and two for which it doesn't.
func worlds() []world {
	r := rand.New(rand.NewPCG(20141124, 7))
	points := []float64{100, 80, 60, 30, 0}
	answer := func(happy float64) float64 {
		x := r.Float64()
		for k, p := range []float64{0.45, 0.75, 0.9, 0.97} {
			if x < p*happy {
				return points[k]
			}
		}
		return 0
	}
	const size = 4000
	y, stratum, cluster := make([]float64, size), make([]int32, size), make([]int32, size)
	happy := make([]float64, 200)
	for c := range happy {
		happy[c] = 0.85 + 0.3*r.Float64()
	}
	for i := range y {
		stratum[i], cluster[i] = int32(i*4/size), int32(i/20)
		y[i] = answer(happy[cluster[i]] * (1 + 0.05*float64(stratum[i])))
	}
	mean := func(of func(float64) float64) float64 {
		sum := 0.0
		for _, x := range y {
			sum += of(x)
		}
		return sum / size
	}
	itself := func(x float64) float64 { return x }
	happyOnes := func(x float64) float64 {
		if x >= 80 {
			return 1
		}
		return 0
	}
	values := func(at []int, of func(float64) float64) Values {
		v := Values{}
		for k, i := range at {
			v.Sheets, v.Y = append(v.Sheets, int32(k)), append(v.Y, of(y[i]))
		}
		return v
	}
	simple := func(n int, of func(float64) float64, share bool) func(*rand.Rand) (*Sample, Linear) {
		return func(r *rand.Rand) (*Sample, Linear) {
			at := pick(r, n, size)
			s := sampleOf(Design{Stages: []Stage{{Size: slices.Repeat([]float64{size}, n)}}}, n)
			if share {
				return s, linear(s.Proportion(values(at, of)))
			}
			return s, linear(s.Mean(values(at, of)))
		}
	}
	stratified := func(r *rand.Rand) (*Sample, Linear) {
		var at []int
		st := Stage{}
		for h, n := range []int{60, 40, 30, 30} {
			for _, k := range pick(r, n, size/4) {
				at, st.Stratum, st.Size = append(at, h*size/4+k), append(st.Stratum, int32(h)), append(st.Size, size/4)
			}
		}
		s := sampleOf(Design{Stages: []Stage{st}}, len(at))
		return s, linear(s.Mean(values(at, itself)))
	}
	twoStages := func(of func(float64) float64, share bool) func(r *rand.Rand) (*Sample, Linear) {
		return func(r *rand.Rand) (*Sample, Linear) {
			var at []int
			first, second := Stage{}, Stage{}
			for _, c := range pick(r, 40, 200) {
				for _, k := range pick(r, 8, 20) {
					at = append(at, c*20+k)
					first.Cluster, first.Size, second.Size = append(first.Cluster, int32(c)),
						append(first.Size, 200), append(second.Size, 20)
				}
			}
			s := sampleOf(Design{Stages: []Stage{first, second}}, len(at))
			if share {
				return s, linear(s.Proportion(values(at, of)))
			}
			return s, linear(s.Mean(values(at, of)))
		}
	}
	totals := make([]float64, 4)
	for _, h := range stratum {
		totals[h]++
	}
	calibrated := func(r *rand.Rand) (*Sample, Linear) {
		at := pick(r, 200, size)
		m := Margin{Name: "层", Names: []string{"1", "2", "3", "4"}, Totals: totals}
		for _, i := range at {
			m.Category = append(m.Category, stratum[i])
		}
		s := sampleOf(Design{Stages: []Stage{{Size: slices.Repeat([]float64{size}, 200)}}, Calibrate: []Margin{m}}, 200)
		return s, linear(s.Mean(values(at, itself)))
	}
	rare := func(x float64) float64 {
		if x == 0 {
			return 1
		}
		return 0
	}
	return []world{
		{name: "mean, simple, n 100, t", truth: mean(itself), draw: simple(100, itself, false)},
		{name: "mean, simple, n 400, normal", options: Options{Interval: Z}, truth: mean(itself),
			draw: simple(400, itself, false)},
		{name: "mean, four strata, n 160, t", truth: mean(itself), draw: stratified},
		{name: "mean, two stages, 40 clusters, t", truth: mean(itself), draw: twoStages(itself, false)},
		{name: "mean, post-stratified, n 200, t", truth: mean(itself), draw: calibrated},
		{name: "share 0.7, simple, n 100, logit", truth: mean(happyOnes), draw: simple(100, happyOnes, true)},
		{name: "share 0.7, simple, n 100, Wilson", options: Options{Proportion: Wilson}, truth: mean(happyOnes),
			draw: simple(100, happyOnes, true)},
		{name: "share 0.7, two stages, 40 clusters, logit", truth: mean(happyOnes), draw: twoStages(happyOnes, true)},
		{name: "share 0.7, two stages, 40 clusters, Clopper-Pearson", options: Options{Proportion: ClopperPearson},
			truth: mean(happyOnes), draw: twoStages(happyOnes, true), high: 0.99},
		{name: "a small share, simple, n 100, Clopper-Pearson (never below 95 %)", options: Options{
			Proportion: ClopperPearson}, truth: mean(rare), draw: simple(100, rare, true), low: 0.945, high: 1},
		{name: "a small share, simple, n 40, t (Wilson's where all are alike)", options: Options{Proportion: T},
			truth: mean(rare), draw: simple(40, rare, true), low: 0.945, high: 1},
	}
}

// TestIntervalsCover draws 2,000 samples for each method, with fixed seeds, and counts how many of the 95 %
// intervals hold the truth.
func TestIntervalsCover(t *testing.T) {
	for k, w := range worlds() {
		covered, refused := 0, 0
		for i := range repetitions {
			s, l := w.draw(rand.New(rand.NewPCG(uint64(i), uint64(k))))
			e := s.Estimate(l, w.options)
			switch {
			case e.Interval == nil:
				refused++
			case e.Interval.Low <= w.truth && w.truth <= e.Interval.High:
				covered++
			}
		}
		share := float64(covered) / repetitions
		low, high := w.low, w.high
		if low == 0 {
			low = 0.93
		}
		if high == 0 {
			high = 0.97
		}
		if *printCoverage {
			fmt.Printf("| %s | %.1f %% |\n", w.name, share*100)
		}
		if share < low || share > high || refused > 0 {
			t.Errorf("%s: covers %.4f, want %.3f to %.3f (%d refused)", w.name, share, low, high, refused)
		}
	}
}

// TestQuantilesCover does the same for Woodruff's intervals of the median of a continuous variable.
func TestQuantilesCover(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, 5000)
	for i := range x {
		x[i] = r.ExpFloat64() * 20
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	truth := (sorted[2499] + sorted[2500]) / 2
	covered := 0
	for i := range repetitions {
		r := rand.New(rand.NewPCG(uint64(i), 99))
		v := Values{}
		for k, at := range pick(r, 150, len(x)) {
			v.Sheets, v.Y = append(v.Sheets, int32(k)), append(v.Y, x[at])
		}
		s := sampleOf(Design{Stages: []Stage{{Size: slices.Repeat([]float64{5000}, 150)}}}, 150)
		e, err := s.Quantile(v, 0.5, Middle, Options{})
		if err != nil || e.Interval == nil {
			t.Fatal(err, e)
		}
		if e.Interval.Low <= truth && truth <= e.Interval.High {
			covered++
		}
	}
	share := float64(covered) / repetitions
	if *printCoverage {
		fmt.Printf("| median, simple, n 150, Woodruff | %.1f %% |\n", share*100)
	}
	if share < 0.93 || share > 0.97 {
		t.Errorf("Woodruff's interval of the median covers %.4f", share)
	}
}
