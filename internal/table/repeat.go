package table

import (
	"slices"
	"strings"

	"shiji/internal/grid"
	"shiji/internal/lang"
)

// Repeat is a row whose key another row had before. Rows count from 1.
type Repeat struct {
	Key   string `json:"key"`
	Row   int    `json:"row"`
	First int    `json:"first"`
	Same  bool   `json:"same"` // every cell is the same: an exact repeat, and no conflict
}

// Repeats finds rows that have the same key: columns that together name a row.
type Repeats struct {
	Names []string
	List  []Repeat
	cols  []int
	seen  map[string]keyed
}

type keyed struct {
	row  int
	text string
}

// Add looks at a row. It fails if a column isn't there.
func (r *Repeats) Add(t *Table, row Row) error {
	if r.cols == nil {
		r.seen = map[string]keyed{}
		for _, name := range r.Names {
			c := t.Column(name)
			if c == nil {
				return NoColumn{name, t}
			}
			r.cols = append(r.cols, c.Index)
		}
	}
	var key, all []string
	for i, c := range row.Cells {
		all = append(all, c.Text)
		if !slices.Contains(r.cols, i) {
			continue
		}
		if c.Text == "" {
			return nil // a key that is blank or was refused is no repeat of another
		}
		part := grid.CleanCode(c.Text)
		if c.Kind == Number && !t.Columns[i].Codes && part[0] != '0' { // 5.0 is 5
			part = c.Number.String()
		}
		key = append(key, strings.Clone(part))
	}
	at, text := strings.Join(key, "\x00"), strings.TrimRight(strings.Join(all, "\x00"), "\x00")
	if first, twice := r.seen[at]; twice {
		r.List = append(r.List, Repeat{strings.Join(key, " · "), row.Index + 1, first.row, first.text == text})
		return nil
	}
	r.seen[at] = keyed{row.Index + 1, strings.Clone(text)}
	return nil
}

// NoColumn says that a table has no column of a name.
type NoColumn struct {
	Name  string
	Table *Table
}

func (e NoColumn) Error() string { return "table: no column " + e.Name }

// Words says it to a person, with the columns that there are.
func (e NoColumn) Words() lang.Text {
	var names []string
	for _, c := range e.Table.Columns {
		names = append(names, c.Head())
	}
	return lang.T("没有“%[1]s”这一列；有：%[2]s", "there is no column %[1]q; there are: %[2]s").
		With(e.Name, strings.Join(names, "、"))
}
