// Package ledger keeps the facts of a year as they were known at any time: every correction is a new version of a fact,
// recorded in a batch, and what was known on a date can be read again to the last character.
//
// A fact has two times: the period that it is about, and when it was recorded. Nothing is overwritten and nothing
// deleted; what is no longer so is withdrawn by a version that says it. What is written goes through [Append], or
// through a batch of an import; what is read comes from [Service], which keeps years in memory and moves them forward.
package ledger

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// Kind says what a fact is about.
type Kind string

const (
	Settings Kind = "settings" // the scheme without its tree, and the order of the tree
	Group    Kind = "group"
	Item     Kind = "item"
	Leaf     Kind = "leaf"
	Unit     Kind = "unit"
	Body     Kind = "body"
	Plan     Kind = "plan"
	Target   Kind = "target"
	Task     Kind = "task"
	Actual   Kind = "actual" // what was reported about an indicator, without its values
	Value    Kind = "value"  // one reported value of one period
	Mark     Kind = "mark"
	Ballot   Kind = "ballot"
	Event    Kind = "event"
	Survey   Kind = "survey"
)

// Kinds lists every kind with its words, in the order of a year's workbook.
var Kinds = []struct {
	Kind Kind
	Name lang.Text
}{
	{Settings, lang.T("年度设置", "settings")}, {Unit, lang.T("单位", "units")}, {Body, lang.T("实施主体", "implementing bodies")},
	{Plan, lang.T("规划指标", "plan indicators")},
	{Group, lang.T("一级指标", "level-1 classes")}, {Item, lang.T("二级指标", "level-2 items")},
	{Leaf, lang.T("三级指标", "level-3 indicators")},
	{Target, lang.T("目标", "targets")}, {Task, lang.T("任务", "tasks")}, {Actual, lang.T("实绩填报", "reports")},
	{Value, lang.T("实绩数值", "reported values")},
	{Mark, lang.T("评分", "marks")}, {Ballot, lang.T("投票", "ballots")}, {Event, lang.T("事项", "events")},
	{Survey, lang.T("满意度", "satisfaction")},
}

// Name returns the words for k.
func (k Kind) Name() lang.Text {
	for _, e := range Kinds {
		if e.Kind == k {
			return e.Name
		}
	}
	return lang.Same(string(k))
}

// Record is one fact: what it is about, and its content as canonical JSON.
type Record struct {
	Kind      Kind
	Key       string // JSON list of what names it in its kind
	Unit      string // code, where it is about a unit
	Indicator string // code, where it is about an indicator
	Period    string // code of the period, where it is about one
	Body      string
}

// Unpack reads a record's body.
func (r Record) Unpack(v any) error { return json.Unmarshal([]byte(r.Body), v) }

// Name is what names a fact among those of its kind, for a person: its parts beside each other, each by its word in a
// scheme.
func (r Record) Name(around *scheme.Scheme, l lang.Lang) string {
	var parts []string
	if json.Unmarshal([]byte(r.Key), &parts) != nil {
		return r.Key
	}
	part := func(i int, word func(string) string) {
		if i < len(parts) && parts[i] != "" {
			parts[i] = word(parts[i])
		}
	}
	switch r.Kind {
	case Group:
		part(0, func(s string) string { return around.Level1Name(scheme.Level1(s)).In(l) })
	case Actual, Value:
		part(2, func(s string) string { return sheet.ItemName(around, r.Indicator, s) })
		part(3, func(s string) string { return calendar.PeriodName(s).In(l) })
	case Event:
		part(1, func(s string) string { return review.EventType(s).Name().In(l) })
	case Survey:
		part(1, func(s string) string { return rule.ChannelName(s).In(l) })
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// order is the order of the scheme's document, which is kept beside its settings.
type order struct {
	Groups []scheme.Level1 `json:"groups"`
	Items  []string        `json:"items"`
	Leaves []string        `json:"leaves"`
}

type settingsBody struct {
	Scheme scheme.Scheme `json:"scheme"`
	Order  order         `json:"order"`
}

// Split takes a year apart into facts.
func Split(in score.Input) ([]Record, error) {
	s := splitter{}
	sc := in.Scheme
	var o order
	for _, g := range sc.Groups {
		o.Groups = append(o.Groups, g.Level1)
		s.add(Group, "", "", "", g, string(g.Level1))
	}
	for _, i := range sc.Items {
		o.Items = append(o.Items, i.Name)
		s.add(Item, "", "", "", i, i.Name)
	}
	for _, l := range sc.Leaves {
		o.Leaves = append(o.Leaves, l.Code)
		s.add(Leaf, "", l.Code, "", l, l.Code)
	}
	sc.Groups, sc.Items, sc.Leaves = nil, nil, nil
	s.add(Settings, "", "", "", settingsBody{sc, o})
	for _, a := range in.Actuals {
		for _, v := range a.Values {
			s.add(Value, a.Unit, a.Indicator, v.Period, v, a.Unit, a.Indicator, a.Item, v.Period)
		}
		a.Values = nil
		s.add(Actual, a.Unit, a.Indicator, "", a, a.Unit, a.Indicator, a.Item)
	}
	for _, e := range Kinds {
		if list := lists[e.Kind]; list != nil {
			list.split(&in, e.Kind, &s)
		}
	}
	return s.records, s.err
}

// ErrOrphan says that facts don't make a year: one of them belongs to another that isn't there.
var ErrOrphan = errs.Refuse("ledger.join", errs.Damaged, "ledger.orphan")

type splitter struct {
	records []Record
	err     error
}

func (s *splitter) add(k Kind, unit, indicator, period string, body any, key ...string) {
	doc, err := json.Marshal(body)
	if err != nil {
		s.err = errors.Join(s.err, err)
		return
	}
	s.records = append(s.records, Record{Kind: k, Key: KeyOf(key...), Unit: unit, Indicator: indicator,
		Period: period, Body: string(doc)})
}

// KeyOf is the key of a fact: the list of its parts as JSON, so that no two lists read the same.
func KeyOf(parts ...string) string {
	if parts == nil {
		parts = []string{}
	}
	doc, _ := json.Marshal(parts) // strings can always be written
	return string(doc)
}

// Join puts a year together from its facts, in any order. Split gives them back.
func Join(records []Record) (score.Input, error) {
	var in score.Input
	var o order
	groups, items, leaves := map[scheme.Level1]scheme.Group{}, map[string]scheme.Item{}, map[string]scheme.Leaf{}
	type reported struct{ unit, indicator, item string }
	values := map[reported][]progress.PeriodValue{}
	for _, r := range records {
		var err error
		switch r.Kind {
		case Settings:
			var s settingsBody
			err = json.Unmarshal([]byte(r.Body), &s)
			in.Scheme, o = s.Scheme, s.Order
		case Group:
			var g scheme.Group
			err = json.Unmarshal([]byte(r.Body), &g)
			groups[g.Level1] = g
		case Item:
			var i scheme.Item
			err = json.Unmarshal([]byte(r.Body), &i)
			items[i.Name] = i
		case Leaf:
			var l scheme.Leaf
			err = json.Unmarshal([]byte(r.Body), &l)
			leaves[l.Code] = l
		case Value:
			var v progress.PeriodValue
			var key []string
			if err = errors.Join(json.Unmarshal([]byte(r.Body), &v), json.Unmarshal([]byte(r.Key), &key)); err == nil {
				if len(key) != 4 {
					err = fmt.Errorf("key %s", r.Key)
					break
				}
				at := reported{key[0], key[1], key[2]}
				values[at] = append(values[at], v)
			}
		case Actual:
			err = into(&in.Actuals, r)
		default:
			list := lists[r.Kind]
			if list == nil {
				err = fmt.Errorf("unknown kind")
				break
			}
			err = list.add(&in, r.Body)
		}
		if err != nil {
			return in, fmt.Errorf("ledger: %s %s: %w", r.Kind, r.Key, err)
		}
	}
	if err := errors.Join(ordered(&in.Scheme.Groups, o.Groups, groups), ordered(&in.Scheme.Items, o.Items, items),
		ordered(&in.Scheme.Leaves, o.Leaves, leaves)); err != nil {
		return in, err
	}
	for i := range in.Actuals {
		a := &in.Actuals[i]
		at := reported{a.Unit, a.Indicator, a.Item}
		a.Values = values[at]
		delete(values, at)
		inOrder(a.Values)
	}
	for at := range values {
		return in, fmt.Errorf("%w: a value of %s %s %s without its report", ErrOrphan, at.unit, at.indicator, at.item)
	}
	for _, l := range lists {
		l.order(&in)
	}
	return in.Canonical(), nil
}

// ordered puts parts of the scheme's tree in the order of its document.
func ordered[K comparable, T any](list *[]T, order []K, parts map[K]T) error {
	for _, k := range order {
		x, ok := parts[k]
		if !ok {
			return fmt.Errorf("%w: %v of the scheme's tree", ErrOrphan, k)
		}
		*list = append(*list, x)
	}
	return nil
}

func into[T any](list *[]T, r Record) error {
	var v T
	err := json.Unmarshal([]byte(r.Body), &v)
	*list = append(*list, v)
	return err
}

// inOrder puts values in the order of their periods.
func inOrder(values []progress.PeriodValue) {
	slices.SortFunc(values, func(x, y progress.PeriodValue) int {
		return cmp.Compare(periodOrder(x.Period), periodOrder(y.Period))
	})
}

func periodOrder(code string) int {
	for i, p := range calendar.Periods {
		if p.Code == code {
			return i
		}
	}
	return len(calendar.Periods)
}
