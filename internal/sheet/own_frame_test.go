package sheet_test

import (
	"path/filepath"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// TestAnotherCity: a scheme with level-1 classes of its own is typed in, read and scored without touching code.
func TestAnotherCity(t *testing.T) {
	in := demo.Small()
	s := &in.Scheme
	s.FrameCode, s.SatisfactionClass = scheme.Own, "群众评议"
	names := map[scheme.Level1]string{scheme.Duty: "发展绩效", scheme.Efficiency: "法治建设", scheme.Service: "群众评议",
		scheme.Innovation: "特色工作", scheme.Veto: "一票否决"}
	own := map[scheme.Level1]scheme.Level1{}
	for i := range s.Groups {
		g := &s.Groups[i]
		g.Name = names[g.Level1]
		own[g.Level1] = s.AddOwn(g.Name)
		g.Level1 = own[g.Level1]
	}
	for i := range s.Items {
		s.Items[i].Level1 = own[s.Items[i].Level1]
	}
	s.Groups[2].Points = points("30") // nobody fixes satisfaction at 25 here
	s.Groups[0].Points = points("45")
	s.Item("满意度").Points, s.Leaf("E1").Points = points("30"), points("30")
	s.Item("党建工作").Points, s.Leaf("B1").Points = points("5"), points("1")
	for _, form := range []func(string, score.Input) error{sheet.WriteYear, sheet.WriteText} {
		path := filepath.Join(t.TempDir(), "年度.xlsx")
		if err := form(path, in); err != nil {
			t.Fatal(err)
		}
		back := readBack(t, path)
		if a, b := said(t, in), said(t, back); a != b {
			t.Fatal(firstDifference(a, b))
		}
		sheets, err := score.Compute(back)
		if err != nil {
			t.Fatal(err)
		}
		first := sheets.Units[0]
		if len(first.Groups) != 4 || first.Groups[2].Name != "群众评议" ||
			!first.Groups[2].Points.Equal(decimal.MustParse("26.7")) {
			t.Errorf("groups %+v", first.Groups)
		}
		plan, err := score.NewPlan(back)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Run(nil)[0]; got.Unit != first.Unit || !got.Total.Equal(*first.Result.Total) {
			t.Errorf("compiled %+v, explained %s %s", got, first.Unit, first.Result.Total)
		}
	}
}
