package job

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/person"
)

var me = audit.Operator(audit.Page)

// desk is a queue in memory, as those see it who look on.
type desk struct {
	Queue // what the service doesn't reach
	jobs  []Job
	said  map[int64][]Event
	began []string // views and units of work
	fails error
}

func (d *desk) InTx(_ context.Context, who audit.Actor, do func(Tx) error) error {
	d.began = append(d.began, "unit of "+who.ID)
	return do(d)
}

func (d *desk) View(_ context.Context, do func(Tx) error) error {
	d.began = append(d.began, "view")
	return do(d)
}

func (d *desk) Now() int64                { return 0 }
func (d *desk) Audit(string, string, any) {}
func (d *desk) Jobs() Queue               { return d }
func (d *desk) Desk() Store               { return d }

func (d *desk) Job(_ context.Context, id int64) (Job, error) {
	if id < 1 || id > int64(len(d.jobs)) {
		return Job{}, ErrNone
	}
	return d.jobs[id-1], d.fails
}

func (d *desk) For(_ context.Context, kind Kind, object int64) (Job, error) {
	for _, j := range slices.Backward(d.jobs) {
		if j.Kind == kind && j.Object == object {
			return j, d.fails
		}
	}
	return Job{}, ErrNone
}

func (d *desk) List(_ context.Context, limit int) ([]Job, error) {
	out := slices.Clone(d.jobs)
	slices.Reverse(out)
	return out[:min(limit, len(out))], d.fails
}

func (d *desk) Waiting(context.Context) (n int, _ error) {
	for _, j := range d.jobs {
		if !j.State.Over() {
			n++
		}
	}
	return n, d.fails
}

func (d *desk) Going(context.Context) (ids []int64, _ error) {
	for _, j := range d.jobs {
		if !j.State.Over() {
			ids = append(ids, j.ID)
		}
	}
	return ids, d.fails
}

func (d *desk) Events(_ context.Context, id, after int64) ([]Event, error) {
	return slices.DeleteFunc(slices.Clone(d.said[id]), func(e Event) bool { return e.Seq <= after }), d.fails
}

func (d *desk) Cancel(_ context.Context, id int64) error {
	j, err := d.Job(context.Background(), id)
	if err != nil || j.State.Over() {
		return err
	}
	if d.jobs[id-1].Cancel = true; j.State == Queued {
		d.jobs[id-1].State = Cancelled
	}
	return nil
}

func newDesk() (*desk, *Service) {
	d := &desk{said: map[int64][]Event{}}
	for i, k := range []Kind{Check, Record, Score, Check} {
		d.jobs = append(d.jobs, Job{ID: int64(i + 1), Kind: k, Object: 7, State: []State{Done, Running, Queued, Queued}[i]})
		for n := range i {
			e := Event{Seq: int64(n + 1), Step: lang.T("一步", "a step"), Done: n}
			d.said[int64(i+1)] = append(d.said[int64(i+1)], e)
		}
	}
	return d, &Service{Allow: person.Operator, Units: d}
}

// TestAJobAndWhatItSaid: from the beginning, or after what was read already.
func TestAJobAndWhatItSaid(t *testing.T) {
	d, s := newDesk()
	for _, c := range []struct {
		id, after int64
		events    int
		want      error
	}{{4, 0, 3, nil}, {4, 2, 1, nil}, {4, 3, 0, nil}, {1, 0, 0, nil}, {9, 0, 0, ErrNone}, {0, 0, 0, ErrNone}} {
		j, events, err := s.Job(t.Context(), me, c.id, c.after)
		if !errors.Is(err, c.want) || len(events) != c.events || c.want == nil && j.ID != c.id {
			t.Errorf("job %d after %d: %+v, %d events (%v)", c.id, c.after, j, len(events), err)
		}
	}
	if slices.ContainsFunc(d.began, func(b string) bool { return b != "view" }) {
		t.Errorf("looking on is no unit of work: %v", d.began)
	}
}

// TestNewsGoesOn: whoever hears nothing yet is told of all jobs that aren't over; then of what is new, of jobs that
// came and went meanwhile too; and of nothing else.
func TestNewsGoesOn(t *testing.T) {
	d, s := newDesk()
	news := func(h Heard) (ids []int64, events int, now Heard) {
		t.Helper()
		told, now, err := s.News(t.Context(), me, h)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range told {
			ids, events = append(ids, x.Job.ID), events+len(x.Events)
		}
		return ids, events, now
	}
	ids, events, now := news(Heard{})
	if !slices.Equal(ids, []int64{2, 3, 4}) || events != 6 || now.Last != 4 ||
		!maps.Equal(now.Said, map[int64]int64{2: 1, 3: 2, 4: 3}) {
		t.Errorf("at first: %v, %d events, %+v", ids, events, now)
	}
	if ids, _, again := news(now); len(ids) > 0 || again.Last != 4 || !maps.Equal(again.Said, now.Said) {
		t.Errorf("nothing happened: %v %+v", ids, again)
	}
	if ids, events, _ := news(Heard{Last: 3, Said: map[int64]int64{2: 0, 3: 2}}); !slices.Equal(ids, []int64{2, 4}) ||
		events != 4 {
		t.Errorf("after some: %v, %d events", ids, events)
	}
	d.jobs[1].State = Done
	d.jobs = append(d.jobs, Job{ID: 5, State: Done}, Job{ID: 6, State: Queued})
	ids, events, now = news(now)
	if !slices.Equal(ids, []int64{2, 5, 6}) || events != 0 || now.Last != 6 ||
		!maps.Equal(now.Said, map[int64]int64{3: 2, 4: 3, 6: 0}) {
		t.Errorf("one is over, one came and went, one is new: %v, %d events, %+v", ids, events, now)
	}
	s.Allow = func(_ audit.Actor, _ person.Act, on person.Object) error {
		if on.ID == 3 {
			return person.Forbidden
		}
		return nil
	}
	if ids, _, now := news(Heard{}); !slices.Equal(ids, []int64{4, 6}) || len(now.Said) != 2 {
		t.Errorf("what may not be seen: %v %+v", ids, now)
	}
	for range mostMissed {
		d.jobs = append(d.jobs, Job{ID: int64(len(d.jobs) + 1), State: Done})
	}
	none := map[int64]int64{}
	for what, h := range map[string]Heard{"a later one": {int64(len(d.jobs)) + 1, none}, "too many since": {5, none},
		"one that isn't there": {int64(len(d.jobs)), map[int64]int64{-1: 0}}} {
		if _, _, err := s.News(t.Context(), me, h); !errors.Is(err, ErrUnheard) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if ids, _, _ := news(Heard{6, none}); len(ids) != mostMissed+2 { // the two that go on
		t.Errorf("as many as are told: %d", len(ids))
	}
	d.fails = errors.New("broken")
	if _, _, err := s.News(t.Context(), me, now); !errors.Is(err, d.fails) {
		t.Error(err)
	}
}

// TestTheLastJobOfAKind: of several that worked on the same, the last, with all that it said.
func TestTheLastJobOfAKind(t *testing.T) {
	_, s := newDesk()
	for _, c := range []struct {
		kind   Kind
		on, id int64
		events int
	}{{Check, 7, 4, 3}, {Record, 7, 2, 1}, {Score, 7, 3, 2}, {Export, 7, 0, 0}, {Check, 8, 0, 0}} {
		j, events, err := s.For(t.Context(), me, c.kind, c.on)
		if j.ID != c.id || len(events) != c.events || errors.Is(err, ErrNone) != (c.id == 0) {
			t.Errorf("%s of %d: job %d, %d events (%v)", c.kind, c.on, j.ID, len(events), err)
		}
	}
	list, err := s.List(t.Context(), me, 3)
	if err != nil || len(list) != 3 || list[0].ID != 4 || list[2].ID != 2 {
		t.Errorf("%+v (%v)", list, err)
	}
}

// TestCancelled: what waits ends, what runs is asked to stop, what is over stays as it is.
func TestCancelled(t *testing.T) {
	d, s := newDesk()
	for id, want := range map[int64]Job{1: {State: Done}, 2: {State: Running, Cancel: true},
		3: {State: Cancelled, Cancel: true}} {
		if err := s.Cancel(t.Context(), me, id); err != nil {
			t.Error(err)
		}
		if j := d.jobs[id-1]; j.State != want.State || j.Cancel != want.Cancel {
			t.Errorf("job %d: %+v", id, j)
		}
	}
	if err := s.Cancel(t.Context(), me, 9); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	if d.began[0] != "unit of "+me.ID || len(d.began) != 4 {
		t.Errorf("%v", d.began)
	}
}

// TestRoom: a district whose jobs pile up is told before it uploads.
func TestRoom(t *testing.T) {
	d, s := newDesk() // three of its jobs aren't over
	for n := 3; n <= MostOpen+1; n++ {
		err := s.Room(t.Context(), me)
		if full := n >= MostOpen; errors.Is(err, ErrBusy) != full || (err != nil) != full {
			t.Errorf("%d jobs wait: %v", n, err)
		}
		d.jobs = append(d.jobs, Job{ID: int64(n + 2), State: Queued})
	}
	d.jobs[5].State = Failed
	d.jobs[6].State = Done
	d.jobs[7].State = Cancelled
	if err := s.Room(t.Context(), me); err != nil {
		t.Errorf("some are over: %v", err)
	}
	if ErrBusy.Lasts() || !ErrCancelled.Lasts() || !ErrOver.Lasts() {
		t.Error("what is busy may be asked again, what is over not")
	}
}

// TestADeskThatFails: what the store says is what is heard.
func TestADeskThatFails(t *testing.T) {
	d, s := newDesk()
	d.fails = errors.New("the disk is gone")
	for name, do := range cases(t.Context(), s) {
		if err := do(); !errors.Is(err, d.fails) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func cases(ctx context.Context, s *Service) map[string]func() error {
	return map[string]func() error{
		"Job":    func() error { _, _, err := s.Job(ctx, me, 1, 0); return err },
		"List":   func() error { _, err := s.List(ctx, me, 9); return err },
		"Cancel": func() error { return s.Cancel(ctx, me, 1) },
		"Room":   func() error { return s.Room(ctx, me) },
		"For":    func() error { _, _, err := s.For(ctx, me, Check, 7); return err },
	}
}

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	d, s := newDesk()
	s.Allow = person.Nobody
	for name, do := range cases(t.Context(), s) {
		if err := do(); errs.CodeOf(err) != errs.Forbidden || !errors.Is(err, person.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(d.began) != 0 {
		t.Errorf("%v was reached", d.began)
	}
}

// TestJobsHaveWords: kinds and states in both languages, and which states are the last.
func TestJobsHaveWords(t *testing.T) {
	over := map[State]bool{Done: true, Failed: true, Cancelled: true}
	for _, s := range States {
		if s.State.Name() != s.Name || s.Name.ZH == "" || s.Name.EN == "" || s.State.Over() != over[s.State] {
			t.Errorf("%s: %v, over: %v", s.State, s.State.Name(), s.State.Over())
		}
	}
	for _, k := range Kinds {
		if k.Kind.Name() != k.Name || k.Name.ZH == "" || k.Name.EN == "" {
			t.Errorf("%s: %v", k.Kind, k.Kind.Name())
		}
	}
	if State("x").Name().EN != "x" || Kind("x").Name().EN != "x" {
		t.Error("what there isn't has a name")
	}
	if says := fmt.Sprint(error(Died{lang.T("没有内存了", "no memory")})); says != "the process that did it died: no memory" {
		t.Error(says)
	}
}
