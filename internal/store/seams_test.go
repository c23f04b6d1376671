package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/person"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// What goes wrong between two steps, and what was found wrong once: each is a test of its own.

func (h home) book() *ledger.Book {
	return &ledger.Book{Units: store.Units(h.Office, func(t *store.Tx) ledger.Tx { return t }),
		District: h.ID, Cache: &ledger.Cache{}}
}

func (h home) facts(t *testing.T, year int) []ledger.Fact {
	t.Helper()
	var out []ledger.Fact
	h.view(t, func(tx *store.Tx) (err error) { out, err = tx.Ledger().Present(t.Context(), year); return err })
	slices.SortFunc(out, func(a, b ledger.Fact) int { return strings.Compare(string(a.Kind)+a.Key, string(b.Kind)+b.Key) })
	return out
}

func (h home) breaks(t *testing.T) {
	t.Helper()
	v, err := h.Office.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Error("verify:", err)
	}
	for _, b := range v.Breaks {
		t.Errorf("verify says: %s %s", b.Object, b.What.EN)
	}
}

// reportOf finds a report with one value, of which nothing else stands.
func (h home) reportOf(t *testing.T, year int) (report, value ledger.Fact) {
	t.Helper()
	facts := h.facts(t, year)
	for _, f := range facts {
		if f.Kind != ledger.Actual || f.Withdrawn {
			continue
		}
		var vs []ledger.Fact
		for _, v := range facts {
			if v.Kind == ledger.Value && !v.Withdrawn && strings.HasPrefix(v.Key, strings.TrimSuffix(f.Key, "]")+",") {
				vs = append(vs, v)
			}
		}
		if len(vs) == 1 {
			return f, vs[0]
		}
	}
	t.Fatal("no report")
	return
}

// A snapshot that missed that a report came and went.
func TestAReportThatCameAndWent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		report, value := h.reportOf(t, year)
		why := ledger.Cause{Year: year, Act: approved}
		gone := func() {
			report, value = h.reportOf(t, year)
			if _, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{
				{Kind: report.Kind, Key: report.Key, On: report.Version, Withdraw: true},
				{Kind: value.Kind, Key: value.Key, On: value.Version, Withdraw: true}}); err != nil {
				t.Fatal(err)
			}
		}
		body := func(f ledger.Fact) string { // without the cell, which an import alone brings
			return regexp.MustCompile(`,?"source":\{[^}]*\}`).ReplaceAllString(f.Body, "")
		}
		gone()
		r, v := report, value
		other := house.New(h.db, parts).Of(h.Office) // another process
		if _, _, err := other.Ledger.Latest(t.Context(), me, year); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{
			{Kind: r.Kind, Key: r.Key, On: r.Version + 1, Body: body(r)},
			{Kind: v.Kind, Key: v.Key, On: v.Version + 1, Body: body(v)}}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{
			{Kind: r.Kind, Key: r.Key, On: r.Version + 2, Withdraw: true},
			{Kind: v.Kind, Key: v.Key, On: v.Version + 2, Withdraw: true}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year); err != nil {
			t.Error("put together anew:", err)
		}
		for range 2 {
			if _, _, err := other.Ledger.Latest(t.Context(), me, year); err != nil {
				t.Error("moved forward:", err)
			}
		}
		h.breaks(t)
	})
}

// hooked does something before the first unit of work.
type hooked struct {
	u interface {
		InTx(context.Context, audit.Actor, func(intake.Tx) error) error
		View(context.Context, func(intake.Tx) error) error
	}
	before func()
	skip   int
	done   bool
}

func (x *hooked) InTx(ctx context.Context, who audit.Actor, do func(intake.Tx) error) error {
	if x.skip--; x.skip < 0 && !x.done {
		x.done = true
		x.before()
	}
	return x.u.InTx(ctx, who, do)
}
func (x *hooked) View(ctx context.Context, do func(intake.Tx) error) error { return x.u.View(ctx, do) }

// A value is added to a report while the import that brought the report is taken back.
func TestUndoLeavesNoValueAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		report, value := h.reportOf(t, year)
		why := ledger.Cause{Year: year, Act: approved}
		if _, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{
			{Kind: report.Kind, Key: report.Key, On: report.Version, Withdraw: true},
			{Kind: value.Kind, Key: value.Key, On: value.Version, Withdraw: true}}); err != nil {
			t.Fatal(err)
		}
		// an addition brings the report again
		up := intake.Upload{Name: "实绩.csv", Data: []byte("单位,指标,全年\n" + report.Unit + "," + report.Indicator + ",33\n")}
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{up})
		h.done(t, j, err)
		_, _, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen})
		h.done(t, j, err)
		var key []string
		period := "Q1"
		if value.Period == "Q1" {
			period = "Q2"
		}
		key = append(key, report.Unit, report.Indicator, "", period)
		k := ledger.KeyOf(key...)
		if rk := report.Key; !strings.HasPrefix(k, strings.TrimSuffix(rk, "]")) {
			k = strings.TrimSuffix(rk, "]") + `,"` + period + `"]`
		}
		s := *h.Intake
		x := &hooked{u: h.Intake.Units}
		x.before = func() {
			_, err := h.Ledger.Append(t.Context(), me, why, []ledger.Edit{{Kind: ledger.Value, Key: k,
				Body: fmt.Sprintf(`{"period":%q,"number":"5"}`, period)}})
			if err != nil {
				t.Error("append:", err)
			}
		}
		s.Units = x
		b, _, err := s.Undo(t.Context(), me, in.ID)
		t.Log("undo:", b, err)
		if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year); err != nil {
			t.Error("the year can't be read any more:", err)
		}
	})
}

// Tidy removes the versions of a batch that came in force between its look and its question.
func TestTidyLeavesWhatIsInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		c := &clock{now: time.Now()}
		h := newHouse(t, data, store.Options{Now: c.Now})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		k := h.book()
		base, err := k.Known(t.Context(), year)
		if err != nil {
			t.Fatal(err)
		}
		var changes []ledger.Change
		for _, f := range base.Facts {
			f.Version++
			changes = append(changes, ledger.Change{Fact: f, Was: f.Body})
		}
		n := ledger.Counts{Changed: len(changes)}
		st, err := k.Stage(t.Context(), me, year, 99, changes, func(int, int) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		c.move(11 * time.Minute)
		closed := false
		err = k.Tidy(t.Context(), me, func(int64) (bool, error) { // here the job of the import ends
			err := k.Units.InTx(t.Context(), me, func(tx ledger.Tx) error {
				if _, err := tx.Years().Hold(t.Context(), year, ledger.Exclusive); err != nil {
					return err
				}
				id, last, err := tx.Batches().Number(t.Context())
				if err != nil {
					return err
				}
				_, err = st.Close(t.Context(), tx, ledger.Batch{Year: year, Kind: ledger.Imported, Origin: 99,
					Actor: me.ID, Counts: n}, id, last)
				return err
			})
			closed = err == nil
			return false, err
		})
		t.Log("closed:", closed, "tidy:", err)
		if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year); err != nil {
			t.Error("read:", err)
		}
		h.breaks(t)
	})
}

// A stage that is half removed is put in force.
func TestWhatWasGivenUpIsNeverInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		k := h.book()
		base, err := k.Known(t.Context(), year)
		if err != nil {
			t.Fatal(err)
		}
		var changes []ledger.Change
		for _, f := range base.Facts {
			f.Version++
			changes = append(changes, ledger.Change{Fact: f, Was: f.Body})
		}
		st, err := k.Stage(t.Context(), me, year, 99, changes, func(int, int) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		err = k.Units.InTx(t.Context(), me, func(tx ledger.Tx) error {
			open, err := tx.Stages().Open(t.Context())
			if err != nil || len(open) != 1 {
				return fmt.Errorf("%v %v", open, err)
			}
			_, err = tx.Stages().Drop(t.Context(), open[0].ID, ledger.Slice) // the first slice of another process's Tidy
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = k.Units.InTx(t.Context(), me, func(tx ledger.Tx) error {
			id, last, err := tx.Batches().Number(t.Context())
			if err != nil {
				return err
			}
			_, err = st.Close(t.Context(), tx, ledger.Batch{Year: year, Kind: ledger.Imported, Origin: 99, Actor: me.ID,
				Counts: ledger.Counts{Changed: len(changes)}}, id, last)
			return err
		})
		if !errors.Is(err, ledger.ErrUnstaged) {
			t.Error("closed:", err)
		}
		if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year); err != nil {
			t.Error("read:", err)
		}
	})
}

// An undo takes a tampered version of before into the present, with a seal of its own.
func TestUndoBringsNothingTamperedBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		second := h.bring(t, intake.Replace, workbook(t, small("11")))
		var f ledger.Fact
		for _, x := range h.facts(t, year) {
			if x.Kind == ledger.Value && x.Version == 2 {
				f = x
			}
		}
		t.Log(f.Key, f.Body)
		execute(t, h, `update fact set body = replace(body, '"number":"10"', '"number":"99"') where version = 1 and kind = `+
			`'value' and key = '`+f.Key+`'`)
		s := house.New(h.db, parts).Of(h.Office)
		_, _, err := s.Intake.Undo(t.Context(), me, second.ID)
		if err == nil {
			for _, x := range h.facts(t, year) {
				if x.Named() == f.Named() {
					t.Error("laundered:", x.Version, x.Body)
				}
			}
			if _, _, err := s.Ledger.Latest(t.Context(), me, year); err == nil {
				t.Error("and the year is shown")
			}
		}
		t.Log(err)
	})
}

// What an import is compared with is a present with an old version, or without one.
func TestNothingIsComparedWithATamperedPresent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		for _, how := range []string{"delete", "old"} {
			t.Run(how, func(t *testing.T) {
				h := newHouse(t, storetest.Clone(t, data), store.Options{})
				year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
				h.bring(t, intake.Replace, workbook(t, small("11")))
				var f ledger.Fact
				for _, x := range h.facts(t, year) {
					if x.Kind == ledger.Value && x.Version == 2 {
						f = x
					}
				}
				which := " where kind = 'value' and key = '" + f.Key + "'"
				if how == "delete" {
					execute(t, h, "delete from fact_now"+which)
				} else {
					execute(t, h, "delete from fact_now"+which)
					execute(t, h, "insert into fact_now select * from fact"+which+" and version = 1")
				}
				in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("10")))
				if err != nil {
					t.Fatal(err)
				}
				j = h.wait(t, j.ID)
				in, err = h.Intake.Intake(t.Context(), me, in.ID)
				t.Log(j.State, j.Error.EN, in.State, in.Counts, err)
				last, _ := h.Ledger.Last(t.Context(), me, year)
				j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
				if err != nil {
					t.Log("refused:", err)
					return
				}
				j = h.wait(t, j.ID)
				in, _ = h.Intake.Intake(t.Context(), me, in.ID)
				t.Error("recorded:", j.State, j.Error.EN, in.State, in.Counts)
			})
		}
	})
}

// Whoever says that he saw more than there is isn't told anything.
func TestSeenIsNeverLaterThanThereIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{onlyActuals(t, "71.5")})
		h.done(t, j, err)
		_, _, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		f := h.valueOf(t, year, 0)
		if _, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
			[]ledger.Edit{said(f, "72.5")}); err != nil {
			t.Fatal(err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen + 100})
		if err == nil {
			j = h.wait(t, j.ID)
			t.Error("recorded over:", j.State, h.valueOf(t, year, 0).Body)
		} else {
			t.Log(err)
		}
	})
}

// Facts of a year that isn't there.
func TestNoYearByHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		var b ledger.Fact
		for _, x := range h.facts(t, year) {
			if x.Kind == ledger.Unit {
				b = x
			}
		}
		got, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: 2099, Act: approved},
			[]ledger.Edit{{Kind: b.Kind, Key: b.Key, Body: b.Body}})
		if err == nil {
			t.Error("recorded:", got)
		}
		in, at, err := h.Ledger.Latest(t.Context(), me, 2099)
		t.Log(in != nil, at, err)
	})
}

// A unit is withdrawn while an addition of its values is under way.
func TestAnAdditionOfAUnitThatWent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		var report ledger.Fact
		for _, f := range h.facts(t, year) {
			if f.Kind == ledger.Actual && f.Unit == "S9" && f.Indicator == "A1" {
				report = f
			}
		}
		unit := report.Unit
		less := small("10")
		drop := func(u string) bool { return u == unit }
		less.Roster.Units = slices.Clone(less.Roster.Units)
		for i, u := range less.Roster.Units {
			if u.Code == unit {
				less.Roster.Units = slices.Delete(less.Roster.Units, i, i+1)
				break
			}
		}
		less = withoutUnit(less, drop)
		less.Roster.Bodies = slices.DeleteFunc(slices.Clone(less.Roster.Bodies),
			func(b org.Body) bool { return drop(b.Unit) })
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{
			{Name: "实绩.csv", Data: []byte("单位,指标,全年\n" + unit + "," + report.Indicator + ",33.25\n")}})
		h.done(t, j, err)
		_, _, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		other := house.New(h.db, parts).Of(h.Office)
		whole, j2, err := other.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, less))
		h.done(t, j2, err)
		whole, _ = other.Intake.Intake(t.Context(), me, whole.ID)
		t.Log(whole.State, whole.Counts)
		for _, n := range whole.Found {
			t.Log(n.Severity, n.At, n.Message.EN)
		}
		x := &hooked{u: h.Intake.Units, skip: 1}
		x.before = func() {
			jj, err := other.Intake.Confirm(t.Context(), me, whole.ID,
				intake.Consent{Seen: seen, Withdraw: whole.Counts.Withdrawn})
			if err != nil {
				t.Error(err)
				return
			}
			jj = h.wait(t, jj.ID)
			t.Log("whole:", jj.State, jj.Error.EN)
		}
		h.Intake.Units = x
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen})
		if err != nil {
			t.Fatal(err)
		}
		j = h.wait(t, j.ID)
		t.Log("recorded:", j.State, j.Error.EN)
		latest, _, err2 := h.Ledger.Latest(t.Context(), me, year)
		if err2 != nil {
			t.Fatal(err2)
		}
		if found := score.Check(*latest); found.HasErrors() {
			t.Error("the year has errors:", found.Sorted()[0].Message().EN)
		}
	})
}

func withoutUnit(in score.Input, drop func(string) bool) score.Input {
	out := in
	out.Targets, out.Tasks, out.Actuals, out.Marks, out.Ballots, out.Events, out.Surveys = nil,
		nil, nil, nil, nil, nil, nil
	for _, x := range in.Targets {
		if !drop(x.Unit) {
			out.Targets = append(out.Targets, x)
		}
	}
	for _, x := range in.Tasks {
		if !drop(x.Unit) {
			out.Tasks = append(out.Tasks, x)
		}
	}
	for _, x := range in.Actuals {
		if !drop(x.Unit) {
			out.Actuals = append(out.Actuals, x)
		}
	}
	for _, x := range in.Marks {
		if !drop(x.Unit) {
			out.Marks = append(out.Marks, x)
		}
	}
	for _, x := range in.Ballots {
		if !drop(x.Unit) {
			out.Ballots = append(out.Ballots, x)
		}
	}
	for _, x := range in.Events {
		if !drop(x.Unit) {
			out.Events = append(out.Events, x)
		}
	}
	for _, x := range in.Surveys {
		if !drop(x.Unit) {
			out.Surveys = append(out.Surveys, x)
		}
	}
	return out
}

// The units of a year swap their names after an addition was looked through: it is read anew, as of other units.
func TestReadAnewIsLookedAtAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		one, two := "第1街道", "第2街道"
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{
			{Name: "实绩.csv", Data: []byte("单位,指标,全年\n" + one + ",A1,71.5\n")}})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
			t.Fatal(err)
		}
		changes, n, seen, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil || len(changes) == 0 {
			t.Fatal(changes, err)
		}
		for _, c := range changes {
			t.Log("seen:", c.Key, c.Was, "->", c.Body)
		}
		t.Log(n, in.Counts)
		shown := in.Shown()
		other := small("10")
		other.Roster.Units = slices.Clone(other.Roster.Units)
		for i := range other.Roster.Units {
			switch u := &other.Roster.Units[i]; u.Name {
			case one:
				u.Name = two
			case two:
				u.Name = one
			}
		}
		h.bring(t, intake.Replace, workbook(t, other))
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: seen, Shown: shown})
		if err != nil {
			t.Log("told:", err)
			return
		}
		j = h.wait(t, j.ID)
		in, _ = h.Intake.Intake(t.Context(), me, in.ID)
		t.Error("recorded, not told:", j.State, j.Error.EN, in.State)
		h.view(t, func(tx *store.Tx) error {
			facts, err := tx.Ledger().Of(t.Context(), in.Batch)
			for _, f := range facts {
				t.Log(f.Key, f.Body)
			}
			return err
		})
	})
}

// What is put into a stage that was given up stays for ever, and verification refuses it.
func TestGivenUpLeavesNoStrays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		c := &clock{now: time.Now()}
		h := newHouse(t, data, store.Options{Now: c.Now})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		k := h.book()
		base, _ := k.Known(t.Context(), year)
		var changes []ledger.Change
		for _, f := range base.Facts {
			f.Version++
			changes = append(changes, ledger.Change{Fact: f, Was: f.Body})
		}
		ctx, die := context.WithCancel(t.Context())
		defer die()
		defer func() {
			recover()
			if err := k.Tidy(t.Context(), me, func(int64) (bool, error) { return false, nil }); err != nil {
				t.Error(err)
			}
			h.breaks(t)
		}()
		_, err := k.Stage(ctx, me, year, 99, changes, func(done, all int) error {
			if done == 100 { // another process finds the stage old
				c.move(11 * time.Minute)
				return h.book().Tidy(t.Context(), me, func(int64) (bool, error) { return false, nil })
			}
			panic("the process dies")
		})
		t.Log(err)
	})
}

func queryAll(t *testing.T, data, q string) (out []string) {
	driver, name := "sqlite", filepath.Join(data, store.FileName)
	if store.IsAddress(data) {
		driver, name = "pgx", data
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a, b, c string
		if err := rows.Scan(&a, &b, &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, a+" "+b+" "+c)
	}
	return out
}

// A save meets a tampered version: it says that nothing changed, or seals it anew as withdrawn.
func TestNothingIsWrittenOnWhatWasTampered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		f := h.valueOf(t, year, 0)
		execute(t, h,
			`update fact set body = replace(body, '"number":"10"', '"number":"99"') where kind = 'value' and key = '`+f.Key+`'`)
		_, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
			[]ledger.Edit{{Kind: f.Kind, Key: f.Key, On: 1, Withdraw: true}})
		if err == nil {
			for _, x := range h.facts(t, year) {
				if x.Named() == f.Named() {
					t.Error("sealed anew:", x.Version, x.Withdrawn, x.Body)
				}
			}
		}
	})
}

// Both at once: the last fact of a year in Replace mode, a version twice in force.
func TestSeenTooMuchIsRecordedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, year, []intake.Upload{onlyActuals(t, "71.5")})
		h.done(t, j, err)
		f := h.valueOf(t, year, 0)
		other := house.New(h.db, parts).Of(h.Office)
		x := &hooked{u: h.Intake.Units, skip: 1}
		x.before = func() {
			if _, err := other.Ledger.Append(context.Background(), me, ledger.Cause{Year: year, Act: approved},
				[]ledger.Edit{said(f, "72.5")}); err != nil {
				t.Error(err)
			}
		}
		h.Intake.Units = x
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: 100})
		if err != nil {
			t.Log(err)
			return
		}
		j = h.wait(t, j.ID)
		t.Log(j.State, j.Error.EN)
		t.Log(queryAll(t, data, "select key, cast(version as text), body from fact where kind = 'value' and key = '"+
			f.Key+"' order by version"))
		_, _, err = house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, year)
		t.Log(err)
		h.breaks(t)
		_, err = other.Ledger.History(t.Context(), me, year,
			ledger.About{Unit: f.Unit, Indicator: f.Indicator, Kind: ledger.Value})
		if err != nil {
			t.Error("history:", err)
		}
	})
}

// lostAck keeps a unit of work, and then says that it failed: the connection was cut while the commit was answered.
type lostAck struct {
	hooked
	at int
}

func (x *lostAck) InTx(ctx context.Context, who audit.Actor, do func(intake.Tx) error) error {
	err := x.u.InTx(ctx, who, do)
	if x.at--; x.at == 0 && err == nil {
		return errors.New("unexpected EOF")
	}
	return err
}

// The commit of a batch isn't answered: what was recorded is removed.
func TestAnAnswerThatIsLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("10")))
		h.done(t, j, err)
		x := &lostAck{at: 2}
		x.u = h.Intake.Units
		h.Intake.Units = x // the first unit of work is the confirmation
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{})
		if err != nil {
			t.Fatal(err)
		}
		j = h.wait(t, j.ID)
		time.Sleep(300 * time.Millisecond)
		in, err = h.Intake.Intake(t.Context(), me, in.ID)
		t.Log("job:", j.State, j.Error.EN, "import:", in.State, in.Batch, err)
		if _, _, err := house.New(h.db, parts).Of(h.Office).Ledger.Latest(t.Context(), me, 2013); err != nil {
			t.Error("read:", err)
		}
		h.breaks(t)
	})
}

// What is asked of whoever withdraws.
func TestAWithdrawalIsAskedForItsUnit(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
	own := "S2" // may write what is about this unit, and nothing of others
	h.Ledger.Allow = func(who audit.Actor, do person.Act, on person.Object) error {
		if do == person.WriteYear && on.Unit != "" && on.Unit != own {
			return person.Forbidden
		}
		return person.Operator(who, do, on)
	}
	for _, f := range h.facts(t, year) {
		if f.Kind == ledger.Target && f.Unit == "S1" {
			_, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
				[]ledger.Edit{{Kind: f.Kind, Key: f.Key, On: 1, Body: f.Body}})
			t.Log("writing:", err)
			_, err = h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
				[]ledger.Edit{{Kind: f.Kind, Key: f.Key, On: 1, Withdraw: true}})
			if err == nil {
				t.Error("withdrawn: a target of", f.Unit)
			}
			break
		}
	}
}

// What a body says of its source, and a value without one.
func TestBodiesThatSaySomethingElse(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
	why := ledger.Cause{Year: year, Act: approved, Document: "文1"}
	f := h.valueOf(t, year, 0)
	for _, body := range []string{
		`{"period":"Y","number":"21","source":{"file":""}}`,
		`{"period":"Y","number":"22","source":{"person":"别人","document":"没有的文件"}}`,
		`{"period":"Y","number":"23","source":{"file":"不在的.xlsx","sheet":"实绩","cell":"A1"}}`,
		`{"period":"Y"}`,
		`{"period":"Y","number":"24"} and more`,
		`{"period":"Y","nummer":"25"}`,
	} {
		now := h.valueOf(t, year, 0)
		b, err := h.Ledger.Append(t.Context(), me, why,
			[]ledger.Edit{{Kind: f.Kind, Key: f.Key, On: now.Version, Body: body}})
		in, _, e := h.Ledger.Latest(t.Context(), me, year)
		n := -1
		if e == nil {
			n = 0
			for _, x := range score.Check(*in) {
				if x.At.Cell != "" || true {
					n++
				}
			}
		}
		t.Log(body, "->", b.ID, err, h.valueOf(t, year, 0).Body, n, e)
	}
}
