package grid

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

// partScan is what a look through one part of a workbook found.
type partScan struct {
	cells, formulas int
	unknown         map[string]bool
	merges          []Merge
	hiddenColumns   map[int]bool
}

// scanPart unzips a part to nothing, counting what it becomes, and looks at its tags: how deep they nest, how many cells there are, what is
// merged, hidden or computed. It reads no more than the archive declared: archive/zip refuses a part that becomes larger.
func scanPart(part *zip.File) (*partScan, error) {
	out := &partScan{}
	r, err := part.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	isXML := strings.HasSuffix(part.Name, ".xml") || strings.HasSuffix(part.Name, ".rels")
	if isXML {
		err = out.scan(bufio.NewReaderSize(r, 1<<16), strings.HasPrefix(part.Name, "xl/worksheets/"))
	}
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil { // also where a part becomes larger than it declares
		return nil, damaged(err)
	}
	return out, nil
}

// scan walks over the tags of an XML document without building anything.
func (p *partScan) scan(r *bufio.Reader, sheet bool) error {
	depth, text := 0, 0
	cell := struct {
		ref            string
		open, formula  bool
		value, counted bool
	}{}
	for {
		chunk, err := r.ReadSlice('<')
		if errors.Is(err, bufio.ErrBufferFull) {
			if text += len(chunk); text > maxText {
				return refuse("有一段文字超过 %[1]d 个字节", "it holds a text of more than %[1]d bytes", maxText)
			}
			continue
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if text+len(chunk) > maxText {
			return refuse("有一段文字超过 %[1]d 个字节", "it holds a text of more than %[1]d bytes", maxText)
		}
		text = 0
		tag, err := r.ReadSlice('>')
		if err != nil {
			if errors.Is(err, bufio.ErrBufferFull) {
				return refuse("有一个标记过长", "it holds a tag that is far too long")
			}
			return io.ErrUnexpectedEOF
		}
		tag = tag[:len(tag)-1]
		switch {
		case bytes.HasPrefix(tag, []byte("!DOCTYPE")), bytes.HasPrefix(tag, []byte("!ENTITY")):
			return refuse("含有不该有的 XML 定义（DTD）", "it holds an XML definition (DTD) that doesn't belong there")
		case bytes.HasPrefix(tag, []byte("?")), bytes.HasPrefix(tag, []byte("!")):
			continue
		case bytes.HasPrefix(tag, []byte("/")):
			depth--
			if sheet && string(tag) == "/c" && cell.open {
				p.endCell(cell.ref, cell.formula, cell.value)
				cell.open = false
			}
			continue
		}
		closed := bytes.HasSuffix(tag, []byte("/"))
		if !closed {
			if depth++; depth > maxDepth {
				return refuse("嵌套超过 %[1]d 层", "it nests more than %[1]d levels deep", maxDepth)
			}
		}
		if !sheet {
			continue
		}
		name, rest := cutName(tag)
		switch name {
		case "c":
			if cell.open = !closed; cell.open {
				cell.ref, cell.formula, cell.value = attribute(rest, "r"), false, false
				if _, col, ok := at(cell.ref); ok && col >= MaxColumns {
					return refuse("列数超过 %[1]d（%[2]s）", "it has more than %[1]d columns (%[2]s)", MaxColumns, cell.ref)
				}
			}
		case "f":
			cell.formula = true
		case "v", "is":
			cell.value = cell.value || !closed
		case "mergeCell":
			p.merge(attribute(rest, "ref"))
		case "col":
			p.column(rest)
		}
	}
}

func (p *partScan) endCell(ref string, formula, value bool) {
	if formula {
		p.formulas++
		if !value {
			if p.unknown == nil {
				p.unknown = map[string]bool{}
			}
			p.unknown[ref] = true
		}
	}
	if formula || value {
		p.cells++
	}
}

func (p *partScan) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	r1, c1, ok1 := at(first)
	r2, c2, ok2 := at(last)
	if ok && ok1 && ok2 && r1 <= r2 && c1 <= c2 && len(p.merges) < 100_000 {
		p.merges = append(p.merges, Merge{r1, c1, r2, c2})
	}
}

func (p *partScan) column(attributes string) {
	if h := attribute(attributes, "hidden"); h != "1" && h != "true" {
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

// cutName splits a tag into its name, without a prefix of a namespace, and its attributes.
func cutName(tag []byte) (name, attributes string) {
	s := strings.TrimSuffix(string(tag), "/")
	name, attributes, _ = strings.Cut(s, " ")
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return name, attributes
}

// attribute returns the value of an attribute, "" if it isn't there.
func attribute(attributes, name string) string {
	for rest := attributes; ; {
		i := strings.Index(rest, name+`="`)
		if i < 0 {
			return ""
		}
		if i == 0 || rest[i-1] == ' ' || rest[i-1] == '\n' || rest[i-1] == '\t' {
			value, _, _ := strings.Cut(rest[i+len(name)+2:], `"`)
			return value
		}
		rest = rest[i+len(name)+2:]
	}
}
