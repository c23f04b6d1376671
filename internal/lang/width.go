package lang

import (
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Width is the number of columns that s takes where letters are of one width: Chinese characters take two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// Cut shortens a text to a width; what was cut off leaves an ellipsis.
func Cut(s string, width int) string {
	used, kept := 0, 0 // kept: bytes that leave room for the sign
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		if used += Width(s[i : i+size]); used > width {
			return s[:kept] + "…"
		}
		if i += size; used < width {
			kept = i
		}
	}
	return s
}
