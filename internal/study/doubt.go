package study

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"

	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/table"
)

// What answers hold without meaning it: a person who stands in the file twice, codes of answers that weren't given
// among the numbers, two columns of one name. Each would move every estimate in silence, so each is asked about.

// sighting is somebody in a row of wide data.
type sighting struct {
	who uint64 // hash of the respondent, and of the unit, wave and channel that tell several sheets of a person apart
	row int32  // of the file, from 1
}

var seed = maphash.MakeSeed()

// sight notes who stands in a row.
func (in *loader) sight(r table.Row) {
	who := text(r, in.at.respondent)
	if who == "" {
		return
	}
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString(who)
	for _, name := range []string{in.spec.Unit, in.spec.Wave.Column, in.spec.Joint.Column} {
		h.WriteByte(0)
		if c := in.columns[name]; name != "" && c != nil && len(c.Codes) > 0 {
			h.WriteString(c.Names[c.Codes[len(c.Codes)-1]])
		}
	}
	in.answered = append(in.answered, sighting{h.Sum64(), int32(r.Index + 1)})
}

// handlesRepeats reports whether a quality rule looks at the respondents already.
func (s *Spec) handlesRepeats() bool {
	return slices.ContainsFunc(s.Quality,
		func(q Rule) bool { return q.Rule == RepeatRule && slices.Contains(q.Column, s.Respondent) })
}

// repeated says who stands in wide data more than once.
func (in *loader) repeated() {
	slices.SortFunc(in.answered, func(a, b sighting) int {
		return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.row, b.row))
	})
	var twice [][2]int32
	for k := 1; k < len(in.answered); k++ {
		if a, b := in.answered[k-1], in.answered[k]; a.who == b.who {
			twice = append(twice, [2]int32{a.row, b.row})
		}
	}
	in.answered = nil
	slices.SortFunc(twice, func(a, b [2]int32) int { return cmp.Compare(a[1], b[1]) })
	for _, t := range twice {
		in.say(fmt.Sprintf("L%d", t[1]),
			"“%[1]s”和第 %[2]d 行相同：同一个人两份答卷；删去一份，或在设计的 quality 里写 {rule: repeat, column: %[1]s, remove: 是}",
			"the same %[1]q as in row %[2]d: two sheets of one person; delete one, or write {rule: repeat, column: "+
				"%[1]s, remove: true} in the design's quality", in.spec.Respondent, t[0])
	}
}

// usualCodes are what questionnaires write for “refused”, “doesn't know”, “doesn't apply”.
var usualCodes = []float64{-999, -998, -997, -99, -98, -97, -96, -88, -77, -9, -8, -7, -2, -1, 77, 88, 96, 97, 98, 99,
	777, 888, 996, 997, 998, 999, 9996, 9997, 9998, 9999, 99999}

// unnamedCodes asks about numbers that look like codes, where the design doesn't say what they are: a usual code far
// above all other numbers, or below 0 where no other is.
func (in *loader) unnamedCodes() {
	for _, c := range in.cells {
		if c.number == nil || !in.values[c.name] || in.said[c.name] {
			continue
		}
		low, high := math.Inf(1), math.Inf(-1)
		found := map[float64]int{}
		for _, x := range *c.number {
			switch {
			case math.IsNaN(x):
			case slices.Contains(usualCodes, x):
				found[x]++
			default:
				low, high = min(low, x), max(high, x)
			}
		}
		var odd, list []string
		for _, x := range usualCodes {
			if n := found[x]; n > 0 && (x < 0 && low >= 0 || x > 0 && high < 0.9*x) && low <= high {
				odd, list = append(odd, fmt.Sprintf("%g × %d", x, n)), append(list, fmt.Sprintf("%g", x))
			}
		}
		if odd != nil {
			in.say("",
				"“%[1]s”中的 %[2]s 是没有回答的代码吗？其余的数在 %[3]g 至 %[4]g 之间。是，就在设计的这一项 values 写 missing: [%[5]s]；是真的数，写 missing: []",
				"in %[1]q: do %[2]s stand for no answer? The other numbers lie between %[3]g and %[4]g. If so, write missing: "+
					"[%[5]s] with these values in the design; if they are numbers, missing: []", c.name, strings.Join(odd, ", "), low,
				high, strings.Join(list, ", "))
		}
	}
}

// twinOf returns the letters of another column that name could mean as well; empty if there is none.
func twinOf(t *table.Table, c *table.Column, name string) string {
	whole := table.SameHead(c.Head(), name)
	if !whole && !table.SameHead(c.Name, name) {
		return "" // named by its letters
	}
	for i := range t.Columns {
		o := &t.Columns[i]
		if o.Index != c.Index && (o.Twice == grid.ColumnName(c.Index) || !whole && table.SameHead(o.Name, name)) {
			return grid.ColumnName(o.Index)
		}
	}
	return ""
}

// rowsOf lists rows for a sentence.
func rowsOf(list []table.Aside) lang.Text {
	var rows []string
	for i, r := range list {
		if i == 5 {
			rows = append(rows, "…")
			break
		}
		rows = append(rows, fmt.Sprint(r.Row))
	}
	return lang.T(strings.Join(rows, "、"), strings.Join(rows, ", "))
}
