package ledger

import (
	"context"

	"shiji/internal/errs"
	"shiji/internal/work"
)

// Facts are the versions of facts, of one district.
type Facts interface {
	// Present returns the newest version of each fact of a year, withdrawn ones too.
	Present(ctx context.Context, year int) ([]Fact, error)
	// AsOf returns the newest versions until a batch.
	AsOf(ctx context.Context, year int, batch int64) ([]Fact, error)
	// Since returns all versions of a year that batches after one recorded, until another.
	Since(ctx context.Context, year int, after, until int64) ([]Fact, error)
	// Pick returns the newest versions of some facts; of what there is none, nothing.
	Pick(ctx context.Context, year int, names []Name) ([]Fact, error)
	// Of returns what a batch recorded.
	Of(ctx context.Context, batch int64) ([]Fact, error)
	// History returns all versions of each fact, the oldest first.
	History(ctx context.Context, year int, of About) ([]Fact, error)
	// Seals is Since without content: kind, key, version, batch and seal.
	Seals(ctx context.Context, year int, after, until int64) ([]Fact, error)
}

// Batches are the batches of a district.
type Batches interface {
	// Number is the number of the next batch, and when the one before was recorded. Whoever else asks for it waits
	// until the unit of work ends.
	Number(ctx context.Context) (id, last int64, err error)
	Add(ctx context.Context, b Batch, facts []Fact) error // under its number
	// AddStaged adds a batch under its number whose versions were staged before, and so puts them in force. It fails
	// with ErrUnstaged where they were given up meanwhile.
	AddStaged(ctx context.Context, b Batch, stage int64) error
	Last(ctx context.Context, year int) (int64, error)  // 0: none
	Batch(ctx context.Context, id int64) (Batch, error) // ErrNone
	List(ctx context.Context, year int, after int64) ([]Batch, error)
	// Vouched is what the chain holds of the batches of a year after one, until another.
	Vouched(ctx context.Context, year int, after, until int64) (map[int64]BatchDetail, error)
}

// Stage are versions that no batch bears yet: nobody reads them.
type Stage struct {
	ID     int64
	Year   int
	Intake int64 // that is recorded, or taken back
	Begun  int64 // when the last of its versions came, in milliseconds since 1970; 0: it was given up
}

// Stages take the versions of a large batch in slices, so that nobody waits for all of them: before the batch is in
// force, and when they take their places in the present afterwards.
type Stages interface {
	Begin(ctx context.Context, year int, intake int64) (int64, error)
	// Put fails with ErrUnstaged where the stage was given up.
	Put(ctx context.Context, stage Stage, facts []Fact) error
	Open(ctx context.Context) ([]Stage, error)
	// Drop gives a stage up, and removes some of its versions, and the stage with the last of them. What a batch put in
	// force stays as it is.
	Drop(ctx context.Context, stage int64, most int) (left bool, err error)
	// Unfolded lists the batches of a year whose versions don't all stand in the present.
	Unfolded(ctx context.Context, year int) ([]int64, error)
	UnfoldedYears(ctx context.Context) ([]int, error)
	// Fold lets versions take their places in the present; with the last of them the batch is folded.
	Fold(ctx context.Context, b Batch, facts []Fact, last bool) error
}

// Years are the years of a district.
type Years interface {
	Years(ctx context.Context) ([]int, error)         // that hold facts
	Year(ctx context.Context, year int) (Year, error) // as it stands; one that nobody ever held is open
	// Hold keeps a year as it is until the unit of work ends, and says how it stands. Those who share it may all write
	// facts; who has it alone is waited for by all. What isn't there yet is made.
	Hold(ctx context.Context, year int, how Hold) (Year, error)
	Set(ctx context.Context, y Year) error
	At(ctx context.Context, year int, at int64) (int64, error) // the last batch recorded until then; 0: none
	// FilesOf lists the files of the imports that were recorded for a year until a batch: by batch, name and hash.
	FilesOf(ctx context.Context, year int, batch int64) (map[int64]map[string]string, error)
	// LastRead is the last batch until one that came from files, or took back one that did; 0: none.
	LastRead(ctx context.Context, year int, batch int64) (int64, error)
}

// Hold says how a unit of work holds a year.
type Hold int

const (
	Shared Hold = iota
	Exclusive
)

// Tx is a unit of work of this package.
type Tx interface {
	work.Unit
	Ledger() Facts
	Batches() Batches
	Stages() Stages
	Years() Years
}

// Name names a fact of a year.
type Name struct {
	Kind Kind
	Key  string
}

// Wanted are facts of a year that a unit of work will pick.
type Wanted struct {
	Year  int
	Names []Name
}

// Name names the fact.
func (r Record) Named() Name { return Name{r.Kind, r.Key} }

var (
	// ErrNone says that there is no such year, batch or fact.
	ErrNone = errs.Refuse("ledger.read", errs.NotFound, "ledger.none")
	// ErrTampered says that what is kept isn't what was recorded: it is shown to nobody and handed on to nobody.
	ErrTampered = errs.Refuse("ledger.read", errs.Damaged, "ledger.tampered")
	// ErrUnstaged says that what was staged was given up: it took too long.
	ErrUnstaged = errs.Refuse("ledger.close", errs.Conflict, "ledger.unstaged")
	// ErrClosed says that a year, or a period of it, takes no more changes.
	ErrClosed = errs.Refuse("ledger.append", errs.Conflict, "ledger.closed")
	// ErrClash says that somebody was faster.
	ErrClash = errs.Refuse("ledger.append", errs.Conflict, "ledger.clash")
	// ErrFact says that a fact can't be taken as it is.
	ErrFact = errs.Refuse("ledger.append", errs.Invalid, "ledger.fact")
)
