package survey

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Level is one answer of a scale.
type Level struct {
	Answer    string         `json:"answer"`
	Points    decimal.Number `json:"points"`    // out of 100
	Satisfied bool           `json:"satisfied"` // counts for the satisfaction rate
}

// Scale turns answers into points. Levels stand from best to worst.
type Scale struct {
	Code   string
	Name   lang.Text
	Levels []Level
}

func scaleOf(code string, name lang.Text, satisfied int, levels ...any) Scale {
	s := Scale{Code: code, Name: name}
	for i := 0; i < len(levels); i += 2 {
		s.Levels = append(s.Levels, Level{levels[i].(string), decimal.MustParse(levels[i+1].(string)), i/2 < satisfied})
	}
	return s
}

// Scales are the usual ones. The points of 5 levels are a convention; 4 and 3 levels have been used so (domain.md 8.3).
// A design may bring any table.
var Scales = []Scale{
	scaleOf("five", lang.T("五级（100、80、60、30、0）", "five levels (100, 80, 60, 30, 0)"), 2, "非常满意", "100", "满意", "80", "基本满意",
		"60", "不满意", "30", "非常不满意", "0"),
	scaleOf("five_even", lang.T("五级等距（100、75、50、25、0）", "five even levels (100, 75, 50, 25, 0)"), 2, "非常满意", "100", "满意",
		"75", "基本满意", "50", "不满意", "25", "非常不满意", "0"),
	scaleOf("four", lang.T("四级（100、80、60、40）", "four levels (100, 80, 60, 40)"), 2, "满意", "100", "比较满意", "80",
		"基本满意", "60", "不满意", "40"),
	scaleOf("three", lang.T("三级（100、75、55）", "three levels (100, 75, 55)"), 1, "满意", "100", "基本满意", "75", "不满意", "55"),
}

// ScaleByCode returns a usual scale; nil if there is none of that code.
func ScaleByCode(code string) *Scale {
	for i := range Scales {
		if Scales[i].Code == code {
			return &Scales[i]
		}
	}
	return nil
}

// DontKnow are the usual words of somebody who can't judge: their answers aren't scored, their share is reported.
var DontKnow = []string{"不了解", "不清楚", "不知道", "说不清"}
