package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func events(os ...Occurrence) Facts { return Facts{Occurrences: os} }

func event(kind, matter, count string) Occurrence {
	return Occurrence{Kind: kind, Matter: matter, Count: decimal.MustParse(count)}
}

func TestDeduct(t *testing.T) {
	const kinds = "种类=通报:0.5、迟报:0.1:0.5"
	repeat := event("通报", "再次通报", "1")
	repeat.Repeat = true
	runLines(t, []lineCase{
		{"two events and seven days late, limited", "deduct", plan.Binary, kinds, "10",
			events(event("通报", "甲", "2"), event("迟报", "乙", "7")), "8.5000"},
		{"nothing happened", "deduct", plan.Binary, kinds, "10", Facts{}, "10.0000"},
		{"a repeat counts double", "deduct", plan.Binary, kinds, "10", events(repeat), "9.0000"},
		{"never below zero", "deduct", plan.Binary, kinds, "10", events(event("通报", "甲", "50")), "0.0000"},
		{"unless the scheme takes more than there is", "deduct", plan.Binary, kinds + "；下限=-2", "10",
			events(event("通报", "甲", "50")), "-2.0000"},
		{"a limit for the line", "deduct", plan.Binary, kinds + "；上限=3", "10", events(event("通报", "甲", "50")), "7.0000"},
	})
	runRefusals(t, []refusal{
		{"a floor above zero", "deduct", plan.Binary, kinds + "；下限=1", "10", BadParam},
		{"a kind twice", "deduct", plan.Binary, "种类=通报:1、通报:2", "10", BadParam},
		{"a kind without points", "deduct", plan.Binary, "种类=通报", "10", BadParam},
	})
	b := mustBind(t, lineCase{code: "deduct", dir: plan.Binary, params: kinds, full: "10"})
	if got := b.UnknownKinds([]Occurrence{event("通报", "甲", "1"), event("罚款", "乙", "1")}); len(got) != 1 ||
		got[0].Kind != "罚款" {
		t.Errorf("unknown kinds = %v, want 罚款 alone", got)
	}
}
