package sheet

import (
	"maps"
	"slices"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Field is a cell of a row with its heading.
type Field struct{ Head, Value string }

// Fields are the filled cells of the rows in which a workbook would say what in holds; around is the scheme that it
// belongs to. A class or an item alone, which have no rows of their own, give what their rows repeat; an indicator
// leaves that to them. No two headings are the same.
func Fields(in score.Input, around *scheme.Scheme, l lang.Lang) []Field {
	var classes []string
	for _, c := range around.Classes {
		classes = append(classes, c.Name)
	}
	for _, leaf := range in.Scheme.Leaves { // of a class that around doesn't have yet, or any more
		classes = append(classes, absent(classes, leaf.Points)...)
	}
	var out []Field
	add := func(head, value string) {
		if value = strings.TrimPrefix(value, "'"); value != "" {
			out = append(out, Field{head, value})
		}
	}
	points := func(p scheme.Points) string { // its own: what a class doesn't have isn't 0
		all := append(slices.Clone(classes), absent(classes, p)...)
		return pointsText(p, slices.DeleteFunc(all, func(c string) bool { _, ok := p[c]; return !ok }))
	}
	name, worth := lang.T("名称", "name").In(l), lang.T("分值", "points").In(l)
	if len(in.Scheme.Leaves) == 0 {
		for _, g := range in.Scheme.Groups {
			add(name, g.Name)
			add(worth, points(g.Points))
		}
		for _, i := range in.Scheme.Items {
			add(name, i.Name)
			add(columnHead("scheme", "level1"), around.Level1Name(i.Level1).In(l))
			add(worth, points(i.Points))
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
			apart := rowsApart[t.key]
			if t.key == "surveys" && len(in.Surveys) > 0 { // it is the fact itself
				apart = nil
			}
			before := ""
			for _, key := range apart {
				before += cellText(r[key]) + " "
			}
			for _, c := range t.headings(classes, true) {
				switch {
				case len(apart) > 0 && slices.Contains(t.keys, c.key):
				case t.key == "scheme" && slices.Contains(inherited, c.key):
				case t.key == "scheme" && c.key == "params":
					for _, p := range paramsOf(in.Scheme.Leaves, cellText(r["code"])) {
						add(c.head+" "+p.Name.In(l), p.Value.In(l))
					}
				default:
					add(before+c.head, cellText(r[c.key]))
				}
			}
		}
	}
	return out
}

// inherited are the columns of the scheme in which a row repeats what its class and its item are.
var inherited = []string{"level1", "points1", "points2", "bodies"}

// rowsApart are the columns that tell rows apart where one fact has several of a sheet.
var rowsApart = map[string][]string{"surveys": {"channel"}, "counts": {"question", "answer"}}

// absent are the classes of p that aren't in classes.
func absent(classes []string, p scheme.Points) []string {
	var out []string
	for _, c := range slices.Sorted(maps.Keys(p)) {
		if !slices.Contains(classes, c) {
			out = append(out, c)
		}
	}
	return out
}

// paramsOf are the parameters of an indicator, each by its name.
func paramsOf(leaves []scheme.Leaf, code string) []rule.Said {
	for _, l := range leaves {
		if b := rule.ByCode(l.Rule); l.Code == code && b != nil {
			return l.Params.Said(b.AllParams())
		}
	}
	return nil
}

// ItemName is how a data item of an indicator is written; the main one has no name.
func ItemName(around *scheme.Scheme, indicator, item string) string {
	return itemName(around, progress.Actual{Indicator: indicator, Item: item})
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
