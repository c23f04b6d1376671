package plan

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"

	"shiji/internal/web"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/score"
)

type planRow struct {
	Code, Name, Path string
	Kind             lang.Text
	Binding          bool
	Unit             string
	Goal             string
	Base, End        string
	Years            []planCell
	Actual, Pace     string
	Light            light.Light
	Progress, Should float64 // thousandths of the way
	Known            bool
	Lead             string
}

type planCell struct{ Pace, Actual string }

type planView struct {
	*web.View
	Years    []int
	Rows     []planRow
	Expected int
	Binding  int
	Mid      bool
	Behind   int
	Measured int
	Finding  lang.Text
}

// known are the rows with a figure for the year, or those without.
func (v *planView) measured(yes bool) (out []planRow) {
	for _, x := range v.Rows {
		if x.Known == yes {
			out = append(out, x)
		}
	}
	return out
}

// planValue is what was reached of a plan indicator in a year, with who reported it.
type planValue struct {
	n      decimal.Number
	unit   string
	name   string
	source fact.Source
	target *decimal.Number
}

// planValues finds what units reported for indicators that are linked to the plan, year by year. Where several units
// report, the first by code stands.
func (s *room) planValues(ctx context.Context, v *web.View, years []int) (map[string]map[int]planValue, error) {
	out := map[string]map[int]planValue{}
	for _, y := range years {
		in, _, err := s.KnownAt(ctx, v, y)
		if errs.CodeOf(err) == errs.NotFound && y != v.Year {
			continue // nothing was known of that year then
		}
		if err != nil {
			return nil, err
		}
		linked := map[[2]string]bool{} // what the plan looks at is little beside what is reported
		for _, t := range in.Targets {
			if t.PlanIndicator != "" {
				linked[[2]string{t.Unit, t.Indicator}] = true
			}
		}
		units, leaves := in.UnitsByCode(), in.LeavesByCode()
		actual := map[[2]string]planValue{}
		for _, a := range in.Actuals {
			if !linked[[2]string{a.Unit, a.Indicator}] {
				continue
			}
			if v := a.At(calendar.Year); v != nil && v.Number != nil && a.Item == rule.Actual {
				actual[[2]string{a.Unit, a.Indicator}] = planValue{n: *v.Number, unit: a.Unit, source: v.Source}
			}
		}
		for _, t := range in.Targets {
			x, ok := actual[[2]string{t.Unit, t.Indicator}]
			if t.PlanIndicator == "" || !ok {
				continue
			}
			if l := leaves[t.Indicator]; l == nil || !sameMeasure(in, t.PlanIndicator, l.Unit) {
				continue
			}
			if u := units[t.Unit]; u != nil {
				x.name = u.Label()
			}
			if t.Value != nil {
				n := t.Value.Value
				x.target = &n
			}
			if out[t.PlanIndicator] == nil {
				out[t.PlanIndicator] = map[int]planValue{}
			}
			if _, known := out[t.PlanIndicator][y]; !known {
				out[t.PlanIndicator][y] = x
			}
		}
	}
	return out, nil
}

func sameMeasure(in *score.Input, code, unit string) bool {
	for _, p := range in.Plan {
		if p.Code == code {
			return p.Unit == unit
		}
	}
	return false
}

func (s *room) planOf(w http.ResponseWriter, r *http.Request) (*planView, *score.Input,
	map[string]map[int]planValue, web.Sources, error) {
	v, in, files, err := s.Facts(w, r, "B2", lang.T("五年规划", "Five-year plan"))
	if err != nil {
		return nil, nil, nil, web.Sources{}, err
	}
	values, err := s.planValues(r.Context(), v, v.Years)
	if err != nil {
		return nil, nil, nil, web.Sources{}, err
	}
	out := &planView{View: v, Mid: r.URL.Query().Get("view") == "mid"}
	from, to := 0, 0
	for _, p := range in.Plan {
		if from == 0 || p.BaseYear+1 < from {
			from = p.BaseYear + 1
		}
		to = max(to, p.EndYear)
	}
	for y := from; y <= to && y > 0; y++ {
		out.Years = append(out.Years, y)
	}
	for _, p := range in.Plan {
		row := planRow{Code: p.Code, Name: p.Name, Path: v.PlanPath(p.Code),
			Binding: p.Kind == plan.Binding, Unit: p.Unit, Goal: p.GoalArea, Base: "—", End: "—",
			Light: light.Grey, Actual: "—", Pace: "—"}
		for _, k := range plan.Kinds {
			if k.Kind == p.Kind {
				row.Kind = k.Name
			}
		}
		if row.Binding {
			out.Binding++
		} else {
			out.Expected++
		}
		if p.Base != nil {
			row.Base = p.Base.String()
		}
		if p.End != nil {
			row.End = p.End.String()
		}
		for _, y := range out.Years {
			c := planCell{}
			if pace, err := p.PaceAt(y); err == nil {
				c.Pace = short(pace.Value)
			}
			if a, ok := values[p.Code][y]; ok {
				c.Actual = short(a.n)
			}
			row.Years = append(row.Years, c)
		}
		row.stand(p, v.Year, values[p.Code])
		if row.Known {
			out.Measured++
			if row.Light == light.Red || row.Light == light.Amber {
				out.Behind++
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, in, values, files, nil
}

// short writes a number with at most two decimals where it is long.
func short(n decimal.Number) string {
	if n.Longer(12) {
		return n.Fixed(2)
	}
	if places, ok := n.Finite(); !ok || places > 2 {
		return n.Fixed(2)
	}
	return n.String()
}

// stand says how an indicator stands in a year.
func (row *planRow) stand(p plan.Indicator, year int, values map[int]planValue) {
	var reached *decimal.Number
	if a, ok := values[year]; ok {
		reached, row.Lead = &a.n, a.name
	}
	at := p.StandingAt(year, reached)
	row.Light = at.Light
	if !at.Paced {
		return
	}
	row.Pace = short(at.Pace.Value)
	if row.Known = reached != nil; !row.Known {
		return
	}
	row.Actual = short(*reached)
	if at.Way != nil {
		row.Progress, row.Should = web.Clamp(at.Way.Float64()*1000), web.Clamp(at.Asked.Float64()*1000)
	} else if at.Pace.Value.Sign() != 0 && p.End != nil { // the pace stands in the middle of the bar
		row.Progress, row.Should = web.Clamp(reached.Quo(at.Pace.Value).Float64()*500), 500
	}
}

func (s *room) plan(w http.ResponseWriter, r *http.Request) error {
	v, _, _, _, err := s.planOf(w, r)
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")}, {Name: lang.T("五年规划", "Plan")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	if v.Mid {
		slices.SortStableFunc(v.Rows, func(a, b planRow) int { return a.Light.Order() - b.Light.Order() })
	}
	v.Finding = lang.T("%[1]d 年有数的 %[2]d 项中，%[3]d 项落后于规划平均进度",
		"of %[2]d indicators with figures for %[1]d, %[3]d are behind the plan's average pace").With(v.Year,
		v.Measured, v.Behind)
	v.Remember(w, map[bool]lang.Text{false: lang.T("五年规划", "Plan"), true: lang.T("规划中期", "Mid-term")}[v.Mid])
	return s.Render(w, r, http.StatusOK, planPage(v))
}

type planIndicatorView struct {
	*web.View
	Row    planRow
	P      plan.Indicator
	Years  []planYear
	Chart  *web.Drawing
	Data   lineChart
	Source web.Source
	Path   lang.Text
	Says   lang.Text
}

// lineChart is a trajectory for the script that draws it. A value that isn't known is null.
type lineChart struct {
	Kind        string       `json:"kind"`
	Unit        string       `json:"unit"`
	Description string       `json:"description"`
	Years       []int        `json:"years"`
	Series      []lineSeries `json:"series"`
}

type lineSeries struct {
	Name string     `json:"name"`
	Data []*float64 `json:"data"`
}

type planYear struct {
	Year       int
	Pace, Expr string
	Actual     string
	Target     string
	Gap        string
	Who        string
	Source     web.Source
}

func (s *room) planIndicator(w http.ResponseWriter, r *http.Request) error {
	v, in, values, files, err := s.planOf(w, r)
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	out := &planIndicatorView{View: v.View}
	for i, p := range in.Plan {
		if p.Code == code {
			out.P, out.Row = p, v.Rows[i]
		}
	}
	if out.P.Code == "" {
		return web.ErrNotFound
	}
	p := out.P
	v.Title = lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(p.Name, p.Unit)
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")},
		{Name: lang.T("五年规划", "Plan"), Path: v.Base("/plan")}, {Name: lang.Same(p.Code)}}
	out.Source = files.Link(p.Source)
	for _, k := range plan.Paths {
		if k.Path == p.Path {
			out.Path = k.Name
		}
	}
	type point struct {
		year int
		n    float64
	}
	var planned, actual []point
	if p.Base != nil {
		planned = append(planned, point{p.BaseYear, p.Base.Float64()})
	}
	for _, y := range v.Years {
		row := planYear{Year: y, Pace: "—", Actual: "—", Target: "—"}
		pace, err := p.PaceAt(y)
		if err == nil {
			row.Pace, row.Expr = short(pace.Value), pace.Expr
			planned = append(planned, point{y, pace.Value.Float64()})
		}
		if a, ok := values[code][y]; ok {
			row.Actual, row.Who = short(a.n), a.name
			if y == v.Year {
				row.Source = files.Link(a.source)
			} else {
				row.Source = web.Source{Text: web.PlaceOf(a.source, v.Lang)}
			}
			if a.target != nil {
				row.Target = short(*a.target)
			}
			if err == nil {
				row.Gap = web.Signed(a.n.Sub(pace.Value), 2)
			}
			actual = append(actual, point{y, a.n.Float64()})
		}
		out.Years = append(out.Years, row)
	}
	out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，实际 %[3]s", "pace of the plan for %[1]d: %[2]s; reached: %[3]s").With(v.Year,
		out.Row.Pace, out.Row.Actual)
	if !out.Row.Known {
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，本年没有单位报送",
			"pace of the plan for %[1]d: %[2]s; nobody reports it this year").With(v.Year, out.Row.Pace)
	}
	if len(planned) > 1 {
		lo, hi := planned[0].n, planned[0].n
		for _, list := range [][]point{planned, actual} {
			for _, q := range list {
				lo, hi = min(lo, q.n), max(hi, q.n)
			}
		}
		pad := (hi - lo) * 0.12
		if pad == 0 {
			pad = max(hi*0.1, 1)
		}
		lo, hi = lo-pad, hi+pad
		first, last := planned[0].year, planned[len(planned)-1].year
		v.Charts = true
		out.Data = lineChart{Kind: "lines", Unit: p.Unit, Description: v.Say(out.Says),
			Series: []lineSeries{{Name: v.T("规划平均进度", "pace of the plan")}, {Name: v.T("实际", "reached")}}}
		for y := first; y <= last; y++ {
			out.Data.Years = append(out.Data.Years, y)
			for i, list := range [][]point{planned, actual} {
				var at *float64
				for _, q := range list {
					if q.year == y {
						n := math.Round(q.n*10000) / 10000
						at = &n
					}
				}
				out.Data.Series[i].Data = append(out.Data.Series[i].Data, at)
			}
		}
		d := web.NewDrawing(720, 300, v.Say(out.Says),
			v.T("横轴为年，虚线为规划平均进度，实线为实际", "years across; dashed: pace of the plan; solid: reached"))
		x := func(y int) float64 { return 70 + 590*float64(y-first)/float64(max(last-first, 1)) }
		at := func(n float64) float64 { return 250 - 220*(n-lo)/(hi-lo) }
		for i := range 5 {
			n := lo + (hi-lo)*float64(i)/4
			d.Line(70, at(n), 660, at(n), "grid")
			d.Text(62, at(n)+4, "end t3", fmt.Sprintf("%.4g", n))
		}
		for y := first; y <= last; y++ {
			d.Text(x(y), 275, "mid t2", fmt.Sprint(y))
		}
		var pts [][2]float64
		for _, q := range planned {
			pts = append(pts, [2]float64{x(q.year), at(q.n)})
		}
		d.Path(pts, "line p5 dash")
		end := planned[len(planned)-1]
		d.Text(x(end.year), at(end.n)-8, "end t2", v.T("规划 ", "plan ")+out.Row.End)
		pts = nil
		for _, q := range actual {
			pts = append(pts, [2]float64{x(q.year), at(q.n)})
		}
		d.Path(pts, "line p1")
		for i, q := range pts {
			d.Dot(q[0], q[1], 4, "f1")
			d.Text(q[0], q[1]-10, "mid b", fmt.Sprintf("%.6g", actual[i].n))
		}
		out.Chart = d
	}
	v.Remember(w, lang.Same(p.Name))
	return s.Render(w, r, http.StatusOK, planIndicatorPage(out))
}
