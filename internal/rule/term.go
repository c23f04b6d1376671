package rule

import (
	"strings"

	"shiji/internal/decimal"
)

// Term is a number and, while a trace is kept, the text of how it was computed: 86 ÷ 95.
type Term struct {
	n    decimal.Number
	text string // empty without a trace
	bind binding
}

// binding says how tightly a term's text holds together, so that brackets stand only where they are needed.
type binding uint8

const (
	sum binding = iota
	product
	atom
)

// Number returns the value of t.
func (t Term) Number() decimal.Number { return t.n }

func (a Term) Add(b Term) Term { return Term{a.n.Add(b.n), join(a, " + ", b, sum, sum), sum} }
func (a Term) Sub(b Term) Term { return Term{a.n.Sub(b.n), join(a, " - ", b, sum, product), sum} }
func (a Term) Mul(b Term) Term {
	return Term{a.n.Mul(b.n), join(a, " × ", b, product, product), product}
}

// Quo divides. The rule has made sure that b isn't 0.
func (a Term) Quo(b Term) Term {
	return Term{a.n.Quo(b.n), join(a, " ÷ ", b, product, atom), product}
}

func join(a Term, op string, b Term, left, right binding) string {
	if a.text == "" && b.text == "" {
		return ""
	}
	return a.within(left) + op + b.within(right)
}

func (t Term) within(b binding) string {
	if t.bind < b {
		return "(" + t.text + ")"
	}
	return t.text
}

// MinOf returns the smallest of terms.
func MinOf(terms ...Term) Term { return pick("min", decimal.Min, terms) }

// MaxOf returns the largest of terms.
func MaxOf(terms ...Term) Term { return pick("max", decimal.Max, terms) }

func pick(name string, better func(a, b decimal.Number) decimal.Number, terms []Term) Term {
	out := Term{n: terms[0].n, bind: atom}
	texts := make([]string, len(terms))
	for i, t := range terms {
		out.n, texts[i] = better(out.n, t.n), t.text
	}
	if terms[0].text != "" {
		out.text = name + "(" + strings.Join(texts, ", ") + ")"
	}
	return out
}

// SumOf adds terms; no terms are 0.
func (c *Calc) SumOf(terms []Term) Term {
	if len(terms) == 0 {
		return c.Int(0)
	}
	out := terms[0]
	for _, t := range terms[1:] {
		out = out.Add(t)
	}
	return out
}

// literal writes n as it stands in arithmetic: negative numbers and fractions in brackets.
func literal(n decimal.Number) string {
	s := n.String()
	if n.Sign() < 0 || strings.Contains(s, "/") {
		return "(" + s + ")"
	}
	return s
}
