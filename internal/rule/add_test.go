package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func honour(matter, kind, level string) Occurrence {
	return Occurrence{Matter: matter, Kind: kind, Level: level, Count: decimal.One}
}

func TestAdd(t *testing.T) {
	const levels = "级别=国家级:3、省部级:2、市级:1；上限=5"
	four := events(honour("M1", "表彰", "国家级"), honour("M1", "表彰", "省部级"), honour("M2", "表彰", "市级"),
		honour("M3", "表彰", "省部级"))
	runLines(t, []lineCase{
		{"G23: one matter counts once, at its highest level", "add", plan.Binary, levels, "5", four, "5.0000"},
		{"without the limit it would be six", "add", plan.Binary, "级别=国家级:3、省部级:2、市级:1；上限=8", "8", four, "6.0000"},
		{"a kind has its own limit", "add", plan.Binary, "级别=国家级:3、省部级:2、市级:1；种类上限=表彰:2；上限=8", "8", four, "2.0000"},
		{"nothing earned", "add", plan.Binary, levels, "5", Facts{}, "0.0000"},
	})
	runRefusals(t, []refusal{{"no limit", "add", plan.Binary, "级别=市级:1", "5", MissingParam}})
}
