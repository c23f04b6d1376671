package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// State names what can be read now: between two that are equal nobody has changed anything in the database, whoever it
// was, so that whatever was read meanwhile would be read again. A state that has passed never comes back.
func (db *DB) State(ctx context.Context) (string, error) {
	what := "pragma data_version" // which others have changed
	if db.Engine == PostgreSQL {
		what = "select pg_current_snapshot()::text" // which transactions can be seen, of the whole server
	}
	return db.watch.state(ctx, db.read, what)
}

// watch is a connection that nobody writes by. SQLite tells each connection when another one has changed something. A
// PostgreSQL that crashed may give the numbers of transactions that came to nothing once more, but no connection
// outlives it.
type watch struct {
	mu     sync.Mutex
	conn   *sql.Conn
	stmt   *sql.Stmt
	nth    int // connection: what two of them say can't be compared
	closed bool
	rests  time.Time // the database didn't answer: nobody waits for it before
}

var errWatchRests = errors.New("store: the database didn't answer a moment ago")

// watchPatience is how long the database may take to answer, whoever asks.
const watchPatience = 2 * time.Second

func (w *watch) state(ctx context.Context, pool *sql.DB, what string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if w.closed {
		return "", sql.ErrConnDone
	}
	began := time.Now()
	if began.Before(w.rests) {
		return "", errWatchRests
	}
	// Who gives up leaves the connection to the others.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), watchPatience)
	defer stop()
	said, err := w.ask(ctx, pool, what)
	if err != nil {
		if time.Since(began) > watchPatience/2 {
			w.rests = time.Now().Add(watchPatience)
		}
		return "", errors.Join(err, w.close()) // by another one next time
	}
	return fmt.Sprint(w.nth, ".", said), nil
}

func (w *watch) ask(ctx context.Context, pool *sql.DB, what string) (said string, err error) {
	if w.stmt == nil {
		if err := w.open(ctx, pool, what); err != nil {
			return "", err
		}
	}
	err = w.stmt.QueryRowContext(ctx).Scan(&said)
	return said, err
}

func (w *watch) open(ctx context.Context, pool *sql.DB, what string) (err error) {
	if w.conn, err = pool.Conn(ctx); err != nil {
		return err
	}
	w.nth++
	if w.stmt, err = w.conn.PrepareContext(ctx, what); err != nil {
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
