package ledger

import (
	"errors"
	"slices"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/score"
)

// read is the tiny year as it was read from a file: each report in a row of its own.
func read(file string, number int64) score.Input {
	in := tiny()
	for i := range in.Actuals {
		a := &in.Actuals[i]
		a.Source.File, a.Source.Sheet, a.Source.Cell = file, "实绩", "A"+string(rune('1'+i))
		a.Values = slices.Clone(a.Values)
		a.Values[0].Source = a.Source.At("F" + string(rune('1'+i)))
		if n := decimal.Int(number); i == 0 {
			a.Values[0].Number = &n
		}
	}
	return in
}

// TestWhichFileAFactIsFrom: of one name there may have been several files, and a cell says nothing without its file.
func TestWhichFileAFactIsFrom(t *testing.T) {
	o := newOffice()
	o.record(t, Imported, read("实绩.xlsx", 10), map[string]string{"实绩.xlsx": "one", "方案.xlsx": "scheme"})
	src := read("实绩.xlsx", 10).Actuals[0].Values[0].Source
	file := func(batch int64, unit, indicator string, at fact.Source) string {
		t.Helper()
		origins, err := o.Origins(t.Context(), me, year, batch)
		if err != nil {
			t.Fatal(err)
		}
		return origins.File(unit, indicator, at)
	}
	for at, want := range map[fact.Source]string{src: "one", {File: "方案.xlsx", Sheet: "x", Cell: "A1"}: "scheme",
		{File: "别的.xlsx", Sheet: "实绩", Cell: "F1"}: "", {}: ""} {
		if got := file(1, "S1", "A1", at); got != want {
			t.Errorf("%+v is in %q, want %q", at, got, want)
		}
	}
	// Again, under the same name, with another number in the first row.
	o.record(t, Imported, read("实绩.xlsx", 20), map[string]string{"实绩.xlsx": "two"})
	second := read("实绩.xlsx", 20).Actuals[1]
	for _, c := range []struct {
		name            string
		batch           int64
		unit, indicator string
		at              fact.Source
		want            string
	}{
		{"what was changed", 2, "S1", "A1", src, "two"},
		{"as it was before", 1, "S1", "A1", src, "one"},
		{"what stayed", 2, second.Unit, second.Indicator, second.Values[0].Source, "one"},
		{"a place alone", 2, "", "", src, "two"},
		{"the row of what was changed", 2, "S1", "A1", read("实绩.xlsx", 20).Actuals[0].Source, "one"},
		{"a place that nobody read", 2, "S1", "A1", fact.Source{File: "实绩.xlsx", Sheet: "实绩", Cell: "Z9"}, ""},
	} {
		if got := file(c.batch, c.unit, c.indicator, c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWhatWasTakenBackIsFromBefore: a correction that takes an import back brings back what an earlier file said.
func TestWhatWasTakenBackIsFromBefore(t *testing.T) {
	o := newOffice()
	o.record(t, Imported, read("实绩.xlsx", 10), map[string]string{"实绩.xlsx": "one"})
	o.record(t, Imported, read("实绩.xlsx", 20), map[string]string{"实绩.xlsx": "two"})
	was := o.state.facts[1][slices.IndexFunc(o.state.facts[1], func(f Fact) bool { return f.Named() == value })]
	o.close(t, Batch{Year: year, Kind: Undone, Origin: 2}, []Change{{Fact: Fact{Record: was.Record, Version: 3}}})
	origins, err := o.Origins(t.Context(), me, year, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := origins.File("S1", "A1", read("实绩.xlsx", 10).Actuals[0].Values[0].Source); got != "one" {
		t.Errorf("from %q", got)
	}
	lines, err := o.History(t.Context(), me, year, About{Unit: "S1", Indicator: "A1", Kind: Value})
	if err != nil || len(lines) != 1 || len(lines[0].Versions) != 3 {
		t.Fatalf("%v (%v)", lines, err)
	}
	for i, want := range []string{"one", "two", "one"} {
		if got := lines[0].Versions[i].Files["实绩.xlsx"]; got != want {
			t.Errorf("version %d was read from %q, want %q", i+1, got, want)
		}
	}
}

// TestOriginsAreReadOnce: acts in the house change nothing about files.
func TestOriginsAreReadOnce(t *testing.T) {
	o := newOffice()
	o.record(t, Imported, read("实绩.xlsx", 10), map[string]string{"实绩.xlsx": "one"})
	first, err := o.Origins(t.Context(), me, year, 1)
	if err != nil {
		t.Fatal(err)
	}
	o.mustWrite(t, edit(value, 1, number("50")))
	o.count("View")
	again, err := o.Origins(t.Context(), me, year, 2)
	if err != nil || again != first || o.count("View") != 1 {
		t.Errorf("they were read again (%v)", err)
	}
	for range keptOrigins + 1 { // each is another; not all are kept
		in := read("实绩.xlsx", int64(len(o.state.batches)))
		b := o.record(t, Imported, in, map[string]string{"实绩.xlsx": "one"})
		if _, err := o.Origins(t.Context(), me, year, b.ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(o.book.origins); n > keptOrigins {
		t.Errorf("%d years of origins are kept", n)
	}
	o.mustWrite(t, withdrawn(value, o.now(t, value).Version))
	if _, err := o.Origins(t.Context(), me, 1999, 1); err != nil {
		t.Errorf("of a year that there isn't: %v", err)
	}
}

// TestFilesOfAYear: those that it names, each content of them, as far as a batch knows.
func TestFilesOfAYear(t *testing.T) {
	o := newOffice()
	o.record(t, Imported, read("实绩.xlsx", 10), map[string]string{"实绩.xlsx": "one", "封面.xlsx": "cover"})
	o.record(t, Imported, read("实绩.xlsx", 20), map[string]string{"实绩.xlsx": "two"})
	o.record(t, Imported, read("补报.xlsx", 30), map[string]string{"补报.xlsx": "three"})
	for batch, want := range map[int64][]fact.File{
		1: {{Name: "实绩.xlsx", SHA256: "one"}},
		2: {{Name: "实绩.xlsx", SHA256: "one"}, {Name: "实绩.xlsx", SHA256: "two"}},
		3: {{Name: "实绩.xlsx", SHA256: "one"}, {Name: "实绩.xlsx", SHA256: "two"}, {Name: "补报.xlsx", SHA256: "three"}},
	} {
		got, err := o.Files(t.Context(), me, year, batch)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("batch %d: %v, want %v (%v)", batch, got, want, err)
		}
	}
	if _, err := o.Files(t.Context(), me, year, 0); !errors.Is(err, ErrNone) {
		t.Errorf("before anything was known: %v", err)
	}
}
