package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/ledger"
)

// TestTheScoreAsOfNow: what somebody saved is in the total, the place and the explanation of the next page; the run
// that was settled stays what it was, and each page says which of the two it shows.
func TestTheScoreAsOfNow(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.Runs.Between = time.Nanosecond
	run, now := o.y("/ranking"), o.y("/ranking?run=now")
	settled := says(t, "the run", o.get(run), http.StatusOK, "计分 1", "实时得分")
	first := says(t, "as of now", o.get(now), http.StatusOK, "实时得分 · 数据到版本 1", "没有封存", "1 第1街道 95.83")
	if strings.Contains(first, "全区结果") {
		t.Error("what isn't sealed is offered as a file")
	}
	in, _, err := o.Ledger.Latest(t.Context(), me, o.year)
	if err != nil {
		t.Fatal(err)
	}
	var edit ledger.Edit
	for _, a := range in.Actuals {
		if a.Unit == "S1" && a.Indicator == "A1" {
			edit = ledger.Edit{Kind: ledger.Value, Key: ledger.KeyOf("S1", "A1", a.Item, "Y"), On: 1,
				Body: `{"period":"Y","number":"10"}`}
		}
	}
	b, err := o.Ledger.Append(t.Context(), me, ledger.Cause{Year: o.year, Act: fact.Submission}, []ledger.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	page := o.get(now)
	moved := says(t, "after a save", page, http.StatusOK, fmt.Sprintf("数据到版本 %d", b.ID), "第1街道 78.43")
	if moved == first {
		t.Error("the page says the same as before")
	}
	if !strings.Contains(page.Body.String(), o.y("/units/S1?run=now")) {
		t.Error("links lead away from what the page speaks of")
	}
	// the run says what it said, and that facts are newer
	const newer = "数据已更新，成绩仍按计分 1 · 看实时得分 重新计分 "
	if again := mainOf(t, o.get(run)); strings.Replace(again, newer, "", 1) != settled || !strings.Contains(again, newer) {
		t.Errorf("the run says something else: %s", again)
	}
	for _, path := range []string{"/", "/units/S1", "/scores", "/items/A1", "/units/S1/explain/total"} {
		if text := mainOf(t, o.get(o.y("%s", path))); !strings.Contains(text, "数据已更新，成绩仍按计分 1") {
			t.Errorf("%s doesn't say that facts are newer: %s", path, text)
		}
	}
	says(t, "scorecard", o.get(o.y("/units/S1?run=now")), http.StatusOK, "78.43", "实时得分")
	says(t, "why", o.get(o.y("/units/S1/explain/A1?run=now")), http.StatusOK, "10 ÷ 100", fmt.Sprintf("数据到版本 %d", b.ID))
	says(t, "why this total", o.get(o.y("/units/S1/explain/total?run=now")), http.StatusOK, "78.43")
	says(t, "why this class", o.get(o.y("/classes/街道/explain?run=now")), http.StatusOK, "平均")
	says(t, "overview", o.get(o.y("/?run=now")), http.StatusOK, "实时得分")
	says(t, "on an earlier day", o.get(now+"&asof=2026-01-01"), http.StatusBadRequest, "只能选一个")
	says(t, "a run on a day", o.get(o.y("/ranking?run=1&asof=2026-01-01")), http.StatusBadRequest, "只能选一个")
	says(t, "of no year", o.get("/units?run=now"), http.StatusNotFound)
	says(t, "of a year that isn't there", o.get("/y/1999/ranking?run=now"), http.StatusNotFound)
}

// TestAsOfNowIsHandedOn: whoever looks at the year as of now, or at another run, stays there: with other looks, by a
// unit's name, from the overview; its numbers say what they were made from.
func TestAsOfNowIsHandedOn(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.Runs.Between = time.Nanosecond
	for path, want := range map[string]string{
		o.y("/?run=now"):            `name="back" value="` + o.y("/?run=now") + `"`,
		o.y("/?run=1"):              `name="back" value="` + o.y("/?run=1") + `"`,
		o.y("/"):                    `href="` + o.y("/?run=now") + `"`,
		o.y("/units/S1/explain/A1"): `href="` + o.y("/units/S1/explain/A1?run=now"),
		o.y("/classes/街道/explain"):  "explain?run=now",
	} {
		if page := o.get(path).Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s has no %s", path, want)
		}
	}
	for _, query := range []string{"?run=now", "?run=1", ""} {
		w := o.get(o.y("/units/%s%s", url.PathEscape("第1街道"), query))
		if to := w.Header().Get("Location"); to != o.y("/units/S1%s", query) {
			t.Errorf("%s leads to %s", query, to)
		}
	}
	weak := func(query string) string {
		_, rest, _ := strings.Cut(mainOf(t, o.get(o.y("/%s", query))), "失分最多的红灯")
		return rest
	}
	if a, b := weak("?run=1"), weak("?run=now"); a != b || a == "" {
		t.Errorf("where most points were lost:\n%s\nas of now:\n%s", a, b)
	}
	sources := func(query string) int {
		return strings.Count(o.get(o.y("/units/S1%s", query)).Body.String(), "year.xlsx")
	}
	if a, b := sources("?run=1"), sources("?run=now"); a == 0 || a != b {
		t.Errorf("%d sources on the scorecard, %d as of now", a, b)
	}
}

// TestWhatTheOverviewStandsOn: it says up to which batch facts are there, and that scores are older where they are; a
// run's overview names the run's own batch.
func TestWhatTheOverviewStandsOn(t *testing.T) {
	t.Parallel()
	o := small(t)
	if page := mainOf(t, o.get(o.y("/"))); !strings.Contains(page, "数据版本 1") || strings.Contains(page, "依据到批次") {
		t.Error(page)
	}
	b := o.save(t, "10")
	says(t, "the year", o.get(o.y("/")), http.StatusOK, fmt.Sprintf("数据版本 %d", b), "依据到版本 1 的数据")
	if page := mainOf(t, o.get(o.y("/?run=1"))); strings.Contains(page, fmt.Sprintf("数据版本 %d", b)) ||
		!strings.Contains(page, "数据版本 1") {
		t.Error("the run's overview speaks of other facts: ", page)
	}
	says(t, "the rule", o.get(o.y("/items/A1")), http.StatusOK, "计分 1")
}

// TestNeverScored: of a year without a run the score as of now is shown, and nothing leads to a run.
func TestNeverScored(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.bring(t, demo.Small())
	o.speakOf(demo.Small())
	for _, path := range []string{"/ranking", "/units/S1", "/", "/units/S1/explain/A1", "/classes/街道/explain"} {
		page := o.get(o.y("%s?run=now", path))
		says(t, path, page, http.StatusOK, "实时得分")
		if body := page.Body.String(); strings.Contains(body, "看当前采用的计分") || strings.Contains(body, "已封存的结果") {
			t.Errorf("%s leads to a run that isn't there", path)
		}
	}
}

// TestTablesThatAreOfferedAreThere: whatever page offers its tables as a file has some.
func TestTablesThatAreOfferedAreThere(t *testing.T) {
	t.Parallel()
	o := small(t)
	offered := 0
	paths := o.paths()
	paths["an explanation"], paths["a class"] = o.y("/units/S1/explain/A1"), o.y("/classes/街道/explain")
	paths["a run"], paths["empty floors"] = o.y("/runs/1"), o.y("/floors?only=waived")
	for name, path := range paths {
		for _, m := range regexp.MustCompile(`href="([^"]*as=(?:xlsx|csv)[^"]*)"`).FindAllStringSubmatch(
			o.get(path).Body.String(), -1) {
			offered++
			if w := o.get(html.UnescapeString(m[1])); w.Code != http.StatusOK {
				t.Errorf("%s offers %s: %d", name, m[1], w.Code)
			}
		}
	}
	if offered < 10 {
		t.Errorf("only %d files are offered", offered)
	}
}

// save records another value of S1's first indicator.
func (o office) save(t *testing.T, number string) int64 {
	t.Helper()
	edit := ledger.Edit{Kind: ledger.Value, Key: ledger.KeyOf("S1", "A1", "A", "Y"), On: 1,
		Body: `{"period":"Y","number":"` + number + `"}`}
	b, err := o.Ledger.Append(t.Context(), me, ledger.Cause{Year: o.year, Act: fact.Submission}, []ledger.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}
