package imports

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shiji/internal/file"
	"shiji/internal/web"

	"shiji/internal/apart"
	"shiji/internal/errs"
	"shiji/internal/grid"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

// isHash reports whether s is a SHA-256 as we write it.
func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// sourceView is a piece of an uploaded sheet around one cell.
type sourceView struct {
	*web.View
	Name, Sheet, Cell string
	Sheets            []web.Tab
	Heads             []string
	Rows              []sourceRow
	Download          string
	SHA               string
}

type sourceRow struct {
	N     string
	Cells []string
	Here  int // column of the cell; -1: not in this row
}

// file shows where in an uploaded file a number stands, or sends the file.
func (s *room) file(w http.ResponseWriter, r *http.Request) error {
	sha, q := r.PathValue("sha"), r.URL.Query()
	if !isHash(sha) {
		return web.ErrNotFound
	}
	name := filepath.Base(q.Get("name"))
	if len(name) > 255 {
		return web.ErrNotFound
	}
	if err := s.called(r.Context(), sha, name); err != nil {
		return err
	}
	if q.Get("download") != "" {
		data, err := s.Kept.Read(r.Context(), web.Who(r.Context()), sha)
		if err != nil {
			return err
		}
		return web.Download(w, r, name, "application/octet-stream", data)
	}
	v, err := s.Open(w, r, "J2", lang.T("来源：%[1]s", "Source: %[1]s").With(name))
	if err != nil {
		return err
	}
	row, col := web.CellAt(v.Param("cell"))
	part, err := s.part(r.Context(), sha, name, v.Param("sheet"), row, col)
	if err != nil {
		return err
	}
	v.Param("name")
	out := &sourceView{View: v, Name: name, Sheet: part.Sheet, Cell: v.Param("cell"), SHA: sha}
	out.Download = "/files/" + sha + "?" + url.Values{"name": {name}, "download": {"1"}}.Encode()
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("导入中心", "Imports"), Path: "/imports"},
		{Name: lang.Same(name)}}
	v.Tools = []web.Tool{{Name: lang.T("下载原文件", "Download the file"), Path: out.Download}}
	for _, name := range part.Sheets {
		out.Sheets = append(out.Sheets,
			web.Tab{Name: name, Path: "/files/" + sha + "?" + url.Values{"name": {out.Name}, "sheet": {name}}.Encode(),
				Current: name == out.Sheet})
	}
	out.show(part)
	return s.Show(w, r, out.View, sourcePage(out))
}

// called fails with "not found" where a file was brought, and never under a name: whoever makes up a name for somebody
// else's numbers isn't helped.
func (s *room) called(ctx context.Context, sha, name string) error {
	uses, err := s.Kept.Uses(ctx, web.Who(ctx), sha)
	if err != nil {
		return err
	}
	brought := false
	for _, u := range uses {
		if u.Noun != file.Import {
			continue
		}
		in, err := s.Brought.Intake(ctx, web.Who(ctx), u.ID)
		if err != nil {
			return err
		}
		brought = true
		if slices.ContainsFunc(in.Files, func(f intake.File) bool {
			return f.SHA256 == sha && filepath.Base(f.Name) == name
		}) {
			return nil
		}
	}
	if brought {
		return web.ErrNotFound
	}
	return nil
}

// partCache keeps the parts of uploaded files that were shown last.
type partCache struct {
	sync.Mutex
	bad   map[string]error // of files that can't be shown, by hash and ending
	kept  map[partKey]sheet.Part
	order []partKey
}

type partKey struct {
	sha, ending, sheet string
	row, col           int
}

const keptParts = 8

// partWithin is how long reading the part of a file may take: somebody waits for the page.
const partWithin = 20 * time.Second

// part reads what is shown of an uploaded file, and nothing else of it.
func (s *room) part(ctx context.Context, sha, name, sheetName string, row, col int) (sheet.Part, error) {
	ext := strings.ToLower(filepath.Ext(name))
	at := partKey{sha, ext, sheetName, row, col}
	s.parts.Lock()
	p, ok := s.parts.kept[at]
	bad := s.parts.bad[sha+ext]
	s.parts.Unlock()
	if bad != nil {
		return p, bad
	}
	if ok {
		return p, nil
	}
	dir, err := os.MkdirTemp("", intake.TempFiles)
	if err != nil {
		return p, err
	}
	defer os.RemoveAll(dir)
	if !slices.Contains([]string{".xlsx", ".csv", ".yaml", ".yml"}, ext) {
		return p, web.ErrNotFound
	}
	path := filepath.Join(dir, "file"+ext)
	if err := s.Kept.Unpack(ctx, web.Who(ctx), sha, path); err != nil {
		return p, err
	}
	limited, cancel := context.WithTimeout(ctx, partWithin)
	defer cancel()
	if p, err = s.Files.Part(limited, path, sheetName, row, col); errors.Is(err, context.DeadlineExceeded) &&
		ctx.Err() == nil {
		err = web.ErrTooComplex
	} else if err != nil {
		err = unreadable(err)
	}
	if err != nil {
		if errs.CodeOf(err) == errs.Invalid { // it won't be read tomorrow either
			s.parts.Lock()
			defer s.parts.Unlock()
			if s.parts.bad == nil || len(s.parts.bad) > 1000 {
				s.parts.bad = map[string]error{}
			}
			s.parts.bad[sha+ext] = err
		}
		return p, err
	}
	s.parts.Lock()
	defer s.parts.Unlock()
	if s.parts.kept == nil {
		s.parts.kept = map[partKey]sheet.Part{}
	}
	s.parts.kept[at] = p
	if s.parts.order = append(s.parts.order, at); len(s.parts.order) > keptParts {
		delete(s.parts.kept, s.parts.order[0])
		s.parts.order = s.parts.order[1:]
	}
	return p, nil
}

// unreadable is the page of a file that can't be shown.
func unreadable(err error) error {
	var no *grid.Refusal
	var died job.Died
	switch {
	case errors.As(err, &no):
		return web.ErrUnreadable.With(no.Why)
	case errors.Is(err, apart.ErrBusy):
		return web.ErrReading
	case errors.As(err, &died):
		return web.ErrTooComplex
	}
	return err
}

// show puts a part on the page.
func (v *sourceView) show(p sheet.Part) {
	row, col := web.CellAt(v.Cell)
	width := 0
	for _, r := range p.Rows {
		width = max(width, len(r.Cells))
	}
	for c := range width {
		v.Heads = append(v.Heads, grid.ColumnName(p.First+c))
	}
	for _, r := range p.Rows {
		x := sourceRow{N: strconv.Itoa(r.Index + 1),
			Cells: append(slices.Clone(r.Cells), make([]string, width-len(r.Cells))...), Here: -1}
		if r.Index == row {
			x.Here = col - p.First
		}
		v.Rows = append(v.Rows, x)
	}
}
