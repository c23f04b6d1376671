package sheet_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/sheet"
)

// TestReadOnto: what is added to a known year needs no frame of its own; settings and scheme, which are nothing without each other, come together.
func TestReadOnto(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "2014.xlsx")
	if err := sheet.WriteYear(whole, demo.Small()); err != nil {
		t.Fatal(err)
	}
	known, found, err := sheet.Read(whole)
	if err != nil || found.HasErrors() {
		t.Fatal(found, err)
	}
	// only writes a workbook that has some of the sheets, the first unit alone among them.
	only := func(names ...string) string {
		f, err := excelize.OpenFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, name := range f.GetSheetList() {
			if !slices.Contains(names, name) {
				err = f.DeleteSheet(name)
			} else if name == "单位" {
				for err == nil {
					rows, e := f.GetRows(name)
					if err = e; err != nil || len(rows) < 3 {
						break
					}
					err = f.RemoveRow(name, 3)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "part.xlsx")
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		sheets  []string
		missing []string
	}{
		{[]string{"实绩"}, nil},
		{[]string{"满意度"}, nil},
		{[]string{"单位", "实绩"}, nil},
		{[]string{"年度", "方案"}, nil},
		{[]string{"年度", "实绩"}, []string{"方案"}},
		{[]string{"方案", "实绩"}, []string{"年度"}},
	} {
		in, found, err := sheet.ReadOnto(only(c.sheets...), &known, nil)
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, f := range found {
			if f.Code == errs.SheetMissing {
				missing = append(missing, f.Args[0].(string))
			}
		}
		if !slices.Equal(missing, c.missing) {
			t.Errorf("%v: missing %v, want %v", c.sheets, missing, c.missing)
		}
		if c.missing == nil && (found.HasErrors() || len(in.Roster.Units) != len(known.Roster.Units) || len(in.Scheme.Leaves) != len(known.Scheme.Leaves) || in.Scheme.Year != known.Scheme.Year) {
			t.Errorf("%v: %d of %d units, %d indicators, year %d, %v", c.sheets, len(in.Roster.Units), len(known.Roster.Units), len(in.Scheme.Leaves), in.Scheme.Year, found.Sorted())
		}
	}
	if _, found, err := sheet.ReadOnto(only("实绩"), nil, nil); err != nil || !found.Has(errs.SheetMissing) {
		t.Errorf("one sheet of a year that nobody knows: %v (%v)", found, err)
	}
}
