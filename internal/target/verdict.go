package target

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Verdict says whether a target goes below its floors.
type Verdict string

// The verdicts, the worst first.
const (
	Below   Verdict = "below"
	Waived  Verdict = "waived"
	Met     Verdict = "met"
	NoFloor Verdict = "none" // none of the three is known
)

// Verdicts are all of them, the worst first.
var Verdicts = []Verdict{Below, Waived, Met, NoFloor}

// Name returns the words for v.
func (v Verdict) Name() lang.Text {
	switch v {
	case Below:
		return lang.T("低于底线", "below")
	case Waived:
		return lang.T("已豁免", "waived")
	case Met:
		return lang.T("不低于", "met")
	}
	return lang.T("未录底线", "no floor")
}

// Verdict judges a target by its floors; pace is the average pace of the plan, nil where no plan indicator says it.
// What it goes below comes with it.
func (t Target) Verdict(d plan.Direction, pace *decimal.Number) (Verdict, []Breach) {
	breaches := t.Breaches(d, pace)
	switch {
	case len(breaches) > 0 && t.Waiver != nil:
		return Waived, breaches
	case len(breaches) > 0:
		return Below, breaches
	case t.City.Value == nil && t.Reports(d).Value == nil && pace == nil:
		return NoFloor, nil
	}
	return Met, nil
}
