package score

import (
	"cmp"
	"maps"
	"slices"

	"shiji/internal/org"
	"shiji/internal/scheme"
)

// Missing reports whether data were missing and a policy stood in for them. What left by rule isn't missing.
func (l *Line) Missing() bool { return l.Points != nil && l.Policy != "" }

// Lacking says for how many lines of a body's items data were missing.
type Lacking struct {
	Body  string
	N, Of int    // lines whose data were missing, of all that it is in charge of
	Leaf  string // the indicator that lacks most
}

// MissingByBody counts, by implementing body, the lines whose data were missing. Bodies that lack most come first;
// those that lack nothing aren't named. class keeps to an assessment class; empty: all.
func (r *Run) MissingByBody(class string) []Lacking {
	rows := map[string]*Lacking{}
	lacks := map[string]map[string]int{} // by body and indicator
	for i := range r.Results.Units {
		if class != "" && r.Results.Units[i].Class != class {
			continue
		}
		for k := range r.Results.Units[i].Lines {
			x := &r.Results.Units[i].Lines[k]
			item := r.Inputs.Scheme.Item(x.Item)
			if item == nil {
				continue
			}
			for _, b := range item.Bodies {
				row := rows[b]
				if row == nil {
					row = &Lacking{Body: b}
					rows[b], lacks[b] = row, map[string]int{}
				}
				row.Of++
				if !x.Missing() {
					continue
				}
				row.N++
				if lacks[b][x.Leaf]++; lacks[b][x.Leaf] > lacks[b][row.Leaf] {
					row.Leaf = x.Leaf
				}
			}
		}
	}
	var out []Lacking
	for _, b := range slices.Sorted(maps.Keys(rows)) {
		if rows[b].N > 0 {
			out = append(out, *rows[b])
		}
	}
	slices.SortStableFunc(out, func(a, b Lacking) int { return cmp.Compare(b.N, a.N) })
	return out
}

// UnitsByCode finds units by their code.
func (in *Input) UnitsByCode() map[string]*org.Unit {
	out := make(map[string]*org.Unit, len(in.Roster.Units))
	for i := range in.Roster.Units {
		out[in.Roster.Units[i].Code] = &in.Roster.Units[i]
	}
	return out
}

// LeavesByCode finds indicators by their code.
func (in *Input) LeavesByCode() map[string]*scheme.Leaf {
	out := make(map[string]*scheme.Leaf, len(in.Scheme.Leaves))
	for i := range in.Scheme.Leaves {
		out[in.Scheme.Leaves[i].Code] = &in.Scheme.Leaves[i]
	}
	return out
}
