package table

import (
	"regexp"
	"slices"
	"strings"

	"shiji/internal/grid"
)

// Totals and notes between the rows of data, in both languages. The list is tested word by word.
var (
	// A cell that says nothing else is a total in whichever column it stands.
	totalWord = regexp.MustCompile(
		`^[（(【\[]?((总|合|小|共)计(数|额)?|(合计|小计)[/、]平均|本页(小计|合计)|(grand |sub-?)?totals?)[）)】\]]?([（(][^（）()]*[）)])?[:：]?$`)
	// These say so where they come first, before any number that is no serial number; elsewhere they may be data: 平均 is
	// an answer.
	firstWord = regexp.MustCompile(
		`^[（(【\[]?(累计|汇总|总数|总平均|(全区|全市|全县|各区|总)?(平均|均值)(值|分|数)?|sum|average|mean)[）)】\]]?([（(][^（）()]*[）)])?[:：]?$`)
	totalCount = regexp.MustCompile(`^(总|合|小|共)计\s*\d+\s*\S{0,2}$`)
	totalEnd   = regexp.MustCompile(`.(小计|合计|总计|共计|累计|汇总)([（(][^（）()]*[）)])?[:：]?$| (sub-?)?total$`)
	totalStart = regexp.MustCompile(`^(其中[:：、]|(of which|thereof)\b)`)
	noteLike   = regexp.MustCompile(
		`^[（(]?(注|附注|备注|说明|填表说明|填报说明|填表人|制表人|填报人|审核人|审批人|复核人|负责人|单位负责人|联系电话|联系人|填报日期|填表日期|制表日期|填报单位|制表单位|` +
			`资料来源|数据来源|来源|口径|统计口径|notes?|source|sources|prepared by|checked by)\d*\s*[:：、.．）)]`)
)

// flat is a text as totals are told by it: without spaces between Chinese characters, in small letters.
func flat(s string) string {
	words := strings.Fields(strings.ToLower(grid.CleanCode(s)))
	if len(words) > 1 && !strings.ContainsFunc(s,
		func(r rune) bool { return r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z') }) {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// IsTotal reports whether a text says that its row adds up others; first, whether it is the first text of its row,
// which may also name what is added up. keep are names that say so, and are data.
func IsTotal(text string, first bool, keep []string) bool {
	if len(text) > 120 {
		return false
	}
	s := flat(text)
	if slices.ContainsFunc(keep, func(k string) bool { return flat(k) == s }) {
		return false
	}
	return totalWord.MatchString(s) || first &&
		(firstWord.MatchString(s) || totalCount.MatchString(s) || totalEnd.MatchString(s) || totalStart.MatchString(s))
}

// IsTotalWord reports whether a text says nothing but that its row adds up others.
func IsTotalWord(text string) bool {
	s := flat(text)
	return totalWord.MatchString(s) || firstWord.MatchString(s)
}

// IsNote reports whether a cell is a remark below a table, if nothing but remarks stand in its row.
func IsNote(text string) bool { return noteLike.MatchString(strings.ToLower(text)) }

// Between says why a row between data isn't data, and names the cell that says so; an empty reason means that it is.
// first takes totals from the first cell alone, where the others hold what people answered.
func Between(row grid.Row, keep []string, first bool) (why Reason, text string) {
	notes, filled, words, subtotal, told := 0, 0, 0, false, false
	for _, c := range row.Cells {
		if c.Blank() {
			continue
		}
		filled++
		subtotal = subtotal || c.Subtotal
		if n, isNumber := c.Number(); isNumber || c.Kind != grid.Text {
			told = told || filled > 1 && !isYear(n.Number) && !serialLike(n)
			continue
		}
		clean := c.Clean()
		if words++; words == 1 {
			text = clean
		}
		if (!first || filled == 1) && IsTotal(clean, words == 1 && !told, keep) {
			return Subtotal, clean
		}
		if IsNote(clean) {
			notes++
		}
	}
	switch {
	case subtotal && !first && !slices.ContainsFunc(keep, func(k string) bool { return flat(k) == flat(text) }):
		return Subtotal, text
	case filled > 0 && notes == filled:
		return Note, text
	}
	return "", text
}

// serialLike reports a small whole number, as serial numbers of rows are.
func serialLike(n grid.Reading) bool {
	i, ok := n.Number.Int64()
	return ok && i > 0 && i < 1000 && !n.Percent
}
