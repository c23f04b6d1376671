package target

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/scheme"
)

func TestFloorNames(t *testing.T) {
	for k, want := range map[FloorKind]string{CityFloor: "city target",
		ReportFloor: "stricter of congress report and work report", PaceFloor: "average pace of the plan"} {
		if got := k.Name().EN; got != want {
			t.Errorf("%s is called %q, want %q", k, got, want)
		}
	}
}

// TestStricterRange: of two ranges the narrower bounds count, each by itself.
func TestStricterRange(t *testing.T) {
	x := Target{Congress: Floor{Value: fact.Num("90"), High: fact.Num("102")},
		WorkReport: Floor{Value: fact.Num("95"), High: fact.Num("100")}}
	if got := x.Reports(plan.Range); got.Value.Value.String() != "95" || got.High.Value.String() != "100" {
		t.Errorf("the stricter range is %s to %s, want 95 to 100", got.Value.Value, got.High.Value)
	}
	x.WorkReport.Value, x.Congress.High = fact.Num("80"), nil
	if got := x.Reports(plan.Range); got.Value.Value.String() != "90" || got.High.Value.String() != "100" {
		t.Errorf("the stricter range is %s to %s, want 90 to 100", got.Value.Value, got.High.Value)
	}
}

// TestNoStretchFromNothing: a trend of zero measures nothing.
func TestNoStretchFromNothing(t *testing.T) {
	x := Target{Value: fact.Num("5"), History: []decimal.Number{decimal.Zero, decimal.Zero, decimal.Zero}}
	if _, _, s := x.StretchIndex(plan.Higher); s != NotMeasured {
		t.Errorf("stretch %v, want not measured", s)
	}
}

func TestVerdict(t *testing.T) {
	waiver := &Waiver{Document: "示例"}
	for _, c := range []struct {
		name        string
		value, city string
		pace        string
		waiver      *Waiver
		want        Verdict
		breaches    int
	}{
		{"no floor is known", "9", "", "", nil, NoFloor, 0},
		{"a waiver without a floor waives nothing", "9", "", "", waiver, NoFloor, 0},
		{"met", "10", "10", "", nil, Met, 0},
		{"the pace alone is a floor", "10", "", "9", nil, Met, 0},
		{"below", "9", "10", "", nil, Below, 1},
		{"below two", "8", "10", "9", nil, Below, 2},
		{"waived", "9", "10", "", waiver, Waived, 1},
		{"a waiver that isn't needed", "10", "10", "", waiver, Met, 0},
	} {
		x := Target{Value: fact.Num(c.value), City: floor(c.city, ""), Waiver: c.waiver}
		var pace *decimal.Number
		if c.pace != "" {
			pace = &fact.Num(c.pace).Value
		}
		if got, breaches := x.Verdict(plan.Higher, pace); got != c.want || len(breaches) != c.breaches {
			t.Errorf("%s: %s with %d breaches, want %s with %d", c.name, got, len(breaches), c.want, c.breaches)
		}
	}
	said := map[string]bool{}
	for _, v := range Verdicts {
		said[v.Name().ZH] = true
	}
	if len(said) != len(Verdicts) {
		t.Error("two verdicts have one name")
	}
}

// TestVerdictsSayWhichWay: where lower is better a floor is a ceiling; a margin is positive on the good side.
func TestVerdictsSayWhichWay(t *testing.T) {
	for _, c := range []struct {
		name                    string
		d                       plan.Direction
		target, city, pace      string
		margin, verdict, broken string // what the verdict and the finding say
	}{
		{"above a floor", plan.Higher, "10", "9", "", "1", "不低于", ""},
		{"on it", plan.Higher, "10", "10", "9", "0", "不低于", ""},
		{"below the stricter of two", plan.Higher, "10", "9", "12", "-2", "低于底线", "目标 10 低于规划平均进度 12，差 2"},
		{"below a ceiling", plan.Lower, "3", "4", "", "1", "不高于", ""},
		{"above the stricter of two ceilings", plan.Lower, "3", "4", "2.5", "-0.5", "高于底线", "目标 3 高于规划平均进度 2.5，差 0.5"},
		{"no floor", plan.Lower, "3", "", "", "", "未录底线", ""},
	} {
		x := Target{Value: fact.Num(c.target), City: floor(c.city, "")}
		leaf := scheme.Leaf{Name: "指标", Better: c.d}
		var pace *decimal.Number
		var p *plan.Indicator
		if c.pace != "" {
			pace = &fact.Num(c.pace).Value
			p = &plan.Indicator{Name: "规划", BaseYear: 2010, EndYear: 2015, End: pace, Path: plan.Hold}
		}
		margin := ""
		if n := x.Margin(c.d, pace); n != nil {
			margin = n.String()
		}
		verdict, _ := x.Verdict(c.d, pace)
		if margin != c.margin || verdict.Of(c.d).ZH != c.verdict {
			t.Errorf("%s: %q, %s; want %q, %s", c.name, margin, verdict.Of(c.d).ZH, c.margin, c.verdict)
		}
		said := ""
		for _, f := range x.Check(leaf, p, 2013, "某局") {
			if f.Code == errs.TargetBelowFloor {
				said = f.Message().ZH
			}
		}
		if !strings.HasSuffix(said, c.broken) || (said == "") != (c.broken == "") {
			t.Errorf("%s: found %q, want %q", c.name, said, c.broken)
		}
	}
	x := Target{Low: fact.Num("95"), High: fact.Num("104"), City: floor("94", "103")}
	if n := x.Margin(plan.Range, nil); n == nil || n.String() != "-1" {
		t.Errorf("a range beyond the upper end by 1 has a margin of %v", n)
	}
	if v, _ := x.Verdict(plan.Range, &fact.Num("99").Value); v.Of(plan.Range).ZH != "超出底线" {
		t.Errorf("a range beyond its floor is %q", v.Of(plan.Range).ZH)
	}
	if v, _ := (Target{Low: fact.Num("95")}).Verdict(plan.Range, &fact.Num("99").Value); v != NoFloor {
		t.Errorf("a plan has no pace for a range: %s", v)
	}
}
