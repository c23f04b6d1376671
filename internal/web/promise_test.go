package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/store"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

// What pages promise in the cases that are easily got wrong.

// TestOnePanelFailsAlone: where the scores can't be read, the overview says so in their panel and shows the rest.
func TestOnePanelFailsAlone(t *testing.T) {
	t.Parallel()
	o, data := kept.small.open(t)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, store.FileName)+"?_pragma=busy_timeout(15000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("update file set packed = 'x' where sha256 = (select document from run)"); err != nil {
		t.Fatal(err)
	}
	o.Server = site.New(siteOf(house.New(o.db, testParts).Of(o.of))) // nothing in memory
	w := o.get(fmt.Sprintf("/y/%d/", o.year))
	body := w.Body.String()
	if w.Code != http.StatusOK || strings.Count(body, "这一块暂时取不到") != 1 || !strings.Contains(body, "重试") ||
		!strings.Contains(body, "年度进程") || !strings.Contains(body, "时间进度") {
		t.Errorf("%d %s", w.Code, body)
	}
}

func TestLimitsS37(t *testing.T) {
	ctx := context.Background()
	o := newDistrict(t)
	err := o.of.InTx(ctx, me, func(tx *store.Tx) error {
		for i := range job.MostOpen {
			if _, _, err := tx.Jobs().Enqueue(ctx, job.Export, fmt.Sprint("test/", i), 1); err != nil {
				return err
			}
		}
		tx.Audit("test", "jobs", nil)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := o.post("/y/2014/runs", url.Values{}); w.Code != http.StatusTooManyRequests ||
		w.Header().Get("Retry-After") == "" {
		t.Errorf("a job too many: %d %v", w.Code, w.Header())
	}
	o.Streams().Store(web.MaxStreams)
	if w := o.get("/events"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" ||
		o.Streams().Load() != web.MaxStreams {
		t.Errorf("a stream too many: %d", w.Code)
	}
}

// TestTwoRuns: a run that isn't the current one is looked at with its own numbers, and says why units moved.
func TestTwoRuns(t *testing.T) {
	t.Parallel()
	o := small(t)
	more := demo.Small()
	more.Events = append(more.Events, review.Event{Unit: o.unit, Type: review.Bonus,
		Matter: "表彰", Kind: "表彰", Level: "市级", Count: decimal.One, State: review.Decided, Decider: "领导小组",
		Source: fact.Source{Document: "文", Person: "人", Date: "2013-11-01"}})
	o.load(t, more)
	run := func(id int, path string) string {
		w := o.get(with(fmt.Sprintf("/y/%d%s", o.year, path), fmt.Sprintf("run=%d", id)))
		if w.Code != http.StatusOK {
			t.Fatalf("%s of run %d: %d", path, id, w.Code)
		}
		return w.Body.String()
	}
	if first, second := run(1, "/units/"+o.unit), run(2, "/units/"+o.unit); first == second ||
		!strings.Contains(first, "run=1") || !strings.Contains(first, "按计分 1 显示") {
		t.Error("two runs show the same scorecard")
	}
	page := o.get(fmt.Sprintf("/y/%d/runs/2", o.year)).Body.String()
	row := page[strings.Index(page, "与计分 "):]
	if !strings.Contains(row, "加分") && !strings.Contains(row, "扣分") {
		t.Errorf("the page of the run doesn't say that bonus or deductions changed: %s", row)
	}
	for _, path := range []string{"/ranking?run=99", "/ranking?run=x", "/ranking?run=-1"} {
		if w := o.get(fmt.Sprintf("/y/%d%s", o.year, path)); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestAUnitThatCameSince has a page that says so.
func TestAUnitThatCameSince(t *testing.T) {
	t.Parallel()
	o := small(t)
	more := demo.Small()
	u := more.Roster.Units[0]
	u.Code, u.Name, u.Short, u.Former, u.Listing, u.Reason = "ZZ9", "新设单位", "新设", nil, org.Exempt, "本年新设"
	more.Roster.Units = append(more.Roster.Units, u)
	o.bring(t, more)
	if w := o.get(web.At{Year: o.year}.UnitPath("ZZ9")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(),
		"最近一次计分之后加入") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	// What it will change is shown in the columns of the workbook before it is confirmed.
	again := demo.Small()
	again.Roster.Units[0].Short = "另一个简称"
	id := o.upload(t, again)
	if body := o.get(fmt.Sprintf("/imports/%d", id)).Body.String(); !strings.Contains(body, "简称") ||
		!strings.Contains(body, "<ins>另一个简称</ins>") {
		t.Errorf("the preview doesn't say what changes: %s", body[strings.Index(body, "<main"):])
	}
}

// TestQuestionsAreAnsweredOnThePage: the page of an import asks about a cell that can mean two things; what was typed
// stays when something is missing, a form sent twice is kept once, and what is answered no more says so.
func TestQuestionsAreAnsweredOnThePage(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	in := demo.Small()
	i := slices.IndexFunc(in.Actuals,
		func(a progress.Actual) bool { return len(a.Values) > 0 && a.Values[0].Number != nil })
	share := decimal.MustParse("0.97")
	in.Actuals[i].Values[0].Number = &share
	id := o.upload(t, in)
	path := fmt.Sprintf("/imports/%d", id)
	brought, err := o.Intake.Intake(t.Context(), me, id)
	if err != nil || len(brought.Questions()) != 1 {
		t.Fatal(brought.Found, err)
	}
	at := brought.Questions()[0].At
	form := url.Values{"file0": {at.File}, "sheet0": {at.Sheet}, "cell0": {at.Cell}, "value0": {"0.97"},
		"reading0": {"97"}, "by": {"绩效办"}, "reason": {"电话 <核实>"}}
	with := func(name, value string) url.Values {
		other := maps.Clone(form)
		other[name] = []string{value}
		return other
	}
	if page := o.get(path).Body.String(); !strings.Contains(page, `name="reading0" value="97"`) ||
		regexp.MustCompile(`name="reading0"[^>]* checked`).MatchString(page) {
		t.Error("the page doesn't ask, or chooses for the user")
	}
	for _, c := range []struct {
		name  string
		form  url.Values
		code  int
		says  string
		stays string // what was typed comes again
	}{
		{"nobody", with("by", " "), http.StatusUnprocessableEntity, "请写明确认人和理由", "电话 &lt;核实&gt;"},
		{"no reason", with("reason", ""), http.StatusUnprocessableEntity, "请写明确认人和理由", `value="97" checked`},
		{"too long", with("reason", strings.Repeat("长", 201)), http.StatusUnprocessableEntity,
			"不超过 200 字", `value="97" checked`},
		{"no reading", with("reading0", ""), http.StatusUnprocessableEntity, "还没有选读法", `value="绩效办"`},
		{"a reading nobody offered", with("reading0", "9.7"), http.StatusConflict, "没有保存", `value="绩效办"`},
		{"a cell nobody asked about", with("cell0", "A1"), http.StatusConflict, "没有保存", `value="绩效办"`},
	} {
		w := o.post(path+"/answer", c.form)
		if body := w.Body.String(); w.Code != c.code || !strings.Contains(body, c.says) || !strings.Contains(body, c.stays) {
			t.Errorf("%s: %d, says it: %v, keeps it: %v", c.name, w.Code, strings.Contains(body, c.says),
				strings.Contains(body, c.stays))
		}
		if body := w.Body.String(); strings.Contains(body, `href="/?`) || !strings.Contains(body, `href="`+path+`?`) {
			t.Errorf("%s: lists don't lead to the page that the form stood on", c.name)
		}
	}
	w := o.post(path+"/answer", form)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/jobs/") {
		t.Fatal(w.Code, w.Header())
	}
	o.work(t)
	if w := o.post(path+"/answer", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
		t.Errorf("sent twice: %d %v", w.Code, w.Header())
	}
	if w := o.post(path+"/answer", with("reading0", "0.97")); w.Code != http.StatusConflict {
		t.Errorf("answered otherwise, too late: %d", w.Code)
	}
	if brought, err = o.Intake.Intake(t.Context(), me, id); err != nil || brought.State != intake.Checked ||
		len(brought.Answers) != 1 || brought.Answers[0].Reading != "97" {
		t.Error(brought.State, brought.Answers, err)
	}
	if w := o.post("/imports/99/answer", form); w.Code != http.StatusNotFound {
		t.Errorf("an import that isn't there: %d", w.Code)
	}
}
