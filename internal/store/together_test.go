package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/work"
)

// crowd are units of work that wait while somebody writes: the first by itself, the others for one commit.
type crowd struct {
	home
	held, free chan struct{}
	wait       sync.WaitGroup
	errs       map[string]error
	mu         sync.Mutex
}

// gathered holds the number of batches until it is let go.
func (h home) gathered(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{home: h, held: make(chan struct{}), free: make(chan struct{}), errs: map[string]error{}}
	c.wait.Go(func() {
		err := h.Office.InTx(t.Context(), me, func(tx *store.Tx) error {
			_, _, err := tx.Batches().Number(t.Context())
			close(c.held)
			<-c.free
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-c.held
	c.joins(t, 0, "first", func(context.Context, *store.Tx) error { return nil })
	return c
}

// joins lets a unit of work wait, and returns once it does. It leaves its name in the chain, and does more.
func (c *crowd) joins(t *testing.T, waiting int, name string, more func(context.Context, *store.Tx) error) {
	c.joinsAs(t, t.Context(), waiting, name, more)
}

func (c *crowd) joinsAs(t *testing.T, ctx context.Context, waiting int, name string,
	more func(context.Context, *store.Tx) error) {
	t.Helper()
	c.wait.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				c.ends(name, fmt.Errorf("panic: %v", p))
			}
		}()
		c.ends(name, c.Office.Together(ctx, me, work.Line{Name: "year/2013"}, func(ctx context.Context, tx *store.Tx) error {
			_, _, err := tx.Batches().Number(ctx)
			tx.Audit("test.join", name, nil)
			return errors.Join(err, more(ctx, tx))
		}))
	})
	for range 2000 {
		if c.db.Waiting() == waiting {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s: %d wait, want %d", name, c.db.Waiting(), waiting)
}

func (c *crowd) ends(name string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errs[name] = err
}

// goes lets go, waits for all, and returns who is in the chain.
func (c *crowd) goes(t *testing.T) (names []string) {
	t.Helper()
	close(c.free)
	c.wait.Wait()
	c.view(t, func(tx *store.Tx) error {
		list, err := tx.Entries(t.Context(), 0, 1000)
		for _, e := range list {
			if e.Action == "test.join" {
				names = append(names, e.Object)
			}
		}
		return err
	})
	c.breaks(t)
	return names
}

func fine(context.Context, *store.Tx) error { return nil }

// TestUnitsThatWaitAreKeptTogether: by few commits, in the order in which they came, each with its own end.
func TestUnitsThatWaitAreKeptTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		h.db.Patient()
		c := h.gathered(t)
		want := []string{"first"}
		n := 0
		join := func(name string, more func(context.Context, *store.Tx) error) {
			n++
			c.joins(t, n, name, more)
		}
		refused := errors.New("refused")
		for i := range 40 {
			name := fmt.Sprint("unit ", i)
			switch i {
			case 3:
				join(name, func(context.Context, *store.Tx) error { return refused })
			case 7:
				join(name, func(context.Context, *store.Tx) error { panic("oh") })
			case 9:
				join(name, func(ctx context.Context, tx *store.Tx) error { // what it wrote goes, what the others did stays
					if _, err := tx.Stages().Begin(ctx, 1999, 1); err != nil {
						return err
					}
					return refused
				})
			case 11:
				gone, cancel := context.WithCancel(t.Context())
				n++
				c.joinsAs(t, gone, n, name, fine)
				cancel()
			default:
				join(name, fine)
				want = append(want, name)
			}
		}
		if got := c.goes(t); !slices.Equal(got, want) {
			t.Errorf("in the chain: %v", got)
		}
		for name, err := range c.errs {
			switch name {
			case "unit 3", "unit 9":
				if !errors.Is(err, refused) {
					t.Errorf("%s: %v", name, err)
				}
			case "unit 7":
				if err == nil || err.Error() != "panic: oh" {
					t.Errorf("%s: %v", name, err)
				}
			case "unit 11":
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", name, err)
				}
			default:
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if commits := h.db.Commits(); commits == 0 || commits > 20 {
			t.Errorf("%d commits for 40 units", commits)
		}
		h.view(t, func(tx *store.Tx) error {
			left, err := tx.Stages().Open(t.Context())
			if len(left) > 0 {
				t.Errorf("a unit that failed left %v", left)
			}
			return err
		})
	})
}

// TestACommitThatCantGoOn: where a transaction breaks, each of those in it is done by itself; where the commit fails,
// nobody is told that anything is kept.
func TestACommitThatCantGoOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		h.db.Patient()
		c := h.gathered(t)
		c.joins(t, 1, "before", fine)
		c.joins(t, 2, "breaks", func(_ context.Context, tx *store.Tx) error { tx.Break(); return nil })
		c.joins(t, 3, "after", fine)
		got := c.goes(t)
		slices.Sort(got)
		if !slices.Equal(got, []string{"after", "before", "first"}) {
			t.Errorf("in the chain: %v", got)
		}
		if c.errs["before"] != nil || c.errs["after"] != nil || c.errs["breaks"] == nil {
			t.Errorf("%v", c.errs)
		}

		c = h.gathered(t)
		c.joins(t, 1, "one", fine)
		c.joins(t, 2, "late", func(ctx context.Context, tx *store.Tx) error { return tx.FailAtCommit(ctx) })
		c.joins(t, 3, "two", fine)
		got = c.goes(t)
		if slices.Contains(got, "late") || c.errs["late"] == nil {
			t.Errorf("late: %v, in the chain: %v", c.errs["late"], got)
		}
		for _, name := range []string{"one", "two"} { // each by itself
			n := 0
			for _, g := range got {
				if g == name {
					n++
				}
			}
			if n != 1 || c.errs[name] != nil {
				t.Errorf("%s is %d times in the chain: %v", name, n, c.errs[name])
			}
		}
	})
}

// TestSavesOfManyAreKeptTogether: two hundred officials save at once; two of each pair saw the same version, and one of
// them is told who was faster.
func TestSavesOfManyAreKeptTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		var values []ledger.Fact
		for _, f := range h.facts(t, year) {
			if f.Kind == ledger.Value {
				values = append(values, f)
			}
		}
		values = values[:min(len(values), 100)]
		var wait sync.WaitGroup
		won := make([][2]error, len(values))
		for i, f := range values {
			for twin := range 2 {
				wait.Go(func() {
					body := fmt.Sprintf(`{"period":%q,"number":"%d.%d7"}`, f.Period, i, twin)
					_, won[i][twin] = h.Ledger.Append(t.Context(), me, ledger.Cause{Year: year, Act: fact.Submission},
						[]ledger.Edit{{Kind: f.Kind, Key: f.Key, On: f.Version, Body: body}})
				})
			}
		}
		wait.Wait()
		now := map[string]ledger.Fact{}
		for _, f := range h.facts(t, year) {
			now[f.Key] = f
		}
		for i, f := range values {
			for twin, err := range won[i] {
				mine := strings.Contains(now[f.Key].Body, fmt.Sprintf(`"%d.%d7"`, i, twin))
				if (err == nil) != mine {
					t.Errorf("%s: %v, yet its version is in force: %v", f.Key, err, mine)
				}
				if err != nil && !errors.Is(err, ledger.ErrClash) {
					t.Errorf("%s: %v", f.Key, err)
				}
			}
			if (won[i][0] == nil) == (won[i][1] == nil) || now[f.Key].Version != f.Version+1 {
				t.Errorf("%s: %v, version %d", f.Key, won[i], now[f.Key].Version)
			}
		}
		if h.db.Commits() == 0 {
			t.Error("none were kept together")
		}
		h.breaks(t)
	})
}

// TestWhatAFailedUnitKnewIsForgotten: it took a number that nobody has now, and the next takes it.
func TestWhatAFailedUnitKnewIsForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		h.db.Patient()
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		var values []ledger.Fact
		for _, f := range h.facts(t, year) {
			if f.Kind == ledger.Value {
				values = append(values, f)
			}
		}
		save := func(i int, then error) func(context.Context, *store.Tx) error {
			f := values[i]
			return func(ctx context.Context, tx *store.Tx) error {
				b, err := ledger.Append(ctx, tx, me, ledger.Cause{Year: year, Act: fact.Submission}, []ledger.Edit{{
					Kind: f.Kind, Key: f.Key, On: f.Version, Body: fmt.Sprintf(`{"period":%q,"number":"%d.07"}`, f.Period, i)}})
				if want := int64(2 + i/2); err == nil && b.ID != want {
					t.Errorf("save %d is batch %d, want %d", i, b.ID, want)
				}
				return errors.Join(err, then)
			}
		}
		c := h.gathered(t)
		for i := range 8 {
			var then error
			if i%2 == 0 {
				then = errors.New("refused")
			}
			c.joins(t, i+1, fmt.Sprint("save ", i), save(i, then))
		}
		if got := c.goes(t); len(got) != 5 {
			t.Errorf("in the chain: %v (%v)", got, c.errs)
		}
		now := map[string]int64{}
		for _, f := range h.facts(t, year) {
			now[f.Key] = f.Version
		}
		for i := range 8 {
			if got := now[values[i].Key] - values[i].Version; got != int64(i%2) {
				t.Errorf("save %d: %d versions came", i, got)
			}
		}
	})
}

// TestALineIsAsOneAfterTheOther: officials who wait in one line write the same few cells again and again; some saw an
// older version, some look at what they wrote, some are refused after they did. What is there then is what would be had
// each come alone.
func TestALineIsAsOneAfterTheOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		h.db.Patient()
		year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
		var cells []ledger.Fact
		for _, f := range h.facts(t, year) {
			if f.Kind == ledger.Value && len(cells) < 4 {
				cells = append(cells, f)
			}
		}
		refused := errors.New("refused")
		rng := rand.New(rand.NewPCG(14, 7))
		c := h.gathered(t)
		batches, asked, clashes, refusals := int64(1), 0, 0, 0
		for i := range 90 {
			at := rng.IntN(len(cells))
			f := cells[at]
			stale, asks, fails := rng.IntN(5) == 0, rng.IntN(4) == 0, rng.IntN(4) == 0
			on, want := f.Version, batches+1
			if stale {
				on--
			}
			body := fmt.Sprintf(`{"period":%q,"number":"%d.5"}`, f.Period, i)
			c.joins(t, i+1, fmt.Sprint("save ", i), func(ctx context.Context, tx *store.Tx) error {
				edits := []ledger.Edit{{Kind: f.Kind, Key: f.Key, On: on, Body: body}}
				b, err := ledger.Append(ctx, tx, me, ledger.Cause{Year: year, Act: fact.Submission}, edits)
				if stale {
					if !errors.Is(err, ledger.ErrClash) {
						t.Errorf("save %d on a version that is gone: %v", i, err)
					}
					return err
				}
				if err != nil || b.ID != want {
					t.Errorf("save %d is batch %d, want %d: %v", i, b.ID, want, err)
				}
				if asks {
					wrote, err := tx.Ledger().Of(ctx, b.ID)
					if err != nil || len(wrote) != 1 || !strings.Contains(wrote[0].Body, fmt.Sprintf(`"%d.5"`, i)) {
						t.Errorf("save %d doesn't see what it wrote: %v, %v", i, wrote, err)
					}
					last, err := tx.Batches().Last(ctx, year)
					if err != nil || last != b.ID {
						t.Errorf("save %d: the last batch is %d: %v", i, last, err)
					}
				}
				if fails {
					return errors.Join(err, refused)
				}
				return err
			})
			switch {
			case stale:
				clashes++
			case fails:
				refusals++
			default:
				cells[at].Version, cells[at].Body = f.Version+1, fmt.Sprintf(`"%d.5"`, i)
				batches++
			}
			if asks && !stale {
				asked++
			}
		}
		c.goes(t)
		if min(asked, clashes, refusals) < 5 {
			t.Fatalf("too little was tried: %d asked, %d clashes, %d refused", asked, clashes, refusals)
		}
		if h.db.Commits() == 0 || h.db.Commits() > 10 {
			t.Errorf("%d commits of several", h.db.Commits())
		}
		now := map[string]ledger.Fact{}
		for _, f := range h.facts(t, year) {
			now[f.Key] = f
		}
		for _, want := range cells {
			if got := now[want.Key]; got.Version != want.Version || !strings.Contains(got.Body, want.Body) {
				t.Errorf("%s: version %d %s, want %d with %s", want.Key, got.Version, got.Body, want.Version, want.Body)
			}
		}
		h.view(t, func(tx *store.Tx) error {
			last, err := tx.Batches().Last(t.Context(), year)
			if last != batches {
				t.Errorf("the last batch is %d, want %d", last, batches)
			}
			return err
		})
	})
}

// TestReadersHaveConnectionsOfTheirOwn: however many write, a page is made.
func TestReadersHaveConnectionsOfTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		began, free := make(chan struct{}, 100), make(chan struct{})
		var wait sync.WaitGroup
		for range 40 { // more than there are connections to write with
			wait.Go(func() {
				err := h.Office.InTx(t.Context(), me, func(*store.Tx) error { began <- struct{}{}; <-free; return nil })
				if err != nil {
					t.Error(err)
				}
			})
		}
		<-began
		time.Sleep(100 * time.Millisecond) // all connections to write with are taken
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := h.District.Called(ctx, me); err != nil {
			t.Errorf("nothing can be read: %v", err)
		}
		close(free)
		wait.Wait()
	})
}

// TestWhoHangsUpIsLetGo: whoever waits in a line leaves when he gives up, and nothing of his is kept.
func TestWhoHangsUpIsLetGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		c := h.gathered(t)
		gone, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() {
			left <- h.Office.Together(gone, me, work.Line{Name: "year/2013"}, func(_ context.Context, tx *store.Tx) error {
				tx.Audit("test.join", "gone", nil)
				return nil
			})
		}()
		for h.db.Waiting() != 1 {
			time.Sleep(time.Millisecond)
		}
		cancel()
		select {
		case err := <-left:
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		case <-time.After(20 * time.Second):
			t.Error("he still waits")
		}
		if got := c.goes(t); !slices.Equal(got, []string{"first"}) {
			t.Errorf("in the chain: %v", got)
		}
	})
}

// TestAUnitThatNeverEnds: one that ends its goroutine takes nobody with it.
func TestAUnitThatNeverEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h := newHouse(t, data, store.Options{})
		quit := func(context.Context, *store.Tx) error { runtime.Goexit(); return nil }
		fine := func(_ context.Context, tx *store.Tx) error { tx.Audit("test.join", "after", nil); return nil }
		for range 100 { // who comes next may come while the goroutine is still going away
			if err := h.Office.Together(t.Context(), me, work.Line{Name: "x"}, quit); err == nil {
				t.Error("it is told that it is kept")
			}
			if err := h.Office.Together(t.Context(), me, work.Line{Name: "x"}, fine); err != nil {
				t.Fatal(err)
			}
		}
		h.breaks(t)
	})
}
