package scheme

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
)

func TestNames(t *testing.T) {
	if got := Duty.Name().ZH; got != "职能履行" {
		t.Errorf("duty is %q", got)
	}
	if got := LawBased.Name().ZH; got != "依法行政" { // only the municipal frame has it
		t.Errorf("law-based administration is %q", got)
	}
	if got := Level1("else").Name().EN; got != "else" {
		t.Errorf("an unknown class is called %q", got)
	}
	if got := Grade("else").Name().EN; got != "else" {
		t.Errorf("an unknown grade is called %q", got)
	}
	municipal := Scheme{FrameCode: Municipal.Code}
	if got := municipal.Level1Name(Innovation).ZH; got != "创新" { // the district calls it 创新创优
		t.Errorf("innovation is %q in the municipal frame", got)
	}
	if got := municipal.Level1Name(Duty).ZH; got != "职能履行" { // not of this frame: by the one that has it
		t.Errorf("duty is %q", got)
	}
}

func TestFrames(t *testing.T) {
	if (&Scheme{FrameCode: "else"}).Frame() != &District {
		t.Error("an unknown frame isn't the district's")
	}
	if Municipal.Class(Duty) != nil || (&Scheme{}).Satisfaction() != nil {
		t.Error("a class out of nowhere")
	}
	for _, f := range []*Frame{&Municipal} {
		total := decimal.Zero
		for _, c := range f.Classes {
			if c.Share != nil {
				total = total.Add(*c.Share)
			}
		}
		if !total.Equal(FullMarks) {
			t.Errorf("the fixed shares of %s add up to %s", f.Name.EN, total)
		}
	}
}

func TestWhereSettingsStand(t *testing.T) {
	s := Scheme{Source: fact.Source{Cell: "A1"}, Cells: map[string]string{"优秀线": "B9"}}
	if got := s.At("优秀线").Cell; got != "B9" {
		t.Errorf("优秀线 stands in %s", got)
	}
	if got := s.At("良好线").Cell; got != "A1" {
		t.Errorf("a setting at its default stands in %s", got)
	}
}

// tree is a scheme of two indicators in one class.
func tree() Scheme {
	p := Points{"街道": decimal.Int(10)}
	return Scheme{Classes: []Class{{Name: "街道", System: org.Street}},
		Items: []Item{{Name: "重点工作", Level1: Duty, Points: p}}, Leaves: []Leaf{
			{Code: "A1", Name: "甲", Item: "重点工作", Better: plan.Higher, Rule: "formula",
				Params: rule.Params{"formula": "rate(A2) * F"}, Points: p},
			{Code: "A2", Name: "乙", Item: "重点工作", Better: plan.Higher, Rule: "formula",
				Params: rule.Params{"formula": "rate([甲]) * F"}, Points: p},
		}, Bonus: Default().Bonus, Deduction: Default().Deduction}
}

// TestCircles: a circle is refused once, begins with its first code, and takes out only what reads others.
func TestCircles(t *testing.T) {
	s := tree()
	s.Leaves = append(s.Leaves, Leaf{Code: "A3", Name: "丙", Item: "重点工作", Better: plan.Higher, Rule: "ratio",
		Points: Points{"街道": decimal.Int(1)}})
	b, found := s.Bind()
	var circles []errs.Finding
	for _, f := range found {
		if f.Code == errs.FormulaCircle {
			circles = append(circles, f)
		}
	}
	if len(circles) != 1 || circles[0].Value != "A1 → A2 → A1" {
		t.Errorf("circles %+v", circles)
	}
	if b.Leaves["A1"] != nil || b.Leaves["A2"] != nil || b.Leaves["A3"] == nil {
		t.Error("bound what reads in a circle, or not what doesn't")
	}
	s = tree()
	// a data item of that name goes before the indicator
	s.Leaves[0].Params = rule.Params{"formula": "F * 甲 / 100", "inputs": "甲"}
	if _, found := s.Bind(); found.Has(errs.FormulaCircle) {
		t.Errorf("a circle where there is none: %v", found)
	}
	if s.lineNamed("没有") != nil {
		t.Error("an indicator out of nowhere")
	}
}

// TestTotalsHaveNoClass: what is added to totals can't be compared with a class.
func TestTotalsHaveNoClass(t *testing.T) {
	s := tree()
	s.Bonus.Params = rule.Params{"levels": "市级:1", "cap": "2", "few": "0.1"}
	if _, found := s.Bind(); !found.Has(errs.RuleParamBad) {
		t.Errorf("accepted: %v", found)
	}
}

// TestInstead: a rule that doesn't take the direction comes with those that do.
func TestInstead(t *testing.T) {
	s := tree()
	s.Leaves = s.Leaves[:1]
	s.Leaves[0].Rule, s.Leaves[0].Params, s.Leaves[0].Better = "ratio", nil, plan.Lower
	_, found := s.Bind()
	for _, f := range found {
		if f.Code == errs.RuleDirection {
			if want := ", or use "; !strings.Contains(f.Remedy().EN, want) {
				t.Errorf("remedy %q, want %q", f.Remedy().EN, want)
			}
			return
		}
	}
	t.Errorf("not refused: %v", found)
}

func TestCommonEverywhere(t *testing.T) {
	s := tree()
	s.Classes = append(s.Classes, Class{Name: "镇", System: org.Town})
	l := s.Leaves[0]
	if s.sameEverywhere(l) {
		t.Error("an indicator that a class lacks isn't common")
	}
	l.Points = Points{"街道": decimal.Int(10), "镇": decimal.Int(10)}
	if !s.sameEverywhere(l) {
		t.Error("the same points in every class are common")
	}
	l.Except = []string{"S1"}
	if s.sameEverywhere(l) {
		t.Error("an indicator that leaves out a unit isn't common")
	}
}

// TestSealedNamesStay: what reasons in sealed runs call a level-1 class never changes, whatever pages call it.
func TestSealedNamesStay(t *testing.T) {
	want := map[string][]string{
		"district": {"duties", "efficiency", "service results", "innovation", "veto"},
		"municipal": {"duties and tasks", "law-based administration", "capacity building", "serving central bodies",
			"public evaluation", "leaders' evaluation", "coordination", "innovation", "veto"},
	}
	for _, f := range Frames {
		s := Scheme{FrameCode: f.Code}
		for i, c := range f.Classes {
			if got := s.SealedName(c.Level1).EN; got != want[f.Code][i] {
				t.Errorf("%s: %q, want %q", f.Code, got, want[f.Code][i])
			}
		}
	}
	own := Scheme{FrameCode: Own}
	if got := own.SealedName(own.AddOwn("Innovation")).EN; got != "Innovation" {
		t.Errorf("a place's own name became %q", got)
	}
}
