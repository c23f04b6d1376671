package hostile

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// Ways of breaking a part of a workbook.
const (
	Missing = iota
	UpperCase
	Renamed
	Empty
	Half    // cut in the middle
	Short   // cut by its last byte
	Garbage // bytes that mean nothing
	AsUTF16 // the same text in another encoding: whole
	Twice   // there are two of it
	Ways
)

// Parts lists the parts of a workbook, in order.
func Parts(book []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		panic(err) // it was written by us
	}
	var out []string
	for _, f := range z.File {
		out = append(out, f.Name)
	}
	slices.Sort(out)
	return out
}

// Broken is a workbook with one of its parts broken; at says where, in thousandths, for Half.
func Broken(book []byte, part string, way, at int) []byte {
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, data []byte) {
		p, err := w.Create(name)
		if err == nil {
			_, err = p.Write(data)
		}
		if err != nil {
			panic(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			panic(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			panic(err)
		}
		name := f.Name
		if name != part {
			put(name, data)
			continue
		}
		switch way {
		case Missing:
			continue
		case UpperCase:
			name = strings.ToUpper(name)
		case Renamed:
			name = "x" + name
		case Empty:
			data = nil
		case Half:
			data = data[:len(data)*at/1000]
		case Short:
			data = data[:max(len(data)-1, 0)]
		case Garbage:
			data = bytes.Repeat([]byte{0xDE, 0xAD, 0x3C, 0x00}, len(data)/4+1)
		case AsUTF16:
			text := strings.Replace(string(data), `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
			data = []byte{0xFF, 0xFE}
			for _, u := range utf16.Encode([]rune(text)) {
				data = append(data, byte(u), byte(u>>8))
			}
		case Twice:
			put(name, data)
		}
		put(name, data)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// With is a workbook with one more part, which isn't compressed.
func With(book []byte, name string, data []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			panic(err)
		}
	}
	p, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err == nil {
		_, err = p.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}
