package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/web"
)

// What addresses ask for is done, or refused with a reason; nothing is dropped without a word.

// TestPickedRowsAreThePicked: rows about the same unit are picked one by one, and a file has what was picked alone.
func TestPickedRowsAreThePicked(t *testing.T) {
	t.Parallel()
	o := small(t)
	box := regexp.MustCompile(`name="pick" value="([^"]*)"`)
	for _, path := range []string{o.y("/scores"), o.y("/floors?only=all"), "/units", o.y("/ranking")} {
		body := o.get(path).Body.String()
		boxes, seen := box.FindAllStringSubmatch(body, -1), map[string]bool{}
		if len(boxes) < 8 {
			t.Fatalf("%s: %d rows to pick", path, len(boxes))
		}
		for _, b := range boxes {
			if seen[b[1]] {
				t.Errorf("%s: two rows are picked as %q", path, b[1])
			}
			seen[b[1]] = true
		}
		list := regexp.MustCompile(`name="table" value="([^"]*)"`).FindStringSubmatch(body)
		if list == nil {
			t.Fatalf("%s: the form doesn't say which list it sends", path)
		}
		w := o.get(web.Ask(path, "as", "csv", "table", list[1], "pick", boxes[2][1], "pick", boxes[4][1]))
		if lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n"); w.Code != http.StatusOK || len(lines) != 3 {
			t.Errorf("%s: two picked rows give %d lines: %.300s", path, len(lines), w.Body)
		}
	}
}

// TestAQueryThatCantBeRead is refused to programs as to people: half of a filter is another filter.
func TestAQueryThatCantBeRead(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, path := range []string{"/scores", "/scores.json"} {
		if w := o.get(o.y("%s?light=red;class=x", path)); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	says(t, "words without end", o.get(o.y("/scores?q=%s", strings.Repeat("x", 201))), http.StatusBadRequest, "最多 200 个字")
	says(t, "long words", o.get(o.y("/scores?q=%s", strings.Repeat("x", 200))), http.StatusOK, "没有符合筛选的行")
	for _, path := range []string{"/scores?sort=nope", "/scores?cols=nope&cols=points",
		"/scores?light=red&light=nope"} {
		says(t, "what the page doesn't know", o.get(o.y("%s", path)), http.StatusOK, "没有照办：", "=nope")
		w := o.get(o.y("%s", strings.Replace(path, "?", ".json?", 1)))
		if !strings.Contains(w.Body.String(), `"ignored":["`) {
			t.Errorf("%s: JSON says nothing: %.200s", path, w.Body)
		}
	}
	for _, path := range []string{"/ranking?light=red", "/scheme?foo=bar", "/units/S1?foo=bar", "/runs?asof=2013-12-31",
		"/plan?foo=bar", "/items/A1?unit=NOPE", "/scores?pick=nope", "/history?unit=S1&foo=bar"} {
		if path = o.y("%s", path); strings.Contains(path, "/plan") {
			path = "/plan?foo=bar"
		}
		_, asked, _ := strings.Cut(path, "?")
		asked = asked[strings.LastIndex(asked, "&")+1:]
		if strings.HasPrefix(asked, "pick") { // it is of files
			w := o.get(strings.Replace(path, "?", ".json?", 1))
			if !strings.Contains(w.Body.String(), `"ignored":["pick=nope"]`) {
				t.Errorf("%s: %.300s", path, w.Body)
			}
			continue
		}
		w := o.get(path)
		says(t, path, w, http.StatusOK, "没有照办： "+asked)
		if strings.Count(w.Body.String(), asked) > 1 {
			t.Errorf("%s: links of the page repeat %s", path, asked)
		}
		if w := o.get(strings.Replace(path, "?", ".json?", 1)); !strings.Contains(w.Body.String(), `"`+asked+`"`) {
			t.Errorf("%s: JSON says nothing: %.300s", path, w.Body)
		}
	}
	many := o.get(o.y("/scores?%s", strings.Repeat("light=red&", 400)+strings.Repeat("sort=points&", 400)))
	if few := o.get(o.y("/scores?light=red&sort=points")); many.Body.Len() > few.Body.Len()+2000 {
		t.Errorf("an address that says something 400 times makes a page of %d bytes instead of %d", many.Body.Len(),
			few.Body.Len())
	}
	says(t, "an address without end", o.get(o.y("/scores?q=1&%s", strings.Repeat("a=1&", 20000))), http.StatusBadRequest)
	says(t, "a day to come", o.get(o.y("/ranking?asof=2999-01-01")), http.StatusUnprocessableEntity, "2999-01-01 还没有到")
	says(t, "a workbook isn't JSON", o.get("/imports/template.xlsx.json"), http.StatusNotFound)
	says(t, "units of another year", o.get("/units?year=1999"), http.StatusNotFound, "没有年度“1999”")
	if w := o.get(o.y("/scores?q=nothing+has+this&as=csv")); w.Code != http.StatusOK ||
		!strings.Contains(w.Body.String(), "单位") || strings.Count(w.Body.String(), "\n") != 1 {
		t.Errorf("a list without rows isn't a file: %d %.200s", w.Code, w.Body)
	}
	for _, path := range []string{"/scores?q=a&q=nope", "/scores?sort=points&sort=nope", "/floors?only=all&only=nope",
		"/ranking?scope=街道&scope=nope"} { // of what is said twice the first counts, and the page says so
		says(t, path, o.get(o.y("%s", path)), http.StatusOK, "没有照办： ", "=nope")
	}
	says(t, "a part that isn't there", o.get(o.y("/scores?p=nope")), http.StatusOK, "没有照办： p=nope")
	says(t, "a tab that isn't there", o.get(o.y("/floors?only=xyz")), http.StatusNotFound, "没有清单“xyz”")
	says(t, "a verdict, without a tab", o.get(o.y("/floors?verdict=met")), http.StatusOK, "第1街道")
	says(t, "a year that isn't one", o.get(o.y("/scheme/diff?from=2013xyz")), http.StatusNotFound, "没有年度“2013xyz”")
	says(t, "a unit that isn't there", o.get(o.y("/history?unit=NOPE&indicator=A1")), http.StatusNotFound, "没有单位“NOPE”")
}

// TestAPageSaysWhatItKeepsTo: a page that shows one class says which, in each form; one that doesn't says that.
func TestAPageSaysWhatItKeepsTo(t *testing.T) {
	t.Parallel()
	o := small(t)
	for path, keeps := range map[string]bool{o.y("/"): true, o.y("/ranking"): true, o.y("/scores"): true, "/units": true,
		o.y("/floors"): true, o.y("/facts/actuals"): true, "/plan": false, o.y("/scheme"): false, o.y("/runs"): false,
		o.y("/units/S1"): false} {
		at := web.Ask(path, "scope", "街道")
		body := o.get(at).Body.String()
		if said := strings.Contains(body, "本页不适用"); said == keeps {
			t.Errorf("%s: the page says that it doesn't: %t", at, said)
		}
		before, asked, _ := strings.Cut(at, "?")
		answer := o.get(before + ".json?" + asked).Body.String()
		if said := strings.Contains(answer, `"scope":"街道"`); said != keeps {
			t.Errorf("%s: JSON says that it keeps to the class: %t", at, said)
		}
	}
}

// TestAFilterInTwoLanguages: what rows are chosen by has one name, so that a page that is sent to somebody, or read in
// the other language, has the same rows.
func TestAFilterInTwoLanguages(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	option := regexp.MustCompile(`(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	value := regexp.MustCompile(`<option value="([^"]+)"`)
	followed := 0
	for _, path := range []string{o.y("/ranking"), o.y("/scores"), "/units", o.y("/floors?only=all"), o.y("/runs"),
		"/imports", o.y("/facts/actuals"), o.y("/facts/marks"), o.y("/facts/events"), o.y("/facts/surveys"),
		o.y("/scheme/diff"), o.y("/history?unit=S1"), o.y("/items/A1"), "/plan"} {
		for _, s := range option.FindAllStringSubmatch(o.get(path).Body.String(), -1) {
			for _, v := range value.FindAllStringSubmatch(s[2], -1) {
				at := web.Ask(path, s[1], strings.ReplaceAll(v[1], "&amp;", "&"))
				zh, en := o.get(at), o.get(at, speaking(lang.EN)...)
				if zh.Code != http.StatusOK || rowsSaid(zh.Body.String()) != rowsSaid(en.Body.String()) {
					t.Errorf("%s: %d, %s rows in Chinese, %s in English", at, zh.Code, rowsSaid(zh.Body.String()),
						rowsSaid(en.Body.String()))
				}
				followed++
			}
		}
	}
	if followed < 60 {
		t.Errorf("only %d choices were made", followed)
	}
}

func rowsSaid(page string) string {
	if m := regexp.MustCompile(`data-count="(\d+)"`).FindStringSubmatch(page); m != nil {
		return m[1]
	}
	return "no"
}

// TestAChoiceGivesWhatItSays: the number beside a choice is how many rows it gives, whatever else was chosen.
func TestAChoiceGivesWhatItSays(t *testing.T) {
	t.Parallel()
	o := small(t)
	option := regexp.MustCompile(`(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	value := regexp.MustCompile(`<option value="([^"]+)"[^>]*>[^<]* (\d+)</option>`)
	followed := 0
	for _, path := range []string{o.y("/scores"), o.y("/scores?light=red"), o.y("/scores?light=amber&class=街道"),
		o.y("/scores?q=5"), o.y("/facts/actuals?indicator=A1")} {
		for _, s := range option.FindAllStringSubmatch(o.get(path).Body.String(), -1) {
			for _, v := range value.FindAllStringSubmatch(s[2], -1) {
				u, err := url.Parse(path)
				if err != nil {
					t.Fatal(err)
				}
				q := u.Query()
				q.Set(s[1], strings.ReplaceAll(v[1], "&amp;", "&"))
				u.RawQuery = q.Encode()
				if got := rowsSaid(o.get(u.String()).Body.String()); got != v[2] {
					t.Errorf("%s: %s says %s, the list has %s", path, u, v[2], got)
				}
				followed++
			}
		}
	}
	if followed < 60 {
		t.Errorf("only %d choices were made", followed)
	}
}

// TestNoFilterTakesAPagesName: a column that rows are chosen by isn't called like what the page itself asks for.
func TestNoFilterTakesAPagesName(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	name := regexp.MustCompile(`<select[^>]*name="([^"]+)" data-submit`)
	for _, path := range []string{"/imports", "/units", "/plan", o.y("/scores"), o.y("/runs"), o.y("/history?unit=S1")} {
		for _, m := range name.FindAllStringSubmatch(o.get(path).Body.String(), -1) {
			switch m[1] {
			case "year", "scope", "asof", "run", "pane", "as", "table", "p", "q", "sort", "cols", "pick", "page":
				t.Errorf("%s: a filter is called %q", path, m[1])
			}
		}
	}
	if w := o.get("/imports?of=2013"); rowsSaid(w.Body.String()) == "0" || w.Code != http.StatusOK {
		t.Errorf("imports of a year: %d, %s", w.Code, rowsSaid(w.Body.String()))
	}
}

// TestAPaneSpeaksOfItsPage: what stands open beside a page has the day and the run of the page.
func TestAPaneSpeaksOfItsPage(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	beside := func(year int, more ...string) string {
		return web.Ask(web.At{Year: year}.To("/ranking"), append([]string{"pane",
			web.At{Year: 2014}.ExplainPath("S1", "total")}, more...)...)
	}
	open := func(path string) string {
		_, pane, _ := strings.Cut(o.get(path).Body.String(), `id="drawer"`)
		return pane
	}
	if sort := hrefTo(t, o.get(beside(2014)), web.At{Year: 2014}.To("/ranking"), "sort="); sort == "" ||
		strings.Contains(sort, "pane") {
		t.Errorf("a heading takes the pane along, which may be closed by then: %q", sort)
	}
	if pane := open(beside(2014)); !strings.Contains(pane, "class=\"big") {
		t.Fatalf("no pane: %.300s", pane)
	}
	if pane := open(beside(2013)); strings.Contains(pane, "class=\"big") {
		t.Error("a page of 2013 shows an explanation of 2014")
	}
	if pane := open(beside(2014, "run", "now")); !strings.Contains(pane, "实时得分") {
		t.Errorf("beside the score as of now stands another one: %.600s", pane)
	}
	for _, link := range []string{hrefTo(t, o.get(beside(2014)), "/y/2013/to", ""),
		hrefTo(t, o.get(beside(2014)), web.At{Year: 2014}.To("/ranking"), "run=now")} {
		if link == "" || strings.Contains(link, "pane") {
			t.Errorf("%q takes the pane along", link)
		}
	}
}

// TestNumbersUnderAScope: a number of the whole district leads to the list of the whole district.
func TestNumbersUnderAScope(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, demo.Haidian2014())
	at, counts := web.At{Year: 2014, Scope: "镇"}, map[string]int{}
	for _, path := range []string{at.HomePath(), at.To("/runs"), at.Base("/units"), at.To("/floors"),
		at.FactsPath("actuals"), at.ScoresPath("light", "red")} {
		w := o.get(path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		o.followed(t, path, parsed(t, w), counts)
	}
	var list struct {
		Scope string
		Lists []struct{ Count, Of int }
	}
	red := 0
	whole := web.At{Year: 2014}
	for _, x := range []struct{ path, id string }{{whole.HomePath() + "?as=json", "weak"},
		{whole.ScoresPath("light", "red") + "&as=json", ""}} {
		var all struct {
			Lists []struct {
				ID        string
				Count, Of int
			}
		}
		if err := json.Unmarshal(o.get(x.path).Body.Bytes(), &all); err != nil {
			t.Fatal(err)
		}
		for _, l := range all.Lists {
			switch {
			case l.ID == x.id:
				red = l.Of
			case x.id == "" && l.Count != red:
				t.Errorf("the overview's list is of %d, there are %d", red, l.Count)
			}
		}
	}
	if err := json.Unmarshal(o.get(at.To("/facts/actuals.json")).Body.Bytes(), &list); err != nil || list.Scope != "镇" ||
		list.Lists[0].Count >= 2254 || list.Lists[0].Count == 0 {
		t.Errorf("facts of one class: %+v, %v", list, err)
	}
}

// TestAFileSaysWhatThePageSays: what stands below a number (what a total lacks) goes along with it.
func TestAFileSaysWhatThePageSays(t *testing.T) {
	t.Parallel()
	in := demo.Small()
	in.Actuals = slices.DeleteFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == "S3" })
	o := newDistrict(t)
	o.load(t, in)
	for _, path := range []string{o.y("/ranking"), "/units"} {
		if w := o.get(web.Ask(path, "as", "csv")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "总分说明") ||
			!strings.Contains(w.Body.String(), ",缺报 4 项,") {
			t.Errorf("%s: %.400s", path, w.Body)
		}
	}
}

// TestManyImports: the list of imports, its filters and its file have all of them.
func TestManyImports(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	for i := range 60 {
		o.uploadAs(t, intake.Guess, 0, intake.Upload{Name: fmt.Sprintf("%d.csv", i), Data: []byte("a,b\n1,2\n")})
	}
	if n := rowsSaid(o.get("/imports").Body.String()); n != "60" {
		t.Errorf("the page lists %s of 60", n)
	}
	if lines := strings.Count(o.get("/imports?as=csv").Body.String(), "\n"); lines != 61 {
		t.Errorf("the file has %d lines", lines)
	}
}

// TestAFileOfAPartSaysWhichPart: a workbook that has some of the rows says by what they were chosen.
func TestAFileOfAPartSaysWhichPart(t *testing.T) {
	t.Parallel()
	o := small(t)
	var all []string
	for _, lines := range sheets(t, o.get(o.y("/scores?light=red&q=环境&scope=街道&as=xlsx"))) {
		all = append(all, lines...)
	}
	for _, want := range []string{"街道", "筛选：灯：红，查找：环境；4 行，共 81 行"} {
		if !slices.Contains(all, want) {
			t.Errorf("%q isn't said: %q", want, all[:min(8, len(all))])
		}
	}
}

// TestAFileNamesItsRun: figures of a run that was asked for say so in the file too.
func TestAFileNamesItsRun(t *testing.T) {
	t.Parallel()
	o := small(t)
	var page struct {
		Run   int64
		AsOf  string `json:"as_of"`
		Scope string
	}
	err := json.Unmarshal(o.get(o.y("/ranking.json?run=1&scope=街道")).Body.Bytes(), &page)
	if err != nil || page.Run != 1 || page.Scope != "街道" || page.AsOf != "" {
		t.Errorf("%+v, %v", page, err)
	}
	for name, lines := range sheets(t, o.get(o.y("/ranking?run=1&as=xlsx"))) {
		if !slices.Contains(lines, "按计分 1") {
			t.Errorf("the sheet %s doesn't say its run: %q", name, lines[:4])
		}
	}
	if body := o.get(o.y("/scheme.json")).Body.String(); !strings.Contains(body, `"sums":{"cells":{`) {
		t.Errorf("no totals: %.300s", body)
	}
}

// TestNumbersOfAWorkbookAreNumbers: what doesn't end (a third of 100) is a number in a workbook too, not a text that no
// sum counts; and what a line lost adds up with what it got, as both are shown.
func TestNumbersOfAWorkbookAreNumbers(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, demo.Haidian2014())
	fraction, at := regexp.MustCompile(`(^|\|)-?\d+/\d+(\||$)`), web.At{Year: 2014}
	for _, path := range []string{at.ScoresPath(), at.HomePath(), at.UnitPath("DQ007"), at.Base("/plan", "view", "mid")} {
		rows := 0
		for _, lines := range sheets(t, o.get(web.Ask(path, "as", "xlsx"))) {
			for _, line := range lines {
				if rows++; fraction.MatchString(line) {
					t.Errorf("%s: %s", path, line)
				}
			}
		}
		if rows < 10 {
			t.Errorf("%s: only %d rows", path, rows)
		}
	}
	part := regexp.MustCompile(`^前 8 行，共 \d+ 行$`) // a sheet of the first rows says of how many
	if !slices.ContainsFunc(sheets(t, o.get(at.HomePath()+"?as=xlsx"))["红灯清单"], part.MatchString) {
		t.Error("the overview's sheet of red lights doesn't say of how many it has the first")
	}
	sums := 0
	for _, row := range rowsOf(t, o.get(at.UnitPath("JD079"))) {
		cells := strings.Split(row, "|")
		if len(cells) < 5 {
			continue
		}
		full, e1 := decimal.Parse(cells[2])
		got, e2 := decimal.Parse(cells[3])
		lost, e3 := decimal.Parse(cells[4])
		if e1 == nil && e2 == nil && e3 == nil {
			if sums++; !got.Add(lost).Equal(full) {
				t.Errorf("%s and %s aren't %s: %s", cells[3], cells[4], cells[2], row)
			}
		}
	}
	if sums < 20 {
		t.Errorf("only %d rows were added up: %q", sums, rowsOf(t, o.get(at.UnitPath("JD079")))[:3])
	}
}
