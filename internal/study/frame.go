package study

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/survey"
	"shiji/internal/table"
)

// Frame is a list to draw from (抽样框), as it was read.
type Frame struct {
	File, Hash string
	Heads      []string
	Rows       [][]string
	Notes      []lang.Text // how it was read, and what of it isn't data
}

// maxFrame bounds a list that is drawn from: it is kept whole.
const maxFrame = 3_000_000

// ReadFrame reads a list from a workbook or CSV file. keep are names that look like those of totals, and are entries.
func ReadFrame(path, sheetName string, keep []string) (*Frame, error) {
	f, err := grid.OpenTo(path, maxDataSize)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sheet := f.Sheets[0]
	if sheetName != "" {
		at := slices.IndexFunc(f.Sheets, func(s *grid.Sheet) bool { return s.Name == sheetName })
		if at < 0 {
			return nil, Problems{{f.Name, lang.T("没有工作表“%[1]s”", "there is no sheet %[1]q").With(sheetName)}}
		}
		sheet = f.Sheets[at]
	}
	out, kept := &Frame{File: f.Name}, f.Keeps(5*maxFrame)
	if out.Hash, err = hashFile(path); err != nil {
		return nil, err
	}
	t, err := table.ReadKeeping(sheet, keep, func(_ *table.Table, r table.Row) error {
		if len(out.Rows) == maxFrame {
			return Problems{{f.Name, lang.T("名单超过 %[1]d 行", "the list has more than %[1]d rows").With(maxFrame)}}
		}
		if err := kept.Row(len(r.Cells)); err != nil {
			return err
		}
		row := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			row[i] = strings.Clone(c.Text)
		}
		out.Rows = append(out.Rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var problems Problems
	for _, c := range append(t.Account.Headings, t.Account.Refused...) {
		if c.Why.Stops() && len(problems) < maxProblems {
			problems = append(problems, Problem{f.Name + " " + c.Cell, c.Why.Name()})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	out.Notes = append(slices.Clone(f.Notes), t.Notes(nil)...)
	for _, c := range t.Columns {
		out.Heads = append(out.Heads, c.Name)
	}
	for i := range out.Rows {
		for len(out.Rows[i]) < len(out.Heads) {
			out.Rows[i] = append(out.Rows[i], "")
		}
	}
	if len(out.Rows) == 0 {
		return nil, Problems{{f.Name, lang.T("名单是空的", "the list is empty")}}
	}
	return out, nil
}

// Order says what to draw from a list.
type Order struct {
	N          int // in all, divided over the strata; 0: Each says how many
	Each       int // of every stratum, or all of it if it has fewer
	Strata     []string
	ID         string // column that names an entry; "": the first
	Allocation survey.Allocation
	Deviation  string // column with the expected standard deviation of the stratum, for Neyman
	Least      int    // of every stratum
	Systematic bool   // equal steps through the list from a random start, instead of lots
	Seed       string
}

// Draw is a sample that was drawn, with all that it takes to draw it again.
type Draw struct {
	File      string         `json:"frame"`
	Hash      string         `json:"frame_sha256"`
	Seed      string         `json:"seed"`
	Method    string         `json:"method"` // lots or systematic
	ID        string         `json:"id"`
	By        []string       `json:"strata,omitempty"`
	Allocated string         `json:"allocation,omitempty"`
	Size      int            `json:"population"`
	N         int            `json:"drawn"`
	Strata    []DrawnStratum `json:"drawn_by_stratum"`
	Heads     []string       `json:"-"`
	Rows      [][]string     `json:"-"` // of the sample: the list's columns, and those below
}

// DrawnStratum is what was drawn of a stratum.
type DrawnStratum struct {
	Name   string  `json:"name"`
	Size   int     `json:"population"`
	N      int     `json:"drawn"`
	Weight float64 `json:"weight"`
	Start  float64 `json:"start,omitempty"` // of a systematic draw, in entries from 0
}

// Columns that a sample has beside those of the list.
const (
	StratumColumn = "抽样层"
	SizeColumn    = "层总数"
	DrawnColumn   = "层样本"
	WeightColumn  = "权数"
	LotColumn     = "签号"
)

// Draw draws a sample from the list.
func (f *Frame) Draw(o Order) (*Draw, error) {
	find := func(name string) (int, error) {
		at := slices.IndexFunc(f.Heads, func(h string) bool { return h == name || table.SameHead(h, name) })
		if at < 0 {
			return 0, Problems{{f.File, lang.T("没有列“%[1]s”；有：%[2]s", "there is no column %[1]q; there are: %[2]s").
				With(name, strings.Join(f.Heads, "、"))}}
		}
		return at, nil
	}
	id := 0
	var err error
	if o.ID != "" {
		if id, err = find(o.ID); err != nil {
			return nil, err
		}
	}
	var by []int
	for _, s := range o.Strata {
		at, err := find(s)
		if err != nil {
			return nil, err
		}
		by = append(by, at)
	}
	deviation := -1
	if o.Allocation == survey.Neyman {
		if o.Deviation == "" {
			return nil, Problems{{"--deviation", lang.T("内曼分配要写标准差的列",
				"Neyman's allocation needs the column of standard deviations")}}
		}
		if deviation, err = find(o.Deviation); err != nil {
			return nil, err
		}
	}
	layers, members, err := f.layers(by, deviation)
	if err != nil {
		return nil, err
	}
	sizes := make([]int, len(layers))
	if o.Each > 0 {
		for h, l := range layers {
			sizes[h] = min(o.Each, l.Size)
		}
	} else if sizes, err = survey.Allocate(o.N, layers, o.Allocation, o.Least); err != nil {
		return nil, err
	}
	out := &Draw{File: f.File, Hash: f.Hash, Seed: o.Seed, Method: "lots", ID: f.Heads[id], By: o.Strata,
		Size: len(f.Rows), Heads: append(slices.Clone(f.Heads), StratumColumn, SizeColumn, DrawnColumn, WeightColumn)}
	if o.Each == 0 {
		out.Allocated = string(o.Allocation)
	}
	if o.Systematic {
		out.Method = "systematic"
	} else {
		out.Heads = append(out.Heads, LotColumn)
	}
	for h, l := range layers {
		d := DrawnStratum{Name: l.Name, Size: l.Size, N: sizes[h]}
		if d.N > 0 {
			d.Weight = survey.Round(float64(l.Size) / float64(d.N))
			if err := f.drawFrom(out, &d, members[h], id, o); err != nil {
				return nil, err
			}
		}
		out.Strata = append(out.Strata, d)
		out.N += d.N
	}
	return out, nil
}

// layers divides the list into strata, in the order in which they are met.
func (f *Frame) layers(by []int, deviation int) ([]survey.Layer, [][]int, error) {
	var layers []survey.Layer
	var members [][]int
	at := map[string]int{}
	for i, row := range f.Rows {
		var parts []string
		for _, c := range by {
			if row[c] == "" {
				return nil, nil, Problems{
					{f.File, lang.T("第 %[1]d 行数据的“%[2]s”是空的", "row %[1]d of the data: %[2]q is empty").With(i+1, f.Heads[c])}}
			}
			parts = append(parts, row[c])
		}
		name := strings.Join(parts, crossing)
		h, ok := at[name]
		if !ok {
			h = len(layers)
			at[name] = h
			layers, members = append(layers, survey.Layer{Name: name}), append(members, nil)
		}
		layers[h].Size++
		members[h] = append(members[h], i)
		if deviation >= 0 {
			x, err := strconv.ParseFloat(row[deviation], 64)
			if err != nil || x < 0 || layers[h].Size > 1 && x != layers[h].Deviation {
				return nil, nil, Problems{{f.File, lang.T("第 %[1]d 行数据的标准差“%[2]s”不是数，或与同层不同",
					"row %[1]d of the data: the standard deviation %[2]q isn't a number, or differs from that of its stratum").
					With(i+1, row[deviation])}}
			}
			layers[h].Deviation = x
		}
	}
	return layers, members, nil
}

// drawFrom draws the sample of one stratum. Strata are drawn apart: the seed of each is the seed and its name.
func (f *Frame) drawFrom(out *Draw, d *DrawnStratum, members []int, id int, o Order) error {
	seed := o.Seed
	if d.Name != "" {
		seed += ":" + d.Name
	}
	keys := make([]string, len(members))
	for k, i := range members {
		keys[k] = f.Rows[i][id]
	}
	var places []int
	var err error
	if o.Systematic {
		places, d.Start, err = survey.DrawSystematic(len(members), d.N, seed)
	} else {
		places, err = survey.DrawRandom(keys, d.N, seed)
	}
	if err != nil {
		return err
	}
	for _, k := range places {
		row := append(slices.Clone(f.Rows[members[k]]), d.Name, strconv.Itoa(d.Size), strconv.Itoa(d.N), fmt.Sprint(d.Weight))
		if !o.Systematic {
			row = append(row, survey.Lot(seed, keys[k])[:16])
		}
		out.Rows = append(out.Rows, row)
	}
	return nil
}

// Design is a design file to begin with, for the answers of this sample.
func (d *Draw) Design(title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# 由 shiji survey sample 写出；补上题目和量表后即可分析。格式见 docs/survey.md\n"+
		"# Written by shiji survey sample; add questions and scale. See docs/survey.md.\ntitle: %q\n", title)
	b.WriteString("stages:\n  - population: " + SizeColumn + "\n")
	if len(d.By) > 0 {
		b.WriteString("    strata: " + StratumColumn + "\n")
	}
	b.WriteString("questions: [题*]\n")
	return b.String()
}
