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
	text := grid.CleanText(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw))
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
