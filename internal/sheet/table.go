package sheet

import (
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	rows "shiji/internal/table"
)

// examplePrefix marks the example rows of a template, in their first cell.
const examplePrefix = "示例："

// readTable turns the rows of a sheet into records and hands them out one by one. Nothing of the sheet is kept.
func (r *reader) readTable(t *table, sheet *grid.Sheet, at fact.Source, each func(record)) {
	in := &tableReader{reader: r, table: t, sheet: sheet, at: at, merged: map[int]mergedValue{}, each: each}
	err := sheet.Rows(func(row grid.Row) error {
		in.fill(row)
		for col, raw := range row.Raw {
			if raw != "" || in.holds(row, col) {
				r.tally.Cells++
			}
		}
		if r.tell != nil && (row.Index+1)%progressEvery == 0 {
			r.tell(at.File, at.Sheet, row.Index+1)
		}
		if in.cols != nil || in.failed {
			in.row(row)
			return nil
		}
		in.first = append(in.first, grid.Row{Index: row.Index, Hidden: row.Hidden, Raw: slices.Clone(row.Raw), Shown: slices.Clone(row.Shown)})
		if row.Index+1 >= maxHeaderRow {
			in.begin()
		}
		return nil
	})
	if err != nil {
		r.say(errs.FileUnreadable, at, at.Sheet, reason(err))
		return
	}
	if in.cols == nil && !in.failed {
		in.begin()
	}
	in.end()
}

// tableReader reads one sheet by the layout of its table.
type tableReader struct {
	*reader
	table   *table
	sheet   *grid.Sheet
	at      fact.Source
	each    func(record)
	first   []grid.Row // the rows among which the headings are looked for
	header  int        // index of the heading row
	heads   []string   // the headings as they stand, to know them when they are repeated
	cols    map[string]int
	units   map[int]string // units of measure in headings: 目标值（万元）
	extra   map[string]int
	failed  bool // there are no headings: nothing can be read
	unnamed map[int]bool
	merged  map[int]mergedValue // by the index of the merge
}

// mergedValue is the value of the first cell of a merged range.
type mergedValue struct{ raw, shown string }

// fill remembers the first cells of merged ranges, which their other cells stand for.
func (in *tableReader) fill(row grid.Row) {
	for i, m := range in.sheet.Merges {
		if m.Row1 == row.Index && m.Col1 < len(row.Raw) {
			in.merged[i] = mergedValue{row.Raw[m.Col1], row.Shown[m.Col1]}
		}
	}
}

// inMerge is the value of the merged range that a cell lies in. A range over half the sheet holds a title, not data.
func (in *tableReader) inMerge(row, col int) string {
	for i, m := range in.sheet.Merges {
		if m.Holds(row, col) && (m.Row2-m.Row1+1)*(m.Col2-m.Col1+1) <= 1<<16 {
			return in.merged[i].raw
		}
	}
	return ""
}

// begin finds the headings and reads the rows below them that were kept.
func (in *tableReader) begin() {
	in.failed = !in.readHeader()
	for _, row := range in.first {
		if !in.failed && row.Index > in.header {
			in.row(row)
			continue
		}
		in.count(row, &in.tally.Aside)
	}
	in.first = nil
}

// row reads one row below the headings.
func (in *tableReader) row(row grid.Row) {
	if in.failed || blankRow(row.Raw) && !in.uncomputed(row) || in.setAside(row) {
		in.count(row, &in.tally.Aside)
		return
	}
	t, at := in.table, in.at
	known := map[int]bool{}
	rec := record{table: t, cells: map[string]value{}, extra: map[string]value{}, units: in.units, cols: in.cols, source: at.At(grid.Ref(row.Index, 0))}
	for i := range t.columns {
		c := &t.columns[i]
		col, present := in.cols[c.key]
		if !present {
			continue
		}
		v, ok := in.readCell(c, row, col)
		known[col] = true
		in.enter(row, col, ok)
		if ok {
			rec.cells[c.key] = v
		} else if c.required && !in.empty(row, col) {
			continue // refused with a finding already
		} else if c.required {
			in.say(errs.CellRequired, at.At(grid.Ref(row.Index, col)), "", c.head)
		}
	}
	for head, col := range in.extra {
		v, ok := in.readCell(&column{head: head, kind: number}, row, col)
		known[col] = true
		in.enter(row, col, ok)
		if ok {
			rec.extra[head] = v
		}
	}
	for col := range row.Raw {
		if !known[col] && in.holds(row, col) {
			in.tally.Unread++
		} else if row.Raw[col] != "" && !in.holds(row, col) {
			in.tally.Blank++
		}
	}
	for col := range in.unnamed {
		if col < len(row.Raw) {
			if v := grid.CleanText(row.Raw[col]); v != "" {
				in.say(errs.ColumnNameless, at.At(grid.Ref(row.Index, col)), v, grid.Ref(in.header, col))
				delete(in.unnamed, col)
			}
		}
	}
	for col := in.width(); col < len(row.Raw); col++ { // beyond the last heading
		if v := grid.CleanText(row.Raw[col]); v != "" && !in.unnamedSaid(col) {
			in.say(errs.ColumnNameless, at.At(grid.Ref(row.Index, col)), v, grid.Ref(in.header, col))
		}
	}
	rec.source.Document, rec.source.Person, rec.source.Date = rec.text("document"), rec.text("person"), rec.text("date")
	in.each(rec)
}

// holds reports whether something stands in a cell: a value, or a formula that was never computed.
func (in *tableReader) holds(row grid.Row, col int) bool {
	return grid.CleanText(cellOf(row.Raw, col)) != "" || len(in.sheet.Unknown) > 0 && in.sheet.Unknown[grid.Ref(row.Index, col)]
}

// uncomputed reports whether a row that looks blank holds formulas without values.
func (in *tableReader) uncomputed(row grid.Row) bool {
	for col := range row.Raw {
		if in.holds(row, col) {
			return true
		}
	}
	return false
}

// enter enters a cell that a column of the layout read into the tally.
func (in *tableReader) enter(row grid.Row, col int, ok bool) {
	switch {
	case !in.holds(row, col):
	case ok:
		in.tally.Read++
	default:
		in.tally.Refused++
	}
}

// count enters a whole row into one part of the tally.
func (in *tableReader) count(row grid.Row, part *int) {
	for col, raw := range row.Raw {
		if in.holds(row, col) {
			*part++
		} else if raw != "" {
			in.tally.Blank++
		}
	}
}

// width is the number of columns up to the last heading.
func (in *tableReader) width() int { return len(in.heads) }

// unnamedSaid reports whether a column beyond the headings was named already, and remembers it.
func (in *tableReader) unnamedSaid(col int) bool {
	said, known := in.unnamed[col]
	in.unnamed[col] = true
	return known && said
}

// setAside reports rows that aren't data: examples of the template, headings that are repeated, subtotals and notes.
func (in *tableReader) setAside(row grid.Row) bool {
	filled, first, firstCol := 0, "", 0
	repeated := len(row.Raw) >= len(in.heads)
	for col, raw := range row.Raw {
		text := grid.CleanText(raw)
		if text == "" {
			continue
		}
		if filled++; filled == 1 {
			first, firstCol = text, col
		}
		repeated = repeated && (col >= len(in.heads) || cleanHead(raw) == cleanHead(in.heads[col]))
	}
	at := in.at.At(grid.Ref(row.Index, firstCol))
	switch {
	case strings.HasPrefix(strings.ReplaceAll(grid.CleanText(cellOf(row.Raw, in.cols[in.table.columns[0].key])), ":", "："), examplePrefix):
		in.say(errs.RowExample, in.at.At(grid.Ref(row.Index, 0)), first)
	case repeated && filled > 1:
		in.say(errs.RowRepeated, at, first)
	case rows.IsSubtotal(first):
		in.say(errs.RowSubtotal, at, first, first)
	case filled == 1 && rows.IsNote(first):
		in.say(errs.RowNote, at, first, first)
	default:
		if row.Hidden {
			in.say(errs.RowHidden, at, first)
		}
		return false
	}
	return true
}

// end says what is about the sheet as a whole.
func (in *tableReader) end() {
	if in.sheet.Formulas > len(in.sheet.Unknown) {
		in.say(errs.SheetFormulas, in.at.At("A1"), in.at.Sheet, in.sheet.Formulas-len(in.sheet.Unknown))
	}
	if in.cols == nil {
		return
	}
	for col := range in.heads {
		if head := cleanHead(in.heads[col]); in.sheet.Columns[col] && head != "" {
			in.say(errs.ColumnHidden, in.at.At(grid.Ref(in.header, col)), head, head)
		}
	}
}

func cellOf(cells []string, col int) string {
	if col < len(cells) {
		return cells[col]
	}
	return ""
}

func blankRow(cells []string) bool {
	return !slices.ContainsFunc(cells, func(s string) bool { return grid.CleanText(s) != "" })
}

// matches says how a heading stands for a column: by its own name, by another word for it, or not at all. unit is what the heading
// measures in, if it says so in brackets.
func (c *column) matches(head string) (ok, synonym bool, unit string) {
	if head == c.head {
		return true, false, ""
	}
	name, rest, cut := strings.Cut(strings.NewReplacer("(", "（", ")", "）").Replace(head), "（")
	if cut && strings.HasSuffix(rest, "）") {
		unit = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(rest, "）"), "单位："), "单位:")
	} else {
		name = head
	}
	if name == c.head {
		return true, true, unit
	}
	return slices.Contains(synonyms[c.head], name), true, unit
}

// readHeader finds the heading row among the first rows and says which column stands where.
// Headings that the layout doesn't know are class columns in 方案 and findings elsewhere.
func (in *tableReader) readHeader() bool {
	t, at := in.table, in.at
	// Two headings make a heading row: one word may stand in any title. A sheet that needs only one column can't show two.
	best, needed := 0, 0
	for _, c := range t.columns {
		if !c.optional {
			needed++
		}
	}
	if needed > 1 {
		best = 1
	}
	var found *grid.Row
	for i, row := range in.first {
		n := 0
		for _, c := range t.columns {
			if slices.ContainsFunc(row.Raw, func(s string) bool { ok, _, _ := c.matches(cleanHead(s)); return ok }) {
				n++
			}
		}
		if n > best {
			found, best = &in.first[i], n
		}
	}
	if found == nil {
		in.say(errs.ColumnMissing, at.At("A1"), "", t.columns[0].head)
		return false
	}
	in.header, in.heads = found.Index, found.Raw
	for len(in.heads) > 0 && cleanHead(in.heads[len(in.heads)-1]) == "" {
		in.heads = in.heads[:len(in.heads)-1]
	}
	in.cols, in.extra, in.units, in.unnamed = map[string]int{}, map[string]int{}, map[int]string{}, map[int]bool{}
	for col := range in.heads {
		if head := cleanHead(in.heads[col]); head == "" {
			in.unnamed[col] = true
		} else {
			in.heading(head, col)
		}
	}
	missing := false
	for _, c := range t.columns {
		if _, ok := in.cols[c.key]; !ok && !c.optional {
			in.say(errs.ColumnMissing, at.At(grid.Ref(in.header, 0)), "", c.head)
			missing = true
		}
	}
	return !missing
}

// heading finds the column that one heading stands for. Exact words come before other words for the same.
func (in *tableReader) heading(head string, col int) {
	t, at := in.table, in.at.At(grid.Ref(in.header, col))
	twice := false
	for _, exact := range []bool{true, false} {
		for _, c := range t.columns {
			ok, synonym, unit := c.matches(head)
			if !ok || exact == synonym {
				continue
			}
			if _, taken := in.cols[c.key]; taken {
				twice = true
				continue
			}
			in.cols[c.key] = col
			if unit != "" {
				in.units[col] = unit
			}
			if synonym {
				in.say(errs.ColumnSynonym, at, head, head, c.head)
			}
			return
		}
	}
	switch {
	case twice:
		in.say(errs.ColumnTwice, at, head, head, grid.Ref(in.header, lastOf(t, in.cols, head)), at.Cell)
	case t.key == "scheme":
		if first, taken := in.extra[head]; taken {
			in.say(errs.ColumnTwice, at, head, head, grid.Ref(in.header, first), at.Cell)
			return
		}
		in.extra[head] = col
		if !slices.Contains(in.reader.heads, head) {
			in.reader.heads = append(in.reader.heads, head)
			in.headAt[head] = at
		}
	default:
		in.say(errs.ColumnUnknown, at, head, head)
	}
}

func lastOf(t *table, cols map[string]int, head string) int {
	last := 0
	for _, c := range t.columns {
		if col, ok := cols[c.key]; ok && c.head == head {
			last = max(last, col)
		}
	}
	return last
}

// cleanHead reads a heading: without spaces, line breaks and the marks of required columns.
func cleanHead(s string) string {
	return strings.TrimSuffix(strings.Map(func(r rune) rune {
		if strings.ContainsRune(grid.Blanks, r) {
			return -1
		}
		return r
	}, s), "*")
}

func (in *tableReader) empty(row grid.Row, col int) bool {
	return grid.CleanText(cellOf(row.Raw, col)) == "" && grid.CleanText(in.inMerge(row.Index, col)) == ""
}

// readCell reads one cell; ok is false if it is empty or was refused with a finding.
func (in *tableReader) readCell(c *column, row grid.Row, col int) (value, bool) {
	at := in.at.At(grid.Ref(row.Index, col))
	raw, shown := cellOf(row.Raw, col), cellOf(row.Shown, col)
	if raw == "" {
		raw = in.inMerge(row.Index, col)
		if grid.CleanText(raw) != "" && !c.merges { // which row would it belong to?
			in.say(errs.CellMerged, at, raw, raw)
			return value{}, false
		}
	}
	if grid.CleanText(raw) == "" {
		if in.sheet.Unknown[at.Cell] {
			in.say(errs.CellFormula, at, "")
		}
		return value{}, false
	}
	switch {
	case grid.HasControl(raw):
		in.say(errs.CellControl, at, strings.ToValidUTF8(raw, "?"))
		return value{}, false
	case grid.IsErrorValue(raw):
		in.say(errs.CellError, at, raw, raw)
		return value{}, false
	}
	v := value{text: grid.CleanText(raw), source: at}
	switch c.kind {
	case number, whole:
		return in.readNumber(c, v, raw, shown)
	case word, flag:
		return in.readWord(c, v)
	case date:
		return in.readDate(c, v, in.sheet.Date1904)
	case code:
		v.text = grid.CleanCode(raw)
	case text: // periods and floors may hold numbers too
		if c.percent == byIndicator {
			return in.readMaybeNumber(v, raw, shown)
		}
		v.text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(v.text)
	}
	if v.text != raw && strings.ReplaceAll(raw, "\r\n", "\n") != v.text {
		in.say(errs.CellCleaned, at, raw, v.text)
	}
	return v, true
}

// readMaybeNumber reads a cell that holds a number or a word that only the rule knows.
func (r *reader) readMaybeNumber(v value, raw, shown string) (value, bool) {
	if n, s, sign, ok := grid.ParseNumber(grid.TidyFloat(raw)); ok {
		if r.isDate(v, raw, shown) {
			return v, false
		}
		sign = sign || writtenPercent(shown, n)
		v.number, v.isNum, v.text = n, true, s
		v.percent = sign || isPercent(shown)
		if sign {
			v.number = n.Quo(hundred) // 95% is 0.95, as a percent-formatted cell stores it
		}
		if !sign && s != raw {
			r.say(errs.CellCleaned, v.source, raw, s)
		}
		return v, true
	}
	if v.text != raw {
		r.say(errs.CellCleaned, v.source, raw, v.text)
	}
	return v, true
}

func (r *reader) readNumber(c *column, v value, raw, shown string) (value, bool) {
	n, s, sign, ok := grid.ParseNumber(grid.TidyFloat(raw))
	if !ok {
		r.say(errs.CellNotNumber, v.source, raw, c.head)
		return v, false
	}
	if r.isDate(v, raw, shown) {
		return v, false
	}
	sign = sign || writtenPercent(shown, n)
	v.number, v.isNum, v.text = n, true, s
	v.percent = sign || isPercent(shown)
	if sign {
		v.number = n.Quo(hundred)
	}
	if v.percent && c.percent == asHundred {
		v.number = v.number.Mul(hundred)
		r.say(errs.CellPercent, v.source, raw, v.number, "")
	} else if !sign && s != raw {
		r.say(errs.CellCleaned, v.source, raw, s)
	}
	if _, isInt := v.number.Int64(); c.kind == whole && !isInt {
		r.say(errs.CellNotWhole, v.source, raw, c.head)
		return v, false
	}
	return v, true
}

// isPercent reports whether a cell is shown as a percentage.
func isPercent(shown string) bool { return strings.HasSuffix(strings.TrimSpace(shown), "%") }

// writtenPercent reports whether a number is shown with a percent sign that its format only writes behind it: a stored 50 shown as 50%.
func writtenPercent(shown string, n decimal.Number) bool {
	if !isPercent(shown) {
		return false
	}
	seen, _, _, ok := grid.ParseNumber(strings.TrimSuffix(strings.TrimSpace(shown), "%"))
	return ok && !n.IsZero() && seen.Sub(n).Abs().Less(seen.Sub(n.Mul(hundred)).Abs())
}

var dateLike = regexp.MustCompile(`\d[-/年.:]\d{1,2}([-/月.:]|\b)`)

// isDate refuses a number that is shown as a date: a spreadsheet made one of 4/1, and nobody can know what was meant.
func (r *reader) isDate(v value, raw, shown string) bool {
	shown = strings.TrimSpace(shown)
	if _, _, _, isNumber := grid.ParseNumber(shown); isNumber || !dateLike.MatchString(shown) || grid.CleanText(raw) == shown {
		return false
	}
	r.say(errs.CellDate, v.source, raw, shown, raw)
	return true
}

func (r *reader) readWord(c *column, v value) (value, bool) {
	given := v.text
	v.text = grid.CleanCode(v.text)
	for _, w := range c.words {
		if v.text == w.Word {
			v.text = w.Value
			return v, w.Value != "" || c.kind == flag
		}
	}
	var allowed []string
	for _, w := range c.words {
		allowed = append(allowed, w.Word)
	}
	r.say(errs.CellNotWord, v.source, given, c.head, strings.Join(allowed, "、"))
	return v, false
}

// readDate reads a date as text or as the number that a date cell stores.
func (r *reader) readDate(c *column, v value, date1904 bool) (value, bool) {
	if d, err := calendar.ParseDate(v.text); err == nil {
		v.text = d
		return v, true
	}
	if n, _, _, ok := grid.ParseNumber(v.text); ok {
		if days, whole := n.Int64(); whole && days > 0 && days < 200000 {
			if d, err := excelize.ExcelDateToTime(float64(days), date1904); err == nil {
				v.text = d.Format("2006-01-02")
				return v, true
			}
		}
	}
	r.say(errs.CellNotDate, v.source, v.text, c.head)
	return v, false
}
