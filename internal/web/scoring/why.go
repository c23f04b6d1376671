package scoring

import (
	"errors"
	"fmt"
	"net/http"

	"shiji/internal/org"
	"shiji/internal/web"
	"shiji/internal/web/explain"

	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/score"
)

func (s *room) explain(w http.ResponseWriter, r *http.Request) error {
	v, l, err := s.Scored(w, r, "F7", lang.Text{})
	if err != nil {
		return err
	}
	if l == nil {
		return web.ErrNoScore.With(r.PathValue("unit"), v.Year)
	}
	var x score.Explanation
	var unit string
	var of *score.Sheet
	node := r.PathValue("node")
	err = l.Explain(func(e *score.Explainer) error {
		sheet, err := e.Sheet(r.PathValue("unit"))
		if errors.Is(err, score.ErrNotFound) {
			return web.ErrNoScore.With(r.PathValue("unit"), v.Year)
		}
		if err != nil {
			return err
		}
		unit, of = sheet.Unit, sheet
		x, err = e.Of(sheet, node)
		if errors.Is(err, score.ErrNotFound) {
			err = web.NoSuch(web.AnIndicator, node)
		}
		return err
	})
	if err != nil {
		return err
	}
	rulePath, past := "", ""
	if leaf := l.Doc.Inputs.Scheme.Leaf(node); leaf != nil {
		rulePath = v.TryPath(node, unit)
		past = v.HistoryPath(unit, node)
	}
	out := explain.Shown{X: x, Back: v.UnitPath(unit), BackTo: of.Name, Rule: rulePath, Past: past,
		Files: web.Sources{}.About(unit, node)}
	surround(v, l, of, node, &out)
	return s.showExplanation(w, r, v, l, out)
}

func (s *room) explainClass(w http.ResponseWriter, r *http.Request) error {
	v, l, err := s.Scored(w, r, "F6", lang.Text{})
	if err != nil {
		return err
	}
	var x score.Explanation
	class := r.PathValue("class")
	if l == nil {
		return web.ErrNoScore.With(class, v.Year)
	}
	err = l.Explain(func(e *score.Explainer) (err error) { x, err = e.Class(class); return err })
	if errors.Is(err, score.ErrNotFound) {
		err = web.NoSuch(web.AClass, class)
	}
	if err != nil {
		return err
	}
	out := explain.Shown{X: x, Back: v.RankingPath(class, ""), BackTo: v.Say(org.ClassName(class))}
	members(v, l, class, &out)
	return s.showExplanation(w, r, v, l, out)
}

// showExplanation shows an explanation as a page, or as the part of one that opens beside its number.
func (s *room) showExplanation(w http.ResponseWriter, r *http.Request, v *web.View,
	l *run.Loaded, out explain.Shown) error {
	x := out.X
	files, err := s.Sources(r.Context(), v, l.Batch)
	if err != nil {
		return err
	}
	v.Title = x.Title
	out.View, out.Value, out.Files, out.Run = v, x.Value, files.AboutSame(out.Files), l.Run
	out.Text = x.Text(v.Lang) + v.Say(v.Stage) + "\n"
	if !l.Live() {
		out.Text = x.Text(v.Lang) + fmt.Sprintf("%s %d  %s\n", v.T("计分", "run"), l.ID, l.Seal)
	}
	out.Page, out.Part = r.URL.RequestURI(), r.Header.Get(web.PartHeader) == "drawer"
	if v.Lang == lang.EN && x.ValueEN != "" {
		out.Value = x.ValueEN
	}
	if out.Part {
		return s.Render(w, r, http.StatusOK, explain.Drawer(&out))
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.Same(out.BackTo), Path: out.Back},
		{Name: lang.T("得分说明", "Explanation")}}
	v.Tools = append([]web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}, v.LiveTools(v.Here)...)
	v.Remember(w, lang.T("解释 %[1]s", "Why %[1]s").With(x.Title))
	return s.Show(w, r, v, explain.Whole(&out))
}
