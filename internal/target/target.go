// Package target holds what units promise for the year, and the three floors below which no promise may go (三个不低于):
// the city's task, the stricter of the party congress report and the government work report, and the average pace
// of the five-year plan.
//
// "Lower" follows the direction of the indicator. A floor that isn't set is not zero. A target below a floor needs a
// waiver of the leading group. Source: 海淀区绩效管理, section 三 (一) 5.
package target

import (
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Floor is one of the floors, with the document that sets it. High is set for ranges only.
type Floor struct {
	Value    *fact.Number `json:"value,omitempty"`
	High     *fact.Number `json:"high,omitempty"`
	Document string       `json:"document,omitempty"`
}

// IsSet reports whether the floor says anything.
func (f Floor) IsSet() bool { return f.Value != nil }

// Waiver is the leading group's decision to let a target stay below a floor.
type Waiver struct {
	Document string      `json:"document,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Source   fact.Source `json:"source,omitzero"`
}

// Target is what one unit promises for one indicator.
type Target struct {
	Unit          string       `json:"unit"`
	Indicator     string       `json:"indicator"`
	Baseline      *fact.Number `json:"baseline,omitempty"`
	Value         *fact.Number `json:"value,omitempty"`
	Challenge     *fact.Number `json:"challenge,omitempty"`
	Low           *fact.Number `json:"low,omitempty"`
	High          *fact.Number `json:"high,omitempty"`
	City          Floor        `json:"city,omitzero"`
	Congress      Floor        `json:"congress,omitzero"`
	WorkReport    Floor        `json:"work_report,omitzero"`
	PlanIndicator string       `json:"plan_indicator,omitempty"` // code; its pace is the third floor
	PlanWeight    *fact.Number `json:"plan_weight,omitempty"`    // in the weighted mean that is the district's figure
	// the three years before, oldest first; none or all three
	History []decimal.Number `json:"history,omitempty"`
	Waiver  *Waiver          `json:"waiver,omitempty"`
	Source  fact.Source      `json:"source,omitzero"`
	// Cells are the cells of numbers that its rule needs and that aren't there, by symbol: "T", "C", "L", "U"; "W" is
	// that of the plan weight.
	Cells map[string]string `json:"cells,omitempty"`
}

// At is the source of the cell of a number, which may be empty.
func (t Target) At(symbol string) fact.Source {
	if cell := t.Cells[symbol]; cell != "" {
		return t.Source.At(cell)
	}
	return t.Source
}

// Task is a piece of individual key work with its coefficients.
type Task struct {
	Unit       string      `json:"unit"`
	Indicator  string      `json:"indicator"`
	Name       string      `json:"name"`
	Quantity   fact.Number `json:"quantity"`
	Difficulty fact.Number `json:"difficulty"` // 0.8 to 1.2
	Importance fact.Number `json:"importance"` // 0.8 to 1.2
	Source     fact.Source `json:"source,omitzero"`
}

// FloorKind names a floor.
type FloorKind string

const (
	CityFloor   FloorKind = "city"
	ReportFloor FloorKind = "report"
	PaceFloor   FloorKind = "pace"
)

// Name returns the words for k.
func (k FloorKind) Name() lang.Text {
	switch k {
	case CityFloor:
		return lang.T("市下达目标值", "city target")
	case ReportFloor:
		return lang.T("党代会报告和政府工作报告目标（取严）", "stricter of congress report and work report")
	}
	return lang.T("规划平均进度", "average pace of the plan")
}

// Breach is a floor that a target goes below, and by how much.
type Breach struct {
	Floor FloorKind
	Limit decimal.Number
	By    decimal.Number // positive
	Value decimal.Number // the number of the target that goes below
	At    fact.Source    // of the two, the one that was read last
}

// Reports returns the stricter of the two reports, or an unset floor if neither says anything.
func (t Target) Reports(d plan.Direction) Floor {
	a, b := t.Congress, t.WorkReport
	switch {
	case !a.IsSet():
		return b
	case !b.IsSet():
		return a
	case d == plan.Range:
		out := a
		if a.Value.Value.Less(b.Value.Value) {
			out.Value = b.Value
		}
		if b.High != nil && (a.High == nil || b.High.Value.Less(a.High.Value)) {
			out.High = b.High
		}
		return out
	case stricter(d, b.Value.Value, a.Value.Value):
		return b
	}
	return a
}

func stricter(d plan.Direction, a, b decimal.Number) bool {
	if d == plan.Lower {
		return a.Less(b)
	}
	return b.Less(a)
}

// IsSet reports whether the target says what is to be reached: a value, or a range.
func (t Target) IsSet() bool { return t.Value != nil || t.Low != nil || t.High != nil }

// setFloor is a floor that says something.
type setFloor struct {
	kind FloorKind
	Floor
}

// floors are those that are set, in the order in which the rule names them. A plan has no pace for a range.
func (t Target) floors(d plan.Direction, pace *decimal.Number) (out []setFloor) {
	all := []setFloor{{CityFloor, t.City}, {ReportFloor, t.Reports(d)}}
	if pace != nil && d != plan.Range {
		all = append(all, setFloor{PaceFloor, Floor{Value: &fact.Number{Value: *pace}}})
	}
	for _, f := range all {
		if f.IsSet() {
			out = append(out, f)
		}
	}
	return out
}

// Breaches returns the floors that t goes below, in the order in which the rule names them. pace is nil if the plan
// says nothing. All numbers are in the same unit.
func (t Target) Breaches(d plan.Direction, pace *decimal.Number) []Breach {
	var out []Breach
	for _, f := range t.floors(d, pace) {
		if d == plan.Range {
			out = append(out, t.outside(f.kind, f.Floor)...)
			continue
		}
		if t.Value != nil && stricter(d, f.Value.Value, t.Value.Value) {
			limit := f.Value.Value
			out = append(out, Breach{Floor: f.kind, Limit: limit, By: limit.Sub(t.Value.Value).Abs(),
				Value: t.Value.Value, At: t.found(t.Value.Source, f.Value.Source)})
		}
	}
	return out
}

// found is where a finding about a number and a floor of it stands: of the two, in the row that was read last.
func (t Target) found(number, floor fact.Source) fact.Source {
	row := func(s fact.Source) bool { return s.File == t.Source.File && s.Sheet == t.Source.Sheet && s.File != "" }
	if !row(number) && row(floor) {
		return floor
	}
	return number
}

// outside returns where the promised range leaves the range of a floor.
func (t Target) outside(kind FloorKind, f Floor) []Breach {
	var out []Breach
	if t.Low != nil && t.Low.Value.Less(f.Value.Value) {
		out = append(out, Breach{kind, f.Value.Value, f.Value.Value.Sub(t.Low.Value), t.Low.Value,
			t.found(t.Low.Source, f.Value.Source)})
	}
	if f.High != nil && t.High != nil && f.High.Value.Less(t.High.Value) {
		out = append(out, Breach{kind, f.High.Value, t.High.Value.Sub(f.High.Value), t.High.Value,
			t.found(t.High.Source, f.High.Source)})
	}
	return out
}

// Stretch grades how far a target lies beyond the trend (蹦一蹦够得到).
type Stretch string

const (
	TooEasy     Stretch = "too_easy" // below the trend
	Reachable   Stretch = "stretch"  // 0 to 10 % beyond
	Hard        Stretch = "hard"     // 10 to 25 % beyond
	Unlikely    Stretch = "unlikely" // more than 25 % beyond
	NotMeasured Stretch = ""         // no history, or a trend of zero
)

// StretchIndex is (T - trend) ÷ |trend|, turned round for values that should be low; the trend is the line through the
// three years before, carried one year on.
func (t Target) StretchIndex(d plan.Direction) (index, trend decimal.Number, s Stretch) {
	if t.Value == nil || len(t.History) != 3 || d != plan.Higher && d != plan.Lower {
		return index, trend, NotMeasured
	}
	h := t.History
	// Least squares through (1, h0), (2, h1), (3, h2): the mean, plus twice the slope (h2 - h0) ÷ 2.
	trend = decimal.Sum(h...).Quo(decimal.Int(3)).Add(h[2].Sub(h[0]))
	if trend.IsZero() {
		return index, trend, NotMeasured
	}
	index = t.Value.Value.Sub(trend).Quo(trend.Abs())
	if d == plan.Lower {
		index = index.Neg()
	}
	switch {
	case index.Sign() < 0:
		return index, trend, TooEasy
	case index.Cmp(decimal.Ratio(10, 100)) <= 0:
		return index, trend, Reachable
	case index.Cmp(decimal.Ratio(25, 100)) <= 0:
		return index, trend, Hard
	}
	return index, trend, Unlikely
}
