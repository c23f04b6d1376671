package sheet

import (
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
)

// Which kind of sheet a sheet is: its name says so, or else its headings do. A veto is not lost because somebody called
// the sheet 加减分事项.

// candidate is a kind of sheet whose headings were found.
type candidate struct {
	table   *table
	matched int
	missing int // columns that it can't do without
}

// firstRows are the rows of a sheet among which headings are looked for.
func firstRows(s *grid.Sheet) ([]grid.Row, error) {
	var out []grid.Row
	err := s.Rows(func(r grid.Row) error {
		if r.Index >= maxHeaderRow {
			return errEnough
		}
		out = append(out, r.Copy())
		return nil
	})
	if err == errEnough {
		err = nil
	}
	return out, err
}

type enough struct{}

func (enough) Error() string { return "sheet: enough rows" }

var errEnough error = enough{}

// fits reports how far the headings of a row are those of a kind of sheet.
func (t *table) fits(r grid.Row) candidate {
	out, heads := candidate{table: t}, cleanHeads(r)
	own := 0 // headings that few other sheets have
	for i := range t.columns {
		c := &t.columns[i]
		switch {
		case c.stands(heads):
			out.matched++
			if !shared[c.key] {
				own++
			}
		case !c.optional:
			out.missing++
		}
	}
	if own == 0 {
		return candidate{table: t, missing: len(t.columns)}
	}
	return out
}

// shared are columns that say nothing of the kind of a sheet: many have them.
var shared = map[string]bool{"unit": true, "indicator": true, "code": true, "name": true, "document": true,
	"person": true, "date": true, "confirm": true, "remark": true, "note": true, "type": true, "value": true,
	"points": true, "n": true}

// kindOf tells the kind of a sheet that is called otherwise by its headings. near is a kind whose headings are there
// but for some that it needs.
func kindOf(rows []grid.Row) (fit []*table, near *table) {
	best := map[*table]candidate{}
	for i := range tables {
		t := &tables[i]
		for _, r := range rows {
			if c := t.fits(r); c.matched > best[t].matched || best[t].table == nil {
				best[t] = c
			}
		}
	}
	most, nearest := 0, 0
	for i := range tables {
		c := best[&tables[i]]
		switch {
		case c.missing > 0:
			if c.matched > nearest && c.matched >= 3 && c.missing <= c.matched/2 {
				near, nearest = c.table, c.matched
			}
		case c.table.key == "year" && !hasSettings(rows):
		case c.matched > most:
			fit, most = []*table{c.table}, c.matched
		case c.matched == most && most > 0:
			fit = append(fit, c.table)
		}
	}
	if len(fit) > 0 {
		near = nil
	}
	return fit, near
}

// hasSettings reports whether rows name settings of a year: 项目 and 值 head many a table.
func hasSettings(rows []grid.Row) bool {
	for _, r := range rows {
		for _, c := range r.Cells {
			if slices.ContainsFunc(settings, func(x setting) bool { return x.name == c.Clean() }) {
				return true
			}
		}
	}
	return false
}

// sheetKind is the layout of a sheet, nil if it is none of ours. taken are the sheets of the file by their kinds so
// far.
func (r *reader) sheetKind(s *grid.Sheet, at fact.Source, taken map[string]string) *table {
	if t := tableByName(grid.CleanText(s.Name)); t != nil || aside(s.Name) || s.Cells == 0 {
		if t != nil && taken[t.key] != "" {
			r.say(errs.SheetTwice, at.At("A1"), s.Name, t.name, taken[t.key], s.Name)
			return nil
		}
		return t
	}
	rows, err := firstRows(s)
	if err != nil {
		r.say(errs.FileUnreadable, at, s.Name, reason(err))
		return nil
	}
	fit, near := kindOf(rows)
	switch {
	case len(fit) > 1:
		var names []lang.Text
		for _, t := range fit {
			names = append(names, lang.Same(t.name))
		}
		r.say(errs.SheetUnclear, at.At("A1"), s.Name, s.Name, lang.Join(names))
		return nil
	case len(fit) == 1:
		near = fit[0]
	}
	if near == nil {
		return nil
	}
	if taken[near.key] != "" {
		r.say(errs.SheetTwice, at.At("A1"), s.Name, near.name, taken[near.key], s.Name)
		return nil
	}
	r.say(errs.SheetGuessed, at.At("A1"), s.Name, s.Name, near.name)
	return near
}

// named lists the sheets of a file that have the name of a kind: they come before those that are told by their
// headings.
func named(sheets []*grid.Sheet) []*grid.Sheet {
	out := slices.Clone(sheets)
	slices.SortStableFunc(out, func(a, b *grid.Sheet) int {
		rank := func(s *grid.Sheet) int {
			switch t := tableByName(grid.CleanText(s.Name)); {
			case t == nil:
				return 2
			case t.key == "year": // what it says of names holds for the others
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return out
}

// informative are columns that no rule reads: a heading that resembles one of them was meant for people.
var informative = map[string]bool{"person": true, "remark": true, "note": true, "work": true, "goal": true,
	"data": true, "method": true, "design": true, "signature": true, "lineage": true, "reason": true, "former": true,
	"confirm": true, "hint": true}

// harmless are headings of columns that offices add for themselves.
var harmless = map[string]bool{"序号": true, "行号": true, "编号": true, "排序": true, "电话": true, "联系电话": true, "手机": true,
	"手机号": true, "邮箱": true, "主管领导": true, "分管领导": true, "科室": true, "地址": true, "no": true, "no.": true}

// stray is what stands below a heading that the layout doesn't know.
type stray struct {
	filled, numbers, dates int
	words                  map[string]bool
}

// maxWords bounds the words of a stray column that are kept.
const maxWords = 30

func (in *tableReader) stray(col int) *stray {
	if in.strays == nil {
		in.strays = map[int]*stray{}
	}
	if in.strays[col] == nil {
		in.strays[col] = &stray{words: map[string]bool{}}
	}
	return in.strays[col]
}

func (s *stray) add(c grid.Cell) {
	s.filled++
	_, isNumber := c.Number()
	_, _, isDay := c.Day()
	switch {
	case isNumber:
		s.numbers++
	case isDay:
		s.dates++
	case len(s.words) < maxWords:
		s.words[grid.CleanCode(c.Clean())] = true
	}
}

// could reports whether what stands below an unknown heading is what a column takes.
func (s *stray) could(c *column) bool {
	switch {
	case s.filled == 0:
		return false
	case c.kind == number || c.kind == whole || c.percent == byIndicator:
		return s.numbers == s.filled
	case c.kind == date:
		return s.dates == s.filled
	case (c.kind == word || c.kind == flag) && len(s.words) > 0 && s.numbers+s.dates == 0:
		for w := range s.words {
			if !slices.ContainsFunc(c.words, func(x choice) bool { return x.Word == w }) {
				return false
			}
		}
		return true
	}
	return false
}

// sayUnknown says of each heading that the layout doesn't know what it may have been meant for: a column that isn't
// there, that rules read, and that is called much like it or takes what stands below. That is an error; what nobody
// misses is a warning.
func (in *tableReader) sayUnknown() {
	for _, at := range in.unknownHeads {
		_, col, _ := grid.At(at.Cell)
		head := cleanHead(in.heads[col])
		if meant := in.meant(head, in.stray(col)); !meant.IsZero() {
			in.say(errs.ColumnMisspelt, at, head, head, meant)
		} else {
			in.say(errs.ColumnUnknown, at, head, head, lang.Meant(head, in.table.headingNames()))
		}
	}
	if in.read > 0 && in.table.key == "actuals" && !in.hasPeriod() && !in.has("status") &&
		!in.found.Has(errs.ColumnMisspelt) {
		in.say(errs.ColumnMissing, in.at.At(grid.Ref(in.header, 0)), "", columnHead("actuals", calendar.Year))
	}
}

func (in *tableReader) has(key string) bool { _, ok := in.cols[key]; return ok }

func (in *tableReader) hasPeriod() bool {
	return slices.ContainsFunc(calendar.Periods, func(p calendar.Period) bool { return in.has(p.Code) })
}

// meant names the columns that an unknown heading may stand for; none: it is harmless.
func (in *tableReader) meant(head string, s *stray) lang.Text {
	if harmless[strings.ToLower(head)] {
		return lang.Text{}
	}
	elsewhere := slices.ContainsFunc(tables, func(t table) bool {
		return t.key != in.table.key && slices.ContainsFunc(t.columns, func(c column) bool { return c.head == head })
	})
	best, most := "", 0
	var like []lang.Text
	for i := range in.table.columns {
		c := &in.table.columns[i]
		if in.has(c.key) || informative[c.key] {
			continue
		}
		for _, name := range append([]string{c.head}, synonyms[c.head]...) {
			if n := alike(head, name); n > most {
				best, most = c.head, n
			}
		}
		period := calendar.PeriodCode(c.key) != ""
		if !elsewhere && s.could(c) && !(period && (c.hidden || in.hasPeriod())) {
			like = append(like, lang.Same(c.head))
		}
	}
	if best != "" {
		return lang.Same(best)
	}
	if at := slices.Index(like, lang.Same(columnHead("actuals", calendar.Year))); at > 0 { // the year first
		like[0], like[at] = like[at], like[0]
	}
	return lang.Join(like[:min(len(like), 3)])
}

// alike says how much two headings have in common: characters, where one holds the other, or where they share more than
// half of the shorter one; 0 if they differ.
func alike(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	if strings.Contains(string(y), string(x)) {
		return 10 + len(x)
	}
	n := 0
	for _, r := range x {
		if slices.Contains(y, r) && !strings.ContainsRune("的是否值", r) {
			n++
		}
	}
	// One word typed for another, 数量 for 次数, has its core in common.
	if core := len(x) == 2 && n == 1 && strings.ContainsAny(string(x), "数量") &&
		strings.ContainsAny(string(y), "数量"); !core && 2*n <= len(x) || len(y) > 3*len(x) {
		return 0
	}
	return n
}

// headingNames are the headings that a sheet can have.
func (t *table) headingNames() []string {
	var out []string
	for _, c := range t.columns {
		out = append(out, c.head)
	}
	return out
}

// sheetNames are the names that a sheet can have.
func sheetNames() []string {
	var out []string
	for _, t := range tables {
		out = append(out, t.name)
	}
	return out
}
