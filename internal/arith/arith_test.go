package arith

import "testing"

func TestCheck(t *testing.T) {
	tests := []struct {
		expr, value string
		places      int
		right       bool
	}{
		{"10 × (86/95)", "9.0526", 4, true},
		{"10 × (86/95)", "9.0526", 0, false},
		{"10 × 86 ÷ 95", "9.0527", 4, false},
		{"2 - 58 ÷ 50", "0.84", 0, true},
		{"max(0, min(1.2, 1))", "1", 0, true},
		{"(-3) - (-4.2)", "1.2", 0, true},
		{"15 × (0.2 + 0.3) ÷ 2", "3.75", 0, true},
		{"20 × 18 ÷ 100", "4", 0, true},
		{"84 ≥ 80", "", 0, true},
		{"84 < 80", "", 0, false},
		{"1 + ", "1", 0, false},
		{"1 ÷ 0", "1", 0, false},
		{"(1 + 2", "3", 0, false},
		{"1 2", "1", 0, false},
	}
	for _, tt := range tests {
		if err := Check(tt.expr, tt.value, tt.places); (err == nil) != tt.right {
			t.Errorf("Check(%q, %q, %d) = %v, want right = %v", tt.expr, tt.value, tt.places, err, tt.right)
		}
	}
}
