package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// At is what a page speaks of, as its address says it: a year, the units that it keeps to, and of it what is known now,
// what was known on a day, or what a run has. It also writes the links of the page: whatever a page links to speaks of
// the same, until the reader says otherwise, else a number and its reason would come from different times.
type At struct {
	Year  int
	Scope string // assessment class that pages keep to; empty: the whole district
	AsOf  string // the day whose knowledge is shown, YYYY-MM-DD; empty: now
	RunID int64  // the run that is shown instead of the current one; 0: none
	Live  bool   // what the year comes to now is shown, which is no run
}

// Names of what an address says beside its year.
const (
	scopeParam = "scope"
	asofParam  = "asof"
	runParam   = "run"
	liveRun    = "now" // value of runParam
)

// dated are the addresses that can speak of another day; the first group is the year, where the address has one.
var dated = regexp.MustCompile(
	`^(?:/y/(\d{4})/(?:$|scheme|items/|floors|ranking|scores|facts/|units/|classes/)|/plan(?:$|/)|/units$|/search$)`)

// scoped are the addresses that keep to some units, or lead on to such as do.
var scoped = regexp.MustCompile(`^(?:/y/\d{4}/|/plan(?:$|/)|/units$|/search$)`)

// searchPath finds things of a year, in the run that it is asked from.
const searchPath = "/search"

// yearOf is the year that an address belongs to, so that it can speak of a run; empty: none.
func yearOf(path string, q url.Values) string {
	if path == searchPath {
		return q.Get("year")
	}
	if of := dated.FindStringSubmatch(path); of != nil {
		return of[1]
	}
	return ""
}

// atOf reads what an address asks for; the year is the caller's, who knows which there are.
func atOf(r *http.Request, year int, dated bool) (At, error) {
	q := r.URL.Query()
	a := At{Year: year, Scope: q.Get(scopeParam)}
	if !dated {
		return a, nil
	}
	ofYear := yearOf(r.URL.Path, q) != ""
	if a.AsOf = q.Get(asofParam); a.AsOf != "" {
		if _, err := a.until(); err != nil {
			return a, ErrDate
		}
	}
	switch id := q.Get(runParam); {
	case id == "":
	case id == liveRun:
		if a.Live = true; !ofYear {
			return a, ErrNotFound
		}
		if a.AsOf != "" {
			return a, ErrRunOfDay
		}
	default:
		var err error
		if a.RunID, err = strconv.ParseInt(id, 10, 64); err != nil || a.RunID < 1 || !ofYear {
			return a, NoSuch(ARun, id)
		}
		if a.AsOf != "" { // a run has its own day
			return a, ErrRunOfDay
		}
	}
	return a, nil
}

// until is the end of the day, in milliseconds since 1970: the whole day counts.
func (a At) until() (int64, error) {
	d, err := time.ParseInLocation(time.DateOnly, a.AsOf, Beijing)
	if err != nil {
		return 0, err
	}
	return d.AddDate(0, 0, 1).UnixMilli() - 1, nil
}

// Present is the same as it is known now, with the scores that pages show.
func (a At) Present() At { return At{Year: a.Year, Scope: a.Scope} }

// Whole is the same for the whole district.
func (a At) Whole() At { a.Scope = ""; return a }

// In is the same of another year; a run belongs to its own.
func (a At) In(year int) At { return At{Year: year, Scope: a.Scope, AsOf: a.AsOf} }

// OfRun is the same as a run has it.
func (a At) OfRun(id int64) At { return At{Year: a.Year, Scope: a.Scope, RunID: id} }

// AsItIs is the same as it comes to now.
func (a At) AsItIs() At { return At{Year: a.Year, Scope: a.Scope, Live: true} }

// On is what a link to a path hands on: names and values that the path can say and doesn't say itself.
func (a At) On(path string) (out [][2]string) {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") {
		return nil
	}
	q := u.Query()
	add := func(name, value string) {
		if value != "" && !q.Has(name) {
			out = append(out, [2]string{name, value})
		}
	}
	if scoped.MatchString(u.Path) {
		add(scopeParam, a.Scope)
	}
	if !dated.MatchString(u.Path) {
		return out
	}
	add(asofParam, a.AsOf)
	if yearOf(u.Path, q) == strconv.Itoa(a.Year) {
		if a.RunID != 0 {
			add(runParam, strconv.FormatInt(a.RunID, 10))
		}
		if a.Live {
			add(runParam, liveRun)
		}
	}
	return out
}

// Link is a path that speaks of the same as the page.
func (a At) Link(path string) string {
	for _, p := range a.On(path) {
		path = Ask(path, p[0], p[1])
	}
	return path
}

// Ask adds names and values to what a path asks for; empty values are left out.
func Ask(path string, pairs ...string) string {
	before, anchor, has := strings.Cut(path, "#")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		mark := "?"
		if strings.Contains(before, "?") {
			mark = "&"
		}
		before += mark + pairs[i] + "=" + url.QueryEscape(pairs[i+1])
	}
	if has {
		before += "#" + anchor
	}
	return before
}

// To is a page of the year: v.To("/ranking", "class", c). What stands in a path itself is escaped by the caller.
func (a At) To(page string, pairs ...string) string {
	return a.Link(Ask(fmt.Sprintf("/y/%d", a.Year)+page, pairs...))
}

// Base is a page that belongs to no year and shows one: v.Base("/units").
func (a At) Base(page string, pairs ...string) string {
	return a.Link(Ask(page, append([]string{"year", strconv.Itoa(a.Year)}, pairs...)...))
}

// Addresses of what pages speak of most.

// HomePath is the first page of the year.
func (a At) HomePath() string { return a.To("/") }

// UnitPath is the scorecard of a unit.
func (a At) UnitPath(unit string) string { return a.To("/units/" + url.PathEscape(unit)) }

// ExplainPath is the explanation of a part of a unit's score: of an indicator, an item, a class, or "total".
func (a At) ExplainPath(unit, node string) string {
	return a.To("/units/" + url.PathEscape(unit) + "/explain/" + url.PathEscape(node))
}

// ClassPath is the explanation of what a class has on average.
func (a At) ClassPath(class string) string {
	return a.To("/classes/" + url.PathEscape(class) + "/explain")
}

// RankingPath is the ranking of a class; by is the level-1 class that is looked into.
func (a At) RankingPath(class, by string) string { return a.To("/ranking", "class", class, "by", by) }

// ScoresPath is the list of the lines that are chosen by names and values: "light", "red".
func (a At) ScoresPath(chosen ...string) string { return a.To("/scores", chosen...) }

// FactsPath is the list of the facts of a kind: actuals, marks, events, surveys.
func (a At) FactsPath(kind string) string { return a.To("/facts/" + kind) }

// ItemPath is the rule of an indicator.
func (a At) ItemPath(code string) string { return a.To("/items/" + url.PathEscape(code)) }

// TryPath is the page of a rule with a unit to try it with.
func (a At) TryPath(code, unit string) string {
	return a.To("/items/"+url.PathEscape(code), "unit", unit)
}

// RunPath is a run.
func (a At) RunPath(id int64) string { return a.To(fmt.Sprintf("/runs/%d", id)) }

// HistoryPath is what was recorded about a unit, an indicator, or both; about neither: the settings of the scheme.
func (a At) HistoryPath(unit, indicator string) string {
	return a.To("/history", "indicator", indicator, "unit", unit)
}

// PlanPath is an indicator of the five-year plan.
func (a At) PlanPath(code string) string { return a.Base("/plan/" + url.PathEscape(code)) }

// search is the page that the field on top of every page asks.
func (v *View) search() string { return Ask(searchPath, "year", strconv.Itoa(v.Year)) }

// InYear is the page that shows the same in another year, or what comes next to it.
func (v *View) InYear(year int) string {
	return Ask(fmt.Sprintf("/y/%d/to", year), "page", v.Here, asofParam, v.AsOf)
}

// livePage is the page itself where it can show what the year comes to now, else the first page of the year.
func (v *View) livePage() string {
	if before, _, _ := strings.Cut(v.Here, "?"); yearPrefix.MatchString(before) {
		return v.Here
	}
	return v.Present().HomePath()
}

// Keeping is the page for one assessment class; empty: for the whole district.
func (v *View) Keeping(class string) string {
	return Ask(without(v.Path, scopeParam, "class", "p"), scopeParam, class)
}

// ImportPath is an import.
func ImportPath(id int64) string { return fmt.Sprintf("/imports/%d", id) }

// JobPath is a job.
func JobPath(id int64) string { return fmt.Sprintf("/jobs/%d", id) }
