package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/progress"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var released = flag.Bool("released", false, "write the export of the newest schema into testdata/released, where there is none yet")

var me = audit.Operator(audit.Command)

// parts are what the services of tests need.
var parts = house.Parts{Read: sheet.ReadOnto, Write: sheet.WriteResults, Engine: "shiji test",
	Reader: "shiji test"}

// clock is a clock that a test moves.
type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.Lock(); defer c.Unlock(); return c.now }

func (c *clock) move(d time.Duration) { c.Lock(); defer c.Unlock(); c.now = c.now.Add(d) }

func (c *clock) set(date string) {
	c.Lock()
	defer c.Unlock()
	var err error
	if c.now, err = time.Parse(time.DateOnly, date); err != nil {
		panic(err)
	}
}

// home is a district with its use cases and workers.
type home struct {
	*house.Services
	Office *store.Office
	house  *house.House
	db     *store.DB
	data   string
}

func newHouse(t *testing.T, data string, opt store.Options) home {
	t.Helper()
	ctx := t.Context()
	opt.GivenUp = house.GivenUp
	db := storetest.Open(t, data, opt)
	o, err := db.AddDistrict(ctx, district.District{Code: "demo", Name: "示例区"}, me)
	if err != nil {
		t.Fatal(err)
	}
	hs := house.New(db, parts)
	h := home{hs.Of(o), o, hs, db, data}
	h.work(t)
	return h
}

// work starts workers that stop when the test ends.
func (h home) work(t *testing.T) {
	t.Helper()
	h.workAs(t, h.Duties())
}

// workAs starts workers that do jobs in a way of their own.
func (h home) workAs(t *testing.T, handlers map[job.Kind]job.Handler) {
	t.Helper()
	w, err := h.db.Work(context.Background(), func(context.Context, int64) (map[job.Kind]job.Handler, error) {
		return handlers, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := w.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func (h home) view(t *testing.T, do func(*store.Tx) error) {
	t.Helper()
	if err := h.Office.View(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// wait waits for a job to be over.
func (h home) wait(t *testing.T, id int64) (j job.Job) {
	t.Helper()
	for range 6000 {
		h.view(t, func(tx *store.Tx) (err error) { j, err = tx.Desk().Job(t.Context(), id); return err })
		if j.State.Over() {
			return j
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the job doesn't end")
	return j
}

// done waits for a job and fails unless it ended well.
func (h home) done(t *testing.T, j job.Job, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if j := h.wait(t, j.ID); j.State != job.Done {
		t.Fatalf("job %s: %s %s", j.Kind, j.State, j.Error.EN)
	}
}

// books keeps workbooks that were written once.
var books sync.Map

// workbook writes a year as a workbook.
func workbook(t *testing.T, in score.Input) []intake.Upload {
	t.Helper()
	key := known(t, &in)
	if book, ok := books.Load(key); ok {
		return book.([]intake.Upload)
	}
	path := filepath.Join(t.TempDir(), "2014.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	book := []intake.Upload{{Name: "2014.xlsx", Data: data}}
	books.Store(key, book)
	return book
}

// bring imports a year and confirms it.
func (h home) bring(t *testing.T, mode intake.Mode, files []intake.Upload) intake.Intake {
	t.Helper()
	in, j, err := h.Intake.Bring(t.Context(), me, mode, 0, files)
	h.done(t, j, err)
	if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Checked {
		t.Fatal(in.State, in.Found, err)
	}
	last, err := h.Ledger.Last(t.Context(), me, in.Year)
	if err != nil {
		t.Fatal(err)
	}
	j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, Withdraw: in.Counts.Withdrawn})
	h.done(t, j, err)
	if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded {
		t.Fatal(in.State, err)
	}
	return in
}

func (h home) score(t *testing.T, year int) *run.Loaded {
	t.Helper()
	r, j, err := h.Runs.Ask(t.Context(), me, year)
	h.done(t, j, err)
	l, err := h.Runs.Load(t.Context(), me, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// small is a year of a few units, and a way to change one of its values.
func small(value string) score.Input {
	in := demo.Small()
	for i := range in.Actuals {
		if a := &in.Actuals[i]; len(a.Values) > 0 && a.Values[0].Number != nil && value != "" {
			n := decimal.MustParse(value)
			a.Values[0].Number = &n
			break
		}
	}
	return in
}

// known is a year as JSON, so that two can be compared.
func known(t *testing.T, in *score.Input) string {
	t.Helper()
	doc, err := json.Marshal(in.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestPlaceholdersAreReadByNumber(t *testing.T) {
	// One SQL text for both engines rests on this: the driver reads $n by its number and not by its place.
	storetest.Each(t, func(t *testing.T, data string) {
		storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		driver, name := "sqlite", filepath.Join(data, store.FileName)
		if store.IsAddress(data) {
			driver, name = "pgx", data
		}
		db, err := sql.Open(driver, name)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var a, b, c string
		if err := db.QueryRow("select cast($2 as text), cast($1 as text), cast($2 as text)", "one", "two").Scan(&a, &b, &c); err != nil {
			t.Fatal(err)
		}
		if got := a + " " + b + " " + c; got != "two one two" {
			t.Errorf("%q", got)
		}
	})
}

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

func TestSplitAndJoinLoseNothing(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2012": demo.Haidian2012(), "2013": demo.Haidian2013(), "2014": demo.Haidian2014(), "municipal": demo.Municipal()} {
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
			history, err4 := tx.Ledger().History(ctx, year, ledger.About{Unit: facts[0].Unit, Indicator: facts[0].Indicator, Kind: facts[0].Kind, Key: facts[0].Key})
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

func TestUndoBringsBackWhatWasSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		ctx := t.Context()
		first := h.bring(t, intake.Replace, workbook(t, small("")))
		before, _, _ := h.Ledger.Latest(ctx, me, first.Year)
		changed := small("12.5")
		changed.Roster.Units[0].Short = "改过的简称"
		second := h.bring(t, intake.Replace, workbook(t, changed))
		third := h.bring(t, intake.Replace, workbook(t, small("14")))
		if _, clash, err := h.Intake.Undo(ctx, me, second.ID); !errors.Is(err, intake.ErrLater) || len(clash) == 0 {
			t.Errorf("undo under a later batch: %v, %d clashes", err, len(clash))
		}
		for _, id := range []int64{third.ID, second.ID} {
			if _, clash, err := h.Intake.Undo(ctx, me, id); err != nil {
				t.Fatal(err, clash)
			}
		}
		after, _, err := h.Ledger.Latest(ctx, me, first.Year)
		if err != nil || known(t, after) != known(t, before) {
			t.Error("undo doesn't bring back what was so", err)
		}
		if _, _, err := h.Intake.Undo(ctx, me, second.ID); !errors.Is(err, intake.ErrState) {
			t.Errorf("undo pressed twice: %v", err)
		}
		if v, err := h.Office.VerifyAudit(ctx, nil); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
	})
}

func TestAddKeepsWhatIsntMentioned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		whole := demo.Small()
		first := h.bring(t, intake.Replace, workbook(t, whole))
		part := demo.Small()
		part.Events = nil
		if in := h.bring(t, intake.Add, workbook(t, part)); in.Counts.Withdrawn != 0 {
			t.Errorf("%+v", in.Counts)
		}
		kept, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
		if err != nil || len(kept.Events) != len(whole.Events) {
			t.Errorf("%d events left of %d (%v)", len(kept.Events), len(whole.Events), err)
		}
		if in := h.bring(t, intake.Replace, workbook(t, part)); in.Counts.Withdrawn != len(whole.Events) {
			t.Errorf("replacing withdraws what is gone: %+v", in.Counts)
		}
	})
}

func TestAddKeepsTheTree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		whole := demo.Small()
		year := h.bring(t, intake.Replace, workbook(t, whole)).Year
		part := demo.Small()
		gone := part.Scheme.Leaves[len(part.Scheme.Leaves)-1].Code
		part.Scheme.Leaves = part.Scheme.Leaves[:len(part.Scheme.Leaves)-1]
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, 0, workbook(t, part))
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
			t.Fatal(err)
		}
		if in.State == intake.Checked && in.Counts.Any() { // where the part is right by itself it is recorded, and the indicator stays
			last, _ := h.Ledger.Last(t.Context(), me, year)
			j, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
			h.done(t, j, err)
		}
		now, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || now.Scheme.Leaf(gone) == nil {
			t.Errorf("the indicator that wasn't mentioned is gone (%v)", err)
		}
	})
}

func TestConfirmingIsConfirmingWhatWasSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		seen, _ := h.Ledger.Last(t.Context(), me, year)
		slow, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("20")))
		h.done(t, j, err)
		h.bring(t, intake.Replace, workbook(t, small("30"))) // somebody else was faster
		if _, err := h.Intake.Confirm(t.Context(), me, slow.ID, intake.Consent{Seen: seen}); !errors.Is(err, intake.ErrStale) {
			t.Errorf("confirmed what wasn't seen: %v", err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, slow.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
	})
}

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

func TestRestoreLeavesNoOldLog(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := h.db.Backup(t.Context(), file, "test"); err != nil {
		t.Fatal(err)
	}
	target := t.TempDir()
	if err := os.WriteFile(filepath.Join(target, store.FileName+"-wal"), []byte("an old log"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), file, target, store.Options{GivenUp: house.GivenUp}, me, false); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restored beside an old log: %v", err)
	}
}

func TestRefusedFilesChangeNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		bad := demo.Small()
		bad.Scheme.Leaves[0].Rule = "no_such_rule"
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, bad))
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused || len(in.Found) == 0 {
			t.Fatal(in.State, err)
		}
		if _, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{}); !errors.Is(err, intake.ErrState) {
			t.Errorf("confirming what has errors: %v", err)
		}
		if years, err := h.Ledger.Years(t.Context(), me); err != nil || len(years) != 0 {
			t.Error(years, err)
		}
	})
}

// TestOriginsOfFacts: where a file of the same name was uploaded again with other rows, each fact leads to the file that it was read from.
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

// onlySheet is a workbook with one of its sheets.
func onlySheet(t testing.TB, file intake.Upload, sheet string) intake.Upload {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		if name != sheet {
			if err := f.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return intake.Upload{Name: file.Name, Data: b.Bytes()}
}

// editedIn is a workbook with another text in the second cell of a row of a sheet.
func editedIn(t testing.TB, file intake.Upload, sheet string, row int, text string) intake.Upload {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if err := errors.Join(f.SetCellStr(sheet, fmt.Sprintf("B%d", row), text), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return intake.Upload{Name: file.Name, Data: b.Bytes()}
}

// settingRow is the row of a setting in the sheet 年度.
func settingRow(t testing.TB, file intake.Upload, name string) int {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("年度")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if len(r) > 0 && r[0] == name {
			return i + 1
		}
	}
	t.Fatalf("no setting %s: %v", name, rows)
	return 0
}

func rowOf(t testing.TB, a progress.Actual) int {
	t.Helper()
	if len(a.Values) == 0 {
		return 0
	}
	_, row, err := excelize.CellNameToCoordinates(valueCell(a))
	if err != nil {
		t.Fatal(err)
	}
	return row
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
		for i, want := range []run.Run{{ID: 1, State: run.Trial}, {ID: 2, State: run.Trial}, {ID: 1, State: run.Provisional}, {ID: 2, State: run.Provisional}} {
			if l, err := h.Runs.At(t.Context(), me, year, times[i+1]); err != nil || l.ID != want.ID || l.State != want.State {
				t.Errorf("time %d: run %d %s (%v), want %d %s", i+1, l.ID, l.State, err, want.ID, want.State)
			}
		}
	})
}

// TestValidRowsAlone: rows with errors are left out, what is known of them stays, nothing is withdrawn; errors about more than a row can't be left out.
func TestValidRowsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		before := demo.Small()
		year := h.bring(t, intake.Replace, workbook(t, before)).Year
		value := func(in score.Input, i int) decimal.Number { return *in.Actuals[i].Values[0].Number }
		known, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		// Two numbers change; in the row of the second a word stands where a status should; a third row isn't mentioned any more.
		n := len(known.Actuals)
		first, second, gone := known.Actuals[0], known.Actuals[1], known.Actuals[n-1]
		changed := demo.Small()
		file := edited(t, workbook(t, changed)[0], map[string]string{valueCell(first): "41.5", valueCell(second): "11,2o0"}, gone.Source.Cell)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, []intake.Upload{file})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused {
			t.Fatal(in.State, err)
		}
		_, counts, _, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil || counts.Left != 1 || counts.Changed != 1 || counts.Withdrawn != 0 {
			t.Fatalf("%+v %v", counts, err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		if _, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last}); !errors.Is(err, intake.ErrState) {
			t.Errorf("an import with errors was confirmed whole: %v", err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		h.done(t, j, err)
		now, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || len(now.Actuals) != n || value(*now, 0).String() != "41.5" || !value(*now, 1).Equal(value(*known, 1)) {
			t.Errorf("%d of %d rows, %s, %s instead of %s (%v)", len(now.Actuals), n, value(*now, 0), value(*now, 1), value(*known, 1), err)
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded || in.Mode != intake.Valid || in.Counts.Left != 1 {
			t.Errorf("%+v %v", in, err)
		}
		if _, _, err := h.Intake.Undo(t.Context(), me, in.ID); err != nil {
			t.Error(err)
		}
		if now, _, _ = h.Ledger.Latest(t.Context(), me, year); !value(*now, 0).Equal(value(*known, 0)) {
			t.Error("undoing didn't bring the number back")
		}

		bad := demo.Small()
		bad.Scheme.Leaves[0].Rule = "no_such_rule"
		in, j, err = h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, bad))
		h.done(t, j, err)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, in.ID); !errors.Is(err, intake.ErrErrors) {
			t.Errorf("a wrong scheme was left out row by row: %v", err)
		}
		last, _ = h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("the job is %s", j.State)
		}
	})
}

// valueCell is the cell of the sheet 实绩 that holds the first value of a report.
func valueCell(a progress.Actual) string { return a.Values[0].Source.Cell }

// edited is a workbook with other texts in some cells of the sheet 实绩, and without the row of a cell.
func edited(t testing.TB, file intake.Upload, cells map[string]string, without string) intake.Upload {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, text := range cells {
		if err := f.SetCellStr("实绩", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	_, row, err := excelize.CellNameToCoordinates(without)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.RemoveRow("实绩", row); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return intake.Upload{Name: file.Name, Data: b.Bytes()}
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
		h.workAs(t, map[job.Kind]job.Handler{job.Export: func(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
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

func TestNothingChangesInSilence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		o, err := db.AddDistrict(t.Context(), district.District{Code: "demo", Name: "示例区"}, me)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.InTx(t.Context(), me, func(tx *store.Tx) error {
			_, err := file.Put(t.Context(), tx.Files(), []byte("x"), file.Use{Noun: file.Run, ID: 1})
			return err
		}); err == nil {
			t.Error("business data changed without an audit entry")
		}
	})
}

// execute changes something behind the back of the program.
func execute(t *testing.T, h home, statement string) {
	t.Helper()
	driver, name := "sqlite", "file:"+filepath.Join(h.data, store.FileName)+"?_pragma=busy_timeout(15000)"
	if store.IsAddress(h.data) {
		driver, name = "pgx", h.data
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// tampered changes something behind the back of the program and says what the chain makes of it.
func tampered(t *testing.T, h home, statement string) []audit.Break {
	t.Helper()
	execute(t, h, statement)
	v, err := h.Office.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.Breaks
}

func TestTheChainNamesWhatWasTouched(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
	if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 {
		t.Fatal(v.Breaks, err)
	}
	all := filepath.Join(t.TempDir(), "all.shiji")
	f, err := os.Create(all)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Export(t.Context(), f, "test"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	restored := map[bool]string{true: storetest.Data(t, store.PostgreSQL), false: t.TempDir()}
	for _, data := range restored {
		if err := store.Restore(t.Context(), all, data, store.Options{}, me, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, statement, names string }{
		{"an entry changed", "update audit_entry set detail = '{}' where seq = 3", "entry 3"},
		{"an entry's time changed", "update audit_entry set at = at + 1 where seq = 2", "entry 2"},
		{"an entry removed", "delete from audit_entry where seq = 4", "entry 4 is missing"},
		{"the tail cut", "delete from audit_entry where seq > 5", "the end of the chain is cut"},
		{"two entries swapped", "update audit_entry set seq = case seq when 3 then 30003 else 30004 end where seq in (3, 4); update audit_entry set seq = case seq when 30003 then 4 else 3 end where seq > 30000", "entry 3"},
		{"an entry put in at the end", "insert into audit_entry select district, seq + 1, at, actor, action, object, detail, hash, hash from audit_entry where seq = (select max(seq) from audit_entry)", "was changed"},
		{"a value changed", `update fact set body = replace(body, '"number"', '"number" ') where kind = 'value' and key = (select min(key) from fact where kind = 'value')`, "a fact of batch"},
		{"a value and its seal changed", `update fact set seal = salt where kind = 'value' and key = (select min(key) from fact where kind = 'value')`, "a fact of batch"},
		{"a fact removed", "delete from fact where kind = 'unit' and key = (select min(key) from fact where kind = 'unit')", "were added, removed or replaced"},
		{"a run's seal changed", "update run set seal = 'abc'", "isn't what was sealed"},
		{"what an entry vouches for emptied", "update audit_entry set detail = '{}' where action = 'run.seal'", "was changed"},
		{"what an upload's entry vouches for cut", `update audit_entry set detail = '{"files":["x"]}' where action = 'import.upload'`, "is gone"},
		{"a run made provisional", "update run set state = 'provisional'", "is provisional was changed"},
		{"a batch dated back", "update batch set recorded_at = recorded_at - 86400000", "was recorded"},
		{"a run removed", "delete from run", "is gone"},
		{"facts moved to another year", "update fact set year = 1999 where kind = 'value'", "belong to no batch of their year"},
		{"a file put in", "insert into file (district, sha256, size, packed) select district, 'abc', size, packed from file order by size limit 1", "has no entry"},
		{"a counter removed", "delete from counter where name = 'job'", "the counter job stands at 0"},
		{"an entry put in before the first", "insert into audit_entry select district, 0, at, actor, action, object, detail, prev, hash from audit_entry where seq = 1", "entry 0"},
		{"an import that can't be read", "update intake set summary = 'x'", "can't be read"},
		{"a sealed document swapped", "update file set packed = (select packed from file f order by size limit 1)", "was changed or is damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, data string) {
				data = storetest.Clone(t, restored[store.IsAddress(data)])
				db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
				o, err := db.Office(t.Context(), "")
				if err != nil {
					t.Fatal(err)
				}
				hs := house.New(db, parts)
				h := home{hs.Of(o), o, hs, db, data}
				for i, statement := range strings.Split(c.statement, "; ") {
					breaks := tampered(t, h, statement)
					if i < strings.Count(c.statement, "; ") {
						continue
					}
					if !slices.ContainsFunc(breaks, func(b audit.Break) bool { return strings.Contains(b.What.EN, c.names) }) {
						t.Errorf("no break says %q: %v", c.names, breaks)
					}
				}
			})
		})
	}
}

func TestAPrintedHeadTellsOfARewrittenChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		v, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		printed := v.Head
		h.bring(t, intake.Replace, workbook(t, demo.Small()))
		if v, err := h.Office.VerifyAudit(t.Context(), &printed); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
		printed.Hash = strings.Repeat("0", 64)
		if v, err := h.Office.VerifyAudit(t.Context(), &printed); err != nil || len(v.Breaks) != 1 {
			t.Error(v.Breaks, err)
		}
	})
}

func TestAnExportIsTheSameOnEitherEngine(t *testing.T) {
	files := workbook(t, demo.Small())
	export := func(t *testing.T, db *store.DB) []byte {
		var b bytes.Buffer
		if _, err := db.Export(t.Context(), &b, "test"); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, files)
		l := h.score(t, in.Year)
		doc := export(t, h.db)
		path := filepath.Join(t.TempDir(), "all.shiji")
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, e := range storetest.Engines { // to its own engine and to the other
			target := storetest.Data(t, e)
			if err := store.Restore(t.Context(), path, target, store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
				t.Fatal(err)
			}
			db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp})
			if _, err := db.VerifyAll(t.Context()); err != nil {
				t.Error(err)
			}
			o, err := db.Office(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			again := house.New(db, parts).Of(o)
			if r, err := again.Runs.Load(t.Context(), me, l.ID); err != nil || r.Seal != l.Seal {
				t.Error("the run isn't the same after restoring", err)
			}
			if err := store.Restore(t.Context(), path, target, store.Options{GivenUp: house.GivenUp}, me, false); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("restoring over data: %v", err)
			}
		}
		for name, broken := range map[string][]byte{"cut": doc[:len(doc)/2], "empty": nil, "something else": []byte("hello")} {
			if err := os.WriteFile(path, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			target := storetest.Data(t, store.SQLite)
			if err := store.Restore(t.Context(), path, target, store.Options{GivenUp: house.GivenUp}, me, false); err == nil {
				t.Errorf("%s: restored", name)
			}
			if left, _ := filepath.Glob(filepath.Join(target, "*")); len(left) > 0 {
				t.Errorf("%s: left behind %v", name, left)
			}
		}
	})
}

func TestABackupIsProvedBeforeItIsCalledOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		file := filepath.Join(t.TempDir(), "backup")
		var wait sync.WaitGroup // somebody works meanwhile
		wait.Go(func() { h.score(t, year) })
		verdicts, err := h.db.Backup(t.Context(), file, "test")
		if err != nil {
			t.Fatal(err)
		}
		if len(verdicts) != 1 || verdicts[0].District.Name != "示例区" {
			t.Errorf("the backup doesn't say whose it is: %+v", verdicts)
		}
		wait.Wait()
		target := storetest.Data(t, store.SQLite)
		if err := store.Restore(t.Context(), file, target, store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
			t.Fatal(err)
		}
		tampered(t, h, "update audit_entry set detail = '{}' where seq = 2")
		broken := filepath.Join(filepath.Dir(file), "broken")
		var chain store.BrokenChain
		if _, err := h.db.Backup(t.Context(), broken, "test"); !errors.As(err, &chain) {
			t.Errorf("a broken chain was backed up: %v", err)
		}
		left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
		hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".*"))
		if len(left) != 1 || len(hidden) != 0 {
			t.Errorf("left behind: %v %v", left, hidden)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		tampered(t, h, "insert into goose_db_version (version_id, is_applied) values (99999, "+map[bool]string{true: "true", false: "1"}[store.IsAddress(data)]+")")
		if _, err := store.Open(t.Context(), data, false, store.Options{}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("opened: %v", err)
		}
	})
}

func TestTheExportKnowsEveryTable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		if missing := store.MissingFromExport(t.Context(), db); len(missing) > 0 {
			t.Errorf("not exported: %v", missing)
		}
	})
}

func TestSQLiteKeepsItsWord(t *testing.T) {
	data := t.TempDir()
	db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
	list, err := db.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if !s.Good {
			t.Errorf("%s: %s", s.What.EN, s.Note.EN)
		}
	}
	if info, err := os.Stat(filepath.Join(data, store.FileName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("others can read the database", err)
	}
	if _, err := store.Open(t.Context(), t.TempDir(), false, store.Options{}); !errors.Is(err, store.ErrNoData) {
		t.Error(err)
	}
}

// TestEveryReleasedSchemaUpgrades: testdata/released/N.shiji is an export of a district with schema N; it is put into a database of that schema,
// which is then upgraded. -released writes that of a new schema; what is there is frozen (released_test.go).
func TestEveryReleasedSchemaUpgrades(t *testing.T) {
	if *released {
		h := newHouse(t, t.TempDir(), store.Options{})
		h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
		h.bring(t, intake.Replace, workbook(t, small("12.5")))
		_, know, err := h.db.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := h.db.Export(t.Context(), &b, "test"); err != nil {
			t.Fatal(err)
		}
		if err := writeNew(fmt.Sprintf("%s/%d.shiji", releasedDir, know), b.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("testdata/released/*.shiji")
	if err != nil || len(files) == 0 {
		t.Fatal("no released schema", err)
	}
	storetest.Each(t, func(t *testing.T, data string) {
		for _, path := range files {
			var version int64
			if _, err := fmt.Sscanf(filepath.Base(path), "%d.shiji", &version); err != nil {
				t.Fatal(err)
			}
			target := storetest.Data(t, map[bool]store.Engine{true: store.PostgreSQL, false: store.SQLite}[store.IsAddress(data)])
			if store.IsAddress(target) {
				target = storetest.Postgres(t) // without a schema
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(store.LoadAt(t.Context(), target, f), f.Close()); err != nil {
				t.Fatal(err)
			}
			db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp}) // upgrades
			if _, err := db.VerifyAll(t.Context()); err != nil {
				t.Errorf("schema %d: %v", version, err)
			}
			o, err := db.Office(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			s := house.New(db, parts).Of(o)
			doc, err := s.Runs.Document(t.Context(), me, 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, difference, err := score.Verify(doc); err != nil || difference != nil {
				t.Errorf("schema %d: the sealed run: %v %v", version, difference, err)
			}
			if have, know, err := db.Schema(t.Context()); err != nil || have != know {
				t.Errorf("schema %d: upgraded to %d of %d (%v)", version, have, know, err)
			}
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
