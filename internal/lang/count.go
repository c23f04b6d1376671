package lang

import (
	"strconv"
	"strings"
)

// Count is a number of things in English: 1 row, 2 rows, 1,204 rows. many is "" where an s makes it.
func Count(n int, one, many string) string { return Number(n) + " " + Plural(n, one, many) }

// Plural is the English word for so many things. many is "" where an s makes it.
func Plural(n int, one, many string) string {
	switch {
	case n == 1:
		return one
	case many == "":
		return one + "s"
	}
	return many
}

// Counted is a number of things as both languages say it: the Chinese has the number in it as %[1]s.
func Counted(n int, zh, one, many string) Text {
	return Text{ZH: strings.ReplaceAll(zh, "%[1]s", Number(n)), EN: Count(n, one, many)}
}

// Number is a whole number with commas between its thousands.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
