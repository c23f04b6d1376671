package analyse

// rounded rounds every number of the report to 6 decimals: what lies below is the noise of floats, which
// machines may differ in.
func (r Report) rounded() Report {
	six := func(list ...*float64) {
		for _, x := range list {
			if x != nil {
				*x = round(*x)
			}
		}
	}
	for i := range r.Classes {
		c := &r.Classes[i]
		for k := range c.Indicators {
			x := &c.Indicators[k]
			six(&x.Full, &x.Mean, &x.Spread, x.WithItem, x.WithTotal, &x.Nominal, &x.Effective)
		}
		for k := range c.Alike {
			six(&c.Alike[k].R)
		}
		for k := range c.Ranks {
			for g, share := range c.Ranks[k].Grades {
				c.Ranks[k].Grades[g] = round(share)
			}
		}
		for _, list := range [][]Shift{c.DropItem, c.DropBody, c.Other} {
			for k := range list {
				six(&list[k].R)
			}
		}
	}
	for i := range r.Judges {
		six(&r.Judges[i].Mean, &r.Judges[i].Spread, &r.Judges[i].R)
	}
	return r
}
