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
		a.printFindings(a.out, found)
		a.printCounts(a.out, found)
		fmt.Fprintln(a.out, a.dim(lang.T("单元格 %[1]d = 读入 %[2]d + 拒绝 %[3]d + 表头、说明等 %[4]d + 不认识的列 %[5]d + 只有空白 %[6]d", "cells %[1]d = read %[2]d + refused %[3]d + headings and notes %[4]d + unknown columns %[5]d + spaces only %[6]d").
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
	checked := append(score.Check(in), score.Admit(in)...)
	if found.HasErrors() { // what couldn't be read would only be reported again, as missing
		checked = checked.WithoutAbsences()
	}
	return in, tally, append(found, checked...).Sorted(), nil
}

// progress tells a person at a terminal how far a large file is; other programs are told nothing.
func (a *app) progress() sheet.Progress {
	if !isTerminal(a.err) {
		return nil
	}
	return func(file, sheet string, rows int) {
		fmt.Fprintf(a.err, "\r%s", lang.T("正在读取 %[1]s %[2]s：%[3]d 行", "reading %[1]s %[2]s: %[3]d rows").With(file, sheet, rows).In(a.lang))
		if rows%100_000 == 0 {
			fmt.Fprintln(a.err)
		}
	}
}

func (a *app) printFindings(w io.Writer, found errs.Findings) {
	colours := map[errs.Severity]string{errs.Error: "31;1", errs.Warning: "33", errs.Info: "2"}
	for _, f := range found {
		place := f.At.Place()
		if f.Value != "" {
			place += lang.T("  值：", "  value: ").In(a.lang) + fmt.Sprintf("%q", f.Value)
		}
		fmt.Fprintf(w, "%s  %s\n", a.paint(colours[f.Severity()], f.Severity().Name().In(a.lang)), place)
		fmt.Fprintf(w, "      %s\n", f.Message().In(a.lang))
		if r := f.Remedy().In(a.lang); r != "" {
			fmt.Fprintf(w, "      → %s\n", r)
		}
	}
}

// printStops prints what stops a year from being scored, with the warnings; the notes are for shiji check.
func (a *app) printStops(found errs.Findings) {
	a.printFindings(a.err, slices.DeleteFunc(slices.Clone(found), func(f errs.Finding) bool { return f.Severity() == errs.Info && !aloud(f.Code) }))
	a.printCounts(a.err, found)
}

// aloud reports notes that every command says: rows that were taken for no data.
func aloud(c errs.Code) bool { return c == errs.RowSubtotal || c == errs.RowNote }

func (a *app) printCounts(w io.Writer, found errs.Findings) {
	fmt.Fprintln(w, lang.T("错误 %[1]d，警告 %[2]d，说明 %[3]d", "%[1]d errors, %[2]d warnings, %[3]d notes").
		With(found.Count(errs.Error), found.Count(errs.Warning), found.Count(errs.Info)).In(a.lang))
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
}

func findingsJSON(found errs.Findings) []findingJSON {
	out := []findingJSON{}
	for _, f := range found {
		out = append(out, findingJSON{f.Severity(), f.Code, f.At.File, f.At.Sheet, f.At.Cell, f.Value, f.Message(), f.Remedy(), f.Readings})
	}
	return out
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
