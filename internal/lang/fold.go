package lang

import "strings"

// Fold is a text as searches compare it: in small letters, full-width signs as plain ones.
func Fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		}
		return r
	}, s))
}
