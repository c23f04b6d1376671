package plan

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"shiji/internal/light"
	"shiji/internal/progress"
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
	Years   []plan.Standing // one for each year of the plan
	Lead    lang.Text
	How     lang.Text // several units' figures come together
	Binding bool
}

type planView struct {
	*web.View
	Years    []int
	Rows     []planRow
	List     *web.List
	Rest     *web.List         // without figures
	Kinds    map[plan.Kind]int // indicators of each
	Mid      bool
	Kind     plan.Kind // the list is kept to it; empty: all
	Behind   int
	Reported int // by anybody
	Several  int // by several units whose figures don't come together, so that there is none to judge
	Unpaced  int // that the plan has no pace of in the year
	Partly   int // whose figures come together, but not all are there
	Finding  lang.Text
}

// planValue is what a unit that answers for a plan indicator reported of it in a year.
type planValue struct {
	plan.Report
	name   string
	source fact.Source // of what it reported; where it didn't, of its target
	target *decimal.Number
	other  string // unit of measure of its own indicator, where that isn't the plan's: its figure is no figure of the plan
}

// planValues finds what units reported, and what they are still to report, for indicators that are linked to the plan,
// year by year, in the order of the units' codes.
func (s *room) planValues(ctx context.Context, v *web.View, years []int) (map[string]map[int][]planValue, error) {
	out := map[string]map[int][]planValue{}
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
		actual := map[[2]string]*progress.PeriodValue{}
		for _, a := range in.Actuals {
			if !linked[[2]string{a.Unit, a.Indicator}] {
				continue
			}
			if v := a.At(calendar.Year); v != nil && v.Number != nil && a.Item == rule.Actual {
				actual[[2]string{a.Unit, a.Indicator}] = v
			}
		}
		for _, t := range in.Targets {
			l := leaves[t.Indicator]
			if t.PlanIndicator == "" || l == nil {
				continue
			}
			x := planValue{Report: plan.Report{Unit: t.Unit, Weight: valueOf(t.PlanWeight), Low: valueOf(t.Low),
				High: valueOf(t.High)}, target: valueOf(t.Value), source: t.Source}
			if u := units[t.Unit]; u != nil {
				x.name = u.Label()
			}
			switch v := actual[[2]string{t.Unit, t.Indicator}]; {
			case !sameMeasure(in, t.PlanIndicator, l.Unit):
				x.other = l.Unit
			case v != nil:
				x.Figure, x.source = v.Number, v.Source
			}
			if out[t.PlanIndicator] == nil {
				out[t.PlanIndicator] = map[int][]planValue{}
			}
			out[t.PlanIndicator][y] = append(out[t.PlanIndicator][y], x)
		}
	}
	return out, nil
}

func valueOf(n *fact.Number) *decimal.Number {
	if n == nil {
		return nil
	}
	return &n.Value
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
	map[string]map[int][]planValue, web.Sources, error) {
	v, in, files, err := s.Facts(w, r, "B2", lang.T("五年规划", "Five-year plan"))
	if err != nil {
		return nil, nil, nil, web.Sources{}, err
	}
	values, err := s.planValues(r.Context(), v, v.Years)
	if err != nil {
		return nil, nil, nil, web.Sources{}, err
	}
	out := &planView{View: v, Mid: v.OneOf("view", "mid") != "",
		Kind:  plan.Kind(v.OneOf("kind", string(plan.Expected), string(plan.Binding))),
		Kinds: map[plan.Kind]int{}}
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
		out.Kinds[p.Kind]++
		for _, y := range out.Years {
			row.Years = append(row.Years, standing(p, y, values[p.Code][y]))
		}
		by := values[p.Code][v.Year]
		row.At = standing(p, v.Year, by)
		row.Lead, row.How = lead(p, row.At, by), howMade(p, row.At, by)
		if row.At.Reports > 0 {
			out.Reported++
			switch {
			case row.At.Reached == nil && p.Method == "":
				out.Several++
			case row.At.Reached == nil:
				out.Partly++
			case !row.At.Paced:
				out.Unpaced++
			}
		}
		if row.At.Behind() {
			out.Behind++
		}
		out.Rows = append(out.Rows, row)
	}
	return out, in, values, files, nil
}

func standing(p plan.Indicator, year int, by []planValue) plan.Standing {
	var reports []plan.Report
	for _, x := range by {
		reports = append(reports, x.Report)
	}
	return p.StandingAt(year, reports...)
}

// reporting are those who reported.
func reporting(by []planValue) []planValue {
	return slices.DeleteFunc(slices.Clone(by), func(x planValue) bool { return x.Figure == nil })
}

// together reports whether there is a list of reports to lead to: several reported, or are to, for one figure.
func together(p plan.Indicator, at plan.Standing) bool {
	return at.Units > 1 || p.Method != "" && len(at.Unweighed) > 0
}

// lead is who reports an indicator.
func lead(p plan.Indicator, at plan.Standing, by []planValue) lang.Text {
	switch {
	case at.Reports == 0:
		return lang.Text{}
	case at.Reports < at.Units:
		return lang.T("%[1]d 个单位中 %[2]d 个", "%[2]d of %[1]d {unit|units}").With(at.Units, at.Reports)
	case at.Reports > 1:
		return lang.T("%[1]d 个单位", "%[1]d {unit|units}").With(at.Reports)
	}
	return lang.Same(reporting(by)[0].name)
}

// reached is the figure of an indicator; where several units' don't make one, from the lowest to the highest.
func reached(at plan.Standing) web.Piece {
	switch {
	case at.Reached != nil || at.Low == nil:
		return web.Maybe(at.Reached, web.Short)
	case at.Low.Equal(*at.High):
		return web.Say(web.Num(*at.Low, web.Short).String())
	}
	return web.Say(web.Num(*at.Low, web.Short).String() + "–" + web.Num(*at.High, web.Short).String())
}

// leads is what was reached; of several units it leads to their reports.
func (v *planView) leads(p plan.Indicator, year int, at plan.Standing) web.Piece {
	if !together(p, at) || at.Reports == 0 {
		return reached(at)
	}
	return reached(at).To(v.In(year).PlanPath(p.Code) + "#reports")
}

// howMade says how the figure of the district came about, or why there is none; empty where one unit reports it.
func howMade(p plan.Indicator, at plan.Standing, by []planValue) lang.Text {
	missing := at.Units - at.Reports
	switch {
	case !together(p, at) || at.Reports == 0:
		return lang.Text{}
	case p.Method == "" && missing > 0:
		return lang.T("不作全区判断：%[1]d 个单位中 %[2]d 个已报数", "not judged: %[2]d of %[1]d {unit|units} reported").
			With(at.Units, at.Reports)
	case p.Method == "" && at.Paced:
		return lang.T("不作全区判断：%[1]d 个单位中 %[2]d 个未达进度", "not judged: %[2]d of %[1]d {unit|units} behind").
			With(at.Reports, at.Below)
	case p.Method == "":
		return lang.T("不作全区判断", "not judged")
	case at.Reached == nil && missing > 0:
		return lang.T("不作全区判断：%[1]d 个单位中 %[2]d 个已报数", "not judged: %[2]d of %[1]d {unit|units} reported").
			With(at.Units, at.Reports)
	case at.Reached == nil:
		return lang.T("不作全区判断：%[1]d 个单位没有规划权重", "not judged: %[1]d {unit has|units have} no plan weight").
			With(len(at.Unweighed))
	case p.Method == plan.Sum:
		return lang.T("各单位求和", "sum of the units")
	case p.Method == plan.Mean:
		return lang.T("加权平均（权重见各单位报数）", "weighted mean of the units")
	}
	name := at.Of
	for _, x := range by {
		if x.Unit == at.Of {
			name = x.name
		}
	}
	if missing > 0 {
		return lang.T("取最差：%[1]s；%[2]d 个单位未报数", "the worst: %[1]s; %[2]d not reported").With(name, missing)
	}
	return lang.T("取最差：%[1]s", "the worst: %[1]s").With(name)
}

// judged is the light of an indicator, and of several units how their figures come together.
func (v *planView) judged(row planRow) web.Piece {
	p := web.Lit(row.At.Light)
	p.Below = v.Say(row.How)
	return p
}

// kinds are the kinds of indicators, as a list is kept to them.
func kinds() (out []web.Value) {
	for _, k := range plan.Kinds {
		out = append(out, web.Value{Key: string(k.Kind), Name: k.Name})
	}
	return out
}

// number writes a number of the plan, or the dash that stands for none.
func number(n *decimal.Number) string {
	if n == nil {
		return "—"
	}
	return web.Grouped(n.String())
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
	p := web.Tagged(v.Say(row.Kind.Sentence()), map[bool]string{true: "info"}[row.Binding])
	p.Chosen = string(row.P.Kind)
	return p
}

// table lists all indicators with every year of the plan: its pace above, what was reached below.
func (v *planView) table() *web.List {
	l := &web.List{ID: "plan", Main: true, Find: true, Name: lang.T("规划指标表", "table of the plan"),
		Caption: lang.T("预期性 %[1]d · 约束性 %[2]d；各年上为规划平均进度，下为实际",
			"expected %[1]d · binding %[2]d; each year: pace of the plan above, reached below").
			With(v.Kinds[plan.Expected], v.Kinds[plan.Binding]),
		Hint: lang.T("点指标看轨迹", "a name opens to its trajectory"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "kind", Head: lang.T("性质", "Kind"), Choose: true, Values: kinds(), Phone: web.Decides},
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
		for k, y := range row.Years {
			pace, actual := web.Say("—").Fine(), v.leads(row.P, v.Years[k], y)
			if y.Paced {
				pace = web.Num(y.Pace.Value, web.Short).Fine()
			}
			if y.Reports == 0 {
				cells = append(cells, pace, pace, actual)
				continue
			}
			cells = append(cells, web.All(pace, actual.Bold().OnALine()), pace, actual)
		}
		l.Add(row.P.Code, append(cells, web.Maybe(row.P.End, web.Exact), v.judged(row),
			web.Say(web.OrDash(v.Say(row.Lead))))...)
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
			{Key: "kind", Head: lang.T("性质", "Kind"), Choose: true, Values: kinds(), Phone: web.Decides},
			{Key: "bar", Head: lang.T("实际与应达", "Reached and pace"), Drawn: true, Bar: true},
			{Key: "way", Head: lang.T("已走路程", "Progress"), Unit: "%", Type: web.Number},
			{Key: "asked", Head: lang.T("应走路程", "Expected"), Unit: "%", Type: web.Number},
			{Key: "pace", Head: lang.T("应达", "Pace"), Unit: fmt.Sprint(v.Year), Type: web.Number},
			{Key: "actual", Head: lang.T("实际", "Reached"), Type: web.Number},
			{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Choose: true, Values: web.Lights, Phone: web.Decides},
			{Key: "lead", Head: lang.T("牵头", "Lead"), Small: true}}}
	rest = &web.List{ID: "rest", Name: lang.T("没有报送的指标", "indicators without figures"),
		Title: lang.T("未报数", "Without figures"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "kind", Head: lang.T("性质", "Kind")}, {Key: "pace", Head: lang.T("应达", "Pace"), Type: web.Number}}}
	for _, row := range v.Rows {
		if row.At.Reports == 0 {
			rest.Add(row.P.Code, v.name(row), v.kind(row), v.pace(row))
			continue
		}
		actual := v.leads(row.P, v.Year, row.At)
		if actual.Path == "" {
			actual.Path = v.PlanPath(row.P.Code)
		}
		measured.Add(row.P.Code, v.name(row), v.kind(row), row.bar(), percent(row.At.Way, 0), percent(row.At.Asked, 0),
			v.pace(row), actual, v.judged(row), web.Say(v.Say(row.Lead.Sentence())))
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

// tabs are the indicators, those the government steers toward and those it must meet apart, and the view at mid-term.
func (v *planView) tabs() []web.Tab {
	all := len(v.Rows)
	tabs := []web.Tab{{Name: fmt.Sprintf(v.T("全部指标 %d", "All indicators %d"), all), Path: v.Base("/plan"),
		Current: !v.Mid && v.Kind == "", Counts: true, N: all}}
	for _, k := range kinds() {
		n := v.Kinds[plan.Kind(k.Key)]
		tabs = append(tabs, web.Tab{Name: fmt.Sprintf("%s %d", v.Say(k.Name), n), Counts: true, N: n,
			Path: v.Base("/plan", "kind", k.Key), Current: !v.Mid && string(v.Kind) == k.Key})
	}
	return append(tabs, web.Tab{Name: v.T("中期视图", "Mid-term view"), Path: v.Base("/plan", "view", "mid"), Current: v.Mid})
}

// finding says how many are behind, and how many aren't known: a headline hides nothing.
func (v *planView) finding() lang.Text {
	all, judged := len(v.Rows), v.Reported-v.Several-v.Partly-v.Unpaced
	switch {
	case all == 0:
		return lang.T("还没有规划指标", "There is no plan yet")
	case v.Reported == 0:
		return lang.T("%[1]d 项指标在 %[2]d 年均未报数", "Of %[1]d {indicator|indicators} none has a figure for %[2]d").With(all,
			v.Year)
	}
	zh, en := fmt.Sprintf("%d 项中 %d 项已报数", all, v.Reported), fmt.Sprintf("%d of %d have figures", v.Reported, all)
	switch {
	case judged > 0 && v.Behind > 0:
		zh, en = zh+fmt.Sprintf("，%d 项落后于规划进度", v.Behind), en+fmt.Sprintf(", %d of them behind the plan's pace", v.Behind)
	case judged > 0 && judged == v.Reported:
		zh, en = zh+"，均达规划进度", en+", all at the plan's pace"
	case judged > 0:
		zh, en = zh+fmt.Sprintf("，%d 项达规划进度", judged), en+fmt.Sprintf(", %d at the plan's pace", judged)
	}
	if v.Several > 0 {
		zh, en = zh+fmt.Sprintf("，%d 项由多个单位报数、不作全区判断", v.Several),
			en+fmt.Sprintf(", %d by several units and not judged for the district", v.Several)
	}
	if v.Unpaced > 0 {
		zh, en = zh+fmt.Sprintf("，%d 项本年没有规划进度可比", v.Unpaced),
			en+fmt.Sprintf(", %d without a pace of the plan to compare with", v.Unpaced)
	}
	if v.Partly > 0 {
		zh, en = zh+fmt.Sprintf("，%d 项报数不全、不作全区判断", v.Partly),
			en+fmt.Sprintf(", %d with reports missing and not judged for the district", v.Partly)
	}
	return lang.T(zh+fmt.Sprintf("；%d 项未报数", all-v.Reported), en+fmt.Sprintf("; %d have none", all-v.Reported))
}

type planIndicatorView struct {
	*web.View
	Row     planRow
	P       plan.Indicator
	Years   *web.List
	Reports *web.List       // of several units in the year of the page
	Chart   templ.Component // nil: there is nothing to draw
	Narrow  templ.Component // the same for phones
	Axis    lang.Text
	Source  web.Source
	Path    lang.Text
	Says    lang.Text
	Sum     string // the figure of the district, written out
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
		{Name: lang.T("五年规划", "Plan"), Path: v.Base("/plan")}, {Name: lang.Same(p.Name), Code: p.Code}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out.Source = files.Link(p.Source)
	for _, k := range plan.Paths {
		if k.Path == p.Path {
			out.Path = k.Name
		}
	}
	var planned []point
	var actual []span
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
		paced, how, target, got, gap, by, source := none, none, none, none, none, none, none
		pace, err := p.PaceAt(y)
		if err == nil {
			paced, how = web.Num(pace.Value, web.Short), web.Say(pace.Expr)
			planned = append(planned, point{y, pace.Value.Float64()})
		}
		list := values[code][y]
		at := standing(p, y, list)
		switch {
		case at.Reports == 1 && !together(p, at):
			a := reporting(list)[0]
			got, by = web.Num(*a.Figure, web.Short).Bold(), web.Say(a.name).To(v.In(y).UnitPath(a.Unit))
			if source = web.Say(web.PlaceOf(a.source, v.Lang)); y == v.Year {
				source = web.From(files.Link(a.source))
			}
			if a.target != nil {
				target = web.Num(*a.target, web.Short)
			}
			if err == nil {
				gap = web.Diff(a.Figure.Sub(pace.Value), web.Short)
			}
			actual = append(actual, span{y, a.Figure.Float64(), a.Figure.Float64()})
		case at.Reports > 0:
			got = v.leads(p, y, at).Bold()
			by = web.Say(v.Say(lead(p, at, list).Sentence())).To(v.In(y).PlanPath(code) + "#reports").Under(v.Say(howMade(p,
				at, list)))
			low, high := at.Low, at.High
			if at.Reached != nil {
				shown := at.Reached.Round(2)
				low, high = &shown, &shown
				if err == nil {
					gap = web.Diff(at.Reached.Sub(pace.Value), web.Short)
				}
			}
			actual = append(actual, span{y, low.Float64(), high.Float64()})
		}
		out.Years.Add("", web.Say(fmt.Sprint(y)), paced, how, target, got, gap, by, source)
	}
	v.Put(out.Years)
	if list := values[code][v.Year]; together(p, out.Row.At) && out.Row.At.Reports > 0 {
		out.Reports = v.Put(v.reports(p, out.Row.At, list, files))
	}
	asked := "—"
	if out.Row.At.Paced {
		asked = web.Num(out.Row.At.Pace.Value, web.Short).String()
	}
	out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，本年没有单位报送",
		"Pace of the plan for %[1]d: %[2]s; nobody reports it this year").With(v.Year, asked)
	switch at := out.Row.At; {
	case at.Reached != nil && out.Reports != nil:
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，全区 %[3]s，%[4]s",
			"Pace of the plan for %[1]d: %[2]s; the district: %[3]s, %[4]s").
			With(v.Year, asked, web.Num(*at.Reached, web.Short).String(), out.Row.How)
		out.Sum = sum(at)
	case at.Reached != nil:
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，实际 %[3]s", "Pace of the plan for %[1]d: %[2]s; reached: %[3]s").
			With(v.Year, asked, web.Num(*at.Reached, web.Short).String())
	case at.Low != nil && p.Method != "":
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s；%[3]s", "Pace of the plan for %[1]d: %[2]s; %[3]s").
			With(v.Year, asked, out.Row.How)
	case at.Low != nil:
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s；%[3]d 个单位报数，从 %[4]s 到 %[5]s，%[6]d 个未达进度",
			"Pace of the plan for %[1]d: %[2]s; %[3]d {unit reports|units report} from %[4]s to %[5]s, %[6]d of them behind").
			With(v.Year, asked, at.Reports, web.Num(*at.Low, web.Short).String(), web.Num(*at.High, web.Short).String(),
				at.Below)
	}
	out.Chart, out.Narrow, out.Axis = v.trajectory(p, planned, actual, out.Says)
	v.Remember(w, lang.Same(p.Name))
	return s.Show(w, r, out.View, planIndicatorPage(out))
}

// sum writes out how the figure of the district was computed, with the numbers put in.
func sum(at plan.Standing) string {
	if at.Expr == "" {
		return ""
	}
	shown, sign := web.Num(*at.Reached, web.Exact).String(), "="
	if places, ok := at.Reached.Finite(); !ok || places > 4 {
		sign = "≈"
	}
	return at.Expr + " " + sign + " " + shown
}

// means says in words what a list of reports is to the figure of the district.
func means(p plan.Indicator) lang.Text {
	switch p.Method {
	case plan.Sum:
		return lang.T("全区数为各单位报数之和，各单位都报数才有；占比为各单位在和里的份额",
			"the figure of the district is the sum of the units', once all have reported; the share is of that sum")
	case plan.Mean:
		return lang.T("全区数为按规划权重的加权平均，各单位都报数才有；占比为各单位权重的份额；各单位分别与进度相比",
			"the figure of the district is the mean by the plan weights, once all have reported; the share is of all weights; "+
				"each unit is held against the pace by itself")
	case plan.Worst:
		return lang.T("全区数取已报数单位中最差的；各单位分别与进度相比",
			"the figure of the district is the worst of those who reported; each unit is held against the pace by itself")
	}
	return lang.T("由多个单位报数：合计、平均与最差是三种说法，这里不作全区判断；各单位分别与进度相比",
		"several units report: a sum, a mean and the worst are three different claims, so the district isn't judged here; "+
			"each unit is held against the pace by itself")
}

// reports lists what several units reported, the furthest behind the pace first, and who hasn't yet where that is
// wanted for the figure of the district.
func (v *planView) reports(p plan.Indicator, at plan.Standing, by []planValue, files web.Sources) *web.List {
	l := &web.List{ID: "reports", Main: true, Find: true, Name: lang.T("各单位报数", "reports of the units"),
		Title: lang.T("各单位报数", "Reports of the units"), Caption: means(p),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "actual", Head: lang.T("实际", "Reached"), Type: web.Number, Phone: web.Decides}}}
	if p.Method == plan.Mean {
		l.Columns = append(l.Columns, web.Column{Key: "weight", Head: lang.T("规划权重", "Plan weight"), Type: web.Number})
	}
	if p.Method == plan.Mean || p.Method == plan.Sum {
		l.Columns = append(l.Columns, web.Column{Key: "share", Head: lang.T("占比", "Share"), Unit: "%", Type: web.Number})
	}
	l.Columns = append(l.Columns, web.Column{Key: "target", Head: lang.T("年度目标", "Target"), Type: web.Number})
	if p.Method != plan.Sum { // the pace is of the whole
		l.Columns = append(l.Columns, web.Column{Key: "gap", Head: lang.T("与进度差", "Against the pace"), Type: web.Number,
			Phone: web.Decides}, web.Column{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Choose: true,
			Values: web.Lights, Phone: web.Decides})
	}
	l.Columns = append(l.Columns, web.Column{Key: "source", Head: lang.T("来源", "Source"), Small: true})
	shares := map[*decimal.Number]*decimal.Number{} // of figures; a unit may report two
	for _, x := range at.Parts {
		shares[x.Figure] = x.Share
	}
	for _, x := range v.inOrder(p, by) {
		unit, actual := web.Say(x.name).To(v.UnitPath(x.Unit)), web.Maybe(x.Figure, web.Short)
		switch {
		case x.other != "":
			actual = web.Say(v.T("不计：计量单位为 ", "Not counted: in ") + x.other)
		case x.Figure == nil:
			actual = web.Say(v.T("未报数", "Not reported"))
		case p.Method == plan.Worst && x.Figure == at.Reached:
			unit = unit.Under(v.T("全区取此数", "stands for the district"))
		}
		cells := []web.Piece{unit, actual}
		if p.Method == plan.Mean {
			cells = append(cells, web.Maybe(x.Weight, web.Exact))
		}
		if p.Method == plan.Mean || p.Method == plan.Sum {
			cells = append(cells, percent(shares[x.Figure], web.Short))
		}
		cells = append(cells, web.Maybe(x.target, web.Short))
		if p.Method != plan.Sum {
			gap, lit := web.Say("—"), web.Lit(light.Grey)
			if at.Paced && x.Figure != nil {
				gap, lit = web.Diff(x.Figure.Sub(at.Pace.Value), web.Short), web.Lit(p.LightOf(x.Report, at.Pace.Value))
			}
			cells = append(cells, gap, lit)
		}
		l.Add(x.Unit, append(cells, web.From(files.Link(x.source)))...)
	}
	return l
}

// inOrder puts reports in order: the furthest behind first, of a sum the largest first, those that are missing last.
func (v *planView) inOrder(p plan.Indicator, by []planValue) []planValue {
	if p.Method == "" {
		by = reporting(by)
	}
	return slices.SortedStableFunc(slices.Values(by), func(a, b planValue) int {
		switch {
		case a.Figure == nil && b.Figure == nil:
			return 0
		case a.Figure == nil:
			return 1
		case b.Figure == nil:
			return -1
		case p.Better == plan.Lower || p.Method == plan.Sum:
			return b.Figure.Cmp(*a.Figure)
		}
		return a.Figure.Cmp(*b.Figure)
	})
}

// percent is a share in per cent, or the dash that says that there is none.
func percent(share *decimal.Number, places int) web.Piece {
	if share == nil {
		return web.Say("—")
	}
	return web.Num(share.Mul(decimal.Int(100)), places)
}
