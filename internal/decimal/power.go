package decimal

import (
	"errors"
	"math/big"

	"github.com/cockroachdb/apd/v3"
)

// ErrDomain says that an operation has no real value for its operands.
var ErrDomain = errors.New("no real value")

const (
	powerDigits = 34 // working precision, digits
	powerPlaces = 12 // decimals kept
)

// TranscendentalPlaces is the number of decimals that roots, powers, logarithms and exponentials are rounded to.
const TranscendentalPlaces = powerPlaces

// maxResult bounds what is computed to 34 digits: above it, 12 decimals would not all be right.
var maxResult = MustParse("1E20")

// maxPower bounds the exponent of Pow, and with it the digits of its result.
var maxPower = Int(1000)

// Pow returns base^exponent: exactly for whole exponents up to 64, else computed to 34 digits and rounded to 12
// decimals. Zero has positive powers; a negative base has whole ones.
func Pow(base, exponent Number) (Number, error) {
	e, whole := exponent.Int64()
	switch {
	case maxPower.Less(exponent.Abs()), base.IsZero() && exponent.Sign() <= 0, base.Sign() < 0 && !whole:
		return Number{}, ErrDomain
	case base.IsZero():
		return Number{}, nil
	case whole && -64 <= e && e <= 64 && base.digits() <= maxExactDigits:
		return base.power(e), nil
	}
	sign := Int(1)
	if base.Sign() < 0 && e%2 != 0 {
		sign = Int(-1)
	}
	y, err := toAPD(context(), exponent)
	if err != nil {
		return Number{}, err
	}
	n, err := transcend(base.Abs(), func(ctx *apd.Context, out, x *apd.Decimal) (apd.Condition,
		error) {
		return ctx.Pow(out, x, y)
	})
	return n.Mul(sign), err
}

// maxExactDigits bounds the operands of exact powers: 64 × 40 digits are quick, a tower of powers isn't.
const maxExactDigits = 40

// digits is about how many decimal digits the fraction has, numerator and denominator together.
func (a Number) digits() int {
	r := a.Rat()
	return (r.Num().BitLen() + r.Denom().BitLen()) * 3 / 10
}

// power multiplies a with itself.
func (a Number) power(e int64) Number {
	if e < 0 {
		return Int(1).Quo(a.power(-e))
	}
	out := Int(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out.Mul(a)
		}
		if e > 1 {
			a = a.Mul(a)
		}
	}
	return out
}

func context() *apd.Context {
	return &apd.Context{Precision: powerDigits, MaxExponent: 1000, MinExponent: -1000,
		Rounding: apd.RoundHalfUp, Traps: apd.DefaultTraps}
}

// transcend computes f to 34 digits and rounds to 12 decimals.
func transcend(n Number, f func(ctx *apd.Context, out, x *apd.Decimal) (apd.Condition, error)) (Number, error) {
	x, err := toAPD(context(), n)
	if err != nil {
		return Number{}, err
	}
	var out apd.Decimal
	if _, err := f(context(), &out, x); err != nil {
		return Number{}, ErrDomain
	}
	r, ok := new(big.Rat).SetString(out.Text('f'))
	if !ok {
		return Number{}, ErrDomain
	}
	result := fromRat(r)
	if !result.Abs().Less(maxResult) {
		return Number{}, ErrDomain
	}
	return result.Round(powerPlaces), nil
}

func toAPD(ctx *apd.Context, n Number) (*apd.Decimal, error) {
	r := n.Rat()
	num, _, err := apd.NewFromString(r.Num().String())
	if err != nil {
		return nil, err
	}
	den, _, err := apd.NewFromString(r.Denom().String())
	if err != nil {
		return nil, err
	}
	out := new(apd.Decimal)
	_, err = ctx.Quo(out, num, den)
	return out, err
}

// Sqrt returns the square root of n, computed to 34 digits and rounded to 12 decimals.
func Sqrt(n Number) (Number, error) {
	if n.Sign() < 0 {
		return Number{}, ErrDomain
	}
	return transcend(n, (*apd.Context).Sqrt)
}

// Ln returns the natural logarithm of n, computed to 34 digits and rounded to 12 decimals.
func Ln(n Number) (Number, error) {
	if n.Sign() <= 0 {
		return Number{}, ErrDomain
	}
	return transcend(n, (*apd.Context).Ln)
}

// Log10 returns the logarithm of n to the base 10, computed to 34 digits and rounded to 12 decimals.
func Log10(n Number) (Number, error) {
	if n.Sign() <= 0 {
		return Number{}, ErrDomain
	}
	return transcend(n, (*apd.Context).Log10)
}

// maxExp bounds e^n: what is above 46 passes maxResult, what is below -46 rounds to 0.
var maxExp = Int(46)

// Exp returns e^n, computed to 34 digits and rounded to 12 decimals. n above 46 has no value here.
func Exp(n Number) (Number, error) {
	if maxExp.Less(n) {
		return Number{}, ErrDomain
	}
	if n.Less(maxExp.Neg()) {
		return Number{}, nil // rounds to 0
	}
	return transcend(n, (*apd.Context).Exp)
}
