package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/sheet"
)

type templateCmd struct {
	File string `arg:""`
	From string
	Each string
}

func (c templateCmd) Run(a *app) error {
	folder := c.Each != ""
	switch {
	case folder && c.Each != string(sheet.ForBody) && c.Each != string(sheet.ForUnit):
		return usageError{lang.T("--each 只能是 body（每个实施主体一个）或 unit（每个单位一个）",
			"--each is body (one for each implementing body) or unit (one for each unit)")}
	case folder && c.From == "":
		return usageError{lang.T("--each 要和 --from 一起用：--from 后面写填好方案的年度工作簿",
			"--each goes with --from, which names a workbook with the scheme")}
	case !folder && !strings.EqualFold(filepath.Ext(c.File), ".xlsx"):
		return usageError{lang.T("文件名应以 .xlsx 结尾：%[1]s", "the name must end in .xlsx: %[1]s").With(c.File)}
	}
	if list, err := os.ReadDir(c.File); folder && err == nil && len(list) == 0 {
		return c.forms(a) // an empty folder is as good as none
	}
	if _, err := os.Stat(c.File); err == nil {
		return usageError{lang.T("已有同名文件，没有覆盖：%[1]s", "the file exists and was not overwritten: %[1]s").With(c.File)}
	}
	if c.From != "" {
		return c.forms(a)
	}
	if err := sheet.WriteTemplate(c.File); err != nil {
		return err
	}
	fmt.Fprintln(a.out,
		lang.T("已生成 %[1]s；填好年度、单位、实施主体和方案后运行 shiji check %[1]s，再用 shiji template 填报表.xlsx --from %[1]s 生成填报表",
			"written: %[1]s; fill in 年度, 单位, 实施主体 and 方案, run shiji check %[1]s, "+
				"then make the forms with shiji template forms.xlsx --from %[1]s").With(c.File).In(a.lang))
	return nil
}

// forms writes the workbooks that a scheme wants filled in.
func (c templateCmd) forms(a *app) error {
	in, found, err := a.read(c.From)
	if err != nil {
		return err
	}
	if frame := found.OfFrame(); frame.HasErrors() {
		a.printStops(frame)
		return exitError(exitFindings)
	}
	forms := sheet.NewForms(in, sheet.Each(c.Each))
	if c.Each == "" {
		if err := forms[0].Write(c.File); err != nil {
			return err
		}
		fmt.Fprintln(a.out, lang.T("已生成 %[1]s：每个单位、指标、数据项一行；填好后运行 shiji import %[1]s --add --year %[2]d，或在导入中心按“增量补充”导入",
			"written: %[1]s, a row for each unit, indicator and data item; fill it in, then shiji import %[1]s --add --year "+
				"%[2]d, or import it on the page as an addition").With(c.File, in.Scheme.Year).In(a.lang))
		return nil
	}
	if err := os.MkdirAll(c.File, 0o755); err != nil {
		return err
	}
	paths, err := sheet.WriteForms(c.File, forms)
	for _, p := range paths {
		fmt.Fprintln(a.out, p)
	}
	return err
}
