package base

import (
	"fmt"
	"net/http"
	"strings"

	"shiji/internal/web"

	"shiji/internal/lang"
)

type hit struct {
	Kind lang.Text
	Name string
	Note string
	Path string
}

type searchView struct {
	*web.View
	Query string
	Hits  []hit
	Other []web.Tab // years in which there are hits
}

// search finds units, indicators, plan indicators and pages by any part of their names or codes.
func (s *room) search(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "A4", lang.T("搜索", "Search"))
	if err != nil {
		return err
	}
	v.Asked = strings.TrimSpace(v.Param("q"))
	out := &searchView{View: v, Query: v.Asked}
	if out.Query == "" || len(v.Years) == 0 {
		return s.Show(w, r, out.View, searchPage(out))
	}
	for _, y := range v.Years {
		hits, err := s.find(r, v, v.In(y), strings.ToLower(out.Query))
		if err != nil {
			return err
		}
		switch {
		case y == v.Year:
			out.Hits = hits
		case len(hits) > 0:
			out.Other = append(out.Other, web.Tab{Name: fmt.Sprintf("%d: %d", y, len(hits)),
				Path: v.In(y).Base("/search", "q", out.Query)})
		}
	}
	if len(out.Hits) == 1 {
		return web.See(w, r, out.Hits[0].Path)
	}
	return s.Show(w, r, out.View, searchPage(out))
}

func (s *room) find(r *http.Request, v *web.View, at web.At, q string) ([]hit, error) {
	in, _, err := s.Present(r.Context(), at.Year)
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
			out = append(out, hit{lang.T("单位", "unit"), u.Name, u.Code + " " + u.Class, at.UnitPath(u.Code)})
		}
	}
	for _, l := range in.Scheme.Leaves {
		if has(l.Code, l.Name) {
			out = append(out, hit{lang.T("指标", "indicator"), l.Name, l.Code + " " + l.Item, at.ItemPath(l.Code)})
		}
	}
	for _, p := range in.Plan {
		if has(p.Code, p.Name) {
			out = append(out, hit{lang.T("规划指标", "plan indicator"), p.Name, p.Code,
				at.PlanPath(p.Code)})
		}
	}
	if at.Year == v.Year {
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
