package score

import (
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// minClassMean is the number of members with data that the mean of a class needs.
const minClassMean = 3

// leafLines scores one indicator for all members of a class, once: first every unit that has data, then, by policy,
// those that haven't. The result has an empty entry for members that don't have the indicator.
func (y *year) leafLines(class string, l *scheme.Leaf) []scored {
	at := lineKey{class, l.Code}
	if known, ok := y.scored[at]; ok {
		return known
	}
	members, c := y.members(class), y.common(class, l)
	row, places := y.cells.row(l.Code), y.index.rows[class]
	before := y.before[at]
	lines := make([]scored, len(members))
	var given []*rule.Facts
	if y.keep {
		given = make([]*rule.Facts, len(members))
		c.room = y.room(len(members))
	}
	for i, u := range members {
		switch {
		case !l.For(u):
		case before.keeps(i):
			lines[i] = before.lines[i]
		default:
			f := &nothing
			if row != nil {
				f = orNothing(row[places[i]])
			}
			lines[i] = y.line(u, f, &c)
			if y.keep && lines[i].open == "" {
				given[i] = &c.room[len(c.room)-1]
			}
		}
	}
	if y.keep {
		y.packed[at] = pack(given)
		y.rooms = append(y.rooms, c.room[:0])
	}
	var mean *rateMean // of those with data, whatever becomes of the others
	for i, u := range members {
		if lines[i].open != "" {
			if mean == nil {
				mean = new(y.meanRate(lines, members))
			}
			y.applyPolicy(u, c.bound, lines[i].line, lines[i].open, *mean)
			if y.scheme.Running() {
				lines[i].line.Status = lines[i].open
			}
		}
	}
	y.scored[at] = lines
	return lines
}

// common is what all lines of an indicator in a class have in common.
type common struct {
	leaf   *scheme.Leaf
	bound  *rule.Bound
	full   decimal.Number
	around company
	panel  panel
	room   []rule.Facts // where the facts of lines are kept; nil: they aren't
}

func (y *year) common(class string, l *scheme.Leaf) common {
	b := y.bindings.Leaves[l.Code]
	return common{leaf: l, bound: b, full: l.Points[class], around: y.company(class, l, b),
		panel: panelOf(y.index.items[l.Item], y.bodies)}
}

// line scores one unit's indicator. If it can't be scored, the status that a policy is chosen by comes with it.
func (y *year) line(u *org.Unit, f *facts, common *common) scored {
	l, b := common.leaf, common.bound
	line := y.newLine()
	*line = Line{Leaf: l.Code, Name: l.Name, Item: l.Item, Full: common.full, Rule: b.Rule.ID}
	line.Judges, line.Proxy, _ = common.panel.without(u)
	s := f.worst()
	if silence, why := y.silence(u, l, b, f, s); silence != "" {
		line.Reason = why
		return scored{unit: u.Code, line: line, open: silence}
	}
	if !s.HasValue() {
		line.Reason = lang.T("数据状态：%[1]s", "status of the data: %[1]s").With(s.Name())
		return scored{unit: u.Code, line: line, open: s}
	} else if s != fact.Verified {
		line.Flags = append(line.Flags, rule.Flag{Code: "data." + string(s),
			What: lang.T("所用数据为“%[1]s”", "the data are %[1]s").With(s.Name())})
	}
	given := y.lineFacts(u, l, f, b, common.around)
	if open, why := y.awaitsPeers(u, l, b, given); open != "" {
		line.Reason = why
		return scored{unit: u.Code, line: line, open: open}
	}
	in := &y.given
	if common.room != nil {
		common.room = append(common.room, rule.Facts{})
		in = &common.room[len(common.room)-1]
	}
	*in = given
	c := &y.calc // nothing else is scored before it is done
	c.Reset(line.Full, in)
	c.Trace = y.trace
	out := b.Score(c, f.lateDays())
	line.Flags, line.Inputs, line.Steps = append(line.Flags, c.Flags...), withUnit(c.Inputs, l.Unit), c.Steps
	if out.Verdict == rule.Scored {
		line.Points = y.kept(out.Points)
		return scored{unit: u.Code, line: line}
	}
	line.Inputs, line.Steps = nil, nil // half a computation explains nothing
	line.Reason = out.Reason
	open := fact.MissingUnexcused
	switch out.Verdict {
	case rule.NotApplicable:
		open = fact.NotApplicable
	case rule.NotDue:
		open = fact.NotDue
	case rule.Missing:
		line.Reason = lang.T("缺少：%[1]s", "missing: %[1]s").With(out.Reason)
	}
	return scored{unit: u.Code, line: line, open: open, refused: out.Verdict == rule.Refused}
}

func (y *year) newLine() *Line {
	if y.mem == nil {
		return &Line{}
	}
	return one(&y.mem.lines)
}

// kept is a number that a line points to.
func (y *year) kept(n decimal.Number) *decimal.Number {
	var p *decimal.Number
	if y.mem == nil {
		p = new(decimal.Number)
	} else {
		p = one(&y.mem.points)
	}
	*p = n
	return p
}

// room is a place for the facts of n lines, until they are packed.
func (y *year) room(n int) []rule.Facts {
	if last := len(y.rooms) - 1; last >= 0 {
		room := y.rooms[last]
		if y.rooms = y.rooms[:last]; cap(room) >= n {
			return room
		}
	}
	return make([]rule.Facts, 0, n)
}

// lineFacts gathers all that a rule sees of a line: what the unit brought, and what it is compared with.
func (y *year) lineFacts(u *org.Unit, l *scheme.Leaf, f *facts, b *rule.Bound, around company) rule.Facts {
	in := y.factsFor(u, l, f, b, b.Needs())
	in.Peers, in.Sorted, in.Ends, in.Class = around.peers, around.sorted, around.ends, around.class
	if b.Reads(rule.UseLead) {
		in.Lead = y.lead(u, l, b)
	}
	if b.Peers > 0 && u.Listing == org.Separate { // compared with the ranked units, without being one of their peers
		if p, ok := y.peer(u, l, b); ok {
			in.Peers, in.Sorted, in.Ends = append(in.Peers[:len(in.Peers):len(in.Peers)], p), nil, nil
		}
	}
	return in
}

// withUnit adds the unit of measure of the indicator to its own values.
func withUnit(inputs []rule.Input, unit string) []rule.Input {
	for i := range inputs {
		switch inputs[i].Symbol {
		case rule.Actual, "T", "C", "L", "U":
			inputs[i].Unit = unit
		}
	}
	return inputs
}

// rateMean is the mean rate of a class, with the points it was computed from.
type rateMean struct {
	units  []string
	points []decimal.Number
	full   decimal.Number
}

func (y *year) meanRate(lines []scored, members []*org.Unit) rateMean {
	var out rateMean
	for i, s := range lines {
		if line := s.line; line != nil && s.open == "" && line.Points != nil && members[i].Listing == org.Ranked {
			out.units, out.points, out.full = append(out.units, members[i].Label()), append(out.points, *line.Points), line.Full
		}
	}
	return out
}

// policyFor says which policy a line falls under: surveys with too few answers have one of their own.
func (y *year) policyFor(b *rule.Bound, s fact.Status) rule.Policy {
	switch {
	case b.Reads(rule.UseSurvey) && s == fact.MissingUnexcused:
		return rule.Policy(b.Args.Word("small_n"))
	case s == fact.NotDue && !y.scheme.Running() && !b.SaysNotDue(): // as it was before there was a policy for it
		return b.Policy(fact.NotApplicable)
	}
	return b.Policy(s)
}

// applyPolicy gives a line without data the points, or the absence, that the scheme says. Check has made
// sure that nothing blocks.
func (y *year) applyPolicy(u *org.Unit, b *rule.Bound, line *Line, s fact.Status, class rateMean) {
	line.Policy = y.policyFor(b, s)
	if line.Policy == rule.ClassMean && y.scheme.Running() && len(class.points) < minClassMean {
		line.Policy = rule.Unranked
		line.Reason = lang.T("%[1]s；同类还只有 %[2]d 家有数据，满 %[3]d 家后按平均得分率",
			"%[1]s; only %[2]d units of the class have data so far, the mean needs %[3]d").
			With(line.Reason, len(class.points), minClassMean)
	}
	c := &rule.Calc{Full: line.Full, Trace: y.trace}
	give := func(n decimal.Number) { line.Points = &n }
	switch line.Policy {
	case rule.Zero:
		give(c.Round("S", lang.T("无数据，按零分", "no data: zero"), c.Int(0), rule.LinePlaces))
	case rule.Full:
		give(c.Round("S", lang.T("按决定给满分", "full points by decision"), c.F(), rule.LinePlaces))
	case rule.ClassMean:
		if len(class.points) >= minClassMean {
			terms := make([]rule.Term, len(class.points))
			for i, p := range class.points {
				terms[i] = c.Put("", lang.T("%[1]s 得分", "points of %[1]s").With(class.units[i]), p, fact.Source{})
			}
			n := c.Int(int64(len(terms)))
			what := lang.T("分值 × 同类 %[1]d 家有数据单位的平均得分率",
				"full points × mean rate of the %[1]d units of the class with data").With(len(terms))
			mean := c.F().Mul(c.SumOf(terms)).Quo(n.Mul(c.Num(class.full)))
			if b.Rule.AtGroup { // rounded once, at the group
				give(c.Step("S", what, mean).Number())
			} else {
				give(c.Round("S", what, mean, rule.LinePlaces))
			}
		}
	case rule.LastYear:
		points, full := y.lastYear(u, line.Leaf)
		if points != nil && full != nil && full.Value.Sign() > 0 {
			p := c.Put("S'", lang.T("上年得分", "last year's points"), points.Value, points.Source)
			f := c.Put("F'", lang.T("上年分值", "last year's full points"), full.Value, full.Source)
			give(c.Round("S", lang.T("沿用上年得分率", "last year's rate"), c.F().Mul(p).Quo(f), rule.LinePlaces))
		}
	}
	line.Inputs, line.Steps = c.Inputs, c.Steps
	line.Flags = append(line.Flags, rule.Flag{Code: "policy." + string(line.Policy),
		What: lang.T("%[1]s；处理：%[2]s", "%[1]s; policy: %[2]s").With(line.Reason, line.Policy.Name())})
}

func (y *year) lastYear(u *org.Unit, leaf string) (points, full *fact.Number) {
	for _, a := range y.look(u.Code, leaf).actuals {
		if v := a.At(y.bindings.Leaves[leaf].Period()); v != nil && v.Number != nil {
			switch a.Item {
			case progress.LastYearPoints:
				points = &fact.Number{Value: *v.Number, Source: v.Source}
			case progress.LastYearFull:
				full = &fact.Number{Value: *v.Number, Source: v.Source}
			}
		}
	}
	return points, full
}
