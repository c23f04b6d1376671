package main

import (
	"shiji/internal/lang"
)

// page is the help of one command, in both languages.
type page struct{ name, zh, en string }

var pages = []page{
	{"", `实绩（shiji）：从年度工作簿到每个数都能说明来历的绩效成绩单

用法：shiji 命令 [参数]

打开一个年度
  demo                          打开虚构的演示区：三个年度，浏览器里看
  serve    [--data 文件夹]      打开本区的数据，浏览器里用
  import   路径                 导入一个年度的工作簿（先检查，没有错误才写入）
  district [rename 名称]        区的名称；改名
  run      年度                 计分并封存
  export   年度 -o 文件夹       导出一个年度；--all -o 文件 导出全部
  backup   文件                 备份：打开核对过才算
  restore  文件                 从备份或导出恢复
  doctor                        体检：库结构、文件、审计链、磁盘、时钟
  audit    verify               核对审计链：谁动过什么
  migrate                       升级库结构

命令（直接对文件）
  template 文件.xlsx            空的年度工作簿；--from 年度：按方案生成填报表
  check    路径                 检查工作簿：哪里不对、在哪一格、怎么改
  score    路径 [-o 文件夹]     计分、排名、定等次；可写出 results.xlsx 和 run.json
  explain  路径 单位 [指标]     说明一个数的来历：规则、算式、出处、怎样会变
  verify   run.json             用封存的输入重算一遍，逐字节比对
  convert  甲 乙                 工作簿与文本形式（scheme.yaml 和 CSV）互转，什么都不丢
  diff     甲 乙                 两个方案改了什么；两次结果差在哪里、为什么
  analyse  路径 [-o 文件夹]     方案好不好：指标是否一致、权重是否名实相符、名次是否稳健（不改任何得分）
  rules    [规则|工作种类]       四十个评分规则：什么工作用什么规则、参数、算好的例子
  calc     公式 [--data 表]      对一张表逐行计算公式（精确小数，说明每一步）
  bench    score                 测速度：每秒多少项，内存多少，与浮点数循环相比
  survey   analyse|size|sample  满意度调查：从答卷和设计算出得分和误差；样本量；抽样；签名
  table    文件                 看任何一个工作簿或 CSV 是怎样读懂的，逐格有账
  completion bash|zsh|fish      命令行补全脚本
  man                           手册页（man 格式）
  version                       版本

“路径”是一个 .xlsx 工作簿，或放着若干工作簿、CSV 和 scheme.yaml 的文件夹（按单位和指标合并）。

通用选项
  --lang zh|en     输出语言，默认 zh（也可设环境变量 SHIJI_LANG）
  --json           输出 JSON，供其他程序使用
  --help           说明；shiji 命令 --help 看单个命令
  环境变量 NO_COLOR 关闭颜色

退出码：0 正常；1 有错误或比对不一致；2 命令有误，或所指的文件、单位不存在；3 文件读写失败；130 被中断

从这里开始
  shiji demo                               先看看演示区
  shiji template 2014.xlsx                 填写后
  shiji check 2014.xlsx                    改到没有错误
  shiji score 2014.xlsx -o 结果            得到成绩单和封存文件
  shiji explain 结果/run.json 区财政局     问一个单位的分数怎么来的
`, `Shiji: from the year's workbook to scorecards on which every number explains itself

Usage: shiji COMMAND [ARGUMENTS]

Open a year
  demo                          open the fictional demo district: three years, in the browser
  serve    [--data DIR]         open your district, in the browser
  import   PATH                 import a year's workbooks (checked first, recorded if there are no errors)
  district [rename NAME]        what the district is called; another name
  run      YEAR                 score and seal
  export   YEAR -o DIR          export a year; --all -o FILE exports everything
  backup   FILE                 back up: proved before it is called one
  restore  FILE                 bring back a backup or an export
  doctor                        examine: schema, file, audit chain, disk, clock
  audit    verify               check the audit chain: what was touched
  migrate                       upgrade the schema

Commands (on files)
  template FILE.xlsx            an empty year's workbook; --from YEAR: the forms of its scheme
  check    PATH                 check a workbook: what is wrong, in which cell, what to do
  score    PATH [-o DIR]        score, rank and grade; writes results.xlsx and run.json if asked
  explain  PATH UNIT [ITEM]     explain a number: rule, arithmetic, source, what would move it
  verify   run.json             recompute from the sealed inputs and compare every byte
  convert  A B                  turn a workbook into its text form (scheme.yaml and CSV) or back; nothing is lost
  diff     A B                  what changed between two schemes, or two results, and why
  analyse  PATH [-o DIR]        is the scheme any good: coherence, effective weights, how robust places are (changes no score)
  rules    [RULE|KIND]          the forty rules: which for what, their parameters, a worked example of each
  calc     FORMULA [--data T]   evaluate a formula for each row of a table (exact decimals, every step explained)
  bench    score                how fast: lines a second, memory, beside a loop over floats
  survey   analyse|size|sample  surveys: scores and errors from answers and a design; sample sizes; draws; signing
  table    FILE                 how any workbook or CSV file was understood, accounted for cell by cell
  completion bash|zsh|fish      completion for your shell
  man                           the manual page (for man)
  version                       the version

PATH is an .xlsx workbook, or a folder of workbooks, CSV files and scheme.yaml (merged by unit and indicator).

Options of all commands
  --lang zh|en     language of the output, zh by default (or set SHIJI_LANG)
  --json           JSON, for other programs
  --help           help; shiji COMMAND --help for one command
  NO_COLOR in the environment switches colours off

Exit codes: 0 fine; 1 errors found or a difference; 2 wrong command line, or a file or unit that doesn't exist; 3 a file can't be read or written; 130 interrupted

Start here
  shiji demo                               look around the demo district
  shiji template 2014.xlsx                 fill it in, then
  shiji check 2014.xlsx                    until there are no errors
  shiji score 2014.xlsx -o results         scorecards and the sealed run
  shiji explain results/run.json 区财政局  ask where a unit's score comes from
`},
	{"demo", `打开虚构的演示区

用法：shiji demo [--data 文件夹] [--addr 127.0.0.1:8470]

把三个示例年度（2012、2013 已结束，2014 进行中，演示日期 2014-11-24）照正式流程导入、计分、封存，然后打印一个网址。
不给 --data 时数据放在临时文件夹，停止后删除；给了就保留，下次直接打开。已有本区自己数据的地方不写，一字不动。端口被占用时自动换一个。

选项
  --data        数据文件夹，或 postgres:// 地址（环境变量 SHIJI_DEMO_DATA）
  --addr        监听地址，只能是本机
  --load-only   只装载数据，不开网页

例
  shiji demo
  shiji demo --data 演示
`, `Open the fictional demo district

Usage: shiji demo [--data DIR] [--addr 127.0.0.1:8470]

Imports, scores and seals three example years as an office would (2012 and 2013 are over, 2014 is running, today is 2014-11-24), then prints
one address. Without --data everything is in a temporary folder that is removed at the end; with it the data stay and are opened again.
Data that hold a district of their own are refused and not touched. If the port is taken, another is used.

Options
  --data        a folder, or a postgres:// address (SHIJI_DEMO_DATA)
  --addr        address to listen on, this machine only
  --load-only   load the data, serve no pages

Examples
  shiji demo
  shiji demo --data demo-data
`},
	{"serve", `打开本区的数据，在浏览器里用

用法：shiji serve [--data 文件夹|postgres://…] [--addr 127.0.0.1:8470]

数据放在一个文件夹（SQLite）里；一台机器不够用时给 postgres:// 地址。文件夹里没有数据库就新建；一个文件夹只能有一个 serve。停止（Ctrl-C 或 SIGTERM）时
先把进行中的请求和任务做完。尚未建立账号，所以只在本机监听，其他地址会被拒绝。

选项
  --data        数据文件夹或 postgres:// 地址，默认 shiji-data（环境变量 SHIJI_DATA；口令请放在环境变量里）
  --addr        监听地址，默认 127.0.0.1:8470
  --metrics     运行指标的地址，默认 127.0.0.1:8471；"" 为不开
  --tls-cert、--tls-key   证书和私钥文件，须同时给出
  --log json|text         运行日志的写法，写到标准错误；每行带请求号
  --district    新建时区的名称，显示在每页左上角；已有的区叫别的名称就拒绝，改名用 shiji district rename

/healthz 说明进程活着，/readyz 说明数据库答应，/metrics（在指标地址上）是计数。

例
  shiji serve --data 绩效数据 --district 示例区
  SHIJI_DATA=postgres://… shiji serve
`, `Open your district's data, in the browser

Usage: shiji serve [--data DIR|postgres://…] [--addr 127.0.0.1:8470]

Data live in a folder (SQLite), or at a postgres:// address when one machine is not enough. A folder without a database gets one. When it is asked to
stop (Ctrl-C, SIGTERM) it ends what is under way first. There are no accounts yet, so that it listens on this machine only and refuses other addresses.

Options
  --data        folder or postgres:// address, shiji-data by default (SHIJI_DATA; keep passwords in the environment)
  --addr        address to listen on, 127.0.0.1:8470 by default
  --metrics     address of the metrics, 127.0.0.1:8471 by default; "" for none
  --tls-cert, --tls-key   certificate and key files, both or none
  --log json|text         how log lines are written, to standard error; each names its request
  --district    what a new district is called; it stands at the top of every page. Refused where the district has
                another name: shiji district rename changes it

/healthz says that the process lives, /readyz that the database answers, /metrics (on the metrics address) counts.

Examples
  shiji serve --data performance --district 示例区
  SHIJI_DATA=postgres://… shiji serve
`},
	{"import", `导入一个年度的工作簿

用法：shiji import 路径 [--data 文件夹] [--dry-run] [--add [--year 年度]] [--withdraw 条数]

与网页上的导入中心相同：先逐格检查；有错误就一样也不写（退出码 1），没有错误就作为一个批次写入。每个数的旧值都保留。
先想好是哪一种：
  全年全量（默认）   文件就是全年的数据；文件里没有的，撤回。撤回多于 5 条的另行询问：列出来，写明条数才写入
  增量补充（--add）  只新增和修改；文件里没有的，一概保持不变。只带要改的表即可
内容一样、只是换了文件或单元格的，不算变化：下载的年度工作簿原样导入，什么也不变。

选项
  --data        数据文件夹或 postgres:// 地址；没有数据库就新建
  --dry-run     只检查和比较，什么也不留下
  --district    新建时区的名称；不写就用工作簿的“地区”。已有的区叫别的名称就拒绝
  --add         增量补充
  --year        --add 时加到哪个年度；文件里有“年度”表就不用写
  --withdraw    同意撤回的条数，与要撤回的一致才写入
  --json        一个 JSON 对象：id、year、state、counts、findings；有错误时也是

例
  shiji import 2014年度绩效工作簿.xlsx
  shiji import 各部门报表/ --dry-run
  shiji import 评分.xlsx --add --year 2014
`, `Import a year's workbooks

Usage: shiji import PATH [--data DIR] [--dry-run] [--add [--year YEAR]] [--withdraw N]

The same as on the page of imports: checked cell by cell first; with errors nothing is recorded (exit code 1), without them everything is recorded as one
batch. The old value of every number is kept. Say which of the two it is:
  the whole year (default)  the files are the year: what they don't mention is withdrawn. More than 5 facts are asked apart:
                            they are listed, and recorded only with their number
  an addition (--add)       only adds and changes: what the files don't mention stays as it is. Only the sheets that change
                            are needed
What is the same in another file or cell is no change: the workbook that a year is downloaded as comes back as nothing
changed.

Options
  --data        folder or postgres:// address; a folder without a database gets one
  --dry-run     check and compare only; nothing is left behind
  --district    what a new district is called; else as the setting 地区 of the workbook says. Refused where the
                district has another name
  --add         an addition
  --year        which year --add adds to; not needed where the files have the sheet 年度
  --withdraw    how many facts may be withdrawn: recorded only if it is the very number
  --json        one JSON object: id, year, state, counts, findings; also when there are errors

Examples
  shiji import 2014.xlsx
  shiji import reports/ --dry-run
  shiji import marks.xlsx --add --year 2014
`},
	{"district", `区的名称

用法：shiji district [--data 文件夹]
      shiji district rename 名称 [--data 文件夹]

第一种写出区名；第二种改名，并在审计链上留一条记录。页面左上角立即显示新名；历史、封存的成绩和“年度”表里的地区不变。

选项
  --data        数据文件夹或 postgres:// 地址，默认 shiji-data（环境变量 SHIJI_DATA）

例
  shiji district
  shiji district rename 示例区
`, `What the district is called

Usage: shiji district [--data DIR]
       shiji district rename NAME [--data DIR]

The first prints the name; the second changes it, with an entry in the audit chain. Pages show the new name at once; the
history, sealed scores and the setting 地区 of the years stay as they are.

Options
  --data        folder or postgres:// address, shiji-data by default (SHIJI_DATA)

Examples
  shiji district
  shiji district rename 示例区
`},
	{"run", `计分并封存一个年度

用法：shiji run 年度 [--data 文件夹] [--settle]

按现有数据计分、排名、定等次，封存为一个批次。--settle 同时定为初评。

例
  shiji run 2014
`, `Score and seal a year

Usage: shiji run YEAR [--data DIR] [--settle]

Scores, ranks and grades a year as it is known now, and seals it as a run. --settle makes it the provisional result.

Example
  shiji run 2014
`},
	{"export", `导出一个年度，或全部数据

用法：shiji export 年度 -o 文件夹        工作簿、成绩单、封存文件
      shiji export --all -o 文件         全部数据，一个文件，可恢复到 SQLite 或 PostgreSQL

例
  shiji export 2014 -o 导出
  shiji export --all -o 全部.shiji
`, `Export a year, or everything

Usage: shiji export YEAR -o DIR         workbook, scorecards, sealed run
       shiji export --all -o FILE       everything in one file, to be restored on SQLite or PostgreSQL

Examples
  shiji export 2014 -o out
  shiji export --all -o all.shiji
`},
	{"migrate", `升级库结构

用法：shiji migrate [--data 文件夹]

serve、import 等命令打开数据时会自动升级；本命令只升级，不做别的。较新程序建立的库不会被打开。

例
  shiji migrate --data 绩效数据
`, `Upgrade the schema

Usage: shiji migrate [--data DIR]

serve, import and the other commands upgrade when they open the data; this one upgrades and does nothing else. A database of a newer program is not opened.

Example
  shiji migrate --data performance
`},
	{"backup", `备份

用法：shiji backup 文件 [--data 文件夹]

使用中即可备份。写出后会把它打开、逐页检查、核对审计链，全部相符才算备份；文件一次出现，不会有半个。
SQLite 的备份就是一个数据库文件；PostgreSQL 的备份是导出文件。两者都用 shiji restore 恢复。
文件所在的文件夹没有的，自动建立。

例
  shiji backup 备份/2014-11-24.db
`, `Back up

Usage: shiji backup FILE [--data DIR]

Works while the data are in use. The copy is opened, looked through page by page and checked against its audit chain before it is called a backup; the file
appears in one step. On SQLite it is a database file, on PostgreSQL an export; shiji restore brings either back.
A folder that isn't there is made.

Example
  shiji backup backups/2014-11-24.db
`},
	{"restore", `从备份或导出恢复

用法：shiji restore 文件 --data 目标

目标须是空文件夹或空的 PostgreSQL 库，不覆盖已有数据。恢复前后都核对审计链；不完整的文件不会留下任何东西。
从使用中的文件夹里单独复制出来的 shiji.db 缺少日志（-wal），最后写入的内容可能不在其中，会被拒绝。

选项
  --without-log   确实只有这个文件，照它现有的内容恢复

例
  shiji restore 备份/2014-11-24.db --data 新数据
`, `Bring back a backup or an export

Usage: shiji restore FILE --data TARGET

TARGET is an empty folder or an empty PostgreSQL database; data are never overwritten. The audit chain is checked before and after; a file that isn't whole
leaves nothing behind. A shiji.db that was copied alone out of a folder in use lacks its log (-wal): later entries may be missing, and it is refused.

Options
  --without-log   there is nothing else: restore what is in the file

Example
  shiji restore backups/2014-11-24.db --data new-data
`},
	{"doctor", `体检

用法：shiji doctor [--data 文件夹]

看库结构、数据文件、安全设置、磁盘、审计链、时钟和任务，逐条说明；有问题时退出码为 1。
在 PostgreSQL 上先看版本、字符编码、文字次序和权限。

例
  shiji doctor --data 绩效数据
`, `Examine

Usage: shiji doctor [--data DIR]

Looks at schema, file, settings, disk, audit chain, clock and jobs, and says what it finds; the exit code is 1 if something is wrong.
On PostgreSQL it begins with version, encoding, order of texts and rights.

Example
  shiji doctor --data performance
`},
	{"audit", `核对审计链

用法：shiji audit verify [--data 文件夹] [--head 序号:摘要]

从第一条记录走到最后一条，指出被改动、删除、插入或调换的记录、数据、计分批次和文件。--head 给出以前打印的链首，
可看出整条链是否被重写。有不符时退出码为 1。

例
  shiji audit verify
  shiji audit verify --head 21:e2b679c2…
`, `Check the audit chain

Usage: shiji audit verify [--data DIR] [--head NUMBER:HASH]

Walks from the first entry to the last and names entries, facts, runs and files that were changed, removed, put in or moved. With a head that was printed
earlier it also tells whether the whole chain was rewritten. The exit code is 1 if something is wrong.

Examples
  shiji audit verify
  shiji audit verify --head 21:e2b679c2…
`},
	{"template", `生成空的年度工作簿，或按方案生成填报表

用法：shiji template 文件.xlsx
      shiji template 文件.xlsx --from 年度工作簿
      shiji template 文件夹 --from 年度工作簿 --each body|unit

每个主题一张表，表头有下拉列表和填写说明，第一行是示例（读取时略过）；评分规则从下拉列表中选，“规则”表说明每个规则适合什么、要填什么。
已有同名文件时不覆盖。各列的含义见 docs/format.md，从头做起见 docs/first-year.md。

  --from       填好年度、单位、实施主体和方案的工作簿或文件夹：按它的方案写出填报表，每个单位、指标、数据项一行，已知的数已填好
  --each       每个实施主体（body）或每个单位（unit）一个工作簿，写进文件夹

例
  shiji template 2015.xlsx
  shiji template 填报表.xlsx --from 2015.xlsx
  shiji template 填报表/ --from 2015.xlsx --each body
`, `Write an empty year's workbook, or the forms of a scheme

Usage: shiji template FILE.xlsx
       shiji template FILE.xlsx --from YEAR
       shiji template FOLDER --from YEAR --each body|unit

One sheet a topic, with drop-down lists and notes on the headings; the first row is an example that readers skip. Scoring rules are
chosen from a list; the sheet 规则 says what each is for and what it wants. An existing file is not overwritten. docs/format.md says
what each column means, docs/first-year.md how to begin.

  --from       a workbook or folder with settings, units, bodies and scheme: the forms of that scheme are written, a row for each unit,
               indicator and data item, with what is known filled in
  --each       a workbook for each implementing body (body) or unit (unit), in a folder

Examples
  shiji template 2015.xlsx
  shiji template forms.xlsx --from 2015.xlsx
  shiji template forms/ --from 2015.xlsx --each body
`},
	{"check", `检查年度工作簿

用法：shiji check 路径 [--all] [--json]

一次列出全部问题：文件、工作表、单元格、填的值、哪里不对、怎么改。先列原因，由它而来的列在它下面；说法相同的合为一条。
错误须改正才能计分；警告照常计分但会记录；说明是读取时清理了什么（空格、全角、千分位、百分数格式）和略过了什么。
有错误时退出码为 1。

  --all        每一处、每一个后果都列出

例
  shiji check 2014.xlsx
  shiji check 各部门报表/                  文件夹内的工作簿合并检查
  shiji check 2014.xlsx --json | jq .      交给其他程序
`, `Check a year's workbook

Usage: shiji check PATH [--all] [--json]

Lists everything at once: file, sheet, cell, value, what is wrong, what to do. Causes come first, each with what follows from it; what
is said of several cells is said once. Errors must be mended before scoring; warnings are scored and recorded; notes say what was
cleaned (spaces, full-width characters, thousands separators, percent formats) or passed over. The exit code is 1 if there are errors.

  --all        every cell and every consequence

Examples
  shiji check 2014.xlsx
  shiji check reports/                     the workbooks of a folder, merged
  shiji check 2014.xlsx --json | jq .      for other programs
`},
	{"score", `计分、排名、定等次

用法：shiji score 路径 [-o 文件夹] [--json]

先检查，没有错误才计分。屏幕上按考核类别列出名次表；-o 另写出：
  results.xlsx   总览、每类一张名次表、每个单位一张成绩单（逐项列出代入的数、算式和出处）
  run.json       封存的输入和结果，任何人可用 shiji verify 在别的机器上重算

例
  shiji score examples/haidian-2014
  shiji score 2014.xlsx -o 结果
`, `Score, rank and grade

Usage: shiji score PATH [-o DIR] [--json]

The year is checked first and scored only if it has no errors. The ranking of each class is printed; -o also writes
  results.xlsx   an overview, a ranking for each class, a scorecard for each unit (inputs, arithmetic and sources line by line)
  run.json       sealed inputs and results, which anyone can recompute elsewhere with shiji verify

Examples
  shiji score examples/haidian-2014
  shiji score 2014.xlsx -o results
`},
	{"explain", `说明一个数的来历

用法：shiji explain 路径|run.json 单位 [指标] [--json]

“单位”写编码、全称或简称，也可以写考核类别（说明平均分、中位数和名额）。“指标”写三级指标的编码或名称、二级指标、一级指标，或 总分、名次、等次、加分、扣分；
不写“指标”时说明总分、名次和等次，并列出全部指标的一行摘要。“全部”说明每一个数。

例
  shiji explain 2014.xlsx 区财政局
  shiji explain 2014.xlsx 区财政局 A0101
  shiji explain 结果/run.json 海棠街道 等次
`, `Explain where a number comes from

Usage: shiji explain PATH|run.json UNIT [ITEM] [--json]

UNIT is a code, name or short name, or a class (its mean, median and places). ITEM is the code or name of a level-3 indicator, a level-2 item, a level-1 class, or one of
total, place, grade, bonus, deductions. Without ITEM the total, place and grade are explained, with one line for each indicator;
"all" explains every number.

Examples
  shiji explain 2014.xlsx 区财政局 --lang en
  shiji explain 2014.xlsx 区财政局 A0101 --lang en
  shiji explain results/run.json 海棠街道 grade --lang en
`},
	{"verify", `复核封存的结果

用法：shiji verify run.json [--json]

从文件中封存的输入重新计算一切，并与文件逐字节比对。一致时退出码 0；输入或结果有任何一个字节被改动时，指出第一处不同，退出码 1。
这证明结果出自这些输入；成绩单上印的“封存摘要”证明就是公布的那一份。

例
  shiji verify 结果/run.json
`, `Check a sealed run

Usage: shiji verify run.json [--json]

Recomputes everything from the inputs sealed in the file and compares every byte. Exit code 0 if identical; if a single byte of inputs or
results was changed, the first difference is named and the exit code is 1. This proves that the results come from these inputs; the seal
printed on the scorecards proves that it is the run that was published.

Example
  shiji verify results/run.json
`},
	{"convert", `工作簿与文本形式互转

用法：shiji convert 甲 乙

乙以 .xlsx 结尾写成一个工作簿，否则写成一个文件夹：scheme.yaml（“年度”和“方案”）和每张表一个 CSV。两种形式说的一样，什么都不丢；
文本形式便于看两个版本改了什么。读不懂的内容会先列出，不写任何文件；不覆盖已有的文件。格式见 docs/format.md 和 docs/scheme.schema.json。

例
  shiji convert 2014.xlsx 2014/
  shiji convert 2014/ 2014新.xlsx
`, `Turn a workbook into its text form, or back

Usage: shiji convert A B

B is a workbook if it ends in .xlsx, else a folder: scheme.yaml (the sheets 年度 and 方案) and a CSV file for each other sheet. Both forms say the
same and nothing is lost; the text form shows what changed between versions. What can't be read is listed first and nothing is written; existing
files are not overwritten. docs/format.md and docs/scheme.schema.json describe the form.

Examples
  shiji convert 2014.xlsx 2014/
  shiji convert 2014/ 2014-new.xlsx
`},
	{"diff", `两个方案、两次结果的差别

用法：shiji diff 甲 乙 [--scheme] [--scores] [-o 结果.xlsx] [--json]

甲、乙是工作簿、文件夹或 run.json。默认比较方案：哪些指标新增、取消、改名、调分值、改规则、换类别、拆分、合并；指标按“沿革”列对应，
没有写的按编码、再按名称。两个都是 run.json 时默认比较得分：哪个单位总分、名次、等次变了，哪一项变的，为什么（数、规则、分值、处理、同类单位）。

例
  shiji diff examples/haidian-2013 examples/haidian-2014
  shiji diff 初稿/run.json 定稿/run.json
  shiji diff 2014.xlsx 2014改.xlsx --scheme --scores -o 变化.xlsx
`, `What changed between two schemes, or two results

Usage: shiji diff A B [--scheme] [--scores] [-o OUT.xlsx] [--json]

A and B are workbooks, folders or run.json. Schemes are compared by default: what was added, dropped, renamed, reweighted, re-ruled, moved, split or
merged; indicators are matched by the column 沿革 (lineage), else by code, else by name. Two run.json are compared by their scores: whose total, place or
grade changed, in which line, and why (numbers, rules, points, policies, the units compared with).

Examples
  shiji diff examples/haidian-2013 examples/haidian-2014 --lang en
  shiji diff draft/run.json final/run.json --lang en
  shiji diff 2014.xlsx 2014b.xlsx --scheme --scores -o changes.xlsx --lang en
`},
	{"analyse", `方案好不好

用法：shiji analyse 路径|run.json [-o 文件夹] [--runs 次数] [--seed 种子] [--json]

对一个没有错误的年度做检查，不改任何得分：
  一致性    每项指标与所属二级指标其余部分、与总分的相关；闲置（几乎不分高下）、背离（负相关）、可能重复计算的
  权重      名义分值占比与实际影响（占总分方差的比例）
  稳健性    权重上下浮动 20%、缺报处理换一种、同类比较换一种方法、满意度在误差内变动，重算 2,000 次：
            名次的中位数和 90% 范围，各等次的机会；最常见的等次不足 80% 的为“不稳”
  敏感性    去掉一项指标、一个实施主体、一位专家，平均名次变动多少；换成几何加总、只看最弱一类又如何
  评分人    平均分和分散程度；几乎一律同分、几乎都是满分的
同一个种子得到同样的结果。-o 写出 analysis.xlsx、analysis.json 和 analysis.svg（名次范围图）。

例
  shiji analyse examples/haidian-2014
  shiji analyse 2014.xlsx -o 分析 --seed 7
`, `Is the scheme any good

Usage: shiji analyse PATH|run.json [-o DIR] [--runs N] [--seed N] [--json]

Looks at a year without errors and changes no score:
  coherence    correlation of each indicator with the rest of its item and with the total; idle ones, contrary ones, likely double counts
  weights      nominal share of the points beside the effective one (share of the variance of totals)
  robustness   2,000 runs with weights moved by up to 20 %, other missing-data policies, other ways to compare peers, satisfaction within its
               error: median and 90 % range of each place, chance of each grade; fragile if the most frequent grade is below 80 %
  sensitivity  average rank shift without one indicator, one body, one expert; with geometric totals, or the weakest class only
  judges       mean and spread; those who mark everybody alike, or nearly full
The same seed gives the same result. -o writes analysis.xlsx, analysis.json and analysis.svg (a picture of the rank ranges).

Examples
  shiji analyse examples/haidian-2014 --lang en
  shiji analyse 2014.xlsx -o analysis --seed 7 --lang en
`},
	{"rules", `评分规则：什么工作用什么规则

用法：shiji rules [规则|工作种类] [--json]

不写参数时按工作种类列出四十个规则。写规则的名称、代码或编号时，给出说明、公式、参数和一个算好的例子；写工作种类时只列这一类。
同样的内容在 docs/rules.md；公式的写法在 docs/formulas.md。

例
  shiji rules
  shiji rules 安全
  shiji rules 完成率计分法
`, `The rules: which for what

Usage: shiji rules [RULE|KIND] [--json]

Without an argument the forty rules are listed by kind of work. With the name, code or ID of a rule you get what it does, its formula, its
parameters and a worked example; with a kind of work, the rules for it. docs/rules.md has the same, docs/formulas.md how to write formulas.

Examples
  shiji rules --lang en
  shiji rules safety --lang en
  shiji rules ratio --lang en
`},
	{"calc", `对一张表逐行计算公式

用法：shiji calc 公式 [--data 文件] [--sheet 表名] [--group 列] [--row 行] [--places 位数] [--keep 名称] [--sample] [-o 结果.csv] [--json]

公式里的名称是表头，照原样写，有空格、括号也可以（也可写列号 A、B；全是数字的和容易与算式相混的写在方括号里）；class(列) 是各行，--group 按某列分组。写法见 docs/formulas.md。
数都是精确的小数和分数；没有值的行说明原因。公式有错时指出第几个字符。

  --row 行        只算一行（写行号或名称），列出代入的数和每一步
  --places 位数   四舍五入到几位小数，默认 4
  --keep 名称     看起来像合计、其实是数据的名称；可以写几个
  --sample        用 1,000 组编造的数试算，看结果的范围和没有值的情形
  -o 结果.csv     写出结果（不覆盖已有文件）

例
  shiji calc '1/3 + 95%'
  shiji calc 'round(100 * 收入 / 人口, 2)' --data 统计.csv
  shiji calc 'rank(收入, class(收入))' --data 统计.xlsx --group 片区 --row 甲街道
`, `Evaluate a formula for each row of a table

Usage: shiji calc FORMULA [--data FILE] [--sheet NAME] [--group COLUMN] [--row ROW] [--places N] [--keep NAME] [--sample] [-o OUT.csv] [--json]

The names of a formula are headings as they stand, spaces and brackets included (or letters of columns; in square brackets if they are all digits, or
could be read as arithmetic); class(COLUMN) is all rows, --group splits
them by a column. docs/formulas.md says how formulas are written. Numbers are exact; rows without a value say why; mistakes are pointed at.

  --row ROW       one row only (by number or name), with the numbers put in and every step
  --places N      decimals that results are rounded to, 4 by default
  --keep NAME     a name that looks like that of a total, and is data; several may be given
  --sample        try it on 1,000 made-up inputs: the range of results, and when there is none
  -o OUT.csv      write the results (an existing file is not overwritten)

Examples
  shiji calc '1/3 + 95%' --lang en
  shiji calc 'round(100 * 收入 / 人口, 2)' --data figures.csv --lang en
  shiji calc 'rank(收入, class(收入))' --data figures.xlsx --group 片区 --row 甲街道 --lang en
`},
	{"bench", `测速度

用法：shiji bench score [--districts 区数] [--units 单位数] [--leaves 指标数] [--workers 并行数] [--json]

编造若干个区的年度（默认 10 个区，每区 110 个单位 × 150 项指标：完成率、逆向、分档、扣分、同类比较各占一份），逐个编译、计分、排名，用完即弃。
报告每秒计多少项、内存最高多少、与同样规则的浮点数循环相差几倍、浮点数排错多少名次。

例
  shiji bench score
  shiji bench score --districts 100
  shiji bench score --districts 2850 --workers 2
`, `How fast it is

Usage: shiji bench score [--districts N] [--units N] [--leaves N] [--workers N] [--json]

Makes up district-years (10 by default, 110 units × 150 indicators each: capped, inverse, banded, deduction and peer rules in equal parts), compiles,
scores and ranks one after the other and forgets it. Reports lines a second, peak memory, the ratio to a loop over floats that computes the same rules,
and how many units the floats put in a wrong place.

Examples
  shiji bench score --lang en
  shiji bench score --districts 100 --lang en
  shiji bench score --districts 2850 --workers 2 --lang en
`},
	{"completion", `命令行补全脚本

用法：shiji completion bash|zsh|fish

打印一段脚本，装上以后按 Tab 键补全命令、选项和文件名。bash 可在 ~/.bashrc 里 source；zsh 存为 $fpath 中某个目录下的 _shiji；fish 存到补全目录。

例
  source <(shiji completion bash)
  shiji completion zsh > ~/.zfunc/_shiji
  shiji completion fish > ~/.config/fish/completions/shiji.fish
`, `Completion for your shell

Usage: shiji completion bash|zsh|fish

Prints a script that completes commands, options and file names when you press Tab. Source it in ~/.bashrc for bash; save it as _shiji in a
folder of $fpath for zsh; save it in the folder of completions for fish.

Examples
  source <(shiji completion bash)
  shiji completion zsh > ~/.zfunc/_shiji
  shiji completion fish > ~/.config/fish/completions/shiji.fish
`},
	{"man", `手册页

用法：shiji man [--lang zh|en]

把全部命令的帮助写成一个 man 手册页，可以安装到系统的 man 目录，也可以直接用 man 打开；仓库里的 docs/shiji.1 和 docs/shiji.zh.1 就是它生成的，测试保证与命令一致。

例
  shiji man > shiji.1 && man ./shiji.1
`, `The manual page

Usage: shiji man [--lang zh|en]

Writes the help of all commands as one manual page, for the system's folder of pages or to open as it is. docs/shiji.1 and docs/shiji.zh.1
come from it, and a test keeps them current.

Example
  shiji man --lang en > shiji.1 && man ./shiji.1
`},
	{"survey", `满意度调查：从答卷到得分

用法：shiji survey analyse 答卷 --design 设计.yaml [--by 列；列] [--only 组] [--explain] [-o 文件夹] [--key 私钥] [--json]
      shiji survey size    [--population N] [--margin 0.05] [--level 0.95] [--share 0.5 | --deviation 标准差] [--deff 1] [--response 1]
      shiji survey sample  名单 (-n 总数 | --each 每层) [--strata 列；列] [--id 列] [--allocation proportional|neyman|equal]
                           [--deviation 列] [--least 每层至少] [--systematic] [--seed 种子] [--sheet 表] [-o 文件夹]
      shiji survey key     私钥文件

analyse 读任何 CSV 或 .xlsx（宽表、长表），按设计文件估计每题、每个维度、每个单位的得分、标准误、置信区间和设计效应；算不出的说明原因。
  设计文件写明列的含义、抽样方法、权数、量表；格式见 docs/survey.md 和 docs/survey.schema.json。
  --by       另外按列分组，多列用分号隔开，交叉写成 性别×年龄
  --only     只看一个组
  --explain  逐步说明用了什么公式、代入了什么数
  -o         写出 survey.xlsx、survey.svg、survey.json；设计写了 unit 的，还写出 满意度.csv 和 满意度明细.csv，放进年度文件夹就能计分
  --key      用私钥签名；“年度”表填了“统计公钥”的，只使用签过名的结果
size    算样本量，逐步列出；总体有限、设计效应、应答率都可以代入。
sample  从名单抽样，种子存在抽样记录里，任何人可以重抽核对；样本带权数，可直接分析。
key     生成签名用的私钥，打印公钥。

例
  shiji survey size --population 2000 --deff 1.5 --response 0.6
  shiji survey sample 名单.xlsx --each 300 --strata 单位 -o 样本
  shiji survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml --explain --only 示例一局
`, `Satisfaction surveys: from answers to scores

Usage: shiji survey analyse DATA --design DESIGN.yaml [--by COL;COL] [--only GROUP] [--explain] [-o DIR] [--key KEY] [--json]
       shiji survey size    [--population N] [--margin 0.05] [--level 0.95] [--share 0.5 | --deviation SD] [--deff 1] [--response 1]
       shiji survey sample  FRAME (-n N | --each N) [--strata COL;COL] [--id COL] [--allocation proportional|neyman|equal]
                            [--deviation COL] [--least N] [--systematic] [--seed TEXT] [--sheet NAME] [-o DIR]
       shiji survey key     FILE

analyse reads any CSV or .xlsx file (wide or long) and estimates, as the design says, scores, standard errors, intervals and design effects of every question,
dimension and unit; what can't be estimated is refused with the reason. docs/survey.md and docs/survey.schema.json describe the design file.
  --by       further groupings, separated by semicolons; crossed ones as 性别×年龄
  --only     one group
  --explain  which formula was used with which numbers, step by step
  -o         writes survey.xlsx, survey.svg, survey.json and, if the design names a unit, 满意度.csv and 满意度明细.csv for the folder of a year
  --key      signs the results; a year with the setting 统计公钥 uses signed results only
size    computes how many answers it takes, step by step, with finite populations, design effects and response rates.
sample  draws from a list; the seed is kept, so that anybody can draw again and compare; the sample brings its weights.
key     makes a key for signing and prints its public half.

Examples
  shiji survey size --population 2000 --deff 1.5 --response 0.6
  shiji survey sample list.xlsx --each 300 --strata unit -o sample
  shiji survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml --explain --only 示例一局
`},
	{"table", `看一个文件是怎样读懂的

用法：shiji table 文件 [--sheet 表名] [--rows 行数] [--all] [--key 列,列] [--keep 名称] [--json]

任何 .xlsx 或 .csv（UTF-8、UTF-16、GB18030；逗号、分号、制表符）：找出表头（可以有几行、可以合并），认出标题、合计、说明和重复的表头，
说出每列是什么，列出清理和拒绝的每一格。单元格数 = 照原样 + 清理 + 拒绝 + 不是数据的行，一格不少。一格是什么，看它的类型、数字格式和存的值，
不看显示的样子；没有结果的公式、只有时刻的、错误值都拒绝。
危险的文件（压缩包炸弹、宏、外部链接、加密、改了扩展名的）说明原因后拒绝。

  --key 列,列     这些列合起来应当不重复：列出重复的行，完全相同的和内容不同的分开说
  --keep 名称     看起来像合计、其实是数据的名称，例如一个真叫“东片汇总”的单位；可以写几个

例
  shiji table 某局报表.xlsx
  shiji table 统计.csv --all
`, `See how a file was understood

Usage: shiji table FILE [--sheet NAME] [--rows N] [--all] [--key COLUMN,COLUMN] [--keep NAME] [--json]

Any .xlsx or .csv (UTF-8, UTF-16, GB18030; commas, semicolons, tabs): finds the headings (several rows, merged or not), knows titles, subtotals, notes
and repeated headings, says what each column holds, and lists every cell that was cleaned or refused. Cells = kept + cleaned + refused + rows that
aren't data, to the last one. What a cell is, its type, its number format and its stored value say, never its looks; formulas without a result, bare
times of day and error values are refused. Dangerous files (bombs, macros, external links, encrypted, renamed) are refused with the reason.

  --key COLUMN,…  these columns together should not repeat: lists rows that do, exact repeats and conflicts
  --keep NAME     a name that looks like that of a total, and is data; several may be given

Examples
  shiji table report.xlsx --lang en
  shiji table figures.csv --all --lang en
`},
}

// helpPage returns the help of a command, or the first page.
func helpPage(name string, l lang.Lang) string {
	for _, p := range pages {
		if p.name == name {
			return lang.T(p.zh, p.en).In(l)
		}
	}
	return lang.T("没有这个命令："+name+"\n\n"+pages[0].zh, "no such command: "+name+"\n\n"+pages[0].en).In(l)
}
