package sheet

import (
	"context"

	"shiji/internal/grid"
	"shiji/internal/lang"
)

// Part is what a page shows of a file: its sheets, and of one of them the first rows and those around a cell.
type Part struct {
	Sheets []string  `json:"sheets"`
	Sheet  string    `json:"sheet"`
	First  int       `json:"first"` // column of the first cell of each row, from 0
	Rows   []PartRow `json:"rows"`
}

// PartRow is a row in which something stands.
type PartRow struct {
	Index int      `json:"index"` // from 0
	Cells []string `json:"cells"`
}

// How much of a sheet a page shows.
const (
	headRows   = 2
	nearRows   = 6 // before a cell, and after it
	firstSixty = 60
	shownText  = 200 // letters of a cell
	shownWidth = 100 // columns of the sheet
)

// ReadPart reads the part of a file that a page shows around a cell (from 0; row -1: the beginning), and nothing
// beyond. An empty sheet is the first.
func ReadPart(ctx context.Context, path, sheet string, row, col int) (Part, error) {
	f, err := grid.OpenHeeding(ctx, path)
	if err != nil {
		return Part{}, err
	}
	defer f.Close()
	out := Part{Sheet: sheet}
	if col >= shownWidth {
		out.First = col - shownWidth/2
	}
	last := row + nearRows
	if row < 0 {
		last = firstSixty - 1
	}
	for _, s := range f.Sheets {
		if out.Sheets = append(out.Sheets, s.Name); out.Sheet == "" {
			out.Sheet = s.Name
		}
		if s.Name != out.Sheet || out.Rows != nil {
			continue
		}
		err := s.Rows(func(r grid.Row) error {
			if r.Index > last {
				return errEnough
			}
			if r.Index >= headRows && row >= 0 && r.Index < row-nearRows {
				return nil
			}
			shown := PartRow{Index: r.Index}
			for _, c := range r.Cells[min(out.First, len(r.Cells)):min(out.First+shownWidth, len(r.Cells))] {
				shown.Cells = append(shown.Cells, lang.Cut(c.Show(), shownText))
			}
			out.Rows = append(out.Rows, shown)
			return nil
		})
		if err != nil && err != errEnough {
			return out, err
		}
	}
	return out, nil
}
