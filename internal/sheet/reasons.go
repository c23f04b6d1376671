package sheet

import (
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"shiji/internal/grid"
	"shiji/internal/lang"
)

// Reason is what is wrong with a cell, in words.
type Reason struct {
	Sheet, Cell string
	Text        string
	Error       bool // else a warning
}

// WriteReasons writes a workbook again with what is wrong: the cell coloured, and a column 错误原因 after the last one that
// says why, row by row. What isn't about one cell stands on a sheet of its own. A CSV file becomes a workbook.
func WriteReasons(src, dst string, reasons []Reason, l lang.Lang) error {
	f, shapes, err := openForReasons(src)
	if err != nil {
		return err
	}
	defer f.Close()
	head := lang.T("错误原因", "what is wrong").In(l)
	fill := func(colour string) (int, error) {
		return f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	}
	red, err := fill("FDE7E5")
	if err != nil {
		return err
	}
	amber, err := fill("FFF1D6")
	if err != nil {
		return err
	}
	type row struct {
		sheet string
		n     int
	}
	texts := map[row][]string{}
	var elsewhere [][]any
	columns := map[string]int{} // the column of reasons, from 1
	var order []row
	sheets := f.GetSheetList()
	for _, r := range reasons {
		sheetName := r.Sheet
		if strings.EqualFold(filepath.Ext(src), ".csv") {
			sheetName = sheets[0]
		}
		col, n, err := excelize.CellNameToCoordinates(r.Cell)
		if index, _ := f.GetSheetIndex(sheetName); index < 0 || err != nil {
			elsewhere = append(elsewhere, []any{r.Sheet, r.Cell, grid.Guard(r.Text)})
			continue
		}
		if columns[sheetName] == 0 {
			columns[sheetName] = shapes[sheetName].width + 1
		}
		style := amber
		if r.Error {
			style = red
		}
		if col < columns[sheetName] {
			at, err := excelize.CoordinatesToCellName(col, n)
			if err != nil {
				return err
			}
			if err := f.SetCellStyle(sheetName, at, at, style); err != nil {
				return err
			}
		}
		at := row{sheetName, n}
		if texts[at] == nil {
			order = append(order, at)
		}
		texts[at] = append(texts[at], r.Text)
	}
	for name, col := range columns {
		at, err := excelize.CoordinatesToCellName(col, shapes[name].headRow)
		if err != nil {
			return err
		}
		letter := grid.ColumnName(col - 1)
		if err := f.SetCellStr(name, at, head); err != nil {
			return err
		}
		if err := f.SetColWidth(name, letter, letter, 60); err != nil {
			return err
		}
	}
	for _, at := range order {
		cell, err := excelize.CoordinatesToCellName(columns[at.sheet], at.n)
		if err != nil {
			return err
		}
		if at.n == shapes[at.sheet].headRow {
			texts[at] = append([]string{head}, texts[at]...)
		}
		if err := f.SetCellStr(at.sheet, cell, strings.Join(texts[at], "\n")); err != nil {
			return err
		}
		if err := f.SetCellStyle(at.sheet, cell, cell, red); err != nil {
			return err
		}
	}
	if len(elsewhere) > 0 {
		if _, err := f.NewSheet(head); err != nil {
			return err
		}
		rows := append([][]any{{lang.T("工作表", "sheet").In(l), lang.T("位置", "place").In(l), head}}, elsewhere...)
		for i, cells := range rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				return err
			}
			if err := f.SetSheetRow(head, at, &cells); err != nil {
				return err
			}
		}
		if err := f.SetColWidth(head, "C", "C", 80); err != nil {
			return err
		}
	}
	return f.SaveAs(dst)
}

// shape is where the headings of a sheet stand, and how wide it is; both from 1.
type shape struct{ headRow, width int }

// shapesOf reads a file for the shapes of its sheets. The row of headings is the first that has more than two filled
// cells.
func shapesOf(in *grid.File) (map[string]shape, error) {
	out := map[string]shape{}
	for _, s := range in.Sheets {
		sh := shape{headRow: 1}
		found := false
		err := s.Rows(func(r grid.Row) error {
			sh.width = max(sh.width, len(r.Cells))
			if !found && r.Index < 12 && r.Filled() > 2 {
				sh.headRow, found = r.Index+1, true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		out[s.Name] = sh
	}
	return out, nil
}

// openForReasons opens a workbook to write into it, with the shapes of its sheets. What the library can't write into, a
// CSV file or a strict workbook, becomes a new one that holds the same values.
func openForReasons(src string) (*excelize.File, map[string]shape, error) {
	in, err := grid.Open(src)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	shapes, err := shapesOf(in)
	if err != nil {
		return nil, nil, err
	}
	if !strings.EqualFold(filepath.Ext(src), ".csv") {
		f, err := excelize.OpenFile(src, excelize.Options{UnzipSizeLimit: 384 << 20, UnzipXMLSizeLimit: 16 << 20})
		if err == nil && sameSheets(f, in) && takesStyles(f) {
			return f, shapes, nil
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil && len(in.Sheets) == 0 {
			return nil, nil, err
		}
	}
	f := excelize.NewFile()
	for i, s := range in.Sheets {
		name := s.Name
		switch {
		case strings.EqualFold(filepath.Ext(src), ".csv"): // a file may be called what no sheet may
			name = f.GetSheetName(0)
			shapes[name] = shapes[s.Name]
		case i == 0:
			err = f.SetSheetName(f.GetSheetName(0), name)
		default:
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return nil, nil, err
		}
		err := s.Rows(func(r grid.Row) error {
			for col, c := range r.Cells {
				if err := copyCell(f, name, grid.Ref(r.Index, col), c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return f, shapes, nil
}

// copyCell writes a cell as it is stored: a number with its digits and its format, anything else as a text.
func copyCell(f *excelize.File, sheet, at string, c grid.Cell) error {
	if _, isNumber := c.Number(); c.Kind == grid.Text || !isNumber && c.Kind != grid.Date && c.Kind != grid.Time {
		return f.SetCellStr(sheet, at, c.Show())
	}
	if err := f.SetCellDefault(sheet, at, c.Raw); err != nil || c.Format() == "" {
		return err
	}
	code := c.Format()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	return f.SetCellStyle(sheet, at, at, style)
}

// takesStyles reports whether the library can add a style: a workbook needn't have any, or all that
// the library counts on.
func takesStyles(f *excelize.File) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FDE7E5"}}})
	return err == nil
}

// sameSheets reports whether the library found the sheets that we found, with cells in them.
func sameSheets(f *excelize.File, in *grid.File) bool {
	for _, s := range in.Sheets {
		rows, err := f.Rows(s.Name)
		if err != nil {
			return false
		}
		any := s.Cells == 0 || rows.Next()
		if err := rows.Close(); err != nil || !any {
			return false
		}
	}
	return true
}
