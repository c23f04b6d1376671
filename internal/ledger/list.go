package ledger

import (
	"encoding/json"
	"slices"

	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/review"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// lists are the kinds whose facts are members of one list of a year, each declared once: where the list is, whom a
// member is about, and what names it. Values are kept in their reports, and the tree of the scheme in its settings.
var lists = map[Kind]lister{
	Unit: listOf(func(in *score.Input) *[]org.Unit { return &in.Roster.Units },
		func(u org.Unit) about { return about{unit: u.Code, key: []string{u.Code}} }),
	Body: listOf(func(in *score.Input) *[]org.Body { return &in.Roster.Bodies },
		func(b org.Body) about { return about{key: []string{b.Name}} }),
	Plan: listOf(func(in *score.Input) *[]plan.Indicator { return &in.Plan },
		func(p plan.Indicator) about { return about{key: []string{p.Code}} }),
	Target: listOf(func(in *score.Input) *[]target.Target { return &in.Targets },
		func(t target.Target) about { return of(t.Unit, t.Indicator) }),
	Task: listOf(func(in *score.Input) *[]target.Task { return &in.Tasks },
		func(t target.Task) about { return of(t.Unit, t.Indicator, t.Name) }),
	Mark: members[review.Mark]{func(in *score.Input) *[]review.Mark { return &in.Marks },
		func(m review.Mark) about { return of(m.Unit, m.Indicator, m.Judge, m.Dimension, m.Body) }, true},
	Ballot: listOf(func(in *score.Input) *[]review.Ballots { return &in.Ballots },
		func(b review.Ballots) about { return of(b.Unit, b.Indicator, b.Group, b.Option) }),
	Event: listOf(func(in *score.Input) *[]review.Event { return &in.Events },
		func(e review.Event) about {
			return about{e.Unit, e.Indicator, []string{e.Unit, string(e.Type), e.Indicator, e.Matter, e.Kind, e.Level}}
		}),
	Survey: listOf(func(in *score.Input) *[]survey.Result { return &in.Surveys },
		func(r survey.Result) about { return about{unit: r.Unit, key: []string{r.Unit, r.Channel}} }),
}

// about says whom a fact is about and what names it in its kind.
type about struct {
	unit, indicator string
	key             []string
}

// of is about a unit's indicator, and named by both and what follows.
func of(unit, indicator string, more ...string) about {
	return about{unit, indicator, append([]string{unit, indicator}, more...)}
}

// lister works on one list of a year.
type lister interface {
	split(in *score.Input, k Kind, to *splitter)
	add(in *score.Input, body string) error
	// order puts members in an order that doesn't depend on how they came, where the year's own doesn't.
	order(in *score.Input)
	// move changes a copy of the list by the newest versions of some of its members.
	move(in *score.Input, facts []Fact) error
}

type members[T any] struct {
	at    func(*score.Input) *[]T
	who   func(T) about
	loose bool // a year's own order leaves some of them beside each other: then they have that of their keys
}

func listOf[T any](at func(*score.Input) *[]T, who func(T) about) lister {
	return members[T]{at, who, false}
}

func (l members[T]) split(in *score.Input, k Kind, to *splitter) {
	for _, x := range *l.at(in) {
		a := l.who(x)
		to.add(k, a.unit, a.indicator, "", x, a.key...)
	}
}

func (l members[T]) add(in *score.Input, body string) error {
	var x T
	err := json.Unmarshal([]byte(body), &x)
	*l.at(in) = append(*l.at(in), x)
	return err
}

func (l members[T]) move(in *score.Input, facts []Fact) error {
	all := slices.Clone(*l.at(in))
	for _, f := range facts {
		var key []string
		if err := json.Unmarshal([]byte(f.Key), &key); err != nil {
			return err
		}
		// A year's own order is that of the keys.
		i, ok := slices.BinarySearchFunc(all, key, func(x T, key []string) int { return slices.Compare(l.who(x).key, key) })
		if f.Withdrawn {
			if ok {
				all = slices.Delete(all, i, i+1)
			}
			continue
		}
		var x T
		if err := json.Unmarshal([]byte(f.Body), &x); err != nil {
			return err
		}
		if ok {
			all[i] = x
		} else {
			all = slices.Insert(all, i, x)
		}
	}
	*l.at(in) = all
	return nil
}

func (l members[T]) order(in *score.Input) {
	if l.loose {
		slices.SortFunc(*l.at(in), func(a, b T) int { return slices.Compare(l.who(a).key, l.who(b).key) })
	}
}
