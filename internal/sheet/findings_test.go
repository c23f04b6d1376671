package sheet_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// broken is one way to break a small year: in its facts before the workbook is written, or in the workbook itself.
type broken struct {
	code errs.Code
	in   func(in *score.Input)
	file func(t *testing.T, f *excelize.File)
}

// counted are counts of one question with two answers, of 100 and 0 points.
func counted(share string, n ...string) []survey.Counted {
	var out []survey.Counted
	for k, answer := range []string{"满意", "不满意"} {
		points := decimal.Int(int64(100 - 100*k))
		out = append(out, survey.Counted{Question: "总体", Share: decimal.MustParse(share), Answer: answer, Points: &points,
			N: decimal.MustParse(n[k]), Weighted: decimal.MustParse(n[k])})
	}
	return out
}

// signed signs every satisfaction result, and returns the public key.
func signed(in *score.Input) string {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	for i := range in.Surveys {
		in.Surveys[i].Named = in.Surveys[i].Unit
		in.Surveys[i].Sign(key)
	}
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}

// column finds the column of a heading, adding it behind the others if it isn't there.
func column(t *testing.T, f *excelize.File, name, head string) int {
	t.Helper()
	rows, err := f.GetRows(name)
	if err != nil || len(rows) == 0 {
		t.Fatal(name, err)
	}
	for i, h := range rows[0] {
		if strings.TrimSuffix(h, "*") == head {
			return i + 1
		}
	}
	put(t, f, name, len(rows[0])+1, 1, head)
	return len(rows[0]) + 1
}

func put(t *testing.T, f *excelize.File, name string, col, row int, v any) {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(col, row)
	if err == nil {
		err = f.SetCellValue(name, cell, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// weighed links a target to the plan, with a plan weight or without.
func weighed(weight string, method plan.Method) func(in *score.Input) {
	return func(in *score.Input) {
		in.Plan[0].Method, targetOf(in, "S1").PlanIndicator = method, "P01"
		if weight != "" {
			targetOf(in, "S1").PlanWeight = fact.Num(weight)
		}
	}
}

// write puts a value under a heading.
func write(name, head string, row int, v any) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) {
		t.Helper()
		put(t, f, name, column(t, f, name, head), row, v)
	}
}

// unmerged puts a value into a cell of the tree after taking its merged range apart.
func unmerged(cell string, v any) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) {
		t.Helper()
		if err := f.UnmergeCell("方案", "A2", "D20"); err != nil {
			t.Fatal(err)
		}
		for row := 2; row <= 12; row++ { // what the merged ranges stood for
			level1 := []string{"职能履行", "职能履行", "职能履行", "职能履行", "职能履行", "效能建设", "效能建设", "服务效果", "创新创优", "一票否决", "一票否决"}[row-2]
			level2 := []string{"重点工作", "重点工作", "重点工作", "党建工作", "党建工作", "依法行政", "依法行政", "满意度", "创新", "否决事项", "否决事项"}[row-2]
			put(t, f, "方案", 1, row, level1)
			put(t, f, "方案", 3, row, level2)
		}
		if err := f.SetCellValue("方案", cell, v); err != nil {
			t.Fatal(err)
		}
	}
}

func actualOf(in *score.Input, unit, indicator string) *progress.Actual {
	i := slices.IndexFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == unit && a.Indicator == indicator })
	return &in.Actuals[i]
}

func targetOf(in *score.Input, unit string) *target.Target {
	i := slices.IndexFunc(in.Targets, func(t target.Target) bool { return t.Unit == unit })
	return &in.Targets[i]
}

func without(status fact.Status, units ...string) func(*score.Input) {
	return func(in *score.Input) {
		for _, u := range units {
			a := actualOf(in, u, "A1")
			a.Status, a.Values = status, nil
		}
	}
}

func event(e review.Event) func(*score.Input) {
	return func(in *score.Input) {
		if e.Unit == "" {
			e.Unit = "S1"
		}
		if e.Matter == "" {
			e.Matter = "事项"
		}
		if e.State == "" {
			e.State = review.Decided
		}
		if e.Source.Document == "" {
			e.Source.Document = "文件"
		}
		in.Events = append(in.Events, e)
	}
}

func points(n string) scheme.Points { return scheme.Points{"街道": decimal.MustParse(n)} }

func all(changes ...func(*score.Input)) func(*score.Input) {
	return func(in *score.Input) {
		for _, c := range changes {
			c(in)
		}
	}
}

func params(leaf string, p rule.Params) func(*score.Input) {
	return func(in *score.Input) { in.Scheme.Leaf(leaf).Params = p }
}

func ruled(leaf, code string, p rule.Params) func(*score.Input) {
	return func(in *score.Input) { in.Scheme.Leaf(leaf).Rule, in.Scheme.Leaf(leaf).Params = code, p }
}

var one = decimal.One

func renamed(from, to string) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) {
		t.Helper()
		if err := f.SetSheetName(from, to); err != nil {
			t.Fatal(err)
		}
	}
}

func copied(from, to string) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) {
		t.Helper()
		i, err := f.NewSheet(to)
		if err != nil {
			t.Fatal(err)
		}
		at, err := f.GetSheetIndex(from)
		if err == nil {
			err = f.CopySheet(at, i)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func both(a, b func(*testing.T, *excelize.File)) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) { t.Helper(); a(t, f); b(t, f) }
}

// formatted writes a number that a format shows as something else.
func formatted(name, head string, row int, v any, format string) func(*testing.T, *excelize.File) {
	return func(t *testing.T, f *excelize.File) {
		t.Helper()
		col := column(t, f, name, head)
		put(t, f, name, col, row, v)
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		cell, err := excelize.CoordinatesToCellName(col, row)
		if err == nil {
			err = f.SetCellStyle(name, cell, cell, style)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

var brokenYears = []broken{
	// What a cell is.
	{code: errs.CellNoise, file: func(t *testing.T, f *excelize.File) {
		if err := f.SetCellDefault("满意度", "C2", "88.100000000000009"); err != nil {
			t.Fatal(err)
		}
	}},
	{code: errs.CellBroken, file: write("满意度", "单位", 2, "一\ufffd街")},
	{code: errs.CellTruth, file: write("满意度", "得分", 2, true)},
	{code: errs.CellDuration, file: formatted("满意度", "得分", 2, 1.5, "[h]:mm")},
	{code: errs.CellTime, file: formatted("满意度", "得分", 2, 0.5625, "h:mm")},
	{code: errs.CellClock, file: formatted("满意度", "填报日期", 2, 42004.5, "yyyy-mm-dd hh:mm")},
	{code: errs.CellRead, file: write("满意度", "填报日期", 2, "二〇一三年十二月三十一日")},
	{code: errs.CellScaled, file: func(t *testing.T, f *excelize.File) { formatted("年度", "值", 2, 85000, "0,")(t, f) }},
	{code: errs.SettingShare, file: func(t *testing.T, f *excelize.File) {
		rows, err := f.GetRows("年度")
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if r[0] == "优秀线" {
				put(t, f, "年度", 2, i+1, 0.85)
			}
		}
	}},
	{code: errs.CellNoPercent, file: formatted("满意度", "有效样本", 2, 3, "0%")},
	// What can mean two things.
	{code: errs.AskPercent, in: func(in *score.Input) { in.Scheme.Leaf("A1").Unit = "亿元" },
		file: formatted("实绩", "全年", 2, 0.97, "0%")},
	{code: errs.AskOverHundred, file: formatted("实绩", "全年", 2, 96, "0%")},
	{code: errs.AskHundred, file: write("满意度", "得分", 2, 8.4)},
	{code: errs.AskScaled, file: formatted("实绩", "全年", 2, 12500000, "#,##0,,")},
	{code: errs.AskZero, file: write("目标", "目标值", 2, 0)},
	{code: errs.AskTenfold, file: write("实绩", "全年", 2, 960000)},
	{code: errs.AskNegative, file: write("实绩", "全年", 2, -5)},
	{code: errs.AskTiny, in: func(in *score.Input) { in.Targets[0].Value = fact.Num("1000000") }},
	{code: errs.ConfirmTwice, file: both(write("实绩", "全年", 2, 0.97),
		write("实绩", "确认", 2, "全年：0.97 读作 97（绩效办）；全年：0.97 读作 0.97（督查室）"))},
	{code: errs.ConfirmText, file: write("实绩", "确认", 2, "没问题")},
	{code: errs.ConfirmStale, file: both(write("实绩", "全年", 2, 0.97), write("实绩", "确认", 2, "全年：0.98 读作 98（绩效办）"))},
	{code: errs.ConfirmOther, file: both(write("实绩", "全年", 2, 0.97), write("实绩", "确认", 2, "全年：0.97 读作 9.7（绩效办）"))},
	{code: errs.ConfirmIdle, file: write("实绩", "确认", 2, "全年：97 读作 97（绩效办）")},
	// What a sheet is, and a column.
	{code: errs.SheetGuessed, file: renamed("满意度", "调查结果")},
	{code: errs.SheetTwice, file: copied("满意度", "满意度 (2)")},
	{code: errs.SheetUnclear, file: func(t *testing.T, f *excelize.File) {
		_, _ = f.NewSheet("汇总")
		for i, head := range []string{"单位", "指标", "类型", "事项", "状态", "票数", "票类"} {
			put(t, f, "汇总", i+1, 1, head)
		}
	}},
	{code: errs.FileNothing, file: func(t *testing.T, f *excelize.File) {
		for _, name := range f.GetSheetList()[1:] {
			if err := f.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
		}
	}},
	{code: errs.ColumnMisspelt, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "实绩", column(t, f, "实绩", "全年"), 1, "全年数")
	}},
	{code: errs.RowCarried, file: unmerged("A3", "")},
	{code: errs.ValueZero, file: write("实绩", "全年", 5, 0)},
	{code: errs.UnitNoSurvey, in: func(in *score.Input) { in.Roster.Units[0].SurveyClass = "" }},
	{code: errs.SurveyRowMissing, in: func(in *score.Input) { in.Surveys = in.Surveys[1:] }},
	{code: errs.EventDouble, in: all(event(review.Event{Type: review.Deduction, Indicator: "D1", Kind: "瑕疵", Count: one}),
		event(review.Event{Type: review.Deduction, Kind: "工作失误", Count: one}))},
	{code: errs.SchemeFrameOpen, in: func(in *score.Input) { in.Scheme.FrameCode = scheme.Municipal.Code }},
	{code: errs.SchemeFrameUndecided, in: func(in *score.Input) { in.Scheme.FrameCode = scheme.Municipal.Code }},
	{code: errs.SchemeFrameSatisfaction, in: func(in *score.Input) { in.Scheme.FrameCode = scheme.Municipal.Code }},
	{code: errs.MarksDefault, in: func(in *score.Input) {
		in.Marks = slices.DeleteFunc(in.Marks,
			func(m review.Mark) bool { return m.Unit == "S2" && m.Indicator == "B1" && m.Dimension == "制度" })
	}},
	{code: errs.DateFar, file: write("满意度", "填报日期", 2, "2031-05-01")},
	{code: errs.YearContradicts, in: func(in *score.Input) { in.Scheme.Title = "2016年度方案（示例）" }},
	// The form.
	{code: errs.SheetMissing, file: func(t *testing.T, f *excelize.File) { _ = f.DeleteSheet("实施主体") }},
	{code: errs.SheetUnknown, file: func(t *testing.T, f *excelize.File) { _, _ = f.NewSheet("杂项") }},
	{code: errs.SheetFormulas, file: func(t *testing.T, f *excelize.File) {
		if err := f.SetCellFormula("满意度", "D2", "80+9"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellDefault("满意度", "D2", "89"); err != nil { // the formula goes, so set it again beside its value
			t.Fatal(err)
		}
		if err := f.SetCellFormula("满意度", "D2", "80+9"); err != nil {
			t.Fatal(err)
		}
	}},
	{code: errs.ColumnSynonym, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "满意度", column(t, f, "满意度", "单位"), 1, "单位名称")
	}},
	{code: errs.ColumnHidden, file: func(t *testing.T, f *excelize.File) { _ = f.SetColVisible("满意度", "C", false) }},
	{code: errs.RowHidden, file: func(t *testing.T, f *excelize.File) { _ = f.SetRowVisible("满意度", 3, false) }},
	{code: errs.RowRepeated, file: func(t *testing.T, f *excelize.File) {
		rows, err := f.GetRows("满意度")
		if err != nil {
			t.Fatal(err)
		}
		for i, head := range rows[0] {
			put(t, f, "满意度", i+1, 40, head)
		}
	}},
	{code: errs.RowSubtotal, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "满意度", 1, 40, "合 计")
		put(t, f, "满意度", 3, 40, 700)
	}},
	{code: errs.RowNote, file: func(t *testing.T, f *excelize.File) { put(t, f, "满意度", 1, 40, "注：样本不含企业") }},
	{code: errs.UnitDiffers, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "目标", column(t, f, "目标", "目标值"), 1, "目标值（万元）")
	}},
	{code: errs.UnitRenamed, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "单位", column(t, f, "单位", "曾用名"), 2, "老街道、第一街道筹备处")
		put(t, f, "满意度", column(t, f, "满意度", "单位"), 2, "第一街道筹备处")
	}},
	{code: errs.SheetHidden, file: func(t *testing.T, f *excelize.File) { _ = f.SetSheetVisible("规划", false) }},
	{code: errs.ColumnMissing, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "满意度", column(t, f, "满意度", "得分"), 1, "")
	}},
	{code: errs.ColumnUnknown, file: write("单位", "多余", 1, "多余")},
	{code: errs.ColumnTwice, file: func(t *testing.T, f *excelize.File) { put(t, f, "单位", 12, 1, "名称") }},
	{code: errs.RowExample, file: func(t *testing.T, f *excelize.File) { put(t, f, "单位", 1, 12, "示例：D001") }},
	{code: errs.CellCleaned, file: write("实绩", "全年", 2, " ９７ ")},
	{code: errs.CellPercent, file: func(t *testing.T, f *excelize.File) {
		col := column(t, f, "实绩", "全年")
		put(t, f, "实绩", col, 2, 0.97)
		style, _ := f.NewStyle(&excelize.Style{NumFmt: 10})
		cell, _ := excelize.CoordinatesToCellName(col, 2)
		_ = f.SetCellStyle("实绩", cell, cell, style)
	}},
	{code: errs.CellError, file: write("实绩", "全年", 2, "#N/A")},
	{code: errs.CellFormula, file: func(t *testing.T, f *excelize.File) {
		cell, _ := excelize.CoordinatesToCellName(column(t, f, "实绩", "全年"), 2)
		_ = f.SetCellValue("实绩", cell, nil)
		_ = f.SetCellFormula("实绩", cell, "50+47")
	}},
	{code: errs.CellRequired, file: write("单位", "名称", 3, "")},
	{code: errs.CellNotNumber, file: write("满意度", "得分", 2, "很好")},
	{code: errs.CellNotWhole, file: write("满意度", "有效样本", 2, 30.5)},
	{code: errs.CellNotWord, file: write("单位", "系统", 2, "乡")},
	{code: errs.CellNotDate, file: write("实绩", "填报日期", 2, "昨天")},
	{code: errs.CellControl, file: write("单位", "名称", 2, "第一\u202e街道")},
	{code: errs.AskShare, file: write("实绩", "全年", 2, 0.97)},
	{code: errs.ColumnNameless, file: func(t *testing.T, f *excelize.File) { put(t, f, "单位", 14, 3, "多出来的") }},
	{code: errs.CellDate, file: func(t *testing.T, f *excelize.File) {
		col := column(t, f, "实绩", "全年")
		put(t, f, "实绩", col, 2, 41730)
		style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		cell, _ := excelize.CoordinatesToCellName(col, 2)
		_ = f.SetCellStyle("实绩", cell, cell, style)
	}},
	{code: errs.CellMerged, file: func(t *testing.T, f *excelize.File) {
		col := column(t, f, "实绩", "全年")
		a, _ := excelize.CoordinatesToCellName(col, 2)
		b, _ := excelize.CoordinatesToCellName(col, 3)
		_ = f.MergeCell("实绩", a, b)
	}},
	{code: errs.CellRange, file: write("年度", "值", 11, "6")},
	{code: errs.CellUnused, file: write("评分", "票数", 2, 3)},
	{code: errs.KeyTwice, file: func(t *testing.T, f *excelize.File) { // the main data item under its two names
		put(t, f, "实绩", 2, 3, "A1")
		put(t, f, "实绩", column(t, f, "实绩", "数据项"), 3, "实绩值")
	}},
	{code: errs.KeyTwice, file: func(t *testing.T, f *excelize.File) {
		put(t, f, "实绩", 2, 3, "A1") // the row of S1, A2, called by another name of its unit
		put(t, f, "实绩", 1, 3, "第1街道")
	}},
	{code: errs.UnitUnknown, file: write("满意度", "单位", 2, "无此单位")},
	{code: errs.UnitAmbiguous, file: func(t *testing.T, f *excelize.File) {
		write("单位", "名称", 3, "第1街道")(t, f)
		write("满意度", "单位", 2, "第1街道")(t, f)
	}},
	{code: errs.UnitNameTwice, file: write("单位", "名称", 3, "S1")},
	{code: errs.SheetEmpty, file: func(t *testing.T, f *excelize.File) {
		for range 18 {
			_ = f.RemoveRow("实施主体", 2)
		}
	}},
	{code: errs.IndicatorUnknown, file: write("实绩", "指标", 2, "Z9")},
	{code: errs.IndicatorTwo, file: func(t *testing.T, f *excelize.File) {
		write("方案", "三级指标", 3, "任务完成率")(t, f)
		write("实绩", "指标", 2, "任务完成率")(t, f)
	}},
	{code: errs.TreeNoParent, file: unmerged("A2", "")},
	{code: errs.TreeLevel1Unknown, file: unmerged("A3", "其他工作")},
	{code: errs.TreePointsDiffer, file: unmerged("B3", "51")},
	{code: errs.TreeItemMoved, file: unmerged("C7", "重点工作")},
	{code: errs.PointsText, file: unmerged("B2", "五十")},
	{code: errs.ParamsText, file: write("方案", "参数", 2, "上限")},
	{code: errs.HistoryPartial, file: write("目标", "前一年", 2, 90)},

	// The scheme.
	{code: errs.SchemeLevel1Missing, in: func(in *score.Input) {
		in.Scheme.Leaves = slices.DeleteFunc(in.Scheme.Leaves, func(l scheme.Leaf) bool { return l.Code == "F1" })
		in.Marks = slices.DeleteFunc(in.Marks, func(m review.Mark) bool { return m.Indicator == "F1" })
	}},
	{code: errs.SchemeLevel1Empty, in: func(in *score.Input) { in.Scheme.Group(scheme.Innovation).Points = points("0") }},
	{code: errs.SchemeLevel1Sum, in: func(in *score.Input) { in.Scheme.Group(scheme.Duty).Points = points("51") }},
	{code: errs.SchemeVetoPoints, in: func(in *score.Input) { in.Scheme.Group(scheme.Veto).Points = points("5") }},
	{code: errs.SchemeShare, in: func(in *score.Input) {
		in.Scheme.FrameCode = scheme.Municipal.Code
		for i := range in.Scheme.Groups {
			g := &in.Scheme.Groups[i]
			g.Level1 = []scheme.Level1{scheme.Tasks, scheme.LawBased, scheme.PublicView, scheme.Innovation, scheme.Veto}[i]
			g.Name = in.Scheme.Level1Name(g.Level1).ZH
			for k := range in.Scheme.Items {
				if in.Scheme.Items[k].Level1 == scheme.District.Classes[i].Level1 {
					in.Scheme.Items[k].Level1 = g.Level1
				}
			}
		}
	}},
	{code: errs.LineageText, file: write("方案", "沿革", 2, "来自天上")},
	{code: errs.SchemeSatisfaction, in: func(in *score.Input) { in.Scheme.Group(scheme.Service).Points = points("24.9") }},
	{code: errs.SchemeSatisfactionWaived, in: func(in *score.Input) {
		in.Scheme.Group(scheme.Service).Points = points("24.9")
		in.Scheme.SatisfactionWaiver = &scheme.Waiver{Document: "示绩组〔2013〕9号", Reason: "试点"}
	}},
	{code: errs.SchemeItemSum, in: func(in *score.Input) { in.Scheme.Item("重点工作").Points = points("41") }},
	{code: errs.SchemeLeafSum, in: func(in *score.Input) { in.Scheme.Leaf("A1").Points = points("19") }},
	{code: errs.SchemeLeafPoints, in: func(in *score.Input) { in.Scheme.Leaf("A1").Points = points("-1") }},
	{code: errs.SchemeNoPoints, in: func(in *score.Input) { in.Scheme.Leaf("D1").Points = scheme.Points{} }},
	{code: errs.SchemeNoBody, in: func(in *score.Input) { in.Scheme.Item("创新").Bodies = nil }},
	{code: errs.SchemeUnknownBody, in: func(in *score.Input) { in.Scheme.Item("创新").Bodies = []string{"无此主体"} }},
	{code: errs.SchemeNoRule, in: func(in *score.Input) { in.Scheme.Leaf("D1").Rule = "" }},
	{code: errs.SchemeCommon, in: func(in *score.Input) { in.Scheme.Leaf("A1").Except = []string{"S3"} }},
	{code: errs.SchemeServiceRule, in: func(in *score.Input) {
		in.Scheme.Leaf("E1").Rule, in.Scheme.Leaf("E1").Params = "checklist", rule.Params{"items": "甲:1"}
	}},
	{code: errs.SchemeVetoRule, in: func(in *score.Input) {
		in.Scheme.Leaf("D1").Rule, in.Scheme.Leaf("D1").Params = "veto", rule.Params{"effects": "fail"}
	}},
	{code: errs.SchemeVetoBasis, in: params("V1", rule.Params{"effects": "fail"})},
	{code: errs.SchemeVetoItem, in: params("V1", rule.Params{"basis": "某规定", "effects": "zero_item", "item": "没有这项"})},
	{code: errs.SchemeVetoMany, in: func(in *score.Input) {
		for i := range 8 {
			l := *in.Scheme.Leaf("V1")
			l.Code, l.Name = l.Code+string(rune('a'+i)), l.Name+string(rune('a'+i))
			in.Scheme.Leaves = append(in.Scheme.Leaves, l)
		}
	}},
	{code: errs.SchemeShares, in: func(in *score.Input) { in.Scheme.Grading.ExcellentShare = decimal.MustParse("0.9") }},
	{code: errs.SchemeLines, in: func(in *score.Input) { in.Scheme.Grading.GoodLine = decimal.Int(90) }},
	{code: errs.RuleUnknown, file: write("方案", "评分规则", 2, "比例法")},
	{code: errs.RuleDirection, in: func(in *score.Input) { in.Scheme.Leaf("A1").Better = plan.Lower }},
	{code: errs.RuleParamUnknown, in: params("A1", rule.Params{"nope": "1"})},
	{code: errs.RuleParamMissing, in: params("D1", nil)},
	{code: errs.RuleParamBad, in: params("A1", rule.Params{"cap": "5"})},
	{code: errs.RuleParamDoubt, in: ruled("A2", "formula", rule.Params{"formula": "F * A / A1"})},
	{code: errs.RuleForList, in: ruled("A2", "class_equalise", nil)},
	{code: errs.FormulaCircle, in: all(ruled("A1", "formula", rule.Params{"formula": "rate(A2)"}),
		ruled("A2", "formula", rule.Params{"formula": "rate(A1)"}))},
	{code: errs.GradeQuota, in: func(in *score.Input) {
		ruled("A2", "grade_map", rule.Params{"grades": "优:1,良:0.8", "quota": "优:0.5"})(in)
		in.Scheme.Leaf("A2").Better = plan.Binary
		for i := range in.Actuals {
			if in.Actuals[i].Indicator == "A2" {
				in.Actuals[i].Values = []progress.PeriodValue{{Period: "Y", Word: "优"}}
			}
		}
	}},

	// Plan, units, bodies.
	{code: errs.PlanIncomplete, in: func(in *score.Input) { in.Plan[0].End = nil }},
	{code: errs.PlanYears, in: func(in *score.Input) { in.Plan[0].EndYear = 2009 }},
	{code: errs.UnitNoReason, in: func(in *score.Input) { in.Unit("S9").Reason = "" }},
	{code: errs.UnitClassUnknown, in: func(in *score.Input) { in.Unit("S9").Class = "别类" }},
	{code: errs.UnitClassSystems, in: func(in *score.Input) { in.Unit("S2").System = org.Town }},
	{code: errs.BodyIdle,
		in: func(in *score.Input) { in.Roster.Bodies = append(in.Roster.Bodies, org.Body{Name: "闲置主体"}) }},
	{code: errs.BodyOwnSubstitute, in: func(in *score.Input) {
		for i := range in.Roster.Bodies {
			in.Roster.Bodies[i].Substitute = in.Roster.Bodies[i].Name
		}
	}},
	{code: errs.BodyScoresItself, in: func(in *score.Input) {
		for i := range in.Roster.Bodies {
			in.Roster.Bodies[i].Substitute = ""
		}
	}},

	// Targets.
	{code: errs.TargetMissing, in: func(in *score.Input) {
		in.Targets = slices.DeleteFunc(in.Targets, func(t target.Target) bool { return t.Unit == "S1" })
	}},
	{code: errs.TargetPlanUnknown, in: func(in *score.Input) { targetOf(in, "S1").PlanIndicator = "P99" }},
	{code: errs.TargetRange,
		in: func(in *score.Input) { targetOf(in, "S1").Low, targetOf(in, "S1").High = fact.Num("5"), fact.Num("4") }},
	{code: errs.TargetChallenge, in: func(in *score.Input) { targetOf(in, "S1").Challenge = fact.Num("90") }},
	{code: errs.TargetBelowFloor, in: func(in *score.Input) { targetOf(in, "S1").Value = fact.Num("94") }},
	{code: errs.TargetWaived, in: func(in *score.Input) {
		targetOf(in, "S1").Value, targetOf(in, "S1").Waiver = fact.Num("94"), &target.Waiver{Document: "文号", Reason: "理由"}
	}},
	{code: errs.TargetWaiverIncomplete, in: func(in *score.Input) {
		targetOf(in, "S1").Value, targetOf(in, "S1").Waiver = fact.Num("94"), &target.Waiver{Document: "文号"}
	}},
	{code: errs.TargetUnitDiffers,
		in: func(in *score.Input) { in.Plan[0].Unit, targetOf(in, "S1").PlanIndicator = "亿元", "P01" }},
	{code: errs.TargetFloorSource, in: func(in *score.Input) { targetOf(in, "S1").City.Document = "" }},
	{code: errs.TargetNoPace,
		in: func(in *score.Input) { in.Scheme.Year, targetOf(in, "S1").PlanIndicator = 2020, "P01" }},
	{code: errs.TargetStretch, in: func(in *score.Input) {
		targetOf(in, "S1").History = []decimal.Number{decimal.Int(120), decimal.Int(130), decimal.Int(140)}
	}},
	{code: errs.TargetNoWeight, in: weighed("", plan.Mean)},
	{code: errs.TargetWeight, in: weighed("0", plan.Mean)},
	{code: errs.PlanSumOfRates, in: func(in *score.Input) { in.Plan[0].Unit, in.Plan[0].Method = "%", plan.Sum }},
	{code: errs.TargetWeightIdle, in: weighed("2", plan.Sum)},
	{code: errs.TaskCoefficient, in: func(in *score.Input) { in.Tasks[0].Difficulty = *fact.Num("1.5") }},
	{code: errs.TaskQuantity, in: func(in *score.Input) { in.Tasks[0].Quantity = *fact.Num("0") }},

	// Facts.
	{code: errs.FactStray, in: func(in *score.Input) { in.Scheme.Leaf("A2").Except = []string{"S3"} }},
	{code: errs.ItemUnknown, in: func(in *score.Input) { actualOf(in, "S1", "A1").Item = "别的数" }},
	{code: errs.ValueNotNumber, file: write("实绩", "全年", 2, "不知道")},
	{code: errs.PeriodEmpty, in: func(in *score.Input) { actualOf(in, "S1", "A1").Values[0].Period = "Q1" }},
	{code: errs.StatusContradicts, in: func(in *score.Input) { actualOf(in, "S1", "A1").Status = fact.MissingExcused }},
	{code: errs.LineRefused,
		in: func(in *score.Input) { actualOf(in, "S1", "A3").Values[0].Number = &fact.Num("1.5").Value }},
	{code: errs.DataFalse, in: func(in *score.Input) { actualOf(in, "S1", "A1").Status = fact.False }},
	{code: errs.DataPolicy, in: without(fact.MissingUnexcused, "S1")},
	{code: errs.DataNotApplicable, in: without(fact.NotApplicable, "S1")},
	{code: errs.DataBlocks, in: all(without(fact.MissingUnexcused, "S1"), params("A1", rule.Params{"missing": "block"}))},
	// more than full points
	{code: errs.DataNoLastYear, in: all(without(fact.MissingExcused, "S1"), params("A1",
		rule.Params{"excused": "last_year"}), func(in *score.Input) {
		for item, n := range map[string]string{progress.LastYearPoints: "95", progress.LastYearFull: "20"} {
			in.Actuals = append(in.Actuals, progress.Actual{Unit: "S1", Indicator: "A1", Item: item, Status: fact.Verified,
				Values: []progress.PeriodValue{{Period: "Y", Number: &fact.Num(n).Value}}})
		}
	})},
	{code: errs.DataNoLastYear, in: all(without(fact.MissingExcused, "S1"),
		params("A1", rule.Params{"excused": "last_year"}))},
	{code: errs.DataFullNoDocument, in: all(without(fact.MissingExcused, "S1"), params("A1",
		rule.Params{"excused": "full"}), func(in *score.Input) { actualOf(in, "S1", "A1").Source.Document = "" })},
	{code: errs.YearToCome, in: func(in *score.Input) {
		in.Actuals = slices.DeleteFunc(in.Actuals, func(a progress.Actual) bool { return a.Indicator == "D2" })
	}},
	{code: errs.GradeBarred, in: func(in *score.Input) {
		in.Marks = slices.DeleteFunc(in.Marks, func(m review.Mark) bool { return m.Indicator == "F1" && m.Unit != "S1" })
	}},
	{code: errs.TreeBodiesDiffer, file: func(t *testing.T, f *excelize.File) {
		col := column(t, f, "方案", "实施主体")
		from, err := excelize.CoordinatesToCellName(col, 2)
		if err != nil {
			t.Fatal(err)
		}
		to, err := excelize.CoordinatesToCellName(col, 12)
		if err == nil {
			err = f.UnmergeCell("方案", from, to)
		}
		if err != nil {
			t.Fatal(err)
		}
		put(t, f, "方案", col, 3, "组织部")
	}},
	{code: errs.ClassUnknown, file: write("方案", "乡", 2, "20")},
	{code: errs.ClassMeanFew, in: all(before, without(fact.MissingExcused, "S1", "S2", "S3", "S4", "S5", "S6"),
		params("A1", rule.Params{"excused": "class_mean"}))},
	{code: errs.PeersFew, in: func(in *score.Input) {
		before(in)
		for _, u := range []string{"S1", "S2", "S3", "S4", "S5", "S6"} {
			a := actualOf(in, u, "A2")
			a.Status, a.Values = fact.NotApplicable, nil
		}
	}},

	// Judgement.
	{code: errs.JudgementUnread, in: func(in *score.Input) {
		in.Marks = append(in.Marks, review.Mark{Unit: "S1", Indicator: "A1", Judge: "甲", Value: one})
	}},
	{code: errs.DimensionUnknown, in: func(in *score.Input) {
		in.Marks = append(in.Marks, review.Mark{Unit: "S1", Indicator: "B1", Body: "组织部", Judge: "组织部",
			Dimension: "别的", Value: one})
	}},
	{code: errs.MarkOwn, in: func(in *score.Input) {
		for i := range in.Roster.Bodies {
			if in.Roster.Bodies[i].Name == "组织部" {
				in.Roster.Bodies[i].Unit, in.Roster.Bodies[i].Substitute = "S2", "绩效办"
			}
		}
	}},
	{code: errs.MarkNotEntitled, in: func(in *score.Input) {
		in.Marks = append(in.Marks, review.Mark{Unit: "S2", Indicator: "F1", Body: "督查室",
			Judge: "督查室", Value: decimal.Int(80)})
	}},
	{code: errs.MarkTwice, in: func(in *score.Input) {
		in.Marks = append(in.Marks, review.Mark{Unit: "S1", Indicator: "B1", Judge: "甲", Dimension: "机构", Value: one})
	}},
	{code: errs.MarkOwn, in: func(in *score.Input) { // the unit itself, under the name of a judge
		in.Marks = append(in.Marks, review.Mark{Unit: "S1", Indicator: "F1", Judge: "第1街道", Value: decimal.Int(80)})
	}},
	{code: errs.BodyOwnSubstitute, in: func(in *score.Input) { // the body's unit, by name
		for i := range in.Roster.Bodies {
			in.Roster.Bodies[i].Substitute = "第1街道"
		}
	}},
	{code: errs.BonusCount, in: event(review.Event{Type: review.Bonus, Kind: "表彰", Level: "市级", Count: decimal.Int(3)})},
	{code: errs.EventUnread,
		in: event(review.Event{Type: review.Bonus, Indicator: "D1", Kind: "瑕疵", Level: "市级", Count: one})},
	{code: errs.SurveyUnread, in: params("E1", rule.Params{"channel": "third_party"})},
	// too few answers of one channel, none of the other, and the line may leave
	{code: errs.SurveyMissing, in: func(in *score.Input) {
		in.Scheme.Leaf("E1").Params = rule.Params{"channel": "both", "small_n": "redistribute"}
		in.Surveys = slices.DeleteFunc(in.Surveys,
			func(s survey.Result) bool { return s.Unit == "S1" && s.Channel == rule.ThirdParty })
		for i := range in.Surveys {
			if in.Surveys[i].Unit == "S1" {
				in.Surveys[i].N = *fact.Num("10")
			}
		}
	}},
	{code: errs.MarkRange, in: func(in *score.Input) { in.Marks[0].Value = decimal.Int(101) }},
	{code: errs.ActualUnread, in: func(in *score.Input) {
		in.Actuals = append(in.Actuals, progress.Actual{Unit: "S1", Indicator: "F1", Item: rule.Actual, Status: fact.Verified,
			Values: []progress.PeriodValue{{Period: "Y", Number: &one}}})
	}},
	{code: errs.VoterGroupUnknown, in: func(in *score.Input) { in.Ballots[0].Group = "路人" }},
	{code: errs.OptionUnknown, in: func(in *score.Input) { in.Ballots[0].Option = "极好" }},
	{code: errs.VotesBad, in: func(in *score.Input) { in.Ballots[0].Votes = decimal.MustParse("1.5") }},
	{code: errs.EventOpen,
		in: event(review.Event{Type: review.Bonus, Kind: "表彰", Level: "市级", Count: one, State: review.Open})},
	{code: errs.EventNoDocument, in: func(in *score.Input) {
		event(review.Event{Type: review.Bonus, Kind: "表彰", Level: "市级", Count: one})(in)
		in.Events[len(in.Events)-1].Source.Document = ""
	}},
	{code: errs.EventCount, in: event(review.Event{Type: review.Bonus, Kind: "表彰", Level: "市级"})},
	{code: errs.EventDecider,
		in: event(review.Event{Type: review.Promotion, Count: one, Proposer: "绩效办", Decider: "绩效办"})},
	{code: errs.EventExempt, in: event(review.Event{Unit: "X1", Type: review.Bonus, Kind: "表彰", Level: "市级", Count: one})},
	{code: errs.EventUnread, in: event(review.Event{Type: review.Deduction, Indicator: "A1", Kind: "瑕疵", Count: one})},
	{code: errs.EventKind, in: event(review.Event{Type: review.Deduction, Indicator: "D1", Kind: "罚款", Count: one})},
	{code: errs.EventGrade, in: event(review.Event{Type: review.Cap, Count: one})},
	{code: errs.VetoNoRule,
		in: event(review.Event{Type: review.Veto, Indicator: "A1", Count: one, Decider: "领导小组", Heard: true})},
	{code: errs.VetoUnheard, in: event(review.Event{Type: review.Veto, Indicator: "V1", Count: one, Decider: "领导小组"})},
	{code: errs.PromotionMany, in: all(event(review.Event{Type: review.Promotion, Count: one, Decider: "领导小组"}),
		event(review.Event{Unit: "S2", Type: review.Promotion, Count: one, Decider: "领导小组"}))},
	{code: errs.SurveyKey, in: func(in *score.Input) { in.Scheme.SurveyKeys = []string{"12ab"} }},
	{code: errs.SurveyUnsigned, in: func(in *score.Input) { in.Scheme.SurveyKeys = []string{strings.Repeat("ab", 32)} }},
	{code: errs.SurveySignature, in: func(in *score.Input) { // signed, and then changed
		public := signed(in)
		in.Scheme.SurveyKeys = []string{public}
		in.Surveys[0].Score = in.Surveys[0].Score.Sub(decimal.One)
	}},
	{code: errs.SurveyCounts, in: func(in *score.Input) { in.Surveys[0].Counts = counted("1", "7", "3") }},
	{code: errs.SurveyCountsShape, in: func(in *score.Input) { in.Surveys[0].Counts = counted("1/2", "7", "3") }},
	{code: errs.SurveyStray, in: func(in *score.Input) { in.Surveys[0].Counts = counted("1", "7", "3") },
		file: func(t *testing.T, f *excelize.File) {
			put(t, f, "满意度明细", column(t, f, "满意度明细", "渠道"), 2, "第三方")
			put(t, f, "满意度明细", column(t, f, "满意度明细", "渠道"), 3, "第三方")
			put(t, f, "满意度明细", column(t, f, "满意度明细", "单位"), 2, "X1")
			put(t, f, "满意度明细", column(t, f, "满意度明细", "单位"), 3, "X1")
		}},
	{code: errs.SurveyScore, in: func(in *score.Input) { in.Surveys[0].Score = decimal.Int(120) }},
	{code: errs.SurveyInterval, in: func(in *score.Input) { n := decimal.Int(99); in.Surveys[0].Low = &n }},
	{code: errs.SurveyMissing, in: func(in *score.Input) {
		in.Surveys = slices.DeleteFunc(in.Surveys, func(s survey.Result) bool { return s.Unit == "S1" })
	}},
}

// read writes a broken year, reads it back and checks it, as shiji check does.
// However broken it is, no cell of it is lost.
func (b broken) read(t *testing.T) errs.Findings {
	t.Helper()
	back, tally, found, err := sheet.ReadCounted(b.write(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if tally.Sum() != tally.Cells {
		t.Errorf("%+v adds up to %d", tally, tally.Sum())
	}
	return append(append(found, score.Check(back)...), score.Admit(back)...)
}

// smallBook is the small year as a workbook, written once.
var (
	writeSmall sync.Once
	smallBook  []byte
)

func written(t *testing.T, in score.Input) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "年度.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// write writes the broken workbook.
func (b broken) write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "年度.xlsx")
	if b.in == nil { // most are broken in the workbook only
		writeSmall.Do(func() { smallBook = written(t, demo.Small()) })
		if err := os.WriteFile(path, smallBook, 0o600); err != nil {
			t.Fatal(err)
		}
	} else {
		in := demo.Small()
		b.in(&in)
		if err := sheet.WriteYear(path, in); err != nil {
			t.Fatal(err)
		}
	}
	if b.file != nil {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b.file(t, f)
		if err := f.Save(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return path
}

// before makes the year one of those in which all silence is missing data.
func before(in *score.Input) { in.Scheme.Grading.MinDecided = nil }

func TestEveryFinding(t *testing.T) {
	provoked := map[errs.Code]bool{
		errs.TextShape: true, errs.TextKeyTwice: true, errs.TextKeyUnknown: true, // by TestTextMistakes
		errs.FileNote: true, errs.FileUnreadable: true, // by TestFilesThatAreNoWorkbooks
		errs.FileNoWorkbook: true, errs.FileIgnored: true, // by the same test
		errs.YearOther: true, errs.DistrictOther: true, // of imports, by TestOtherYearAndDistrict
		errs.PartEmpty:   true,                       // of imports, by TestAPartThatIsntThere
		errs.AskTarget:   true,                       // of additions, by TestATargetFarFromWhatWasReported
		errs.PartOutside: true,                       // of imports, by TestAPartHoldsNothingElse
		errs.RowUnfilled: true, errs.HintTyped: true, // by TestFormsOfAYear, TestTypedIntoTheHint
		errs.RowContradicts: true, errs.FloorsForm: true, // by TestWhatAFormForFloorsRefuses
		errs.FloorsStray: true, errs.FloorsTarget: true, errs.FloorNumberless: true, // by the same test
		errs.CellClears:      true,                          // by TestABlankInAnAddition
		errs.FindingsTooMany: true, errs.FindingsMore: true} // by TestFindingsWithoutEnd
	for _, b := range brokenYears {
		provoked[b.code] = true
		t.Run(string(b.code), func(t *testing.T) {
			t.Parallel()
			found := b.read(t)
			i := slices.IndexFunc(found, func(f errs.Finding) bool { return f.Code == b.code })
			if i < 0 {
				var got []string
				for _, f := range found {
					got = append(got, string(f.Code)+" "+f.At.Place()+" "+f.Message().ZH)
				}
				t.Fatalf("not found; found instead:\n%s", strings.Join(got, "\n"))
			}
			f := found[i]
			if f.At.File == "" || f.At.Sheet == "" && f.Code != errs.SheetMissing && f.Code != errs.FileNothing {
				t.Errorf("it doesn't say where: %+v", f.At)
			}
			if f.At.Cell == "" && f.Code != errs.FileIgnored && f.Code != errs.SheetMissing && f.Code != errs.SheetUnknown &&
				f.Code != errs.SheetHidden && f.Code != errs.FileNothing {
				t.Errorf("it names no cell: %+v", f.At)
			}
			for _, text := range []lang.Text{f.Message(), f.Remedy()} {
				if strings.Contains(text.ZH+text.EN, "%!") {
					t.Errorf("a text with holes: %+v", text)
				}
			}
			if f.Severity() == errs.Wrong && f.Remedy().ZH == "" {
				t.Error("an error without a remedy")
			}
		})
	}
	for code := range errs.Catalogue() {
		if !provoked[code] {
			t.Errorf("no broken workbook provokes %s", code)
		}
	}
}

// TestTablesAsCSV: a sheet may come as a file of its own, in the encodings and with the separators that offices use.
func TestTablesAsCSV(t *testing.T) {
	dir := t.TempDir()
	if err := sheet.WriteYear(filepath.Join(dir, "年度.xlsx"), demo.Small()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "年度.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("满意度")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, row := range rows {
		for len(row) < len(rows[0]) {
			row = append(row, "")
		}
		text.WriteString(strings.Join(row, ";") + "\r\n")
	}
	if err := f.DeleteSheet("满意度"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text.String())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "满意度.csv"), []byte(gb), 0o644); err != nil {
		t.Fatal(err)
	}
	in, found, err := sheet.Read(dir)
	if err != nil || found.HasErrors() || !found.Has(errs.FileNote) {
		t.Fatalf("%v %v", found, err)
	}
	if want := demo.Small(); len(in.Surveys) != len(want.Surveys) || !in.Surveys[0].Score.Equal(want.Surveys[0].Score) {
		t.Errorf("%d results, want %d", len(in.Surveys), len(want.Surveys))
	}
	if at := in.Surveys[0].Source; at.File != "满意度.csv" || at.Cell != "C2" {
		t.Errorf("source %+v, want the cell of the file", at)
	}
}

func TestFilesThatAreNoWorkbooks(t *testing.T) {
	dir := t.TempDir()
	if _, found, err := sheet.Read(dir); err != nil || !found.Has(errs.FileNoWorkbook) {
		t.Errorf("an empty folder: %v %v", found, err)
	}
	// what may be a department's data is an error, and not left out
	for _, name := range []string{"某局.xls", "某局.et", "某局.ods", "某局.rar"} {
		sub := t.TempDir()
		if err := os.WriteFile(filepath.Join(sub, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		want := errs.FileUnreadable
		if strings.HasSuffix(name, ".rar") {
			want = errs.FileIgnored
		}
		if _, found, err := sheet.Read(sub); err != nil || !found.Has(want) {
			t.Errorf("a folder with %s: %v %v", name, found, err)
		}
	}
	for name, content := range map[string]string{"文字.xlsx": "这不是工作簿", "空.xlsx": "", "旧版.xls": "x"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sheet.Read(path); err != nil || !found.Has(errs.FileUnreadable) {
			t.Errorf("%s: %v %v", name, found, err)
		}
	}
	if _, _, err := sheet.Read(filepath.Join(dir, "没有.xlsx")); err == nil {
		t.Error("a file that isn't there was read")
	}
}

func TestCleanYearHasNoFindings(t *testing.T) {
	if found := (broken{}).read(t); len(found) > 0 {
		t.Errorf("%s %s", found[0].Code, found[0].Message().ZH)
	}
}
