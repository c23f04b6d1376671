package plan

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shiji/internal/arith"
	"shiji/internal/decimal"
	"shiji/internal/light"
)

// grows is an indicator from 300 in 2010 to 550 in 2015: its pace of 2013 is 450.
func grows(better Direction, method Method) Indicator {
	base, end := decimal.MustParse("300"), decimal.MustParse("550")
	if better == Lower {
		base, end = decimal.MustParse("550"), decimal.MustParse("383.3333") // about 450
	}
	return Indicator{Name: "several", BaseYear: 2010, EndYear: 2015, Base: &base, End: &end, Path: Linear, Better: better,
		Method: method}
}

func TestFiguresOfSeveralUnits(t *testing.T) {
	for _, c := range []struct {
		name    string
		better  Direction
		method  Method
		reports string // of units A, B, C …: figure:weight, - where there is none
		reached string // empty: no figure of the district
		light   light.Light
		expr    string
		of      string
		lacking string
		below   int
	}{
		{"a sum of all", Higher, Sum, "200 150 110", "460", light.Green, "200 + 150 + 110", "", "", 0},
		{"a sum that is behind", Higher, Sum, "200 150 90", "440", light.Amber, "200 + 150 + 90", "", "", 0},
		{"a sum with what is taken off", Higher, Sum, "500 -40", "460", light.Green, "500 + (-40)", "", "", 0},
		{"a sum of one", Higher, Sum, "460", "460", light.Green, "460", "", "", 0},
		{"a sum of some of them is no figure", Higher, Sum, "200 - 110", "", light.Grey, "", "", "B", 0},
		{"nobody reported", Higher, Sum, "- -", "", light.Grey, "", "", "A B", 0},
		{"a weighted mean", Higher, Mean, "460:3 420:1", "450", light.Green, "(460 × 3 + 420 × 1) ÷ (3 + 1)", "", "", 1},
		{"weights are never taken to be equal", Higher, Mean, "460:3 420", "", light.Grey, "", "", "", 1},
		{"a weight of nothing is none", Higher, Mean, "460:3 420:0", "", light.Grey, "", "", "", 1},
		{"a mean of some of them is no figure", Higher, Mean, "460:3 -:1", "", light.Grey, "", "", "B", 0},
		{"the worst", Higher, Worst, "460 440 500", "440", light.Amber, "min(460, 440, 500)", "B", "", 1},
		{"the worst where less is better", Lower, Worst, "440 451 400", "451", light.Amber, "max(440, 451, 400)", "B", "", 1},
		{"the worst of those who reported", Higher, Worst, "460 - 500", "460", light.Green, "min(460, 500)", "A", "B", 0},
		{"two are equally bad", Higher, Worst, "500 400 400", "400", light.Red, "min(500, 400, 400)", "B", "", 2},
		{"nothing is declared", Higher, "", "460 440", "", light.Grey, "", "", "", 1},
		{"nothing is declared, one unit reports it", Higher, "", "460", "460", light.Green, "", "", "", 0},
		{"nothing is declared, the first of two reported", Higher, "", "460 -", "", light.Grey, "", "", "B", 0},
	} {
		s := grows(c.better, c.method).StandingAt(2013, reports(c.reports)...)
		reached := ""
		if s.Reached != nil {
			reached = s.Reached.String()
		}
		if reached != c.reached || s.Light != c.light || s.Expr != c.expr || s.Of != c.of ||
			strings.Join(s.Lacking, " ") != c.lacking || s.Below != c.below {
			t.Errorf("%s: %q %s %q of %q, lacking %v, %d below", c.name, reached, s.Light, s.Expr, s.Of, s.Lacking, s.Below)
		}
		if s.Units != len(strings.Fields(c.reports)) || s.Reports != s.Units-len(s.Lacking) {
			t.Errorf("%s: %d of %d units", c.name, s.Reports, s.Units)
		}
	}
}

// TestFloorAt: a target of one unit is held to the pace, unless the unit brings a part of a sum.
func TestFloorAt(t *testing.T) {
	for method, want := range map[Method]bool{"": true, Mean: true, Worst: true, Sum: false} {
		if pace, ok := grows(Higher, method).FloorAt(2013); ok != want || ok && pace.Value.String() != "450" {
			t.Errorf("%q: %s, %v", method, pace.Value, ok)
		}
	}
	if _, ok := grows(Higher, "").FloorAt(2016); ok {
		t.Error("a floor of a year that isn't the plan's")
	}
}

// TestTheWorstOfRanges: it is what lies farthest outside of the range that its unit is to stay in, or nearest to its
// border where all are inside; who has no range is held to the pace.
func TestTheWorstOfRanges(t *testing.T) {
	in := func(unit, figure, low, high string) Report {
		number := func(s string) *decimal.Number {
			if s == "" {
				return nil
			}
			n := decimal.MustParse(s)
			return &n
		}
		return Report{Unit: unit, Figure: number(figure), Low: number(low), High: number(high)}
	}
	for _, c := range []struct {
		name    string
		reports []Report
		of      string
		light   light.Light
	}{
		{"above one range, below another", []Report{in("A", "104", "95", "102"), in("B", "94", "95", "102")}, "A",
			light.Amber},
		{"far below", []Report{in("A", "104", "95", "102"), in("B", "80", "95", "102")}, "B", light.Red},
		{"all inside: the nearest to a border", []Report{in("A", "98", "95", "102"), in("B", "96", "95", "102")}, "B",
			light.Green},
		{"a range of one side", []Report{in("A", "103", "", "102"), in("B", "94.5", "95", "")}, "A", light.Amber},
		{"each has a range of its own", []Report{in("A", "104", "95", "110"), in("B", "99", "95", "98")}, "B", light.Amber},
		{"no range: how far from the pace", []Report{in("A", "455", "", ""), in("B", "98", "95", "97")}, "A", light.Green},
	} {
		s := grows(Range, Worst).StandingAt(2013, c.reports...)
		if s.Of != c.of || s.Light != c.light || s.Expr != "" {
			t.Errorf("%s: %s, %s %q; want %s, %s", c.name, s.Of, s.Light, s.Expr, c.of, c.light)
		}
	}
}

// someReports are of some units, all of which reported, with weights.
func someReports(t *rapid.T) (out []Report) {
	for k := range rapid.IntRange(1, 8).Draw(t, "units") {
		n := decimal.Ratio(rapid.Int64Range(-99999, 99999).Draw(t, "figure"), 100)
		w := decimal.Ratio(rapid.Int64Range(1, 99999).Draw(t, "weight"), 1000)
		out = append(out, Report{Unit: string(rune('A' + k)), Figure: &n, Weight: &w})
	}
	return out
}

func TestHowFiguresComeTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := someReports(t)
		better := rapid.SampledFrom([]Direction{Higher, Lower, Range, Binary}).Draw(t, "better")
		for _, method := range Methods {
			i := grows(better, method.Method)
			s := i.StandingAt(2013, list...)
			low, high := *list[0].Figure, *list[0].Figure
			for _, r := range list {
				low, high = decimal.Min(low, *r.Figure), decimal.Max(high, *r.Figure)
			}
			other := i.StandingAt(2013, rapid.Permutation(list).Draw(t, "order")...)
			if !s.Reached.Equal(*other.Reached) || s.Expr != other.Expr || s.Of != other.Of || s.Light != other.Light {
				t.Fatalf("%s: in another order %s = %s, not %s = %s", method.Method, other.Expr, other.Reached, s.Expr, s.Reached)
			}
			if s.Expr != "" {
				if err := arith.Check(s.Expr, s.Reached.String(), 0); err != nil {
					t.Fatalf("%s: %v", method.Method, err)
				}
			}
			shares, shared := decimal.Zero, false
			for _, p := range s.Parts {
				if p.Share != nil {
					shares, shared = shares.Add(*p.Share), true
				}
			}
			if shared && !shares.Equal(decimal.One) {
				t.Fatalf("%s: shares come to %s", method.Method, shares)
			}
			if one := i.StandingAt(2013, list[0]); !one.Reached.Equal(*list[0].Figure) {
				t.Fatalf("%s of one, %s, is %s", method.Method, list[0].Figure, one.Reached)
			}
			switch method.Method {
			case Mean:
				if s.Reached.Less(low) || high.Less(*s.Reached) {
					t.Fatalf("a mean of %s outside %s to %s", s.Reached, low, high)
				}
				by, scaled := decimal.Ratio(rapid.Int64Range(1, 999).Draw(t, "scale"), 7), slices.Clone(list)
				for k := range scaled {
					w := scaled[k].Weight.Mul(by)
					scaled[k].Weight = &w
				}
				if again := i.StandingAt(2013, scaled...); !again.Reached.Equal(*s.Reached) {
					t.Fatalf("with all weights times %s, %s became %s", by, s.Reached, again.Reached)
				}
			case Worst:
				if !slices.ContainsFunc(list, func(r Report) bool { return r.Unit == s.Of && r.Figure.Equal(*s.Reached) }) {
					t.Fatalf("nobody reported the worst, %s of %s", s.Reached, s.Of)
				}
				for _, r := range list {
					if better == Lower && s.Reached.Less(*r.Figure) || better == Higher && r.Figure.Less(*s.Reached) {
						t.Fatalf("%s is worse than %s", r.Figure, s.Reached)
					}
				}
			}
		}
	})
}

// TestWithoutOneThereIsNoFigure: whoever of several is silent, no sum and no mean stands for the district.
func TestWithoutOneThereIsNoFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := someReports(t)
		k := rapid.IntRange(0, len(list)-1).Draw(t, "silent")
		list[k].Figure = nil
		for _, method := range []Method{Sum, Mean} {
			s := grows(Higher, method).StandingAt(2013, list...)
			if s.Reached != nil || s.Light != light.Grey || s.Way != nil || !slices.Equal(s.Lacking, []string{list[k].Unit}) {
				t.Fatalf("%s without %s: %+v", method, list[k].Unit, s)
			}
		}
	})
}
