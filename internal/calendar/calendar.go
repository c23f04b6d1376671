// Package calendar holds the periods of a performance year and the dates that people write.
//
// A period is named by a short code: Y for the year, H1 and H2, Q1 to Q4, M01 to M12. Working days and holidays come
// with the first feature that counts them.
package calendar

import (
	"fmt"
	"strings"
	"time"

	"shiji/internal/lang"
)

// Year is the code of the whole year, the period that is scored unless a scheme says otherwise.
const Year = "Y"

// Period is a part of the year that values are reported for.
type Period struct {
	Code string
	Name lang.Text
}

// Periods lists every period in the order of a form: months, quarters, halves, year.
var Periods = func() []Period {
	var out []Period
	for m := 1; m <= 12; m++ {
		out = append(out, Period{fmt.Sprintf("M%02d", m), lang.T(fmt.Sprintf("%d月", m), time.Month(m).String())})
	}
	for q, name := range []string{"一季度", "二季度", "三季度", "四季度"} {
		out = append(out, Period{fmt.Sprintf("Q%d", q+1), lang.T(name, fmt.Sprintf("quarter %d", q+1))})
	}
	return append(out,
		Period{"H1", lang.T("上半年", "first half")},
		Period{"H2", lang.T("下半年", "second half")},
		Period{Year, lang.T("全年", "year")})
}()

// PeriodName returns the words for a period code.
func PeriodName(code string) lang.Text {
	for _, p := range Periods {
		if p.Code == code {
			return p.Name
		}
	}
	return lang.Same(code)
}

// ParseDate reads a date as officials write it and returns it as YYYY-MM-DD. A time of day behind it is left out; see
// [ParseMoment].
func ParseDate(s string) (string, error) {
	day, _, err := ParseMoment(s)
	return day, err
}

// notDate is the error of a text that is no date.
type notDate string

func (s notDate) Error() string { return fmt.Sprintf("calendar: %q is not a date", string(s)) }

// PeriodCode returns the code of a period that is called so, by its code or its Chinese name; "" if there is none.
func PeriodCode(name string) string {
	for _, p := range Periods {
		if strings.EqualFold(p.Code, name) || p.Name.ZH == name {
			return p.Code
		}
	}
	return ""
}

// LastMonth is the month (1 to 12) that a period ends with; 0 for what isn't a period.
func LastMonth(code string) int {
	var n int
	switch {
	case PeriodCode(code) != code || code == "":
		return 0
	case code == Year:
		return 12
	case code[0] == 'H':
		fmt.Sscanf(code, "H%d", &n)
		return 6 * n
	case code[0] == 'Q':
		fmt.Sscanf(code, "Q%d", &n)
		return 3 * n
	}
	fmt.Sscanf(code, "M%d", &n)
	return n
}
