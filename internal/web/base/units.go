package base

import (
	"net/http"
	"slices"
	"strings"

	"shiji/internal/web"

	"shiji/internal/lang"
	"shiji/internal/org"
)

type unitRow struct {
	Mark              lang.Text // how far the total can be trusted
	Code, Name, Short string
	Former            string
	Survey            lang.Text
	Listing           lang.Text
	Ranked            bool
	Reason            string
	Added             bool
	Path              string
	Total, Place      string
	Why               string
	Source            web.Source
}

type unitGroup struct {
	Name  lang.Text
	Class string
	N     int       // units in it
	Rows  []unitRow // that the page shows
}

type unitsView struct {
	*web.View
	Groups []unitGroup
	Bodies []bodyRow
	N      int
	Only   string
}

type bodyRow struct {
	Name, Unit, Path, Substitute, Work string
	Items                              []string
	Source                             web.Source
}

func (s *room) units(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "J1", lang.T("单位", "Units"))
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("单位", "Units")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"},
		{Name: lang.T("导入名单", "Import a list"), Path: "/imports", Primary: true}}
	out := &unitsView{View: v, N: len(in.Roster.Units), Only: strings.TrimSpace(r.URL.Query().Get("q"))}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return err
	}
	row := func(u org.Unit) unitRow {
		x := unitRow{Code: u.Code, Name: u.Name, Short: u.Short, Former: strings.Join(u.Former, "、"),
			Listing: u.Listing.Name(), Ranked: u.Listing == org.Ranked, Reason: u.Reason, Added: u.Added,
			Path: v.UnitPath(u.Code), Total: "—", Place: "—", Source: files.Link(u.Source)}
		for _, c := range org.SurveyClasses {
			if c.Class == u.SurveyClass {
				x.Survey = c.Name
			}
		}
		if l != nil {
			if sheet := l.Doc.Results.Sheet(u.Code); sheet != nil {
				x.Mark = sheet.Mark()
				x.Total, x.Place, x.Why = sheet.Result.TotalText(l.Doc.Inputs.Scheme.Places), web.Place(sheet.Result.Place),
					v.ExplainPath(u.Code, "total")
			}
		}
		return x
	}
	match := func(u org.Unit) bool {
		return v.Covers(u.Class) && (out.Only == "" ||
			strings.Contains(strings.ToLower(u.Code+" "+u.Name+" "+u.Short), strings.ToLower(out.Only)))
	}
	type inGroup struct {
		group int
		row   unitRow
	}
	var shown []inGroup
	add := func(name lang.Text, class string, ok func(org.Unit) bool) {
		g := unitGroup{Name: name, Class: class}
		for _, u := range in.Roster.Units {
			if ok(u) && match(u) {
				g.Rows = append(g.Rows, row(u))
			}
		}
		g.N = len(g.Rows)
		for _, x := range g.Rows {
			shown = append(shown, inGroup{len(out.Groups), x})
		}
		g.Rows = nil
		out.Groups = append(out.Groups, g)
	}
	for _, c := range in.Scheme.Classes {
		name := lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(c.System.Name(), c.Name)
		if c.System.Name().ZH == c.Name {
			name = lang.T("%[1]s", "%[2]s · %[1]s").With(c.Name, c.System.Name())
		}
		add(name, c.Name, func(u org.Unit) bool { return u.Class == c.Name && u.Listing != org.Exempt })
	}
	add(lang.T("不参加绩效考评", "exempt"), "", func(u org.Unit) bool { return u.Listing == org.Exempt })
	for _, x := range web.Part(v, shown) {
		g := &out.Groups[x.group]
		g.Rows = append(g.Rows, x.row)
	}
	out.Groups = slices.DeleteFunc(out.Groups, func(g unitGroup) bool { return len(g.Rows) == 0 })
	for _, b := range in.Roster.Bodies {
		x := bodyRow{Name: b.Name, Substitute: b.Substitute, Work: b.Work, Source: files.Link(b.Source)}
		if u := in.Unit(b.Unit); b.Unit != "" && u != nil {
			x.Unit, x.Path = u.Label(), v.UnitPath(u.Code)
		}
		for _, i := range in.Scheme.Items {
			for _, name := range i.Bodies {
				if name == b.Name {
					x.Items = append(x.Items, i.Name)
				}
			}
		}
		out.Bodies = append(out.Bodies, x)
	}
	v.Remember(w, lang.T("单位", "Units"))
	return s.Render(w, r, http.StatusOK, unitsPage(out))
}
