package grid_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shiji/internal/grid"
)

// part is one entry of an archive.
type part struct {
	name string
	data []byte
}

const (
	workbookXML = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
		`<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" ` +
		`Target="worksheets/sheet1.xml"/></Relationships>`
	typesXML = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	rootRelsXML = `<?xml version="1.0"?>` +
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" ` +
		`Target="xl/workbook.xml"/></Relationships>`
)

// book is a workbook of one sheet with the given rows, and further parts.
func book(t *testing.T, rows string, more ...part) []byte {
	t.Helper()
	sheet :=
		`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
			rows + `</sheetData></worksheet>`
	return archive(t, append([]part{{"[Content_Types].xml", []byte(typesXML)}, {"_rels/.rels", []byte(rootRelsXML)},
		{"xl/workbook.xml", []byte(workbookXML)},
		{"xl/_rels/workbook.xml.rels", []byte(relsXML)}, {"xl/worksheets/sheet1.xml", []byte(sheet)}}, more...)...)
}

func archive(t *testing.T, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lying makes the archive declare another unzipped size for a part than it has.
func lying(data []byte, name string, size uint32) []byte {
	out := bytes.Clone(data)
	for i := 0; i+46 < len(out); i++ {
		if bytes.Equal(out[i:i+4], []byte("PK\x01\x02")) {
			n := int(binary.LittleEndian.Uint16(out[i+28:]))
			if i+46+n <= len(out) && string(out[i+46:i+46+n]) == name {
				binary.LittleEndian.PutUint32(out[i+24:], size)
			}
		}
	}
	return out
}

// TestHostileFiles: each is refused with a reason, within seconds and without eating memory.
func TestHostileFiles(t *testing.T) {
	row := `<row r="1"><c r="A1"><v>1</v></c></row>`
	zeros := make([]byte, 40<<20)
	deep := strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000)
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>`
	nested := archive(t, part{"xl/inner.zip", zeros})
	for _, tt := range []struct {
		name, file string
		data       []byte
		says       string
	}{
		{"a bomb: 40 MB of zeros in 40 kB", "炸弹.xlsx", book(t, row, part{"xl/media/image1.png", zeros}), "zip bomb"},
		{"a bomb in the sheet itself", "炸弹.xlsx", book(t, row+"<!--"+strings.Repeat(" ", 30<<20)+"-->"), "bomb"},
		{"a part that declares less than it holds", "谎报.xlsx", lying(book(t, row,
			part{"xl/media/image1.png", bytes.Repeat([]byte("x"), 5<<20)}), "xl/media/image1.png", 100), "damaged"},
		{"a bomb inside an archive", "套娃.xlsx", nested, "zip bomb"},
		{"a path out of the archive", "路径.xlsx", book(t, row, part{"../../etc/passwd", []byte("x")}),
			"path that doesn't belong"},
		{"an absolute path", "路径.xlsx", book(t, row, part{"/etc/passwd", []byte("x")}), "path that doesn't belong"},
		{"a Windows path", "路径.xlsx", book(t, row, part{`xl\..\evil`, []byte("x")}), "path that doesn't belong"},
		{"macros", "宏.xlsx", book(t, row, part{"xl/vbaProject.bin", []byte("x")}), "macros"},
		{"links to other files", "链接.xlsx", book(t, row, part{"xl/externalLinks/externalLink1.xml", []byte("<a/>")}),
			"links to other files"},
		{"an external entity", "实体.xlsx", book(t, row, part{"xl/sharedStrings.xml", []byte(laughs)}), "DTD"},
		{"XML a thousand levels deep", "深.xlsx", book(t, row, part{"xl/styles.xml", []byte(deep)}), "levels deep"},
		{"tags that don't match", "标记.xlsx",
			book(t, `<row r="1"><c r="A1"><v>1</v></c></sheetData><row r="2"><c r="A2"><v>2</v></c></row>`), "doesn't match"},
		{"merges over each other", "叠.xlsx",
			book(t, row+`</sheetData><mergeCells>`+overlaps(1500)+`</mergeCells><sheetData>`), "over each other"},
		{"a sheet that no relation names", "无关系.xlsx", archive(t, part{"_rels/.rels", []byte(rootRelsXML)},
			part{"xl/workbook.xml", []byte(workbookXML)}, part{"xl/_rels/workbook.xml.rels", []byte(strings.Replace(relsXML,
				"rId1", "rId7", 1))}, part{"xl/worksheets/sheet1.xml", []byte("<worksheet/>")}), "nothing says where"},
		{"two parts of styles", "样式.xlsx", archive(t, part{"_rels/.rels", []byte(rootRelsXML)}, part{"xl/workbook.xml",
			[]byte(workbookXML)}, part{"xl/_rels/workbook.xml.rels", []byte(strings.Replace(relsXML, "</Relationships>",
			strings.Repeat(`<Relationship Id="s" Type="x/styles" Target="styles.xml"/>`, 2)+"</Relationships>", 1))},
			part{"xl/worksheets/sheet1.xml", []byte("<worksheet/>")}, part{"xl/styles.xml", []byte("<styleSheet/>")}),
			"stands twice"},
		{"16,384 columns", "宽.xlsx", book(t, `<row r="1"><c r="XFD1"><v>1</v></c></row>`), "columns"},
		{"one text of a megabyte", "长.xlsx", book(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>`+strings.Repeat("长", 1<<19)+
			`</t></is></c></row>`), "text of more than"},
		{"one tag of a megabyte", "长.xlsx", book(t, `<row r="1" x="`+strings.Repeat("a", 1<<20)+`"/>`),
			"tag that is far too long"},
		{"a workbook cut short", "残.xlsx", book(t, row)[:300], "damaged"},
		{"an encrypted workbook", "密.xlsx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
			make([]byte, 4096)...), "password"},
		{"an archive under another name", "图.csv", book(t, row), "called .csv"},
		{"text under the name of a workbook", "文.xlsx", []byte("单位,数\n甲,1\n"), "no .xlsx workbook"},
		{"an archive that is no workbook", "档.xlsx", archive(t, part{"a.txt", []byte("x")}), "no workbook"},
		{"an empty file", "空.xlsx", nil, "empty"},
		{"another kind of file", "表.ods", []byte("x"), "save it as .xlsx"},
		{"no extension", "表", []byte("x"), "can't be read"},
		{"CSV with a quote that isn't closed", "引号.csv", []byte("a,b\n\"c,d\n"), "quotes"},
		{"CSV with NUL", "空字符.csv", []byte("a,b\n\x00,d\n"), "NUL"},
		{"CSV in no encoding", "乱码.csv", []byte("a,b\n\xff\xff\xff,\x80\n"), "encoding"},
		{"CSV in half a UTF-16", "半.csv", []byte("\xff\xfea"), "UTF-16"},
		{"CSV of 2,000 columns", "宽.csv", []byte(strings.Repeat("1,", 2000)), "columns"},
		{"CSV with a cell of a megabyte", "长.csv", []byte("a,\"" + strings.Repeat("x", 1<<20) + "\"\n"), "cell of more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			start, before := time.Now(), allocated()
			f, err := grid.Open(path)
			var refusal *grid.Refusal
			if !errors.As(err, &refusal) {
				f.Close()
				t.Fatalf("not refused: %v", err)
			}
			if !strings.Contains(refusal.Why.EN, tt.says) || refusal.Why.ZH == "" {
				t.Errorf("says %q, want %q", refusal.Why.EN, tt.says)
			}
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
			if grown := allocated() - before; grown > 300<<20 {
				t.Errorf("took %d MB", grown>>20)
			}
		})
	}
}

// overlaps is merged ranges that begin in one cell.
func overlaps(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<mergeCell ref="A1:B%d"/>`, i+2)
	}
	return b.String()
}

// allocated is all that was ever allocated: more than what is in use at any time.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestFoldersAndAbsentFiles(t *testing.T) {
	var refusal *grid.Refusal
	if _, err := grid.Open(t.TempDir()); !errors.As(err, &refusal) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := grid.Open(filepath.Join(t.TempDir(), "无.xlsx")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestStyledColumnsAreNoData: formats that reach to the last column, without values, are harmless.
func TestStyledColumnsAreNoData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "样式.xlsx")
	if err := os.WriteFile(path, book(t, `<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>`),
		0o600); err != nil {
		t.Fatal(err)
	}
	f, err := grid.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s := f.Sheets[0]; s.Cells != 1 || s.Name != "表" {
		t.Errorf("sheet %+v", s)
	}
}

// TestRowsAreStreamed: a hundred thousand rows pass through without being kept.
func TestRowsAreStreamed(t *testing.T) {
	const n = 20_000
	path := filepath.Join(t.TempDir(), "多.xlsx")
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= n; i++ {
		if err := w.SetRow(fmt.Sprintf("A%d", i), []any{i, fmt.Sprintf("单位%d", i%110), 12.5, "说明文字"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Flush(), f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	g, err := grid.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	rows, cells := 0, 0
	if err := g.Sheets[0].Rows(func(r grid.Row) error {
		rows++
		cells += len(r.Cells)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if rows != n || cells != 4*n || g.Sheets[0].Cells != 4*n {
		t.Errorf("%d rows, %d cells, %d counted", rows, cells, g.Sheets[0].Cells)
	}
}

func TestRef(t *testing.T) {
	for _, tt := range []struct {
		row, col int
		want     string
	}{{0, 0, "A1"}, {9, 25, "Z10"}, {0, 26, "AA1"}, {0, 701, "ZZ1"}, {0, 702, "AAA1"}, {1048575, 16383, "XFD1048576"}} {
		if got := grid.Ref(tt.row, tt.col); got != tt.want {
			t.Errorf("Ref(%d, %d) = %s, want %s", tt.row, tt.col, got, tt.want)
		}
	}
}
