package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"shiji/internal/store/queries"
)

// prepared are the statements of a database that stay prepared: parsing one costs SQLite more than doing it. A unit of
// work binds them to its connection.
type prepared struct {
	queries *queries.Queries
	more    map[string]*sql.Stmt // by their texts: those that the code writes itself
}

// ready prepares the statements of SQLite; the schema must be there. The driver of PostgreSQL keeps them by their
// texts.
func ready(ctx context.Context, db *sql.DB) (*prepared, error) {
	q, err := queries.Prepare(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	p := &prepared{queries: q, more: map[string]*sql.Stmt{}}
	texts := []string{countBatches, insertMany(batchTable, 1), insertMany(factTable, 1),
		insertMany(factNowTable, 1) + takeItsPlace, insertMany(entryTable, 2)}
	for n := 1; n <= mostPicked; n++ {
		texts = append(texts, pickFacts(n))
	}
	for _, text := range texts {
		if p.more[text], err = db.PrepareContext(ctx, text); err != nil {
			return nil, errors.Join(fmt.Errorf("store: %w", err), q.Close())
		}
	}
	return p, nil
}

// mostPicked is how many facts a save asks for, about.
const mostPicked = 5

// pickFacts asks for n facts.
func pickFacts(n int) string {
	each := make([]string, n)
	for i := range each {
		each[i] = fmt.Sprintf(pickFact, 3+2*i, 4+2*i)
	}
	return strings.Join(each, " union all ")
}

// bind are the queries of a unit of work.
func (p *prepared) bind(tx *sql.Tx) *queries.Queries {
	if p == nil {
		return queries.New(tx)
	}
	return p.queries.WithTx(tx)
}

// exec does a statement that the code wrote, prepared if it is one of those that stay so. Neither it nor query looks at
// what waits in a line.
func (t *Tx) exec(ctx context.Context, text string, args []any) error {
	var err error
	if stmt := t.stays(text); stmt != nil {
		_, err = t.sql.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	} else {
		_, err = t.sql.ExecContext(ctx, text, args...)
	}
	return err
}

func (t *Tx) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if stmt := t.stays(text); stmt != nil {
		return t.sql.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	return t.sql.QueryContext(ctx, text, args...)
}

func (t *Tx) stays(text string) *sql.Stmt {
	if t.db.writes == nil || t.view {
		return nil
	}
	return t.db.writes.more[text]
}
