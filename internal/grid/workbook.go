package grid

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// openWorkbook looks through an .xlsx file part by part before the library reads it: an archive may lie about what is in it.
func openWorkbook(name string) (*File, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer z.Close()
	if err := checkParts(z.File); err != nil {
		return nil, err
	}
	scans := map[string]*partScan{}
	cells := 0
	for _, part := range z.File {
		scan, err := scanPart(part)
		if err != nil {
			return nil, err
		}
		if cells += scan.cells; cells > maxCells {
			return nil, refuse("单元格超过 %[1]d 万个", "it has more than %[1]d × 10,000 cells", maxCells/10000)
		}
		scans[part.Name] = scan
	}
	book, err := readIndex(&z.Reader)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(name, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return nil, damaged(err)
	}
	out := &File{Name: filepath.Base(name), close: f.Close}
	for _, s := range book.Sheets {
		scan := scans[book.part(s.ID)]
		if scan == nil || !slices.Contains(f.GetSheetList(), s.Name) {
			continue // a sheet of charts has no cells
		}
		sheet := &Sheet{Name: s.Name, Hidden: s.State != "" && s.State != "visible", Date1904: book.Props.Date1904 == "1" || book.Props.Date1904 == "true",
			Merges: scan.merges, Formulas: scan.formulas, Unknown: scan.unknown, Cells: scan.cells, Columns: scan.hiddenColumns}
		sheet.rows = func(yield func(Row) error) error { return workbookRows(f, s.Name, yield) }
		out.Sheets = append(out.Sheets, sheet)
	}
	return out, nil
}

func damaged(err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return err
	}
	return refuse("内容已损坏（%[1]s）", "its content is damaged (%[1]s)", err.Error())
}

// checkParts looks at the list of parts: their number, names and declared sizes.
func checkParts(parts []*zip.File) error {
	if len(parts) > maxParts {
		return refuse("压缩包里有 %[1]d 个部分，超过 %[2]d 个", "it has %[1]d parts, more than %[2]d", len(parts), maxParts)
	}
	var zipped, unzipped uint64
	hasBook := false
	for _, p := range parts {
		zipped, unzipped = zipped+p.CompressedSize64, unzipped+p.UncompressedSize64
		lower := strings.ToLower(p.Name)
		hasBook = hasBook || lower == "xl/workbook.xml"
		switch {
		case strings.Contains(p.Name, "..") || strings.HasPrefix(p.Name, "/") || strings.Contains(p.Name, `\`) || p.Mode()&^0o777 != 0 && !p.FileInfo().IsDir():
			return refuse("里面有不该有的路径“%[1]s”", "it holds a path that doesn't belong there: %[1]q", p.Name)
		case strings.Contains(lower, "vbaproject") || strings.HasSuffix(lower, ".bin") && strings.Contains(lower, "macro"):
			return refuse("含有宏；请另存为不含宏的 .xlsx", "it holds macros; save it as an .xlsx without macros")
		case strings.HasPrefix(lower, "xl/externallinks/"):
			return refuse("含有到其他文件的链接；请在“数据—编辑链接”中断开链接（保留数值）后再交", "it links to other files; break the links (keeping the values) and send it again")
		}
		if unzipped > maxUnzipped || p.UncompressedSize64 > smallPart && p.UncompressedSize64 > maxRatio*max(1, p.CompressedSize64) {
			return refuse("展开后过大（压缩包炸弹？）", "it becomes far too large when unzipped (a zip bomb?)")
		}
	}
	if !hasBook {
		return refuse("是压缩包，不是工作簿", "it is an archive, but no workbook")
	}
	return nil
}

// index is what xl/workbook.xml and its relations say.
type index struct {
	Sheets []struct {
		Name  string `xml:"name,attr"`
		ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		State string `xml:"state,attr"`
	} `xml:"sheets>sheet"`
	Props struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	relations []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	}
}

func (x index) part(id string) string {
	for _, r := range x.relations {
		if r.ID == id {
			if strings.HasPrefix(r.Target, "/") {
				return strings.TrimPrefix(r.Target, "/")
			}
			return path.Join("xl", r.Target)
		}
	}
	return ""
}

func readIndex(z *zip.Reader) (index, error) {
	var out index
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &out, "xl/_rels/workbook.xml.rels": &rels} {
		f, err := z.Open(name)
		if err != nil {
			return out, damaged(err)
		}
		data, err := io.ReadAll(io.LimitReader(f, smallPart))
		f.Close()
		if err == nil {
			err = xml.Unmarshal(data, into)
		}
		if err != nil {
			return out, damaged(err)
		}
	}
	out.relations = rels.List
	return out, nil
}

// workbookRows reads a sheet twice side by side: as stored and as shown.
func workbookRows(f *excelize.File, name string, yield func(Row) error) error {
	raw, err := f.Rows(name)
	if err != nil {
		return damaged(err)
	}
	defer raw.Close()
	shown, err := f.Rows(name)
	if err != nil {
		return damaged(err)
	}
	defer shown.Close()
	for i := 0; raw.Next() && shown.Next(); i++ {
		cells, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return damaged(err)
		}
		seen, err := shown.Columns()
		if err != nil {
			return damaged(err)
		}
		if len(cells) == 0 {
			continue
		}
		for len(seen) < len(cells) {
			seen = append(seen, "")
		}
		if err := yield(Row{Index: i, Hidden: raw.GetRowOpts().Hidden, Raw: cells, Shown: seen}); err != nil {
			return err
		}
	}
	if err := raw.Error(); err != nil {
		return damaged(err)
	}
	return nil
}
