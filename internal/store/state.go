package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// State names what can be read now: between two that are equal nobody has changed anything in the database, whoever it
// was, so that whatever was read meanwhile would be read again. A state that has passed never comes back.
func (db *DB) State(ctx context.Context) (string, error) {
	if db.Engine == PostgreSQL { // which transactions can be seen, of the whole server
		var state string
		err := db.read.QueryRowContext(ctx, "select pg_current_snapshot()::text").Scan(&state)
		return state, err
	}
	return db.watch.state(ctx, db.read)
}

// watch is a connection to SQLite that nobody writes by: SQLite tells each connection when another one has changed
// something.
type watch struct {
	mu     sync.Mutex
	conn   *sql.Conn
	stmt   *sql.Stmt
	nth    int // connection: what two of them say can't be compared
	closed bool
}

func (w *watch) state(ctx context.Context, pool *sql.DB) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if w.closed {
		return "", sql.ErrConnDone
	}
	ctx = context.WithoutCancel(ctx) // who gives up leaves the connection to the others
	if w.stmt == nil {
		if err := w.open(ctx, pool); err != nil {
			return "", err
		}
	}
	var version int64
	if err := w.stmt.QueryRowContext(ctx).Scan(&version); err != nil {
		return "", errors.Join(err, w.close()) // by another one next time
	}
	return fmt.Sprint(w.nth, ".", version), nil
}

func (w *watch) open(ctx context.Context, pool *sql.DB) (err error) {
	if w.conn, err = pool.Conn(ctx); err != nil {
		return err
	}
	w.nth++
	if w.stmt, err = w.conn.PrepareContext(ctx, "pragma data_version"); err != nil {
		return errors.Join(err, w.close())
	}
	return nil
}

// end closes the connection for ever.
func (w *watch) end() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	return w.close()
}

func (w *watch) close() (err error) {
	if w.stmt != nil {
		err = w.stmt.Close()
	}
	if w.conn != nil {
		err = errors.Join(err, w.conn.Close())
	}
	w.conn, w.stmt = nil, nil
	return err
}
