package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestFilesAreReadOnce: what was read when an import was looked through is what its preview shows and what is recorded. Files are read again
// where another version of the program reads, or the year that is added to moved on.
func TestFilesAreReadOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		var read atomic.Int64
		inner := h.Intake.Read
		h.Intake.Read = func(ctx context.Context, path string, known *score.Input, said []fact.Answer) (score.Input, errs.Findings, error) {
			read.Add(1)
			return inner(ctx, path, known, said)
		}
		times := func(what string, want int64) {
			t.Helper()
			if n := read.Swap(0); n != want {
				t.Errorf("%s: read %d times, want %d", what, n, want)
			}
		}
		files := workbook(t, demo.Small())
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, files)
		h.done(t, j, err)
		times("looking through", 1)
		changes, n, _, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil || !n.Any() || len(changes) == 0 {
			t.Fatal(n, err)
		}
		times("preview", 0)
		h.Intake.Reader = "another version"
		if again, m, _, err := h.Intake.Preview(t.Context(), me, in.ID); err != nil || m != n || len(again) != len(changes) {
			t.Errorf("read again: %+v, before %+v, %v", m, n, err)
		}
		times("preview by another version", 1)
		h.Intake.Reader = "shiji test"
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{})
		h.done(t, j, err)
		times("recording", 0)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded || in.Counts != n {
			t.Errorf("%s %+v, want %+v; %v", in.State, in.Counts, n, err)
		}
		// Additions stand on the year as it was.
		first, j, err := h.Intake.Bring(t.Context(), me, intake.Add, in.Year, []intake.Upload{onlyActuals(t, "93.5")})
		h.done(t, j, err)
		second, j, err := h.Intake.Bring(t.Context(), me, intake.Add, in.Year, []intake.Upload{onlyActuals(t, "94.5")})
		h.done(t, j, err)
		read.Store(0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, first.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition", 0)
		if first, err = h.Intake.Intake(t.Context(), me, first.ID); err != nil || first.State != intake.Checked {
			t.Fatal(first.State, first.Found, err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, first.ID, intake.Consent{Seen: in.Batch})
		h.done(t, j, err)
		times("recording an addition", 0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, second.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition to a year in which a value changed", 0)
		h.bring(t, intake.Add, workbook(t, retargeted(t)))
		read.Store(0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, second.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition to a year whose targets changed", 1)
		if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
	})
}

// retargeted is the small year with another target.
func retargeted(t *testing.T) score.Input {
	t.Helper()
	in := demo.Small()
	for i := range in.Targets {
		if v := in.Targets[i].Value; v != nil {
			n := *v
			n.Value = n.Value.Add(decimal.Int(1))
			in.Targets[i].Value = &n
			return in
		}
	}
	t.Fatal("no target")
	return in
}

// onlyActuals is one value of the small year, to be added.
func onlyActuals(t *testing.T, value string) intake.Upload {
	t.Helper()
	in := demo.Small()
	for _, a := range in.Actuals {
		if len(a.Values) > 0 {
			return intake.Upload{Name: "实绩.csv", Data: []byte("单位,指标,全年\n" + a.Unit + "," + a.Indicator + "," + value + "\n")}
		}
	}
	t.Fatal("no actuals")
	return intake.Upload{}
}

// TestAReaderThatDies: an upload whose reader died twice is given up in words; another upload works.
func TestAReaderThatDies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		var died atomic.Int64
		h.Intake.Read = func(ctx context.Context, path string, known *score.Input, said []fact.Answer) (score.Input, errs.Findings, error) {
			if list, _ := filepath.Glob(filepath.Join(path, "致命*")); len(list) > 0 {
				died.Add(1)
				return score.Input{}, nil, job.Died{Text: lang.T("两次超出限额，已放弃", "given up")}
			}
			return sheet.ReadOnto(ctx, path, known, said)
		}
		bad := workbook(t, demo.Small())[0]
		bad.Name = "致命.xlsx"
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, []intake.Upload{bad})
		if err != nil {
			t.Fatal(err)
		}
		if j = h.wait(t, j.ID); j.State != job.Failed || !strings.Contains(j.Error.ZH, "已放弃") || died.Load() != 2 {
			t.Errorf("%s %q after %d deaths", j.State, j.Error.ZH, died.Load())
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Dropped {
			t.Error(in.State, err)
		}
		_, j, err = h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		h.done(t, j, err)
	})
}

// TestWhatIsNoDatabase: what stands in a data folder and is none of ours is neither taken nor touched.
func TestWhatIsNoDatabase(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "text": "这不是数据库", "half a header": "SQLite format 3"} {
		dir := t.TempDir()
		path := filepath.Join(dir, store.FileName)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, create := range []bool{true, false} {
			if db, err := store.Open(t.Context(), dir, create, store.Options{}); !errors.Is(err, store.ErrForeign) {
				if err == nil {
					db.Close()
				}
				t.Errorf("%s: %v", name, err)
			}
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != content {
			t.Errorf("%s was touched", name)
		}
	}
	dir := t.TempDir()
	other, err := storetest.Plain(filepath.Join(dir, store.FileName), "create table notes (text text)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), dir, true, store.Options{}); !errors.Is(err, store.ErrForeign) {
		t.Errorf("a database of another program: %v", err)
	}
	if now, err := os.ReadFile(filepath.Join(dir, store.FileName)); err != nil || string(now) != string(other) {
		t.Error("a database of another program was touched")
	}
	// A database appears whole, and leaves nothing else.
	fresh := t.TempDir()
	db, err := store.Open(t.Context(), fresh, true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if list, _ := filepath.Glob(filepath.Join(fresh, "*")); len(list) != 1 {
		t.Errorf("beside the database stand %v", list)
	}
}

// TestACopyWithoutItsLog: a live database copied without its log is refused, and says why; taken all the same, it is never called whole.
func TestACopyWithoutItsLog(t *testing.T) {
	dir := t.TempDir()
	h := newHouse(t, dir, store.Options{})
	_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
	h.done(t, j, err)
	copied := filepath.Join(t.TempDir(), store.FileName)
	data, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err == nil {
		err = os.WriteFile(copied, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "restored")
	if err := store.Restore(t.Context(), copied, to, store.Options{}, me, false); !errors.Is(err, store.ErrLogMissing) {
		t.Errorf("restored without its log: %v", err)
	}
	if _, err := os.Stat(filepath.Join(to, store.FileName)); err == nil {
		t.Error("something was restored")
	}
	if err := store.Restore(t.Context(), copied, to, store.Options{}, me, true); err != nil && !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("taken all the same: %v", err)
	}
	backup := filepath.Join(t.TempDir(), "备份.db")
	if _, err := h.db.Backup(t.Context(), backup, "test"); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, filepath.Join(t.TempDir(), "whole"), store.Options{}, me, false); err != nil {
		t.Errorf("a backup: %v", err)
	}
}

// TestALogWithoutItsDatabase: the log of another database is never played over a new one.
func TestALogWithoutItsDatabase(t *testing.T) {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, store.FileName+suffix), []byte("left behind"), 0o600); err != nil {
			t.Fatal(err)
		}
		if db, err := store.Open(t.Context(), dir, true, store.Options{}); !errors.Is(err, store.ErrLogAlone) {
			if err == nil {
				db.Close()
			}
			t.Errorf("%s: %v", suffix, err)
		}
	}
}
