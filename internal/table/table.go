// Package table understands any table that an office sends, as an experienced clerk would: where the headings are,
// which rows are data, which are titles, subtotals, notes or headings again, what each column holds.
//
// Nothing is lost, invented or repaired in silence: every filled cell is kept as it stands, listed as cleaned, listed
// as refused, or belongs to a row that is listed as set aside. [Account.Sum] adds them up to what was read.
package table

import (
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/grid"
	"shiji/internal/lang"
)

// headRows bounds where the headings are looked for.
const headRows = 12

// Kind is what a column holds, or a cell.
type Kind string

const (
	Empty  Kind = "empty"
	Number Kind = "number"
	Text   Kind = "text"
	Date   Kind = "date"
	Truth  Kind = "truth"
	Mixed  Kind = "mixed" // numbers and text: look at it
)

// Name returns the words for k.
func (k Kind) Name() lang.Text {
	switch k {
	case Number:
		return lang.T("数", "numbers")
	case Text:
		return lang.T("文字", "text")
	case Date:
		return lang.T("日期", "dates")
	case Truth:
		return lang.T("是否", "yes or no")
	case Mixed:
		return lang.T("数和文字混杂", "numbers and text mixed")
	}
	return lang.T("空", "empty")
}

// Column is a column with its heading.
type Column struct {
	Index  int    // from 0
	Name   string // the heading, from all its rows: 实绩·一季度
	Unit   string // of measure, if the heading names one: 收入（万元）
	Kind   Kind
	Hidden bool
	Twice  string // letters of an earlier column with the same heading; empty: there is none
	Codes  bool   // it holds codes with leading zeros: text, whatever they look like
	counts [len(kinds)]int
	zeros  int    // codes with leading zeros
	words  Change // the first cell that is text
}

// Head is the heading with its unit, as it is written.
func (c Column) Head() string {
	if c.Unit == "" || strings.HasSuffix(c.Name, "（"+c.Unit+"）") {
		return c.Name
	}
	return c.Name + "（" + c.Unit + "）"
}

// kinds are what a cell can hold, in the order in which counts stand.
var kinds = [...]Kind{Empty, Number, Text, Date, Truth}

func (k Kind) index() int {
	for i, e := range kinds {
		if e == k {
			return i
		}
	}
	return 0
}

// Cell is one cell as it was understood.
type Cell struct {
	Kind    Kind
	Text    string
	Number  decimal.Number
	Seconds int64  // of a date that a workbook stores as one, for differences
	Merged  bool   // it stands for the first cell of a merged range
	Why     Reason // it was refused, or is a reading that could have been another
}

// Row is a row of data. Cells stand in the order of the columns; they are only good until the next row.
type Row struct {
	Index  int // from 0
	Hidden bool
	Cells  []Cell
}

// Reason is why a row isn't data, or how a cell was cleaned or refused.
type Reason string

const (
	Title      Reason = "title"
	Heading    Reason = "heading"
	Repeated   Reason = "repeated"
	Subtotal   Reason = "subtotal"
	Note       Reason = "note"
	Trimmed    Reason = "trimmed"
	Narrowed   Reason = "narrowed"
	Thousands  Reason = "thousands"
	Percent    Reason = "percent"
	Noise      Reason = "noise"
	DateSerial Reason = "date"
	ErrorCell  Reason = "error"
	NoValue    Reason = "no_value"
	Control    Reason = "control"
	Broken     Reason = "broken"
	Boolean    Reason = "truth"
	BareTime   Reason = "time"
	NoDay      Reason = "no_day"
	Elapsed    Reason = "elapsed"
	Scaled     Reason = "scaled"
)

// Name returns the words for r.
func (r Reason) Name() lang.Text {
	return map[Reason]lang.Text{
		Title: lang.T("标题行", "title"), Heading: lang.T("表头", "headings"), Repeated: lang.T("重复的表头", "headings repeated"),
		Subtotal: lang.T("合计行", "subtotal"), Note: lang.T("说明行", "note"),
		Trimmed: lang.T("去掉首尾空白", "spaces taken off"), Narrowed: lang.T("全角改半角", "full-width characters narrowed"),
		Thousands: lang.T("去掉千分位", "thousands separators taken off"),
		Percent:   lang.T("百分数读作小数", "a percentage, read as a fraction"),
		Noise:     lang.T("去掉浮点尾数", "noise of binary floats taken off"), DateSerial: lang.T("日期", "a date"),
		ErrorCell: lang.T("错误值", "an error value"), NoValue: lang.T("公式没有存储的值", "a formula without a stored value"),
		Control:  lang.T("含控制字符", "control characters"),
		Broken:   lang.T("有字符已经损坏（�），请向报送单位要原文件", "characters were lost before (�): ask for the original file"),
		Boolean:  lang.T("逻辑值（TRUE 或 FALSE），不是数", "a truth value (TRUE or FALSE), no number"),
		BareTime: lang.T("只有时刻，没有日期", "a time of day without a day"), NoDay: lang.T("写成日期，但没有这一天", "a date of no day"),
		Elapsed: lang.T("经过的时间，读作天数", "elapsed time, read as days"),
		Scaled:  lang.T("格式把数缩小了显示，按存储的数读", "its format shows it in thousands; read as it is stored"),
	}[r]
}

// Stops reports whether a cell that was refused so may stand for no blank: something is there that nobody can know.
func (r Reason) Stops() bool {
	return r == NoValue || r == Broken || r == BareTime || r == NoDay || r == Control
}

// Change is a cell that was cleaned or refused.
type Change struct {
	Cell    string `json:"cell"`
	From    string `json:"from"`
	To      string `json:"to,omitempty"`
	Why     Reason `json:"why"`
	Heading string `json:"heading,omitempty"`
}

// Aside is a row that isn't data.
type Aside struct {
	Row   int    `json:"row"` // from 1, as people count
	Why   Reason `json:"why"`
	Text  string `json:"text"` // its first filled cell
	Cells int    `json:"cells"`
}

// Account adds up what was read.
type Account struct {
	Cells    int // filled cells of the sheet
	Kept     int // as they stood
	Cleaned  []Change
	Refused  []Change
	Aside    []Aside
	Headings []Change // cells of headings that can't be read; they are among those set aside
	Rows     int      // of data
	Blank    int      // blank rows between
	Hidden   int      // hidden rows among the data: read all the same
	Merged   int      // empty cells that stand for the first of a merged range
}

// Sum is the number of cells that the account speaks of. It is Cells, or something was lost.
func (a *Account) Sum() int {
	n := a.Kept + len(a.Cleaned) + len(a.Refused)
	for _, row := range a.Aside {
		n += row.Cells
	}
	return n
}

// Table is a sheet that was understood.
type Table struct {
	Sheet   *grid.Sheet
	Columns []Column
	Account Account
}

// Column returns the column that is called so: by its heading, the heading without its unit, or its
// letters; nil if there is none.
func (t *Table) Column(name string) *Column {
	for i, c := range t.Columns {
		if c.Name == name || c.Head() == name {
			return &t.Columns[i]
		}
	}
	for i, c := range t.Columns {
		if compact(c.Name) == compact(name) || compact(c.Head()) == compact(name) {
			return &t.Columns[i]
		}
	}
	for i, c := range t.Columns {
		if grid.ColumnName(c.Index) == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// SameHead reports whether two headings are the same: spaces and the form of brackets don't count.
func SameHead(a, b string) bool { return compact(a) == compact(b) }

// compact is a heading as it is compared: without spaces, with the brackets of Chinese text.
func compact(s string) string {
	return strings.NewReplacer("(", "（", ")", "）").Replace(strings.Join(strings.Fields(grid.CleanCode(s)), ""))
}

// Read understands a sheet and hands out its rows of data one by one; nothing of them is kept. The table is
// complete when it returns.
func Read(s *grid.Sheet, each func(t *Table, r Row) error) (*Table, error) {
	return ReadKeeping(s, nil, each)
}

// ReadKeeping is Read where names that look like those of totals are names of data: a unit that is really called so.
func ReadKeeping(s *grid.Sheet, keep []string, each func(t *Table, r Row) error) (*Table, error) {
	return read(&reader{keep: keep, each: each}, s)
}

// ReadAnswers is ReadKeeping where a row is what a person answered: 平均 is an answer there, and no total.
func ReadAnswers(s *grid.Sheet, keep []string, each func(t *Table, r Row) error) (*Table, error) {
	return read(&reader{keep: keep, each: each, answers: true}, s)
}

func read(in *reader, s *grid.Sheet) (*Table, error) {
	in.table, in.merged = &Table{Sheet: s}, grid.NewMerged(s.Merges)
	last := -1
	err := s.Rows(func(row grid.Row) error {
		if last >= 0 && row.Index > last+1 && in.begun {
			in.table.Account.Blank += row.Index - last - 1
		}
		last = row.Index
		if in.begun {
			in.merged.Next(row)
			return in.row(row)
		}
		in.first = append(in.first, row.Copy())
		if row.Index+1 >= headRows {
			return in.begin()
		}
		return nil
	})
	if err == nil && !in.begun {
		err = in.begin()
	}
	if err != nil {
		return nil, err
	}
	in.table.finish()
	return in.table, nil
}

type reader struct {
	table   *Table
	first   []grid.Row
	begun   bool
	heads   []map[string]bool // what stands above each column, to know headings that are repeated
	merged  *grid.Merged
	known   map[string]understood // texts that were met before
	recent  [][]understood        // some of them, by column
	keep    []string              // names that look like totals, and are data
	answers bool                  // rows are those of people who answer
	each    func(t *Table, r Row) error
	cells   []Cell
}

// begin finds the headings among the first rows, and reads the rows below them that were kept.
func (in *reader) begin() error {
	in.begun = true
	head := headings(in.first, in.table.Sheet.Merges)
	if head.to >= head.from {
		in.name(in.first[head.from : head.to+1])
	}
	for i, row := range in.first {
		in.merged.Next(row)
		switch {
		case i < head.from:
			in.aside(row, Title)
		case i <= head.to:
			in.aside(row, Heading)
		default:
			if err := in.row(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// name makes the columns of the rows of headings, of which there is one at least.
func (in *reader) name(rows []grid.Row) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Cells))
	}
	for _, m := range in.table.Sheet.Merges {
		if m.Row1 <= rows[len(rows)-1].Index && m.Row2 >= rows[0].Index && m.Col2 < grid.MaxColumns {
			width = max(width, m.Col2+1)
		}
	}
	merged := grid.NewMerged(in.table.Sheet.Merges)
	cells := make([][]grid.Cell, len(rows))
	for i, r := range rows {
		merged.Next(r)
		for col := range width {
			cell := r.At(col)
			if cell.Kind == grid.Uncomputed {
				in.table.Account.Headings = append(in.table.Account.Headings, Change{Cell: grid.Ref(r.Index, col), Why: NoValue})
			}
			if cell.Blank() {
				cell, _ = merged.First(r.Index, col)
			}
			cells[i] = append(cells[i], cell)
		}
	}
	seen := map[string]string{}
	for col := range width {
		var parts []string
		unit, above := "", map[string]bool{}
		for i, r := range rows {
			cell := cells[i][col]
			// a heading over several columns, without merged cells
			if cell.Blank() && i == 0 && len(rows) > 1 && !rows[1].At(col).Blank() {
				cell = leftOf(r, col)
			}
			text := strings.Join(strings.Fields(cell.Clean()), " ")
			above[compact(text)] = true
			if name, u := cutUnit(strings.TrimSuffix(text, "*")); u != "" {
				text, unit = name, u
			}
			if text != "" && (len(parts) == 0 || parts[len(parts)-1] != text) {
				parts = append(parts, text)
			}
		}
		in.heads = append(in.heads, above)
		c := Column{Index: col, Name: strings.TrimSuffix(strings.Join(parts, "·"), "*"), Unit: unit,
			Hidden: in.table.Sheet.Columns[col]}
		if c.Name == "" {
			c.Name = grid.ColumnName(col)
		}
		key := compact(c.Head())
		if first, twice := seen[key]; twice {
			c.Twice = first
			c.Name += "~" + grid.ColumnName(col)
			c.Unit = unit
		} else {
			seen[key] = grid.ColumnName(col)
		}
		in.table.Columns = append(in.table.Columns, c)
	}
	in.apart()
}

// apart keeps columns apart whose headings differ in their unit only: 收入（万元） and 收入（亿元）.
func (in *reader) apart() {
	count := map[string]int{}
	for _, c := range in.table.Columns {
		count[compact(c.Name)]++
	}
	for i := range in.table.Columns {
		if c := &in.table.Columns[i]; count[compact(c.Name)] > 1 && c.Unit != "" {
			c.Name = c.Head()
		}
	}
}

func leftOf(r grid.Row, col int) grid.Cell {
	for col--; col >= 0; col-- {
		if c := r.At(col); !c.Blank() {
			return c
		}
	}
	return grid.Cell{}
}

// aside lists a row that isn't data.
func (in *reader) aside(row grid.Row, why Reason) {
	first, n := "", 0
	for _, c := range row.Cells {
		if c.Blank() {
			continue
		}
		if n++; first == "" {
			first = c.Clean()
		}
	}
	if n > 0 {
		in.table.Account.Cells += n
		in.table.Account.Aside = append(in.table.Account.Aside, Aside{row.Index + 1, why, first, n})
	}
}

// row reads a row below the headings.
func (in *reader) row(row grid.Row) error {
	why, blank := in.kind(row)
	switch {
	case blank:
		in.table.Account.Blank++
		return nil
	case why != "":
		in.aside(row, why)
		return nil
	}
	for len(in.table.Columns) < len(row.Cells) { // beyond the last heading
		col := len(in.table.Columns)
		in.table.Columns = append(in.table.Columns,
			Column{Index: col, Name: grid.ColumnName(col), Hidden: in.table.Sheet.Columns[col]})
	}
	in.cells = in.cells[:0]
	for col := range in.table.Columns {
		c := in.cell(row, col)
		column := &in.table.Columns[col]
		if c.Kind == Text && column.counts[Text.index()] == 0 {
			column.words = Change{Cell: grid.Ref(row.Index, col), From: strings.Clone(c.Text), Heading: column.Name}
		}
		column.counts[c.Kind.index()]++
		in.cells = append(in.cells, c)
	}
	in.table.Account.Rows++
	if row.Hidden {
		in.table.Account.Hidden++
	}
	if in.each == nil {
		return nil
	}
	return in.each(in.table, Row{row.Index, row.Hidden, in.cells})
}

// kind says why a row isn't data; an empty reason means that it is.
func (in *reader) kind(row grid.Row) (why Reason, blank bool) {
	n := 0
	repeated := len(in.heads) > 0
	for col, c := range row.Cells {
		if c.Blank() {
			continue
		}
		n++
		text := ""
		if repeated {
			text = c.Clean()
		}
		repeated = repeated && col < len(in.heads) && in.heads[col][compact(text)]
	}
	switch {
	case n == 0:
		return "", true
	case repeated && n > 1:
		return Repeated, false
	}
	why, _ = Between(row, in.keep, in.answers)
	return why, false
}

// cell reads one cell and enters it into the account.
func (in *reader) cell(row grid.Row, col int) Cell {
	a := &in.table.Account
	cell := row.At(col)
	if cell.Blank() {
		if first, ok := in.merged.First(row.Index, col); ok {
			a.Merged++
			c, why, _ := in.understand(first, col)
			c.Merged, c.Why = true, why
			return c
		}
		return Cell{Kind: Empty}
	}
	a.Cells++
	c, why, to := in.understand(cell, col)
	c.Why = why
	if len(c.Text) > 1 && c.Text[0] == '0' && c.Kind == Number && cell.Kind == grid.Text && digitsOnly(c.Text) {
		in.table.Columns[col].zeros++
	}
	switch {
	case c.Kind == Empty:
		in.change(&a.Refused, row, col, cell.Raw, "", why)
	case why != "":
		in.change(&a.Cleaned, row, col, cell.Raw, to, why)
	default:
		a.Kept++
	}
	return c
}

func (in *reader) change(list *[]Change, row grid.Row, col int, from, to string, why Reason) {
	*list = append(*list, Change{Cell: grid.Ref(row.Index, col), From: from, To: to, Why: why,
		Heading: in.table.Columns[col].Name})
}

// finish says what each column holds.
func (t *Table) finish() {
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Kind = Empty
		most, different := 0, 0
		for k, n := range c.counts {
			if kinds[k] != Empty && n > 0 {
				if different++; n > most {
					c.Kind, most = kinds[k], n
				}
			}
		}
		if different > 1 {
			c.Kind = Mixed
		}
		if c.Codes = c.zeros > 0 && c.counts[Number.index()] > 0; c.Codes {
			c.Kind = Text
		}
	}
}

func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }
