package lang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// In an English text, {unit|units} is the one word where the number before it is 1, else the other.

var (
	aVerb   = regexp.MustCompile(`%(?:\[(\d+)\])?[ds]`)
	aChoice = regexp.MustCompile(`\{([^{}|%]*)\|([^{}|%]*)\}`)
)

// numbered puts the words that fit the numbers into an English text whose verbs aren't filled yet.
func numbered(format string, args []any) string {
	if !strings.Contains(format, "|") || len(args) == 0 {
		return format
	}
	var b strings.Builder
	done := 0
	for _, at := range aChoice.FindAllStringSubmatchIndex(format, -1) {
		b.WriteString(format[done:at[0]])
		word := format[at[4]:at[5]]
		if n := numberBefore(format[:at[0]]); n > 0 && n <= len(args) && fmt.Sprint(args[n-1]) == "1" {
			word = format[at[2]:at[3]]
		}
		b.WriteString(word)
		done = at[1]
	}
	return b.String() + format[done:]
}

// numberBefore is which argument the last verb of a text takes, from 1; 0: it has none.
func numberBefore(format string) (n int) {
	for i, v := range aVerb.FindAllStringSubmatch(format, -1) {
		if n = i + 1; v[1] != "" {
			n, _ = strconv.Atoi(v[1]) // digits
		}
	}
	return n
}
