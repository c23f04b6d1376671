package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/progress"
	"shiji/internal/score"
)

// signed is a book that adds to a year: somebody else signs hundreds of its facts. Of the last street it says nothing.
func signed(by string) book {
	return func(known *score.Input, _ []fact.Answer) (score.Input, errs.Findings) {
		if known == nil {
			return score.Input{}, errs.Findings{errs.New(errs.SheetMissing, fact.Source{}, "", "单位")}
		}
		in := small()
		in.Actuals = slices.DeleteFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == "S9" })
		for i := range in.Actuals {
			in.Actuals[i].Source.Person = by
		}
		for i := range in.Targets {
			in.Targets[i].Source.Person = by
		}
		for i := range in.Marks {
			in.Marks[i].Source.Person = by
		}
		for i := range in.Ballots {
			in.Ballots[i].Source.Person = by
		}
		return in, nil
	}
}

// confirmed is a district whose year is known, with an import that was confirmed and waits to be recorded.
func confirmed(t *testing.T, mode Mode, b book) (*office, Intake, job.Job) {
	t.Helper()
	o, in := looked(t, mode, b)
	if in.State != Checked {
		t.Fatalf("%s: %v", in.State, in.Found)
	}
	j := o.agree(t, in)
	o.begun = 0
	return o, in, j
}

// once fails unless each fact that the last batch recorded has just one version more than before.
func (o *office) once(t testing.TB, batches, staged int) {
	t.Helper()
	if len(o.state.batches) != batches || len(o.state.stages) != staged {
		t.Errorf("%d batches and %d stages, want %d and %d", len(o.state.batches), len(o.state.stages), batches, staged)
	}
	versions := map[ledger.Name]int64{}
	for _, f := range o.facts() {
		if versions[f.Named()]++; f.Version != versions[f.Named()] {
			t.Errorf("%s %s: version %d comes after %d", f.Kind, f.Key, f.Version, versions[f.Named()]-1)
		}
	}
}

// TestWrittenBetweenComparingAndRecording: what an import was compared with is looked at again when it is recorded.
func TestWrittenBetweenComparingAndRecording(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  Mode
		book  book
		write ledger.Edit
		stale bool
	}{
		{"a fact that it changes", Guess, part("50", "S1", "S2"), value("S1", "7"), true},
		{"another fact", Guess, part("50", "S1", "S2"), value("S3", "7"), false},
		{"a fact that it mentions and leaves", Guess, part("97", "S1"), value("S1", "7"), true},
		{"another fact, by what means to be all", Replace, whole(small(with("S1", "50"))), value("S3", "7"), true},
		{"a fact of another unit than in hundreds", Guess, signed("李四"), value("S9", "7"), false},
		{"one fact of hundreds", Guess, signed("李四"), ledger.Edit{Kind: ledger.Target, Key: ledger.KeyOf("S1", "A1"),
			On: -1, Body: `{"unit":"S1","indicator":"A1","value":{"value":"101"}}`}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, in, j := confirmed(t, c.mode, c.book)
			batches := len(o.state.batches)
			wrote := false
			o.before = func() error {
				if !wrote {
					wrote = true
					o.write(t, c.write)
				}
				return nil
			}
			err := o.do(t, j)
			o.before = nil
			var stale Stale
			if errors.As(err, &stale) != c.stale || !c.stale && err != nil {
				t.Fatalf("%v", err)
			}
			if !c.stale {
				o.once(t, batches+2, 0)
				return
			}
			if len(stale.Rows) != 1 || stale.Rows[0].Key != c.write.Key || stale.Rows[0].Batch.Actor != other.ID {
				t.Errorf("%+v", stale.Rows)
			}
			if now := o.of(t, in.ID); now.State != Checked || now.Batch != 0 {
				t.Errorf("%s in batch %d", now.State, now.Batch)
			}
			o.once(t, batches+1, 0)
			if len(o.state.facts) != batches+1 {
				t.Error("versions are left that no batch has")
			}
		})
	}
}

// TestOthersNeverStop: somebody writes other facts all the time, and a large import is recorded all the same.
func TestOthersNeverStop(t *testing.T) {
	o, in, j := confirmed(t, Guess, signed("李四"))
	n := 0
	o.before = func() error {
		n++
		o.write(t, value("S9", fmt.Sprint(n)))
		return nil
	}
	if err := o.do(t, j); err != nil {
		t.Fatal(err)
	}
	o.before = nil
	if now := o.of(t, in.ID); n < 4 || now.State != Recorded {
		t.Errorf("%s after %d facts of others", now.State, n)
	}
	o.once(t, len(o.state.batches), 0)
	snap, err := o.Book.Present(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	if a := snap.Input.Actuals[at(*snap.Input, "S9")]; a.Values[0].Number.String() != fmt.Sprint(n) {
		t.Errorf("others' value is %s, want %d", a.Values[0].Number, n)
	}
	if a := snap.Input.Actuals[at(*snap.Input, "S1")]; a.Source.Person != "李四" {
		t.Errorf("what was imported is signed by %s", a.Source.Person)
	}
}

// TestKilledWhileItRecords: nothing of it is in force, and the next attempt records it once, wherever it was killed.
func TestKilledWhileItRecords(t *testing.T) {
	for killed := 1; ; killed++ {
		o, in, j := confirmed(t, Guess, signed("李四"))
		batches := len(o.state.batches)
		o.before = func() error {
			if o.begun >= killed {
				return errKilled
			}
			return nil
		}
		err := o.do(t, j)
		o.before = nil
		if err == nil { // it was in force before it would have been killed
			if o.once(t, batches+1, 0); killed < 5 || o.of(t, in.ID).State != Recorded {
				t.Errorf("in force after %d units of work", killed)
			}
			break
		}
		if now := o.of(t, in.ID); !errors.Is(err, errKilled) || now.State != Checked || len(o.state.batches) != batches {
			t.Fatalf("killed in unit of work %d: %s (%v)", killed, now.State, err)
		}
		if n := len(ledger.Newest(o.facts())); n != len(all(t)) {
			t.Errorf("killed in unit of work %d: %d facts hold", killed, n)
		}
		left := len(o.state.stages)
		if want := map[bool]int{true: 1}[killed > 1]; left != want {
			t.Errorf("killed in unit of work %d: %d stages", killed, left)
		}
		if err := o.do(t, j); err != nil {
			t.Fatalf("the attempt after it was killed in unit of work %d: %v", killed, err)
		}
		o.once(t, batches+1, left)
		if err := o.do(t, j); err == nil || len(o.state.batches) != batches+1 {
			t.Errorf("recorded twice: %v", err)
		}
		o.fake.now += 60 * 60 * 1000
		if err := o.Tidy(t.Context(), me); err != nil {
			t.Error(err)
		}
		if o.once(t, batches+1, 0); len(o.state.facts) != batches+1 {
			t.Errorf("killed in unit of work %d: versions are left that no batch has", killed)
		}
	}
}

// TestStoppedWhileItRecords: whoever cancels it, or stops the program, leaves nothing half done.
func TestStoppedWhileItRecords(t *testing.T) {
	stopped := func(_ context.Context, step lang.Text, done, _ int) error {
		if done > 0 {
			return job.ErrCancelled
		}
		return nil
	}
	o, in, j := confirmed(t, Guess, signed("李四"))
	if err := o.Keep(t.Context(), me, j, stopped); !errors.Is(err, job.ErrCancelled) {
		t.Errorf("%v", err)
	}
	o.once(t, 1, 0)
	o.state.jobs[j.ID-1].Cancel = true // in the last moment
	if err := o.do(t, j); !errors.Is(err, job.ErrCancelled) || o.of(t, in.ID).State != Checked {
		t.Errorf("%s (%v)", o.of(t, in.ID).State, err)
	}
	o.once(t, 1, 0)
	o.state.jobs[j.ID-1].Cancel = false
	o.state.jobs[j.ID-1].State = job.Failed // somebody ended it
	if err := o.do(t, j); !errors.Is(err, job.ErrOver) || o.of(t, in.ID).State != Checked {
		t.Errorf("%s (%v)", o.of(t, in.ID).State, err)
	}
	o.once(t, 1, 0)
	ctx, cancel := context.WithCancel(t.Context())
	o.before = func() error { cancel(); return nil }
	o.state.jobs[j.ID-1].State = job.Running
	err := o.Keep(ctx, me, j, silent)
	o.before = nil
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	o.once(t, 1, 0)
	if len(o.state.facts) != 1 {
		t.Error("versions are left that no batch has")
	}
}

// TestStepsThatAreTold: a large import says how far it is.
func TestStepsThatAreTold(t *testing.T) {
	o, _, j := confirmed(t, Guess, signed("李四"))
	var told []string
	err := o.Keep(t.Context(), me, j, func(_ context.Context, step lang.Text, done, all int) error {
		told = append(told, fmt.Sprintf("%d/%d %s", done, all, step.EN))
		return nil
	})
	if n := o.state.batches[1].Counts.Recorded(); err != nil || n <= ledger.Slice || len(told) != 1 ||
		!strings.HasPrefix(told[0], fmt.Sprintf("%d/%d writing", n, n)) {
		t.Errorf("%q (%v)", told, err)
	}
}

// TestWhatIsRecorded: the batch, the import and the chain say the same; an import holds a year alone, an addition not.
func TestWhatIsRecorded(t *testing.T) {
	o, in, j := confirmed(t, Replace, whole(small(with("S1", "50"))))
	o.calls = map[string]int{}
	if err := o.do(t, j); err != nil {
		t.Fatal(err)
	}
	now, b := o.of(t, in.ID), o.state.batches[1]
	if now.State != Recorded || now.Batch != 2 || now.Counts != (ledger.Counts{Changed: 1, Same: len(all(t)) - 1}) ||
		now.Counts != b.Counts || b.Kind != ledger.Imported || b.Origin != in.ID || b.Actor != me.ID || now.Seen != 1 {
		t.Errorf("%+v\n%+v", now, b)
	}
	if o.calls["Hold 1"] != 1 || o.calls["Hold 0"] != 0 || o.calls["Lock"] != 1 {
		t.Errorf("%v", o.calls)
	}
	if says := o.state.chain[len(o.state.chain)-2:]; !slices.Equal(says, []string{"batch.import 2013/batch/2",
		"import.record import/2"}) {
		t.Errorf("the chain says %q", says)
	}
	o, in, j = confirmed(t, Guess, part("50", "S1"))
	o.calls = map[string]int{}
	if err := o.do(t, j); err != nil || o.calls["Hold 0"] != 1 || o.calls["Hold 1"] != 0 {
		t.Errorf("an addition: %v (%v)", o.calls, err)
	}
	o, in, j = confirmed(t, Replace, whole(small()))
	if err := o.do(t, j); err != nil || o.of(t, in.ID).State != Recorded || o.of(t, in.ID).Batch != 0 {
		t.Errorf("the same again: %+v (%v)", o.of(t, in.ID), err)
	}
	o.once(t, 1, 0)
}

// TestWhatIsNotRecorded: a closed year or period, another reading, and what doesn't wait.
func TestWhatIsNotRecorded(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(o *office, in *Intake)
		want error
	}{
		{"the year is closed", func(o *office, _ *Intake) {
			o.state.closed[year] = ledger.Year{Year: year, State: ledger.YearClosed}
		}, ledger.ErrClosed},
		{"the period is closed", func(o *office, _ *Intake) {
			o.state.closed[year] = ledger.Year{Year: year, State: ledger.YearOpen, Closed: []string{"Y"}}
		}, ledger.ErrClosed},
		{"another period is closed", func(o *office, _ *Intake) {
			o.state.closed[year] = ledger.Year{Year: year, State: ledger.YearOpen, Closed: []string{"Q1"}}
		}, nil},
		{"it was dropped", func(_ *office, in *Intake) { in.State = Dropped }, errWaiting},
		{"it has errors", func(_ *office, in *Intake) { in.State = Refused }, errWaiting},
		{"it was recorded", func(_ *office, in *Intake) { in.State = Recorded }, errWaiting},
	} {
		o, in, j := confirmed(t, Replace, whole(small(with("S1", "50"))))
		c.do(o, &o.state.imports[in.ID-1])
		if err := o.do(t, j); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
		o.once(t, map[bool]int{true: 2, false: 1}[c.want == nil], 0)
		if c.want != nil && o.state.jobs[j.ID-1].State == job.Done {
			t.Errorf("%s: its job is done", c.name)
		}
	}
	o, in, j := confirmed(t, Replace, whole(small(with("S1", "50"))))
	o.before = func() error { o.state.imports[in.ID-1].Reading = "another"; return nil }
	if err := o.do(t, j); !errors.Is(err, errReread) {
		t.Errorf("looked through again meanwhile: %v", err)
	}
}

// TestFoldedLater: an import is recorded though what makes its year quicker to read was broken off; tidying does it.
func TestFoldedLater(t *testing.T) {
	o, in, j := confirmed(t, Guess, signed("李四"))
	o.before = func() error {
		if len(o.state.batches) == 2 {
			return errKilled
		}
		return nil
	}
	if err := o.do(t, j); err != nil || o.of(t, in.ID).State != Recorded || len(o.state.loose) != 1 {
		t.Errorf("%d batches aren't folded (%v)", len(o.state.loose), err)
	}
	o.before = nil
	if err := o.Tidy(t.Context(), me); err != nil || len(o.state.loose) != 0 {
		t.Errorf("%d batches aren't folded (%v)", len(o.state.loose), err)
	}
}

// TestTidyingKnowsJobs: what a job that is open staged stays, however old it is.
func TestTidyingKnowsJobs(t *testing.T) {
	o, _, j := confirmed(t, Guess, signed("李四"))
	o.before = func() error {
		if o.begun > 2 {
			return errKilled
		}
		return nil
	}
	_ = o.do(t, j)
	o.before = nil
	o.fake.now += 24 * 60 * 60 * 1000
	if err := o.Tidy(t.Context(), me); err != nil || len(o.state.stages) != 1 {
		t.Errorf("%d stages (%v)", len(o.state.stages), err)
	}
	o.state.jobs[j.ID-1].State = job.Failed
	if err := o.Tidy(t.Context(), me); err != nil || len(o.state.stages) != 0 || len(o.state.facts) != 1 {
		t.Errorf("%d stages (%v)", len(o.state.stages), err)
	}
}
