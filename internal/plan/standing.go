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
	Units   int  // how many are to report it
	// Reached is the figure of the district: what the reports come to by the indicator's method. Without one it is what
	// the one unit reported that reports it; where several did, a sum, a mean and the worst of them are three different
	// claims, and none is made. It is nil where there is no such figure.
	Reached   *decimal.Number
	Expr      string   // arithmetic of Reached by its method, that a reader can repeat; empty: there is none
	Of        string   // code of the unit whose figure is the worst
	Parts     []Part   // what was reported, by the units' codes
	Lacking   []string // codes of the units that haven't reported
	Unweighed []string // codes of the units that a weighted mean has no weight of
	// The lowest and the highest of what several units reported, or of what one did that doesn't stand for the others;
	// else nil.
	Low, High *decimal.Number
	Below     int         // how many of them are behind the pace by themselves; the parts of a sum have no pace
	Light     light.Light // grey where there is nothing to compare
	// The way from base to end that was gone, and that the pace asks for, as shares of it; nil where a path has no way
	// that is gone bit by bit.
	Way, Asked *decimal.Number
}

// Behind reports whether the pace isn't reached.
func (s Standing) Behind() bool { return s.Light == light.Red || s.Light == light.Amber }

// StandingAt compares what units reported of an indicator in a year with the pace of the plan.
func (i Indicator) StandingAt(year int, reports ...Report) Standing {
	s := Standing{Light: light.Grey, Units: len(reports)}
	pace, err := i.PaceAt(year)
	if s.Paced = err == nil; s.Paced {
		s.Pace = pace
		i.together(&s, reports, &pace.Value)
	} else {
		i.together(&s, reports, nil)
	}
	// the first of several units to report doesn't stand for all of them
	if s.Reports = len(s.Parts); i.Method == "" && s.Reports == 1 && s.Units == 1 {
		s.Reached = s.Parts[0].Figure
	}
	if s.Reports > 1 || s.Reports == 1 && s.Reached == nil {
		byFigure := func(a, b Part) int { return a.Figure.Cmp(*b.Figure) }
		s.Low, s.High = slices.MinFunc(s.Parts, byFigure).Figure, slices.MaxFunc(s.Parts, byFigure).Figure
	}
	if !s.Paced {
		return s
	}
	if s.Low != nil && i.Method != Sum {
		for _, p := range s.Parts {
			if i.LightOf(p.Report, pace.Value) != light.Green {
				s.Below++
			}
		}
	}
	if s.Reached == nil {
		return s
	}
	of := Report{Figure: s.Reached}
	if k := slices.IndexFunc(s.Parts, func(p Part) bool { return p.Figure == s.Reached }); k >= 0 { // with its range
		of = s.Parts[k].Report
	}
	s.Light = i.LightOf(of, pace.Value)
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
