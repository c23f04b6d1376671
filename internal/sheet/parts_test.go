package sheet_test

import (
	"encoding/json"

	"os"
	"path/filepath"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/grid/hostile"
	"shiji/internal/sheet"
)

// FuzzBrokenParts: of a workbook with a part that is missing, renamed, cut or unreadable either all is read, or
// something is an error. Never is a part of it taken for the whole.
func FuzzBrokenParts(f *testing.F) {
	path := filepath.Join(f.TempDir(), "年度.xlsx")
	if err := sheet.WriteYear(path, demo.Small()); err != nil {
		f.Fatal(err)
	}
	book, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	read := func(t testing.TB, data []byte) (string, bool) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "年度.xlsx")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		in, found, err := sheet.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		return string(text), found.HasErrors()
	}
	whole, wrong := read(f, book)
	if wrong {
		f.Fatal("the small year has errors")
	}
	parts := hostile.Parts(book)
	for part := range parts {
		for way := range hostile.Ways {
			if part > 12 && way != hostile.Half && way != hostile.Empty { // one sheet is as another
				continue
			}
			f.Add(uint8(part), uint8(way), uint16(500))
		}
	}
	f.Fuzz(func(t *testing.T, part, way uint8, at uint16) {
		name, how := parts[int(part)%len(parts)], int(way)%hostile.Ways
		got, wrong := read(t, hostile.Broken(book, name, how, int(at)%1000))
		if !wrong && got != whole {
			t.Errorf("%s, way %d: another year, without an error", name, how)
		}
		if wrong && how == hostile.UpperCase {
			t.Errorf("%s in capitals isn't found", name)
		}
	})
}
