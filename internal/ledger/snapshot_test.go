package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// A snapshot that was moved forward, edit by edit, must be the one that all facts together make: what pages show is the
// one, what a run is computed from may be the other. Random years of work look for a difference.

// tiny is the small year with three streets, and little of each.
func tiny() score.Input {
	in := small()
	one := map[string]bool{"S1": true, "S2": true, "S3": true}
	in.Roster.Units = slices.DeleteFunc(in.Roster.Units, func(u org.Unit) bool { return !one[u.Code] })
	in.Targets = slices.DeleteFunc(in.Targets, func(x target.Target) bool { return !one[x.Unit] })
	in.Tasks = slices.DeleteFunc(in.Tasks, func(x target.Task) bool { return !one[x.Unit] })
	in.Actuals = slices.DeleteFunc(in.Actuals, func(x progress.Actual) bool {
		return x.Unit != "S1" && x.Indicator != "A1"
	})
	in.Marks = slices.DeleteFunc(in.Marks, func(x review.Mark) bool { return x.Unit != "S1" })
	in.Ballots = slices.DeleteFunc(in.Ballots, func(x review.Ballots) bool { return x.Unit != "S1" })
	in.Surveys = slices.DeleteFunc(in.Surveys, func(x survey.Result) bool { return x.Unit != "S1" })
	in.Events = nil
	return in.Canonical()
}

// walk is a year that is worked at, beside what it must say.
type walk struct {
	office
	*testing.T
	rnd   *rand.Rand
	holds map[Name]string // the bodies of what holds
	seen  map[Name]int64  // the newest version of each fact that ever was
	then  map[int64][]byte
}

func newWalk(t *testing.T, seed uint64) *walk {
	in := tiny()
	w := &walk{imported(t, in), t, rand.New(rand.NewPCG(seed, 1)), map[Name]string{}, map[Name]int64{},
		map[int64][]byte{}}
	list, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		w.holds[r.Named()], w.seen[r.Named()] = r.Body, 1
	}
	return w
}

func (w *walk) one(of ...string) string { return of[w.rnd.IntN(len(of))] }

func (w *walk) number() decimal.Number { return decimal.Int(int64(w.rnd.IntN(9))) }

// some makes a fact of any kind that can be written by hand. Its names are few, so that the same come again and again.
func (w *walk) some() (n Name, body any) {
	src := fact.Source{Document: "会议纪要5号", Person: "绩效办", Act: fact.Approval}
	unit, leaf := w.one("S1", "S2", "S3"), w.one("A1", "A2", "F1")
	switch k := Kinds[w.rnd.IntN(len(Kinds))].Kind; k {
	case Unit:
		u := org.Unit{Code: w.one("S1", "S2", "S20", "N1"), Name: w.one("甲", "乙", "丙"), System: org.Street, Source: src}
		u.Listing = org.Ranked
		return Name{k, KeyOf(u.Code)}, u
	case Body:
		b := org.Body{Name: w.one("督查室", "组织部", "审计局"), Substitute: w.one("", "甲"), Source: src}
		return Name{k, KeyOf(b.Name)}, b
	case Plan:
		p := plan.Indicator{Code: w.one("P01", "P02"), Name: w.one("甲", "乙"), Kind: plan.Expected, Better: plan.Higher}
		p.BaseYear, p.EndYear, p.Path, p.Source = 2010, 2015, plan.Linear, src
		return Name{k, KeyOf(p.Code)}, p
	case Target:
		x := target.Target{Unit: unit, Indicator: leaf, Value: &fact.Number{Value: w.number()}, Source: src}
		return Name{k, KeyOf(unit, leaf)}, x
	case Task:
		x := target.Task{Unit: unit, Indicator: "A3", Name: w.one("任务甲", "任务乙"), Source: src}
		x.Quantity.Value, x.Difficulty.Value, x.Importance.Value = w.number(), decimal.One, decimal.One
		return Name{k, KeyOf(unit, "A3", x.Name)}, x
	case Actual:
		x := progress.Actual{Unit: unit, Indicator: leaf, Item: w.one("A", "B"), Note: w.one("", "注"), Source: src}
		x.Status = fact.Verified
		return Name{k, KeyOf(unit, leaf, x.Item)}, x
	case Value:
		n := w.number()
		x := progress.PeriodValue{Period: calendar.Periods[w.rnd.IntN(len(calendar.Periods))].Code, Number: &n, Source: src}
		return Name{k, KeyOf(unit, leaf, w.one("A", "B"), x.Period)}, x
	case Mark: // two of one judge may differ in nothing but their body
		leaf = "F1"
		x := review.Mark{Unit: unit, Indicator: leaf, Body: w.one("", "督查室", "组织部"), Judge: w.one("甲", "乙"), Source: src}
		x.Dimension, x.Value = w.one("", "制度"), w.number()
		return Name{k, KeyOf(unit, leaf, x.Judge, x.Dimension, x.Body)}, x
	case Ballot:
		x := review.Ballots{Unit: unit, Indicator: "B2", Group: w.one("领导", "职工"), Option: w.one("好", "差"), Source: src}
		x.Votes = w.number()
		return Name{k, KeyOf(unit, "B2", x.Group, x.Option)}, x
	case Event:
		x := review.Event{Unit: unit, Type: review.Deduction, Indicator: w.one("", "D1"), Matter: "评查", Source: src}
		x.Kind, x.Count, x.State = w.one("", "瑕疵"), w.number(), review.Decided
		return Name{k, KeyOf(unit, string(x.Type), x.Indicator, x.Matter, x.Kind, x.Level)}, x
	case Survey:
		x := survey.Result{Unit: unit, Channel: w.one("third", "direct"), Score: w.number(), Source: src}
		return Name{k, KeyOf(unit, x.Channel)}, x
	}
	return w.some() // a scheme isn't changed by hand
}

// of lists the facts of a kind that hold.
func (w *walk) of(k Kind) []Name {
	byKey := func(a, b Name) int { return strings.Compare(a.Key, b.Key) }
	return slices.DeleteFunc(slices.SortedFunc(maps.Keys(w.holds), byKey), func(n Name) bool { return n.Kind != k })
}

// step makes some edits, each of which may go in.
func (w *walk) step() (out []Edit) {
	next := maps.Clone(w.holds)
	took := map[Name]bool{}
	put := func(n Name, body string) {
		if took[n] {
			return
		}
		took[n] = true
		e := Edit{Kind: n.Kind, Key: n.Key, On: w.seen[n], Body: body, Withdraw: body == ""}
		if out = append(out, e); e.Withdraw {
			delete(next, n)
		} else {
			next[n] = body
		}
	}
	under := func(n Name) Name {
		var parts []string
		if err := json.Unmarshal([]byte(n.Key), &parts); err != nil || len(parts) < 3 {
			w.Fatal(n, err)
		}
		return Name{Actual, KeyOf(parts[:3]...)}
	}
	for range 1 + w.rnd.IntN(8) {
		n, body := w.some()
		gone := w.rnd.IntN(2) == 0
		if list := w.of(n.Kind); gone && len(list) > 0 {
			n = list[w.rnd.IntN(len(list))]
		}
		doc, err := json.Marshal(body)
		if err != nil {
			w.Fatal(err)
		}
		if took[n] {
			continue
		}
		fixed := n.Kind == Unit || n.Kind == Body || n.Kind == Plan
		if _, there := next[n]; gone && there && !fixed {
			if n.Kind == Actual { // its values go with it
				free := true
				for v := range next {
					free = free && (v.Kind != Value || under(v) != n || !took[v])
				}
				if !free {
					continue
				}
				for _, v := range w.of(Value) {
					if _, there := next[v]; there && under(v) == n {
						put(v, "")
					}
				}
			}
			put(n, "")
			continue
		}
		if gone && len(w.of(n.Kind)) > 0 {
			continue
		}
		if n.Kind == Value {
			r := under(n)
			if _, there := next[r]; !there && took[r] {
				continue
			} else if !there {
				var key []string
				_ = json.Unmarshal([]byte(r.Key), &key)
				a, _ := json.Marshal(progress.Actual{Unit: key[0], Indicator: key[1], Item: key[2], Status: fact.Verified,
					Source: fact.Source{Document: "会议纪要5号", Person: "绩效办", Act: fact.Approval}})
				put(r, string(a))
			}
		}
		put(n, string(doc))
	}
	w.rnd.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// bareNumber is a number that doesn't say where it comes from: from the act that the whole comes from.
var bareNumber = regexp.MustCompile(`\{"value":"([^"]*)"\}`)

// told makes what was recorded part of what the year must say.
func (w *walk) told(edits []Edit) (changes int) {
	for _, e := range edits {
		n := Name{e.Kind, e.Key}
		body := bareNumber.ReplaceAllString(e.Body,
			`{"value":"$1","source":{"document":"会议纪要5号","person":"绩效办","act":"approval"}}`)
		if !e.Withdraw && SameContent(w.holds[n], body) {
			continue
		}
		changes++
		w.seen[n]++
		if w.holds[n] = body; e.Withdraw {
			delete(w.holds, n)
		}
	}
	return changes
}

// scheme records a batch that changes the tree: an indicator gets another title, or moves to the end of its list.
func (w *walk) scheme() {
	n := Name{Leaf, KeyOf(w.one("A1", "A2", "F1"))}
	var l scheme.Leaf
	if err := json.Unmarshal([]byte(w.holds[n]), &l); err != nil {
		w.Fatal(err)
	}
	l.Name = w.one("甲", "乙", "丙") + l.Code
	doc, _ := json.Marshal(l)
	f := w.office.now(w.T, n)
	f.Body, f.Version = string(doc), f.Version+1
	b := Batch{Year: year, Kind: Imported, Actor: me.ID}
	w.close(w.T, b, []Change{{Fact: Fact{Record: f.Record, Version: f.Version}}})
	w.holds[n], w.seen[n] = f.Body, f.Version
}

func doc(t testing.TB, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// differ shows where two documents part.
func differ(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("at %d\n%s\n%s", i, a[max(0, i-150):min(len(a), i+150)], b[max(0, i-150):min(len(b), i+150)])
}

// look reads the year as pages do, as a program that was just started does, and as an import does, and compares all
// three with each other and with what was written.
func (w *walk) look() {
	in, batch, err := w.Latest(w.Context(), me, year)
	if err != nil {
		w.Fatal(err)
	}
	got := doc(w.T, in)
	cold := &Book{Units: w.fake, District: 1, Cache: &Cache{}}
	snap, err := cold.Present(w.Context(), year)
	if err != nil {
		w.Fatal(err)
	}
	if want := doc(w.T, snap.Input); snap.Batch != batch || !bytes.Equal(got, want) {
		w.Fatalf("moved to batch %d isn't put together at batch %d, %s", batch, snap.Batch, differ(got, want))
	}
	base, err := w.book.Known(w.Context(), year)
	if err != nil || base.Batch != batch || !bytes.Equal(doc(w.T, base.Input), got) {
		w.Fatalf("an import is compared with another year, of batch %d: %v", base.Batch, err)
	}
	w.then[batch] = got
	list, err := Split(*in)
	if err != nil {
		w.Fatal(err)
	}
	if len(list) != len(w.holds) {
		w.Errorf("%d facts hold, want %d", len(list), len(w.holds))
	}
	for _, r := range list {
		if r.Body != w.holds[r.Named()] {
			w.Fatalf("%s %s\nsays  %s\nwrote %s", r.Kind, r.Key, r.Body, w.holds[r.Named()])
		}
	}
}

// TestMovedIsPutTogether: hundreds of sequences of edits of every kind, read now and then.
func TestMovedIsPutTogether(t *testing.T) {
	const parts = 4
	sequences := 160
	if testing.Short() {
		sequences = 60
	}
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			kinds, moved := map[Kind][2]int{}, 0
			for seed := range sequences / parts {
				moved += sequence(t, uint64(seed*parts+part), kinds)
			}
			for _, e := range Kinds { // a generator that stops making something would prove nothing about it
				n := kinds[e.Kind]
				hand := !slices.Contains(inScheme, e.Kind)
				fixed := e.Kind == Unit || e.Kind == Body || e.Kind == Plan
				if hand && n[0] < sequences/parts/2 || hand && !fixed && n[1] < sequences/parts/8 {
					t.Errorf("%s: written %d times, withdrawn %d times", e.Kind, n[0], n[1])
				}
			}
			if moved < 2*sequences/parts {
				t.Errorf("%d snapshots were moved in %d sequences", moved, sequences/parts)
			}
		})
	}
}

// sequence works at a year for a while, and says how often its snapshot was moved.
func sequence(t *testing.T, seed uint64, kinds map[Kind][2]int) int {
	w := newWalk(t, seed)
	w.look()
	first, firstDoc := w.kept(), w.then[1]
	for range 3 + w.rnd.IntN(10) {
		if w.rnd.IntN(12) == 0 {
			w.scheme()
		} else {
			edits := w.step()
			b := w.mustWrite(t, edits...)
			if n := w.told(edits); n != b.Counts.Recorded() || (n == 0) != (b.ID == 0) {
				t.Fatalf("seed %d: %d changes became %+v in batch %d", seed, n, b.Counts, b.ID)
			}
			for _, e := range edits {
				n := kinds[e.Kind]
				n[map[bool]int{true: 1}[e.Withdraw]]++
				kinds[e.Kind] = n
			}
		}
		if w.rnd.IntN(2) == 0 {
			w.look()
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	w.look()
	if !bytes.Equal(doc(t, first.Input), firstDoc) {
		t.Fatalf("seed %d: a snapshot that others hold was changed", seed)
	}
	w.past(seed)
	_, moved := w.book.Cache.Work()
	return moved
}

func (w *walk) kept() *Snapshot { return w.book.Cache.get(cacheKey{yearKey{1, year}, present}) }

// past reads the year as it was known at some of the batches at which it was looked at, and moves the first snapshot
// there in one step, whatever the order in which versions come.
func (w *walk) past(seed uint64) {
	const first = 1
	cold := NewService(allow, &Book{Units: w.fake, District: 1, Cache: &Cache{}})
	from, err := cold.book.past(w.Context(), year, first)
	if err != nil {
		w.Fatal(err)
	}
	looked := slices.Sorted(maps.Keys(w.then))
	for _, batch := range []int64{looked[len(looked)/2], looked[len(looked)-1]} {
		want := w.then[batch]
		in, err := cold.AsOf(w.Context(), me, year, batch)
		if err != nil || !bytes.Equal(doc(w.T, in), want) {
			w.Fatalf("seed %d: as of batch %d the year was another (%v)", seed, batch, err)
		}
		var facts []Fact
		_ = w.View(w.Context(), func(tx Tx) (err error) {
			facts, err = tx.Ledger().Since(w.Context(), year, first, batch)
			return err
		})
		w.rnd.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		next, ok, err := from.moved(batch, facts)
		if err != nil || ok && (next.Batch != batch || !bytes.Equal(doc(w.T, next.Input), want)) {
			w.Fatalf("seed %d: moved from batch %d to %d in one step (%v)", seed, first, batch, err)
		}
		if scheme := slices.ContainsFunc(facts, func(f Fact) bool { return f.Kind == Leaf }); ok == scheme {
			w.Fatalf("seed %d: moved: %v, over a change of the scheme: %v", seed, ok, scheme)
		}
	}
}

// TestASchemeChangesEverything: a year whose tree changes is put together anew, and is right.
func TestASchemeChangesEverything(t *testing.T) {
	w := newWalk(t, 7)
	w.look()
	w.scheme()
	w.look()
	if built, moved := w.book.Cache.Work(); built != 2 || moved != 0 {
		t.Errorf("built %d, moved %d", built, moved)
	}
	w.mustWrite(t, edit(value, 1, number("3")))
	if _, _, err := w.Latest(t.Context(), me, year); err != nil {
		t.Fatal(err)
	}
	if built, moved := w.book.Cache.Work(); built != 2 || moved != 1 {
		t.Errorf("built %d, moved %d", built, moved)
	}
}

// TestAYearThatWasTakenBack is none until something is recorded again, in memory and out of it.
func TestAYearThatWasTakenBack(t *testing.T) {
	o := imported(t, tiny())
	if _, _, err := o.Latest(t.Context(), me, year); err != nil {
		t.Fatal(err)
	}
	base, err := o.book.Known(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	gone, _ := Changes(base.Facts, nil, true)
	o.close(t, Batch{Year: year, Kind: Undone, Origin: 1}, gone)
	for range 2 {
		if _, _, err := o.Latest(t.Context(), me, year); !errors.Is(err, ErrNone) {
			t.Errorf("the year is there: %v", err)
		}
	}
	if years, err := o.Years(t.Context(), me); err != nil || len(years) != 0 {
		t.Error(years, err)
	}
	if base, err := o.book.Known(t.Context(), year); err != nil || base.Input != nil || len(base.Facts) == 0 {
		t.Errorf("an import is compared with %d facts, %v (%v)", len(base.Facts), base.Input, err)
	}
	in := tiny()
	if b := o.record(t, Imported, in, nil); b.Counts.Added != len(base.Facts) {
		t.Errorf("%+v", b.Counts)
	}
	back, batch, err := o.Latest(t.Context(), me, year)
	if err != nil || batch != 3 || !bytes.Equal(doc(t, back), doc(t, in)) {
		t.Errorf("at batch %d (%v)", batch, err)
	}
	if was, err := o.AsOf(t.Context(), me, year, 1); err != nil || !bytes.Equal(doc(t, was), doc(t, in)) {
		t.Errorf("what was before is gone: %v", err)
	}
	if _, err := o.AsOf(t.Context(), me, year, 2); !errors.Is(err, ErrNone) {
		t.Errorf("as it was when nothing held: %v", err)
	}
}

// TestFactsThatMakeNoYear are found where a snapshot is moved, as they are where it is put together.
func TestFactsThatMakeNoYear(t *testing.T) {
	in := tiny()
	snap := &Snapshot{Year: year, Batch: 1, Input: &in}
	v := Fact{Record: Record{Kind: Value, Key: KeyOf("S1", "A1", "B", "Y"), Body: number("1")}, Version: 1}
	report := Fact{Record: Record{Kind: Actual, Key: report.Key, Body: reportBody}, Version: 2, Withdrawn: true}
	for _, c := range []struct {
		name   string
		facts  []Fact
		orphan bool
	}{
		{"a value without a report", []Fact{v}, true},
		{"a report that leaves its value", []Fact{report}, true},
		{"a value into a report that goes", []Fact{report, {Record: Record{Kind: Value, Key: value.Key, Body: number("1")},
			Version: 2}}, true},
		{"a value whose key is short", []Fact{{Record: Record{Kind: Value, Key: KeyOf("S1"), Body: number("1")}}}, false},
		{"a value that is no number", []Fact{{Record: Record{Kind: Value, Key: value.Key, Body: number("x")}}}, false},
		{"a kind that there isn't", []Fact{{Record: Record{Kind: "wish", Key: KeyOf("S1"), Body: "{}"}}}, false},
		{"a target that can't be read", []Fact{{Record: Record{Kind: Target, Key: goal.Key, Body: "["}}}, false},
		{"a report that can't be read", []Fact{{Record: Record{Kind: Actual, Key: report.Key, Body: "["}}}, false},
	} {
		_, ok, err := snap.moved(2, c.facts)
		if ok || err == nil || errors.Is(err, ErrOrphan) != c.orphan {
			t.Errorf("%s: moved: %v (%v)", c.name, ok, err)
		}
		if !c.orphan {
			continue
		}
		list, _ := Split(in)
		var all []Fact
		for _, r := range list {
			all = append(all, Fact{Record: r, Version: 1})
		}
		if _, err := snapshotOf(year, 2, Newest(append(all, c.facts...))); !errors.Is(err, ErrOrphan) {
			t.Errorf("%s: put together: %v", c.name, err)
		}
	}
}
