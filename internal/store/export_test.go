package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"shiji/internal/audit"
)

// MissingFromExport lists tables and columns of the database that an export would leave out.
func MissingFromExport(ctx context.Context, db *DB) (missing []string) {
	q := "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table'"
	if db.Engine == PostgreSQL {
		q = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
	}
	rows, err := db.read.QueryContext(ctx, q)
	if err != nil {
		return []string{err.Error()}
	}
	defer rows.Close()
	for rows.Next() {
		var name, column string
		if err := rows.Scan(&name, &column); err != nil {
			return []string{err.Error()}
		}
		if strings.HasPrefix(name, "river_") || strings.HasPrefix(name, "goose_") || strings.HasPrefix(name, "sqlite_") {
			continue // the queue and the migrations look after themselves
		}
		i := slices.IndexFunc(tables, func(t table) bool { return t.name == name })
		if i < 0 || !slices.Contains(tables[i].names(), column) {
			missing = append(missing, fmt.Sprintf("%s.%s", name, column))
		}
	}
	slices.Sort(missing)
	return missing
}

// Unvouched lists tables whose rows no comparison with the chain covers.
func Unvouched() (list []string) {
	for _, t := range tables {
		if t.vouched == nil && (t.with == "" || tableNamed(t.with).vouched == nil) {
			list = append(list, t.name)
		}
	}
	return list
}

// LoadAt makes a database of a schema that was released, with the rows of an export of then, and closes it.
func LoadAt(ctx context.Context, data string, export io.Reader) error {
	z, err := gzip.NewReader(export)
	if err != nil {
		return err
	}
	in := &lineReader{r: bufio.NewReader(z), sum: sha256.New()}
	var head exportHead
	if err := in.next(&head, true); err != nil {
		return err
	}
	var db *DB
	if IsAddress(data) {
		db, err = connectPostgres(ctx, data, Options{})
	} else {
		db, err = connectSQLite(ctx, filepath.Join(data, FileName), Options{})
	}
	if err != nil {
		return err
	}
	err = db.migrateTo(ctx, head.Schema)
	if err == nil {
		err = db.inTx(ctx, audit.Operator(audit.Command), func(t *Tx) error { return t.load(ctx, head, in) })
	}
	return errors.Join(err, db.Close())
}

// Sweep looks once for jobs that nobody will do.
func Sweep(ctx context.Context, db *DB) error { return db.sweep(ctx) }

// Patient lets a commit take all units that wait, however slow the machine is.
func (db *DB) Patient() { db.lines.patient = true }

// Commits is how many commits kept more than one unit of work that waited.
func (db *DB) Commits() int {
	db.lines.mu.Lock()
	defer db.lines.mu.Unlock()
	return db.lines.commits
}

// Waiting is how many units of work wait for a commit that keeps several; -1: nobody sees to any.
func (db *DB) Waiting() (n int) {
	db.lines.mu.Lock()
	defer db.lines.mu.Unlock()
	if len(db.lines.waiting) == 0 {
		return -1
	}
	for _, list := range db.lines.waiting {
		n += len(list)
	}
	return n
}

// Break ends the transaction of a unit of work behind its back, as a lost connection does.
func (t *Tx) Break() { _ = t.sql.Rollback() }

// FailAtCommit lets everything go well until the commit.
func (t *Tx) FailAtCommit(ctx context.Context) (err error) {
	texts := []string{"pragma defer_foreign_keys = on",
		"insert into year (district, year, state, closed) values (-7, 1, '', '')"}
	if t.db.Engine == PostgreSQL {
		texts = []string{"create temp table late (a int primary key deferrable initially deferred) on commit drop",
			"insert into late values (1), (1)"}
	}
	for _, text := range texts {
		_, e := t.sql.ExecContext(ctx, text)
		err = errors.Join(err, e)
	}
	return err
}

// RollBackBehind ends the transaction without telling anybody, as SQLite does by itself where the disk fails.
func (t *Tx) RollBackBehind(ctx context.Context) error {
	_, err := t.sql.ExecContext(ctx, "rollback")
	return err
}
