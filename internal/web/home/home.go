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
	Label lang.Text
	Value string
	Small string
	Path  string
	Bar   templ.Component
	More  lang.Text
	Link  lang.Text // words of the link below
}

type heatRow struct {
	Name  string
	Path  string
	Cells []web.Cell
}

// weakRow is an indicator of a unit that lost most of its points.
type weakRow struct {
	line *score.Line

	Unit, UnitPath string
	Code           string // of the unit
	Name, Path     string
	Rule           string
	Target, Actual string
	Points         string
	Lost           string
	Light          light.Light
	lost           decimal.Number
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
	Heads                    []web.Dim
	Heat                     []heatRow
	Weakest                  lang.Text
	Weak                     []weakRow
	WeakMore                 int
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
		return s.Render(w, r, http.StatusOK, welcomePage(v))
	}
	if err := v.Known(); err != nil {
		return err
	}
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
		out.Old = lang.T("已 %[1]d 天没有更新", "not updated for %[1]d days").With(int(old.Hours() / 24))
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
			err = web.ErrNotFound
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
		v.Stage = web.StageOf(l.Run)
		if l.Batch < out.Batch {
			out.ScoredTo = l.Batch
		}
		v.Tools = append([]web.Tool{{Name: lang.T("打印简报", "Print"), Path: "print"}},
			v.LiveTools(v.Present().HomePath())...)
		v.Tools = append(v.Tools, web.Tool{Name: lang.T("看排名等次", "See the ranking"),
			Path: v.To("/ranking"), Primary: true})
		out.scored(l)
	}
	out.figures(l)
	if v.AsOf == "" && v.RunID == 0 && !v.Live {
		v.Path = v.HomePath() // one address for the page of a year
	}
	v.Remember(w, lang.T("总览 %[1]d", "Overview %[1]d").With(v.Year))
	return s.Render(w, r, http.StatusOK, homePage(out))
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
	return int(now.AddDate(0, 0, 1).Sub(start).Hours() * 1000 / end.Sub(start).Hours()) // the day itself counts
}

func (v *homeView) figures(l *run.Loaded) {
	gone := timeGone(v.Year, v.Now)
	v.Figures = []figure{{Label: lang.T("时间进度", "Time gone"), Value: fmt.Sprintf("%d.%d%%", gone/10, gone%10),
		Bar: web.Bar(web.BarPart{From: 0, To: float64(gone), Class: "f5"}), More: lang.T("截至 %[1]s",
			"as of %[1]s").With(v.Now.Format(time.DateOnly)),
		Path: v.Base("/plan"), Link: lang.T("看规划指标", "the plan's indicators")}}
	if l != nil {
		total, n, waiting, red, amber, green := decimal.Zero, int64(0), 0, 0, 0, 0
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
			for _, x := range u.Lines {
				if x.Points == nil {
					continue
				}
				switch light.OfRate(*x.Points, x.Full) {
				case light.Red:
					red++
				case light.Amber:
					amber++
				default:
					green++
				}
			}
		}
		v.Undecided = red+amber+green == 0
		mean, shown := decimal.Zero, "—" // without a ranked unit there is no mean, which is not 0
		if n > 0 {
			mean = total.Quo(decimal.Int(n))
			shown = mean.Fixed(2)
		}
		who := lang.T("%[1]d 个参加排名的单位", "%[1]d ranked units").With(n)
		if waiting > 0 {
			who = lang.T("%[1]s，另有 %[2]d 家暂计", "%[1]s, %[2]d more are provisional").With(who, waiting)
		}
		v.Figures = append(v.Figures,
			figure{Label: lang.T("平均总分", "Mean total"), Value: shown, Small: "/ 100", Bar: web.Bar(web.BarPart{From: 0,
				To:    mean.Float64() * 10,
				Class: "f1"}), More: who, Path: v.To("/ranking"), Link: lang.T("看排名等次", "ranking and grades")},
			figure{Label: lang.T("得分率不足六成的指标", "Indicators below 60 %"), Value: fmt.Sprint(red), Small: "/ " +
				fmt.Sprint(red+amber+green), Bar: web.Bar(web.BarPart{From: 0,
				To: float64(green) * 1000 / float64(max(red+amber+green, 1)), Class: "fok"},
				web.BarPart{From: 1000 - float64(red)*1000/float64(max(red+amber+green, 1)), To: 1000, Class: "frisk"}),
				More: lang.T("红 %[1]d 黄 %[2]d 绿 %[3]d（项 × 单位）", "red %[1]d, amber %[2]d, green %[3]d (indicator × unit)").With(red,
					amber, green), Path: "#weak", Link: lang.T("看失分最多的", "where most was lost")})
	}
	if v.View.AsOf == "" && v.RunID == 0 {
		f := figure{Label: lang.T("待我处理", "To do"), Value: fmt.Sprint(len(v.Todo)), Path: "#todo",
			More: lang.T("没有待处理的事", "nothing to do"), Link: lang.T("看年度进程", "the year")}
		if len(v.Todo) > 0 {
			f.More, f.Link = v.Todo[0].What, lang.T("去处理", "go")
		}
		v.Figures = append(v.Figures, f)
	}
}

// shade is the style of a rate in percent.
func shade(rate decimal.Number) string { return fmt.Sprintf("h%d", light.Shade(rate)) }

func (v *homeView) scored(l *run.Loaded) {
	sc := &l.Doc.Inputs.Scheme
	type sum struct {
		points, full decimal.Number
		n            int
	}
	sums := map[string]map[scheme.Level1]*sum{}
	for i := range l.Doc.Results.Units {
		u := &l.Doc.Results.Units[i]
		if u.Listing != org.Ranked || u.Result.Provisional { // outside means until it is decided
			continue
		}
		if sums[u.Class] == nil {
			sums[u.Class] = map[scheme.Level1]*sum{}
		}
		for _, g := range u.Groups {
			if g.Points == nil {
				continue
			}
			x := sums[u.Class][g.Level1]
			if x == nil {
				x = &sum{}
				sums[u.Class][g.Level1] = x
			}
			x.points, x.full, x.n = x.points.Add(*g.Points), x.full.Add(g.Full), x.n+1
		}
	}
	for _, g := range sc.Groups {
		if g.Level1 != scheme.Veto {
			v.Heads = append(v.Heads, web.Dim{Key: string(g.Level1), Name: v.Level1(sc, g.Level1, g.Name)})
		}
	}
	var lowest decimal.Number
	for _, c := range l.Doc.Results.Classes {
		if !v.Covers(c.Class) {
			continue
		}
		row := heatRow{Name: c.Class, Path: v.RankingPath(c.Class, "")}
		for _, h := range v.Heads {
			x := sums[c.Class][scheme.Level1(h.Key)]
			if x == nil || x.full.Sign() == 0 {
				row.Cells = append(row.Cells, web.Cell{Value: "—", Class: "none"})
				continue
			}
			share := x.points.Mul(decimal.Int(100)).Quo(x.full).Round(1)
			row.Cells = append(row.Cells, web.Cell{Value: share.Fixed(1), Class: shade(share),
				Path: v.RankingPath(c.Class, h.Key)})
			if v.Weakest.IsZero() || share.Less(lowest) {
				lowest = share
				v.Weakest = lang.T("%[1]s的%[2]s最弱：平均得分率 %[3]s%%",
					"%[1]s is weakest in %[2]s: %[3]s %% of the points on average").With(c.Class, h.Name, share.Fixed(1))
			}
		}
		v.Heat = append(v.Heat, row)
	}
	v.weak(l)
}

// weakShown is how many weak lines the cockpit lists.
const weakShown = 8

func (v *homeView) weak(l *run.Loaded) {
	var all []weakRow
	for i := range l.Doc.Results.Units {
		u := &l.Doc.Results.Units[i]
		for k := range u.Lines {
			x := &u.Lines[k]
			if !v.Covers(u.Class) || x.Points == nil || light.OfRate(*x.Points, x.Full) != light.Red {
				continue
			}
			lost := x.Full.Sub(*x.Points)
			all = append(all, weakRow{Unit: u.Name, Code: u.Unit, UnitPath: v.UnitPath(u.Unit), Name: x.Name,
				Path: v.ExplainPath(u.Unit, x.Leaf), Rule: v.TryPath(x.Leaf, u.Unit),
				Points: x.Points.Fixed(2) +
					" / " + x.Full.String(), Lost: lost.Fixed(2), Light: light.Red, lost: lost, Target: "—", Actual: "—", line: x})
		}
	}
	slices.SortStableFunc(all, func(a, b weakRow) int { return cmp.Or(b.lost.Cmp(a.lost)) })
	v.WeakMore = max(len(all)-weakShown, 0)
	v.Weak = all[:min(len(all), weakShown)]
	for i := range v.Weak {
		row := &v.Weak[i]
		for _, in := range l.Inputs(row.Code, row.line) {
			switch in.Symbol {
			case "T":
				row.Target = in.Value + in.Unit
			case rule.Actual:
				row.Actual = in.Value + in.Unit
			}
		}
	}
}

func (v *homeView) todos(runs []run.Run, intakes []intake.Intake, last int64) {
	for _, in := range intakes {
		switch in.State {
		case intake.Checked:
			v.Todo = append(v.Todo, todo{lang.T("导入 #%[1]d 已检查，待确认", "import #%[1]d was checked and waits to be confirmed").
				With(in.ID), web.ImportPath(in.ID), lang.T("确认", "Confirm")})
		case intake.Refused:
			v.Todo = append(v.Todo, todo{lang.T("导入 #%[1]d 有错误，没有写入", "import #%[1]d has errors and wasn't recorded").
				With(in.ID), web.ImportPath(in.ID), lang.T("看错误", "See the errors")})
		}
	}
	c, err := run.Current(runs)
	switch {
	case err != nil:
		v.Todo = append(v.Todo, todo{lang.T("本年数据已导入，还没有计分", "facts are there but weren't scored"),
			v.To("/runs"), lang.T("计分", "Score")})
	case run.ScoredTo(runs) < last:
		v.Todo = append(v.Todo, todo{lang.T("上次计分后数据有更新", "facts changed since the last run"), v.To("/runs"),
			lang.T("重新计分", "Score again")})
	case c.Batch < last: // a run of newer facts is there, and isn't the one that pages show
		v.Todo = append(v.Todo, todo{lang.T("各页显示的是计分批次 #%[1]d（数据到批次 #%[2]d）；此后的数据已由另一批次试算",
			"pages show run #%[1]d (facts up to batch #%[2]d); what came since was scored by another run").With(c.ID, c.Batch),
			v.To("/runs"), lang.T("看计分批次", "See the runs")})
	case c.State == run.Trial:
		v.Todo = append(v.Todo, todo{lang.T("批次 #%[1]d 还是试算", "run #%[1]d is a trial still").With(c.ID),
			v.RunPath(c.ID), lang.T("定为初评", "Make provisional")})
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
				"now: %[1]s, until %[2]s inclusive, %[3]d days left").With(p.name, end, left)
		}
		v.Phases = append(v.Phases, x)
	}
	if v.Next.IsZero() {
		v.Next = lang.T("本年度各阶段均已结束", "all phases of this year are over")
	}
}
