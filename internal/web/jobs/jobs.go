package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"shiji/internal/web"

	"shiji/internal/job"
	"shiji/internal/lang"
)

type jobView struct {
	*web.View
	Job      job.Job
	Events   []job.Event
	Done     int
	Total    int
	Next     string // where its result is
	File     string // address of the file that it made
	FileName string
	Took     time.Duration
}

// jobResult is where the result of a job is.
func (s *room) jobResult(ctx context.Context, j job.Job) (string, error) {
	if j.Kind != job.Score && j.Kind != job.Export {
		return web.ImportPath(j.Object), nil
	}
	r, err := s.Runs.Run(ctx, web.Who(ctx), j.Object)
	return web.At{Year: r.Year}.RunPath(j.Object), err
}

func (s *room) job(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	v, err := s.Open(w, r, "J3", lang.Text{})
	if err != nil {
		return err
	}
	out := &jobView{View: v}
	if out.Job, out.Events, err = s.Jobs.Job(r.Context(), web.Who(r.Context()), id, 0); err != nil {
		return err
	}
	if out.Next, err = s.jobResult(r.Context(), out.Job); err != nil {
		return err
	}
	for _, e := range out.Events {
		if e.File != "" {
			out.File, out.FileName = "/files/"+e.File+"?"+url.Values{"name": {e.Name}, "download": {"1"}}.Encode(), e.Name
		}
	}
	if out.Job.State == job.Done && out.File == "" && v.Param("stay") == "" {
		return web.See(w, r, out.Next)
	}
	v.Title, v.Stage = out.Job.Kind.Name(), out.Job.State.Name()
	v.Crumbs = []web.Crumb{{Name: lang.T("任务", "Jobs")}, {Name: lang.Same(fmt.Sprint(id))}}
	for _, e := range out.Events {
		if e.Total > 0 {
			out.Done, out.Total = e.Done, e.Total
		}
	}
	end := s.Now().UnixMilli()
	if out.Job.FinishedAt > 0 {
		end = out.Job.FinishedAt
	}
	out.Took = time.Duration(end-out.Job.AskedAt) * time.Millisecond
	if !out.Job.State.Over() {
		web.Unkept(r.Context()) // it says how long it has taken
	} else {
		v.Code = "J3-over" // nothing to refresh
	}
	return s.Show(w, r, out.View, jobPage(out))
}

// jobEvents streams what a job says. A browser that lost the line goes on after the last event that it saw.
func (s *room) jobEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if after == 0 {
		after, _ = strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	}
	end, ok := s.BeginStream()
	if !ok {
		return job.ErrBusy
	}
	defer end()
	l := web.ReadPrefs(r).Lang
	h := w.Header()
	flush := http.NewResponseController(w)
	started := false
	tick := time.NewTicker(150 * time.Millisecond)
	defer tick.Stop()
	beat := 0
	for {
		j, events, err := s.Jobs.Job(r.Context(), web.Who(r.Context()), id, after)
		if err != nil {
			if started {
				return nil // the browser comes back
			}
			return err
		}
		if !started {
			h.Set("Content-Type", "text/event-stream")
			h.Set("X-Accel-Buffering", "no")
			w.WriteHeader(http.StatusOK)
			started = true
		}
		for _, e := range events {
			data, err := json.Marshal(map[string]any{"text": e.Step.In(l), "done": e.Done, "total": e.Total})
			if err != nil {
				return nil
			}
			fmt.Fprintf(w, "id: %d\nevent: step\ndata: %s\n\n", e.Seq, data)
			after = e.Seq
		}
		if j.State.Over() {
			fmt.Fprintf(w, "event: over\ndata: %s\n\n", j.State)
			flush.Flush()
			return nil
		}
		if beat++; beat%100 == 0 {
			fmt.Fprint(w, ": still here\n\n")
		}
		if flush.Flush() != nil {
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

func (s *room) cancelJob(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	if err := s.Jobs.Cancel(r.Context(), web.Who(r.Context()), id); err != nil {
		return err
	}
	return web.See(w, r, web.JobPath(id))
}
