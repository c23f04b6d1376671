package main

import (
	"fmt"
	"slices"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/score"
)

type rulesCmd struct {
	Name string `arg:"" optional:""`
}

func (c rulesCmd) Run(a *app) error {
	if r := rule.ByCode(c.Name); r != nil {
		if a.json {
			return a.printJSON(ruleAsJSON(r))
		}
		a.printRule(r)
		return nil
	}
	if a.json && c.Name == "" {
		list := []ruleJSON{}
		for _, r := range rule.Catalogue() {
			list = append(list, ruleAsJSON(r))
		}
		return a.printJSON(list)
	}
	var shown []rule.Kind
	for _, k := range rule.Kinds {
		if c.Name == "" || string(k.Kind) == c.Name || strings.Contains(k.Name.ZH, c.Name) ||
			strings.Contains(k.Name.EN, c.Name) {
			shown = append(shown, k.Kind)
			a.printKind(k.Kind, k.Name)
		}
	}
	if found := rulesNamed(c.Name); len(shown) == 0 && len(found) > 0 {
		for _, r := range found {
			fmt.Fprintf(a.out, "  %s  %s  %s\n", r.ID, pad(r.Code, 18), pad(r.Name.In(a.lang), 22)+a.dim(r.Formula.In(a.lang)))
		}
		return nil
	}
	if len(shown) == 0 {
		return usageError{lang.T("没有规则或工作种类“%[1]s”；shiji rules 列出全部",
			"there is no rule or kind of work %[1]q; shiji rules lists them all").With(c.Name)}
	}
	fmt.Fprintln(a.out, a.dim(lang.T("看一个规则的参数和例子：shiji rules 完成率计分法（或 ratio、SR-01）",
		"parameters and an example of one rule: shiji rules ratio (or SR-01)").In(a.lang)))
	return nil
}

// rulesNamed are rules whose name holds a word, or that suit the work that it speaks of.
func rulesNamed(word string) []*rule.Rule {
	var out []*rule.Rule
	for _, r := range rule.Catalogue() {
		if strings.Contains(r.Name.ZH, word) || strings.Contains(r.Name.EN, word) {
			out = append(out, r)
		}
	}
	for _, r := range rule.Hinted(word) {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func (a *app) printKind(k rule.Kind, name lang.Text) {
	fmt.Fprintln(a.out, a.bold(name.In(a.lang)))
	for _, r := range rule.Suiting(k) {
		fmt.Fprintf(a.out, "  %s  %s  %s\n", r.ID, pad(r.Code, 18), pad(r.Name.In(a.lang), 22)+a.dim(r.Formula.In(a.lang)))
	}
	fmt.Fprintln(a.out)
}

// pad fills s to a width on the terminal.
func pad(s string, width int) string { return s + strings.Repeat(" ", max(1, width-lang.Width(s))) }

func (a *app) printRule(r *rule.Rule) {
	say := func(zh, en string) string { return a.bold(lang.T(zh, en).In(a.lang)) }
	fmt.Fprintf(a.out, "%s\n  %s\n", a.bold(r.ID+" "+r.Name.In(a.lang)+"  "+r.Code), r.Says.In(a.lang))
	fmt.Fprintf(a.out, "%s\n  %s\n", say("公式", "Formula"), r.Formula.In(a.lang))
	var directions []lang.Text
	for _, d := range r.Directions {
		directions = append(directions, d.Name())
	}
	fmt.Fprintf(a.out, "%s\n  %s\n", say("方向", "Directions"), lang.Join(directions).In(a.lang))
	fmt.Fprintln(a.out, say("填什么", "What to fill in"))
	for _, w := range r.Wants() {
		fmt.Fprintf(a.out, "  %s  %s\n", lang.T("“%[1]s”表", "sheet %[1]s").With(w.Sheet).In(a.lang), w.What.In(a.lang))
	}
	a.printParams(say("参数", "Parameters"), r.Params)
	a.printParams(say("各规则通用的参数", "Parameters of every rule"), rule.Common())
	fmt.Fprint(a.out, score.WorkedExample(r).Text(a.lang))
}

func (a *app) printParams(title string, params []rule.Param) {
	if len(params) == 0 {
		return
	}
	fmt.Fprintln(a.out, title)
	for _, p := range params {
		name, words := p.Key, p.Words
		if a.lang == lang.ZH {
			name = p.ZH
			if len(p.ZHWords) == len(p.Words) {
				words = p.ZHWords
			}
		}
		var notes []string
		switch {
		case p.Required:
			notes = append(notes, lang.T("必填", "required").In(a.lang))
		case p.Default != "":
			notes = append(notes, lang.T("默认 ", "default ").In(a.lang)+p.Spoken(p.Default, a.lang))
		}
		if len(words) > 0 {
			notes = append(notes, strings.Join(words, " / "))
		}
		if p.Min != "" || p.Max != "" {
			notes = append(notes, p.Min+"…"+p.Max)
		}
		text := "  " + pad(name, 16) + p.Name.In(a.lang)
		if len(notes) > 0 {
			text += a.dim("  [" + strings.Join(notes, lang.T("；", "; ").In(a.lang)) + "]")
		}
		fmt.Fprintln(a.out, text)
	}
}

// ruleJSON is a rule as other programs read it.
type ruleJSON struct {
	ID         string            `json:"id"`
	Code       string            `json:"code"`
	Name       lang.Text         `json:"name"`
	Says       lang.Text         `json:"says"`
	Formula    lang.Text         `json:"formula"`
	Directions []string          `json:"directions"`
	Kinds      []rule.Kind       `json:"kinds"`
	Wants      []wantJSON        `json:"wants"`
	Params     []paramJSON       `json:"params"`
	Example    score.Explanation `json:"example"`
}

// wantJSON is what a rule wants filled in on a sheet, by the parameters of its example.
type wantJSON struct {
	Sheet string    `json:"sheet"`
	What  lang.Text `json:"what"`
}

type paramJSON struct {
	Key      string    `json:"key"`
	ZH       string    `json:"zh"`
	Name     lang.Text `json:"name"`
	Words    []string  `json:"words,omitempty"`
	Default  string    `json:"default,omitempty"`
	Required bool      `json:"required,omitempty"`
	Min      string    `json:"min,omitempty"`
	Max      string    `json:"max,omitempty"`
}

func ruleAsJSON(r *rule.Rule) ruleJSON {
	out := ruleJSON{ID: r.ID, Code: r.Code, Name: r.Name, Says: r.Says, Formula: r.Formula, Kinds: r.Kinds,
		Params: []paramJSON{}, Example: score.WorkedExample(r)}
	out.Wants = []wantJSON{}
	for _, w := range r.Wants() {
		out.Wants = append(out.Wants, wantJSON(w))
	}
	for _, d := range r.Directions {
		out.Directions = append(out.Directions, string(d))
	}
	for _, p := range r.Params {
		out.Params = append(out.Params, paramJSON{p.Key, p.ZH, p.Name, p.Words, p.Default, p.Required, p.Min, p.Max})
	}
	return out
}
