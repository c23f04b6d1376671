package arith

import (
	"fmt"
	"math/big"
)

// places is the number of decimals that roots, powers, logarithms and exponentials are rounded to,
// as docs/format.md says.
const places = 12

// bits is the working precision of what has no exact value: about 150 digits.
const bits = 500

func call(name string, xs []*big.Rat) (*big.Rat, error) {
	x := xs[0]
	switch {
	case name == "min" || name == "max":
		for _, o := range xs[1:] {
			if c := o.Cmp(x); name == "min" && c < 0 || name == "max" && c > 0 {
				x = o
			}
		}
		return x, nil
	case name == "round" && len(xs) == 2:
		if n := xs[1]; n.IsInt() && n.Num().IsInt64() && n.Num().Int64() >= 0 && n.Num().Int64() <= 40 {
			return rounded(x, int(n.Num().Int64())), nil
		}
	case name == "round" && len(xs) == 1:
		return rounded(x, 0), nil
	case len(xs) != 1:
	case name == "abs":
		return new(big.Rat).Abs(x), nil
	case name == "sqrt" && x.Sign() >= 0:
		return fromFloat(new(big.Float).SetPrec(bits).Sqrt(toFloat(x))), nil
	case name == "ln" && x.Sign() > 0:
		return fromFloat(ln(toFloat(x))), nil
	case name == "log10" && x.Sign() > 0:
		return fromFloat(quo(ln(toFloat(x)), ln(whole(10)))), nil
	case name == "exp" && x.Cmp(big.NewRat(1000, 1)) <= 0:
		return fromFloat(exp(toFloat(x))), nil
	}
	return nil, fmt.Errorf("%s has no value for what it was given", name)
}

// pow is exact for whole exponents up to 64 of short numbers, else rounded to 12 decimals.
func pow(base, e *big.Rat) (*big.Rat, error) {
	isWhole := e.IsInt() && e.Num().IsInt64()
	n := e.Num().Int64()
	switch {
	case base.Sign() == 0 && e.Sign() > 0:
		return new(big.Rat), nil
	case base.Sign() == 0, base.Sign() < 0 && !isWhole:
		return nil, fmt.Errorf("%s has no power %s", base, e)
	case isWhole && n >= -64 && n <= 64 && (base.Num().BitLen()+base.Denom().BitLen())*3/10 <= 40:
		out := big.NewRat(1, 1)
		for i := int64(0); i < max(n, -n); i++ {
			out.Mul(out, base)
		}
		if n < 0 {
			out.Inv(out)
		}
		return out, nil
	}
	out := fromFloat(exp(mul(toFloat(e), ln(toFloat(new(big.Rat).Abs(base))))))
	if base.Sign() < 0 && n%2 != 0 {
		out.Neg(out)
	}
	return out, nil
}

func rounded(x *big.Rat, places int) *big.Rat {
	out, _ := new(big.Rat).SetString(x.FloatString(places)) // half away from zero
	return out
}

func toFloat(x *big.Rat) *big.Float { return new(big.Float).SetPrec(bits).SetRat(x) }
func whole(n int64) *big.Float      { return new(big.Float).SetPrec(bits).SetInt64(n) }
func mul(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(bits).Mul(a, b)
}
func quo(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(bits).Quo(a, b)
}
func add(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(bits).Add(a, b)
}

func fromFloat(x *big.Float) *big.Rat {
	r, _ := x.Rat(nil)
	return rounded(r, places)
}

// ln is k ln 2 + 2 artanh((m - 1) ÷ (m + 1)) for x = m × 2^k with m between ½ and 1.
func ln(x *big.Float) *big.Float {
	m := new(big.Float).SetPrec(bits)
	k := x.MantExp(m)
	two := artanh(quo(whole(1), whole(3))) // ln 2 = 2 artanh(1/3)
	part := artanh(quo(new(big.Float).SetPrec(bits).Sub(m, whole(1)), add(m, whole(1))))
	return mul(whole(2), add(mul(whole(int64(k)), two), part))
}

// artanh adds z + z³/3 + z⁵/5 …; |z| is at most 1/3.
func artanh(z *big.Float) *big.Float {
	square, power, out := mul(z, z), z, z
	for n := int64(3); n < 2*bits/3; n += 2 {
		power = mul(power, square)
		out = add(out, quo(power, whole(n)))
	}
	return out
}

// exp halves x until it is small, adds 1 + x + x²/2 …, and squares as often.
func exp(x *big.Float) *big.Float {
	halvings := max(0, x.MantExp(nil)+8)
	small := new(big.Float).SetPrec(bits).SetMantExp(x, -halvings)
	out, term := whole(1), whole(1)
	for n := int64(1); n < 80; n++ {
		term = quo(mul(term, small), whole(n))
		out = add(out, term)
	}
	for range halvings {
		out = mul(out, out)
	}
	return out
}
