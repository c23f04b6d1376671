package study

import (
	"strings"

	"shiji/internal/lang"
)

// crossing stands between the names of crossed categories.
const crossing = "·"

// blank is what a category without a name is called.
var blank = lang.T("（空白）", "(blank)")

// part is a category within a crossed name. One that holds the crossing itself stands in quotation marks, so that a·b
// crossed with c is never taken for a crossed with b·c.
func part(category string) string {
	if strings.Contains(category, crossing) || strings.HasPrefix(category, "“") {
		return "“" + category + "”"
	}
	return category
}

// labelOf is the name of a group for people, from its categories. A blank category is named; one that is really called
// so stands in quotation marks.
func labelOf(key []string) lang.Text {
	var zh, en []string
	for _, k := range key {
		switch {
		case k == "":
			zh, en = append(zh, blank.ZH), append(en, blank.EN)
			continue
		case k == blank.ZH || k == blank.EN || strings.HasPrefix(k, "“"):
			k = "“" + k + "”"
		case len(key) > 1:
			k = part(k)
		}
		zh, en = append(zh, k), append(en, k)
	}
	return lang.T(strings.Join(zh, crossing), strings.Join(en, crossing))
}

// crossed takes 性别×年龄 apart. A column that is really called so is one column.
func crossed(by string, isColumn func(string) bool) []string {
	if isColumn(by) {
		return []string{by}
	}
	return strings.FieldsFunc(by, func(r rune) bool { return r == '×' || r == '*' || r == '+' })
}

// cross makes one column of several. Names that look alike stay apart: rows are told apart by their categories.
func (d *Data) cross(names []string) *column {
	if len(names) == 1 {
		return d.columns[names[0]]
	}
	out := &column{Codes: make([]int32, d.Sheets), Names: []string{""}}
	known := map[[2]int32]int32{} // of what is joined so far, and the next column
	for n, name := range names {
		c := d.columns[name]
		joined := &column{}
		clear(known)
		for i, k := range c.Codes {
			at := [2]int32{out.Codes[i], k}
			code, ok := known[at]
			if !ok {
				code = int32(len(joined.Names))
				known[at] = code
				text := part(c.Names[k])
				if n > 0 {
					text = out.Names[at[0]] + crossing + text
				}
				joined.Names = append(joined.Names, text)
			}
			out.Codes[i] = code
		}
		out.Names = joined.Names
	}
	return out
}

// met says which categories of a column have sheets.
func (c *column) met() []bool {
	out := make([]bool, len(c.Names))
	for _, k := range c.Codes {
		out[k] = true
	}
	return out
}

// joined codes several columns as one; -1 where any of them is empty.
func (d *Data) joined(names []string) []int32 {
	out := make([]int32, d.Sheets)
	copy(out, d.cross(names).Codes)
	for _, name := range names {
		c := d.columns[name]
		for i, k := range c.Codes {
			if c.Names[k] == "" {
				out[i] = -1
			}
		}
	}
	return out
}
