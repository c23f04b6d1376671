package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/job"
	"shiji/internal/lang"
)

// task is what the queue holds: which job of which district. Everything else stands in the job's own row.
type task struct {
	District int64 `json:"district"`
	Job      int64 `json:"job"`
}

func (task) Kind() string { return "shiji_job" }

var _ rivertype.JobArgs = task{}

const (
	deaths     = 2                // of processes that did a job, after which it is given up
	attempts   = 3                // of a job that fails for a reason which may pass
	jobTimeout = 5 * time.Minute  // of one attempt
	sweepEvery = 10 * time.Second // between two looks for jobs that nobody will do any more

	sweepRounds = 5 // how often in between this process shows that it lives
	workersN    = 2
)

// openQueue makes the client that takes jobs; it works none.
func (db *DB) openQueue() (err error) {
	db.queue, err = river.NewClient(db.driver(), &river.Config{Logger: db.opt.Log})
	return err
}

// Duties are what is done for the jobs of a district, by their kinds.
type Duties func(ctx context.Context, district int64) (map[job.Kind]job.Handler, error)

// Workers does jobs until it is stopped.
type Workers struct {
	client *river.Client[*sql.Tx]
	alive  *alive
	stop   context.CancelFunc
	swept  chan struct{}
	lost   chan error
	chores Chores
}

// Lost says that this process can't show any more that it lives, so that others may do its jobs beside it: it should
// stop.
func (w *Workers) Lost() <-chan error { return w.lost }

// Chores are what is done now and then for a district; nil: nothing.
type Chores func(ctx context.Context, district int64) error

// Work starts to do jobs of all districts.
func (db *DB) Work(ctx context.Context, duties Duties, chores Chores) (*Workers, error) {
	alive, err := db.sayAlive(ctx)
	if err != nil {
		return nil, err
	}
	w := &Workers{alive: alive, chores: chores, swept: make(chan struct{}), lost: make(chan error, 1)}
	if err := db.startWork(ctx, w, duties); err != nil {
		return nil, errors.Join(err, alive.close())
	}
	return w, nil
}

func (db *DB) startWork(ctx context.Context, w *Workers, duties Duties) (err error) {
	if err := db.takeOver(ctx, w.alive); err != nil {
		return err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{db: db, duties: duties})
	w.client, err = river.NewClient(db.driver(), &river.Config{
		ID:      w.alive.name,
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workersN}},
		Workers: workers, FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 100 * time.Millisecond,
		JobTimeout: jobTimeout, RescueStuckJobsAfter: jobTimeout + time.Minute, Logger: db.opt.Log, MaxAttempts: attempts,
	})
	if err != nil {
		return err
	}
	if err := w.client.Start(ctx); err != nil {
		return err
	}
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	go w.look(ctx, db)
	return nil
}

// look shows that this process lives, and looks for jobs that nobody will do, until ctx ends.
func (w *Workers) look(ctx context.Context, db *DB) {
	defer close(w.swept)
	for round := 0; ; round++ {
		if err := w.alive.keep(ctx, db); errors.Is(err, errLost) {
			w.lost <- err
			return
		} else if err != nil && ctx.Err() == nil {
			db.opt.Log.Warn("saying that this process lives", "err", err)
		}
		if round%sweepRounds == 0 {
			if err := errors.Join(db.takeOver(ctx, w.alive), db.sweep(ctx), w.tidy(ctx, db)); err != nil && ctx.Err() == nil {
				db.opt.Log.Warn("looking for jobs that nobody will do", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepEvery / sweepRounds):
		}
	}
}

// tidy does the chores of all districts.
func (w *Workers) tidy(ctx context.Context, db *DB) error {
	if w.chores == nil {
		return nil
	}
	list, err := db.Districts(ctx)
	for _, d := range list {
		err = errors.Join(err, w.chores(ctx, d.ID))
	}
	return err
}

// sweep ends jobs that are open but stand in no queue any more: their last attempt died with its process,
// or ending them failed.
func (db *DB) sweep(ctx context.Context) error {
	rows, err := db.write.QueryContext(ctx, unqueued[db.Engine])
	if err != nil {
		return err
	}
	var open []task
	for rows.Next() {
		var w task
		if err := rows.Scan(&w.District, &w.Job); err != nil {
			return errors.Join(err, rows.Close())
		}
		open = append(open, w)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	brokenOff := lang.T("没有做完就中断了，没有写入任何内容；请重新发起", "it was broken off and nothing was kept; ask again")
	for _, w := range open {
		err := db.office(w.District).InTx(ctx, audit.Behind(audit.LocalOperator), func(t *Tx) error {
			return jobStore{t}.end(ctx, w.Job, job.Failed, brokenOff)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// unqueued finds the jobs that are open and stand in no queue, in one look: a job and its place in the queue are made
// together.
var unqueued = map[Engine]string{
	SQLite:     fmt.Sprintf(unqueuedText, "json_extract(r.args, '$.district')", "json_extract(r.args, '$.job')"),
	PostgreSQL: fmt.Sprintf(unqueuedText, "cast(r.args->>'district' as bigint)", "cast(r.args->>'job' as bigint)"),
}

const unqueuedText = `select j.district, j.id from job j where j.finished_at = 0 and not exists (
  select 1 from river_job r where r.kind = 'shiji_job' and r.finalized_at is null and %s = j.district and %s = j.id)`

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
	river.WorkerDefaults[task]
	db     *DB
	duties Duties
}

// NextRetry waits a second longer each time.
func (w *worker) NextRetry(j *river.Job[task]) time.Time {
	return w.db.opt.Now().Add(time.Duration(j.Attempt) * time.Second)
}

func (w *worker) Work(ctx context.Context, r *river.Job[task]) (err error) {
	o := w.db.office(r.Args.District)
	log := w.db.opt.Log.With("district", r.Args.District, "job", r.Args.Job, "attempt", r.Attempt)
	var j job.Job
	err = o.View(ctx, func(t *Tx) (err error) { j, err = jobStore{t}.Job(ctx, r.Args.Job); return err })
	if err != nil {
		return err
	}
	if j.State.Over() {
		return nil // done before a crash, or cancelled while it waited
	}
	who := audit.Behind(j.Actor)
	if err := o.InTx(ctx, who, func(t *Tx) error { return jobStore{t}.start(ctx, j.ID) }); err != nil {
		return err
	}
	began := w.db.opt.Now()
	err = w.do(ctx, log, who, o, j)
	took := w.db.opt.Now().Sub(began).Milliseconds()
	log.Info("job", "kind", j.Kind, "object", j.Object, "ms", took, "err", err)
	end := func(state job.State, why lang.Text) error {
		return o.InTx(context.WithoutCancel(ctx), who, func(t *Tx) error { return jobStore{t}.end(ctx, j.ID, state, why) })
	}
	var died job.Died
	var refused errs.Error
	switch {
	case err == nil, errors.Is(err, job.ErrOver):
		return nil
	case errors.Is(err, job.ErrCancelled):
		return end(job.Cancelled, job.ErrCancelled.Words().What)
	case errors.As(err, &refused) && refused.Lasts():
		return end(job.Failed, refused.Words().Sentence())
	case errors.Is(ctx.Err(), context.Canceled): // the program stops: the next one does it, and this attempt doesn't count
		return river.JobSnooze(time.Second)
	case errors.As(err, &died):
		if n, noted := o.noteDeath(ctx, who, j); noted != nil || n >= deaths {
			return errors.Join(noted, end(job.Failed, died.Text))
		}
		return err
	case r.Attempt >= r.MaxAttempts:
		failed := lang.T("出错了，没有写入任何内容；已记入运行日志（任务 %[1]d）",
			"something went wrong and nothing was kept; the log has it (job %[1]d)").With(j.ID)
		return errors.Join(end(job.Failed, failed), err)
	}
	return err
}

// do does a job, as the district that it belongs to does it.
func (w *worker) do(ctx context.Context, log *slog.Logger, who audit.Actor, o *Office, j job.Job) error {
	duties, err := w.duties(ctx, o.id)
	if err != nil {
		return err
	}
	do := duties[j.Kind]
	if do == nil {
		return errs.Refuse("store.work", errs.NotFound, "job.unknown")
	}
	return guarded(log, func() error { return do(ctx, who, j, o.tell(who, j)) })
}

// deathStep is what the page of a job says where a process that did it died.
var deathStep = lang.T("读取文件的进程中断了，再试一次", "the process that read the files died; it is tried once more")

// noteDeath counts the deaths of the processes that did a job, in what the job says: a server that stops or dies
// meanwhile is none of them.
func (o *Office) noteDeath(ctx context.Context, who audit.Actor, j job.Job) (deaths int, err error) {
	err = o.InTx(context.WithoutCancel(ctx), who, func(t *Tx) error {
		jobs := jobStore{t}
		if err := jobs.Say(ctx, j.ID, job.Event{Step: deathStep}); err != nil {
			return err
		}
		events, err := jobs.Events(ctx, j.ID, 0)
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
func (o *Office) tell(who audit.Actor, j job.Job) job.Tell {
	return func(ctx context.Context, step lang.Text, done, total int) error {
		return o.InTx(ctx, who, func(t *Tx) error {
			jobs := jobStore{t}
			if err := jobs.Say(ctx, j.ID, job.Event{Step: step, Done: done, Total: total}); err != nil {
				return err
			}
			now, err := jobs.Job(ctx, j.ID)
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
