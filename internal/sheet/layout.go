package sheet

import (
	"slices"

	"shiji/internal/calendar"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// kind is what a column holds.
type kind int

const (
	text   kind = iota // free text, trimmed
	code               // a code or a name that refers to something; full-width letters and digits are narrowed
	number             // an exact number
	whole              // a whole number
	word               // one of the column's words
	date               // a date
	flag               // 是 or 否; empty is 否
)

// percent says what a percent-formatted cell of 0.95 means in a column.
type percent int

const (
	asShare     percent = iota // 0.95
	asHundred                  // 95: the column counts out of 100
	byIndicator                // 95 if the indicator is in %, else 0.95
)

// choice is a word of a column, and what it stands for.
type choice struct{ Word, Value string }

// column is one column of a sheet.
type column struct {
	key      string
	head     string // heading, as written; the same heading may stand for several columns, in this order
	kind     kind
	required bool
	optional bool // may be left out of the sheet altogether
	hidden   bool // accepted, but not in the template
	merges   bool // may be merged over the rows that belong together
	words    []choice
	percent  percent
	width    float64
	note     lang.Text // what to fill in
	example  string
}

// table is one sheet.
type table struct {
	key      string
	name     string // of the sheet
	title    lang.Text
	required bool // a year can't be read without it
	comes    bool // but one that has only begun can
	columns  []column
	written  bool     // by a command and not by people: it isn't in the template
	keys     []string // columns that together name a row; the same twice is a finding
}

func words[T any](list []T, word func(T) (string, string)) []choice {
	out := make([]choice, len(list))
	for i, e := range list {
		out[i].Word, out[i].Value = word(e)
	}
	return out
}

var (
	systemWords = append(words(org.Systems, func(e struct {
		System org.System
		Name   lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.System)
	}), choice{"党委", string(org.Party)}, choice{"企业", string(org.Enterprise)})
	surveyWords = words(org.SurveyClasses, func(e struct {
		Class org.SurveyClass
		Name  lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Class)
	})
	listingWords = words(org.Listings, func(e struct {
		Listing org.Listing
		Name    lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Listing)
	})
	kindWords = words(plan.Kinds, func(e struct {
		Kind plan.Kind
		Name lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Kind)
	})
	directionWords = words(plan.Directions, func(e struct {
		Direction plan.Direction
		Name      lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Direction)
	})
	methodWords = append(words(plan.Methods, func(e struct {
		Method plan.Method
		Name   lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Method)
	}), words(plan.Methods, func(e struct {
		Method plan.Method
		Name   lang.Text
	}) (string, string) {
		return e.Name.EN, string(e.Method)
	})...)
	pathWords = words(plan.Paths, func(e struct {
		Path plan.Path
		Name lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Path)
	})
	statusWords = words(fact.Statuses, func(e struct {
		Status fact.Status
		Name   lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Status)
	})
	unsurveyedWords = slices.DeleteFunc(slices.Clone(statusWords), func(c choice) bool {
		return c.Value != string(fact.NotApplicable) && c.Value != string(fact.MissingExcused)
	})
	eventWords = words(review.EventTypes, func(e struct {
		Type review.EventType
		Name lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Type)
	})
	stateWords = words(review.States, func(e struct {
		State review.State
		Name  lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.State)
	})
	gradeWords = words(scheme.Grades, func(e struct {
		Grade scheme.Grade
		Name  lang.Text
	}) (string, string) {
		return e.Name.ZH, string(e.Grade)
	})
	channelWords = []choice{{"第三方", rule.ThirdParty}, {"直接服务对象", rule.Direct}}
	yesWords     = []choice{{"是", "yes"}, {"否", ""}}
	markWords    = []choice{{"评分", "mark"}, {"投票", "vote"}}
)

// sourceColumns say what stands behind a row.
var sourceColumns = []column{
	hintColumn,
	{key: "document", head: "来源文件", kind: text, optional: true, width: 26,
		note: lang.T("证明本行的文件名称或文号", "document that proves the row"), example: "示例〔2014〕1号"},
	{key: "person", head: "填报人", kind: text, optional: true, width: 12,
		note: lang.T("报送或核定的人员", "who reported or decided it"), example: "张三（示例）"},
	{key: "date", head: "填报日期", kind: date, optional: true, width: 12,
		note: lang.T("写成 2014-12-31", "as 2014-12-31"), example: "2014-12-31"},
	confirmColumn,
}

// confirmColumn holds what somebody said of cells of its row that can mean two things.
var confirmColumn = column{key: "confirm", head: "确认", kind: text, optional: true, hidden: true, width: 40,
	note: lang.T("被问到的数怎样读、谁说的，例如 全年：0.89 读作 89（绩效办）；多条用分号隔开，值改了要重新确认",
		"how a number that was asked about is meant, and who says so, such as 全年：0.89 读作 89（绩效办); separated by semicolons; "+
			"a changed value is asked again")}

// periodColumns are the periods of 实绩; the template shows quarters and the year, months and halves are accepted too.
func periodColumns() []column {
	var out []column
	for _, p := range calendar.Periods {
		out = append(out, column{key: p.Code, head: p.Name.ZH, kind: text,
			optional: true, percent: byIndicator, hidden: p.Code[0] == 'M' || p.Code[0] == 'H', width: 10,
			note: lang.T("该期的数；没有就留空，不要填 0", "value of the period; leave it empty if there is none, don't type 0")})
		if p.Code == calendar.Year {
			out[len(out)-1].example = "86"
		}
	}
	return out
}

// tables is the layout of a year's workbook: the one place that everything follows.
var tables = []table{
	{key: "year", name: "年度", required: true, title: lang.T("年度设置", "settings of the year"),
		keys: []string{"setting"}, columns: []column{
			{key: "setting", head: "项目", kind: text, required: true, width: 20,
				note: lang.T("设置项的名称，不要改动", "name of the setting, don't change it"), example: "方案名称"},
			{key: "value", head: "值", kind: text, width: 46, note: lang.T("设置的值；空白用默认值", "its value; empty takes the default"),
				example: "示例区2014年度绩效管理实施方案"},
			{key: "remark", head: "说明", kind: text, optional: true, width: 60},
		}},
	{key: "units", name: "单位", required: true, title: lang.T("被考评单位", "assessed units"),
		keys: []string{"code"}, columns: []column{
			{key: "code", head: "编码", kind: code, required: true, width: 9,
				note: lang.T("全年不变的唯一编码", "a code that is unique and doesn't change"), example: "D001"},
			{key: "name", head: "名称", kind: text, required: true, width: 30, note: lang.T("单位全称", "full name"), example: "示例局"},
			{key: "short", head: "简称", kind: text, optional: true, width: 16,
				note: lang.T("其他表可用简称", "other sheets may use it")},
			{key: "former", head: "曾用名", kind: text, optional: true, width: 16,
				note: lang.T("年内更名或并入的单位原来的名称，用顿号隔开；按曾用名填报的记在本单位",
					"former names, or names of units merged into it during the year, separated by 、; "+
						"what is reported under them counts here")},
			{key: "system", head: "系统", kind: word, required: true, words: systemWords, width: 11,
				note: lang.T("五个系统之一", "one of the five systems"), example: "政府"},
			{key: "class", head: "考核类别", kind: text, merges: true, width: 14, note: lang.T("在哪一类内排名；与“方案”表的分值列同名；不参加的留空",
				"class in which it is ranked, named like a points column of 方案; empty if exempt"), example: "政府部门"},
			{key: "survey", head: "调查类别", kind: word, optional: true, words: surveyWords, width: 24,
				note: lang.T("主要面向谁服务", "whom it mainly serves"), example: "面向社会群众类"},
			{key: "listing", head: "参评方式", kind: word, required: true, words: listingWords, width: 10,
				note: lang.T("排名、单列（计分不排名）或不参加", "ranked, listed separately (scored, not ranked) or exempt"), example: "排名"},
			{key: "added", head: "新增", kind: flag, optional: true, words: yesWords, width: 7,
				note: lang.T("本年新纳入的填是", "added this year")},
			{key: "reason", head: "理由", kind: text, optional: true, width: 40,
				note: lang.T("单列、不参加或新增的理由和依据", "why it is listed separately, exempt or added")},
		}},
	{key: "bodies", name: "实施主体", required: true, title: lang.T("专项实施主体", "implementing bodies"),
		keys: []string{"name"}, columns: []column{
			{key: "name", head: "名称", kind: text, required: true, width: 24,
				note: lang.T("实施主体名称", "name of the body"), example: "区监督室"},
			{key: "unit", head: "所属单位", kind: code, optional: true, width: 18,
				note: lang.T("它本身是哪个被考评单位；不是的留空", "the assessed unit that it is, if any"), example: "D001"},
			{key: "substitute", head: "替代评分人", kind: text, optional: true, width: 30,
				note: lang.T("给它自己评分时由谁代替", "who scores its own row"), example: "区政府督查室（绩效办）"},
			{key: "work", head: "职责", kind: text, optional: true, width: 40, note: lang.T("负责的考评工作", "what it does")},
		}},
	{key: "plan", name: "规划", title: lang.T("五年规划指标", "five-year plan indicators"),
		keys: []string{"code"}, columns: []column{
			{key: "code", head: "编码", kind: code, required: true, width: 8, example: "P01", note: lang.T("唯一编码", "unique code")},
			{key: "name", head: "指标", kind: text, required: true, width: 32, example: "地区生产总值", note: lang.T("指标名称", "name")},
			{key: "kind", head: "性质", kind: word, required: true, words: kindWords, width: 9, example: "预期性",
				note: lang.T("预期性或约束性", "expected or binding")},
			{key: "unit", head: "单位", kind: code, required: true, width: 10, example: "亿元",
				note: lang.T("计量单位", "unit of measure")},
			{key: "better", head: "方向", kind: word, required: true, words: directionWords, width: 10, example: "越高越好",
				note: lang.T("怎样算好", "which way is better")},
			{key: "base_year", head: "基期年", kind: whole, required: true, width: 8, example: "2010",
				note: lang.T("规划开始前一年", "the year before the plan")},
			{key: "base", head: "基期值", kind: number, percent: byIndicator, width: 10, example: "300",
				note: lang.T("基期年的数；流量、增速、保持类可空", "value in the base year; flows, rates and levels need none")},
			{key: "end_year", head: "期末年", kind: whole, required: true, width: 8, example: "2015",
				note: lang.T("规划末年", "last year of the plan")},
			{key: "end", head: "期末值", kind: number, percent: byIndicator, width: 10, example: "550",
				note: lang.T("规划目标值", "value at the end")},
			{key: "path", head: "路径", kind: word, required: true, words: pathWords, width: 14,
				example: "存量线性", note: lang.T("年度平均进度怎样算。存量线性：从基期值到期末值逐年等额；存量几何：逐年等比；年均流量：期末值是各年合计，除以年数；年均增速、逐年保持：每年都是期末值；"+
					"累计削减线性：期末值是累计削减的百分数，逐年等额；累计削减几何：每年按同一比例削减",
					"how the pace of a year is computed. 存量线性: from base to end by equal amounts; 存量几何: by equal factors; 年均流量: "+
						"the end value is the sum of all years, divided by their number; 年均增速, 逐年保持: the end value every year; 累计削减线性: "+
						"the end value is a cumulative cut in per cent, by equal amounts; 累计削减几何: by the same rate every year")},
			{key: "goal", head: "目标领域", kind: text, optional: true, width: 26, note: lang.T("所属战略目标", "goal area")},
			{key: "data", head: "数据来源", kind: text, optional: true, width: 30,
				note: lang.T("数据出处", "where the figures come from")},
			{key: "method", head: "汇总方式", kind: word, optional: true, words: methodWords, width: 10,
				note: lang.T("几个单位报数时，全区的数怎样来：求和（各单位目标不与规划平均进度比）；加权平均（权重填在“目标”表的“规划权重”）；取最差（按方向）。"+
					"留空：不汇总，几个单位报数时不作全区判断",
					"how the figures of several units become the district's: 求和 (sum; their targets aren't held to the pace), "+
						"加权平均 (weighted mean, by 规划权重 of the sheet 目标), 取最差 (the worst, by the direction); empty: they don't, "+
						"and the district isn't judged by several")},
			confirmColumn,
		}},
	{key: "scheme", name: "方案", required: true, title: lang.T("指标体系", "indicator tree"),
		keys: []string{"code"}, columns: []column{
			{key: "level1", head: "一级指标", kind: text, merges: true, width: 12, note: lang.T("框架的大类之一；可合并单元格，也可只填第一行",
				"one of the classes of the frame; cells may be merged, or only the first one filled"), example: "职能履行"},
			{key: "points1", head: "分值", kind: text, merges: true, width: 12,
				note: lang.T("一级指标分值；各类别不同的写成 50；镇=52", "level-1 points; by class: 50；镇=52"), example: "50"},
			{key: "level2", head: "二级指标", kind: text, merges: true, width: 20, note: lang.T("二级指标（专项）；可合并单元格，也可只填第一行",
				"level-2 item; cells may be merged, or only the first one filled"), example: "重点工作"},
			{key: "points2", head: "分值", kind: text, merges: true, width: 12,
				note: lang.T("二级指标分值，写法同上", "level-2 points, written likewise"), example: "25"},
			{key: "code", head: "编码", kind: code, required: true, width: 9,
				note: lang.T("三级指标的唯一编码", "unique code of the level-3 indicator"), example: "A0101"},
			{key: "name", head: "三级指标", kind: text, required: true, width: 30,
				note: lang.T("三级指标名称", "level-3 indicator"), example: "年度重点任务完成率"},
			{key: "unit", head: "单位", kind: code, optional: true, width: 8,
				note: lang.T("计量单位", "unit of measure"), example: "%"},
			{key: "better", head: "方向", kind: word, required: true, words: directionWords, width: 10,
				note: lang.T("怎样算好；不比大小的填“是否”", "which way is better; 是否 where nothing is measured"), example: "越高越好"},
			{key: "rule", head: "评分规则", kind: code, width: 18,
				note:    lang.T("规则名称，见格式说明", "name of the rule, see docs/format.md"),
				example: "完成率计分法"},
			{key: "params", head: "参数", kind: text, width: 40, note: lang.T("名称=值；名称=值", "name=value；name=value"),
				example: "上限=1"},
			{key: "bodies", head: "实施主体", kind: text, merges: true, width: 24,
				note: lang.T("负责二级指标的主体，多个用顿号隔开", "bodies of the level-2 item, separated by 、"), example: "区监督室"},
			{key: "common", head: "共性", kind: flag, optional: true, words: yesWords, width: 7,
				note: lang.T("各系统按同一标准考评的填是", "same standard in every system")},
			{key: "for", head: "适用单位", kind: text,
				optional: true, width: 20, note: lang.T("只适用于部分单位的，列出单位，用顿号隔开；除个别单位外都适用的写成 除：甲、乙",
					"units that have it, if not all, separated by 、; or those that don't: 除：…")},
			{key: "lineage", head: "沿革", kind: text,
				optional: true, width: 16, note: lang.T("与上年的关系：沿用、新增，或 口径变化：A0101、拆分自：A0101、合并自：A0101、A0102",
					"what it was the year before: 沿用, 新增, or 口径变化：A0101, 拆分自：A0101, 合并自：A0101、A0102")},
			// followed by one points column a class, named like the class
		}},
	{key: "targets", name: "目标", title: lang.T("年度目标", "targets"),
		keys: []string{"unit", "indicator", "task"}, columns: append([]column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, example: "示例局",
				note: lang.T("编码、全称或简称", "code, name or short name")},
			{key: "indicator", head: "指标", kind: code, required: true, width: 24, example: "A0101",
				note: lang.T("三级指标的编码或名称", "code or name of the level-3 indicator")},
			{key: "task", head: "任务", kind: text, optional: true, width: 22,
				note: lang.T("个性重点任务的名称；一般指标留空", "name of an individual task; empty for plain targets")},
			{key: "measure", head: "计量单位", kind: text, optional: true, hidden: true, width: 9,
				note: lang.T("与“方案”表相同，只供对照；不同的会指出", "as on the sheet 方案, to compare; another one is a finding")},
			{key: "better", head: "方向", kind: word, optional: true, hidden: true, words: directionWords, width: 10,
				note: lang.T("与“方案”表相同，只供对照；不同的会指出", "as on the sheet 方案, to compare; another one is a finding")},
			{key: "baseline", head: "基期值", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("上年或基期的数", "value to start from")},
			{key: "value", head: "目标值", kind: number, percent: byIndicator, width: 9, example: "95",
				note: lang.T("目标值", "target value")},
			{key: "challenge", head: "挑战值", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("比目标值更难的值", "a harder value")},
			{key: "low", head: "下限", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("区间指标的下限", "lower bound, for ranges")},
			{key: "high", head: "上限", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("区间指标的上限", "upper bound, for ranges")},
			{key: "city", head: "市下达", kind: text, optional: true, percent: byIndicator, width: 9,
				note: lang.T("市下达目标值；区间写成 95~102；没有就留空", "city target; a range as 95~102; empty if none")},
			{key: "city_doc", head: "市下达文件", kind: text, optional: true, width: 18, note: lang.T("文号", "document")},
			{key: "congress", head: "党代会报告", kind: text, optional: true, percent: byIndicator, width: 10,
				note: lang.T("党代会报告的目标", "target of the party congress report")},
			{key: "congress_doc", head: "党代会报告出处", kind: text, optional: true, width: 16,
				note: lang.T("出处", "where it says so")},
			{key: "report", head: "政府工作报告", kind: text, optional: true, percent: byIndicator, width: 12,
				note: lang.T("政府工作报告的目标", "target of the government work report")},
			{key: "report_doc", head: "工作报告出处", kind: text, optional: true, width: 16, note: lang.T("出处", "where it says so")},
			{key: "plan", head: "规划指标", kind: code, optional: true, width: 9,
				note: lang.T("“规划”表的编码，用来算平均进度", "code of the sheet 规划, for its pace")},
			{key: "y3", head: "前三年", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("三年前的实绩", "three years ago")},
			{key: "y2", head: "前二年", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("两年前的实绩", "two years ago")},
			{key: "y1", head: "前一年", kind: number, optional: true, percent: byIndicator, width: 9,
				note: lang.T("上年的实绩", "last year")},
			{key: "waiver", head: "豁免文号", kind: text, optional: true, width: 18,
				note: lang.T("领导小组同意低于底线的文号", "lead group's waiver of a floor")},
			{key: "waiver_reason", head: "豁免理由", kind: text, optional: true, width: 24, note: lang.T("理由", "its reason")},
			{key: "quantity", head: "数量", kind: number, optional: true, width: 7, note: lang.T("任务的工作量", "quantity of a task")},
			{key: "difficulty", head: "难度", kind: number, optional: true, width: 7, note: lang.T("0.8 至 1.2", "0.8 to 1.2")},
			{key: "importance", head: "重要性", kind: number, optional: true, width: 7, note: lang.T("0.8 至 1.2", "0.8 to 1.2")},
		}, append(slices.Clone(sourceColumns), column{key: "weight", head: "规划权重", kind: number, optional: true, width: 10,
			note: lang.T("规划指标的汇总方式为加权平均时，本单位的权重，大于 0，例如人口；其他情况留空",
				"the weight of the unit, above 0 (people, say), where 汇总方式 of its plan indicator is 加权平均; else empty")})...)},
	{key: "actuals", name: "实绩", required: true, comes: true, title: lang.T("实绩", "reported values"),
		keys: []string{"unit", "indicator", "item"}, columns: append(append([]column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, example: "示例局",
				note: lang.T("编码、全称或简称", "code, name or short name")},
			{key: "indicator", head: "指标", kind: code, required: true, width: 24, example: "A0101",
				note: lang.T("三级指标的编码或名称", "code or name of the level-3 indicator")},
			{key: "item", head: "数据项", kind: text, optional: true, width: 14,
				note: lang.T("一个指标要几个数时写明是哪一个；只有一个数的留空", "which of several values; empty if there is only one")},
		}, periodColumns()...), append([]column{
			{key: "status", head: "数据状态", kind: word, optional: true, words: statusWords, width: 10,
				note: lang.T("空白：有数为已核实，没有数为无故缺报", "empty: verified if there is a value, else missing without excuse")},
			{key: "late", head: "迟报工作日", kind: number, optional: true, width: 11, note: lang.T("迟报了几个工作日", "working days late")},
			{key: "note", head: "备注", kind: text, optional: true, width: 20},
		}, sourceColumns...)...)},
	{key: "marks", name: "评分", title: lang.T("评分与投票", "marks and votes"),
		keys: []string{"unit", "indicator", "type", "judge", "dimension", "group", "option"}, columns: append([]column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, example: "示例局",
				note: lang.T("被评的单位", "unit that is marked")},
			{key: "indicator", head: "指标", kind: code, required: true, width: 24, example: "D0101",
				note: lang.T("三级指标的编码或名称", "code or name of the level-3 indicator")},
			{key: "type", head: "类型", kind: word, required: true, words: markWords, width: 8, example: "评分",
				note: lang.T("评分或投票", "mark or vote")},
			{key: "body", head: "评分主体", kind: text, optional: true, width: 22,
				note: lang.T("实施主体评分时填；专家评分留空", "the body that marks; empty for experts")},
			{key: "judge", head: "评分人", kind: text, optional: true, width: 12, example: "专家A",
				note: lang.T("评分人代号", "code of the judge")},
			{key: "dimension", head: "维度", kind: text, optional: true, width: 16,
				note: lang.T("维度或要件的名称", "dimension or checklist item")},
			{key: "value", head: "分数", kind: number, optional: true, percent: asHundred, width: 8, example: "88",
				note: lang.T("分数、名次或 1/0.5/0", "mark, place, or 1/0.5/0")},
			{key: "group", head: "票类", kind: text, optional: true, width: 10, note: lang.T("投票人类别", "group of voters")},
			{key: "option", head: "选项", kind: text, optional: true, width: 10,
				note: lang.T("优秀、良好……弃权、废票", "option, abstention or spoiled")},
			{key: "votes", head: "票数", kind: number, optional: true, width: 8, note: lang.T("票数", "number of votes")},
			{key: "recused", head: "回避", kind: flag, optional: true, words: yesWords, width: 7,
				note: lang.T("回避的填是，该分不计", "recused: the mark doesn't count")},
		}, sourceColumns...)},
	{key: "events", name: "事件", title: lang.T("加分、扣分、否决等事项", "bonuses, deductions, vetoes"),
		keys: []string{"unit", "type", "indicator", "matter", "kind", "level"}, columns: append([]column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, example: "示例局",
				note: lang.T("编码、全称或简称", "code, name or short name")},
			{key: "type", head: "类型", kind: word, required: true, words: eventWords, width: 10, example: "加分",
				note: lang.T("事项的性质", "what the event does")},
			{key: "indicator", head: "指标", kind: code, optional: true, width: 22,
				note: lang.T("归入哪个三级指标；总分加减分留空；否决填否决事项", "level-3 indicator; empty for the total; for a veto, the veto rule")},
			{key: "matter", head: "事项", kind: text, required: true, width: 30, example: "获市级表彰（示例）",
				note: lang.T("同一事项用同一名称，只计一次", "one name for one matter: it counts once")},
			{key: "kind", head: "种类", kind: text, optional: true, width: 12, example: "表彰",
				note: lang.T("方案参数中的种类", "kind, as in the scheme's parameters")},
			{key: "level", head: "级别", kind: text, optional: true, width: 10, example: "市级",
				note: lang.T("方案参数中的级别", "level, as in the scheme's parameters")},
			{key: "count", head: "次数", kind: number, optional: true, width: 7, note: lang.T("空白为 1", "empty is 1")},
			{key: "repeat", head: "加重", kind: flag, optional: true, words: yesWords, width: 7,
				note: lang.T("重复或敏感时期发生的填是", "a repeat, or in a sensitive period")},
			{key: "grade", head: "等次", kind: word, optional: true, words: gradeWords, width: 8,
				note: lang.T("限等、降等：最高等次", "cap, downgrade: highest grade left")},
			{key: "state", head: "状态", kind: word, required: true, words: stateWords, width: 10, example: "已认定",
				note: lang.T("只有已认定的才计入", "only decided events count")},
			{key: "proposer", head: "提出", kind: text, optional: true, width: 18,
				note: lang.T("提出意见的部门", "department that gives the opinion")},
			{key: "decider", head: "决定", kind: text, optional: true, width: 22, note: lang.T("决定机关", "who decided")},
			{key: "heard", head: "已听取陈述", kind: flag, optional: true, words: yesWords, width: 11,
				note: lang.T("否决前须听取单位陈述", "the unit is heard before a veto")},
		}, sourceColumns...)},
	{key: "surveys", name: "满意度", required: true, comes: true, title: lang.T("满意度结果", "satisfaction results"),
		keys: []string{"unit", "channel"}, columns: append([]column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, example: "示例局",
				note: lang.T("编码、全称或简称", "code, name or short name")},
			{key: "channel", head: "渠道", kind: word, required: true, words: channelWords, width: 14, example: "第三方",
				note: lang.T("调查渠道", "channel")},
			{key: "score", head: "得分", kind: number, percent: asHundred, width: 9, example: "82.5",
				note: lang.T("百分制", "out of 100")},
			{key: "n", head: "有效样本", kind: whole, width: 9, example: "300", note: lang.T("有效问卷数", "valid answers")},
			{key: "low", head: "区间下限", kind: number, optional: true, percent: asHundred, width: 9,
				note: lang.T("95% 置信区间下限", "lower end of the 95 % interval")},
			{key: "high", head: "区间上限", kind: number, optional: true, percent: asHundred, width: 9,
				note: lang.T("95% 置信区间上限", "upper end")},
			{key: "method", head: "方法", kind: text, optional: true, width: 30,
				note: lang.T("抽样和估计方法", "how it was sampled and estimated")},
			{key: "status", head: "数据状态", kind: word,
				optional: true, hidden: true, words: unsurveyedWords, width: 10, note: lang.T("没有结果的写明：不适用、有因缺报；得分和有效样本留空",
					"where there is no result: 不适用 or 有因缺报, with score and sample left empty")},
			{key: "se", head: "标准误", kind: number, optional: true, hidden: true, percent: asHundred, width: 9,
				note: lang.T("标准误", "standard error")},
			{key: "data", head: "数据指纹", kind: code,
				optional: true, hidden: true, width: 20, note: lang.T("答卷文件的 SHA-256，由 shiji survey analyse 写出",
					"SHA-256 of the file of answers, as shiji survey analyse writes it")},
			{key: "design", head: "设计指纹", kind: code, optional: true, hidden: true, width: 20,
				note: lang.T("设计文件的 SHA-256", "SHA-256 of the design")},
			{key: "signature", head: "签名", kind: code, optional: true, hidden: true, width: 20,
				note: lang.T("统计部门的签名", "signature of the statistics bureau")},
		}, sourceColumns...)},
	{key: "counts", name: "满意度明细", written: true, title: lang.T("满意度得分所依据的回答份数，由 shiji survey analyse 写出",
		"counts of answers behind the satisfaction results, as shiji survey analyse writes them"),
		keys: []string{"unit", "channel", "question", "answer"}, columns: []column{
			{key: "unit", head: "单位", kind: code, required: true, width: 14, note: lang.T("与“满意度”表相同", "as on the sheet 满意度")},
			{key: "channel", head: "渠道", kind: word, required: true, words: channelWords, width: 14,
				note: lang.T("调查渠道", "channel")},
			{key: "dimension", head: "维度", kind: text, optional: true, width: 12, note: lang.T("维度", "dimension")},
			{key: "question", head: "题目", kind: text, required: true, width: 24, note: lang.T("题目", "question")},
			{key: "share", head: "占比", kind: text, required: true, width: 9,
				note: lang.T("该题在得分中的占比，可写分数 1/3", "share of the question in the score; fractions as 1/3")},
			{key: "answer", head: "回答", kind: text, required: true, width: 16,
				note: lang.T("回答；太少的几种合并为一行", "answer; those too few to be shown stand together")},
			{key: "points", head: "分值", kind: number, optional: true, width: 8,
				note: lang.T("该回答的分值；合并的行和不计分的空白", "points of the answer; empty for those that stand together or aren't scored")},
			{key: "n", head: "份数", kind: whole, required: true, width: 8, note: lang.T("答卷份数", "sheets")},
			{key: "weighted", head: "加权份数", kind: number, required: true, width: 14, note: lang.T("权数合计", "sum of weights")},
			{key: "sum", head: "分值合计", kind: number, optional: true, width: 14,
				note: lang.T("合并的行：加权份数乘分值的合计", "for answers that stand together: the sum of weights times points")},
		}},
}

// tableByName returns the layout of a sheet; nil if there is none of that name.
func tableByName(name string) *table {
	for i := range tables {
		if tables[i].name == name {
			return &tables[i]
		}
	}
	return nil
}

func (t *table) column(key string) *column {
	for i := range t.columns {
		if t.columns[i].key == key {
			return &t.columns[i]
		}
	}
	if key == "confirm" {
		return nil
	}
	panic("sheet: no column " + key + " in " + t.name)
}

// setting is one row of the sheet 年度.
type setting struct {
	name  string
	kind  kind
	words []choice
	min   string // bounds of a number, both included; empty: none
	max   string
	note  lang.Text
	get   func(s *scheme.Scheme) string // empty: not set
	set   func(s *scheme.Scheme, v value)
	off   func(s *scheme.Scheme) // what 不用 does; nil: it can't be switched off
}

// synonyms are other words that officials use for a heading. Each use is listed, so that nothing is
// understood in silence.
var synonyms = map[string][]string{
	"单位":   {"单位名称", "被考评单位", "考评单位", "被考核单位", "责任单位", "填报单位", "部门", "部门名称", "承担单位"},
	"编码":   {"代码", "单位编码", "单位代码", "指标编码", "指标代码", "编号"},
	"名称":   {"单位名称", "单位全称", "全称", "主体名称", "实施主体名称", "专项实施主体"},
	"简称":   {"单位简称"},
	"系统":   {"所属系统", "单位系统"},
	"考核类别": {"类别", "考评类别", "单位类别", "分类"},
	"指标":   {"指标名称", "考评指标", "考核指标", "三级指标", "指标编码", "指标内容"},
	"三级指标": {"指标名称", "考核内容", "三级指标名称"},
	"评分规则": {"计分规则", "计分方法", "评分方法", "评分办法", "评分标准"},
	"参数":   {"规则参数", "计分参数"},
	"实施主体": {"考评主体", "评分主体", "责任部门", "专项实施主体", "考评单位"},
	"目标值":  {"年度目标", "年度目标值", "目标", "计划数", "计划值"},
	"挑战值":  {"争取目标", "挑战目标"},
	"基期值":  {"上年值", "基数", "上年同期"},
	"市下达":  {"市级下达", "市下达目标", "市下达任务"},
	"全年":   {"全年实绩", "全年完成", "实绩", "实绩值", "完成值", "完成数", "实际完成", "实际值", "年度实绩", "全年完成数"},
	"一季度":  {"第一季度", "1季度", "Q1"},
	"二季度":  {"第二季度", "2季度", "Q2"},
	"三季度":  {"第三季度", "3季度", "Q3"},
	"四季度":  {"第四季度", "4季度", "Q4"},
	"上半年":  {"1-6月", "半年"},
	"数据项":  {"数据名称", "项目名称"},
	"数据状态": {"状态", "核实状态"},
	"文件":   {"依据文件", "文号", "证明材料", "文件依据", "依据"},
	"填报人":  {"报送人", "经办人", "联系人"},
	"日期":   {"填报日期", "报送日期", "报送时间"},
	"评分人":  {"专家", "评委", "评审专家"},
	"分数":   {"得分", "评分", "分值"},
	"得分":   {"满意度", "满意度得分", "满意度分数"},
	"有效样本": {"样本量", "有效样本量", "有效问卷", "有效问卷数"},
	"渠道":   {"调查渠道", "调查方式"},
	"事项":   {"事项名称", "加减分事项", "事由"},
	"类型":   {"事项类型"},
	"备注":   {"说明"},
	"方向":   {"指标方向", "指标属性"},
	"计量单位": {"单位"},
}

// Words are the names of sheets, columns and settings, and what can be chosen in them. They are those of the workbook,
// whatever language a page is in.
func Words() []string {
	var out []string
	for _, t := range tables {
		out = append(out, t.name)
		for _, c := range t.columns {
			out = append(out, c.head)
			for _, w := range c.words {
				out = append(out, w.Word)
			}
		}
	}
	for _, s := range settings {
		out = append(out, s.name)
	}
	return out
}
