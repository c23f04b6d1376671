package score

import (
	"slices"

	"shiji/internal/light"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Selection says which lines of a run are meant; what is empty is left open. Whatever counts lines counts a selection,
// so that the list behind a number has as many rows.
type Selection struct {
	Class     string        // assessment class
	Unit      string        // code
	Level1    scheme.Level1 // class of level 1
	Item      string        // name, of level 2
	Indicator string        // code, of level 3
	Body      string        // that is in charge of the item
	Light     light.Light   // of the rate: what is undecided or left out has none
	Gap       Gap
}

// Gap says what is missing of a line.
type Gap string

// The gaps.
const (
	Complete    Gap = "no"      // scored from data, or left out by rule
	DataMissing Gap = "missing" // a policy stands in for data
	Undecided   Gap = "open"    // it waits
)

// GapOf is what is missing of a line.
func (l *Line) GapOf() Gap {
	switch {
	case l.Open():
		return Undecided
	case l.Missing():
		return DataMissing
	}
	return Complete
}

// Light is the light of a line's rate. It is grey where there is nothing to judge: where there are no points; where a
// policy stands in for data, since what wasn't reported is no bad result, nor an estimate a good one; and by rules that
// only give, since who earned nothing missed nothing.
func (l *Line) Light() light.Light {
	if r := rule.ByCode(l.Rule); l.Points == nil || l.Missing() || r != nil && r.Gives {
		return light.Grey
	}
	return light.OfRate(*l.Points, l.Full)
}

// Pick is a line with the sheet that it stands on.
type Pick struct {
	Sheet *Sheet
	Line  *Line
}

// Lost is what the line didn't get of its full points; nil where it has no points.
func (p Pick) Lost() (lost Points) {
	if p.Line.Points == nil {
		return nil
	}
	n := p.Line.Full.Sub(*p.Line.Points)
	return &n
}

// Select finds the lines of a selection, in the order of the run.
func (r *Run) Select(s Selection) (out []Pick) {
	for i := range r.Results.Units {
		sheet := &r.Results.Units[i]
		if s.Class != "" && sheet.Class != s.Class || s.Unit != "" && sheet.Unit != s.Unit {
			continue
		}
		for k := range sheet.Lines {
			if l := &sheet.Lines[k]; s.takes(l, &r.Inputs.Scheme) {
				out = append(out, Pick{sheet, l})
			}
		}
	}
	return out
}

// Count is how many lines a selection has.
func (r *Run) Count(s Selection) int { return len(r.Select(s)) }

func (s Selection) takes(l *Line, sc *scheme.Scheme) bool {
	switch {
	case s.Indicator != "" && l.Leaf != s.Indicator, s.Item != "" && l.Item != s.Item,
		s.Light != "" && l.Light() != s.Light, s.Gap != "" && l.GapOf() != s.Gap:
		return false
	case s.Level1 == "" && s.Body == "":
		return true
	}
	item := sc.Item(l.Item)
	return item != nil && (s.Level1 == "" || item.Level1 == s.Level1) &&
		(s.Body == "" || slices.Contains(item.Bodies, s.Body))
}
