package grid

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
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

// openCSV reads a file of separated values: in UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs. It is read as a
// stream, and more than once: what it is, whether it is whole, and then its rows.
func openCSV(path string, size int64) (*File, error) {
	enc, err := encodingOf(path)
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
	s.rows = func(yield func(Row) error) error { return csvRows(path, enc, comma, yield) }
	if size <= MaxFileSize { // a larger file is looked through as its rows are taken
		if err := enc.records(path, comma, func(record []string) error {
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
	out := &File{Name: filepath.Base(path), Sheets: []*Sheet{s}}
	sep := map[rune]lang.Text{',': lang.T("逗号", "commas"), ';': lang.T("分号", "semicolons"), '\t': lang.T("制表符", "tabs")}[comma]
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
	gbText = textEncoding{name: "GB18030", decoder: func() transform.Transformer { return simplifiedchinese.GB18030.NewDecoder() }}
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
func encodingOf(path string) (textEncoding, error) {
	mark, err := firstBytes(path, 3)
	if err != nil {
		return textEncoding{}, err
	}
	tries := []textEncoding{utf8Text, gbText}
	switch {
	case strings.HasPrefix(mark, "\xEF\xBB\xBF"):
		tries = []textEncoding{utf8BOM, gbText}
	case strings.HasPrefix(mark, "\xFF\xFE"), strings.HasPrefix(mark, "\xFE\xFF"):
		tries = []textEncoding{utf16Text}
	}
	for _, e := range tries {
		whole, nul, err := e.suits(path)
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

// suits reports whether every byte of the file makes sense in this encoding, and whether there is a NUL among the characters.
func (e textEncoding) suits(path string) (whole, nul bool, err error) {
	r, err := e.open(path)
	if err != nil {
		return false, false, err
	}
	defer r.Close()
	buf := make([]byte, 1<<20)
	kept := 0 // bytes of a character that the last block ended in
	for {
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
func (e textEncoding) records(path string, comma rune, yield func([]string) error) error {
	text, err := e.open(path)
	if err != nil {
		return err
	}
	defer text.Close()
	r := csv.NewReader(bufio.NewReaderSize(text, 1<<18))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	for row := 1; ; row++ {
		record, err := r.Read()
		if err != nil {
			var wrong *csv.ParseError
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case errors.As(err, &wrong):
				return refuse("第 %[1]d 行的引号不成对", "the quotes of line %[1]d don't match", wrong.Line)
			}
			return err
		}
		if len(record) > MaxColumns {
			return refuse("第 %[1]d 行超过 %[2]d 列", "row %[1]d has more than %[2]d columns", row, MaxColumns)
		}
		for _, c := range record {
			if len(c) > maxText {
				return refuse("第 %[1]d 行有一格超过 %[2]d 个字节（引号没有配对？）", "row %[1]d has a cell of more than %[2]d bytes (a quote that isn't closed?)", row, maxText)
			}
		}
		if err := yield(record); err != nil {
			return err
		}
	}
}

var errStopped = errors.New("grid: nobody takes more rows")

// csvRows reads rows ahead, beside whoever takes them.
func csvRows(path string, enc textEncoding, comma rune, yield func(Row) error) error {
	batches, stop := make(chan [][]string, 4), make(chan struct{})
	var failed error
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(batches)
		rows, cells := make([][]string, 0, batchRows), []string(nil)
		send := func() error {
			select {
			case batches <- rows:
				rows, cells = make([][]string, 0, batchRows), make([]string, 0, len(cells)+len(cells)/16)
				return nil
			case <-stop:
				return errStopped
			}
		}
		failed = enc.records(path, comma, func(record []string) error {
			at := len(cells) // those of a batch stand one after the other
			for _, c := range record {
				cells = append(cells, Unguard(c))
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
	i := 0
	for rows := range batches {
		for _, record := range rows {
			if err := yield(Row{Index: i, Raw: record, Shown: record}); err != nil {
				return err
			}
			i++
		}
	}
	return failed // the channel is closed: nobody writes it any more
}
