package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

func (db *DB) driver() interface {
	riverdriver.Driver[*sqlTx]
} {
	if db.Engine == PostgreSQL {
		return riverdatabasesql.New(db.write)
	}
	return riversqlite.New(db.write)
}

func (db *DB) provider(on *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if db.Engine == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, on, dir, goose.WithDisableGlobalRegistry(true))
}

// Schema returns the version of the database's schema and the newest that this program knows.
func (db *DB) Schema(ctx context.Context) (have, know int64, err error) {
	p, err := db.provider(db.write)
	if err != nil {
		return 0, 0, err
	}
	for _, s := range p.ListSources() {
		know = max(know, s.Version)
	}
	have, err = p.GetDBVersion(ctx)
	return have, know, err
}

// Migrate brings the schema up to date, each step in a transaction of its own: one that is broken off goes on the next
// time. A schema that is newer than this program is refused with ErrNewer and stays untouched.
func (db *DB) Migrate(ctx context.Context) error { return db.migrateTo(ctx, 0) }

// migrateTo stops at a version; 0 is the newest.
func (db *DB) migrateTo(ctx context.Context, version int64) (err error) {
	unlock, err := db.alone(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	have, know, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	if have > know {
		return ErrNewer.With(db.shown()).Because(fmt.Errorf("schema %d, known up to %d", have, know))
	}
	on, done := db.unlimited()
	defer func() { err = errors.Join(err, done()) }()
	p, err := db.provider(on)
	if err != nil {
		return err
	}
	if version == 0 {
		version = know
	}
	if _, err := p.UpTo(ctx, version); err != nil && !errors.Is(err, goose.ErrNoNextVersion) {
		return err
	}
	m, err := rivermigrate.New(db.driver(), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// unlimited is the database without a limit on the time of a statement: a large house takes long to be changed.
func (db *DB) unlimited() (on *sql.DB, done func() error) {
	if db.config == nil {
		return db.write, func() error { return nil }
	}
	config := db.config.Copy()
	config.RuntimeParams["statement_timeout"] = "0"
	own := stdlib.OpenDB(*config)
	return own, own.Close
}

// schemaLock is the number of the lock under which a schema is looked at and changed.
const schemaLock = 0x5348494a // "SHIJ"

// alone waits until no other process changes the schema, and keeps others waiting until unlock is called.
func (db *DB) alone(ctx context.Context) (unlock func() error, err error) {
	if db.Engine == SQLite {
		f, err := os.Open(filepath.Dir(db.Path)) // the folder itself is the lock
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f.Close, nil
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", schemaLock); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", schemaLock)
		return errors.Join(err, conn.Close())
	}, nil
}
