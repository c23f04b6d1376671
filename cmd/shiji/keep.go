package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shiji/internal/apart"
	"shiji/internal/audit"
	"shiji/internal/house"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	runs "shiji/internal/run"
	"shiji/internal/sheet"
	"shiji/internal/store"
)

type exportCmd struct {
	dataFlag
	Year int    `arg:"" optional:""`
	Out  string `short:"o" required:""`
	All  bool
}

func (c exportCmd) Run(a *app) error {
	if c.All == (c.Year != 0) {
		return usageError{lang.T("写明导出什么：shiji export 2014 -o 文件夹，或 shiji export --all -o 文件",
			"say what to export: shiji export 2014 -o DIR, or shiji export --all -o FILE")}
	}
	ctx, stop := interruptible()
	defer stop()
	h, err := a.openHouse(ctx, c.Data, false, plainLog(a.err, slog.LevelError), "", apart.Here{})
	if err != nil {
		return err
	}
	defer h.close()
	if c.All {
		return a.exportAll(ctx, h.db, c.Out)
	}
	in, batch, err := h.services.Ledger.Latest(ctx, me, c.Year)
	if errors.Is(err, ledger.ErrNone) {
		return errNoYear.With(c.Year)
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	book := filepath.Join(c.Out, fmt.Sprintf("%d年度绩效工作簿.xlsx", c.Year))
	if err := sheet.WriteYear(book, *in); err != nil {
		return err
	}
	written, other := []string{book}, lang.Text{}
	list, err := h.services.Runs.Runs(ctx, me, c.Year)
	if err != nil {
		return err
	}
	if r, err := runs.Current(list); err == nil {
		l, err := h.services.Runs.Load(ctx, me, r.ID)
		if err != nil {
			return err
		}
		if err := writeRun(c.Out, *l.Doc, a.lang); err != nil {
			return err
		}
		written = append(written, filepath.Join(c.Out, runName), filepath.Join(c.Out, sheet.ResultsName))
		if r.Batch != batch {
			other = lang.T("注意：%[1]s 和 %[2]s 是计分 %[3]d 的结果，用的是数据版本 %[4]d，比工作簿旧；要一致，先运行 shiji run %[5]d --settle",
				"note: %[1]s and %[2]s are the results of run %[3]d, from facts as of version %[4]d, older than the workbook; "+
					"for results of the same facts, run shiji run %[5]d --settle first").
				With(runName, sheet.ResultsName, r.ID, r.Batch, c.Year)
		}
	}
	fmt.Fprintln(a.out, lang.T("已写出（数据版本 %[1]d）：%[2]s", "written (facts as of version %[1]d): %[2]s").
		With(batch, strings.Join(written, "  ")).In(a.lang))
	if !other.IsZero() {
		fmt.Fprintln(a.err, other.In(a.lang))
	}
	return nil
}

// exportAll writes everything into one file; it appears under its name only when it is whole.
func (a *app) exportAll(ctx context.Context, db *store.DB, path string) error {
	if err := place(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".shiji-export-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	rows, err := db.Export(ctx, f, engineName())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("已写出 %[1]s：%[2]d 行。用 shiji restore %[1]s --data 目标 恢复到 SQLite 或 PostgreSQL",
		"written %[1]s: %[2]d {row|rows}. shiji restore %[1]s --data TARGET brings it back on SQLite or PostgreSQL").
		With(path, rows).In(a.lang))
	return nil
}

type migrateCmd struct{ dataFlag }

func (c migrateCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	db, err := store.Open(ctx, c.Data, false, house.Options(time.Now, plainLog(a.err, slog.LevelError)))
	if err != nil {
		return err
	}
	defer db.Close()
	have, _, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("库结构为第 %[1]d 版，已是最新", "the schema is at version %[1]d, the newest").With(have).In(a.lang))
	return nil
}

type backupCmd struct {
	dataFlag
	File string `arg:""`
}

func (c backupCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	db, err := store.Open(ctx, c.Data, false, house.Options(time.Now, plainLog(a.err, slog.LevelError)))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := place(c.File); err != nil {
		return err
	}
	verdicts, err := db.Backup(ctx, c.File, engineName())
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("备份 %[1]s（%[2]d KB），已打开核对：", "backup %[1]s (%[2]d KB), opened and checked:").
		With(c.File, info.Size()>>10).In(a.lang))
	a.printVerdicts(verdicts)
	return nil
}

// place refuses a name for a new file that is taken, and makes the folder that it is to lie in, which only its owner
// can read.
func place(path string) error {
	if _, err := os.Stat(path); err == nil {
		return errTaken.With(path)
	}
	return os.MkdirAll(filepath.Dir(path), 0o700)
}

func (a *app) printVerdicts(list []store.Verdict) {
	for _, v := range list {
		fmt.Fprintln(a.out, "  "+lang.T("%[1]s：%[2]d 条审计记录、%[3]d 项数据、%[4]d 个计分完整；链首 %[5]s",
			"%[1]s: %[2]d {entry|entries}, %[3]d {fact|facts} and %[4]d {run|runs} whole; head %[5]s").
			With(v.District.Name, v.Entries, v.Facts, v.Runs, v.Head).In(a.lang))
	}
}

type restoreCmd struct {
	dataFlag
	File       string `arg:""`
	WithoutLog bool   `name:"without-log"`
}

func (c restoreCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	if _, err := os.Stat(c.File); err != nil {
		return errNoFile.With(c.File)
	}
	opt := house.Options(time.Now, plainLog(a.err, slog.LevelError))
	if err := store.Restore(ctx, c.File, c.Data, opt, me, c.WithoutLog); err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Data, false, opt)
	if err != nil {
		return err
	}
	defer db.Close()
	verdicts, err := db.VerifyAll(ctx)
	if err != nil {
		return err
	}
	said := lang.T("已恢复并核对：", "restored and checked:")
	if c.WithoutLog {
		said = lang.T("已恢复，但没有日志文件：最后写入的内容可能不在其中。其中的内容核对如下：",
			"restored, but without the log: what was recorded last may be missing. Of what is there:")
	}
	fmt.Fprintln(a.out, said.In(a.lang))
	a.printVerdicts(verdicts)
	return nil
}

type doctorCmd struct{ dataFlag }

func (c doctorCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	list, err := store.Examine(ctx, c.Data, house.Options(time.Now, plainLog(a.err, slog.LevelError)))
	if err != nil {
		return err
	}
	sick := false
	for _, s := range list {
		mark := "✓"
		if !s.Good {
			mark, sick = "✗", true
		}
		fmt.Fprintf(a.out, "%s %s: %s\n", mark, s.What.In(a.lang), s.Note.In(a.lang))
	}
	if sick {
		return exitError(exitFindings)
	}
	return nil
}

type auditCmd struct {
	Verify auditVerifyCmd `cmd:""`
}

type auditVerifyCmd struct {
	dataFlag
	Head string
}

func (c auditVerifyCmd) Run(a *app) error {
	var printed *audit.Head
	if c.Head != "" {
		seq, hash, ok := strings.Cut(c.Head, ":")
		n, err := strconv.ParseInt(seq, 10, 64)
		if !ok || err != nil {
			return usageError{lang.T("--head 写成 序号:摘要，如打印件上所示", "write --head as NUMBER:HASH, as it was printed")}
		}
		printed = &audit.Head{Seq: n, Hash: hash}
	}
	ctx, stop := interruptible()
	defer stop()
	h, err := a.openHouse(ctx, c.Data, false, plainLog(a.err, slog.LevelError), "", apart.Here{})
	if err != nil {
		return err
	}
	defer h.close()
	v, err := h.office.VerifyAudit(ctx, printed)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(v); err != nil {
			return err
		}
	} else if len(v.Breaks) == 0 {
		a.printVerdicts([]store.Verdict{v})
	} else {
		for _, b := range v.Breaks {
			fmt.Fprintln(a.out, "✗ "+b.What.In(a.lang))
		}
	}
	if len(v.Breaks) > 0 {
		return exitError(exitFindings)
	}
	return nil
}
