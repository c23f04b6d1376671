package scheme

import (
	"fmt"
	"net/http"
	"strings"

	"shiji/internal/org"
	"shiji/internal/web"

	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

type schemeView struct {
	*web.View
	Scheme   *scheme.Scheme
	Tree     *web.List
	Problems *web.List
	Found    []intake.Note
	Finding  lang.Text // how many of what kind
	Files    web.Sources
	Items    int
	Bodies   int
	Leaves   int
}

// sumCell is the full points of a class.
type sumCell struct{ Value string }

func (s *room) scheme(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "B3", lang.Text{})
	if err != nil {
		return err
	}
	sc := &in.Scheme
	v.Title = lang.T("%[1]d 年度方案", "Scheme of %[1]d").With(v.Year)
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")}, {Name: lang.T("年度方案", "Scheme")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}, {Name: lang.T("下载本年工作簿", "Download the workbook"),
		Path: fmt.Sprintf("/imports/year.xlsx?year=%d", v.Year)}, {Name: lang.T("与上年对比", "Compare with the year before"),
		Path: v.To("/scheme/diff"), Primary: true}}
	out := &schemeView{View: v, Scheme: sc, Files: files, Items: len(sc.Items),
		Bodies: len(in.Roster.Bodies), Leaves: len(sc.Leaves)}
	out.tree(sc, files)
	out.Found = intake.Notes(s.Findings(r.Context(), in))
	_, out.Finding = intake.Scorable(out.Found)
	out.Problems = v.Put(web.Problems(v, files, out.Found))
	v.Remember(w, lang.T("方案 %[1]d", "Scheme %[1]d").With(v.Year))
	return s.Show(w, r, out.View, schemePage(out))
}

// tree is the tree of indicators with the points of each class; what doesn't add up is marked.
func (v *schemeView) tree(sc *scheme.Scheme, files web.Sources) {
	l := &web.List{ID: "tree", Main: true, Fixed: true, Find: true, Name: lang.T("指标树", "tree of indicators"),
		Caption: lang.T("指标树 × 考核类别，格内为分值", "indicators × classes, full points"),
		Hint:    lang.T("三级指标点开是细则", "level-3 names open to their rules"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "level", Head: lang.T("层级", "Level"), Choose: true, Hidden: true, Phone: web.Left,
				Values: []web.Value{{Key: "1", Name: levels[1]}, {Key: "2", Name: levels[2]}, {Key: "3", Name: levels[3]}}}}}
	for _, c := range sc.Classes {
		l.Columns = append(l.Columns, web.Column{Key: c.Name, Head: org.ClassName(c.Name), Type: web.Number})
	}
	l.Columns = append(l.Columns, web.Column{Key: "rule", Head: lang.T("评分规则", "Rule"), Small: true},
		web.Column{Key: "bodies", Head: lang.T("实施主体", "Bodies"), Small: true},
		web.Column{Key: "source", Head: lang.T("出处", "Source"), Small: true, Phone: web.Left, Hidden: true})
	l.Sums = []web.Piece{web.Say(v.T("合计", "Sum")), {}}
	for _, c := range sc.Classes {
		sum := sc.Sum(c.Name)
		good := web.Tagged("✓", "ok")
		if gap := scheme.FullMarks.Sub(sum); gap.Sign() != 0 {
			good = web.Tagged(v.T("差 ", "Gap ")+web.Signed(gap, 2), "risk")
		}
		l.Sums = append(l.Sums, web.All(web.Num(sum, 2), good))
	}
	l.Sums = append(l.Sums, web.Piece{}, web.Piece{}, web.Piece{})
	row := func(level int, code string, name web.Piece, p scheme.Points, below []scheme.Points, rest ...web.Piece) {
		bad := sc.Unbalanced(p, below)
		cells := []web.Piece{name, {Text: v.Say(levels[level]), Chosen: fmt.Sprint(level)}}
		for _, c := range sc.Classes {
			n, ok := p[c.Name]
			cell := web.Say("—")
			if ok {
				cell = web.Num(n, web.Exact)
			}
			if bad[c.Name] {
				mark := web.Tagged("!", "risk")
				mark.Hover = v.T("下级合计不等于本级", "the children don't add up")
				cell = web.All(cell, mark)
			}
			cells = append(cells, cell)
		}
		l.Add(code, append(cells, rest...)...).Level = level
	}
	for _, g := range sc.Groups {
		var items []scheme.Points
		for _, it := range sc.Items {
			if it.Level1 == g.Level1 {
				items = append(items, it.Points)
			}
		}
		name := web.Say(v.Level1(sc, g.Level1, g.Name))
		if g.Level1 == scheme.Veto {
			name = web.All(name, web.Tagged(v.T("不计分，触发即降等次", "No points: it lowers the grade"), ""))
		}
		row(1, "", name, g.Points, items, web.Piece{}, web.Piece{}, web.From(files.Link(g.Source)))
		for _, it := range sc.Items {
			if it.Level1 != g.Level1 {
				continue
			}
			row(2, "", web.Say(it.Name), it.Points, nil, web.Piece{}, web.Say(strings.Join(it.Bodies, "、")),
				web.From(files.Link(it.Source)))
			for _, x := range sc.Leaves {
				if x.Item == it.Name {
					row(3, x.Code, v.leafName(x), x.Points, nil, v.ruleName(x), web.Piece{}, web.From(files.Link(x.Source)))
				}
			}
		}
	}
	v.Tree = v.Put(l)
}

// levels are the words for the levels of the tree.
var levels = map[int]lang.Text{1: lang.T("一级", "level 1"), 2: lang.T("二级", "level 2"), 3: lang.T("三级", "level 3")}

// ruleName is the rule of an indicator, in words.
func (v *schemeView) ruleName(l scheme.Leaf) web.Piece {
	if x := rule.ByCode(l.Rule); x != nil {
		return web.Piece{Text: v.Say(x.Name.Sentence()), Hover: x.ID}
	}
	return web.Piece{}
}

// leafName is an indicator with what is special about it.
func (v *schemeView) leafName(l scheme.Leaf) web.Piece {
	parts := []web.Piece{web.Say(l.Name).To(v.ItemPath(l.Code))}
	add := func(t lang.Text) { parts = append(parts, web.Tagged(v.Say(t.Sentence()), "")) }
	if l.Common {
		add(lang.T("共性", "common"))
	}
	if len(l.Units) > 0 {
		add(lang.T("个性 %[1]d 家", "own: %[1]d {unit|units}").With(len(l.Units)))
	}
	if len(l.Except) > 0 {
		add(lang.T("除 %[1]d 家", "without %[1]d {unit|units}").With(len(l.Except)))
	}
	if l.Lineage != nil && l.Lineage.Kind != scheme.Same {
		for _, k := range scheme.LineageKinds {
			if k.Kind == l.Lineage.Kind {
				add(k.Name)
			}
		}
	}
	return web.All(parts...)
}
