package ledger

import (
	"encoding/json"
	"errors"
	"fmt"

	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/score"
)

// About names facts by what they are about: of a unit, of an indicator, of a unit's indicator, or of neither;
// of one kind or of all.
type About struct {
	Unit, Indicator string // codes; empty: the fact is about none
	Kind            Kind   // empty: all
	Key             string // of one fact; empty: all
}

// Line is a fact with all its versions, the oldest first.
type Line struct {
	Kind     Kind
	Key      string
	Versions []Version
}

// Version is a fact as it was recorded, with the batch that did.
type Version struct {
	Fact
	Batch Batch
	Files map[string]string // hashes of the files that it may have been read from, by name
}

// Alone is a year that holds one fact and nothing else.
func Alone(r Record) (score.Input, error) {
	var in score.Input
	switch r.Kind {
	case Settings:
		var s settingsBody
		err := r.Unpack(&s)
		in.Scheme = s.Scheme
		return in, err
	case Group:
		return in, into(&in.Scheme.Groups, r)
	case Item:
		return in, into(&in.Scheme.Items, r)
	case Leaf:
		return in, into(&in.Scheme.Leaves, r)
	case Value:
		var v progress.PeriodValue
		var key []string
		if err := errors.Join(r.Unpack(&v), json.Unmarshal([]byte(r.Key), &key)); err != nil || len(key) != 4 {
			return in, errors.Join(err, fmt.Errorf("ledger: key %s", r.Key))
		}
		in.Actuals = []progress.Actual{{Unit: r.Unit, Indicator: r.Indicator, Item: key[2], Status: fact.Verified,
			Values: []progress.PeriodValue{v}}}
		return in, nil
	}
	return Join([]Record{r})
}
