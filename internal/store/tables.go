package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A table is declared here, once: its columns and its key, and how the chain vouches for its rows. Exports, restores
// and verification walk this list, and a test holds it to the schema.
type table struct {
	name    string
	key     string // columns that rows are ordered by
	columns []column
	// vouched compares the rows with what the chain holds of them; nil: by a comparison of another table, which names it.
	vouched func(*verifier, context.Context) error
	with    string // the table whose comparison covers this one
}

type column struct {
	name string
	kind columnKind
}

// columnKind says how a value is written.
type columnKind int

const (
	intColumn columnKind = iota
	textColumn
	boolColumn
	bytesColumn
)

func ints(names ...string) []column  { return columnsOf(intColumn, names) }
func texts(names ...string) []column { return columnsOf(textColumn, names) }
func bools(names ...string) []column { return columnsOf(boolColumn, names) }
func blobs(names ...string) []column { return columnsOf(bytesColumn, names) }

func columnsOf(k columnKind, names []string) []column {
	out := make([]column, len(names))
	for i, n := range names {
		out[i] = column{n, k}
	}
	return out
}

// factParts are the columns of a version of a fact.
var factParts = slices.Concat(ints("district", "year"), texts("kind", "key"), ints("version"),
	texts("unit", "indicator", "period", "body"), bools("withdrawn"), texts("salt", "seal"), ints("batch", "recorded_at"))

// tables are all tables of business data, parents first.
var tables = []table{
	{name: "district", key: "id", vouched: (*verifier).district,
		columns: slices.Concat(ints("id"), texts("code", "name", "notice", "today"))},
	{name: "counter", key: "district, name", vouched: (*verifier).counters,
		columns: slices.Concat(ints("district"), texts("name"), ints("value"))},
	{name: "file", key: "district, sha256", vouched: (*verifier).files,
		columns: slices.Concat(ints("district"), texts("sha256"), ints("size"), blobs("packed"))},
	{name: "file_use", key: "district, sha256, noun, object", vouched: (*verifier).uses,
		columns: slices.Concat(ints("district"), texts("sha256", "noun"), ints("object"))},
	{name: "intake", key: "district, id", vouched: (*verifier).intakes,
		columns: slices.Concat(ints("district", "id", "year"), texts("state", "mode", "actor"),
			ints("created_at", "finished_at", "batch"), texts("found", "summary"))},
	{name: "intake_file", key: "district, intake, place", with: "intake",
		columns: slices.Concat(ints("district", "intake", "place"), texts("name", "sha256"), ints("size"))},
	{name: "year", key: "district, year", vouched: (*verifier).years,
		columns: slices.Concat(ints("district", "year"), texts("state", "closed"))},
	{name: "batch", key: "district, id", vouched: (*verifier).batches,
		columns: slices.Concat(ints("district", "id", "year"), texts("kind"), ints("origin"), texts("actor"),
			ints("recorded_at"), texts("counts", "digest", "why"), ints("stage"), bools("folded"))},
	{name: "stage", key: "district, id", with: "batch", columns: ints("district", "id", "year", "intake", "begun_at")},
	{name: "fact", key: "district, year, kind, key, version, batch", with: "batch", columns: factParts},
	{name: "fact_now", key: "district, year, kind, key", vouched: (*verifier).present, columns: factParts},
	{name: "run", key: "district, id", vouched: (*verifier).runs,
		columns: slices.Concat(ints("district", "id", "year", "batch"), texts("state", "actor"),
			ints("asked_at", "finished_at"), texts("engine", "document", "seal", "summary"))},
	{name: "settled", key: "district, year, n", with: "run", columns: ints("district", "year", "n", "run", "at")},
	{name: "job", key: "district, id", vouched: (*verifier).jobs,
		columns: slices.Concat(ints("district", "id"), texts("kind", "key"), ints("object"), texts("state", "actor"),
			ints("asked_at", "finished_at"), bools("cancel"), texts("error"))},
	{name: "job_event", key: "district, job, seq", with: "job",
		columns: slices.Concat(ints("district", "job", "seq", "at"), texts("body"))},
	{name: "audit_entry", key: "district, seq", with: "audit_head",
		columns: slices.Concat(ints("district", "seq", "at"), texts("actor", "action", "object", "detail", "prev", "hash"))},
	{name: "audit_head", key: "district", vouched: (*verifier).head,
		columns: slices.Concat(ints("district", "seq"), texts("hash"))},
}

// tableNamed is a table of the list; a name that isn't there is a mistake of the programmer.
func tableNamed(name string) table {
	i := slices.IndexFunc(tables, func(t table) bool { return t.name == name })
	if i < 0 {
		panic(fmt.Sprintf("store: no table %s", name))
	}
	return tables[i]
}

func (t table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// unnested are rows of a table as PostgreSQL makes them of one array a column, whose numbers begin with from: one
// statement for however many.
func (t table) unnested(from int) string {
	arrays := make([]string, len(t.columns))
	for i, c := range t.columns {
		kind := map[columnKind]string{intColumn: "bigint", textColumn: "text", boolColumn: "boolean", bytesColumn: "bytea"}
		arrays[i] = fmt.Sprintf("$%d::%s[]", from+i, kind[c.kind])
	}
	return "select * from unnest(" + strings.Join(arrays, ", ") + ")"
}

// arrays are n rows by column.
func (t table) arrays(n int, row func(i int) []any) ([]any, error) {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = row(i)
	}
	out := make([]any, len(t.columns))
	ok := true
	for i, c := range t.columns {
		var fits bool
		switch c.kind {
		case intColumn:
			out[i], fits = arrayOf[int64](rows, i)
		case textColumn:
			out[i], fits = arrayOf[string](rows, i)
		case boolColumn:
			out[i], fits = arrayOf[bool](rows, i)
		case bytesColumn:
			out[i], fits = arrayOf[[]byte](rows, i)
		}
		ok = ok && fits
	}
	if !ok {
		return nil, fmt.Errorf("store: a row of %s has values of another kind", t.name)
	}
	return out, nil
}

func arrayOf[T any](rows [][]any, column int) ([]T, bool) {
	out, ok := make([]T, len(rows)), true
	for i, r := range rows {
		if len(r) <= column {
			return nil, false
		}
		var fits bool
		out[i], fits = r[column].(T)
		ok = ok && fits
	}
	return out, ok
}
