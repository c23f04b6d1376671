package web

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/score"
)

// A list of a page is declared once: its columns, their types, what can be sorted and chosen, what a phone shows. It is
// drawn, sent as a workbook or as CSV, and answered as JSON from that, so that no form of it can say anything else than
// another. What a reader asked of it (order, filters, columns, part) stands in the address.

// Type says what a column holds: how it is set, compared and exported.
type Type int

// The types of columns.
const (
	Words  Type = iota
	Number      // a number with its decimals
	Mark        // a light
	Moment      // a time or a date, in an order of its own text
)

// Rank says what becomes of a column on a phone, where each row is a card.
type Rank int

// The ranks of columns.
const (
	Shown   Rank = iota // a line of the card
	Decides             // in the head of the card: what a reader decides by
	Left                // not on phones
)

// Column is a column of a list.
type Column struct {
	Key    string // in addresses and in JSON
	Head   lang.Text
	Unit   string // of measure, or what stands muted behind the head
	Type   Type
	Names  bool // it names the row
	Phone  Rank
	Choose bool    // rows can be chosen by its values
	Values []Value // that there can be, in their order; nil: those that there are
	Wide   bool    // running text
	Small  bool
	Drawn  bool // it is drawn from other columns, and isn't exported
	Bar    bool // it holds a chart: it takes what is left of the width
	Hidden bool // not shown until it is asked for; exported always
}

// Piece is a cell, or a part of one.
type Piece struct {
	Text   string          // what it says; of a number: what is said where there is none
	Lang   string          // of its text as HTML names it, where it isn't the page's
	N      *decimal.Number // a number, exact
	As     *decimal.Number // what is shown in its place, where rounding it by itself wouldn't add up
	Unit   string          // of measure, behind the number
	Places int             // decimals that are shown; Exact: all of them
	Light  light.Light
	Path   string
	Why    bool   // it opens beside the list
	Figure bool   // it counts the rows of the list that it leads to
	Tag    string // how it is marked: ok, warn, risk, info; Plain: without colour
	Below  string // in small letters below
	Hover  string
	File   string // of a source: it is left out where most of the list come from it
	Break  bool   // it begins a line
	Muted  bool
	Small  bool
	Strong bool
	Shade  string          // of its cell in a heat map
	Signed bool            // a change: it shows its sign
	Chosen string          // what it is chosen by, where that isn't its text
	Order  *decimal.Number // what it is sorted by, where that isn't what it says
	Parts  []Piece         // further parts of the same cell
	Show   templ.Component // drawn instead
}

// Values of fields of a [Piece].
const (
	Exact = -1 // as many as it has
	Short = -2 // as many as it has, two at most
	Plain = "plain"
)

// Say is a piece that says something.
func Say(text string) Piece { return Piece{Text: text} }

// Num is a number with some decimals.
func Num(n decimal.Number, places int) Piece { return Piece{N: &n, Places: places} }

// Diff is a change by a number.
func Diff(n decimal.Number, places int) Piece { return Piece{N: &n, Places: places, Signed: true} }

// Between is a range; either end may be open.
func Between(low, high *decimal.Number) Piece {
	say := func(n *decimal.Number) string { return Num(*n, Exact).shown() }
	switch {
	case low == nil && high == nil:
		return Say("—")
	case low == nil:
		return Piece{Text: "≤ " + say(high), Order: high}
	case high == nil:
		return Piece{Text: "≥ " + say(low), Order: low}
	}
	return Piece{Text: say(low) + "–" + say(high), Order: low}
}

// Rest is what points lack of full points. It is shown so that both add up as they are shown: of 25 points, 21.265 are
// 21.27 and the rest 3.73, not 3.74.
func Rest(full decimal.Number, points *decimal.Number, places int) Piece {
	if points == nil {
		return Maybe(nil, places)
	}
	rest, shown := full.Sub(*points), full.Sub(points.Round(places))
	return Piece{N: &rest, As: &shown, Places: places}
}

// Whole is a whole number.
func Whole(n int) Piece { return Num(decimal.Int(int64(n)), 0) }

// Maybe is a number, or the dash that says that there is none.
func Maybe(n *decimal.Number, places int) Piece { return Piece{N: n, Places: places, Text: "—"} }

// Got is points, with what isn't there below them; where there are none, the mark alone says why.
func Got(p score.Points, places int, mark string) Piece {
	mark = lang.Sentence(mark)
	x := Piece{N: p, Places: places, Below: mark, Text: "—"}
	if p == nil && mark != "" {
		x.Text, x.Below = mark, ""
	}
	return x
}

// Named is a word of the product: rows are chosen by it under one name, in whatever language it is read.
func (v *View) Named(t lang.Text) Piece { return Piece{Text: v.Say(t.Sentence()), Chosen: t.ZH} }

// Marked is such a word that stands out; tag is its colour.
func (v *View) Marked(t lang.Text, tag string) Piece {
	p := Tagged(v.Say(t.Sentence()), tag)
	p.Chosen = t.ZH
	return p
}

// Lit is a light.
func Lit(l light.Light) Piece { return Piece{Light: l} }

// Tagged is a short word that is marked; tag is its colour.
func Tagged(text, tag string) Piece { return Piece{Text: text, Tag: cmp.Or(tag, Plain)} }

// From is a source.
func From(s Source) Piece { return Piece{Text: s.Text, Path: s.Path, File: s.File, Small: true} }

// Said is a number that is written out, with its unit of measure; what isn't a number is said as it is.
func Said(value, unit string) Piece {
	n, err := decimal.Parse(value)
	if err != nil {
		return Say(value + unit)
	}
	p := Num(n, Exact)
	p.Unit = unit
	return p
}

// Drawn is a piece that is drawn, and says nothing in words.
func Drawn(c templ.Component) Piece { return Piece{Show: c} }

// All is a cell of several parts.
func All(parts ...Piece) Piece {
	parts = slices.DeleteFunc(parts, func(p Piece) bool { return p.empty() })
	switch len(parts) {
	case 0:
		return Piece{}
	case 1:
		return parts[0]
	}
	first := parts[0]
	first.Parts = append(slices.Clone(first.Parts), parts[1:]...)
	return first
}

// To makes a piece a link.
func (p Piece) To(path string) Piece { p.Path = path; return p }

// Opens makes a piece a link to its explanation, which opens beside the list.
func (p Piece) Opens(path string) Piece { p.Path, p.Why = path, path != ""; return p }

// Count is a number of things that leads to the list of them.
func Count(n int, path string) Piece {
	p := Whole(n).To(path)
	p.Figure = true
	return p
}

// Bold makes a piece stand out.
func (p Piece) Bold() Piece { p.Strong = true; return p }

// Faint makes a piece muted.
func (p Piece) Faint() Piece { p.Muted = true; return p }

// Fine makes a piece small.
func (p Piece) Fine() Piece { p.Small = true; return p }

// OnALine starts a line with the piece.
func (p Piece) OnALine() Piece { p.Break = true; return p }

// Under puts small words below a piece.
func (p Piece) Under(text string) Piece { p.Below = text; return p }

func (p Piece) empty() bool {
	return p.Text == "" && p.N == nil && p.Light == "" && p.Show == nil && p.Below == "" && p.Chosen == "" &&
		len(p.Parts) == 0
}

// silent reports a piece that has nothing to say; the dash says that.
func (p Piece) silent() bool {
	return p.N == nil && p.Light == "" && p.Show == nil && p.Below == "" && len(p.Parts) == 0 &&
		(p.Text == "" || p.Text == "—")
}

// String is what the piece says.
func (p Piece) String() string { return p.shown() }

// shown is a number as it is shown, or the text.
func (p Piece) shown() string {
	if p.N == nil {
		return p.Text
	}
	n, text := *cmp.Or(p.As, p.N), ""
	switch p.Places {
	case Exact:
		text = short(n, 4)
	case Short:
		text = short(n, 2)
	default:
		text = n.Fixed(p.Places)
	}
	if p.Signed && n.Sign() > 0 {
		text = "+" + text
	}
	return Grouped(text) + p.Unit
}

// short writes a number with as many decimals as it has, or with two where it has more than most.
func short(n decimal.Number, most int) string {
	if places, ok := n.Finite(); n.Longer(16) || !ok || places > most {
		return n.Fixed(2)
	}
	return n.String()
}

// Grouped sets commas between the thousands of a number that is written out.
func Grouped(s string) string {
	whole, rest, has := strings.Cut(s, ".")
	digits := strings.TrimLeft(whole, "+-")
	sign := whole[:len(whole)-len(digits)]
	if len(digits) < 4 || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if has {
		b.WriteString("." + rest)
	}
	return b.String()
}

// Row is a row of a list.
type Row struct {
	Code  string // of what it is about; the first column of files
	Key   string // tells it from rows about the same, where they are picked; empty: the code does
	Cells []Piece
	Level int       // in a tree: 1, 2, 3
	Gone  bool      // it isn't there any more
	After lang.Text // a line drawn after it, while the list stands in its own order
}

// key is what a row is picked by.
func (r *Row) key() string { return cmp.Or(r.Key, r.Code) }

// List is a list of a page.
type List struct {
	ID      string    // of the table on its page, and of its file
	Name    lang.Text // of its region and its sheet
	Title   lang.Text // above it on its sheet, where the page has several
	Caption lang.Text
	Hint    lang.Text // what can be done with it on a screen; neither paper nor files have it
	Columns []Column
	Rows    []Row
	Of      int     // rows that there are, where these are the first of them
	Sums    []Piece // totals, on top; they aren't sorted
	Main    bool    // the list that the page is about: it can be sorted, filtered and comes in parts
	Fixed   bool    // its order is part of what it says: a tree
	Find    bool    // rows can be found by their words
	Picks   bool    // rows can be picked, to be sent alone
	None    lang.Text
	Note    string // of its kind: "heat"
	Acts    []Tool // what can be done about the rows that it has
	view    *View

	shown   []Row    // the part that the page shows
	all     int      // rows before filters
	columns []Column // that are shown
	at      []int    // where they stand
	values  map[string][]choice
	chosen  map[string]string
	sort    string // key; with a minus: the largest first
	asked   string // words that rows are found by
	words   string // the same, folded
	picked  []string
	file    string // that most sources are cells of
}

// Value is a value that rows can be chosen by.
type Value struct {
	Key  string // in the address
	Name lang.Text
}

// Lights are the values of a column of lights.
var Lights = []Value{{string(light.Red), LightName(light.Red)}, {string(light.Amber), LightName(light.Amber)},
	{string(light.Green), LightName(light.Green)}, {string(light.Grey), LightName(light.Grey)}}

// choice is a value of a list, with the rows that it would give.
type choice struct {
	value, name string
	n           int
}

// Add adds a row.
func (l *List) Add(code string, cells ...Piece) *Row {
	l.Rows = append(l.Rows, Row{Code: code, Cells: cells})
	return &l.Rows[len(l.Rows)-1]
}

// Names in addresses.
const (
	sortParam = "sort"
	colsParam = "cols"
	findParam = "q"
	pickParam = "pick"
)

// Put puts a list on the page, as the address asks for it.
func (v *View) Put(l *List) *List {
	l.view, l.all = v, max(len(l.Rows), l.Of)
	v.lists = append(v.lists, l)
	u, err := url.Parse(v.Path)
	if err != nil {
		u = &url.URL{}
	}
	q := u.Query()
	l.columns, l.at = nil, nil
	cols := q[l.param(colsParam)]
	for i, c := range l.Columns {
		if len(cols) > 0 && !c.Names && !slices.Contains(cols, c.Key) || len(cols) == 0 && c.Hidden {
			continue
		}
		l.columns, l.at = append(l.columns, c), append(l.at, i)
	}
	for _, key := range distinct(cols) {
		if !slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Key == key }) {
			v.ignore(l.param(colsParam), key)
		}
	}
	all := l.Rows
	l.filter(q)
	l.order(q.Get(l.param(sortParam)))
	l.shown = l.Rows
	if l.picked = l.view.query[pickParam]; l.Main && v.AsFile && len(l.picked) > 0 {
		l.Rows = l.pick()
	}
	if l.Main {
		l.shown = Part(v, l.Rows)
	}
	l.file = l.mostNamed()
	if len(cols) == 0 && (!l.Main || l.Fixed) {
		l.spare(all)
	}
	return l
}

// spare leaves out the columns that say nothing in any row, whatever is chosen of them; files have them.
func (l *List) spare(rows []Row) {
	columns, at := l.columns, l.at
	l.columns, l.at = nil, nil
	for i, c := range columns {
		said := func(r Row) bool { return !r.Cells[at[i]].silent() }
		if c.Names || len(rows) == 0 || l.chosen[c.Key] != "" || slices.ContainsFunc(rows, said) ||
			l.Sums != nil && !l.Sums[at[i]].silent() {
			l.columns, l.at = append(l.columns, c), append(l.at, at[i])
		}
	}
}

// pick is the rows that were picked; what is none of them is told.
func (l *List) pick() (rows []Row) {
	wanted := map[string]bool{} // whether it was found
	for _, key := range l.picked {
		wanted[key] = false
	}
	for _, r := range l.Rows {
		if _, ok := wanted[r.key()]; ok {
			rows = append(rows, r)
			wanted[r.key()] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if !wanted[key] {
			l.view.ignore(pickParam, key)
		}
	}
	return rows
}

// mostNamed is the file that most sources of the part that is shown are cells of; empty if there are few.
func (l *List) mostNamed() (file string) {
	count := map[string]int{}
	for _, r := range l.shown {
		for i := range r.Cells {
			r.Cells[i].each(func(p *Piece) bool {
				if p.File != "" {
					count[p.File]++
				}
				return true
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if count[name] > max(count[file], 2) {
			file = name
		}
	}
	return file
}

// drawn is what a piece says on the page.
func (l *List) drawn(p Piece) string {
	if p.File != "" && p.File == l.file {
		return strings.TrimPrefix(p.shown(), p.File+" ")
	}
	return p.shown()
}

// caption is what stands above the table.
func (l *List) caption() string {
	said := l.view.Say(l.Caption.Sentence())
	if l.file == "" {
		return said
	}
	file := l.view.Say(lang.T("来源未注明文件的均在 %[1]s", "sources without a file are in %[1]s").With(l.file))
	if said == "" {
		return l.view.Sentence(file)
	}
	return said + l.view.T("；", "; ") + file
}

// param is how the address calls something of the list.
func (l *List) param(name string) string {
	if l.Main {
		return name
	}
	return l.ID + "." + name
}

// filter takes the rows that the address asks for, and counts those that each choice would give.
func (l *List) filter(q url.Values) {
	l.values, l.chosen = map[string][]choice{}, map[string]string{}
	if !l.Main {
		return
	}
	for i, c := range l.Columns {
		if !c.Choose {
			continue
		}
		for i, value := range q[c.Key] {
			switch {
			case value == "":
			case i == 0:
				l.chosen[c.Key] = value
			default: // one value of a column can be chosen
				l.view.ignore(c.Key, value)
			}
		}
		count := map[string]int{}
		names := map[string]string{}
		var order []string
		for j := range l.Rows {
			l.Rows[j].each(i, func(value string, said *Piece) {
				if count[value]++; count[value] == 1 {
					order, names[value] = append(order, value), l.view.wordOf(*said)
				}
			})
		}
		if c.Values != nil {
			order = nil
			for _, x := range c.Values {
				if names[x.Key] = l.view.Say(x.Name.Sentence()); count[x.Key] > 0 || l.chosen[c.Key] == x.Key {
					order = append(order, x.Key)
				}
			}
		}
		if value := l.chosen[c.Key]; value != "" && !slices.Contains(order, value) { // it says what it is asked for
			order, names[value] = append(order, value), value
		}
		for _, value := range order {
			l.values[c.Key] = append(l.values[c.Key], choice{value, names[value], count[value]})
		}
	}
	l.asked = strings.TrimSpace(q.Get(findParam))
	if !l.Find {
		l.asked = ""
	}
	if l.words = lang.Fold(l.asked); len(l.chosen) == 0 && l.asked == "" {
		return
	}
	l.recount()
	rows := make([]Row, 0, len(l.Rows))
	for i := range l.Rows {
		if l.takes(&l.Rows[i], "") {
			rows = append(rows, l.Rows[i])
		}
	}
	l.Rows = rows
}

// recount counts anew what each choice would give, where others were made: of the rows that those take.
func (l *List) recount() {
	for i, c := range l.Columns {
		if !c.Choose {
			continue
		}
		count := map[string]int{}
		for j := range l.Rows {
			if l.takes(&l.Rows[j], c.Key) {
				l.Rows[j].each(i, func(value string, _ *Piece) { count[value]++ })
			}
		}
		for j := range l.values[c.Key] {
			l.values[c.Key][j].n = count[l.values[c.Key][j].value]
		}
	}
}

// each gives the values that a row can be chosen by in a column, once each.
func (r *Row) each(column int, do func(value string, said *Piece)) {
	cell := &r.Cells[column]
	if len(cell.Parts) == 0 {
		if value := cell.choice(); value != "" {
			do(value, cell)
		}
		return
	}
	var seen []string
	cell.each(func(p *Piece) bool {
		if value := p.choice(); value != "" && !slices.Contains(seen, value) {
			seen = append(seen, value)
			do(value, p)
		}
		return true
	})
}

// takes reports whether a row is what was asked for, whatever was chosen in the column that is left out.
func (l *List) takes(r *Row, leaving string) bool {
	for i, c := range l.Columns {
		if c.Key == leaving && leaving != "" {
			continue
		}
		if want := l.chosen[c.Key]; want != "" && !r.Cells[i].each(func(p *Piece) bool { return p.choice() != want }) {
			continue
		} else if want != "" {
			return false
		}
	}
	if l.asked == "" {
		return true
	}
	has := func(text string) bool { return strings.Contains(lang.Fold(text), l.words) }
	return has(r.Code) || slices.ContainsFunc(r.Cells, func(p Piece) bool { return has(l.view.textOf(p)) })
}

// each goes through a cell and its further parts while do says so, and reports whether it went through all.
func (p *Piece) each(do func(*Piece) bool) bool {
	if !do(p) {
		return false
	}
	for i := range p.Parts {
		if !do(&p.Parts[i]) {
			return false
		}
	}
	return true
}

// choice is what a piece is chosen by.
func (p *Piece) choice() string {
	switch {
	case p.Chosen != "":
		return p.Chosen
	case p.Light != "":
		return string(p.Light)
	}
	return p.shown()
}

// order sorts the rows as asked; rows without a value come last, whatever the order.
func (l *List) order(by string) {
	if l.Fixed || by == "" {
		return
	}
	key, down := strings.TrimPrefix(by, "-"), strings.HasPrefix(by, "-")
	at := slices.IndexFunc(l.Columns, func(c Column) bool { return c.Key == key })
	if at < 0 || l.Columns[at].Drawn {
		l.view.ignore(l.param(sortParam), by)
		return
	}
	l.sort = by
	kind := l.Columns[at].Type
	words := collate.New(language.Chinese)
	l.Rows = slices.Clone(l.Rows)
	slices.SortStableFunc(l.Rows, func(a, b Row) int {
		x, y := a.Cells[at], b.Cells[at]
		if n, m := x.missing(kind), y.missing(kind); n != m {
			return map[bool]int{true: 1, false: -1}[n]
		} else if n {
			return 0
		}
		c := 0
		switch kind {
		case Number:
			c = x.value().Cmp(y.value())
		case Mark:
			c = x.Light.Order() - y.Light.Order()
		case Moment:
			c = strings.Compare(x.Text, y.Text)
		default:
			c = words.CompareString(l.view.textOf(x), l.view.textOf(y))
		}
		if down {
			c = -c
		}
		return c
	})
	for i := range l.Rows {
		l.Rows[i].After = lang.Text{}
	}
}

func (p Piece) value() decimal.Number {
	if p.Order != nil {
		return *p.Order
	}
	return *p.N
}

// missing reports a cell that has nothing to be compared.
func (p Piece) missing(t Type) bool {
	switch t {
	case Number:
		return p.N == nil && p.Order == nil
	case Mark:
		return p.Light == "" || p.Light == light.Grey
	}
	return p.Text == "" || p.Text == "—"
}

// sortPath is where a click on the head of a column leads: numbers the largest first, words the first; then the other
// way, then the list's own order.
func (l *List) sortPath(c Column) string {
	first, second := c.Key, "-"+c.Key
	if c.Type == Number {
		first, second = second, first
	}
	next := first
	switch l.sort {
	case first:
		next = second
	case second:
		next = ""
	}
	return l.with(sortParam, next)
}

// sorted says how a column is sorted, as browsers are told.
func (l *List) sorted(c Column) string {
	switch l.sort {
	case c.Key:
		return "ascending"
	case "-" + c.Key:
		return "descending"
	}
	return "none"
}

// with is the page with something else asked of the list.
func (l *List) with(name, value string) string {
	return Ask(without(l.view.Path, l.param(name), "p", paneParam), l.param(name), value)
}

// hidden are what a form of the list hands on beside its own fields.
func (l *List) hidden(own ...string) (out [][2]string) {
	u, err := url.Parse(l.view.Path)
	if err != nil {
		return nil
	}
	q := u.Query()
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name == "p" || name == paneParam || slices.Contains(own, name) {
			continue
		}
		for _, value := range q[name] {
			out = append(out, [2]string{name, value})
		}
	}
	return out
}

// filters are the columns whose values can be chosen, where there is something to choose.
func (l *List) filters() (out []Column) {
	for _, c := range l.Columns {
		if c.Choose && (len(l.values[c.Key]) > 1 && !c.Hidden || l.chosen[c.Key] != "") {
			out = append(out, c)
		}
	}
	return out
}

// own are the names of the fields of the list's filters.
func (l *List) own() []string {
	var names []string
	if l.Find { // else it is a question of the page
		names = append(names, findParam)
	}
	for _, c := range l.filters() {
		names = append(names, c.Key)
	}
	return names
}

// choices are what rows were taken by, in words.
func (l *List) choices() (out []string) {
	for _, c := range l.Columns {
		for _, x := range l.values[c.Key] {
			if l.chosen[c.Key] == x.value {
				out = append(out, l.view.Say(c.Head.Sentence())+l.view.T("：", ": ")+x.name)
			}
		}
	}
	if l.asked != "" {
		out = append(out, l.view.T("查找：", "Words: ")+l.asked)
	}
	if len(l.picked) > 0 && l.view.AsFile {
		out = append(out, l.view.T("所选的行", "Picked rows"))
	}
	return out
}

// printed is what paper says of a list that has some of the rows: by what they were taken, and how many they are.
func (l *List) printed() string {
	return strings.Join(l.choices(), l.view.T("，", ", ")) + l.view.T("；", "; ") + l.view.Say(l.rowsSaid()) +
		l.view.T("。", ". ")
}

// filtered reports whether rows are left out.
func (l *List) filtered() bool { return len(l.chosen) > 0 || l.asked != "" }

// All is how many rows there are before the reader chose.
func (l *List) All() int { return l.all }

// unfiltered is the page with all rows.
func (l *List) unfiltered() string { return without(l.view.Path, append(l.own(), "p", paneParam)...) }

// address is the page without its questions, for forms that ask.
func (l *List) address() string {
	before, _, _ := strings.Cut(l.view.Path, "?")
	return before
}

// textOf is all that a cell says, in a line.
func (v *View) textOf(p Piece) string {
	var out []string
	for _, x := range append([]Piece{p}, p.Parts...) {
		if w := v.wordOf(x); w != "" {
			out = append(out, w)
		}
		if x.Below != "" {
			out = append(out, x.Below)
		}
	}
	return strings.Join(out, " ")
}

// wordOf is what a piece says.
func (v *View) wordOf(p Piece) string {
	if p.Light != "" {
		return v.Say(LightName(p.Light))
	}
	return p.shown()
}

// LightName is the word for a light.
func LightName(l light.Light) lang.Text {
	switch l {
	case light.Red:
		return lang.T("红", "Red")
	case light.Amber:
		return lang.T("黄", "Amber")
	case light.Green:
		return lang.T("绿", "Green")
	}
	return lang.T("无灯", "No light")
}

// partHeader asks for the list without its page.
func (l *List) partHeader() string { return fmt.Sprintf(`{%q:%q}`, PartHeader, listPart+l.ID) }

// shows reports whether a column is among those that are shown.
func (l *List) shows(c Column) bool {
	return slices.ContainsFunc(l.columns, func(x Column) bool { return x.Key == c.Key })
}

// rowsSaid says how many rows of how many there are.
func (l *List) rowsSaid() lang.Text {
	if l.filtered() {
		return lang.T("筛出 %[1]s 行，共 %[2]s 行", "%[1]s of %[3]s").With(lang.Number(len(l.Rows)), lang.Number(l.all),
			lang.Count(l.all, "row", ""))
	}
	return lang.Counted(len(l.Rows), "%[1]s 行", "row", "")
}

// span is how many columns a line between rows goes over.
func (l *List) span() string { return fmt.Sprint(len(l.columns) + map[bool]int{true: 1}[l.Picks]) }
