package score

import (
	"shiji/internal/decimal"
	"shiji/internal/rule"
)

// slab cuts the pieces that a year is made of from larger pieces of memory: a year has tens of thousands of them, which
// come and go together.
type slab[T any] struct{ left []T }

const slabPieces = 256

// take returns n values that nobody else has; a nil slab makes them one by one.
func (s *slab[T]) take(n int) []T {
	if s == nil {
		return make([]T, n)
	}
	if n > len(s.left) {
		s.left = make([]T, max(n, slabPieces))
	}
	out := s.left[:n:n]
	s.left = s.left[n:]
	return out
}

// slabs are those of a year while it is put together and scored as a whole.
type slabs struct {
	facts   slab[facts]
	lines   slab[Line]
	points  slab[decimal.Number]
	data    slab[rule.Datum]
	happens slab[rule.Occurrence]
}

// one is a piece of its own.
func one[T any](s *slab[T]) *T { return &s.take(1)[0] }
