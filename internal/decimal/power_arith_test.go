package decimal_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"shiji/internal/arith"
	"shiji/internal/decimal"
)

// TestFunctionsAgainstSeries compares roots, logarithms, exponentials and powers with series summed to
// 150 digits by other code.
func TestFunctionsAgainstSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := decimal.Ratio(rapid.Int64Range(1, 1_000_000).Draw(t, "num"), rapid.Int64Range(1, 10_000).Draw(t, "den"))
		e := decimal.Ratio(rapid.Int64Range(-300, 300).Draw(t, "e"), 100) // 1E6 to the 3.3 is the largest there is
		small := decimal.Ratio(rapid.Int64Range(-2000, 2000).Draw(t, "small"), 100)
		same := func(expr string, n decimal.Number, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", expr, err)
			}
			if err := arith.Check(expr, n.String(), decimal.TranscendentalPlaces); err != nil {
				t.Fatal(err)
			}
		}
		n, err := decimal.Sqrt(x)
		same(fmt.Sprintf("sqrt(%s)", x), n, err)
		n, err = decimal.Ln(x)
		same(fmt.Sprintf("ln(%s)", x), n, err)
		n, err = decimal.Log10(x)
		same(fmt.Sprintf("log10(%s)", x), n, err)
		n, err = decimal.Exp(small)
		same(fmt.Sprintf("exp(%s)", small), n, err)
		n, err = decimal.Pow(x, e)
		same(fmt.Sprintf("(%s) ^ (%s)", x, e), n, err)
	})
}

// TestNoRealValue: what has no value is an error, never a number.
func TestNoRealValue(t *testing.T) {
	minus, zero, half := decimal.Int(-2), decimal.Zero, decimal.Ratio(1, 2)
	for name, err := range map[string]error{
		"root of a negative":      second(decimal.Sqrt(minus)),
		"logarithm of 0":          second(decimal.Ln(zero)),
		"logarithm of a negative": second(decimal.Log10(minus)),
		"a huge exponential":      second(decimal.Exp(decimal.Int(101))),
		"0 to the 0":              second(decimal.Pow(zero, zero)),
		"0 to a negative":         second(decimal.Pow(zero, minus)),
		"part power of negative":  second(decimal.Pow(minus, half)),
		"a tower of powers":       second(decimal.Pow(decimal.Int(9), decimal.Int(1001))),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if n, err := decimal.Pow(minus, decimal.Int(3)); err != nil || n.String() != "-8" {
		t.Errorf("(-2)^3 = %s, %v", n, err)
	}
	if n, err := decimal.Exp(decimal.Int(-200)); err != nil || !n.IsZero() {
		t.Errorf("e^-200 = %s, %v", n, err)
	}
	if n, err := decimal.Pow(zero, half); err != nil || !n.IsZero() {
		t.Errorf("0^½ = %s, %v", n, err)
	}
}

func second(_ decimal.Number, err error) error { return err }
