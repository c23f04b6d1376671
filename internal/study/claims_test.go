package study_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"shiji/internal/arith"
	"shiji/internal/lang"
	"shiji/internal/study"
)

// asked analyses answers and a design that are written in the test.
func asked(t *testing.T, answers, design string) (*study.Analysis, error) {
	t.Helper()
	dir := t.TempDir()
	return study.Analyse(write(t, dir, "a.csv", answers), write(t, dir, "d.yaml", design), nil)
}

// sheets writes answers of one question: unit and answer in each row.
func sheets(rows ...string) string {
	out := "编号,局,题1\n"
	for i, r := range rows {
		out += fmt.Sprintf("%d,%s\n", i+1, r)
	}
	return out
}

func times(n int, row string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = row
	}
	return out
}

const plain = "title: t\nunit: 局\nquestions: [题1]\nsuppress: 0\nminimum: 1\n"

// TestOnlyWhatSheetsCarry: what is compared, and what stands in a band, has a standard error on both sides.
func TestOnlyWhatSheetsCarry(t *testing.T) {
	mixed := []string{"甲,满意", "甲,非常满意", "甲,满意", "甲,基本满意", "甲,非常满意"}
	for _, c := range []struct {
		name     string
		rows     []string
		pairs    int
		bands    []int // in the order of scores
		compared string
	}{
		{"one sheet", append(times(1, "乙,不满意"), mixed...), 0, []int{1, 0}, "乙"},
		{"few alike beside few alike", append(times(6, "甲,满意"), times(5, "乙,非常满意")...), 0, []int{0, 0}, "乙、甲"},
		{"few alike beside mixed", append(times(6, "乙,不满意"), mixed...), 0, []int{1, 0}, "乙"},
		{"many alike beside many alike", append(times(40, "甲,满意"), times(35, "乙,非常满意")...), 1, []int{1, 2}, ""},
		{"mixed beside mixed", append([]string{"乙,满意", "乙,不满意", "乙,基本满意"}, mixed...), 1, []int{1, 1}, ""},
	} {
		a, err := asked(t, sheets(c.rows...), plain)
		if err != nil {
			t.Fatal(err)
		}
		units := a.Tables[1]
		if len(units.Tests) != c.pairs || !strings.Contains(units.Note.ZH, c.compared) ||
			(c.compared == "") != units.Note.IsZero() {
			t.Errorf("%s: %d comparisons, want %d; note %q", c.name, len(units.Tests), c.pairs, units.Note.ZH)
		}
		for i, g := range units.Groups {
			if g.Band != c.bands[i] {
				t.Errorf("%s: %s stands in band %d, want %d", c.name, g.Name, g.Band, c.bands[i])
			}
			if g.Score.Interval != nil && g.Score.Interval.Low == g.Score.Interval.High {
				t.Errorf("%s: %s has an interval without width", c.name, g.Name)
			}
			if g.Score.SE == nil && len(g.Score.Refused) == 0 {
				t.Errorf("%s: %s has no standard error, and nobody says why", c.name, g.Name)
			}
		}
	}
	// A census is no sample: what it says, it knows.
	a, err := asked(t, sheets(append(times(6, "甲,满意"), times(5, "乙,非常满意")...)...),
		plain+"stages: [{strata: [局], population: {甲: 6, 乙: 5}}]\n")
	if err != nil {
		t.Fatal(err)
	}
	if units := a.Tables[1]; len(units.Tests) != 1 || !units.Tests[0].Test.Differ || !units.Groups[0].Score.Certain {
		t.Errorf("two units asked whole: %+v", a.Tables[1].Tests)
	}
}

// spread is 30 sheets in 5 strata, with one sheet of 甲 in each.
func spread() string {
	out := "编号,层,局,题1\n"
	for h, answer := range []string{"满意", "满意", "满意", "满意", "基本满意"} {
		for k := range 6 {
			unit, says := "乙", []string{"满意", "非常满意", "基本满意"}[k%3]
			if k == 0 {
				unit, says = "甲", answer
			}
			out += fmt.Sprintf("%d,%d层,%s,%s\n", h*6+k, h, unit, says)
		}
	}
	return out
}

// TestWhoseDegreesOfFreedom: a sub-group with a sheet in each stratum has a standard error; its interval takes the
// degrees of freedom that the design names.
func TestWhoseDegreesOfFreedom(t *testing.T) {
	for _, c := range []struct {
		word, says string
		df         int
		interval   bool
	}{{"", "design", 25, true}, {"interval: {freedom: design}\n", "design", 25, true},
		{"interval: {freedom: 本组}\n", "group", 0, false}} {
		a, err := asked(t, spread(), plain+"stages: [{strata: [层]}]\n"+c.word)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range a.Tables[1].Groups {
			if g.Name != "甲" {
				continue
			}
			e := g.Score
			if e.SE == nil || e.DF != c.df || (e.Interval != nil) != c.interval || a.Drawn.Freedom != c.says {
				t.Fatalf("%q: %+v, said %q", c.word, e, a.Drawn.Freedom)
			}
			// √(Σ over strata of 6 ÷ 5 × 5 ÷ 6 × ((y - 76) ÷ 5)²) = √12.8, as R survey prints it
			if math.Abs(e.Value-76) > 1e-9 || math.Abs(*e.SE-3.5777) > 5e-5 {
				t.Errorf("%q: %g, standard error %g", c.word, e.Value, *e.SE)
			}
			if c.interval && (math.Abs(e.Interval.Low-68.63) > 5e-3 || math.Abs(e.Interval.High-83.37) > 5e-3) {
				t.Errorf("%q: the interval is %g to %g", c.word, e.Interval.Low, e.Interval.High)
			}
		}
	}
}

// TestRefusedOrSaid: what would move every number in silence is refused, or said in the report.
func TestRefusedOrSaid(t *testing.T) {
	const head = "编号,层,局,题1,数,权\n"
	answers := head + "1,A,甲,满意,10,2\n2,A,甲,不满意,20,2\n3,A,乙,满意,30,2\n4,B,乙,非常满意,15,8\n5,B,甲,基本满意,25,8\n6,B,乙,满意,35,8\n"
	numbers := plain + "values: [{column: 数, total: true}]\n"
	many := head
	for i := range 40 {
		many += fmt.Sprintf("%d,A,甲,满意,%d,1\n", i, i+1)
	}
	for _, c := range []struct {
		name, answers, design string
		refused, said         string // a part of the problem, or of what the report says
	}{
		{"a population of 0", answers, plain + "stages: [{strata: [层], population: {A: 0, B: 30}}]\n", "“A”写了 0", ""},
		{"a population of 0 for all", answers, plain + "stages: [{population: 0}]\n", "写了 0", ""},
		{"a fraction of 0", answers, plain + "stages: [{fraction: 0}]\n", "写了 0", ""},
		{"a population of 0 in a column", strings.ReplaceAll(answers, ",35,8", ",35,0"),
			plain + "stages: [{population: 权}]\n", "“权”是 0", ""},
		{"a negative population in a column", strings.ReplaceAll(answers, ",35,8", ",35,-0.5"),
			plain + "stages: [{population: 权}]\n", "“权”是 -0.5", ""},
		{"a stratum without sheets", answers, plain + "stages: [{strata: [层], population: {A: 30, B: 30, C: 500}}]\n",
			"层“C”（500）没有一份答卷", ""},
		{"weights against populations", answers, numbers + "weight: 权\nstages: [{strata: [层], population: {A: 30, B: 24}}]\n",
			"", "层“A”：权数合计 6，按总体数应为 30"},
		{"one dominant weight", many + "99,A,甲,不满意,50,200\n", plain + "weight: 权\n", "", "一份答卷的权数占 83%"},
		{"totals of normalised weights", strings.ReplaceAll(strings.ReplaceAll(answers, ",2\n", ",0.4\n"), ",8\n", ",1.6\n"),
			numbers + "weight: 权\n", "", "归一化的权数，估计不了总量"},
		{"totals of weights that are all 1", strings.ReplaceAll(strings.ReplaceAll(answers, ",2\n", ",1\n"), ",8\n", ",1\n"),
			numbers + "weight: 权\n", "", "归一化的权数，估计不了总量"},
		{"somebody stands there twice", answers + "3,A,乙,满意,30,2\n", plain + "data: {respondent: 编号}\n", "第 4 行相同", ""},
		{"a code below 0", strings.ReplaceAll(answers, ",10,", ",-9,"), numbers, "-9 × 1 是没有回答的代码吗", ""},
		{"codes above all numbers", strings.ReplaceAll(strings.ReplaceAll(answers, ",10,", ",98,"), ",20,", ",99,"), numbers,
			"98 × 1, 99 × 1 是没有回答的代码吗", ""},
		{"codes of a ratio's denominator", strings.ReplaceAll(answers, ",35,8", ",35,999"),
			plain + "values: [{column: 数, over: 权}]\n", "“权”中的 999 × 1", ""},
		{"rows dropped as totals", answers + "合计,,,,135,\n", numbers, "", "当作合计、没有计入的有 1 行（第 8 行）"},
		{"two equal headings", strings.Replace(answers, "权", "数", 1), numbers, "表头“数”有两列：E 和 F", ""},
		{"two equal headings of a question", strings.Replace(answers, "权", "题1", 1), plain, "表头“题1”有两列：D 和 F", ""},
		{"two equal headings, told apart by letters", strings.Replace(answers, "权", "数", 1),
			plain + "values: [{column: F}]\n", "", ""},
	} {
		a, err := asked(t, c.answers, c.design)
		switch {
		case c.refused != "":
			if err == nil || !strings.Contains(inChinese(err), c.refused) {
				t.Errorf("%s: want it refused with %q, got %v", c.name, c.refused, inChinese(err))
			}
		case err != nil:
			t.Errorf("%s: refused: %s", c.name, inChinese(err))
		case !strings.Contains(says(a), c.said):
			t.Errorf("%s: want %q, said:\n%s", c.name, c.said, says(a))
		}
	}
	// What is meant so is taken so.
	a, err := asked(t, strings.ReplaceAll(answers, ",10,", ",-9,"), plain+"values: [{column: 数, missing: [-9, 99]}]\n")
	if err != nil || a.Tables[0].Groups[0].Values[0].Open != 1 || a.Tables[0].Groups[0].Values[0].Mean.Value != 25 {
		t.Errorf("a named code: %v", err)
	}
	if a, err = asked(t, strings.ReplaceAll(answers, ",10,", ",-9,"), plain+"values: [{column: 数, missing: []}]\n"); err !=
		nil || a.Tables[0].Groups[0].Values[0].Open != 0 {
		t.Errorf("a true -9: %v", err)
	}
	if a, err = asked(t, answers+"3,A,乙,满意,30,2\n",
		plain+"data: {respondent: 编号}\nquality: [{rule: repeat, column: 编号, remove: 是}]\n"); err != nil || a.Sheets != 6 {
		t.Errorf("a repeated respondent whom a rule takes out: %v", err)
	}
}

func inChinese(err error) string {
	if problems, ok := err.(study.Problems); ok {
		var out []string
		for _, p := range problems {
			out = append(out, p.At+" "+p.What.ZH)
		}
		return strings.Join(out, "\n")
	}
	return fmt.Sprint(err)
}

// says is everything that a report says in words.
func says(a *study.Analysis) string {
	var out []string
	for _, w := range a.Warnings {
		out = append(out, w.ZH)
	}
	for _, g := range a.Tables[0].Groups {
		for _, v := range g.Values {
			for _, w := range v.Refused {
				out = append(out, w.ZH)
			}
		}
	}
	return strings.Join(out, "\n")
}

// TestNamesKeepApart: categories stay what they are, whatever they are called.
func TestNamesKeepApart(t *testing.T) {
	answers := "编号,片,街,A+B,A,B,题1\n" +
		"1,东·一,区,x,p,q,满意\n2,东,一·区,y,p,q,不满意\n3,,区,x,p,q,满意\n4,（空白）,区,y,p,q,非常满意\n5,东·一,区,x,p,q,不满意\n6,东,一·区,,p,q,满意\n"
	a, err := asked(t, answers, "title: t\nby: [片×街, A+B, 片, A×B]\nquestions: [题1]\nsuppress: 0\nminimum: 1\n")
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []string{
		"“东·一”·区 2, 东·“一·区” 2, （空白）·区 1, “（空白）”·区 1",
		"x 3, y 2, （空白） 1",
		"东·一 2, 东 2, （空白） 1, “（空白）” 1",
		"p·q 6",
	} {
		var got []string
		for _, g := range a.Tables[k+1].Groups {
			got = append(got, fmt.Sprintf("%s %d", g.Name, g.Sheets))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("by %s: %s, want %s", a.Tables[k+1].By, s, want)
		}
	}
	if label := a.Tables[2].Groups[2].Label; label.EN != "(blank)" {
		t.Errorf("in English the blank category is called %q", label.EN)
	}
}

// TestSimpleRandomSample: it has design effect 1 and is as good as its size, with a known population and without.
func TestSimpleRandomSample(t *testing.T) {
	var rows []string
	for i := range 57 {
		rows = append(rows, "甲,"+[]string{"满意", "非常满意", "满意", "不满意"}[i%4])
	}
	for _, stages := range []string{"", "stages: [{population: 900}]\n", "stages: [{fraction: 0.25}]\n"} {
		a, err := asked(t, sheets(rows...), plain+stages)
		if err != nil {
			t.Fatal(err)
		}
		if e := a.Tables[0].Groups[0].Score; *e.Deff != 1 || *e.Effective != 57 {
			t.Errorf("%q: design effect %g, effective %g", stages, *e.Deff, *e.Effective)
		}
		if a.Drawn.Deff != 1 || a.Drawn.Effective != 57 {
			t.Errorf("%q: by weights alone %g, %g", stages, a.Drawn.Deff, a.Drawn.Effective)
		}
	}
}

// printedSum finds what a line of an explanation claims: = expression = value.
var printedSum = regexp.MustCompile(`= ([-0-9.()×÷+^√ expminal,]+?) = (-?[0-9.]+)`)

// lonely is three strata, two of them with a single unit, drawn in one or two stages.
func lonely() string {
	out := "编号,层,社区,户,权,组,题1,数\n"
	r := rand.New(rand.NewPCG(7, 9))
	i := 0
	for h, clusters := range []int{1, 4, 1, 3} {
		for c := range clusters {
			for range 4 + r.IntN(4) {
				i++
				out += fmt.Sprintf("%d,层%d,%d-%d,h%d,%d,%s,%s,%d\n", i, h, h, c, i, 3+h, []string{"p", "q"}[r.IntN(2)],
					[]string{"非常满意", "满意", "基本满意", "不满意"}[r.IntN(4)], r.IntN(50))
			}
		}
	}
	return out
}

// TestExplanationsOfErrorsAddUp evaluates every printed line of every treatment of single units and
// every kind of interval.
func TestExplanationsOfErrorsAddUp(t *testing.T) {
	sums := 0
	for _, single := range []string{"remove", "centre", "average"} {
		for _, stages := range []string{
			"stages: [{strata: [层], cluster: 社区}]\n",
			"stages: [{strata: [层], cluster: 社区, population: {层0: 9, 层1: 30, 层2: 1, 层3: 12}}, {population: 60}]\n",
			"stages: [{strata: [层], cluster: 社区}]\nweight: 权\ncalibrate: [{by: 组, totals: {p: 300, q: 200}}]\n",
		} {
			for _, interval := range []string{"logit", "wilson", "t", "clopper_pearson"} {
				a, err := asked(t, lonely(),
					"title: t\nby: [组]\nquestions: [题1]\nsuppress: 0\nminimum: 1\nvalues: [{column: 数}]\nsingle: "+single+"\n"+stages+
						"interval: {proportion: "+interval+"}\n")
				if err != nil {
					t.Fatal(inChinese(err))
				}
				said := map[lang.Lang]string{}
				for _, e := range a.Explain() {
					for _, l := range []lang.Lang{lang.ZH, lang.EN} {
						said[l] += e.In(l)
						for _, line := range strings.Split(e.In(l), "\n") {
							sums += addUp(t, single+" "+stages, line)
						}
					}
				}
				words := map[string]string{"remove": "按设计不计误差", "centre": "按设计对总平均", "average": "按设计取其他层的平均"}
				if !strings.Contains(said[lang.ZH], words[single]) {
					t.Errorf("%s %s: the treatment isn't named:\n%s", single, stages, said[lang.ZH])
				}
				if a.Drawn.Singles == 0 || a.Drawn.Single != single {
					t.Errorf("%s: %d single strata", a.Drawn.Single, a.Drawn.Singles)
				}
			}
		}
	}
	data, design := example()
	for _, e := range analyse(t, data, design).Explain() {
		for _, line := range strings.Split(e.ZH+e.EN, "\n") {
			sums += addUp(t, "example", line)
		}
	}
	if sums < 1500 {
		t.Errorf("only %d sums were evaluated", sums)
	}
}

// addUp evaluates what a line claims; each of its figures has six digits, which is how far a sum may be off.
func addUp(t *testing.T, at, line string) (sums int) {
	t.Helper()
	for _, m := range printedSum.FindAllStringSubmatch(line, -1) {
		value, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatalf("%s: %q", at, line)
		}
		largest := math.Abs(value)
		for _, n := range regexp.MustCompile(`[0-9.]+`).FindAllString(m[1], -1) {
			if x, err := strconv.ParseFloat(n, 64); err == nil && strings.ContainsAny(m[1], "+-") {
				largest = max(largest, x)
			}
		}
		off := strconv.FormatFloat(2e-5*largest, 'f', 12, 64)
		expr := strings.ReplaceAll(m[1], "√", "sqrt")
		if err := arith.Check(fmt.Sprintf("abs(%s - (%s)) ≤ %s", expr, m[2], off), "", 0); err != nil {
			t.Errorf("%s: %v in %q", at, err, line)
		}
		sums++
	}
	if strings.Contains(line, "贡献 = ") && sums == 0 {
		t.Errorf("%s: nothing to evaluate in %q", at, line)
	}
	return sums
}

// TestEnglishIsEnglish: from English data nothing Chinese comes out.
func TestEnglishIsEnglish(t *testing.T) {
	answers := "id,unit,sex,q1,q2,minutes,w\n"
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 90 {
		answers += fmt.Sprintf("%d,%s,%s,%s,%s,%d,%d\n", i, []string{"north", "south", "east"}[i%3],
			[]string{"m", "f", ""}[i%7%3], []string{"good", "fair", "poor", "unsure"}[r.IntN(4)],
			[]string{"good", "fair", "poor", ""}[r.IntN(4)], 5+r.IntN(40), 1+i%5)
	}
	answers += "100,west,m,good,good,7,400\n"
	a, err := asked(t, answers, `title: survey
unit: unit
by: [sex, sex×unit]
scale: {good: 100, fair: 60, poor: 0}
dont_know: [unsure]
questions: [q1, q2]
weight: w
minimum: 5
calibrate: [{by: unit, totals: {north: 100, south: 200, east: 300, west: 10}}, `+
		`{by: [unit], totals: {north: 100, south: 200, east: 300, west: 10}}]
values: [{column: minutes, quantiles: [0.5], total: true}]
`)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{a.Picture(lang.EN)}
	for _, e := range append(append(a.Explain(), a.Warnings...), a.Drawn.Weights, a.Drawn.Stages[0].What) {
		texts = append(texts, e.EN)
	}
	for _, table := range a.Tables {
		texts = append(texts, table.Note.EN)
		for _, g := range table.Groups {
			texts = append(texts, g.Label.EN)
			for _, why := range g.Refused {
				texts = append(texts, why.EN)
			}
			if g.Score != nil {
				for _, why := range g.Score.Refused {
					texts = append(texts, why.EN)
				}
			}
		}
	}
	for _, text := range texts {
		text = regexp.MustCompile(`font-family="[^"]*"`).ReplaceAllString(text, "")
		if k := strings.IndexFunc(text, func(r rune) bool {
			return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。；：、（）“”　", r)
		}); k >= 0 {
			t.Errorf("Chinese in English: …%s", text[max(0, k-60):min(len(text), k+30)])
		}
	}
}

// channelled is two channels of four clusters each, men and women in every cluster; answers are drawn.
func channelled() string {
	out := "ch,c,性别,题1,数\n"
	r := rand.New(rand.NewPCG(4, 4))
	for _, ch := range []string{"第三方", "直接"} {
		for c := range 4 {
			base := r.Float64()
			for i := range 12 {
				x, sex := r.Float64(), []string{"男", "女"}[i%2]
				p := 0.15 + 0.6*base
				if sex == "男" {
					p += 0.25
				}
				answer := "非常不满意"
				switch {
				case x < p:
					answer = "非常满意"
				case x < p+0.1:
					answer = "基本满意"
				}
				out += fmt.Sprintf("%s,%s%d,%s,%s,%d\n", ch, ch, c, sex, answer, 10+i%3)
			}
		}
	}
	return out
}

// TestChannelsAreSamplesOfTheirOwn: each has its own degrees of freedom, groups are compared with the covariance of
// those who stand in the same clusters, and what the channels can't say together is said.
func TestChannelsAreSamplesOfTheirOwn(t *testing.T) {
	const design = "title: t\nby: [性别]\nquestions: [题1]\nsuppress: 0\nminimum: 1\n" +
		"channels: {column: ch, weights: {第三方: 0.5, 直接: 0.5}}\nstages: [{cluster: c}]\nvalues: [{column: 数, total: true}]\n"
	a, err := asked(t, channelled(), design)
	if err != nil {
		t.Fatal(inChinese(err))
	}
	g := a.Tables[0].Groups[0]
	x, y := g.Channels[0].Score, g.Channels[1].Score
	if x.DF != 3 || y.DF != 3 {
		t.Errorf("the channels have %d and %d degrees of freedom, from 4 clusters each", x.DF, y.DF)
	}
	va, vb := *x.SE**x.SE/4, *y.SE**y.SE/4
	if want := int((va + vb) * (va + vb) / (va*va/3 + vb*vb/3)); g.Score.DF != want ||
		math.Abs(*g.Score.SE-math.Sqrt(va+vb)) > 1e-8 {
		t.Errorf("together %d degrees of freedom and %g, want %d and %g", g.Score.DF, *g.Score.SE, want, math.Sqrt(va+vb))
	}
	men, women := a.Tables[1].Groups[0].Score, a.Tables[1].Groups[1].Score
	apart := math.Hypot(*men.SE, *women.SE)
	if d := a.Tables[1].Tests[0].Test.Difference; math.Abs(*d.SE-apart) < 0.05 || d.DF != 6 {
		t.Errorf("men less women: %g with %d degrees of freedom; as if they were strangers %g", *d.SE, d.DF, apart)
	}
	if said := says(a); !strings.Contains(said, "只有总得分按渠道权重合成") || !strings.Contains(said, "合在一起不估计总量") {
		t.Errorf("said: %s", said)
	}
	// All alike is no certainty, and one cluster a channel gives no freedom.
	a, err = asked(t, "ch,局,题1\n"+strings.Repeat("第三方,甲,非常满意\n直接,甲,非常满意\n第三方,乙,非常不满意\n直接,乙,非常不满意\n", 35),
		plain+"channels: {column: ch, weights: {第三方: 0.6, 直接: 0.4}}\n")
	if err != nil {
		t.Fatal(inChinese(err))
	}
	for _, g := range a.Tables[1].Groups {
		if g.Score.Interval != nil || len(g.Score.Refused) == 0 {
			t.Errorf("%s has an interval: %+v", g.Name, g.Score.Interval)
		}
	}
	lone := "ch,层,社区,题1\n"
	for i := range 34 {
		lone += fmt.Sprintf("%s,%d层,%d,%s\n", []string{"第三方", "直接"}[i%2], i/2%2, i%4, []string{"满意", "非常满意", "不满意"}[i%3])
	}
	a, err = asked(t, lone, "title: t\nquestions: [题1]\nminimum: 1\nsuppress: 0\nsingle: centre\n"+
		"channels: {column: ch, weights: {第三方: 0.5, 直接: 0.5}}\nstages: [{strata: [层], cluster: 社区}]\n")
	if err != nil {
		t.Fatal(inChinese(err))
	}
	if e := a.Tables[0].Groups[0].Score; e.Interval != nil || e.DF != 0 {
		t.Errorf("without degrees of freedom: %+v", e)
	}
}

// TestAgreementByChance: units drawn that happen to agree, strata of which nothing is counted and totals that fix the
// answer say nothing of the error.
func TestAgreementByChance(t *testing.T) {
	answers := []string{"满意", "基本满意", "不满意", "满意"}
	equal, strata, single := "局,社区,题1\n", "局,层,题1\n", "局,层,社区,题1\n"
	for i := range 30 {
		equal += fmt.Sprintf("甲,c%d,%s\n", i/15, answers[i%15%4])
	}
	for i := range 40 {
		equal += fmt.Sprintf("乙,d%d,%s\n", i/10, answers[(i*i+i/10)%4])
		strata += fmt.Sprintf("甲,%d层,%s\n", i%2, []string{"满意", "不满意"}[i%2])
		single += fmt.Sprintf("乙,%d层,s%d,%s\n", i%2, i%2, answers[i%3])
	}
	single += strings.Repeat("甲,9层,x,满意\n甲,9层,y,不满意\n", 20)
	for name, c := range map[string][2]string{
		"two equal clusters":  {equal, plain + "stages: [{cluster: 社区}]\n"},
		"strata that explain": {strata, plain + "stages: [{strata: [层]}]\n"},
		"what is left out":    {single, plain + "single: remove\nstages: [{strata: [层], cluster: 社区}]\n"},
		"calibrated to it":    {strata, plain + "calibrate: [{by: [题1], totals: {满意: 500, 不满意: 300}}]\n"},
	} {
		a, err := asked(t, c[0], c[1])
		if err != nil {
			t.Fatal(name, inChinese(err))
		}
		at := 0
		for k, g := range a.Tables[1].Groups {
			if name == "two equal clusters" && g.Name == "甲" || name == "what is left out" && g.Name == "乙" {
				at = k
			}
		}
		g := a.Tables[1].Groups[at]
		if g.Score.SE != nil || g.Band != 0 || !strings.Contains(g.Score.Refused[0].ZH, "各抽样单位之间却算不出差别") {
			t.Errorf("%s: %+v", name, g.Score)
		}
		if r := g.Questions[0].Rate; r.SE != nil && r.Value > 0 && r.Value < 1 {
			t.Errorf("%s: the rate has %+v", name, r)
		}
		for _, p := range a.Tables[1].Tests {
			if p.A == g.Name || p.B == g.Name {
				t.Errorf("%s: it is compared", name)
			}
		}
	}
	// One unit of a first stage that was taken whole is no lone unit.
	census := "社区,题1\n"
	for i := range 30 {
		census += fmt.Sprintf("c%d,%s\n", i%3, answers[(i*i+i/7)%4])
	}
	a, err := asked(t, census, "title: t\nby: [社区]\nquestions: [题1]\nsuppress: 0\nminimum: 1\n"+
		"stages: [{cluster: 社区, population: 3}, {population: 40}]\n")
	if err != nil {
		t.Fatal(inChinese(err))
	}
	for _, g := range a.Tables[1].Groups {
		if g.Score.SE == nil || *g.Score.SE == 0 {
			t.Errorf("%s: %v", g.Name, g.Score.Refused)
		}
	}
}

// TestWavesAndNamesThatDontFit: what the design says of waves, channels and weights is what the data
// hold, or it is refused.
func TestWavesAndNamesThatDontFit(t *testing.T) {
	answers := "年,渠道,性别,题1,题2\n" +
		strings.Repeat("2013,第三方,男,满意,不满意\n2014,第三方,女,非常满意,不满意\n2013,直接,女,不满意,不满意\n2014,直接,男,满意,满意\n", 5)
	for _, c := range []struct{ name, design, refused string }{
		{"another wave", "wave: {column: 年, current: 2015}\n", "没有本次“2015”的答卷；有：2013, 2014"},
		{"another channel", "channels: {column: 渠道, weights: {第三方: 0.6, 网上: 0.4}}\n", "有“直接”，channels 的 weights 里没有"},
		{"calibrated over waves", "wave: {column: 年, current: 2014}\ncalibrate: [{by: [性别], totals: {男: 50, 女: 50}}]\n",
			"校准 性别 要分“年”进行"},
		{"calibrated over channels",
			"channels: {column: 渠道, weights: {第三方: 0.6, 直接: 0.4}}\ncalibrate: [{by: [性别], totals: {男: 50, 女: 50}}]\n",
			"校准 性别 要分“渠道”进行"},
		{"calibrated within waves", "wave: {column: 年, current: 2014}\n" +
			"calibrate: [{by: [年, 性别], totals: {2013·男: 50, 2013·女: 50, 2014·男: 50, 2014·女: 50}}]\n", ""},
	} {
		_, err := asked(t, answers, "title: t\nquestions: [题1]\nminimum: 1\nsuppress: 0\n"+c.design)
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(inChinese(err), c.refused)) {
			t.Errorf("%s: %v", c.name, inChinese(err))
		}
	}
	a, err := asked(t, answers, "title: t\nquestions: [{column: 题1}, {column: 题2, weight: 0}]\nminimum: 1\nsuppress: 0\n"+
		"scale: {非常满意: 100, 满意: 80, 不满意: 30}\n")
	if err != nil {
		t.Fatal(inChinese(err))
	}
	if g := a.Tables[0].Groups[0]; g.Exact.String() != "72.5" {
		t.Errorf("a question of weight 0 counts: %s", g.Exact)
	}
}

// TestThoseWhoCantJudgeAddUp: where they are scored they stand in the printed sum.
func TestThoseWhoCantJudgeAddUp(t *testing.T) {
	a, err := asked(t, "题1\n满意\n不满意\n不了解\n不了解\n满意\n基本满意\n",
		"title: t\nquestions: [题1]\nminimum: 1\nsuppress: 0\ndont_know_points: 50\n")
	if err != nil {
		t.Fatal(inChinese(err))
	}
	said := a.Explain()[0].ZH
	if sums := addUp(t, "不了解", said); sums < 3 || !strings.Contains(said, "2 × 50) ÷ 6") {
		t.Errorf("%s", said)
	}
}
