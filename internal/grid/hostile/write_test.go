package hostile

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := os.Getenv("HOSTILE_DIR")
	if dir == "" {
		t.Skip()
	}
	for _, f := range Files() {
		os.WriteFile(filepath.Join(dir, f.Name), f.Data(), 0o600)
	}
}
