package rule

import (
	"maps"
	"strings"
	"testing"
)

func TestParseParams(t *testing.T) {
	defs := ByCode("step").AllParams()
	tests := []struct {
		cell string
		want Params // nil: refused
	}{
		{"档=90:200、80:190、*:130；第二项=较低票", Params{"bands": "90:200,80:190,*:130", "second": "较低票"}},
		{"bands = 90：200，*：1", Params{"bands": "90:200,*:1"}},
		{"档=90:200\n第二项=乙", Params{"bands": "90:200", "second": "乙"}},
		{"", Params{}},
		{"nope=1", Params{"nope": "1"}}, // reported when the rule is bound
		{"档", nil},
		{"档=", nil},
		{"档=1:1；bands=2:2", nil},
	}
	for _, tt := range tests {
		got, err := ParseParams(tt.cell, defs)
		if (err == nil) != (tt.want != nil) || err == nil && !maps.Equal(got, tt.want) {
			t.Errorf("ParseParams(%q) = %v, %v, want %v", tt.cell, got, err, tt.want)
		}
	}
	if p, _ := ParseParams("依据=《办法》第三条、第四条：总则", ByCode("veto").AllParams()); p["basis"] != "《办法》第三条、第四条：总则" {
		t.Errorf("free text was changed: %q", p["basis"])
	}
}

func TestParamsTextReadsBack(t *testing.T) {
	for _, cell := range []string{"档=90:200,80:190,*:130；第二项=较低票", "未达标另计=ratio；另计上限=0.5；fallback.cap=0.9"} {
		for _, code := range []string{"step", "binary"} {
			defs := ByCode(code).AllParams()
			p, err := ParseParams(cell, defs)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := ParseParams(p.Text(defs), defs); err != nil || !maps.Equal(back, p) {
				t.Errorf("%v written as %q reads as %v, %v", p, p.Text(defs), back, err)
			}
		}
	}
}

// TestCatalogueReadsWell: every rule is whole — names, sentences and parameters in both languages, defaults that
// pass their own checks.
func TestCatalogueReadsWell(t *testing.T) {
	for _, r := range Catalogue() {
		if r.Name.ZH == "" || r.Name.EN == "" || r.Says.ZH == "" || r.Says.EN == "" || r.Formula.ZH == "" ||
			r.Formula.EN == "" || len(r.Directions) == 0 || r.Bind == nil {
			t.Errorf("%s is not whole", r.ID)
		}
		if !strings.HasPrefix(r.ID, "SR-") || ByCode(r.ID) != r || ByCode(r.Code) != r || ByCode(r.Name.ZH) != r {
			t.Errorf("%s isn't found by its names", r.ID)
		}
		keys, names := map[string]bool{}, map[string]bool{}
		for _, p := range r.AllParams() {
			if p.Name.ZH == "" || p.Name.EN == "" || p.ZH == "" || keys[p.Key] || names[p.ZH] {
				t.Errorf("%s: parameter %s has no words or shares a name", r.ID, p.Key)
			}
			keys[p.Key], names[p.ZH] = true, true
			if p.Default != "" {
				if _, problems := readParams([]Param{p}, Params{}); len(problems) > 0 {
					t.Errorf("%s: the default of %s doesn't pass: %+v", r.ID, p.Key, problems)
				}
			}
		}
	}
}

func FuzzParseParams(f *testing.F) {
	for _, s := range []string{"上限=1", "档=90:200、*|<1/3:160；第二项=乙", "a=b;a=c", "种类=迟报:0.1:0.5", "依据=x；效果=fail"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, r := range Catalogue() {
			p, err := ParseParams(cell, r.AllParams())
			if err != nil {
				continue
			}
			Bind(r.Code, Place{Dir: r.Directions[0]}, p) // may refuse, must not fail
			for i := range r.Directions {
				Bind(r.Code, Place{Dir: r.Directions[i]}, p)
			}
		}
	})
}
