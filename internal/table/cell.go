package table

import (
	"strings"
	"unicode/utf8"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/grid"
)

// understand reads one cell in which something stands: what it is, how it was cleaned or why it is refused (then it is
// Empty), and what it became.
func understand(in grid.Cell) (c Cell, why Reason, to string) {
	refused := Cell{Kind: Empty}
	switch in.Kind {
	case grid.Fault:
		return refused, ErrorCell, ""
	case grid.Uncomputed:
		return refused, NoValue, ""
	case grid.Time:
		refused.Seconds, _ = in.Seconds()
		return refused, BareTime, ""
	case grid.Truth:
		return Cell{Kind: Truth, Text: in.Raw}, Boolean, in.Raw
	case grid.Date:
		if _, _, ok := in.Day(); !ok {
			return refused, NoDay, ""
		}
		c = Cell{Kind: Date, Text: in.Moment()}
		c.Seconds, _ = in.Seconds()
		return c, DateSerial, c.Text
	case grid.Number, grid.Duration:
		return understandNumber(in)
	}
	switch {
	case strings.ContainsRune(in.Raw, utf8.RuneError):
		return refused, Broken, ""
	case grid.HasControl(in.Raw):
		return refused, Control, ""
	case grid.IsErrorValue(in.Raw):
		return refused, ErrorCell, ""
	}
	if _, ok := in.Number(); ok {
		return understandNumber(in)
	}
	text := in.Raw
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	text = grid.CleanText(text)
	c = Cell{Kind: Text, Text: text}
	switch text {
	case "是", "否", "√", "×", "TRUE", "FALSE":
		c.Kind = Truth
	}
	if _, _, ok := in.Day(); ok {
		if c = (Cell{Kind: Date, Text: in.Moment()}); c.Text != in.Raw {
			return c, DateSerial, c.Text
		}
		return c, "", ""
	}
	if calendar.NoSuchDay(grid.CleanCode(text)) {
		return refused, NoDay, ""
	}
	if text != in.Raw {
		return c, Trimmed, text
	}
	return c, "", ""
}

// understandNumber reads a number, and says which reading was taken where there is another.
func understandNumber(in grid.Cell) (c Cell, why Reason, to string) {
	r, ok := in.Number()
	if !ok {
		return Cell{Kind: Text, Text: in.Raw}, "", ""
	}
	c = Cell{Kind: Number, Number: r.Number, Text: r.Text}
	switch {
	case r.Percent:
		c.Text = r.Number.String()
		return c, Percent, c.Text
	case in.Kind == grid.Duration:
		return c, Elapsed, r.Text
	case r.Scale > 0:
		return c, Scaled, r.Text
	case r.Noise:
		return c, Noise, r.Text
	case in.Kind == grid.Number || r.Text == in.Raw: // 95.0 is how a program stores 95
		return c, "", ""
	case strings.ContainsAny(in.Raw, ",，"):
		return c, Thousands, r.Text
	case grid.CleanText(in.Raw) == r.Text:
		return c, Trimmed, r.Text
	}
	return c, Narrowed, r.Text
}

// understood is what understand said of a text.
type understood struct {
	raw  string
	cell Cell
	why  Reason
	to   string
}

// maxKnown bounds the texts that a reader remembers: answers and names come again and again, numbers and
// codes of persons don't.
const maxKnown = 20_000

// maxRecent is how many texts of a column are compared before they are looked up.
const maxRecent = 8

// understand is the function of the same name. Of texts, which in a CSV file all cells are, plain numbers and what was
// met before are told at a glance.
func (in *reader) understand(cell grid.Cell, col int) (Cell, Reason, string) {
	if cell.Kind != grid.Text {
		return understand(cell)
	}
	raw := cell.Raw
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
	c, why, to := understand(cell)
	if len(in.known) < maxKnown {
		raw = strings.Clone(raw) // of a row that nobody keeps
		if c.Text = strings.Clone(c.Text); in.known == nil {
			in.known = map[string]understood{}
		}
		in.known[raw] = understood{raw, c, why, to}
	}
	return c, why, to
}

// plainNumber reports a number in digits alone, perhaps with a point.
func plainNumber(s string) bool {
	if s == "" || len(s) > 18 || s[0] == '.' || s[len(s)-1] == '.' {
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
