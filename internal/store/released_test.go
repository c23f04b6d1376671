package store_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/score"
)

// releasedSum is the hash of testdata/released/SHA256SUMS. Add a line to that file for what is released later, and
// change this; no line is ever changed or taken out.
const releasedSum = "052ef36dff92eb99c39896742f08a1976a1f2d6819fa69e1213760d9d2924fc7"

const releasedDir = "testdata/released"

// TestReleasedFilesAreFrozen: what was released stays as it is, byte for byte, and every sealed run of then verifies.
// Those in refused/ are runs of years that reading and checking refuse since: a sealed run computes all the same.
func TestReleasedFilesAreFrozen(t *testing.T) {
	list, err := os.ReadFile(filepath.Join(releasedDir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(list)); sum != releasedSum {
		t.Errorf("SHA256SUMS was changed: %s", sum)
	}
	listed, runs := map[string]bool{}, 0
	for line := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("SHA256SUMS: %q", line)
		}
		listed[filepath.Join(releasedDir, name)] = true
		data, err := os.ReadFile(filepath.Join(releasedDir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if have := fmt.Sprintf("%x", sha256.Sum256(data)); have != sum {
			t.Errorf("%s was changed: %s instead of %s", name, have, sum)
		}
		if strings.Contains(name, ".run.json") {
			runs++
			verifies(t, name, data)
		}
	}
	for _, pattern := range []string{"*.shiji", "*.json", "*/*"} {
		files, err := filepath.Glob(filepath.Join(releasedDir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !listed[f] {
				t.Errorf("%s isn't in SHA256SUMS", f)
			}
		}
	}
	if runs < 4 {
		t.Errorf("only %d sealed runs", runs)
	}
}

func verifies(t *testing.T, name string, data []byte) {
	t.Helper()
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Error(name, err)
			return
		}
		if data, err = io.ReadAll(z); err != nil {
			t.Error(name, err)
			return
		}
	}
	if _, difference, err := score.Verify(data); err != nil || difference != nil {
		t.Errorf("%s: %v %v", name, difference, err)
	}
}

// writeNew writes a file that isn't there yet: what was released is never overwritten.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func TestReleasedIsNeverOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "1.shiji")
	if err := writeNew(path, []byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := writeNew(path, []byte("b")); !errors.Is(err, os.ErrExist) {
		t.Error(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "a" {
		t.Errorf("%q %v", data, err)
	}
}
