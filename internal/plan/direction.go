package plan

import "shiji/internal/lang"

// Direction says which way a value is better.
type Direction string

const (
	Higher Direction = "higher" // 越高越好
	Lower  Direction = "lower"  // 越低越好 (逆向指标)
	Range  Direction = "range"  // 区间 (适度指标): inside [L, U]
	Binary Direction = "binary" // 是否: met or not met; also for rules that don't measure a value
)

// Directions lists every direction with its words.
var Directions = []struct {
	Direction Direction
	Name      lang.Text
}{
	{Higher, lang.T("越高越好", "higher is better")},
	{Lower, lang.T("越低越好", "lower is better")},
	{Range, lang.T("区间", "within a range")},
	{Binary, lang.T("是否", "yes or no")},
}

// Name returns the words for d.
func (d Direction) Name() lang.Text {
	for _, e := range Directions {
		if e.Direction == d {
			return e.Name
		}
	}
	return lang.Same(string(d))
}
