package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/person"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/target"
	"shiji/internal/web"
)

// found are the hits that a search shows: kind, name, note.
func found(t *testing.T, o office, query string, ask ...string) []string {
	t.Helper()
	path := "/search?q=" + url.QueryEscape(query)
	for _, a := range ask {
		path += "&" + a
	}
	w := o.get(path)
	if w.Code != http.StatusOK {
		t.Errorf("%s: %d, to %s", path, w.Code, w.Header().Get("Location"))
	}
	rows := rowsOf(t, w)
	for i, r := range rows { // without codes
		if cells := strings.Split(r, "|"); len(cells) > 3 {
			rows[i] = strings.Join(cells[1:], "|")
		}
	}
	return rows
}

// TestSearch: by any part of a name or a code, by readings and first letters, in the year of the page.
func TestSearch(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"街道", []string{"单位|第1街道|S1 街道", "单位|第9街道|S9 街道"}},
		{"p0", []string{"规划指标|"}}, // in small letters too
		{"第3街", []string{"单位|第3街道|S3 街道"}},
		{"任务", []string{"指标|重点任务完成率|A1 重点工作", "指标|个性任务|A3 重点工作"}},
		{"重点工", []string{"指标|重点工作|二级指标"}},
		{"任务甲", []string{"目标|任务甲|个性任务 · 9 家单位"}},
		{"方案", []string{"页面|年度方案|规划与方案"}},
		{"year", []string{"导入文件|year.xlsx|导入 2", "页面|年度方案|"}},
		{"快捷", []string{"页面|快捷键|"}},

		// readings and first letters
		{"d3jd", []string{"单位|第3街道|S3 街道"}},
		{"jd", []string{"单位|第1街道|S1 街道"}},
		{"zdrw", []string{"指标|重点任务完成率|A1 重点工作"}},
		{"chongdianrenwu", []string{"指标|重点任务完成率|A1 重点工作"}}, // another reading of 重
		{"ＺＤＲＷ", []string{"指标|重点任务完成率|A1 重点工作"}},
		{"　ａ", []string{"指标|重点任务完成率|A1 重点工作"}},
		{"pmdc", []string{"页面|排名等次|考评"}},
		{"ranking", []string{"页面|排名等次|考评"}},

		// what can be done
		{"计分", []string{"页面|计分|考评", "命令|重新计分|计分"}},
		{"cxjf", []string{"命令|重新计分|计分"}},
		{"导入", []string{"页面|导入中心|基础数据", "命令|导入工作簿|导入中心"}},
		{"模板", []string{"命令|下载空白模板|导入中心"}},
		{"现有数据", []string{"命令|下载现有数据|导入中心"}},
		{"简报", []string{"命令|打印简报|总览"}},
		{"language", []string{"命令|切换语言|"}},
		{"深色", []string{"命令|切换外观|"}},
	} {
		rows := found(t, o, c.query)
		for _, want := range c.want {
			if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, want) }) {
				t.Errorf("%q doesn't find %s:\n%s", c.query, want, strings.Join(rows, "\n"))
			}
		}
	}
	for query, none := range map[string]string{"p0": "街道", "jd": "A1 ", "d3jd": "第1街道"} {
		if rows := strings.Join(found(t, o, query), "\n"); strings.Contains(rows, none) {
			t.Errorf("%q finds %s:\n%s", query, none, rows)
		}
	}
}

// TestSearchOrder: what is named just so comes first, then what begins so, then the rest; each by kind.
func TestSearchOrder(t *testing.T) {
	t.Parallel()
	o := small(t)
	next := nextYear()
	next.Roster.Units[4].Name, next.Roster.Units[5].Name, next.Scheme.Leaf("A2").Name = "计分街道", "第6计分街道", "计分"
	o.load(t, next)
	for query, want := range map[string][]string{
		"计分": {"指标|计分", "页面|计分", "单位|计分街道", "单位|第6计分街道", "命令|重新计分"},
		"导入": {"页面|导入中心", "命令|导入工作簿"},
	} {
		var got []string
		for _, r := range found(t, o, query) {
			got = append(got, r[:strings.LastIndex(r, "|")])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}

// TestSearchOpens: the only thing that is called so is opened; what is only a part of a name is shown.
func TestSearchOpens(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	at := web.At{Year: 2014}
	for query, want := range map[string]string{
		"第3街道": at.UnitPath("S3"), " 第3街道 ": at.UnitPath("S3"), "s3": at.UnitPath("S3"), "Ｓ3": at.UnitPath("S3"),
		"重点任务完成率": at.ItemPath("A1"), "　ａ1": at.ItemPath("A1"), "快捷键": "/keys", "重点工作": at.To("/scheme", "q", "重点工作"),
		"年度方案": "/y/2014/scheme", "yearly scheme": "/y/2014/scheme",
		"第3街": "", "重点任务": "", "ranking": "", "d3jd": "", "方案": "", "计分": "", "深色": "", "重新计分": "", "街道": "", "": "",
	} {
		path := "/search?q=" + url.QueryEscape(query)
		w := o.get(path)
		if got := w.Header().Get("Location"); got != want || (w.Code == http.StatusSeeOther) != (want != "") {
			t.Errorf("%q: %d %q, want %q", query, w.Code, got, want)
		}
		for _, as := range []string{"/search.json?q=", "/search?as=csv&q="} {
			if w := o.get(as + url.QueryEscape(query)); w.Code != http.StatusOK && query != "" {
				t.Errorf("%s%s: %d", as, query, w.Code)
			}
		}
	}
	w := o.get("/search?q=s3&asof=" + today() + "&scope=" + url.QueryEscape("街道"))
	want := web.At{Year: 2014, AsOf: today(), Scope: "街道"}.UnitPath("S3")
	if got := w.Header().Get("Location"); got != want {
		t.Errorf("opens %q, want %q", got, want)
	}
	says(t, "in English", o.get("/search?q=S1&year=2013", speaking(lang.EN)...), http.StatusSeeOther)
}

// TestSearchJSON: programs get hits with kind, name, note and address, and are never sent elsewhere.
func TestSearchJSON(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	for query, want := range map[string]map[string]string{
		"第3街道": {"kind": "单位", "name": "第3街道", "note": "S3 街道", "path": web.At{Year: 2014}.UnitPath("S3")},
		"cxjf": {"kind": "命令", "name": "重新计分", "note": "计分", "path": "/y/2014/runs"},
		"none": nil, "": nil,
	} {
		w := o.get("/search.json?q=" + url.QueryEscape(query))
		var got struct {
			Year  int
			Lists []struct {
				Count int
				Rows  []struct{ Cells map[string]string }
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || len(got.Lists) != 1 {
			t.Errorf("%q: %d %v %s", query, w.Code, err, w.Body)
			continue
		}
		rows := got.Lists[0].Rows
		switch {
		case want == nil && len(rows) == 0:
		case want == nil || len(rows) == 0 || !maps.Equal(rows[0].Cells, want):
			t.Errorf("%q: %+v, want %v", query, rows, want)
		}
	}
}

// TestSearchElsewhere: other years, and the whole district, say how many hits they have, and show as many.
func TestSearchElsewhere(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	says(t, "nothing", o.get("/search?q=2099"), http.StatusOK, "2014 年度未找到“2099”", "其他年度也没有", "首字母或全拼")
	for query, said := range map[string]string{"任务": "2013 年度有 ", "街道": "2013 年度有 ", "year": "2013 年度有 "} {
		w := o.get("/search?q=" + url.QueryEscape(query))
		says(t, query, w, http.StatusOK, said)
		at := hrefTo(t, w, "/search?", "year=2013")
		n := o.countOf(t, at)
		says(t, query, w, http.StatusOK, fmt.Sprintf("2013 年度有 %d 条", n))
		if n < 1 {
			t.Errorf("%s leads to %d hits", at, n)
		}
	}
	other := demo.Small()
	other.Scheme.Year, other.Scheme.Title, other.Scheme.Document = 2012, "2012年度方案（示例）", "示绩〔2012〕1号"
	other.Scheme.Leaf("A1").Name = "老城区改造"
	o.load(t, other)
	w := o.get("/search?year=2014&q=" + url.QueryEscape("老城区"))
	says(t, "in another year alone", w, http.StatusOK, "2014 年度未找到“老城区”", "2012 年度有 ")
	if text := mainOf(t, w); strings.Contains(text, "2013 年度有") || strings.Contains(text, "其他年度也没有") {
		t.Errorf("a year without hits: %s", text)
	}
	says(t, "in English", o.get("/search?year=2014&q="+url.QueryEscape("老城区"), speaking(lang.EN)...), http.StatusOK,
		"“老城区” wasn't found in 2014", " in 2012")
	says(t, "a year that isn't there", o.get("/search?year=1999&q=x"), http.StatusNotFound, "1999")

	w = o.get("/search?q=" + url.QueryEscape("组") + "&scope=" + url.QueryEscape("街道"))
	says(t, "of one class", w, http.StatusOK, "2014 年度（街道）", "全区有 ")
	if at := hrefTo(t, w, "/search?", "q="); at == "" || strings.Contains(at, "scope=") {
		t.Errorf("the whole district is at %q", at)
	} else if rows := rowsOf(t, o.get(at)); !strings.Contains(strings.Join(rows, "\n"), "区巡视组") {
		t.Errorf("in the whole district: %v", rows)
	}
	if rows := found(t, o, "组", "scope="+url.QueryEscape("街道")); strings.Contains(strings.Join(rows, "\n"), "区巡视组") {
		t.Errorf("of one class: %v", rows)
	}
}

// TestSearchOfAClass: units and indicators of other classes aren't found; what holds for all is; in a year without the
// class the whole district is counted.
func TestSearchOfAClass(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.load(t, demo.Haidian2012())
	for _, c := range []struct {
		scope, query string
		found        bool
	}{{"街道", "青松", true}, {"镇", "青松", false}, {"", "青松", true}, {"镇", "荷塘", true}, {"街道", "荷塘", false},
		{"街道", "个性重点任", true}, {"街道", "保值增值", false}, {"", "保值增值", true},
		{"街道", "重大安全责任", true}, {"街道", "排名", true}} {
		w := o.get("/search.json?year=2012&scope=" + url.QueryEscape(c.scope) + "&q=" + url.QueryEscape(c.query))
		if got := !strings.Contains(w.Body.String(), `"rows":[]`); w.Code != http.StatusOK || got != c.found {
			t.Errorf("%s in %q: %d %s", c.query, c.scope, w.Code, w.Body)
		}
	}
	w := o.get("/search?year=2012&q=" + url.QueryEscape("任务") + "&scope=" + url.QueryEscape("镇"))
	says(t, "of one class", w, http.StatusOK, "2012 年度（镇）找到“任务”", "2013 年度有 ", "全区有 ")
	if at := hrefTo(t, w, "/search?", "year=2013"); strings.Contains(at, "scope=") || o.countOf(t, at) < 1 {
		t.Errorf("a year without the class: %s", at)
	}
}

// TestSearchOfADay: what wasn't known on the day of the page isn't found, in no year; links keep the day, the run and
// the class.
func TestSearchOfADay(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	w := o.get("/search?asof=2001-01-01&q=" + url.QueryEscape("街道"))
	says(t, "before anything was known", w, http.StatusOK, "未找到“街道”", "按 2001-01-01 的历史时点显示",
		"到 2001-01-01 为止还没有 2014 年度的数据")
	if text := mainOf(t, w); strings.Contains(text, "2013 年度有") {
		t.Errorf("what wasn't known is counted: %s", text)
	}
	for _, q := range []string{"year", "S1", "任务", "重点工作"} {
		for _, r := range found(t, o, q, "asof=2001-01-01") {
			if !strings.HasPrefix(r, "页面|") && !strings.HasPrefix(r, "命令|") {
				t.Errorf("%s was found before it was known: %s", q, r)
			}
		}
	}
	w = o.get("/search?asof=" + today() + "&q=" + url.QueryEscape("任务"))
	for path, of := range map[string]string{"/y/2014/items/A1": "asof=" + today(), "/search?": "year=2013"} {
		if at := hrefTo(t, w, path, of); !strings.Contains(at, "asof="+today()) {
			t.Errorf("%s forgets the day: %q", path, at)
		}
	}
	for _, bad := range []string{"gestern", "2013-13-01"} {
		says(t, bad, o.get("/search?q=1&asof="+bad), http.StatusUnprocessableEntity, "日期写法不对")
	}

	// as a run has it
	o.year = 2014
	later := nextYear()
	later.Scheme.Leaf("A1").Name = "新的任务"
	o.load(t, later)
	if rows := found(t, o, "新的任务", "year=2014", "run=2"); strings.Contains(strings.Join(rows, "\n"), "新的任务") {
		t.Errorf("run 2 knows what came later: %v", rows)
	}
	for _, r := range found(t, o, "year.xls", "year=2014", "run=2") {
		if !strings.Contains(r, "导入 2 ·") {
			t.Errorf("run 2 knows a file that came later: %s", r)
		}
	}
	w = o.get("/search?year=2014&run=2&q=" + url.QueryEscape("重点任务"))
	says(t, "as a run has it", w, http.StatusOK, "按计分 2 显示", "重点任务完成率")
	if at := hrefTo(t, w, "/y/2014/items/A1", "run=2"); at == "" {
		t.Error("a hit forgets the run")
	}
	for _, path := range []string{"/search?q=x&run=2", "/search?q=x&run=2&year=2013", "/search?q=x&run=99&year=2014",
		"/search?q=x&run=y&year=2014"} {
		says(t, path, o.get(path), http.StatusNotFound)
	}
	says(t, "a run and a day", o.get("/search?q=x&run=2&year=2014&asof=2014-01-01"), http.StatusBadRequest)
	says(t, "as of now", o.get("/search?q=x&run=now&year=2014"), http.StatusOK, "实时得分")
	// the field on top of a page asks as the page speaks
	page := o.get("/y/2014/ranking?run=2").Body.String()
	form := page[strings.Index(page, `class="find"`):]
	if form = form[:strings.Index(form, "</form>")]; !strings.Contains(form, `name="run" value="2"`) {
		t.Errorf("the field forgets the run: %s", form)
	}
}

// TestSearchNothingAsked: it offers the pages that were opened lately, and says what can be found.
func TestSearchNothingAsked(t *testing.T) {
	t.Parallel()
	o := small(t)
	list, err := json.Marshal([]web.Recent{{"/units?q=7", "单位", "Units"}})
	if err != nil {
		t.Fatal(err)
	}
	recent := web.RecentCookie + "=" + base64.RawURLEncoding.EncodeToString(list)
	for range 2 { // what one has opened isn't shown to another
		w := o.get("/search", "Cookie", recent)
		says(t, "nothing asked", w, http.StatusOK, "可以查找什么", "首字母或全拼", "最近打开")
		if hrefTo(t, w, "/units", "q=7") == "" {
			t.Error("recent pages lead nowhere")
		}
		if text := says(t, "nobody's pages", o.get("/search"), http.StatusOK, "可以查找什么"); strings.Contains(text, "最近打开") {
			t.Errorf("somebody else's pages: %s", text)
		}
	}
	says(t, "in English", o.get("/search", speaking(lang.EN)...), http.StatusOK, "What can be found")
}

// TestSearchForAnything: whatever is typed is answered, and stays text.
func TestSearchForAnything(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, q := range []string{"<b>x</b>", `"><script>alert(1)</script>`, "'; drop table unit; --", "%", "_", "%s%d",
		"\\", "*", "(", "{{.}}", "../../etc/passwd", "javascript:alert(1)", strings.Repeat("z", 200),
		strings.Repeat("区", 200), "🙂", "ü", "İ", "'"} {
		w := o.get("/search?q=" + url.QueryEscape(q))
		says(t, q, w, http.StatusOK, "“"+q+"”")
		if body := w.Body.String(); strings.Contains(body, "<b>x") || strings.Contains(body, "<script>alert") {
			t.Errorf("%q becomes part of the page", q)
		}
		if w := o.get("/search.json?q=" + url.QueryEscape(q)); w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: %d %s", q, w.Code, w.Body)
		}
	}
	says(t, "too long", o.get("/search?q="+strings.Repeat("z", 201)), http.StatusBadRequest, "查找的文字太长")
	w := o.get("/search.json?q=" + strings.Repeat("z", 201))
	if w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
		t.Errorf("too long, for a program: %d %s", w.Code, w.Body)
	}
}

// TestSearchWithoutImports: who may not see imports finds everything else.
func TestSearchWithoutImports(t *testing.T) {
	t.Parallel()
	o := small(t).denied(func(_ audit.Actor, do person.Act, _ person.Object) error {
		if do == person.ReadImport {
			return person.Forbidden
		}
		return nil
	})
	for _, r := range found(t, o, "year") {
		if strings.HasPrefix(r, "导入文件|") {
			t.Errorf("a file is found: %s", r)
		}
	}
	if rows := found(t, o, "d3j"); len(rows) != 1 {
		t.Errorf("a unit isn't found: %v", rows)
	}
}

// TestSearchManyHits: a long list says how many there are, can be kept to a kind, and goes on.
func TestSearchManyHits(t *testing.T) {
	t.Parallel()
	o := small(t)
	many := demo.Small()
	many.Scheme.Year, many.Scheme.Title, many.Scheme.Document = 2014, "2014年度方案（示例）", "示绩〔2014〕1号"
	for i := range 60 {
		many.Roster.Bodies = append(many.Roster.Bodies, org.Body{Name: fmt.Sprintf("专班%d组", i)})
	}
	o.load(t, many)
	w := o.get("/search?q=" + url.QueryEscape("专班"))
	says(t, "many", w, http.StatusOK, "2014 年度找到“专班” 60 条", "60 行")
	if got := len(rowsOf(t, w)); got != 50 {
		t.Errorf("%d hits on the first page", got)
	}
	if got := o.countOf(t, "/search?q="+url.QueryEscape("专班")+"&kind=unit"); got != 60 {
		t.Errorf("%d units", got)
	}
	w = o.get("/search?q=" + url.QueryEscape("专班") + "&kind=act")
	says(t, "none of the kind", w, http.StatusOK, "没有符合筛选的行", "看全部 60 行")
	_, form, _ := strings.Cut(w.Body.String(), `aria-label="筛选"`)
	if form, _, _ = strings.Cut(form, "</form>"); !strings.Contains(form, `name="q" value="专班"`) {
		t.Errorf("who keeps to a kind forgets what was looked for: %s", form)
	}
	if at := hrefTo(t, w, "/search?q=", ""); o.countOf(t, at) != 60 {
		t.Errorf("all of them are at %q", at)
	}
}

// BenchmarkSearch is a page of search over the example years, each time for other words.
func BenchmarkSearch(b *testing.B) {
	o := newOffice(b, b.TempDir(), demo.Haidian2012(), demo.Haidian2013(), demo.Haidian2014())
	words := []string{"jd", "jsj", "jiedao", url.QueryEscape("任务")}
	i := 0
	for b.Loop() {
		i++
		if w := o.get(fmt.Sprintf("/search?q=%s&year=2014&x=%d", words[i%len(words)], i)); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// TestTwoSchemes: what differs between the schemes of two years, as a list and as trees beside each other.
func TestTwoSchemes(t *testing.T) {
	t.Parallel()
	o := small(t)
	next := demo.Small()
	next.Scheme.Year++
	a1, a2 := next.Scheme.Leaf("A1"), next.Scheme.Leaf("A2")
	a1.Points, a2.Points = points(a1.Points, "15"), points(a2.Points, "15")
	a2.Params = rule.Params{"low": "5"}
	next.Scheme.Item("满意度").Bodies = []string{"督查室"}
	o.load(t, next)
	w := o.get(o.y("/scheme/diff"))
	says(t, "the page", w, http.StatusOK, "2014 年度方案与 2013 年对比", "只看变化")
	says(t, "in English", o.get(o.y("/scheme/diff"), speaking(lang.EN)...), http.StatusOK,
		"Scheme of 2014 against 2013", "Changes only")
	rows := strings.Join(rowsOf(t, w), "\n")
	for _, want := range []string{"A1 任务完成率|街道|20|15", "A2 环境考评|街道|10|15", "A2 环境考评||", "督查室"} {
		if !strings.Contains(rows, want) {
			t.Errorf("no row says %s:\n%s", want, rows)
		}
	}
	tree := rowsOf(t, o.get(o.y("/scheme/diff?from=2013&view=tree")))
	for _, want := range []string{"A1|任务完成率|20|15|", "A3|个性任务|10|10|", "|重点工作|40|40|"} {
		if !slices.ContainsFunc(tree, func(r string) bool { return strings.HasPrefix(r, want) }) {
			t.Errorf("the trees lack %s:\n%s", want, strings.Join(tree, "\n"))
		}
	}
	for from, want := range map[string]int{"2014": 200, "2012": 404, "x": 404, "20": 404} {
		text := says(t, "from "+from, o.get(o.y("/scheme/diff?from=%s", from)), want)
		if want == 200 && !strings.Contains(text, "没有上年方案，或两年完全相同") {
			t.Errorf("from %s: %s", from, text)
		}
	}
}

// TestExplanations: each part of a scorecard opens to its arithmetic, which a pocket calculator
// repeats, and its sources.
func TestExplanations(t *testing.T) {
	t.Parallel()
	o := small(t)
	for node, want := range map[string][]string{
		"total": {"88.84 / 100", "S = 44.2286 + 18.76 + 21.5 + 4.35 = 88.8386",
			"补足“职能履行”的 5.7714 分，总分为 94.61，列第 2 名（其他单位不变）"},
		"place":     {"4 / 8", "R = 3 + 1 = 4", "与前一名次（第 3 名）相差 3.00 分"},
		"grade":     {"良好", "E = 0.2 × 8 = 2", "第 4 名，在良好名额（2 家）之内"},
		"bonus":     {"0.0000", "SR-26 加分法", "没有加分事项"},
		"deduction": {"SR-24 扣分法", "没有扣分事项"},
		"职能履行":      {"44.2286 / 50", "S = 34.6286 + 9.6 = 44.2286"},
		"重点工作":      {"34.6286 / 40", "S = 17.6 + 7.4286 + 9.6 = 34.6286"},
		"A1":        {"17.6000 / 20", "r = 88 ÷ 100 = 0.88", "S = 20 × 0.88 = 17.6000", "← year.xlsx 实绩!D17", "督查室"},
		"A2":        {"7.4286 / 10", "SR-22 极差法", "同类：第1街道 = 89 分"},
		"B1":        {"6.0000 / 6", "S = 3 × 1 + 3 × 1 = 6.0000"},
		"B2":        {"3.6000 / 4", "n 职工 好 = 16"},
		"D1":        {"11.0000 / 12", "0.5 × 2 = 1 瑕疵 应扣", "S = 12 - 1 = 11.0000", "year.xlsx 事件!D2"},
		"D2":        {"7.7600 / 8", "t = 0.5 × 1 + 0.5 × max(0.5, 1 - 0.02 × 3) = 0.97"},
		"E1":        {"21.5000 / 25", "s 第三方 满意度 = 86", "s 直接服务对象 满意度 = 86"},
		"F1":        {"4.3500 / 5", "m = (86 + 87 + 88) ÷ 3 = 87"},
	} {
		path := web.At{Year: 2013}.ExplainPath("S4", node)
		w := o.get(path)
		says(t, node, w, http.StatusOK, append(want, "第4街道", "依据与责任主体", "计分 1")...)
		text := says(t, node+" in English", o.get(path, speaking(lang.EN)...), http.StatusOK,
			"Basis and who is in charge", "run 1")
		if strings.Contains(text, "计分批次") || strings.Contains(text, "四舍五入") {
			t.Errorf("%s in English: %s", node, text)
		}
		part := o.get(path, "X-Part", "drawer")
		if body := part.Body.String(); strings.Contains(body, "<html") || !strings.Contains(body, "<article") ||
			!strings.Contains(body, "作为页面打开") || !strings.Contains(body, want[0]) {
			t.Errorf("%s beside its number: %d %.200s", node, part.Code, body)
		}
		_, past := formOf(t, w, "none")
		if leaf := len(node) == 2 && !past; leaf != (hrefTo(t, w, web.At{Year: 2013}.HistoryPath("S4", node), "") != "") {
			t.Errorf("%s: an indicator leads to the history of its facts, and nothing else does", node)
		}
	}
	if at := o.get(web.At{Year: 2013}.UnitPath("第4街道")).Header().Get("Location"); at != "/y/2013/units/S4" {
		t.Errorf("a unit by its name is at %q", at)
	}
	says(t, "a unit that isn't scored", o.get(web.At{Year: 2013}.UnitPath("X1")), http.StatusOK, "区巡视组", "只参加领导班子和干部考核")
	says(t, "its total", o.get(web.At{Year: 2013}.ExplainPath("X1", "total")), http.StatusNotFound, "“X1”在 2013 年度没有成绩")
	for path, what := range map[string]string{ // what an address names and isn't there
		"/y/1999/ranking": "没有年度“1999”", "/y/2013/units/ZZ": "没有单位“ZZ”", "/y/2013/items/ZZ": "没有三级指标“ZZ”",
		"/y/2013/units/S4/explain/ZZ": "没有三级指标“ZZ”", "/y/2013/ranking?class=天界": "没有考评类别“天界”",
		"/y/2013/classes/天界/explain": "没有考评类别“天界”", "/y/2013/ranking?by=ZZ": "没有一级指标“ZZ”",
		"/plan/ZZ?year=2013": "没有规划指标“ZZ”", "/y/2013/facts/ZZ": "没有清单“ZZ”", "/y/2013/ranking?run=99": "没有这次计分",
		"/y/2013/runs/99": "没有这次计分", "/y/2013/?run=99": "没有这次计分", "/imports/99": "没有这次导入", "/units?year=20x3": "没有年度“20x3”",
		"/y/2013/scheme/diff?from=ZZ": "没有年度“ZZ”", "/y/2013/nowhere": "没有这个页面",
	} {
		says(t, path, o.get(path), http.StatusNotFound, what)
	}
}

// TestTryingARule: numbers are put into a rule for a unit, on the page alone; what can't be read is said.
func TestTryingARule(t *testing.T) {
	t.Parallel()
	o := small(t)
	before := o.fingerprint(t)
	page := o.get(o.y("/items/A1?unit=S4"))
	says(t, "as it is", page, http.StatusOK, "17.6000 / 20", "只试不存，不影响任何成绩")
	says(t, "the example of the rule", page, http.StatusOK, "S = 10 × (86/95) = 9.0526")
	var names []string
	for _, row := range strings.Split(page.Body.String(), `name="`)[1:] {
		name, _, _ := strings.Cut(row, `"`)
		names = append(names, name)
	}
	i := slices.IndexFunc(names,
		func(n string) bool { return strings.Contains(page.Body.String(), `name="`+n+`" value="88"`) })
	if i < 0 {
		t.Fatalf("there is no field of the actual value among %v", names)
	}
	try := func(value string) *httptest.ResponseRecorder {
		return o.get(o.y("/items/A1?%s", url.Values{"unit": {"S4"}, names[i]: {value}}.Encode()))
	}
	says(t, "half of it", try("50"), http.StatusOK, "S = 20 × 0.5 = 10.0000", "10.0000 / 20")
	says(t, "more than all", try("150"), http.StatusOK, "20.0000 / 20")
	if text := mainOf(t, try("viel")); strings.Contains(text, "20 × viel") || !strings.Contains(text, "viel") &&
		!strings.Contains(text, "数") {
		t.Errorf("a word in place of a number: %s", text)
	}
	if o.fingerprint(t) != before {
		t.Error("trying changed data")
	}
	veto := says(t, "a veto", o.get(o.y("/items/V1")), http.StatusOK, "SR-40 一票否决", "某规定第一条")
	if strings.Contains(veto, "试算 只试不存") {
		t.Errorf("a veto can be tried: %s", veto)
	}
}

// TestFloors: targets that are too low are listed first, waived ones say by what, and a list keeps to what is chosen.
func TestFloors(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	year := demo.Small()
	set := func(unit string, change func(x *target.Target)) {
		change(&year.Targets[slices.IndexFunc(year.Targets, func(x target.Target) bool { return x.Unit == unit })])
	}
	set("S2", func(x *target.Target) {
		x.Value = fact.Num("90")
		x.Waiver = &target.Waiver{Document: "纪要（示例）第 5 号", Reason: "受灾（示例）"}
	})
	set("S3", func(x *target.Target) { x.City = target.Floor{} })
	set("S4", func(x *target.Target) { // two floors: the margin is to the stricter one, whichever comes first
		x.Value = fact.Num("90")
		x.City, x.WorkReport = target.Floor{Value: fact.Num("100"), Document: "市文件（示例）"},
			target.Floor{Value: fact.Num("95"), Document: "报告（示例）"}
		x.Waiver = &target.Waiver{Document: "纪要（示例）第 6 号", Reason: "受灾（示例）"}
	})
	o.load(t, year)
	says(t, "counts", o.get(o.y("/floors")), http.StatusOK, "有底线的 8 不符合 0 已豁免 2 符合 6 未录底线 1 全部目标 9")
	says(t, "counts in English", o.get(o.y("/floors"), speaking(lang.EN)...), http.StatusOK,
		"with floors 8 not met 0 waived 2 met 6 without a floor 1 all targets 9")
	for only, want := range map[string][]string{
		"": {"S2|第2街道|任务完成率|%|90|95|—|—|-5|已豁免|纪要（示例）第 5 号 受灾（示例） 目标!I3|",
			"S1|第1街道|任务完成率|%|100|95|—|—|+5|不低于||", "S4|第4街道|任务完成率|%|90|100|95|—|-10|已豁免|"},
		"waived": {"S2|第2街道|任务完成率|%|90|95|—|—|-5|已豁免|纪要（示例）第 5 号 受灾（示例） 目标!I3|", "S4|"},
		"none":   {"S3|第3街道|任务完成率|%|100|—|—|—|—|未录底线||"},
	} {
		rows := rowsOf(t, o.get(o.y("/floors?only=%s", only)))
		for _, x := range want {
			if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, x) }) {
				t.Errorf("only %q lacks %s:\n%s", only, x, strings.Join(rows, "\n"))
			}
		}
		if only != "" && len(rows) != len(want) {
			t.Errorf("only %q:\n%s", only, strings.Join(rows, "\n"))
		}
	}
	says(t, "below", o.get(o.y("/floors?only=below")), http.StatusOK, "不符合 0")
}

// TestDownloads: what each file is called, of what kind it is, and that no browser opens it here.
func TestDownloads(t *testing.T) {
	t.Parallel()
	o := small(t)
	sum := o.brought(t, 1).Files[0].SHA256
	for _, made := range []string{"x.html", "year2.xlsx", "year.xlsx.exe"} { // a file has the names that it came with
		for _, more := range []string{"", "&download=1"} {
			says(t, made, o.get("/files/"+sum+"?name="+made+more), http.StatusNotFound, "没有这个页面")
		}
	}
	zipped := "application/zip"
	for _, c := range []struct{ path, name, english, kind, begins string }{
		{"/imports/template.xlsx", "年度绩效工作簿-模板.xlsx", "template.xlsx", web.XLSXType, "PK"},
		{"/imports/year.xlsx?year=2013", "2013年度绩效工作簿-数据版本1.xlsx", "", web.XLSXType, "PK"},
		{"/imports/forms.xlsx?year=2013", "", "", web.XLSXType, "PK"},
		{"/imports/forms.zip?year=2013&each=body", "2013年度填报表.zip", "", zipped, "PK"},
		{"/imports/forms.zip?year=2013&each=unit", "2013年度填报表.zip", "", zipped, "PK"},
		{"/imports/1/reasons.xlsx", "year-错误原因.xlsx", "year-reasons.xlsx", web.XLSXType, "PK"},
		{o.y("/runs/1/run.json"), "run-2013-1.json", "", "application/json", "{"},
		{"/files/" + sum + "?name=year.xlsx&download=1", "year.xlsx", "", "application/octet-stream", "PK"},
		{"/files/" + sum + "?name=..%2F..%2Fyear.xlsx&download=1", "year.xlsx", "", "application/octet-stream", "PK"},
		{o.y("/ranking?as=csv"), "排名等次.csv", "Rankingandgrades.csv", web.CSVType, "\ufeff"},
		{o.y("/ranking?as=xlsx"), "排名等次.xlsx", "Rankingandgrades.xlsx", web.XLSXType, "PK"},
	} {
		for l, header := range reader {
			if l == lang.EN && c.english == "" {
				continue // the same
			}
			w := o.get(c.path, header...)
			h := w.Header()
			how, named, err := mime.ParseMediaType(h.Get("Content-Disposition"))
			want := c.name
			if l == lang.EN {
				want = c.english
			}
			if w.Code != http.StatusOK || err != nil || how != "attachment" ||
				want != "" && named["filename"] != want || named["filename"] == "" {
				t.Errorf("%s %s: %d %s %v (%v)", c.path, l, w.Code, how, named, err)
			}
			if h.Get("Content-Type") != c.kind || !strings.HasPrefix(w.Body.String(), c.begins) {
				t.Errorf("%s: %s %.20q", c.path, h.Get("Content-Type"), w.Body)
			}
			if h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
				h.Get("X-Content-Type-Options") != "nosniff" ||
				h.Get("Cache-Control") != "no-store" || h.Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
				t.Errorf("%s: %v", c.path, h)
			}
		}
	}
	body := o.get("/imports/forms.zip?year=2013&each=unit").Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) < 9 {
		t.Errorf("forms of each unit: %v", err)
	}
	again := sheets(t, o.get("/imports/year.xlsx?year=2013"))
	if again.row("实绩", "S1|A1|") != "S1|A1||97|自查报告（示例）|联络员（示例）|2013-12-31" {
		t.Errorf("the year as a workbook: %q", again.row("实绩", "S1|A1|"))
	}
	o.correct(t, "S1", "A1", "96", "核定表（示例）")
	if row := sheets(t, o.get("/imports/year.xlsx?year=2013")).row("实绩", "S1|A1|"); !strings.HasPrefix(row, "S1|A1||96|") {
		t.Errorf("the year as it is known now: %q", row)
	}
}

// TestASourceOpens: the cell behind a number is shown in its sheet, with what stands around it.
func TestASourceOpens(t *testing.T) {
	t.Parallel()
	o := small(t)
	at := hrefTo(t, o.get(web.At{Year: 2013}.ExplainPath("S4", "A1")), "/files/", "cell=D17")
	w := o.get(at)
	says(t, "the cell", w, http.StatusOK, "来源：year.xlsx", "实绩", "D17 · 上传原件中的这一格", "下载原文件")
	if !strings.Contains(w.Body.String(), "<mark>88</mark>") {
		t.Errorf("the cell isn't marked: %s", mainOf(t, w))
	}
	says(t, "in English", o.get(at, speaking(lang.EN)...), http.StatusOK, "Source: year.xlsx")
	base, _, _ := strings.Cut(at, "?")
	for _, q := range []string{"?name=year.xlsx", "?name=year.xlsx&sheet=" + url.QueryEscape("实绩"),
		"?name=year.xlsx&cell=x", "?name=year.xlsx&sheet=none"} {
		if w := o.get(base + q); w.Code >= 500 || strings.Contains(w.Body.String(), "<mark>") {
			t.Errorf("%s: %d", q, w.Code)
		}
	}
	says(t, "by another name", o.get(base+"?name=year.exe"), http.StatusNotFound)
	says(t, "as another kind of file than it came as", o.get(base+"?name=year.csv"), http.StatusNotFound)
}

// TestLooks: each choice is kept in a cookie, alone, and the next page obeys it.
func TestLooks(t *testing.T) {
	t.Parallel()
	o := small(t)
	for set, want := range map[string]string{
		"lang=en": `<html lang="en"`, "theme=dark": `data-theme="dark"`,
		"theme=light": `data-theme="light"`, "large=1": "data-large",
		"fold=1": "data-folded", "keys=off": `data-keys="off"`,
	} {
		w := o.post("/prefs", url.Values{"set": {set}, "back": {"/units?q=1"}})
		var cookie *http.Cookie
		for _, c := range w.Result().Cookies() {
			if c.Name == web.PrefsCookie {
				cookie = c
			}
		}
		if w.Code != http.StatusSeeOther || cookie == nil || !cookie.HttpOnly ||
			cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
			t.Fatalf("%s: %d %+v", set, w.Code, cookie)
		}
		if body := o.get("/units", "Cookie", web.PrefsCookie+"="+cookie.Value).Body.String(); !strings.Contains(body, want) {
			t.Errorf("after %s a page lacks %s", set, want)
		}
		if body := o.get("/units").Body.String(); strings.Contains(body, want) {
			t.Errorf("%s holds for everybody", set)
		}
		name, _, _ := strings.Cut(set, "=")
		back := map[string]string{"lang": "lang=zh"}[name]
		if back == "" {
			back = name + "="
		}
		w = o.post("/prefs", url.Values{"set": {back}}, "Cookie", web.PrefsCookie+"="+cookie.Value)
		for _, c := range w.Result().Cookies() {
			if body := o.get("/units", "Cookie", web.PrefsCookie+"="+c.Value).Body.String(); c.Name == web.PrefsCookie &&
				strings.Contains(body, want) {
				t.Errorf("%s doesn't take %s back", back, set)
			}
		}
	}
	for _, set := range []string{"", "lang=fr", "theme=pink", "large=2", "nonsense", "scope", "scope=街道"} {
		w := o.post("/prefs", url.Values{"set": {set}, "back": {"/units"}})
		if c := w.Result().Cookies(); w.Code != http.StatusSeeOther || len(c) != 1 || c[0].Value != "theme=" {
			t.Errorf("%q: %d %v", set, w.Code, c)
		}
	}
	for _, cookie := range []string{"", "%zz", "lang=", "theme=blue", "lang=en;x"} { // what comes back is never trusted
		if w := o.get("/units", "Cookie", web.PrefsCookie+"="+cookie); w.Code != http.StatusOK {
			t.Errorf("cookie %q: %d", cookie, w.Code)
		}
	}
	for _, c := range []struct{ accepts, cookie, want string }{ // the browser's language until one was chosen
		{"", "", "zh-CN"}, {"en-US,en;q=0.9", "", "en"}, {"zh-TW,en;q=0.5", "", "zh-CN"}, {"fr-FR", "", "zh-CN"},
		{"fr;q=1,en;q=0.3", "", "en"}, {"en;q=0.2,zh;q=0.8", "", "zh-CN"}, {"-,;q=x", "", "zh-CN"},
		{"en", "lang=zh", "zh-CN"}, {"zh-CN", "lang=en", "en"}, {"en", "theme=dark", "en"}, {"en", "lang=fr", "en"},
	} {
		w := o.get("/units", "Accept-Language", c.accepts, "Cookie", web.PrefsCookie+"="+c.cookie)
		if !strings.Contains(w.Body.String(), `<html lang="`+c.want+`"`) ||
			!strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%+v: %.120s", c, w.Body)
		}
	}
	page := o.get("/units?q=1&p=2")
	if at := hrefTo(t, page, "/units", "scope="+url.QueryEscape("街道")); at != "/units?q=1&scope=%E8%A1%97%E9%81%93" {
		t.Errorf("keeping to a class leads to %q", at)
	}
	says(t, "one class", o.get("/units?scope="+url.QueryEscape("街道")), http.StatusOK, "街道")
}

// TestRecentPages: the strip remembers what was opened, once each, the newest first; it can be cleared, and forged
// entries don't come back.
func TestRecentPages(t *testing.T) {
	t.Parallel()
	o := small(t)
	recent := ""
	open := func(path string) []web.Recent {
		w := o.get(path, "Cookie", web.RecentCookie+"="+recent)
		for _, c := range w.Result().Cookies() {
			if c.Name == web.RecentCookie {
				recent = c.Value
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", web.RecentCookie+"="+recent)
		return web.ReadRecent(r)
	}
	open("/units")
	open(o.y("/ranking"))
	open("/nowhere")
	list := open("/units?q=1") // a page keeps its place, with what was asked of it last
	if len(list) != 2 || list[1].Path != "/units?q=1" || list[0].Path != o.y("/ranking") ||
		list[1].ZH != "单位" || list[1].EN != "Units" {
		t.Errorf("%+v", list)
	}
	open(o.y("/ranking?as=csv"))
	for i := range 9 {
		list = open(o.y("/units/S%d", i+1))
	}
	if len(list) != web.RecentMax || list[0].Path != o.y("/units/S9") {
		t.Errorf("%d pages are remembered: %+v", len(list), list)
	}
	says(t, "the strip", o.get("/keys", "Cookie", web.RecentCookie+"="+recent), http.StatusOK, "全部关闭")
	after := func(set string) []web.Recent {
		w := o.post("/prefs", url.Values{"set": {set}}, "Cookie", web.RecentCookie+"="+recent)
		for _, c := range w.Result().Cookies() {
			if c.Name == web.RecentCookie {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.Header.Set("Cookie", web.RecentCookie+"="+c.Value)
				return web.ReadRecent(r)
			}
		}
		return nil
	}
	if left := after("close=" + o.y("/units/S9")); len(left) != web.RecentMax-1 || left[0].Path != o.y("/units/S8") {
		t.Errorf("one closed: %+v", left)
	}
	if left := after("recent="); len(left) != 0 {
		t.Errorf("all closed: %+v", left)
	}
	forged, err := json.Marshal([]web.Recent{{"https://evil.example/", "甲", "a"},
		{"//evil.example", "乙", "b"}, {"/units", "丙", "c"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range []string{"x", base64.RawURLEncoding.EncodeToString([]byte("{")),
		base64.RawURLEncoding.EncodeToString(forged)} {
		if body := o.get("/keys", "Cookie", web.RecentCookie+"="+cookie).Body.String(); strings.Contains(body, "evil") {
			t.Errorf("cookie %s leads away", cookie)
		}
	}
}

// TestAssets: what pages load is found under the hash of its content alone, and may be kept for good.
func TestAssets(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	for name, kind := range map[string]string{"style.css": "text/css; charset=utf-8",
		"base.js":  "text/javascript; charset=utf-8",
		"mark.svg": "image/svg+xml"} {
		w := o.get(web.AssetURL(name))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind ||
			w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if w := o.get("/assets/" + name); w.Code != http.StatusNotFound ||
			strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s without its hash: %d %v", name, w.Code, w.Header())
		}
		packed := o.get(web.AssetURL(name), "Accept-Encoding", "gzip")
		if large := w.Body.Len() > 1400; large != (packed.Header().Get("Content-Encoding") == "gzip") ||
			large && packed.Body.Len() >= w.Body.Len() {
			t.Errorf("%s packed: %v, %d of %d bytes", name, packed.Header(), packed.Body.Len(), w.Body.Len())
		}
	}
}

// TestSmallNumbers: of totals and shares, as pages write them.
func TestSmallNumbers(t *testing.T) {
	n := decimal.MustParse
	for _, c := range []struct{ got, want string }{
		{web.Fixed(nil, 2), "—"}, {web.Fixed(score.Points(ptr(n("1.005"))), 2), "1.01"}, {web.Place(0), "—"},
		{web.Place(3), "3"},
		{web.OrDash(""), "—"}, {web.OrDash("x"), "x"}, {web.Stamp(0), "—"}, {web.Stamp(1385251199000), "2013-11-24 07:59"},
		{web.Without("/a?x=1&p=2&y=3", "p"), "/a?x=1&y=3"}, {web.LocalPath("/a?b"), "/a?b"}, {web.LocalPath("a"), "/"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func ptr[T any](x T) *T { return &x }

func points(p scheme.Points, n string) scheme.Points {
	out := scheme.Points{}
	for class := range p {
		out[class] = decimal.MustParse(n)
	}
	return out
}
