// Command generate writes docs/format.md and docs/scheme.schema.json. Run it with go generate ./internal/sheet.
package main

import (
	"log"
	"os"
	"path/filepath"

	"shiji/internal/sheet"
)

func main() {
	for path, text := range map[string]string{sheet.FormatFile: sheet.FormatPage(),
		sheet.SchemaFile: sheet.SchemeSchema()} {
		if err := os.WriteFile(filepath.Join("..", "..", filepath.FromSlash(path)), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
