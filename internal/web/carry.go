package web

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	nethtml "golang.org/x/net/html"
)

// A page may speak of another day (?asof=) or of another run (?run=) than the present one. Whatever it links to speaks
// of the same, until the reader says otherwise: else a number and its reason would come from different times.

// dated are the addresses that can speak of another day; the first group is the year, where the address has one.
var dated = regexp.MustCompile(
	`^(?:/y/(\d{4})/(?:$|scheme|items/|floors|ranking|units/|classes/)|/plan(?:$|/)|/units$)`)

// carried is what a page hands on to the pages that it links to.
type Carried struct {
	AsOf string
	Run  string
	Year string // that the run belongs to
}

func CarriedBy(r *http.Request) Carried {
	q := r.URL.Query()
	return Carried{q.Get("asof"), q.Get("run"), r.PathValue("year")}
}

// on is what an address takes of c: names and values that it doesn't have itself.
func (c Carried) On(path string) (out [][2]string) {
	u, err := url.Parse(path)
	if err != nil {
		return nil
	}
	at := dated.FindStringSubmatch(u.Path)
	if at == nil || u.Host != "" {
		return nil
	}
	q := u.Query()
	if c.AsOf != "" && !q.Has("asof") {
		out = append(out, [2]string{"asof", c.AsOf})
	}
	if c.Run != "" && at[1] == c.Year && at[1] != "" && !q.Has("run") {
		out = append(out, [2]string{"run", c.Run})
	}
	return out
}

func (c Carried) Link(path string) string {
	for _, p := range c.On(path) {
		before, anchor, has := strings.Cut(path, "#")
		mark := "?"
		if strings.Contains(before, "?") {
			mark = "&"
		}
		path = before + mark + p[0] + "=" + url.QueryEscape(p[1])
		if has {
			path += "#" + anchor
		}
	}
	return path
}

// carry hands c on to every link and form of a page, save those that say data-now.
func (c Carried) carry(page string) string {
	if c.AsOf == "" && c.Run == "" {
		return page
	}
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind != nethtml.StartTagToken {
			b.WriteString(raw)
			continue
		}
		t := z.Token()
		at := map[string]string{}
		for _, a := range t.Attr {
			at[a.Key] = a.Val
		}
		_, now := at["data-now"]
		switch {
		case now:
			b.WriteString(raw)
		case t.Data == "a" && c.On(at["href"]) != nil:
			b.WriteString(strings.Replace(raw, `href="`+html.EscapeString(at["href"])+`"`,
				`href="`+html.EscapeString(c.Link(at["href"]))+`"`, 1))
		case t.Data == "form" && at["method"] == "get":
			b.WriteString(raw)
			for _, p := range c.On(at["action"]) {
				fmt.Fprintf(&b, `<input type="hidden" name="%s" value="%s">`, p[0], html.EscapeString(p[1]))
			}
		default:
			b.WriteString(raw)
		}
	}
}
