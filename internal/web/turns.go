package web

import (
	"context"
	"runtime"
	"time"
)

// turns lets one page fewer be made at a time than there are processors: whoever saves meanwhile finds one that is
// free, and readers have their pages as early as if all were begun at once.
type turns chan struct{}

// turnPatience is how long a page waits for its turn; then it is made anyway, so that nobody waits for one that takes
// very long.
const turnPatience = 250 * time.Millisecond

func newTurns() turns { return make(turns, max(1, runtime.GOMAXPROCS(0)-1)) }

// take waits for a turn; done ends it.
func (t turns) take(ctx context.Context) (done func()) {
	select {
	case t <- struct{}{}:
		return t.end
	default:
	}
	late := time.NewTimer(turnPatience)
	defer late.Stop()
	select {
	case t <- struct{}{}:
		return t.end
	case <-late.C:
	case <-ctx.Done(): // whoever makes the page sees it too
	}
	return func() {}
}

func (t turns) end() { <-t }
