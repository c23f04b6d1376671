package plan

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"shiji/internal/web"

	"github.com/a-h/templ"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/score"
)

type planRow struct {
	P       plan.Indicator
	Kind    lang.Text
	At      plan.Standing
	Years   []planCell
	Lead    string
	Binding bool
}

// planCell is a year of an indicator: what the plan asks for, and what was reached.
type planCell struct{ Pace, Actual *decimal.Number }

type planView struct {
	*web.View
	Years    []int
	Rows     []planRow
	List     *web.List
	Rest     *web.List // without figures
	Expected int
	Binding  int
	Mid      bool
	Behind   int
	Measured int
	Finding  lang.Text
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
		row := planRow{P: p, Binding: p.Kind == plan.Binding}
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
		for _, y := range out.Years {
			c := planCell{}
			if pace, err := p.PaceAt(y); err == nil {
				c.Pace = &pace.Value
			}
			if a, ok := values[p.Code][y]; ok {
				c.Actual = &a.n
			}
			row.Years = append(row.Years, c)
		}
		var reached *decimal.Number
		if a, ok := values[p.Code][v.Year]; ok {
			reached, row.Lead = &a.n, a.name
		}
		if row.At = p.StandingAt(v.Year, reached); row.At.Reached != nil {
			out.Measured++
			if row.At.Behind() {
				out.Behind++
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, in, values, files, nil
}

// number writes a number of the plan, or the dash that stands for none.
func number(n *decimal.Number) string {
	if n == nil {
		return "—"
	}
	return n.String()
}

// bar shows how far an indicator is, with a tick where it should be.
func (row *planRow) bar() web.Piece {
	at := row.At
	progress, should := 0.0, 0.0
	switch {
	case at.Reached == nil:
		return web.Piece{}
	case at.Way != nil:
		progress, should = web.Clamp(at.Way.Float64()*1000), web.Clamp(at.Asked.Float64()*1000)
	case at.Pace.Value.Sign() != 0: // the pace stands in the middle of the bar
		progress, should = web.Clamp(at.Reached.Quo(at.Pace.Value).Float64()*500), 500
	}
	return web.Drawn(web.Bar(web.BarPart{To: progress, Class: "f1"},
		web.BarPart{From: should - 4, To: should + 4, Class: "ftext"}))
}

// pace is what the plan asks for in the year of the page.
func (v *planView) pace(row planRow) web.Piece {
	if !row.At.Paced {
		return web.Say("—")
	}
	return web.Num(row.At.Pace.Value, web.Short).To(v.PlanPath(row.P.Code))
}

func (v *planView) name(row planRow) web.Piece {
	return web.Say(row.P.Name).To(v.PlanPath(row.P.Code)).Under(row.P.Unit)
}

func (v *planView) kind(row planRow) web.Piece {
	p := web.Tagged(v.Say(row.Kind), map[bool]string{true: "info"}[row.Binding])
	p.Chosen = string(row.P.Kind)
	return p
}

// table lists all indicators with every year of the plan: its pace above, what was reached below.
func (v *planView) table() *web.List {
	l := &web.List{ID: "plan", Main: true, Find: true, Name: lang.T("规划指标表", "table of the plan"),
		Caption: lang.T("预期性 %[1]d · 约束性 %[2]d；各年上为规划平均进度，下为实际；点指标看轨迹",
			"expected %[1]d · binding %[2]d; each year: pace of the plan above, reached below; a name opens to its trajectory").
			With(v.Expected, v.Binding),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "kind", Head: lang.T("性质", "Kind"), Choose: true, Phone: web.Decides},
			{Key: "base", Head: lang.T("基期", "Base"), Type: web.Number}}}
	for _, y := range v.Years {
		head := lang.Same(fmt.Sprint(y))
		l.Columns = append(l.Columns, web.Column{Key: fmt.Sprint("y", y), Head: head, Type: web.Number, Drawn: true},
			web.Column{Key: fmt.Sprint("pace", y), Head: lang.T("%[1]s 进度", "pace %[1]s").With(head), Type: web.Number,
				Hidden: true}, web.Column{Key: fmt.Sprint("actual", y), Head: lang.T("%[1]s 实际", "reached %[1]s").With(head),
				Type: web.Number, Hidden: true})
	}
	l.Columns = append(l.Columns, web.Column{Key: "end", Head: lang.T("期末", "End"), Type: web.Number},
		web.Column{Key: "light", Head: lang.T("灯", "Light"), Unit: fmt.Sprint(v.Year), Type: web.Mark, Choose: true,
			Values: web.Lights,
			Phone:  web.Decides}, web.Column{Key: "lead", Head: lang.T("牵头", "Lead"), Small: true})
	for _, row := range v.Rows {
		cells := []web.Piece{v.name(row), v.kind(row), web.Maybe(row.P.Base, web.Exact)}
		for _, y := range row.Years {
			pace, actual := web.Maybe(y.Pace, web.Short).Fine(), web.Maybe(y.Actual, web.Short)
			if y.Actual == nil {
				cells = append(cells, pace, pace, actual)
				continue
			}
			cells = append(cells, web.All(pace, actual.Bold().OnALine()), pace, actual)
		}
		l.Add(row.P.Code, append(cells, web.Maybe(row.P.End, web.Exact), web.Lit(row.At.Light),
			web.Say(web.OrDash(row.Lead)))...)
	}
	return l
}

// midterm lists the indicators that have figures, the worst first, each as a bar with a tick at the pace.
func (v *planView) midterm() (measured, rest *web.List) {
	measured = &web.List{ID: "mid", Main: true, Name: lang.T("中期视图", "mid-term view"),
		Title: lang.T("中期视图", "Mid-term view"),
		Caption: lang.T("条为实际走完的路程，竖线为按平均进度应到处；增速、流量类以应达值为中点",
			"the bar is the way gone, the tick where the average pace should be; rates and flows are measured against "+
				"the pace at the middle"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "kind", Head: lang.T("性质", "Kind"), Choose: true, Phone: web.Decides},
			{Key: "bar", Head: lang.T("实际与应达", "Reached and pace"), Drawn: true, Bar: true},
			{Key: "way", Head: lang.T("已走路程", "Way gone"), Unit: "%", Type: web.Number},
			{Key: "asked", Head: lang.T("应走路程", "Way asked"), Unit: "%", Type: web.Number},
			{Key: "pace", Head: lang.T("应达", "Pace"), Unit: fmt.Sprint(v.Year), Type: web.Number},
			{Key: "actual", Head: lang.T("实际", "Reached"), Type: web.Number},
			{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Choose: true, Values: web.Lights, Phone: web.Decides},
			{Key: "lead", Head: lang.T("牵头", "Lead"), Small: true}}}
	rest = &web.List{ID: "rest", Name: lang.T("没有报送的指标", "indicators without figures"),
		Title: lang.T("未报数", "Without figures"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "kind", Head: lang.T("性质", "Kind")}, {Key: "pace", Head: lang.T("应达", "Pace"), Type: web.Number}}}
	percent := func(share *decimal.Number) web.Piece {
		if share == nil {
			return web.Say("—")
		}
		return web.Num(share.Mul(decimal.Int(100)), 0)
	}
	for _, row := range v.Rows {
		if row.At.Reached == nil {
			rest.Add(row.P.Code, v.name(row), v.kind(row), v.pace(row))
			continue
		}
		measured.Add(row.P.Code, v.name(row), v.kind(row), row.bar(), percent(row.At.Way), percent(row.At.Asked), v.pace(row),
			web.Maybe(row.At.Reached, web.Short).To(v.PlanPath(row.P.Code)), web.Lit(row.At.Light), web.Say(row.Lead))
	}
	return measured, rest
}

func (s *room) plan(w http.ResponseWriter, r *http.Request) error {
	v, _, _, _, err := s.planOf(w, r)
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")}, {Name: lang.T("五年规划", "Plan")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	if v.Mid {
		slices.SortStableFunc(v.Rows, func(a, b planRow) int { return a.At.Light.Order() - b.At.Light.Order() })
		v.List, v.Rest = v.midterm()
		v.Put(v.List)
		v.Put(v.Rest)
	} else {
		v.List = v.Put(v.table())
	}
	v.Finding = v.finding()
	v.Remember(w, map[bool]lang.Text{false: lang.T("五年规划", "Plan"), true: lang.T("规划中期", "Mid-term")}[v.Mid])
	return s.Show(w, r, v.View, planPage(v))
}

// finding says how many are behind, and how many aren't known: a headline hides nothing.
func (v *planView) finding() lang.Text {
	all, unknown := len(v.Rows), len(v.Rows)-v.Measured
	switch {
	case all == 0:
		return lang.T("还没有规划指标", "There is no plan yet")
	case v.Measured == 0:
		return lang.T("%[1]d 项指标在 %[2]d 年均未报数", "none of %[1]d indicators has a figure for %[2]d").With(all, v.Year)
	case v.Behind == 0:
		return lang.T("%[1]d 项中 %[2]d 项已报数，均达规划进度；%[3]d 项未报数",
			"%[2]d of %[1]d have figures and all are at the plan's pace; %[3]d have none").With(all, v.Measured, unknown)
	}
	return lang.T("%[1]d 项中 %[2]d 项已报数，%[3]d 项落后于规划进度；%[4]d 项未报数",
		"%[2]d of %[1]d have figures, %[3]d of them behind the plan's pace; %[4]d have none").
		With(all, v.Measured, v.Behind, unknown)
}

type planIndicatorView struct {
	*web.View
	Row    planRow
	P      plan.Indicator
	Years  *web.List
	Chart  templ.Component // nil: there is nothing to draw
	Narrow templ.Component // the same for phones
	Axis   lang.Text
	Source web.Source
	Path   lang.Text
	Says   lang.Text
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
		return web.NoSuch(web.APlanIndicator, code)
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
	var planned, actual []point
	if p.Base != nil {
		planned = append(planned, point{p.BaseYear, p.Base.Float64()})
	}
	out.Years = &web.List{ID: "years", Name: lang.T("逐年表", "year by year"), Title: lang.T("逐年", "Year by year"),
		Caption: lang.T("规划平均进度与实际，计量单位：%[1]s", "pace of the plan and what was reached, in %[1]s").With(p.Unit),
		Columns: []web.Column{{Key: "year", Head: lang.T("年", "Year"), Names: true},
			{Key: "pace", Head: lang.T("规划平均进度", "Pace"), Type: web.Number, Phone: web.Decides},
			{Key: "how", Head: lang.T("算式", "Arithmetic"), Small: true},
			{Key: "target", Head: lang.T("年度目标", "Target"), Type: web.Number},
			{Key: "actual", Head: lang.T("实际", "Reached"), Type: web.Number, Phone: web.Decides},
			{Key: "gap", Head: lang.T("差额", "Difference"), Type: web.Number},
			{Key: "by", Head: lang.T("报送单位", "Reported by")}, {Key: "source", Head: lang.T("来源", "Source"), Small: true}}}
	for _, y := range v.Years {
		none := web.Say("—")
		paced, how, target, reached, gap, by, source := none, none, none, none, none, none, none
		pace, err := p.PaceAt(y)
		if err == nil {
			paced, how = web.Num(pace.Value, web.Short), web.Say(pace.Expr)
			planned = append(planned, point{y, pace.Value.Float64()})
		}
		if a, ok := values[code][y]; ok {
			reached, by = web.Num(a.n, web.Short).Bold(), web.Say(a.name).To(v.In(y).UnitPath(a.unit))
			if y == v.Year {
				source = web.From(files.Link(a.source))
			} else {
				source = web.Say(web.PlaceOf(a.source, v.Lang))
			}
			if a.target != nil {
				target = web.Num(*a.target, web.Short)
			}
			if err == nil {
				gap = web.Diff(a.n.Sub(pace.Value), web.Short)
			}
			actual = append(actual, point{y, a.n.Float64()})
		}
		out.Years.Add("", web.Say(fmt.Sprint(y)), paced, how, target, reached, gap, by, source)
	}
	v.Put(out.Years)
	asked := "—"
	if out.Row.At.Paced {
		asked = web.Num(out.Row.At.Pace.Value, web.Short).String()
	}
	out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，本年没有单位报送",
		"pace of the plan for %[1]d: %[2]s; nobody reports it this year").With(v.Year, asked)
	if n := out.Row.At.Reached; n != nil {
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，实际 %[3]s", "pace of the plan for %[1]d: %[2]s; reached: %[3]s").
			With(v.Year, asked, web.Num(*n, web.Short).String())
	}
	out.Chart, out.Narrow, out.Axis = v.trajectory(p, planned, actual, out.Says)
	v.Remember(w, lang.Same(p.Name))
	return s.Show(w, r, out.View, planIndicatorPage(out))
}
