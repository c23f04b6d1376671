package score

import (
	"iter"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// child is a part of a sum: its full points and, unless it left or nothing in it is decided, its points.
type child struct {
	name   string
	full   decimal.Number
	points Points
	open   bool // something in it isn't decided
}

// addUp makes a parent of its children. Where all are there, their points are added; where some left, the rest scale up
// to the parent's points; where none is left, the parent leaves too. What waits gives nothing and stays: nobody scales
// up for it. exact parents are not rounded: the group above rounds once.
func (y *year) addUp(name string, full decimal.Number, children []child, exact bool) Sum {
	out := Sum{Name: name, Full: full}
	c := &rule.Calc{Full: full, Trace: y.trace}
	var points, fulls []rule.Term
	left := false
	for _, ch := range children {
		out.Open = out.Open || ch.open
		if ch.points == nil && ch.open {
			c.Remark(lang.T("“%[1]s”（%[2]s 分）未定，暂不得分",
				"%[1]q (%[2]s points) isn't decided and gives nothing yet").With(ch.name, ch.full))
			fulls = append(fulls, c.Num(ch.full))
			continue
		}
		if ch.points == nil {
			left = true
			c.Remark(lang.T("“%[1]s”（%[2]s 分）不计", "%[1]q (%[2]s points) is left out").With(ch.name, ch.full))
			continue
		}
		points = append(points, c.Put("", lang.Same(ch.name), *ch.points, fact.Source{}))
		fulls = append(fulls, c.Num(ch.full))
	}
	if len(points) > 0 {
		total := c.SumOf(points)
		if left {
			what := lang.T("其余各项得分 ÷ 其余各项分值 × 本级分值", "points of the rest ÷ full points of the rest × full points here")
			base := c.Step("", lang.T("其余各项分值", "full points of the rest"), c.SumOf(fulls))
			total = total.Quo(base).Mul(c.F())
			if exact {
				total = c.Step("S", what, total)
			} else {
				total = c.Num(c.Round("S", what, total, rule.LinePlaces))
			}
		} else if exact {
			total = c.Step("S", lang.T("各项之和", "sum of the parts"), total)
		} else {
			// Parts are rounded already, so this rounds nothing, except for satisfaction, which is rounded here and only here.
			total = c.Num(c.Round("S", lang.T("各项之和", "sum of the parts"), total, rule.LinePlaces))
		}
		n := total.Number()
		out.Points = &n
	}
	out.Inputs, out.Steps = c.Inputs, c.Steps
	return out
}

// sheet adds up one unit from its lines.
func (y *year) sheet(u *org.Unit, lines []Line) Sheet {
	s := Sheet{Unit: u.Code, Name: u.Name, System: u.System, Class: u.Class, Listing: u.Listing, Lines: lines}
	s.Vetoes = y.vetoes(u)
	s.Bonus = y.bonus(u)
	s.Deductions = y.deductions(u, nil)
	y.addUpSheet(u, &s, nil)
	return s
}

// addUpSheet adds up the lines of a sheet, and the total from them, bonus and deductions. Items that keep names are
// there already and stay; nil: none.
func (y *year) addUpSheet(u *org.Unit, s *Sheet, keep map[string]Item) {
	s.Items, s.Groups = y.tree(u, s.Lines, nil, keep)
	lines := s.Lines
	s.Decided = nil
	if open := slices.ContainsFunc(lines, func(l Line) bool { return l.Open() }); open || y.scheme.Running() {
		s.Decided = y.decided(eachLine(lines))
	}
	s.Total = y.total(s.Groups, s.Bonus, s.Deductions, s.Decided)
}

// decided adds up what of a unit's points is decided. What is missing, with or without an excuse, stays in what was
// asked even where its line left: who reports only the good half has reported half. What doesn't apply isn't asked.
func (y *year) decided(lines iter.Seq[*Line]) *Decided {
	var d Decided
	for l := range lines {
		survey := y.bindings.Leaves[l.Leaf].Reads(rule.UseSurvey) // nobody reports on its own satisfaction
		missing := (l.Status == fact.MissingUnexcused || l.Status == fact.MissingExcused) && !survey
		switch {
		case l.Points != nil:
			d.Points, d.Of = d.Points.Add(l.Full), d.Of.Add(l.Full)
		case l.Open(), missing:
			d.Of = d.Of.Add(l.Full)
		}
		switch {
		case l.Open():
			d.Open++
		case l.Status == fact.NotDue:
			d.Early++
		}
		switch {
		case !l.Silent() || survey:
		case l.Unmarked():
			d.Unmarked++
		default:
			d.Silent++
		}
	}
	return &d
}

func eachLine(lines []Line) iter.Seq[*Line] {
	return func(yield func(*Line) bool) {
		for i := range lines {
			if !yield(&lines[i]) {
				return
			}
		}
	}
}

// tree adds lines up to level-2 items and these to level-1 classes. Items that a veto zeroes count zero; those that are
// kept are added up already.
func (y *year) tree(u *org.Unit, lines []Line, zero map[string]string, keep map[string]Item) ([]Item, []Group) {
	var items []Item
	var groups []Group
	for _, g := range y.scheme.Groups {
		if g.Level1 == scheme.Veto {
			continue
		}
		exact := y.scheme.IsSatisfaction(g.Level1)
		var parts []child
		for _, i := range y.scheme.Items {
			full := i.Points[u.Class]
			if i.Level1 != g.Level1 || full.IsZero() {
				continue
			}
			if kept, ok := keep[i.Name]; ok {
				items = append(items, kept)
				parts = append(parts, child{i.Name, full, kept.Points, kept.Open})
				continue
			}
			var children []child
			for k := range lines {
				if l := &lines[k]; l.Item == i.Name {
					children = append(children, child{l.Name, l.Full, l.Points, l.Open()})
				}
			}
			sum := y.addUp(i.Name, full, children, exact)
			if matter, hit := zero[i.Name]; hit {
				c := &rule.Calc{Full: full, Trace: y.trace}
				n := c.Round("S", lang.T("一票否决（%[1]s）：本项计零分", "veto (%[1]s): this item counts zero").With(matter),
					c.Int(0), rule.LinePlaces)
				sum.Points, sum.Inputs, sum.Steps = &n, nil, append(sum.Steps, c.Steps...)
			}
			items = append(items, Item{sum, g.Level1})
			parts = append(parts, child{i.Name, full, sum.Points, sum.Open})
		}
		groups = append(groups, Group{y.addUp(g.Name, g.Points[u.Class], parts, false), g.Level1})
	}
	return items, groups
}

// bonus is what decided bonus events add to the total.
func (y *year) bonus(u *org.Unit) Sum {
	events := occurrences(nil, y.look(u.Code, "").events, review.Bonus)
	return y.events("加分", y.bindings.Bonus, events)
}

func (y *year) events(name string, b *rule.Bound, events []rule.Occurrence) Sum {
	c := &rule.Calc{Facts: &rule.Facts{Occurrences: events}, Trace: y.trace}
	var n decimal.Number
	if b.Rule.Code == "deduct" {
		n = c.Round("", lang.T("扣分", "deductions"), b.Loss(c), rule.LinePlaces)
	} else {
		c.Full = b.Args.Num("cap")
		n = b.Score(c, nil).Points
	}
	limit, _ := b.Args.OptNum("cap")
	return Sum{Name: name, Full: limit, Points: &n, Inputs: c.Inputs, Steps: c.Steps}
}

// deductions is what decided deduction events take from the total, up to the cap, and beyond the cap what vetoes take.
func (y *year) deductions(u *org.Unit, vetoes []VetoCase) Sum {
	out := y.events("扣分", y.bindings.Deduction, occurrences(nil, y.look(u.Code, "").events, review.Deduction))
	for _, v := range vetoes {
		if !slices.Contains(v.Effects, rule.Minus) {
			continue
		}
		points := y.bindings.Leaves[v.Rule].Args.Num("minus")
		c := &rule.Calc{Trace: y.trace}
		before := c.Num(*out.Points)
		taken := c.Put("", lang.T("一票否决扣分：%[1]s", "taken by veto: %[1]s").With(v.Matter), points, v.Source)
		n := c.Step("D", lang.T("一票否决扣分不受上限限制", "points taken by a veto have no limit"), before.Add(taken)).Number()
		out.Points, out.Inputs, out.Steps = &n, append(out.Inputs, c.Inputs...), append(out.Steps, c.Steps...)
	}
	return out
}

// total is the sum of level 1, plus the bonus, minus the deductions, published to the scheme's decimals.
// Where no line is decided there is no total, which is not 0.
func (y *year) total(groups []Group, bonus, deductions Sum, decided *Decided) Sum {
	children := make([]child, len(groups))
	for i, g := range groups {
		children[i] = child{g.Name, g.Full, g.Points, g.Open}
	}
	base := y.addUp("一级指标合计", scheme.FullMarks, children, false)
	if decided != nil && decided.Points.IsZero() {
		base.Name, base.Open, base.Points = "总分", true, nil
		return base
	}
	c := &rule.Calc{Full: scheme.FullMarks, Trace: y.trace, Inputs: base.Inputs, Steps: base.Steps}
	sum := c.Int(0)
	if base.Points != nil {
		sum = c.Num(*base.Points)
	}
	b := c.Put("B", lang.T("加分", "bonus"), *bonus.Points, fact.Source{})
	d := c.Put("D", lang.T("扣分", "deductions"), *deductions.Points, fact.Source{})
	n := c.Round("S", lang.T("一级指标合计 + 加分 - 扣分，按公布位数四舍五入", "level 1 + bonus - deductions, rounded half up as published"),
		sum.Add(b).Sub(d), y.scheme.Places)
	return Sum{Name: "总分", Full: scheme.FullMarks, Points: &n, Open: base.Open, Inputs: c.Inputs, Steps: c.Steps}
}

// vetoes returns the decided veto cases of a unit.
func (y *year) vetoes(u *org.Unit) []VetoCase {
	var out []VetoCase
	for _, l := range y.index.list {
		if !y.veto(l) {
			continue
		}
		b := y.bindings.Leaves[l.Code]
		for _, e := range y.look(u.Code, l.Code).events {
			if e.Type == review.Veto {
				out = append(out, VetoCase{Rule: l.Code, Name: l.Name, Matter: e.Matter, Basis: b.Args.Word("basis"),
					Effects: b.Args.Names("effects"), Decider: e.Decider, Source: e.Source})
			}
		}
	}
	return out
}

// applyVetoes recomputes a sheet with what its vetoes do to points; the lines stay as they were earned.
func (y *year) applyVetoes(u *org.Unit, s *Sheet) {
	zero := map[string]string{}
	changes := false
	for _, v := range s.Vetoes {
		if slices.Contains(v.Effects, rule.ZeroItem) {
			zero[y.bindings.Leaves[v.Rule].Args.Word("item")] = v.Matter
		}
		changes = changes || slices.Contains(v.Effects, rule.ZeroItem) || slices.Contains(v.Effects, rule.Minus)
	}
	if !changes {
		return
	}
	s.Items, s.Groups = y.tree(u, s.Lines, zero, nil)
	s.Deductions = y.deductions(u, s.Vetoes)
	s.Total = y.total(s.Groups, s.Bonus, s.Deductions, s.Decided)
}
