package rule

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/plan"
)

func ballots(group string, votes ...string) []Ballots {
	var out []Ballots
	for i, option := range []string{"优秀", "良好", "一般", "较差"} {
		out = append(out, Ballots{Group: group, Option: option, Votes: decimal.MustParse(votes[i])})
	}
	return out
}

func TestVote(t *testing.T) {
	const params = "选项=优秀:100、良好:80、一般:60、较差:40；类别权重=领导:20、职工:40、考评组:40"
	leaders, staff, panel := ballots("领导", "3", "2", "0", "0"), ballots("职工", "12", "10", "3", "1"),
		ballots("考评组", "40", "50", "20", "10")
	with := func(lists ...[]Ballots) Facts {
		var f Facts
		for _, l := range lists {
			f.Ballots = append(f.Ballots, l...)
		}
		return f
	}
	runLines(t, []lineCase{
		{"G25: three groups", "vote", plan.Binary, params, "100", with(leaders, staff, panel), "84.5538"},
		{"G25: without leaders the weights rescale", "vote", plan.Binary, params, "100", with(staff, panel), "82.6923"},
		{"two leaders join the staff, for secrecy", "vote", plan.Binary, params, "100",
			with(ballots("领导", "2", "0", "0", "0"), staff, panel), "83.8571"},
		{"the last group joins the one before", "vote", plan.Binary, params, "100",
			with(staff, ballots("考评组", "0", "0", "0", "1")), "83.7037"},
		{"nobody voted", "vote", plan.Binary, params, "100", Facts{}, "missing"},
	})
}
