package store_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestWhatTheChainDoesntVouchForGoesNowhere: a fact that somebody changed behind the program's back isn't shown,
// scored, exported or compared with; each of them says which it is.
func TestWhatTheChainDoesntVouchForGoesNowhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		sealedRun := h.score(t, year)
		recorded, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		const which = " where kind = 'value' and key = (select min(key) from fact where kind = 'value')"
		var body string
		h.view(t, func(tx *store.Tx) error {
			facts, err := tx.Ledger().Present(t.Context(), year)
			for _, f := range facts {
				if f.Kind == ledger.Value && (body == "" || strings.Contains(f.Key, `["S1","A1"`)) {
					body = f.Body
				}
			}
			return err
		})
		for _, c := range []struct{ name, statement, back string }{
			{"the present", "update fact_now set body = replace(body, 'number', 'Number')" + which,
				"update fact_now set body = replace(body, 'Number', 'number')" + which},
			{"a version", "update fact set body = replace(body, 'number', 'Number')" + which,
				"update fact set body = replace(body, 'Number', 'number')" + which},
			{"a seal", "update fact set seal = 'x' || seal" + which, "update fact set seal = substr(seal, 2)" + which},
			{"the entry of its batch", "update audit_entry set detail = replace(detail, 'digest', 'Digest') " +
				"where action = 'batch.import'",
				"update audit_entry set detail = replace(detail, 'Digest', 'digest') where action = 'batch.import'"},
			{"when it was recorded", "update batch set recorded_at = recorded_at + 1",
				"update batch set recorded_at = recorded_at - 1"},
		} {
			if breaks := tampered(t, h, c.statement); len(breaks) == 0 {
				t.Errorf("%s: verification sees nothing", c.name)
			}
			s := house.New(h.db, parts).Of(h.Office) // nothing in memory
			if _, err := h.db.Export(t.Context(), &bytes.Buffer{}, "test"); !isBroken(err) {
				t.Errorf("%s: exported (%v)", c.name, err)
			}
			_, _, latest := s.Ledger.Latest(t.Context(), me, year)
			_, history := s.Ledger.History(t.Context(), me, year, ledger.About{Unit: "S1", Indicator: "A1"})
			switch c.name {
			case "the present":
				history = ledger.ErrTampered // it reads the versions, which are as they were
			case "a version":
				now, _, err := s.Ledger.Latest(t.Context(), me, year) // it stands on the present, which is as it was
				if latest = ledger.ErrTampered; err != nil || known(t, now) != known(t, recorded) {
					t.Error("the present isn't what was recorded", err)
				}
			}
			for what, err := range map[string]error{"the year": latest, "its history": history} {
				if !errors.Is(err, ledger.ErrTampered) || errs.CodeOf(err) != errs.Damaged {
					t.Errorf("%s: %s is shown (%v)", c.name, what, err)
				}
			}
			if l, err := s.Runs.Load(t.Context(), me, sealedRun.ID); err != nil || l.Seal != sealedRun.Seal {
				t.Errorf("%s: the sealed run is gone too (%v)", c.name, err)
			}
			if breaks := tampered(t, h, c.back); len(breaks) > 0 {
				t.Fatalf("%s: put back, and still %v", c.name, breaks[0])
			}
			if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year); err != nil {
				t.Errorf("%s: put back: %v", c.name, err)
			}
		}
	})
}

func isBroken(err error) bool {
	var broken store.BrokenChain
	return errors.As(err, &broken)
}

// TestATamperedYearIsntScored: who asks for a run of it is told, and nothing is sealed.
func TestATamperedYearIsntScored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		tampered(t, h, "update fact_now set body = replace(body, 'number', 'Number') where kind = 'value'")
		fresh := house.New(h.db, parts).Of(h.Office)
		h2 := home{fresh, h.Office, nil, h.db, h.data}
		_, j, err := fresh.Runs.Ask(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		if j = h2.wait(t, j.ID); j.State == job.Done { // the workers of h hold the year as it was recorded
			l, err := fresh.Runs.Load(t.Context(), me, j.Object)
			if err != nil || l.State != run.Trial {
				t.Fatal(err)
			}
			if l.Doc.Inputs.Actuals[0].Values == nil {
				t.Error("a run of what was never recorded")
			}
		}
	})
}

// TestWhatTheChainHoldsIsMissed: a newest batch that is gone, a batch with another author, a run with another seal.
func TestWhatTheChainHoldsIsMissed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		for change, want := range map[string]error{backAgain + "delete from batch where id = 2": ledger.ErrTampered,
			"update batch set actor = 'evil' where id = 2": ledger.ErrTampered, "update run set seal = 'x'": run.ErrTampered} {
			h := newHouse(t, storetest.Data(t, engineOf(data)), store.Options{})
			year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
			h.bring(t, intake.Replace, workbook(t, small("12.5")))
			var r run.Run
			if errors.Is(want, run.ErrTampered) { // a batch that was scored can't go
				asked, j, err := h.Runs.Ask(t.Context(), me, year)
				h.done(t, j, err)
				r = asked
			}
			for one := range strings.SplitSeq(change, ";") {
				tampered(t, h, one)
			}
			fresh := house.New(h.db, parts).Of(h.Office)
			var err error
			if r.ID != 0 {
				_, err = fresh.Runs.Load(t.Context(), me, r.ID)
			} else {
				_, _, err = fresh.Ledger.Latest(t.Context(), me, year)
			}
			if !errors.Is(err, want) {
				t.Errorf("%s: %v", change, err)
			}
		}
	})
}

// TestAStandingThatNobodyGave: which run is provisional, and was when, is what the chain holds; what was changed in the
// database is neither shown nor settled, so that nothing vouches for it anew.
func TestAStandingThatNobodyGave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		for change, refused := range map[string]string{
			"update run set state = 'trial' where id = 1":       "list load at settle",
			"update run set state = 'provisional' where id = 2": "list at settle export",
			"update run set seal = 'x' where id = 2":            "list at settle export",
			"update settled set run = 2":                        "at",
		} {
			h := newHouse(t, storetest.Data(t, engineOf(data)), store.Options{})
			year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
			var ids []int64
			for range 2 {
				r, j, err := h.Runs.Ask(t.Context(), me, year)
				h.done(t, j, err)
				ids = append(ids, r.ID)
			}
			if err := h.Runs.Settle(t.Context(), me, ids[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Runs.At(t.Context(), me, year, math.MaxInt64); err != nil {
				t.Fatal(err)
			}
			tampered(t, h, change)
			fresh := house.New(h.db, parts).Of(h.Office)
			for what, do := range map[string]func() error{
				"list":   func() error { _, err := fresh.Runs.Runs(t.Context(), me, year); return err },
				"load":   func() error { _, err := fresh.Runs.Load(t.Context(), me, ids[0]); return err },
				"at":     func() error { _, err := fresh.Runs.At(t.Context(), me, year, math.MaxInt64); return err },
				"export": func() error { _, err := fresh.Runs.AskExport(t.Context(), me, ids[1], lang.EN); return err },
				"settle": func() error { return fresh.Runs.Settle(t.Context(), me, ids[1]) }, // the last: it changes something
			} {
				if what == "settle" && !strings.Contains(refused, what) {
					continue
				}
				if err := do(); errors.Is(err, run.ErrTampered) != strings.Contains(refused, what) {
					t.Errorf("%s: %s: %v", change, what, err)
				}
			}
		}
	})
}

// engineOf is the engine of data.
func engineOf(data string) store.Engine {
	if store.IsAddress(data) {
		return store.PostgreSQL
	}
	return store.SQLite
}

// backAgain puts the present back to what it was before batch 2, and takes what that recorded away.
const backAgain = "delete from fact_now where batch = 2;" +
	"insert into fact_now select * from fact where batch <> 2 and not exists (select 1 from fact_now n " +
	"where n.kind = fact.kind and n.key = fact.key);delete from fact where batch = 2;"
