package intake

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/progress"
	"shiji/internal/score"
)

// at is where the small year has the value of a street's first indicator.
func at(in score.Input, unit string) int {
	return slices.IndexFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == unit && a.Indicator == "A1" })
}

// with changes the value of a street's first indicator.
func with(unit, n string) func(*score.Input) {
	return func(in *score.Input) {
		v, a := decimal.MustParse(n), &in.Actuals[at(*in, unit)]
		a.Values = slices.Clone(a.Values)
		a.Values[0].Number = &v
	}
}

// part is a book that adds the rows of some streets to what is known.
func part(n string, units ...string) book {
	return func(known *score.Input, _ []fact.Answer) (score.Input, errs.Findings) {
		if known == nil {
			return score.Input{}, errs.Findings{errs.New(errs.SheetMissing, fact.Source{File: "part.xlsx"}, "", "目标")}
		}
		in := score.Input{Scheme: known.Scheme}
		for _, u := range units {
			all := small(with(u, n))
			in.Actuals = append(in.Actuals, all.Actuals[at(all, u)])
		}
		return in, nil
	}
}

// wrong is a finding about a row of reports: a cell that is no number.
func wrong(in score.Input, unit string) errs.Finding {
	return errs.New(errs.CellNotNumber, in.Actuals[at(in, unit)].Source, "1o", "实绩", "1o")
}

// TestLookedThrough: what becomes of an import, by what its files say.
func TestLookedThrough(t *testing.T) {
	missing := errs.New(errs.SheetMissing, fact.Source{File: "year.xlsx"}, "", "目标")
	found := func(in score.Input, f ...errs.Finding) book {
		return func(*score.Input, []fact.Answer) (score.Input, errs.Findings) { return in, f }
	}
	for _, c := range []struct {
		name  string
		mode  Mode
		known bool // the year was imported before
		book  book
		state State
		then  Mode
		want  ledger.Counts
		code  errs.Code // of a finding; empty: no errors
	}{
		{"a whole year", Replace, false, whole(small()), Checked, Replace, ledger.Counts{Added: len(all(t))}, ""},
		{"the same again", Replace, true, whole(small()), Checked, Replace, ledger.Counts{Same: len(all(t))}, ""},
		{"one number changed", Replace, true, whole(small(with("S1", "50"))), Checked, Replace,
			ledger.Counts{Changed: 1, Same: len(all(t)) - 1}, ""},
		{"a row less", Replace, true, whole(small(func(in *score.Input) { in.Actuals = in.Actuals[1:] })), Checked, Replace,
			ledger.Counts{Withdrawn: 2, Same: len(all(t)) - 2}, ""},
		{"a row less, added", Add, true, whole(small(func(in *score.Input) { in.Actuals = in.Actuals[1:] })), Checked, Add,
			ledger.Counts{Same: len(all(t)) - 2}, ""},
		{"a sheet is missing", Replace, false, found(small(), missing), Refused, Replace, ledger.Counts{}, errs.SheetMissing},
		{"a cell is wrong", Replace, true, found(small(), wrong(small(), "S1")), Refused, Replace, ledger.Counts{},
			errs.CellNotNumber},
		{"guessed whole", Guess, true, whole(small(with("S1", "50"))), Checked, Replace,
			ledger.Counts{Changed: 1, Same: len(all(t)) - 1}, ""},
		{"guessed a part", Guess, true, part("50", "S1", "S2"), Checked, Add, ledger.Counts{}, ""},
		{"guessed a part of nothing", Guess, false, part("50", "S1"), Refused, Replace, ledger.Counts{}, errs.SheetMissing},
		{"guessed without reports, where there are some", Guess, true, whole(small(func(in *score.Input) {
			in.Actuals, in.Marks, in.Ballots, in.Surveys = nil, nil, nil, nil
		})), Checked, Add, ledger.Counts{}, ""},
		{"a part of a year that isn't known", Add, false, part("50", "S1"), Refused, Add, ledger.Counts{}, errs.SheetMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice()
			if c.known {
				o = known(t)
			}
			batches := len(o.state.batches)
			in := o.look(t, c.mode, o.upload("again", c.book))
			if in.State != c.state || in.Mode != c.then {
				t.Errorf("%s as %s, want %s as %s: %v", in.State, in.Mode, c.state, c.then, in.Found)
			}
			if c.want != (ledger.Counts{}) && in.Counts != c.want {
				t.Errorf("%+v, want %+v", in.Counts, c.want)
			}
			if c.then == Add && c.state == Checked && in.Year != year {
				t.Errorf("it is added to %d", in.Year)
			}
			if got := slices.ContainsFunc(in.Found, func(n Note) bool { return n.Code == c.code }); c.code != "" && !got ||
				(c.code != "") != (in.Count(errs.Wrong) > 0) {
				t.Errorf("found %v", in.Found)
			}
			if len(o.state.batches) != batches {
				t.Error("something was recorded")
			}
			if j, _ := o.Working(t.Context(), me, in.ID); j.ID != 0 || o.state.jobs[len(o.state.jobs)-1].State != job.Done {
				t.Errorf("its job isn't done: %+v", j)
			}
			if last := o.state.chain[len(o.state.chain)-1]; !strings.HasPrefix(last, "import.check import/") {
				t.Errorf("the chain says %s", last)
			}
		})
	}
}

// all are the facts of the small year.
func all(t testing.TB) []ledger.Record {
	t.Helper()
	list, err := ledger.Split(small())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestTheDistrictAndTheYear: files of another district are warned of, and a part of another year isn't taken.
func TestTheDistrictAndTheYear(t *testing.T) {
	for _, c := range []struct {
		called string
		warns  bool
	}{{"", false}, {"示例区", false}, {"北京市示例区", false}, {"示例", false}, {"别区", true}} {
		o := newOffice()
		o.Called = func(context.Context) (string, error) { return c.called, nil }
		in := o.look(t, Replace, o.upload("year", whole(small())))
		warns := slices.ContainsFunc(in.Found, func(n Note) bool { return n.Code == errs.DistrictOther })
		if in.State != Checked || warns != c.warns {
			t.Errorf("%q: %s, warned: %v", c.called, in.State, warns)
		}
	}
	o := known(t)
	in, j, err := o.Bring(t.Context(), me, Add, year+1, o.upload("part", part("50", "S1")))
	if err != nil || o.do(t, j) != nil {
		t.Fatal(err)
	}
	if in = o.of(t, in.ID); in.State != Refused {
		t.Errorf("a part of nobody knows which year is %s", in.State)
	}
	in, j, err = o.Bring(t.Context(), me, Add, year+1, o.upload("other", whole(small())))
	if err != nil || o.do(t, j) != nil {
		t.Fatal(err)
	}
	in = o.of(t, in.ID)
	if in.State != Refused || !slices.ContainsFunc(in.Found, func(n Note) bool { return n.Code == errs.YearOther }) {
		t.Errorf("files of %d as a part of %d: %s %v", year, year+1, in.State, in.Found)
	}
}

// TestFilesAreReadOnce: what was read is kept, and read again only where something changed that it depends on.
func TestFilesAreReadOnce(t *testing.T) {
	o := newOffice()
	o.bring(t, Replace, o.upload("year", whole(small())))
	reads := func(what string, want int) {
		t.Helper()
		if o.reads != want {
			t.Errorf("%s: the files were read %d times, want %d", what, o.reads, want)
		}
		o.reads = 0
	}
	reads("looked through, confirmed and recorded", 1)
	in := o.look(t, Replace, o.upload("again", whole(small(with("S1", "50")))))
	for range 3 {
		if changes, n, batch, err := o.Preview(t.Context(), me, in.ID); err != nil || len(changes) != 1 || n.Changed != 1 ||
			batch != 1 {
			t.Errorf("%d changes against batch %d (%v)", len(changes), batch, err)
		}
	}
	reads("looked through and shown three times", 1)
	kept, err := filesOf{&tx{state: o.state}}.Packed(t.Context(), in.Reading)
	if uses := o.state.uses[in.Reading]; err != nil || !slices.Equal(uses, []file.Use{{Noun: file.Reading, ID: in.ID}}) {
		t.Errorf("the reading is used by %v (%v)", uses, err)
	}
	o.Reader = "v2"
	if _, n, _, err := o.Preview(t.Context(), me, in.ID); err != nil || n.Changed != 1 {
		t.Errorf("%+v (%v)", n, err)
	}
	reads("another version of the reader", 1)
	o.Reader = "v1"
	kept.Bytes = append(slices.Clone(kept.Bytes[:len(kept.Bytes)-8]), 0, 0, 0, 0, 0, 0, 0, 0)
	o.state.files[in.Reading] = kept
	if _, _, _, err := o.Preview(t.Context(), me, in.ID); !errors.Is(err, file.ErrDamaged) {
		t.Errorf("a damaged reading: %v", err)
	}
	delete(o.state.files, in.Reading)
	if _, _, _, err := o.Preview(t.Context(), me, in.ID); !errors.Is(err, file.ErrNone) {
		t.Errorf("a reading that is gone: %v", err)
	}
	reads("a damaged reading", 0)
}

// TestAnAdditionDependsOnItsFrame: it is read again where the scheme, the units or the targets changed, and else not.
func TestAnAdditionDependsOnItsFrame(t *testing.T) {
	o := known(t)
	in := o.look(t, Guess, o.upload("part", part("50", "S1")))
	preview := func(what string, want int) {
		t.Helper()
		o.reads = 0
		if _, n, _, err := o.Preview(t.Context(), me, in.ID); err != nil || n.Changed != 1 || o.reads != want {
			t.Errorf("%s: read %d times, %+v (%v)", what, o.reads, n, err)
		}
	}
	preview("nothing changed", 0)
	o.write(t, value("S5", "12"))
	preview("another value changed", 0)
	o.write(t, ledger.Edit{Kind: ledger.Target, Key: ledger.KeyOf("S5", "A1"), On: -1,
		Body: `{"unit":"S5","indicator":"A1","value":{"value":"101"}}`})
	preview("a target changed", 1)
}

// TestLookedTwiceOrTooLate: an import that was dropped meanwhile isn't looked through.
func TestLookedTwiceOrTooLate(t *testing.T) {
	o := newOffice()
	in, j, err := o.Bring(t.Context(), me, Replace, 0, o.upload("year", whole(small())))
	if err != nil {
		t.Fatal(err)
	}
	if open, err := o.Working(t.Context(), me, in.ID); err != nil || open.ID != j.ID {
		t.Errorf("job %d works at it (%v)", open.ID, err)
	}
	if err := o.Units.InTx(t.Context(), me, func(tx Tx) error { return GivenUp(t.Context(), tx, in.ID) }); err != nil {
		t.Fatal(err)
	}
	if err := o.do(t, j); !errors.Is(err, job.ErrOver) {
		t.Errorf("%v", err)
	}
	if in := o.of(t, in.ID); in.State != Dropped || in.FinishedAt != o.fake.now || in.Reading != "" {
		t.Errorf("%+v", in)
	}
	in, j, _ = o.Bring(t.Context(), me, Replace, 0, o.upload("year", whole(small())))
	if err := o.do(t, j); err != nil {
		t.Fatal(err)
	}
	if err := o.do(t, j); !errors.Is(err, job.ErrOver) {
		t.Errorf("looked through twice: %v", err)
	}
	if err := o.Units.InTx(t.Context(), me, func(tx Tx) error { return GivenUp(t.Context(), tx, in.ID) }); err != nil {
		t.Fatal(err)
	}
	if in := o.of(t, in.ID); in.State != Checked {
		t.Errorf("what was looked through is %s once its job is given up", in.State)
	}
	err = o.Units.InTx(t.Context(), me, func(tx Tx) error { return GivenUp(t.Context(), tx, 99) })
	if !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestAReaderThatStops: whoever is told a step may stop it, and nothing is left in the folder for files.
func TestAReaderThatStops(t *testing.T) {
	for step := 1; step <= 4; step++ {
		o := newOffice()
		o.Temp = t.TempDir()
		in, j, err := o.Bring(t.Context(), me, Replace, 0, o.upload("year", whole(small())))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = o.Look(t.Context(), me, j, func(context.Context, lang.Text, int, int) error {
			if n++; n == step {
				return job.ErrCancelled
			}
			return nil
		})
		if !errors.Is(err, job.ErrCancelled) || n != step || o.of(t, in.ID).State != Uploaded {
			t.Errorf("step %d of %d: %s (%v)", step, n, o.of(t, in.ID).State, err)
		}
		if left, _ := os.ReadDir(o.Temp); len(left) != 0 {
			t.Errorf("%v is left", left)
		}
		o.state.jobs[j.ID-1].Cancel = true
		if err := o.do(t, j); !errors.Is(err, job.ErrCancelled) || o.of(t, in.ID).State != Uploaded {
			t.Errorf("cancelled in the last moment: %s (%v)", o.of(t, in.ID).State, err)
		}
	}
}

// TestTried: files that are tried are looked through and leave nothing.
func TestTried(t *testing.T) {
	o := newOffice()
	o.Temp = t.TempDir()
	o.bring(t, Replace, o.upload("year", whole(small())))
	was := o.state
	in, changes, err := o.Try(t.Context(), me, Replace, 0, o.upload("again", whole(small(with("S1", "50")))))
	if err != nil || in.State != Checked || in.Counts.Changed != 1 || len(changes) != 1 || in.Year != year {
		t.Errorf("%+v %d changes (%v)", in, len(changes), err)
	}
	in, changes, err = o.Try(t.Context(), me, Guess, 0, o.upload("part", part("51", "S1", "S2")))
	if err != nil || in.Mode != Add || in.Counts.Changed != 2 || len(changes) != 2 {
		t.Errorf("%s %+v (%v)", in.Mode, in.Counts, err)
	}
	if left, _ := os.ReadDir(o.Temp); len(left) != 0 || o.state != was {
		t.Errorf("something is left: %v", left)
	}
}

// TestAYearThatIsJudgedElsewhere: where somebody else judges, nothing is judged here.
func TestAYearThatIsJudgedElsewhere(t *testing.T) {
	o := newOffice()
	o.Judge = func(context.Context, string, *score.Input, []fact.Answer) (score.Input, errs.Findings, error) {
		return small(), errs.Findings{wrong(small(), "S2")}, nil
	}
	if in := o.look(t, Replace, o.upload("year", whole(small()))); in.State != Refused || o.reads != 0 {
		t.Errorf("%s after %d readings of our own", in.State, o.reads)
	}
	bad := small(func(in *score.Input) { in.Targets = nil })
	o = newOffice()
	if in := o.look(t, Replace, o.upload("year", whole(bad))); in.State != Refused {
		t.Errorf("a year without targets is %s", in.State)
	}
}
