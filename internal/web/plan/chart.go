package plan

import (
	"fmt"

	"github.com/a-h/templ"

	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/plan"
	"shiji/internal/web"
)

// point is a value of a year.
type point struct {
	year int
	n    float64
}

// span is what was reached in a year: one figure, or the lowest and the highest of several units.
type span struct {
	year      int
	low, high float64
}

// trajectory draws what the plan asks for and what was reached, over the years, with the band in which a light is
// amber; once for a desk, once for a phone, on one axis.
func (v *planView) trajectory(p plan.Indicator, planned []point, actual []span, says lang.Text) (wide,
	narrow templ.Component, begins lang.Text) {
	if len(planned) < 2 {
		return nil, nil, lang.Text{}
	}
	band := band(p, planned)
	lo, hi := planned[0].n, planned[0].n
	for _, list := range [][]point{planned, band} {
		for _, q := range list {
			lo, hi = min(lo, q.n), max(hi, q.n)
		}
	}
	for _, q := range actual {
		lo, hi = min(lo, q.low), max(hi, q.high)
	}
	axis := web.NewAxis(lo, hi)
	first, last := planned[0].year, planned[len(planned)-1].year
	draw := func(width, height, left, right float64) templ.Component {
		d := web.NewDrawing(int(width), int(height), v.Say(says), v.T("横轴为年；虚线为规划平均进度，实线为实际，色带为差距 5% 以内",
			"Years across; dashed: pace of the plan; solid: reached; band: within 5 % of the pace"))
		bottom := height - 36
		x := func(y int) float64 { return left + (width-left-right)*float64(y-first)/float64(max(last-first, 1)) }
		at := func(n float64) float64 { return bottom - (bottom-24)*(n-axis.Lo)/(axis.Hi-axis.Lo) }
		place := func(q point) [2]float64 { return [2]float64{x(q.year), at(q.n)} }
		for _, n := range axis.Ticks() {
			d.Line(left, at(n), width-right, at(n), "grid")
			d.Text(left-8, at(n)+4, "end t3", axis.Tick(n))
		}
		for y := first; y <= last; y++ {
			d.Text(x(y), height-12, "mid t2", fmt.Sprint(y))
		}
		var around [][2]float64
		for _, q := range planned {
			around = append(around, place(q))
		}
		for i := len(band) - 1; i >= 0; i-- {
			around = append(around, place(band[i]))
		}
		d.Area(around, "band")
		var line [][2]float64
		for _, q := range planned {
			line = append(line, place(q))
		}
		d.Path(line, "line p5 dash")
		line = nil
		for _, q := range actual { // years with one figure are joined, those of several units stand by themselves
			if q.low == q.high {
				line = append(line, place(point{q.year, q.low}))
			} else {
				d.Line(x(q.year), at(q.low), x(q.year), at(q.high), "line p1")
			}
		}
		d.Path(line, "line p1")
		dot := func(year int, n float64, above float64) {
			value := fmt.Sprintf("%.6g", n)
			d.Dot(x(year), at(n), 4, "f1", fmt.Sprintf("%d: %s %s", year, value, p.Unit))
			d.Text(x(year), at(n)+above, "mid b", web.Grouped(value))
		}
		for _, q := range actual {
			dot(q.year, q.high, -10)
			if q.low != q.high {
				dot(q.year, q.low, 20)
			}
		}
		return d.Component()
	}
	return draw(720, 300, 72, 40), draw(340, 260, 52, 22), axis.Begins()
}

// band is where a light turns from amber to red, year by year.
func band(p plan.Indicator, planned []point) (out []point) {
	share := 1 - float64(light.PaceTolerance)/100
	if p.Better == plan.Lower {
		share = 1 + float64(light.PaceTolerance)/100
	}
	for _, q := range planned {
		out = append(out, point{q.year, q.n * share})
	}
	return out
}
