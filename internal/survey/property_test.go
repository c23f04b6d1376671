package survey

import (
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a random sample: strata with clusters or without, weights, answers.
type drawn struct {
	stage  Stage
	weight []float64
	y      []float64
	codes  []uint8
	group  []int32
}

func drawSample(t *rapid.T) drawn {
	n := rapid.IntRange(12, 60).Draw(t, "n")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	d := drawn{}
	clusters := rapid.Bool().Draw(t, "clusters")
	for i := range n {
		d.stage.Stratum = append(d.stage.Stratum, int32(i%3))
		if clusters {
			d.stage.Cluster = append(d.stage.Cluster, int32(i/3%4))
		}
		d.weight = append(d.weight, 1+9*r.Float64())
		k := r.IntN(5)
		d.codes, d.y = append(d.codes, uint8(k)), append(d.y, fiveWorth[k])
		d.group = append(d.group, int32(r.IntN(2)))
	}
	return d
}

func must(t interface{ Fatal(...any) }, n int, d Design) *Sample {
	s, err := NewSample(n, d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(b)) }

func meanOf(t *rapid.T, s *Sample, v Values) Estimate {
	l, err := s.Mean(v)
	if err != nil {
		t.Fatal(err)
	}
	return s.Estimate(l, Options{})
}

// TestWhatMustAlwaysHold checks that scaling weights changes no mean and no error, that relabelling strata, clusters
// and sheets changes nothing, that sub-groups add up to the whole, and that a tally says what its sheets say.
func TestWhatMustAlwaysHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSample(t)
		n := len(d.y)
		s := must(t, n, Design{Stages: []Stage{d.stage}, Weight: d.weight})
		all := Values{s.All(), d.y}
		want := meanOf(t, s, all)

		scaled := slices.Clone(d.weight)
		for i := range scaled {
			scaled[i] *= 37.5
		}
		if got := meanOf(t, must(t, n, Design{Stages: []Stage{d.stage}, Weight: scaled}), all); !alike(got.Value,
			want.Value) || !alike(*got.SE, *want.SE) {
			t.Fatalf("weights scaled: %g ± %g, want %g ± %g", got.Value, *got.SE, want.Value, *want.SE)
		}

		turned := Stage{Stratum: make([]int32, n)}
		if d.stage.Cluster != nil {
			turned.Cluster = make([]int32, n)
		}
		w, y := make([]float64, n), make([]float64, n)
		for i := range n {
			k := n - 1 - i
			turned.Stratum[k], w[k], y[k] = 50-d.stage.Stratum[i], d.weight[i], d.y[i]
			if d.stage.Cluster != nil {
				turned.Cluster[k] = 1000 - 7*d.stage.Cluster[i]
			}
		}
		if got := meanOf(t, must(t, n, Design{Stages: []Stage{turned}, Weight: w}), Values{s.All(), y}); !alike(got.Value,
			want.Value) || !alike(*got.SE, *want.SE) {
			t.Fatalf("relabelled: %g ± %g, want %g ± %g", got.Value, *got.SE, want.Value, *want.SE)
		}

		whole, _ := s.Total(all)
		sum := 0.0
		var parts []Part
		for g := range int32(2) {
			var v Values
			for i := range n {
				if d.group[i] == g {
					v.Sheets, v.Y = append(v.Sheets, int32(i)), append(v.Y, d.y[i])
				}
			}
			if l, err := s.Total(v); err == nil {
				sum += l.Value
				parts = append(parts, Part{1, l})
			}
		}
		if !alike(sum, whole.Value) {
			t.Fatalf("sub-groups add up to %g, want %g", sum, whole.Value)
		}
		if a, b := s.Estimate(Composite(parts), Options{}), s.Estimate(whole, Options{}); !alike(*a.SE, *b.SE) {
			t.Fatalf("the error of the sub-groups' sum is %g, want %g", *a.SE, *b.SE)
		}

		counted := [256]bool{true, true, true, true, true}
		tally := s.Tally(s.All(), d.codes, &counted)
		l, _ := tally.Mean(&fiveWorth)
		if got := s.Estimate(l, Options{}); !alike(got.Value, want.Value) || !alike(*got.SE, *want.SE) ||
			got.DF != want.DF || got.N != want.N {
			t.Fatalf("tally: %g ± %g (%d), want %g ± %g (%d)", got.Value, *got.SE, got.DF, want.Value, *want.SE, want.DF)
		}
		blend, err := s.Blend(s.All(), []Blended{{0.3, tally, &fiveWorth}, {0.7, tally, &fiveWorth}})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Estimate(blend, Options{}); !alike(got.Value, want.Value) || !alike(*got.SE, *want.SE) {
			t.Fatalf("blend of one question with itself: %g ± %g, want %g ± %g", got.Value, *got.SE, want.Value, *want.SE)
		}
	})
}

// TestEqualStrataMerge: two strata with the same answers and fractions, merged, give the same mean, and at most a
// slightly smaller error.
func TestEqualStrataMerge(t *testing.T) {
	y := []float64{100, 80, 60, 30, 100, 80}
	apart := Stage{Stratum: []int32{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, Size: slices.Repeat([]float64{60}, 12)}
	merged := Stage{Size: slices.Repeat([]float64{120}, 12)}
	v := Values{nil, slices.Concat(y, y)}
	var e [2]Estimate
	for i, st := range []Stage{apart, merged} {
		s := must(t, 12, Design{Stages: []Stage{st}})
		v.Sheets = s.All()
		l, _ := s.Mean(v)
		e[i] = s.Estimate(l, Options{})
	}
	if !alike(e[0].Value, e[1].Value) {
		t.Errorf("means %g and %g", e[0].Value, e[1].Value)
	}
	// S² is divided by 5 in each of two strata, by 11 in the merged one
	if want := *e[0].SE * math.Sqrt(2*5.0/11*12/11*11.0/12); !alike(*e[1].SE, want) {
		t.Errorf("standard errors %g and %g, want %g", *e[0].SE, *e[1].SE, want)
	}
}

func TestCensusHasNoError(t *testing.T) {
	size := slices.Repeat([]float64{8}, 8)
	s := must(t, 8, Design{Stages: []Stage{{Size: size}}})
	l, _ := s.Mean(Values{s.All(), []float64{1, 5, 2, 8, 3, 3, 9, 4}})
	if e := s.Estimate(l, Options{}); *e.SE != 0 || e.Interval.Low != e.Interval.High {
		t.Errorf("a census has the error %g", *e.SE)
	}
}

// TestRefusals: what can't be estimated is refused with a reason, never NaN.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		d    Design
	}{
		{"no sheets", 0, Design{}},
		{"a population smaller than the sample", 2, Design{Stages: []Stage{{Size: []float64{1, 1}}}}},
		{"a population that differs within its stratum", 2, Design{Stages: []Stage{{Size: []float64{9, 8}}}}},
		{"a weight that isn't positive", 2, Design{Weight: []float64{1, 0}}},
		{"a stage that draws nothing", 2, Design{Stages: []Stage{{}, {}}}},
		{"a stage below the sheets", 2, Design{Stages: []Stage{{Cluster: []int32{0, 1}}, {}, {}}}},
		{"a bound of weights below their mean", 2, Design{Weight: []float64{1, 2}, Trim: Trim{Upper: 1}}},
		{"margins that contradict each other", 2, Design{Calibrate: []Margin{{"甲", []int32{0, 1}, []string{"a", "b"},
			[]float64{5, 5}}, {"乙", []int32{0, 1}, []string{"a", "b"}, []float64{5, 6}}}}},
		{"a category without sheets", 2,
			Design{Calibrate: []Margin{{"甲", []int32{0, 0}, []string{"a", "b"}, []float64{5, 5}}}}},
		{"a sheet without its category", 2, Design{Calibrate: []Margin{{"甲", []int32{0, -1}, []string{"a"}, []float64{5}}}}},
	} {
		if s, err := NewSample(c.n, c.d); err == nil {
			t.Errorf("%s: %+v, want a refusal", c.name, s)
		}
	}
	s := must(t, 3, Design{Stages: []Stage{{Stratum: []int32{0, 0, 1}}}})
	l, _ := s.Mean(Values{s.All(), []float64{1, 2, 3}})
	if e := s.Estimate(l, Options{}); e.SE != nil || len(e.Refused) == 0 {
		t.Errorf("a stratum with one unit: %+v, want a refusal", e)
	}
	if _, err := s.Total(Values{s.All(), []float64{1, 2, 3}}); err == nil {
		t.Error("a total without weights")
	}
	if _, err := s.Ratio(Values{s.All(), []float64{1, 2, 3}}, Values{s.All(), []float64{1, -1, 0}}); err == nil {
		t.Error("a ratio to nothing")
	}
	if _, err := s.Mean(Values{}); err == nil {
		t.Error("a mean of nothing")
	}
	if _, err := s.Quantile(Values{s.All(), []float64{1, 2, 3}}, 1, Lower, Options{}); err == nil {
		t.Error("the quantile of everything")
	}
	one := must(t, 1, Design{})
	l, _ = one.Mean(Values{[]int32{0}, []float64{5}})
	if e := one.Estimate(l, Options{}); e.SE != nil || len(e.Refused) == 0 {
		t.Errorf("one sheet: %+v, want a refusal", e)
	}
	same := must(t, 4, Design{})
	p, _ := same.Proportion(Values{same.All(), []float64{1, 1, 1, 1}})
	if e := same.Estimate(p, Options{}); e.Interval.Method != Wilson || e.Interval.Low < 0.5 || e.Interval.High != 1 {
		t.Errorf("all alike: %+v, want Wilson's interval", e.Interval)
	}
}

// TestNothingIsFused compiles the packages that use floats for a machine with fused multiply-add, and looks for it:
// fused, the same file would give other last digits there.
func TestNothingIsFused(t *testing.T) {
	for _, pkg := range []string{"dist", "survey", "study"} {
		cmd := exec.Command("go", "build", "-gcflags=shiji/internal/"+pkg+"=-S", "-o", os.DevNull, "./internal/"+pkg)
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=-trimpath")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %.2000s", err, out)
		}
		if len(out) < 10_000 {
			t.Fatalf("%s: no assembly was written", pkg)
		}
		for _, line := range regexp.MustCompile(`(?m)^.*(FMADD|FMSUB|FNMADD|FNMSUB)[SD].*$`).FindAll(out, 5) {
			t.Errorf("%s: %s", pkg, line)
		}
	}
}
