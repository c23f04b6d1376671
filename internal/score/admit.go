package score

import (
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Admit says what keeps a year that somebody brings from being taken in, beside what Check says. A year that is stored
// is never asked again: it goes on being scored as it was when it was taken in.
func Admit(in Input) errs.Findings {
	y, _ := prepare(in)
	var found errs.Findings
	found = append(found, y.admitFrame()...)
	found = append(found, y.admitRoster()...)
	found = append(found, y.admitEvents()...)
	found = append(found, y.admitSurveys()...)
	return append(found, y.admitMarks()...)
}

// textForm is where a scheme stands that was written out of a year that exists.
const textForm = "scheme.yaml"

// admitFrame: another frame than the district's is decided, and keeps the points of satisfaction. The text form of a
// scheme, in which years that exist are written, is only warned about.
func (y *year) admitFrame() errs.Findings {
	s := y.scheme
	if s.FrameCode == "" || s.Source.File == textForm {
		return nil
	}
	var found errs.Findings
	if lacking := s.FrameDecision.Lacking(); !lacking.IsZero() {
		found = append(found, errs.New(errs.SchemeFrameOpen, s.At("框架"), s.Frame().Name.ZH, s.Frame().Name, lacking))
	}
	if w := s.SatisfactionWaiver; w != nil && w.Document != "" && w.Reason != "" {
		return found
	}
	for _, c := range s.Classes {
		points := decimal.Zero
		if g := s.Satisfaction(); g != nil {
			points = g.Points[c.Name]
		}
		if !points.Equal(scheme.SatisfactionPoints) {
			return append(found, errs.New(errs.SchemeFrameSatisfaction, s.At("框架"), s.Frame().Name.ZH, s.Frame().Name, points,
				scheme.SatisfactionPoints))
		}
	}
	return found
}

func (y *year) admitRoster() errs.Findings {
	var found errs.Findings
	if y.scheme.Satisfaction() == nil {
		return nil
	}
	for k := range y.in.Roster.Units {
		u := &y.in.Roster.Units[k]
		if u.Listing != org.Exempt && u.SurveyClass == "" {
			found = append(found, errs.New(errs.UnitNoSurvey, u.Source, u.Name, u.Name))
		}
	}
	return found
}

// admitEvents: a matter counts once, for an indicator or for the total.
func (y *year) admitEvents() errs.Findings {
	type key struct {
		unit, matter string
		kind         review.EventType
	}
	counts := func(e review.Event) bool {
		return e.State == review.Decided && (e.Type == review.Bonus || e.Type == review.Deduction)
	}
	forTotal := map[key]bool{}
	for _, e := range y.in.Events {
		if counts(e) && e.Indicator == "" {
			forTotal[key{e.Unit, spaceless(e.Matter), e.Type}] = true
		}
	}
	var found errs.Findings
	for _, e := range y.in.Events {
		u, l := y.index.units[e.Unit], y.index.leaves[e.Indicator]
		if counts(e) && u != nil && l != nil && forTotal[key{e.Unit, spaceless(e.Matter), e.Type}] {
			found = append(found, errs.New(errs.EventDouble, e.Source, e.Matter, u.Name, e.Matter, e.Type.Name(), l.Name))
		}
	}
	return found
}

// spaceless is the name of a matter as it is compared.
func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

// admitSurveys: where others of its class have a result of a channel, a unit has one too, or says why not.
func (y *year) admitSurveys() errs.Findings {
	has := map[[2]string]fact.Source{}
	for _, s := range y.in.Surveys {
		has[[2]string{s.Unit, s.Channel}] = s.Source
	}
	var found errs.Findings
	for _, c := range y.scheme.Classes {
		members := y.members(c.Name)
		for _, channel := range []string{rule.ThirdParty, rule.Direct} {
			n := 0
			for _, u := range members {
				if _, ok := has[[2]string{u.Code, channel}]; ok {
					n++
				}
			}
			for _, u := range members {
				if _, ok := has[[2]string{u.Code, channel}]; n > 0 && !ok && y.channelRead(u, channel) && !y.excused(u, channel) {
					found = append(found, errs.New(errs.SurveyRowMissing, u.Source, u.Name, u.Name, rule.ChannelName(channel), n))
				}
			}
		}
	}
	return found
}

// excused reports whether a unit says why it has no result of a channel: on the sheet of results, or with the status of
// an indicator that reads this channel alone.
func (y *year) excused(u *org.Unit, channel string) bool {
	if u.Unsurveyed[channel] != "" {
		return true
	}
	for _, l := range y.scheme.Menu(u) {
		b := y.bindings.Leaves[l.Code]
		if b == nil || !b.Reads(rule.UseSurvey) || b.Args.Word("channel") != channel {
			continue
		}
		if slices.ContainsFunc(y.look(u.Code, l.Code).actuals, func(a progress.Actual) bool {
			return a.Status == fact.NotApplicable || a.Status == fact.MissingExcused
		}) {
			return true
		}
	}
	return false
}

// admitMarks: a line that waits for marks waits for its body, not for the unit.
func (y *year) admitMarks() errs.Findings {
	var found errs.Findings
	for _, c := range y.scheme.Classes {
		for _, l := range y.index.list {
			b := y.bindings.Leaves[l.Code]
			if _, ok := l.Points[c.Name]; !ok || b == nil || y.veto(l) || !b.Reads(rule.UseMarks) {
				continue
			}
			for i, s := range y.leafLines(c.Name, l) {
				if u := y.members(c.Name)[i]; l.For(u) && s.open == fact.MissingUnexcused &&
					len(y.look(u.Code, l.Code).actuals) == 0 {
					found = append(found, errs.New(errs.MarksDefault, l.Source, l.Name, u.Name, l.Name, s.line.Reason))
				}
			}
		}
	}
	return found
}

// frameUndecided is the warning of a year that is in another frame without a decision.
func (y *year) frameUndecided() errs.Findings {
	s := y.scheme
	if lacking := s.FrameDecision.Lacking(); s.FrameCode != "" && !lacking.IsZero() {
		return errs.Findings{errs.New(errs.SchemeFrameUndecided, s.At("框架"), s.Frame().Name.ZH, s.Frame().Name, lacking)}
	}
	return nil
}
