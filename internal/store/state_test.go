package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shiji/internal/district"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestStateNamesWhatCanBeRead: it stays while people read and while what is written isn't kept, and is another one,
// never an earlier one, after anything was kept, by whomever.
func TestStateNamesWhatCanBeRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		ctx := t.Context()
		db, other := storetest.Open(t, data, store.Options{}), storetest.Open(t, data, store.Options{})
		o, err := db.AddDistrict(ctx, district.District{Code: "a", Name: "甲"}, me)
		if err != nil {
			t.Fatal(err)
		}
		state := func() string {
			t.Helper()
			s, err := db.State(ctx)
			if err != nil || s == "" {
				t.Fatal(s, err)
			}
			return s
		}
		called := func(of *store.Office, name string, fails error) {
			t.Helper()
			err := of.InTx(ctx, me, func(tx *store.Tx) error {
				d, err := tx.District().District(ctx)
				if err != nil {
					return err
				}
				d.Name = name
				tx.Audit("district.rename", "district/a", nil)
				if err := tx.District().Set(ctx, d); err != nil {
					return err
				}
				return fails
			})
			if !errors.Is(err, fails) {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		before := state()
		seen[before] = true
		if err := o.View(ctx, func(tx *store.Tx) error { _, err := tx.District().District(ctx); return err }); err != nil {
			t.Fatal(err)
		}
		if now := state(); now != before {
			t.Errorf("%s became %s because somebody read", before, now)
		}
		for i, of := range []*store.Office{o, other.OfficeOf(o.ID()), o, other.OfficeOf(o.ID())} {
			called(of, string(rune('乙'+i)), nil)
			if now := state(); seen[now] {
				t.Errorf("%d: the state is %s again, though something was kept", i, now)
			} else {
				seen[now] = true
			}
		}
		gone := errors.New("thought better of it")
		called(o, "丙", gone)
		// Whoever reads between two equal states reads what anybody else reads between them.
		var all sync.WaitGroup
		var mu sync.Mutex
		known := map[string]string{}
		going, stop := context.WithCancel(ctx)
		for range 3 {
			all.Go(func() {
				for going.Err() == nil {
					s, err := db.State(ctx)
					if err != nil {
						t.Error(err)
						return
					}
					name := nameOf(t, o)
					if again, _ := db.State(ctx); again == s {
						mu.Lock()
						if was, ok := known[s]; ok && was != name {
							t.Errorf("in state %s the district is %s and %s", s, was, name)
						}
						known[s] = name
						mu.Unlock()
					}
				}
			})
		}
		for i := range 200 {
			called([]*store.Office{o, other.OfficeOf(o.ID())}[i%2], string(rune('一'+i)), nil)
		}
		stop()
		all.Wait()
		if len(known) < 20 {
			t.Errorf("%d states were seen: the test reaches little", len(known))
		}
	})
}

func nameOf(t *testing.T, o *store.Office) (name string) {
	t.Helper()
	if err := o.View(t.Context(), func(tx *store.Tx) error {
		d, err := tx.District().District(t.Context())
		name = d.Name
		return err
	}); err != nil {
		t.Error(err)
	}
	return name
}

// TestTheWatchsConnection: who gives up costs the others nothing; a connection that was ended is another life of the
// server, whose states are told apart from those before; a database that is closed opens none any more.
func TestTheWatchsConnection(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db, err := store.Open(t.Context(), data, true, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		before, err := db.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if s, err := db.State(gone); err == nil {
			t.Errorf("who gave up is told %s", s)
		}
		for i := range 50 {
			short, cancel := context.WithTimeout(t.Context(), time.Duration(i)*10*time.Microsecond)
			_, _ = db.State(short)
			cancel()
		}
		if now, err := db.State(t.Context()); err != nil || now != before {
			t.Errorf("others gave up, and the state is %s in the place of %s: %v", now, before, err)
		}
		if store.IsAddress(data) {
			admin, _ := storetest.Server(t)
			if _, err := admin.Exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
				databaseOf(data)); err != nil {
				t.Fatal(err)
			}
			var now string
			for i := 0; now == ""; i++ {
				if now, err = db.State(t.Context()); err != nil && i > 50 {
					t.Fatal("the state can't be asked any more:", err)
				}
			}
			if now == before {
				t.Errorf("another connection says %s as the one before", now)
			}
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 200 {
					_, _ = db.State(context.Background())
				}
			})
		}
		time.Sleep(2 * time.Millisecond)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
		if s, err := db.State(t.Context()); err == nil {
			t.Errorf("a database that is closed is in state %s", s)
		}
		if !store.IsAddress(data) {
			if left, _ := filepath.Glob(filepath.Join(data, "*-wal")); len(left) > 0 {
				t.Errorf("files are open still: %v", left)
			}
		}
	})
}
