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
	totalWord = regexp.MustCompile(`^[（(]?((总|合|小|共|累)计|汇总|平均|平均(值|分|数)|本页(小计|合计)|(grand |sub-?)?totals?|sum|average|mean)[）)]?([（(][^（）()]*[）)])?[:：]?$`)
	// The first words of a row may name what is added up: 东片小计, 全区合计, West Total; 其中 takes parts out again.
	totalEnd   = regexp.MustCompile(`.(小计|合计|总计|共计|累计|汇总)([（(][^（）()]*[）)])?[:：]?$| (sub-?)?total$`)
	totalStart = regexp.MustCompile(`^(其中[:：、]|(of which|thereof)\b)`)
	noteLike   = regexp.MustCompile(`^[（(]?(注|附注|备注|说明|填表说明|填报说明|填表人|制表人|填报人|审核人|审批人|复核人|负责人|单位负责人|联系电话|联系人|填报日期|填表日期|制表日期|填报单位|制表单位|` +
		`资料来源|数据来源|来源|口径|统计口径|notes?|source|sources|prepared by|checked by)\d*\s*[:：、.．）)]`)
)

// flat is a text as totals are told by it: without spaces between Chinese characters, in small letters.
func flat(s string) string {
	words := strings.Fields(strings.ToLower(grid.CleanCode(s)))
	if len(words) > 1 && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z') }) {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// IsTotal reports whether a text says that its row adds up others; first, whether it is the first of its row, which may also name what is added up. keep are names
// that say so, and are data.
func IsTotal(text string, first bool, keep []string) bool {
	if len(text) > 120 || slices.Contains(keep, text) {
		return false
	}
	s := flat(text)
	if slices.Contains(keep, s) {
		return false
	}
	return totalWord.MatchString(s) || first && (totalEnd.MatchString(s) || totalStart.MatchString(s))
}

// IsNote reports whether a cell is a remark below a table, if nothing but remarks stand in its row.
func IsNote(text string) bool { return noteLike.MatchString(strings.ToLower(text)) }

// Between says why a row between data isn't data, and names the cell that says so; an empty reason means that it is. Totals are told by the words before the first
// number that is no serial number, and in these columns only, unless in is nil.
func Between(row grid.Row, keep []string, in func(col int) bool) (why Reason, text string) {
	notes, filled, words, subtotal, told := 0, 0, 0, false, false
	for col, c := range row.Cells {
		if c.Blank() {
			continue
		}
		filled++
		subtotal = subtotal || c.Subtotal
		if _, isNumber := c.Number(); isNumber || c.Kind != grid.Text {
			told = told || filled > 1
			continue
		}
		clean := c.Clean()
		if !told && (in == nil || in(col)) && IsTotal(clean, words == 0, keep) {
			return Subtotal, clean
		}
		if IsNote(clean) {
			notes++
		}
		if words++; words == 1 {
			text = clean
		}
	}
	switch {
	case subtotal && !slices.Contains(keep, text):
		return Subtotal, text
	case filled > 0 && notes == filled:
		return Note, text
	}
	return "", text
}
