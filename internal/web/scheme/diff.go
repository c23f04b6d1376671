package scheme

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/web"

	"shiji/internal/diff"
	"shiji/internal/lang"
	"shiji/internal/scheme"
)

type diffRow struct {
	Mark   string
	Class  string
	Kind   lang.Text
	Level  lang.Text
	What   string
	Where  string
	Before string
	After  string
	Path   string

	level      int
	code, name string
}

// diffNode is a node of the two trees beside each other: of this year's where it is there, else of the earlier one's.
type diffNode struct {
	Level         int
	Code, Name    string
	Path          string
	Before, After string // full points; empty: it isn't there
	Marks         []diffRow
}

type diffView struct {
	*web.View
	From    int
	Counts  []lang.Text
	Rows    []diffRow
	Tree    []diffNode
	List    *web.List // of changes, or the trees
	Whole   bool      // the whole tree is shown and not the changes alone
	Address string
}

func (s *room) diff(w http.ResponseWriter, r *http.Request) error {
	v, in, _, err := s.Facts(w, r, "B5", lang.Text{})
	if err != nil {
		return err
	}
	v.Spans()
	out := &diffView{View: v, From: v.Year - 1}
	if from := v.Param("from"); from != "" {
		if out.From, err = strconv.Atoi(from); err != nil || !slices.Contains(v.Years, out.From) {
			return web.NoSuch(web.AYear, from)
		}
	}
	v.Title = lang.T("%[2]d 年度方案与 %[1]d 年对比", "Scheme of %[2]d against %[1]d").With(out.From, v.Year)
	v.Crumbs = []web.Crumb{{Name: lang.T("规划与方案", "Plan and scheme")},
		{Name: lang.T("年度方案", "Scheme"), Path: v.To("/scheme")}, {Name: lang.T("年度对比", "Year-on-year")}}
	v.Remember(w, lang.T("对比 %[1]d", "Diff %[1]d").With(v.Year))
	if !slices.Contains(v.Years, out.From) {
		return s.Show(w, r, out.View, diffPage(out))
	}
	earlier, _, err := s.KnownAt(r.Context(), v, out.From)
	if err != nil {
		return err
	}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	changes := diff.Schemes(earlier.Scheme, in.Scheme)
	for _, n := range diff.Count(changes) {
		out.Counts = append(out.Counts, lang.T("%[1]s %[2]d", "%[1]s %[2]d").With(n.Kind.Name(), n.N))
	}
	for _, c := range changes {
		row := diffRow{Mark: "~", Class: "warn", Kind: c.Kind.Name(), What: strings.TrimSpace(c.Code + " " + c.Name),
			Where: c.Class, level: c.Level, code: c.Code, name: c.Name}
		row.Before, row.After = c.In(v.Lang)
		switch c.Kind {
		case diff.Added:
			row.Mark, row.Class = "+", "ok"
		case diff.Dropped:
			row.Mark, row.Class = "-", "risk"
		case diff.Renamed:
			row.Mark, row.Class = "=", "info"
		}
		row.Level = map[int]lang.Text{0: lang.T("设置", "setting"), 1: lang.T("一级", "level 1"), 2: lang.T("二级", "level 2"),
			3: lang.T("三级", "level 3")}[c.Level]
		if c.Level == 3 && in.Scheme.Leaf(c.Code) != nil {
			row.Path = v.ItemPath(c.Code)
		}
		out.Rows = append(out.Rows, row)
	}
	out.Address, out.Whole = v.To("/scheme/diff", "from", fmt.Sprint(out.From)),
		v.OneOf("view", "tree") != ""
	if out.Whole {
		out.tree(&earlier.Scheme, &in.Scheme)
		out.List = v.Put(out.trees())
	} else {
		out.List = v.Put(out.changes())
	}
	return s.Show(w, r, out.View, diffPage(out))
}

// changes are the changes as a list.
func (v *diffView) changes() *web.List {
	l := &web.List{ID: "changes", Main: true, Find: true, Name: lang.T("变化表", "table of changes"),
		Columns: []web.Column{{Key: "change", Head: lang.T("变化", "Change"), Choose: true, Phone: web.Decides},
			{Key: "level", Head: lang.T("层级", "Level"), Choose: true},
			{Key: "what", Head: lang.T("指标", "What"), Names: true}, {Key: "class", Head: lang.T("类别", "Class"), Choose: true},
			{Key: "before", Head: lang.Same(fmt.Sprint(v.From))}, {Key: "after", Head: lang.Same(fmt.Sprint(v.Year))}}}
	for _, x := range v.Rows {
		kind := web.Tagged(x.Mark+" "+v.Say(x.Kind), x.Class)
		kind.Chosen = x.Kind.EN
		what := web.Say(x.What)
		if x.Path != "" {
			what = what.To(x.Path)
		}
		l.Add("", kind, v.Named(x.Level), what, web.Say(x.Where), web.Say(x.Before), web.Say(x.After))
	}
	return l
}

// trees are both trees beside each other, with marks.
func (v *diffView) trees() *web.List {
	l := &web.List{ID: "trees", Main: true, Fixed: true, Find: true, Name: lang.T("两年的树", "both trees"),
		Caption: lang.T("格内为分值：多数类别相同的在前，不同的另注类别",
			"full points: what most classes have first, the others by name"),
		Columns: []web.Column{{Key: "indicator", Head: lang.T("指标", "Indicator"), Names: true},
			{Key: "before", Head: lang.Same(fmt.Sprint(v.From))}, {Key: "after", Head: lang.Same(fmt.Sprint(v.Year))},
			{Key: "changes", Head: lang.T("变化", "Changes"), Wide: true}}}
	for _, n := range v.Tree {
		name := web.Say(n.Name)
		if n.Path != "" {
			name = name.To(n.Path)
		}
		var marks []web.Piece
		for _, m := range n.Marks {
			marks = append(marks, web.Tagged(m.Mark+" "+v.Say(m.Kind), m.Class),
				web.Say(strings.TrimSpace(m.Where+" "+web.OrDash(m.Before)+" → "+web.OrDash(m.After))))
		}
		row := l.Add(n.Code, name, web.Say(web.OrDash(n.Before)), web.Say(web.OrDash(n.After)), web.All(marks...))
		row.Level, row.Gone = n.Level, n.After == ""
	}
	return l
}

// tree puts the trees of two years beside each other, in the order of the later one; what was dropped
// stands where it stood.
func (v *diffView) tree(a, b *scheme.Scheme) {
	marks := func(level int, code, name string) (out []diffRow) {
		for _, r := range v.Rows {
			if r.level == level && (code != "" && r.code == code || code == "" && r.name == name) {
				out = append(out, r)
			}
		}
		return out
	}
	leaf := func(l scheme.Leaf, before, after string) {
		n := diffNode{Level: 3, Code: l.Code, Name: l.Name, Before: before, After: after, Marks: marks(3, l.Code, "")}
		if after != "" {
			n.Path = v.ItemPath(l.Code)
		}
		v.Tree = append(v.Tree, n)
	}
	used := map[string]bool{} // indicators of the earlier year that go on
	for _, l := range b.Leaves {
		from, _ := diff.Ancestors(*a, *b, l)
		for _, code := range from {
			used[code] = true
		}
	}
	items := func(l scheme.Level1, order []scheme.Item) (out []scheme.Item) {
		for _, i := range order {
			if i.Level1 == l {
				out = append(out, i)
			}
		}
		return out
	}
	for _, g := range b.Groups {
		node := diffNode{Level: 1, Name: v.Level1(b, g.Level1, g.Name), After: pointsWords(g.Points, b),
			Marks: marks(1, "", g.Name)}
		if old := a.Group(g.Level1); old != nil {
			node.Before = pointsWords(old.Points, a)
		}
		v.Tree = append(v.Tree, node)
		for _, i := range items(g.Level1, b.Items) {
			node := diffNode{Level: 2, Name: i.Name, After: pointsWords(i.Points, b), Marks: marks(2, "", i.Name)}
			if old := a.Item(i.Name); old != nil {
				node.Before = pointsWords(old.Points, a)
			}
			v.Tree = append(v.Tree, node)
			for _, l := range b.Leaves {
				if l.Item != i.Name {
					continue
				}
				var before []string
				from, _ := diff.Ancestors(*a, *b, l)
				for _, code := range from {
					before = append(before, pointsWords(a.Leaf(code).Points, a))
				}
				leaf(l, strings.Join(before, " + "), pointsWords(l.Points, b))
			}
			for _, l := range a.Leaves {
				if l.Item == i.Name && !used[l.Code] {
					leaf(l, pointsWords(l.Points, a), "")
				}
			}
		}
		for _, i := range items(g.Level1, a.Items) {
			if b.Item(i.Name) != nil {
				continue
			}
			v.Tree = append(v.Tree, diffNode{Level: 2, Name: i.Name, Before: pointsWords(i.Points, a),
				Marks: marks(2, "", i.Name)})
			for _, l := range a.Leaves {
				if l.Item == i.Name && !used[l.Code] {
					leaf(l, pointsWords(l.Points, a), "")
				}
			}
		}
	}
}

// pointsWords are full points as a scheme writes them: what most classes have, then the others by name; by name
// alone where some have none.
func pointsWords(p scheme.Points, s *scheme.Scheme) string {
	count, most, all := map[string]int{}, "", true
	for _, c := range s.Classes {
		n, ok := p[c.Name]
		if all = all && ok; !ok {
			continue
		}
		text := n.String()
		if count[text]++; count[text] > count[most] {
			most = text
		}
	}
	var parts []string
	if all {
		parts = append(parts, most)
	}
	for _, c := range s.Classes {
		if n, ok := p[c.Name]; ok && (!all || n.String() != most) {
			parts = append(parts, c.Name+" "+n.String())
		}
	}
	return web.OrDash(strings.Join(parts, " · "))
}
