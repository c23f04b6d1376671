// Package imports checks which way the imports of the project point.
package imports

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors lists the packages from the ground up: a package may import only those before it. Equal floors
// don't know each other.
var floors = [][]string{
	{"lang", "decimal", "arith", "dist"},
	{"fact", "calendar", "term", "light", "pinyin"},
	{"formula"},
	{"errs", "audit"},
	{"person"},
	{"work"},
	{"org", "plan", "progress", "review", "survey"},
	{"rule"},
	{"scheme"},
	{"target", "glossary"},
	{"score"},
	{"grid", "diff", "analyse", "bench"},
	{"table"},
	{"sheet", "study"},
	{"manual"},
	{"demo"},
	{"job", "file", "district"},
	{"ledger"},
	{"intake"},
	{"run", "apart"},
	{"store"},
	{"house"},
	{"web", "crash"},
	{"measure"},
}

// noun is the package that a package belongs to: itself, or the one whose folder it lies in.
func noun(pkg string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "shiji/internal/"), "/")
	return name
}

func floorOf(pkg string) int {
	name := noun(pkg)
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, name) })
}

func TestImportsPointInward(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "shiji/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	checked := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		inside := strings.HasPrefix(p.ImportPath, "shiji/internal/") && p.ImportPath != "shiji/internal/imports" &&
			!strings.HasSuffix(p.ImportPath, "/generate")
		if inside && floorOf(p.ImportPath) < 0 {
			t.Errorf("%s stands on no floor: add it to the list", p.ImportPath)
		}
		for _, i := range p.Imports {
			switch {
			case strings.HasPrefix(i, "shiji/cmd"):
				t.Errorf("%s imports a command", p.ImportPath)
			case inside && strings.HasPrefix(i, "shiji/internal/") && noun(i) != noun(p.ImportPath) &&
				floorOf(i) >= floorOf(p.ImportPath):
				t.Errorf("%s imports %s, which stands above it or beside it", p.ImportPath, i)
			case noun(p.ImportPath) == "web" && (noun(i) == "store" || noun(i) == "house"):
				t.Errorf("%s imports %s: pages speak to services only", p.ImportPath, i)
			case inside && floorOf(p.ImportPath) <= floorOf("shiji/internal/score") &&
				(i == "time" && !strings.HasSuffix(p.ImportPath, "calendar") || i == "math/rand/v2" || i == "math/rand" ||
					i == "os" || i == "database/sql" || i == "net/http"):
				t.Errorf("%s imports %s: up to package score everything is pure", p.ImportPath, i)
			}
			checked++
		}
	}
	if checked < 50 {
		t.Errorf("only %d imports seen: the list is broken", checked)
	}
}
