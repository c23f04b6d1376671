package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"shiji/internal/score"
)

func snapAt(batch int64, facts int) *Snapshot {
	return &Snapshot{Year: year, Batch: batch, Input: &score.Input{}, facts: facts}
}

func at(y int, batch int64) cacheKey { return cacheKey{yearKey{1, y}, batch} }

// TestTheCacheIsBounded: it lets go of what wasn't used for the longest time, and counts what it holds.
func TestTheCacheIsBounded(t *testing.T) {
	c := &Cache{Most: 100}
	for b := range int64(4) {
		c.put(at(year, b+1), snapAt(b+1, 30)) // the fourth is too much
	}
	held := func() (out string) {
		for b := range int64(9) {
			if c.kept[at(year, b)] != nil {
				out += fmt.Sprint(b)
			}
		}
		return out + fmt.Sprintf(" %d", c.facts)
	}
	if got := held(); got != "234 90" {
		t.Errorf("%s are held", got)
	}
	if c.get(at(year, 2)) == nil || c.get(at(year, 1)) != nil {
		t.Error("what is held isn't what is found")
	}
	c.put(at(year, 5), snapAt(5, 30)) // 2 was used, so 3 goes
	if got := held(); got != "245 90" {
		t.Errorf("%s are held after one was used", got)
	}
	c.put(at(year, 4), snapAt(4, 20)) // the same again, smaller
	if got := held(); got != "245 80" {
		t.Errorf("%s are held after one became smaller", got)
	}
	c.put(at(year, 6), snapAt(6, 1000)) // larger than all there is room for: it stays alone
	if got := held(); got != "6 1000" || c.order.Len() != 1 {
		t.Errorf("%s are held after a large one", got)
	}
	c.put(at(year, 7), snapAt(7, 10))
	if got := held(); got != "7 10" {
		t.Errorf("%s are held after the large one went", got)
	}
	if c := (&Cache{}); c.get(at(year, 1)) != nil {
		t.Error("an empty cache holds something")
	}
}

// TestTheNewestStays: a reader who was slow never puts an older year in the place of a newer one.
func TestTheNewestStays(t *testing.T) {
	c := &Cache{}
	for _, b := range []int64{5, 3, 7, 6} {
		c.put(at(year, present), snapAt(b, 1))
	}
	if got := c.get(at(year, present)); got.Batch != 7 || c.facts != 1 {
		t.Errorf("batch %d, %d facts", got.Batch, c.facts)
	}
	if c.get(cacheKey{yearKey{2, year}, present}) != nil || c.get(at(year+1, present)) != nil {
		t.Error("one district's year is another's")
	}
}

// TestOneRebuildAtATime: many ask for a year that nobody has in memory, and again after it moved.
func TestOneRebuildAtATime(t *testing.T) {
	o := imported(t, small())
	for round, want := range []struct{ built, moved int }{{1, 0}, {1, 1}, {1, 2}} {
		if round > 0 {
			o.mustWrite(t, edit(value, int64(round), number(fmt.Sprint(round))))
		}
		begin := make(chan struct{})
		var all sync.WaitGroup
		inputs := make([]*score.Input, 30)
		for i := range inputs {
			all.Go(func() {
				<-begin
				in, batch, err := o.Latest(t.Context(), me, year)
				if err != nil || batch != int64(round+1) {
					t.Errorf("batch %d (%v)", batch, err)
				}
				inputs[i] = in
			})
		}
		close(begin)
		all.Wait()
		if built, moved := o.book.Cache.Work(); built != want.built || moved != want.moved {
			t.Errorf("round %d: built %d times, moved %d times", round, built, moved)
		}
		for _, in := range inputs {
			if in != inputs[0] {
				t.Fatal("they don't share one year")
			}
		}
	}
}

// TestReadersWhileOthersWrite: whatever they read is a year that was, and never an older one than before.
func TestReadersWhileOthersWrite(t *testing.T) {
	o := imported(t, tiny())
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 6 {
		readers.Go(func() {
			last := int64(0)
			for {
				in, batch, err := o.Latest(t.Context(), me, year)
				if err != nil || batch < last {
					t.Errorf("batch %d after %d (%v)", batch, last, err)
					return
				}
				if v := in.Actuals[0].At("Y"); batch > 1 && v.Number.String() != fmt.Sprint(batch) {
					t.Errorf("at batch %d the value is %s", batch, v.Number)
					return
				}
				last = batch
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for v := range int64(40) {
		o.mustWrite(t, edit(value, v+1, number(fmt.Sprint(v+2))))
	}
	close(done)
	readers.Wait()
	if built, moved := o.book.Cache.Work(); built > 1 || moved > 40 {
		t.Errorf("built %d times, moved %d times", built, moved)
	}
}

// TestWhoWaitsMayLeave: a page that nobody waits for any more doesn't wait for a year that is being put together.
func TestWhoWaitsMayLeave(t *testing.T) {
	o := imported(t, tiny())
	free, err := o.book.Cache.turn(t.Context(), yearKey{1, year})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error, 2)
	go func() { _, _, err := o.Latest(ctx, me, year); got <- err }()
	go func() { _, err := o.AsOf(ctx, me, year, 1); got <- err }()
	select {
	case err := <-got:
		t.Fatalf("it didn't wait: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	for range 2 {
		if err := <-got; !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	o.record(t, Imported, otherYear(), nil)
	if _, _, err := o.Latest(t.Context(), me, otherYear().Scheme.Year); err != nil {
		t.Errorf("another year waited: %v", err)
	}
	free()
	if _, _, err := o.Latest(t.Context(), me, year); err != nil {
		t.Error(err)
	}
}

func otherYear() score.Input {
	in := tiny()
	in.Scheme.Year++
	return in
}

// TestPastYearsAreKept: as it was known then is put together once, and the newest isn't kept twice.
func TestPastYearsAreKept(t *testing.T) {
	o := imported(t, tiny())
	o.mustWrite(t, edit(value, 1, number("50")))
	o.mustWrite(t, edit(value, 2, number("51")))
	latest, _, err := o.Latest(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	o.count("View")
	if in, err := o.AsOf(t.Context(), me, year, 3); err != nil || in != latest || o.count("View") != 0 {
		t.Errorf("the newest was put together again (%v)", err)
	}
	for _, want := range []int{1, 0} {
		in, err := o.AsOf(t.Context(), me, year, 2)
		if n := o.count("View"); err != nil || in.Actuals[0].At("Y").Number.String() != "50" || n != want {
			t.Errorf("%d looks at the store, want %d (%v)", n, want, err)
		}
	}
	for _, c := range []struct {
		at    int64
		batch int64
	}{{999, 0}, {1_000, 3}, {5_000, 3}} {
		_, batch, err := o.At(t.Context(), me, year, c.at)
		if batch != c.batch || (err == nil) != (c.batch != 0) || err != nil && !errors.Is(err, ErrNone) {
			t.Errorf("at %d: batch %d (%v)", c.at, batch, err)
		}
	}
}

// TestABatchThatIsYetToCome isn't a year that can be read: what is kept of it would be wrong once it is there.
func TestABatchThatIsYetToCome(t *testing.T) {
	o := imported(t, tiny())
	for _, batch := range []int64{0, -1, 2, 99} {
		if _, err := o.AsOf(t.Context(), me, year, batch); !errors.Is(err, ErrNone) {
			t.Errorf("as of batch %d: %v", batch, err)
		}
	}
	o.mustWrite(t, edit(value, 1, number("50")))
	if in, err := o.AsOf(t.Context(), me, year, 2); err != nil || in.Actuals[0].At("Y").Number.String() != "50" {
		t.Errorf("as of batch 2 it is as of batch 1 (%v)", err)
	}
	o.record(t, Imported, otherYear(), nil)
	if _, err := o.Batch(t.Context(), me, year, 3); !errors.Is(err, ErrNone) {
		t.Errorf("a batch of another year: %v", err)
	}
	if newest, err := o.Newest(t.Context(), me, year, math.MaxInt64); err != nil || newest.ID != 2 {
		t.Errorf("%+v (%v)", newest, err)
	}
	if _, err := o.Newest(t.Context(), me, year, 0); !errors.Is(err, ErrNone) {
		t.Errorf("before anything was recorded: %v", err)
	}
	if last, err := o.Last(t.Context(), me, year); err != nil || last != 2 {
		t.Errorf("the last batch is %d (%v)", last, err)
	}
}

// TestAStoreThatFails: what it says is what the reader hears, and nothing is kept of it.
func TestAStoreThatFails(t *testing.T) {
	o := imported(t, tiny())
	broken := errors.New("the disk is gone")
	for n := 1; n <= 2; n++ {
		left := n
		o.before = func(string) error {
			if left--; left == 0 {
				return broken
			}
			return nil
		}
		if _, _, err := o.Latest(t.Context(), me, year); !errors.Is(err, broken) {
			t.Errorf("look %d: %v", n, err)
		}
	}
	o.before = nil
	if _, _, err := o.Latest(t.Context(), me, year); err != nil {
		t.Error(err)
	}
}
