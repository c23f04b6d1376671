package libreoffice

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Save writes the workbook into a folder and says where.
func (b Book) Save(dir string) (path string, err error) {
	path = filepath.Join(dir, b.Name+".xlsx")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	if err = b.write(f); err != nil {
		f.Close()
		return "", err
	}
	return path, f.Close()
}

const (
	head     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	main     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages = "http://schemas.openxmlformats.org/package/2006"
	override = `<Override PartName="/xl/%s.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"/>`
	relation = `<Relationship Id="%s" Type="` + office + `/%s" Target="%s"/>`
)

func relations(list string) string {
	return `<Relationships xmlns="` + packages + `/relationships">` + list + `</Relationships>`
}

// write writes the parts by hand: a library would choose types, styles and formats itself.
func (b Book) write(w io.Writer) error {
	z := zip.NewWriter(w)
	part := func(name, text string) error {
		p, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // packing takes longer than the rest
		if err == nil {
			_, err = io.WriteString(p, head+text)
		}
		return err
	}
	var types, sheets, links strings.Builder
	for i, s := range b.Sheets {
		fmt.Fprintf(&types, override, fmt.Sprintf("worksheets/sheet%d", i+1), "worksheet")
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.Name, i+1, i+1)
		fmt.Fprintf(&links, relation, fmt.Sprintf("rId%d", i+1), "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1))
	}
	styles, numbers := b.styles()
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packages + `/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			fmt.Sprintf(override, "workbook", "sheet.main") + fmt.Sprintf(override, "styles", "styles") +
			fmt.Sprintf(override, "sharedStrings", "sharedStrings") + types.String() + `</Types>`},
		{"_rels/.rels", relations(fmt.Sprintf(relation, "rId1", "officeDocument", "xl/workbook.xml"))},
		{"xl/workbook.xml", fmt.Sprintf(`<workbook xmlns="%s" xmlns:r="%s"><workbookPr date1904="%t"/>`,
			main, office, b.Date1904) + `<sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relations(links.String() +
			fmt.Sprintf(relation, "styles", "styles", "styles.xml") +
			fmt.Sprintf(relation, "texts", "sharedStrings", "sharedStrings.xml"))},
		{"xl/styles.xml", styles},
		{"xl/sharedStrings.xml", `<sst xmlns="` + main + `"><si><t>` +
			strings.Join(sharedTexts, `</t></si><si><t>`) + `</t></si></sst>`},
	}
	for i, s := range b.Sheets {
		parts = append(parts, [2]string{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), s.xml(numbers)})
	}
	for _, p := range parts {
		if err := part(p[0], p[1]); err != nil {
			return err
		}
	}
	return z.Close()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace

// firstCustom is the lowest number that Chinese spreadsheets give to a format that isn't built in.
const firstCustom = 176

// styles are the formats of the workbook, and the number of each one's style.
func (b Book) styles() (xml string, numbers map[Format]int) {
	numbers = map[Format]int{}
	var codes, cells strings.Builder
	count := 0
	for _, s := range b.Sheets {
		for _, r := range s.Rows {
			f := r.Format
			if _, ok := numbers[f]; ok {
				continue
			}
			numbers[f] = len(numbers) + 1 // style 0 is the plain one
			id := f.ID
			if f.Code != "" {
				if id == 0 {
					id = firstCustom + len(numbers)
				}
				count++
				fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, id, escape(f.Code))
			}
			fmt.Fprintf(&cells, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, id)
		}
	}
	plain := `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`
	return fmt.Sprintf(`<styleSheet xmlns="%s"><numFmts count="%d">%s</numFmts>`, main, count, codes.String()) +
		`<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>` +
		`<fills count="1"><fill><patternFill patternType="none"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">%s%s</cellXfs>`, len(numbers)+1, plain, cells.String()) +
		`<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>`, numbers
}

// xml is the sheet. Rows and cells don't say where they stand: they follow each other.
func (s Sheet) xml(styles map[Format]int) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="` + main + `"><sheetData>`)
	for _, r := range s.Rows {
		b.WriteString("<row>")
		for _, c := range r.Cells {
			fmt.Fprintf(&b, `<c s="%d"`, styles[r.Format])
			if c.Type != "" {
				fmt.Fprintf(&b, ` t="%s"`, c.Type)
			}
			b.WriteString(">")
			if c.Formula != "" {
				b.WriteString("<f>" + escape(c.Formula) + "</f>")
			}
			switch {
			case c.Type == "inlineStr":
				b.WriteString("<is><t>" + escape(c.Value) + "</t></is>")
			case c.Value != "" || c.Formula != "":
				b.WriteString("<v>" + escape(c.Value) + "</v>")
			}
			b.WriteString("</c>")
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.String()
}
