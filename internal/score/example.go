package score

import (
	"strings"

	"shiji/internal/lang"
	"shiji/internal/rule"
)

// WorkedExample explains the worked example of a rule as a line of a scorecard is explained.
func WorkedExample(r *rule.Rule) Explanation {
	c, out := r.Compute()
	x := Explanation{Title: lang.T("例", "Example"),
		Value: out.Points.Fixed(rule.LinePlaces), Full: r.Example.Full, Rounding: roundedLine, Inputs: append([]rule.Input{
			{Symbol: "F", What: lang.T("分值", "full points"), Value: r.Example.Full}}, c.Inputs...), Steps: c.Steps}
	if p, err := rule.ParseParams(r.Example.Params, r.AllParams()); err == nil && len(p) > 0 {
		x.Params = p.Words(r.AllParams())
	}
	if peers := r.Example.Facts.Peers; len(peers) > 0 {
		values := make([]string, len(peers))
		for i, p := range peers {
			values[i] = p.Value.String()
		}
		x.Inputs = append(x.Inputs, rule.Input{What: lang.T("同类各单位", "units of the class"),
			Value: strings.Join(values, ", ")})
	}
	for _, f := range c.Flags {
		x.Notes = append(x.Notes, f.What)
	}
	return x
}
