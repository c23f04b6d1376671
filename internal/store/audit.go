package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/store/queries"
)

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
	e := audit.Entry{At: t.now, Actor: t.who.ID, Action: action, Object: object, Detail: doc}
	t.entries = append(t.entries, e)
}

// rowsAction is the entry that holds the hashes of the rows that a unit of work wrote.
const rowsAction = "rows"

// errSilent says that a unit of work changed something without saying so in the chain: a mistake of the programmer.
var errSilent = errors.New("store: business data changed without an audit entry")

// done ends a unit of work but for its entries, which are complete.
func (t *Tx) done() error {
	if len(t.entries) == 0 {
		if t.wrote {
			return errSilent
		}
		return nil
	}
	if len(t.rows) > 0 {
		t.Audit(rowsAction, "", t.rows) // keys are sorted
	}
	return nil
}

// chain ends a unit of work with its entries.
func (t *Tx) chain(ctx context.Context) error {
	if err := t.done(); err != nil {
		return err
	}
	return t.link(ctx)
}

// link appends entries to the chain. The head is locked as late as can be, so that others wait for a moment only.
func (t *Tx) link(ctx context.Context) error {
	if len(t.entries) == 0 {
		return nil
	}
	locked, err := t.q.LockHead(ctx, t.district)
	if err != nil {
		return err
	}
	head := audit.Head{Seq: locked.Seq, Hash: locked.Hash}
	for i, e := range t.entries {
		t.entries[i] = e.After(head)
		head = audit.Head{Seq: t.entries[i].Seq, Hash: t.entries[i].Hash}
	}
	err = t.insert(ctx, entryTable, "", len(t.entries), func(i int) []any {
		e := t.entries[i]
		return []any{t.district, e.Seq, e.At, e.Actor, e.Action, e.Object, e.Detail, e.Prev, e.Hash}
	})
	if err != nil {
		return err
	}
	return t.q.SetHead(ctx, queries.SetHeadParams{District: t.district, Seq: head.Seq, Hash: head.Hash})
}

var entryTable = tableNamed("audit_entry")

// Head returns the end of the audit chain.
func (t *Tx) Head(ctx context.Context) (audit.Head, error) {
	h, err := t.q.Head(ctx, t.district)
	return audit.Head{Seq: h.Seq, Hash: h.Hash}, err
}

// Entries returns entries of the chain after a number, in order.
func (t *Tx) Entries(ctx context.Context, after int64, limit int) ([]audit.Entry, error) {
	rows, err := t.q.Entries(ctx, queries.EntriesParams{District: t.district, Seq: after, Column3: int64(limit)})
	out := make([]audit.Entry, len(rows))
	for i, r := range rows {
		out[i] = entryOf(queries.EntriesOfRow(r))
	}
	return out, err
}

// Trail returns the last entries about one object, in order. An entry that isn't what was chained is none.
func (t *Tx) Trail(ctx context.Context, object string) ([]audit.Entry, error) {
	rows, err := t.q.EntriesAbout(ctx, queries.EntriesAboutParams{District: t.district, Object: object,
		Column3: longestTrail})
	var out []audit.Entry
	for _, r := range slices.Backward(rows) {
		if e := entryOf(queries.EntriesOfRow(r)); e.Digest() == e.Hash {
			out = append(out, e)
		}
	}
	return out, err
}

// longestTrail is how many entries about one object are read at once.
const longestTrail = 200

// entryOf is an entry as it was read.
func entryOf[R queries.EntriesOfRow | queries.LastEntryRow | queries.VouchedYearRow](r R) audit.Entry {
	return audit.Entry(queries.EntriesOfRow(r))
}
