package sheet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// addition reads CSV files, by their names, onto the small year.
func addition(t *testing.T, known score.Input, files map[string]string) (score.Input, errs.Findings) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, found, err := sheet.ReadOnto(t.Context(), dir, &known, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in, append(found, score.Check(in)...).WithoutAbsences()
}

// planned is the small year with a method of its one plan indicator.
func planned(method plan.Method) score.Input {
	in := demo.Small()
	base, end := decimal.Int(60), decimal.Int(100)
	in.Plan[0].Base, in.Plan[0].End, in.Plan[0].Method = &base, &end, method
	return in
}

// TestHowFiguresComeTogetherIsDeclared: in words of two languages, or not at all; another word is refused at its cell.
func TestHowFiguresComeTogetherIsDeclared(t *testing.T) {
	const head = "编码,指标,性质,单位,方向,基期年,基期值,期末年,期末值,路径,汇总方式\n"
	for word, want := range map[string]plan.Method{"求和": plan.Sum, "加权平均": plan.Mean, "取最差": plan.Worst, "sum": plan.Sum,
		"weighted mean": plan.Mean, "worst": plan.Worst, "": ""} {
		in, found := addition(t, demo.Small(), map[string]string{
			"规划.csv": head + "P01,网格覆盖,预期性,%,越高越好,2010,60,2015,100,存量线性," + word + "\n"})
		if len(in.Plan) != 1 || in.Plan[0].Method != want || found.HasErrors() {
			t.Errorf("%q: %+v, %v", word, in.Plan, found.Errors())
		}
	}
	_, found := addition(t, demo.Small(), map[string]string{
		"规划.csv": head + "P01,网格覆盖,预期性,%,越高越好,2010,60,2015,100,存量线性,平均\n"})
	i := slices.IndexFunc(found, func(f errs.Finding) bool { return f.Code == errs.CellNotWord })
	if i < 0 || found[i].At.Sheet != "规划" || found[i].At.Cell != "K2" ||
		!strings.Contains(found[i].Remedy().ZH, "求和、加权平均、取最差") {
		t.Errorf("a word that isn't one: %v", found)
	}
}

// TestPlanWeights: a weighted mean has a weight of every unit, and the finding stands in the cell where one is missing;
// elsewhere a weight is told of and not used.
func TestPlanWeights(t *testing.T) {
	mean := planned(plan.Mean)
	first := mean.Targets[0]
	for _, c := range []struct {
		name, weight string
		method       plan.Method
		code         errs.Code // empty: nothing is said
		cell         string
	}{
		{"a weight", "2.5", plan.Mean, "", ""},
		{"none", "", plan.Mean, errs.TargetNoWeight, "E2"},
		{"nothing", "0", plan.Mean, errs.TargetWeight, "E2"},
		{"below nothing", "-1", plan.Mean, errs.TargetWeight, "E2"},
		{"no number", "多", plan.Mean, errs.CellNotNumber, "E2"},
		{"of a sum", "2.5", plan.Sum, errs.TargetWeightIdle, "E2"},
		{"where nothing is declared", "2.5", "", errs.TargetWeightIdle, "E2"},
		{"of a sum, none", "", plan.Sum, "", ""},
	} {
		in, found := addition(t, planned(c.method), map[string]string{"目标.csv": fmt.Sprintf(
			"单位,指标,目标值,规划指标,规划权重\n%s,%s,%s,P01,%s\n", first.Unit, first.Indicator, first.Value.Value, c.weight)})
		var of errs.Findings
		for _, f := range found {
			if f.At.File == "目标.csv" && f.Severity() != errs.Info {
				of = append(of, f)
			}
		}
		if c.code == "" {
			if len(of) > 0 {
				t.Errorf("%s: %v", c.name, of)
			}
			if w := in.Targets[0].PlanWeight; (w == nil) != (c.weight == "") || w != nil && w.Value.String() != c.weight {
				t.Errorf("%s: %+v", c.name, w)
			}
			continue
		}
		i := slices.IndexFunc(of, func(f errs.Finding) bool { return f.Code == c.code })
		if i < 0 || of[i].At.Sheet != "目标" || of[i].At.Cell != c.cell ||
			!strings.Contains(of[i].Message().ZH+of[i].Remedy().ZH, "权重") {
			t.Errorf("%s: %+v", c.name, of)
		}
	}
	// without the column the finding stands in the row, and names the column
	_, found := addition(t, mean, map[string]string{"目标.csv": fmt.Sprintf("单位,指标,目标值,规划指标\n%s,%s,%s,P01\n", first.Unit,
		first.Indicator, first.Value.Value)})
	i := slices.IndexFunc(found, func(f errs.Finding) bool { return f.Code == errs.TargetNoWeight })
	if i < 0 || found[i].At.Cell != "A2" || !strings.Contains(found[i].Message().ZH, "规划权重") {
		t.Errorf("no column: %v", found)
	}
	// the pace of a sum is no floor of its parts
	for method, below := range map[plan.Method]bool{plan.Worst: true, plan.Sum: false} {
		in := demo.Small() // a pace of 450, targets of 100
		in.Plan[0].Method, targetOf(&in, "S1").PlanIndicator = method, "P01"
		if found := score.Check(in); found.Has(errs.TargetBelowFloor) != below || below != found.HasErrors() {
			t.Errorf("%s: %v", method, found.Errors())
		}
	}
	// a task has no weight
	task := demo.Small().Tasks[0]
	_, found = addition(t, mean, map[string]string{"目标.csv": fmt.Sprintf(
		"单位,指标,任务,目标值,数量,难度,重要性,规划权重\n%s,%s,新任务,,1,1,1,2\n", task.Unit, task.Indicator)})
	if !slices.ContainsFunc(found, func(f errs.Finding) bool { return f.Code == errs.CellUnused && f.At.Cell == "H2" }) {
		t.Errorf("a weight of a task: %v", found)
	}
}

// TestWhatIsAddedKeepsMethodAndWeight: sheets without the columns say nothing of them; a blank says that there is none.
func TestWhatIsAddedKeepsMethodAndWeight(t *testing.T) {
	known := planned(plan.Mean)
	known.Plan[0].GoalArea = "目标领域"
	known.Targets[0].PlanIndicator, known.Targets[0].PlanWeight = "P01", fact.Num("2")
	of := known.Targets[0]
	row := fmt.Sprintf("%s,%s,%s", of.Unit, of.Indicator, of.Value.Value)
	in, found := addition(t, known, map[string]string{"目标.csv": "单位,指标,目标值\n" + row + "\n",
		"规划.csv": "编码,指标,性质,单位,方向,基期年,基期值,期末年,期末值,路径\nP01,网格覆盖,预期性,%,越高越好,2010,60,2015,100,存量线性\n"})
	if p, w := in.Plan[0], in.Targets[0].PlanWeight; found.HasErrors() || p.Method != plan.Mean || p.GoalArea != "目标领域" ||
		w == nil || w.Value.String() != "2" {
		t.Errorf("%+v, weight %+v: %v", p, w, found.Errors())
	}
	in, _ = addition(t, known, map[string]string{"目标.csv": "单位,指标,目标值,规划权重\n" + row + ",\n"})
	if w := in.Targets[0].PlanWeight; w != nil {
		t.Errorf("a blank cell keeps the weight %s", w.Value)
	}
}
