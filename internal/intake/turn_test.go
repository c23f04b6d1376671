package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
)

// looked is a district whose year is known, and an import that was looked through.
func looked(t *testing.T, mode Mode, b book) (*office, Intake) {
	t.Helper()
	o := known(t)
	return o, o.look(t, mode, o.upload("again", b))
}

// fewer is the small year less n streets' reports about their first indicator: each is a report and a value.
func fewer(n int) book {
	return whole(small(func(in *score.Input) {
		for k := range n {
			i := at(*in, fmt.Sprintf("S%d", k+1))
			in.Actuals = slices.Delete(slices.Clone(in.Actuals), i, i+1)
		}
	}))
}

// TestWithdrawingIsAgreedTo: more than a few facts go only if somebody said how many.
func TestWithdrawingIsAgreedTo(t *testing.T) {
	for _, c := range []struct {
		name     string
		mode     Mode
		gone     int // streets, two facts each
		withdraw int
		ok       bool
	}{
		{"none", Replace, 0, 0, true},
		{"none, and some are expected", Replace, 0, 3, false},
		{"a few", Replace, 2, 0, true},
		{"a few, as was said", Replace, 2, 4, true},
		{"a few, and others were expected", Replace, 2, 5, false},
		{"many", Replace, 3, 0, false},
		{"many, as was said", Replace, 3, 6, true},
		{"more than was said", Replace, 3, 5, false},
		{"fewer than was said", Replace, 3, 7, false},
		{"less than none", Replace, 3, -6, false},
		{"an addition, which withdraws nothing", Add, 3, 0, true},
	} {
		o, in := looked(t, Replace, fewer(c.gone))
		if c.mode == Add {
			j, err := o.Choose(t.Context(), me, in.ID, Add, 0)
			if err != nil || o.do(t, j) != nil {
				t.Fatal(err)
			}
		}
		_, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: 1, Withdraw: c.withdraw})
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, ErrWithdraws) {
			t.Errorf("%s: %v", c.name, err)
		}
		if says := fmt.Sprint(err); !c.ok && !strings.Contains(says, fmt.Sprintf("withdraws %d facts", 2*c.gone)) {
			t.Errorf("%s: %s", c.name, says)
		}
	}
	o := newOffice()
	in := o.look(t, Replace, o.upload("year", whole(small())))
	if _, err := o.Confirm(t.Context(), me, in.ID, Consent{Withdraw: 3}); err != nil {
		t.Errorf("of a year that is new nothing is withdrawn: %v", err)
	}
}

// TestWhatOthersWroteMeanwhile: just those facts are listed that the import changes and others wrote since it was seen.
func TestWhatOthersWroteMeanwhile(t *testing.T) {
	s1, s2, s3 := "S1", "S2", "S3"
	type edits = []ledger.Edit
	same := value(s1, "50")
	same.Body = `{"period":"Y","number":"50"}`
	for _, c := range []struct {
		name  string
		mode  Mode
		book  book
		write edits
		rows  []string // keys; none: it goes on
	}{
		{"nobody wrote", Guess, part("50", s1, s2), nil, nil},
		{"others' facts", Guess, part("50", s1, s2), edits{value(s3, "7")}, nil},
		{"one of its facts", Guess, part("50", s1, s2), edits{value(s1, "7"), value(s3, "7")}, []string{s1}},
		{"all of its facts", Guess, part("50", s1, s2), edits{value(s1, "7"), value(s2, "7")}, []string{s1, s2}},
		{"to the same, by another paper", Guess, part("50", s1, s2), edits{same}, []string{s1}},
		{"a fact that it mentions and leaves", Guess, part("97", s1), edits{value(s1, "7")}, []string{s1}},
		{"a whole year, one of its changes", Replace, whole(small(with(s1, "50"))), edits{value(s1, "7")}, []string{s1}},
		{"a whole year, what it takes back", Replace, whole(small(with(s1, "50"))), edits{value(s3, "7")}, []string{s3}},
		{"a whole year, to the same, by another paper", Replace, whole(small(with(s1, "50"))), edits{same}, []string{s1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, in := looked(t, c.mode, c.book)
			seen := o.last()
			var b ledger.Batch
			if c.write != nil {
				b = o.write(t, c.write...)
			}
			j, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: seen, Shown: in.Shown()})
			var stale Stale
			if (err != nil) != (c.rows != nil) || err != nil && !errors.As(err, &stale) {
				t.Fatalf("%v", err)
			}
			if err == nil {
				if err := o.do(t, j); err != nil || o.of(t, in.ID).State != Recorded {
					t.Errorf("%s (%v)", o.of(t, in.ID).State, err)
				}
				return
			}
			var rows []string
			for _, m := range stale.Rows {
				rows = append(rows, m.Unit)
				if m.Batch.ID != b.ID || m.Batch.Actor != other.ID || m.Kind != ledger.Value {
					t.Errorf("%+v", m)
				}
			}
			slices.Sort(rows)
			if !slices.Equal(rows, c.rows) || !errors.Is(err, ErrStale) || errs.CodeOf(err) != errs.Conflict {
				t.Errorf("%v, want %v (%v)", rows, c.rows, err)
			}
			if says := err.Error(); !strings.Contains(says, other.ID) || !strings.Contains(says, c.rows[0]) {
				t.Error(says)
			}
			if in := o.of(t, in.ID); in.State != Checked || len(o.state.jobs) != 3 {
				t.Errorf("%s, %d jobs", in.State, len(o.state.jobs))
			}
			in = o.of(t, in.ID) // looked at again, it goes on
			if err := o.do(t, o.agree(t, in)); err != nil || o.of(t, in.ID).State != Recorded {
				t.Errorf("looked at again: %v", err)
			}
		})
	}
}

// TestConfirmedAsShown: an import that became another since somebody saw it isn't confirmed.
func TestConfirmedAsShown(t *testing.T) {
	o, in := looked(t, Replace, whole(small(with("S1", "50"))))
	shown := in.Shown()
	j, err := o.Choose(t.Context(), other, in.ID, Add, year)
	if err != nil {
		t.Fatal(err)
	}
	confirm := func() error {
		_, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: 1, Shown: shown})
		return err
	}
	if err := confirm(); !errors.Is(err, ErrState) {
		t.Errorf("while it is looked through again: %v", err)
	}
	if err := o.do(t, j); err != nil {
		t.Fatal(err)
	}
	if err := confirm(); !errors.Is(err, ErrStale) {
		t.Errorf("of another mode: %v", err)
	}
	for _, do := range []func(*Intake){func(i *Intake) { i.Mode = Add }, func(i *Intake) { i.Year++ },
		func(i *Intake) { i.State = Refused }, func(i *Intake) { i.Reading = "x" }, func(i *Intake) { i.Counts.Changed++ }} {
		was := in
		if do(&was); was.Shown() == shown {
			t.Errorf("%+v is shown as before", was)
		}
	}
	if _, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: 1, ValidOnly: true}); !errors.Is(err, ErrStale) {
		t.Errorf("the valid rows of an import without errors: %v", err)
	}
	if _, err := o.Confirm(t.Context(), me, 99, Consent{}); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestConfirmedTwice: a button that is pressed twice makes one job, and a recorded import none.
func TestConfirmedTwice(t *testing.T) {
	o, in := looked(t, Replace, whole(small(with("S1", "50"))))
	j := o.agree(t, in)
	if again := o.agree(t, in); again.ID != j.ID || len(o.state.jobs) != 4 {
		t.Errorf("jobs %d and %d", j.ID, again.ID)
	}
	if open, err := o.Working(t.Context(), me, in.ID); err != nil || open.ID != j.ID || open.Kind != job.Record {
		t.Errorf("%+v (%v)", open, err)
	}
	for name, do := range map[string]func() error{
		"Choose": func() error { _, err := o.Choose(t.Context(), me, in.ID, Add, 0); return err },
		"Drop":   func() error { return o.Drop(t.Context(), me, in.ID) },
		"Answer": func() error { _, err := o.Answer(t.Context(), me, in.ID, nil); return err },
	} {
		if err := do(); !errors.Is(err, ErrState) {
			t.Errorf("%s while it is recorded: %v", name, err)
		}
	}
	if err := o.do(t, j); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: 2}); !errors.Is(err, ErrState) {
		t.Errorf("recorded already: %v", err)
	}
}

// TestChosen: what an import is can be said as long as it waits.
func TestChosen(t *testing.T) {
	for _, c := range []struct {
		state State
		mode  Mode
		ok    bool
	}{{Checked, Replace, true}, {Checked, Add, true}, {Refused, Add, true}, {Checked, Valid, false},
		{Checked, Guess, false}, {Checked, ValidAdd, false}, {Uploaded, Add, false}, {Recorded, Add, false},
		{Withdraw, Add, false}, {Dropped, Add, false}} {
		o, in := looked(t, Replace, whole(small(with("S1", "50"))))
		o.state.imports[in.ID-1].State = c.state
		j, err := o.Choose(t.Context(), me, in.ID, c.mode, year)
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, ErrState) {
			t.Errorf("%s as %s: %v", c.state, c.mode, err)
		}
		if now := o.of(t, in.ID); c.ok && (now.State != Uploaded || now.Mode != c.mode || now.Reading != "" ||
			now.Counts != ledger.Counts{} || j.Kind != job.Check) {
			t.Errorf("%s as %s: %+v", c.state, c.mode, now)
		}
	}
}

// TestDropped: what isn't recorded can be given up, once and for all.
func TestDropped(t *testing.T) {
	for _, c := range []struct {
		state State
		want  error
	}{{Checked, nil}, {Refused, nil}, {Dropped, nil}, {Uploaded, ErrState}, {Recorded, ErrState}, {Withdraw, ErrState}} {
		o, in := looked(t, Replace, whole(small(with("S1", "50"))))
		o.state.imports[in.ID-1].State = c.state
		was := len(o.state.chain)
		err := o.Drop(t.Context(), me, in.ID)
		if !errors.Is(err, c.want) || c.want == nil && o.of(t, in.ID).State != Dropped {
			t.Errorf("%s: %v", c.state, err)
		}
		if said := len(o.state.chain) > was; said != (c.want == nil && c.state != Dropped) {
			t.Errorf("%s: the chain says it: %v", c.state, said)
		}
	}
	if err := newOffice().Drop(t.Context(), me, 1); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestAnswered: only what was asked is answered, by somebody, for a reason; the files are read again with it.
func TestAnswered(t *testing.T) {
	src := small().Actuals[0].Source
	said := fact.Answer{File: src.File, Sheet: src.Sheet, Cell: src.Cell, Value: "0.89", Reading: "89", By: "绩效办",
		Reason: "误填"}
	asks := func(_ *score.Input, answers []fact.Answer) (score.Input, errs.Findings) {
		if len(answers) > 0 {
			return small(with("S1", answers[0].Reading)), nil
		}
		f := errs.New(errs.AskTiny, src, "0.89")
		f.Readings = []string{"0.89", "89"}
		return small(), errs.Findings{f}
	}
	change := func(do func(*fact.Answer)) []fact.Answer { a := said; do(&a); return []fact.Answer{a} }
	for name, answers := range map[string][]fact.Answer{
		"nothing": nil, "another file": change(func(a *fact.Answer) { a.File = "b.xlsx" }),
		"another sheet":   change(func(a *fact.Answer) { a.Sheet = "目标" }),
		"another cell":    change(func(a *fact.Answer) { a.Cell = "A99" }),
		"another value":   change(func(a *fact.Answer) { a.Value = "0.9" }),
		"another reading": change(func(a *fact.Answer) { a.Reading = "8.9" }),
		"nobody":          change(func(a *fact.Answer) { a.By = " " }),
		"no reason":       change(func(a *fact.Answer) { a.Reason = "" }),
		"one too many":    append(change(func(*fact.Answer) {}), change(func(a *fact.Answer) { a.Cell = "A99" })...),
	} {
		o, in := looked(t, Replace, asks)
		if in.State != Refused || len(in.Questions()) != 1 {
			t.Fatalf("%s: %v", in.State, in.Found)
		}
		if _, err := o.Answer(t.Context(), me, in.ID, answers); !errors.Is(err, ErrNoQuestion) {
			t.Errorf("%s: %v", name, err)
		}
		if now := o.of(t, in.ID); now.State != Refused || now.Answers != nil {
			t.Errorf("%s: %s %v", name, now.State, now.Answers)
		}
	}
	o, in := looked(t, Replace, asks)
	o.reads = 0
	j, err := o.Answer(t.Context(), me, in.ID, []fact.Answer{said})
	if err != nil || o.do(t, j) != nil || o.reads != 1 {
		t.Fatalf("read %d times (%v)", o.reads, err)
	}
	in = o.of(t, in.ID)
	if in.State != Checked || in.Counts.Changed != 1 || !slices.Equal(in.Answers, []fact.Answer{said}) {
		t.Errorf("%s %+v %v", in.State, in.Counts, in.Answers)
	}
	if _, err := o.Answer(t.Context(), me, in.ID, []fact.Answer{said}); !errors.Is(err, ErrState) {
		t.Errorf("answered twice: %v", err)
	}
	o.state.imports[in.ID-1].State = Refused // it is asked again, and answered otherwise
	o.state.imports[in.ID-1].Found = []Note{{At: src, Value: "0.89", Readings: []string{"0.89"}}}
	said.Reading = "0.89"
	if _, err := o.Answer(t.Context(), me, in.ID, []fact.Answer{said}); err != nil ||
		!slices.Equal(o.of(t, in.ID).Answers, []fact.Answer{said}) {
		t.Errorf("%v (%v)", o.of(t, in.ID).Answers, err)
	}
}

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	o, in := looked(t, Replace, whole(small(with("S1", "50"))))
	ctx, j := t.Context(), job.Job{ID: 1, Object: in.ID}
	o.Allow = person.Nobody
	o.Service.Units, o.Book = nil, nil // whoever reaches them panics
	o.Read = nil
	for name, do := range map[string]func() error{
		"Intake":  func() error { _, err := o.Intake(ctx, me, in.ID); return err },
		"List":    func() error { _, err := o.List(ctx, me, 9); return err },
		"Working": func() error { _, err := o.Working(ctx, me, in.ID); return err },
		"Turned":  func() error { _, err := o.Turned(ctx, me, in.ID); return err },
		"Preview": func() error { _, _, _, err := o.Preview(ctx, me, in.ID); return err },
		"Look":    func() error { return o.Look(ctx, me, j, silent) },
		"Try":     func() error { _, _, err := o.Try(ctx, me, Replace, 0, o.upload("a", whole(small()))); return err },
		"Bring":   func() error { _, _, err := o.Bring(ctx, me, Replace, 0, o.upload("a", whole(small()))); return err },
		"Keep":    func() error { return o.Keep(ctx, me, j, silent) },
		"Tidy":    func() error { return o.Tidy(ctx, me) },
		"Confirm": func() error { _, err := o.Confirm(ctx, me, in.ID, Consent{Seen: 1}); return err },
		"Choose":  func() error { _, err := o.Choose(ctx, me, in.ID, Add, 0); return err },
		"Answer":  func() error { _, err := o.Answer(ctx, me, in.ID, nil); return err },
		"Drop":    func() error { return o.Drop(ctx, me, in.ID) },
		"Undo":    func() error { _, _, err := o.Undo(ctx, me, 1); return err },
	} {
		if err := do(); errs.CodeOf(err) != errs.Forbidden || !errors.Is(err, person.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var asked []string
	o.Allow = func(_ audit.Actor, do person.Act, on person.Object) error {
		asked = append(asked, fmt.Sprint(do, " ", on))
		return person.Forbidden
	}
	_, _ = o.Confirm(ctx, me, in.ID, Consent{})
	_ = o.Drop(ctx, me, 7)
	if want := []string{"import.confirm import/2", "import.drop import/7"}; !slices.Equal(asked, want) {
		t.Errorf("%q was asked", asked)
	}
}
