package rule

import (
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Source of the form: Rui'an 2012 (first place full, each place lower minus 2 % of the base; with
// several judges the mean).
var rankStep = Rule{
	ID: "SR-18", Code: "rank_step", Name: lang.T("名次赋分法", "points by place"),
	Says: lang.T("类内第一名得满分，名次每低一位扣减分值的一定比例，不低于下限；由多位评分人排名的，取各人名次得分的平均。",
		"First place in the class gets full points, each lower place loses a share of them, down to a floor; "+
			"with several judges, the mean of the points of their places."),
	Formula: lang.T("S = F × max(下限, 1 - s × (R - 1))；由评分人排名的取各人平均",
		"S = F × max(floor, 1 - s × (R - 1)); from judges: the mean over them"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Binary},
	Params: []Param{
		{Key: "mode", ZH: "名次来源", Name: lang.T("按实绩值排名，或按评分人给的名次", "places from values, or given by judges"), Type: Word,
			Words: []string{"value", "judges"}, ZHWords: []string{"实绩值", "评分人"}, Default: "value"},
		{Key: "s", ZH: "每位扣减", Name: lang.T("名次每低一位扣减的比例", "share taken per place"), Type: Number,
			Default: "0.02", Min: "0", Max: "1"},
		{Key: "floor", ZH: "下限", Name: lang.T("得分占分值的下限", "least share of the full points"), Type: Number,
			Default: "0.6", Min: "0", Max: "1"},
	},
	Items: func(a Args) []Item {
		if a.Word("mode") == "judges" {
			return nil
		}
		return []Item{actualItem}
	},
	Uses:  []Use{UseMarks},
	Peers: 2,
	Kinds: []Kind{Peers},
	Example: Example{Better: plan.Higher, Full: "200", Facts: Given("A", "81").Among("90", "88", "85", "80"),
		Points: "188.0000"},
	Bind: func(a Args, b *Binder) Eval {
		s, floor := a.Num("s"), a.Num("floor")
		if a.Word("mode") == "value" && b.Dir == plan.Binary {
			b.Bad("mode", "是否类指标没有可排名的数值；请改为 名次来源=judges", "a yes-or-no indicator has no value to rank; use mode=judges")
		}
		share := func(c *Calc, rank Term) Term {
			return MaxOf(c.Num(floor), c.Int(1).Sub(c.Num(s).Mul(rank.Sub(c.Int(1)))))
		}
		if a.Word("mode") == "value" {
			return func(c *Calc) Term {
				actual := c.A()
				if c.Stopped() {
					return actual
				}
				return c.F().Mul(share(c, c.rank(actual)))
			}
		}
		return func(c *Calc) Term {
			var given []Term
			for _, m := range c.Facts.Marks {
				if m.Recused {
					continue
				}
				rank := c.Put("R", lang.T("%[1]s 给的名次", "place given by %[1]s").With(m.Judge), m.Value, m.Source)
				if rank.N.Less(one) {
					return c.Refuse(lang.T("名次从 1 起", "places begin at 1"))
				}
				given = append(given, c.Step("", lang.T("%[1]s 的名次得分", "points of %[1]s's place").With(m.Judge),
					c.F().Mul(share(c, rank))))
			}
			if len(given) == 0 {
				return c.Missing(lang.T("评分人给的名次", "places given by judges"))
			}
			return c.SumOf(given).Quo(c.Int(int64(len(given))))
		}
	},
}
