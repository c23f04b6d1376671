package study

import "shiji/internal/survey"

// rounded gives every float of the report ten significant digits.
func (r Report) rounded() Report {
	for t := range r.Tables {
		table := &r.Tables[t]
		for g := range table.Groups {
			table.Groups[g].round()
		}
		roundPairs(table.Tests)
	}
	return r
}

func (g *Group) round() {
	round(g.Score)
	round(g.Rate)
	for i := range g.Questions {
		q := &g.Questions[i]
		round(q.Mean)
		round(q.Rate)
		round(q.Unsure)
		for k := range q.Answers {
			round(q.Answers[k].Share)
		}
	}
	for i := range g.Dimensions {
		round(g.Dimensions[i].Estimate)
	}
	for i := range g.Channels {
		round(g.Channels[i].Score)
	}
	for i := range g.Values {
		v := &g.Values[i]
		round(v.Mean)
		round(v.Total)
		round(v.Ratio)
		for k := range v.Quantiles {
			round(&v.Quantiles[k].Estimate)
		}
	}
	roundPairs(g.Changes)
}

func round(e *survey.Estimate) {
	if e != nil {
		*e = e.Rounded()
	}
}

func roundPairs(pairs []Pair) {
	for i := range pairs {
		t := &pairs[i].Test
		round(&t.Difference)
		t.T, t.P, t.Adjusted = survey.Round(t.T), survey.Round(t.P), survey.Round(t.Adjusted)
	}
}
