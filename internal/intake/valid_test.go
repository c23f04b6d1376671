package intake

import (
	"errors"
	"slices"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/ledger"
	"shiji/internal/score"
)

// TestValidRowsAlone: rows with errors stay out, what is known of them stays, and everything else is recorded.
func TestValidRowsAlone(t *testing.T) {
	broken := func(in score.Input) book {
		return func(*score.Input, []fact.Answer) (score.Input, errs.Findings) {
			return in, errs.Findings{wrong(in, "S1"), wrong(in, "S3")}
		}
	}
	all := small(with("S1", "10"), with("S2", "20"), with("S3", "30"))
	o, in := looked(t, Replace, broken(all))
	if in.State != Refused {
		t.Fatal(in.State)
	}
	changes, n, batch, err := o.Preview(t.Context(), me, in.ID)
	if err != nil || len(changes) != 1 || n.Left != 2 || n.Changed != 1 || n.Withdrawn != 0 || batch != 1 {
		t.Fatalf("%+v against batch %d (%v)", n, batch, err)
	}
	if _, err := o.Confirm(t.Context(), me, in.ID, Consent{Seen: 1}); !errors.Is(err, ErrState) {
		t.Errorf("with its errors: %v", err)
	}
	if err := o.do(t, o.agree(t, in)); err != nil {
		t.Fatal(err)
	}
	now := o.of(t, in.ID)
	if now.State != Recorded || now.Mode != Valid || now.Counts != n {
		t.Errorf("%s as %s: %+v", now.State, now.Mode, now.Counts)
	}
	snap, err := o.Book.Present(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	for unit, want := range map[string]string{"S1": "97", "S2": "20", "S3": "91"} {
		if got := snap.Input.Actuals[at(*snap.Input, unit)].Values[0].Number.String(); got != want {
			t.Errorf("%s has %s, want %s", unit, got, want)
		}
	}
}

// TestValidRowsOfAnAddition are looked at together with what is known.
func TestValidRowsOfAnAddition(t *testing.T) {
	o := known(t)
	add := part("20", "S1", "S2")
	in := o.look(t, Guess, o.upload("part", func(known *score.Input, a []fact.Answer) (score.Input, errs.Findings) {
		in, found := add(known, a)
		if known != nil {
			found = append(found, wrong(in, "S1"))
		}
		return in, found
	}))
	if in.State != Refused || in.Mode != Add {
		t.Fatalf("%s as %s", in.State, in.Mode)
	}
	if err := o.do(t, o.agree(t, in)); err != nil {
		t.Fatal(err)
	}
	want := ledger.Counts{Changed: 1, Left: 1}
	if now := o.of(t, in.ID); now.Mode != ValidAdd || now.Counts.Changed != want.Changed || now.Counts.Left != want.Left {
		t.Errorf("%s: %+v", now.Mode, now.Counts)
	}
}

// TestErrorsThatAreAboutMore: of the settings, the tree, a sheet, a heading, or of a row that can't be told.
func TestErrorsThatAreAboutMore(t *testing.T) {
	in := small()
	cell := in.Actuals[0].Source
	in.Scheme.Source = fact.Source{File: cell.File, Sheet: "年度", Cell: "A1"}
	in.Scheme.Leaves = slices.Clone(in.Scheme.Leaves)
	in.Scheme.Leaves[0].Source = fact.Source{File: cell.File, Sheet: "三级指标", Cell: "A2"}
	in.Targets = slices.Clone(in.Targets)
	in.Targets[0].Source.File, in.Targets[0].Source.Sheet, in.Targets[0].Source.Cell = cell.File, "三级指标", "A9"
	for _, c := range []struct {
		name string
		code errs.Code
		at   fact.Source
		left int // rows; 0: they can't be left out
	}{
		{"a row of data", errs.CellNotNumber, cell, 1},
		{"a cell of the same row", errs.CellNotNumber, cell.At("F2"), 1},
		{"the settings", errs.CellNotNumber, in.Scheme.Source, 0},
		{"a row beside the tree", errs.CellNotNumber, in.Targets[0].Source, 0},
		{"a sheet", errs.SheetMissing, cell, 0},
		{"a heading", errs.ColumnMissing, cell, 0},
		{"a sheet with no data", errs.CellNotNumber, fact.Source{File: cell.File, Sheet: "说明", Cell: "A2"}, 0},
		{"a column", errs.CellNotNumber, cell.At("F"), 0},
		{"no cell", errs.CellNotNumber, cell.At(""), 0},
		{"row zero", errs.CellNotNumber, cell.At("F0"), 0},
	} {
		found := errs.Findings{errs.New(c.code, c.at, "1o", "x", "y")}
		fine := func(score.Input) (errs.Findings, error) { return nil, nil }
		out, left, ok, err := ValidRows(in, found, fine)
		if ok != (c.left > 0) || left != c.left || err != nil {
			t.Errorf("%s: %d rows left out: %v (%v)", c.name, left, ok, err)
		}
		if ok && len(out.Actuals) != len(in.Actuals)-c.left {
			t.Errorf("%s: %d reports of %d", c.name, len(out.Actuals), len(in.Actuals))
		}
	}
}

// TestRowsThatFollow: what is wrong without a row goes too; what stays wrong without its row can't be left out.
func TestRowsThatFollow(t *testing.T) {
	in := small()
	first := errs.Findings{wrong(in, "S1")}
	left, next := 0, map[int]errs.Findings{1: {wrong(in, "S2")}, 2: {wrong(in, "S3")}}
	_, n, ok, err := ValidRows(in, first, func(x score.Input) (errs.Findings, error) {
		left++
		if got := len(in.Actuals) - len(x.Actuals); got != left {
			t.Errorf("round %d: %d rows are out", left, got)
		}
		return next[left], nil
	})
	if !ok || n != 3 || left != 3 || err != nil {
		t.Errorf("%d rows after %d rounds: %v (%v)", n, left, ok, err)
	}
	_, _, ok, _ = ValidRows(in, first, func(score.Input) (errs.Findings, error) { return first, nil })
	if ok {
		t.Error("what is wrong without its row was left out")
	}
	if _, _, ok, _ := ValidRows(in, nil, nil); ok {
		t.Error("of a year without errors rows were left out")
	}
	broken := errors.New("the store is gone")
	_, _, ok, err = ValidRows(in, first, func(score.Input) (errs.Findings, error) { return nil, broken })
	if ok || !errors.Is(err, broken) {
		t.Errorf("%v (%v)", ok, err)
	}
	none := in
	none.Scheme.Year = 0
	if _, _, ok, _ := ValidRows(none, first, nil); ok {
		t.Error("of no year rows were left out")
	}
}

// TestModesAndStatesHaveWords: each in both languages, and what isn't one reads as it is.
func TestModesAndStatesHaveWords(t *testing.T) {
	for _, m := range Modes {
		if m.Mode.Name().ZH == string(m.Mode) || m.Mode.Does().EN == "" || m.Mode.Name() != m.Name {
			t.Errorf("%s: %v", m.Mode, m.Mode.Name())
		}
	}
	for _, s := range States {
		if s.State.Name() != s.Name || s.Name.ZH == "" || s.Name.EN == "" {
			t.Errorf("%s: %v", s.State, s.State.Name())
		}
	}
	if Mode("x").Name().EN != "x" || Mode("x").Does().EN != "x" || State("x").Name().EN != "x" {
		t.Error("what there isn't has a name")
	}
	for m, kept := range map[Mode]bool{Replace: false, Add: true, Valid: true, ValidAdd: true} {
		if m.Kept() != kept {
			t.Errorf("%s keeps what isn't mentioned: %v", m, m.Kept())
		}
	}
}
