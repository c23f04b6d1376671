package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func TestRankLinear(t *testing.T) {
	twelve := Given("A", "81").Among("90", "88", "85", "80", "79", "78", "77", "76", "75", "74", "73")
	behind := Given("A", "10").Among("90", "88")
	behind.Peers = behind.Peers[1:] // listed separately: compared, but not one of the peers
	runLines(t, []lineCase{
		{"G17: place 4 of 12", "rank_linear", plan.Higher, "保底分=6", "10", twelve, "8.9091"},
		{"without floor points", "rank_linear", plan.Higher, "", "11", twelve, "8.0000"},
		{"equal values share a place", "rank_linear", plan.Higher, "", "10",
			Given("A", "80").Among("90", "80", "70", "60"), "7.5000"},
		{"lower is better", "rank_linear", plan.Lower, "", "10", Given("A", "1").Among("5", "9"), "10.0000"},
		{"separate and behind all", "rank_linear", plan.Higher, "保底分=6", "10", behind, "6.0000"},
		{"no value", "rank_linear", plan.Higher, "", "10", Facts{Peers: twelve.Peers}, "missing"},
		{"alone", "rank_linear", plan.Higher, "", "10", Given("A", "80").Among(), "refused"},
	})
	runRefusals(t, []refusal{{"floor points above full", "rank_linear", plan.Higher, "保底分=12", "10", InconsistentRule}})
}

func TestBestRatio(t *testing.T) {
	runLines(t, []lineCase{
		{"G19: 472.5 of 525", "best_ratio", plan.Higher, "", "600", Given("A", "472.5").Among("525", "100"), "540.0000"},
		{"the best", "best_ratio", plan.Higher, "", "600", Given("A", "525").Among("472.5"), "600.0000"},
		{"lower is better", "best_ratio", plan.Lower, "", "10", Given("A", "8").Among("4", "9"), "5.0000"},
		{"below zero", "best_ratio", plan.Higher, "", "10", Given("A", "-8").Among("4", "9"), "0.0000"},
		{"nobody above zero", "best_ratio", plan.Higher, "", "10", Given("A", "-8").Among("-4", "-9"), "refused"},
		{"mixed signs, lower is better", "best_ratio", plan.Lower, "", "10", Given("A", "8").Among("-4", "9"), "refused"},
		{"no value", "best_ratio", plan.Higher, "", "10", Facts{Peers: among("1", "2").Peers}, "missing"},
	})
}

func TestZscore(t *testing.T) {
	in := func(own string) Facts {
		var others []string
		for _, v := range []string{"62", "70", "75", "81", "92"} {
			if v != own {
				others = append(others, v)
			}
		}
		return Given("A", own).Among(others...)
	}
	runLines(t, []lineCase{
		{"G21: 81", "zscore", plan.Higher, "", "10", in("81"), "8.4931"},
		{"G21: 92", "zscore", plan.Higher, "", "10", in("92"), "9.5781"},
		{"G21: 62", "zscore", plan.Higher, "", "10", in("62"), "6.6192"},
		{"lower is better", "zscore", plan.Lower, "", "10", in("81"), "7.5069"},
		{"all alike", "zscore", plan.Higher, "", "10", Given("A", "5").Among("5", "5"), "8.0000"},
		{"no value", "zscore", plan.Higher, "", "10", Facts{Peers: in("81").Peers}, "missing"},
		{"two are too few", "zscore", plan.Higher, "", "10", Given("A", "5").Among("6"), "refused"},
	})
}

func TestClassEqualise(t *testing.T) {
	runLines(t, []lineCase{
		// 86.4 and 81.8 have the mean 84.1 and the deviation 2.3: one deviation above is 85
		{"86.4 with mean 84.1 and deviation 2.3", "class_equalise", plan.Higher, "", "100",
			Given("A", "86.4").Among("81.8"), "85.0000"},
		{"all alike", "class_equalise", plan.Higher, "", "100", Given("A", "5").Among("5"), "80.0000"},
		{"no total", "class_equalise", plan.Higher, "", "100", Facts{Peers: among("1", "2").Peers}, "missing"},
	})
	runRefusals(t, []refusal{{"inside another rule", "gate", plan.Higher, "基本方法=class_equalise", "10", InconsistentRule}})
}

func TestJointShare(t *testing.T) {
	led := func(f Facts, points, full string) Facts {
		f.Lead = &Lead{Unit: "区发展改革委"}
		if points != "" {
			f.Lead.Points = num(points)
		}
		if full != "" {
			f.Lead.Full = num(full)
		}
		return f
	}
	own := Given("A", "75", "T", "100")
	runLines(t, []lineCase{
		{"G27: task 9.2, own part 7.5", "joint_share", plan.Higher, "基本方法=ratio", "10", led(own, "9.2", "10"), "8.6900"},
		{"the leader's points count for more", "joint_share", plan.Higher, "基本方法=ratio", "10",
			led(own, "18.4", "20"), "8.6900"},
		{"the leader itself", "joint_share", plan.Higher, "基本方法=ratio", "10", Given("A", "92", "T", "100"), "9.2000"},
		{"the leader has no points yet", "joint_share", plan.Higher, "基本方法=ratio", "10", led(own, "", "10"), "missing"},
		{"led by nobody known", "joint_share", plan.Higher, "基本方法=ratio", "10", led(own, "", ""), "refused"},
		{"own part not reported", "joint_share", plan.Higher, "基本方法=ratio", "10",
			led(Given("T", "100"), "9.2", "10"), "missing"},
	})
}

// class puts the facts of the units of a class beside each other, the unit itself first.
func class(units ...Facts) Facts {
	f := units[0]
	f.Class = &Class{}
	for i := range units {
		f.Class.Members = append(f.Class.Members, Member{Facts: &units[i]})
	}
	return f
}

func TestCoefficientByLoad(t *testing.T) {
	tasks := func(quantity, done string) Facts {
		f := Given("甲", done)
		f.Tasks = []Task{{Name: "甲", Quantity: *Given("T", quantity).Goal.Target, Difficulty: *Given("T", "1").Goal.Target,
			Importance: *Given("T", "1").Goal.Target}}
		return f
	}
	runLines(t, []lineCase{
		{"2 % more work than the median", "coefficient", plan.Higher, "算法=负荷法", "40",
			class(tasks("102", "0.9"), tasks("98", "1"), tasks("100", "1"), tasks("150", "1"), tasks("90", "1")), "36.7200"},
		{"limited to 5 % above", "coefficient", plan.Higher, "算法=负荷法", "40",
			class(tasks("200", "1"), tasks("100", "1"), tasks("100", "1")), "42.0000"},
		{"limited to 5 % below", "coefficient", plan.Higher, "算法=负荷法", "40",
			class(tasks("10", "1"), tasks("100", "1"), tasks("100", "1")), "38.0000"},
		{"an even class", "coefficient", plan.Higher, "算法=负荷法", "40",
			class(tasks("100", "1"), tasks("104", "1"), tasks("100", "1"), tasks("104", "1")), "39.2157"},
		{"nobody to compare with", "coefficient", plan.Higher, "算法=负荷法", "40", tasks("100", "1"), "refused"},
	})
}

func TestExpertsLevelled(t *testing.T) {
	// Two experts and one who is ten points harsher: levelled, all three say the same.
	unit := func(a string) Facts {
		n := decimal.MustParse(a)
		return Facts{Marks: []Mark{{Judge: "甲", Value: n}, {Judge: "乙", Value: n},
			{Judge: "严", Value: n.Sub(decimal.Int(10))}}}
	}
	five := []Facts{unit("80"), unit("70"), unit("75"), unit("85"), unit("90")}
	runLines(t, []lineCase{
		{"a harsh expert is levelled", "expert_trimmed", plan.Binary, "宽严校正=是", "100", class(five...), "76.6667"},
		{"four units are too few to level", "expert_trimmed", plan.Binary, "宽严校正=是", "100", class(five[:4]...), "76.6667"},
	})
	b := mustBind(t, lineCase{code: "expert_trimmed", dir: plan.Binary, params: "宽严校正=是", full: "100"})
	f := class(five...)
	c := &Calc{Full: decimal.Int(100), Facts: &f, Trace: true}
	b.Score(c, nil)
	var levelled []string
	for _, s := range c.Steps {
		if s.Symbol == "x'" {
			levelled = append(levelled, decimal.MustParse(s.Value).Fixed(6))
		}
	}
	if len(levelled) != 3 || levelled[0] != levelled[1] || levelled[1] != levelled[2] {
		t.Errorf("levelled marks %v, want three alike", levelled)
	}
	alike := []Facts{unit("80"), unit("80"), unit("80"), unit("80"), unit("80")}
	runLines(t, []lineCase{{"experts who always say the same say the mean", "expert_trimmed", plan.Binary, "宽严校正=是", "100",
		class(alike...), "76.6667"}})
}

func TestBonusesStayRare(t *testing.T) {
	const levels = "级别=国家级:3、市级:1；上限=5；"
	earns := func(level string) Facts { return events(honour("M", "表彰", level)) }
	line := func(f Facts, points string) Facts {
		f.Lines = Lines{"A0101": {Name: "任务", Points: num(points), Full: *num("10")}}
		return f
	}
	runLines(t, []lineCase{
		{"one of three may earn", "add", plan.Binary, levels + "加分面=0.34", "5",
			class(earns("市级"), Facts{}, Facts{}), "1.0000"},
		{"two of three are too many", "add", plan.Binary, levels + "加分面=0.34", "5",
			class(earns("市级"), earns("市级"), Facts{}), "refused"},
		{"nobody lost points: nothing is earned", "add", plan.Binary, levels + "对应指标=A0101；失分面=0.15", "5",
			class(line(earns("市级"), "10"), line(Facts{}, "10"), line(Facts{}, "10")), "0.0000"},
		{"a third lost points", "add", plan.Binary, levels + "对应指标=A0101；失分面=0.15", "5",
			class(line(earns("市级"), "10"), line(Facts{}, "9"), line(Facts{}, "10")), "1.0000"},
		{"at most a tenth of the indicator's points", "add", plan.Binary, levels + "对应指标=A0101；占比上限=0.1", "5",
			line(earns("国家级"), "10"), "1.0000"},
	})
	runRefusals(t, []refusal{{"which indicator?", "add", plan.Binary, levels + "占比上限=0.1", "5", InconsistentRule}})
}
