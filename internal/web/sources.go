package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/ledger"
)

// Source is where a number was read from.
type Source struct {
	Text, Path string
	File       string // that it is a cell of; empty: it is none
}

// Sources finds the uploaded file behind a source.
type Sources struct {
	origins         *ledger.Origins
	lang            lang.Lang
	unit, indicator string // that the sources are about, where that is known
}

// files are the files that the facts of the year of a page, as known after a batch, were read from.
func (s *Server) Sources(ctx context.Context, v *View, batch int64) (Sources, error) {
	o, err := s.Ledger.Origins(ctx, Who(ctx), v.Year, batch)
	return Sources{origins: o, lang: v.Lang}, err
}

// About are the sources of what is known about a unit's indicator.
func (f Sources) About(unit, indicator string) Sources {
	f.unit, f.indicator = unit, indicator
	return f
}

// AboutSame are the sources of what other is about.
func (f Sources) AboutSame(other Sources) Sources { return f.About(other.unit, other.indicator) }

// PlaceOf is where a fact comes from: its cell, or what was done in the house.
func PlaceOf(src fact.Source, l lang.Lang) string {
	if src.Act != "" && src.File == "" {
		return src.Act.Name().In(l)
	}
	return src.Place()
}

func (f Sources) Link(src fact.Source) Source {
	l := Source{Text: PlaceOf(src, f.lang), File: src.File}
	if f.origins == nil {
		return l
	}
	if sha := f.origins.File(f.unit, f.indicator, src); sha != "" {
		l.Path = SourcePath(sha, src)
	}
	return l
}

// SourcePath is the page of a cell of an uploaded file.
func SourcePath(sha string, src fact.Source) string {
	return "/files/" + sha + "?" + url.Values{"name": {src.File}, "sheet": {src.Sheet}, "cell": {src.Cell}}.Encode()
}

// SourceWords is what stands behind a number beside its place: document, person, date.
func SourceWords(src fact.Source) string {
	var parts []string
	for _, p := range []string{src.Document, src.Person, src.Date, src.Confirmed} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// CellAt reads "F12"; rows and columns count from 0, -1 is none.
func CellAt(ref string) (row, col int) {
	col, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 3; i++ {
		col = col*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || i == 0 || row < 1 {
		return -1, -1
	}
	return row - 1, col - 1
}
