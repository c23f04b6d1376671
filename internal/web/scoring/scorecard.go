package scoring

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shiji/internal/web"

	"github.com/a-h/templ"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/light"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/run"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// lightsBy says when a rate has which light.
var lightsBy = lang.T("得分率灯：%[1]d%% 及以上绿，%[2]d%% 及以上黄，以下红。",
	"Light by rate: green from %[1]d %%, amber from %[2]d %%, red below.").With(light.AmberBelow, light.RedBelow)

// fall is one step of a waterfall: from full marks down to the total.
type fall struct {
	Name string
	Path string
	By   decimal.Number // what it changes, or comes to
	// the same as it is shown: what a class lost is what the table of lines says, and the last step takes what rounding
	// each of them leaves, so that the steps add up as they stand there
	Shown decimal.Number
	Bar   templ.Component
	Sum   bool
}

// lineRow is one row of a scorecard: a level-1 class, a level-2 item or a level-3 indicator.
type lineRow struct {
	Level  int
	Code   string
	Name   string
	Path   string // of its explanation
	Rule   string // path of its rule
	Full   decimal.Number
	Points score.Points
	Mark   lang.Text // of a line that isn't scored from data
	Lost   *decimal.Number
	Median *decimal.Number
	Class  string          // path of the list that the median is of; empty: there is none
	Before *decimal.Number // last year's rate in percent
	Light  light.Light
	Notes  []lang.Text
	Source []web.Source
}

type scorecardView struct {
	*web.View
	Unit    org.Unit
	Sheet   *score.Sheet
	Run     run.Run
	Exempt  string // why it has no sheet
	Places  int
	Ranked  int
	Falls   []fall
	Axis    int     // where the bars begin, in points
	lowest  float64 // total of the year
	Rows    []lineRow
	Lines   *web.List
	Fall    *web.List
	Worst   []lineRow
	Median  string    // of the class's totals
	Gap     lang.Text // against the year before
	Missing bool
	Since   bool // the unit came after the last run
	Seal    string
}

// unitOf finds a unit by its code, in the run if there is one, else in what is known: it may have come since.
func (s *room) unitOf(ctx context.Context, v *web.View, l *run.Loaded, code string) (u org.Unit, since bool,
	err error) {
	if l != nil {
		if u := l.Doc.Inputs.Unit(code); u != nil {
			return *u, false, nil
		}
	}
	in, _, err := s.KnownAt(ctx, v, v.Year)
	if err != nil {
		return u, false, err
	}
	known := in.Unit(code)
	if known == nil {
		return u, false, web.NoSuch(web.AUnit, code)
	}
	return *known, l != nil, nil
}

func (s *room) scorecard(w http.ResponseWriter, r *http.Request) error {
	v, l, err := s.Scored(w, r, "F7", lang.Text{})
	if err != nil {
		return err
	}
	u, since, err := s.unitOf(r.Context(), v, l, r.PathValue("unit"))
	if err != nil {
		return err
	}
	if u.Code != r.PathValue("unit") { // by a name: one address a page
		return web.See(w, r, v.UnitPath(u.Code))
	}
	v.Title = lang.T("%[1]s %[2]d 年度成绩单", "Scorecard %[2]d: %[1]s").With(u.Name, v.Year)
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.T("排名等次", "Ranking"),
		Path: v.RankingPath(u.Class, "")}, {Name: lang.Same(u.Label())}}
	if u.Class == "" {
		v.Crumbs[1].Path = v.To("/ranking")
	}
	out := &scorecardView{View: v, Unit: u}
	if l == nil || since {
		out.Missing, out.Since = true, since
		return s.Show(w, r, out.View, scorecardPage(out))
	}
	out.Run, out.Seal = l.Run, l.Seal
	out.Sheet = l.Doc.Results.Sheet(u.Code)
	v.Remember(w, lang.Same(u.Label()))
	if out.Sheet == nil {
		out.Exempt = u.Reason
		return s.Show(w, r, out.View, scorecardPage(out))
	}
	before, err := s.Current(r.Context(), v, v.Year-1)
	if err != nil {
		return err
	}
	files, err := s.Sources(r.Context(), v, l.Batch)
	if err != nil {
		return err
	}
	out.fill(l, before, files)
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	if before != nil && before.Doc.Results.Sheet(u.Code) != nil {
		v.Tools = append(v.Tools, web.Tool{Name: lang.T("看 %[1]d 年", "See %[1]d").With(v.Year - 1),
			Path: v.In(v.Year - 1).UnitPath(u.Code)})
	}
	if !l.Live() {
		v.Tools = append(v.Tools, exportTool(v.At, l.ID))
	}
	v.Tools = append(v.Tools, v.LiveTools(v.Here)...)
	v.Tools = append(v.Tools,
		web.Tool{Name: lang.T("总分说明", "Explain the total"), Path: v.ExplainPath(u.Code, "total"), Primary: true})
	return s.Show(w, r, out.View, scorecardPage(out))
}

func (v *scorecardView) fill(l, before *run.Loaded, files web.Sources) {
	s, sc := v.Sheet, &l.Doc.Inputs.Scheme
	v.Places = sc.Places
	for _, c := range l.Doc.Results.Classes {
		if c.Class == s.Class {
			v.Ranked, v.Median = c.Ranked, c.Figure(c.Median, v.Places)
		}
	}
	var old *score.Sheet
	if before != nil {
		old = before.Doc.Results.Sheet(s.Unit)
	}
	if old != nil {
		if a, b := old.Result.Total, s.Result.Total; a != nil && b != nil && !s.Result.Provisional {
			v.Gap = lang.T("上年 %[1]s，%[2]s", "the year before %[1]s, %[2]s").With(a.Fixed(v.Places), web.Signed(b.Sub(*a),
				v.Places))
		} else {
			v.Gap = lang.T("上年 %[1]s", "the year before %[1]s").With(old.Result.TotalText(v.Places))
		}
	}
	v.lowest = 100
	for i := range l.Doc.Results.Units {
		if total := l.Doc.Results.Units[i].Result.Total; total != nil {
			v.lowest = min(v.lowest, total.Float64())
		}
	}
	v.waterfall(sc)
	peers := peersOf(l.Doc, s.Class)
	for _, g := range s.Groups {
		named := g.Sum
		named.Name = v.Level1(sc, g.Level1, g.Name)
		v.Rows = append(v.Rows, v.sumRow(1, string(g.Level1), named, peers.median("g"+string(g.Level1)),
			groupRate(old, g.Level1)))
		for _, it := range s.Items {
			if it.Level1 != g.Level1 {
				continue
			}
			v.Rows = append(v.Rows, v.sumRow(2, it.Name, it.Sum, peers.median("i"+it.Name), itemRate(old, it.Name)))
			for i := range s.Lines {
				if line := &s.Lines[i]; line.Item == it.Name {
					v.Rows = append(v.Rows, v.lineRow(line, l.Inputs(s.Unit, line), sc, peers, old, files))
				}
			}
		}
	}
	v.lists()
	for _, x := range v.Rows {
		if x.Level == 3 && x.Lost != nil && x.Lost.Sign() > 0 {
			v.Worst = append(v.Worst, x)
		}
	}
	slices.SortStableFunc(v.Worst, func(a, b lineRow) int { return b.Lost.Cmp(*a.Lost) })
	v.Worst = v.Worst[:min(3, len(v.Worst))]
}

// lists are the waterfall and the lines as the page shows them.
func (v *scorecardView) lists() {
	v.Fall = &web.List{ID: "falls", Name: lang.T("从满分到总分", "From full marks to the total"), Fixed: true, Note: "falls",
		Title: lang.T("从满分到总分", "From full marks to the total"),
		Caption: lang.T("橙为失分和扣分，绿为加分，灰为未定或舍入；横轴从 %[1]d 分起",
			"orange: lost or deducted, green: bonus, grey: not decided or rounding; the axis starts at %[1]d points").
			With(v.Axis),
		Columns: []web.Column{{Key: "step", Head: lang.T("步骤", "Step"), Names: true},
			{Key: "bar", Head: lang.T("图", "Chart"), Drawn: true, Bar: true},
			{Key: "points", Head: lang.T("分", "Points"), Type: web.Number}}}
	for i, f := range v.Falls {
		by := web.Diff(f.By, v.Places).Opens(f.Path)
		by.As = &v.Falls[i].Shown
		row := v.Fall.Add("", web.Say(f.Name), web.Drawn(f.Bar), by)
		if f.Sum {
			row.Level, row.Cells[2] = 1, web.Num(f.By, v.Places).Opens(f.Path)
		}
	}
	v.Put(v.Fall)
	v.Lines = &web.List{ID: "lines", Name: lang.T("逐项得分表", "table of lines"), Title: lang.T("逐项得分", "Line by line"),
		Hint: lang.T("得分点开是算式和来源；三级指标名点开是细则",
			"points open to their arithmetic and sources; names of level-3 indicators open to their rules"), Main: true,
		Fixed: true, Find: true,
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "full", Head: lang.T("分值", "Full"), Type: web.Number},
			{Key: "points", Head: lang.T("得分", "Points"), Type: web.Number, Phone: web.Decides},
			{Key: "lost", Head: lang.T("失分", "Lost"), Type: web.Number, Phone: web.Decides},
			{Key: "median", Head: lang.T("同类中位", "Median"), Type: web.Number},
			{Key: "before", Head: lang.T("上年得分率", "Rate before"), Unit: "%", Type: web.Number},
			{Key: "light", Head: lang.T("得分率灯", "Light"), Type: web.Mark, Choose: true, Values: web.Lights, Phone: web.Decides},
			{Key: "notes", Head: lang.T("说明", "Notes"), Small: true},
			{Key: "source", Head: lang.T("来源", "Source"), Small: true}}}
	for _, x := range v.Rows {
		name := web.Say(x.Name)
		if x.Rule != "" {
			name = name.To(x.Rule)
		}
		var notes, sources []web.Piece
		for _, n := range x.Notes {
			notes = append(notes, web.Tagged(v.Say(n.Sentence()), "warn"))
		}
		for i, src := range x.Source {
			if i < 2 {
				sources = append(sources, web.From(src))
			}
		}
		if n := len(x.Source); n > 2 {
			sources = append(sources, web.Say(fmt.Sprintf(v.T("等 %d 处", "all %d"), n)).Opens(x.Path).Fine())
		}
		points := web.Got(x.Points, v.Places, v.Say(x.Mark)).Opens(x.Path)
		row := v.Lines.Add(x.Code, name, web.Num(x.Full, web.Exact), points, v.rest(x),
			web.Maybe(x.Median, v.Places).To(x.Class), web.Maybe(x.Before, 1), web.Lit(x.Light), web.All(notes...),
			web.All(sources...))
		row.Level = x.Level
	}
	v.Put(v.Lines)
}

// waterfall goes from full marks, class by class, to the total. Its steps are exact, so that they add up: where a class
// left, the others carry its points, and the last step is the rounding of the total.
func (v *scorecardView) waterfall(sc *scheme.Scheme) {
	s := v.Sheet
	if s.Result.Total == nil {
		return
	}
	at, top, earned, full := scheme.FullMarks, scheme.FullMarks, decimal.Zero, decimal.Zero
	for _, g := range s.Groups {
		if g.Points != nil {
			earned = earned.Add(*g.Points)
		}
		if g.Points != nil || g.Open {
			full = full.Add(g.Full)
		}
	}
	if s.Bonus.Points != nil {
		top = top.Add(*s.Bonus.Points)
	}
	// losses are small beside a hundred points: the axis starts below the lowest total of the year, for all units alike,
	// and says so
	if low := min(v.lowest, s.Result.Total.Float64()) - 5; low > 10 {
		v.Axis = int(low) / 10 * 10
	}
	width := max(top.Float64()-float64(v.Axis), 1)
	scale := func(n decimal.Number) float64 { return web.Clamp((n.Float64() - float64(v.Axis)) * 1000 / width) }
	v.Falls = append(v.Falls, fall{Name: v.T("满分", "Full marks"), By: at, Shown: at,
		Bar: web.Bar(web.BarPart{From: 0, To: scale(at), Class: "f5"}), Sum: true})
	sum := at // of what is shown
	stepAs := func(name, node string, change, shown decimal.Number, class string) {
		to := at.Add(change)
		sum = sum.Add(shown)
		lo, hi := to, at
		if at.Less(to) {
			lo, hi = at, to
		}
		from, till := scale(lo), scale(hi)
		if change.Sign() != 0 && till-from < 4 {
			from = till - 4 // too small to be seen
		}
		v.Falls = append(v.Falls, fall{Name: name, Path: v.ExplainPath(s.Unit, node), By: change, Shown: shown,
			Bar: web.Bar(web.BarPart{From: from, To: till, Class: class})})
		at = to
	}
	step := func(name, node string, change decimal.Number, class string) {
		stepAs(name, node, change, change.Round(v.Places), class)
	}
	for _, g := range s.Groups {
		if g.Points != nil && g.Open {
			step(v.Level1(sc, g.Level1, g.Name)+v.T("（部分未定）", " (in part not decided)"), string(g.Level1),
				g.Points.Sub(g.Full), "f5")
		} else if g.Points != nil {
			stepAs(v.Level1(sc, g.Level1, g.Name), string(g.Level1), g.Points.Sub(g.Full),
				g.Points.Round(v.Places).Sub(g.Full), "f2")
		} else if g.Open {
			step(v.Level1(sc, g.Level1, g.Name)+v.T("（未定）", " (not decided)"), string(g.Level1), g.Full.Neg(), "f5")
		} else {
			step(v.Level1(sc, g.Level1, g.Name)+v.T("（不计）", " (left out)"), string(g.Level1), decimal.Zero, "f5")
		}
	}
	if full.Sign() > 0 && !full.Equal(scheme.FullMarks) {
		base := earned.Quo(full).Mul(scheme.FullMarks).Round(rule.LinePlaces)
		step(v.T("按比例分担", "Scaled up"), "total", base.Sub(at), "f2")
	}
	if s.Bonus.Points != nil && s.Bonus.Points.Sign() != 0 {
		step(v.T("加分", "Bonus"), "bonus", *s.Bonus.Points, "f3")
	}
	if s.Deductions.Points != nil && s.Deductions.Points.Sign() != 0 {
		step(v.T("扣分", "Deductions"), "deduction", decimal.Zero.Sub(*s.Deductions.Points), "f2")
	}
	rounding, shown := s.Result.Total.Sub(at), s.Result.Total.Round(v.Places).Sub(sum)
	if rounding.Sign() != 0 || shown.Sign() != 0 {
		stepAs(v.T("舍入", "Rounding"), "total", rounding, shown, "f5")
	}
	v.Falls = append(v.Falls, fall{Name: v.T("总分", "Total"), Path: v.ExplainPath(s.Unit, "total"),
		By: *s.Result.Total, Shown: s.Result.Total.Round(v.Places),
		Bar: web.Bar(web.BarPart{From: 0, To: scale(*s.Result.Total), Class: "f1"}), Sum: true})
}

func (v *scorecardView) sumRow(level int, node string, sum score.Sum, median, before *decimal.Number) lineRow {
	row := lineRow{Level: level, Name: sum.Name, Path: v.ExplainPath(v.Sheet.Unit, node),
		Full: sum.Full, Points: sum.Points, Median: median, Before: before}
	if sum.Points != nil {
		for _, g := range v.Sheet.Groups {
			if level == 1 && string(g.Level1) == node {
				row.Mark = v.Sheet.MarkOf(g.Level1, "")
			}
		}
		for _, i := range v.Sheet.Items {
			if level == 2 && i.Name == node {
				row.Mark = v.Sheet.MarkOf(i.Level1, i.Name)
			}
		}
	}
	if sum.Points == nil && sum.Open {
		row.Mark = lang.T("未定", "not decided")
	}
	if sum.Points != nil && sum.Open {
		row.Light = light.Grey // nobody can say yet what is lost
	} else if sum.Points != nil {
		lost := sum.Full.Sub(*sum.Points)
		row.Lost = &lost
		row.Light = light.OfRate(*sum.Points, sum.Full)
	}
	return row
}

// rest is what a line lost; nothing where nobody can say yet.
func (v *scorecardView) rest(x lineRow) web.Piece {
	if x.Lost == nil {
		return web.Maybe(nil, v.Places)
	}
	return web.Rest(x.Full, x.Points, v.Places)
}

func (v *scorecardView) lineRow(line *score.Line, inputs []rule.Input, sc *scheme.Scheme, peers peerSet,
	old *score.Sheet, files web.Sources) lineRow {
	row := lineRow{Level: 3, Code: line.Leaf, Name: line.Name, Path: v.ExplainPath(v.Sheet.Unit, line.Leaf),
		Rule: v.TryPath(line.Leaf, v.Sheet.Unit), Full: line.Full, Points: line.Points, Mark: line.Mark(),
		Median: peers.median("l" + line.Leaf), Light: line.Light(),
		Class: v.ScoresPath("indicator", line.Leaf, "class", v.Sheet.Class)}
	if line.Points != nil {
		lost := line.Full.Sub(*line.Points)
		row.Lost = &lost
	}
	if old != nil {
		for _, o := range old.Lines {
			if o.Leaf == line.Leaf && o.Points != nil {
				row.Before = rateOf(o.Points, o.Full)
			}
		}
	}
	for _, f := range line.Flags {
		row.Notes = append(row.Notes, f.What)
	}
	if said := func(n lang.Text) bool { return strings.Contains(n.ZH, line.Reason.ZH) }; line.Policy != "" &&
		!slices.ContainsFunc(row.Notes, said) {
		row.Notes = append(row.Notes, line.Reason)
	}
	if line.Proxy {
		row.Notes = append(row.Notes, lang.T("由替代评分人评", "scored by a substitute"))
	}
	seen := map[string]bool{}
	for _, in := range inputs {
		if place := in.Source.Place(); place != "" && !seen[place] {
			seen[place] = true
			row.Source = append(row.Source, files.About(v.Sheet.Unit, line.Leaf).Link(in.Source))
		}
	}
	return row
}

// peerSet holds what the ranked units of a class got, to find medians.
type peerSet struct {
	points map[string][]decimal.Number
}

func peersOf(doc *score.Run, class string) peerSet {
	p := peerSet{map[string][]decimal.Number{}}
	add := func(key string, n score.Points) {
		if n != nil {
			p.points[key] = append(p.points[key], *n)
		}
	}
	for i := range doc.Results.Units {
		s := &doc.Results.Units[i]
		if s.Class != class || s.Listing != org.Ranked {
			continue
		}
		for _, g := range s.Groups {
			add("g"+string(g.Level1), g.Points)
		}
		for _, it := range s.Items {
			add("i"+it.Name, it.Points)
		}
		for _, l := range s.Lines {
			add("l"+l.Leaf, l.Points)
		}
	}
	return p
}

func (p peerSet) median(key string) *decimal.Number {
	list := slices.SortedFunc(slices.Values(p.points[key]), decimal.Number.Cmp)
	n := len(list)
	if n == 0 {
		return nil
	}
	m := list[(n-1)/2].Add(list[n/2]).Quo(decimal.Int(2))
	return &m
}

// rateOf is points out of full points in percent.
func rateOf(points score.Points, full decimal.Number) *decimal.Number {
	if points == nil || full.Sign() == 0 {
		return nil
	}
	r := points.Mul(decimal.Int(100)).Quo(full)
	return &r
}

func groupRate(s *score.Sheet, l scheme.Level1) *decimal.Number {
	if s != nil {
		for _, g := range s.Groups {
			if g.Level1 == l {
				return rateOf(g.Points, g.Full)
			}
		}
	}
	return nil
}

func itemRate(s *score.Sheet, name string) *decimal.Number {
	if s != nil {
		for _, i := range s.Items {
			if i.Name == name {
				return rateOf(i.Points, i.Full)
			}
		}
	}
	return nil
}
