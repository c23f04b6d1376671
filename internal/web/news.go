package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"shiji/internal/errs"
)

// allYears is the mark of all years together, in [Server.Marks] and on pages that speak of more than one.
const allYears = "all"

// Marks says what stands of each year, by its number, and of all together, in a few letters that say nothing else: they
// are others as soon as facts are recorded, or a run has results or is made provisional. Whoever may not see runs is
// told nothing.
func (s *Server) Marks(ctx context.Context) (map[string]string, error) {
	years, err := s.Runs.Marks(ctx, Who(ctx))
	if errs.CodeOf(err) == errs.Forbidden {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out, all := map[string]string{}, sha256.New()
	for _, year := range slices.Sorted(maps.Keys(years)) {
		out[strconv.Itoa(year)] = years[year]
		fmt.Fprintln(all, year, years[year])
	}
	out[allYears] = hex.EncodeToString(all.Sum(nil)[:6])
	return out, nil
}

// stands notes what stood of what a page speaks of before anything of it is read, so that the page can be told once
// something else does. Pages under the address of a year speak of that year, others of all.
func (v *View) stands(marks map[string]string, year string) {
	v.marks, v.Of = marks, cmp.Or(year, allYears)
}

// Mark is what stood of what the page speaks of when it was made; empty: nobody needs to tell it of anything newer, for
// it speaks of a day, of a run, or of nothing that changes.
func (v *View) Mark() string {
	if v.AsOf != "" || v.RunID != 0 || v.Timeless {
		return ""
	}
	return v.marks[v.Of]
}

// Spans says that the page compares its year with others.
func (v *View) Spans() { v.Of = allYears }
