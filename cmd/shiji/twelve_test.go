package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/errs"
)

// A district of twelve units sets up its year from the template, as a clerk would: sheet by sheet, in words.

// twelve is a workbook of the district while it is filled in.
type twelve struct {
	t    *testing.T
	f    *excelize.File
	path string
}

var twelveUnits = [][]string{ // code, name, short, system, class
	{"G01", "云溪区发展和改革委员会", "区发改委", "政府", "政府部门"}, {"G02", "云溪区教育委员会", "区教委", "政府", "政府部门"},
	{"G03", "云溪区财政局", "区财政局", "政府", "政府部门"},
	{"G04", "云溪区水务局", "区水务局", "政府", "政府部门"}, {"G05", "云溪区民政局", "区民政局", "政府", "政府部门"},
	{"G06", "云溪区卫生局", "区卫生局", "政府", "政府部门"},
	{"J01", "东关街道办事处", "东关街道", "街道", "街道"}, {"J02", "西关街道办事处", "西关街道", "街道", "街道"}, {"J03", "南关街道办事处", "南关街道", "街道", "街道"},
	{"J04", "北关街道办事处", "北关街道", "街道", "街道"},
	{"Z01", "云溪镇人民政府", "云溪镇", "镇", "镇"}, {"Z02", "柳林镇人民政府", "柳林镇", "镇", "镇"},
}

// scheme rows: level 1, points, level 2, points, code, name, unit, direction, rule, parameters, body, points.
var twelveScheme = [][]string{
	{"职能履行", "50", "重点工作", "30", "A0101", "重点任务完成率", "%", "越高越好", "完成率计分法", "", "区督查室", "20"},
	{"", "", "", "", "A0102", "重大工程", "", "是否", "节点法", "权重=0.5、0.5", "", "10"},
	{"", "", "党建工作", "20", "A0201", "党建台账", "", "是否", "要件核查法", "要件=机构:10、制度:10", "区委组织部", "20"},
	{"效能建设", "20", "依法行政", "20", "B0101", "行政行为规范", "", "是否", "扣分法", "种类=程序瑕疵:0.5", "区法制办", "20"},
	{"服务效果", "25", "满意度", "25", "C0101", "群众满意度", "分", "越高越好", "满意度计分法", "渠道=第三方", "区统计局", "25"},
	{"创新创优", "5", "创新项目", "5", "D0101", "创新项目评审", "分", "是否", "专家评审法", "", "区督查室", "5"},
	{"一票否决", "0", "否决事项", "0", "V0101", "重大安全责任事故", "", "是否", "一票否决", "依据=《安全生产法》；效果=不达标", "区督查室", ""},
}

// twelveBook is the workbook of the district, filled in once.
var (
	fillTwelve sync.Once
	twelveBook []byte
)

// newTwelve is the workbook of the district with all that a year begins with.
func newTwelve(t *testing.T) *twelve {
	t.Helper()
	fillTwelve.Do(func() { twelveBook = fillTemplate(t) })
	d := &twelve{t: t, path: filepath.Join(t.TempDir(), "云溪.xlsx")}
	writeFile(t, d.path, twelveBook)
	f, err := excelize.OpenFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	d.f = f
	t.Cleanup(func() { f.Close() })
	return d
}

// fillTemplate fills in the template.
func fillTemplate(t *testing.T) []byte {
	t.Helper()
	d := &twelve{t: t, path: filepath.Join(t.TempDir(), "云溪.xlsx")}
	if code, out, stderr := shiji(t, "template", d.path); code != exitOK {
		t.Fatal(out, stderr)
	}
	f, err := excelize.OpenFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	d.f = f
	defer f.Close()
	d.setting("地区", "云溪区")
	d.setting("年度", 2015)
	d.setting("方案名称", "云溪区2015年度绩效管理实施方案")
	d.clear("单位", "实施主体", "规划", "方案", "目标", "实绩", "评分", "事件", "满意度")
	for i, u := range twelveUnits {
		d.row("单位", i+2, "编码", u[0], "名称", u[1], "简称", u[2], "系统", u[3], "考核类别", u[4], "调查类别", "面向社会群众类", "参评方式", "排名")
	}
	for i, name := range []string{"区督查室", "区委组织部", "区法制办", "区统计局"} {
		d.row("实施主体", i+2, "名称", name)
	}
	for i, r := range twelveScheme {
		d.row("方案", i+2, "一级指标", r[0], "二级指标", r[2], "编码", r[4], "三级指标", r[5], "单位", r[6], "方向", r[7], "评分规则", r[8],
			"参数", r[9], "实施主体", r[10])
		d.put("方案", 2, i+2, r[1])
		d.put("方案", 4, i+2, r[3])
		for _, class := range []string{"政府部门", "街道", "镇"} {
			d.row("方案", i+2, class, r[11])
		}
	}
	d.drop("方案", "党群")
	d.drop("方案", "区属企业")
	for i, u := range twelveUnits {
		d.row("目标", i+2, "单位", u[2], "指标", "重点任务完成率", "目标值", "95")
	}
	d.save()
	data, err := os.ReadFile(d.path)
	d.fail(err)
	return data
}

func (d *twelve) fail(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *twelve) save() { d.t.Helper(); d.fail(d.f.SaveAs(d.path)) }

// head is the column of a heading, from 1.
func (d *twelve) head(sheet, name string) int {
	d.t.Helper()
	rows, err := d.f.GetRows(sheet)
	d.fail(err)
	for i, h := range rows[0] {
		if strings.TrimSuffix(h, "*") == name {
			return i + 1
		}
	}
	d.t.Fatalf("%s has no heading %s: %v", sheet, name, rows[0])
	return 0
}

func (d *twelve) cell(sheet, head string, row int) string {
	d.t.Helper()
	cell, err := excelize.CoordinatesToCellName(d.head(sheet, head), row)
	d.fail(err)
	return cell
}

func (d *twelve) put(sheet string, col, row int, v any) {
	d.t.Helper()
	cell, err := excelize.CoordinatesToCellName(col, row)
	d.fail(err)
	d.fail(d.f.SetCellValue(sheet, cell, v))
}

// row fills in cells of a row by their headings.
func (d *twelve) row(sheet string, row int, cells ...string) {
	d.t.Helper()
	for i := 0; i+1 < len(cells); i += 2 {
		if cells[i+1] != "" {
			d.put(sheet, d.head(sheet, cells[i]), row, cells[i+1])
		}
	}
}

func (d *twelve) setting(name string, v any) {
	d.t.Helper()
	rows, err := d.f.GetRows("年度")
	d.fail(err)
	for i, r := range rows {
		if r[0] == name {
			d.put("年度", 2, i+1, v)
			return
		}
	}
	d.t.Fatalf("no setting %s", name)
}

// clear takes out the example rows.
func (d *twelve) clear(sheets ...string) {
	d.t.Helper()
	for _, s := range sheets {
		rows, err := d.f.GetRows(s)
		d.fail(err)
		for range len(rows) - 1 {
			d.fail(d.f.RemoveRow(s, 2))
		}
	}
}

func (d *twelve) drop(sheet, head string) {
	d.t.Helper()
	name, err := excelize.ColumnNumberToName(d.head(sheet, head))
	d.fail(err)
	d.fail(d.f.RemoveCol(sheet, name))
}

// check returns what shiji check prints, and its findings.
func (d *twelve) check() (string, []findingJSON) {
	d.t.Helper()
	d.save()
	_, out, stderr := shiji(d.t, "check", d.path)
	_, list, _ := shiji(d.t, "check", d.path, "--json")
	if stderr != "" {
		d.t.Error(stderr)
	}
	return out, decoded[[]findingJSON](d.t, list)
}

// TestTwelveUnitsSetUpTheirYear: from the template to places, without a finding that stops.
func TestTwelveUnitsSetUpTheirYear(t *testing.T) {
	d := newTwelve(t)
	if out, found := d.check(); errorsIn(found) > 0 || !strings.Contains(out, "尚未到期：") {
		t.Fatal(out)
	}
	dir := t.TempDir()
	data := filepath.Join(dir, "数据")
	for _, args := range [][]string{{"import", d.path, "--data", data}, {"run", "2015", "--data", data},
		{"score", d.path, "-o", filepath.Join(dir, "out")}, {"convert", d.path, filepath.Join(dir, "文本")},
		{"diff", d.path, d.path}, {"analyse", d.path}} {
		if code, out, stderr := shiji(t, args...); code != exitOK {
			t.Fatal(args, out, stderr)
		} else if args[0] == "run" && (!strings.Contains(out, "暂计 6 家") || strings.Contains(out, "0.00  不达标")) {
			t.Error(out)
		}
	}
	forms := filepath.Join(dir, "填报")
	if code, out, stderr := shiji(t, "template", forms, "--from", d.path, "--each", "body"); code != exitOK {
		t.Fatal(out, stderr)
	}
	files, err := os.ReadDir(forms)
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		path := filepath.Join(forms, file.Name())
		fillIn(t, path)
		if code, out, stderr := shiji(t, "import", path, "--add", "--year", "2015", "--data", data); code != exitOK {
			t.Fatal(file.Name(), out, stderr)
		}
	}
	code, out, stderr := shiji(t, "run", "2015", "--data", data)
	if code != exitOK || strings.Contains(out, "暂计") || !strings.Contains(out, "政府部门  排名 6 家") ||
		strings.Contains(out, "缺报") {
		t.Error(out, stderr)
	}
}

// fillIn fills in a form as its hints say.
func fillIn(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := &twelve{t: t, f: f, path: path}
	if strings.Contains(path, "区法制办") { // who enters events alone
		d.clear("事件")
		d.row("事件", 2, "单位", "东关街道", "类型", "扣分", "指标", "行政行为规范", "事项", "案卷评查", "种类", "程序瑕疵", "状态",
			"已认定", "来源文件", "评查通报〔2015〕3号")
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		d.fail(err)
		if sheet == "填写说明" || sheet == "事件" {
			continue
		}
		hint := d.head(sheet, "填什么") - 1
		for i, r := range rows[1:] {
			says := r[hint]
			switch {
			case sheet == "实绩" && strings.Contains(says, "按期"):
				d.row(sheet, i+2, "全年", "按期")
			case sheet == "实绩":
				d.row(sheet, i+2, "全年", fmt.Sprint(90+i%9))
			case sheet == "评分" && strings.Contains(says, "齐全"):
				d.row(sheet, i+2, "分数", "1")
			case sheet == "评分":
				d.row(sheet, i+2, "分数", fmt.Sprint(80+i%15))
			case sheet == "满意度":
				d.row(sheet, i+2, "得分", fmt.Sprint(82+i), "有效样本", "300")
			default:
				t.Errorf("%s!%d wants %q", sheet, i+2, says)
			}
		}
	}
	d.save()
}

func errorsIn(found []findingJSON) int {
	n := 0
	for _, f := range found {
		if f.Severity == errs.Wrong {
			n++
		}
	}
	return n
}

// TestTheFirstLineNamesTheCause: whatever a clerk mistypes once, the first line of the check is the cell to mend, and
// what follows from it isn't told as if it were another mistake.
func TestTheFirstLineNamesTheCause(t *testing.T) {
	for name, c := range map[string]struct {
		break_ func(*twelve) string // returns where it is broken
		says   string
	}{
		"a points column called like no class": {func(d *twelve) string {
			cell := d.cell("方案", "政府部门", 1)
			d.fail(d.f.SetCellValue("方案", cell, "政府"))
			return "方案!" + cell
		}, "政府部门"},
		"a class mistyped for one unit": {func(d *twelve) string {
			d.row("单位", 5, "考核类别", "政府部们")
			return "单位!" + d.cell("单位", "考核类别", 5)
		}, "是“政府部门”吗"},
		"an item without a body": {func(d *twelve) string {
			cell := d.cell("方案", "实施主体", 5)
			d.fail(d.f.SetCellValue("方案", cell, nil))
			return "方案!" + cell
		}, "没有实施主体"},
		"a body that isn't on the list": {func(d *twelve) string {
			d.row("方案", 4, "实施主体", "组织部")
			return "方案!" + d.cell("方案", "实施主体", 4)
		}, "是“区委组织部”吗"},
		"a rule mistyped": {func(d *twelve) string {
			d.row("方案", 2, "评分规则", "完成率记分法")
			return "方案!" + d.cell("方案", "评分规则", 2)
		}, "是“完成率计分法”吗"},
		"no rule": {func(d *twelve) string {
			cell := d.cell("方案", "评分规则", 6)
			d.fail(d.f.SetCellValue("方案", cell, nil))
			return "方案!" + cell
		}, "满意度计分法"},
		"a parameter mistyped": {func(d *twelve) string {
			d.row("方案", 3, "参数", "权数=0.5、0.5")
			return "方案!" + d.cell("方案", "参数", 3)
		}, "是“权重”吗"},
		"a level-1 class mistyped": {func(d *twelve) string {
			d.row("方案", 5, "一级指标", "效能建没")
			return "方案!" + d.cell("方案", "一级指标", 5)
		}, "是“效能建设”吗"},
		"points in words": {func(d *twelve) string {
			d.row("方案", 4, "街道", "二十")
			return "方案!" + d.cell("方案", "街道", 4)
		}, "应填数字"},
		"points that don't add up": {func(d *twelve) string {
			d.row("方案", 3, "镇", "8")
			return "方案!D2"
		}, "28"},
		"the sheet of bodies by another name": {func(d *twelve) string {
			d.fail(d.f.SetSheetName("实施主体", "主体名单一览"))
			d.fail(d.f.SetCellValue("主体名单一览", "A1", "主体"))
			return "主体名单一览!A1"
		}, "又缺少“名称”：是同一列吗"},
		"a unit renamed on its sheet alone": {func(d *twelve) string {
			d.row("单位", 5, "简称", "区水利局", "名称", "云溪区水利局")
			return "目标!A5"
		}, "没有“区水务局”这个单位"},
		"an indicator renamed in the scheme alone": {func(d *twelve) string {
			d.row("方案", 2, "三级指标", "年度任务完成率")
			return "目标!B2、B3"
		}, "没有“重点任务完成率”这个三级指标"},
		"the heading of targets mistyped": {func(d *twelve) string {
			cell := d.cell("目标", "目标值", 1)
			d.fail(d.f.SetCellValue("目标", cell, "目标直"))
			return "目标!" + cell
		}, "目标值"},
		"a target forgotten": {func(d *twelve) string {
			cell := d.cell("目标", "目标值", 4)
			d.fail(d.f.SetCellValue("目标", cell, nil))
			return "目标!" + cell
		}, "没有填目标值"},
		"targets forgotten for all": {func(d *twelve) string {
			d.clear("目标")
			return "方案!E2"
		}, "12 家单位的“重点任务完成率”没有填目标值"},
		"a system that there isn't": {func(d *twelve) string {
			d.row("单位", 8, "系统", "街")
			return "单位!" + d.cell("单位", "系统", 8)
		}, "街道"},
		"the year forgotten": {func(d *twelve) string {
			d.setting("年度", nil)
			return "年度!"
		}, "年度"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newTwelve(t)
			where := c.break_(d)
			out, found := d.check()
			if errorsIn(found) == 0 {
				t.Fatal("nothing was found\n" + out)
			}
			lines := strings.SplitN(strings.TrimLeft(afterHeader(out), "\n"), "\n", 4)
			told := strings.Join(lines[:min(3, len(lines))], "\n")
			if !strings.Contains(lines[0], where) {
				t.Errorf("the first line is %q, the cause %s\n%s", lines[0], where, out)
			}
			if !strings.Contains(told, c.says) {
				t.Errorf("%q doesn't say %q", told, c.says)
			}
			causes := map[string]bool{}
			for _, f := range found {
				if f.Severity == errs.Wrong && f.Follows == "" {
					causes[f.Group] = true
				}
			}
			if len(causes) > 1 {
				t.Errorf("%d causes for one mistake\n%s", len(causes), out)
			}
		})
	}
}

// afterHeader is what stands after the line that counts causes and consequences.
func afterHeader(out string) string {
	if first, rest, ok := strings.Cut(out, "\n"); ok && strings.Contains(first, "个原因") {
		return rest
	}
	return out
}

// TestMistakesApart: two mistakes that have nothing to do with each other are two causes, however near they stand.
func TestMistakesApart(t *testing.T) {
	for name, break_ := range map[string]func(*twelve) []string{
		"a bad date and a target forgotten": func(d *twelve) []string {
			d.row("目标", 9, "填报日期", "去年底")
			cell := d.cell("目标", "目标值", 4)
			d.fail(d.f.SetCellValue("目标", cell, nil))
			return []string{"目标!" + d.cell("目标", "填报日期", 9), "目标!" + cell}
		},
		"an unknown unit and another's target forgotten": func(d *twelve) []string {
			d.row("目标", 3, "单位", "区水利局")
			cell := d.cell("目标", "目标值", 10)
			d.fail(d.f.SetCellValue("目标", cell, nil))
			return []string{"目标!A3", "目标!" + cell}
		},
		"a parameter mistyped and a channel that there isn't": func(d *twelve) []string {
			d.row("方案", 3, "参数", "权数=0.5、0.5")
			d.row("方案", 6, "参数", "渠道=第四方")
			return []string{"方案!" + d.cell("方案", "参数", 3), "方案!" + d.cell("方案", "参数", 6)}
		},
		"two bodies mistyped": func(d *twelve) []string {
			d.row("方案", 4, "实施主体", "组织部")
			d.row("方案", 5, "实施主体", "法制办")
			return []string{"方案!" + d.cell("方案", "实施主体", 4), "方案!" + d.cell("方案", "实施主体", 5)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newTwelve(t)
			want := break_(d)
			out, found := d.check()
			var causes []string
			for _, f := range found {
				if f.Severity == errs.Wrong && f.Follows == "" {
					causes = append(causes, f.Sheet+"!"+f.Cell)
				}
			}
			for _, w := range want {
				if !slices.Contains(causes, w) {
					t.Errorf("%s isn't a cause: %v\n%s", w, causes, out)
				}
			}
		})
	}
}
