package glossary

import (
	"slices"
	"strings"

	"shiji/internal/lang"
)

// Group is what terms belong together.
type Group struct {
	Code string // in addresses
	Name lang.Text
}

// Term is a word that the product always says in the same way.
type Term struct {
	Group string
	Name  lang.Text
	Means lang.Text // one sentence
	Not   Words     // what isn't said in its place
}

// Words are words that aren't said, in each language.
type Words struct {
	ZH, EN []string
	Except []string // what holds one of them and means something else
}

// In are the words of a language.
func (w Words) In(l lang.Lang) []string {
	if l == lang.EN {
		return w.EN
	}
	return w.ZH
}

// Slip is a word that isn't said, and the term that is.
type Slip struct {
	Word string
	Term Term
}

// Slips are the words of a text that aren't said, each once. English words are whole words, in any case.
func Slips(text string, l lang.Lang) (out []Slip) {
	for _, t := range Terms() {
		left := text
		for _, x := range t.Not.Except {
			left = strings.ReplaceAll(left, x, "")
		}
		for _, w := range t.Not.In(l) {
			if has(left, w, l) && !slices.ContainsFunc(out, func(s Slip) bool { return s.Word == w }) {
				out = append(out, Slip{w, t})
			}
		}
	}
	return out
}

func has(text, word string, l lang.Lang) bool {
	if l != lang.EN {
		return strings.Contains(text, word)
	}
	text, word = strings.ToLower(text), strings.ToLower(word)
	for {
		at := strings.Index(text, word)
		if at < 0 {
			return false
		}
		end := at + len(word)
		if (at == 0 || !letter(text[at-1])) && (end == len(text) || !letter(text[end])) {
			return true
		}
		text = text[end:]
	}
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' }
