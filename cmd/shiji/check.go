package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

type checkCmd struct {
	Path string `arg:""`
	All  bool
}

func (c checkCmd) Run(a *app) error {
	_, tally, found, err := a.readCounted(c.Path)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(findingsJSON(found)); err != nil {
			return err
		}
	} else {
		if isAddition(found) {
			fmt.Fprintln(a.out,
				a.bold(lang.T("这不是全年的数据，是加到年度里的表。加到已入库的年度：shiji import %[1]s --add --year 年度；和年度工作簿一起检查：放进同一个文件夹，检查那个文件夹",
					"this is no whole year but an addition. To add it to a year: shiji import %[1]s --add --year YEAR; "+
						"to check it together with the year's workbook, put both into one folder and check that").
					With(c.Path).In(a.lang)))
			fmt.Fprintln(a.out)
		}
		a.printMatters(a.out, found.Outline(), c.All)
		a.printCounts(a.out, found)
		fmt.Fprintln(a.out, a.dim(lang.T("单元格 %[1]d = 读入 %[2]d + 拒绝 %[3]d + 表头、说明等 %[4]d + 不认识的列 %[5]d + 只有空白 %[6]d",
			"cells %[1]d = read %[2]d + refused %[3]d + headings and notes %[4]d + unknown columns %[5]d + spaces only %[6]d").
			With(tally.Cells, tally.Read, tally.Refused, tally.Aside, tally.Unread, tally.Blank).In(a.lang)))
		if tally.Gaps > 0 {
			fmt.Fprintln(a.out, a.dim(lang.T("空行 %[1]d 行", "%[1]d blank rows").With(tally.Gaps).In(a.lang)))
		}
	}
	if found.HasErrors() {
		return exitError(exitFindings)
	}
	return nil
}

// read reads a year and checks all of it. A path that doesn't exist is a mistake on the command line.
func (a *app) read(path string) (score.Input, errs.Findings, error) {
	in, _, found, err := a.readCounted(path)
	return in, found, err
}

// readCounted is read with the tally of all cells.
func (a *app) readCounted(path string) (score.Input, sheet.Tally, errs.Findings, error) {
	in, tally, found, err := sheet.ReadCounted(path, a.progress())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return in, tally, nil, usageError{lang.T("没有这个文件或文件夹：%[1]s", "no such file or folder: %[1]s").With(path)}
	case err != nil:
		return in, tally, nil, err
	}
	found = append(append(found, score.Check(in)...), score.Admit(in)...)
	return in, tally, found.Linked().Sorted(), nil
}

// progress tells a person at a terminal how far a large file is; other programs are told nothing.
func (a *app) progress() sheet.Progress {
	if !isTerminal(a.err) {
		return nil
	}
	return func(file, sheet string, rows int) {
		fmt.Fprintf(a.err, "\r%s", lang.T("正在读取 %[1]s %[2]s：%[3]d 行",
			"reading %[1]s %[2]s: %[3]d {row|rows}").With(file, sheet, rows).In(a.lang))
		if rows%100_000 == 0 {
			fmt.Fprintln(a.err)
		}
	}
}

// isAddition reports whether what was read is a part of a year: neither units nor scheme are in it.
func isAddition(found errs.Findings) bool {
	missing := 0
	for _, f := range found {
		if f.Code == errs.SheetMissing && len(f.Args) > 0 && (f.Args[0] == "单位" || f.Args[0] == "方案") {
			missing++
		}
	}
	return missing == 2
}

// Cells and consequences that are named where not all are asked for.
const (
	cellsNamed   = 6
	followsNamed = 5
)

var severityColours = map[errs.Severity]string{errs.Wrong: "31;1", errs.Warning: "33", errs.Info: "2"}

func (a *app) printFindings(w io.Writer, found errs.Findings) {
	a.printMatters(w, found.Outline(), false)
}

// printMatters prints causes, each with what follows from it. Unless all is asked for, equal findings are one line.
func (a *app) printMatters(w io.Writer, list []errs.Matter, all bool) {
	if causes, more := errs.Causes(list); more > 0 {
		fmt.Fprintln(w, a.bold(lang.T("%[1]d 个原因，%[2]d 处后果：先改原因，后果多半随之消失",
			"%[1]d {cause|causes}, %[2]d {consequence|consequences}: mend the causes first, most consequences go with them").
			With(causes, more).In(a.lang)))
		fmt.Fprintln(w)
	}
	for _, m := range list {
		a.printMatter(w, m, all)
	}
}

func (a *app) printMatter(w io.Writer, m errs.Matter, all bool) {
	first, cells := m.Told[0], cellsNamed
	if all {
		cells = len(m.Told)
	}
	fmt.Fprintf(w, "%s  %s\n", a.paint(severityColours[m.Severity()], m.Severity().Name().In(a.lang)), a.where(m, cells))
	fmt.Fprintf(w, "      %s\n", m.Message().In(a.lang))
	if r := first.Remedy.In(a.lang); r != "" {
		fmt.Fprintf(w, "      → %s\n", r)
	}
	if all && len(m.Told) > 1 && !first.Link.Several.IsZero() {
		for _, t := range m.Told {
			fmt.Fprintf(w, "        %s  %s\n", t.Message.In(a.lang), a.dim(t.At.Place()))
		}
	}
	n := m.Consequences()
	if n == 0 {
		return
	}
	fmt.Fprintf(w, "      %s\n", lang.T("由此而来 %[1]d 处：", "%[1]d {consequence|consequences}:").With(n).In(a.lang))
	for i, f := range m.Follows {
		if i == followsNamed && !all {
			fmt.Fprintf(w, "        %s\n", a.dim(lang.T("……另有 %[1]d 种（shiji check --all 全部列出）",
				"… and %[1]d more kinds (shiji check --all lists them)").With(len(m.Follows)-i).In(a.lang)))
			break
		}
		cells = 2
		if all {
			cells = len(f.Told)
		}
		fmt.Fprintf(w, "        %s  %s  %s\n", f.Told[0].Severity.Name().In(a.lang),
			f.Message().In(a.lang), a.dim(a.where(f, cells)))
		if all && len(f.Told) > 1 && !f.Told[0].Link.Several.IsZero() {
			for _, t := range f.Told {
				fmt.Fprintf(w, "          %s  %s\n", t.Message.In(a.lang), a.dim(t.At.Place()))
			}
		}
	}
}

// where names the cells of a matter, with the value if there is one.
func (a *app) where(m errs.Matter, cells int) string {
	place := m.Places(cells).In(a.lang)
	if v := m.Told[0].Value; v != "" && len(m.Told) == 1 {
		place += lang.T("  值：", "  value: ").In(a.lang) + fmt.Sprintf("%q", v)
	}
	return place
}

// printStops prints what stops a year from being scored, with the warnings; the notes are for shiji check.
func (a *app) printStops(found errs.Findings) {
	kept := slices.DeleteFunc(slices.Clone(found.Linked()),
		func(f errs.Finding) bool { return f.Severity() == errs.Info && !aloud(f.Code) })
	a.printFindings(a.err, kept)
	a.printCounts(a.err, found)
}

// aloud reports notes that every command says: rows that were taken for no data, and what is to come.
func aloud(c errs.Code) bool {
	return c == errs.RowSubtotal || c == errs.RowNote || c == errs.YearToCome
}

func (a *app) printCounts(w io.Writer, found errs.Findings) {
	fmt.Fprintln(w, lang.T("错误 %[1]d，警告 %[2]d，说明 %[3]d",
		"%[1]d {error|errors}, %[2]d {warning|warnings}, %[3]d {note|notes}").
		With(found.Count(errs.Wrong), found.Count(errs.Warning), found.Count(errs.Info)).In(a.lang))
}

// findingJSON is a finding as other programs read it.
type findingJSON struct {
	Severity errs.Severity `json:"severity"`
	Code     errs.Code     `json:"code"`
	File     string        `json:"file,omitempty"`
	Sheet    string        `json:"sheet,omitempty"`
	Cell     string        `json:"cell,omitempty"`
	Value    string        `json:"value,omitempty"`
	Message  lang.Text     `json:"message"`
	Remedy   lang.Text     `json:"remedy,omitzero"`
	Readings []string      `json:"readings,omitempty"`
	Group    string        `json:"group"`             // findings of one group say the same of several cells
	Follows  string        `json:"follows,omitempty"` // the group of its cause
}

func findingsJSON(found errs.Findings) []findingJSON {
	out := []findingJSON{}
	for _, f := range found.Linked() {
		out = append(out, findingJSON{f.Severity(), f.Code, f.At.File, f.At.Sheet, f.At.Cell, f.Value, f.Message(),
			f.Remedy(), f.Readings, f.Link.Group, f.Link.Follows})
	}
	return out
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
