package score

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// moves says what would move a line: the rule is asked again with each input a little higher and a little lower.
func (e *Explainer) moves(s *Sheet, l *Line, leaf *scheme.Leaf, b *rule.Bound) []lang.Text {
	if l.Open() {
		return []lang.Text{lang.T("该报的报齐后按规则计分", "once all that it is scored from is reported, the rule scores the line")}
	}
	if l.Points == nil || l.Policy != "" {
		return []lang.Text{lang.T("补报数据后按规则重新计分", "once data are supplied the rule scores the line")}
	}
	u := e.y.index.units[s.Unit]
	in := e.y.lineFacts(u, leaf, e.y.look(u.Code, leaf.Code), b, e.y.company(s.Class, leaf, b))
	var out []lang.Text
	try := func(name lang.Text, from decimal.Number, changed func(decimal.Number) rule.Facts) {
		step := nudge(from)
		for _, to := range []decimal.Number{from.Add(step), from.Sub(step)} {
			if to.Sign() < 0 && from.Sign() >= 0 {
				continue
			}
			f := changed(to)
			inCompany(&f, b, u.Label())
			got := b.Score(&rule.Calc{Full: l.Full, Facts: &f}, e.y.look(s.Unit, l.Leaf).lateDays())
			if got.Verdict != rule.Scored || got.Points.Equal(*l.Points) {
				continue
			}
			diff := got.Points.Sub(*l.Points).Round(rule.LinePlaces)
			sign := ""
			if diff.Sign() > 0 {
				sign = "+"
			}
			out = append(out, lang.T("%[1]s 由 %[2]s 变为 %[3]s，得分变为 %[4]s（%[5]s）",
				"%[1]s from %[2]s to %[3]s: %[4]s points (%[5]s)").With(name, from, to, got.Points.Fixed(rule.LinePlaces),
				sign+diff.Fixed(rule.LinePlaces)))
		}
	}
	for i, d := range in.Data {
		if d.Number == nil {
			continue
		}
		try(dataName(b, d.Item), *d.Number, func(n decimal.Number) rule.Facts {
			f := in
			f.Data = slices.Clone(in.Data)
			f.Data[i].Number = &n
			return f
		})
	}
	for i, o := range in.Occurrences {
		try(lang.T("“%[1]s”的次数", "count of %[1]q").With(o.Matter), o.Count, func(n decimal.Number) rule.Facts {
			f := in
			f.Occurrences = slices.Clone(in.Occurrences)
			f.Occurrences[i].Count = n
			return f
		})
	}
	for i, m := range in.Marks {
		if m.Recused {
			continue
		}
		try(lang.Same(m.Judge+" "+m.Dimension), m.Value, func(n decimal.Number) rule.Facts {
			f := in
			f.Marks = slices.Clone(in.Marks)
			f.Marks[i].Value = n
			return f
		})
	}
	for i, v := range in.Ballots {
		try(lang.Same(v.Group+" "+v.Option), v.Votes, func(n decimal.Number) rule.Facts {
			f := in
			f.Ballots = slices.Clone(in.Ballots)
			f.Ballots[i].Votes = n
			return f
		})
	}
	for i, r := range in.Surveys {
		name := lang.T("%[1]s满意度", "satisfaction, %[1]s").With(rule.ChannelName(r.Channel))
		try(name, r.Score, func(n decimal.Number) rule.Facts {
			f := in
			f.Surveys = slices.Clone(in.Surveys)
			f.Surveys[i].Score = n
			return f
		})
	}
	if l.Points.Less(l.Full) {
		out = append(out, lang.T("离满分 %[1]s 还差 %[2]s 分", "%[2]s points short of the full %[1]s").
			With(l.Full, l.Full.Sub(*l.Points).Fixed(rule.LinePlaces)))
	}
	if len(out) == 0 {
		out = append(out, lang.T("已得满分；小幅变动不影响得分", "full points; small changes don't move them"))
	}
	return out
}

// inCompany puts a unit's changed facts among those that it is compared with, too.
func inCompany(f *rule.Facts, b *rule.Bound, unit string) {
	if f.Class != nil {
		own := *f
		class := &rule.Class{Members: slices.Clone(f.Class.Members)}
		for i := range class.Members {
			if class.Members[i].Unit == unit {
				class.Members[i].Facts = &own
			}
		}
		f.Class = class
	}
	f.Peers, f.Sorted, f.Ends = slices.Clone(f.Peers), nil, nil
	for k := range f.Peers {
		if d := b.Value(f); f.Peers[k].Unit == unit && d != nil && d.Number != nil {
			f.Peers[k].Value = *d.Number
		}
	}
}

// dataName is what a data item of a rule is called: those of its rule, and those that a policy for missing data reads.
func dataName(b *rule.Bound, item string) lang.Text {
	switch item {
	case progress.LastYearPoints:
		return lang.T("上年得分", "points last year")
	case progress.LastYearFull:
		return lang.T("上年满分", "full points last year")
	}
	return b.ItemName(item)
}

// nudge is a small step for a number: about a tenth of its leading digit's unit, one for small whole numbers.
func nudge(n decimal.Number) decimal.Number {
	if places, ok := n.Finite(); ok && places == 0 && n.Abs().Less(decimal.Int(1000)) {
		return decimal.One
	}
	step := decimal.One
	ten := decimal.Int(10)
	for size := n.Abs(); ten.Mul(ten).Cmp(size) <= 0; size = size.Quo(ten) {
		step = step.Mul(ten)
	}
	for size := n.Abs(); size.Sign() > 0 && size.Less(ten) && decimal.Ratio(1, 1000).Less(step); size = size.Mul(ten) {
		step = step.Quo(ten)
	}
	return step
}
