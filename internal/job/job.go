// Package job holds work that is done in the background: queued in the transaction that asked for it, told step by
// step, and finished in the transaction that keeps its result, so that there is never half of one.
package job

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/lang"
)

// State says how far a job has come.
type State string

const (
	Queued    State = "queued"    // 排队
	Running   State = "running"   // 进行中
	Done      State = "done"      // 完成
	Failed    State = "failed"    // 失败
	Cancelled State = "cancelled" // 已取消
)

// States lists every state with its words.
var States = []struct {
	State State
	Name  lang.Text
}{
	{Queued, lang.T("排队", "queued")}, {Running, lang.T("进行中", "running")}, {Done, lang.T("完成", "done")},
	{Failed, lang.T("失败", "failed")}, {Cancelled, lang.T("已取消", "cancelled")},
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

// Over reports whether nothing more will happen.
func (s State) Over() bool { return s == Done || s == Failed || s == Cancelled }

// Kind says what a job does.
type Kind string

const (
	Check  Kind = "import_check"  // looks through an upload
	Record Kind = "import_record" // records what was looked through
	Score  Kind = "score_run"     // computes and seals a run
	Export Kind = "export"        // writes a year as files
)

// Kinds lists every kind with its words.
var Kinds = []struct {
	Kind Kind
	Name lang.Text
}{
	{Check, lang.T("检查导入文件", "check an import")}, {Record, lang.T("写入导入数据", "record an import")},
	{Score, lang.T("计分", "score run")}, {Export, lang.T("导出", "export")},
}

// Name returns the words for k.
func (k Kind) Name() lang.Text {
	for _, e := range Kinds {
		if e.Kind == k {
			return e.Name
		}
	}
	return lang.Same(string(k))
}

// Job is one piece of work.
type Job struct {
	ID         int64
	Kind       Kind
	Key        string // two open jobs never share it: asking twice is asking once
	Object     int64  // the import or run that it works on
	State      State
	Actor      string
	AskedAt    int64 // milliseconds since 1970
	FinishedAt int64
	Cancel     bool // somebody wants it to stop
	Error      lang.Text
}

// Event is what a job said on its way.
type Event struct {
	Seq   int64     `json:"-"`
	At    int64     `json:"-"`
	Step  lang.Text `json:"step"`
	Done  int       `json:"done,omitempty"`
	Total int       `json:"total,omitempty"` // 0: it isn't counted
	File  string    `json:"file,omitempty"`  // SHA-256 of a file that the job made
	Name  string    `json:"name,omitempty"`  // what the file is called
}

// Queue takes jobs, inside a unit of work of whoever asks for them and does them.
type Queue interface {
	// Enqueue queues a job; if one with the same key is open, it is returned instead and fresh is false. ErrBusy
	// says that too many jobs wait or are under way.
	Enqueue(ctx context.Context, kind Kind, key string, object int64) (j Job, fresh bool, err error)
	// Open returns the job with this key that isn't over, or ErrNone.
	Open(ctx context.Context, key string) (Job, error)
	// For returns the last job of a kind that works on an object, or ErrNone.
	For(ctx context.Context, kind Kind, object int64) (Job, error)
	// Finish ends a job as done; it fails with ErrCancelled if somebody cancelled it and with ErrOver if it is over
	// already, so that the transaction that holds its result is rolled back.
	Finish(ctx context.Context, id int64) error
	// Say adds an event to a job that isn't over; else it fails with ErrOver.
	Say(ctx context.Context, id int64, e Event) error
}

// Store is what a unit of work offers to the service of this package.
type Store interface {
	Job(ctx context.Context, id int64) (Job, error) // ErrNone
	List(ctx context.Context, limit int) ([]Job, error)
	Waiting(ctx context.Context) (int, error)   // jobs that wait or are under way
	Going(ctx context.Context) ([]int64, error) // which those are
	Events(ctx context.Context, id, after int64) ([]Event, error)
	// Cancel ends a job that waits and asks a running one to stop. One that is over stays as it is.
	Cancel(ctx context.Context, id int64) error
}

var (
	ErrNone      = errs.Refuse("job.read", errs.NotFound, "job.none")
	ErrCancelled = errs.Refuse("job.finish", errs.Conflict, "job.cancelled")
	ErrOver      = errs.Refuse("job.finish", errs.Conflict, "job.over")
	// ErrUnheard says that nobody can have heard what somebody says that they have, or that too much was missed.
	ErrUnheard = errs.Refuse("job.news", errs.Conflict, "job.unheard")
	ErrBusy    = errs.Refuse("job.enqueue", errs.Busy, "job.busy")
)

// MostOpen is how many jobs of a district may wait or be under way at once (S37).
const MostOpen = 24

// Died ends an attempt at a job because the process that did it died; after the second time the job is
// given up, in these words.
type Died struct{ lang.Text }

func (d Died) Error() string { return "the process that did it died: " + d.EN }

// Tell reports a step; it returns ErrCancelled once somebody wants the job to stop.
type Tell func(ctx context.Context, step lang.Text, done, total int) error

// Handler does a job for whoever asked for it. What it keeps is kept in one unit of work that ends with Finish. A
// refusal of package errs ends the job for a reason that trying again won't mend.
type Handler func(ctx context.Context, who audit.Actor, j Job, tell Tell) error
