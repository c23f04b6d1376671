package main

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"shiji/internal/apart"
	"shiji/internal/demo"
	"shiji/internal/sheet"
	"shiji/internal/store/storetest"
)

var update = flag.Bool("update", false, "rewrite the golden parts of the scripts")

// suite stops the PostgreSQL server of the tests when they have run.
type suite struct{ *testing.M }

func (s suite) Run() int { return storetest.Main(s.M) }

func TestMain(m *testing.M) {
	// commands that run within the tests start this program to read files
	if len(os.Args) == 2 && os.Args[1] == apart.Word {
		os.Exit(apart.Main(os.Stdin, os.Stdout))
	}
	testscript.Main(suite{m}, map[string]func(){"shiji": main})
}

// TestScripts runs the scripts in testdata/script: each is a session on the command line with the output that is
// expected. Beside shiji they know
//
//	small FILE               write the small year of package demo
//	edit FILE SHEET CELL TEXT  type into one cell, as a person would
//	only FILE SHEET TO       write a workbook with one sheet of it
//	cut FILE SHEET ROWS      take the last rows of a sheet away
//	dump FILE SHEET TO       write the cells of a sheet as text
//	tamper FILE OLD NEW      change the last OLD in a file into NEW
//
// and $EXAMPLE and $SURVEY, the folders of the committed example and of the example survey.
func TestScripts(t *testing.T) {
	example, err := filepath.Abs(filepath.Join("..", "..", "examples", "haidian-2014"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLE", example)
			e.Setenv("EXAMPLES", filepath.Dir(example))
			e.Setenv("SURVEY", filepath.Join(filepath.Dir(example), "survey"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"small": func(ts *testscript.TestScript, neg bool, args []string) {
				ts.Check(sheet.WriteYear(ts.MkAbs(args[0]), demo.Small()))
			},
			"edit": func(ts *testscript.TestScript, neg bool, args []string) {
				path := ts.MkAbs(args[0])
				f, err := excelize.OpenFile(path)
				ts.Check(err)
				defer f.Close()
				ts.Check(f.SetCellValue(args[1], args[2], args[3]))
				ts.Check(f.Save())
			},
			"only": func(ts *testscript.TestScript, neg bool, args []string) {
				f, err := excelize.OpenFile(ts.MkAbs(args[0]))
				ts.Check(err)
				defer f.Close()
				for _, name := range f.GetSheetList() {
					if name != args[1] {
						ts.Check(f.DeleteSheet(name))
					}
				}
				ts.Check(f.SaveAs(ts.MkAbs(args[2])))
			},
			"cut": func(ts *testscript.TestScript, neg bool, args []string) {
				f, err := excelize.OpenFile(ts.MkAbs(args[0]))
				ts.Check(err)
				defer f.Close()
				rows, err := f.GetRows(args[1])
				ts.Check(err)
				n, err := strconv.Atoi(args[2])
				ts.Check(err)
				for i := range n {
					ts.Check(f.RemoveRow(args[1], len(rows)-i))
				}
				ts.Check(f.Save())
			},
			"dump": func(ts *testscript.TestScript, neg bool, args []string) {
				f, err := excelize.OpenFile(ts.MkAbs(args[0]))
				ts.Check(err)
				defer f.Close()
				rows, err := f.GetRows(args[1])
				ts.Check(err)
				var text strings.Builder
				for _, row := range rows {
					text.WriteString(strings.TrimRight(strings.ReplaceAll(strings.Join(row, " | "), "\n", " / "), " |") + "\n")
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text.String()), 0o644))
			},
			"tamper": func(ts *testscript.TestScript, neg bool, args []string) {
				path := ts.MkAbs(args[0])
				data, err := os.ReadFile(path)
				ts.Check(err)
				i := strings.LastIndex(string(data), args[1])
				if i < 0 {
					ts.Fatalf("%q is not in %s", args[1], args[0])
				}
				ts.Check(os.WriteFile(path, []byte(string(data[:i])+args[2]+string(data[i+len(args[1]):])), 0o644))
			},
		},
	})
}

func TestHelpTeaches(t *testing.T) {
	for _, p := range pages {
		for _, text := range []string{p.zh, p.en} {
			if len(text) < 200 || !strings.Contains(text, "shiji ") {
				t.Errorf("the help of %q doesn't teach: %q", p.name, text)
			}
		}
	}
	for _, name := range []string{"check", "score", "explain", "verify", "template"} {
		if helpPage(name, "zh") == helpPage("", "zh") {
			t.Errorf("%s has no help of its own", name)
		}
	}
}
