package rule

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func TestFormula(t *testing.T) {
	peers := func(own string, others ...string) Facts {
		units := []Facts{Given("A", own)}
		for _, v := range others {
			units = append(units, Given("A", v))
		}
		return class(units...)
	}
	led := func(f Facts) Facts {
		f.Lines = Lines{"A0101": {Name: "任务", Value: num("50"), Points: num("4.5"), Full: *num("5")},
			"A0102": {Name: "节点", Full: *num("5")}}
		return f
	}
	runLines(t, []lineCase{
		{"a ratio with a cap", "formula", plan.Higher, "公式=F * clamp(A / T, 0, 1)", "10",
			Given("A", "86", "T", "95"), "9.0526"},
		{"a share of the full points", "formula", plan.Higher, "公式=A / 100；结果=比例", "8", Given("A", "95"), "7.6000"},
		{"limited to the full points", "formula", plan.Higher, "公式=A", "10", Given("A", "86"), "10.0000"},
		{"data items", "formula", plan.Higher, "公式=F * 合格 / 检查；数据项=合格、检查", "10", Given("合格", "3", "检查", "4"), "7.5000"},
		{"a word", "formula", plan.Higher, "公式=lookup(等次, \"好\": F, else: 0)；文字项=等次", "10", Given("等次", "好"), "10.0000"},
		{"a number where a word belongs", "formula", plan.Higher, "公式=lookup(等次, \"好\": F, else: 0)；文字项=等次", "10",
			Given("等次", "5"), "missing"},
		{"a word where a number belongs", "formula", plan.Higher, "公式=甲；数据项=甲", "10", Given("甲", "五"), "missing"},
		{"nothing reported", "formula", plan.Higher, "公式=甲；数据项=甲", "10", Facts{}, "missing"},
		{"a division by zero falls under the policy", "formula", plan.Higher, "公式=F * A / T", "10",
			Given("A", "1", "T", "0"), "missing"},
		{"no target", "formula", plan.Higher, "公式=F * A / T", "10", Given("A", "1"), "missing"},
		{"every number of the target", "formula", plan.Higher, "公式=A + T + C + L + U + B", "99",
			Given("A", "1", "T", "2", "C", "3", "L", "4", "U", "5", "B", "6"), "21.0000"},
		{"by their Chinese names", "formula", plan.Higher, "公式=实绩值 + 目标值 + 挑战值 + 下限 + 上限 + 基期值 + 分值 - 90", "99",
			Given("A", "1", "T", "2", "C", "3", "L", "4", "U", "5", "B", "6"), "30.0000"},
		{"above the mean of the class", "formula", plan.Higher, "公式=if(A > mean(class(A)), F, F / 2)", "10",
			peers("80", "70", "60"), "10.0000"},
		{"full points of the class", "formula", plan.Higher, "公式=mean(class(F))", "10", peers("80", "70"), "10.0000"},
		{"the points of another indicator", "formula", plan.Higher, "公式=得分率(A0101) * F", "10", led(Facts{}), "9.0000"},
		{"its value", "formula", plan.Higher, "公式=A0101 / 10", "10", led(Facts{}), "5.0000"},
		{"its full points", "formula", plan.Higher, "公式=full(A0101)", "10", led(Facts{}), "5.0000"},
		{"an indicator without points", "formula", plan.Higher, "公式=points(A0102)", "10", led(Facts{}), "missing"},
		{"an indicator without value", "formula", plan.Higher, "公式=A0102", "10", led(Facts{}), "missing"},
		{"an indicator that the unit doesn't have", "formula", plan.Higher, "公式=A0101", "10", Facts{}, "missing"},
		{"a computed value under another rule", "ratio", plan.Higher, "计算=办结 / 受理 * 100；数据项=办结、受理", "10",
			with(Given("办结", "43", "受理", "50"), "95"), "9.0526"},
		{"a computed value that has none", "ratio", plan.Higher, "计算=办结 / 受理 * 100；数据项=办结、受理", "10",
			with(Given("办结", "43", "受理", "0"), "95"), "missing"},
		{"a computed value, ranked", "minmax", plan.Higher, "计算=甲 * 2；数据项=甲", "10",
			computedAmong("31", "18", "44"), "5.0000"},
		{"a class too small for a computed value", "minmax", plan.Higher, "计算=甲 * 2；数据项=甲；小类改用=ratio", "10",
			with(Given("甲", "40"), "100"), "8.0000"},
	})
	runRefusals(t, []refusal{
		{"an unknown name", "formula", plan.Higher, "公式=之出 + 1", "10", InconsistentRule},
		{"a condition", "formula", plan.Higher, "公式=A > 1", "10", InconsistentRule},
		{"no formula", "formula", plan.Higher, "", "10", MissingParam},
		{"a computed condition", "ratio", plan.Higher, "计算=T > 1", "10", InconsistentRule},
		{"a value computed from itself", "ratio", plan.Higher, "计算=A + 1", "10", InconsistentRule},
		{"a value computed from its points", "ratio", plan.Higher, "计算=F + 1", "10", InconsistentRule},
	})
}

// computedAmong gives a unit the item 甲, and the class the doubled values that its peers come to.
func computedAmong(own string, others ...string) Facts {
	f := Given("甲", own)
	for _, v := range append([]string{own}, others...) {
		f.Peers = append(f.Peers, Peer{Value: decimal.MustParse(v).Mul(decimal.Int(2))})
	}
	return f
}

func TestWhatAFormulaNeeds(t *testing.T) {
	b := mustBind(t, lineCase{code: "ratio", dir: plan.Higher, params: "计算=A0101 / 甲；数据项=甲", full: "10"})
	if !b.Computes() || len(b.Items) != 1 || b.Items[0].Key != "甲" {
		t.Errorf("items %+v: a computed value is not reported", b.Items)
	}
	if needs := b.Needs(); len(needs) != 1 || needs[0] != (Need{Code: "A0101", ForValue: true}) {
		t.Errorf("needs %+v", needs)
	}
	f := Given("甲", "5")
	f.Lines = Lines{"A0101": {Value: num("100")}}
	if d := b.Value(&f); d == nil || d.Number.String() != "20" {
		t.Errorf("value %+v, want 20", d)
	}
	if d := b.Value(&Facts{}); d != nil {
		t.Errorf("value %+v, want none", d)
	}
	p := mustBind(t, lineCase{code: "formula", dir: plan.Higher, params: "公式=points(A0101) + mean(class(A))", full: "10"})
	if needs := p.Needs(); len(needs) != 1 || needs[0] != (Need{Code: "A0101", Points: true}) || !p.Reads(UseClass) {
		t.Errorf("needs %+v, class %v", needs, p.Reads(UseClass))
	}
}

// TestFormulaDoubts: a formula may work and still be doubtful.
func TestFormulaDoubts(t *testing.T) {
	_, problems := Bind("formula", Place{Dir: plan.Higher, Fulls: []decimal.Number{decimal.Int(10)}},
		Params{"formula": "F * A / T"})
	if len(problems) != 1 || !problems[0].Doubt || !strings.Contains(problems[0].What.EN, "character 9") {
		t.Errorf("problems %+v, want a doubt about the divisor", problems)
	}
}

// TestFormulaTrace: inputs stand once, reasons and arithmetic are printed.
func TestFormulaTrace(t *testing.T) {
	b := mustBindDoubtful(t, "formula", "公式=if(A >= T, F, F * A / T)")
	f := Given("A", "86", "T", "95")
	c := &Calc{Full: decimal.Int(10), Facts: &f, Trace: true}
	b.Score(c, nil)
	if len(c.Inputs) != 2 {
		t.Errorf("inputs %+v, want A and T once each", c.Inputs)
	}
	if len(c.Steps) != 2 || c.Steps[0].Expr != "86 < 95" || c.Steps[1].Expr != "10 × 86 ÷ 95" {
		t.Errorf("steps %+v", c.Steps)
	}
}

func mustBindDoubtful(t *testing.T, code, params string) *Bound {
	t.Helper()
	p, err := ParseParams(params, ByCode(code).AllParams())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Bind(code, Place{Dir: plan.Higher, Fulls: []decimal.Number{decimal.Int(10)}, Line: exampleLine}, p)
	if b == nil {
		t.Fatal("not bound")
	}
	return b
}
