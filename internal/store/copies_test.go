package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

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
	if err := store.Restore(t.Context(), file, target, store.Options{GivenUp: house.GivenUp}, me,
		false); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restored beside an old log: %v", err)
	}
}

// TestNothingFollowsAnExport: what was cut at the end, or has something after it, isn't what was exported.
func TestNothingFollowsAnExport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		var b bytes.Buffer
		if _, err := h.db.Export(t.Context(), &b, "test"); err != nil {
			t.Fatal(err)
		}
		whole := b.Bytes()
		restored := func(doc []byte) error {
			db := storetest.Open(t, storetest.Data(t, h.db.Engine), store.Options{})
			_, err := db.Import(t.Context(), bytes.NewReader(doc), me)
			return err
		}
		for name, doc := range map[string][]byte{
			"a byte is missing": whole[:len(whole)-1], "the sum is missing": whole[:len(whole)-8],
			"letters follow": append(slices.Clone(whole), "junk"...), "another follows": slices.Concat(whole, whole),
		} {
			if err := restored(doc); !errors.Is(err, store.ErrCut) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := restored(whole); err != nil {
			t.Error(err)
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
			if err := store.Restore(t.Context(), path, target, store.Options{GivenUp: house.GivenUp}, me,
				false); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("restoring over data: %v", err)
			}
		}
		for name, broken := range map[string][]byte{"cut": doc[:len(doc)/2], "empty": nil,
			"something else": []byte("hello")} {
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

// TestBackupNamesTheHeadThatWas: the head that a backup prints is one that the chain had, so that it
// can be asked for later.
func TestBackupNamesTheHeadThatWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		verdicts, err := h.db.Backup(t.Context(), filepath.Join(t.TempDir(), "backup"), "test")
		if err != nil {
			t.Fatal(err)
		}
		h.score(t, year)
		if v, err := h.Office.VerifyAudit(t.Context(), &verdicts[0].Head); err != nil || len(v.Breaks) > 0 {
			t.Errorf("the printed head %s: %v %v", verdicts[0].Head, v.Breaks, err)
		}
	})
}

func TestJobsThatABackupFoundWaitingEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		file, target := filepath.Join(t.TempDir(), "backup"), t.TempDir()
		if _, err := h.db.Backup(t.Context(), file, "test"); err != nil {
			t.Fatal(err)
		}
		if err := store.Restore(t.Context(), file, target, store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
			t.Fatal(err)
		}
		db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp})
		o, err := db.Office(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		hs := house.New(db, parts)
		back := home{hs.Of(o), o, hs, db, target}
		back.work(t)
		if j := back.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("the job is %s", j.State)
		}
		if in, err = back.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Dropped {
			t.Errorf("the import is %s (%v)", in.State, err)
		}
		back.whole(t)
	})
}

// TestACopiedFolderIsRestoredWithItsLog: whoever copies the folder of a program that was killed gets back
// what stood in its log.
func TestACopiedFolderIsRestoredWithItsLog(t *testing.T) {
	data, copied, target := t.TempDir(), t.TempDir(), t.TempDir()
	h := newHouse(t, data, store.Options{})
	h.bring(t, intake.Replace, workbook(t, demo.Small()))
	want, err := h.Office.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		body, err := os.ReadFile(filepath.Join(data, store.FileName+suffix))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, store.FileName+suffix), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Restore(t.Context(), filepath.Join(copied, store.FileName), target,
		store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp})
	o, err := db.Office(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.VerifyAudit(t.Context(), &want.Head); err != nil || got.Facts != want.Facts || len(got.Breaks) > 0 {
		t.Errorf("%d facts of %d, %v %v", got.Facts, want.Facts, got.Breaks, err)
	}
}

// TestACopyWithoutItsLog: a live database copied without its log is refused, and says why; taken all the same, it
// is never called whole.
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
	if err := store.Restore(t.Context(), copied, to, store.Options{}, me, true); err != nil &&
		!errors.Is(err, store.ErrCorrupt) {
		t.Errorf("taken all the same: %v", err)
	}
	backup := filepath.Join(t.TempDir(), "备份.db")
	if _, err := h.db.Backup(t.Context(), backup, "test"); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, filepath.Join(t.TempDir(), "whole"),
		store.Options{}, me, false); err != nil {
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
