// Package survey holds satisfaction results (满意度): what citizens, enterprises and staff said about a unit, as one number with its error.
//
// Here results are taken as given by the statistics bureau; estimating them from answers comes later and ends in the same [Result].
// A result reaches a score only as a decimal rounded to at most 4 places.
package survey

import (
	"shiji/internal/decimal"
	"shiji/internal/fact"
)

// Result is the satisfaction of one unit through one channel, out of 100.
type Result struct {
	Unit    string          `json:"unit"`
	Channel string          `json:"channel"` // rule.ThirdParty or rule.Direct
	Score   decimal.Number  `json:"score"`   // 0 to 100
	N       fact.Number     `json:"n"`       // valid answers
	Low     *decimal.Number `json:"low,omitempty"`
	High    *decimal.Number `json:"high,omitempty"` // 95 % interval
	Method  string          `json:"method,omitempty"`
	Source  fact.Source     `json:"source,omitzero"`
}
