// Package term holds numbers that remember how they were computed: 86 ÷ 95.
//
// A [Term] without text is just a number: the text is kept only where a trace is wanted, and the numbers are the same either way.
// The texts are arithmetic that package arith reads again: a second way to every answer.
package term

import (
	"slices"
	"strings"

	"shiji/internal/decimal"
)

// Term is a number and, while a trace is kept, the text of how it was computed.
type Term struct {
	N    decimal.Number
	Text string  // empty without a trace
	Bind Binding // how tightly the text holds together
}

// Binding says how tightly a text holds together, so that brackets stand only where they are needed.
type Binding uint8

const (
	Sum     Binding = iota // a + b
	Product                // a × b
	Power                  // a ^ b
	Atom                   // a number, a bracket, a function
)

// Of is a number by itself. traced says whether its text is kept.
func Of(n decimal.Number, traced bool) Term {
	t := Term{N: n, Bind: Atom}
	if traced {
		t.Text = Literal(n)
	}
	return t
}

// Number returns the value of t.
func (a Term) Number() decimal.Number { return a.N }

func (a Term) Add(b Term) Term {
	if a.Text == "" {
		return Term{N: a.N.Add(b.N), Bind: Sum}
	}
	return Term{a.N.Add(b.N), join(a, " + ", b, Sum, Sum), Sum}
}

func (a Term) Sub(b Term) Term {
	if a.Text == "" {
		return Term{N: a.N.Sub(b.N), Bind: Sum}
	}
	return Term{a.N.Sub(b.N), join(a, " - ", b, Sum, Product), Sum}
}

func (a Term) Mul(b Term) Term {
	if a.Text == "" {
		return Term{N: a.N.Mul(b.N), Bind: Product}
	}
	return Term{a.N.Mul(b.N), join(a, " × ", b, Product, Product), Product}
}

// Quo divides. The caller has made sure that b isn't 0.
func (a Term) Quo(b Term) Term {
	if a.Text == "" {
		return Term{N: a.N.Quo(b.N), Bind: Product}
	}
	return Term{a.N.Quo(b.N), join(a, " ÷ ", b, Product, Power), Product}
}

// Pow raises a to b, as [decimal.Pow] does.
func (a Term) Pow(b Term) (Term, error) {
	n, err := decimal.Pow(a.N, b.N)
	return Term{n, join(a, " ^ ", b, Atom, Power), Power}, err
}

// Neg is -a.
func (a Term) Neg() Term {
	if a.Text == "" {
		return Term{N: a.N.Neg()}
	}
	return Term{a.N.Neg(), "-" + a.Within(Power), Sum}
}

// Call is the function name of a with value n: sqrt(2).
func Call(name string, n decimal.Number, args ...Term) Term {
	out := Term{N: n, Bind: Atom}
	if len(args) > 0 && args[0].Text != "" {
		out.Text = name + "(" + list(args) + ")"
	}
	return out
}

func list(terms []Term) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.Text
	}
	return strings.Join(texts, ", ")
}

func join(a Term, op string, b Term, left, right Binding) string {
	if a.Text == "" {
		return ""
	}
	return a.Within(left) + op + b.Within(right)
}

// Within is the text of t for a place that needs at least binding b.
func (a Term) Within(b Binding) string {
	if a.Bind < b {
		return "(" + a.Text + ")"
	}
	return a.Text
}

// Min returns the smallest of terms, of which there is one at least.
func Min(terms ...Term) Term {
	n := terms[0].N
	for _, t := range terms[1:] {
		n = decimal.Min(n, t.N)
	}
	if terms[0].Text == "" {
		return Term{N: n, Bind: Atom}
	}
	return Call("min", n, slices.Clone(terms)...) // a copy: without a trace the arguments stay on the stack
}

// Max returns the largest of terms, of which there is one at least.
func Max(terms ...Term) Term {
	n := terms[0].N
	for _, t := range terms[1:] {
		n = decimal.Max(n, t.N)
	}
	if terms[0].Text == "" {
		return Term{N: n, Bind: Atom}
	}
	return Call("max", n, slices.Clone(terms)...)
}

// Total adds terms, of which there is one at least.
func Total(terms []Term) Term {
	out := Term{N: terms[0].N, Text: terms[0].Text, Bind: terms[0].Bind}
	if len(terms) == 1 {
		return out
	}
	for _, t := range terms[1:] {
		out.N = out.N.Add(t.N)
	}
	out.Bind = Sum
	if out.Text != "" {
		texts := make([]string, len(terms))
		for i, t := range terms {
			texts[i] = t.Text
		}
		out.Text = strings.Join(texts, " + ")
	}
	return out
}

// Literal writes n as it stands in arithmetic: negative numbers and fractions in brackets.
func Literal(n decimal.Number) string {
	s := n.String()
	if n.Sign() < 0 || strings.Contains(s, "/") {
		return "(" + s + ")"
	}
	return s
}
