package score_test

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestIntervalsStandBehindSatisfaction: a line that is scored from a survey shows how sure its result is, where the
// result says it, and other lines don't.
func TestIntervalsStandBehindSatisfaction(t *testing.T) {
	t.Parallel()
	in := demo.Haidian2014()
	for i := range in.Surveys {
		x := &in.Surveys[i]
		if low, high := x.Score.Sub(decimal.One), x.Score.Add(decimal.One); x.Unit == "JD079" && x.Channel == "third_party" {
			x.Low, x.High, x.Method = &low, &high, "校准（示例）"
		} else {
			x.Low, x.High = nil, nil
		}
	}
	e, err := score.NewExplainer(in)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Sheet("JD079")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, l := range s.Lines {
		x, err := e.Of(s, l.Leaf)
		if err != nil {
			t.Fatal(err)
		}
		text := x.Text("zh")
		if has := strings.Contains(text, "第三方满意度的 95% 置信区间（校准（示例））：82.04~84.04"); has != (l.Leaf == "E0101") {
			t.Errorf("%s shows an interval: %t\n%s", l.Leaf, has, text)
		} else if has {
			shown++
		}
	}
	if shown != 1 {
		t.Errorf("%d lines show it", shown)
	}
}
