package score

import (
	"reflect"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/rule"
)

// TestWhatIsPacked: facts are packed where nothing of them gets lost; whatever is new in [rule.Facts] stays whole until
// somebody says otherwise.
func TestWhatIsPacked(t *testing.T) {
	carried := map[string]bool{"Goal": true, "Data": true, "Occurrences": true, "BelowFloor": true}
	shared := map[string]bool{"Peers": true, "Sorted": true, "Ends": true, "Class": true, "Now": true}
	kind := reflect.TypeFor[rule.Facts]()
	for i := range kind.NumField() {
		name := kind.Field(i).Name
		var f rule.Facts
		v := reflect.ValueOf(&f).Elem().Field(i)
		switch v.Kind() {
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
		case reflect.Map:
			v.Set(reflect.MakeMapWithSize(v.Type(), 1))
			v.SetMapIndex(reflect.ValueOf("A").Convert(v.Type().Key()), reflect.Zero(v.Type().Elem()))
		case reflect.Bool:
			v.SetBool(true)
		case reflect.String:
			v.SetString("Q2")
		}
		if name == "Data" {
			f.Data[0].Number = &decimal.One
		}
		if got := packs(&f) && sameAround(&f, &rule.Facts{}); got != carried[name] {
			t.Errorf("%s is packed: %v", name, got)
		}
		if shared[name] && !sameAround(&f, &f) {
			t.Errorf("%s isn't shared with itself", name)
		}
	}
	for _, d := range []rule.Datum{{Item: "A"}, {Item: "A", Number: &decimal.One, Word: "open"},
		{Item: "A", Number: &decimal.One, Computed: true}} {
		if packs(&rule.Facts{Data: []rule.Datum{d}}) {
			t.Errorf("%+v is packed as a number", d)
		}
	}
}

// TestPackedLines: lines of several shapes come out as they went in, in any order.
func TestPackedLines(t *testing.T) {
	number := func(n int64) *decimal.Number { return new(decimal.Int(n)) }
	around := []rule.Peer{{Unit: "甲"}}
	list := []*rule.Facts{
		{Peers: around, Data: []rule.Datum{{Item: "A", Number: number(1)}}, Goal: rule.Goal{Target: fact.Num("2")}},
		nil,
		{Peers: around, Data: []rule.Datum{{Item: "A", Number: number(3)}, {Item: "B", Number: number(4)}},
			Goal: rule.Goal{Low: fact.Num("5"), High: fact.Num("6")}, BelowFloor: true},
		{Peers: around, Occurrences: []rule.Occurrence{
			{Matter: "m", Kind: "k", Level: "l", Count: decimal.Int(7), Repeat: true}, {Matter: "n", Count: decimal.Int(8)}}},
		{Peers: around, Marks: []rule.Mark{{Judge: "j", Value: decimal.Int(9)}}},
		{Peers: []rule.Peer{{Unit: "乙"}}, Data: []rule.Datum{{Item: "A", Number: number(10)}}},
		{Peers: around, Data: []rule.Datum{{Item: "A", Number: number(11)}}, Goal: rule.Goal{Target: fact.Num("12")}},
		{Peers: around, Data: []rule.Datum{{Item: "A", Number: number(13)}}, Goal: rule.Goal{Challenge: fact.Num("14")}},
		{Peers: around},
		{Peers: around, Occurrences: []rule.Occurrence{{Matter: "o", Count: decimal.Int(15)}}},
	}
	p := pack(list)
	if len(p.whole) != 3 {
		t.Errorf("%d lines stay whole", len(p.whole))
	}
	var u unpacked
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {9, 3, 2, 0, 7, 8, 6, 2, 5, 4, 3, 1, 9, 0}} {
		for _, i := range order {
			want, got := list[i], *u.line(&p, i)
			if want == nil {
				want = &rule.Facts{}
			}
			if len(want.Data) == 0 {
				got.Data = want.Data
			}
			if len(want.Occurrences) == 0 {
				got.Occurrences = want.Occurrences
			}
			if !reflect.DeepEqual(*want, got) {
				t.Errorf("line %d in order %v:\n%+v, want\n%+v", i, order, got, *want)
			}
		}
	}
}
