package web

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

// asParam names the form in which a page is asked for; empty: as a page.
const asParam = "as"

// As is the address of the page's lists as a file. list is the id of one of them; empty: all.
func (v *View) As(kind, list string) string {
	return Ask(without(v.Path, "p", asParam, "table", pickParam), asParam, kind, "table", list)
}

// send answers with the lists of a page instead of the page.
func (s *Server) send(w http.ResponseWriter, r *http.Request, v *View) error {
	lists, kind := v.lists, r.URL.Query().Get(asParam)
	if kind != "json" { // a filter that leaves no row has an answer, too
		lists = slices.DeleteFunc(slices.Clone(v.lists), func(l *List) bool {
			return len(l.Rows) == 0 && (!l.Main || l.all == 0)
		})
	}
	if id := r.URL.Query().Get("table"); id != "" {
		lists = slices.DeleteFunc(lists, func(l *List) bool { return l.ID != id })
	}
	if len(lists) == 0 {
		return ErrNoTable
	}
	name := strings.NewReplacer("/", "-", "\\", "-", "：", "-", ":", "-", " ", "").Replace(v.Say(v.Title))
	switch kind {
	case "csv":
		body, err := csvBytes(lists[0].lines())
		if err != nil {
			return err
		}
		return Download(w, r, name+".csv", CSVType, body)
	case "xlsx":
		return s.DownloadFile(w, r, name+".xlsx", func(path string) error { return sheet.WriteLists(path, v.sheets(lists)) })
	case "json":
		body, err := v.json(lists)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		return write(w, r, http.StatusOK, body)
	}
	return ErrNotFound
}

// fileColumn is a column of a file.
type fileColumn struct {
	Column
	at    int  // of the list's columns
	marks bool // it has what stands below the numbers of the column: that a total is provisional, what is short
}

// exported are the columns that go into files. What is said below numbers has a column of its own beside theirs: the
// numbers stay numbers, and nothing that is said of them is lost.
func (l *List) exported() (out []fileColumn) {
	for i, c := range l.Columns {
		if c.Drawn {
			continue
		}
		out = append(out, fileColumn{c, i, false})
		marked := func(p Piece) bool { return len(l.marks(p)) > 0 }
		if c.Type != Number && c.Type != Mark {
			continue
		}
		if slices.ContainsFunc(l.Rows, func(r Row) bool { return marked(r.Cells[i]) }) ||
			l.Sums != nil && marked(l.Sums[i]) {
			marks := Column{Key: c.Key + "_note", Head: lang.T("%[1]s说明", "%[1]s: note").With(c.Head)}
			out = append(out, fileColumn{marks, i, true})
		}
	}
	return out
}

// marks is what a cell says beside its number.
func (l *List) marks(p Piece) string {
	if p.N == nil && p.Light == "" {
		return ""
	}
	var out []string
	if p.Below != "" {
		out = append(out, p.Below)
	}
	for _, x := range p.Parts {
		if w := l.view.textOf(x); w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// plain is a cell of a file as a program reads it.
func (l *List) plain(c fileColumn, cells []Piece) string {
	if c.marks {
		return l.marks(cells[c.at])
	}
	return l.view.plain(cells[c.at], c.Type)
}

// coded reports whether rows have codes.
func (l *List) coded() bool {
	return slices.ContainsFunc(l.Rows, func(r Row) bool { return r.Code != "" })
}

// head is the head of a column in a file.
func (c Column) head(l lang.Lang) string {
	if c.Unit == "" {
		return c.Head.In(l)
	}
	return c.Head.In(l) + " " + c.Unit
}

// lines are the rows as a CSV file has them: numbers with all their decimals, where they end. Totals stay out of it,
// lest a program that adds up its rows counts everything twice.
func (l *List) lines() (out [][]string) {
	columns := l.exported()
	var heads []string
	if l.coded() {
		heads = append(heads, "编码 code")
	}
	for _, c := range columns {
		heads = append(heads, c.head(l.view.Lang))
	}
	out = append(out, heads)
	for _, r := range l.Rows {
		var line []string
		if l.coded() {
			line = append(line, r.Code)
		}
		for _, c := range columns {
			line = append(line, l.plain(c, r.Cells))
		}
		out = append(out, line)
	}
	return out
}

// plain is a cell as a program reads it: of a column of numbers the number alone, exact where it ends.
func (v *View) plain(p Piece, t Type) string {
	if t != Number {
		return v.textOf(p)
	}
	if p.N == nil {
		if p.Text == "—" {
			return ""
		}
		return p.Text
	}
	if places, ok := p.N.Finite(); ok && places <= 12 {
		return p.N.String()
	}
	return p.N.Fixed(max(p.Places, 12))
}

// sheets are lists as sheets of a workbook: numbers are numbers, shown with the decimals that the page shows.
func (v *View) sheets(lists []*List) (out []sheet.List) {
	var notes []string
	for _, n := range []string{v.Say(v.Stage), v.District.Notice, v.said(), v.keptTo()} {
		if n != "" {
			notes = append(notes, n)
		}
	}
	for _, l := range lists {
		x := sheet.List{Name: v.Say(l.Name.Sentence()), Title: v.Say(v.Title.Sentence()), Notes: slices.Clone(notes)}
		if t := v.Say(l.Title); t != "" && t != x.Title {
			x.Title += " · " + t
		}
		if c := v.Say(l.Caption.Sentence()); c != "" {
			x.Notes = append(x.Notes, c)
		}
		if some := l.choices(); len(some) > 0 { // a sheet that has a part of the rows says which
			x.Notes = append(x.Notes, v.Say(lang.T("筛选：%s；%d 行，共 %d 行", "Filtered by %s; %d of %d {row|rows}").
				With(strings.Join(some, v.T("，", ", ")), len(l.Rows), l.all)))
		}
		if l.Of > len(l.Rows) {
			x.Notes = append(x.Notes, v.Say(lang.T("前 %[1]d 行，共 %[2]d 行", "The first %[1]d of %[2]d {row|rows}").
				With(len(l.Rows), l.Of)))
		}
		columns := l.exported()
		if l.coded() {
			x.Heads = append(x.Heads, "编码 code")
		}
		for _, c := range columns {
			x.Heads = append(x.Heads, c.head(v.Lang))
		}
		if l.Sums != nil {
			x.Rows = append(x.Rows, l.sheetRow("", l.Sums, columns))
		}
		for _, r := range l.Rows {
			x.Rows = append(x.Rows, l.sheetRow(r.Code, r.Cells, columns))
			if !r.After.IsZero() {
				x.Notes = append(x.Notes, v.Say(r.After))
			}
		}
		x.Widths = make([]float64, len(x.Heads))
		for i, h := range x.Heads {
			x.Widths[i] = float64(lang.Width(h)) + 3
		}
		for _, row := range x.Rows {
			for i, c := range row {
				x.Widths[i] = min(max(x.Widths[i], float64(lang.Width(sheetText(c)))+3, 9), 44)
			}
		}
		out = append(out, x)
	}
	return out
}

func (l *List) sheetRow(code string, cells []Piece, columns []fileColumn) (out []any) {
	if l.coded() {
		out = append(out, code)
	}
	for _, c := range columns {
		p := cells[c.at]
		switch {
		case c.marks:
			out = append(out, l.marks(p))
		case c.Type != Number:
			out = append(out, l.view.textOf(p))
		case p.N == nil && (p.Text == "—" || p.Text == ""):
			out = append(out, nil)
		case p.N == nil:
			out = append(out, p.Text)
		default:
			n := sheet.Shown{Number: *cmp.Or(p.As, p.N), Places: p.Places}
			if p.Places < 0 {
				_, decimals, _ := strings.Cut(short(*p.N, map[int]int{Exact: 4, Short: 2}[p.Places]), ".")
				n.Places = len(decimals)
			}
			out = append(out, n)
		}
	}
	return out
}

func sheetText(c any) string {
	switch n := c.(type) {
	case string:
		return n
	case sheet.Shown:
		return n.Number.Fixed(n.Places)
	}
	return ""
}

// said says of what day or run the page speaks, where that isn't the present one.
func (v *View) said() string {
	switch {
	case v.AsOf != "":
		return v.T("历史时点 ", "As it was known on ") + v.AsOf
	case v.Live:
		return v.T("实时得分，未封存", "The score as of now, not sealed")
	case v.RunID != 0:
		return fmt.Sprintf(v.T("按计分 %d", "As run %d has it"), v.RunID)
	}
	return ""
}

// jsonPage is a page's lists for programs. Numbers are texts, so that no digit is lost on the way.
type jsonPage struct {
	Title  string     `json:"title"`
	Year   int        `json:"year,omitempty"`
	Stage  string     `json:"stage,omitempty"`
	Scope  string     `json:"scope,omitempty"` // the class of units that it is kept to
	AsOf   string     `json:"as_of,omitempty"`
	Run    int64      `json:"run,omitempty"` // that was asked for
	Notice string     `json:"notice,omitempty"`
	Left   []string   `json:"ignored,omitempty"` // of the address
	Lists  []jsonList `json:"lists"`
}

type jsonList struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Columns []jsonColumn `json:"columns"`
	Count   int          `json:"count"` // rows that are answered
	Of      int          `json:"of"`    // rows before filters
	Sums    *jsonRow     `json:"sums,omitempty"`
	Rows    []jsonRow    `json:"rows"`
}

type jsonColumn struct {
	Key  string `json:"key"`
	Head string `json:"head"`
	Unit string `json:"unit,omitempty"`
	Type string `json:"type"`
}

type jsonRow struct {
	Code  string             `json:"code,omitempty"`
	Cells map[string]*string `json:"cells"` // by the key of the column; null: no data
}

var typeNames = map[Type]string{Words: "text", Number: "number", Mark: "light", Moment: "time"}

func (v *View) json(lists []*List) ([]byte, error) {
	out := jsonPage{Title: v.Say(v.Title), Year: v.Year, Stage: v.Say(v.Stage), Scope: v.keptTo(), AsOf: v.AsOf,
		Run: v.RunID, Notice: v.District.Notice, Left: v.Ignored, Lists: []jsonList{}}
	for _, l := range lists {
		x := jsonList{ID: l.ID, Name: v.Say(l.Name), Count: len(l.Rows), Of: l.all, Rows: []jsonRow{}}
		columns := l.exported()
		for _, c := range columns {
			x.Columns = append(x.Columns, jsonColumn{c.Key, c.Head.In(v.Lang), c.Unit, typeNames[c.Type]})
		}
		row := func(code string, pieces []Piece) jsonRow {
			cells := map[string]*string{}
			for _, c := range columns {
				text := l.plain(c, pieces)
				if c.Type == Mark {
					text = string(pieces[c.at].Light)
				}
				if text == "" || text == "—" {
					cells[c.Key] = nil
					continue
				}
				cells[c.Key] = &text
			}
			return jsonRow{code, cells}
		}
		if l.Sums != nil {
			sums := row("", l.Sums)
			x.Sums = &sums
		}
		for _, r := range l.Rows {
			x.Rows = append(x.Rows, row(r.Code, r.Cells))
		}
		out.Lists = append(out.Lists, x)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return b.Bytes(), err
}

// csvBytes writes rows so that a spreadsheet program opens them: with a byte order mark, and nothing
// that starts a formula.
func csvBytes(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	for _, row := range rows {
		safe := slices.Clone(row)
		for i, c := range safe {
			if _, err := decimal.Parse(c); err != nil && c != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(c)[0]) {
				safe[i] = "'" + c
			}
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// asJSON takes ".json" off an address: whatever is a page is also an answer for programs.
func asJSON(u *url.URL) bool {
	path, ok := strings.CutSuffix(u.Path, ".json")
	if !ok || strings.HasSuffix(path, "/run") { // a sealed run is a file of its own
		return false
	}
	u.Path, u.RawPath = path, strings.TrimSuffix(u.RawPath, ".json")
	u.RawQuery = strings.TrimSuffix(asParam+"=json&"+u.RawQuery, "&") // what can't be read of the rest is found later
	return true
}
