package score

// cells finds what one unit brought to one indicator: a table of both, so that whoever goes through the lines of an
// indicator needs no search.
type cells struct {
	units, leaves map[string]int // where they stand in their lists: the first of a code
	width         int            // of a row
	rows          [][]*facts     // by indicator, the first one for what belongs to the unit's total; then by unit
	strays        map[key]*facts // of what is in no list
}

// key is one unit's line. An empty indicator is what belongs to the unit's total.
type key struct{ unit, indicator string }

func cellsOf(in *Input, units map[string]int) cells {
	c := cells{units: units, leaves: make(map[string]int, 1+len(in.Scheme.Leaves)), width: len(in.Roster.Units)}
	c.leaves[""] = 0
	for i := range in.Scheme.Leaves {
		if code := in.Scheme.Leaves[i].Code; code != "" {
			if _, twice := c.leaves[code]; !twice {
				c.leaves[code] = 1 + i
			}
		}
	}
	c.rows = make([][]*facts, 1+len(in.Scheme.Leaves))
	return c
}

// row is what units brought to an indicator; nil: nothing.
func (c *cells) row(indicator string) []*facts {
	if i, ok := c.leaves[indicator]; ok {
		return c.rows[i]
	}
	return nil
}

func (c *cells) get(k key) *facts {
	l, known := c.leaves[k.indicator]
	u, listed := c.units[k.unit]
	if !known || !listed {
		return c.strays[k]
	}
	if row := c.rows[l]; row != nil {
		return row[u]
	}
	return nil
}

func (c *cells) set(k key, f *facts) {
	l, known := c.leaves[k.indicator]
	u, listed := c.units[k.unit]
	if !known || !listed {
		if c.strays == nil {
			c.strays = map[key]*facts{}
		}
		c.strays[k] = f
		return
	}
	if c.rows[l] == nil {
		c.rows[l] = make([]*facts, c.width)
	}
	c.rows[l][u] = f
}
