package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/store/storetest"
	"shiji/internal/web"
)

// TestJobsOfEachKind: what their pages are called, where their results are, and what is shown before and after.
func TestJobsOfEachKind(t *testing.T) {
	t.Parallel()
	o := small(t)
	check := jobOf(t, o.send("实绩.csv", corrections("S1,A1,90"), "mode", "add", "year", "2013"))
	kinds := map[int64]job.Kind{1: job.Check, 2: job.Record, 3: job.Score, check: job.Check}
	results := map[int64]string{1: "/imports/1", 2: "/imports/1", 3: o.y("/runs/1"), check: "/imports/2"}
	for id, kind := range kinds {
		path := fmt.Sprintf("/jobs/%d", id)
		for l, header := range reader {
			w := o.get(path+"?stay=1", header...)
			says(t, path+" "+string(l), w, http.StatusOK, kind.Name().Sentence().In(l))
			if id != check && hrefTo(t, w, results[id], "") == "" {
				t.Errorf("%s doesn't lead to %s", path, results[id])
			}
		}
		w := o.get(path)
		if open := id == check; open != (w.Code == http.StatusOK) || !open && w.Header().Get("Location") != results[id] {
			t.Errorf("%s: %d %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	body := o.get(fmt.Sprintf("/jobs/%d", check)).Body.String()
	for _, want := range []string{`<noscript><meta http-equiv="refresh"`,
		fmt.Sprintf(`data-job="%d" data-said="0"`, check)} {
		if !strings.Contains(body, want) {
			t.Errorf("a job that waits lacks %s", want)
		}
	}
	if body := o.get("/jobs/1?stay=1").Body.String(); strings.Contains(body, "refresh") ||
		strings.Contains(body, "data-job") {
		t.Error("a job that is over is looked at again and again")
	}
}

// TestCancelling: a job that waits ends at once; one that is over stays as it is.
func TestCancelling(t *testing.T) {
	t.Parallel()
	o := small(t)
	asked := jobOf(t, o.post(o.y("/runs"), nil))
	path := fmt.Sprintf("/jobs/%d", asked)
	if _, ok := formOf(t, o.get(path), path+"/cancel"); !ok {
		t.Error("a job that waits can't be cancelled")
	}
	for range 2 { // pressed twice
		if at := o.post(path+"/cancel", nil).Header().Get("Location"); at != path {
			t.Errorf("cancelled leads to %q", at)
		}
	}
	w := o.get(path)
	says(t, "the job", w, http.StatusOK, "已取消", "看结果")
	says(t, "the job in English", o.get(path, speaking(lang.EN)...), http.StatusOK, "Cancelled", "See the result")
	if _, ok := formOf(t, w, path+"/cancel"); ok {
		t.Error("a cancelled job can be cancelled")
	}
	says(t, "its run", o.get(o.y("/runs/2")), http.StatusOK, run.Stopped.Name().ZH, "已取消")
	says(t, "the list", o.get(o.y("/runs")), http.StatusOK, "计分 2 "+run.Stopped.Name().ZH)
	if stream := o.get(fmt.Sprintf("/events?once=1&after=%d_%[1]d.0", asked)).Body.String(); !strings.Contains(stream,
		fmt.Sprintf("id: %d\nevent: job\ndata: {\"id\":%[1]d,\"seq\":0,\"over\":true}\n\n", asked)) {
		t.Errorf("the stream says %q", stream)
	}
	o.post("/jobs/1/cancel", nil)
	says(t, "a job that was over", o.get("/jobs/1?stay=1"), http.StatusOK, "完成")
	upload := jobOf(t, o.send("a.csv", corrections("S1,A1,90")))
	o.post(fmt.Sprintf("/jobs/%d/cancel", upload), nil)
	says(t, "an import whose check was cancelled", o.get("/imports/2"), http.StatusOK, "已放弃")
	if next := jobOf(t, o.post(o.y("/runs"), nil)); next == asked {
		t.Error("a cancelled job is given again")
	}
}

// TestAJobThatRunsIsCancelled: it stops at its next step, keeps nothing, and everybody hears of it.
func TestAJobThatRunsIsCancelled(t *testing.T) {
	t.Parallel()
	o := small(t)
	p := testParts
	begun, goOn := make(chan bool), make(chan bool)
	p.Write = func(string, score.Run, lang.Lang) error {
		close(begun)
		<-goOn
		return nil
	}
	id := jobOf(t, o.post(o.y("/runs/1/export"), nil))
	o.liveWith(t, p)
	<-begun
	path := fmt.Sprintf("/jobs/%d", id)
	says(t, "while it runs", o.get(path), http.StatusOK, "进行中", "取消")
	stream := make(chan string)
	listening, leave := context.WithCancel(t.Context())
	defer leave()
	go func() { stream <- o.listen(listening, "/events") }()
	for o.Streams().Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond) // it has heard that the job runs
	if at := o.post(path+"/cancel", nil).Header().Get("Location"); at != path {
		t.Errorf("cancelled leads to %q", at)
	}
	close(goOn)
	if j := o.wait(t, id); j.State != job.Cancelled {
		t.Errorf("%+v", j)
	}
	time.Sleep(500 * time.Millisecond)
	leave()
	if got := <-stream; !strings.Contains(got, `"zh":"`) ||
		!strings.Contains(got, fmt.Sprintf(`{"id":%d,`, id)) || !strings.Contains(got, `"over":true`) {
		t.Errorf("the stream said %q", got)
	}
	if text := says(t, "afterwards", o.get(path), http.StatusOK, "已取消", "没有写入任何内容"); strings.Contains(text, "下载") {
		t.Errorf("there is something to download: %s", text)
	}
}

// TestAJobThatFails says why, in both languages, and that nothing was kept.
func TestAJobThatFails(t *testing.T) {
	t.Parallel()
	o := small(t)
	p := testParts
	p.Write = func(string, score.Run, lang.Lang) error { return errs.Refuse("test", errs.Damaged, "file.damaged") }
	id := jobOf(t, o.post(o.y("/runs/1/export"), nil))
	o.liveWith(t, p)
	if j := o.wait(t, id); j.State != job.Failed {
		t.Fatalf("%+v", j)
	}
	path := fmt.Sprintf("/jobs/%d", id)
	says(t, "the job", o.get(path), http.StatusOK, "失败", "保存的文件已损坏。没有改动任何数据")
	says(t, "the job in English", o.get(path, speaking(lang.EN)...), http.StatusOK, "Failed",
		"A kept file is damaged. No data were changed")
}

// TestReadiness: health is of the process, readiness of the store; metrics count what was answered.
func TestReadiness(t *testing.T) {
	t.Parallel()
	o := small(t)
	var log logged
	o = o.logging(&log, 0)
	plain := func(path string, status int, body string) {
		t.Helper()
		if w := o.get(path); w.Code != status || w.Body.String() != body+"\n" {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	metrics := func() string {
		w := httptest.NewRecorder()
		o.Metrics(w, httptest.NewRequest(http.MethodGet, "http://localhost/metrics", nil).WithContext(
			context.WithValue(t.Context(), web.WhoKey{}, me)))
		if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/plain; version=0.0.4") {
			t.Errorf("metrics are %s", kind)
		}
		return w.Body.String()
	}
	plain("/healthz", http.StatusOK, "ok")
	plain("/readyz", http.StatusOK, "ready")
	o.get("/nowhere")
	o.post("/prefs", url.Values{"set": {"lang=zh"}})
	text := metrics()
	for _, want := range []string{`shiji_requests_total{status="2xx"} 2`, `shiji_requests_total{status="3xx"} 1`,
		`shiji_requests_total{status="4xx"} 1`, `shiji_requests_total{status="5xx"} 0`, "shiji_store_up 1",
		"# TYPE shiji_request_seconds_total counter", "shiji_slow_requests_total 0", "shiji_streams 0"} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("metrics lack %s:\n%s", want, text)
		}
	}
	o.Observe(200, 2*web.SlowRequest)
	if !strings.Contains(metrics(), "shiji_slow_requests_total 1\n") {
		t.Error("a slow request isn't counted")
	}
	if err := o.db.Close(); err != nil {
		t.Fatal(err)
	}
	plain("/healthz", http.StatusOK, "ok")
	plain("/readyz", http.StatusServiceUnavailable, "not ready: the database doesn't answer")
	if text := metrics(); !strings.Contains(text, "shiji_store_up 0\n") || !strings.Contains(text, `{status="5xx"} 1`) {
		t.Errorf("the store is closed:\n%s", text)
	}
	says(t, "a page without a store", o.get(o.y("/")), http.StatusInternalServerError, "出错了", "没有改动任何数据")
	says(t, "in English", o.get("/units", speaking(lang.EN)...), http.StatusInternalServerError, "Something went wrong")
	if !strings.Contains(log.String(), "not ready") || strings.Count(log.String(), "level=ERROR") != 3 {
		t.Errorf("the operator hears: %s", log.String())
	}
	if w := o.get(web.AssetURL("style.css")); w.Code != http.StatusOK {
		t.Errorf("what needs no store: %d", w.Code)
	}
}

// TestOnBothEngines: an import, a correction, a stale confirmation, a run and an undo, on SQLite and PostgreSQL.
func TestOnBothEngines(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, data string) {
		o := newOffice(t, data, kept.small.years()...)
		id := o.add(t, "S1,A1,90")
		path := fmt.Sprintf("/imports/%d", id)
		form, _ := formOf(t, o.get(path), path+"/confirm")
		o.correct(t, "S1", "A1", "96", "核定表（示例）")
		w := o.post(path+"/confirm", form)
		says(t, "stale", w, http.StatusConflict, "其中 1 条数据有人改过", "实绩数值 第1街道 · 任务完成率")
		again, _ := formOf(t, w, path+"/confirm")
		jobOf(t, o.post(path+"/confirm", again))
		o.work(t)
		jobOf(t, o.post(o.y("/runs"), nil))
		o.work(t)
		all := o.denied(anybody)
		if err := all.Runs.SettleSeen(t.Context(), colleague, 1, 0); err != nil {
			t.Fatal(err)
		}
		o.clashed(t, o.y("/runs/2/settle"), url.Values{"seen": {"0"}}, "zhang.san已把计分 1 定为初评")
		o.post(o.y("/runs/2/settle"), url.Values{"seen": {"1"}})
		dropped := o.add(t, "S1,A1,55")
		other := fmt.Sprintf("/imports/%d/confirm", dropped)
		form, _ = formOf(t, o.get(web.ImportPath(dropped)), other)
		if err := all.Intake.Drop(t.Context(), colleague, dropped); err != nil {
			t.Fatal(err)
		}
		o.clashed(t, other, form, "zhang.san放弃了这次导入")
		if marks := marksOf(t, o.get("/events?once=1").Body.String()); len(marks) != 2 {
			t.Errorf("what stands: %v", marks)
		}
		says(t, "scored", o.get(web.At{Year: 2013}.UnitPath("S1")), http.StatusOK, "任务完成率 20 18.00")
		if at := o.post(path+"/undo", nil).Header().Get("Location"); at != path {
			t.Fatalf("undone leads to %q", at)
		}
		says(t, "history", o.get(web.At{Year: 2013}.HistoryPath("S1", "A1")), http.StatusOK, "90 → 96", "96 → 90", "97 → 96")
		if in := o.brought(t, id); in.State != intake.Withdraw {
			t.Errorf("%+v", in)
		}
	})
}
