package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/diff"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

type diffCmd struct {
	A      string `arg:""`
	B      string `arg:""`
	Scheme bool
	Scores bool
	Out    string `short:"o"`
}

func (c diffCmd) Run(a *app) error {
	if c.Out != "" {
		if !strings.EqualFold(filepath.Ext(c.Out), ".xlsx") {
			return usageError{lang.T("文件名应以 .xlsx 结尾：%[1]s", "the name must end in .xlsx: %[1]s").With(c.Out)}
		}
		if _, err := os.Stat(c.Out); err == nil {
			return usageError{lang.T("已有同名文件，没有覆盖：%[1]s", "the file exists and was not overwritten: %[1]s").With(c.Out)}
		}
	}
	runs := isRun(c.A) && isRun(c.B)
	wantScheme, wantScores := c.Scheme || !c.Scores && !runs, c.Scores || !c.Scheme && runs
	before, err := a.readYearOrRun(c.A)
	if err != nil {
		return err
	}
	after, err := a.readYearOrRun(c.B)
	if err != nil {
		return err
	}
	var out struct {
		Scheme []diff.SchemeChange `json:"scheme,omitempty"`
		Scores []diff.UnitChange   `json:"scores,omitempty"`
	}
	var lists []sheet.List
	if wantScheme {
		out.Scheme = diff.Schemes(before.Scheme, after.Scheme)
		lists = append(lists, a.schemeList(before, after, out.Scheme))
	}
	if wantScores {
		if out.Scores, err = diff.Scores(before, after); err != nil {
			return err
		}
		lists = append(lists, a.scoreList(before, after, out.Scores))
	}
	if c.Out != "" {
		if err := sheet.WriteLists(c.Out, lists); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(out)
	}
	if wantScheme {
		a.printSchemeChanges(before, after, out.Scheme)
	}
	if wantScores {
		a.printScoreChanges(before, after, out.Scores)
	}
	return nil
}

func isRun(path string) bool { return strings.EqualFold(filepath.Ext(path), ".json") }

func (a *app) yearNames(before, after score.Input) string {
	name := func(in score.Input) string {
		return strings.TrimSpace(fmt.Sprintf("%d %s %s", in.Scheme.Year, in.Scheme.Document, in.Scheme.Version))
	}
	return name(before) + " → " + name(after)
}

func (a *app) printSchemeChanges(before, after score.Input, changes []diff.SchemeChange) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	fmt.Fprintln(a.out, a.bold(say("方案变化", "changes of the scheme"))+"  "+a.yearNames(before, after))
	if len(changes) == 0 {
		fmt.Fprintln(a.out, say("没有变化", "none"))
		return
	}
	g := newGrid(say("层级", "level"), say("变化", "change"), say("编码", "code"), say("名称", "name"), say("类别", "class"),
		say("原来", "before"), say("现在", "after"))
	for _, c := range changes {
		level := say("设置", "setting")
		if c.Level > 0 {
			level = fmt.Sprint(c.Level)
		}
		g.add(level, c.Kind.Name().In(a.lang), c.Code, short(c.Name, 34), c.Class, short(c.Before, 40), short(c.After, 40))
	}
	g.print(a.out, a.bold)
	var parts []string
	for _, n := range diff.Count(changes) {
		parts = append(parts, fmt.Sprintf("%s %d", n.Kind.Name().In(a.lang), n.N))
	}
	fmt.Fprintln(a.out, a.dim(strings.Join(parts, say("，", ", "))))
}

func (a *app) printScoreChanges(before, after score.Input, changes []diff.UnitChange) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	fmt.Fprintln(a.out, a.bold(say("得分变化", "changes of the scores"))+"  "+a.yearNames(before, after))
	if len(changes) == 0 {
		fmt.Fprintln(a.out, say("没有变化", "none"))
		return
	}
	for _, c := range diff.Largest(changes) {
		fmt.Fprintf(a.out, "%s  %s  %s → %s（%s）\n", a.bold(c.Name), c.Class, a.standing(c.Before), a.standing(c.After),
			signed(c.Moved, after.Scheme.Places))
		for _, l := range c.Lines {
			fmt.Fprintf(a.out, "  %s  %s → %s  %s\n", strings.TrimSpace(l.Code+" "+l.Name), points(l.Before),
				points(l.After), a.causes(l))
		}
	}
	fmt.Fprintln(a.out, a.dim(say("共 %[1]d 家有变化", "%[1]d {unit|units} changed", len(changes))))
}

// mostCauses is how many causes of a change a line shows; the workbook and JSON have them all.
const mostCauses = 4

func (a *app) causes(l diff.LineChange) string {
	var out []string
	for i, c := range l.Causes {
		if i == mostCauses {
			out = append(out, "…")
			break
		}
		out = append(out, c.In(a.lang))
	}
	return strings.Join(out, lang.T("；", "; ").In(a.lang))
}

func (a *app) standing(s *diff.Standing) string {
	if s == nil {
		return lang.T("无", "none").In(a.lang)
	}
	place := lang.T("不排名", "not ranked").In(a.lang)
	if s.Place > 0 {
		place = lang.T("第 %[1]d 名", "place %[1]d").With(s.Place).In(a.lang)
	}
	view := score.View{Total: s.Total, Grade: s.Grade, Provisional: s.Provisional}
	total := "—"
	if s.Total != nil {
		total = s.Total.String()
	}
	return total + " " + place + " " + view.GradeText().In(a.lang)
}

func points(n *decimal.Number) string {
	if n == nil {
		return "-"
	}
	return n.Fixed(4)
}

func signed(n decimal.Number, places int) string {
	if n.Sign() > 0 {
		return "+" + n.Fixed(places)
	}
	return n.Fixed(places)
}

func (a *app) schemeList(before, after score.Input, changes []diff.SchemeChange) sheet.List {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	out := sheet.List{Name: say("方案变化", "Scheme"), Title: say("方案变化", "Changes of the scheme"),
		Notes: []string{a.yearNames(before, after)}, Heads: []string{say("层级", "Level"), say("变化", "Change"),
			say("编码", "Code"), say("名称", "Name"), say("类别", "Class"), say("原来", "Before"), say("现在", "After")},
		Widths: []float64{7, 10, 10, 36, 12, 50, 50}}
	for _, c := range changes {
		out.Rows = append(out.Rows, []any{c.Level, c.Kind.Name().In(a.lang), c.Code, c.Name, c.Class, c.Before, c.After})
	}
	return out
}

func (a *app) scoreList(before, after score.Input, changes []diff.UnitChange) sheet.List {
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	out := sheet.List{Name: say("得分变化", "Scores"), Title: say("得分变化", "Changes of the scores"),
		Notes: []string{a.yearNames(before, after)}, Heads: []string{say("单位", "Unit"), say("类别", "Class"),
			say("项目", "Line"), say("原来", "Before"), say("现在", "After"), say("原因", "Causes")},
		Widths: []float64{26, 12, 36, 24, 24, 80}}
	for _, c := range diff.Largest(changes) {
		out.Rows = append(out.Rows, []any{c.Name, c.Class, say("总分", "total"), a.standing(c.Before), a.standing(c.After),
			signed(c.Moved, after.Scheme.Places)})
		for _, l := range c.Lines {
			var causes []string
			for _, x := range l.Causes {
				causes = append(causes, x.In(a.lang))
			}
			out.Rows = append(out.Rows, []any{c.Name, c.Class, strings.TrimSpace(l.Code + " " + l.Name), points(l.Before),
				points(l.After), strings.Join(causes, "\n")})
		}
	}
	return out
}
