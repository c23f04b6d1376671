package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"shiji/internal/audit"
	"shiji/internal/run"
	"shiji/internal/store/queries"
)

// runStore is the store of package run.
type runStore struct{ t *Tx }

func runRow(id int64) string { return fmt.Sprintf("run/%d", id) }

func (s runStore) Add(ctx context.Context, r run.Run) (int64, error) {
	id, err := s.t.count(ctx, "run")
	if err != nil {
		return 0, err
	}
	r.ID = id
	s.t.vouch(runRow(id), r)
	return id, s.t.q.AddRun(ctx, queries.AddRunParams{District: s.t.district, ID: id, Year: int64(r.Year), Batch: r.Batch,
		State: string(r.State), Actor: r.Actor, AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Engine: r.Engine,
		Document: r.Document, Seal: r.Seal, Summary: runSummary(r)})
}

func runSummary(r run.Run) string { return fmt.Sprintf(`{"warnings":%d}`, r.Warnings) }

func (s runStore) Set(ctx context.Context, r run.Run) error {
	s.t.vouch(runRow(r.ID), r)
	return s.t.q.SetRun(ctx, queries.SetRunParams{District: s.t.district, ID: r.ID, State: string(r.State),
		FinishedAt: r.FinishedAt, Engine: r.Engine, Document: r.Document, Seal: r.Seal, Summary: runSummary(r)})
}

func runOf(r queries.Run) (run.Run, error) {
	out := run.Run{ID: r.ID, Year: int(r.Year), Batch: r.Batch, State: run.State(r.State), Actor: r.Actor,
		AskedAt: r.AskedAt, FinishedAt: r.FinishedAt, Engine: r.Engine, Document: r.Document, Seal: r.Seal}
	var s struct {
		Warnings int `json:"warnings"`
	}
	err := json.Unmarshal([]byte(r.Summary), &s)
	out.Warnings = s.Warnings
	return out, err
}

func (s runStore) Run(ctx context.Context, id int64) (run.Run, error) {
	r, err := s.t.q.Run(ctx, queries.RunParams{District: s.t.district, ID: id})
	if err != nil {
		return run.Run{}, none(err, run.ErrNone)
	}
	return runOf(r)
}

func (s runStore) Runs(ctx context.Context, year int) ([]run.Run, error) {
	rows, err := s.t.q.Runs(ctx, queries.RunsParams{District: s.t.district, Year: int64(year)})
	return each(rows, err, runOf)
}

// all lists the runs of all years.
func (s runStore) all(ctx context.Context) ([]run.Run, error) {
	rows, err := s.t.q.AllRuns(ctx, s.t.district)
	return each(rows, err, runOf)
}

func (s runStore) Settle(ctx context.Context, r run.Run) error {
	s.t.wrote = true
	return s.t.q.AddSettled(ctx, queries.AddSettledParams{District: s.t.district, Year: int64(r.Year), Column3: r.ID,
		Column4: s.t.now})
}

func (s runStore) Vouched(ctx context.Context, r run.Run) (d run.Detail, provisional bool, err error) {
	sealed, err := s.t.q.EntriesOf(ctx, queries.EntriesOfParams{District: s.t.district, Object: run.Object(r.Year, r.ID),
		Action: "run.seal"})
	if err != nil || len(sealed) != 1 {
		return d, false, err
	}
	e := entryOf(sealed[0])
	if e.Digest() != e.Hash {
		return d, false, nil
	}
	if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
		return d, false, err
	}
	settled, err := s.SettledBy(ctx, r.Year)
	return d, settled.Object == run.Object(r.Year, r.ID), err
}

// lastSettled is the entry of the chain about what was made provisional last until a time; a zero entry: nothing was.
func (s runStore) lastSettled(ctx context.Context, year int, until int64) (audit.Entry, error) {
	last, err := s.t.q.LastEntry(ctx, queries.LastEntryParams{District: s.t.district,
		Object: fmt.Sprintf("%d/run/", year), Object_2: fmt.Sprintf("%d/run0", year), Action: run.Settled, At: until})
	if err != nil {
		return audit.Entry{}, none(err, nil)
	}
	if e := entryOf(last); e.Digest() == e.Hash {
		return e, nil
	}
	return audit.Entry{}, nil // it was changed, and holds nothing
}

func (s runStore) SettledBy(ctx context.Context, year int) (audit.Entry, error) {
	return s.lastSettled(ctx, year, math.MaxInt64)
}

// Settled asks the table, and the chain whether it is so.
func (s runStore) Settled(ctx context.Context, year int, until int64) (int64, error) {
	id, err := s.t.q.SettledAt(ctx, queries.SettledAtParams{District: s.t.district, Year: int64(year), At: until})
	if err = none(err, nil); err != nil {
		return 0, err
	}
	want := ""
	if id > 0 {
		want = run.Object(year, id)
	}
	holds, err := s.lastSettled(ctx, year, until)
	if err == nil && holds.Object != want {
		err = run.ErrTampered.With(fmt.Sprint(id))
	}
	return id, err
}
