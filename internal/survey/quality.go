package survey

import (
	"math"
	"slices"
)

// Quality rules look for sheets that nobody filled in with care. Each is a flag for every sheet; what is done with a
// flag is the design's to say.

// Speeders flags sheets that took less than a share of the median time. Sheets without a time (NaN) aren't flagged.
// bound is in the unit of seconds; 0 if no sheet has a time.
func Speeders(seconds []float64, share float64) (flags []bool, bound float64) {
	flags = make([]bool, len(seconds))
	var known []float64
	for _, x := range seconds {
		if !math.IsNaN(x) {
			known = append(known, x)
		}
	}
	if len(known) == 0 {
		return flags, 0
	}
	bound = float64(share * median(known))
	for i, x := range seconds {
		flags[i] = x < bound
	}
	return flags, bound
}

// NoAnswer is the code of a question that a sheet left open or can't be read; DontKnowAnswer that of a person who can't
// judge. Levels count from 0.
const (
	NoAnswer       = 255
	DontKnowAnswer = 254
)

// StraightLiners flags sheets that gave the same answer to every one of at least `least` questions. Open
// questions don't count.
func StraightLiners(answers [][]uint8, least int) []bool {
	if len(answers) == 0 {
		return nil
	}
	flags := make([]bool, len(answers[0]))
	for i := range flags {
		n, same := 0, true
		first := uint8(NoAnswer)
		for _, q := range answers {
			switch a := q[i]; {
			case a == NoAnswer:
			case first == NoAnswer:
				first, n = a, 1
			default:
				n++
				same = same && a == first
			}
		}
		flags[i] = same && n >= least
	}
	return flags
}

// Bursts flags sheets from the same source (a device and a network) that come within a span after the one before.
// Sheets without a source (-1) or time (NaN) aren't flagged; the first of a burst isn't either.
func Bursts(source []int32, seconds []float64, within float64) []bool {
	order := make([]int, 0, len(source))
	for i := range source {
		if source[i] >= 0 && !math.IsNaN(seconds[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case source[a] != source[b]:
			return int(source[a]) - int(source[b])
		case seconds[a] < seconds[b]:
			return -1
		case seconds[a] > seconds[b]:
			return 1
		}
		return 0
	})
	flags := make([]bool, len(source))
	for k := 1; k < len(order); k++ {
		i, before := order[k], order[k-1]
		flags[i] = source[i] == source[before] && seconds[i]-seconds[before] <= within
	}
	return flags
}

// Repeats flags every sheet whose code stands on an earlier one. Sheets without a code (-1) aren't flagged.
func Repeats(code []int32) []bool {
	flags, seen := make([]bool, len(code)), map[int32]bool{}
	for i, c := range code {
		if c >= 0 {
			flags[i] = seen[c]
			seen[c] = true
		}
	}
	return flags
}
