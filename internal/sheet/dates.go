package sheet

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Years that contradict each other are told: a workbook of 2024 whose year says 2023 would be taken for another year.

var (
	yearInTitle    = regexp.MustCompile(`(\d{4})\s*年`)
	yearInDocument = regexp.MustCompile(`[〔\[【（(](\d{4})[〕\]】）)]`)
)

// mostDates is how many dates or documents have to speak before their majority contradicts the year.
const mostDates = 5

// checkYears looks at the dates and document numbers of all rows beside the year of the workbook. Rows of 实绩 are
// counted as they are read.
func (b *builder) checkYears() {
	year := b.in.Scheme.Year
	if year == 0 {
		return
	}
	for _, key := range []string{"targets", "marks", "events", "surveys"} {
		for _, rec := range b.records[key] {
			b.noteYears(rec)
		}
	}
	years := slices.Sorted(func(yield func(int) bool) {
		for y := range b.dates {
			if !yield(y) {
				return
			}
		}
	})
	all, top := 0, 0
	for _, y := range years {
		d := b.dates[y]
		if all += d.n; top == 0 || d.n > b.dates[top].n {
			top = y
		}
		if d.dated > 0 && (y < year-1 || y > year+1) {
			b.say(errs.DateFar, d.first, strconv.Itoa(y), d.dated, strconv.Itoa(y), year, d.first.Cell)
		}
	}
	at := b.in.Scheme.At("年度")
	title := yearInTitle.FindAllStringSubmatch(b.in.Scheme.Title, -1)
	named := slices.ContainsFunc(title, func(m []string) bool { return m[1] == strconv.Itoa(year) })
	switch {
	case len(title) > 0 && !named:
		b.say(errs.YearContradicts, at, strconv.Itoa(year), year, lang.T("方案名称", "the title"), title[0][1])
	case top != year && all >= mostDates && 5*b.dates[top].n > 4*all && !(top == year+1 && b.dates[year].n > 0):
		b.say(errs.YearContradicts, at, strconv.Itoa(year), year, lang.T("文号和日期", "documents and dates"), strconv.Itoa(top))
	}
}

// dated are the dates and documents of a year.
type dated struct {
	n, dated int // of both; of dates
	first    fact.Source
}

// noteYears counts the years that a row speaks of.
func (b *builder) noteYears(rec record) {
	if b.dates == nil {
		b.dates = map[int]dated{}
	}
	if d := rec.text("date"); len(d) >= 4 {
		if y, err := strconv.Atoi(d[:4]); err == nil {
			e := b.dates[y]
			e.n, e.dated = e.n+1, e.dated+1
			e.first = cmp.Or(e.first, rec.at("date"))
			b.dates[y] = e
		}
	}
	if m := yearInDocument.FindStringSubmatch(rec.text("document")); m != nil {
		var y int
		if _, err := fmt.Sscan(m[1], &y); err == nil && y > 1949 && y < 2200 {
			e := b.dates[y]
			e.n++
			b.dates[y] = e
		}
	}
}
