package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// TestAChangeShowsWhatChanged: of each kind of change just the columns that do, and never what a row only repeats.
func TestAChangeShowsWhatChanged(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(in *score.Input)
		want   []string // kind, what, and each field as head: was → now
	}{
		{"a parameter", func(in *score.Input) {
			in.Scheme.Leaf("A1").Params = rule.Params{"cap": "1.1", "missing": "full"}
		}, []string{"三级指标 A1 参数 上限: → 1.1; 参数 缺报: → 满分"}},
		{"points of an item", func(in *score.Input) {
			i := &in.Scheme.Items[0]
			i.Points = points(i.Points, "3")
		}, []string{"二级指标 重点工作 分值: 40 → 3"}},
		{"the class of an item", func(in *score.Input) {
			in.Scheme.Items[0].Level1 = in.Scheme.Items[len(in.Scheme.Items)-1].Level1
		}, []string{"二级指标 重点工作 一级指标: 职能履行 → 一票否决"}},
		{"a new order", func(in *score.Input) {
			in.Scheme.Leaves[0], in.Scheme.Leaves[1] = in.Scheme.Leaves[1], in.Scheme.Leaves[0]
		}, []string{"年度设置  指标体系: → 指标有增减或次序变化"}},
	} {
		in := demo.Small()
		was, err := ledger.Split(in)
		if err != nil {
			t.Fatal(err)
		}
		var known []ledger.Fact
		for _, r := range was {
			known = append(known, ledger.Fact{Record: r, Version: 1})
		}
		before, err := ledger.Join(was)
		if err != nil {
			t.Fatal(err)
		}
		c.change(&in)
		coming, err := ledger.Split(in)
		if err != nil {
			t.Fatal(err)
		}
		changes, _ := ledger.Changes(known, coming, true)
		after, err := ledger.SchemeAfter(before.Scheme, changes)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range changes {
			row, err := changeRowOf(x, &before.Scheme, &after, lang.ZH)
			if err != nil {
				t.Fatal(err)
			}
			var fields []string
			for _, f := range row.Fields {
				fields = append(fields, strings.TrimSpace(f.Head+": "+f.Was)+" → "+f.Value)
			}
			got = append(got, row.Kind.ZH+" "+row.What+" "+strings.Join(fields, "; "))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func points(p scheme.Points, n string) scheme.Points {
	out := scheme.Points{}
	for class := range p {
		out[class] = decimal.MustParse(n)
	}
	return out
}

// TestTheImportsPageAsks: what is withdrawn, what the district is called, and whether the files are a whole year.
func TestTheImportsPageAsks(t *testing.T) {
	t.Parallel()
	o := small(t)
	ctx := t.Context()
	if err := o.District.Rename(ctx, me, district.Unnamed.ZH); err != nil {
		t.Fatal(err)
	}
	less := demo.Small()
	less.Marks = less.Marks[:len(less.Marks)-20]
	id := o.upload(t, less)
	path := fmt.Sprintf("/imports/%d", id)
	in, err := o.Intake.Intake(ctx, me, id)
	if err != nil || in.State != intake.Checked || in.Counts.Withdrawn != 20 {
		t.Fatal(in.State, in.Counts, err)
	}
	page := o.get(path).Body.String()
	for _, want := range []string{"将被撤回的 20 条", "撤回这 20 条", "<summary>评分 20</summary>",
		"本区名称用文件里的“示例区”", "全年全量", "增量补充", "按所选重新检查"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page doesn't say %s", want)
		}
	}
	seen, err := o.Ledger.Last(ctx, me, in.Year)
	if err != nil {
		t.Fatal(err)
	}
	form := func(more ...string) url.Values {
		now, err := o.Intake.Intake(ctx, me, in.ID)
		if err != nil {
			t.Fatal(err)
		}
		f := url.Values{"seen": {strconv.FormatInt(seen, 10)}, "shown": {now.Shown()}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	if w := o.post(path+"/confirm", form("withdraw", "20", "shown", "something else")); w.Code != http.StatusConflict {
		t.Errorf("confirmed as something else than it is: %d", w.Code)
	}
	for _, withdraw := range []string{"", "19", "alle"} {
		w := o.post(path+"/confirm", form("withdraw", withdraw))
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "这次导入会撤回 20 条数据") {
			t.Errorf("confirmed with %q: %d", withdraw, w.Code)
		}
	}
	job := func(w *httptest.ResponseRecorder) {
		t.Helper()
		jobOf(t, w)
		o.work(t)
	}
	mode := func(m intake.Mode, n int) {
		t.Helper()
		in, err := o.Intake.Intake(ctx, me, id)
		if err != nil || in.Mode != m || in.State != intake.Checked || in.Counts.Withdrawn != n {
			t.Errorf("%s %s %+v (%v)", in.Mode, in.State, in.Counts, err)
		}
	}
	job(o.post(path+"/mode", url.Values{"mode": {"add"}, "year": {strconv.Itoa(in.Year)}}))
	mode(intake.Add, 0)
	if page := o.get(path).Body.String(); strings.Contains(page, "将被撤回") {
		t.Error("an addition withdraws nothing")
	}
	job(o.post(path+"/mode", url.Values{"mode": {"replace"}}))
	mode(intake.Replace, 20)
	if w := o.post(path+"/mode", url.Values{"mode": {"valid"}}); w.Code < 400 || w.Code >= 500 {
		t.Errorf("a mode that nobody can choose: %d", w.Code)
	}
	job(o.post(path+"/confirm", form("withdraw", "20", "district", "示例区")))
	if d, err := o.District.Called(ctx, me); err != nil || d.Name != "示例区" {
		t.Errorf("%+v %v", d, err)
	}
	if page := o.get("/imports").Body.String(); !strings.Contains(page, `<span class="district">示例区</span>`) {
		t.Error("the pages don't say the new name")
	}
}
