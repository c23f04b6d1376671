package score

import (
	"shiji/internal/org"
	"shiji/internal/scheme"
	"shiji/internal/survey"
)

// index finds at once what a year is asked for at every line, so that the work grows as the lines do.
type index struct {
	units   map[string]*org.Unit       // by code, name and short name; see [Input.Unit]
	leaves  map[string]*scheme.Leaf    // by code
	list    []*scheme.Leaf             // in the order of the scheme
	items   map[string]*scheme.Item    // by name
	surveys map[string][]survey.Result // by the code of the unit
	members map[string][]*org.Unit     // scored units of a class, by code
	rows    map[string][]int           // where they stand in the list of units: the first of that code
	nth     map[string]int             // by code
	may     map[lineKey]int            // see [year.mayHave]
}

func indexOf(in *Input) index {
	x := index{units: make(map[string]*org.Unit, 2*len(in.Roster.Units)),
		leaves: make(map[string]*scheme.Leaf, len(in.Scheme.Leaves)), items: map[string]*scheme.Item{},
		surveys: make(map[string][]survey.Result, len(in.Roster.Units)), members: map[string][]*org.Unit{},
		rows: map[string][]int{}, nth: make(map[string]int, len(in.Roster.Units)), may: map[lineKey]int{}}
	for i := range in.Roster.Units {
		u := &in.Roster.Units[i]
		first(x.units, u.Code, u)
		if _, twice := x.nth[u.Code]; !twice { // a code that stands twice is said by the checks
			x.nth[u.Code] = i
		}
		first(x.units, u.Name, u)
		if u.Short != "" {
			first(x.units, u.Short, u)
		}
		if u.Listing != org.Exempt {
			x.members[u.Class] = append(x.members[u.Class], u)
			x.rows[u.Class] = append(x.rows[u.Class], x.nth[u.Code])
		}
	}
	for i := range in.Scheme.Leaves {
		l := &in.Scheme.Leaves[i]
		first(x.leaves, l.Code, l)
		x.list = append(x.list, l)
	}
	for i := range in.Scheme.Items {
		first(x.items, in.Scheme.Items[i].Name, &in.Scheme.Items[i])
	}
	for _, s := range in.Surveys {
		x.surveys[s.Unit] = append(x.surveys[s.Unit], s)
	}
	return x
}

// first keeps what came first under a name: it is what a search from the beginning finds.
func first[T any](m map[string]*T, name string, v *T) {
	if _, there := m[name]; !there {
		m[name] = v
	}
}

// veto reports whether a leaf is a veto rule.
func (y *year) veto(l *scheme.Leaf) bool {
	item := y.index.items[l.Item]
	return item != nil && item.Level1 == scheme.Veto
}
