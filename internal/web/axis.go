package web

import (
	"math"
	"strconv"

	"shiji/internal/lang"
)

// Axis is the scale of a chart. It begins at zero where that shows the values well enough,
// and says so where it doesn't.
type Axis struct {
	Lo, Hi, Step float64
}

// flat is the share of the largest value that values must differ by for an axis from zero.
const flat = 0.3

// NewAxis is the scale for values between lo and hi, with about four steps of round numbers.
func NewAxis(lo, hi float64) Axis {
	if hi < lo {
		lo, hi = hi, lo
	}
	if hi == lo {
		hi = lo + max(math.Abs(lo)*0.1, 1)
	}
	if lo >= 0 && hi-lo >= flat*hi {
		lo = 0
	} else if hi <= 0 && hi-lo >= flat*-lo {
		hi = 0
	}
	step := round((hi - lo) / 4)
	return Axis{math.Floor(lo/step+1e-9) * step, math.Ceil(hi/step-1e-9) * step, step}
}

// round is a round number of about the size of n: 1, 2, 2.5 or 5 times a power of ten.
func round(n float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(n)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if m*power >= n*0.999 {
			return m * power
		}
	}
	return 10 * power
}

// Ticks are the values at which the axis is marked.
func (a Axis) Ticks() (out []float64) {
	for i := 0; a.Lo+float64(i)*a.Step <= a.Hi+a.Step/2; i++ {
		out = append(out, a.Lo+float64(i)*a.Step)
	}
	return out
}

// Tick writes a value of the axis.
func (a Axis) Tick(n float64) string {
	places := max(0, int(math.Ceil(-math.Log10(a.Step)+1e-9)))
	if a.Step*math.Pow(10, float64(places)) != math.Trunc(a.Step*math.Pow(10, float64(places))) {
		places++
	}
	return Grouped(strconv.FormatFloat(n, 'f', places, 64))
}

// Begins says where the axis begins, if that isn't zero.
func (a Axis) Begins() lang.Text {
	if a.Lo <= 0 && a.Hi >= 0 {
		return lang.T("纵轴从 0 起", "the axis begins at 0")
	}
	return lang.T("纵轴从 %[1]s 起，不是从 0 起", "the axis begins at %[1]s, not at 0").With(a.Tick(a.Lo))
}
