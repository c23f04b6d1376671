package lang

import "strings"

// Nearest returns the word of a list that another was most likely meant to be; empty if none is near. Of words as near
// the first is taken.
func Nearest(word string, list []string) string {
	given := []rune(strings.ToLower(word))
	best, least := "", len(given)
	for _, candidate := range list {
		c := []rune(strings.ToLower(candidate))
		if candidate == "" || candidate == word || len(c) > maxSuggested || opposite(word, candidate) {
			continue
		}
		d := distance(given, c)
		if long := max(len(c), len(given)); contains(given, c) {
			d = min(d, (long+2)/3)
		} else if d > max(1, long*2/5) || d >= min(len(c), len(given)) {
			continue
		}
		if best == "" || d < least {
			best, least = candidate, d
		}
	}
	return best
}

// opposite reports whether one of two words denies and the other doesn't: 完成 is never taken for 未完成.
func opposite(a, b string) bool { return denies(a) != denies(b) }

func denies(s string) bool {
	for _, no := range []string{"未", "不", "非", "无", "没"} {
		if strings.HasPrefix(s, no) {
			return true
		}
	}
	return false
}

// maxSuggested is the longest word that is suggested, in characters.
const maxSuggested = 60

// contains reports whether one word is a part of the other: 水务局 of 区水务局.
func contains(a, b []rune) bool {
	short, long := a, b
	if len(a) > len(b) {
		short, long = b, a
	}
	return len(short) >= 2 && strings.Contains(string(long), string(short))
}

// distance is the number of characters to put in, take out or change, to make one word of the other.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	before := make([]int, len(row))
	for i := range a {
		copy(before, row)
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(row[j]+1, before[j+1]+1)
			if a[i] == b[j] {
				row[j+1] = min(row[j+1], before[j])
			} else {
				row[j+1] = min(row[j+1], before[j]+1)
			}
		}
	}
	return row[len(b)]
}

// Meant asks whether the nearest word of a list is meant: "；是“区水务局”吗？". It is empty if none is near.
func Meant(word string, list []string) Text {
	near := Nearest(word, list)
	if near == "" {
		return Text{}
	}
	return T("；是“%[1]s”吗？", "; is it %[1]q?").With(near)
}

// Some lists words, at most so many, with the separators of each language.
func Some(words []string, most int) Text {
	out := make([]Text, 0, most+1)
	for _, w := range words[:min(most, len(words))] {
		out = append(out, Same(w))
	}
	switch all := Join(out); {
	case len(out) == 0:
		return T("（无）", "(none)")
	case len(words) > most:
		return T("%[1]s等", "%[1]s and more").With(all)
	default:
		return all
	}
}
