package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestJobsThatNobodyWillDoEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		ctx := t.Context()
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		o, err := db.AddDistrict(ctx, district.District{Code: "demo", Name: "示例区"}, me)
		if err != nil {
			t.Fatal(err)
		}
		hs := house.New(db, parts)
		h := home{hs.Of(o), o, hs, db, data}
		in, j, err := h.Intake.Bring(ctx, me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		tampered(t, h, "delete from river_job")
		h.work(t)
		if j := h.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("the job is %s", j.State)
		}
		if in, err = h.Intake.Intake(ctx, me, in.ID); err != nil || in.State != intake.Dropped {
			t.Errorf("the import is %s (%v)", in.State, err)
		}
	})
}

func TestJobsFailCleanlyAndRetry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		ctx := t.Context()
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		o, err := db.AddDistrict(ctx, district.District{Code: "demo", Name: "示例区"}, me)
		if err != nil {
			t.Fatal(err)
		}
		hs := house.New(db, parts)
		h := home{hs.Of(o), o, hs, db, data}
		enqueue := func(key string, object int64) (j job.Job) {
			if err := o.InTx(ctx, me, func(tx *store.Tx) error {
				tx.Audit("test", key, nil)
				var err error
				j, _, err = tx.Jobs().Enqueue(ctx, job.Export, key, object)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return j
		}
		rolled := errors.New("rolled back")
		if err := o.InTx(ctx, me, func(tx *store.Tx) error {
			tx.Audit("test", "x", nil)
			if _, _, err := tx.Jobs().Enqueue(ctx, job.Export, "never", 1); err != nil {
				return err
			}
			return rolled
		}); !errors.Is(err, rolled) {
			t.Fatal(err)
		}
		waits := enqueue("waits", 3)
		if err := o.InTx(ctx, me, func(tx *store.Tx) error { return tx.Desk().Cancel(ctx, waits.ID) }); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		tries := map[int64]int{}
		started := make(chan bool, 1)
		h.workAs(t, map[job.Kind]job.Handler{job.Export: func(ctx context.Context, who audit.Actor,
			j job.Job, tell job.Tell) error {
			mu.Lock()
			tries[j.Object]++
			n := tries[j.Object]
			mu.Unlock()
			switch j.Object {
			case 1: // fails once, then works
				if n == 1 {
					return errors.New("the network is away")
				}
			case 2:
				return job.ErrNone
			case 4:
				panic("a bug")
			case 5: // runs until it is cancelled
				started <- true
				for {
					if err := tell(ctx, lang.T("一步", "a step"), 1, 2); err != nil {
						return err
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
			return o.InTx(ctx, me, func(tx *store.Tx) error {
				tx.Audit("test.done", j.Key, nil)
				return tx.Jobs().Finish(ctx, j.ID)
			})
		}})
		for _, want := range []struct {
			object int64
			state  job.State
			tries  int
		}{{1, job.Done, 2}, {2, job.Failed, 1}, {4, job.Failed, 3}} {
			if j := h.wait(t, enqueue(fmt.Sprint("job", want.object), want.object).ID); j.State != want.state {
				t.Errorf("job %d: %s %s", want.object, j.State, j.Error.EN)
			}
			mu.Lock()
			if tries[want.object] != want.tries {
				t.Errorf("job %d was tried %d times, want %d", want.object, tries[want.object], want.tries)
			}
			mu.Unlock()
		}
		long := enqueue("long", 5)
		<-started
		if err := o.InTx(ctx, me, func(tx *store.Tx) error { return tx.Desk().Cancel(ctx, long.ID) }); err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, long.ID); j.State != job.Cancelled {
			t.Errorf("cancelled while running: %s", j.State)
		}
		if j := h.wait(t, waits.ID); j.State != job.Cancelled || tries[3] != 0 {
			t.Errorf("cancelled while it waited: %s, tried %d times", j.State, tries[3])
		}
		h.view(t, func(tx *store.Tx) error {
			if _, err := tx.Jobs().Open(ctx, "never"); !errors.Is(err, job.ErrNone) {
				t.Error("a job was queued by a unit of work that was rolled back")
			}
			return nil
		})
	})
}

// TestStepsAndEndsOfAJobFollowEachOther: a step that comes after the end of its job isn't kept, however close they are.
func TestStepsAndEndsOfAJobFollowEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				err := h.Office.InTx(t.Context(), me, func(tx *store.Tx) error {
					return tx.Jobs().Say(t.Context(), j.ID, job.Event{Step: lang.T("一步", "a step")})
				})
				if err != nil && !errors.Is(err, job.ErrOver) {
					t.Error(err)
				}
			})
		}
		wait.Go(func() {
			if err := h.Office.InTx(t.Context(), me,
				func(tx *store.Tx) error { return tx.Desk().Cancel(t.Context(), j.ID) }); err != nil {
				t.Error(err)
			}
		})
		wait.Wait()
		h.whole(t)
	})
}

// TestJobsOfADeadProcess: they are taken over at once, those of a living process never, and one that was tried
// as often as may be ends.
func TestJobsOfADeadProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		owner := map[bool]string{true: "array['shiji-dead']", false: `'["shiji-dead"]'`}[store.IsAddress(data)]
		for _, c := range []struct {
			name    string
			attempt string
			created string
			want    job.State
		}{{"first attempt", "1", "2014-11-24 08:00:00", job.Done}, {"killed again and again", "20", "", job.Done},
			{"what kills them", "20", "2014-11-24 08:00:00", job.Failed}} {
			h := idle(t,
				storetest.Data(t, map[bool]store.Engine{true: store.PostgreSQL, false: store.SQLite}[store.IsAddress(data)]))
			_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
			if err != nil {
				t.Fatal(err)
			}
			tampered(t, h, "update river_job set state = 'running', attempted_at = current_timestamp, attempt = "+c.attempt+
				", attempted_by = "+owner)
			if c.created != "" {
				tampered(t, h, "update river_job set created_at = '"+c.created+"'")
			}
			began := time.Now()
			h.work(t)
			if j := h.wait(t, j.ID); j.State != c.want || time.Since(began) > 20*time.Second {
				t.Errorf("%s: %s after %s", c.name, j.State, time.Since(began))
			}
		}
	})
	t.Run("a living one", func(t *testing.T) {
		data := storetest.Postgres(t)
		h := idle(t, data)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		var tries atomic.Int32
		begun, end := make(chan struct{}), make(chan struct{})
		handlers := h.Duties()
		look := handlers[job.Check]
		handlers[job.Check] = func(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
			if tries.Add(1) == 1 {
				close(begun)
				<-end
			}
			return look(ctx, who, j, tell)
		}
		h.workAs(t, handlers)
		<-begun
		h.workAs(t, handlers) // another process would look for jobs of the dead now
		time.Sleep(300 * time.Millisecond)
		close(end)
		if j := h.wait(t, j.ID); j.State != job.Done || tries.Load() != 1 {
			t.Errorf("%s after %d tries", j.State, tries.Load())
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Checked {
			t.Error(in.State, err)
		}
	})
}

// TestUploadsTogether: however many bring files at once, no more jobs are open than may be.
func TestUploadsTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		var taken, busy atomic.Int32
		var wait sync.WaitGroup
		for i := range 200 {
			wait.Go(func() {
				files := []intake.Upload{{Name: fmt.Sprintf("%d.csv", i), Data: []byte("单位,指标,全年\n")}}
				_, _, err := h.Intake.Bring(t.Context(), me, intake.Add, 2014, files)
				switch {
				case err == nil:
					taken.Add(1)
				case errors.Is(err, job.ErrBusy):
					busy.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if taken.Load() != job.MostOpen || busy.Load() != 200-job.MostOpen {
			t.Errorf("%d taken, %d told to come again", taken.Load(), busy.Load())
		}
		h.whole(t)
	})
}

// TestAQueueOfThousands: jobs that wait behind ten thousand others are still there.
func TestAQueueOfThousands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		_, gone, err := h.Intake.Bring(t.Context(), me, intake.Add, 2014, []intake.Upload{onlyActuals(t, "61.5")})
		if err != nil {
			t.Fatal(err)
		}
		const others = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 11000)
			insert into river_job (id, args, kind, max_attempts, priority, queue, state, scheduled_at, created_at)
			select 100000 + i, %s, 'shiji_job', 3, 1, 'other', 'available', current_timestamp, current_timestamp from n`
		args := map[bool]string{true: `cast('{"district":9,"job":' || i || '}' as jsonb)`,
			false: `'{"district":9,"job":' || i || '}'`}[store.IsAddress(data)]
		execute(t, h, fmt.Sprintf(others, args))
		execute(t, h, "delete from river_job where id = (select max(id) from river_job where id < 100000)")
		if err := store.Sweep(t.Context(), h.db); err != nil {
			t.Fatal(err)
		}
		if j, _, err = h.Jobs.Job(t.Context(), me, j.ID, 0); err != nil || j.State != job.Queued {
			t.Errorf("a job in the queue is %s (%v)", j.State, err)
		}
		if gone, _, err = h.Jobs.Job(t.Context(), me, gone.ID, 0); err != nil || gone.State != job.Failed {
			t.Errorf("a job in no queue is %s (%v)", gone.State, err)
		}
	})
}

// TestAProcessThatDiesBesideAnother: what a killed process was at is taken over within seconds by
// one that lives beside it.
func TestAProcessThatDiesBesideAnother(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		owner := map[bool]string{true: "array['shiji-dead']", false: `'["shiji-dead"]'`}[store.IsAddress(data)]
		h := idle(t, data)
		_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		execute(t, h,
			"update river_job set state = 'running', attempted_at = current_timestamp, attempt = 1, queue = 'elsewhere', "+
				"attempted_by = "+owner)
		h.work(t)
		time.Sleep(time.Second) // it has looked, and found that nobody is dead: the queue is another's
		execute(t, h, "update river_job set state = 'running', attempted_by = "+owner+", queue = 'default'")
		began := time.Now()
		if j = h.wait(t, j.ID); j.State != job.Done || time.Since(began) > 20*time.Second {
			t.Errorf("%s after %s", j.State, time.Since(began))
		}
	})
}

// TestTheLockOfLifeIsTakenAgain: where PostgreSQL cuts its connections, as it does when it is started anew, a process
// shows again that it lives, and goes on with its jobs.
func TestTheLockOfLifeIsTakenAgain(t *testing.T) {
	h := newHouse(t, storetest.Postgres(t), store.Options{})
	admin, _ := storetest.Server(t)
	holder := func() (pid int) { // 0: nobody
		err := admin.QueryRow("select coalesce(max(l.pid), 0) from pg_locks l join pg_database d on d.oid = l.database " +
			"where l.locktype = 'advisory' and d.datname = '" + databaseOf(h.data) + "'").Scan(&pid)
		if err != nil {
			t.Fatal(err)
		}
		return pid
	}
	before := holder()
	if before == 0 {
		t.Fatal("nobody holds it")
	}
	if _, err := admin.Exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
		databaseOf(h.data)); err != nil {
		t.Fatal(err)
	}
	for i := 0; holder() == 0 || holder() == before; i++ {
		if i > 200 {
			t.Fatal("the lock isn't taken again")
		}
		time.Sleep(50 * time.Millisecond)
	}
	h.bring(t, intake.Replace, workbook(t, demo.Small()))
}

// databaseOf is the name of a database in an address.
func databaseOf(data string) string {
	u, err := url.Parse(data)
	if err != nil {
		panic(err) // it was opened by that address
	}
	return strings.TrimPrefix(u.Path, "/")
}

// TestConnectionsThatWereEnded: whoever asks next gets another, and hears nothing of it.
func TestConnectionsThatWereEnded(t *testing.T) {
	h := newHouse(t, storetest.Postgres(t), store.Options{})
	admin, _ := storetest.Server(t)
	for range 10 {
		if _, err := admin.Exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
			databaseOf(h.data)); err != nil {
			t.Fatal(err)
		}
		err := h.Office.InTx(t.Context(), me, func(tx *store.Tx) error { tx.Audit("test.write", "x", nil); return nil })
		if err != nil {
			t.Error(err)
		}
		if _, err := h.District.Called(t.Context(), me); err != nil {
			t.Error(err)
		}
	}
	h.breaks(t)
}
