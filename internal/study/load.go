package study

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/survey"
	"shiji/internal/table"
)

// Limits of a data file. Sheets are kept in a few bytes each: an answer takes one, a column of
// names four, a number eight.
const (
	maxDataSize = 8 << 30
	maxSheets   = 20_000_000
	maxColumn   = 2_000_000 // different texts of a column
	maxAsked    = 500       // questions
	maxProblems = 20
)

// column is a column of names, coded.
type column struct {
	Names []string
	Codes []int32
	index map[string]int32
}

func (c *column) code(text string) int32 {
	k, ok := c.index[text]
	if !ok {
		k = int32(len(c.Names))
		text = strings.Clone(text) // of a row that nobody keeps
		c.index[text] = k
		c.Names = append(c.Names, text)
	}
	return k
}

// Left is a number of sheets or answers that don't count, and why.
type Left struct {
	Why     lang.Text `json:"why"`
	N       int       `json:"n"`
	Removed bool      `json:"removed"` // taken out; else only marked
}

// Unread is an answer that isn't on its scale.
type Unread struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
	N        int    `json:"n"`
}

// Data are answers as they were read: one entry a sheet in every column.
type Data struct {
	File, Hash string
	Rows       int // of data in the file
	Sheets     int
	Questions  []Question
	Answers    [][]uint8 // of each question
	Unread     []Unread
	Account    table.Account // of the file, cell by cell
	Notes      []lang.Text
	Totals     []table.Aside // rows that were taken for totals
	columns    map[string]*column
	numbers    map[string][]float64
	by         map[string][]string // the columns of each grouping
	rows       []int32             // of the file, from 1, of each sheet
}

// loader reads rows into Data.
type loader struct {
	*Data
	spec     *Spec
	problems Problems
	more     int // problems beyond those kept
	cells    []role
	scales   []map[string]uint8 // answers of each question
	recent   [][]met            // of each question: some of them, looked at first
	unread   []map[string]int
	long     map[string]int32     // sheet of a respondent and unit
	asked    map[string]int       // question of long data
	used     map[int]bool         // columns that the design reads
	times    map[int]bool         // those of them that may hold a time of day alone
	values   map[string]bool      // columns that are estimated as numbers
	missing  map[string][]float64 // of these: codes of answers that weren't given
	said     map[string]bool      // of these: the design says which codes there are
	answered []sighting           // who stands in each row of wide data
	at       struct{ respondent, unit, question, answer int }
}

// met is an answer that was met before.
type met struct {
	answer string
	code   uint8
}

// role is what a column of the file is for.
type role struct {
	at     int
	name   string
	codes  *column
	number *[]float64
	time   bool
	must   bool // may not be empty
	answer int  // question; -1: none
}

// Load reads the answers. Problems are columns that aren't there and cells that the design can't do without.
func Load(path string, spec *Spec) (*Data, error) {
	f, err := grid.OpenTo(path, maxDataSize)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := &Data{File: f.Name, columns: map[string]*column{}, numbers: map[string][]float64{},
		by: map[string][]string{}, Notes: f.Notes}
	in := &loader{Data: d, spec: spec, long: map[string]int32{}, asked: map[string]int{}, used: map[int]bool{},
		times: map[int]bool{}, values: map[string]bool{}, missing: map[string][]float64{}, said: map[string]bool{}}
	sheet := f.Sheets[0]
	if spec.Sheet != "" {
		at := slices.IndexFunc(f.Sheets, func(s *grid.Sheet) bool { return s.Name == spec.Sheet })
		if at < 0 {
			return nil, Problems{{d.File, lang.T("没有工作表“%[1]s”", "there is no sheet %[1]q").With(spec.Sheet)}}
		}
		sheet = f.Sheets[at]
	}
	hash := make(chan error, 1)
	go func() {
		var err error
		d.Hash, err = hashFile(path)
		hash <- err
	}()
	begun := false
	t, err := table.ReadAnswers(sheet, spec.Keep, func(t *table.Table, r table.Row) error {
		if !begun {
			begun = true
			in.begin(t)
		}
		if len(in.problems) > 0 && in.cells == nil {
			return in.problems // the columns aren't there
		}
		return in.row(r)
	})
	if hashed := <-hash; err == nil {
		err = hashed
	}
	if err != nil {
		return nil, err
	}
	if !begun {
		return nil, Problems{{d.File, lang.T("没有数据行", "there are no rows of data")}}
	}
	for _, c := range t.Account.Headings {
		in.say(c.Cell, "%[1]s", "%[1]s", c.Why.Name())
	}
	d.Account, d.Rows = t.Account, t.Account.Rows
	for _, r := range t.Account.Aside {
		if r.Why == table.Subtotal {
			d.Totals = append(d.Totals, r)
		}
	}
	in.repeated()
	in.unnamedCodes()
	d.Notes = append(slices.Clone(d.Notes), t.Notes(in.used)...)
	if in.more > 0 {
		in.problems = append(in.problems, Problem{d.File, lang.T("另有 %[1]d 处类似问题", "%[1]d more like these").With(in.more)})
	}
	if len(in.problems) > 0 {
		return nil, in.problems
	}
	for _, c := range in.cells {
		if c.number != nil {
			d.numbers[c.name] = *c.number
		}
	}
	if d.Sheets == 0 {
		return nil, Problems{{d.File, lang.T("没有答卷", "there are no answer sheets")}}
	}
	in.listUnread()
	return d, nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (in *loader) say(at string, zh, en string, args ...any) {
	if len(in.problems) >= maxProblems {
		in.more++
		return
	}
	in.problems = append(in.problems, Problem{strings.TrimSpace(in.File + " " + at), lang.T(zh, en).With(args...)})
}

// begin finds the columns that the design names.
func (in *loader) begin(t *table.Table) {
	var heads []string
	for _, c := range t.Columns {
		heads = append(heads, c.Name)
	}
	used := map[string]bool{}
	find := func(name string) int {
		c := t.Column(name)
		if c == nil {
			if !used[name] {
				in.say("", "没有列“%[1]s”；有：%[2]s", "there is no column %[1]q; there are: %[2]s", name, strings.Join(heads, "、"))
			}
			used[name] = true
			return -1
		}
		if twin := twinOf(t, c, name); twin != "" && !used[name] {
			used[name] = true
			in.say("", "表头“%[1]s”有两列：%[2]s 和 %[3]s；请改其中一个，或在设计里写列的字母",
				"two columns are headed %[1]q: %[2]s and %[3]s; rename one, or write the letter of the column in the design",
				name, grid.ColumnName(c.Index), twin)
		}
		in.used[c.Index] = true
		return c.Index
	}
	isColumn := func(name string) bool { return t.Column(name) != nil }
	names := func(name string, must bool) {
		if name == "" || in.columns[name] != nil {
			return
		}
		c := &column{index: map[string]int32{}}
		in.columns[name] = c
		in.cells = append(in.cells, role{at: find(name), name: name, codes: c, must: must, answer: -1})
	}
	number := func(name string, must, isTime bool) {
		if _, known := in.numbers[name]; name == "" || known {
			return
		}
		list := &[]float64{}
		in.numbers[name] = nil // filled in at the end
		at := find(name)
		in.times[at] = isTime
		in.cells = append(in.cells, role{at: at, name: name, number: list, must: must, time: isTime, answer: -1})
	}
	s := in.spec
	for _, st := range s.Stages {
		for _, h := range st.Strata {
			names(h, true)
		}
		names(st.Cluster, true)
		number(st.Population.Column, true, false)
		number(st.Fraction.Column, true, false)
	}
	number(s.Weight, true, false)
	number(s.Probability, true, false)
	for _, m := range s.Calibrate {
		for _, by := range m.By {
			names(by, true)
		}
	}
	names(s.Wave.Column, true)
	names(s.Joint.Column, true)
	names(s.Unit, false)
	in.by[s.Unit] = []string{s.Unit}
	for _, by := range s.By {
		in.by[by] = crossed(by, isColumn)
		if len(in.by[by]) == 0 {
			in.say("", "分组“%[1]s”没有写列", "the grouping %[1]q names no column", by)
		}
		for _, one := range in.by[by] {
			names(one, false)
		}
	}
	for _, v := range s.Values {
		number(v.Column, false, false)
		number(v.Over, false, false)
		in.values[v.Column], in.values[v.Over] = true, true
		for _, column := range []string{v.Column, v.Over} {
			if v.Missing != nil {
				in.missing[column] = append(in.missing[column], v.Missing...)
				in.said[column] = true
			}
		}
	}
	for _, q := range s.Quality {
		switch q.Rule {
		case SpeedRule:
			number(q.Column[0], false, false)
		case BurstRule:
			number(q.Time, false, true)
			fallthrough
		default:
			for _, c := range q.Column {
				names(c, false)
			}
		}
	}
	in.at.respondent, in.at.unit, in.at.question, in.at.answer = -1, -1, -1, -1
	if s.Layout != "long" && s.Respondent != "" && !s.handlesRepeats() {
		in.at.respondent = find(s.Respondent)
	}
	if s.Layout == "long" {
		in.at.respondent, in.at.question, in.at.answer = find(s.Respondent), find(s.Question), find(s.Answer)
		if s.Unit != "" {
			in.at.unit = find(s.Unit)
		}
		for _, q := range s.Questions {
			in.ask(q)
		}
	} else {
		for _, q := range s.Questions {
			for _, one := range expand(q, heads) {
				in.cells = append(in.cells, role{at: find(one.Column), name: one.Column, answer: in.ask(one)})
			}
		}
	}
	if len(in.problems) > 0 {
		in.cells = nil
	}
}

// expand lists the columns that a question with * at its end stands for.
func expand(q Question, heads []string) []Question {
	prefix, ok := strings.CutSuffix(q.Column, "*")
	if !ok {
		return []Question{q}
	}
	var out []Question
	for _, h := range heads {
		if strings.HasPrefix(h, prefix) {
			one := q
			one.Column = h
			out = append(out, one)
		}
	}
	if out == nil {
		return []Question{q}
	}
	return out
}

// ask enters a question and returns its number.
func (in *loader) ask(q Question) int {
	if q.Name == "" {
		q.Name = q.Column
	}
	if q.Scale.Scale == nil {
		q.Scale = in.spec.Scale
	}
	codes := map[string]uint8{"": survey.NoAnswer}
	for k, l := range q.Scale.Scale.Levels {
		codes[l.Answer] = uint8(k)
	}
	for _, a := range in.spec.DontKnow {
		if _, known := codes[a]; !known {
			codes[a] = survey.DontKnowAnswer
		}
	}
	k := len(in.Questions)
	in.Questions = append(in.Questions, q)
	in.scales, in.unread, in.recent = append(in.scales, codes), append(in.unread, map[string]int{}), append(in.recent, nil)
	open := make([]uint8, in.Sheets)
	for i := range open {
		open[i] = survey.NoAnswer
	}
	in.Answers = append(in.Answers, open)
	in.asked[q.Column] = k
	return k
}

func (in *loader) row(r table.Row) error {
	for col := range r.Cells { // what somebody meant to be there is no blank
		if c := &r.Cells[col]; c.Kind == table.Empty && c.Why.Stops() && in.used[col] &&
			!(c.Why == table.BareTime && in.times[col]) {
			in.say(grid.Ref(r.Index, col), "%[1]s", "%[1]s", c.Why.Name())
		}
	}
	if in.Sheets >= maxSheets {
		return Problems{{in.File, lang.T("答卷超过 %[1]d 份", "there are more than %[1]d sheets").With(maxSheets)}}
	}
	if in.spec.Layout != "long" {
		in.newSheet(r)
		in.sight(r)
		return nil
	}
	who := text(r, in.at.respondent)
	if who == "" {
		in.say(grid.Ref(r.Index, in.at.respondent), "没有受访者编号", "there is no respondent")
		return nil
	}
	key := who + "\x00" + text(r, in.at.unit)
	i, known := in.long[key]
	if !known {
		i = int32(in.Sheets)
		in.long[strings.Clone(key)] = i
		in.newSheet(r)
	} else {
		in.sameSheet(r, i)
	}
	name := text(r, in.at.question)
	q, known := in.asked[name]
	if !known {
		if len(in.spec.Questions) > 0 {
			return nil // a question that the design doesn't ask for
		}
		if len(in.Questions) >= maxAsked {
			return Problems{
				{in.File, lang.T("题目超过 %[1]d 个：题目的列写对了吗？", "more than %[1]d questions: is that the right column?").With(maxAsked)}}
		}
		q = in.ask(Question{Column: strings.Clone(name), Weight: 1})
	}
	a := in.read(q, text(r, in.at.answer))
	if in.Answers[q][i] != survey.NoAnswer && a != survey.NoAnswer && a != in.Answers[q][i] {
		in.say(grid.Ref(r.Index, in.at.answer), "同一个人对“%[1]s”有两个不同的回答", "one person has two different answers to %[1]q", name)
		return nil
	}
	if a != survey.NoAnswer {
		in.Answers[q][i] = a
	}
	return nil
}

// newSheet enters a row as a sheet of its own.
func (in *loader) newSheet(r table.Row) {
	in.Sheets++
	in.rows = append(in.rows, int32(r.Index+1))
	for k := range in.cells {
		c := &in.cells[k]
		switch {
		case c.codes != nil:
			s := text(r, c.at)
			if s == "" && c.must {
				in.say(grid.Ref(r.Index, c.at), "“%[1]s”是空的", "%[1]q is empty", c.name)
			}
			if len(c.codes.Names) > maxColumn {
				in.say(grid.Ref(r.Index, c.at), "“%[1]s”有太多不同的值", "%[1]q has too many different values", c.name)
				continue
			}
			c.codes.Codes = append(c.codes.Codes, c.codes.code(s))
		case c.number != nil:
			*c.number = append(*c.number, in.value(r, c))
		default:
			in.Answers[c.answer] = append(in.Answers[c.answer], in.read(c.answer, text(r, c.at)))
		}
	}
	if in.spec.Layout == "long" {
		for q := range in.Answers {
			in.Answers[q] = append(in.Answers[q], survey.NoAnswer)
		}
	}
}

// sameSheet checks that rows of one sheet say the same of it.
func (in *loader) sameSheet(r table.Row, i int32) {
	for k := range in.cells {
		c := &in.cells[k]
		switch {
		case c.codes != nil && text(r, c.at) != c.codes.Names[c.codes.Codes[i]]:
			in.say(grid.Ref(r.Index, c.at), "同一份答卷的“%[1]s”前后不同", "%[1]q differs within one sheet", c.name)
		case c.number != nil:
			if x, before := in.value(r, c), (*c.number)[i]; x != before && !(math.IsNaN(x) && math.IsNaN(before)) {
				in.say(grid.Ref(r.Index, c.at), "同一份答卷的“%[1]s”前后不同", "%[1]q differs within one sheet", c.name)
			}
		}
	}
}

func text(r table.Row, col int) string {
	if col < 0 || col >= len(r.Cells) {
		return ""
	}
	return r.Cells[col].Text
}

// value reads a number, or a time in seconds; NaN is an empty cell.
func (in *loader) value(r table.Row, c *role) float64 {
	if c.time && c.at < len(r.Cells) && r.Cells[c.at].Why == table.BareTime {
		return float64(r.Cells[c.at].Seconds)
	}
	if c.at >= len(r.Cells) || r.Cells[c.at].Kind == table.Empty {
		if c.must {
			in.say(grid.Ref(r.Index, c.at), "“%[1]s”是空的", "%[1]q is empty", c.name)
		}
		return math.NaN()
	}
	cell := r.Cells[c.at]
	if c.time {
		switch t, ok := clock(cell.Text); {
		case cell.Kind == table.Number:
			return float64(cell.Number.Float64() * 86400) // days of a spreadsheet
		case cell.Kind == table.Date && cell.Seconds != 0:
			return float64(cell.Seconds)
		case ok:
			return t
		}
		in.say(grid.Ref(r.Index, c.at), "“%[1]s”不是时间：%[2]s", "%[1]q isn't a time: %[2]s", c.name, cell.Text)
		return math.NaN()
	}
	if cell.Kind != table.Number {
		in.say(grid.Ref(r.Index, c.at), "“%[1]s”不是数：%[2]s", "%[1]q isn't a number: %[2]s", c.name, cell.Text)
		return math.NaN()
	}
	x := cell.Number.Float64()
	if slices.Contains(in.missing[c.name], x) {
		return math.NaN()
	}
	return x
}

func clock(s string) (float64, bool) {
	for _, form := range []string{"2006-01-02 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04",
		time.RFC3339, "2006-01-02T15:04:05", "2006年1月2日 15:04", "15:04:05", "15:04", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			return float64(t.Unix()), true
		}
	}
	return 0, false
}

// read turns an answer into its code.
func (in *loader) read(q int, answer string) uint8 {
	for i := range in.recent[q] { // a handful of answers, over and over
		if m := &in.recent[q][i]; m.answer == answer {
			return m.code
		}
	}
	if a, ok := in.scales[q][answer]; ok {
		if len(in.recent[q]) < 8 {
			in.recent[q] = append(in.recent[q], met{strings.Clone(answer), a})
		}
		return a
	}
	if a, ok := in.scales[q][grid.CleanCode(answer)]; ok {
		return a
	}
	if n, err := decimal.Parse(grid.CleanCode(answer)); err == nil { // 1.0, as programs write 1
		if a, ok := in.scales[q][n.String()]; ok {
			return a
		}
	}
	if m := in.unread[q]; len(m) < 100 || m[answer] > 0 {
		m[strings.Clone(answer)]++
	} else {
		m["…"]++
	}
	return survey.NoAnswer
}

func (in *loader) listUnread() {
	for q, m := range in.unread {
		var words []string
		for w := range m {
			words = append(words, w)
		}
		slices.SortFunc(words, func(a, b string) int {
			if m[a] != m[b] {
				return m[b] - m[a]
			}
			return strings.Compare(a, b)
		})
		for _, w := range words {
			in.Unread = append(in.Unread, Unread{in.Questions[q].Name, w, m[w]})
		}
	}
}

// ref names a sheet for a message.
func (d *Data) ref(sheet int) string {
	return fmt.Sprintf("%s L%d", filepath.Base(d.File), d.rows[sheet])
}
