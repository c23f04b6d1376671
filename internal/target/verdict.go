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

// Name returns the words for v of whatever target.
func (v Verdict) Name() lang.Text {
	switch v {
	case Below:
		return lang.T("不符合", "not met")
	case Waived:
		return lang.T("已豁免", "waived")
	case Met:
		return lang.T("符合", "met")
	}
	return lang.T("未录底线", "no floor")
}

// Of returns the words for v of a target whose indicator is better in a direction: where lower is better, a floor is
// a ceiling.
func (v Verdict) Of(d plan.Direction) lang.Text {
	switch {
	case v == Below:
		return lang.T("%[1]s底线", "%[1]s").With(beyond(d))
	case v == Met && d == plan.Lower:
		return lang.T("不高于", "not above")
	case v == Met && d == plan.Range:
		return lang.T("在区间内", "within")
	case v == Met:
		return lang.T("不低于", "not below")
	}
	return v.Name()
}

// beyond is how a target stands to a floor that it breaks.
func beyond(d plan.Direction) lang.Text {
	switch d {
	case plan.Lower:
		return lang.T("高于", "above")
	case plan.Range:
		return lang.T("超出", "outside")
	}
	return lang.T("低于", "below")
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
	case len(t.floors(d, pace)) == 0:
		return NoFloor, nil
	}
	return Met, nil
}

// Margin is by how much a target is better than the strictest of its floors: it is negative where the target goes below
// one, whichever way is better. nil: there is nothing to compare.
func (t Target) Margin(d plan.Direction, pace *decimal.Number) (least *decimal.Number) {
	better := func(n decimal.Number) {
		if least == nil || n.Less(*least) {
			least = &n
		}
	}
	for _, f := range t.floors(d, pace) {
		switch {
		case d == plan.Range:
			if t.Low != nil {
				better(t.Low.Value.Sub(f.Value.Value))
			}
			if f.High != nil && t.High != nil {
				better(f.High.Value.Sub(t.High.Value))
			}
		case t.Value == nil:
		case d == plan.Lower:
			better(f.Value.Value.Sub(t.Value.Value))
		default:
			better(t.Value.Value.Sub(f.Value.Value))
		}
	}
	return least
}
