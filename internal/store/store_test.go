package store_test

import (
	"context"
	"os"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/yearbook"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// house is a district with its use cases and workers.
type house struct {
	*store.Services
	db *store.DB
}

func newHouse(t *testing.T, data string) house {
	t.Helper()
	ctx := context.Background()
	db := storetest.Open(t, data, store.Options{})
	o, err := db.AddDistrict(ctx, store.District{Code: "demo", Name: "示例区"}, audit.LocalOperator)
	if err != nil {
		t.Fatal(err)
	}
	h := house{store.NewServices(o, sheet.Read, "shiji test"), db}
	w, err := db.Work(ctx, func(*store.Office) map[job.Kind]job.Handler { return h.Handlers() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := w.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return h
}

// wait waits for a job to be over.
func (h house) wait(t *testing.T, id int64) job.Job {
	t.Helper()
	for range 1200 {
		var j job.Job
		if err := h.Office.View(context.Background(), func(tx *store.Tx) (err error) { j, err = tx.Job(context.Background(), id); return err }); err != nil {
			t.Fatal(err)
		}
		if j.State.Over() {
			return j
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job doesn't end")
	return job.Job{}
}

func TestAYearFromWorkbookToSeal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		ctx := context.Background()
		h := newHouse(t, data)
		book, err := os.ReadFile("../../examples/haidian-2014/2014年度绩效工作簿.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		in, j, err := h.Yearbook.Bring(ctx, audit.LocalOperator, yearbook.Replace, []yearbook.Upload{{Name: "2014年度绩效工作簿.xlsx", Data: book}})
		if err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, j.ID); j.State != job.Done {
			t.Fatal(j.Error)
		}
		t.Log("checked", time.Since(began))
		if in, err = h.Yearbook.Intake(ctx, in.ID); err != nil || in.State != yearbook.Checked || in.Year != 2014 {
			t.Fatal(in, err)
		}
		if j, err = h.Yearbook.Confirm(ctx, audit.LocalOperator, in.ID); err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, j.ID); j.State != job.Done {
			t.Fatal(j.Error)
		}
		t.Log("recorded", time.Since(began), in.Counts)
		r, j, err := h.Runs.Ask(ctx, audit.LocalOperator, 2014)
		if err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, j.ID); j.State != job.Done {
			t.Fatal(j.Error)
		}
		t.Log("sealed", time.Since(began))
		l, err := h.Runs.Load(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(l.Seal, len(l.Doc.Results.Units), time.Since(began))
	})
}
