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
	"ledger.closed": {t("%[1]s已经关账，没有写入", "%[1]s is closed: nothing was recorded"),
		t("确需更正的，请绩效办先开账。", "The performance office opens it again where a correction is due.")},
	"ledger.clash": {t("%[1]s：您填的是“%[2]s”，%[4]s 已先改为“%[3]s”，没有写入",
		"%[1]s: you wrote %[2]q, but %[4]s was faster with %[3]q; nothing was recorded"),
		t("请看过新的值后再改。", "Look at the new value, then write yours.")},
	"ledger.fact": {t("%[1]s，没有写入", "%[1]s; nothing was recorded"), lang.Text{}},
	"ledger.too_many": {t("一次最多写 %[1]d 项", "at most %[1]d facts are written at once"),
		t("请分次写，或导入工作簿。", "Write them in parts, or import a workbook.")},

	"intake.none":  none,
	"intake.state": moved,
	"intake.later": {t("后来的批次又改了其中的数据，没有撤销",
		"A later batch changed some of the same facts: nothing was undone"), lang.Text{}},
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

	// Data that can't be opened, kept or brought back.
	"data.none": {t("%[1]s 里没有数据库", "there is no database in %[1]s"),
		t("先运行 shiji serve --data %[1]s（新建），或 shiji demo 看演示",
			"Run shiji serve --data %[1]s to make one, or shiji demo to look around")},
	"data.foreign": {t("数据文件夹里的 shiji.db 是空的，或不是本程序的数据库，没有动它",
		"shiji.db in the data folder is empty or no database of this program, and was left as it is"),
		t("换一个文件夹；确认无用的，移走后再运行", "Choose another folder, or move the file away if it is of no use")},
	"data.log_alone": {t("%[1]s 里没有数据库，却有它的日志（shiji.db-wal 等）：可能是别处数据库的最后写入，没有动它",
		"%[1]s holds the log of a database (shiji.db-wal or the like) without the database: "+
			"perhaps what was recorded last somewhere else"),
		t("把数据库放回原处，或换一个文件夹", "Nothing was touched: put the database back, or choose another folder")},
	"data.newer": {t("%[1]s 由更新版本的程序建立，本程序不打开它（以免损坏）",
		"%[1]s was made by a newer version of the program and isn't opened, so that nothing breaks"),
		t("请换用新版本", "Use the newer version")},
	"data.damaged": {t("%[1]s 里的数据库文件已损坏（%[2]s）", "the database file in %[1]s is damaged (%[2]s)"),
		t("请把最近的备份恢复到一个新文件夹：shiji restore", "Restore the last backup into a new folder: shiji restore")},
	"data.served": {t("%[1]s 已经有一个 shiji serve 在用", "%[1]s is served by another shiji serve"),
		t("先停止它，或换一个文件夹", "Stop that one, or choose another folder")},
	"data.no_district": {t("%[1]s 里还没有区，先用 shiji import 导入一个年度",
		"%[1]s holds no district yet: import a year with shiji import"), lang.Text{}},
	"data.two_districts": {t("%[1]s 里有不止一个区，本命令只服务一个区的数据",
		"%[1]s holds more than one district; this command serves data of one"), lang.Text{}},
	"data.not_demo": {t("这里已有本区自己的数据（%[1]s），演示区不写进去，一字未动",
		"these data hold a district of their own (%[1]s): the demo isn't written beside it, and nothing was touched"),
		t("换一个文件夹，或不写 --data（放在临时文件夹）", "Choose another folder, or leave --data out for a temporary one")},

	"backup.none": {t("这个文件不是 shiji 的备份或导出", "the file is neither a backup nor an export of shiji"),
		lang.Text{}},
	"backup.cut": {t("文件不完整或被改动，没有恢复", "the file is cut off or was changed: nothing was restored"),
		lang.Text{}},
	"backup.newer": {t("文件由更新版本的程序建立，请换用新版本",
		"the file was made by a newer version of the program: use that"), lang.Text{}},
	"backup.damaged": {t("数据文件已损坏，没有完成：%[1]s", "the file is damaged, nothing was done: %[1]s"), lang.Text{}},
	"backup.not_empty": {t("目标里已有数据，不覆盖", "there are data already; they aren't overwritten"),
		t("换一个空文件夹或空库", "Choose an empty folder or database")},
	"backup.log_missing": {t("这个文件处于 WAL 模式，旁边没有它的日志（-wal）：复制之前最后写入的内容可能不在其中，没有恢复",
		"the file is in WAL mode and its log (-wal) isn't beside it: later entries may be missing, "+
			"and nothing was restored"),
		t("请用 shiji backup 做备份，或把 -wal 文件一起复制来。复制前程序已正常停止（那时没有 -wal 文件），"+
			"或确实只有这个文件的，加 --without-log",
			"Make backups with shiji backup, or copy the -wal file along. Where the program had been stopped in order "+
				"(there was no -wal file then), or there is nothing else, add --without-log")},
	"audit.broken": {t("审计链有 %[1]d 处不符，没有完成；第一处：%[2]s",
		"the audit chain has %[1]d breaks, nothing was done; the first: %[2]s"),
		t("用 shiji audit verify 看全部", "shiji audit verify lists them all")},

	// PostgreSQL: what it said, the account, the database and the server.
	"server.address": {t("看不懂 postgres:// 地址", "the postgres:// address can't be understood"),
		t("应写成 postgres://账号:口令@主机:5432/库名；口令里的 @ : / ? # %[1]s 等字符写成 %[1]s40 这样的形式",
			"Write postgres://ACCOUNT:PASSWORD@HOST:5432/DATABASE; "+
				"characters like @ : / ? # %[1]s in a password become %[1]s40 and so on")},
	"server.none": {t("%[4]s 上没有 PostgreSQL 应答（%[1]s）", "no PostgreSQL answers at %[4]s (%[1]s)"),
		t("请启动服务器，或核对地址里的主机和端口", "Start the server, or look at host and port of the address")},
	"server.password": {t("口令不对，或没有账号 %[2]s（%[1]s）",
		"the password is wrong, or there is no account %[2]s (%[1]s)"),
		t("请核对地址里的账号和口令；重设口令由管理员在 psql 里执行 \\password %[2]s",
			"Look at both in the address; an administrator sets a new password in psql with \\password %[2]s")},
	"server.account": {t("服务器不接受账号 %[2]s（%[1]s）", "the server doesn't accept the account %[2]s (%[1]s)"),
		t("没有这个账号的，由管理员建立：createuser --pwprompt %[2]s；有的，在 pg_hba.conf 里允许它从这里连接",
			"Where there is none, an administrator makes it: createuser --pwprompt %[2]s; "+
				"where there is one, pg_hba.conf must let it come from here")},
	"server.database": {t("没有数据库 %[3]s（%[1]s）", "there is no database %[3]s (%[1]s)"),
		t("由管理员建立：createdb --owner=%[2]s --encoding=UTF8 --template=template0 --locale=C %[3]s",
			"An administrator makes it: "+
				"createdb --owner=%[2]s --encoding=UTF8 --template=template0 --locale=C %[3]s")},
	"server.rights": {t("账号 %[2]s 在数据库 %[3]s 里没有所需的权限（%[1]s）",
		"the account %[2]s lacks rights in the database %[3]s (%[1]s)"),
		t("shiji doctor 会说明缺什么、怎样补", "shiji doctor says which, and how to give them")},
	"server.other": {t("%[4]s 上的 PostgreSQL 拒绝连接：%[1]s", "PostgreSQL at %[4]s refuses the connection: %[1]s"),
		t("按它所说的处理后再试", "See to what it says, then try again")},

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
	"page.date": {t("日期写法不对", "The date can't be read"), t("请写成 2014-11-24。", "Write it as 2014-11-24.")},
	"page.table": {t("本页没有可导出的表", "There is no table on this page"),
		t("回到页面看看有没有数据。", "Go back to the page and see whether it holds data.")},
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
			"It is too large or too complex: reading it took more than it may. "+
				"Download it and look at it in a spreadsheet program.")},
	"page.reading": {t("正在读取别的文件", "Another file is being read"), t("请稍等片刻再打开。", "Wait a moment and open it again.")},
	"page.internal": {t("出错了", "Something went wrong"),
		t("没有改动任何数据。请稍后再试；若仍出错，把请求号 %[1]s 告诉系统管理员。",
			"No data were changed. Try again; if it goes on, tell the system administrator the request number %[1]s.")},
}
