package glossary

import (
	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/scheme"
)

// Groups are the groups, in the order in which they are shown.
var Groups = []Group{
	{"scheme", lang.T("方案与指标", "Scheme and indicators")},
	{"unit", lang.T("单位与主体", "Units and bodies")},
	{"plan", lang.T("规划与目标", "Plan and targets")},
	{"score", lang.T("计分与等次", "Scores and grades")},
	{"data", lang.T("数据", "Data")},
	{"work", lang.T("过程与运用", "The year's work")},
}

func t(zh, en string) lang.Text { return lang.T(zh, en) }

// Terms are the terms, by group.
func Terms() []Term { return terms }

var terms = concat(
	of("scheme", ofScheme()), of("unit", ofUnits()), of("plan", ofPlan()), of("score", ofScores()), of("data", ofData()),
	of("work", ofWork()))

func of(group string, list []Term) []Term {
	for i := range list {
		list[i].Group = group
		list[i].Name.EN = lang.Sentence(list[i].Name.EN)
	}
	return list
}

func concat(lists ...[]Term) (out []Term) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func ofScheme() []Term {
	return append([]Term{
		{Name: t("年度方案", "Yearly scheme"), Means: t("一个年度考什么、多少分、怎么计分的文件，逐年制定。",
			"What a year assesses, for how many points and by which rules: a document of its own each year.")},
		{Name: t("三效一创一否决", "Three effects, one innovation, one veto"),
			Means: t("区级框架的五个一级指标，逐年不变。", "The five level-1 indicators of the district's frame, the same every year.")},
		{Name: t("一级指标", "Level-1 indicator"), Means: t("框架的大类，逐年可比。",
			"A part of the frame; years are compared by it.")},
		{Name: t("二级指标", "Level-2 indicator"), Means: t("由一个专项实施主体负责的一项，满分按考核类别定。",
			"A part that one implementing body answers for; its full points depend on the assessment class.")},
		{Name: t("三级指标", "Level-3 indicator"), Means: t("按一条计分规则计分的一行。", "A line that one rule scores.")},
		{Name: t("细则", "Scoring detail"), Means: t("一个三级指标怎样给分：规则、参数和所需数据。",
			"How a level-3 indicator gives points: rule, parameters and the data that it wants.")},
		{Name: t("满分", "Full points"), Means: t("一个指标最多能得的分。", "The most that an indicator gives.")},
		{Name: t("沿革", "Lineage"), Means: t("一个指标与上年哪个指标相承：沿用、口径变化、拆分、合并或新增。",
			"Which indicator of the year before an indicator continues: same, changed definition, split, merged or new.")},
	}, level1()...)
}

// level1 are the level-1 indicators of the district's frame.
func level1() (out []Term) {
	means := map[scheme.Level1]lang.Text{
		scheme.Duty:       t("区委、区政府部署的重点工作和部门职责的完成情况。", "How far key works and the unit's own duties were fulfilled."),
		scheme.Efficiency: t("依法行政、应急管理、预算绩效等机关自身建设。", "How the unit runs itself: law, emergencies, budget."),
		scheme.Service:    t("服务对象和社会公众的满意度，按满意度调查计分。", "Satisfaction of clients and of the public, by surveys."),
		scheme.Innovation: t("新做法和获得的表彰，按事项认定加分。", "New practice and awards, recognised event by event."),
		scheme.Veto:       t("出现所列情形即影响等次，与得分无关。", "What, if it happens, limits the grade whatever the points."),
	}
	for _, c := range scheme.District.Classes {
		out = append(out, Term{Name: c.Name, Means: means[c.Level1]})
	}
	return out
}

func ofUnits() []Term {
	out := []Term{
		{Name: t("被考评单位", "Assessed unit"), Means: t("得分、排名、定等次的单位。", "A unit that is scored, ranked and graded.")},
		{Name: t("考核类别", "Assessment class"), Means: t("同类单位在其中排名；一个系统可以分几类。",
			"Units of a kind, ranked among themselves; a unit system may have several.")},
		{Name: t("实施主体", "Implementing body"), Means: t("制定一个二级指标的细则、核数、评分的单位。",
			"The body that writes the details of a level-2 indicator, verifies its data and marks it.")},
		{Name: t("绩效办", "Performance Office"), Means: t("绩效管理的日常办事机构。", "The office that runs the cycle day by day.")},
		{Name: t("领导小组", "Lead group"), Means: t("审定方案、豁免、否决和最终结果。",
			"Approves the scheme, waivers, vetoes and the final results."), Not: Words{EN: []string{"leading group"}}},
		{Name: t("参评方式", "Listing"), Means: t("单位怎样参加："+names(org.Listings[0].Name, org.Listings[1].Name,
			org.Listings[2].Name).ZH+"。", "How a unit takes part: "+names(org.Listings[0].Name, org.Listings[1].Name,
			org.Listings[2].Name).EN+".")},
		{Name: t("单列", "Listed separately"), Means: t("计分而不与其他单位一起排名，等次另定。",
			"Scored, but not ranked with the others; its grade is decided apart.")},
		{Name: t("系统", "Unit system"), Means: t("单位按性质分的五类。", "The five families of units.")},
	}
	means := map[org.System]lang.Text{
		org.Party:      t("区委各部门、人大、政协机关和群团。", "Organs of the party committee, congress and CPPCC, and mass organisations."),
		org.Government: t("区政府工作部门。", "Departments of the district government."),
		org.Street:     t("街道办事处。", "Subdistrict offices."),
		org.Town:       t("镇政府。", "Town governments."),
		org.Enterprise: t("区属国有企业。", "Enterprises that the district owns."),
	}
	for _, s := range org.Systems {
		out = append(out, Term{Name: s.Name, Means: means[s.System]})
	}
	return out
}

func ofPlan() []Term {
	out := []Term{
		{Name: t("五年规划", "Five-year plan"), Means: t("五年的指标、基期值和规划目标。",
			"Indicators of five years with their base and the value that the plan wants at its end.")},
		{Name: t("预期性指标", "Expected indicator"), Means: t("期望达到、主要靠市场实现的规划指标。",
			"An indicator of the plan that is hoped for and steered towards.")},
		{Name: t("约束性指标", "Binding indicator"), Means: t("必须完成的规划指标。", "An indicator of the plan that must be met.")},
		{Name: t("规划平均进度", "Average pace of the plan"), Means: t("规划按其路径到某年应达到的值。",
			"What the plan wants reached by a year on its path.")},
		{Name: t("规划进度灯", "Light of the pace"), Means: t("绿：达到进度；黄：落后不超过进度的 %[1]d%%；红：落后更多。",
			"Green: at the pace; amber: behind it by at most %[1]d %% of it; red: by more.").With(light.PaceTolerance)},
		{Name: t("汇总方式", "Aggregation"), Means: t("几家单位的数怎样合成全区的数："+methods().ZH+"。",
			"How the figures of several units become the district's: "+methods().EN+".")},
		{Name: t("三个不低于", "Three floors"), Means: t("目标不低于市下达任务、党代会和政府工作报告的目标、规划平均进度（“三个不低于”）。",
			"A target isn't below the city's target, that of congress and government report, and the average pace of the "+
				"plan (“three no-lower-than”).")},
		{Name: t("底线", "Floor"), Means: t("三个不低于中的一个值；越低越好的指标，底线是上限。",
			"One of the three values; where lower is better, it is a ceiling.")},
	}
	return out
}

func ofScores() []Term {
	rates := []any{light.RedBelow, light.AmberBelow}
	out := []Term{
		{Name: t("计分", "Score run"), Means: t("按某一数据版本算出全部单位的得分、排名和等次，编号封存，如“计分 7”。",
			"Points, places and grades of all units, computed from one facts version, numbered and sealed: run 7."),
			Not: Words{ZH: []string{"计分批次", "计分 #", "#计分"}, EN: []string{"run #", "scoring run"}}},
		{Name: t("得分率灯", "Light of the rate"), Means: t("得分占满分不到 %[1]d%% 为红，不到 %[2]d%% 为黄，其余为绿。",
			"Red below %[1]d %% of the full points, amber below %[2]d %%, else green.").With(rates...)},
		{Name: t("实时得分", "Score as of now"), Means: t("随数据写入更新的得分，没有封存，不作为任何决定的依据。",
			"Follows what is recorded; it isn't sealed, and no decision rests on it.")},
		{Name: t("试算", "What-if"), Means: t("封存而没有定为初评的计分，或不保存的一次试验；印出来带水印。",
			"A sealed run that isn't provisional yet, or a try that nothing keeps; on paper it has a watermark."),
			Not: Words{EN: []string{"trial run"}}},
		{Name: t("初评", "Provisional"), Means: t("提交审定、各页采用的计分。", "The run that is handed in and that pages show.")},
		{Name: t("终审", "Final"), Means: t("领导小组审定的结果。", "The results as the lead group approved them.")},
		{Name: t("封存摘要", "Seal"), Means: t("输入和结果的摘要；重新计算得出同样的摘要，说明一字未改。",
			"A hash over inputs and results; computing again gives the same, unless something was altered.")},
		{Name: t("等次", "Grade"), Means: t("按得分和名额定的等级。", "What points and quotas make of a unit's year.")},
	}
	grades := map[scheme.Grade]lang.Text{
		scheme.Excellent: t("名额内的最高等次。", "The best grade, within its quota."),
		scheme.Good:      t("名额内的第二等次。", "The second grade, within its quota."),
		scheme.Pass:      t("达到达标线而不在以上名额内。", "At the pass line or above, outside both quotas."),
		scheme.Failed:    t("低于达标线，或被一票否决。", "Below the pass line, or vetoed."),
	}
	for _, g := range scheme.Grades {
		out = append(out, Term{Name: g.Name, Means: grades[g.Grade]})
	}
	return append(out,
		Term{Name: t("缺报", "Not reported"), Means: t("单位应报而没有报。", "The unit should have reported and didn't.")},
		Term{Name: t("缺评", "Not marked"), Means: t("实施主体应评而没有评。", "The implementing body should have marked and didn't.")},
		Term{Name: t("未定", "Not decided"), Means: t("还没到可以计分的时候，分值留在满分里。",
			"Not due yet: it gives nothing, and its points stay in the full points.")},
		Term{Name: t("未到期", "Not due"), Means: t("报告期还没有到。", "Its period isn't over.")},
		Term{Name: t("不计", "Left out"), Means: t("对该单位不适用，同级其余指标按比例放大。",
			"Doesn't apply to the unit; its siblings scale up.")},
		Term{Name: t("暂计", "Interim"), Means: t("还有未定项时的总分，只算已定的部分。",
			"A total while lines aren't decided: only what is decided counts.")},
		Term{Name: t("影响测算", "What would move it"), Means: t("一个输入变动时得分变多少。", "How far points move when an input does."),
			Not: Words{ZH: []string{"怎样会变"}}},
		Term{Name: t("依据与责任主体", "Basis and who is in charge"), Means: t("得分依据的文件和决定它的主体。",
			"The documents that points rest on, and who decided."), Not: Words{ZH: []string{"谁定的"}}})
}

func ofData() []Term {
	return []Term{
		{Name: t("导入", "Import"), Means: t("带来的一组文件，检查、确认后写入，编号如“导入 12”。",
			"Files that somebody brings, checked, confirmed and recorded; numbered: import 12."),
			Not: Words{ZH: []string{"导入 #", "导入批次"}, EN: []string{"import #"}}},
		{Name: t("数据版本", "Facts version"), Means: t("一次写入形成的本年度全部数据，编号如“数据版本 6”。",
			"All facts of a year after something was recorded; numbered: version 6."),
			Not: Words{ZH: []string{"批次", "采用版本"}, EN: []string{"batch", "batches"},
				Except: []string{"其他批次", "调查批次", "batch bar"}}},
		{Name: t("数据清单", "Facts"), Means: t("一个年度的目标、实绩、评分、事项和满意度。",
			"Targets, values, marks, events and satisfaction of a year.")},
		{Name: t("作废", "Withdrawn"), Means: t("数据不再计入；历史版本仍可查。",
			"A fact that counts no more; its versions stay readable."), Not: Words{ZH: []string{"撤回"}, EN: []string{"revoked"}}},
		{Name: t("保留", "Kept"), Means: t("本次文件未包含的已有数据照旧。", "Facts that the files don't mention stay as they are."),
			Not: Words{ZH: []string{"没有出现的数据"}}},
		{Name: t("撤销导入", "Undo an import"), Means: t("恢复到这次导入写入之前，是一个新的数据版本。",
			"Brings back what was so before the import, as a version of its own.")},
		{Name: t("历史时点查询", "Look at another day"), Means: t("按某一天的数据看页面。", "Pages as the facts were known on a day."),
			Not: Words{ZH: []string{"看某天当时所知", "当时所知"}}},
		{Name: t("数据准备情况", "Readiness of data"), Means: t("计分前还缺什么、有什么问题。",
			"What is missing or wrong before a year is scored."), Not: Words{ZH: []string{"输入就绪"}}},
		{Name: t("当前采用的计分", "Run that pages show"), Means: t("页面上的成绩所属的计分。", "The run that the scores on pages are of."),
			Not: Words{ZH: []string{"页面所用"}}},
		{Name: t("事项", "Event"), Means: t("加分、扣分、否决的一件事；填在工作簿的“事件”表。",
			"What adds, deducts or vetoes; on the sheet 事件 of the workbook."),
			Not: Words{ZH: []string{"事件"}, Except: []string{"“事件”", "事件!", "事件（", "表 事件", "群体性事件", "事件表"}}},
		{Name: t("错误", "Error"), Means: t("不改就不能写入的问题。", "A problem that keeps a row from being recorded."),
			Not: Words{ZH: []string{"报错"}}},
		{Name: t("警告", "Warning"), Means: t("可以写入，请核对。", "It can be recorded; look at it."), Not: Words{ZH: []string{"告警"}}},
		{Name: t("说明", "Note"), Means: t("告知怎样理解了文件。", "How something was understood.")},
		{Name: t("办理", "Deal with it"), Means: t("去做等着做的事。", "Do what waits to be done."), Not: Words{ZH: []string{"去处理"}}},
	}
}

func ofWork() []Term {
	return []Term{
		{Name: t("督导函", "Supervision letter"), Means: t("绩效办写明问题和改进建议的正式函件。",
			"A formal letter of the Performance Office with problems and advice.")},
		{Name: t("通报", "Notice"), Means: t("书面通报工作进展和问题。", "A written notice of progress and problems.")},
		{Name: t("季度会商", "Quarterly consultation"), Means: t("各实施主体每季度会商进展。",
			"The implementing bodies meet every quarter.")},
		{Name: t("阶段性点评", "Stage review"), Means: t("阶段小结，推广好的做法。", "Sums up a stage and shows good cases.")},
		{Name: t("销号", "Close out"), Means: t("问题整改完成，核实后了结。", "A problem was mended, verified and is closed.")},
		{Name: t("公示", "Public notice"), Means: t("结果公布征求意见。", "Results are published for comment.")},
		{Name: t("年终统一检查", "Joint inspection"), Means: t("保留的检查在年底一并进行。",
			"The inspections that were kept, done together at the year's end.")},
	}
}

// methods are the ways in which figures are put together.
func methods() lang.Text {
	var list []lang.Text
	for _, m := range plan.Methods {
		list = append(list, m.Name)
	}
	return lang.Join(list)
}

func names(list ...lang.Text) lang.Text { return lang.Join(list) }
