package base

import (
	"net/http"
	"strings"

	"shiji/internal/glossary"
	"shiji/internal/lang"
	"shiji/internal/web"
)

const termsPath = "/terms"

// terms are the fixed terms of the product, in both languages.
func (s *room) terms(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "L4", pageOfTerms)
	if err != nil {
		return err
	}
	other, named := lang.EN, "en"
	if v.Lang == lang.EN {
		other, named = lang.ZH, "zh-CN"
	}
	l := &web.List{ID: "terms", Main: true, Find: true, Name: pageOfTerms, Columns: []web.Column{
		{Key: "term", Head: lang.T("术语", "Term"), Names: true},
		{Key: "other", Head: lang.T("英文", "In Chinese")},
		{Key: "means", Head: lang.T("含义", "Meaning"), Wide: true},
		{Key: "not", Head: lang.T("不用的说法", "Avoid"), Phone: web.Left},
		{Key: "group", Head: lang.T("类", "Group"), Choose: true, Phone: web.Decides},
	}}
	groups := map[string]lang.Text{}
	for _, g := range glossary.Groups {
		groups[g.Code] = g.Name
	}
	for _, t := range glossary.Terms() {
		l.Add("", web.Say(v.Say(t.Name)), web.Piece{Text: t.Name.In(other), Lang: named}, web.Say(v.Say(t.Means)),
			web.Say(strings.Join(t.Not.In(v.Lang), v.T("、", ", "))).Faint(), v.Named(groups[t.Group]))
	}
	v.Put(l)
	return s.Show(w, r, v, termsPage(v, l))
}
