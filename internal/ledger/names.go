package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"shiji/internal/score"
)

// Names are what units, indicators and indicators of the plan are called, each by their codes: a unit and an indicator
// may have the same.
type Names struct{ units, leaves, plans map[string]string }

// NamesOf are the names of a year.
func NamesOf(in *score.Input) Names {
	n := Names{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, u := range in.Roster.Units {
		n.units[u.Code] = u.Label()
	}
	for _, l := range in.Scheme.Leaves {
		n.leaves[l.Code] = l.Name
	}
	for _, p := range in.Plan {
		n.plans[p.Code] = p.Name
	}
	return n
}

// of are the names of the things that records of a kind are; nil: their records name nothing.
func (n *Names) of(k Kind) *map[string]string {
	switch k {
	case Unit:
		return &n.units
	case Leaf:
		return &n.leaves
	case Plan:
		return &n.plans
	}
	return nil
}

// With are the names with those that changes bring or take away.
func (n Names) With(changes []Change) Names {
	out := Names{maps.Clone(n.units), maps.Clone(n.leaves), maps.Clone(n.plans)}
	for _, c := range changes {
		of := out.of(c.Kind)
		if of == nil {
			continue
		}
		var named struct {
			Code  string `json:"code"`
			Name  string `json:"name"`
			Short string `json:"short"`
		}
		r := c.Record
		if c.Withdrawn {
			r.Body = c.Was
		}
		if r.Unpack(&named) != nil || named.Code == "" || named.Name == "" {
			continue
		}
		if *of == nil {
			*of = map[string]string{}
		}
		(*of)[named.Code] = cmp.Or(named.Short, named.Name)
	}
	return out
}

// Of is what a fact is about ([Record.Name]) with names for the codes of its unit, its indicator, or its own.
func (n Names) Of(r Record, about string) string {
	parts := strings.Split(about, " · ")
	call := func(names map[string]string, code string) {
		i := slices.Index(parts, code)
		if name := names[code]; i >= 0 && code != "" && name != "" {
			parts[i] = name
		}
	}
	if r.Kind == Plan {
		if name := n.plans[parts[0]]; name != "" {
			parts[0] = name
		}
		return strings.Join(parts, " · ")
	}
	if r.Kind != Leaf {
		call(n.units, r.Unit)
	}
	if r.Kind != Unit {
		call(n.leaves, r.Indicator)
	}
	return strings.Join(parts, " · ")
}
