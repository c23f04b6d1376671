package score

import (
	"fmt"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/rule"
)

// StepText writes one line of arithmetic: "r = 86 ÷ 95 = 86/95 (≈ 0.9053)". Everything up to the brackets can be
// typed into a calculator.
func StepText(s rule.Step, l lang.Lang) string {
	if s.Expr == "" {
		return s.What.In(l)
	}
	line, plain := s.Expr, false
	if n, err := decimal.Parse(s.Expr); err == nil && s.Value != "" && n.String() == strip(s.Value) {
		line, plain = s.Value, true // a single number needs no arithmetic
	}
	if s.Symbol != "" && s.Value != "" {
		line = s.Symbol + " = " + line
	}
	if s.Value == "" && !s.What.IsZero() {
		line += "    · " + s.What.In(l)
	}
	if s.Value != "" && !plain {
		line += " = " + s.Value
	}
	if strings.Contains(s.Value, "/") {
		if n, err := decimal.Parse(s.Value); err == nil {
			line += lang.T("（约 %[1]s）", " (≈ %[1]s)").With(n.Fixed(rule.LinePlaces)).In(l)
		}
	}
	if s.Cut {
		line += lang.T("（四舍五入，%[1]d 位小数）", " (rounded half up, %[1]d decimals)").With(s.Places).In(l)
	}
	return line
}

// strip is the canonical form of a printed number: 6.0000 is 6.
func strip(value string) string {
	if n, err := decimal.Parse(value); err == nil {
		return n.String()
	}
	return value
}

// SourceText writes where a number came from: place, document, person and date, as far as they are known.
func SourceText(s fact.Source, l lang.Lang) string {
	var parts []string
	for _, p := range []string{s.Place(), s.Document, s.Person, s.Date, s.Confirmed} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, lang.T("，", ", ").In(l))
}

// InputText writes one input: its symbol, meaning, value and unit.
func InputText(i rule.Input, l lang.Lang) string {
	value := i.Value
	if l == lang.EN && i.ValueEN != "" {
		value = i.ValueEN
	}
	text := i.What.In(l) + " = " + value
	if _, err := decimal.Parse(value); err != nil && i.Symbol == "" { // words
		text = i.What.In(l) + lang.T("：", ": ").In(l) + value
	}
	if i.Symbol != "" {
		text = i.Symbol + "  " + text
	}
	if i.Unit != "" {
		text += " " + i.Unit
	}
	return text
}

// Text writes an explanation for a reader, section by section.
func (x Explanation) Text(l lang.Lang) string {
	var b strings.Builder
	value := x.Value
	if l == lang.EN && x.ValueEN != "" {
		value = x.ValueEN
	}
	if n, err := decimal.Parse(value); err == nil && strings.Contains(value, "/") {
		value += lang.T("（约 %[1]s）", " (≈ %[1]s)").With(n.Fixed(rule.LinePlaces)).In(l)
	}
	b.WriteString(x.Title.In(l) + lang.T("：", ": ").In(l) + value)
	if x.Full != "" {
		fmt.Fprintf(&b, " / %s", x.Full)
	}
	b.WriteString("\n")
	section := func(name lang.Text, lines ...string) {
		if len(lines) == 0 {
			return
		}
		fmt.Fprintf(&b, "  %s\n", name.In(l))
		for _, line := range lines {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	if !x.Says.IsZero() {
		section(lang.T("规则", "Rule"), x.Says.In(l))
	}
	if !x.Formula.IsZero() {
		section(lang.T("公式", "Formula"), x.Formula.In(l))
	}
	if x.Params.ZH != "" {
		section(lang.T("参数", "Parameters"), x.Params.In(l))
	}
	var inputs, behind, steps, notes, moves []string
	for _, i := range x.Inputs {
		text := InputText(i, l)
		if src := SourceText(i.Source, l); src != "" {
			text += "  ← " + src
		}
		inputs = append(inputs, text)
	}
	for _, i := range x.Behind {
		text := InputText(i, l)
		if src := SourceText(i.Source, l); src != "" {
			text += "  ← " + src
		}
		behind = append(behind, text)
	}
	for _, s := range x.Steps {
		text := StepText(s, l)
		if s.Value != "" && !s.What.IsZero() {
			text += "    · " + s.What.In(l)
		}
		steps = append(steps, text)
	}
	for _, n := range x.Notes {
		notes = append(notes, n.In(l))
	}
	for _, m := range x.Moves {
		moves = append(moves, m.In(l))
	}
	section(lang.T("代入数据", "Numbers put in"), inputs...)
	section(lang.T("算式", "Arithmetic"), steps...)
	section(lang.T("相关依据", "What stands behind it"), behind...)
	if !x.Rounding.IsZero() {
		section(lang.T("舍入", "Rounding"), x.Rounding.In(l))
	}
	section(lang.T("说明", "Notes"), notes...)
	if len(x.Judges) > 0 {
		section(lang.T("评分主体", "Scored by"), strings.Join(x.Judges, lang.T("、", ", ").In(l)))
	}
	scheme := x.Scheme
	if src := x.Source.Place(); src != "" {
		scheme += "  ← " + src
	}
	if scheme != "" { // a worked example stands in none
		section(lang.T("方案", "Scheme"), scheme)
	}
	section(lang.T("影响测算", "What would move it"), moves...)
	return b.String()
}
