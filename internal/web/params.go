package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shiji/internal/lang"
)

// What an address asks for is done, or the page says what it left out: a page reads its parameters here, so that it
// knows which of them nobody read.

// ofEveryPage are the names that the frame itself reads.
var ofEveryPage = []string{scopeParam, paneParam, asParam, "table", pickParam}

// Param is what the address of the page asks for under a name; empty: nothing.
func (v *View) Param(name string) string {
	v.hear(name)
	return v.query.Get(name)
}

// ParamsOf are all names that begin so, without that beginning, with their first values.
func (v *View) ParamsOf(beginning string) map[string]string {
	out := map[string]string{}
	for full, values := range v.query {
		if name, ok := strings.CutPrefix(full, beginning); ok && len(values) > 0 {
			v.hear(full)
			out[name] = values[0]
		}
	}
	return out
}

// OneOf is Param where it is one of some values, and else empty, of which the page tells its reader.
func (v *View) OneOf(name string, values ...string) string {
	asked := v.Param(name)
	if asked == "" || slices.Contains(values, asked) {
		return asked
	}
	v.ignore(name, asked)
	return ""
}

// KeepsTo is the assessment class whose units the page shows alone; empty: all. A page that never asks for it shows the
// whole district, and says so where its reader chose a class.
func (v *View) KeepsTo() string {
	v.kept = true
	return v.Scope
}

// keptTo is the class whose units the page shows alone; empty: all.
func (v *View) keptTo() string {
	if v.kept {
		return v.Scope
	}
	return ""
}

// Kept reports whether the page shows the units of the chosen class alone.
func (v *View) Kept() bool { return v.Scope == "" || v.kept }

func (v *View) hear(name string) {
	if v.heard == nil {
		v.heard = map[string]bool{}
	}
	v.heard[name] = true
}

// mostIgnored is how many things that a page doesn't know it names.
const mostIgnored = 8

// ignore notes something of the address that the page doesn't know, so that it says so.
func (v *View) ignore(name, value string) {
	v.left = append(v.left, [2]string{name, value})
	if len(v.Ignored) < mostIgnored {
		v.Ignored = append(v.Ignored, lang.Cut(name, 20)+"="+lang.Cut(value, 20))
	}
}

// leaveOut notes what the address asks for that nobody read, and takes it out of the page's address, so that no link of
// the page repeats it.
func (v *View) leaveOut(r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return
	}
	for _, name := range ofEveryPage {
		v.hear(name)
	}
	if v.Dated {
		v.hear(asofParam)
		v.hear(runParam)
	}
	if r.PathValue("year") == "" {
		v.hear("year")
	}
	for _, l := range v.lists {
		for _, name := range l.params() {
			v.hear(name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.query)) {
		switch values := v.query[name]; {
		case !v.heard[name]:
			v.ignore(name, values[0])
		case name == pickParam || name == colsParam || strings.HasSuffix(name, "."+colsParam): // there can be several
		default: // of what is said twice the first counts
			for _, value := range values[1:] {
				if x := [2]string{name, value}; !slices.Contains(v.left, x) {
					v.ignore(name, value)
				}
			}
		}
	}
	v.Path, v.Here = v.done(v.Path), v.done(v.Here)
	for i := range v.Tools {
		v.Tools[i].Path = v.done(v.Tools[i].Path)
	}
}

// done is an address of the page without what was left out of it; it asks for each thing once.
func (v *View) done(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.RawQuery == "" {
		return path
	}
	q := u.Query()
	q.Del(pickParam) // what was picked is sent once
	for _, x := range v.left {
		if q[x[0]] = slices.DeleteFunc(q[x[0]], func(value string) bool { return value == x[1] }); !v.heard[x[0]] ||
			len(q[x[0]]) == 0 {
			q.Del(x[0])
		}
	}
	for name, values := range q {
		if name == colsParam || strings.HasSuffix(name, "."+colsParam) { // there can be several
			q[name] = distinct(values)
			continue
		}
		q[name] = values[:1]
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// distinct are the values that there are, each where it first was.
func distinct(values []string) (out []string) {
	seen := map[string]bool{}
	for _, x := range values {
		if !seen[x] {
			out = append(out, x)
		}
		seen[x] = true
	}
	return out
}

// params are the names that an address can say something of the list by.
func (l *List) params() []string {
	names := []string{l.param(sortParam), l.param(colsParam)}
	if !l.Main {
		return names
	}
	names = append(names, "p")
	if l.Find {
		names = append(names, findParam)
	}
	for _, c := range l.Columns {
		if c.Choose {
			names = append(names, c.Key)
		}
	}
	return names
}
