package analyse

// coherence says how each indicator of the class hangs together with its item and the total, and what part of the
// variance of totals it makes: its effective weight.
func (m *matrix) coherence() ([]Indicator, []Pair) {
	var out []Indicator
	variance := covariance(m.totals, m.totals)
	for k, l := range m.leaves {
		rates, totals, rest := m.column(k)
		if len(rates) == 0 {
			continue
		}
		full := l.Points[m.name].Float64()
		x := Indicator{Code: l.Code, Name: l.Name, Full: full, Mean: mean(rates), Spread: deviation(rates),
			UnitsScore: len(rates), Nominal: full / 100, WithTotal: correlation(rates, totals)}
		x.WithItem = correlation(rates, rest)
		x.Idle = x.Spread < IdleSpread && len(rates) >= leastForStats
		x.Partial = len(rates) < len(m.units)
		x.Contrary = x.WithItem != nil && *x.WithItem < 0
		if variance > nothing {
			points := make([]float64, len(m.units))
			for u := range m.units {
				points[u] = m.points(u, k)
			}
			x.Effective = covariance(points, m.totals) / variance
		}
		out = append(out, x)
	}
	if variance > nothing { // with it, the effective weights add up to 1
		out = append(out, Indicator{Name: "加分和扣分", Mean: mean(m.add), Effective: covariance(m.add, m.totals) / variance,
			UnitsScore: len(m.units)})
	}
	return out, m.alike()
}

// points is what a line adds to the total, the scaling up of its item included.
func (m *matrix) points(u, k int) float64 {
	c := m.cells[u][k]
	if !c.counts {
		return 0
	}
	return float64(c.rate*c.full) * m.scale(u, k)
}

// scale is how much a line counts more because others were left out: siblings of its item, and whole
// items of its level-1 class.
func (m *matrix) scale(u, k int) float64 {
	item := m.in.Scheme.Item(m.leaves[k].Item)
	all, counted := 0.0, 0.0
	groupAll, groupCounted := 0.0, 0.0
	for _, i := range m.in.Scheme.Items {
		if i.Level1 != item.Level1 {
			continue
		}
		itemAll, itemCounted := 0.0, 0.0
		for j, c := range m.cells[u] {
			if c.has && m.leaves[j].Item == i.Name {
				itemAll += c.full
				if c.counts {
					itemCounted += c.full
				}
			}
		}
		groupAll += itemAll
		if itemCounted > 0 {
			groupCounted += itemAll
		}
		if i.Name == item.Name {
			all, counted = itemAll, itemCounted
		}
	}
	if counted == 0 {
		return 0
	}
	return all / counted * groupAll / groupCounted
}

// column is an indicator over the units that have it: its rates, their totals, and the rates of the rest of its item.
func (m *matrix) column(k int) (rates, totals, rest []float64) {
	for u, row := range m.cells {
		if !row[k].counts {
			continue
		}
		rates, totals = append(rates, row[k].rate), append(totals, m.totals[u])
		got, of := 0.0, 0.0
		for j, c := range row {
			if j != k && c.counts && m.leaves[j].Item == m.leaves[k].Item {
				got, of = got+float64(c.rate*c.full), of+c.full
			}
		}
		if of > 0 {
			rest = append(rest, got/of)
		}
	}
	if len(rest) != len(rates) {
		rest = nil
	}
	return rates, totals, rest
}

// alike lists indicators of one item that go together so closely that they may count one thing twice.
func (m *matrix) alike() []Pair {
	var out []Pair
	for a := range m.leaves {
		for b := a + 1; b < len(m.leaves); b++ {
			if m.leaves[a].Item != m.leaves[b].Item {
				continue
			}
			var x, y []float64
			for _, row := range m.cells {
				if row[a].counts && row[b].counts {
					x, y = append(x, row[a].rate), append(y, row[b].rate)
				}
			}
			if r := correlation(x, y); r != nil && (*r > AlikeR || *r < -AlikeR) {
				out = append(out, Pair{m.leaves[a].Code + " " + m.leaves[a].Name, m.leaves[b].Code + " " + m.leaves[b].Name, *r})
			}
		}
	}
	return out
}
