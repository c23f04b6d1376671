package survey

import (
	"slices"

	"shiji/internal/lang"
)

// QuantileRule says what the quantile of a finite list is.
type QuantileRule string

const (
	Lower  QuantileRule = "lower"  // the least value that at least the share p lies at or below
	Middle QuantileRule = "middle" // the same, but halfway to the next value where exactly the share p lies at or below
)

// Quantile estimates the value that a share p of the population lies at or below, with Woodruff's interval: that
// of the share at or below the value, turned back into values. Its standard error is the interval's width over
// twice the critical value.
func (s *Sample) Quantile(v Values, p float64, rule QuantileRule, o Options) (Estimate, error) {
	o = o.withDefaults()
	if len(v.Sheets) == 0 {
		return Estimate{}, errNoSheets
	}
	if p <= 0 || p >= 1 {
		return Estimate{}, refuse("分位数写 0 与 1 之间的数，不是 %[1]g", "a quantile lies between 0 and 1, not %[1]g", p)
	}
	order := make([]int, len(v.Y))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case v.Y[a] < v.Y[b]:
			return -1
		case v.Y[a] > v.Y[b]:
			return 1
		}
		return 0
	})
	values, below := make([]float64, len(order)), make([]float64, len(order))
	sum := 0.0
	for k, at := range order {
		sum += s.weight[v.Sheets[at]]
		values[k], below[k] = v.Y[at], sum
	}
	at := func(p float64) float64 { return quantileAt(values, below, float64(p*sum), rule) }
	q := at(p)
	share := Values{v.Sheets, make([]float64, len(v.Y))}
	for k, y := range v.Y {
		if y <= q {
			share.Y[k] = 1
		}
	}
	l, err := s.Proportion(share)
	if err != nil {
		return Estimate{}, err
	}
	if o.Proportion = o.Interval; o.Proportion == "" {
		o.Proportion = T
	}
	e := s.Estimate(l, o)
	e.Kind, e.Value = QuantileKind, q
	e.Effective, e.Deff = nil, nil
	switch {
	case e.Certain:
		e.Interval = &Interval{Low: q, High: q, Level: o.Level, Method: Woodruff}
		return e, nil
	case e.SE != nil && *e.SE == 0:
		e.SE, e.Interval = nil, nil
		e.Refused = []lang.Text{lang.T("数值都不大于这个分位数，估计不了它的误差",
			"no value lies above this quantile: its error can't be estimated")}
		return e, nil
	case e.Interval == nil:
		e.SE = nil
		return e, nil
	}
	low, high := e.Interval.Low, e.Interval.High
	if low < 0 || high > 1 {
		e.SE, e.Interval = nil, nil
		e.Refused = append(e.Refused, lang.T("有效样本太少，分位数的区间超出了数据范围",
			"too few answers: the interval of the quantile reaches beyond the data"))
		return e, nil
	}
	low, high = at(low), at(high)
	se := (high - low) / float64(2*critical(o, e.DF))
	e.SE, e.Interval = &se, &Interval{Low: low, High: high, Level: o.Level, Method: Woodruff}
	return e, nil
}

// quantileAt finds the value at which the weights, added up in order, reach w.
func quantileAt(values, below []float64, w float64, rule QuantileRule) float64 {
	last := len(below) - 1
	k, _ := slices.BinarySearchFunc(below, w, func(b, w float64) int { // first sum above w, but for rounding
		if b > w*(1+1e-12) {
			return 1
		}
		return -1
	})
	// below[k-1] ≤ w < below[k]
	if k == 0 {
		return values[0]
	}
	next := min(k, last)
	exact := below[k-1] >= w*(1-1e-12)
	switch {
	case exact && rule == Middle:
		return (values[k-1] + values[next]) / 2
	case exact:
		return values[k-1]
	}
	return values[next]
}
