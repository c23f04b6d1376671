package home

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"shiji/internal/web"

	"github.com/a-h/templ"

	"shiji/internal/decimal"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/light"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/run"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// figure is one of the four figures on top.
type figure struct {
	Label  lang.Text
	Value  string
	Small  string
	Path   string
	N      int // rows of the list that Path leads to, where Counts
	Counts bool
	Bar    templ.Component
	More   lang.Text
	Link   lang.Text // words of the link below
}

type todo struct {
	What lang.Text
	Path string
	Do   lang.Text
}

// phase is a part of the year.
type phase struct {
	Name lang.Text
	End  string
	Done bool
	Now  bool
}

type homeView struct {
	*web.View
	Scored                   bool
	Figures                  []figure
	Heat                     *web.List
	Weakest                  lang.Text
	Causes                   *web.List // why lights are red: by indicator
	Worst                    *web.List // the lines that lost most
	Missing                  *web.List // whose data are missing: by body
	Red, Gaps                int
	CauseSays                lang.Text
	CausesMore               int
	Todo                     []todo
	Phases                   []phase
	Next                     lang.Text
	RecordedAt               string    // when the last batch was recorded
	Old                      lang.Text // how long ago, where that is long
	TodoFailed, ScoresFailed bool      // these panels could not be read
	Batch                    int64
	ScoredTo                 int64 // the batch that the scores stand on, where there are later ones; 0: there are none
	Run                      run.Run
	Undecided                bool // no line of the run is decided
}

func (s *room) home(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "A1", lang.T("总览", "Overview"))
	if err != nil {
		return err
	}
	out := &homeView{View: v}
	if len(v.Years) == 0 {
		v.Title = lang.T("欢迎", "Welcome")
		return s.Show(w, r, v, welcomePage(v))
	}
	if err := v.Known(); err != nil {
		return err
	}
	v.KeepsTo()
	ctx := r.Context()
	until := int64(math.MaxInt64)
	if v.AsOf != "" {
		until = v.Until
	}
	last, err := s.Ledger.Newest(ctx, web.Who(ctx), v.Year, until)
	if errors.Is(err, ledger.ErrNone) { // whoever asks for an earlier day is told from when on there is something
		if _, _, known := s.KnownAt(ctx, v, v.Year); known != nil {
			return known
		}
	}
	if err != nil {
		return err
	}
	out.RecordedAt, out.Batch = web.Stamp(last.RecordedAt), last.ID
	if old := s.Now().Sub(time.UnixMilli(last.RecordedAt)); old > 24*time.Hour && v.AsOf == "" {
		out.Old = lang.T("已 %[1]d 天没有更新", "not updated for %[1]d {day|days}").With(int(old.Hours() / 24))
	}
	out.phases()
	if v.AsOf == "" {
		out.TodoFailed = s.Alone(r, "to do", func() error {
			runs, err := s.RunsOf(ctx, v.Year)
			if err != nil {
				return err
			}
			intakes, err := s.Intake.List(ctx, web.Who(ctx), 50)
			out.todos(runs, intakes, last.ID)
			return err
		})
	}
	var l *run.Loaded
	if v.RunID != 0 { // of a run that isn't there, there is no overview
		of, err := s.Runs.Run(ctx, web.Who(ctx), v.RunID)
		if err == nil && (of.Year != v.Year || !of.Done()) {
			err = web.NoSuch(web.ARun, v.RunID)
		}
		if err != nil {
			return err
		}
		batch, err := s.Ledger.Batch(ctx, web.Who(ctx), v.Year, of.Batch)
		if err != nil {
			return err
		}
		out.RecordedAt, out.Batch, out.Old = web.Stamp(batch.RecordedAt), batch.ID, lang.Text{}
	}
	out.ScoresFailed = s.Alone(r, "scores", func() (err error) { l, err = s.Current(ctx, v, v.Year); return err })
	v.Title = lang.T("%[1]d 年度总览", "Overview of %[1]d").With(v.Year)
	switch {
	case out.ScoresFailed:
	case l == nil:
		v.Stage = lang.T("尚未计分", "not scored yet")
	default:
		out.Scored, out.Run = true, l.Run
		v.Stage, v.Trial = web.StageOf(l.Run), l.Live() || l.State == run.Trial
		if l.Batch < out.Batch {
			out.ScoredTo = l.Batch
		}
		v.Tools = append([]web.Tool{{Name: lang.T("打印简报", "Print"), Path: "print"}},
			v.LiveTools(v.Present().HomePath())...)
		v.Tools = append(v.Tools, web.Tool{Name: lang.T("查看排名等次", "See the ranking"),
			Path: v.To("/ranking"), Primary: true})
		if err := s.Fresh(ctx, v, l); err != nil {
			return err
		}
		out.scored(l)
	}
	out.figures(l)
	path := v.Path
	if v.AsOf == "" && v.RunID == 0 && !v.Live {
		v.Path = v.HomePath() // among the recent pages, one address for the page of a year
	}
	v.Remember(w, lang.T("总览 %[1]d", "Overview %[1]d").With(v.Year))
	v.Path = path
	return s.Show(w, r, out.View, homePage(out))
}

// timeGone is the share of a year that is over, in thousandths.
func timeGone(year int, now time.Time) int {
	start, end := time.Date(year, 1, 1, 0, 0, 0, 0, web.Beijing), time.Date(year+1, 1, 1, 0, 0, 0, 0, web.Beijing)
	switch {
	case now.Before(start):
		return 0
	case !now.Before(end):
		return 1000
	}
	gone := now.AddDate(0, 0, 1).Sub(start) // the day itself counts
	return int(math.Round(gone.Hours() * 1000 / end.Sub(start).Hours()))
}

// figures are the four figures on top. Each counts a selection, and leads to the list of it.
func (v *homeView) figures(l *run.Loaded) {
	gone := timeGone(v.Year, v.Now)
	v.Figures = []figure{{Label: lang.T("时间进度", "Time elapsed"), Value: fmt.Sprintf("%d.%d%%", gone/10, gone%10),
		Bar:  web.Bar(web.BarPart{To: float64(gone), Class: "f5"}),
		More: lang.T("截至 %[1]s", "as of %[1]s").With(v.Now.Format(time.DateOnly)),
		Path: v.Base("/plan"), Link: lang.T("看规划指标", "the plan's indicators")}}
	if l != nil {
		total, n, waiting := decimal.Zero, int64(0), 0
		for i := range l.Doc.Results.Units {
			u := &l.Doc.Results.Units[i]
			if !v.Covers(u.Class) {
				continue
			}
			if u.Listing == org.Ranked && !u.Result.Provisional {
				total, n = total.Add(*u.Result.Total), n+1
			}
			if u.Result.Provisional {
				waiting++
			}
		}
		count := func(of light.Light) int { return l.Doc.Count(score.Selection{Class: v.KeepsTo(), Light: of}) }
		red, amber, green := count(light.Red), count(light.Amber), count(light.Green)
		judged := red + amber + green
		v.Undecided, v.Red = judged == 0, red
		v.Gaps = l.Doc.Count(score.Selection{Class: v.KeepsTo(), Gap: score.DataMissing})
		mean, shown := decimal.Zero, "—" // without a ranked unit there is no mean, which is not 0
		if n > 0 {
			mean = total.Quo(decimal.Int(n))
			shown = mean.Fixed(2)
		}
		who := lang.T("%[1]d 个参加排名的单位", "%[1]d {ranked unit|ranked units}").With(n)
		if waiting > 0 {
			who = lang.T("%[1]s，另有 %[2]d 家暂计", "%[1]s, %[2]d more are provisional").With(who, waiting)
		}
		lights := lang.T("红 %[1]d · 黄 %[2]d · 绿 %[3]d（单位 × 指标）", "red %[1]d · amber %[2]d · green %[3]d (unit × indicator)").
			With(red, amber, green)
		share := func(n int) float64 { return float64(n) * 1000 / float64(max(judged, 1)) }
		v.Figures = append(v.Figures,
			figure{Label: lang.T("平均总分", "Mean total"), Value: shown, Small: "/ 100",
				Bar:  web.Bar(web.BarPart{To: mean.Float64() * 10, Class: "f1"}),
				More: who, Path: v.To("/ranking"), Link: lang.T("查看排名等次", "ranking and grades")},
			figure{Label: lang.T("红灯（得分率不足 %[1]d%%）", "Red lights (below %[1]d %% of the points)").With(light.RedBelow),
				Value: fmt.Sprint(red), Small: fmt.Sprint("/ ", judged), N: red, Counts: true,
				Bar: web.Bar(web.BarPart{To: share(red), Class: "frisk"},
					web.BarPart{From: share(red), To: share(red + amber), Class: "fwarn"},
					web.BarPart{From: share(red + amber), To: 1000, Class: "fok"}),
				More: lights, Path: v.ScoresPath("light", string(light.Red)), Link: lang.T("看红灯清单", "the list of red lights")})
	}
	if v.View.AsOf == "" && v.RunID == 0 {
		f := figure{Label: lang.T("待我处理", "To do"), Value: fmt.Sprint(len(v.Todo)), Path: "#todo",
			More: lang.T("没有待处理的事", "nothing to do"), Link: lang.T("看年度进程", "the year")}
		if len(v.Todo) > 0 {
			f.More, f.Link = v.Todo[0].What, lang.T("办理", "go")
		}
		v.Figures = append(v.Figures, f)
	}
}

// shadeKey is a shade of the heat map with the rates that it stands for.
type shadeKey struct{ class, name string }

// shades are the legend of the heat map.
func shades() (out []shadeKey) {
	name := fmt.Sprintf("<%d", light.Shades[0])
	for i := range light.Shades {
		out = append(out, shadeKey{fmt.Sprintf("h%d", i+1), name})
		if i+1 < len(light.Shades) {
			name = fmt.Sprintf("%d–%d", light.Shades[i], light.Shades[i+1])
		}
	}
	return append(out, shadeKey{fmt.Sprintf("h%d", len(light.Shades)+1), fmt.Sprintf("≥%d",
		light.Shades[len(light.Shades)-1])})
}

// shade is the style of a rate in percent.
func shade(rate decimal.Number) string { return fmt.Sprintf("h%d", light.Shade(rate)) }

func (v *homeView) scored(l *run.Loaded) {
	v.heat(l)
	v.causes(l)
	v.worst(l)
	v.missing(l)
}

// heat is the rate of each class of units in each level-1 class; what no unit has isn't a column.
func (v *homeView) heat(l *run.Loaded) {
	sc := &l.Doc.Inputs.Scheme
	type sum struct{ points, full decimal.Number }
	sums := map[string]map[scheme.Level1]*sum{}
	any := map[scheme.Level1]bool{}
	for i := range l.Doc.Results.Units {
		u := &l.Doc.Results.Units[i]
		if u.Listing != org.Ranked || u.Result.Provisional { // outside means until it is decided
			continue
		}
		if sums[u.Class] == nil {
			sums[u.Class] = map[scheme.Level1]*sum{}
		}
		for _, g := range u.Groups {
			if g.Points == nil || g.Full.Sign() == 0 {
				continue
			}
			x := sums[u.Class][g.Level1]
			if x == nil {
				x = &sum{}
				sums[u.Class][g.Level1] = x
			}
			x.points, x.full = x.points.Add(*g.Points), x.full.Add(g.Full)
			any[g.Level1] = any[g.Level1] || v.Covers(u.Class)
		}
	}
	v.Heat = &web.List{ID: "heat", Note: "heat", Fixed: true, Name: lang.T("热力表", "heat map"),
		Caption: lang.T("考核类别 × 一级指标，格内为排名单位平均得分率 %",
			"class × level-1 indicator: mean rate of the ranked units in %"),
		Hint:    lang.T("点格看这一类的各单位", "a cell opens to its units"),
		Columns: []web.Column{{Key: "class", Head: lang.T("类别", "Class"), Names: true}}}
	var heads []scheme.Level1
	for _, g := range sc.Groups {
		if g.Level1 != scheme.Veto && any[g.Level1] {
			heads = append(heads, g.Level1)
			v.Heat.Columns = append(v.Heat.Columns, web.Column{Key: string(g.Level1),
				Head: lang.Same(v.Level1(sc, g.Level1, g.Name)), Type: web.Number})
		}
	}
	var lowest decimal.Number
	for _, c := range l.Doc.Results.Classes {
		if !v.Covers(c.Class) {
			continue
		}
		cells := []web.Piece{web.Say(v.Say(org.ClassName(c.Class))).To(v.RankingPath(c.Class, ""))}
		for i, h := range heads {
			x := sums[c.Class][h]
			if x == nil {
				cells = append(cells, web.Piece{Text: "—", Shade: "none"})
				continue
			}
			share := x.points.Mul(decimal.Int(100)).Quo(x.full)
			cell := web.Num(share, 1).To(v.RankingPath(c.Class, string(h)))
			cell.Shade = shade(share)
			cells = append(cells, cell)
			if v.Weakest.IsZero() || share.Less(lowest) {
				lowest = share
				v.Weakest = lang.T("%[1]s的%[2]s最弱：平均得分率 %[3]s%%",
					"%[1]s: weakest in %[2]s: %[3]s %% of the points on average").With(org.ClassName(c.Class),
					v.Heat.Columns[i+1].Head, share.Fixed(1))
			}
		}
		v.Heat.Add("", cells...)
	}
	v.Put(v.Heat)
}

// panelRows is how many rows the lists of the overview show; the whole list is a link away.
const panelRows = 8

// causes says why lights are red: the indicators that cost most.
func (v *homeView) causes(l *run.Loaded) {
	type cause struct {
		leaf, name string
		units      int
		lost       decimal.Number
		worst      score.Pick
	}
	byLeaf := map[string]*cause{}
	var list []*cause
	for _, p := range l.Doc.Select(score.Selection{Class: v.KeepsTo(), Light: light.Red}) {
		c := byLeaf[p.Line.Leaf]
		if c == nil {
			c = &cause{leaf: p.Line.Leaf, name: p.Line.Name, worst: p}
			byLeaf[p.Line.Leaf] = c
			list = append(list, c)
		}
		c.units++
		c.lost = c.lost.Add(*p.Lost())
		if c.worst.Lost().Less(*p.Lost()) {
			c.worst = p
		}
	}
	slices.SortStableFunc(list, func(a, b *cause) int { return cmp.Or(b.lost.Cmp(a.lost), b.units-a.units) })
	places := l.Doc.Inputs.Scheme.Places
	v.Causes = &web.List{ID: "causes", Name: lang.T("红灯原因", "why lights are red"),
		None: lang.T("没有红灯", "no light is red"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "units", Head: lang.T("红灯单位", "Units in red"), Type: web.Number, Phone: web.Decides},
			{Key: "lost", Head: lang.T("失分合计", "Lost in all"), Type: web.Number, Phone: web.Decides},
			{Key: "worst", Head: lang.T("失分最多", "Lost most")}}}
	v.Causes.Of = len(list)
	for _, c := range list[:min(len(list), panelRows)] {
		v.Causes.Add(c.leaf, web.Say(c.name).To(v.ItemPath(c.leaf)),
			web.Count(c.units, v.ScoresPath("light", string(light.Red), "indicator", c.leaf)), web.Num(c.lost, places),
			web.All(web.Say(c.worst.Sheet.Name).To(v.UnitPath(c.worst.Sheet.Unit)),
				web.Diff(c.worst.Lost().Neg(), places).Opens(v.ExplainPath(c.worst.Sheet.Unit, c.leaf))))
	}
	v.Put(v.Causes)
	if len(list) > 0 {
		v.CauseSays = lang.T("%[1]s：%[2]d 家红灯", "%[1]s: %[2]d {unit|units} in red").With(list[0].name, list[0].units)
		v.CausesMore = len(list) - len(v.Causes.Rows)
	}
}

// worst are the lines that lost most, with what was asked and what was reached.
func (v *homeView) worst(l *run.Loaded) {
	picks := l.Doc.Select(score.Selection{Class: v.KeepsTo(), Light: light.Red})
	slices.SortStableFunc(picks, func(a, b score.Pick) int { return b.Lost().Cmp(*a.Lost()) })
	places := l.Doc.Inputs.Scheme.Places
	v.Worst = &web.List{ID: "weak", Name: lang.T("红灯清单", "red list"), None: lang.T("没有红灯", "no light is red"),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "indicator", Head: lang.T("指标", "Indicator")},
			{Key: "target", Head: lang.T("目标", "Target"), Type: web.Number},
			{Key: "actual", Head: lang.T("实际", "Actual"), Type: web.Number},
			{Key: "full", Head: lang.T("分值", "Full"), Type: web.Number},
			{Key: "points", Head: lang.T("得分", "Points"), Type: web.Number},
			{Key: "lost", Head: lang.T("失分", "Lost"), Type: web.Number, Phone: web.Decides},
			{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Phone: web.Decides}}}
	v.Worst.Of = len(picks)
	for _, p := range picks[:min(len(picks), panelRows)] {
		target, actual := web.Say("—"), web.Say("—")
		var low, high *decimal.Number
		unit := ""
		for _, in := range l.Inputs(p.Sheet.Unit, p.Line) {
			switch in.Symbol {
			case "T":
				target = web.Said(in.Value, in.Unit)
			case "L":
				low, unit = bound(in.Value), in.Unit
			case "U":
				high, unit = bound(in.Value), in.Unit
			case rule.Actual:
				actual = web.Said(in.Value, in.Unit)
			}
		}
		if low != nil || high != nil { // of a range
			target = web.Between(low, high)
			target.Text += unit
		}
		why := v.ExplainPath(p.Sheet.Unit, p.Line.Leaf)
		v.Worst.Add(p.Sheet.Unit, web.Say(p.Sheet.Name).To(v.UnitPath(p.Sheet.Unit)),
			web.Say(p.Line.Name).To(v.TryPath(p.Line.Leaf, p.Sheet.Unit)), target, actual, web.Num(p.Line.Full, web.Exact),
			web.Maybe(p.Line.Points, places).Opens(why), web.Rest(p.Line.Full, p.Line.Points, places).Opens(why),
			web.Lit(p.Line.Light()))
	}
	v.Put(v.Worst)
}

// bound is an end of a range; nil where it isn't a number.
func bound(text string) *decimal.Number {
	if n, err := decimal.Parse(text); err == nil {
		return &n
	}
	return nil
}

// missing are the lines whose data are missing, and what is done about them: what wasn't reported is no bad result, and
// stands apart.
func (v *homeView) missing(l *run.Loaded) {
	picks := l.Doc.Select(score.Selection{Class: v.KeepsTo(), Gap: score.DataMissing})
	v.Missing = &web.List{ID: "missing", Name: lang.T("缺数据", "data missing"), Of: len(picks),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "indicator", Head: lang.T("指标", "Indicator"), Small: true},
			{Key: "policy", Head: lang.T("计分处理", "Scored"), Small: true}}}
	for _, p := range picks[:min(len(picks), panelRows)] {
		handled := web.Say(v.Say(p.Line.Policy.Name().Sentence())).Opens(v.ExplainPath(p.Sheet.Unit, p.Line.Leaf))
		v.Missing.Add(p.Sheet.Unit, web.Say(p.Sheet.Name).To(v.UnitPath(p.Sheet.Unit)),
			web.Say(p.Line.Name).To(v.TryPath(p.Line.Leaf, p.Sheet.Unit)), handled)
	}
	v.Put(v.Missing)
}

func (v *homeView) todos(runs []run.Run, intakes []intake.Intake, last int64) {
	v.todoOfScores(runs, last)
	recorded := map[int]int64{} // the last import of a year that was recorded
	for _, in := range intakes {
		if in.State == intake.Recorded {
			recorded[in.Year] = max(recorded[in.Year], in.ID)
		}
	}
	var refused []intake.Intake
	for _, in := range intakes {
		switch {
		case in.State == intake.Checked:
			v.Todo = append(v.Todo, todo{lang.T("导入 %[1]d 已检查，待确认", "import %[1]d was checked and waits to be confirmed").
				With(in.ID), web.ImportPath(in.ID), lang.T("确认", "Confirm")})
		case in.State == intake.Refused && in.ID > recorded[in.Year]: // what was brought again since is settled
			refused = append(refused, in)
		}
	}
	switch len(refused) {
	case 0:
	case 1:
		v.Todo = append(v.Todo, todo{lang.T("导入 %[1]d 有错误，没有写入", "import %[1]d has errors and wasn't recorded").
			With(refused[0].ID), web.ImportPath(refused[0].ID), lang.T("看错误", "See the errors")})
	default:
		v.Todo = append(v.Todo, todo{lang.T("%[1]d 次导入有错误，没有写入",
			"%[1]d {import has|imports have} errors and weren't recorded").
			With(len(refused)), web.Ask("/imports", "state", intake.Refused.Name().ZH), lang.T("看清单", "See the list")})
	}
}

// todoOfScores says what there is to do about scores.
func (v *homeView) todoOfScores(runs []run.Run, last int64) {
	c, err := run.Current(runs)
	switch {
	case err != nil:
		v.Todo = append(v.Todo, todo{lang.T("本年数据已导入，还没有计分", "facts are there but weren't scored"),
			v.To("/runs"), lang.T("计分", "Score")})
	case run.ScoredTo(runs) < last:
		v.Todo = append(v.Todo, todo{lang.T("上次计分后数据有更新", "facts changed since the last run"), v.To("/runs"),
			lang.T("重新计分", "Score again")})
	case c.Batch < last: // a run of newer facts is there, and isn't the one that pages show
		v.Todo = append(v.Todo, todo{lang.T("各页显示的是计分 %[1]d（数据到版本 %[2]d）；此后的数据已另行试算",
			"pages show run %[1]d (facts up to version %[2]d); what came since was scored by another run").With(c.ID, c.Batch),
			v.To("/runs"), lang.T("看计分", "See the runs")})
	case c.State == run.Trial:
		v.Todo = append(v.Todo, todo{lang.T("计分 %[1]d 处于试算状态", "run %[1]d is a what-if so far").With(c.ID),
			v.RunPath(c.ID), lang.T("定为初评", "Mark as provisional")})
	}
}

// phases are the parts of the cycle with the ends that the calendar proposes.
func (v *homeView) phases() {
	y := v.Year
	list := []struct {
		name       lang.Text
		year, m, d int
	}{
		{lang.T("方案", "scheme"), y, 2, 15}, {lang.T("目标", "targets"), y, 3, 15}, {lang.T("一季度", "Q1"), y, 3, 31},
		{lang.T("二季度", "Q2"), y, 6, 30}, {lang.T("三季度", "Q3"), y, 9, 30}, {lang.T("四季度", "Q4"), y, 12, 10},
		{lang.T("年终采集", "year end"), y + 1, 1, 8}, {lang.T("计分", "scoring"), y + 1, 1, 18},
		{lang.T("申诉复核", "appeals"), y + 1, 2, 20}, {lang.T("审定通报", "publication"), y + 1, 3, 15},
		{lang.T("结果运用", "use of results"), y + 1, 4, 15}, {lang.T("提升", "improvement"), y + 1, 6, 30},
	}
	now := v.Now.Format(time.DateOnly)
	for _, p := range list {
		end := fmt.Sprintf("%04d-%02d-%02d", p.year, p.m, p.d)
		x := phase{Name: p.name, End: end, Done: end < now}
		if !x.Done && v.Next.IsZero() {
			x.Now = true
			day, _ := time.ParseInLocation(time.DateOnly, end, web.Beijing)
			left := int(day.Sub(v.Now).Hours() / 24)
			v.Next = lang.T("当前：%[1]s，%[2]s 截止（含当日），剩 %[3]d 天",
				"now: %[1]s, until %[2]s inclusive, %[3]d {day|days} left").With(p.name, end, left)
		}
		v.Phases = append(v.Phases, x)
	}
	if v.Next.IsZero() {
		v.Next = lang.T("本年度各阶段均已结束", "all phases of this year are over")
	}
}
