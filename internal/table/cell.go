package table

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/grid"
)

var hundred = decimal.Int(100)

// understand reads one filled cell: what it is, how it was cleaned or why it is refused (then it is Empty), and what it became.
func understand(raw, shown string, date1904 bool) (c Cell, why Reason, to string) {
	switch {
	case grid.HasControl(raw):
		return Cell{Kind: Empty}, Control, ""
	case grid.IsErrorValue(raw):
		return Cell{Kind: Empty}, ErrorCell, ""
	}
	shown = strings.TrimSpace(shown)
	tidy := grid.TidyFloat(raw)
	if n, text, sign, ok := grid.ParseNumber(tidy); ok {
		switch {
		case sign:
			return Cell{Kind: Number, Number: n.Quo(hundred), Text: n.Quo(hundred).String()}, Percent, n.Quo(hundred).String()
		case strings.HasSuffix(shown, "%") && shown != raw: // stored 0.95, shown 95%
			return Cell{Kind: Number, Number: n, Text: text}, Percent, n.String()
		case isDate(raw, shown):
			if d, ok := serialDate(n, date1904); ok {
				return Cell{Kind: Date, Text: d, Number: n}, DateSerial, d
			}
		}
		c = Cell{Kind: Number, Number: n, Text: text}
		switch {
		case text == raw:
			return c, "", ""
		case tidy != raw:
			return c, Noise, text
		case strings.ContainsAny(raw, ",，"):
			return c, Thousands, text
		case grid.CleanText(raw) == text:
			return c, Trimmed, text
		}
		return c, Narrowed, text
	}
	text := raw
	if strings.Contains(raw, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n")
	}
	text = grid.CleanText(text)
	c = Cell{Kind: Text, Text: text}
	switch text {
	case "是", "否", "√", "×", "TRUE", "FALSE":
		c.Kind = Truth
	}
	if d, err := calendar.ParseDate(text); err == nil {
		c = Cell{Kind: Date, Text: d}
		if d != raw {
			return c, DateSerial, d
		}
		return c, "", ""
	}
	if text != raw {
		return c, Trimmed, text
	}
	return c, "", ""
}

// understood is what understand said of a text.
type understood struct {
	raw  string
	cell Cell
	why  Reason
	to   string
}

// maxKnown bounds the texts that a reader remembers: answers and names come again and again, numbers and codes of persons don't.
const maxKnown = 20_000

// maxRecent is how many texts of a column are compared before they are looked up.
const maxRecent = 8

// understand is the function of the same name for a cell that is shown as it is stored, which in a CSV file all are. Plain numbers and texts that were
// met before are told at a glance.
func (in *reader) understand(raw, shown string, col int) (Cell, Reason, string) {
	if raw != shown {
		return understand(raw, shown, in.table.Sheet.Date1904)
	}
	for len(in.recent) <= col {
		in.recent = append(in.recent, nil)
	}
	for i := range in.recent[col] { // most columns hold the same few texts over and over
		if m := &in.recent[col][i]; m.raw == raw {
			return m.cell, m.why, m.to
		}
	}
	if plainNumber(raw) {
		if n, err := decimal.Parse(raw); err == nil {
			return Cell{Kind: Number, Number: n, Text: raw}, "", ""
		}
	}
	if u, ok := in.known[raw]; ok {
		if len(in.recent[col]) < maxRecent {
			in.recent[col] = append(in.recent[col], u)
		}
		return u.cell, u.why, u.to
	}
	c, why, to := understand(raw, shown, in.table.Sheet.Date1904)
	if len(in.known) < maxKnown {
		raw = strings.Clone(raw) // of a row that nobody keeps
		if c.Text = strings.Clone(c.Text); in.known == nil {
			in.known = map[string]understood{}
		}
		in.known[raw] = understood{raw, c, why, to}
	}
	return c, why, to
}

// plainNumber reports a number in digits alone, of which a spreadsheet keeps all, perhaps with a point.
func plainNumber(s string) bool {
	if s == "" || len(s) > 15 || s[0] == '.' || s[len(s)-1] == '.' {
		return false
	}
	points := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			points++
		case c < '0' || c > '9':
			return false
		}
	}
	return points < 2
}

// isDate reports whether a stored number is shown as a date.
func isDate(raw, shown string) bool {
	if _, _, _, isNumber := grid.ParseNumber(strings.TrimSuffix(shown, "%")); isNumber || shown == "" || raw == shown {
		return false
	}
	return strings.ContainsAny(shown, "-/年月日:") && strings.ContainsAny(shown, "0123456789")
}

// serialDate is the date that a workbook stores as a number of days.
func serialDate(n decimal.Number, date1904 bool) (string, bool) {
	days, ok := n.Floor().Int64()
	if !ok || days < 0 || days > 200_000 {
		return "", false
	}
	d, err := excelize.ExcelDateToTime(float64(days), date1904)
	if err != nil {
		return "", false
	}
	return d.Format("2006-01-02"), true
}
