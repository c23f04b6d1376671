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
	"shiji/internal/person"
	"shiji/internal/web"
)

// with adds a question to an address.
func with(path, query string) string {
	if strings.Contains(path, "?") {
		return path + "&" + query
	}
	return path + "?" + query
}

// listed is what a page answers as JSON.
type listed struct {
	Title, Stage string
	Year         int
	Lists        []struct {
		ID, Name  string
		Columns   []struct{ Key, Head, Unit, Type string }
		Count, Of int
		Rows      []struct {
			Code  string
			Cells map[string]*string
		}
	}
}

// asJSON is a page's lists.
func (o office) asJSON(t testing.TB, path string) (out listed) {
	t.Helper()
	before, query, _ := strings.Cut(path, "?")
	w := o.get(before + ".json?" + query)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatalf("%s as JSON: %d %.300s", path, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s as JSON: %v", path, err)
	}
	return out
}

// saysSame reports whether a cell of a page or a workbook says what the list says as JSON.
func saysSame(kind, shown string, exact *string) bool {
	plain := strings.NewReplacer(" ", "", ";", "")
	shown = plain.Replace(shown)
	if exact == nil {
		return shown == "" || shown == "—" || kind == "light" && shown == "无灯"
	}
	want := plain.Replace(*exact)
	n, err := decimal.Parse(want)
	if kind == "light" {
		return shown == map[string]string{"red": "红", "amber": "黄", "green": "绿", "grey": "无灯"}[want]
	}
	if kind != "number" || err != nil {
		return strings.Contains(want, shown) || strings.HasPrefix(shown, want) ||
			strings.Contains(strings.ReplaceAll(want, "year.xlsx", ""), shown)
	}
	number := regexp.MustCompile(`^[+-]?[0-9,]+(\.[0-9]+)?`).FindString(shown)
	_, decimals, _ := strings.Cut(number, ".")
	return strings.TrimPrefix(strings.ReplaceAll(number, ",", ""), "+") == n.Fixed(len(decimals))
}

// TestEveryListIsOne: whatever a page lists, its workbook, its CSV and its JSON say the same, and lists that are shown
// in parts are whole in all of them.
func TestEveryListIsOne(t *testing.T) {
	t.Parallel()
	o := small(t)
	paths := o.paths()
	lists, cells := 0, 0
	for _, rt := range o.Routes() {
		path := paths[rt.Pattern]
		if rt.Code == "" || path == "" || rt.Pattern == "GET /plan/{code}" {
			continue
		}
		page := o.get(path)
		tables := readTables(parsed(t, page)).tables
		tables = slices.DeleteFunc(tables, func(t pageTable) bool { return t.id == "" }) // a page of keys is no list
		if len(tables) == 0 {
			if w := o.get(with(path, "as=xlsx")); w.Code != http.StatusNotFound {
				t.Errorf("%s has no list, but a file: %d", path, w.Code)
			}
			continue
		}
		answer := o.asJSON(t, path)
		file := sheets(t, o.get(with(path, "as=xlsx")))
		for _, table := range tables {
			i := slices.IndexFunc(answer.Lists, func(l struct {
				ID, Name  string
				Columns   []struct{ Key, Head, Unit, Type string }
				Count, Of int
				Rows      []struct {
					Code  string
					Cells map[string]*string
				}
			}) bool {
				return l.ID == table.id
			})
			if i < 0 {
				t.Errorf("%s shows %s, which isn't in its JSON", path, table.id)
				continue
			}
			l := answer.Lists[i]
			lists++
			heads := map[string]int{}
			for k, c := range l.Columns {
				heads[strings.TrimSpace(c.Head+" "+c.Unit)] = k
			}
			rows := table.rows
			if l.Count < len(rows) { // totals on top
				rows = rows[len(rows)-l.Count:]
			}
			if len(l.Rows) != l.Count || l.Count > 50 && len(rows) != 50 || l.Count <= 50 && len(rows) != l.Count {
				t.Errorf("%s %s: %d rows on the page, %d of %d as JSON", path, table.id, len(rows), len(l.Rows), l.Count)
			}
			for r, row := range rows {
				for h, head := range table.heads {
					k, ok := heads[head]
					if !ok || head == "编码 code" {
						continue
					}
					c := l.Columns[k]
					if cells++; !saysSame(c.Type, row[h], l.Rows[r].Cells[c.Key]) {
						said := "null"
						if x := l.Rows[r].Cells[c.Key]; x != nil {
							said = *x
						}
						t.Errorf("%s %s, row %d: the page says %s %q, its JSON %q", path, table.id, r+1, head, row[h], said)
					}
				}
			}
			csv := strings.Split(strings.TrimSpace(o.get(with(path, "as=csv&table="+table.id)).Body.String()), "\n")
			if len(csv) != l.Count+1 && !strings.Contains(strings.Join(csv, ""), `"`) {
				t.Errorf("%s %s: %d lines of CSV for %d rows", path, table.id, len(csv), l.Count)
			}
			found := false
			for name, lines := range file {
				found = found || strings.HasPrefix(name, string([]rune(l.Name)[:min(len([]rune(l.Name)), 8)])) &&
					len(lines) > l.Count
			}
			if !found {
				t.Errorf("%s: no sheet of its workbook has the %d rows of %s", path, l.Count, l.Name)
			}
		}
	}
	if lists < 14 || cells < 1500 {
		t.Errorf("only %d lists and %d cells were compared", lists, cells)
	}
	w := o.get(fmt.Sprintf("/y/%d/ranking?as=csv&table=ranking", o.year))
	if text := w.Body.String(); w.Code != http.StatusOK || !strings.HasPrefix(text, "\ufeff编码 code,名次,单位,总分,") ||
		!strings.Contains(text, "\n"+o.unit+",") {
		t.Errorf("ranking as CSV: %d %.300s", w.Code, text)
	}
	for _, path := range []string{"/y/%d/ranking?as=csv&table=none", "/y/%d/ranking?as=pdf", "/y/%d/ranking?as="} {
		if w := o.get(fmt.Sprintf(path, o.year)); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestWrongAnswersAreJSON: who asks for JSON is told so in JSON, with the same rights.
func TestWrongAnswersAreJSON(t *testing.T) {
	t.Parallel()
	o := small(t)
	for path, status := range map[string]int{"/nowhere.json": 404, o.y("/units/none.json"): 404, "/keys.json": 404,
		o.y("/ranking.json?asof=x"): 422} {
		w := o.get(path)
		var out struct {
			Error struct{ Code, What, Next, Request string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); w.Code != status || err != nil || out.Error.What == "" ||
			out.Error.Request != w.Header().Get("X-Request-Id") {
			t.Errorf("%s: %d %v %s", path, w.Code, err, w.Body)
		}
	}
	if w := o.denied(person.Nobody).get(o.y("/ranking.json")); w.Code != http.StatusForbidden ||
		strings.Contains(w.Body.String(), "街道") {
		t.Errorf("whoever may nothing: %d %s", w.Code, w.Body)
	}
	if w := o.get(o.y("/runs/1/run.json")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(),
		"results_sha256") {
		t.Errorf("a sealed run is still its document: %d %.100s", w.Code, w.Body)
	}
}

// TestWhatIsAskedOfAList: order, filters, words, columns and picked rows stand in the address.
func TestWhatIsAskedOfAList(t *testing.T) {
	t.Parallel()
	o := small(t)
	column := func(path, key string) (out []string) {
		for _, r := range o.asJSON(t, path).Lists[0].Rows {
			if c := r.Cells[key]; c != nil {
				out = append(out, *c)
			} else {
				out = append(out, "null")
			}
		}
		return out
	}
	totals := func(query string) string { return strings.Join(column(o.y("/ranking%s", query), "total"), " ") }
	down, up := "95.83 93.83 91.84 88.84 87.84 85.84 83.85 81.85 80.71",
		"80.71 81.85 83.85 85.84 87.84 88.84 91.84 93.83 95.83"
	for query, want := range map[string]string{"": down, "?sort=-total": down, "?sort=total": up, "?sort=none": down,
		"?grade=" + url.QueryEscape("优秀"):            "95.83 93.83",
		"?sort=total&grade=" + url.QueryEscape("良好"): "80.71 88.84 91.84", "?pick=S1&pick=S4": "95.83 88.84"} {
		if got := totals(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	// the unit that stands apart has no place: it comes last, whatever the order
	for _, query := range []string{"?sort=place", "?sort=-place"} {
		if list := column(o.y("/ranking%s", query), "place"); list[len(list)-1] != "单列" {
			t.Errorf("%s: %v", query, list)
		}
	}
	lost := column(o.y("/scores?light=red"), "lost")
	if strings.Join(lost, " ") != "6 6 5.1429 4.2857" {
		t.Errorf("what is red: %v", lost)
	}
	if units := column("/units?q=Ｓ９&year=2013", "unit"); strings.Join(units, " ") != "第9街道" {
		t.Errorf("by a code in full width: %v", units)
	}
	page := o.get(o.y("/scores?light=red&cols=points&cols=light"))
	says(t, "chosen columns", page, http.StatusOK, "筛出 4 行，共 81 行")
	if heads := readTables(parsed(t, page)).tables[0].heads; strings.Join(heads, " ") != "编码 code 单位 得分 灯" {
		t.Errorf("the columns are %v", heads)
	}
	if at := hrefTo(t, page, o.y("/scores"), "sort=-points"); !strings.Contains(at, "light=red") ||
		!strings.Contains(at, "cols=points&cols=light") {
		t.Errorf("sorting forgets what was asked: %s", at)
	}
	if again := o.get(o.y("/scores?sort=-points")); !strings.Contains(again.Body.String(), `aria-sort="descending"`) ||
		hrefTo(t, again, o.y("/scores"), "sort=points") == "" {
		t.Error("a sorted column doesn't say so, or can't be turned")
	}
	none := says(t, "nothing found", o.get(o.y("/scores?light=red&missing=open")), http.StatusOK, "没有符合筛选的行", "看全部 81 行")
	if strings.Contains(none, "missing") {
		t.Errorf("a filter that finds nothing speaks in codes: %s", none)
	}
	if l := o.asJSON(t, o.y("/scores?light=red&missing=open")).Lists[0]; l.Count != 0 || l.Of != 81 || len(l.Rows) != 0 {
		t.Errorf("the same as JSON: %+v", l)
	}
}

// TestLongListsComeInParts: fifty rows at a time, every row in exactly one part, all of them in the file and
// where all are asked for.
func TestLongListsComeInParts(t *testing.T) {
	list := make([]int, 123)
	for i := range list {
		list[i] = i
	}
	var seen []int
	v := &web.View{Path: "/x?class=a&p=1"}
	for range 3 {
		seen = append(seen, web.Part(v, list)...)
		for i, p := range v.Pager.Parts {
			if p.Current && i+1 < len(v.Pager.Parts) {
				v.Path = v.Pager.Parts[i+1].Path
				break
			}
		}
	}
	if !slices.Equal(seen, list) || v.Pager.From != 101 || v.Pager.To != 123 || v.Pager.N != 123 ||
		!strings.Contains(v.Path, "class=a") {
		t.Errorf("%d rows, %+v, %s", len(seen), v.Pager, v.Path)
	}
	for path, rows := range map[string]int{"/x": 50, "/x?p=all": 123, "/x?p=9": 50, "/x?p=-1": 50, "/x?p=%00": 50} {
		if got := web.Part(&web.View{Path: path}, list); len(got) != rows {
			t.Errorf("%s: %d rows, want %d", path, len(got), rows)
		}
	}
	if got := web.Part(&web.View{Path: "/x", AsFile: true}, list); len(got) != 123 {
		t.Errorf("file: %d rows", len(got))
	}
	short := &web.View{Path: "/x"}
	if got := web.Part(short, list[:50]); len(got) != 50 || short.Pager.N != 0 {
		t.Errorf("a short list: %d rows, %+v", len(got), short.Pager)
	}
}
