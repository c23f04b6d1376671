package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Target and challenge values stand in the yearly task books of Beijing's municipal bodies; the
// formula is a convention.
var targetChallenge = Rule{
	ID: "SR-06", Code: "target_challenge", Name: lang.T("目标值挑战值法", "target and challenge value"),
	Says: lang.T("达到挑战值得满分；达到目标值得分值的基本份额，目标值与挑战值之间按线性递增；未达到目标值按完成率得基本份额。",
		"The challenge value earns full points, the target value the basic share, values between them in proportion; "+
			"below the target the basic share is earned by attainment."),
	Formula: lang.T("A ≥ C：S = F；T ≤ A < C：S = qF + (1 - q)F × (A - T) ÷ (C - T)；A < T：S = qF × A ÷ T；越低越好的反过来比",
		"A ≥ C: S = F; T ≤ A < C: S = qF + (1 - q)F × (A - T) ÷ (C - T); A < T: S = qF × A ÷ T; "+
			"mirrored where lower is better"),
	Directions: []plan.Direction{plan.Higher, plan.Lower},
	Params: append([]Param{
		{Key: "q", ZH: "基本份额", Name: lang.T("达到目标值所得份额", "share earned at the target"), Type: Number,
			Default: "0.9", Min: "0", Max: "1"},
	}, zeroTarget...),
	Items:   items(actualItem),
	Goals:   goals("T", "C"),
	Kinds:   []Kind{Growth, Lowering},
	Example: Example{Better: plan.Higher, Full: "10", Facts: Given("A", "110", "T", "100", "C", "120"), Points: "9.5000"},
	Bind: func(a Args, b *Binder) Eval {
		q := a.Num("q")
		refuseZero := a.Word("zero_target") == "refuse"
		return func(c *Calc) Term {
			actual, target := c.A(), c.T()
			challenge := c.goal("C", lang.T("挑战值", "challenge value"), c.Facts.Goal.Challenge)
			if c.Stopped() {
				return actual
			}
			if d := challenge.N.Cmp(target.N); c.Dir == plan.Higher && d < 0 || c.Dir == plan.Lower && d > 0 {
				return c.Refuse(lang.T("挑战值比目标值容易", "the challenge value is easier than the target"))
			}
			// For values that should be low everything is mirrored: distances are counted downwards.
			reached := func(a, b Term) bool {
				if c.Dir == plan.Lower {
					return !b.N.Less(a.N)
				}
				return a.N.AtLeast(b.N)
			}
			beyond := func(a, b Term) Term {
				if c.Dir == plan.Lower {
					return b.Sub(a)
				}
				return a.Sub(b)
			}
			share, rest := c.Num(q), c.Int(1).Sub(c.Num(q))
			if challenge.N.Equal(target.N) { // no stretch was set: the plain ratio
				if points, done := zeroOrNegativeTarget(c, actual, target, refuseZero); done {
					return points
				}
				return c.F().Mul(cappedRate(c, attained(c, actual, target), decimal.One))
			}
			switch {
			case reached(actual, challenge):
				c.Because(lang.T("达到挑战值", "the challenge value is reached"), actual, atLeastSign(c.Dir), challenge)
				return c.F()
			case reached(actual, target):
				c.Because(lang.T("达到目标值，未达到挑战值", "the target is reached, the challenge is not"), actual, atLeastSign(c.Dir), target)
				return share.Mul(c.F()).Add(rest.Mul(c.F()).Mul(beyond(actual, target)).Quo(beyond(challenge, target)))
			}
			if points, done := zeroOrNegativeTarget(c, actual, target, refuseZero); done { // only here a ratio is taken
				return points
			}
			c.Because(lang.T("未达到目标值", "the target is missed"), actual, missedSign(c.Dir), target)
			return share.Mul(c.F()).Mul(cappedRate(c, attained(c, actual, target), decimal.One))
		}
	},
}

// attained is the attainment of a target that isn't zero, in the direction of the indicator.
func attained(c *Calc, actual, target Term) Term {
	if c.Dir == plan.Lower {
		return lowerRate(c, actual, target)
	}
	return c.Step("r", lang.T("完成率", "attainment"), actual.Quo(target))
}
