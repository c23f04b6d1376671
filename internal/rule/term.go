package rule

import "shiji/internal/term"

// Term is a number that remembers, while a trace is kept, how it was computed.
type Term = term.Term

// MinOf returns the smallest of terms.
func MinOf(terms ...Term) Term { return term.Min(terms...) }

// MaxOf returns the largest of terms.
func MaxOf(terms ...Term) Term { return term.Max(terms...) }

// SumOf adds terms; no terms are 0.
func (c *Calc) SumOf(terms []Term) Term {
	if len(terms) == 0 {
		return c.Int(0)
	}
	return term.Total(terms)
}
