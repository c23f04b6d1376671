package job

import (
	"context"
	"errors"
	"maps"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/person"
)

// Heard is what somebody has heard of the jobs of a district.
type Heard struct {
	Last int64           // the number of the newest job then
	Said map[int64]int64 // of each job that wasn't over, the last thing that it had said; nil: nothing was heard yet
}

// Told is what is new of a job: what it said, or that it is there, or over.
type Told struct {
	Job    Job
	Events []Event
}

// mostMissed is how many jobs may have come since somebody listened last.
const mostMissed = 50

// News returns what jobs said since somebody listened last, the oldest job first, and what is heard with it; to whoever
// has heard nothing yet, all of the jobs that aren't over. It fails with ErrUnheard if h speaks of jobs that aren't
// there (the database was restored), or if more jobs came since than are told.
func (s *Service) News(ctx context.Context, who audit.Actor, h Heard) (told []Told, now Heard, err error) {
	if err := s.Allow(who, person.ReadJob, object(0)); err != nil {
		return nil, h, err
	}
	err = s.Units.View(ctx, func(tx Tx) error {
		ids, last, err := toTell(ctx, tx.Desk(), h)
		if err != nil {
			return err
		}
		now = Heard{last, map[int64]int64{}}
		for _, id := range ids {
			if s.Allow(who, person.ReadJob, object(id)) != nil {
				continue
			}
			t, err := newsOf(ctx, tx.Desk(), id, h.Said[id])
			if err != nil {
				return err
			}
			_, known := h.Said[id]
			if !t.Job.State.Over() {
				now.Said[id] = h.Said[id]
				if n := len(t.Events); n > 0 {
					now.Said[id] = t.Events[n-1].Seq
				}
			}
			if len(t.Events) > 0 || t.Job.State.Over() || !known {
				told = append(told, t)
			}
		}
		return nil
	})
	return told, now, err
}

// toTell are the jobs that may have something to say: those that weren't over, and those that came since.
func toTell(ctx context.Context, desk Store, h Heard) (ids []int64, last int64, err error) {
	if ids, err = desk.Going(ctx); err != nil {
		return nil, 0, err
	}
	newest, err := desk.List(ctx, mostMissed)
	if err != nil {
		return nil, 0, err
	}
	if len(newest) > 0 {
		last = newest[0].ID
	}
	if h.Said == nil {
		return ids, last, nil
	}
	if h.Last > last || len(newest) == mostMissed && newest[len(newest)-1].ID > h.Last+1 {
		return nil, 0, ErrUnheard
	}
	for _, j := range newest {
		if j.ID > h.Last {
			ids = append(ids, j.ID)
		}
	}
	ids = slices.AppendSeq(ids, maps.Keys(h.Said))
	slices.Sort(ids)
	return slices.Compact(ids), last, nil
}

func newsOf(ctx context.Context, desk Store, id, after int64) (t Told, err error) {
	if t.Job, err = desk.Job(ctx, id); errors.Is(err, ErrNone) {
		return t, ErrUnheard
	}
	if err != nil {
		return t, err
	}
	t.Events, err = desk.Events(ctx, id, after)
	return t, err
}
