package demo

import (
	"slices"
	"testing"

	"shiji/internal/diff"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// TestExamplesAreClean: every committed example can be scored, and says that it is fictional.
func TestExamplesAreClean(t *testing.T) {
	for _, e := range Examples {
		in := e.Make()
		if found := score.Check(in); found.HasErrors() {
			for _, f := range found {
				t.Errorf("%s: %s %s", e.File, f.Severity(), f.Message().EN)
			}
		}
		if in.Scheme.Notice == "" {
			t.Errorf("%s doesn't say that it is fictional", e.File)
		}
	}
}

// TestYearsBesideEachOther: level 1 is stable, levels 2 and 3 were adjusted, and the changes are told by their lineage.
func TestYearsBesideEachOther(t *testing.T) {
	first, second, third := Haidian2012().Scheme, Haidian2013().Scheme, Haidian2014().Scheme
	for _, pair := range [][2]scheme.Scheme{{first, second}, {second, third}} {
		for _, c := range diff.Schemes(pair[0], pair[1]) {
			if c.Level == 1 {
				t.Errorf("%d to %d: level 1 changed: %+v", pair[0].Year, pair[1].Year, c)
			}
		}
	}
	var kinds []diff.Kind
	for _, n := range diff.Count(diff.Schemes(second, third)) {
		kinds = append(kinds, n.Kind)
	}
	for _, k := range []diff.Kind{diff.Added, diff.Dropped, diff.Renamed, diff.Reweighted, diff.Reruled, diff.Redefined,
		diff.SplitUp, diff.MergedInto} {
		if !slices.Contains(kinds, k) {
			t.Errorf("from 2013 to 2014 nothing was %s", k)
		}
	}
	if !first.Trial || second.Trial || third.Trial {
		t.Error("2012 is the trial cycle, and only 2012")
	}
	rules := map[string]bool{}
	for _, l := range second.Leaves {
		rules[l.Rule] = true
	}
	if !rules["rank_progress"] || !rules["improvement"] {
		t.Error("2013 compares nobody with their own past")
	}
}

// TestMunicipalFrame: the second frame has its eight fixed shares and targets with challenge values.
func TestMunicipalFrame(t *testing.T) {
	in := Municipal()
	if in.Scheme.Frame() != &scheme.Municipal {
		t.Fatal("another frame")
	}
	want := []string{"40", "8", "7", "5", "20", "10", "5", "5", "0"}
	for i, g := range in.Scheme.Groups {
		if got := g.Points[classDepartment].String(); got != want[i] {
			t.Errorf("%s has %s points, want %s", g.Name, got, want[i])
		}
	}
	challenges := 0
	for _, x := range in.Targets {
		if x.Challenge != nil {
			challenges++
		}
	}
	if challenges == 0 {
		t.Error("no target has a challenge value")
	}
}
