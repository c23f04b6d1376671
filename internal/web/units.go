package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

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
	Source            Source
}

type unitGroup struct {
	Name  lang.Text
	Class string
	N     int       // units in it
	Rows  []unitRow // that the page shows
}

type unitsView struct {
	*View
	Groups []unitGroup
	Bodies []bodyRow
	N      int
	Only   string
}

type bodyRow struct {
	Name, Unit, Path, Substitute, Work string
	Items                              []string
	Source                             Source
}

func (s *Server) units(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "J1", lang.T("单位", "Units"))
	if err != nil {
		return err
	}
	v.Crumbs = []Crumb{{lang.T("基础数据", "Base data"), ""}, {lang.T("单位", "Units"), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"},
		{Name: lang.T("导入名单", "Import a list"), Path: "/imports", Primary: true}}
	out := &unitsView{View: v, N: len(in.Roster.Units), Only: strings.TrimSpace(r.URL.Query().Get("q"))}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return err
	}
	row := func(u org.Unit) unitRow {
		x := unitRow{Code: u.Code, Name: u.Name, Short: u.Short, Former: strings.Join(u.Former, "、"),
			Listing: u.Listing.Name(), Ranked: u.Listing == org.Ranked, Reason: u.Reason, Added: u.Added,
			Path: UnitPath(v.Year, u.Code), Total: "—", Place: "—", Source: files.Link(u.Source)}
		for _, c := range org.SurveyClasses {
			if c.Class == u.SurveyClass {
				x.Survey = c.Name
			}
		}
		if l != nil {
			if sheet := l.Doc.Results.Sheet(u.Code); sheet != nil {
				x.Mark = sheet.Mark()
				x.Total, x.Place, x.Why = sheet.Result.TotalText(l.Doc.Inputs.Scheme.Places), Place(sheet.Result.Place),
					ExplainPath(v.Year, u.Code, "total")
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
	for _, x := range Part(v, shown) {
		g := &out.Groups[x.group]
		g.Rows = append(g.Rows, x.row)
	}
	out.Groups = slices.DeleteFunc(out.Groups, func(g unitGroup) bool { return len(g.Rows) == 0 })
	for _, b := range in.Roster.Bodies {
		x := bodyRow{Name: b.Name, Substitute: b.Substitute, Work: b.Work, Source: files.Link(b.Source)}
		if u := in.Unit(b.Unit); b.Unit != "" && u != nil {
			x.Unit, x.Path = u.Label(), UnitPath(v.Year, u.Code)
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

type hit struct {
	Kind lang.Text
	Name string
	Note string
	Path string
}

type searchView struct {
	*View
	Query string
	Hits  []hit
	Other []Tab // years in which there are hits
}

// search finds units, indicators, plan indicators and pages by any part of their names or codes.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "A4", lang.T("搜索", "Search"))
	if err != nil {
		return err
	}
	v.Asked = strings.TrimSpace(r.URL.Query().Get("q"))
	out := &searchView{View: v, Query: v.Asked}
	if out.Query == "" || len(v.Years) == 0 {
		return s.Render(w, r, http.StatusOK, searchPage(out))
	}
	for _, y := range v.Years {
		hits, err := s.find(r, v, y, strings.ToLower(out.Query))
		if err != nil {
			return err
		}
		switch {
		case y == v.Year:
			out.Hits = hits
		case len(hits) > 0:
			out.Other = append(out.Other, Tab{fmt.Sprintf("%d: %d", y, len(hits)),
				"/search?" + url.Values{"q": {out.Query}, "year": {fmt.Sprint(y)}}.Encode(), false})
		}
	}
	if len(out.Hits) == 1 {
		return See(w, r, out.Hits[0].Path)
	}
	return s.Render(w, r, http.StatusOK, searchPage(out))
}

func (s *Server) find(r *http.Request, v *View, year int, q string) ([]hit, error) {
	in, _, err := s.Present(r.Context(), year)
	if err != nil {
		return nil, err
	}
	var out []hit
	has := func(texts ...string) bool {
		for _, t := range texts {
			if t != "" && strings.Contains(strings.ToLower(t), q) {
				return true
			}
		}
		return false
	}
	for _, u := range in.Roster.Units {
		if has(u.Code, u.Name, u.Short, strings.Join(u.Former, " ")) {
			out = append(out, hit{lang.T("单位", "unit"), u.Name, u.Code + " " + u.Class, UnitPath(year, u.Code)})
		}
	}
	for _, l := range in.Scheme.Leaves {
		if has(l.Code, l.Name) {
			out = append(out, hit{lang.T("指标", "indicator"), l.Name, l.Code + " " + l.Item, ItemPath(year, l.Code)})
		}
	}
	for _, p := range in.Plan {
		if has(p.Code, p.Name) {
			out = append(out, hit{lang.T("规划指标", "plan indicator"), p.Name, p.Code,
				fmt.Sprintf("/plan/%s?year=%d", url.PathEscape(p.Code), year)})
		}
	}
	if year == v.Year {
		for _, g := range v.Menu() {
			for _, l := range g.Links {
				if has(l.Name.ZH, l.Name.EN) {
					out = append(out, hit{lang.T("页面", "page"), v.Say(l.Name), v.Say(g.Name), l.Path})
				}
			}
		}
	}
	return out, nil
}

func (s *Server) keys(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "L3", lang.T("快捷键", "Keys"))
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, keysPage(v))
}

// lt is short for a text in templates.
func lt(zh, en string) lang.Text { return lang.T(zh, en) }

var keyList = []struct {
	keys []string
	what lang.Text
}{
	{[]string{"/"}, lang.T("搜索", "search")}, {[]string{"Ctrl", "K"}, lang.T("搜索", "search")},
	{[]string{"?"}, lang.T("本页", "this page")}, {[]string{"y", "2014"}, lang.T("换年度", "another year")},
	{[]string{"["}, lang.T("收起或展开菜单", "fold the menu")},
	{[]string{"j"}, lang.T("列表下一行", "next row of a list")}, {[]string{"k"}, lang.T("列表上一行", "row before")},
	{[]string{"Enter"}, lang.T("打开", "open")}, {[]string{"Esc"}, lang.T("关闭解释", "close an explanation")},
}
