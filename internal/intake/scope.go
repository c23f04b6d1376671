package intake

import (
	"context"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/person"
	"shiji/internal/scheme"
)

// Scope is the part of a year that files are all there is of: a sheet, an implementing body's items, a unit, or where
// they meet. What isn't said bounds nothing; at least one is said.
type Scope struct {
	Sheet ledger.Kind `json:",omitempty"` // one of [ScopeSheets]
	Body  string      `json:",omitempty"` // name of an implementing body
	Unit  string      `json:",omitempty"` // code of a unit
}

// ScopeSheets are the sheets of which files can be all there is. Reports come with their values.
var ScopeSheets = []ledger.Kind{ledger.Target, ledger.Task, ledger.Actual, ledger.Mark, ledger.Ballot, ledger.Event,
	ledger.Survey}

// IsZero reports whether nothing is said.
func (c Scope) IsZero() bool { return c == Scope{} }

// Words name the scope for a person who reads the year.
func (c Scope) Words(unit string) lang.Text {
	var parts []lang.Text
	if c.Sheet != "" {
		parts = append(parts, lang.T("工作表“%[1]s”", "the sheet %[1]s").With(c.Sheet.Name()))
	}
	if c.Body != "" {
		parts = append(parts, lang.T("实施主体“%[1]s”的指标", "the items of %[1]s").With(c.Body))
	}
	if c.Unit != "" {
		parts = append(parts, lang.T("单位“%[1]s”", "the unit %[1]s").With(unit))
	}
	return lang.Join(parts)
}

// holds reports whether a fact belongs to the scope, within a scheme. The scheme itself, units and bodies never do.
func (c Scope) holds(f ledger.Record, s *scheme.Scheme) bool {
	kind := f.Kind
	if kind == ledger.Value {
		kind = ledger.Actual
	}
	if !slices.Contains(ScopeSheets, kind) || c.Sheet != "" && kind != c.Sheet || c.Unit != "" && f.Unit != c.Unit {
		return false
	}
	if c.Body == "" {
		return true
	}
	leaf := s.Leaf(f.Indicator)
	if leaf == nil {
		return false
	}
	item := s.Item(leaf.Item)
	return item != nil && slices.Contains(item.Bodies, c.Body)
}

// within fails with ErrScope where there is no such part of a year.
func (c Scope) within(base ledger.Base) error {
	switch {
	case c.IsZero() || base.Input == nil,
		c.Sheet != "" && !slices.Contains(ScopeSheets, c.Sheet),
		c.Unit != "" && base.Input.Unit(c.Unit) == nil,
		c.Body != "" && !slices.ContainsFunc(base.Input.Roster.Bodies, func(b org.Body) bool { return b.Name == c.Body }):
		return ErrScope
	}
	return nil
}

// ChoosePart says that an import is all there is of a part of a year, and has it looked through again.
func (s *Service) ChoosePart(ctx context.Context, who audit.Actor, id int64, year int, scope Scope) (job.Job, error) {
	if err := s.may(who, person.AnswerImport, id); err != nil {
		return job.Job{}, err
	}
	base, err := s.Book.Known(ctx, year)
	if err != nil {
		return job.Job{}, err
	}
	if u := base.Input; u != nil && scope.Unit != "" && u.Unit(scope.Unit) != nil {
		scope.Unit = u.Unit(scope.Unit).Code // by whatever name it is called
	}
	if err := scope.within(base); err != nil {
		return job.Job{}, err
	}
	return s.choose(ctx, who, id, Part, year, scope)
}
