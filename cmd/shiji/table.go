package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/table"
)

type tableCmd struct {
	File  string `arg:""`
	Sheet string
	Rows  int `default:"5"`
	All   bool
	Key   []string
	Keep  []string
}

func (c tableCmd) Run(a *app) error {
	f, err := openTable(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	var shown []sheetJSON
	for _, s := range f.Sheets {
		if c.Sheet != "" && s.Name != c.Sheet {
			continue
		}
		one := sheetJSON{Sheet: s.Name, Hidden: s.Hidden, Formulas: s.Formulas, Rows: [][]string{}}
		repeats := &table.Repeats{Names: c.Key}
		t, err := table.ReadKeeping(s, c.Keep, func(t *table.Table, r table.Row) error {
			if len(one.Rows) < c.Rows || c.All {
				one.Rows = append(one.Rows, cellTexts(r))
			}
			if len(c.Key) > 0 {
				return repeats.Add(t, r)
			}
			return nil
		})
		one.Repeats = repeats.List
		var missing table.NoColumn
		if errors.As(err, &missing) {
			return usageError{missing.Words()}
		}
		if err != nil {
			return refusedFile(c.File, err)
		}
		shown = append(shown, one.of(t))
		if !a.json {
			a.printTable(t, one, c)
		}
	}
	if c.Sheet != "" && len(shown) == 0 {
		return usageError{lang.T("没有工作表“%[1]s”", "there is no sheet %[1]q").With(c.Sheet)}
	}
	if a.json {
		return a.printJSON(shown)
	}
	for _, n := range f.Notes {
		fmt.Fprintln(a.out, n.In(a.lang))
	}
	return nil
}

// openTable opens a file that a command reads as a table; what is wrong with it is a mistake of the command line.
func openTable(path string) (*grid.File, error) {
	f, err := grid.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{lang.T("没有这个文件：%[1]s", "no such file: %[1]s").With(path)}
	}
	return f, refusedFile(path, err)
}

func refusedFile(path string, err error) error {
	var refusal *grid.Refusal
	if errors.As(err, &refusal) {
		return usageError{lang.T("%[1]s 不能读取：%[2]s", "%[1]s can't be read: %[2]s").With(path, refusal.Why)}
	}
	return err
}

func cellTexts(r table.Row) []string {
	out := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		out[i] = c.Text
	}
	return out
}

// sheetJSON is how a sheet was understood, for other programs.
type sheetJSON struct {
	Sheet    string         `json:"sheet"`
	Hidden   bool           `json:"hidden,omitempty"`
	Formulas int            `json:"formulas"`
	Columns  []columnJSON   `json:"columns"`
	Cells    int            `json:"cells"`
	Kept     int            `json:"kept"`
	Cleaned  []table.Change `json:"cleaned"`
	Refused  []table.Change `json:"refused"`
	Aside    []table.Aside  `json:"aside"`
	DataRows int            `json:"data_rows"`
	Blank    int            `json:"blank_rows"`
	Repeats  []table.Repeat `json:"repeats,omitempty"`
	Rows     [][]string     `json:"rows"`
}

type columnJSON struct {
	Column string     `json:"column"`
	Name   string     `json:"name"`
	Unit   string     `json:"unit,omitempty"`
	Kind   table.Kind `json:"kind"`
	Hidden bool       `json:"hidden,omitempty"`
	Twice  string     `json:"same_heading_as,omitempty"`
	Codes  bool       `json:"codes,omitempty"`
}

func (s sheetJSON) of(t *table.Table) sheetJSON {
	a := t.Account
	s.Cells, s.Kept, s.DataRows, s.Blank, s.Columns = a.Cells, a.Kept, a.Rows, a.Blank, []columnJSON{}
	s.Cleaned, s.Refused, s.Aside = append([]table.Change{}, a.Cleaned...), append([]table.Change{}, a.Refused...),
		append([]table.Aside{}, a.Aside...)
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, columnJSON{grid.ColumnName(c.Index), c.Name, c.Unit, c.Kind,
			c.Hidden, c.Twice, c.Codes})
	}
	return s
}

func (a *app) printTable(t *table.Table, one sheetJSON, c tableCmd) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	title := t.Sheet.Name
	if t.Sheet.Hidden {
		title += say("（隐藏）", " (hidden)")
	}
	acc := &t.Account
	fmt.Fprintln(a.out, a.bold(title)+"  "+
		a.dim(say("数据 %[1]d 行，%[2]d 列", "%[1]d {row|rows} of data, %[2]d columns", acc.Rows, len(t.Columns))))
	g := newGrid(say("列", "column"), say("表头", "heading"), say("单位", "unit"), say("内容", "holds"))
	for _, col := range t.Columns {
		name := col.Name
		if col.Hidden {
			name += say("（隐藏）", " (hidden)")
		}
		g.add(grid.ColumnName(col.Index), name, col.Unit, col.Kind.Name().In(a.lang))
	}
	g.print(a.out, a.bold)
	if len(one.Rows) > 0 {
		heads := make([]string, len(t.Columns))
		for i, col := range t.Columns {
			heads[i] = col.Name
		}
		rows := newGrid(heads...)
		for _, r := range one.Rows {
			for len(r) < len(heads) {
				r = append(r, "")
			}
			for i := range r {
				r[i] = short(strings.ReplaceAll(r[i], "\n", " "), 24)
			}
			rows.add(r[:len(heads)]...)
		}
		fmt.Fprintln(a.out)
		rows.print(a.out, a.bold)
		if acc.Rows > len(one.Rows) {
			fmt.Fprintln(a.out, a.dim(say("……共 %[1]d 行（--all 全部列出）", "… %[1]d {row|rows} in all (--all lists them)", acc.Rows)))
		}
	}
	fmt.Fprintln(a.out)
	fmt.Fprintln(a.out, say("单元格 %[1]d = 照原样 %[2]d + 清理 %[3]d + 拒绝 %[4]d + 不是数据的行 %[5]d",
		"cells %[1]d = kept %[2]d + cleaned %[3]d + refused %[4]d + rows that aren't data %[5]d",
		acc.Cells, acc.Kept, len(acc.Cleaned), len(acc.Refused), acc.Sum()-acc.Kept-len(acc.Cleaned)-len(acc.Refused)))
	unknown := len(acc.Headings)
	for _, r := range acc.Refused {
		if r.Why == table.NoValue {
			unknown++
		}
	}
	if n := t.Sheet.Formulas - unknown; n > 0 {
		fmt.Fprintln(a.out, say("公式 %[1]d 个，读的是存储的值", "%[1]d {formula|formulas}, read by their stored values", n))
	}
	if acc.Hidden > 0 {
		fmt.Fprintln(a.out, say("隐藏行 %[1]d 行，照样读取", "%[1]d hidden rows, read all the same", acc.Hidden))
	}
	if acc.Merged > 0 {
		fmt.Fprintln(a.out, say("合并单元格：%[1]d 个空格取合并区域首格的值",
			"merged cells: %[1]d empty cells stand for the first of their range", acc.Merged))
	}
	if acc.Blank > 0 {
		fmt.Fprintln(a.out, say("空行 %[1]d 行", "%[1]d blank rows", acc.Blank))
	}
	for _, col := range t.Columns {
		switch {
		case col.Twice != "":
			fmt.Fprintln(a.out, say("表头“%[1]s”有两列：%[2]s 和 %[3]s；后一列叫“%[4]s”",
				"two columns are headed %[1]q: %[2]s and %[3]s; the second is called %[4]q",
				strings.TrimSuffix(col.Name, "~"+grid.ColumnName(col.Index)), col.Twice, grid.ColumnName(col.Index), col.Name))
		case col.Codes:
			fmt.Fprintln(a.out, say("“%[1]s”有前导零（如 005），是编码，按文字读",
				"%[1]q has leading zeros (005): codes, read as text", col.Name))
		}
	}
	a.printRepeats(one.Repeats, c)
	a.printAsides(acc, c)
	a.printChanges(say("表头读不出", "headings that can't be read"), acc.Headings, c)
	a.printChanges(say("清理", "cleaned"), acc.Cleaned, c)
	a.printChanges(say("拒绝", "refused"), acc.Refused, c)
	fmt.Fprintln(a.out)
}

// most is how many entries of a list are shown unless all are asked for.
const most = 10

func (a *app) printAsides(acc *table.Account, c tableCmd) {
	for i, r := range acc.Aside {
		if i == most && !c.All {
			fmt.Fprintln(a.out, a.dim(lang.T("……共 %[1]d 行", "… %[1]d {row|rows} in all").With(len(acc.Aside)).In(a.lang)))
			return
		}
		fmt.Fprintln(a.out, lang.T("第 %[1]d 行：%[2]s“%[3]s”", "row %[1]d: %[2]s %[3]q").With(r.Row, r.Why.Name(),
			short(r.Text, 30)).In(a.lang))
	}
}

func (a *app) printRepeats(list []table.Repeat, c tableCmd) {
	if len(c.Key) > 0 && len(list) == 0 {
		fmt.Fprintln(a.out, lang.T("“%[1]s”没有重复", "no key is repeated (%[1]s)").With(strings.Join(c.Key, "、")).In(a.lang))
	}
	for i, r := range list {
		if i == most && !c.All {
			fmt.Fprintln(a.out,
				a.dim(lang.T("……共 %[1]d 处重复（--all 全部列出）",
					"… %[1]d {repeat|repeats} in all (--all lists them)").With(len(list)).In(a.lang)))
			return
		}
		how := lang.T("内容不同，请核对", "they differ: look which one is right")
		if r.Same {
			how = lang.T("完全相同", "exactly the same")
		}
		fmt.Fprintln(a.out, lang.T("重复：“%[1]s”在第 %[2]d 行和第 %[3]d 行，%[4]s",
			"repeated: %[1]q in rows %[2]d and %[3]d, %[4]s").With(r.Key, r.First, r.Row, how).In(a.lang))
	}
}

func (a *app) printChanges(name string, list []table.Change, c tableCmd) {
	for i, ch := range list {
		if i == most && !c.All {
			fmt.Fprintln(a.out,
				a.dim(lang.T("……共 %[1]d 处（--all 全部列出）", "… %[1]d in all (--all lists them)").With(len(list)).In(a.lang)))
			return
		}
		line := fmt.Sprintf("%s %s %s  %q", name, ch.Cell, ch.Heading, short(ch.From, 30))
		if ch.To != "" {
			line += fmt.Sprintf(" → %q", short(ch.To, 30))
		}
		fmt.Fprintln(a.out, line+"  "+ch.Why.Name().In(a.lang))
	}
}

func newGrid(heads ...string) *termGrid { return &termGrid{heads: heads} }

// short cuts a text to a width on the terminal.
func short(s string, width int) string { return lang.Cut(s, width) }
