package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"shiji/internal/audit"
	"shiji/internal/ledger"
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
