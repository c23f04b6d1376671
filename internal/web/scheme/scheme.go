package scheme

import (
	"fmt"
	"net/http"
	"strings"

	"shiji/internal/web"

	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

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
	Source web.Source
	Bad    []bool // the points of the class don't add up
}

type schemeView struct {
	*web.View
	Scheme  *scheme.Scheme
	Rows    []treeRow
	Totals  []sumCell
	Found   []intake.Note
	Files   web.Sources
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
	points := func(p scheme.Points) []string {
		cells := make([]string, len(sc.Classes))
		for i, c := range sc.Classes {
			cells[i] = web.PointsOf(p, c.Name)
		}
		return cells
	}
	// bad marks the classes in which children don't add up to their parent.
	bad := func(parent scheme.Points, children []scheme.Points) []bool {
		wrong, marks := sc.Unbalanced(parent, children), make([]bool, len(sc.Classes))
		for i, c := range sc.Classes {
			marks[i] = wrong[c.Name]
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
					out.Rows = append(out.Rows, leafRow(v.At, l, points(l.Points), files, len(sc.Classes)))
				}
			}
		}
	}
	for _, c := range sc.Classes {
		sum := sc.Sum(c.Name)
		x := sumCell{Value: sum.Fixed(2), Good: sum.Equal(scheme.FullMarks)}
		if !x.Good {
			x.Gap = web.Signed(scheme.FullMarks.Sub(sum), 2)
		}
		out.Totals = append(out.Totals, x)
	}
	out.Found = intake.Notes(s.Findings(r.Context(), in))
	v.Remember(w, lang.T("方案 %[1]d", "Scheme %[1]d").With(v.Year))
	return s.Render(w, r, http.StatusOK, schemePage(out))
}

func leafRow(at web.At, l scheme.Leaf, points []string, files web.Sources, classes int) treeRow {
	row := treeRow{Level: 3, Code: l.Code, Name: l.Name, Path: at.ItemPath(l.Code), Points: points,
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

// the five-year plan
