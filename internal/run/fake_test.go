package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
	"shiji/internal/work"
)

var me = audit.Operator(audit.Command)

const year = 2013

// fake is a store in memory: of the ledger it knows what a run asks for.
type fake struct {
	mu     sync.Mutex
	state  *state
	now    int64
	looks  int
	before func() error // of a unit of work
}

type state struct {
	batches []ledger.Batch
	facts   map[int64][]ledger.Fact
	vouched map[int64]ledger.BatchDetail
	named   map[int64]map[string]string // files by batch
	runs    []Run
	settled []settled
	jobs    []job.Job
	events  []job.Event
	files   map[string]file.Packed
	uses    map[string][]file.Use
	chain   []string
	forged  *Detail // what the chain holds of runs, where it isn't what they say
}

type settled struct {
	year    int
	run, at int64
	by      string
}

func (f *fake) InTx(ctx context.Context, who audit.Actor, do func(Tx) error) error {
	if f.before != nil {
		if err := f.before(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	s := *f.state
	s.runs, s.settled, s.jobs = slices.Clone(s.runs), slices.Clone(s.settled), slices.Clone(s.jobs)
	s.events, s.chain = slices.Clone(s.events), slices.Clone(s.chain)
	s.files, s.uses = maps.Clone(s.files), maps.Clone(s.uses)
	err := do(&tx{state: &s, f: f, who: who})
	if err == nil {
		f.state = &s
	}
	return err
}

func (f *fake) View(ctx context.Context, do func(Tx) error) error {
	f.mu.Lock()
	f.looks++
	s := f.state
	f.mu.Unlock()
	return errors.Join(ctx.Err(), do(&tx{state: s, f: f}))
}

type units struct{ *fake }

func (u units) InTx(ctx context.Context, who audit.Actor, do func(ledger.Tx) error) error {
	return u.fake.InTx(ctx, who, func(t Tx) error { return do(t) })
}

func (u units) Together(ctx context.Context, who audit.Actor, _ work.Line,
	do func(context.Context, ledger.Tx) error) error {
	return u.InTx(ctx, who, func(t ledger.Tx) error { return do(ctx, t) })
}

func (u units) View(ctx context.Context, do func(ledger.Tx) error) error {
	return u.fake.View(ctx, func(t Tx) error { return do(t) })
}

type tx struct {
	*state
	f    *fake
	who  audit.Actor
	held int
}

// What a run doesn't reach isn't there.
type (
	restFacts   = ledger.Facts
	restBatches = ledger.Batches
	restYears   = ledger.Years
	factsOf     struct {
		*state
		restFacts
	}
	batchesOf struct {
		*state
		restBatches
	}
	yearsOf struct {
		*tx
		restYears
	}
	runsOf  struct{ *tx }
	filesOf struct{ *state }
	jobsOf  struct{ *tx }
)

func (t *tx) Now() int64                     { return t.f.now }
func (t *tx) Ledger() ledger.Facts           { return factsOf{state: t.state} }
func (t *tx) Batches() ledger.Batches        { return batchesOf{state: t.state} }
func (t *tx) Stages() ledger.Stages          { panic("runs stage nothing") }
func (t *tx) Years() ledger.Years            { return yearsOf{tx: t} }
func (t *tx) Runs() Store                    { return runsOf{t} }
func (t *tx) Files() file.Store              { return filesOf{t.state} }
func (t *tx) Jobs() job.Queue                { return jobsOf{t} }
func (t *tx) Audit(action, on string, _ any) { t.chain = append(t.chain, action+" "+on) }

func (t *tx) Trail(context.Context, string) ([]audit.Entry, error) { return nil, nil }

func (s *state) until(year int, batch int64) (out []ledger.Fact) {
	for _, b := range s.batches {
		if b.Year == year && b.ID <= batch {
			out = append(out, s.facts[b.ID]...)
		}
	}
	return out
}

func (s factsOf) AsOf(_ context.Context, year int, batch int64) ([]ledger.Fact, error) {
	return ledger.Newest(s.until(year, batch)), nil
}

func (s factsOf) Seals(_ context.Context, year int, _, until int64) ([]ledger.Fact, error) {
	return s.until(year, until), nil
}

func (s batchesOf) Last(_ context.Context, year int) (last int64, _ error) {
	for _, b := range s.batches {
		if b.Year == year {
			last = b.ID
		}
	}
	return last, nil
}

func (s batchesOf) Batch(_ context.Context, id int64) (ledger.Batch, error) {
	if id > int64(len(s.batches)) {
		return ledger.Batch{}, ledger.ErrNone
	}
	return s.batches[id-1], nil
}

func (s batchesOf) List(_ context.Context, year int, after int64) ([]ledger.Batch, error) {
	other := func(b ledger.Batch) bool { return b.Year != year || b.ID <= after }
	return slices.DeleteFunc(slices.Clone(s.batches), other), nil
}

func (s batchesOf) Vouched(_ context.Context, year int, after, until int64) (map[int64]ledger.BatchDetail, error) {
	out := map[int64]ledger.BatchDetail{}
	for _, b := range s.batches {
		if d, ok := s.vouched[b.ID]; ok && b.Year == year && b.ID > after && b.ID <= until {
			d.Actor, d.Kind = b.Actor, b.Kind
			out[b.ID] = d
		}
	}
	return out, nil
}

func (t yearsOf) Hold(_ context.Context, year int, how ledger.Hold) (ledger.Year, error) {
	if t.held = year; how != ledger.Exclusive {
		return ledger.Year{}, errors.New("fake: a run holds its year alone")
	}
	return ledger.Year{Year: year}, nil
}

func (t yearsOf) Years(context.Context) (out []int, _ error) {
	for _, b := range t.batches {
		out = append(out, b.Year)
	}
	return out, nil
}

func (t yearsOf) FilesOf(_ context.Context, _ int, batch int64) (map[int64]map[string]string, error) {
	out := maps.Clone(t.named)
	maps.DeleteFunc(out, func(id int64, _ map[string]string) bool { return id > batch })
	return out, nil
}

func (t runsOf) Add(_ context.Context, r Run) (int64, error) {
	r.ID = int64(len(t.runs)) + 1
	t.runs = append(t.runs, r)
	return r.ID, nil
}

func (t runsOf) Set(_ context.Context, r Run) error { t.runs[r.ID-1] = r; return nil }

func (t runsOf) Run(_ context.Context, id int64) (Run, error) {
	if id < 1 || id > int64(len(t.runs)) {
		return Run{}, ErrNone
	}
	return t.runs[id-1], nil
}

func (t runsOf) Runs(_ context.Context, year int) ([]Run, error) {
	return slices.DeleteFunc(slices.Clone(t.runs), func(r Run) bool { return r.Year != year }), nil
}

func (t runsOf) Settle(_ context.Context, r Run) error {
	if t.held != r.Year {
		return errors.New("fake: who settles a run holds its year")
	}
	t.settled = append(t.settled, settled{r.Year, r.ID, t.f.now, t.who.ID})
	return nil
}

func (t runsOf) SettledBy(_ context.Context, year int) (e audit.Entry, _ error) {
	for _, s := range t.settled {
		if s.year == year {
			e = audit.Entry{Actor: s.by, At: s.at, Action: Settled, Object: Object(year, s.run)}
		}
	}
	return e, nil
}

func (t runsOf) Vouched(_ context.Context, r Run) (d Detail, provisional bool, _ error) {
	for _, s := range t.settled {
		if s.year == r.Year {
			provisional = s.run == r.ID
		}
	}
	if t.forged != nil {
		return *t.forged, provisional, nil
	}
	return r.detail(), provisional, nil
}

func (t runsOf) Settled(_ context.Context, year int, until int64) (id int64, _ error) {
	for _, s := range t.settled {
		if s.year == year && s.at <= until {
			id = s.run
		}
	}
	return id, nil
}

func (s filesOf) Put(_ context.Context, f file.Packed, use file.Use) error {
	s.files[f.SHA256] = f
	s.uses[f.SHA256] = append(slices.Clone(s.uses[f.SHA256]), use)
	return nil
}

func (s filesOf) Packed(_ context.Context, sha string) (file.Packed, error) {
	if f, ok := s.files[sha]; ok {
		return f, nil
	}
	return file.Packed{}, file.ErrNone
}

func (s filesOf) Size(_ context.Context, sha string) (int64, error)      { return s.files[sha].Size, nil }
func (s filesOf) Uses(_ context.Context, sha string) ([]file.Use, error) { return s.uses[sha], nil }

func (t jobsOf) Enqueue(ctx context.Context, kind job.Kind, key string, object int64) (job.Job, bool, error) {
	if j, err := t.Open(ctx, key); err == nil {
		return j, false, nil
	}
	j := job.Job{ID: int64(len(t.jobs)) + 1, Kind: kind, Key: key, Object: object, State: job.Queued, Actor: t.who.ID}
	t.jobs = append(t.jobs, j)
	return j, true, nil
}

func (t jobsOf) Open(_ context.Context, key string) (job.Job, error) {
	for _, j := range t.jobs {
		if j.Key == key && !j.State.Over() {
			return j, nil
		}
	}
	return job.Job{}, job.ErrNone
}

func (t jobsOf) For(context.Context, job.Kind, int64) (job.Job, error) { panic("not asked by runs") }

func (t jobsOf) Finish(_ context.Context, id int64) error {
	switch j := &t.jobs[id-1]; {
	case j.State.Over():
		return job.ErrOver
	case j.Cancel:
		return job.ErrCancelled
	default:
		j.State = job.Done
		return nil
	}
}

func (t jobsOf) Say(_ context.Context, id int64, e job.Event) error {
	if t.jobs[id-1].State.Over() {
		return job.ErrOver
	}
	t.events = append(t.events, e)
	return nil
}

func allow(audit.Actor, person.Act, person.Object) error { return nil }

// office is a district that asks for runs.
type office struct {
	*Service
	*fake
	wrote []string // languages of the workbooks that were written
}

func newOffice() *office {
	f := &fake{now: 1_000, state: &state{facts: map[int64][]ledger.Fact{}, vouched: map[int64]ledger.BatchDetail{},
		named: map[int64]map[string]string{}, files: map[string]file.Packed{}, uses: map[string][]file.Use{}}}
	o := &office{fake: f}
	book := &ledger.Book{Units: units{f}, District: 1, Cache: &ledger.Cache{}}
	o.Service = &Service{Allow: allow, Units: f, Ledger: ledger.NewService(allow, book), Engine: "shiji test",
		Write: func(path string, doc score.Run, l lang.Lang) error {
			o.wrote = append(o.wrote, string(l))
			return os.WriteFile(path, []byte(fmt.Sprintf("%s in %s", doc.Seal, l)), 0o600)
		}}
	return o
}

// record records a year as a batch: what differs from before, and what is gone.
func (o *office) record(t testing.TB, in score.Input) int64 {
	t.Helper()
	list, err := ledger.Split(in)
	if err != nil {
		t.Fatal(err)
	}
	changes, n := ledger.Changes(ledger.Newest(o.state.until(in.Scheme.Year, 1<<62)), list, true)
	b := ledger.Batch{ID: int64(len(o.state.batches)) + 1, Year: in.Scheme.Year, Kind: ledger.Imported, Counts: n}
	b.RecordedAt = o.fake.now
	var facts []ledger.Fact
	for _, c := range changes {
		f := c.Fact
		f.Batch, f.Seal = b.ID, f.Digest(b.Year)
		facts = append(facts, f)
	}
	b.Digest = ledger.DigestOf(facts)
	o.state.facts[b.ID], o.state.batches = facts, append(o.state.batches, b)
	o.state.vouched[b.ID] = ledger.BatchDetail{RecordedAt: b.RecordedAt, Counts: n, Digest: b.Digest}
	return b.ID
}

// small is the small year as it was read from a file; the first street has some points less.
func small(less int) score.Input {
	in := demo.Small()
	in.Surveys[0].Score = decimal.Int(int64(80 - less))
	for i := range in.Surveys {
		in.Surveys[i].Source.File = "满意度.xlsx"
	}
	return in
}

// ready is a district whose year is known.
func ready(t testing.TB) *office {
	t.Helper()
	o := newOffice()
	o.record(t, small(0))
	o.state.named[1] = map[string]string{"满意度.xlsx": "sha-one", "封面.xlsx": "sha-two"}
	return o
}

func silent(context.Context, lang.Text, int, int) error { return nil }

// scored asks for a run and computes it.
func (o *office) scored(t testing.TB) Run {
	t.Helper()
	r, j, err := o.Ask(t.Context(), me, year)
	if err == nil {
		err = o.Compute(t.Context(), me, j, silent)
	}
	if err == nil {
		r, err = o.Run(t.Context(), me, r.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// another is a run beside one, with the same results: nothing is computed for it.
func (o *office) another(r Run) Run {
	r.ID, r.State, r.FinishedAt = int64(len(o.state.runs))+1, Trial, o.fake.now
	o.state.runs = append(slices.Clone(o.state.runs), r)
	return r
}

func doc(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var files = []fact.File{{Name: "满意度.xlsx", SHA256: "sha-one"}}
