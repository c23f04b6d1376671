package sheet

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead feeds the reader anything at all under the name of a workbook: it may refuse, it must not fail.
func FuzzRead(f *testing.F) {
	dir := f.TempDir()
	template := filepath.Join(dir, "t.xlsx")
	if err := WriteTemplate(template); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(template)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "f.xlsx")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, found, err := Read(path); err != nil || len(found) == 0 {
			t.Fatalf("neither read nor refused: %v", err)
		}
	})
}
