package plan

import (
	"cmp"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/light"
)

// Method says how what several units report becomes the figure of the district (汇总方式). It is declared for each
// indicator; where it isn't, the figures of several don't come together.
type Method string

const (
	Sum   Method = "sum"   // 求和: the figures added up
	Mean  Method = "mean"  // 加权平均: their mean, by the plan weights of the units' targets
	Worst Method = "worst" // 取最差: the one that is worst by the indicator's direction
)

// Methods lists every method with its words.
var Methods = []struct {
	Method Method
	Name   lang.Text
}{
	{Sum, lang.T("求和", "sum")},
	{Mean, lang.T("加权平均", "weighted mean")},
	{Worst, lang.T("取最差", "worst")},
}

// Name returns the words for m.
func (m Method) Name() lang.Text {
	for _, e := range Methods {
		if e.Method == m {
			return e.Name
		}
	}
	return lang.Same(string(m))
}

// Report is what a unit that answers for an indicator says of it in a year, in the indicator's unit of measure.
type Report struct {
	Unit   string          // code
	Figure *decimal.Number // nil: it hasn't reported
	Weight *decimal.Number // in a weighted mean, above 0; nil: none is given
	// The range that it is to stay in, of an indicator whose direction is a range; nil: no bound on that side.
	Low, High *decimal.Number
}

// Part is a report in the figure of the district.
type Part struct {
	Report
	Share *decimal.Number // of the sum, or of all weights; nil: shares say nothing
}

// FloorAt is the pace that a target of one unit may not stay below in a year; false: it has none. The parts of a sum
// have none, since the pace is that of the whole.
func (i Indicator) FloorAt(year int) (Pace, bool) {
	if i.Method == Sum {
		return Pace{}, false
	}
	pace, err := i.PaceAt(year)
	return pace, err == nil
}

// together puts what the units reported together as the indicator's method says, in the order of their codes: whoever
// is named first changes nothing. A sum or a mean of some of them is no figure of the district; the worst is that of
// those who reported.
func (i Indicator) together(s *Standing, reports []Report, pace *decimal.Number) {
	reports = slices.SortedStableFunc(slices.Values(reports), func(a, b Report) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), i.short(a, pace).Cmp(i.short(b, pace)))
	})
	for _, r := range reports {
		if r.Figure != nil {
			s.Parts = append(s.Parts, Part{Report: r})
		} else {
			s.Lacking = append(s.Lacking, r.Unit)
		}
		if i.Method == Mean && (r.Weight == nil || r.Weight.Sign() <= 0) {
			s.Unweighed = append(s.Unweighed, r.Unit)
		}
	}
	if len(s.Parts) == 0 || i.Method != Worst && len(s.Lacking) > 0 || len(s.Unweighed) > 0 {
		return
	}
	switch i.Method {
	case Sum:
		i.add(s)
	case Mean:
		i.weigh(s)
	case Worst:
		i.pick(s, pace)
	}
}

// add is the sum of all figures; each has its share, unless they come to nothing.
func (i Indicator) add(s *Standing) {
	sum, terms := decimal.Zero, make([]string, len(s.Parts))
	for k, p := range s.Parts {
		sum, terms[k] = sum.Add(*p.Figure), term(*p.Figure)
	}
	s.Reached, s.Expr = &sum, strings.Join(terms, " + ")
	if sum.IsZero() {
		return
	}
	for k, p := range s.Parts {
		share := p.Figure.Quo(sum)
		s.Parts[k].Share = &share
	}
}

// weigh is the mean of all figures by their weights; each has the share of its weight.
func (i Indicator) weigh(s *Standing) {
	sum, weights := decimal.Zero, decimal.Zero
	above, below := make([]string, len(s.Parts)), make([]string, len(s.Parts))
	for k, p := range s.Parts {
		sum, weights = sum.Add(p.Figure.Mul(*p.Weight)), weights.Add(*p.Weight)
		above[k], below[k] = term(*p.Figure)+" × "+p.Weight.String(), p.Weight.String()
	}
	mean := sum.Quo(weights)
	s.Reached, s.Expr = &mean, "("+strings.Join(above, " + ")+") ÷ ("+strings.Join(below, " + ")+")"
	for k, p := range s.Parts {
		share := p.Weight.Quo(weights)
		s.Parts[k].Share = &share
	}
}

// pick is the worst of the figures that there are; of several that are equally bad, that of the first unit.
func (i Indicator) pick(s *Standing, pace *decimal.Number) {
	worst := slices.MaxFunc(s.Parts, func(a, b Part) int { return i.short(a.Report, pace).Cmp(i.short(b.Report, pace)) })
	s.Reached, s.Of = worst.Figure, worst.Unit
	if i.Better == Range {
		return // what is farthest outside is no arithmetic of the figures
	}
	terms := make([]string, len(s.Parts))
	for k, p := range s.Parts {
		terms[k] = p.Figure.String()
	}
	s.Expr = map[bool]string{true: "max(", false: "min("}[i.Better == Lower] + strings.Join(terms, ", ") + ")"
}

// short says how bad a report is: the larger, the worse. Of a range it is how far outside of it the figure lies, below
// zero inside; whoever has none is held to the pace.
func (i Indicator) short(r Report, pace *decimal.Number) decimal.Number {
	switch {
	case r.Figure == nil:
		return decimal.Zero
	case i.Better == Lower:
		return *r.Figure
	case i.Better != Range:
		return r.Figure.Neg()
	case r.Low != nil && r.High != nil:
		return decimal.Max(r.Low.Sub(*r.Figure), r.Figure.Sub(*r.High))
	case r.Low != nil:
		return r.Low.Sub(*r.Figure)
	case r.High != nil:
		return r.Figure.Sub(*r.High)
	case pace != nil:
		return r.Figure.Sub(*pace).Abs()
	}
	return decimal.Zero
}

// LightOf is the light of one report against the pace. Where the worst of ranges counts, each is held to its own range.
func (i Indicator) LightOf(r Report, pace decimal.Number) light.Light {
	switch {
	case r.Figure == nil:
		return light.Grey
	case i.Better == Range && i.Method == Worst && (r.Low != nil || r.High != nil):
		if r.Low != nil && r.Figure.Less(*r.Low) {
			return light.OfPace(*r.Figure, *r.Low, false)
		}
		if r.High != nil && r.High.Less(*r.Figure) {
			return light.OfPace(*r.Figure, *r.High, true)
		}
		return light.Green
	}
	return light.OfPace(*r.Figure, pace, i.Better == Lower)
}

// term writes a number as a part of a sum.
func term(n decimal.Number) string {
	if n.Sign() < 0 {
		return "(" + n.String() + ")"
	}
	return n.String()
}
