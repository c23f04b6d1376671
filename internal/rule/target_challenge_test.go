package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestTargetChallenge(t *testing.T) {
	line := func(name, a, want string) lineCase {
		return lineCase{name, "target_challenge", plan.Higher, "基本份额=0.9", "10", against(actual(a), "100", "120"), want}
	}
	lower := func(name, a, want string) lineCase {
		return lineCase{name, "target_challenge", plan.Lower, "", "10", against(actual(a), "50", "40"), want}
	}
	runLines(t, []lineCase{
		line("G06: target missed", "90", "8.1000"),
		line("G06: target reached", "100", "9.0000"),
		line("G06: half way to the challenge", "110", "9.5000"),
		line("G06: beyond the challenge", "130", "10.0000"),
		line("challenge just reached", "120", "10.0000"),
		lower("lower is better: challenge reached", "40", "10.0000"),
		lower("lower is better: half way", "45", "9.5000"),
		lower("lower is better: target reached", "50", "9.0000"),
		lower("lower is better: missed", "58", "7.5600"),
		lower("lower is better: missed by far", "200", "0.0000"),
		{"no stretch set: the plain ratio", "target_challenge", plan.Higher, "", "10",
			against(actual("90"), "100", "100"), "9.0000"},
		{"a challenge easier than the target", "target_challenge", plan.Higher, "", "10",
			against(actual("90"), "100", "80"), "refused"},
		{"no challenge", "target_challenge", plan.Higher, "", "10", against(actual("90"), "100", ""), "missing"},
		{"a target of zero, met: between target and challenge", "target_challenge", plan.Higher, "", "10",
			against(actual("1"), "0", "5"), "9.2000"},
		{"a target of zero, missed", "target_challenge", plan.Higher, "", "10", against(actual("-1"), "0", "5"), "0.0000"},
		{"a negative target, reached", "target_challenge", plan.Higher, "", "10", against(actual("-1"), "-2", "2"), "9.2500"},
		{"a negative target, missed: no ratio", "target_challenge", plan.Higher, "", "10",
			against(actual("-3"), "-2", "2"), "refused"},
	})
}
