package lang

import "unicode"

// HasHan reports whether a text has Chinese characters.
func HasHan(s string) bool {
	for _, r := range s {
		if r >= 0x2E80 && unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// chinese reports a sign that only Chinese is written with: a character, or punctuation of full width.
func chinese(r rune) bool {
	return r >= 0x2E80 && (unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}

// Chinese are the parts of a text that are Chinese, as beginnings and ends in bytes: from a character to the last one
// before a word in letters, with the number that is written to it. 2014年度方案 is one part, 党群, 政府 another.
func Chinese(s string) (parts [][2]int) {
	begin, end, digits, han := -1, 0, -1, false
	done := func() {
		if begin >= 0 && han {
			parts = append(parts, [2]int{begin, end})
		}
		begin, han = -1, false
	}
	for i, r := range s {
		switch {
		case chinese(r):
			if begin < 0 {
				if begin = i; digits >= 0 {
					begin = digits
				}
			}
			end = i + len(string(r))
			han = han || unicode.Is(unicode.Han, r)
			digits = -1
		case r >= '0' && r <= '9':
			if digits < 0 {
				digits = i
			}
		default:
			digits = -1
			if unicode.IsLetter(r) || r == '&' {
				done()
			}
		}
	}
	done()
	return parts
}
