package jobs

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"shiji/internal/web"

	"shiji/internal/job"
	"shiji/internal/lang"
)

type jobView struct {
	*web.View
	Job      job.Job
	Events   []job.Event
	Said     int64 // the number of the last of them
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
	v.Timeless = true
	v.Title, v.Stage = out.Job.Kind.Name(), out.Job.State.Name()
	v.Crumbs = []web.Crumb{{Name: lang.T("任务", "Jobs")}, {Name: lang.Same(fmt.Sprint(id))}}
	for _, e := range out.Events {
		if out.Said = e.Seq; e.Total > 0 {
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
