package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/store/queries"
)

// ExportFormat names the layout of an export: gzip around lines of JSON. The first says what it is, one for each row follows, table by table in the
// order of keys, and the last holds the hash of all before it. The same data give the same lines on either engine.
const ExportFormat = "shiji-export/1"

// columnKind says how a value is written.
type columnKind int

const (
	intColumn columnKind = iota
	textColumn
	boolColumn
	bytesColumn
)

type exportColumn struct {
	name string
	kind columnKind
}

type exportTable struct {
	name    string
	key     string // columns that rows are ordered by
	columns []exportColumn
}

func ints(names ...string) []exportColumn  { return columnsOf(intColumn, names) }
func texts(names ...string) []exportColumn { return columnsOf(textColumn, names) }

func columnsOf(k columnKind, names []string) []exportColumn {
	out := make([]exportColumn, len(names))
	for i, n := range names {
		out[i] = exportColumn{n, k}
	}
	return out
}

func columns(lists ...[]exportColumn) (out []exportColumn) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// exportTables are all tables of business data, parents first. A test holds the list to the schema.
var exportTables = []exportTable{
	{"district", "id", columns(ints("id"), texts("code", "name", "notice", "today"))},
	{"counter", "district, name", columns(ints("district"), texts("name"), ints("value"))},
	{"file", "district, sha256", columns(ints("district"), texts("sha256"), ints("size"), columnsOf(bytesColumn, []string{"packed"}))},
	{"intake", "district, id", columns(ints("district", "id", "year"), texts("state", "mode", "actor"), ints("created_at", "finished_at", "batch"), texts("found", "summary"))},
	{"intake_file", "district, intake, place", columns(ints("district", "intake", "place"), texts("name", "sha256"), ints("size"))},
	{"batch", "district, id", columns(ints("district", "id", "year"), texts("kind"), ints("origin"), texts("actor"), ints("recorded_at"), texts("counts", "digest"))},
	{"fact", "district, year, kind, key, version", columns(ints("district", "year"), texts("kind", "key"), ints("version"), texts("unit", "indicator", "period", "body"), columnsOf(boolColumn, []string{"withdrawn"}), texts("salt", "seal"), ints("batch", "recorded_at"))},
	{"run", "district, id", columns(ints("district", "id", "year", "batch"), texts("state", "actor"), ints("asked_at", "finished_at"), texts("engine", "document", "seal", "summary"))},
	{"job", "district, id", columns(ints("district", "id"), texts("kind", "key"), ints("object"), texts("state", "actor"), ints("asked_at", "finished_at"), columnsOf(boolColumn, []string{"cancel"}), texts("error"))},
	{"job_event", "district, job, seq", columns(ints("district", "job", "seq", "at"), texts("body"))},
	{"audit_entry", "district, seq", columns(ints("district", "seq", "at"), texts("actor", "action", "object", "detail", "prev", "hash"))},
	{"audit_head", "district", columns(ints("district", "seq"), texts("hash"))},
}

type exportHead struct {
	Format string        `json:"format"`
	Schema int64         `json:"schema"`
	Made   string        `json:"made_by"`
	Tables []exportShape `json:"tables"`
}

// exportShape says which columns the rows of a table have, in their order.
type exportShape struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

func (t exportTable) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// shaped is the table with the columns that a file says it has. Only names that the code knows are taken.
func (s exportShape) shaped() (exportTable, bool) {
	for _, t := range exportTables {
		if t.name != s.Name {
			continue
		}
		out := exportTable{name: t.name, key: t.key}
		for _, name := range s.Columns {
			for _, c := range t.columns {
				if c.name == name {
					out.columns = append(out.columns, c)
				}
			}
		}
		return out, len(out.columns) == len(s.Columns)
	}
	return exportTable{}, false
}

type exportTail struct {
	End    bool   `json:"end"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

type exportRow struct {
	Table string            `json:"t"`
	Row   []json.RawMessage `json:"r"`
}

// Export writes everything in the database from one snapshot, so that Restore brings it back on either engine.
func (db *DB) Export(ctx context.Context, w io.Writer, madeBy string) (rows int64, err error) {
	have, _, err := db.Schema(ctx)
	if err != nil {
		return 0, err
	}
	opt := &sql.TxOptions{ReadOnly: true}
	if db.Engine == PostgreSQL {
		opt.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.read.BeginTx(ctx, opt)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := (&Tx{db: db, sql: tx}).unhurried(ctx); err != nil {
		return 0, err
	}
	z := gzip.NewWriter(w)
	sum := sha256.New()
	line := func(v any) error {
		doc, err := json.Marshal(v)
		if err != nil {
			return err
		}
		doc = append(doc, '\n')
		sum.Write(doc)
		_, err = z.Write(doc)
		return err
	}
	head := exportHead{ExportFormat, have, madeBy, nil}
	for _, t := range exportTables {
		head.Tables = append(head.Tables, exportShape{t.name, t.names()})
	}
	if err := line(head); err != nil {
		return 0, err
	}
	for _, t := range exportTables {
		n, err := t.export(ctx, tx, line)
		if err != nil {
			return rows, fmt.Errorf("table %s: %w", t.name, err)
		}
		rows += n
	}
	if err := line(exportTail{true, rows, hex.EncodeToString(sum.Sum(nil))}); err != nil {
		return rows, err
	}
	return rows, z.Close()
}

func (t exportTable) export(ctx context.Context, tx *sql.Tx, line func(any) error) (int64, error) {
	rows, err := tx.QueryContext(ctx, "select "+strings.Join(t.names(), ", ")+" from "+t.name+" order by "+t.key)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := int64(0)
	for rows.Next() {
		values := make([]any, len(t.columns))
		for i, c := range t.columns {
			switch c.kind {
			case intColumn:
				values[i] = new(int64)
			case boolColumn:
				values[i] = new(bool)
			case bytesColumn:
				values[i] = new([]byte)
			default:
				values[i] = new(string)
			}
		}
		if err := rows.Scan(values...); err != nil {
			return n, err
		}
		row := exportRow{Table: t.name}
		for _, v := range values {
			doc, err := json.Marshal(v) // bytes become base64
			if err != nil {
				return n, err
			}
			row.Row = append(row.Row, doc)
		}
		if err := line(row); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

var (
	// ErrNotExport says that a file is neither a backup nor an export.
	ErrNotExport = errors.New("store: the file is neither a backup nor an export of shiji")
	// ErrCut says that an export isn't whole.
	ErrCut = errors.New("store: the export is cut off or was changed")
	// ErrNotEmpty says that there are data already where a restore should go.
	ErrNotEmpty = errors.New("store: there are data already")
)

// OlderExport says that an export was made by an older version of the program.
type OlderExport struct{ Has, Needs int64 }

func (e OlderExport) Error() string {
	return fmt.Sprintf("store: the export has schema %d and this program %d: restore it with the version that made it, then open the data with this one", e.Has, e.Needs)
}

// importBytes is how much one insert of an import takes about: PostgreSQL has a limit on a message, and memory is finite.
const importBytes = 8 << 20

// unhurried lifts the limit on the time of a statement for a unit of work that reads everything, at the pace of whoever takes it.
func (t *Tx) unhurried(ctx context.Context) error {
	if t.db.Engine != PostgreSQL {
		return nil
	}
	_, err := t.sql.ExecContext(ctx, "set local statement_timeout = 0")
	return err
}

// Import brings an export back into an empty database, in one transaction, and verifies the audit chains before it commits. Jobs that were
// under way end as failed: what they were about to do was never done. It returns what the chains said before it added to them.
func (db *DB) Import(ctx context.Context, r io.Reader, actor string) (verdicts []Verdict, err error) {
	rows := int64(0)
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, ErrNotExport
	}
	in := &lineReader{r: bufio.NewReaderSize(z, 1<<20), sum: sha256.New()}
	var head exportHead
	if err := in.next(&head, true); err != nil || head.Format != ExportFormat {
		return nil, ErrNotExport
	}
	have, _, err := db.Schema(ctx)
	if err != nil {
		return nil, err
	}
	if head.Schema > have {
		return nil, fmt.Errorf("%w: the export has schema %d, known up to %d", ErrNewer, head.Schema, have)
	}
	if head.Schema < have {
		return nil, OlderExport{head.Schema, have}
	}
	if list, err := db.Districts(ctx); err != nil {
		return nil, err
	} else if len(list) > 0 {
		return nil, ErrNotEmpty
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	t := &Tx{q: queries.New(tx), sql: tx, db: db, actor: actor, now: db.now()}
	byName := map[string]exportTable{}
	for _, shape := range head.Tables {
		x, ok := shape.shaped()
		if !ok {
			return nil, ErrCut
		}
		byName[x.name] = x
	}
	var batch [][]any
	size := 0
	var current exportTable
	flush := func() error {
		err := t.insert(ctx, current.name, current.names(), len(batch), func(i int) []any { return batch[i] })
		batch, size = nil, 0
		return err
	}
	for {
		var row exportRow
		var tail exportTail
		doc, err := in.line()
		if err != nil {
			return nil, ErrCut
		}
		if err := json.Unmarshal(doc, &tail); err == nil && tail.End {
			if tail.Rows != rows || tail.SHA256 != hex.EncodeToString(in.sum.Sum(nil)) {
				return nil, ErrCut
			}
			break
		}
		in.sum.Write(doc)
		if err := json.Unmarshal(doc, &row); err != nil {
			return nil, ErrCut
		}
		x, ok := byName[row.Table]
		if !ok || len(row.Row) != len(x.columns) {
			return nil, ErrCut
		}
		if x.name != current.name || len(batch) >= 500 || size > importBytes {
			if err := flush(); err != nil {
				return nil, err
			}
			current = x
		}
		values, err := x.values(row.Row)
		if err != nil {
			return nil, ErrCut
		}
		batch = append(batch, values)
		size += len(doc)
		rows++
	}
	if err := flush(); err != nil {
		return nil, err
	}
	list, err := t.q.Districts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		t := &Tx{District: District{ID: d.ID, Code: d.Code, Name: d.Name}, q: t.q, sql: tx, db: db, actor: actor, now: t.now}
		v := Verdict{District: t.District}
		if err := t.verify(ctx, &v, nil); err != nil {
			return nil, err
		}
		if len(v.Breaks) > 0 {
			return nil, BrokenChain{v}
		}
		verdicts = append(verdicts, v)
		if err := t.sayRestored(ctx, v.Head); err != nil {
			return nil, err
		}
	}
	return verdicts, tx.Commit()
}

// sayRestored ends what was under way when a copy was taken, and says in the chain that the data were brought back from it.
func (t *Tx) sayRestored(ctx context.Context, head audit.Head) error {
	if err := t.endOpenJobs(ctx); err != nil {
		return err
	}
	t.Audit("store.restore", "district/"+t.District.Code, map[string]any{"head": head})
	return t.chain(ctx)
}

// endOpenJobs ends jobs whose place in the queue is gone.
func (t *Tx) endOpenJobs(ctx context.Context) error {
	open, err := t.q.OpenJobs(ctx, t.District.ID)
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := t.endJob(ctx, id, job.Failed, lang.T("从备份恢复时尚未完成，没有写入；请重新发起", "it wasn't finished when the backup was taken; nothing was kept, ask again")); err != nil {
			return err
		}
	}
	return nil
}

// BrokenChain says that data weren't taken because their audit chain is broken.
type BrokenChain struct{ Verdict }

func (b BrokenChain) Error() string {
	return fmt.Sprintf("store: the audit chain is broken in %d places, the first: %s", len(b.Breaks), b.Breaks[0].What.EN)
}

func (t exportTable) values(row []json.RawMessage) ([]any, error) {
	out := make([]any, len(row))
	for i, c := range t.columns {
		var err error
		switch c.kind {
		case intColumn:
			var v int64
			err = json.Unmarshal(row[i], &v)
			out[i] = v
		case boolColumn:
			var v bool
			err = json.Unmarshal(row[i], &v)
			out[i] = v
		case bytesColumn:
			var v string
			if err = json.Unmarshal(row[i], &v); err == nil {
				out[i], err = base64.StdEncoding.DecodeString(v)
			}
		default:
			var v string
			err = json.Unmarshal(row[i], &v)
			out[i] = v
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

type lineReader struct {
	r   *bufio.Reader
	sum hash.Hash
}

// line reads one line, with its end.
func (l *lineReader) line() ([]byte, error) {
	doc, err := l.r.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return doc, nil
}

func (l *lineReader) next(v any, count bool) error {
	doc, err := l.line()
	if err != nil {
		return err
	}
	if count {
		l.sum.Write(doc)
	}
	return json.Unmarshal(doc, v)
}
