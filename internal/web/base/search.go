package base

import (
	"net/http"
	"slices"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/pinyin"
	"shiji/internal/scheme"
	"shiji/internal/web"
)

const searchPath = "/search"

type searchView struct {
	*web.View
	Hits  *web.List // nil: nothing was asked
	None  lang.Text // why nothing of the year can be found: it wasn't known on the day of the page
	Whole elsewhere // hits in the whole district, where the page keeps to a class and there are more
	Other []elsewhere
}

// elsewhere is how many hits there are in another year, or beyond the class that the page keeps to.
type elsewhere struct {
	Year int
	N    int
	Path string
}

// search finds units, indicators, targets, files, pages and acts by any part of their names, by their codes, and by how
// their names are read.
func (s *room) search(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "A4", lang.T("搜索", "Search"))
	if err != nil {
		return err
	}
	v.Asked = strings.TrimSpace(v.Param("q"))
	out := &searchView{View: v}
	hits, err := s.look(r, out)
	if err != nil {
		return err
	}
	if v.Asked == "" && !v.AsFile {
		web.Unkept(r.Context()) // recent pages are everybody's own
		return s.Show(w, r, out.View, searchPage(out))
	}
	if only := single(hits); only != nil && !v.AsFile && r.Header.Get(web.PartHeader) == "" {
		return web.See(w, r, only.path)
	}
	out.Hits = v.Put(listOf(v, hits))
	return s.Show(w, r, out.View, searchPage(out))
}

// look finds what the page was asked for, and counts what there is elsewhere.
func (s *room) look(r *http.Request, out *searchView) ([]hit, error) {
	v, q := out.View, pinyin.Asked(out.Asked)
	if len(v.Years) > 0 {
		if err := v.Known(); err != nil {
			return nil, err
		}
	}
	if v.Live {
		runs, err := s.RunsOf(r.Context(), v.Year)
		if err != nil {
			return nil, err
		}
		v.NoRun = web.NoRun(runs)
	}
	none, err := s.known(r, v, 0)
	if err != nil {
		return nil, err
	}
	always := s.always(v, q, none)
	mine := always
	for _, y := range v.Years {
		at, err := s.at(r, v, y)
		if err != nil {
			return nil, err
		}
		known, err := s.known(r, v, y)
		if err != nil {
			return nil, err
		}
		hits := slices.Concat(s.ofYear(v, q, at, known), always)
		switch {
		case y != v.Year:
			if len(hits) > len(always) {
				out.Other = append(out.Other, elsewhere{y, len(hits), at.Base(searchPath, "q", v.Asked)})
			}
			continue
		case v.Scope != "":
			if n := len(s.ofYear(v, q, at.Whole(), known)) + len(always); n > len(hits) {
				out.Whole = elsewhere{y, n, at.Whole().Base(searchPath, "q", v.Asked)}
			}
		}
		if mine = hits; known.in == nil {
			out.None = web.ErrNotYet.With(v.AsOf, y).Words().What
		}
	}
	return ranked(mine), nil
}

// at is what the page speaks of, in a year; in another one of the whole district, if that has no such class.
func (s *room) at(r *http.Request, v *web.View, year int) (web.At, error) {
	if year == v.Year {
		return v.At, nil
	}
	at := v.In(year)
	in, _, err := s.Present(r.Context(), year)
	if err != nil {
		return at, err
	}
	if !slices.ContainsFunc(in.Scheme.Classes, func(c scheme.Class) bool { return c.Name == at.Scope }) {
		at = at.Whole()
	}
	return at, nil
}

// where is what was searched through: the year, and the class that the page keeps to.
func (v *searchView) where() lang.Text {
	switch {
	case len(v.Years) == 0:
		return lang.T("本区", "the district")
	case v.Scope != "":
		return lang.T("%[1]d 年度（%[2]s）", "%[1]d (%[2]s)").With(v.Year, org.ClassName(v.Scope))
	}
	return lang.T("%[1]d 年度", "%[1]d").With(v.Year)
}

func (v *searchView) found() lang.Text {
	return lang.T("%[1]s找到“%[2]s” %[3]d 条", "%[3]d found for “%[2]s” in %[1]s").With(v.where(), v.Asked, v.Hits.All())
}

func (v *searchView) notFound() lang.Text {
	return lang.T("%[1]s未找到“%[2]s”", "“%[2]s” wasn't found in %[1]s").With(v.where(), v.Asked)
}

// findables are what can be found, and by what.
var findables = []struct{ what, how lang.Text }{
	{lang.T("名称的任何部分", "Any part of a name"),
		lang.T("单位（含简称、曾用名）、指标、规划指标、目标、导入的文件", "units (by short and former names too), indicators, "+
			"indicators of the plan, targets, imported files")},
	{lang.T("拼音", "Pinyin"), lang.T("首字母或全拼：zgc、zhongguancun；多音字按哪个读音都行",
		"first letters or whole: zgc, zhongguancun; characters with several readings by any of them")},
	{lang.T("编码", "Codes"), lang.T("单位、指标、规划指标的编码，大小写、全角半角都行",
		"of units, indicators and indicators of the plan, in any case and width")},
	{lang.T("页面和操作", "Pages and commands"), lang.T("如 排名、导入、打印简报、切换语言",
		"such as ranking, import, print the brief, switch the language")},
}
