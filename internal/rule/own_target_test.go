package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestBandLinear(t *testing.T) {
	runLines(t, []lineCase{
		{"G04: 0.85 between 0.6 and 1.0", "band_linear", plan.Higher, "", "20", Given("A", "0.85", "T", "1"), "12.5000"},
		{"at the lower rate", "band_linear", plan.Higher, "起点分=4", "20", Given("A", "60", "T", "100"), "4.0000"},
		{"between, with starting points", "band_linear", plan.Higher, "起点分=4", "20", Given("A", "80", "T", "100"), "12.0000"},
		{"above the upper rate", "band_linear", plan.Higher, "", "20", Given("A", "130", "T", "100"), "20.0000"},
		{"lower is better: 2 - 110 ÷ 100 = 0.9", "band_linear", plan.Lower, "", "20",
			Given("A", "110", "T", "100"), "15.0000"},
		{"by value", "band_linear", plan.Higher, "比较=实绩值；下限=50；上限=90", "20", Given("A", "70"), "10.0000"},
		{"by value, lower is better", "band_linear", plan.Lower, "比较=实绩值；下限=9；上限=5", "20", Given("A", "6"), "15.0000"},
		{"by value, lower is better, worse than the start", "band_linear", plan.Lower, "比较=实绩值；下限=9；上限=5", "20",
			Given("A", "12"), "0.0000"},
		{"by value, lower is better, better than the end", "band_linear", plan.Lower, "比较=实绩值；下限=9；上限=5", "20",
			Given("A", "4"), "20.0000"},
		{"target of zero, met", "band_linear", plan.Higher, "", "20", Given("A", "0", "T", "0"), "20.0000"},
		{"negative target", "band_linear", plan.Higher, "", "20", Given("A", "1", "T", "-1"), "refused"},
		{"no value", "band_linear", plan.Higher, "", "20", Given("T", "1"), "missing"},
		{"no target", "band_linear", plan.Higher, "", "20", Given("A", "1"), "missing"},
	})
	runRefusals(t, []refusal{
		{"both ends alike", "band_linear", plan.Higher, "下限=1；上限=1", "10", InconsistentRule},
		{"ends the wrong way round", "band_linear", plan.Higher, "下限=1；上限=0.6", "10", InconsistentRule},
		{"values the wrong way round", "band_linear", plan.Lower, "比较=实绩值；下限=5；上限=9", "10", InconsistentRule},
		{"starting points above full", "band_linear", plan.Higher, "起点分=11", "10", InconsistentRule},
	})
}

func TestEfficacy(t *testing.T) {
	runLines(t, []lineCase{
		{"G07: higher", "efficacy", plan.Higher, "满意值=90；不允许值=60", "8", Given("A", "72"), "6.0800"},
		{"G07: lower", "efficacy", plan.Lower, "满意值=3.0；不允许值=6.0", "8", Given("A", "4.2"), "6.7200"},
		{"values of the unit itself", "efficacy", plan.Higher, "", "8", Given("A", "72", "T", "90", "L", "60"), "6.0800"},
		{"values of the unit itself, lower", "efficacy", plan.Lower, "", "8",
			Given("A", "4.2", "T", "3", "U", "6"), "6.7200"},
		{"better than satisfactory", "efficacy", plan.Higher, "满意值=90；不允许值=60", "8", Given("A", "99"), "8.0000"},
		{"far below: 60 - 40 × 2", "efficacy", plan.Higher, "满意值=90；不允许值=60", "8", Given("A", "0"), "0.0000"},
		{"far below, with a lowest coefficient", "efficacy", plan.Higher, "满意值=90；不允许值=60；下限=50", "8",
			Given("A", "0"), "4.0000"},
		{"a unit whose values are alike", "efficacy", plan.Higher, "", "8",
			Given("A", "72", "T", "60", "L", "60"), "refused"},
		{"a unit whose values are swapped", "efficacy", plan.Higher, "", "8",
			Given("A", "72", "T", "60", "L", "90"), "refused"},
		{"no bound", "efficacy", plan.Higher, "", "8", Given("A", "72", "T", "60"), "missing"},
	})
	runRefusals(t, []refusal{
		{"good and bad alike", "efficacy", plan.Higher, "满意值=60；不允许值=60", "8", InconsistentRule},
		{"good worse than bad", "efficacy", plan.Higher, "满意值=60；不允许值=90", "8", InconsistentRule},
	})
}

func TestGap(t *testing.T) {
	runLines(t, []lineCase{
		{"G08: a negative target missed by 1.2", "gap", plan.Higher, "允许差额=4", "10",
			Given("A", "-4.2", "T", "-3.0"), "7.0000"},
		{"met", "gap", plan.Higher, "允许差额=4", "10", Given("A", "-3", "T", "-3.0"), "10.0000"},
		{"lower is better", "gap", plan.Lower, "允许差额=4", "10", Given("A", "3", "T", "0"), "2.5000"},
		{"the gap is larger than allowed", "gap", plan.Higher, "允许差额=4", "10", Given("A", "-9", "T", "0"), "0.0000"},
		{"no value", "gap", plan.Higher, "允许差额=4", "10", Given("T", "0"), "missing"},
	})
	runRefusals(t, []refusal{
		{"no gap allowed", "gap", plan.Higher, "", "10", MissingParam},
		{"a gap of zero", "gap", plan.Higher, "允许差额=0", "10", BadParam},
	})
}

func TestOverBonus(t *testing.T) {
	low := Given("A", "150", "T", "100")
	low.BelowFloor = true
	const params = "每档加分=0.1；档距=1；上限=1"
	runLines(t, []lineCase{
		{"G10: 12.7 points above is 12 steps, limited", "over_bonus", plan.Higher, params, "1",
			Given("A", "112.7", "T", "100"), "1.0000"},
		{"part steps don't count", "over_bonus", plan.Higher, params, "1", Given("A", "103.9", "T", "100"), "0.3000"},
		{"just met", "over_bonus", plan.Higher, params, "1", Given("A", "100", "T", "100"), "0.0000"},
		{"lower is better", "over_bonus", plan.Lower, params, "1", Given("A", "95", "T", "100"), "0.5000"},
		{"a target below its floor earns nothing", "over_bonus", plan.Higher, params, "1", low, "0.0000"},
		{"without a limit of its own, the full points", "over_bonus", plan.Higher, "每档加分=0.1", "2",
			Given("A", "150", "T", "100"), "2.0000"},
		{"no ratio to zero", "over_bonus", plan.Higher, params, "1", Given("A", "1", "T", "0"), "refused"},
		{"no value", "over_bonus", plan.Higher, params, "1", Given("T", "1"), "missing"},
	})
	runRefusals(t,
		[]refusal{{"a limit above the full points", "over_bonus", plan.Higher, "每档加分=0.1；上限=3", "2", InconsistentRule}})
}

func TestScheduleProgress(t *testing.T) {
	at := func(period, a, target string) Facts { return Facts{Now: period}.with(Given("A", a, "T", target)) }
	runLines(t, []lineCase{
		{"G12: 36 of 100, half due", "schedule_progress", plan.Higher, "进度=Q2:0.5", "10", at("Q2", "36", "100"), "7.2000"},
		{"by equal months: 3 of 12", "schedule_progress", plan.Higher, "", "10", at("M03", "20", "100"), "8.0000"},
		{"the half-year by its name", "schedule_progress", plan.Higher, "进度=上半年:0.4", "10", at("H1", "40", "100"), "10.0000"},
		{"ahead of the schedule is full", "schedule_progress", plan.Higher, "", "10", at("Q1", "60", "100"), "10.0000"},
		{"nothing due yet", "schedule_progress", plan.Higher, "进度=Q1:0", "10", at("Q1", "0", "100"), "not_due"},
		{"no progress towards zero", "schedule_progress", plan.Higher, "", "10", at("Q1", "5", "0"), "refused"},
		{"no value", "schedule_progress", plan.Higher, "", "10", Facts{Now: "Q1"}, "missing"},
	})
	runRefusals(t,
		[]refusal{{"a period that doesn't exist", "schedule_progress", plan.Higher, "进度=五季度:0.5", "10", InconsistentRule}})
}

func TestHandlingQuality(t *testing.T) {
	handled := func(due, done, seen, answered, satisfied string) Facts {
		return Given("due", due, "done", done, "interviewed", seen, "answered", answered, "satisfied", satisfied)
	}
	runLines(t, []lineCase{
		{"G14: 48, 48, 45, 41 of 45", "handling_quality", plan.Higher, "", "6",
			handled("48", "48", "45", "45", "41"), "5.7275"},
		{"nothing answered: that part leaves", "handling_quality", plan.Higher, "", "7",
			handled("10", "10", "5", "0", "0"), "5.5000"},
		{"nothing due", "handling_quality", plan.Higher, "", "6", handled("0", "0", "0", "0", "0"), "not_applicable"},
		{"the part left has no weight", "handling_quality", plan.Higher, "权重=0、0、1", "6",
			handled("10", "10", "10", "0", "0"), "not_applicable"},
		{"more done than due", "handling_quality", plan.Higher, "", "6", handled("5", "6", "5", "5", "5"), "refused"},
		{"a negative count", "handling_quality", plan.Higher, "", "6", handled("5", "-1", "5", "5", "5"), "refused"},
		{"not reported", "handling_quality", plan.Higher, "", "6", Given("due", "5"), "missing"},
	})
	runRefusals(t,
		[]refusal{{"two weights for three parts", "handling_quality", plan.Higher, "权重=0.5、0.5", "6", InconsistentRule}})
}

func TestSpotCheck(t *testing.T) {
	runLines(t, []lineCase{
		{"three problems, one not fixed", "spot_check", plan.Lower, "算法=按问题", "10",
			Given("problems", "3", "unresolved", "1"), "9.0000"},
		{"those left cost more", "spot_check", plan.Lower, "算法=按问题；未整改再扣=1", "10",
			Given("problems", "3", "unresolved", "1"), "8.2500"},
		{"limited", "spot_check", plan.Lower, "算法=按问题；上限=0.5", "10", Given("problems", "3", "unresolved", "1"), "9.5000"},
		{"never below zero", "spot_check", plan.Lower, "算法=按问题；每个问题扣分=5", "10",
			Given("problems", "3", "unresolved", "1"), "0.0000"},
		{"by rate", "spot_check", plan.Higher, "", "10", Given("checked", "8", "passed", "6"), "7.5000"},
		{"nothing checked", "spot_check", plan.Higher, "", "10", Given("checked", "0", "passed", "0"), "not_applicable"},
		{"nothing checked, by problem", "spot_check", plan.Lower, "算法=按问题", "10",
			Given("checked", "0", "problems", "0", "unresolved", "0"), "not_applicable"},
		{"more passed than checked", "spot_check", plan.Higher, "", "10", Given("checked", "1", "passed", "2"), "refused"},
		{"more left than found", "spot_check", plan.Lower, "算法=按问题", "10",
			Given("problems", "1", "unresolved", "2"), "refused"},
		{"not reported", "spot_check", plan.Lower, "算法=按问题", "10", Given("problems", "1"), "missing"},
		{"not reported, by rate", "spot_check", plan.Higher, "", "10", Given("checked", "1"), "missing"},
	})
}

func TestSelfVerify(t *testing.T) {
	runLines(t, []lineCase{
		{"G42: 9.5 claimed, 8.0 verified", "self_verify", plan.Higher, "", "10",
			Given("self", "9.5", "verified", "8.0"), "7.7000"},
		{"within the tolerance", "self_verify", plan.Higher, "", "10", Given("self", "9", "verified", "8.0"), "8.0000"},
		{"modest", "self_verify", plan.Higher, "", "10", Given("self", "7", "verified", "8.0"), "7.0000"},
		{"above the full points", "self_verify", plan.Higher, "", "10", Given("self", "11", "verified", "8.0"), "refused"},
		{"not verified", "self_verify", plan.Higher, "", "10", Given("self", "9"), "missing"},
	})
}

func TestGradeMap(t *testing.T) {
	const s7 = "算法=扣分；等次=优秀:0、良好:0、较差:0.3、差:0.5；上限=1；方面=甲、乙、丙"
	runLines(t, []lineCase{
		{"较差, 较差, 差: at most 1", "grade_map", plan.Binary, s7, "5", Given("甲", "较差", "乙", "较差", "丙", "差"), "4.0000"},
		{"below the limit", "grade_map", plan.Binary, s7, "5", Given("甲", "较差", "乙", "优秀", "丙", "良好"), "4.7000"},
		{"one grade earns a share", "grade_map", plan.Binary, "等次=优秀:1、良好:0.85、合格:0.7", "10", Given("A", "良好"), "8.5000"},
		{"a number is no grade", "grade_map", plan.Binary, "等次=优秀:1、良好:0.85", "10", Given("A", "85"), "refused"},
		{"a grade nobody knows", "grade_map", plan.Binary, "等次=优秀:1、良好:0.85", "10", Given("A", "卓越"), "refused"},
		{"an area not graded", "grade_map", plan.Binary, s7, "5", Given("甲", "较差"), "missing"},
	})
	runRefusals(t, []refusal{
		{"a share above one", "grade_map", plan.Binary, "等次=优秀:2", "5", InconsistentRule},
		{"a quota for no grade", "grade_map", plan.Binary, "等次=优秀:1；限额=良好:0.2", "5", InconsistentRule},
	})
	b := mustBind(t, lineCase{code: "grade_map", dir: plan.Binary, params: "等次=优秀:1、良好:0.85；限额=优秀:0.15", full: "5"})
	graded := [][]Datum{Given("A", "优秀").Data, Given("A", "良好").Data, Given("A", "良好").Data, Given("A", "良好").Data}
	if over := b.OverQuota(graded); len(over) != 1 || over[0].Given != 1 || over[0].Units != 4 {
		t.Errorf("over = %+v, want one of four above 15 %%", over)
	}
	if over := b.OverQuota(graded[1:]); over != nil {
		t.Errorf("over = %+v, want none", over)
	}
}
