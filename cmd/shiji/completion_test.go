package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiji/internal/lang"
)

// TestEveryCommandHasHelp: each command has a page in both languages and stands on the first page.
func TestEveryCommandHasHelp(t *testing.T) {
	for _, c := range commandList(lang.EN) {
		i := slices.IndexFunc(pages, func(p page) bool { return p.name == c.name })
		if c.name != "version" && (i < 0 || pages[i].zh == "" || pages[i].en == "") {
			t.Errorf("%s has no help page", c.name)
		}
		if !strings.Contains(pages[0].zh, "\n  "+c.name) || !strings.Contains(pages[0].en, "\n  "+c.name) {
			t.Errorf("%s isn't on the first page", c.name)
		}
	}
}

// TestCompletions: they name every command and its options, and the shells that are here can read them.
func TestCompletions(t *testing.T) {
	list := commandList(lang.ZH)
	for shell, text := range map[string]string{"bash": bashCompletion(list), "zsh": zshCompletion(list),
		"fish": fishCompletion(list)} {
		for _, c := range list {
			if !strings.Contains(text, c.name) {
				t.Errorf("%s doesn't know %s", shell, c.name)
			}
		}
		if path, err := exec.LookPath(shell); err == nil {
			file := filepath.Join(t.TempDir(), "completion")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(path, "-n", file).CombinedOutput(); err != nil {
				t.Errorf("%s can't read it: %s", shell, out)
			}
		}
	}
	if bash, err := exec.LookPath("bash"); err == nil {
		file := filepath.Join(t.TempDir(), "completion")
		if err := os.WriteFile(file, []byte(bashCompletion(list)), 0o600); err != nil {
			t.Fatal(err)
		}
		script := "source " + file + "; COMP_WORDS=(shiji score --o); COMP_CWORD=2; _shiji; echo ${COMPREPLY[@]}; " +
			"COMP_WORDS=(shiji ver); COMP_CWORD=1; _shiji; echo ${COMPREPLY[@]}"
		out, err := exec.Command(bash, "-c", script).CombinedOutput()
		if err != nil || string(out) != "--out\nverify version\n" {
			t.Errorf("completed %q, %v", out, err)
		}
	}
}

// TestManualPagesAreCurrent: the committed pages are what the commands say.
func TestManualPagesAreCurrent(t *testing.T) {
	for file, l := range map[string]lang.Lang{"shiji.1": lang.EN, "shiji.zh.1": lang.ZH} {
		have, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		if err != nil || string(have) != manualPage(l) {
			t.Errorf("docs/%s is not what the commands say (%v); run go generate ./cmd/shiji", file, err)
		}
	}
	for _, line := range strings.Split(manualPage(lang.EN), "\n") {
		if strings.HasPrefix(line, "'") {
			t.Errorf("the formatter would take %q for a command", line)
		}
	}
}
