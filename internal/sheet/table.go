package sheet

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
	rows "shiji/internal/table"
)

// examplePrefix marks the example rows of a template, in their first cell.
const examplePrefix = "示例："

// readTable turns the rows of a sheet into records and hands them out one by one. Nothing of the sheet is kept.
func (r *reader) readTable(t *table, sheet *grid.Sheet, at fact.Source, each func(record)) {
	in := &tableReader{reader: r, table: t, sheet: sheet, at: at, merged: grid.NewMerged(sheet.Merges), each: each}
	last := -1
	err := sheet.Rows(func(row grid.Row) error {
		if last >= 0 {
			r.tally.Gaps += row.Index - last - 1
		}
		last = row.Index
		for _, c := range row.Cells {
			if c.Kind != grid.Empty {
				r.tally.Cells++
			}
		}
		if r.tell != nil && (row.Index+1)%progressEvery == 0 {
			r.tell(at.File, at.Sheet, row.Index+1)
		}
		if in.cols != nil || in.failed {
			in.merged.Next(row)
			in.row(row)
			return nil
		}
		in.first = append(in.first, row.Copy())
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
	table        *table
	sheet        *grid.Sheet
	at           fact.Source
	each         func(record)
	first        []grid.Row // the rows among which the headings are looked for
	header       int        // index of the heading row
	heads        []string   // the headings as they stand, to know them when they are repeated
	cols         map[string]int
	units        map[int]string // units of measure in headings: 目标值（万元）
	extra        map[string]int
	failed       bool // there are no headings: nothing can be read
	unnamed      map[int]bool
	unknownHeads []fact.Source  // headings that the layout doesn't know
	strays       map[int]*stray // what stands below them
	read         int            // rows of data
	merged       *grid.Merged
	unknown      int // formulas without a result that were met
}

// begin finds the headings and reads the rows below them that were kept.
func (in *tableReader) begin() {
	in.failed = !in.readHeader()
	for _, row := range in.first {
		in.merged.Next(row)
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
	if in.failed || row.Filled() == 0 || in.setAside(row) {
		in.count(row, &in.tally.Aside)
		return
	}
	t, at := in.table, in.at
	in.read++
	known := map[int]bool{}
	rec := record{table: t, cells: make(map[string]value, 4), units: in.units, cols: in.cols,
		source: at.At(grid.Ref(row.Index, 0))}
	read := func(c *column, col int) (value, bool) {
		known[col] = true
		v, ok := in.readCell(c, row, col)
		return v, ok && in.settle(rec, c.head, &v)
	}
	if col, present := in.cols["confirm"]; present { // it speaks of the others
		if v, ok := in.readCell(&confirmColumn, row, col); ok {
			rec.cells["confirm"] = v
			rec.confirms = in.confirmations(rec)
		}
		known[col] = true
	}
	for i := range t.columns {
		c := &t.columns[i]
		col, present := in.cols[c.key]
		if !present {
			continue
		}
		if c.key == "confirm" { // read already
			in.enter(row, col, rec.has("confirm"))
			continue
		}
		v, ok := read(c, col)
		in.enter(row, col, ok)
		if ok {
			rec.cells[c.key] = v
		} else if !in.empty(row, col) { // refused with a finding already
			if rec.refused == nil {
				rec.refused = map[string]bool{}
			}
			rec.refused[c.key] = true
		} else if c.required && !in.onlyHint(row) {
			in.say(errs.CellRequired, at.At(grid.Ref(row.Index, col)), "", c.head)
		}
	}
	for head, col := range in.extra {
		v, ok := read(&column{head: head, kind: number}, col)
		in.enter(row, col, ok)
		if ok {
			if rec.extra == nil {
				rec.extra = map[string]value{}
			}
			rec.extra[head] = v
		}
	}
	for col, c := range row.Cells {
		switch {
		case c.Kind == grid.Empty:
		case c.Blank():
			in.tally.Blank++
		case !known[col]:
			in.tally.Unread++
			in.stray(col).add(c)
		}
	}
	for col := range in.unnamed {
		if c := row.At(col); !c.Blank() {
			in.say(errs.ColumnNameless, at.At(grid.Ref(row.Index, col)), c.Clean(), grid.Ref(in.header, col))
			delete(in.unnamed, col)
		}
	}
	for col := in.width(); col < len(row.Cells); col++ { // beyond the last heading
		if c := row.Cells[col]; !c.Blank() && !in.unnamedSaid(col) {
			in.say(errs.ColumnNameless, at.At(grid.Ref(row.Index, col)), c.Clean(), grid.Ref(in.header, col))
		}
	}
	rec.source.Document, rec.source.Person, rec.source.Date = rec.text("document"), rec.text("person"), rec.text("date")
	in.each(rec)
}

// enter enters a cell that a column of the layout read into the tally.
func (in *tableReader) enter(row grid.Row, col int, ok bool) {
	switch {
	case row.At(col).Blank():
	case ok:
		in.tally.Read++
	default:
		in.tally.Refused++
	}
}

// count enters a whole row into one part of the tally.
func (in *tableReader) count(row grid.Row, part *int) {
	for _, c := range row.Cells {
		if !c.Blank() {
			*part++
		} else if c.Kind != grid.Empty {
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
	repeated := len(row.Cells) >= len(in.heads)
	for col, c := range row.Cells {
		if c.Blank() {
			continue
		}
		text := c.Clean()
		if filled++; filled == 1 {
			first, firstCol = text, col
		}
		repeated = repeated && (col >= len(in.heads) || cleanHead(text) == cleanHead(in.heads[col]))
	}
	at := in.at.At(grid.Ref(row.Index, firstCol))
	why, text := rows.Between(row, in.keep, false)
	if why == rows.Subtotal && in.isData(row) {
		why = ""
	}
	switch {
	case strings.HasPrefix(strings.ReplaceAll(row.At(in.cols[in.table.columns[0].key]).Clean(), ":", "："), examplePrefix):
		in.say(errs.RowExample, in.at.At(grid.Ref(row.Index, 0)), first)
	case repeated && filled > 1:
		in.say(errs.RowRepeated, at, first)
	case why == rows.Subtotal:
		in.say(errs.RowSubtotal, at, text, text)
	case why == rows.Note:
		in.say(errs.RowNote, at, first, first)
	default:
		if row.Hidden {
			in.say(errs.RowHidden, at, first)
		}
		return false
	}
	return true
}

// isData reports a row that has all that a row of this sheet needs, and is called by more than a word for totals: it is
// data, whatever it sounds like, and refused where nobody is called so.
func (in *tableReader) isData(row grid.Row) bool {
	needed := 0
	for _, c := range in.table.columns {
		col, present := in.cols[c.key]
		if !c.required || !present {
			continue
		}
		cell := row.At(col)
		if cell.Blank() {
			return false
		}
		if needed++; slices.Contains(in.table.keys, c.key) && rows.IsTotalWord(cell.Clean()) &&
			!slices.Contains(in.keep, cell.Clean()) {
			return false
		}
	}
	return needed > 1
}

// end says what is about the sheet as a whole.
func (in *tableReader) end() {
	if in.sheet.Formulas > in.unknown {
		in.say(errs.SheetFormulas, in.at.At("A1"), in.at.Sheet, in.sheet.Formulas-in.unknown)
	}
	if in.cols == nil {
		return
	}
	in.sayUnknown()
	for col := range in.heads {
		if head := cleanHead(in.heads[col]); in.sheet.Columns[col] && head != "" {
			in.say(errs.ColumnHidden, in.at.At(grid.Ref(in.header, col)), head, head)
		}
	}
}

// wideBrackets are the brackets of Chinese text.
var wideBrackets = strings.NewReplacer("(", "（", ")", "）")

// matches says how a heading stands for a column: by its own name, by another word for it, or not at all. unit is what
// the heading measures in, if it says so in brackets.
func (c *column) matches(head string) (ok, synonym bool, unit string) {
	if head == c.head {
		return true, false, ""
	}
	name, rest, cut := strings.Cut(wideBrackets.Replace(head), "（")
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
		n, heads := 0, cleanHeads(row)
		for i := range t.columns {
			if t.columns[i].stands(heads) {
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
	in.header, in.heads = found.Index, nil
	for col, c := range found.Cells {
		in.heads = append(in.heads, c.Clean())
		if c.Kind == grid.Uncomputed {
			in.unknown++
			in.say(errs.CellFormula, at.At(grid.Ref(found.Index, col)), "")
		}
	}
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
		in.unknownHeads = append(in.unknownHeads, at)
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

// cleanHeads are the cells of a row as headings.
func cleanHeads(row grid.Row) []string {
	var out []string
	for _, c := range row.Cells {
		if h := cleanHead(c.Clean()); h != "" {
			out = append(out, h)
		}
	}
	return out
}

// stands reports whether one of the headings stands for the column.
func (c *column) stands(heads []string) bool {
	return slices.ContainsFunc(heads, func(h string) bool { ok, _, _ := c.matches(h); return ok })
}

// onlyHint reports whether a row of a form has nothing but its hint left.
func (in *tableReader) onlyHint(row grid.Row) bool {
	hint, ok := in.cols["hint"]
	if !ok {
		return false
	}
	for col, c := range row.Cells {
		if col != hint && c.Kind != grid.Empty && !c.Blank() {
			return false
		}
	}
	return true
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
	if !row.At(col).Blank() {
		return false
	}
	_, merged := in.merged.First(row.Index, col)
	return !merged
}

// readCell reads one cell; ok is false if it is empty or was refused with a finding.
func (in *tableReader) readCell(c *column, row grid.Row, col int) (value, bool) {
	at := in.at.At(grid.Ref(row.Index, col))
	cell := row.At(col)
	if cell.Blank() {
		var merged bool
		if cell, merged = in.merged.First(row.Index, col); !merged {
			return value{}, false
		}
		if !c.merges { // which row would it belong to?
			in.say(errs.CellMerged, at, cell.Raw, cell.Clean())
			return value{}, false
		}
	}
	v := value{text: cell.Clean(), sheet: &in.at, cell: at.Cell, shown: cell.Show()}
	switch cell.Kind {
	case grid.Uncomputed:
		in.unknown++
		in.say(errs.CellFormula, at, "")
		return v, false
	case grid.Fault:
		in.say(errs.CellError, at, cell.Raw, cell.Raw)
		return v, false
	case grid.Truth:
		if c.kind == flag {
			v.text = map[string]string{"TRUE": "是", "FALSE": "否"}[cell.Raw]
			in.say(errs.CellRead, at, cell.Raw, v.text)
			return in.readWord(c, v)
		}
		in.say(errs.CellTruth, at, cell.Raw, cell.Raw)
		return v, false
	case grid.Text:
		switch {
		case strings.ContainsRune(cell.Raw, utf8.RuneError):
			in.say(errs.CellBroken, at, strings.ToValidUTF8(cell.Raw, "?"), strings.ToValidUTF8(cell.Raw, "?"))
			return v, false
		case grid.HasControl(cell.Raw):
			in.say(errs.CellControl, at, strings.ToValidUTF8(cell.Raw, "?"))
			return v, false
		case grid.IsErrorValue(cell.Raw):
			in.say(errs.CellError, at, cell.Raw, cell.Raw)
			return v, false
		}
	}
	switch {
	case c.kind == date:
		return in.readDate(c, v, cell)
	case cell.Kind == grid.Duration:
		in.say(errs.CellDuration, at, cell.Raw, cell.Format(), v.text)
		return v, false
	case cell.Kind == grid.Time:
		in.say(errs.CellTime, at, cell.Raw, v.text)
		return v, false
	// a spreadsheet made one of 4/1, and nobody can know what was meant
	case cell.Kind == grid.Date && (c.kind != text || c.percent == byIndicator):
		in.say(errs.CellDate, at, cell.Raw, v.text, cell.Raw)
		return v, false
	}
	switch c.kind {
	case number, whole:
		return in.readNumber(c, v, cell)
	case word, flag:
		return in.readWord(c, v)
	case code:
		v.text = grid.CleanCode(v.text)
		if whole, zeros, ok := strings.Cut(v.text, "."); ok && whole != "" && strings.Trim(whole, "0123456789") == "" &&
			zeros != "" && strings.Trim(zeros, "0") == "" {
			v.text = whole // as programs write a code that they took for a number: 5.0
		}
	case text: // periods and floors may hold numbers too
		if c.percent == byIndicator {
			return in.readMaybeNumber(v, cell)
		}
		if n, ok := cell.Number(); ok && cell.Kind == grid.Number {
			v.take(n)
		}
		v.text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(v.text)
	}
	if cell.Kind == grid.Number { // 95.0 is how a program stores 95
		return v, true
	}
	if v.text != cell.Raw && strings.ReplaceAll(cell.Raw, "\r\n", "\n") != v.text {
		how := errs.CellCleaned
		if c.kind == code && strings.Contains(cell.Raw, ".") || cell.Kind == grid.Date {
			how = errs.CellRead
		}
		in.say(how, at, cell.Raw, v.text)
	}
	return v, true
}

// take enters a number into the value, as it was read.
func (v *value) take(n grid.Reading) {
	v.number, v.stored, v.isNum, v.text, v.percent, v.scale = n.Number, n.Stored, true, n.Text, n.Percent, n.Scale
}

// readMaybeNumber reads a cell that holds a number or a word that only the rule knows.
func (r *reader) readMaybeNumber(v value, cell grid.Cell) (value, bool) {
	n, ok := cell.Number()
	if ok {
		v.take(n)
	}
	r.sayCleaned(v, cell, n)
	return v, true
}

func (r *reader) readNumber(c *column, v value, cell grid.Cell) (value, bool) {
	n, ok := cell.Number()
	if !ok {
		r.say(errs.CellNotNumber, v.source(), cell.Raw, c.head)
		return v, false
	}
	v.take(n)
	if v.percent && c.percent == asShare {
		r.say(errs.CellNoPercent, v.source(), cell.Raw, c.head)
		return v, false
	}
	if v.percent && c.percent == asHundred {
		v.number = v.number.Mul(hundred)
		r.say(errs.CellPercent, v.source(), cell.Raw, v.number, "")
	} else {
		r.sayCleaned(v, cell, n)
	}
	if _, isInt := v.number.Int64(); c.kind == whole && !isInt {
		r.say(errs.CellNotWhole, v.source(), cell.Raw, c.head)
		return v, false
	}
	return v, true
}

// sayCleaned says what became of the characters of a cell. How a program stores a binary number (95.0) is no change; a
// percentage is told where it is understood.
func (r *reader) sayCleaned(v value, cell grid.Cell, n grid.Reading) {
	switch {
	case v.percent || v.text == cell.Raw:
	case n.Noise:
		r.say(errs.CellNoise, v.source(), cell.Raw, v.text)
	case cell.Kind == grid.Text:
		r.say(errs.CellCleaned, v.source(), cell.Raw, v.text)
	}
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
	r.say(errs.CellNotWord, v.source(), given, c.head, strings.Join(allowed, "、"), lang.Meant(v.text, allowed))
	return v, false
}

// readDate reads a date: a cell that is one, a text, or the number that a workbook stores for it.
func (in *tableReader) readDate(c *column, v value, cell grid.Cell) (value, bool) {
	day, clock, ok := cell.Day()
	switch n, isNum := cell.Number(); {
	case ok:
	case cell.Kind == grid.Time:
		in.say(errs.CellTime, v.source(), cell.Raw, v.text)
		return v, false
	case isNum && cell.Kind == grid.Number:
		if day, clock, ok = grid.TextCell(n.Text).Day(); !ok { // 20141231
			day, clock, ok = grid.SerialDay(n.Text, in.sheet.Date1904)
		}
	}
	if !ok {
		in.say(errs.CellNotDate, v.source(), v.text, c.head)
		return v, false
	}
	switch {
	case clock != "":
		in.say(errs.CellClock, v.source(), cell.Raw, day, clock)
	case cell.Kind != grid.Date && day != cell.Raw:
		in.say(errs.CellRead, v.source(), cell.Raw, day)
	}
	v.text = day
	return v, true
}
