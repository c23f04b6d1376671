// Package diff says what changed between two years, or between two versions of one: in the scheme, and in the scores
// with the cause of each change, line by line.
package diff

import (
	"cmp"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Kind is what happened to a part of a scheme.
type Kind string

const (
	Added      Kind = "added"
	Dropped    Kind = "dropped"
	Renamed    Kind = "renamed"
	Reweighted Kind = "reweighted" // other points
	Reruled    Kind = "reruled"    // another rule, or other parameters
	Moved      Kind = "moved"      // to another level-2 item
	Redefined  Kind = "redefined"  // another unit of measure or direction, or a changed definition by its lineage
	SplitUp    Kind = "split"
	MergedInto Kind = "merged"
	Bodies     Kind = "bodies"
	Setting    Kind = "setting"
)

// Name returns the words for k.
func (k Kind) Name() lang.Text {
	return map[Kind]lang.Text{
		Added: lang.T("新增", "added"), Dropped: lang.T("取消", "dropped"), Renamed: lang.T("改名", "renamed"),
		Reweighted: lang.T("调分值", "reweighted"), Reruled: lang.T("改规则", "re-ruled"),
		Moved: lang.T("换类别", "moved"), Redefined: lang.T("口径变化", "redefined"), SplitUp: lang.T("拆分", "split"),
		MergedInto: lang.T("合并", "merged"), Bodies: lang.T("换主体", "other bodies"), Setting: lang.T("设置", "setting"),
	}[k]
}

// SchemeChange is one change between two schemes.
type SchemeChange struct {
	Kind   Kind   `json:"kind"`
	Level  int    `json:"level"` // 1, 2, 3; 0: a setting
	Code   string `json:"code,omitempty"`
	Name   string `json:"name"`
	Class  string `json:"class,omitempty"` // the assessment class, where classes differ
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// In English, where that differs: rules and directions.
	BeforeEN string `json:"before_en,omitempty"`
	AfterEN  string `json:"after_en,omitempty"`
}

// said is a change with what was and what is, in both languages.
func (c SchemeChange) said(before, after lang.Text) SchemeChange {
	c.Before, c.After = before.ZH, after.ZH
	if before.EN != before.ZH {
		c.BeforeEN = before.EN
	}
	if after.EN != after.ZH {
		c.AfterEN = after.EN
	}
	return c
}

// In gives what was and what is in a language.
func (c SchemeChange) In(l lang.Lang) (before, after string) {
	if l == lang.EN {
		return cmp.Or(c.BeforeEN, c.Before), cmp.Or(c.AfterEN, c.After)
	}
	return c.Before, c.After
}

// Schemes lists what changed from a to b: level 1 first, then level 2 and level 3 in the order of b,
// what was dropped last.
func Schemes(a, b scheme.Scheme) []SchemeChange {
	out := settings(a, b)
	out = append(out, groups(a, b)...)
	out = append(out, items(a, b)...)
	return append(out, leaves(a, b)...)
}

func settings(a, b scheme.Scheme) []SchemeChange {
	var out []SchemeChange
	say := func(name, before, after string) {
		if before != after {
			out = append(out, SchemeChange{Kind: Setting, Name: name, Before: before, After: after})
		}
	}
	g, h := a.Grading, b.Grading
	say("框架", a.Frame().Name.ZH, b.Frame().Name.ZH)
	say("试行", yes(a.Trial), yes(b.Trial))
	say("公布位数", decimal.Int(int64(a.Places)).String(), decimal.Int(int64(b.Places)).String())
	say("优秀比例", g.ExcellentShare.String(), h.ExcellentShare.String())
	say("优秀线", g.ExcellentLine.String(), h.ExcellentLine.String())
	say("良好比例", g.GoodShare.String(), h.GoodShare.String())
	say("良好线", g.GoodLine.String(), h.GoodLine.String())
	say("达标线", g.PassLine.String(), h.PassLine.String())
	say("名额递补", yes(g.Backfill), yes(h.Backfill))
	say("末位并列计入", yes(g.TiesIn), yes(h.TiesIn))
	say("小类家数", decimal.Int(int64(g.SmallClass)).String(), decimal.Int(int64(h.SmallClass)).String())
	say("一级指标低线", g.Level1Floor.String(), h.Level1Floor.String())
	say("满意度低线", g.ServiceFloor.String(), h.ServiceFloor.String())
	say("加分参数", useText(a.Bonus), useText(b.Bonus))
	say("扣分参数", useText(a.Deduction), useText(b.Deduction))
	say("考核类别", classNames(a), classNames(b))
	return out
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func useText(u scheme.RuleUse) string { return u.Params.Text(rule.ByCode(u.Rule).AllParams()) }

func classNames(s scheme.Scheme) string {
	var out []string
	for _, c := range s.Classes {
		out = append(out, c.Name)
	}
	return strings.Join(out, "、")
}

func groups(a, b scheme.Scheme) []SchemeChange {
	var out []SchemeChange
	for _, g := range b.Groups {
		old := a.Group(g.Level1)
		if old == nil {
			out = append(out, SchemeChange{Kind: Added, Level: 1, Name: g.Name})
			continue
		}
		out = append(out, points(a, b, 1, "", g.Name, old.Points, g.Points)...)
	}
	for _, g := range a.Groups {
		if b.Group(g.Level1) == nil {
			out = append(out, SchemeChange{Kind: Dropped, Level: 1, Name: g.Name})
		}
	}
	return out
}

func items(a, b scheme.Scheme) []SchemeChange {
	var out []SchemeChange
	for _, i := range b.Items {
		old := a.Item(i.Name)
		if old == nil {
			out = append(out, SchemeChange{Kind: Added, Level: 2, Name: i.Name, After: b.Level1Name(i.Level1).ZH})
			continue
		}
		if old.Level1 != i.Level1 {
			out = append(out, SchemeChange{Kind: Moved, Level: 2, Name: i.Name, Before: a.Level1Name(old.Level1).ZH,
				After: b.Level1Name(i.Level1).ZH})
		}
		if before, after := strings.Join(old.Bodies, "、"), strings.Join(i.Bodies, "、"); before != after {
			out = append(out, SchemeChange{Kind: Bodies, Level: 2, Name: i.Name, Before: before, After: after})
		}
		out = append(out, points(a, b, 2, "", i.Name, old.Points, i.Points)...)
	}
	for _, i := range a.Items {
		if b.Item(i.Name) == nil {
			out = append(out, SchemeChange{Kind: Dropped, Level: 2, Name: i.Name, Before: a.Level1Name(i.Level1).ZH})
		}
	}
	return out
}

// points lists other points, once if all classes of both years changed alike, else class by class. A class that only
// one of the schemes has isn't a change of the indicator.
func points(a, b scheme.Scheme, level int, code, name string, before, after scheme.Points) []SchemeChange {
	var out []SchemeChange
	alike := true
	for _, c := range b.Classes {
		if !slices.ContainsFunc(a.Classes, func(o scheme.Class) bool { return o.Name == c.Name }) {
			continue
		}
		x, had := before[c.Name]
		y, has := after[c.Name]
		if had == has && x.Equal(y) {
			alike = false
			continue
		}
		change := SchemeChange{Kind: Reweighted, Level: level, Code: code, Name: name, Class: c.Name, Before: "-", After: "-"}
		if had {
			change.Before = x.String()
		}
		if has {
			change.After = y.String()
		}
		alike = alike && (len(out) == 0 || out[0].Before == change.Before && out[0].After == change.After)
		out = append(out, change)
	}
	if alike && len(out) > 1 {
		out[0].Class = ""
		return out[:1]
	}
	return out
}

// leaves matches indicators by their lineage, else by code, else by name inside the same item.
func leaves(a, b scheme.Scheme) []SchemeChange {
	var out []SchemeChange
	used := map[string]bool{}
	for _, l := range b.Leaves {
		from, kind := Ancestors(a, b, l)
		for _, code := range from {
			used[code] = true
		}
		switch {
		case len(from) == 0:
			out = append(out, SchemeChange{Kind: Added, Level: 3, Code: l.Code, Name: l.Name}.said(lang.Text{}, ruleText(l)))
			continue
		case kind == scheme.Split || kind == scheme.Merged:
			to := SplitUp
			if kind == scheme.Merged {
				to = MergedInto
			}
			out = append(out, SchemeChange{Kind: to, Level: 3, Code: l.Code, Name: l.Name, Before: named(a, from),
				After: l.Code + " " + l.Name})
			continue
		}
		old := *a.Leaf(from[0])
		say := func(k Kind, before, after lang.Text) {
			if before.ZH != after.ZH {
				out = append(out, SchemeChange{Kind: k, Level: 3, Code: l.Code, Name: l.Name}.said(before, after))
			}
		}
		say(Renamed, lang.Same(old.Name), lang.Same(l.Name))
		say(Moved, lang.Same(old.Item), lang.Same(l.Item))
		if kind == scheme.Changed {
			// Said even where both names are the same: the scheme declares that they mean different things.
			out = append(out, SchemeChange{Kind: Redefined, Level: 3, Code: l.Code, Name: l.Name, Before: named(a, from),
				After: l.Code + " " + l.Name})
		}
		say(Redefined, measure(old), measure(l))
		say(Reruled, ruleText(old), ruleText(l))
		out = append(out, points(a, b, 3, l.Code, l.Name, old.Points, l.Points)...)
	}
	for _, l := range a.Leaves {
		if !used[l.Code] {
			out = append(out, SchemeChange{Kind: Dropped, Level: 3, Code: l.Code, Name: l.Name}.said(ruleText(l), lang.Text{}))
		}
	}
	return out
}

// Ancestors are the indicators of an earlier scheme that l, of a later one, goes on from, and how. None: it is new.
// What an indicator says of its lineage is about the year before: between two versions of one year it means nothing.
func Ancestors(earlier, later scheme.Scheme, l scheme.Leaf) ([]string, scheme.LineageKind) {
	if n := l.Lineage; n != nil && earlier.Year != later.Year {
		if n.Kind == scheme.New {
			return nil, n.Kind
		}
		var from []string
		for _, code := range n.From {
			if earlier.Leaf(code) != nil {
				from = append(from, code)
			}
		}
		if len(from) > 0 {
			return from, n.Kind
		}
	}
	if earlier.Leaf(l.Code) != nil {
		return []string{l.Code}, scheme.Same
	}
	for _, o := range earlier.Leaves {
		if o.Name == l.Name && o.Item == l.Item {
			return []string{o.Code}, scheme.Same
		}
	}
	return nil, scheme.New
}

func named(s scheme.Scheme, codes []string) string {
	var out []string
	for _, code := range codes {
		if l := s.Leaf(code); l != nil {
			out = append(out, code+" "+l.Name)
		}
	}
	return strings.Join(out, "、")
}

// ruleText is the rule of an indicator with its parameters, as an official writes it.
func ruleText(l scheme.Leaf) lang.Text {
	r := rule.ByCode(l.Rule)
	if r == nil {
		return lang.Same(l.Rule)
	}
	if len(l.Params) == 0 {
		return r.Name
	}
	return lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(r.Name, l.Params.Spoken(r.AllParams()))
}

// measure is what an indicator is measured in, and which way is better.
func measure(l scheme.Leaf) lang.Text {
	better := l.Better.Name()
	return lang.T(strings.TrimSpace(l.Unit+" "+better.ZH), strings.TrimSpace(l.Unit+" "+better.EN))
}

// Count counts changes by kind, in the order in which they are listed above.
func Count(changes []SchemeChange) []struct {
	Kind Kind
	N    int
} {
	var out []struct {
		Kind Kind
		N    int
	}
	for _, k := range []Kind{Added, Dropped, Renamed, Reweighted, Reruled, Moved, Redefined, SplitUp,
		MergedInto, Bodies, Setting} {
		n := 0
		for _, c := range changes {
			if c.Kind == k {
				n++
			}
		}
		if n > 0 {
			out = append(out, struct {
				Kind Kind
				N    int
			}{k, n})
		}
	}
	return out
}
