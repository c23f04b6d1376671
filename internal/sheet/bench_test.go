package sheet_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/sheet"
)

// BenchmarkReadExample reads the example year from its workbook.
func BenchmarkReadExample(b *testing.B) {
	for b.Loop() {
		if _, found, err := sheet.Read("../../examples/haidian-2014"); err != nil || found.HasErrors() {
			b.Fatal(err, found)
		}
	}
}

// manyActuals writes a year whose sheet 实绩 has n rows, all of which belong to indicators of the year.
func manyActuals(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	if err := sheet.WriteYear(filepath.Join(dir, "年度.xlsx"), demo.Small()); err != nil {
		t.Fatal(err)
	}
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SetRow("A1", []any{"单位", "指标", "数据项", "全年", "文件", "填报人", "日期"}); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		row := []any{fmt.Sprintf("第%d街道", i%8+1), "任务完成率", fmt.Sprintf("明细%d", i/8), 90 + i%10, "月报", "联络员（示例）", "2013-12-31"}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Flush(), f.SetSheetName("Sheet1", "实绩"),
		f.SaveAs(filepath.Join(dir, "明细.xlsx")), f.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestManyRows: every row of a large sheet is read, with where it came from, and progress is told.
func TestManyRows(t *testing.T) {
	const n = 12_000
	told := 0
	in, found, err := sheet.ReadTelling(manyActuals(t, n), func(_, _ string, rows int) { told = rows })
	if err != nil || found.Has(errs.KeyTwice) || found.Has(errs.UnitUnknown) {
		t.Fatal(err, found)
	}
	if base := len(demo.Small().Actuals); len(in.Actuals) != n+base {
		t.Errorf("%d rows were read, want %d", len(in.Actuals), n+base)
	}
	if told != 10_000 {
		t.Errorf("progress was told up to row %d", told)
	}
}

// BenchmarkRead100k reads a hundred thousand rows of actuals and reports the memory that is in use at
// most, sampled as it reads.
func BenchmarkRead100k(b *testing.B) {
	dir := manyActuals(b, 100_000)
	info, err := os.Stat(filepath.Join(dir, "明细.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	var peak uint64
	for b.Loop() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		before := m.HeapAlloc
		in, _, err := sheet.ReadTelling(dir, func(string, string, int) {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc-before)
		})
		if err != nil || len(in.Actuals) < 100_000 {
			b.Fatal(err, len(in.Actuals))
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
	b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
}
