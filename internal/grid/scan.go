package grid

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// partScan is what a look through one part of a workbook found.
type partScan struct {
	root            string // its first element, without prefix; empty: it is no XML
	cells, formulas int
	merges          []Merge
	merged          map[Merge]bool // the same, to know those that come again
	hiddenColumns   map[int]bool
}

// scanPart unzips a part to nothing, counting what it becomes, and looks at its tags: how deep they nest, how many
// cells there are, what is merged, hidden or computed. It reads no more than the archive declared: archive/zip refuses
// a part that becomes larger.
func scanPart(part *zip.File, m *meter) (*partScan, error) {
	out := &partScan{}
	r, err := part.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	var text io.Reader
	if text, err = asUTF8(heeding{r, m}); err == nil {
		in := bufio.NewReaderSize(text, 1<<16)
		if isXML(in) { // whatever it is called: a relation may name any part
			err = out.scan(in)
		}
		r = struct {
			io.Reader
			io.Closer
		}{in, r}
	}
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil { // also where a part becomes larger than it declares
		return nil, damaged(err)
	}
	return out, nil
}

// isXML tells XML by its first characters.
func isXML(in *bufio.Reader) bool {
	head, _ := in.Peek(256)
	head = bytes.TrimLeft(head, xmlSpace)
	return len(head) > 0 && head[0] == '<'
}

// scan walks over the tags of an XML document without building anything.
func (p *partScan) scan(r *bufio.Reader) error {
	depth := 0
	var open [maxDepth + 1]string // the names of the elements that are open
	ref, filled := "", false      // the cell that is open, and whether something stands in it
	for {
		if err := skipText(r); err != nil {
			if err == io.EOF && depth != 0 { // it may end between two tags: a part of it isn't the whole
				return io.ErrUnexpectedEOF
			}
			if err == io.EOF {
				return p.apart()
			}
			return err
		}
		tag, err := readTag(r)
		if err != nil {
			return err
		}
		switch {
		case bytes.HasPrefix(tag, []byte("!DOCTYPE")), bytes.HasPrefix(tag, []byte("!ENTITY")):
			return refuse("含有不该有的 XML 定义（DTD）", "it holds an XML definition (DTD) that doesn't belong there")
		case bytes.HasPrefix(tag, []byte("?")), bytes.HasPrefix(tag, []byte("!")):
			continue
		case bytes.HasPrefix(tag, []byte("/")):
			name, _ := cutName(tag[1:])
			if depth == 0 || open[depth] != name {
				return refuse("内容已损坏（标记“%[1]s”不配对）", "its content is damaged (the tag %[1]q doesn't match)", name)
			}
			depth--
			if name == "c" && filled {
				p.cells, filled = p.cells+1, false
				if _, col, ok := at(ref); ok && col >= MaxColumns {
					return refuse("列数超过 %[1]d（%[2]s）", "it has more than %[1]d columns (%[2]s)", MaxColumns, ref)
				}
			}
			continue
		}
		closed := bytes.HasSuffix(tag, []byte("/"))
		if !closed {
			if depth++; depth > maxDepth {
				return refuse("嵌套超过 %[1]d 层", "it nests more than %[1]d levels deep", maxDepth)
			}
		}
		name, rest := cutName(tag)
		if !closed {
			open[depth] = name
		}
		if p.root == "" {
			p.root = name
		}
		switch name {
		case "c":
			ref, filled = attribute(rest, "r"), false
		case "f":
			p.formulas, filled = p.formulas+1, true
		case "v", "is":
			filled = filled || !closed
		case "mergeCell":
			p.merge(attribute(rest, "ref"))
		case "col":
			p.column(rest)
		}
	}
}

// skipText reads up to the next tag.
func skipText(r *bufio.Reader) error {
	for text := 0; ; {
		chunk, err := r.ReadSlice('<')
		if text += len(chunk); text > maxText {
			return refuse("有一段文字超过 %[1]d 个字节", "it holds a text of more than %[1]d bytes", maxText)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// readTag reads what stands in a pair of angle brackets. Inside quotes, comments and CDATA they mean nothing.
func readTag(r *bufio.Reader) ([]byte, error) {
	for size := 64; ; size *= 2 {
		head, err := r.Peek(min(size, r.Size()))
		if n := endOfTag(head); n >= 0 {
			tag := head[:n]
			if _, err := r.Discard(n + 1); err != nil {
				return nil, err
			}
			return tag, nil
		}
		if size >= r.Size() {
			return nil, refuse("有一个标记过长", "it holds a tag that is far too long")
		}
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
	}
}

// endOfTag is where the bracket stands that closes a tag, or -1.
func endOfTag(b []byte) int {
	for _, long := range []struct{ open, end string }{{"!--", "-->"}, {"![CDATA[", "]]>"}} {
		if bytes.HasPrefix(b, []byte(long.open)) {
			if i := bytes.Index(b, []byte(long.end)); i >= 0 {
				return i + len(long.end) - 1
			}
			return -1
		}
	}
	quote := byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// apart refuses merged ranges that lie over each other, which no spreadsheet writes: a row can't hold
// more of them than columns.
func (p *partScan) apart() error {
	type edge struct{ row, step int }
	edges := make([]edge, 0, 2*len(p.merges))
	for _, m := range p.merges {
		edges = append(edges, edge{m.Row1, 1}, edge{m.Row2 + 1, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.step, b.step)) })
	open := 0
	for _, e := range edges {
		if open += e.step; open > MaxColumns {
			return refuse("内容已损坏（第 %[1]d 行的合并单元格互相重叠）",
				"its content is damaged (merged cells of row %[1]d lie over each other)", e.row+1)
		}
	}
	return nil
}

func (p *partScan) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	r1, c1, ok1 := at(first)
	r2, c2, ok2 := at(last)
	if m := (Merge{r1, c1, r2, c2}); ok && ok1 && ok2 && r1 <= r2 && c1 <= c2 && (r1 < r2 || c1 < c2) &&
		len(p.merges) < 100_000 && !p.merged[m] {
		if p.merged == nil {
			p.merged = map[Merge]bool{}
		}
		p.merged[m] = true
		p.merges = append(p.merges, m)
	}
}

func (p *partScan) column(attributes string) {
	if !isTrue(attribute(attributes, "hidden")) {
		return
	}
	first, err1 := strconv.Atoi(attribute(attributes, "min"))
	last, err2 := strconv.Atoi(attribute(attributes, "max"))
	if err1 != nil || err2 != nil {
		return
	}
	if p.hiddenColumns == nil {
		p.hiddenColumns = map[int]bool{}
	}
	for c := max(first, 1); c <= min(last, MaxColumns); c++ {
		p.hiddenColumns[c-1] = true
	}
}

const xmlSpace = " \t\r\n"

// cutName splits a tag into its name, without a prefix of a namespace, and its attributes.
func cutName(tag []byte) (name, attributes string) {
	s := strings.TrimSuffix(string(tag), "/")
	if i := strings.IndexAny(s, xmlSpace); i >= 0 {
		name, attributes = s[:i], s[i:]
	} else {
		name = s
	}
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return name, attributes
}

// attribute returns the value of an attribute, "" if it isn't there.
func attribute(attributes, name string) string {
	for rest := attributes; ; {
		rest = strings.TrimLeft(rest, xmlSpace)
		key, after, ok := strings.Cut(rest, "=")
		after = strings.TrimLeft(after, xmlSpace)
		if !ok || after == "" || after[0] != '"' && after[0] != '\'' {
			return ""
		}
		value, next, _ := strings.Cut(after[1:], after[:1])
		if strings.TrimRight(key, xmlSpace) == name {
			return value
		}
		rest = next
	}
}
