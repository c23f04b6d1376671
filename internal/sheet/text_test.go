package sheet_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// said is what a year says, without the cells that it was read from.
func said(t interface {
	Helper()
	Fatal(...any)
}, in score.Input) string {
	t.Helper()
	data, err := json.Marshal(in.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	forget(v)
	data, err = json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// forget takes the sources out: where a number stood changes with the form. Documents are compared apart.
func forget(v any) {
	switch x := v.(type) {
	case map[string]any:
		delete(x, "source")
		delete(x, "cells")
		for _, k := range x {
			forget(k)
		}
	case []any:
		for _, k := range x {
			forget(k)
		}
	}
}

func readBack(t interface {
	Helper()
	Fatal(...any)
}, path string) score.Input {
	t.Helper()
	in, found, err := sheet.Read(path)
	if err != nil || found.HasErrors() {
		for _, f := range found {
			if f.Severity() == errs.Wrong {
				t.Fatal(f.At.Place(), f.Message().EN)
			}
		}
		t.Fatal(err)
	}
	return in
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return strings.Join(x[max(0, i-5):min(len(x), i+3)], "\n") + "\n--- became ---\n" +
				strings.Join(y[max(0, i-5):min(len(y), i+3)], "\n")
		}
	}
	return "one is longer"
}

// TestConversionLosesNothing: workbook → text → workbook says what it said.
func TestConversionLosesNothing(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "haidian": demo.Haidian2014()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			book, text, again := filepath.Join(dir, "a.xlsx"), filepath.Join(dir, "text"), filepath.Join(dir, "b.xlsx")
			if err := sheet.WriteYear(book, in); err != nil {
				t.Fatal(err)
			}
			first := readBack(t, book)
			if err := sheet.WriteText(text, first); err != nil {
				t.Fatal(err)
			}
			second := readBack(t, text)
			if a, b := said(t, first), said(t, second); a != b {
				t.Fatalf("workbook to text:\n%s", firstDifference(a, b))
			}
			if err := sheet.WriteYear(again, second); err != nil {
				t.Fatal(err)
			}
			if a, b := said(t, first), said(t, readBack(t, again)); a != b {
				t.Fatalf("text to workbook:\n%s", firstDifference(a, b))
			}
		})
	}
}

// TestConversionOfAnything: whatever people type into names, notes and numbers comes through both forms.
func TestConversionOfAnything(t *testing.T) {
	dir := t.TempDir()
	word := rapid.StringMatching(`[=+@'"#&*!|>%{}\[\],:;a-z甲乙丙丁ＡＢ（）、。 -]{0,3}[a-z甲乙丙丁0-9]`).
		Filter(func(s string) bool { return s == strings.TrimSpace(s) && !strings.Contains(s, "  ") })
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		in := demo.Small()
		in.Scheme.Title, in.Scheme.Notice = word.Draw(rt, "title"), word.Draw(rt, "notice")
		in.Scheme.Places = rapid.IntRange(0, 4).Draw(rt, "places")
		in.Scheme.Grading.PassLine = decimal.Ratio(rapid.Int64Range(200, 8000).Draw(rt, "pass"), 100)
		in.Scheme.Grading.Backfill = rapid.Bool().Draw(rt, "backfill")
		in.Scheme.Leaf("A1").Name, in.Scheme.Leaf("A1").Unit = "指标"+word.Draw(rt, "name"),
			rapid.SampledFrom([]string{"亿元", "件/人", "‰", "#"}).Draw(rt, "unit")
		in.Scheme.Leaf("A2").Rule, in.Scheme.Leaf("A2").Params = "formula",
			rule.Params{"formula": "if(A >= T, F, F * A / 100) - " + rapid.SampledFrom([]string{"0", "A1 / 100", "rate(A1)",
				"lookup(甲, \"x\": 1, else: 0)"}).Draw(rt, "formula"), "words": "甲"}
		in.Roster.Units[0].Reason = word.Draw(rt, "reason")
		in.Roster.Units[0].Former = []string{"曾用名" + rapid.StringMatching(`[a-z]{1,5}`).Draw(rt, "former")}
		in.Actuals[0].Note = word.Draw(rt, "note")
		in.Actuals[0].Source.Document = word.Draw(rt, "document")
		n := decimal.Ratio(rapid.Int64Range(-1e9, 1e9).Draw(rt, "value"), 1000)
		in.Actuals[0].Values[0].Number = &n
		// what is asked about was answered
		in.Actuals[0].Values[0].Source.Confirmed = n.String() + " 读作 " + n.String() + "（甲，核对过）"
		in.Events = append(in.Events, review.Event{Unit: "S2", Type: review.Bonus, Matter: word.Draw(rt, "matter"),
			Kind: word.Draw(rt, "kind"), Level: "市级", Count: decimal.One, State: review.Decided, Source: in.Actuals[0].Source})
		if rapid.Bool().Draw(rt, "waiver") {
			in.Scheme.SatisfactionWaiver = &scheme.Waiver{Document: word.Draw(rt, "waiver document"),
				Reason: word.Draw(rt, "waiver reason")}
		}
		text := filepath.Join(dir, "text")
		if err := os.RemoveAll(text); err != nil {
			rt.Fatal(err)
		}
		if err := sheet.WriteText(text, in); err != nil {
			rt.Fatal(err)
		}
		first := readBack(rt, text)
		if a, b := said(rt, in), said(rt, first); a != b {
			rt.Fatalf("in text:\n%s", firstDifference(a, b))
		}
		if want, got := in.Canonical().Actuals[0].Source.Document, first.Canonical().Actuals[0].Source.Document; got != want {
			rt.Fatalf("the document %q became %q", want, got)
		}
		if runs%10 != 1 { // workbooks are slow to write
			return
		}
		book := filepath.Join(dir, "b.xlsx")
		if err := sheet.WriteYear(book, first); err != nil {
			rt.Fatal(err)
		}
		if a, b := said(rt, first), said(rt, readBack(rt, book)); a != b {
			rt.Fatalf("in a workbook:\n%s", firstDifference(a, b))
		}
	})
}

// TestSchemeSchema: the published schema accepts what we write and the example of the page, and refuses
// what the reader refuses.
func TestSchemeSchema(t *testing.T) {
	have, err := os.ReadFile(filepath.Join("..", "..", sheet.SchemaFile))
	if err != nil || string(have) != sheet.SchemeSchema() {
		t.Fatalf("%s is not what the code says (%v); run go generate ./internal/sheet", sheet.SchemaFile, err)
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(sheet.SchemeSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scheme.schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scheme.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			return err
		}
		return schema.Validate(v)
	}
	for _, in := range []score.Input{demo.Small(), demo.Haidian2014()} {
		text, err := sheet.SchemeYAML(in.Scheme)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(string(text)); err != nil {
			t.Error(err)
		}
	}
	page := sheet.FormatPage()
	_, example, _ := strings.Cut(page, "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	if err := validate(example); err != nil {
		t.Error("the example of the page:", err)
	}
	for _, bad := range []string{"settings: {没有: 1}\nclasses: []\ntree: []", "classes: []\ntree: []",
		"settings: {}\nclasses: []\ntree: [{level1: 职能履行, items: [{level2: 甲}]}]"} {
		if validate(bad) == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

// TestTextMistakes: every mistake in scheme.yaml is said with its line.
func TestTextMistakes(t *testing.T) {
	good, err := sheet.SchemeYAML(demo.Small().Scheme)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, from, to string
		code           errs.Code
	}{
		{"an unknown key", "classes:", "classez:", errs.TextKeyUnknown},
		{"an unknown key of an indicator", "better: 越高越好", "best: 越高越好", errs.TextKeyUnknown},
		{"a key twice", "settings:\n", "settings:\n  年度: 2013\n", errs.TextKeyTwice},
		{"a list where a value belongs", "年度: 2013", "年度: [2013]", errs.TextShape},
		{"a value where a list belongs", "classes: [街道]", "classes: 街道", errs.TextShape},
		{"a value where a mapping belongs", "settings:\n", "settings: 无\nx:\n", errs.TextShape},
		{"an unknown class", "points: 20", "points: {没有: 20}", errs.TextKeyUnknown},
		{"points that are no number", "points: 20", "points: {街道: 二十}", errs.CellNotNumber},
		{"a direction that doesn't exist", "better: 越高越好", "better: 越快越好", errs.CellNotWord},
		{"an indicator without a name", "name: 任务完成率", "unit: 件", errs.TextKeyTwice},
		{"for and except", "common: true", "for: [第1街道]\n            except: [第2街道]", errs.TextShape},
		{"a reference", "classes: [街道]", "classes: &a [街道]", errs.FileUnreadable},
		{"no YAML", "settings:", "settings: [", errs.FileUnreadable},
		{"nothing", string(good), "", errs.FileUnreadable},
		{"a control character", "name: 环境考评", "name: \"环境\\u202e考评\"", errs.CellControl},
		{"very deep", "settings:\n", "x: " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\nsettings:\n",
			errs.FileUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			text := strings.Replace(string(good), tt.from, tt.to, 1)
			if text == string(good) {
				t.Fatalf("%q isn't in the text", tt.from)
			}
			if err := os.WriteFile(filepath.Join(dir, sheet.SchemeFile), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, found, err := sheet.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if f.Code == tt.code && f.At.File == sheet.SchemeFile && (f.At.Cell != "" || f.Code == errs.FileUnreadable) {
					return
				}
			}
			t.Errorf("no finding %s: %v", tt.code, found)
		})
	}
}

// FuzzSchemeFile feeds the reader any text as a scheme: it may refuse, it must not fail.
func FuzzSchemeFile(f *testing.F) {
	good, err := sheet.SchemeYAML(demo.Small().Scheme)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	for _, s := range []string{"", "a: &b [*b]", "tree: [{level1: 职能履行, items: [{level2: x, indicators: [{}]}]}]",
		"settings: {年度: .nan}", "- - - -", "classes: [a, a]\ntree: []\nsettings: {}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, sheet.SchemeFile), data, 0o600); err != nil {
			t.Fatal(err)
		}
		in, found, err := sheet.Read(dir)
		if err != nil || len(found) == 0 { // the other sheets are missing at least
			t.Fatal("neither read nor refused", err)
		}
		score.Check(in)
	})
}

// TestEveryCellIsAccountedFor: the filled cells of the sheets that were read add up to what was read, refused, set
// aside, or named as a column that nobody knows; in a clean year nothing is refused or unknown. TestEveryFinding holds
// the sum for every broken workbook.
func TestEveryCellIsAccountedFor(t *testing.T) {
	for _, name := range []string{"haidian-2014", "haidian-2013", "haidian-2012", "beijing-municipal"} {
		_, tally, _, err := sheet.ReadCounted(filepath.Join("..", "..", "examples", name), nil)
		if err != nil || tally.Cells == 0 || tally.Sum() != tally.Cells || tally.Refused+tally.Unread+tally.Blank > 0 {
			t.Errorf("%s: %+v adds up to %d (%v)", name, tally, tally.Sum(), err)
		}
	}
}
