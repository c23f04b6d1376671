package score

import (
	"cmp"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/survey"
)

// check says all that is wrong with a prepared year, besides the rules, which prepare has bound.
func (y *year) check() errs.Findings {
	found := y.checkFrame()
	found = append(found, y.checkFacts()...)
	found = append(found, y.checkEvents()...)
	found = append(found, y.checkQuotas()...)
	found = append(found, y.checkLines()...)
	found = append(found, y.barred()...)
	return append(found, y.toCome()...)
}

// checkFrame checks what facts don't change: the scheme, the plan and the lists of units and bodies.
func (y *year) checkFrame() errs.Findings {
	found := y.scheme.Check(y.in.Roster)
	for _, text := range y.scheme.SurveyKeys {
		if key, err := hex.DecodeString(text); err != nil || len(key) != ed25519.PublicKeySize {
			found = append(found, errs.New(errs.SurveyKey, y.scheme.At("统计公钥"), text, text))
		}
	}
	found = append(found, y.frameUndecided()...)
	found = append(found, y.checkPlan()...)
	return append(found, y.checkRoster()...)
}

// checkFacts checks facts one by one, those of a unit and an indicator together.
func (y *year) checkFacts() errs.Findings {
	found := y.checkStrays()
	found = append(found, y.checkTargets()...)
	found = append(found, y.checkJudgement()...)
	return append(found, y.checkSurveys()...)
}

// barred says beforehand what the minimum of a level-1 class does to grades: most units of an assessment class may be
// barred from excellent because points of it come from events and marks that few have.
func (y *year) barred() errs.Findings {
	floor := y.scheme.Grading.Level1Floor
	if floor.Sign() <= 0 {
		return nil
	}
	var found errs.Findings
	for _, c := range y.scheme.Classes {
		for _, g := range y.scheme.Groups {
			if g.Level1 == scheme.Veto || y.scheme.IsSatisfaction(g.Level1) {
				continue
			}
			full, parts := g.Points[c.Name], y.partsOf(c.Name, g.Level1)
			ranked, below := 0, 0
			var optional decimal.Number
			for i, u := range y.members(c.Name) {
				if u.Listing != org.Ranked {
					continue
				}
				ranked++
				reach, may, open := y.reach(parts, i, u)
				least := full.Mul(floor)
				short := reach.Less(least) || open && reach.Equal(least) // nobody gets the full points of all that is to come
				if short && may.Sign() > 0 && !reach.Add(may).Less(least) {
					below, optional = below+1, may
				}
			}
			if ranked > 0 && 2*below > ranked {
				found = append(found, errs.New(errs.GradeBarred, y.scheme.At("一级指标低线"), floor.String(), c.Name, below, ranked,
					floor.Mul(decimal.Int(100)), y.scheme.Level1Name(g.Level1), full, optional))
			}
		}
	}
	return found
}

// part is an indicator of a level-1 class, with its lines in an assessment class.
type part struct {
	leaf          *scheme.Leaf
	earns, marked bool // its points come from events that earn, or from marks alone
	lines         []scored
}

func (y *year) partsOf(class string, level1 scheme.Level1) (out []part) {
	for _, l := range y.index.list {
		item, b := y.index.items[l.Item], y.bindings.Leaves[l.Code]
		if lines := y.scored[lineKey{class, l.Code}]; item != nil && item.Level1 == level1 && b != nil && lines != nil {
			out = append(out, part{l, b.Earns(), b.Reads(rule.UseMarks) && len(b.Items) == 0, lines})
		}
	}
	return out
}

// reach is what the i-th unit of a class can still get of a level-1 class, and the points of it that are 0 because
// nothing was entered for the unit: an event that earns, or a mark that others have.
func (y *year) reach(parts []part, i int, u *org.Unit) (reach, optional decimal.Number, open bool) {
	for _, p := range parts {
		line := p.lines[i].line
		if line == nil {
			continue
		}
		earns := p.earns && len(y.look(u.Code, p.leaf.Code).events) == 0
		unmarked := p.marked && p.lines[i].open == fact.MissingUnexcused && len(y.look(u.Code, p.leaf.Code).marks) == 0
		switch {
		case earns || unmarked:
			optional = optional.Add(line.Full)
		case line.Points != nil:
			reach = reach.Add(*line.Points)
		default: // it waits, or left
			open = open || line.Open()
			reach = reach.Add(line.Full)
		}
	}
	return reach, optional, open
}

func (y *year) checkPlan() errs.Findings {
	var found errs.Findings
	for _, p := range y.in.Plan {
		needsBase := p.Path == plan.Linear || p.Path == plan.Geometric
		switch {
		case p.End == nil || needsBase && p.Base == nil:
			found = append(found, errs.New(errs.PlanIncomplete, p.Source, p.Name, p.Name))
		case p.EndYear <= p.BaseYear:
			found = append(found, errs.New(errs.PlanYears, p.Source, fmt.Sprint(p.EndYear), p.Name, p.BaseYear, p.EndYear))
		}
	}
	return found
}

// checkRoster: a class belongs to one system and is in the scheme; who isn't ranked has a reason;
// bodies are units or say so.
func (y *year) checkRoster() errs.Findings {
	var found errs.Findings
	systems := map[string]org.System{}
	var classes []string
	for _, c := range y.scheme.Classes {
		classes = append(classes, c.Name)
	}
	for k := range y.in.Roster.Units {
		u := &y.in.Roster.Units[k]
		if u.Listing != org.Ranked && u.Reason == "" {
			found = append(found, errs.New(errs.UnitNoReason, u.Source, u.Name, u.Name, u.Listing.Name()))
		}
		if u.Listing == org.Exempt {
			continue
		}
		known := slices.ContainsFunc(y.scheme.Classes, func(c scheme.Class) bool { return c.Name == u.Class })
		if !known {
			found = append(found, errs.New(errs.UnitClassUnknown, u.At("class"), u.Class, u.Name, u.Class,
				lang.Meant(u.Class, classes), lang.Some(classes, 12)))
			continue
		}
		if u.System == "" {
			continue // refused by the reader
		}
		if s, seen := systems[u.Class]; seen && s != u.System {
			found = append(found, errs.New(errs.UnitClassSystems, u.Source, u.Class, u.Class, s.Name(), u.System.Name()))
		}
		systems[u.Class] = u.System
	}
	for _, b := range y.in.Roster.Bodies {
		used := slices.ContainsFunc(y.scheme.Items, func(i scheme.Item) bool { return slices.Contains(i.Bodies, b.Name) })
		if !used {
			found = append(found, errs.New(errs.BodyIdle, b.Source, b.Name, b.Name))
		}
		substitute := y.index.units[b.Substitute]
		other, isBody := y.bodies[b.Substitute]
		if b.Substitute != "" && (b.Substitute == b.Name ||
			b.Unit != "" && (substitute != nil && substitute.Code == b.Unit || isBody && other.Unit == b.Unit)) {
			found = append(found, errs.New(errs.BodyOwnSubstitute, b.Source, b.Substitute, b.Name))
		}
	}
	for k := range y.in.Roster.Units {
		u := &y.in.Roster.Units[k]
		if u.Listing == org.Exempt {
			continue
		}
		for _, i := range y.scheme.Items {
			if _, _, ok := y.judges(i.Name, u); !ok && i.Level1 != scheme.Veto && len(i.Bodies) > 0 {
				found = append(found, errs.New(errs.BodyScoresItself, y.bodies[i.Bodies[0]].Source, i.Bodies[0], u.Name, i.Name))
			}
		}
	}
	return found
}

// checkStrays: every fact belongs to an indicator that its unit has, or it would be lost in silence.
func (y *year) checkStrays() errs.Findings {
	var found errs.Findings
	stray := func(unit, indicator string, at fact.Source) {
		u, l := y.index.units[unit], y.index.leaves[indicator]
		if u == nil || l == nil || indicator == "" {
			return // the reader has refused the name already
		}
		if u.Listing == org.Exempt || !l.For(u) && !y.veto(l) {
			found = append(found, errs.New(errs.FactStray, at, u.Name, u.Name, l.Name))
		}
	}
	for i := range y.in.Targets {
		t := &y.in.Targets[i]
		stray(t.Unit, t.Indicator, t.Source)
	}
	for i := range y.in.Tasks {
		t := &y.in.Tasks[i]
		stray(t.Unit, t.Indicator, t.Source)
	}
	for i := range y.in.Actuals {
		a := &y.in.Actuals[i]
		stray(a.Unit, a.Indicator, a.Source)
	}
	for i := range y.in.Marks {
		m := &y.in.Marks[i]
		stray(m.Unit, m.Indicator, m.Source)
	}
	for i := range y.in.Ballots {
		b := &y.in.Ballots[i]
		stray(b.Unit, b.Indicator, b.Source)
	}
	for i := range y.in.Events {
		e := &y.in.Events[i]
		stray(e.Unit, e.Indicator, e.Source)
		if u := y.index.units[e.Unit]; u != nil && u.Listing == org.Exempt && e.Indicator == "" {
			found = append(found, errs.New(errs.EventExempt, e.Source, u.Name, u.Name))
		}
	}
	for i := range y.in.Surveys {
		s := &y.in.Surveys[i]
		if u := y.index.units[s.Unit]; u != nil && u.Listing == org.Exempt {
			found = append(found, errs.New(errs.EventExempt, s.Source, u.Name, u.Name))
		}
	}
	return found
}

func (y *year) checkTargets() errs.Findings {
	var found errs.Findings
	for i := range y.in.Targets {
		t := &y.in.Targets[i]
		u, l := y.index.units[t.Unit], y.index.leaves[t.Indicator]
		if u == nil || l == nil {
			continue
		}
		p := y.plan[t.PlanIndicator]
		if t.PlanIndicator != "" && p == nil {
			found = append(found, errs.New(errs.TargetPlanUnknown, t.Source, t.PlanIndicator, u.Name, l.Name, t.PlanIndicator,
				lang.Meant(t.PlanIndicator, y.planNames())))
		}
		found = append(found, t.Check(*l, p, y.scheme.Year, u.Name)...)
	}
	for _, t := range y.in.Tasks {
		if u := y.index.units[t.Unit]; u != nil {
			found = append(found, t.Check(u.Name)...)
		}
	}
	return found
}

// checkJudgement: marks and votes go to rules that read them, come from those who may give them, and
// never from the unit itself.
func (y *year) checkJudgement() errs.Findings {
	var found errs.Findings
	marked := map[[3]string]bool{}
	for _, m := range y.in.Marks {
		u, l, b := y.index.units[m.Unit], y.index.leaves[m.Indicator], y.bindings.Leaves[m.Indicator]
		if u == nil || l == nil || b == nil {
			continue
		}
		switch {
		case !b.Reads(rule.UseMarks):
			found = append(found, errs.New(errs.JudgementUnread, m.Source, m.Judge, l.Name, b.Rule.Name))
		case m.Dimension != "" && !b.KnowsDimension(m.Dimension):
			found = append(found, errs.New(errs.DimensionUnknown, m.Source, m.Dimension, l.Name, m.Dimension,
				lang.Some(b.Dimensions(), 12), lang.Meant(m.Dimension, b.Dimensions())))
		}
		if k := [3]string{m.Unit, m.Indicator, m.Dimension}; b.OneMark() && !m.Recused {
			if marked[k] {
				found = append(found, errs.New(errs.MarkTwice, m.Source, m.Judge, u.Name, l.Name, m.Dimension))
			}
			marked[k] = true
		}
		if !m.Recused && b.Reads(rule.UseMarks) && !b.TakesMark(m.Value) {
			found = append(found, errs.New(errs.MarkRange, m.Source, m.Value.String(), u.Name, l.Name, m.Value))
		}
		if m.Judge == u.Name || m.Judge == u.Label() || m.Judge == u.Code {
			found = append(found, errs.New(errs.MarkOwn, m.Source, m.Judge, m.Judge, l.Name))
			continue
		}
		if m.Body == "" {
			continue
		}
		if y.bodies[m.Body].Unit == u.Code {
			found = append(found, errs.New(errs.MarkOwn, m.Source, m.Body, m.Body, l.Name))
		} else if names, _, ok := y.judges(l.Item, u); ok && !slices.Contains(names, m.Body) {
			found = append(found, errs.New(errs.MarkNotEntitled, m.Source, m.Body, m.Body, l.Name, u.Name, names[0]))
		}
	}
	for _, v := range y.in.Ballots {
		l, b := y.index.leaves[v.Indicator], y.bindings.Leaves[v.Indicator]
		if l == nil || b == nil {
			continue
		}
		switch {
		case !b.Reads(rule.UseBallots):
			found = append(found, errs.New(errs.JudgementUnread, v.Source, v.Group, l.Name, b.Rule.Name))
		case !b.HasRow("weights", v.Group):
			found = append(found, errs.New(errs.VoterGroupUnknown, v.Source, v.Group, l.Name, v.Group,
				lang.Some(b.RowsOf("weights"), 12), lang.Meant(v.Group, b.RowsOf("weights"))))
		case !b.HasRow("options", v.Option) && v.Option != "弃权" && v.Option != "废票":
			found = append(found, errs.New(errs.OptionUnknown, v.Source, v.Option, l.Name, v.Option,
				lang.Some(b.RowsOf("options"), 12), lang.Meant(v.Option, b.RowsOf("options"))))
		}
		if n, ok := v.Votes.Int64(); !ok || n < 0 {
			found = append(found, errs.New(errs.VotesBad, v.Source, v.Votes.String()))
		}
	}
	return found
}

// checkEvents: an event counts once it is decided by somebody else than its proposer, on a document,
// by a rule that knows it.
func (y *year) checkEvents() errs.Findings {
	var found errs.Findings
	promoted := map[string]int{}
	for _, e := range y.in.Events {
		u := y.index.units[e.Unit]
		if u == nil {
			continue
		}
		say := func(code errs.Code, value string, args ...any) {
			found = append(found, errs.New(code, e.At(eventCell(code, e)), value, append([]any{u.Name, e.Matter}, args...)...))
		}
		if e.State == review.Open {
			say(errs.EventOpen, e.Matter, e.Type.Name())
		}
		if e.State != review.Decided {
			continue
		}
		if e.Source.Document == "" {
			say(errs.EventNoDocument, e.Matter, e.Type.Name())
		}
		if e.Count.Sign() <= 0 {
			say(errs.EventCount, e.Count.String(), e.Count)
		}
		if needsDecision(e.Type) && (e.Decider == "" || e.Decider == e.Proposer) {
			say(errs.EventDecider, e.Decider, e.Type.Name())
		}
		found = append(found, y.checkEventRule(e, say)...)
		if e.Type == review.Promotion {
			promoted[u.Class]++
		}
	}
	for _, c := range y.scheme.Classes {
		n := 0
		for _, u := range y.members(c.Name) {
			if u.Listing == org.Ranked {
				n++
			}
		}
		quota := Quota(y.scheme.Grading.ExcellentShare, n, 0)
		limit, _ := y.scheme.Grading.PromotionShare.Mul(decimal.Int(int64(quota))).Ceil().Int64()
		if promoted[c.Name] > int(limit) {
			found = append(found, errs.New(errs.PromotionMany, y.scheme.Source, fmt.Sprint(promoted[c.Name]),
				c.Name, promoted[c.Name], limit))
		}
	}
	return found
}

// eventCell is what the cell holds that must change.
func eventCell(code errs.Code, e review.Event) string {
	switch code {
	case errs.EventNoDocument:
		return "document"
	case errs.EventCount, errs.BonusCount:
		return "count"
	case errs.EventDecider:
		return "decider"
	case errs.EventGrade:
		return "grade"
	case errs.VetoUnheard:
		return "heard"
	case errs.EventKind:
		if e.Kind == "" && e.Level != "" || e.Type == review.Bonus {
			return "level"
		}
		return "kind"
	}
	return ""
}

func needsDecision(t review.EventType) bool {
	return t == review.Veto || t == review.Promotion || t == review.Downgrade
}

// checkEventRule: the rule that an event is for knows its kind or level.
func (y *year) checkEventRule(e review.Event, say func(errs.Code, string, ...any)) (found errs.Findings) {
	b := y.bindings.Leaves[e.Indicator]
	switch e.Type {
	case review.Veto:
		if l := y.index.leaves[e.Indicator]; l == nil || !y.veto(l) {
			say(errs.VetoNoRule, e.Indicator)
			return nil
		}
		if !e.Heard {
			say(errs.VetoUnheard, e.Matter)
		}
		return nil
	case review.Cap, review.Downgrade:
		if scheme.Grade(e.Grade).Rank() < 0 {
			say(errs.EventGrade, e.Grade)
		}
		return nil
	case review.Promotion:
		return nil
	case review.Bonus:
		if e.Indicator == "" {
			b = y.bindings.Bonus
		}
	case review.Deduction:
		if e.Indicator == "" {
			b = y.bindings.Deduction
		}
	}
	if b == nil {
		return nil
	}
	if e.Type == review.Bonus && !b.Earns() || e.Type == review.Deduction && !b.Takes() {
		say(errs.EventUnread, e.Matter, e.Type.Name(), b.Rule.Name)
		return nil
	}
	if e.Type == review.Bonus && !e.Count.Equal(decimal.One) {
		say(errs.BonusCount, e.Count.String(), e.Count)
	}
	if len(b.UnknownKinds(occurrences(nil, []review.Event{e}))) > 0 {
		say(errs.EventKind, strings.TrimSpace(e.Kind+" "+e.Level), lang.Some(b.EventKinds(), 16),
			lang.Meant(strings.TrimSpace(cmp.Or(e.Kind, e.Level)), b.EventKinds()))
	}
	return nil
}

func (y *year) checkSurveys() errs.Findings {
	var found errs.Findings
	hundred := decimal.Int(100)
	for _, s := range y.in.Surveys {
		u := y.index.units[s.Unit]
		if u == nil {
			continue
		}
		if s.Score.Sign() < 0 || hundred.Less(s.Score) {
			found = append(found, errs.New(errs.SurveyScore, s.Source, s.Score.String(), u.Name))
		}
		if u.Listing != org.Exempt && !y.channelRead(u, s.Channel) {
			found = append(found, errs.New(errs.SurveyUnread, s.Source, s.Score.String(), u.Name, rule.ChannelName(s.Channel)))
		}
		if score, ok := survey.ScoreOf(s.Counts); ok && !score.Equal(s.Score) {
			found = append(found, errs.New(errs.SurveyCounts, s.Source, s.Score.String(), u.Name,
				score.Fixed(survey.ScorePlaces)))
		}
		switch keys := y.scheme.SurveyKeys; {
		case len(keys) == 0:
		case s.Signature == "":
			found = append(found, errs.New(errs.SurveyUnsigned, s.Source, s.Score.String(), u.Name, rule.ChannelName(s.Channel)))
		case !s.SignedBy(keys):
			found = append(found, errs.New(errs.SurveySignature, s.Source, s.Score.String(), u.Name,
				rule.ChannelName(s.Channel)))
		}
		if s.Low != nil && s.Score.Less(*s.Low) || s.High != nil && s.High.Less(s.Score) {
			found = append(found, errs.New(errs.SurveyInterval, s.Source, s.Score.String(), u.Name))
		}
	}
	return found
}

// checkQuotas: a body doesn't give a grade to more units than the scheme allows.
func (y *year) checkQuotas() errs.Findings {
	var found errs.Findings
	for _, l := range y.index.list {
		b := y.bindings.Leaves[l.Code]
		if b == nil || len(b.Args.Table("quota")) == 0 {
			continue
		}
		var graded [][]rule.Datum
		for k := range y.in.Roster.Units {
			u := &y.in.Roster.Units[k]
			if u.Listing == org.Ranked && l.For(u) {
				graded = append(graded, y.ruleFacts(u, l, b).Data)
			}
		}
		for _, e := range b.OverQuota(graded) {
			found = append(found, errs.New(errs.GradeQuota, l.At("rule"), e.Grade, l.Name, e.Grade, e.Given, e.Units, e.Share))
		}
	}
	return found
}

// channelRead reports whether an indicator of the unit reads a survey channel.
func (y *year) channelRead(u *org.Unit, channel string) bool {
	for i := range y.index.list {
		l := y.index.list[i]
		b := y.bindings.Leaves[l.Code]
		reads := b == nil || b.Reads(rule.UseSurvey) &&
			(b.Args.Word("channel") == channel || b.Args.Word("channel") == "both")
		if reads && l.For(u) && !y.veto(l) {
			return true
		}
	}
	return false
}

// checkLines tries every line: what can't be scored, what falls under a policy and what a rule refuses
// is said before scoring.
func (y *year) checkLines() errs.Findings {
	var found errs.Findings
	for _, c := range y.scheme.Classes {
		satisfied := map[string]bool{}
		for i := range y.index.list {
			f, satisfies := y.checkLeaf(c.Name, y.index.list[i])
			found = append(found, f...)
			for _, u := range satisfies {
				satisfied[u] = true
			}
		}
		found = append(found, y.checkSatisfied(c.Name, satisfied)...)
	}
	return found
}

// checkSatisfied: each unit has points for satisfaction, whose 25 points can't be shared out.
func (y *year) checkSatisfied(class string, satisfied map[string]bool) errs.Findings {
	var found errs.Findings
	for _, u := range y.members(class) {
		if !satisfied[u.Code] && y.scheme.Satisfaction() != nil {
			found = append(found, errs.New(errs.SurveyMissing, u.Source, u.Name, u.Name, y.brokenSurvey(u)))
		}
	}
	return found
}

// checkLeaf tries the lines of an indicator in a class. It also returns the units to which it gives points for
// satisfaction.
func (y *year) checkLeaf(class string, l *scheme.Leaf) (found errs.Findings, satisfies []string) {
	b := y.bindings.Leaves[l.Code]
	if _, ok := l.Points[class]; !ok || b == nil || y.veto(l) {
		return nil, nil
	}
	if b.Peers > 0 && !b.HasSmall() {
		few := !y.scheme.Running() || y.mayHave(class, l) < b.Peers // in a year that runs others may still report
		if peers := y.company(class, l, b).peers; few && len(peers) < b.Peers {
			how := lang.T("只有 %[1]d 家有数据", "only %[1]d {unit of it has|units of it have} data").With(len(peers))
			if n := y.mayHave(class, l); n < b.Peers {
				how = lang.T("一共只有 %[1]d 家", "it has only %[1]d {unit|units}").With(n)
			}
			return errs.Findings{errs.New(errs.PeersFew, l.Source, l.Name, l.Name, class, how, b.Peers,
				namesOf(rule.Propose(l.Name, l.Better)))}, nil
		}
	}
	members, lines := y.members(class), y.leafLines(class, l)
	row, places := y.cells.row(l.Code), y.index.rows[class]
	item := y.index.items[l.Item]
	satisfaction := item != nil && y.scheme.IsSatisfaction(item.Level1)
	fromData := 0
	for i, u := range members {
		if !l.For(u) {
			continue
		}
		f := &nothing
		if row != nil {
			f = orNothing(row[places[i]])
		}
		policy := y.checkLine(u, l, f, b, lines[i], &found)
		if lines[i].open == "" && u.Listing == org.Ranked {
			fromData++
		}
		if satisfaction && policy != rule.Redistribute {
			satisfies = append(satisfies, u.Code)
		}
	}
	return append(found, y.checkClassMean(members, l, b, lines, fromData)...), satisfies
}

// brokenSurvey names an indicator of satisfaction of a unit whose rule can't be used; empty if there is none.
func (y *year) brokenSurvey(u *org.Unit) string {
	for _, l := range y.scheme.Menu(u) {
		if i := y.index.items[l.Item]; i != nil && y.scheme.IsSatisfaction(i.Level1) && y.bindings.Leaves[l.Code] == nil {
			return l.Name
		}
	}
	return ""
}

// checkLine says why a line can't be scored from its own data, and returns the policy that it falls under instead.
func (y *year) checkLine(u *org.Unit, l *scheme.Leaf, f *facts, b *rule.Bound, s scored,
	found *errs.Findings) (by rule.Policy) {
	at := l.Source
	switch { // the row that the line is about, as far as there is one
	case len(f.actuals) > 0:
		if at = f.actuals[0].Source; len(f.actuals[0].Values) > 0 {
			at = f.actuals[0].Values[0].Source
			if v := f.actuals[0].At(b.Period()); v != nil {
				at = v.Source
			}
		}
	case len(f.marks) > 0:
		at = f.marks[0].Source
	case len(f.ballots) > 0:
		at = f.ballots[0].Source
	case f.target != nil:
		at = f.target.Source
	}
	if list := y.index.surveys[u.Code]; len(list) > 0 && b.Reads(rule.UseSurvey) {
		at = list[len(list)-1].Source
	}
	say := func(code errs.Code, at fact.Source, value string, args ...any) {
		*found = append(*found, errs.New(code, at, value, append([]any{u.Name, l.Name}, args...)...))
	}
	for _, symbol := range b.Goals {
		goal := rule.Goal{}
		if t := f.target; t != nil {
			goal = rule.Goal{Target: t.Value, Challenge: t.Challenge, Low: t.Low, High: t.High, Baseline: t.Baseline}
		}
		if goal.Named(symbol) == nil {
			where := l.Source
			if f.target != nil {
				where = f.target.At(symbol)
			}
			say(errs.TargetMissing, where, "", goalName(symbol))
			return ""
		}
	}
	for _, a := range f.actuals {
		y.checkItem(a, b, f, say)
	}
	line, open := s.line, s.open
	if open == "" {
		return ""
	}
	policy := y.policyFor(b, open)
	switch {
	// others have reported it
	case open == fact.NotDue && policy == rule.Unranked && f.worst() == fact.NotDue && y.due(u, l, b):
		say(errs.DataPolicy, at, "", line.Reason, policy.Name())
	case open == fact.NotDue && policy == rule.Unranked: // all that is to come is one note, see toCome
	case s.refused:
		say(errs.LineRefused, at, "", line.Reason)
	case open == fact.False:
		if !y.punished(u.Code) {
			say(errs.DataFalse, at, "")
		}
	case policy == rule.Block:
		say(errs.DataBlocks, at, "", line.Reason)
	case policy == rule.LastYear:
		if points, full := y.lastYear(u, l.Code); points == nil || full == nil || points.Value.Sign() < 0 ||
			full.Value.Sign() <= 0 || full.Value.Less(points.Value) {
			say(errs.DataNoLastYear, at, "")
		} else {
			say(errs.DataPolicy, at, "", line.Reason, policy.Name())
		}
	case policy == rule.Full:
		if !slices.ContainsFunc(f.actuals, func(a progress.Actual) bool { return a.Source.Document != "" }) {
			say(errs.DataFullNoDocument, at, "")
		}
		say(errs.DataPolicy, at, "", line.Reason, policy.Name())
	case open == fact.NotApplicable && policy == rule.Redistribute:
		say(errs.DataNotApplicable, at, "", line.Reason)
	default:
		say(errs.DataPolicy, at, "", line.Reason, policy.Name())
	}
	return policy
}

// punished reports whether a deduction stands against the unit's total.
func (y *year) punished(unit string) bool {
	return slices.ContainsFunc(y.look(unit, "").events, func(e review.Event) bool { return e.Type == review.Deduction })
}

// checkItem: a data item that the rule reads, and a word that it knows.
func (y *year) checkItem(a progress.Actual, b *rule.Bound, f *facts, say func(errs.Code, fact.Source, string, ...any)) {
	item, known := rule.Item{Key: a.Item}, a.Item == progress.LastYearPoints || a.Item == progress.LastYearFull
	for _, i := range b.Items {
		if i.Key == a.Item {
			item, known = i, true
		}
	}
	for _, t := range f.tasks {
		known = known || t.Name == a.Item
	}
	if excuse := b.Reads(rule.UseSurvey) && a.Item == rule.Actual && len(a.Values) == 0 &&
		(a.Status == fact.NotApplicable || a.Status == fact.MissingExcused); excuse {
		return // it says why there is no result
	}
	if !known && len(b.Items) == 0 && len(f.tasks) == 0 {
		say(errs.ActualUnread, a.Source, "", b.Rule.Name)
		return
	}
	if !known {
		name, value := a.Item, a.Item
		if a.Item == rule.Actual {
			name, value = "（空）", ""
		}
		say(errs.ItemUnknown, a.Source, value, name, itemNames(b, f))
		return
	}
	for _, v := range a.Values {
		if _, ok := item.Words[v.Word]; v.Number == nil && !ok && !item.AnyWord {
			say(errs.ValueNotNumber, v.Source, v.Word, v.Word, wordsOf(item), lang.Meant(v.Word, item.WordList()))
		}
	}
	elsewhere := a.At(b.Period()) == nil && len(a.Values) > 0 && a.Status.HasValue() && !b.Reads(rule.UsePeriods)
	if elsewhere && !(y.scheme.Running() && !y.reports.leaves.has(a.Indicator)) { // what isn't due has quarters first
		say(errs.PeriodEmpty, a.Source, "", b.Period())
	}
	if !a.Status.HasValue() && a.Status != fact.False && len(a.Values) > 0 { // what was proven false stays on record
		say(errs.StatusContradicts, a.Source, "", a.Status.Name())
	}
}

func (y *year) checkClassMean(members []*org.Unit, l *scheme.Leaf, b *rule.Bound, lines []scored,
	fromData int) errs.Findings {
	var found errs.Findings
	if len(members) == 0 || fromData >= minClassMean ||
		y.scheme.Running() && y.mayHave(members[0].Class, l) >= minClassMean {
		return nil
	}
	for i, u := range members {
		if open := lines[i].open; open != "" && y.policyFor(b, open) == rule.ClassMean {
			found = append(found, errs.New(errs.ClassMeanFew, l.Source, l.Name, u.Name, l.Name, fromData, minClassMean))
		}
	}
	return found
}
