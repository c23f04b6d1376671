package table_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/table"
)

func csvFile(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "表.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func heads(t *table.Table) string {
	var out []string
	for _, c := range t.Columns {
		out = append(out, c.Name+"|"+c.Unit)
	}
	return strings.Join(out, " ")
}

// TestHeadings: where the headings are, and what each column is called.
func TestHeadings(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		rows       int
		lines      []string
	}{
		{"years are headings", "单位| 2012| 2013|", 2, []string{"单位,2012,2013", "甲局,5,6", "乙局,7,8"}},
		{"one column", "姓名|", 2, []string{"姓名", "甲", "乙"}},
		{"wordier data", "单位| 完成情况| C|", 2, []string{"单位,完成情况", "甲局,完成,另附说明", "乙局,未完成"}},
		{"two rows without merged cells", "单位| 收入·上年| 收入·本年| 备注|", 2,
			[]string{"单位,收入,,备注", ",上年,本年,", "甲局,1,2,x", "乙局,3,4,y"}},
		{"two rows, few words above", "单位| 经济·产值| 经济·投资| 社会·就业| 社会·教育|", 1,
			[]string{"单位,经济,,社会,", ",产值,投资,就业,教育", "甲局,1,2,3,4"}},
		{"a title above", "单位| 收入|万元", 1, []string{"某区收入表", "单位,收入（万元）", "甲局,5"}},
		{"a unit beside the title", "单位| 收入| 支出|", 1, []string{"某区收入表,单位：万元", "单位,收入,支出", "甲局,5,6"}},
		{"years in brackets", "单位| 收入（2013）| 收入（2014）|", 1, []string{"单位,收入（2013）,收入（2014）", "甲局,5,6"}},
		{"a name in brackets", "单位| 得分（甲）| 得分（乙）|", 1, []string{"单位,得分（甲）,得分（乙）", "甲局,5,6"}},
		{"two units of one heading", "单位| 收入（万元）|万元 收入（亿元）|亿元", 1, []string{"单位,收入（万元）,收入（亿元）", "甲局,5,6"}},
		{"a unit that says so", "单位| 效率|件/人", 1, []string{"单位,效率（单位：件/人）", "甲局,5"}},
		{"spaces stay", "Unit name| Total income|", 1, []string{"Unit name,Total income", "a,5"}},
		{"equal headings", "单位| 分| 分~C|", 1, []string{"单位,分,分", "甲局,5,6"}},
		{"nothing but numbers", "A| B|", 2, []string{"1,2", "3,4"}},
		{"a data row with blanks is no heading", "单位| 收入| 说明|", 2, []string{"单位,收入,说明", "甲局,,暂无", "乙局,5,"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rows := read(t, csvFile(t, tt.lines...))
			if h := heads(got); h != tt.want || len(rows) != tt.rows {
				t.Errorf("%s with %d rows, want %s with %d", h, len(rows), tt.want, tt.rows)
			}
			if a := got.Account; a.Sum() != a.Cells {
				t.Errorf("the account adds up to %d of %d cells", a.Sum(), a.Cells)
			}
		})
	}
}

// TestMergedWithoutHeadings: a cover page has merged cells and no headings; a note that is merged above the headings is
// no part of them.
func TestMergedWithoutHeadings(t *testing.T) {
	book := func(cells map[string]any, merges ...[2]string) string {
		f := excelize.NewFile()
		defer f.Close()
		for at, v := range cells {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range merges {
			if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "b.xlsx")
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cover, _ := read(t, book(map[string]any{"A1": "某区绩效手册"}, [2]string{"A1", "H9"}))
	if len(cover.Columns) > 8 || cover.Account.Sum() != cover.Account.Cells {
		t.Errorf("a cover page: %+v", cover.Columns)
	}
	noted, rows := read(t, book(map[string]any{"A1": "注：数据为快报", "C1": "单位：万元", "A2": "单位", "B2": "收入", "C2": "支出",
		"A3": "甲局", "B3": 5, "C3": 6}, [2]string{"A1", "B1"}))
	if h := heads(noted); h != "单位| 收入| 支出|" || len(rows) != 1 {
		t.Errorf("a note above: %s", h)
	}
}

// TestTotalsAndNotes is the list of what adds up or remarks on the rows above, in both languages.
func TestTotalsAndNotes(t *testing.T) {
	for _, tt := range []struct {
		row  string
		want table.Reason
	}{
		{"东片小计,,30", table.Subtotal}, {"东片 汇总,,30", table.Subtotal}, {"全区合计,,50", table.Subtotal},
		{"合计（万元）,,50", table.Subtotal}, {"合  计,,50", table.Subtotal},
		{"（合计）,,50", table.Subtotal}, {"Total,,50", table.Subtotal}, {"Grand Total,,50", table.Subtotal},
		{"West Total,,50", table.Subtotal}, {"Sub-total,,50", table.Subtotal},
		{"其中：城区,,30", table.Subtotal}, {"of which: town,,30", table.Subtotal}, {"平均,,12.5", table.Subtotal},
		{"average,,12.5", table.Subtotal}, {",小计,30", table.Subtotal}, {"6,合计,50", table.Subtotal},
		{"注：数据为快报数,,", table.Note}, {"资料来源：统计局,,", table.Note}, {"Source: bureau,,", table.Note},
		{"填表人：某某,审核人：某某,", table.Note}, {"Notes: draft,,", table.Note},
		{"甲局,合计,50", table.Subtotal}, {"甲局,10,汇总", ""}, {"统计局,甲,5", ""}, {"汇总中心,甲,5", ""}, {"设计院,甲,5", ""}, {"会计处,甲,5", ""},
		{"Totally new,甲,5", ""}, {"注册中心,甲,5", ""}, {"来源街道,甲,5", ""},
	} {
		got, rows := read(t, csvFile(t, "片区,单位,收入", "东片,甲街,10", tt.row, "西片,乙街,20"))
		var why table.Reason
		for _, a := range got.Account.Aside {
			if a.Row == 3 {
				why = a.Why
			}
		}
		if why != tt.want || (tt.want == "") != (len(rows) == 3) {
			t.Errorf("%q is %q, want %q", tt.row, why, tt.want)
		}
		if why != "" && len(got.Notes(nil)) == 0 {
			t.Errorf("%q isn't said aloud", tt.row)
		}
	}
}

func TestRepeats(t *testing.T) {
	path := csvFile(t, "单位,指标,数", "甲,一,5", "甲,一,5", "甲,一,6", "甲,二,5", ",,7", ",,8")
	f := open(t, path)
	r := &table.Repeats{Names: []string{"单位", "指标"}}
	if _, err := table.Read(f.Sheets[0], func(t *table.Table, row table.Row) error { return r.Add(t, row) }); err != nil {
		t.Fatal(err)
	}
	if len(r.List) != 2 || !r.List[0].Same || r.List[1].Same || r.List[1].First != 2 || r.List[1].Row != 4 {
		t.Errorf("%+v", r.List)
	}
}

// TestKeep: a unit that is really called like a total is data where somebody says so.
func TestKeep(t *testing.T) {
	f := open(t, csvFile(t, "单位,数", "东片汇总,5", "合计,5"))
	n := 0
	if _, err := table.ReadKeeping(f.Sheets[0], []string{"东片汇总"},
		func(_ *table.Table, row table.Row) error { n++; return nil }); err != nil || n != 1 {
		t.Error(n, err)
	}
}

// TestCodesAreText: a column with leading zeros holds codes; long numbers of texts keep every digit.
func TestCodesAreText(t *testing.T) {
	got, rows := read(t, csvFile(t, "code,身份证号,数", "005,110108199001010012,12345678901234.56",
		"12,110108199001010013,12345678901234.58"))
	if c := got.Columns[0]; !c.Codes || c.Kind != table.Text {
		t.Errorf("%+v", c)
	}
	if rows[0][0] != "005" || rows[0][1] == rows[1][1] || rows[0][2] == rows[1][2] || len(got.Account.Cleaned) > 0 {
		t.Errorf("%q", rows)
	}
}
