// Package progress holds what units report: values by indicator, data item and period (实绩).
//
// A value is kept as it was given. What isn't there is missing, with a status that says why; it is never zero.
package progress

import (
	"shiji/internal/decimal"
	"shiji/internal/fact"
)

// Actual is one row of reported values: one unit, one indicator, one data item, the periods beside each other.
type Actual struct {
	Unit      string        `json:"unit"`      // code
	Indicator string        `json:"indicator"` // code of the level-3 indicator
	Item      string        `json:"item"`      // data item: "A" for the actual value itself
	Values    []PeriodValue `json:"values,omitempty"`
	Status    fact.Status   `json:"status"`
	LateDays  *fact.Number  `json:"late_days,omitempty"` // working days by which the report came late
	Note      string        `json:"note,omitempty"`
	Source    fact.Source   `json:"source,omitzero"`
}

// PeriodValue is the value of one period: a number or a word that the rule knows.
type PeriodValue struct {
	Period string          `json:"period"` // code: "Y", "Q1"
	Number *decimal.Number `json:"number,omitempty"`
	Word   string          `json:"word,omitempty"`
	Source fact.Source     `json:"source,omitzero"`
}

// At returns the value of a period, or nil.
func (a Actual) At(period string) *PeriodValue {
	for i := range a.Values {
		if a.Values[i].Period == period {
			return &a.Values[i]
		}
	}
	return nil
}

// LastYearPoints and LastYearFull are the data items that the missing-data policy "last year's rate" reads.
const (
	LastYearPoints = "last_points" // 上年得分
	LastYearFull   = "last_full"   // 上年满分
)
