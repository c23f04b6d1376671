package target

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/plan"
)

func TestFloorNames(t *testing.T) {
	for k, want := range map[FloorKind]string{CityFloor: "city target",
		ReportFloor: "stricter of congress report and work report", PaceFloor: "average pace of the plan"} {
		if got := k.Name().EN; got != want {
			t.Errorf("%s is called %q, want %q", k, got, want)
		}
	}
}

// TestStricterRange: of two ranges the narrower bounds count, each by itself.
func TestStricterRange(t *testing.T) {
	x := Target{Congress: Floor{Value: fact.Num("90"), High: fact.Num("102")},
		WorkReport: Floor{Value: fact.Num("95"), High: fact.Num("100")}}
	if got := x.Reports(plan.Range); got.Value.Value.String() != "95" || got.High.Value.String() != "100" {
		t.Errorf("the stricter range is %s to %s, want 95 to 100", got.Value.Value, got.High.Value)
	}
	x.WorkReport.Value, x.Congress.High = fact.Num("80"), nil
	if got := x.Reports(plan.Range); got.Value.Value.String() != "90" || got.High.Value.String() != "100" {
		t.Errorf("the stricter range is %s to %s, want 90 to 100", got.Value.Value, got.High.Value)
	}
}

// TestNoStretchFromNothing: a trend of zero measures nothing.
func TestNoStretchFromNothing(t *testing.T) {
	x := Target{Value: fact.Num("5"), History: []decimal.Number{decimal.Zero, decimal.Zero, decimal.Zero}}
	if _, _, s := x.StretchIndex(plan.Higher); s != NotMeasured {
		t.Errorf("stretch %v, want not measured", s)
	}
}

func TestVerdict(t *testing.T) {
	waiver := &Waiver{Document: "示例"}
	for _, c := range []struct {
		name        string
		value, city string
		pace        string
		waiver      *Waiver
		want        Verdict
		breaches    int
	}{
		{"no floor is known", "9", "", "", nil, NoFloor, 0},
		{"a waiver without a floor waives nothing", "9", "", "", waiver, NoFloor, 0},
		{"met", "10", "10", "", nil, Met, 0},
		{"the pace alone is a floor", "10", "", "9", nil, Met, 0},
		{"below", "9", "10", "", nil, Below, 1},
		{"below two", "8", "10", "9", nil, Below, 2},
		{"waived", "9", "10", "", waiver, Waived, 1},
		{"a waiver that isn't needed", "10", "10", "", waiver, Met, 0},
	} {
		x := Target{Value: fact.Num(c.value), City: floor(c.city, ""), Waiver: c.waiver}
		var pace *decimal.Number
		if c.pace != "" {
			pace = &fact.Num(c.pace).Value
		}
		if got, breaches := x.Verdict(plan.Higher, pace); got != c.want || len(breaches) != c.breaches {
			t.Errorf("%s: %s with %d breaches, want %s with %d", c.name, got, len(breaches), c.want, c.breaches)
		}
	}
	said := map[string]bool{}
	for _, v := range Verdicts {
		said[v.Name().ZH] = true
	}
	if len(said) != len(Verdicts) {
		t.Error("two verdicts have one name")
	}
}
