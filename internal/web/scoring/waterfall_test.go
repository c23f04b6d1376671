package scoring

import (
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
	"shiji/internal/web"
)

// TestWaterfallsAddUp: the steps of every scorecard of the demo year add up to its total, to the last digit.
func TestWaterfallsAddUp(t *testing.T) {
	t.Parallel()
	doc, err := score.NewRun(demo.Haidian2013(), "test")
	if err != nil {
		t.Fatal(err)
	}
	for i := range doc.Results.Units {
		s := &doc.Results.Units[i]
		v := scorecardView{View: &web.View{At: web.At{Year: 2013}}, Sheet: s, Places: doc.Inputs.Scheme.Places}
		v.waterfall(&doc.Inputs.Scheme)
		sum, shown := v.Falls[0].By, v.Falls[0].Shown
		for _, f := range v.Falls[1 : len(v.Falls)-1] {
			sum, shown = sum.Add(f.By), shown.Add(f.Shown)
		}
		for i, g := range s.Groups { // what a class lost is what the table of lines says it lost
			if g.Points == nil || g.Open {
				continue
			}
			if f, lost := v.Falls[i+1], web.Rest(g.Full, g.Points, v.Places); f.Shown.Neg().Fixed(v.Places) != lost.String() ||
				!f.Shown.Equal(f.Shown.Round(v.Places)) {
				t.Errorf("%s %s: the step shows %s, the table %s", s.Unit, g.Name, f.Shown, lost)
			}
		}
		if total := v.Falls[len(v.Falls)-1].Shown; !shown.Equal(total) || total.Fixed(2) != s.Result.TotalText(2) {
			t.Errorf("%s: the steps as they are shown give %s, the total is %s", s.Unit, shown, total)
		}
		if total := v.Falls[len(v.Falls)-1].By; !sum.Equal(total) {
			t.Errorf("%s: the steps give %s, the total is %s", s.Unit, sum, total)
		}
	}
}
