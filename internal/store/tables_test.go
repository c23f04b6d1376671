package store_test

import (
	"testing"

	"shiji/internal/house"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestTheExportKnowsEveryTable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		if missing := store.MissingFromExport(t.Context(), db); len(missing) > 0 {
			t.Errorf("not exported: %v: add them to the list in internal/store/tables.go", missing)
		}
	})
}

// TestEveryTableIsVouchedFor: the chain covers each of them, by a comparison of its own or with another.
func TestEveryTableIsVouchedFor(t *testing.T) {
	if list := store.Unvouched(); len(list) > 0 {
		t.Errorf("nobody compares %v with the chain: see vouched in internal/store/tables.go", list)
	}
}
