package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

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

func TestProcessesThatStartTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		if store.IsAddress(data) {
			data = storetest.Postgres(t) // without a schema
		}
		var wait sync.WaitGroup
		for range 5 {
			wait.Go(func() {
				db, err := store.Open(context.Background(), data, true, store.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				if o, err := db.FirstDistrict(context.Background(), district.District{Code: "district", Name: "本区"},
					me); err != nil || o.ID() != 1 {
					t.Error(o, err)
				}
			})
		}
		wait.Wait()
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
