package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shiji/internal/errs"
)

// Parts of a page have addresses of their own: a list is asked for alone by the address of its page and its name; what
// stands open beside a page is a page too, and is named in the address of the page beside it, so that it can be sent to
// somebody, and so that Back goes one step up.

// listPart begins the name of a part that is a list.
const listPart = "list-"

// paneParam names the page that stands open beside another one.
const paneParam = "pane"

// panePath is the page that stands open beside the page of a request; empty: none.
func panePath(r *http.Request) string {
	p := r.URL.Query().Get(paneParam)
	if p == "" || LocalPath(p) != p {
		return ""
	}
	return p
}

// openPane puts what stands open beside a page into it. What isn't there any more, or may not be seen, isn't shown;
// nor is what speaks of another year. Whatever day or run its address says, it speaks of those of the page.
func (s *Server) openPane(r *http.Request, v *View) {
	path := panePath(r)
	if path == "" || r.Header.Get(PartHeader) != "" {
		return
	}
	if of := dated.FindStringSubmatch(path); of == nil || of[1] != strconv.Itoa(v.Year) {
		return
	}
	path = v.Link(without(path, asofParam, runParam, scopeParam))
	u, err := url.Parse(path)
	if err != nil {
		return
	}
	asked := r.Clone(r.Context())
	asked.URL, asked.RequestURI = u, path
	asked.Header.Set(PartHeader, drawerPart)
	_, pattern := s.mux.Handler(asked)
	for _, rt := range s.routes {
		if rt.Pattern != pattern || !rt.Pane {
			continue
		}
		setValues(asked, pattern)
		d := &draft{header: http.Header{}}
		if err := rt.Do(d, asked); err != nil {
			if statuses := Statuses[errs.CodeOf(err)]; statuses == 0 || statuses >= http.StatusInternalServerError {
				s.Log.Error("a pane failed", "request", RequestOf(r), "path", path, "err", err)
			}
			return
		}
		if d.status == http.StatusOK {
			v.Pane = d.html
		}
	}
}

// setValues gives a request the values of its path, as the router does.
func setValues(r *http.Request, pattern string) {
	_, pattern, _ = strings.Cut(pattern, " ")
	names, values := strings.Split(pattern, "/"), strings.Split(r.URL.EscapedPath(), "/")
	for i, n := range names {
		if name, ok := strings.CutPrefix(n, "{"); ok && i < len(values) {
			value, err := url.PathUnescape(values[i])
			if err == nil {
				r.SetPathValue(strings.TrimSuffix(name, "}"), value)
			}
		}
	}
}
