// Package review holds judgement: marks of bodies and experts, votes, and the events that add, take or override points.
//
// An event counts only once it is decided. The responsible department gives its opinion and a higher body decides; a
// veto also needs the unit to have been heard. A decided event names the document that proves it.
package review

import (
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Mark is one mark: by an implementing body for an item of a checklist, by an expert out of 100, or a
// place given by a judge.
type Mark struct {
	Unit      string         `json:"unit"`
	Indicator string         `json:"indicator"`
	Body      string         `json:"body,omitempty"` // who gives it: a body's name, or empty for experts
	Judge     string         `json:"judge"`          // code of the judge: "专家A"; the body's name if it marks as a body
	Dimension string         `json:"dimension,omitempty"`
	Value     decimal.Number `json:"value"`
	Recused   bool           `json:"recused,omitempty"`
	Source    fact.Source    `json:"source,omitzero"`
}

// Ballots counts the votes of one group of voters for one option.
type Ballots struct {
	Unit      string         `json:"unit"`
	Indicator string         `json:"indicator"`
	Group     string         `json:"group"`
	Option    string         `json:"option"`
	Votes     decimal.Number `json:"votes"`
	Source    fact.Source    `json:"source,omitzero"`
}

// EventType says what an event does.
type EventType string

const (
	Bonus     EventType = "bonus"     // 加分
	Deduction EventType = "deduction" // 扣分
	Veto      EventType = "veto"      // 否决
	Promotion EventType = "promotion" // 专项晋优: excellent by decision, outside the quota
	Cap       EventType = "cap"       // 限等: a highest grade by rule, for example an open supervision letter
	Downgrade EventType = "downgrade" // 降等: a grade lowered by decision
)

// EventTypes lists every type with its words.
var EventTypes = []struct {
	Type EventType
	Name lang.Text
}{
	{Bonus, lang.T("加分", "bonus")},
	{Deduction, lang.T("扣分", "deduction")},
	{Veto, lang.T("否决", "veto")},
	{Promotion, lang.T("专项晋优", "special promotion")},
	{Cap, lang.T("限等", "grade cap")},
	{Downgrade, lang.T("降等", "downgrade")},
}

// Name returns the words for t.
func (t EventType) Name() lang.Text {
	for _, e := range EventTypes {
		if e.Type == t {
			return e.Name
		}
	}
	return lang.Same(string(t))
}

// State says how far an event has come.
type State string

const (
	Open      State = "open"      // 审核中: has no effect yet
	Decided   State = "decided"   // 已认定
	Dismissed State = "dismissed" // 不予认定
)

// States lists every state with its words.
var States = []struct {
	State State
	Name  lang.Text
}{
	{Decided, lang.T("已认定", "decided")},
	{Open, lang.T("审核中", "open")},
	{Dismissed, lang.T("不予认定", "dismissed")},
}

// Name returns the words for s.
func (s State) Name() lang.Text {
	for _, e := range States {
		if e.State == s {
			return e.Name
		}
	}
	return lang.Same(string(s))
}

// Event adds, takes or overrides points, or decides about a grade.
type Event struct {
	Unit string    `json:"unit"`
	Type EventType `json:"type"`
	// level-3 indicator it belongs to; empty: counts on the total. Veto: the veto rule
	Indicator string         `json:"indicator,omitempty"`
	Matter    string         `json:"matter"`
	Kind      string         `json:"kind,omitempty"`  // as in the rule's table
	Level     string         `json:"level,omitempty"` // of a bonus
	Count     decimal.Number `json:"count"`
	Repeat    bool           `json:"repeat,omitempty"`
	Grade     string         `json:"grade,omitempty"` // cap, downgrade: highest grade left
	State     State          `json:"state"`
	Proposer  string         `json:"proposer,omitempty"`
	Decider   string         `json:"decider,omitempty"`
	Heard     bool           `json:"heard,omitempty"` // the unit was heard
	Source    fact.Source    `json:"source,omitzero"`
	// Cells are other cells of its row, by what they hold: "kind", "level", "document".
	Cells map[string]string `json:"cells,omitempty"`
}

// At is the source of one cell of the event's row.
func (e Event) At(what string) fact.Source {
	if cell := e.Cells[what]; cell != "" {
		return e.Source.At(cell)
	}
	return e.Source
}
