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

// alive is how a process that does jobs says that it lives: by a lock that the system takes from it when it dies,
// however it dies. So the jobs that a killed process was at are taken over at once, by whoever works beside it, and
// never those of one that is only slow.
type alive struct {
	name   string    // of the process, as it stands on the jobs that it does
	file   *os.File  // on SQLite: a locked file of its own in the data folder
	conn   *sql.Conn // on PostgreSQL: the connection that holds the lock of the name
	missed int       // how often the lock couldn't be taken again
}

// livesIn is how the file of a process is called.
const livesIn = "shiji-works-"

func (a *alive) close() (err error) {
	if a.file != nil {
		err = errors.Join(os.Remove(a.file.Name()), a.file.Close())
	}
	if a.conn != nil {
		err = errors.Join(err, a.conn.Close())
	}
	return err
}

// sayAlive takes the lock of this process.
func (db *DB) sayAlive(ctx context.Context) (*alive, error) {
	var b [8]byte
	rand.Read(b[:]) // never fails
	a := &alive{name: "shiji-" + hex.EncodeToString(b[:])}
	if db.Engine == PostgreSQL {
		return a, a.lock(ctx, db)
	}
	for {
		file, err := os.OpenFile(db.livesFile(a.name), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		mine, err1 := file.Stat()
		there, err2 := os.Stat(file.Name())
		if err1 == nil && err2 == nil && os.SameFile(mine, there) {
			a.file = file
			return a, nil
		}
		if err := errors.Join(err1, file.Close()); err != nil { // else another took it for that of a dead one: begin again
			return nil, err
		}
	}
}

func (db *DB) livesFile(name string) string {
	return filepath.Join(filepath.Dir(db.Path), livesIn+name)
}

// lock takes the lock of the name on a connection of its own.
func (a *alive) lock(ctx context.Context, db *DB) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	var mine bool
	err = conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", lockOf(a.name)).Scan(&mine)
	if err == nil && !mine {
		err = errTaken
	}
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	a.conn = conn
	return nil
}

var (
	// errTaken says that the lock of this process is held by another connection: of before, perhaps, as long as the server
	// hasn't noticed that it is gone.
	errTaken = errors.New("store: the lock of this process is held by another connection")
	// errLost says that this process can't show any more that it lives.
	errLost = errors.New("store: this process can't show any more that it lives")
)

// mostMissed is how often in a row the lock may not be had, before others have long taken over what this process does.
const mostMissed = 15

// keep takes the lock again where it was lost: the database was started anew, or the connection cut.
func (a *alive) keep(ctx context.Context, db *DB) error {
	if a.file != nil {
		return nil // the system keeps it
	}
	if a.conn != nil {
		var one int
		err := a.conn.QueryRowContext(ctx, "select 1").Scan(&one)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		_ = a.conn.Close() // it is of no use any more
		a.conn = nil
	}
	err := a.lock(ctx, db)
	if err == nil {
		a.missed = 0
		db.opt.Log.Info("this process shows again that it lives", "name", a.name)
		return nil
	}
	if a.missed++; a.missed > mostMissed {
		return errors.Join(errLost, err)
	}
	return err
}

// lockOf is the number of a name's lock.
func lockOf(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64())
}

// A job may be what kills the processes that do it, but power cuts and operators kill too. So it is given up only where
// it was begun often, and the first time was some time ago.
const (
	begun   = 20
	givenUp = 10 * time.Minute
)

// lastOwner is the process that began a job last, as the queue notes it.
var lastOwner = map[Engine]string{
	SQLite:     "json_extract(attempted_by, '$[#-1]')",
	PostgreSQL: "attempted_by[array_upper(attempted_by, 1)]",
}

// takeOver makes the jobs available again that processes were at which are dead, unless that happened too often.
func (db *DB) takeOver(ctx context.Context, a *alive) error {
	const running = "select distinct %s from river_job where state = 'running' and attempted_by is not null"
	rows, err := db.write.QueryContext(ctx, fmt.Sprintf(running, lastOwner[db.Engine]))
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
	if db.Engine == SQLite {
		return db.clearDead(a)
	}
	return nil
}

// takeOverFrom makes the jobs of a process available, if it is dead: whoever gets its lock knows that nobody holds it.
func (db *DB) takeOverFrom(ctx context.Context, name string) error {
	if db.Engine == SQLite {
		file, dead, err := lockDead(db.livesFile(name))
		if err != nil || !dead {
			return err
		}
		if file != nil {
			defer file.Close()
		}
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	long := any(time.Now().Add(-givenUp))
	if db.Engine == SQLite {
		long = time.Now().Add(-givenUp).UTC().Format(time.DateTime)
	} else {
		var dead bool
		err := tx.QueryRowContext(ctx, "select pg_try_advisory_xact_lock($1)", lockOf(name)).Scan(&dead)
		if err != nil || !dead {
			return err
		}
	}
	his := " and " + lastOwner[db.Engine] + " = $1"
	if _, err := tx.ExecContext(ctx, giveUp+his+" and created_at < $2", name, long); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, makeAvailable+his, name); err != nil {
		return err
	}
	return tx.Commit()
}

// Both go on with a condition.
var giveUp = fmt.Sprintf("update river_job set state = 'discarded', finalized_at = current_timestamp "+
	"where state = 'running' and attempt >= %d", begun)

const makeAvailable = "update river_job set state = 'available' where state = 'running'"

// lockDead locks the file of a process. dead is false where the process holds it; without a file it is dead.
func lockDead(path string) (file *os.File, dead bool, err error) {
	file, err = os.OpenFile(path, os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = nil
		}
		return nil, false, errors.Join(err, file.Close())
	}
	return file, true, nil
}

// clearDead removes the files of dead processes, whose jobs were taken over.
func (db *DB) clearDead(a *alive) error {
	list, err := filepath.Glob(db.livesFile("*"))
	for _, path := range list {
		if path == db.livesFile(a.name) {
			continue
		}
		file, dead, e := lockDead(path)
		if file != nil && dead {
			e = errors.Join(e, os.Remove(path), file.Close())
		}
		err = errors.Join(err, e)
	}
	return err
}
