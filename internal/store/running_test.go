package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
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

// runsNow compares what a year comes to now with a whole computation of it.
func (h home) runsNow(t *testing.T, year int, atLeast int64) run.Standing {
	t.Helper()
	now, err := h.Runs.Now(t.Context(), me, year, atLeast)
	if err != nil {
		t.Fatal(err)
	}
	in, err := h.Ledger.AsOf(t.Context(), me, year, now.Batch)
	if err != nil {
		t.Fatal(err)
	}
	want, wrong := score.Compute(*in)
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(now.Sheets)
	if now.Batch < atLeast || (wrong == nil) != (len(now.Errors) == 0) || string(a) != string(b) {
		t.Errorf("batch %d (at least %d): errors %v, want %v; same sheets: %v", now.Batch, atLeast, now.Errors, wrong,
			string(a) == string(b))
	}
	return now
}

// TestTheYearIsFollowed: single saves, events, imports and what takes them back; what a year comes to at each is what a
// whole computation of it gives.
func TestTheYearIsFollowed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		h.Runs.Between = time.Millisecond
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		first := h.runsNow(t, year, 1)
		rng := rand.New(rand.NewPCG(15, 1))
		why := ledger.Cause{Year: year, Act: approved, Document: "绩〔2014〕3号"}
		moved := 0
		for i := range 30 {
			f := h.valueOf(t, year, rng.IntN(40))
			edit := said(f, fmt.Sprint(rng.IntN(110)))
			if i%7 == 3 {
				edit = ledger.Edit{Kind: ledger.Event, Key: ledger.KeyOf("S1", "bonus", "", fmt.Sprint("事项", i), "", ""),
					Body: fmt.Sprintf(`{"unit":"S1","type":"bonus","matter":"事项%d","count":"1","state":"decided",`+
						`"proposer":"甲","decider":"乙"}`, i)}
			}
			b, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{edit})
			if err != nil {
				continue // a value that is a word
			}
			moved++
			h.runsNow(t, year, b.ID)
		}
		if moved < 15 {
			t.Fatalf("only %d saves", moved)
		}
		h.bring(t, intake.Replace, workbook(t, demo.Small()))
		again := h.runsNow(t, year, 0)
		a, _ := json.Marshal(first.Sheets)
		b, _ := json.Marshal(again.Sheets)
		if string(a) != string(b) {
			t.Error("the same year comes to something else")
		}
	})
}

// TestAYearThatRests: who saved sees his own; others see what there was a moment ago, and nobody makes it move on more
// often for them.
func TestAYearThatRests(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		h.Runs.Between = time.Hour
		if _, err := h.Runs.Now(t.Context(), me, year, 1); err != nil {
			t.Fatal(err)
		}
		b, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: fact.Submission},
			[]ledger.Edit{said(h.valueOf(t, year, 0), "41")})
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if now, err := h.Runs.Now(t.Context(), me, year, 0); err != nil || now.Batch != 1 {
					t.Errorf("batch %d: %v", now.Batch, err)
				}
			})
		}
		wait.Wait()
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := h.Runs.Now(soon, me, year, b.ID); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who saved doesn't wait for his own: %v", err)
		}
		h.Runs.Between = time.Millisecond
		if now := h.runsNow(t, year, b.ID); now.Batch != b.ID {
			t.Errorf("batch %d, want %d", now.Batch, b.ID)
		}
	})
}
