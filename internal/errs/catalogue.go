package errs

import "shiji/internal/lang"

// Every kind of finding. A text may leave arguments out, but names those that it uses: %[1]s.
const (
	// Files and sheets.
	FileUnreadable    Code = "file.unreadable"
	FileNoWorkbook    Code = "file.no_workbook"
	FileIgnored       Code = "file.ignored"
	ColumnNameless    Code = "column.nameless"
	CellDate          Code = "cell.date"
	CellMerged        Code = "cell.merged"
	CellRange         Code = "cell.range"
	CellUnused        Code = "cell.unused"
	CellClears        Code = "cell.clears"
	FloorNumberless   Code = "target.floor_without_number"
	PlanSumOfRates    Code = "plan.sum_of_rates"
	SheetMissing      Code = "sheet.missing"
	SheetUnknown      Code = "sheet.unknown"
	SheetHidden       Code = "sheet.hidden"
	SheetGuessed      Code = "sheet.guessed"
	SheetTwice        Code = "sheet.twice"
	SheetUnclear      Code = "sheet.unclear"
	FileNothing       Code = "file.nothing"
	FindingsTooMany   Code = "findings.too_many"
	FindingsMore      Code = "findings.more"
	ColumnMisspelt    Code = "column.misspelt"
	RowCarried        Code = "row.carried"
	ValueZero         Code = "value.zero"
	ColumnMissing     Code = "column.missing"
	ColumnUnknown     Code = "column.unknown"
	ColumnTwice       Code = "column.twice"
	TextShape         Code = "text.shape"
	TextKeyTwice      Code = "text.key_twice"
	TextKeyUnknown    Code = "text.key_unknown"
	FileNote          Code = "file.note"
	SheetFormulas     Code = "sheet.formulas"
	ColumnSynonym     Code = "column.synonym"
	ColumnHidden      Code = "column.hidden"
	RowHidden         Code = "row.hidden"
	RowRepeated       Code = "row.repeated"
	RowSubtotal       Code = "row.subtotal"
	RowNote           Code = "row.note"
	UnitDiffers       Code = "unit.differs"
	UnitRenamed       Code = "unit.renamed"
	HintTyped         Code = "hint.typed"
	RowUnfilled       Code = "row.unfilled"
	RowContradicts    Code = "row.contradicts"
	FloorsForm        Code = "floors.form"
	FloorsStray       Code = "floors.stray"
	FloorsTarget      Code = "floors.target"
	RowExample        Code = "row.example"
	CellCleaned       Code = "cell.cleaned"
	CellPercent       Code = "cell.percent"
	CellError         Code = "cell.error"
	CellFormula       Code = "cell.formula"
	CellRequired      Code = "cell.required"
	CellNotNumber     Code = "cell.not_number"
	CellNotWhole      Code = "cell.not_whole"
	CellNotWord       Code = "cell.not_word"
	CellNotDate       Code = "cell.not_date"
	CellControl       Code = "cell.control"
	CellBroken        Code = "cell.broken"
	CellTruth         Code = "cell.truth"
	CellDuration      Code = "cell.duration"
	CellTime          Code = "cell.time"
	CellClock         Code = "cell.clock"
	CellRead          Code = "cell.read"
	CellScaled        Code = "cell.scaled"
	SettingShare      Code = "setting.share"
	AskTiny           Code = "ask.tiny"
	ConfirmTwice      Code = "confirm.twice"
	CellNoise         Code = "cell.noise"
	CellNoPercent     Code = "cell.no_percent"
	AskPercent        Code = "ask.percent"
	AskOverHundred    Code = "ask.over_hundred"
	AskShare          Code = "ask.share"
	AskHundred        Code = "ask.hundred"
	AskScaled         Code = "ask.scaled"
	AskZero           Code = "ask.zero"
	AskTenfold        Code = "ask.tenfold"
	AskTarget         Code = "ask.target"
	AskNegative       Code = "ask.negative"
	ConfirmText       Code = "confirm.text"
	ConfirmStale      Code = "confirm.stale"
	ConfirmOther      Code = "confirm.other"
	ConfirmIdle       Code = "confirm.idle"
	KeyTwice          Code = "key.twice"
	UnitUnknown       Code = "unit.unknown"
	UnitAmbiguous     Code = "unit.ambiguous"
	UnitNameTwice     Code = "unit.name_twice"
	SheetEmpty        Code = "sheet.empty"
	IndicatorUnknown  Code = "indicator.unknown"
	IndicatorTwo      Code = "indicator.ambiguous"
	TreeNoParent      Code = "tree.no_parent"
	TreeLevel1Unknown Code = "tree.level1_unknown"
	TreePointsDiffer  Code = "tree.points_differ"
	TreeItemMoved     Code = "tree.item_moved"
	PointsText        Code = "tree.points"
	ParamsText        Code = "tree.params"
	HistoryPartial    Code = "target.history"

	// Scheme.
	SchemeLevel1Missing      Code = "scheme.level1_missing"
	SchemeFrameOpen          Code = "scheme.frame_open"
	SchemeFrameUndecided     Code = "scheme.frame_undecided"
	SchemeFrameSatisfaction  Code = "scheme.frame_satisfaction"
	UnitNoSurvey             Code = "unit.no_survey"
	SurveyRowMissing         Code = "survey.row_missing"
	EventDouble              Code = "event.double"
	MarksDefault             Code = "marks.default"
	DateFar                  Code = "date.far"
	YearContradicts          Code = "year.contradicts"
	ClassUnknown             Code = "class.unknown"
	YearOther                Code = "year.other"
	PartOutside              Code = "part.outside"
	PartEmpty                Code = "part.empty"
	DistrictOther            Code = "district.other"
	TreeBodiesDiffer         Code = "tree.bodies_differ"
	GradeBarred              Code = "grade.barred"
	YearToCome               Code = "year.to_come"
	SchemeLevel1Empty        Code = "scheme.level1_empty"
	SchemeShare              Code = "scheme.share"
	LineageText              Code = "scheme.lineage"
	SchemeLevel1Sum          Code = "scheme.level1_sum"
	SchemeVetoPoints         Code = "scheme.veto_points"
	SchemeSatisfaction       Code = "scheme.satisfaction"
	SchemeSatisfactionWaived Code = "scheme.satisfaction_waived"
	SchemeItemSum            Code = "scheme.item_sum"
	SchemeLeafSum            Code = "scheme.leaf_sum"
	SchemeLeafPoints         Code = "scheme.leaf_points"
	SchemeNoPoints           Code = "scheme.no_points"
	SchemeNoBody             Code = "scheme.no_body"
	SchemeUnknownBody        Code = "scheme.unknown_body"
	SchemeNoRule             Code = "scheme.no_rule"
	SchemeCommon             Code = "scheme.common"
	SchemeServiceRule        Code = "scheme.service_rule"
	SchemeVetoRule           Code = "scheme.veto_rule"
	SchemeVetoBasis          Code = "scheme.veto_basis"
	SchemeVetoItem           Code = "scheme.veto_item"
	SchemeVetoMany           Code = "scheme.veto_many"
	SchemeShares             Code = "scheme.shares"
	SchemeLines              Code = "scheme.lines"
	RuleUnknown              Code = "rule.unknown"
	RuleDirection            Code = "rule.direction"
	RuleParamUnknown         Code = "rule.param_unknown"
	RuleParamMissing         Code = "rule.param_missing"
	RuleParamBad             Code = "rule.param_bad"
	RuleParamDoubt           Code = "rule.param_doubt"
	RuleForList              Code = "rule.for_list"
	FormulaCircle            Code = "formula.circle"
	GradeQuota               Code = "grade.quota"
	DataFalse                Code = "data.false"

	// Plan, units, bodies.
	PlanIncomplete    Code = "plan.incomplete"
	PlanYears         Code = "plan.years"
	UnitNoReason      Code = "unit.no_reason"
	UnitClassUnknown  Code = "unit.class_unknown"
	UnitClassSystems  Code = "unit.class_systems"
	BodyIdle          Code = "body.idle"
	BodyOwnSubstitute Code = "body.own_substitute"
	BodyScoresItself  Code = "body.scores_itself"

	// Targets.
	TargetMissing          Code = "target.missing"
	TargetPlanUnknown      Code = "target.plan_unknown"
	TargetRange            Code = "target.range"
	TargetChallenge        Code = "target.challenge"
	TargetBelowFloor       Code = "target.below_floor"
	TargetWaived           Code = "target.waived"
	TargetWaiverIncomplete Code = "target.waiver_incomplete"
	TargetUnitDiffers      Code = "target.unit_differs"
	TargetFloorSource      Code = "target.floor_source"
	TargetNoPace           Code = "target.no_pace"
	TargetStretch          Code = "target.stretch"
	TargetNoWeight         Code = "target.no_weight"
	TargetWeight           Code = "target.weight"
	TargetWeightIdle       Code = "target.weight_idle"
	TaskCoefficient        Code = "task.coefficient"
	TaskQuantity           Code = "task.quantity"

	// Facts.
	FactStray          Code = "fact.stray"
	ItemUnknown        Code = "item.unknown"
	ValueNotNumber     Code = "value.not_number"
	PeriodEmpty        Code = "period.empty"
	StatusContradicts  Code = "status.contradicts"
	LineRefused        Code = "line.refused"
	DataPolicy         Code = "data.policy"
	DataNotApplicable  Code = "data.not_applicable"
	DataBlocks         Code = "data.blocks"
	DataNoLastYear     Code = "data.no_last_year"
	DataFullNoDocument Code = "data.full_no_document"
	ClassMeanFew       Code = "data.class_mean_few"
	PeersFew           Code = "peers.few"

	// Judgement.
	JudgementUnread   Code = "judgement.unread"
	DimensionUnknown  Code = "mark.dimension_unknown"
	MarkOwn           Code = "mark.own"
	MarkNotEntitled   Code = "mark.not_entitled"
	MarkTwice         Code = "mark.twice"
	MarkRange         Code = "mark.range"
	ActualUnread      Code = "actual.unread"
	BonusCount        Code = "event.bonus_count"
	SurveyUnread      Code = "survey.unread"
	VoterGroupUnknown Code = "vote.group_unknown"
	OptionUnknown     Code = "vote.option_unknown"
	VotesBad          Code = "vote.count"
	EventOpen         Code = "event.open"
	EventNoDocument   Code = "event.no_document"
	EventCount        Code = "event.count"
	EventDecider      Code = "event.decider"
	EventExempt       Code = "event.exempt"
	EventUnread       Code = "event.unread"
	EventKind         Code = "event.kind"
	EventGrade        Code = "event.grade"
	VetoNoRule        Code = "veto.no_rule"
	VetoUnheard       Code = "veto.unheard"
	PromotionMany     Code = "promotion.many"
	SurveyScore       Code = "survey.score"
	SurveyInterval    Code = "survey.interval"
	SurveyMissing     Code = "survey.missing"
	SurveyCounts      Code = "survey.counts"
	SurveyCountsShape Code = "survey.counts_shape"
	SurveyStray       Code = "survey.counts_stray"
	SurveyUnsigned    Code = "survey.unsigned"
	SurveySignature   Code = "survey.signature"
	SurveyKey         Code = "survey.key"
)

var catalogue = map[Code]Kind{
	FileUnreadable: {Wrong, t("文件打不开：%[1]s", "the file can't be opened: %[1]s"),
		t("请确认是未加密的 .xlsx 工作簿，另存后再试", "make sure that it is an .xlsx workbook without a password; save it again")},
	FileNoWorkbook: {Wrong, t("文件夹中没有 .xlsx 工作簿", "no .xlsx workbook in the folder"),
		t("放入年度工作簿，或用 shiji template 生成空表", "put the year's workbook there, or make an empty one with shiji template")},
	FileIgnored: {Warning, t("“%[1]s”没有读取：只读本文件夹内的 .xlsx 和 .csv",
		"%[1]q was not read: only .xlsx and .csv files of this folder are"),
		t("若有年度数据，请另存为 .xlsx 放在本文件夹", "if it holds data of the year, save it as .xlsx in this folder")},
	ColumnNameless: {Wrong, t("这一列有数，但 %[1]s 没有表头", "the column holds data, but %[1]s has no heading"),
		t("补上表头，或清空这一列", "give it a heading or clear it")},
	CellDate: {Wrong,
		t("显示为 %[1]s，存的却是 %[2]s：像是被变成了日期", "shown as %[1]s but stored as %[2]s: it looks like it was turned into a date"),
		t("把单元格设为数值格式，重新填写", "format the cell as a number and type it again")},
	CellBroken: {Wrong, t("“%[1]s”中有字符已经损坏（�）", "characters of %[1]q were lost before the file came here (�)"),
		t("请向报送单位要原文件，或重新填写", "ask for the original file, or type it again")},
	CellTruth: {Wrong, t("这里是逻辑值 %[1]s，不是要填的内容", "the cell holds the truth value %[1]s, which doesn't belong here"),
		t("改填数或文字；是公式的，先改公式", "type a number or a text; mend the formula if there is one")},
	CellDuration: {Wrong, t("格式 %[1]s 显示的是经过的时间，存的是 %[2]s 天：要的是天数、小时数还是别的，看不出来",
		"the format %[1]s shows elapsed time, stored as %[2]s days: days, hours or what is meant can't be told"),
		t("把单元格设为数值格式，按指标的计量单位重新填写", "format the cell as a number and type it in the indicator's unit")},
	CellTime: {Wrong, t("这里只有时刻 %[1]s，没有日期", "the cell holds a time of day, %[1]s, without a day"),
		t("把单元格设为数值或日期格式，重新填写", "format the cell as a number or a date and type it again")},
	CellRead: {Info, t("读作“%[1]s”", "read as %[1]q"), t("", "")},
	CellScaled: {Wrong,
		t("“%[1]s”的格式把数缩小了显示：存的是 %[2]s", "the format of %[1]q shows the number in thousands: it holds %[2]s"),
		t("把单元格设为常规格式，核对后重新填写", "format the cell as a plain number and type it again")},
	SettingShare: {Wrong, t("“%[1]s”是百分制的线，填的却是 %[2]s", "%[1]q is a line out of 100, but %[2]s was typed"),
		t("填 0 至 100 的数，例如 85", "type a number out of 100, such as 85")},
	AskTiny: {Wrong, t("%[5]s的“%[6]s”%[4]s %[1]s 不到目标 %[8]s 的千分之一，别的单位却与目标相近：是 %[2]s 还是 %[3]s？单位是“%[7]s”吗？",
		"%[5]s: %[1]s (%[4]s of %[6]q) is less than a thousandth of its target %[8]s, while other units are near theirs: "+
			"%[2]s or %[3]s? Is it in %[7]q?"), asked},
	ConfirmTwice: {Wrong, t("“%[1]s”的同一个值确认了两种读法：%[2]s；%[3]s",
		"two readings are given for one value of %[1]q: %[2]s; %[3]s"), t("留一条", "keep one of them")},
	CellClock: {Info, t("读作 %[1]s，时刻 %[2]s 不用", "read as %[1]s; the time %[2]s isn't used"), t("", "")},
	CellNoise: {Info, t("工作簿里的二进制数，去掉第 15 位以后的尾数：读作 %[1]s",
		"a binary number of the workbook: digits beyond the fifteenth were taken off, read as %[1]s"), t("", "")},
	CellNoPercent: {Wrong, t("“%[1]s”不能用百分数", "%[1]q takes no percentage"),
		t("把单元格设为数值格式，填不带百分号的数", "format the cell as a number and type it without a percent sign")},
	CellMerged: {Wrong, t("合并单元格中的“%[1]s”不知属于哪一行", "%[1]q stands in merged cells and may belong to any of the rows"),
		t("取消合并，逐行填写", "take the cells apart and fill in each row")},
	CellRange: {Wrong, t("“%[1]s”应在 %[2]s 至 %[3]s 之间", "%[1]q must be between %[2]s and %[3]s"),
		t("改正该值", "correct it")},
	CellClears: {Warning, t("此格空白，现有的“%[1]s”%[2]s将被清除", "the cell is blank: %[1]s, %[2]s so far, will be cleared"),
		t("要保持不变，请填回原值，或删去这一列", "to keep it, write it again or take the column out")},
	FloorNumberless: {Warning, t("“%[1]s”有出处“%[2]s”，没有数，没有读取",
		"%[1]s has a source, %[2]q, and no number: it was not read"),
		t("请填上数；数若填在别的列，请移过来", "write the number; if it stands in another column, move it")},
	PlanSumOfRates: {Warning, t("“%[1]s”的计量单位是 %%，汇总方式却是求和：各单位的比率不能相加",
		"%[1]q is measured in %% and its method is a sum: rates of units don't add up"),
		t("请改为加权平均或取最差", "make it a weighted mean or the worst")},
	CellUnused: {Wrong, t("这一行用不上“%[1]s”，填的内容会被忽略", "this row doesn't use %[1]q: what is typed there would be ignored"),
		t("清空该单元格，或把内容填到该填的行", "clear the cell, or move it to the row where it belongs")},
	SheetMissing: {Wrong, t("缺少工作表“%[1]s”", "the sheet %[1]q is missing"),
		t("补上该表；空表可用 shiji template 生成", "add it; shiji template writes an empty one")},
	SheetUnknown: {Warning,
		t("不认识的工作表“%[1]s”，未读取%[2]s", "unknown sheet %[1]q, not read%[2]s"), t("若是年度数据，请按格式说明改用规定的表名；否则可不管",
			"if it holds data of the year, give it the name that docs/format.md says; else ignore this")},
	SheetGuessed: {Warning,
		t("工作表“%[1]s”的表头是“%[2]s”表的，已作为“%[2]s”读取", "the headings of sheet %[1]q are those of %[2]q; it was read as such"),
		t("请把表名改为“%[2]s”；不是的，改表头或删去这张表", "call it %[2]q; if it isn't, change its headings or take the sheet out")},
	SheetTwice: {Wrong, t("有两张表都是“%[1]s”表：“%[2]s”和“%[3]s”，不知用哪一张",
		"two sheets are both %[1]q: %[2]q and %[3]q; which one is meant can't be told"),
		t("留一张；要合并的并成一张，备份移到别的文件", "keep one; merge them, or move a copy to another file")},
	SheetUnclear: {Wrong, t("工作表“%[1]s”的表头同时适合几种表：%[2]s", "the headings of sheet %[1]q fit several kinds: %[2]s"),
		t("把表名改成其中一种", "call it by the name of one of them")},
	FindingsTooMany: {Wrong, t("错误和警告超过 %[1]d 处，从这里起不再逐处列出",
		"there are more than %[1]d errors and warnings; from here on they aren't listed one by one"),
		t("多半是表用错了或整列错位：先改前面的，再检查一次",
			"the sheet is probably another, or its columns moved: mend the first ones and check again")},
	FindingsMore: {Info, t("说明超过 %[1]d 处，从这里起不再逐处列出",
		"there are more than %[1]d notes; from here on they aren't listed one by one"), t("", "")},
	FileNothing: {Wrong, t("“%[1]s”里一行数据也没有读到", "nothing was read from %[1]q"),
		t("看表名、表头是否按格式说明，数据是否在表头下面；不是年度数据的，不要放在一起",
			"look whether sheets and headings are as docs/format.md says, and the data below them; "+
				"if it is no data of the year, leave it out")},
	ColumnMisspelt: {Wrong, t("不认识的列“%[1]s”，又缺少“%[2]s”：是同一列吗？",
		"unknown column %[1]q, and %[2]q is missing: is it the same?"), t("是的，把表头改为“%[2]s”；不是的，把“%[1]s”改成不相近的名称或删去这一列",
		"if so, head it %[2]q; if not, give it a name unlike that or take the column out")},
	RowCarried: {Info, t("“%[1]s”有 %[2]d 行空着，按上一行的读（第一处：%[3]s）",
		"%[1]q is blank in %[2]d {row|rows}: read as in the row above (the first: %[3]s)"), t("", "")},
	ValueZero: {Wrong, t("%[1]s的“%[2]s”：“%[3]s”填了 0；0 不是这里的词，可填：%[4]s，或逾期的工作日数",
		"%[1]s: %[2]q: 0 was typed for %[3]q, which takes %[4]s, or a number of working days late"),
		t("改填其中一个词", "type one of these words")},
	SheetHidden: {Warning, t("工作表“%[1]s”是隐藏的，已照常读取", "the sheet %[1]q is hidden; it was read all the same"),
		t("请确认隐藏表中的数据确实要用", "make sure that the hidden data are meant")},
	ColumnMissing: {Wrong, t("缺少列“%[1]s”", "the column %[1]q is missing"), t("在表头行补上该列", "add it to the heading row")},
	ColumnUnknown: {Warning, t("不认识的列“%[1]s”，未读取%[2]s", "unknown column %[1]q, not read%[2]s"),
		t("若应读取，请改用格式说明中的列名；类别分值列的名称须与“单位”表的考核类别一致",
			"if it should be read, use the name that docs/format.md says; "+
				"a points column is named like a class on the sheet 单位")},
	ColumnTwice: {Wrong, t("列“%[1]s”出现两次（%[2]s 和 %[3]s）", "the column %[1]q stands twice (%[2]s and %[3]s)"),
		t("删去或改名其中一列", "remove or rename one of them")},
	TextShape: {Wrong, t("“%[1]s”写得不对，应当是 %[2]s", "%[1]q has the wrong shape: %[2]s"),
		t("按 docs/scheme.schema.json 改写这一行", "write this line as docs/scheme.schema.json says")},
	TextKeyTwice: {Wrong, t("“%[1]s”出现了两次", "%[1]q stands twice"), t("删去其中一个", "remove one of them")},
	TextKeyUnknown: {Wrong, t("没有“%[1]s”这一项；可写：%[2]s", "there is no entry %[1]q; there are: %[2]s"),
		t("改正名称，或删去", "correct the name, or remove it")},
	FileNote: {Info, t("读作：%[1]s", "read as: %[1]s"), t("", "")},
	SheetFormulas: {Info, t("工作表里有 %[1]d 个公式，读的是保存时算好的值",
		"the sheet has %[1]d {formula|formulas}; the values stored with them are read"), t("", "")},
	ColumnSynonym: {Info, t("列名“%[1]s”读作“%[2]s”", "the heading %[1]q is read as %[2]q"), t("", "")},
	ColumnHidden:  {Info, t("“%[1]s”列是隐藏的，照样读取", "the column %[1]q is hidden and was read all the same"), t("", "")},
	RowHidden:     {Info, t("此行是隐藏的，照样读取", "the row is hidden and was read all the same"), t("", "")},
	RowRepeated:   {Info, t("重复的表头，略过", "the headings are repeated; passed over"), t("", "")},
	RowSubtotal:   {Info, t("“%[1]s”行，略过", "a row of totals (%[1]s); passed over"), t("", "")},
	RowNote:       {Info, t("说明行“%[1]s”，略过", "a note (%[1]s); passed over"), t("", "")},
	UnitDiffers: {Wrong, t("表头写的是“%[1]s”，而“%[2]s”的计量单位是“%[3]s”：%[4]s 是多少，须由填报人确认",
		"the heading says %[1]s, but %[2]q is measured in %[3]s: only who filled it in knows what %[4]s is"),
		t("把数换算成“%[3]s”，改正表头；程序不替人换算",
			"convert the numbers to %[3]s and correct the heading; nothing is converted on its own")},
	UnitRenamed: {Info, t("“%[1]s”是 %[2]s 的曾用名，记在它名下", "%[1]q is a former name of %[2]s and counts for it"), t("", "")},
	HintTyped: {Wrong, t("“填什么”一列里填了“%[1]s”，这一列不读", "%[1]q was typed in the column 填什么, which isn't read"),
		t("把它填到要填的那一列，例如“全年”“分数”或“得分”", "type it in the column where it belongs, such as 全年, 分数 or 得分")},
	RowUnfilled: {Info, t("“%[1]s”表有 %[2]d 行还没有填，略过",
		"%[2]d {row|rows} of the sheet %[1]s {isn't|aren't} filled in and {was|were} passed over"), t("", "")},
	RowContradicts: {Wrong, t("“%[1]s”一列写的是“%[2]s”，而方案里“%[3]s”是“%[4]s”",
		"the column %[1]s says %[2]q, but in the scheme %[3]q has %[4]q"),
		t("改回“%[4]s”，数也按它填；程序不替人换算", "correct it to %[4]q, and the numbers with it; nothing is converted on its own")},
	FloorsForm: {Info, t("这是待补底线表：补录底线 %[1]d 项，留空 %[2]d 项",
		"this is a form for floors: floors of %[1]d {target|targets}, %[2]d left empty"), t("", "")},
	FloorsStray: {Wrong, t("待补底线表的这一行改了单位或指标：%[1]s没有“%[2]s”这一项目标",
		"in this row of the form for floors the unit or the indicator was changed: %[1]s has no target for %[2]q"),
		t("改回原来的单位和指标；要新增目标，用年度填报表",
			"put back the unit and the indicator; a new target comes with the forms of the year")},
	FloorsTarget: {Warning, t("%[1]s的“%[2]s”：%[3]s在待补底线表里由 %[4]s 改成了 %[5]s",
		"%[1]s: %[2]q: %[3]s was changed from %[4]s to %[5]s in the form for floors"),
		t("确实要改的，确认即可；不改的改回 %[4]s", "if that is meant, confirm; if not, put back %[4]s")},
	RowExample: {Info, t("示例行，未读取", "example row, not read"), t("", "")},
	CellCleaned: {Info, t("读作“%[1]s”（去掉空格、全角字符或千分位）",
		"read as %[1]q (spaces, full-width characters or thousands separators removed)"), t("", "")},
	CellPercent: {Info, t("百分数，读作 %[1]s%[2]s", "a percentage, read as %[1]s%[2]s"), t("", "")},
	CellError: {Wrong, t("单元格是错误值 %[1]s", "the cell holds the error %[1]s"),
		t("改正公式或直接填写数值", "mend the formula or type the value")},
	CellFormula: {Wrong, t("公式没有存下计算结果", "the formula has no stored result"),
		t("在 Excel 或 WPS 中打开、重新计算并保存，或改填数值", "open, recalculate and save the file, or type the value")},
	CellRequired: {Wrong, t("“%[1]s”没有填", "%[1]q is empty"), t("填写该单元格；空白不等于零", "fill it in; empty is not zero")},
	CellNotNumber: {Wrong, t("“%[1]s”应填数字", "%[1]q takes a number"),
		t("只填数字，不带单位和文字；没有数据请留空", "type the number alone; leave the cell empty if there is none")},
	CellNotWhole: {Wrong, t("“%[1]s”应填整数", "%[1]q takes a whole number"), t("改填整数", "type a whole number")},
	CellNotWord: {Wrong, t("“%[1]s”不能填这个值%[3]s", "%[1]q doesn't take this value%[3]s"),
		t("请从下拉列表中选：%[2]s", "choose one of: %[2]s")},
	CellNotDate: {Wrong, t("“%[1]s”不是日期", "%[1]q is not a date"), t("写成 2014-12-31", "write 2014-12-31")},
	CellControl: {Wrong, t("含有看不见的控制字符", "holds invisible control characters"), t("重新输入该单元格", "type the cell again")},
	AskPercent: {Wrong, t("%[5]s的“%[6]s”以“%[7]s”计，%[4]s却是百分数 %[1]s：是 %[2]s 还是 %[3]s？",
		"%[5]s: %[6]q is in %[7]q, but %[4]q holds the percentage %[1]s: %[2]s or %[3]s?"), asked},
	AskOverHundred: {Wrong, t("%[5]s的“%[6]s”%[4]s设成了百分数格式，显示为 %[1]s：是 %[2]s%% 还是 %[3]s%%？",
		"%[5]s: %[4]q of %[6]q is formatted as a percentage and shows %[1]s: %[2]s %% or %[3]s %%?"), asked},
	AskShare: {Wrong, t("%[5]s的“%[6]s”以 %% 计，%[4]s填的 %[1]s 比目标、历年或别的单位小得多：是 %[2]s%% 还是 %[3]s%%？",
		"%[5]s: %[6]q is in %%, and %[1]s (%[4]s) is far below the target, earlier years or the other units: "+
			"%[2]s %% or %[3]s %%?"), asked},
	AskHundred: {Wrong, t("%[5]s的%[4]s是百分制，填的却是 %[1]s：是 %[2]s 分还是 %[3]s 分？",
		"%[5]s: %[4]q is out of 100, but %[1]s was typed: %[2]s or %[3]s?"), asked},
	AskScaled: {Wrong, t("“%[4]s”存的是 %[2]s，格式却把它缩小显示（约 %[3]s）：是 %[2]s 还是 %[3]s？",
		"%[4]q holds %[2]s, but its format shows it in thousands (about %[3]s): %[2]s or %[3]s?"), asked},
	AskZero: {Wrong, t("%[5]s的“%[6]s”越高越好，%[4]s却是 0：是 0，还是没有（那就应当留空）？",
		"%[5]s: higher is better for %[6]q, but %[4]q is 0: is 0 meant, or none (then leave it empty)?"),
		t("没有的，清空这一格；确为 0 的，在本行“确认”列写：%[4]s：%[1]s 读作 %[2]s（姓名），网页导入的也可在导入页上确认",
			"empty the cell if there is none; if 0 is meant, write into the row's column 确认: "+
				"%[4]s：%[1]s 读作 %[2]s（name), or say so on the import's page")},
	AskTenfold: {Wrong, t("%[5]s的“%[6]s”%[4]s %[1]s 是目标 %[8]s 的十倍以上，别的单位却与目标相近：是 %[2]s 还是 %[3]s？单位是“%[7]s”吗？",
		"%[5]s: %[1]s (%[4]s of %[6]q) is ten times its target %[8]s or more, while other units are near theirs: "+
			"%[2]s or %[3]s? Is it in %[7]q?"), asked},
	AskTarget: {Wrong, t("%[5]s的“%[6]s”已报 %[8]s，与%[4]s %[1]s 相差悬殊，别的单位却与目标相近：%[4]s是 %[2]s 还是 %[3]s？单位是“%[7]s”吗？",
		"%[5]s: %[8]s is reported of %[6]q, which is far from %[1]s (%[4]s), while other units are near theirs: "+
			"%[2]s or %[3]s? Is it in %[7]q?"), asked},
	AskNegative: {Wrong, t("%[5]s的“%[6]s”%[4]s是负数 %[1]s：是 %[2]s 还是 %[3]s？",
		"%[5]s: %[4]q of %[6]q is negative, %[1]s: %[2]s or %[3]s?"), asked},
	ConfirmText: {Wrong,
		t("“%[1]s”看不懂；每条写成：表头：值 读作 读数（姓名）", "%[1]q can't be read; each entry says: heading：value 读作 reading（name)"),
		t("例如：全年：0.89 读作 89（绩效办）；多条用分号隔开", "for example 全年：0.89 读作 89（绩效办); several are separated by semicolons")},
	ConfirmStale: {Wrong, t("确认的是“%[1]s”，这一格现在却是 %[2]s", "what was confirmed is %[1]q, but the cell now holds %[2]s"),
		t("改正确认的内容，重新确认；不用确认的删去", "confirm the new value, or take the entry out")},
	ConfirmOther: {Wrong, t("确认的“%[1]s”不是可能的读法；可能的是 %[2]s", "%[1]q isn't one of the readings, which are %[2]s"),
		t("改成其中一种，或直接改这一格的数", "choose one of them, or correct the cell itself")},
	ConfirmIdle: {Info, t("“%[1]s”的确认没有用上（%[2]s）：这一格没有疑问，或没有这一列",
		"the answer for %[1]q wasn't needed (%[2]s): nothing was asked there, or there is no such column"), t("", "")},
	KeyTwice: {Wrong, t("与 %[1]s 重复（%[2]s），%[3]s", "the same key as %[1]s (%[2]s), %[3]s"),
		t("两处只能留一处；内容不同的先核对哪一处对", "keep only one of the two; where they differ, look which one is right")},
	UnitUnknown: {Wrong, t("没有“%[1]s”这个单位%[2]s", "there is no unit %[1]q%[2]s"),
		t("填“单位”表中的编码、全称或简称", "use a code, name or short name of the sheet 单位")},
	UnitNameTwice: {Wrong,
		t("“%[2]s”已是另一个单位的编码、名称或简称（%[1]s）", "%[2]q is the code, name or short name of another unit already (%[1]s)"),
		t("每个编码、名称和简称只用于一个单位", "use each code, name and short name for one unit only")},
	SheetEmpty: {Wrong, t("工作表“%[1]s”没有数据", "the sheet %[1]q holds no data"),
		t("从表头下一行填起；示例行不算", "fill it in below the heading; example rows don't count")},
	UnitAmbiguous: {Wrong, t("“%[1]s”对应不止一个单位", "%[1]q is more than one unit"),
		t("改填单位编码", "use the code of the unit")},
	IndicatorUnknown: {Wrong, t("方案中没有“%[1]s”这个三级指标%[2]s", "the scheme has no level-3 indicator %[1]q%[2]s"),
		t("填“方案”表中的编码或名称", "use a code or name of the sheet 方案")},
	IndicatorTwo: {Wrong, t("“%[1]s”对应不止一个三级指标", "%[1]q is more than one level-3 indicator"),
		t("改填指标编码", "use the code of the indicator")},
	TreeNoParent: {Wrong, t("没有写“%[1]s”，也不在合并单元格内", "%[1]q is empty and the cell isn't merged"),
		t("填写上级指标，或与上一行合并单元格", "fill in the parent or merge the cell with the one above")},
	TreeLevel1Unknown: {Wrong, t("“%[1]s”不是框架里的一级指标%[3]s", "%[1]q is not a level-1 class of the frame%[3]s"),
		t("一级指标固定为：%[2]s", "level 1 is fixed: %[2]s")},
	TreePointsDiffer: {Wrong, t("“%[1]s”的分值 %[2]s 与上面的 %[3]s 不同", "the points %[2]s for %[1]s differ from %[3]s above"),
		t("同一指标的分值只写一处，或写成一样", "give the points once, or the same everywhere")},
	TreeItemMoved: {Wrong, t("二级指标“%[1]s”已列在“%[2]s”下", "the level-2 item %[1]q stands under %[2]s already"),
		t("一个二级指标只属于一个一级指标", "an item belongs to one level-1 class")},
	PointsText: {Wrong, t("分值写法看不懂", "the points can't be read"),
		t("写成 25，或按类别写成 25；镇=27", "write 25, or by class 25；镇=27")},
	ParamsText: {Wrong, t("参数写法看不懂：%[1]s", "the parameters can't be read: %[1]s"),
		t("写成 名称=值；名称=值，每个名称只写一次", "write name=value；name=value, each name once")},
	HistoryPartial: {Warning,
		t("%[1]s的“%[2]s”近三年实绩没有填全，不计算趋势", "%[1]s: %[2]q has not all three years of history; no trend is computed"),
		t("填全三年，或都不填", "give all three years or none")},

	SchemeLevel1Missing: {Wrong, t("方案缺少一级指标“%[1]s”", "the scheme lacks the level-1 class %[1]q"),
		t("一级指标固定不变，请补上", "level 1 is fixed; add it")},
	SchemeLevel1Empty: {Wrong, t("“%[1]s”的一级指标“%[2]s”没有分值", "%[1]s has no points for level 1 %[2]q"),
		t("各系统都按同样的一级指标考评，请给出分值", "every system is assessed under the same classes; give it points")},
	SchemeShare: {Wrong, t("“%[1]s”的“%[2]s”是 %[3]s 分，框架固定为 %[4]s 分",
		"%[2]q of %[1]s has %[3]s points; the frame fixes %[4]s"), t("改为框架固定的分值", "use the points that the frame fixes")},
	LineageText: {Wrong, t("沿革“%[1]s”写得不对", "the lineage %[1]q can't be understood"),
		t("写成：沿用、新增，或 口径变化：A0101、拆分自：A0101、合并自：A0101、A0102", "write 沿用, 新增, or 口径变化：A0101, 拆分自：A0101, 合并自：A0101、A0102")},
	SchemeLevel1Sum: {Wrong, t("“%[1]s”的一级指标分值合计 %[2]s，应为 100",
		"level-1 points of %[1]s add up to %[2]s, not 100"), t("调整该类别的一级指标分值", "adjust them")},
	SchemeVetoPoints: {Wrong, t("一票否决不设分值", "the veto class carries no points"), t("把分值改为 0", "set them to 0")},
	SchemeSatisfaction: {Wrong,
		t("“%[1]s”的满意度为 %[2]s 分，应为 %[3]s 分", "satisfaction of %[1]s is %[2]s points, not %[3]s"),
		t("改为 %[3]s 分，或在“年度”表登记领导小组的豁免文号", "make it %[3]s, or record the lead group's waiver on the sheet 年度")},
	SchemeSatisfactionWaived: {Warning, t("“%[1]s”的满意度为 %[2]s 分，依据豁免 %[3]s",
		"satisfaction of %[1]s is %[2]s points by waiver %[3]s"), t("", "")},
	SchemeItemSum: {Wrong, t("“%[1]s”在“%[2]s”下的二级指标分值合计 %[3]s，应为 %[4]s",
		"level-2 points of %[1]s under %[2]s add up to %[3]s, not %[4]s"), t("调整二级指标分值", "adjust the level-2 points")},
	SchemeLeafSum: {Wrong, t("“%[1]s”在“%[2]s”下的三级指标分值合计 %[3]s，应为 %[4]s（例如 %[5]s）",
		"level-3 points of %[1]s under %[2]s add up to %[3]s, not %[4]s (%[5]s, for example)"),
		t("调整该类别一列的三级指标分值", "adjust the level-3 points in the column of the class")},
	SchemeLeafPoints: {Wrong, t("“%[1]s”在“%[2]s”的分值不是正数", "the points of %[1]q for %[2]s are not positive"),
		t("填正数；该类别没有此指标的请留空", "type a positive number, or leave the cell empty if the class doesn't have it")},
	SchemeNoPoints: {Wrong, t("三级指标“%[1]s”没有给任何类别分值", "level-3 indicator %[1]q has no points in any class"),
		t("在类别列填写分值", "fill in a class column")},
	SchemeNoBody: {Wrong, t("二级指标“%[1]s”没有实施主体", "level-2 item %[1]q has no implementing body"),
		t("填“实施主体”表中的名称：%[2]s", "name one of the sheet 实施主体: %[2]s")},
	SchemeUnknownBody: {Wrong, t("“%[1]s”的实施主体“%[2]s”不在“实施主体”表中%[3]s",
		"the body %[2]q of %[1]q is not on the sheet 实施主体%[3]s"), t("在“实施主体”表登记，或改正名称", "add it there or correct the name")},
	SchemeNoRule: {Wrong, t("三级指标“%[1]s”没有评分规则", "level-3 indicator %[1]q has no scoring rule"),
		t("在“评分规则”列从下拉列表中选；shiji rules 列出全部规则%[2]s",
			"choose one from the list in the column 评分规则; shiji rules lists them all%[2]s")},
	SchemeServiceRule: {Wrong, t("服务效果下的“%[1]s”没有用满意度计分法，25 分应来自满意度",
		"%[1]q under 服务效果 doesn't use the satisfaction rule, from which its 25 points must come"),
		t("改用满意度计分法，或把指标移到别的大类", "use it, or move the indicator to another class")},
	SchemeCommon: {Wrong, t("共性指标“%[1]s”在各类别的分值不同，或只适用于部分单位",
		"the common indicator %[1]q doesn't have the same points in every class, or leaves out units"),
		t("共性指标在各类别分值相同、适用于全部单位", "a common indicator has one number of points for all classes and all units")},
	SchemeVetoRule: {Wrong, t("“%[1]s”：一票否决下只能用“一票否决”规则，其他类下不能用它（现为 %[2]s）",
		"%[1]q: under the veto class only the veto rule can stand, and nowhere else (now %[2]s)"),
		t("改正评分规则或上级指标", "correct the rule or the parent")},
	SchemeVetoBasis: {Wrong, t("否决事项“%[1]s”没有法律或政策依据", "the veto rule %[1]q has no legal or policy basis"),
		t("在参数中写明 依据=…", "add 依据=… to its parameters")},
	SchemeVetoItem: {Wrong, t("否决事项“%[1]s”所指的二级指标“%[2]s”不存在",
		"the veto rule %[1]q names a level-2 item %[2]q that doesn't exist"), t("改正 相关指标=…", "correct 相关指标=…")},
	SchemeVetoMany: {Warning, t("一票否决事项有 %[1]d 项，超过 %[2]d 项", "there are %[1]d veto rules, more than %[2]d"),
		t("否决事项宜少，请确认每项都有必要", "veto rules should be few; make sure that each is needed")},
	SchemeFrameOpen: {Wrong,
		t("框架是“%[1]s”，不是区级框架，却没有%[2]s", "the frame is %[1]q and not the district's, but %[2]s is missing"),
		t("在“年度”表填领导小组改用该框架的文号、日期和理由", "give the lead group's decision on the sheet 年度: 框架决定文号, 框架决定日期, 框架决定理由")},
	SchemeFrameUndecided: {Warning, t("框架是“%[1]s”，不是区级框架，没有写明领导小组的决定（%[2]s）",
		"the frame is %[1]q and not the district's, without a decision of the lead group (%[2]s)"),
		t("补上框架决定文号、日期和理由；已有的年度照常计分", "add 框架决定文号, 框架决定日期 and 框架决定理由; a year that exists goes on being scored")},
	SchemeFrameSatisfaction: {Wrong, t("“%[1]s”框架的满意度占 %[2]s 分，不是 %[3]s 分，又没有领导小组的豁免",
		"satisfaction has %[2]s points in the frame %[1]q and not %[3]s, without a waiver of the lead group"),
		t("改用满意度 25 分的框架，或在“年度”表填满意度豁免文号和理由", "use a frame with 25 points, or give 满意度豁免文号 and 满意度豁免理由")},
	UnitNoSurvey: {Warning, t("%[1]s 没有填调查类别", "%[1]s belongs to no survey class"),
		t("填上；不属于任何类别的单位按“面向党政机关和基层单位类”测评", "give one; a unit of no class is surveyed as organ-facing")},
	SurveyRowMissing: {Wrong, t("%[1]s 没有%[2]s满意度的结果，同类的其他 %[3]d 家都有",
		"%[1]s has no satisfaction result of the channel %[2]s, which %[3]d others of its class have"),
		t("补上结果；确实没有的，在“满意度”表加一行，写单位、渠道和数据状态（不适用 或 有因缺报）",
			"add the result; if there is none, add a row to the sheet 满意度 with the unit, the channel and 数据状态: 不适用 or 有因缺报")},
	EventDouble: {Wrong, t("%[1]s的%[3]s“%[2]s”既记在指标“%[4]s”上，又记在总分上：同一事项只计一次",
		"%[1]s: the %[3]s %[2]q is entered for the indicator %[4]q and for the total: a matter counts once"),
		t("留一处", "keep one of the two")},
	MarksDefault: {Warning,
		t("%[1]s的“%[2]s”：%[3]s；这是实施主体的缺评，不是单位缺报", "%[1]s: %[2]q: %[3]s; the body hasn't marked it, the unit isn't late"),
		t("请实施主体补评；不补的按方案的缺数据处理", "ask the body to mark it; else the scheme's policy holds")},
	DateFar: {Warning,
		t("%[1]d 处日期是 %[2]s 年的，离 %[3]d 年度太远（第一处：%[4]s）",
			"%[1]d {date is|dates are} of %[2]s, far from %[3]d (the first: %[4]s)"),
		t("核对是不是写错了年份", "look whether the year was mistyped")},
	YearContradicts: {Warning, t("年度填的是 %[1]d，%[2]s却是 %[3]s 年的", "the year is %[1]d, but %[2]s say %[3]s"),
		t("核对“年度”表的年度", "look at the year on the sheet 年度")},
	YearOther: {Wrong,
		t("文件里的年度是 %[1]d，要加到的却是 %[2]d", "the files are of %[1]d, but are to be added to %[2]d"),
		t("核对文件；要加到 %[1]d 年度的，改选这个年度", "look at the files; if %[1]d is meant, add them to that year")},
	PartOutside: {Wrong,
		t("%[1]s会被改动，但不在所选的部分（%[2]s）之内", "%[1]s would change, but isn't in the part that was chosen (%[2]s)"),
		t("改选部分，或从文件里去掉这一行；要改多处的，改作补充导入", "choose another part, or take the row out; what changes more is an addition")},
	PartEmpty: {Wrong,
		t("文件里没有所选部分（%[1]s）的任何一行，照此会作废其中已有的 %[2]d 条",
			"the files have no row of the part that was chosen (%[1]s): all %[2]d {fact|facts} of it would be withdrawn"),
		t("核对选的部分和文件；整张表都要作废的，导入不含它的全年工作簿",
			"look at the part and the files; if all of it is to go, import a whole year without it")},
	DistrictOther: {Warning,
		t("工作簿的“地区”是“%[1]s”，这里是“%[2]s”的数据", "the workbook's 地区 is %[1]q, but these are the data of %[2]q"),
		t("不是本区的工作簿，不要导入；区名改了的，改“年度”表的地区，或用 shiji district rename",
			"don't bring another district's workbook; "+
				"if the district has another name now, correct 地区 on the sheet 年度 or use shiji district rename")},
	TreeBodiesDiffer: {Warning, t("“%[1]s”的实施主体在这一行是“%[2]s”，上面是“%[3]s”：实施主体属于二级指标，这些主体都算它的",
		"the bodies of %[1]q are %[2]s here and %[3]s above: bodies belong to the level-2 item, which has them all"),
		t("各行写成一样；各有各的主体的，分成几个二级指标",
			"write the same in each row; where each has its own body, make them items of their own")},
	GradeBarred: {Warning, t("“一级指标低线”%[4]s%% 会使“%[1]s”%[3]d 家中的 %[2]d 家最高只能评良好：“%[5]s”%[6]s 分中，没有事项或评分就得 0 的占 %[7]s 分",
		"the setting 一级指标低线 of %[4]s %% bars %[2]d of the %[3]d units of %[1]s from excellent: "+
			"of the %[6]s points of %[5]q, %[7]s are 0 without an event or a mark"),
		t("若非本意，在“年度”表把“一级指标低线”改低或设为 0，或换一个评分规则",
			"if that isn't meant, lower 一级指标低线 on the sheet 年度, or set it to 0, or choose another rule")},
	ClassUnknown: {Warning, t("分值列“%[1]s”不是“单位”表里的考核类别（有：%[2]s），这一列的分值没有读取%[3]s",
		"the points column %[1]q is no class of the sheet 单位 (which has %[2]s); its points weren't read%[3]s"),
		t("把列名改成“单位”表里的考核类别，或改“单位”表；不是分值的，可不管",
			"head it like a class of the sheet 单位, or correct that sheet; ignore this if they are no points")},
	YearToCome: {Info, t("尚未到期：%[1]d 项指标（%[2]s），%[3]d 家单位共 %[4]d 行暂无得分，这些单位的总分为暂计%[5]s",
		"not due yet: %[1]d {indicator|indicators} (%[2]s); "+
			"%[4]d {line|lines} of %[3]d {unit gives|units give} no points so far, and their totals are interim%[5]s"),
		t("有一家报送即为到期，其后不报的按缺报处理；不再等的，把该指标的参数写上“未到期=零分”或其他处理",
			"an indicator is due once a unit reports it, and silence is missing data from then on; "+
				"to wait no longer give it the parameter 未到期=零分 or another policy")},
	SchemeShares: {Wrong,
		t("优秀与良好比例合计 %[1]s，应在 0 至 1 之间", "the shares of excellent and good add up to %[1]s, not between 0 and 1"),
		t("在“年度”表改正比例", "correct them on the sheet 年度")},
	SchemeLines: {Wrong, t("分数线应逐级降低：优秀 %[1]s、良好 %[2]s、达标 %[3]s",
		"score lines must fall: excellent %[1]s, good %[2]s, pass %[3]s"), t("在“年度”表改正分数线", "correct them on the sheet 年度")},
	RuleUnknown: {Wrong, t("“%[1]s”的评分规则“%[2]s”不存在%[3]s", "%[1]q uses a rule %[2]q that doesn't exist%[3]s"),
		t("从下拉列表中选；shiji rules 列出全部规则", "choose one from the list; shiji rules lists them all")},
	RuleDirection: {Wrong, t("“%[1]s”用的%[2]s不适合“%[3]s”的指标", "%[1]q: %[2]s doesn't suit an indicator that is %[3]s"),
		t("此规则适用于：%[4]s；请改方向%[5]s", "the rule suits: %[4]s; change the direction%[5]s")},
	RuleParamUnknown: {Wrong, t("“%[1]s”：%[3]s 没有参数“%[2]s”%[5]s", "%[1]q: %[3]s has no parameter %[2]q%[5]s"),
		t("删去或改正参数名；可写：%[4]s", "remove or correct it; there are: %[4]s")},
	RuleParamMissing: {Wrong, t("“%[1]s”：%[3]s 须给出参数“%[2]s”", "%[1]q: %[3]s needs the parameter %[2]q"),
		t("在参数列补上", "add it to the parameters")},
	RuleParamBad: {Wrong, t("“%[1]s”的参数“%[2]s”不符合要求：%[3]s", "%[1]q: the parameter %[2]q won't do: %[3]s"),
		t("改正该参数", "correct it")},
	RuleParamDoubt: {Warning, t("“%[1]s”的参数“%[2]s”：%[3]s", "%[1]q, the parameter %[2]q: %[3]s"),
		t("请看一看是否如此", "look whether it should be so")},
	RuleForList: {Wrong, t("“%[1]s”：%[2]s只用于跨类的名单，不能给指标计分",
		"%[1]q: %[2]s serves lists across classes and scores no indicator"), t("换一个规则", "choose another rule")},
	FormulaCircle: {Wrong, t("“%[1]s”的公式绕成了圈：%[2]s", "the formula of %[1]q reads in a circle: %[2]s"),
		t("改其中一个公式，使它不再用到自己", "change one of the formulas so that none reads itself")},
	GradeQuota: {Warning, t("“%[1]s”评定“%[2]s”的有 %[3]d 个，共评 %[4]d 个，超过限额 %[5]s",
		"%[1]q: %[2]q was given %[3]d times out of %[4]d, more than the quota of %[5]s"),
		t("请实施主体复核", "ask the body to look again")},
	DataFalse: {Warning, t("%[1]s 的“%[2]s”数据经查不实，按零分，但没有诚信扣分的事项",
		"the data of %[1]s for %[2]q were proven false and score zero, but no deduction for it is recorded"),
		t("在事件表补记扣分，或说明不扣的理由", "record a deduction on the sheet 事件, or say why there is none")},

	PlanIncomplete: {Wrong, t("规划指标“%[1]s”缺少期末值，或路径所需的基期值",
		"plan indicator %[1]q lacks its end value, or the baseline that its path needs"), t("补上基期值和期末值", "add them")},
	PlanYears: {Wrong, t("规划指标“%[1]s”的期末年 %[3]d 不晚于基期年 %[2]d",
		"plan indicator %[1]q ends in %[3]d, not after its base year %[2]d"), t("改正年份", "correct the years")},
	UnitNoReason: {Wrong, t("%[1]s 为“%[2]s”，但没有写理由", "%[1]s is %[2]s without a reason"),
		t("在“理由”列写明依据", "give the reason")},
	UnitClassUnknown: {Wrong,
		t("%[1]s的考核类别“%[2]s”在“方案”表没有分值列%[3]s", "%[1]s: the class %[2]q has no points column on the sheet 方案%[3]s"),
		t("在“方案”表加上该类别的分值列，或改正类别（现有：%[4]s）", "add the column or correct the class (there are: %[4]s)")},
	UnitClassSystems: {Wrong, t("考核类别“%[1]s”同时属于%[2]s和%[3]s系统",
		"the class %[1]q belongs to two systems, %[2]s and %[3]s"), t("一个类别只属于一个系统", "a class belongs to one system")},
	BodyIdle: {Warning, t("实施主体“%[1]s”没有负责任何二级指标", "the body %[1]q has no level-2 item"),
		t("在“方案”表写上它负责的指标，或从名单删去", "give it one on the sheet 方案, or take it off the list")},
	BodyOwnSubstitute: {Wrong, t("实施主体“%[1]s”的替代评分人是它自己", "the body %[1]q is its own substitute"),
		t("另定替代评分人", "name another")},
	BodyScoresItself: {Wrong, t("%[1]s 是“%[2]s”的实施主体，会给自己打分", "%[1]s is the body of %[2]q and would score itself"),
		t("在“实施主体”表写明替代评分人（一般为绩效办；绩效办自己由领导小组指定的人评）",
			"name a substitute on the sheet 实施主体 (the performance office; "+
				"for the office itself, a person named by the lead group)")},

	TargetMissing: {Wrong, t("%[1]s的“%[2]s”没有填%[3]s，评分规则需要它", "%[1]s: %[2]q has no %[3]s, which its rule needs"),
		t("在“目标”表补上", "add it on the sheet 目标")},
	TargetPlanUnknown: {Wrong, t("%[1]s的“%[2]s”所指规划指标“%[3]s”不存在%[4]s",
		"%[1]s: %[2]q names a plan indicator %[3]q that doesn't exist%[4]s"), t("填“规划”表中的编码", "use a code of the sheet 规划")},
	TargetRange: {Wrong, t("%[1]s的“%[2]s”下限 %[3]s 高于上限 %[4]s",
		"%[1]s: %[2]q has a lower bound %[3]s above its upper bound %[4]s"), t("改正区间", "correct the range")},
	TargetChallenge: {Wrong,
		t("%[1]s的“%[2]s”挑战值 %[3]s 比目标值 %[4]s 容易", "%[1]s: %[2]q has a challenge %[3]s easier than its target %[4]s"),
		t("挑战值应难于目标值", "a challenge is harder than the target")},
	TargetBelowFloor: {Wrong, t("%[1]s的“%[2]s”目标 %[3]s %[7]s%[4]s %[5]s，差 %[6]s",
		"%[1]s: the target %[3]s of %[2]q is %[7]s the %[4]s of %[5]s, by %[6]s"),
		t("把目标改到底线以内，或附领导小组豁免文号和理由",
			"make the target meet the floor, or give the lead group's waiver and its reason")},
	TargetWaived: {Warning, t("%[1]s的“%[2]s”目标 %[3]s %[8]s%[4]s %[5]s，依据 %[6]s 豁免：%[7]s",
		"%[1]s: the target %[3]s of %[2]q is %[8]s the %[4]s of %[5]s, waived by %[6]s: %[7]s"), t("", "")},
	TargetWaiverIncomplete: {Wrong, t("%[1]s的“%[2]s”豁免缺少文号或理由",
		"%[1]s: the waiver of %[2]q lacks its document or its reason"), t("两项都要填", "give both")},
	TargetFloorSource: {Warning, t("%[1]s的“%[2]s”：%[3]s %[4]s 没有写出处",
		"%[1]s: %[2]q: the %[3]s of %[4]s has no source"), t("补上文件或出处", "name the document")},
	TargetUnitDiffers: {Warning, t("%[1]s的“%[2]s”单位是“%[3]s”，规划指标“%[4]s”单位是“%[5]s”，不能自动比较",
		"%[1]s: %[2]q is in %[3]q, the plan indicator %[4]q in %[5]q; they can't be compared"),
		t("请人工核对并保留依据", "compare by hand and keep the evidence")},
	TargetNoPace: {Wrong,
		t("%[1]s的“%[2]s”：规划指标“%[3]s”算不出 %[4]d 年的平均进度", "%[1]s: %[2]q: the plan indicator %[3]q has no pace for %[4]d"),
		t("核对规划指标的年份、基期值和路径", "check its years, baseline and path")},
	TargetStretch: {Warning, t("%[1]s的“%[2]s”目标 %[3]s，趋势值 %[4]s，偏离 %[5]s%%：%[6]s",
		"%[1]s: %[2]q has a target of %[3]s where the trend says %[4]s, %[5]s %% off: %[6]s"),
		t("按“蹦一蹦够得到”的原则核对目标", "a target should be a stretch within reach; look at it again")},
	TargetNoWeight: {Wrong, t("%[1]s的“%[2]s”没有填规划权重：规划指标“%[3]s”的汇总方式是加权平均",
		"%[1]s: %[2]q has no plan weight, but the plan indicator %[3]q is a weighted mean of its units"),
		t("在“目标”表的“规划权重”列填上大于 0 的数（例如人口、产值），不按相等的权重算",
			"give it in the column 规划权重 of the sheet 目标, above 0 (people, output); weights are never taken to be equal")},
	TargetWeight: {Wrong, t("%[1]s的“%[2]s”规划权重为 %[3]s，应大于 0", "%[1]s: %[2]q has a plan weight of %[3]s, not above 0"),
		t("改正权重", "correct it")},
	TargetWeightIdle: {Warning, t("%[1]s的“%[2]s”填了规划权重 %[3]s，但用不上：所指规划指标的汇总方式不是加权平均",
		"%[1]s: %[2]q has a plan weight of %[3]s that isn't used: it names no plan indicator that is a weighted mean"),
		t("清空该格；要用的，在“规划”表的“汇总方式”填加权平均", "clear the cell; if it should be used, write 加权平均 into 汇总方式 of the sheet 规划")},
	TaskCoefficient: {Wrong, t("%[1]s的任务“%[2]s”%[3]s为 %[4]s，应在 %[5]s 至 %[6]s 之间",
		"%[1]s: the task %[2]q has a %[3]s of %[4]s, outside %[5]s to %[6]s"), t("改正系数", "correct it")},
	TaskQuantity: {Wrong, t("%[1]s的任务“%[2]s”数量不是正数", "%[1]s: the task %[2]q has no positive quantity"),
		t("改正数量", "correct it")},

	FactStray: {Wrong, t("%[1]s 不考核“%[2]s”，这一行用不上", "%[1]s isn't assessed on %[2]q: this row would be lost"),
		t("核对单位和指标，或删去此行", "check unit and indicator, or remove the row")},
	ItemUnknown: {Wrong, t("%[1]s的“%[2]s”不读数据项“%[3]s”", "%[1]s: %[2]q reads no data item %[3]q"),
		t("此指标的数据项为：%[4]s", "its items are: %[4]s")},
	ValueNotNumber: {Wrong, t("%[1]s的“%[2]s”：“%[3]s”既不是数字也不是此处可用的词%[5]s",
		"%[1]s: %[2]q: %[3]q is neither a number nor a word that can stand here%[5]s"),
		t("%[4]s；确无数据请留空并填数据状态", "%[4]s; if there is none, leave it empty and give the status")},
	PeriodEmpty: {Warning, t("%[1]s的“%[2]s”计分期（%[3]s）没有数，别的期有",
		"%[1]s: %[2]q has no value for the period that is scored (%[3]s), but for others"),
		t("补填计分期的数，或用参数 期间=… 指明", "fill in that period, or name another with 期间=…")},
	StatusContradicts: {Wrong, t("%[1]s的“%[2]s”状态是“%[3]s”，却填了数", "%[1]s: %[2]q is %[3]s, yet a value is given"),
		t("改状态或清空数值", "change the status or clear the value")},
	LineRefused: {Wrong, t("%[1]s的“%[2]s”不能按此规则计分：%[3]s", "%[1]s: %[2]q can't be scored by this rule: %[3]s"),
		t("改正数据，或为该指标换一个规则", "correct the data or choose another rule")},
	DataPolicy: {Warning, t("%[1]s的“%[2]s”%[3]s；处理：%[4]s", "%[1]s: %[2]q: %[3]s; policy: %[4]s"),
		t("补报数据，或确认处理方式", "supply the data, or confirm the policy")},
	DataNotApplicable: {Info, t("%[1]s的“%[2]s”不计（%[3]s），分值由同级各项按比例分担",
		"%[1]s: %[2]q is left out (%[3]s); its siblings scale up"), t("", "")},
	DataBlocks: {Wrong, t("%[1]s的“%[2]s”%[3]s；方案规定缺数据不得计分",
		"%[1]s: %[2]q: %[3]s; the scheme allows no score without data"), t("补报数据", "supply the data")},
	DataNoLastYear: {Wrong, t("%[1]s的“%[2]s”按方案沿用上年得分率，但没有上年得分和上年满分",
		"%[1]s: %[2]q carries last year's rate, but last year's points and full points aren't given"),
		t("在“实绩”表加数据项“上年得分”“上年满分”", "add the items 上年得分 and 上年满分 on the sheet 实绩")},
	DataFullNoDocument: {Wrong, t("%[1]s的“%[2]s”按决定给满分，但没有决定的文件",
		"%[1]s: %[2]q gets full points by decision, but no document is given"), t("在来源文件列填写文号", "give its number")},
	ClassMeanFew: {Wrong, t("%[1]s的“%[2]s”按类内平均，但同类只有 %[3]d 家有数据，不足 %[4]d 家",
		"%[1]s: %[2]q takes the mean of its class, but only %[3]d {unit has|units have} data, not %[4]d"),
		t("补报数据，或换一种处理", "supply data or choose another policy")},
	PeersFew: {Wrong,
		t("“%[1]s”要与同类比较，但“%[2]s”%[3]s，不足 %[4]d 家", "%[1]q compares peers in %[2]s, but %[3]s, not %[4]d"),
		t("用参数 小类改用=… 指定不与同类比较的规则，例如 %[5]s", "name a rule that compares no peers with 小类改用=…, such as %[5]s")},

	JudgementUnread: {Wrong,
		t("“%[1]s”用%[2]s，不读评分或投票，这一行用不上", "%[1]q uses %[2]s, which reads no marks or votes: this row would be lost"),
		t("核对指标，或换评分规则", "check the indicator or the rule")},
	DimensionUnknown: {Wrong, t("“%[1]s”没有“%[2]s”这个维度或要件%[4]s", "%[1]q has no dimension or item %[2]q%[4]s"),
		t("用方案参数中的名称：%[3]s", "use a name from the scheme's parameters: %[3]s")},
	MarkOwn: {Wrong, t("%[1]s 给自己的“%[2]s”打分", "%[1]s marks its own %[2]q"),
		t("由替代评分人评分", "let the substitute mark it")},
	MarkRange: {Wrong, t("%[1]s的“%[2]s”不能评 %[3]s", "%[1]s: %[2]q can't be marked %[3]s"),
		t("专家评分为 0 至 100，要件核查为 1、0.5 或 0，名次从 1 起", "experts mark 0 to 100, checklists 1, 0.5 or 0, places begin at 1")},
	ActualUnread: {Wrong, t("%[1]s的“%[2]s”用%[3]s，不读实绩，这一行用不上",
		"%[1]s: %[2]q uses %[3]s, which reads no reported values: this row would be lost"),
		t("核对指标；评分、投票、事件和满意度填在各自的表中", "check the indicator; marks, votes, events and satisfaction have their own sheets")},
	MarkTwice: {Wrong, t("%[1]s的“%[2]s”：“%[3]s”核查了不止一次", "%[1]s: %[2]q: %[3]q is marked more than once"),
		t("一个要件只留一个核查结果", "keep one mark for each item")},
	BonusCount: {Wrong,
		t("%[1]s的加分“%[2]s”次数为 %[3]s，加分按事项只计一次", "%[1]s: the bonus %[2]q has a count of %[3]s, but a matter counts once"),
		t("清空次数；不同事项分行写", "clear the count; give each matter a row")},
	SurveyUnread: {Warning, t("%[1]s的%[2]s满意度没有指标使用", "no indicator uses the satisfaction of %[1]s through: %[2]s"),
		t("核对渠道，或在方案中加上该渠道的指标", "check the channel, or add an indicator for it")},
	MarkNotEntitled: {Wrong, t("%[1]s 无权给 %[3]s的“%[2]s”评分", "%[1]s may not mark %[2]q of %[3]s"),
		t("应由 %[4]s 评分", "%[4]s marks it")},
	VoterGroupUnknown: {Wrong, t("“%[1]s”没有“%[2]s”这类投票人%[4]s", "%[1]q has no voter group %[2]q%[4]s"),
		t("用方案参数 类别权重 中的名称：%[3]s", "use a name from 类别权重: %[3]s")},
	OptionUnknown: {Wrong, t("“%[1]s”没有“%[2]s”这个选项%[4]s", "%[1]q has no option %[2]q%[4]s"),
		t("用方案参数 选项 中的名称：%[3]s；弃权、废票照写", "use a name from 选项: %[3]s; 弃权 and 废票 may be written too")},
	VotesBad: {Wrong, t("票数不是非负整数", "the number of votes is not a whole number of at least 0"),
		t("改正票数", "correct it")},
	EventOpen: {Warning, t("%[1]s的%[3]s“%[2]s”还在审核，不计入",
		"%[1]s: the %[3]s %[2]q is not decided and has no effect"), t("认定后把状态改为“已认定”", "set its state once it is decided")},
	EventNoDocument: {Wrong, t("%[1]s的%[3]s“%[2]s”没有文件为证", "%[1]s: the %[3]s %[2]q has no document as proof"),
		t("在来源文件列填写文号", "give its number")},
	EventCount: {Wrong, t("%[1]s的“%[2]s”次数 %[3]s 不是正数", "%[1]s: %[2]q has a count of %[3]s"),
		t("填正数", "type a positive number")},
	EventDecider: {Wrong,
		t("%[1]s的%[3]s“%[2]s”没有决定机关，或提出者与决定者相同", "%[1]s: the %[3]s %[2]q has no decider, or its proposer decided it"),
		t("由领导小组决定，提出者不得自己决定", "the lead group decides, never the proposer")},
	EventExempt: {Wrong, t("%[1]s 不参加本系统考核，这一行用不上", "%[1]s is exempt: this row would be lost"),
		t("核对单位，或删去此行", "check the unit or remove the row")},
	EventUnread: {Wrong, t("%[1]s的%[3]s“%[2]s”：该指标用%[4]s，不计%[3]s",
		"%[1]s: the %[3]s %[2]q is for an indicator with %[4]s, which doesn't count it"),
		t("核对指标；总分加减分请把指标留空", "check the indicator; leave it empty for bonuses and deductions on the total")},
	EventKind: {Wrong,
		t("%[1]s的“%[2]s”的种类或级别不在规则的表中%[4]s", "%[1]s: the kind or level of %[2]q is not in the rule's table%[4]s"),
		t("用方案参数中的名称：%[3]s；或在参数中补上", "use a name from the parameters: %[3]s; or add it there")},
	EventGrade: {Wrong, t("%[1]s的“%[2]s”没有写最高等次", "%[1]s: %[2]q doesn't say the highest grade"),
		t("在“等次”列填良好、达标或不达标", "fill in the column 等次")},
	VetoNoRule: {Wrong, t("%[1]s的否决“%[2]s”没有对应的否决事项", "%[1]s: the veto %[2]q belongs to no veto rule"),
		t("在“指标”列填方案中一票否决下的三级指标", "name a level-3 indicator under 一票否决")},
	VetoUnheard: {Wrong, t("%[1]s的否决“%[2]s”没有听取单位陈述", "%[1]s: the unit wasn't heard on the veto %[2]q"),
		t("听取陈述后把“已听取陈述”填是", "hear the unit first")},
	PromotionMany: {Wrong, t("“%[1]s”专项晋优 %[2]d 家，超过上限 %[3]d 家",
		"%[1]s has %[2]d special promotions, more than %[3]d"), t("减少专项晋优", "reduce them")},
	SurveyScore: {Wrong, t("%[1]s的满意度不在 0 至 100 之间", "the satisfaction of %[1]s is not between 0 and 100"),
		t("改正得分（百分制）", "correct it (out of 100)")},
	SurveyInterval: {Warning, t("%[1]s的满意度不在它自己的置信区间内", "the satisfaction of %[1]s is outside its own interval"),
		t("请统计部门核对", "have the statistics bureau check it")},
	SurveyCounts: {Wrong,
		t("%[1]s的满意度与“满意度明细”算出的 %[2]s 不符", "the satisfaction of %[1]s differs from the %[2]s that its counts give"),
		t("请统计部门核对得分或明细；两张表要来自同一次分析", "have the statistics bureau check both: the two sheets must come from one analysis")},
	SurveyCountsShape: {Wrong, t("明细行要么有分值，要么有分值合计；占比写 0 至 1，各题占比合计为 1",
		"a row of counts has points or a sum of points, and shares from 0 to 1 that add up to 1"),
		t("用 shiji survey analyse -o 写出的“满意度明细”，不要手工改", "use 满意度明细 as shiji survey analyse -o writes it")},
	SurveyStray: {Wrong, t("%[1]s的明细在“满意度”表中没有对应的结果", "%[1]s has counts but no result on the sheet 满意度"),
		t("补上结果，或删去明细", "add the result, or take out the counts")},
	SurveyUnsigned: {Wrong,
		t("%[1]s的%[2]s满意度没有签名，不能使用", "the satisfaction of %[1]s (%[2]s) isn't signed and can't be used"),
		t("请统计部门用 shiji survey analyse --key 签名；不要求签名的，清空“统计公钥”",
			"have the statistics bureau sign it with shiji survey analyse --key; "+
				"where no signature is asked for, empty the setting 统计公钥")},
	SurveySignature: {Wrong, t("%[1]s的%[2]s满意度签名不对：数、明细或单位在签名后改过，或不是“统计公钥”所列的人签的",
		"the signature on the satisfaction of %[1]s (%[2]s) is wrong: "+
			"something was changed after signing, or another key signed it"), t("用原来写出的“满意度”和“满意度明细”替换；确要改数的由统计部门重新签名",
		"put back the sheets as they were written; who means to change a number has it signed again")},
	SurveyKey: {Wrong, t("“%[1]s”不是公钥", "%[1]q is no public key"), t("写 shiji survey key 打印的 64 位公钥，多个用顿号隔开",
		"write the 64 digits that shiji survey key prints; several are separated by 、")},
	SurveyMissing: {Wrong,
		t("%[1]s 没有任何渠道的满意度结果，25 分不能由其他指标分担", "%[1]s has no satisfaction result, and its 25 points can't be shared out"),
		t("在“满意度”表补上结果；不属于任何调查类别的单位按“面向党政机关和基层单位类”测评",
			"give its result on the sheet 满意度; a unit of no survey class is surveyed as organ-facing")},
}

// asked is the remedy of what can mean two things.
var asked = t("改成普通数值格式、填清楚；或在本行“确认”列写：%[4]s：%[1]s 读作 %[2]s（姓名），或 读作 %[3]s；网页导入的也可在导入页上选",
	"type it plainly in a cell formatted as a number; or write into the row's column 确认: "+
		"%[4]s：%[1]s 读作 %[2]s（name), or 读作 %[3]s; where it is imported on the page, choose there")

func t(zh, en string) lang.Text { return lang.T(zh, en) }
