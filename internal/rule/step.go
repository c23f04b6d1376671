package rule

import (
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var step = Rule{
	ID: "SR-04", Code: "step", Name: lang.T("分档计分法", "step bands"),
	Says: lang.T("实绩值落在哪一档就得哪一档的分；各档含下限不含上限，自上而下取第一个符合的档，档可附带对第二项数据的条件。",
		"The band that the value falls into gives the points; bands include their lower bound, "+
			"the first that fits from the top counts, and a band may carry a condition on a second value."),
	Formula: lang.T("S = 自上而下第一个 A ≥ 下限（且 B 符合附带条件）的档的得分",
		"S = points of the first band with A ≥ lower bound (and B meeting its condition)"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range},
	Params: []Param{
		{Key: "bands", ZH: "档", Name: lang.T("各档下限与得分，从高到低，最后一档写 *", "lower bounds with points, highest first, * last"),
			Unit: lang.T("分", "points"), Type: Bands, Required: true},
		{Key: "second", ZH: "第二项", Name: lang.T("附带条件所看的数据项", "data item that the conditions look at"),
			Type: Text, Default: "B"},
	},
	Items: func(a Args) []Item {
		out := []Item{actualItem}
		for _, e := range a.Table("bands") {
			if e.Cond != "" {
				return append(out, Item{Key: a.Word("second"), Name: lang.Same(a.Word("second"))})
			}
		}
		return out
	},
	Kinds: []Kind{Growth, Appraisal},
	Example: Example{Better: plan.Higher, Params: "档=90:200、80:190、70:180、60:170、*|<1/3:160、*:130；第二项=低评价率", Full: "200",
		Facts: Given("A", "55", "低评价率", "0.30"), Points: "160.0000"},
	Bind: func(a Args, b *Binder) Eval {
		bands := readBands(a.Table("bands"), b)
		second := a.Word("second")
		return func(c *Calc) Term {
			actual := c.A()
			if c.Stopped() {
				return actual
			}
			for _, band := range bands {
				if !band.open && actual.N.Less(band.low) {
					continue
				}
				if band.op != "" {
					other := c.Value(second, lang.Same(second))
					if c.Stopped() {
						return other
					}
					if !holds(other.N, band.op, band.bound) {
						continue
					}
					c.Because(lang.T("附带条件成立", "the band's condition holds"), other, band.op, c.Num(band.bound))
				}
				if band.open {
					c.Remark(lang.T("落入最后一档（其余）", "falls into the last band (the rest)"))
				} else {
					c.Because(lang.T("达到本档下限", "reaches the lower bound of this band"), actual, "≥", c.Num(band.low))
				}
				return c.Num(band.points)
			}
			return c.Int(0) // not reached: the last band takes everything
		}
	},
}

type stepBand struct {
	low    decimal.Number
	open   bool   // no lower bound
	op     string // condition on the second value; empty: none
	bound  decimal.Number
	points decimal.Number
}

// readBands checks that bands run downwards, cover the whole line and give no more than the line may.
func readBands(rows []Entry, b *Binder) []stepBand {
	var bands []stepBand
	for _, e := range rows {
		band := stepBand{points: e.Nums[0], open: e.Name == "*"}
		if !band.open {
			low, err := decimal.Parse(e.Name)
			if err != nil {
				b.Bad("bands", "档的下限“%[1]s”不是数字", "the lower bound %[1]q is not a number", e.Name)
				return nil
			}
			if n := len(bands); n > 0 && (bands[n-1].open || bands[n-1].low.Less(low)) {
				b.Bad("bands", "各档应从高到低排列，“%[1]s”的位置不对", "bands run from high to low; %[1]q is out of place", e.Name)
			}
			band.low = low
		}
		if e.Cond != "" {
			band.op = strings.TrimRight(e.Cond, "0123456789./-")
			bound, err := decimal.Parse(strings.TrimPrefix(e.Cond, band.op))
			if err != nil || !oneOf(band.op, "<", "<=", ">", ">=") {
				b.Bad("bands", "条件“%[1]s”应写成 <1/3 或 >=30", "write the condition %[1]q as <1/3 or >=30", e.Cond)
			}
			band.bound = bound
		}
		for _, full := range b.Fulls {
			if full.Less(band.points) {
				b.Bad("bands", "档的得分 %[1]s 超过分值 %[2]s", "a band gives %[1]s, more than the full points %[2]s", band.points, full)
			}
		}
		bands = append(bands, band)
	}
	if n := len(bands); n == 0 || !bands[n-1].open || bands[n-1].op != "" {
		b.Bad("bands", "各档没有覆盖全部取值：最后一档应为不带条件的 *", "the bands don't cover every value: end with * and no condition")
	}
	return bands
}

func oneOf(s string, list ...string) bool {
	for _, x := range list {
		if s == x {
			return true
		}
	}
	return false
}

func holds(a decimal.Number, op string, b decimal.Number) bool {
	d := a.Cmp(b)
	switch op {
	case "<":
		return d < 0
	case "<=":
		return d <= 0
	case ">":
		return d > 0
	}
	return d >= 0
}
