package plan

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/light"
)

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
	} {
		i := Indicator{Name: c.name, BaseYear: 2010, EndYear: 2015, Base: number(c.base), End: number(c.end), Path: c.path,
			Better: c.better}
		s := i.StandingAt(2013, number(c.reached))
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
