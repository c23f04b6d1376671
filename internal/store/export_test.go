package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return []string{err.Error()}
		}
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_") {
			continue // the queue and the migrations look after themselves
		}
		i := slices.IndexFunc(exportTables, func(t exportTable) bool { return t.name == table })
		if i < 0 || !slices.ContainsFunc(exportTables[i].columns, func(c exportColumn) bool { return c.name == column }) {
			missing = append(missing, fmt.Sprintf("%s.%s", table, column))
		}
	}
	return missing
}

// OpenAt opens an empty database at a schema that was released.
func OpenAt(ctx context.Context, data string, version int64) (*DB, error) {
	db, err := connect(ctx, data, true, Options{})
	if err != nil {
		return nil, err
	}
	return db, db.migrateTo(ctx, version)
}
