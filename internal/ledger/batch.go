package ledger

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"shiji/internal/audit"
	"shiji/internal/lang"
)

// Batch is a set of facts that were recorded in one moment. Its number is its place in the order of recording.
type Batch struct {
	ID         int64
	Year       int
	Kind       BatchKind
	Origin     int64 // the import, or the batch that is undone; 0: an act in the house
	Actor      string
	RecordedAt int64
	Counts     Counts
	Digest     string
	Why        string `json:",omitempty"` // of an act in the house, in words
}

// BatchKind says what made a batch.
type BatchKind string

const (
	Imported BatchKind = "import"
	Undone   BatchKind = "undo"
	Entered  BatchKind = "append" // an act in the house
)

// BatchObject names a batch in the chain.
func BatchObject(year int, id int64) string { return fmt.Sprintf("%d/batch/%d", year, id) }

// BatchDetail is what the chain keeps of a batch.
type BatchDetail struct {
	Origin     int64  `json:"origin"`
	RecordedAt int64  `json:"recorded_at"`
	Counts     Counts `json:"counts"`
	Digest     string `json:"digest"`
	// What the entry says beside it.
	Actor string    `json:"-"`
	Kind  BatchKind `json:"-"`
}

// sealed are changes as versions of facts, each with its seal.
func sealed(year int, changes []Change) ([]Fact, error) {
	salts := make([]byte, 16*len(changes))
	if _, err := rand.Read(salts); err != nil {
		return nil, err
	}
	facts := make([]Fact, len(changes))
	for i, c := range changes {
		f := c.Fact
		f.Salt = hex.EncodeToString(salts[16*i : 16*i+16])
		f.Seal, f.Batch, f.RecordedAt = f.Digest(year), 0, 0
		facts[i] = f
	}
	return facts, nil
}

// put adds a small batch that has its number, at once.
func put(ctx context.Context, tx Tx, b Batch, facts []Fact) (Batch, error) {
	for i := range facts {
		facts[i].RecordedAt = b.RecordedAt
	}
	b.Digest = DigestOf(facts)
	if err := tx.Batches().Add(ctx, b, facts); err != nil {
		return b, err
	}
	tell(tx, b)
	return b, nil
}

// tell enters a batch into the chain.
func tell(tx Tx, b Batch) {
	tx.Audit("batch."+string(b.Kind), BatchObject(b.Year, b.ID), b.detail())
}

// detail is what the chain must hold of a batch.
func (b Batch) detail() BatchDetail {
	return BatchDetail{Origin: b.Origin, RecordedAt: b.RecordedAt, Counts: b.Counts, Digest: b.Digest, Actor: b.Actor,
		Kind: b.Kind}
}

// Slice is how many versions one unit of work takes of a large batch: nobody waits longer for it.
const Slice = 100

// Staged are the versions of a batch that isn't in force yet.
type Staged struct {
	stage Stage // its number is 0 where they are few: they are added with the batch
	facts []Fact
}

// Stage seals changes, and brings the versions of a large batch into the store, a slice in each unit of work. Nothing
// of it is in force. step is told how many are there, and may stop it.
func (k *Book) Stage(ctx context.Context, who audit.Actor, year int, intake int64, changes []Change,
	step func(done, all int) error) (Staged, error) {
	facts, err := sealed(year, changes)
	st := Staged{stage: Stage{Year: year, Intake: intake}, facts: facts}
	if err != nil || len(facts) <= Slice {
		return st, err
	}
	err = k.Units.InTx(ctx, who, func(tx Tx) error { st.stage.ID, err = tx.Stages().Begin(ctx, year, intake); return err })
	for i := 0; err == nil && i < len(facts); i += Slice {
		some := facts[i:min(i+Slice, len(facts))]
		if err = k.Units.InTx(ctx, who, func(tx Tx) error { return tx.Stages().Put(ctx, st.stage, some) }); err == nil {
			err = step(i+len(some), len(facts))
		}
	}
	if err != nil {
		return st, errors.Join(err, k.Unstage(context.WithoutCancel(ctx), who, st.stage.ID))
	}
	return st, nil
}

// Close puts staged versions in force as a batch, with an entry in the chain: one short unit of work, which must hold
// the year and have the number. Until it ends, nothing of the batch can be seen.
func (st Staged) Close(ctx context.Context, tx Tx, b Batch, id, last int64) (Batch, error) {
	b.ID = id
	b.RecordedAt = max(tx.Now(), last) // what was recorded later is never dated earlier, whatever the clock says
	if st.stage.ID == 0 {
		return put(ctx, tx, b, st.facts)
	}
	b.Digest = DigestOf(st.facts)
	if err := tx.Batches().AddStaged(ctx, b, st.stage.ID); err != nil {
		return b, err
	}
	tell(tx, b)
	return b, nil
}

// Drop gives up what was staged.
func (k *Book) Drop(ctx context.Context, who audit.Actor, st Staged) error {
	if st.stage.ID == 0 {
		return nil
	}
	return k.Unstage(ctx, who, st.stage.ID)
}

// Unstage removes the versions of a stage that nobody will put in force, a slice in each unit of work.
func (k *Book) Unstage(ctx context.Context, who audit.Actor, stage int64) error {
	if stage == 0 {
		return nil
	}
	for left := true; left; {
		err := k.Units.InTx(ctx, who, func(tx Tx) (err error) { left, err = tx.Stages().Drop(ctx, stage, Slice); return err })
		if err != nil {
			return err
		}
	}
	return nil
}

// Fold lets the versions of batches take their places in the present, a slice in each unit of work. The year reads the
// same before and after, only faster. What was broken off is done again.
func (k *Book) Fold(ctx context.Context, who audit.Actor, year int) error {
	var batches []int64
	err := k.Units.View(ctx, func(tx Tx) (err error) { batches, err = tx.Stages().Unfolded(ctx, year); return err })
	for _, id := range batches {
		if err != nil {
			return err
		}
		err = k.fold(ctx, who, id)
	}
	return err
}

func (k *Book) fold(ctx context.Context, who audit.Actor, id int64) error {
	var b Batch
	var facts []Fact
	err := k.Units.View(ctx, func(tx Tx) (err error) {
		if b, err = tx.Batches().Batch(ctx, id); err != nil {
			return err
		}
		facts, err = tx.Ledger().Of(ctx, id)
		return err
	})
	for i := 0; err == nil && i < len(facts); i += Slice {
		end := min(i+Slice, len(facts))
		err = k.Units.InTx(ctx, who, func(tx Tx) error {
			return tx.Stages().Fold(ctx, b, facts[i:end], end == len(facts))
		})
	}
	return err
}

// forgotten is how old a stage is that nobody works at any more, unless a job says otherwise. In milliseconds.
const forgotten = 10 * 60 * 1000

// Tidy folds what was broken off, and removes what was staged and never put in force: open says of which imports
// somebody still works at it.
func (k *Book) Tidy(ctx context.Context, who audit.Actor, open func(intake int64) (bool, error)) error {
	var years []int
	var stages []Stage
	var now int64
	err := k.Units.View(ctx, func(tx Tx) (err error) {
		if years, err = tx.Stages().UnfoldedYears(ctx); err != nil {
			return err
		}
		now = tx.Now()
		stages, err = tx.Stages().Open(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, y := range years {
		err = errors.Join(err, k.Fold(ctx, who, y))
	}
	for _, st := range stages {
		if st.Begun > 0 && now-st.Begun < forgotten {
			continue // somebody may be at it
		}
		working, e := false, error(nil)
		if st.Begun > 0 { // else somebody gave it up, and didn't come to the end
			working, e = open(st.Intake)
		}
		if e == nil && !working {
			e = k.Unstage(ctx, who, st.ID)
		}
		err = errors.Join(err, e)
	}
	return err
}

// batchWord is how a batch is called where facts are named.
var batchWord = lang.T("数据版本", "version")
