// Package intake takes in years that people bring as files: they are kept, read apart, looked through, compared with
// what is known, confirmed by a person, and recorded as a batch of the ledger; and they can be taken back.
package intake

import (
	"context"
	"errors"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
	"shiji/internal/work"
)

// State says how far an import has come.
type State string

const (
	Uploaded State = "uploaded" // 已上传，待检查
	Checked  State = "checked"  // 已检查，待确认
	Refused  State = "refused"  // 有错误，未写入
	Recorded State = "recorded" // 已写入
	Withdraw State = "undone"   // 已撤销
	Dropped  State = "dropped"  // 已放弃
)

// States lists every state with its words.
var States = []struct {
	State State
	Name  lang.Text
}{
	{Uploaded, lang.T("检查中", "being checked")}, {Checked, lang.T("待确认", "to be confirmed")},
	{Refused, lang.T("有错误，未写入", "errors, not recorded")},
	{Recorded, lang.T("已写入", "recorded")}, {Withdraw, lang.T("已撤销", "undone")}, {Dropped, lang.T("已放弃", "dropped")},
}

// Name returns the words for s.
func (s State) Name() lang.Text {
	for _, e := range States {
		if e.State == s {
			return e.Name
		}
	}
	return lang.Same(string(s))
}

// Intake is an import: the files that somebody brought, what was found in them, and what became of them.
type Intake struct {
	ID         int64
	Year       int // 0 until it is known
	State      State
	Mode       Mode
	Actor      string
	CreatedAt  int64
	FinishedAt int64
	Batch      int64 // 0: none yet
	Seen       int64 // the last batch of the year when the changes were shown that were confirmed
	Files      []File
	Found      []Note                // not in a list: there may be many
	Tally      map[errs.Severity]int `json:"-"` // of Found, in a list; else nil
	Counts     ledger.Counts
	// hash of what was read of the files; empty: they are read when they are needed
	Reading string `json:",omitempty"`
	// what was said of cells that can mean two things; the chain vouches for imports that have none
	Answers []fact.Answer `json:",omitempty"`
	// the part of the year that the files are all there is of, in mode [Part]
	Scope Scope `json:",omitzero"`
}

// File is one file of an import.
type File struct {
	Name   string
	SHA256 string
	Size   int64
}

// Note is a finding as it is kept: its words too, so that it reads the same in later versions of the program.
type Note struct {
	Code     errs.Code     `json:"code"`
	Severity errs.Severity `json:"severity"`
	At       fact.Source   `json:"at,omitzero"`
	Value    string        `json:"value,omitempty"`
	Message  lang.Text     `json:"message"`
	Remedy   lang.Text     `json:"remedy,omitzero"`
	Readings []string      `json:"readings,omitempty"` // it is a question: what the cell can mean
	Link     errs.Link     `json:"link,omitzero"`
}

// Told returns the note as a person is told it.
func (n Note) Told() errs.Told {
	return errs.Told{Code: n.Code, Severity: n.Severity, At: n.At, Value: n.Value, Message: n.Message,
		Remedy: n.Remedy, Link: n.Link}
}

// Outline puts what was found in order: causes before consequences.
func (i Intake) Outline() []errs.Matter {
	told := make([]errs.Told, len(i.Found))
	for k, n := range i.Found {
		told[k] = n.Told()
	}
	return errs.Outline(told)
}

// Notes keeps findings, errors first.
func Notes(found errs.Findings) []Note {
	var out []Note
	for _, f := range found.Linked().Sorted() {
		out = append(out, Note{f.Code, f.Severity(), f.At, f.Value, f.Message(), f.Remedy(), f.Readings, f.Link})
	}
	return out
}

// Count returns how many notes have severity s.
func (i Intake) Count(s errs.Severity) int {
	if i.Tally != nil {
		return i.Tally[s]
	}
	n := 0
	for _, f := range i.Found {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Questions are the findings of an import that somebody has to answer.
func (i Intake) Questions() []Note {
	return slices.DeleteFunc(slices.Clone(i.Found), func(n Note) bool { return len(n.Readings) == 0 })
}

// Store is what a unit of work offers to this package. Reads see what the unit of work wrote.
type Store interface {
	// Lock makes other units of work that move an import from one state to the next wait until this one ends.
	Lock(ctx context.Context) error
	Number(ctx context.Context) (int64, error) // the next one, which is taken with it
	Add(ctx context.Context, i Intake) error   // under its number
	Set(ctx context.Context, i Intake) error
	Intake(ctx context.Context, id int64) (Intake, error) // ErrNone
	List(ctx context.Context, limit int) ([]Intake, error)
	// Turned is the last of [Turns] that somebody took with an import, as the chain holds it; a zero entry: none.
	Turned(ctx context.Context, id int64) (audit.Entry, error)
}

// Turns are what people do with an import before it is recorded, as the chain calls it.
var Turns = []struct {
	Action string
	Done   lang.Text // said of whoever did it
}{
	{"import.confirm", lang.T("确认了这次导入", "confirmed this import")},
	{"import.drop", lang.T("放弃了这次导入", "dropped this import")},
	{"import.mode", lang.T("改了导入方式", "made it another kind of import")},
	{"import.answer", lang.T("说明了其中的数怎样读", "said how its numbers are meant")},
}

// Tx is a unit of work of this package.
type Tx interface {
	ledger.Tx
	audit.Trail
	Intake() Store
	Files() file.Store
	Jobs() job.Queue
}

var (
	ErrNone  = errs.Refuse("intake.read", errs.NotFound, "intake.none")
	ErrState = errs.Refuse("intake.turn", errs.Conflict, "intake.state")
	ErrLater = errs.Refuse("intake.undo", errs.Conflict, "intake.later")
	// ErrScope says that there is no such part of a year.
	ErrScope = errs.Refuse("intake.choose", errs.Invalid, "intake.scope")
	// ErrErrors says that errors have to be mended first.
	ErrErrors = errs.Refuse("intake.record", errs.Conflict, "intake.errors")
	// ErrStale says that other facts were recorded since the changes were shown.
	ErrStale      = errs.Refuse("intake.confirm", errs.Conflict, "intake.stale")
	ErrNoQuestion = errs.Refuse("intake.answer", errs.Conflict, "intake.unasked")
	ErrTooLarge   = errs.Refuse("intake.bring", errs.TooLarge, "intake.too_large")
	// ErrFile says why files weren't taken, before anything was read of them.
	ErrFile = errs.Refuse("intake.bring", errs.Invalid, "intake.file")
	// ErrWithdraws says that an import withdraws so many facts that it is asked apart.
	ErrWithdraws = errs.Refuse("intake.confirm", errs.Conflict, "intake.withdraws")
	// ErrBreaks says that undoing an import would leave a year with errors, and names the first.
	ErrBreaks = errs.Refuse("intake.undo", errs.Conflict, "intake.breaks")

	// ErrConfirmed says that somebody else was faster.
	ErrConfirmed = errs.Refuse("intake.confirm", errs.Conflict, "intake.confirmed")

	errStaleRows = errs.Refuse("intake.confirm", errs.Conflict, "intake.stale_rows")
	errReread    = errs.Refuse("intake.record", errs.Conflict, "intake.reread")
	errWaiting   = errs.Refuse("intake.record", errs.Conflict, "intake.waiting")
)

// Limits of an upload.
const (
	MaxFiles  = 40
	MaxUpload = 64 << 20 // bytes of all files together
)

// Reader reads a year from a folder. Where it adds to a year, known is that year, whose frame needn't be brought again;
// else it is nil. answers are what was said of its cells that can mean two things.
type Reader func(ctx context.Context, path string, known *score.Input,
	answers []fact.Answer) (score.Input, errs.Findings, error)

// Service takes imports, for one district.
type Service struct {
	Allow person.Allow
	Units work.Units[Tx]
	Book  *ledger.Book
	Read  Reader
	// Judge reads as Read does, and adds what score.Check and score.Admit find, of a year that stands for itself; nil:
	// that is done here.
	Judge Reader
	// Reader is the version of Read: what another version read is read again.
	Reader string
	Temp   string // folder for files while they are read; empty: the system's
	// Called is the name of the district, empty while nobody has given it one; nil: it isn't known here.
	Called func(ctx context.Context) (string, error)
}

// may asks whether somebody may do something with an import.
func (s *Service) may(who audit.Actor, do person.Act, id int64) error {
	return s.Allow(who, do, person.Object{Noun: "import", ID: id})
}

// Intake returns an import.
func (s *Service) Intake(ctx context.Context, who audit.Actor, id int64) (in Intake, err error) {
	if err := s.may(who, person.ReadImport, id); err != nil {
		return in, err
	}
	return s.intake(ctx, id)
}

func (s *Service) intake(ctx context.Context, id int64) (in Intake, err error) {
	err = s.Units.View(ctx, func(tx Tx) error { in, err = tx.Intake().Intake(ctx, id); return err })
	return in, err
}

// Trail is what the chain says was done with an import, in order.
func (s *Service) Trail(ctx context.Context, who audit.Actor, id int64) (out []audit.Entry, err error) {
	if err := s.may(who, person.ReadImport, id); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) (err error) { out, err = tx.Trail(ctx, object(id)); return err })
	return out, err
}

// Turned is the last of [Turns] that somebody took with an import; a zero entry: none was.
func (s *Service) Turned(ctx context.Context, who audit.Actor, id int64) (e audit.Entry, err error) {
	if err := s.may(who, person.ReadImport, id); err != nil {
		return e, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { e, err = tx.Intake().Turned(ctx, id); return err })
	return e, err
}

// List lists imports, the newest first.
func (s *Service) List(ctx context.Context, who audit.Actor, limit int) (list []Intake, err error) {
	if err := s.may(who, person.ReadImport, 0); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { list, err = tx.Intake().List(ctx, limit); return err })
	return list, err
}

// Working returns the job that looks through or records an import now; its number is 0 where there is none.
func (s *Service) Working(ctx context.Context, who audit.Actor, id int64) (open job.Job, err error) {
	if err := s.may(who, person.ReadImport, id); err != nil {
		return open, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		for _, kind := range []job.Kind{job.Check, job.Record} {
			j, err := tx.Jobs().For(ctx, kind, id)
			if err == nil && !j.State.Over() {
				open = j
			} else if err != nil && !errors.Is(err, job.ErrNone) {
				return err
			}
		}
		return nil
	})
	return open, err
}

// GivenUp is what becomes of an import whose job won't be done: what wasn't looked through can't be confirmed, so it
// has to be brought again.
func GivenUp(ctx context.Context, tx Tx, id int64) error {
	in, err := tx.Intake().Intake(ctx, id)
	if err != nil || in.State != Uploaded {
		return err
	}
	in.State, in.FinishedAt = Dropped, tx.Now()
	return tx.Intake().Set(ctx, in)
}
