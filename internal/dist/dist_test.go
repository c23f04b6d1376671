package dist

import (
	"math"
	"testing"
)

// TestAgainstR compares with the functions of R 4.2.2, whose calls stand beside the values.
func TestAgainstR(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		call      string
		got, want float64
		within    float64 // relative
	}{
		{"qnorm(.975)", NormalQuantile(.975), 1.9599639845400536, 1e-13},
		{"qnorm(.995)", NormalQuantile(.995), 2.5758293035488999, 1e-13},
		{"qnorm(1e-10)", NormalQuantile(1e-10), -6.3613409024040557, 1e-13},
		{"2*pnorm(-5.5)", NormalP(5.5), 3.7979124931775442e-08, 1e-13},
		{"pnorm(1.2)", Normal(1.2), 0.88493032977829178, 1e-13},
		{"qt(.975,1)", StudentQuantile(.975, 1), 12.706204736174694, 1e-13},
		{"qt(.6,1)", StudentQuantile(.6, 1), 0.32491969623290634, 1e-13},
		{"2*pt(-2.3,1)", StudentP(2.3, 1), 0.26109517417724543, 1e-13},
		{"2*pt(-.01,1)", StudentP(.01, 1), 0.99363401447018351, 1e-13},
		{"qt(.975,3.5)", StudentQuantile(.975, 3.5), 2.9400886379827291, 1e-13},
		{"qt(.025,17)", StudentQuantile(.025, 17), -2.1098155778333165, 1e-13},
		{"qt(.975,172)", StudentQuantile(.975, 172), 1.9738521694945035, 1e-13},
		{"2*pt(-2.3,172)", StudentP(-2.3, 172), 0.022649408126532808, 1e-13},
		{"qt(.975,1e4)", StudentQuantile(.975, 1e4), 1.9602012398906257, 1e-12},
		{"2*pt(-2.3,1e4)", StudentP(2.3, 1e4), 0.021468713374767193, 1e-12},
		{"qt(.975,1e7)", StudentQuantile(.975, 1e7), 1.9599642217672049, 1e-9},
		{"qt(.975,Inf)", StudentQuantile(.975, inf), 1.9599639845400536, 1e-13},
		{"2*pt(-3,Inf)", StudentP(3, inf), 0.0026997960632601891, 1e-12},
		{"qbeta(.025,30,1)", BetaQuantile(.025, 30, 1), 0.88429669177797221, 1e-13},
		{"qbeta(.975,1.5,3000)", BetaQuantile(.975, 1.5, 3000), 0.0015567245105759129, 1e-13},
		{"pbeta(.3,20,40)", Beta(.3, 20, 40), 0.29982167525229342, 1e-13},
		{"qbeta(.025,1e6,2e6)", BetaQuantile(.025, 1e6, 2e6), 0.33280000407595495, 1e-12},
		{"pbeta(.5,.5,.5)", Beta(.5, .5, .5), .5, 1e-13},
	} {
		if !(math.Abs(c.got-c.want) <= c.within*math.Abs(c.want)) {
			t.Errorf("%s = %.17g, want %.17g", c.call, c.got, c.want)
		}
	}
}

func TestExpAndLog(t *testing.T) {
	for x := -700.0; x < 700; x += 0.37 {
		if got, want := Exp(x), math.Exp(x); math.Abs(got-want) > 4e-16*want {
			t.Errorf("Exp(%g) = %.17g, want %.17g", x, got, want)
		}
	}
	for x := 1e-300; x < 1e300; x *= 7.13 {
		if got, want := Log(x), math.Log(x); math.Abs(got-want) > 3e-16*math.Max(math.Abs(want), 1) {
			t.Errorf("Log(%g) = %.17g, want %.17g", x, got, want)
		}
	}
	for _, x := range []float64{math.Inf(-1), -800, 800, math.Inf(1), math.NaN()} {
		if got, want := Exp(x), math.Exp(x); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("Exp(%g) = %g, want %g", x, got, want)
		}
	}
	for _, p := range []float64{0.001, 0.3, 0.5, 0.77, 0.9999} {
		if got := Expit(Logit(p)); math.Abs(got-p) > 1e-15 {
			t.Errorf("Expit(Logit(%g)) = %.17g", p, got)
		}
	}
}

// TestQuantilesTurnBack: every quantile is where its distribution reaches the probability.
func TestQuantilesTurnBack(t *testing.T) {
	for _, p := range []float64{0.001, 0.025, 0.2, 0.5, 0.8, 0.975, 0.999} {
		if got := Normal(NormalQuantile(p)); math.Abs(got-p) > 1e-14 {
			t.Errorf("normal at %g: %.17g", p, got)
		}
		for _, df := range []float64{1, 2, 5, 30, 400} {
			q := StudentQuantile(p, df)
			tail := StudentP(q, df) / 2
			if q > 0 {
				tail = 1 - tail
			}
			if math.Abs(tail-p) > 1e-13 {
				t.Errorf("Student with %g df at %g: %.17g", df, p, tail)
			}
			if got := Beta(BetaQuantile(p, df, 3), df, 3); math.Abs(got-p) > 1e-13 {
				t.Errorf("beta with %g, 3 at %g: %.17g", df, p, got)
			}
		}
	}
	if BetaQuantile(0, 2, 3) != 0 || BetaQuantile(1, 2, 3) != 1 || Beta(-1, 2, 3) != 0 || Beta(2, 2, 3) != 1 {
		t.Error("the ends of the beta distribution")
	}
}
