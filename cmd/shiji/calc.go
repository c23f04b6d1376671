package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/formula"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/table"
)

type calcCmd struct {
	Formula string `arg:""`
	Data    string
	Sheet   string
	Group   string
	Row     string
	Places  int `default:"4"`
	Keep    []string
	Sample  bool
	Out     string `short:"o"`
}

func (c calcCmd) Run(a *app) error {
	if c.Places < 0 || c.Places > 12 {
		return usageError{lang.T("--places 写 0 至 12", "--places takes 0 to 12")}
	}
	data := &dataset{}
	if c.Data != "" {
		var err error
		if data, err = readDataset(c); err != nil {
			return err
		}
	}
	e, problems := formula.CompileHeaded(c.Formula, data.variable, data.names())
	for _, p := range problems {
		a.printProblem(c.Formula, p)
	}
	if e == nil || !a.readAll(data, e) {
		return exitError(exitFindings)
	}
	switch {
	case c.Sample:
		return a.printSample(e)
	case c.Data == "":
		return a.printOne(e, data.alone(), c)
	case c.Row != "":
		return a.printRow(e, data, c)
	}
	return a.printResults(e, data, c)
}

// readAll says how the columns of a formula were read, and reports whether all of them could be: a formula of the
// workbook without a result is no blank.
func (a *app) readAll(d *dataset, e *formula.Expr) bool {
	if d.table == nil {
		return true
	}
	used := map[int]bool{}
	for _, v := range e.Vars() {
		if i, err := strconv.Atoi(v.Key); err == nil {
			used[i] = true
		}
	}
	ok := true
	for _, c := range append(d.table.Account.Headings, d.table.Account.Refused...) {
		if c.Why.Stops() { // in any column: what a row is called or grouped by too
			ok = false
			fmt.Fprintf(a.err, "%s  %s %s  %s\n", a.paint("31;1", lang.T("错误", "error").In(a.lang)), c.Cell,
				c.Heading, c.Why.Name().In(a.lang))
		}
	}
	for _, n := range d.table.Notes(used) {
		fmt.Fprintln(a.err, a.dim(n.In(a.lang)))
	}
	return ok
}

func (a *app) printProblem(source string, p formula.Problem) {
	kind, colour := lang.T("错误", "error"), "31;1"
	if p.Warning {
		kind, colour = lang.T("警告", "warning"), "33"
	}
	fmt.Fprintf(a.err, "%s  %s\n", a.paint(colour, kind.In(a.lang)),
		lang.T("第 %[1]d 个字符：%[2]s", "character %[1]d: %[2]s").With(p.At+1, p.What).In(a.lang))
	for _, line := range strings.Split(p.Pointed(source), "\n") {
		fmt.Fprintln(a.err, "      "+line)
	}
}

// dataset is a table whose rows a formula is computed for.
type dataset struct {
	table  *table.Table
	rows   []*dataRow
	groups map[string]*formula.Class
	label  []int // columns that name a row: text before the first numbers
}

// dataRow is one row: its cells, and the rows that it is compared with.
type dataRow struct {
	index int // from 0, in the sheet
	cells []table.Cell
	class *formula.Class
	input *[]string // what was read, while a row is explained
	steps *[]string
	lang  lang.Lang
}

func readDataset(c calcCmd) (*dataset, error) {
	f, err := openTable(c.Data)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := &dataset{groups: map[string]*formula.Class{}}
	kept := f.Keeps(1_500_000)
	for _, s := range f.Sheets {
		if c.Sheet != "" && s.Name != c.Sheet || c.Sheet == "" && s.Hidden {
			continue
		}
		d.table, err = table.ReadKeeping(s, c.Keep, func(_ *table.Table, r table.Row) error {
			if err := kept.Row(len(r.Cells)); err != nil {
				return err
			}
			d.rows = append(d.rows, &dataRow{index: r.Index, cells: append([]table.Cell(nil), r.Cells...)})
			return nil
		})
		if err != nil {
			return nil, refusedFile(c.Data, err)
		}
		break
	}
	if d.table == nil {
		return nil, usageError{lang.T("%[1]s 里没有工作表 %[2]s", "%[1]s has no sheet %[2]s").With(c.Data, c.Sheet)}
	}
	for i, col := range d.table.Columns {
		if col.Kind == table.Number {
			break
		}
		if col.Kind != table.Empty {
			d.label = append(d.label, i)
		}
	}
	return d, d.group(c.Group)
}

// group puts the rows into the classes that class(…) compares: one, or one for each value of a column.
func (d *dataset) group(column string) error {
	at := -1
	if column != "" {
		col := d.table.Column(column)
		if col == nil {
			return usageError{lang.T("没有“%[1]s”这一列；有：%[2]s", "there is no column %[1]q; there are: %[2]s").
				With(column, strings.Join(d.names(), "、"))}
		}
		at = col.Index
	}
	for _, r := range d.rows {
		key := ""
		if at >= 0 && at < len(r.cells) {
			key = r.cells[at].Text
		}
		if d.groups[key] == nil {
			d.groups[key] = &formula.Class{}
		}
		r.class = d.groups[key]
		r.class.Members = append(r.class.Members, r)
	}
	return nil
}

func (d *dataset) names() []string {
	var out []string
	if d.table != nil {
		for _, c := range d.table.Columns {
			if out = append(out, c.Name); c.Head() != c.Name {
				out = append(out, c.Head())
			}
		}
	}
	return out
}

// variable is a column as an input of a formula. Its key is the number of the column.
func (d *dataset) variable(name string) *formula.Var {
	if d.table == nil {
		return nil
	}
	c := d.table.Column(name)
	if c == nil {
		return nil
	}
	v := &formula.Var{Key: strconv.Itoa(c.Index), Name: c.Name, Unit: c.Unit}
	if c.Kind == table.Text || c.Kind == table.Truth {
		v.Type = formula.Text
	}
	if c.Codes {
		v.Why = lang.T("“%[1]s”有前导零（如 005），是编码，按文字读", "%[1]q has leading zeros (005): codes, read as text").With(c.Name)
	}
	return v
}

// alone is a scope without any data, for formulas of constants.
func (d *dataset) alone() *dataRow { return &dataRow{} }

func (r *dataRow) Class() *formula.Class { return r.class }

func (r *dataRow) Get(v *formula.Var, _ formula.Part) formula.Value {
	i, err := strconv.Atoi(v.Key)
	if err == nil && i < len(r.cells) && r.cells[i].Kind == table.Empty && r.cells[i].Why != "" {
		return formula.None(lang.T("“%[1]s”读不出：%[2]s", "%[1]q can't be read: %[2]s").With(v.Name, r.cells[i].Why.Name()))
	}
	if err != nil || i >= len(r.cells) || r.cells[i].Kind == table.Empty {
		return formula.None(lang.T("“%[1]s”没有数", "%[1]q is empty").With(v.Name))
	}
	c := r.cells[i]
	if r.input != nil {
		r.note(v.Name + " = " + c.Text)
	}
	if v.Type == formula.Text {
		return formula.Word(c.Text)
	}
	if c.Kind != table.Number {
		return formula.None(lang.T("“%[1]s”不是数（%[2]s）", "%[1]q is not a number (%[2]s)").With(v.Name, c.Text))
	}
	return formula.Num(c.Number, r.input != nil)
}

func (r *dataRow) note(line string) {
	for _, known := range *r.input {
		if known == line {
			return
		}
	}
	*r.input = append(*r.input, line)
}

// Because notes what decided something.
func (r *dataRow) Because(what lang.Text, comparison string) {
	line := what.In(r.lang)
	if comparison != "" {
		line = comparison + "    · " + line
	}
	*r.steps = append(*r.steps, line)
}

// shown writes a value for a reader: rounded half up, or why there is none.
func shown(v formula.Value, places int, l lang.Lang) (value, why string) {
	switch {
	case !v.Has():
		return "", v.Why.In(l)
	case v.Type == formula.Truth && v.Truth:
		return lang.T("是", "yes").In(l), ""
	case v.Type == formula.Truth:
		return lang.T("否", "no").In(l), ""
	}
	return v.Term.N.Fixed(places), ""
}

// printOne computes a formula of constants: exactly, and rounded.
func (a *app) printOne(e *formula.Expr, r *dataRow, c calcCmd) error {
	v := e.Eval(r, nil)
	value, why := shown(v, c.Places, a.lang)
	if a.json {
		return a.printJSON(map[string]string{"value": value, "exact": exact(v), "why": why})
	}
	if why != "" {
		fmt.Fprintln(a.out, lang.T("没有值：%[1]s", "no value: %[1]s").With(why).In(a.lang))
		return exitError(exitFindings)
	}
	if x := exact(v); x != "" && x != value {
		value += lang.T("（精确值 %[1]s）", " (exactly %[1]s)").With(x).In(a.lang)
	}
	fmt.Fprintln(a.out, value)
	return nil
}

func exact(v formula.Value) string {
	if !v.Has() || v.Type != formula.Number {
		return ""
	}
	return v.Term.N.String()
}

// rowLabel names a row by its words.
func (d *dataset) rowLabel(r *dataRow) string {
	var parts []string
	for _, i := range d.label {
		if i < len(r.cells) && r.cells[i].Text != "" {
			parts = append(parts, r.cells[i].Text)
		}
	}
	if len(parts) == 0 {
		return strconv.Itoa(r.index + 1)
	}
	return strings.Join(parts, " ")
}

// printRow explains the formula for one row.
func (a *app) printRow(e *formula.Expr, d *dataset, c calcCmd) error {
	for _, r := range d.rows {
		if strconv.Itoa(r.index+1) != c.Row && d.rowLabel(r) != c.Row && !hasLabel(d, r, c.Row) {
			continue
		}
		var input, steps []string
		r.input, r.steps, r.lang = &input, &steps, a.lang
		v := e.Eval(r, r)
		value, why := shown(v, c.Places, a.lang)
		if a.json {
			return a.printJSON(map[string]any{"row": r.index + 1, "label": d.rowLabel(r), "inputs": input, "steps": steps,
				"arithmetic": v.Term.Text(), "exact": exact(v), "value": value, "why": why})
		}
		fmt.Fprintln(a.out, a.bold(d.rowLabel(r))+"  "+a.dim(lang.T("第 %[1]d 行", "row %[1]d").With(r.index+1).In(a.lang)))
		fmt.Fprintln(a.out, "  "+e.Source)
		for _, line := range append(input, steps...) {
			fmt.Fprintln(a.out, "  "+line)
		}
		switch {
		case why != "":
			fmt.Fprintln(a.out, "  "+lang.T("没有值：%[1]s", "no value: %[1]s").With(why).In(a.lang))
		case v.Type == formula.Number:
			fmt.Fprintf(a.out, "  = %s\n  = %s", v.Term.Text(), exact(v))
			if !strings.Contains(value, exact(v)) {
				fmt.Fprint(a.out, lang.T("（四舍五入 %[1]s）", " (rounded half up: %[1]s)").With(value).In(a.lang))
			}
			fmt.Fprintln(a.out)
		default:
			fmt.Fprintln(a.out, "  = "+value)
		}
		return nil
	}
	return usageError{lang.T("没有“%[1]s”这一行", "there is no row %[1]q").With(c.Row)}
}

func hasLabel(d *dataset, r *dataRow, name string) bool {
	for _, i := range d.label {
		if i < len(r.cells) && r.cells[i].Text == name {
			return true
		}
	}
	return false
}

// printResults computes the formula for every row.
func (a *app) printResults(e *formula.Expr, d *dataset, c calcCmd) error {
	type result struct {
		Row   int    `json:"row"`
		Label string `json:"label"`
		Value string `json:"value"`
		Exact string `json:"exact,omitempty"`
		Why   string `json:"why,omitempty"`
	}
	var list []result
	none := 0
	for _, r := range d.rows {
		v := e.Eval(r, nil)
		value, why := shown(v, c.Places, a.lang)
		if why != "" {
			none++
		}
		list = append(list, result{r.index + 1, d.rowLabel(r), value, exact(v), why})
	}
	if c.Out != "" {
		rows := [][]string{{"row", "label", "value", "exact", "why"}}
		for _, r := range list {
			rows = append(rows, []string{strconv.Itoa(r.Row), grid.Guard(r.Label), r.Value, r.Exact, grid.Guard(r.Why)})
		}
		if err := writeCSV(c.Out, rows); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(list)
	}
	say := func(zh, en string) string { return lang.T(zh, en).In(a.lang) }
	g := &termGrid{heads: []string{say("行", "row"), say("名称", "name"), say("结果", "value"), say("说明", "why")},
		right: map[int]bool{0: true, 2: true}}
	for _, r := range list {
		g.add(strconv.Itoa(r.Row), short(r.Label, 40), r.Value, r.Why)
	}
	g.print(a.out, a.bold)
	fmt.Fprintln(a.out, a.dim(lang.T("%[1]d 行，%[2]d 行没有值；四舍五入到 %[3]d 位小数",
		"%[1]d {row|rows}, %[2]d without a value; rounded half up to %[3]d decimals").With(len(list), none,
		c.Places).In(a.lang)))
	return nil
}

// writeCSV writes a table, with the mark that spreadsheets know UTF-8 by. An existing file is not overwritten.
func writeCSV(path string, rows [][]string) error {
	if !strings.EqualFold(filepath.Ext(path), ".csv") {
		return usageError{lang.T("结果文件名应以 .csv 结尾：%[1]s", "the name of the results must end in .csv: %[1]s").With(path)}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return usageError{lang.T("已有同名文件，没有覆盖：%[1]s", "the file exists and was not overwritten: %[1]s").With(path)}
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString("\ufeff")
	w := csv.NewWriter(f)
	return errors.Join(err, w.WriteAll(rows), f.Close())
}

// printSample shows what a formula gives for 1,000 made-up inputs: the range, and how often there is no value.
func (a *app) printSample(e *formula.Expr) error {
	s := e.Sample(1000, 1)
	if a.json {
		return a.printJSON(s)
	}
	say := func(zh, en string, args ...any) { fmt.Fprintln(a.out, lang.T(zh, en).With(args...).In(a.lang)) }
	say("用 %[1]d 组编造的数试算（每个名称取 %[2]s 至 %[3]s，每 20 次缺一次、每 20 次为零）：",
		"tried on %[1]d made-up inputs (each name from %[2]s to %[3]s, one in 20 missing, one in 20 zero):",
		s.Tried, decimal.Int(formula.SampleLow), decimal.Int(formula.SampleHigh))
	if s.Valued > 0 {
		say("  有值 %[1]d 次：最小 %[2]s，最大 %[3]s，中位 %[4]s", "  %[1]d with a value: least %[2]s, largest %[3]s, median %[4]s",
			s.Valued, s.Least.Fixed(4), s.Most.Fixed(4), s.Median.Fixed(4))
	}
	for _, n := range s.None {
		say("  没有值 %[1]d 次：%[2]s", "  %[1]d without a value: %[2]s", n.Times, n.Why)
	}
	return nil
}
