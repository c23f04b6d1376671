package decimal

import (
	"errors"
	"math/big"
	"strings"
)

// ErrSyntax says that a text is not a number in the canonical form.
var ErrSyntax = errors.New("not a number")

// maxText and maxExponent bound what Parse takes, so that no input can ask for a number of a million digits.
const (
	maxText     = 80
	maxExponent = 40
)

// Parse reads canonical text: digits with an optional sign, decimal point and exponent ("-3.0", "1.2E-3"), or a
// fraction of two whole numbers ("86/95"), as [Number.String] prints it. It takes no spaces and no thousands
// separators: cleaning what people type belongs to the reader of files.
func Parse(s string) (Number, error) {
	if len(s) > maxText {
		return Number{}, ErrSyntax
	}
	if n, d, ok := strings.Cut(s, "/"); ok {
		num, ok1 := new(big.Int).SetString(n, 10)
		den, ok2 := new(big.Int).SetString(d, 10)
		if !ok1 || !ok2 || den.Sign() <= 0 || strings.HasPrefix(n, "+") || strings.HasPrefix(d, "+") {
			return Number{}, ErrSyntax
		}
		return fromRat(new(big.Rat).SetFrac(num, den)), nil
	}
	return parseDecimal(s)
}

func parseDecimal(s string) (Number, error) {
	digits, exp := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var ok bool
		if exp, ok = parseExponent(s[i+1:]); !ok {
			return Number{}, ErrSyntax
		}
		digits = s[:i]
	}
	whole, frac, point := strings.Cut(digits, ".")
	unsigned := strings.TrimPrefix(strings.TrimPrefix(whole, "-"), "+")
	if unsigned == "" || len(whole)-len(unsigned) > 1 || point && frac == "" ||
		!onlyDigits(unsigned) || !onlyDigits(frac) {
		return Number{}, ErrSyntax
	}
	scale := len(frac) - exp
	// The common case: at most 18 digits, and a scale that int64 can hold.
	if len(unsigned)+len(frac) <= 18 && scale >= 0 && scale <= 18 {
		var n int64
		for _, c := range unsigned + frac {
			n = n*10 + int64(c-'0')
		}
		if whole[0] == '-' {
			n = -n
		}
		return Number{num: n, den: pow10(scale)}, nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Number{}, ErrSyntax
	}
	return fromRat(r), nil
}

func parseExponent(s string) (int, bool) {
	unsigned := strings.TrimLeft(s, "+-")
	if len(s)-len(unsigned) > 1 || unsigned == "" || len(unsigned) > 3 || !onlyDigits(unsigned) {
		return 0, false
	}
	n := 0
	for _, c := range unsigned {
		n = n*10 + int(c-'0')
	}
	if s[0] == '-' {
		n = -n
	}
	return n, -maxExponent <= n && n <= maxExponent
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// MustParse is Parse for constants in code.
func MustParse(s string) Number {
	n, err := Parse(s)
	if err != nil {
		panic("decimal: " + s + ": " + err.Error())
	}
	return n
}

// Finite reports whether a can be written with finitely many decimals, and with how many at least.
func (a Number) Finite() (places int, ok bool) {
	if a.big == nil {
		if a.d() == 1 {
			return 0, true
		}
		d, twos, fives := a.reduced().d(), 0, 0
		for ; d%2 == 0; d /= 2 {
			twos++
		}
		for ; d%5 == 0; d /= 5 {
			fives++
		}
		return max(twos, fives), d == 1
	}
	return a.big.FloatPrec()
}

// String returns the canonical text: the shortest decimal that is exactly a, or the fraction "86/95" in lowest
// terms if no decimal is.
func (a Number) String() string {
	places, ok := a.Finite()
	if !ok {
		return a.Rat().RatString()
	}
	return a.Fixed(places)
}

// Fixed returns a rounded to the given number of decimals and written with all of them: 9 with 2 is "9.00".
func (a Number) Fixed(places int) string {
	if a.big == nil && places <= 18 {
		r := a.Round(places)
		if r.big == nil {
			if n, ok := mul64(r.num, pow10(places)/gcdWith(r.d(), pow10(places))); ok {
				// r is a whole number of units of 10^-places, so this division leaves nothing.
				n /= r.d() / gcdWith(r.d(), pow10(places))
				return fixedText(n, places)
			}
		}
	}
	s := a.roundBig(places).FloatString(places)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

func (a Number) roundBig(places int) *big.Rat {
	if places <= 18 {
		return a.Round(places).Rat()
	}
	return a.Rat() // exact text of a very long decimal: FloatString rounds half away from zero too
}

func gcdWith(a, b int64) int64 { return int64(gcd(uint64(a), uint64(b))) }

func fixedText(n int64, places int) string {
	buf := make([]byte, 0, 24)
	m := magnitude(n)
	for i := 0; i <= places || m > 0; i++ {
		if i == places && places > 0 {
			buf = append(buf, '.')
		}
		buf = append(buf, byte('0'+m%10))
		m /= 10
	}
	if n < 0 {
		buf = append(buf, '-')
	}
	for i, j := 0, len(buf)-1; i < j; i, j = i+1, j-1 {
		buf[i], buf[j] = buf[j], buf[i]
	}
	return string(buf)
}

// MarshalText writes the canonical text, so that JSON holds numbers as strings.
func (a Number) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Number) UnmarshalText(text []byte) error {
	n, err := Parse(string(text))
	if err == nil {
		*a = n
	}
	return err
}
