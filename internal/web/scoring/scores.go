package scoring

import (
	"net/http"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/web"
)

// The list behind every number of scores: each line of every unit, chosen by light, class, body, indicator, unit and by
// what is missing.

type scoresView struct {
	*web.View
	List *web.List
}

// gaps are the words for what is missing.
var gaps = []web.Value{{Key: string(score.DataMissing), Name: lang.T("缺数据", "Data missing")},
	{Key: string(score.Undecided), Name: lang.T("未定", "Not decided")},
	{Key: string(score.Complete), Name: lang.T("齐全", "Complete")}}

// gapOf says what is missing of a line.
func gapOf(v *web.View, l *score.Line) web.Piece {
	gap := l.GapOf()
	p := web.Piece{Chosen: string(gap), Hover: v.Say(l.Reason), Tag: "warn"}
	if gap == score.DataMissing {
		p.Below = v.Say(l.Policy.Name())
	}
	if gap == score.Complete {
		p.Tag, p.Muted = "", true
	}
	for _, g := range gaps {
		if g.Key == string(gap) {
			p.Text = v.Say(g.Name)
		}
	}
	return p
}

func (s *room) scores(w http.ResponseWriter, r *http.Request) error {
	v, l, err := s.Scored(w, r, "F9", lang.T("得分清单", "List of scores"))
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.T("得分清单", "List of scores")}}
	out := &scoresView{View: v}
	if l == nil {
		return s.Show(w, r, v, notScoredPage(v))
	}
	out.List = scoresList(v, l.Doc)
	v.Put(out.List)
	v.Tools = append([]web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}, v.LiveTools(v.Here)...)
	v.Remember(w, lang.T("得分清单", "Scores"))
	return s.Show(w, r, v, scoresPage(out))
}

// scoresList are all lines of the units that the page keeps to, what lost most first.
func scoresList(v *web.View, run *score.Run) *web.List {
	sc := &run.Inputs.Scheme
	l := &web.List{ID: "scores", Main: true, Find: true, Picks: true, Name: lang.T("得分清单", "list of scores"),
		Caption: lang.T("%[1]s · 每行是一个单位的一项三级指标，失分多的在前",
			"%[1]s · each row is an indicator of a unit, most lost first").With(v.Stage),
		Hint: lang.T("点得分看来历", "points open to their reason"),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true, Choose: true},
			{Key: "class", Head: lang.T("考核类别", "Class"), Choose: true, Phone: web.Left},
			{Key: "indicator", Head: lang.T("指标", "Indicator"), Choose: true},
			{Key: "item", Head: lang.T("专项", "Item"), Choose: true, Small: true, Phone: web.Left},
			{Key: "level1", Head: lang.T("一级指标", "Level 1"), Choose: true, Hidden: true, Phone: web.Left},
			{Key: "body", Head: lang.T("实施主体", "Body"), Choose: true, Small: true, Phone: web.Left},
			{Key: "full", Head: lang.T("分值", "Full"), Type: web.Number},
			{Key: "points", Head: lang.T("得分", "Points"), Type: web.Number, Phone: web.Decides},
			{Key: "lost", Head: lang.T("失分", "Lost"), Type: web.Number, Phone: web.Decides},
			{Key: "rate", Head: lang.T("得分率", "Rate"), Unit: "%", Type: web.Number},
			{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Choose: true, Values: web.Lights,
				Phone: web.Decides},
			{Key: "missing", Head: lang.T("数据", "Data"), Choose: true, Values: gaps, Phone: web.Decides}}}
	type loss struct {
		score.Pick
		lost score.Points // nil: what has no points comes last
	}
	var picks []loss
	for _, p := range run.Select(score.Selection{Class: v.KeepsTo()}) {
		picks = append(picks, loss{p, p.Lost()})
	}
	slices.SortStableFunc(picks, func(a, b loss) int {
		if a.lost == nil || b.lost == nil {
			return comparePoints(a.lost, b.lost)
		}
		return comparePoints(b.lost, a.lost)
	})
	items := map[string]*scheme.Item{}
	for i := range sc.Items {
		items[sc.Items[i].Name] = &sc.Items[i]
	}
	l.Rows = make([]web.Row, 0, len(picks))
	for _, p := range picks {
		x, why := p.Line, v.ExplainPath(p.Sheet.Unit, p.Line.Leaf)
		item := items[x.Item]
		level1, bodies := web.Piece{}, []web.Piece{}
		if item != nil {
			if g := sc.Group(item.Level1); g != nil {
				level1 = web.Piece{Text: v.Level1(sc, g.Level1, g.Name), Chosen: string(g.Level1)}
			}
			for _, b := range item.Bodies {
				bodies = append(bodies, web.Tagged(b, ""))
			}
		}
		unit := web.Say(p.Sheet.Name).To(v.UnitPath(p.Sheet.Unit))
		unit.Chosen = p.Sheet.Unit
		indicator := web.Say(x.Name).To(v.TryPath(x.Leaf, p.Sheet.Unit))
		indicator.Chosen = x.Leaf
		mark := v.Say(x.Mark())
		if x.Points != nil {
			mark = ""
		}
		lit := web.Piece{} // what has no points has no light
		if x.Points != nil {
			lit = web.Lit(x.Light())
		}
		row := l.Add(p.Sheet.Unit, unit, v.Named(org.ClassName(p.Sheet.Class)), indicator, web.Say(x.Item), level1,
			web.All(bodies...),
			web.Num(x.Full, web.Exact), web.Got(x.Points, sc.Places, mark).Opens(why), web.Rest(x.Full, x.Points, sc.Places),
			web.Maybe(rateOf(x.Points, x.Full), 1), lit, gapOf(v, x))
		row.Key = p.Sheet.Unit + " " + x.Leaf
	}
	return l
}
