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
