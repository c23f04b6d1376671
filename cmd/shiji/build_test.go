package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// root is the folder of the repository.
var root = filepath.Join("..", "..")

// anybodys is the environment of somebody who builds in a clone that another person owns, and whose machine has no
// setting that would help: git refuses to say anything about it, and Go's own settings are left aside.
func anybodys() []string {
	return append(os.Environ(), "GIT_TEST_ASSUME_DIFFERENT_OWNER=1",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_COUNT=0", "GOENV=off", "GOFLAGS=", "MAKEFLAGS=")
}

// program builds the program once, as it is shipped: with make, in a clone that may be anybody's. The script of charts
// is left as it is.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "shiji-program-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "shiji")
	cmd := exec.Command("make", "--no-print-directory", "build", "BIN="+path, "CHARTS=")
	cmd.Dir, cmd.Env = root, anybodys()
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

// TestBuiltInSomebodysClone: make builds the program where git refuses to speak to Go, and the program knows all the
// same what it was built from.
func TestBuiltInSomebodysClone(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	git := exec.Command("git", "--git-dir=.git", "rev-parse", "--short=12", "HEAD")
	git.Dir = root
	head, _ := git.Output() // an archive of the sources has none
	want := strings.TrimSpace("shiji " + version + " " + string(head))
	if got := strings.TrimSuffix(strings.TrimSpace(string(out)), "-dirty"); got != want {
		t.Errorf("version says %q, want %q", got, want)
	}
}

// TestGoDoesNotAskGit: whatever builds a program says that Go isn't to ask git, which fails in somebody else's clone.
// A worktree and an archive, where Go finds no repository to ask about, would hide it from the test above.
func TestGoDoesNotAskGit(t *testing.T) {
	builds := regexp.MustCompile(`(\bgo|\$\(GO\)) (build|run (-\S+ )*\./)|"go", "build"`)
	seen := 0
	for _, pattern := range []string{"Makefile", "scripts/*.sh", "internal/crash/*_test.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range files {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			lines := bufio.NewScanner(f)
			for n := 1; lines.Scan(); n++ {
				if !builds.MatchString(lines.Text()) {
					continue
				}
				if seen++; !strings.Contains(lines.Text(), "-buildvcs=false") {
					t.Errorf("%s:%d lacks -buildvcs=false: %s", name, n, lines.Text())
				}
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d builds were found", seen)
	}
}
