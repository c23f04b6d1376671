package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestOldCopiesAreRestored: an export and a backup of every released schema come back by one command, upgraded, on
// either engine, and their sealed runs verify.
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

func TestANewerSchemaIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		tampered(t, h, "insert into goose_db_version (version_id, is_applied) values (99999, "+
			map[bool]string{true: "true", false: "1"}[store.IsAddress(data)]+")")
		if _, err := store.Open(t.Context(), data, false, store.Options{}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("opened: %v", err)
		}
	})
}

// TestEveryReleasedSchemaUpgrades: testdata/released/N.shiji is an export of a district with schema N; it is put
// into a database of that schema, which is then upgraded. -released writes that of a new schema; what is there is
// frozen (released_test.go).
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
			target := storetest.Data(t, map[bool]store.Engine{true: store.PostgreSQL,
				false: store.SQLite}[store.IsAddress(data)])
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
