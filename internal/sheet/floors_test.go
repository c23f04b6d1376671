package sheet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// lacking is the small year as it is known, in which the first streets have no floor of A1; all that can be known of
// their targets is. S2 promises a range.
func lacking(t *testing.T) (score.Input, [][2]string) {
	t.Helper()
	in := demo.Small()
	var lines [][2]string
	for i := range in.Targets {
		x := &in.Targets[i]
		x.Source.Document, x.Source.Person, x.Source.Date = "目标责任书", "王五", "2013-02-01"
		if i < 6 {
			x.City = target.Floor{}
			lines = append(lines, [2]string{x.Unit, x.Indicator})
		}
	}
	in.Targets[0].History = []decimal.Number{decimal.Int(90), decimal.Int(92), decimal.Int(94)}
	in.Targets[0].Baseline, in.Targets[0].Challenge = fact.Num("96"), fact.Num("101")
	in.Targets[1].Low, in.Targets[1].High = fact.Num("95"), fact.Num("102")
	return reread(t, in), lines
}

// floorsForm writes a form for floors and changes it.
func floorsForm(t *testing.T, known score.Input, lines [][2]string, fill func(*excelize.File)) string {
	t.Helper()
	form := sheet.NewFloorsForm(known, lines)
	path := filepath.Join(t.TempDir(), form.Name)
	if err := form.Write(path); err != nil {
		t.Fatal(err)
	}
	if fill != nil {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		fill(f)
		if err := f.Save(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestAFormForFloors: it has the rows that lack floors and no others, with what is known; as it was downloaded it adds
// nothing, and half filled in it adds the floors and leaves everything else as it was.
func TestAFormForFloors(t *testing.T) {
	known, lines := lacking(t)
	known.Scheme.Leaf("A1").Better = plan.Lower
	path := floorsForm(t, known, lines, nil)
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if list := f.GetSheetList(); !slices.Equal(list, []string{"填写说明", "目标"}) {
		t.Errorf("sheets %v", list)
	}
	rows, err := f.GetRows("目标")
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	heads := strings.Join(rows[0], " ")
	if heads != "单位* 指标* 填什么 计量单位 方向 目标值 下限 上限 市下达 市下达文件 党代会报告 党代会报告出处 政府工作报告 工作报告出处 规划指标 豁免文号 豁免理由" {
		t.Errorf("headings %s", heads)
	}
	if first := strings.Join(rows[1], "|"); first != "第1街道|任务完成率|补录2013年度底线：目标不得高于它|%|越低越好|100" {
		t.Errorf("first row %s", first)
	}
	fillOf := func(cell string) []string {
		id, err := f.GetCellStyle("目标", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		return style.Fill.Color
	}
	if a, b := fillOf("F2"), fillOf("I2"); len(a) != 0 || len(b) != 1 {
		t.Errorf("the cells to fill in aren't marked: %v beside %v", b, a)
	}

	in, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
	if err != nil || found.Count(errs.Wrong)+found.Count(errs.Warning) > 0 || len(in.Targets) > 0 {
		t.Fatalf("as downloaded: %d targets, %v %v", len(in.Targets), found, err)
	}
	if said := saidOf(found, errs.FloorsForm); said != "这是待补底线表：补录底线 0 项，留空 6 项" {
		t.Errorf("as downloaded it says %q", said)
	}

	path = floorsForm(t, known, lines, func(f *excelize.File) {
		put(t, f, "目标", column(t, f, "目标", "市下达"), 2, 101)
		put(t, f, "目标", column(t, f, "目标", "市下达文件"), 2, "市文〔2013〕1号")
		put(t, f, "目标", column(t, f, "目标", "政府工作报告"), 3, "94~103")
		put(t, f, "目标", column(t, f, "目标", "工作报告出处"), 3, "第三部分")
		put(t, f, "目标", column(t, f, "目标", "规划指标"), 4, "P01")
	})
	in, found, err = sheet.ReadOnto(context.Background(), path, &known, nil)
	if err != nil || found.Count(errs.Wrong)+found.Count(errs.Warning) > 0 || len(in.Targets) != 3 {
		t.Fatalf("half filled: %d targets, %v %v", len(in.Targets), found, err)
	}
	if said := saidOf(found, errs.FloorsForm); said != "这是待补底线表：补录底线 3 项，留空 3 项" {
		t.Errorf("half filled it says %q", said)
	}
	for i, x := range in.Targets {
		was := known.Targets[i]
		switch i {
		case 0:
			if x.City.Value.Value.String() != "101" || x.City.Document != "市文〔2013〕1号" {
				t.Errorf("city %+v", x.City)
			}
			x.City = was.City
		case 1:
			if x.WorkReport.Value.Value.String() != "94" || x.WorkReport.High.Value.String() != "103" {
				t.Errorf("report %+v", x.WorkReport)
			}
			x.WorkReport = was.WorkReport
		case 2:
			if x.PlanIndicator != "P01" {
				t.Errorf("plan %q", x.PlanIndicator)
			}
			x.PlanIndicator = was.PlanIndicator
		}
		if x.Source.File != "2013年度待补底线表.xlsx" {
			t.Errorf("the row is in %s", x.Source.File)
		}
		if x.Source.File, x.Source.Cell = was.Source.File, was.Source.Cell; !reflect.DeepEqual(x, was) {
			t.Errorf("something else changed:\n%+v\n%+v", x, was)
		}
	}
}

func saidOf(found errs.Findings, code errs.Code) string {
	for _, f := range found {
		if f.Code == code {
			return f.Message().ZH
		}
	}
	return ""
}

// TestWhatAFormForFloorsRefuses: each mistake is told at its cell.
func TestWhatAFormForFloorsRefuses(t *testing.T) {
	known, lines := lacking(t)
	for _, c := range []struct {
		name, head string
		row        int
		value      any
		code       errs.Code
		cell       string
	}{
		{"a word for a floor", "市下达", 2, "待定", errs.CellNotNumber, "I2"},
		{"a floor with its unit of measure", "政府工作报告", 3, "95 亿元", errs.CellNotNumber, "M3"},
		{"a range with one end", "市下达", 3, "95~", errs.CellNotNumber, "I3"},
		{"another unit of measure", "计量单位", 2, "万元", errs.RowContradicts, "D2"},
		{"another direction", "方向", 2, "越低越好", errs.RowContradicts, "E2"},
		{"a unit that doesn't exist", "单位", 2, "第十街道", errs.UnitUnknown, "A2"},
		{"a unit whose target this isn't", "指标", 2, "A2", errs.FloorsStray, "B2"},
		{"the row of another unit", "单位", 2, "第2街道", errs.KeyTwice, "A3"},
		{"another target", "目标值", 2, 99, errs.FloorsTarget, "F2"},
		{"another end of a range", "上限", 3, 103, errs.FloorsTarget, "H3"},
		{"a number beside the column of hints", "填什么", 2, 95, errs.HintTyped, "C2"},
		{"a source without its number", "市下达文件", 2, "文号（示例）", errs.FloorNumberless, "J2"},
		{"the form of another year", "填什么", 2, "补录2012年度底线", errs.YearOther, "C2"},
	} {
		path := floorsForm(t, known, lines, func(f *excelize.File) {
			put(t, f, "目标", column(t, f, "目标", c.head), c.row, c.value)
		})
		_, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(found, func(f errs.Finding) bool { return f.Code == c.code })
		if i < 0 || found[i].At.Sheet != "目标" || found[i].At.Cell != c.cell {
			t.Errorf("%s: no %s at %s: %v", c.name, c.code, c.cell, found.Sorted())
		}
	}
	path := floorsForm(t, known, lines, func(f *excelize.File) { // a heading that names another unit of measure
		put(t, f, "目标", column(t, f, "目标", "市下达"), 1, "市下达（亿元）")
		put(t, f, "目标", 9, 2, 95)
		put(t, f, "目标", 9, 3, "95~102")
	})
	_, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
	n := len(slices.DeleteFunc(slices.Clone(found), func(f errs.Finding) bool { return f.Code != errs.UnitDiffers }))
	if err != nil || n != 2 {
		t.Errorf("%d of 2 numbers in another unit of measure were found: %v %v", n, found, err)
	}
}

// TestAdditionsKeepWhoReported: a sheet that is added without columns for document, person and date leaves them as they
// are, of every kind of fact, and of events what else it has no columns for.
func TestAdditionsKeepWhoReported(t *testing.T) {
	in := demo.Small()
	by := func(s *fact.Source) { s.Document, s.Person, s.Date = "文〔2013〕9号", "赵六", "2013-06-30" }
	for i := range in.Targets {
		by(&in.Targets[i].Source)
	}
	for i := range in.Tasks {
		by(&in.Tasks[i].Source)
	}
	for i := range in.Actuals {
		by(&in.Actuals[i].Source)
	}
	for i := range in.Marks {
		by(&in.Marks[i].Source)
	}
	for i := range in.Ballots {
		by(&in.Ballots[i].Source)
	}
	for i := range in.Events {
		x := &in.Events[i]
		by(&x.Source)
		x.Proposer, x.Decider, x.Heard = "区监督室（示例）", "领导小组（示例）", true
	}
	for i := range in.Surveys {
		x := &in.Surveys[i]
		by(&x.Source)
		low, high, se := x.Score.Sub(decimal.One), x.Score.Add(decimal.One), decimal.MustParse("0.5")
		x.Low, x.High, x.SE, x.Method = &low, &high, &se, "校准（示例）"
	}
	for i := range in.Marks { // some stood aside
		in.Marks[i].Recused = i%7 == 0 && in.Marks[i].Body == ""
	}
	without := &in.Roster.Units[len(in.Roster.Units)-1] // and one unit wasn't asked about, with a reason
	in.Surveys = slices.DeleteFunc(in.Surveys, func(s survey.Result) bool { return s.Unit == without.Code })
	without.Unsurveyed = map[string]fact.Status{rule.ThirdParty: fact.MissingExcused}
	known := reread(t, in)
	if k := known.Unit(without.Code); k.Unsurveyed[rule.ThirdParty] != fact.MissingExcused {
		t.Fatalf("%s: %v", k.Code, k.Unsurveyed)
	}
	whole := filepath.Join(t.TempDir(), "年度.xlsx")
	if err := sheet.WriteYear(whole, known); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		if !slices.Contains([]string{"目标", "实绩", "评分", "事件", "满意度", "单位"}, name) {
			if err := f.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
			continue
		}
		gone := []string{"来源文件", "填报人", "填报日期", "文件", "日期"}
		if name == "评分" {
			gone = append(gone, "回避")
		}
		if name == "满意度" {
			gone = append(gone, "区间下限", "区间上限", "标准误", "方法", "数据状态")
		}
		if name == "事件" {
			gone = append(gone, "提出", "决定", "等次", "已听取陈述")
		}
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "满意度" { // it speaks of the other units alone
			for i := len(rows) - 1; i > 0; i-- {
				if rows[i][0] == without.Code || rows[i][0] == without.Name {
					if err := f.RemoveRow(name, i+1); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for i := len(rows[0]) - 1; i >= 0; i-- {
			if head := strings.TrimSuffix(rows[0][i], "*"); slices.Contains(gone, head) {
				col, _ := excelize.ColumnNumberToName(i + 1)
				if err := f.RemoveCol(name, col); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	part := filepath.Join(t.TempDir(), "补充.xlsx")
	if err := f.SaveAs(part); err != nil {
		t.Fatal(err)
	}
	back, found, err := sheet.ReadOnto(context.Background(), part, &known, nil)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	said := func(in score.Input) (out []string) {
		add := func(s fact.Source) { out = append(out, s.Document+s.Person+s.Date) }
		for _, x := range in.Targets {
			add(x.Source)
			add(x.Value.Source)
			add(x.City.Value.Source)
		}
		for _, x := range in.Tasks {
			add(x.Source)
		}
		for _, x := range in.Actuals {
			add(x.Source)
			for _, v := range x.Values {
				add(v.Source)
			}
		}
		for _, x := range in.Marks {
			add(x.Source)
			out = append(out, fmt.Sprint(x.Recused), x.Body)
		}
		for _, x := range in.Roster.Units {
			out = append(out, fmt.Sprint(x.Unsurveyed))
		}
		for _, x := range in.Ballots {
			add(x.Source)
		}
		for _, x := range in.Events {
			add(x.Source)
			out = append(out, x.Decider, x.Proposer, x.Grade, fmt.Sprint(x.Heard))
		}
		for _, x := range in.Surveys {
			add(x.Source)
			out = append(out, fmt.Sprint(x.Low, x.High, x.SE), x.Method)
		}
		return out
	}
	if was, now := said(known), said(back); !slices.Equal(was, now) || len(now) < 50 {
		t.Errorf("of %d things said, other ones stay (%d):\n%q\n%q", len(was), len(now), was[:20], now[:20])
	}

	// What stood aside stays aside, and no mark of it is counted.
	if n := len(slices.DeleteFunc(slices.Clone(back.Marks), func(m review.Mark) bool { return !m.Recused })); n < 2 {
		t.Errorf("%d marks are of judges that stood aside: the test reaches nothing", n)
	}

	// A number that changes has nothing of the old one behind it: the old document says another number.
	for name, row := range map[string]string{"目标.csv": "单位,指标,目标值\n%s,%s,%s\n", "实绩.csv": "单位,指标,全年\n%s,%s,%s\n"} {
		path := filepath.Join(t.TempDir(), name)
		x := known.Targets[0]
		if a := known.Actuals[0]; a.Unit != x.Unit || a.Indicator != x.Indicator {
			t.Fatal("the first target and the first report are of two lines")
		}
		for value, want := range map[string]string{"77": "", x.Value.Value.String(): "文〔2013〕9号赵六2013-06-30"} {
			if err := os.WriteFile(path, fmt.Appendf(nil, row, x.Unit, x.Indicator, value), 0o600); err != nil {
				t.Fatal(err)
			}
			if name == "实绩.csv" && value != "77" {
				continue
			}
			back, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
			if err != nil || found.HasErrors() {
				t.Fatal(err, found)
			}
			var s fact.Source
			if name == "目标.csv" {
				s = back.Targets[0].Value.Source
			} else {
				i := slices.IndexFunc(back.Actuals[0].Values, func(v progress.PeriodValue) bool {
					return v.Number != nil && v.Number.String() == value
				})
				if i < 0 {
					t.Fatalf("no %s among %+v", value, back.Actuals[0])
				}
				s = back.Actuals[0].Values[i].Source
			}
			if got := s.Document + s.Person + s.Date; got != want {
				t.Errorf("%s: %s is said to come from %q, want %q", name, value, got, want)
			}
		}
	}

	// A row that brings another value and who reported it says that of the row; what it doesn't say of the row stays.
	value := filepath.Join(t.TempDir(), "实绩.csv")
	a := known.Actuals[0]
	if err := os.WriteFile(value, []byte("单位,指标,数据项,全年,填报人\n"+a.Unit+","+a.Indicator+",,91,钱七\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	back, found, err = sheet.ReadOnto(context.Background(), value, &known, nil)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	if s := back.Actuals[0].Source; s.Person != "钱七" || s.Document != "文〔2013〕9号" || s.Date != "2013-06-30" {
		t.Errorf("a column for the person alone: %+v", s)
	}
}

// TestABlankInAnAddition: a blank cell under a heading takes away what is known, and is told; in a form for floors it
// says nothing, whichever of the form's own columns was taken out.
func TestABlankInAnAddition(t *testing.T) {
	known, lines := lacking(t)
	floor := fact.Num("80")
	for i := range known.Targets {
		if x := &known.Targets[i]; x.Unit == lines[0][0] && x.Indicator == lines[0][1] { // recorded since the form was made
			x.City = target.Floor{Value: floor, Document: "文号（示例）"}
		}
	}
	for _, gone := range []string{"填什么", "计量单位", "方向"} {
		path := floorsForm(t, known, lines, func(f *excelize.File) {
			put(t, f, "目标", column(t, f, "目标", "市下达"), 3, "95~102")
			put(t, f, "目标", column(t, f, "目标", "市下达文件"), 3, "文号（示例）")
			put(t, f, "目标", column(t, f, "目标", "市下达"), 2, nil)
			put(t, f, "目标", column(t, f, "目标", "市下达文件"), 2, nil)
			name, err := excelize.ColumnNumberToName(column(t, f, "目标", gone))
			if err == nil {
				err = f.RemoveCol("目标", name)
			}
			if err != nil {
				t.Fatal(err)
			}
		})
		back, found, err := sheet.ReadOnto(context.Background(), path, &known, nil)
		if err != nil || found.HasErrors() {
			t.Fatal(gone, err, found)
		}
		for _, x := range back.Targets {
			if x.Unit != lines[0][0] || x.Indicator != lines[0][1] {
				continue
			}
			if !x.City.IsSet() || !x.City.Value.Value.Equal(floor.Value) {
				t.Errorf("without the column %s a floor that was recorded since is gone", gone)
			}
		}
	}
	csv := filepath.Join(t.TempDir(), "目标.csv")
	for head, cleared := range map[string]int{"市下达": 1, "党代会报告": 0} { // of what nobody knows nothing is taken away
		row := "单位,指标,目标值," + head + "\n" + lines[0][0] + "," + lines[0][1] + ",100,\n"
		if err := os.WriteFile(csv, []byte(row), 0o600); err != nil {
			t.Fatal(err)
		}
		_, found, err := sheet.ReadOnto(context.Background(), csv, &known, nil)
		told := slices.DeleteFunc(slices.Clone(found), func(f errs.Finding) bool { return f.Code != errs.CellClears })
		if err != nil || len(told) != cleared || cleared > 0 && (told[0].At.Cell != "D2" ||
			told[0].Message().ZH != "此格空白，现有的“市下达”80将被清除") {
			t.Errorf("%s: %v %v", head, told, err)
		}
	}
}
