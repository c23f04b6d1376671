package sheet_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

func TestFormatPageIsCurrent(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(sheet.FormatFile)))
	if err != nil || string(page) != sheet.FormatPage() {
		t.Errorf("docs/format.md is not what the layout says (%v); run go generate ./internal/sheet", err)
	}
}

// TestTemplate: the template has every sheet, its example rows are passed over, and what is missing is said.
func TestTemplate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "空表.xlsx")
	if err := sheet.WriteTemplate(path); err != nil {
		t.Fatal(err)
	}
	in, found, err := sheet.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, f := range found {
		switch {
		case f.Code == errs.RowExample:
			examples++
		case f.Severity() == errs.Wrong && f.Code != errs.CellRequired && f.Code != errs.SheetEmpty:
			t.Errorf("an empty template is refused: %s %s", f.At.Place(), f.Message().ZH)
		}
	}
	if examples != 9+5 {
		t.Errorf("%d example rows, want one in each sheet, and one for each level-1 class in 方案", examples)
	}
	if len(in.Roster.Units) != 0 || len(in.Actuals) != 0 {
		t.Error("an example row was read as data")
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if lists, err := f.GetDataValidations("单位"); err != nil || len(lists) < 3 {
		t.Errorf("%d drop-down lists on 单位, %v", len(lists), err)
	}
	if notes, err := f.GetComments("单位"); err != nil || len(notes) < 5 {
		t.Errorf("%d notes on 单位, %v", len(notes), err)
	}
}

// TestManyWorkbooksMerge: 13 bodies send 13 files; here the facts come in one and the rest in another.
func TestManyWorkbooksMerge(t *testing.T) {
	dir := t.TempDir()
	whole := demo.Small()
	facts, rest := whole, whole
	rest.Surveys, rest.Marks = nil, nil
	facts.Roster.Units, facts.Roster.Bodies, facts.Scheme.Leaves, facts.Targets, facts.Tasks, facts.Actuals, facts.Ballots,
		facts.Events, facts.Plan = nil, nil, nil, nil, nil, nil, nil, nil, nil
	for name, in := range map[string]score.Input{"a 绩效办.xlsx": rest, "b 统计局.xlsx": facts} {
		if err := sheet.WriteYear(filepath.Join(dir, name), in); err != nil {
			t.Fatal(err)
		}
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "b 统计局.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteSheet("年度"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	in, found, err := sheet.Read(dir)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	a, err1 := score.Compute(whole)
	b, err2 := score.Compute(in)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for i := range a.Units {
		if !a.Units[i].Result.Total.Equal(*b.Units[i].Result.Total) {
			t.Errorf("%s: %s in one file, %s in two", a.Units[i].Name, a.Units[i].Result.Total, b.Units[i].Result.Total)
		}
	}
	// The same file twice under two names: every row is refused, naming both cells.
	data, err := os.ReadFile(filepath.Join(dir, "b 统计局.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "c 又一份.xlsx"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := sheet.Read(dir); !found.Has(errs.KeyTwice) {
		t.Error("the same rows in two files were merged in silence")
	}
}

// TestResults: every unit has a scorecard with the seal, numbers are numbers, and no cell is a formula.
func TestResults(t *testing.T) {
	in := demo.Small()
	in.Roster.Units[0].Name = "=1+1（示例）"
	run, err := score.NewRun(in, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []lang.Lang{lang.ZH, lang.EN} {
		path := filepath.Join(t.TempDir(), sheet.ResultsName)
		if err := sheet.WriteResults(path, run, l); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(f.GetSheetList()); n != 1+1+9 {
			t.Errorf("%d sheets, want an overview, a class and 9 scorecards", n)
		}
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			sealed := false
			for r, row := range rows {
				for c, v := range row {
					at, _ := excelize.CoordinatesToCellName(c+1, r+1)
					if formula, _ := f.GetCellFormula(name, at); formula != "" {
						t.Errorf("%s!%s is a formula: %s", name, at, formula)
					}
					sealed = sealed || strings.Contains(v, run.Seal)
				}
			}
			if !sealed {
				t.Errorf("the sheet %s has no seal", name)
			}
		}
		if total, _ := f.GetCellValue("街道", "C6"); total != run.Results.Units[0].Result.Total.Fixed(2) {
			t.Errorf("total in the ranking: %q, want %s", total, run.Results.Units[0].Result.Total.Fixed(2))
		}
		f.Close()
	}
}
