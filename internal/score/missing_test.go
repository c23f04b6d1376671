package score_test

import (
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestMissingByBody: what is counted by body is what stands in the lines.
func TestMissingByBody(t *testing.T) {
	run, err := score.NewRun(demo.Haidian2014(), "test")
	if err != nil {
		t.Fatal(err)
	}
	lacking := run.MissingByBody("")
	if len(lacking) == 0 {
		t.Fatal("nothing is missing: the test reaches nothing")
	}
	named := map[string]bool{}
	for i, of := range lacking {
		named[of.Body] = true
		n, all, ofLeaf := 0, 0, map[string]int{}
		for _, u := range run.Results.Units {
			for _, l := range u.Lines {
				item := run.Inputs.Scheme.Item(l.Item)
				for _, b := range item.Bodies {
					if b == of.Body {
						all++
						if l.Points != nil && l.Policy != "" {
							n++
							ofLeaf[l.Leaf]++
						}
					}
				}
			}
		}
		for leaf, k := range ofLeaf {
			if k > ofLeaf[of.Leaf] {
				t.Errorf("%s lacks more of %s than of %s", of.Body, leaf, of.Leaf)
			}
		}
		if n != run.Count(score.Selection{Body: of.Body, Gap: score.DataMissing}) ||
			all != run.Count(score.Selection{Body: of.Body}) {
			t.Errorf("%s: the lists behind its numbers have other lengths", of.Body)
		}
		if n != of.N || all != of.Of || i > 0 && of.N > lacking[i-1].N {
			t.Errorf("%s: %d of %d, want %d of %d", of.Body, of.N, of.Of, n, all)
		}
	}
	if named[""] {
		t.Error("a body without a name")
	}
}
