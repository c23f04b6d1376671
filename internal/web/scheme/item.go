package scheme

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shiji/internal/web"
	"shiji/internal/web/explain"

	"shiji/internal/calendar"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

type itemView struct {
	*web.View
	Leaf      *scheme.Leaf
	Rule      *rule.Rule
	Params    []rule.Said
	Item      *scheme.Item
	Classes   []sumCell
	Names     []string
	Found     []intake.Note
	Source    web.Source
	Files     web.Sources
	Units     []web.Tab // to try with
	Unit      *org.Unit
	Fields    []score.Field
	Now       *explain.Shown
	Tried     bool
	Was       string
	Problem   lang.Text
	Example   *explain.Shown
	Points    *web.List // of all units
	Spread    *spread   // how they lie
	ScoredBy  lang.Text // the run that Rows are of
	History   lang.Text
	Veto      bool
	Periods   string // in which it is reported
	Documents int    // that reports name
}

func (s *room) item(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "B4", lang.Text{})
	if err != nil {
		return err
	}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return err
	}
	if err := s.Fresh(r.Context(), v, l); err != nil {
		return err
	}
	leaf := in.Scheme.Leaf(r.PathValue("code"))
	if leaf == nil && l != nil { // dropped since the scores that link here were made
		in = &l.Doc.Inputs
		leaf = in.Scheme.Leaf(r.PathValue("code"))
		v.Stage = web.StageOf(l.Run)
	}
	if leaf == nil {
		return web.NoSuch(web.AnIndicator, r.PathValue("code"))
	}
	v.Title = lang.T("细则：%[1]s", "Rule: %[1]s").With(leaf.Name)
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")}, {Name: lang.T("年度方案", "Scheme"),
		Path: v.To("/scheme")}, {Name: lang.Same(leaf.Item)},
		{Name: lang.Same(leaf.Name), Code: leaf.Code}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	out := &itemView{View: v, Leaf: leaf, Rule: rule.ByCode(leaf.Rule), Item: in.Scheme.Item(leaf.Item),
		Source: files.Link(leaf.At("rule")), Files: files, Veto: in.Scheme.IsVeto(*leaf)}
	if out.Rule == nil {
		return web.ErrNotFound
	}
	out.Params = leaf.Params.Effective(out.Rule.Params).Said(out.Rule.AllParams())
	for _, c := range in.Scheme.Classes {
		if n, ok := leaf.Points[c.Name]; ok {
			out.Names = append(out.Names, v.Say(org.ClassName(c.Name)))
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
	out.Example = &explain.Shown{View: v, X: score.WorkedExample(out.Rule), Files: files}
	out.reports(in)
	if !out.Veto {
		out.tryWith(in)
		if l != nil {
			out.ScoredBy = web.StageOf(l.Run)
			out.Points = v.Put(out.points(l.Doc))
			out.Spread = out.spread(l.Doc)
		}
	}
	v.Remember(w, lang.Same(leaf.Code+" "+leaf.Name))
	return s.Show(w, r, out.View, itemPage(out))
}

// points are what the units got, the lowest first.
func (v *itemView) points(run *score.Run) *web.List {
	l := &web.List{ID: "points", Main: true, Find: true, Picks: true, Name: lang.T("得分表", "table of points"),
		Title: lang.T("各单位得分", "Points of all units"), Caption: v.ScoredBy,
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "class", Head: lang.T("类别", "Class"), Choose: true},
			{Key: "points", Head: lang.T("得分", "Points"), Type: web.Number, Phone: web.Decides},
			{Key: "full", Head: lang.T("分值", "Full"), Type: web.Number},
			{Key: "lost", Head: lang.T("失分", "Lost"), Type: web.Number, Phone: web.Decides},
			{Key: "light", Head: lang.T("灯", "Light"), Type: web.Mark, Choose: true, Values: web.Lights, Phone: web.Decides}}}
	picks := run.Select(score.Selection{Indicator: v.Leaf.Code, Class: v.KeepsTo()})
	slices.SortStableFunc(picks, func(a, b score.Pick) int {
		x, y := a.Lost(), b.Lost()
		if x != nil && y != nil {
			return y.Cmp(*x)
		}
		return strings.Compare(fmt.Sprint(x == nil), fmt.Sprint(y == nil)) // what has no points comes last
	})
	for _, p := range picks {
		places, mark := run.Inputs.Scheme.Places, ""
		if p.Line.Points == nil {
			mark = v.Say(p.Line.Mark())
		}
		l.Add(p.Sheet.Unit, web.Say(p.Sheet.Name).To(v.UnitPath(p.Sheet.Unit)), v.Named(org.ClassName(p.Sheet.Class)),
			web.Got(p.Line.Points, places, mark).Opens(v.ExplainPath(p.Sheet.Unit, p.Line.Leaf)),
			web.Num(p.Line.Full, web.Exact), web.Rest(p.Line.Full, p.Line.Points, places), web.Lit(p.Line.Light()))
	}
	return l
}

// bare is the address of the page without anything that it asks for.
func (v *itemView) bare() string { return web.At{Year: v.Year}.ItemPath(v.Leaf.Code) }

// rowOf is the row of a cell.
func rowOf(cell string) int {
	row, _ := web.CellAt(cell)
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
func (v *itemView) tryWith(in *score.Input) {
	asked := v.Param("unit")
	for i := range in.Roster.Units {
		u := &in.Roster.Units[i]
		if u.Listing == org.Exempt || !v.Leaf.For(u) {
			continue
		}
		if asked == "" {
			asked = u.Code
		}
		v.Units = append(v.Units, web.Tab{Name: u.Label(), Path: u.Code, Current: u.Code == asked})
	}
	// no such unit: the first that there is
	if len(v.Units) > 0 && !slices.ContainsFunc(v.Units, func(t web.Tab) bool { return t.Current }) {
		if asked != "" {
			v.OneOf("unit") // it isn't among them
		}
		asked, v.Units[0].Current = v.Units[0].Path, true
	}
	if v.Unit = in.Unit(asked); v.Unit == nil {
		return
	}
	changed := v.ParamsOf("x.")
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
	v.Now = &explain.Shown{View: v.View, X: x, Value: x.Value, Files: v.Files, Part: false}
}
