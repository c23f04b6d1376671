package rule

import (
	"slices"
	"strings"

	"shiji/internal/plan"
)

// hints are words in the name of an indicator that tell the kind of work, the most telling first, with the rule that
// suits it.
var hints = []struct {
	words []string
	rule  string
}{
	{[]string{"满意"}, "survey"},
	{[]string{"投票", "测评", "互评", "民主"}, "vote"},
	{[]string{"个性任务", "任务清单", "系数"}, "coefficient"},
	{[]string{"专家", "评审", "创新", "创优"}, "expert_trimmed"},
	{[]string{"节点", "进度", "工程", "项目"}, "milestone"},
	{[]string{"台账", "制度", "机制", "要件", "材料", "档案", "建设情况"}, "checklist"},
	{[]string{"违规", "违纪", "事故", "通报", "扣分", "纠错", "投诉", "安全", "信访"}, "deduct"},
	{[]string{"获奖", "表彰", "加分"}, "add"},
	{[]string{"及时", "按时", "按期", "时限", "办结", "答复", "办理"}, "timeliness"},
	{[]string{"增速", "增长率", "增幅"}, "gap"},
	{[]string{"完成率", "达标率", "覆盖率", "合格率"}, "ratio"},
}

// Hinted are the rules that a name speaks of, whatever their direction.
func Hinted(name string) []*Rule {
	var out []*Rule
	for _, h := range hints {
		if slices.ContainsFunc(h.words,
			func(w string) bool { return strings.Contains(name, w) || len(name) > 3 && strings.Contains(w, name) }) {
			out = append(out, ByCode(h.rule))
		}
	}
	return out
}

// Propose returns rules for an indicator by its name and direction, the most likely first: a beginning for whoever
// has named none. They suit the direction.
func Propose(name string, better plan.Direction) []*Rule {
	var out []*Rule
	add := func(code string) {
		r := ByCode(code)
		if r != nil && slices.Contains(r.Directions, better) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	for _, h := range hints {
		if slices.ContainsFunc(h.words, func(w string) bool { return strings.Contains(name, w) }) {
			add(h.rule)
		}
	}
	switch better {
	case plan.Higher:
		add("ratio")
		add("target_challenge")
	case plan.Lower:
		add("ratio_lower")
		add("deduct")
	case plan.Range:
		add("range_target")
	default:
		add("checklist")
		add("deduct")
	}
	return out
}
