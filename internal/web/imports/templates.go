package imports

import (
	"bytes"
	"fmt"
	"net/http"

	"shiji/internal/web"

	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

func (s *room) template(w http.ResponseWriter, r *http.Request) error {
	return s.DownloadFile(w, r, lang.T("年度绩效工作簿-模板.xlsx", "template.xlsx").In(web.ReadPrefs(r).Lang), sheet.WriteTemplate)
}

// forms sends what a year's scheme wants filled in, as one workbook.
func (s *room) forms(w http.ResponseWriter, r *http.Request) error {
	in, err := s.latest(w, r)
	if err != nil {
		return err
	}
	form := sheet.NewForms(*in, sheet.ForAll)[0]
	return s.DownloadFile(w, r, form.Name, form.Write)
}

// formsOfEach sends forms for each body or each unit, as one archive.
func (s *room) formsOfEach(w http.ResponseWriter, r *http.Request) error {
	in, err := s.latest(w, r)
	if err != nil {
		return err
	}
	each := sheet.Each(r.URL.Query().Get("each"))
	if each != sheet.ForBody && each != sheet.ForUnit {
		return web.ErrNotFound
	}
	var body bytes.Buffer
	if err := sheet.ZipForms(&body, sheet.NewForms(*in, each)); err != nil {
		return err
	}
	name := fmt.Sprintf("%d年度填报表.zip", in.Scheme.Year)
	return web.Download(w, r, name, "application/zip", body.Bytes())
}

// latest is the year that is asked for, as it is known now.
func (s *room) latest(w http.ResponseWriter, r *http.Request) (*score.Input, error) {
	v, err := s.Open(w, r, "", lang.Text{})
	if err != nil {
		return nil, err
	}
	if err := v.Known(); err != nil {
		return nil, err
	}
	in, _, err := s.Present(r.Context(), v.Year)
	return in, err
}

// yearBook sends a year as it is known now as one workbook, to be corrected and imported again.
func (s *room) yearBook(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "", lang.Text{})
	if err != nil {
		return err
	}
	if err := v.Known(); err != nil {
		return err
	}
	in, batch, err := s.Present(r.Context(), v.Year)
	if err != nil {
		return err
	}
	return s.DownloadFile(w, r, fmt.Sprintf("%d年度绩效工作簿-数据版本%d.xlsx", v.Year, batch),
		func(path string) error { return sheet.WriteYear(path, *in) })
}
