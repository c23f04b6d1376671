package decimal

import (
	"cmp"
	"math/big"
	"math/bits"
)

// Number is an exact rational number. The zero value is 0. Numbers are values: no method changes its receiver.
//
// Most scores fit a fraction of two int64, which costs no allocation; whatever doesn't is kept as a big.Rat.
type Number struct {
	num, den int64    // the value is num/den; den 0 stands for 1, else den > 0; not necessarily in lowest terms
	big      *big.Rat // set when the value doesn't fit; then num and den mean nothing
}

var (
	Zero = Number{}
	One  = Int(1)
)

// Int returns n.
func Int(n int64) Number { return Number{num: n, den: 1} }

// Ratio returns n/d. It panics if d is 0: callers decide what a zero denominator means before they divide.
func Ratio(n, d int64) Number { return Int(n).Quo(Int(d)) }

func (a Number) d() int64 {
	if a.den == 0 {
		return 1
	}
	return a.den
}

// Rat returns a copy of a as a big.Rat.
func (a Number) Rat() *big.Rat {
	if a.big != nil {
		return new(big.Rat).Set(a.big)
	}
	return big.NewRat(a.num, a.d())
}

// fromRat keeps r, in the small form if it fits. r must not be changed afterwards.
func fromRat(r *big.Rat) Number {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Number{num: r.Num().Int64(), den: r.Denom().Int64()}
	}
	return Number{big: r}
}

// reduced returns a in lowest terms.
func (a Number) reduced() Number {
	if a.big != nil || a.d() == 1 {
		return a
	}
	if g := gcd(magnitude(a.num), uint64(a.den)); g > 1 {
		return Number{num: a.num / int64(g), den: a.den / int64(g)}
	}
	return a
}

func (a Number) Add(b Number) Number {
	if a.big == nil && b.big == nil {
		if s, ok := addSmall(a, b); ok {
			return s
		}
		if s, ok := addSmall(a.reduced(), b.reduced()); ok {
			return s
		}
	}
	return fromRat(new(big.Rat).Add(a.Rat(), b.Rat()))
}

func addSmall(a, b Number) (Number, bool) {
	ad, bd := a.d(), b.d()
	switch {
	case ad == bd:
		n, ok := add64(a.num, b.num)
		return Number{num: n, den: ad}, ok
	case bd%ad == 0:
		n, ok1 := mul64(a.num, bd/ad)
		n, ok2 := add64(n, b.num)
		return Number{num: n, den: bd}, ok1 && ok2
	case ad%bd == 0:
		n, ok1 := mul64(b.num, ad/bd)
		n, ok2 := add64(a.num, n)
		return Number{num: n, den: ad}, ok1 && ok2
	}
	x, ok1 := mul64(a.num, bd)
	y, ok2 := mul64(b.num, ad)
	n, ok3 := add64(x, y)
	d, ok4 := mul64(ad, bd)
	return Number{num: n, den: d}, ok1 && ok2 && ok3 && ok4
}

func (a Number) Sub(b Number) Number { return a.Add(b.Neg()) }

func (a Number) Mul(b Number) Number {
	if a.big == nil && b.big == nil {
		if p, ok := mulSmall(a, b); ok {
			return p
		}
		a, b = a.reduced(), b.reduced()
		// Cancel across before multiplying: 1/3 × 3/7 needs no 21.
		x, y := Number{num: a.num, den: b.d()}.reduced(), Number{num: b.num, den: a.d()}.reduced()
		if p, ok := mulSmall(x, y); ok {
			return p
		}
	}
	return fromRat(new(big.Rat).Mul(a.Rat(), b.Rat()))
}

func mulSmall(a, b Number) (Number, bool) {
	n, ok1 := mul64(a.num, b.num)
	d, ok2 := mul64(a.d(), b.d())
	return Number{num: n, den: d}, ok1 && ok2
}

// Quo returns a/b, exactly. It panics if b is 0.
func (a Number) Quo(b Number) Number {
	if b.Sign() == 0 {
		panic("decimal: division by zero")
	}
	if b.big == nil && b.num != minInt64 {
		if b.num < 0 {
			return a.Mul(Number{num: -b.d(), den: -b.num})
		}
		return a.Mul(Number{num: b.d(), den: b.num})
	}
	return fromRat(new(big.Rat).Quo(a.Rat(), b.Rat()))
}

const minInt64 = -1 << 63

func (a Number) Neg() Number {
	if a.big == nil && a.num != minInt64 {
		return Number{num: -a.num, den: a.den}
	}
	return fromRat(new(big.Rat).Neg(a.Rat()))
}

func (a Number) Abs() Number {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// Sign returns -1, 0 or 1.
func (a Number) Sign() int {
	if a.big != nil {
		return a.big.Sign()
	}
	return cmp.Compare(a.num, 0)
}

func (a Number) IsZero() bool { return a.Sign() == 0 }

// Cmp returns -1, 0 or 1 as a is less than, equal to or greater than b.
func (a Number) Cmp(b Number) int {
	if a.big != nil || b.big != nil {
		return a.Rat().Cmp(b.Rat())
	}
	if a.d() == b.d() {
		return cmp.Compare(a.num, b.num)
	}
	if as, bs := a.Sign(), b.Sign(); as != bs || as == 0 {
		return cmp.Compare(as, bs)
	}
	// Same sign: compare the magnitudes of a.num·b.den and b.num·a.den, which fit 128 bits.
	ahi, alo := bits.Mul64(magnitude(a.num), uint64(b.d()))
	bhi, blo := bits.Mul64(magnitude(b.num), uint64(a.d()))
	c := cmp.Compare(ahi, bhi)
	if c == 0 {
		c = cmp.Compare(alo, blo)
	}
	return c * a.Sign()
}

func (a Number) Equal(b Number) bool   { return a.Cmp(b) == 0 }
func (a Number) Less(b Number) bool    { return a.Cmp(b) < 0 }
func (a Number) AtLeast(b Number) bool { return a.Cmp(b) >= 0 }

// Min returns the smaller of a and b.
func Min(a, b Number) Number {
	if b.Less(a) {
		return b
	}
	return a
}

// Max returns the larger of a and b.
func Max(a, b Number) Number {
	if a.Less(b) {
		return b
	}
	return a
}

// Clamp returns x limited to [lo, hi].
func Clamp(x, lo, hi Number) Number { return Max(lo, Min(x, hi)) }

// Sum adds exactly; the order of xs doesn't matter.
func Sum(xs ...Number) Number {
	var s Number
	for _, x := range xs {
		s = s.Add(x)
	}
	return s
}

// Round returns a with the given number of decimals (0 to 18), half away from zero: 1.005 becomes
// 1.01, -1.005 becomes -1.01.
func (a Number) Round(places int) Number {
	p := pow10(places)
	if a.big == nil {
		d := uint64(a.d())
		if uint64(p)%d == 0 {
			return a // no more decimals than asked for
		}
		hi, lo := bits.Mul64(magnitude(a.num), uint64(p))
		if hi < d {
			q, r := bits.Div64(hi, lo, d)
			if r >= d-r {
				q++
			}
			if q <= 1<<63-1 {
				n := int64(q)
				if a.num < 0 {
					n = -n
				}
				return Number{num: n, den: p}
			}
		}
	}
	r := a.Rat()
	n := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(p))
	q, rest := n.QuoRem(n, r.Denom(), new(big.Int))
	if rest.Lsh(rest, 1).Cmp(r.Denom()) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	if r.Sign() < 0 {
		q.Neg(q)
	}
	return fromRat(new(big.Rat).SetFrac(q, big.NewInt(p)))
}

// Floor returns the largest whole number that is not above a.
func (a Number) Floor() Number { return a.whole(false) }

// Ceil returns the smallest whole number that is not below a.
func (a Number) Ceil() Number { return a.whole(true) }

func (a Number) whole(up bool) Number {
	r := a.Rat()
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int)) // Euclidean: rounds down
	if up && m.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	return fromRat(new(big.Rat).SetInt(q))
}

// Int64 returns a as a whole number; ok is false if it isn't one or doesn't fit.
func (a Number) Int64() (n int64, ok bool) {
	r := a.Rat()
	return r.Num().Int64(), r.IsInt() && r.Num().IsInt64()
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func add64(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0)
}

func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > 1<<63-1 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// Longer reports whether a has more than about n decimal digits, numerator and denominator together.
func (a Number) Longer(n int) bool {
	if n >= 40 && a.big == nil {
		return false
	}
	return a.digits() > n
}

// Float64 is the nearest binary float: for statistics and pictures, never for a score.
func (a Number) Float64() float64 {
	if a.big == nil && -1<<53 < a.num && a.num < 1<<53 && a.d() < 1<<53 {
		return float64(a.num) / float64(a.d()) // both are exact: the quotient is rounded once
	}
	f, _ := a.Rat().Float64()
	return f
}
