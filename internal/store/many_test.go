package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/fact"
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
		if b, err := h.Ledger.Append(t.Context(), me, why,
			[]ledger.Edit{said(h.valueOf(t, year, 0), "97.25")}); err != nil || b.ID != 0 {
			t.Errorf("the same again made batch %d (%v)", b.ID, err)
		}
		lines, err := h.Ledger.History(t.Context(), me, year,
			ledger.About{Unit: f.Unit, Indicator: f.Indicator, Kind: ledger.Value, Key: f.Key})
		if err != nil || len(lines) != 1 || len(lines[0].Versions) != 2 || lines[0].Versions[1].Batch.Why != why.Reason {
			t.Errorf("history: %+v %v", lines, err)
		}
		h.whole(t)
	})
}

// TestManyWriteOneCell: of many who write the same cell at once, one is first and the others are told; of many who
// write cells of their own, all are kept, each once.
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
					if _, err := h.Ledger.Append(t.Context(), me, why,
						[]ledger.Edit{said(f, fmt.Sprintf("%d.%d", 30+n, i))}); err != nil {
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

// TestImportsBesidePeople: an import is recorded while an official saves a value again and again, of other cells; and
// one that touches the cell that is saved says just that.
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
				if _, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
					[]ledger.Edit{edit}); err != nil {
					t.Error(err)
				}
				saved++
				time.Sleep(5 * time.Millisecond)
			}
		}()
		for i := range 6 {
			in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year,
				[]intake.Upload{onlyActuals(t, fmt.Sprintf("6%d.5", i))})
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
		if !errors.As(err, &stale) || len(stale.Rows) != 1 || stale.Rows[0].Key != first.Key ||
			stale.Rows[0].Batch.Actor != me.ID {
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
