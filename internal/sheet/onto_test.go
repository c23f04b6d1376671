package sheet_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/sheet"
)

// TestReadOnto: what is added to a known year needs no frame of its own; settings and scheme, which are nothing without
// each other, come together.
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
		in, found, err := sheet.ReadOnto(t.Context(), only(c.sheets...), &known, nil)
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
		if c.missing == nil && (found.HasErrors() || len(in.Roster.Units) != len(known.Roster.Units) ||
			len(in.Scheme.Leaves) != len(known.Scheme.Leaves) || in.Scheme.Year != known.Scheme.Year) {
			t.Errorf("%v: %d of %d units, %d indicators, year %d, %v", c.sheets, len(in.Roster.Units), len(known.Roster.Units),
				len(in.Scheme.Leaves), in.Scheme.Year, found.Sorted())
		}
	}
	if _, found, err := sheet.ReadOnto(t.Context(), only("实绩"), nil, nil); err != nil || !found.Has(errs.SheetMissing) {
		t.Errorf("one sheet of a year that nobody knows: %v (%v)", found, err)
	}
}

// TestAddingKeepsWhatHasNoColumn: a sheet that is added says nothing of what it has no columns for; a blank under a
// heading says that there is none.
func TestAddingKeepsWhatHasNoColumn(t *testing.T) {
	known := demo.Small()
	known.Targets[0].History = []decimal.Number{decimal.Int(90), decimal.Int(92), decimal.Int(94)}
	unit, indicator := known.Targets[0].Unit, known.Targets[0].Indicator
	late := fact.Num("2")
	known.Actuals[0].LateDays, known.Actuals[0].Status = late, fact.Provisional
	quarter := decimal.Int(40)
	known.Actuals[0].Values = append([]progress.PeriodValue{{Period: "Q1", Number: &quarter}}, known.Actuals[0].Values...)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"目标.csv": "单位,指标,目标值,市下达\n" + unit + "," + indicator + ",99,\n",
		"实绩.csv": "单位,指标,全年\n" + unit + "," + indicator + ",98\n",
		"单位.csv": "编码,名称,系统,考核类别,参评方式\nS1,第1街道,街道,街道,排名\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, found, err := sheet.ReadOnto(t.Context(), dir, &known, nil)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	target, report := in.Targets[0], in.Actuals[0]
	if target.Value.Value.String() != "99" || target.City.IsSet() || len(target.History) != 3 {
		t.Errorf("target %+v", target)
	}
	if report.At("Y").Number.String() != "98" || report.At("Q1") == nil || report.LateDays == nil ||
		report.Status != fact.Provisional {
		t.Errorf("report %+v", report)
	}
	if u := in.Unit("S1"); u.SurveyClass == "" {
		t.Errorf("unit %+v", u)
	}
}
