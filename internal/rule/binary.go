package rule

import (
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var binary = Rule{
	ID: "SR-05", Code: "binary", Name: lang.T("达标计分法", "met or not met"),
	Says: lang.T("达到目标得满分，未达到不得分；方案可规定未达到时另按一种方法计分，但不超过分值的一定比例。",
		"Full points if the target is met, else none; a scheme may give a fallback rule when it is missed, "+
			"limited to a share of the full points."),
	Formula: lang.T("达标 S = F；未达标 S = 0（或 min(另计, 另计上限 × F)）",
		"met: S = F; else S = 0 (or min(fallback, fallback_cap × F))"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range, plan.Binary},
	Params: []Param{
		{Key: "fallback", ZH: "未达标另计", Name: lang.T("未达标时改用的计分方法", "rule used when the target is missed"), Type: Text},
		{Key: "fallback_cap", ZH: "另计上限", Name: lang.T("另计得分占分值的上限", "limit of the fallback as a share of the full points"),
			Type: Number, Default: "0.6", Min: "0", Max: "1"},
	},
	Items: items(Item{Key: Actual, Name: actualItem.Name,
		Words: map[string]string{"是": "1", "否": "0", "达标": "1", "未达标": "0"}}),
	Kinds: []Kind{Binding},
	Example: Example{Better: plan.Higher, Params: "未达标另计=ratio；另计上限=0.6", Full: "5",
		Facts: Given("A", "11.9", "T", "12.0"), Points: "3.0000"},
	Bind: func(a Args, b *Binder) Eval {
		var fallback Eval
		if code := a.Word("fallback"); code != "" {
			fallback = b.Nest("fallback", code)
		}
		limit := a.Num("fallback_cap")
		switch b.Dir {
		case plan.Higher, plan.Lower:
			b.goals = append(b.goals, "T")
		case plan.Range:
			b.goals = append(b.goals, "L", "U")
		}
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			met := isMet(c, actual)
			if c.Stopped() {
				return actual
			}
			switch {
			case met:
				return c.F()
			case fallback == nil:
				return c.Int(0)
			}
			other := fallback(c)
			if c.Stopped() {
				return other
			}
			return MinOf(other, c.Num(limit).Mul(c.F()))
		}
	},
}

// isMet says whether a value meets its target, and writes down the comparison that decided it.
func isMet(c *Calc, actual Term) bool {
	met, missed := lang.T("达标", "met"), lang.T("未达标", "not met")
	switch c.Dir {
	case plan.Binary:
		if !c.yesOrNo(actual) {
			return false
		}
		if actual.N.Equal(one) {
			c.Because(met, actual, "=", c.Int(1))
			return true
		}
		c.Because(missed, actual, "<", c.Int(1))
		return false
	case plan.Range:
		low, high := c.bounds()
		if c.Stopped() {
			return false
		}
		switch {
		case actual.N.Less(low.N):
			c.Because(missed, actual, "<", low)
		case high.N.Less(actual.N):
			c.Because(missed, actual, ">", high)
		default:
			c.Because(met, actual, "≥", low)
			c.Because(met, actual, "≤", high)
			return true
		}
		return false
	}
	target := c.T()
	if c.Stopped() {
		return false
	}
	ok := actual.N.AtLeast(target.N)
	if c.Dir == plan.Lower {
		ok = !target.N.Less(actual.N)
	}
	if ok {
		c.Because(met, actual, atLeastSign(c.Dir), target)
	} else {
		c.Because(missed, actual, missedSign(c.Dir), target)
	}
	return ok
}

// yesOrNo refuses anything but 1 (yes) and 0 (no).
func (c *Calc) yesOrNo(t Term) bool {
	if t.N.Equal(one) || t.N.IsZero() {
		return true
	}
	c.Refuse(lang.T("%[1]s 不是 1（是）或 0（否）", "%[1]s is neither 1 (yes) nor 0 (no)").With(t.N))
	return false
}

// bounds are the lower and upper bound of a range target.
func (c *Calc) bounds() (low, high Term) {
	low = c.goal("L", lang.T("下限", "lower bound"), c.Facts.Goal.Low)
	high = c.goal("U", lang.T("上限", "upper bound"), c.Facts.Goal.High)
	return low, high
}

// goalNamed returns the number of a goal by its symbol.
func (g Goal) Named(symbol string) *fact.Number {
	switch symbol {
	case "T":
		return g.Target
	case "C":
		return g.Challenge
	case "L":
		return g.Low
	case "U":
		return g.High
	}
	return g.Baseline
}
