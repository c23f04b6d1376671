package score

import (
	"cmp"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
)

// across puts the ranked units of all classes on one scale, if the scheme says how. It changes nothing else.
func (y *year) across(sheets []Sheet) []Equalised {
	b := y.bindings.Across
	if b == nil {
		return nil
	}
	peers := map[string][]rule.Peer{}
	for _, s := range sheets {
		if s.Listing == org.Ranked && !s.Result.Provisional {
			peers[s.Class] = append(peers[s.Class], rule.Peer{Unit: s.Name, Value: *s.Result.Total})
		}
	}
	var out []Equalised
	for _, s := range sheets {
		if s.Listing != org.Ranked || s.Result.Provisional {
			continue
		}
		total := *s.Result.Total
		facts := rule.Facts{Data: []rule.Datum{{Item: rule.Actual, Number: &total}}, Peers: peers[s.Class]}
		c := &rule.Calc{Full: total, Facts: &facts, Trace: y.trace}
		e := Equalised{Unit: s.Unit, Name: s.Name, Class: s.Class, Total: total, Value: b.Args.Num("centre")}
		if scored := b.Score(c, nil); scored.Verdict == rule.Scored {
			e.Value, e.Steps = scored.Points, c.Steps
		} else {
			e.Flags = []rule.Flag{{Code: "across.alone", What: lang.T("本类只有 %[1]d 家，没有可比的平均数，取中心值",
				"only %[1]d unit in the class: nothing to compare with, so the centre").With(len(peers[s.Class]))}}
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out,
		func(a, b Equalised) int { return cmp.Or(b.Value.Cmp(a.Value), cmp.Compare(a.Unit, b.Unit)) })
	for i := range out {
		out[i].Place = i + 1
		if i > 0 && out[i].Value.Equal(out[i-1].Value) {
			out[i].Place = out[i-1].Place
		}
	}
	return out
}
