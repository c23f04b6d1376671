package scheme

import "shiji/internal/decimal"

// Unbalanced are the classes in which children don't add up to their parent; a class without children isn't one.
func (s *Scheme) Unbalanced(parent Points, children []Points) map[string]bool {
	out := map[string]bool{}
	for _, c := range s.Classes {
		sum, any := decimal.Zero, false
		for _, p := range children {
			if n, ok := p[c.Name]; ok {
				sum, any = sum.Add(n), true
			}
		}
		if n, ok := parent[c.Name]; ok && any && !n.Equal(sum) {
			out[c.Name] = true
		}
	}
	return out
}

// Sum is what the level-1 classes of a class of units come to; it should be [FullMarks].
func (s *Scheme) Sum(class string) decimal.Number {
	sum := decimal.Zero
	for _, g := range s.Groups {
		if n, ok := g.Points[class]; ok {
			sum = sum.Add(n)
		}
	}
	return sum
}
