package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// document is what is asked of a flat OpenDocument file (OpenDocument 1.3 part 3).
type document struct {
	generator string // the program that wrote it
	sheets    [][][]cell
	sections  map[string]*section // of number formats, by their names
	styles    map[string]string   // of cells, to the names of their number formats
}

// cell is a cell: its style, and its type and value as the document has them.
type cell struct{ style, kind, value string }

// section is one section of a number format, as LibreOffice understood it. A document names the type of a cell by its
// whole format; which section a number is shown by follows from the conditions of the first.
type section struct {
	shows   string // in the words for the types of cells; also "elapsed"
	elapsed bool   // hours, minutes or seconds go on beyond a day, an hour or a minute
	others  []condition
}

// condition is a condition on a number, and the section that belongs to it.
type condition struct {
	compare string
	bound   float64
	section string
}

// filling is a number of repeated cells or rows that can only fill a sheet up to its end.
const filling = 1000

// read takes a document in. What is repeated is written once there, and is written out here.
func read(r io.Reader) (*document, error) {
	d := &document{sections: map[string]*section{}, styles: map[string]string{}}
	in := xml.NewDecoder(r)
	var open *section
	var rows [][]cell
	var row []cell
	var columns []string // their styles, for cells that name none
	repeat := 0
	for {
		token, err := in.Token()
		if err == io.EOF {
			return d, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; name {
			case "generator":
				if err := in.DecodeElement(&d.generator, &t); err != nil {
					return nil, err
				}
			case "number-style", "currency-style", "percentage-style", "boolean-style", "date-style", "time-style",
				"text-style":
				open = newSection(t)
				d.sections[attribute(t, "name")] = open
			case "map":
				if open != nil {
					if err := open.other(t); err != nil {
						return nil, err
					}
				}
			case "style":
				d.styles[attribute(t, "name")] = attribute(t, "data-style-name")
			case "table":
				rows, columns = nil, nil
			case "table-column":
				for range repeated(t, "number-columns-repeated") {
					columns = append(columns, attribute(t, "default-cell-style-name"))
				}
			case "table-row":
				row, repeat = nil, repeated(t, "number-rows-repeated")
			case "table-cell", "covered-table-cell":
				for range repeated(t, "number-columns-repeated") {
					row = append(row, newCell(t, columns, len(row)))
				}
			default:
				if open != nil {
					open.hold(t)
				}
			}
		case xml.EndElement:
			switch name := t.Name.Local; {
			case strings.HasSuffix(name, "-style"):
				open = nil
			case name == "table-row":
				for range repeat {
					rows = append(rows, row)
				}
			case name == "table":
				d.sheets = append(d.sheets, rows)
			}
		}
	}
}

func newCell(t xml.StartElement, columns []string, col int) cell {
	c := cell{style: attribute(t, "style-name")}
	if c.style == "" && col < len(columns) {
		c.style = columns[col]
	}
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "value-type":
			if c.kind == "" || a.Value == "error" { // which is LibreOffice's own, beside the standard's string
				c.kind = a.Value
			}
		case "value", "date-value", "time-value", "boolean-value":
			c.value = a.Value
		}
	}
	return c
}

func newSection(t xml.StartElement) *section {
	s := &section{shows: "float", elapsed: attribute(t, "truncate-on-overflow") == "false"}
	switch kind := strings.TrimSuffix(t.Name.Local, "-style"); kind {
	case "percentage", "currency", "boolean": // dates and times show by what they hold: a literal text shows neither
		s.shows = kind
	}
	return s
}

// ranks order what a section shows: a day with a time of day is a date.
var ranks = []string{"float", "currency", "percentage", "boolean", "time", "elapsed", "date"}

// hold takes in an element of a section.
func (s *section) hold(t xml.StartElement) {
	shows := "float"
	switch t.Name.Local {
	case "era", "year", "quarter", "month", "week-of-year", "day-of-week", "day":
		shows = "date"
	case "am-pm", "hours", "minutes", "seconds":
		if shows = "time"; s.elapsed {
			shows = "elapsed"
		}
	}
	if slices.Index(ranks, shows) > slices.Index(ranks, s.shows) {
		s.shows = shows
	}
}

// other takes in the way to another section, under a condition such as value()>=100.
func (s *section) other(t xml.StartElement) (err error) {
	text := attribute(t, "condition")
	compare, _ := strings.CutPrefix(text, "value()")
	number := strings.TrimLeft(compare, "<>=!")
	c := condition{compare: strings.TrimSuffix(compare, number), section: attribute(t, "apply-style-name")}
	if c.bound, err = strconv.ParseFloat(number, 64); err != nil {
		return fmt.Errorf("a condition of another kind: %s", text)
	}
	s.others = append(s.others, c)
	return nil
}

func (c condition) met(v float64) bool {
	switch c.compare {
	case "<":
		return v < c.bound
	case "<=":
		return v <= c.bound
	case ">":
		return v > c.bound
	case ">=":
		return v >= c.bound
	case "=":
		return v == c.bound
	}
	return v != c.bound
}

// answer is what the document says of a cell in which a value was stored: the type, the value, and what the section
// shows that belongs to it, where that is something else than the type says.
func (d *document) answer(sheet, row, col int, stored string) string {
	var c cell
	if rows := d.sheets[sheet]; row < len(rows) && col < len(rows[row]) {
		c = rows[row][col]
	}
	switch c.kind {
	case "", "string", "error":
		return c.kind
	}
	if shows := d.shows(c.style, stored); shows != c.kind {
		return c.kind + " " + c.value + " " + shows
	}
	return c.kind + " " + c.value
}

func (d *document) shows(style, stored string) string {
	s := d.sections[d.styles[style]]
	if s == nil {
		return "float" // General
	}
	if v, err := strconv.ParseFloat(strings.TrimSpace(stored), 64); err == nil {
		for _, c := range s.others {
			if c.met(v) && d.sections[c.section] != nil {
				return d.sections[c.section].shows
			}
		}
	}
	return s.shows
}

func repeated(t xml.StartElement, name string) int {
	if n, err := strconv.Atoi(attribute(t, name)); err == nil {
		return min(n, filling)
	}
	return 1
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
