package study_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/study"
	"shiji/internal/survey"
)

var example = func() (data, design string) {
	dir := filepath.Join("..", "..", "examples", "survey")
	return filepath.Join(dir, "答卷.csv"), filepath.Join(dir, "设计.yaml")
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func analyse(t *testing.T, data, design string, by ...string) *study.Analysis {
	t.Helper()
	a, err := study.Analyse(data, design, by)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestExampleSurvey: the example is read, its units are ranked and put in bands, and every comparison is the
// difference of the two scores.
func TestExampleSurvey(t *testing.T) {
	data, design := example()
	a := analyse(t, data, design)
	if a.Rows != 990 || a.Sheets >= 990 || len(a.Tables) != 4 || len(a.Results()) != 6 {
		t.Fatalf("%d rows, %d sheets, %d tables, %d results", a.Rows, a.Sheets, len(a.Tables), len(a.Results()))
	}
	units := a.Tables[1]
	scores := map[string]*survey.Estimate{}
	for i, g := range units.Groups {
		scores[g.Name] = g.Score
		if i > 0 && units.Groups[i-1].Exact.Less(*g.Exact) || g.Band < 1 {
			t.Errorf("%s stands wrong, in band %d", g.Name, g.Band)
		}
		if d := g.Exact.Float64() - g.Score.Value; d > 1e-4 || d < -1e-4 {
			t.Errorf("%s: the exact score is %s, the estimate %g", g.Name, g.Exact, g.Score.Value)
		}
	}
	if len(units.Tests) != 15 || units.Groups[5].Band < 2 {
		t.Errorf("%d comparisons, %d bands", len(units.Tests), units.Groups[5].Band)
	}
	for _, p := range units.Tests {
		if d := p.Test.Difference.Value - (scores[p.A].Value - scores[p.B].Value); d > 1e-6 || d < -1e-6 {
			t.Errorf("%s − %s = %g, want %g", p.A, p.B, p.Test.Difference.Value, scores[p.A].Value-scores[p.B].Value)
		}
	}
	for _, r := range a.Results() {
		if got, ok := survey.ScoreOf(r.Counts); !ok || !got.Equal(r.Score) {
			t.Errorf("%s: the counts give %s, the score is %s", r.Unit, got, r.Score)
		}
		for _, c := range r.Counts {
			if five := decimal.Int(5); c.Points != nil && c.N.Less(five) && c.N.Sign() > 0 {
				t.Errorf("%s, %s: %s people answered %s, and it is shown", r.Unit, c.Question, c.N, c.Answer)
			}
		}
	}
	picture := a.Picture(lang.EN)
	if !strings.Contains(picture, "示例一局") || strings.Contains(picture, "NaN") {
		t.Error("the picture lacks a unit, or draws what isn't a number")
	}
	if text := a.Explain(); len(text) != 11 || !strings.Contains(text[1].ZH, "标准误 = √") ||
		!strings.Contains(text[1].EN, "standard error = √") {
		t.Errorf("%d explanations", len(text))
	}
	out, err := json.Marshal(a.Report)
	if err != nil || strings.Contains(string(out), "NaN") {
		t.Errorf("the report doesn't encode: %v", err)
	}
	if !a.Only("示例三局") || a.Only("没有这个") {
		t.Error("one group")
	}
}

// TestWideAndLong: the same answers give the same report, a row a sheet or a row an answer.
func TestWideAndLong(t *testing.T) {
	dir := t.TempDir()
	wide, long := "编号,单位,权重,甲,乙\n", "编号,单位,权重,题,答\n"
	answers := []string{"满意", "非常满意", "基本满意", "不满意", "不了解", ""}
	for i := range 60 {
		a, b := answers[i%6], answers[(i*i+1)%5]
		unit, w := fmt.Sprintf("单位%d", i%2), 1+i%3
		wide += fmt.Sprintf("R%d,%s,%d,%s,%s\n", i, unit, w, a, b)
		for q, x := range []string{a, b} {
			long += fmt.Sprintf("R%d,%s,%d,%s,%s\n", i, unit, w, []string{"甲", "乙"}[q], x)
		}
	}
	base := "title: 宽和长\nunit: 单位\nweight: 权重\nquestions: [甲, 乙]\n"
	x := analyse(t, write(t, dir, "宽.csv", wide), write(t, dir, "宽.yaml", base))
	y := analyse(t, write(t, dir, "长.csv", long),
		write(t, dir, "长.yaml", base+"data: {layout: 长表, respondent: 编号, question: 题, answer: 答}\n"))
	a, _ := json.Marshal(x.Tables)
	b, _ := json.Marshal(y.Tables)
	if string(a) != string(b) {
		t.Errorf("wide and long differ:\n%.600s\n%.600s", a, b)
	}
	if x.Tables[0].Groups[0].Questions[0].Open != 10 {
		t.Errorf("%d left the first question open, want 10", x.Tables[0].Groups[0].Questions[0].Open)
	}
}

// TestProblems: what is wrong with a design or with data is said, with the place.
func TestProblems(t *testing.T) {
	good := "title: 调查\nquestions: [甲]\n"
	data := "编号,单位,甲\nR1,一局,满意\nR2,一局,满意\nR3,二局,不满意\n"
	for _, c := range []struct{ name, design, data, want string }{
		{"a key that isn't known", good + "titel: x\n", data, "design.yaml L3"},
		{"no title", "questions: [甲]\n", data, "title"},
		{"a word that isn't one", good + "single: 随便\n", data, "single: 随便"},
		{"a number out of range", good + "minimum: 0\n", data, "L3"},
		{"a column that isn't there", good + "unit: 部门\n", data, "部门"},
		{"a scale of one level", good + "scale: {满意: 100}\n", data, "L3"},
		{"points above 100", good + "scale: {满意: 101, 不满意: 0}\n", data, "101"},
		{"weights that aren't numbers", good + "weight: 单位\n", data, "data.csv B2"},
		{"a population below the sample", good + "stages: [{population: 2}]\n", data, "2"},
		{"a stratum without its population", good + "stages: [{strata: 单位, population: {一局: 9}}]\n", data, "二局"},
		{"totals that leave a category out", good + "calibrate: [{by: 单位, totals: {一局: 9}}]\n", data, "二局"},
		{"an open question that is refused", good + "missing: fail\n", data + "R4,二局,\n", "data.csv L5"},
		{"an empty stratum", good + "stages: [{strata: 单位}]\n", data + "R4,,满意\n", "data.csv B5"},
		{"no data", good, "编号,单位,甲\n", "data.csv"},
		{"no YAML", "title: [", data, "design.yaml"},
		{"a reference", "title: &a 调查\nquestions: [*a]\n", data, "L1"},
		{"a dimension without questions", good + "dimensions: {态度: 1}\n", data, "态度"},
		{"weights of channels that don't add up", good + "channels: {column: 单位, weights: {一局: 0.6, 二局: 0.6}}\n",
			data, "channels"},
		{"long data without its columns", good + "data: {layout: long}\n", data, "respondent"},
	} {
		dir := t.TempDir()
		_, err := study.Analyse(write(t, dir, "data.csv", c.data), write(t, dir, "design.yaml", c.design), nil)
		var problems study.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %v, want problems", c.name, err)
			continue
		}
		text := ""
		for _, p := range problems {
			if p.What.ZH == "" || p.What.EN == "" {
				t.Errorf("%s: a problem without words: %+v", c.name, p)
			}
			text += p.At + " " + p.What.ZH + "\n"
		}
		if want := strings.TrimPrefix(c.want, "single: "); !strings.Contains(text, want) {
			t.Errorf("%s: said\n%swant %q in it", c.name, text, c.want)
		}
	}
}

// TestWavesChannelsAndPools: waves are compared and pooled, channels joined, and a unit without direct clients takes
// the third party alone.
func TestWavesChannelsAndPools(t *testing.T) {
	dir := t.TempDir()
	data := "编号,单位,批次,渠道,甲\n"
	n := 0
	add := func(unit, wave, channel string, satisfied, not int) {
		for range satisfied {
			n++
			data += fmt.Sprintf("R%d,%s,%s,%s,满意\n", n, unit, wave, channel)
		}
		for range not {
			n++
			data += fmt.Sprintf("R%d,%s,%s,%s,不满意\n", n, unit, wave, channel)
		}
	}
	add("一局", "2014", "第三方", 60, 20)
	add("一局", "2014", "服务对象", 30, 30)
	add("二局", "2014", "第三方", 50, 50)
	add("一局", "2013", "第三方", 40, 40)
	add("三局", "2014", "第三方", 12, 8)
	add("三局", "2013", "第三方", 20, 10)
	path := write(t, dir, "data.csv", data)
	scale := "title: 调查\nunit: 单位\nquestions: [甲]\nscale: {满意: 100, 不满意: 0}\nwave: {column: 批次, current: 2014}\n"
	joint := analyse(t, path,
		write(t, dir, "joint.yaml", scale+"channels: {column: 渠道, weights: {第三方: 0.6, 服务对象: 0.4}}\n"))
	byName := func(a *study.Analysis) map[string]study.Group {
		out := map[string]study.Group{}
		for _, g := range a.Tables[1].Groups {
			out[g.Name] = g
		}
		return out
	}
	units := byName(joint)
	if got := units["一局"].Exact.String(); got != "65" { // 0.6 × 75 + 0.4 × 50
		t.Errorf("joined %s, want 65", got)
	}
	if got := units["二局"].Exact.String(); got != "50" {
		t.Errorf("without direct clients %s, want 50", got)
	}
	if results := joint.Results(); len(results) != 4 {
		t.Errorf("%d results, want one for each channel of each unit: 4", len(results))
	}
	pooled := byName(analyse(t, path, write(t, dir, "pool.yaml", scale+"pool: 是\n")))
	if g := pooled["三局"]; !g.Pooled || g.Valid != 50 || g.Exact.String() != "64" {
		t.Errorf("pooled: %+v", g.Exact)
	}
	apart := byName(analyse(t, path, write(t, dir, "apart.yaml", scale)))
	if g := apart["三局"]; !g.TooFew || g.Pooled {
		t.Error("20 sheets aren't too few")
	}
	change := apart["一局"].Changes
	if len(change) != 1 || change[0].B != "2013" || change[0].Test.Difference.SE == nil {
		t.Fatalf("changes %+v", change)
	}
	if want := 100*90.0/140 - 50; change[0].Test.Difference.Value < want-1e-6 ||
		change[0].Test.Difference.Value > want+1e-6 {
		t.Errorf("changed by %g, want %g", change[0].Test.Difference.Value, want)
	}
}

// TestFromAnswersToTheYear: results and counts are written, read back into a year, and explained down to the counts; a
// score changed after signing is refused.
func TestFromAnswersToTheYear(t *testing.T) {
	dir := t.TempDir()
	in := demo.Small()
	data := "单位,甲,乙\n"
	var units []string
	for _, s := range in.Surveys {
		if !slices.Contains(units, s.Unit) {
			units = append(units, s.Unit)
		}
	}
	for u, unit := range units {
		for i := range 60 {
			data += fmt.Sprintf("%s,%s,%s\n", unit, []string{"非常满意", "满意", "基本满意"}[(i*i+u)%3],
				[]string{"满意", "不满意", "非常满意", "满意"}[(i+u)%4])
		}
	}
	channel := in.Surveys[0].Channel
	a := analyse(t, write(t, dir, "答卷.csv", data), write(t, dir, "设计.yaml", "title: 调查\nunit: 单位\nchannel: "+channel+
		"\nquestions:\n  - {column: 甲, name: 服务态度, dimension: 态度}\n  - {column: 乙, name: 办事效率, dimension: 效率}\n"+
		"dimensions: {态度: 1, 效率: 2}\n"))
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	results := a.Results()
	for i := range results {
		results[i].Sign(key)
	}
	in.Scheme.SurveyKeys = []string{fmt.Sprintf("%x", key.Public())}
	in.Surveys = slices.DeleteFunc(in.Surveys, func(s survey.Result) bool { return s.Channel == channel })
	others := in.Surveys
	for i := range others {
		others[i].Named = others[i].Unit
		others[i].Sign(key)
	}
	year := filepath.Join(dir, "year")
	in.Surveys = nil
	if err := sheet.WriteText(year, in); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteSurveys(year, append(results, others...)); err != nil {
		t.Fatal(err)
	}
	back, found, err := sheet.Read(year)
	if err != nil || found.HasErrors() {
		t.Fatal(found, err)
	}
	if found := score.Check(back); found.HasErrors() {
		t.Fatal(found.Error())
	}
	i := slices.IndexFunc(back.Surveys, func(s survey.Result) bool { return s.Channel == channel })
	if s := back.Surveys[i]; len(s.Counts) == 0 || s.Data != a.DataHash || s.SE == nil ||
		!s.Counts[0].Share.Equal(decimal.Ratio(1, 3)) {
		t.Errorf("came back as %+v", s)
	}
	sheets, err := score.Explain(back)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(sheets)
	for _, want := range []string{"服务态度", "非常满意 20 份", "各题按占比相加"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the year's trace doesn't say %q", want)
		}
	}
	changed := back
	changed.Surveys = slices.Clone(back.Surveys)
	changed.Surveys[i].Score = changed.Surveys[i].Score.Add(decimal.One)
	if found := score.Check(changed); !found.Has(errs.SurveySignature) || !found.Has(errs.SurveyCounts) {
		t.Errorf("a changed score passed: %v", found)
	}
	if rule.ChannelName(channel).ZH == "" {
		t.Error("no channel")
	}
}

// TestSchema: the published schema takes the example and what Draw writes, and refuses what the reader refuses.
func TestSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(study.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("survey.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("survey.json")
	if err != nil {
		t.Fatal(err)
	}
	_, design := example()
	text, err := os.ReadFile(design)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		text string
		ok   bool
	}{{string(text), true}, {(&study.Draw{By: []string{"单位"}}).Design("名单"), true}, {"title: x\nsingle: 随便\n", false},
		{"title: x\nstages: [{stratum: a}]\n", false}, {"questions: [a]\n", false}} {
		var v any
		if err := yaml.Unmarshal([]byte(x.text), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != x.ok {
			t.Errorf("%.40q: %v", x.text, err)
		}
		if _, err := study.ParseSpec("x.yaml", []byte(x.text)); (err == nil) != x.ok {
			t.Errorf("%.40q is read: %v", x.text, err)
		}
	}
}

// TestDraw: a sample is the same whatever the order of the list, brings its weights, and can be analysed
// with the design beside it.
func TestDraw(t *testing.T) {
	frame, err := study.ReadFrame(filepath.Join("..", "..", "examples", "survey", "名单.csv"), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	order := study.Order{Each: 60, Strata: []string{"单位", "城乡"}, Seed: "2014"}
	d, err := frame.Draw(order)
	if err != nil {
		t.Fatal(err)
	}
	ids := func(d *study.Draw) []string {
		var out []string
		for _, r := range d.Rows {
			out = append(out, r[0])
		}
		slices.Sort(out)
		return out
	}
	slices.Reverse(frame.Rows)
	again, err := frame.Draw(order)
	if err != nil || !slices.Equal(ids(d), ids(again)) {
		t.Error("the order of the list changes the sample", err)
	}
	total := 0.0
	for _, s := range d.Strata {
		if s.N != min(60, s.Size) {
			t.Errorf("%s: %d of %d", s.Name, s.N, s.Size)
		}
		total += s.Weight * float64(s.N)
	}
	if total < float64(d.Size)-0.01 || total > float64(d.Size)+0.01 {
		t.Errorf("the weights add up to %g, want %d", total, d.Size)
	}
	if d, err := frame.Draw(study.Order{N: 300, Strata: []string{"单位"}, Allocation: survey.Proportional, Systematic: true,
		Seed: "x"}); err != nil || d.N != 300 {
		t.Errorf("systematic: %v", err)
	}
	for _, o := range []study.Order{{N: 5, Strata: []string{"没有"}}, {N: 5, Allocation: survey.Neyman},
		{N: 100_000}, {N: 5, ID: "没有"}} {
		if _, err := frame.Draw(o); err == nil {
			t.Errorf("%+v was drawn", o)
		}
	}
}
