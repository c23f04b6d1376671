package sheet_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/sheet"
)

// TestSchemeFilesThatHideSomething: what stands after a second document, or can't be seen, is
// neither dropped nor taken.
func TestSchemeFilesThatHideSomething(t *testing.T) {
	dir := t.TempDir()
	if err := sheet.WriteText(dir, demo.Small()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sheet.SchemeFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		code errs.Code
	}{
		"a second document": {string(text) + "\n---\ntree: []\n", errs.FileUnreadable},
		"a control character": {strings.Replace(string(text), "settings:\n", "settings:\n  文号: \"a\\u202Eb\"\n", 1),
			errs.CellControl},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, found, err := sheet.Read(dir)
		if err != nil || !found.Has(c.code) || !found.HasErrors() {
			t.Errorf("%s: %v %v", name, found, err)
		}
	}
}
