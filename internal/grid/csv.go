package grid

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"shiji/internal/lang"
)

// openCSV reads a file of separated values: in UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs. It is
// read as a stream, and more than once: what it is, whether it is whole, and then its rows.
func openCSV(path string, m *meter) (file *File, err error) {
	defer func() {
		if err != nil {
			m.stop()
		}
	}()
	enc, err := encodingOf(path, m)
	if err != nil {
		return nil, err
	}
	head, err := enc.head(path)
	if err != nil {
		return nil, err
	}
	comma := separator(head)
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	s := &Sheet{Name: name}
	s.rows = func(yield func(Row) error) error { return csvRows(path, enc, comma, m, yield) }
	if m.budget.Places < math.MaxInt64 { // a file without a budget is looked through as its rows are taken
		if err := enc.records(path, comma, m, func(record []string) error {
			for _, c := range record {
				if c != "" {
					s.Cells++
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	out := &File{Name: filepath.Base(path), Sheets: []*Sheet{s}, close: func() error { m.stop(); return nil }}
	sep := map[rune]lang.Text{',': lang.T("逗号", "commas"), ';': lang.T("分号", "semicolons"),
		'\t': lang.T("制表符", "tabs")}[comma]
	out.Notes = append(out.Notes, lang.T("编码 %[1]s，以%[2]s分隔", "encoding %[1]s, separated by %[2]s").With(enc.name, sep))
	return out, nil
}

// textEncoding is how the bytes of a text file become UTF-8.
type textEncoding struct {
	name    string
	decoder func() transform.Transformer // nil: it is UTF-8
	skip    int64                        // bytes of a byte order mark
}

var (
	utf8Text  = textEncoding{name: "UTF-8"}
	utf8BOM   = textEncoding{name: "UTF-8 (BOM)", skip: 3}
	utf16Text = textEncoding{name: "UTF-16", decoder: func() transform.Transformer {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	}}
	gbText = textEncoding{name: "GB18030",
		decoder: func() transform.Transformer { return simplifiedchinese.GB18030.NewDecoder() }}
)

// open hands out the text as UTF-8.
func (e textEncoding) open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(e.skip, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if e.decoder == nil {
		return f, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{transform.NewReader(f, e.decoder()), f}, nil
}

// head is the beginning of the text.
func (e textEncoding) head(path string) ([]byte, error) {
	r, err := e.open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, 1<<14))
	return head, err
}

// encodingOf finds out what the bytes of a text are; all of them are looked at.
func encodingOf(path string, m *meter) (textEncoding, error) {
	mark, err := firstBytes(path, 3)
	if err != nil {
		return textEncoding{}, err
	}
	tries := []textEncoding{utf8Text, gbText}
	if e, ok, err := bareUTF16(path); err != nil {
		return textEncoding{}, err
	} else if ok {
		tries = []textEncoding{e}
	}
	switch {
	case strings.HasPrefix(mark, "\xEF\xBB\xBF"):
		tries = []textEncoding{utf8BOM, gbText}
	case strings.HasPrefix(mark, "\xFF\xFE"), strings.HasPrefix(mark, "\xFE\xFF"):
		tries = []textEncoding{utf16Text}
	}
	for _, e := range tries {
		whole, nul, err := e.suits(path, m)
		switch {
		case err != nil:
			return e, err
		case nul:
			return e, refuse("里面有 NUL 字符，不是文本文件", "it holds NUL characters and is no text")
		case whole:
			return e, nil
		}
	}
	if len(tries) == 1 {
		return textEncoding{}, refuse("不是完整的 UTF-16 文本", "it is no complete UTF-16 text")
	}
	return textEncoding{}, refuse("文字编码既不是 UTF-8、UTF-16，也不是 GB18030", "its encoding is neither UTF-8, UTF-16 nor GB18030")
}

// bareUTF16 tells UTF-16 without a mark by zeros that stand in one half of its characters only, among them in those of
// the ends of lines.
func bareUTF16(path string) (textEncoding, bool, error) {
	head, err := firstBytes(path, 1<<14)
	if err != nil {
		return textEncoding{}, false, err
	}
	var zeros, lines [2]int // pairs with a zero in that half; those that are the end of a line
	for i := 0; i+1 < len(head); i += 2 {
		for half := range 2 {
			if head[i+half] == 0 {
				zeros[half]++
				if c := head[i+1-half]; c == '\n' || c == '\r' {
					lines[half]++
				}
			}
		}
	}
	switch {
	case lines[1] > 0 && zeros[0] == 0:
		return utf16Bare("UTF-16LE", unicode.LittleEndian), true, nil
	case lines[0] > 0 && zeros[1] == 0:
		return utf16Bare("UTF-16BE", unicode.BigEndian), true, nil
	}
	return textEncoding{}, false, nil
}

func utf16Bare(name string, order unicode.Endianness) textEncoding {
	return textEncoding{name: name,
		decoder: func() transform.Transformer { return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder() }}
}

// suits reports whether every byte of the file makes sense in this encoding, and whether there is a
// NUL among the characters.
func (e textEncoding) suits(path string, m *meter) (whole, nul bool, err error) {
	r, err := e.open(path)
	if err != nil {
		return false, false, err
	}
	defer r.Close()
	buf := make([]byte, 1<<20)
	kept := 0 // bytes of a character that the last block ended in
	for {
		if err := m.heed(); err != nil {
			return false, false, err
		}
		n, err := r.Read(buf[kept:])
		block := buf[:kept+n]
		if err == nil {
			for back := 1; back < utf8.UTFMax && back <= len(block); back++ {
				if c := block[len(block)-back]; utf8.RuneStart(c) {
					if !utf8.FullRune(block[len(block)-back:]) {
						block = block[:len(block)-back]
					}
					break
				}
			}
		}
		if !utf8.Valid(block) || e.decoder != nil && bytes.ContainsRune(block, utf8.RuneError) {
			return false, false, nil
		}
		nul = nul || bytes.IndexByte(block, 0) >= 0
		if err == io.EOF {
			return true, nul, nil
		}
		if err != nil {
			if errors.Is(err, encoding.ErrInvalidUTF8) || errors.Is(err, transform.ErrShortSrc) {
				return false, false, nil
			}
			return false, false, err
		}
		kept = copy(buf, buf[len(block):kept+n])
	}
}

// separator finds what separates the values: what occurs most often, outside quotes, in the first lines.
func separator(text []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range string(text[:min(len(text), 1<<14)]) {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ',' || r == ';' || r == '\t'):
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{'\t', ';'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// batchRows is how many rows are read ahead at a time.
const batchRows = 256

// records hands out the records of a file. They are only good until the next one.
func (e textEncoding) records(path string, comma rune, m *meter, yield func([]string) error) error {
	text, err := e.open(path)
	if err != nil {
		return err
	}
	defer text.Close()
	r := newRecordReader(heeding{text, m}, byte(comma))
	places := int64(0)
	for row := 1; ; row++ {
		record, err := r.read()
		places += int64(max(len(record), 1))
		switch {
		case places > m.budget.Places:
			return m.tooMany(row)
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case len(record) > MaxColumns:
			return refuse("第 %[1]d 行超过 %[2]d 列", "row %[1]d has more than %[2]d columns", row, MaxColumns)
		}
		for i, c := range record {
			if err := fits(c, func() string { return Ref(row-1, i) }); err != nil {
				return err
			}
		}
		if err := yield(record); err != nil {
			return err
		}
	}
}

// recordReader reads separated values as spreadsheets do (RFC 4180, and what people type): lines end in CR, LF or both;
// a quote inside a field that doesn't begin with one is a quote: 钢管 5" 型. A field that begins with a quote ends with
// one, or the file is refused. An empty line is a row without anything.
type recordReader struct {
	in    *bufio.Reader
	comma byte
	line  int // of the file, from 1, where the record that is read goes on
	text  []byte
	ends  []int // of the fields of a record, in text
	out   []string
}

func newRecordReader(r io.Reader, comma byte) *recordReader {
	return &recordReader{in: bufio.NewReaderSize(r, 1<<18), comma: comma, line: 1}
}

// read returns the next record, or io.EOF.
func (r *recordReader) read() ([]string, error) {
	r.text, r.ends = r.text[:0], r.ends[:0]
	for first := true; ; first = false {
		c, err := r.in.ReadByte()
		if err == io.EOF && first {
			return nil, io.EOF
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		from := len(r.text)
		// blanks before a quote are none of the field
		for err == nil && (c == ' ' || c == '\t' && r.comma != '\t') && r.quoteAhead() {
			c, err = r.in.ReadByte()
		}
		if err == nil && c == '"' {
			if c, err = r.quoted(from); err != nil && err != io.EOF {
				return nil, err
			}
		} else if err == nil {
			if c, err = r.plain(c); err != nil && err != io.EOF {
				return nil, err
			}
		}
		if len(r.text)-from > maxText {
			return nil, refuse("第 %[1]d 行有一格超过 %[2]d 个字节", "line %[1]d has a cell of more than %[2]d bytes", r.line, maxText)
		}
		r.ends = append(r.ends, len(r.text))
		if err == io.EOF || c != r.comma {
			if err == nil {
				r.endLine(c)
			}
			return r.record(), nil
		}
		if len(r.ends) > MaxColumns+1 {
			return r.record(), nil // refused by who takes it
		}
	}
}

// quoteAhead reports whether nothing but blanks stands before a quote.
func (r *recordReader) quoteAhead() bool {
	for n := 1; n <= 64; n++ {
		ahead, err := r.in.Peek(n)
		if err != nil {
			return false
		}
		if c := ahead[n-1]; c != ' ' && (c != '\t' || r.comma == '\t') {
			return c == '"'
		}
	}
	return false
}

// plain reads a field that doesn't begin with a quote, of which c is the first character; it returns what ended it.
func (r *recordReader) plain(c byte) (byte, error) {
	for {
		if c == r.comma || c == '\n' || c == '\r' {
			return c, nil
		}
		r.text = append(r.text, c)
		// What is buffered is looked through at once.
		ahead, _ := r.in.Peek(r.in.Buffered())
		n := 0
		for n < len(ahead) && ahead[n] != r.comma && ahead[n] != '\n' && ahead[n] != '\r' {
			n++
		}
		r.text = append(r.text, ahead[:n]...)
		if _, err := r.in.Discard(n); err != nil {
			return 0, err
		}
		var err error
		if c, err = r.in.ReadByte(); err != nil {
			return 0, err
		}
		if len(r.text) > 1<<26 {
			return 0, refuse("第 %[1]d 行有一格超过 %[2]d 个字节", "line %[1]d has a cell of more than %[2]d bytes", r.line, maxText)
		}
	}
}

// quoted reads a field in quotes, whose first has been read; it returns what ended it.
func (r *recordReader) quoted(from int) (byte, error) {
	began := r.line
	open := refuse("第 %[1]d 行的引号不成对", "the quotes of line %[1]d don't match", began)
	for {
		c, err := r.in.ReadByte()
		if err == io.EOF {
			return 0, open
		}
		if len(r.text)-from > maxText {
			return 0, refuse("第 %[1]d 行有一格超过 %[2]d 个字节（引号没有配对？）",
				"row %[1]d has a cell of more than %[2]d bytes (a quote that isn't closed?)", began, maxText)
		}
		if err != nil {
			return 0, err
		}
		if c != '"' {
			if c == '\n' || c == '\r' {
				r.endLine(c)
				c = '\n' // a line break inside a cell is one, however it is written
			}
			r.text = append(r.text, c)
			continue
		}
		switch c, err = r.in.ReadByte(); {
		case err != nil:
			return 0, err // the end of the file, or a fault
		case c == '"':
			r.text = append(r.text, '"')
		case c == r.comma || c == '\n' || c == '\r':
			return c, nil
		default:
			return 0, open
		}
	}
}

// endLine takes the second character of CR LF.
func (r *recordReader) endLine(c byte) {
	r.line++
	if c == '\r' {
		if next, err := r.in.Peek(1); err == nil && next[0] == '\n' {
			r.in.Discard(1) // it is buffered
		}
	}
}

func (r *recordReader) record() []string {
	all := string(r.text)
	r.out = r.out[:0]
	from := 0
	for _, end := range r.ends {
		r.out = append(r.out, all[from:end])
		from = end
	}
	if len(r.out) == 1 && r.out[0] == "" {
		r.out = r.out[:0]
	}
	return r.out
}

var errStopped = errors.New("grid: nobody takes more rows")

// csvRows reads rows ahead, beside whoever takes them.
func csvRows(path string, enc textEncoding, comma rune, m *meter, yield func(Row) error) error {
	batches, stop := make(chan [][]Cell, 4), make(chan struct{})
	var failed error
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(batches)
		rows, cells := make([][]Cell, 0, batchRows), []Cell(nil)
		send := func() error {
			select {
			case batches <- rows:
				rows, cells = make([][]Cell, 0, batchRows), make([]Cell, 0, len(cells)+len(cells)/16)
				return nil
			case <-stop:
				return errStopped
			}
		}
		failed = enc.records(path, comma, m, func(record []string) error {
			at := len(cells) // those of a batch stand one after the other
			for _, c := range record {
				cells = append(cells, TextCell(Unguard(c)))
			}
			if rows = append(rows, cells[at:len(cells):len(cells)]); len(rows) < batchRows {
				return nil
			}
			return send()
		})
		if len(rows) > 0 && failed != errStopped {
			if err := send(); err != nil {
				failed = err
			}
		}
	})
	defer reading.Wait()
	defer close(stop)
	i, count := 0, m.read("")
	for rows := range batches {
		for _, cells := range rows {
			if len(cells) > 0 {
				if err := count.row(i, cells); err != nil {
					return err
				}
				if err := yield(Row{Index: i, Cells: cells}); err != nil {
					return err
				}
			}
			i++
		}
	}
	return failed // the channel is closed: nobody writes it any more
}
