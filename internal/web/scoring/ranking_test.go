package scoring

import (
	"strings"
	"testing"

	"shiji/internal/lang"
	"shiji/internal/scheme"
)

// TestCutNamesWhomItDoesntReach: the line of a quota says who stands above it without the grade and who has it below.
func TestCutNamesWhomItDoesntReach(t *testing.T) {
	t.Parallel()
	row := func(place int, name string, g scheme.Grade) rankRow {
		return rankRow{Place: place, Name: name, Grade: g}
	}
	line := lang.T("名额 2 个", "2 places")
	for _, c := range []struct {
		name  string
		rows  []rankRow
		grade scheme.Grade
		zh    string
	}{
		{"as the quota says", []rankRow{row(1, "甲", scheme.Excellent), row(2, "乙", scheme.Excellent),
			row(3, "丙", scheme.Good)}, scheme.Excellent, "名额 2 个"},
		{"a cap, and the place passed on", []rankRow{row(1, "甲", scheme.Good), row(2, "乙", scheme.Excellent),
			row(3, "丙", scheme.Excellent)}, scheme.Excellent,
			"名额 2 个；其中 甲未取得该等次，理由见其等次；线下 丙递补或专项晋优取得"},
		{"many", []rankRow{row(1, "甲", scheme.Good), row(2, "乙", scheme.Failed), row(2, "丙", scheme.Pass),
			row(2, "丁", scheme.Good), row(2, "戊", scheme.Good)}, scheme.Excellent,
			"名额 2 个；其中 甲、乙、丙 等 5 家未取得该等次，理由见其等次"},
		{"a better grade is enough", []rankRow{row(1, "甲", scheme.Excellent), row(2, "乙", scheme.Good)}, scheme.Good,
			"名额 2 个"},
		{"separate, exempt and open units have no place in it", []rankRow{row(1, "甲", scheme.Excellent),
			row(0, "乙", scheme.Excellent), row(2, "丙", "")}, scheme.Excellent, "名额 2 个"},
	} {
		v := rankingView{Rows: c.rows}
		if said := v.cut(line, 2, c.grade); said.ZH != c.zh || strings.Count(said.EN, ";") != strings.Count(said.ZH, "；") {
			t.Errorf("%s: %q, %q", c.name, said.ZH, said.EN)
		}
	}
}
