package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/file"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

func TestNothingChangesInSilence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
		o, err := db.AddDistrict(t.Context(), district.District{Code: "demo", Name: "示例区"}, me)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.InTx(t.Context(), me, func(tx *store.Tx) error {
			_, err := file.Put(t.Context(), tx.Files(), []byte("x"), file.Use{Noun: file.Run, ID: 1})
			return err
		}); err == nil {
			t.Error("business data changed without an audit entry")
		}
	})
}

// tampered changes something behind the back of the program and says what the chain makes of it.
func tampered(t *testing.T, h home, statement string) []audit.Break {
	t.Helper()
	execute(t, h, statement)
	v, err := h.Office.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.Breaks
}

func TestTheChainNamesWhatWasTouched(t *testing.T) {
	h := newHouse(t, t.TempDir(), store.Options{})
	h.score(t, h.bring(t, intake.Replace, workbook(t, demo.Small())).Year)
	if v, err := h.Office.VerifyAudit(t.Context(), nil); err != nil || len(v.Breaks) > 0 {
		t.Fatal(v.Breaks, err)
	}
	all := filepath.Join(t.TempDir(), "all.shiji")
	f, err := os.Create(all)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Export(t.Context(), f, "test"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	restored := map[bool]string{true: storetest.Data(t, store.PostgreSQL), false: t.TempDir()}
	for _, data := range restored {
		if err := store.Restore(t.Context(), all, data, store.Options{}, me, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, statement, names string }{
		{"an entry changed", "update audit_entry set detail = '{}' where seq = 3", "entry 3"},
		{"an entry's time changed", "update audit_entry set at = at + 1 where seq = 2", "entry 2"},
		{"an entry removed", "delete from audit_entry where seq = 4", "entry 4 is missing"},
		{"the tail cut", "delete from audit_entry where seq > 5", "the end of the chain is cut"},
		{"two entries swapped", "update audit_entry set seq = case seq when 3 then 30003 else 30004 end where seq in (3, " +
			"4); update audit_entry set seq = case seq when 30003 then 4 else 3 end where seq > 30000", "entry 3"},
		{"an entry put in at the end", "insert into audit_entry select district, seq + 1, at, actor, action, object, " +
			"detail, hash, hash from audit_entry where seq = (select max(seq) from audit_entry)", "was changed"},
		{"a value changed", `update fact set body = replace(body, '"number"', '"number" ') where kind = 'value' and key = ` +
			`(select min(key) from fact where kind = 'value')`, "a fact of version"},
		{"a value and its seal changed",
			`update fact set seal = salt where kind = 'value' and key = (select min(key) from fact where kind = 'value')`,
			"a fact of version"},
		{"a fact removed", "delete from fact where kind = 'unit' and key = (select min(key) from fact where kind = 'unit')",
			"were added, removed or replaced"},
		{"a run's seal changed", "update run set seal = 'abc'", "isn't what was sealed"},
		{"what an entry vouches for emptied", "update audit_entry set detail = '{}' where action = 'run.seal'",
			"was changed"},
		{"what an upload's entry vouches for cut",
			`update audit_entry set detail = '{"files":["x"]}' where action = 'import.upload'`, "is gone"},
		{"a run made provisional", "update run set state = 'provisional'", "is provisional was changed"},
		{"a batch dated back", "update batch set recorded_at = recorded_at - 86400000", "was recorded"},
		{"a run removed", "delete from run", "is gone"},
		{"facts moved to another year", "update fact set year = 1999 where kind = 'value'",
			"belong to no version of their year"},
		{"a file put in", "insert into file (district, sha256, size, packed) select district, 'abc', size, " +
			"packed from file order by size limit 1", "has no entry"},
		{"a counter removed", "delete from counter where name = 'job'", "the counter job stands at 0"},
		{"an entry put in before the first", "insert into audit_entry select district, 0, at, actor, action, object, " +
			"detail, prev, hash from audit_entry where seq = 1", "entry 0"},
		{"an import that can't be read", "update intake set summary = 'x'", "can't be read"},
		{"a sealed document swapped", "update file set packed = (select packed from file f order by size limit 1)",
			"was changed or is damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, data string) {
				data = storetest.Clone(t, restored[store.IsAddress(data)])
				db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
				o, err := db.Office(t.Context(), "")
				if err != nil {
					t.Fatal(err)
				}
				hs := house.New(db, parts)
				h := home{hs.Of(o), o, hs, db, data}
				for i, statement := range strings.Split(c.statement, "; ") {
					breaks := tampered(t, h, statement)
					if i < strings.Count(c.statement, "; ") {
						continue
					}
					if !slices.ContainsFunc(breaks, func(b audit.Break) bool { return strings.Contains(b.What.EN, c.names) }) {
						t.Errorf("no break says %q: %v", c.names, breaks)
					}
				}
			})
		})
	}
}

func TestAPrintedHeadTellsOfARewrittenChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		v, err := h.Office.VerifyAudit(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		printed := v.Head
		h.bring(t, intake.Replace, workbook(t, demo.Small()))
		if v, err := h.Office.VerifyAudit(t.Context(), &printed); err != nil || len(v.Breaks) > 0 {
			t.Error(v.Breaks, err)
		}
		printed.Hash = strings.Repeat("0", 64)
		if v, err := h.Office.VerifyAudit(t.Context(), &printed); err != nil || len(v.Breaks) != 1 {
			t.Error(v.Breaks, err)
		}
	})
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

// TestTheTrailOfAThing: what the chain says of one run, or one import, and of no other that is named alike.
func TestTheTrailOfAThing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		in := h.bring(t, intake.Replace, workbook(t, demo.Small()))
		first := h.score(t, in.Year)
		for range 10 { // so that there are a run 1 and a run 11
			h.score(t, in.Year)
		}
		if err := h.Runs.Settle(t.Context(), me, first.ID); err != nil {
			t.Fatal(err)
		}
		actions := func(list []audit.Entry, err error) (out []string) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range list {
				if out = append(out, e.Action); e.Digest() != e.Hash || i > 0 && e.Seq <= list[i-1].Seq {
					t.Errorf("entry %d isn't as it was written, or out of order", e.Seq)
				}
			}
			return out
		}
		if got := actions(h.Runs.Trail(t.Context(), me, first.ID)); !slices.Equal(got,
			[]string{"run.ask", "run.seal", "run.settle"}) {
			t.Errorf("of the run: %v", got)
		}
		if got := actions(h.Intake.Trail(t.Context(), me, in.ID)); !slices.Equal(got,
			[]string{"import.upload", "import.check", "import.confirm", "import.record"}) {
			t.Errorf("of the import: %v", got)
		}
		if _, err := h.Runs.Trail(t.Context(), me, 999); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("of a run that isn't there: %v", err)
		}
		if _, err := h.Runs.Trail(t.Context(), audit.Actor{ID: "guest"}, first.ID); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("to somebody who may not: %v", err)
		}
	})
}
