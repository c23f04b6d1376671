package pinyin

import "sync"

// mostNames bounds the names that are kept: some of the largest years.
const mostNames = 20_000

// Names keeps names ready, so that whoever searches through the same ones again doesn't wait for them. The zero value
// works, for many at once.
type Names struct {
	mu   sync.Mutex
	kept map[string]Name
}

// Of is [Of], once for each name.
func (n *Names) Of(name string) Name {
	n.mu.Lock()
	defer n.mu.Unlock()
	ready, ok := n.kept[name]
	if !ok {
		if n.kept == nil || len(n.kept) >= mostNames {
			n.kept = map[string]Name{}
		}
		ready = Of(name)
		n.kept[name] = ready
	}
	return ready
}

// Best is how well the best of some names answers; empty ones answer nothing.
func (n *Names) Best(q Query, names ...string) Fit {
	best := None
	for _, name := range names {
		if name != "" {
			best = max(best, q.Fit(n.Of(name)))
		}
	}
	return best
}
