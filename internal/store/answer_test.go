package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/progress"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestAnswersAreKept: a cell that can mean two things stops an import until somebody says which; what was said goes
// into the source of the number, holds for that value alone, and comes through an export. Of two who answer at once,
// one is kept and the other told.
func TestAnswersAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		bring := func(value string) intake.Intake {
			t.Helper()
			in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small(value)))
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
				t.Fatal(err)
			}
			return in
		}
		in := bring("0.97")
		asked := in.Questions()
		if in.State != intake.Refused || len(asked) != 1 || asked[0].Code != errs.AskShare || !slices.Equal(asked[0].Readings, []string{"0.97", "97"}) {
			t.Fatalf("%s %+v", in.State, asked)
		}
		at := asked[0].At
		answer := fact.Answer{File: at.File, Sheet: at.Sheet, Cell: at.Cell, Value: "0.97", Reading: "97", By: "绩效办", Reason: "电话核实"}
		for what, wrong := range map[string]func(*fact.Answer){
			"no reason":            func(a *fact.Answer) { a.Reason = " " },
			"nobody":               func(a *fact.Answer) { a.By = "" },
			"another reading":      func(a *fact.Answer) { a.Reading = "9.7" },
			"another value":        func(a *fact.Answer) { a.Value = "0.98" },
			"another cell":         func(a *fact.Answer) { a.Cell = "A1" },
			"a file of that name?": func(a *fact.Answer) { a.File = "x.xlsx" },
		} {
			a := answer
			wrong(&a)
			if _, err := h.Intake.Answer(t.Context(), me, in.ID, []fact.Answer{a}); !errors.Is(err, intake.ErrNoQuestion) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := h.Intake.Answer(t.Context(), me, in.ID, nil); !errors.Is(err, intake.ErrNoQuestion) {
			t.Errorf("no answer: %v", err)
		}
		j, err := h.Intake.Answer(t.Context(), me, in.ID, []fact.Answer{answer})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Checked || len(in.Answers) != 1 {
			t.Fatal(in.State, in.Found, err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, in.Year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
		now, _, err := h.Ledger.Latest(t.Context(), me, in.Year)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(now.Actuals, func(a progress.Actual) bool { return len(a.Values) > 0 && a.Values[0].Source.Confirmed != "" })
		if i < 0 {
			t.Fatal("no source says what was confirmed")
		}
		v := now.Actuals[i].Values[0]
		if v.Number.String() != "97" || !strings.Contains(v.Source.Confirmed, "0.97 读作 97（绩效办，电话核实）") || v.Source.Cell != at.Cell {
			t.Errorf("%s %+v", v.Number, v.Source)
		}
		if other := bring("0.96"); len(other.Questions()) != 1 {
			t.Error("another value wasn't asked about")
		}
		// Two people at once: one is kept, whole, and the other told.
		raced := bring("0.95")
		first, second := answer, answer
		first.Value, first.Reading, second.Value, second.Reading = "0.95", "95", "0.95", "0.95"
		var both sync.WaitGroup
		jobs, failed := make([]job.Job, 2), make([]error, 2)
		for i, a := range []fact.Answer{first, second} {
			both.Go(func() { jobs[i], failed[i] = h.Intake.Answer(t.Context(), me, raced.ID, []fact.Answer{a}) })
		}
		both.Wait()
		won := slices.Index(failed, nil)
		if won < 0 || !errors.Is(failed[1-won], intake.ErrState) {
			t.Fatal(failed)
		}
		h.done(t, jobs[won], nil)
		raced, err = h.Intake.Intake(t.Context(), me, raced.ID)
		if err != nil || !slices.Equal(raced.Answers, []fact.Answer{[]fact.Answer{first, second}[won]}) {
			t.Fatal(raced.Answers, err)
		}
		h.whole(t)
	})
}
