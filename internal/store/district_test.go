package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestADistrictIsRenamed: with an entry in the chain, on both engines, and nothing that isn't a name.
func TestADistrictIsRenamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		before, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"", "  ", strings.Repeat("区", 31), "海淀\u202e区", "海\n淀区", "\xff区"} {
			err := h.District.Rename(t.Context(), me, wrong)
			if !errors.Is(err, district.ErrMisnamed) || errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if err := h.District.Rename(t.Context(), me, " 新区 "); err != nil {
			t.Fatal(err)
		}
		if d, err := h.District.Called(t.Context(), me); err != nil || d.Name != "新区" || d.Code != "demo" {
			t.Errorf("%+v %v", d, err)
		}
		after, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil || len(after.Breaks) > 0 || after.Entries <= before.Entries {
			t.Errorf("%+v (%v)", after, err)
		}
		if err := h.District.Rename(t.Context(), me, "新区"); err != nil { // it is called so already
			t.Error(err)
		}
		h.whole(t)
	})
}

// TestEachDistrictWorksAtItsOwn: jobs are done by the services of the district that they belong to.
func TestEachDistrictWorksAtItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		hs := house.New(db, parts)
		var homes []home
		for _, code := range []string{"a", "b", "c"} {
			o, err := db.AddDistrict(t.Context(), district.District{Code: code, Name: code + "区"}, me)
			if err != nil {
				t.Fatal(err)
			}
			homes = append(homes, home{hs.Of(o), o, hs, db, data})
		}
		w, err := hs.Work(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer w.Stop(context.WithoutCancel(t.Context()))
		var wait sync.WaitGroup
		for i, h := range homes {
			wait.Go(func() {
				in := h.bring(t, intake.Replace, workbook(t, small(fmt.Sprint(20+i))))
				h.score(t, in.Year)
			})
		}
		wait.Wait()
		for i, h := range homes {
			in, _, err := h.Ledger.Latest(t.Context(), me, 2013)
			want := small(fmt.Sprint(20 + i))
			if err != nil || in.Actuals[0].Values[0].Number.Cmp(*want.Canonical().Actuals[0].Values[0].Number) != 0 {
				t.Errorf("district %d has another's facts (%v)", i, err)
			}
			if b := hs.Of(h.Office); b != h.Services {
				t.Error("a district has services twice")
			}
			h.whole(t)
		}
	})
}
