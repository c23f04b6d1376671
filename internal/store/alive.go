package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// alive is how a process that does jobs says that it lives: by a lock that the system takes from it when it dies, however it dies. So the jobs that a
// killed process was at are taken over at once, and never those of one that is only slow.
type alive struct {
	name string    // of the process, as it stands on the jobs that it does
	file *os.File  // on SQLite: the lock of the data folder; nil while another process holds it
	conn *sql.Conn // on PostgreSQL: the connection that holds the lock of the name
}

func (a *alive) close() (err error) {
	if a.file != nil {
		err = a.file.Close()
	}
	if a.conn != nil {
		err = errors.Join(err, a.conn.Close())
	}
	return err
}

// sayAlive takes the lock of this process. On SQLite only one process holds it, and only that one takes over jobs.
func (db *DB) sayAlive(ctx context.Context) (*alive, error) {
	var b [8]byte
	rand.Read(b[:]) // never fails
	a := &alive{name: "shiji-" + hex.EncodeToString(b[:])}
	if db.Engine == SQLite {
		return a, nil // takeOver takes it, when it can
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", lockOf(a.name)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	a.conn = conn
	return a, nil
}

// lockOf is the number of a name's lock.
func lockOf(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64())
}

// A job may be what kills the processes that do it, but power cuts and operators kill too. So it is given up only where it was begun often, and the first
// time was some time ago.
const (
	begun   = 20
	givenUp = 10 * time.Minute
)

// takeOver makes the jobs available again that processes were at which are dead, unless that happened too often.
func (db *DB) takeOver(ctx context.Context, a *alive) error {
	if db.Engine == SQLite {
		return db.takeOverFolder(ctx, a)
	}
	rows, err := db.read.QueryContext(ctx, "select distinct attempted_by[array_upper(attempted_by, 1)] from river_job where state = 'running' and attempted_by is not null")
	if err != nil {
		return err
	}
	var owners []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return errors.Join(err, rows.Close())
		}
		if name != a.name {
			owners = append(owners, name)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range owners {
		if err := db.takeOverFrom(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) takeOverFrom(ctx context.Context, name string) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var dead bool // whoever gets the lock knows that nobody holds it
	if err := tx.QueryRowContext(ctx, "select pg_try_advisory_xact_lock($1)", lockOf(name)).Scan(&dead); err != nil || !dead {
		return err
	}
	const his = " and attempted_by[array_upper(attempted_by, 1)] = $1"
	if _, err := tx.ExecContext(ctx, giveUp+his+" and created_at < $2", name, time.Now().Add(-givenUp)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, makeAvailable+his, name); err != nil {
		return err
	}
	return tx.Commit()
}

// Both go on with a condition.
var giveUp = fmt.Sprintf("update river_job set state = 'discarded', finalized_at = current_timestamp where state = 'running' and attempt >= %d", begun)

const makeAvailable = "update river_job set state = 'available' where state = 'running'"

// takeOverFolder takes the lock of the data folder if nobody else holds it, and then the jobs of whoever held it before.
func (db *DB) takeOverFolder(ctx context.Context, a *alive) error {
	if a.file != nil {
		return nil
	}
	lock, err := os.OpenFile(filepath.Join(filepath.Dir(db.Path), "shiji.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return lock.Close() // somebody else works here: their jobs are theirs
	}
	const others = " and coalesce(cast(attempted_by as text), '') not like $1"
	mine := "%" + a.name + "%"
	_, err = db.write.ExecContext(ctx, giveUp+others+" and created_at < $2", mine, time.Now().Add(-givenUp).UTC().Format(time.DateTime))
	if err == nil {
		_, err = db.write.ExecContext(ctx, makeAvailable+others, mine)
	}
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	a.file = lock
	return nil
}
