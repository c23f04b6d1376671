package dist

import "math"

// Normal returns the probability that a standard normal variable is at most x.
func Normal(x float64) float64 {
	if x < 0 {
		return normalTail(-x)
	}
	return 1 - normalTail(x)
}

// normalTail returns the probability above x ≥ 0.
func normalTail(x float64) float64 {
	density := Exp(-float64(x*x)/2) / math.Sqrt(2*math.Pi)
	if x < 3 {
		term, sum := x, x // x + x³/3 + x⁵/15 + …
		for i := 3.0; term > sum*1e-18; i += 2 {
			term = term * float64(x*x) / i
			sum += term
		}
		return 0.5 - float64(density*sum)
	}
	f := x // x + 1/(x + 2/(x + 3/(x + …))), from behind
	for i := 200.0; i > 0; i-- {
		f = x + i/f
	}
	return density / f
}

// NormalQuantile returns the x that a standard normal variable stays below with probability 0 < p < 1.
func NormalQuantile(p float64) float64 {
	if p > 0.5 {
		return -NormalQuantile(1 - p)
	}
	return -solve(func(x float64) bool { return normalTail(x) > p }, 0, 40)
}

// NormalP returns the probability of a standard normal variable at least as far from 0 as x: the p
// value of a two-sided test.
func NormalP(x float64) float64 { return 2 * normalTail(math.Abs(x)) }
