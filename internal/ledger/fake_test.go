package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/person"
	"shiji/internal/score"
	"shiji/internal/work"
)

var (
	me    = audit.Actor{ID: audit.LocalOperator, Name: "绩效办", Way: audit.Command}
	other = audit.Actor{ID: "zhang", Name: "张三", Way: audit.Page}
)

// fake is a store in memory. Units of work follow each other; what is read at one moment stays as it was then.
type fake struct {
	mu    sync.Mutex
	state *state
	now   int64
	calls map[string]int
	// before is called before a unit of work, or a look, begins; what it returns ends it. In it, others may write.
	before func(call string) error
}

type state struct {
	batches []Batch
	facts   map[int64][]Fact      // by batch, or stage
	present map[int]map[Name]Fact // by year
	chain   []entry
	stages  []Stage
	counted int64          // stages
	loose   map[int64]bool // batches that aren't folded
	years   map[int]Year
	files   map[int64]map[string]string
}

type entry struct {
	action, object string
	detail         any
}

func newFake() *fake {
	return &fake{now: 1_000, calls: map[string]int{}, state: &state{facts: map[int64][]Fact{},
		present: map[int]map[Name]Fact{}, loose: map[int64]bool{}, years: map[int]Year{},
		files: map[int64]map[string]string{}}}
}

func (s *state) clone() *state {
	c := *s
	c.batches, c.chain, c.stages = slices.Clone(s.batches), slices.Clone(s.chain), slices.Clone(s.stages)
	c.facts, c.loose, c.years, c.files = maps.Clone(s.facts), maps.Clone(s.loose), maps.Clone(s.years), maps.Clone(s.files)
	c.present = map[int]map[Name]Fact{}
	for y, now := range s.present {
		c.present[y] = maps.Clone(now)
	}
	return &c
}

func (f *fake) begins(call string) error {
	f.mu.Lock()
	f.calls[call]++
	before := f.before
	f.mu.Unlock()
	if before != nil {
		return before(call)
	}
	return nil
}

var errSilent = errors.New("facts were written without an entry in the chain")

func (f *fake) InTx(ctx context.Context, _ audit.Actor, do func(Tx) error) error {
	if err := errors.Join(f.begins("InTx"), ctx.Err()); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	tx := &tx{state: f.state.clone(), f: f}
	if err := do(tx); err != nil {
		return err
	}
	if tx.wrote && len(tx.chain) == len(f.state.chain) {
		return errSilent
	}
	f.state = tx.state
	return nil
}

func (f *fake) Together(ctx context.Context, who audit.Actor, _ work.Line,
	do func(context.Context, Tx) error) error {
	return f.InTx(ctx, who, func(t Tx) error { return do(ctx, t) })
}

func (f *fake) View(ctx context.Context, do func(Tx) error) error {
	if err := errors.Join(f.begins("View"), ctx.Err()); err != nil {
		return err
	}
	f.mu.Lock()
	tx := &tx{state: f.state, f: f}
	f.mu.Unlock()
	return do(tx)
}

// count is how often something was done since the last time.
func (f *fake) count(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.calls[call]
	f.calls[call] = 0
	return n
}

type tx struct {
	*state
	f     *fake
	wrote bool
}

type (
	factsOf   struct{ *tx }
	batchesOf struct{ *tx }
	stagesOf  struct{ *tx }
	yearsOf   struct{ *tx }
)

func (t *tx) Now() int64       { return t.f.now }
func (t *tx) Ledger() Facts    { return factsOf{t} }
func (t *tx) Batches() Batches { return batchesOf{t} }
func (t *tx) Stages() Stages   { return stagesOf{t} }
func (t *tx) Years() Years     { return yearsOf{t} }
func (t *tx) Audit(action, object string, detail any) {
	t.chain = append(t.chain, entry{action, object, detail})
}

// since are the versions that batches recorded after one, until another.
func (t *tx) since(year int, after, until int64) (out []Fact) {
	for _, b := range t.batches {
		if b.Year == year && b.ID > after && b.ID <= until {
			out = append(out, t.facts[b.ID]...)
		}
	}
	return out
}

func (t factsOf) Present(_ context.Context, year int) ([]Fact, error) {
	all := slices.Collect(maps.Values(t.present[year]))
	for _, b := range t.batches {
		if b.Year == year && t.loose[b.ID] {
			all = append(all, t.facts[b.ID]...)
		}
	}
	return Newest(all), nil
}

func (t factsOf) AsOf(_ context.Context, year int, batch int64) ([]Fact, error) {
	return Newest(t.since(year, 0, batch)), nil
}

func (t factsOf) Since(_ context.Context, year int, after, until int64) ([]Fact, error) {
	return t.since(year, after, until), nil
}

func (t factsOf) Pick(_ context.Context, year int, names []Name) (out []Fact, _ error) {
	for _, f := range Newest(t.since(year, 0, 1<<62)) {
		if slices.Contains(names, f.Named()) {
			out = append(out, f)
		}
	}
	return out, nil
}

func (t factsOf) Of(_ context.Context, batch int64) ([]Fact, error) {
	return slices.Clone(t.facts[batch]), nil
}

func (t factsOf) History(_ context.Context, year int, of About) ([]Fact, error) {
	out := slices.DeleteFunc(t.since(year, 0, 1<<62), func(f Fact) bool {
		return f.Unit != of.Unit || f.Indicator != of.Indicator || of.Kind != "" && f.Kind != of.Kind ||
			of.Key != "" && f.Key != of.Key
	})
	slices.SortFunc(out, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Version, b.Version))
	})
	return out, nil
}

func (t factsOf) Seals(_ context.Context, year int, after, until int64) ([]Fact, error) {
	out := slices.Clone(t.since(year, after, until))
	for i, f := range out {
		out[i] = Fact{Record: Record{Kind: f.Kind, Key: f.Key}, Version: f.Version, Batch: f.Batch, Seal: f.Seal}
	}
	return out, nil
}

func (t batchesOf) Number(context.Context) (id, last int64, err error) {
	if n := len(t.batches); n > 0 {
		last = t.batches[n-1].RecordedAt
	}
	return int64(len(t.batches)) + 1, last, nil
}

// inForce adds a batch with its versions, none of which may stand there already.
func (t *tx) inForce(b Batch, facts []Fact) error {
	there := map[string]bool{}
	for _, f := range t.since(b.Year, 0, 1<<62) {
		there[fmt.Sprint(f.Named(), f.Version)] = true
	}
	facts = slices.Clone(facts)
	for i := range facts {
		if facts[i].Batch = b.ID; there[fmt.Sprint(facts[i].Named(), facts[i].Version)] {
			return fmt.Errorf("fake: %s %s has a version %d", facts[i].Kind, facts[i].Key, facts[i].Version)
		}
		facts[i].RecordedAt = b.RecordedAt
	}
	if b.ID != int64(len(t.batches))+1 {
		return fmt.Errorf("fake: batch %d isn't the next", b.ID)
	}
	t.wrote, t.facts[b.ID], t.batches = true, facts, append(t.batches, b)
	return nil
}

func (t *tx) takePlace(year int, facts []Fact) {
	if t.present[year] == nil {
		t.present[year] = map[Name]Fact{}
	}
	for _, f := range facts {
		if f.Version > t.present[year][f.Named()].Version {
			t.present[year][f.Named()] = f
		}
	}
}

func (t batchesOf) Add(_ context.Context, b Batch, facts []Fact) error {
	err := t.inForce(b, facts)
	t.takePlace(b.Year, t.facts[b.ID])
	return err
}

func (t batchesOf) AddStaged(_ context.Context, b Batch, stage int64) error {
	left := slices.DeleteFunc(slices.Clone(t.stages), func(s Stage) bool { return s.ID == stage })
	if len(left) == len(t.stages) {
		return ErrUnstaged
	}
	err := t.inForce(b, t.facts[stage])
	delete(t.facts, stage)
	t.stages, t.loose[b.ID] = left, true
	return err
}

func (t yearsOf) At(_ context.Context, year int, at int64) (last int64, _ error) {
	for _, b := range t.batches {
		if b.Year == year && b.RecordedAt <= at {
			last = b.ID
		}
	}
	return last, nil
}

func (t batchesOf) Last(ctx context.Context, year int) (int64, error) {
	return yearsOf(t).At(ctx, year, 1<<62)
}

func (t batchesOf) Batch(_ context.Context, id int64) (Batch, error) {
	if id < 1 || id > int64(len(t.batches)) {
		return Batch{}, ErrNone
	}
	return t.batches[id-1], nil
}

func (t batchesOf) List(_ context.Context, year int, after int64) (out []Batch, _ error) {
	for _, b := range t.batches {
		if b.Year == year && b.ID > after {
			out = append(out, b)
		}
	}
	return out, nil
}

func (t batchesOf) Vouched(_ context.Context, year int, after, until int64) (map[int64]BatchDetail, error) {
	out := map[int64]BatchDetail{}
	for _, e := range t.chain {
		var y int
		var id int64
		if _, err := fmt.Sscanf(e.object, "%d/batch/%d", &y, &id); err == nil && y == year && id > after && id <= until {
			out[id] = e.detail.(BatchDetail)
		}
	}
	return out, nil
}

func (t stagesOf) Begin(_ context.Context, year int, intake int64) (int64, error) {
	t.counted++
	t.stages = append(t.stages, Stage{ID: -t.counted, Year: year, Intake: intake, Begun: t.f.now})
	return -t.counted, nil
}

func (t stagesOf) Put(_ context.Context, stage Stage, facts []Fact) error {
	t.f.calls[fmt.Sprintf("Put %d", len(facts))]++
	t.facts[stage.ID] = slices.Concat(t.facts[stage.ID], facts)
	return nil
}

func (t stagesOf) Open(context.Context) ([]Stage, error) { return t.stages, nil }

func (t stagesOf) Drop(_ context.Context, stage int64, most int) (left bool, err error) {
	t.f.calls["Drop"]++
	if n := len(t.facts[stage]); n >= most {
		t.facts[stage] = t.facts[stage][:n-most]
		return true, nil
	}
	delete(t.facts, stage)
	t.stages = slices.DeleteFunc(t.stages, func(s Stage) bool { return s.ID == stage })
	return false, nil
}

func (t stagesOf) Unfolded(_ context.Context, year int) (out []int64, _ error) {
	for _, b := range t.batches {
		if b.Year == year && t.loose[b.ID] {
			out = append(out, b.ID)
		}
	}
	return out, nil
}

func (t stagesOf) UnfoldedYears(context.Context) (out []int, _ error) {
	for id := range t.loose {
		if y := t.batches[id-1].Year; !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	return out, nil
}

func (t stagesOf) Fold(_ context.Context, b Batch, facts []Fact, last bool) error {
	t.f.calls[fmt.Sprintf("Fold %d", len(facts))]++
	if t.takePlace(b.Year, facts); last {
		delete(t.loose, b.ID)
	}
	return nil
}

func (t yearsOf) Years(context.Context) (out []int, _ error) {
	for _, b := range t.batches {
		holds := slices.ContainsFunc(Newest(t.since(b.Year, 0, 1<<62)), func(f Fact) bool {
			return f.Kind == Settings && !f.Withdrawn
		})
		if holds && !slices.Contains(out, b.Year) {
			out = append(out, b.Year)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (t yearsOf) Year(_ context.Context, year int) (Year, error) {
	if y, ok := t.years[year]; ok {
		return y, nil
	}
	return Year{Year: year, State: YearOpen}, nil
}

func (t yearsOf) Hold(ctx context.Context, year int, how Hold) (Year, error) {
	t.f.calls[fmt.Sprintf("Hold %d", how)]++
	return t.Year(ctx, year)
}

func (t yearsOf) Set(_ context.Context, y Year) error {
	t.wrote, t.years[y.Year] = true, y
	return nil
}

func (t yearsOf) FilesOf(_ context.Context, year int, batch int64) (map[int64]map[string]string, error) {
	out := map[int64]map[string]string{}
	for id, files := range t.files {
		if id <= batch && t.batches[id-1].Year == year {
			out[id] = files
		}
	}
	return out, nil
}

func (t yearsOf) LastRead(_ context.Context, year int, batch int64) (last int64, _ error) {
	for _, b := range t.batches {
		if b.Year == year && b.ID <= batch && b.Kind != Entered {
			last = b.ID
		}
	}
	return last, nil
}

// allow lets everybody do everything.
func allow(audit.Actor, person.Act, person.Object) error { return nil }

// office is a district with a ledger.
type office struct {
	*Service
	*fake
}

// year is the year that tests work on.
const year = 2013

func newOffice() office {
	f := newFake()
	return office{NewService(allow, &Book{Units: f, District: 1, Cache: &Cache{}}), f}
}

// imported is a district whose year was imported: batch 1.
func imported(t testing.TB, in score.Input) office {
	t.Helper()
	o := newOffice()
	o.record(t, Imported, in, nil)
	return o
}

// record records a year as a whole, as an import does.
func (o office) record(t testing.TB, kind BatchKind, in score.Input, files map[string]string) Batch {
	t.Helper()
	base, err := o.book.Known(t.Context(), in.Scheme.Year)
	if err != nil {
		t.Fatal(err)
	}
	coming, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	changes, counts := Changes(base.Facts, coming, true)
	b := o.close(t, Batch{Year: in.Scheme.Year, Kind: kind, Actor: me.ID, Counts: counts}, changes)
	o.state.files[b.ID] = files
	return b
}

// close stages changes and puts them in force.
func (o office) close(t testing.TB, b Batch, changes []Change) Batch {
	t.Helper()
	staged, err := o.book.Stage(t.Context(), me, b.Year, b.Origin, changes, func(int, int) error { return nil })
	if err == nil {
		err = o.InTx(t.Context(), me, func(tx Tx) error {
			id, last, err := tx.Batches().Number(t.Context())
			if err == nil {
				b, err = staged.Close(t.Context(), tx, b, id, last)
			}
			return err
		})
	}
	if err = errors.Join(err, o.book.Fold(t.Context(), me, b.Year)); err != nil {
		t.Fatal(err)
	}
	return b
}

// small is the small year, with a report of several periods and marks that differ in their body alone.
func small() score.Input { return demo.Small() }

// body is the content that a fact has now, with parts of it changed.
func (o office) now(t testing.TB, name Name) Fact {
	t.Helper()
	var out Fact
	err := o.View(t.Context(), func(tx Tx) error {
		list, err := tx.Ledger().Pick(t.Context(), year, []Name{name})
		if len(list) == 1 {
			out = list[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// write appends an edit.
func (o office) write(t testing.TB, who audit.Actor, edits ...Edit) (Batch, error) {
	t.Helper()
	return o.Append(t.Context(), who, Cause{Year: year, Act: "approval", Document: "会议纪要5号", Reason: "更正"}, edits)
}

func (o office) mustWrite(t testing.TB, edits ...Edit) Batch {
	t.Helper()
	b, err := o.write(t, me, edits...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// entries lists what the chain holds, by action.
func (o office) entries(action string) (out []entry) {
	for _, e := range o.state.chain {
		if strings.HasPrefix(e.action, action) {
			out = append(out, e)
		}
	}
	return out
}
