package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/lang"
	"shiji/internal/web"
)

// TestWhatPagesShow: of the small year, whose numbers anybody can work out, and in both languages.
func TestWhatPagesShow(t *testing.T) {
	t.Parallel()
	o := small(t)
	street := url.PathEscape("街道")
	for _, c := range []struct {
		name, path string
		zh, en     []string // of the main part
		rows       []string // of its tables, in Chinese
	}{
		{"overview", o.y("/"),
			[]string{"2013 年度总览 试算 · 计分 1", "数据版本 1", "平均总分 88.72 / 100", "8 个参加排名的单位",
				"红 4 · 黄 16 · 绿 61", "街道的服务效果最弱：平均得分率 85.5%", "计分 1 处于试算状态", "时间进度 100.0%"},
			[]string{"Overview of 2013 What-if · run 1", "Mean total 88.72 / 100", "8 ranked units",
				"Red 4 · amber 16 · green 61", "Run 1 is a what-if so far Mark as provisional"},
			[]string{"街道|86.8|98.0|85.5|86.5", "A2|环境考评|4|21.43|第8街道 -6.00", "S8|第8街道|环境考评|82分|10|4.00|6.00|红",
				"S6|第6街道|环境考评|84分|10|5.71|4.29|红"}},
		{"front page", "/", []string{"2013 年度总览"}, []string{"Overview of 2013"}, nil},
		{"plan", "/plan",
			[]string{"1 项指标在 2013 年均未报数", "预期性 1 · 约束性 0"},
			[]string{"Of 1 indicator none has a figure for 2013", "Expected 1 · binding 0"},
			[]string{"P01|网格覆盖 %|预期性|300|350|400|450|500|550|550|无灯|—"}},
		{"indicator of the plan", "/plan/P01?year=2013",
			[]string{"2013 年规划平均进度 450，本年没有单位报送", "year.xlsx 规划!A2"},
			[]string{"Pace of the plan for 2013: 450; nobody reports it this year"},
			[]string{"2011|350|300 + (550 - 300) × 1 ÷ 5",
				"2015|550|300 + (550 - 300) × 5 ÷ 5"}},
		{"scheme", o.y("/scheme"),
			[]string{"2013年度方案（示例） 示绩〔2013〕1号 第1版", "二级 6 三级 11 实施主体 2", "没有问题"},
			[]string{"Level 2: 6 Level 3: 11 Bodies: 2", "No points: it lowers the grade",
				"The year can be scored: no problems"},
			[]string{"|合计|100.00 ✓||", "A1|任务完成率 共性|20|完成率计分法|",
				"|依法行政|20||督查室、组织部", "V1|重大事故|—|一票否决|"}},
		{"indicator", o.y("/items/A1"),
			[]string{"细则：任务完成率", "SR-01 完成率计分法", "参数 完成率上限： 1 目标值为零时：达到即满分，或不允许： 达到即满分", "适用单位 9 家",
				"S = 20 × 0.97 = 19.4000 得分", "实绩值 由 97 变为 98，得分变为 19.6000（+0.2000）", "离满分 20 还差 0.6000 分"},
			[]string{"attainment ratio", "S = 20 × 0.97 = 19.4000"},
			[]string{"S1|第1街道|街道|19.40|20|0.60|绿", "S6|第6街道|街道|16.40|20|3.60|黄"}},
		{"comparison without a year before", o.y("/scheme/diff"),
			[]string{"没有上年方案，或两年完全相同"}, []string{"There is no scheme for the year before"}, nil},
		{"floors", o.y("/floors"),
			[]string{"有底线的 9 不符合 0 已豁免 0 符合 9 未录底线 0 全部目标 9"},
			[]string{"with floors 9 not met 0 waived 0 met 9 without a floor 0 all targets 9"},
			[]string{"S1|第1街道|任务完成率|%|100|95|—|—|+5|不低于||目标!D2",
				"S9|第9街道|任务完成率|%|100|95|—|—|+5|不低于||目标!D10"}},
		{"ranking", o.y("/ranking"),
			[]string{"排名 8 单列 1 平均 88.72 中位数 88.34", "优秀 2 · 良好 2 · 达标 4 · 不达标 0",
				"以上为优秀名额 2 个，且总分不低于 85", "以上为良好名额 2 个，且总分不低于 80"},
			[]string{"Ranked 8 Separate 1 Mean 88.72 Median 88.34", "Above: 2 places for excellent, with at least 85 points"},
			[]string{"S1|1|第1街道|95.83|49.08|20.00|22.25|4.50|0.00|0.00|优秀|无",
				"S4|4|第4街道|88.84|44.23|18.76|21.50|4.35|0.00|0.00|良好|无",
				"S9|单列|第9街道|80.71|37.00|19.36|20.25|4.10|0.00|0.00|良好|无"}},
		{"scorecard", web.At{Year: o.year}.UnitPath("S4"),
			[]string{"第4街道 2013 年度成绩单", "总分 88.84 类内名次 4 / 8 街道", "等次建议 良好", "同类中位数 88.34",
				"第 4 名，在良好名额（2 家）之内，总分 88.84 不低于 80"},
			[]string{"Scorecard 2013: 第4街道", "Total 88.84 Place in Subdistricts 4 / 8", "Grade Good"},
			[]string{"满分||100.00", "总分||88.84", "D1|案卷评查|12|11.00|1.00|12.00|绿|事件!D2"}},
		{"scorecard of a unit that stands apart", web.At{Year: o.year}.UnitPath("S9"),
			[]string{"第9街道 2013 年度成绩单", "总分 80.71", "单列"}, []string{"Separate"}, nil},
		{"class", o.y("/classes/%s/explain", street),
			[]string{"本类参加排名的 8 家单位", "M = (87.84 + 88.84) ÷ 2 = 88.34 中位数", "优秀 2，良好 2，达标 4，不达标 0；单列 1"},
			[]string{"M = (87.84 + 88.84) ÷ 2 = 88.34 Median"}, nil},
		{"runs", o.y("/runs"),
			[]string{"单位 10 三级指标 11 目标 9 实绩 45 评分 45 事项 1 满意度结果 18", "数据版本 1"},
			[]string{"Units 10 Level-3 indicators 11 Targets 9", "A run takes version 1 of the facts"}, nil},
		{"run", o.y("/runs/1"),
			[]string{"计分 1", "数据版本 1", "本机操作员", "程序 shiji test", "计分单位 9", "影响：9 个单位：各页已按本次计分显示"},
			[]string{"Run 1", "version 1", "local operator", "Effect: 9 units: pages show this run already"}, nil},
		{"units", "/units",
			[]string{"10 = 8 排名 + 1 单列 + 1 不参加", "实施主体 2"}, []string{"10 = 8 ranked + 1 separate + 1 exempt",
				"Implementing bodies 2"},
			[]string{"S1|第1街道|街道|排名|面向社会群众类|95.83|1||单位!A2 沿革",
				"S9|第9街道|街道|单列|面向社会群众类|80.71|—|垂直管理（示例）|单位!A10 沿革",
				"X1|区巡视组|—|不参加|—|—|—|只参加领导班子和干部考核，不参加本系统的绩效考核|单位!A11 沿革"}},
		{"units by name", "/units?q=巡视", []string{"筛出 1 行，共 10 行"}, nil, []string{"X1|区巡视组|—|不参加|—|—|—|" +
			"只参加领导班子和干部考核，不参加本系统的绩效考核|year.xlsx 单位!A11 沿革"}},
		{"imports", "/imports",
			[]string{"上传工作簿", "加到 2013 年度", "2013 年度 现有数据 .xlsx"}, []string{"Upload workbooks", "2013 As it is known .xlsx"},
			nil},
		{"import", "/imports/1",
			[]string{"导入 1 已写入", "year.xlsx", "错误 0 · 警告 0 · 说明 0", "全年全量",
				"新增 244 · 修改 0 · 作废 0 · 不变 0", "写入数据版本 1", "去计分", "撤销这次导入…"},
			[]string{"Import 1 Recorded", "Errors 0 · Warnings 0 · Notes 0", "Undo this import…"}, nil},
		{"keys", "/keys", []string{"g r 排名等次", "在输入框内和输入法选字时不起作用"}, []string{"g r Ranking and grades"},
			[]string{"Ctrl K|搜索", "g m|导入中心"}},
	} {
		zh := o.get(c.path)
		says(t, c.name, zh, http.StatusOK, c.zh...)
		says(t, c.name+" in English", o.get(c.path, speaking(lang.EN)...), http.StatusOK, c.en...)
		rows := rowsOf(t, zh)
		for _, want := range c.rows {
			if !slices.Contains(rows, want) {
				t.Errorf("%s lacks the row %s:\n%s", c.name, want, strings.Join(rows, "\n"))
			}
		}
	}
}

// TestNotThere: what doesn't exist is said to, in words of both languages, whichever part of the address names it.
func TestNotThere(t *testing.T) {
	t.Parallel()
	o := twoYears(t) // run 2 and import 2 are of the second
	sha := strings.Repeat("0", 64)
	for _, path := range []string{
		"/nowhere", "/y", "/y/2013/nowhere", "/y/2013/units", "/assets/none.css",
		// years
		"/y/1999/", "/y/99/", "/y/02013/", "/y/abcd/", "/y/1999/scheme", "/y/1999/scheme/diff", "/y/1999/floors",
		"/y/1999/runs", "/y/1999/ranking", "/y/1999/units/S1", "/y/1999/units/S1/explain/total",
		"/y/1999/classes/%E8%A1%97%E9%81%93/explain", "/y/1999/history?unit=S1", "/y/1999/items/A1",
		"/units?year=1999", "/units?year=x", "/plan?year=1999", "/plan/P01?year=1999", "/imports/year.xlsx?year=1999",
		"/imports/forms.xlsx?year=1999", "/imports/forms.zip?each=body&year=1999",
		// codes
		"/y/2014/items/Z9", "/y/2014/units/S99", "/y/2014/units/S99/explain/total", "/y/2014/units/S1/explain/Z9",
		"/y/2014/units/S1/explain/V1", "/y/2014/classes/none/explain", "/y/2014/ranking?class=none",
		"/y/2014/ranking?by=none", "/plan/P99", "/y/2014/history?unit=S99", "/y/2014/history?indicator=Z9",
		"/y/2014/history?plan=P99",
		// numbers
		"/imports/0", "/imports/99", "/imports/-1", "/imports/x", "/imports/99999999999999999999", "/imports/99/reasons.xlsx",
		"/imports/1/reasons.xlsx?file=1", "/imports/1/reasons.xlsx?file=-1", "/jobs/0", "/jobs/99", "/jobs/x",
		"/y/2014/runs/99", "/y/2014/runs/x", "/y/2014/runs/99/run.json",
		// what belongs to another year
		"/y/2014/?run=1", "/y/2014/runs/1", "/y/2014/runs/1/run.json", "/y/2014/ranking?run=1",
		"/y/2013/units/S1?run=2", "/units?run=2&year=2014",
		// files
		"/files/" + sha, "/files/" + sha + "?name=a.xlsx", "/files/" + sha + "?name=a.xlsx&download=1", "/files/xyz",
		"/imports/forms.zip?year=2014", "/imports/forms.zip?each=none&year=2014",
		// forms
		o.y("/ranking?as=pdf"), o.y("/ranking?as=csv&table=none"), "/search?q=nothing&as=xlsx",
	} {
		says(t, path, o.get(path), http.StatusNotFound, "请求号", "回到总览")
		text := says(t, path, o.get(path, speaking(lang.EN)...), http.StatusNotFound, "Request", "Back to the overview")
		if strings.Contains(text, "没有") {
			t.Errorf("%s is refused in Chinese to an English reader: %s", path, text)
		}
	}
	for _, path := range []string{"/y/2014/runs/99/settle", "/y/2014/runs/1/settle", "/y/2014/runs/x/settle",
		"/y/2014/runs/99/export", "/y/2014/runs/1/export", "/y/abcd/runs", "/imports/99/drop", "/imports/99/undo",
		"/imports/x/drop", "/imports/x/undo", "/imports/x/confirm", "/imports/x/answer", "/imports/x/mode", "/jobs/99/cancel",
		"/jobs/x/cancel"} {
		says(t, "POST "+path, o.post(path, url.Values{"mode": {"add"}}), http.StatusNotFound, "没有", "地址可能写错")
	}
	says(t, "confirming nothing", o.post("/imports/99/confirm", url.Values{"seen": {"1"}}), http.StatusNotFound)
	says(t, "choosing for nothing", o.post("/imports/99/mode", url.Values{"mode": {"add"}}), http.StatusNotFound)
	says(t, "scoring what isn't there", o.post("/y/1999/runs", nil), http.StatusConflict, "还没有可计分的数据", "先在导入中心导入")
}

// TestTheYearOfAPage: pages that belong to no year stay with the one that was looked at last; the
// front page is the newest.
func TestTheYearOfAPage(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	for _, c := range []struct{ path, cookie, want string }{
		{"/", "2013", "2014 年度总览"},
		{"/y/2013/", "", "2013 年度总览"},
		{"/units", "", "数据版本 2"},
		{"/units", "2013", "数据版本 1"},
		{"/units", "1999", "数据版本 2"},
		{"/units", "x", "数据版本 2"},
		{"/units?year=2013", "2014", "数据版本 1"},
		{"/plan/P01", "2013", "2013 年规划平均进度 450"},
	} {
		w := o.get(c.path, "Cookie", web.YearCookie+"="+c.cookie)
		says(t, c.path+" after "+c.cookie, w, http.StatusOK, c.want)
	}
	if w := o.get("/y/2013/ranking"); !strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), "\n"),
		web.YearCookie+"=2013") {
		t.Errorf("the year isn't remembered: %v", w.Header())
	}
	if w := o.get("/y/1999/ranking"); strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), "\n"),
		web.YearCookie) {
		t.Errorf("a year that isn't there is remembered: %v", w.Header())
	}
}

// TestAnotherDay: a page of another day shows what was known then, says so, and leads back; what can't be read is said.
func TestAnotherDay(t *testing.T) {
	t.Parallel()
	o := small(t)
	today := time.Now().In(web.Beijing).Format(time.DateOnly)
	for _, path := range []string{"/", o.y("/"), o.y("/scheme"), o.y("/items/A1"), o.y("/floors"),
		o.y("/ranking"), web.At{Year: 2013}.UnitPath("S1"),
		web.At{Year: 2013}.ExplainPath("S1", "total"), "/units", "/plan", "/plan/P01",
		o.y("/classes/%s/explain", url.PathEscape("街道"))} {
		says(t, path+" today", o.get(with(path, "asof="+today)), http.StatusOK, "按 "+today+" 的历史时点显示（含当日）", "看现在")
		says(t, path+" today, in English", o.get(with(path, "asof="+today), speaking(lang.EN)...), http.StatusOK,
			"As it was known on "+today)
		for _, bad := range []string{"gestern", "2013-13-01", "2013-1-1", "20131231"} {
			says(t, path+" "+bad, o.get(with(path, "asof="+bad)), http.StatusUnprocessableEntity, "日期写法不对", "请写成 2014-11-24")
		}
	}
	for _, path := range []string{"/", o.y("/"), o.y("/scheme"), o.y("/items/A1"), o.y("/floors"),
		"/units", "/plan", "/plan/P01"} {
		says(t, path+" before anything was known", o.get(with(path, "asof=2001-01-01")), http.StatusNotFound,
			"到 2001-01-01 为止还没有 2013 年度的数据", "换一个较晚的日期")
	}
	says(t, "before the first run", o.get(o.y("/ranking?asof=2001-01-01")), http.StatusOK, "尚未计分")
	for _, path := range []string{"/imports", "/imports/1", "/keys", o.y("/history?unit=S1")} {
		if text := mainOf(t, o.get(with(path, "asof="+today))); strings.Contains(text, "当时所知") {
			t.Errorf("%s pretends to speak of another day", path)
		}
	}
}

// TestAnotherRun: a page of another run says so and shows its numbers; runs of other years and none aren't found.
func TestAnotherRun(t *testing.T) {
	t.Parallel()
	o := small(t)
	worse := nextYear()
	worse.Scheme.Year, worse.Scheme.Title, worse.Scheme.Document = 2013, "2013年度方案（示例）", "示绩〔2013〕1号"
	o.load(t, worse)
	// whoever makes an earlier run the result is told before how much that changes
	says(t, "what another run changes", o.get(o.y("/runs/1")), http.StatusOK,
		"9 个单位的各页由计分 2 改按本次计分显示：总分变化 1 家，名次变化 6 家，等次变化 3 家")
	for _, c := range []struct{ path, first, second string }{
		{o.y("/ranking"), "1 第1街道 95.83 49.08", "6 第1街道 84.43 37.68"},
		{web.At{Year: 2013}.UnitPath("S1"), "总分 95.83 类内名次 1 / 8 街道", "总分 84.43 类内名次 6 / 8 街道"},
		{web.At{Year: 2013}.ExplainPath("S1", "A1"), "S = 20 × 0.97 = 19.4000 得分", "S = 20 × 0.4 = 8.0000 得分"},
		{web.At{Year: 2013}.ExplainPath("S1", "place"), "R = 0 + 1 = 1", "R = 5 + 1 = 6"},
		{o.y("/classes/%s/explain", url.PathEscape("街道")), "m = (95.83 + 93.83 +", "m = (93.83 + 91.84 +"},
		{o.y("/"), "平均总分 88.72 / 100", "平均总分 87.29 / 100"},
	} {
		says(t, c.path+" now", o.get(c.path), http.StatusOK, c.second)
		says(t, c.path+" of run 2", o.get(with(c.path, "run=2")), http.StatusOK, c.second, "按计分 2 显示")
		text := says(t, c.path+" of run 1", o.get(with(c.path, "run=1")), http.StatusOK, c.first, "按计分 1 显示", "看当前采用的计分")
		if strings.Contains(text, c.second) {
			t.Errorf("%s of run 1 shows the second: %s", c.path, text)
		}
		says(t, c.path+" of run 1, in English", o.get(with(c.path, "run=1"), speaking(lang.EN)...),
			http.StatusOK, "As run 1 has it")
		for _, none := range []string{"3", "0", "-1", "x", "1e0"} {
			says(t, c.path+" of run "+none, o.get(with(c.path, "run="+none)), http.StatusNotFound)
		}
	}
	if text := mainOf(t, o.get(o.y("/runs?run=1"))); !strings.Contains(text, "计分 2") { // the list is no page of a run
		t.Errorf("the list of runs: %s", text)
	}
}

// TestAnEmptyDistrict: before anything was brought, every page either welcomes or isn't there, and none fails.
func TestAnEmptyDistrict(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.year, o.unit, o.leaf, o.item = 2013, "S1", "A1", "重点工作"
	says(t, "front page", o.get("/"), http.StatusOK, "欢迎", "三步开始")
	says(t, "front page in English", o.get("/", speaking(lang.EN)...), http.StatusOK, "Welcome")
	says(t, "imports", o.get("/imports"), http.StatusOK, "还没有导入。先下载模板")
	says(t, "search", o.get("/search?q=1"), http.StatusOK)
	says(t, "keys", o.get("/keys"), http.StatusOK)
	for pattern, path := range o.paths() {
		w := o.get(path)
		switch pattern {
		case "GET /{$}", "GET /y/{year}/{$}", "GET /imports", "GET /search", "GET /keys", "GET /terms",
			"GET /imports/template.xlsx", "GET /assets/{name}", "GET /healthz", "GET /events",
			"GET /readyz":
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", path, w.Code)
			}
		case "GET /files/{sha}":
		default:
			if w.Code != http.StatusNotFound {
				t.Errorf("%s without any year: %d", path, w.Code)
			}
		}
	}
	says(t, "scoring nothing", o.post("/y/2013/runs", nil), http.StatusConflict, "还没有可计分的数据")
}

// TestScopeKeepsToAClass: who chose a class sees it on every list, until the whole district is chosen again.
func TestScopeKeepsToAClass(t *testing.T) {
	t.Parallel()
	o := small(t)
	to := func(path, scope string) string { return o.get(path + "?scope=" + url.QueryEscape(scope)).Body.String() }
	if body := to("/units", "街道"); strings.Contains(body, "区巡视组") || !strings.Contains(body, "第9街道") {
		t.Error("units don't keep to the class")
	}
	for _, path := range []string{"/units", o.y("/scores"), o.y("/ranking")} {
		says(t, "a class that isn't there", o.get(path+"?scope=天界"), http.StatusNotFound, "没有考评类别“天界”")
	}
	if body := to(o.y("/"), "街道"); !strings.Contains(body, "<summary>街道 </summary>") {
		t.Error("the page doesn't say what it keeps to")
	}
}

// TestHowAnIndicatorLies: the page of an indicator draws a point for each unit that has points from data, by class,
// with the median of the class; what a policy gave isn't drawn.
func TestHowAnIndicatorLies(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, demo.Haidian2014())
	at := web.At{Year: 2014}
	missing := 0
	for _, code := range []string{"A0101", "B0105", "D0301"} {
		page := o.get(at.ItemPath(code)).Body.String()
		list := o.asJSON(t, at.ScoresPath("indicator", code)).Lists[0]
		drawn := 0
		for _, r := range list.Rows {
			link := `<a href="` + at.ExplainPath(r.Code, code) + `"><title>`
			has := strings.Contains(page, link)
			if scored := *r.Cells["missing"] == "齐全" && r.Cells["points"] != nil; has != scored {
				t.Errorf("%s of %s is drawn: %t, scored from data: %t", code, r.Code, has, scored)
			}
			if missing += map[bool]int{true: 0, false: 1}[has]; has {
				drawn++
			}
		}
		if n := strings.Count(page, `class="f1 soft"`); n != drawn || n < 20 {
			t.Errorf("%s: %d points are drawn of %d", code, n, drawn)
		}
	}
	if missing == 0 {
		t.Error("nothing was missing: the test doesn't reach what isn't drawn")
	}
	page := o.get(at.ItemPath("B0105")).Body.String() // of one class: its median is the middle of 22
	rates := []float64{}
	for _, r := range o.asJSON(t, at.ScoresPath("indicator", "B0105")).Lists[0].Rows {
		rate, err := strconv.ParseFloat(*r.Cells["rate"], 64)
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, rate)
	}
	slices.Sort(rates)
	middle := fmt.Sprintf(`class="t2 mid small">%.1f<`, (rates[len(rates)/2-1]+rates[len(rates)/2])/2)
	if len(rates)%2 != 0 || !strings.Contains(page, middle) {
		t.Errorf("the median of %d units isn't %s", len(rates), middle)
	}
}
