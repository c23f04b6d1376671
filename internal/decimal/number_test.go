package decimal

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestRoundHalfUp(t *testing.T) {
	tests := []struct {
		name, in string
		places   int
		want     string
	}{
		{"G01: half goes up, where a binary float gives 1.00", "1.005", 2, "1.01"},
		{"half goes away from zero below zero, as Excel's ROUND", "-1.005", 2, "-1.01"},
		{"just below half stays", "1.00499999", 2, "1.00"},
		{"a quotient is rounded once", "86/95", 4, "0.9053"},
		{"two thirds", "2/3", 4, "0.6667"},
		{"nothing to round", "9", 2, "9.00"},
		{"negative zero is written as zero", "-0.0001", 2, "0.00"},
		{"more digits than int64 holds", "123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := MustParse(tt.in).Fixed(tt.places); got != tt.want {
				t.Errorf("Fixed(%s, %d) = %s, want %s", tt.in, tt.places, got, tt.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", " ", ".", "-", "+", "1.", ".5", "1,000", "１", "1e", "1e999", "0x10", "1_000", "--1",
		"1/0", "1/-2", "NaN", "Inf", "1 ", "a", "1e+-2", "1/+2"} {
		if n, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, n)
		}
	}
}

func TestParseKeepsValue(t *testing.T) {
	for in, want := range map[string]string{"-3.0": "-3", "+2": "2", "1.2E-3": "0.0012", "1e3": "1000",
		"0.10": "0.1", "172/190": "86/95",
		"0.000000000000000000000001": "0.000000000000000000000001",
		"99999999999999999999":       "99999999999999999999", "-0": "0"} {
		if got := MustParse(in).String(); got != want {
			t.Errorf("Parse(%q).String() = %q, want %q", in, got, want)
		}
	}
}

// drawNumber draws numbers of every form: short decimals, quotients, and values near and beyond the edge of int64.
func drawNumber(t *rapid.T, label string) Number {
	switch rapid.IntRange(0, 3).Draw(t, label+" form") {
	case 0:
		return Number{num: rapid.Int64Range(-100000, 100000).Draw(t, label),
			den: pow10(rapid.IntRange(0, 4).Draw(t, label+" places"))}
	case 1:
		return Ratio(rapid.Int64Range(-1000, 1000).Draw(t, label), rapid.Int64Range(1, 1000).Draw(t, label+" den"))
	case 2:
		return Number{num: rapid.Int64().Draw(t, label), den: rapid.Int64Range(1, 1<<62).Draw(t, label+" den")}
	default:
		n := new(big.Rat).SetFrac(new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 9, 16).Draw(t, label)),
			big.NewInt(rapid.Int64Range(1, 99).Draw(t, label+" den")))
		return fromRat(n)
	}
}

func TestArithmeticAgreesWithBigRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawNumber(t, "a"), drawNumber(t, "b")
		x, y := a.Rat(), b.Rat()
		same := func(op string, got Number, want *big.Rat) {
			if got.Rat().Cmp(want) != 0 {
				t.Fatalf("%v %s %v = %v, want %v", x, op, y, got, want)
			}
		}
		same("+", a.Add(b), new(big.Rat).Add(x, y))
		same("-", a.Sub(b), new(big.Rat).Sub(x, y))
		same("×", a.Mul(b), new(big.Rat).Mul(x, y))
		if !b.IsZero() {
			same("÷", a.Quo(b), new(big.Rat).Quo(x, y))
		}
		if got, want := a.Cmp(b), x.Cmp(y); got != want {
			t.Fatalf("Cmp(%v, %v) = %d, want %d", x, y, got, want)
		}
		places := rapid.IntRange(0, 12).Draw(t, "places")
		want, _ := new(big.Rat).SetString(x.FloatString(places)) // half away from zero, too
		same("round", a.Round(places), want)
		back, err := Parse(a.String())
		if err == nil {
			same("text", back, x)
		} else if len(a.String()) <= maxText {
			t.Fatalf("Parse(%q): %v", a.String(), err)
		}
		floor, _ := a.Floor().Int64()
		if a.big == nil && (Int(floor).Cmp(a) > 0 || Int(floor).Add(One).Cmp(a) <= 0) {
			t.Fatalf("Floor(%v) = %d", a, floor)
		}
	})
}

func TestPow(t *testing.T) {
	// 300 → 550 in 5 years, third year, geometric: domain.md G37 prints 431.58.
	p, err := Pow(MustParse("550").Quo(MustParse("300")), Ratio(3, 5))
	if err != nil {
		t.Fatal(err)
	}
	if got := Int(300).Mul(p).Fixed(2); got != "431.58" {
		t.Errorf("geometric third year = %s, want 431.58", got)
	}
	if _, err := Pow(Int(-1), Ratio(1, 2)); err == nil {
		t.Error("the root of a negative number has a value")
	}
}

func TestSmallNumbersDoNotAllocate(t *testing.T) {
	full, actual, goal := Int(10), MustParse("86"), MustParse("95")
	if n := testing.AllocsPerRun(100, func() { _ = full.Mul(actual.Quo(goal)).Round(4) }); n != 0 {
		t.Errorf("a ratio costs %v allocations, want 0", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.005", "-3e2", "86/95", "１２", "1e40", "0/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(n.String()); err == nil && !back.Equal(n) {
			t.Fatalf("%q reads as %v, then as %v", s, n, back)
		}
	})
}
