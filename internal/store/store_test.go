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
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/progress"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var released = flag.Bool("released", false,
	"write the export of the newest schema into testdata/released, where there is none yet")

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
		if err := db.QueryRow("select cast($2 as text), cast($1 as text), cast($2 as text)", "one",
			"two").Scan(&a, &b, &c); err != nil {
			t.Fatal(err)
		}
		if got := a + " " + b + " " + c; got != "two one two" {
			t.Errorf("%q", got)
		}
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
