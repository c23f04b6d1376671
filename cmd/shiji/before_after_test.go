package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/sheet"
)

// rewritten changes the settings of a year's workbook: a value, or the whole row taken out where it is nil.
func rewritten(t *testing.T, path string, settings map[string]any) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("年度")
	if err != nil {
		t.Fatal(err)
	}
	for i := len(rows) - 1; i > 0; i-- {
		v, named := settings[rows[i][0]]
		switch {
		case named && v == nil:
			err = f.RemoveRow("年度", i+1)
		case named:
			err = f.SetCellValue("年度", "B"+strings.TrimPrefix(cellOf(t, 1, i+1), "A"), v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "改.xlsx")
	if err := f.SaveAs(out); err != nil {
		t.Fatal(err)
	}
	return out
}

func cellOf(t *testing.T, col, row int) string {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		t.Fatal(err)
	}
	return cell
}

// TestAnOldYearStaysAsItWas: a year that was taken in before years could run isn't made one that runs by its own old
// workbook, which says nothing of it.
func TestAnOldYearStaysAsItWas(t *testing.T) {
	in := demo.Small()
	in.Scheme.Grading.MinDecided = nil
	book, data := filepath.Join(t.TempDir(), "旧.xlsx"), t.TempDir()
	if err := sheet.WriteYear(book, in); err != nil {
		t.Fatal(err)
	}
	if code, out, stderr := shiji(t, "import", book, "--data", data); code != exitOK {
		t.Fatal(out, stderr)
	}
	old := rewritten(t, book, map[string]any{"已定分值低线": nil})
	if code, out, stderr := shiji(t, "import", old, "--data", data); code != exitOK || !strings.Contains(out, "没有变化") {
		t.Error(code, out, stderr)
	}
	asked := rewritten(t, book, map[string]any{"已定分值低线": "0.8"})
	if code, out, stderr := shiji(t, "import", asked, "--data", data); code != exitOK || !strings.Contains(out, "修改 1") {
		t.Error(code, out, stderr)
	}
}

// TestOtherYearAndDistrict: a workbook of another district is told, one of another year than it is added to refused.
func TestOtherYearAndDistrict(t *testing.T) {
	in := demo.Small()
	book, data := filepath.Join(t.TempDir(), "年度.xlsx"), t.TempDir()
	if err := sheet.WriteYear(book, in); err != nil {
		t.Fatal(err)
	}
	if code, out, stderr := shiji(t, "import", book, "--data", data); code != exitOK {
		t.Fatal(out, stderr)
	}
	other := rewritten(t, book, map[string]any{"地区": "云溪区", "年度": 2014})
	if code, out, stderr := shiji(t, "import", other, "--data", data); code != exitOK ||
		!strings.Contains(stderr, "“云溪区”，这里是“示例区”的数据") {
		t.Error(code, out, stderr)
	}
	code, out, stderr := shiji(t, "import", book, "--add", "--year", "2014", "--data", data)
	if code != exitFindings || !strings.Contains(stderr, "文件里的年度是 2013，要加到的却是 2014") {
		t.Error(code, out, stderr)
	}
	if code, out, stderr := shiji(t, "district", "--data", data); code != exitOK || !strings.Contains(out, "示例区") {
		t.Error(code, out, stderr)
	}
	code, out, stderr = shiji(t, "import", book, "--add", "--year", "1999", "--data", data)
	if code != exitFindings || !strings.Contains(stderr, "1999 年度还没有数据") {
		t.Error(code, out, stderr)
	}
}

// TestDiffOfAYearThatHasBegun: two states of a year are compared where units have no total yet.
func TestDiffOfAYearThatHasBegun(t *testing.T) {
	whole, begun := demo.Small(), demo.Small()
	begun.Actuals, begun.Marks, begun.Ballots, begun.Events, begun.Surveys = nil, nil, nil, nil, nil
	dir := t.TempDir()
	a, b := filepath.Join(dir, "甲.xlsx"), filepath.Join(dir, "乙.xlsx")
	if err := sheet.WriteYear(a, whole); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteYear(b, begun); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		if code, out, stderr := shiji(t, "diff", "--scores", pair[0], pair[1]); code != exitOK ||
			!strings.Contains(out, "—") || !strings.Contains(out, "暂计") {
			t.Error(code, out, stderr)
		}
		if code, _, stderr := shiji(t, "diff", "--scores", pair[0], pair[1], "--json"); code != exitOK {
			t.Error(code, stderr)
		}
	}
	text := filepath.Join(dir, "文本")
	if code, out, stderr := shiji(t, "convert", b, text); code != exitOK {
		t.Fatal(out, stderr)
	}
	if code, out, stderr := shiji(t, "check", text); code != exitOK {
		t.Error(out, stderr)
	}
}
