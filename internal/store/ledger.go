package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/ledger"
	"shiji/internal/store/queries"
)

// yearStore, batchStore, factStore and stageStore are the stores of package ledger.
type (
	yearStore  struct{ t *Tx }
	batchStore struct{ t *Tx }
	factStore  struct{ t *Tx }
	stageStore struct{ t *Tx }
)

func batchRow(id int64) string { return fmt.Sprintf("batch/%d", id) }
func yearRow(year int) string  { return fmt.Sprintf("year/%d", year) }

func yearsOf(rows []int64) []int {
	out := make([]int, len(rows))
	for i, y := range rows {
		out[i] = int(y)
	}
	return out
}

// batchYears lists every year that was ever recorded.
func (t *Tx) batchYears(ctx context.Context) ([]int, error) {
	rows, err := t.q.BatchYears(ctx, t.district)
	return yearsOf(rows), err
}

func (s yearStore) Years(ctx context.Context) ([]int, error) {
	rows, err := s.t.q.Years(ctx, s.t.district)
	return yearsOf(rows), err
}

func (s yearStore) Year(ctx context.Context, year int) (ledger.Year, error) {
	row, err := s.t.q.Year(ctx, queries.YearParams{District: s.t.district, Year: int64(year)})
	if err != nil {
		return openYear(year), none(err, nil)
	}
	return yearOf(year, row.State, row.Closed)
}

// openYear is a year that nobody closed anything of.
func openYear(year int) ledger.Year { return ledger.Year{Year: year, State: ledger.YearOpen} }

func yearOf(year int, state, closed string) (ledger.Year, error) {
	y := ledger.Year{Year: year, State: ledger.YearState(state)}
	err := json.Unmarshal([]byte(closed), &y.Closed)
	if len(y.Closed) == 0 {
		y.Closed = nil
	}
	return y, err
}

// Hold locks the row of the year. SQLite has one writer, who needs no lock.
func (s yearStore) Hold(ctx context.Context, year int, how ledger.Hold) (ledger.Year, error) {
	if y, ok := s.t.locks.years[year]; ok && how == ledger.Shared {
		return y, nil
	}
	y, err := s.hold(ctx, year, how)
	if err == nil {
		s.t.locks.year(y)
	}
	return y, err
}

func (s yearStore) hold(ctx context.Context, year int, how ledger.Hold) (ledger.Year, error) {
	if s.t.db.Engine == SQLite {
		row, err := s.t.past.Year(ctx, queries.YearParams{District: s.t.district, Year: int64(year)})
		if err != nil {
			return openYear(year), none(err, s.make(ctx, year))
		}
		return yearOf(year, row.State, row.Closed)
	}
	lock := "select state, closed from year where district = $1 and year = $2 for "
	if how == ledger.Shared {
		lock += "share"
	} else {
		lock += "update"
	}
	for range 2 {
		var state, closed string
		err := s.t.sql.QueryRowContext(ctx, lock, s.t.district, year).Scan(&state, &closed)
		if err == nil {
			return yearOf(year, state, closed)
		}
		if err = none(err, s.make(ctx, year)); err != nil {
			return openYear(year), err
		}
	}
	return openYear(year), fmt.Errorf("store: the year %d can't be held", year)
}

func (s yearStore) make(ctx context.Context, year int) error {
	return s.t.q.MakeYear(ctx, queries.MakeYearParams{District: s.t.district, Year: int64(year)})
}

func (s yearStore) Set(ctx context.Context, y ledger.Year) error {
	if len(y.Closed) == 0 {
		y.Closed = nil // as it is read again
	}
	s.t.vouch(yearRow(y.Year), y)
	closed, err := json.Marshal(append([]string{}, y.Closed...))
	if err != nil {
		return err
	}
	delete(s.t.locks.years, y.Year)
	return s.t.q.SetYear(ctx, queries.SetYearParams{District: s.t.district, Year: int64(y.Year), State: string(y.State),
		Closed: string(closed)})
}

func (s yearStore) At(ctx context.Context, year int, at int64) (int64, error) {
	id, err := s.t.q.BatchAt(ctx, queries.BatchAtParams{District: s.t.district, Year: int64(year), RecordedAt: at})
	return id, none(err, nil)
}

func (s yearStore) FilesOf(ctx context.Context, year int, batch int64) (map[int64]map[string]string, error) {
	rows, err := s.t.q.FilesOf(ctx, queries.FilesOfParams{District: s.t.district, Year: int64(year), Batch: batch})
	out := map[int64]map[string]string{}
	for _, r := range rows {
		if out[r.Batch] == nil {
			out[r.Batch] = map[string]string{}
		}
		out[r.Batch][r.Name] = r.Sha256
	}
	return out, err
}

func (s yearStore) LastRead(ctx context.Context, year int, batch int64) (int64, error) {
	id, err := s.t.q.LastRead(ctx, queries.LastReadParams{District: s.t.district, Year: int64(year), ID: batch})
	return id, none(err, nil)
}

func (s batchStore) Number(ctx context.Context) (id, last int64, err error) {
	if id, err = s.t.lock(ctx, "batch"); err != nil {
		return 0, 0, err
	}
	if s.t.locks.newest == nil {
		if last, err = s.t.past.LastRecorded(ctx, s.t.district); none(err, nil) != nil {
			return 0, 0, err
		}
		s.t.locks.newest = &last
	}
	return id + 1, *s.t.locks.newest, nil
}

// Add writes the batch, or in a line lets it wait until the line ends.
func (s batchStore) Add(ctx context.Context, b ledger.Batch, facts []ledger.Fact) error {
	last, err := s.t.lock(ctx, "batch")
	if err != nil {
		return err
	}
	if b.ID != last+1 {
		return fmt.Errorf("store: batch %d came as %d", last+1, b.ID)
	}
	row, err := s.row(b, b.ID, true)
	if err != nil {
		return err
	}
	s.t.locks.number("batch", b.ID)
	one := later{batches: []queries.AddBatchParams{row}}
	for _, f := range facts {
		f.Batch, f.RecordedAt = b.ID, b.RecordedAt
		one.facts = append(one.facts, dated{b.Year, f})
	}
	if s.t.line != nil {
		s.t.later.add(one)
		return nil
	}
	return s.t.write(ctx, &one)
}

// AddStaged adds the row of a batch whose versions are there, under the number of their stage.
func (s batchStore) AddStaged(ctx context.Context, b ledger.Batch, stage int64) error {
	id, err := s.t.count(ctx, "batch")
	if err != nil {
		return err
	}
	if id != b.ID {
		return fmt.Errorf("store: batch %d came as %d", id, b.ID)
	}
	row, err := s.row(b, stage, false)
	if err == nil {
		err = s.t.q.AddBatch(ctx, row)
	}
	if err != nil {
		return err
	}
	n, err := s.t.q.CloseStage(ctx, queries.CloseStageParams{District: s.t.district, ID: stage})
	if err == nil && n != 1 {
		err = ledger.ErrUnstaged
	}
	return err
}

// row is the row of a batch, which is vouched for.
func (s batchStore) row(b ledger.Batch, stage int64, folded bool) (queries.AddBatchParams, error) {
	s.t.wrote = true
	s.t.vouch(batchRow(b.ID), b)
	s.t.locks.newest = &b.RecordedAt
	counts, err := json.Marshal(b.Counts)
	return queries.AddBatchParams{District: s.t.district, ID: b.ID, Year: int64(b.Year),
		Kind: string(b.Kind), Origin: b.Origin, Actor: b.Actor, RecordedAt: b.RecordedAt, Counts: string(counts),
		Digest: b.Digest, Why: b.Why, Stage: stage, Folded: folded}, err
}

// addFacts adds versions to a table, under the number of their stage; more says what becomes of those that are there.
func (t *Tx) addFacts(ctx context.Context, table table, more string, year int, stage int64,
	facts []ledger.Fact) error {
	return t.insert(ctx, table, more, len(facts), func(i int) []any {
		f := facts[i]
		f.Batch = stage
		return t.factRow(dated{year, f})
	})
}

func (t *Tx) factRow(f dated) []any {
	return []any{t.district, int64(f.year), string(f.Kind), f.Key, f.Version, f.Unit, f.Indicator, f.Period, f.Body,
		f.Withdrawn, f.Salt, f.Seal, f.Batch, f.RecordedAt}
}

func batchValues(b queries.AddBatchParams) []any {
	return []any{b.District, b.ID, b.Year, b.Kind, b.Origin, b.Actor, b.RecordedAt, b.Counts, b.Digest, b.Why, b.Stage,
		b.Folded}
}

var batchTable, factTable, factNowTable = tableNamed("batch"), tableNamed("fact"), tableNamed("fact_now")

// takeItsPlace puts a newer version of a fact into the present.
var takeItsPlace = func() string {
	var set []string
	for _, c := range factTable.names()[4:] {
		set = append(set, c+" = excluded."+c)
	}
	return " on conflict (district, year, kind, key) do update set " + strings.Join(set, ", ") +
		" where excluded.version > fact_now.version"
}()

func (s batchStore) Last(ctx context.Context, year int) (int64, error) {
	id, err := s.t.q.LastBatch(ctx, queries.LastBatchParams{District: s.t.district, Year: int64(year)})
	return id, none(err, nil)
}

func (s batchStore) Batch(ctx context.Context, id int64) (ledger.Batch, error) {
	b, err := s.t.q.Batch(ctx, queries.BatchParams{District: s.t.district, ID: id})
	if err != nil {
		return ledger.Batch{}, none(err, ledger.ErrNone)
	}
	return batchOf(b)
}

func batchOf(b queries.Batch) (ledger.Batch, error) {
	out := ledger.Batch{ID: b.ID, Year: int(b.Year), Kind: ledger.BatchKind(b.Kind), Origin: b.Origin, Actor: b.Actor,
		RecordedAt: b.RecordedAt, Digest: b.Digest, Why: b.Why}
	return out, json.Unmarshal([]byte(b.Counts), &out.Counts)
}

func (s batchStore) List(ctx context.Context, year int, after int64) ([]ledger.Batch, error) {
	rows, err := s.t.q.Batches(ctx, queries.BatchesParams{District: s.t.district, Year: int64(year), ID: after})
	return each(rows, err, batchOf)
}

// each turns rows into what they say.
func each[R, T any](rows []R, err error, of func(R) (T, error)) ([]T, error) {
	out := make([]T, len(rows))
	for i, r := range rows {
		var e error
		out[i], e = of(r)
		err = errors.Join(err, e)
	}
	return out, err
}

// Vouched asks the chain for those that the table names where it is asked for some: they are few, and a page waits. Of
// all batches of a year it asks the chain alone, so that one that is gone is missed.
func (s batchStore) Vouched(ctx context.Context, year int, after, until int64) (map[int64]ledger.BatchDetail, error) {
	if after == 0 {
		return s.vouchedYear(ctx, year, until)
	}
	rows, err := s.t.q.VouchedBatches(ctx, queries.VouchedBatchesParams{District: s.t.district,
		Year: int64(year), ID: after, ID_2: until})
	out := make(map[int64]ledger.BatchDetail, len(rows))
	for _, r := range rows {
		e := audit.Entry{Seq: r.Seq, At: r.At, Actor: r.Actor, Action: r.Action, Object: r.Object, Detail: r.Detail,
			Prev: r.Prev, Hash: r.Hash}
		err = errors.Join(err, vouches(e, r.ID, out))
	}
	return out, err
}

func (s batchStore) vouchedYear(ctx context.Context, year int, until int64) (map[int64]ledger.BatchDetail, error) {
	prefix := fmt.Sprintf("%d/batch/", year)
	rows, err := s.t.q.VouchedYear(ctx, queries.VouchedYearParams{District: s.t.district, Object: prefix,
		Object_2: fmt.Sprintf("%d/batch0", year)}) // 0 comes after /
	out := make(map[int64]ledger.BatchDetail, len(rows))
	for _, r := range rows {
		id, e := strconv.ParseInt(strings.TrimPrefix(r.Object, prefix), 10, 64)
		if err = errors.Join(err, e); id <= until {
			err = errors.Join(err, vouches(entryOf(r), id, out))
		}
	}
	return out, err
}

// vouches notes what an entry says of a batch. One that was changed vouches for nothing.
func vouches(e audit.Entry, id int64, to map[int64]ledger.BatchDetail) error {
	if e.Digest() != e.Hash {
		return nil
	}
	d := ledger.BatchDetail{Actor: e.Actor, Kind: ledger.BatchKind(strings.TrimPrefix(e.Action, "batch."))}
	err := json.Unmarshal([]byte(e.Detail), &d)
	to[id] = d
	return err
}

func factOf(f queries.FactsSinceRow) (ledger.Fact, error) {
	r := ledger.Record{Kind: ledger.Kind(f.Kind), Key: f.Key, Unit: f.Unit, Indicator: f.Indicator,
		Period: f.Period, Body: f.Body}
	return ledger.Fact{Record: r, Version: f.Version, Withdrawn: f.Withdrawn, Salt: f.Salt, Seal: f.Seal, Batch: f.Batch,
		RecordedAt: f.RecordedAt}, nil
}

func (s factStore) Present(ctx context.Context, year int) ([]ledger.Fact, error) {
	rows, err := s.t.q.FactsNow(ctx, queries.FactsNowParams{District: s.t.district, Year: int64(year)})
	now, err := each(rows, err, func(r queries.FactsNowRow) (ledger.Fact,
		error) {
		return factOf(queries.FactsSinceRow(r))
	})
	if err != nil {
		return nil, err
	}
	more, err := s.t.q.FactsUnfolded(ctx, queries.FactsUnfoldedParams{District: s.t.district, Year: int64(year)})
	since, err := each(more, err, func(r queries.FactsUnfoldedRow) (ledger.Fact, error) {
		return factOf(queries.FactsSinceRow(r))
	})
	if err != nil || len(since) == 0 {
		return now, err
	}
	return ledger.Newest(append(now, since...)), nil
}

func (s factStore) AsOf(ctx context.Context, year int, batch int64) ([]ledger.Fact, error) {
	rows, err := s.t.q.FactsAsOf(ctx, queries.FactsAsOfParams{District: s.t.district, Year: int64(year), ID: batch})
	return each(rows, err, func(r queries.FactsAsOfRow) (ledger.Fact, error) { return factOf(queries.FactsSinceRow(r)) })
}

func (s factStore) Since(ctx context.Context, year int, after, until int64) ([]ledger.Fact, error) {
	rows, err := s.t.q.FactsSince(ctx, queries.FactsSinceParams{District: s.t.district, Year: int64(year), ID: after,
		ID_2: until})
	return each(rows, err, factOf)
}

// Pick asks what was kept, and in a line what waits.
func (s factStore) Pick(ctx context.Context, year int, names []ledger.Name) ([]ledger.Fact, error) {
	pick := s.pickEach
	if s.t.line != nil {
		pick = s.pickInLine
	}
	out, err := pick(ctx, year, names)
	return ledger.Newest(out), err
}

func (s factStore) pickEach(ctx context.Context, year int, names []ledger.Name) (out []ledger.Fact, err error) {
	if s.t.db.Engine == PostgreSQL {
		kinds, keys := make([]string, len(names)), make([]string, len(names))
		for i, n := range names {
			kinds[i], keys[i] = string(n.Kind), n.Key
		}
		err = s.pick(ctx, pickMany, []any{s.t.district, int64(year), kinds, keys}, &out)
		return out, err
	}
	for some := range slices.Chunk(names, pickedAtOnce) {
		args := []any{s.t.district, int64(year)}
		for _, n := range some {
			args = append(args, string(n.Kind), n.Key)
		}
		if err := s.pick(ctx, pickFacts(len(some)), args, &out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s factStore) pick(ctx context.Context, query string, args []any, to *[]ledger.Fact) error {
	rows, err := s.t.query(ctx, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r queries.FactsSinceRow
		err := rows.Scan(&r.Kind, &r.Key, &r.Version, &r.Unit, &r.Indicator, &r.Period, &r.Body, &r.Withdrawn, &r.Salt,
			&r.Seal, &r.Batch, &r.RecordedAt)
		if err != nil {
			return err
		}
		f, _ := factOf(r)
		*to = append(*to, f)
	}
	return rows.Err()
}

const pickedAtOnce = 50

// pickFact asks for all versions in force of a fact, by its key: a list of keys would be looked for in all of the year.
const pickFact = pickedColumns + `from fact l cross join batch b
where l.district = $1 and l.year = $2 and l.kind = $%d and l.key = $%d
  and b.district = l.district and b.stage = l.batch`

// pickMany asks so for each of a list.
const pickMany = `select l.* from unnest($3::text[], $4::text[]) as w(kind, key) cross join lateral (` +
	pickedColumns + `from fact l cross join batch b
  where l.district = $1 and l.year = $2 and l.kind = w.kind and l.key = w.key
    and b.district = l.district and b.stage = l.batch offset 0) l`

const pickedColumns = `select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt,
  l.seal, b.id, b.recorded_at
`

func (s factStore) Of(ctx context.Context, batch int64) ([]ledger.Fact, error) {
	rows, err := s.t.q.FactsOfBatch(ctx, queries.FactsOfBatchParams{District: s.t.district, ID: batch})
	return each(rows, err, func(r queries.FactsOfBatchRow) (ledger.Fact,
		error) {
		return factOf(queries.FactsSinceRow(r))
	})
}

func (s factStore) History(ctx context.Context, year int, of ledger.About) ([]ledger.Fact, error) {
	rows, err := s.t.q.FactHistory(ctx, queries.FactHistoryParams{District: s.t.district, Year: int64(year), Unit: of.Unit,
		Indicator: of.Indicator, Column5: string(of.Kind), Column6: of.Key})
	return each(rows, err, func(r queries.FactHistoryRow) (ledger.Fact, error) { return factOf(queries.FactsSinceRow(r)) })
}

func (s factStore) Seals(ctx context.Context, year int, after, until int64) ([]ledger.Fact, error) {
	rows, err := s.t.q.Seals(ctx, queries.SealsParams{District: s.t.district, Year: int64(year), ID: after, ID_2: until})
	return each(rows, err, func(r queries.SealsRow) (ledger.Fact, error) {
		return ledger.Fact{Record: ledger.Record{Kind: ledger.Kind(r.Kind), Key: r.Key}, Version: r.Version, Batch: r.Batch,
			Seal: r.Seal}, nil
	})
}

func (s stageStore) Begin(ctx context.Context, year int, intake int64) (int64, error) {
	n, err := s.t.count(ctx, "stage")
	if err != nil {
		return 0, err
	}
	return -n, s.t.q.AddStage(ctx, queries.AddStageParams{District: s.t.district, ID: -n, Year: int64(year),
		Intake: intake, BegunAt: s.t.now})
}

func (s stageStore) Put(ctx context.Context, stage ledger.Stage, facts []ledger.Fact) error {
	n, err := s.t.q.TouchStage(ctx, queries.TouchStageParams{District: s.t.district, ID: stage.ID, BegunAt: s.t.now})
	if err == nil && n != 1 {
		err = ledger.ErrUnstaged
	}
	if err != nil {
		return err
	}
	return s.t.addFacts(ctx, factTable, "", stage.Year, stage.ID, facts)
}

func (s stageStore) Open(ctx context.Context) ([]ledger.Stage, error) {
	rows, err := s.t.q.Stages(ctx, s.t.district)
	return each(rows, err, func(r queries.StagesRow) (ledger.Stage, error) {
		return ledger.Stage{ID: r.ID, Year: int(r.Year), Intake: r.Intake, Begun: r.BegunAt}, nil
	})
}

func (s stageStore) Drop(ctx context.Context, stage int64, most int) (left bool, err error) {
	// From here on nobody can put it in force. Without a row it is in force, or gone.
	n, err := s.t.q.GiveUpStage(ctx, queries.GiveUpStageParams{District: s.t.district, ID: stage})
	if err != nil || n == 0 {
		return false, err
	}
	rows, err := s.t.q.StagedFacts(ctx, queries.StagedFactsParams{District: s.t.district,
		Batch: stage, Column3: int64(most)})
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		err := s.t.q.DropStaged(ctx, queries.DropStagedParams{District: s.t.district, Year: r.Year, Kind: r.Kind, Key: r.Key,
			Version: r.Version, Batch: stage})
		if err != nil {
			return false, err
		}
	}
	if len(rows) == most {
		return true, nil
	}
	return false, s.t.q.DropStage(ctx, queries.DropStageParams{District: s.t.district, ID: stage})
}

func (s stageStore) Unfolded(ctx context.Context, year int) ([]int64, error) {
	return s.t.q.Unfolded(ctx, queries.UnfoldedParams{District: s.t.district, Year: int64(year)})
}

func (s stageStore) UnfoldedYears(ctx context.Context) ([]int, error) {
	rows, err := s.t.q.UnfoldedYears(ctx, s.t.district)
	return yearsOf(rows), err
}

func (s stageStore) Fold(ctx context.Context, b ledger.Batch, facts []ledger.Fact, last bool) error {
	// Whoever writes the present has the number of batches: nobody waits for another crosswise.
	if _, err := s.t.lock(ctx, "batch"); err != nil {
		return err
	}
	stage, err := s.t.q.StageOf(ctx, queries.StageOfParams{District: s.t.district, ID: b.ID})
	if err != nil {
		return err
	}
	if err := s.t.addFacts(ctx, factNowTable, takeItsPlace, b.Year, stage, facts); err != nil || !last {
		return err
	}
	s.t.filled = true
	return s.t.q.SetFolded(ctx, queries.SetFoldedParams{District: s.t.district, ID: b.ID})
}
