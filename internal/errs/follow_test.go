package errs

import (
	"strings"
	"testing"

	"shiji/internal/fact"
)

// TestOneStandsForAllOnlyIfItDoes: a reading of one cell isn't said of another.
func TestOneStandsForAllOnlyIfItDoes(t *testing.T) {
	at := func(cell string) fact.Source { return fact.Source{File: "a.xlsx", Sheet: "实绩", Cell: cell} }
	found := Findings{New(CellCleaned, at("I15"), "1，334", "1334"), New(CellCleaned, at("I16"), "２，１２１．５", "2121.5")}
	for want, list := range map[string]Findings{"for example I15: ": found, "read as": {found[0], found[0]}} {
		outline := list.Linked().Outline()
		if len(outline) != 1 || !strings.HasPrefix(outline[0].Message().EN, want) {
			t.Errorf("%v, want one that begins with %q", outline, want)
		}
	}
}
