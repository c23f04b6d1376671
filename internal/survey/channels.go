package survey

import "math"

// Join combines the satisfaction of two channels of which each asked other people: share × a + (1 - share) × b. A unit
// that one of them didn't reach takes the other alone (domain.md 8.3). The interval takes Welch's degrees of freedom.
func Join(share float64, a, b *Estimate, o Options) (Estimate, error) {
	o = o.withDefaults()
	switch {
	case a == nil && b == nil:
		return Estimate{}, refuse("两个渠道都没有结果", "neither channel has a result")
	case b == nil:
		return *a, nil
	case a == nil:
		return *b, nil
	case !(share >= 0 && share <= 1):
		return Estimate{}, refuse("渠道权重写 0 至 1，不是 %[1]g", "the weight of a channel lies between 0 and 1, not %[1]g", share)
	}
	out := Estimate{Kind: CompositeKind, Value: float64(share*a.Value) + float64((1-share)*b.Value), N: a.N + b.N}
	if a.SE == nil || b.SE == nil {
		for _, e := range []*Estimate{a, b} {
			out.Refused = append(out.Refused, e.Refused...)
		}
		return out, nil
	}
	se, df := joinErrors(share, *a, 1-share, *b)
	out.SE, out.DF, out.Certain = &se, df, a.Certain && b.Certain
	switch reach := float64(critical(o, df) * se); {
	case !o.reaches(*a) || !o.reaches(*b):
		out.DF = 0
		out.Refused = append(out.Refused, noFreedom)
	case se == 0 && !out.Certain:
		out.Refused = append(out.Refused, noSpread(out.N))
	default:
		out.Interval = &Interval{Low: out.Value - reach, High: out.Value + reach, Level: o.Level, Method: o.Interval}
	}
	return out, nil
}

// Rounded is the estimate with ten significant digits: what lies below is the noise of floats.
func (e Estimate) Rounded() Estimate {
	round := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		y := Round(*x)
		return &y
	}
	e.Value, e.SE, e.Effective, e.Deff, e.Population = Round(e.Value), round(e.SE), round(e.Effective),
		round(e.Deff), round(e.Population)
	if e.Interval != nil {
		i := *e.Interval
		i.Low, i.High = Round(i.Low), Round(i.High)
		e.Interval = &i
	}
	return e
}

// Digits is how many significant digits a result keeps.
const Digits = 10

// Round rounds to ten significant digits.
func Round(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	return parse(format(x))
}
