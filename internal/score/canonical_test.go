package score_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// byTree is the one form by way of a tree: what canonical must give.
func byTree(t testing.TB, v any, bare bool) []byte {
	t.Helper()
	var tree any
	if err := score.TreeOf(v, &tree); err != nil {
		t.Fatal(err)
	}
	if bare {
		fact.Unplace(tree)
	}
	doc, err := score.Written(tree)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func same(t testing.TB, name string, v any) {
	t.Helper()
	for _, bare := range []bool{false, true} {
		got, err := score.Write(v, bare)
		if err != nil {
			t.Fatal(err)
		}
		if want := byTree(t, v, bare); !bytes.Equal(got, want) {
			i := 0
			for i < len(got) && i < len(want) && got[i] == want[i] {
				i++
			}
			from := max(0, i-40)
			t.Errorf("%s (bare: %v): at %d\n%.120s\nwant\n%.120s", name, bare, i, got[from:], want[from:])
		}
	}
}

// TestCanonicalIsWhatATreeGives: byte for byte, with and without places.
func TestCanonicalIsWhatATreeGives(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2012": demo.Haidian2012(),
		"2013": demo.Haidian2013(), "2014": demo.Haidian2014(), "municipal": demo.Municipal(),
		"large": demo.Large(3, 40, 60), "nothing": {}} {
		same(t, name, in)
		in = in.Canonical()
		same(t, name, in)
		if sheets, err := score.Explain(in); err == nil {
			same(t, name+" explained", sheets)
			same(t, name+" as a run", score.Run{Format: score.Format, Engine: "x", Inputs: in, Results: sheets})
		}
	}
}

// odd is a value of every shape that a document may hold, with what is hard to write.
type odd struct {
	Text   string            `json:"text"`
	Maybe  *string           `json:"maybe,omitempty"`
	Number *decimal.Number   `json:"number,omitempty"`
	Exact  decimal.Number    `json:"exact"`
	List   []odd             `json:"list,omitempty"`
	None   []int             `json:"none"`
	Any    any               `json:"any"`
	Map    map[string]odd    `json:"map,omitempty"`
	Words  map[string]string `json:"词"`
	Cells  map[string]string `json:"cells,omitempty"`
	Source fact.Source       `json:"source,omitzero"`
	Said   lang.Text         `json:"said,omitzero"`
	Policy rule.Policy       `json:"policy,omitempty"`
	Bytes  []byte            `json:"bytes,omitempty"`
	Float  float64           `json:"float"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	On     bool              `json:"on,omitempty"`
	Small  int8              `json:"small,omitempty"`
	Large  uint64            `json:"large"`
	Fixed  [2]string         `json:"fixed"`
	inner
	hidden string
	Skip   string `json:"-"`
}

type inner struct {
	Z int `json:"z"`
	A int `json:"a,omitempty"`
}

var texts = []string{"", "a", "绩效", `"`, `\`, "<a&b>", "\n\t\r\b\f", "\x00\x1f\x7f", "\u2028\u2029", "\u202e",
	"\xff\xfe", "a\xe2\x80", "\xe2\x80\xa8", "\U0001F600", "é", "\ufffd", "\xed\xa0\x80"}

func makeOdd(r *rand.Rand, depth int) odd {
	text := func() string { return texts[r.IntN(len(texts))] + texts[r.IntN(len(texts))] }
	o := odd{Text: text(), Exact: decimal.Int(int64(r.IntN(2000) - 1000)), Words: map[string]string{text(): text()},
		Said: lang.T(text(), text()), Policy: rule.Policy(text()), Float: r.Float64() * 1e3, On: r.IntN(2) == 0,
		Small: int8(r.IntN(256) - 128), Large: r.Uint64(), Fixed: [2]string{text(), text()},
		inner:  inner{r.IntN(3), r.IntN(3)},
		hidden: "h", Skip: "s"}
	if r.IntN(2) == 0 {
		s := text()
		o.Maybe = &s
		n := decimal.MustParse("0.0700")
		o.Number, o.Bytes, o.None = &n, []byte(s), []int{}
		o.Raw = json.RawMessage(`{"b": 1.50, "a": [ "<" ]}`)
		o.Cells = map[string]string{"b": text(), "a": text()}
		o.Any = map[string]any{"source": map[string]any{"file": text()}, "n": 1, "cells": map[string]any{"x": 1}}
	}
	switch r.IntN(4) {
	case 0:
		o.Source = fact.Source{File: text(), Sheet: "s", Cell: "A1"}
	case 1:
		o.Source = fact.Source{File: "f", Document: text(), Person: text(), Act: fact.Approval}
	case 2:
		o.Source = fact.Source{Cell: "A1", Confirmed: text()}
	}
	if depth > 0 {
		for range r.IntN(3) {
			o.List = append(o.List, makeOdd(r, depth-1))
		}
		o.Map = map[string]odd{text(): makeOdd(r, depth-1)}
		o.Any = []any{nil, true, text(), makeOdd(r, 0), &o.Fixed, map[string]int{"b": 1, "a": 2}}
	}
	return o
}

func TestCanonicalOfOddThings(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		same(t, "odd", makeOdd(r, 2))
		if t.Failed() {
			return
		}
	}
	same(t, "nothing", nil)
	same(t, "a nil pointer", (*odd)(nil))
	same(t, "a nil list", []odd(nil))
}
