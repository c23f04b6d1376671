package formula

import (
	"slices"
	"strings"
	"unicode"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Bounds of a formula. They are far above what a person writes.
const (
	maxSource = 4000 // characters
	maxNodes  = 1000
	maxDepth  = 60
)

// Problem is something wrong with a formula, at a character of its source.
type Problem struct {
	At, Len int // in characters, from 0
	What    lang.Text
	Warning bool // the formula works, but look again
}

// Pointed shows the line of the source that a problem is in, with a mark below the characters it is about.
func (p Problem) Pointed(source string) string {
	runes := []rune(source)
	at := min(max(p.At, 0), len(runes))
	start, end := at, at
	for start > 0 && runes[start-1] != '\n' {
		start--
	}
	for end < len(runes) && runes[end] != '\n' {
		end++
	}
	line := string(runes[start:end])
	n := max(1, min(p.Len, end-at))
	mark := strings.Repeat("^", max(1, lang.Width(string(runes[at:min(at+n, end)]))))
	return line + "\n" + strings.Repeat(" ", lang.Width(string(runes[start:at]))) + mark
}

type kind uint8

const (
	endToken    kind = iota
	numberToken      // 12.5
	textToken        // "优秀"
	nameToken        // A0101, 完成率
	quotedToken      // [any name]
	signToken        // + ( ≥ ,
)

type token struct {
	kind    kind
	text    string // a name, a text, or the canonical sign
	num     decimal.Number
	at, len int
}

// signs maps what people type to the canonical sign; longer ones first.
var signs = []struct{ typed, sign string }{
	{"==", "="}, {"<>", "≠"}, {"!=", "≠"}, {"<=", "≤"}, {">=", "≥"}, {"&&", "and"}, {"||", "or"},
	{"+", "+"}, {"-", "-"}, {"−", "-"}, {"–", "-"}, {"*", "*"}, {"×", "*"}, {"·", "*"}, {"/", "/"},
	{"÷", "/"}, {"^", "^"}, {"%", "%"},
	{"(", "("}, {")", ")"}, {",", ","}, {":", ":"}, {"=", "="}, {"≠", "≠"}, {"<", "<"}, {">", ">"},
	{"≤", "≤"}, {"≥", "≥"}, {"!", "not"},
}

// words are names that the language keeps for itself.
var words = map[string]string{"and": "and", "且": "and", "并且": "and", "or": "or", "或": "or",
	"或者": "or", "not": "not", "非": "not", "true": "true", "真": "true", "false": "false", "假": "false", "else": "else",
	"其余": "else", "it": "it", "该数": "it"}

// half turns full-width characters into the half-width ones that they stand for.
func half(r rune) rune {
	switch {
	case r == '　':
		return ' '
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

func lex(source string, headings []string) ([]token, []Problem) {
	in := []rune(source)
	if len(in) > maxSource {
		return nil, []Problem{{At: maxSource, Len: 1, What: lang.T("公式太长：%[1]d 个字符，最多 %[2]d 个",
			"the formula is too long: %[1]d characters, at most %[2]d").With(len(in), maxSource)}}
	}
	for i, r := range in {
		in[i] = half(r)
	}
	var out []token
	for i := 0; i < len(in); {
		r := in[i]
		if name, n, problem := headingAt(in, i, headings); problem != nil {
			return nil, []Problem{*problem}
		} else if n > 0 {
			out = append(out, token{kind: quotedToken, text: name, at: i, len: n})
			i += n
			continue
		}
		switch {
		case unicode.IsSpace(r):
			i++
			continue
		case r >= '0' && r <= '9' || r == '.':
			t, next, problem := lexNumber(in, i)
			if problem != nil {
				return nil, []Problem{*problem}
			}
			out, i = append(out, t), next
			continue
		case r == '"' || r == '“' || r == '”' || r == '\'' || r == '[' || r == '【':
			t, next, problem := lexQuoted(in, i)
			if problem != nil {
				return nil, []Problem{*problem}
			}
			out, i = append(out, t), next
			continue
		case isNameStart(r):
			j := i
			for j < len(in) && isNamePart(in[j]) {
				j++
			}
			name := string(in[i:j])
			if w, ok := words[strings.ToLower(name)]; ok {
				out = append(out, token{kind: signToken, text: w, at: i, len: j - i})
			} else {
				out = append(out, token{kind: nameToken, text: name, at: i, len: j - i})
			}
			i = j
			continue
		}
		sign, n := signAt(in[i:])
		if n == 0 {
			return nil, []Problem{{At: i, Len: 1, What: lang.T("看不懂的字符“%[1]s”", "%[1]q has no meaning here").With(string(r))}}
		}
		out = append(out, token{kind: signToken, text: sign, at: i, len: n})
		i += n
	}
	return append(out, token{at: len(in), len: 1}), nil
}

// headingAt is the longest heading that stands at a place and that no plain name is. One that could be read as
// arithmetic with other headings is asked about: it is written in brackets.
func headingAt(in []rune, i int, headings []string) (name string, n int, problem *Problem) {
	for _, h := range headings {
		typed := []rune(h)
		for k, r := range typed {
			typed[k] = half(r)
		}
		if len(typed) <= n || len(typed) > len(in)-i || string(in[i:i+len(typed)]) != string(typed) || plainName(typed) ||
			!slices.ContainsFunc(typed, isNamePart) {
			continue
		}
		if end := i + len(typed); end < len(in) && isNamePart(in[end]) && isNamePart(typed[len(typed)-1]) {
			continue
		}
		name, n = h, len(typed)
	}
	if n == 0 || i > 0 && isNamePart(in[i-1]) && isNamePart(in[i]) {
		return "", 0, nil
	}
	if first := firstName(in[i : i+n]); first != "" && slices.Contains(headings, first) {
		return "", 0, &Problem{At: i, Len: n, What: lang.T("“%[1]s”是一列，“%[2]s”也是一列：是哪一个？写成 [%[1]s]，或在运算符两边留空格",
			"%[1]q is a column and so is %[2]q: which is meant? Write [%[1]s], or leave spaces around the sign").
			With(name, first)}
	}
	if isCall(in[i:i+n], headings) {
		return "", 0, &Problem{At: i, Len: n, What: lang.T("“%[1]s”是一列，也是一个函数：要的是这一列，写成 [%[1]s]",
			"%[1]q is a column and a function too: if the column is meant, write [%[1]s]").With(name)}
	}
	return name, n, nil
}

// plainName reports what is read as one name, or as a number, without any help.
func plainName(s []rune) bool {
	name, number := len(s) > 0 && isNameStart(s[0]), true
	for _, r := range s {
		name = name && isNamePart(r)
		number = number && (r >= '0' && r <= '9' || r == '.')
	}
	return name || number
}

// firstName is the name before the first sign of arithmetic in a heading; "" if there is none.
func firstName(s []rune) string {
	for k, r := range s {
		if strings.ContainsRune("+-−–*×·/÷^%<>=≤≥≠", r) {
			return strings.TrimSpace(string(s[:k]))
		}
	}
	return ""
}

// isCall reports whether a heading could be a function of the language over another heading: max(收入).
func isCall(s []rune, headings []string) bool {
	name, of, bracket := strings.Cut(string(s), "(")
	return bracket && slices.Contains(headings, strings.TrimSuffix(of, ")")) &&
		functionNamed(strings.ToLower(strings.TrimSpace(name))) != nil
}

func signAt(in []rune) (sign string, n int) {
	for _, s := range signs {
		typed := []rune(s.typed)
		if len(in) >= len(typed) && string(in[:len(typed)]) == s.typed {
			return s.sign, len(typed)
		}
	}
	return "", 0
}

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isNamePart(r rune) bool  { return isNameStart(r) || unicode.IsDigit(r) }

func lexNumber(in []rune, i int) (token, int, *Problem) {
	j := i
	for j < len(in) && (in[j] >= '0' && in[j] <= '9' || in[j] == '.') {
		j++
	}
	text := string(in[i:j])
	n, err := decimal.Parse(text)
	if err != nil || strings.HasPrefix(text, ".") || strings.HasSuffix(text, ".") {
		return token{}, 0, &Problem{At: i, Len: j - i, What: lang.T("“%[1]s”不是数字", "%[1]q is not a number").With(text)}
	}
	if j < len(in) && isNamePart(in[j]) {
		return token{}, 0, &Problem{At: j, Len: 1, What: lang.T("数字后面缺少运算符；名称以数字开头的请写成 [%[1]s…]",
			"an operator is missing after the number; write a name that begins with a digit as [%[1]s…]").
			With(text + string(in[j]))}
	}
	return token{kind: numberToken, num: n, text: text, at: i, len: j - i}, j, nil
}

func lexQuoted(in []rune, i int) (token, int, *Problem) {
	closing := map[rune]string{'"': "\"”“", '“': "”\"", '”': "”\"", '\'': "'", '[': "]", '【': "】]"}[in[i]]
	j := i + 1
	for j < len(in) && !strings.ContainsRune(closing, in[j]) {
		j++
	}
	if j == len(in) {
		return token{}, 0,
			&Problem{At: i, Len: 1, What: lang.T("“%[1]s”没有配对的结尾", "%[1]q is never closed").With(string(in[i]))}
	}
	t := token{kind: textToken, text: string(in[i+1 : j]), at: i, len: j + 1 - i}
	if in[i] == '[' || in[i] == '【' {
		t.kind, t.text = quotedToken, strings.TrimSpace(t.text)
	}
	return t, j + 1, nil
}
