package table

import (
	"regexp"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/grid"
)

// span are rows of headings among the first rows of a sheet: from and to, both included. Without any, to is before
// from.
type span struct{ from, to int }

// headings finds the rows of headings. The first row that is words throughout and nearly as wide as the table has them,
// whatever is wordier below; where none is, the row with the most words. Rows beside it belong to it where merged
// cells, or blanks that they fill, say so.
func headings(rows []grid.Row, merges []grid.Merge) span {
	at := wordRow(rows)
	if at < 0 {
		return span{0, -1}
	}
	out := span{at, at}
	if at > 0 && rows[at-1].Index == rows[at].Index-1 &&
		(spansBelow(rows[at-1], rows[at], merges) || fills(rows[at], rows[at-1])) {
		out.from--
	}
	if at+1 < len(rows) && rows[at+1].Index == rows[at].Index+1 {
		below := rows[at+1]
		if reachesDown(rows[at], below, merges) || spansBelow(rows[at], below, merges) ||
			out.from == at && fills(below, rows[at]) {
			out.to++
		}
	}
	return out
}

// wordRow is the row of headings itself, -1 if there is none.
func wordRow(rows []grid.Row) int {
	wide := 0
	for _, r := range rows {
		wide = max(wide, r.Filled())
	}
	best, at := 0, -1
	for i, r := range rows {
		words, numbers := headWords(r)
		if numbers == 0 && !labelled(r) && (words > 1 || wide == 1 && words == 1) && 5*r.Filled() >= 3*wide {
			return i
		}
		if score := words - 2*numbers; words > 1 && score > best && (!labelled(r) || at < 0) {
			best, at = score, i
		}
	}
	return at
}

// headWords counts different words and numbers of a row. Years beside words are headings: 单位, 2012, 2013.
func headWords(r grid.Row) (words, numbers int) {
	seen, years := map[string]bool{}, map[string]bool{}
	for _, c := range r.Cells {
		if c.Blank() {
			continue
		}
		switch n, isNumber := c.Number(); {
		case !isNumber:
			seen[c.Clean()] = true
		case isYear(n.Number) && !n.Percent && !years[n.Text]:
			years[n.Text] = true
		default:
			numbers++
		}
	}
	if len(seen) == 0 { // a row of numbers
		return 0, numbers + len(years)
	}
	return len(seen) + len(years), numbers
}

func isYear(n decimal.Number) bool {
	y, ok := n.Int64()
	return ok && y >= 1949 && y <= 2100
}

// spansBelow reports whether a row holds headings that are merged over several columns, with their own headings below.
// A note or a title that is merged over the table is none.
func spansBelow(above, below grid.Row, merges []grid.Merge) bool {
	width := len(below.Cells)
	found := false
	for _, m := range merges {
		if m.Row1 != above.Index || m.Row2 != above.Index || m.Col2 <= m.Col1 {
			continue
		}
		text := above.At(m.Col1).Clean()
		if m.Col1 == 0 && m.Col2 >= width-1 || IsNote(text) || labelLike.MatchString(strings.ToLower(text)) {
			return false
		}
		if text != "" {
			found = true
		}
	}
	return found && above.Filled() > 1 && allText(below)
}

// labelLike are words above a table that name something of it, and head no column: 单位：万元.
var labelLike = regexp.MustCompile(`^[（(]?(单位|计量单位|金额单位|单位名称|日期|时间|年度|编号|表号|制定机关|批准机关|批准文号|有效期至?|密级|unit|date)\s*[:：]`)

// labelled reports whether a row holds such words: it stands above a table.
func labelled(r grid.Row) bool {
	for _, c := range r.Cells {
		if text := strings.ToLower(c.Clean()); labelLike.MatchString(text) || IsNote(text) {
			return true
		}
	}
	return false
}

// reachesDown reports whether headings of a row are merged down into the row below, which holds those of the others.
func reachesDown(head, below grid.Row, merges []grid.Merge) bool {
	for _, m := range merges {
		if m.Row1 == head.Index && m.Row2 >= below.Index {
			return allText(below)
		}
	}
	return false
}

// fills reports whether, of two rows without merged cells, the lower one holds the headings of which the upper one
// leaves blanks, and the other way round: as a file of separated values keeps headings in two rows.
func fills(lower, upper grid.Row) bool {
	if !allText(lower) || !allText(upper) {
		return false
	}
	width := max(len(lower.Cells), len(upper.Cells))
	both, lowerBlank, upperBlank := 0, 0, 0
	for col := range width {
		low, up := lower.At(col).Blank(), upper.At(col).Blank()
		switch {
		case low && up:
			return false
		case low:
			lowerBlank++
		case up:
			if col == 0 {
				return false // nothing to its left that it would belong to
			}
			upperBlank++
		default:
			both++
		}
	}
	return lowerBlank > 0 && upperBlank > 0 && both > 0
}

func allText(r grid.Row) bool {
	for _, c := range r.Cells {
		if n, isNumber := c.Number(); isNumber && !isYear(n.Number) {
			return false
		}
	}
	return r.Filled() > 0
}

// inHead takes a heading apart that ends in brackets.
var inHead = regexp.MustCompile(`^(.+?)\s*[（(](单位[:：])?\s*([^（）()]{1,8})[）)]$`)

// cutUnit takes the unit of measure off a heading: 收入（万元）. What stands in brackets is one only if it is a known unit,
// or says so: 收入（2013）, 得分（甲） are headings as they stand.
func cutUnit(head string) (name, unit string) {
	m := inHead.FindStringSubmatch(head)
	if m == nil || m[2] == "" && !IsUnit(m[3]) {
		return head, ""
	}
	return m[1], m[3]
}

// known are units of measure, without multiples.
var known = func() map[string]bool {
	out := map[string]bool{}
	for _, u := range strings.Fields(`
		元 美元 欧元 港元 人民币 人 人次 人天 名 位 户 户次 家 个 件 次 例 起 条 篇 份 张 项 宗 处 所 座 栋 台 套 部 辆
		艘 架 床 间 只 头 羽 株 棵 场 期 批 批次 门 班 组
		天 日 月 年 周 小时 时 分钟 分 秒 工作日 个月 岁 度 千瓦时 千瓦 瓦 吨 公斤 千克 克 斤 担 标准煤 吨标准煤 公里 千米 米 厘米 毫米 里 平方米 平方公里 平方千米 亩 公顷 立方米 升 毫升
		% ％ ‰ 百分点 个百分点 倍 名次 级 分贝 微克 毫克 摄氏度 ℃ ㎡ m² m³ m km t kg g h min s d 度电 台次 车次 班次 标箱 TEU 人民币元
		yuan CNY RMB USD person persons people unit units case cases day days hour hours year years point points percent km²
		ton tons ha`) {
		out[u] = true
	}
	return out
}()

var multiples = []string{"十", "百", "千", "万", "十万", "百万", "千万", "亿", "万亿"}

// IsUnit reports a unit of measure, also a multiple or a ratio of units: 万元, 亿千瓦时, 元/人, 人/平方公里.
func IsUnit(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '／' || r == '·' })
	if len(parts) == 0 || strings.HasPrefix(s, "/") || strings.HasSuffix(s, "/") {
		return false
	}
	for _, p := range parts {
		ok := known[p]
		for _, m := range multiples {
			rest, cut := strings.CutPrefix(p, m)
			ok = ok || cut && known[rest]
		}
		if !ok {
			return false
		}
	}
	return true
}
