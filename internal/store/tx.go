package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/file"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/store/queries"
	"shiji/internal/work"
)

type sqlTx = sql.Tx

// Tx is a unit of work in one district. Each noun has its own small store in it; what it keeps for all of them is the
// time, the chain with what it vouches for, locks and numbers.
//
// Locks are taken in one order: district, imports, year, jobs, the number of batches, the head of the chain.
type Tx struct {
	district int64
	q        *queries.Queries
	past     *queries.Queries // the same, of what doesn't depend on what still waits to be written
	sql      *sql.Tx
	db       *DB
	line     *Tx   // the unit that all in a line are part of; nil: this one isn't in a line
	seen     seen  // what was picked of those in the line, and what they will pick
	later    later // what it writes when it must, or when the line ends
	marked   bool  // there is a savepoint at its begin
	broken   error // nobody in its line can go on
	who      audit.Actor
	now      int64
	entries  []audit.Entry
	rows     map[string]string // hashes of the rows that it wrote, by what they are about
	wrote    bool              // business data
	view     bool              // it only reads
	filled   bool              // many rows came: PostgreSQL should count them
	locks    locks
}

// locks is what a unit of work has locked, and therefore knows until it ends: nobody else can change it.
type locks struct {
	numbers map[string]int64    // the last of what is counted
	years   map[int]ledger.Year // that are shared
	newest  *int64              // when the newest batch was recorded
}

func (l locks) clone() locks { return locks{maps.Clone(l.numbers), maps.Clone(l.years), l.newest} }

func (l *locks) number(name string, n int64) {
	if l.numbers == nil {
		l.numbers = map[string]int64{}
	}
	l.numbers[name] = n
}

func (l *locks) year(y ledger.Year) {
	if l.years == nil {
		l.years = map[int]ledger.Year{}
	}
	l.years[y.Year] = y
}

var (
	_ district.Tx = (*Tx)(nil)
	_ file.Tx     = (*Tx)(nil)
	_ ledger.Tx   = (*Tx)(nil)
	_ intake.Tx   = (*Tx)(nil)
	_ run.Tx      = (*Tx)(nil)
	_ job.Tx      = (*Tx)(nil)
)

func (t *Tx) District() district.Store { return districtStore{t} }
func (t *Tx) Files() file.Store        { return fileStore{t} }
func (t *Tx) Years() ledger.Years      { return yearStore{t} }
func (t *Tx) Batches() ledger.Batches  { return batchStore{t} }
func (t *Tx) Ledger() ledger.Facts     { return factStore{t} }
func (t *Tx) Stages() ledger.Stages    { return stageStore{t} }
func (t *Tx) Intake() intake.Store     { return intakeStore{t} }
func (t *Tx) Runs() run.Store          { return runStore{t} }
func (t *Tx) Jobs() job.Queue          { return jobStore{t} }
func (t *Tx) Desk() job.Store          { return jobStore{t} }

// Units are the units of work of a district as a noun sees them; as names what it sees of one.
func Units[T any](o *Office, as func(*Tx) T) work.Crowd[T] { return units[T]{o, as} }

type units[T any] struct {
	office *Office
	as     func(*Tx) T
}

func (u units[T]) InTx(ctx context.Context, who audit.Actor, do func(T) error) error {
	return u.office.InTx(ctx, who, func(t *Tx) error { return do(u.as(t)) })
}

func (u units[T]) Together(ctx context.Context, who audit.Actor, in work.Line,
	do func(context.Context, T) error) error {
	return u.office.Together(ctx, who, in, func(ctx context.Context, t *Tx) error { return do(ctx, u.as(t)) })
}

func (u units[T]) View(ctx context.Context, do func(T) error) error {
	return u.office.View(ctx, func(t *Tx) error { return do(u.as(t)) })
}

// Now is the time of the unit of work.
func (t *Tx) Now() int64 { return t.now }

// vouch lets the chain hold the hash of a row as it now is, so that a row which anybody changes by hand, or a disk by
// itself, is found.
func (t *Tx) vouch(row string, v any) {
	t.wrote = true
	if t.rows == nil {
		t.rows = map[string]string{}
	}
	t.rows[row] = rowHash(v)
}

func rowHash(v any) string {
	doc, err := json.Marshal(v)
	if err != nil {
		panic(err) // a row is a struct of ours
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}

// none turns "no rows" into the noun's own error.
func none(err, instead error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return instead
	}
	return err
}

// count takes the next number of what a district counts. Whoever else takes one waits until this unit of work ends.
func (t *Tx) count(ctx context.Context, name string) (int64, error) {
	n, err := t.q.Count(ctx, queries.CountParams{District: t.district, Name: name})
	if err == nil {
		t.locks.number(name, n)
	}
	return n, err
}

// lock makes other units of work that lock or count the same wait until this one ends. It changes nothing, and returns
// the last number.
func (t *Tx) lock(ctx context.Context, name string) (int64, error) {
	if n, ok := t.locks.numbers[name]; ok {
		return n, nil
	}
	n, err := t.past.Lock(ctx, queries.LockParams{District: t.district, Name: name})
	if err == nil {
		t.locks.number(name, n)
	}
	return n, err
}

// atOnce is how many rows one insert takes into SQLite, which finds its $n one after the other, so that long statements
// cost most.
const atOnce = 10

// insert adds n rows, many at a time; more, after the values, says what becomes of those that are there.
func (t *Tx) insert(ctx context.Context, table table, more string, n int, row func(i int) []any) error {
	if n == 0 {
		return nil
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if t.db.Engine == PostgreSQL {
		args, err := table.arrays(n, row)
		if err != nil {
			return err
		}
		return t.exec(ctx, insertInto(table)+table.unnested(1)+more, args)
	}
	return t.insertByRows(ctx, table, more, n, row)
}

func (t *Tx) insertByRows(ctx context.Context, table table, more string, n int, row func(i int) []any) error {
	args := func(from, size int) []any {
		out := make([]any, 0, size*len(table.columns))
		for k := range size {
			out = append(out, row(from+k)...)
		}
		return out
	}
	if n <= atOnce {
		return t.exec(ctx, insertMany(table, n)+more, args(0, n))
	}
	var stmt *sql.Stmt
	size := 0
	for i := 0; i < n; i += size {
		if left := min(n-i, atOnce); left != size {
			if stmt != nil {
				stmt.Close()
			}
			var err error
			if stmt, err = t.sql.PrepareContext(ctx, insertMany(table, left)+more); err != nil {
				return err
			}
			defer stmt.Close()
			size = left
		}
		if _, err := stmt.ExecContext(ctx, args(i, size)...); err != nil {
			return err
		}
	}
	return nil
}

// insertMany is an insert of n rows. Table and columns are named by the code, never by data.
func insertMany(table table, n int) string {
	return insertInto(table) + "values " + valuesOf(len(table.columns), n, 1)
}

func insertInto(table table) string {
	return fmt.Sprintf("insert into %s (%s) ", table.name, strings.Join(table.names(), ", "))
}

// valuesOf are n rows of places for values, numbered from one on.
func valuesOf(columns, n, from int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range columns {
			if c > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", from)
			from++
		}
		b.WriteByte(')')
	}
	return b.String()
}
