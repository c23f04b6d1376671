package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// What holds where many people and many districts work at once.

// valueOf finds a reported value of a year, with the version that is known.
func (h home) valueOf(t *testing.T, year, nth int) ledger.Fact {
	t.Helper()
	var out ledger.Fact
	h.view(t, func(tx *store.Tx) error {
		facts, err := tx.Ledger().Present(t.Context(), year)
		slices.SortFunc(facts, func(a, b ledger.Fact) int { return strings.Compare(a.Key, b.Key) })
		for _, f := range facts {
			if f.Kind == ledger.Value {
				if out = f; nth == 0 {
					return err
				}
				nth--
			}
		}
		return err
	})
	return out
}

// said is the edit of a value to a number, on a version.
func said(f ledger.Fact, number string) ledger.Edit {
	body := fmt.Sprintf(`{"period":%q,"number":%q}`, f.Period, number)
	return ledger.Edit{Kind: f.Kind, Key: f.Key, On: f.Version, Body: body}
}

var approved = fact.Approval

// TestOneValueIsWritten: by an act in the house, seen at once, with its source, its history, and an entry in the chain.
func TestOneValueIsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		f := h.valueOf(t, year, 0)
		why := ledger.Cause{Year: year, Act: approved, Document: "绩〔2014〕3号", Reason: "更正"}
		b, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{said(f, "97.25")})
		if err != nil || b.ID == 0 || b.Counts.Changed != 1 {
			t.Fatal(b, err)
		}
		in, at, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || at != b.ID {
			t.Fatal(at, err)
		}
		found := false
		for _, a := range in.Actuals {
			if v := a.At(f.Period); a.Unit == f.Unit && a.Indicator == f.Indicator && v != nil && v.Source.Act == approved {
				found = v.Number.Cmp(decimal.MustParse("97.25")) == 0 && v.Source.Document == why.Document
			}
		}
		if !found {
			t.Error("what was written isn't there, or doesn't say where it comes from")
		}
		_, err = h.Ledger.Append(t.Context(), me, why, []ledger.Edit{said(f, "98")}) // on the version of before
		var clash ledger.Clash
		if !errors.As(err, &clash) || clash.Another.ID != b.ID || !errors.Is(err, ledger.ErrClash) {
			t.Errorf("a clash: %v", err)
		}
		if b, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{said(h.valueOf(t, year, 0), "97.25")}); err != nil || b.ID != 0 {
			t.Errorf("the same again made batch %d (%v)", b.ID, err)
		}
		lines, err := h.Ledger.History(t.Context(), me, year, ledger.About{Unit: f.Unit, Indicator: f.Indicator, Kind: ledger.Value,
			Key: f.Key})
		if err != nil || len(lines) != 1 || len(lines[0].Versions) != 2 || lines[0].Versions[1].Batch.Why != why.Reason {
			t.Errorf("history: %+v %v", lines, err)
		}
		h.whole(t)
	})
}

// TestManyWriteOneCell: of many who write the same cell at once, one is first and the others are told; of many who write
// cells of their own, all are kept, each once.
func TestManyWriteOneCell(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		f := h.valueOf(t, year, 0)
		var kept, told atomic.Int32
		var wait sync.WaitGroup
		for i := range 12 {
			wait.Go(func() {
				why := ledger.Cause{Year: year, Act: approved}
				_, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{said(f, fmt.Sprint(20+i))})
				switch {
				case err == nil:
					kept.Add(1)
				case errors.Is(err, ledger.ErrClash):
					told.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if kept.Load() != 1 || told.Load() != 11 {
			t.Errorf("%d kept, %d told", kept.Load(), told.Load())
		}
		before := h.valueOf(t, year, 1).Version
		var own sync.WaitGroup
		for i := 1; i < 9; i++ {
			own.Go(func() {
				for n := range 5 {
					f := h.valueOf(t, year, i)
					why := ledger.Cause{Year: year, Act: approved}
					if _, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{said(f, fmt.Sprintf("%d.%d", 30+n, i))}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		own.Wait()
		for i := 1; i < 9; i++ {
			if f := h.valueOf(t, year, i); f.Version != before+5 {
				t.Errorf("%s stands at version %d", f.Key, f.Version)
			}
		}
		h.whole(t)
	})
}

// TestImportsBesidePeople: an import is recorded while an official saves a value again and again, of other cells; and one
// that touches the cell that is saved says just that.
func TestImportsBesidePeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		f := h.valueOf(t, year, 3)
		ctx, stop := context.WithCancel(t.Context())
		saved := 0
		done := make(chan bool)
		go func() {
			defer close(done)
			for ctx.Err() == nil {
				edit := said(h.valueOf(t, year, 3), fmt.Sprintf("5%d.5", saved%10))
				if _, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved}, []ledger.Edit{edit}); err != nil {
					t.Error(err)
				}
				saved++
				time.Sleep(5 * time.Millisecond)
			}
		}()
		for i := range 6 {
			in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{onlyActuals(t, fmt.Sprintf("6%d.5", i))})
			h.done(t, j, err)
			_, _, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond) // it is looked at
			j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen})
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded || !in.Counts.Any() {
				t.Errorf("import %d: %s %+v %v", i, in.State, in.Counts, err)
			}
		}
		stop()
		<-done
		if now := h.valueOf(t, year, 3); saved < 10 || now.Version < f.Version+int64(saved)/2 {
			t.Errorf("%d saves, version %d after %d", saved, now.Version, f.Version)
		}
		first := h.valueOf(t, year, 0) // the cell that the import brings
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{onlyActuals(t, "71.5")})
		h.done(t, j, err)
		_, _, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		why := ledger.Cause{Year: year, Act: approved}
		edits := []ledger.Edit{said(first, "72.5"), said(h.valueOf(t, year, 4), "73.5")}
		if _, err := h.Ledger.Append(t.Context(), me, why, edits); err != nil {
			t.Fatal(err)
		}
		_, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen})
		var stale intake.Stale
		if !errors.As(err, &stale) || len(stale.Rows) != 1 || stale.Rows[0].Key != first.Key || stale.Rows[0].Batch.Actor != me.ID {
			t.Errorf("stale: %+v %v", stale.Rows, err)
		}
		h.whole(t)
	})
}

// TestClosedPeriodsStayAsTheyAre: on every path by which a value could change.
func TestClosedPeriodsStayAsTheyAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		first := h.bring(t, intake.Replace, workbook(t, small("10")))
		second := h.bring(t, intake.Replace, workbook(t, small("11")))
		year := first.Year
		f := h.valueOf(t, year, 0)
		if err := h.Ledger.Close(t.Context(), me, year, f.Period); err != nil {
			t.Fatal(err)
		}
		_, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved}, []ledger.Edit{said(f, "50")})
		if !errors.Is(err, ledger.ErrClosed) {
			t.Errorf("an edit: %v", err)
		}
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("12")))
		h.done(t, j, err)
		last, err := h.Ledger.Last(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		if err != nil {
			t.Fatal(err)
		}
		if j = h.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("an import: %s", j.State)
		}
		if _, _, err := h.Intake.Undo(t.Context(), me, second.ID); !errors.Is(err, ledger.ErrClosed) {
			t.Errorf("an undo: %v", err)
		}
		if now, _ := h.Ledger.Last(t.Context(), me, year); now != last {
			t.Error("something was recorded")
		}
		if err := h.Ledger.Reopen(t.Context(), me, year, f.Period); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Intake.Undo(t.Context(), me, second.ID); err != nil {
			t.Errorf("opened again: %v", err)
		}
		h.whole(t)
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

// TestEachDistrictWorksAtItsOwn: jobs are done by the services of the district that they belong to.
func TestEachDistrictWorksAtItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		hs := house.New(db, parts)
		var homes []home
		for _, code := range []string{"a", "b", "c"} {
			o, err := db.AddDistrict(t.Context(), district.District{Code: code, Name: code + "区"}, me)
			if err != nil {
				t.Fatal(err)
			}
			homes = append(homes, home{hs.Of(o), o, hs, db, data})
		}
		w, err := hs.Work(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer w.Stop(context.WithoutCancel(t.Context()))
		var wait sync.WaitGroup
		for i, h := range homes {
			wait.Go(func() {
				in := h.bring(t, intake.Replace, workbook(t, small(fmt.Sprint(20+i))))
				h.score(t, in.Year)
			})
		}
		wait.Wait()
		for i, h := range homes {
			in, _, err := h.Ledger.Latest(t.Context(), me, 2013)
			want := small(fmt.Sprint(20 + i))
			if err != nil || in.Actuals[0].Values[0].Number.Cmp(*want.Canonical().Actuals[0].Values[0].Number) != 0 {
				t.Errorf("district %d has another's facts (%v)", i, err)
			}
			if b := hs.Of(h.Office); b != h.Services {
				t.Error("a district has services twice")
			}
			h.whole(t)
		}
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

// TestAProcessThatDiesBesideAnother: what a killed process was at is taken over within seconds by one that lives beside it.
func TestAProcessThatDiesBesideAnother(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		owner := map[bool]string{true: "array['shiji-dead']", false: `'["shiji-dead"]'`}[store.IsAddress(data)]
		h := idle(t, data)
		_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		execute(t, h, "update river_job set state = 'running', attempted_at = current_timestamp, attempt = 1, queue = 'elsewhere', "+
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
	locks := func() (n int) {
		admin, _ := storetest.Server(t)
		err := admin.QueryRow("select count(*) from pg_locks l join pg_database d on d.oid = l.database " +
			"where l.locktype = 'advisory' and d.datname = '" + databaseOf(h.data) + "'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if locks() != 1 {
		t.Fatalf("%d locks", locks())
	}
	admin, _ := storetest.Server(t)
	if _, err := admin.Exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", databaseOf(h.data)); err != nil {
		t.Fatal(err)
	}
	for i := 0; locks() == 0; i++ {
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
