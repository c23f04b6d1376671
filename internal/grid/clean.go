package grid

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"shiji/internal/decimal"
)

// Blanks are the characters that people type as spaces.
const Blanks = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"

// CleanText trims what can't be seen at both ends.
func CleanText(s string) string {
	if solid(s) {
		return s
	}
	return strings.Trim(s, Blanks)
}

// solid tells at a glance most texts that neither begin nor end with a blank. Blanks are ASCII, or begin
// with C2, E2, E3 or EF.
func solid(s string) bool {
	lead := func(c byte) bool { return c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF }
	n := len(s)
	switch {
	case n == 0:
		return true
	case s[0] <= ' ' || lead(s[0]) || s[n-1] <= ' ':
		return false
	case s[n-1] < 0x80:
		return true
	}
	return n >= 3 && !lead(s[n-2]) && !lead(s[n-3])
}

// CleanCode trims and narrows full-width letters and digits, as codes and names are looked up by them.
func CleanCode(s string) string { return CleanText(narrow(s)) }

// narrow turns full-width letters, digits and signs into the usual ones; brackets and punctuation of Chinese text stay.
func narrow(s string) string {
	if strings.IndexByte(s, 0xEF) < 0 { // what all of them begin with
		return s
	}
	return strings.Map(func(r rune) rune {
		if 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ' || '０' <= r && r <= '９' || strings.ContainsRune("．－＋％／", r) {
			if n := width.LookupRune(r).Narrow(); n != 0 {
				return n
			}
		}
		return r
	}, s)
}

// HasControl reports characters that no cell should hold: control and bidirectional marks, NUL, broken text.
func HasControl(s string) bool {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return false
	}
	return strings.ContainsFunc(s, func(r rune) bool {
		return r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' ||
			'\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
	})
}

var thousands = regexp.MustCompile(`^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$`)

// maxDigits is what a spreadsheet keeps of a number; more digits are noise of its binary floats (0.30000000000000004).
const maxDigits = 15

// maxNumber bounds what is tried as a number, in bytes: spaces and thousands separators included.
const maxNumber = 400

// ParseNumber reads a number as people write it. text is the canonical form; percentSign says that
// it was written with %.
func ParseNumber(raw string) (n decimal.Number, text string, percentSign, ok bool) {
	if len(raw) > maxNumber {
		return n, raw, false, false
	}
	if raw == "" || 'A' <= raw[0]&^0x20 && raw[0]&^0x20 <= 'Z' {
		return n, raw, false, false // most codes and names are told by their first letter
	}
	s := strings.ReplaceAll(strings.ReplaceAll(CleanCode(raw), "−", "-"), "，", ",")
	if before, found := strings.CutSuffix(s, "%"); found {
		s, percentSign = CleanText(before), true
	}
	if thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if strings.Contains(s, "/") {
		return n, s, percentSign, false // a fraction is a date gone wrong, or a ratio that nobody divided
	}
	n, err := decimal.Parse(s)
	return n, s, percentSign, err == nil
}

// tidyFloat takes the noise of binary floats off a stored number: 15 significant digits, as the spreadsheet shows it.
// Whole numbers keep their digits, and so does what those beyond the fifteenth change by half a hundredth or more: that
// is no noise.
func tidyFloat(s string) string {
	if len(s) <= maxDigits {
		return s
	}
	digits := strings.NewReplacer("-", "", ".", "").Replace(strings.SplitN(strings.ToLower(s), "e", 2)[0])
	digits = strings.Trim(digits, "0")
	if len(digits) <= maxDigits {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f == math.Trunc(f) {
		return s
	}
	tidy := mustFloat(strconv.FormatFloat(f, 'g', maxDigits, 64))
	if math.Abs(tidy-f) >= 0.005 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(tidy, 'f', -1, 64)
}

func mustFloat(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64) // s was written by FormatFloat
	return f
}

// IsErrorValue reports whether a cell shows an error of the spreadsheet.
func IsErrorValue(s string) bool {
	switch strings.TrimSpace(s) {
	case "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA":
		return true
	}
	return false
}
