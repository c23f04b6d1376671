package rule

import (
	"fmt"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/lang"
)

// Sheets of a year on which what rules want is filled in.
const (
	TargetSheet = "目标"
	ActualSheet = "实绩"
	MarkSheet   = "评分"
	EventSheet  = "事件"
	SurveySheet = "满意度"
)

// Want is something that has to be filled in for a line, and where.
type Want struct {
	Sheet string
	What  lang.Text
}

// Wants says what this instance wants filled in, sheet by sheet.
func (b *Bound) Wants() []Want {
	var out []Want
	want := func(sheet, zh, en string, args ...any) {
		out = append(out, Want{sheet, lang.T(zh, en).With(args...)})
	}
	if heads := b.goalHeads(); len(heads) > 0 {
		want(TargetSheet, "填“%[1]s”", "the columns %[1]s", lang.Some(heads, 6))
	}
	if b.Reads(UseTasks) {
		want(TargetSheet, "每项任务一行：任务、数量、难度、重要性", "a row for each task: 任务, 数量, 难度, 重要性")
		want(ActualSheet, "每项任务一行：“数据项”填任务名称，“%[1]s”填完成度 0 至 1",
			"a row for each task: its name in 数据项, how far it is done (0 to 1) in %[1]s", b.column())
	}
	if len(b.Items) > 0 {
		want(ActualSheet, "%[1]s", "%[1]s", b.itemWants())
	}
	for _, u := range b.all() {
		switch u.Rule.ID {
		case "SR-31":
			dims := ""
			if names := u.RowsOf("dims"); len(names) > 0 {
				dims = strings.Join(names, "、")
			}
			if dims == "" {
				want(MarkSheet, "每位专家一行：类型“评分”，“评分人”填代号，“分数”0 至 100；至少三位",
					"a row for each expert: 类型 评分, a code in 评分人, 分数 from 0 to 100; three at least")
			} else {
				want(MarkSheet, "每位专家、每个维度（%[1]s）一行：类型“评分”，“评分人”填代号，“分数”0 至 100；至少三位",
					"a row for each expert and dimension (%[1]s): 类型 评分, a code in 评分人, 分数 from 0 to 100; three at least", dims)
			}
		case "SR-28":
			want(MarkSheet, "每个要件一行：类型“评分”，“维度”填 %[1]s，“分数”填 1（齐全）、0.5（部分）或 0（没有）",
				"a row for each item: 类型 评分, 维度 %[1]s, 分数 1 (whole), 0.5 (in part) or 0 (none)", lang.Some(u.RowsOf("items"), 12))
		case "SR-18":
			if u.Args.Word("mode") == "judges" {
				want(MarkSheet, "每位评分人一行：类型“评分”，“分数”填名次，从 1 起", "a row for each judge: 类型 评分, 分数 is the place, from 1")
			}
		case "SR-30":
			want(MarkSheet, "每个票类、每个选项一行：类型“投票”，“票类”%[1]s，“选项”%[2]s，“票数”填票数",
				"a row for each group and option: 类型 投票, 票类 %[1]s, 选项 %[2]s, the votes in 票数", lang.Some(u.RowsOf("weights"), 8),
				lang.Some(u.RowsOf("options"), 8))
		case "SR-32":
			want(SurveySheet, "渠道“%[1]s”：“得分”0 至 100，“有效样本”不少于 %[2]s；没有调查的填数据状态：不适用 或 有因缺报",
				"the channel %[1]s: 得分 from 0 to 100, 有效样本 at least %[2]s; where nobody was asked, 数据状态 不适用 or 有因缺报",
				ChannelName(u.Args.Word("channel")), u.Args.Num("min_n"))
		case "SR-26":
			want(EventSheet, "有加分才填：类型“加分”，“级别”%[1]s，“状态”已认定，“来源文件”必填；没有就不填",
				"only where something is earned: 类型 加分, 级别 %[1]s, 状态 已认定, a document in 来源文件; nothing otherwise",
				lang.Some(u.RowsOf("levels"), 12))
		case "SR-24":
			want(EventSheet, "有扣分才填：类型“扣分”，“种类”%[1]s，“状态”已认定，“来源文件”必填；没有就不填，得满分",
				"only where something is taken: 类型 扣分, 种类 %[1]s, 状态 已认定, a document in 来源文件; "+
					"nothing otherwise, and the line has full points", lang.Some(u.RowsOf("kinds"), 12))
		case "SR-40":
			want(EventSheet, "发生才填：类型“否决”，“指标”填本事项，“决定”填决定机关，“已听取陈述”填是，“来源文件”必填",
				"only if it happened: 类型 否决, this indicator in 指标, who decided in 决定, 已听取陈述 是, a document in 来源文件")
		}
	}
	if len(out) == 0 && b.compute != nil || len(out) == 0 && len(b.Needs()) > 0 {
		want(ActualSheet, "不填：由公式从其他指标算出", "nothing: a formula computes it from other indicators")
	}
	return out
}

// goalHeads are the columns of 目标 that the rule can't do without.
func (b *Bound) goalHeads() []string {
	heads := map[string]string{"T": "目标值", "C": "挑战值", "L": "下限", "U": "上限"}
	var out []string
	for _, g := range b.Goals {
		if h := heads[g]; h != "" && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	if b.ReadsBaseline() {
		out = append(out, "基期值")
	}
	return out
}

// ReadsBaseline reports whether the rule, or one that it builds on, compares with the baseline of the target.
func (b *Bound) ReadsBaseline() bool { return b.uses("SR-15") }

// WantsTargets reports whether a row of 目标 is wanted for each line.
func (b *Bound) WantsTargets() bool { return len(b.goalHeads()) > 0 }

// column is the heading of 实绩 that is scored.
func (b *Bound) column() string { return calendar.PeriodName(b.Period()).ZH }

// itemWants says what is typed for each data item; items that take the same are said together.
func (b *Bound) itemWants() lang.Text {
	type group struct {
		names []string
		typed lang.Text
	}
	var groups []group
	plain := true
	for _, item := range b.Items {
		plain = plain && item.Key == Actual
		name, typed := item.Name.ZH, item.typed()
		if i := slices.IndexFunc(groups, func(g group) bool { return g.typed == typed }); i >= 0 {
			groups[i].names = append(groups[i].names, name)
			continue
		}
		groups = append(groups, group{[]string{name}, typed})
	}
	var zh, en []string
	for _, g := range groups {
		said := lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(lang.Some(g.names, itemsSaid), g.typed)
		zh, en = append(zh, said.ZH), append(en, said.EN)
	}
	where := lang.T("“%[1]s”填：%[2]s", "in %[1]s: %[2]s")
	if b.Reads(UsePeriods) {
		where = lang.T("各期（季度等）分别填：%[2]s", "in the column of each period: %[2]s")
	}
	if !plain {
		where = lang.T("每个数据项一行，%[1]s", "a row for each data item, %[1]s").With(where)
	}
	return where.With(b.column(), lang.T(strings.Join(zh, "；"), strings.Join(en, "; ")))
}

// itemsSaid is how many data items that take the same are named.
const itemsSaid = 8

// ItemWant says what is typed for a data item.
func (b *Bound) ItemWant(i Item) lang.Text {
	return lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(i.Name, i.typed())
}

// typed says what can be typed for a data item.
func (i Item) typed() lang.Text {
	words := lang.Some(i.WordList(), 12)
	out := lang.T("数字", "a number")
	switch {
	case i.AnyWord:
		out = lang.T("写名称", "a name")
	case len(i.Words) > 0 && i.NoZero:
		out = lang.T("%[1]s，或逾期的工作日数", "%[1]s, or the working days late").With(words)
	case len(i.Words) > 0:
		out = words
	}
	if i.Optional {
		out = lang.T("%[1]s（可不填）", "%[1]s (optional)").With(out)
	}
	return out
}

// Wants says what a rule wants, by the parameters of its worked example.
func (r *Rule) Wants() []Want {
	p, err := ParseParams(r.Example.Params, r.AllParams())
	if err != nil {
		panic(fmt.Sprint(r.ID, err)) // the catalogue is wrong: found by the first test
	}
	b, _ := Bind(r.Code, Place{Dir: r.Example.Better, Line: exampleLine, Code: "A0101"}, p)
	if b == nil {
		return nil
	}
	return b.Wants()
}

// WantsText is what is wanted, in one text: "实绩：…；目标：…".
func WantsText(list []Want) lang.Text {
	var zh, en []string
	for _, w := range list {
		zh, en = append(zh, "“"+w.Sheet+"”表："+w.What.ZH), append(en, "sheet "+w.Sheet+": "+w.What.EN)
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}
