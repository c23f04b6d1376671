package grid

import "strings"

// formulaSigns begin a formula in a spreadsheet, in half or full width.
const formulaSigns = "=+-@\t\r＝＋－＠"

// Guard keeps a text of a CSV file from starting a formula in a spreadsheet: an apostrophe goes before
// it. Numbers stay numbers.
func Guard(s string) string {
	if _, _, _, isNumber := ParseNumber(s); s == "" || isNumber || !startsFormula(s) &&
		!startsFormula(strings.TrimLeft(s, "'")) {
		return s
	}
	return "'" + s
}

// Unguard takes off what Guard put on.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && startsFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func startsFormula(s string) bool {
	for _, r := range s {
		return strings.ContainsRune(formulaSigns, r)
	}
	return false
}
