package grid

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"shiji/internal/lang"
)

// openWorkbook looks through an .xlsx file part by part before anything of it is believed: an archive may lie about
// what is in it. Transitional and strict workbooks (ECMA-376) differ in names of namespaces only, which aren't asked.
func openWorkbook(name string, m *meter) (*File, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		m.stop()
		return nil, damaged(err)
	}
	done := func() error { m.stop(); return z.Close() }
	book, err := readBook(z.File, m)
	if err != nil {
		return nil, errors.Join(err, done())
	}
	book.name = filepath.Base(name)
	out := &File{Name: book.name, close: done}
	for i, s := range book.sheets {
		s.index = i
		scan := book.parts.scans[folded(s.part)]
		sheet := &Sheet{Name: s.name, Hidden: s.hidden, Date1904: book.date1904, Merges: scan.merges, Formulas: scan.formulas,
			Cells: scan.cells, Columns: scan.hiddenColumns}
		sheet.rows = func(yield func(Row) error) error { return book.rows(s, yield) }
		out.Sheets = append(out.Sheets, sheet)
	}
	if len(out.Sheets) == 0 {
		return nil, errors.Join(refuse("里面没有工作表", "it has no sheet"), done())
	}
	return out, nil
}

func damaged(err error) error {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err // nothing is wrong with the file
	}
	where := lang.T("压缩包或其中的内容不完整", "the archive or what is in it isn't whole")
	var xmlError *xml.SyntaxError
	if errors.As(err, &xmlError) {
		where = lang.T("其中一个部分的第 %[1]d 行不完整", "line %[1]d of one of its parts isn't whole").With(xmlError.Line)
	}
	return refuse("内容已损坏：%[1]s", "its content is damaged: %[1]s", where)
}

// book is an open workbook.
type book struct {
	name     string
	meter    *meter
	parts    *parts
	date1904 bool
	sheets   []bookSheet
	texts    []string  // shared ones
	formats  []*format // of cells, by their style
}

type bookSheet struct {
	name, part string
	hidden     bool
	index      int // among the sheets: two may be of one part
}

// readBook reads what the sheets of a workbook share: their names, texts and formats.
func readBook(files []*zip.File, m *meter) (*book, error) {
	p, err := openParts(files, m)
	if err != nil {
		return nil, err
	}
	part, err := p.workbook()
	if err != nil {
		return nil, err
	}
	var index struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
		Props struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
	}
	if err := p.decode(part, &index); err != nil {
		return nil, err
	}
	relations, err := p.relations(part)
	if err != nil {
		return nil, err
	}
	b := &book{meter: m, parts: p, date1904: isTrue(index.Props.Date1904)}
	if n := len(index.Sheets); n > m.budget.Sheets {
		return nil, refuse("有 %[1]d 张工作表，超过 %[2]d 张；请只留用得着的",
			"it has %[1]d sheets, more than %[2]d; keep those that are needed", n, m.budget.Sheets)
	}
	for _, s := range index.Sheets {
		r := related(relations, s.Attrs)
		switch {
		case r.is("chartsheet"), r.is("dialogsheet"), r.is("xlMacrosheet"), r.is("xlIntlMacrosheet"):
			continue // it has no cells of data
		case !r.is("worksheet"):
			return nil, refuse("内容已损坏（找不到工作表“%[1]s”的内容）", "its content is damaged (nothing says where sheet %[1]q is)", s.Name)
		case utf8.RuneCountInString(s.Name) > maxSheetName || HasControl(s.Name):
			return nil, refuse("有一张工作表的名称太长或含有看不见的字符；请改名后再交",
				"the name of a sheet is too long or holds characters that can't be seen; rename it and send it again")
		}
		if p.scans[folded(r.Target)] == nil {
			return nil, refuse("内容已损坏（工作表“%[1]s”的内容“%[2]s”不在里面）",
				"its content is damaged (%[2]q, which sheet %[1]q is in, is missing)", s.Name, r.Target)
		}
		if root := p.scans[folded(r.Target)].root; root != "worksheet" {
			return nil, refuse("内容已损坏（工作表“%[1]s”的内容“%[2]s”读不懂）",
				"its content is damaged (%[2]q, which sheet %[1]q is in, can't be understood)", s.Name, r.Target)
		}
		b.sheets = append(b.sheets, bookSheet{name: s.Name, part: r.Target, hidden: s.State != "" && s.State != "visible"})
	}
	seen := map[string]bool{}
	for _, r := range relations {
		for _, kind := range []string{"sharedStrings", "styles"} {
			if r.is(kind) && seen[kind] {
				return nil, refuse("内容已损坏（有两个“%[1]s”）", "its content is damaged (%[1]q stands twice)", kind)
			}
			seen[kind] = seen[kind] || r.is(kind)
		}
		if scan := p.scans[folded(r.Target)]; (r.is("sharedStrings") || r.is("styles")) && scan != nil && scan.root == "" {
			return nil, refuse("内容已损坏（“%[1]s”读不懂）", "its content is damaged (%[1]q can't be understood)", r.Target)
		}
		switch {
		case r.is("externalLink") || r.is("externalLinkPath"):
			return nil, errLinks
		case r.is("sharedStrings"):
			err = b.readTexts(r.Target)
		case r.is("styles"):
			err = b.readStyles(r.Target)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// workbook finds the part that lists the sheets. It is usually called xl/workbook.xml, but needn't be.
func (p *parts) workbook() (string, error) {
	list, err := p.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range list {
		if r.is("officeDocument") && p.files[folded(r.Target)] != nil {
			switch base := strings.ToLower(r.Target); {
			case strings.HasPrefix(base, "word/"), strings.HasPrefix(base, "ppt/"):
				return "", refuse("是文字或演示文稿，不是工作簿；请把表格放进 .xlsx 工作簿",
					"it is a text or a presentation and no workbook; put the table into an .xlsx workbook")
			case strings.HasSuffix(base, ".bin"):
				return "", refuse("是二进制工作簿（.xlsb）；请另存为 .xlsx", "it is a binary workbook (.xlsb); save it as .xlsx")
			}
			return r.Target, nil
		}
	}
	if p.files["xl/workbook.xml"] != nil {
		return "xl/workbook.xml", nil
	}
	if p.files["mimetype"] != nil && p.files["content.xml"] != nil {
		return "", refuse("是 OpenDocument 文件（.ods）；请用表格软件打开，另存为 .xlsx",
			"it is an OpenDocument file (.ods); open it in a spreadsheet program and save it as .xlsx")
	}
	return "", refuse("是压缩包，不是工作簿", "it is an archive, but no workbook")
}

// related is the relationship that a sheet names by its attribute id, in whichever namespace.
func related(list []relation, attributes []xml.Attr) relation {
	for _, a := range attributes {
		if a.Name.Local == "id" {
			for _, r := range list {
				if r.ID == a.Value {
					return r
				}
			}
		}
	}
	return relation{}
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// maxSharedText bounds the texts that all sheets of a workbook share, in bytes.
const maxSharedText = 192 << 20

// readTexts reads the shared texts. Readings of characters (rPh) aren't part of a text.
func (b *book) readTexts(part string) error {
	r, err := b.parts.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	d := decoder(r)
	size := 0
	var text strings.Builder
	inText, phonetic := false, 0
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "t":
				inText = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "si":
				if size += text.Len() + 16; size > maxSharedText { // an empty one takes its place too
					return refuse("文字太多，超过 %[1]d MB", "it holds more than %[1]d MB of text", maxSharedText>>20)
				}
				b.texts = append(b.texts, unescape(text.String()))
			case "t":
				inText = false
			case "rPh":
				phonetic--
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	}
}

// unescape takes _x000D_ back to the character that it stands for (ECMA-376 part 1, 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || i+7 > len(s) {
			out.WriteString(s)
			return out.String()
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
		if err != nil || s[i+6] != '_' {
			out.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		out.WriteString(s[:i])
		if r := rune(n); r < 0xD800 || r > 0xDFFF {
			out.WriteRune(r)
		} else {
			out.WriteString(s[i : i+7])
		}
		s = s[i+7:]
	}
}

// maxSheetName bounds the name of a sheet; spreadsheets take 31 characters.
const maxSheetName = 100

// maxSections bounds the sections of a number format; spreadsheets take four.
const maxSections = 20

// maxFormat bounds a number format, in bytes; spreadsheets take 255 characters.
const maxFormat = 2000

// readStyles reads which format each style of a cell has.
func (b *book) readStyles(part string) error {
	var doc struct {
		Formats []struct {
			ID   string `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format string `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.parts.decode(part, &doc); err != nil {
		return err
	}
	known := map[string]*format{}
	for id, code := range builtin {
		known[strconv.Itoa(id)] = parseFormat(code)
	}
	for _, f := range doc.Formats {
		if len(f.Code) > maxFormat {
			return refuse("有一个数字格式超过 %[1]d 个字节", "it holds a number format of more than %[1]d bytes", maxFormat)
		}
		if strings.Count(f.Code, ";") > maxSections {
			return refuse("有一个数字格式超过 %[1]d 段", "it holds a number format of more than %[1]d sections", maxSections)
		}
		known[f.ID] = parseFormat(f.Code)
	}
	for _, x := range doc.Cells {
		b.formats = append(b.formats, known[x.Format])
	}
	return nil
}

// format is that of a style; what names no style has the first one.
func (b *book) format(style string) *format {
	n, err := strconv.Atoi(style)
	if style == "" {
		n, err = 0, nil // the default of the attribute (18.3.1.4)
	}
	if err != nil || n < 0 || n >= len(b.formats) {
		return nil
	}
	return b.formats[n]
}

// rows reads a sheet row by row.
func (b *book) rows(s bookSheet, yield func(Row) error) error {
	r, err := b.parts.open(s.part)
	if err != nil {
		return err
	}
	defer r.Close()
	in := &sheetReader{book: b, count: b.meter.read(strconv.Itoa(s.index)), d: decoder(r), row: -1,
		subtotals: map[string]bool{}}
	return in.read(yield)
}

// sheetReader reads the cells of one sheet.
type sheetReader struct {
	book      *book
	count     *reading
	d         *xml.Decoder
	row, col  int  // where it stands, from 0
	hidden    bool // the row
	cells     []Cell
	subtotals map[string]bool // shared formulas that add up, by their number
	cell      openCell
	text      []byte // of the element that is open
	in        textOf
	phonetic  int
}

// openCell is a cell while its elements are read.
type openCell struct {
	kind, style             string
	shared                  string // number of the shared formula that it begins
	formula, valued, isText bool
	subtotal                bool
	depth                   int // of the element that is open, in the cell
	value                   string
	inline                  []byte
}

// textOf says what the characters that come belong to.
type textOf uint8

const (
	nothing textOf = iota
	ofValue
	ofInline
	ofFormula
)

func (in *sheetReader) read(yield func(Row) error) error {
	for {
		token, err := in.d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = in.start(t)
		case xml.EndElement:
			err = in.end(t.Name.Local, yield)
		case xml.CharData:
			if in.in != nothing {
				in.text = append(in.text, t...)
			}
		}
		if err != nil {
			return err
		}
	}
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func (in *sheetReader) start(t xml.StartElement) error {
	in.cell.depth++
	switch t.Name.Local {
	case "row":
		return in.startRow(attr(t, "r"), isTrue(attr(t, "hidden")))
	case "c":
		in.cell = openCell{inline: in.cell.inline[:0]} // what stands in it is one deeper
		ref := ""
		for _, a := range t.Attr {
			switch a.Name.Local {
			case "r":
				ref = a.Value
			case "s":
				in.cell.style = a.Value
			case "t":
				in.cell.kind = a.Value
			}
		}
		return in.startCell(ref)
	case "f":
		if in.cell.depth != 1 {
			return nil
		}
		in.cell.formula = true
		in.cell.subtotal = in.subtotals[attr(t, "si")] && attr(t, "t") == "shared"
		if attr(t, "t") == "shared" && attr(t, "ref") != "" {
			in.cell.shared = attr(t, "si")
		}
		in.begin(ofFormula)
	case "v":
		if in.cell.depth == 1 {
			in.cell.valued = true
			in.begin(ofValue)
		}
	case "is":
		in.cell.isText = in.cell.isText || in.cell.depth == 1
	case "t":
		if in.cell.isText && in.phonetic == 0 {
			in.begin(ofInline)
		}
	case "rPh":
		in.phonetic++
	}
	return nil
}

func (in *sheetReader) begin(of textOf) { in.in, in.text = of, in.text[:0] }

func (in *sheetReader) startRow(number string, hidden bool) error {
	next := in.row + 1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n-1 < next || n > maxRows {
			return refuse("内容已损坏（行号“%[1]s”不对，应在第 %[2]d 行之后）",
				"its content is damaged (row number %[1]q, which should be beyond row %[2]d)", number, next)
		}
		next = n - 1
	}
	in.row, in.col, in.hidden, in.cells = next, 0, hidden, in.cells[:0]
	return nil
}

// maxRows is what a sheet of the format holds.
const maxRows = 1 << 20

func (in *sheetReader) startCell(ref string) error {
	if ref != "" {
		row, col, ok := at(ref)
		if !ok || row != in.row {
			return refuse("内容已损坏（第 %[2]d 行里的单元格叫“%[1]s”）", "its content is damaged (a cell of row %[2]d is called %[1]q)",
				ref, in.row+1)
		}
		in.col = col
	}
	return nil
}

func (in *sheetReader) end(name string, yield func(Row) error) error {
	in.cell.depth--
	switch name {
	case "f":
		if in.in == ofFormula {
			if addsUp(string(in.text), in.col) {
				in.cell.subtotal = true
				if in.cell.shared != "" {
					in.subtotals[in.cell.shared] = true
				}
			}
			in.in = nothing
		}
	case "v":
		if in.in == ofValue {
			in.in, in.cell.value = nothing, string(in.text)
		}
	case "t":
		if in.in == ofInline {
			in.in, in.cell.inline = nothing, append(in.cell.inline, in.text...)
		}
	case "rPh":
		in.phonetic--
	case "c":
		return in.endCell()
	case "row":
		if len(in.cells) == 0 {
			return nil
		}
		if err := in.count.row(in.row, in.cells); err != nil {
			return err
		}
		return yield(Row{Index: in.row, Hidden: in.hidden, Cells: in.cells})
	}
	return nil
}

var rangeAdded = regexp.MustCompile(`\$?([A-Z]{1,3})\$?\d+:\$?([A-Z]{1,3})\$?\d+`)

// addsUp reports whether a formula adds up rows of its own column, as the subtotals and filters of spreadsheets write
// it. One that adds up its own row makes no total of it.
func addsUp(formula string, col int) bool {
	f := strings.ToUpper(strings.TrimLeft(strings.TrimSpace(formula), "=+ "))
	if !strings.HasPrefix(f, "SUBTOTAL(") && !strings.HasPrefix(f, "AGGREGATE(") &&
		!strings.HasPrefix(f, "_XLFN.AGGREGATE(") {
		return false
	}
	m := rangeAdded.FindStringSubmatch(f)
	return m != nil && m[1] == ColumnName(col) && m[2] == m[1]
}

func (in *sheetReader) endCell() error {
	c, err := in.made()
	if err != nil {
		return err
	}
	c.Computed, c.Subtotal = in.cell.formula, in.cell.subtotal
	if c.Kind != Empty {
		if err := fits(c.Raw, func() string { return Ref(in.row, in.col) }); err != nil {
			return err
		}
		if in.col >= MaxColumns {
			return refuse("列数超过 %[1]d（%[2]s）", "it has more than %[1]d columns (%[2]s)", MaxColumns, Ref(in.row, in.col))
		}
		if in.col < len(in.cells) && in.cells[in.col].Kind != Empty {
			return refuse("内容已损坏（%[1]s 出现了两次）", "its content is damaged (%[1]s stands twice)", Ref(in.row, in.col))
		}
		for len(in.cells) <= in.col {
			in.cells = append(in.cells, Cell{})
		}
		in.cells[in.col] = c
	}
	in.col++
	return nil
}

// made makes the cell of what was read of it (ECMA-376 part 1, 18.3.1.4 and 18.18.11).
func (in *sheetReader) made() (Cell, error) {
	c := &in.cell
	if c.isText && (c.kind == "inlineStr" || !c.valued) {
		return formulaText(unescape(string(c.inline)), c.formula), nil
	}
	if c.kind == "str" && c.valued {
		return formulaText(unescape(c.value), c.formula), nil
	}
	value := strings.TrimSpace(c.value)
	if value == "" {
		if c.formula {
			return Cell{Kind: Uncomputed}, nil
		}
		return Cell{}, nil
	}
	switch c.kind {
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(in.book.texts) {
			return Cell{}, refuse("内容已损坏（%[1]s 所指的文字不在里面）", "its content is damaged (the text of %[1]s is missing)",
				Ref(in.row, in.col))
		}
		return formulaText(in.book.texts[n], c.formula), nil
	case "str", "inlineStr":
		return formulaText(unescape(c.value), c.formula), nil
	case "b":
		switch strings.ToLower(value) {
		case "1", "true":
			return Cell{Kind: Truth, Raw: "TRUE"}, nil
		case "0", "false":
			return Cell{Kind: Truth, Raw: "FALSE"}, nil
		}
		return Cell{Kind: Fault, Raw: value}, nil // it says that it is a truth value, and isn't
	case "e":
		return Cell{Kind: Fault, Raw: value}, nil
	case "d":
		return isoDate(value), nil
	}
	return number(value, in.book.format(c.style), in.book.date1904), nil
}

// formulaText is a text; an empty one that a formula gave is something that stands there.
func formulaText(s string, formula bool) Cell {
	if s == "" && !formula {
		return Cell{}
	}
	return Cell{Kind: Text, Raw: s}
}
