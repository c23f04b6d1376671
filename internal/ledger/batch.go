package ledger

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

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
}

// Put seals changes and adds them as a batch, with an entry in the chain. The year must be held, and what the
// changes were compared with must have been read since. The batch's number and time are filled in.
func Put(ctx context.Context, tx Tx, b Batch, changes []Change) (Batch, error) {
	id, last, err := tx.Batches().Number(ctx)
	if err != nil {
		return b, err
	}
	b.ID = id
	b.RecordedAt = max(tx.Now(), last) // what was recorded later is never dated earlier, whatever the clock says
	return b, add(ctx, tx, &b, changes)
}

// add adds a batch that has its number.
func add(ctx context.Context, tx Tx, b *Batch, changes []Change) error {
	salts := make([]byte, 16*len(changes))
	if _, err := rand.Read(salts); err != nil {
		return err
	}
	facts := make([]Fact, len(changes))
	for i, c := range changes {
		f := c.Fact
		f.Salt = hex.EncodeToString(salts[16*i : 16*i+16])
		f.Seal, f.RecordedAt, f.Batch = f.Digest(b.Year), b.RecordedAt, b.ID
		facts[i] = f
	}
	b.Digest = DigestOf(facts)
	if err := tx.Batches().Add(ctx, *b, facts); err != nil {
		return err
	}
	detail := BatchDetail{Origin: b.Origin, RecordedAt: b.RecordedAt, Counts: b.Counts, Digest: b.Digest}
	tx.Audit("batch."+string(b.Kind), BatchObject(b.Year, b.ID), detail)
	return nil
}

// batchWord is how a batch is called where facts are named.
var batchWord = lang.T("批次", "batch")
