package manual

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPagesAreCurrent(t *testing.T) {
	for _, p := range Pages() {
		have, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(p.Path)))
		if err != nil || string(have) != p.Text {
			t.Errorf("%s is not what the code says (%v); run go generate ./internal/manual", p.Path, err)
		}
	}
}
