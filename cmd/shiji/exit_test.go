package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/store"
)

// ended is what a command that ended with an error exits with and prints.
func ended(l lang.Lang, err error) (code int, said string) {
	var out bytes.Buffer
	code = (&app{out: &out, err: &out, lang: l}).exitCode(err)
	return code, strings.TrimSuffix(out.String(), "\n")
}

// TestExitCodes: scripts rely on what commands end with. A refusal ends them by its code, whatever lies around it, and
// is told in its words.
func TestExitCodes(t *testing.T) {
	for reason, want := range map[errs.Reason]int{
		errs.Invalid: 2, errs.Forbidden: 2, errs.NotFound: 2, errs.Conflict: 2, errs.TooLarge: 2, errs.Unavailable: 2,
		errs.Damaged: 1, errs.Busy: 3, errs.Internal: 3,
	} {
		if code, said := ended(lang.EN, errs.Refuse("test", reason, "backup.cut")); code != want ||
			strings.Contains(said, "test") != (reason == errs.Internal) {
			t.Errorf("%s: %d %s", reason, code, said)
		}
	}
	broken := store.BrokenChain{Verdict: store.Verdict{Breaks: []audit.Break{{What: lang.T("断了", "it broke")}}}}
	for _, c := range []struct {
		err    error
		code   int
		zh, en string
	}{
		{nil, 0, "", ""},
		{exitError(1), 1, "", ""},
		{usageError{lang.T("不行", "no")}, 2, "不行", "no"},
		{jobFailed{lang.T("不行", "no")}, 1, "不行", "no"},
		{context.Canceled, 130, "已中断", "interrupted"},
		{store.ErrCorrupt.With("x").Because(context.Canceled), 130, "已中断", "interrupted"},
		{errors.New("so it is"), 3, "读写文件失败：so it is", "a file can't be read or written: so it is"},

		{store.ErrNoData.With("d"), 2, "d 里没有数据库。先运行 shiji serve --data d（新建）", "there is no database in d. Run"},
		{store.ErrForeign, 2, "没有动它。换一个文件夹", "was left as it is. Choose another folder"},
		{store.ErrLogAlone.With("d"), 2, "d 里没有数据库，却有它的日志", "d holds the log of a database"},
		{store.ErrNewer.With("d"), 2, "d 由更新版本的程序建立", "d was made by a newer version"},
		{store.ErrDamaged.With("d", "so"), 1, "d 里的数据库文件已损坏（so）。请", "the database file in d is damaged (so). Restore"},
		{store.ErrServed.With("d"), 2, "d 已经有一个 shiji serve 在用。先", "d is served by another shiji serve. Stop"},
		{store.ErrAddress, 2, "? # % 等字符写成 %40 这样", "? # % in a password become %40 and so on"},
		{store.ErrNotExport, 2, "不是 shiji 的备份或导出", "neither a backup nor an export"},
		{store.ErrCut, 1, "没有恢复", "nothing was restored"},
		{store.ErrNotEmpty, 2, "目标里已有数据，不覆盖。换", "there are data already; they aren't overwritten. Choose"},
		{store.ErrLogMissing, 2, "--without-log", "--without-log"},
		{store.ErrCorrupt.With(errors.New("so")), 1, "没有完成：so", "nothing was done: so"},
		{broken, 1, "有 1 处不符，没有完成；第一处：断了。用", "has 1 break, nothing was done; the first: it broke. shiji"},
		{errNoDistrict.With("d"), 2, "d 里还没有区", "d holds no district yet"},
		{errTwoDistricts.With("d"), 2, "d 里有不止一个区", "d holds more than one district"},
		{errNoYear.With(2014), 2, "2014 年度还没有数据", "nothing was imported for 2014"},
		{errNothingToRun.With(2014), 2, "2014 年度还没有数据，先", "nothing was imported for 2014: use"},
		{errNoFile.With("f"), 2, "找不到 f", "f doesn't exist"},
		{errTaken.With("f"), 2, "f 已存在，不覆盖", "f exists and isn't overwritten"},
		{errNotDemo.With("乙区"), 2, "（乙区），演示区不写进去", "their own (乙区)"},

		{district.ErrMisnamed.With(30), 2, "1 至 30 个字", "1 to 30 characters"},
		{intake.ErrFile.With(lang.T("不行", "no")), 2, "不行", "no"},
		{intake.ErrTooLarge, 2, "一次最多 40 个文件、共 64 MB", "At most 40 files and 64 MB at once"},
		{ledger.ErrTampered.With(2014, "甲", "乙", 7), 1, "2014 年度的数据与审计记录不符", "the facts of 2014 aren't what was recorded"},
	} {
		for l, want := range map[lang.Lang]string{lang.ZH: c.zh, lang.EN: c.en} {
			for _, err := range []error{c.err, fmt.Errorf("around it: %w", c.err), errors.Join(c.err, errors.New("another"))} {
				if c.err == nil || c.code == exitIO {
					err = c.err
				}
				code, said := ended(l, err)
				if code != c.code || !strings.Contains(said, want) || strings.Contains(said, "%[") ||
					strings.Contains(said, "%!") || strings.Contains(said, "\n") {
					t.Errorf("%v: exit %d, want %d: %q lacks %q", err, code, c.code, said, want)
				}
			}
		}
	}
}

// TestADamagedDatabaseIsNamed: whichever command comes upon a page that SQLite can't read says that it is damaged.
func TestADamagedDatabaseIsNamed(t *testing.T) {
	data, from := filepath.Join(t.TempDir(), "数据"), filepath.Join(casesDir, "16-sqlite-copy", "year")
	if code, _, stderr := shiji(t, "import", from, "--data", data, "--district", "试验区"); code != 0 {
		t.Fatal(stderr)
	}
	file := filepath.Join(data, store.FileName)
	pages, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for from := 2 * page; from < len(pages); from += page { // all but the first, which says what there is, and the next
		for i := range 100 {
			pages[from+i] = 0xff
		}
	}
	writeFile(t, file, pages)
	for _, command := range [][]string{{"doctor"}, {"district"}, {"export", "2014", "-o", t.TempDir()},
		{"import", from, "--dry-run"}, {"demo", "--load-only"}, {"migrate"}} {
		code, _, stderr := shiji(t, append(command, "--data", data)...)
		if code != exitFindings || !strings.Contains(stderr, data+" 里的数据库文件已损坏（") ||
			!strings.HasSuffix(stderr, "。请把最近的备份恢复到一个新文件夹：shiji restore\n") {
			t.Errorf("%v: %d %s", command, code, stderr)
		}
	}
}
