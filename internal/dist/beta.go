package dist

// Beta returns the probability that a beta variable with parameters a, b > 0 is at most x: the regularised
// incomplete beta function.
func Beta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	p, upper := betaTails(x, 1-x, a, b)
	if upper {
		return 1 - p
	}
	return p
}

// betaTails returns the smaller tail, the one that the continued fraction computes without cancelling; upper says which
// it is. y is 1 - x, given apart because it may be known better.
func betaTails(x, y, a, b float64) (p float64, upper bool) {
	if upper = float64(x*(a+b+2)) > a+1; upper {
		x, y, a, b = y, x, b, a
	}
	front := Exp(float64(a*logOf(x, y))+float64(b*logOf(y, x))-logBeta(a, b)) / a
	return front * betaFraction(x, y, a, b), upper
}

// betaFraction evaluates the continued fraction of the incomplete beta function from front to back (modified Lentz).
func betaFraction(x, y, a, b float64) float64 {
	const tiny = 1e-300
	c, d := 1.0, (1-b+float64((a+b)*y))/(a+1) // 1 - (a+b) x / (a+1), which cancels where x is near 1
	d = 1 / nonzero(d, tiny)
	f := d
	for m := 1.0; m < 100_000; m++ {
		even := float64(m*(b-m)) * x / float64((a+2*m-1)*(a+2*m))
		d = 1 / nonzero(1+float64(even*d), tiny)
		c = nonzero(1+even/c, tiny)
		f = f * (d * c)
		odd := -float64((a+m)*(a+b+m)) * x / float64((a+2*m)*(a+2*m+1))
		d = 1 / nonzero(1+float64(odd*d), tiny)
		c = nonzero(1+odd/c, tiny)
		step := d * c
		f = f * step
		if step > 1-1e-16 && step < 1+3e-16 {
			break
		}
	}
	return f
}

func nonzero(x, tiny float64) float64 {
	if x > -tiny && x < tiny {
		return tiny
	}
	return x
}

// BetaQuantile returns the x that a beta variable with parameters a, b > 0 stays below with probability p.
func BetaQuantile(p, a, b float64) float64 {
	if p <= 0 {
		return 0
	}
	if p >= 1 {
		return 1
	}
	return solve(func(x float64) bool { return Beta(x, a, b) < p }, 0, 1)
}

// solve halves [low, high] until below(x) turns from true to false within the last bits.
func solve(below func(float64) bool, low, high float64) float64 {
	for range 1200 {
		mid := low + float64((high-low)/2)
		if mid <= low || mid >= high {
			break
		}
		if below(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
