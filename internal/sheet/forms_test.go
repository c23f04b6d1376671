package sheet_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// TestFormsOfAYear: forms hold what is known, and come back without an error and without another number. Empty ones
// bring nothing and say how many rows wait.
func TestFormsOfAYear(t *testing.T) {
	years := map[string]score.Input{"small": demo.Small()}
	if !testing.Short() {
		years["2014"] = demo.Haidian2014()
	}
	for name, in := range years {
		known := reread(t, in)
		path := filepath.Join(t.TempDir(), "填报.xlsx")
		forms := sheet.NewForms(known, sheet.ForAll)
		if err := forms[0].Write(path); err != nil {
			t.Fatal(err)
		}
		back, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
		if err != nil || found.HasErrors() {
			t.Fatal(name, err, found)
		}
		if a, b := numbersOf(known), numbersOf(back); len(b) == 0 || len(difference(b, a)) > 0 {
			t.Errorf("%s: %d numbers came back, others than are known: %v", name, len(b), difference(b, a))
		}
		rest := slices.DeleteFunc(difference(numbersOf(known), numbersOf(back)), func(s string) bool {
			return strings.HasPrefix(s, "目标") || strings.HasPrefix(s, "任务") // what is set isn't asked again
		})
		if len(rest) > 0 {
			t.Errorf("%s: the forms have no row for %v", name, rest[:min(8, len(rest))])
		}

		begun := known
		begun.Actuals, begun.Marks, begun.Ballots, begun.Events, begun.Surveys = nil, nil, nil, nil, nil
		empty := filepath.Join(t.TempDir(), "空.xlsx")
		if err := sheet.NewForms(begun, sheet.ForAll)[0].Write(empty); err != nil {
			t.Fatal(err)
		}
		back, found, err = sheet.ReadOnto(context.Background(), empty, &begun, nil)
		if err != nil || found.HasErrors() || !found.Has(errs.RowUnfilled) {
			t.Fatal(name, err, found)
		}
		if n := len(back.Actuals) + len(back.Marks) + len(back.Ballots) + len(back.Surveys); n > 0 {
			t.Errorf("%s: empty forms bring %d facts", name, n)
		}
	}
}

// reread is a year as it is read of a workbook.
func reread(t *testing.T, in score.Input) score.Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), "年度.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	out, found, err := sheet.Read(path)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	return out
}

// numbersOf are the reported values, marks, votes, results and targets of a year, each as a line.
func numbersOf(in score.Input) map[string]bool {
	out := map[string]bool{}
	put := func(parts ...any) { out[fmt.Sprint(parts...)] = true }
	value := func(n *fact.Number) string {
		if n == nil {
			return ""
		}
		return n.Value.String()
	}
	for _, a := range in.Actuals {
		for _, v := range a.Values {
			put("实绩 ", a.Unit, a.Indicator, a.Item, v.Period, " ", v.Number, v.Word, a.Status, proof(a.Source))
		}
	}
	for _, m := range in.Marks {
		if !m.Recused {
			put("评分 ", m.Unit, m.Indicator, m.Body, m.Judge, m.Dimension, " ", m.Value, proof(m.Source))
		}
	}
	for _, b := range in.Ballots {
		put("投票 ", b.Unit, b.Indicator, b.Group, b.Option, " ", b.Votes, proof(b.Source))
	}
	for _, s := range in.Surveys {
		put("满意度 ", s.Unit, s.Channel, " ", s.Score, s.N.Value, s.Signature, proof(s.Source))
	}
	for _, x := range in.Targets {
		put("目标 ", x.Unit, x.Indicator, " ", value(x.Value), value(x.Challenge), value(x.Low), value(x.High),
			value(x.Baseline), x.History)
	}
	for _, x := range in.Tasks {
		put("任务 ", x.Unit, x.Indicator, x.Name, " ", x.Quantity.Value, x.Difficulty.Value)
	}
	return out
}

// proof is what stands behind a fact.
func proof(s fact.Source) string { return s.Document + s.Person + s.Date }

func difference(a, b map[string]bool) []string {
	var out []string
	for k := range a {
		if !b[k] {
			out = append(out, k)
		}
	}
	return out
}

// TestFormsForEach: each body gets its rows, none twice; each unit gets what it reports.
func TestFormsForEach(t *testing.T) {
	in := demo.Small()
	if !testing.Short() {
		in = demo.Haidian2014()
	}
	whole := rowsIn(t, sheet.NewForms(in, sheet.ForAll))
	bodies := rowsIn(t, sheet.NewForms(in, sheet.ForBody))
	units := rowsIn(t, sheet.NewForms(in, sheet.ForUnit))
	for _, name := range []string{"实绩", "评分", "满意度"} {
		if whole[name] == 0 || bodies[name] != whole[name] {
			t.Errorf("%s: the bodies have %d rows of %d", name, bodies[name], whole[name])
		}
	}
	in.Targets = nil
	if n := rowsIn(t, sheet.NewForms(in, sheet.ForUnit))["目标"]; n == 0 ||
		n != rowsIn(t, sheet.NewForms(in, sheet.ForAll))["目标"] || bodies["目标"] != 0 {
		t.Errorf("%d rows of targets are asked of the units", n)
	}
	if units["实绩"] != whole["实绩"] || units["目标"] != 0 || units["评分"] != 0 {
		t.Errorf("the units have %v of %v, the bodies %v", units, whole, bodies)
	}
}

func rowsIn(t *testing.T, forms []sheet.Form) map[string]int {
	t.Helper()
	out := map[string]int{}
	paths, err := sheet.WriteForms(t.TempDir(), forms)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range paths {
		f, err := excelize.OpenFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows[1:] {
				if name == "事件" || name == "填写说明" {
					continue
				}
				key := name + strings.Join(r, "|")
				if seen[key] {
					t.Errorf("%s stands twice", key)
				}
				seen[key] = true
				out[name]++
			}
		}
		f.Close()
	}
	return out
}

// TestDropDownsOfForms: words are offered where words are typed, the forty rules where a rule is named.
func TestDropDownsOfForms(t *testing.T) {
	dir := t.TempDir()
	form := filepath.Join(dir, "填报.xlsx")
	if err := sheet.NewForms(demo.Small(), sheet.ForAll)[0].Write(form); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(form)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lists := ""
	for _, name := range []string{"实绩", "评分"} {
		validations, err := f.GetDataValidations(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range validations {
			lists += v.Formula1 + " " + v.Sqref + "\n"
		}
	}
	for _, want := range []string{"按期,未到期,未完成", "1,0.5,0"} {
		if !strings.Contains(lists, want) {
			t.Errorf("no list %q among\n%s", want, lists)
		}
	}
	template := filepath.Join(dir, "模板.xlsx")
	if err := sheet.WriteTemplate(template); err != nil {
		t.Fatal(err)
	}
	g, err := excelize.OpenFile(template)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	rules, err := g.GetRows("规则")
	if err != nil || len(rules) < 39 {
		t.Errorf("%d rows of rules, %v", len(rules), err)
	}
	validations, err := g.GetDataValidations("方案")
	if err != nil || !slices.ContainsFunc(validations,
		func(v *excelize.DataValidation) bool { return strings.Contains(v.Formula1, "规则") }) {
		t.Errorf("no list of rules, %v", err)
	}
}

// TestTypedIntoTheHint: what somebody types into the column of hints isn't lost.
func TestTypedIntoTheHint(t *testing.T) {
	known := reread(t, demo.Small())
	known.Actuals = nil
	path := filepath.Join(t.TempDir(), "填报.xlsx")
	if err := sheet.NewForms(known, sheet.ForAll)[0].Write(path); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	put(t, f, "实绩", column(t, f, "实绩", "填什么"), 2, 95)
	put(t, f, "实绩", column(t, f, "实绩", "填什么"), 4, "按期")
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	_, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
	if n := len(slices.DeleteFunc(found, func(f errs.Finding) bool { return f.Code != errs.HintTyped })); err !=
		nil || n == 0 {
		t.Errorf("%v %v", found, err)
	}
}

// TestFormsApart: units whose names a file's name can't tell apart get a file each.
func TestFormsApart(t *testing.T) {
	in := demo.Small()
	for i, name := range []string{"甲/乙", "甲:乙", "AB局", "ab局", strings.Repeat("长", 90), "...", ".."} {
		in.Roster.Units[i].Short = name
	}
	seen := map[string]bool{}
	for _, f := range sheet.NewForms(in, sheet.ForUnit) {
		if name := strings.ToLower(f.Name); seen[name] || len(f.Name) > 255 {
			t.Errorf("%q twice, or too long", f.Name)
		} else {
			seen[name] = true
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d forms for 9 units", len(seen))
	}
}
