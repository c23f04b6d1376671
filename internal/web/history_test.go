package web_test

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/web"
)

// TestHistory: every version of a fact, the newest first, with what it changed, what brought it, and who.
func TestHistory(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.bring(t, changed()) // batch 2: 97 becomes 90
	b := o.correct(t, "S1", "A1", "96", "核定表（示例）第 3 号")
	if b.ID != 3 || b.Kind != ledger.Entered {
		t.Fatalf("%+v", b)
	}
	w := o.get(web.At{Year: 2013}.HistoryPath("S1", "A1"))
	says(t, "history", w, http.StatusOK, "数据沿革：第1街道 · 任务完成率", "旧版本不删不改")
	want := []struct{ begins, holds string }{
		{"实绩数值|全年|3|修改|全年 90 → 96|", "|3 核定更正|本机操作员|核定 核定表（示例）第 3 号"},
		{"实绩数值|全年|2|修改|全年 97 → 90|", "|2|本机操作员|实绩!D2"},
		{"实绩数值|全年|1|新增|全年 97|", "|1|本机操作员|实绩!D2"},
	}
	rows := rowsOf(t, w)
	at := 0
	for _, row := range rows {
		if at < len(want) && strings.HasPrefix(row, want[at].begins) && strings.Contains(row, want[at].holds) {
			at++
		}
	}
	if at != len(want) {
		t.Errorf("the history lacks %v, in this order:\n%s", want[at], strings.Join(rows, "\n"))
	}
	if slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, "撤销") }) {
		t.Errorf("nothing was undone:\n%s", strings.Join(rows, "\n"))
	}
	body := w.Body.String()
	if !strings.Contains(body, `href="/imports/2"`) || strings.Contains(body, `href="/imports/3"`) {
		t.Error("a version leads to the import that brought it, and an act in the house to none")
	}
	english := o.get(web.At{Year: 2013}.HistoryPath("S1", "A1"), speaking(lang.EN)...)
	says(t, "history in English", english, http.StatusOK, "History: 第1街道 · 任务完成率")
	if rows := rowsOf(t, english); !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "Reported values|Year|3|Changed|") && strings.Contains(r,
			"|Local operator|"+fact.Approval.Name().EN+" ")
	}) {
		t.Errorf("the act isn't named in English:\n%s", strings.Join(rows, "\n"))
	}
	o.post("/imports/2/undo", nil)
	if o.brought(t, 2).Batch != 2 {
		t.Fatal("the import has another batch")
	}
	says(t, "undoing what was corrected since", o.post("/imports/2/undo", nil), http.StatusConflict,
		"之后又被改动的数据", "实绩数值 · 第1街道 · 任务完成率")
	if last, err := o.Ledger.Newest(t.Context(), me, 2013, math.MaxInt64); err != nil || last.ID != 3 {
		t.Errorf("the last batch is %d (%v)", last.ID, err)
	}
}

// TestHistoryOfAnUndo: what an import did and what took it back stand side by side.
func TestHistoryOfAnUndo(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.bring(t, changed())
	o.post("/imports/2/undo", nil)
	rows := rowsOf(t, o.get(web.At{Year: 2013}.HistoryPath("S1", "A1")))
	if !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "实绩数值|全年|3|修改|全年 90 → 97|") && strings.Contains(r, "|3 撤销|本机操作员|")
	}) {
		t.Errorf("the undo isn't one:\n%s", strings.Join(rows, "\n"))
	}
	says(t, "in English", o.get(web.At{Year: 2013}.HistoryPath("S1", "A1"), speaking(lang.EN)...), http.StatusOK,
		"3 undo")
}

// TestWhatAHistoryIsAbout: a unit, an indicator, both, an indicator of the plan, or the settings of the scheme.
func TestWhatAHistoryIsAbout(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, c := range []struct {
		query string
		says  []string
		not   []string
	}{
		{"", []string{"数据沿革：方案设置", "2013年度方案（示例）"}, []string{"第1街道"}},
		{"unit=S1", []string{"数据沿革：第1街道", "单位 第1街道"}, []string{"S2"}},
		{"unit=第1街道", []string{"数据沿革：第1街道", "单位 第1街道"}, []string{"S2"}}, // a name is as good as a code
		{"indicator=A2", []string{"数据沿革：环境考评", "三级指标 环境考评", "保底分"}, []string{"S1"}},
		{"unit=S2&indicator=A2", []string{"第2街道 · 环境考评", "全年 88"}, []string{"全年 89"}},
		{"plan=P01", []string{"数据沿革：网格覆盖"}, []string{"第1街道"}},
	} {
		text := says(t, c.query, o.get(o.y("/history?%s", c.query)), http.StatusOK, c.says...)
		for _, x := range c.not {
			if strings.Contains(text, x) {
				t.Errorf("%s speaks of %s too: %s", c.query, x, text)
			}
		}
	}
	for path, back := range map[string]string{
		"unit=S1": web.At{Year: 2013}.UnitPath("S1"), "indicator=A2": web.At{Year: 2013}.ItemPath("A2"),
		"plan=P01": "/plan/P01?year=2013", "": o.y("/scheme"),
	} {
		if w := o.get(o.y("/history?%s", path)); !strings.Contains(w.Body.String(), `<a href="`+back+`">`) {
			t.Errorf("the history of %q doesn't lead back to %s", path, back)
		}
	}
}

// TestWithdrawnFactsStay: what was withdrawn has its versions, and says so.
func TestWithdrawnFactsStay(t *testing.T) {
	t.Parallel()
	o := small(t)
	key := ledger.KeyOf("S1", "A2", "A", "Y")
	_, err := o.Ledger.Append(t.Context(), me, ledger.Cause{Year: 2013, Act: fact.Meeting, Document: "纪要（示例）",
		Reason: "不再计"}, []ledger.Edit{{Kind: ledger.Value, Key: key, On: 1, Withdraw: true}})
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, o.get(web.At{Year: 2013}.HistoryPath("S1", "A2")))
	if !slices.ContainsFunc(rows,
		func(r string) bool {
			return strings.HasPrefix(r, "实绩数值|全年|2|作废||") && strings.Contains(r, "|2 不再计|")
		}) {
		t.Errorf("the withdrawal isn't there:\n%s", strings.Join(rows, "\n"))
	}
	says(t, "the overview", o.get("/"), http.StatusOK, "上次计分后数据有更新")
}

// TestAnActIsASource: where a number comes from no file, the pages that show it name the act, the paper and the person.
func TestAnActIsASource(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.correct(t, "S1", "A1", "96", "核定表（示例）")
	w := o.post(o.y("/runs"), nil)
	jobOf(t, w)
	o.work(t)
	says(t, "explanation", o.get(web.At{Year: 2013}.ExplainPath("S1", "A1")), http.StatusOK, "A 实绩值 = 96 %", "← 核定",
		"核定表（示例）",
		"S = 20 × 0.96 = 19.2000 得分")
	says(t, "explanation in English", o.get(web.At{Year: 2013}.ExplainPath("S1", "A1"), speaking(lang.EN)...),
		http.StatusOK,
		"← "+fact.Approval.Name().EN)
	rows := rowsOf(t, o.get(web.At{Year: 2013}.UnitPath("S1")))
	if !slices.ContainsFunc(rows, func(r string) bool {
		return strings.HasPrefix(r, "A1|任务完成率|20|19.20|") && strings.Contains(r, "|核定 目标!D2")
	}) {
		t.Errorf("the scorecard doesn't name the act:\n%s", strings.Join(rows, "\n"))
	}
	if at := hrefTo(t, o.get(web.At{Year: 2013}.ExplainPath("S1", "A1")), "/files/", "D2"); at != "" &&
		strings.Contains(at, "%E5%AE%9E%E7%BB%A9") {
		t.Errorf("the act leads to a cell: %s", at)
	}
}
