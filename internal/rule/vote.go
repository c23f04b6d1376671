package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the form: 100/80/60/40 with weights leader 20, staff 40, assessment group 40.
var vote = Rule{
	ID: "SR-30", Code: "vote", Name: lang.T("民主测评法", "votes"),
	Says: lang.T("各类投票人分别按选项分值计算平均分，再按类别权重加权；弃权、废票不计，不足三张有效票的类别并入相邻类别以保密，没有票的类别权重由其他类别分担。",
		"Each group of voters has its mean of option points; the means are weighted. "+
			"Abstentions and spoiled ballots don't count; a group of fewer than three valid votes joins the next, "+
			"for secrecy; the weight of an empty group is shared by the others."),
	Formula: lang.T("s = Σ(选项分 × 票数) ÷ Σ票数；S = F ÷ 100 × Σ(w × s) ÷ Σw",
		"s = Σ(points × votes) ÷ Σ votes; S = F ÷ 100 × Σ(w × s) ÷ Σw"),
	Directions: []plan.Direction{plan.Binary, plan.Higher},
	Params: []Param{
		{Key: "options", ZH: "选项", Name: lang.T("选项:分值（百分制）", "option:points out of 100"), Type: Table,
			Required: true, Min: "0", Max: "100"},
		{Key: "weights", ZH: "类别权重", Name: lang.T("类别:权重", "group:weight"), Type: Table, Required: true, Min: "0.000001"},
		{Key: "min_votes", ZH: "最少票数", Name: lang.T("单独计算一类所需的有效票", "valid votes that a group needs to stand alone"),
			Unit: lang.T("票", "votes"), Type: Number, Default: "3", Min: "1"},
	},
	Uses:  []Use{UseBallots},
	Kinds: []Kind{Appraisal},
	Example: Example{Better: plan.Binary, Params: "选项=优秀:100、良好:80、一般:60、较差:40；类别权重=领导:20、职工:40、考评组:40", Full: "100",
		Facts: Facts{Ballots: exampleBallots()}, Points: "84.5538"},
	Bind: func(a Args, b *Binder) Eval {
		options, groups, least := a.Table("options"), a.Table("weights"), a.Num("min_votes")
		return func(c *Calc) Term {
			merged := mergeGroups(c, options, groups, least)
			if len(merged) == 0 {
				return c.Missing(lang.T("有效票", "valid votes"))
			}
			var weighted, weights []Term
			for _, g := range merged {
				var points, votes []Term
				for i, o := range options {
					if g.votes[i].IsZero() {
						continue
					}
					n := c.Num(g.votes[i])
					points, votes = append(points, c.Num(o.Nums[0]).Mul(n)), append(votes, n)
				}
				mean := c.Step("s", lang.T("%[1]s 平均分", "mean of %[1]s").With(g.name), c.SumOf(points).Quo(c.SumOf(votes)))
				weighted, weights = append(weighted, c.Num(g.weight).Mul(mean)), append(weights, c.Num(g.weight))
			}
			all := c.Step("w", lang.T("权重合计", "sum of weights"), c.SumOf(weights))
			return c.F().Quo(c.Int(100)).Mul(c.SumOf(weighted).Quo(all))
		}
	},
}

// voterGroup is a group of voters with its votes for each option, after small groups were merged.
type voterGroup struct {
	name   string
	weight decimal.Number
	votes  []decimal.Number
	total  decimal.Number
}

// mergeGroups counts the votes and merges groups too small to be secret: into the next one that has votes, the
// last into the one before.
func mergeGroups(c *Calc, options, weights []Entry, least decimal.Number) []voterGroup {
	var groups []voterGroup
	for _, w := range weights {
		g := voterGroup{name: w.Name, weight: w.Nums[0], votes: make([]decimal.Number, len(options))}
		for i, o := range options {
			for _, b := range c.Facts.Ballots {
				if b.Group == w.Name && b.Option == o.Name {
					c.Put("n", lang.Same(b.Group+" "+b.Option), b.Votes, b.Source)
					g.votes[i] = g.votes[i].Add(b.Votes)
					g.total = g.total.Add(b.Votes)
				}
			}
		}
		if g.total.Sign() > 0 {
			groups = append(groups, g)
		}
	}
	for i := 0; i < len(groups) && len(groups) > 1; {
		if !groups[i].total.Less(least) {
			i++
			continue
		}
		into := i + 1
		if into == len(groups) {
			into = i - 1
		}
		c.Remark(lang.T("%[1]s 有效票不足 %[2]s 张，并入%[3]s",
			"%[1]s has fewer than %[2]s valid votes and joins %[3]s").With(groups[i].name, least, groups[into].name))
		groups[into] = groups[into].join(groups[i])
		groups = append(groups[:i:i], groups[i+1:]...)
		i = 0
	}
	return groups
}

func (g voterGroup) join(o voterGroup) voterGroup {
	votes := make([]decimal.Number, len(g.votes))
	for i := range votes {
		votes[i] = g.votes[i].Add(o.votes[i])
	}
	return voterGroup{name: g.name + "+" + o.name, weight: g.weight.Add(o.weight), votes: votes,
		total: g.total.Add(o.total)}
}
