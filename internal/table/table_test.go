package table_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"shiji/internal/grid"
	"shiji/internal/table"
)

func open(t *testing.T, path string) *grid.File {
	t.Helper()
	f, err := grid.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// read understands the first sheet of a file and returns its rows as text.
func read(t interface {
	Helper()
	Fatal(...any)
}, path string) (*table.Table, [][]string) {
	t.Helper()
	f, err := grid.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	got, err := table.Read(f.Sheets[0], func(_ *table.Table, r table.Row) error {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, rows
}

// ugly writes the ugliest workbook that we could think of, and returns how many cells are filled.
func ugly(t *testing.T, path string) int {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	filled := 0
	set := func(cell string, v any) {
		t.Helper()
		filled++
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "某区 2014 年财政收入情况表（虚构）")
	must(f.MergeCell("Sheet1", "A1", "G1"))
	set("F2", "单位：亿元")
	// Headings in two rows, merged down and across.
	set("A3", "序号")
	set("B3", " 单 位 ")
	set("C3", "收入（亿元）")
	set("E3", "占比")
	set("F3", "日期")
	set("G3", "备注*")
	for _, col := range []string{"A", "B", "E", "F", "G"} {
		must(f.MergeCell("Sheet1", col+"3", col+"4"))
	}
	must(f.MergeCell("Sheet1", "C3", "D3"))
	set("C4", "上年")
	set("D4", "本年")
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	must(err)
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	set("A5", 1)
	set("B5", "甲局 ")      // a trailing space
	set("C5", "1,234.5")  // thousands separators, as text
	set("D5", "１３００")     // full-width digits
	set("E5", 0.95)       // shown as 95.00%
	set("F5", 41999)      // shown as a date
	set("G5", "第一行\n第二行") // a line break
	must(f.SetCellStyle("Sheet1", "E5", "E5", percent))
	must(f.SetCellStyle("Sheet1", "F5", "F5", day))
	set("A6", 2)
	set("B6", "乙局")
	must(f.MergeCell("Sheet1", "B6", "B7")) // two rows of one unit
	set("C6", 0.3)
	set("D6", "#N/A")
	set("E6", "96%")
	set("F6", "2014年12月31日")
	set("A7", 3)
	must(f.SetCellFormula("Sheet1", "C7", "C5+C6")) // a formula that was never computed
	filled++
	set("D7", -5)
	set("G7", "坏\u202e字")
	must(f.SetRowVisible("Sheet1", 7, false))
	// Headings again after a page break, a subtotal, blank rows, a note.
	set("A9", "序号")
	set("B9", "单位")
	set("A10", 4)
	set("B10", "丙局")
	set("D10", "   ") // looks empty, and is
	filled--
	set("A11", "合 计")
	set("C11", 99)
	set("A13", "注：数据为虚构。")
	must(f.SetColVisible("Sheet1", "G", false))
	must(f.SaveAs(path))
	return filled
}

func TestTheUgliestWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "丑.xlsx")
	filled := ugly(t, path)
	got, rows := read(t, path)
	var heads []string
	for _, c := range got.Columns {
		heads = append(heads, c.Name+"|"+c.Unit+"|"+string(c.Kind))
	}
	want := "序号||number 单 位||text 收入·上年|亿元|number 收入·本年|亿元|number 占比||number 日期||date 备注||text"
	if s := strings.Join(heads, " "); s != want {
		t.Errorf("columns\n%s\nwant\n%s", s, want)
	}
	wantRows := [][]string{
		{"1", "甲局", "1234.5", "1300", "0.95", "2014-12-26", "第一行\n第二行"},
		{"2", "乙局", "0.3", "", "0.96", "2014-12-31", ""},
		{"3", "乙局", "", "-5", "", "", ""},
		{"4", "丙局", "", "", "", "", ""},
	}
	if fmt.Sprint(rows) != fmt.Sprint(wantRows) {
		t.Errorf("rows\n%q\nwant\n%q", rows, wantRows)
	}
	a := got.Account
	if a.Cells != filled || a.Sum() != filled {
		t.Errorf("%d cells are filled, %d were read, the account adds up to %d", filled, a.Cells, a.Sum())
	}
	var why []string
	for _, c := range append(a.Cleaned, a.Refused...) {
		why = append(why, c.Cell+" "+string(c.Why))
	}
	wantWhy := "B5 trimmed C5 thousands D5 narrowed E5 percent F5 date E6 percent F6 date D6 error C7 no_value G7 control"
	if s := strings.Join(why, " "); s != wantWhy {
		t.Errorf("cleaned and refused\n%s\nwant\n%s", s, wantWhy)
	}
	var aside []string
	for _, r := range a.Aside {
		aside = append(aside, fmt.Sprint(r.Row, " ", r.Why))
	}
	if s := strings.Join(aside, ", "); s != "1 title, 2 title, 3 heading, 4 heading, 9 repeated, 11 subtotal, 13 note" {
		t.Errorf("set aside: %s", s)
	}
	if a.Hidden != 1 || a.Merged != 1 || !got.Columns[6].Hidden {
		t.Errorf("hidden rows %d, merged %d, column G hidden %v", a.Hidden, a.Merged, got.Columns[6].Hidden)
	}
}

// TestCSV: the same table in every encoding and with every separator that offices use.
func TestCSV(t *testing.T) {
	lines := "单位,收入（亿元）,说明\n甲局,316.2,\"引号里有\n换行，和逗号,\"\n乙局,45%,\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(lines)
	if err != nil {
		t.Fatal(err)
	}
	le, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(lines)
	if err != nil {
		t.Fatal(err)
	}
	be, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(lines)
	if err != nil {
		t.Fatal(err)
	}
	other := func(sep string) string {
		return strings.Replace(strings.ReplaceAll(lines, ",", sep), "逗号"+sep, "逗号,", 1)
	}
	for name, text := range map[string]string{"UTF-8": lines, "with a mark": "\ufeff" + lines, "GB18030": gb,
		"UTF-16, little endian": le, "UTF-16, big endian": be,
		"semicolons": other(";"), "tabs": other("\t"), "Windows line ends": strings.ReplaceAll(lines, "\n", "\r\n")} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "表.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, rows := read(t, path)
			if len(got.Columns) != 3 || got.Columns[1].Name != "收入" || got.Columns[1].Unit != "亿元" {
				t.Fatalf("columns %+v", got.Columns)
			}
			if len(rows) != 2 || rows[0][2] != "引号里有\n换行，和逗号," || rows[1][1] != "0.45" {
				t.Errorf("rows %q", rows)
			}
			if got.Account.Sum() != got.Account.Cells || got.Account.Cells != 8 {
				t.Errorf("the account adds up to %d of %d cells", got.Account.Sum(), got.Account.Cells)
			}
		})
	}
}

// TestDataWithMoreWordsThanHeadings: numbers speak against a row of headings, so remarks without a
// heading don't make data one.
func TestDataWithMoreWordsThanHeadings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "表.csv")
	if err := os.WriteFile(path, []byte("单位,指标,一月,二月\n甲局,就业率,95,96,已核,补报,追加\n乙局,就业率,90,91\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, rows := read(t, path)
	if got.Columns[0].Name != "单位" || len(rows) != 2 || rows[0][0] != "甲局" {
		t.Errorf("columns %+v, rows %q", got.Columns, rows)
	}
}

// TestNothingIsLost: whatever stands in a table, every filled cell is kept, cleaned, refused or
// in a row that is listed.
func TestNothingIsLost(t *testing.T) {
	dir := t.TempDir()
	cell := rapid.SampledFrom([]string{"", "", " ", "单位", "合计", "注：说明", "12", "1,234", "９５％", "#REF!", "甲局", "2014-01-02",
		"文字，和\n换行", "\u202e", "0.30000000000000004", "是", "1/3", "小计", "=1+1"})
	rapid.Check(t, func(rt *rapid.T) {
		var rows [][]string
		filled := 0
		for range rapid.IntRange(0, 25).Draw(rt, "rows") {
			row := rapid.SliceOfN(cell, 0, 7).Draw(rt, "row")
			for _, c := range row {
				if strings.TrimSpace(c) != "" {
					filled++
				}
			}
			rows = append(rows, row)
		}
		path := filepath.Join(dir, "表.csv")
		var b bytes.Buffer
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + c + `"`)
			}
			b.WriteByte('\n')
		}
		if b.Len() == 0 {
			return
		}
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			rt.Fatal(err)
		}
		got, data := read(rt, path)
		if got.Account.Cells != filled || got.Account.Sum() != filled {
			rt.Fatalf("%d filled, %d read, the account adds up to %d: %q", filled, got.Account.Cells, got.Account.Sum(), rows)
		}
		if got.Account.Rows != len(data) {
			rt.Fatalf("%d rows counted, %d handed out", got.Account.Rows, len(data))
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"单位,数\n甲,1\n", "a;b\n1;2\n", "\xff\xfea\x00", "\"a", "\xef\xbb\xbf合计,1\n", "a\tb\n1\t2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "f.csv")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := grid.Open(path)
		if err != nil {
			return // refused
		}
		defer file.Close()
		got, err := table.Read(file.Sheets[0], nil)
		if err != nil {
			return
		}
		if got.Account.Sum() != got.Account.Cells {
			t.Errorf("%d cells, the account adds up to %d", got.Account.Cells, got.Account.Sum())
		}
	})
}
