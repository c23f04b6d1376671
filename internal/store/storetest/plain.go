package storetest

import (
	"database/sql"
	"errors"
	"os"

	_ "modernc.org/sqlite" // other programs' databases
)

// Plain makes an SQLite database of another program and returns its bytes.
func Plain(path, statement string) ([]byte, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	_, err = db.Exec(statement)
	if err = errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
