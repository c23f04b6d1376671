package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

// answered is what a page answers where a handler fails with err.
func answered(o office, err error, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	r = r.WithContext(context.WithValue(context.WithValue(r.Context(), web.WhoKey{}, me), web.RequestKey{}, "abc123"))
	w := httptest.NewRecorder()
	o.Serve(web.Route{Do: func(http.ResponseWriter, *http.Request) error { return err }}).ServeHTTP(w, r)
	return w
}

var reader = map[lang.Lang][]string{lang.ZH: speaking(lang.ZH), lang.EN: speaking(lang.EN)}

// TestEveryReasonHasItsStatus: each code of a refusal is answered with its status, in the words of the refusal and in
// the reader's language, with the number of the request and a way out.
func TestEveryReasonHasItsStatus(t *testing.T) {
	t.Parallel()
	o := small(t)
	want := map[errs.Reason]int{
		errs.Invalid: 422, errs.Forbidden: 403, errs.NotFound: 404, errs.Conflict: 409, errs.TooLarge: 413, errs.Busy: 429,
		errs.Unavailable: 503, errs.Damaged: 500, errs.Internal: 500, web.Malformed: 400, web.Misdirected: 421,
		web.BadMethod: 405,
	}
	if !maps.Equal(web.Statuses, want) {
		t.Errorf("the table of statuses is %v", web.Statuses)
	}
	for code, status := range want {
		refusal := errs.Refuse("test", code, "page.date") // any words
		for l, header := range reader {
			w := answered(o, fmt.Errorf("handler: %w", refusal), header...)
			words := refusal.Words()
			request := map[lang.Lang]string{lang.ZH: "请求号 abc123", lang.EN: "Request abc123"}[l]
			says(t, string(code)+" "+string(l), w, status, words.What.In(l), words.Next.In(l), request)
			if again := w.Header().Get("Retry-After"); (again != "") != (code == errs.Busy) {
				t.Errorf("%s: try again after %q", code, again)
			}
			if !strings.Contains(w.Body.String(), `href="/y/2013/ranking"`) {
				t.Errorf("%s leads nowhere", code)
			}
		}
	}
}

// TestRefusalsInWords: refusals of pages and services as readers meet them.
func TestRefusalsInWords(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, c := range []struct {
		err    error
		status int
		zh, en string
	}{
		{web.ErrNotFound, 404, "没有这个页面", "There is no such page"},
		{web.NoSuch(web.AUnit, "ZZ9"), 404, "没有单位“ZZ9”", "There is no unit “ZZ9”"},
		{web.ErrNoScore.With("X1", 2013), 404, "“X1”在 2013 年度没有成绩", "“X1” has no score in 2013"},
		{score.ErrNotFound, 404, "没有这个页面", "There is no such page"},
		{intake.ErrNone, 404, "没有这次导入", "There is no such import"},
		{run.ErrNone, 404, "没有这次计分", "There is no such run"},
		{job.ErrNone, 404, "没有这项任务", "There is no such job"},
		{ledger.ErrNone, 404, "没有这个页面", "There is no such page"},
		{person.Forbidden, 403, "您没有做这件事的权限", "You may not do this"},
		{web.ErrCrossSite, 403, "来自其他网站的请求已拒绝", "Requests from other sites are refused"},
		{web.ErrForeignHost, 421, "只在本机服务", "Served on this machine only"},
		{web.ErrMethod, 405, "不支持的请求方式", "Method not allowed"},
		{web.ErrAddress, 400, "地址有误", "The address isn't right"},
		{web.ErrForm, 400, "提交的内容不完整", "The form isn't whole"},
		{web.ErrDate, 422, "日期写法不对", "The date can't be read"},
		{web.ErrNoTable, 404, "本页没有可导出的表", "There is no table on this page"},
		{web.ErrNotYet.With("2001-01-01", 2013), 404, "到 2001-01-01 为止还没有 2013 年度的数据",
			"Nothing was known of 2013 until 2001-01-01"},
		{web.ErrNoFacts, 409, "还没有可计分的数据", "There is nothing to score yet"},
		{web.ErrNotSettled, 409, "这次计分不能定为初评", "This run can't be made provisional"},
		{web.ErrNoReasons, 422, "这个文件打不开", "The file can't be opened"},
		{web.ErrTooComplex, 422, "它太大或太复杂", "It is too large or too complex"},
		{web.ErrUnreadable.With(lang.T("是图片", "it is a picture")), 422, "是图片", "It is a picture"},
		{web.ErrReading, 503, "正在读取别的文件", "Another file is being read"},
		{intake.ErrTooLarge, 413, "上传的内容太大", "The upload is too large"},
		{&http.MaxBytesError{Limit: 1}, 413, "一次最多 40 个文件、共 64 MB", "At most 40 files and 64 MB at once"},
		{intake.ErrState, 409, "这次导入已不在那个状态", "The import isn't in that state any more"},
		{intake.Stale{Refusal: intake.ErrStale}, 409, "请重新查看变化后再确认", "Look at the changes again"},
		{job.ErrBusy, 429, "正在处理的任务太多", "Too many jobs are under way"},
		{ledger.ErrClosed.With(lang.T("2013 年度", "the year 2013")), 409, "2013 年度已经关账", "The year 2013 is closed"},
		{errors.New("secret words of a library"), 500, "把请求号 abc123 告诉系统管理员",
			"tell the system administrator the request number abc123"},
		{errs.Refuse("test", "a code that no page knows", "page.date"), 500, "出错了", "Something went wrong"},
	} {
		for l, header := range reader {
			w := answered(o, c.err, header...)
			text := says(t, fmt.Sprint(c.err, " ", l), w, c.status, map[lang.Lang]string{lang.ZH: c.zh, lang.EN: c.en}[l])
			if strings.Contains(text, "secret") || strings.Contains(text, "%!") || strings.Contains(text, "%[") {
				t.Errorf("%v: %s", c.err, text)
			}
		}
	}
}

// logged takes what a server logs.
type logged struct {
	strings.Builder
}

func (o office) logging(l *logged, level slog.Level) office {
	c := o.Config
	c.Log = slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: level}))
	o.Server = site.New(c)
	return o
}

// TestTheOperatorHears: of mistakes of the program and of damage, with the cause and the request; not of refusals.
func TestTheOperatorHears(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, c := range []struct {
		err   error
		hears bool
	}{
		{errors.New("the disk is full"), true},
		{errs.Refuse("test", errs.Damaged, "file.damaged").Because(errors.New("the disk is full")), true},
		{web.ErrReading.Because(errors.New("the disk is full")), true},
		{web.ErrNotFound, false}, {person.Forbidden, false}, {job.ErrBusy, false}, {web.ErrForm, false},
	} {
		var log logged
		answered(o.logging(&log, slog.LevelInfo), c.err)
		if heard := strings.Contains(log.String(), "the disk is full") &&
			strings.Contains(log.String(), "abc123"); heard != c.hears {
			t.Errorf("%v: the log says %q", c.err, log.String())
		}
	}
}

// TestAPanicIsAPage: a handler that panics is answered with an apology, in the log with its stack,
// and the server goes on.
func TestAPanicIsAPage(t *testing.T) {
	t.Parallel()
	var log logged
	o := small(t).logging(&log, slog.LevelInfo)
	o.Mux().Handle("GET /panics",
		o.Serve(web.Route{Do: func(http.ResponseWriter, *http.Request) error { panic("an index is out of range") }}))
	w := o.get("/panics")
	text := says(t, "a panic", w, http.StatusInternalServerError, "出错了", "没有改动任何数据", w.Header().Get("X-Request-Id"))
	if strings.Contains(text, "index") || !strings.Contains(log.String(), "an index is out of range") ||
		!strings.Contains(log.String(), "refusals_test.go") {
		t.Errorf("the page says %s, the log %s", text, log.String())
	}
	o.Mux().Handle("GET /half", o.Serve(web.Route{Do: func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusAccepted)
		panic("half way")
	}}))
	if w := o.get("/half"); w.Code != http.StatusAccepted || w.Body.Len() > 0 {
		t.Errorf("a panic after the answer began: %d %s", w.Code, w.Body)
	}
	says(t, "the next page", o.get("/keys"), http.StatusOK)
}

// TestWhoAsks: a request acts for the local operator, in the way of pages; without a request there is nobody.
func TestWhoAsks(t *testing.T) {
	t.Parallel()
	o := small(t)
	var got audit.Actor
	o.Mux().Handle("GET /who",
		o.Serve(web.Route{Do: func(_ http.ResponseWriter, r *http.Request) error { got = web.Who(r.Context()); return nil }}))
	o.get("/who")
	if got.ID != audit.LocalOperator || got.Way != audit.Page {
		t.Errorf("%+v", got)
	}
	if nobody := web.Who(t.Context()); nobody.ID != "" || nobody.Way != "" {
		t.Errorf("%+v", nobody)
	}
}

// asked is one request to every route that there is.
func (o office) asked() map[string]*http.Request {
	out := map[string]*http.Request{}
	paths := o.paths()
	paths["GET /files/{sha}"] = "/files/" + strings.Repeat("0", 64) + "?name=a.xlsx&download=1"
	for _, rt := range o.Routes() {
		method, pattern, _ := strings.Cut(rt.Pattern, " ")
		if pattern == "" {
			continue
		}
		path := paths[rt.Pattern]
		if method == http.MethodPost {
			path = strings.NewReplacer("{year}", fmt.Sprint(o.year), "{id}", "1").Replace(pattern)
		}
		form := url.Values{"seen": {"1"}, "mode": {"add"}, "reading0": {"1"}, "by": {"a"},
			"reason": {"b"}, "set": {"lang=zh"}}
		r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if rt.Pattern == "POST /imports" {
			r = uploadRequest("a.csv", "甲,乙\n1,2\n")
		}
		out[rt.Pattern] = r
	}
	return out
}

// open are the routes that show and change nothing of the district.
var open = []string{"GET /assets/{name}", "GET /healthz", "GET /imports/template.xlsx", "POST /prefs"}

// TestWhoMayNothing: whoever may do nothing is refused on every route that shows or changes data, before anything is
// looked up, and nothing changes.
func TestWhoMayNothing(t *testing.T) {
	t.Parallel()
	mine := small(t)
	o := mine.denied(person.Nobody)
	before := mine.fingerprint(t)
	of := regexp.MustCompile(`街道|S1|任务完成率|year\.xlsx|2013`)
	number := regexp.MustCompile(`请求号 [0-9a-f]+`) // of the request: any digits may stand in it
	for pattern, r := range o.asked() {
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		switch {
		case slices.Contains(open, pattern):
			if w.Code >= 400 {
				t.Errorf("%s: %d", pattern, w.Code)
			}
		case pattern == "GET /readyz":
			if w.Code != http.StatusServiceUnavailable {
				t.Errorf("%s: %d", pattern, w.Code)
			}
		default:
			if w.Code != http.StatusForbidden {
				t.Errorf("%s: %d %.200s", pattern, w.Code, mainOf(t, w))
				continue
			}
			if found := of.FindString(number.ReplaceAllString(mainOf(t, w), "")); found != "" {
				t.Errorf("%s gives away %q", pattern, found)
			}
		}
	}
	if mine.fingerprint(t) != before {
		t.Error("somebody who may nothing changed data")
	}
}

// TestEachActIsAskedFor: whoever may do everything but one thing is refused where that thing is shown or done, and
// nowhere else.
func TestEachActIsAskedFor(t *testing.T) {
	t.Parallel()
	mine := small(t)
	for act, patterns := range map[person.Act][]string{
		person.ReadFile:      {"GET /files/{sha}", "GET /imports/{id}/reasons.xlsx"},
		person.BringImport:   {"POST /imports"},
		person.AnswerImport:  {"POST /imports/{id}/answer", "POST /imports/{id}/mode"},
		person.ConfirmImport: {"POST /imports/{id}/confirm"},
		person.DropImport:    {"POST /imports/{id}/drop"},
		person.UndoImport:    {"POST /imports/{id}/undo"},
		person.AskRun:        {"POST /y/{year}/runs"},
		person.SettleRun:     {"POST /y/{year}/runs/{id}/settle"},
		person.ExportRun:     {"POST /y/{year}/runs/{id}/export"},
		person.CancelJob:     {"POST /jobs/{id}/cancel"},
		person.ReadImport:    {"GET /imports", "GET /imports/{id}"},
		person.ReadRun: {"GET /y/{year}/ranking", "GET /y/{year}/runs", "GET /y/{year}/runs/{id}",
			"GET /y/{year}/units/{unit}", "GET /y/{year}/runs/{id}/run.json", "GET /y/{year}/units/{unit}/explain/{node}",
			"GET /y/{year}/classes/{class}/explain"},
		person.ReadJob: {"GET /jobs/{id}", "GET /events"},
		person.ReadYear: {"GET /y/{year}/scheme", "GET /y/{year}/history", "GET /imports/year.xlsx",
			"GET /units", "GET /plan"},
		person.ReadDistrict: {"GET /{$}", "GET /keys"},
	} {
		o := mine.denied(func(who audit.Actor, do person.Act, on person.Object) error {
			if do == act {
				return person.Forbidden
			}
			return person.Operator(who, do, on)
		})
		requests := o.asked()
		for _, pattern := range patterns {
			w := httptest.NewRecorder()
			o.ServeHTTP(w, requests[pattern])
			if w.Code != http.StatusForbidden {
				t.Errorf("without %s, %s: %d", act, pattern, w.Code)
			}
		}
	}
	// The other way round: who may look and nothing else, looks.
	look := mine.denied(func(who audit.Actor, do person.Act, on person.Object) error {
		if !strings.HasSuffix(string(do), ".read") {
			return person.Forbidden
		}
		return person.Operator(who, do, on)
	})
	before := mine.fingerprint(t)
	for pattern, r := range look.asked() {
		w := httptest.NewRecorder()
		look.ServeHTTP(w, r)
		reads := strings.HasPrefix(pattern, "GET ") || pattern == "POST /prefs"
		// no such file, no target without a floor
		missing := pattern == "GET /files/{sha}" || pattern == "GET /y/{year}/floors/form.xlsx"
		if reads && w.Code >= 400 && !missing || !reads && w.Code != http.StatusForbidden {
			t.Errorf("who may look, %s: %d", pattern, w.Code)
		}
	}
	if mine.fingerprint(t) != before {
		t.Error("somebody who may only look changed data")
	}
}

// TestAPanelThatMayNotBeSeen: the overview without the right to see imports lacks what is to do, and shows the scores.
func TestAPanelThatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	o := small(t).denied(func(who audit.Actor, do person.Act, on person.Object) error {
		if do == person.ReadImport {
			return person.Forbidden
		}
		return person.Operator(who, do, on)
	})
	says(t, "overview", o.get(o.y("/")), http.StatusOK, "这一块暂时取不到", "平均总分 88.72")
}
