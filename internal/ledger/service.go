package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"shiji/internal/audit"
	"shiji/internal/fact"
	"shiji/internal/person"
	"shiji/internal/score"
	"shiji/internal/work"
)

// Book is the ledger of one district as other nouns use it, which have asked [person.Allow] themselves: years in
// memory, and large batches. For everybody else there is [Service].
type Book struct {
	Units    work.Crowd[Tx]
	District int64
	Cache    *Cache // shared by all districts

	mu      sync.Mutex
	origins map[originKey]*Origins
	proofs  proofs
}

// Service reads years and takes small writes, for one district.
type Service struct {
	Allow person.Allow
	book  *Book
}

// NewService is the door to a book.
func NewService(allow person.Allow, book *Book) *Service { return &Service{Allow: allow, book: book} }

// Years lists the years that have facts.
func (s *Service) Years(ctx context.Context, who audit.Actor) (years []int, err error) {
	if err := s.Allow(who, person.ReadYear, person.Object{Noun: "year"}); err != nil {
		return nil, err
	}
	err = s.book.Units.View(ctx, func(tx Tx) error { years, err = tx.Years().Years(ctx); return err })
	return years, err
}

func (s *Service) mayRead(who audit.Actor, year int) error {
	return s.Allow(who, person.ReadYear, person.Object{Noun: "year", Year: year})
}

// Last returns the last batch of a year; 0 if nothing was recorded.
func (s *Service) Last(ctx context.Context, who audit.Actor, year int) (batch int64, err error) {
	if err := s.mayRead(who, year); err != nil {
		return 0, err
	}
	return s.book.last(ctx, year)
}

func (b *Book) last(ctx context.Context, year int) (batch int64, err error) {
	err = b.Units.View(ctx, func(tx Tx) error { batch, err = tx.Batches().Last(ctx, year); return err })
	return batch, err
}

// Newest returns the last batch of a year that was recorded until a time (milliseconds since 1970). ErrNone says that
// there was none yet.
func (s *Service) Newest(ctx context.Context, who audit.Actor, year int, at int64) (b Batch, err error) {
	if err := s.mayRead(who, year); err != nil {
		return b, err
	}
	err = s.book.Units.View(ctx, func(tx Tx) error {
		id, err := tx.Years().At(ctx, year, at)
		if err == nil && id == 0 {
			err = fmt.Errorf("year %d: %w", year, ErrNone)
		}
		if err == nil {
			b, err = tx.Batches().Batch(ctx, id)
		}
		return err
	})
	return b, err
}

// Batch returns a batch of a year.
func (s *Service) Batch(ctx context.Context, who audit.Actor, year int, id int64) (b Batch, err error) {
	if err := s.mayRead(who, year); err != nil {
		return b, err
	}
	err = s.book.Units.View(ctx, func(tx Tx) error { b, err = tx.Batches().Batch(ctx, id); return err })
	if err == nil && b.Year != year {
		err = ErrNone
	}
	return b, err
}

// Latest returns a year as it is known now, and the batch that it stands at. The input is shared: don't change it.
func (s *Service) Latest(ctx context.Context, who audit.Actor, year int) (*score.Input, int64, error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, 0, err
	}
	snap, err := s.book.Present(ctx, year)
	if err != nil {
		return nil, 0, err
	}
	return snap.Input, snap.Batch, nil
}

// AsOf returns a year as it was known after a batch.
func (s *Service) AsOf(ctx context.Context, who audit.Actor, year int, batch int64) (*score.Input, error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, err
	}
	snap, err := s.book.past(ctx, year, batch)
	if err != nil {
		return nil, err
	}
	return snap.Input, nil
}

// At returns a year as it was known at a time (milliseconds since 1970), and the batch that it stood at.
func (s *Service) At(ctx context.Context, who audit.Actor, year int, at int64) (*score.Input, int64, error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, 0, err
	}
	var batch int64
	err := s.book.Units.View(ctx, func(tx Tx) (err error) { batch, err = tx.Years().At(ctx, year, at); return err })
	if err != nil {
		return nil, 0, err
	}
	snap, err := s.book.past(ctx, year, batch)
	if err != nil {
		return nil, 0, err
	}
	return snap.Input, batch, nil
}

// Present is the year as it is known now, from memory where it is there: what came since is read, and the year moved
// forward by it. ErrNone says that nothing holds.
func (b *Book) Present(ctx context.Context, year int) (*Snapshot, error) {
	of := yearKey{b.District, year}
	at := cacheKey{of, present}
	last, err := b.last(ctx, year)
	if err != nil {
		return nil, err
	}
	if last == 0 {
		return nil, fmt.Errorf("year %d: %w", year, ErrNone)
	}
	snap := b.Cache.get(at)
	if snap == nil || snap.Batch < last {
		done, err := b.Cache.turn(ctx, of)
		if err != nil {
			return nil, err
		}
		defer done()
		if snap = b.Cache.get(at); snap == nil || snap.Batch < last { // nobody did it meanwhile
			if snap, err = b.forward(ctx, year, snap); err != nil {
				return nil, err
			}
			b.Cache.put(at, snap)
		}
	}
	return snap.whole()
}

// whole fails with ErrNone where nothing of a year holds.
func (s *Snapshot) whole() (*Snapshot, error) {
	if s.Input == nil {
		return nil, fmt.Errorf("year %d at batch %d: %w", s.Year, s.Batch, ErrNone)
	}
	return s, nil
}

// forward moves a snapshot to the present, or puts it together. Nothing is worked out while the store is held.
func (b *Book) forward(ctx context.Context, year int, from *Snapshot) (*Snapshot, error) {
	if from != nil {
		var came came
		if err := b.Units.View(ctx, func(tx Tx) error { return came.read(ctx, tx, year, from.Batch) }); err != nil {
			return nil, err
		}
		if err := came.check(year); err != nil {
			return nil, err
		}
		if next, ok, err := from.moved(came.last, came.facts); err == nil && ok {
			b.Cache.count(0, 1)
			return next, nil
		} // else it is put together from what there is, which says what is wrong
	}
	var came came
	var facts []Fact
	err := b.Units.View(ctx, func(tx Tx) (err error) {
		if err = came.readSeals(ctx, tx, year, 0); err != nil {
			return err
		}
		facts, err = tx.Ledger().Present(ctx, year)
		return err
	})
	return b.built(year, came, facts, err)
}

// past is a year as it was known after a batch.
func (b *Book) past(ctx context.Context, year int, batch int64) (*Snapshot, error) {
	if batch <= 0 {
		return nil, fmt.Errorf("year %d: %w", year, ErrNone)
	}
	of := yearKey{b.District, year}
	if snap := b.Cache.get(cacheKey{of, present}); snap != nil && snap.Batch == batch {
		return snap.whole()
	}
	at := cacheKey{of, batch}
	snap := b.Cache.get(at)
	if snap == nil {
		done, err := b.Cache.turn(ctx, of)
		if err != nil {
			return nil, err
		}
		defer done()
		if snap = b.Cache.get(at); snap == nil {
			if snap, err = b.build(ctx, year, batch); err != nil {
				return nil, err
			}
			b.Cache.put(at, snap)
		}
	}
	return snap.whole()
}

func (b *Book) build(ctx context.Context, year int, batch int64) (*Snapshot, error) {
	var came came
	var facts []Fact
	err := b.Units.View(ctx, func(tx Tx) (err error) {
		if err = came.readSeals(ctx, tx, year, batch); err != nil {
			return err
		}
		facts, err = tx.Ledger().AsOf(ctx, year, batch)
		return err
	})
	return b.built(year, came, facts, err)
}

// built puts a snapshot together from all its facts, once they are known to be what was recorded.
func (b *Book) built(year int, came came, facts []Fact, err error) (*Snapshot, error) {
	if err != nil {
		return nil, err
	}
	if err := came.checkNewest(year, facts); err != nil {
		return nil, err
	}
	b.Cache.count(1, 0)
	return snapshotOf(year, came.last, facts)
}

// History returns the facts about something with every version that was ever recorded.
func (s *Service) History(ctx context.Context, who audit.Actor, year int, of About) (lines []Line, err error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, err
	}
	err = s.book.Units.View(ctx, func(tx Tx) error { lines, err = s.book.history(ctx, tx, year, of); return err })
	return lines, err
}

func (b *Book) history(ctx context.Context, tx Tx, year int, of About) (lines []Line, err error) {
	facts, err := tx.Ledger().History(ctx, year, of)
	if err != nil {
		return nil, err
	}
	files, err := tx.Years().FilesOf(ctx, year, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	batches := map[int64]Batch{}
	for _, f := range facts {
		from, ok := batches[f.Batch]
		if !ok {
			if from, err = tx.Batches().Batch(ctx, f.Batch); err != nil {
				return nil, err
			}
			batches[f.Batch] = from
		}
		if err := b.proofs.holds(ctx, tx, year, from, f); err != nil {
			return nil, err
		}
		if n := len(lines); n == 0 || lines[n-1].Kind != f.Kind || lines[n-1].Key != f.Key {
			lines = append(lines, Line{Kind: f.Kind, Key: f.Key})
		}
		last := &lines[len(lines)-1]
		if f.Version != int64(len(last.Versions))+1 { // one is gone
			return nil, tampered(year, f)
		}
		last.Versions = append(last.Versions, Version{f, from, files[last.readIn(f, from)]})
	}
	return lines, nil
}

// readIn is the batch in which what a version says was read: a correction that took an import back brings back what an
// earlier version said.
func (l *Line) readIn(f Fact, b Batch) int64 {
	if b.Kind != Undone {
		return b.ID
	}
	for i := len(l.Versions) - 1; i >= 0; i-- {
		if v := l.Versions[i]; v.Body == f.Body && v.Batch.Kind != Undone {
			return v.Batch.ID
		}
	}
	return 0
}

// Files lists the files that a year as known after a batch was read from, by name and hash. Files of one name that
// were brought with different contents are all in it.
func (s *Service) Files(ctx context.Context, who audit.Actor, year int, batch int64) ([]fact.File, error) {
	if err := s.mayRead(who, year); err != nil {
		return nil, err
	}
	snap, err := s.book.past(ctx, year, batch)
	if err != nil {
		return nil, err
	}
	var byBatch map[int64]map[string]string
	err = s.book.Units.View(ctx, func(tx Tx) error { byBatch, err = tx.Years().FilesOf(ctx, year, batch); return err })
	if err != nil {
		return nil, err
	}
	named := snap.Input.FilesNamed()
	seen := map[fact.File]bool{}
	for _, files := range byBatch {
		for name, sha := range files {
			if named[name] {
				seen[fact.File{Name: name, SHA256: sha}] = true
			}
		}
	}
	out := make([]fact.File, 0, len(seen))
	for f := range seen {
		out = append(out, f)
	}
	slices.SortFunc(out, fact.File.Compare)
	return out, nil
}

// Base is a year as it is known now, with the newest version of each fact: what an import is compared with.
type Base struct {
	Batch int64        // 0: nothing was ever recorded
	Facts []Fact       // withdrawn ones too
	Input *score.Input // nil: nothing holds
}

// Known is what a year is known to be, all at one batch; of a year that was never recorded it is empty.
func (b *Book) Known(ctx context.Context, year int) (Base, error) {
	snap, err := b.Present(ctx, year)
	none := errors.Is(err, ErrNone)
	if err != nil && !none {
		return Base{}, err
	}
	if none {
		snap = &Snapshot{Year: year}
	}
	var came, all came
	var base Base
	err = b.Units.View(ctx, func(tx Tx) (err error) {
		if err = came.read(ctx, tx, year, snap.Batch); err != nil {
			return err
		}
		if err = all.readSeals(ctx, tx, year, 0); err != nil {
			return err
		}
		base.Facts, err = tx.Ledger().Present(ctx, year)
		return err
	})
	if err == nil {
		err = all.checkNewest(year, base.Facts)
	}
	if err != nil {
		return Base{}, err
	}
	next, ok, err := snap.moved(came.last, came.facts)
	if err != nil || !ok {
		if next, err = snapshotOf(year, came.last, base.Facts); err != nil {
			return Base{}, err
		}
	}
	base.Batch, base.Input = came.last, next.Input
	return base, nil
}

// KnownAt returns the newest versions of a year until a batch, found to be what was recorded; 0: nothing.
func (b *Book) KnownAt(ctx context.Context, year int, batch int64) (facts []Fact, err error) {
	if batch == 0 {
		return nil, nil
	}
	var all came
	err = b.Units.View(ctx, func(tx Tx) error {
		if err := all.readSeals(ctx, tx, year, batch); err != nil {
			return err
		}
		facts, err = tx.Ledger().AsOf(ctx, year, batch)
		return err
	})
	if err == nil {
		err = all.checkNewest(year, facts)
	}
	return facts, err
}

// Recorded returns what a batch of a year recorded, found to be that.
func (b *Book) Recorded(ctx context.Context, year int, batch int64) (facts []Fact, err error) {
	err = b.Units.View(ctx, func(tx Tx) error {
		of, err := tx.Batches().Batch(ctx, batch)
		if err != nil {
			return err
		}
		if facts, err = tx.Ledger().Of(ctx, batch); err != nil {
			return err
		}
		for _, f := range facts {
			if err := b.proofs.holds(ctx, tx, year, of, f); err != nil {
				return err
			}
		}
		if len(facts) != of.Counts.Recorded() {
			return ErrTampered.With(year, batchWord, fmt.Sprint(batch), batch)
		}
		return nil
	})
	return facts, err
}
