// Package light says in which colour a state is shown, and holds the thresholds of all colours, so that a list, a chart
// and a count never disagree.
package light

import "shiji/internal/decimal"

// Light is the colour of a state; a page shows it with its shape and its word.
type Light string

// The lights, the worst first.
const (
	Red   Light = "red"
	Amber Light = "amber"
	Green Light = "green"
	Grey  Light = "grey" // nothing to judge
)

// All are the lights, the worst first.
var All = []Light{Red, Amber, Green, Grey}

// Order is where a light stands among all, the worst first.
func (l Light) Order() int {
	for i, x := range All {
		if x == l {
			return i
		}
	}
	return len(All)
}

// Rates in percent of the points at which colours change.
const (
	RedBelow   = 60 // lights: below it red
	AmberBelow = 85 // below it amber, else green
)

// OfRate is the light of points out of full points: how much was got of them. Without full points it is grey.
func OfRate(points, full decimal.Number) Light {
	if full.Sign() == 0 {
		return Grey
	}
	switch r := points.Mul(decimal.Int(100)).Quo(full); {
	case r.Less(decimal.Int(RedBelow)):
		return Red
	case r.Less(decimal.Int(AmberBelow)):
		return Amber
	}
	return Green
}

// Shades are the rates in percent at which the shade of a heat-map changes: those of the lights, and some between.
var Shades = []int64{RedBelow, 70, 80, AmberBelow, 90, 95}

// Shade is the shade of a rate in percent, from 1 (below all of [Shades]) to 7.
func Shade(rate decimal.Number) int {
	for i, limit := range Shades {
		if rate.Less(decimal.Int(limit)) {
			return i + 1
		}
	}
	return len(Shades) + 1
}

// PaceTolerance is how many percent of the pace a figure may stay behind it before its light is red.
const PaceTolerance = 5

// OfPace is the light of what was reached against the pace: green where it is met, amber within [PaceTolerance], red
// beyond. lower says that less is better.
func OfPace(reached, pace decimal.Number, lower bool) Light {
	if lower && pace.AtLeast(reached) || !lower && reached.AtLeast(pace) {
		return Green
	}
	gap := reached.Sub(pace).Abs()
	if pace.Sign() != 0 && decimal.Ratio(PaceTolerance, 100).Less(gap.Quo(pace.Abs())) {
		return Red
	}
	return Amber
}
