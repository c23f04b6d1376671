package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/diff"
	"shiji/internal/fact"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

func text(c diff.SchemeChange) string {
	return strings.TrimSpace(fmt.Sprint(c.Kind, " ", c.Level, " ", c.Code, " ", c.Name, " ", c.Class,
		" ", c.Before, ">", c.After))
}

func p(n string) scheme.Points { return scheme.Points{"街道": decimal.MustParse(n)} }

func TestSchemes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(s *scheme.Scheme)
		want   string
	}{
		{"nothing", func(*scheme.Scheme) {}, ""},
		{"renamed", func(s *scheme.Scheme) { s.Leaf("A1").Name = "任务完成" }, "renamed 3 A1 任务完成  任务完成率>任务完成"},
		{"reweighted", func(s *scheme.Scheme) { s.Leaf("A1").Points = p("18") }, "reweighted 3 A1 任务完成率 街道 20>18"},
		{"another rule", func(s *scheme.Scheme) { s.Leaf("A2").Rule, s.Leaf("A2").Params = "ratio", nil },
			"reruled 3 A2 环境考评  极差法（保底分=4）>完成率计分法"},
		{"other parameters", func(s *scheme.Scheme) { s.Leaf("A2").Params = rule.Params{"low": "5"} },
			"reruled 3 A2 环境考评  极差法（保底分=4）>极差法（保底分=5）"},
		{"another unit of measure", func(s *scheme.Scheme) { s.Leaf("A1").Unit = "件" },
			"redefined 3 A1 任务完成率  % 越高越好>件 越高越好"},
		{"moved", func(s *scheme.Scheme) { s.Leaf("A1").Item = "党建工作" }, "moved 3 A1 任务完成率  重点工作>党建工作"},
		{"dropped", func(s *scheme.Scheme) { s.Leaves = s.Leaves[1:] }, "dropped 3 A1 任务完成率  完成率计分法>"},
		{"a new code under the old name is the same", func(s *scheme.Scheme) { s.Leaf("A1").Code = "A9" }, ""},
		{"new, by its lineage", func(s *scheme.Scheme) { s.Leaf("A1").Lineage = &scheme.Lineage{Kind: scheme.New} },
			"added 3 A1 任务完成率  >完成率计分法|dropped 3 A1 任务完成率  完成率计分法>"},
		{"its definition changed", func(s *scheme.Scheme) {
			s.Leaf("A1").Lineage = &scheme.Lineage{Kind: scheme.Changed, From: []string{"A1"}}
		}, "redefined 3 A1 任务完成率  A1 任务完成率>A1 任务完成率"},
		{"merged", func(s *scheme.Scheme) {
			s.Leaves = append(s.Leaves[:1:1], s.Leaves[2:]...)
			s.Leaf("A1").Lineage = &scheme.Lineage{Kind: scheme.Merged, From: []string{"A1", "A2"}}
		}, "merged 3 A1 任务完成率  A1 任务完成率、A2 环境考评>A1 任务完成率"},
		{"split", func(s *scheme.Scheme) {
			l := *s.Leaf("A1")
			l.Code, l.Name, l.Lineage = "A7", "任务及时率", &scheme.Lineage{Kind: scheme.Split, From: []string{"A1"}}
			s.Leaves = append(s.Leaves, l)
		}, "split 3 A7 任务及时率  A1 任务完成率>A7 任务及时率"},
		{"a level-2 item", func(s *scheme.Scheme) {
			s.Items[0].Points, s.Items[0].Bodies = p("38"), []string{"组织部"}
			s.Items = append(s.Items, scheme.Item{Name: "应急管理", Level1: scheme.Efficiency, Points: p("2")})
		}, "bodies 2  重点工作  督查室>组织部|reweighted 2  重点工作 街道 40>38|added 2  应急管理  >效能建设"},
		{"level 1 and settings", func(s *scheme.Scheme) {
			s.Groups[0].Points, s.Grading.PassLine = p("52"), decimal.Int(60)
		}, "setting 0  达标线  70>60|reweighted 1  职能履行 街道 50>52"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after := demo.Small().Scheme, demo.Small().Scheme
			before.Year--
			tt.change(&after)
			var got []string
			changes := diff.Schemes(before, after)
			for _, c := range changes {
				got = append(got, text(c))
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
			n := 0
			for _, c := range diff.Count(changes) {
				n += c.N
			}
			if n != len(changes) {
				t.Errorf("%d changes are counted, there are %d", n, len(changes))
			}
		})
	}
}

// TestPointsOfAllClasses: classes that change alike are one change.
func TestPointsOfAllClasses(t *testing.T) {
	before, after := demo.Haidian2014().Scheme, demo.Haidian2014().Scheme
	l := after.Leaf("A0101")
	l.Points = scheme.Points{}
	for _, c := range after.Classes {
		l.Points[c.Name] = decimal.Int(7)
	}
	changes := diff.Schemes(before, after)
	if len(changes) != 1 || changes[0].Class != "" || changes[0].After != "7" {
		t.Errorf("changes %+v, want one for all classes", changes)
	}
	l.Points[after.Classes[0].Name] = decimal.Int(8)
	if changes := diff.Schemes(before, after); len(changes) != len(after.Classes) {
		t.Errorf("%d changes, want one for each class", len(changes))
	}
}

func scores(t *testing.T, a, b score.Input) []diff.UnitChange {
	t.Helper()
	out, err := diff.Scores(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func causes(t *testing.T, changes []diff.UnitChange, unit, line string) string {
	t.Helper()
	for _, c := range changes {
		for _, l := range c.Lines {
			if c.Unit == unit && (l.Code == line || l.Name == line) {
				var out []string
				for _, x := range l.Causes {
					out = append(out, x.EN)
				}
				return strings.Join(out, "; ")
			}
		}
	}
	return "no change"
}

func TestScores(t *testing.T) {
	if got := scores(t, demo.Small(), demo.Small()); len(got) != 0 {
		t.Errorf("the same year differs from itself: %+v", got)
	}
	after := demo.Small()
	for i := range after.Actuals {
		if a := &after.Actuals[i]; a.Unit == "S1" && a.Indicator == "A2" {
			a.Values[0].Number = &fact.Num("70").Value // the best of the class becomes the worst
		}
	}
	got := scores(t, demo.Small(), after)
	if c := causes(t, got, "S1", "A2"); !strings.Contains(c, "actual value 89 → 70") {
		t.Errorf("S1: %s", c)
	}
	if c := causes(t, got, "S2", "A2"); !strings.Contains(c, "largest of the class") &&
		!strings.Contains(c, "compared with changed") {
		t.Errorf("S2: %s, want the class as the cause", c)
	}
	if first := diff.Largest(got)[0]; first.Unit != "S1" || first.Moved.Sign() >= 0 {
		t.Errorf("the largest change is %s %s, want S1 down", first.Unit, first.Moved)
	}

	after = demo.Small()
	after.Scheme.Leaf("A2").Params = rule.Params{"low": "5"}
	after.Events = append(after.Events, review.Event{Unit: "S3", Type: review.Bonus, Matter: "表彰", Kind: "表彰", Level: "市级",
		Count: decimal.One, State: review.Decided, Source: fact.Source{Document: "文"}})
	got = scores(t, demo.Small(), after)
	if c := causes(t, got, "S5", "A2"); !strings.Contains(c, "(low=4)") {
		t.Errorf("S5: %s, want the parameters", c)
	}
	if c := causes(t, got, "S3", "加分"); !strings.Contains(c, "new: 表彰 市级 = 1") {
		t.Errorf("S3: %s, want the commendation", c)
	}

	after = demo.Small()
	after.Scheme.Leaf("A1").Params = rule.Params{"missing": "class_mean"}
	for i := range after.Actuals {
		if a := &after.Actuals[i]; a.Unit == "S2" && a.Indicator == "A1" {
			a.Status, a.Values = fact.MissingUnexcused, nil
		}
	}
	if c := causes(t, scores(t, demo.Small(), after), "S2", "A1"); !strings.Contains(c,
		"policy none → mean rate of the class") || !strings.Contains(c, "gone: actual value (94)") {
		t.Errorf("S2: %s, want the policy", c)
	}
}

// TestYearsApart: units and indicators come and go.
func TestYearsApart(t *testing.T) {
	after := demo.Small()
	after.Roster.Units[7].Code = "S88"
	for i := range after.Targets {
		if after.Targets[i].Unit == "S8" {
			after.Targets[i].Unit = "S88"
		}
	}
	for i := range after.Tasks {
		if after.Tasks[i].Unit == "S8" {
			after.Tasks[i].Unit = "S88"
		}
	}
	for i := range after.Actuals {
		if after.Actuals[i].Unit == "S8" {
			after.Actuals[i].Unit = "S88"
		}
	}
	for i := range after.Marks {
		if after.Marks[i].Unit == "S8" {
			after.Marks[i].Unit = "S88"
		}
	}
	for i := range after.Ballots {
		if after.Ballots[i].Unit == "S8" {
			after.Ballots[i].Unit = "S88"
		}
	}
	for i := range after.Surveys {
		if after.Surveys[i].Unit == "S8" {
			after.Surveys[i].Unit = "S88"
		}
	}
	after.Scheme.Leaf("A1").Lineage = &scheme.Lineage{Kind: scheme.New}
	after.Scheme.Year++
	got := scores(t, demo.Small(), after)
	var came, went bool
	for _, c := range got {
		came = came || c.Unit == "S88" && c.Before == nil
		went = went || c.Unit == "S8" && c.After == nil
	}
	if !came || !went {
		t.Errorf("S88 came %v, S8 went %v", came, went)
	}
	if c := causes(t, got, "S1", "A1"); c != "the indicator is new here" && c != "the indicator is gone" {
		t.Errorf("A1: %s", c)
	}
}
