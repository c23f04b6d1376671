// Package libreoffice makes the workbooks by which package grid is held against LibreOffice Calc: thousands of number
// formats, each over the same values, in both date systems, and cells of every type.
//
// What LibreOffice says of them is recorded once, by the command in the folder record, and committed, so that the test
// needs no LibreOffice. The workbooks are the same at every run: nothing in them comes from a clock or from chance.
package libreoffice

import (
	"fmt"
	"strings"
)

// Book is a workbook.
type Book struct {
	Name     string
	Date1904 bool
	Sheets   []Sheet
}

// Sheet is a sheet of rows without gaps.
type Sheet struct {
	Name string
	Rows []Row
}

// Row is a row of cells that have one number format.
type Row struct {
	Format Format
	Cells  []Cell
}

// Format is a number format: its code, or its number where it is built in and has no code in the workbook.
type Format struct {
	Code string
	ID   int // of a built-in one, also where a workbook gives it a code of its own
}

func (f Format) String() string {
	switch {
	case f.Code == "":
		return fmt.Sprintf("#%d", f.ID)
	case f.ID > 0:
		return fmt.Sprintf("#%d=%s", f.ID, f.Code)
	}
	return f.Code
}

// Cell is a cell as it is stored (ECMA-376 part 1, 18.3.1.4).
type Cell struct {
	Type    string // by ST_CellType; "" where it isn't said, which is a number
	Value   string
	Formula string
}

// rowsOfSheet keeps sheets as short as those that offices send.
const rowsOfSheet = 100

// Books are all workbooks.
func Books() []Book {
	books := []Book{
		{Name: "1900-a"}, {Name: "1904-a", Date1904: true}, {Name: "1900-b"}, {Name: "1904-b", Date1904: true},
	}
	rows := make([][]Row, len(books))
	for i, code := range codes() {
		n := i % len(books)
		rows[n] = append(rows[n], numbers(Format{Code: code}))
	}
	for n := range books {
		for id := range 59 {
			if n < 2 { // once in either date system
				rows[n] = append(rows[n], numbers(Format{ID: id}))
			} else if code := redefined[id]; code != "" {
				rows[n] = append(rows[n], numbers(Format{code, id}))
			}
		}
		for i := 0; i < len(rows[n]); i += rowsOfSheet {
			name := fmt.Sprintf("数字%d", len(books[n].Sheets)+1)
			books[n].Sheets = append(books[n].Sheets, Sheet{name, rows[n][i:min(i+rowsOfSheet, len(rows[n]))]})
		}
		books[n].Sheets = append(books[n].Sheets, Sheet{"类型", typed()})
	}
	return books
}

// numbers is a row of all values in one format.
func numbers(f Format) Row {
	r := Row{Format: f}
	for _, v := range values {
		r.Cells = append(r.Cells, Cell{Value: v})
	}
	return r
}

// typed are rows of cells of every type in formats of every sort: a type counts before a format.
func typed() []Row {
	cells := []Cell{
		{Type: "n", Value: "42004"}, {Type: "n", Value: "0.5"}, {Type: "n", Value: " 12 "}, {Type: "n"}, {},
		{Type: "s", Value: "0"}, {Type: "s", Value: "1"}, {Type: "s", Value: "2"}, {Type: "s", Value: "3"},
		{Type: "str", Value: "text"}, {Type: "str", Value: "42004"}, {Type: "str", Value: "2014-12-31"},
		{Type: "inlineStr", Value: "text"}, {Type: "inlineStr", Value: "42004"}, {Type: "inlineStr", Value: "95%"},
		{Type: "b", Value: "1"}, {Type: "b", Value: "0"},
		{Type: "e", Value: "#N/A"}, {Type: "e", Value: "#DIV/0!"}, {Type: "e", Value: "#REF!"},
		{Type: "e", Value: "#VALUE!"}, {Type: "e", Value: "#NAME?"}, {Type: "e", Value: "#NUM!"},
		{Type: "e", Value: "#NULL!"},
		{Type: "d", Value: "2014-12-31"}, {Type: "d", Value: "2014-12-31T08:30:00"},
		{Type: "d", Value: "2014-12-31T08:30:00Z"},
		{Type: "d", Value: "08:30:00"}, {Type: "d", Value: "T08:30:00"}, {Type: "d", Value: "1899-12-31"},
		{Value: "3", Formula: "1+2"}, {Value: "42004", Formula: "42000+4"}, {Value: "0.25", Formula: "1/4"},
		{Type: "n", Value: "-7", Formula: "3-10"}, {Value: "42004", Formula: "DATE(2014,12,31)"},
		{Type: "str", Value: "ab", Formula: `"a"&"b"`}, {Type: "str", Value: "7", Formula: `"7"`},
		{Type: "str", Formula: `""`},
		{Type: "b", Value: "1", Formula: "1=1"}, {Type: "b", Value: "0", Formula: "1=2"},
		{Type: "e", Value: "#DIV/0!", Formula: "1/0"}, {Type: "e", Value: "#N/A", Formula: "NA()"},
	}
	var rows []Row
	for _, code := range typedCodes {
		rows = append(rows, Row{Format{Code: code}, cells})
	}
	return rows
}

// sharedTexts are the texts that cells of type s stand for, by their index.
var sharedTexts = []string{"文字", "42004", "2014-12-31", "95%"}

// codes are the format codes: those that are written down here, and every core with every prefix and every suffix.
func codes() []string {
	var out []string
	seen := map[string]bool{}
	add := func(code string) {
		if !seen[code] {
			seen[code] = true
			out = append(out, code)
		}
	}
	for _, c := range plainCodes {
		add(c)
	}
	for i, c := range cores {
		for _, p := range prefixes {
			add(p + c)
		}
		for _, s := range suffixes {
			add(c + s)
		}
		for j, p := range prefixes { // some with both
			if k := (7*i + 3*j) % (4 * len(suffixes)); k < len(suffixes) {
				add(p + c + suffixes[k])
			}
		}
		for _, s := range sections {
			add(strings.ReplaceAll(s, "~", c))
		}
	}
	return out
}
