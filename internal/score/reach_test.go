package score_test

import (
	"strconv"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestReachIsWhatItWouldBe: what an explanation of a total says of full points is what adding up the sheet gives, from
// points that aren't rounded yet; where a class is left out, the others carry its points.
func TestReachIsWhatItWouldBe(t *testing.T) {
	t.Parallel()
	in := demo.Haidian2014()
	e, err := score.NewExplainer(in)
	if err != nil {
		t.Fatal(err)
	}
	hundred := decimal.Int(100)
	said, twice, left := 0, 0, 0
	for _, u := range in.Roster.Units {
		s, err := e.Sheet(u.Code)
		if err != nil || s.Result.Provisional || s.Result.Place == 0 || len(s.Vetoes) > 0 {
			continue
		}
		x, err := e.Of(s, "total")
		if err != nil {
			t.Fatal(err)
		}
		moves := ""
		for _, m := range x.Moves {
			moves += m.ZH + "\n"
		}
		for i, g := range s.Groups {
			if g.Points == nil || !g.Points.Less(g.Full) || !strings.Contains(moves, "补足“"+g.Name+"”") {
				continue
			}
			earned, full := decimal.Zero, decimal.Zero
			for k, o := range s.Groups {
				if o.Points == nil {
					continue
				}
				if full = full.Add(o.Full); k == i {
					earned = earned.Add(o.Full)
				} else {
					earned = earned.Add(*o.Points)
				}
			}
			if !full.Equal(hundred) {
				earned, left = earned.Quo(full).Mul(hundred).Round(4), left+1
			}
			places := in.Scheme.Places
			want := earned.Add(*s.Bonus.Points).Sub(*s.Deductions.Points).Round(places)
			if !strings.Contains(moves, "补足“"+g.Name+"”的 "+g.Full.Sub(*g.Points).Fixed(4)+" 分，总分为 "+want.Fixed(places)+"，") {
				t.Errorf("%s %s: want %s in\n%s", s.Unit, g.Name, want.Fixed(places), moves)
			}
			place, tied := 1, false
			for _, o := range in.Roster.Units {
				other, err := e.Sheet(o.Code)
				if err != nil || o.Code == s.Unit || other.Class != s.Class || other.Result.Place == 0 {
					continue
				}
				if tied = tied || other.Result.Total.Equal(want); want.Less(*other.Result.Total) {
					place++
				}
			}
			if line := "，列第 " + strconv.Itoa(place) + " 名"; !tied &&
				!strings.Contains(moves, "总分为 "+want.Fixed(places)+line) {
				t.Errorf("%s %s: want place %d in\n%s", s.Unit, g.Name, place, moves)
			}
			if said++; !want.Equal(s.Result.Total.Add(g.Full.Sub(*g.Points)).Round(places)) {
				twice++
			}
		}
	}
	if said < 200 || twice < 10 {
		t.Errorf("only %d sentences were looked at; rounding twice would spoil %d, leaving out %d", said, twice, left)
	}
}
