package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
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
	// says reports whether a path can speak of the day, run or units that are asked for.
	says := func(path string, name string) bool {
		at := web.At{Year: o.year, AsOf: today(), RunID: 1, Scope: "街道"}
		return slices.ContainsFunc(at.On(path), func(p [2]string) bool { return p[0] == name })
	}
	for _, query := range []string{"asof=" + today(), "run=1", "scope=街道"} {
		name, value, _ := strings.Cut(query, "=")
		n, forms := 0, 0
		query = name + "=" + url.QueryEscape(value)
		for pattern, path := range o.paths() {
			// the small year has no plan, and no target without a floor
			if !web.Dated.MatchString(strings.Split(path, "?")[0]) || pattern == "GET /plan/{code}" ||
				pattern == "GET /y/{year}/floors/form.xlsx" ||
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
				if hasClass(x, "strip") || hasClass(x, "pick") { // pages as they were opened, and those of another year or class
					return false
				}
				if action := attr(x, "action"); x.DataAtom == atom.Form && attr(x, "method") == "get" && !now &&
					says(action, name) && (name != "run" || strings.HasPrefix(action, "/y/")) {
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
				if now || x.DataAtom != atom.A || !says(strings.NewReplacer("asof=", "x=", "run=", "x=", "scope=",
					"x=").Replace(href), name) {
					return true
				}
				if name == "run" && !strings.HasPrefix(href, fmt.Sprintf("/y/%d/", o.year)) {
					return true
				}
				u, err := url.Parse(href)
				if n++; err != nil || u.Query().Get(name) != value {
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

func TestLinksSpeakOfTheSame(t *testing.T) {
	a := web.At{Year: 2014, AsOf: "2014-11-24", RunID: 5, Scope: "街道"}
	const scope = "scope=%E8%A1%97%E9%81%93"
	for path, want := range map[string]string{
		"/y/2014/units/JD079":              "/y/2014/units/JD079?" + scope + "&asof=2014-11-24&run=5",
		"/y/2013/units/JD079":              "/y/2013/units/JD079?" + scope + "&asof=2014-11-24",
		"/y/2014/ranking?class=a#x":        "/y/2014/ranking?class=a&" + scope + "&asof=2014-11-24&run=5#x",
		"/y/2014/ranking?asof=1":           "/y/2014/ranking?asof=1&" + scope + "&run=5",
		"/y/2014/runs":                     "/y/2014/runs?" + scope,
		"/y/2014/runs/5":                   "/y/2014/runs/5?" + scope,
		"/y/2014/":                         "/y/2014/?" + scope + "&asof=2014-11-24&run=5",
		"/plan/P01?year=2014":              "/plan/P01?year=2014&" + scope + "&asof=2014-11-24",
		"/imports":                         "/imports",
		"https://example.org/y/2014/units": "https://example.org/y/2014/units",
		"#weak":                            "#weak",
	} {
		if got := a.Link(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	a = web.At{Year: 2014, Live: true}
	for got, want := range map[string]string{
		a.UnitPath("甲/乙"): "/y/2014/units/%E7%94%B2%2F%E4%B9%99?run=now", a.In(2013).HomePath(): "/y/2013/",
		a.RankingPath("a b", ""): "/y/2014/ranking?class=a+b&run=now", a.Present().TryPath("A1",
			"S1"): "/y/2014/items/A1?unit=S1",
		a.OfRun(3).ExplainPath("S1", "total"): "/y/2014/units/S1/explain/total?run=3", a.Base("/units"): "/units?year=2014",
		a.HistoryPath("S1", "A1"): "/y/2014/history?indicator=A1&unit=S1", a.RunPath(3): "/y/2014/runs/3",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestAnotherYear: whoever changes the year sees the same there; where there is no such thing, the list that it would
// stand in.
func TestAnotherYear(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	for _, c := range []struct{ year, page, want string }{
		{"2014", "/y/2013/units/S1", "/y/2014/units/S1"},
		{"2013", "/y/2014/units/S1/explain/A1", "/y/2013/units/S1/explain/A1"},
		{"2013", "/y/2014/units/S1/explain/nothing", "/y/2013/units/S1"},
		{"2013", "/y/2014/units/nobody/explain/A1", "/y/2013/ranking"},
		{"2013", "/y/2014/items/none", "/y/2013/scheme"},
		{"2013", "/y/2014/runs/2", "/y/2013/runs"},
		{"2013", "/y/2014/ranking?class=%E8%A1%97%E9%81%93", "/y/2013/ranking?class=%E8%A1%97%E9%81%93"},
		{"2013", "/y/2014/ranking?class=none", "/y/2013/ranking"},
		{"2013", "/y/2014/", "/y/2013/"}, {"2013", "/", "/y/2013/"}, {"2013", "/imports", "/imports?year=2013"},
		{"2013", "/units?q=1&year=2014", "/units?q=1&year=2013"}, {"2013", "/plan?year=2014&view=mid",
			"/plan?view=mid&year=2013"},
		// what means something of its own year stays there
		{"2014", "/y/2013/scheme/diff?from=2012&view=tree", "/y/2014/scheme/diff?view=tree"},
		{"2013", "/y/2014/items/A1?unit=S1&x.A=5", "/y/2013/items/A1?unit=S1"},
		{"2013", "/y/2014/ranking?scope=%E5%A4%A9%E7%95%8C", "/y/2013/ranking"},
		{"2013", "/units?scope=%E5%A4%A9%E7%95%8C&year=2014", "/units?year=2013"},
		{"2013", "/y/2014/ranking?pane=%2Fy%2F2014%2Funits%2FS1%2Fexplain%2Ftotal", "/y/2013/ranking"},
		// only pages are looked for: no file is made, nothing is asked again
		{"2013", "/y/2014/ranking?as=xlsx", "/y/2013/ranking"},
		{"2013", "/healthz", "/y/2013/"}, {"2013", "/y/2014/to?page=/y/2014/to?page=/plan", "/y/2013/"},
		{"2013", "https://evil.example/", "/y/2013/"}, {"2013", "//evil.example/y/2014/", "/y/2013/"},
	} {
		w := o.get("/y/" + c.year + "/to?page=" + url.QueryEscape(c.page))
		if at := w.Header().Get("Location"); w.Code != http.StatusSeeOther || at != c.want {
			t.Errorf("%s in %s: %d %s, want %s", c.page, c.year, w.Code, at, c.want)
		}
	}
	if at := o.get("/y/2013/to?asof=" + today() + "&page=/y/2014/units/S1").Header().Get("Location"); at !=
		"/y/2013/units/S1?asof="+today() {
		t.Errorf("another day is forgotten: %s", at)
	}
	if w := o.get("/y/20x3/to?page=/"); w.Code != http.StatusNotFound {
		t.Errorf("no year: %d", w.Code)
	}
}
