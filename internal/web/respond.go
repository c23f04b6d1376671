package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/score"
)

// fail shows what went wrong: to the person what to do, to the operator what happened.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p errs.Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		p = intake.ErrTooLarge
	case errors.Is(err, score.ErrNotFound):
		p = ErrNotFound
	case errors.As(err, &p) && Statuses[p.Code] != 0:
	case errors.Is(r.Context().Err(), context.Canceled):
		return // nobody waits any more
	default:
		p = ErrInternal.With(RequestOf(r))
	}
	status := Statuses[p.Code]
	if status >= http.StatusInternalServerError {
		s.Log.Error("failed", "request", RequestOf(r), "path", r.URL.Path, "err", err)
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	if r.URL.Query().Get(asParam) == "json" {
		s.failJSON(w, r, status, p)
		return
	}
	v := s.bare(r)
	v.Title = p.Words().What
	page := clashPart(v, Clash{What: p.Words().What, Now: p.Words().Next})
	if !deciding(r) {
		s.wayOut(r, v)
		page = problemPage(v, p.Words().Next, RequestOf(r))
	}
	if e := s.Render(w, r, status, page); e != nil {
		s.Log.Error("failed to show an error", "request", RequestOf(r), "err", e)
	}
}

// wayOut has a page that stands for another one lead to where the reader was.
func (s *Server) wayOut(r *http.Request, v *View) {
	if years, err := s.Ledger.Years(r.Context(), Who(r.Context())); err == nil && len(years) > 0 {
		v.Years, v.Year = years, years[len(years)-1]
		if last := lastYear(r); slices.Contains(years, last) {
			v.Year = last
		}
	}
}

// failJSON says what went wrong to a program.
func (s *Server) failJSON(w http.ResponseWriter, r *http.Request, status int, p errs.Error) {
	l := ReadPrefs(r).Lang
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": string(p.Code),
		"what": p.Words().What.In(l),
		"next": p.Words().Next.In(l), "request": RequestOf(r)}})
	if err == nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		err = write(w, r, status, body)
	}
	if err != nil {
		s.Log.Error("failed to show an error", "request", RequestOf(r), "err", err)
	}
}

// See sends the browser to another page after a form was posted.
func See(w http.ResponseWriter, r *http.Request, path string) error {
	if deciding(r) { // a script would follow within the page
		w.Header().Set("HX-Redirect", path)
		return nil
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

var gzips = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}

// worthPacking is the size above which a body is packed: what is smaller fits into one packet of the network.
const worthPacking = 1400

// write answers with a body, compressed where the browser takes it.
func write(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	if takesGzip(r) && len(body) > worthPacking {
		var packed bytes.Buffer
		z := gzips.Get().(*gzip.Writer)
		defer gzips.Put(z)
		z.Reset(&packed)
		if _, err := z.Write(body); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		return send(w, status, packed.Bytes(), "gzip")
	}
	return send(w, status, body, "")
}

// send answers with a body as it is, packed or not.
func send(w http.ResponseWriter, status int, body []byte, encoding string) error {
	if encoding != "" {
		w.Header().Set("Content-Encoding", encoding)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return ignoreGone(err)
}

// takesGzip reports whether the browser takes packed bodies; q=0 says that it doesn't.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if n, err := strconv.ParseFloat(q, 64); name == "gzip" && (q == "" || err != nil || n > 0) {
			return true
		}
	}
	return false
}

// ignoreGone: that a browser went away is no error of ours.
func ignoreGone(error) error { return nil }

// Download answers with a file to be kept, whatever its name.
func Download(w http.ResponseWriter, r *http.Request, name, kind string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(body)
	return ignoreGone(err)
}

const (
	XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	CSVType  = "text/csv; charset=utf-8"
)

// DownloadFile makes a workbook in a folder of its own and sends it.
func (s *Server) DownloadFile(w http.ResponseWriter, r *http.Request, name string, make func(path string) error) error {
	dir, err := os.MkdirTemp("", "shiji-download-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "file.xlsx")
	if err := make(path); err != nil {
		return err
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return Download(w, r, name, XLSXType, bytes.Clone(body))
}

// Alone does what one panel of a page needs. Whether it failed concerns that panel only: the others are shown,
// and the operator is told.
func (s *Server) Alone(r *http.Request, panel string, do func() error) (failed bool) {
	err := do()
	if code := errs.CodeOf(err); err == nil || Statuses[code] < http.StatusInternalServerError {
		return err != nil
	}
	Unkept(r.Context())
	s.Log.Error("a panel failed", "request", RequestOf(r), "path", r.URL.Path, "panel", panel, "err", err)
	return true
}
