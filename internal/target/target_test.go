package target

import (
	"slices"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/scheme"
)

// floor reads "10.0", or "95~102" for a range; empty is not set.
func floor(low, high string) Floor {
	var f Floor
	if low != "" {
		f.Value = fact.Num(low)
	}
	if high != "" {
		f.High = fact.Num(high)
	}
	return f
}

func TestBreaches(t *testing.T) {
	number := func(s string) *decimal.Number {
		if s == "" {
			return nil
		}
		return &fact.Num(s).Value
	}
	tests := []struct {
		name                             string
		better                           plan.Direction
		proposed                         string
		city, congress, workReport, pace string
		want                             []FloorKind
		by                               string // distance of the first breach
	}{
		{"R102: 9.8 against a city target of 10.0", plan.Higher, "9.8", "10.0", "9.5", "", "8.8",
			[]FloorKind{CityFloor}, "0.2"},
		{"meets all", plan.Higher, "10.0", "10.0", "9.5", "", "8.8", nil, ""},
		{"equal to one floor, below another", plan.Higher, "8.0", "8.0", "", "", "8.5", []FloorKind{PaceFloor}, "0.5"},
		{"the stricter of the two reports counts", plan.Higher, "9.0", "", "8.5", "9.2", "", []FloorKind{ReportFloor}, "0.2"},
		{"either report may be the stricter", plan.Higher, "9.0", "", "9.2", "8.5", "", []FloorKind{ReportFloor}, "0.2"},
		{"a floor that isn't set is not zero", plan.Higher, "-3", "", "", "", "", nil, ""},
		{"below all three, in their order", plan.Higher, "1", "2", "3", "", "4",
			[]FloorKind{CityFloor, ReportFloor, PaceFloor}, "1"},
		{"lower is better: promising more is a breach", plan.Lower, "8.51", "8.0", "", "", "8.5",
			[]FloorKind{CityFloor, PaceFloor}, "0.51"},
		{"lower is better: the stricter report is the smaller", plan.Lower, "1.2", "", "1.3", "1.1", "",
			[]FloorKind{ReportFloor}, "0.1"},
		{"lower is better: less than all floors", plan.Lower, "0.9", "1.5", "1.3", "1.1", "1.0", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := Target{Value: fact.Num(tt.proposed), City: floor(tt.city, ""), Congress: floor(tt.congress, ""),
				WorkReport: floor(tt.workReport, "")}
			got := x.Breaches(tt.better, number(tt.pace))
			var kinds []FloorKind
			for _, b := range got {
				kinds = append(kinds, b.Floor)
			}
			if !slices.Equal(kinds, tt.want) {
				t.Fatalf("breaches %v, want %v", kinds, tt.want)
			}
			if len(got) > 0 && got[0].By.String() != tt.by {
				t.Errorf("by %s, want %s", got[0].By, tt.by)
			}
		})
	}
}

func TestRangeStaysInsideTheIntersection(t *testing.T) {
	tests := []struct {
		name      string
		low, high string
		want      int
	}{
		{"inside both", "96", "101", 0},
		{"on the edges", "95", "102", 0},
		{"below", "94", "101", 1},
		{"above the stricter of two", "96", "102.5", 1},
		{"on both sides", "90", "110", 3}, // city below and above, reports above
	}
	for _, tt := range tests {
		x := Target{Low: fact.Num(tt.low), High: fact.Num(tt.high), City: floor("95", "103"), Congress: floor("90", "102"),
			WorkReport: floor("80", "105")}
		if got := x.Breaches(plan.Range, nil); len(got) != tt.want {
			t.Errorf("%s: %d breaches, want %d: %+v", tt.name, len(got), tt.want, got)
		}
	}
}

func TestStretchIndex(t *testing.T) {
	history := []decimal.Number{decimal.Int(100), decimal.Int(110), decimal.Int(120)} // the line goes on to 130
	tests := []struct {
		name   string
		better plan.Direction
		value  string
		want   Stretch
	}{
		{"on the trend", plan.Higher, "130", Reachable},
		{"a little beyond", plan.Higher, "143", Reachable},
		{"hard", plan.Higher, "150", Hard},
		{"at the edge of hard", plan.Higher, "162.5", Hard},
		{"out of reach", plan.Higher, "163", Unlikely},
		{"too easy", plan.Higher, "129", TooEasy},
		{"lower is better: above the trend is too easy", plan.Lower, "131", TooEasy},
		{"lower is better: below the trend is a stretch", plan.Lower, "125", Reachable},
		{"a range has no trend", plan.Range, "130", NotMeasured},
	}
	for _, tt := range tests {
		x := Target{Value: fact.Num(tt.value), History: history}
		if index, trend, got := x.StretchIndex(tt.better); got != tt.want {
			t.Errorf("%s: %q (index %s, trend %s), want %q", tt.name, got, index, trend, tt.want)
		}
	}
	if _, _, got := (Target{Value: fact.Num("5")}).StretchIndex(plan.Higher); got != NotMeasured {
		t.Errorf("without history: %q", got)
	}
}

// TestPaceOfThePlanIsAFloor: the third floor comes from the plan, for the year of the scheme (G37:
// 300 to 550, third year).
func TestPaceOfThePlanIsAFloor(t *testing.T) {
	p := plan.Indicator{Name: "产值", Unit: "亿元", BaseYear: 2010, EndYear: 2015, Base: &fact.Num("300").Value,
		End: &fact.Num("550").Value, Path: plan.Linear}
	leaf := scheme.Leaf{Name: "产值", Unit: "亿元", Better: plan.Higher}
	for value, want := range map[string]errs.Code{"449.99": errs.TargetBelowFloor, "450": ""} {
		found := Target{Value: fact.Num(value)}.Check(leaf, &p, 2013, "某局")
		if want == "" && len(found) > 0 || want != "" && !found.Has(want) {
			t.Errorf("target %s against a pace of 450: %v", value, found)
		}
	}
	p.Path = plan.Geometric
	if found := (Target{Value: fact.Num("431.6")}).Check(leaf, &p, 2013, "某局"); len(found) > 0 {
		t.Errorf("431.6 against a geometric pace of 431.58: %v", found)
	}
}
