package rule

import (
	"strings"
	"testing"

	"shiji/internal/plan"
)

// TestEveryRuleSaysWhatItWants: each rule that scores lines says what to fill in, on which sheet, with its words.
func TestEveryRuleSaysWhatItWants(t *testing.T) {
	for _, r := range Catalogue() {
		list := r.Wants()
		if len(list) == 0 && !r.ForList {
			t.Errorf("%s says nothing", r.ID)
		}
		for _, w := range list {
			if w.What.ZH == "" || w.What.EN == "" || strings.Contains(w.What.ZH+w.What.EN, "%!") {
				t.Errorf("%s: %+v", r.ID, w)
			}
		}
	}
	for code, want := range map[string][]string{
		"milestone":        {"“实绩”表：每个数据项一行", "节点1、节点2", "按期、", "未完成", "工作日数"},
		"gate":             {"门槛：未通过、通过"},
		"coefficient":      {"“目标”表：每项任务一行", "完成度 0 至 1"},
		"expert_trimmed":   {"“评分”表：每位专家", "0 至 100"},
		"checklist":        {"1（齐全）、0.5（部分）或 0（没有）"},
		"ratio":            {"“目标”表：填“目标值”", "“实绩”表：“全年”填：实绩值：数字"},
		"survey":           {"“满意度”表：渠道", "有效样本"},
		"deduct":           {"“事件”表：有扣分才填", "种类"},
		"improvement":      {"基期值"},
		"range_target":     {"下限、上限"},
		"vote":             {"票类", "选项"},
		"veto":             {"已听取陈述"},
		"period_compose":   {"各期"},
		"level_and_change": {"“实绩”表"},
	} {
		text := WantsText(ByCode(code).Wants()).ZH
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s wants %q, without %q", code, text, w)
			}
		}
	}
}

// TestPropose: a rule is proposed by the kind of work.
func TestPropose(t *testing.T) {
	for name, c := range map[string]struct{ better, want string }{
		"群众满意度":     {"higher", "survey"},
		"年度重点任务完成率": {"higher", "ratio"},
		"信访积案化解":    {"binary", "deduct"},
		"创新项目评审":    {"binary", "expert_trimmed"},
		"重大工程节点":    {"binary", "milestone"},
		"万元产值能耗":    {"lower", "ratio_lower"},
		"预算执行":      {"range", "range_target"},
	} {
		list := Propose(name, plan.Direction(c.better))
		if len(list) == 0 || list[0].Code != c.want {
			t.Errorf("%s: %v, want %s", name, list, c.want)
		}
	}
}
