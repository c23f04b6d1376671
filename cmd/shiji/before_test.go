package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestBeforeTheExpertsHaveMarked: a year without a single mark is checked and scored as far as it goes.
func TestBeforeTheExpertsHaveMarked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "year")
	if code, _, stderr := shiji(t, "convert", filepath.Join("..", "..", "examples", "beijing-municipal"), dir); code != 0 {
		t.Fatal(stderr)
	}
	if err := os.Remove(filepath.Join(dir, "评分.csv")); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"check", "score"} {
		if code, _, stderr := shiji(t, command, dir); code > exitFindings {
			t.Errorf("%s: %d %s", command, code, stderr)
		}
	}
}
