package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/score"
)

// Current loads the run that pages of a year show: the one that the page speaks of, or what it was on the day that the
// page speaks of. It is nil if nothing was scored until then.
func (s *Server) Current(ctx context.Context, v *View, year int) (*run.Loaded, error) {
	switch {
	case v.Live && year == v.Year:
		Unkept(ctx)
		runs, err := s.RunsOf(ctx, year)
		if err != nil {
			return nil, err
		}
		v.NoRun = NoRun(runs)
		return s.Runs.Live(ctx, Who(ctx), year, 0)
	case v.RunID != 0 && year == v.Year:
		l, err := s.Loaded(ctx, v.RunID)
		if err == nil && (l.Year != year || l.Doc == nil) {
			err = NoSuch(ARun, v.RunID)
		}
		return l, err
	case v.AsOf != "":
		l, err := s.Runs.At(ctx, Who(ctx), year, v.Until)
		if errors.Is(err, run.ErrNone) {
			return nil, nil
		}
		return l, err
	}
	runs, err := s.RunsOf(ctx, year)
	if err != nil {
		return nil, err
	}
	r, err := run.Current(runs)
	if errors.Is(err, run.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.Loaded(ctx, r.ID)
}

// StageOf says what the numbers of a run count for.
func StageOf(r run.Run) lang.Text {
	if r.ID == 0 {
		return lang.T("实时得分 · 数据到版本 %[1]d", "score as of now · facts up to version %[1]d").With(r.Batch)
	}
	return lang.T("%[1]s · 计分 %[2]d", "%[1]s · run %[2]d").With(r.State.Name(), r.ID)
}

// Scored is a page of a year with the run that it shows; l is nil if nothing was scored.
func (s *Server) Scored(w http.ResponseWriter, r *http.Request, code string,
	title lang.Text) (*View, *run.Loaded, error) {
	v, err := s.Open(w, r, code, title)
	if err != nil {
		return nil, nil, err
	}
	if err := v.Known(); err != nil {
		return nil, nil, err
	}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return nil, nil, err
	}
	if err := s.Fresh(r.Context(), v, l); err != nil {
		return nil, nil, err
	}
	if l != nil {
		v.Stage, v.Trial = StageOf(l.Run), l.Live() || l.State == run.Trial
	} else {
		v.Stage = lang.T("尚未计分", "not scored yet")
	}
	return v, l, nil
}

// KnownAt is a year as it was known on the day that the page speaks of.
func (s *Server) KnownAt(ctx context.Context, v *View, year int) (*score.Input, int64, error) {
	if v.RunID != 0 && year == v.Year {
		l, err := s.Current(ctx, v, year)
		if err != nil {
			return nil, 0, err
		}
		in, err := s.Ledger.AsOf(ctx, Who(ctx), year, l.Batch)
		return in, l.Batch, err
	}
	if v.AsOf == "" {
		return s.Present(ctx, year)
	}
	in, batch, err := s.Ledger.At(ctx, Who(ctx), year, v.Until)
	if errors.Is(err, ledger.ErrNone) {
		err = ErrNotYet.With(v.AsOf, year)
	}
	return in, batch, err
}

// Facts is a page of a year with what is known of it.
func (s *Server) Facts(w http.ResponseWriter, r *http.Request, code string, title lang.Text) (*View,
	*score.Input, Sources, error) {
	v, err := s.Open(w, r, code, title)
	if err != nil {
		return nil, nil, Sources{}, err
	}
	if err := v.Known(); err != nil {
		return nil, nil, Sources{}, err
	}
	in, batch, err := s.KnownAt(r.Context(), v, v.Year)
	if err != nil {
		return nil, nil, Sources{}, err
	}
	v.Stage = lang.T("数据版本 %[1]d", "facts as of version %[1]d").With(batch)
	files, err := s.Sources(r.Context(), v, batch)
	return v, in, files, err
}

// Present is a year as it is known now, and the batch up to which it is.
func (s *Server) Present(ctx context.Context, year int) (*score.Input, int64, error) {
	type known struct {
		in    *score.Input
		batch int64
	}
	k, err := Asked(ctx, s, fmt.Sprint("latest ", year), func() (k known, err error) {
		k.in, k.batch, err = s.Ledger.Latest(ctx, Who(ctx), year)
		return k, err
	})
	return k.in, k.batch, err
}

// RunsOf are the runs of a year.
func (s *Server) RunsOf(ctx context.Context, year int) ([]run.Run, error) {
	list, err := Asked(ctx, s, fmt.Sprint("runs ", year), func() ([]run.Run, error) {
		return s.Runs.Runs(ctx, Who(ctx), year)
	})
	return slices.Clone(list), err
}

// Loaded is a run with its document.
func (s *Server) Loaded(ctx context.Context, id int64) (*run.Loaded, error) {
	return Asked(ctx, s, fmt.Sprint("run ", id), func() (*run.Loaded, error) { return s.Runs.Load(ctx, Who(ctx), id) })
}

// Fresh has the page say that facts are newer than the scores on it; pages of another day, of a run that was asked
// for, or of what a year comes to now say their own time.
func (s *Server) Fresh(ctx context.Context, v *View, l *run.Loaded) error {
	if l == nil || v.AsOf != "" || v.RunID != 0 || v.Live || l.Year != v.Year {
		return nil
	}
	_, batch, err := s.Present(ctx, v.Year)
	if err != nil {
		return err
	}
	runs, err := s.RunsOf(ctx, v.Year)
	if err != nil {
		return err
	}
	if v.Behind = l.Batch < batch; v.Behind {
		v.ScoredBy, v.LastRun = l.ID, run.Newest(runs)
		v.ScoredAnew = run.ScoredTo(runs) >= batch
	}
	return nil
}

// LiveTools lead from what a page shows to the same as of now, or back; nowhere if there is nothing to go back to. here
// is the address of the page without its day and run.
func (v *View) LiveTools(here string) []Tool {
	switch {
	case !v.Live:
		return []Tool{{Name: lang.T("实时得分", "As of now"), Path: v.AsItIs().Link(here), Now: true}}
	case v.NoRun:
		return nil
	}
	return []Tool{{Name: lang.T("已封存的结果", "As the run has it"), Path: v.Present().Link(here), Now: true}}
}

// NoRun reports whether a year was never scored.
func NoRun(runs []run.Run) bool {
	_, err := run.Current(runs)
	return errors.Is(err, run.ErrNone)
}
