package score_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
)

func TestVerifyIdentical(t *testing.T) {
	run, diff, err := score.Verify(encode(t, demo.Small()))
	if err != nil || diff != nil {
		t.Fatalf("difference %+v, error %v", diff, err)
	}
	if len(run.Results.Units) != 9 || len(run.Seal) != 64 {
		t.Errorf("%d units, seal %q", len(run.Results.Units), run.Seal)
	}
}

// TestVerifyDetectsEveryChangedByte changes one byte after the other: none may pass.
func TestVerifyDetectsEveryChangedByte(t *testing.T) {
	doc := encode(t, demo.Small())
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		i := r.IntN(len(doc))
		changed := bytes.Clone(doc)
		if changed[i]++; doc[i] == '9' {
			changed[i] = '0'
		}
		if _, diff, err := score.Verify(changed); diff == nil && err == nil {
			t.Fatalf("byte %d changed from %q to %q, and nobody noticed: …%s…", i, doc[i], changed[i],
				doc[max(0, i-40):min(len(doc), i+40)])
		}
	}
}

func TestVerifyNamesTheFirstDifference(t *testing.T) {
	doc := string(encode(t, demo.Small()))
	replaced := func(old, new string) string {
		t.Helper()
		if !strings.Contains(doc, old) {
			t.Fatalf("%q is not in the document", old)
		}
		return strings.Replace(doc, old, new, 1)
	}
	i := strings.Index(doc, `"results":`)
	total := doc[i:]
	total = total[strings.Index(total, `"total":"`)+len(`"total":"`):]
	total = total[:strings.Index(total, `"`)]
	tests := []struct {
		name, doc, path string
	}{
		{"an input changed", replaced(`"version":"第1版"`, `"version":"第2版"`), "inputs_sha256"},
		{"a result changed", doc[:i] + strings.Replace(doc[i:], `"total":"`+total+`"`, `"total":"99.99"`, 1),
			"results.units[0]"},
		{"a seal changed", replaced(`"seal":"`, `"seal":"0`), "seal"},
		{"spaces added", replaced(`{"engine"`, `{ "engine"`), "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diff, err := score.Verify([]byte(tt.doc))
			if err != nil || diff == nil || !strings.HasPrefix(diff.Path, tt.path) {
				t.Errorf("difference %+v, error %v, want one at %s", diff, err, tt.path)
			}
		})
	}
	for name, bad := range map[string]string{"no JSON": "hello", "another document": `{"format":"x"}`,
		"unknown field": replaced(`{"engine"`, `{"extra":1,"engine"`), "something behind it": doc + "{}"} {
		if _, _, err := score.Verify([]byte(bad)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// FuzzReadRun feeds verify anything at all: it may refuse or find a difference, it must not fail.
func FuzzReadRun(f *testing.F) {
	run, err := score.NewRun(demo.Small(), "fuzz")
	if err != nil {
		f.Fatal(err)
	}
	doc, err := run.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Add([]byte(`{"format":"shiji-run/1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, diff, err := score.Verify(data); diff == nil && err == nil && !bytes.Equal(data, doc) {
			if run, readErr := score.ReadRun(data); readErr != nil || run.Engine == "fuzz" {
				t.Fatal("another document passes for the sealed one")
			}
		}
	})
}
