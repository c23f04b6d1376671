package sheet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/score"
)

// maxHeaderRow bounds where the heading row is looked for: titles may stand above it.
const maxHeaderRow = 10

// value is one cell after cleaning.
type value struct {
	text    string         // trimmed text; for words the value that the word stands for
	number  decimal.Number // what it means: 0.95 for 95%
	stored  decimal.Number // as the cell holds it
	isNum   bool
	percent bool // percent-formatted, or written with %
	scale   int  // its format hides so many thousands
	shown   string

	sheet     *fact.Source // that it stands in: there may be very many values
	cell      string
	confirmed string
}

// source is where the value stands, and what was said of it.
func (v value) source() fact.Source {
	if v.sheet == nil {
		return fact.Source{}
	}
	at := v.sheet.At(v.cell)
	at.Confirmed = v.confirmed
	return at
}

// from gives the value a source of its own.
func (v value) from(at fact.Source) value {
	v.sheet, v.cell, v.confirmed = &at, at.Cell, at.Confirmed
	return v
}

func (v value) int() int {
	n, _ := v.number.Int64()
	return int(n)
}

// record is one row of a sheet: its filled cells by column key, and its extra columns by heading.
type record struct {
	table    *table
	cells    map[string]value
	extra    map[string]value // class columns of 方案
	confirms []*confirmation
	refused  map[string]bool // columns whose cell was refused with a finding
	units    map[int]string  // units of measure that headings name, by column
	cols     map[string]int  // where the columns stand
	unit     string          // code of the unit that the row is about, once it is known
	source   fact.Source     // of the row; document, person and date are those of its source columns
}

func (r record) has(key string) bool    { _, ok := r.cells[key]; return ok }
func (r record) text(key string) string { return r.cells[key].text }

// at is the source of one cell of the row, with the row's document and person.
func (r record) at(key string) fact.Source {
	if v, ok := r.cells[key]; ok {
		at := r.source.At(v.cell)
		at.Confirmed = v.confirmed
		return at
	}
	if col, ok := r.cols[key]; ok { // an empty cell: the one to fill in
		return r.source.At(r.table.cellOf(r.source, col))
	}
	return r.source
}

// cellOf is the cell of a column in the row of a source.
func (t *table) cellOf(row fact.Source, col int) string {
	if _, _, ok := grid.At(row.Cell); !ok {
		return row.Cell // a line of a text file
	}
	return strings.TrimRight(grid.Ref(0, col), "0123456789") + strings.TrimLeft(row.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// reader collects the rows of one or more workbooks, and what was found on the way.
type reader struct {
	ctx       context.Context
	records   map[string][]record // by table key
	heads     []string            // class columns of 方案, in their order
	headAt    map[string]fact.Source
	seen      map[string]bool // tables that any file had
	found     errs.Findings
	wrong     int // errors and warnings so far, kept or not
	notes     int // likewise
	open      []*grid.File
	tell      Progress
	tally     Tally
	waiting   []pending    // sheets that are read row by row, last
	known     *score.Input // the year that is added to; nil: none
	answers   []fact.Answer
	rowsOf    map[string]int  // rows that were read, by file
	files     []string        // that were opened
	keep      []string        // names that look like totals, and are data
	confirmed []*confirmation // all that the files say
}

// takes reports whether a sheet that nobody brought is known already. Settings and scheme go together: one is
// nothing without the other.
func (r *reader) takes(key string) bool {
	if r.known == nil {
		return false
	}
	return key != "year" && key != "scheme" || !r.seen["year"] && !r.seen["scheme"]
}

func (r *reader) say(code errs.Code, at fact.Source, val string, args ...any) {
	r.note(errs.New(code, at, val, args...))
}

// mostFound is how many errors and warnings a reading keeps, and how many notes.
const mostFound = 10_000

// note keeps a finding. One stands for all that go beyond the most that are kept; where errors or warnings do, it is an
// error: nothing is taken of what isn't said.
func (r *reader) note(f errs.Finding) {
	n, more := &r.wrong, errs.FindingsTooMany
	if f.Severity() == errs.Info {
		n, more = &r.notes, errs.FindingsMore
	}
	switch *n++; {
	case *n <= mostFound:
		r.found = append(r.found, f)
	case *n == mostFound+1:
		r.found = append(r.found,
			errs.New(more, fact.Source{File: f.At.File, Sheet: f.At.Sheet, Cell: f.At.Cell}, f.At.File, mostFound))
	}
}

// workbooks lists the files of a year: the file itself, or the workbooks of a folder in the order of their names.
// What else looks like data there is named, so that nobody's file is left out in silence.
func workbooks(path string) (files, ignored []string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		name, ext := e.Name(), strings.ToLower(filepath.Ext(e.Name()))
		switch {
		// locks of open workbooks; what we wrote ourselves
		case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, "."), name == ResultsName:
		case e.IsDir():
			ignored = append(ignored, name+"/")
		case ext == ".xlsx" || ext == ".csv" || ext == ".tsv" || name == SchemeFile:
			files = append(files, filepath.Join(path, name))
		case slices.Contains([]string{".zip", ".rar", ".7z", ".txt", ".yaml", ".yml"}, ext):
			ignored = append(ignored, name)
		case isTable(ext): // a department's data may be in it: it is read as far as to say what to do
			files = append(files, filepath.Join(path, name))
		}
	}
	slices.Sort(files)
	return files, ignored, nil
}

// isTable reports the ending of a table that can't be read.
func isTable(ext string) bool {
	return slices.Contains([]string{".xls", ".xlsm", ".xlsb", ".et", ".ett", ".ods", ".numbers"}, ext)
}

// pending is a sheet that is read after the small ones: what a hundred thousand rows belong to is known by then.
type pending struct {
	table *table
	sheet *grid.Sheet
	at    fact.Source
}

// settingsFirst puts the files that hold settings before the others: what they say of names holds for all.
func (r *reader) settingsFirst(files []string) []string {
	holds := func(path string) bool {
		if filepath.Base(path) == SchemeFile {
			return true
		}
		f, err := grid.OpenHeeding(r.ctx, path)
		if err != nil {
			return false // said when it is read
		}
		defer f.Close()
		return slices.ContainsFunc(f.Sheets, func(s *grid.Sheet) bool {
			if tableByName(grid.CleanText(s.Name)) != nil {
				return grid.CleanText(s.Name) == tables[0].name
			}
			rows, err := firstRows(s)
			return err == nil && hasSettings(rows)
		})
	}
	if len(files) < 2 {
		return files
	}
	out := slices.Clone(files)
	settings := map[string]bool{}
	for _, f := range files {
		settings[f] = holds(f)
	}
	slices.SortStableFunc(out, func(a, b string) int {
		switch {
		case settings[a] == settings[b]:
			return 0
		case settings[a]:
			return -1
		}
		return 1
	})
	return out
}

// readFile reads every sheet of one file, except those that wait.
func (r *reader) readFile(path string) {
	at := fact.Source{File: filepath.Base(path)}
	if at.File == SchemeFile {
		r.readSchemeFile(path, at)
		return
	}
	f, err := grid.OpenHeeding(r.ctx, path)
	if err != nil {
		r.say(errs.FileUnreadable, at, filepath.Base(path), reason(err))
		return
	}
	r.open, r.files = append(r.open, f), append(r.files, at.File)
	for _, n := range f.Notes {
		r.say(errs.FileNote, at, at.File, n)
	}
	taken := map[string]string{}
	for _, s := range named(f.Sheets) {
		at.Sheet = s.Name
		t := r.sheetKind(s, at, taken)
		if t == nil {
			if !aside(s.Name) && !r.found.About(at) {
				r.say(errs.SheetUnknown, at, s.Name, s.Name, lang.Meant(s.Name, sheetNames()))
			}
			continue
		}
		if s.Hidden {
			r.say(errs.SheetHidden, at, s.Name, s.Name)
		}
		taken[t.key], r.seen[t.key] = s.Name, true
		if t.key == "actuals" {
			r.waiting = append(r.waiting, pending{t, s, at})
			continue
		}
		r.readTable(t, s, at, func(rec record) {
			r.rowsOf[at.File]++
			r.records[t.key] = append(r.records[t.key], rec)
			if t.key == "year" && rec.text("setting") == keepSetting {
				r.keep = append(r.keep, splitNames(rec.text("value"))...)
			}
		})
	}
}

// nothingRead says which files gave nothing at all: that isn't the same as what is known already.
func (r *reader) nothingRead() {
	for _, file := range r.files {
		wrong := slices.ContainsFunc(r.found,
			func(f errs.Finding) bool { return f.At.File == file && f.Severity() == errs.Wrong })
		if r.rowsOf[file] == 0 && !wrong {
			r.say(errs.FileNothing, fact.Source{File: file}, file, file)
		}
	}
}

func (r *reader) close() {
	for _, f := range r.open {
		f.Close() // read to the end: nothing is lost
	}
}

// reason is what a person needs of an error, in words.
func reason(err error) lang.Text {
	var refusal *grid.Refusal
	var path *fs.PathError
	switch {
	case errors.As(err, &refusal):
		return refusal.Why
	case errors.Is(err, fs.ErrPermission):
		return lang.T("没有读取权限", "no permission to read it")
	case errors.As(err, &path):
		return lang.Same(path.Err.Error())
	}
	return lang.Same(err.Error())
}

// Files lists the files of a path that the facts of a year were read from, with their hashes: a sealed run names them.
func Files(path string, in *score.Input) ([]fact.File, error) {
	files, _, err := workbooks(path)
	if err != nil {
		return nil, err
	}
	named := in.FilesNamed()
	var out []fact.File
	for _, f := range files {
		if !named[filepath.Base(f)] {
			continue
		}
		sum, err := hashOf(f)
		if err != nil {
			return nil, err
		}
		out = append(out, fact.File{Name: filepath.Base(f), SHA256: sum})
	}
	slices.SortFunc(out, fact.File.Compare)
	return out, nil
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
