package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/demo"
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

var (
	me    = audit.Actor{ID: audit.LocalOperator, Name: "绩效办", Way: audit.Command}
	other = audit.Actor{ID: "zhang", Name: "张三", Way: audit.Page}
)

// fake is a store in memory; see the one of package ledger, whose lean copy it is.
type fake struct {
	mu    sync.Mutex
	state *state
	now   int64
	calls map[string]int
	// before is called before each unit of work; in it, others may write. What it returns ends the unit of work.
	before func() error
	begun  int // units of work
}

type state struct {
	batches []ledger.Batch
	facts   map[int64][]ledger.Fact // by batch, or stage
	vouched map[int64]ledger.BatchDetail
	stages  []ledger.Stage
	counted int64
	loose   map[int64]bool
	closed  map[int]ledger.Year
	imports []Intake
	jobs    []job.Job
	files   map[string]file.Packed
	uses    map[string][]file.Use
	chain   []string
}

func (s *state) clone() *state {
	c := *s
	c.batches, c.stages, c.imports = slices.Clone(s.batches), slices.Clone(s.stages), slices.Clone(s.imports)
	c.jobs, c.chain = slices.Clone(s.jobs), slices.Clone(s.chain)
	c.facts, c.vouched, c.loose = maps.Clone(s.facts), maps.Clone(s.vouched), maps.Clone(s.loose)
	c.closed, c.files, c.uses = maps.Clone(s.closed), maps.Clone(s.files), maps.Clone(s.uses)
	return &c
}

func (f *fake) InTx(ctx context.Context, who audit.Actor, do func(Tx) error) error {
	f.mu.Lock()
	f.begun++
	before := f.before
	f.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	tx := &tx{state: f.state.clone(), f: f, who: who}
	if err := do(tx); err != nil {
		return err
	}
	f.state = tx.state
	return nil
}

func (f *fake) View(ctx context.Context, do func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	tx := &tx{state: f.state, f: f}
	f.mu.Unlock()
	return do(tx)
}

// units are the units of work as the ledger sees them.
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
	f   *fake
	who audit.Actor
}

type rest = ledger.Years

type (
	factsOf   struct{ *tx }
	batchesOf struct{ *tx }
	stagesOf  struct{ *tx }
	yearsOf   struct {
		*tx
		rest // what this package doesn't reach
	}
	importsOf struct{ *tx }
	filesOf   struct{ *tx }
	jobsOf    struct{ *tx }
)

func (t *tx) Now() int64                     { return t.f.now }
func (t *tx) Ledger() ledger.Facts           { return factsOf{t} }
func (t *tx) Batches() ledger.Batches        { return batchesOf{t} }
func (t *tx) Stages() ledger.Stages          { return stagesOf{t} }
func (t *tx) Years() ledger.Years            { return yearsOf{tx: t} }
func (t *tx) Intake() Store                  { return importsOf{t} }
func (t *tx) Files() file.Store              { return filesOf{t} }
func (t *tx) Jobs() job.Queue                { return jobsOf{t} }
func (t *tx) Audit(action, on string, _ any) { t.chain = append(t.chain, action+" "+on) }

func (t *tx) Trail(context.Context, string) ([]audit.Entry, error) { return nil, nil }
func (t *tx) since(year int, after, until int64) (out []ledger.Fact) {
	for _, b := range t.batches {
		if b.Year == year && b.ID > after && b.ID <= until {
			out = append(out, t.facts[b.ID]...)
		}
	}
	return out
}

const ever = 1 << 62

func (t factsOf) Present(_ context.Context, year int) ([]ledger.Fact, error) {
	return ledger.Newest(t.since(year, 0, ever)), nil
}

func (t factsOf) AsOf(_ context.Context, year int, batch int64) ([]ledger.Fact, error) {
	return ledger.Newest(t.since(year, 0, batch)), nil
}

func (t factsOf) Since(_ context.Context, year int, after, until int64) ([]ledger.Fact, error) {
	return t.since(year, after, until), nil
}

func (t factsOf) Pick(_ context.Context, year int, names []ledger.Name) ([]ledger.Fact, error) {
	return slices.DeleteFunc(ledger.Newest(t.since(year, 0, ever)), func(f ledger.Fact) bool {
		return !slices.Contains(names, f.Named())
	}), nil
}

func (t factsOf) Of(_ context.Context, batch int64) ([]ledger.Fact, error) {
	return t.facts[batch], nil
}

func (t factsOf) History(_ context.Context, year int, of ledger.About) ([]ledger.Fact, error) {
	return slices.DeleteFunc(t.since(year, 0, ever), func(f ledger.Fact) bool {
		return f.Unit != of.Unit || f.Indicator != of.Indicator || f.Kind != of.Kind
	}), nil
}

func (t factsOf) Seals(_ context.Context, year int, after, until int64) ([]ledger.Fact, error) {
	out := slices.Clone(t.since(year, after, until))
	for i, f := range out {
		r := ledger.Record{Kind: f.Kind, Key: f.Key}
		out[i] = ledger.Fact{Record: r, Version: f.Version, Batch: f.Batch, Seal: f.Seal}
	}
	return out, nil
}

func (t batchesOf) Number(context.Context) (id, last int64, err error) {
	if n := len(t.batches); n > 0 {
		last = t.batches[n-1].RecordedAt
	}
	return int64(len(t.batches)) + 1, last, nil
}

func (t batchesOf) Add(_ context.Context, b ledger.Batch, facts []ledger.Fact) error {
	there := map[string]bool{}
	for _, f := range t.since(b.Year, 0, ever) {
		there[fmt.Sprint(f.Named(), f.Version)] = true
	}
	facts = slices.Clone(facts)
	for i := range facts {
		if facts[i].Batch = b.ID; there[fmt.Sprint(facts[i].Named(), facts[i].Version)] {
			return fmt.Errorf("fake: %s %s has a version %d", facts[i].Kind, facts[i].Key, facts[i].Version)
		}
		facts[i].RecordedAt = b.RecordedAt
	}
	t.facts[b.ID], t.batches = facts, append(t.batches, b)
	t.vouched[b.ID] = ledger.BatchDetail{Origin: b.Origin, RecordedAt: b.RecordedAt, Counts: b.Counts, Digest: b.Digest}
	return nil
}

func (t batchesOf) AddStaged(ctx context.Context, b ledger.Batch, stage int64) error {
	n := len(t.stages)
	t.stages = slices.DeleteFunc(t.stages, func(s ledger.Stage) bool { return s.ID == stage })
	if len(t.stages) == n {
		return ledger.ErrUnstaged
	}
	facts := t.facts[stage]
	delete(t.facts, stage)
	t.loose[b.ID] = true
	return t.Add(ctx, b, facts)
}

func (t batchesOf) Last(_ context.Context, year int) (last int64, _ error) {
	for _, b := range t.batches {
		if b.Year == year {
			last = b.ID
		}
	}
	return last, nil
}

func (t batchesOf) Batch(_ context.Context, id int64) (ledger.Batch, error) {
	if id < 1 || id > int64(len(t.batches)) {
		return ledger.Batch{}, ledger.ErrNone
	}
	return t.batches[id-1], nil
}

func (t batchesOf) List(_ context.Context, year int, after int64) ([]ledger.Batch, error) {
	other := func(b ledger.Batch) bool { return b.Year != year || b.ID <= after }
	return slices.DeleteFunc(slices.Clone(t.batches), other), nil
}

func (t batchesOf) Vouched(_ context.Context, year int, after, until int64) (map[int64]ledger.BatchDetail, error) {
	out := map[int64]ledger.BatchDetail{}
	for _, b := range t.batches {
		if d, ok := t.vouched[b.ID]; ok && b.Year == year && b.ID > after && b.ID <= until {
			d.Actor, d.Kind = b.Actor, b.Kind
			out[b.ID] = d
		}
	}
	return out, nil
}

func (t stagesOf) Begin(_ context.Context, year int, intake int64) (int64, error) {
	t.counted++
	t.stages = append(t.stages, ledger.Stage{ID: -t.counted, Year: year, Intake: intake, Begun: t.f.now})
	return -t.counted, nil
}

func (t stagesOf) Put(_ context.Context, stage ledger.Stage, facts []ledger.Fact) error {
	t.facts[stage.ID] = slices.Concat(t.facts[stage.ID], facts)
	return nil
}

func (t stagesOf) Open(context.Context) ([]ledger.Stage, error) { return t.stages, nil }

func (t stagesOf) Drop(_ context.Context, stage int64, most int) (left bool, err error) {
	if n := len(t.facts[stage]); n >= most {
		t.facts[stage] = t.facts[stage][:n-most]
		return true, nil
	}
	delete(t.facts, stage)
	t.stages = slices.DeleteFunc(t.stages, func(s ledger.Stage) bool { return s.ID == stage })
	return false, nil
}

func (t stagesOf) Unfolded(_ context.Context, year int) ([]int64, error) {
	other := func(id int64) bool { return t.batches[id-1].Year != year }
	return slices.DeleteFunc(slices.Sorted(maps.Keys(t.loose)), other), nil
}

func (t stagesOf) UnfoldedYears(context.Context) (out []int, _ error) {
	for id := range t.loose {
		out = append(out, t.batches[id-1].Year)
	}
	return slices.Compact(slices.Sorted(slices.Values(out))), nil
}

func (t stagesOf) Fold(_ context.Context, b ledger.Batch, _ []ledger.Fact, last bool) error {
	if last {
		delete(t.loose, b.ID)
	}
	return nil
}

func (t yearsOf) Years(context.Context) (out []int, _ error) {
	for _, b := range t.batches {
		if !slices.Contains(out, b.Year) {
			out = append(out, b.Year)
		}
	}
	return out, nil
}

func (t yearsOf) Hold(_ context.Context, year int, how ledger.Hold) (ledger.Year, error) {
	t.f.calls[fmt.Sprintf("Hold %d", how)]++
	if y, ok := t.closed[year]; ok {
		return y, nil
	}
	return ledger.Year{Year: year, State: ledger.YearOpen}, nil
}

func (t importsOf) Lock(context.Context) error { t.f.calls["Lock"]++; return nil }

func (t importsOf) Number(context.Context) (int64, error) { return int64(len(t.imports)) + 1, nil }

func (t importsOf) Add(_ context.Context, i Intake) error {
	t.imports = append(t.imports, i)
	return nil
}

func (t importsOf) Set(_ context.Context, i Intake) error { t.imports[i.ID-1] = i; return nil }

func (t importsOf) Intake(_ context.Context, id int64) (Intake, error) {
	if id < 1 || id > int64(len(t.imports)) {
		return Intake{}, ErrNone
	}
	return t.imports[id-1], nil
}

// Turned knows what was done, and not by whom.
func (t importsOf) Turned(_ context.Context, id int64) (e audit.Entry, _ error) {
	for _, done := range t.chain {
		for _, turn := range Turns {
			if done == turn.Action+" "+object(id) {
				e = audit.Entry{Action: turn.Action, Object: object(id)}
			}
		}
	}
	return e, nil
}

func (t importsOf) List(_ context.Context, limit int) ([]Intake, error) {
	out := slices.Clone(t.imports)
	slices.Reverse(out)
	return out[:min(limit, len(out))], nil
}

func (t filesOf) Put(_ context.Context, f file.Packed, use file.Use) error {
	t.files[f.SHA256] = f
	t.uses[f.SHA256] = append(slices.Clone(t.uses[f.SHA256]), use)
	return nil
}

func (t filesOf) Packed(_ context.Context, sha string) (file.Packed, error) {
	if f, ok := t.files[sha]; ok {
		return f, nil
	}
	return file.Packed{}, file.ErrNone
}

func (t filesOf) Size(ctx context.Context, sha string) (int64, error) {
	f, err := t.Packed(ctx, sha)
	return f.Size, err
}

func (t filesOf) Uses(_ context.Context, sha string) ([]file.Use, error) { return t.uses[sha], nil }

func (t jobsOf) Enqueue(ctx context.Context, kind job.Kind, key string, object int64) (job.Job, bool, error) {
	if j, err := t.Open(ctx, key); err == nil {
		return j, false, nil
	}
	j := job.Job{ID: int64(len(t.jobs)) + 1, Kind: kind, Key: key, Object: object, State: job.Queued, Actor: t.who.ID}
	t.jobs = append(t.jobs, j)
	return j, true, nil
}

func (t jobsOf) last(is func(job.Job) bool) (job.Job, error) {
	for _, j := range slices.Backward(t.jobs) {
		if is(j) {
			return j, nil
		}
	}
	return job.Job{}, job.ErrNone
}

func (t jobsOf) Open(_ context.Context, key string) (job.Job, error) {
	return t.last(func(j job.Job) bool { return j.Key == key && !j.State.Over() })
}

func (t jobsOf) For(_ context.Context, kind job.Kind, object int64) (job.Job, error) {
	return t.last(func(j job.Job) bool { return j.Kind == kind && j.Object == object })
}

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

func (t jobsOf) Say(context.Context, int64, job.Event) error { return nil }

func allow(audit.Actor, person.Act, person.Object) error { return nil }

// year is the year that tests work on.
const year = 2013

// book is what a file says: it is read together with what is known, and with answers.
type book func(known *score.Input, answers []fact.Answer) (score.Input, errs.Findings)

// office is a district that takes imports. Its files hold the name of a book.
type office struct {
	*Service
	*fake
	books map[string]book
	reads int // of files
}

func newOffice() *office {
	f := &fake{now: 1_000_000, calls: map[string]int{}, state: &state{facts: map[int64][]ledger.Fact{},
		vouched: map[int64]ledger.BatchDetail{}, loose: map[int64]bool{}, closed: map[int]ledger.Year{},
		files: map[string]file.Packed{}, uses: map[string][]file.Use{}}}
	o := &office{fake: f, books: map[string]book{}}
	o.Service = &Service{Allow: allow, Units: f, Read: o.read, Reader: "v1",
		Book: &ledger.Book{Units: units{f}, District: 1, Cache: &ledger.Cache{}}}
	return o
}

func (o *office) read(_ context.Context, path string, known *score.Input, answers []fact.Answer) (
	score.Input, errs.Findings, error) {
	o.reads++
	list, err := os.ReadDir(path)
	if err != nil || len(list) == 0 {
		return score.Input{}, nil, fmt.Errorf("nothing in %s: %w", path, err)
	}
	name, err := os.ReadFile(filepath.Join(path, list[0].Name()))
	if err != nil || o.books[string(name)] == nil {
		return score.Input{}, nil, fmt.Errorf("no book %q: %w", name, err)
	}
	in, found := o.books[string(name)](known, answers)
	return in, found, nil
}

// upload is a file with a book.
func (o *office) upload(name string, b book) []Upload {
	o.books[name] = b
	return []Upload{{Name: name + ".xlsx", Data: []byte(name)}}
}

// whole is a book of a whole year.
func whole(in score.Input) book {
	return func(*score.Input, []fact.Answer) (score.Input, errs.Findings) { return in, nil }
}

// small is the small year, each value and report in a row of its own.
func small(changes ...func(*score.Input)) score.Input {
	in := demo.Small()
	for i := range in.Actuals {
		in.Actuals[i].Source = fact.Source{File: "year.xlsx", Sheet: "实绩", Cell: fmt.Sprintf("A%d", i+2)}
	}
	for _, do := range changes {
		do(&in)
	}
	return in
}

// silent is told what a job does, and doesn't stop it.
func silent(context.Context, lang.Text, int, int) error { return nil }

// do does the job that waits last, as a worker does.
func (o *office) do(t testing.TB, j job.Job) error {
	t.Helper()
	return map[job.Kind]job.Handler{job.Check: o.Look, job.Record: o.Keep}[j.Kind](t.Context(), me, j, silent)
}

// look brings files and looks through them.
func (o *office) look(t testing.TB, mode Mode, files []Upload) Intake {
	t.Helper()
	in, j, err := o.Bring(t.Context(), me, mode, 0, files)
	if err == nil {
		err = o.do(t, j)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.of(t, in.ID)
}

// of is an import as it stands now.
func (o *office) of(t testing.TB, id int64) Intake {
	t.Helper()
	in, err := o.Intake(t.Context(), me, id)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// last is the last batch of the year.
func (o *office) last() int64 {
	n, _ := batchesOf{&tx{state: o.state}}.Last(context.Background(), year)
	return n
}

// agree confirms an import as it was looked at now.
func (o *office) agree(t testing.TB, in Intake) job.Job {
	t.Helper()
	withdraw := 0
	if in.Mode == Replace {
		withdraw = in.Counts.Withdrawn
	}
	c := Consent{Seen: o.last(), Withdraw: withdraw, ValidOnly: in.State == Refused}
	j, err := o.Confirm(t.Context(), me, in.ID, c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// bring brings files, confirms and records them.
func (o *office) bring(t testing.TB, mode Mode, files []Upload) Intake {
	t.Helper()
	in := o.look(t, mode, files)
	if in.State != Checked {
		t.Fatalf("%s: %v", in.State, in.Found)
	}
	if err := o.do(t, o.agree(t, in)); err != nil {
		t.Fatal(err)
	}
	return o.of(t, in.ID)
}

// first is a district whose year was imported once, in import and batch 1.
var first struct {
	sync.Once
	state *state
}

// known is a district whose year is known.
func known(t testing.TB) *office {
	t.Helper()
	first.Do(func() {
		o := newOffice()
		o.bring(t, Replace, o.upload("year", whole(small())))
		first.state = o.state
	})
	if first.state == nil {
		t.Fatal("no year was imported")
	}
	o := newOffice()
	o.upload("year", whole(small()))
	o.state = first.state.clone()
	return o
}

// write is somebody's act in the house beside an import.
func (o *office) write(t testing.TB, edits ...ledger.Edit) ledger.Batch {
	t.Helper()
	for i, e := range edits {
		if e.On < 0 { // what there is
			e.On = 0
			for _, f := range ledger.Newest(o.facts()) {
				if f.Kind == e.Kind && f.Key == e.Key {
					e.On = f.Version
				}
			}
			edits[i] = e
		}
	}
	was := o.before
	o.before = nil
	why := ledger.Cause{Year: year, Act: fact.Approval}
	b, err := ledger.NewService(allow, o.Book).Append(t.Context(), other, why, edits)
	o.before = was
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// facts are all versions of the year.
func (o *office) facts() []ledger.Fact { return (&tx{state: o.state}).since(year, 0, ever) }

// value sets the value of a street's first indicator, whatever it is.
func value(unit, n string) ledger.Edit {
	return ledger.Edit{Kind: ledger.Value, Key: ledger.KeyOf(unit, "A1", "A", "Y"), On: -1,
		Body: fmt.Sprintf(`{"period":"Y","number":%q}`, n)}
}

var errKilled = errors.New("the process was killed")
