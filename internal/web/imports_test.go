package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/intake"
)

// TestTheImportsPageAsks: what is withdrawn, what the district is called, and whether the files are a whole year.
func TestTheImportsPageAsks(t *testing.T) {
	t.Parallel()
	o := small(t)
	ctx := t.Context()
	if err := o.District.Rename(ctx, me, district.Unnamed.ZH); err != nil {
		t.Fatal(err)
	}
	less := demo.Small()
	less.Marks = less.Marks[:len(less.Marks)-20]
	id := o.upload(t, less)
	path := fmt.Sprintf("/imports/%d", id)
	in, err := o.Intake.Intake(ctx, me, id)
	if err != nil || in.State != intake.Checked || in.Counts.Withdrawn != 20 {
		t.Fatal(in.State, in.Counts, err)
	}
	page := o.get(path).Body.String()
	for _, want := range []string{"本次文件未包含、将被作废的 20 条", "作废这 20 条", "<summary>评分 20</summary>",
		"本区名称用文件里的“示例区”", "全年全量", "增量补充", "按所选重新检查"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page doesn't say %s", want)
		}
	}
	seen, err := o.Ledger.Last(ctx, me, in.Year)
	if err != nil {
		t.Fatal(err)
	}
	form := func(more ...string) url.Values {
		now, err := o.Intake.Intake(ctx, me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		f := url.Values{"seen": {strconv.FormatInt(seen, 10)}, "shown": {now.Shown()}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	if w := o.post(path+"/confirm", form("withdraw", "20", "shown", "something else")); w.Code != http.StatusConflict {
		t.Errorf("confirmed as something else than it is: %d", w.Code)
	}
	for _, withdraw := range []string{"", "19", "alle"} {
		w := o.post(path+"/confirm", form("withdraw", withdraw))
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "这次导入会作废 20 条数据") {
			t.Errorf("confirmed with %q: %d", withdraw, w.Code)
		}
	}
	job := func(w *httptest.ResponseRecorder) {
		t.Helper()
		jobOf(t, w)
		o.work(t)
	}
	mode := func(m intake.Mode, n int) {
		t.Helper()
		in, err := o.Intake.Intake(ctx, me, id)
		if err != nil || in.Mode != m || in.State != intake.Checked || in.Counts.Withdrawn != n {
			t.Errorf("%s %s %+v (%v)", in.Mode, in.State, in.Counts, err)
		}
	}
	job(o.post(path+"/mode", url.Values{"mode": {"add"}, "year": {strconv.Itoa(in.Year)}}))
	mode(intake.Add, 0)
	if page := o.get(path).Body.String(); strings.Contains(page, "将被作废") {
		t.Error("an addition withdraws nothing")
	}
	job(o.post(path+"/mode", url.Values{"mode": {"replace"}}))
	mode(intake.Replace, 20)
	if w := o.post(path+"/mode", url.Values{"mode": {"valid"}}); w.Code < 400 || w.Code >= 500 {
		t.Errorf("a mode that nobody can choose: %d", w.Code)
	}
	job(o.post(path+"/confirm", form("withdraw", "20", "district", "示例区")))
	if d, err := o.District.Called(ctx, me); err != nil || d.Name != "示例区" {
		t.Errorf("%+v %v", d, err)
	}
	if page := o.get("/imports").Body.String(); !strings.Contains(page, `<span class="district">示例区</span>`) {
		t.Error("the pages don't say the new name")
	}
}
