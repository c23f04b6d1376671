package sheet

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Limits of a workbook that is read.
const (
	maxFileSize  = 64 << 20
	maxUnzipped  = 512 << 20
	maxHeaderRow = 10 // the heading row is looked for among the first rows; titles may stand above it
)

// value is one cell after cleaning.
type value struct {
	text    string // trimmed text; for words the value that the word stands for
	number  decimal.Number
	isNum   bool
	percent bool // percent-formatted, or written with %
	source  fact.Source
}

func (v value) int() int {
	n, _ := v.number.Int64()
	return int(n)
}

// record is one row of a sheet: its filled cells by column key, and its extra columns by heading.
type record struct {
	table  *table
	cells  map[string]value
	extra  map[string]value // class columns of 方案
	source fact.Source      // of the row; document, person and date are those of its source columns
}

func (r record) has(key string) bool    { _, ok := r.cells[key]; return ok }
func (r record) text(key string) string { return r.cells[key].text }

// at is the source of one cell of the row, with the row's document and person.
func (r record) at(key string) fact.Source {
	if v, ok := r.cells[key]; ok {
		return r.source.At(v.source.Cell)
	}
	return r.source
}

// reader collects the rows of one or more workbooks, and what was found on the way.
type reader struct {
	records map[string][]record // by table key
	heads   []string            // class columns of 方案, in their order
	headAt  map[string]fact.Source
	seen    map[string]bool // tables that any file had
	found   errs.Findings
}

func (r *reader) say(code errs.Code, at fact.Source, val string, args ...any) {
	r.found = append(r.found, errs.New(code, at, val, args...))
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
		case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, "."), name == ResultsName: // locks of open workbooks; what we wrote ourselves
		case e.IsDir():
			ignored = append(ignored, name+"/")
		case ext == ".xlsx":
			files = append(files, filepath.Join(path, name))
		case slices.Contains([]string{".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv", ".zip", ".rar"}, ext):
			ignored = append(ignored, name)
		}
	}
	slices.Sort(files)
	return files, ignored, nil
}

// readFile reads every sheet of one workbook.
func (r *reader) readFile(path string) {
	at := fact.Source{File: filepath.Base(path)}
	f, err := openWorkbook(path)
	if err != nil {
		r.say(errs.FileUnreadable, at, filepath.Base(path), reason(path, err))
		return
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		at.Sheet = name
		t := tableByName(cleanText(name))
		if t == nil {
			if name != notesSheet {
				r.say(errs.SheetUnknown, at, name, name)
			}
			continue
		}
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			r.say(errs.SheetHidden, at, name, name)
		}
		r.seen[t.key] = true
		g, err := loadGrid(f, name)
		if err != nil {
			r.say(errs.FileUnreadable, at, name, reason(path, err))
			continue
		}
		r.readTable(t, g, at)
	}
}

var errTooLarge = errors.New("larger than 64 MB")

func openWorkbook(path string) (*excelize.File, error) {
	if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return nil, errNotXLSX
	}
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.Size() > maxFileSize {
		return nil, errTooLarge
	}
	return excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
}

// errNotXLSX says that a file has another ending.
var errNotXLSX = errors.New("not an .xlsx file")

// reason is what a person needs of an error, in words: what the operating system or the library said comes last, if at all.
func reason(path string, err error) lang.Text {
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, errNotXLSX):
		return lang.T("不是 .xlsx 文件", "not an .xlsx file")
	case errors.Is(err, errTooLarge):
		return lang.T("大于 64 MB", "larger than 64 MB")
	case errors.Is(err, fs.ErrPermission):
		return lang.T("没有读取权限", "no permission to read it")
	case startsWith(path, "\xd0\xcf\x11\xe0"): // the container of old .xls files, and of encrypted .xlsx files
		return lang.T("是加了密码的工作簿，或改了扩展名的旧版 .xls", "it has a password, or is an old .xls under another name")
	case !startsWith(path, "PK"):
		return lang.T("内容不是 .xlsx 工作簿（可能是改了扩展名的其他文件，或是空文件）", "its content is no .xlsx workbook (another kind of file, or an empty one)")
	case errors.As(err, &pathErr):
		return lang.Same(pathErr.Err.Error())
	}
	return lang.T("内容已损坏（%[1]s）", "its content is damaged (%[1]s)").With(err.Error())
}

func startsWith(path, magic string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == magic
}

// grid is a sheet as stored and as shown, with its merged cells filled.
type grid struct {
	f        *excelize.File
	name     string
	raw      [][]string
	shown    [][]string
	merged   map[[2]int]string // cells inside a merged range, by row and column from 0: the value of its first cell
	formulas bool
	date1904 bool
}

func loadGrid(f *excelize.File, name string) (*grid, error) {
	g := &grid{f: f, name: name, merged: map[[2]int]string{}, formulas: hasFormulas(f)}
	var err error
	if g.raw, err = f.GetRows(name, excelize.Options{RawCellValue: true}); err != nil {
		return nil, err
	}
	if g.shown, err = f.GetRows(name); err != nil {
		return nil, err
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		g.date1904 = *props.Date1904
	}
	merges, err := f.GetMergeCells(name)
	if err != nil {
		return nil, err
	}
	for _, m := range merges {
		c1, r1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		c2, r2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || (r2-r1+1)*(c2-c1+1) > 1<<16 {
			continue // a merge over half the sheet holds a title, not data
		}
		first := cellIn(g.raw, r1-1, c1-1)
		for row := r1 - 1; row < r2; row++ {
			for col := c1 - 1; col < c2; col++ {
				g.merged[[2]int{row, col}] = first
			}
		}
	}
	return g, nil
}

// hasFormulas reports whether any sheet of the file holds a formula; most hold none, and looking cell by cell is slow.
func hasFormulas(f *excelize.File) bool {
	found := false
	f.Pkg.Range(func(name, part any) bool {
		data, ok := part.([]byte)
		if ok && strings.HasPrefix(name.(string), "xl/worksheets/sheet") {
			found = bytes.Contains(data, []byte("<f>")) || bytes.Contains(data, []byte("<f "))
		}
		return !found
	})
	return found
}

func cellIn(rows [][]string, row, col int) string {
	if row < len(rows) && col < len(rows[row]) {
		return rows[row][col]
	}
	return ""
}

func ref(row, col int) string {
	name, _ := excelize.CoordinatesToCellName(col+1, row+1)
	return name
}
