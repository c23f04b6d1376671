// Package plan holds the five-year plan (五年规划): its expected and binding indicators and the pace
// they set for each year.
//
// The pace of a year is the third of the three floors on a target (不低于规划平均进度). How it runs from baseline to end
// value is a property of the indicator: linear by default, geometric, a yearly flow, a yearly rate, a cumulative
// cut, or a level to hold. Source of the paths: domain knowledge of plan monitoring; the text of the district names
// only the average pace.
//
// How the reports of several units become the figure of the district ([Method]) is declared for each indicator too;
// none is taken for granted.
package plan

import (
	"fmt"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Kind tells indicators the government steers toward from those it must meet.
type Kind string

const (
	Expected Kind = "expected" // 预期性
	Binding  Kind = "binding"  // 约束性
)

// Kinds lists both kinds with their words.
var Kinds = []struct {
	Kind Kind
	Name lang.Text
}{
	{Expected, lang.T("预期性", "expected")},
	{Binding, lang.T("约束性", "binding")},
}

// Path says how an indicator moves from its baseline to the end of the plan.
type Path string

const (
	Linear       Path = "linear"        // 存量线性: B + (P - B) × k ÷ n
	Geometric    Path = "geometric"     // 存量几何: B × (P ÷ B)^(k ÷ n)
	Flow         Path = "flow"          // 年均流量: P ÷ n, P being the sum over the plan
	Rate         Path = "rate"          // 年均增速: P every year
	CutLinear    Path = "cut_linear"    // 累计削减（线性）: P × k ÷ n, in percent
	CutGeometric Path = "cut_geometric" // 累计削减（几何）: 1 - (1 - P)^(k ÷ n), in percent
	Hold         Path = "hold"          // 逐年保持: P every year
)

// Paths lists every path with its words.
var Paths = []struct {
	Path Path
	Name lang.Text
}{
	{Linear, lang.T("存量线性", "stock, linear")},
	{Geometric, lang.T("存量几何", "stock, geometric")},
	{Flow, lang.T("年均流量", "yearly flow")},
	{Rate, lang.T("年均增速", "yearly rate")},
	{CutLinear, lang.T("累计削减线性", "cumulative cut, linear")},
	{CutGeometric, lang.T("累计削减几何", "cumulative cut, geometric")},
	{Hold, lang.T("逐年保持", "level to hold")},
}

// Indicator is one of the plan's indicators.
type Indicator struct {
	Code       string          `json:"code"` // "P01"
	Name       string          `json:"name"`
	Kind       Kind            `json:"kind"`
	Unit       string          `json:"unit"` // of measure
	Better     Direction       `json:"better"`
	BaseYear   int             `json:"base_year"`
	Base       *decimal.Number `json:"base,omitempty"` // value in BaseYear; rates, flows and levels to hold need none
	EndYear    int             `json:"end_year"`
	End        *decimal.Number `json:"end,omitempty"` // value at the end of the plan
	Path       Path            `json:"path"`
	Method     Method          `json:"method,omitempty"` // how the figures of several units become the district's
	GoalArea   string          `json:"goal_area,omitempty"`
	DataSource string          `json:"data_source,omitempty"`
	Source     fact.Source     `json:"source,omitzero"`
}

// Pace is the value that the plan's average progress reaches in a year, and how it was computed.
type Pace struct {
	Value decimal.Number `json:"value"`
	Expr  string         `json:"expr"` // arithmetic that a reader can repeat
}

// PaceAt returns the pace of year, in the indicator's unit. It fails if the year is outside the plan or the path can't
// be followed (a geometric path from zero, for example).
func (i Indicator) PaceAt(year int) (Pace, error) {
	k, n := int64(year-i.BaseYear), int64(i.EndYear-i.BaseYear)
	if n <= 0 || k < 1 || k > n || i.End == nil {
		return Pace{}, fmt.Errorf("plan: %d is not a year of %s (%d to %d)", year, i.Name, i.BaseYear+1, i.EndYear)
	}
	end := *i.End
	share := decimal.Ratio(k, n)
	switch i.Path {
	case Rate, Hold:
		return Pace{end, end.String()}, nil
	case Flow:
		return Pace{end.Quo(decimal.Int(n)), fmt.Sprintf("%s ÷ %d", end, n)}, nil
	case CutLinear:
		return Pace{end.Mul(share), fmt.Sprintf("%s × %d ÷ %d", end, k, n)}, nil
	case CutGeometric:
		hundred := decimal.Int(100)
		if !end.Less(hundred) {
			return Pace{}, fmt.Errorf("plan: a cut of %s %% has no geometric path", end)
		}
		left, err := decimal.Pow(decimal.One.Sub(end.Quo(hundred)), share)
		if err != nil {
			return Pace{}, fmt.Errorf("plan: a cut of %s %% has no geometric path: %w", end, err)
		}
		return Pace{hundred.Mul(decimal.One.Sub(left)), fmt.Sprintf("100 × (1 - (1 - %s ÷ 100)^(%d ÷ %d))", end, k, n)}, nil
	}
	if i.Base == nil {
		return Pace{}, fmt.Errorf("plan: %s has no baseline", i.Name)
	}
	base := *i.Base
	if i.Path == Geometric {
		if base.Sign() <= 0 || end.Sign() <= 0 {
			return Pace{}, fmt.Errorf("plan: a geometric path from %s to %s doesn't exist", base, end)
		}
		growth, err := decimal.Pow(end.Quo(base), share)
		if err != nil {
			return Pace{}, fmt.Errorf("plan: geometric path of %s: %w", i.Name, err)
		}
		return Pace{base.Mul(growth), fmt.Sprintf("%s × (%s ÷ %s)^(%d ÷ %d)", base, end, base, k, n)}, nil
	}
	return Pace{base.Add(end.Sub(base).Mul(share)), fmt.Sprintf("%s + (%s - %s) × %d ÷ %d", base, end, base, k, n)}, nil
}
