package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestAYearFromWorkbookToSeal(t *testing.T) {
	files := workbook(t, demo.Small())
	seals := map[string]bool{}
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, files)
		l := h.score(t, in.Year)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, files[0].Name), files[0].Data, 0o600); err != nil {
			t.Fatal(err)
		}
		direct, found, err := sheet.Read(dir)
		if err != nil || found.HasErrors() {
			t.Fatal(found, err)
		}
		if stored, _, err := h.Ledger.Latest(t.Context(), me, in.Year); err != nil || known(t, stored) != known(t, &direct) {
			t.Errorf("what was stored isn't what was read (%v)", err)
		}
		if direct.Files, err = sheet.Files(dir, &direct); err != nil || len(direct.Files) != 1 {
			t.Fatal(direct.Files, err) // so that the run can be tied to the file, wherever both are
		}
		want, err := score.NewRun(direct, "shiji test")
		if err != nil {
			t.Fatal(err)
		}
		if want.Seal != l.Seal {
			t.Errorf("stored run %s, computed from the files %s", l.Seal, want.Seal)
		}
		doc, err := h.Runs.Document(t.Context(), me, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, difference, err := score.Verify(doc); err != nil || difference != nil {
			t.Error(difference, err)
		}
		seals[l.Seal] = true
	})
	if len(seals) != 1 {
		t.Errorf("the engines seal differently: %v", seals)
	}
}

// TestWhichRunWasShown: a page of an earlier day shows the run of that day, with the state that it had.
func TestWhichRunWasShown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		clock := &clock{now: time.Date(2014, 11, 24, 8, 0, 0, 0, time.UTC)}
		h := newHouse(t, data, store.Options{Now: clock.Now})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		var times []int64
		mark := func() { times = append(times, clock.Now().UnixMilli()); clock.move(time.Hour) }
		mark()
		for range 2 {
			_, j, err := h.Runs.Ask(t.Context(), me, year)
			h.done(t, j, err)
			mark()
		}
		if err := h.Runs.Settle(t.Context(), me, 1); err != nil {
			t.Fatal(err)
		}
		mark()
		if err := h.Runs.Settle(t.Context(), me, 2); err != nil {
			t.Fatal(err)
		}
		mark()
		if _, err := h.Runs.At(t.Context(), me, year, times[0]); !errors.Is(err, run.ErrNone) {
			t.Errorf("before any run: %v", err)
		}
		for i, want := range []run.Run{{ID: 1, State: run.Trial}, {ID: 2, State: run.Trial}, {ID: 1, State: run.Provisional},
			{ID: 2, State: run.Provisional}} {
			if l, err := h.Runs.At(t.Context(), me, year, times[i+1]); err != nil || l.ID != want.ID || l.State != want.State {
				t.Errorf("time %d: run %d %s (%v), want %d %s", i+1, l.ID, l.State, err, want.ID, want.State)
			}
		}
	})
}

func TestAskingTwiceIsAskingOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		var wait sync.WaitGroup
		ids := make([]int64, 20)
		for i := range ids {
			wait.Go(func() {
				r, j, err := h.Runs.Ask(context.Background(), me, in.Year)
				if err != nil {
					t.Error(err)
				}
				ids[i] = r.ID
				h.wait(t, j.ID)
			})
		}
		wait.Wait()
		runs, err := h.Runs.Runs(t.Context(), me, in.Year)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			if !r.Done() {
				t.Errorf("run %d: %s", r.ID, r.State)
			}
		}
		if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 || v.Runs != len(runs) {
			t.Error(v, err)
		}
	})
}

// BenchmarkImportAndRun is the example year through the house: looked through and recorded; computed, sealed and kept.
func BenchmarkImportAndRun(b *testing.B) {
	book, err := os.ReadFile("../../examples/haidian-2014/2014年度绩效工作簿.xlsx")
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			var imported, scored time.Duration
			for b.Loop() {
				db := storetest.Open(b, storetest.Data(b, e), store.Options{})
				o, err := db.AddDistrict(ctx, district.District{Code: "demo", Name: "示例区"}, me)
				if err != nil {
					b.Fatal(err)
				}
				hs := house.New(db, parts)
				s := hs.Of(o)
				w, err := hs.Work(ctx)
				if err != nil {
					b.Fatal(err)
				}
				over := func(j job.Job, err error) {
					for err == nil && !j.State.Over() {
						time.Sleep(5 * time.Millisecond)
						err = o.View(ctx, func(tx *store.Tx) (err error) { j, err = tx.Desk().Job(ctx, j.ID); return err })
					}
					if err != nil || j.State != job.Done {
						b.Fatal(j.State, err)
					}
				}
				began := time.Now()
				in, j, err := s.Intake.Bring(ctx, me, intake.Replace, 0, []intake.Upload{{Name: "2014.xlsx", Data: book}})
				over(j, err)
				over(s.Intake.Confirm(ctx, me, in.ID, intake.Consent{}))
				imported += time.Since(began)
				began = time.Now()
				_, j, err = s.Runs.Ask(ctx, me, 2014)
				over(j, err)
				scored += time.Since(began)
				if err := w.Stop(ctx); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(imported.Seconds()/float64(b.N), "import-s")
			b.ReportMetric(scored.Seconds()/float64(b.N), "run-s")
		})
	}
}

// TestARunOfOlderFactsIsntHandedOut: who asks while a run of older facts waits gets one of what is known now.
func TestARunOfOlderFactsIsntHandedOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("20")))
		h.done(t, j, err)
		last, err := h.Ledger.Last(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		first, asked, err2 := h.Runs.Ask(t.Context(), me, year) // perhaps before the import is recorded, perhaps after
		h.done(t, j, errors.Join(err, err2))
		newer, again, err := h.Runs.Ask(t.Context(), me, year)
		if now, e := h.Ledger.Last(t.Context(), me, year); err != nil || e != nil || newer.Batch != now ||
			first.Batch > newer.Batch {
			t.Errorf("a run of batch %d, while %d is known (%v)", newer.Batch, now, err)
		}
		h.done(t, asked, nil)
		h.done(t, again, err)
	})
}

// TestTheDownloadIsTheSame: what the page sends of a year comes back as nothing changed, and its run has the stored
// run's results.
func TestTheDownloadIsTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		first := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		l := h.score(t, first.Year)
		known, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "下载.xlsx")
		if err := sheet.WriteYear(path, *known); err != nil {
			t.Fatal(err)
		}
		book, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in := h.look(t, intake.Guess, 0, []intake.Upload{{Name: "下载.xlsx", Data: book}})
		whole := in.State == intake.Checked && in.Mode == intake.Replace
		if !whole || in.Counts.Any() || in.Counts.Same != first.Counts.Added {
			t.Errorf("%s %s %+v", in.State, in.Mode, in.Counts)
		}
		again := newHouse(t, t.TempDir(), store.Options{})
		run := again.score(t, again.bring(t, intake.Replace, []intake.Upload{{Name: "下载.xlsx", Data: book}}).Year)
		if run.Doc.ResultsSHA256 != l.Doc.ResultsSHA256 || run.Seal == l.Seal {
			t.Errorf("results %s and %s, seals %s and %s", run.Doc.ResultsSHA256, l.Doc.ResultsSHA256, run.Seal, l.Seal)
		}
	})
}
