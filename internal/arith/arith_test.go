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
		{"sqrt(2)", "1.414213562373", 0, true},
		{"sqrt((62 - 76) × (62 - 76))", "14", 0, true},
		{"sqrt(-1)", "1", 0, false},
		{"ln(10)", "2.302585092994", 0, true},
		{"ln(0.5)", "-0.693147180560", 12, true},
		{"ln(0)", "0", 0, false},
		{"log10(1000)", "3", 0, true},
		{"exp(1)", "2.718281828459", 0, true},
		{"exp(-3)", "0.049787068368", 0, true},
		{"2 ^ 10", "1024", 0, true},
		{"2 ^ 3 ^ 2", "512", 0, true},
		{"2 ^ (-2)", "0.25", 0, true},
		{"2 ^ 0.5", "1.414213562373", 0, true},
		{"(-2) ^ 3", "-8", 0, true},
		{"(-2) ^ 0.5", "1", 0, false},
		{"0 ^ 0", "1", 0, false},
		{"-2 ^ 2", "-4", 0, true},
		{"abs(-3) + round(2.345, 2) + round(2.5)", "8.35", 0, true},
		{"round(2.5, 0.5)", "3", 0, false},
		{"min(3, 1, 2) × max(3, 1, 2)", "3", 0, true},
		{"sqrt(4", "2", 0, false},
		{"sqrt()", "2", 0, false},
	}
	for _, tt := range tests {
		if err := Check(tt.expr, tt.value, tt.places); (err == nil) != tt.right {
			t.Errorf("Check(%q, %q, %d) = %v, want right = %v", tt.expr, tt.value, tt.places, err, tt.right)
		}
	}
}
