package scheme

import (
	"slices"
	"strings"

	"shiji/internal/errs"
)

// step is what can depend on something else: the value of an indicator, or its points.
type step struct {
	code   string
	points bool
}

// checkCircles refuses formulas that read themselves by way of others: without circles, what a line reads
// can be scored before it.
func (s *Scheme) checkCircles(b *Bindings) errs.Findings {
	var found errs.Findings
	done := map[step]bool{}
	said := map[string]bool{}
	var visit func(st step, path []step)
	visit = func(st step, path []step) {
		if i := slices.Index(path, st); i >= 0 {
			if circle := circleText(path[i:]); !said[circle] {
				said[circle] = true
				l := s.Leaf(st.code)
				found = append(found, errs.New(errs.FormulaCircle, l.At("params"), circle, l.Name, circle))
			}
			return
		}
		bound := b.Leaves[st.code]
		if done[st] || bound == nil {
			return
		}
		path = append(path, st)
		for _, n := range bound.Needs() {
			if n.ForValue || st.points {
				visit(step{n.Code, n.Points}, slices.Clone(path))
			}
		}
		done[st] = true
	}
	for _, l := range s.Leaves {
		visit(step{l.Code, false}, nil)
		visit(step{l.Code, true}, nil)
	}
	if len(found) > 0 { // nothing that reads in a circle is scored
		for _, l := range s.Leaves {
			if bound := b.Leaves[l.Code]; bound != nil && len(bound.Needs()) > 0 {
				delete(b.Leaves, l.Code)
			}
		}
	}
	return found
}

// circleText shows a circle by its codes: A0101 → A0102 → A0101. It begins with the first code in order, so that
// a circle is said once.
func circleText(path []step) string {
	var codes []string
	for _, st := range path {
		if len(codes) == 0 || codes[len(codes)-1] != st.code {
			codes = append(codes, st.code)
		}
	}
	if len(codes) > 1 && codes[0] == codes[len(codes)-1] {
		codes = codes[:len(codes)-1]
	}
	first := slices.Index(codes, slices.Min(codes))
	codes = slices.Concat(codes[first:], codes[:first])
	return strings.Join(append(codes, codes[0]), " → ")
}
