package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

type convertCmd struct {
	From string `arg:""`
	To   string `arg:""`
}

func (c convertCmd) Run(a *app) error {
	workbook := strings.EqualFold(filepath.Ext(c.To), ".xlsx")
	if entries, err := os.ReadDir(c.To); err == nil && len(entries) > 0 {
		return usageError{lang.T("文件夹不是空的，没有写入：%[1]s", "the folder isn't empty; nothing was written: %[1]s").With(c.To)}
	} else if _, err := os.Stat(c.To); err == nil && (workbook || !errors.Is(err, fs.ErrNotExist) &&
		entries == nil && !isFolder(c.To)) {
		return usageError{lang.T("已有同名文件，没有覆盖：%[1]s", "the file exists and was not overwritten: %[1]s").With(c.To)}
	}
	in, found, err := sheet.ReadTelling(c.From, a.progress())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usageError{lang.T("没有这个文件或文件夹：%[1]s", "no such file or folder: %[1]s").With(c.From)}
	case err != nil:
		return err
	case found.HasErrors(): // what couldn't be read would be lost
		a.printStops(found.Sorted())
		return exitError(exitFindings)
	}
	if workbook {
		err = sheet.WriteYear(c.To, in)
	} else {
		err = sheet.WriteText(c.To, in)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("已写出 %[1]s；读取时有 %[2]d 条说明（shiji check %[3]s 逐条列出）",
		"written: %[1]s; %[2]d {note|notes} on reading (shiji check %[3]s lists them)").
		With(c.To, found.Count(errs.Info), c.From).In(a.lang))
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
