package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/score"
	"shiji/internal/target"
	"shiji/internal/web"
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

// declared is the small year with an indicator of the plan that three streets report, 100, 101.5 and 98, where the pace
// is 100, of a sum 300, and a method for it; silent is one of them that hasn't reported, if any.
func declared(method plan.Method, silent string) score.Input {
	in := demo.Small()
	end, base := decimal.Int(110), decimal.Int(85)
	if method == plan.Sum {
		end, base = end.Mul(decimal.Int(3)), base.Mul(decimal.Int(3))
	}
	in.Plan[0].Base, in.Plan[0].End, in.Plan[0].Method = &base, &end, method
	for i := range in.Targets {
		t := &in.Targets[i]
		weight := map[string]string{"S1": "2", "S2": "1", "S3": "3"}[t.Unit]
		if t.Indicator != "A1" || weight == "" {
			continue
		}
		t.PlanIndicator = "P01"
		if method == plan.Mean {
			t.PlanWeight = fact.Num(weight)
		}
	}
	report(&in, "S1", "A1", "100")
	report(&in, "S2", "A1", "101.5")
	report(&in, "S3", "A1", "98")
	for i := range in.Actuals {
		if a := &in.Actuals[i]; a.Unit == silent && a.Indicator == "A1" {
			a.Values, a.Status = nil, fact.MissingExcused
		}
	}
	return in
}

// TestTheDistrictsFigureIsDeclared: where the plan says how the figures of several units come together, the page shows
// the district's with its method, its light and its arithmetic, and leads to the reports with what they weigh; where
// one of them is missing, no sum and no mean stands for the district.
func TestTheDistrictsFigureIsDeclared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		in     score.Input
		list   string // how its row of the list ends
		counts string
		says   []string // of its page
		rows   []string // of the reports, in order
	}{
		{"a sum", declared(plan.Sum, ""), "|299.5|330|黄 各单位求和|3 个单位",
			"1 项中 1 项已报数，1 项落后于规划进度；0 项未报数",
			[]string{"2013 年规划平均进度 300，全区 299.5，各单位求和", "全区数：100 + 101.5 + 98 = 299.5", "汇总方式 求和",
				"全区数为各单位报数之和"},
			[]string{"S2|第2街道|101.5|33.89|100|", "S1|第1街道|100|33.39|100|", "S3|第3街道|98|32.72|100|"}},
		{"a weighted mean", declared(plan.Mean, ""), "|99.25|110|黄 加权平均（权重见各单位报数）|3 个单位",
			"1 项中 1 项已报数，1 项落后于规划进度；0 项未报数",
			[]string{"2013 年规划平均进度 100，全区 99.25，加权平均（权重见各单位报数）",
				"全区数：(100 × 2 + 101.5 × 1 + 98 × 3) ÷ (2 + 1 + 3) = 99.25", "汇总方式 加权平均"},
			[]string{"S3|第3街道|98|3|50|100|-2|黄|", "S1|第1街道|100|2|33.33|100|0|绿|", "S2|第2街道|101.5|1|16.67|100|+1.5|绿|"}},
		{"the worst", declared(plan.Worst, ""), "|98|110|黄 取最差：第3街道|3 个单位",
			"1 项中 1 项已报数，1 项落后于规划进度；0 项未报数",
			[]string{"2013 年规划平均进度 100，全区 98，取最差：第3街道", "全区数：min(100, 101.5, 98) = 98"},
			[]string{"S3|第3街道 全区取此数|98|100|-2|黄|", "S1|第1街道|100|100|0|绿|", "S2|第2街道|101.5|100|+1.5|绿|"}},
		{"a sum of two of three", declared(plan.Sum, "S3"),
			"|100–101.5|330|无灯 不作全区判断：3 个单位中 2 个已报数|3 个单位中 2 个",
			"1 项中 1 项已报数，1 项报数不全、不作全区判断；0 项未报数",
			[]string{"2013 年规划平均进度 300；不作全区判断：3 个单位中 2 个已报数"},
			[]string{"S2|第2街道|101.5|—|100|", "S1|第1街道|100|—|100|", "S3|第3街道|未报数|—|100|"}},
		{"a mean of two of three", declared(plan.Mean, "S2"),
			"|98–100|110|无灯 不作全区判断：3 个单位中 2 个已报数|3 个单位中 2 个",
			"1 项中 1 项已报数，1 项报数不全、不作全区判断；0 项未报数", nil,
			[]string{"S3|第3街道|98|3|—|100|-2|黄|", "S1|第1街道|100|2|—|100|0|绿|", "S2|第2街道|未报数|1|—|100|—|无灯|"}},
		{"the worst of two of three", declared(plan.Worst, "S3"), "|100|110|绿 取最差：第1街道；1 个单位未报数|3 个单位中 2 个",
			"1 项中 1 项已报数，均达规划进度；0 项未报数",
			[]string{"全区 100，取最差：第1街道；1 个单位未报数", "全区数：min(100, 101.5) = 100"},
			[]string{"S1|第1街道 全区取此数|100|", "S2|第2街道|101.5|", "S3|第3街道|未报数|"}},
		{"nothing declared", declared("", ""), "|98–101.5|110|无灯 不作全区判断：3 个单位中 1 个未达进度|3 个单位",
			"1 项由多个单位报数、不作全区判断", []string{"没有定：多个单位报数时不作全区判断", "3 个单位报数，从 98 到 101.5，1 个未达进度"},
			[]string{"S3|第3街道|98|100|-2|黄|", "S1|第1街道|100|100|0|绿|", "S2|第2街道|101.5|100|+1.5|绿|"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newDistrict(t)
			o.load(t, c.in)
			w := o.get("/plan?year=2013")
			says(t, "the plan", w, http.StatusOK, c.counts)
			if !strings.Contains(w.Body.String(), `href="/plan/P01?year=2013#reports"`) {
				t.Error("the figure doesn't lead to the reports")
			}
			whole := strings.Join(rowsOf(t, w), "\n")
			for _, part := range strings.Split(c.list, "|") {
				if !strings.Contains(whole, part) {
					t.Errorf("the list lacks %q: %s", part, whole)
				}
			}
			says(t, "mid-term", o.get("/plan?year=2013&view=mid"), http.StatusOK, c.counts)
			w = o.get("/plan/P01?year=2013")
			text := says(t, "its page", w, http.StatusOK, c.says...)
			if c.in.Plan[0].Method == "" == strings.Contains(text, "全区数：") && len(c.says) > 1 {
				t.Errorf("arithmetic of what isn't put together, or none: %s", text)
			}
			rows := slices.DeleteFunc(rowsOf(t, w), func(r string) bool { return !strings.HasPrefix(r, "S") })
			if len(rows) != len(c.rows) {
				t.Fatalf("the reports: %q", rows)
			}
			for i, want := range c.rows {
				if !strings.HasPrefix(rows[i], want) {
					t.Errorf("report %d: %q, want %q", i+1, rows[i], want)
				}
			}
		})
	}
}

// TestAFigureOfAnotherMeasure: what is measured in another unit is no part of a sum, and the sum isn't whole.
func TestAFigureOfAnotherMeasure(t *testing.T) {
	t.Parallel()
	in := declared(plan.Sum, "")
	for i := range in.Targets {
		if x := &in.Targets[i]; x.Unit == "S3" && x.Indicator == "A1" {
			x.PlanIndicator = ""
		}
	}
	in.Targets = append(in.Targets, target.Target{Unit: "S3", Indicator: "A2", Value: fact.Num("90"),
		PlanIndicator: "P01"})
	o := newDistrict(t)
	o.load(t, in)
	w := o.get("/plan/P01?year=2013")
	says(t, "its page", w, http.StatusOK, "不作全区判断：3 个单位中 2 个已报数", "不计：计量单位为 分")
	says(t, "in English", o.get("/plan/P01?year=2013", speaking("en")...), http.StatusOK,
		"not judged: 2 of 3 units reported", "Not counted: in 分", "Put together Sum")
}

// TestHistoryNamesMethodAndWeight: when they were declared, and what they were before.
func TestHistoryNamesMethodAndWeight(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, declared(plan.Sum, ""))
	o.bring(t, declared(plan.Mean, ""))
	if rows := rowsOf(t, o.get("/y/2013/history?plan=P01")); !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "规划指标|网格覆盖|2|修改|") && strings.Contains(r, "汇总方式 求和 → 加权平均")
	}) {
		t.Errorf("the plan's history: %q", rows)
	}
	rows := rowsOf(t, o.get(web.At{Year: 2013}.HistoryPath("S1", "A1")))
	if !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "目标|") && strings.Contains(r, "|2|修改|") && strings.Contains(r, "规划权重 — → 2")
	}) {
		t.Errorf("the target's history: %q", rows)
	}
}
