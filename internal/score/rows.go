package score

import (
	"cmp"
	"slices"

	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Cell are the facts of a unit and an indicator; without one, those of the unit as a whole. Lists are in their order.
func (in *Input) Cell(unit, indicator string) Input { return in.ofUnit(unit).ofIndicator(indicator) }

// ofUnit are the facts of a unit in lists that are in their order, which begins with the unit.
func (in *Input) ofUnit(unit string) Input {
	return Input{
		Targets: rows(in.Targets, unit, func(t *target.Target) string { return t.Unit }),
		Tasks:   rows(in.Tasks, unit, func(t *target.Task) string { return t.Unit }),
		Actuals: rows(in.Actuals, unit, func(a *progress.Actual) string { return a.Unit }),
		Marks:   rows(in.Marks, unit, func(m *review.Mark) string { return m.Unit }),
		Ballots: rows(in.Ballots, unit, func(b *review.Ballots) string { return b.Unit }),
		Events:  rows(in.Events, unit, func(e *review.Event) string { return e.Unit }),
		Surveys: rows(in.Surveys, unit, func(s *survey.Result) string { return s.Unit }),
	}
}

func rows[T any](list []T, unit string, of func(*T) string) []T {
	at, found := slices.BinarySearchFunc(list, unit, func(x T, unit string) int { return cmp.Compare(of(&x), unit) })
	if !found {
		return nil
	}
	end := at
	for end < len(list) && of(&list[end]) == unit {
		end++
	}
	return list[at:end]
}

// ofIndicator are the facts about an indicator among those of a unit. Survey results are about none.
func (in Input) ofIndicator(code string) Input {
	out := Input{
		Targets: picked(in.Targets, func(t *target.Target) bool { return t.Indicator == code }),
		Tasks:   picked(in.Tasks, func(t *target.Task) bool { return t.Indicator == code }),
		Actuals: picked(in.Actuals, func(a *progress.Actual) bool { return a.Indicator == code }),
		Marks:   picked(in.Marks, func(m *review.Mark) bool { return m.Indicator == code }),
		Ballots: picked(in.Ballots, func(b *review.Ballots) bool { return b.Indicator == code }),
		Events:  picked(in.Events, func(e *review.Event) bool { return e.Indicator == code }),
	}
	if code == "" {
		out.Surveys = in.Surveys
	}
	return out
}

func picked[T any](list []T, is func(*T) bool) (out []T) {
	for i := range list {
		if is(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// withCell is in, whose lists are in their order, with other facts of a unit and an indicator; without an indicator, of
// the unit as a whole. Its lists are in their order too.
func (in *Input) withCell(unit, indicator string, cell Input) Input {
	own := in.ofUnit(unit)
	is := Input{
		Targets: with(own.Targets, cell.Targets, func(t *target.Target) bool { return t.Indicator == indicator }),
		Tasks:   with(own.Tasks, cell.Tasks, func(t *target.Task) bool { return t.Indicator == indicator }),
		Actuals: with(own.Actuals, cell.Actuals, func(a *progress.Actual) bool { return a.Indicator == indicator }),
		Marks:   with(own.Marks, cell.Marks, func(m *review.Mark) bool { return m.Indicator == indicator }),
		Ballots: with(own.Ballots, cell.Ballots, func(b *review.Ballots) bool { return b.Indicator == indicator }),
		Events:  with(own.Events, cell.Events, func(e *review.Event) bool { return e.Indicator == indicator }),
		Surveys: own.Surveys,
	}
	if indicator == "" {
		is.Surveys = cell.Surveys
	}
	is = is.ordered(true)
	out := *in
	out.Targets = spliced(in.Targets, unit, is.Targets, func(t *target.Target) string { return t.Unit })
	out.Tasks = spliced(in.Tasks, unit, is.Tasks, func(t *target.Task) string { return t.Unit })
	out.Actuals = spliced(in.Actuals, unit, is.Actuals, func(a *progress.Actual) string { return a.Unit })
	out.Marks = spliced(in.Marks, unit, is.Marks, func(m *review.Mark) string { return m.Unit })
	out.Ballots = spliced(in.Ballots, unit, is.Ballots, func(b *review.Ballots) string { return b.Unit })
	out.Events = spliced(in.Events, unit, is.Events, func(e *review.Event) string { return e.Unit })
	out.Surveys = spliced(in.Surveys, unit, is.Surveys, func(s *survey.Result) string { return s.Unit })
	return out
}

// with are the facts of a unit with others in the place of some.
func with[T any](list, others []T, some func(*T) bool) []T {
	return append(picked(list, func(x *T) bool { return !some(x) }), others...)
}

// spliced is a list with other rows of a unit.
func spliced[T any](list []T, unit string, with []T, of func(*T) string) []T {
	at, _ := slices.BinarySearchFunc(list, unit, func(x T, unit string) int { return cmp.Compare(of(&x), unit) })
	end := at
	for end < len(list) && of(&list[end]) == unit {
		end++
	}
	if at == end && len(with) == 0 {
		return list
	}
	return slices.Concat(list[:at], with, list[end:])
}

// facts are those of a cell, but for its events.
func (in Input) facts() *facts {
	f := &facts{tasks: in.Tasks, actuals: in.Actuals, marks: in.Marks, ballots: in.Ballots}
	if n := len(in.Targets); n > 0 {
		f.target = &in.Targets[n-1]
	}
	return f
}

// cells are the units and indicators that facts are about.
func (in *Input) cells() map[key]bool {
	out := map[key]bool{}
	for _, t := range in.Targets {
		out[key{t.Unit, t.Indicator}] = true
	}
	for _, t := range in.Tasks {
		out[key{t.Unit, t.Indicator}] = true
	}
	for _, a := range in.Actuals {
		out[key{a.Unit, a.Indicator}] = true
	}
	for _, m := range in.Marks {
		out[key{m.Unit, m.Indicator}] = true
	}
	for _, b := range in.Ballots {
		out[key{b.Unit, b.Indicator}] = true
	}
	for _, e := range in.Events {
		out[key{e.Unit, e.Indicator}] = true
	}
	for _, s := range in.Surveys {
		out[key{s.Unit, ""}] = true
	}
	return out
}
