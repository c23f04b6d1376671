package plan

import (
	"testing"

	"shiji/internal/decimal"
)

func TestPaceAt(t *testing.T) {
	number := func(s string) *decimal.Number {
		if s == "" {
			return nil
		}
		n := decimal.MustParse(s)
		return &n
	}
	tests := []struct { // a plan of 2011 to 2015; its third year is 2013
		name      string
		path      Path
		base, end string
		want      string // 2 decimals; empty: refused
	}{
		{"G37: a stock, linear", Linear, "300", "550", "450.00"},
		{"G37: a stock, geometric", Geometric, "300", "550", "431.58"},
		{"G37: a cut of 17 %, linear", CutLinear, "", "17", "10.20"},
		{"G37: a cut of 17 %, geometric", CutGeometric, "", "17", "10.58"},
		{"a sum over the plan", Flow, "", "50", "10.00"},
		{"a rate every year", Rate, "", "8.5", "8.50"},
		{"a level to hold", Hold, "", "97", "97.00"},
		{"a stock that falls", Linear, "0.30", "0.25", "0.27"},
		{"a stock without a baseline", Linear, "", "550", ""},
		{"a geometric path from zero", Geometric, "0", "550", ""},
		{"a cut of everything, geometric", CutGeometric, "", "100", ""},
		{"no end value", Linear, "300", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := Indicator{Name: tt.name, BaseYear: 2010, EndYear: 2015, Base: number(tt.base),
				End: number(tt.end), Path: tt.path}
			pace, err := i.PaceAt(2013)
			if tt.want == "" {
				if err == nil {
					t.Fatalf("pace = %s, want none", pace.Value)
				}
				return
			}
			if err != nil || pace.Value.Fixed(2) != tt.want {
				t.Errorf("pace = %s (%s), %v, want %s", pace.Value.Fixed(2), pace.Expr, err, tt.want)
			}
		})
	}
	i := Indicator{BaseYear: 2010, EndYear: 2015, End: number("1"), Path: Hold}
	for _, year := range []int{2010, 2016} {
		if _, err := i.PaceAt(year); err == nil {
			t.Errorf("%d has a pace, though it is outside the plan", year)
		}
	}
}
