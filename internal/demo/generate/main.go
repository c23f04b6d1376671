// Command generate writes the example's workbook. Run it with go generate ./internal/demo.
package main

import (
	"log"
	"path/filepath"

	"shiji/internal/demo"
	"shiji/internal/sheet"
)

func main() {
	if err := sheet.WriteYear(filepath.Join("..", "..", filepath.FromSlash(demo.ExampleFile)), demo.Haidian2014()); err != nil {
		log.Fatal(err)
	}
}
