package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

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
