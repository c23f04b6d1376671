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

// WriteReasons writes a workbook again with what is wrong: the cell coloured, and a column 错误原因 after the last one that says why, row by row.
// What isn't about one cell stands on a sheet of its own. A CSV file becomes a workbook.
func WriteReasons(src, dst string, reasons []Reason, l lang.Lang) error {
	f, err := openForReasons(src)
	if err != nil {
		return err
	}
	defer f.Close()
	head := lang.T("错误原因", "what is wrong").In(l)
	fill := func(colour string) (int, error) {
		return f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
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
			rows, err := f.GetRows(sheetName)
			if err != nil {
				return err
			}
			for _, cells := range rows {
				columns[sheetName] = max(columns[sheetName], len(cells)+1)
			}
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
		at, err := excelize.CoordinatesToCellName(col, headRow(f, name))
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
		if at.n == headRow(f, at.sheet) {
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

// headRow is the row of headings, from 1: the first that has more than two filled cells.
func headRow(f *excelize.File, name string) int {
	rows, err := f.GetRows(name)
	if err != nil {
		return 1
	}
	for i, cells := range rows[:min(len(rows), 12)] {
		filled := 0
		for _, c := range cells {
			if strings.TrimSpace(c) != "" {
				filled++
			}
		}
		if filled > 2 {
			return i + 1
		}
	}
	return 1
}

func openForReasons(src string) (*excelize.File, error) {
	if !strings.EqualFold(filepath.Ext(src), ".csv") {
		return excelize.OpenFile(src, excelize.Options{UnzipSizeLimit: 384 << 20, UnzipXMLSizeLimit: 16 << 20})
	}
	in, err := grid.Open(src)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	f := excelize.NewFile()
	name := f.GetSheetName(0)
	err = in.Sheets[0].Rows(func(r grid.Row) error {
		at, err := excelize.CoordinatesToCellName(1, r.Index+1)
		if err != nil {
			return err
		}
		cells := make([]any, len(r.Raw))
		for i, c := range r.Raw {
			cells[i] = c
		}
		return f.SetSheetRow(name, at, &cells)
	})
	return f, err
}
