package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"shiji/internal/audit"
	"shiji/internal/fact"
)

// Origins knows which uploaded file a fact was read from. Files of one name may have been uploaded again and again,
// each with other rows, so a name and a cell aren't enough: the file is that of the import which recorded the fact.
type Origins struct {
	names  map[string]string           // file name: SHA-256, where only one file of that name was recorded
	facts  map[origin]string           // else by fact
	places map[fact.Source]placeOrigin // and by place alone, where all facts read from there came from one file
}

type origin struct {
	unit, indicator string
	at              fact.Source // file, sheet and cell only
}

type placeOrigin struct {
	sha  string
	many bool
}

// File is the hash of the file that holds what was read about a unit's indicator from a place; empty if that isn't
// known. unit and indicator may be empty.
func (o *Origins) File(unit, indicator string, src fact.Source) string {
	at := fact.Source{File: src.File, Sheet: src.Sheet, Cell: src.Cell}
	if sha := o.names[src.File]; sha != "" {
		return sha
	}
	if sha := o.facts[origin{unit, indicator, at}]; sha != "" {
		return sha
	}
	if p := o.places[at]; !p.many {
		return p.sha
	}
	return ""
}

// originKey names what was read from files: it changes with imports, and not with acts in the house.
type originKey struct {
	year  int
	batch int64 // the last import or correction of one
}

// keptOrigins is how many years' origins stay in memory.
const keptOrigins = 6

// Origins says where the facts of a year as known after a batch were read from.
func (s *Service) Origins(ctx context.Context, who audit.Actor, year int, batch int64) (*Origins, error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, err
	}
	at := originKey{year: year}
	err := s.book.Units.View(ctx,
		func(tx Tx) (err error) { at.batch, err = tx.Years().LastRead(ctx, year, batch); return err })
	if err != nil {
		return nil, err
	}
	done, err := s.book.Cache.turn(ctx, yearKey{s.book.District, -year}) // one at a time, beside whoever builds the year
	if err != nil {
		return nil, err
	}
	defer done()
	s.book.mu.Lock()
	known := s.book.origins[at]
	s.book.mu.Unlock()
	if known != nil {
		return known, nil
	}
	o := &Origins{map[string]string{}, map[origin]string{}, map[fact.Source]placeOrigin{}}
	if err := s.book.Units.View(ctx, func(tx Tx) error { return o.read(ctx, tx, at) }); err != nil {
		return nil, err
	}
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	if len(s.book.origins) >= keptOrigins || s.book.origins == nil {
		s.book.origins = map[originKey]*Origins{}
	}
	s.book.origins[at] = o
	return o, nil
}

func (o *Origins) read(ctx context.Context, tx Tx, at originKey) error {
	files, err := tx.Years().FilesOf(ctx, at.year, at.batch)
	if err != nil {
		return err
	}
	many := false
	for _, byName := range files {
		for name, sha := range byName {
			if was, ok := o.names[name]; ok && was != sha {
				many = true
			}
			o.names[name] = sha
		}
	}
	if !many {
		return nil
	}
	clear(o.names)
	facts, err := tx.Ledger().AsOf(ctx, at.year, at.batch)
	if err != nil {
		return err
	}
	find := finder{tx: tx, year: at.year, batches: map[int64]Batch{}, before: map[int64]map[string]Fact{}}
	for _, f := range facts {
		from, err := find.imported(ctx, f)
		if err != nil {
			return err
		}
		if err := o.add(f, files[from]); err != nil {
			return err
		}
	}
	return nil
}

func (o *Origins) add(f Fact, files map[string]string) error {
	var body any
	if err := json.Unmarshal([]byte(f.Body), &body); err != nil {
		return fmt.Errorf("ledger: %s %s: %w", f.Kind, f.Key, err)
	}
	eachSource(body, func(src fact.Source) {
		sha := files[src.File]
		if sha == "" {
			return
		}
		o.facts[origin{f.Unit, f.Indicator, src}] = sha
		if p, ok := o.places[src]; ok && p.sha != sha {
			o.places[src] = placeOrigin{many: true}
		} else if !ok {
			o.places[src] = placeOrigin{sha: sha}
		}
	})
	return nil
}

// eachSource calls see with every place that a body names.
func eachSource(tree any, see func(fact.Source)) {
	switch t := tree.(type) {
	case map[string]any:
		if s, ok := t["source"].(map[string]any); ok {
			text := func(key string) string { x, _ := s[key].(string); return x }
			src := fact.Source{File: text("file"), Sheet: text("sheet"), Cell: text("cell")}
			see(src)
			if cells, ok := t["cells"].(map[string]any); ok {
				for _, c := range cells {
					if cell, ok := c.(string); ok {
						see(src.At(cell))
					}
				}
			}
		}
		for _, v := range t {
			eachSource(v, see)
		}
	case []any:
		for _, v := range t {
			eachSource(v, see)
		}
	}
}

// finder finds the import that first recorded what a fact says: a correction that took an import back brings
// back what was read before.
type finder struct {
	tx      Tx
	year    int
	batches map[int64]Batch
	before  map[int64]map[string]Fact // facts as known before a batch
}

func (x *finder) imported(ctx context.Context, f Fact) (int64, error) {
	for {
		b, ok := x.batches[f.Batch]
		if !ok {
			var err error
			if b, err = x.tx.Batches().Batch(ctx, f.Batch); err != nil {
				return 0, err
			}
			x.batches[f.Batch] = b
		}
		if b.Kind != Undone {
			return b.ID, nil
		}
		was, ok := x.before[b.Origin]
		if !ok {
			facts, err := x.tx.Ledger().AsOf(ctx, x.year, b.Origin-1)
			if err != nil {
				return 0, err
			}
			was = map[string]Fact{}
			for _, f := range facts {
				was[string(f.Kind)+f.Key] = f
			}
			x.before[b.Origin] = was
		}
		old, ok := was[string(f.Kind)+f.Key]
		if !ok || old.Body != f.Body { // withdrawn by the correction: it has no source any more
			return 0, nil
		}
		f = old
	}
}
