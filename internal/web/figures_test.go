package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"shiji/internal/demo"
	"shiji/internal/web"
)

// crawl follows every link from the first page, and gives each page to look, once.
func (o office) crawl(t *testing.T, most int, start string, look func(path string, page *html.Node,
	text string)) (seen map[string]int) {
	t.Helper()
	seen = map[string]int{}
	queue := []string{start}
	for len(queue) > 0 && len(seen) < most {
		path := queue[0]
		queue = queue[1:]
		if _, ok := seen[path]; ok {
			continue
		}
		w := o.get(path, "Cookie", "")
		seen[path] = w.Code
		if w.Code == http.StatusSeeOther {
			queue = append(queue, w.Header().Get("Location"))
			continue
		}
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
			continue
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		text := w.Body.String()
		page, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		look(path, page, text)
		walk(page, func(n *html.Node) bool {
			href := attr(n, "href")
			if n.DataAtom != atom.A || !strings.HasPrefix(href, "/") {
				return true
			}
			at, _, _ := strings.Cut(href, "#")
			queue = append(queue, at)
			return true
		})
	}
	return seen
}

// countOf is how many rows the list that a page is about has; -1 if the page has none.
func (o office) countOf(t *testing.T, path string) int {
	t.Helper()
	w := o.get(path)
	for w.Code == http.StatusSeeOther {
		w = o.get(w.Header().Get("Location"))
	}
	n := -1
	walk(parsed(t, w), func(x *html.Node) bool {
		if c := attr(x, "data-count"); c != "" {
			n, _ = strconv.Atoi(c)
		}
		return true
	})
	return n
}

// bareNumber is a link that says a number and nothing else.
var bareNumber = regexp.MustCompile(`^[0-9][0-9,]*$`)

// followed checks the numbers of a page: each that counts leads to a list of as many rows, and each choice of a filter
// gives as many as it says.
func (o office) followed(t *testing.T, path string, page *html.Node, counts map[string]int) (figures, choices int) {
	t.Helper()
	count := func(at string) int {
		if _, ok := counts[at]; !ok {
			counts[at] = o.countOf(t, at)
		}
		return counts[at]
	}
	walk(page, func(n *html.Node) bool {
		switch {
		case hasClass(n, "pages"), hasClass(n, "strip"):
			return false
		case n.DataAtom == atom.A && attr(n, "data-figure") != "":
			want, _ := strconv.Atoi(attr(n, "data-figure"))
			said := strings.ReplaceAll(words(n), ",", "")
			if !strings.Contains(said, fmt.Sprint(want)) {
				t.Errorf("%s: %q counts %d", path, said, want)
			}
			figures++
			if got := count(attr(n, "href")); got != want {
				t.Errorf("%s: %s leads to %d rows (%s)", path, words(n), got, attr(n, "href"))
			}
		case n.DataAtom == atom.A && bareNumber.MatchString(words(n)):
			why := false
			for _, a := range n.Attr {
				why = why || a.Key == "data-why"
			}
			number := hasClass(n.Parent, "num")                        // a value, which leads to where it comes from
			if href := attr(n, "href"); strings.HasPrefix(href, "#") { // the list is on the page
				why = find(page, strings.TrimPrefix(href, "#"))
			}
			if !why && !number {
				t.Errorf("%s: %s (%s) says a number and leads to no list of it", path, words(n), attr(n, "href"))
			}
		case n.DataAtom == atom.Select && n.Parent.DataAtom == atom.Label && hasAttr(n, "data-submit"):
			name := attr(n, "name")
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				value, said := attr(c, "value"), words(c)
				if c.DataAtom != atom.Option || value == "" {
					continue
				}
				want, err := strconv.Atoi(said[strings.LastIndex(said, " ")+1:])
				if err != nil {
					t.Errorf("%s: the choice %q doesn't say how many", path, said)
				}
				if choices++; choices > 40 {
					return false
				}
				u, _ := url.Parse(path)
				q := u.Query()
				q.Set(name, value)
				q.Del("p")
				u.RawQuery = q.Encode()
				if got := count(u.String()); got != want && len(q) == 1 {
					t.Errorf("%s: %s gives %d rows", path, said, got)
				}
			}
		}
		return true
	})
	return figures, choices
}

// find reports whether a page has a place of a name.
func find(page *html.Node, id string) (found bool) {
	walk(page, func(n *html.Node) bool { found = found || attr(n, "id") == id; return true })
	return found
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// TestEveryNumberLeadsToItsList, and every link to a page that is there.
func TestEveryNumberLeadsToItsList(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	figures, choices := 0, 0
	counts := map[string]int{}
	seen := o.crawl(t, 700, "/", func(path string, page *html.Node, _ string) {
		f, c := o.followed(t, path, page, counts)
		figures, choices = figures+f, choices+c
	})
	if len(seen) < 300 || figures < 100 || choices < 100 {
		t.Errorf("only %d pages, %d numbers and %d choices were followed", len(seen), figures, choices)
	}
}

// TestNumbersOfTheDemo follows the numbers of the pages that a visitor of the demo district sees first.
func TestNumbersOfTheDemo(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, demo.Haidian2014())
	at := web.At{Year: 2014}
	figures, counts := 0, map[string]int{}
	paths := []string{at.HomePath(), at.To("/runs"), at.Base("/units"), at.To("/floors"), at.Base("/plan"),
		at.To("/floors", "only", "none"),
		at.FactsPath("events"), at.ScoresPath("light", "red"), at.RunPath(1), at.ScoresPath("missing", "missing")}
	for _, class := range []string{"街道", "镇", "政府综合"} {
		paths = append(paths, at.HomePath()+"?scope="+url.QueryEscape(class))
	}
	for _, path := range paths {
		w := o.get(path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		f, _ := o.followed(t, path, parsed(t, w), counts)
		figures += f
	}
	if figures < 60 {
		t.Errorf("only %d numbers were followed", figures)
	}
}
