package analyse

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

func year(t testing.TB, in score.Input, o Options) Report {
	t.Helper()
	r, err := Year(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRankShift is G41: (1,2,3,4) against (2,1,3,4).
func TestRankShift(t *testing.T) {
	if got := RankShift([]int{1, 2, 3, 4}, []int{2, 1, 3, 4}); got != 0.5 {
		t.Errorf("R = %v, want 0.5", got)
	}
}

func TestPlacesOf(t *testing.T) {
	got := placesOf([]float64{80, 95, 80, 70})
	for i, want := range []int{2, 1, 2, 4} {
		if got[i] != want {
			t.Errorf("places %v, want 2 1 2 4", got)
		}
	}
}

// TestEffectiveWeightsAddUp: with bonuses and deductions they are the whole variance of totals.
func TestEffectiveWeightsAddUp(t *testing.T) {
	for _, c := range year(t, demo.Haidian2014(), Options{Runs: 100}).Classes {
		sum, nominal := 0.0, 0.0
		for _, x := range c.Indicators {
			sum, nominal = sum+x.Effective, nominal+x.Nominal
		}
		// Totals are rounded as published and capped by vetoes: what is left over is small.
		if math.Abs(sum-1) > 0.02 {
			t.Errorf("%s: effective weights add up to %v", c.Name, sum)
		}
	}
}

// TestTheAnalysisChangesNothing: scores are the same before and after.
func TestTheAnalysisChangesNothing(t *testing.T) {
	in := demo.Haidian2014()
	before, err := score.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	year(t, in, Options{Runs: 100})
	after, err := score.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(before)
	b, _ := json.Marshal(after)
	if string(a) != string(b) {
		t.Error("a score changed")
	}
}

// TestTheSeedDecides: the same seed gives the same bytes, on one processor or two; another seed gives others.
func TestTheSeedDecides(t *testing.T) {
	text := func(seed uint64) string {
		data, err := json.Marshal(year(t, demo.Haidian2014(), Options{Runs: 200, Seed: seed}))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	first := text(7)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if text(7) != first {
		t.Error("the same seed gave another report")
	}
	if text(8) == first {
		t.Error("another seed gave the same report")
	}
}

// TestRanges: places stay in the class, ranges hold their median, chances add up, the best of the
// class stays near the top.
func TestRanges(t *testing.T) {
	for _, c := range year(t, demo.Haidian2014(), Options{}).Classes {
		for _, u := range c.Ranks {
			sum := 0.0
			for _, share := range u.Grades {
				sum += share
			}
			if u.Low < 1 || u.High > c.Units || float64(u.Low) > u.Median ||
				u.Median > float64(u.High) || math.Abs(sum-1) > 1e-5 {
				t.Errorf("%s: %+v", u.Name, u)
			}
			if u.Fragile != (u.Grades[string(u.Modal)] < FragileShare) {
				t.Errorf("%s: fragile %v with %v", u.Name, u.Fragile, u.Grades)
			}
		}
		if first := c.Ranks[0]; first.Low > 2 {
			t.Errorf("%s: the first place has the range %d to %d", c.Name, first.Low, first.High)
		}
	}
}

// TestFlags: an indicator on which all are alike is idle; one that copies its sibling counts twice; one that runs the
// other way is contrary.
func TestFlags(t *testing.T) {
	in := demo.Small()
	for i := range in.Actuals {
		a := &in.Actuals[i]
		if a.Indicator == "A2" { // copies A1: 97, 94, …
			for k := range in.Actuals {
				if o := in.Actuals[k]; o.Unit == a.Unit && o.Indicator == "A1" {
					a.Values = o.Values
				}
			}
		}
	}
	c := year(t, in, Options{Runs: 100}).Classes[0]
	found := map[string]Indicator{}
	for _, x := range c.Indicators {
		found[x.Code] = x
	}
	if !found["B1"].Idle {
		t.Errorf("B1, full for all, isn't idle: %+v", found["B1"])
	}
	if found["A1"].Idle || found["A1"].Contrary {
		t.Errorf("A1: %+v", found["A1"])
	}
	if len(c.Alike) == 0 || c.Alike[0].A != "A1 任务完成率" || c.Alike[0].B != "A2 环境考评" {
		t.Errorf("alike %+v, want A1 and A2", c.Alike)
	}
	in = demo.Small()
	for i := range in.Actuals {
		if a := &in.Actuals[i]; a.Indicator == "A2" { // the better the task, the worse the environment
			n := decimal.Int(100).Sub(*a.Values[0].Number)
			a.Values[0].Number = &n
		}
	}
	for _, x := range year(t, in, Options{Runs: 100}).Classes[0].Indicators {
		if x.Code == "A2" && !x.Contrary {
			t.Errorf("A2 runs against its siblings: %+v", x)
		}
	}
}

// TestOpposites: two indicators that run against each other weigh one thing twice, as two that run together do.
func TestOpposites(t *testing.T) {
	m := matrix{leaves: []scheme.Leaf{{Code: "A1", Item: "A"}, {Code: "A2", Item: "A"}, {Code: "B1", Item: "B"}}}
	for _, rate := range []float64{0.5, 0.6, 0.9, 0.7, 0.8, 1} {
		m.cells = append(m.cells, []cell{{counts: true, rate: rate}, {counts: true, rate: 1 - rate},
			{counts: true, rate: rate}})
	}
	pairs := m.alike()
	if len(pairs) != 1 || pairs[0].A != "A1 " || pairs[0].B != "A2 " || math.Abs(pairs[0].R+1) > 1e-9 {
		t.Errorf("pairs %+v, want A1 and A2 of the same item at -1", pairs)
	}
}

// TestGradesOf: the last place of a quota still has its grade; a small class has lines alone.
func TestGradesOf(t *testing.T) {
	in := demo.Small()
	m := matrix{in: &in}
	g := in.Scheme.Grading
	for _, n := range []int{g.SmallClass - 1, g.SmallClass, 20} {
		totals := make([]float64, n)
		for i := range totals {
			totals[i] = 100 - float64(i)/100 // all above every line
		}
		_, grades := m.gradesOf(totals)
		excellent := score.Quota(g.ExcellentShare, n, 0)
		good := score.Quota(g.GoodShare, n, excellent)
		for i, got := range grades {
			want := scheme.Pass
			switch place := i + 1; {
			case n < g.SmallClass || place <= excellent:
				want = scheme.Excellent
			case place <= excellent+good:
				want = scheme.Good
			}
			if got != want {
				t.Errorf("%d units, place %d: %v, want %v", n, i+1, got, want)
			}
		}
	}
}

// TestVetoesHold: a unit that failed by a veto fails in every run.
func TestVetoesHold(t *testing.T) {
	for _, c := range year(t, demo.Haidian2014(), Options{Runs: 200}).Classes {
		for _, u := range c.Ranks {
			if u.Name == "木槿街道办事处" && u.Grades[string(scheme.Failed)] != 1 {
				t.Errorf("%s passes in some runs: %v", u.Name, u.Grades)
			}
			if u.Name == "区公共文化局" && u.Grades[string(scheme.Excellent)] != 1 {
				t.Errorf("%s, promoted, isn't excellent in some runs: %v", u.Name, u.Grades)
			}
		}
	}
}

func TestJudges(t *testing.T) {
	r := year(t, demo.Haidian2014(), Options{Runs: 100})
	experts := 0
	for _, j := range r.Judges {
		if j.Expert {
			experts++
		}
		if j.Mean <= 0 || j.Mean > 1 || j.R < 0 {
			t.Errorf("%+v", j)
		}
	}
	if experts != 5 {
		t.Errorf("%d experts, want 5", experts)
	}
	in := demo.Small()
	for i := range in.Marks {
		if m := &in.Marks[i]; m.Judge == "甲" {
			m.Value = decimal.Int(99)
		}
	}
	for _, j := range year(t, in, Options{Runs: 100}).Judges {
		if j.Name == "甲" && (!j.Flat || !j.Generous) {
			t.Errorf("an expert who always gives 99: %+v", j)
		}
	}
}

func TestAYearWithErrorsIsNotAnalysed(t *testing.T) {
	in := demo.Small()
	in.Scheme.Leaf("A1").Rule = "magic"
	if _, err := Year(in, Options{}); err == nil {
		t.Error("analysed")
	} else if found, ok := err.(errs.Findings); !ok || !found.HasErrors() {
		t.Errorf("%v, want the findings", err)
	}
}

// TestPicture: it is well-formed, names every unit, and holds no script.
func TestPicture(t *testing.T) {
	r := year(t, demo.Haidian2014(), Options{Runs: 100})
	for _, l := range []lang.Lang{lang.ZH, lang.EN} {
		svg := r.Picture(l)
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if want := map[lang.Lang]string{lang.ZH: fmt.Sprintf("%d 个等次不稳</text>", strings.Count(svg, `<rect class="fragile"`)),
			lang.EN: fmt.Sprintf(">%d of ", strings.Count(svg, `<rect class="fragile"`))}[l]; !strings.Contains(svg, want) {
			t.Errorf("the heading doesn't say %q", want)
		}
		if strings.Contains(svg, "<script") || !strings.Contains(svg, "海棠街道办事处") || strings.Count(svg, "<circle") < 100 {
			t.Error("units are missing, or there is a script")
		}
	}
}

// BenchmarkYear is the whole analysis of the example district: 2,000 runs.
func BenchmarkYear(b *testing.B) {
	in := demo.Haidian2014()
	for b.Loop() {
		if _, err := Year(in, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
