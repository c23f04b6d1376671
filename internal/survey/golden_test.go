package survey

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"shiji/internal/decimal"
)

// urbanRural is the example of domain.md 8.3: two strata, answers from best to worst, and those who can't judge.
func urbanRural(t *testing.T) (*Sample, []uint8) {
	t.Helper()
	var codes []uint8
	var d Stage
	for h, counts := range [][]int{{52, 41, 15, 6, 2}, {18, 22, 12, 5, 1}} {
		for k, n := range counts {
			for range n {
				codes = append(codes, uint8(k))
				d.Stratum, d.Size = append(d.Stratum, int32(h)), append(d.Size, []float64{8000, 2000}[h])
			}
		}
	}
	s, err := NewSample(len(codes), Design{Stages: []Stage{d}})
	if err != nil {
		t.Fatal(err)
	}
	return s, codes
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.9g, want %.9g", what, got, want)
	}
}

var fiveWorth = [256]float64{100, 80, 60, 30, 0}

func TestGoldenSurvey(t *testing.T) {
	s, codes := urbanRural(t)
	counted := [256]bool{true, true, true, true, true}
	tally := s.Tally(s.All(), codes, &counted)
	mean, err := tally.Mean(&fiveWorth)
	if err != nil {
		t.Fatal(err)
	}
	e := s.Estimate(mean, Options{Interval: Z})
	near(t, "G29 mean", e.Value, 81.2069, 5e-5)
	near(t, "G29 standard error", *e.SE, 1.7040, 5e-5)
	near(t, "G29 low", e.Interval.Low, 77.87, 5e-3)
	near(t, "G29 high", e.Interval.High, 84.55, 5e-3)
	rate, err := tally.Proportion(&[256]bool{true, true})
	if err != nil {
		t.Fatal(err)
	}
	logit, wilson := s.Estimate(rate, Options{Interval: Z, Proportion: LogitMethod}),
		s.Estimate(rate, Options{Proportion: Wilson})
	near(t, "G30 rate", logit.Value, 0.7793, 5e-5)
	near(t, "G30 standard error", *logit.SE, 0.0319, 5e-5)
	near(t, "G30 logit low", logit.Interval.Low, 0.7106, 5e-5)
	near(t, "G30 logit high", logit.Interval.High, 0.8355, 5e-5)
	near(t, "G30 n of the interval", logit.IntervalSize(), 169.0, 5e-2)
	near(t, "G30 sheets to n of the interval", float64(logit.N)/logit.IntervalSize(), 1.0296, 5e-5)
	// The design effect compares with a simple random sample of 174 out of 10,000: 1.0296 × 173 ÷ 174 ÷ (1 - 0.0174).
	near(t, "design effect", *logit.Deff, 1.04181, 5e-5)
	near(t, "effective", *logit.Effective, 167.0170, 5e-3)
	near(t, "G30 Wilson low", wilson.Interval.Low, 0.7110, 5e-5)
	near(t, "G30 Wilson high", wilson.Interval.High, 0.8352, 5e-5)

	weights := slices.Concat(slices.Repeat([]float64{1}, 100), slices.Repeat([]float64{2}, 50),
		slices.Repeat([]float64{5}, 10))
	effective, deff := Kish(weights)
	near(t, "G31 effective", effective, 113.6364, 5e-5)
	near(t, "G31 design effect", deff, 1.4080, 5e-5)
}

func TestGoldenSizes(t *testing.T) {
	for _, c := range []struct {
		population, deff, response float64
		answers, invited           int
	}{{150, 1, 1, 109, 109}, {2000, 1, 1, 323, 323}, {50_000, 1, 1, 382, 382}, {2000, 1.5, 1, 484, 484},
		{2000, 1.5, 0.5, 484, 968}, {0, 1, 1, 385, 385}, {60, 2, 1, 60, 60}} {
		s, err := SizeFor(Need{Population: c.population, Margin: 0.05, Level: 0.95, Share: 0.5,
			Deff: c.deff, Response: c.response})
		if err != nil || s.Answers != c.answers || s.Invited != c.invited {
			t.Errorf("G33 of %g: %d answers, %d asked, %v; want %d, %d", c.population, s.Answers, s.Invited,
				err, c.answers, c.invited)
		}
	}
	if s, err := SizeFor(Need{Margin: 2, Level: 0.95, Deviation: 20, Deff: 1, Response: 1}); err != nil ||
		s.Answers != 385 {
		t.Errorf("of a mean: %+v %v, want 385", s, err)
	}
	for _, n := range []Need{{}, {Margin: 0.05, Level: 1}, {Margin: 5, Level: 0.95, Share: 0.5, Deff: 1, Response: 1},
		{Margin: 0.05, Level: 0.95, Share: 0.5, Deff: 1}, {Margin: 0.05, Level: 0.95, Share: 0.5, Response: 1},
		{Margin: 0.05, Level: 0.95, Share: 0.5, Deff: 1, Response: 1, Population: 1.5},
		{Margin: 1e-9, Level: 0.95, Share: 0.5, Deff: 1, Response: 1}} {
		if s, err := SizeFor(n); err == nil {
			t.Errorf("%+v gives %+v, want a refusal", n, s)
		}
	}
}

func TestGoldenChannelsAndScales(t *testing.T) {
	// G35: 620, 250, 80 of three levels
	three := ScaleByCode("three")
	var counts []Counted
	for k, n := range []int64{620, 250, 80} {
		p := three.Levels[k].Points
		counts = append(counts, Counted{Question: "总体", Share: decimal.One, Answer: three.Levels[k].Answer, Points: &p,
			N: decimal.Int(n), Weighted: decimal.Int(n)})
	}
	if got, ok := ScoreOf(counts); !ok || got.String() != "89.6316" {
		t.Errorf("G35 = %s, want 89.6316", got)
	}
	one := func(value, se float64) *Estimate { return &Estimate{Value: value, SE: &se, DF: 60, N: 100} }
	e, err := Join(0.6, one(82.5, 1), one(88, 2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "G34 joined", e.Value*25/100, 21.1750, 5e-5)
	near(t, "G34 standard error", *e.SE, 1, 1e-12)
	if alone, err := Join(0.6, one(80, 1), nil, Options{}); err != nil || alone.Value != 80 {
		t.Errorf("without direct clients the third party stands for both: %+v %v", alone, err)
	}
	if _, err := Join(0.6, nil, nil, Options{}); err == nil {
		t.Error("two channels without results were joined")
	}
}

// TestGoldenFinitePopulation is G32, the adjusted Wald interval of a published example, made from our parts: the
// variance of a share with a finite population.
func TestGoldenFinitePopulation(t *testing.T) {
	f, n, N := 61.0, 75.0, 415.0
	p := (f + 2) / (n + 4)
	se := math.Sqrt(p * (1 - p) / (n + 4) * (N - n) / (N - 1))
	near(t, "G32 estimate", p, 0.7974684, 5e-8)
	near(t, "G32 standard error", se, 0.04097594, 5e-9)
	z := critical(Options{Level: 0.95, Interval: Z}, 1)
	near(t, "G32 low", p-z*se, 0.717157, 5e-7)
	near(t, "G32 high", p+z*se, 0.8777797, 5e-8)
	// A plain sample of the same size: our variance is p(1-p)/(n-1) × (1 - n/N).
	codes, size := make([]uint8, 75), make([]float64, 75)
	for i := range codes {
		size[i] = N
		if i >= 61 {
			codes[i] = 1
		}
	}
	s, err := NewSample(75, Design{Stages: []Stage{{Size: size}}})
	if err != nil {
		t.Fatal(err)
	}
	l, _ := s.Tally(s.All(), codes, &[256]bool{true, true}).Proportion(&[256]bool{true})
	q := 61.0 / 75
	near(t, "share of a finite population", *s.Estimate(l, Options{}).SE, math.Sqrt(q*(1-q)/74*(1-n/N)), 1e-15)
}

// TestWilsonExactly compares Wilson's interval with the roots of its quadratic, in 200-bit arithmetic.
func TestWilsonExactly(t *testing.T) {
	const z = 1.9599639845400545
	for _, c := range [][2]float64{{0.9, 50}, {1, 30}, {0.7793103448275862, 169.0123}, {0, 12},
		{0.5, 3.25}, {0.013, 40_000}} {
		big1 := func(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
		op := func() *big.Float { return new(big.Float).SetPrec(200) }
		p, n, zz := big1(c[0]), big1(c[1]), op().Mul(big1(z), big1(z))
		// (n + z²) x² - (2 n p + z²) x + n p² = 0
		a := op().Add(n, zz)
		b := op().Add(op().Mul(op().Mul(big1(2), n), p), zz)
		k := op().Mul(n, op().Mul(p, p))
		root := op().Sqrt(op().Sub(op().Mul(b, b), op().Mul(op().Mul(big1(4), a), k)))
		low, _ := op().Quo(op().Sub(b, root), op().Mul(big1(2), a)).Float64()
		high, _ := op().Quo(op().Add(b, root), op().Mul(big1(2), a)).Float64()
		gotLow, gotHigh := WilsonInterval(c[0], c[1], z)
		near(t, "low", gotLow, low, 1e-14)
		near(t, "high", gotHigh, high, 1e-14)
	}
	low, high := WilsonInterval(0.9, 50, 1.959963984540054)
	near(t, "domain.md, 0.9 of 50: low", low, 0.7864, 5e-5)
	near(t, "domain.md, 0.9 of 50: high", high, 0.9565, 5e-5)
	low, high = WilsonInterval(1, 30, 1.959963984540054)
	near(t, "domain.md, all of 30: low", low, 0.8865, 5e-5)
	near(t, "domain.md, all of 30: high", high, 1, 1e-12)
}

func TestAllocate(t *testing.T) {
	layers := []Layer{{"甲", 8000, 10}, {"乙", 2000, 30}, {"丙", 40, 5}}
	for _, c := range []struct {
		name  string
		n     int
		how   Allocation
		least int
		want  []int
	}{
		{"by size, fractions to the largest remainders", 100, Proportional, 0, []int{80, 20, 0}},
		{"none below thirty", 200, Proportional, 30, []int{136, 34, 30}},
		{"by size and spread", 141, Neyman, 0, []int{81, 60, 0}},
		{"the same for each, and none above its size", 300, Equal, 0, []int{130, 130, 40}},
		{"everybody", 10040, Neyman, 0, []int{8000, 2000, 40}},
	} {
		got, err := Allocate(c.n, layers, c.how, c.least)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %v, want %v", c.name, got, err, c.want)
		}
	}
	for _, c := range []struct{ n, least int }{{20_000, 0}, {50, 30}} {
		if got, err := Allocate(c.n, layers, Proportional, c.least); err == nil {
			t.Errorf("%+v gives %v, want a refusal", c, got)
		}
	}
}

func TestDraws(t *testing.T) {
	keys := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	first, err := DrawRandom(keys, 3, "2014")
	if err != nil {
		t.Fatal(err)
	}
	shuffled := []string{"h", "c", "a", "g", "b", "e", "f", "d"}
	second, _ := DrawRandom(shuffled, 3, "2014")
	names := func(keys []string, at []int) []string {
		var out []string
		for _, i := range at {
			out = append(out, keys[i])
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(names(keys, first), names(shuffled, second)) {
		t.Errorf("the order of the list changes the sample: %v, %v", names(keys, first), names(shuffled, second))
	}
	// printf '%s' '2014:a' | sha256sum
	if got := Lot("2014", "a"); got != "ce71410251800c8d8f77c493e887267eee9cc5dd3abe74bf9f0d33fb255bfed0" {
		t.Errorf("Lot = %s", got)
	}
	hits := make([]int, 10)
	for seed := range 4000 {
		places, _, err := DrawSystematic(10, 4,
			string(rune('A'+seed%26))+string(rune('a'+seed/26%26))+string(rune('0'+seed/676)))
		if err != nil || len(places) != 4 {
			t.Fatal(places, err)
		}
		for k, p := range places {
			hits[p]++
			if k > 0 && (p-places[k-1] < 2 || p-places[k-1] > 3) {
				t.Fatalf("steps of %v aren't equal", places)
			}
		}
	}
	for p, n := range hits {
		if n < 1450 || n > 1750 { // 1600 expected, standard deviation 31
			t.Errorf("entry %d was drawn %d times of 4000, want about 1600", p, n)
		}
	}
	for _, n := range []int{0, 9} {
		if _, err := DrawRandom(keys, n, "x"); err == nil {
			t.Errorf("%d of 8 were drawn", n)
		}
	}
	if _, err := DrawRandom([]string{"a", "a"}, 1, "x"); err == nil {
		t.Error("a list that names somebody twice was drawn from")
	}
}

func TestQuality(t *testing.T) {
	nan := math.NaN()
	flags, bound := Speeders([]float64{90, 100, 110, 20, nan, 33}, 1.0/3)
	if bound != 30 || !slices.Equal(flags, []bool{false, false, false, true, false, false}) {
		t.Errorf("speeders %v below %g", flags, bound)
	}
	if _, bound := Speeders([]float64{nan}, 0.3); bound != 0 {
		t.Error("no times, and yet a bound")
	}
	if got := StraightLiners([][]uint8{{0, 1, NoAnswer, 2}, {0, 1, 1, 2}, {0, 2, 1, NoAnswer}}, 3); !slices.Equal(got,
		[]bool{true, false, false, false}) {
		t.Errorf("straight-liners %v: open questions don't count", got)
	}
	if got := Bursts([]int32{1, 1, 2, -1, 1, -1}, []float64{0, 500, 600, 0, 1200, 0}, 600); !slices.Equal(got,
		[]bool{false, true, false, false, false, false}) {
		t.Errorf("bursts %v: the first isn't one, and 700 seconds later isn't either", got)
	}
	if got := Repeats([]int32{4, 4, -1, -1, 7}); !slices.Equal(got, []bool{false, true, false, false, false}) {
		t.Errorf("codes used again %v", got)
	}
}

func TestHolm(t *testing.T) {
	tests := []Test{{P: 0.01, Level: 0.95}, {P: 0.04, Level: 0.95}, {P: 0.03, Level: 0.95}, {P: 0.005, Level: 0.95}}
	Holm(tests) // R: p.adjust(c(.01, .04, .03, .005), "holm") is 0.03 0.06 0.06 0.02
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		near(t, "corrected p", tests[i].Adjusted, want, 1e-15)
		if tests[i].Differ != (want < 0.05) {
			t.Errorf("p %g is called different: %v", want, tests[i].Differ)
		}
	}
}
