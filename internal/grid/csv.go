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
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"shiji/internal/lang"
)

// openCSV reads a file of separated values: in UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs.
func openCSV(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text, encoding, err := decode(data)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, refuse("里面有 NUL 字符，不是文本文件", "it holds NUL characters and is no text")
	}
	comma := separator(text)
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	s := &Sheet{Name: name}
	s.rows = func(yield func(Row) error) error { return csvRows(text, comma, yield) }
	if err := csvRows(text, comma, func(r Row) error {
		if len(r.Raw) > MaxColumns {
			return refuse("第 %[1]d 行超过 %[2]d 列", "row %[1]d has more than %[2]d columns", r.Index+1, MaxColumns)
		}
		for _, c := range r.Raw {
			if len(c) > maxText {
				return refuse("第 %[1]d 行有一格超过 %[2]d 个字节（引号没有配对？）", "row %[1]d has a cell of more than %[2]d bytes (a quote that isn't closed?)", r.Index+1, maxText)
			}
			if c != "" {
				s.Cells++
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &File{Name: filepath.Base(path), Sheets: []*Sheet{s}}
	sep := map[rune]lang.Text{',': lang.T("逗号", "commas"), ';': lang.T("分号", "semicolons"), '\t': lang.T("制表符", "tabs")}[comma]
	out.Notes = append(out.Notes, lang.T("编码 %[1]s，以%[2]s分隔", "encoding %[1]s, separated by %[2]s").With(encoding, sep))
	return out, nil
}

// decode turns the bytes of a text into UTF-8, and says what they were.
func decode(data []byte) (text []byte, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data, encoding = data[3:], "UTF-8 (BOM)"
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, "", refuse("不是完整的 UTF-16 文本", "it is no complete UTF-16 text")
		}
		return text, "UTF-16", nil
	default:
		encoding = "UTF-8"
	}
	if utf8.Valid(data) {
		return data, encoding, nil
	}
	text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, "", refuse("文字编码既不是 UTF-8、UTF-16，也不是 GB18030", "its encoding is neither UTF-8, UTF-16 nor GB18030")
	}
	return text, "GB18030", nil
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

func csvRows(text []byte, comma rune, yield func(Row) error) error {
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(text)))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	for i := 0; ; i++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return refuse("第 %[1]d 行的引号不成对", "the quotes of line %[1]d don't match", wrong.Line)
		}
		if err != nil {
			return err
		}
		for k, c := range record {
			record[k] = Unguard(c)
		}
		if err := yield(Row{Index: i, Raw: record, Shown: record}); err != nil {
			return err
		}
	}
}
