package rule

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the thresholds: Wenzhou 2017 (down more than 5 places -1, more than 10 -2; up 5 or more +0.5).
var rankProgress = Rule{
	ID: "SR-16", Code: "rank_progress", Name: lang.T("进位法", "places gained"),
	Says: lang.T("名次比上年每进一位加分、每退一位扣分（或按进退位数分档加减），不低于下限、不高于上限；上年和本年都是第一的得上限；家数变动超过 10% 的，上年名次按家数折算。",
		"Points for each place gained on last year, off for each place lost (or by steps), between two limits; "+
			"a unit that was and stays first gets the upper limit; "+
			"where the number of units moved by more than 10 %, last year's place is rescaled."),
	Formula: lang.T("S = max(下限, min(基础分 + p × (上年名次 - 本年名次), 上限))；分档的加减该档的分",
		"S = max(lo, min(base + p × (rank_prev - rank_now), hi)); by steps: base + the points of the step"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Binary},
	Params: []Param{
		{Key: "place", ZH: "本年名次", Name: lang.T("在本类中按实绩值排出，或直接填报", "ranked in the class by value, or reported"), Type: Word,
			Words: []string{"class", "reported"}, ZHWords: []string{"类内排名", "填报"}, Default: "class"},
		{Key: "base", ZH: "基础分", Name: lang.T("名次不变的得分", "points for keeping the place"), Unit: lang.T("分", "points"),
			Type: Number, Required: true, Min: "0"},
		{Key: "p", ZH: "每位加减", Name: lang.T("每进退一位加减的分", "points for each place"), Unit: lang.T("分", "points"), Type: Number,
			Default: "0.5", Min: "0"},
		{Key: "steps", ZH: "分档", Name: lang.T("进位数下限:加减分，从高到低，* 为其余；写了就不按每位加减",
			"least places gained:points, from the top, * for the rest; replaces points for each place"),
			Unit: lang.T("分", "points"), Type: Bands},
		{Key: "lo", ZH: "下限", Name: lang.T("最低得分", "least points"), Unit: lang.T("分", "points"),
			Type: Number, Default: "0", Min: "0"},
		{Key: "hi", ZH: "上限", Name: lang.T("最高得分，不写时为分值", "most points; the full points if not given"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
	},
	Items: func(a Args) []Item {
		previous := []Item{
			{Key: "rank_prev", Name: lang.T("上年名次", "last year's place")},
			{Key: "n_prev", Name: lang.T("上年家数", "units ranked last year"), Optional: true}}
		if a.Word("place") == "reported" {
			return append([]Item{{Key: "rank", Name: lang.T("本年名次", "this year's place")},
				{Key: "n", Name: lang.T("本年家数", "units ranked this year"), Optional: true}}, previous...)
		}
		return append([]Item{actualItem}, previous...)
	},
	Peers: 2,
	Kinds: []Kind{OwnPast, Peers},
	Example: Example{Better: plan.Higher, Params: "本年名次=填报；基础分=8；每位加减=0.5；下限=6；上限=10", Full: "10",
		Facts: Given("rank", "6", "rank_prev", "9"), Points: "9.5000"},
	Bind: func(a Args, b *Binder) Eval {
		base, p, lo := a.Num("base"), a.Num("p"), a.Num("lo")
		hi, hasHi := a.OptNum("hi")
		steps := readSteps(a.Table("steps"), b)
		for _, full := range b.Fulls {
			if top := orFull(hi, hasHi, full); full.Less(top) || top.Less(base) || base.Less(lo) {
				b.Bad("hi", "应当 下限 %[1]s ≤ 基础分 %[2]s ≤ 上限 %[3]s ≤ 分值 %[4]s",
					"needs lo %[1]s ≤ base %[2]s ≤ hi %[3]s ≤ full points %[4]s", lo, base, top, full)
			}
		}
		reported := a.Word("place") == "reported"
		if !reported && b.Dir == plan.Binary {
			b.Bad("place", "是否类指标没有可排名的数值；请改为 本年名次=填报", "a yes-or-no indicator has no value to rank; use place=reported")
		}
		return func(c *Calc) Term {
			now, n := placeNow(c, reported)
			before := c.Value("rank_prev", lang.T("上年名次", "last year's place"))
			if c.Stopped() {
				return now
			}
			if now.N.Less(one) || before.N.Less(one) {
				return c.Refuse(lang.T("名次从 1 起", "places begin at 1"))
			}
			top := c.Num(orFull(hi, hasHi, c.Full))
			if now.N.Equal(one) && before.N.Equal(one) {
				c.Remark(lang.T("上年和本年都是第一名，得上限", "first last year and this year: the upper limit"))
				return top
			}
			before = rescaledPlace(c, before, n)
			if c.Stopped() {
				return before
			}
			gained := c.Step("g", lang.T("进位数（负数为退位）", "places gained (negative: lost)"), before.Sub(now))
			change := c.Num(p).Mul(gained)
			if len(steps) > 0 {
				change = steps.pick(c, gained)
			}
			return c.clampStep("S", lang.T("得分，在下限与上限之间", "points, between the limits"), c.Num(base).Add(change), c.Num(lo), top)
		}
	},
}

func orFull(n decimal.Number, given bool, full decimal.Number) decimal.Number {
	if given {
		return n
	}
	return full
}

// placeNow is this year's place and, if it is known, how many units were ranked.
func placeNow(c *Calc, reported bool) (place, n Term) {
	if reported {
		place = c.Value("rank", lang.T("本年名次", "this year's place"))
		if !c.Stopped() && c.given("n") {
			n = c.Value("n", lang.T("本年家数", "units ranked this year"))
		}
		return place, n
	}
	actual := c.A()
	if c.Stopped() {
		return actual, n
	}
	return c.rank(actual), c.Int(int64(len(c.Facts.Peers)))
}

// mostChange is the change in the number of units above which places of two years are not compared as they are.
var mostChange = decimal.MustParse("0.1")

// rescaledPlace puts last year's place on this year's number of units, if the two numbers are far apart.
func rescaledPlace(c *Calc, before, n Term) Term {
	if !c.given("n_prev") || n.N.IsZero() {
		return before
	}
	was := c.Value("n_prev", lang.T("上年家数", "units ranked last year"))
	if was.N.Less(one) || was.N.Less(before.N) {
		return c.Refuse(lang.T("上年家数 %[1]s 少于上年名次 %[2]s",
			"last year's %[1]s units are fewer than the place %[2]s").With(was.N, before.N))
	}
	moved := n.N.Sub(was.N).Abs().Quo(was.N)
	if !mostChange.Less(moved) {
		return before
	}
	c.Flag("rank_rescaled", lang.T("家数由 %[1]s 变为 %[2]s，超过 10%%，上年名次按家数折算",
		"the number of units went from %[1]s to %[2]s, more than 10 %%: last year's place is rescaled").With(was.N, n.N))
	return c.Step("R'", lang.T("折算后的上年名次", "last year's place, rescaled"), before.Mul(n).Quo(was))
}

// changeSteps give points by the places gained: the first step whose least is reached.
type changeSteps []struct {
	least  decimal.Number
	rest   bool // "*"
	points decimal.Number
}

func readSteps(rows []Entry, b *Binder) changeSteps {
	out := make(changeSteps, len(rows))
	for i, e := range rows {
		out[i].points, out[i].rest = e.Nums[0], e.Name == "*"
		if out[i].rest {
			continue
		}
		n, err := decimal.Parse(e.Name)
		if err != nil {
			b.Bad("steps", "进位数“%[1]s”不是数字", "the number of places %[1]q is not a number", e.Name)
		} else if i > 0 && (out[i-1].rest || !n.Less(out[i-1].least)) {
			b.Bad("steps", "分档要从高到低写，* 在最后", "write the steps from the top, * last")
		}
		out[i].least = n
	}
	return out
}

func (s changeSteps) pick(c *Calc, gained Term) Term {
	for _, step := range s {
		if step.rest {
			break
		}
		if gained.N.AtLeast(step.least) {
			c.Because(lang.T("落在这一档", "this step is reached"), gained, "≥", c.Num(step.least))
			return c.Num(step.points)
		}
	}
	if last := s[len(s)-1]; last.rest {
		c.Remark(lang.T("落在其余一档", "the step for the rest"))
		return c.Num(last.points)
	}
	c.Remark(lang.T("没有到任何一档，不加减", "no step is reached: nothing is added"))
	return c.Int(0)
}
