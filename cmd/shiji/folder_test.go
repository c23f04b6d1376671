package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shiji/internal/store"
)

// TestACopyOfALiveFolder is case 16: the database file alone, copied while somebody serves it, is never
// "restored and checked".
func TestACopyOfALiveFolder(t *testing.T) {
	dir, from := t.TempDir(), filepath.Join(casesDir, "16-sqlite-copy", "year")
	data := filepath.Join(dir, "d1")
	if code, _, stderr := shiji(t, "import", from, "--data", data, "--district", "试验区"); code != 0 {
		t.Fatal(stderr)
	}
	s := serveProgram(t, data)
	rows, err := os.ReadFile(filepath.Join(from, "实绩.csv"))
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(rows, []byte("J2,K1,,90"), []byte("J2,K1,,91"), 1)
	if bytes.Equal(changed, rows) {
		t.Fatal("nothing was changed")
	}
	add := filepath.Join(dir, "add")
	if err := os.Mkdir(add, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(add, "实绩.csv"), changed)
	if code, out, stderr := shiji(t, "import", add, "--add", "--year", "2014", "--data", data); code != 0 ||
		!strings.Contains(out, "已写入") {
		t.Fatal(code, out, stderr)
	}
	copied := filepath.Join(dir, "copy.db")
	database, err := os.ReadFile(filepath.Join(data, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, copied, database)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, exitUsage, "WAL 模式"},
		{[]string{"--without-log"}, exitOK, "最后写入的内容可能不在其中"},
		{[]string{"--without-log", "--lang", "en", "--data", filepath.Join(dir, "r3")}, exitOK, "may be missing"},
	} {
		args := append([]string{"restore", copied, "--data", filepath.Join(dir, "r"+c.says)}, c.args...)
		code, out, stderr := shiji(t, args...)
		if code != c.code || !strings.Contains(out+stderr, c.says) || strings.Contains(out, "已恢复并核对") ||
			strings.Contains(out, "restored and checked") {
			t.Errorf("%v: %d %s%s", args, code, out, stderr)
		}
	}
	// With its log it is whole.
	log, err := os.ReadFile(filepath.Join(data, store.FileName+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, copied+"-wal", log)
	code, out, stderr := shiji(t, "restore", copied, "--data", filepath.Join(dir, "whole"))
	if code != 0 || !strings.Contains(out, "49 项数据") {
		t.Errorf("with its log: %d %s%s", code, out, stderr)
	}
	s.stop()
}

// TestOneServesAFolder: a second server of a folder is refused, also while the first one works;
// commands work beside it.
func TestOneServesAFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "数据")
	s := serveProgram(t, data)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "serve", "--data", data, "--addr", "127.0.0.1:0", "--metrics", "").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "已经有一个 shiji serve") {
		t.Errorf("a second server: %v %s", err, out)
	}
	if code, _, stderr := shiji(t, "doctor", "--data", data); code == exitUsage {
		t.Errorf("beside it: %d %s", code, stderr)
	}
	s.stop()
	serveProgram(t, data).stop()
}

// TestLeftBehind: uploads that a killed server left behind are wiped by the next one, and one that ends leaves nothing.
func TestLeftBehind(t *testing.T) {
	data := filepath.Join(t.TempDir(), "数据")
	s := serveProgram(t, data)
	folders := func() []string {
		list, err := filepath.Glob(filepath.Join(data, "tmp", temporaries))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	mine := folders()
	if len(mine) != 1 {
		t.Fatalf("temporary folders: %v", mine)
	}
	left := filepath.Join(mine[0], "shiji-import-1")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(left, "工资.xlsx"), []byte("somebody's upload"))
	if err := syscall.Kill(s.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range 100 { // until the system has taken the locks from it
		if lock, err := lockIn(mine[0]); err == nil {
			lock.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	again := serveProgram(t, data)
	if _, err := os.Stat(left); err == nil {
		t.Error("what was left behind is still there")
	}
	again.stop()
	if list := folders(); len(list) != 0 {
		t.Errorf("after its end: %v", list)
	}
}
