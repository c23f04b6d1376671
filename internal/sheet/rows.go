package sheet

import (
	"strings"

	"shiji/internal/lang"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Field is a cell of a row with its heading.
type Field struct{ Head, Value string }

// Fields are the filled cells of the rows in which a workbook would say what in holds; around is the scheme that it belongs to. A class or an item
// alone, which have no rows of their own, give what their rows repeat.
func Fields(in score.Input, around *scheme.Scheme, l lang.Lang) []Field {
	var classes []string
	for _, c := range around.Classes {
		classes = append(classes, c.Name)
	}
	var out []Field
	add := func(head, value string) {
		if value = strings.TrimPrefix(value, "'"); value != "" {
			out = append(out, Field{head, value})
		}
	}
	name, points := lang.T("名称", "name").In(l), lang.T("分值", "points").In(l)
	if len(in.Scheme.Leaves) == 0 {
		for _, g := range in.Scheme.Groups {
			add(name, g.Name)
			add(points, pointsText(g.Points, classes))
		}
		for _, i := range in.Scheme.Items {
			add(name, i.Name)
			add(points, pointsText(i.Points, classes))
			add(columnHead("scheme", "bodies"), strings.Join(i.Bodies, "、"))
		}
	}
	rows := yearRows(in, around, classes)
	for i := range tables {
		t := &tables[i]
		for _, r := range rows[t.key] {
			if t.key == "year" {
				add(cellText(r["setting"]), cellText(r["value"]))
				continue
			}
			for _, c := range t.headings(classes, true) {
				add(c.head, cellText(r[c.key]))
			}
		}
	}
	return out
}

func columnHead(table, key string) string {
	for _, t := range tables {
		for _, c := range t.columns {
			if t.key == table && c.key == key {
				return c.head
			}
		}
	}
	return key
}
