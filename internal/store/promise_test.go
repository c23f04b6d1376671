package store_test

import (
	"testing"

	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// What the pages and docs/operate.md promise of data, jobs and copies, in the cases that are easily got wrong.

// idle is a house without workers: jobs wait.
func idle(t *testing.T, data string) home {
	t.Helper()
	db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
	o, err := db.AddDistrict(t.Context(), district.District{Code: "demo", Name: "示例区"}, me)
	if err != nil {
		t.Fatal(err)
	}
	hs := house.New(db, parts)
	return home{hs.Of(o), o, hs, db, data}
}

// whole fails if the chain of the house doesn't hold.
func (h home) whole(t *testing.T) {
	t.Helper()
	if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 {
		t.Errorf("the chain: %v %v", v.Breaks, err)
	}
}
