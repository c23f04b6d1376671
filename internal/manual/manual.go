// Package manual writes the reference pages of the documents from the code that they describe, so that they can't drift
// apart: docs/rules.md from the catalogue of rules, docs/formulas.md from the functions of the formula language.
package manual

import (
	_ "embed"
	"fmt"
	"strings"

	"shiji/internal/formula"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/study"
)

//go:generate go run ./generate

// Page is a generated document: its path from the project's root, and its text.
type Page struct{ Path, Text string }

// Pages returns all generated pages.
func Pages() []Page {
	return []Page{{"docs/rules.md", Rules()}, {"docs/formulas.md", Formulas()}, {"docs/survey.md", Survey()},
		{study.SchemaFile, study.Schema()}}
}

// writer collects lines.
type writer struct{ strings.Builder }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// both writes a text in both languages, a paragraph each.
func (w *writer) both(t lang.Text) { w.line("%s\n\n%s\n", t.ZH, t.EN) }

// Rules is the page of the catalogue: the menu by kind of work, then every rule with its parameters
// and its worked example.
func Rules() string {
	w := &writer{}
	w.line("<!-- Generated from internal/rule by go generate ./internal/manual. Don't edit. -->")
	w.line("# 评分规则 · Scoring rules\n")
	w.line("四十个规则，每个都有参数和算好的例子；例子由程序计算，测试逐个复算。`shiji rules` 在命令行里给出同样的内容。\n")
	w.line("Forty rules, each with its parameters and a worked example that the program computed and a test recomputes. " +
		"`shiji rules` shows the same on the command line.\n")
	w.line("## 什么工作用什么规则 · Which rule for what\n")
	w.line("| 工作 | kind of work | 规则 rules |")
	w.line("|---|---|---|")
	for _, k := range rule.Kinds {
		var names []string
		for _, r := range rule.Suiting(k.Kind) {
			names = append(names, fmt.Sprintf("[%s %s](#%s)", r.ID, r.Name.ZH, strings.ToLower(r.ID)))
		}
		w.line("| %s | %s | %s |", k.Name.ZH, k.Name.EN, strings.Join(names, "、"))
	}
	w.line("")
	for _, r := range rule.Catalogue() {
		w.rule(r)
	}
	w.line("## 各规则通用的参数 · Parameters of every rule\n")
	w.params(rule.Common())
	return w.String()
}

func (w *writer) rule(r *rule.Rule) {
	w.line("<a id=%q></a>\n## %s %s `%s` · %s\n", strings.ToLower(r.ID), r.ID, r.Name.ZH, r.Code, r.Name.EN)
	w.both(r.Says)
	w.line("`%s`\n\n`%s`\n", r.Formula.ZH, r.Formula.EN)
	var directions, kinds []lang.Text
	for _, d := range r.Directions {
		directions = append(directions, d.Name())
	}
	for _, k := range rule.Kinds {
		for _, own := range r.Kinds {
			if own == k.Kind {
				kinds = append(kinds, k.Name)
			}
		}
	}
	w.line("方向 directions: %s · %s  ", lang.Join(directions).ZH, lang.Join(directions).EN)
	w.line("适合 suits: %s · %s\n", lang.Join(kinds).ZH, lang.Join(kinds).EN)
	if wants := r.Wants(); len(wants) > 0 {
		w.line("填什么（名称和个数随参数）· What to fill in (names and numbers follow the parameters):\n")
		for _, x := range wants {
			w.line("- **%s** %s · %s", x.Sheet, x.What.ZH, x.What.EN)
		}
		w.line("")
	}
	if len(r.Params) > 0 {
		w.params(r.Params)
	}
	for _, l := range []lang.Lang{lang.ZH, lang.EN} {
		w.line("```text\n%s```\n", score.WorkedExample(r).Text(l))
	}
}

func (w *writer) params(params []rule.Param) {
	w.line("| 参数 | code | 含义 | meaning | 默认 default | 范围或可选值 |")
	w.line("|---|---|---|---|---|---|")
	for _, p := range params {
		var words []string
		for i, word := range p.Words {
			if i < len(p.ZHWords) {
				word = p.ZHWords[i] + " (" + word + ")"
			}
			words = append(words, word)
		}
		limits := strings.Join(words, " / ")
		if p.Min != "" || p.Max != "" {
			limits = p.Min + " … " + p.Max
		}
		def := p.Default
		if p.Required {
			def = "必填 required"
		}
		w.line("| %s | `%s` | %s | %s | %s | %s |", p.ZH, p.Key, cell(p.Name.ZH), cell(p.Name.EN), cell(def), cell(limits))
	}
	w.line("")
}

// cell escapes what would end a cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// Formulas is the page of the formula language.
func Formulas() string {
	w := &writer{}
	w.line("<!-- Generated from internal/formula and internal/manual by go generate ./internal/manual. Don't edit. -->")
	w.line("# 公式 · Formulas\n")
	w.line("%s", formulaText)
	w.line("## 函数 · Functions\n")
	w.line("| 写法 | 中文名 | 含义 | meaning |")
	w.line("|---|---|---|---|")
	for _, f := range formula.Functions {
		w.line("| `%s(%s)` | %s | %s | %s |", f.Name, cell(f.Args), f.ZH, cell(f.Says.ZH), cell(f.Says.EN))
	}
	return w.String()
}

//go:embed formulas.md
var formulaText string
