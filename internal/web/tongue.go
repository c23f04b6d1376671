package web

import (
	"strings"

	"shiji/internal/lang"
)

// An English page shows names, matters and documents in the language in which people wrote them. A reader that speaks,
// and a browser that chooses letters, must be told so (WCAG 3.1.2): whatever is Chinese on an English page is marked on
// its way out, so that no page can forget it. That the product's own words are no part of it, a test says.

const chineseMark = ` lang="zh-CN"`

// markChinese marks what is Chinese on an English page of ours: the element, where it holds nothing else; else the
// words.
func markChinese(page string) string {
	if !lang.HasHan(page) {
		return page
	}
	var b strings.Builder
	b.Grow(len(page) + len(page)/8)
	open := "" // the tag before the text, without its >, if an element begins there; it isn't written yet
	for len(page) > 0 {
		at := strings.IndexByte(page, '<')
		if at < 0 {
			at = len(page)
		}
		text, rest := page[:at], page[at:]
		tag, after, _ := strings.Cut(rest, ">")
		marked, attr := text, ""
		if !strings.Contains(open, chineseMark) && !raw(open) {
			marked, attr = mark(text, open, open != "" && strings.HasPrefix(tag, "</"))
		}
		if open != "" {
			b.WriteString(open)
			b.WriteString(attr)
			b.WriteByte('>')
		}
		b.WriteString(marked)
		if open = ""; begins(tag) {
			open = tag
		} else if rest != "" {
			b.WriteString(rest[:len(rest)-len(after)])
		}
		page = after
	}
	if open != "" {
		b.WriteString(open + ">")
	}
	return b.String()
}

// begins reports a tag that begins an element with a content.
func begins(tag string) bool {
	if len(tag) < 2 || tag[1] == '/' || tag[1] == '!' || strings.HasSuffix(tag, "/") {
		return false
	}
	name, _, _ := strings.Cut(tag[1:], " ")
	switch name {
	case "br", "hr", "img", "input", "link", "meta", "wbr", "col":
		return false
	}
	return true
}

// raw reports a tag whose content is no text.
func raw(tag string) bool {
	return strings.HasPrefix(tag, "<script") || strings.HasPrefix(tag, "<style")
}

// textOnly are the elements that take text and no elements.
func textOnly(tag string) bool {
	for _, name := range []string{"<title", "<option", "<textarea", "<text", "<tspan"} {
		if strings.HasPrefix(tag, name) {
			return true
		}
	}
	return false
}

// mark marks a text: it, or the tag that it is the only child of.
func mark(text, tag string, alone bool) (marked, attr string) {
	if !high(text) {
		return text, ""
	}
	parts := lang.Chinese(text)
	if len(parts) == 0 {
		return text, ""
	}
	if textOnly(tag) {
		return text, chineseMark
	}
	var b strings.Builder
	from, other := 0, false
	for _, p := range parts {
		other = other || letters(text[from:p[0]])
		b.WriteString(text[from:p[0]])
		b.WriteString("<span" + chineseMark + ">" + text[p[0]:p[1]] + "</span>")
		from = p[1]
	}
	other = other || letters(text[from:])
	b.WriteString(text[from:])
	switch {
	case !other && alone:
		return text, chineseMark
	case !other && len(parts) == 1:
		return b.String(), ""
	}
	return "<span>" + b.String() + "</span>", "" // it stays one piece of a row
}

// high reports a text that can have Chinese characters.
func high(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xE2 {
			return true
		}
	}
	return false
}

// letters reports a text that has words in letters.
func letters(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
}
