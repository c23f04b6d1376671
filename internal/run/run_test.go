package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
)

// TestAskedTwiceIsAskedOnce: of the same facts one run is under way, and of newer facts another.
func TestAskedTwiceIsAskedOnce(t *testing.T) {
	o := ready(t)
	first, j1, err := o.Ask(t.Context(), me, year)
	want := Run{ID: 1, Year: year, Batch: 1, State: Asked, Actor: me.ID, AskedAt: 1_000, Engine: "shiji test"}
	if err != nil || first != want || j1.Kind != job.Score || j1.Object != 1 || j1.Key != "run/2013/1" {
		t.Fatalf("%+v, job %+v (%v)", first, j1, err)
	}
	again, j2, err := o.Ask(t.Context(), me, year)
	if err != nil || again != first || j2 != j1 || len(o.state.runs) != 1 || len(o.state.chain) != 1 {
		t.Errorf("%+v, job %d (%v)", again, j2.ID, err)
	}
	o.record(t, small(1))
	newer, j3, err := o.Ask(t.Context(), me, year)
	if err != nil || newer.ID != 2 || newer.Batch != 2 || j3.ID == j1.ID {
		t.Errorf("%+v, job %d (%v)", newer, j3.ID, err)
	}
	if err := errors.Join(o.Compute(t.Context(), me, j1, silent), o.Compute(t.Context(), me, j3, silent)); err != nil {
		t.Fatal(err)
	}
	third, j4, err := o.Ask(t.Context(), me, year) // it may be asked again once it is over
	if err != nil || third.ID != 3 || third.Batch != 2 || j4.ID == j3.ID {
		t.Errorf("%+v, job %d (%v)", third, j4.ID, err)
	}
	if got := o.state.chain[0]; got != "run.ask 2013/run/1" {
		t.Errorf("the chain says %q", got)
	}
}

// TestAskedByManyAtOnce: thirty people press the button; one run is under way.
func TestAskedByManyAtOnce(t *testing.T) {
	o := ready(t)
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if r, _, err := o.Ask(t.Context(), me, year); err != nil || r.ID != 1 {
				t.Errorf("run %d (%v)", r.ID, err)
			}
		})
	}
	all.Wait()
	if len(o.state.runs) != 1 || len(o.state.jobs) != 1 {
		t.Errorf("%d runs, %d jobs", len(o.state.runs), len(o.state.jobs))
	}
}

// TestAYearWithoutFacts can't be scored.
func TestAYearWithoutFacts(t *testing.T) {
	for _, o := range []*office{newOffice(), ready(t)} {
		if _, _, err := o.Ask(t.Context(), me, 1999); !errors.Is(err, ErrNoFacts) || len(o.state.runs) != 0 {
			t.Errorf("%v", err)
		}
	}
}

// TestComputed: a run is what the rules make of the facts of its batch, with the files that they were read from.
func TestComputed(t *testing.T) {
	o := ready(t)
	_, j, err := o.Ask(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	o.record(t, small(1)) // it comes too late for the run
	o.state.named[2] = map[string]string{"满意度.xlsx": "sha-late"}
	var told []string
	o.fake.now = 2_000
	err = o.Compute(t.Context(), me, j, func(_ context.Context, step lang.Text, done, all int) error {
		told = append(told, fmt.Sprintf("%d/%d", done, all))
		return nil
	})
	if err != nil || !slices.Equal(told, []string{"1/5", "2/5", "3/5", "4/5"}) {
		t.Fatalf("%v (%v)", told, err)
	}
	in := small(0)
	in.Files = files
	want, data, _, err := score.Seal(in, "shiji test")
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.Run(t.Context(), me, 1)
	if err != nil || r.State != Trial || r.Batch != 1 || r.Seal != want.Seal || r.FinishedAt != 2_000 ||
		r.Warnings != score.Check(in).Count(errs.Warning) {
		t.Errorf("%+v, want the seal %s (%v)", r, want.Seal, err)
	}
	got, err := o.Document(t.Context(), me, 1)
	if err != nil || string(got) != string(data) {
		t.Errorf("%d bytes, want %d (%v)", len(got), len(data), err)
	}
	if uses := o.state.uses[r.Document]; !slices.Equal(uses, []file.Use{{Noun: file.Run, ID: 1}}) {
		t.Errorf("its document is used by %v", uses)
	}
	if last := o.state.events[len(o.state.events)-1]; last.Done != 5 || !strings.Contains(last.Step.EN, want.Seal) {
		t.Errorf("%+v", last)
	}
	if o.state.jobs[0].State != job.Done || o.state.chain[1] != "run.seal 2013/run/1" {
		t.Errorf("job %s; the chain says %v", o.state.jobs[0].State, o.state.chain)
	}
	if err := o.Compute(t.Context(), me, j, silent); !errors.Is(err, job.ErrOver) || len(o.state.chain) != 2 {
		t.Errorf("computed twice: %v", err)
	}
}

// TestNotComputed: what stops a run leaves nothing of it.
func TestNotComputed(t *testing.T) {
	broken := errors.New("the disk is full")
	for _, c := range []struct {
		name string
		do   func(o *office, j *job.Job) job.Tell
		want error
	}{
		{"the first step", func(*office, *job.Job) job.Tell { return stopAt(1) }, job.ErrCancelled},
		{"the second step", func(*office, *job.Job) job.Tell { return stopAt(2) }, job.ErrCancelled},
		{"the third step", func(*office, *job.Job) job.Tell { return stopAt(3) }, job.ErrCancelled},
		{"the last step", func(*office, *job.Job) job.Tell { return stopAt(4) }, job.ErrCancelled},
		{"cancelled in the last moment", func(o *office, _ *job.Job) job.Tell {
			o.state.jobs[0].Cancel = true
			return silent
		}, job.ErrCancelled},
		{"given up meanwhile", func(o *office, _ *job.Job) job.Tell {
			o.state.jobs[0].State = job.Failed
			return silent
		}, job.ErrOver},
		{"a store that fails", func(o *office, _ *job.Job) job.Tell {
			o.before = func() error { return broken }
			return silent
		}, broken},
		{"facts that were tampered with", func(o *office, _ *job.Job) job.Tell {
			o.state.facts[1][0].Body = "{}"
			return silent
		}, ledger.ErrTampered},
		{"a run that there isn't", func(_ *office, j *job.Job) job.Tell { j.Object = 9; return silent }, ErrNone},
	} {
		o := ready(t)
		_, j, err := o.Ask(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		tell := c.do(o, &j)
		if err := o.Compute(t.Context(), me, j, tell); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if r := o.state.runs[0]; r.State != Asked || r.Document != "" || len(o.state.files) != 0 || len(o.state.chain) != 1 {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

func stopAt(step int) job.Tell {
	return func(_ context.Context, _ lang.Text, done, _ int) error {
		if done == step {
			return job.ErrCancelled
		}
		return nil
	}
}

// TestAYearWithErrors isn't scored: the first error is named.
func TestAYearWithErrors(t *testing.T) {
	o := newOffice()
	in := small(0)
	in.Scheme.Groups = slices.Clone(in.Scheme.Groups)[:4] // the points don't add up
	in.Targets = nil
	o.record(t, in)
	_, j, err := o.Ask(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	err = o.Compute(t.Context(), me, j, silent)
	first := score.Check(in).Sorted()[0]
	if !errors.Is(err, errErrors) || errs.CodeOf(err) != errs.Conflict ||
		!strings.Contains(err.Error(), first.Message().EN) {
		t.Errorf("%v, want %s", err, first.Message().EN)
	}
	var refused errs.Error
	if !errors.As(err, &refused) || !refused.Lasts() {
		t.Error("it is tried again and again")
	}
}

// TestGivenUp: a run whose job won't be done is stopped, and one that is done isn't.
func TestGivenUp(t *testing.T) {
	o := ready(t)
	done := o.scored(t)
	o.record(t, small(1))
	waits, _, err := o.Ask(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	giveUp := func(id int64) error {
		return o.InTx(t.Context(), me, func(tx Tx) error { return GivenUp(t.Context(), tx, id) })
	}
	o.fake.now = 9_000
	if err := errors.Join(giveUp(done.ID), giveUp(waits.ID), giveUp(waits.ID)); err != nil {
		t.Fatal(err)
	}
	if r := o.state.runs[0]; r != done {
		t.Errorf("what was done is %+v", r)
	}
	if r := o.state.runs[1]; r.State != Stopped || r.FinishedAt != 9_000 || r.Done() {
		t.Errorf("what waited is %+v", r)
	}
	if err := giveUp(9); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	if err := o.Settle(t.Context(), me, waits.ID); !errors.Is(err, ErrState) {
		t.Errorf("a run without results was settled: %v", err)
	}
	if l, err := o.Load(t.Context(), me, waits.ID); err != nil || l.Doc != nil || l.State != Stopped {
		t.Errorf("%+v (%v)", l, err)
	}
	if _, err := o.Document(t.Context(), me, waits.ID); !errors.Is(err, ErrState) {
		t.Errorf("%v", err)
	}
}

// TestOneProvisionalRun: the one that was settled last, however often it is pressed.
func TestOneProvisionalRun(t *testing.T) {
	o := ready(t)
	o.another(o.another(o.scored(t)))
	provisional := func() (out []int64) {
		runs, err := o.Runs(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			if r.State == Provisional {
				out = append(out, r.ID)
			}
		}
		return out
	}
	if got := provisional(); len(got) != 0 {
		t.Errorf("%v are provisional before anything was settled", got)
	}
	for i, id := range []int64{2, 2, 1, 3, 3, 2} {
		said, noted := len(o.state.chain), len(o.state.settled)
		if err := o.Settle(t.Context(), me, id); err != nil {
			t.Fatal(err)
		}
		if got := provisional(); !slices.Equal(got, []int64{id}) {
			t.Errorf("step %d: %v are provisional, want %d", i, got, id)
		}
		want := map[bool]int{true: 0, false: 1}[i == 1 || i == 4] // pressed twice
		if len(o.state.chain)-said != want || len(o.state.settled)-noted != want {
			t.Errorf("step %d: the chain says %v", i, o.state.chain[said:])
		}
	}
	if err := o.Settle(t.Context(), me, 9); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	var all sync.WaitGroup
	for _, id := range []int64{1, 2, 3, 1, 2, 3} {
		all.Go(func() {
			if err := o.Settle(t.Context(), me, id); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := provisional(); len(got) != 1 || got[0] != o.state.settled[len(o.state.settled)-1].run {
		t.Errorf("%v are provisional", got)
	}
}

// TestOtherYearsStay: settling a run of one year doesn't touch another's.
func TestOtherYearsStay(t *testing.T) {
	o := ready(t)
	first := o.scored(t)
	next := small(0)
	next.Scheme.Year++
	o.record(t, next)
	r, j, err := o.Ask(t.Context(), me, year+1)
	if err != nil || o.Compute(t.Context(), me, j, silent) != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Settle(t.Context(), me, first.ID), o.Settle(t.Context(), me, r.ID)); err != nil {
		t.Fatal(err)
	}
	for _, r := range o.state.runs {
		if r.State != Provisional {
			t.Errorf("the run of %d is %s", r.Year, r.State)
		}
	}
}

// TestWhichRunIsShown: the provisional one, else the last that is done.
func TestWhichRunIsShown(t *testing.T) {
	r := func(id int64, s State) Run { return Run{ID: id, State: s} }
	for _, c := range []struct {
		runs []Run
		want int64
	}{
		{nil, 0}, {[]Run{r(1, Asked)}, 0}, {[]Run{r(1, Stopped), r(2, Asked)}, 0}, {[]Run{r(1, Trial)}, 1},
		{[]Run{r(1, Trial), r(2, Trial)}, 2}, {[]Run{r(1, Provisional), r(2, Trial)}, 1},
		{[]Run{r(1, Trial), r(2, Provisional), r(3, Trial), r(4, Asked)}, 2}, {[]Run{r(1, Trial), r(2, Stopped)}, 1},
	} {
		got, err := Current(c.runs)
		if got.ID != c.want || (err == nil) != (c.want != 0) || err != nil && !errors.Is(err, ErrNone) {
			t.Errorf("%v: run %d, want %d (%v)", c.runs, got.ID, c.want, err)
		}
	}
}

// TestWhichRunWasShownWhen: pages of then are shown as they were then, with the state that a run had.
func TestWhichRunWasShownWhen(t *testing.T) {
	o := ready(t)
	at := func(now int64, do func()) { o.fake.now = now; do() }
	settle := func(id int64) func() {
		return func() {
			if err := o.Settle(t.Context(), me, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	at(10, func() { o.scored(t) })
	first := o.state.runs[0]
	at(20, settle(1))
	at(30, func() { o.another(first) })
	at(40, settle(2))
	at(50, settle(1))
	at(60, func() { o.another(first) })
	for _, c := range []struct {
		at    int64
		run   int64
		state State
	}{
		{9, 0, ""}, {10, 1, Trial}, {19, 1, Trial}, {20, 1, Provisional}, {35, 1, Provisional}, {40, 2, Provisional},
		{49, 2, Provisional}, {50, 1, Provisional}, {99, 1, Provisional},
	} {
		l, err := o.At(t.Context(), me, year, c.at)
		if c.run == 0 {
			if !errors.Is(err, ErrNone) {
				t.Errorf("at %d: %v", c.at, err)
			}
			continue
		}
		if err != nil || l.ID != c.run || l.State != c.state || l.Doc.Seal != o.state.runs[c.run-1].Seal {
			t.Errorf("at %d: run %d, %s, want run %d, %s (%v)", c.at, l.ID, l.State, c.run, c.state, err)
		}
	}
}

// TestLoadedOnce: a run is decoded once, a few stay, and one whose state changed is another.
func TestLoadedOnce(t *testing.T) {
	o := ready(t)
	r := o.scored(t)
	first, err := o.Load(t.Context(), me, r.ID)
	if err != nil || first.Doc.Seal != r.Seal || first.Run != r {
		t.Fatalf("%+v (%v)", first, err)
	}
	kept := o.state.files[r.Document]
	delete(o.state.files, r.Document) // it isn't read again
	if again, err := o.Load(t.Context(), me, r.ID); err != nil || again != first {
		t.Errorf("it was read again (%v)", err)
	}
	o.state.files[r.Document] = kept
	if err := o.Settle(t.Context(), me, r.ID); err != nil {
		t.Fatal(err)
	}
	settled, err := o.Load(t.Context(), me, r.ID)
	if err != nil || settled.State != Provisional || first.State != Trial || doc(t, settled.Doc) != doc(t, first.Doc) {
		t.Errorf("%s (%v)", settled.State, err)
	}
	for n := range keptRuns + 2 {
		if _, err := o.Load(t.Context(), me, o.another(r).ID); err != nil {
			t.Fatalf("run %d: %v", n, err)
		}
	}
	if len(o.cache) != keptRuns || len(o.order) != keptRuns {
		t.Errorf("%d runs are kept", len(o.cache))
	}
	var all sync.WaitGroup
	loaded := make([]*Loaded, 8)
	for i := range loaded {
		all.Go(func() {
			loaded[i], _ = o.Load(t.Context(), me, r.ID)
			err := loaded[i].Explain(func(x *score.Explainer) error {
				if x == nil {
					return errors.New("nobody explains")
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, l := range loaded {
		if l != loaded[0] {
			t.Error("they don't share one run")
		}
	}
}

// TestARunThatIsntWhatWasSealed: another document, another seal, another batch, or a state that nobody gave it.
func TestARunThatIsntWhatWasSealed(t *testing.T) {
	for name, change := range map[string]func(o *office, r *Run){
		"the document of another year": func(_ *office, r *Run) { r.Document = strings.Repeat("a", 64) },
		"another seal":                 func(_ *office, r *Run) { r.Seal = strings.Repeat("0", 64) },
		"another batch":                func(_ *office, r *Run) { r.Batch++ },
		"a state that nobody gave it":  func(_ *office, r *Run) { r.State = Provisional },
		"no entry":                     func(o *office, _ *Run) { o.state.forged = &Detail{} },
	} {
		o := ready(t)
		r := o.scored(t)
		if o.state.forged == nil {
			d := r.detail()
			o.state.forged = &d
		}
		change(o, &o.state.runs[r.ID-1])
		for what, read := range map[string]func() error{
			"Load":     func() error { _, err := o.Load(t.Context(), me, r.ID); return err },
			"Document": func() error { _, err := o.Document(t.Context(), me, r.ID); return err },
			"At":       func() error { _, err := o.At(t.Context(), me, year, 1<<60); return err },
			"Runs":     func() error { _, err := o.Runs(t.Context(), me, year); return err },
			"Settle":   func() error { return o.Settle(t.Context(), me, r.ID) },
			"export":   func() error { _, err := o.AskExport(t.Context(), me, r.ID, lang.ZH); return err },
		} {
			if err := read(); !errors.Is(err, ErrTampered) {
				t.Errorf("%s of %s: %v", what, name, err)
			}
		}
	}
}

// TestADamagedDocument is shown to nobody.
func TestADamagedDocument(t *testing.T) {
	o := ready(t)
	r := o.scored(t)
	good := o.state.files[r.Document]
	for name, bad := range map[string][]byte{"cut": good.Bytes[:len(good.Bytes)/2], "nothing": nil,
		"turned": append(slices.Clone(good.Bytes[:len(good.Bytes)-8]), make([]byte, 8)...)} {
		f := good
		f.Bytes = bad
		o.state.files[r.Document] = f
		for what, read := range map[string]func() error{
			"Load":     func() error { _, err := o.Load(t.Context(), me, r.ID); return err },
			"Document": func() error { _, err := o.Document(t.Context(), me, r.ID); return err },
			"At":       func() error { _, err := o.At(t.Context(), me, year, 1<<60); return err },
		} {
			if err := read(); !errors.Is(err, file.ErrDamaged) {
				t.Errorf("%s of a document that is %s: %v", what, name, err)
			}
		}
	}
	delete(o.state.files, r.Document)
	if _, err := o.Load(t.Context(), me, r.ID); !errors.Is(err, file.ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestExported: the results as a workbook in a language, asked once for each.
func TestExported(t *testing.T) {
	o := ready(t)
	r := o.scored(t)
	zh, err1 := o.AskExport(t.Context(), me, r.ID, lang.ZH)
	again, err2 := o.AskExport(t.Context(), me, r.ID, lang.ZH)
	en, err3 := o.AskExport(t.Context(), me, r.ID, lang.EN)
	if err := errors.Join(err1, err2, err3); err != nil || zh.ID != again.ID || zh.ID == en.ID || zh.Kind != job.Export {
		t.Fatalf("jobs %d, %d and %d (%v)", zh.ID, again.ID, en.ID, err)
	}
	for j, want := range map[*job.Job]struct{ l, name string }{&zh: {"zh", "2013年度成绩单-计分1.xlsx"},
		&en: {"en", "2013-results-run-1.xlsx"}} {
		if err := o.Export(t.Context(), me, *j, silent); err != nil {
			t.Fatal(err)
		}
		e := o.state.events[len(o.state.events)-1]
		data, err := file.Read(t.Context(), filesOf{o.state}, e.File)
		if err != nil || e.Name != want.name || string(data) != r.Seal+" in "+want.l {
			t.Errorf("%s: %q (%v)", e.Name, data, err)
		}
		if uses := o.state.uses[e.File]; !slices.Equal(uses, []file.Use{{Noun: file.Results, ID: r.ID}}) {
			t.Errorf("used by %v", uses)
		}
		if o.state.jobs[j.ID-1].State != job.Done || o.state.chain[len(o.state.chain)-1] != "export.file 2013/run/1" {
			t.Errorf("job %s; the chain says %v", o.state.jobs[j.ID-1].State, o.state.chain)
		}
	}
}

// TestNotExported: a run without results, one that there isn't, and a workbook that can't be written.
func TestNotExported(t *testing.T) {
	o := ready(t)
	waits, _, err := o.Ask(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.AskExport(t.Context(), me, waits.ID, lang.ZH); !errors.Is(err, ErrState) {
		t.Errorf("%v", err)
	}
	if _, err := o.AskExport(t.Context(), me, 9, lang.ZH); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	j := job.Job{ID: 1, Object: waits.ID, Key: "export/run/1/zh"}
	if err := o.Export(t.Context(), me, j, silent); !errors.Is(err, errNoResults) {
		t.Errorf("%v", err)
	}
	o = ready(t)
	r := o.scored(t)
	if j, err = o.AskExport(t.Context(), me, r.ID, lang.ZH); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	was := o.Write
	o.Write = func(string, score.Run, lang.Lang) error { return full }
	if err := o.Export(t.Context(), me, j, silent); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	o.Write = was
	for step := 1; step <= 2; step++ {
		if err := o.Export(t.Context(), me, j, stopAt(step)); !errors.Is(err, job.ErrCancelled) {
			t.Errorf("step %d: %v", step, err)
		}
	}
	o.state.jobs[j.ID-1].Cancel = true
	files := len(o.state.files)
	if err := o.Export(t.Context(), me, j, silent); !errors.Is(err, job.ErrCancelled) || len(o.state.files) != files {
		t.Errorf("cancelled in the last moment: %v", err)
	}
}

// other is somebody else, who may do the same.
var other = audit.Actor{ID: "zhang.san", Way: audit.Page}

// TestWhoDecidesOnWhatIsNoMore: whoever saw another run provisional than is by now, or knows of no run that somebody
// else asked for, changes nothing and hears who was faster, with what and when.
func TestWhoDecidesOnWhatIsNoMore(t *testing.T) {
	o := ready(t)
	o.Allow = func(audit.Actor, person.Act, person.Object) error { return nil }
	first := o.scored(t)
	second := o.another(first)
	o.now = 1000
	if err := o.SettleSeen(t.Context(), other, first.ID, 0); err != nil {
		t.Fatal(err)
	}
	o.now = 2000
	before := len(o.state.chain)
	var met Met
	if err := o.SettleSeen(t.Context(), me, second.ID, 0); !errors.As(err, &met) || !errors.Is(err, ErrSettled) ||
		met.Run.ID != first.ID || met.At != 1000 || !strings.Contains(err.Error(), "zhang.san made run 1 provisional") {
		t.Errorf("%+v (%v)", met, err)
	}
	if len(o.state.chain) != before || o.state.runs[first.ID-1].State != Provisional {
		t.Error("it changed something")
	}
	for _, seen := range []int64{0, first.ID, second.ID} { // what is wanted is so
		if err := o.SettleSeen(t.Context(), me, first.ID, seen); err != nil {
			t.Errorf("seen %d: %v", seen, err)
		}
	}
	if err := o.SettleSeen(t.Context(), me, second.ID, first.ID); err != nil {
		t.Error(err)
	}
	asked, _, err := o.Ask(t.Context(), other, year)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.AskSeen(t.Context(), me, year, asked.ID-1); !errors.As(err, &met) || !errors.Is(err, ErrAsked) ||
		met.Run.ID != asked.ID || met.At != 2000 {
		t.Errorf("%+v (%v)", met, err)
	}
	for _, c := range []struct {
		who  audit.Actor
		seen int64
	}{{me, asked.ID}, {other, asked.ID - 1}} { // it is known, or their own
		if r, _, err := o.AskSeen(t.Context(), c.who, year, c.seen); err != nil || r.ID != asked.ID {
			t.Errorf("%s: %+v (%v)", c.who.ID, r, err)
		}
	}
	o.state.runs[asked.ID-1].State = Stopped
	o.state.jobs[len(o.state.jobs)-1].State = job.Failed
	if r, _, err := o.AskSeen(t.Context(), me, year, asked.ID-1); err != nil || r.ID != asked.ID+1 {
		t.Errorf("after one that came to nothing: %+v (%v)", r, err)
	}
}

// TestMarks: they are others once facts are recorded, a run has results or another is provisional, and only then.
func TestMarks(t *testing.T) {
	o := ready(t)
	mark := func() string {
		t.Helper()
		marks, err := o.Marks(t.Context(), me)
		if err != nil || len(marks) != 1 || len(marks[year]) != 12 {
			t.Fatal(marks, err)
		}
		return marks[year]
	}
	was := mark()
	for _, c := range []struct {
		what  string
		other bool
		do    func()
	}{
		{"nothing", false, func() {}},
		{"a run is there", true, func() { o.scored(t) }},
		{"another is asked for", false, func() { _, _, _ = o.Ask(t.Context(), me, year) }},
		{"one is settled", true, func() { _ = o.Settle(t.Context(), me, 1) }},
		{"again", false, func() { _ = o.Settle(t.Context(), me, 1) }},
		{"facts", true, func() { o.record(t, demo.Small()) }},
	} {
		c.do()
		now := mark()
		if (now != was) != c.other {
			t.Errorf("%s: %s, was %s", c.what, now, was)
		}
		was = now
	}
}

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	s := &Service{Allow: person.Nobody} // whoever reaches the store panics
	ctx, j := t.Context(), job.Job{ID: 1, Object: 1}
	for name, do := range map[string]func() error{
		"Ask":        func() error { _, _, err := s.Ask(ctx, me, year); return err },
		"Compute":    func() error { return s.Compute(ctx, me, j, silent) },
		"Settle":     func() error { return s.Settle(ctx, me, 1) },
		"Runs":       func() error { _, err := s.Runs(ctx, me, year); return err },
		"Marks":      func() error { _, err := s.Marks(ctx, me); return err },
		"AskSeen":    func() error { _, _, err := s.AskSeen(ctx, me, year, 0); return err },
		"SettleSeen": func() error { return s.SettleSeen(ctx, me, 1, 0) },
		"At":         func() error { _, err := s.At(ctx, me, year, 1); return err },
		"Run":        func() error { _, err := s.Run(ctx, me, 1); return err },
		"Load":       func() error { _, err := s.Load(ctx, me, 1); return err },
		"AskExport":  func() error { _, err := s.AskExport(ctx, me, 1, lang.ZH); return err },
		"Export":     func() error { return s.Export(ctx, me, j, silent) },
		"Document":   func() error { _, err := s.Document(ctx, me, 1); return err },
	} {
		if err := do(); errs.CodeOf(err) != errs.Forbidden || !errors.Is(err, person.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range States {
		if s.State.Name() != s.Name || State("x").Name().EN != "x" {
			t.Errorf("%s: %v", s.State, s.State.Name())
		}
	}
}
