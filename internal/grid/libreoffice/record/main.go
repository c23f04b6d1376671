// Command record writes down what LibreOffice Calc says of every cell of the workbooks of package libreoffice:
//
//	go run ./internal/grid/libreoffice/record internal/grid/testdata/libreoffice.tsv.gz
//
// It needs soffice. It is run again when the workbooks change, and what it writes is committed.
package main

import (
	"compress/gzip"
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
	z := gzip.NewWriter(f)
	for i, b := range books {
		if err == nil {
			err = transcribe(z, b, filepath.Join(dir, b.Name+".fods"), i == 0)
		}
	}
	return errors.Join(err, z.Close(), f.Close())
}

// chinese are the settings of a LibreOffice that stands in China: some formats that are built in depend on the country.
const chinese = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale"><value>zh-CN</value></prop></item></oor:items>
`

// convert has LibreOffice read the workbooks, with settings of its own, and write them as flat OpenDocument files.
func convert(dir string, books []libreoffice.Book) error {
	settings := filepath.Join(dir, "profile", "user", "registrymodifications.xcu")
	if err := os.MkdirAll(filepath.Dir(settings), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(settings, []byte(chinese), 0o600); err != nil {
		return err
	}
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(dir, "profile"))
	args := []string{profile, "--headless", "--convert-to", "fods", "--outdir", dir}
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

// transcribe reads a converted workbook and writes a line for each row: its format, and what is said of each cell. The
// program that says it stands in the first line of all.
func transcribe(w io.Writer, b libreoffice.Book, path string, first bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	d, err := read(f)
	if err != nil {
		return err
	}
	if len(d.sheets) != len(b.Sheets) {
		return fmt.Errorf("%s: of %d sheets came %d", b.Name, len(b.Sheets), len(d.sheets))
	}
	if first {
		if _, err := fmt.Fprintln(w, d.generator); err != nil {
			return err
		}
	}
	for i, s := range b.Sheets {
		for j, row := range s.Rows {
			line := []string{row.Format.String()}
			for k, c := range row.Cells {
				line = append(line, d.answer(i, j, k, c.Value))
			}
			if _, err := fmt.Fprintln(w, strings.Join(line, "\t")); err != nil {
				return err
			}
		}
	}
	return nil
}
