package intake

import (
	"slices"
	"strconv"
	"strings"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/score"
)

// A workbook of thousands of rows isn't held up by three bad ones: what stands in rows without errors can be
// recorded, and the others keep what is known of them until they are mended. That holds for rows of data only.
// An error of a heading, a sheet, the settings or the tree of the scheme says something about every row, so it
// has to be mended first.

// row is a row of a sheet of a file.
type row struct {
	file, sheet string
	n           int
}

func rowOf(src fact.Source) (row, bool) {
	n, err := strconv.Atoi(strings.TrimLeft(src.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return row{src.File, src.Sheet, n}, err == nil && n > 0
}

// aboutAll are the beginnings of the codes of findings that are about more than their row. Of two rows that say the
// same nobody but their author knows which is right.
var aboutAll = []string{"file.", "sheet.", "column.", "text.", "tree.", "scheme.", "rule.", "formula.", "key."}

// place is a sheet of a file.
type place struct{ file, sheet string }

// dataSheets are the sheets that hold rows of data and nothing else: what can be read from one row
// doesn't depend on another.
func dataSheets(in score.Input) map[place]bool {
	out := map[place]bool{}
	sift(in, func(src fact.Source) bool { out[place{src.File, src.Sheet}] = true; return false })
	delete(out, place{in.Scheme.Source.File, in.Scheme.Source.Sheet})
	for _, l := range in.Scheme.Leaves {
		delete(out, place{l.Source.File, l.Source.Sheet})
	}
	return out
}

// errorRows are the rows of the errors in found. ok is false if an error is about more than a row of data.
func errorRows(found errs.Findings, data map[place]bool) (rows map[row]bool, ok bool) {
	rows = map[row]bool{}
	for _, f := range found {
		if f.Severity() != errs.Wrong {
			continue
		}
		at, has := rowOf(f.At)
		if !has || !data[place{at.file, at.sheet}] ||
			slices.ContainsFunc(aboutAll, func(p string) bool { return strings.HasPrefix(string(f.Code), p) }) {
			return nil, false
		}
		rows[at] = true
	}
	return rows, true
}

// ValidRows takes out of a year what was read from rows with errors, and from rows that are wrong without those, and
// says how many rows that are. ok is false if that can't be done row by row, or isn't needed. check says what is wrong
// with the rows of a year by themselves, or together with what is known.
func ValidRows(in score.Input, found errs.Findings, check func(score.Input) (errs.Findings, error)) (out score.Input,
	left int, ok bool, err error) {
	data, bad := dataSheets(in), map[row]bool{}
	for {
		rows, ok := errorRows(found, data)
		if !ok || in.Scheme.Year == 0 {
			return out, 0, false, nil
		}
		if len(rows) == 0 {
			return out, len(bad), len(bad) > 0, nil
		}
		for at := range rows {
			if bad[at] { // it is out already, and still something is wrong with it
				return out, 0, false, nil
			}
			bad[at] = true
		}
		out = without(in, bad)
		if found, err = check(out); err != nil {
			return out, 0, false, err
		}
	}
}

// without is a year less what was read from some rows.
func without(in score.Input, bad map[row]bool) score.Input {
	return sift(in, func(src fact.Source) bool { at, ok := rowOf(src); return ok && bad[at] })
}

// sift is a year less the rows of data that are bad. The scheme stays as it is.
func sift(in score.Input, isBad func(fact.Source) bool) score.Input {
	in.Roster.Units = keep(in.Roster.Units, isBad, func(i int) fact.Source { return in.Roster.Units[i].Source })
	in.Roster.Bodies = keep(in.Roster.Bodies, isBad, func(i int) fact.Source { return in.Roster.Bodies[i].Source })
	in.Plan = keep(in.Plan, isBad, func(i int) fact.Source { return in.Plan[i].Source })
	in.Targets = keep(in.Targets, isBad, func(i int) fact.Source { return in.Targets[i].Source })
	in.Tasks = keep(in.Tasks, isBad, func(i int) fact.Source { return in.Tasks[i].Source })
	in.Actuals = keep(in.Actuals, isBad, func(i int) fact.Source { return in.Actuals[i].Source })
	in.Marks = keep(in.Marks, isBad, func(i int) fact.Source { return in.Marks[i].Source })
	in.Ballots = keep(in.Ballots, isBad, func(i int) fact.Source { return in.Ballots[i].Source })
	in.Events = keep(in.Events, isBad, func(i int) fact.Source { return in.Events[i].Source })
	in.Surveys = keep(in.Surveys, isBad, func(i int) fact.Source { return in.Surveys[i].Source })
	return in
}

// keep is a new list of what isn't bad.
func keep[T any](list []T, bad func(fact.Source) bool, source func(int) fact.Source) []T {
	out := make([]T, 0, len(list))
	for i := range list {
		if !bad(source(i)) {
			out = append(out, list[i])
		}
	}
	return out
}
