package light

import (
	"testing"

	"shiji/internal/decimal"
)

func TestOfRate(t *testing.T) {
	for _, c := range []struct {
		points, full string
		want         Light
	}{
		{"0", "10", Red}, {"5.9999", "10", Red}, {"6", "10", Amber}, {"8.4999", "10", Amber}, {"8.5", "10", Green},
		{"10", "10", Green}, {"12", "10", Green}, {"0", "0", Grey}, {"-1", "10", Red},
	} {
		if got := OfRate(decimal.MustParse(c.points), decimal.MustParse(c.full)); got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.points, c.full, got, c.want)
		}
	}
}

// TestShadesAreLights: no shade holds rates of two lights.
func TestShadesAreLights(t *testing.T) {
	of := map[int]Light{}
	for tenths := int64(0); tenths <= 1000; tenths++ {
		rate := decimal.Ratio(tenths, 10)
		shade, l := Shade(rate), OfRate(rate, decimal.Int(100))
		if of[shade] != "" && of[shade] != l {
			t.Fatalf("shade %d is %s and, at %s %%, %s", shade, of[shade], rate, l)
		}
		of[shade] = l
	}
	for rate, want := range map[string]int{"59.9": 1, "60": 2, "94.9": 6, "95": 7} {
		if got := Shade(decimal.MustParse(rate)); got != want {
			t.Errorf("%s %%: shade %d, want %d", rate, got, want)
		}
	}
	if len(of) != len(Shades)+1 {
		t.Errorf("%d shades", len(of))
	}
}

func TestOfPace(t *testing.T) {
	for _, c := range []struct {
		reached, pace string
		lower         bool
		want          Light
	}{
		{"100", "100", false, Green}, {"99.99", "100", false, Amber}, {"95", "100", false, Amber}, {"94.99", "100", false,
			Red},
		{"100", "100", true, Green}, {"101", "100", true, Amber}, {"106", "100", true, Red}, {"90", "100", true, Green},
		{"-96", "-100", true, Amber}, {"-1", "0", false, Amber},
	} {
		if got := OfPace(decimal.MustParse(c.reached), decimal.MustParse(c.pace), c.lower); got != c.want {
			t.Errorf("%s against %s (lower %v): %s, want %s", c.reached, c.pace, c.lower, got, c.want)
		}
	}
}

func TestOrder(t *testing.T) {
	if Red.Order() != 0 || Grey.Order() != 3 || Light("?").Order() != 4 {
		t.Error("the worst isn't first")
	}
}
