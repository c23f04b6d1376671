// Package run keeps the runs of the scores (计分): each computes a year as it was known after a batch of
// facts, is sealed, and stays.
//
// A run is asked for in one transaction and kept in another; in between a job computes. What it computed is one
// document that any other machine recomputes to the last digit (see package score); its seal stands in the audit chain.
package run

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/work"
)

// State says what a run counts for.
type State string

const (
	Asked       State = "asked"       // 计算中
	Trial       State = "trial"       // 试算
	Provisional State = "provisional" // 初评
	Stopped     State = "stopped"     // 未完成: failed or cancelled
)

// States lists every state with its words.
var States = []struct {
	State State
	Name  lang.Text
}{
	{Asked, lang.T("计算中", "running")}, {Trial, lang.T("试算", "what-if")}, {Provisional, lang.T("初评", "provisional")},
	{Stopped, lang.T("未完成", "not finished")},
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

// Run is one run.
type Run struct {
	ID         int64
	Year       int
	Batch      int64 // facts as known after this batch
	State      State
	Actor      string
	AskedAt    int64
	FinishedAt int64
	Engine     string
	Document   string // SHA-256 of the run document
	Seal       string
	Warnings   int
}

// Done reports whether r has results.
func (r Run) Done() bool { return r.State == Trial || r.State == Provisional }

// Store is what a unit of work offers to this package.
type Store interface {
	Add(ctx context.Context, r Run) (int64, error) // numbers it
	Set(ctx context.Context, r Run) error
	Run(ctx context.Context, id int64) (Run, error)    // ErrNone
	Runs(ctx context.Context, year int) ([]Run, error) // oldest first
	// Settle notes that a run became the provisional result of its year now.
	Settle(ctx context.Context, r Run) error
	// Settled is the run of a year that was made provisional last until a time; 0: none.
	Settled(ctx context.Context, year int, until int64) (int64, error)
	// SettledBy is who made a run of a year provisional last, as the chain holds it; a zero entry: nobody.
	SettledBy(ctx context.Context, year int) (audit.Entry, error)
	// Vouched is what the chain holds of a sealed run, and whether it is the one of its year that was made provisional
	// last.
	Vouched(ctx context.Context, r Run) (Detail, bool, error)
}

// Tx is a unit of work of this package.
type Tx interface {
	ledger.Tx
	audit.Trail
	Runs() Store
	Files() file.Store
	Jobs() job.Queue
}

var (
	ErrNone    = errs.Refuse("run.read", errs.NotFound, "run.none")
	ErrNoFacts = errs.Refuse("run.ask", errs.NotFound, "run.no_facts")
	ErrState   = errs.Refuse("run.turn", errs.Conflict, "run.state")
	// ErrSettled says that another run was made provisional since somebody looked; see [Met].
	ErrSettled = errs.Refuse("run.settle", errs.Conflict, "run.settled")
	// ErrAsked says that somebody else asked for a run since somebody looked; see [Met].
	ErrAsked = errs.Refuse("run.ask", errs.Conflict, "run.asked")
	// ErrTampered says that a run isn't what was sealed: it is shown to nobody.
	ErrTampered = errs.Refuse("run.read", errs.Damaged, "run.tampered")

	errErrors    = errs.Refuse("run.compute", errs.Conflict, "run.errors")
	errNoResults = errs.Refuse("run.export", errs.Conflict, "run.no_results")
)

// Writer writes the results of a run as a workbook.
type Writer func(path string, doc score.Run, l lang.Lang) error

// Service asks for runs, computes them and reads them back.
type Service struct {
	Allow  person.Allow
	Units  work.Units[Tx]
	Ledger *ledger.Service
	Engine string // version of the program
	Write  Writer

	Between   time.Duration // passes of the running score; 0: [BetweenPasses]
	following following

	mu    sync.Mutex
	cache map[string]*Loaded
	order []string
}

// keptRuns is how many runs stay in memory, decoded. They are found by the hash of their document,
// so that none goes stale.
const keptRuns = 6

// Loaded is a run with its document, decoded and shared: don't change it. Explanations go through
// Explain, one at a time.
type Loaded struct {
	Run
	Doc *score.Run

	explains *explains
}

type explains struct {
	sync.Mutex
	explainer *score.Explainer
	tracer    *score.Tracer
}

// Live reports whether it is what a year comes to now, which is no run.
func (l *Loaded) Live() bool { return l.ID == 0 && l.Doc != nil }

// Explain calls do with the explainer of the run, which isn't safe for two at a time. What a year comes to now is
// traced when somebody asks for the first time.
func (l *Loaded) Explain(do func(*score.Explainer) error) (err error) {
	l.explains.Lock()
	defer l.explains.Unlock()
	switch {
	case l.explains.explainer != nil:
	case l.Live():
		if l.explains.explainer, err = score.NewExplainer(l.Doc.Inputs); err != nil {
			return err
		}
	default:
		l.explains.explainer = score.ExplainerOf(*l.Doc)
	}
	return do(l.explains.explainer)
}

// Inputs are what a line of a unit was scored from: of what a year comes to now, which keeps no trace, the line is
// scored once more.
func (l *Loaded) Inputs(unit string, line *score.Line) []rule.Input {
	if !l.Live() {
		return line.Inputs
	}
	l.explains.Lock()
	defer l.explains.Unlock()
	if l.explains.tracer == nil {
		l.explains.tracer = score.NewTracer(l.Doc.Inputs)
	}
	if traced := l.explains.tracer.Line(unit, line.Leaf); traced != nil {
		return traced.Inputs
	}
	return nil
}

// Object names a run in the chain.
func Object(year int, id int64) string { return fmt.Sprintf("%d/run/%d", year, id) }

// Ask asks for a run of a year as it is known now. If one of the same facts is being computed
// already, that one is returned.
func (s *Service) Ask(ctx context.Context, who audit.Actor, year int) (Run, job.Job, error) {
	return s.ask(ctx, who, year, math.MaxInt64)
}

// AskSeen is Ask by somebody who knows of the runs of the year up to one; 0: of none. It fails with a [Met] if somebody
// else asked for a run of the same facts since.
func (s *Service) AskSeen(ctx context.Context, who audit.Actor, year int, seen int64) (Run, job.Job, error) {
	return s.ask(ctx, who, year, seen)
}

func (s *Service) ask(ctx context.Context, who audit.Actor, year int, seen int64) (r Run, j job.Job, err error) {
	if err := s.may(who, person.AskRun, 0, year); err != nil {
		return r, j, err
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error {
		if _, err := tx.Years().Hold(ctx, year, ledger.Exclusive); err != nil { // one run at a time of the same facts
			return err
		}
		years, err := tx.Years().Years(ctx)
		if err != nil {
			return err
		}
		if !slices.Contains(years, year) {
			return ErrNoFacts
		}
		batch, err := tx.Batches().Last(ctx, year)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("run/%d/%d", year, batch)
		if met, err := askedSince(ctx, tx, who, Run{Year: year, Batch: batch, ID: seen}); err != nil || met.ID != 0 {
			return cmp.Or(err, error(Met{ErrAsked.With(met.ID, audit.ActorName(met.Actor)), met, met.AskedAt}))
		}
		if open, err := tx.Jobs().Open(ctx, key); err == nil { // pressed twice
			j = open
			r, err = tx.Runs().Run(ctx, j.Object)
			return err
		}
		r = Run{Year: year, Batch: batch, State: Asked, Actor: who.ID, AskedAt: tx.Now(), Engine: s.Engine}
		if r.ID, err = tx.Runs().Add(ctx, r); err != nil {
			return err
		}
		if j, _, err = tx.Jobs().Enqueue(ctx, job.Score, key, r.ID); err != nil {
			return err
		}
		tx.Audit("run.ask", Object(year, r.ID), map[string]any{"batch": batch})
		return nil
	})
	return r, j, err
}

// askedSince is the run of the facts of one that somebody else asked for after it; without a number there is none.
func askedSince(ctx context.Context, tx Tx, who audit.Actor, seen Run) (Run, error) {
	runs, err := tx.Runs().Runs(ctx, seen.Year)
	for _, r := range runs {
		if r.ID > seen.ID && r.Batch == seen.Batch && r.State != Stopped && r.Actor != who.ID {
			return r, err
		}
	}
	return Run{}, err
}

// Met is a decision about runs that met another one, which its author hadn't seen. Nothing was changed.
type Met struct {
	Refusal error // ErrSettled, ErrAsked
	Run     Run   // that somebody settled, or asked for
	At      int64 // when they did
}

func (m Met) Error() string { return m.Refusal.Error() }

// Unwrap is the refusal.
func (m Met) Unwrap() error { return m.Refusal }

// Compute is the job that computes and seals a run.
func (s *Service) Compute(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
	if err := s.may(who, person.AskRun, j.Object, 0); err != nil {
		return err
	}
	var r Run
	if err := s.Units.View(ctx,
		func(tx Tx) (err error) { r, err = tx.Runs().Run(ctx, j.Object); return err }); err != nil {
		return err
	}
	if r.Done() {
		return job.ErrOver
	}
	if err := tell(ctx, lang.T("取出数据版本 %[1]d 的数据", "reading the facts of version %[1]d").With(r.Batch), 1,
		5); err != nil {
		return err
	}
	in, err := s.year(ctx, who, r)
	if err != nil {
		return err
	}
	if err := tell(ctx, lang.T("核对方案与数据", "checking scheme and facts"), 2, 5); err != nil {
		return err
	}
	if err := tell(ctx, lang.T("逐项计分、汇总、排名、定等次", "scoring, adding up, ranking, grading"), 3, 5); err != nil {
		return err
	}
	doc, data, found, err := score.Seal(*in, s.Engine)
	if found.HasErrors() {
		first := found.Sorted()[0]
		return errErrors.With(found.Count(errs.Wrong), first.At.Place(), first.Message())
	}
	if err != nil {
		return err
	}
	if err := tell(ctx, lang.T("封存", "sealing"), 4, 5); err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		done := job.Event{Step: lang.T("完成，封存摘要 %[1]s", "done, seal %[1]s").With(doc.Seal), Done: 5, Total: 5}
		if err := tx.Jobs().Say(ctx, j.ID, done); err != nil {
			return err
		}
		r.State, r.FinishedAt, r.Engine, r.Seal = Trial, tx.Now(), doc.Engine, doc.Seal
		r.Warnings = found.Count(errs.Warning)
		if r.Document, err = file.Put(ctx, tx.Files(), data, file.Use{Noun: file.Run, ID: r.ID}); err != nil {
			return err
		}
		if err := tx.Runs().Set(ctx, r); err != nil {
			return err
		}
		tx.Audit("run.seal", Object(r.Year, r.ID), r.detail())
		return tx.Jobs().Finish(ctx, j.ID)
	})
}

// allSealed are the runs of a year, each of which is what the chain holds of it.
func allSealed(ctx context.Context, tx Tx, year int) ([]Run, error) {
	runs, err := tx.Runs().Runs(ctx, year)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		if err := vouched(ctx, tx, r); err != nil {
			return nil, err
		}
	}
	return runs, nil
}

// sealed is a run, which is what the chain holds of it once it has results.
func sealed(ctx context.Context, tx Tx, id int64) (Run, error) {
	r, err := tx.Runs().Run(ctx, id)
	if err == nil {
		err = vouched(ctx, tx, r)
	}
	return r, err
}

func vouched(ctx context.Context, tx Tx, r Run) error {
	if !r.Done() {
		return nil
	}
	d, provisional, err := tx.Runs().Vouched(ctx, r)
	if err == nil && (d != r.detail() || provisional != (r.State == Provisional)) {
		err = ErrTampered.With(fmt.Sprint(r.ID))
	}
	return err
}

// Detail is what the chain keeps of a sealed run.
type Detail struct {
	Document string `json:"document"`
	Seal     string `json:"seal"`
	Batch    int64  `json:"batch"`
}

// detail is what the chain must hold of a sealed run.
func (r Run) detail() Detail { return Detail{Document: r.Document, Seal: r.Seal, Batch: r.Batch} }

// GivenUp is what becomes of a run whose job failed or was cancelled.
func GivenUp(ctx context.Context, tx Tx, id int64) error {
	r, err := tx.Runs().Run(ctx, id)
	if err != nil || r.State != Asked {
		return err
	}
	r.State, r.FinishedAt = Stopped, tx.Now()
	return tx.Runs().Set(ctx, r)
}

// year is the year that a run stands on, with the files that it was read from.
func (s *Service) year(ctx context.Context, who audit.Actor, r Run) (*score.Input, error) {
	in, err := s.Ledger.AsOf(ctx, who, r.Year, r.Batch)
	if err != nil {
		return nil, err
	}
	whole := *in
	whole.Files, err = s.Ledger.Files(ctx, who, r.Year, r.Batch)
	return &whole, err
}

// may asks whether somebody may do something with a run.
func (s *Service) may(who audit.Actor, do person.Act, id int64, year int) error {
	return s.Allow(who, do, person.Object{Noun: "run", ID: id, Year: year})
}

// Exported is the action of [Service.Export] in the chain.
const Exported = "export.file"

// Settled is the action of [Service.Settle] in the chain.
const Settled = "run.settle"

// Settle makes a trial run the provisional result of its year (定为初评); an earlier provisional run becomes a trial again.
func (s *Service) Settle(ctx context.Context, who audit.Actor, id int64) error {
	return s.settle(ctx, who, id, nil)
}

// SettleSeen is Settle by somebody who saw which run of the year is provisional; 0: none. It fails with a [Met] if
// another one is by now.
func (s *Service) SettleSeen(ctx context.Context, who audit.Actor, id, provisional int64) error {
	return s.settle(ctx, who, id, &provisional)
}

func (s *Service) settle(ctx context.Context, who audit.Actor, id int64, seen *int64) error {
	if err := s.may(who, person.SettleRun, id, 0); err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		r, err := sealed(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Years().Hold(ctx, r.Year, ledger.Exclusive); err != nil { // one provisional run a year
			return err
		}
		runs, err := allSealed(ctx, tx, r.Year) // what was changed in the database isn't vouched for anew
		if err != nil {
			return err
		}
		if err := settledSince(ctx, tx, runs, id, seen); err != nil {
			return err
		}
		for _, other := range runs {
			switch {
			case other.ID == id && other.State == Provisional: // pressed twice
				return nil
			case other.ID == id && other.State != Trial:
				return ErrState
			case other.ID == id:
				other.State = Provisional
			case other.State == Provisional:
				other.State = Trial
			default:
				continue
			}
			if err := tx.Runs().Set(ctx, other); err != nil {
				return err
			}
		}
		if err := tx.Runs().Settle(ctx, r); err != nil {
			return err
		}
		tx.Audit(Settled, Object(r.Year, r.ID), Detail{Document: r.Document, Seal: r.Seal, Batch: r.Batch})
		return nil
	})
}

// settledSince fails with a [Met] if the run that is provisional is neither the one that somebody saw nor the one that
// is to be.
func settledSince(ctx context.Context, tx Tx, runs []Run, id int64, seen *int64) error {
	i := slices.IndexFunc(runs, func(r Run) bool { return r.State == Provisional })
	if seen == nil || i < 0 || runs[i].ID == *seen || runs[i].ID == id {
		return nil
	}
	by, err := tx.Runs().SettledBy(ctx, runs[i].Year)
	if err != nil {
		return err
	}
	return Met{ErrSettled.With(runs[i].ID, audit.ActorName(by.Actor)), runs[i], by.At}
}

// Marks says what stands of each year in a few letters, which are others as soon as facts are recorded, or a run has
// results or is made provisional. They say nothing else to whoever reads them.
func (s *Service) Marks(ctx context.Context, who audit.Actor) (map[int]string, error) {
	if err := s.may(who, person.ReadRun, 0, 0); err != nil {
		return nil, err
	}
	out := map[int]string{}
	return out, s.Units.View(ctx, func(tx Tx) error {
		years, err := tx.Years().Years(ctx)
		for _, year := range years {
			batch, err := tx.Batches().Last(ctx, year)
			if err != nil {
				return err
			}
			runs, err := tx.Runs().Runs(ctx, year)
			if err != nil {
				return err
			}
			h := sha256.New()
			fmt.Fprintln(h, year, batch)
			for _, r := range runs {
				if r.Done() {
					fmt.Fprintln(h, r.ID, r.State, r.Seal)
				}
			}
			out[year] = hex.EncodeToString(h.Sum(nil)[:6])
		}
		return err
	})
}

// Runs lists the runs of a year, the oldest first.
func (s *Service) Runs(ctx context.Context, who audit.Actor, year int) (runs []Run, err error) {
	if err := s.may(who, person.ReadRun, 0, year); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { runs, err = allSealed(ctx, tx, year); return err })
	return runs, err
}

// Current is the run that pages of a year show: the provisional one, else the last that is done. It returns
// ErrNone if there is none.
func Current(runs []Run) (Run, error) {
	var out Run
	for _, r := range runs {
		if r.Done() && (out.State != Provisional || r.State == Provisional) {
			out = r
		}
	}
	if out.ID == 0 {
		return out, ErrNone
	}
	return out, nil
}

// ScoredTo is the batch of the last run that has results; 0: there is none.
func ScoredTo(runs []Run) (batch int64) {
	for _, r := range runs {
		if r.Done() {
			batch = r.Batch
		}
	}
	return batch
}

// Newest is the number of the run that was asked for last; 0: none was.
func Newest(runs []Run) (id int64) {
	for _, r := range runs {
		id = max(id, r.ID)
	}
	return id
}

// Provisionally is the number of the provisional run; 0: there is none.
func Provisionally(runs []Run) int64 {
	for _, r := range runs {
		if r.State == Provisional {
			return r.ID
		}
	}
	return 0
}

// At loads the run that pages of a year showed at a time (milliseconds since 1970), with the state that it had then.
func (s *Service) At(ctx context.Context, who audit.Actor, year int, at int64) (*Loaded, error) {
	if err := s.may(who, person.ReadRun, 0, year); err != nil {
		return nil, err
	}
	var shown Run
	err := s.Units.View(ctx, func(tx Tx) error {
		runs, err := allSealed(ctx, tx, year)
		if err != nil {
			return err
		}
		settled, err := tx.Runs().Settled(ctx, year, at)
		if err != nil {
			return err
		}
		runs = slices.DeleteFunc(runs, func(r Run) bool { return r.FinishedAt > at })
		for i := range runs {
			if runs[i].Done() {
				runs[i].State = Trial
				if runs[i].ID == settled {
					runs[i].State = Provisional
				}
			}
		}
		shown, err = Current(runs)
		return err
	})
	if err != nil {
		return nil, err
	}
	l, err := s.load(ctx, shown.ID)
	if err != nil {
		return nil, err
	}
	return &Loaded{Run: shown, Doc: l.Doc, explains: l.explains}, nil
}

// Run returns a run without its results.
func (s *Service) Run(ctx context.Context, who audit.Actor, id int64) (r Run, err error) {
	if err := s.may(who, person.ReadRun, id, 0); err != nil {
		return r, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { r, err = tx.Runs().Run(ctx, id); return err })
	return r, err
}

// Load returns a run with its results.
func (s *Service) Load(ctx context.Context, who audit.Actor, id int64) (*Loaded, error) {
	if err := s.may(who, person.ReadRun, id, 0); err != nil {
		return nil, err
	}
	return s.load(ctx, id)
}

func (s *Service) load(ctx context.Context, id int64) (*Loaded, error) {
	var r Run
	var data []byte
	var known *Loaded
	err := s.Units.View(ctx, func(tx Tx) (err error) {
		if r, err = sealed(ctx, tx, id); err != nil || !r.Done() {
			return err
		}
		if known = s.cached(r); known == nil {
			data, err = file.Read(ctx, tx.Files(), r.Document)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if !r.Done() {
		return &Loaded{Run: r}, nil
	}
	if known != nil {
		return known, nil
	}
	doc, err := score.ReadRun(data)
	if err != nil {
		return nil, err
	}
	if doc.Seal != r.Seal || doc.Engine != r.Engine || doc.Inputs.Scheme.Year != r.Year {
		return nil, ErrTampered.With(fmt.Sprint(r.ID))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cache == nil {
		s.cache = map[string]*Loaded{}
	}
	at := cacheKey(r)
	if l := s.cache[at]; l != nil {
		return l, nil
	}
	l := &Loaded{Run: r, Doc: &doc, explains: &explains{}}
	s.cache[at] = l
	s.order = append(s.order, at)
	if len(s.order) > keptRuns {
		delete(s.cache, s.order[0])
		s.order = s.order[1:]
	}
	return l, nil
}

func cacheKey(r Run) string { return fmt.Sprintf("%d %s %s", r.ID, r.State, r.Document) }

func (s *Service) cached(r Run) *Loaded {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cache[cacheKey(r)]
}

// AskExport asks for the results of a run as a workbook in a language.
func (s *Service) AskExport(ctx context.Context, who audit.Actor, id int64, l lang.Lang) (j job.Job, err error) {
	if err := s.may(who, person.ExportRun, id, 0); err != nil {
		return j, err
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error {
		r, err := sealed(ctx, tx, id)
		if err != nil {
			return err
		}
		if !r.Done() {
			return ErrState
		}
		if j, _, err = tx.Jobs().Enqueue(ctx, job.Export, fmt.Sprintf("export/run/%d/%s", id, l), id); err != nil {
			return err
		}
		tx.Audit("export.ask", Object(r.Year, id), nil)
		return nil
	})
	return j, err
}

// Export is the job that writes the results of a run as a workbook; the file is named in its last event.
func (s *Service) Export(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
	if err := s.may(who, person.ExportRun, j.Object, 0); err != nil {
		return err
	}
	if err := tell(ctx, lang.T("取出计分结果", "reading the results"), 1, 3); err != nil {
		return err
	}
	loaded, err := s.load(ctx, j.Object)
	if err != nil {
		return err
	}
	if loaded.Doc == nil {
		return errNoResults
	}
	if err := tell(ctx, lang.T("写工作簿：%[1]d 张成绩单",
		"writing a workbook of %[1]d {scorecard|scorecards}").With(len(loaded.Doc.Results.Units)), 2, 3); err != nil {
		return err
	}
	l := lang.Lang(j.Key[strings.LastIndex(j.Key, "/")+1:])
	dir, err := os.MkdirTemp("", "shiji-export-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "results.xlsx")
	if err := s.Write(path, *loaded.Doc, l); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		sha, err := file.Put(ctx, tx.Files(), data, file.Use{Noun: file.Results, ID: j.Object})
		if err != nil {
			return err
		}
		name := lang.T("%[1]d年度成绩单-计分%[2]d.xlsx", "%[1]d-results-run-%[2]d.xlsx").With(loaded.Year, loaded.ID).In(l)
		if err := tx.Jobs().Say(ctx, j.ID, job.Event{Step: lang.T("完成", "done"), Done: 3, Total: 3, File: sha,
			Name: name}); err != nil {
			return err
		}
		tx.Audit(Exported, Object(loaded.Year, loaded.ID), map[string]any{"file": sha})
		return tx.Jobs().Finish(ctx, j.ID)
	})
}

// Trail is what the chain says was done with a run, in order.
func (s *Service) Trail(ctx context.Context, who audit.Actor, id int64) (out []audit.Entry, err error) {
	if err := s.may(who, person.ReadRun, id, 0); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		r, err := tx.Runs().Run(ctx, id)
		if err == nil {
			out, err = tx.Trail(ctx, Object(r.Year, r.ID))
		}
		return err
	})
	return out, err
}

// Document returns the canonical document of a run, byte for byte as it was sealed.
func (s *Service) Document(ctx context.Context, who audit.Actor, id int64) (data []byte, err error) {
	if err := s.may(who, person.ReadRun, id, 0); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		r, err := sealed(ctx, tx, id)
		if err == nil && !r.Done() {
			err = ErrState
		}
		if err != nil {
			return err
		}
		data, err = file.Read(ctx, tx.Files(), r.Document)
		return err
	})
	return data, err
}
