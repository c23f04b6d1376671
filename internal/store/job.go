package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/store/queries"
)

// jobStore is the store of package job: of those who ask for jobs and do them, and of those who look on.
type jobStore struct{ t *Tx }

func jobRow(id int64) string { return fmt.Sprintf("job/%d", id) }

// GivenUp is what becomes of what waits for a job that won't be done, in the unit of work that ends the job.
type GivenUp func(ctx context.Context, t *Tx, object int64) error

// Enqueue queues a job in the unit of work. Whoever asks at the same time waits here, and then finds it, or finds that
// there is no room.
func (s jobStore) Enqueue(ctx context.Context, kind job.Kind, key string, object int64) (job.Job, bool, error) {
	t := s.t
	if _, err := t.lock(ctx, "job"); err != nil {
		return job.Job{}, false, err
	}
	if open, err := s.Open(ctx, key); !errors.Is(err, job.ErrNone) {
		return open, false, err
	}
	if n, err := s.Waiting(ctx); err != nil || n >= job.MostOpen {
		return job.Job{}, false, errors.Join(err, job.ErrBusy)
	}
	t.wrote = true
	id, err := t.count(ctx, "job")
	if err != nil {
		return job.Job{}, false, err
	}
	j := job.Job{ID: id, Kind: kind, Key: key, Object: object, State: job.Queued, Actor: t.who.ID, AskedAt: t.now}
	err = t.q.AddJob(ctx, queries.AddJobParams{District: t.district, ID: id, Kind: string(kind), Key: key, Object: object,
		State: string(j.State), Actor: j.Actor, AskedAt: j.AskedAt})
	if err != nil {
		return j, false, err
	}
	_, err = t.db.queue.InsertTx(ctx, t.sql, task{t.district, id}, &river.InsertOpts{MaxAttempts: attempts})
	return j, true, err
}

func jobOf(r queries.Job) (job.Job, error) {
	j := job.Job{ID: r.ID, Kind: job.Kind(r.Kind), Key: r.Key, Object: r.Object, State: job.State(r.State), Actor: r.Actor,
		AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Cancel: r.Cancel}
	if r.Error == "" {
		return j, nil
	}
	return j, json.Unmarshal([]byte(r.Error), &j.Error)
}

// one turns a row into a job.
func (s jobStore) one(r queries.Job, err error) (job.Job, error) {
	if err != nil {
		return job.Job{}, none(err, job.ErrNone)
	}
	return jobOf(r)
}

func (s jobStore) Job(ctx context.Context, id int64) (job.Job, error) {
	return s.one(s.t.q.Job(ctx, queries.JobParams{District: s.t.district, ID: id}))
}

func (s jobStore) Open(ctx context.Context, key string) (job.Job, error) {
	return s.one(s.t.q.OpenJob(ctx, queries.OpenJobParams{District: s.t.district, Key: key}))
}

func (s jobStore) For(ctx context.Context, kind job.Kind, object int64) (job.Job, error) {
	return s.one(s.t.q.JobFor(ctx, queries.JobForParams{District: s.t.district, Kind: string(kind), Object: object}))
}

func (s jobStore) List(ctx context.Context, limit int) ([]job.Job, error) {
	rows, err := s.t.q.Jobs(ctx, queries.JobsParams{District: s.t.district, Column2: int64(limit)})
	return each(rows, err, jobOf)
}

func (s jobStore) Waiting(ctx context.Context) (int, error) {
	ids, err := s.t.q.OpenJobs(ctx, s.t.district)
	return len(ids), err
}

func (s jobStore) Going(ctx context.Context) ([]int64, error) {
	return s.t.q.OpenJobs(ctx, s.t.district)
}

func (s jobStore) start(ctx context.Context, id int64) error {
	return s.t.q.SetJob(ctx, queries.SetJobParams{District: s.t.district, ID: id, State: string(job.Running)})
}

func (s jobStore) Finish(ctx context.Context, id int64) error {
	n, err := s.t.q.EndJob(ctx, queries.EndJobParams{District: s.t.district, ID: id, State: string(job.Done),
		FinishedAt: s.t.now})
	if err != nil {
		return err
	}
	if n == 1 {
		return s.vouch(ctx, id)
	}
	j, err := s.Job(ctx, id)
	switch {
	case err != nil:
		return err
	case j.State.Over():
		return job.ErrOver
	}
	return job.ErrCancelled
}

// doneJob is a job that is over, with all that it said.
type doneJob struct {
	Job    job.Job
	Events []doneEvent
}

type doneEvent struct {
	Seq, At int64
	Event   job.Event
}

func (s jobStore) over(ctx context.Context, j job.Job) (doneJob, error) {
	events, err := s.Events(ctx, j.ID, 0)
	out := doneJob{Job: j}
	for _, e := range events {
		out.Events = append(out.Events, doneEvent{e.Seq, e.At, e})
	}
	return out, err
}

// vouch lets the chain vouch for a job that is over.
func (s jobStore) vouch(ctx context.Context, id int64) error {
	j, err := s.Job(ctx, id)
	if err != nil {
		return err
	}
	over, err := s.over(ctx, j)
	s.t.vouch(jobRow(id), over)
	return err
}

// end ends a job that won't keep anything, and what waits for it.
func (s jobStore) end(ctx context.Context, id int64, state job.State, why lang.Text) error {
	t := s.t
	if _, err := t.lock(ctx, "intake"); err != nil { // which may wait for the job: it is locked first, as by everybody
		return err
	}
	if n, err := t.q.HoldJob(ctx, queries.HoldJobParams{District: t.district, ID: id}); err != nil || n == 0 {
		return err
	}
	j, err := s.Job(ctx, id)
	if err != nil {
		return err
	}
	text, err := json.Marshal(why)
	if err != nil {
		return err
	}
	err = t.q.SetJob(ctx, queries.SetJobParams{District: t.district, ID: id, State: string(state), FinishedAt: t.now,
		Error: string(text)})
	if err != nil {
		return err
	}
	t.Audit("job."+string(state), jobRow(id), map[string]any{"kind": j.Kind, "object": j.Object})
	if err := s.vouch(ctx, id); err != nil {
		return err
	}
	if givenUp := t.db.opt.GivenUp[j.Kind]; givenUp != nil {
		return givenUp(ctx, t, j.Object)
	}
	return nil
}

func (s jobStore) Cancel(ctx context.Context, id int64) error {
	j, err := s.Job(ctx, id)
	if err != nil || j.State.Over() {
		return err
	}
	if j.State == job.Queued {
		return s.end(ctx, id, job.Cancelled, lang.T("已取消", "cancelled"))
	}
	s.t.Audit("job.cancel", jobRow(id), nil)
	return s.t.q.CancelJob(ctx, queries.CancelJobParams{District: s.t.district, ID: id})
}

func (s jobStore) Say(ctx context.Context, id int64, e job.Event) error {
	n, err := s.t.q.HoldJob(ctx, queries.HoldJobParams{District: s.t.district, ID: id})
	if err != nil {
		return err
	}
	if n == 0 {
		return job.ErrOver
	}
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return s.t.q.AddJobEvent(ctx, queries.AddJobEventParams{District: s.t.district, Job: id,
		At: s.t.now, Body: string(body)})
}

func (s jobStore) Events(ctx context.Context, id, after int64) ([]job.Event, error) {
	rows, err := s.t.q.JobEvents(ctx, queries.JobEventsParams{District: s.t.district, Job: id, Seq: after})
	return each(rows, err, func(r queries.JobEvent) (job.Event, error) {
		var e job.Event
		err := json.Unmarshal([]byte(r.Body), &e)
		e.Seq, e.At = r.Seq, r.At
		return e, err
	})
}
