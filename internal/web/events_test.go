package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/person"
	"shiji/internal/store"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

// heardOf is an event as a browser hears it.
type heardOf struct{ id, event, data string }

// heard are the events of a stream.
func heard(t *testing.T, body string) (out []heardOf) {
	t.Helper()
	for block := range strings.SplitSeq(strings.TrimSuffix(body, "\n\n"), "\n\n") {
		var e heardOf
		for l := range strings.SplitSeq(block, "\n") {
			name, value, _ := strings.Cut(l, ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.event = value
			case "data":
				e.data = value
			}
		}
		out = append(out, e)
	}
	return out
}

// listen is what a stream says until whoever listens goes.
func (o office) listen(ctx context.Context, path string, header ...string) string {
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil).WithContext(ctx)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w.Body.String()
}

// marksOf are the marks of the last event that has some.
func marksOf(t *testing.T, body string) (marks map[string]string) {
	t.Helper()
	for _, e := range heard(t, body) {
		if e.event == "state" {
			if err := json.Unmarshal([]byte(e.data), &marks); err != nil {
				t.Fatal(err)
			}
		}
	}
	return marks
}

// say has a job say something, as its worker does.
func (o office) say(t *testing.T, id int64, zh, en string, done, total int) {
	t.Helper()
	err := o.of.InTx(t.Context(), me, func(tx *store.Tx) error {
		tx.Audit("test", "job", nil)
		return tx.Jobs().Say(t.Context(), id, job.Event{Step: lang.T(zh, en), Done: done, Total: total})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheStreamGoesOn: a browser hears all of the jobs that aren't over, and goes on after the last event that it saw,
// whether it says so in a header or in the address; what it can't have seen it reads again.
func TestTheStreamGoesOn(t *testing.T) {
	t.Parallel()
	o := small(t)
	id := jobOf(t, o.post(o.y("/runs"), nil)) // the fourth; nobody does it
	first := heard(t, o.get("/events?once=1").Body.String())
	if len(first) != 2 || first[0] != (heardOf{"4_4.0", "job", `{"id":4,"seq":0}`}) || first[1].event != "state" {
		t.Fatalf("%+v", first)
	}
	o.say(t, id, "一", "one", 1, 3)
	o.say(t, id, "二", "two", 2, 3)
	all := heard(t, o.get("/events?once=1").Body.String())
	two := heardOf{"4_4.2", "job", `{"id":4,"seq":2,"zh":"二","en":"two","done":2,"total":3}`}
	if len(all) != 3 || all[0].id != "4_4.1" || all[1] != two {
		t.Fatalf("%+v", all)
	}
	for what, got := range map[string]*httptest.ResponseRecorder{
		"header":  o.get("/events?once=1&after=1", "Last-Event-ID", all[0].id),
		"address": o.get("/events?once=1&after=" + all[0].id)} {
		if rest := heard(t, got.Body.String()); len(rest) != 2 || rest[0] != two || rest[1] != all[2] {
			t.Errorf("by the %s: %+v", what, rest)
		}
	}
	for _, unknown := range []string{"99", "99_99.1", "x", "4_9.1", "4_4", "4_4.-1", "-1", strings.Repeat("4_", 100)} {
		got := heard(t, o.get("/events?once=1&after="+unknown).Body.String())
		if len(got) != 4 || got[0].event != "again" || got[2].id != all[1].id {
			t.Errorf("after %q: %+v", unknown, got)
		}
	}
	o.work(t)
	over := heard(t, o.get("/events?once=1&after="+all[1].id).Body.String())
	if n := len(over); n != 3 || over[1] != (heardOf{"4", "job", `{"id":4,"seq":3,"over":true}`}) {
		t.Errorf("when it was over: %+v", over)
	}
	if none := heard(t, o.get("/events?once=1&after=4").Body.String()); len(none) != 1 || none[0].event != "state" {
		t.Errorf("afterwards: %+v", none)
	}
	jobOf(t, o.post(o.y("/runs/1/export"), nil)) // begun and over while nobody listened
	o.work(t)
	if missed := heard(t, o.get("/events?once=1&after=4").Body.String()); len(missed) != 3 ||
		missed[1].data != `{"id":5,"seq":1,"over":true}` {
		t.Errorf("what was missed: %+v", missed)
	}
}

// TestWhatStandsIsMarked: a page carries the mark of what it was made from; the stream tells once there is another. Not
// every change is one: only facts, results and what is provisional, each for its year.
func TestWhatStandsIsMarked(t *testing.T) {
	t.Parallel()
	o := twoYears(t)
	of := regexp.MustCompile(`id="newer"[^>]* data-of="([^"]*)" data-mark="([^"]*)"`)
	mark := func(path string) [2]string {
		t.Helper()
		if m := of.FindStringSubmatch(o.get(path).Body.String()); m != nil {
			return [2]string{m[1], m[2]}
		}
		return [2]string{}
	}
	stands := func() map[string]string { return marksOf(t, o.get("/events?once=1").Body.String()) }
	was := stands()
	if len(was) != 3 || was["2013"] == was["2014"] {
		t.Fatal(was)
	}
	pages := map[string]string{"/y/2013/ranking": "2013", "/y/2014/ranking": "2014", "/y/2014/": "2014",
		"/y/2014/scheme/diff": "all", "/units?year=2014": "all", "/imports": "all", "/y/2014/runs": "2014"}
	for path, year := range pages {
		if got := mark(path); got != [2]string{year, was[year]} {
			t.Errorf("%s: %v, not %s %s", path, got, year, was[year])
		}
	}
	for _, path := range []string{"/keys", "/jobs/1?stay=1", "/y/2014/ranking?run=2", "/y/2014/scheme?asof=" + today(),
		"/nowhere"} {
		if got := mark(path); got != [2]string{} {
			t.Errorf("%s waits for news: %v", path, got)
		}
	}
	if err := o.District.Rename(t.Context(), me, "别名区"); err != nil {
		t.Fatal(err)
	}
	jobOf(t, o.post("/y/2014/runs", nil))
	if now := stands(); fmt.Sprint(now) != fmt.Sprint(was) {
		t.Errorf("another name, and a run that was only asked for: %v, was %v", now, was)
	}
	for _, change := range []struct {
		what string
		do   func()
	}{
		{"the run is there", func() { o.work(t) }},
		{"it is settled", func() { o.post("/y/2014/runs/3/settle", nil) }},
		{"a fact", func() { o.correct(t, "S1", "A1", "33", "核定表（示例）") }},
	} {
		was := stands()
		change.do()
		what, now := change.what, stands()
		if now["2014"] == was["2014"] || now["all"] == was["all"] || now["2013"] != was["2013"] {
			t.Errorf("%s: %v, was %v", what, now, was)
		}
		for path, year := range pages {
			if got := mark(path); got[1] != now[year] {
				t.Errorf("%s: %s is made anew with another mark", what, path)
			}
		}
	}
}

// TestAStreamTellsWhileItIsOpen: one stream tells of jobs and of facts, and to whoever may see them alone.
func TestAStreamTellsWhileItIsOpen(t *testing.T) {
	t.Parallel()
	o := small(t)
	ctx, leave := context.WithCancel(t.Context())
	said := make(chan string)
	go func() { said <- o.listen(ctx, "/events") }()
	for o.Streams().Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond)
	jobOf(t, o.post(o.y("/runs"), nil))
	time.Sleep(300 * time.Millisecond)
	o.work(t)
	time.Sleep(500 * time.Millisecond)
	leave()
	all := <-said
	var kinds []string
	for _, e := range heard(t, all) {
		kinds = append(kinds, e.event)
	}
	if !slices.Equal(kinds, []string{"state", "job", "job", "job", "state"}) || !strings.Contains(all, `"over":true`) {
		t.Errorf("%v: %s", kinds, all)
	}
	if strings.Contains(all, "S1") || strings.Contains(all, "任务") {
		t.Errorf("it says what changed: %s", all)
	}
	blind := o.denied(func(who audit.Actor, do person.Act, on person.Object) error {
		if do == person.ReadRun {
			return person.Forbidden
		}
		return person.Operator(who, do, on)
	})
	if marks := marksOf(t, blind.get("/events?once=1").Body.String()); len(marks) > 0 {
		t.Errorf("who may not see runs hears of them: %v", marks)
	}
	some := o.denied(func(who audit.Actor, do person.Act, on person.Object) error {
		if do == person.ReadJob && on.ID == 5 {
			return person.Forbidden
		}
		return person.Operator(who, do, on)
	})
	jobOf(t, o.post(o.y("/runs"), nil))
	if got := heard(t, some.get("/events?once=1").Body.String()); got[0].event != "state" {
		t.Errorf("who may not see a job hears of it: %+v", got)
	}
}

// TestStreamsEnd: with the server, and with the browser; there are only so many, and one that ends makes room.
func TestStreamsEnd(t *testing.T) {
	t.Parallel()
	o := small(t)
	closing := make(chan struct{})
	c := o.Config
	c.Closing = closing
	o.Server = site.New(c)
	ctx, gone := context.WithCancel(t.Context())
	defer gone()
	var open sync.WaitGroup
	listen := func(ctx context.Context) { open.Go(func() { o.listen(ctx, "/events") }) }
	for range web.MaxStreams - 1 {
		listen(t.Context())
	}
	listen(ctx)
	for o.Streams().Load() < web.MaxStreams {
		time.Sleep(time.Millisecond)
	}
	if w := o.get("/events"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("the 65th: %d", w.Code)
	}
	gone()
	for o.Streams().Load() == web.MaxStreams {
		time.Sleep(time.Millisecond)
	}
	if w := o.get("/events?once=1"); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("after one ended: %d %v", w.Code, w.Header())
	}
	close(closing)
	open.Wait()
	if n := o.Streams().Load(); n != 0 {
		t.Errorf("%d streams are open", n)
	}
}
