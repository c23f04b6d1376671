package dist

import "math"

// StudentP returns the probability of a Student variable with df > 0 degrees of freedom at least as far from 0 as t:
// the p value of a two-sided test. Infinite df is the normal distribution.
func StudentP(t, df float64) float64 {
	if math.IsInf(df, 1) {
		return NormalP(t)
	}
	tt := float64(t * t)
	p, upper := betaTails(df/(df+tt), tt/(df+tt), df/2, 0.5)
	if upper {
		return 1 - p
	}
	return p
}

// StudentQuantile returns the t that a Student variable with df > 0 degrees of freedom stays below with
// probability 0 < p < 1.
func StudentQuantile(p, df float64) float64 {
	switch {
	case math.IsInf(df, 1):
		return NormalQuantile(p)
	case p < 0.5:
		return -StudentQuantile(1-p, df)
	}
	tail := 2 * (1 - p)
	// y = t² / (df + t²) is beta distributed with parameters 1/2 and df/2; small y keep their digits.
	y := solve(func(y float64) bool {
		q, upper := betaTails(y, 1-y, 0.5, df/2)
		if upper {
			return q > tail
		}
		return 1-q > tail
	}, 0, 1)
	return math.Sqrt(float64(df*y) / (1 - y))
}
