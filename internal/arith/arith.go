// Package arith reads printed arithmetic the way a reader with a pocket calculator would, and says whether it is right.
//
// It is the second way to every answer: it shares no code with the rules or with package decimal, knows only + - × ÷ /
// ^, brackets, min, max, abs, round, sqrt, ln, log10, exp and comparisons, and computes with big.Rat and big.Float.
// Tests (and whoever doubts a scorecard) run it over every printed line.
package arith

import (
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"
)

// Check evaluates expr and compares it with value: exactly, or after rounding half away from zero if places is above 0
// or value is written as a whole number that expr is not. With an empty value, expr must be a comparison that holds.
func Check(expr, value string, places int) error {
	p := parser{rest: expr}
	left, err := p.sum()
	if err != nil {
		return err
	}
	if op := p.comparison(); op != "" {
		right, err := p.sum()
		if err != nil {
			return err
		}
		if p.skip(); p.rest != "" {
			return fmt.Errorf("%q: %q is left over", expr, p.rest)
		}
		if !holds(left.Cmp(right), op) {
			return fmt.Errorf("%q does not hold", expr)
		}
		return nil
	}
	if p.skip(); p.rest != "" {
		return fmt.Errorf("%q: %q is left over", expr, p.rest)
	}
	want, ok := new(big.Rat).SetString(value)
	if !ok {
		return fmt.Errorf("%q is not a number", value)
	}
	if left.Cmp(want) == 0 {
		return nil
	}
	if places > 0 || !strings.ContainsAny(value, "./") {
		if rounded, _ := new(big.Rat).SetString(left.FloatString(places)); rounded.Cmp(want) == 0 {
			return nil
		}
	}
	return fmt.Errorf("%s = %s, printed as %s (%d decimals)", expr, left.RatString(), value, places)
}

func holds(cmp int, op string) bool {
	switch op {
	case "≥":
		return cmp >= 0
	case "≤":
		return cmp <= 0
	case ">":
		return cmp > 0
	case "<":
		return cmp < 0
	}
	return cmp == 0
}

type parser struct{ rest string }

func (p *parser) skip() { p.rest = strings.TrimLeft(p.rest, " ") }

// take consumes the first of signs that comes next, if any.
func (p *parser) take(signs ...string) string {
	p.skip()
	for _, s := range signs {
		if strings.HasPrefix(p.rest, s) {
			p.rest = p.rest[len(s):]
			return s
		}
	}
	return ""
}

func (p *parser) comparison() string { return p.take("≥", "≤", ">", "<", "=") }

func (p *parser) sum() (*big.Rat, error) {
	left, err := p.product()
	for err == nil {
		op := p.take("+", "-")
		if op == "" {
			return left, nil
		}
		var right *big.Rat
		if right, err = p.product(); err != nil {
			break
		}
		if op == "+" {
			left = new(big.Rat).Add(left, right)
		} else {
			left = new(big.Rat).Sub(left, right)
		}
	}
	return nil, err
}

func (p *parser) product() (*big.Rat, error) {
	left, err := p.power()
	for err == nil {
		op := p.take("×", "÷", "/")
		if op == "" {
			return left, nil
		}
		var right *big.Rat
		if right, err = p.power(); err != nil {
			break
		}
		switch {
		case op == "×":
			left = new(big.Rat).Mul(left, right)
		case right.Sign() == 0:
			err = fmt.Errorf("division by zero")
		default:
			left = new(big.Rat).Quo(left, right)
		}
	}
	return nil, err
}

// power reads a ^ b; ^ binds to the right, and tighter than a sign before it.
func (p *parser) power() (*big.Rat, error) {
	if p.take("-") != "" {
		x, err := p.power()
		if err != nil {
			return nil, err
		}
		return new(big.Rat).Neg(x), nil
	}
	base, err := p.unary()
	if err != nil || p.take("^") == "" {
		return base, err
	}
	exponent, err := p.power()
	if err != nil {
		return nil, err
	}
	return pow(base, exponent)
}

func (p *parser) unary() (*big.Rat, error) {
	switch name := p.take("(", "min(", "max(", "abs(", "round(", "sqrt(", "ln(", "log10(", "exp("); name {
	case "":
	case "(":
		x, err := p.sum()
		if err == nil && p.take(")") == "" {
			err = fmt.Errorf("a bracket is not closed before %q", p.rest)
		}
		return x, err
	default:
		xs, err := p.list()
		if err != nil {
			return nil, err
		}
		return call(strings.TrimSuffix(name, "("), xs)
	}
	n := 0
	for n < len(p.rest) {
		r, size := utf8.DecodeRuneInString(p.rest[n:])
		if r != '.' && (r < '0' || r > '9') {
			break
		}
		n += size
	}
	x, ok := new(big.Rat).SetString(p.rest[:n])
	if !ok {
		return nil, fmt.Errorf("no number at %q", p.rest)
	}
	p.rest = p.rest[n:]
	return x, nil
}

// list reads "a, b, c)".
func (p *parser) list() ([]*big.Rat, error) {
	var out []*big.Rat
	for {
		x, err := p.sum()
		if err != nil {
			return nil, err
		}
		out = append(out, x)
		if p.take(",") == "" {
			break
		}
	}
	if p.take(")") == "" {
		return nil, fmt.Errorf("a bracket is not closed before %q", p.rest)
	}
	return out, nil
}
