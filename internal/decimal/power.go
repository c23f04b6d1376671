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

// Pow returns base^exponent, computed to 34 digits and rounded to 12 decimals. base must be positive.
func Pow(base, exponent Number) (Number, error) {
	if base.Sign() <= 0 {
		return Number{}, ErrDomain
	}
	ctx := apd.Context{Precision: powerDigits, MaxExponent: 1000, MinExponent: -1000, Rounding: apd.RoundHalfUp,
		Traps: apd.DefaultTraps}
	b, err := toAPD(&ctx, base)
	if err != nil {
		return Number{}, err
	}
	e, err := toAPD(&ctx, exponent)
	if err != nil {
		return Number{}, err
	}
	var out apd.Decimal
	if _, err := ctx.Pow(&out, b, e); err != nil {
		return Number{}, err
	}
	r, ok := new(big.Rat).SetString(out.Text('f'))
	if !ok {
		return Number{}, ErrDomain
	}
	return fromRat(r).Round(powerPlaces), nil
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
