package grid

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// parts are the parts of a package (ECMA-376 part 2): by their names, which differ in more than case.
type parts struct {
	files map[string]*zip.File
	scans map[string]*partScan
	meter *meter
}

// folded is the name that a part is found by.
func folded(name string) string { return strings.ToLower(strings.TrimPrefix(name, "/")) }

// openParts looks at the list of parts, their number, names and declared sizes, and then through each of them.
func openParts(list []*zip.File, m *meter) (*parts, error) {
	if len(list) > maxParts {
		return nil, refuse("压缩包里有 %[1]d 个部分，超过 %[2]d 个", "it has %[1]d parts, more than %[2]d", len(list), maxParts)
	}
	p := &parts{map[string]*zip.File{}, map[string]*partScan{}, m}
	var unzipped uint64
	for _, f := range list {
		unzipped += f.UncompressedSize64
		lower := folded(f.Name)
		switch {
		case strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") || strings.Contains(f.Name, `\`) ||
			f.Mode()&^0o777 != 0 && !f.FileInfo().IsDir():
			return nil, refuse("里面有不该有的路径“%[1]s”", "it holds a path that doesn't belong there: %[1]q", f.Name)
		case strings.Contains(lower, "vbaproject") || strings.HasSuffix(lower, ".bin") && strings.Contains(lower, "macro"):
			return nil, refuse("含有宏；请另存为不含宏的 .xlsx", "it holds macros; save it as an .xlsx without macros")
		case strings.Contains("/"+lower, "/externallinks/"):
			return nil, errLinks
		case p.files[lower] != nil:
			return nil, refuse("里面有两个部分都叫“%[1]s”；请在表格软件中打开，另存为 .xlsx 后再交",
				"it holds two parts called %[1]q; open it in a spreadsheet program and save it again", f.Name)
		}
		if unzipped > maxUnzipped || f.UncompressedSize64 > smallPart &&
			f.UncompressedSize64 > maxRatio*max(1, f.CompressedSize64) {
			return nil, refuse("展开后过大（压缩包炸弹？）", "it becomes far too large when unzipped (a zip bomb?)")
		}
		p.files[lower] = f
	}
	return p, p.scan(list)
}

var errLinks = refuse("含有到其他文件的链接；请在“数据—编辑链接”中断开链接（保留数值）后再交",
	"it links to other files; break the links (keeping the values) and send it again")

func (p *parts) scan(list []*zip.File) error {
	cells := 0
	for _, f := range list {
		scan, err := scanPart(f, p.meter)
		if err != nil {
			return err
		}
		if cells += scan.cells; cells > maxCells || int64(cells) > p.meter.budget.Places {
			most := min(maxCells, p.meter.budget.Places)
			return refuse("单元格超过 %[1]d 万个；请去掉用不着的表，或分成几个文件",
				"it has more than %[1]d × 10,000 cells; take out sheets that aren't needed, or split it", most/10000)
		}
		p.scans[folded(f.Name)] = scan
	}
	return nil
}

// open hands out a part of XML as UTF-8.
func (p *parts) open(name string) (io.ReadCloser, error) {
	f := p.files[folded(name)]
	if f == nil {
		return nil, refuse("内容已损坏（缺少“%[1]s”）", "its content is damaged (%[1]q is missing)", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	text, err := asUTF8(heeding{r, p.meter})
	if err != nil {
		return nil, errors.Join(damaged(err), r.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{text, r}, nil
}

// asUTF8 reads XML that may be in UTF-16, with or without a mark (XML 1.0, appendix F).
func asUTF8(r io.Reader) (io.Reader, error) {
	var head [4]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, err
	}
	whole := io.MultiReader(bytes.NewReader(head[:n]), r)
	var e encoding.Encoding
	switch {
	case n >= 2 && head[0] == 0xFE && head[1] == 0xFF, n >= 4 && head[0] == 0 && head[1] == '<':
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case n >= 2 && head[0] == 0xFF && head[1] == 0xFE, n >= 4 && head[0] == '<' && head[1] == 0:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case n >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF:
		return io.MultiReader(bytes.NewReader(head[3:n]), r), nil
	default:
		return whole, nil
	}
	return transform.NewReader(whole, e.NewDecoder()), nil
}

// decoder reads XML that open hands out: it is UTF-8 whatever it says of itself. Other encodings aren't those of a
// workbook.
func decoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "utf-16", "utf-16le", "utf-16be", "ascii", "us-ascii":
			return in, nil
		}
		return nil, refuse("内部用了少见的编码 %[1]s；请在表格软件中打开，另存为 .xlsx 后再交",
			"its parts are encoded as %[1]s; open it in a spreadsheet program and save it again", label)
	}
	return d
}

// relation is a relationship of a part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// is tells the kind of a relationship by the last word of its type, which is the same in the strict and the
// transitional form.
func (r relation) is(kind string) bool { return strings.HasSuffix(r.Type, "/"+kind) }

// relations are those of a part, with targets as names of parts; "" is the package itself.
func (p *parts) relations(part string) ([]relation, error) {
	dir, base := path.Split(part)
	name := path.Join(dir, "_rels", base+".rels")
	if p.files[folded(name)] == nil {
		return nil, nil
	}
	var doc struct {
		List []relation `xml:"Relationship"`
	}
	if err := p.decode(name, &doc); err != nil {
		return nil, err
	}
	for i := range doc.List {
		t := &doc.List[i].Target
		if strings.HasPrefix(*t, "/") {
			*t = strings.TrimPrefix(*t, "/")
		} else {
			*t = path.Join(dir, *t)
		}
	}
	return doc.List, nil
}

// decode reads a small part.
func (p *parts) decode(name string, into any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := decoder(io.LimitReader(r, smallPart)).Decode(into); err != nil {
		return damaged(err)
	}
	return nil
}
