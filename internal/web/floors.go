package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
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
	Source         Source
}

type floorCell struct {
	Value  string
	Doc    string
	Breach bool
}

type floorsView struct {
	*View
	Rows   []floorRow
	Counts [4]int // all, below, waived, without a floor
	Only   string
	Tabs   []Tab
}

func (s *Server) floors(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "C2", lang.T("三个不低于", "Three floors"))
	if err != nil {
		return err
	}
	v.Crumbs = []Crumb{{lang.T("目标", "Targets"), ""}, {lang.T("三个不低于", "Three floors"), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &floorsView{View: v, Only: r.URL.Query().Get("only")}
	plans := map[string]*plan.Indicator{}
	for i := range in.Plan {
		plans[in.Plan[i].Code] = &in.Plan[i]
	}
	units, leaves := unitsByCode(in), leavesByCode(in)
	for _, t := range in.Targets {
		u, l := units[t.Unit], leaves[t.Indicator]
		if u == nil || l == nil || t.Value == nil || !v.Covers(u.Class) {
			continue
		}
		row := floorRow{Unit: u.Label(), Code: u.Code, UnitPath: UnitPath(v.Year, u.Code), Name: l.Name, Path: TryPath(v.Year,
			l.Code, u.Code), Measure: l.Unit, Value: t.Value.Value.String(), Source: files.Link(t.Value.Source)}
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
		out.Counts[0]++
		breaches := t.Breaches(l.Better, pace)
		for _, b := range breaches {
			row.Gap = b.By.String()
			switch b.Floor {
			case "city":
				row.Floors[0].Breach = true
			case "report":
				row.Floors[1].Breach = true
			default:
				row.Floors[2].Breach = true
			}
		}
		none := row.Floors[0].Value == "" && row.Floors[1].Value == "" && row.Floors[2].Value == ""
		kind := "met"
		switch {
		case len(breaches) > 0 && t.Waiver != nil:
			row.Verdict, row.Class, row.Waiver, kind = lang.T("已豁免", "waived"), "warn",
				strings.TrimSpace(t.Waiver.Document+" "+t.Waiver.Reason), "waived"
			out.Counts[2]++
		case len(breaches) > 0:
			row.Verdict, row.Class, kind = lang.T("低于底线", "below"), "risk", "below"
			out.Counts[1]++
		case none:
			row.Verdict, kind = lang.T("未录底线", "no floor"), "none"
			out.Counts[3]++
		default:
			row.Verdict, row.Class = lang.T("不低于", "met"), "ok"
		}
		if out.Only == "" && kind != "none" || out.Only == kind || out.Only == "all" {
			out.Rows = append(out.Rows, row)
		}
	}
	base := fmt.Sprintf("/y/%d/floors?only=", v.Year)
	for _, t := range []struct {
		only string
		name lang.Text
	}{{"", lang.T("有底线的 %[1]d", "with floors %[1]d").With(out.Counts[0] - out.Counts[3])}, {"below", lang.T("低于底线 %[1]d",
		"below %[1]d").With(out.Counts[1])}, {"waived", lang.T("已豁免 %[1]d", "waived %[1]d").With(out.Counts[2])},
		{"none", lang.T("未录底线 %[1]d", "without a floor %[1]d").With(out.Counts[3])}} {
		out.Tabs = append(out.Tabs, Tab{v.Say(t.name), base + t.only, out.Only == t.only})
	}
	slices.SortStableFunc(out.Rows,
		func(a, b floorRow) int { return strings.Compare(classOrder(a.Class), classOrder(b.Class)) })
	v.Remember(w, lang.T("三个不低于", "Three floors"))
	out.Rows = Part(v, out.Rows)
	return s.Render(w, r, http.StatusOK, floorsPage(out))
}

func unitsByCode(in *score.Input) map[string]*org.Unit {
	out := make(map[string]*org.Unit, len(in.Roster.Units))
	for i := range in.Roster.Units {
		out[in.Roster.Units[i].Code] = &in.Roster.Units[i]
	}
	return out
}

func leavesByCode(in *score.Input) map[string]*scheme.Leaf {
	out := make(map[string]*scheme.Leaf, len(in.Scheme.Leaves))
	for i := range in.Scheme.Leaves {
		out[in.Scheme.Leaves[i].Code] = &in.Scheme.Leaves[i]
	}
	return out
}

func classOrder(c string) string {
	return map[string]string{"risk": "0", "warn": "1", "ok": "2", "": "3"}[c]
}

func floorValue(low, high *fact.Number) string {
	switch {
	case low == nil:
		return ""
	case high != nil:
		return low.Value.String() + "~" + high.Value.String()
	}
	return low.Value.String()
}
