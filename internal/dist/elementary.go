package dist

import "math"

// ln 2 in two parts: the first has zeros at its end, so that its products with exponents are exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Exp returns e to the power x.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || x > 709.8:
		return math.Exp(x) // NaN or +Inf
	case x < -745.2:
		return 0
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low) // |r| ≤ 0.35
	sum := 1.0
	for i := 17.0; i > 0; i-- { // 1 + r/1 (1 + r/2 (1 + …))
		sum = 1 + float64(sum*r)/i
	}
	return math.Ldexp(sum, int(k))
}

// Log returns the natural logarithm of x > 0.
func Log(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x) // NaN, -Inf or +Inf
	}
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = m*2, e-1
	}
	s := (m - 1) / (m + 1) // ln m = 2 (s + s³/3 + s⁵/5 + …), |s| ≤ 0.172
	ss := s * s
	sum := 0.0
	for i := 23.0; i > 0; i -= 2 {
		sum = 1/i + float64(sum*ss)
	}
	k := float64(e)
	return float64(k*ln2High) + (float64(k*ln2Low) + float64(2*s*sum))
}

// logOf returns ln x where y = 1 - x is known too: near 1 the difference says more than x does.
func logOf(x, y float64) float64 {
	if x < 0.6 {
		return Log(x)
	}
	s := -y / (2 - y) // ln(1 - y) = 2 (s + s³/3 + …)
	ss := s * s
	sum := 0.0
	for i := 25.0; i > 0; i -= 2 {
		sum = 1/i + float64(sum*ss)
	}
	return 2 * s * sum
}

// Logit returns ln(p / (1 - p)) for 0 < p < 1.
func Logit(p float64) float64 { return Log(p) - Log(1-p) }

// Expit is the inverse of Logit.
func Expit(x float64) float64 {
	if x < 0 {
		e := Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + Exp(-x))
}

const halfLogTwoPi = 0.91893853320467274178 // ln(2π) ÷ 2

// stirling is what Stirling's formula leaves out of ln Γ(x), for x ≥ 16.
func stirling(x float64) float64 {
	r := 1 / float64(x*x)
	sum := 0.0
	for _, c := range [...]float64{1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		sum = c + float64(sum*r)
	}
	return sum / x
}

// logBeta returns ln B(a, b) for a, b > 0. The large parts of the three ln Γ cancel before anything is computed.
func logBeta(a, b float64) float64 {
	factor := 1.0 // B(a, b) = B(a+1, b) (a+b)/a
	for a < 16 {
		factor = factor * ((a + b) / a)
		a++
	}
	for b < 16 {
		factor = factor * ((a + b) / b)
		b++
	}
	sum := a + b
	return Log(factor) + halfLogTwoPi + float64((a-0.5)*logOf(a/sum, b/sum)) +
		float64(b*logOf(b/sum, a/sum)) - float64(0.5*Log(b)) +
		(stirling(a) + stirling(b) - stirling(sum))
}
