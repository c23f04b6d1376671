package ledger

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"shiji/internal/progress"
	"shiji/internal/score"
)

// Snapshot is a year as it was known after a batch. It is shared and never changed.
type Snapshot struct {
	Year  int
	Batch int64
	Input *score.Input // nil: everything that was recorded was taken back
	facts int          // that hold, about: what it takes in memory
}

// inScheme are the kinds that make the tree of a scheme: what changes one of them changes what all others mean.
var inScheme = []Kind{Settings, Group, Item, Leaf}

// snapshotOf puts a year together from the newest versions of its facts.
func snapshotOf(year int, batch int64, facts []Fact) (*Snapshot, error) {
	hold := records(facts)
	s := &Snapshot{Year: year, Batch: batch, facts: len(hold)}
	if len(hold) == 0 {
		return s, nil
	}
	in, err := Join(hold)
	s.Input = &in
	return s, err
}

// records are the facts that hold.
func records(facts []Fact) []Record {
	out := make([]Record, 0, len(facts))
	for _, f := range facts {
		if !f.Withdrawn {
			out = append(out, f.Record)
		}
	}
	return out
}

// moved is the snapshot after the batches until one, which recorded facts. ok is false where it has to be put together
// anew: its scheme changed, or there was nothing before.
func (s *Snapshot) moved(until int64, facts []Fact) (next *Snapshot, ok bool, err error) {
	next = &Snapshot{Year: s.Year, Batch: until, Input: s.Input, facts: s.facts}
	if len(facts) == 0 {
		return next, true, nil
	}
	if s.Input == nil {
		return nil, false, nil
	}
	byKind := map[Kind][]Fact{}
	for _, f := range Newest(facts) {
		if slices.Contains(inScheme, f.Kind) {
			return nil, false, nil
		}
		byKind[f.Kind] = append(byKind[f.Kind], f)
	}
	in := *s.Input
	if err := moveReports(&in, byKind[Actual], byKind[Value]); err != nil {
		return nil, false, err
	}
	for k, list := range byKind {
		if k == Actual || k == Value {
			continue
		}
		if lists[k] == nil {
			return nil, false, fmt.Errorf("ledger: unknown kind %q", k)
		}
		if err := lists[k].move(&in, list); err != nil {
			return nil, false, fmt.Errorf("ledger: %s: %w", k, err)
		}
	}
	next.Input = &in
	for _, f := range facts {
		switch {
		case f.Withdrawn:
			next.facts--
		case f.Version == 1:
			next.facts++
		}
	}
	return next, true, nil
}

// Newest are the newest versions among versions.
func Newest(facts []Fact) []Fact {
	at := make(map[Name]int, len(facts))
	var out []Fact
	for _, f := range facts {
		i, ok := at[f.Named()]
		switch {
		case !ok:
			at[f.Named()] = len(out)
			out = append(out, f)
		case f.Version > out[i].Version:
			out[i] = f
		}
	}
	return out
}

// moveReports changes a copy of the reports of a year, and of the values in those that are touched.
func moveReports(in *score.Input, reports, values []Fact) error {
	if len(reports)+len(values) == 0 {
		return nil
	}
	list := slices.Clone(in.Actuals)
	find := func(text string, parts int) (at int, ok bool, key []string, err error) {
		if err := json.Unmarshal([]byte(text), &key); err != nil || len(key) != parts {
			return 0, false, nil, fmt.Errorf("ledger: key %s: %w", text, err)
		}
		at, ok = slices.BinarySearchFunc(list, key, func(a progress.Actual, key []string) int {
			return cmp.Or(cmp.Compare(a.Unit, key[0]), cmp.Compare(a.Indicator, key[1]), cmp.Compare(a.Item, key[2]))
		})
		return at, ok, key, nil
	}
	var gone []Fact
	for _, f := range reports {
		i, ok, _, err := find(f.Key, 3)
		if err != nil {
			return err
		}
		if f.Withdrawn {
			gone = append(gone, f) // once its values are
			continue
		}
		var a progress.Actual
		if err := f.Unpack(&a); err != nil {
			return err
		}
		if !ok {
			list = slices.Insert(list, i, a)
			continue
		}
		a.Values = list[i].Values
		list[i] = a
	}
	own := map[string]bool{} // reports whose values are copies already
	for _, f := range values {
		i, ok, key, err := find(f.Key, 4)
		if err != nil {
			return err
		}
		if !ok && f.Withdrawn {
			continue // it came and went with its report
		}
		if !ok {
			return fmt.Errorf("%w: a value of %s without its report", ErrOrphan, f.Key)
		}
		if report := KeyOf(key[:3]...); !own[report] {
			list[i].Values, own[report] = slices.Clone(list[i].Values), true
		}
		if err := putValue(&list[i].Values, f, key[3]); err != nil {
			return err
		}
	}
	for _, f := range gone {
		i, ok, _, err := find(f.Key, 3)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if len(list[i].Values) > 0 {
			return fmt.Errorf("%w: values of %s without their report", ErrOrphan, f.Key)
		}
		list = slices.Delete(list, i, i+1)
	}
	in.Actuals = list
	return nil
}

// putValue puts the newest version of a value into a report.
func putValue(values *[]progress.PeriodValue, f Fact, period string) error {
	i := slices.IndexFunc(*values, func(v progress.PeriodValue) bool { return v.Period == period })
	if f.Withdrawn {
		if i >= 0 {
			*values = slices.Delete(*values, i, i+1)
		}
		if len(*values) == 0 {
			*values = nil // as of a report that never had one
		}
		return nil
	}
	var v progress.PeriodValue
	if err := f.Unpack(&v); err != nil {
		return err
	}
	if i >= 0 {
		(*values)[i] = v
		return nil
	}
	*values = append(*values, v)
	inOrder(*values)
	return nil
}
