package grid

import (
	"math"
	"strconv"
	"strings"
	"time"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
)

// Kind is what a cell is: by its type, its number format and its stored value, never by how it looks.
type Kind uint8

const (
	Empty      Kind = iota
	Text            // also a formula whose result is text; cells of CSV files are all text
	Number          // a binary number of a workbook
	Date            // a day, perhaps with a time of day
	Time            // a time of day without a day
	Duration        // elapsed time, as [h]:mm shows it: a number of days
	Truth           // TRUE or FALSE
	Fault           // an error value: #N/A
	Uncomputed      // a formula without a stored result
)

// Cell is one cell as it is stored. It is made by this package; everything above asks it what it is.
type Cell struct {
	Kind     Kind
	Computed bool   // a formula gave it
	Subtotal bool   // by SUBTOTAL or AGGREGATE
	Raw      string // what is stored: the text, the digits of a number, TRUE or FALSE, the error value
	day      int32  // of a Date: days since 1970-01-01; noDay where there is no such date
	second   int32  // of a Date or Time, in the day
	form     *section
}

// noDay stands for a number that is shown as a date, but is the number of no day.
const noDay = math.MinInt32

// Dates that are read. Years 0000 and 9999 stand for "never" in other programs.
const (
	firstYear = 1900
	lastYear  = 9998
)

// TextCell is a cell that holds a text.
func TextCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Raw: s}
}

// Blank reports whether nothing stands in the cell: a formula without a result isn't nothing.
func (c Cell) Blank() bool {
	return c.Kind == Empty || c.Kind == Text && CleanText(c.Raw) == ""
}

// Clean is the text of the cell without blanks at its ends; of a date its day, of what has no value nothing.
func (c Cell) Clean() string {
	switch c.Kind {
	case Text:
		return CleanText(c.Raw)
	case Number, Duration:
		if r, ok := c.Number(); ok {
			return r.Text
		}
	case Date, Time:
		return c.Moment()
	case Truth, Fault:
		return c.Raw
	}
	return ""
}

// Reading is a cell read as a number.
type Reading struct {
	Number decimal.Number // what it means: 0.95 for 95%
	Text   string         // its digits, in the canonical form
	// the number without the percent sign: 95 where "95%" was typed, 0.95 where a format shows that as 95%
	Stored  decimal.Number
	Percent bool // it is written or shown as a percentage
	Noise   bool // digits beyond the fifteenth were taken off: noise of a binary float
	Scale   int  // its format hides so many powers of ten: 6 where 12,500,000 is shown as 13
}

// Number reads the cell as a number; ok is false if it is none. Only what is a binary number loses the noise of floats:
// the digits of a text are those that somebody typed.
func (c Cell) Number() (r Reading, ok bool) {
	switch c.Kind {
	case Text:
		n, text, sign, ok := ParseNumber(c.Raw)
		r = Reading{Number: n, Stored: n, Text: text, Percent: sign}
		if sign {
			r.Number = n.Quo(hundred)
		}
		return r, ok
	case Number, Duration:
	default:
		return r, false
	}
	digits := tidyFloat(c.Raw)
	n, err := decimal.Parse(digits)
	if err != nil {
		return r, false
	}
	r = Reading{Number: n, Stored: n, Text: digits, Noise: digits != c.Raw}
	if strings.ContainsAny(digits, "eE") || strings.HasSuffix(digits, ".0") { // as programs write a binary number
		r.Text, r.Noise = n.String(), false
	}
	if c.form != nil {
		r.Scale = c.form.scale
		switch {
		case c.form.percent > 0:
			r.Percent = true
		case c.form.signOnly: // the format only writes a percent sign behind the number
			r.Percent, r.Number = true, n.Quo(hundred)
		}
	}
	return r, true
}

var hundred = decimal.Int(100)

// Day reads the cell as a date: the day as YYYY-MM-DD, and the time of day if there is one. ok is false if it is none.
func (c Cell) Day() (day, clock string, ok bool) {
	switch c.Kind {
	case Date:
		if c.day == noDay {
			return "", "", false
		}
		day = time.Unix(int64(c.day)*86400, 0).UTC().Format(time.DateOnly)
		if c.second > 0 {
			clock = c.clock()
		}
		return day, clock, true
	case Text:
		day, clock, err := calendar.ParseMoment(CleanCode(c.Raw))
		return day, clock, err == nil
	}
	return "", "", false
}

// Moment is a date or a time in words: "2014-12-31", "2014-12-31 08:30:00", "08:30:00".
func (c Cell) Moment() string {
	if c.Kind == Time {
		return c.clock()
	}
	day, clock, ok := c.Day()
	switch {
	case !ok:
		return c.Raw
	case clock != "":
		return day + " " + clock
	}
	return day
}

func (c Cell) clock() string {
	return time.Unix(int64(c.second), 0).UTC().Format(time.TimeOnly)
}

// Show is the cell as a reader would recognise it: a date as a date, a percentage with its sign, a number with the
// decimals of its format.
func (c Cell) Show() string {
	switch c.Kind {
	case Uncomputed:
		return "=…"
	case Number:
		r, ok := c.Number()
		if !ok {
			return c.Raw
		}
		places := -1
		if c.form != nil {
			places = c.form.places
		}
		switch {
		case c.form != nil && c.form.percent == 1 && places >= 0:
			return r.Number.Mul(hundred).Fixed(places) + "%"
		case places >= 0 && r.Scale == 0 && !r.Percent:
			return r.Number.Fixed(places)
		}
		return r.Text
	case Text:
		return c.Raw
	}
	return c.Clean()
}

// Seconds is a date or a time of day in seconds, for differences; ok is false if the cell is neither.
func (c Cell) Seconds() (s int64, ok bool) {
	switch {
	case c.Kind == Time:
		return int64(c.second), true
	case c.Kind == Date && c.day != noDay:
		return int64(c.day)*86400 + int64(c.second), true
	}
	return 0, false
}

// Format is the number format of the cell, as the workbook holds it; "" where it is General.
func (c Cell) Format() string {
	if c.form == nil {
		return ""
	}
	return c.form.code
}

// number makes the cell of a stored number: its format says whether that is a date.
func number(raw string, f *format, date1904 bool) Cell {
	c := Cell{Kind: Number, Raw: raw}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return Cell{Kind: Text, Raw: raw} // it says that it is a number, and isn't: it is refused wherever one belongs
	}
	if f == nil {
		return c
	}
	c.form = f.section(v)
	switch c.form.shows {
	case shownElapsed:
		c.Kind = Duration
	case shownDate, shownTime:
		c.Kind = Date
		c.day, c.second = serial(v, date1904)
		if v >= 0 && v < 1 && (c.form.shows == shownTime || !date1904) { // 0 is a day in the system of 1904 only
			c.Kind = Time
		}
	}
	return c
}

// floatNoise is how far a stored time may be from a whole second and still be it, in seconds. A day reaches to the last
// instant of 23:59:59.
const floatNoise = 0.001

// serial is the day and second that a number stands for (ECMA-376 part 1, 18.17.4). The system of 1900 has a 29
// February that never was: 60.
func serial(v float64, date1904 bool) (day, second int32) {
	whole := math.Floor(v)
	seconds := (v - whole) * 86400
	switch near := math.Round(seconds); {
	case near < 86400:
		seconds = near
	case near-seconds < floatNoise:
		whole, seconds = whole+1, 0
	default:
		seconds = 86399
	}
	var epoch time.Time
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case whole < 60:
		epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	default:
		epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	}
	if v < 0 || whole == 60 && !date1904 || whole > 4e6 {
		return noDay, int32(seconds)
	}
	d := epoch.AddDate(0, 0, int(whole))
	if (v >= 1 || date1904) && (d.Year() < firstYear || d.Year() > lastYear) {
		return noDay, int32(seconds)
	}
	return int32(d.Unix() / 86400), int32(seconds)
}

// SerialDay is the day that a number stands for where a date belongs and no format says so. Only days that people meet
// are taken: 5 is none.
func SerialDay(digits string, date1904 bool) (day, clock string, ok bool) {
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return "", "", false
	}
	c := Cell{Kind: Date, Raw: digits}
	if c.day, c.second = serial(v, date1904); c.day < firstPlain || c.day > lastPlain {
		return "", "", false
	}
	return c.Day()
}

// Bounds of SerialDay, in days since 1970: the years 1950 to 2149.
const (
	firstPlain = -7305
	lastPlain  = 65744
)

// isoForms are the ways in which a cell of type d holds its value (ISO 8601).
var isoForms = []string{"2006-01-02", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02T15:04", "20060102", "20060102T150405"}

// isoDate makes the cell of a date that is stored as such (ECMA-376 part 1, 18.18.11, type d).
func isoDate(raw string) Cell {
	text := strings.TrimSpace(raw)
	for _, form := range isoForms {
		if t, err := time.Parse(form, text); err == nil {
			c := Cell{Kind: Date, Raw: raw, day: noDay}
			if t.Year() >= firstYear && t.Year() <= lastYear {
				c.day = int32(math.Floor(float64(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix()) / 86400))
			}
			c.second = int32(t.Hour()*3600 + t.Minute()*60 + t.Second())
			return c
		}
	}
	for _, form := range []string{"15:04:05.999999999", "15:04", "T15:04:05.999999999", "T15:04"} {
		if t, err := time.Parse(form, text); err == nil {
			return Cell{Kind: Time, Raw: raw, second: int32(t.Hour()*3600 + t.Minute()*60 + t.Second())}
		}
	}
	return Cell{Kind: Fault, Raw: raw} // it says that it is a date, and isn't
}
