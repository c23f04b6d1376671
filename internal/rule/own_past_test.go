package rule

import (
	"testing"

	"shiji/internal/plan"
)

func TestImprovement(t *testing.T) {
	runLines(t, []lineCase{
		{"15 % of the 20 % that earn all", "improvement", plan.Higher, "满分增幅=0.2", "10",
			Given("A", "4.6", "B", "4.0"), "7.5000"},
		{"a loss that shrinks by 40 %", "improvement", plan.Higher, "满分增幅=0.4", "10",
			Given("A", "-120", "B", "-200"), "10.0000"},
		{"no better than before", "improvement", plan.Higher, "满分增幅=0.2；起点分=6", "10", Given("A", "4", "B", "4"), "6.0000"},
		{"lower is better", "improvement", plan.Lower, "满分增幅=0.2", "10", Given("A", "90", "B", "100"), "5.0000"},
		{"nothing to compare with", "improvement", plan.Higher, "满分增幅=0.2", "10",
			Given("A", "5", "B", "0"), "not_applicable"},
		{"by difference", "improvement", plan.Higher, "满分增幅=0.2；零基期=按差额；满分差额=10", "10", Given("A", "5", "B", "0"), "5.0000"},
		{"no baseline", "improvement", plan.Higher, "满分增幅=0.2", "10", Given("A", "5"), "missing"},
	})
	runRefusals(t, []refusal{
		{"ends the wrong way round", "improvement", plan.Higher, "起点增幅=0.3；满分增幅=0.2", "10", InconsistentRule},
		{"no end", "improvement", plan.Higher, "", "10", MissingParam},
	})
}

func TestRankProgress(t *testing.T) {
	const params = "本年名次=填报；基础分=8；每位加减=0.5；下限=6；上限=10"
	const s13 = "本年名次=填报；基础分=8；下限=6；上限=10；分档=5:0.5、-5:0、-10:-1、*:-2"
	places := func(before, now string) Facts { return Given("rank", now, "rank_prev", before) }
	runLines(t, []lineCase{
		{"G15: 9 to 6", "rank_progress", plan.Higher, params, "10", places("9", "6"), "9.5000"},
		{"G15: 3 to 9, down to the lower limit", "rank_progress", plan.Higher, params, "10", places("3", "9"), "6.0000"},
		{"first and still first", "rank_progress", plan.Higher, params, "10", places("1", "1"), "10.0000"},
		{"by steps: up five", "rank_progress", plan.Higher, s13, "10", places("10", "5"), "8.5000"},
		{"by steps: down exactly five costs nothing", "rank_progress", plan.Higher, s13, "10", places("5", "10"), "8.0000"},
		{"by steps: down six", "rank_progress", plan.Higher, s13, "10", places("4", "10"), "7.0000"},
		{"by steps: down eleven", "rank_progress", plan.Higher, s13, "10", places("2", "13"), "6.0000"},
		{"no step reached", "rank_progress", plan.Higher, "本年名次=填报；基础分=8；分档=5:0.5", "10", places("3", "2"), "8.0000"},
		{"ten units became twenty: 5th is 10th", "rank_progress", plan.Higher, params, "10",
			Given("rank", "8", "n", "20", "rank_prev", "5", "n_prev", "10"), "9.0000"},
		{"twenty became twenty-two: places stand", "rank_progress", plan.Higher, params, "10",
			Given("rank", "4", "n", "22", "rank_prev", "5", "n_prev", "20"), "8.5000"},
		{"ranked in the class", "rank_progress", plan.Higher, "基础分=8；上限=10", "10",
			Given("A", "81", "rank_prev", "4").Among("90", "70"), "9.0000"},
		{"a place above the number of units", "rank_progress", plan.Higher, params, "10",
			Given("rank", "8", "n", "20", "rank_prev", "11", "n_prev", "10"), "refused"},
		{"place zero", "rank_progress", plan.Higher, params, "10", places("0", "5"), "refused"},
		{"new this year", "rank_progress", plan.Higher, params, "10", Given("rank", "5"), "missing"},
		{"no value to rank", "rank_progress", plan.Higher, "基础分=8；上限=10", "10",
			Facts{Peers: among("1", "2").Peers}, "missing"},
	})
	runRefusals(t, []refusal{
		{"a base above the limit", "rank_progress", plan.Higher, "基础分=11；上限=10", "10", InconsistentRule},
		{"steps that rise", "rank_progress", plan.Higher, "基础分=8；分档=-5:0、5:0.5", "10", InconsistentRule},
		{"a step that is no number", "rank_progress", plan.Higher, "基础分=8；分档=很多:1", "10", InconsistentRule},
		{"yes-or-no has no values to rank", "rank_progress", plan.Binary, "基础分=8", "10", InconsistentRule},
	})
}

func TestLevelAndChange(t *testing.T) {
	runLines(t, []lineCase{
		{"0.6 × 9 + 0.4 × 7: a target missed by 10 of 100, a gap of 3 of 10",
			"level_and_change", plan.Higher, "存量方法=ratio；增量方法=band_linear；change.of=value；change.r0=83；change.r1=93", "10",
			Given("A", "90", "T", "100"), "8.2000"},
		{"level 9, change 5", "level_and_change", plan.Higher, "存量方法=ratio；增量方法=improvement；change.g1=0.2", "10",
			Given("A", "99", "T", "110", "B", "90"), "7.4000"},
		{"no baseline", "level_and_change", plan.Higher, "存量方法=ratio；增量方法=improvement；change.g1=0.2", "10",
			Given("A", "99", "T", "110"), "missing"},
		{"no target", "level_and_change", plan.Higher, "存量方法=ratio；增量方法=improvement；change.g1=0.2", "10",
			Given("A", "99", "B", "110"), "missing"},
	})
	runRefusals(t, []refusal{
		{"a rule that doesn't exist", "level_and_change", plan.Higher, "存量方法=ratio；增量方法=magic", "10", UnknownRule},
		{"no change", "level_and_change", plan.Higher, "存量方法=ratio", "10", MissingParam},
	})
}

func TestPeriodCompose(t *testing.T) {
	quarters := func(values ...string) Facts {
		var f Facts
		for i, v := range values {
			if v != "" {
				f.Periods = append(f.Periods, Period{[]string{"Q1", "Q2", "Q3", "Q4"}[i], Given("A", v).Data})
			}
		}
		return f
	}
	goal := func(f Facts) Facts { f.Goal = Given("T", "100").Goal; return f }
	four := quarters("90", "85", "88", "94")
	runLines(t, []lineCase{
		{"G27: four quarters, weighted", "period_compose", plan.Higher, "合成=加权；权重=0.15、0.2、0.25、0.4", "100", four, "90.1000"},
		{"mean", "period_compose", plan.Higher, "", "100", four, "89.2500"},
		{"last", "period_compose", plan.Higher, "合成=末期", "100", four, "94.0000"},
		{"least", "period_compose", plan.Higher, "合成=最低", "100", four, "85.0000"},
		{"most", "period_compose", plan.Higher, "合成=最高", "100", four, "94.0000"},
		{"sum", "period_compose", plan.Higher, "合成=相加", "10", quarters("20", "20", "20", "30"), "9.0000"},
		{"then a rule", "period_compose", plan.Higher, "基本方法=ratio", "10", goal(four), "8.9250"},
		{"points of each quarter", "period_compose", plan.Higher, "对象=得分；基本方法=ratio", "10",
			goal(quarters("90", "120", "100", "100")), "9.7500"},
		{"points, one quarter without data", "period_compose", plan.Higher, "对象=得分；基本方法=ratio；缺期=不计", "10",
			goal(quarters("90", "", "100", "100")), "9.6667"},
		{"points, a quarter the rule refuses", "period_compose", plan.Higher, "对象=得分；基本方法=ratio", "10",
			with(four, "-5"), "refused"},
		{"a quarter is missing", "period_compose", plan.Higher, "", "100", quarters("90", "", "88", "94"), "missing"},
		{"left out, the weights rescale", "period_compose", plan.Higher, "合成=加权；权重=0.25、0.25、0.25、0.25；缺期=不计", "100",
			quarters("90", "", "90", "60"), "80.0000"},
		{"counts zero", "period_compose", plan.Higher, "缺期=按零", "100", quarters("80", "", "80", "80"), "60.0000"},
		{"carried", "period_compose", plan.Higher, "缺期=沿用前期", "100", quarters("80", "", "60", "60"), "70.0000"},
		{"nothing to carry", "period_compose", plan.Higher, "缺期=沿用前期", "100", quarters("", "80", "60", "60"), "missing"},
		{"none at all", "period_compose", plan.Higher, "缺期=不计", "100", Facts{}, "missing"},
		{"only periods without weight", "period_compose", plan.Higher, "合成=加权；权重=0、0、0、1；缺期=不计", "100",
			quarters("80", "", "", ""), "missing"},
	})
	runRefusals(t, []refusal{
		{"a weight for each period", "period_compose", plan.Higher, "合成=加权；权重=0.5、0.5", "10", InconsistentRule},
		{"a period that doesn't exist", "period_compose", plan.Higher, "各期=Q1、Q9", "10", InconsistentRule},
		{"points of no rule", "period_compose", plan.Higher, "对象=得分", "10", InconsistentRule},
	})
}

// with sets the target of f.
func with(f Facts, target string) Facts { f.Goal = Given("T", target).Goal; return f }
