package plan

import (
	"strings"
	"testing"
)

// TestTheHeadlineHidesNothing: what can't be judged isn't counted as being at the plan's pace.
func TestTheHeadlineHidesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		v         planView
		want, not string
	}{
		{"all at pace", planView{Rows: make([]planRow, 3), Reported: 2}, "3 项中 2 项已报数，均达规划进度；1 项未报数", ""},
		{"a year that the plan doesn't reach", planView{Rows: make([]planRow, 3), Reported: 2, Unpaced: 2},
			"2 项本年没有规划进度可比", "达规划进度"},
		{"one of them", planView{Rows: make([]planRow, 3), Reported: 2, Unpaced: 1}, "，1 项达规划进度，1 项本年没有规划进度可比", "均达"},
		{"several units", planView{Rows: make([]planRow, 3), Reported: 2, Several: 1, Partly: 1},
			"1 项由多个单位报数、不作全区判断，1 项报数不全、不作全区判断", "达规划进度"},
	} {
		said := c.v.finding()
		if !strings.Contains(said.ZH, c.want) || c.not != "" && strings.Contains(said.ZH, c.not) || said.EN == "" {
			t.Errorf("%s: %s", c.name, said.ZH)
		}
	}
}
