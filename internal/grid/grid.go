package grid

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shiji/internal/lang"
)

// Limits of a file that is read. They are far above what an office sends, and keep memory below 300 MB
// and time within seconds.
const (
	MaxFileSize = 64 << 20
	maxUnzipped = 384 << 20
	maxRatio    = 100 // unzipped to zipped, for what is larger than smallPart
	smallPart   = 16 << 20
	maxParts    = 5000
	maxDepth    = 64      // nesting of XML
	maxText     = 200_000 // bytes of one text; a cell takes 32,767 characters
	maxCells    = 6_000_000
	MaxColumns  = 1024
)

// Refusal says why a file is not read, in words for the person who sent it.
type Refusal struct{ Why lang.Text }

func (r *Refusal) Error() string { return r.Why.EN }

func refuse(zh, en string, args ...any) error { return &Refusal{lang.T(zh, en).With(args...)} }

// File is an open file.
type File struct {
	Name   string // base name
	Sheets []*Sheet
	Notes  []lang.Text // how it was read, where that isn't plain: encoding and separator of a CSV file
	close  func() error
	size   int64
}

// Close releases what the file holds.
func (f *File) Close() error {
	if f.close == nil {
		return nil
	}
	return f.close()
}

// Sheet is one sheet of a file. A CSV file has one, named like the file.
type Sheet struct {
	Name     string
	Hidden   bool
	Date1904 bool // numbers of days count from 1904
	Merges   []Merge
	Formulas int          // cells that hold a formula
	Cells    int          // filled cells
	Columns  map[int]bool // hidden columns, from 0
	rows     func(yield func(Row) error) error
}

// Rows hands out every row that has something in it, in order, and stops at the first error.
func (s *Sheet) Rows(yield func(Row) error) error { return s.rows(yield) }

// Merge is a merged range: rows and columns from 0, both ends included.
type Merge struct{ Row1, Col1, Row2, Col2 int }

// Holds reports whether a cell lies in the range.
func (m Merge) Holds(row, col int) bool {
	return row >= m.Row1 && row <= m.Row2 && col >= m.Col1 && col <= m.Col2
}

// Row is one row. Its cells are only good until the next row.
type Row struct {
	Index  int // from 0
	Hidden bool
	Cells  []Cell
}

// At is a cell of the row; beyond the last one it is empty.
func (r Row) At(col int) Cell {
	if col >= 0 && col < len(r.Cells) {
		return r.Cells[col]
	}
	return Cell{}
}

// Copy is the row for whoever keeps it.
func (r Row) Copy() Row {
	r.Cells = append([]Cell(nil), r.Cells...)
	return r
}

// Filled is the number of cells in which something stands.
func (r Row) Filled() int {
	n := 0
	for i := range r.Cells {
		if !r.Cells[i].Blank() {
			n++
		}
	}
	return n
}

// Open looks at a file and opens it. A *Refusal says what is wrong with it; other errors are the operating system's.
func Open(path string) (*File, error) { return OpenHeeding(context.Background(), path) }

// OpenHeeding is Open for readers that stop when ctx ends: looking at the file, and then reading its rows.
func OpenHeeding(ctx context.Context, path string) (*File, error) {
	if isText(strings.ToLower(filepath.Ext(path))) {
		return open(ctx, path, MaxFileSize, usualText)
	}
	return open(ctx, path, MaxFileSize, Usual)
}

// OpenTo is Open with another limit on the size of a CSV file, for those who don't keep what they read. A CSV file has
// no other budget then: it holds what its size says.
func OpenTo(path string, maxCSV int64) (*File, error) {
	budget := Usual
	if isText(strings.ToLower(filepath.Ext(path))) {
		budget = func(int64) Budget { return Budget{math.MaxInt64, math.MaxInt64, 1, 24 * time.Hour} }
	}
	return open(context.Background(), path, maxCSV, budget)
}

func open(ctx context.Context, path string, maxCSV int64, budget func(size int64) Budget) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, refuse("是文件夹，不是文件", "it is a folder, not a file")
	}
	ext := strings.ToLower(filepath.Ext(path))
	limit := int64(MaxFileSize)
	if isText(ext) {
		limit = maxCSV
	}
	if info.Size() > limit {
		return nil, refuse("大于 %[1]d MB", "larger than %[1]d MB", limit>>20)
	}
	head, err := firstBytes(path, 8)
	if err != nil {
		return nil, err
	}
	switch {
	case info.Size() == 0:
		return nil, refuse("是空文件", "it is empty")
	case named(ext) != nil:
		return nil, named(ext)
	case strings.HasPrefix(head, "\xd0\xcf\x11\xe0"): // the container of old .xls files, and of encrypted .xlsx files
		return nil, refuse("是加了密码的工作簿，或旧版 .xls；请去掉密码，另存为 .xlsx",
			"it has a password, or is an old .xls; remove the password and save it as .xlsx")
	case strings.HasPrefix(head, "PK") && ext != ".xlsx":
		return nil, refuse("内容是压缩包或工作簿，扩展名却是 %[1]s；请确认后改名",
			"its content is a workbook or an archive, but it is called %[1]s; look at it and rename it", orNone(ext))
	case ext == ".xlsx" && !strings.HasPrefix(head, "PK"):
		return nil, refuse("内容不是 .xlsx 工作簿（可能是改了扩展名的其他文件）",
			"its content is no .xlsx workbook (perhaps another kind of file that was renamed)")
	case ext != ".xlsx" && !isText(ext):
		return nil, refuse("不认识 %[1]s 文件；请另存为 .xlsx 或 .csv",
			"%[1]s files can't be read; save it as .xlsx or .csv", orNone(ext))
	}
	reads := openCSV
	if ext == ".xlsx" {
		reads = openWorkbook
	}
	f, err := reads(path, newMeter(ctx, budget(info.Size())))
	if err != nil {
		return nil, err
	}
	f.size = info.Size()
	return f, nil
}

// named is the refusal of files that are told by their names: what they are, and what to do.
func named(ext string) error {
	if why, ok := otherFiles[ext]; ok {
		return &Refusal{why}
	}
	return nil
}

var otherFiles = map[string]lang.Text{
	".ods": lang.T("是 OpenDocument 表格（.ods）；请用表格软件打开，另存为 .xlsx",
		"it is an OpenDocument table (.ods); open it in a spreadsheet program and save it as .xlsx"),
	".et": lang.T("是 WPS 表格的旧格式（.et）；请用 WPS 打开，另存为 .xlsx",
		"it is a table of WPS (.et); open it in WPS and save it as .xlsx"),
	".ett": lang.T("是 WPS 表格的模板（.ett）；请用 WPS 打开，另存为 .xlsx",
		"it is a template of WPS (.ett); open it in WPS and save it as .xlsx"),
	".wps": lang.T("是 WPS 文字（.wps），不是表格；请把表格放进 .xlsx 工作簿",
		"it is a text of WPS (.wps) and no table; put the table into an .xlsx workbook"),
	".doc":     lang.T("是文字文件，不是表格；请把表格放进 .xlsx 工作簿", "it is a text and no table; put the table into an .xlsx workbook"),
	".docx":    lang.T("是文字文件，不是表格；请把表格放进 .xlsx 工作簿", "it is a text and no table; put the table into an .xlsx workbook"),
	".pdf":     lang.T("是 PDF，读不出单元格；请向报送单位要 .xlsx", "it is a PDF, which has no cells; ask who sent it for an .xlsx"),
	".xls":     lang.T("是旧版工作簿（.xls）；请打开后另存为 .xlsx", "it is an old workbook (.xls); open it and save it as .xlsx"),
	".xlsb":    lang.T("是二进制工作簿（.xlsb）；请另存为 .xlsx", "it is a binary workbook (.xlsb); save it as .xlsx"),
	".xlsm":    lang.T("含有宏（.xlsm）；请另存为不含宏的 .xlsx", "it holds macros (.xlsm); save it as an .xlsx without macros"),
	".numbers": lang.T("是 Numbers 表格；请导出为 .xlsx", "it is a table of Numbers; export it as .xlsx"),
}

func isText(ext string) bool { return ext == ".csv" || ext == ".txt" || ext == ".tsv" }

func orNone(ext string) string {
	if ext == "" {
		return "（无）"
	}
	return ext
}

func firstBytes(path string, n int) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, n)
	got, _ := f.Read(head)
	return string(head[:got]), nil
}

// Ref is the name of a cell, row and column from 0: Ref(0, 1) is "B1".
func Ref(row, col int) string { return ColumnName(col) + fmt.Sprint(row+1) }

// ColumnName is the letters of a column, from 0.
func ColumnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// At reads the name of a cell: "B1" is row 0, column 1; ok is false if it is none.
func At(ref string) (row, col int, ok bool) { return at(ref) }

// at reads the name of a cell: "B1" is row 0, column 1; ok is false if it is none.
func at(ref string) (row, col int, ok bool) {
	i := 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' {
		if col = col*26 + int(ref[i]-'A') + 1; col > 1<<20 {
			return 0, 0, false
		}
		i++
	}
	if i == 0 || i == len(ref) {
		return 0, 0, false
	}
	for _, r := range ref[i:] {
		if r < '0' || r > '9' || row > 1<<24 {
			return 0, 0, false
		}
		row = row*10 + int(r-'0')
	}
	return row - 1, col - 1, row > 0
}
