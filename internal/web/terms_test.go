package web_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"shiji/internal/glossary"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/sheet"
)

// content takes what people wrote out of a text: all words of the years, and the names of sheets and columns.
type content struct {
	words *strings.Replacer
	typed *strings.Replacer // words of the years alone
	signs []string          // words of one character: units of measure
}

// others are the Chinese words of a text that nobody wrote.
func (c content) others(text string) []string {
	return slices.DeleteFunc(someHan.FindAllString(c.words.Replace(text), -1), func(w string) bool {
		return slices.Contains(c.signs, w)
	})
}

var someHan = regexp.MustCompile(`\p{Han}+`)

func contentOf(t *testing.T, o office) content {
	t.Helper()
	words := []string{"示例区", "演示数据", "中文", "绩", "专家", "票", "未完成"} // a mark; examples; as runs were sealed with it
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case string:
			words = append(words, strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("、，；,;:=*", r) })...)
			if words = append(words, v); strings.HasPrefix(v, "{") { // a body of a fact
				var in any
				if json.Unmarshal([]byte(v), &in) == nil {
					add(in)
				}
			}
		case []any:
			for _, x := range v {
				add(x)
			}
		case map[string]any:
			for key, x := range v {
				add(key)
				add(x)
			}
		}
	}
	years, err := o.Ledger.Years(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range years {
		in, _, err := o.Ledger.Latest(t.Context(), me, y)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var all any
		if err := json.Unmarshal(doc, &all); err != nil {
			t.Fatal(err)
		}
		add(all)
	}
	for _, r := range rule.Catalogue() { // worked examples are examples of data
		doc, err := json.Marshal(r.Example)
		if err != nil {
			t.Fatal(err)
		}
		var all any
		if err := json.Unmarshal(doc, &all); err != nil {
			t.Fatal(err)
		}
		add(all)
	}
	names := sheet.Words()
	for _, r := range rule.Catalogue() { // the workbook calls rules and what they want in Chinese
		names = append(names, r.Name.ZH)
	}
	for _, c := range org.SurveyClasses {
		names = append(names, c.Name.ZH)
	}
	words = append(words, names...)
	words = slices.DeleteFunc(words, func(w string) bool { return !lang.HasHan(w) })
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	var pairs, typed, signs []string
	for _, w := range slices.Compact(words) {
		if utf8.RuneCountInString(w) == 1 {
			signs = append(signs, w)
		} else {
			pairs = append(pairs, w, " ")
			if !slices.Contains(names, w) { // where something was read
				typed = append(typed, w, " ")
			}
		}
	}
	return content{strings.NewReplacer(pairs...), strings.NewReplacer(typed...), signs}
}

var (
	aCell    = regexp.MustCompile(`[\p{Han}]+![A-Z]+\d+`)
	aCounter = regexp.MustCompile(`(计分|导入|数据版本|批次|run|import|version|batch) ?#\d`)
)

// keepsToTerms fails where a page says what the glossary says otherwise, or where an English page has Chinese that it
// doesn't mark, or that nobody wrote.
func keepsToTerms(t *testing.T, path string, w *httptest.ResponseRecorder, l lang.Lang, own content,
	told map[string]bool) {
	tell := func(what, text string) {
		if key := what + text; !told[key] {
			told[key] = true
			t.Errorf("%s: %s: %.160s", path, what, text)
		}
	}
	doc := parsed(t, w)
	if l == lang.EN {
		for _, text := range unmarked(doc, false) {
			tell("not marked as Chinese", text)
		}
	}
	for _, text := range saidBy(doc) {
		text = aCell.ReplaceAllString(text, "")
		if !strings.HasPrefix(path, "/terms") {
			for _, slip := range glossary.Slips(own.typed.Replace(text), l) {
				tell(fmt.Sprintf("%q, which is called %q", slip.Word, slip.Term.Name.In(l)), text)
			}
			if words := own.others(text); l == lang.EN && len(words) > 0 {
				tell(fmt.Sprintf("Chinese in the product's words: %q", words), text)
			}
		}
		if aCounter.MatchString(text) {
			tell("a counter by a sign", text)
		}
	}
}

// saidBy are the texts of a page: of elements, and of the attributes that people are told.
func saidBy(doc *html.Node) (out []string) {
	for _, name := range []string{"title", "aria-label", "placeholder"} {
		if text := attr(doc, name); text != "" {
			out = append(out, text)
		}
	}
	if doc.Data == "script" || doc.Data == "style" {
		return out
	}
	for c := doc.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			out = append(out, strings.Join(strings.Fields(c.Data), " "))
		} else {
			out = append(out, saidBy(c)...)
		}
	}
	return out
}

// TestTermsAreWhole: every term has its words in both languages, one of a name, and none is forbidden by another.
func TestTermsAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, x := range glossary.Terms() {
		for _, l := range []lang.Lang{lang.ZH, lang.EN} {
			if x.Name.In(l) == "" || x.Means.In(l) == "" || strings.Contains(x.Means.In(l),
				"%") && !strings.Contains(x.Means.In(l),
				"0") && !strings.Contains(x.Means.In(l), "5") {
				t.Errorf("%s lacks words", x.Name.ZH)
			}
			if seen[string(l)+x.Name.In(l)] {
				t.Errorf("%s stands twice", x.Name.In(l))
			}
			seen[string(l)+x.Name.In(l)] = true
			if slips := glossary.Slips(x.Name.In(l), l); len(slips) > 0 {
				t.Errorf("%s is said by none: %+v", x.Name.In(l), slips)
			}
		}
		if lang.HasHan(x.Name.EN) || !slices.ContainsFunc(glossary.Groups,
			func(g glossary.Group) bool { return g.Code == x.Group }) {
			t.Errorf("%s: %q in group %q", x.Name.ZH, x.Name.EN, x.Group)
		}
	}
	o := small(t)
	says(t, "the page", o.get("/terms?q=版本"), 200, "数据版本 Facts version", "批次")
	says(t, "thresholds", o.get("/terms?q=得分率"), 200, "得分占满分不到 60% 为红，不到 85% 为黄")
	says(t, "the page in English", o.get("/terms?q=facts", speaking(lang.EN)...), 200, "Facts version 数据版本",
		"batch, batches")
	if rows := rowsOf(t, o.get("/terms?q=督导函")); len(rows) != 1 {
		t.Errorf("found by words: %q", rows)
	}
}
