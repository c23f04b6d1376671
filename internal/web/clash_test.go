package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/person"
	"shiji/internal/web"
)

// colleague is another person, who may do what the operator may.
var colleague = audit.Actor{ID: "zhang.san", Way: audit.Page}

// anybody lets everybody do everything.
func anybody(audit.Actor, person.Act, person.Object) error { return nil }

// inPlace reads a part as a page has it in its main element.
func inPlace(w *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	page := httptest.NewRecorder()
	page.WriteString("<main>" + w.Body.String() + "</main>")
	page.Code = w.Code
	return page
}

// clashed holds an answer in place and one without a script to each other: both are 409 and say the same; the one is a
// part, the other a page. It returns the part.
func (o office) clashed(t *testing.T, path string, form url.Values, words ...string) *httptest.ResponseRecorder {
	t.Helper()
	says(t, path+" without a script", o.post(path, form), http.StatusConflict, words...)
	part := o.post(path, form, web.PartHeader, "decision")
	says(t, path+" in place", inPlace(part), http.StatusConflict, words...)
	if body := part.Body.String(); strings.Contains(body, "<html") || part.Header().Get("HX-Redirect") != "" {
		t.Errorf("%s in place answers with a page: %s", path, body)
	}
	if body := o.post(path, form).Body.String(); !strings.Contains(body, "<html") || !strings.Contains(body, `id="menu"`) {
		t.Errorf("%s without a script isn't a page", path)
	}
	en := o.post(path, form, append(speaking(lang.EN), web.PartHeader, "decision")...)
	if text := en.Body.String(); en.Code != http.StatusConflict || strings.Contains(text, "没有") {
		t.Errorf("%s in English: %s", path, text)
	}
	return part
}

// decided holds a decision that is done to where it leads: a script is sent there too.
func (o office) decided(t *testing.T, path string, form url.Values, to string) {
	t.Helper()
	w := o.post(path, form, web.PartHeader, "decision")
	if at := w.Header().Get("HX-Redirect"); w.Code != http.StatusOK || w.Body.Len() > 0 || !strings.HasPrefix(at, to) {
		t.Errorf("%s: %d, leads to %q", path, w.Code, at)
	}
}

// TestTwoPeopleSettle: two look at the runs of a year; one makes a run provisional, the other wants another one. The
// second hears who was faster, when, and what stands; may look, and may decide all the same.
func TestTwoPeopleSettle(t *testing.T) {
	t.Parallel()
	o := small(t)
	all := o.denied(anybody)
	for _, number := range []string{"90", "80"} {
		o.correct(t, "S1", "A1", number, "核定表（示例）")
		jobOf(t, o.post(o.y("/runs"), nil))
		o.work(t)
	}
	settle := func(id int) string { return o.y("/runs/%d/settle", id) }
	first, _ := formOf(t, o.get(o.y("/runs/1")), settle(1))
	second, _ := formOf(t, o.get(o.y("/runs/2")), settle(2))
	if first.Get("seen") != "0" || second.Get("seen") != "0" {
		t.Fatalf("%v %v", first, second)
	}
	if err := all.Runs.SettleSeen(t.Context(), colleague, 1, 0); err != nil {
		t.Fatal(err)
	}
	before := o.fingerprint(t)
	part := o.clashed(t, settle(2), second, "没有改动：您打开本页之后，zhang.san已把计分 1 定为初评", "各页显示计分 1（初评）", "看计分 1",
		"仍把计分 2 定为初评")
	if o.fingerprint(t) != before {
		t.Error("a decision that met another one changed data")
	}
	if hrefTo(t, part, o.y("/runs/1"), "") == "" {
		t.Error("it doesn't lead to what stands")
	}
	again, ok := formOf(t, part, settle(2))
	if !ok || again.Get("seen") != "1" {
		t.Fatalf("it can't be decided again: %v", again)
	}
	o.post(settle(1), first) // what they wanted is so already
	o.decided(t, settle(2), again, o.y("/runs/2"))
	says(t, "the run", o.get(o.y("/runs/2")), http.StatusOK, "初评")
	o.clashed(t, settle(3), again, "已把计分 2 定为初评") // seen on the page of before
	for _, seen := range []string{"x", "-1", ""} {
		says(t, "seen "+seen, o.post(settle(3), url.Values{"seen": {seen}}), http.StatusBadRequest)
	}
}

// TestTwoPeopleAskForARun: what somebody else asked for since the page was made isn't asked for again; whoever presses
// twice is led to what they asked for.
func TestTwoPeopleAskForARun(t *testing.T) {
	t.Parallel()
	o := small(t)
	all := o.denied(anybody)
	o.correct(t, "S1", "A1", "90", "核定表（示例）")
	form, ok := formOf(t, o.get(o.y("/runs")), o.y("/runs"))
	if !ok || form.Get("seen") != "1" {
		t.Fatal(form)
	}
	if behind, ok := formOf(t, o.get(o.y("/ranking")), o.y("/runs")); !ok || behind.Get("seen") != "1" {
		t.Errorf("the form where scores are older than facts: %v", behind)
	}
	r, _, err := all.Runs.AskSeen(t.Context(), colleague, o.year, 1)
	if err != nil || r.ID != 2 {
		t.Fatal(r, err)
	}
	part := o.clashed(t, o.y("/runs"), form, "没有另外计分：您打开本页之后，zhang.san已对同样的数据发起计分 2", "计分 2：计算中", "看计分 2")
	if hrefTo(t, part, o.y("/runs/2"), "") == "" {
		t.Error("it doesn't lead to the run")
	}
	all.work(t)
	o.clashed(t, o.y("/runs"), form, "已对同样的数据发起计分 2", "计分 2：试算")
	form, _ = formOf(t, o.get(o.y("/runs")), o.y("/runs"))
	o.decided(t, o.y("/runs"), form, "/jobs/")
	if first, again := jobOf(t, o.post(o.y("/runs"), form)), jobOf(t, o.post(o.y("/runs"), form)); first != again {
		t.Errorf("pressed again: jobs %d and %d", first, again)
	}
	all.work(t)
	o.correct(t, "S1", "A1", "91", "核定表（示例）")
	if _, _, err := all.Runs.Ask(t.Context(), colleague, o.year); err != nil {
		t.Fatal(err)
	}
	o.correct(t, "S1", "A1", "92", "核定表（示例）")
	o.decided(t, o.y("/runs"), form, "/jobs/") // of other facts
}

// TestTwoPeopleConfirm: an import that somebody else has confirmed, dropped or made another kind of import meanwhile,
// or whose facts were changed, isn't recorded: who did what, when, and what stands now is told in place.
func TestTwoPeopleConfirm(t *testing.T) {
	t.Parallel()
	o := small(t)
	all := o.denied(anybody)
	brought := func() (id int64, path string, form url.Values) {
		id = o.add(t, "S1,A1,"+strconv.Itoa(50+len(o.get("/imports").Body.String())%40))
		path = fmt.Sprintf("/imports/%d", id)
		form, ok := formOf(t, o.get(path), path+"/confirm")
		if !ok || form.Get("shown") == "" || form.Get("seen") == "" {
			t.Fatal(form)
		}
		return id, path, form
	}
	id, path, form := brought()
	seen, _ := strconv.ParseInt(form.Get("seen"), 10, 64)
	j, err := all.Intake.Confirm(t.Context(), colleague, id, intake.Consent{Seen: seen, Shown: form.Get("shown")})
	if err != nil {
		t.Fatal(err)
	}
	part := o.clashed(t, path+"/confirm", form, "没有重复写入：zhang.san已先确认这次导入", "写入导入数据", "看进度")
	if hrefTo(t, part, web.JobPath(j.ID), "") == "" {
		t.Error("it doesn't lead to the job")
	}
	all.work(t)
	o.clashed(t, path+"/confirm", form, "这次导入已不在那个状态", "zhang.san确认了这次导入", "这次导入现在：已写入", "看这次导入现在的情况")

	id, path, form = brought()
	if err := all.Intake.Drop(t.Context(), colleague, id); err != nil {
		t.Fatal(err)
	}
	o.clashed(t, path+"/confirm", form, "zhang.san放弃了这次导入", "这次导入现在：已放弃")

	id, path, form = brought()
	if _, err := all.Intake.ChoosePart(t.Context(), colleague, id, o.year, intake.Scope{Unit: "S1"}); err != nil {
		t.Fatal(err)
	}
	o.clashed(t, path+"/confirm", form, "这次导入已不在那个状态", "zhang.san改了导入方式")
	all.work(t)
	if w := o.post(path+"/confirm", form, web.PartHeader, "decision"); w.Code != http.StatusConflict {
		t.Errorf("confirmed as it was before: %d", w.Code)
	}

	_, path, form = brought()
	o.correct(t, "S1", "A1", "99", "核定表（示例）")
	part = o.post(path+"/confirm", form, web.PartHeader, "decision")
	says(t, "facts that moved", inPlace(part), http.StatusConflict, "其中 1 项数据有人改过", "实绩数值", "本机操作员写入了数据版本", "看这次导入现在的情况")
	form, _ = formOf(t, o.get(path), path+"/confirm")
	o.decided(t, path+"/confirm", form, "/jobs/")
}

// TestARefusalInPlace: whatever else keeps a decision from being done is told in place too.
func TestARefusalInPlace(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.post(o.y("/runs"), nil) // it waits
	w := o.post(o.y("/runs/2/settle"), url.Values{"seen": {"0"}}, web.PartHeader, "decision")
	says(t, "too early", inPlace(w), http.StatusConflict, "这次计分不能定为初评", "只有算完的计分可以")
	if strings.Contains(w.Body.String(), "<html") {
		t.Error("it is a page")
	}
}
