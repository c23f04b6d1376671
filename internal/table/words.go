package table

import (
	"shiji/internal/grid"
	"shiji/internal/lang"
)

// Notes say aloud what was set aside, and which reading was taken of cells that have another: for commands that show no
// table. Columns are those that the command reads, from 0; nil: all.
func (t *Table) Notes(columns map[int]bool) []lang.Text {
	var out []lang.Text
	a := &t.Account
	for _, why := range []Reason{Subtotal, Note, Repeated} {
		n, first := 0, Aside{}
		for _, r := range a.Aside {
			if r.Why == why {
				if n++; n == 1 {
					first = r
				}
			}
		}
		if n > 0 {
			out = append(out, lang.T("没有当作数据：%[1]s %[2]d 行（第 %[3]d 行“%[4]s”%[5]s）",
				"not taken as data: %[2]d {row|rows}, %[1]s (row %[3]d, %[4]q%[5]s)").With(why.Name(), n, first.Row,
				lang.Cut(first.Text, 30), etc(n)))
		}
	}
	if a.Blank > 0 {
		out = append(out, lang.T("空行 %[1]d 行", "%[1]d blank rows").With(a.Blank))
	}
	names := map[string]bool{}
	for _, c := range t.Columns {
		names[c.Name] = columns == nil || columns[c.Index]
		if c.Twice != "" {
			out = append(out, lang.T("表头“%[1]s”有两列：%[2]s 和 %[3]s；后一列叫“%[4]s”",
				"two columns are headed %[1]q: %[2]s and %[3]s; the second is called %[4]q").With(c.Head(), c.Twice,
				grid.ColumnName(c.Index), c.Name))
		}
	}
	for _, why := range []Reason{Percent, Scaled, Elapsed, Noise, DateSerial, Boolean} {
		n, first := 0, Change{}
		for _, c := range a.Cleaned {
			if c.Why == why && names[c.Heading] && (why != DateSerial || c.From != c.To) {
				if n++; n == 1 {
					first = c
				}
			}
		}
		if n > 0 {
			out = append(out, lang.T("%[1]s：%[2]d 格（%[3]s：%[4]s → %[5]s%[6]s）",
				"%[1]s: %[2]d {cell|cells} (%[3]s: %[4]s → %[5]s%[6]s)").With(why.Name(), n, first.Cell, first.From, first.To,
				etc(n)))
		}
	}
	for _, c := range t.Columns {
		if names[c.Name] && !c.Codes && c.counts[Number.index()] > 0 && c.counts[Text.index()] > 0 {
			out = append(out, lang.T("“%[1]s”有 %[2]d 格是文字，不作为数（%[3]s：%[4]s）",
				"%[2]d {cell|cells} of %[1]q {is|are} text and no {number|numbers} (%[3]s: %[4]s)").With(c.Name,
				c.counts[Text.index()], c.words.Cell,
				lang.Cut(c.words.From, 30)))
		}
	}
	n, first := 0, Change{}
	for _, c := range a.Refused {
		if names[c.Heading] {
			if n++; n == 1 {
				first = c
			}
		}
	}
	if n > 0 {
		out = append(out, lang.T("读不出的 %[1]d 格（%[2]s：%[3]s%[4]s）",
			"%[1]d {cell|cells} that can't be read (%[2]s: %[3]s%[4]s)").With(n, first.Cell, first.Why.Name(), etc(n)))
	}
	return out
}

func etc(n int) lang.Text {
	if n > 1 {
		return lang.T(" 等", " …")
	}
	return lang.Text{}
}
