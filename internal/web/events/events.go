// Package events is the one stream of news that a browser opens for all its tabs: how far jobs are, and that facts or
// runs are others than those that its pages were made from. It tells that something changed, never what it is now:
// pages are read again for that.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/web"
)

// Jobs is the work in the background, as it is heard of.
type Jobs interface {
	News(ctx context.Context, who audit.Actor, h job.Heard) ([]job.Told, job.Heard, error)
}

type room struct {
	*web.Server
	Jobs Jobs

	// what every stream asks once anything changed, asked once for all of one person's
	last struct {
		sync.Mutex
		state, who string
		marks      map[string]string
	}
}

// Routes is the address of the stream.
func Routes(s *web.Server, jobs Jobs) []web.Route {
	r := &room{Server: s, Jobs: jobs}
	return []web.Route{{Pattern: "GET /events", Stream: true, Do: r.events}}
}

const (
	lookEach = 200 * time.Millisecond // whether anything in the database changed
	beatEach = 15 * time.Second       // a line that keeps what stands between from hanging up
	takeIn   = 30 * time.Second       // in which a browser takes what it is sent
)

// events streams news. A browser that lost the line goes on after the last event that it saw, or reads again if that is
// too long ago. With once=1 the answer ends with what there is to tell now.
func (s *room) events(w http.ResponseWriter, r *http.Request) error {
	end, ok := s.BeginStream()
	if !ok {
		return job.ErrBusy
	}
	defer end()
	q := r.URL.Query()
	after := r.Header.Get("Last-Event-ID")
	if after == "" {
		after = q.Get("after")
	}
	heard, known := readHeard(after)
	l := &line{ResponseWriter: w, flush: http.NewResponseController(w), heard: heard, again: !known}
	tick := time.NewTicker(lookEach)
	defer tick.Stop()
	was, told := "", s.Now()
	for {
		state := s.state(r.Context()) // before anything is read: what changes meanwhile is seen the next time
		if state == "" || state != was {
			if err := s.tell(r.Context(), state, l); err != nil {
				if l.begun {
					return nil // the browser comes back
				}
				return err
			}
			was = state
		}
		if now := s.Now(); now.Sub(told) >= beatEach {
			told = now
			l.write(": still here\n\n")
		}
		if l.send() != nil || r.Method == http.MethodHead || q.Get("once") != "" {
			return nil
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return nil
		case <-s.Closing:
			return nil
		}
	}
}

// state names what can be read now; empty: nobody knows.
func (s *room) state(ctx context.Context) string {
	if s.State == nil {
		return ""
	}
	state, err := s.State(ctx)
	if err != nil {
		return ""
	}
	return state
}

// marksOf are the marks of a state.
func (s *room) marksOf(ctx context.Context, state string) (map[string]string, error) {
	who := fmt.Sprintf("%+v", web.Who(ctx))
	s.last.Lock()
	defer s.last.Unlock()
	if state != "" && state == s.last.state && who == s.last.who {
		return s.last.marks, nil
	}
	marks, err := s.Marks(ctx)
	if err == nil {
		s.last.state, s.last.who, s.last.marks = state, who, marks
	}
	return marks, err
}

// tell writes what is new.
func (s *room) tell(ctx context.Context, state string, l *line) error {
	told, heard, err := s.Jobs.News(ctx, web.Who(ctx), l.heard)
	if errors.Is(err, job.ErrUnheard) {
		l.again = true
		told, heard, err = s.Jobs.News(ctx, web.Who(ctx), job.Heard{})
	}
	if err != nil {
		return err
	}
	marks, err := s.marksOf(ctx, state)
	if err != nil {
		return err
	}
	l.begin()
	if l.again {
		l.event("again", struct{}{})
		l.again, l.heard = false, job.Heard{}
	}
	if l.heard.Said == nil { // it hears of the first next
		l.heard = job.Heard{Last: heard.Last, Said: map[int64]int64{}}
		if len(told) > 0 {
			l.heard.Last = told[0].Job.ID - 1
		}
	}
	for _, t := range told {
		l.job(t)
	}
	l.heard = heard
	if !l.stood || !maps.Equal(marks, l.marks) {
		l.stood, l.marks = true, marks
		l.event("state", marks)
	}
	return nil
}

// line is what a browser listens to, and what it has heard.
type line struct {
	http.ResponseWriter
	flush  *http.ResponseController
	begun  bool
	failed error
	again  bool // the browser has to read again: what it heard last can't be gone on from
	heard  job.Heard
	stood  bool // marks were told
	marks  map[string]string
}

func (l *line) begin() {
	if l.begun {
		return
	}
	l.begun = true
	h := l.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	l.WriteHeader(http.StatusOK)
}

func (l *line) write(text string) {
	if l.failed == nil {
		_ = l.flush.SetWriteDeadline(time.Now().Add(takeIn)) // a recorder of tests has none
		_, l.failed = l.Write([]byte(text))
	}
}

func (l *line) send() error {
	if l.failed == nil && l.begun {
		l.failed = l.flush.Flush()
	}
	return l.failed
}

// event writes one event; its number says what is heard with it.
func (l *line) event(name string, data any) {
	body, err := json.Marshal(data)
	if err == nil {
		l.write(fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", writeHeard(l.heard), name, body))
	}
}

// news is what a job says: a step, or that it is there (no text), or over.
type news struct {
	ID    int64  `json:"id"`
	Seq   int64  `json:"seq"`
	ZH    string `json:"zh,omitempty"`
	EN    string `json:"en,omitempty"`
	Done  int    `json:"done,omitempty"`
	Total int    `json:"total,omitempty"`
	Over  bool   `json:"over,omitempty"`
}

func (l *line) job(t job.Told) {
	id := t.Job.ID
	l.heard.Last = max(l.heard.Last, id)
	if len(t.Events) == 0 && !t.Job.State.Over() {
		l.heard.Said[id] = max(l.heard.Said[id], 0)
		l.event("job", news{ID: id, Seq: l.heard.Said[id]})
	}
	for _, e := range t.Events {
		l.heard.Said[id] = e.Seq
		l.event("job", news{ID: id, Seq: e.Seq, ZH: e.Step.In(lang.ZH), EN: e.Step.In(lang.EN), Done: e.Done,
			Total: e.Total})
	}
	if t.Job.State.Over() {
		said := l.heard.Said[id]
		delete(l.heard.Said, id)
		l.event("job", news{ID: id, Seq: said, Over: true})
	}
}

// writeHeard writes what is heard as the number of an event: the newest job, then each that isn't over with the last
// thing that it said, as "12_7.3_9.1".
func writeHeard(h job.Heard) string {
	parts := []string{strconv.FormatInt(h.Last, 10)}
	for _, id := range slices.Sorted(maps.Keys(h.Said)) {
		parts = append(parts, fmt.Sprintf("%d.%d", id, h.Said[id]))
	}
	return strings.Join(parts, "_")
}

// longestHeard bounds how many jobs a browser may say that it has heard of.
const longestHeard = 2 * job.MostOpen

// readHeard is the opposite; nothing heard is nothing heard, and what can't be read isn't known.
func readHeard(text string) (h job.Heard, known bool) {
	if text == "" {
		return h, true
	}
	first, rest, more := strings.Cut(text, "_")
	last, err := strconv.ParseInt(first, 10, 64)
	if err != nil || last < 0 {
		return job.Heard{}, false
	}
	h = job.Heard{Last: last, Said: map[int64]int64{}}
	if !more {
		return h, true
	}
	for part := range strings.SplitSeq(rest, "_") {
		id, said, _ := strings.Cut(part, ".")
		n, err1 := strconv.ParseInt(id, 10, 64)
		seq, err2 := strconv.ParseInt(said, 10, 64)
		if err1 != nil || err2 != nil || n < 1 || n > last || seq < 0 || len(h.Said) >= longestHeard {
			return job.Heard{}, false
		}
		h.Said[n] = seq
	}
	return h, true
}
