// Package term holds numbers that remember how they were computed: 86 ÷ 95.
//
// A [Term] without text is just a number: the text is kept only where a trace is wanted, and the numbers are the same
// either way. The texts are arithmetic that package arith reads again: a second way to every answer.
package term

import (
	"slices"
	"strings"

	"shiji/internal/decimal"
)

// Term is a number and, while a trace is kept, the text of how it was computed.
type Term struct {
	N     decimal.Number
	trail *trail // nil without a trace: terms are copied often, and a pointer is small
}

// trail is the text of how a number was computed, and how tightly it holds together.
type trail struct {
	text string
	bind Binding
}

// Plain is a number without a text.
func Plain(n decimal.Number) Term { return Term{N: n} }

// Text is how the number was computed; empty without a trace.
func (a Term) Text() string {
	if a.trail == nil {
		return ""
	}
	return a.trail.text
}

func (a Term) bind() Binding {
	if a.trail == nil {
		return Atom
	}
	return a.trail.bind
}

func traced(n decimal.Number, text string, b Binding) Term { return Term{n, &trail{text, b}} }

// Binding says how tightly a text holds together, so that brackets stand only where they are needed.
type Binding uint8

const (
	Sum     Binding = iota // a + b
	Product                // a × b
	Power                  // a ^ b
	Atom                   // a number, a bracket, a function
)

// Of is a number by itself. withText says whether its text is kept.
func Of(n decimal.Number, withText bool) Term {
	if !withText {
		return Term{N: n}
	}
	return traced(n, Literal(n), Atom)
}

// Number returns the value of t.
func (a Term) Number() decimal.Number { return a.N }

func (a Term) Add(b Term) Term {
	if a.trail == nil {
		return Term{N: a.N.Add(b.N)}
	}
	return traced(a.N.Add(b.N), join(a, " + ", b, Sum, Sum), Sum)
}

func (a Term) Sub(b Term) Term {
	if a.trail == nil {
		return Term{N: a.N.Sub(b.N)}
	}
	return traced(a.N.Sub(b.N), join(a, " - ", b, Sum, Product), Sum)
}

func (a Term) Mul(b Term) Term {
	if a.trail == nil {
		return Term{N: a.N.Mul(b.N)}
	}
	return traced(a.N.Mul(b.N), join(a, " × ", b, Product, Product), Product)
}

// Quo divides. The caller has made sure that b isn't 0.
func (a Term) Quo(b Term) Term {
	if a.trail == nil {
		return Term{N: a.N.Quo(b.N)}
	}
	return traced(a.N.Quo(b.N), join(a, " ÷ ", b, Product, Power), Product)
}

// Pow raises a to b, as [decimal.Pow] does.
func (a Term) Pow(b Term) (Term, error) {
	n, err := decimal.Pow(a.N, b.N)
	if a.trail == nil {
		return Term{N: n}, err
	}
	return traced(n, join(a, " ^ ", b, Atom, Power), Power), err
}

// Neg is -a.
func (a Term) Neg() Term {
	if a.trail == nil {
		return Term{N: a.N.Neg()}
	}
	return traced(a.N.Neg(), "-"+a.Within(Power), Sum)
}

// Call is the function name of a with value n: sqrt(2).
func Call(name string, n decimal.Number, args ...Term) Term {
	if len(args) == 0 || args[0].trail == nil {
		return Term{N: n}
	}
	return traced(n, name+"("+list(args)+")", Atom)
}

func list(terms []Term) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.Text()
	}
	return strings.Join(texts, ", ")
}

func join(a Term, op string, b Term, left, right Binding) string {
	return a.Within(left) + op + b.Within(right)
}

// Within is the text of t for a place that needs at least binding b.
func (a Term) Within(b Binding) string {
	if a.bind() < b {
		return "(" + a.Text() + ")"
	}
	return a.Text()
}

// Min returns the smallest of terms, of which there is one at least.
func Min(terms ...Term) Term {
	n := terms[0].N
	for _, t := range terms[1:] {
		n = decimal.Min(n, t.N)
	}
	if terms[0].trail == nil {
		return Term{N: n}
	}
	return Call("min", n, slices.Clone(terms)...) // a copy: without a trace the arguments stay on the stack
}

// Max returns the largest of terms, of which there is one at least.
func Max(terms ...Term) Term {
	n := terms[0].N
	for _, t := range terms[1:] {
		n = decimal.Max(n, t.N)
	}
	if terms[0].trail == nil {
		return Term{N: n}
	}
	return Call("max", n, slices.Clone(terms)...)
}

// Total adds terms, of which there is one at least.
func Total(terms []Term) Term {
	if len(terms) == 1 {
		return terms[0]
	}
	n := terms[0].N
	for _, t := range terms[1:] {
		n = n.Add(t.N)
	}
	if terms[0].trail == nil {
		return Term{N: n}
	}
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.Text()
	}
	return traced(n, strings.Join(texts, " + "), Sum)
}

// Literal writes n as it stands in arithmetic: negative numbers and fractions in brackets.
func Literal(n decimal.Number) string {
	s := n.String()
	if n.Sign() < 0 || strings.Contains(s, "/") {
		return "(" + s + ")"
	}
	return s
}
