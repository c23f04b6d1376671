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
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/store/queries"
)

// ExportFormat names the layout of an export: gzip around lines of JSON. The first says what it is, one for each row
// follows, table by table in the order of keys, and the last holds the hash of all before it. The same data give the
// same lines on either engine.
const ExportFormat = "shiji-export/1"

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

// shaped is the table with the columns that a file says it has. Only names that the code knows are taken.
func (s exportShape) shaped() (table, bool) {
	for _, t := range tables {
		if t.name != s.Name {
			continue
		}
		out := table{name: t.name, key: t.key}
		for _, name := range s.Columns {
			for _, c := range t.columns {
				if c.name == name {
					out.columns = append(out.columns, c)
				}
			}
		}
		return out, len(out.columns) == len(s.Columns)
	}
	return table{}, false
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

// Export writes everything in the database from one snapshot, so that Restore brings it back on either engine. Data
// that the audit chains don't vouch for are written for nobody: it fails with BrokenChain before it writes anything.
func (db *DB) Export(ctx context.Context, w io.Writer, madeBy string) (rows int64, err error) {
	have, _, err := db.Schema(ctx)
	if err != nil {
		return 0, err
	}
	tx, err := db.snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	t := &Tx{q: queries.New(tx), sql: tx, db: db, now: db.now()}
	if err := t.unhurried(ctx); err != nil {
		return 0, err
	}
	if _, err := t.verifyEach(ctx, nil); err != nil {
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
	for _, t := range tables {
		head.Tables = append(head.Tables, exportShape{t.name, t.names()})
	}
	if err := line(head); err != nil {
		return 0, err
	}
	for _, t := range tables {
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

// verifyEach walks the chains of all districts in a unit of work, and calls then for each whose chain is whole. It
// fails with BrokenChain where one isn't.
func (t *Tx) verifyEach(ctx context.Context, then func(*Tx, Verdict) error) (verdicts []Verdict, err error) {
	list, err := t.q.Districts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		t := &Tx{district: d.ID, q: t.q, past: t.past, sql: t.sql, db: t.db, who: t.who, now: t.now}
		v, err := t.verify(ctx, nil)
		if err != nil {
			return nil, err
		}
		if len(v.Breaks) > 0 {
			return nil, BrokenChain{v}
		}
		verdicts = append(verdicts, v)
		if then != nil {
			if err := then(t, v); err != nil {
				return nil, err
			}
		}
	}
	return verdicts, nil
}

func (t table) export(ctx context.Context, tx *sql.Tx, line func(any) error) (int64, error) {
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

// importBytes is how much one insert of an import takes about: PostgreSQL has a limit on a
// message, and memory is finite.
const importBytes = 8 << 20

// unhurried lifts the limit on the time of a statement for a unit of work that reads everything, at the
// pace of whoever takes it.
func (t *Tx) unhurried(ctx context.Context) error {
	if t.db.Engine != PostgreSQL {
		return nil
	}
	_, err := t.sql.ExecContext(ctx, "set local statement_timeout = 0")
	return err
}

// Import brings an export back into an empty database, in one transaction, and verifies the audit chains before it
// commits. What an older version of the program exported is upgraded on the way. Jobs that were under way end as
// failed: what they were about to do was never done. It returns what the chains said before it added to them.
func (db *DB) Import(ctx context.Context, r io.Reader, who audit.Actor) (verdicts []Verdict, err error) {
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
	if head.Schema > have || head.Schema < 1 {
		return nil, errNewerFile.Because(fmt.Errorf("schema %d, known up to %d", head.Schema, have))
	}
	if list, err := db.Districts(ctx); err != nil {
		return nil, err
	} else if len(list) > 0 {
		return nil, ErrNotEmpty
	}
	if head.Schema < have {
		return db.importOlder(ctx, head, in, who)
	}
	err = db.inTx(ctx, who, func(t *Tx) error {
		if err := t.load(ctx, head, in); err != nil {
			return err
		}
		verdicts, err = t.verifyEach(ctx, func(t *Tx, v Verdict) error { return t.sayRestored(ctx, v.Head) })
		return err
	})
	if err != nil {
		return nil, err
	}
	return verdicts, nil
}

// importOlder brings an export of an earlier schema back by way of a database as it was then, which is upgraded.
func (db *DB) importOlder(ctx context.Context, head exportHead, in *lineReader, who audit.Actor) ([]Verdict, error) {
	dir, err := os.MkdirTemp("", "shiji-upgrade-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	old, err := connectSQLite(ctx, filepath.Join(dir, FileName), db.opt)
	if err != nil {
		return nil, err
	}
	defer old.Close()
	if err := old.migrateTo(ctx, head.Schema); err != nil {
		return nil, err
	}
	if err := old.inTx(ctx, who, func(t *Tx) error { return t.load(ctx, head, in) }); err != nil {
		return nil, err
	}
	if err := old.Migrate(ctx); err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	go func() {
		_, err := old.Export(ctx, w, head.Made)
		w.CloseWithError(err)
	}()
	defer r.Close()
	verdicts, err := db.Import(ctx, r, who)
	if errors.Is(err, ErrNotExport) { // it broke off before its first line: why says the writer
		_, why := r.Read(make([]byte, 1))
		err = errors.Join(why, err)
	}
	return verdicts, err
}

// load reads the rows of an export into tables that are empty.
func (t *Tx) load(ctx context.Context, head exportHead, in *lineReader) error {
	byName := map[string]table{}
	for _, shape := range head.Tables {
		x, ok := shape.shaped()
		if !ok {
			return ErrCut
		}
		byName[x.name] = x
	}
	var batch [][]any
	var current table
	rows, size := int64(0), 0
	flush := func() error {
		row := func(i int) []any { return batch[i] }
		err := t.insert(ctx, current, "", len(batch), row)
		batch, size = nil, 0
		if breaksRule(err) { // of the schema, which no row broke when it was exported
			err = ErrCut.Because(err)
		}
		return err
	}
	for {
		var row exportRow
		var tail exportTail
		doc, err := in.line()
		if err != nil {
			return ErrCut
		}
		if err := json.Unmarshal(doc, &tail); err == nil && tail.End {
			if tail.Rows != rows || tail.SHA256 != hex.EncodeToString(in.sum.Sum(nil)) {
				return ErrCut
			}
			if _, err := in.r.ReadByte(); err != io.EOF { // something follows, or the file's own sum is wrong
				return ErrCut
			}
			return flush()
		}
		in.sum.Write(doc)
		if err := json.Unmarshal(doc, &row); err != nil {
			return ErrCut
		}
		x, ok := byName[row.Table]
		if !ok || len(row.Row) != len(x.columns) {
			return ErrCut
		}
		if x.name != current.name || len(batch) >= 500 || size > importBytes {
			if err := flush(); err != nil {
				return err
			}
			current = x
		}
		values, err := x.values(row.Row)
		if err != nil {
			return ErrCut
		}
		batch = append(batch, values)
		size += len(doc)
		rows++
	}
}

// sayRestored ends what was under way when a copy was taken, and says in the chain that the data were brought back from
// it.
func (t *Tx) sayRestored(ctx context.Context, head audit.Head) error {
	if err := t.endOpenJobs(ctx); err != nil {
		return err
	}
	d, err := districtStore{t}.District(ctx)
	if err != nil {
		return err
	}
	t.Audit("store.restore", "district/"+d.Code, map[string]any{"head": head})
	return t.chain(ctx)
}

// endOpenJobs ends jobs whose place in the queue is gone.
func (t *Tx) endOpenJobs(ctx context.Context) error {
	open, err := t.q.OpenJobs(ctx, t.district)
	if err != nil {
		return err
	}
	unfinished := lang.T("从备份恢复时尚未完成，没有写入；请重新发起",
		"it wasn't finished when the backup was taken; nothing was kept, ask again")
	for _, id := range open {
		if err := (jobStore{t}).end(ctx, id, job.Failed, unfinished); err != nil {
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

// Unwrap is the refusal that it is.
func (b BrokenChain) Unwrap() error { return errBroken.With(len(b.Breaks), b.Breaks[0].What) }

func (t table) values(row []json.RawMessage) ([]any, error) {
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
