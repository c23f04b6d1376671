package survey

import (
	"math"
	"slices"

	"shiji/internal/lang"
)

// Stage is one stage of drawing. Columns have one entry a sheet; sheets with the same code stand together.
type Stage struct {
	Stratum []int32   // within the unit of the stage before; nil: no strata
	Cluster []int32   // unit that was drawn, within its stratum; nil, at the last stage only: the sheets themselves
	Size    []float64 // units that the population has in the stratum; nil or 0: unknown or very many
	// share of the units that was drawn, instead of Size; at the first stage it may differ between units (unequal
	// probabilities without replacement, Brewer's approximation)
	Fraction []float64
}

// Single says what a stratum with a single unit brings to the variance.
type Single string

const (
	Fail    Single = "fail"    // refuse
	Remove  Single = "remove"  // nothing
	Centre  Single = "centre"  // its distance from the mean of all
	Average Single = "average" // as much as the other strata on average
)

// Singles lists the policies with their words.
var Singles = []struct {
	Single Single
	Name   lang.Text
}{
	{Fail, lang.T("拒绝", "refuse")},
	{Remove, lang.T("不计", "leave out")},
	{Centre, lang.T("对总平均", "centre at the grand mean")},
	{Average, lang.T("取平均", "average of the others")},
}

// Design says how a sample was drawn and what its weights are.
type Design struct {
	Stages    []Stage
	Names     [][]string // of the strata of each stage, by code, for messages; may be nil
	Weight    []float64  // nil: what the stages give (population units for each unit drawn)
	Single    Single     // "" is Fail
	Trim      Trim
	Calibrate []Margin
}

// Sample is answer sheets with their design, ready to estimate from. It is not changed by estimating and may be used
// by several goroutines.
type Sample struct {
	n        int
	stages   []stage
	base     []float64 // before calibration
	weight   []float64
	scaled   bool // weights add up to the population: totals make sense
	finite   bool // populations are known from the design, and weights are what it gives
	single   Single
	freedom  int      // degrees of freedom of the design
	unscaled *Refusal // why weights don't add up to the population
	cal      *calibration
	Against  []Against // strata whose given weights and populations disagree
	Trimmed  int       // sheets whose weight was cut
	TrimAt   float64   // the largest weight left; 0: not trimmed
	Raked    int       // rounds that calibration took
}

// stage is a Stage with its units and strata numbered.
type stage struct {
	unit     []int32   // of every sheet; nil: the sheet itself
	stratum  []int32   // of every unit
	fraction []float64 // of every unit, if they differ within strata; else nil
	strata   []stratum
	parents  int  // units of the stage before
	silent   bool // it brings nothing to any variance: the stage before was drawn from very many
}

type stratum struct {
	units    int     // drawn
	fraction float64 // drawn of all; 0: of very many
	free     float64 // Σ (1 - fraction) over its units
	share    float64 // what the variance within it counts: product of the fractions of the stages before
	parent   int32   // unit of the stage before
	name     string
}

// NewSample numbers units and strata, and computes weights. A *Refusal says what in the design doesn't hold.
func NewSample(n int, d Design) (*Sample, error) {
	if n == 0 {
		return nil, refuse("没有答卷", "there are no answer sheets")
	}
	s := &Sample{n: n, single: d.Single}
	if s.single == "" {
		s.single = Fail
	}
	stages := d.Stages
	if len(stages) == 0 {
		stages = []Stage{{}}
	}
	for k, st := range stages {
		var names []string
		if k < len(d.Names) {
			names = d.Names[k]
		}
		if err := s.addStage(st, names, k == len(stages)-1); err != nil {
			return nil, err
		}
	}
	if len(d.Calibrate) == 0 {
		s.Against = s.disagrees(d.Weight)
	}
	s.freedom = len(s.stages[0].stratum) - len(s.stages[0].strata)
	if err := s.setWeights(d.Weight); err != nil {
		return nil, err
	}
	if err := s.trim(d.Trim); err != nil {
		return nil, err
	}
	s.base = s.weight
	if len(d.Calibrate) > 0 {
		if err := s.calibrate(d.Calibrate); err != nil {
			return nil, err
		}
	}
	s.finite = s.scaled && d.Weight == nil && s.Trimmed == 0 && s.cal == nil
	if d.Weight != nil || s.cal != nil {
		s.checkScale()
	}
	return s, nil
}

// checkScale notes where weights say nothing of the population's size: they add up to no more than
// the number of sheets although not all of it was asked.
func (s *Sample) checkScale() {
	sum := 0.0
	for _, w := range s.weight {
		sum += w
	}
	whole := !slices.ContainsFunc(s.stages, func(st stage) bool {
		return slices.ContainsFunc(st.strata, func(h stratum) bool { return h.free > 1e-7*float64(h.units) })
	})
	if s.scaled && !whole && sum <= float64(1.005*float64(s.n)) {
		s.scaled = false
		s.unscaled = refuse("权数合计 %.6[1]g，不多于答卷的 %[2]d 份：是归一化的权数，估计不了总量；总量要用放大到总体的权数",
			"the weights add up to %.6[1]g, no more than the %[2]d sheets themselves: "+
				"they were normalised, and totals can't be estimated; totals take weights that add up to the population", sum, s.n)
	}
}

func (s *Sample) addStage(in Stage, names []string, last bool) error {
	if in.Cluster == nil && !last {
		return refuse("第 %[1]d 级没有写抽的是什么单位", "stage %[1]d doesn't say what was drawn", len(s.stages)+1)
	}
	parent := func(int) int32 { return 0 }
	out := stage{parents: 1}
	if k := len(s.stages); k > 0 {
		before := s.stages[k-1]
		if before.unit == nil {
			return refuse("第 %[1]d 级抽的已经是答卷本身，不能再分级", "stage %[1]d draws the sheets themselves: no stage can follow", k)
		}
		parent = func(i int) int32 { return before.unit[i] }
		out.parents = len(before.stratum)
	}
	type key struct{ within, code int32 }
	strata, units := map[key]int32{}, map[key]int32{}
	if in.Cluster != nil {
		out.unit = make([]int32, s.n)
	} else {
		out.stratum = make([]int32, s.n)
	}
	rate := func(i int) float64 { // as given: a size, or minus a fraction
		switch {
		case in.Fraction != nil && in.Fraction[i] != 0:
			return -in.Fraction[i]
		case in.Size != nil:
			return in.Size[i]
		}
		return 0
	}
	var rates, unitRates []float64 // of strata, of units
	differ := false
	for i := range s.n {
		code := int32(0)
		if in.Stratum != nil {
			code = in.Stratum[i]
		}
		at := key{parent(i), code}
		h, seen := strata[at]
		if !seen {
			h = int32(len(out.strata))
			strata[at] = h
			st := stratum{parent: at.within}
			if int(code) < len(names) {
				st.name = names[code]
			}
			out.strata = append(out.strata, st)
			rates = append(rates, rate(i))
		}
		r := rate(i)
		if math.IsNaN(r) || math.IsInf(r, 0) || r < -1 {
			return refuse("%[1]s的总体数或抽样比不对：%[2]g", "the population or sampling fraction of %[1]s is wrong: %[2]g",
				s.stratumName(out.strata[h]), math.Abs(r))
		}
		if in.Cluster == nil {
			out.stratum[i] = h
			out.strata[h].units++
			unitRates = append(unitRates, r)
		} else {
			u, seen := units[key{h, in.Cluster[i]}]
			if !seen {
				u = int32(len(out.stratum))
				units[key{h, in.Cluster[i]}] = u
				out.stratum = append(out.stratum, h)
				out.strata[h].units++
				unitRates = append(unitRates, r)
			}
			out.unit[i] = u
			if unitRates[u] != r {
				return refuse("%[1]s中同一个抽样单位的总体数或抽样比前后不同", "in %[1]s the population or fraction differs within one unit drawn",
					s.stratumName(out.strata[h]))
			}
		}
		if rates[h] != r {
			if r > 0 || len(s.stages) > 0 {
				return refuse("%[1]s的总体数前后不同：%[2]g、%[3]g", "the population of %[1]s differs between its sheets: %[2]g, %[3]g",
					s.stratumName(out.strata[h]), math.Abs(rates[h]), math.Abs(r))
			}
			differ = true
		}
	}
	if err := s.setFractions(&out, rates, unitRates, differ); err != nil {
		return err
	}
	out.silent = !slices.ContainsFunc(out.strata, func(h stratum) bool { return h.share > 0 })
	s.stages = append(s.stages, out)
	return nil
}

// setFractions turns sizes into fractions, and says what share of the variance the strata of a later stage bring.
func (s *Sample) setFractions(st *stage, rates, unitRates []float64, differ bool) error {
	for h := range st.strata {
		x := &st.strata[h]
		switch r := rates[h]; {
		case r < 0:
			x.fraction = -r
		case r > 0:
			if float64(x.units) > r {
				return refuse("%[1]s抽了 %[2]d 个，总体却只有 %[3]g 个", "%[1]s has %[2]d drawn of a population of only %[3]g",
					s.stratumName(*x), x.units, r)
			}
			x.fraction = float64(x.units) / r
		}
		x.free = float64(float64(x.units) * (1 - x.fraction))
		x.share = 1
		if k := len(s.stages); k > 0 {
			before := &s.stages[k-1]
			above := before.stratum[x.parent]
			x.share = float64(before.strata[above].share * before.fractionOf(int(x.parent)))
		}
	}
	if differ {
		st.fraction = make([]float64, len(unitRates))
		for h := range st.strata {
			st.strata[h].free = 0
		}
		for u, r := range unitRates {
			st.fraction[u] = -r
			st.strata[st.stratum[u]].free += 1 + r
		}
	}
	return nil
}

func (st *stage) fractionOf(unit int) float64 {
	if st.fraction != nil {
		return st.fraction[unit]
	}
	return st.strata[st.stratum[unit]].fraction
}

func (st *stage) unitOf(sheet int32) int32 {
	if st.unit == nil {
		return sheet
	}
	return st.unit[sheet]
}

func (s *Sample) stratumName(h stratum) any {
	if h.name == "" {
		return lang.T("总体", "the population")
	}
	return lang.T("层“%[1]s”", "stratum %[1]q").With(h.name)
}

// setWeights takes the weights that are given, else what the fractions of all stages give.
func (s *Sample) setWeights(given []float64) error {
	s.weight, s.scaled = make([]float64, s.n), true
	if given != nil {
		for i, w := range given {
			if !(w > 0) || math.IsInf(w, 1) {
				return refuse("第 %[1]d 份答卷的权数不是正数：%[2]g", "the weight of sheet %[1]d isn't a positive number: %[2]g", i+1, w)
			}
		}
		copy(s.weight, given)
		return nil
	}
	for i := range s.weight {
		s.weight[i] = 1
		for k := range s.stages {
			st := &s.stages[k]
			if f := st.fractionOf(int(st.unitOf(int32(i)))); f > 0 {
				s.weight[i] = s.weight[i] / f
			} else {
				s.scaled = false
			}
		}
	}
	if !s.scaled { // some populations are unknown: weights would compare what can't be compared
		for i := range s.weight {
			s.weight[i] = 1
		}
		s.unscaled = refuse("没有权数，也没有总体数，估计不了总量", "there are neither weights nor population sizes: totals can't be estimated")
	}
	return nil
}

// Against is a stratum of the first stage whose weights and populations disagree.
type Against struct {
	Stratum         string
	Weights, Design float64 // what the given weights add up to; what populations and fractions make of the same sheets
}

// disagrees lists the strata in which given weights add up to more than a tenth more or less than the design says.
func (s *Sample) disagrees(given []float64) []Against {
	st := &s.stages[0]
	out := make([]Against, len(st.strata))
	for i, w := range given {
		own := 1.0
		for k := range s.stages {
			f := s.stages[k].fractionOf(int(s.stages[k].unitOf(int32(i))))
			if f <= 0 {
				return nil // the design leaves it open
			}
			own = own / f
		}
		a := &out[st.stratum[st.unitOf(int32(i))]]
		a.Weights, a.Design = a.Weights+w, a.Design+own
	}
	for h := range out {
		out[h].Stratum = st.strata[h].name
	}
	return slices.DeleteFunc(out, func(a Against) bool { return math.Abs(a.Weights-a.Design) <= float64(0.1*a.Design) })
}

// Len returns how many sheets there are.
func (s *Sample) Len() int { return s.n }

// Weight returns the final weight of a sheet.
func (s *Sample) Weight(sheet int32) float64 { return s.weight[sheet] }

// Scaled reports whether weights add up to the population, so that totals can be estimated.
func (s *Sample) Scaled() bool { return s.scaled }

// All returns every sheet.
func (s *Sample) All() []int32 {
	out := make([]int32, s.n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// Kish returns the effective size and the design effect of unequal weights alone, after Kish: (Σw)² ÷ Σw² and n Σw² ÷
// (Σw)². They ignore strata and clusters; where the design is known, the real variance says more.
func Kish(weights []float64) (effective, deff float64) {
	sum, squares := 0.0, 0.0
	for _, w := range weights {
		sum += w
		squares += float64(w * w)
	}
	if squares == 0 {
		return 0, 0
	}
	return sum * sum / squares, float64(len(weights)) * squares / (sum * sum)
}

// Kish returns the effective size and design effect of the weights of some sheets.
func (s *Sample) Kish(sheets []int32) (effective, deff float64) {
	weights := make([]float64, len(sheets))
	for k, i := range sheets {
		weights[k] = s.weight[i]
	}
	return Kish(weights)
}

// median of a list; it is sorted by this.
func median(list []float64) float64 {
	slices.Sort(list)
	k := len(list) / 2
	if len(list)%2 == 1 {
		return list[k]
	}
	return (list[k-1] + list[k]) / 2
}

// Drawn returns how many units were drawn at a stage, and in how many strata.
func (s *Sample) Drawn(stage int) (units, strata int) {
	return len(s.stages[stage].stratum), len(s.stages[stage].strata)
}
