package score

import (
	"cmp"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// contender is a unit on its way to a place and a grade.
type contender struct {
	sheet   *Sheet
	caps    scheme.Grade // best grade that caps leave
	highest scheme.Grade // best grade that caps and vetoes leave
	oneDown bool         // a veto lowers by one the grade that the unit would have had without vetoes
	why     []lang.Text  // reasons for the cap
	view    View
}

// mayHave reports whether a contender may compete for a grade. One that is lowered by a veto competes as it
// would have without vetoes.
func (c *contender) mayHave(g scheme.Grade) bool {
	if c.oneDown {
		return c.caps.Rank() <= g.Rank()
	}
	return c.highest.Rank() <= g.Rank()
}

// Quota returns the places of a grade: round half up of share × n, at least 0 and at most what is left of the class.
func Quota(share decimal.Number, n, taken int) int {
	places, _ := share.Mul(decimal.Int(int64(n))).Round(0).Int64()
	return max(0, min(int(places), n-taken))
}

// rankAndGrade gives every sheet of a class its view: places among the ranked, then grades by quota and score line,
// then the decisions that override them. With withVetoes false, vetoes do nothing to grades.
func (y *year) rankAndGrade(sheets []*Sheet, withVetoes bool) []View {
	all := make([]contender, len(sheets))
	var ranked []*contender
	for i, s := range sheets {
		if why := y.undecided(s); len(why) > 0 { // no contender yet
			all[i] = contender{sheet: s, view: View{Total: s.Total.Points, Provisional: true, Reasons: why}}
			continue
		}
		all[i] = y.contend(s, withVetoes)
		if s.Listing == org.Ranked {
			ranked = append(ranked, &all[i])
		}
	}
	y.place(ranked)
	y.assign(ranked)
	for i := range all {
		if all[i].view.Provisional {
			continue
		}
		if all[i].sheet.Listing != org.Ranked { // 单列: by score line only
			y.byLines(&all[i], lang.T("单列单位，只按分数线定等次", "listed separately: graded by score lines only"))
		}
		y.decide(&all[i])
	}
	views := make([]View, len(sheets))
	for i := range all {
		views[i] = all[i].view
	}
	return views
}

// undecided says why a unit gets neither place nor grade yet; nil: it gets both.
func (y *year) undecided(s *Sheet) []lang.Text {
	return y.provisional(s.Decided)
}

// provisional says why what is decided is too little for a place and a grade; nil: it isn't, or all is.
func (y *year) provisional(d *Decided) []lang.Text {
	if d == nil {
		return nil
	}
	if d.Points.IsZero() {
		return []lang.Text{lang.T("还没有已定的指标，没有总分", "no indicator is decided yet: there is no total")}
	}
	var out []lang.Text
	if d.Open > 0 {
		out = append(out, lang.T("暂计：%[1]d 项未定，已定分值 %[2]s，共 %[3]s（%[4]s%%）；不排名、不定等次",
			"provisional: %[1]d lines aren't decided, %[2]s of %[3]s points are (%[4]s %%); no place and no grade").
			With(d.Open, d.Points, d.Of, d.Percent()))
	}
	if least := y.scheme.Grading.MinDecided; least != nil && d.Points.Less(least.Mul(d.Of)) {
		out = append(out, lang.T("已定分值 %[1]s，只占应考 %[2]s 的 %[3]s%%，低于 %[4]s%%，不排名、不定等次",
			"%[1]s of the %[2]s points that are asked are decided, %[3]s %% and so below %[4]s %%: no place and no grade").With(
			d.Points, d.Of, d.Percent(), least.Mul(decimal.Int(100))))
	}
	return out
}

// contend collects what limits the grade of a unit.
func (y *year) contend(s *Sheet, withVetoes bool) contender {
	c := contender{sheet: s, caps: scheme.Excellent, highest: scheme.Excellent, view: View{Total: s.Total.Points}}
	g := y.scheme.Grading
	limit := func(highest scheme.Grade, why lang.Text) {
		if highest == scheme.Excellent {
			return
		}
		c.highest = scheme.Worse(c.highest, highest)
		// A cap is told only where the total would reach above it.
		if line := map[scheme.Grade]decimal.Number{scheme.Good: g.ExcellentLine, scheme.Pass: g.GoodLine,
			scheme.Failed: g.PassLine}[highest]; !c.view.Total.Less(line) {
			c.why = append(c.why, why)
		}
	}
	for _, group := range s.Groups {
		if group.Points == nil {
			continue
		}
		if line := group.Full.Mul(g.Level1Floor); group.Points.Less(line) {
			limit(scheme.Good, lang.T("%[1]s得分 %[2]s，低于其分值的 %[3]s%%（%[4]s），最高为良好",
				"%[1]s: %[2]s points, below %[3]s %% of its full points (%[4]s): at most good").
				With(y.scheme.SealedName(group.Level1), *group.Points, g.Level1Floor.Mul(decimal.Int(100)), line))
		}
		if y.scheme.IsSatisfaction(group.Level1) && group.Points.Mul(decimal.Int(100)).Less(group.Full.Mul(g.ServiceFloor)) {
			limit(scheme.Pass, lang.T("满意度得分率低于 %[1]s%%，最高为达标",
				"satisfaction below %[1]s %%: at most pass").With(g.ServiceFloor))
		}
	}
	for _, e := range y.look(s.Unit, "").events {
		if e.Type == review.Cap {
			limit(scheme.Grade(e.Grade), lang.T("限等：%[1]s，最高为%[2]s", "grade cap: %[1]s, at most %[2]s").
				With(e.Matter, scheme.Grade(e.Grade).Name()))
		}
	}
	c.caps = c.highest
	if !withVetoes {
		return c
	}
	for _, v := range s.Vetoes {
		for _, e := range v.Effects {
			why := lang.T("一票否决“%[1]s”：%[2]s", "veto %[1]q: %[2]s").With(v.Name, rule.VetoEffectName(e))
			switch e {
			case rule.NoExcellent:
				limit(scheme.Good, why)
			case rule.CancelSelection:
				limit(scheme.Pass, why)
			case rule.Fail:
				limit(scheme.Failed, why)
			case rule.CapOneDown:
				c.oneDown, c.why = true, append(c.why, why)
			}
		}
	}
	return c
}

// place sorts contenders and gives them their places: by total, then points of the first level-1 class, satisfaction
// points, smaller deductions; still equal is the same place.
func (y *year) place(cs []*contender) {
	slices.SortStableFunc(cs, func(a, b *contender) int {
		return cmp.Or(y.comparePlace(a.sheet, b.sheet), cmp.Compare(a.sheet.Unit, b.sheet.Unit))
	})
	for i, c := range cs {
		if i > 0 && y.comparePlace(cs[i-1].sheet, c.sheet) == 0 {
			c.view.Place = cs[i-1].view.Place
		} else {
			c.view.Place = i + 1
		}
	}
}

// comparePlace is negative if a stands before b.
func (y *year) comparePlace(a, b *Sheet) int {
	first, satisfaction := y.scheme.Frame().Classes[0].Level1, scheme.Service
	if g := y.scheme.Satisfaction(); g != nil {
		satisfaction = g.Level1
	}
	return cmp.Or(
		b.Total.Points.Cmp(*a.Total.Points),
		b.group(first).Cmp(a.group(first)),
		b.group(satisfaction).Cmp(a.group(satisfaction)),
		a.Deductions.Points.Cmp(*b.Deductions.Points))
}

// assign gives grades to ranked contenders, best place first.
func (y *year) assign(cs []*contender) {
	g := y.scheme.Grading
	if len(cs) < g.SmallClass {
		for _, c := range cs {
			y.byLines(c, lang.T("本类参加排名的单位不足 %[1]d 家，不设名额，只按分数线定等次",
				"fewer than %[1]d ranked units in the class: no quota, score lines only").With(g.SmallClass))
		}
		return
	}
	n := len(cs)
	excellent := Quota(g.ExcellentShare, n, 0)
	good := Quota(g.GoodShare, n, excellent)
	y.fill(cs, scheme.Excellent, g.ExcellentLine, excellent, excellent)
	y.fill(cs, scheme.Good, g.GoodLine, good, excellent+good)
	for _, c := range cs {
		if c.view.Grade == "" {
			y.passOrFail(c)
		}
	}
}

// fill gives a grade to the best-placed contenders without one, as many as there are places. last is the last place
// that the quota itself reaches; without backfill nobody behind it is looked at.
func (y *year) fill(cs []*contender, grade scheme.Grade, line decimal.Number, places, last int) {
	left := places
	for i := 0; i < len(cs) && left > 0; {
		j := i // cs[i:j] share a place
		var tied []*contender
		for ; j < len(cs) && cs[j].view.Place == cs[i].view.Place; j++ {
			if c := cs[j]; c.view.Grade == "" && !c.view.Total.Less(line) && c.mayHave(grade) {
				tied = append(tied, c)
			}
		}
		i = j
		if len(tied) == 0 {
			continue
		}
		if !y.scheme.Grading.Backfill && tied[0].view.Place > last {
			return
		}
		taking := 0 // those lowered by a veto take no place
		for _, c := range tied {
			if !c.oneDown {
				taking++
			}
		}
		over := taking > left
		if over && !y.scheme.Grading.TiesIn {
			return // 末位并列全部不计
		}
		for _, c := range tied {
			if c.oneDown { // it would have the grade: it gets the one below, and its place goes to the next
				y.settle(c, grade.Lower(), lang.T("按名次和分数线为%[1]s，因一票否决降低一个等次，不占下一等次的名额",
					"%[1]s by place and score line, one grade lower by veto, outside the quota of that grade").With(grade.Name()))
				if !y.scheme.Grading.Backfill {
					left--
				}
				continue
			}
			left--
			y.settle(c, grade, lang.T("第 %[1]d 名，在%[2]s名额（%[3]d 家）之内，总分 %[4]s 不低于 %[5]s",
				"place %[1]d, within the %[3]d places for %[2]s, total %[4]s not below %[5]s").
				With(c.view.Place, grade.Name(), places, y.published(c), line))
			if c.view.Place > last {
				c.view.Reasons = append(c.view.Reasons,
					lang.T("前面有单位因限制或分数线未取得该等次，名额递补", "a place that a unit before it couldn't take was passed on"))
			}
			if over {
				c.view.Reasons = append(c.view.Reasons,
					lang.T("末位并列，全部计入，名额因此超出", "tied on the last place: all are in and the quota is exceeded"))
			}
		}
	}
}

func (y *year) passOrFail(c *contender) {
	line := y.scheme.Grading.PassLine
	grade, why := scheme.Pass, lang.T("按分数线为达标：总分 %[1]s 不低于 %[2]s",
		"pass by score line: total %[1]s not below %[2]s").With(y.published(c), line)
	if c.view.Place > 0 && !c.view.Total.Less(y.scheme.Grading.GoodLine) && c.mayHave(scheme.Good) {
		why = lang.T("第 %[1]d 名，在优秀和良好名额之外；按分数线为达标：总分 %[2]s 不低于 %[3]s",
			"place %[1]d, outside the places for excellent and good; pass by score line: total %[2]s not below %[3]s").
			With(c.view.Place, y.published(c), line)
	}
	if c.view.Total.Less(line) {
		grade, why = scheme.Failed, lang.T("按分数线为不达标：总分 %[1]s 低于达标线 %[2]s",
			"fail by score line: total %[1]s below the pass line %[2]s").With(y.published(c), line)
	}
	if c.oneDown {
		grade = grade.Lower()
	}
	y.settle(c, grade, why)
}

// byLines grades a contender by score lines alone.
func (y *year) byLines(c *contender, note lang.Text) {
	g := y.scheme.Grading
	for _, l := range []struct {
		grade scheme.Grade
		line  decimal.Number
	}{{scheme.Excellent, g.ExcellentLine}, {scheme.Good, g.GoodLine}} {
		if !c.view.Total.Less(l.line) && c.mayHave(l.grade) {
			grade := l.grade
			if c.oneDown {
				grade = grade.Lower()
			}
			y.settle(c, grade, lang.T("总分 %[1]s 不低于%[2]s线 %[3]s",
				"total %[1]s not below the line for %[2]s, %[3]s").With(y.published(c), l.grade.Name(), l.line))
			c.view.Reasons = append(c.view.Reasons, note)
			return
		}
	}
	y.passOrFail(c)
	c.view.Reasons = append(c.view.Reasons, note)
}

// published is the total of a contender as it is published.
func (y *year) published(c *contender) string { return c.view.Total.Fixed(y.scheme.Places) }

// settle writes a grade down, never better than what caps leave.
func (y *year) settle(c *contender, grade scheme.Grade, why lang.Text) {
	c.view.Grade = scheme.Worse(grade, c.highest)
	c.view.Reasons = append([]lang.Text{why}, c.why...)
}

// decide applies the decisions of the leading group: a special promotion raises to excellent unless a cap or veto
// forbids it, a downgrade lowers.
func (y *year) decide(c *contender) {
	events := y.look(c.sheet.Unit, "").events
	for _, e := range events {
		if e.Type == review.Promotion {
			if c.view.Grade == scheme.Excellent {
				continue
			}
			if c.highest != scheme.Excellent || c.oneDown {
				c.view.Reasons = append(c.view.Reasons,
					lang.T("专项晋优“%[1]s”因限制未生效", "special promotion %[1]q has no effect because of a cap").With(e.Matter))
				continue
			}
			c.view.Grade = scheme.Excellent
			c.view.Reasons = append(c.view.Reasons, lang.T("专项晋优：%[1]s（%[2]s 决定，不占名额）",
				"special promotion: %[1]s (decided by %[2]s, outside the quota)").With(e.Matter, e.Decider))
		}
	}
	for _, e := range events { // after promotions: what is decided to be lower stays lower
		if e.Type == review.Downgrade {
			if g := scheme.Grade(e.Grade); c.view.Grade.Rank() < g.Rank() {
				c.view.Grade = g
				c.view.Reasons = append(c.view.Reasons, lang.T("降为%[1]s：%[2]s（%[3]s 决定）",
					"lowered to %[1]s: %[2]s (decided by %[3]s)").With(g.Name(), e.Matter, e.Decider))
			}
		}
	}
}
