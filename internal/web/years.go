package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Whoever looks at a page of a year and wants another year is shown the same of that year; where it has no such thing
// (a unit that came later), the list that the thing would stand in.

var yearPrefix = regexp.MustCompile(`^/y/\d{4}`)

// above is the list that a thing stands in.
var above = map[string]string{"units": "/ranking", "classes": "/ranking", "items": "/scheme", "runs": "/runs"}

// toYear sends to the page of a year that shows what another page shows of another.
func (s *Server) toYear(w http.ResponseWriter, r *http.Request) error {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || len(r.PathValue("year")) != 4 {
		return NoSuch(AYear, r.PathValue("year"))
	}
	years, err := s.Ledger.Years(r.Context(), Who(r.Context()))
	if err == nil && !slices.Contains(years, year) {
		err = NoSuch(AYear, year)
	}
	if err != nil {
		return err
	}
	at := At{Year: year, AsOf: r.URL.Query().Get(asofParam)}
	for _, path := range sameIn(year, LocalPath(r.URL.Query().Get("page"))) {
		if path = at.Link(path); s.answers(r, path) {
			return See(w, r, path)
		}
	}
	return See(w, r, at.HomePath())
}

// sameIn are the pages of a year that come nearest to a page, the nearest first.
func sameIn(year int, page string) (out []string) {
	u, err := url.Parse(without(page, asParam, "table", paneParam))
	if err != nil {
		return nil
	}
	if !yearPrefix.MatchString(u.Path) { // a page that belongs to no year says which in its question
		q := u.Query()
		q.Set("year", fmt.Sprint(year))
		u.RawQuery = q.Encode()
		if u.Path != "/" {
			out = append(out, u.String())
			if q.Has(scopeParam) { // the classes may be others
				q.Del(scopeParam)
				u.RawQuery = q.Encode()
				out = append(out, u.String())
			}
		}
		return out
	}
	// what means something of its own year isn't asked of another
	q := u.Query()
	for name := range q {
		if name == "from" || name == runParam || strings.HasPrefix(name, "x.") {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	y := fmt.Sprintf("/y/%d", year)
	rest := yearPrefix.ReplaceAllString(u.EscapedPath(), "")
	if u.RawQuery != "" {
		out = append(out, y+rest+"?"+u.RawQuery)
	}
	if q.Has(scopeParam) { // the classes may be others
		out = append(out, without(y+rest+"?"+u.RawQuery, scopeParam))
	}
	for strings.Count(rest, "/") > 1 {
		out = append(out, y+rest)
		rest = rest[:strings.LastIndex(rest, "/")]
	}
	if list := above[strings.TrimPrefix(rest, "/")]; list != "" {
		rest = list
	}
	return append(out, y+rest)
}

// answers reports whether there is a page.
func (s *Server) answers(r *http.Request, path string) bool {
	u, err := url.Parse(path)
	if err != nil {
		return false
	}
	asked := r.Clone(r.Context())
	if _, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: r.Host}); !s.isPage(pattern) {
		return false
	}
	asked.Method, asked.URL, asked.RequestURI = http.MethodGet, u, path
	asked.Header.Del("If-None-Match")
	var p probe
	s.mux.ServeHTTP(&p, asked)
	return p.status == http.StatusOK || p.status == http.StatusSeeOther
}

// isPage reports whether a route is a page that people look at.
func (s *Server) isPage(pattern string) bool {
	return slices.ContainsFunc(s.routes, func(rt Route) bool {
		return rt.Pattern == pattern && rt.Code != "" && strings.HasPrefix(pattern, "GET ")
	})
}

// probe remembers what would be answered.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header {
	if p.header == nil {
		p.header = http.Header{}
	}
	return p.header
}

func (p *probe) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

func (p *probe) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return len(b), nil
}
