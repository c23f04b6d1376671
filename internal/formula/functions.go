package formula

import "shiji/internal/lang"

// Function is a function of the language, for documents and messages.
type Function struct {
	Name        string // "clamp"
	ZH          string // 限定
	Args        string // "x, lo, hi"
	Says        lang.Text
	least, most int // number of arguments; most 0: any number
}

// Functions lists the functions in the order of the manual.
var Functions = []Function{
	{"if", "如果", "condition, then, else", lang.T("条件成立取第二个，否则取第三个；条件缺失则结果缺失",
		"the second if the condition holds, else the third; missing if the condition is"), 3, 3},
	{"min", "最小", "x, y, …", lang.T("最小的数", "the least"), 1, 0},
	{"max", "最大", "x, y, …", lang.T("最大的数", "the largest"), 1, 0},
	{"clamp", "限定", "x, lo, hi", lang.T("x 限定在 lo 与 hi 之间", "x, limited to lo and hi"), 3, 3},
	{"round", "四舍五入", "x, n",
		lang.T("四舍五入到 n 位小数；不写 n 为整数", "rounded half up to n decimals; to a whole number without n"), 1, 2},
	{"abs", "绝对值", "x", lang.T("绝对值", "the absolute value"), 1, 1},
	{"floor", "取整", "x", lang.T("不大于 x 的最大整数", "the largest whole number not above x"), 1, 1},
	{"ceil", "进一", "x", lang.T("不小于 x 的最小整数", "the least whole number not below x"), 1, 1},
	{"sqrt", "平方根", "x", lang.T("平方根，取 12 位小数", "the square root, to 12 decimals"), 1, 1},
	{"ln", "自然对数", "x", lang.T("自然对数，取 12 位小数", "the natural logarithm, to 12 decimals"), 1, 1},
	{"log10", "常用对数", "x", lang.T("以 10 为底的对数，取 12 位小数", "the logarithm to the base 10, to 12 decimals"), 1, 1},
	{"exp", "指数", "x", lang.T("e 的 x 次方，取 12 位小数", "e to the x, to 12 decimals"), 1, 1},
	{"sum", "求和", "x, y, … | list | list, of it", lang.T("和；对列表可以写怎样用每个数：sum(class(A), it^2)",
		"the sum; over a list it may say what to add of each number: sum(class(A), it^2)"), 1, 0},
	{"mean", "平均", "x, y, … | list | list, of it", lang.T("算术平均", "the arithmetic mean"), 1, 0},
	{"wmean", "加权平均", "x: w, y: v, …", lang.T("加权平均，每个数后面写冒号和权重；权重合计不为 1 时按合计折算",
		"the weighted mean, each number with a colon and its weight; divided by the sum of the weights"), 1, 0},
	{"gmean", "几何平均", "x, y, … | list", lang.T("几何平均，各数不得为负", "the geometric mean of numbers that aren't negative"), 1, 0},
	{"wgmean", "加权几何平均", "x: w, y: v, …", lang.T("加权几何平均", "the weighted geometric mean"), 1, 0},
	{"median", "中位数", "x, y, … | list", lang.T("中位数", "the median"), 1, 0},
	{"sd", "标准差", "x, y, … | list", lang.T("总体标准差", "the standard deviation of all"), 1, 0},
	{"count", "计数", "list | list, condition on it | condition, …", lang.T("列表中有几个数，或几个符合条件，或几个条件成立",
		"how many numbers a list has, how many meet a condition, or how many conditions hold"), 1, 0},
	{"rank", "名次", "x, list",
		lang.T("x 在列表中由大到小的名次，相同的名次相同", "the place of x in the list, largest first; equals share a place"), 2, 2},
	{"class", "同类", "x", lang.T("同类各单位（有数据的）的 x，是一个列表；在 shiji calc 中是表的各行",
		"x of every unit of the class that has it, as a list; in shiji calc, of every row"), 1, 1},
	{"list", "列表", "x, y, …", lang.T("由几个数组成的列表，缺失的不在其中", "a list of numbers, leaving out what is missing"), 1, 0},
	{"lookup", "查表", "x, key: y, …, else: z", lang.T("x 是数：取不大于 x 的最大的键；x 是文字：取相同的键；都没有取 else",
		"for a number, the entry of the largest key not above it; for a text, of the same key; else the last"), 2, 0},
	{"missing", "缺失", "x", lang.T("x 没有值（缺失、除数为零等）时成立", "holds if x has no value"), 1, 1},
	{"coalesce", "取首个", "x, y, …", lang.T("第一个有值的", "the first that has a value"), 2, 0},
	{"points", "得分", "indicator", lang.T("本单位另一项指标的得分", "the points of another indicator of the unit"), 1, 1},
	{"full", "满分", "indicator", lang.T("另一项指标的分值", "the full points of another indicator"), 1, 1},
	{"rate", "得分率", "indicator", lang.T("另一项指标的得分除以分值", "its points over its full points"), 1, 1},
}

func functionNamed(name string) *Function {
	for i, f := range Functions {
		if f.Name == name || f.ZH == name {
			return &Functions[i]
		}
	}
	return nil
}
