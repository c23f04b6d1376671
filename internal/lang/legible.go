package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legible reports whether a text is one that a person can read and a database can keep: whole characters, none of them
// invisible but line ends and tabs, none that turns the direction of what follows.
func Legible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) ||
			unicode.Is(unicode.Bidi_Control, r)
	})
}
