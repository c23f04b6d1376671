package sheet_test

import (
	"os"
	"path/filepath"
	"testing"

	"shiji/internal/sheet"
)

// TestWorkbooksAreWrittenWhole: a workbook is an ordinary file, nothing is left beside it, and a write that fails
// leaves what was there.
func TestWorkbooksAreWrittenWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "年.xlsx")
	if err := sheet.WriteTemplate(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode(); mode != 0o644 {
		t.Errorf("mode %v, want -rw-r--r--", mode)
	}
	taken := filepath.Join(dir, "别动.xlsx")
	kept := filepath.Join(taken, "内容.txt")
	if err := os.MkdirAll(taken, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteTemplate(taken); err == nil {
		t.Error("a folder was replaced by a workbook")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, ".shiji-*"))
	if err != nil || len(names) > 0 {
		t.Errorf("left beside it: %q %v", names, err)
	}
}
