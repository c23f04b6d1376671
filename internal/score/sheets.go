package score

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Points is a number of points; nil means that the line, item or class left the sheet and its siblings scaled up.
type Points = *decimal.Number

// Line is one level-3 indicator on a score sheet: the points given, and where they came from.
type Line struct {
	Leaf   string         `json:"leaf"` // code
	Name   string         `json:"name"`
	Item   string         `json:"item"`
	Full   decimal.Number `json:"full"`
	Points Points         `json:"points"`
	Rule   string         `json:"rule"`             // ID
	Policy rule.Policy    `json:"policy,omitempty"` // missing-data policy that was used
	Reason lang.Text      `json:"reason,omitzero"`  // why a policy was used
	Status fact.Status    `json:"status,omitempty"` // of the data that a policy stands for, in a year that runs
	Judges []string       `json:"judges"`           // who scored it; never the unit itself
	Proxy  bool           `json:"proxy,omitempty"`  // a substitute scored it because a body would have scored itself
	Flags  []rule.Flag    `json:"flags,omitempty"`
	Inputs []rule.Input   `json:"inputs,omitempty"`
	Steps  []rule.Step    `json:"steps,omitempty"`
}

// Sum is a level-2 item, a level-1 class, the bonus, the deductions or the total: points added up from what lies below.
type Sum struct {
	Name   string         `json:"name"`
	Full   decimal.Number `json:"full"`
	Points Points         `json:"points"`
	Open   bool           `json:"open,omitempty"` // something in it isn't decided; without points: nothing in it is
	Inputs []rule.Input   `json:"inputs,omitempty"`
	Steps  []rule.Step    `json:"steps,omitempty"`
}

// Open reports whether the line waits for data: it gives nothing yet and stays in the sum.
func (l *Line) Open() bool { return l.Points == nil && l.Policy == rule.Unranked }

// Silent reports whether the unit should have reported and didn't (缺报).
func (l *Line) Silent() bool { return l.Status == fact.MissingUnexcused }

// Unmarked reports whether what is missing are marks or votes (缺评): the unit owes nothing.
func (l *Line) Unmarked() bool {
	r := rule.ByCode(l.Rule)
	return l.Silent() && r != nil && r.Items == nil &&
		(slices.Contains(r.Uses, rule.UseMarks) || slices.Contains(r.Uses, rule.UseBallots))
}

// Decided says how much of a unit's points is decided: scored from data or by a policy that gives a value.
type Decided struct {
	Points decimal.Number `json:"points"` // full points of the decided lines
	// and of those that wait or were kept silent about; what doesn't apply is in neither
	Of     decimal.Number `json:"of"`
	Open   int            `json:"open,omitempty"`   // lines that wait
	Silent int            `json:"silent,omitempty"` // lines that the unit should have reported and didn't
	// Unmarked are lines that wait for marks or votes of those who judge; Early are lines that aren't due, to which the
	// scheme gives or takes points all the same.
	Unmarked int `json:"unmarked,omitempty"`
	Early    int `json:"early,omitempty"`
}

// Percent is the decided share, out of 100, rounded to 2 decimals; 0 if nothing is asked of the unit.
func (d Decided) Percent() decimal.Number {
	if d.Of.IsZero() {
		return decimal.Zero
	}
	return d.Points.Mul(decimal.Int(100)).Quo(d.Of).Round(2)
}

// step is the decided share as a line of arithmetic.
func (d Decided) step() rule.Step {
	c := &rule.Calc{Trace: true}
	if d.Of.IsZero() {
		return rule.Step{Symbol: "P", What: decidedShare, Value: "0"}
	}
	c.Round("P", decidedShare, c.Num(d.Points).Mul(c.Int(100)).Quo(c.Num(d.Of)), 2)
	return c.Steps[0]
}

var decidedShare = lang.T("已定分值占应考分值的百分比", "decided points, per cent of those that are asked")

// Item is a level-2 item on a score sheet.
type Item struct {
	Sum
	Level1 scheme.Level1 `json:"level1"`
}

// Group is a level-1 class on a score sheet.
type Group struct {
	Sum
	Level1 scheme.Level1 `json:"level1"`
}

// View is a result: total, place and grade. Place is 0 for units that aren't ranked, or not yet.
type View struct {
	Total       Points       `json:"total"` // published; nil: no line is decided
	Place       int          `json:"place"`
	Grade       scheme.Grade `json:"grade"`
	Provisional bool         `json:"provisional,omitempty"` // 暂计: no place, no grade, outside quotas and means
	Reasons     []lang.Text  `json:"reasons,omitempty"`     // why this grade, or why there is none
}

// VetoCase is a decided veto on a sheet.
type VetoCase struct {
	Rule    string      `json:"rule"` // code of the veto rule
	Name    string      `json:"name"`
	Matter  string      `json:"matter"`
	Basis   string      `json:"basis"`
	Effects []string    `json:"effects"`
	Decider string      `json:"decider"`
	Source  fact.Source `json:"source,omitzero"`
}

// Sheet is the score sheet of one unit.
type Sheet struct {
	Unit       string      `json:"unit"` // code
	Name       string      `json:"name"`
	System     org.System  `json:"system"`
	Class      string      `json:"class"`
	Listing    org.Listing `json:"listing"`
	Lines      []Line      `json:"lines"`
	Items      []Item      `json:"items"`
	Groups     []Group     `json:"groups"`
	Bonus      Sum         `json:"bonus"`
	Deductions Sum         `json:"deductions"`
	Total      Sum         `json:"total"` // the published total, with its arithmetic
	Result     View        `json:"result"`
	Decided    *Decided    `json:"decided,omitempty"` // in a year that runs
	Vetoes     []VetoCase  `json:"vetoes,omitempty"`
	// the result had there been no veto in the class; kept beside the official one
	BeforeVeto *View `json:"before_veto,omitempty"`
}

// group returns the points of a level-1 class, 0 if it left.
func (s *Sheet) group(l scheme.Level1) decimal.Number {
	for _, g := range s.Groups {
		if g.Level1 == l && g.Points != nil {
			return *g.Points
		}
	}
	return decimal.Zero
}

// ClassResult sums up one assessment class.
type ClassResult struct {
	Class    string `json:"class"`
	Ranked   int    `json:"ranked"`
	Separate int    `json:"separate"`
	Exempt   int    `json:"exempt"`
	// ranked units without a place yet: not in Ranked, the mean or the quotas
	Provisional int `json:"provisional,omitempty"`
	// of the ranked units' published totals, rounded as published
	Mean         decimal.Number `json:"mean"`
	Best         decimal.Number `json:"best"`
	Median       decimal.Number `json:"median"`
	ExcellentMax int            `json:"excellent_max"` // places of the quota; -1: score lines only
	GoodMax      int            `json:"good_max"`
	Excellent    int            `json:"excellent"`
	Good         int            `json:"good"`
	Pass         int            `json:"pass"`
	Failed       int            `json:"fail"`
	Steps        []rule.Step    `json:"steps,omitempty"`
}

// Figure writes the mean, the best or the median as it is published; without ranked units there
// is none, which is not 0.
func (c ClassResult) Figure(n decimal.Number, places int) string {
	if c.Ranked == 0 {
		return "—"
	}
	return n.Fixed(places)
}

// Sheets is the result of a year: every scored unit, in the order of classes and places, and the units that are exempt.
type Sheets struct {
	Units   []Sheet       `json:"units"`
	Classes []ClassResult `json:"classes"`
	Exempt  []ExemptUnit  `json:"exempt"`
	// the ranked units of all classes on one scale, best first; only if the scheme asks for it
	Across []Equalised `json:"across,omitempty"`
}

// Equalised is a unit on the list across classes (跨类对照). The list serves comparison only: places and grades
// are those of the class.
type Equalised struct {
	Unit  string         `json:"unit"`
	Name  string         `json:"name"`
	Class string         `json:"class"`
	Total decimal.Number `json:"total"` // as published
	Value decimal.Number `json:"value"` // on the common scale, rounded once, to 4 decimals
	Place int            `json:"place"`
	Flags []rule.Flag    `json:"flags,omitempty"`
	Steps []rule.Step    `json:"steps,omitempty"`
}

// ExemptUnit is a unit that isn't assessed here but stays in the organisation department's list.
type ExemptUnit struct {
	Unit   string `json:"unit"`
	Name   string `json:"name"`
	System string `json:"system"`
	Reason string `json:"reason"`
}

// Sheet returns the sheet of a unit by code, or nil.
func (s Sheets) Sheet(unit string) *Sheet {
	for i := range s.Units {
		if s.Units[i].Unit == unit {
			return &s.Units[i]
		}
	}
	return nil
}
