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
}

func (c templateCmd) Run(a *app) error {
	if !strings.EqualFold(filepath.Ext(c.File), ".xlsx") {
		return usageError{lang.T("文件名应以 .xlsx 结尾：%[1]s", "the name must end in .xlsx: %[1]s").With(c.File)}
	}
	if _, err := os.Stat(c.File); err == nil {
		return usageError{lang.T("已有同名文件，没有覆盖：%[1]s", "the file exists and was not overwritten: %[1]s").With(c.File)}
	}
	if err := sheet.WriteTemplate(c.File); err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("已生成 %[1]s；填写后运行 shiji check %[1]s", "written: %[1]s; fill it in, then run shiji check %[1]s").With(c.File).In(a.lang))
	return nil
}
