package score

import (
	"cmp"
	"slices"

	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/scheme"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Input is a whole district-year: everything that scores depend on, with the source of each number.
type Input struct {
	Scheme  scheme.Scheme     `json:"scheme"`
	Roster  org.Roster        `json:"roster"`
	Plan    []plan.Indicator  `json:"plan"`
	Targets []target.Target   `json:"targets"`
	Tasks   []target.Task     `json:"tasks"`
	Actuals []progress.Actual `json:"actuals"`
	Marks   []review.Mark     `json:"marks"`
	Ballots []review.Ballots  `json:"ballots"`
	Events  []review.Event    `json:"events"`
	Surveys []survey.Result   `json:"surveys"`
	// Files are what the year was read from, so that a sealed run can be tied to them wherever both are. Nothing is
	// computed from it.
	Files []fact.File `json:"files,omitempty"`
}

// Canonical returns in with every list that has no order of its own sorted by key, so that the order in which facts
// came changes nothing. The scheme keeps its order: it is the order of its document.
func (in Input) Canonical() Input { return in.ordered(true) }

// ordered is Canonical for whoever changes nothing in what it returns: without own, lists that are in their order
// already are those of in.
func (in Input) ordered(own bool) Input {
	in.Roster.Units = sorted(own, in.Roster.Units, func(a, b org.Unit) int { return cmp.Compare(a.Code, b.Code) })
	in.Roster.Bodies = sorted(own, in.Roster.Bodies, func(a, b org.Body) int { return cmp.Compare(a.Name, b.Name) })
	in.Plan = sorted(own, in.Plan, func(a, b plan.Indicator) int { return cmp.Compare(a.Code, b.Code) })
	in.Targets = sorted(own, in.Targets, func(a, b target.Target) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Indicator, b.Indicator))
	})
	in.Tasks = sorted(own, in.Tasks, func(a, b target.Task) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Name, b.Name))
	})
	in.Actuals = sorted(own, in.Actuals, func(a, b progress.Actual) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Item, b.Item))
	})
	in.Marks = sorted(own, in.Marks, func(a, b review.Mark) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Judge, b.Judge),
			cmp.Compare(a.Dimension, b.Dimension))
	})
	in.Ballots = sorted(own, in.Ballots, func(a, b review.Ballots) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Group, b.Group),
			cmp.Compare(a.Option, b.Option))
	})
	in.Events = sorted(own, in.Events, func(a, b review.Event) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Indicator, b.Indicator),
			cmp.Compare(a.Matter, b.Matter), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Level, b.Level), a.Count.Cmp(b.Count),
			cmp.Compare(a.Source.Place(), b.Source.Place()))
	})
	in.Surveys = sorted(own, in.Surveys, func(a, b survey.Result) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Channel, b.Channel))
	})
	return in
}

// sorted returns a sorted copy; without own, the list itself where it is sorted. nil stays an empty list, so that a
// document read back is the same document.
func sorted[T any](own bool, list []T, compare func(a, b T) int) []T {
	inOrder := slices.IsSortedFunc(list, compare)
	if inOrder && !own && list != nil {
		return slices.Clip(list)
	}
	out := append([]T{}, list...)
	if !inOrder {
		slices.SortStableFunc(out, compare)
	}
	return out
}

// Unit returns the unit that is called so: by code, name or short name; nil if there is none.
func (in *Input) Unit(name string) *org.Unit {
	for i, u := range in.Roster.Units {
		if name == u.Code || name == u.Name || name != "" && name == u.Short {
			return &in.Roster.Units[i]
		}
	}
	return nil
}
