package sheet_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// files are a small year of four subdistricts in text form: K1 completion in %, K2 households, K3 days.
var files = map[string]string{
	"scheme.yaml": `settings: {地区: 试验区, 年度: 2014, 框架: 自定, 方案名称: 试验方案}
classes: [街道]
tree:
  - level1: 履职
    points: 100
    items:
      - level2: 重点
        points: 100
        bodies: [督查室]
        indicators:
          - {code: K1, name: 完成率, unit: '%', better: 越高越好, rule: 完成率计分法, points: 40}
          - {code: K2, name: 新增户数合计, unit: 户, better: 越高越好, rule: 完成率计分法, points: 30}
          - {code: K3, name: 天数, unit: 日, better: 越低越好, rule: 逆向完成率法, points: 30}
`,
	"单位.csv":   "编码,名称,系统,考核类别,参评方式\n1,东片汇总,街道,街道,排名\n2,乙街道,街道,街道,排名\n3,丙街道,街道,街道,排名\n4,丁街道,街道,街道,排名\n",
	"实施主体.csv": "名称\n督查室\n",
	"目标.csv":   targetsOf("95", "100", "20"),
	"实绩.csv":   reportsOf("全年", "95", "100", "20"),
}

func targetsOf(values ...string) string {
	return rowsOf("单位,指标,目标值,来源文件", values)
}

func reportsOf(head string, values ...string) string {
	return rowsOf("单位,指标,"+head+",来源文件", values)
}

// rowsOf are rows of each unit and indicator, by the name of the unit and of K2.
func rowsOf(head string, values []string) string {
	text := head + "\n"
	for _, unit := range []string{"东片汇总", "2", "丙街道", "4"} {
		for i, v := range values {
			text += unit + "," + []string{"K1", "新增户数合计", "K3"}[i] + "," + v + ",文1\n"
		}
	}
	return text
}

func readText(t *testing.T, changed map[string]string) (score.Input, errs.Findings) {
	t.Helper()
	dir := t.TempDir()
	all := maps.Clone(files)
	maps.Copy(all, changed)
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, found, err := sheet.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return in, append(append(found, score.Check(in)...), score.Admit(in)...)
}

// TestNothingIsTakenInSilence: inputs that once were, or could be, taken for something else without a word. An empty
// code means that all is read.
func TestNothingIsTakenInSilence(t *testing.T) {
	withUnit := func(head, cell string) string { // a column more, filled in the first row
		lines := strings.Split(reportsOf("全年", "95", "100", "20"), "\n")
		lines[0] += "," + head
		lines[1] += "," + cell
		return strings.Join(lines, "\n")
	}
	for _, tt := range []struct {
		name    string
		changed map[string]string
		want    errs.Code
	}{
		{"units and indicators that sound like totals", nil, ""},
		{"no column that holds values", map[string]string{"实绩.csv": reportsOf("结果", "95", "100", "20")}, errs.ColumnMisspelt},
		{"a heading like no other", map[string]string{"实绩.csv": reportsOf("Annual", "95", "100", "20")}, errs.ColumnMisspelt},
		{"days late by another name", map[string]string{"实绩.csv": withUnit("逾期天数", "3")}, errs.ColumnMisspelt},
		{"a serial number is harmless", map[string]string{"实绩.csv": withUnit("序号", "3")}, ""},
		{"a remark is harmless", map[string]string{"实绩.csv": withUnit("工作亮点", "很好")}, ""},
		{"a year in brackets", map[string]string{"实绩.csv": reportsOf("全年（2014）", "95", "100", "20"),
			"目标.csv": strings.Replace(targetsOf("95", "100", "20"), "目标值", "目标值（必填）", 1)}, ""},
		{"another unit of measure", map[string]string{"实绩.csv": reportsOf("全年（万元）", "95", "100", "20")}, errs.UnitDiffers},
		{"a row of totals", map[string]string{"实绩.csv": reportsOf("全年", "95", "100", "20") + "合计,新增户数合计,400,文\n"},
			errs.RowSubtotal},
		{"a row that nobody knows", map[string]string{"实绩.csv": reportsOf("全年", "95", "100", "20") + "西片小计,K2,400,文\n"},
			errs.UnitUnknown},
		{"a percentage below one", map[string]string{"实绩.csv": reportsOf("全年", "0.95%", "100", "20")}, errs.AskShare},
		{"a floor in shares", map[string]string{"目标.csv": strings.Replace(strings.ReplaceAll(targetsOf("95", "100", "20"),
			",文1", ",,文1"), "目标值,来源文件\n东片汇总,K1,95,", "目标值,市下达,来源文件\n东片汇总,K1,95,0.95~0.97", 1)}, errs.AskShare},
		{"a line of grades in shares", map[string]string{
			"scheme.yaml": strings.Replace(files["scheme.yaml"], "方案名称: 试验方案", "优秀线: 0.85", 1)}, errs.SettingShare},
		{"two readings confirmed", map[string]string{"实绩.csv": strings.Replace(withUnit("确认",
			"全年：0.95 读作 95（甲）；全年：0.95 读作 0.95（乙）"), ",95,", ",0.95,", 1)}, errs.ConfirmTwice},
		{"a blank person", map[string]string{"实绩.csv": strings.Replace(withUnit("确认", "全年：0.95 读作 95（ ）"), ",95,",
			",0.95,", 1)}, errs.ConfirmText},
		{"a percentage as an answer", map[string]string{"实绩.csv": strings.Replace(withUnit("确认", "全年：0.95 读作 95%（甲）"), ",95,",
			",0.95,", 1)}, errs.ConfirmText},
		{"an answer",
			map[string]string{"实绩.csv": strings.Replace(withUnit("确认", "全年：0.95 读作 95（甲）"), ",95,", ",0.95,", 1)}, ""},
		{"a corrected target", map[string]string{"目标.csv": "单位,指标,目标值,来源文件,确认\n东片汇总,K1,0.95,文1,目标值：0.95 读作 95（甲）\n" +
			strings.Join(strings.SplitN(targetsOf("95", "100", "20"), "\n", 3)[2:], "")}, ""},
		{"an .et beside", map[string]string{"某局.et": "x"}, errs.FileUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in, found := readText(t, tt.changed)
			var errors []string
			for _, f := range found {
				if f.Severity() == errs.Wrong {
					errors = append(errors, string(f.Code)+" "+f.At.Place()+" "+f.Message().ZH)
				}
			}
			switch {
			case tt.want == "" && (len(errors) > 0 || len(in.Actuals) != 12):
				t.Errorf("%d rows; %s", len(in.Actuals), strings.Join(errors, "\n"))
			case tt.want != "" && !found.Has(tt.want):
				t.Errorf("no %s, but %s", tt.want, strings.Join(errors, "\n"))
			}
			if unexpected := slices.ContainsFunc(found,
				func(f errs.Finding) bool { return f.Code == errs.AskTenfold }); unexpected {
				t.Error("a false question about ten times the target")
			}
		})
	}
}

// TestWithoutAResult: a unit that has no result of a channel says why, and that is kept when the year is written.
func TestWithoutAResult(t *testing.T) {
	in := demo.Small()
	lacking := in.Surveys[0]
	in.Surveys = in.Surveys[1:]
	if found := score.Admit(in); !found.Has(errs.SurveyRowMissing) {
		t.Fatal("nothing is missing")
	}
	for i := range in.Roster.Units {
		if u := &in.Roster.Units[i]; u.Code == lacking.Unit {
			u.Unsurveyed = map[string]fact.Status{lacking.Channel: fact.NotApplicable}
		}
	}
	path := filepath.Join(t.TempDir(), "年度.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	back, found, err := sheet.Read(path)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	if found := score.Admit(back); found.HasErrors() ||
		back.Unit(lacking.Unit).Unsurveyed[lacking.Channel] != fact.NotApplicable || len(back.Surveys) != len(in.Surveys) {
		t.Errorf("%v %+v", found, back.Unit(lacking.Unit))
	}
}
