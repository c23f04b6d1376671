// Package manual writes the reference pages of the documents from the code that they describe, so that they can't drift apart:
// docs/rules.md from the catalogue of rules, docs/formulas.md from the functions of the formula language.
package manual

import (
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
	return []Page{{"docs/rules.md", Rules()}, {"docs/formulas.md", Formulas()}, {"docs/survey.md", Survey()}, {study.SchemaFile, study.Schema()}}
}

// writer collects lines.
type writer struct{ strings.Builder }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// both writes a text in both languages, a paragraph each.
func (w *writer) both(t lang.Text) { w.line("%s\n\n%s\n", t.ZH, t.EN) }

// Rules is the page of the catalogue: the menu by kind of work, then every rule with its parameters and its worked example.
func Rules() string {
	w := &writer{}
	w.line("<!-- Generated from internal/rule by go generate ./internal/manual. Don't edit. -->")
	w.line("# 评分规则 · Scoring rules\n")
	w.line("四十个规则，每个都有参数和算好的例子；例子由程序计算，测试逐个复算。`shiji rules` 在命令行里给出同样的内容。\n")
	w.line("Forty rules, each with its parameters and a worked example that the program computed and a test recomputes. `shiji rules` shows the same on the command line.\n")
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

const formulaText = `公式用在三处：评分规则“公式法”（参数 ` + "`公式`" + `，结果是得分或比例）、任何规则的参数 ` + "`计算`" + `（实绩值由公式算出，不再填报）、命令 ` + "`shiji calc`" + `（对一张表逐行计算）。
一个公式就是一个式子：精确的小数和分数，没有循环、时间、随机和读写。

Formulas are used in three places: the rule ` + "`formula`" + ` (parameter ` + "`formula`" + `, giving points or a share), the parameter ` + "`compute`" + ` of any rule (the actual value is
computed and no longer reported), and the command ` + "`shiji calc`" + ` (for each row of a table). A formula is one expression over exact decimals and fractions: no loops, time, chance or files.

- **数 numbers** ` + "`12.5`, `95%`" + `（即 0.95）；全角也可以 full-width characters are read too
- **名称 names** 字母、汉字、数字：` + "`A`、`完成数`、`A0101`" + `；其他写法用方括号 anything else in brackets: ` + "`[网格化 完成率]`" + `；对表计算时表头照原样写，有空格、括号也可以 headings of a table as they stand, spaces and brackets included: ` + "`收入（2013）`" + `
- **运算 operators** ` + "`+ - * / ^`" + `（也可 × ÷；` + "`2^3^2`" + ` 是 2^9，` + "`-2^2`" + ` 是 -4）；比较 comparisons ` + "`= ≠ < ≤ > ≥`" + `（也可 == <> != <= >=）；` + "`and or not`" + `（且 或 非）
- **文字 texts** ` + "`等次 = \"良好\"`" + `
- **本项可用的名称 names of a line** ` + "`A` 实绩值、`T` 目标值、`C` 挑战值、`L` 下限、`U` 上限、`B` 基期值、`F` 分值" + `；参数 ` + "`数据项`、`文字项`" + ` 列出的数据项 data items listed in the parameters ` + "`inputs`, `words`" + `；其他指标的编码或名称（指其实绩值）other indicators by code or name (their values); ` + "`points(A0101)`、`full(A0101)`、`rate(A0101)`" + `
- **同类 the class** ` + "`class(式子)`" + ` 是参加排名的同类单位的列表；在 shiji calc 里是表的各行（` + "`--group 列`" + ` 分组） a list over the ranked units of the class; over the rows of the table in shiji calc (` + "`--group COLUMN`" + ` splits it)
- **没有值 no value** 缺数、除数为零、负数开方等不是错误，而是“没有值”：一路传下去，最后按缺报处理；用 ` + "`coalesce`、`missing`、`if`" + ` 可以写明怎样算。列表里不含没有值的。 A missing number, a division by zero, the root of a negative are not errors but “no value”: it is passed on, and the missing-data policy decides; ` + "`coalesce`, `missing` and `if`" + ` say otherwise. Lists leave it out.
- **精确 exact** 加减乘除、整数次方（64 以内）是精确的分数；` + "`sqrt ln log10 exp`" + ` 和其他次方算到 34 位、取 12 位小数。结果在任何机器上逐字节相同。 Sums, products, quotients and whole powers up to 64 are exact; roots, logarithms, exponentials and other powers are computed to 34 digits and rounded to 12 decimals. The bytes are the same on every machine.
- **限度 limits** 4,000 个字符、60 层括号、1,000 个部分；计算量和数字的长度也有限度 4,000 characters, 60 levels, 1,000 parts; work and length of numbers are bounded too
- **检查 checks** 名称、类型、括号错在第几个字符；计量单位不同、除数可能为零的给警告；指标互相引用成圈的拒绝并显示 mistakes are pointed at by character; different units of measure and divisors that may be zero are warned of; indicators that read each other in a circle are refused and shown

` + "```text" + `
F * clamp(A / T, 0, 1)                                   完成率，不超过满分 attainment, at most full points
if(A >= T, F, F * 0.6)                                   达标满分，否则六成 full points if met, else 60 %
lookup(A, 90: 10, 80: 8, 60: 6, else: 0)                 分档 steps
F * (A - min(class(A))) / (max(class(A)) - min(class(A)))  类内极差 min-max in the class
wmean(points(A0101): 0.4, points(A0102): 0.6)            两项得分的加权平均 two indicators, weighted
gmean(寿命指数, 教育指数, 收入指数)                       几何平均指数 an index by geometric mean
` + "```" + `
`
