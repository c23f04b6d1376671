package main

import (
	"fmt"
	"io"
	"strings"

	"shiji/internal/lang"
)

// termGrid is a table for a terminal. Columns named in right are aligned to the right.
type termGrid struct {
	heads []string
	right map[int]bool
	rows  [][]string
}

func (g *termGrid) add(cells ...string) { g.rows = append(g.rows, cells) }

// print writes the table, aligned by what the terminal shows and not by bytes.
func (g *termGrid) print(w io.Writer, bold func(string) string) {
	widths := make([]int, len(g.heads))
	for _, row := range append([][]string{g.heads}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], lang.Width(cell))
		}
	}
	line := func(row []string) string {
		var b strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-lang.Width(cell))
			if g.right[i] {
				cell = pad + cell
			} else {
				cell += pad
			}
			b.WriteString(cell + "  ")
		}
		return strings.TrimRight(b.String(), " ")
	}
	fmt.Fprintln(w, bold(line(g.heads)))
	for _, row := range g.rows {
		fmt.Fprintln(w, line(row))
	}
}

func (a *app) paint(code, s string) string {
	if !a.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (a *app) bold(s string) string { return a.paint("1", s) }
func (a *app) dim(s string) string  { return a.paint("2", s) }
