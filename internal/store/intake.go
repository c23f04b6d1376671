package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/store/queries"
)

// intakeStore is the store of package intake.
type intakeStore struct{ t *Tx }

func intakeRow(id int64) string { return fmt.Sprintf("import/%d", id) }

func (s intakeStore) Lock(ctx context.Context) error {
	_, err := s.t.lock(ctx, "intake")
	return err
}

func (s intakeStore) Number(ctx context.Context) (int64, error) { return s.t.count(ctx, "intake") }

func (s intakeStore) Add(ctx context.Context, in intake.Intake) error {
	s.t.vouch(intakeRow(in.ID), in)
	found, summary, err := intakeDocs(in)
	if err != nil {
		return err
	}
	err = s.t.q.AddIntake(ctx, queries.AddIntakeParams{District: s.t.district, ID: in.ID, Year: int64(in.Year),
		State: string(in.State), Mode: string(in.Mode), Actor: in.Actor, CreatedAt: in.CreatedAt, FinishedAt: in.FinishedAt,
		Batch: in.Batch, Found: found, Summary: summary})
	if err != nil {
		return err
	}
	for i, f := range in.Files {
		err := s.t.q.AddIntakeFile(ctx, queries.AddIntakeFileParams{District: s.t.district, Intake: in.ID, Place: int64(i),
			Name: f.Name, Sha256: f.SHA256, Size: f.Size})
		if err != nil {
			return err
		}
	}
	return nil
}

// intakeSummary is what an import keeps beside its findings.
type intakeSummary struct {
	ledger.Counts
	Seen    int64                 `json:"seen,omitempty"`
	Reading string                `json:"reading,omitempty"`
	Tally   map[errs.Severity]int `json:"tally"`
	Answers []fact.Answer         `json:"answers,omitempty"`
	Scope   intake.Scope          `json:"scope,omitzero"`
}

func intakeDocs(in intake.Intake) (found, summary string, err error) {
	a, err1 := json.Marshal(in.Found)
	tally := map[errs.Severity]int{}
	for _, s := range []errs.Severity{errs.Wrong, errs.Warning, errs.Info} {
		tally[s] = in.Count(s)
	}
	b, err2 := json.Marshal(intakeSummary{in.Counts, in.Seen, in.Reading, tally, in.Answers, in.Scope})
	return string(a), string(b), errors.Join(err1, err2)
}

func (s intakeStore) Turned(ctx context.Context, id int64) (last audit.Entry, err error) {
	for _, turn := range intake.Turns {
		rows, err := s.t.q.EntriesOf(ctx, queries.EntriesOfParams{District: s.t.district, Object: intakeRow(id),
			Action: turn.Action})
		if err != nil {
			return last, err
		}
		for _, r := range rows {
			if e := entryOf(r); e.Seq > last.Seq && e.Digest() == e.Hash { // what was changed holds nothing
				last = e
			}
		}
	}
	return last, nil
}

func (s intakeStore) Set(ctx context.Context, in intake.Intake) error {
	s.t.vouch(intakeRow(in.ID), in)
	found, summary, err := intakeDocs(in)
	if err != nil {
		return err
	}
	return s.t.q.SetIntake(ctx, queries.SetIntakeParams{District: s.t.district, ID: in.ID, Year: int64(in.Year),
		State: string(in.State), FinishedAt: in.FinishedAt, Batch: in.Batch, Found: found, Summary: summary,
		Mode: string(in.Mode)})
}

func (s intakeStore) Intake(ctx context.Context, id int64) (intake.Intake, error) {
	row, err := s.t.q.Intake(ctx, queries.IntakeParams{District: s.t.district, ID: id})
	if err != nil {
		return intake.Intake{}, none(err, intake.ErrNone)
	}
	return s.of(ctx, row)
}

func (s intakeStore) of(ctx context.Context, row queries.Intake) (intake.Intake, error) {
	in := intake.Intake{ID: row.ID, Year: int(row.Year), State: intake.State(row.State), Mode: intake.Mode(row.Mode),
		Actor: row.Actor, CreatedAt: row.CreatedAt, FinishedAt: row.FinishedAt, Batch: row.Batch}
	var summary intakeSummary
	err := errors.Join(json.Unmarshal([]byte(row.Found), &in.Found), json.Unmarshal([]byte(row.Summary), &summary))
	if err != nil {
		return in, err
	}
	in.Counts, in.Seen, in.Reading, in.Answers = summary.Counts, summary.Seen, summary.Reading, summary.Answers
	in.Scope = summary.Scope
	files, err := s.t.q.IntakeFiles(ctx, queries.IntakeFilesParams{District: s.t.district, Intake: row.ID})
	for i, f := range files {
		if f.Place != int64(i) {
			return in, fmt.Errorf("%w: the files of import %d", file.ErrDamaged, in.ID)
		}
		in.Files = append(in.Files, intake.File{Name: f.Name, SHA256: f.Sha256, Size: f.Size})
	}
	return in, err
}

// List lists imports, the newest first, without what was found in them: that may be much.
func (s intakeStore) List(ctx context.Context, limit int) ([]intake.Intake, error) {
	rows, err := s.t.q.IntakeList(ctx, queries.IntakeListParams{District: s.t.district, Column2: int64(limit)})
	return each(rows, err, func(row queries.IntakeListRow) (intake.Intake, error) {
		in, err := s.of(ctx, queries.Intake(row))
		if err != nil {
			return in, err
		}
		var summary intakeSummary
		err = json.Unmarshal([]byte(row.Summary), &summary)
		in.Tally = summary.Tally
		return in, err
	})
}

// whole lists all imports with all that was found in them.
func (s intakeStore) whole(ctx context.Context) ([]intake.Intake, error) {
	rows, err := s.t.q.Intakes(ctx, queries.IntakesParams{District: s.t.district, Column2: math.MaxInt32})
	return each(rows, err, func(row queries.Intake) (intake.Intake, error) { return s.of(ctx, row) })
}
