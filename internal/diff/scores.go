package diff

import (
	"cmp"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// UnitChange is what changed for one unit between two scored years or versions.
type UnitChange struct {
	Unit   string         `json:"unit"`
	Name   string         `json:"name"`
	Class  string         `json:"class"`
	Before *Standing      `json:"before,omitempty"` // nil: the unit wasn't scored before
	After  *Standing      `json:"after,omitempty"`  // nil: it isn't any more
	Moved  decimal.Number `json:"moved"`            // total after less before; no total counts as none
	Lines  []LineChange   `json:"lines,omitempty"`
}

// Standing is a unit's total, place and grade.
type Standing struct {
	Total       score.Points `json:"total"` // nil: nothing was decided
	Place       int          `json:"place"` // 0: not ranked, or not yet
	Grade       scheme.Grade `json:"grade"`
	Provisional bool         `json:"provisional,omitempty"`
}

// LineChange is one indicator, the bonus, the deductions or the grade whose points changed, with the causes.
type LineChange struct {
	Code   string          `json:"code,omitempty"`
	Name   string          `json:"name"`
	Before *decimal.Number `json:"before,omitempty"` // nil: not there, or left out
	After  *decimal.Number `json:"after,omitempty"`
	Causes []lang.Text     `json:"causes"`
}

// Scores compares two years, or two versions of one, unit by unit in the order of the later one. Units whose numbers
// and grade stayed are left out.
func Scores(a, b score.Input) ([]UnitChange, error) {
	before, err := score.Explain(a)
	if err != nil {
		return nil, err
	}
	after, err := score.Explain(b)
	if err != nil {
		return nil, err
	}
	var out []UnitChange
	for i := range after.Units {
		s := &after.Units[i]
		c := UnitChange{Unit: s.Unit, Name: s.Name, Class: s.Class, After: standing(s)}
		old := before.Sheet(s.Unit)
		if old == nil {
			c.Moved = moved(nil, s.Result.Total)
			out = append(out, c)
			continue
		}
		c.Before = standing(old)
		c.Moved = moved(old.Result.Total, s.Result.Total)
		c.Lines = lines(a.Scheme, b.Scheme, old, s)
		if len(c.Lines) > 0 || !c.Moved.IsZero() || c.Before.Place != c.After.Place || c.Before.Grade != c.After.Grade ||
			c.Before.Provisional != c.After.Provisional {
			out = append(out, c)
		}
	}
	for i := range before.Units {
		if s := &before.Units[i]; after.Sheet(s.Unit) == nil {
			out = append(out, UnitChange{Unit: s.Unit, Name: s.Name, Class: s.Class, Before: standing(s),
				Moved: moved(s.Result.Total, nil)})
		}
	}
	return out, nil
}

func standing(s *score.Sheet) *Standing {
	return &Standing{s.Result.Total, s.Result.Place, s.Result.Grade, s.Result.Provisional}
}

func moved(before, after score.Points) decimal.Number {
	var out decimal.Number
	if after != nil {
		out = *after
	}
	if before != nil {
		out = out.Sub(*before)
	}
	return out
}

// lines compares the indicators of a unit; those of the later scheme are matched to what they go on from.
func lines(a, b scheme.Scheme, old, now *score.Sheet) []LineChange {
	var out []LineChange
	matched := map[string]bool{}
	for i := range now.Lines {
		l := &now.Lines[i]
		leaf := b.Leaf(l.Leaf)
		from, _ := Ancestors(a, b, *leaf)
		var was *score.Line
		for k := range old.Lines {
			if len(from) == 1 && old.Lines[k].Leaf == from[0] {
				was = &old.Lines[k]
			}
		}
		if was == nil {
			out = append(out, LineChange{Code: l.Leaf, Name: l.Name, After: l.Points,
				Causes: []lang.Text{lang.T("原来没有这项指标", "the indicator is new here")}})
			continue
		}
		matched[was.Leaf] = true
		if same(was.Points, l.Points) && was.Full.Equal(l.Full) {
			continue
		}
		out = append(out, LineChange{Code: l.Leaf, Name: l.Name, Before: was.Points, After: l.Points,
			Causes: causes(*a.Leaf(was.Leaf), *leaf, was, l)})
	}
	for i := range old.Lines {
		if l := &old.Lines[i]; !matched[l.Leaf] {
			out = append(out, LineChange{Code: l.Leaf, Name: l.Name, Before: l.Points,
				Causes: []lang.Text{lang.T("不再有这项指标", "the indicator is gone")}})
		}
	}
	for _, sum := range []struct{ before, after score.Sum }{{old.Bonus, now.Bonus}, {old.Deductions, now.Deductions}} {
		if !same(sum.before.Points, sum.after.Points) {
			out = append(out, LineChange{Name: sum.after.Name, Before: sum.before.Points, After: sum.after.Points,
				Causes: inputsChanged(sum.before.Inputs, sum.after.Inputs)})
		}
	}
	if old.Result.GradeText() != now.Result.GradeText() {
		out = append(out, LineChange{Name: "等次", Causes: append([]lang.Text{lang.T("%[1]s → %[2]s",
			"%[1]s → %[2]s").With(old.Result.GradeText(), now.Result.GradeText())}, now.Result.Reasons...)})
	}
	return out
}

func same(a, b *decimal.Number) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// causes says why the points of an indicator changed: its points at full score, its rule, its inputs, the policy; if
// none of these, what the unit is compared with.
func causes(before, after scheme.Leaf, old, now *score.Line) []lang.Text {
	var out []lang.Text
	if !old.Full.Equal(now.Full) {
		out = append(out, lang.T("分值 %[1]s → %[2]s", "full points %[1]s → %[2]s").With(old.Full, now.Full))
	}
	if x, y := ruleText(before), ruleText(after); x != y {
		out = append(out, lang.T("规则 %[1]s → %[2]s", "rule %[1]s → %[2]s").With(x, y))
	}
	if old.Policy != now.Policy {
		out = append(out, lang.T("缺报处理 %[1]s → %[2]s",
			"missing-data policy %[1]s → %[2]s").With(policyName(old.Policy), policyName(now.Policy)))
	}
	out = append(out, inputsChanged(old.Inputs, now.Inputs)...)
	if len(out) == 0 {
		out = append(out, lang.T("所比较的同类单位的数变了", "the numbers of the units it is compared with changed"))
	}
	return out
}

func policyName(p rule.Policy) lang.Text {
	if p == "" {
		return lang.T("无", "none")
	}
	return p.Name()
}

// inputsChanged lists inputs whose value changed, came or went.
func inputsChanged(before, after []rule.Input) []lang.Text {
	var out []lang.Text
	key := func(i rule.Input) string { return i.Symbol + " " + i.What.ZH }
	used := map[int]bool{}
	for _, i := range after {
		k := slices.IndexFunc(before, func(o rule.Input) bool { return key(o) == key(i) })
		for k >= 0 && used[k] { // several of one name: in their order
			next := slices.IndexFunc(before[k+1:], func(o rule.Input) bool { return key(o) == key(i) })
			if next < 0 {
				k = -1
				break
			}
			k += next + 1
		}
		switch {
		case k < 0:
			out = append(out, lang.T("新增 %[1]s = %[2]s", "new: %[1]s = %[2]s").With(i.What, i.Value))
		case before[k].Value != i.Value:
			out = append(out, lang.T("%[1]s %[2]s → %[3]s", "%[1]s %[2]s → %[3]s").With(i.What, before[k].Value, i.Value))
		}
		if k >= 0 {
			used[k] = true
		}
	}
	for k, i := range before {
		if !used[k] {
			out = append(out, lang.T("去掉 %[1]s（%[2]s）", "gone: %[1]s (%[2]s)").With(i.What, i.Value))
		}
	}
	return out
}

// Largest sorts changes by how far the total moved, largest first.
func Largest(changes []UnitChange) []UnitChange {
	out := slices.Clone(changes)
	slices.SortStableFunc(out, func(a, b UnitChange) int {
		return cmp.Or(b.Moved.Abs().Cmp(a.Moved.Abs()), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}
