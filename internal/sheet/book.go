package sheet

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Colours of the workbooks we write: ink, two greys, and one accent.
const (
	inkColour    = "1F2933"
	accentColour = "9B1C1C"
	headColour   = "EEF1F4"
	lineColour   = "C5CDD5"
	mutedColour  = "6B7280"
	wantedColour = "FFF8D6" // of cells that are to be filled in
	fontName     = "Noto Sans CJK SC"
)

// book is a workbook that is being written. The first error sticks, so that callers check once.
type book struct {
	f      *excelize.File
	styles map[string]int
	names  map[string]bool // of sheets, in lower case
	err    error
}

func newBook() *book {
	return &book{f: excelize.NewFile(), styles: map[string]int{}, names: map[string]bool{}}
}

// sheetName makes a name that Excel takes: at most 31 characters, none of : \ / ? * [ ], and unlike any other.
func (b *book) sheetName(name string) string {
	name = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, c) {
			return '·'
		}
		return c
	}, name)
	for utf8.RuneCountInString(name) > 27 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	unique := name
	for n := 2; b.names[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s~%d", name, n)
	}
	b.names[strings.ToLower(unique)] = true
	return unique
}

func (b *book) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// addSheet adds a sheet; the first replaces the one that a new file has.
func (b *book) addSheet(name string) {
	if list := b.f.GetSheetList(); len(list) == 1 && list[0] == "Sheet1" {
		b.fail(b.f.SetSheetName("Sheet1", name))
	} else {
		_, err := b.f.NewSheet(name)
		b.fail(err)
	}
	// Printed on A4 across, as wide as the page and as long as it takes.
	landscape, a4, one, many, fit := "landscape", 9, 1, 0, true
	b.fail(b.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4,
		FitToWidth: &one, FitToHeight: &many}))
	side, top, foot := 0.4, 0.5, 0.25 // inches
	b.fail(b.f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top,
		Footer: &foot, Header: &foot}))
	b.fail(b.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// style names the looks of a cell; looks are combined with spaces: "head wrap".
func (b *book) style(looks string) int {
	if id, ok := b.styles[looks]; ok {
		return id
	}
	s := &excelize.Style{Font: &excelize.Font{Family: fontName, Size: 10.5, Color: inkColour},
		Alignment: &excelize.Alignment{Vertical: "center"}}
	border := func() {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: lineColour, Style: 1})
		}
	}
	for _, look := range strings.Fields(looks) {
		switch look {
		case "title":
			s.Font.Size, s.Font.Bold, s.Font.Color = 16, true, accentColour
		case "bold":
			s.Font.Bold = true
		case "muted":
			s.Font.Color = mutedColour
		case "italic":
			s.Font.Italic = true
		case "head":
			s.Font.Bold = true
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headColour}}
			s.Alignment.Horizontal = "center"
			s.Alignment.WrapText = true
			border()
		case "cell":
			border()
		case "sum":
			s.Font.Bold = true
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headColour}}
			border()
		case "wanted":
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{wantedColour}}
		case "wrap":
			s.Alignment.WrapText = true
		case "top":
			s.Alignment.Vertical = "top"
		case "indent":
			if s.Alignment.Indent = 1; s.Alignment.Horizontal == "" {
				s.Alignment.Horizontal = "left"
			}
		case "centre":
			s.Alignment.Horizontal = "center"
		case "text":
			s.NumFmt = 49
		case "percent":
			s.NumFmt = 10
		case "link":
			s.Font.Color, s.Font.Underline = "1D4ED8", "single"
		default:
			var places int
			_, plain := fmt.Sscanf(look, "places%d", &places)
			_, marked := fmt.Sscanf(look, "marked%d", &places)
			if plain == nil || marked == nil {
				format := "0"
				if places > 0 {
					format += "." + strings.Repeat("0", places)
				}
				if marked == nil {
					format += `"*"`
				}
				s.CustomNumFmt = &format
			}
		}
	}
	id, err := b.f.NewStyle(s)
	b.fail(err)
	b.styles[looks] = id
	return id
}

// put writes a cell. Text stays text, so that nothing a person typed can start a formula; numbers are written by their
// digits and never pass through a binary float.
func (b *book) put(sheet string, col, row int, v any, looks string) {
	cell, err := excelize.CoordinatesToCellName(col, row)
	b.fail(err)
	switch x := v.(type) {
	case nil:
	case decimal.Number:
		if places, ok := x.Finite(); ok && places <= 12 {
			b.fail(b.f.SetCellDefault(sheet, cell, x.String()))
		} else {
			b.fail(b.f.SetCellStr(sheet, cell, x.String()))
		}
	case *decimal.Number:
		if x != nil {
			b.put(sheet, col, row, *x, looks)
			return
		}
	case int:
		b.fail(b.f.SetCellInt(sheet, cell, int64(x)))
	case string:
		if x != "" {
			b.fail(b.f.SetCellStr(sheet, cell, x))
		}
	default:
		b.fail(fmt.Errorf("sheet: %T can't be written to a cell", v))
	}
	if looks != "" {
		b.fail(b.f.SetCellStyle(sheet, cell, cell, b.style(looks)))
	}
}

// lineHeight is the height of one line of text, and maxHeight that of the highest row a spreadsheet
// takes, both in points.
const (
	lineHeight = 15.0
	maxHeight  = 409.0
)

// fit makes a row high enough for its wrapped cells: spreadsheets do so only for rows that a person edits.
func (b *book) fit(sheet string, row int, widths []float64, cells []any) {
	lines := 1
	for i, c := range cells {
		text, ok := c.(string)
		if !ok || i >= len(widths) {
			continue
		}
		n := 0
		for _, line := range strings.Split(text, "\n") {
			n += max(1, int(math.Ceil(float64(lang.Width(line))/(widths[i]*0.95))))
		}
		lines = max(lines, n)
	}
	b.fail(b.f.SetRowHeight(sheet, row, min(maxHeight, 4+lineHeight*float64(lines))))
}

func (b *book) width(sheet string, col int, w float64) {
	name, err := excelize.ColumnNumberToName(col)
	b.fail(err)
	b.fail(b.f.SetColWidth(sheet, name, name, w))
}

func (b *book) merge(sheet string, col1, row1, col2, row2 int) {
	if col1 == col2 && row1 == row2 {
		return
	}
	a, err1 := excelize.CoordinatesToCellName(col1, row1)
	z, err2 := excelize.CoordinatesToCellName(col2, row2)
	b.fail(err1)
	b.fail(err2)
	b.fail(b.f.MergeCell(sheet, a, z))
}

// printing repeats the heading row on every page and puts a footer under it.
func (b *book) printing(sheet string, headRow int, footer string) {
	b.fail(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, headRow, headRow)}))
	b.fail(b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: footer}))
}

// freeze keeps the rows above row and the columns left of col in sight.
func (b *book) freeze(sheet string, col, row int) {
	cell, err := excelize.CoordinatesToCellName(col, row)
	b.fail(err)
	b.fail(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: col - 1, YSplit: row - 1, TopLeftCell: cell,
		ActivePane: "bottomRight"}))
}

// choices puts a drop-down list on a column from a row down.
func (b *book) choices(sheet string, col, row int, words []choice) {
	name, err := excelize.ColumnNumberToName(col)
	b.fail(err)
	dv := excelize.NewDataValidation(true)
	dv.Sqref = fmt.Sprintf("%s%d:%s5000", name, row, name)
	var list []string
	for _, w := range words {
		list = append(list, w.Word)
	}
	b.fail(dv.SetDropList(list))
	dv.SetError(excelize.DataValidationErrorStyleStop, "只能从列表中选", "请从下拉列表中选择")
	b.fail(b.f.AddDataValidation(sheet, dv))
}

// choicesFrom is choices for a list that stands in cells of another sheet.
func (b *book) choicesFrom(sheet string, col, row int, from string) {
	name, err := excelize.ColumnNumberToName(col)
	b.fail(err)
	dv := excelize.NewDataValidation(true)
	dv.Sqref = fmt.Sprintf("%s%d:%s5000", name, row, name)
	dv.SetSqrefDropList(from)
	dv.ShowErrorMessage = false // a rule may be called by its code too
	b.fail(b.f.AddDataValidation(sheet, dv))
}

func (b *book) note(sheet string, col, row int, t lang.Text) {
	if t.IsZero() {
		return
	}
	cell, err := excelize.CoordinatesToCellName(col, row)
	b.fail(err)
	b.fail(b.f.AddComment(sheet, excelize.Comment{Cell: cell, Author: "shiji", Width: 260, Height: 110,
		Paragraph: []excelize.RichTextRun{{Text: t.ZH + "\n" + t.EN}}}))
}

// save writes the workbook beside its name first and renames it: a broken write leaves what was there.
func (b *book) save(path string) error {
	defer b.f.Close()
	if b.err != nil {
		return b.err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".shiji-*.xlsx")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = b.f.WriteTo(tmp)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
