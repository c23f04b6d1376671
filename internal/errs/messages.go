package errs

import "shiji/internal/lang"

// none is what a person reads where there is nothing, or nothing that they may see.
var none = Message{t("没有这个页面", "There is no such page"),
	t("地址可能写错，或内容属于别的年度。可在上方搜索单位、指标或页面。",
		"The address may be wrong, or belong to another year. Search above for a unit, an indicator or a page.")}

// moved is what a person reads who presses a button of an import that is past it.
var moved = Message{t("这次导入已不在那个状态", "The import isn't in that state any more"),
	t("可能已在别处确认、放弃或撤销。请回到导入中心查看。",
		"It may have been confirmed, dropped or undone elsewhere. Look at the list of imports.")}

// again is what to do where what was seen isn't what is.
var again = t("请重新查看变化后再确认", "look at the changes again")

// messages are the words of refusals. What a refusal says names the thing; what to do next is the second text.
var messages = map[Msg]Message{
	"person.forbidden": {t("您没有做这件事的权限", "You may not do this"),
		t("没有改动任何数据。需要办理的，请联系绩效办。", "No data were changed. Ask the performance office if it has to be done.")},

	"file.none": none,
	"file.damaged": {t("保存的文件已损坏", "A kept file is damaged"),
		t("没有改动任何数据。请系统管理员运行 shiji doctor。", "No data were changed. The system administrator runs shiji doctor.")},

	"job.none":      none,
	"job.over":      {t("这个任务已经结束", "The job is over already"), lang.Text{}},
	"job.cancelled": {t("已取消，没有写入任何内容", "cancelled, nothing was kept"), lang.Text{}},
	"job.unknown":   {t("本程序不会做这项工作", "this program doesn't know this kind of job"), lang.Text{}},
	"job.busy": {t("正在处理的任务太多", "Too many jobs are under way"),
		t("没有改动任何数据。请过半分钟再试。", "No data were changed. Try again in half a minute.")},

	"district.none": {t("没有这个区", "There is no such district"), lang.Text{}},
	"district.misnamed": {t("区的名称须为 1 至 %[1]d 个字，不含看不见的字符",
		"the name of a district has 1 to %[1]d characters, none of them invisible"), lang.Text{}},

	"ledger.none":   none,
	"ledger.orphan": {t("有的数据会失去它所属的记录", "some facts would lose what they belong to"), lang.Text{}},
	"ledger.tampered": {t("%[1]d 年度的数据与审计记录不符：%[2]s %[3]s（批次 #%[4]d）",
		"the facts of %[1]d aren't what was recorded: %[2]s %[3]s (batch #%[4]d)"),
		t("没有显示，也没有导出。请系统管理员运行 shiji audit verify 查看全部，并从备份恢复。",
			"Nothing is shown or written. The system administrator runs shiji audit verify and restores a backup.")},
	"ledger.unstaged": {t("写入中断过久，没有写入任何内容；请重新发起", "it was broken off for too long and nothing was kept; ask again"),
		lang.Text{}},
	"ledger.closed": {t("%[1]s已经关账，没有写入", "%[1]s is closed: nothing was recorded"),
		t("确需更正的，请绩效办先开账。", "The performance office opens it again where a correction is due.")},
	"ledger.clash": {t("%[1]s：您填的是“%[2]s”，%[4]s 已先改为“%[3]s”，没有写入",
		"%[1]s: you wrote %[2]q, but %[4]s was faster with %[3]q; nothing was recorded"),
		t("请看过新的值后再改。", "Look at the new value, then write yours.")},
	"ledger.fact":     {t("%[1]s，没有写入", "%[1]s; nothing was recorded"), lang.Text{}},
	"ledger.too_many": {t("一次最多写 %[1]d 项", "at most %[1]d facts are written at once"), t("请分次写，或导入工作簿。", "Write them in parts, or import a workbook.")},

	"intake.none":  none,
	"intake.state": moved,
	"intake.later": {t("后来的批次又改了其中的数据，没有撤销", "A later batch changed some of the same facts: nothing was undone"), lang.Text{}},
	"intake.errors": {t("文件或合并后的年度有错误，没有写入", "the files, or the year as merged, have errors: nothing was recorded"),
		lang.Text{}},
	"intake.stale": {t("查看之后又有别的数据写入，没有写入", "other facts were recorded since you looked: nothing was recorded"), again},
	"intake.stale_rows": {t("查看之后，其中 %[1]d 项数据有人改过，没有写入：%[2]s",
		"%[1]d of the facts were changed since you looked: nothing was recorded: %[2]s"), again},
	"intake.reread": {t("这次导入刚被重新检查过，没有写入", "the import was looked through again just now: nothing was recorded"),
		again},
	"intake.unasked": {t("没有问过这一格，或缺确认人、理由", "nothing of the kind was asked, or the answer lacks a person or a reason"),
		lang.Text{}},
	"intake.too_large": {t("上传的内容太大", "The upload is too large"),
		t("一次最多 40 个文件、共 64 MB。请分次上传，或去掉工作簿里的图片。",
			"At most 40 files and 64 MB at once. Upload in parts, or remove pictures from the workbooks.")},
	"intake.file": {t("%[1]s", "%[1]s"), lang.Text{}},
	"intake.withdraws": {t("这次导入会撤回 %[1]d 条数据，没有写入", "the import withdraws %[1]d facts: nothing was recorded"),
		lang.Text{}},
	"intake.breaks": {t("撤销后年度会有错误：%[1]s", "undoing would leave the year with errors: %[1]s"), lang.Text{}},
	"intake.waiting": {t("这次导入不在待确认状态，没有写入", "the import isn't waiting to be confirmed: nothing was recorded"),
		lang.Text{}},

	"run.none":     none,
	"run.no_facts": {t("这个年度还没有数据", "nothing was imported for this year"), lang.Text{}},
	"run.state":    {t("这个计分批次不在那个状态", "the run isn't in that state"), lang.Text{}},
	"run.errors": {t("有 %[1]d 处错误，没有计分；第一处：%[2]s %[3]s",
		"%[1]d errors, nothing was scored; the first: %[2]s %[3]s"), lang.Text{}},
	"run.no_results": {t("这个批次没有结果", "the run has no results"), lang.Text{}},

	// Pages.
	"page.none": none,
	"page.host": {t("只在本机服务", "Served on this machine only"),
		t("尚未建立账号，只能用 localhost 或 127.0.0.1 访问。", "There are no accounts yet: open it as localhost or 127.0.0.1.")},
	"page.method": {t("不支持的请求方式", "Method not allowed"),
		t("请从页面上的链接或按钮进入。", "Use the links and buttons of the pages.")},
	"page.cross_site": {t("来自其他网站的请求已拒绝", "Requests from other sites are refused"),
		t("请在本系统的页面上操作。", "Act from the pages of this program.")},
	"page.address": {t("地址有误", "The address isn't right"),
		t("地址里有读不懂的字符。请从页面上的链接进入。", "It holds characters that can't be read. Follow a link on a page.")},
	"page.form": {t("提交的内容不完整", "The form isn't whole"),
		t("请回到页面重新操作。", "Go back to the page and try again.")},
	"page.date":  {t("日期写法不对", "The date can't be read"), t("请写成 2014-11-24。", "Write it as 2014-11-24.")},
	"page.table": {t("本页没有可导出的表", "There is no table on this page"), t("回到页面看看有没有数据。", "Go back to the page and see whether it holds data.")},
	"page.not_yet": {t("到 %[1]s 为止还没有 %[2]d 年度的数据", "Nothing was known of %[2]d until %[1]s"),
		t("换一个较晚的日期，或看现在的数据。", "Choose a later day, or look at what is known now.")},
	"page.no_facts": {t("还没有可计分的数据", "There is nothing to score yet"),
		t("先在导入中心导入本年工作簿。", "Import the year's workbook first.")},
	"page.not_settled": {t("这个批次不能定为初评", "This run can't be made provisional"),
		t("只有算完的批次可以。请回到计分页选择。", "Only a finished run can. Choose one on the page of runs.")},
	"page.not_renamed": {t("数据已在写入，区名没有改", "The facts are being recorded; the district keeps its name"),
		t("%[1]s", "%[1]s")},
	"page.no_reasons": {t("这个文件打不开，不能加“错误原因”列", "The file can't be opened, so it takes no column of reasons"),
		t("问题见导入页面上的清单；请另存为 .xlsx 后重新上传。",
			"The page of the import lists what is wrong; save it as .xlsx and upload it again.")},
	"page.unreadable": {t("这个文件不能在页面上打开", "This file can't be shown"), t("%[1]s", "%[1]s")},
	"page.too_complex": {t("这个文件不能在页面上打开", "This file can't be shown"),
		t("它太大或太复杂，读取时超出了限额。可以下载后在表格软件中查看。",
			"It is too large or too complex: reading it took more than it may. Download it and look at it in a spreadsheet program.")},
	"page.reading": {t("正在读取别的文件", "Another file is being read"), t("请稍等片刻再打开。", "Wait a moment and open it again.")},
	"page.internal": {t("出错了", "Something went wrong"),
		t("没有改动任何数据。请稍后再试；若仍出错，把请求号 %[1]s 告诉系统管理员。",
			"No data were changed. Try again; if it goes on, tell the system administrator the request number %[1]s.")},
}
