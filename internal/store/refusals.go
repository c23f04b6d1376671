package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shiji/internal/errs"
)

// What can't be opened. The words of most name the data, as they are shown.
var (
	// ErrNoData says that there is no database where one was looked for.
	ErrNoData = errs.Refuse("store.open", errs.NotFound, "data.none")
	// ErrForeign says that what stands where the database should be is none of ours. It stays as it is.
	ErrForeign = errs.Refuse("store.open", errs.Invalid, "data.foreign")
	// ErrLogAlone says that the log of a database stands there without the database.
	ErrLogAlone = errs.Refuse("store.open", errs.Conflict, "data.log_alone")
	// ErrNewer says that a database was made by a newer version of the program.
	ErrNewer = errs.Refuse("store.open", errs.Conflict, "data.newer")
	// ErrDamaged says that SQLite can't read its own file any more.
	ErrDamaged = errs.Refuse("store.open", errs.Damaged, "data.damaged")
	// ErrServed says that another process serves the folder.
	ErrServed = errs.Refuse("store.serve", errs.Conflict, "data.served")
	// ErrAddress says that a postgres:// address can't be understood.
	ErrAddress = errs.Refuse("store.connect", errs.Invalid, "server.address").With("%")
)

// What can't be kept or brought back.
var (
	// ErrNotExport says that a file is neither a backup nor an export.
	ErrNotExport = errs.Refuse("store.restore", errs.Invalid, "backup.none")
	// ErrCut says that an export isn't whole.
	ErrCut = errs.Refuse("store.restore", errs.Damaged, "backup.cut")
	// ErrNotEmpty says that there are data already where a restore should go.
	ErrNotEmpty = errs.Refuse("store.restore", errs.Conflict, "backup.not_empty")
	// ErrLogMissing says that a database was copied without its log: what was recorded last may be missing.
	ErrLogMissing = errs.Refuse("store.restore", errs.Conflict, "backup.log_missing")
	// ErrCorrupt says that SQLite finds a file damaged that it looked through.
	ErrCorrupt = errs.Refuse("store.verify", errs.Damaged, "backup.damaged")

	// ErrUnknown says that the line to the database was cut before it could say whether it kept something.
	ErrUnknown = errs.Refuse("store.commit", errs.Unavailable, "store.unknown")

	errNewerFile = errs.Refuse("store.restore", errs.Conflict, "backup.newer")
	errBroken    = errs.Refuse("store.verify", errs.Damaged, "audit.broken")
)

// Shown is how a data argument is named to people: an address may hold a password.
func Shown(data string) string {
	if IsAddress(data) {
		return "postgres://…"
	}
	return data
}

// breaksRule reports whether rows were refused because they break a rule of the schema.
func breaksRule(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_CONSTRAINT ||
		errors.As(err, &pg) && strings.HasPrefix(pg.Code, "23")
}

// Damage is ErrDamaged where SQLite said that a file is damaged, whatever was asked of it. Other errors stay.
func Damage(data string, err error) error {
	var said *sqlite.Error
	var refused errs.Error
	if errors.As(err, &refused) || !errors.As(err, &said) {
		return err
	}
	switch said.Code() & 0xff { // what the higher bits add says where
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged.With(Shown(data), err.Error()).Because(err)
	}
	return err
}
