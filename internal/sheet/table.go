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
)

// examplePrefix marks the example rows of a template, in their first cell.
const examplePrefix = "示例："

// readTable turns a grid into records.
func (r *reader) readTable(t *table, g *grid, at fact.Source) {
	header, cols, extra := r.readHeader(t, g, at)
	if header < 0 {
		return
	}
	for row := header + 1; row < len(g.raw); row++ {
		if blankRow(g.raw[row]) {
			continue
		}
		first := cleanText(cellIn(g.raw, row, cols[t.columns[0].key]))
		if strings.HasPrefix(strings.ReplaceAll(first, ":", "："), examplePrefix) {
			r.say(errs.RowExample, at.At(ref(row, 0)), first)
			continue
		}
		rec := record{table: t, cells: map[string]value{}, extra: map[string]value{}, source: at.At(ref(row, 0))}
		for i := range t.columns {
			c := &t.columns[i]
			col, present := cols[c.key]
			if !present {
				continue
			}
			v, ok := r.readCell(c, g, row, col, at)
			if ok {
				rec.cells[c.key] = v
			} else if c.required && !g.empty(row, col) {
				continue // refused with a finding already
			} else if c.required {
				r.say(errs.CellRequired, at.At(ref(row, col)), "", c.head)
			}
		}
		for head, col := range extra {
			if v, ok := r.readCell(&column{head: head, kind: number}, g, row, col, at); ok {
				rec.extra[head] = v
			}
		}
		rec.source.Document, rec.source.Person, rec.source.Date = rec.text("document"), rec.text("person"), rec.text("date")
		r.records[t.key] = append(r.records[t.key], rec)
	}
}

func blankRow(cells []string) bool {
	return !slices.ContainsFunc(cells, func(s string) bool { return cleanText(s) != "" })
}

// readHeader finds the heading row and says which column stands where; -1 if there is none.
// Headings that the layout doesn't know are class columns in 方案 and findings elsewhere.
func (r *reader) readHeader(t *table, g *grid, at fact.Source) (row int, cols, extra map[string]int) {
	row = -1
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
	for i := range min(len(g.raw), maxHeaderRow) {
		n := 0
		for _, c := range t.columns {
			if slices.ContainsFunc(g.raw[i], func(s string) bool { return cleanHead(s) == c.head }) {
				n++
			}
		}
		if n > best {
			row, best = i, n
		}
	}
	if row < 0 {
		r.say(errs.ColumnMissing, at.At("A1"), "", t.columns[0].head)
		return -1, nil, nil
	}
	cols, extra = map[string]int{}, map[string]int{}
	for col := range g.raw[row] {
		head := cleanHead(g.raw[row][col])
		if head == "" {
			continue
		}
		key, twice := "", false
		for _, c := range t.columns {
			if c.head != head {
				continue
			}
			if _, taken := cols[c.key]; taken {
				twice = true
				continue
			}
			key = c.key
			break
		}
		switch {
		case key != "":
			cols[key] = col
		case twice:
			r.say(errs.ColumnTwice, at.At(ref(row, col)), head, head, ref(row, lastOf(t, cols, head)), ref(row, col))
		case t.key == "scheme":
			if first, taken := extra[head]; taken {
				r.say(errs.ColumnTwice, at.At(ref(row, col)), head, head, ref(row, first), ref(row, col))
				continue
			}
			extra[head] = col
			if !slices.Contains(r.heads, head) {
				r.heads = append(r.heads, head)
				r.headAt[head] = at.At(ref(row, col))
			}
		default:
			r.say(errs.ColumnUnknown, at.At(ref(row, col)), head, head)
		}
	}
	for col := range maxColumns(g.raw) {
		if cleanHead(cellIn(g.raw, row, col)) != "" {
			continue
		}
		for below := row + 1; below < len(g.raw); below++ {
			if v := cleanText(cellIn(g.raw, below, col)); v != "" {
				r.say(errs.ColumnNameless, at.At(ref(below, col)), v, ref(row, col))
				break
			}
		}
	}
	missing := false
	for _, c := range t.columns {
		if _, ok := cols[c.key]; !ok && !c.optional {
			r.say(errs.ColumnMissing, at.At(ref(row, 0)), "", c.head)
			missing = true
		}
	}
	if missing {
		return -1, nil, nil
	}
	return row, cols, extra
}

func maxColumns(rows [][]string) int {
	n := 0
	for _, r := range rows {
		n = max(n, len(r))
	}
	return n
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
		if strings.ContainsRune(blanks, r) {
			return -1
		}
		return r
	}, s), "*")
}

func (g *grid) empty(row, col int) bool {
	return cleanText(cellIn(g.raw, row, col)) == "" && cleanText(g.merged[[2]int{row, col}]) == ""
}

// readCell reads one cell; ok is false if it is empty or was refused with a finding.
func (r *reader) readCell(c *column, g *grid, row, col int, at fact.Source) (value, bool) {
	at = at.At(ref(row, col))
	raw := cellIn(g.raw, row, col)
	if raw == "" {
		raw = g.merged[[2]int{row, col}]
		if cleanText(raw) != "" && !c.merges { // which row would it belong to?
			r.say(errs.CellMerged, at, raw, raw)
			return value{}, false
		}
	}
	if cleanText(raw) == "" {
		if g.formulas {
			if formula, err := g.f.GetCellFormula(g.name, at.Cell); err == nil && formula != "" {
				r.say(errs.CellFormula, at, "="+formula)
			}
		}
		return value{}, false
	}
	switch {
	case hasControl(raw):
		r.say(errs.CellControl, at, strings.ToValidUTF8(raw, "?"))
		return value{}, false
	case isErrorValue(raw):
		r.say(errs.CellError, at, raw, raw)
		return value{}, false
	}
	v := value{text: cleanText(raw), source: at}
	switch c.kind {
	case number, whole:
		return r.readNumber(c, v, raw, g, row, col)
	case word, flag:
		return r.readWord(c, v)
	case date:
		return r.readDate(c, v, g)
	case code:
		v.text = cleanCode(raw)
	case text: // periods and floors may hold numbers too
		if c.percent == byIndicator {
			return r.readMaybeNumber(v, raw, g, row, col)
		}
		v.text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(v.text)
	}
	if v.text != raw && strings.ReplaceAll(raw, "\r\n", "\n") != v.text {
		r.say(errs.CellCleaned, at, raw, v.text)
	}
	return v, true
}

func isErrorValue(s string) bool {
	return slices.Contains([]string{"#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"}, strings.TrimSpace(s))
}

// readMaybeNumber reads a cell that holds a number or a word that only the rule knows.
func (r *reader) readMaybeNumber(v value, raw string, g *grid, row, col int) (value, bool) {
	if n, s, sign, ok := parseNumber(tidyFloat(raw)); ok {
		if r.isDate(v, raw, g, row, col) {
			return v, false
		}
		sign = sign || g.writtenPercent(row, col, n)
		v.number, v.isNum, v.text = n, true, s
		v.percent = sign || g.isPercent(row, col)
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

func (r *reader) readNumber(c *column, v value, raw string, g *grid, row, col int) (value, bool) {
	n, s, sign, ok := parseNumber(tidyFloat(raw))
	if !ok {
		r.say(errs.CellNotNumber, v.source, raw, c.head)
		return v, false
	}
	if r.isDate(v, raw, g, row, col) {
		return v, false
	}
	sign = sign || g.writtenPercent(row, col, n)
	v.number, v.isNum, v.text = n, true, s
	v.percent = sign || g.isPercent(row, col)
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
func (g *grid) isPercent(row, col int) bool {
	return strings.HasSuffix(strings.TrimSpace(cellIn(g.shown, row, col)), "%")
}

// writtenPercent reports whether a number is shown with a percent sign that its format only writes behind it: a stored 50 shown as 50%.
func (g *grid) writtenPercent(row, col int, n decimal.Number) bool {
	if !g.isPercent(row, col) {
		return false
	}
	shown, _, _, ok := parseNumber(strings.TrimSuffix(strings.TrimSpace(cellIn(g.shown, row, col)), "%"))
	return ok && !n.IsZero() && shown.Sub(n).Abs().Less(shown.Sub(n.Mul(hundred)).Abs())
}

var dateLike = regexp.MustCompile(`\d[-/年.:]\d{1,2}([-/月.:]|\b)`)

// isDate refuses a number that is shown as a date: a spreadsheet made one of 4/1, and nobody can know what was meant.
func (r *reader) isDate(v value, raw string, g *grid, row, col int) bool {
	shown := strings.TrimSpace(cellIn(g.shown, row, col))
	if _, _, _, isNumber := parseNumber(shown); isNumber || !dateLike.MatchString(shown) || cleanText(raw) == shown {
		return false
	}
	r.say(errs.CellDate, v.source, raw, shown, raw)
	return true
}

func (r *reader) readWord(c *column, v value) (value, bool) {
	given := v.text
	v.text = cleanCode(v.text)
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
func (r *reader) readDate(c *column, v value, g *grid) (value, bool) {
	if d, err := calendar.ParseDate(v.text); err == nil {
		v.text = d
		return v, true
	}
	if n, _, _, ok := parseNumber(v.text); ok {
		if days, whole := n.Int64(); whole && days > 0 && days < 200000 {
			if d, err := excelize.ExcelDateToTime(float64(days), g.date1904); err == nil {
				v.text = d.Format("2006-01-02")
				return v, true
			}
		}
	}
	r.say(errs.CellNotDate, v.source, v.text, c.head)
	return v, false
}
