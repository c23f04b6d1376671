package grid_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"testing"

	"shiji/internal/grid"
	"shiji/internal/grid/libreoffice"
)

func TestExplore(t *testing.T) {
	f, _ := os.Open("testdata/libreoffice.tsv.gz")
	z, _ := gzip.NewReader(f)
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<20)
	out, _ := os.Create("/tmp/explore/cells.tsv")
	w := bufio.NewWriter(out)
	kinds := []string{"Empty", "Text", "Number", "Date", "Time", "Duration", "Truth", "Fault", "Uncomputed"}
	for _, b := range libreoffice.Books() {
		p, err := b.Save(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		g, err := grid.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range g.Sheets {
			rows := b.Sheets[i].Rows
			n := 0
			err := s.Rows(func(r grid.Row) error {
				if r.Index != n {
					t.Fatal("row", r.Index, n)
				}
				n++
				in.Scan()
				parts := strings.Split(in.Text(), "\t")
				row := rows[r.Index]
				for j, c := range row.Cells {
					ours := r.At(j)
					day, clock, _ := ours.Day()
					if ours.Kind == grid.Time {
						clock = ours.Moment()
					}
					pc := ""
					if r, _ := ours.Number(); r.Percent {
						pc = "%"
					}
					fmt.Fprintf(w, "%s\t%s\t%s|%s\t%s%s\t%s\t%s\n", b.Name, row.Format, c.Type+c.Formula, c.Value, kinds[ours.Kind], pc, day+" "+clock, parts[j+1])
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Flush()
	out.Close()
}
