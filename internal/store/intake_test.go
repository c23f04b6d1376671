package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/progress"
	"shiji/internal/score"
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

func TestUndoBringsBackWhatWasSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		ctx := t.Context()
		first := h.bring(t, intake.Replace, workbook(t, small("")))
		before, _, _ := h.Ledger.Latest(ctx, me, first.Year)
		changed := small("12.5")
		changed.Roster.Units[0].Short = "改过的简称"
		second := h.bring(t, intake.Replace, workbook(t, changed))
		third := h.bring(t, intake.Replace, workbook(t, small("14")))
		if _, clash, err := h.Intake.Undo(ctx, me, second.ID); !errors.Is(err, intake.ErrLater) || len(clash) == 0 {
			t.Errorf("undo under a later batch: %v, %d clashes", err, len(clash))
		}
		for _, id := range []int64{third.ID, second.ID} {
			if _, clash, err := h.Intake.Undo(ctx, me, id); err != nil {
				t.Fatal(err, clash)
			}
		}
		after, _, err := h.Ledger.Latest(ctx, me, first.Year)
		if err != nil || known(t, after) != known(t, before) {
			t.Error("undo doesn't bring back what was so", err)
		}
		if _, _, err := h.Intake.Undo(ctx, me, second.ID); !errors.Is(err, intake.ErrState) {
			t.Errorf("undo pressed twice: %v", err)
		}
		if v, err := h.Office.VerifyAudit(ctx, nil); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
	})
}

func TestAddKeepsWhatIsntMentioned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		whole := demo.Small()
		first := h.bring(t, intake.Replace, workbook(t, whole))
		part := demo.Small()
		part.Events = nil
		if in := h.bring(t, intake.Add, workbook(t, part)); in.Counts.Withdrawn != 0 {
			t.Errorf("%+v", in.Counts)
		}
		kept, _, err := h.Ledger.Latest(t.Context(), me, first.Year)
		if err != nil || len(kept.Events) != len(whole.Events) {
			t.Errorf("%d events left of %d (%v)", len(kept.Events), len(whole.Events), err)
		}
		if in := h.bring(t, intake.Replace, workbook(t, part)); in.Counts.Withdrawn != len(whole.Events) {
			t.Errorf("replacing withdraws what is gone: %+v", in.Counts)
		}
	})
}

func TestAddKeepsTheTree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		whole := demo.Small()
		year := h.bring(t, intake.Replace, workbook(t, whole)).Year
		part := demo.Small()
		gone := part.Scheme.Leaves[len(part.Scheme.Leaves)-1].Code
		part.Scheme.Leaves = part.Scheme.Leaves[:len(part.Scheme.Leaves)-1]
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Add, 0, workbook(t, part))
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
			t.Fatal(err)
		}
		// where the part is right by itself it is recorded, and the indicator stays
		if in.State == intake.Checked && in.Counts.Any() {
			last, _ := h.Ledger.Last(t.Context(), me, year)
			j, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
			h.done(t, j, err)
		}
		now, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || now.Scheme.Leaf(gone) == nil {
			t.Errorf("the indicator that wasn't mentioned is gone (%v)", err)
		}
	})
}

func TestConfirmingIsConfirmingWhatWasSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		seen, _ := h.Ledger.Last(t.Context(), me, year)
		slow, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("20")))
		h.done(t, j, err)
		h.bring(t, intake.Replace, workbook(t, small("30"))) // somebody else was faster
		if _, err := h.Intake.Confirm(t.Context(), me, slow.ID,
			intake.Consent{Seen: seen}); !errors.Is(err, intake.ErrStale) {
			t.Errorf("confirmed what wasn't seen: %v", err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, slow.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
	})
}

func TestRefusedFilesChangeNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		bad := demo.Small()
		bad.Scheme.Leaves[0].Rule = "no_such_rule"
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, bad))
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused || len(in.Found) == 0 {
			t.Fatal(in.State, err)
		}
		if _, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{}); !errors.Is(err, intake.ErrState) {
			t.Errorf("confirming what has errors: %v", err)
		}
		if years, err := h.Ledger.Years(t.Context(), me); err != nil || len(years) != 0 {
			t.Error(years, err)
		}
	})
}

// TestValidRowsAlone: rows with errors are left out, what is known of them stays, nothing is withdrawn; errors about
// more than a row can't be left out.
func TestValidRowsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		before := demo.Small()
		year := h.bring(t, intake.Replace, workbook(t, before)).Year
		value := func(in score.Input, i int) decimal.Number { return *in.Actuals[i].Values[0].Number }
		known, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		// Two numbers change; in the row of the second a word stands where a status should; a third row
		// isn't mentioned any more.
		n := len(known.Actuals)
		first, second, gone := known.Actuals[0], known.Actuals[1], known.Actuals[n-1]
		changed := demo.Small()
		file := edited(t, workbook(t, changed)[0], map[string]string{valueCell(first): "41.5", valueCell(second): "11,2o0"},
			gone.Source.Cell)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, []intake.Upload{file})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused {
			t.Fatal(in.State, err)
		}
		_, counts, _, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil || counts.Left != 1 || counts.Changed != 1 || counts.Withdrawn != 0 {
			t.Fatalf("%+v %v", counts, err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		if _, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last}); !errors.Is(err, intake.ErrState) {
			t.Errorf("an import with errors was confirmed whole: %v", err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		h.done(t, j, err)
		now, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || len(now.Actuals) != n || value(*now, 0).String() != "41.5" ||
			!value(*now, 1).Equal(value(*known, 1)) {
			t.Errorf("%d of %d rows, %s, %s instead of %s (%v)", len(now.Actuals), n, value(*now, 0),
				value(*now, 1), value(*known, 1), err)
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded ||
			in.Mode != intake.Valid || in.Counts.Left != 1 {
			t.Errorf("%+v %v", in, err)
		}
		if _, _, err := h.Intake.Undo(t.Context(), me, in.ID); err != nil {
			t.Error(err)
		}
		if now, _, _ = h.Ledger.Latest(t.Context(), me, year); !value(*now, 0).Equal(value(*known, 0)) {
			t.Error("undoing didn't bring the number back")
		}

		bad := demo.Small()
		bad.Scheme.Leaves[0].Rule = "no_such_rule"
		in, j, err = h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, bad))
		h.done(t, j, err)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, in.ID); !errors.Is(err, intake.ErrErrors) {
			t.Errorf("a wrong scheme was left out row by row: %v", err)
		}
		last, _ = h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if j := h.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("the job is %s", j.State)
		}
	})
}

func TestFilesThatAreNotTaken(t *testing.T) {
	h := idle(t, t.TempDir())
	book := workbook(t, demo.Small())[0].Data
	for _, names := range [][]string{{}, {"\xbc\xa8\xd0\xa7.xlsx"}, {"a\x00.xlsx"}, {"年度.xls"}, {"年度.xlsm"}, {"年度.pdf"},
		{"年度（秘密）.xlsx"}, {"a.xlsx", "a.xlsx"}} {
		var files []intake.Upload
		for _, n := range names {
			files = append(files, intake.Upload{Name: n, Data: book})
		}
		if _, _, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, files); !errors.Is(err, intake.ErrFile) {
			t.Errorf("%q: %v", names, err)
		}
	}
	if list, err := h.Intake.List(t.Context(), me, 10); err != nil || len(list) > 0 {
		t.Errorf("%d imports are left (%v)", len(list), err)
	}
	first, j1, err1 := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
	again, j2, err2 := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
	if err := errors.Join(err1, err2); err != nil || first.ID != again.ID || j1.ID != j2.ID {
		t.Errorf("a button that was pressed twice made two imports: %d and %d (%v)", first.ID, again.ID, err)
	}
	if added, _, err := h.Intake.Bring(t.Context(), me, intake.Add, 0, workbook(t, demo.Small())); err != nil ||
		added.ID == first.ID {
		t.Errorf("the same files in another mode are another import (%v)", err)
	}
	h.whole(t)
}

// TestUndoingLooksAtTheWhole: what a later import built on stays, and what it set to the same value is its own.
func TestUndoingLooksAtTheWhole(t *testing.T) {
	t.Run("a report under its value", func(t *testing.T) {
		h := newHouse(t, t.TempDir(), store.Options{})
		base := demo.Small()
		at := slices.IndexFunc(base.Actuals,
			func(a progress.Actual) bool { return len(a.Values) > 0 && a.Values[0].Number != nil })
		change := func(do func(*score.Input)) []intake.Upload {
			in := demo.Small()
			do(&in)
			return workbook(t, in)
		}
		h.bring(t, intake.Replace,
			change(func(in *score.Input) { in.Actuals = slices.Delete(slices.Clone(in.Actuals), at, at+1) }))
		empty := h.bring(t, intake.Replace, change(func(in *score.Input) { in.Actuals[at].Values = nil }))
		h.bring(t, intake.Add, workbook(t, demo.Small()))
		_, _, err := h.Intake.Undo(t.Context(), me, empty.ID)
		if !errors.Is(err, intake.ErrBreaks) && !errors.Is(err, intake.ErrLater) {
			t.Errorf("a report was taken away under its value: %v", err)
		}
	})
	t.Run("the same value twice", func(t *testing.T) {
		h := newHouse(t, t.TempDir(), store.Options{})
		h.bring(t, intake.Replace, workbook(t, small("10")))
		b := h.bring(t, intake.Replace, workbook(t, small("11")))
		c := h.bring(t, intake.Replace, workbook(t, small("12")))
		d := h.bring(t, intake.Replace, workbook(t, small("11")))
		if _, _, err := h.Intake.Undo(t.Context(), me, b.ID); !errors.Is(err, intake.ErrLater) {
			t.Errorf("what a later import set to the same value was taken back: %v", err)
		}
		for _, in := range []intake.Intake{d, c, b} { // from the last to the first it goes
			if _, clash, err := h.Intake.Undo(t.Context(), me, in.ID); err != nil {
				t.Errorf("import %d: %v %v", in.ID, clash, err)
			}
		}
		h.whole(t)
	})
}

// TestValidRowsNeedASoundFrame: settings that can't be read aren't rows that can be left out, and a first import has
// to be right as a whole.
func TestValidRowsNeedASoundFrame(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	book := workbook(t, demo.Small())[0]
	settings := func(row int, text string) []intake.Upload {
		return []intake.Upload{editedIn(t, book, "年度", row, text)}
	}
	refused := func(what string, files []intake.Upload) {
		t.Helper()
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, files)
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused {
			t.Fatal(what, in.State, err)
		}
		if _, _, _, err := h.Intake.Preview(t.Context(), me, in.ID); !errors.Is(err, intake.ErrErrors) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, name := range []string{"年度", "优秀线"} {
		refused(name, settings(settingRow(t, book, name), "9O"))
	}
	first := demo.Small()
	first.Targets = nil // what is missing isn't an error of a row
	refused("no targets", workbook(t, first))
	h.bring(t, intake.Replace, workbook(t, demo.Small()))
	refused("优秀线 of a known year", settings(settingRow(t, book, "优秀线"), "9O"))
	if years, err := h.Ledger.Years(t.Context(), me); err != nil || !slices.Equal(years, []int{demo.Small().Scheme.Year}) {
		t.Error(years, err)
	}
}

// TestAddingBringsOnlyWhatChanges: a department sends its one sheet; what it doesn't say of the year is known.
func TestAddingBringsOnlyWhatChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		known, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		first := known.Actuals[0]
		file := onlySheet(t, edited(t, workbook(t, demo.Small())[0],
			map[string]string{valueCell(first): "41.5"}, "A99"), "实绩")
		look := func(mode intake.Mode, year int) intake.Intake {
			t.Helper()
			in, j, err := h.Intake.Bring(t.Context(), me, mode, year, []intake.Upload{file})
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
				t.Fatal(err)
			}
			return in
		}
		if in := look(intake.Replace, 0); in.State != intake.Refused {
			t.Errorf("one sheet as a whole year: %s", in.State)
		}
		if in := look(intake.Add, 0); in.State != intake.Refused {
			t.Errorf("one sheet of nobody knows which year: %s", in.State)
		}
		if in := look(intake.Add, year+7); in.State != intake.Refused {
			t.Errorf("one sheet of a year that isn't known: %s", in.State)
		}
		in := look(intake.Add, year)
		if in.State != intake.Checked || in.Counts.Changed != 1 || in.Counts.Added+in.Counts.Withdrawn+in.Counts.Moved != 0 {
			t.Fatalf("%s %+v %v", in.State, in.Counts, in.Found)
		}
		last, _ := h.Ledger.Last(t.Context(), me, year)
		j, err := h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
		now, _, err := h.Ledger.Latest(t.Context(), me, year)
		if err != nil || len(now.Actuals) != len(known.Actuals) || len(now.Roster.Units) != len(known.Roster.Units) ||
			now.Actuals[0].Values[0].Number.String() != "41.5" {
			t.Errorf("%d rows, %d units, %v (%v)", len(now.Actuals), len(now.Roster.Units), now.Actuals[0].Values, err)
		}
		// With a row that can't be read, the others go in alone, in the same way.
		file = onlySheet(t, edited(t, workbook(t, demo.Small())[0],
			map[string]string{valueCell(first): "42.5", valueCell(known.Actuals[1]): "1o"}, "A99"), "实绩")
		if in = look(intake.Add, year); in.State != intake.Refused {
			t.Fatal(in.State)
		}
		last, _ = h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.Counts.Left != 1 || in.Counts.Changed != 1 ||
			in.Mode != intake.ValidAdd {
			t.Errorf("%s %+v (%v)", in.Mode, in.Counts, err)
		}
		h.whole(t)
	})
}

// TestFilesAreReadOnce: what was read when an import was looked through is what its preview shows and what is recorded.
// Files are read again where another version of the program reads, or the year that is added to moved on.
func TestFilesAreReadOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		var read atomic.Int64
		inner := h.Intake.Read
		h.Intake.Read = func(ctx context.Context, path string, known *score.Input,
			said []fact.Answer) (score.Input, errs.Findings, error) {
			read.Add(1)
			return inner(ctx, path, known, said)
		}
		times := func(what string, want int64) {
			t.Helper()
			if n := read.Swap(0); n != want {
				t.Errorf("%s: read %d times, want %d", what, n, want)
			}
		}
		files := workbook(t, demo.Small())
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, files)
		h.done(t, j, err)
		times("looking through", 1)
		changes, n, _, err := h.Intake.Preview(t.Context(), me, in.ID)
		if err != nil || !n.Any() || len(changes) == 0 {
			t.Fatal(n, err)
		}
		times("preview", 0)
		h.Intake.Reader = "another version"
		if again, m, _, err := h.Intake.Preview(t.Context(), me, in.ID); err != nil || m != n || len(again) != len(changes) {
			t.Errorf("read again: %+v, before %+v, %v", m, n, err)
		}
		times("preview by another version", 1)
		h.Intake.Reader = "shiji test"
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{})
		h.done(t, j, err)
		times("recording", 0)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Recorded || in.Counts != n {
			t.Errorf("%s %+v, want %+v; %v", in.State, in.Counts, n, err)
		}
		// Additions stand on the year as it was.
		first, j, err := h.Intake.Bring(t.Context(), me, intake.Add, in.Year, []intake.Upload{onlyActuals(t, "93.5")})
		h.done(t, j, err)
		second, j, err := h.Intake.Bring(t.Context(), me, intake.Add, in.Year, []intake.Upload{onlyActuals(t, "94.5")})
		h.done(t, j, err)
		read.Store(0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, first.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition", 0)
		if first, err = h.Intake.Intake(t.Context(), me, first.ID); err != nil || first.State != intake.Checked {
			t.Fatal(first.State, first.Found, err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, first.ID, intake.Consent{Seen: in.Batch})
		h.done(t, j, err)
		times("recording an addition", 0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, second.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition to a year in which a value changed", 0)
		h.bring(t, intake.Add, workbook(t, retargeted(t)))
		read.Store(0)
		if _, _, _, err := h.Intake.Preview(t.Context(), me, second.ID); err != nil {
			t.Fatal(err)
		}
		times("preview of an addition to a year whose targets changed", 1)
		if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
	})
}

// retargeted is the small year with another target.
func retargeted(t *testing.T) score.Input {
	t.Helper()
	in := demo.Small()
	for i := range in.Targets {
		if v := in.Targets[i].Value; v != nil {
			n := *v
			n.Value = n.Value.Add(decimal.Int(1))
			in.Targets[i].Value = &n
			return in
		}
	}
	t.Fatal("no target")
	return in
}

// onlyActuals is one value of the small year, to be added.
func onlyActuals(t *testing.T, value string) intake.Upload {
	t.Helper()
	in := demo.Small()
	for _, a := range in.Actuals {
		if len(a.Values) > 0 {
			return intake.Upload{Name: "实绩.csv", Data: []byte("单位,指标,全年\n" + a.Unit + "," + a.Indicator + "," + value + "\n")}
		}
	}
	t.Fatal("no actuals")
	return intake.Upload{}
}

// TestAReaderThatDies: an upload whose reader died twice is given up in words; another upload works.
func TestAReaderThatDies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		var died atomic.Int64
		h.Intake.Read = func(ctx context.Context, path string, known *score.Input,
			said []fact.Answer) (score.Input, errs.Findings, error) {
			if list, _ := filepath.Glob(filepath.Join(path, "致命*")); len(list) > 0 {
				died.Add(1)
				return score.Input{}, nil, job.Died{Text: lang.T("两次超出限额，已放弃", "given up")}
			}
			return sheet.ReadOnto(ctx, path, known, said)
		}
		bad := workbook(t, demo.Small())[0]
		bad.Name = "致命.xlsx"
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, []intake.Upload{bad})
		if err != nil {
			t.Fatal(err)
		}
		if j = h.wait(t, j.ID); j.State != job.Failed || !strings.Contains(j.Error.ZH, "已放弃") || died.Load() != 2 {
			t.Errorf("%s %q after %d deaths", j.State, j.Error.ZH, died.Load())
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Dropped {
			t.Error(in.State, err)
		}
		_, j, err = h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		h.done(t, j, err)
	})
}

// TestAnswersAreKept: a cell that can mean two things stops an import until somebody says which; what was said goes
// into the source of the number, holds for that value alone, and comes through an export. Of two who answer at once,
// one is kept and the other told.
func TestAnswersAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		bring := func(value string) intake.Intake {
			t.Helper()
			in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small(value)))
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil {
				t.Fatal(err)
			}
			return in
		}
		in := bring("0.97")
		asked := in.Questions()
		if in.State != intake.Refused || len(asked) != 1 || asked[0].Code != errs.AskShare ||
			!slices.Equal(asked[0].Readings, []string{"0.97", "97"}) {
			t.Fatalf("%s %+v", in.State, asked)
		}
		at := asked[0].At
		answer := fact.Answer{File: at.File, Sheet: at.Sheet, Cell: at.Cell, Value: "0.97", Reading: "97",
			By: "绩效办", Reason: "电话核实"}
		for what, wrong := range map[string]func(*fact.Answer){
			"no reason":            func(a *fact.Answer) { a.Reason = " " },
			"nobody":               func(a *fact.Answer) { a.By = "" },
			"another reading":      func(a *fact.Answer) { a.Reading = "9.7" },
			"another value":        func(a *fact.Answer) { a.Value = "0.98" },
			"another cell":         func(a *fact.Answer) { a.Cell = "A1" },
			"a file of that name?": func(a *fact.Answer) { a.File = "x.xlsx" },
		} {
			a := answer
			wrong(&a)
			if _, err := h.Intake.Answer(t.Context(), me, in.ID, []fact.Answer{a}); !errors.Is(err, intake.ErrNoQuestion) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := h.Intake.Answer(t.Context(), me, in.ID, nil); !errors.Is(err, intake.ErrNoQuestion) {
			t.Errorf("no answer: %v", err)
		}
		j, err := h.Intake.Answer(t.Context(), me, in.ID, []fact.Answer{answer})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil ||
			in.State != intake.Checked || len(in.Answers) != 1 {
			t.Fatal(in.State, in.Found, err)
		}
		last, _ := h.Ledger.Last(t.Context(), me, in.Year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		h.done(t, j, err)
		now, _, err := h.Ledger.Latest(t.Context(), me, in.Year)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(now.Actuals,
			func(a progress.Actual) bool { return len(a.Values) > 0 && a.Values[0].Source.Confirmed != "" })
		if i < 0 {
			t.Fatal("no source says what was confirmed")
		}
		v := now.Actuals[i].Values[0]
		if v.Number.String() != "97" || !strings.Contains(v.Source.Confirmed, "0.97 读作 97（绩效办，电话核实）") ||
			v.Source.Cell != at.Cell {
			t.Errorf("%s %+v", v.Number, v.Source)
		}
		if other := bring("0.96"); len(other.Questions()) != 1 {
			t.Error("another value wasn't asked about")
		}
		// Two people at once: one is kept, whole, and the other told.
		raced := bring("0.95")
		first, second := answer, answer
		first.Value, first.Reading, second.Value, second.Reading = "0.95", "95", "0.95", "0.95"
		var both sync.WaitGroup
		jobs, failed := make([]job.Job, 2), make([]error, 2)
		for i, a := range []fact.Answer{first, second} {
			both.Go(func() { jobs[i], failed[i] = h.Intake.Answer(t.Context(), me, raced.ID, []fact.Answer{a}) })
		}
		both.Wait()
		won := slices.Index(failed, nil)
		if won < 0 || !errors.Is(failed[1-won], intake.ErrState) {
			t.Fatal(failed)
		}
		h.done(t, jobs[won], nil)
		raced, err = h.Intake.Intake(t.Context(), me, raced.ID)
		if err != nil || !slices.Equal(raced.Answers, []fact.Answer{[]fact.Answer{first, second}[won]}) {
			t.Fatal(raced.Answers, err)
		}
		h.whole(t)
	})
}

// TestAPartIsReplaced: of a unit, a body's items or a sheet the files can be all there is: what they don't mention of
// it is withdrawn, everything else stays, and whose work that takes is said.
func TestAPartIsReplaced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		f := h.valueOf(t, year, 0)
		written, err := h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: approved},
			[]ledger.Edit{said(f, "77")})
		if err != nil {
			t.Fatal(err)
		}
		in := h.look(t, intake.Add, year, []intake.Upload{onlyActuals(t, "93.5")}) // one value of S1
		for _, wrong := range []intake.Scope{{}, {Unit: "nobody"}, {Body: "nobody"}, {Sheet: ledger.Settings}} {
			if _, err := h.Intake.ChoosePart(t.Context(), me, in.ID, year, wrong); !errors.Is(err, intake.ErrScope) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		for _, c := range []struct {
			scope intake.Scope
			goes  func(ledger.Record) bool
		}{
			{intake.Scope{Unit: "S1", Sheet: ledger.Actual}, func(r ledger.Record) bool {
				return r.Unit == "S1" && (r.Kind == ledger.Actual || r.Kind == ledger.Value)
			}},
			{intake.Scope{Sheet: ledger.Actual}, func(r ledger.Record) bool {
				return r.Kind == ledger.Actual || r.Kind == ledger.Value
			}},
			{intake.Scope{Unit: "S1", Body: "督查室"}, func(r ledger.Record) bool {
				return r.Unit == "S1" && slices.Contains(itemsOf("督查室"), r.Indicator)
			}},
		} {
			j, err := h.Intake.ChoosePart(t.Context(), me, in.ID, year, c.scope)
			h.done(t, j, err)
			changes, counts, _, err := h.Intake.Preview(t.Context(), me, in.ID)
			if err != nil && !errors.Is(err, intake.ErrErrors) || err == nil && counts.Withdrawn == 0 {
				t.Fatalf("%+v: %+v %v", c.scope, counts, err)
			}
			for _, x := range changes {
				if x.Withdrawn && !c.goes(x.Record) {
					t.Errorf("%+v takes %s %s", c.scope, x.Kind, x.Key)
				}
				if x.Kind == ledger.Value && x.Key == f.Key && x.Before != written.ID {
					t.Errorf("whose value it takes isn't said: batch %d", x.Before)
				}
			}
		}
		h.whole(t)
	})
}

// TestAPartHoldsNothingElse: what a file would change outside of the part that was chosen is refused, by its row.
func TestAPartHoldsNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		in := h.look(t, intake.Add, year, []intake.Upload{onlyActuals(t, "93.5")}) // one value of S1
		j, err := h.Intake.ChoosePart(t.Context(), me, in.ID, year, intake.Scope{Unit: "S2", Sheet: ledger.Actual})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused {
			t.Fatalf("%s (%v)", in.State, err)
		}
		i := slices.IndexFunc(in.Found, func(n intake.Note) bool { return n.Code == errs.PartOutside })
		if i < 0 || in.Found[i].At.Cell == "" {
			t.Errorf("%+v", in.Found)
		}
		if last, err := h.Ledger.Last(t.Context(), me, year); err != nil || last != 1 {
			t.Errorf("batch %d (%v)", last, err)
		}
	})
}

// TestAPartThatIsntThere: files that have nothing of the part that was chosen are of something else, and withdraw
// nothing.
func TestAPartThatIsntThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		known := 0
		for _, f := range h.facts(t, year) {
			if f.Kind == ledger.Actual && f.Unit == "S1" && f.Indicator == "A1" {
				known++
			}
		}
		same := h.valueOf(t, year, 0)
		var was struct{ Number string }
		if err := same.Unpack(&was); err != nil || known == 0 {
			t.Fatal(err, known)
		}
		in := h.look(t, intake.Add, year, []intake.Upload{onlyActuals(t, was.Number)}) // one value, as it is
		for _, scope := range []intake.Scope{{Sheet: ledger.Ballot}, {Sheet: ledger.Event},
			{Unit: "S2", Sheet: ledger.Actual}} {
			j, err := h.Intake.ChoosePart(t.Context(), me, in.ID, year, scope)
			h.done(t, j, err)
			if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Refused {
				t.Fatalf("%+v: %s (%v)", scope, in.State, err)
			}
			if !slices.ContainsFunc(in.Found, func(n intake.Note) bool { return n.Code == errs.PartEmpty }) {
				t.Errorf("%+v: %+v", scope, in.Found)
			}
		}
	})
}

// itemsOf are the indicators of the small year whose items a body scores.
func itemsOf(body string) (codes []string) {
	sc := demo.Small().Scheme
	for _, l := range sc.Leaves {
		for _, i := range sc.Items {
			if i.Name == l.Item && slices.Contains(i.Bodies, body) {
				codes = append(codes, l.Code)
			}
		}
	}
	return codes
}
