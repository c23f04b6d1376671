package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/sheet"
)

// Every table of every page can be taken along: ?as=xlsx gives all tables of a page as one workbook, ?as=csv&table=ID
// one of them. They are read from the very page that a reader sees, so that no table can say anything else in a
// spreadsheet than on the screen. Lists that are shown in parts are whole.

// asParam names the form in which a page is asked for; empty: as a page.
const asParam = "as"

// As is the address of the page's tables as a file. table is the id of one of them; empty: all.
func (v *View) As(kind, table string) string {
	u, err := url.Parse(v.Path)
	if err != nil {
		return v.Path
	}
	q := u.Query()
	q.Del("p")
	q.Set(asParam, kind)
	if table != "" {
		q.Set("table", table)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// pageTable is a table as it stands on a page.
type pageTable struct {
	id    string
	name  string // of its sheet: what the region around it is called
	title string
	notes []string
	heads []string
	num   []bool // columns of numbers
	rows  [][]string
}

// pageTables is what a page says beside its tables, and the tables.
type pageTables struct {
	title  string
	notes  []string
	tables []pageTable
}

// withoutOffer takes the offer of its tables from a page that turned out to have none.
func withoutOffer(page string) string {
	if strings.Contains(page, "<table") {
		return page
	}
	const begins, ends = `<a class="btn" data-tables`, "</a>"
	before, rest, offered := strings.Cut(page, begins)
	_, after, whole := strings.Cut(rest, ends)
	if !offered || !whole {
		return page
	}
	return before + after
}

// tablesOf answers with the tables of a page that was rendered.
func (s *Server) tablesOf(w http.ResponseWriter, r *http.Request, page string) error {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return err
	}
	found := readTables(doc)
	if len(found.tables) == 0 {
		return ErrNoTable
	}
	name := strings.NewReplacer("/", "-", "\\", "-", "：", "-", ":", "-", " ", "").Replace(found.title)
	switch r.URL.Query().Get(asParam) {
	case "csv":
		t := found.tables[0]
		if id := r.URL.Query().Get("table"); id != "" {
			i := slices.IndexFunc(found.tables, func(t pageTable) bool { return t.id == id })
			if i < 0 {
				return ErrNoTable
			}
			t = found.tables[i]
		}
		rows := t.rows
		if t.heads != nil {
			rows = append([][]string{t.heads}, rows...)
		}
		body, err := csvBytes(rows)
		if err != nil {
			return err
		}
		return Download(w, r, name+".csv", CSVType, body)
	case "xlsx":
		return s.DownloadFile(w, r, name+".xlsx", func(path string) error { return sheet.WriteLists(path, found.lists()) })
	}
	return ErrNotFound
}

// readTables reads the main part of a page.
func readTables(doc *html.Node) (out pageTables) {
	section, region := "", ""
	walk(doc, func(n *html.Node) bool {
		switch {
		case n.DataAtom == atom.Nav, n.DataAtom == atom.Form, hasClass(n, "no-print"):
			return false
		case n.DataAtom == atom.H1:
			out.title = words(n)
		case n.DataAtom == atom.H2:
			section = words(n)
		case hasClass(n, "stage"), hasClass(n, "notice"), hasClass(n, "asof"):
			out.notes = append(out.notes, words(n))
		case hasClass(n, "scroll"):
			region = attr(n, "aria-label")
		case n.DataAtom == atom.Table:
			t := readTable(n)
			t.id, t.title, t.name = attr(n, "id"), section, region
			if t.name == "" {
				t.name = section
			}
			if len(t.rows) > 0 {
				out.tables = append(out.tables, t)
			}
			return false
		}
		return true
	})
	return out
}

func readTable(table *html.Node) (t pageTable) {
	codes := false
	walk(table, func(n *html.Node) bool {
		codes = codes || n.DataAtom == atom.Tr && attr(n, "data-code") != ""
		return true
	})
	walk(table, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Caption:
			t.notes = append(t.notes, words(n))
			return false
		case atom.Tr:
			head := n.Parent.DataAtom == atom.Thead
			var cells []string
			if codes {
				cells = append(cells, attr(n, "data-code"))
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
					continue
				}
				if attr(c, "colspan") != "" { // a line between rows, no row
					t.notes = append(t.notes, words(c))
					return false
				}
				cells = append(cells, words(c))
				if i := len(cells) - 1; i >= len(t.num) {
					t.num = append(t.num, make([]bool, i+1-len(t.num))...)
				}
				if hasClass(c, "num") {
					t.num[len(cells)-1] = true
				}
			}
			switch {
			case head && codes:
				cells[0] = "编码 code"
				fallthrough
			case head:
				t.heads = cells
			default:
				t.rows = append(t.rows, cells)
			}
			return false
		}
		return true
	})
	return t
}

// lists are the tables as sheets of a workbook: numbers stay numbers, with the decimals that the page shows.
func (p *pageTables) lists() []sheet.List {
	var out []sheet.List
	for i, t := range p.tables {
		l := sheet.List{Name: t.name, Title: p.title, Notes: append(slices.Clone(p.notes), t.notes...), Heads: t.heads}
		if t.title != "" && t.title != p.title {
			l.Title += " · " + t.title
		}
		if l.Name == "" {
			l.Name = fmt.Sprint(i + 1)
		}
		width := len(t.heads)
		for _, row := range t.rows {
			width = max(width, len(row))
		}
		l.Heads = append(slices.Clone(t.heads), make([]string, width-len(t.heads))...)
		l.Widths = make([]float64, width)
		for _, row := range append([][]string{l.Heads}, t.rows...) {
			for i, c := range row {
				l.Widths[i] = min(max(l.Widths[i], float64(lang.Width(c))+3, 9), 44)
			}
		}
		for _, row := range t.rows {
			cells := make([]any, len(row))
			for i, c := range row {
				cells[i] = cellValue(c, i < len(t.num) && t.num[i])
			}
			l.Rows = append(l.Rows, cells)
		}
		out = append(out, l)
	}
	return out
}

// cellValue is a number where the page shows one, else its text; the dash that says "no data" is an empty cell
// in a column of numbers.
func cellValue(text string, num bool) any {
	if num && text == "—" {
		return nil
	}
	if n, err := decimal.Parse(text); num && err == nil {
		_, decimals, _ := strings.Cut(text, ".")
		return sheet.Shown{Number: n, Places: len(decimals)}
	}
	return text
}

func walk(n *html.Node, see func(*html.Node) bool) {
	if n.Type == html.ElementNode && !see(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, see)
	}
}

// words is the text of a part of a page as a reader sees it.
func words(n *html.Node) string {
	var b strings.Builder
	var add func(*html.Node)
	add = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Svg, n.DataAtom == atom.Script, hasClass(n, "vh"), hasClass(n, "no-file"):
			return
		case n.DataAtom == atom.Br, n.DataAtom == atom.Li:
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			add(c)
		}
	}
	add(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
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

// pageRows is how many rows of a long list a page shows.
const pageRows = 50

// pager says which part of a long list a page shows.
type pager struct {
	From, To, N int // rows shown, from 1, of all
	Parts       []Tab
	All         string // address of the whole list; empty: it is whole
}

// part takes the part of a list that the page shows: 50 rows, or all where the address or the file asks for it.
func Part[T any](v *View, list []T) []T {
	u, err := url.Parse(v.Path)
	if err != nil || len(list) <= pageRows || v.AsFile {
		return list
	}
	q := u.Query()
	asked := q.Get("p")
	at := func(p string) string {
		q.Set("p", p)
		u.RawQuery = q.Encode()
		return u.String()
	}
	n := (len(list) + pageRows - 1) / pageRows
	page := 1
	if _, err := fmt.Sscanf(asked, "%d", &page); err != nil || page < 1 || page > n {
		page = 1
	}
	v.Pager = pager{N: len(list)}
	for i := 1; i <= n; i++ {
		v.Pager.Parts = append(v.Pager.Parts, Tab{fmt.Sprint(i), at(fmt.Sprint(i)), i == page && asked != "all"})
	}
	if asked == "all" {
		v.Pager.From, v.Pager.To = 1, len(list)
		return list
	}
	v.Pager.All = at("all")
	from, to := (page-1)*pageRows, min(page*pageRows, len(list))
	v.Pager.From, v.Pager.To = from+1, to
	return list[from:to]
}
