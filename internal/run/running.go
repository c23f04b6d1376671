package run

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Standing is what a year comes to while it goes on (实时得分): no run is asked for, nothing is sealed, and no decision
// cites it. It says up to which batch it goes.
type Standing struct {
	Year   int
	Batch  int64
	Scheme *scheme.Scheme
	Sheets score.Sheets  // nothing where there are errors
	Errors errs.Findings // for which a run would be refused

	loaded *Loaded
}

// Live is what a year comes to now (see [Service.Now]) as pages show a run: it has no number and no seal. It is refused
// where a run would be.
func (s *Service) Live(ctx context.Context, who audit.Actor, year int, atLeast int64) (*Loaded, error) {
	now, err := s.Now(ctx, who, year, atLeast)
	if err != nil {
		return nil, err
	}
	if len(now.Errors) > 0 {
		first := now.Errors[0]
		return nil, errErrors.With(len(now.Errors), first.At.Place(), first.Message())
	}
	return now.loaded, nil
}

// BetweenPasses is how long a year that is followed rests: it moves on five times a second at most.
const BetweenPasses = 200 * time.Millisecond

// keptFollowing is how long a year that nobody looks at is followed still.
const keptFollowing = 10 * time.Minute

// following are the years that are followed.
type following struct {
	mu    sync.Mutex
	years map[int]*follower
}

// follower follows one year, one pass at a time.
type follower struct {
	turn    chan struct{}
	running *score.Running
	at      *ledger.Snapshot
	passed  time.Time // when the last pass ended

	mu    sync.Mutex
	asked time.Time
	now   *Standing
}

func (f *follower) standing() *Standing {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = time.Now()
	return f.now
}

// of is the follower of a year. Those that nobody asked for a while are let go.
func (f *following) of(year int) *follower {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.years == nil {
		f.years = map[int]*follower{}
	}
	for y, other := range f.years {
		other.mu.Lock()
		idle := time.Since(other.asked) > keptFollowing
		other.mu.Unlock()
		if idle && y != year {
			delete(f.years, y)
		}
	}
	if f.years[year] == nil {
		f.years[year] = &follower{turn: make(chan struct{}, 1), asked: time.Now()}
	}
	return f.years[year]
}

// Now is what a year comes to now: with the batch atLeast in any case, which is one's own, and with what others
// recorded in the last fifth of a second or not. A save never waits for it. ErrNone of package ledger says that nothing
// was recorded.
func (s *Service) Now(ctx context.Context, who audit.Actor, year int, atLeast int64) (Standing, error) {
	if err := s.may(who, person.ReadRun, 0, year); err != nil {
		return Standing{}, err
	}
	last, err := s.Ledger.Last(ctx, who, year)
	if err != nil {
		return Standing{}, err
	}
	f := s.following.of(year)
	if now := f.standing(); now != nil && now.Batch >= last {
		return *now, nil
	}
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		return Standing{}, ctx.Err()
	}
	defer func() { <-f.turn }()
	if now := f.standing(); now != nil { // somebody passed meanwhile
		early := cmp.Or(s.Between, BetweenPasses) - time.Since(f.passed)
		if now.Batch >= last || early > 0 && now.Batch >= atLeast {
			return *now, nil
		}
		select {
		case <-time.After(early):
		case <-ctx.Done():
			return Standing{}, ctx.Err()
		}
	}
	return f.pass(ctx, s, who, year)
}

// pass moves on to the year as it is known.
func (f *follower) pass(ctx context.Context, s *Service, who audit.Actor, year int) (Standing, error) {
	now, touched, ok, err := s.Ledger.Moves(ctx, who, year, f.at)
	if err != nil {
		return Standing{}, err
	}
	whole := false
	defer func() {
		if !whole { // what was half followed isn't followed further
			f.running, f.at = nil, nil
		}
	}()
	out := Standing{Year: year, Batch: now.Batch, Scheme: &now.Input.Scheme}
	if ok && f.running != nil {
		f.running.Follow(*now.Input, touched)
	} else if f.running, err = score.NewRunning(*now.Input); err != nil && !errors.As(err, &out.Errors) {
		return Standing{}, err
	}
	f.at, f.passed = now, time.Now()
	if f.running != nil {
		if out.Sheets, err = f.running.Sheets(); err != nil && !errors.As(err, &out.Errors) {
			return Standing{}, err
		}
	}
	stamp := f.passed.UnixMilli()
	out.loaded = &Loaded{explains: &explains{}, Doc: &score.Run{Engine: s.Engine, Inputs: *now.Input, Results: out.Sheets},
		Run: Run{Year: year, Batch: now.Batch, AskedAt: stamp, FinishedAt: stamp, Engine: s.Engine}}
	f.mu.Lock()
	f.now, whole = &out, true
	f.mu.Unlock()
	return out, nil
}
