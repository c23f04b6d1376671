package ledger

import (
	"bytes"
	"encoding/json"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

// TestEveryFactAlone: each fact of a year can be taken out alone, and says something in the columns of a workbook.
func TestEveryFactAlone(t *testing.T) {
	in := demo.Haidian2013().Canonical()
	facts, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Kind]bool{}
	for _, f := range facts {
		alone, err := Alone(f)
		if err != nil {
			t.Fatalf("%s %s: %v", f.Kind, f.Key, err)
		}
		fields := sheet.Fields(alone, &in.Scheme, lang.ZH)
		if len(fields) == 0 {
			t.Errorf("%s %s says nothing", f.Kind, f.Key)
		}
		heads := map[string]bool{}
		for _, x := range fields { // what a change shows is found by its heading
			if heads[x.Head] {
				t.Errorf("%s %s says %s twice", f.Kind, f.Key, x.Head)
			}
			heads[x.Head] = true
		}
		seen[f.Kind] = true
	}
	for _, k := range Kinds {
		if !seen[k.Kind] && k.Kind != Ballot { // a year without votes
			t.Errorf("the year has no fact of kind %s", k.Kind)
		}
	}
}

// TestSplitAndJoin: a year taken apart and put together, in any order, is the same year.
func TestSplitAndJoin(t *testing.T) {
	in := demo.Haidian2013().Canonical()
	facts, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	for i := range facts { // from the last to the first: Join knows no order
		if j := len(facts) - 1 - i; i < j {
			facts[i], facts[j] = facts[j], facts[i]
		}
	}
	out, err := Join(facts)
	if err != nil {
		t.Fatal(err)
	}
	want, err1 := json.Marshal(in)
	got, err2 := json.Marshal(out)
	if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
		t.Error("a year that was taken apart isn't the same when it is put together")
	}
}

func TestFieldsShowWhatAPersonWrote(t *testing.T) {
	in := demo.Haidian2013().Canonical()
	facts, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if f.Kind != Target {
			continue
		}
		alone, err := Alone(f)
		if err != nil {
			t.Fatal(err)
		}
		want := alone.Targets[0].Value.Value.String()
		for _, x := range sheet.Fields(alone, &in.Scheme, lang.ZH) {
			if x.Head == "目标值" && x.Value == want {
				return
			}
		}
		t.Fatalf("%s: no column 目标值 with %s: %v", f.Key, want, sheet.Fields(alone, &in.Scheme, lang.ZH))
	}
}
