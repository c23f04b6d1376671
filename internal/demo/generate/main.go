// Command generate writes the workbooks of the examples. Run it with go generate ./internal/demo.
package main

import (
	"log"
	"os"
	"path/filepath"

	"shiji/internal/demo"
	"shiji/internal/sheet"
)

func main() {
	for _, e := range demo.Examples {
		path := filepath.Join("..", "..", filepath.FromSlash(e.File))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := sheet.WriteYear(path, e.Make()); err != nil {
			log.Fatal(err)
		}
	}
	for name, text := range demo.SurveyFiles() {
		path := filepath.Join("..", "..", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
