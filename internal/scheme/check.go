package scheme

import (
	"fmt"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
)

// Bindings are the rules of a scheme, bound: by leaf code, with the bonuses and deductions on the total.
type Bindings struct {
	Leaves    map[string]*rule.Bound
	Bonus     *rule.Bound
	Deduction *rule.Bound
	Across    *rule.Bound // nil: there is no list across classes
}

// Bind binds every rule of the scheme and reports what can't work.
func (s *Scheme) Bind() (Bindings, errs.Findings) {
	out := Bindings{Leaves: map[string]*rule.Bound{}}
	var found errs.Findings
	for _, l := range s.Leaves {
		if l.Rule == "" {
			found = append(found, errs.New(errs.SchemeNoRule, l.At("rule"), "", l.Name, proposed(l)))
			continue
		}
		var fulls []decimal.Number
		for _, c := range s.Classes {
			if full, ok := l.Points[c.Name]; ok {
				fulls = append(fulls, full)
			}
		}
		b, problems := rule.Bind(l.Rule, rule.Place{Dir: l.Better, Fulls: fulls, Unit: l.Unit, Code: l.Code,
			Line: s.lineNamed}, l.Params)
		found = append(found, ruleFindings(l.Name, l.Rule, l.At, problems)...)
		if b != nil && s.IsVeto(l) != (b.Rule.Code == "veto") {
			found = append(found, errs.New(errs.SchemeVetoRule, l.At("rule"), b.Rule.Name.ZH, l.Name, b.Rule.Name))
		}
		if b != nil && b.Rule.ForList {
			found = append(found, errs.New(errs.RuleForList, l.At("rule"), b.Rule.Name.ZH, l.Name, b.Rule.Name))
			continue
		}
		if b != nil && !slices.ContainsFunc(problems, func(p rule.Problem) bool { return !p.Doubt }) {
			out.Leaves[l.Code] = b
		}
	}
	found = append(found, s.checkCircles(&out)...)
	out.Bonus = s.bindUse(s.Bonus, "加分", plan.Binary, &found)
	out.Deduction = s.bindUse(s.Deduction, "扣分", plan.Binary, &found)
	if len(s.Across.Params) > 0 {
		out.Across = s.bindUse(s.Across, "跨类折算", plan.Higher, &found)
	}
	return out, found
}

func (s *Scheme) bindUse(u RuleUse, name string, d plan.Direction, found *errs.Findings) *rule.Bound {
	b, problems := rule.Bind(u.Rule, rule.Place{Dir: d}, u.Params)
	if b != nil && b.Reads(rule.UseClass) { // there is no class beside a total
		problems = append(problems, rule.Problem{Kind: rule.InconsistentRule,
			What: lang.T("总分的加减分不能与同类比较", "what is added to totals can't be compared with the class")})
	}
	*found = append(*found, ruleFindings(name, u.Rule, func(string) fact.Source { return u.Source }, problems)...)
	return b
}

func ruleFindings(name, code string, at func(string) fact.Source, problems []rule.Problem) errs.Findings {
	var found errs.Findings
	for _, p := range problems {
		switch p.Kind {
		case rule.UnknownRule:
			found = append(found, errs.New(errs.RuleUnknown, at("rule"), p.Value, name, p.Value, meantRule(p.Value)))
		case rule.WrongDirection:
			found = append(found, errs.New(errs.RuleDirection, at("better"), string(plan.Direction(p.Value).Name().ZH), name,
				rule.ByCode(code).Name, plan.Direction(p.Value).Name(), p.What, instead(code, plan.Direction(p.Value))))
		case rule.UnknownParam:
			found = append(found, errs.New(errs.RuleParamUnknown, at("params"), p.Param, name, p.Param, rule.ByCode(code).Name,
				lang.Some(paramNames(code), 20), lang.Meant(p.Param, paramNames(code))))
		case rule.MissingParam:
			found = append(found, errs.New(errs.RuleParamMissing, at("params"), "", name,
				paramName(code, p.Param), rule.ByCode(code).Name))
		default:
			if p.Doubt {
				found = append(found, errs.New(errs.RuleParamDoubt, at("params"), p.Value, name, paramName(code, p.Param), p.What))
				continue
			}
			found = append(found, errs.New(errs.RuleParamBad, at("params"), p.Value, name, paramName(code, p.Param), p.What))
		}
	}
	return found
}

// ruleNames are the names that a scheme can call a rule by.
func ruleNames() []string {
	var out []string
	for _, r := range rule.Catalogue() {
		out = append(out, r.Name.ZH, r.Code)
	}
	return out
}

// meantRule asks which rule is meant: by its name, or by the kind of work that the name speaks of.
func meantRule(name string) lang.Text {
	if near := lang.Meant(name, ruleNames()); !near.IsZero() {
		return near
	}
	if list := rule.Hinted(name); len(list) > 0 {
		return lang.T("；是“%[1]s”吗？", "; is it %[1]q?").With(list[0].Name.ZH)
	}
	return lang.Text{}
}

// paramNames are the parameters that a rule takes, as officials write them.
func paramNames(code string) []string {
	var out []string
	if r := rule.ByCode(code); r != nil {
		for _, p := range r.AllParams() {
			out = append(out, p.ZH)
		}
	}
	return out
}

// instead names the rules to use where one doesn't take a direction.
func instead(code string, d plan.Direction) lang.Text {
	var names []lang.Text
	for _, r := range rule.ByCode(code).Instead(d) {
		if names = append(names, lang.T(r.Name.ZH, r.Code)); len(names) == 4 {
			break
		}
	}
	if len(names) == 0 {
		return lang.Text{}
	}
	return lang.T("，或改用 %[1]s", ", or use %[1]s").With(lang.Join(names))
}

// lineNamed finds an indicator that formulas may read, by code or name. Veto rules carry no points.
func (s *Scheme) lineNamed(name string) *rule.LineRef {
	for _, l := range s.Leaves {
		if (l.Code == name || l.Name == name) && !s.IsVeto(l) {
			return &rule.LineRef{Code: l.Code, Name: l.Name, Unit: l.Unit}
		}
	}
	return nil
}

func paramName(code, key string) string {
	if r := rule.ByCode(code); r != nil {
		for _, p := range r.AllParams() {
			if p.Key == key {
				return p.ZH
			}
		}
	}
	return key
}

// Check says what is wrong with the scheme for the units that it is for. Rules are checked by Bind.
func (s *Scheme) Check(r org.Roster) errs.Findings {
	var found errs.Findings
	found = append(found, s.checkFrame()...)
	found = append(found, s.checkItems(r)...)
	found = append(found, s.checkLeaves(r)...)
	found = append(found, s.checkVetoes()...)
	return append(found, s.checkGrading()...)
}

// checkFrame: the fixed classes of the frame, 100 points for each assessment class, and the
// points that the frame fixes.
func (s *Scheme) checkFrame() errs.Findings {
	var found errs.Findings
	for _, f := range s.Frame().Classes {
		if s.Group(f.Level1) == nil {
			found = append(found, errs.New(errs.SchemeLevel1Missing, s.treeSource(), "", f.Name.ZH))
		}
	}
	for _, c := range s.Classes {
		var total decimal.Number
		for _, g := range s.Groups {
			points := g.Points[c.Name]
			if g.Level1 == Veto {
				if !points.IsZero() {
					found = append(found, errs.New(errs.SchemeVetoPoints, g.Source, points.String()))
				}
				continue
			}
			total = total.Add(points)
			if points.Sign() <= 0 {
				found = append(found, errs.New(errs.SchemeLevel1Empty, g.Source, points.String(), c.Name, g.Name))
			}
			f := s.Frame().Class(g.Level1)
			switch {
			case f == nil || f.Share == nil || points.Equal(*f.Share):
			case f.Satisfaction:
				found = append(found, s.satisfactionFinding(g, c, points, *f.Share))
			default:
				found = append(found, errs.New(errs.SchemeShare, g.Source, points.String(), c.Name, g.Name, points, *f.Share))
			}
		}
		if !total.Equal(FullMarks) {
			found = append(found, errs.New(errs.SchemeLevel1Sum, s.treeSource(), "", c.Name, total))
		}
	}
	return found
}

func (s *Scheme) satisfactionFinding(g Group, c Class, points, fixed decimal.Number) errs.Finding {
	if w := s.SatisfactionWaiver; w != nil && w.Document != "" && w.Reason != "" {
		return errs.New(errs.SchemeSatisfactionWaived, g.Source, points.String(), c.Name, points, w.Document, fixed)
	}
	return errs.New(errs.SchemeSatisfaction, g.Source, points.String(), c.Name, points, fixed)
}

// treeSource is where the tree begins: the place for what is about all of it.
func (s *Scheme) treeSource() fact.Source {
	if len(s.Groups) > 0 && s.Groups[0].Source.File != "" {
		return s.Groups[0].Source
	}
	return s.Source
}

// checkItems: level 2 adds up to level 1 in each class, and every item has bodies that exist.
func (s *Scheme) checkItems(r org.Roster) errs.Findings {
	var found errs.Findings
	for _, g := range s.Groups {
		for _, c := range s.Classes {
			var total decimal.Number
			for _, i := range s.Items {
				if i.Level1 == g.Level1 {
					total = total.Add(i.Points[c.Name])
				}
			}
			if !total.Equal(g.Points[c.Name]) {
				found = append(found, errs.New(errs.SchemeItemSum, g.Source, "", c.Name, g.Name, total, g.Points[c.Name]))
			}
		}
	}
	var bodies []string
	for _, b := range r.Bodies {
		bodies = append(bodies, b.Name)
	}
	for _, i := range s.Items {
		if len(i.Bodies) == 0 {
			found = append(found, errs.New(errs.SchemeNoBody, i.At("bodies"), "", i.Name, lang.Some(bodies, 8)))
		}
		for _, name := range i.Bodies {
			if !slices.ContainsFunc(r.Bodies, func(b org.Body) bool { return b.Name == name }) {
				found = append(found, errs.New(errs.SchemeUnknownBody, i.At("bodies"), name, i.Name, name, lang.Meant(name, bodies),
					lang.Nearest(name, bodies)))
			}
		}
	}
	return found
}

// checkLeaves: what each unit has below an item adds up to the item's points in its class.
// Units of a class with the same menu are one finding.
func (s *Scheme) checkLeaves(r org.Roster) errs.Findings {
	var found errs.Findings
	said := map[string]bool{}
	veto := make([]bool, len(s.Leaves))
	for k, l := range s.Leaves {
		veto[k] = s.IsVeto(l)
	}
	sums := map[string]decimal.Number{}
	for i := range r.Units {
		u := &r.Units[i]
		if u.Listing == org.Exempt {
			continue
		}
		clear(sums)
		for k := range s.Leaves {
			if l := &s.Leaves[k]; !veto[k] && l.For(u) {
				sums[l.Item] = sums[l.Item].Add(l.Points[u.Class])
			}
		}
		for _, i := range s.Items {
			if i.Level1 == Veto || sums[i.Name].Equal(i.Points[u.Class]) {
				continue
			}
			if key := fmt.Sprint(u.Class, i.Name, sums[i.Name]); !said[key] {
				said[key] = true
				found = append(found, errs.New(errs.SchemeLeafSum, i.Source, "", u.Class, i.Name, sums[i.Name],
					i.Points[u.Class], u.Label()))
			}
		}
	}
	for _, l := range s.Leaves {
		for _, c := range s.Classes {
			if points, ok := l.Points[c.Name]; ok && points.Sign() <= 0 && !s.IsVeto(l) {
				found = append(found, errs.New(errs.SchemeLeafPoints, l.At(c.Name), points.String(), l.Name, c.Name))
			}
		}
		if l.Common && !s.sameEverywhere(l) {
			found = append(found, errs.New(errs.SchemeCommon, l.Source, l.Name, l.Name))
		}
		if item := s.Item(l.Item); item != nil && s.IsSatisfaction(item.Level1) && l.Rule != "survey" && l.Rule != "" {
			found = append(found, errs.New(errs.SchemeServiceRule, l.At("rule"), "", l.Name))
		}
		if len(l.Points) == 0 && !s.IsVeto(l) {
			found = append(found, errs.New(errs.SchemeNoPoints, l.Source, l.Name, l.Name))
		}
	}
	return found
}

// sameEverywhere reports whether a common indicator has the same points in every class and leaves out no unit.
func (s *Scheme) sameEverywhere(l Leaf) bool {
	for _, c := range s.Classes {
		points, ok := l.Points[c.Name]
		if !ok || !points.Equal(l.Points[s.Classes[0].Name]) {
			return false
		}
	}
	return len(l.Units) == 0 && len(l.Except) == 0
}

// checkVetoes: every veto rule has a basis, and there are few of them.
func (s *Scheme) checkVetoes() errs.Findings {
	var found errs.Findings
	n := 0
	for _, l := range s.Leaves {
		if !s.IsVeto(l) {
			continue
		}
		n++
		if l.Params["basis"] == "" {
			found = append(found, errs.New(errs.SchemeVetoBasis, l.At("params"), "", l.Name))
		}
		if item := l.Params["item"]; item != "" && s.Item(item) == nil {
			found = append(found, errs.New(errs.SchemeVetoItem, l.At("params"), item, l.Name, item))
		}
	}
	if n > MaxVetoRules {
		found = append(found, errs.New(errs.SchemeVetoMany, s.treeSource(), "", n, MaxVetoRules))
	}
	return found
}

// checkGrading: shares between 0 and 1 that together leave room, lines that fall from grade to grade.
func (s *Scheme) checkGrading() errs.Findings {
	var found errs.Findings
	g := s.Grading
	both := g.ExcellentShare.Add(g.GoodShare)
	if g.ExcellentShare.Sign() < 0 || g.GoodShare.Sign() < 0 || decimal.One.Less(both) {
		found = append(found, errs.New(errs.SchemeShares, s.At("优秀比例"), g.ExcellentShare.String(), both))
	}
	if g.ExcellentLine.Less(g.GoodLine) || g.GoodLine.Less(g.PassLine) {
		found = append(found, errs.New(errs.SchemeLines, s.At("优秀线"), g.ExcellentLine.String(),
			g.ExcellentLine, g.GoodLine, g.PassLine))
	}
	return found
}

// proposed names rules for an indicator that has none.
func proposed(l Leaf) lang.Text {
	var names []lang.Text
	for _, r := range rule.Propose(l.Name, l.Better) {
		names = append(names, lang.T(r.Name.ZH, r.Code))
	}
	if len(names) == 0 {
		return lang.Text{}
	}
	return lang.T("；按名称和方向，可用：%[1]s", "; by name and direction these may suit: %[1]s").With(lang.Join(names))
}
