package grid_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"shiji/internal/grid"
)

// kinds names what cells are.
var kinds = map[grid.Kind]string{grid.Empty: "-", grid.Text: "text", grid.Number: "number", grid.Date: "date",
	grid.Time: "time", grid.Duration: "duration", grid.Truth: "truth", grid.Fault: "fault", grid.Uncomputed: "uncomputed"}

// cellsOf reads all cells of a file: "A1 number 5".
func cellsOf(t *testing.T, name string, data []byte) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := grid.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var out []string
	for _, s := range f.Sheets {
		if err := s.Rows(func(r grid.Row) error {
			for col, c := range r.Cells {
				if c.Kind != grid.Empty {
					out = append(out, fmt.Sprintf("%s %s %s", grid.Ref(r.Index, col), kinds[c.Kind], c.Clean()))
				}
			}
			return nil
		}); err != nil {
			return "", err
		}
	}
	return strings.Join(out, "; "), nil
}

// TestLegalWorkbooks: what the standard allows is read, also where most programs write it otherwise.
func TestLegalWorkbooks(t *testing.T) {
	utf16 := func(s string, e unicode.BOMPolicy) []byte {
		out, err := unicode.UTF16(unicode.LittleEndian, e).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(out)
	}
	sheet := func(rows string) string {
		return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows +
			`</sheetData></worksheet>`
	}
	whole := func(sheetXML []byte, more ...part) []byte {
		return archive(t, append([]part{{"[Content_Types].xml", []byte(typesXML)}, {"_rels/.rels", []byte(rootRelsXML)},
			{"xl/workbook.xml", []byte(workbookXML)},
			{"xl/_rels/workbook.xml.rels", []byte(relsXML)}, {"xl/worksheets/sheet1.xml", sheetXML}}, more...)...)
	}
	two := `<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><v>5</v></c></row>`
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"a prefix of tags",
			whole([]byte(`<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>` +
				`<x:row r="1"><x:c r="A1"><x:f>1+1</x:f></x:c><x:c r="B1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>`)),
			"A1 uncomputed ; B1 number 5"},
		{"an empty style", book(t, `<row r="1"><c r="A1" s=""><v>5</v></c></row>`), "A1 number 5"},
		{"no names of cells", book(t, `<row><c><v>5</v></c><c t="b"><v>1</v></c></row><row><c t="e"><v>#REF!</v></c></row>`),
			"A1 number 5; B1 truth TRUE; A2 fault #REF!"},
		{"UTF-16 with a mark", whole(utf16(`<?xml version="1.0" encoding="UTF-16"?>`+sheet(two), unicode.UseBOM)),
			"A1 uncomputed ; B1 number 5"},
		{"UTF-16 without", whole(utf16(`<?xml version="1.0" encoding="UTF-16LE"?>`+sheet(two), unicode.IgnoreBOM)),
			"A1 uncomputed ; B1 number 5"},
		{"single quotes and line breaks",
			book(t, "<row r='1'><c\n r = 'A1'\tt='str' ><f>1</f><v></v></c><c r='B1' t='n'><v> 5 </v></c></row>"),
			"A1 text ; B1 number 5"},
		{"comments and CDATA", book(t,
			`<!-- <c r="Z9"><v>1</v></c> --><row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>`), "A1 text a<b"},
		{"escaped characters and readings", book(t, `<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲_x4E59_</t></r><r>`+
			`<t>局</t></r><rPh sb="0" eb="1"><t>kou</t></rPh></is></c></row>`), "A1 text 甲乙局"},
		{"parts outside xl", archive(t, part{"_rels/.rels", []byte(strings.Replace(rootRelsXML, "xl/workbook.xml",
			"/book/main.xml", 1))}, part{"book/main.xml", []byte(workbookXML)},
			part{"book/_rels/main.xml.rels", []byte(strings.Replace(relsXML, "worksheets/sheet1.xml", "../pages/one.xml", 1))},
			part{"pages/one.xml", []byte(sheet(two))}), "A1 uncomputed ; B1 number 5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := cellsOf(t, "b.xlsx", tt.data); err != nil || got != tt.want {
				t.Errorf("%s (%v), want %s", got, err, tt.want)
			}
		})
	}
	for name, data := range map[string][]byte{
		"两个部分":    book(t, two, part{"XL/worksheets/SHEET1.xml", []byte(sheet(`<row r="1"><c r="A1"><v>9</v></c></row>`))}),
		"第 1 行之后": book(t, `<row r="1"><c r="A1"><v>5</v></c></row><row r="1"><c r="A1"><v>6</v></c></row>`),
		"出现了两次":   book(t, `<row r="1"><c r="A1"><v>5</v></c><c r="A1"><v>6</v></c></row>`),
		"文字不在里面":  book(t, `<row r="1"><c r="A1" t="s"><v>7</v></c></row>`),
		"DTD":     whole(utf16(`<!DOCTYPE x [<!ENTITY a "b">]>`+sheet(two), unicode.UseBOM)),
	} {
		if got, err := cellsOf(t, "b.xlsx", data); err == nil {
			t.Errorf("%s: read as %s", name, got)
		} else if r := (*grid.Refusal)(nil); !errors.As(err, &r) || !strings.Contains(r.Why.ZH, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSeparatedValues: lines and quotes as people and programs write them.
func TestSeparatedValues(t *testing.T) {
	bare, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String("单位,数\r\n甲上,5\r\n")
	if err != nil {
		t.Fatal(err)
	}
	big, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String("单位,数\n甲上,5\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, data, want string }{
		{"CR alone", "单位,数\r甲,5\r", "A1 text 单位; B1 text 数; A2 text 甲; B2 text 5"},
		{"mixed ends", "单位,数\r\n甲,5\n乙,6\r丙,7",
			"A1 text 单位; B1 text 数; A2 text 甲; B2 text 5; A3 text 乙; B3 text 6; A4 text 丙; B4 text 7"},
		{"a quote inside", "名称,数\n钢管 5\" 型,3\n", "A1 text 名称; B1 text 数; A2 text 钢管 5\" 型; B2 text 3"},
		{"quoted", "名称,数\n\"钢管 5\"\" 型,\r长\",3\n", "A1 text 名称; B1 text 数; A2 text 钢管 5\" 型,\n长; B2 text 3"},
		{"an empty line counts", "a,b\n\n1,2\n", "A1 text a; B1 text b; A3 text 1; B3 text 2"},
		{"UTF-16 without a mark", bare, "A1 text 单位; B1 text 数; A2 text 甲上; B2 text 5"},
		{"UTF-16 without a mark, the other way", big, "A1 text 单位; B1 text 数; A2 text 甲上; B2 text 5"},
		{"every digit", "a,b\n110108199001010012,12345678901234.56\n",
			"A1 text a; B1 text b; A2 text 110108199001010012; B2 text 12345678901234.56"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := cellsOf(t, "b.csv", []byte(tt.data)); err != nil || got != tt.want {
				t.Errorf("%s (%v), want %s", got, err, tt.want)
			}
		})
	}
	for name, data := range map[string]string{"never closed": "a,b\n\"甲,5\n乙,6\n", "closed too soon": "a,b\n\"甲\"x,5\n"} {
		if got, err := cellsOf(t, "b.csv", []byte(data)); err == nil {
			t.Errorf("%s: read as %s", name, got)
		}
	}
}

// TestOtherFilesAreNamed: what isn't read is told by its name, with what to do.
func TestOtherFilesAreNamed(t *testing.T) {
	for name, want := range map[string]string{"a.ods": "另存为 .xlsx", "a.et": "WPS", "a.wps": "不是表格",
		"a.xlsb": "另存为 .xlsx", "a.pdf": "PDF"} {
		if _, err := cellsOf(t, name, []byte("PK\x03\x04 anything")); err == nil {
			t.Errorf("%s was read", name)
		} else if r := (*grid.Refusal)(nil); !errors.As(err, &r) || !strings.Contains(r.Why.ZH, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
