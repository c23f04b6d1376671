package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// large is a change of n marks, as an import brings it.
func large(t testing.TB, n int, number string) []Change {
	t.Helper()
	out := make([]Change, n)
	for i := range out {
		judge := fmt.Sprintf("专家%03d", i)
		out[i] = Change{Fact: Fact{Version: 1, Record: Record{Kind: Mark, Unit: "S1", Indicator: "F1",
			Key:  KeyOf("S1", "F1", judge, "", ""),
			Body: fmt.Sprintf(`{"unit":"S1","indicator":"F1","judge":%q,"value":%q}`, judge, number)}}}
	}
	return out
}

func silent(int, int) error { return nil }

// marks is how many marks a year has, as it is read by a program that was just started.
func (o office) marks(t testing.TB) int {
	t.Helper()
	in, _, err := o.started().Latest(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	return len(in.Marks)
}

// inForce puts what was staged in force.
func (o office) inForce(t testing.TB, st Staged) (b Batch, err error) {
	t.Helper()
	err = o.InTx(t.Context(), me, func(tx Tx) error {
		id, last, err := tx.Batches().Number(t.Context())
		if err == nil {
			b, err = st.Close(t.Context(), tx, Batch{Year: year, Kind: Imported, Origin: 7, Actor: me.ID}, id, last)
		}
		return err
	})
	return b, err
}

// TestStagedIsNotThere: a large batch comes in slices, none of which anybody sees before it is closed.
func TestStagedIsNotThere(t *testing.T) {
	o := imported(t, tiny())
	was := o.marks(t)
	before, _, _ := o.Latest(t.Context(), me, year)
	var steps []int
	st, err := o.book.Stage(t.Context(), me, year, 7, large(t, 250, "80"), func(done, all int) error {
		if all != 250 {
			t.Errorf("%d of %d", done, all)
		}
		steps = append(steps, done)
		if n := o.marks(t); n != was {
			t.Errorf("%d marks are seen while they are written", n-was)
		}
		if now, batch, err := o.Latest(t.Context(), me, year); err != nil || batch != 1 || now != before {
			t.Errorf("the year moved to batch %d (%v)", batch, err)
		}
		return nil
	})
	if err != nil || !slices.Equal(steps, []int{100, 200, 250}) {
		t.Fatalf("%v (%v)", steps, err)
	}
	if o.count("Put 100") != 2 || o.count("Put 50") != 1 {
		t.Errorf("other slices than of %d", Slice)
	}
	if last, _ := o.Last(t.Context(), me, year); last != 1 || o.marks(t) != was || len(o.entries("batch.import")) != 1 {
		t.Errorf("batch %d is in force before it is closed", last)
	}
	b, err := o.inForce(t, st)
	if err != nil || b.ID != 2 || b.Digest != DigestOf(o.state.facts[2]) {
		t.Fatalf("batch %d (%v)", b.ID, err)
	}
	if o.marks(t) != was+250 || len(o.state.stages) != 0 {
		t.Errorf("%d marks, %d stages", o.marks(t)-was, len(o.state.stages))
	}
	if e := o.entries("batch.import")[1]; e.object != BatchObject(year, 2) || e.detail.(BatchDetail).Origin != 7 ||
		e.detail.(BatchDetail).Digest != b.Digest {
		t.Errorf("%+v", e)
	}
	if _, err := o.inForce(t, st); !errors.Is(err, ErrUnstaged) {
		t.Errorf("closed twice: %v", err)
	}
}

// TestASmallBatchIsNotStaged: it is added with its batch.
func TestASmallBatchIsNotStaged(t *testing.T) {
	o := imported(t, tiny())
	was := o.marks(t)
	for i, n := range []int{1, Slice} {
		o.fake.count("InTx")
		changes := large(t, n, "80")
		changes[0].Version = int64(i + 1) // the first one was recorded before
		st, err := o.book.Stage(t.Context(), me, year, 7, changes, func(int, int) error { return errSilent })
		if err != nil || o.fake.count("InTx") != 0 || len(o.state.stages) != 0 {
			t.Errorf("%d facts were staged: %v", n, err)
		}
		if _, err := o.inForce(t, st); err != nil || o.marks(t) != was+n || len(o.state.loose) != 0 {
			t.Errorf("%d of %d marks (%v)", o.marks(t)-was, n, err)
		}
		if err := o.book.Drop(t.Context(), me, st); err != nil || o.marks(t) != was+n {
			t.Errorf("dropping what isn't staged: %v", err)
		}
	}
}

// TestCancelledWhileItIsStaged: nothing is left of it, whatever stopped it.
func TestCancelledWhileItIsStaged(t *testing.T) {
	stop := errors.New("somebody wants it to stop")
	for _, c := range []struct {
		name string
		at   int // step
		how  func(o office, cancel func()) error
		want error
	}{
		{"the first step", 1, func(office, func()) error { return stop }, stop},
		{"in the middle", 2, func(office, func()) error { return stop }, stop},
		{"the last step", 3, func(office, func()) error { return stop }, stop},
		{"the program stops", 2, func(_ office, cancel func()) error { cancel(); return nil }, context.Canceled},
	} {
		o := imported(t, tiny())
		was := o.marks(t)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := o.book.Stage(ctx, me, year, 7, large(t, 250, "80"), func(int, int) error {
			if n++; n == c.at {
				return c.how(o, cancel)
			}
			return nil
		})
		cancel()
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if len(o.state.stages) != 0 || len(o.state.facts) != 1 || o.marks(t) != was {
			t.Errorf("%s: %d stages with %d lists of facts are left", c.name, len(o.state.stages), len(o.state.facts)-1)
		}
	}
}

// TestDroppedInSlices: what is given up goes as it came, and can't be put in force any more.
func TestDroppedInSlices(t *testing.T) {
	for n, drops := range map[int]int{101: 2, 200: 3, 250: 3} {
		o := imported(t, tiny())
		st, err := o.book.Stage(t.Context(), me, year, 7, large(t, n, "80"), silent)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.book.Drop(t.Context(), me, st); err != nil || o.count("Drop") != drops {
			t.Errorf("%d facts: %v", n, err)
		}
		if len(o.state.stages) != 0 || len(o.state.facts) != 1 {
			t.Errorf("%d facts: %v are left", n, o.state.stages)
		}
		if _, err := o.inForce(t, st); !errors.Is(err, ErrUnstaged) || len(o.state.batches) != 1 {
			t.Errorf("%d facts: put in force after they were dropped: %v", n, err)
		}
	}
	if err := imported(t, tiny()).book.Unstage(t.Context(), me, 0); err != nil {
		t.Error(err)
	}
}

// TestFoldingChangesNothing: the year reads the same before, in the middle and after, and what was broken off is done.
func TestFoldingChangesNothing(t *testing.T) {
	o := imported(t, tiny())
	st, err := o.book.Stage(t.Context(), me, year, 7, large(t, 250, "80"), silent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.inForce(t, st); err != nil {
		t.Fatal(err)
	}
	first := Name{Mark, KeyOf("S1", "F1", "专家000", "", "")}
	o.mustWrite(t, edit(first, 1, `{"unit":"S1","indicator":"F1","judge":"专家000","value":"90"}`)) // before it is folded
	read := func() []byte {
		in, _, err := o.started().Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		return doc(t, in)
	}
	want := read()
	broken := errors.New("the program was killed")
	o.count("InTx")
	units := 0
	o.before = func(call string) error {
		if call == "InTx" {
			if units++; units == 2 {
				return broken
			}
		}
		return nil
	}
	if err := o.book.Fold(t.Context(), me, year); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	o.before = nil
	if n := len(o.state.present[year]); len(o.state.loose) != 1 || !bytes.Equal(read(), want) {
		t.Errorf("in the middle %d facts stand in the present and the year reads otherwise", n)
	}
	o.count("Fold 100")
	if err := o.book.Fold(t.Context(), me, year); err != nil || o.count("Fold 100") != 2 || o.count("Fold 50") != 1 {
		t.Errorf("%v", err)
	}
	if len(o.state.loose) != 0 || !bytes.Equal(read(), want) || o.state.present[year][first].Version != 2 {
		t.Errorf("folded, the year reads otherwise; version %d", o.state.present[year][first].Version)
	}
	o.count("InTx")
	if err := o.book.Fold(t.Context(), me, year); err != nil || o.count("InTx") != 0 {
		t.Errorf("folded twice: %v", err)
	}
}

// TestTidying: what was forgotten goes, what somebody may be at stays, and what was broken off is done.
func TestTidying(t *testing.T) {
	o := imported(t, tiny())
	const now = 100 * 60 * 1000
	stage := func(intake, begun int64) {
		o.fake.now = begun
		if _, err := o.book.Stage(t.Context(), me, year, intake, large(t, 150, "80"), silent); err != nil {
			t.Fatal(err)
		}
	}
	stage(1, now-forgotten-1) // forgotten
	stage(2, now-forgotten-1) // a job is open
	stage(3, now-forgotten+1) // young
	stage(4, now-forgotten-1) // nobody knows
	stage(5, now-forgotten)   // forgotten, just so
	st, err := o.book.Stage(t.Context(), me, year, 9, large(t, 101, "70"), silent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.inForce(t, st); err != nil {
		t.Fatal(err)
	}
	o.fake.now = now
	unknown := errors.New("the store doesn't say")
	asked := map[int64]bool{}
	open := func(id int64) (bool, error) {
		if asked[id] = true; id == 4 {
			return false, unknown
		}
		return id == 2, nil
	}
	if err := o.book.Tidy(t.Context(), me, open); !errors.Is(err, unknown) {
		t.Errorf("%v", err)
	}
	var left []int64
	for _, s := range o.state.stages {
		if left = append(left, s.Intake); len(o.state.facts[s.ID]) != 150 {
			t.Errorf("%d facts of import %d are left", len(o.state.facts[s.ID]), s.Intake)
		}
	}
	if !slices.Equal(left, []int64{2, 3, 4}) || asked[3] || len(o.state.facts) != 5 {
		t.Errorf("the stages of imports %v are left", left)
	}
	if len(o.state.loose) != 0 {
		t.Error("what was broken off isn't folded")
	}
	o.fake.now += forgotten
	err = o.book.Tidy(t.Context(), me, func(int64) (bool, error) { return false, nil })
	if err != nil || len(o.state.stages) != 0 || len(o.state.facts) != 2 {
		t.Errorf("later: %v (%v)", o.state.stages, err)
	}
}

// TestWhatOneSealSays: no part of a version can be changed, or moved into another, without another seal.
func TestWhatOneSealSays(t *testing.T) {
	base := Fact{Version: 1, Salt: "s"}
	base.Record = Record{Kind: Value, Key: "k", Unit: "u", Indicator: "i", Period: "p", Body: "b"}
	seen := map[string]string{base.Digest(year): "itself"}
	for name, do := range map[string]func(f *Fact){
		"kind": func(f *Fact) { f.Kind = Target }, "key": func(f *Fact) { f.Key = "l" },
		"unit": func(f *Fact) { f.Unit = "v" }, "indicator": func(f *Fact) { f.Indicator = "j" },
		"period": func(f *Fact) { f.Period = "q" }, "body": func(f *Fact) { f.Body = "c" },
		"version": func(f *Fact) { f.Version = 2 }, "withdrawn": func(f *Fact) { f.Withdrawn = true },
		"salt": func(f *Fact) { f.Salt = "t" }, "moved": func(f *Fact) { f.Unit, f.Indicator = "ui", "" },
		"moved on": func(f *Fact) { f.Period, f.Body = "", "pb" },
	} {
		f := base
		do(&f)
		if was, ok := seen[f.Digest(year)]; ok {
			t.Errorf("%s has the seal of %s", name, was)
		}
		seen[f.Digest(year)] = name
	}
	if _, ok := seen[base.Digest(year+1)]; ok {
		t.Error("another year has the same seal")
	}
	a, b := Fact{Seal: "1"}, Fact{Seal: "2"}
	if DigestOf([]Fact{a, b}) != DigestOf([]Fact{b, a}) || DigestOf([]Fact{a}) == DigestOf([]Fact{a, a}) {
		t.Error("the digest of a batch depends on the order, or not on the number, of its facts")
	}
}

// TestWhatComesIsCompared: Changes says of each fact what a batch does to it.
func TestWhatComesIsCompared(t *testing.T) {
	known := func(n string, v int64, gone bool) Fact {
		return Fact{Record: Record{Kind: Target, Key: KeyOf(n), Body: `{"n":"` + n + `"}`}, Version: v, Withdrawn: gone}
	}
	was := []Fact{known("same", 1, false), known("other", 2, false), known("gone", 3, true), known("left", 4, false),
		known("long gone", 5, true), known("moved", 6, false)}
	coming := []Record{{Kind: Target, Key: KeyOf("moved"), Body: `{"n":"moved","source":{"file":"b.xlsx","cell":"A9"}}`},
		was[0].Record, {Kind: Target, Key: KeyOf("other"), Body: `{"n":"2"}`},
		{Kind: Target, Key: KeyOf("gone"), Body: was[2].Body}, {Kind: Unit, Key: KeyOf("new"), Body: `{}`}}
	for _, whole := range []bool{false, true} {
		changes, n := Changes(was, coming, whole)
		want := Counts{Added: 2, Changed: 1, Same: 2}
		say := []string{`unit ["new"] 1 added`, `target ["gone"] 4 added`, `target ["other"] 3 changed`}
		if whole {
			want.Withdrawn = 1
			say = []string{say[0], say[1], `target ["left"] 5 withdrawn`, say[2]}
		}
		var got []string
		for _, c := range changes {
			got = append(got, fmt.Sprintf("%s %s %d %s", c.Kind, c.Key, c.Version, c.How()))
		}
		if n != want || !slices.Equal(got, say) || n.Recorded() != len(say) || !n.Any() {
			t.Errorf("whole: %v: %+v\n%q\nwant %+v\n%q", whole, n, got, want, say)
		}
	}
	if changes, n := Changes(was[:1], []Record{was[0].Record}, true); len(changes) != 0 || n.Any() {
		t.Errorf("%v %+v", changes, n)
	}
}
