package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/run"
	"shiji/internal/store/queries"
	"shiji/internal/yearbook"
)

type sqlTx = sql.Tx

// Tx is a unit of work in one district. It is every noun's Store at once.
type Tx struct {
	District District

	q       *queries.Queries
	sql     *sql.Tx
	db      *DB
	actor   string
	now     int64
	entries []audit.Entry
	rows    map[string]string // hashes of the rows that it wrote, by what they are about
	wrote   bool              // business data
}

var (
	_ yearbook.Tx = (*Tx)(nil)
	_ run.Tx      = (*Tx)(nil)
)

// Now is the time of the unit of work.
func (t *Tx) Now() int64 { return t.now }

// Audit takes an entry into the chain.
func (t *Tx) Audit(action, object string, detail any) {
	doc := "{}"
	if detail != nil {
		text, err := json.Marshal(detail)
		if err != nil {
			panic(err) // a detail is a struct of ours
		}
		doc = string(text)
	}
	t.entries = append(t.entries, audit.Entry{At: t.now, Actor: t.actor, Action: action, Object: object, Detail: doc})
}

// vouch lets the chain hold the hash of a row as it now is, so that a row which anybody changes by hand, or a disk by itself, is found.
func (t *Tx) vouch(row string, v any) {
	t.wrote = true
	if t.rows == nil {
		t.rows = map[string]string{}
	}
	t.rows[row] = rowHash(v)
}

func rowHash(v any) string {
	doc, err := json.Marshal(v)
	if err != nil {
		panic(err) // a row is a struct of ours
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}

// What the rows that the chain vouches for are called.
const districtRow = "district"

func batchRow(id int64) string  { return fmt.Sprintf("batch/%d", id) }
func intakeRow(id int64) string { return fmt.Sprintf("import/%d", id) }
func runRow(id int64) string    { return fmt.Sprintf("run/%d", id) }
func jobRow(id int64) string    { return fmt.Sprintf("job/%d", id) }

// rowsAction is the entry that holds the hashes of the rows that a unit of work wrote.
const rowsAction = "rows"

// errSilent says that a unit of work changed something without saying so in the chain: a mistake of the programmer.
var errSilent = errors.New("store: business data changed without an audit entry")

// chain appends the entries of the unit of work. The head is locked as late as can be, so that others wait for a moment only.
func (t *Tx) chain(ctx context.Context) error {
	if len(t.entries) == 0 {
		if t.wrote {
			return errSilent
		}
		return nil
	}
	if len(t.rows) > 0 {
		t.Audit(rowsAction, "", t.rows) // keys are sorted
	}
	locked, err := t.q.LockHead(ctx, t.District.ID)
	if err != nil {
		return err
	}
	head := audit.Head{Seq: locked.Seq, Hash: locked.Hash}
	for _, e := range t.entries {
		e = e.After(head)
		head = audit.Head{Seq: e.Seq, Hash: e.Hash}
		if err := t.q.AddEntry(ctx, queries.AddEntryParams{District: t.District.ID, Seq: e.Seq, At: e.At, Actor: e.Actor, Action: e.Action, Object: e.Object, Detail: e.Detail, Prev: e.Prev, Hash: e.Hash}); err != nil {
			return err
		}
	}
	return t.q.SetHead(ctx, queries.SetHeadParams{District: t.District.ID, Seq: head.Seq, Hash: head.Hash})
}

// Head returns the end of the audit chain.
func (t *Tx) Head(ctx context.Context) (audit.Head, error) {
	h, err := t.q.Head(ctx, t.District.ID)
	return audit.Head{Seq: h.Seq, Hash: h.Hash}, err
}

// LastSettled is the run of a year that was last made provisional until a time; 0: none.
func (t *Tx) LastSettled(ctx context.Context, year int, until int64) (int64, error) {
	seq, err := t.q.LastEntryOf(ctx, queries.LastEntryOfParams{District: t.District.ID, Action: run.Settled, Object: run.Object(year, 0)[:len(run.Object(year, 0))-1] + "%", At: until})
	if err != nil || seq == 0 {
		return 0, err
	}
	entries, err := t.Entries(ctx, seq-1, 1)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	var id int64
	if _, err := fmt.Sscanf(entries[0].Object, fmt.Sprintf("%d/run/%%d", year), &id); err != nil {
		return 0, fmt.Errorf("store: entry %d of the chain: %w", seq, err)
	}
	return id, nil
}

// Entries returns entries of the chain after a number, in order.
func (t *Tx) Entries(ctx context.Context, after int64, limit int) ([]audit.Entry, error) {
	rows, err := t.q.Entries(ctx, queries.EntriesParams{District: t.District.ID, Seq: after, Column3: int64(limit)})
	out := make([]audit.Entry, len(rows))
	for i, r := range rows {
		out[i] = audit.Entry{Seq: r.Seq, At: r.At, Actor: r.Actor, Action: r.Action, Object: r.Object, Detail: r.Detail, Prev: r.Prev, Hash: r.Hash}
	}
	return out, err
}

// none turns "no rows" into the noun's own error.
func none(err, instead error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return instead
	}
	return err
}

func (t *Tx) count(ctx context.Context, name string) (int64, error) {
	return t.q.Count(ctx, queries.CountParams{District: t.District.ID, Name: name})
}

// LockYear makes other units of work that lock the year wait.
func (t *Tx) LockYear(ctx context.Context, year int) error {
	return t.lock(ctx, fmt.Sprintf("year/%d", year))
}

// lock makes other units of work that lock the same wait until this one ends. It changes nothing.
func (t *Tx) lock(ctx context.Context, name string) error {
	return t.q.LockYear(ctx, queries.LockYearParams{District: t.District.ID, Name: name})
}

// batchYears lists every year that was ever imported.
func (t *Tx) batchYears(ctx context.Context) ([]int, error) {
	rows, err := t.q.BatchYears(ctx, t.District.ID)
	out := make([]int, len(rows))
	for i, y := range rows {
		out[i] = int(y)
	}
	return out, err
}

// Years lists the years that hold facts.
func (t *Tx) Years(ctx context.Context) ([]int, error) {
	rows, err := t.q.Years(ctx, t.District.ID)
	out := make([]int, len(rows))
	for i, y := range rows {
		out[i] = int(y)
	}
	return out, err
}

func (t *Tx) LastBatch(ctx context.Context, year int) (int64, error) {
	return t.q.LastBatch(ctx, queries.LastBatchParams{District: t.District.ID, Year: int64(year)})
}

func (t *Tx) BatchAt(ctx context.Context, year int, at int64) (int64, error) {
	return t.q.BatchAt(ctx, queries.BatchAtParams{District: t.District.ID, Year: int64(year), RecordedAt: at})
}

func (t *Tx) LastRecorded(ctx context.Context) (int64, error) {
	return t.q.LastRecorded(ctx, t.District.ID)
}

func (t *Tx) Batch(ctx context.Context, id int64) (yearbook.Batch, error) {
	b, err := t.q.Batch(ctx, queries.BatchParams{District: t.District.ID, ID: id})
	if err != nil {
		return yearbook.Batch{}, none(err, yearbook.ErrNone)
	}
	return batchOf(b)
}

func batchOf(b queries.Batch) (yearbook.Batch, error) {
	out := yearbook.Batch{ID: b.ID, Year: int(b.Year), Kind: yearbook.BatchKind(b.Kind), Origin: b.Origin, Actor: b.Actor, RecordedAt: b.RecordedAt, Digest: b.Digest}
	return out, json.Unmarshal([]byte(b.Counts), &out.Counts)
}

func (t *Tx) Batches(ctx context.Context, year int) ([]yearbook.Batch, error) {
	rows, err := t.q.Batches(ctx, queries.BatchesParams{District: t.District.ID, Year: int64(year)})
	out := make([]yearbook.Batch, len(rows))
	for i, b := range rows {
		var e error
		out[i], e = batchOf(b)
		err = errors.Join(err, e)
	}
	return out, err
}

// atOnce is how many rows one insert takes. A trip to PostgreSQL costs most; SQLite finds its $n one after the other, so that long statements cost most.
func (db *DB) atOnce() int {
	if db.Engine == PostgreSQL {
		return 500
	}
	return 10
}

var factColumns = []string{"district", "year", "kind", "key", "version", "unit", "indicator", "period", "body", "withdrawn", "salt", "seal", "batch", "recorded_at"}

func (t *Tx) AddBatch(ctx context.Context, b yearbook.Batch, facts []yearbook.Fact) (int64, error) {
	t.wrote = true
	id, err := t.count(ctx, "batch")
	if err != nil {
		return 0, err
	}
	counts, err := json.Marshal(b.Counts)
	if err != nil {
		return 0, err
	}
	b.ID = id
	t.vouch(batchRow(id), b)
	err = t.q.AddBatch(ctx, queries.AddBatchParams{District: t.District.ID, ID: id, Year: int64(b.Year), Kind: string(b.Kind), Origin: b.Origin, Actor: b.Actor, RecordedAt: b.RecordedAt, Counts: string(counts), Digest: b.Digest})
	if err != nil {
		return 0, err
	}
	return id, t.insert(ctx, "fact", factColumns, len(facts), func(i int) []any {
		f := facts[i]
		return []any{t.District.ID, int64(b.Year), string(f.Kind), f.Key, f.Version, f.Unit, f.Indicator, f.Period, f.Body, f.Withdrawn, f.Salt, f.Seal, id, f.RecordedAt}
	})
}

// insert adds n rows, many at a time.
func (t *Tx) insert(ctx context.Context, table string, columns []string, n int, row func(i int) []any) error {
	var stmt *sql.Stmt
	size := 0
	for i := 0; i < n; i += size {
		if left := min(n-i, t.db.atOnce()); left != size {
			if stmt != nil {
				stmt.Close()
			}
			var err error
			if stmt, err = t.sql.PrepareContext(ctx, insertMany(table, columns, left)); err != nil {
				return err
			}
			defer stmt.Close()
			size = left
		}
		args := make([]any, 0, size*len(columns))
		for k := range size {
			args = append(args, row(i+k)...)
		}
		if _, err := stmt.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// insertMany is an insert of n rows. Table and columns are named by the code, never by data.
func insertMany(table string, columns []string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values ", table, strings.Join(columns, ", "))
	at := 1
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range columns {
			if c > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", at)
			at++
		}
		b.WriteByte(')')
	}
	return b.String()
}

func (t *Tx) Facts(ctx context.Context, year int, batch int64) ([]yearbook.Fact, error) {
	rows, err := t.q.FactsAsOf(ctx, queries.FactsAsOfParams{District: t.District.ID, Year: int64(year), Batch: batch})
	out := make([]yearbook.Fact, len(rows))
	for i, f := range rows {
		out[i] = yearbook.Fact{Record: yearbook.Record{Kind: yearbook.Kind(f.Kind), Key: f.Key, Unit: f.Unit, Indicator: f.Indicator, Period: f.Period, Body: f.Body}, Version: f.Version, Withdrawn: f.Withdrawn, Batch: f.Batch}
	}
	return out, err
}

func (t *Tx) FactsOf(ctx context.Context, batch int64) ([]yearbook.Fact, error) {
	rows, err := t.q.FactsOfBatch(ctx, queries.FactsOfBatchParams{District: t.District.ID, Batch: batch})
	out := make([]yearbook.Fact, len(rows))
	for i, f := range rows {
		out[i] = yearbook.Fact{Record: yearbook.Record{Kind: yearbook.Kind(f.Kind), Key: f.Key, Unit: f.Unit, Indicator: f.Indicator, Period: f.Period, Body: f.Body}, Version: f.Version, Withdrawn: f.Withdrawn, Salt: f.Salt, Seal: f.Seal, Batch: batch, RecordedAt: f.RecordedAt}
	}
	return out, err
}

func (t *Tx) History(ctx context.Context, year int, of yearbook.About) ([]yearbook.Fact, error) {
	rows, err := t.q.FactHistory(ctx, queries.FactHistoryParams{District: t.District.ID, Year: int64(year), Unit: of.Unit, Indicator: of.Indicator, Column5: string(of.Kind), Column6: of.Key})
	out := make([]yearbook.Fact, len(rows))
	for i, f := range rows {
		out[i] = yearbook.Fact{Record: yearbook.Record{Kind: yearbook.Kind(f.Kind), Key: f.Key, Unit: f.Unit, Indicator: f.Indicator, Period: f.Period, Body: f.Body}, Version: f.Version, Withdrawn: f.Withdrawn, Batch: f.Batch, RecordedAt: f.RecordedAt}
	}
	return out, err
}

func (t *Tx) FilesOf(ctx context.Context, year int, batch int64) (map[int64]map[string]string, error) {
	rows, err := t.q.FilesOf(ctx, queries.FilesOfParams{District: t.District.ID, Year: int64(year), Batch: batch})
	out := map[int64]map[string]string{}
	for _, r := range rows {
		if out[r.Batch] == nil {
			out[r.Batch] = map[string]string{}
		}
		out[r.Batch][r.Name] = r.Sha256
	}
	return out, err
}

func (t *Tx) AddIntake(ctx context.Context, in yearbook.Intake) (int64, error) {
	t.wrote = true
	id, err := t.count(ctx, "intake")
	if err != nil {
		return 0, err
	}
	in.ID = id
	t.vouch(intakeRow(id), in)
	found, counts, err := intakeDocs(in)
	if err != nil {
		return 0, err
	}
	err = t.q.AddIntake(ctx, queries.AddIntakeParams{District: t.District.ID, ID: id, Year: int64(in.Year), State: string(in.State), Mode: string(in.Mode), Actor: in.Actor, CreatedAt: in.CreatedAt, FinishedAt: in.FinishedAt, Batch: in.Batch, Found: found, Summary: counts})
	if err != nil {
		return 0, err
	}
	for i, f := range in.Files {
		if err := t.q.AddIntakeFile(ctx, queries.AddIntakeFileParams{District: t.District.ID, Intake: id, Place: int64(i), Name: f.Name, Sha256: f.SHA256, Size: f.Size}); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// intakeSummary is what an import keeps beside its findings.
type intakeSummary struct {
	yearbook.Counts
	Seen    int64                 `json:"seen,omitempty"`
	Reading string                `json:"reading,omitempty"`
	Tally   map[errs.Severity]int `json:"tally"`
	Answers []fact.Answer         `json:"answers,omitempty"`
}

func intakeDocs(in yearbook.Intake) (found, counts string, err error) {
	a, err1 := json.Marshal(in.Found)
	tally := map[errs.Severity]int{}
	for _, s := range []errs.Severity{errs.Wrong, errs.Warning, errs.Info} {
		tally[s] = in.Count(s)
	}
	b, err2 := json.Marshal(intakeSummary{in.Counts, in.Seen, in.Reading, tally, in.Answers})
	return string(a), string(b), errors.Join(err1, err2)
}

func (t *Tx) SetIntake(ctx context.Context, in yearbook.Intake) error {
	t.vouch(intakeRow(in.ID), in)
	found, counts, err := intakeDocs(in)
	if err != nil {
		return err
	}
	return t.q.SetIntake(ctx, queries.SetIntakeParams{District: t.District.ID, ID: in.ID, Year: int64(in.Year), State: string(in.State), FinishedAt: in.FinishedAt, Batch: in.Batch, Found: found, Summary: counts, Mode: string(in.Mode)})
}

func (t *Tx) Intake(ctx context.Context, id int64) (yearbook.Intake, error) {
	row, err := t.q.Intake(ctx, queries.IntakeParams{District: t.District.ID, ID: id})
	if err != nil {
		return yearbook.Intake{}, none(err, yearbook.ErrNone)
	}
	return t.intakeOf(ctx, row)
}

func (t *Tx) intakeOf(ctx context.Context, row queries.Intake) (yearbook.Intake, error) {
	in := yearbook.Intake{ID: row.ID, Year: int(row.Year), State: yearbook.State(row.State), Mode: yearbook.Mode(row.Mode), Actor: row.Actor, CreatedAt: row.CreatedAt, FinishedAt: row.FinishedAt, Batch: row.Batch}
	var summary intakeSummary
	if err := errors.Join(json.Unmarshal([]byte(row.Found), &in.Found), json.Unmarshal([]byte(row.Summary), &summary)); err != nil {
		return in, err
	}
	in.Counts, in.Seen, in.Reading, in.Answers = summary.Counts, summary.Seen, summary.Reading, summary.Answers
	files, err := t.q.IntakeFiles(ctx, queries.IntakeFilesParams{District: t.District.ID, Intake: row.ID})
	for i, f := range files {
		if f.Place != int64(i) {
			return in, fmt.Errorf("%w: the files of import %d", ErrDamaged, in.ID)
		}
		in.Files = append(in.Files, yearbook.File{Name: f.Name, SHA256: f.Sha256, Size: f.Size})
	}
	return in, err
}

// Intakes lists imports, the newest first, without what was found in them: that may be much.
func (t *Tx) Intakes(ctx context.Context, limit int) ([]yearbook.Intake, error) {
	rows, err := t.q.IntakeList(ctx, queries.IntakeListParams{District: t.District.ID, Column2: int64(limit)})
	if err != nil {
		return nil, err
	}
	out := make([]yearbook.Intake, len(rows))
	for i, row := range rows {
		if out[i], err = t.intakeOf(ctx, queries.Intake(row)); err != nil {
			return nil, err
		}
		var summary intakeSummary
		if err := json.Unmarshal([]byte(row.Summary), &summary); err != nil {
			return nil, err
		}
		if summary.Tally != nil {
			out[i].Tally = summary.Tally
		}
	}
	return out, nil
}

// wholeIntakes lists all imports with all that was found in them.
func (t *Tx) wholeIntakes(ctx context.Context) ([]yearbook.Intake, error) {
	rows, err := t.q.Intakes(ctx, queries.IntakesParams{District: t.District.ID, Column2: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	out := make([]yearbook.Intake, len(rows))
	for i, row := range rows {
		if out[i], err = t.intakeOf(ctx, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PutPacked keeps a file under the hash of its content. The same content is kept once.
func (t *Tx) PutPacked(ctx context.Context, f yearbook.Packed) error {
	t.wrote = true
	return t.q.AddFile(ctx, queries.AddFileParams{District: t.District.ID, Sha256: f.SHA256, Size: f.Size, Packed: f.Bytes})
}

// ErrDamaged says that a file isn't what was put in.
var ErrDamaged = yearbook.ErrDamaged

// FileSize returns the size of a kept file, unpacked.
func (t *Tx) FileSize(ctx context.Context, sha string) (int64, error) {
	size, err := t.q.FileSize(ctx, queries.FileSizeParams{District: t.District.ID, Sha256: sha})
	return size, none(err, yearbook.ErrNone)
}

// PackedFile returns a file by its hash, as it is kept: unpacking it says whether it still is what was put in.
func (t *Tx) PackedFile(ctx context.Context, sha string) (yearbook.Packed, error) {
	row, err := t.q.File(ctx, queries.FileParams{District: t.District.ID, Sha256: sha})
	if err != nil {
		return yearbook.Packed{}, none(err, yearbook.ErrNone)
	}
	return yearbook.Packed{SHA256: sha, Size: row.Size, Bytes: row.Packed}, nil
}

func (t *Tx) AddRun(ctx context.Context, r run.Run) (int64, error) {
	t.wrote = true
	id, err := t.count(ctx, "run")
	if err != nil {
		return 0, err
	}
	r.ID = id
	t.vouch(runRow(id), r)
	return id, t.q.AddRun(ctx, queries.AddRunParams{District: t.District.ID, ID: id, Year: int64(r.Year), Batch: r.Batch, State: string(r.State), Actor: r.Actor, AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Engine: r.Engine, Document: r.Document, Seal: r.Seal, Summary: runSummary(r)})
}

func runSummary(r run.Run) string { return fmt.Sprintf(`{"warnings":%d}`, r.Warnings) }

func (t *Tx) SetRun(ctx context.Context, r run.Run) error {
	t.vouch(runRow(r.ID), r)
	return t.q.SetRun(ctx, queries.SetRunParams{District: t.District.ID, ID: r.ID, State: string(r.State), FinishedAt: r.FinishedAt, Engine: r.Engine, Document: r.Document, Seal: r.Seal, Summary: runSummary(r)})
}

func runOf(r queries.Run) (run.Run, error) {
	out := run.Run{ID: r.ID, Year: int(r.Year), Batch: r.Batch, State: run.State(r.State), Actor: r.Actor, AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Engine: r.Engine, Document: r.Document, Seal: r.Seal}
	var s struct {
		Warnings int `json:"warnings"`
	}
	err := json.Unmarshal([]byte(r.Summary), &s)
	out.Warnings = s.Warnings
	return out, err
}

func (t *Tx) Run(ctx context.Context, id int64) (run.Run, error) {
	r, err := t.q.Run(ctx, queries.RunParams{District: t.District.ID, ID: id})
	if err != nil {
		return run.Run{}, none(err, run.ErrNone)
	}
	return runOf(r)
}

func (t *Tx) Runs(ctx context.Context, year int) ([]run.Run, error) {
	var rows []queries.Run
	var err error
	if year == 0 {
		rows, err = t.q.AllRuns(ctx, t.District.ID)
	} else {
		rows, err = t.q.Runs(ctx, queries.RunsParams{District: t.District.ID, Year: int64(year)})
	}
	out := make([]run.Run, len(rows))
	for i, r := range rows {
		var e error
		out[i], e = runOf(r)
		err = errors.Join(err, e)
	}
	return out, err
}
