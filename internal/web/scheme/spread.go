package scheme

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/org"
	"shiji/internal/score"
	"shiji/internal/web"
)

// spread is how the rates of an indicator lie in each class: a row a class, a point a unit, a line for the median.
type spread struct {
	Chart templ.Component
	Says  lang.Text // what the marks mean
}

// Measures of the drawing, in its own units.
const (
	spreadWidth = 900
	spreadLeft  = 110 // names of classes
	spreadRight = 880
	spreadRow   = 34
	spreadTop   = 22
)

// spread draws the rates of all units that have points from data, by class; nil: there are none.
func (v *itemView) spread(run *score.Run) *spread {
	type dot struct {
		name, path string
		rate       float64
	}
	byClass := map[string][]dot{}
	var classes []string
	for _, p := range run.Select(score.Selection{Indicator: v.Leaf.Code, Class: v.KeepsTo()}) {
		x := p.Line
		if x.Points == nil || x.Missing() || x.Full.Sign() == 0 {
			continue
		}
		if byClass[p.Sheet.Class] == nil {
			classes = append(classes, p.Sheet.Class)
		}
		rate := 100 * x.Points.Float64() / x.Full.Float64()
		byClass[p.Sheet.Class] = append(byClass[p.Sheet.Class], dot{p.Sheet.Name, v.ExplainPath(p.Sheet.Unit, x.Leaf), rate})
	}
	if len(classes) == 0 {
		return nil
	}
	most := 100.0
	for _, dots := range byClass {
		for _, d := range dots {
			most = max(most, d.rate)
		}
	}
	at := func(rate float64) float64 { return spreadLeft + (spreadRight-spreadLeft)*max(rate, 0)/most }
	height := spreadTop + spreadRow*len(classes) + 8
	title := v.T("各单位得分率分布", "rates of all units")
	d := web.NewDrawing(spreadWidth, height, title, v.T("数字见下表", "the figures stand in the table below"))
	for _, line := range []float64{0, light.RedBelow, light.AmberBelow, 100} {
		d.Line(at(line), spreadTop-4, at(line), float64(height-8), "grid")
		d.Text(at(line), spreadTop-8, "t3 mid", fmt.Sprintf("%.0f%%", line))
	}
	for i, class := range classes {
		y := float64(spreadTop + spreadRow*i + spreadRow/2)
		d.Text(spreadLeft-10, y+4, "end", v.Say(org.ClassName(class)))
		d.Line(spreadLeft, y, spreadRight, y, "grid")
		dots := byClass[class]
		slices.SortStableFunc(dots, func(a, b dot) int { return cmp.Compare(a.rate, b.rate) })
		for _, x := range dots {
			d.Link(x.path, fmt.Sprintf("%s %.1f%%", x.name, x.rate), func() { d.Dot(at(x.rate), y, 5, "f1 soft", "") })
		}
		median := dots[len(dots)/2].rate
		if len(dots)%2 == 0 {
			median = (dots[len(dots)/2-1].rate + median) / 2
		}
		d.Line(at(median), y-12, at(median), y+12, "mark")
		d.Text(at(median), y-13, "t2 mid small", fmt.Sprintf("%.1f", median))
	}
	return &spread{d.Component(), lang.T("每点一个单位（得分率），竖线为本类中位数；缺数据的不画；%[1]d%%、%[2]d%% 起为黄灯、绿灯",
		"A point is a unit's rate, a bar the median of the class; what lacks data isn't drawn; "+
			"lights change at %[1]d and %[2]d %%.").With(light.RedBelow, light.AmberBelow)}
}
