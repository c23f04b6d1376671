package imports

import (
	"context"
	"errors"
	"slices"
	"sync"

	"shiji/internal/web"

	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/scheme"
	"shiji/internal/sheet"
)

type changeRow struct {
	How    lang.Text
	Class  string
	Kind   lang.Text
	What   string
	Code   string // the same in codes
	Fields []historyField
}

// changesShown is how many changes a page lists; the counts speak of all.
const changesShown = 200

// previewKey names a comparison: of an import, as it was read and as it stands, with a year as it
// stood at its last batch.
type previewKey struct {
	intake  int64
	last    int64
	shown   string // see [intake.Intake.Shown]: what it is, of which year and part
	answers int
}

func previewOf(in intake.Intake, last int64) previewKey {
	return previewKey{in.ID, last, in.Shown(), len(in.Answers)}
}

// previewCache keeps the last comparisons, which a page, its confirmation and its errors ask for in turn. Whoever asks
// for one that is being made waits for it, and for no other.
type previewCache struct {
	sync.Mutex
	kept []*preview // the newest first
}

type preview struct {
	sync.Mutex
	at      previewKey
	made    bool
	err     error
	changes []ledger.Change
	counts  ledger.Counts
	batch   int64 // that it was compared with
}

// keptPreviews is how many comparisons stay in memory.
const keptPreviews = 4

func (c *previewCache) get(at previewKey) *preview {
	c.Lock()
	defer c.Unlock()
	i := slices.IndexFunc(c.kept, func(p *preview) bool { return p.at == at })
	p := &preview{at: at}
	if i >= 0 {
		p = c.kept[i]
		c.kept = slices.Delete(c.kept, i, i+1)
	}
	c.kept = slices.Insert(c.kept, 0, p)
	c.kept = c.kept[:min(len(c.kept), keptPreviews)]
	return p
}

func (s *room) preview(ctx context.Context, in intake.Intake) (*preview, error) {
	last, err := s.Ledger.Last(ctx, web.Who(ctx), in.Year)
	if err != nil {
		return nil, err
	}
	p := s.previews.get(previewOf(in, last))
	p.Lock()
	defer p.Unlock()
	if !p.made {
		p.changes, p.counts, p.batch, p.err = s.Brought.Preview(ctx, web.Who(ctx), in.ID)
		p.made = p.err == nil || errors.Is(p.err, intake.ErrErrors)
	}
	return p, p.err
}

// changeRowOf says what a change does, in the columns of the workbook: of what changes only the columns that do. Each
// side is read within the scheme that
// it belongs to: before, or with the changes made.
func changeRowOf(c ledger.Change, before, after *scheme.Scheme, l lang.Lang) (changeRow, error) {
	fields := func(body string, around *scheme.Scheme) ([]sheet.Field, error) {
		if body == "" {
			return nil, nil
		}
		r := c.Record
		r.Body = body
		alone, err := ledger.Alone(r)
		if err != nil {
			return nil, err
		}
		return sheet.Fields(alone, around, l), nil
	}
	within := after
	if c.Withdrawn {
		within = before
	}
	row := changeRow{Kind: c.Kind.Name(), What: c.Name(within, l)}
	was, err1 := fields(c.Was, before)
	now, err2 := fields(c.Body, within)
	if err := errors.Join(err1, err2); err != nil {
		return row, err
	}
	row.Fields, _, _ = compareFields(was, now, false)
	switch c.How() {
	case ledger.ChangeAdded:
		row.How, row.Class = lang.T("新增", "added"), "ok"
	case ledger.ChangeWithdrawn:
		row.How, row.Class = lang.T("作废", "withdrawn"), "risk"
	default:
		row.How, row.Class = changedWord, "warn"
		row.Fields = slices.DeleteFunc(row.Fields, func(f historyField) bool { return !f.Changed })
		if len(row.Fields) == 0 && c.Kind == ledger.Settings {
			row.Fields = []historyField{reordered(l)}
		}
	}
	return row, nil
}
