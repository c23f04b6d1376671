package targets

import (
	"net/http"
	"slices"
	"strings"

	"shiji/internal/web"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/target"
)

type floorRow struct {
	Unit, UnitPath string
	Code           string // of the unit
	Name, Path     string
	Measure        string
	Value          string
	Floors         [3]floorCell
	Gap            string
	Verdict        lang.Text
	Class          string
	Waiver         string
	order          int // the worst first
	Source         web.Source
}

type floorCell struct {
	Value  string
	Doc    string
	Breach bool
}

type floorsView struct {
	*web.View
	Rows   []floorRow
	Counts map[target.Verdict]int
	Only   string
	Tabs   []web.Tab
}

func (s *room) floors(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "C2", lang.T("三个不低于", "Three floors"))
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("目标", "Targets")}, {Name: lang.T("三个不低于", "Three floors")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &floorsView{View: v, Only: r.URL.Query().Get("only"),
		Counts: map[target.Verdict]int{}}
	plans := map[string]*plan.Indicator{}
	for i := range in.Plan {
		plans[in.Plan[i].Code] = &in.Plan[i]
	}
	units, leaves := in.UnitsByCode(), in.LeavesByCode()
	for _, t := range in.Targets {
		u, l := units[t.Unit], leaves[t.Indicator]
		if u == nil || l == nil || t.Value == nil || !v.Covers(u.Class) {
			continue
		}
		row := floorRow{Unit: u.Label(), Code: u.Code, UnitPath: v.UnitPath(u.Code), Name: l.Name,
			Path: v.TryPath(l.Code, u.Code), Measure: l.Unit, Value: t.Value.Value.String(), Source: files.Link(t.Value.Source)}
		row.Floors[0] = floorCell{Value: floorValue(t.City.Value, t.City.High), Doc: t.City.Document}
		reports := t.Reports(l.Better)
		row.Floors[1] = floorCell{Value: floorValue(reports.Value, reports.High), Doc: reports.Document}
		var pace *decimal.Number
		if p := plans[t.PlanIndicator]; p != nil && p.Unit == l.Unit {
			if at, err := p.PaceAt(v.Year); err == nil {
				n := at.Value.Round(rule.LinePlaces)
				pace = &n
				row.Floors[2] = floorCell{Value: n.String(), Doc: p.Code + " " + p.Name + " " + at.Expr}
			}
		}
		verdict, breaches := t.Verdict(l.Better, pace)
		out.Counts[verdict]++
		for _, b := range breaches {
			row.Gap = b.By.String()
			row.Floors[slices.Index(floorOrder, b.Floor)].Breach = true
		}
		row.Verdict, row.order = verdict.Name(), slices.Index(target.Verdicts, verdict)
		switch verdict {
		case target.Waived:
			row.Class, row.Waiver = "warn", strings.TrimSpace(t.Waiver.Document+" "+t.Waiver.Reason)
		case target.Below:
			row.Class = "risk"
		case target.Met:
			row.Class = "ok"
		}
		if out.Only == "" && verdict != target.NoFloor || out.Only == string(verdict) || out.Only == "all" {
			out.Rows = append(out.Rows, row)
		}
	}
	n := out.Counts
	floored := n[target.Below] + n[target.Waived] + n[target.Met]
	for _, t := range []struct {
		only string
		name lang.Text
	}{{"", lang.T("有底线的 %[1]d", "with floors %[1]d").With(floored)},
		{"below", lang.T("低于底线 %[1]d", "below %[1]d").With(n[target.Below])},
		{"waived", lang.T("已豁免 %[1]d", "waived %[1]d").With(n[target.Waived])},
		{"met", lang.T("不低于 %[1]d", "met %[1]d").With(n[target.Met])},
		{"none", lang.T("未录底线 %[1]d", "without a floor %[1]d").With(n[target.NoFloor])},
		{"all", lang.T("全部目标 %[1]d", "all targets %[1]d").With(floored + n[target.NoFloor])}} {
		out.Tabs = append(out.Tabs, web.Tab{Name: v.Say(t.name), Path: v.To("/floors", "only", t.only),
			Current: out.Only == t.only})
	}
	slices.SortStableFunc(out.Rows, func(a, b floorRow) int { return a.order - b.order })
	v.Remember(w, lang.T("三个不低于", "Three floors"))
	out.Rows = web.Part(v, out.Rows)
	return s.Render(w, r, http.StatusOK, floorsPage(out))
}

// floorOrder is the order in which a row shows the floors.
var floorOrder = []target.FloorKind{target.CityFloor, target.ReportFloor, target.PaceFloor}

func floorValue(low, high *fact.Number) string {
	switch {
	case low == nil:
		return ""
	case high != nil:
		return low.Value.String() + "~" + high.Value.String()
	}
	return low.Value.String()
}
