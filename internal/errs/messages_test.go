package errs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestMessages: every refusal says what is the matter in both languages, and what to do next in both or in neither.
func TestMessages(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	verb := regexp.MustCompile(`%(\[\d+\][a-z])?`)
	for msg, m := range messages {
		if !name.MatchString(string(msg)) {
			t.Errorf("%s: a message is noun.matter", msg)
		}
		if m.What.ZH == "" || m.What.EN == "" || (m.Next.ZH == "") != (m.Next.EN == "") {
			t.Errorf("%s lacks a language", msg)
		}
		for _, s := range []string{m.What.ZH, m.What.EN, m.Next.ZH, m.Next.EN} {
			for _, v := range verb.FindAllString(s, -1) {
				if v == "%" {
					t.Errorf("%s: arguments are named by number in %q", msg, s)
				}
			}
		}
	}
}

// TestEveryRefusalHasItsMessage: what the sources refuse with has words, and no words are left over.
func TestEveryRefusalHasItsMessage(t *testing.T) {
	used := map[Msg]bool{}
	for where, msg := range refusedWith(t) {
		used[msg] = true
		if _, ok := messages[msg]; !ok {
			t.Errorf("%s: no message is called %q", where, msg)
		}
	}
	for msg := range messages {
		if !used[msg] {
			t.Errorf("nothing is refused with %s", msg)
		}
	}
}

// refusedWith are the messages of all refusals in the sources of the module, by where they stand.
func refusedWith(t *testing.T) map[string]Msg {
	t.Helper()
	out := map[string]Msg{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "testdata" || name == "node_modules" || name[0] == '.' && name[len(name)-1] != '.'):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		here := packageName(file)
		if here == "" {
			return nil
		}
		is := func(e ast.Expr, name string) bool {
			x, ok := e.(*ast.SelectorExpr)
			if !ok || x.Sel.Name != name {
				return false
			}
			of, ok := x.X.(*ast.Ident)
			return ok && of.Name == here
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CompositeLit:
				if is(x.Type, "Error") {
					t.Errorf("%s: an Error is made with Refuse", files.Position(x.Pos()))
				}
			case *ast.CallExpr:
				if !is(x.Fun, "Refuse") {
					break
				}
				where := files.Position(x.Pos()).String()
				word, ok := x.Args[2].(*ast.BasicLit)
				if !ok || word.Kind != token.STRING {
					t.Errorf("%s: a message is named where it is refused with", where)
					break
				}
				msg, err := strconv.Unquote(word.Value)
				if err != nil {
					t.Errorf("%s: %v", where, err)
				}
				out[where] = Msg(msg)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// packageName is what a file calls this package; empty if it doesn't know it.
func packageName(file *ast.File) string {
	for _, i := range file.Imports {
		switch {
		case i.Path.Value != `"shiji/internal/errs"`:
		case i.Name != nil:
			return i.Name.Name
		default:
			return "errs"
		}
	}
	return ""
}
