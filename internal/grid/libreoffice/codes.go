package libreoffice

import "strings"

// values are the numbers that every format is put to, as they are stored: times, days around the leap day that never
// was, counts, scores and years of yearbooks, ends of calendars, noise of binary floats.
var values = strings.Fields(`
	0 1E-7 1.1574074074074073E-5 0.25 0.30000000000000004 0.5 0.5625 0.89 0.99999 0.999995 0.9999999
	1 1.5 2 3.14159 5 15 31 59 59.9999999 60 60.5 61 89 96 100 100.5 366 367 1462 2014 2014.12
	36526 41730 42004 42004.354 42004.9999999 65380 199999 200001 2957003 2957004 2958100 2958101 2958465 2958466
	12500000 20141231 12345678901234 1E+15 1.5E+20 -1E-7 -0.25 -1 -5.5 -59 -42004 -1000000000
`)

// redefined are codes that a workbook gives to numbers of built-in formats, as Chinese spreadsheets do.
var redefined = map[int]string{
	5: `"¥"#,##0;"¥"\-#,##0`, 6: `"¥"#,##0;[Red]"¥"\-#,##0`, 7: `"¥"#,##0.00;"¥"\-#,##0.00`,
	8:  `"¥"#,##0.00;[Red]"¥"\-#,##0.00`,
	41: `_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ `, 42: `_ "¥"* #,##0_ ;_ "¥"* \-#,##0_ ;_ "¥"* "-"_ ;_ @_ `,
	43: `_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ `,
	44: `_ "¥"* #,##0.00_ ;_ "¥"* \-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ `,
	14: `yyyy\-mm\-dd`, 22: `yyyy\-mm\-dd\ hh:mm`, 27: `yyyy"年"m"月"`, 31: `yyyy"年"m"月"d"日"`, 58: `m"月"d"日"`,
}

// typedCodes are the formats of cells of every type.
var typedCodes = []string{
	"General", "0", "0.00%", `"¥"#,##0.00`, "yyyy/m/d", "h:mm", "yyyy/m/d h:mm", "[h]:mm:ss", "@", "# ?/?",
	"0.00E+00", `0"年"`, `yyyy"年"m"月"d"日"`, ";;;", "0;-0;;@",
}

// cores are what a format is about.
var cores = []string{
	"0", "#,##0", "0.0,", "#,##0,,", "0%", "0.00%", "0.00E+00", "# ?/?", "# ??/100", "General", "000-0000",
	"@", "yyyy", "yyyymmdd", "yyyy/m/d", "yyyy.mm", `yyyy"年"m"月"d"日"`, `yyyy\年m\月`, `m"月"d"日"`, "mmm-yy",
	"d mmm yy", "aaaa", "e", `ge"年"`, "yyyy/m/d h:mm", "yyyy-mm-dd hh:mm:ss", "h:mm", "h:mm AM/PM",
	"上午/下午h:mm", `h"时"mm"分"`, "mm:ss", "ss", "[h]:mm", "[mm]:ss", "[ss]",
}

// prefixes stand before a core. Letters of dates in them are quoted or escaped, or belong to a tag.
var prefixes = []string{
	`"GB-"`, `"第"`, `"约 "`, `"mm"`, `"1:"`, `\d`, `\-`, `\ `, "_ ", "_(", "_-", "* ", "$", "-", "(", "[Red]",
	"[Blue]", "[Color 3]", "[Color10]", "[$-804]", "[$-409]", "[$-zh-CN]", "[$¥-804]", "[$￥-804]", "[$$-409]",
	`[$€-2]\ `, "[$USD] ", "[$元-804]", "[DBNum1]", "[DBNum1][$-804]", "[DBNum2][$-804]", "[DBNum3][$-804]",
	"[>=100]", "[<=0.5]",
}

// suffixes stand behind a core, also with further sections.
var suffixes = []string{
	"_)", "_ ", "_d", `\ `, `\日`, `\d`, `\%`, `"%"`, `"％"`, `"年"`, `"日"`, `"km/h"`, `"d"`, `" yyyy"`, `"元"`,
	`" 万元"`, `"人次"`, " ", "-", ")", "* ", ";@", ";;", ";;;", ";;@", ";;;@", ";0", ";-0;0", `;"负"`, `;"-"`,
	";[Red]-0", ";yyyy/m/d", ";h:mm", ";General", `;"";""`,
}

// sections put a core, for which ~ stands, into one of several sections.
var sections = []string{
	"~;~", "~;-~", "~;~;~", "~;~;~;@", `~_);\(~\)`, "0;~", "0;0;~", "yyyy/m/d;~", `"零";~`, "[Red]~;[Blue]~",
	"[>100]~;[<0]~;0", "[>=100]0;~", "[<60]0;[<100]~;0", "[=0]~;0", `[<>0]~;"无"`, "[>1]~;[<-1]~", `[<1]0%;~`,
	`;~`, `;;~`, `"d";~`, "[>100]~;0;~", "[>1]0;~;0", "[>=0]~;0;0",
}

// plainCodes are codes as they stand in files.
var plainCodes = []string{
	// numbers, with texts that could be taken for dates
	"0", "0.0", "0.00", "0.000", "#", "##", "?", "??0.0?", "#,##0.0#", "0000", "0_ ", "0_);[Red](0)",
	`0_);[Red]\(0\)`, `0.00_ `, `"GB-"000`, `"GB "0`, `0"年"`, `0"月"`, `0"日"`, `0"天"`, `0"h"`, `0"days"`,
	`0"km/h"`, `0" m"`, `0"yyyy"`, `"1:"0`, `"1:"#,##0`, `0\d`, `0\日`, `0\年`, `0\-00`, `0\h`, `\d0`, `\y0`,
	`\m\d0`, `"yyyy/mm/dd"0`, `0"dd/mm"`, `"第"0"名"`, `"第"0"年"`, `0年`, `0月`, `0人`, `0"/"0`, `0\/00`, "0/0",
	"#\" \"?/?", "# ?/2", "# ?/4", "# ??/16", "# ???/???", "?/?", "0.0E+0", "0E+0", "0.00E-00", "#0.0E+00",
	"##0.0E+0", "00000", "000-0000", "0;-0;;@", "0;-0;0;@", "#;-#;;", "0;;0", "0;;;", ";;;", ";;;@", ";", ";;",
	`0;"d"`, `"y";"m";"d"`, `"是";"否";"无"`, `"√";;"×"`, `0.0;\-0.0;"–"`, `[=1]"男";[=2]"女";0`,
	`[>=90]"优";[>=60]"合格";"不合格"`, `[<60][Red]0;0`, "[Red][<60]0;0", `[>=10000]0!.0,"万";0`, `0!.0,"万"`, `0\.0,`,
	`#\.#,`, `0"."0000`, "0.0,,", "#,##0,", "#,##0.00,,,", `0.00,"千"`, `0.00,,"百万"`, "0,000.0", "0,0", "0,.0",
	"0%", "0.0%", "0.00%", "%0", "0%%", `0"%"`, `0\%`, `0.00"%"`, `0.0\%`, `0!%`, `0％`, `0"％"`, `0"‰"`,
	"0%;-0%", `0%;[Red]\-0%`, `0%;"0";0`, `"同比"0.0%`, `0.0"个百分点"`, `0%_)`, `+0%;-0%`, "[>=1]0%;0.00%",
	`"+"0.0;"-"0.0`, "$0", "$#,##0.00", `"$"#,##0.00`, `"¥"#,##0`, "¥#,##0.00", "￥#,##0", `[$¥-804]#,##0.00`,
	`[$￥-804]#,##0.00;[$￥-804]\-#,##0.00`, "[$$-409]#,##0.00", `[$€-2]\ #,##0.00`, `#,##0.00\ [$€-407]`,
	`[$CNY]\ #,##0`, `#,##0"元"`, `0.00"亿元"`, `"RMB"0`, `[$US$]0`, `[$HK$-C04]#,##0`,
	`_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ `, `_-* #,##0_-;\-* #,##0_-;_-* "-"_-;_-@_-`,
	`_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ `,
	`_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`, "General", "general", "GENERAL",
	`General"元"`, `General"年"`, `"约"General`, `General" d"`, `General\h`, "General;-General",
	`General;[Red]-General`, "General;-General;;@", `[>100]General"d";General`, "[DBNum1]General",
	"[DBNum2][$-804]General", "[DBNum3]0", "[DBNum1][$-804]0", "[DBNum2]0.00", `[DBNum1][$-804]General"元"`,
	`[DBNum2][$-804]General"年"`, "G/通用格式", `G/通用格式"年"`, `[DBNum1]G/通用格式`, "@", `@"年"`, `"d"@`, "@@",
	"General@", "[$-804]@", "000000", "000-00-0000", "(000) 000-0000", `\(000\)\ 000\-0000`, "00-00", "0.0.0",
	"0 0", "# ##0", `#\ ##0`, "+0", "-0", "(0)", "0*-", "*-0", `0* "d"`, "_d0", "0_d", "0_y0", "[Color1]0",
	"[Color 56]0", "[Magenta]0", "[红色]0", "[蓝色]0", "[$-804]0", "[$-409]0.00", "[$-F800]", "[$-F400]",
	"[$-F800]0", "[$-F800]h:mm", "[$-F400]0.0", "[$-]0", "[$d]0", "[$h-804]0", "[>=100]0.0;0.00",
	"[>100][Red]0;[<0][Blue]0;0", "[=0]0;[>0]0.0;0.00", "[<=-1]0;0.0", "[<>5]0;0.0", "[>=1000]#,##0,;0", `0!d`,
	`!y0`, `!d!a!y0`, `0"a;yyyy"`, `"d;d"0;-0`, `0\;yyyy`, `0_;0`, `0*;0`, `yyyy"年;";0`, "[<0.01]0.00E+00;0.00",
	`"合计："0`, `"mm/dd"`, `"text"`, `\d\m\y`, "'d'0", `" "`, `\ `, `""`, "0.?", "0.#", ".00", ".", "#.", "0.",
	"?.?", "0.0_d_m", "0*d",
	// days
	"yyyy", "yy", "y", "yyy", "m", "mm", "mmm", "mmmm", "mmmmm", "d", "dd", "ddd", "dddd", "aaa", "aaaa", "e",
	"ee", "g", "gg", "ggg", "ge", "gge", "ggge", "b", "bb", "bbbb", "yyyymmdd", "yyyymm", "yymmdd", "yyyy/m/d",
	"yyyy/mm/dd", "yyyy-m-d", "yyyy-mm-dd", `yyyy\-mm\-dd`, `yyyy\/m\/d`, "yyyy.m.d", "yyyy.mm.dd", "yyyy.mm",
	"yyyy,mm", "yyyy mm dd", "yyyy'm'd", "YYYY-MM-DD", "Yyyy/Mm/Dd", "DD.MM.YYYY", "m/d/yy", "mm/dd/yyyy",
	"d/m", "m/d", "d-m", "m-d", "m.d", "d mmm yy", "d-mmm-yy", "mmm-yy", "mmm yyyy", "mmmm d, yyyy",
	"mmmm\\ d\\,\\ yyyy", "dddd, mmmm d, yyyy", `yyyy"年"`, `yyyy"年"m"月"`, `yyyy"年"m"月"d"日"`, `m"月"d"日"`,
	`d"日"`, `m"月"`, `yyyy\年m\月d\日`, "yyyy年m月d日", "yyyy年m月", "yyyy年", "m月d日", "d日", `yy"年"m"月"`,
	`yyyy"年"m"月"d"日";@`, `yyyy"年"m"月";@`, `m"月"d"日";@`, "yyyy/m/d;@", "yyyy-mm-dd;@", "[$-804]yyyy/m/d",
	`[$-804]yyyy"年"m"月"d"日"`, "[$-F800]dddd, mmmm dd, yyyy", `[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`,
	"[$-x-sysdate]dddd, mmmm dd, yyyy", `[DBNum1][$-804]yyyy"年"m"月"d"日"`, `[DBNum1][$-804]yyyy"年"m"月"d"日";@`,
	`[DBNum1][$-804]m"月"d"日"`, `[DBNum2]yyyy"年"`, `[DBNum3]yyyy`, "[$-804]aaaa;@", "[$-804]aaa;@", `"周"aaa`,
	`yyyy/m/d aaaa`, `yyyy"年"m"月"d"日" aaaa`, `yyyy/m/d(aaa)`, "[$-409]d/mmm/yy;@", "[$-409]mmmmm-yy;@",
	"[$-409]mmmmm;@", `[$-411]ge.m.d`, `[$-411]ggge"年"m"月"d"日"`, `[$-404]e/m/d`, `[$-404]e"年"m"月"d"日"`,
	"[$-107041E]d/m/yyyy", "[$-1010409]yyyy", "[$-130000]yyyy", "[Red]yyyy/m/d", "[Color 5]m/d",
	"[>=42000]yyyy/m/d;0", "[<1]0;yyyy/m/d", `[<100]0"年";yyyy"年"`, "yyyy/m/d;0;0", "yyyy/m/d;;", "yyyy/m/d;;;",
	"yyyy/m/d;0", `yyyy/m/d;"无"`, `yyyy/m/d;;"-"`, `0;yyyy/m/d`, `0;;yyyy/m/d`, `"截至"yyyy/m/d`, `"FY"yyyy`,
	`"Q1 "yyyy`, `\dyyyy`, "_ yyyy", "* yyyy", "yyyy_)", "yyyy* ", `yyyy"d"`, `yyyy\d`, `yyyy%`, "yyyy!年m!月",
	`"0;0"yyyy`, `\;yyyy`, `yyyy"a;b";0`, "dd/mm/yy hh:mm", "yyyy/m/d h:mm", "yyyy/m/d h:mm;@",
	"yyyy-mm-dd hh:mm:ss", `yyyy\-mm\-dd\ hh:mm:ss`, `yyyy-mm-dd"T"hh:mm:ss`, `yyyy\-mm\-dd\Thh:mm:ss`,
	"yyyy-mm-dd hh:mm:ss.000", "m/d/yy h:mm AM/PM", `yyyy/m/d\ h:mm\ AM/PM;@`, `yyyymmddhhmmss`,
	`yyyymmdd hhmm`, `yyyy"年"m"月"d"日" h"时"mm"分"`, `m"月"d"日" 上午/下午h"时"`, "d h:mm", "d.h:mm", `d"天"h"时"`,
	"h:mm d", "mm/dd hh", "mmm h", "yyyy/m/d [h]:mm", "m:d", "yyyy:mm:dd",
	// times
	"h", "hh", "s", "ss", "h:m", "h:mm", "hh:mm", "H:MM", "HH:MM:SS", "h:mm:ss", "hh:mm:ss", "h:mm:ss.0",
	"hh:mm:ss.000", "mm:ss", "m:ss", "m:s", "mm:ss.0", "mm:ss.00", "ss.0", "s.00", "ss.000", "h:mm AM/PM",
	"h:mm:ss AM/PM", "h AM/PM", "AM/PM", "AM/PM h:mm", "h:mm am/pm", "h:mm A/P", "h:mm a/p", "A/P",
	"hh:mm A/P;@", "上午/下午", "上午/下午h:mm", "上午/下午 hh:mm:ss", "h:mm 上午/下午", `上午/下午h"时"mm"分"`, `上午/下午h"时"mm"分";@`,
	`h"时"mm"分"`, `h"时"mm"分"ss"秒"`, `h"时"mm"分"ss"秒";@`, "h时mm分", "h时mm分ss秒", `h\时mm\分`, `h"小时"`, `mm"分"ss"秒"`,
	`m"分钟"`, `s"秒"`, "h:mm;@", "h:mm:ss;@", "[$-409]h:mm AM/PM;@", `[$-409]h:mm\ AM/PM;@`,
	"[$-409]h:mm:ss\\ AM/PM;@", "[$-F400]h:mm:ss AM/PM", `[$-F400]h:mm:ss\ AM/PM`,
	"[$-x-systime]h:mm:ss AM/PM", "[$-804]h:mm", `[DBNum1][$-804]h"时"mm"分"`, `[DBNum1][$-804]上午/下午h"时"mm"分";@`,
	"[Red]h:mm", "[<1]h:mm;yyyy/m/d", "[<1]h:mm;0", "h:mm;-h:mm", "h:mm;;", `h:mm;"负"`, `h:mm;;"零点"`, `0;h:mm`,
	"hhmm", "hhmmss", "h-mm", "h.mm", `h"h"mm`, `h\hmm`, `"T"hh:mm`, "hh_:mm", "h:mm_)", "* h:mm", "h:mm-",
	"mm:hh", "ss:mm", "s m", `h"年"m`, `"h"m`, `m"s"`, `\hm`, "h d m", "h.m.d", "s/m", "h/m",
	// elapsed times
	"[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]", "[H]", "[MM]", "[h]:mm", "[hh]:mm", "[h]:mm:ss",
	"[h]:mm:ss;@", "[hh]:mm:ss.000", "[mm]:ss", "[m]:ss.0", "[ss].00", "[s].000", "[h]h", `[h]"小时"`,
	`[h]"小时"mm"分"`, `[h]"时"mm"分"ss"秒"`, "[h]时mm分", `[m]"分钟"`, `[ss]"秒"`, "[Red][h]:mm", "[h]:mm;[Red]-[h]:mm",
	"[h]:mm;-[h]:mm", `[h]:mm;;"-"`, "[$-804][h]:mm", "[DBNum1][h]", "[>=1][h]:mm;h:mm", "[<1]mm:ss;[h]:mm:ss",
	"d [h]:mm", `d"天"[h]`, "[h].mm", "-[h]:mm", "([h]:mm)", `"共"[h]:mm`, "[hhhh]:mm", "[h]mm", "h:[mm]", "[d]",
	"[y]", "[yyyy]", "[a]", "[e]",
	// what has no meaning or is left to the program
	"E", "E+", "E+0", "0E", "n", "x", "z", "0x", "0 x", "0a", "0d", "0h", "0m", "0y", "0 d", "d0", "h0", "m0",
	"yyyy0", "0:00", "00:00", `0":"00`, `0\:00`, "0/00", "00/00/00", "00-00-00", "a", "aa", "p", "A", "am",
	"pm", "/", ":", "-", ",", "%", "?/", `0"`, `"`, `\`, "_", "*", "[", "]", "[]", "[Red]", "[$-804]",
	"[DBNum1]", "[>1]", "[Red]d", "Red", "TRUE", "Standard", "0 General", "General 0", "Date", "Time",
}
