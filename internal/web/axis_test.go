package web

import "testing"

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		first  string // the first tick, as it is written
	}{
		{0, 100, "0"}, {300, 550, "0"}, {8, 8.5, "8.0"},
		{2750, 4300, "0"}, {97, 97, "95.0"}, {-10, 10, "-10"},
		{-50, -5, "-60"}, {0.25, 0.3, "0.24"}, {0, 0, "0.00"},
		{10, 8, "8.0"}, {12000, 12300, "12,000"},
	} {
		got := NewAxis(c.lo, c.hi)
		ticks := got.Ticks()
		if ticks[0] != got.Lo || got.Lo > min(c.lo, c.hi) || got.Hi < max(c.lo, c.hi) || len(ticks) < 3 || len(ticks) > 7 {
			t.Errorf("%v to %v: %+v with %d ticks", c.lo, c.hi, got, len(ticks))
		}
		if says := got.Begins().ZH; (got.Lo <= 0 && got.Hi >= 0) != (says == "纵轴从 0 起") {
			t.Errorf("%v to %v: %s", c.lo, c.hi, says)
		}
		if s := got.Tick(ticks[0]); s != c.first {
			t.Errorf("%v to %v: the first tick is %s, want %s", c.lo, c.hi, s, c.first)
		}
	}
}
