package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// look brings files and waits until they are looked through.
func (h home) look(t *testing.T, mode intake.Mode, year int, files []intake.Upload) intake.Intake {
	t.Helper()
	in, j, err := h.Intake.Bring(t.Context(), me, mode, year, files)
	h.done(t, j, err)
	if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
		t.Fatal(err)
	}
	return in
}

// TestWhatFilesAre: the content says whether files are a whole year or an addition, until somebody says otherwise.
func TestWhatFilesAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		whole := workbook(t, demo.Small())
		one := []intake.Upload{onlySheet(t, whole[0], "实绩")}
		if in := h.look(t, intake.Guess, 0, one); in.Mode != intake.Replace || in.State != intake.Refused {
			t.Errorf("one sheet where no year is known: %s %s", in.Mode, in.State)
		}
		year := h.bring(t, intake.Guess, whole).Year
		in := h.look(t, intake.Guess, 0, whole)
		if in.Mode != intake.Replace || in.State != intake.Checked || in.Counts.Any() {
			t.Errorf("the whole year again: %s %s %+v", in.Mode, in.State, in.Counts)
		}
		one[0].Name = "实绩二.xlsx"
		in = h.look(t, intake.Guess, 0, one)
		if in.Mode != intake.Add || in.Year != year || in.State != intake.Checked || in.Counts.Any() {
			t.Errorf("one sheet of it: %s %d %s %+v %v", in.Mode, in.Year, in.State, in.Counts, in.Found)
		}
		choose := func(mode intake.Mode, year int) {
			t.Helper()
			j, err := h.Intake.Choose(t.Context(), me, in.ID, mode, year)
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
				t.Fatal(err)
			}
		}
		if choose(intake.Replace, 0); in.Mode != intake.Replace || in.State != intake.Refused {
			t.Errorf("one sheet, called a whole year: %s %s", in.Mode, in.State)
		}
		if choose(intake.Add, year); in.Mode != intake.Add || in.State != intake.Checked {
			t.Errorf("called an addition again: %s %s %v", in.Mode, in.State, in.Found)
		}
		if _, err := h.Intake.Choose(t.Context(), me, in.ID, intake.Valid, 0); !errors.Is(err, intake.ErrState) {
			t.Errorf("a mode that nobody can choose: %v", err)
		}
		h.whole(t)
	})
}

// TestWithdrawingIsAskedApart: more than a few facts are withdrawn only by whoever says how many.
func TestWithdrawingIsAskedApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		less := func(n int) []intake.Upload {
			in := demo.Small()
			in.Events = nil
			in.Marks = in.Marks[:len(in.Marks)-n]
			return workbook(t, in)
		}
		few := h.look(t, intake.Replace, 0, less(4))
		if few.Counts.Withdrawn != intake.AskedApart {
			t.Fatalf("%+v", few.Counts)
		}
		in := h.look(t, intake.Replace, 0, less(5))
		n := in.Counts.Withdrawn
		if in.State != intake.Checked || n <= intake.AskedApart {
			t.Fatalf("%s %+v %v", in.State, in.Counts, in.Found)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		for _, agreed := range []int{0, n - 1, n + 1} {
			_, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, Withdraw: agreed})
			var asked errs.Error
			if !errors.As(err, &asked) || !asked.Is(intake.ErrWithdraws) || asked.Args[0] != n {
				t.Errorf("%d of %d agreed to: %v", agreed, n, err)
			}
		}
		if now, _ := h.Ledger.Last(t.Context(), me, year); now != last {
			t.Error("something was recorded")
		}
		j, err := h.Intake.Confirm(t.Context(), me, few.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
		h.bring(t, intake.Replace, workbook(t, demo.Small()))
		last, _ = h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, Withdraw: n})
		h.done(t, j, err)
		h.whole(t)
	})
}

// TestTryingLeavesNothing: files are looked through and compared, and nothing at all is written.
func TestTryingLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		before, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		in, changes, err := h.Intake.Try(t.Context(), me, intake.Replace, 0, workbook(t, small("12.5")))
		if err != nil || in.Year != year || in.State != intake.Checked || in.Counts.Changed != 1 || len(changes) != 1 {
			t.Errorf("%+v %d %v", in, len(changes), err)
		}
		after, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil || after.Head != before.Head || after.Facts != before.Facts {
			t.Errorf("%+v, before %+v (%v)", after, before, err)
		}
		if list, err := h.Intake.List(t.Context(), me, 10); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
	})
}

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

// TestTheDownloadIsTheSame: what the page sends of a year comes back as nothing changed, and its run has the stored
// run's results.
func TestTheDownloadIsTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		first := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		l := h.score(t, first.Year)
		known, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "下载.xlsx")
		if err := sheet.WriteYear(path, *known); err != nil {
			t.Fatal(err)
		}
		book, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in := h.look(t, intake.Guess, 0, []intake.Upload{{Name: "下载.xlsx", Data: book}})
		whole := in.State == intake.Checked && in.Mode == intake.Replace
		if !whole || in.Counts.Any() || in.Counts.Same != first.Counts.Added {
			t.Errorf("%s %s %+v", in.State, in.Mode, in.Counts)
		}
		again := newHouse(t, t.TempDir(), store.Options{})
		run := again.score(t, again.bring(t, intake.Replace, []intake.Upload{{Name: "下载.xlsx", Data: book}}).Year)
		if run.Doc.ResultsSHA256 != l.Doc.ResultsSHA256 || run.Seal == l.Seal {
			t.Errorf("results %s and %s, seals %s and %s", run.Doc.ResultsSHA256, l.Doc.ResultsSHA256, run.Seal, l.Seal)
		}
	})
}
