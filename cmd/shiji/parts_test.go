package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/grid/hostile"
	"shiji/internal/intake"
	"shiji/internal/sheet"
)

var fingerprint = regexp.MustCompile(`[0-9a-f]{12,}`)

// TestBrokenPartsEverywhere: every reading command, the upload and the page of the file take a workbook with a broken
// part whole, or say that it is broken. None panics, none shows another year, and no upload has "nothing to change"
// where something was lost.
func TestBrokenPartsEverywhere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "年度.xlsx")
	if err := sheet.WriteYear(path, demo.Small()); err != nil {
		t.Fatal(err)
	}
	book, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	design := filepath.Join(dir, "设计.yaml")
	writeFile(t, design, []byte("title: t\ndata: {sheet: 单位}\nvalues: [{column: 排序号}]\n"))
	commands := [][]string{{"check", "--json"}, {"table", "--all", "--json"},
		{"score"}, {"calc", "1 + 1", "--sheet", "目标", "--data"}, {"survey", "analyse", "--design", design},
		{"survey", "sample", "--sheet", "单位", "-n", "2", "--seed", "2014", "-o", filepath.Join(dir, "drawn")}, {"convert"}}
	if testing.Short() {
		commands = commands[:2]
	}
	site := openPage(t, filepath.Join(dir, "data"))
	first := site.upload(t, path)
	if first.State != intake.Checked || !first.Counts.Any() {
		t.Fatal(first.State, first.Found)
	}
	run := func(args ...string) (code int, out string) {
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%v: it panicked: %v", args, p)
			}
		}()
		code, out, stderr := shiji(t, args...)
		return code, fingerprint.ReplaceAllString(out+stderr, "#") // of the file, which differs
	}
	want := map[string]string{}
	refused, read := 0, 0
	check := func(part string, way int, data []byte) {
		file := filepath.Join(dir, "年度.xlsx")
		writeFile(t, file, data)
		for i, c := range commands {
			args := append(append([]string{}, c...), file)
			if c[0] == "convert" {
				args = append(args, filepath.Join(t.TempDir(), "out"))
			}
			key := fmt.Sprint(i)
			code, out := run(args...)
			switch {
			case part == "":
				want[key] = fmt.Sprint(code, out)
			case code == exitIO || code > exitUsage:
				t.Errorf("%s, way %d, %v: exit %d: %.300s", part, way, c, code, out)
			case code == exitOK && fmt.Sprint(code, out) != want[key] && c[0] != "convert":
				t.Errorf("%s, way %d, %v: read as something else: %.300s", part, way, c, out)
			}
		}
	}
	check("", -1, book)
	for _, part := range hostile.Parts(book) {
		if strings.Contains(part, "worksheets/") && part > "xl/worksheets/sheet4.xml" {
			continue // package sheet breaks each of them
		}
		for way := range hostile.Ways {
			// make test-hard breaks them in every way
			if testing.Short() && way != hostile.Missing && way != hostile.Empty && way != hostile.Half {
				continue
			}
			data := hostile.Broken(book, part, way, 500)
			check(part, way, data)
			in := site.upload(t, path)
			switch {
			case in.State == intake.Refused && in.Count(errs.Wrong) > 0:
				refused++
			case in.State == intake.Checked && in.Counts == first.Counts:
				read++
			default:
				t.Errorf("%s, way %d: the upload is %s, %+v", part, way, in.State, in.Counts)
			}
		}
	}
	if least := map[bool]int{true: 15, false: 40}[testing.Short()]; refused < least || read < 5 {
		t.Errorf("%d refused, %d read whole", refused, read)
	}
}
