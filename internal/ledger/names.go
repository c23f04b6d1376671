package ledger

import (
	"maps"
	"strings"

	"shiji/internal/score"
)

// Names are what units, indicators and indicators of the plan are called, by their codes.
type Names map[string]string

// NamesOf are the names of a year.
func NamesOf(in *score.Input) Names {
	n := Names{}
	for _, u := range in.Roster.Units {
		n[u.Code] = u.Label()
	}
	for _, l := range in.Scheme.Leaves {
		n[l.Code] = l.Name
	}
	for _, p := range in.Plan {
		n[p.Code] = p.Name
	}
	return n
}

// With are the names with those that changes bring or take away.
func (n Names) With(changes []Change) Names {
	n = maps.Clone(n)
	if n == nil {
		n = Names{}
	}
	for _, c := range changes {
		if c.Kind != Unit && c.Kind != Leaf && c.Kind != Plan {
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
		if r.Unpack(&named) == nil && named.Code != "" && named.Name != "" {
			n[named.Code] = named.Name
			if named.Short != "" {
				n[named.Code] = named.Short
			}
		}
	}
	return n
}

// Of is what a fact is about ([Record.Name]) with names for codes.
func (n Names) Of(about string) string {
	parts := strings.Split(about, " · ")
	for i, p := range parts {
		if name, ok := n[p]; ok {
			parts[i] = name
		}
	}
	return strings.Join(parts, " · ")
}
