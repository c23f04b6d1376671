package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
)

// TestAPlanIndicatorOfSeveral: where several units report an indicator of the plan, none of them stands for the
// district; the page says from where to where they reach, how many are behind, and who.
func TestAPlanIndicatorOfSeveral(t *testing.T) {
	t.Parallel()
	in := demo.Small()
	end, base := decimal.Int(110), decimal.Int(85)
	in.Plan[0].Base, in.Plan[0].End = &base, &end // 2010 to 2015: 100 in 2013
	for i := range in.Targets {
		if in.Targets[i].Indicator == "A1" {
			in.Targets[i].PlanIndicator = "P01"
		}
	}
	report(&in, "S1", "A1", "100")
	report(&in, "S2", "A1", "101.5")
	o := newDistrict(t)
	o.load(t, in)
	w := o.get("/plan?year=2013")
	says(t, "the plan", w, http.StatusOK, "1 项中 1 项已报数，1 项由多个单位报数、不作全区判断；0 项未报数")
	if rows := rowsOf(t, w); !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "P01|") && strings.Contains(r, "–101.5") &&
			strings.Contains(r, "无灯 不作全区判断：9 个单位中 7 个未达进度|9 个单位")
	}) {
		t.Errorf("the plan says %q", rows)
	}
	says(t, "in English", o.get("/plan?year=2013&view=mid", speaking("en")...), http.StatusOK,
		"1 of 1 have figures, 1 by several units and not judged for the district; 0 have none", "7 of 9 units behind")
	w = o.get("/plan/P01?year=2013")
	says(t, "the indicator", w, http.StatusOK, "2013 年规划平均进度 100；9 个单位报数，从 ", " 到 101.5，7 个未达进度")
	rows := rowsOf(t, w)
	first := slices.IndexFunc(rows, func(r string) bool { return strings.HasPrefix(r, "S9|") })
	last := slices.IndexFunc(rows, func(r string) bool { return strings.HasPrefix(r, "S2|") })
	if first < 0 || last != first+8 || !strings.Contains(rows[last], "|101.5|100|+1.5|绿|") {
		t.Errorf("the reports, the furthest behind first: %q", rows)
	}
}
