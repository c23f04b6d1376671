package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"shiji/internal/web"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// TestPagesOfAnotherDayStayThere: on a page of another day, or of another run, everything that can speak of that
// day or run is linked so.
func TestPagesOfAnotherDayStayThere(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, query := range []string{"asof=2099-12-31", "run=1"} {
		name, value, _ := strings.Cut(query, "=")
		n, forms := 0, 0
		for pattern, path := range o.paths() {
			if !web.Dated.MatchString(strings.Split(path, "?")[0]) || pattern == "GET /plan/{code}" ||
				name == "run" && !strings.HasPrefix(path, "/y/") {
				continue
			}
			w := o.get(with(path, query))
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", with(path, query), w.Code)
				continue
			}
			doc, err := html.Parse(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			walk(doc, func(x *html.Node) bool {
				href := attr(x, "href")
				now := false
				for _, a := range x.Attr {
					now = now || a.Key == "data-now"
				}
				if action := attr(x, "action"); x.DataAtom == atom.Form && attr(x, "method") == "get" && !now &&
					(web.Carried{AsOf: "d",
						Run: "r", Year: fmt.Sprint(o.year)}).On(action) != nil && (name != "run" || strings.HasPrefix(action, "/y/")) {
					forms++
					has := false
					walk(x, func(in *html.Node) bool {
						has = has || in.DataAtom == atom.Input && attr(in, "name") == name && attr(in, "value") == value
						return true
					})
					if !has {
						t.Errorf("%s: the form that asks %s forgets it", with(path, query), action)
					}
				}
				if now || x.DataAtom != atom.A || (web.Carried{AsOf: "d", Run: "r",
					Year: fmt.Sprint(o.year)}).On(strings.NewReplacer("asof=", "x=", "run=", "x=").Replace(href)) == nil {
					return true
				}
				if name == "run" && !strings.HasPrefix(href, fmt.Sprintf("/y/%d/", o.year)) {
					return true
				}
				if n++; !strings.Contains(href, name+"="+value) {
					t.Errorf("%s links to %s", with(path, query), href)
				}
				return true
			})
		}
		if n < 50 || forms == 0 {
			t.Errorf("%s: only %d links and %d forms were looked at", query, n, forms)
		}
	}
}

func TestCarriedAddresses(t *testing.T) {
	c := web.Carried{AsOf: "2014-11-24", Run: "5", Year: "2014"}
	for path, want := range map[string]string{
		"/y/2014/units/JD079":              "/y/2014/units/JD079?asof=2014-11-24&run=5",
		"/y/2013/units/JD079":              "/y/2013/units/JD079?asof=2014-11-24",
		"/y/2014/ranking?class=a#x":        "/y/2014/ranking?class=a&asof=2014-11-24&run=5#x",
		"/y/2014/ranking?asof=1":           "/y/2014/ranking?asof=1&run=5",
		"/y/2014/runs":                     "/y/2014/runs",
		"/y/2014/runs/5":                   "/y/2014/runs/5",
		"/y/2014/":                         "/y/2014/?asof=2014-11-24&run=5",
		"/plan/P01?year=2014":              "/plan/P01?year=2014&asof=2014-11-24",
		"/imports":                         "/imports",
		"https://example.org/y/2014/units": "https://example.org/y/2014/units",
		"#weak":                            "#weak",
	} {
		if got := c.Link(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
