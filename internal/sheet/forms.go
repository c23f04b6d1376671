package sheet

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/target"
)

// Forms are workbooks to be filled in for a scheme: a row for everything that it wants of every unit, with the words
// that can stand there. What is known is in them already; rows that stay empty are passed over when they are read.

// Each says for whom forms are written.
type Each string

const (
	ForAll  Each = ""     // one workbook
	ForBody Each = "body" // one for each implementing body: what it collects and marks
	ForUnit Each = "unit" // one for each unit: what it reports
)

// Form is one workbook of forms.
type Form struct {
	Name string // of the file
	rows map[string][]formRow
	in   *score.Input
	// events are entered in it too; marking are the bodies whose indicators count events.
	events  bool
	marking []string
	cols    []string   // of its sheets, in their order; nil: those that rows fill, or that are to be filled in
	wanted  []string   // columns that are to be filled in, marked so
	notes   []noteLine // words on its first sheet; nil: those of forms of a year
	index
}

// noteLine is a line on the first sheet of a workbook.
type noteLine struct{ text, looks string }

// index finds the facts of a line: a year has hundreds of thousands.
type index struct {
	aimed    map[[2]string]bool // lines with a target or tasks
	tasks    map[[2]string][]target.Task
	reported map[[3]string]progress.Actual
	marked   map[[2]string][]review.Mark
	votes    map[[4]string]review.Ballots
	names    map[string]int // how many indicators have a name
	judge    map[[2]string]string
}

func indexOf(in *score.Input) index {
	x := index{map[[2]string]bool{}, map[[2]string][]target.Task{}, map[[3]string]progress.Actual{},
		map[[2]string][]review.Mark{}, map[[4]string]review.Ballots{}, map[string]int{}, map[[2]string]string{}}
	for _, t := range in.Targets {
		if t.Value != nil || t.Low != nil || t.High != nil || t.Baseline != nil {
			x.aimed[[2]string{t.Unit, t.Indicator}] = true
		}
	}
	for _, t := range in.Tasks {
		k := [2]string{t.Unit, t.Indicator}
		x.aimed[k], x.tasks[k] = true, append(x.tasks[k], t)
	}
	for _, a := range in.Actuals {
		x.reported[[3]string{a.Unit, a.Indicator, a.Item}] = a
	}
	for _, m := range in.Marks {
		k := [2]string{m.Unit, m.Indicator}
		x.marked[k] = append(x.marked[k], m)
	}
	for _, v := range in.Ballots {
		x.votes[[4]string{v.Unit, v.Indicator, v.Group, v.Option}] = v
	}
	for _, l := range in.Scheme.Leaves {
		x.names[grid.CleanCode(l.Name)]++
		x.names[l.Code]++
	}
	return x
}

// formRow is a row to be filled in. words are what can be typed in its cells, by column.
type formRow struct {
	row
	words map[string][]string
	who   string // the body that fills it in
	unit  string // code of the unit that it is about
}

// hintColumn says what a row wants. It belongs to forms: a row that has it and nothing else isn't filled in yet.
var hintColumn = column{key: "hint", head: "填什么", kind: text, optional: true, hidden: true, width: 34,
	note: lang.T("本行要填什么，由程序写出；没有填的行读取时略过",
		"what the row wants, as the program wrote it; rows that aren't filled in are passed over")}

// expertsWanted is how many rows a form has for experts; those that aren't used stay empty.
const expertsWanted = 5

// NewForms lays out the forms of a year.
func NewForms(in score.Input, each Each) []Form {
	in = in.Canonical()
	bindings, _ := in.Scheme.Bind()
	all := Form{Name: fmt.Sprintf("%d年度填报表.xlsx", in.Scheme.Year), rows: map[string][]formRow{}, in: &in,
		events: true, index: indexOf(&in)}
	for _, l := range in.Scheme.Leaves {
		b := bindings.Leaves[l.Code]
		if b == nil || in.Scheme.IsVeto(l) {
			continue
		}
		for _, u := range in.Roster.Units {
			if u.Listing != org.Exempt && l.For(&u) {
				all.line(u, l, b)
			}
		}
	}
	switch each {
	case ForBody:
		return all.split(func(r formRow) string { return r.who }, "")
	case ForUnit:
		return all.split(func(r formRow) string { return r.unit }, "units")
	}
	return []Form{all}
}

// split makes a form for each body or unit. Units report; bodies collect and mark, and set no targets.
func (f *Form) split(of func(formRow) string, units string) []Form {
	var out []Form
	at := map[string]int{}
	for _, t := range tables {
		if units == "" && t.key == "targets" || units != "" && (t.key == "marks" || t.key == "surveys") {
			continue
		}
		for _, r := range f.rows[t.key] {
			name := of(r)
			i, ok := at[name]
			if !ok {
				i = len(out)
				at[name] = i
				label := name
				if u := f.in.Unit(name); u != nil && units != "" {
					label = u.Label()
				}
				out = append(out, Form{Name: f.fileOf(label), rows: map[string][]formRow{}, in: f.in})
			}
			out[i].rows[t.key] = append(out[i].rows[t.key], r)
		}
	}
	if units != "" {
		return apartByName(out)
	}
	for i := range out {
		out[i].events = true
	}
	for _, name := range f.marking { // who enters events alone has a form too
		if _, ok := at[name]; !ok {
			at[name] = len(out)
			out = append(out, Form{Name: f.fileOf(name), rows: map[string][]formRow{}, in: f.in, events: true})
		}
	}
	return apartByName(out)
}

// apartByName gives every form a file of its own, where names differ only in what a file's name can't hold or in case.
func apartByName(forms []Form) []Form {
	taken := map[string]int{}
	for i := range forms {
		name := strings.ToLower(forms[i].Name)
		if taken[name]++; taken[name] > 1 {
			forms[i].Name = strings.TrimSuffix(forms[i].Name, ".xlsx") + fmt.Sprintf("（%d）.xlsx", taken[name])
			taken[strings.ToLower(forms[i].Name)]++
		}
	}
	return forms
}

// fileOf is the name of the file for a body or a unit.
func (f *Form) fileOf(who string) string {
	return fmt.Sprintf("%d年度填报表-%s.xlsx", f.in.Scheme.Year, fileName(who))
}

// longestName is how much of a name stands in that of a file, in characters: three bytes each.
const longestName = 60

// fileName takes out of a name what a file's name can't hold.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, s)
	return cmp.Or(strings.Trim(lang.Cut(s, longestName), ". "), "_")
}

// line adds all rows that one unit's indicator wants.
func (f *Form) line(u org.Unit, l scheme.Leaf, b *rule.Bound) {
	who := cmp.Or(f.in.Judge(l.Item, &u), "未定主体")
	add := func(table, hint string, r row, words map[string][]string) {
		r["unit"], r["indicator"] = u.Label(), f.nameOf(l)
		r["hint"] = hint
		f.rows[table] = append(f.rows[table], formRow{r, words, who, u.Code})
	}
	if (b.Earns() || b.Takes()) && !slices.Contains(f.marking, who) {
		f.marking = append(f.marking, who)
	}
	f.targets(u, l, b, add)
	f.actuals(u, l, b, add)
	if b.Reads(rule.UseMarks) {
		f.marks(u, l, b, who, add)
	}
	if b.Reads(rule.UseBallots) {
		for _, group := range b.RowsOf("weights") {
			for _, option := range b.RowsOf("options") {
				r := row{"type": "投票", "group": group, "option": option}
				if v, ok := f.votes[[4]string{u.Code, l.Code, group, option}]; ok {
					r["votes"] = v.Votes
					r.proof(v.Source)
				}
				add("marks", "票数", r, nil)
			}
		}
	}
	if b.Reads(rule.UseSurvey) {
		f.surveys(u, b, add)
	}
}

// nameOf is what rows call an indicator by: its name, or its code where several have that name.
func (f *Form) nameOf(l scheme.Leaf) string {
	if name := grid.CleanCode(l.Name); name != l.Code && f.names[name] > 1 {
		return l.Code
	}
	return l.Name
}

type adder func(table, hint string, r row, words map[string][]string)

func (f *Form) targets(u org.Unit, l scheme.Leaf, b *rule.Bound, add adder) {
	var wants []string
	for _, w := range b.Wants() {
		if w.Sheet == rule.TargetSheet {
			wants = append(wants, w.What.ZH)
		}
	}
	if len(wants) == 0 || f.aimed[[2]string{u.Code, l.Code}] { // what is set isn't asked again
		return
	}
	add("targets", strings.Join(wants, "；"), row{}, nil)
}

func (f *Form) actuals(u org.Unit, l scheme.Leaf, b *rule.Bound, add adder) {
	items := slices.Clone(b.Items)
	tasks := f.tasks[[2]string{u.Code, l.Code}]
	for _, t := range tasks {
		items = append(items, rule.Item{Key: t.Name, Name: lang.Same(t.Name)})
	}
	if b.Reads(rule.UseTasks) && len(tasks) == 0 {
		add("actuals", "每项任务一行：“数据项”填任务名称，“全年”填完成度 0 至 1；任务先在“目标”表定", row{}, nil)
	}
	only := len(items) == 1
	if b.MayUse(rule.LastYear) {
		items = append(items, rule.Item{Key: progress.LastYearPoints, Name: lang.Same("上年得分")},
			rule.Item{Key: progress.LastYearFull, Name: lang.Same("上年满分")})
	}
	for _, i := range items {
		r := row{}
		if a, known := f.reported[[3]string{u.Code, l.Code, i.Key}]; known {
			r = actualRow(&f.in.Scheme, a)
			r.proof(a.Source)
			r["confirm"] = confirmText(confirmedActual(a))
		}
		if r["item"] = i.Name.ZH; i.Key == rule.Actual && only {
			r["item"] = ""
		}
		words := map[string][]string{b.Period(): i.WordList()}
		for _, p := range b.ComposedPeriods() {
			words[p] = nil
		}
		hint := b.ItemWant(i).ZH
		if slices.ContainsFunc(tasks, func(t target.Task) bool { return t.Name == i.Key }) {
			hint = "完成度，0 至 1"
		}
		if l.Unit != "" && i.Key == rule.Actual {
			hint += "（" + l.Unit + "）"
		}
		add("actuals", hint, r, words)
	}
}

func (f *Form) marks(u org.Unit, l scheme.Leaf, b *rule.Bound, who string, add adder) {
	mark := func(body, judge, dimension string) row {
		r := row{"type": "评分", "body": body, "judge": judge, "dimension": dimension}
		for _, m := range f.marked[[2]string{u.Code, l.Code}] {
			if m.Dimension == dimension && (m.Judge == judge || judge == "" && m.Judge == cmp.Or(m.Body, body)) {
				r["body"], r["recused"] = m.Body, yes(m.Recused)
				if !m.Recused {
					r["value"] = m.Value
				}
				r.proof(m.Source)
				r["confirm"] = confirmText([]confirmed{{columnHead("marks", "value"), m.Value, m.Source.Confirmed}})
			}
		}
		return r
	}
	switch {
	case b.OneMark():
		for _, item := range b.RowsOf("items") {
			add("marks", "1 齐全、0.5 部分、0 没有", mark(who, "", item), map[string][]string{"value": {"1", "0.5", "0"}})
		}
	case b.MarksOutOfHundred():
		dims := b.RowsOf("dims")
		if len(dims) == 0 {
			dims = []string{""}
		}
		for _, judge := range f.judgesOf(u, l) {
			for _, d := range dims {
				add("marks", "0 至 100", mark("", judge, d), nil)
			}
		}
	case len(b.Items) == 0:
		add("marks", "名次，从 1 起", mark(who, "", ""), nil)
	}
}

// proof puts what stands behind a row into it.
func (r row) proof(src fact.Source) {
	r["document"], r["person"], r["date"] = src.Document, src.Person, src.Date
}

// judgesOf are the experts who marked a line, and as many more as a panel has.
func (f *Form) judgesOf(u org.Unit, l scheme.Leaf) []string {
	var out []string
	for _, m := range f.marked[[2]string{u.Code, l.Code}] {
		if !slices.Contains(out, m.Judge) {
			out = append(out, m.Judge)
		}
	}
	for i := range expertsWanted {
		if name := fmt.Sprintf("专家%c", 'A'+i); len(out) < expertsWanted && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (f *Form) surveys(u org.Unit, b *rule.Bound, add adder) {
	for _, c := range channelWords {
		if w := b.Args.Word("channel"); w != c.Value && w != "both" {
			continue
		}
		r := row{"channel": c.Word}
		for _, s := range f.in.Surveys {
			if s.Unit == u.Code && s.Channel == c.Value {
				r = surveyRow(s)
				r.proof(s.Source)
				r["confirm"] = confirmText([]confirmed{{columnHead("surveys", "score"), s.Score, s.Source.Confirmed}})
			}
		}
		if why := u.Unsurveyed[c.Value]; why != "" {
			r["status"] = spell(statusWords, string(why))
		}
		if slices.ContainsFunc(f.rows["surveys"],
			func(o formRow) bool { return o.unit == u.Code && o.row["channel"] == c.Word }) {
			continue // another indicator reads the same result
		}
		add("surveys", "得分 0 至 100、有效样本；没有调查的填数据状态", r, map[string][]string{"status": nil})
		delete(f.rows["surveys"][len(f.rows["surveys"])-1].row, "indicator")
	}
}

// Write writes the form as a workbook.
func (f *Form) Write(path string) error {
	b := newBook()
	b.addSheet(notesSheet)
	notes := f.notes
	if notes == nil {
		notes = f.yearNotes()
	}
	for i, line := range notes {
		b.put(notesSheet, 1, i+1, line.text, strings.TrimSpace("wrap "+line.looks))
	}
	b.width(notesSheet, 1, 110)
	for i := range tables {
		if t := &tables[i]; len(f.rows[t.key]) > 0 {
			b.form(t, f.rows[t.key], f.cols, f.wanted)
		}
	}
	if f.events {
		t := tableByName("事件")
		b.table(t, nil, nil, true)
	}
	return b.save(path)
}

// yearNotes are the words on the first sheet of forms of a year.
func (f *Form) yearNotes() []noteLine {
	return []noteLine{
		{strings.TrimSuffix(f.Name, ".xlsx"), "title"},
		{"每行的“填什么”一列说明要填什么；有下拉列表的从列表中选。没有的留空，不要填 0；空着的行读取时略过。", ""},
		{"单位、指标、数据项、维度等已经填好，不要改动；“事件”表没有事项就不填。", ""},
		{"填完后交回绩效办，用 shiji import 文件 --add --year " + fmt.Sprint(f.in.Scheme.Year) + " 或在网页的导入中心按“增量补充”导入。", "bold"},
		{"Fill in what the column 填什么 says; empty rows are passed over. Then: shiji import FILE --add --year " +
			fmt.Sprint(f.in.Scheme.Year), "muted"},
	}
}

// form writes one sheet: the columns that are named, else those that its rows fill or that are to be filled in.
func (b *book) form(t *table, rows []formRow, only, wanted []string) {
	b.addSheet(t.name)
	used := func(key string) bool {
		return slices.ContainsFunc(rows,
			func(r formRow) bool { _, wanted := r.words[key]; return wanted || filled(r.row[key]) })
	}
	var cols []column
	for _, c := range t.columns {
		if !c.hidden || used(c.key) {
			cols = append(cols, c)
		}
	}
	if at := slices.IndexFunc(cols, func(c column) bool { return c.key == "hint" }); at > 0 { // beside what names the row
		hint := cols[at]
		cols = slices.Insert(slices.Delete(cols, at, at+1),
			1+slices.IndexFunc(cols, func(c column) bool { return c.key == lastKey(t) }), hint)
	}
	if only != nil {
		cols = nil
		for _, key := range only {
			cols = append(cols, *t.column(key))
		}
	}
	words := map[string][]string{} // cells, by column and words
	var order []string
	lists := map[string][]string{}
	for i, c := range cols {
		head := c.head
		if c.required {
			head += "*"
		}
		looks := "head"
		if slices.Contains(wanted, c.key) {
			looks = "head wanted"
		}
		b.put(t.name, i+1, 1, head, looks)
		b.width(t.name, i+1, c.width)
		b.note(t.name, i+1, 1, c.note)
		if len(c.words) > 0 {
			b.choices(t.name, i+1, 2, c.words)
		}
		for k, r := range rows {
			looks := "cell wrap"
			switch {
			case c.key == "hint":
				looks = "cell wrap muted"
			case slices.Contains(wanted, c.key):
				looks = "cell wrap wanted"
			}
			b.put(t.name, i+1, k+2, r.row[c.key], looks)
			if list := r.words[c.key]; len(list) > 0 {
				id := c.key + "\x00" + strings.Join(list, "\x00")
				if words[id] == nil {
					order = append(order, id)
				}
				words[id], lists[id] = append(words[id], grid.Ref(k+1, i)), list
			}
		}
	}
	for _, id := range order {
		b.choose(t.name, words[id], lists[id])
	}
	b.freeze(t.name, 3, 2)
}

// lastKey is the last column that names a row.
func lastKey(t *table) string {
	last := "indicator"
	for _, c := range t.columns {
		if slices.Contains(t.keys, c.key) || c.key == "body" {
			last = c.key
		}
	}
	return last
}

// choose puts a list on cells; something else can be typed too, such as a number.
func (b *book) choose(sheet string, cells []string, list []string) {
	for part := range slices.Chunk(cells, 400) { // a validation names its cells one by one
		dv := excelize.NewDataValidation(true)
		dv.Sqref = strings.Join(ranges(part), " ")
		if err := dv.SetDropList(list); err != nil {
			return // the list is too long for a cell: the hint says it
		}
		dv.ShowErrorMessage = false
		b.fail(b.f.AddDataValidation(sheet, dv))
	}
}

// ranges joins cells of a column that stand below each other: D2, D3, D4, D9 are D2:D4 and D9.
func ranges(cells []string) []string {
	var out []string
	for i := 0; i < len(cells); {
		row, col, _ := grid.At(cells[i])
		j := i
		for j+1 < len(cells) && cells[j+1] == grid.Ref(row+j+1-i, col) {
			j++
		}
		if j == i {
			out = append(out, cells[i])
		} else {
			out = append(out, cells[i]+":"+cells[j])
		}
		i = j + 1
	}
	return out
}

// WriteForms writes forms into a folder, which must exist. It returns their paths.
func WriteForms(dir string, forms []Form) ([]string, error) {
	var out []string
	for i := range forms {
		path := filepath.Join(dir, forms[i].Name)
		if err := forms[i].Write(path); err != nil {
			return out, err
		}
		out = append(out, path)
	}
	return out, nil
}

// ZipForms writes forms as one archive.
func ZipForms(w io.Writer, forms []Form) error {
	dir, err := os.MkdirTemp("", "shiji-forms-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	paths, err := WriteForms(dir, forms)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := z.Create(filepath.Base(path))
		if err != nil {
			return err
		}
		if _, err := file.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}

// unfilled reports whether a row of a form has nothing in the columns that are to be filled in. Such rows are counted.
func (b *builder) unfilled(rec record, named ...string) bool {
	if !rec.has("hint") {
		return false
	}
	if typed := rec.text("hint"); b.isTyped(rec, typed) {
		b.say(errs.HintTyped, rec.at("hint"), typed, typed)
		return false
	}
	for key := range rec.cells {
		if key != "hint" && !slices.Contains(named, key) {
			return false
		}
	}
	if b.empty == nil {
		b.empty = map[fact.Source]int{}
	}
	b.empty[fact.Source{File: rec.source.File, Sheet: rec.source.Sheet}]++
	return true
}

// isTyped reports whether somebody typed into the column of hints: a number, a day, or a word that the row takes.
func (b *builder) isTyped(rec record, text string) bool {
	cell := grid.TextCell(text)
	if _, ok := cell.Number(); ok {
		return true
	}
	if _, _, ok := cell.Day(); ok {
		return true
	}
	if l := b.in.Scheme.Leaf(b.codeOf(rec.text("indicator"))); l != nil && b.bindings.Leaves[l.Code] != nil {
		for _, i := range b.bindings.Leaves[l.Code].Items {
			if _, ok := i.Words[text]; ok {
				return true
			}
		}
	}
	return false
}

// codeOf is the code of an indicator by whatever name it is called.
func (b *builder) codeOf(name string) string {
	return cmp.Or(b.codes["indicator"][grid.CleanCode(name)], name)
}

// sayUnfilled says once for each sheet how many rows of a form weren't filled in.
func (b *builder) sayUnfilled() {
	for at, n := range b.empty {
		b.say(errs.RowUnfilled, at.At("A2"), "", at.Sheet, n)
	}
}
