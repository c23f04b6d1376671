package ledger

import (
	"container/list"
	"context"
	"sync"
)

// Cache keeps years of all districts in memory: of each the newest that was asked for, and as many of earlier days as
// there is room for. What a snapshot holds can't go stale, since a batch never changes.
type Cache struct {
	// Most bounds the facts of all snapshots together; 0: [KeptFacts].
	Most int

	mu    sync.Mutex
	kept  map[cacheKey]*list.Element // of *kept
	order list.List                  // what was used last comes first
	facts int
	turns map[yearKey]chan struct{}
	built int // snapshots that were put together from all their facts
	moves int // snapshots that were moved forward
}

// KeptFacts is how many facts stay in memory, about: some kilobytes for ten of them.
const KeptFacts = 250_000

type yearKey struct {
	district int64
	year     int
}

type cacheKey struct {
	yearKey
	batch int64 // present: the newest
}

const present = -1

type kept struct {
	at       cacheKey
	snapshot *Snapshot
}

// get returns a snapshot; nil if there is none.
func (c *Cache) get(at cacheKey) *Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[at]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept).snapshot
}

// put keeps a snapshot, and lets go of those that weren't used for the longest time.
func (c *Cache) put(at cacheKey, s *Snapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[cacheKey]*list.Element{}
	}
	if e := c.kept[at]; e != nil {
		old := e.Value.(*kept)
		if at.batch == present && old.snapshot.Batch > s.Batch {
			return // somebody was faster
		}
		c.facts += s.facts - old.snapshot.facts
		old.snapshot = s
		c.order.MoveToFront(e)
	} else {
		c.kept[at] = c.order.PushFront(&kept{at, s})
		c.facts += s.facts
	}
	most := c.Most
	if most == 0 {
		most = KeptFacts
	}
	for c.facts > most && c.order.Len() > 1 {
		last := c.order.Back()
		old := last.Value.(*kept)
		c.order.Remove(last)
		delete(c.kept, old.at)
		c.facts -= old.snapshot.facts
	}
}

// turn waits until nobody else builds a year; done lets the next one.
func (c *Cache) turn(ctx context.Context, of yearKey) (done func(), err error) {
	c.mu.Lock()
	if c.turns == nil {
		c.turns = map[yearKey]chan struct{}{}
	}
	t := c.turns[of]
	if t == nil {
		t = make(chan struct{}, 1)
		c.turns[of] = t
	}
	c.mu.Unlock()
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *Cache) count(built, moves int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.built += built
	c.moves += moves
}

// Work says how many snapshots were put together from all their facts, and how many were moved forward.
func (c *Cache) Work() (built, moved int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.built, c.moves
}
