package survey

import "math"

// Values are a variable of some sheets, in ascending order of the sheets.
type Values struct {
	Sheets []int32
	Y      []float64
}

// Kind is what an estimate estimates.
type Kind string

const (
	MeanKind       Kind = "mean"
	TotalKind      Kind = "total"
	ProportionKind Kind = "proportion"
	RatioKind      Kind = "ratio"
	QuantileKind   Kind = "quantile"
	CompositeKind  Kind = "composite" // a weighted sum of others
	DifferenceKind Kind = "difference"
)

// Linear is a statistic with its linearisation: its value, and what each sheet moves it by.
type Linear struct {
	Kind  Kind
	Value float64
	moves influence
	cells []moved // instead of moves, where a tally could be condensed
	sheet float64 // variance of the sheets, weighted, over n: what simple random sampling would make of it; 0: unknown
	scale float64 // how large the values are that influences were made from: below a trifle of it lies only rounding

	known         bool    // the four below are set
	n             int     // sheets
	units, strata int     // of the first stage that they lie in
	all           float64 // Σ weight
}

// Sheets returns how many sheets the statistic rests on.
func (l Linear) Sheets() int {
	if l.known {
		return l.n
	}
	return len(l.moves.sheets)
}

var errNoSheets = refuse("没有有效回答", "there are no valid answers")

// Mean is the weighted mean of a variable.
func (s *Sample) Mean(v Values) (Linear, error) { return s.centred(MeanKind, v) }

// Proportion is the weighted share of the sheets whose value is 1; the others are 0.
func (s *Sample) Proportion(v Values) (Linear, error) { return s.centred(ProportionKind, v) }

func (s *Sample) centred(kind Kind, v Values) (Linear, error) {
	if len(v.Sheets) == 0 {
		return Linear{}, errNoSheets
	}
	sum, all := 0.0, 0.0
	for k, i := range v.Sheets {
		sum += float64(s.weight[i] * v.Y[k])
		all += s.weight[i]
	}
	mean := sum / all
	out := Linear{Kind: kind, Value: mean, moves: influence{v.Sheets, make([]float64, len(v.Y))}}
	squares := 0.0
	for k, i := range v.Sheets {
		away := v.Y[k] - mean
		out.moves.z[k] = float64(s.weight[i]*away) / all
		squares += float64(s.weight[i] * float64(away*away))
		out.scale = max(out.scale, math.Abs(v.Y[k]))
	}
	out.sheet = squares / all
	return out, nil
}

// Total is the total of a variable in the population. It is refused where weights don't add up to the population.
func (s *Sample) Total(v Values) (Linear, error) {
	if !s.scaled {
		return Linear{}, s.unscaled
	}
	mean, err := s.Mean(v)
	if err != nil {
		return Linear{}, err
	}
	all := 0.0
	out := Linear{Kind: TotalKind, moves: influence{v.Sheets, make([]float64, len(v.Y))}}
	for k, i := range v.Sheets {
		out.moves.z[k] = float64(s.weight[i] * v.Y[k])
		out.Value += out.moves.z[k]
		all += s.weight[i]
	}
	out.sheet, out.scale = float64(mean.sheet*float64(all*all)), float64(mean.scale*all)
	return out, nil
}

// Ratio is the total of one variable over the total of another, of the same sheets.
func (s *Sample) Ratio(over, under Values) (Linear, error) {
	if len(over.Sheets) == 0 {
		return Linear{}, errNoSheets
	}
	top, bottom, all := 0.0, 0.0, 0.0
	for k, i := range over.Sheets {
		top += float64(s.weight[i] * over.Y[k])
		bottom += float64(s.weight[i] * under.Y[k])
		all += s.weight[i]
	}
	if bottom == 0 {
		return Linear{}, refuse("分母合计为零", "the denominator adds up to zero")
	}
	r := top / bottom
	out := Linear{Kind: RatioKind, Value: r, moves: influence{over.Sheets, make([]float64, len(over.Y))}}
	squares := 0.0
	for k, i := range over.Sheets {
		away := (over.Y[k] - float64(r*under.Y[k])) / bottom
		out.moves.z[k] = float64(s.weight[i] * away)
		squares += float64(s.weight[i] * float64(away*away))
	}
	out.sheet, out.scale = squares*all, math.Abs(r)
	return out, nil
}

// Part is a statistic and what it counts in a sum.
type Part struct {
	Share float64
	Of    Linear
}

// Composite is a weighted sum of statistics: a dimension of its questions, a score of its dimensions. Their covariances
// are taken in, since the same sheets stand in several. Statistics of a Tally can't be parts: Blend joins tallies.
func Composite(parts []Part) Linear {
	out := Linear{Kind: CompositeKind}
	for n, p := range parts {
		out.Value += float64(p.Share * p.Of.Value)
		out.scale = max(out.scale, float64(math.Abs(p.Share)*p.Of.scale))
		scaled := influence{p.Of.moves.sheets, make([]float64, len(p.Of.moves.z))}
		for k, z := range p.Of.moves.z {
			scaled.z[k] = float64(p.Share * z)
		}
		if n == 0 {
			out.moves = scaled
		} else {
			out.moves = out.moves.plus(scaled)
		}
	}
	return out
}

// Difference is a less b: two groups of one sample, or two questions.
func Difference(a, b Linear) Linear {
	out := Composite([]Part{{1, a}, {-1, b}})
	out.Kind = DifferenceKind
	return out
}

// plus adds influences up by sheet; both are in ascending order.
func (a influence) plus(b influence) influence {
	if len(a.sheets) == len(b.sheets) && same(a.sheets, b.sheets) {
		for k := range a.z {
			a.z[k] += b.z[k]
		}
		return a
	}
	out := influence{make([]int32, 0, len(a.sheets)+len(b.sheets)), make([]float64, 0, len(a.sheets)+len(b.sheets))}
	put := func(i int32, z float64) { out.sheets, out.z = append(out.sheets, i), append(out.z, z) }
	j, k := 0, 0
	for j < len(a.sheets) && k < len(b.sheets) {
		switch {
		case a.sheets[j] < b.sheets[k]:
			put(a.sheets[j], a.z[j])
			j++
		case a.sheets[j] > b.sheets[k]:
			put(b.sheets[k], b.z[k])
			k++
		default:
			put(a.sheets[j], a.z[j]+b.z[k])
			j, k = j+1, k+1
		}
	}
	for ; j < len(a.sheets); j++ {
		put(a.sheets[j], a.z[j])
	}
	for ; k < len(b.sheets); k++ {
		put(b.sheets[k], b.z[k])
	}
	return out
}

func same(a, b []int32) bool {
	if &a[0] == &b[0] {
		return true
	}
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// simple is what the variance of the statistic would be in a simple random sample of as many sheets, without
// replacement where the population is known; 0 if there is none.
func (s *Sample) simple(l Linear) float64 {
	if l.n < 2 {
		return 0
	}
	spread := s.spread(l)
	if s.finite {
		spread = float64(spread * (1 - min(float64(l.n)/l.all, 1)))
	}
	return spread / float64(l.n-1)
}

// spread is the weighted variance of the sheets, in terms of the statistic: how much their answers differ.
func (s *Sample) spread(l Linear) float64 {
	if l.sheet > 0 || l.cells != nil {
		return l.sheet
	}
	all, squares := 0.0, 0.0
	for k, i := range l.moves.sheets {
		all += s.weight[i]
		squares += float64(l.moves.z[k]*l.moves.z[k]) / s.weight[i]
	}
	return float64(all * squares)
}

// measure counts the sheets of a statistic, the units and strata that they lie in, and adds up their weights.
func (s *Sample) measure(l *Linear) {
	if l.known {
		return
	}
	l.known, l.n = true, len(l.moves.sheets)
	l.units, l.strata = s.reach(l.moves.sheets)
	for _, i := range l.moves.sheets {
		l.all += s.weight[i]
	}
}
