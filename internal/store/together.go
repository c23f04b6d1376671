package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"shiji/internal/audit"
	"shiji/internal/store/queries"
	"shiji/internal/work"
)

// Short units of work that wait for one another are kept by one commit: what takes longest of a small write is that
// the disk says that it has it, and while it does, others come. Each is a savepoint of its own, so one that fails
// leaves the others as they are, and nobody is told that something is kept before it is.

const (
	mostTogether   = 32                    // units in one commit
	longTogether   = 20 * time.Millisecond // after which a commit takes no more of them: nobody waits longer for it
	waitedTogether = 5 * longTogether      // how long one that fails worked at most, and didn't wait
	endTogether    = time.Minute           // of a commit: those who asked may be gone, and can't end it
)

// line is where units of work of a district wait that may be kept together: those that lock the same rows in the same
// order, since what one of them locked stays so until all of them end.
type line struct {
	district int64
	name     string
}

// lines are the units that wait. Of a line that is here, somebody sees to the units in it.
type lines struct {
	mu      sync.Mutex
	waiting map[line][]*member
	patient bool // a commit takes more units however long it took: for tests
	commits int  // that kept more than one unit
}

// member is a unit of work among others.
type member struct {
	ctx      context.Context
	who      audit.Actor
	asks     any
	do       func(context.Context, *Tx) error
	begun    bool // it can't leave any more
	gone     bool // it left before
	err      error
	panicked any
	done     chan struct{} // closed at its end
	ended    bool
}

// end tells who asked.
func (m *member) end() {
	if !m.ended {
		m.ended = true
		close(m.done)
	}
}

// begins reports whether a member's turn has come while somebody still waits for it.
func (l *lines) begins(m *member) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.err = m.ctx.Err(); m.err != nil || m.gone {
		return false
	}
	m.begun = true
	return true
}

// leaves reports whether a member could leave before its turn came.
func (l *lines) leaves(m *member) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	m.gone = !m.begun
	return m.gone
}

// Together does a short unit of work as InTx does, in one commit with others of the same line that wait. It is done by
// others on behalf of who asks, with a context of theirs, and may be done a second time if the commit that it was in
// can't go on; where ctx ends before its turn comes it isn't done at all.
func (o *Office) Together(ctx context.Context, who audit.Actor, in work.Line,
	do func(context.Context, *Tx) error) error {
	at := line{o.id, in.Name}
	m := &member{ctx: ctx, who: who, asks: in.Asks, do: do, done: make(chan struct{})}
	all := &o.db.lines
	all.mu.Lock()
	if all.waiting == nil {
		all.waiting = map[line][]*member{}
	}
	others, served := all.waiting[at]
	all.waiting[at] = append(others, m)
	all.mu.Unlock()
	if !served {
		go o.serve(at)
	}
	select {
	case <-m.done:
	case <-ctx.Done():
		if all.leaves(m) {
			return ctx.Err()
		}
		<-m.done // it is being done, and may be kept
	}
	if m.panicked != nil {
		panic(m.panicked)
	}
	return m.err
}

// serve does the units of a line until none waits.
func (o *Office) serve(at line) {
	all := &o.db.lines
	var some []*member
	whole := false
	defer func() {
		if whole {
			return
		}
		// A unit of work ended the goroutine that it was done in. Those that were in it with it are told; whoever's turn
		// hadn't come, or who came since, waits for another one.
		all.mu.Lock()
		defer all.mu.Unlock()
		var left []*member
		for _, m := range some {
			switch {
			case m.ended:
			case m.begun:
				m.err = errGone
				m.end()
			default:
				left = append(left, m)
			}
		}
		if left = append(left, all.waiting[at]...); len(left) == 0 {
			delete(all.waiting, at)
			return
		}
		all.waiting[at] = left
		go o.serve(at)
	}()
	for {
		all.mu.Lock()
		list := all.waiting[at]
		if len(list) == 0 {
			delete(all.waiting, at)
			all.mu.Unlock()
			whole = true
			return
		}
		some = list[:min(len(list), mostTogether)]
		all.waiting[at] = list[len(some):]
		all.mu.Unlock()
		for len(some) > 0 {
			n := 1
			if len(some) == 1 {
				o.alone(some[0])
			} else if n = o.together(some); n == 0 { // they can't be done in one: each does it alone, at once
				var wait sync.WaitGroup
				for _, m := range some {
					wait.Go(func() { o.alone(m) })
				}
				wait.Wait()
				n = len(some)
			}
			some = some[n:]
		}
	}
}

// alone does a unit of work by itself.
func (o *Office) alone(m *member) {
	defer m.end() // also where it ends the goroutine
	if !o.db.lines.begins(m) {
		return
	}
	m.err = errGone
	m.guard(o.db.opt.Log, func() error {
		return o.InTx(m.ctx, m.who, func(t *Tx) error { return m.do(m.ctx, t) })
	})
}

// errGone says that a unit of work ended its goroutine, which is a mistake of the programmer.
var errGone = errors.New("store: a unit of work never came to its end")

// guard notes how a unit of work ended, and the panic in it, which is its caller's.
func (m *member) guard(log *slog.Logger, do func() error) {
	defer func() {
		if m.panicked = recover(); m.panicked != nil {
			log.Error("a unit of work panicked", "panic", fmt.Sprint(m.panicked), "stack", string(debug.Stack()))
			m.err = fmt.Errorf("store: a unit of work panicked: %v", m.panicked)
		}
	}()
	m.err = do()
}

// together does units of work in one commit, and returns of how many the end is known: fewer than all where they took
// long, none where something went wrong that isn't of one of them, and nothing is kept.
func (o *Office) together(some []*member) (n int) {
	ctx, cancel := context.WithTimeout(context.Background(), endTogether)
	defer cancel()
	sqlTx, err := begin(ctx, o.db.write, nil)
	if err != nil { // nor would one alone begin
		for _, m := range some {
			m.err = err
			m.end()
		}
		return len(some)
	}
	began := time.Now()
	defer func() { o.db.held(ctx, began, n) }()
	defer sqlTx.Rollback()
	// What one of them locked, the others know too; what they write is written, and their entries are chained, when all
	// are done.
	q := o.db.writes.bind(sqlTx)
	all := &Tx{district: o.id, q: q, past: q, sql: sqlTx, db: o.db}
	if o.db.Engine == PostgreSQL { // to SQLite a look is no trip
		for _, m := range some {
			all.seen.will = append(all.seen.will, m.asks)
		}
	} else if all.step(ctx, "savepoint line") != nil {
		return 0
	}
	for ; n < len(some) && (n == 0 || o.db.lines.patient || time.Since(began) < longTogether); n++ {
		m := some[n]
		if !o.db.lines.begins(m) {
			continue
		}
		t := all.member(m.who)
		itself := time.Now()
		m.guard(o.db.opt.Log, func() error {
			if err := m.do(ctx, t); err != nil {
				return err
			}
			return t.done()
		})
		if t.broken != nil || m.err != nil && time.Since(itself) > waitedTogether { // the others don't wait for it too
			return 0
		}
		if err := all.ends(ctx, t, m.err == nil); err != nil {
			return 0
		}
	}
	if all.goesOn(ctx) != nil || all.write(ctx, &all.later) != nil || all.link(ctx) != nil {
		return 0
	}
	if err = o.db.commit(sqlTx); err != nil && !errors.Is(err, ErrUnknown) {
		return 0
	}
	o.ended(some[:n], err)
	return n
}

// ended tells units of work how the commit ended that they were in. Where nobody knows, those that went well are told
// so, and those that were refused, maybe for what others wrote before them, are asked again.
func (o *Office) ended(some []*member, unknown error) {
	well := 0
	for _, m := range some {
		switch {
		case !m.begun: // he left before
		case m.err == nil:
			m.err = unknown
			well++
		case unknown != nil && well > 0:
			o.alone(m)
		}
		m.end()
	}
	if well > 1 && unknown == nil {
		o.db.lines.mu.Lock()
		o.db.lines.commits++
		o.db.lines.mu.Unlock()
	}
}

// goesOn fails where SQLite has ended the transaction by itself, as it does when the disk fails: what followed would be
// kept statement by statement.
func (t *Tx) goesOn(ctx context.Context) error {
	if t.db.Engine == SQLite {
		return t.step(ctx, "release line; savepoint line")
	}
	return nil
}

// member is a unit of work in a line.
func (t *Tx) member(who audit.Actor) *Tx {
	m := &Tx{district: t.district, past: t.past, sql: t.sql, db: t.db, line: t, who: who, now: t.db.now(),
		locks: t.locks.clone()}
	m.q = queries.New(afterwards{m})
	return m
}

// ends takes over what a unit of work leaves if it went well. If not, nothing of it is left; an error is one of the
// whole line, which PostgreSQL ends at the first statement that fails.
func (t *Tx) ends(ctx context.Context, m *Tx, well bool) error {
	if m.marked { // it may have changed what was picked
		t.seen = seen{}
	}
	switch {
	case well:
		t.entries, t.locks = append(t.entries, m.entries...), m.locks
		t.later.add(m.later)
		if m.marked {
			return t.step(ctx, "release unit")
		}
		return nil
	case m.marked:
		return t.step(ctx, "rollback to unit; release unit")
	}
	if t.db.Engine == SQLite {
		return t.goesOn(ctx)
	}
	return t.step(ctx, "savepoint unit; release unit") // PostgreSQL takes no statement any more where one failed
}

// step does statements without values, in one trip.
func (t *Tx) step(ctx context.Context, statements string) error {
	var args []any
	if t.db.Engine == PostgreSQL {
		args = []any{pgx.QueryExecModeSimpleProtocol}
	}
	_, err := t.sql.ExecContext(ctx, statements, args...)
	return err
}
