package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/ledger"
	"shiji/internal/score"
)

// says is the year as it is known now, as a document.
func (o *office) says(t testing.TB) []byte {
	t.Helper()
	base, err := o.Book.Known(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := json.Marshal(base.Input)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestTakenBack: the year says what it said before, whatever the import did to it.
func TestTakenBack(t *testing.T) {
	for _, c := range []struct {
		name string
		mode Mode
		book book
		want ledger.Counts
	}{
		{"numbers that were changed", Guess, part("50", "S1", "S2"), ledger.Counts{Changed: 2}},
		{"rows that were withdrawn", Replace, fewer(2), ledger.Counts{Added: 4}},
		{"hundreds of signatures", Guess, signed("李四"), ledger.Counts{Changed: 130}},
		{"rows that were added", Replace, whole(small(func(in *score.Input) {
			for k, n := range []string{"M01", "M02"} {
				a := &in.Actuals[at(*in, fmt.Sprintf("S%d", k+1))]
				v := a.Values[0]
				v.Period = n
				a.Values = append(slices.Clone(a.Values), v)
			}
		})), ledger.Counts{Withdrawn: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := known(t)
			was := o.says(t)
			in := o.bring(t, c.mode, o.upload("again", c.book))
			if bytes.Equal(o.says(t), was) {
				t.Fatal("the import changes nothing")
			}
			o.write(t, value("S9", "7")) // others work on
			batch, clash, err := o.Undo(t.Context(), me, in.ID)
			if err != nil || clash != nil || batch != 4 {
				t.Fatalf("batch %d, %v (%v)", batch, clash, err)
			}
			b := o.state.batches[3]
			if b.Kind != ledger.Undone || b.Origin != in.Batch || b.Actor != me.ID || b.Counts != c.want {
				t.Errorf("%+v, want %+v", b, c.want)
			}
			if now := o.of(t, in.ID); now.State != Withdraw {
				t.Errorf("%s", now.State)
			}
			o.write(t, value("S9", "73")) // as it was, signed by somebody else
			now := strings.Replace(string(o.says(t)), `,"source":{"person":"张三","act":"approval"}`, "", 1)
			if now != string(was) {
				t.Errorf("the year says something else\n%s\n%s", now, was)
			}
			if _, _, err := o.Undo(t.Context(), me, in.ID); !errors.Is(err, ErrState) {
				t.Errorf("taken back twice: %v", err)
			}
			o.once(t, 5, 0)
			if len(o.state.loose) != 0 {
				t.Errorf("%d batches aren't folded", len(o.state.loose))
			}
		})
	}
}

// TestLaterBatchesStand: what somebody changed since is named, and nothing is taken back.
func TestLaterBatchesStand(t *testing.T) {
	o := known(t)
	second := o.bring(t, Guess, o.upload("part", part("50", "S1", "S2", "S3")))
	third := o.bring(t, Guess, o.upload("more", part("60", "S2", "S3")))
	_, clash, err := o.Undo(t.Context(), me, second.ID)
	var units []string
	for _, r := range clash {
		units = append(units, r.Unit)
	}
	slices.Sort(units)
	if !errors.Is(err, ErrLater) || errs.CodeOf(err) != errs.Conflict || !slices.Equal(units, []string{"S2", "S3"}) {
		t.Errorf("%v (%v)", units, err)
	}
	if o.once(t, 3, 0); o.of(t, second.ID).State != Recorded {
		t.Error(o.of(t, second.ID).State)
	}
	for _, in := range []Intake{third, second} { // from the last to the first it goes
		if _, clash, err := o.Undo(t.Context(), me, in.ID); err != nil || clash != nil {
			t.Errorf("import %d: %v (%v)", in.ID, clash, err)
		}
	}
	o.once(t, 5, 0)
	fourth := o.bring(t, Guess, o.upload("fourth", part("70", "S1")))
	o.write(t, value("S1", "71"))
	if _, clash, err := o.Undo(t.Context(), me, fourth.ID); !errors.Is(err, ErrLater) || len(clash) != 1 {
		t.Errorf("corrected by hand since: %v (%v)", clash, err)
	}
}

// TestTheSameAgainIsAnothers: what a later import set to the same value is its own, and isn't taken back from under it.
func TestTheSameAgainIsAnothers(t *testing.T) {
	o := known(t)
	b := o.bring(t, Guess, o.upload("b", part("50", "S1")))
	c := o.bring(t, Guess, o.upload("c", part("60", "S1")))
	d := o.bring(t, Guess, o.upload("d", part("50", "S1")))
	if _, clash, err := o.Undo(t.Context(), me, b.ID); !errors.Is(err, ErrLater) || len(clash) != 1 {
		t.Errorf("%v (%v)", clash, err)
	}
	for _, in := range []Intake{d, c, b} {
		if _, _, err := o.Undo(t.Context(), me, in.ID); err != nil {
			t.Errorf("import %d: %v", in.ID, err)
		}
	}
}

// TestWrittenWhileItIsTakenBack: it is worked out again, as often as that may be.
func TestWrittenWhileItIsTakenBack(t *testing.T) {
	target := ledger.Edit{Kind: ledger.Target, Key: ledger.KeyOf("S7", "A1"), On: -1,
		Body: `{"unit":"S7","indicator":"A1","value":{"value":"101"}}`}
	for _, c := range []struct {
		name  string
		write func(n int) ledger.Edit
		times int
		tries int // units of work of ours that try
		want  error
	}{
		{"nothing", nil, 0, 1, nil},
		{"others' facts, all the time", func(n int) ledger.Edit { return value("S9", fmt.Sprint(n)) }, 99, 1, nil},
		{"one of its facts", func(int) ledger.Edit { return value("S1", "7") }, 1, 1, ErrLater},
		{"the frame, once", func(int) ledger.Edit { return target }, 1, 2, nil},
		{"the frame, twice", func(n int) ledger.Edit {
			e := target
			e.Body = strings.Replace(e.Body, "101", fmt.Sprint(100+n), 1)
			return e
		}, 2, 3, nil},
		{"the frame, all the time", func(n int) ledger.Edit {
			e := target
			e.Body = strings.Replace(e.Body, "101", fmt.Sprint(100+n), 1)
			return e
		}, 99, triesToUndo, ErrStale},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := known(t)
			in := o.bring(t, Guess, o.upload("part", part("50", "S1", "S2")))
			n := 0
			o.before = func() error {
				if n++; n <= c.times && c.write != nil {
					o.write(t, c.write(n))
				}
				return nil
			}
			_, _, err := o.Undo(t.Context(), me, in.ID)
			o.before = nil
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || n != c.tries {
				t.Errorf("after %d tries: %v", n, err)
			}
			if want := map[bool]State{true: Withdraw, false: Recorded}[c.want == nil]; o.of(t, in.ID).State != want {
				t.Errorf("%s", o.of(t, in.ID).State)
			}
			o.once(t, len(o.state.batches), 0)
		})
	}
}

// TestWhatWouldBreak: a year isn't left with a value whose report goes, or with errors.
func TestWhatWouldBreak(t *testing.T) {
	o := newOffice()
	lone := func(in *score.Input) {
		i := at(*in, "S1")
		in.Actuals = slices.Delete(slices.Clone(in.Actuals), i, i+1)
	}
	bare := func(in *score.Input) { in.Actuals[at(*in, "S1")].Values = nil }
	o.bring(t, Replace, o.upload("year", whole(small(lone))))
	in := o.bring(t, Replace, o.upload("report", whole(small(bare))))
	o.write(t, value("S1", "7"))
	_, _, err := o.Undo(t.Context(), me, in.ID)
	if !errors.Is(err, ErrBreaks) || o.of(t, in.ID).State != Recorded {
		t.Errorf("a report went from under its value: %v", err)
	}
	o = newOffice()
	first := small(func(in *score.Input) {
		in.Roster.Units = slices.Clone(in.Roster.Units)[:9] // without the exempt one
	})
	o.bring(t, Replace, o.upload("year", whole(first)))
	in = o.bring(t, Replace, o.upload("unit", whole(small())))
	o.write(t, ledger.Edit{Kind: ledger.Target, Key: ledger.KeyOf("X1", "A1"), On: -1,
		Body: `{"unit":"X1","indicator":"A1","value":{"value":"101"}}`})
	if _, _, err = o.Undo(t.Context(), me, in.ID); !errors.Is(err, ErrBreaks) {
		t.Errorf("a unit went that has a target: %v", err)
	}
}

// TestAUnitThatGoesMeanwhile: whoever writes about a unit that is taken back isn't left alone with it.
func TestAUnitThatGoesMeanwhile(t *testing.T) {
	o := newOffice()
	o.bring(t, Replace, o.upload("year", whole(small(func(in *score.Input) {
		in.Roster.Units = slices.Clone(in.Roster.Units)[:9]
	}))))
	in := o.bring(t, Replace, o.upload("unit", whole(small())))
	o.before = func() error {
		o.write(t, ledger.Edit{Kind: ledger.Actual, Key: ledger.KeyOf("X1", "A1", "A"), On: -1,
			Body: `{"unit":"X1","indicator":"A1","item":"A","status":"verified"}`})
		o.before = nil
		return nil
	}
	if _, _, err := o.Undo(t.Context(), me, in.ID); !errors.Is(err, ErrBreaks) || o.of(t, in.ID).State != Recorded {
		t.Errorf("%s (%v)", o.of(t, in.ID).State, err)
	}
	o.once(t, 3, 0)
}

// TestAWholeYearIsTakenBack in slices; killed in the middle, it stands as before.
func TestAWholeYearIsTakenBack(t *testing.T) {
	for killed := 1; ; killed++ {
		o := newOffice()
		in := o.bring(t, Replace, o.upload("year", whole(small())))
		was := o.says(t)
		o.begun = 0
		o.before = func() error {
			if o.begun >= killed {
				return errKilled
			}
			return nil
		}
		_, _, err := o.Undo(t.Context(), me, in.ID)
		o.before = nil
		if err != nil {
			if !errors.Is(err, errKilled) || o.of(t, in.ID).State != Recorded || !bytes.Equal(o.says(t), was) {
				t.Fatalf("killed in unit of work %d: %s (%v)", killed, o.of(t, in.ID).State, err)
			}
			if _, _, err = o.Undo(t.Context(), me, in.ID); err != nil {
				t.Fatalf("after it was killed in unit of work %d: %v", killed, err)
			}
		}
		o.once(t, 2, map[bool]int{true: 1}[killed > 1 && len(o.state.stages) > 0])
		if _, err := o.Book.Present(t.Context(), year); !errors.Is(err, ledger.ErrNone) {
			t.Errorf("the year is there: %v", err)
		}
		if len(o.state.stages) == 0 && killed > 3 {
			return
		}
	}
}

// TestWhatCantBeTakenBack: an import that recorded nothing, or isn't recorded, and a year that is closed.
func TestWhatCantBeTakenBack(t *testing.T) {
	o := newOffice()
	first := o.bring(t, Replace, o.upload("year", whole(small())))
	same := o.bring(t, Replace, o.upload("same", whole(small())))
	waits := o.look(t, Replace, o.upload("waits", whole(small(with("S1", "50")))))
	for _, id := range []int64{same.ID, waits.ID} {
		if _, _, err := o.Undo(t.Context(), me, id); !errors.Is(err, ErrState) {
			t.Errorf("import %d, %s: %v", id, o.of(t, id).State, err)
		}
	}
	if _, _, err := o.Undo(t.Context(), me, 99); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	o.state.closed[year] = ledger.Year{Year: year, State: ledger.YearClosed}
	if _, _, err := o.Undo(t.Context(), me, first.ID); !errors.Is(err, ledger.ErrClosed) || len(o.state.stages) != 0 {
		t.Errorf("%d stages (%v)", len(o.state.stages), err)
	}
	delete(o.state.closed, year)
	raced := false
	o.before = func() error { // somebody else takes it back at the same time
		if !raced {
			raced = true
			o.state.imports[first.ID-1].State = Withdraw
		}
		return nil
	}
	if _, _, err := o.Undo(t.Context(), me, first.ID); !errors.Is(err, ErrState) || len(o.state.batches) != 1 {
		t.Errorf("taken back at the same time: %v", err)
	}
}
