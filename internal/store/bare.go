package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"shiji/internal/audit"
	"shiji/internal/ledger"
	"shiji/internal/score"
)

// BareSave writes the rows that saving one value writes, with nothing that decides or looks: benchmarks
// hold the service to it.
func BareSave(ctx context.Context, o *Office, year int, key, body string) error {
	var salt [16]byte
	rand.Read(salt[:]) // never fails
	f := ledger.Fact{Record: ledger.Record{Kind: ledger.Value, Key: key, Body: body}, Version: 1,
		Salt: hex.EncodeToString(salt[:])}
	f.Seal = f.Digest(year)
	return o.InTx(ctx, audit.Operator(audit.Page), func(t *Tx) error {
		id, last, err := t.Batches().Number(ctx)
		if err != nil {
			return err
		}
		f.RecordedAt = max(t.now, last)
		b := ledger.Batch{ID: id, Year: year, Kind: ledger.Entered, Actor: t.who.ID, RecordedAt: f.RecordedAt,
			Counts: ledger.Counts{Added: 1}, Digest: ledger.DigestOf([]ledger.Fact{f})}
		t.Audit("batch.append", ledger.BatchObject(year, id),
			ledger.BatchDetail{RecordedAt: b.RecordedAt, Counts: b.Counts, Digest: b.Digest})
		return t.Batches().Add(ctx, b, []ledger.Fact{f})
	})
}

// BareYear records a year without a file, as the job of an import does: for benchmarks and their tests.
func BareYear(ctx context.Context, o *Office, in score.Input) error {
	who := audit.Operator(audit.Page)
	records, err := ledger.Split(in.Canonical())
	if err != nil {
		return err
	}
	changes, counts := ledger.Changes(nil, records, false)
	book := &ledger.Book{Units: Units(o, func(t *Tx) ledger.Tx { return t }), District: o.ID(), Cache: &ledger.Cache{}}
	staged, err := book.Stage(ctx, who, in.Scheme.Year, 1, changes, func(int, int) error { return nil })
	if err != nil {
		return err
	}
	err = o.InTx(ctx, who, func(t *Tx) error {
		if _, err := t.Years().Hold(ctx, in.Scheme.Year, ledger.Exclusive); err != nil {
			return err
		}
		id, last, err := t.Batches().Number(ctx)
		if err != nil {
			return err
		}
		batch := ledger.Batch{Year: in.Scheme.Year, Kind: ledger.Imported, Origin: 1, Actor: who.ID, Counts: counts}
		_, err = staged.Close(ctx, t, batch, id, last)
		return err
	})
	if err != nil {
		return err
	}
	return book.Fold(ctx, who, in.Scheme.Year)
}
