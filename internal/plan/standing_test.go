package plan

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/light"
)

// reports are of units A, B and so on: a figure, or - where there is none; with :weight where it has one.
func reports(s string) (out []Report) {
	for k, f := range strings.Fields(s) {
		figure, weight, weighed := strings.Cut(f, ":")
		r := Report{Unit: string(rune('A' + k))}
		if figure != "-" {
			n := decimal.MustParse(figure)
			r.Figure = &n
		}
		if weighed {
			n := decimal.MustParse(weight)
			r.Weight = &n
		}
		out = append(out, r)
	}
	return out
}

func TestStandingAt(t *testing.T) {
	number := func(s string) *decimal.Number {
		if s == "" {
			return nil
		}
		n := decimal.MustParse(s)
		return &n
	}
	for _, c := range []struct { // a plan of 2011 to 2015, looked at in 2013
		name       string
		path       Path
		better     Direction
		base, end  string
		reached    string
		light      light.Light
		way, asked string // shares of the way; empty: there is no way
	}{
		{"ahead", Linear, Higher, "300", "550", "460", light.Green, "0.64", "0.6"},
		{"on pace", Linear, Higher, "300", "550", "450", light.Green, "0.6", "0.6"},
		{"a little behind", Linear, Higher, "300", "550", "440", light.Amber, "0.56", "0.6"},
		{"far behind", Linear, Higher, "300", "550", "400", light.Red, "0.4", "0.6"},
		{"nobody reported", Linear, Higher, "300", "550", "", light.Grey, "", ""},
		{"lower is better, on pace", Linear, Lower, "50", "40", "44", light.Green, "0.6", "0.6"},
		{"lower is better, behind", Linear, Lower, "50", "40", "50", light.Red, "0", "0.6"},
		{"a cut has its way from nothing", CutLinear, Higher, "", "17", "10.2", light.Green, "0.6", "0.6"},
		{"a rate is held, not gone", Rate, Higher, "", "8.5", "8", light.Red, "", ""},
		{"no pace", Linear, Higher, "", "550", "1", light.Grey, "", ""},
		{"several units, one figure doesn't follow", Linear, Higher, "300", "550", "460 440", light.Grey, "", ""},
	} {
		i := Indicator{Name: c.name, BaseYear: 2010, EndYear: 2015, Base: number(c.base), End: number(c.end), Path: c.path,
			Better: c.better}
		s := i.StandingAt(2013, reports(c.reached)...)
		share := func(n *decimal.Number) string {
			if n == nil {
				return ""
			}
			return n.String()
		}
		if s.Light != c.light || share(s.Way) != c.way || share(s.Asked) != c.asked {
			t.Errorf("%s: %s, %s of %s; want %s, %s of %s", c.name, s.Light, share(s.Way), share(s.Asked), c.light, c.way,
				c.asked)
		}
		if behind := c.light == light.Red || c.light == light.Amber; s.Behind() != behind {
			t.Errorf("%s: behind %v", c.name, s.Behind())
		}
	}
}

func TestStandingOfSeveral(t *testing.T) {
	base, end := decimal.MustParse("300"), decimal.MustParse("550")
	of := func(better Direction, base, end decimal.Number, reported ...string) Standing {
		return Indicator{Name: "several", BaseYear: 2010, EndYear: 2015, Base: &base, End: &end, Path: Linear,
			Better: better}.StandingAt(2013, reports(strings.Join(reported, " "))...)
	}
	for _, c := range []struct {
		name      string
		s         Standing
		low, high string
		below     int
	}{
		{"two of three behind", of(Higher, base, end, "460", "449.9", "103"), "103", "460", 2},
		{"all at the pace", of(Higher, base, end, "450", "451"), "450", "451", 0},
		{"where less is better", of(Lower, end, base, "400", "401", "380"), "380", "401", 1},
	} {
		if c.s.Reached != nil || c.s.Behind() || c.s.Light != light.Grey || c.s.Way != nil {
			t.Errorf("%s: one figure stands for all: %+v", c.name, c.s)
		}
		if c.s.Low.String() != c.low || c.s.High.String() != c.high || c.s.Below != c.below {
			t.Errorf("%s: %s to %s, %d below; want %s to %s, %d", c.name, c.s.Low, c.s.High, c.s.Below, c.low, c.high, c.below)
		}
	}
}
