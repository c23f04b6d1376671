package grid

import (
	"testing"

	"shiji/internal/decimal"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in, want string // empty: refused
		percent  bool
	}{
		{"95", "95", false}, {" 95 ", "95", false}, {"９５．５", "95.5", false},
		{"1,234,567.8", "1234567.8", false}, {"1，234", "1234", false},
		{"95%", "95", true}, {"９５％", "95", true}, {"-3.0", "-3", false}, {"−3", "-3", false}, {"+4", "4", false},
		{"1.2E-3", "0.0012", false},
		{"", "", false}, {"12,34", "", false}, {"1.234,5", "", false}, {"约5", "", false}, {"5000突破", "", false},
		{"1/3", "", false}, {"=1+1", "", false}, {"1万", "", false}, {"--", "", false},
	}
	for _, tt := range tests {
		n, _, percent, ok := ParseNumber(tt.in)
		if ok != (tt.want != "") || ok && (n.String() != tt.want || percent != tt.percent) {
			t.Errorf("ParseNumber(%q) = %s, percent %v, ok %v; want %q", tt.in, n, percent, ok, tt.want)
		}
	}
}

func TestTidyFloat(t *testing.T) {
	for in, want := range map[string]string{"0.30000000000000004": "0.3", "8.4000000000000004": "8.4", "316.2": "316.2",
		"123456789012345": "123456789012345", "1.0000000000000002E-3": "0.001", "文字": "文字"} {
		if got := tidyFloat(in); got != want {
			t.Errorf("tidyFloat(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"95%", "1,234.5", "９５", "1E400", "−3", "1/3", "\u3000 7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, text, _, ok := ParseNumber(tidyFloat(s))
		if !ok {
			return
		}
		if again, err := decimal.Parse(text); err != nil || !again.Equal(n) {
			t.Fatalf("%q is %s, but its canonical text %q is %s (%v)", s, n, text, again, err)
		}
	})
}
