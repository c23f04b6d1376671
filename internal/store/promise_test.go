package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/progress"
	"shiji/internal/run"
	"shiji/internal/score"
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

func TestAskingTwiceLeavesTheChainWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		l := h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
		first, err1 := h.Runs.AskExport(t.Context(), me, l.ID, lang.ZH)
		second, err2 := h.Runs.AskExport(t.Context(), me, l.ID, lang.ZH)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		h.wait(t, first.ID)
		h.wait(t, second.ID)
		h.whole(t)
		var file string
		h.view(t, func(tx *store.Tx) error {
			events, err := tx.Desk().Events(t.Context(), first.ID, 0)
			file = events[len(events)-1].File
			return err
		})
		if breaks := tampered(t, h, "delete from file_use; delete from file where sha256 = '"+file+"'"); len(breaks) == 0 {
			t.Error("nobody noticed that an exported workbook is gone")
		}
	})
}

// TestBackupNamesTheHeadThatWas: the head that a backup prints is one that the chain had, so that it can be asked for later.
func TestBackupNamesTheHeadThatWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, demo.Small())).Year
		verdicts, err := h.db.Backup(t.Context(), filepath.Join(t.TempDir(), "backup"), "test")
		if err != nil {
			t.Fatal(err)
		}
		h.score(t, year)
		if v, err := h.Office.VerifyAudit(t.Context(), &verdicts[0].Head); err != nil || len(v.Breaks) > 0 {
			t.Errorf("the printed head %s: %v %v", verdicts[0].Head, v.Breaks, err)
		}
	})
}

func TestJobsThatABackupFoundWaitingEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		file, target := filepath.Join(t.TempDir(), "backup"), t.TempDir()
		if _, err := h.db.Backup(t.Context(), file, "test"); err != nil {
			t.Fatal(err)
		}
		if err := store.Restore(t.Context(), file, target, store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
			t.Fatal(err)
		}
		db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp})
		o, err := db.Office(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		hs := house.New(db, parts)
		back := home{hs.Of(o), o, hs, db, target}
		back.work(t)
		if j := back.wait(t, j.ID); j.State != job.Failed {
			t.Errorf("the job is %s", j.State)
		}
		if in, err = back.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Dropped {
			t.Errorf("the import is %s (%v)", in.State, err)
		}
		back.whole(t)
	})
}

// TestACopiedFolderIsRestoredWithItsLog: whoever copies the folder of a program that was killed gets back what stood in its log.
func TestACopiedFolderIsRestoredWithItsLog(t *testing.T) {
	data, copied, target := t.TempDir(), t.TempDir(), t.TempDir()
	h := newHouse(t, data, store.Options{})
	h.bring(t, intake.Replace, workbook(t, demo.Small()))
	want, err := h.Office.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		body, err := os.ReadFile(filepath.Join(data, store.FileName+suffix))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, store.FileName+suffix), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Restore(t.Context(), filepath.Join(copied, store.FileName), target, store.Options{GivenUp: house.GivenUp}, me, false); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, target, store.Options{GivenUp: house.GivenUp})
	o, err := db.Office(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.VerifyAudit(t.Context(), &want.Head); err != nil || got.Facts != want.Facts || len(got.Breaks) > 0 {
		t.Errorf("%d facts of %d, %v %v", got.Facts, want.Facts, got.Breaks, err)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	h := idle(t, t.TempDir())
	book := workbook(t, demo.Small())[0].Data
	for _, names := range [][]string{{}, {"\xbc\xa8\xd0\xa7.xlsx"}, {"a\x00.xlsx"}, {"年度.xls"}, {"年度.xlsm"}, {"年度.pdf"}, {"年度（秘密）.xlsx"}, {"a.xlsx", "a.xlsx"}} {
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
	if added, _, err := h.Intake.Bring(t.Context(), me, intake.Add, 0, workbook(t, demo.Small())); err != nil || added.ID == first.ID {
		t.Errorf("the same files in another mode are another import (%v)", err)
	}
	h.whole(t)
}

// TestUndoingLooksAtTheWhole: what a later import built on stays, and what it set to the same value is its own.
func TestUndoingLooksAtTheWhole(t *testing.T) {
	t.Run("a report under its value", func(t *testing.T) {
		h := newHouse(t, t.TempDir(), store.Options{})
		base := demo.Small()
		at := slices.IndexFunc(base.Actuals, func(a progress.Actual) bool { return len(a.Values) > 0 && a.Values[0].Number != nil })
		change := func(do func(*score.Input)) []intake.Upload {
			in := demo.Small()
			do(&in)
			return workbook(t, in)
		}
		h.bring(t, intake.Replace, change(func(in *score.Input) { in.Actuals = slices.Delete(slices.Clone(in.Actuals), at, at+1) }))
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

// TestAYearThatWasTakenBackIsGone: once its only import was undone, a year is as if it had never been imported; it can be imported again.
func TestAYearThatWasTakenBackIsGone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		if _, _, err := h.Intake.Undo(t.Context(), me, in.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Ledger.Latest(t.Context(), me, in.Year); !errors.Is(err, ledger.ErrNone) {
			t.Errorf("the year can be read: %v", err)
		}
		if years, err := h.Ledger.Years(t.Context(), me); err != nil || len(years) > 0 {
			t.Error(years, err)
		}
		if _, _, err := h.Runs.Ask(t.Context(), me, in.Year); !errors.Is(err, run.ErrNoFacts) {
			t.Errorf("the year can be scored: %v", err)
		}
		h.whole(t)
		h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
		h.whole(t)
	})
}

// TestValidRowsNeedASoundFrame: settings that can't be read aren't rows that can be left out, and a first import has to be right as a whole.
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
		file := onlySheet(t, edited(t, workbook(t, demo.Small())[0], map[string]string{valueCell(first): "41.5"}, "A99"), "实绩")
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
		if err != nil || len(now.Actuals) != len(known.Actuals) || len(now.Roster.Units) != len(known.Roster.Units) || now.Actuals[0].Values[0].Number.String() != "41.5" {
			t.Errorf("%d rows, %d units, %v (%v)", len(now.Actuals), len(now.Roster.Units), now.Actuals[0].Values, err)
		}
		// With a row that can't be read, the others go in alone, in the same way.
		file = onlySheet(t, edited(t, workbook(t, demo.Small())[0], map[string]string{valueCell(first): "42.5", valueCell(known.Actuals[1]): "1o"}, "A99"), "实绩")
		if in = look(intake.Add, year); in.State != intake.Refused {
			t.Fatal(in.State)
		}
		last, _ = h.Ledger.Last(t.Context(), me, year)
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last, ValidOnly: true})
		h.done(t, j, err)
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.Counts.Left != 1 || in.Counts.Changed != 1 || in.Mode != intake.ValidAdd {
			t.Errorf("%s %+v (%v)", in.Mode, in.Counts, err)
		}
		h.whole(t)
	})
}

// TestStepsAndEndsOfAJobFollowEachOther: a step that comes after the end of its job isn't kept, however close they are.
func TestStepsAndEndsOfAJobFollowEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := idle(t, data)
		_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				err := h.Office.InTx(t.Context(), me, func(tx *store.Tx) error {
					return tx.Jobs().Say(t.Context(), j.ID, job.Event{Step: lang.T("一步", "a step")})
				})
				if err != nil && !errors.Is(err, job.ErrOver) {
					t.Error(err)
				}
			})
		}
		wait.Go(func() {
			if err := h.Office.InTx(t.Context(), me, func(tx *store.Tx) error { return tx.Desk().Cancel(t.Context(), j.ID) }); err != nil {
				t.Error(err)
			}
		})
		wait.Wait()
		h.whole(t)
	})
}

// TestJobsOfADeadProcess: they are taken over at once, those of a living process never, and one that was tried as often as may be ends.
func TestJobsOfADeadProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		owner := map[bool]string{true: "array['shiji-dead']", false: `'["shiji-dead"]'`}[store.IsAddress(data)]
		for _, c := range []struct {
			name    string
			attempt string
			created string
			want    job.State
		}{{"first attempt", "1", "2014-11-24 08:00:00", job.Done}, {"killed again and again", "20", "", job.Done}, {"what kills them", "20", "2014-11-24 08:00:00", job.Failed}} {
			h := idle(t, storetest.Data(t, map[bool]store.Engine{true: store.PostgreSQL, false: store.SQLite}[store.IsAddress(data)]))
			_, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
			if err != nil {
				t.Fatal(err)
			}
			tampered(t, h, "update river_job set state = 'running', attempted_at = current_timestamp, attempt = "+c.attempt+", attempted_by = "+owner)
			if c.created != "" {
				tampered(t, h, "update river_job set created_at = '"+c.created+"'")
			}
			began := time.Now()
			h.work(t)
			if j := h.wait(t, j.ID); j.State != c.want || time.Since(began) > 20*time.Second {
				t.Errorf("%s: %s after %s", c.name, j.State, time.Since(began))
			}
		}
	})
	t.Run("a living one", func(t *testing.T) {
		data := storetest.Postgres(t)
		h := idle(t, data)
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, demo.Small()))
		if err != nil {
			t.Fatal(err)
		}
		var tries atomic.Int32
		begun, end := make(chan struct{}), make(chan struct{})
		handlers := h.Duties()
		look := handlers[job.Check]
		handlers[job.Check] = func(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
			if tries.Add(1) == 1 {
				close(begun)
				<-end
			}
			return look(ctx, who, j, tell)
		}
		h.workAs(t, handlers)
		<-begun
		h.workAs(t, handlers) // another process would look for jobs of the dead now
		time.Sleep(300 * time.Millisecond)
		close(end)
		if j := h.wait(t, j.ID); j.State != job.Done || tries.Load() != 1 {
			t.Errorf("%s after %d tries", j.State, tries.Load())
		}
		if in, err = h.Intake.Intake(t.Context(), me, in.ID); err != nil || in.State != intake.Checked {
			t.Error(in.State, err)
		}
	})
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
				if o, err := db.FirstDistrict(context.Background(), district.District{Code: "district", Name: "本区"}, me); err != nil || o.ID() != 1 {
					t.Error(o, err)
				}
			})
		}
		wait.Wait()
	})
}

// TestARunOfOlderFactsIsntHandedOut: who asks while a run of older facts waits gets one of what is known now.
func TestARunOfOlderFactsIsntHandedOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small("10"))).Year
		in, j, err := h.Intake.Bring(t.Context(), me, intake.Replace, 0, workbook(t, small("20")))
		h.done(t, j, err)
		last, err := h.Ledger.Last(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		j, err = h.Intake.Confirm(t.Context(), me, in.ID, intake.Consent{Seen: last})
		first, asked, err2 := h.Runs.Ask(t.Context(), me, year) // perhaps before the import is recorded, perhaps after
		h.done(t, j, errors.Join(err, err2))
		newer, again, err := h.Runs.Ask(t.Context(), me, year)
		if now, e := h.Ledger.Last(t.Context(), me, year); err != nil || e != nil || newer.Batch != now || first.Batch > newer.Batch {
			t.Errorf("a run of batch %d, while %d is known (%v)", newer.Batch, now, err)
		}
		h.done(t, asked, nil)
		h.done(t, again, err)
	})
}
