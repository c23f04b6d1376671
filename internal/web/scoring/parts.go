package scoring

import (
	"fmt"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/review"
	"shiji/internal/run"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/web"
	"shiji/internal/web/explain"
)

// What stands around an explained number: the way up to the total, the parts that it is made of, the units that it is
// compared with, and the decisions behind it, each a link.

// surround puts the way up, the parts and the decisions around the explanation of a part of a sheet.
func surround(v *web.View, l *run.Loaded, sheet *score.Sheet, node string, out *explain.Shown) {
	sc := &l.Doc.Inputs.Scheme
	why := func(node string) string { return v.ExplainPath(sheet.Unit, node) }
	step := func(name, node string) web.Crumb { return web.Crumb{Name: lang.Same(name), Path: why(node)} }
	total := web.Crumb{Name: lang.T("总分", "total"), Path: why("total")}
	group := func(l1 scheme.Level1) web.Crumb {
		if g := sc.Group(l1); g != nil {
			return step(v.Level1(sc, l1, g.Name), string(l1))
		}
		return step(string(l1), string(l1))
	}
	part := func(name, node string, points score.Points, full string) {
		out.Below = append(out.Below, explain.Part{Name: name, Value: web.Fixed(points, sc.Places), Full: full,
			Path: why(node)})
	}
	for _, x := range sheet.Lines {
		if x.Leaf == node || x.Name == node {
			if item := sc.Item(x.Item); item != nil {
				out.Up = []web.Crumb{total, group(item.Level1), step(item.Name, item.Name), step(x.Name, x.Leaf)}
				out.Up[3].Code = x.Leaf
			}
			out.Class = v.Whole().ScoresPath("indicator", x.Leaf, "class", sheet.Class)
			out.X.Title = lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(sheet.Name, x.Name)
			return
		}
	}
	for _, it := range sheet.Items {
		if it.Name == node {
			out.Up = []web.Crumb{total, group(it.Level1), step(it.Name, it.Name)}
			for _, x := range sheet.Lines {
				if x.Item == it.Name {
					part(x.Name, x.Leaf, x.Points, x.Full.String())
				}
			}
			return
		}
	}
	for _, g := range sheet.Groups {
		if string(g.Level1) == node || g.Name == node {
			out.Up = []web.Crumb{total, group(g.Level1)}
			for _, it := range sheet.Items {
				if it.Level1 == g.Level1 {
					part(it.Name, it.Name, it.Points, it.Full.String())
				}
			}
			return
		}
	}
	switch node {
	case "bonus", "加分", "deduction", "deductions", "扣分":
		out.Up = []web.Crumb{total, {Name: lang.Same(node)}}
		kind := review.Bonus
		if out.Up[1].Name = lang.T("加分", "bonus"); node != "bonus" && node != "加分" {
			kind, out.Up[1].Name = review.Deduction, lang.T("扣分", "deductions")
		}
		decisions(v, l, sheet, out, kind)
	case "place", "名次":
		out.Up = []web.Crumb{{Name: org.ClassName(sheet.Class), Path: v.RankingPath(sheet.Class, "")}, {Name: lang.T("名次",
			"place")}}
		ahead(v, l, sheet, out)
	case "grade", "等次":
		out.Up = []web.Crumb{{Name: org.ClassName(sheet.Class), Path: v.RankingPath(sheet.Class, "")}, {Name: lang.T("等次",
			"grade")}}
		out.Below = append(out.Below,
			explain.Part{Name: v.T("总分", "Total"), Value: sheet.Result.TotalText(sc.Places), Path: why("total")},
			explain.Part{Name: v.T("名次", "Place"), Value: web.Place(sheet.Result.Place), Path: why("place")},
			explain.Part{Name: v.T("本类名额的由来", "The quota of the class"), Path: v.ClassPath(sheet.Class)})
		decisions(v, l, sheet, out, review.Veto, review.Promotion, review.Cap, review.Downgrade)
	default:
		out.Up = []web.Crumb{{Name: org.ClassName(sheet.Class), Path: v.RankingPath(sheet.Class, "")}, {Name: lang.T("总分",
			"total")}}
		for _, g := range sheet.Groups {
			part(v.Level1(sc, g.Level1, g.Name), string(g.Level1), g.Points, g.Full.String())
		}
		part(v.T("加分", "bonus"), "bonus", sheet.Bonus.Points, "")
		part(v.T("扣分", "deductions"), "deduction", sheet.Deductions.Points, "")
	}
}

// aheadShown is how many of the units before another one are named.
const aheadShown = 30

// ahead names the units that stand before a unit.
func ahead(v *web.View, l *run.Loaded, sheet *score.Sheet, out *explain.Shown) {
	if sheet.Result.Place == 0 {
		return
	}
	var before []*score.Sheet
	for i := range l.Doc.Results.Units {
		o := &l.Doc.Results.Units[i]
		if o.Class == sheet.Class && o.Result.Place > 0 && o.Result.Place < sheet.Result.Place {
			before = append(before, o)
		}
	}
	slices.SortStableFunc(before, func(a, b *score.Sheet) int { return a.Result.Place - b.Result.Place })
	out.BelowSays = lang.T("排在前面的 %[1]d 家", "the %[1]d {unit|units} before it").With(len(before))
	for _, o := range before[:min(len(before), aheadShown)] {
		out.Below = append(out.Below, explain.Part{Name: fmt.Sprintf("%d %s", o.Result.Place, o.Name),
			Value: o.Result.TotalText(l.Doc.Inputs.Scheme.Places), Path: v.ExplainPath(o.Unit, "total")})
	}
}

// members are the units that a class's mean and median are of.
func members(v *web.View, l *run.Loaded, class string, out *explain.Shown) {
	out.Up = []web.Crumb{{Name: org.ClassName(class), Path: v.RankingPath(class, "")}, {Name: lang.T("平均与名额",
		"mean and quotas")}}
	for i := range l.Doc.Results.Units {
		o := &l.Doc.Results.Units[i]
		if o.Class == class && o.Listing == org.Ranked && !o.Result.Provisional {
			out.Below = append(out.Below, explain.Part{Name: o.Name, Value: o.Result.TotalText(l.Doc.Inputs.Scheme.Places),
				Path: v.ExplainPath(o.Unit, "total")})
		}
	}
	out.BelowSays = lang.T("参加排名的 %[1]d 家", "the %[1]d {ranked unit|ranked units}").With(len(out.Below))
}

// decisions are the events behind a grade, a bonus or a deduction, with the document and the cell of each.
func decisions(v *web.View, l *run.Loaded, sheet *score.Sheet, out *explain.Shown, kinds ...review.EventType) {
	for _, e := range l.Doc.Inputs.Events {
		ofTotal := e.Indicator == "" || !slices.Contains([]review.EventType{review.Bonus, review.Deduction}, e.Type)
		if e.Unit != sheet.Unit || !slices.Contains(kinds, e.Type) || !ofTotal {
			continue
		}
		out.Decided = append(out.Decided, explain.Decision{Kind: e.Type.Name(), State: e.State.Name(), Matter: e.Matter,
			By: e.Decider, Proposed: e.Proposer, Source: e.Source})
	}
}
