package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/target"
)

// brought reads a year as an office brings it.
func brought(t *testing.T, path string) score.Input {
	t.Helper()
	in, found, err := sheet.Read(path)
	if err != nil || found.HasErrors() {
		t.Fatal(path, found, err)
	}
	return in
}

// downloaded is a year as it is read from its download.
func downloaded(t *testing.T, in score.Input) score.Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), "下载.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	return brought(t, path)
}

// stored is a year as it is known once it was recorded.
func stored(t *testing.T, in score.Input) (facts []Fact, known score.Input) {
	t.Helper()
	list, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		facts = append(facts, Fact{Record: r, Version: 1})
	}
	if known, err = Join(list); err != nil {
		t.Fatal(err)
	}
	return facts, known
}

// compared is what bringing a year changes in what is known.
func compared(t *testing.T, facts []Fact, in score.Input) ([]Change, Counts) {
	t.Helper()
	coming, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	return Changes(facts, coming, true)
}

// TestTheDownloadChangesNothing: the workbook that the program itself writes of a year comes back as the same, one
// changed
// number is one change, and the scores are the same to the last byte.
func TestTheDownloadChangesNothing(t *testing.T) {
	years, err := filepath.Glob("../../examples/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range years {
		name := filepath.Base(path)
		books, _ := filepath.Glob(filepath.Join(path, "*.xlsx"))
		if len(books) == 0 || testing.Short() && name != "haidian-2014" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts, known := stored(t, brought(t, path))
			again := downloaded(t, known)
			changes, n := compared(t, facts, again)
			if want := (Counts{Same: len(facts)}); n != want {
				t.Errorf("%+v, want %+v", n, want)
			}
			for _, c := range changes[:min(len(changes), 5)] {
				t.Errorf("%s %s\nwas %s\nnow %s", c.Kind, c.Key, c.Was, c.Body)
			}
			was, err1 := score.NewRun(known, "test")
			now, err2 := score.NewRun(again, "test")
			if err1 != nil || err2 != nil || was.ResultsSHA256 != now.ResultsSHA256 {
				t.Errorf("results %s, of the download %s (%v, %v)", was.ResultsSHA256, now.ResultsSHA256, err1, err2)
			}
			for i := range known.Actuals {
				if a := &known.Actuals[i]; len(a.Values) > 0 && a.Values[0].Number != nil && a.Item == rule.Actual {
					more := a.Values[0].Number.Add(decimal.MustParse("0.01"))
					a.Values[0].Number = &more
					break
				}
			}
			changes, n = compared(t, facts, downloaded(t, known))
			want := Counts{Changed: 1, Same: len(facts) - 1}
			if n != want || changes[0].Kind != Value || changes[0].How() != ChangeChanged {
				t.Errorf("one number changed: %+v, want %+v", n, want)
			}
		})
	}
}

// TestHowFiguresComeTogetherIsRecorded: with the plan and with the targets, and what isn't declared leaves facts as
// they were written before it could be.
func TestHowFiguresComeTogetherIsRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		in       score.Input
		declared bool
	}{"small": {demo.Small(), false}, "the towns": {demo.Haidian2014(), true}} {
		records, err := Split(c.in)
		if err != nil {
			t.Fatal(err)
		}
		for kind, field := range map[Kind]string{Plan: `"method":"mean"`, Target: `"plan_weight":{"value":`} {
			with := slices.ContainsFunc(records, func(r Record) bool {
				return r.Kind == kind && strings.Contains(r.Body, field)
			})
			if with != c.declared {
				t.Errorf("%s: %s in a body of %s: %v", name, field, kind, with)
			}
		}
		for _, r := range records {
			if !c.declared && (strings.Contains(r.Body, `"method"`) || strings.Contains(r.Body, `"plan_weight"`)) &&
				(r.Kind == Plan || r.Kind == Target) {
				t.Errorf("%s: %s %s has a field that nobody filled in: %s", name, r.Kind, r.Key, r.Body)
			}
		}
		again, err := Join(records)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.in.Plan {
			if !slices.ContainsFunc(again.Plan, func(q plan.Indicator) bool {
				return q.Code == p.Code && q.Method == p.Method
			}) {
				t.Errorf("%s: %s came back with another method", name, p.Code)
			}
		}
		for _, x := range c.in.Targets {
			if x.PlanWeight != nil && !slices.ContainsFunc(again.Targets, func(y target.Target) bool {
				return y.Unit == x.Unit && y.Indicator == x.Indicator && y.PlanWeight.Value.Equal(x.PlanWeight.Value)
			}) {
				t.Errorf("%s: %s came back with another weight", name, x.Unit)
			}
		}
	}
}

// TestWhatIsContent: where a fact was read isn't; who stands behind it is.
func TestWhatIsContent(t *testing.T) {
	in := demo.Small()
	first := in.Actuals[0]
	first.Source = fact.Source{File: "a.xlsx", Sheet: "实绩", Cell: "A2", Document: "文1", Person: "张三", Date: "2014-12-31"}
	in.Actuals[0] = first
	facts, _ := stored(t, in)
	for name, c := range map[string]struct {
		change func(s *fact.Source)
		same   bool
	}{
		"file":      {func(s *fact.Source) { s.File = "b.xlsx" }, true},
		"sheet":     {func(s *fact.Source) { s.Sheet = "Sheet1" }, true},
		"cell":      {func(s *fact.Source) { s.Cell = "A9" }, true},
		"document":  {func(s *fact.Source) { s.Document = "文2" }, false},
		"person":    {func(s *fact.Source) { s.Person = "李四" }, false},
		"date":      {func(s *fact.Source) { s.Date = "2015-01-01" }, false},
		"confirmed": {func(s *fact.Source) { s.Confirmed = "0.89 读作 89（绩效办）" }, false},
	} {
		now := in
		now.Actuals = append(now.Actuals[:0:0], in.Actuals...)
		c.change(&now.Actuals[0].Source)
		changes, n := compared(t, facts, now)
		if want := (Counts{Same: len(facts)}); c.same && n != want {
			t.Errorf("%s: %+v", name, n)
		}
		if want := (Counts{Same: len(facts) - 1, Changed: 1}); !c.same && (n != want || len(changes) != 1) {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

// TestAnAnswerStays: a number that was asked about comes back from the download as it was meant, with who said so.
func TestAnAnswerStays(t *testing.T) {
	for _, c := range []struct{ was, now string }{
		{"0.89 读作 89（绩效办，误填）", "89 读作 89（绩效办，误填）"},
		{"前一年：0.89 读作 89（绩效办：误填）；前二年：0.5 读作 50（同上）", "前一年：89 读作 89（绩效办：误填）；前二年：50 读作 50（同上）"},
	} {
		if fact.Meant(c.was) != fact.Meant(c.now) {
			t.Errorf("%s isn't %s", fact.Meant(c.was), fact.Meant(c.now))
		}
		if other := c.was + "改"; fact.Meant(c.was) == fact.Meant(other) {
			t.Errorf("%s is %s", c.was, other)
		}
	}
	body := func(said string) string {
		return fmt.Sprintf(`{"source":{"file":"a","confirmed":%q},"value":"89"}`, said)
	}
	if !SameContent(body("0.89 读作 89（甲）"), body("89 读作 89（甲）")) || SameContent(body("89 读作 89（甲）"), body("89 读作 89（乙）")) {
		t.Error("who said what a number means is content; how it stood in its cell isn't")
	}
}
