// Command generate writes docs/format.md. Run it with go generate ./internal/sheet.
package main

import (
	"log"
	"os"
	"path/filepath"

	"shiji/internal/sheet"
)

func main() {
	path := filepath.Join("..", "..", filepath.FromSlash(sheet.FormatFile))
	if err := os.WriteFile(path, []byte(sheet.FormatPage()), 0o644); err != nil {
		log.Fatal(err)
	}
}
