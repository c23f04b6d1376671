package plan

import (
	"shiji/internal/decimal"
	"shiji/internal/light"
)

// Standing is how an indicator stands in a year of the plan.
type Standing struct {
	Pace    Pace
	Paced   bool            // the plan says where it should be
	Reached *decimal.Number // nil: nobody reported it
	Light   light.Light     // grey where there is nothing to compare
	// The way from base to end that was gone, and that the pace asks for, as shares of it; nil where a path has no way
	// that is gone bit by bit.
	Way, Asked *decimal.Number
}

// Behind reports whether the pace isn't reached.
func (s Standing) Behind() bool { return s.Light == light.Red || s.Light == light.Amber }

// StandingAt compares what was reached of an indicator in a year with the pace of the plan.
func (i Indicator) StandingAt(year int, reached *decimal.Number) Standing {
	s := Standing{Light: light.Grey}
	pace, err := i.PaceAt(year)
	if err != nil {
		return s
	}
	s.Pace, s.Paced = pace, true
	if s.Reached = reached; reached == nil {
		return s
	}
	s.Light = light.OfPace(*reached, pace.Value, i.Better == Lower)
	if i.End == nil || i.Path == Rate || i.Path == Hold || i.Path == Flow {
		return s
	}
	start := decimal.Zero
	if i.Base != nil {
		start = *i.Base
	}
	if whole := i.End.Sub(start); whole.Sign() != 0 {
		way, asked := reached.Sub(start).Quo(whole), pace.Value.Sub(start).Quo(whole)
		s.Way, s.Asked = &way, &asked
	}
	return s
}
