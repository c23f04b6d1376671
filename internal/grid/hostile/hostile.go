// Package hostile makes files that are meant to harm whoever reads them: small ones that become large, and large ones
// that become larger. Tests read them through every reader.
package hostile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// File is a file that is meant to harm.
type File struct {
	Name  string // with its ending
	What  string
	Small bool // it is made and read in a moment
	Data  func() []byte
}

// Files lists them.
func Files() []File {
	return []File{
		{"共用文字-小.xlsx", "900 cells, one shared text of 60,000 characters",
			true, func() []byte { return sharedText(60_000, 900) }},
		{"共用文字-大.xlsx", "90,000 cells, one shared text of 60,000 characters",
			true, func() []byte { return sharedText(60_000, 90_000) }},
		{"共用文字-合法.xlsx", "90,000 cells, one shared text of 32,000 characters",
			true, func() []byte { return sharedText(32_000, 90_000) }},
		{"共用文字-公式.xlsx", "20,000 cells, one shared text of 3,000 characters that looks like a number",
			false, func() []byte { return sharedDigits(3_000, 20_000) }},
		{"行距.xlsx", "60 sheets with a cell in the first row and one in the last", true, func() []byte { return farRows(60) }},
		{"末列.xlsx", "a cell in column AMJ in each of 40,000 rows", true, func() []byte { return lastColumn(40_000) }},
		{"多表.xlsx", "4,000 sheets", true, func() []byte { return manySheets(4_000) }},
		{"空行.csv", "15 million empty rows", false, func() []byte { return bytes.Repeat([]byte("\n"), 15_000_000) }},
		{"逗号.csv", "30,000 rows of 1,000 empty cells", false, func() []byte {
			return append([]byte("单位,数\n甲,1\n"), bytes.Repeat([]byte(strings.Repeat(",", 999)+"\n"), 30_000)...)
		}},
		{"单字.csv", "4 million cells of one character",
			false, func() []byte { return bytes.Repeat([]byte(strings.Repeat("1,", 999)+"1\n"), 4_000) }},
		{"密.xlsx", "5 million cells in 400 KB", false, func() []byte { return dense(5, 1_000_000) }},
		{"行号.xlsx", "a cell in row 2^31", true,
			func() []byte { return sheetOf(`<row r="2147483648"><c r="A2147483648"><v>1</v></c></row>`) }},
		{"行号-无行.xlsx", "a cell that says row 2^31 in a row without a number",
			true, func() []byte { return sheetOf(`<row><c r="A2147483648"><v>1</v></c></row>`) }},
		{"行号-最大.xlsx", "a cell in row 2^63", true, func() []byte {
			return sheetOf(`<row r="9223372036854775808"><c r="A9223372036854775808"><v>1</v></c></row>`)
		}},
		{"单元格.xlsx", "600,000 cells of six digits", false, func() []byte { return manyCells(6_000, 100) }},
		{"长文字.xlsx", "200 texts of 32,000 characters, each its own", false, func() []byte { return manyTexts(200, 32_000) }},
		{"合并.xlsx", "200,000 merged ranges", false, func() []byte { return merges(200_000) }},
		{"叠合并.xlsx", "2,000 merged ranges over each other, and 20,000 rows under them",
			false, func() []byte { return overlapping(2_000, 20_000) }},
		{"格式.xlsx", "300,000 styles and 50,000 number formats", false, func() []byte { return styles(300_000, 50_000) }},
		{"公式.xlsx", "300,000 formulas without results", false, func() []byte { return formulas(300_000) }},
		{"富文本.xlsx", "a text in 500,000 pieces", false, func() []byte { return pieces(500_000) }},
		{"隐藏列.xlsx", "50,000 ranges of hidden columns over all columns",
			false, func() []byte { return hiddenColumns(50_000) }},
		{"宽页.xlsx", "60 rows of 1,024 cells, one shared text of 75 characters",
			true, func() []byte { return widePage(60, 1024, 75) }},
		{"空表头.xlsx", "1,000 columns with headings of 3,000 characters",
			true, func() []byte { return wideHeadings(1_000, 3_000) }},
	}
}

const head = `<?xml version="1.0" encoding="UTF-8"?>`

// Book is a workbook with sheets of the given names, whose contents are what stands within the element worksheet.
func Book(names []string, sheet func(i int, w io.Writer), more map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser,
		error) {
		return flate.NewWriter(w, flate.DefaultCompression)
	})
	put := func(name string, write func(io.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			panic(err) // into memory
		}
		write(w)
	}
	text := func(s string) func(io.Writer) { return func(w io.Writer) { io.WriteString(w, s) } }
	put("[Content_Types].xml", text(head+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" `+
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`))
	put("_rels/.rels", text(head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" `+
		`Target="xl/workbook.xml"/></Relationships>`))
	put("xl/workbook.xml", func(w io.Writer) {
		io.WriteString(w, head+`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" `+
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`)
		for i, n := range names {
			fmt.Fprintf(w, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, n, i+1, i+1)
		}
		io.WriteString(w, `</sheets></workbook>`)
	})
	put("xl/_rels/workbook.xml.rels", func(w io.Writer) {
		io.WriteString(w, head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
		for i := range names {
			fmt.Fprintf(w,
				`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" `+
					`Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		}
		for _, kind := range []string{"sharedStrings", "styles"} {
			if more["xl/"+kind+".xml"] != "" {
				fmt.Fprintf(w,
					`<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" `+
						`Target="%s.xml"/>`, kind, kind, kind)
			}
		}
		io.WriteString(w, `</Relationships>`)
	})
	for i := range names {
		put(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), func(w io.Writer) {
			io.WriteString(w, head+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
			sheet(i, w)
			io.WriteString(w, `</worksheet>`)
		})
	}
	for _, kind := range []string{"sharedStrings", "styles"} {
		if s := more["xl/"+kind+".xml"]; s != "" {
			put("xl/"+kind+".xml", text(s))
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// year is the name of a sheet that a year has, so that its rows are read as such.
var year = []string{"实绩"}

func sheetOf(rows string) []byte {
	return Book(year, func(_ int, w io.Writer) { io.WriteString(w, "<sheetData>"+rows+"</sheetData>") }, nil)
}

func sharedOf(text string, cells int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c><c r="B1" t="inlineStr"><is>`+
			`<t>指标</t></is></c><c r="C1" t="inlineStr"><is><t>全年</t></is></c></row>`)
		for i := range cells / 3 {
			fmt.Fprintf(w, `<row r="%d"><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>`, i+2)
		}
		io.WriteString(w, `</sheetData>`)
	}, map[string]string{"xl/sharedStrings.xml": head +
		`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>` + text + `</t></si></sst>`})
}

func widePage(rows, columns, length int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		for range rows {
			io.WriteString(w, "<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, columns)+"</row>")
		}
		io.WriteString(w, `</sheetData>`)
	}, map[string]string{"xl/sharedStrings.xml": head +
		`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>` +
		strings.Repeat("宽", length) + `</t></si></sst>`})
}

func sharedText(length, cells int) []byte { return sharedOf(strings.Repeat("长", length), cells) }

func sharedDigits(length, cells int) []byte { return sharedOf(strings.Repeat("9", length)+"%", cells) }

func farRows(sheets int) []byte {
	names := make([]string, sheets)
	for i := range names {
		names[i] = fmt.Sprintf("表%d", i+1)
	}
	names[0] = "实绩"
	return Book(names, func(_ int, w io.Writer) {
		io.WriteString(w,
			`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>`)
	}, nil)
}

func lastColumn(rows int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		for i := range rows {
			fmt.Fprintf(w, `<row r="%d"><c r="AMJ%d"><v>1</v></c></row>`, i+1, i+1)
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}

func manySheets(n int) []byte {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("表%d", i+1)
	}
	return Book(names, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`)
	}, nil)
}

func manyCells(rows, columns int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		r := rand.New(rand.NewPCG(1, 2))
		for range rows {
			io.WriteString(w, "<row>")
			for range columns {
				fmt.Fprintf(w, `<c><v>%d</v></c>`, r.IntN(1_000_000)) // too irregular to look like a bomb
			}
			io.WriteString(w, "</row>")
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}

// dense is sheets of cells that are all alike, each just small enough to be no bomb.
func dense(sheets, cells int) []byte {
	names := []string{"实绩"}
	for i := range sheets - 1 {
		names = append(names, fmt.Sprintf("实绩%d", i+2))
	}
	return Book(names, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		row := "<row>" + strings.Repeat(`<c><v>1</v></c>`, 20) + "</row>"
		for range cells / 20 {
			io.WriteString(w, row)
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}

func manyTexts(n, length int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		r := rand.New(rand.NewPCG(3, 4))
		io.WriteString(w, `<sheetData>`)
		text := make([]rune, length)
		for range n {
			for k := range text {
				text[k] = rune(0x4E00 + r.IntN(20_000))
			}
			fmt.Fprintf(w, `<row><c t="inlineStr"><is><t>%s</t></is></c></row>`, string(text))
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}

func merges(n int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>`)
		for i := range n {
			fmt.Fprintf(w, `<mergeCell ref="A%d:C%d"/>`, i+1, i+1)
		}
		io.WriteString(w, `</mergeCells>`)
	}, nil)
}

func overlapping(n, rows int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		for i := range rows {
			fmt.Fprintf(w, `<row r="%d"><c r="A%d"><v>1</v></c><c r="T%d"><v>1</v></c></row>`, i+1, i+1, i+1)
		}
		io.WriteString(w, `</sheetData><mergeCells>`)
		for i := range n {
			fmt.Fprintf(w, `<mergeCell ref="A1:B%d"/>`, rows-i)
		}
		io.WriteString(w, `</mergeCells>`)
	}, nil)
}

func styles(n, formats int) []byte {
	var s strings.Builder
	s.WriteString(head + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>`)
	for i := range formats {
		fmt.Fprintf(&s, `<numFmt numFmtId="%d" formatCode="0.00%s"/>`, 200+i, strings.Repeat(`&quot;单位&quot;`, 20))
	}
	s.WriteString(`</numFmts><cellXfs>`)
	for i := range n {
		fmt.Fprintf(&s, `<xf numFmtId="%d"/>`, 200+i%formats)
	}
	s.WriteString(`</cellXfs></styleSheet>`)
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData><row r="1"><c r="A1" s="7"><v>1</v></c></row></sheetData>`)
	}, map[string]string{"xl/styles.xml": s.String()})
}

func formulas(n int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		for range n / 10 {
			io.WriteString(w, "<row>"+strings.Repeat(`<c><f>SUBTOTAL(9,A1:A9)</f></c>`, 10)+"</row>")
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}

func pieces(n int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is>`)
		for range n {
			io.WriteString(w, `<r><t>字</t></r>`)
		}
		io.WriteString(w, `</is></c></row></sheetData>`)
	}, nil)
}

func hiddenColumns(n int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<cols>`)
		for range n {
			io.WriteString(w, `<col min="1" max="16384" hidden="1"/>`)
		}
		io.WriteString(w, `</cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`)
	}, nil)
}

func wideHeadings(columns, length int) []byte {
	return Book(year, func(_ int, w io.Writer) {
		io.WriteString(w, `<sheetData>`)
		for row := range 3 {
			io.WriteString(w, `<row>`)
			for c := range columns {
				if row == 0 {
					fmt.Fprintf(w, `<c t="inlineStr"><is><t>%d%s</t></is></c>`, c, strings.Repeat("头", length))
				} else {
					io.WriteString(w, `<c><v>1</v></c>`)
				}
			}
			io.WriteString(w, `</row>`)
		}
		io.WriteString(w, `</sheetData>`)
	}, nil)
}
