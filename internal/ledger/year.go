package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/calendar"
	"shiji/internal/lang"
	"shiji/internal/person"
)

// Year is how a year stands.
type Year struct {
	Year   int
	State  YearState
	Closed []string // codes of periods whose values don't change any more
}

// YearState says whether a year takes facts.
type YearState string

const (
	YearOpen   YearState = "open"
	YearClosed YearState = "closed"
)

// YearObject names a year in the chain.
func YearObject(year int) string { return fmt.Sprintf("year/%d", year) }

// Takes fails with ErrClosed where a year takes no change of a fact, and names the first.
func (y Year) Takes(records ...Record) error {
	if len(records) == 0 {
		return nil
	}
	if y.State == YearClosed {
		return ErrClosed.With(lang.T("%[1]d 年度", "the year %[1]d").With(y.Year))
	}
	for _, r := range records {
		if r.Kind == Value && slices.Contains(y.Closed, r.Period) {
			return ErrClosed.With(lang.T("%[1]s的数值（%[2]s）", "the value of %[1]s (%[2]s)").
				With(calendar.PeriodName(r.Period), lang.Same(r.Unit+" "+r.Indicator)))
		}
	}
	return nil
}

// Standing returns how a year stands.
func (s *Service) Standing(ctx context.Context, who audit.Actor, year int) (y Year, err error) {
	if err := s.Allow(who, person.ReadYear, person.Object{Noun: "year", Year: year}); err != nil {
		return y, err
	}
	err = s.book.Units.View(ctx, func(tx Tx) error { y, err = tx.Years().Year(ctx, year); return err })
	return y, err
}

// Close closes a period of a year, or the whole year where none is named; what is closed already stays so.
func (s *Service) Close(ctx context.Context, who audit.Actor, year int, period string) error {
	return s.turn(ctx, who, year, "year.close", period, func(y Year) Year {
		if period == "" {
			y.State = YearClosed
		} else if !slices.Contains(y.Closed, period) {
			y.Closed = append(slices.Clone(y.Closed), period)
		}
		return y
	})
}

// Reopen opens a period of a year again, or the year itself.
func (s *Service) Reopen(ctx context.Context, who audit.Actor, year int, period string) error {
	return s.turn(ctx, who, year, "year.reopen", period, func(y Year) Year {
		if period == "" {
			y.State = YearOpen
		} else {
			y.Closed = slices.DeleteFunc(slices.Clone(y.Closed), func(p string) bool { return p == period })
		}
		return y
	})
}

func (s *Service) turn(ctx context.Context, who audit.Actor, year int, action, period string,
	to func(Year) Year) error {
	if err := s.Allow(who, person.CloseYear, person.Object{Noun: "year", Year: year}); err != nil {
		return err
	}
	if period != "" && periodOrder(period) == len(calendar.Periods) {
		return ErrNone
	}
	return s.book.Units.InTx(ctx, who, func(tx Tx) error {
		years, err := tx.Years().Years(ctx)
		if err == nil && !slices.Contains(years, year) {
			err = ErrNone
		}
		if err != nil {
			return err
		}
		was, err := tx.Years().Hold(ctx, year, Exclusive)
		if err != nil {
			return err
		}
		y := to(was)
		slices.SortFunc(y.Closed, func(a, b string) int { return cmp.Compare(periodOrder(a), periodOrder(b)) })
		if y.State == was.State && slices.Equal(y.Closed, was.Closed) {
			return nil
		}
		tx.Audit(action, YearObject(year), map[string]string{"period": period})
		return tx.Years().Set(ctx, y)
	})
}
