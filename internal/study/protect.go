package study

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// protect takes out of the report what would uncover fewer than `least` people: small counts, and whatever would give
// them away. What enters a year is protected in the same way.
func (r *Report) protect(least int) {
	var groups []*Group
	for t := range r.Tables {
		for g := range r.Tables[t].Groups {
			groups = append(groups, &r.Tables[t].Groups[g])
		}
	}
	partitions := r.partitions()
	channels := channelsOf(groups, &partitions)
	withheld := make([]bool, len(groups))
	levels, unsure := make([][]*survey.Block, len(r.Questions)), make([][]*survey.Block, len(r.Questions))
	for again := true; again; { // a group that is withheld in one question is withheld in all: its score would tell
		again = false
		for q := range r.Questions {
			levels[q], unsure[q] = r.blocks(groups, q, withheld)
			for _, c := range channels {
				b := blockOf(r.Questions[q].Levels, func(k int) int { return c.of.counts[q].n[k] })
				b.Withheld = withheld[c.group]
				levels[q] = append(levels[q], b)
				n := c.of.counts[q].n
				unsure[q] = append(unsure[q], &survey.Block{Counts: []int{n[len(n)-1], c.of.counts[q].open}, Points: []int64{0, 0},
					Satisfied: []bool{false, false}, Total: true, Withheld: withheld[c.group]})
			}
			survey.Protect(levels[q], partitions, least)
			survey.Protect(unsure[q], partitions, least)
			for g := range groups {
				if !withheld[g] && (levels[q][g].Withheld || unsure[q][g].Withheld) {
					withheld[g], again = true, true
				}
			}
			for k, c := range channels { // with one of its channels a unit is withheld too: the other and the sum would tell
				if b := len(groups) + k; !withheld[c.group] && (levels[q][b].Withheld || unsure[q][b].Withheld) {
					withheld[c.group], again = true, true
				}
			}
		}
	}
	for g, group := range groups {
		if withheld[g] {
			group.withhold(least)
			continue
		}
		for q := range r.Questions {
			group.hide(q, levels[q][g], unsure[q][g])
		}
		for k := range group.Values {
			if v := &group.Values[k]; v.Valid < least {
				*v = ValueResult{Name: v.Name, Over: v.Over, Refused: []lang.Text{tooFew(least)}}
			}
		}
	}
	for k, c := range channels {
		c.of.hidden = make([][]bool, len(r.Questions))
		for q := range r.Questions {
			b := len(groups) + k
			c.of.hidden[q] = append(slices.Clone(levels[q][b].Hidden), slices.Contains(unsure[q][b].Hidden, true))
		}
	}
	for t := range r.Tables {
		table := &r.Tables[t]
		hidden := map[string]bool{}
		for _, g := range table.Groups {
			hidden[g.Name] = g.Withheld
		}
		table.Tests = slices.DeleteFunc(table.Tests, func(p Pair) bool { return hidden[p.A] || hidden[p.B] })
	}
}

// channelOf is a channel of a group, whose counts enter a year by themselves.
type channelOf struct {
	group int
	of    *ChannelPart
}

// channelsOf lists the channels of all groups; they add up to their group.
func channelsOf(groups []*Group, partitions *[]survey.Partition) []channelOf {
	var out []channelOf
	for g, group := range groups {
		p := survey.Partition{Whole: g}
		for k := range group.Channels {
			if c := &group.Channels[k]; c.counts != nil {
				p.Parts = append(p.Parts, len(groups)+len(out))
				out = append(out, channelOf{g, c})
			}
		}
		if len(p.Parts) > 0 && len(p.Parts) == len(group.Channels) {
			*partitions = append(*partitions, p)
		}
	}
	return out
}

// blocks are the counts of one question: its levels, and those who can't judge or left it open.
func (r *Report) blocks(groups []*Group, q int, withheld []bool) (levels, unsure []*survey.Block) {
	for g, group := range groups {
		x := group.Questions[q]
		b := blockOf(r.Questions[q].Levels, func(k int) int { return x.Answers[k].N })
		b.Withheld = withheld[g]
		levels = append(levels, b)
		unsure = append(unsure, &survey.Block{Counts: []int{x.DontKnow, x.Open}, Points: []int64{0, 0},
			Satisfied: []bool{false, false}, Total: true, Withheld: withheld[g]})
	}
	return levels, unsure
}

// blockOf is counts of the levels of a scale, as survey.Protect takes them.
func blockOf(levels []survey.Level, n func(level int) int) *survey.Block {
	b := &survey.Block{}
	for k, l := range levels {
		points, _ := l.Points.Mul(decimal.Int(10_000)).Round(0).Int64() // points are at most 100
		b.Counts, b.Points, b.Satisfied = append(b.Counts, n(k)), append(b.Points, points), append(b.Satisfied, l.Satisfied)
	}
	return b
}

// partitions says which groups add up to which: those of a table to the whole, and those of a crossed table to the
// groups of a table of some of its columns.
func (r *Report) partitions() []survey.Partition {
	var out []survey.Partition
	start := make([]int, len(r.Tables))
	for t := 1; t < len(r.Tables); t++ {
		start[t] = start[t-1] + len(r.Tables[t-1].Groups)
	}
	for t := range r.Tables {
		if slices.ContainsFunc(r.Tables[t].Groups, func(g Group) bool { return g.Pooled }) {
			continue // they hold sheets of other waves
		}
		fine := r.Tables[t].columns
		for o := range r.Tables {
			at, ok := within(r.Tables[o].columns, fine)
			if !ok || o == t {
				continue
			}
			for w := range r.Tables[o].Groups {
				p := survey.Partition{Whole: start[o] + w}
				for g := range r.Tables[t].Groups {
					same := true
					for k, pos := range at {
						same = same && r.Tables[t].Groups[g].key[pos] == r.Tables[o].Groups[w].key[k]
					}
					if same {
						p.Parts = append(p.Parts, start[t]+g)
					}
				}
				out = append(out, p)
			}
		}
	}
	return out
}

// within says where the columns of a coarser table stand among those of a finer one.
func within(coarse, fine []string) (at []int, ok bool) {
	if len(coarse) >= len(fine) {
		return nil, false
	}
	for _, c := range coarse {
		k := slices.Index(fine, c)
		if k < 0 {
			return nil, false
		}
		at = append(at, k)
	}
	return at, true
}

// hide takes hidden counts out of a question.
func (g *Group) hide(q int, levels, unsure *survey.Block) {
	x := &g.Questions[q]
	for k, hidden := range levels.Hidden {
		if hidden {
			a := &x.Answers[k]
			a.N, a.Weighted, a.Share, a.Hidden = 0, decimal.Zero, nil, true
		}
	}
	if levels.NoRate {
		x.Rate, g.Rate = nil, nil
	}
	if slices.Contains(unsure.Hidden, true) {
		x.Private, x.DontKnow, x.Open, x.Unsure = true, 0, 0, nil
	}
}

// withhold leaves nothing of a group but its name.
func (g *Group) withhold(least int) {
	*g = Group{Name: g.Name, Label: g.Label, Withheld: true, Pooled: g.Pooled, TooFew: g.TooFew, Questions: []Result{},
		key: g.key, Refused: []lang.Text{tooFew(least)}}
}

func tooFew(least int) lang.Text {
	return lang.T("回答太少（或会由此推出少于 %[1]d 份的回答），不显示",
		"too few answers, or they would give away fewer than %[1]d: not shown").With(least)
}
