package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/score"
	"shiji/internal/web"
)

// changed is the small year with other values: S1 reports 90 of A1, and S2 has a short name.
func changed() score.Input {
	in := demo.Small()
	report(&in, "S1", "A1", "90")
	in.Roster.Units[1].Short = "二街"
	return in
}

// send brings a file through the page of imports.
func (o office) send(name, content string, fields ...string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, uploadRequest(name, content, fields...))
	return w
}

// corrections is a sheet of reports, to be added to a year.
func corrections(rows ...string) string {
	return "单位,指标,全年,来源文件,填报人,填报日期\n" + strings.Join(rows, ",文（示例）,人（示例）,2013-12-31\n") + ",文（示例）,人（示例）,2013-12-31\n"
}

// add brings corrections and has them checked.
func (o office) add(t testing.TB, rows ...string) int64 {
	t.Helper()
	file := intake.Upload{Name: "实绩.csv", Data: []byte(corrections(rows...))}
	return o.uploadAs(t, intake.Add, o.year, file)
}

// TestFromUploadToUndo: an import on its way through the pages, and each button pressed twice.
func TestFromUploadToUndo(t *testing.T) {
	t.Parallel()
	o := small(t)
	w := o.send("年度.xlsx", string(workbook(t, changed())), "mode", "replace")
	check := fmt.Sprintf("/jobs/%d", jobOf(t, w))
	says(t, "job that waits", o.get(check), http.StatusOK, "检查导入文件", "排队", "可以离开本页", "取消")
	says(t, "import that waits", o.get("/imports/2"), http.StatusOK, "检查中", "看进度")
	o.work(t)
	if at := o.get(check).Header().Get("Location"); at != "/imports/2" {
		t.Fatalf("the job that is over leads to %q", at)
	}
	page := o.get("/imports/2")
	says(t, "import to confirm", page, http.StatusOK, "待确认", "年度.xlsx", "新增 0 · 修改 2 · 作废 0 · 不变 242", "确认后会这样变",
		"97 → 90", "简称", "二街")
	says(t, "import to confirm, in English", o.get("/imports/2", speaking(lang.EN)...), http.StatusOK,
		"To be confirmed", "0 added · 2 changed · 0 withdrawn · 242 the same", "What confirming changes")
	says(t, "overview", o.get("/"), http.StatusOK, "导入 2 已检查，待确认")
	says(t, "list", o.get("/imports"), http.StatusOK, "导入 2 2013 年度.xlsx 待确认 0 0 新增 0 · 修改 2")
	form, ok := formOf(t, page, "/imports/2/confirm")
	if !ok || form.Get("seen") != "1" || form.Get("shown") == "" {
		t.Fatalf("the form of the page: %v", form)
	}
	first := jobOf(t, o.post("/imports/2/confirm", form))
	if second := jobOf(t, o.post("/imports/2/confirm", form)); second != first {
		t.Errorf("pressed twice: jobs %d and %d", first, second)
	}
	says(t, "import that is recorded now", o.get("/imports/2"), http.StatusOK, "看进度")
	for _, path := range []string{"/imports/2/drop", "/imports/2/mode"} {
		says(t, path+" meanwhile", o.post(path, url.Values{"mode": {"replace"}}), http.StatusConflict, "这次导入已不在那个状态")
	}
	o.work(t)
	says(t, "recorded", o.get("/imports/2"), http.StatusOK, "已写入", "写入数据版本 2", "去计分", "撤销这次导入…")
	if w := o.post("/imports/2/confirm", form); w.Code != http.StatusSeeOther ||
		w.Header().Get("Location") != "/imports/2" {
		t.Errorf("pressed again after it was recorded: %d %v", w.Code, w.Header())
	}
	says(t, "overview", o.get("/"), http.StatusOK, "上次计分后数据有更新", "重新计分")
	says(t, "runs", o.get(o.y("/runs")), http.StatusOK, "数据版本 2")
	says(t, "first import, which the second stands on", o.post("/imports/1/undo", nil), http.StatusConflict,
		"没有撤销：之后的数据版本又改动了其中 2 条数据", "之后又被改动的数据", "单位 · 二街", "实绩数值 · 第1街道 · 任务完成率")
	if at := o.post("/imports/2/undo", nil).Header().Get("Location"); at != "/imports/2" {
		t.Errorf("undone leads to %q", at)
	}
	says(t, "undone", o.get("/imports/2"), http.StatusOK, "已撤销")
	says(t, "undone, in English", o.get("/imports/2", speaking(lang.EN)...), http.StatusOK, "Undone")
	if at := o.post("/imports/2/undo", nil).Header().Get("Location"); at != "/imports/2" {
		t.Errorf("undone twice leads to %q", at)
	}
	says(t, "confirmed after it was undone", o.post("/imports/2/confirm", form), http.StatusConflict, "已不在那个状态")
	rows := rowsOf(t, o.get(web.At{Year: 2013}.HistoryPath("S1", "A1")))
	for _, want := range []string{"实绩数值|全年|3|修改|全年 90 → 97|", "实绩数值|全年|2|修改|全年 97 → 90|", "实绩数值|全年|1|新增|全年 97|"} {
		if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, want) }) {
			t.Errorf("the history lacks %s:\n%s", want, strings.Join(rows, "\n"))
		}
	}
}

// TestSomebodyWasFaster: between looking and confirming another person changed a fact that the import changes too. The
// page says which, by whom and when, compares again, and takes the confirmation after that.
func TestSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.add(t, "S1,A1,90", "S2,A1,91")
	path := fmt.Sprintf("/imports/%d", id)
	old, _ := formOf(t, o.get(path), path+"/confirm")
	o.correct(t, "S1", "A1", "96", "核定表（示例）")
	w := o.post(path+"/confirm", old)
	says(t, "the page of a stale confirmation", w, http.StatusConflict,
		"没有写入：您查看之后，其中 1 条数据有人改过，见下", "别人改过的数据", "变化已重新比较", "96 → 90", "94 → 91")
	rows := rowsOf(t, w)
	if !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "实绩数值|第1街道 · 任务完成率") && strings.Contains(r, "|本机操作员|")
	}) {
		t.Errorf("the page doesn't list the fact, and who changed it when:\n%s", strings.Join(rows, "\n"))
	}
	if slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "实绩数值|S2") && strings.Contains(r, "操作员")
	}) {
		t.Errorf("the page lists a fact that nobody changed:\n%s", strings.Join(rows, "\n"))
	}
	says(t, "in English", o.post(path+"/confirm", old, speaking(lang.EN)...), http.StatusConflict,
		"Nothing was recorded: 1 of the facts was changed since you looked", "Facts that others changed", "local operator")
	if in := o.brought(t, id); in.State != intake.Checked || in.Batch != 0 {
		t.Errorf("%+v", in)
	}
	again, ok := formOf(t, w, path+"/confirm")
	if !ok || again.Get("seen") == old.Get("seen") {
		t.Fatalf("the page of a stale confirmation can't be confirmed: %v", again)
	}
	jobOf(t, o.post(path+"/confirm", again))
	o.work(t)
	says(t, "recorded", o.get(path), http.StatusOK, "已写入", "新增 0 · 修改 4") // two values, and the papers of two reports
}

// TestOthersMayGoOnMeanwhile: facts that an addition doesn't touch may change between looking and confirming.
func TestOthersMayGoOnMeanwhile(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.add(t, "S1,A1,90")
	path := fmt.Sprintf("/imports/%d", id)
	form, _ := formOf(t, o.get(path), path+"/confirm")
	o.correct(t, "S2", "A1", "95", "核定表（示例）")
	jobOf(t, o.post(path+"/confirm", form))
	o.work(t)
	says(t, "recorded", o.get(path), http.StatusOK, "已写入", "写入数据版本 3")
	says(t, "what the other wrote stands", o.get(web.At{Year: 2013}.HistoryPath("S2", "A1")), http.StatusOK, "全年 94 → 95")
}

// TestFasterThanTheJob: a fact that changes between the confirmation and its job: nothing is recorded, and the job says
// which fact it was.
func TestFasterThanTheJob(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.add(t, "S1,A1,90")
	path := fmt.Sprintf("/imports/%d", id)
	form, _ := formOf(t, o.get(path), path+"/confirm")
	n := jobOf(t, o.post(path+"/confirm", form))
	o.correct(t, "S1", "A1", "96", "核定表（示例）")
	o.live(t) // only a worker ends a job that fails
	if j := o.wait(t, n); j.State != job.Failed {
		t.Fatalf("%+v", j)
	}
	says(t, "the job", o.get(fmt.Sprintf("/jobs/%d", n)), http.StatusOK, "失败", "其中 1 项数据有人改过，没有写入", "看结果")
	says(t, "the job, in English", o.get(fmt.Sprintf("/jobs/%d", n), speaking(lang.EN)...), http.StatusOK, "Failed",
		"1 of the facts was changed since you looked")
	says(t, "the import", o.get(path), http.StatusOK, "待确认", "96 → 90", "确认导入")
}

// TestAnImportThatBecameAnother: whoever confirms agrees to what the page showed, and to nothing else.
func TestAnImportThatBecameAnother(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.upload(t, changed())
	path := fmt.Sprintf("/imports/%d", id)
	old, _ := formOf(t, o.get(path), path+"/confirm")
	jobOf(t, o.post(path+"/mode", url.Values{"mode": {"add"}, "year": {"2013"}}))
	o.work(t)
	says(t, "confirmed as it was before", o.post(path+"/confirm", old), http.StatusConflict,
		"没有写入：您查看之后又有别的数据写入。下面是重新比较的变化")
	for name, form := range map[string]url.Values{
		"a form that shows nothing": {"seen": {"1"}},
		"of valid rows alone":       {"seen": {"1"}, "rows": {"valid"}, "shown": old["shown"]},
	} {
		says(t, name, o.post(path+"/confirm", form), http.StatusConflict, "没有写入")
	}
	for _, seen := range []string{"", "x", "1.5"} {
		says(t, "seen "+seen, o.post(path+"/confirm", url.Values{"seen": {seen}}), http.StatusBadRequest, "提交的内容不完整")
	}
	if in := o.brought(t, id); in.State != intake.Checked {
		t.Errorf("%+v", in)
	}
}

// TestNothingToRecord: files that say what is known already have no button to confirm.
func TestNothingToRecord(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.upload(t, demo.Small())
	w := o.get(fmt.Sprintf("/imports/%d", id))
	says(t, "the same year again", w, http.StatusOK, "与现有数据完全相同，无需写入", "放弃")
	if _, ok := formOf(t, w, fmt.Sprintf("/imports/%d/confirm", id)); ok {
		t.Error("there is nothing to confirm")
	}
	says(t, "the overview", o.get("/"), http.StatusOK, "导入 2 已检查，待确认")
}

// TestDropping: an import that wasn't recorded can be given up, once and for all.
func TestDropping(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.upload(t, changed())
	path := fmt.Sprintf("/imports/%d", id)
	form, _ := formOf(t, o.get(path), path+"/confirm")
	for range 2 {
		if w := o.post(path+"/drop", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/imports" {
			t.Errorf("dropped: %d %v", w.Code, w.Header())
		}
	}
	w := o.get(path)
	says(t, "dropped", w, http.StatusOK, "已放弃")
	for _, action := range []string{"/confirm", "/drop", "/mode", "/undo"} {
		if _, ok := formOf(t, w, path+action); ok {
			t.Errorf("a dropped import offers %s", action)
		}
	}
	says(t, "confirmed after it was dropped", o.post(path+"/confirm", form), http.StatusConflict, "已不在那个状态")
	says(t, "another mode after it was dropped", o.post(path+"/mode", url.Values{"mode": {"add"}}), http.StatusConflict)
	says(t, "undone after it was dropped", o.post(path+"/undo", nil), http.StatusConflict, "已不在那个状态")
	says(t, "dropped after it was recorded", o.post("/imports/1/drop", nil), http.StatusConflict, "已不在那个状态")
	if text := mainOf(t, o.get("/")); strings.Contains(text, "#2") {
		t.Errorf("a dropped import is still to do: %s", text)
	}
}

// TestAnotherMode: a whole year or an addition; what isn't one of the two is refused, and nothing is checked again.
func TestAnotherMode(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	id := o.uploadAs(t, intake.Guess, 0, intake.Upload{Name: "实绩.csv", Data: []byte(corrections("S1,A1,90"))})
	path := fmt.Sprintf("/imports/%d", id)
	for _, form := range []url.Values{nil, {"mode": {""}}, {"mode": {"guess"}}, {"mode": {"valid"}}, {"mode": {"undo"}}} {
		says(t, fmt.Sprint(form), o.post(path+"/mode", form), http.StatusBadRequest, "提交的内容不完整")
	}
	for _, c := range []struct {
		form url.Values
		says []string
	}{
		{url.Values{"mode": {"add"}, "year": {"2013"}}, []string{"年度 2013", "增量补充", "97 → 90"}},
		{url.Values{"mode": {"add"}, "year": {"2014"}}, []string{"年度 2014", "增量补充", "40 → 90"}},
		{url.Values{"mode": {"replace"}}, []string{"有错误，未写入", "全年全量", "改好后重新上传"}},
	} {
		jobOf(t, o.post(path+"/mode", c.form))
		o.work(t)
		says(t, fmt.Sprint(c.form), o.get(path), http.StatusOK, c.says...)
	}
	says(t, "recorded already", o.post("/imports/1/mode", url.Values{"mode": {"add"}}), http.StatusConflict, "已不在那个状态")
}

// mistaken is a year with one row that can't be: a value of a unit that nobody knows, beside one that is right.
func mistaken() score.Input {
	in := changed()
	i := slices.IndexFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == "S3" && a.Indicator == "A1" })
	in.Actuals[i].Unit = "S33"
	in.Actuals[i].Source = fact.Source{}
	return in
}

// TestAnImportWithErrors: it says what is wrong and where, sends the workbook back with reasons,
// and takes the valid rows.
func TestAnImportWithErrors(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := o.upload(t, mistaken())
	path := fmt.Sprintf("/imports/%d", id)
	page := o.get(path)
	text := says(t, "the page", page, http.StatusOK, "有错误，未写入", "检查发现", "S33", "year.xlsx", "实绩!A",
		"带“错误原因”列的同一工作簿", "改好后重新上传", "只导入有效行", "有错误的行不写入，这些行已有的数据保持不变")
	if strings.Contains(text, "错误 0 ·") {
		t.Errorf("no error is counted: %s", text)
	}
	says(t, "the page in English", o.get(path, speaking(lang.EN)...), http.StatusOK, "Errors, not recorded", "Findings",
		"The valid rows only", "The same workbook with a column of reasons")
	says(t, "the overview", o.get("/"), http.StatusOK, "导入 2 有错误，没有写入", "看错误")
	says(t, "the list", o.get("/imports"), http.StatusOK, "导入 2 2013 year.xlsx 有错误，未写入 1")
	cell := hrefTo(t, page, "/files/", "cell=")
	if cell == "" {
		t.Errorf("no finding opens to its cell: %q", cell)
	}
	says(t, "the cell of the finding", o.get(cell), http.StatusOK, "S33", "上传原件中的这一格")
	w := o.get(path + "/reasons.xlsx")
	book := sheets(t, w)
	if found := book.row("实绩", "S33"); w.Code != http.StatusOK || !strings.Contains(found, "错误") ||
		!strings.Contains(found, "S33") {
		t.Errorf("the row has no reason: %d %q", w.Code, found)
	}
	if right := book.row("实绩", "S4"); strings.Contains(right, "错误") {
		t.Errorf("a right row has a reason: %q", right)
	}
	if english := sheets(t, o.get(path+"/reasons.xlsx", speaking(lang.EN)...)).row("实绩",
		"S33"); !strings.Contains(english, "error") {
		t.Errorf("the reason in English: %q", english)
	}
	form, ok := formOf(t, page, path+"/confirm")
	if !ok || form.Get("rows") != "valid" {
		t.Fatalf("the form for valid rows: %v", form)
	}
	whole := url.Values{"seen": form["seen"], "shown": form["shown"]}
	says(t, "with its errors", o.post(path+"/confirm", whole), http.StatusConflict, "已不在那个状态")
	jobOf(t, o.post(path+"/confirm", form))
	o.work(t)
	says(t, "recorded", o.get(path), http.StatusOK, "已写入")
	says(t, "the valid row", o.get(web.At{Year: 2013}.HistoryPath("S1", "A1")), http.StatusOK, "全年 97 → 90")
	if text := mainOf(t, o.get(web.At{Year: 2013}.HistoryPath("S3", "A1"))); strings.Contains(text, "作废") {
		t.Errorf("what the wrong row stood for is withdrawn: %s", text)
	}
}

// TestFilesThatCannotBeRead: they are refused with what to do, and their page has no dead links.
func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, f := range []struct{ name, content string }{
		{"a.xlsx", "hello"}, {"b.xlsx", "PK\x03\x04nothing"}, {"c.csv", ""},
	} {
		name := f.name
		id := jobOf(t, o.send(name, f.content))
		o.work(t)
		at := o.get(fmt.Sprintf("/jobs/%d", id)).Header().Get("Location")
		text := says(t, name, o.get(at), http.StatusOK, "有错误，未写入", "检查发现", "改好后重新上传")
		if strings.Contains(text, "确认导入") || strings.Contains(text, "只导入有效行") {
			t.Errorf("%s can be confirmed: %s", name, text)
		}
		if strings.HasSuffix(name, ".xlsx") {
			says(t, "reasons in "+name, o.get(at+"/reasons.xlsx"), http.StatusUnprocessableEntity, "这个文件打不开", "请另存为 .xlsx")
		}
	}
	file := o.brought(t, 2).Files[0]
	says(t, "the file itself", o.get(filePath(file.SHA256, file.Name)), http.StatusUnprocessableEntity, "这个文件不能在页面上打开")
	says(t, "and once more", o.get(filePath(file.SHA256, file.Name)), http.StatusUnprocessableEntity, "这个文件不能在页面上打开")
	if w := o.get(filePath(file.SHA256, file.Name) + "&download=1"); w.Code != http.StatusOK || w.Body.Len() == 0 {
		t.Errorf("it can't even be downloaded: %d", w.Code)
	}
}

// TestManyChanges: a page lists two hundred changes and counts the others; what is new comes after what changes.
func TestManyChanges(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.upload(t, demo.Small())
	w := o.get("/imports/1")
	says(t, "a new year", w, http.StatusOK, "新增 244 · 修改 0 · 作废 0 · 不变 0", "另有 44 处变化未列出")
	n := 0
	for _, row := range rowsOf(t, w) {
		if strings.HasPrefix(row, "新增|") {
			n++
		}
	}
	if n != 200 {
		t.Errorf("%d changes are listed", n)
	}
	if _, ok := formOf(t, w, "/imports/1/confirm"); !ok {
		t.Error("a new year can't be confirmed")
	}
}

// TestUploadLimits: how many files, and how much, at once; and what was chosen stays chosen.
func TestUploadLimits(t *testing.T) {
	t.Parallel()
	o := small(t)
	says(t, "an old format", o.send("a.xls", "x", "mode", "add", "year", "2013"),
		http.StatusUnprocessableEntity, "有一处需要您看一下", "旧格式")
	if body := o.send("a.xls", "x", "mode", "add").Body.String(); !strings.Contains(body, `value="add" checked`) {
		t.Error("the mode that was chosen is forgotten")
	}
	says(t, "in English", func() *httptest.ResponseRecorder {
		r := uploadRequest("a.xls", "x")
		r.Header.Set("Cookie", speaking(lang.EN)[1])
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		return w
	}(), http.StatusUnprocessableEntity, "Something needs your attention")
	broken := uploadRequest("a.csv", "x")
	broken.Body = http.NoBody
	w := httptest.NewRecorder()
	o.ServeHTTP(w, broken)
	says(t, "half an upload", w, http.StatusUnprocessableEntity, "没有收到完整的文件，请重新选择后上传")
	for path, limit := range map[string]int{"/prefs": web.SmallBody, "/imports/1/mode": web.SmallBody,
		"/imports/1/answer": 512 << 10} {
		says(t, path, o.post(path, url.Values{"back": {strings.Repeat("x", limit)}}), http.StatusRequestEntityTooLarge,
			"上传的内容太大", "请分次上传")
	}
	if list, err := o.Intake.List(t.Context(), me, 10); err != nil || len(list) != 1 {
		t.Errorf("something of it was kept: %v %v", list, err)
	}
}

// TestTheDistrictTakesItsName: from the files, while it has none, and only if whoever confirms says so.
func TestTheDistrictTakesItsName(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.upload(t, demo.Small())
	unnamed := district.Unnamed.ZH
	for _, c := range []struct {
		name, before, field string
		status              int
		after               string
	}{
		{"unticked", unnamed, "", http.StatusSeeOther, unnamed},
		{"a name that is too long", unnamed, strings.Repeat("长", 200), http.StatusUnprocessableEntity, unnamed},
		{"as the files do", unnamed, "示例区", http.StatusSeeOther, "示例区"},
		{"it has one", "本地区", "示例区", http.StatusSeeOther, "本地区"},
	} {
		if err := o.District.Rename(t.Context(), me, c.before); err != nil {
			t.Fatal(err)
		}
		form, _ := formOf(t, o.get("/imports/1"), "/imports/1/confirm")
		if asked := form.Get("district"); asked != map[bool]string{true: "示例区"}[c.before == unnamed] {
			t.Errorf("%s: the page asks for the name %q", c.name, asked)
		}
		form.Set("district", c.field)
		w := o.post("/imports/1/confirm", form)
		if w.Code != c.status {
			t.Errorf("%s: %d", c.name, w.Code)
		}
		if w.Code == http.StatusUnprocessableEntity {
			says(t, c.name, w, c.status, "数据已在写入，区名没有改")
		}
		if d, err := o.District.Called(t.Context(), me); err != nil || d.Name != c.after {
			t.Errorf("%s: it is called %q (%v)", c.name, d.Name, err)
		}
		if j, ok := o.waiting(t); !ok || o.post(fmt.Sprintf("/jobs/%d/cancel", j.ID), nil).Code != http.StatusSeeOther {
			t.Errorf("%s: nothing waits to be recorded", c.name)
		}
	}
}

// filePath is the page of a file that was brought.
func filePath(sha, name string) string {
	return "/files/" + sha + "?" + url.Values{"name": {name}}.Encode()
}
