package main

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/store/storetest"
)

var readmes = []string{"README.md", "README.zh-CN.md"}

// typed is a command as a transcript shows it, with what it prints; nothing is shown of most.
type typed struct {
	line int
	args []string
	want []string
}

var (
	comment = regexp.MustCompile(`\s+# .*$`)
	word    = regexp.MustCompile(`'[^']*'|\S+`)
)

// transcripts reads the commands of a page's console blocks.
func transcripts(t *testing.T, page string) (out []typed) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for i, line := range strings.Split(string(text), "\n") {
		command, isCommand := strings.CutPrefix(line, "$ bin/shiji ")
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case inside && isCommand:
			c := typed{line: i + 1}
			for _, w := range word.FindAllString(comment.ReplaceAllString(command, ""), -1) {
				c.args = append(c.args, strings.Trim(w, "'"))
			}
			out = append(out, c)
		case inside && len(out) > 0:
			out[len(out)-1].want = append(out[len(out)-1].want, line)
		}
	}
	return out
}

// pattern matches what a command prints against what a page shows of it: … stands for lines where it stands alone, and
// else for any text within a line.
func pattern(lines []string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`^`)
	for _, line := range lines {
		if strings.TrimSpace(line) == "…" {
			b.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", `[^\n]*`) + `\n`)
	}
	b.WriteString(`$`)
	return regexp.MustCompile(b.String())
}

// TestReadmePrintsWhatTheProgramPrints types every command of the front pages, in their order, from a folder with the
// examples.
func TestReadmePrintsWhatTheProgramPrints(t *testing.T) {
	if testing.Short() {
		t.Skip("make check types them")
	}
	if testing.Short() {
		t.Skip("make check types them")
	}
	for _, name := range readmes {
		t.Run(name, func(t *testing.T) {
			page, err := filepath.Abs(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			examples := filepath.Join(filepath.Dir(page), "examples")
			if err := os.Symlink(examples, filepath.Join(dir, "examples")); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			compared := 0
			for _, c := range transcripts(t, page) {
				if c.args[0] == "serve" { // it keeps the terminal
					continue
				}
				code, out, stderr := shiji(t, c.args...)
				if code != exitOK {
					t.Errorf("%s:%d: shiji %s: exit %d\n%s", name, c.line, strings.Join(c.args, " "), code, stderr)
				}
				if len(c.want) == 0 {
					continue
				}
				if compared++; !pattern(c.want).MatchString(out) {
					t.Errorf("%s:%d shows\n%s\nprinted was\n%s", name, c.line, strings.Join(c.want, "\n"), out)
				}
			}
			if compared < 2 {
				t.Errorf("only %d transcripts were compared", compared)
			}
		})
	}
}

// shell reads the lines of a page's plain blocks, without comments.
func shell(t *testing.T, page string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for i, block := range strings.Split(string(text), "\n```") {
		if lead, body, ok := strings.Cut(block, "\n"); i%2 == 1 && ok && lead == "" {
			lines = append(lines, strings.Split(body, "\n")...)
		}
	}
	return lines
}

// TestManualIsTyped types every line of the operations manual, in its order: from a folder with data and a workbook
// through an empty PostgreSQL to a backup of it, a restore, and a move.
func TestManualIsTyped(t *testing.T) {
	const password = "pa55@/word"
	for name, data := range map[string]string{"docs/operate.md": "performance", "docs/operate.zh-CN.md": "绩效数据"} {
		t.Run(name, func(t *testing.T) {
			page, err := filepath.Abs(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			admin, address := storetest.Server(t)
			server, err := url.Parse(address("postgres", "", "postgres"))
			if err != nil {
				t.Fatal(err)
			}
			t.Setenv("PGHOST", server.Hostname())
			t.Setenv("PGPORT", server.Port())
			t.Setenv("PGUSER", "postgres")
			t.Cleanup(func() {
				for _, database := range []string{"shiji", "restored", "moved"} {
					admin.Exec("drop database " + database + " with (force)")
				}
				admin.Exec("drop role shiji")
			})
			book, err := os.ReadFile(filepath.Join(root, "examples", "beijing-municipal", "2014年度绩效工作簿.xlsx"))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			if err := os.WriteFile("2014.xlsx", book, 0o600); err != nil {
				t.Fatal(err)
			}
			if code, _, stderr := shiji(t, "import", "2014.xlsx", "--data", data); code != exitOK {
				t.Fatal(stderr)
			}
			t.Setenv("SHIJI_DATA", "") // the lines set it
			here := strings.NewReplacer("'", "", "PASSWORD", url.QueryEscape(password), "127.0.0.1:5432", server.Host)
			typed := 0
			for _, line := range shell(t, page) {
				words := word.FindAllString(line, -1)
				as, isSudo := strings.CutPrefix(line, "sudo -u postgres ")
				set, isExport := strings.CutPrefix(line, "export ")
				switch {
				case line == "shiji serve", strings.HasPrefix(line, "sudo apt-get install "):
				case isSudo:
					cmd := storetest.Program(t, strings.Fields(as)...)
					cmd.Stdin = strings.NewReader(password + "\n" + password + "\n")
					if out, err := cmd.CombinedOutput(); err != nil {
						t.Fatalf("%s: %v\n%s", line, err, out)
					}
				case isExport:
					key, value, _ := strings.Cut(set, "=")
					os.Setenv(key, here.Replace(value))
				case words[0] == "shiji":
					if code, _, stderr := shiji(t, words[1:]...); code != exitOK {
						t.Fatalf("%s: exit %d\n%s", line, code, stderr)
					}
				default:
					t.Errorf("nobody knows how to type %s", line)
				}
				typed++
			}
			if typed < 15 {
				t.Errorf("only %d lines were typed", typed)
			}
		})
	}
}

// A file is named by a link, or by its path from the root; a Go file by its package's folder too. NAME stands for any
// name.
var (
	linked    = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	pathNamed = regexp.MustCompile(`(?:^|[^\p{L}\p{N}/._-])((?:` + folders + `)/[\p{L}\p{N}/._*-]+)`)
	goNamed   = regexp.MustCompile("`([a-z]+/[a-z_/]+\\.go)`")
	atTheRoot = regexp.MustCompile(`(?:^|[^\p{L}\p{N}/._-])([A-Z]+(?:\.zh-CN)?\.md)\b`)
)

// folders are those at the root that pages speak of.
const folders = `\.ci|browser|cmd|docs|examples|internal|scripts`

// made are folders that tests and commands make.
var made = []string{"browser/out"}

// TestPagesNameFilesThatExist looks for every file that a page of the repository names.
func TestPagesNameFilesThatExist(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		pages = append(pages, found...)
	}
	seen := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		look := func(name string, folders ...string) {
			if seen++; slices.Contains(made, name) {
				return
			}
			name = strings.ReplaceAll(strings.TrimRight(name, "."), "NAME", "*")
			for _, folder := range folders {
				if found, _ := filepath.Glob(filepath.Join(folder, name)); len(found) > 0 {
					return
				}
			}
			t.Errorf("%s names %s, which doesn't exist", page, name)
		}
		each := func(re *regexp.Regexp, look func(name string)) {
			for _, m := range re.FindAllStringSubmatch(string(text), -1) {
				look(m[1])
			}
		}
		each(linked, func(name string) {
			if !strings.Contains(name, "://") {
				look(name, filepath.Dir(page))
			}
		})
		each(pathNamed, func(name string) { look(name, root) })
		each(atTheRoot, func(name string) { look(name, root) })
		each(goNamed, func(name string) { look(name, root, filepath.Join(root, "internal")) })
	}
	if seen < 100 {
		t.Errorf("only %d names were found: the patterns are broken", seen)
	}
}
