package survey

import (
	"math"
	"slices"
)

// Trim bounds weights. What is cut off is given to the other sheets in equal parts, again and again until
// none is above the bound.
type Trim struct {
	Medians float64 // the bound, as a multiple of the median weight; 0: none
	Upper   float64 // the bound itself; 0: none. If both are given, the smaller holds
}

func (s *Sample) trim(t Trim) error {
	bound := math.Inf(1)
	if t.Medians > 0 {
		bound = float64(t.Medians * median(slices.Clone(s.weight)))
	}
	if t.Upper > 0 {
		bound = min(bound, t.Upper)
	}
	if math.IsInf(bound, 1) {
		return nil
	}
	total := 0.0
	for _, w := range s.weight {
		total += w
	}
	if total > float64(bound*float64(s.n)) {
		return refuse("权数上限 %[1]g 低于平均权数，截不动", "the bound of weights %[1]g is below their mean", bound)
	}
	cut := make([]bool, s.n)
	for {
		over, free := 0.0, 0
		for i, w := range s.weight {
			if w > bound {
				over += w - bound
				s.weight[i] = bound
				if !cut[i] {
					s.Trimmed++
				}
				cut[i] = true
			} else if w < bound || !cut[i] {
				free++
			}
		}
		if over <= float64(1e-12*total) {
			break
		}
		for i := range s.weight {
			if !cut[i] {
				s.weight[i] += over / float64(free)
			}
		}
	}
	if s.Trimmed > 0 {
		s.TrimAt = bound
	}
	return nil
}

// Margin is a known division of the population: post-stratification with one, raking with several.
type Margin struct {
	Name     string
	Category []int32  // of every sheet
	Names    []string // of the categories
	Totals   []float64
}

// Bounds of raking.
const (
	rakeRounds    = 1000
	rakeTolerance = 1e-12
)

// calibration is what variances need: the margins, and the factor of the normal equations of a regression on them.
type calibration struct {
	margins []Margin
	offset  []int // of each margin's first column; its first category has none, except for the first margin
	size    int
	factor  [][]float64 // Cholesky, rows of the lower triangle; a zero on the diagonal is a column that others say already
}

// calibrate rakes the weights to the margins.
func (s *Sample) calibrate(margins []Margin) error {
	grand := 0.0
	for m, mg := range margins {
		sum := 0.0
		for k, t := range mg.Totals {
			if !(t > 0) || math.IsInf(t, 1) {
				return refuse("%[1]s“%[2]s”的总体数不是正数：%[3]g", "the total of %[1]s %[2]q isn't a positive number: %[3]g",
					mg.Name, mg.Names[k], t)
			}
			sum += t
		}
		if m > 0 && math.Abs(sum-grand) > 1e-6*grand {
			return refuse("校准总数不一致：%[1]s合计 %[2]g，%[3]s合计 %[4]g", "the totals differ: %[1]s adds up to %[2]g, %[3]s to %[4]g",
				margins[0].Name, grand, mg.Name, sum)
		}
		if m == 0 {
			grand = sum
		}
		seen := make([]bool, len(mg.Totals))
		for i, c := range mg.Category {
			if c < 0 || int(c) >= len(seen) {
				return refuse("第 %[1]d 份答卷没有“%[2]s”，或不在校准总数中",
					"sheet %[1]d has no %[2]s, or one that the totals don't name", i+1, mg.Name)
			}
			seen[c] = true
		}
		if k := slices.Index(seen, false); k >= 0 {
			return refuse("%[1]s“%[2]s”没有一份答卷，请与相近的合并", "%[1]s %[2]q has no sheet: merge it with a near one",
				mg.Name, mg.Names[k])
		}
	}
	s.weight = slices.Clone(s.base)
	for s.Raked = 1; ; s.Raked++ {
		worst := 0.0
		for _, mg := range margins {
			sums := make([]float64, len(mg.Totals))
			for i, c := range mg.Category {
				sums[c] += s.weight[i]
			}
			for k, sum := range sums {
				sums[k] = mg.Totals[k] / sum
				worst = max(worst, math.Abs(sums[k]-1))
			}
			for i, c := range mg.Category {
				s.weight[i] = s.weight[i] * sums[c]
			}
		}
		if len(margins) == 1 || worst < rakeTolerance {
			break
		}
		if s.Raked == rakeRounds {
			return refuse("校准 %[1]d 轮仍不收敛（还差 %.2[2]g）：各项总数可能互相矛盾",
				"raking hasn't converged after %[1]d rounds (%.2[2]g to go): the totals may contradict each other",
				rakeRounds, worst)
		}
	}
	s.scaled = true
	s.cal = newCalibration(margins, s.base)
	return nil
}

func newCalibration(margins []Margin, base []float64) *calibration {
	c := &calibration{margins: margins}
	for m, mg := range margins {
		c.offset = append(c.offset, c.size)
		c.size += len(mg.Totals)
		if m > 0 {
			c.size--
		}
	}
	normal := make([][]float64, c.size)
	for r := range normal {
		normal[r] = make([]float64, r+1)
	}
	cols := make([]int, 0, len(margins))
	for i, d := range base {
		cols = c.columns(i, cols[:0])
		for _, r := range cols {
			for _, q := range cols {
				if q <= r {
					normal[r][q] += d
				}
			}
		}
	}
	c.factor = cholesky(normal)
	return c
}

// columns lists the columns of the regression in which a sheet has a one.
func (c *calibration) columns(sheet int, out []int) []int {
	for m, mg := range c.margins {
		k := int(mg.Category[sheet])
		if m > 0 {
			k--
		}
		if k >= 0 {
			out = append(out, c.offset[m]+k)
		}
	}
	return out
}

// cholesky factors a symmetric matrix of which the lower triangle is given. Columns that depend on
// earlier ones get a zero.
func cholesky(a [][]float64) [][]float64 {
	for r := range a {
		diagonal := a[r][r]
		for q := 0; q <= r; q++ {
			x := a[r][q]
			for k := range q {
				x -= float64(a[r][k] * a[q][k])
			}
			switch {
			case q == r && x > float64(1e-10*diagonal):
				a[r][r] = math.Sqrt(x)
			case q == r:
				a[r][r] = 0
			case a[q][q] == 0:
				a[r][q] = 0
			default:
				a[r][q] = x / a[q][q]
			}
		}
	}
	return a
}

// solve returns the coefficients of the regression whose normal equations have b on the right.
func (c *calibration) solve(b []float64) []float64 {
	l := c.factor
	for r := range b {
		for k := range r {
			b[r] -= float64(l[r][k] * b[k])
		}
		b[r] = over(b[r], l[r][r])
	}
	for r := len(b) - 1; r >= 0; r-- {
		for k := r + 1; k < len(b); k++ {
			b[r] -= float64(l[k][r] * b[k])
		}
		b[r] = over(b[r], l[r][r])
	}
	return b
}

func over(x, pivot float64) float64 {
	if pivot == 0 {
		return 0
	}
	return x / pivot
}

// residual takes out of an influence what the margins already fix: the residual of its regression on them, with the
// base weights. The residuals of sheets outside the sub-group count too.
func (s *Sample) residual(in influence) influence {
	b := make([]float64, s.cal.size)
	cols := make([]int, 0, len(s.cal.margins))
	out := influence{sheets: s.All(), z: make([]float64, s.n)}
	for k, i := range in.sheets {
		u := in.z[k] / s.weight[i]
		out.z[i] = u
		cols = s.cal.columns(int(i), cols[:0])
		for _, r := range cols {
			b[r] += float64(s.base[i] * u)
		}
	}
	b = s.cal.solve(b)
	for i := range out.z {
		fit := 0.0
		cols = s.cal.columns(i, cols[:0])
		for _, r := range cols {
			fit += b[r]
		}
		out.z[i] = float64(s.weight[i] * (out.z[i] - fit))
	}
	return out
}
