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
	line("One .xlsx file, or a folder of several (merged by key; the same key twice is refused with both cells). One sheet a topic; columns may stand in any order;")
	line("those marked * need a value. Empty means “none”, never zero. Rows whose first cell begins with 示例： are skipped. The heading row may stand in any of the first %d rows.\n", maxHeaderRow)
	line("百分数：单位为 %% 的指标填 95，或设成百分数格式（存 0.95，显示 95%%），或写成 95%%；其他指标的百分数格式按 0.95 读。数字可带空格、全角字符和千分位，读取时列出清理了什么。")
	line("Percent: for indicators in %% type 95, or format the cell as percent (it stores 0.95), or write 95%%; elsewhere a percent-formatted cell is 0.95.\n")
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
			line("After these, one column for each assessment class, named as on the sheet 单位: the points of the level-3 indicator in that class; empty where the class doesn't have it.\n")
		}
	}
	line("# 文本形式 · Text form\n")
	line("同一个年度也可以放在一个文件夹里：`scheme.yaml`（相当于“年度”和“方案”两张表，格式见 [scheme.schema.json](scheme.schema.json)），其余每张表一个 CSV 文件，文件名是表名、列名同上。")
	line("`shiji convert A B` 在两种形式之间互转，什么都不丢：B 以 .xlsx 结尾写工作簿，否则写文件夹。文本形式便于比较两个版本改了什么。CSV 里以 = + - @ 开头的文字前有一个撇号，读取时去掉。\n")
	line("A year may also stand in a folder: `scheme.yaml` says what the sheets 年度 and 方案 say (see [scheme.schema.json](scheme.schema.json)), and each other sheet is a CSV file with its")
	line("name and its headings. `shiji convert A B` turns one form into the other and loses nothing: B is a workbook if it ends in .xlsx, else a folder. The text form shows what changed between")
	line("versions. In CSV files an apostrophe stands before text that begins with = + - or @; it is taken off on reading.\n")
	line("```yaml")
	line("%s```\n", schemeExample)
	line("# 评分规则和公式 · Rules and formulas\n")
	line("“方案”表的评分规则填规则名称（或代码、编号），参数写成 `名称=值；名称=值`；数列和表用顿号或逗号隔开，表的每项写成 `名称:数`。参数名用中文或英文代码都可以。")
	line("嵌套的规则用前缀给参数，如 `基本方法=ratio；rule.cap=1`。四十个规则和例子见 [rules.md](rules.md)，公式见 [formulas.md](formulas.md)。\n")
	line("Name the rule by its Chinese name, its code or its ID; parameters are `name=value；name=value`, lists separated by 、 or commas, tables as `name:number`.")
	line("Parameters of a rule inside another carry a prefix: `基本方法=ratio；rule.cap=1`. The forty rules with examples are in [rules.md](rules.md), formulas in [formulas.md](formulas.md).")
	return b.String()
}

// cell escapes what would end a cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
