package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"shiji/internal/house"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestOldCopiesAreRestored: an export and a backup of every released schema come back by one command, upgraded, on either
// engine, and their sealed runs verify.
func TestOldCopiesAreRestored(t *testing.T) {
	files, err := filepath.Glob("testdata/released/*.shiji")
	if err != nil || len(files) == 0 {
		t.Fatal("no released schema", err)
	}
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		old := t.TempDir()
		if err := errors.Join(store.LoadAt(t.Context(), old, f), f.Close()); err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(old, store.FileName)
		before, err := os.ReadFile(backup)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range storetest.Engines {
			for kind, from := range map[string]string{"export": path, "backup": backup} {
				target := storetest.Data(t, e)
				opt := store.Options{GivenUp: house.GivenUp}
				if err := store.Restore(t.Context(), from, target, opt, me, true); err != nil {
					t.Errorf("%s %s to %s: %v", kind, filepath.Base(path), e, err)
					continue
				}
				restored(t, target, opt)
			}
		}
		if after, err := os.ReadFile(backup); err != nil || string(after) != string(before) {
			t.Error("the backup was changed by being restored", err)
		}
	}
}

// restored looks at what was brought back: upgraded, whole, and its run as it was sealed.
func restored(t *testing.T, target string, opt store.Options) {
	t.Helper()
	db := storetest.Open(t, target, opt)
	if have, know, err := db.Schema(t.Context()); err != nil || have != know {
		t.Errorf("schema %d of %d (%v)", have, know, err)
	}
	if _, err := db.VerifyAll(t.Context()); err != nil {
		t.Error(err)
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
		t.Error(difference, err)
	}
	if in, _, err := s.Ledger.Latest(t.Context(), me, 2013); err != nil || len(in.Actuals) == 0 {
		t.Error("the year can't be read", err)
	}
}
