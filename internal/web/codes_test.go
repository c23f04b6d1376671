package web_test

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/calendar"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// codes are the words that the program speaks to itself, and that nobody reads.
func codes() map[string]bool {
	out := map[string]bool{}
	add := func(list ...string) {
		for _, c := range list {
			if len(c) > 1 { // single letters are symbols of formulas
				out[c] = true
			}
		}
	}
	for _, r := range rule.Catalogue() {
		add(r.Code)
		for _, p := range r.AllParams() {
			add(p.Key)
			add(p.Words...)
		}
		params, err := rule.ParseParams(r.Example.Params, r.AllParams())
		if err != nil {
			params = rule.Params{}
		}
		if b, _ := rule.Bind(r.Code, rule.Place{Dir: r.Example.Better}, params); b != nil {
			for _, i := range b.Items {
				add(i.Key)
				for _, w := range i.Words {
					add(w)
				}
			}
		}
	}
	for _, s := range fact.Statuses {
		add(string(s.Status))
	}
	for _, c := range []rule.Policy{rule.Zero, rule.Redistribute, rule.ClassMean, rule.LastYear, rule.Full,
		rule.Block, rule.Unranked} {
		add(string(c))
	}
	for _, e := range review.EventTypes {
		add(string(e.Type))
	}
	for _, e := range review.States {
		add(string(e.State))
	}
	for _, e := range org.Systems {
		add(string(e.System))
	}
	for _, e := range org.SurveyClasses {
		add(string(e.Class))
	}
	for _, e := range org.Listings {
		add(string(e.Listing))
	}
	for _, e := range plan.Kinds {
		add(string(e.Kind))
	}
	for _, e := range plan.Directions {
		add(string(e.Direction))
	}
	for _, e := range plan.Paths {
		add(string(e.Path))
	}
	for _, e := range scheme.Grades {
		add(string(e.Grade))
	}
	for _, e := range calendar.Periods {
		if !strings.HasPrefix(e.Code, "Q") { // Q1 is English
			add(e.Code)
		}
	}
	for _, e := range ledger.Kinds {
		add(string(e.Kind))
	}
	for _, e := range intake.Modes {
		add(string(e.Mode))
	}
	for _, e := range intake.States {
		add(string(e.State))
	}
	for _, e := range []job.Kind{job.Check, job.Record, job.Score, job.Export} {
		add(string(e))
	}
	for _, c := range scheme.District.Classes {
		add(string(c.Level1))
	}
	return out
}

var (
	bilingual = strings.NewReplacer("未完成 / not done", "", "未到期 / not due", "") // as runs were sealed with it
	hidden    = regexp.MustCompile(`(?s)<(script|style|svg)\b.*?</(script|style|svg)>|<[^>]*>`)
	anyWord   = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
	linked    = regexp.MustCompile(`(?:href|data-why)="(/[^"]*)"`)
)

// inEnglish finds what a Chinese page says in English and marks so.
var inEnglish = regexp.MustCompile(`<span lang="en">[^<]*</span>`)

// spoken is what a page says.
func spoken(page string) string {
	return bilingual.Replace(html.UnescapeString(hidden.ReplaceAllString(inEnglish.ReplaceAllString(page, ""), " ")))
}

// shapeOf is an address without the unit and the values that it names.
func shapeOf(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	return unitIn.ReplaceAllString(u.Path, "/units/*") + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
}

var unitIn = regexp.MustCompile(`/units/[^/]+`)

// TestNoPageSpeaksInCodes: whoever follows every link of a year meets no word that only the program knows, none that
// the glossary says otherwise, and on English pages no Chinese but what people wrote.
func TestNoPageSpeaksInCodes(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	o.year--
	changed := demo.Small()
	changed.Surveys, changed.Events = changed.Surveys[1:], changed.Events[1:]
	o.upload(t, changed)
	known := codes()
	own := contentOf(t, o)
	for _, l := range []lang.Lang{lang.ZH, lang.EN} {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			o.follow(t, l, known, own)
		})
	}
}

// aFile finds links to files, which aren't pages.
var aFile = regexp.MustCompile(`^/assets|^/files/|\.(xlsx|zip|json)(\?|$)|[?&]as=`)

var yearZero = regexp.MustCompile(`(^|\D)0 年度`)

// follow follows the links of an office from its front pages; two pages of a shape say what all of them say.
func (o office) follow(t *testing.T, l lang.Lang, known map[string]bool, own content) {
	seen, queue := map[string]bool{}, []string{"/", "/imports", "/imports/1", "/imports/3", "/plan", "/units", "/keys",
		"/terms", "/search", "/search?q=S1", "/nowhere"}
	told, shape := map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || shape[shapeOf(path)] >= 2 {
			continue
		}
		seen[path] = true
		w := o.get(path, speaking(l)...)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		keepsToTerms(t, path, w, l, own, told)
		if w.Code != http.StatusOK {
			continue
		}
		page := w.Body.String()
		shape[shapeOf(path)]++
		for _, m := range linked.FindAllStringSubmatch(page, -1) {
			to, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if !seen[to] && !aFile.MatchString(to) {
				queue = append(queue, to)
			}
		}
		text := spoken(page)
		for _, r := range rule.Catalogue() {
			text = strings.ReplaceAll(text, r.Formula.EN, "") // its symbols are those of the catalogue
		}
		if yearZero.MatchString(text) {
			t.Errorf("%s: a year 0", path)
		}
		for _, at := range anyWord.FindAllStringIndex(text, -1) {
			word := text[at[0]:at[1]]
			if !known[word] || told[word] || word == "min" || word == "max" || strings.HasSuffix(text[:at[0]], "!") {
				continue
			}
			if l == lang.EN && !strings.ContainsAny(word, "_0123456789") { // an English word
				continue
			}
			told[word] = true
			around := text[max(0, at[0]-60):min(len(text), at[1]+60)]
			t.Errorf("%s says %s: …%s…", path, word, strings.Join(strings.Fields(around), " "))
		}
	}
	if len(seen) < 200 {
		t.Errorf("only %d pages were found", len(seen))
	}
}
