// Package lang holds words in the two languages of the product: Chinese first, English second.
//
// A [Text] is one message in both languages, so that none can exist in only one of them.
// Names that people give (units, indicators, documents) are data and stay as they were typed.
package lang

import (
	"fmt"
	"strings"
)

// Lang is a language that output can be written in.
type Lang string

const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Text is one message in Chinese and English. Both must be present.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// T is shorthand for a Text.
func T(zh, en string) Text { return Text{ZH: zh, EN: en} }

// Same is a text that reads the same in both languages: a name, a number, a symbol.
func Same(s string) Text { return Text{ZH: s, EN: s} }

// In returns the text in l; anything but English is Chinese.
func (t Text) In(l Lang) string {
	if l == EN {
		return t.EN
	}
	return t.ZH
}

// IsZero reports whether nothing is said.
func (t Text) IsZero() bool { return t == Text{} }

// With fills the verbs of t in both languages. A text that doesn't use all arguments in order names them: %[2]s. An
// argument that is itself a Text is put in its own language. In English, {unit|units} is the word that fits the number
// before it.
func (t Text) With(args ...any) Text {
	return Text{ZH: fill(t.ZH, ZH, args), EN: fill(t.EN, EN, args)}
}

func fill(format string, l Lang, args []any) string {
	if len(args) == 0 || !strings.Contains(format, "%") {
		return format // a text may leave out what the other language says
	}
	if l == EN {
		format = numbered(format, args)
	}
	words := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		words[i] = a
	}
	return fmt.Sprintf(format, words...)
}

// Join puts texts beside each other, with the list separator of each language.
func Join(texts []Text) Text {
	zh, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		zh[i], en[i] = t.ZH, t.EN
	}
	return Text{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")}
}

// Sentence is an English text as a sentence, a heading or a label begins: with a capital. Chinese has none, nor have
// symbols and the names of files.
func Sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	word, _, _ := strings.Cut(s, " ")
	if len(s) > 1 && len(word) == 1 && word != "a" || strings.ContainsAny(strings.TrimRight(word, ".,:;"), "._=()") {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// Sentence is the text as it stands alone.
func (t Text) Sentence() Text { return Text{ZH: t.ZH, EN: Sentence(t.EN)} }
