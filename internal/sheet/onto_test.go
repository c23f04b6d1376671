package sheet_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// TestReadOnto: what is added to a known year needs no frame of its own; settings and scheme, which are nothing without
// each other, come together.
func TestReadOnto(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "2014.xlsx")
	if err := sheet.WriteYear(whole, demo.Small()); err != nil {
		t.Fatal(err)
	}
	known, found, err := sheet.Read(whole)
	if err != nil || found.HasErrors() {
		t.Fatal(found, err)
	}
	// only writes a workbook that has some of the sheets, the first unit alone among them.
	only := func(names ...string) string {
		f, err := excelize.OpenFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, name := range f.GetSheetList() {
			if !slices.Contains(names, name) {
				err = f.DeleteSheet(name)
			} else if name == "单位" {
				for err == nil {
					rows, e := f.GetRows(name)
					if err = e; err != nil || len(rows) < 3 {
						break
					}
					err = f.RemoveRow(name, 3)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "part.xlsx")
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		sheets  []string
		missing []string
	}{
		{[]string{"实绩"}, nil},
		{[]string{"满意度"}, nil},
		{[]string{"单位", "实绩"}, nil},
		{[]string{"年度", "方案"}, nil},
		{[]string{"年度", "实绩"}, []string{"方案"}},
		{[]string{"方案", "实绩"}, []string{"年度"}},
	} {
		in, found, err := sheet.ReadOnto(t.Context(), only(c.sheets...), &known, nil)
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, f := range found {
			if f.Code == errs.SheetMissing {
				missing = append(missing, f.Args[0].(string))
			}
		}
		if !slices.Equal(missing, c.missing) {
			t.Errorf("%v: missing %v, want %v", c.sheets, missing, c.missing)
		}
		if c.missing == nil && (found.HasErrors() || len(in.Roster.Units) != len(known.Roster.Units) ||
			len(in.Scheme.Leaves) != len(known.Scheme.Leaves) || in.Scheme.Year != known.Scheme.Year) {
			t.Errorf("%v: %d of %d units, %d indicators, year %d, %v", c.sheets, len(in.Roster.Units), len(known.Roster.Units),
				len(in.Scheme.Leaves), in.Scheme.Year, found.Sorted())
		}
	}
	if _, found, err := sheet.ReadOnto(t.Context(), only("实绩"), nil, nil); err != nil || !found.Has(errs.SheetMissing) {
		t.Errorf("one sheet of a year that nobody knows: %v (%v)", found, err)
	}
}

// TestAddingKeepsWhatHasNoColumn: a sheet that is added says nothing of what it has no columns for; a blank under a
// heading says that there is none.
func TestAddingKeepsWhatHasNoColumn(t *testing.T) {
	known := demo.Small()
	known.Targets[0].History = []decimal.Number{decimal.Int(90), decimal.Int(92), decimal.Int(94)}
	unit, indicator := known.Targets[0].Unit, known.Targets[0].Indicator
	late := fact.Num("2")
	known.Actuals[0].LateDays, known.Actuals[0].Status = late, fact.Provisional
	quarter := decimal.Int(40)
	known.Actuals[0].Values = append([]progress.PeriodValue{{Period: "Q1", Number: &quarter}}, known.Actuals[0].Values...)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"目标.csv": "单位,指标,目标值,市下达\n" + unit + "," + indicator + ",99,\n",
		"实绩.csv": "单位,指标,全年\n" + unit + "," + indicator + ",98\n",
		"单位.csv": "编码,名称,系统,考核类别,参评方式\nS1,第1街道,街道,街道,排名\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, found, err := sheet.ReadOnto(t.Context(), dir, &known, nil)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	target, report := in.Targets[0], in.Actuals[0]
	if target.Value.Value.String() != "99" || target.City.IsSet() || len(target.History) != 3 {
		t.Errorf("target %+v", target)
	}
	if report.At("Y").Number.String() != "98" || report.At("Q1") == nil || report.LateDays == nil ||
		report.Status != fact.Provisional {
		t.Errorf("report %+v", report)
	}
	if u := in.Unit("S1"); u.SurveyClass == "" {
		t.Errorf("unit %+v", u)
	}
}

// TestATargetFarFromWhatWasReported: a target that is brought alone is looked at beside what is known already; what was
// said of it is in the year's own workbook, which then asks nothing more.
func TestATargetFarFromWhatWasReported(t *testing.T) {
	known := demo.Small()
	unit, indicator := known.Targets[0].Unit, known.Targets[0].Indicator
	known.Scheme.Leaves = slices.Clone(known.Scheme.Leaves)
	known.Scheme.Leaf(indicator).Unit = "个" // a share is asked about for itself
	bring := func(value, confirm string, answers ...fact.Answer) (score.Input, errs.Findings) {
		path := filepath.Join(t.TempDir(), "目标.csv")
		text := "单位,指标,目标值,确认\n" + unit + "," + indicator + "," + value + "," + confirm + "\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		in, found, err := sheet.ReadOnto(t.Context(), path, &known, answers)
		if err != nil {
			t.Fatal(err)
		}
		return in, found
	}
	asked := func(found errs.Findings) *errs.Finding {
		i := slices.IndexFunc(found, func(f errs.Finding) bool { return f.Code == errs.AskTarget })
		if i < 0 {
			return nil
		}
		return &found[i]
	}
	was := known.Targets[0].Value.Value
	reported := *known.Actuals[slices.IndexFunc(known.Actuals, func(a progress.Actual) bool {
		return a.Unit == unit && a.Indicator == indicator
	})].At("Y").Number
	for value, reading := range map[string]string{was.Quo(decimal.Int(100)).String(): was.String(),
		was.Mul(decimal.Int(10_000)).String(): was.String()} {
		_, found := bring(value, "")
		f := asked(found)
		if f == nil || f.At.Cell != "C2" || len(f.Readings) != 2 || f.Readings[1] != reading || !found.HasErrors() {
			t.Errorf("%s: %+v", value, found)
		}
	}
	if _, found := bring(was.String(), ""); asked(found) != nil {
		t.Error("asked about what is near")
	}
	small := was.Quo(decimal.Int(100)).String()
	in, found := bring(small, "目标值："+small+" 读作 "+small+"（绩效办）")
	if asked(found) != nil || found.HasErrors() || in.Targets[0].Value.Value.String() != small {
		t.Fatalf("answered in its row: %+v, %s", found, in.Targets[0].Value.Value)
	}
	in, found = bring(small, "", fact.Answer{File: "目标.csv", Sheet: "目标", Cell: "C2", Value: small, Reading: was.String(),
		By: "绩效办"})
	if asked(found) != nil || found.HasErrors() || !in.Targets[0].Value.Value.Equal(was) {
		t.Fatalf("answered on the page: %+v, %s", found, in.Targets[0].Value.Value)
	}
	in, _ = bring(small, "目标值："+small+" 读作 "+small+"（绩效办）")
	year := known
	year.Targets = slices.Clone(known.Targets)
	year.Targets[0].Value = in.Targets[0].Value
	if said := year.Targets[0].Value.Source.Confirmed; !strings.HasSuffix(said, "（绩效办，已报 "+reported.String()+"）") {
		t.Errorf("kept as %q", said)
	}
	path := filepath.Join(t.TempDir(), "year.xlsx")
	if err := sheet.WriteYear(path, year); err != nil {
		t.Fatal(err)
	}
	back, found, err := sheet.Read(path)
	if err != nil || found.HasErrors() || back.Targets[0].Value.Value.String() != small {
		t.Errorf("the year's own workbook: %v %+v", err, found)
	}
}

// TestAnAnswerAboutATarget holds for what it was asked about: a value that is far from its target is asked about all
// the same.
func TestAnAnswerAboutATarget(t *testing.T) {
	known := demo.Small()
	unit, indicator := known.Targets[0].Unit, known.Targets[0].Indicator
	for _, c := range []struct{ target, confirm string }{
		{"0.95", "目标值：0.95 读作 95（绩效办）"}, {"1", "目标值：1 读作 1（绩效办）"},
		{"1", "目标值：1 读作 1（绩效办，已报 95000）"}, {"95", ""}} {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"目标.csv": "单位,指标,目标值,确认\n" + unit + "," + indicator + "," + c.target + "," + c.confirm + "\n",
			"实绩.csv": "单位,指标,全年\n" + unit + "," + indicator + ",96000\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, found, err := sheet.ReadOnto(t.Context(), dir, &known, nil); err != nil || !found.Has(errs.AskTenfold) {
			t.Errorf("target %s, %q: a value of 96000 isn't asked about: %v %+v", c.target, c.confirm, err, found)
		}
	}
	page := func(value string) []fact.Answer { // what was answered on the import's page
		return []fact.Answer{{File: "目标.csv", Sheet: "目标", Cell: "C2", Value: value, Reading: "95", By: "甲"}}
	}
	reported := func(n string) score.Input {
		year := known
		year.Actuals = slices.Clone(known.Actuals)
		i := slices.IndexFunc(year.Actuals, func(a progress.Actual) bool {
			return a.Unit == unit && a.Indicator == indicator
		})
		number := decimal.MustParse(n)
		year.Actuals[i].Values = []progress.PeriodValue{{Period: "Y", Number: &number}}
		return year
	}
	for _, c := range []struct {
		reported, target, confirm string
		answers                   []fact.Answer
		asked                     bool
	}{
		{"97", "1", "目标值：1 读作 1（绩效办，已报 50）", nil, true},
		{"97", "1", "目标值：1 读作 1（绩效办，已报 97）", nil, false},
		{"97", "1", "目标值：1 读作 1（甲，已报 50）；目标值：1 读作 1（乙，已报 97）", nil, false},
		{"5000", "1", "目标值：1 读作 1（绩效办，已报 97）", nil, true},
		{"0.5", "97000", "目标值：97000 读作 97000（绩效办，已报 97）", nil, true},
		{"96000", "0.95", "目标值：0.95 读作 95（绩效办）", nil, true},
		{"96000", "0.95", "目标值：0.95 读作 95（绩效办）；目标值：95 读作 95（绩效办）", nil, false},
		{"96000", "0.95", "", page("0.95"), true},
		{"96000", "0.95", "", append(page("0.95"), page("95")...), false},
	} {
		path := filepath.Join(t.TempDir(), "目标.csv")
		text := "单位,指标,目标值,确认\n" + unit + "," + indicator + "," + c.target + "," + c.confirm + "\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		year := reported(c.reported)
		if c.target != "0.95" { // a share is asked about for itself
			year.Scheme.Leaves = slices.Clone(year.Scheme.Leaves)
			year.Scheme.Leaf(indicator).Unit = "个"
		}
		in, found, err := sheet.ReadOnto(t.Context(), path, &year, c.answers)
		if err != nil || found.Has(errs.AskTarget) != c.asked {
			t.Errorf("%s beside %s, %q: it should be asked: %v; %v %+v", c.target, c.reported, c.confirm, c.asked, err, found)
		}
		said := in.Targets[0].Value.Source.Confirmed
		if !c.asked && (strings.Count(said, "已报") != 1 || !strings.HasSuffix(said, "，已报 "+c.reported+"）") ||
			strings.Contains(c.confirm, "乙") && !strings.Contains(said, "乙")) {
			t.Errorf("%q is kept as %q", c.confirm, said)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{ // a number of another period isn't the value of the year
		"目标.csv": "单位,指标,目标值\n" + unit + "," + indicator + ",1\n",
		"实绩.csv": "单位,指标,一季度\n" + unit + "," + indicator + ",40\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, found, err := sheet.ReadOnto(t.Context(), dir, &known, nil); err != nil || !found.Has(errs.AskTarget) {
		t.Errorf("a target of 1 beside a quarter: %v %+v", err, found)
	}
}
