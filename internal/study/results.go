package study

import (
	"fmt"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// Results are what enters a year: the satisfaction of each unit, with the counts that it is made from. Counts too few
// to be shown stand together, with the sum of their points, so that every score can be recomputed and no small count is
// uncovered. A unit of which nothing may be shown isn't in it.
func (a *Analysis) Results() []survey.Result {
	var out []survey.Result
	for t := range a.Tables {
		if !a.Tables[t].Unit {
			continue
		}
		for g := range a.Tables[t].Groups {
			group := &a.Tables[t].Groups[g]
			if len(group.Channels) == 0 {
				out = a.result(out, group, a.p.spec.Channel, group.Exact, group.Score, group.Valid, group.counts, nil)
				continue
			}
			for k, channel := range []string{"third_party", "direct"} {
				c := &group.Channels[k]
				out = a.result(out, group, channel, c.Exact, c.Score, c.Valid, c.counts, c)
			}
		}
	}
	return out
}

// result adds the result of a unit, or of one channel of it.
func (a *Analysis) result(out []survey.Result, g *Group, channel string, exact *decimal.Number, e *survey.Estimate,
	valid int, list []counts, c *ChannelPart) []survey.Result {
	if exact == nil || e == nil {
		return out
	}
	r := survey.Result{Unit: g.Name, Named: g.Name, Channel: channel, Score: *exact,
		N: fact.Number{Value: decimal.Int(int64(valid))}, Data: a.DataHash, Design: a.SpecHash, Method: a.method(e, g)}
	four := func(x float64) *decimal.Number {
		n := survey.Decimal(x).Round(survey.ScorePlaces)
		return &n
	}
	if e.SE != nil {
		r.SE = four(*e.SE)
	}
	if e.Interval != nil {
		r.Low, r.High = four(max(e.Interval.Low, 0)), four(min(e.Interval.High, 100))
	}
	for q := range list {
		if !a.shares[q].IsZero() {
			r.Counts = append(r.Counts, a.counted(q, list[q], a.hidden(q, g, c))...)
		}
	}
	return append(out, r)
}

// hidden says which counts of a question stand together: its levels, and those who can't judge.
func (a *Analysis) hidden(q int, g *Group, c *ChannelPart) []bool {
	levels := len(a.Report.Questions[q].Levels)
	switch {
	case c != nil && c.hidden != nil:
		return c.hidden[q]
	case c != nil:
		return make([]bool, levels+1)
	}
	out := make([]bool, levels+1)
	for k, x := range g.Questions[q].Answers {
		out[k] = x.Hidden
	}
	out[levels] = g.Questions[q].Private
	return out
}

// counted are the rows of one question.
func (a *Analysis) counted(q int, c counts, hidden []bool) []survey.Counted {
	asked := a.p.Questions[q]
	base := survey.Counted{Dimension: asked.Dimension, Question: asked.Name, Share: a.shares[q]}
	levels := asked.Scale.Scale.Levels
	var out []survey.Counted
	together, sum, n, weighted := []string{}, decimal.Zero, 0, decimal.Zero
	add := func(k int, answer string, points *decimal.Number) {
		if c.n[k] == 0 {
			return
		}
		if hidden[k] && points != nil {
			together, n, weighted, sum = append(together, answer), n+c.n[k], weighted.Add(c.weighted[k]),
				sum.Add(points.Mul(c.weighted[k]))
			return
		}
		row := base
		row.Answer, row.Points, row.N, row.Weighted = answer, points, decimal.Int(int64(c.n[k])), c.weighted[k]
		out = append(out, row)
	}
	for k, l := range levels {
		points := l.Points
		add(k, l.Answer, &points)
	}
	var unsure *decimal.Number
	if x := a.p.spec.DontKnowPoints; x >= 0 {
		points := survey.Decimal(x)
		unsure = &points
	}
	if last := len(levels); unsure != nil || !hidden[last] {
		add(last, "不了解", unsure)
	}
	if n > 0 {
		row := base
		row.Answer, row.N, row.Weighted, row.Sum = strings.Join(together, "＋"), decimal.Int(int64(n)), weighted, &sum
		out = append(out, row)
	}
	return out
}

// method says in a line how a result was made.
func (a *Analysis) method(e *survey.Estimate, g *Group) string {
	parts := []string{a.SpecFile}
	if e.Interval != nil {
		parts = append(parts, fmt.Sprintf("%g%% %s", survey.Round(e.Interval.Level*100), e.Interval.Method.Name().ZH))
	}
	if e.Deff != nil {
		parts = append(parts, fmt.Sprintf("设计效应 %.3f", *e.Deff))
	}
	if g.Pooled {
		parts = append(parts, "与其他批次合并")
	}
	if a.Suppress > 0 {
		parts = append(parts, fmt.Sprintf("少于 %d 份的回答合并", a.Suppress))
	}
	return strings.Join(parts, "；")
}

// Only leaves the whole and the groups of one name; ok is false if there is none.
func (a *Analysis) Only(name string) (ok bool) {
	for t := range a.Tables {
		table := &a.Tables[t]
		if table.By == "" {
			continue
		}
		table.Groups = slices.DeleteFunc(table.Groups, func(g Group) bool { return !called(name, g.Name, g.Label) })
		table.Tests = slices.DeleteFunc(table.Tests, func(p Pair) bool {
			return !called(name, p.A, p.Labels[0]) && !called(name, p.B, p.Labels[1])
		})
		ok = ok || len(table.Groups) > 0
	}
	a.Tables = slices.DeleteFunc(a.Tables, func(t Table) bool { return t.By != "" && len(t.Groups) == 0 })
	return ok
}

// called reports whether a group is called so, in either language.
func called(name, group string, label lang.Text) bool {
	return name == group || name == label.ZH || name == label.EN
}
