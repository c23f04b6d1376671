package web

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast recomputes what can be read on what: 4.5 for text, 3 for borders and marks of charts.
func TestContrast(t *testing.T) {
	colour := func(name string, dark bool) string {
		for _, x := range tokens {
			if x.name == name {
				if dark {
					return x.dark
				}
				return x.light
			}
		}
		t.Fatalf("no colour %s", name)
		return ""
	}
	for _, dark := range []bool{false, true} {
		for _, c := range []struct {
			least float64
			on    string
			what  string
		}{
			{4.5, "surface", "text text-2 text-3 link ok warn risk info"}, {4.5, "bg", "text text-2 text-3 link"},
			{4.5, "raised", "text text-2"}, {4.5, "hover", "text text-2 link"},
			{4.5, "ok-tint", "ok"}, {4.5, "warn-tint", "warn"}, {4.5, "risk-tint", "risk"}, {4.5, "info-tint", "info text"},
			{4.5, "brand", "on-brand"}, {4.5, "brand-hover", "on-brand"}, {4.5, "bar", "on-bar bar-2"},
			{4.5, "d1", "on-dark"}, {4.5, "d2", "on-dark"}, {4.5, "d3", "on-light"}, {4.5, "d4", "on-light"},
			{4.5, "d5", "on-light"}, {4.5, "d6", "on-dark"}, {4.5, "d7", "on-dark"},
			{3, "surface", "input focus s1 s2 s3 s4 s5 s6"}, {3, "bg", "focus"},
		} {
			for _, name := range strings.Fields(c.what) {
				if got := contrast(colour(name, dark), colour(c.on, dark)); got < c.least {
					t.Errorf("%s on %s (dark %v): %.2f, want %.1f", name, c.on, dark, got, c.least)
				}
			}
		}
	}
}

// TestStyleNamesNoColour: colours are named in one place.
func TestStyleNamesNoColour(t *testing.T) {
	css, err := os.ReadFile("assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`#[0-9A-Fa-f]{3,8}\b[^{]`).FindAllString(string(css), -1); len(found) > 0 {
		t.Errorf("%v", found)
	}
	for _, name := range regexp.MustCompile(`var\(--([a-z0-9-]+)\)`).FindAllStringSubmatch(string(css), -1) {
		if !strings.Contains(tokenCSS(), "--"+name[1]+":") {
			t.Errorf("no colour is called %s", name[1])
		}
	}
}

func TestNoFormulaLeavesThroughCSV(t *testing.T) {
	body, err := csvBytes([][]string{{"=1+1", "-5.2", "+甲", "@x", "＝2", "平常"}})
	if err != nil || string(body) != "\ufeff'=1+1,-5.2,'+甲,'@x,'＝2,平常\n" {
		t.Errorf("%q %v", body, err)
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's, of a colour as #RRGGBB.
func luminance(hex string) float64 {
	var out float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		out += float64(weight * c)
	}
	return out
}
