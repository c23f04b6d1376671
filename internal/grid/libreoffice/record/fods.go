package main

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// document is what is asked of a flat OpenDocument file (OpenDocument 1.3 part 3).
type document struct {
	sheets  [][][]cell
	formats map[string]*dataStyle // by their names
	styles  map[string]string     // of cells, to the names of their formats
	columns []string              // styles of the columns of the sheet that is read
}

type cell struct{ style, kind, value string }

// dataStyle is one section of a number format, as LibreOffice understood it, with the way to the other sections.
type dataStyle struct {
	shows   string
	elapsed bool // its hours, minutes or seconds go on beyond a day, an hour or a minute
	maps    []condition
}

type condition struct {
	compare string
	bound   float64
	style   string
}

// many is a number of repeated cells or rows that only fill a sheet up.
const many = 1000

// read takes the file in. What is repeated is written once there, and is written out here.
func (d *document) read(in *xml.Decoder) error {
	var format *dataStyle
	var rows [][]cell
	var row []cell
	repeat := 1
	for {
		token, err := in.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; name {
			case "number-style", "date-style", "time-style", "percentage-style", "currency-style", "boolean-style", "text-style":
				format = &dataStyle{shows: "nothing", elapsed: attribute(t, "truncate-on-overflow") == "false"}
				if name == "percentage-style" {
					format.shows = "percentage"
				}
				d.formats[attribute(t, "name")] = format
			case "map":
				if format != nil {
					format.maps = append(format.maps, conditionOf(t))
				}
			case "style":
				d.styles[attribute(t, "name")] = attribute(t, "data-style-name")
			case "table":
				rows, d.columns = nil, nil
			case "table-column":
				for range min(repeated(t, "number-columns-repeated"), many) {
					d.columns = append(d.columns, attribute(t, "default-cell-style-name"))
				}
			case "table-row":
				row, repeat = nil, repeated(t, "number-rows-repeated")
			case "table-cell", "covered-table-cell":
				for range min(repeated(t, "number-columns-repeated"), many) {
					row = append(row, d.cell(t, len(row)))
				}
			default:
				if format != nil {
					format.holds(t)
				}
			}
		case xml.EndElement:
			switch name := t.Name.Local; {
			case strings.HasSuffix(name, "-style"):
				format = nil
			case name == "table-row":
				for range min(repeat, many) {
					rows = append(rows, row)
				}
			case name == "table":
				d.sheets = append(d.sheets, rows)
			}
		}
	}
}

// ranks order what a section shows by what it makes of a number: a day with its time is a date.
var ranks = []string{"nothing", "text", "number", "currency", "percentage", "boolean", "time", "elapsed", "date"}

// holds takes in an element of a section.
func (s *dataStyle) holds(t xml.StartElement) {
	shows := "nothing"
	switch t.Name.Local {
	case "number", "scientific-number", "fraction":
		shows = "number"
	case "currency-symbol":
		shows = "currency"
	case "boolean":
		shows = "boolean"
	case "text-content":
		shows = "text"
	case "era", "year", "quarter", "month", "week-of-year", "day-of-week", "day":
		shows = "date"
	case "am-pm", "hours", "minutes", "seconds":
		if shows = "time"; s.elapsed {
			shows = "elapsed"
		}
	}
	if rank(shows) > rank(s.shows) {
		s.shows = shows
	}
}

func rank(shows string) int {
	for i, r := range ranks {
		if r == shows {
			return i
		}
	}
	return -1
}

// conditionOf reads a condition such as value()>=100.
func conditionOf(t xml.StartElement) condition {
	text := strings.TrimPrefix(attribute(t, "condition"), "value()")
	n := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("<>=!", r) })
	c := condition{style: attribute(t, "apply-style-name")}
	if n > 0 {
		c.compare = text[:n]
		c.bound, _ = strconv.ParseFloat(text[n:], 64)
	}
	return c
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
	case "!=", "<>":
		return v != c.bound
	}
	panic("a condition of another kind: " + c.compare)
}

func (d *document) cell(t xml.StartElement, col int) cell {
	c := cell{style: attribute(t, "style-name")}
	if c.style == "" && col < len(d.columns) {
		c.style = d.columns[col]
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

func (d *document) at(sheet, row, col int) cell {
	if row < len(d.sheets[sheet]) && col < len(d.sheets[sheet][row]) {
		return d.sheets[sheet][row][col]
	}
	return cell{}
}

// answer is the type of a cell, what it holds, and what the section of its format shows that belongs to the number.
func (d *document) answer(c cell, stored string) string {
	switch c.kind {
	case "", "string", "error":
		return c.kind
	}
	return c.kind + " " + c.value + " " + d.shows(d.styles[c.style], stored)
}

func (d *document) shows(format, stored string) string {
	s := d.formats[format]
	if s == nil {
		return "general"
	}
	if v, err := strconv.ParseFloat(strings.TrimSpace(stored), 64); err == nil {
		for _, m := range s.maps {
			if m.met(v) && d.formats[m.style] != nil {
				return d.formats[m.style].shows
			}
		}
	}
	return s.shows
}

func repeated(t xml.StartElement, name string) int {
	if n, err := strconv.Atoi(attribute(t, name)); err == nil {
		return n
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
