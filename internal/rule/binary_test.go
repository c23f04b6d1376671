package rule

import (
	"testing"

	"shiji/internal/fact"
	"shiji/internal/plan"
)

func TestBinary(t *testing.T) {
	within := func(a string) Facts {
		f := actual(a)
		f.Goal.Low, f.Goal.High = fact.Num("95"), fact.Num("102")
		return f
	}
	runLines(t, []lineCase{
		{"just missed is missed", "binary", plan.Higher, "", "5", against(actual("11.9"), "12.0", ""), "0.0000"},
		{"missed, with a ratio to fall back on", "binary", plan.Higher, "未达标另计=ratio", "5",
			against(actual("11.9"), "12.0", ""), "3.0000"},
		{"missed by far, the fallback itself counts", "binary", plan.Higher, "fallback=ratio;fallback_cap=0.6", "5",
			against(actual("3"), "12.0", ""), "1.2500"},
		{"met", "binary", plan.Higher, "", "5", against(actual("12"), "12.0", ""), "5.0000"},
		{"lower is better: met", "binary", plan.Lower, "", "5", against(actual("12"), "12.0", ""), "5.0000"},
		{"lower is better: missed", "binary", plan.Lower, "", "5", against(actual("12.1"), "12.0", ""), "0.0000"},
		{"inside the range", "binary", plan.Range, "", "5", within("95"), "5.0000"},
		{"below the range", "binary", plan.Range, "", "5", within("94.9"), "0.0000"},
		{"above the range", "binary", plan.Range, "", "5", within("102.1"), "0.0000"},
		{"yes", "binary", plan.Binary, "", "5", actual("1"), "5.0000"},
		{"no", "binary", plan.Binary, "", "5", actual("0"), "0.0000"},
		{"a percentage is neither yes nor no", "binary", plan.Binary, "", "5", actual("97"), "refused"},
		{"nothing said", "binary", plan.Binary, "", "5", Facts{}, "missing"},
	})
	runRefusals(t, []refusal{
		{"a fallback that doesn't exist", "binary", plan.Higher, "fallback=无", "5", UnknownRule},
		{"a fallback that doesn't suit", "binary", plan.Lower, "fallback=ratio", "5", WrongDirection},
		{"a parameter the fallback doesn't have", "binary", plan.Higher,
			"fallback=ratio;fallback.bands=1:2", "5", UnknownParam},
	})
}
