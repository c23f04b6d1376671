package errs

import (
	"regexp"
	"strings"
	"testing"

	"shiji/internal/fact"
	"shiji/internal/lang"
)

// TestCatalogue: every kind of finding says what is the matter in both languages, and every error what to do next.
func TestCatalogue(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	verb := regexp.MustCompile(`%[^%]`)
	for code, k := range Catalogue() {
		if !name.MatchString(string(code)) {
			t.Errorf("%s: a code is noun.matter", code)
		}
		if k.Message.ZH == "" || k.Message.EN == "" || (k.Remedy.ZH == "") != (k.Remedy.EN == "") {
			t.Errorf("%s lacks a language", code)
		}
		if k.Severity == Wrong && k.Remedy.ZH == "" {
			t.Errorf("%s is an error without a remedy", code)
		}
		for _, s := range []string{k.Message.ZH, k.Message.EN, k.Remedy.ZH, k.Remedy.EN} {
			for _, v := range verb.FindAllString(strings.ReplaceAll(s, "%%", ""), -1) {
				if v != "%[" {
					t.Errorf("%s: arguments are named by number, not %q in %q", code, v, s)
				}
			}
		}
	}
	for c := range kinOf {
		if _, ok := catalogue[c]; !ok {
			t.Errorf("%s is not in the catalogue", c)
		}
	}
}

func TestFindingsAreSortedByPlace(t *testing.T) {
	at := func(cell string) fact.Source { return fact.Source{File: "a.xlsx", Sheet: "实绩", Cell: cell} }
	fs := Findings{New(RowExample, at("A1"), ""), New(CellRequired, at("B12"), "", "名称"),
		New(CellRequired, at("B2"), "", "名称")}.Sorted()
	if fs[0].At.Cell != "B2" || fs[1].At.Cell != "B12" || fs[2].Code != RowExample {
		t.Errorf("order: %v %v %v", fs[0].At, fs[1].At, fs[2].At)
	}
	if !fs.HasErrors() || fs.Count(Info) != 1 || !fs.Has(RowExample) || strings.Count(fs.Error(), "\n") != 1 {
		t.Errorf("counts are wrong: %q", fs.Error())
	}
	if got := fs[0].Message().In(lang.EN); got != `"名称" is empty` {
		t.Errorf("message %q", got)
	}
}
