package demo

import (
	"slices"
	"strconv"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/target"
)

// Haidian2013 is the year before the example: level 1 the same, levels 2 and 3 as they were before they were adjusted.
// Two indicators compare a unit with its own past: places gained, and improvement on the baseline.
func Haidian2013() score.Input { return haidian(2013) }

// Haidian2012 is the year before that: a trial cycle, without the party system, which was not assessed yet.
func Haidian2012() score.Input { return haidian(2012) }

// seed is the generator of one thing in one year. The first example keeps the numbers that it always had.
func (y *year) seed(parts ...any) *random {
	if y.year < Year {
		parts = append(parts, y.year)
	}
	return seed(parts...)
}

// earlierScheme turns the scheme of 2014 into that of an earlier year.
func (y *year) earlierScheme() {
	s := &y.in.Scheme
	n := strconv.Itoa(y.year)
	s.Year, s.Title, s.Document = y.year, n+"年度绩效管理实施方案（虚构示例）", "示绩组〔"+n+"〕1号"
	// the bureaus' own indicators came in 2014
	s.Leaves = slices.DeleteFunc(s.Leaves, func(l scheme.Leaf) bool { return len(l.Units) > 0 })
	for i := range s.Leaves {
		l := &s.Leaves[i]
		l.Except, l.Lineage = nil, nil
		switch l.Code {
		case "A0102":
			l.Rule, l.Params = "step", rule.Params{"bands": "90:6,80:5,70:4,60:3,*:0"}
		case "A0103":
			l.Points = points("7", allClasses)
		case "A0104":
			l.Points = points("6", allClasses)
		case "B0105":
			l.Rule, l.Params = "rank_progress", rule.Params{"base": "7.5", "p": "0.2", "lo": "6", "hi": "9"}
		case "B0106":
			l.Name, l.Unit = "农村居民人均纯收入", "元"
			l.Rule, l.Params = "improvement", rule.Params{"g0": "0", "g1": "0.1", "s0": "5"}
		case "C0103":
			l.Code, l.Name = "C0104", "学习型党组织建设达标"
		case "D0501":
			l.Name = "审批事项精简完成率"
		case "F0102":
			l.Name, l.Points, l.Params = "表彰", points("1", allClasses), rule.Params{"levels": "国家级:1,市级:0.8,区级:0.5", "cap": "1"}
		}
	}
	at := slices.IndexFunc(s.Leaves, func(l scheme.Leaf) bool { return l.Code == "F0102" })
	s.Leaves = slices.Insert(s.Leaves, at+1, leaf("创新创优项目", "F0103", "推广", "",
		plan.Binary, "add", rule.Params{"levels": "国家级:1,市级:0.8,区级:0.5", "cap": "1"}, points("1", allClasses)))
	if y.year < 2013 {
		y.firstScheme()
	}
}

// firstScheme turns the scheme of 2013 into that of 2012.
func (y *year) firstScheme() {
	s := &y.in.Scheme
	s.Trial = true
	s.Classes = slices.DeleteFunc(s.Classes, func(c scheme.Class) bool { return c.Name == classParty })
	for i, u := range y.in.Roster.Units {
		if u.Class == classParty {
			y.in.Roster.Units[i].Listing, y.in.Roster.Units[i].Reason = org.Exempt, "党群系统2013年起纳入（示例）"
		}
	}
	// The budget wasn't an item of its own yet: its points belonged to emergency management.
	s.Items = slices.DeleteFunc(s.Items, func(i scheme.Item) bool { return i.Name == "预算绩效" })
	s.Leaves = slices.DeleteFunc(s.Leaves, func(l scheme.Leaf) bool { return l.Item == "预算绩效" })
	emergency := points("8", allClasses, classEnterprise, "10")
	s.Item("应急管理").Points = emergency
	s.Leaf("D0201").Points = emergency
	forget := func(p scheme.Points) { delete(p, classParty) }
	for _, g := range s.Groups {
		forget(g.Points)
	}
	for _, i := range s.Items {
		forget(i.Points)
	}
	s.Leaves = slices.DeleteFunc(s.Leaves, func(l scheme.Leaf) bool {
		forget(l.Points)
		return len(l.Points) == 0 && !s.IsVeto(l)
	})
	y.in.Roster.Bodies = slices.DeleteFunc(y.in.Roster.Bodies, func(b org.Body) bool {
		return !slices.ContainsFunc(s.Items, func(i scheme.Item) bool { return slices.Contains(i.Bodies, b.Name) })
	})
}

// earlierFacts adds what the rules of earlier years read beside.
func (y *year) earlierFacts(u unit, l scheme.Leaf, r *random) {
	switch l.Code {
	case "B0105":
		y.actual(u, l, "rank_prev", decimal.Int(r.between(1, 22)))
		y.actual(u, l, "n_prev", decimal.Int(22))
	case "B0106":
		base := decimal.Int(r.between(160, 220) * 100)
		y.target(u, l, target.Target{Baseline: number(base), Value: number(scale(base, 1090, 0))})
		y.actual(u, l, rule.Actual, scale(base, u.quality+r.between(110, 170), 0))
	}
}

// backdate moves the documents and dates of the generated facts to the year that they are about.
func (y *year) backdate() {
	shift := strings.NewReplacer("2014", strconv.Itoa(y.year), "2015", strconv.Itoa(y.year+1))
	source := func(s *fact.Source) { s.Document, s.Date = shift.Replace(s.Document), shift.Replace(s.Date) }
	for i := range y.in.Targets {
		t := &y.in.Targets[i]
		source(&t.Source)
		for _, f := range []*target.Floor{&t.City, &t.Congress, &t.WorkReport} {
			f.Document = shift.Replace(f.Document)
		}
	}
	for i := range y.in.Tasks {
		source(&y.in.Tasks[i].Source)
	}
	for i := range y.in.Actuals {
		source(&y.in.Actuals[i].Source)
	}
	for i := range y.in.Marks {
		source(&y.in.Marks[i].Source)
	}
	for i := range y.in.Ballots {
		source(&y.in.Ballots[i].Source)
	}
	for i := range y.in.Events {
		source(&y.in.Events[i].Source)
	}
	for i := range y.in.Surveys {
		source(&y.in.Surveys[i].Source)
	}
}
