package plan

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/light"
)

// Standing is how an indicator stands in a year of the plan.
type Standing struct {
	Pace    Pace
	Paced   bool // the plan says where it should be
	Reports int  // how many units reported it
	// Reached is the figure of the district: what the one unit reported that reports it. It is nil where nobody did, and
	// where several did: their figures don't come together by themselves, a sum, a mean and the worst of them are three
	// different claims.
	Reached   *decimal.Number
	Low, High *decimal.Number // of what several units reported
	Below     int             // how many of several are behind the pace by themselves
	Light     light.Light     // grey where there is nothing to compare
	// The way from base to end that was gone, and that the pace asks for, as shares of it; nil where a path has no way
	// that is gone bit by bit.
	Way, Asked *decimal.Number
}

// Behind reports whether the pace isn't reached.
func (s Standing) Behind() bool { return s.Light == light.Red || s.Light == light.Amber }

// StandingAt compares what units reported of an indicator in a year with the pace of the plan.
func (i Indicator) StandingAt(year int, reported ...decimal.Number) Standing {
	s := Standing{Light: light.Grey, Reports: len(reported)}
	if len(reported) == 1 {
		s.Reached = &reported[0]
	}
	if len(reported) > 1 {
		low := slices.MinFunc(reported, decimal.Number.Cmp)
		high := slices.MaxFunc(reported, decimal.Number.Cmp)
		s.Low, s.High = &low, &high
	}
	pace, err := i.PaceAt(year)
	if err != nil {
		return s
	}
	s.Pace, s.Paced = pace, true
	lower := i.Better == Lower
	if s.Reached == nil {
		for _, n := range reported {
			if light.OfPace(n, pace.Value, lower) != light.Green {
				s.Below++
			}
		}
		return s
	}
	s.Light = light.OfPace(*s.Reached, pace.Value, lower)
	if i.End == nil || i.Path == Rate || i.Path == Hold || i.Path == Flow {
		return s
	}
	start := decimal.Zero
	if i.Base != nil {
		start = *i.Base
	}
	if whole := i.End.Sub(start); whole.Sign() != 0 {
		way, asked := s.Reached.Sub(start).Quo(whole), pace.Value.Sub(start).Quo(whole)
		s.Way, s.Asked = &way, &asked
	}
	return s
}
