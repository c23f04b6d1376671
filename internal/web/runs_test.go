package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
	"shiji/internal/web"
)

// TestARunIsAskedFor: once for the same facts while it is computed, and again whenever somebody wants.
func TestARunIsAskedFor(t *testing.T) {
	t.Parallel()
	o := small(t)
	first := jobOf(t, o.post(o.y("/runs"), nil))
	if second := jobOf(t, o.post(o.y("/runs"), nil)); second != first {
		t.Errorf("pressed twice: jobs %d and %d", first, second)
	}
	w := o.get(o.y("/runs/2"))
	says(t, "a run that waits", w, http.StatusOK, "计分 2", "看进度")
	if _, ok := formOf(t, w, o.y("/runs/2/settle")); ok {
		t.Error("a run without results can be made provisional")
	}
	says(t, "made provisional too early", o.post(o.y("/runs/2/settle"), nil), http.StatusConflict, "这次计分不能定为初评",
		"只有算完的计分可以")
	says(t, "exported too early", o.post(o.y("/runs/2/export"), nil), http.StatusNotFound, "没有这个页面")
	says(t, "its document", o.get(o.y("/runs/2/run.json")), http.StatusNotFound)
	says(t, "pages of it", o.get(o.y("/ranking?run=2")), http.StatusNotFound)
	says(t, "its overview", o.get(o.y("/?run=2")), http.StatusNotFound)
	o.work(t)
	if at := o.get(fmt.Sprintf("/jobs/%d", first)).Header().Get("Location"); at != o.y("/runs/2") {
		t.Errorf("the job leads to %q", at)
	}
	says(t, "the run", o.get(o.y("/runs/2")), http.StatusOK, "试算 当前采用", "没有单位的总分、名次或等次变化")
	rows := rowsOf(t, o.get(o.y("/runs")))
	if len(rows) != 2 || !strings.HasPrefix(rows[0], "2|计分 2|试算 当前采用|1|") || !strings.HasPrefix(rows[1], "1|计分 1|试算|1|") {
		t.Errorf("the list of runs:\n%s", strings.Join(rows, "\n"))
	}
	if again := jobOf(t, o.post(o.y("/runs"), nil)); again == first {
		t.Error("a finished job is given again")
	}
}

// TestSettling: one run of a year is provisional; another one takes its place, and pages show it.
func TestSettling(t *testing.T) {
	t.Parallel()
	o := small(t)
	jobOf(t, o.post(o.y("/runs"), nil))
	o.work(t)
	state := func(id int64, want run.State, shown bool) {
		t.Helper()
		text := mainOf(t, o.get(o.y("/runs/%d", id)))
		if !strings.Contains(text, "状态 "+want.Name().ZH) || strings.Contains(text, "当前采用") != shown {
			t.Errorf("run %d isn't %s (shown: %v): %s", id, want, shown, text)
		}
	}
	state(2, run.Trial, true)
	for range 2 { // pressed twice
		if at := o.post(o.y("/runs/1/settle"), nil).Header().Get("Location"); at != o.y("/runs/1") {
			t.Errorf("settled leads to %q", at)
		}
	}
	state(1, run.Provisional, true)
	state(2, run.Trial, false)
	says(t, "ranking", o.get(o.y("/ranking")), http.StatusOK, run.Provisional.Name().ZH+" · 计分 1")
	says(t, "overview", o.get("/"), http.StatusOK, "没有待处理的事")
	if _, ok := formOf(t, o.get(o.y("/runs/1")), o.y("/runs/1/settle")); ok {
		t.Error("a provisional run can be made provisional")
	}
	// what was seen is read, or refused, in whatever form it comes
	for kind, body := range map[string]string{"text/plain": "seen=0", "application/json": `{"seen":0}`,
		"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"seen\"\r\n\r\n0\r\n--x--\r\n"} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+o.y("/runs/2/settle"), strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		if o.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", kind, w.Code)
		}
	}
	says(t, "seen, said in the address", o.post(o.y("/runs/2/settle?seen=0"), nil), http.StatusBadRequest)
	state(1, run.Provisional, true)
	w := o.post(o.y("/runs/2/settle"), nil)
	says(t, "what was done with it", o.get(w.Header().Get("Location")), http.StatusOK, "存证记录 3", "请求计分",
		"计分完成并封存", "定为初评")
	says(t, "what was done with the import", o.get("/imports/1"), http.StatusOK, "存证记录 4", "上传文件", "检查完毕",
		"确认写入", "写入完成")
	state(2, run.Provisional, true)
	state(1, run.Trial, false)
}

// TestPagesShowAnOlderRun: where the run that pages show is older than the facts, and another one was scored of these,
// the overview says so.
func TestPagesShowAnOlderRun(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.post(o.y("/runs/1/settle"), nil)
	said := "各页显示的是计分 1"
	if text := mainOf(t, o.get(o.y("/"))); strings.Contains(text, said) {
		t.Errorf("said of the newest facts: %s", text)
	}
	in := demo.Small()
	set := in.Actuals[0].Values[0]
	set.Number = new(decimal.Int(41))
	in.Actuals[0].Values = []progress.PeriodValue{set}
	o.load(t, in) // and scores it
	says(t, "overview", o.get(o.y("/")), http.StatusOK, said)
}

// scoredAgain is the page of the second run of the small year, after somebody changed it.
func scoredAgain(t *testing.T, change func(in *score.Input)) string {
	t.Helper()
	o := small(t)
	in := demo.Small()
	change(&in)
	o.load(t, in)
	w := o.get(o.y("/runs/2"))
	if w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	return strings.Join(rowsOf(t, w), "\n")
}

// leave takes a unit out of a year, with all that is known of it.
func leave(in *score.Input, unit string) {
	in.Roster.Units = slices.DeleteFunc(in.Roster.Units, func(x org.Unit) bool { return x.Code == unit })
	in.Targets = slices.DeleteFunc(in.Targets, func(x target.Target) bool { return x.Unit == unit })
	in.Tasks = slices.DeleteFunc(in.Tasks, func(x target.Task) bool { return x.Unit == unit })
	in.Actuals = slices.DeleteFunc(in.Actuals, func(x progress.Actual) bool { return x.Unit == unit })
	in.Marks = slices.DeleteFunc(in.Marks, func(x review.Mark) bool { return x.Unit == unit })
	in.Ballots = slices.DeleteFunc(in.Ballots, func(x review.Ballots) bool { return x.Unit == unit })
	in.Events = slices.DeleteFunc(in.Events, func(x review.Event) bool { return x.Unit == unit })
	in.Surveys = slices.DeleteFunc(in.Surveys, func(x survey.Result) bool { return x.Unit == unit })
}

// TestWhyUnitsMoved: the page of a run compares it with the one before, unit by unit, and says what
// differs on their sheets.
func TestWhyUnitsMoved(t *testing.T) {
	t.Parallel()
	src := fact.Source{Document: "文（示例）", Person: "人（示例）", Date: "2013-12-31"}
	for _, c := range []struct {
		name   string
		change func(in *score.Input)
		rows   []string
		not    string
	}{
		{"an indicator", func(in *score.Input) { report(in, "S1", "A1", "40") },
			[]string{"第1街道|95.83 → 84.43|1 → 6|优秀 → 达标|任务完成率 19.4000 → 8.0000",
				"S2|第2街道|93.83|2 → 1|优秀|因其他单位变化而移动", "S3|第3街道|91.84|3 → 2|良好 → 优秀|因其他单位变化而移动"}, "第7街道"},
		{"bonus", func(in *score.Input) {
			in.Events = append(in.Events, review.Event{Unit: "S8", Type: review.Bonus, Matter: "表彰（示例）", Kind: "表彰", Level: "市级",
				Count: decimal.One, State: review.Decided, Decider: "领导小组", Source: src})
		}, []string{"第8街道|81.85 → 82.85|8|达标|加分 0.00 → 1.00"}, "第1街道"},
		{"deductions", func(in *score.Input) {
			in.Events = append(in.Events, review.Event{Unit: "S8", Type: review.Deduction, Matter: "失误（示例）", Kind: "工作失误",
				Count: decimal.One, State: review.Decided, Decider: "领导小组", Source: src})
		}, []string{"第8街道|81.85 → 80.85|8|达标|扣分 0.00 → 1.00"}, "第1街道"},
		{"a unit that left", func(in *score.Input) { leave(in, "S8") },
			[]string{"第8街道|81.85 → —|", "这次计分没有这个单位"}, "上一次计分"},
	} {
		rows := scoredAgain(t, c.change)
		for _, want := range c.rows {
			if !strings.Contains(rows, want) {
				t.Errorf("%s: no row says %s:\n%s", c.name, want, rows)
			}
		}
		if c.not != "" && strings.Contains(rows, c.not) {
			t.Errorf("%s: %s didn't move:\n%s", c.name, c.not, rows)
		}
	}
}

// TestMissingDataAreNamed: the page of runs says which body's data were missing, and for how many lines.
func TestMissingDataAreNamed(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	in := demo.Small()
	in.Actuals = slices.DeleteFunc(in.Actuals,
		func(a progress.Actual) bool { return a.Indicator == "A1" && (a.Unit == "S1" || a.Unit == "S2") })
	o.load(t, in)
	w := o.get(o.y("/runs"))
	says(t, "runs", w, http.StatusOK, "缺数据（按实施主体） 督查室 2 / 45")
	says(t, "runs in English", o.get(o.y("/runs"), speaking(lang.EN)...), http.StatusOK,
		"Data missing, by body 督查室 2 / 45")
	list := o.get(hrefTo(t, w, web.At{Year: 2013}.ScoresPath("body", "督查室", "missing", "missing"), ""))
	if rows := rowsOf(t, list); len(rows) != 2 || !strings.HasPrefix(rows[0], "S1|第1街道|街道|任务完成率|") {
		t.Errorf("the number doesn't lead to what is missing: %v", rows)
	}
	says(t, "scorecard", o.get(web.At{Year: 2013}.UnitPath("S1")), http.StatusOK, "任务完成率 20 0.00")
}

// TestTheSealedRun: the document is what the run sealed, byte for byte, and verifies.
func TestTheSealedRun(t *testing.T) {
	t.Parallel()
	o := small(t)
	w := o.get(o.y("/runs/1/run.json"))
	var doc score.Run
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	text := mainOf(t, o.get(o.y("/runs/1")))
	for name, part := range map[string]string{"seal": doc.Seal, "inputs": doc.InputsSHA256, "results": doc.ResultsSHA256} {
		if len(part) != 64 || !strings.Contains(text, part) {
			t.Errorf("the page doesn't say the %s %q", name, part)
		}
	}
	if kept, err := o.Runs.Document(t.Context(), me, 1); err != nil || !bytes.Equal(kept, w.Body.Bytes()) {
		t.Errorf("it isn't what was kept (%v)", err)
	}
}

// TestTooManyJobs: while as many jobs wait as may, nothing more is asked for, and nothing is brought for nothing.
func TestTooManyJobs(t *testing.T) {
	t.Parallel()
	o := small(t)
	for i := range job.MostOpen {
		year := fmt.Sprintf("year%d.csv", i)
		if w := o.send(year, corrections("S1,A1,90"), "mode", "add", "year", "2013"); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d", year, w.Code)
		}
	}
	before := o.fingerprint(t)
	says(t, "an upload", o.send("a.csv", "x"), http.StatusTooManyRequests, "正在处理的任务太多", "请过半分钟再试")
	for _, path := range []string{o.y("/runs"), o.y("/runs/1/export")} {
		says(t, path, o.post(path, url.Values{}), http.StatusTooManyRequests, "正在处理的任务太多")
	}
	says(t, "in English", o.post(o.y("/runs"), nil, speaking(lang.EN)...), http.StatusTooManyRequests,
		"Too many jobs are under way")
	if o.fingerprint(t) != before {
		t.Error("what was refused left something behind")
	}
}
