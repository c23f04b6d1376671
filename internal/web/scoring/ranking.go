package scoring

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shiji/internal/web"

	"github.com/a-h/templ"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/run"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// rankRow is one unit of a ranking.
type rankRow struct {
	Unit, Name  string
	Path        string
	Place       int
	Before      int // place the year before; 0: none
	Points      []web.Piece
	Bonus       score.Points
	Deductions  score.Points
	Total       score.Points
	Mark        lang.Text // how far the total can be trusted
	Grade       scheme.Grade
	GradeName   lang.Text // or why there is none yet
	Provisional bool
	Vetoed      bool
	Separate    bool
	Notes       []lang.Text
	Cut         lang.Text // a line drawn after this row
}

type rankingView struct {
	*web.View
	Run     run.Run
	Tabs    []web.Tab
	By      string // level-1 class that is looked into; empty: all
	ByName  string
	Dims    []web.Dim
	Rows    []rankRow
	List    *web.List
	Exempt  []score.ExemptUnit
	Class   score.ClassResult
	Path    string // of the class's explanation
	Places  int
	Slope   templ.Component
	Narrow  templ.Component // the same for phones
	Finding lang.Text
	Last    int // year compared with; 0: none
	Left    int // units that the slope chart leaves out
}

func (s *room) rankingOf(w http.ResponseWriter, r *http.Request) (*rankingView, error) {
	v, l, err := s.Scored(w, r, "F6", lang.T("排名等次", "Ranking and grades"))
	if err != nil {
		return nil, err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.T("排名等次", "Ranking")}}
	out := &rankingView{View: v}
	if l == nil {
		return out, nil
	}
	sc := &l.Doc.Inputs.Scheme
	out.Run, out.Places = l.Run, sc.Places
	name := v.Param("class")
	if name == "" || name == v.Scope {
		name = v.KeepsTo()
	}
	var class *score.ClassResult
	for i := range l.Doc.Results.Classes {
		if c := &l.Doc.Results.Classes[i]; c.Class == name || name == "" && class == nil {
			class = c
		}
	}
	if class == nil {
		return nil, web.NoSuch(web.AClass, name)
	}
	out.Class = *class
	by := scheme.Level1(v.Param("by"))
	if by != "" && sc.Group(by) == nil {
		return nil, web.NoSuch(web.ALevel1, by)
	}
	for _, c := range l.Doc.Results.Classes {
		out.Tabs = append(out.Tabs, web.Tab{Name: v.Say(org.ClassName(c.Class)), Path: v.RankingPath(c.Class, string(by)),
			Current: c.Class == class.Class})
	}
	out.Path = v.ClassPath(class.Class)
	if by == "" {
		for _, g := range sc.Groups {
			if g.Level1 != scheme.Veto {
				out.Dims = append(out.Dims, web.Dim{Key: string(g.Level1), Name: v.Level1(sc, g.Level1, g.Name),
					Full: web.PointsOf(g.Points, class.Class),
					Path: v.RankingPath(class.Class, string(g.Level1))})
			}
		}
	} else {
		out.By, out.ByName = string(by), v.Level1(sc, by, sc.Group(by).Name)
		out.Dims = append(out.Dims, web.Dim{Key: string(by), Name: out.ByName, Full: web.PointsOf(sc.Group(by).Points,
			class.Class)})
		for _, i := range sc.Items {
			if _, has := i.Points[class.Class]; has && i.Level1 == by {
				out.Dims = append(out.Dims, web.Dim{Key: i.Name, Name: i.Name, Full: web.PointsOf(i.Points, class.Class)})
			}
		}
	}
	before, err := s.Current(r.Context(), v, v.Year-1)
	if err != nil {
		return nil, err
	}
	if before != nil {
		out.Last = v.Year - 1
	}
	for i := range l.Doc.Results.Units {
		u := &l.Doc.Results.Units[i]
		if u.Class == class.Class {
			out.Rows = append(out.Rows, rankRowOf(v, u, out.Dims, sc.Places, before))
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b rankRow) int {
		return cmp.Or(cmp.Compare(placeOrder(a.Place), placeOrder(b.Place)))
	})
	if by != "" {
		slices.SortStableFunc(out.Rows,
			func(a, b rankRow) int { return comparePoints(a.Points[0].N, b.Points[0].N) })
		out.Title = lang.T("排名等次：%[1]s，由低到高", "Ranking: %[1]s, lowest first").With(out.ByName)
	} else {
		out.cuts(sc)
	}
	out.List = v.Put(out.list())
	for _, x := range l.Doc.Results.Exempt {
		if c := l.Doc.Inputs.Unit(x.Unit); c != nil && string(c.System) == string(systemOf(sc, class.Class)) {
			out.Exempt = append(out.Exempt, x)
		}
	}
	if out.Last > 0 && by == "" {
		out.slope(out.Rows)
	}
	return out, nil
}

func systemOf(sc *scheme.Scheme, class string) org.System {
	for _, c := range sc.Classes {
		if c.Name == class {
			return c.System
		}
	}
	return ""
}

func placeOrder(p int) int {
	if p == 0 {
		return 1 << 20
	}
	return p
}

// comparePoints compares points; where there are none comes last.
func comparePoints(a, b *decimal.Number) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Cmp(*b)
}

func rankRowOf(v *web.View, u *score.Sheet, dims []web.Dim, places int, before *run.Loaded) rankRow {
	row := rankRow{Unit: u.Unit, Name: u.Name,
		Path: v.UnitPath(u.Unit), Place: u.Result.Place, Total: u.Result.Total,
		Grade: u.Result.Grade, GradeName: u.Result.GradeText(), Provisional: u.Result.Provisional, Mark: u.Mark(),
		Bonus: u.Bonus.Points, Deductions: u.Deductions.Points,
		Vetoed:   len(u.Vetoes) > 0,
		Separate: u.Listing == org.Separate, Notes: u.Result.Reasons}
	for _, d := range dims {
		c := web.Say("—")
		for _, g := range u.Groups {
			if string(g.Level1) == d.Key {
				c = web.Got(g.Points, places, v.Say(u.MarkOf(g.Level1, "")))
			}
		}
		for _, i := range u.Items {
			if i.Name == d.Key {
				c = web.Got(i.Points, places, v.Say(u.MarkOf(i.Level1, i.Name)))
			}
		}
		row.Points = append(row.Points, c.Opens(v.ExplainPath(u.Unit, d.Key)))
	}
	if before != nil {
		if o := before.Doc.Results.Sheet(u.Unit); o != nil && o.Class == u.Class {
			row.Before = o.Result.Place
		}
	}
	return row
}

// list is the ranking as the page shows it.
func (v *rankingView) list() *web.List {
	l := &web.List{ID: "ranking", Main: true, Picks: true, Name: lang.T("排名表", "ranking table"),
		Title: lang.Same(strings.TrimSpace(v.Say(org.ClassName(v.Class.Class)) + " " + v.ByName)),
		Caption: lang.T("%[1]s · %[2]s · 数据截至 %[3]s", "%[1]s · %[2]s · facts as of %[3]s").
			With(org.ClassName(v.Class.Class), v.Stage, web.Stamp(v.Run.AskedAt)),
		Hint: lang.T("点任一分数看来历", "every score opens to its reason"),
		Columns: []web.Column{{Key: "place", Head: lang.T("名次", "Place"), Type: web.Number, Phone: web.Decides},
			{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "total", Head: lang.T("总分", "Total"), Type: web.Number, Phone: web.Decides}}}
	for _, d := range v.Dims {
		l.Columns = append(l.Columns,
			web.Column{Key: d.Key, Head: lang.Same(d.Name), Unit: d.Full, Type: web.Number})
	}
	l.Columns = append(l.Columns, web.Column{Key: "bonus", Head: lang.T("加分", "Bonus"), Type: web.Number},
		web.Column{Key: "deductions", Head: lang.T("扣分", "Deducted"), Type: web.Number})
	if v.Last > 0 {
		l.Columns = append(l.Columns, web.Column{Key: "move", Head: lang.T("较上年", "Move"), Type: web.Number})
	}
	l.Columns = append(l.Columns, web.Column{Key: "grade", Head: lang.T("等次建议", "Grade"), Choose: true,
		Phone: web.Decides},
		web.Column{Key: "veto", Head: lang.T("否决", "Veto"), Choose: true, Phone: web.Decides})
	for _, x := range v.Rows {
		why := func(node string) string { return v.ExplainPath(x.Unit, node) }
		place := web.Whole(x.Place).Opens(why("place"))
		switch {
		case x.Separate:
			place = web.Tagged(v.T("单列", "Separate"), "").Opens(why("place"))
		case x.Place == 0:
			place = web.Say("—").Opens(why("place"))
		}
		cells := []web.Piece{place, web.Say(x.Name).To(x.Path),
			web.Got(x.Total, v.Places, v.Say(x.Mark)).Opens(why("total")).Bold()}
		cells = append(cells, x.Points...)
		cells = append(cells, web.Maybe(x.Bonus, v.Places).Opens(why("bonus")),
			web.Maybe(x.Deductions, v.Places).Opens(why("deduction")))
		if v.Last > 0 {
			cells = append(cells, v.moved(x))
		}
		veto := v.Named(lang.T("无", "none")).Faint()
		if x.Vetoed {
			veto = v.Marked(lang.T("有否决", "vetoed"), "risk").Opens(why("grade"))
		}
		row := l.Add(x.Unit, append(cells, v.Marked(x.GradeName, gradeTag(x.Grade)).Opens(why("grade")), veto)...)
		row.After = x.Cut
	}
	return l
}

// moved says how a place changed since the year before.
func (v *rankingView) moved(x rankRow) web.Piece {
	arrow, n := x.move()
	up := decimal.Int(int64(x.Before - x.Place))
	switch arrow {
	case "":
		return web.Say("—")
	case "=":
		return web.Piece{Text: v.T("持平", "Same"), Muted: true, Order: &up}
	}
	return web.Piece{Text: fmt.Sprint(arrow, n), Order: &up}
}

// cuts draws the lines of the quotas between the places.
func (v *rankingView) cuts(sc *scheme.Scheme) {
	last := func(limit int) *rankRow {
		var out *rankRow
		for i := range v.Rows {
			if p := v.Rows[i].Place; p > 0 && p <= limit {
				out = &v.Rows[i]
			}
		}
		return out
	}
	if v.Class.ExcellentMax > 0 {
		if row := last(v.Class.ExcellentMax); row != nil {
			row.Cut = v.cut(lang.T("以上为优秀名额 %[1]d 个，且总分不低于 %[2]s",
				"above: %[1]d {place|places} for excellent, with at least %[2]s points").
				With(v.Class.ExcellentMax, sc.Grading.ExcellentLine), row.Place, scheme.Excellent)
		}
	}
	if v.Class.GoodMax > 0 {
		if row := last(v.Class.ExcellentMax + v.Class.GoodMax); row != nil {
			line := v.cut(lang.T("以上为良好名额 %[1]d 个，且总分不低于 %[2]s",
				"above: %[1]d {place|places} for good, with at least %[2]s points").
				With(v.Class.GoodMax, sc.Grading.GoodLine), row.Place, scheme.Good)
			if !row.Cut.IsZero() { // so many share a place that both lines stand below it
				line = lang.T("%[1]s　%[2]s", "%[1]s. %[2]s").With(row.Cut, line)
			}
			row.Cut = line
		}
	}
}

// cutNames is how many units a line between rows names.
const cutNames = 3

// cut is a line of a quota with what it alone doesn't tell: who stands above it without the grade, since a score line,
// a cap or a veto kept it from them, and who has it below, by a place that was passed on or by a special promotion.
func (v *rankingView) cut(line lang.Text, place int, grade scheme.Grade) lang.Text {
	var without, with []string
	for _, r := range v.Rows {
		switch has := r.Grade != "" && r.Grade.Rank() <= grade.Rank(); {
		case r.Place == 0 || r.Grade == "":
		case r.Place <= place && !has:
			without = append(without, r.Name)
		case r.Place > place && has:
			with = append(with, r.Name)
		}
	}
	named := func(names []string) (lang.Text, lang.Text) {
		more := lang.Text{}
		if n := len(names) - cutNames; n > 0 {
			names, more = names[:cutNames], lang.T(" 等 %[1]d 家", " and %[1]d more").With(n+cutNames)
			more.EN = fmt.Sprintf(" and %d more", n)
		}
		return lang.T(strings.Join(names, "、"), strings.Join(names, ", ")), more
	}
	if len(without) > 0 {
		names, more := named(without)
		line = lang.T("%[1]s；其中 %[2]s%[3]s未取得该等次，理由见其等次",
			"%[1]s; %[2]s%[3]s didn't get it: their grades say why").With(line, names, more)
	}
	if len(with) > 0 {
		names, more := named(with)
		line = lang.T("%[1]s；线下 %[2]s%[3]s递补或专项晋优取得",
			"%[1]s; below the line %[2]s%[3]s have it: passed on, or by promotion").With(line, names, more)
	}
	return line
}

// move says how a place changed.
func (r rankRow) move() (arrow string, n int) {
	switch {
	case r.Before == 0 || r.Place == 0:
		return "", 0
	case r.Before > r.Place:
		return "↑", r.Before - r.Place
	case r.Before < r.Place:
		return "↓", r.Place - r.Before
	}
	return "=", 0
}

// slots is where each unit stands in a column: by place, units of equal place below each other.
func slots(rows []rankRow, place func(rankRow) int) map[string]int {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b rankRow) int { return cmp.Compare(place(a), place(b)) })
	out := map[string]int{}
	for i, r := range sorted {
		out[r.Unit] = i + 1
	}
	return out
}

// slopeRows is how many units the slope chart shows.
const slopeRows = 40

// slope draws who moved since the year before, and says who moved most.
func (v *rankingView) slope(all []rankRow) {
	var rows []rankRow
	for _, r := range all {
		if r.Place > 0 && r.Before > 0 {
			rows = append(rows, r)
		}
	}
	if len(rows) < 2 {
		return
	}
	if len(rows) > slopeRows { // more lines than an eye can follow: those that moved most
		slices.SortStableFunc(rows, func(a, b rankRow) int {
			_, x := a.move()
			_, y := b.move()
			return cmp.Compare(y, x)
		})
		v.Left = len(rows) - slopeRows
		rows = rows[:slopeRows]
	}
	most := slices.MaxFunc(rows, func(a, b rankRow) int {
		_, x := a.move()
		_, y := b.move()
		return cmp.Compare(x, y)
	})
	arrow, n := most.move()
	switch arrow {
	case "↑":
		v.Finding = lang.T("%[1]s上升 %[2]d 位，变化最大", "%[1]s rose %[2]d {place|places}, the largest move").With(most.Name, n)
	case "↓":
		v.Finding = lang.T("%[1]s下降 %[2]d 位，变化最大", "%[1]s fell %[2]d {place|places}, the largest move").With(most.Name, n)
	default:
		v.Finding = lang.T("名次没有变化", "no place changed")
	}
	before, after := slots(rows, func(r rankRow) int { return r.Before }),
		slots(rows, func(r rankRow) int { return r.Place })
	v.Slope, v.Narrow = v.drawSlope(rows, before, after, most.Unit, 640), v.drawSlope(rows, before, after, most.Unit, 350)
}

// drawSlope draws a line a unit from its place of the year before to that of this year.
func (v *rankingView) drawSlope(rows []rankRow, before, after map[string]int, most string,
	width float64) templ.Component {
	step, top, gap := 22.0, 34.0, 172.0
	names := 24
	if width < 600 { // a phone
		gap, names = 76, 12
	}
	left, right := (width-gap)/2, (width+gap)/2
	d := web.NewDrawing(int(width), int(top+step*float64(len(rows)))+8, v.Say(v.Finding), v.T("左为上年名次，右为本年名次，线越陡变化越大",
		"left: places of the year before; right: this year; the steeper the line the larger the move"))
	y := func(slot int) float64 { return top + step*(float64(slot)-0.5) }
	d.Text(left-8, 18, "end t2 b", fmt.Sprint(v.Last))
	d.Text(right+8, 18, "t2 b", fmt.Sprint(v.Year))
	for _, r := range rows {
		class := "thin p5"
		a, m := r.move()
		switch {
		case r.Unit == most:
			class = "line p2"
		case a == "↑" && m >= manyPlaces:
			class = "line p1"
		case a == "↓" && m >= manyPlaces:
			class = "line p5"
		}
		d.Link(r.Path, fmt.Sprintf("%s %d → %d (%s%d)", r.Name, r.Before, r.Place, a, m), func() {
			d.Text(left-8, y(before[r.Unit])+4, "end", fmt.Sprintf("%s %d", lang.Cut(r.Name, names), r.Before))
			d.Line(left, y(before[r.Unit]), right, y(after[r.Unit]), class)
			d.Text(right+8, y(after[r.Unit])+4, "", fmt.Sprintf("%d %s", r.Place, lang.Cut(r.Name, names)))
		})
	}
	return d.Component()
}

// manyPlaces is how far a unit moves before its line stands out.
const manyPlaces = 5

func (s *room) ranking(w http.ResponseWriter, r *http.Request) error {
	v, err := s.rankingOf(w, r)
	if err != nil {
		return err
	}
	v.Remember(w, lang.T("排名 %[1]s",
		"Ranking %[1]s").With(strings.TrimSpace(v.Say(org.ClassName(v.Class.Class))+" "+v.ByName)))
	if v.Live || v.Run.ID != 0 {
		v.Tools = append([]web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}, v.LiveTools(v.Here)...)
	}
	if v.Run.ID != 0 {
		v.Tools = append(v.Tools, exportTool(v.At, v.Run.ID))
	}
	return s.Show(w, r, v.View, rankingPage(v))
}

func gradeTag(g scheme.Grade) string {
	switch g {
	case scheme.Excellent:
		return "ok"
	case scheme.Good:
		return "info"
	case scheme.Failed:
		return "risk"
	}
	return ""
}
