package demo

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// TestNumbersOfTheSource checks the numbers and lists that the source text names (requirements, section 0).
func TestNumbersOfTheSource(t *testing.T) {
	in := Haidian2014()
	count := func(name string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	kinds := map[plan.Kind]int{}
	areas := map[string]int{}
	for _, p := range in.Plan {
		kinds[p.Kind]++
		areas[p.GoalArea]++
	}
	count("expected indicators", kinds[plan.Expected], 21)
	count("binding indicators", kinds[plan.Binding], 11)
	count("goal areas with indicators", len(areas), 8)
	count("level-1 classes", len(in.Scheme.Groups), 5)
	count("level-2 items", len(in.Scheme.Items), 12)
	count("implementing bodies", len(in.Roster.Bodies), 13)
	for _, name := range []string{"重点工作", "部门工作", "依法行政", "应急管理", "预算绩效", "人大建议与政协提案办理", "党建工作"} {
		if in.Scheme.Item(name) == nil {
			t.Errorf("level-2 item %s is missing", name)
		}
	}
	systems, added, exempt, separate := map[org.System]int{}, map[org.System]int{}, []string{}, 0
	for _, u := range in.Roster.Units {
		systems[u.System]++
		if u.Added {
			added[u.System]++
		}
		switch u.Listing {
		case org.Exempt:
			exempt = append(exempt, u.Name)
		case org.Separate:
			separate++
		}
	}
	count("systems", len(systems), 5)
	count("added to the party system", added[org.Party], 3)
	count("added to the government system", added[org.Government], 6)
	slices.Sort(exempt)
	if want := []string{"区巡视组", "回收公司", "超市发"}; !slices.Equal(exempt, want) {
		t.Errorf("exempt: %v, want %v", exempt, want)
	}
	if n := len(in.Roster.Units); n < 105 || n > 118 {
		t.Errorf("%d units, want about 110", n)
	}
	count("listed separately", separate, 1)
	for _, c := range in.Scheme.Classes {
		if got := in.Scheme.Group(scheme.Service).Points[c.Name]; !got.Equal(scheme.SatisfactionPoints) {
			t.Errorf("satisfaction of %s is %s, want 25", c.Name, got)
		}
		if in.Scheme.Item("党建工作").Points[c.Name].Sign() <= 0 {
			t.Errorf("%s has no 党建工作", c.Name)
		}
	}
	for _, code := range []string{"A0101", "A0102"} { // key works in all systems, one standard
		if l := in.Scheme.Leaf(code); !l.Common || len(l.Points) != len(in.Scheme.Classes) {
			t.Errorf("%s %s is not common to all systems", code, l.Name)
		}
	}
}

// TestStories checks that the special cases of the example are there, and that they do what they are there for.
func TestStories(t *testing.T) {
	in := Haidian2014()
	found := score.Check(in)
	if found.HasErrors() {
		t.Fatal(found)
	}
	for _, code := range []errs.Code{errs.TargetWaived, errs.TargetStretch, errs.EventOpen,
		errs.DataPolicy, errs.DataNotApplicable} {
		if !found.Has(code) {
			t.Errorf("no finding %s", code)
		}
	}
	sheets, err := score.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(name string) *score.Sheet { return sheets.Sheet(in.Unit(name).Code) }
	if a, b := sheet("梧桐街道"), sheet("红枫街道"); a.Result.Place != b.Result.Place || !a.Result.Total.Equal(*b.Result.Total) {
		t.Errorf("the twins have places %d and %d", a.Result.Place, b.Result.Place)
	}
	if s := sheet("木槿街道"); s.Result.Grade != scheme.Failed || s.BeforeVeto.Grade == scheme.Failed {
		t.Errorf("veto: %s, before it %s", s.Result.Grade, s.BeforeVeto.Grade)
	}
	if s := sheet("区垂管税务所"); s.Result.Place != 0 || s.Result.Grade == "" {
		t.Errorf("listed separately: place %d, grade %q", s.Result.Place, s.Result.Grade)
	}
	if s := sheet("区公共文化局"); s.Result.Grade != scheme.Excellent || s.Result.Place <= 5 {
		t.Errorf("special promotion: %s at place %d", s.Result.Grade, s.Result.Place)
	}
	proxies, policies := 0, map[string]bool{}
	for _, u := range sheets.Units {
		for _, l := range u.Lines {
			if l.Proxy {
				proxies++
			}
			policies[string(l.Policy)] = true
		}
	}
	if proxies == 0 {
		t.Error("no body had to be replaced by a substitute")
	}
	for _, p := range []string{"zero", "redistribute", "class_mean", "last_year"} {
		if !policies[p] {
			t.Errorf("policy %s is never used", p)
		}
	}
	rules := map[string]bool{}
	for _, l := range in.Scheme.Leaves {
		rules[l.Rule] = true
	}
	if len(rules) != 21 {
		t.Errorf("the example uses %d rules, want all 21", len(rules))
	}
}

// TestPlanOfSeveral: of what the towns report, one indicator of the plan comes together to the district's figure, and
// one doesn't.
func TestPlanOfSeveral(t *testing.T) {
	in := Haidian2014()
	links, weights := map[string]int{}, 0
	for _, x := range in.Targets {
		links[x.PlanIndicator]++
		if x.PlanWeight != nil {
			weights++
		}
	}
	method := map[string]plan.Method{}
	for _, p := range in.Plan {
		method[p.Code] = p.Method
	}
	if links["P08"] != 7 || method["P08"] != plan.Mean || weights != 7 || links["P18"] != 7 || method["P18"] != "" {
		t.Errorf("%v, %v, %d weights", links, method, weights)
	}
	// plan weights are no weights of a score
	was, err := score.NewRun(in, "test")
	if err != nil {
		t.Fatal(err)
	}
	for i := range in.Plan {
		in.Plan[i].Method = ""
	}
	for i := range in.Targets {
		in.Targets[i].PlanWeight = nil
	}
	now, err := score.NewRun(in, "test")
	if err != nil || now.ResultsSHA256 != was.ResultsSHA256 || now.InputsSHA256 == was.InputsSHA256 {
		t.Errorf("results %s and %s, inputs %s and %s (%v)", was.ResultsSHA256, now.ResultsSHA256, was.InputsSHA256,
			now.InputsSHA256, err)
	}
}

// TestNamedBodiesDoWell: a body that the source text names gets no veto, no fail and no low score.
func TestNamedBodiesDoWell(t *testing.T) {
	named := Named()
	for _, e := range Examples[:3] { // the fourth names no real body
		sheets, err := score.Compute(e.Make())
		if err != nil {
			t.Fatal(e.File, err)
		}
		namedDoWell(t, sheets, named)
	}
}

func namedDoWell(t *testing.T, sheets score.Sheets, named map[string]bool) {
	t.Helper()
	for _, s := range sheets.Units {
		if named[s.Unit] && (s.Result.Grade == scheme.Failed || len(s.Vetoes) > 0 || s.Result.Total.Less(decimal.Int(85))) {
			t.Errorf("%s: total %s, grade %s, %d vetoes", s.Name, s.Result.Total, s.Result.Grade, len(s.Vetoes))
		}
	}
}

// TestCommittedWorkbooks compares the committed workbooks with what the generator writes, cell by cell.
func TestCommittedWorkbooks(t *testing.T) {
	for _, e := range Examples {
		t.Run(e.File, func(t *testing.T) { committed(t, e) })
	}
}

// TestCommittedSurvey compares the committed example survey with what the generator writes.
func TestCommittedSurvey(t *testing.T) {
	for name, want := range SurveyFiles() {
		got, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s differs from what the generator writes; run go generate ./internal/demo", name)
		}
	}
}

func committed(t *testing.T, e Example) {
	t.Helper()
	fresh := filepath.Join(t.TempDir(), "fresh.xlsx")
	if err := sheet.WriteYear(fresh, e.Make()); err != nil {
		t.Fatal(err)
	}
	want, got := cells(t, fresh), cells(t, filepath.Join("..", "..", filepath.FromSlash(e.File)))
	if len(want) != len(got) {
		t.Errorf("%d cells are committed, the generator writes %d", len(got), len(want))
	}
	for at, v := range want {
		if got[at] != v {
			t.Fatalf("%s: committed %q, the generator writes %q; run go generate ./internal/demo", at, got[at], v)
		}
	}
}

func cells(t *testing.T, path string) map[string]string {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				if v != "" {
					at, _ := excelize.CoordinatesToCellName(c+1, r+1)
					out[name+"!"+at] = v
				}
			}
		}
	}
	return out
}

// TestRoundTrip: what is written to a workbook is read back, source by source, and scores the same.
func TestRoundTrip(t *testing.T) {
	for name, in := range map[string]score.Input{"small": Small(), "Haidian 2014": Haidian2014()} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "year.xlsx")
			if err := sheet.WriteYear(path, in); err != nil {
				t.Fatal(err)
			}
			back, found, err := sheet.Read(path)
			if err != nil || found.HasErrors() {
				t.Fatal(err, found)
			}
			if found.Count(errs.Info) > 0 || found.Count(errs.Warning) > 0 {
				t.Errorf("reading our own workbook cleaned or doubted something: %v", found[0].Message().EN)
			}
			a, err1 := score.Compute(in)
			b, err2 := score.Compute(back)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			for i := range a.Units {
				if x, y := a.Units[i], b.Units[i]; x.Unit != y.Unit || !x.Result.Total.Equal(*y.Result.Total) ||
					x.Result.Grade != y.Result.Grade {
					t.Errorf("%s: %s written, %s read back", x.Name, x.Result.Total, y.Result.Total)
				}
			}
		})
	}
}
