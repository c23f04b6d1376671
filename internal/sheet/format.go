package sheet

import (
	"fmt"
	"strings"
)

//go:generate go run ./generate

// FormatFile is the page that describes the workbook, from the project's root.
const FormatFile = "docs/format.md"

// FormatPage describes the year's workbook, made from the layout so that it can't drift from it.
func FormatPage() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("<!-- Generated from internal/sheet/layout.go by go generate ./internal/sheet. Don't edit. -->")
	line("# 年度工作簿的格式 · Format of the year's workbook\n")
	line("一个 .xlsx 文件，或放着若干 .xlsx 的文件夹（按键合并；同一个键出现两次会指出两处）。一张表一个主题，表名和列名如下；列的先后可以调整，标 * 的列必须有值。")
	line("空白表示“没有”，不是零。首格以“示例：”开头的行略过。表头行可在前 %d 行内的任一行，上面可有标题。`shiji template 文件.xlsx` 生成空表。\n", maxHeaderRow)
	line("One .xlsx file, or a folder of several (merged by key; the same key twice is refused with both cells). " +
		"One sheet a topic; columns may stand in any order;")
	line("those marked * need a value. Empty means “none”, never zero. Rows whose first cell begins with 示例： are "+
		"skipped. The heading row may stand in any of the first %d rows.\n", maxHeaderRow)
	line("## 读什么、问什么、拒绝什么\n")
	for i, text := range readAskedRefused {
		line("%d. %s", i+1, text[0])
	}
	line("\n## What is read, asked, refused\n")
	for i, text := range readAskedRefused {
		line("%d. %s", i+1, text[1])
	}
	line("")
	for _, t := range tables {
		required := ""
		if t.required {
			required = " *"
		}
		var keys []string
		for _, k := range t.keys {
			keys = append(keys, t.column(k).head)
		}
		line("## %s%s · %s\n", t.name, required, t.title.EN)
		line("键 key: %s\n", strings.Join(keys, " + "))
		line("| 列 column | 填什么 | what it holds | 可选值 words |")
		line("|---|---|---|---|")
		for _, c := range t.columns {
			head := c.head
			if c.required {
				head += " *"
			}
			var ws []string
			for _, w := range c.words {
				ws = append(ws, w.Word)
			}
			line("| %s | %s | %s | %s |", cell(head), cell(c.note.ZH), cell(c.note.EN), cell(strings.Join(ws, "、")))
		}
		line("")
		switch t.key {
		case "year":
			line("项目 settings:\n")
			line("| 项目 | 说明 | what it is |")
			line("|---|---|---|")
			for _, x := range settings {
				line("| %s | %s | %s |", x.name, cell(x.note.ZH), cell(x.note.EN))
			}
			line("")
		case "scheme":
			line("上列各列之后，每个考核类别一列，列名与“单位”表的考核类别相同，填三级指标在该类别的分值；空白表示该类别没有此指标。类别的先后就是各处列表的先后。\n")
			line("After these, one column for each assessment class, named as on the sheet 单位: " +
				"the points of the level-3 indicator in that class; empty where the class doesn't have it.\n")
		}
	}
	line("# 文本形式 · Text form\n")
	line("同一个年度也可以放在一个文件夹里：`scheme.yaml`（相当于“年度”和“方案”两张表，格式见 [scheme.schema.json](scheme.schema.json)），" +
		"其余每张表一个 CSV 文件，文件名是表名、列名同上。")
	line(
		"`shiji convert A B` 在两种形式之间互转，什么都不丢：B 以 .xlsx 结尾写工作簿，否则写文件夹。文本形式便于比较两个版本改了什么。CSV 里以 = + - @ 开头的文字前有一个撇号，读取时去掉。\n")
	line("A year may also stand in a folder: `scheme.yaml` says what the sheets 年度 and 方案 say (see " +
		"[scheme.schema.json](scheme.schema.json)), and each other sheet is a CSV file with its")
	line("name and its headings. `shiji convert A B` turns one form into the other and loses nothing: " +
		"B is a workbook if it ends in .xlsx, else a folder. The text form shows what changed between")
	line(
		"versions. In CSV files an apostrophe stands before text that begins with = + - or @; it is taken off on reading.\n")
	line("```yaml")
	line("%s```\n", schemeExample)
	line("# 评分规则和公式 · Rules and formulas\n")
	line("“方案”表的评分规则填规则名称（或代码、编号），参数写成 `名称=值；名称=值`；数列和表用顿号或逗号隔开，表的每项写成 `名称:数`。参数名用中文或英文代码都可以。")
	line("嵌套的规则用前缀给参数，如 `基本方法=ratio；rule.cap=1`。四十个规则和例子见 [rules.md](rules.md)，公式见 [formulas.md](formulas.md)。\n")
	line("Name the rule by its Chinese name, its code or its ID; " +
		"parameters are `name=value；name=value`, lists separated by 、 or commas, tables as `name:number`.")
	line("Parameters of a rule inside another carry a prefix: `基本方法=ratio；rule.cap=1`. " +
		"The forty rules with examples are in [rules.md](rules.md), formulas in [formulas.md](formulas.md).")
	return b.String()
}

// cell escapes what would end a cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// readAskedRefused tells an office in twelve lines what becomes of what it types, in Chinese and English.
var readAskedRefused = [][2]string{
	{"一格是什么，看它的类型、数字格式和存的值，不看显示的样子：格式 `0\"户\"`、`¥#,##0.00` 里的 100 就是 100；设成日期格式的是日期，填在数的位置要拒绝。" +
		"百分数：单位为 % 的指标填 95，或写 95%，或设成百分数格式（存 0.95，显示 95%）。",
		"What a cell is, its type, its number format and its stored value say, never its looks: 100 under `0\"户\"` " +
			"or `¥#,##0.00` is 100; what a format shows as a date is one, and refused where a number belongs. Percent: " +
			"for indicators in % type 95, or 95%, or format the cell as percent (it stores 0.95)."},
	{"公式读存下的结果；没有结果的公式、错误值、TRUE/FALSE、只有时刻的、`[h]:mm` 的经过时间，都在那一格拒绝，决不当作空白。",
		"Formulas are read by their stored result; a formula without one, an error value, TRUE or FALSE, " +
			"a bare time of day and elapsed time (`[h]:mm`) are refused at their own cell, never taken for a blank."},
	{"文字和 CSV 里的数，每一位照原样（18 位的编码不会变）；空格、全角、千分位清理后列出；只有工作簿里的二进制数去掉第 15 位以后的尾数，也列出。程序写成 5.0 的编码读作 5。",
		"Numbers in texts and CSV keep every digit (codes of 18 digits stay different); " +
			"spaces, full-width characters and thousands separators are cleaned and listed; only binary numbers of a workbook " +
			"lose digits beyond the fifteenth, listed too. A code that a program wrote as 5.0 is 5."},
	{"日期写 2014-12-31、2014/12/31、20141231、2014年12月31日（号）、二〇一四年十二月三十一日，后面可带时刻（只取日期，并说明）；" +
		"没有的日子、0000 年和 9999 年拒绝；离年度太远的日期、与方案名称和文号矛盾的年度会提示。",
		"Dates: 2014-12-31, 2014/12/31, 20141231, 2014年12月31日 or 号, 二〇一四年十二月三十一日, with a time " +
			"behind (only the day is used, and that is said); days that don't exist and the years 0000 and 9999 are refused; " +
			"dates far from the year, and a year that title and documents contradict, are told."},
	{"能有两种读法的不猜，要问：非 % 指标里的百分数；% 指标里超过 100 的百分数格式；" +
		"比目标、历年或别的单位小得多的 0.97；百分制里不超过 10 的分；缩小显示的格式（`0!.0,`、`#,##0,,`）；越高越好却为 0 的目标；" +
		"目标十倍以上或不到千分之一的值，或与已报的值这样悬殊的目标（万元还是亿元？）；负的完成率。",
		"What can mean two things is asked, not guessed: a percentage where the indicator isn't in %; " +
			"a percent format above 100 in one that is; 0.97 far below target, earlier years or other units; " +
			"10 or less out of 100; a format that shows thousands (`0!.0,`, `#,##0,,`); a target of 0 where higher is better; " +
			"ten times the target or more, or less than a thousandth, and a target that is as far from what is reported " +
			"already (万元 or 亿元?); a negative rate of completion."},
	{"回答写在本行的“确认”列：`全年：0.89 读作 89（绩效办）`，多条用分号隔开；或在导入页上选，写明姓名和理由。回答只对这个值有效，随数保存，值改了重新问。",
		"The answer stands in the row's column 确认: `全年：0.89 读作 89（绩效办）` (heading, " +
			"value, reading, by whom), several separated by semicolons; or choose on the import's page, with name and reason. " +
			"It holds for that value only and is kept with the number."},
	{"表名不对而表头对的，按表头读，并提示；一个文件里两张都是同一种表、或一张适合几种的，拒绝。不认识的列旁边缺一个相近的列（全年数、缺全年）拒绝并提示。一行也没有读到的文件是错误。",
		"A sheet by another name is read by its headings, and that is said; two of a kind in one file, or one that fits " +
			"several, are refused. An unknown heading beside a missing one like it (全年数 for 全年) is refused with a suggestion. " +
			"A file of which nothing was read is an error."},
	{"合计、小计、汇总、平均、其中、Total、SUBTOTAL 公式的行，注和资料来源，不当数据，并说出来；真叫这样名字的单位，写进“年度”表的“不是合计的名称”。",
		"Rows of totals (合计, 小计, 汇总, 平均, 其中, Total, formulas with SUBTOTAL), notes and sources are no data, " +
			"and that is said; a unit that is really called so goes into the setting 不是合计的名称."},
	{"“方案”的一级、二级指标和“单位”的考核类别，下面空着的按上一行读，并说明。同一个键有两行的拒绝，指出两处、是否完全相同。节点填 按期、未完成、未到期或逾期天数，不填 0。",
		"Blanks under a filled level-1, level-2 or class cell are read as the same, and that is said. " +
			"Two rows of one key are refused with both places, and whether they are the same. " +
			"A milestone takes 按期, 未完成, 未到期 or days late, and no 0."},
	{"框架不是区级的，要填领导小组决定的文号、日期、理由；满意度不是 25 分的还要豁免。同类单位都有的满意度渠道，缺的要报或说明数据状态。.ods、.et、.wps、.xls、.xlsm、.xlsb 不读，请另存为 .xlsx。",
		"A frame other than the district's needs the lead group's decision (number, date, reason), " +
			"and a waiver where satisfaction isn't 25 points. A survey channel that others of the class have must be there, " +
			"or its status says why not. .ods, .et, .wps, .xls, .xlsm and .xlsb aren't read: save them as .xlsx."},
	{"年度可以刚刚开始：没有“实绩”“满意度”两表，或表里还没有行，也照常检查、导入、计分。一项指标在有单位报出计分期的数之前是未到期：该行不得分，分值留在合计里，总分标“暂计”，不排名、不定等次，不计入名额和平均；" +
		"有一家报了，其余不报的就是无故缺报。不再等的，在参数里写“未到期=零分”等。已定分值不到“已定分值低线”（默认 80%）的不排名、不定等次；该设置填“不用”，没有人报也按缺报处理。",
		"A year may have only begun: without the sheets 实绩 and 满意度, or without rows in them, it is checked, imported and " +
			"scored all the same. An indicator isn't due until some unit has reported a value of the period that is scored: " +
			"its line gives no points and stays in the sum, the total is provisional (暂计), " +
			"without place and grade, outside quotas and means; once one has reported, the silence of others is missing data. " +
			"To wait no longer write 未到期=零分, or another policy, into the parameters. Below the setting 已定分值低线 (80 % of a " +
			"unit's points decided, by default) there is no place and no grade; 不用 there takes all silence for missing data."},
	{"`shiji template 填报表.xlsx --from 年度工作簿` 按方案写出填报表：每个单位、指标、数据项一行，“填什么”一列说明要填什么，只有“填什么”而没有填的行读取时略过。" +
		"`--each body` 或 `--each unit` 每个实施主体或单位一个。\"规则\"表供人看，不读取。" +
		"没有录入底线的目标，在“三个不低于”页下载待补底线表：只读底线和豁免，改了目标值的要指出，改了单位或指标的拒绝。",
		"`shiji template FORMS.xlsx --from YEAR` writes the forms of a scheme: a row for each unit, " +
			"indicator and data item; the column 填什么 says what to type, and rows that have nothing else are passed over. " +
			"`--each body` or `--each unit` writes one for each body or unit. The sheet 规则 is for people and isn't read. " +
			"Targets without a floor have a form on the page of the three floors: only floors and waivers of it are read, " +
			"another target value is told, another unit or indicator refused."},
	{"补充导入（`--add`）只改文件里有的列：没有的列保持不变；数值改了而没有“来源文件”“填报人”“填报日期”列的，新数值不沿用原来的来源；有列而空着的，就是没有。",
		"An addition (`--add`) changes only what the file has columns for: what has no column stays; a number that changes " +
			"without columns 来源文件, 填报人 and 填报日期 has none of the old ones; a blank under a heading says that there is none."},
}
