package lang

import "golang.org/x/text/width"

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
	if Width(s) <= width {
		return s
	}
	out := ""
	for _, r := range s {
		if Width(out+string(r)) > width-1 {
			break
		}
		out += string(r)
	}
	return out + "…"
}
