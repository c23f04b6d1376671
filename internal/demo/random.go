package demo

import (
	"fmt"

	"shiji/internal/decimal"
)

// random is a small generator (SplitMix64) of our own: the example must come out the same with every release of Go.
// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// between returns a whole number of [lo, hi].
func (r *random) between(lo, hi int64) int64 { return lo + int64(r.next()%uint64(hi-lo+1)) }

// one reports true once in n times.
func (r *random) one(n int64) bool { return r.between(1, n) == 1 }

// value returns a number of [lo, hi] tenths, hundredths ...: value(880, 1010, 10) lies between 88.0 and 101.0.
func (r *random) value(lo, hi, unit int64) decimal.Number {
	return decimal.Ratio(r.between(lo, hi), unit)
}

// seed makes a generator for a name, so that adding a unit leaves the others as they were.
func seed(parts ...any) *random {
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range []byte(fmt.Sprint(parts...)) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	r := random(h)
	r.next()
	return &r
}

func code(prefix string, n, digits int) string { return fmt.Sprintf("%s%0*d", prefix, digits, n) }
