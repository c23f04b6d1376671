package targets

import (
	"net/http"
	"net/url"
	"slices"

	"shiji/internal/web"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/target"
)

type floorsView struct {
	*web.View
	List    *web.List
	Counts  map[target.Verdict]int
	Weighed int // targets without a value
	Only    string
	Tabs    []web.Tab
	Lacking [][2]string // units and indicators of the rows that the list has without a floor, in its order
}

// tabs are what the list can be kept to, beside the targets with floors and all of them.
var tabs = []string{string(target.Below), string(target.Waived), string(target.Met), string(target.NoFloor), "weighed"}

func (s *room) floors(w http.ResponseWriter, r *http.Request) error {
	out, _, err := s.view(w, r)
	if err != nil {
		return err
	}
	out.Remember(w, lang.T("三个不低于", "Three floors"))
	return s.Show(w, r, out.View, floorsPage(out))
}

// form sends a workbook for the floors that the targets lack which the page lists.
func (s *room) form(w http.ResponseWriter, r *http.Request) error {
	v, in, err := s.view(w, r)
	if err != nil {
		return err
	}
	if len(v.Lacking) == 0 {
		return web.ErrNoTable
	}
	form := sheet.NewFloorsForm(*in, v.Lacking)
	return s.DownloadFile(w, r, form.Name, form.Write)
}

// view is the list of targets against their floors, as its address asks for it.
func (s *room) view(w http.ResponseWriter, r *http.Request) (*floorsView, *score.Input, error) {
	v, in, files, err := s.Facts(w, r, "C2", lang.T("三个不低于", "Three floors"))
	if err != nil {
		return nil, nil, err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("目标", "Targets")}, {Name: lang.T("三个不低于", "Three floors")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &floorsView{View: v, Only: v.Param("only"),
		Counts: map[target.Verdict]int{}}
	if out.Only == "" && v.Param("verdict") != "" { // whatever the verdict
		out.Only = "all"
	}
	if !slices.Contains(append(tabs, "all", ""), out.Only) {
		return nil, nil, web.NoSuch(web.AList, out.Only)
	}
	out.List = &web.List{ID: "floors", Main: true, Find: true, Picks: true, Name: lang.T("底线表", "table of floors"),
		None: lang.T("没有这样的目标。可点上面的其他筛选。", "No such target. Try another filter above."),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "indicator", Head: lang.T("指标", "Indicator")}, {Key: "measure", Head: lang.T("计量单位", "Measure"), Small: true},
			{Key: "target", Head: lang.T("目标", "Target"), Type: web.Number, Phone: web.Decides},
			{Key: "city", Head: lang.T("市下达", "City"), Type: web.Number},
			{Key: "reports", Head: lang.T("报告值", "Reports"), Type: web.Number},
			{Key: "pace", Head: lang.T("规划平均进度", "Pace"), Type: web.Number},
			{Key: "margin", Head: lang.T("余量", "Margin"), Type: web.Number, Phone: web.Decides},
			{Key: "verdict", Head: lang.T("结论", "Verdict"), Choose: true, Values: verdicts(), Phone: web.Decides},
			{Key: "basis", Head: lang.T("依据", "Basis"), Small: true}, {Key: "source", Head: lang.T("来源", "Source"),
				Small: true}}}
	var order []int                   // of the rows
	lacking := map[string][2]string{} // by keys of rows
	plans := map[string]*plan.Indicator{}
	for i := range in.Plan {
		plans[in.Plan[i].Code] = &in.Plan[i]
	}
	units, leaves, none := in.UnitsByCode(), in.LeavesByCode(), web.Say("—")
	for _, t := range in.Targets {
		u, l := units[t.Unit], leaves[t.Indicator]
		if u == nil || l == nil || !v.Covers(u.Class) {
			continue
		}
		key := u.Code + " " + l.Code
		if !t.IsSet() { // work that is weighed, with no value to reach
			if out.Weighed++; out.Only == "all" || out.Only == "weighed" {
				out.List.Add(u.Code, web.Say(u.Label()).To(v.UnitPath(u.Code)), web.Say(l.Name).To(v.TryPath(l.Code, u.Code)),
					web.Say(l.Unit).Faint(), none, none, none, none, none, web.Say(v.T("未设目标值", "No value to reach")).Faint(),
					web.Piece{}, web.From(files.Link(t.Source))).Key = key
				order = append(order, len(target.Verdicts))
			}
			continue
		}
		var pace *decimal.Number
		paced := web.Say("—")
		if p := plans[t.PlanIndicator]; p != nil && p.Unit == l.Unit && l.Better != plan.Range {
			if at, ok := p.FloorAt(v.Year); ok {
				n := at.Value.Round(rule.LinePlaces)
				pace = &n
				paced = web.Num(n, web.Exact).To(v.PlanPath(p.Code))
				paced.Hover = p.Code + " " + p.Name + " " + at.Expr
			}
		}
		verdict, breaches := t.Verdict(l.Better, pace)
		if out.Counts[verdict]++; !out.wants(verdict) {
			continue
		}
		reports := t.Reports(l.Better)
		floors := []web.Piece{floorPiece(t.City.Value, t.City.High, t.City.Document),
			floorPiece(reports.Value, reports.High, reports.Document), paced}
		margin, basis := web.Say("—"), []web.Piece{}
		if n := t.Margin(l.Better, pace); n != nil {
			margin = web.Diff(*n, web.Exact)
		}
		for _, b := range breaches {
			f := &floors[slices.Index(floorOrder, b.Floor)]
			f.Tag = "risk"
			basis = append(basis, web.Say(f.Hover))
		}
		if verdict == target.NoFloor {
			lacking[key] = [2]string{u.Code, l.Code}
		}
		judged := web.Tagged(v.Say(verdict.Of(l.Better).Sentence()), verdictTag[verdict])
		judged.Chosen = string(verdict)
		if verdict == target.Waived {
			basis = []web.Piece{web.Say(t.Waiver.Document), web.Say(t.Waiver.Reason), web.From(files.Link(t.Waiver.Source))}
		}
		out.List.Add(u.Code, web.Say(u.Label()).To(v.UnitPath(u.Code)),
			web.Say(l.Name).To(v.TryPath(l.Code, u.Code)), web.Say(l.Unit).Faint(), promised(t).Bold(), floors[0], floors[1],
			floors[2], margin, judged, web.All(basis...), web.From(files.Link(sourceOf(t)))).Key = key
		order = append(order, slices.Index(target.Verdicts, verdict))
	}
	n := out.Counts
	floored := n[target.Below] + n[target.Waived] + n[target.Met]
	for _, t := range []struct {
		only string
		name lang.Text
		n    int
	}{{"", lang.T("有底线的 %[1]d", "with floors %[1]d").With(floored), floored},
		{"below", lang.T("不符合 %[1]d", "not met %[1]d").With(n[target.Below]), n[target.Below]},
		{"waived", lang.T("已豁免 %[1]d", "waived %[1]d").With(n[target.Waived]), n[target.Waived]},
		{"met", lang.T("符合 %[1]d", "met %[1]d").With(n[target.Met]), n[target.Met]},
		{"none", lang.T("未录底线 %[1]d", "without a floor %[1]d").With(n[target.NoFloor]), n[target.NoFloor]},
		{"weighed", lang.T("未设目标值 %[1]d", "without a value %[1]d").With(out.Weighed), out.Weighed},
		{"all", lang.T("全部目标 %[1]d", "all targets %[1]d").With(floored + n[target.NoFloor] + out.Weighed),
			floored + n[target.NoFloor] + out.Weighed}} {
		if t.only == "weighed" && out.Weighed == 0 {
			continue
		}
		out.Tabs = append(out.Tabs, web.Tab{Name: v.Say(t.name), Path: v.To("/floors", "only", t.only),
			Current: out.Only == t.only, Counts: true, N: t.n})
	}
	worst := make([]int, len(out.List.Rows)) // rows, the worst first
	for i := range worst {
		worst[i] = i
	}
	slices.SortStableFunc(worst, func(a, b int) int { return order[a] - order[b] })
	rows := make([]web.Row, len(worst))
	for i, at := range worst {
		rows[i] = out.List.Rows[at]
	}
	out.List.Rows = rows
	v.Put(out.List)
	for i := range out.List.Rows {
		if line, ok := lacking[out.List.Rows[i].Key]; ok {
			out.Lacking = append(out.Lacking, line)
		}
	}
	out.List.Acts = out.acts()
	return out, in, nil
}

// acts are what can be done about the targets without a floor that are listed: their form, and its way back. What was
// known on another day is not what is lacking now.
func (v *floorsView) acts() []web.Tool {
	if len(v.Lacking) == 0 || v.AsOf != "" || v.RunID != 0 {
		return nil
	}
	form, err := url.Parse(v.Path)
	if err != nil {
		return nil
	}
	q := form.Query()
	q.Del("p")
	form.Path += "/form.xlsx"
	form.RawQuery = q.Encode()
	return []web.Tool{
		{Name: lang.T("下载待补底线模板（%[1]d 项）.xlsx", "Form for these floors (%[1]d) .xlsx").With(len(v.Lacking)),
			Path: form.String(), Primary: true},
		{Name: lang.T("导入填好的模板", "Import the filled form"),
			Path: v.Base("/imports", "mode", string(intake.Add), "form", "floors")}}
}

// promised is what a target promises: a value, or a range.
func promised(t target.Target) web.Piece {
	if t.Low == nil && t.High == nil {
		return web.Num(t.Value.Value, web.Exact)
	}
	value := func(n *fact.Number) *decimal.Number {
		if n == nil {
			return nil
		}
		return &n.Value
	}
	return web.Between(value(t.Low), value(t.High))
}

// sourceOf is where what a target promises stands.
func sourceOf(t target.Target) fact.Source {
	for _, n := range []*fact.Number{t.Value, t.Low, t.High} {
		if n != nil {
			return n.Source
		}
	}
	return t.Source
}

// floorOrder is the order in which a row shows the floors.
var floorOrder = []target.FloorKind{target.CityFloor, target.ReportFloor, target.PaceFloor}

var verdictTag = map[target.Verdict]string{target.Below: "risk", target.Waived: "warn", target.Met: "ok"}

// verdicts are what a list of targets can be chosen by.
func verdicts() (out []web.Value) {
	for _, v := range target.Verdicts {
		out = append(out, web.Value{Key: string(v), Name: v.Name()})
	}
	return out
}

// wants reports whether the page shows targets of a verdict: those that are asked for, else those with floors.
func (v *floorsView) wants(of target.Verdict) bool {
	return v.Only == "" && of != target.NoFloor || v.Only == string(of) || v.Only == "all"
}

// floorPiece is a floor; the document that sets it shows when the pointer rests on it.
func floorPiece(low, high *fact.Number, document string) web.Piece {
	switch {
	case low == nil:
		return web.Say("—")
	case high != nil:
		p := web.Between(&low.Value, &high.Value)
		p.Hover = document
		return p
	}
	p := web.Num(low.Value, web.Exact)
	p.Hover = document
	return p
}
