package web_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shiji/internal/grid"
	"shiji/internal/web"
)

// with adds a question to an address.
func with(path, query string) string {
	if strings.Contains(path, "?") {
		return path + "&" + query
	}
	return path + "?" + query
}

// TestEveryTableIsAFile: what a page shows in tables stands in its workbook, cell for cell, numbers as numbers.
func TestEveryTableIsAFile(t *testing.T) {
	t.Parallel()
	o := small(t)
	paths := o.paths()
	for _, rt := range o.Routes() {
		v := web.View{Code: rt.Code, Years: []int{1}}
		if !strings.HasPrefix(rt.Pattern, "GET ") || !v.Tabled() || paths[rt.Pattern] == "" ||
			rt.Pattern == "GET /plan/{code}" {
			continue
		}
		page := o.get(paths[rt.Pattern])
		doc, err := html.Parse(page.Body)
		if err != nil {
			t.Fatal(err)
		}
		want := readTables(doc).tables
		w := o.get(with(paths[rt.Pattern], "as=xlsx"))
		if len(want) == 0 {
			if w.Code != http.StatusNotFound {
				t.Errorf("%s has no table, but a file: %d", rt.Pattern, w.Code)
			}
			continue
		}
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != web.XLSXType ||
			!strings.Contains(w.Header().Get("Content-Disposition"), ".xlsx") {
			t.Errorf("%s as a workbook: %d %s", rt.Pattern, w.Code, w.Header())
			continue
		}
		path := filepath.Join(t.TempDir(), "tables.xlsx")
		if err := os.WriteFile(path, w.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := grid.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Sheets) != len(want) {
			t.Errorf("%s: %d sheets for %d tables", rt.Pattern, len(f.Sheets), len(want))
		}
		for i, s := range f.Sheets[:min(len(f.Sheets), len(want))] {
			got := map[string]bool{}
			if err := s.Rows(func(r grid.Row) error {
				var shown []string
				for _, c := range r.Cells {
					shown = append(shown, c.Show())
				}
				got[strings.TrimRight(strings.Join(shown, "|"), "|")] = true
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, row := range want[i].rows {
				row = slices.Clone(row)
				for c := range row {
					if row[c] == "—" && want[i].num[c] {
						row[c] = ""
					}
				}
				if line := strings.TrimRight(strings.Join(row, "|"), "|"); line != "" && !got[line] {
					t.Errorf("%s: sheet %s lacks %q", rt.Pattern, s.Name, line)
				}
			}
		}
		f.Close()
	}
	w := o.get(fmt.Sprintf("/y/%d/ranking?as=csv&table=ranking", o.year))
	if text := w.Body.String(); w.Code != http.StatusOK || !strings.HasPrefix(text, "\ufeff编码 code,名次,单位,总分,") ||
		!strings.Contains(text, "\n"+o.unit+",") {
		t.Errorf("ranking as CSV: %d %.300s", w.Code, text)
	}
	for _, path := range []string{"/y/%d/ranking?as=csv&table=none", "/y/%d/ranking?as=pdf", "/y/%d/ranking?as="} {
		if w := o.get(fmt.Sprintf(path, o.year)); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestLongListsComeInParts: fifty rows at a time, every row in exactly one part, all of them in the file and
// where all are asked for.
func TestLongListsComeInParts(t *testing.T) {
	list := make([]int, 123)
	for i := range list {
		list[i] = i
	}
	var seen []int
	v := &web.View{Path: "/x?class=a&p=1"}
	for range 3 {
		seen = append(seen, web.Part(v, list)...)
		for i, p := range v.Pager.Parts {
			if p.Current && i+1 < len(v.Pager.Parts) {
				v.Path = v.Pager.Parts[i+1].Path
				break
			}
		}
	}
	if !slices.Equal(seen, list) || v.Pager.From != 101 || v.Pager.To != 123 || v.Pager.N != 123 ||
		!strings.Contains(v.Path, "class=a") {
		t.Errorf("%d rows, %+v, %s", len(seen), v.Pager, v.Path)
	}
	for path, rows := range map[string]int{"/x": 50, "/x?p=all": 123, "/x?p=9": 50, "/x?p=-1": 50, "/x?p=%00": 50} {
		if got := web.Part(&web.View{Path: path}, list); len(got) != rows {
			t.Errorf("%s: %d rows, want %d", path, len(got), rows)
		}
	}
	if got := web.Part(&web.View{Path: "/x", AsFile: true}, list); len(got) != 123 {
		t.Errorf("file: %d rows", len(got))
	}
	short := &web.View{Path: "/x"}
	if got := web.Part(short, list[:50]); len(got) != 50 || short.Pager.N != 0 {
		t.Errorf("a short list: %d rows, %+v", len(got), short.Pager)
	}
}
