package ledger

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
)

// What is kept is compared with what the chain holds of it whenever it is read into memory: nobody is shown, and
// nothing is computed from, what wasn't recorded. The chain itself is walked by whoever verifies it.

// came are the batches of a year after one, with what they recorded and what the chain holds of them.
type came struct {
	last    int64
	batches []Batch
	vouched map[int64]BatchDetail
	facts   []Fact // all versions, with or without their content
	sealed  bool   // without
}

// read reads what came after a batch.
func (c *came) read(ctx context.Context, tx Tx, year int, after int64) (err error) {
	if err = c.readBatches(ctx, tx, year, after); err != nil || c.last == 0 {
		c.last = max(c.last, after)
		return err
	}
	c.facts, err = tx.Ledger().Since(ctx, year, after, c.last)
	return err
}

// readSeals reads the seals of all versions until a batch; 0: the last one.
func (c *came) readSeals(ctx context.Context, tx Tx, year int, until int64) (err error) {
	if err = c.readBatches(ctx, tx, year, 0); err != nil {
		return err
	}
	if until != 0 {
		if _, err = tx.Batches().Batch(ctx, until); err != nil { // nobody knows what one that is yet to come will hold
			return err
		}
		c.batches = slices.DeleteFunc(c.batches, func(b Batch) bool { return b.ID > until })
		maps.DeleteFunc(c.vouched, func(id int64, _ BatchDetail) bool { return id > until })
		c.last = until
	}
	c.sealed = true
	c.facts, err = tx.Ledger().Seals(ctx, year, 0, c.last)
	return err
}

func (c *came) readBatches(ctx context.Context, tx Tx, year int, after int64) (err error) {
	if c.batches, err = tx.Batches().List(ctx, year, after); err != nil {
		return err
	}
	if n := len(c.batches); n > 0 {
		c.last = c.batches[n-1].ID
	}
	until := c.last
	if after == 0 { // all that the chain holds: the newest batches may be gone from the table
		until = math.MaxInt64
	}
	c.vouched, err = tx.Batches().Vouched(ctx, year, after, until)
	return err
}

// tampered says which fact isn't what was recorded.
func tampered(year int, f Fact) error {
	return ErrTampered.With(year, f.Kind.Name(), f.Key, f.Batch)
}

// check compares batches with what the chain holds of them, and each fact with its seal.
func (c *came) check(year int) error {
	seals := map[int64][]Fact{}
	for _, f := range c.facts {
		if !c.sealed && f.Digest(year) != f.Seal {
			return tampered(year, f)
		}
		seals[f.Batch] = append(seals[f.Batch], f)
	}
	for _, b := range c.batches {
		d, ok := c.vouched[b.ID]
		if !ok || d != b.detail() || DigestOf(seals[b.ID]) != d.Digest {
			return ErrTampered.With(year, batchWord, fmt.Sprint(b.ID), b.ID)
		}
		delete(seals, b.ID)
		delete(c.vouched, b.ID)
	}
	for id := range c.vouched { // it is gone
		return ErrTampered.With(year, batchWord, fmt.Sprint(id), id)
	}
	for id, list := range seals { // of a batch that isn't there
		return ErrTampered.With(year, list[0].Kind.Name(), list[0].Key, id)
	}
	return nil
}

// checkNewest compares the newest versions with all that were sealed until then.
func (c *came) checkNewest(year int, facts []Fact) error {
	if err := c.check(year); err != nil {
		return err
	}
	want := map[Name]Fact{}
	for _, f := range Newest(c.facts) {
		want[f.Named()] = f
	}
	type version struct {
		Name
		n int64
	}
	seen := make(map[version]bool, len(c.facts))
	for _, f := range c.facts {
		v := version{f.Named(), f.Version}
		if seen[v] { // two batches say that they recorded it
			return tampered(year, f)
		}
		seen[v] = true
	}
	for _, f := range facts {
		w, ok := want[f.Named()]
		if !ok || w.Version != f.Version || w.Seal != f.Seal || f.Digest(year) != f.Seal {
			return tampered(year, f)
		}
		delete(want, f.Named())
	}
	for _, f := range want { // it is missing
		return tampered(year, f)
	}
	return nil
}

// proofs are the seals of batches that were found to be what the chain holds, in memory: a batch never changes, and
// what is shown of it later must be among them. So a batch of a whole year isn't read again for one of its facts.
type proofs struct {
	mu    sync.Mutex
	seals map[int64]map[string]bool // by batch
	held  int
}

// mostSeals bounds what a book keeps of them: some tens of bytes for each.
const mostSeals = 200_000

// holds fails with ErrTampered where a version isn't among what its batch recorded.
func (p *proofs) holds(ctx context.Context, tx Tx, year int, b Batch, f Fact) error {
	p.mu.Lock()
	seals, ok := p.seals[b.ID]
	p.mu.Unlock()
	if !ok {
		var err error
		if seals, err = prove(ctx, tx, year, b); err != nil {
			return err
		}
		p.mu.Lock()
		if p.held += len(seals); p.held > mostSeals || p.seals == nil {
			p.seals, p.held = map[int64]map[string]bool{}, len(seals)
		}
		p.seals[b.ID] = seals
		p.mu.Unlock()
	}
	if !seals[f.Seal] || f.Digest(year) != f.Seal {
		return tampered(year, f)
	}
	return nil
}

// prove reads the seals of a batch and compares them with what the chain holds.
func prove(ctx context.Context, tx Tx, year int, b Batch) (map[string]bool, error) {
	c := came{batches: []Batch{b}, sealed: true}
	var err error
	if c.vouched, err = tx.Batches().Vouched(ctx, year, b.ID-1, b.ID); err != nil {
		return nil, err
	}
	if c.facts, err = tx.Ledger().Seals(ctx, year, b.ID-1, b.ID); err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(c.facts))
	for _, f := range c.facts {
		out[f.Seal] = true
	}
	return out, c.check(year)
}
