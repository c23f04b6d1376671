package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/store/queries"
	"shiji/internal/yearbook"
)

// work is what the queue holds: which job of which district. Everything else stands in the job's own row.
type work struct {
	District int64 `json:"district"`
	Job      int64 `json:"job"`
}

func (work) Kind() string { return "shiji_job" }

const (
	deaths     = 2                // of processes that did a job, after which it is given up
	attempts   = 3                // of a job that fails for a reason which may pass
	jobTimeout = 5 * time.Minute  // of one attempt
	sweepEvery = 10 * time.Second // between two looks for jobs that nobody will do any more
	workersN   = 2
)

// openQueue makes the client that takes jobs; it works none.
func (db *DB) openQueue() (err error) {
	db.queue, err = river.NewClient(db.driver(), &river.Config{Logger: db.opt.Log})
	return err
}

// Enqueue queues a job in the unit of work.
func (t *Tx) Enqueue(ctx context.Context, kind job.Kind, key string, object int64) (job.Job, bool, error) {
	if err := t.lock(ctx, "job"); err != nil { // whoever asks for the same at the same time waits here, and then finds it
		return job.Job{}, false, err
	}
	if open, err := t.OpenJob(ctx, key); !errors.Is(err, job.ErrNone) {
		return open, false, err
	}
	t.wrote = true
	id, err := t.count(ctx, "job")
	if err != nil {
		return job.Job{}, false, err
	}
	j := job.Job{ID: id, Kind: kind, Key: key, Object: object, State: job.Queued, Actor: t.actor, AskedAt: t.now}
	if err := t.q.AddJob(ctx, queries.AddJobParams{District: t.District.ID, ID: id, Kind: string(kind), Key: key, Object: object, State: string(j.State), Actor: j.Actor, AskedAt: j.AskedAt}); err != nil {
		return j, false, err
	}
	_, err = t.db.queue.InsertTx(ctx, t.sql, work{t.District.ID, id}, &river.InsertOpts{MaxAttempts: attempts})
	return j, true, err
}

func jobOf(r queries.Job) (job.Job, error) {
	j := job.Job{ID: r.ID, Kind: job.Kind(r.Kind), Key: r.Key, Object: r.Object, State: job.State(r.State), Actor: r.Actor, AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Cancel: r.Cancel}
	if r.Error == "" {
		return j, nil
	}
	return j, json.Unmarshal([]byte(r.Error), &j.Error)
}

func (t *Tx) Job(ctx context.Context, id int64) (job.Job, error) {
	r, err := t.q.Job(ctx, queries.JobParams{District: t.District.ID, ID: id})
	if err != nil {
		return job.Job{}, none(err, job.ErrNone)
	}
	return jobOf(r)
}

func (t *Tx) OpenJob(ctx context.Context, key string) (job.Job, error) {
	r, err := t.q.OpenJob(ctx, queries.OpenJobParams{District: t.District.ID, Key: key})
	if err != nil {
		return job.Job{}, none(err, job.ErrNone)
	}
	return jobOf(r)
}

func (t *Tx) JobFor(ctx context.Context, kind job.Kind, object int64) (job.Job, error) {
	r, err := t.q.JobFor(ctx, queries.JobForParams{District: t.District.ID, Kind: string(kind), Object: object})
	if err != nil {
		return job.Job{}, none(err, job.ErrNone)
	}
	return jobOf(r)
}

func (t *Tx) Jobs(ctx context.Context, limit int) ([]job.Job, error) {
	rows, err := t.q.Jobs(ctx, queries.JobsParams{District: t.District.ID, Column2: int64(limit)})
	out := make([]job.Job, len(rows))
	for i, r := range rows {
		var e error
		out[i], e = jobOf(r)
		err = errors.Join(err, e)
	}
	return out, err
}

// OpenJobs counts the jobs of the district that wait or are under way.
func (t *Tx) OpenJobs(ctx context.Context) (int, error) {
	ids, err := t.q.OpenJobs(ctx, t.District.ID)
	return len(ids), err
}

func (t *Tx) StartJob(ctx context.Context, id int64) error {
	return t.q.SetJob(ctx, queries.SetJobParams{District: t.District.ID, ID: id, State: string(job.Running)})
}

func (t *Tx) FinishJob(ctx context.Context, id int64) error {
	n, err := t.q.EndJob(ctx, queries.EndJobParams{District: t.District.ID, ID: id, State: string(job.Done), FinishedAt: t.now})
	if err != nil {
		return err
	}
	if n == 1 {
		return t.vouchJob(ctx, id)
	}
	j, err := t.Job(ctx, id)
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

func (t *Tx) overJob(ctx context.Context, j job.Job) (doneJob, error) {
	events, err := t.Events(ctx, j.ID, 0)
	out := doneJob{Job: j}
	for _, e := range events {
		out.Events = append(out.Events, doneEvent{e.Seq, e.At, e})
	}
	return out, err
}

// vouchJob lets the chain vouch for a job that is over.
func (t *Tx) vouchJob(ctx context.Context, id int64) error {
	j, err := t.Job(ctx, id)
	if err != nil {
		return err
	}
	over, err := t.overJob(ctx, j)
	t.vouch(jobRow(id), over)
	return err
}

// endJob ends a job that won't keep anything, and what waits for it.
func (t *Tx) endJob(ctx context.Context, id int64, state job.State, why lang.Text) error {
	if n, err := t.q.HoldJob(ctx, queries.HoldJobParams{District: t.District.ID, ID: id}); err != nil || n == 0 {
		return err
	}
	j, err := t.Job(ctx, id)
	if err != nil {
		return err
	}
	text, err := json.Marshal(why)
	if err != nil {
		return err
	}
	if err := t.q.SetJob(ctx, queries.SetJobParams{District: t.District.ID, ID: id, State: string(state), FinishedAt: t.now, Error: string(text)}); err != nil {
		return err
	}
	t.Audit("job."+string(state), fmt.Sprintf("job/%d", id), map[string]any{"kind": j.Kind, "object": j.Object})
	if err := t.vouchJob(ctx, id); err != nil {
		return err
	}
	switch j.Kind {
	case job.Score:
		return run.Stop(ctx, t, j.Object)
	case job.Check: // what wasn't looked through can't be confirmed: it has to be brought again
		in, err := t.Intake(ctx, j.Object)
		if err != nil || in.State != yearbook.Uploaded {
			return err
		}
		in.State, in.FinishedAt = yearbook.Dropped, t.now
		return t.SetIntake(ctx, in)
	}
	return nil
}

func (t *Tx) CancelJob(ctx context.Context, id int64) error {
	j, err := t.Job(ctx, id)
	if err != nil || j.State.Over() {
		return err
	}
	if j.State == job.Queued {
		return t.endJob(ctx, id, job.Cancelled, lang.T("已取消", "cancelled"))
	}
	t.Audit("job.cancel", fmt.Sprintf("job/%d", id), nil)
	return t.q.CancelJob(ctx, queries.CancelJobParams{District: t.District.ID, ID: id})
}

func (t *Tx) AddEvent(ctx context.Context, id int64, e job.Event) error {
	if n, err := t.q.HoldJob(ctx, queries.HoldJobParams{District: t.District.ID, ID: id}); err != nil {
		return err
	} else if n == 0 {
		return job.ErrOver
	}
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return t.q.AddJobEvent(ctx, queries.AddJobEventParams{District: t.District.ID, Job: id, At: t.now, Body: string(body)})
}

func (t *Tx) Events(ctx context.Context, id, after int64) ([]job.Event, error) {
	rows, err := t.q.JobEvents(ctx, queries.JobEventsParams{District: t.District.ID, Job: id, Seq: after})
	out := make([]job.Event, len(rows))
	for i, r := range rows {
		err = errors.Join(err, json.Unmarshal([]byte(r.Body), &out[i]))
		out[i].Seq, out[i].At = r.Seq, r.At
	}
	return out, err
}

// Workers does jobs until it is stopped.
type Workers struct {
	client *river.Client[*sql.Tx]
	alive  *alive
	stop   context.CancelFunc
	swept  chan struct{}
}

// Work starts to do jobs: handlers are told of the district they work for by the office that is made for each.
func (db *DB) Work(ctx context.Context, handlers func(*Office) map[job.Kind]job.Handler) (*Workers, error) {
	alive, err := db.sayAlive(ctx)
	if err != nil {
		return nil, err
	}
	w := &Workers{alive: alive, swept: make(chan struct{})}
	if err := db.startWork(ctx, w, handlers); err != nil {
		return nil, errors.Join(err, alive.close())
	}
	return w, nil
}

func (db *DB) startWork(ctx context.Context, w *Workers, handlers func(*Office) map[job.Kind]job.Handler) (err error) {
	if err := db.takeOver(ctx, w.alive); err != nil {
		return err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{db: db, handlers: handlers})
	w.client, err = river.NewClient(db.driver(), &river.Config{
		ID: w.alive.name, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workersN}}, Workers: workers,
		FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 100 * time.Millisecond, JobTimeout: jobTimeout, RescueStuckJobsAfter: jobTimeout + time.Minute,
		Logger: db.opt.Log, MaxAttempts: attempts,
	})
	if err != nil {
		return err
	}
	if err := w.client.Start(ctx); err != nil {
		return err
	}
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(w.swept)
		for {
			if err := errors.Join(db.takeOver(ctx, w.alive), db.sweep(ctx)); err != nil && ctx.Err() == nil {
				db.opt.Log.Warn("looking for jobs that nobody will do", "err", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(sweepEvery):
			}
		}
	}()
	return nil
}

// sweep ends jobs that are open but stand in no queue any more: their last attempt died with its process, or ending them failed.
func (db *DB) sweep(ctx context.Context) error {
	list, err := db.Districts(ctx)
	if err != nil {
		return err
	}
	for _, d := range list {
		o := &Office{db, d}
		var open []int64
		if err := o.View(ctx, func(t *Tx) (err error) { open, err = t.q.OpenJobs(ctx, d.ID); return err }); err != nil || len(open) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		alive, err := db.queue.JobList(ctx, river.NewJobListParams().Kinds(work{}.Kind()).First(10_000).
			States(rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled))
		if err != nil {
			return err
		}
		queued := map[work]bool{}
		for _, j := range alive.Jobs {
			var w work
			if err := json.Unmarshal(j.EncodedArgs, &w); err != nil {
				return err
			}
			queued[w] = true
		}
		for _, id := range open { // read before the queue was: what was queued since isn't among them
			if queued[work{d.ID, id}] {
				continue
			}
			err := o.InTx(ctx, audit.LocalOperator, func(t *Tx) error {
				return t.endJob(ctx, id, job.Failed, lang.T("没有做完就中断了，没有写入任何内容；请重新发起", "it was broken off and nothing was kept; ask again"))
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Stop lets running jobs end; when ctx ends first, they are broken off and done again by the next process.
func (w *Workers) Stop(ctx context.Context) error {
	w.stop()
	<-w.swept
	err := w.client.Stop(ctx)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = w.client.StopAndCancel(hard)
	}
	return errors.Join(err, w.alive.close())
}

type worker struct {
	river.WorkerDefaults[work]
	db       *DB
	handlers func(*Office) map[job.Kind]job.Handler
}

// NextRetry waits a second longer each time.
func (w *worker) NextRetry(j *river.Job[work]) time.Time {
	return w.db.opt.Now().Add(time.Duration(j.Attempt) * time.Second)
}

func (w *worker) Work(ctx context.Context, r *river.Job[work]) (err error) {
	o := &Office{db: w.db, District: District{ID: r.Args.District}}
	log := w.db.opt.Log.With("job", r.Args.Job, "attempt", r.Attempt)
	var j job.Job
	if err := o.View(ctx, func(t *Tx) (err error) { j, err = t.Job(ctx, r.Args.Job); return err }); err != nil {
		return err
	}
	if j.State.Over() {
		return nil // done before a crash, or cancelled while it waited
	}
	if err := o.InTx(ctx, j.Actor, func(t *Tx) error { return t.StartJob(ctx, j.ID) }); err != nil {
		return err
	}
	began := w.db.opt.Now()
	do := w.handlers(o)[j.Kind]
	if do == nil {
		err = job.Refusal{Text: lang.T("本程序不会做这项工作", "this program doesn't know this kind of job")}
	} else {
		err = guarded(log, func() error { return do(ctx, j, o.tell(j)) })
	}
	log.Info("job", "kind", j.Kind, "object", j.Object, "ms", w.db.opt.Now().Sub(began).Milliseconds(), "err", err)
	var refusal job.Refusal
	var died job.Died
	end := func(state job.State, why lang.Text) error {
		return o.InTx(context.WithoutCancel(ctx), j.Actor, func(t *Tx) error { return t.endJob(ctx, j.ID, state, why) })
	}
	switch {
	case err == nil, errors.Is(err, job.ErrOver):
		return nil
	case errors.Is(err, job.ErrCancelled):
		return end(job.Cancelled, lang.T("已取消，没有写入任何内容", "cancelled, nothing was kept"))
	case errors.As(err, &refusal):
		return end(job.Failed, refusal.Text)
	case errors.Is(ctx.Err(), context.Canceled): // the program stops: the next one does it, and this attempt doesn't count
		return river.JobSnooze(time.Second)
	case errors.As(err, &died):
		if n, noted := o.noteDeath(ctx, j); noted != nil || n >= deaths {
			return errors.Join(noted, end(job.Failed, died.Text))
		}
		return err
	case r.Attempt >= r.MaxAttempts:
		return errors.Join(end(job.Failed, lang.T("出错了，没有写入任何内容；已记入运行日志（任务 %[1]d）", "something went wrong and nothing was kept; the log has it (job %[1]d)").With(j.ID)), err)
	}
	return err
}

// deathStep is what the page of a job says where a process that did it died.
var deathStep = lang.T("读取文件的进程中断了，再试一次", "the process that read the files died; it is tried once more")

// noteDeath counts the deaths of the processes that did a job, in what the job says: a server that stops or dies meanwhile is none of them.
func (o *Office) noteDeath(ctx context.Context, j job.Job) (deaths int, err error) {
	err = o.InTx(context.WithoutCancel(ctx), j.Actor, func(t *Tx) error {
		if err := t.AddEvent(ctx, j.ID, job.Event{Step: deathStep}); err != nil {
			return err
		}
		events, err := t.Events(ctx, j.ID, 0)
		for _, e := range events {
			if e.Step == deathStep {
				deaths++
			}
		}
		return err
	})
	return deaths, err
}

// guarded turns a panic into an error, so that one job never takes the others with it.
func guarded(log *slog.Logger, do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("a job panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("store: a job panicked: %v", p)
		}
	}()
	return do()
}

// tell records a step of a job, and says whether it should stop.
func (o *Office) tell(j job.Job) job.Tell {
	return func(ctx context.Context, step lang.Text, done, total int) error {
		return o.InTx(ctx, j.Actor, func(t *Tx) error {
			if err := t.AddEvent(ctx, j.ID, job.Event{Step: step, Done: done, Total: total}); err != nil {
				return err
			}
			now, err := t.Job(ctx, j.ID)
			switch {
			case err != nil:
				return err
			case now.Cancel:
				return job.ErrCancelled
			}
			return nil
		})
	}
}

var _ rivertype.JobArgs = work{}
