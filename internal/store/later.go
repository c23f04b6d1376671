package store

import (
	"context"
	"database/sql"
	"slices"

	"shiji/internal/ledger"
	"shiji/internal/store/queries"
)

// later is what waits in a line to be written: the batches of several units of work go into the tables in a few
// statements, since each statement costs more than the rows in it. Numbers and facts are answered for with it; before
// anything else is asked, it is written.
type later struct {
	batches []queries.AddBatchParams
	facts   []dated
}

// dated is a version of a fact of a year.
type dated struct {
	year int
	ledger.Fact
}

func (l *later) add(more later) {
	l.batches = append(l.batches, more.batches...)
	l.facts = append(l.facts, more.facts...)
}

// of are the versions that wait of some facts.
func (l *later) of(year int, names []ledger.Name) (out []ledger.Fact) {
	for _, f := range l.facts {
		if f.year == year && slices.Contains(names, f.Named()) {
			out = append(out, f.Fact)
		}
	}
	return out
}

// newest are the versions that become the present: one of each fact.
func (l *later) newest() (out []dated) {
	at := map[yearName]int{}
	for _, f := range l.facts {
		n := yearName{f.year, f.Named()}
		i, ok := at[n]
		switch {
		case !ok:
			at[n] = len(out)
			out = append(out, f)
		case f.Version > out[i].Version:
			out[i] = f
		}
	}
	return out
}

// countBatches notes the number of the last batch.
const countBatches = "update counter set value = $1 where district = $2 and name = 'batch'"

// write writes what waited; the number of batches is locked. On PostgreSQL it is one trip.
func (t *Tx) write(ctx context.Context, waiting *later) error {
	l := *waiting
	*waiting = later{}
	if len(l.batches) == 0 {
		return nil
	}
	args := []any{l.batches[len(l.batches)-1].ID, t.district}
	text := "with counted as (" + countBatches + ")"
	newest := l.newest()
	rows := []struct {
		table table
		as    string
		n     int
		row   func(i int) []any
	}{
		{batchTable, ", added as (", len(l.batches), func(i int) []any { return batchValues(l.batches[i]) }},
		{factTable, "), said as (", len(l.facts), func(i int) []any { return t.factRow(l.facts[i]) }},
		{factNowTable, ") ", len(newest), func(i int) []any { return t.factRow(newest[i]) }},
	}
	if t.db.Engine == SQLite {
		if err := t.exec(ctx, countBatches, args); err != nil {
			return err
		}
	}
	for _, r := range rows {
		more := ""
		if r.table.name == factNowTable.name {
			more = takeItsPlace
		}
		if t.db.Engine == SQLite {
			if err := t.insert(ctx, r.table, more, r.n, r.row); err != nil {
				return err
			}
			continue
		}
		arrays, err := r.table.arrays(r.n, r.row)
		if err != nil {
			return err
		}
		text += r.as + insertInto(r.table) + r.table.unnested(len(args)+1) + more
		args = append(args, arrays...)
	}
	if t.db.Engine == SQLite {
		return nil
	}
	return t.exec(ctx, text, args)
}

// settle writes what waits before something is asked that may depend on it, and marks where this unit of work began:
// if it fails, what the others did stays.
func (t *Tx) settle(ctx context.Context) error {
	if t.line == nil {
		return nil
	}
	if t.broken == nil && !t.marked {
		t.marked = true
		if t.broken = t.line.goesOn(ctx); t.broken == nil {
			t.broken = t.line.write(ctx, &t.line.later)
		}
		if t.broken == nil {
			t.broken = t.step(ctx, "savepoint unit")
		}
	}
	if t.broken == nil {
		t.broken = t.write(ctx, &t.later)
	}
	return t.broken
}

// seen is what units of work in a line have picked: since the number of batches is locked, nobody changes it.
type seen struct {
	will  []any // what they will pick, which is picked at once
	facts map[yearName]*ledger.Fact
}

type yearName struct {
	year int
	ledger.Name
}

// mostAhead bounds what is picked for those who come after: their turn may come in another commit.
const mostAhead = 200

// ahead are facts of a year that others in the line will pick.
func (s *seen) ahead(year int) (names []ledger.Name) {
	for _, w := range s.will {
		if w, ok := w.(ledger.Wanted); ok && w.Year == year && len(names)+len(w.Names) <= mostAhead {
			names = append(names, w.Names...)
		}
	}
	s.will = nil
	return names
}

// pickInLine picks what those who come after will pick too.
func (s factStore) pickInLine(ctx context.Context, year int, names []ledger.Name) (out []ledger.Fact, err error) {
	seen := &s.t.line.seen
	known := func(n ledger.Name) bool { _, ok := seen.facts[yearName{year, n}]; return ok }
	if _, ok := s.t.locks.numbers["batch"]; !ok || s.t.marked { // others may write still, or it wrote itself
		out, err = s.pickEach(ctx, year, names)
		return append(append(out, s.t.line.later.of(year, names)...), s.t.later.of(year, names)...), err
	}
	if slices.ContainsFunc(names, func(n ledger.Name) bool { return !known(n) }) {
		asked := map[ledger.Name]bool{}
		ask := slices.DeleteFunc(slices.Concat(names, seen.ahead(year)), func(n ledger.Name) bool {
			again := asked[n]
			asked[n] = true
			return again || known(n)
		})
		facts, err := s.pickEach(ctx, year, ask)
		if err != nil { // nobody in the line takes what couldn't be read for what isn't there
			s.t.broken = err
			return nil, err
		}
		if seen.facts == nil {
			seen.facts = map[yearName]*ledger.Fact{}
		}
		for _, n := range ask {
			seen.facts[yearName{year, n}] = nil
		}
		for _, f := range ledger.Newest(facts) {
			seen.facts[yearName{year, f.Named()}] = &f
		}
	}
	for _, n := range names {
		if f := seen.facts[yearName{year, n}]; f != nil {
			out = append(out, *f)
		}
	}
	return append(append(out, s.t.line.later.of(year, names)...), s.t.later.of(year, names)...), nil
}

// afterwards asks what it is asked once what waits is written.
type afterwards struct{ t *Tx }

var _ queries.DBTX = afterwards{}

func (s afterwards) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if err := s.t.settle(ctx); err != nil {
		return nil, err
	}
	return s.t.sql.ExecContext(ctx, text, args...)
}

func (s afterwards) PrepareContext(ctx context.Context, text string) (*sql.Stmt, error) {
	if err := s.t.settle(ctx); err != nil {
		return nil, err
	}
	return s.t.sql.PrepareContext(ctx, text)
}

func (s afterwards) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := s.t.settle(ctx); err != nil {
		return nil, err
	}
	return s.t.sql.QueryContext(ctx, text, args...)
}

// QueryRowContext has no way to say that it can't ask, but for a context that ended; the line is told.
func (s afterwards) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if err := s.t.settle(ctx); err != nil {
		over, cancel := context.WithCancel(ctx)
		cancel()
		ctx = over
	}
	return s.t.sql.QueryRowContext(ctx, text, args...)
}
