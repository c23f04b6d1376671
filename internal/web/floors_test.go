package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/target"
)

// unfloored is the small year in which the first six streets have no floor of A1.
func unfloored() score.Input {
	in := demo.Small()
	for i := range in.Targets[:6] {
		x := &in.Targets[i]
		x.City = target.Floor{}
		x.Source.Document, x.Source.Person, x.Source.Date = "目标责任书（示例）", "王五（示例）", "2013-02-01"
	}
	return in
}

// fill puts values into the sheet 目标 of a workbook.
func fill(t *testing.T, data []byte, cells map[string]any) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, v := range cells {
		if err := f.SetCellValue("目标", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFloorsAreFilledIn: from the targets without a floor to their form, its import and the verdicts; nothing else of
// the targets changes on the way.
func TestFloorsAreFilledIn(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, unfloored())
	known := func() *score.Input {
		in, _, err := o.Config.Ledger.Latest(t.Context(), me, o.year)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	before := known()

	page := o.get(o.y("/floors?only=none"))
	says(t, "what lacks floors", page, http.StatusOK, "未录底线 6", "下载待补底线模板（6 项）.xlsx", "导入填好的模板")
	says(t, "a part of it", o.get(o.y("/floors?only=none&q=第3街道")), http.StatusOK, "下载待补底线模板（1 项）.xlsx")
	says(t, "all targets", o.get(o.y("/floors?only=all")), http.StatusOK, "下载待补底线模板（6 项）.xlsx")
	for _, path := range []string{"/floors", "/floors?only=met"} {
		if body := mainOf(t, o.get(fmt.Sprintf("/y/%d%s", o.year, path))); strings.Contains(body, "模板") {
			t.Errorf("%s offers a form for what isn't on it", path)
		}
	}
	says(t, "a form without rows", o.get(o.y("/floors/form.xlsx?only=met")), http.StatusNotFound)
	one := sheets(t, o.get(o.y("/floors/form.xlsx?only=none&q=第3街道")))
	if rows := one["目标"]; len(rows) != 2 || !strings.HasPrefix(rows[1], "第3街道|任务完成率|") {
		t.Errorf("of one street: %v", rows)
	}
	form := o.get(hrefTo(t, page, o.y("/floors/form.xlsx"), "only=none"))
	if rows := sheets(t, form)["目标"]; len(rows) != 7 || !strings.HasSuffix(rows[1], "|%|越高越好|100") {
		t.Fatalf("%v", rows)
	}

	to := hrefTo(t, page, "/imports", "form=floors")
	says(t, "the way in", o.get(to), http.StatusOK, "待补底线表 上传填好的表，加到 2013 年度", "回到三个不低于")
	if fields, ok := formOf(t, o.get(to), "/imports"); !ok || fields.Get("mode") != string(intake.Add) {
		t.Errorf("the form of %s is for %v", to, fields)
	}
	file := fill(t, form.Body.Bytes(), map[string]any{"G2": 98, "H2": "市文〔2013〕1号（示例）", "K3": 100, "L3": "报告第三部分（示例）"})
	jobOf(t, o.send("待补底线.xlsx", file, "mode", "add", "year", strconv.Itoa(o.year)))
	o.work(t)
	in := o.brought(t, 2)
	path := fmt.Sprintf("/imports/%d", in.ID)
	preview := o.get(path)
	says(t, "the preview", preview, http.StatusOK, "这是待补底线表：补录底线 2 项，留空 4 项", "修改 2", "市下达", "98", "看未录底线的目标")
	says(t, "the preview in English", o.get(path, speaking(lang.EN)...), http.StatusOK,
		"This is a form for floors: floors of 2 targets, 4 left empty")
	fields, ok := formOf(t, preview, path+"/confirm")
	if !ok || in.State != intake.Checked {
		t.Fatalf("%s: %v", in.State, in.Found)
	}
	jobOf(t, o.post(path+"/confirm", fields))
	o.work(t)
	done := o.get(path)
	back := hrefTo(t, done, o.y("/floors"), "")
	says(t, "recorded", done, http.StatusOK, "看三个不低于的结论")
	verdicts := o.get(back)
	says(t, "the way back", verdicts, http.StatusOK, "未录底线 4")
	rows := rowsOf(t, o.get(o.y("/floors")))
	for _, want := range []string{"S1|第1街道|任务完成率|%|100|98|—|—|+2|不低于|", "S2|第2街道|任务完成率|%|100|—|100|—|0|不低于|"} {
		if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, want) }) {
			t.Errorf("no row %s:\n%s", want, strings.Join(rows, "\n"))
		}
	}

	after := known()
	for i, was := range before.Targets {
		now := after.Targets[i]
		switch now.Unit {
		case "S1":
			now.City = was.City
		case "S2":
			now.WorkReport = was.WorkReport
		}
		if now.Unit == "S1" || now.Unit == "S2" {
			if now.Source.File != "待补底线.xlsx" {
				t.Errorf("%s was last read in %s", now.Unit, now.Source.File)
			}
			now.Source.File, now.Source.Cell = was.Source.File, was.Source.Cell
		}
		a, err1 := json.Marshal(was)
		b, err2 := json.Marshal(now)
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: something else changed:\n%s\n%s", now.Unit, a, b)
		}
	}
}

// TestFloorsThatDoNotFit: what is wrong with a form says its sheet, row and column, and by how much a target breaks a
// floor.
func TestFloorsThatDoNotFit(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	o.load(t, unfloored())
	form := o.get(o.y("/floors/form.xlsx?only=none")).Body.Bytes()
	for i, c := range []struct {
		name  string
		cells map[string]any
		want  []string
	}{
		{"a word", map[string]any{"G2": "待定"}, []string{"目标!G2", "“市下达”应填数字"}},
		{"another unit of measure", map[string]any{"D2": "万元", "G2": 1}, []string{"目标!D2", "“计量单位”一列写的是“万元”"}},
		{"a floor above the target", map[string]any{"G2": 105, "H2": "文"}, []string{"目标!G2", "低于市下达目标值 105，差 5"}},
		{"another target", map[string]any{"F3": 97, "G2": 95, "H2": "文"}, []string{"目标!F3", "由 100 改成了 97"}},
		{"no document", map[string]any{"I2": 95}, []string{"目标!I2", "党代会报告 95 没有写出处"}},
		{"another unit", map[string]any{"B2": "A2", "G2": 95}, []string{"目标!B2", "没有“环境考评”这一项目标"}},
	} {
		jobOf(t, o.send("底线.xlsx", fill(t, form, c.cells), "mode", "add", "year", strconv.Itoa(o.year)))
		o.work(t)
		says(t, c.name, o.get(fmt.Sprintf("/imports/%d", i+2)), http.StatusOK, c.want...)
	}
}

// TestFloorsOfEitherDirection: where lower is better, the floor is a ceiling; a range is shown and judged as one; what
// is better than its floor has a positive margin.
func TestFloorsOfEitherDirection(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	year := demo.Small()
	leaf := year.Scheme.Leaf("A1")
	leaf.Better, leaf.Rule, leaf.Params = plan.Lower, "ratio_lower", rule.Params{"mode": "complement"}
	of := func(unit string) *target.Target {
		return &year.Targets[slices.IndexFunc(year.Targets, func(x target.Target) bool { return x.Unit == unit })]
	}
	waiver := &target.Waiver{Document: "纪要（示例）", Reason: "受灾（示例）"}
	for _, x := range year.Targets {
		of(x.Unit).City.Value = fact.Num("105")
	}
	of("S2").Value, of("S2").Waiver = fact.Num("107"), waiver
	o.load(t, year)
	rows := rowsOf(t, o.get(o.y("/floors")))
	for _, want := range []string{"S1|第1街道|任务完成率|%|100|105|—|—|+5|不高于|", "S2|第2街道|任务完成率|%|107|105|—|—|-2|已豁免|"} {
		if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, want) }) {
			t.Errorf("lower is better: no row %s:\n%s", want, strings.Join(rows, "\n"))
		}
	}
	says(t, "in English", o.get(o.y("/floors"), speaking(lang.EN)...), http.StatusOK, "not above", "Margin")

	ranged := newDistrict(t)
	year = demo.Small()
	leaf = year.Scheme.Leaf("A1")
	leaf.Better, leaf.Rule, leaf.Params = plan.Range, "range_target", rule.Params{"tolerance": "10"}
	for i := range year.Targets {
		x := &year.Targets[i]
		x.Value, x.Low, x.High = nil, fact.Num("95"), fact.Num("102.5")
		x.City.Value, x.City.High = fact.Num("94"), fact.Num("103")
	}
	of("S2").High, of("S2").Waiver = fact.Num("104"), waiver
	of("S3").City = target.Floor{}
	ranged.load(t, year)
	page := ranged.get(ranged.y("/floors?only=all"))
	says(t, "ranges", page, http.StatusOK, "有底线的 8 不符合 0 已豁免 1 符合 7 未录底线 1 全部目标 9")
	rows = rowsOf(t, page)
	for _, want := range []string{"S1|第1街道|任务完成率|%|95–102.5|94–103|—|—|+0.5|在区间内|",
		"S2|第2街道|任务完成率|%|95–104|94–103|—|—|-1|已豁免|", "S3|第3街道|任务完成率|%|95–102.5|—|—|—|—|未录底线|"} {
		if !slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, want) }) {
			t.Errorf("ranges: no row %s:\n%s", want, strings.Join(rows, "\n"))
		}
	}
	form := sheets(t, ranged.get(ranged.y("/floors/form.xlsx?only=none")))["目标"]
	if len(form) != 2 || !strings.Contains(form[1], "|95|102.5") {
		t.Errorf("the form of a range: %v", form)
	}
	says(t, "the worst lines", ranged.get(ranged.y("/")), http.StatusOK, "95–102.5%")
}
