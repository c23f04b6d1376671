package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// knownAt is a year as it was known on the day that the page speaks of.
func (s *Server) KnownAt(ctx context.Context, v *View, year int) (*score.Input, int64, error) {
	if v.RunID != 0 && year == v.Year {
		l, err := s.Current(ctx, v, year)
		if err != nil {
			return nil, 0, err
		}
		in, err := s.Ledger.AsOf(ctx, Who(ctx), year, l.Batch)
		return in, l.Batch, err
	}
	if v.AsOf == "" {
		return s.Present(ctx, year)
	}
	in, batch, err := s.Ledger.At(ctx, Who(ctx), year, v.Until)
	if errors.Is(err, ledger.ErrNone) {
		err = ErrNotYet.With(v.AsOf, year)
	}
	return in, batch, err
}

// facts is a page of a year with what is known of it.
func (s *Server) Facts(w http.ResponseWriter, r *http.Request, code string, title lang.Text) (*View,
	*score.Input, Sources, error) {
	v, err := s.Open(w, r, code, title)
	if err != nil {
		return nil, nil, Sources{}, err
	}
	if err := v.Known(); err != nil {
		return nil, nil, Sources{}, err
	}
	in, batch, err := s.KnownAt(r.Context(), v, v.Year)
	if err != nil {
		return nil, nil, Sources{}, err
	}
	v.Stage = lang.T("数据批次 #%[1]d", "facts as of batch #%[1]d").With(batch)
	files, err := s.Sources(r.Context(), v, batch)
	return v, in, files, err
}

// treeRow is one row of the scheme's tree.
type treeRow struct {
	Level  int
	Code   string
	Name   string
	Path   string
	Rule   lang.Text
	Points []string
	Bodies string
	Tags   []lang.Text
	Source Source
	Bad    []bool // the points of the class don't add up
}

type schemeView struct {
	*View
	Scheme  *scheme.Scheme
	Rows    []treeRow
	Totals  []sumCell
	Found   []intake.Note
	Files   Sources
	Items   int
	Bodies  int
	Leaves  int
	Setting [][2]string
}

type sumCell struct {
	Value string
	Good  bool
	Gap   string
}

func (s *Server) scheme(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "B3", lang.Text{})
	if err != nil {
		return err
	}
	sc := &in.Scheme
	v.Title = lang.T("%[1]d 年度方案", "Scheme of %[1]d").With(v.Year)
	v.Crumbs = []Crumb{{lang.T("规划与方案", "Plan and scheme"), ""}, {lang.T("年度方案", "Scheme"), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"}, {Name: lang.T("下载本年工作簿", "Download the workbook"),
		Path: fmt.Sprintf("/imports/year.xlsx?year=%d", v.Year)}, {Name: lang.T("与上年对比", "Compare with the year before"),
		Path: fmt.Sprintf("/y/%d/scheme/diff", v.Year), Primary: true}}
	out := &schemeView{View: v, Scheme: sc, Files: files, Items: len(sc.Items),
		Bodies: len(in.Roster.Bodies), Leaves: len(sc.Leaves)}
	points := func(p scheme.Points) []string {
		cells := make([]string, len(sc.Classes))
		for i, c := range sc.Classes {
			cells[i] = PointsOf(p, c.Name)
		}
		return cells
	}
	// bad marks the classes in which children don't add up to their parent.
	bad := func(parent scheme.Points, children []scheme.Points) []bool {
		marks := make([]bool, len(sc.Classes))
		for i, c := range sc.Classes {
			sum, any := decimal.Zero, false
			for _, p := range children {
				if n, ok := p[c.Name]; ok {
					sum, any = sum.Add(n), true
				}
			}
			if n, ok := parent[c.Name]; ok && any && !n.Equal(sum) {
				marks[i] = true
			}
		}
		return marks
	}
	for _, g := range sc.Groups {
		var items []scheme.Points
		for _, it := range sc.Items {
			if it.Level1 == g.Level1 {
				items = append(items, it.Points)
			}
		}
		row := treeRow{Level: 1, Name: g.Name, Points: points(g.Points), Source: files.Link(g.Source),
			Bad: bad(g.Points, items)}
		if g.Level1 == scheme.Veto {
			row.Tags = []lang.Text{lang.T("不计分，触发即降等次", "no points: it lowers the grade")}
		}
		out.Rows = append(out.Rows, row)
		for _, it := range sc.Items {
			if it.Level1 != g.Level1 {
				continue
			}
			out.Rows = append(out.Rows, treeRow{Level: 2, Name: it.Name, Points: points(it.Points),
				Bodies: strings.Join(it.Bodies, "、"), Source: files.Link(it.Source), Bad: make([]bool, len(sc.Classes))})
			for _, l := range sc.Leaves {
				if l.Item == it.Name {
					out.Rows = append(out.Rows, leafRow(v.Year, l, points(l.Points), files, len(sc.Classes)))
				}
			}
		}
	}
	for _, c := range sc.Classes {
		sum := decimal.Zero
		for _, g := range sc.Groups {
			if n, ok := g.Points[c.Name]; ok {
				sum = sum.Add(n)
			}
		}
		x := sumCell{Value: sum.Fixed(2), Good: sum.Equal(scheme.FullMarks)}
		if !x.Good {
			x.Gap = Signed(scheme.FullMarks.Sub(sum), 2)
		}
		out.Totals = append(out.Totals, x)
	}
	out.Found = intake.Notes(s.Findings(r.Context(), in))
	v.Remember(w, lang.T("方案 %[1]d", "Scheme %[1]d").With(v.Year))
	return s.Render(w, r, http.StatusOK, schemePage(out))
}

func ItemPath(year int, code string) string {
	return fmt.Sprintf("/y/%d/items/%s", year, url.PathEscape(code))
}

// tryPath is the page of a rule with a unit to try it with.
func TryPath(year int, code, unit string) string {
	return ItemPath(year, code) + "?unit=" + url.QueryEscape(unit)
}

func leafRow(year int, l scheme.Leaf, points []string, files Sources, classes int) treeRow {
	row := treeRow{Level: 3, Code: l.Code, Name: l.Name, Path: ItemPath(year, l.Code), Points: points,
		Source: files.Link(l.Source), Bad: make([]bool, classes)}
	if x := rule.ByCode(l.Rule); x != nil {
		row.Rule = lang.T("%[1]s %[2]s", "%[1]s %[2]s").With(x.ID, x.Name)
	}
	if l.Common {
		row.Tags = append(row.Tags, lang.T("共性", "common"))
	}
	if len(l.Units) > 0 {
		row.Tags = append(row.Tags, lang.T("个性 %[1]d 家", "own: %[1]d units").With(len(l.Units)))
	}
	if len(l.Except) > 0 {
		row.Tags = append(row.Tags, lang.T("除 %[1]d 家", "without %[1]d units").With(len(l.Except)))
	}
	if l.Lineage != nil && l.Lineage.Kind != scheme.Same {
		for _, k := range scheme.LineageKinds {
			if k.Kind == l.Lineage.Kind {
				row.Tags = append(row.Tags, k.Name)
			}
		}
	}
	return row
}

// the page of one indicator's rule

type itemView struct {
	*View
	Leaf      *scheme.Leaf
	Rule      *rule.Rule
	Params    lang.Text
	Item      *scheme.Item
	Classes   []sumCell
	Names     []string
	Found     []intake.Note
	Source    Source
	Files     Sources
	Units     []Tab // to try with
	Unit      *org.Unit
	Fields    []score.Field
	Now       *explainView
	Tried     bool
	Was       string
	Problem   lang.Text
	Example   *explainView
	Rows      []itemUnit
	ScoredBy  lang.Text // the run that Rows are of
	History   lang.Text
	Veto      bool
	Periods   string // in which it is reported
	Documents int    // that reports name
}

type itemUnit struct {
	Code, Name, Path, Class, Points, Why, Light string
}

func (s *Server) item(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "B4", lang.Text{})
	if err != nil {
		return err
	}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return err
	}
	leaf := in.Scheme.Leaf(r.PathValue("code"))
	if leaf == nil && l != nil { // dropped since the scores that link here were made
		in = &l.Doc.Inputs
		leaf = in.Scheme.Leaf(r.PathValue("code"))
		v.Stage = StageOf(l.Run)
	}
	if leaf == nil {
		return ErrNotFound
	}
	v.Title = lang.T("细则：%[1]s %[2]s", "Rule: %[1]s %[2]s").With(leaf.Code, leaf.Name)
	v.Crumbs = []Crumb{{lang.T("规划与方案", "Plan and scheme"), ""}, {lang.T("年度方案", "Scheme"),
		fmt.Sprintf("/y/%d/scheme", v.Year)}, {lang.Same(leaf.Item), ""}, {lang.Same(leaf.Code), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &itemView{View: v, Leaf: leaf, Rule: rule.ByCode(leaf.Rule), Item: in.Scheme.Item(leaf.Item),
		Source: files.Link(leaf.At("rule")), Files: files, Veto: in.Scheme.IsVeto(*leaf)}
	if out.Rule == nil {
		return ErrNotFound
	}
	out.Params = leaf.Params.Effective(out.Rule.Params).Spoken(out.Rule.AllParams())
	for _, c := range in.Scheme.Classes {
		if n, ok := leaf.Points[c.Name]; ok {
			out.Names = append(out.Names, c.Name)
			out.Classes = append(out.Classes, sumCell{Value: n.String()})
		}
	}
	for _, n := range intake.Notes(s.Findings(r.Context(), in)) {
		if n.At.Sheet == leaf.Source.Sheet && n.At.Cell != "" && rowOf(n.At.Cell) == rowOf(leaf.Source.Cell) &&
			n.At.File == leaf.Source.File {
			out.Found = append(out.Found, n)
		}
	}
	if leaf.Lineage != nil {
		for _, k := range scheme.LineageKinds {
			if k.Kind == leaf.Lineage.Kind {
				out.History = lang.T("%[1]s %[2]s", "%[1]s %[2]s").With(k.Name, strings.Join(leaf.Lineage.From, "、"))
			}
		}
	}
	out.Example = &explainView{View: v, X: score.WorkedExample(out.Rule), Files: files}
	out.reports(in)
	if !out.Veto {
		out.tryWith(r, in)
		if l != nil {
			out.ScoredBy = StageOf(l.Run)
			for i := range l.Doc.Results.Units {
				u := &l.Doc.Results.Units[i]
				for _, x := range u.Lines {
					if x.Leaf == leaf.Code {
						row := itemUnit{Code: u.Unit, Name: u.Name, Path: UnitPath(v.Year, u.Unit),
							Class: u.Class, Points: Fixed(x.Points, rule.LinePlaces) + " / " + x.Full.String(),
							Why: ExplainPath(v.Year, u.Unit, leaf.Code), Light: "grey"}
						if x.Points != nil {
							row.Light = lightOf(*x.Points, x.Full)
						}
						out.Rows = append(out.Rows, row)
					}
				}
			}
		}
	}
	out.Rows = Part(v, out.Rows)
	v.Remember(w, lang.Same(leaf.Code+" "+leaf.Name))
	return s.Render(w, r, http.StatusOK, itemPage(out))
}

// rowOf is the row of a cell.
func rowOf(cell string) int {
	row, _ := CellAt(cell)
	return row
}

// reports says in which periods the indicator is reported, and how many documents stand behind that.
func (v *itemView) reports(in *score.Input) {
	periods, documents := map[string]bool{}, map[string]bool{}
	for _, a := range in.Actuals {
		if a.Indicator != v.Leaf.Code {
			continue
		}
		if a.Source.Document != "" {
			documents[a.Source.Document] = true
		}
		for _, x := range a.Values {
			periods[x.Period] = true
		}
	}
	var names []string
	for _, p := range calendar.Periods {
		if periods[p.Code] {
			names = append(names, v.Say(p.Name))
		}
	}
	v.Periods, v.Documents = strings.Join(names, v.T("、", ", ")), len(documents)
}

// tryWith scores the line of one unit with the numbers of the form.
func (v *itemView) tryWith(r *http.Request, in *score.Input) {
	q := r.URL.Query()
	asked := q.Get("unit")
	for i := range in.Roster.Units {
		u := &in.Roster.Units[i]
		if u.Listing == org.Exempt || !v.Leaf.For(u) {
			continue
		}
		if asked == "" {
			asked = u.Code
		}
		v.Units = append(v.Units, Tab{u.Label(), u.Code, u.Code == asked})
	}
	// no such unit: the first that there is
	if len(v.Units) > 0 && !slices.ContainsFunc(v.Units, func(t Tab) bool { return t.Current }) {
		asked, v.Units[0].Current = v.Units[0].Path, true
	}
	if v.Unit = in.Unit(asked); v.Unit == nil {
		return
	}
	changed := map[string]string{}
	for key, values := range q {
		if name, ok := strings.CutPrefix(key, "x."); ok && len(values) > 0 {
			changed[name] = values[0]
		}
	}
	before, fields, err := score.Try(*in, v.Unit.Code, v.Leaf.Code, nil)
	if err != nil {
		v.Unit = nil
		return
	}
	v.Was, v.Fields = before.Value, fields
	x := before
	if len(changed) > 0 {
		after, tried, err := score.Try(*in, v.Unit.Code, v.Leaf.Code, changed)
		var not score.NotANumber
		if errors.As(err, &not) {
			v.Problem = lang.T("“%[1]s”填的“%[2]s”不是数字。请填 12.5 之类的数。",
				"%[1]s: %[2]q is not a number; write it as 12.5.").With(not.Field, not.Value)
		}
		if err == nil || !v.Problem.IsZero() {
			x, v.Fields = after, tried
		}
		v.Tried = x.Value != before.Value
		for i := range v.Fields {
			if text, ok := changed[v.Fields[i].Key]; ok && !v.Problem.IsZero() {
				v.Fields[i].Value = text // what was typed stays
			}
		}
	}
	v.Now = &explainView{View: v.View, X: x, Value: x.Value, Files: v.Files, Part: false}
}

// the three floors

type floorRow struct {
	Unit, UnitPath string
	Code           string // of the unit
	Name, Path     string
	Measure        string
	Value          string
	Floors         [3]floorCell
	Gap            string
	Verdict        lang.Text
	Class          string
	Waiver         string
	Source         Source
}

type floorCell struct {
	Value  string
	Doc    string
	Breach bool
}

type floorsView struct {
	*View
	Rows   []floorRow
	Counts [4]int // all, below, waived, without a floor
	Only   string
	Tabs   []Tab
}

func (s *Server) floors(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "C2", lang.T("三个不低于", "Three floors"))
	if err != nil {
		return err
	}
	v.Crumbs = []Crumb{{lang.T("目标", "Targets"), ""}, {lang.T("三个不低于", "Three floors"), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &floorsView{View: v, Only: r.URL.Query().Get("only")}
	plans := map[string]*plan.Indicator{}
	for i := range in.Plan {
		plans[in.Plan[i].Code] = &in.Plan[i]
	}
	units, leaves := unitsByCode(in), leavesByCode(in)
	for _, t := range in.Targets {
		u, l := units[t.Unit], leaves[t.Indicator]
		if u == nil || l == nil || t.Value == nil || !v.Covers(u.Class) {
			continue
		}
		row := floorRow{Unit: u.Label(), Code: u.Code, UnitPath: UnitPath(v.Year, u.Code), Name: l.Name, Path: TryPath(v.Year,
			l.Code, u.Code), Measure: l.Unit, Value: t.Value.Value.String(), Source: files.Link(t.Value.Source)}
		row.Floors[0] = floorCell{Value: floorValue(t.City.Value, t.City.High), Doc: t.City.Document}
		reports := t.Reports(l.Better)
		row.Floors[1] = floorCell{Value: floorValue(reports.Value, reports.High), Doc: reports.Document}
		var pace *decimal.Number
		if p := plans[t.PlanIndicator]; p != nil && p.Unit == l.Unit {
			if at, err := p.PaceAt(v.Year); err == nil {
				n := at.Value.Round(rule.LinePlaces)
				pace = &n
				row.Floors[2] = floorCell{Value: n.String(), Doc: p.Code + " " + p.Name + " " + at.Expr}
			}
		}
		out.Counts[0]++
		breaches := t.Breaches(l.Better, pace)
		for _, b := range breaches {
			row.Gap = b.By.String()
			switch b.Floor {
			case "city":
				row.Floors[0].Breach = true
			case "report":
				row.Floors[1].Breach = true
			default:
				row.Floors[2].Breach = true
			}
		}
		none := row.Floors[0].Value == "" && row.Floors[1].Value == "" && row.Floors[2].Value == ""
		kind := "met"
		switch {
		case len(breaches) > 0 && t.Waiver != nil:
			row.Verdict, row.Class, row.Waiver, kind = lang.T("已豁免", "waived"), "warn",
				strings.TrimSpace(t.Waiver.Document+" "+t.Waiver.Reason), "waived"
			out.Counts[2]++
		case len(breaches) > 0:
			row.Verdict, row.Class, kind = lang.T("低于底线", "below"), "risk", "below"
			out.Counts[1]++
		case none:
			row.Verdict, kind = lang.T("未录底线", "no floor"), "none"
			out.Counts[3]++
		default:
			row.Verdict, row.Class = lang.T("不低于", "met"), "ok"
		}
		if out.Only == "" && kind != "none" || out.Only == kind || out.Only == "all" {
			out.Rows = append(out.Rows, row)
		}
	}
	base := fmt.Sprintf("/y/%d/floors?only=", v.Year)
	for _, t := range []struct {
		only string
		name lang.Text
	}{{"", lang.T("有底线的 %[1]d", "with floors %[1]d").With(out.Counts[0] - out.Counts[3])}, {"below", lang.T("低于底线 %[1]d",
		"below %[1]d").With(out.Counts[1])}, {"waived", lang.T("已豁免 %[1]d", "waived %[1]d").With(out.Counts[2])},
		{"none", lang.T("未录底线 %[1]d", "without a floor %[1]d").With(out.Counts[3])}} {
		out.Tabs = append(out.Tabs, Tab{v.Say(t.name), base + t.only, out.Only == t.only})
	}
	slices.SortStableFunc(out.Rows,
		func(a, b floorRow) int { return strings.Compare(classOrder(a.Class), classOrder(b.Class)) })
	v.Remember(w, lang.T("三个不低于", "Three floors"))
	out.Rows = Part(v, out.Rows)
	return s.Render(w, r, http.StatusOK, floorsPage(out))
}

func unitsByCode(in *score.Input) map[string]*org.Unit {
	out := make(map[string]*org.Unit, len(in.Roster.Units))
	for i := range in.Roster.Units {
		out[in.Roster.Units[i].Code] = &in.Roster.Units[i]
	}
	return out
}

func leavesByCode(in *score.Input) map[string]*scheme.Leaf {
	out := make(map[string]*scheme.Leaf, len(in.Scheme.Leaves))
	for i := range in.Scheme.Leaves {
		out[in.Scheme.Leaves[i].Code] = &in.Scheme.Leaves[i]
	}
	return out
}

func classOrder(c string) string {
	return map[string]string{"risk": "0", "warn": "1", "ok": "2", "": "3"}[c]
}

func floorValue(low, high *fact.Number) string {
	switch {
	case low == nil:
		return ""
	case high != nil:
		return low.Value.String() + "~" + high.Value.String()
	}
	return low.Value.String()
}

// the five-year plan

type planRow struct {
	Code, Name, Path string
	Kind             lang.Text
	Binding          bool
	Unit             string
	Goal             string
	Base, End        string
	Years            []planCell
	Actual, Pace     string
	Light            string
	Progress, Should float64 // thousandths of the way
	Known            bool
	Lead             string
}

type planCell struct{ Pace, Actual string }

type planView struct {
	*View
	Years    []int
	Rows     []planRow
	Expected int
	Binding  int
	Mid      bool
	Behind   int
	Measured int
	Finding  lang.Text
}

// known are the rows with a figure for the year, or those without.
func (v *planView) measured(yes bool) (out []planRow) {
	for _, x := range v.Rows {
		if x.Known == yes {
			out = append(out, x)
		}
	}
	return out
}

// planValue is what was reached of a plan indicator in a year, with who reported it.
type planValue struct {
	n      decimal.Number
	unit   string
	name   string
	source fact.Source
	target *decimal.Number
}

// planValues finds what units reported for indicators that are linked to the plan, year by year. Where several units
// report, the first by code stands.
func (s *Server) planValues(ctx context.Context, v *View, years []int) (map[string]map[int]planValue, error) {
	out := map[string]map[int]planValue{}
	for _, y := range years {
		in, _, err := s.KnownAt(ctx, v, y)
		if errs.CodeOf(err) == errs.NotFound && y != v.Year {
			continue // nothing was known of that year then
		}
		if err != nil {
			return nil, err
		}
		linked := map[[2]string]bool{} // what the plan looks at is little beside what is reported
		for _, t := range in.Targets {
			if t.PlanIndicator != "" {
				linked[[2]string{t.Unit, t.Indicator}] = true
			}
		}
		units, leaves := unitsByCode(in), leavesByCode(in)
		actual := map[[2]string]planValue{}
		for _, a := range in.Actuals {
			if !linked[[2]string{a.Unit, a.Indicator}] {
				continue
			}
			if v := a.At(calendar.Year); v != nil && v.Number != nil && a.Item == rule.Actual {
				actual[[2]string{a.Unit, a.Indicator}] = planValue{n: *v.Number, unit: a.Unit, source: v.Source}
			}
		}
		for _, t := range in.Targets {
			x, ok := actual[[2]string{t.Unit, t.Indicator}]
			if t.PlanIndicator == "" || !ok {
				continue
			}
			if l := leaves[t.Indicator]; l == nil || !sameMeasure(in, t.PlanIndicator, l.Unit) {
				continue
			}
			if u := units[t.Unit]; u != nil {
				x.name = u.Label()
			}
			if t.Value != nil {
				n := t.Value.Value
				x.target = &n
			}
			if out[t.PlanIndicator] == nil {
				out[t.PlanIndicator] = map[int]planValue{}
			}
			if _, known := out[t.PlanIndicator][y]; !known {
				out[t.PlanIndicator][y] = x
			}
		}
	}
	return out, nil
}

func sameMeasure(in *score.Input, code, unit string) bool {
	for _, p := range in.Plan {
		if p.Code == code {
			return p.Unit == unit
		}
	}
	return false
}

func (s *Server) planOf(w http.ResponseWriter, r *http.Request) (*planView, *score.Input,
	map[string]map[int]planValue, Sources, error) {
	v, in, files, err := s.Facts(w, r, "B2", lang.T("五年规划", "Five-year plan"))
	if err != nil {
		return nil, nil, nil, Sources{}, err
	}
	values, err := s.planValues(r.Context(), v, v.Years)
	if err != nil {
		return nil, nil, nil, Sources{}, err
	}
	out := &planView{View: v, Mid: r.URL.Query().Get("view") == "mid"}
	from, to := 0, 0
	for _, p := range in.Plan {
		if from == 0 || p.BaseYear+1 < from {
			from = p.BaseYear + 1
		}
		to = max(to, p.EndYear)
	}
	for y := from; y <= to && y > 0; y++ {
		out.Years = append(out.Years, y)
	}
	for _, p := range in.Plan {
		row := planRow{Code: p.Code, Name: p.Name, Path: fmt.Sprintf("/plan/%s?year=%d", url.PathEscape(p.Code), v.Year),
			Binding: p.Kind == plan.Binding, Unit: p.Unit, Goal: p.GoalArea, Base: "—", End: "—",
			Light: "grey", Actual: "—", Pace: "—"}
		for _, k := range plan.Kinds {
			if k.Kind == p.Kind {
				row.Kind = k.Name
			}
		}
		if row.Binding {
			out.Binding++
		} else {
			out.Expected++
		}
		if p.Base != nil {
			row.Base = p.Base.String()
		}
		if p.End != nil {
			row.End = p.End.String()
		}
		for _, y := range out.Years {
			c := planCell{}
			if pace, err := p.PaceAt(y); err == nil {
				c.Pace = short(pace.Value)
			}
			if a, ok := values[p.Code][y]; ok {
				c.Actual = short(a.n)
			}
			row.Years = append(row.Years, c)
		}
		row.judge(p, v.Year, values[p.Code])
		if row.Known {
			out.Measured++
			if row.Light == "red" || row.Light == "amber" {
				out.Behind++
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, in, values, files, nil
}

// short writes a number with at most two decimals where it is long.
func short(n decimal.Number) string {
	if n.Longer(12) {
		return n.Fixed(2)
	}
	if places, ok := n.Finite(); !ok || places > 2 {
		return n.Fixed(2)
	}
	return n.String()
}

// judge compares what was reached with the pace of the plan.
func (row *planRow) judge(p plan.Indicator, year int, values map[int]planValue) {
	pace, err := p.PaceAt(year)
	if err != nil {
		return
	}
	row.Pace = short(pace.Value)
	a, ok := values[year]
	if !ok {
		return
	}
	row.Known, row.Actual, row.Lead = true, short(a.n), a.name
	met := a.n.AtLeast(pace.Value)
	if p.Better == plan.Lower {
		met = pace.Value.AtLeast(a.n)
	}
	row.Light = "green"
	if !met {
		row.Light = "amber"
		if gap := a.n.Sub(pace.Value).Abs(); pace.Value.Sign() != 0 && decimal.Ratio(5, 100).Less(gap.Quo(pace.Value.Abs())) {
			row.Light = "red"
		}
	}
	if p.End == nil {
		return
	}
	start := decimal.Zero
	if p.Base != nil {
		start = *p.Base
	}
	if way := p.End.Sub(start); way.Sign() != 0 && p.Path != plan.Rate && p.Path != plan.Hold && p.Path != plan.Flow {
		row.Progress = Clamp(a.n.Sub(start).Quo(way).Float64() * 1000)
		row.Should = Clamp(pace.Value.Sub(start).Quo(way).Float64() * 1000)
	} else if pace.Value.Sign() != 0 {
		row.Progress, row.Should = Clamp(a.n.Quo(pace.Value).Float64()*500), 500
	}
}

func Clamp(x float64) float64 { return min(max(x, 0), 1000) }

func (s *Server) plan(w http.ResponseWriter, r *http.Request) error {
	v, _, _, _, err := s.planOf(w, r)
	if err != nil {
		return err
	}
	v.Crumbs = []Crumb{{lang.T("规划与方案", "Plan and scheme"), ""}, {lang.T("五年规划", "Plan"), ""}}
	v.Tools = []Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	if v.Mid {
		slices.SortStableFunc(v.Rows, func(a, b planRow) int {
			order := map[string]int{"red": 0, "amber": 1, "green": 2, "grey": 3}
			return order[a.Light] - order[b.Light]
		})
	}
	v.Finding = lang.T("%[1]d 年有数的 %[2]d 项中，%[3]d 项落后于规划平均进度",
		"of %[2]d indicators with figures for %[1]d, %[3]d are behind the plan's average pace").With(v.Year,
		v.Measured, v.Behind)
	v.Remember(w, map[bool]lang.Text{false: lang.T("五年规划", "Plan"), true: lang.T("规划中期", "Mid-term")}[v.Mid])
	return s.Render(w, r, http.StatusOK, planPage(v))
}

type planIndicatorView struct {
	*View
	Row    planRow
	P      plan.Indicator
	Years  []planYear
	Chart  *Drawing
	Data   lineChart
	Source Source
	Path   lang.Text
	Says   lang.Text
}

// lineChart is a trajectory for the script that draws it. A value that isn't known is null.
type lineChart struct {
	Kind        string       `json:"kind"`
	Unit        string       `json:"unit"`
	Description string       `json:"description"`
	Years       []int        `json:"years"`
	Series      []lineSeries `json:"series"`
}

type lineSeries struct {
	Name string     `json:"name"`
	Data []*float64 `json:"data"`
}

type planYear struct {
	Year       int
	Pace, Expr string
	Actual     string
	Target     string
	Gap        string
	Who        string
	Source     Source
}

func (s *Server) planIndicator(w http.ResponseWriter, r *http.Request) error {
	v, in, values, files, err := s.planOf(w, r)
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	out := &planIndicatorView{View: v.View}
	for i, p := range in.Plan {
		if p.Code == code {
			out.P, out.Row = p, v.Rows[i]
		}
	}
	if out.P.Code == "" {
		return ErrNotFound
	}
	p := out.P
	v.Title = lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(p.Name, p.Unit)
	v.Crumbs = []Crumb{{lang.T("规划与方案", "Plan and scheme"), ""},
		{lang.T("五年规划", "Plan"), fmt.Sprintf("/plan?year=%d", v.Year)}, {lang.Same(p.Code), ""}}
	out.Source = files.Link(p.Source)
	for _, k := range plan.Paths {
		if k.Path == p.Path {
			out.Path = k.Name
		}
	}
	type point struct {
		year int
		n    float64
	}
	var planned, actual []point
	if p.Base != nil {
		planned = append(planned, point{p.BaseYear, p.Base.Float64()})
	}
	for _, y := range v.Years {
		row := planYear{Year: y, Pace: "—", Actual: "—", Target: "—"}
		pace, err := p.PaceAt(y)
		if err == nil {
			row.Pace, row.Expr = short(pace.Value), pace.Expr
			planned = append(planned, point{y, pace.Value.Float64()})
		}
		if a, ok := values[code][y]; ok {
			row.Actual, row.Who = short(a.n), a.name
			if y == v.Year {
				row.Source = files.Link(a.source)
			} else {
				row.Source = Source{Text: PlaceOf(a.source, v.Lang)}
			}
			if a.target != nil {
				row.Target = short(*a.target)
			}
			if err == nil {
				row.Gap = Signed(a.n.Sub(pace.Value), 2)
			}
			actual = append(actual, point{y, a.n.Float64()})
		}
		out.Years = append(out.Years, row)
	}
	out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，实际 %[3]s", "pace of the plan for %[1]d: %[2]s; reached: %[3]s").With(v.Year,
		out.Row.Pace, out.Row.Actual)
	if !out.Row.Known {
		out.Says = lang.T("%[1]d 年规划平均进度 %[2]s，本年没有单位报送",
			"pace of the plan for %[1]d: %[2]s; nobody reports it this year").With(v.Year, out.Row.Pace)
	}
	if len(planned) > 1 {
		lo, hi := planned[0].n, planned[0].n
		for _, list := range [][]point{planned, actual} {
			for _, q := range list {
				lo, hi = min(lo, q.n), max(hi, q.n)
			}
		}
		pad := (hi - lo) * 0.12
		if pad == 0 {
			pad = max(hi*0.1, 1)
		}
		lo, hi = lo-pad, hi+pad
		first, last := planned[0].year, planned[len(planned)-1].year
		v.Charts = true
		out.Data = lineChart{Kind: "lines", Unit: p.Unit, Description: v.Say(out.Says),
			Series: []lineSeries{{Name: v.T("规划平均进度", "pace of the plan")}, {Name: v.T("实际", "reached")}}}
		for y := first; y <= last; y++ {
			out.Data.Years = append(out.Data.Years, y)
			for i, list := range [][]point{planned, actual} {
				var at *float64
				for _, q := range list {
					if q.year == y {
						n := math.Round(q.n*10000) / 10000
						at = &n
					}
				}
				out.Data.Series[i].Data = append(out.Data.Series[i].Data, at)
			}
		}
		d := NewDrawing(720, 300, v.Say(out.Says),
			v.T("横轴为年，虚线为规划平均进度，实线为实际", "years across; dashed: pace of the plan; solid: reached"))
		x := func(y int) float64 { return 70 + 590*float64(y-first)/float64(max(last-first, 1)) }
		at := func(n float64) float64 { return 250 - 220*(n-lo)/(hi-lo) }
		for i := range 5 {
			n := lo + (hi-lo)*float64(i)/4
			d.Line(70, at(n), 660, at(n), "grid")
			d.Text(62, at(n)+4, "end t3", fmt.Sprintf("%.4g", n))
		}
		for y := first; y <= last; y++ {
			d.Text(x(y), 275, "mid t2", fmt.Sprint(y))
		}
		var pts [][2]float64
		for _, q := range planned {
			pts = append(pts, [2]float64{x(q.year), at(q.n)})
		}
		d.Path(pts, "line p5 dash")
		end := planned[len(planned)-1]
		d.Text(x(end.year), at(end.n)-8, "end t2", v.T("规划 ", "plan ")+out.Row.End)
		pts = nil
		for _, q := range actual {
			pts = append(pts, [2]float64{x(q.year), at(q.n)})
		}
		d.Path(pts, "line p1")
		for i, q := range pts {
			d.Dot(q[0], q[1], 4, "f1")
			d.Text(q[0], q[1]-10, "mid b", fmt.Sprintf("%.6g", actual[i].n))
		}
		out.Chart = d
	}
	v.Remember(w, lang.Same(p.Name))
	return s.Render(w, r, http.StatusOK, planIndicatorPage(out))
}
