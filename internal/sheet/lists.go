package sheet

import (
	"fmt"

	"shiji/internal/decimal"
)

// List is a plain table for a workbook: what a command prints, to be filtered and printed by an office.
type List struct {
	Name   string // of the sheet
	Title  string
	Notes  []string
	Heads  []string
	Widths []float64
	Rows   [][]any // text, whole numbers, decimals, shares, numbers as shown
}

// Share is a number that a reader sees as a percentage: 0.95 as 95.00%.
type Share decimal.Number

// Shown is a number with the decimals that its reader saw: 5.90 stays 5.90.
type Shown struct {
	Number decimal.Number
	Places int
}

// ending is a number, or as much of one that doesn't end as a cell of numbers can have: a text would be left out of the
// sums of whoever goes on with it.
func ending(n decimal.Number) decimal.Number {
	if places, ok := n.Finite(); ok && places <= 12 {
		return n
	}
	return n.Round(12)
}

// WriteLists writes a workbook with one sheet a list.
func WriteLists(path string, lists []List) error {
	b := newBook()
	for _, l := range lists {
		l.Name = b.sheetName(l.Name)
		b.addSheet(l.Name)
		b.put(l.Name, 1, 1, l.Title, "title")
		row := 2
		for _, n := range l.Notes {
			b.put(l.Name, 1, row, n, "muted")
			row++
		}
		row++
		for i, h := range l.Heads {
			b.put(l.Name, i+1, row, h, "head")
			b.width(l.Name, i+1, l.Widths[i])
		}
		b.freeze(l.Name, 1, row+1)
		b.printing(l.Name, row, "&L"+escapeFooter(l.Title)+"&R&P / &N")
		for _, cells := range l.Rows {
			row++
			for i, v := range cells {
				looks := "cell wrap top"
				switch n := v.(type) {
				case decimal.Number:
					v, looks = ending(n), "cell top"
				case Share:
					v, looks = ending(decimal.Number(n)), "cell top percent"
				case Shown:
					v, looks = ending(n.Number), fmt.Sprintf("cell top places%d", n.Places)
				}
				b.put(l.Name, i+1, row, v, looks)
			}
			b.fit(l.Name, row, l.Widths, cells)
		}
	}
	return b.save(path)
}
