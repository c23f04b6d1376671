package sheet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/sheet"
)

// TestFindingsWithoutEnd: of a sheet that is wrong in every row so many findings are kept, and one says that there are
// more. Notes never hide an error.
func TestFindingsWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		row  string
		code errs.Code
	}{{"没有的单位%d,没有的指标,1\n", errs.FindingsTooMany}, {"　单位%d,\u3000指标 ,１\n", errs.FindingsMore}} {
		var rows strings.Builder
		rows.WriteString("单位,指标,全年\n")
		for i := range 11_000 {
			fmt.Fprintf(&rows, c.row, i)
		}
		path := filepath.Join(t.TempDir(), "实绩.csv")
		if err := os.WriteFile(path, []byte(rows.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		_, found, err := sheet.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if !found.Has(c.code) || !found.HasErrors() || len(found) > 21_000 {
			t.Errorf("%s: %d findings", c.code, len(found))
		}
	}
}
