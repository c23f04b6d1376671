// Command generate writes the generated pages. Run it with go generate ./internal/manual.
package main

import (
	"log"
	"os"
	"path/filepath"

	"shiji/internal/manual"
)

func main() {
	for _, p := range manual.Pages() {
		if err := os.WriteFile(filepath.Join("..", "..", filepath.FromSlash(p.Path)), []byte(p.Text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
