package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestSplitAndJoinLoseNothing(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2012": demo.Haidian2012(),
		"2013": demo.Haidian2013(), "2014": demo.Haidian2014(), "municipal": demo.Municipal()} {
		records, err := ledger.Split(in)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, r := range records {
			if at := string(r.Kind) + r.Key; seen[at] {
				t.Errorf("%s: %s twice", name, at)
			} else {
				seen[at] = true
			}
		}
		slices.Reverse(records) // their order says nothing
		again, err := ledger.Join(records)
		if err != nil {
			t.Fatal(err)
		}
		if known(t, &again) != known(t, &in) {
			t.Errorf("%s: joined isn't what was split", name)
		}
	}
}

func TestFactsAreAddedNotOverwritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		c := &clock{}
		c.set("2014-04-01")
		h := newHouse(t, data, store.Options{Now: c.Now})
		ctx := t.Context()
		first := h.bring(t, intake.Replace, workbook(t, small("")))
		year := first.Year
		one, _, err := h.Ledger.Latest(ctx, me, year)
		if err != nil {
			t.Fatal(err)
		}
		c.set("2014-07-01")
		second := h.bring(t, intake.Replace, workbook(t, small("12.5")))
		if second.Counts.Changed != 1 || second.Counts.Added+second.Counts.Withdrawn+second.Counts.Moved != 0 {
			t.Errorf("one value was corrected, the batch says %+v", second.Counts)
		}
		two, last, err := h.Ledger.Latest(ctx, me, year)
		if err != nil || last != second.Batch || known(t, two) == known(t, one) {
			t.Fatal("the correction isn't known", err)
		}
		at := func(date string) (*score.Input, int64, error) {
			day, _ := time.Parse(time.DateOnly, date)
			return h.Ledger.At(ctx, me, year, day.UnixMilli())
		}
		if in, batch, err := at("2014-05-01"); err != nil || batch != first.Batch || known(t, in) != known(t, one) {
			t.Errorf("as known on 1 May: batch %d, %v", batch, err)
		}
		if in, batch, err := at("2014-08-01"); err != nil || batch != second.Batch || known(t, in) != known(t, two) {
			t.Errorf("as known on 1 August: batch %d, %v", batch, err)
		}
		if _, _, err := at("2014-01-01"); !errors.Is(err, ledger.ErrNone) {
			t.Errorf("as known before anything was recorded: %v", err)
		}
		c.set("2014-06-01") // the clock goes back: what is recorded later is never dated earlier
		third := h.bring(t, intake.Replace, workbook(t, small("13")))
		h.view(t, func(tx *store.Tx) error {
			a, err1 := tx.Batches().Batch(ctx, second.Batch)
			b, err2 := tx.Batches().Batch(ctx, third.Batch)
			if b.RecordedAt < a.RecordedAt {
				t.Error("a later batch is dated earlier")
			}
			facts, err3 := tx.Ledger().Of(ctx, third.Batch)
			history, err4 := tx.Ledger().History(ctx, year,
				ledger.About{Unit: facts[0].Unit, Indicator: facts[0].Indicator, Kind: facts[0].Kind, Key: facts[0].Key})
			if len(history) != 3 || history[0].Version != 1 || history[2].Version != 3 {
				t.Errorf("history: %+v", history)
			}
			return errors.Join(err1, err2, err3, err4)
		})
		if again, j, err := h.Intake.Bring(ctx, me, intake.Replace, 0, workbook(t, small("13"))); err == nil {
			h.done(t, j, nil)
			if again, err = h.Intake.Intake(ctx, me, again.ID); err != nil || again.Counts.Any() {
				t.Errorf("the same files again: %+v %v", again.Counts, err)
			}
		}
	})
}

// TestOriginsOfFacts: where a file of the same name was uploaded again with other rows, each fact leads to the file
// that it was read from.
func TestOriginsOfFacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		file := workbook(t, demo.Small())[0]
		first := h.bring(t, intake.Replace, []intake.Upload{file})
		in, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
		if err != nil {
			t.Fatal(err)
		}
		gone, next := in.Actuals[0], in.Actuals[1]
		for _, a := range in.Actuals { // the row below the one that goes
			if rowOf(t, a) == rowOf(t, gone)+1 {
				next = a
			}
		}
		shorter := edited(t, file, map[string]string{valueCell(next): "12.5"}, gone.Source.Cell)
		second := h.bring(t, intake.Add, []intake.Upload{shorter})
		hash := func(in intake.Intake) string { return in.Files[0].SHA256 }
		source := func(unit, indicator string) fact.Source {
			now, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range now.Actuals {
				if a.Unit == unit && a.Indicator == indicator && len(a.Values) > 0 {
					return a.Values[0].Source
				}
			}
			t.Fatalf("%s %s isn't there", unit, indicator)
			return fact.Source{}
		}
		check := func(what string, unit, indicator, want string) {
			last, _ := h.Ledger.Last(t.Context(), me, first.Year)
			o, err := h.Ledger.Origins(t.Context(), me, first.Year, last)
			if err != nil {
				t.Fatal(err)
			}
			if got := o.File(unit, indicator, source(unit, indicator)); got != want {
				t.Errorf("%s: %.8s, want %.8s", what, got, want)
			}
		}
		if source(gone.Unit, gone.Indicator).Cell != source(next.Unit, next.Indicator).Cell {
			t.Fatal("the two facts don't stand in the same cell: the test says nothing")
		}
		check("what the second file doesn't hold", gone.Unit, gone.Indicator, hash(first))
		check("what it moved", next.Unit, next.Indicator, hash(second))
		last, _ := h.Ledger.Last(t.Context(), me, first.Year)
		o, err := h.Ledger.Origins(t.Context(), me, first.Year, last)
		if err != nil || o.File("", "", source(gone.Unit, gone.Indicator)) != "" {
			t.Errorf("a cell of two files leads to one of them (%v)", err)
		}
		if _, _, err := h.Intake.Undo(t.Context(), me, second.ID); err != nil {
			t.Fatal(err)
		}
		check("after the undo", next.Unit, next.Indicator, hash(first))
	})
}

// TestAYearThatWasTakenBackIsGone: once its only import was undone, a year is as if it had never been imported; it
// can be imported again.
func TestAYearThatWasTakenBackIsGone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		if _, _, err := h.Intake.Undo(t.Context(), me, in.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Ledger.Latest(t.Context(), me, in.Year); !errors.Is(err, ledger.ErrNone) {
			t.Errorf("the year can be read: %v", err)
		}
		if years, err := h.Ledger.Years(t.Context(), me); err != nil || len(years) > 0 {
			t.Error(years, err)
		}
		if _, _, err := h.Runs.Ask(t.Context(), me, in.Year); !errors.Is(err, run.ErrNoFacts) {
			t.Errorf("the year can be scored: %v", err)
		}
		h.whole(t)
		h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
		h.whole(t)
	})
}
