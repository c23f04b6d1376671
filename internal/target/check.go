package target

import (
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Check says what is wrong with a target of an indicator: floors, order of its numbers, stretch.
// p is the plan indicator that it is linked to; nil if it isn't. unit is the name to call the unit by.
func (t Target) Check(l scheme.Leaf, p *plan.Indicator, year int, unit string) errs.Findings {
	var found errs.Findings
	say := func(code errs.Code, at fact.Source, value string, args ...any) {
		found = append(found, errs.New(code, at, value, append([]any{unit, l.Name}, args...)...))
	}
	if t.Low != nil && t.High != nil && t.High.Value.Less(t.Low.Value) {
		say(errs.TargetRange, t.Low.Source, t.Low.Value.String(), t.Low.Value, t.High.Value)
	}
	if t.Value != nil && t.Challenge != nil && stricter(l.Better, t.Value.Value, t.Challenge.Value) {
		say(errs.TargetChallenge, t.Challenge.Source, t.Challenge.Value.String(), t.Challenge.Value, t.Value.Value)
	}
	for _, f := range []struct {
		name  lang.Text
		floor Floor
	}{{lang.T("市下达", "city target"), t.City}, {lang.T("党代会报告", "party congress report"), t.Congress},
		{lang.T("政府工作报告", "government work report"), t.WorkReport}} {
		if f.floor.IsSet() && f.floor.Document == "" {
			say(errs.TargetFloorSource, f.floor.Value.Source, f.floor.Value.Value.String(), f.name, f.floor.Value.Value)
		}
	}
	pace := t.pace(l, p, year, say)
	for _, b := range t.Breaches(l.Better, pace) {
		switch {
		case t.Waiver == nil:
			say(errs.TargetBelowFloor, b.At, b.Value.String(), b.Value, b.Floor.Name(), b.Limit, b.By, beyond(l.Better))
		case t.Waiver.Document == "" || t.Waiver.Reason == "":
			say(errs.TargetWaiverIncomplete, t.Waiver.Source, t.Waiver.Document)
		default:
			say(errs.TargetWaived, b.At, b.Value.String(), b.Value, b.Floor.Name(), b.Limit, t.Waiver.Document,
				t.Waiver.Reason, beyond(l.Better))
		}
	}
	t.checkWeight(p, say)
	switch index, trend, s := t.StretchIndex(l.Better); s {
	case TooEasy, Unlikely:
		percent := index.Mul(decimal.Int(100)).Round(1)
		words := lang.T("低于近三年趋势，过于容易", "easier than the trend of three years")
		if s == Unlikely {
			words = lang.T("远超近三年趋势，可能够不到", "far beyond the trend of three years, likely out of reach")
		}
		say(errs.TargetStretch, t.Value.Source, t.Value.Value.String(), t.Value.Value, trend.Round(4), percent, words)
	}
	return found
}

// pace is the third floor, if the plan has one for this target in the same unit of measure.
func (t Target) pace(l scheme.Leaf, p *plan.Indicator, year int,
	say func(errs.Code, fact.Source, string, ...any)) *decimal.Number {
	if p == nil || l.Better == plan.Range {
		return nil
	}
	if strings.TrimSpace(p.Unit) != strings.TrimSpace(l.Unit) {
		say(errs.TargetUnitDiffers, t.Source, l.Unit, l.Unit, p.Name, p.Unit)
		return nil
	}
	if p.Method == plan.Sum {
		return nil
	}
	pace, floor := p.FloorAt(year)
	if !floor {
		say(errs.TargetNoPace, t.Source, p.Name, p.Name, year)
		return nil
	}
	n := pace.Value.Round(rule.LinePlaces)
	return &n
}

// checkWeight: a weighted mean has a weight of every unit, so that none is weighed in silence; elsewhere nobody reads
// it.
func (t Target) checkWeight(p *plan.Indicator, say func(errs.Code, fact.Source, string, ...any)) {
	w := t.PlanWeight
	switch mean := p != nil && p.Method == plan.Mean; {
	case mean && w == nil:
		say(errs.TargetNoWeight, t.At("W"), "", p.Name)
	case mean && w.Value.Sign() <= 0:
		say(errs.TargetWeight, w.Source, w.Value.String(), w.Value)
	case !mean && w != nil:
		say(errs.TargetWeightIdle, w.Source, w.Value.String(), w.Value)
	}
}

// Check says whether the coefficients of a task are within their bounds.
func (t Task) Check(unit string) errs.Findings {
	var found errs.Findings
	for _, c := range []struct {
		name  lang.Text
		given fact.Number
	}{{lang.T("难度系数", "difficulty"), t.Difficulty}, {lang.T("重要性系数", "importance"), t.Importance}} {
		if n := c.given.Value; n.Less(rule.CoefficientMin) || rule.CoefficientMax.Less(n) {
			found = append(found, errs.New(errs.TaskCoefficient, c.given.Source, n.String(), unit, t.Name, c.name, n,
				rule.CoefficientMin, rule.CoefficientMax))
		}
	}
	if n := t.Quantity.Value; n.Sign() <= 0 {
		found = append(found, errs.New(errs.TaskQuantity, t.Quantity.Source, n.String(), unit, t.Name))
	}
	return found
}
