package score_test

import (
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// TestALeadSaysWhy: each explanation of a line begins with what became of its points, and says how many were lost; that
// of a total names the class that lost most.
func TestALeadSaysWhy(t *testing.T) {
	t.Parallel()
	e, err := score.NewExplainer(demo.Haidian2014())
	if err != nil {
		t.Fatal(err)
	}
	full, lost, missing, reached := 0, 0, 0, 0
	for _, code := range []string{"JD079", "ZF044", "ZF047", "DQ001"} {
		s, err := e.Sheet(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range s.Lines {
			x, err := e.Of(s, l.Leaf)
			if err != nil {
				t.Fatal(err)
			}
			want := "得满分 " + l.Full.String()
			switch {
			case l.Points == nil:
				continue
			case l.Policy != "":
				want, missing = "缺数据："+l.Policy.Name().ZH, missing+1
			case l.Points.Less(l.Full) && rule.ByCode(l.Rule).Gives: // who earned nothing missed nothing
				want = "得 " + l.Points.Fixed(4) + " 分，最多 " + l.Full.String() + " 分"
			case l.Points.Less(l.Full):
				want, lost = "失 "+l.Full.Sub(*l.Points).Fixed(4)+" 分", lost+1
			default:
				full++
			}
			if !strings.Contains(x.Lead.ZH, want) || x.Lead.EN == "" {
				t.Errorf("%s %s: %q doesn't say %q", code, l.Leaf, x.Lead.ZH, want)
			}
			if l.Leaf == "A0101" && l.Policy == "" && l.Points.Less(l.Full) {
				if reached++; !strings.Contains(x.Lead.ZH, "，实绩值 ") || !strings.Contains(x.Lead.ZH, "，目标值 ") {
					t.Errorf("%s: what was reached and what was to be isn't said: %q", code, x.Lead.ZH)
				}
			}
		}
	}
	if full < 10 || lost < 30 || missing == 0 || reached == 0 {
		t.Errorf("only %d full, %d lost, %d missing and %d reached lines were looked at", full, lost, missing, reached)
	}
	s, err := e.Sheet("JD079")
	if err != nil {
		t.Fatal(err)
	}
	if x, err := e.Of(s, "total"); err != nil || x.Lead.ZH != "失分最多的是服务效果：25 分中失 3.73 分" {
		t.Errorf("the total: %q %v", x.Lead.ZH, err)
	}
}
