// Package scheme holds the yearly scheme (年度实施方案): the frame, the indicator tree with its points for each class, the
// rules chosen, and the settings of grades.
//
// The frame is "三效一创一否决": five level-1 classes that a yearly scheme can't change. Below them level-2 items, each with
// the bodies that score it, and level-3 indicators, each with one rule. An indicator is one row for all classes, so
// that what is common to all of them is scored by the same rule by construction; only its points may differ by class.
package scheme

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/rule"
)

// Level1 is one of the five fixed level-1 classes.
type Level1 string

const (
	Duty       Level1 = "duty"       // 职能履行
	Efficiency Level1 = "efficiency" // 效能建设
	Service    Level1 = "service"    // 服务效果
	Innovation Level1 = "innovation" // 创新创优
	Veto       Level1 = "veto"       // 一票否决: carries no points
)

// Name returns the name of l in the first frame that has it; see [Scheme.Level1Name].
func (l Level1) Name() lang.Text {
	for _, f := range Frames {
		if c := f.Class(l); c != nil {
			return c.Name
		}
	}
	return lang.Same(string(l))
}

var (
	FullMarks          = decimal.Int(100) // points of the four scoring classes together
	SatisfactionPoints = decimal.Int(25)  // of 服务效果 in every system; 满意度占 25%
)

// MaxVetoRules is the number of veto rules above which a scheme is warned: veto items should be few.
const MaxVetoRules = 8

// Points are full points by assessment class.
type Points map[string]decimal.Number

// Class is an assessment class of the scheme. Its order in the scheme is the order of every list.
type Class struct {
	Name   string     `json:"name"`
	System org.System `json:"system"`
}

// Group is a level-1 class of the year, with its points.
type Group struct {
	Level1 Level1      `json:"level1"`
	Name   string      `json:"name"` // as written; must be the fixed name
	Points Points      `json:"points"`
	Source fact.Source `json:"source,omitzero"`
}

// Item is a level-2 item (专项), scored by one or more implementing bodies.
type Item struct {
	Name   string      `json:"name"`
	Level1 Level1      `json:"level1"`
	Points Points      `json:"points"`
	Bodies []string    `json:"bodies"`
	Source fact.Source `json:"source,omitzero"`
	// Cells are the cells of the row where the item begins, by what they hold: "bodies".
	Cells map[string]string `json:"cells,omitempty"`
}

// At is the source of one cell of the row where the item begins.
func (i Item) At(what string) fact.Source {
	if cell := i.Cells[what]; cell != "" {
		return i.Source.At(cell)
	}
	return i.Source
}

// Leaf is a level-3 indicator.
type Leaf struct {
	Code   string         `json:"code"` // "A0101", unique in the scheme
	Name   string         `json:"name"`
	Item   string         `json:"item"`           // level-2 item, by name
	Unit   string         `json:"unit,omitempty"` // of measure
	Better plan.Direction `json:"better"`
	Rule   string         `json:"rule"`
	Params rule.Params    `json:"params,omitempty"`
	Points Points         `json:"points"`           // a class that isn't in it doesn't have the indicator
	Common bool           `json:"common,omitempty"` // 共性: in all classes, with the same points and rule
	Units  []string       `json:"units,omitempty"`  // 个性: only these units have it
	Except []string       `json:"except,omitempty"` // these units of its classes don't have it
	// Lineage says what the indicator was in the year before; nil: nothing is said.
	Lineage *Lineage    `json:"lineage,omitempty"`
	Source  fact.Source `json:"source,omitzero"`
	// Cells are the cells of the row by what they hold: "rule", "params", "better", or the class whose points it gives.
	Cells map[string]string `json:"cells,omitempty"`
}

// LineageKind says how an indicator goes on from the year before.
type LineageKind string

const (
	Same    LineageKind = "same"    // 沿用
	Changed LineageKind = "changed" // 口径变化: the series breaks
	Split   LineageKind = "split"   // 拆分自
	Merged  LineageKind = "merged"  // 合并自
	New     LineageKind = "new"     // 新增
)

// LineageKinds lists the kinds with their words.
var LineageKinds = []struct {
	Kind LineageKind
	Name lang.Text
}{
	{Same, lang.T("沿用", "same")}, {Changed, lang.T("口径变化", "changed definition")}, {Split, lang.T("拆分自", "split from")},
	{Merged, lang.T("合并自", "merged from")}, {New, lang.T("新增", "new")},
}

// Lineage is where an indicator comes from. What no indicator of the next year names was dropped.
type Lineage struct {
	Kind LineageKind `json:"kind"`
	From []string    `json:"from,omitempty"` // codes of the year before
}

// At is the source of one cell of the indicator's row.
func (l Leaf) At(what string) fact.Source {
	if cell := l.Cells[what]; cell != "" {
		return l.Source.At(cell)
	}
	return l.Source
}

// For reports whether a unit has the indicator.
func (l *Leaf) For(u *org.Unit) bool {
	_, ok := l.Points[u.Class]
	return ok && (len(l.Units) == 0 || slices.Contains(l.Units, u.Code)) && !slices.Contains(l.Except, u.Code)
}

// Grade is a grade of the year (等次), best first.
type Grade string

const (
	Excellent Grade = "excellent" // 优秀
	Good      Grade = "good"      // 良好
	Pass      Grade = "pass"      // 达标
	Failed    Grade = "fail"      // 不达标
)

// Grades lists the grades with their words, best first.
var Grades = []struct {
	Grade Grade
	Name  lang.Text
}{
	{Excellent, lang.T("优秀", "excellent")},
	{Good, lang.T("良好", "good")},
	{Pass, lang.T("达标", "pass")},
	{Failed, lang.T("不达标", "fail")},
}

// Name returns the words for g.
func (g Grade) Name() lang.Text {
	for _, e := range Grades {
		if e.Grade == g {
			return e.Name
		}
	}
	return lang.Same(string(g))
}

// Rank is 0 for the best grade.
func (g Grade) Rank() int {
	return slices.IndexFunc(Grades, func(e struct {
		Grade Grade
		Name  lang.Text
	}) bool {
		return e.Grade == g
	})
}

// Lower returns the grade one below g; nothing is below fail.
func (g Grade) Lower() Grade { return Grades[min(g.Rank()+1, len(Grades)-1)].Grade }

// Worse returns the lower of two grades.
func Worse(a, b Grade) Grade {
	if a.Rank() > b.Rank() {
		return a
	}
	return b
}

// Grading are the settings of grades. Shares are parts of the ranked units of a class; lines are published totals.
type Grading struct {
	ExcellentShare decimal.Number `json:"excellent_share"`
	ExcellentLine  decimal.Number `json:"excellent_line"`
	GoodShare      decimal.Number `json:"good_share"`
	GoodLine       decimal.Number `json:"good_line"`
	PassLine       decimal.Number `json:"pass_line"`
	Backfill       bool           `json:"backfill"`    // a place lost through a cap goes to the next unit that qualifies
	TiesIn         bool           `json:"ties_in"`     // units of equal rank on the last place are all in; else all out
	SmallClass     int            `json:"small_class"` // classes of fewer ranked units have no quota, only score lines
	PromotionShare decimal.Number `json:"promotion_share"`
	// any level-1 class below this share of its points: at most good; 0: off
	Level1Floor decimal.Number `json:"level1_floor"`
	// satisfaction below this rate, out of 100: at most pass; 0: off
	ServiceFloor decimal.Number `json:"satisfaction_floor"`
	// MinDecided is the share of a unit's points that must be decided before it gets a place and a grade; 0: any.
	// nil: the year is scored as one that is over; see [Scheme.Running].
	MinDecided *decimal.Number `json:"min_decided,omitempty"`
}

// Running reports whether years of this scheme are scored while they run: what nobody has reported yet isn't due, and
// totals stay provisional until it is. Schemes that were taken in before there was such a thing take all silence for
// missing data.
func (s *Scheme) Running() bool { return s.Grading.MinDecided != nil }

// RuleUse is a rule with its parameters, where it stands outside the tree: bonuses and deductions on the total.
type RuleUse struct {
	Rule   string      `json:"rule"`
	Params rule.Params `json:"params"`
	Source fact.Source `json:"source,omitzero"`
}

// Waiver is a decision of the leading group to depart from a rule of the frame.
type Waiver struct {
	Document string      `json:"document"`
	Reason   string      `json:"reason"`
	Source   fact.Source `json:"source,omitzero"`
}

// Decision is what the leading group decided: to stand in another frame than the district's.
type Decision struct {
	Document string `json:"document"`
	Date     string `json:"date"`
	Reason   string `json:"reason"`
}

// Lacking names what is missing of a decision; empty: nothing.
func (d *Decision) Lacking() lang.Text {
	if d == nil {
		d = &Decision{}
	}
	var out []lang.Text
	for _, f := range []struct{ text, name string }{{d.Document, "框架决定文号"}, {d.Date, "框架决定日期"}, {d.Reason, "框架决定理由"}} {
		if f.text == "" {
			out = append(out, lang.Same(f.name))
		}
	}
	return lang.Join(out)
}

// Scheme is the year's scheme.
type Scheme struct {
	Year      int    `json:"year"`
	FrameCode string `json:"frame,omitempty"`     // empty: the district's
	OwnFrame  *Frame `json:"own_frame,omitempty"` // of FrameCode Own
	// which class of an own frame holds satisfaction, by name; empty: none does
	SatisfactionClass string `json:"satisfaction_class,omitempty"`
	Trial             bool   `json:"trial,omitempty"` // 试行: results carry no consequences
	District          string `json:"district"`
	Title             string `json:"title"`
	Version           string `json:"version"`
	Document          string `json:"document"` // number of the document that issued it
	Notice            string `json:"notice,omitempty"`
	// public keys of those who sign satisfaction results; empty: no signature is asked for
	SurveyKeys []string `json:"survey_keys,omitempty"`
	Places     int      `json:"places"` // decimals of published values
	Classes    []Class  `json:"classes"`
	Groups     []Group  `json:"groups"`
	Items      []Item   `json:"items"`
	Leaves     []Leaf   `json:"leaves"`
	Bonus      RuleUse  `json:"bonus"`
	Deduction  RuleUse  `json:"deduction"`
	// how totals are made comparable across classes; without parameters: not at all
	Across             RuleUse   `json:"across,omitzero"`
	Grading            Grading   `json:"grading"`
	SatisfactionWaiver *Waiver   `json:"satisfaction_waiver,omitempty"`
	FrameDecision      *Decision `json:"frame_decision,omitempty"` // why the frame isn't the district's
	// names that look like those of totals, and aren't
	NotTotals []string          `json:"not_totals,omitempty"`
	Source    fact.Source       `json:"source,omitzero"`
	Cells     map[string]string `json:"cells,omitempty"` // cells of the settings, by their names
}

// At is the source of a setting.
func (s *Scheme) At(setting string) fact.Source {
	if cell := s.Cells[setting]; cell != "" {
		return s.Source.At(cell)
	}
	return s.Source
}

// Default returns a scheme with every setting at its default, and no tree.
func Default() Scheme {
	minDecided := decimal.MustParse("0.8")
	return Scheme{
		Places:    2,
		Bonus:     RuleUse{Rule: "add", Params: rule.Params{"levels": "国家级:1.5,市级:1,区级:0.5", "cap": "3"}},
		Across:    RuleUse{Rule: "class_equalise"},
		Deduction: RuleUse{Rule: "deduct", Params: rule.Params{"kinds": "通报批评:0.5,工作失误:1", "cap": "10"}},
		Grading: Grading{
			ExcellentShare: decimal.MustParse("0.2"), ExcellentLine: decimal.Int(85),
			GoodShare: decimal.MustParse("0.2"), GoodLine: decimal.Int(80), PassLine: decimal.Int(70),
			Backfill: true, TiesIn: true, SmallClass: 5, PromotionShare: decimal.MustParse("0.1"),
			Level1Floor: decimal.MustParse("0.6"), ServiceFloor: decimal.Int(60),
			MinDecided: &minDecided,
		},
	}
}

// Group returns the level-1 class of the year, or nil.
func (s *Scheme) Group(l Level1) *Group {
	for i := range s.Groups {
		if s.Groups[i].Level1 == l {
			return &s.Groups[i]
		}
	}
	return nil
}

// Item returns the level-2 item of that name, or nil.
func (s *Scheme) Item(name string) *Item {
	for i := range s.Items {
		if s.Items[i].Name == name {
			return &s.Items[i]
		}
	}
	return nil
}

// Leaf returns the indicator of that code, or nil.
func (s *Scheme) Leaf(code string) *Leaf {
	for i := range s.Leaves {
		if s.Leaves[i].Code == code {
			return &s.Leaves[i]
		}
	}
	return nil
}

// IsVeto reports whether a leaf is a veto rule.
func (s *Scheme) IsVeto(l Leaf) bool {
	item := s.Item(l.Item)
	return item != nil && item.Level1 == Veto
}

// Menu returns the scored indicators of a unit, in the order of the scheme.
func (s *Scheme) Menu(u *org.Unit) []Leaf {
	var out []Leaf
	for _, l := range s.Leaves {
		if l.For(u) && !s.IsVeto(l) {
			out = append(out, l)
		}
	}
	return out
}
