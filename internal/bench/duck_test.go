package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiji/internal/demo"
)

// TestDuck: what DuckDB says is believed if it has the units of the loop and the sum of their totals.
func TestDuck(t *testing.T) {
	flat := Flat(demo.Large(1, 15, 50))
	flat.Run()
	units, total := 0, 0.0
	for _, c := range flat.classes {
		units += c.units
		for _, n := range c.totals {
			total += n
		}
	}
	times := "at,1000\nat,9000\n" + strings.Repeat("at,20000\nat,24500\n", 4)
	for name, c := range map[string]struct {
		says string
		want time.Duration
	}{
		"the shortest of five":   {times + fmt.Sprintf("sum,%d,%f\n", units, total), 4500 * time.Microsecond},
		"other totals":           {times + fmt.Sprintf("sum,%d,%f\n", units, total+1), 0},
		"fewer units":            {times + fmt.Sprintf("sum,%d,%f\n", units-1, total), 0},
		"no totals":              {times, 0},
		"fewer times":            {fmt.Sprintf("at,1\nat,2\nsum,%d,%f\n", units, total), 0},
		"something else":         {"Error: no such table\n", 0},
		"a time that is no time": {strings.Replace(times, "9000", "now", 1) + fmt.Sprintf("sum,%d,%f\n", units, total), 0},
	} {
		got, err := Duck(said(t, c.says)).Score(t.Context(), []*Floats{flat}, 2)
		if got != c.want || (err == nil) != (c.want > 0) || errors.Is(err, ErrNoDuck) {
			t.Errorf("%s: %v %v, want %v", name, got, err, c.want)
		}
	}
	if _, err := Duck("no-such-duck").Score(t.Context(), []*Floats{flat}, 2); !errors.Is(err, ErrNoDuck) {
		t.Error(err)
	}
}

// said is a command that reads a script and says something; it fails unless the script reads both files and sets the
// threads.
func said(t *testing.T, says string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "duck")
	if err := os.WriteFile(filepath.Join(dir, "says"), []byte(says), 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nset -e\nin=$(cat)\ncase \"$in\" in *'set threads = 2;'*) ;; *) exit 4 ;; esac\n" +
		"for f in cells surveys; do file=$(echo \"$in\" | sed -n \"s/.*read_csv('\\([^']*$f.csv\\)'.*/\\1/p\")\n" +
		"test $(wc -l <\"$file\") -gt 15; done\ncat " + filepath.Join(dir, "says") + "\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
