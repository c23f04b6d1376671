package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"shiji/internal/district"
)

// createSQLite makes a database beside its place, whole, and then puts it there: whatever happens meanwhile, no half of
// one stands there. Where another process was faster, its database stands.
func createSQLite(ctx context.Context, path string, opt Options) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := logAlone(path); err != nil {
		return err
	}
	begun := path + ".new-" + strconv.Itoa(os.Getpid()) + "-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	defer func() {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(begun + suffix)
		}
	}()
	db, err := connectSQLite(ctx, begun, opt)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Migrate(ctx), db.settle(ctx), db.Close()); err != nil {
		return err
	}
	if err := errors.Join(soundAlone(ctx, begun), syncPath(begun)); err != nil {
		return err
	}
	err = os.Link(begun, path)
	switch _, gone := os.Stat(path); {
	case err == nil, errors.Is(err, os.ErrExist):
	case errors.Is(gone, os.ErrNotExist): // a file system without links
		if err := os.Rename(begun, path); err != nil {
			return err
		}
	default:
		return err
	}
	return syncPath(dir)
}

// settle writes all that stands in the log into the file.
func (db *DB) settle(ctx context.Context) error {
	var busy, log, done int
	if err := db.write.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &log, &done); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("store: the log of %s couldn't be emptied", db.Path)
	}
	return nil
}

// soundAlone looks through a database file without its log.
func soundAlone(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", sqliteName(path)+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	said := ""
	if err := db.QueryRowContext(ctx, "pragma quick_check").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return corrupt(errors.New(said))
	}
	return nil
}

// logAlone fails with ErrLogAlone where the log of a database stands without it: a new one would take what
// stands in it for its own.
func logAlone(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Stat(path + suffix); err == nil {
			return ErrLogAlone.With(filepath.Dir(path))
		}
	}
	return nil
}

// Look fails with ErrForeign or ErrLogAlone where a data folder holds what this program doesn't
// take; it touches nothing.
func Look(ctx context.Context, data string) error {
	if IsAddress(data) {
		return nil
	}
	path := filepath.Join(data, FileName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return logAlone(path)
	} else if err != nil {
		return err
	}
	return known(ctx, path)
}

// Peek lists the districts of data as they stand, none where there is no database yet. It changes nothing.
func Peek(ctx context.Context, data string) ([]district.District, error) {
	if err := Look(ctx, data); err != nil {
		return nil, err
	}
	if IsAddress(data) {
		db, err := connectPostgres(ctx, data, Options{})
		if err != nil {
			return nil, err
		}
		defer db.Close()
		there := false
		err = db.read.QueryRowContext(ctx, "select to_regclass('district') is not null").Scan(&there)
		if err != nil || !there {
			return nil, err
		}
		return db.Districts(ctx)
	}
	path := filepath.Join(data, FileName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	db, err := sql.Open("sqlite", sqliteName(path)+"?mode=ro&_pragma=busy_timeout(15000)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	list, err := (&DB{Engine: SQLite, Path: path, read: db}).Districts(ctx)
	return list, Damage(data, err)
}

// forgotten is how old a database that was begun is when nobody works at it any more.
const forgotten = 10 * time.Minute

// sweepBegun removes what a process left that died while it made a database.
func sweepBegun(dir string) {
	list, _ := filepath.Glob(filepath.Join(dir, FileName+".new-*"))
	for _, name := range list {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > forgotten {
			os.Remove(name)
		}
	}
}

// known fails with ErrForeign where a file is no database of this program: an empty one, one of another
// program, or something else.
func known(ctx context.Context, path string) error {
	head, err := headOf(path, len(sqliteMagic))
	switch {
	case err != nil:
		return err
	case !bytes.Equal(head, []byte(sqliteMagic)):
		return ErrForeign
	}
	db, err := sql.Open("sqlite", sqliteName(path)+"?mode=ro&_pragma=busy_timeout(15000)")
	if err != nil {
		return err
	}
	defer db.Close()
	const named = "select count(*) from sqlite_master where type = 'table' and name in ('district', 'audit_head')"
	ours := 0
	if err := db.QueryRowContext(ctx, named).Scan(&ours); err != nil {
		return ctx.Err() // else it is damaged, perhaps: whoever works with it says how
	}
	if ours == 0 {
		return ErrForeign
	}
	return nil
}

func headOf(path string, n int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, n)
	got, err := io.ReadFull(f, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:got], err
}

// logMissing reports whether a file is a database in WAL mode (bytes 18 and 19 of the format are 2)
// without its log beside it.
func logMissing(path string) (bool, error) {
	head, err := headOf(path, 20)
	if err != nil || len(head) < 20 || !bytes.HasPrefix(head, []byte(sqliteMagic)) || head[18] != 2 && head[19] != 2 {
		return false, err
	}
	_, err = os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist), nil
}

// Serving takes the lock of whoever serves a data folder; release gives it back. It fails with ErrServed where another
// process has it. A server of PostgreSQL may have many.
func Serving(data string) (release func() error, err error) {
	if IsAddress(data) {
		return func() error { return nil }, nil
	}
	lock, err := os.OpenFile(filepath.Join(data, "serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrServed.With(data)
		}
		return nil, errors.Join(err, lock.Close())
	}
	return lock.Close, nil
}
