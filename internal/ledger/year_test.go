package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiji/internal/calendar"
	"shiji/internal/errs"
	"shiji/internal/rule"
)

// TestClosedTakesNothing: a closed year takes no fact, a closed period no value of its own; opened again, they do.
func TestClosedTakesNothing(t *testing.T) {
	q1 := Name{Value, KeyOf("S1", "A1", rule.Actual, "Q1")}
	first := `{"period":"Q1","number":"20"}`
	for _, c := range []struct {
		name   string
		closed []string // periods; empty: the year
		edits  []Edit
		ok     bool
	}{
		{"nothing is closed", nil, []Edit{edit(q1, 0, first)}, true},
		{"the year: a value", []string{""}, []Edit{edit(value, 1, number("1"))}, false},
		{"the year: a target", []string{""}, []Edit{edit(goal, 1, targetBody)}, false},
		{"the year: a withdrawal", []string{""}, []Edit{withdrawn(goal, 1)}, false},
		{"a quarter: its value", []string{"Q1"}, []Edit{edit(q1, 0, first)}, false},
		{"a quarter: another's value", []string{"Q2"}, []Edit{edit(q1, 0, first)}, true},
		{"a quarter: the year's value", []string{"Q1"}, []Edit{edit(value, 1, number("1"))}, true},
		{"a quarter: a target", []string{"Q1"}, []Edit{edit(goal, 1, targetBody)}, true},
		{"a quarter: its value beside others", []string{"Q1"}, []Edit{edit(goal, 1, targetBody), edit(q1, 0, first)}, false},
		{"two periods", []string{"Q1", "Y"}, []Edit{withdrawn(value, 1)}, false},
		{"the year and a quarter", []string{"Q1", ""}, []Edit{edit(goal, 1, targetBody)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := imported(t, small())
			for _, p := range c.closed {
				if err := o.Service.Close(t.Context(), me, year, p); err != nil {
					t.Fatal(err)
				}
			}
			_, err := o.write(t, me, c.edits...)
			if (err == nil) != c.ok || !c.ok && (!errors.Is(err, ErrClosed) || errs.CodeOf(err) != errs.Conflict) {
				t.Fatalf("%v", err)
			}
			if n := len(o.state.batches); !c.ok && n != 1 {
				t.Errorf("%d batches", n)
			}
			for _, p := range c.closed {
				if err := o.Reopen(t.Context(), me, year, p); err != nil {
					t.Fatal(err)
				}
			}
			if !c.ok {
				o.mustWrite(t, c.edits...)
			}
		})
	}
}

// TestWhatIsClosedIsNamed in the refusal, in the words of the field.
func TestWhatIsClosedIsNamed(t *testing.T) {
	o := imported(t, small())
	if err := o.Service.Close(t.Context(), me, year, "Y"); err != nil {
		t.Fatal(err)
	}
	_, err := o.write(t, me, edit(value, 1, number("1")))
	if says := fmt.Sprint(err); !strings.Contains(says, "year") || !strings.Contains(says, "S1 A1") {
		t.Error(says)
	}
	if err := o.Service.Close(t.Context(), me, year, ""); err != nil {
		t.Fatal(err)
	}
	_, err = o.write(t, me, edit(value, 1, number("1")))
	if says := fmt.Sprint(err); !strings.Contains(says, "the year 2013 is closed") {
		t.Error(says)
	}
}

// TestClosedTwiceIsClosedOnce: the second time changes nothing, and the chain doesn't say it.
func TestClosedTwiceIsClosedOnce(t *testing.T) {
	o := imported(t, small())
	steps := []struct {
		do     func() error
		state  YearState
		closed []string
		says   string // the entry in the chain; empty: none
	}{
		{func() error { return o.Reopen(t.Context(), me, year, "") }, YearOpen, nil, ""},
		{func() error { return o.Reopen(t.Context(), me, year, "Q1") }, YearOpen, nil, ""},
		{func() error { return o.Service.Close(t.Context(), me, year, "Q1") }, YearOpen, []string{"Q1"}, "year.close"},
		{func() error { return o.Service.Close(t.Context(), me, year, "Q1") }, YearOpen, []string{"Q1"}, ""},
		{func() error { return o.Service.Close(t.Context(), me, year, "M03") }, YearOpen, []string{"M03", "Q1"},
			"year.close"},
		{func() error { return o.Service.Close(t.Context(), me, year, "") }, YearClosed, []string{"M03", "Q1"}, "year.close"},
		{func() error { return o.Service.Close(t.Context(), me, year, "") }, YearClosed, []string{"M03", "Q1"}, ""},
		{func() error { return o.Reopen(t.Context(), me, year, "M03") }, YearClosed, []string{"Q1"}, "year.reopen"},
		{func() error { return o.Reopen(t.Context(), me, year, "M03") }, YearClosed, []string{"Q1"}, ""},
		{func() error { return o.Reopen(t.Context(), me, year, "") }, YearOpen, []string{"Q1"}, "year.reopen"},
		{func() error { return o.Reopen(t.Context(), me, year, "Q1") }, YearOpen, []string{}, "year.reopen"},
	}
	for i, s := range steps {
		was := len(o.state.chain)
		if err := s.do(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		y, err := o.Standing(t.Context(), me, year)
		if err != nil || y.State != s.state || !slices.Equal(y.Closed, s.closed) || y.Year != year {
			t.Errorf("step %d: %+v, want %s %v (%v)", i, y, s.state, s.closed, err)
		}
		added := o.state.chain[was:]
		if s.says == "" && len(added) > 0 || s.says != "" && (len(added) != 1 || added[0].action != s.says ||
			added[0].object != "year/2013") {
			t.Errorf("step %d: the chain says %+v", i, added)
		}
	}
	if o.count("Hold 1") != len(steps) || o.count("Hold 0") != 0 {
		t.Error("a year is turned by who has it alone")
	}
}

// TestWhatCantBeClosed: a period that there isn't, and a year that nobody imported.
func TestWhatCantBeClosed(t *testing.T) {
	o := imported(t, small())
	for _, c := range []struct {
		year   int
		period string
	}{{year, "Q5"}, {year, "全年"}, {year + 1, ""}, {year + 1, "Q1"}, {0, ""}} {
		err1 := o.Service.Close(t.Context(), me, c.year, c.period)
		err2 := o.Reopen(t.Context(), me, c.year, c.period)
		if !errors.Is(err1, ErrNone) || !errors.Is(err2, ErrNone) {
			t.Errorf("%d %q: %v, %v", c.year, c.period, err1, err2)
		}
	}
	if len(o.entries("year.")) != 0 || len(o.state.years) != 0 {
		t.Errorf("%v", o.state.years)
	}
	for _, p := range calendar.Periods { // each that there is
		if err := o.Service.Close(t.Context(), me, year, p.Code); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
	}
	if y, _ := o.Standing(t.Context(), me, year); len(y.Closed) != len(calendar.Periods) {
		t.Errorf("%v", y.Closed)
	}
}

// TestWritersShareAYear: a correction doesn't keep others from writing.
func TestWritersShareAYear(t *testing.T) {
	o := imported(t, small())
	o.mustWrite(t, edit(value, 1, number("1")))
	if o.count("Hold 0") != 1 || o.count("Hold 1") != 0 {
		t.Error("an append holds the year alone")
	}
	if err := (Year{State: YearClosed}).Takes(); err != nil {
		t.Errorf("nothing is taken by everyone: %v", err)
	}
}
