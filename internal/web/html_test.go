package web_test

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

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
				if c.DataAtom != atom.Td && c.DataAtom != atom.Th || hasClass(c, "no-print") {
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
