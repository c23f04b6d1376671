// Command record writes down what LibreOffice Calc says of every cell of the workbooks of package libreoffice:
//
//	go run ./internal/grid/libreoffice/record internal/grid/testdata/libreoffice.tsv.gz
//
// It needs soffice on the path. It is run again when the workbooks change, and what it writes is committed.
package main

import (
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"shiji/internal/grid/libreoffice"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: record FILE")
		os.Exit(2)
	}
	if err := record(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

// chinese is the setting of a LibreOffice that stands in China: formats that are built in depend on the country.
const chinese = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"><value>zh-CN</value></prop></item>
</oor:items>
`

func record(name string) (err error) {
	dir, err := os.MkdirTemp("", "libreoffice")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	books := libreoffice.Books()
	if err := convert(dir, books); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	for _, b := range books {
		if err == nil {
			err = transcribe(z, b, filepath.Join(dir, b.Name+".fods"))
		}
	}
	return errors.Join(err, z.Close(), f.Close())
}

// convert has LibreOffice read the workbooks, with settings of its own, and write them as flat OpenDocument files.
func convert(dir string, books []libreoffice.Book) error {
	profile := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(chinese), 0o600); err != nil {
		return err
	}
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.ToSlash(profile), "--convert-to", "fods", "--outdir", dir}
	for _, b := range books {
		path, err := b.Save(dir)
		if err != nil {
			return err
		}
		args = append(args, path)
	}
	cmd := exec.Command("soffice", args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// transcribe reads one converted workbook and writes a line for each row: the format, and what each cell is.
func transcribe(w io.Writer, b libreoffice.Book, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := document{formats: map[string]*dataStyle{}, styles: map[string]string{}}
	if err := in.read(xml.NewDecoder(f)); err != nil {
		return err
	}
	if len(in.sheets) != len(b.Sheets) {
		return fmt.Errorf("%s: %d sheets became %d", b.Name, len(b.Sheets), len(in.sheets))
	}
	for i, s := range b.Sheets {
		for j, row := range s.Rows {
			line := []string{row.Format.String()}
			for k, c := range row.Cells {
				line = append(line, in.answer(in.at(i, j, k), c.Value))
			}
			if _, err := fmt.Fprintln(w, strings.Join(line, "\t")); err != nil {
				return err
			}
		}
	}
	return nil
}
