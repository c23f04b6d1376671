package imports

import (
	"strings"
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// TestAChangeShowsWhatChanged: of each kind of change just the columns that do, and never what a row only repeats.
func TestAChangeShowsWhatChanged(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(in *score.Input)
		want   []string // kind, what, and each field as head: was → now
	}{
		{"a parameter", func(in *score.Input) {
			in.Scheme.Leaf("A1").Params = rule.Params{"cap": "1.1", "missing": "full"}
		}, []string{"三级指标 A1 参数 上限: → 1.1; 参数 缺报: → 满分"}},
		{"points of an item", func(in *score.Input) {
			i := &in.Scheme.Items[0]
			i.Points = points(i.Points, "3")
		}, []string{"二级指标 重点工作 分值: 40 → 3"}},
		{"the class of an item", func(in *score.Input) {
			in.Scheme.Items[0].Level1 = in.Scheme.Items[len(in.Scheme.Items)-1].Level1
		}, []string{"二级指标 重点工作 一级指标: 职能履行 → 一票否决"}},
		{"a new order", func(in *score.Input) {
			in.Scheme.Leaves[0], in.Scheme.Leaves[1] = in.Scheme.Leaves[1], in.Scheme.Leaves[0]
		}, []string{"年度设置  指标体系: → 指标有增减或次序变化"}},
	} {
		in := demo.Small()
		was, err := ledger.Split(in)
		if err != nil {
			t.Fatal(err)
		}
		var known []ledger.Fact
		for _, r := range was {
			known = append(known, ledger.Fact{Record: r, Version: 1})
		}
		before, err := ledger.Join(was)
		if err != nil {
			t.Fatal(err)
		}
		c.change(&in)
		coming, err := ledger.Split(in)
		if err != nil {
			t.Fatal(err)
		}
		changes, _ := ledger.Changes(known, coming, true)
		after, err := ledger.SchemeAfter(before.Scheme, changes)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range changes {
			row, err := changeRowOf(x, &before.Scheme, &after, lang.ZH)
			if err != nil {
				t.Fatal(err)
			}
			var fields []string
			for _, f := range row.Fields {
				fields = append(fields, strings.TrimSpace(f.Head+": "+f.Was)+" → "+f.Value)
			}
			got = append(got, row.Kind.ZH+" "+row.What+" "+strings.Join(fields, "; "))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func points(p scheme.Points, n string) scheme.Points {
	out := scheme.Points{}
	for class := range p {
		out[class] = decimal.MustParse(n)
	}
	return out
}

// TestWhatIsComparedIsNamedWhole: what was compared for one part of a year isn't shown for another.
func TestWhatIsComparedIsNamedWhole(t *testing.T) {
	in := intake.Intake{ID: 3, Year: 2014, Mode: intake.Part, State: intake.Checked, Reading: "r",
		Scope: intake.Scope{Unit: "S1", Sheet: ledger.Event}}
	seen := map[previewKey]string{previewOf(in, 7): "as it is"}
	for name, change := range map[string]func(*intake.Intake){
		"unit": func(x *intake.Intake) { x.Scope.Unit = "S2" }, "sheet": func(x *intake.Intake) { x.Scope.Sheet = "mark" },
		"body": func(x *intake.Intake) { x.Scope.Body = "b" }, "year": func(x *intake.Intake) { x.Year++ },
		"mode": func(x *intake.Intake) { x.Mode = intake.Add }, "reading": func(x *intake.Intake) { x.Reading = "s" },
		"state": func(x *intake.Intake) { x.State = intake.Refused }, "import": func(x *intake.Intake) { x.ID++ },
		"answers": func(x *intake.Intake) { x.Answers = make([]fact.Answer, 1) },
	} {
		x := in
		change(&x)
		if other := seen[previewOf(x, 7)]; other != "" {
			t.Errorf("another %s is taken for %s", name, other)
		}
		seen[previewOf(x, 7)] = name
	}
}
