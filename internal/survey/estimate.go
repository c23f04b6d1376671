package survey

import (
	"math"

	"shiji/internal/dist"
	"shiji/internal/lang"
)

// Method is how an interval is made.
type Method string

const (
	T           Method = "t"      // value ± t × standard error
	Z           Method = "normal" // value ± z × standard error
	LogitMethod Method = "logit"  // on the scale ln(p / (1 - p)), with t
	Wilson      Method = "wilson" // Wilson's score interval on the effective number of answers, with z
	// exact, on the effective number of answers adjusted for degrees of freedom (Korn and Graubard)
	ClopperPearson Method = "clopper_pearson"
	Woodruff       Method = "woodruff" // of a quantile: the interval of the share below it, turned back
)

// Methods lists the methods with their words. The first two are for every kind, the next three for proportions.
var Methods = []struct {
	Method Method
	Name   lang.Text
}{
	{T, lang.T("t 区间", "t interval")},
	{Z, lang.T("正态区间", "normal interval")},
	{LogitMethod, lang.T("logit 区间", "logit interval")},
	{Wilson, lang.T("Wilson 区间（有效样本量）", "Wilson interval on the effective sample")},
	{ClopperPearson, lang.T("Clopper-Pearson 精确区间（按设计调整）", "Clopper-Pearson interval, adjusted for the design")},
	{Woodruff, lang.T("Woodruff 区间", "Woodruff interval")},
}

// Name returns the words for m.
func (m Method) Name() lang.Text {
	for _, e := range Methods {
		if e.Method == m {
			return e.Name
		}
	}
	return lang.Same(string(m))
}

// Interval is a confidence interval.
type Interval struct {
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Level  float64 `json:"level"` // 0.95
	Method Method  `json:"method"`
}

// Freedom says whose degrees of freedom an interval takes.
type Freedom string

const (
	OfDesign Freedom = "design" // of the whole sample: units of the first stage, less strata
	OfGroup  Freedom = "group"  // of the sub-group: the units that its sheets lie in, less their strata
)

// Freedoms lists them with their words.
var Freedoms = []struct {
	Freedom Freedom
	Name    lang.Text
}{
	{OfDesign, lang.T("整个设计的", "of the design")},
	{OfGroup, lang.T("本组的", "of the group")},
}

// Name returns the words for f.
func (f Freedom) Name() lang.Text {
	for _, e := range Freedoms {
		if e.Freedom == f {
			return e.Name
		}
	}
	return lang.Same(string(f))
}

// Estimate is an estimate that says what it is. What could not be estimated is nil, and Refused says why.
type Estimate struct {
	Kind     Kind      `json:"kind"`
	Value    float64   `json:"value"`
	SE       *float64  `json:"se,omitempty"`
	Interval *Interval `json:"interval,omitempty"`
	// nothing was left to chance: all of it was asked, the error is truly 0
	Certain bool `json:"certain,omitempty"`
	// degrees of freedom, of the design or of the group as Options say
	DF         int         `json:"df"`
	N          int         `json:"n"`                     // sheets
	Effective  *float64    `json:"n_effective,omitempty"` // size of the simple random sample that would be as exact
	Deff       *float64    `json:"deff,omitempty"`        // N ÷ Effective
	Population *float64    `json:"population,omitempty"`  // sum of weights, where they add up to the population
	Refused    []lang.Text `json:"refused,omitempty"`
}

// Options are how intervals are made. The zero Options are 95 % and t, with the degrees of freedom of the
// design; proportions: logit.
type Options struct {
	Level      float64
	Interval   Method // T or Z
	Proportion Method
	Freedom    Freedom
	Design     *int // degrees of freedom of the design, where a part of the sample is one of its own; nil: those of all
}

func (o Options) withDefaults() Options {
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Interval == "" {
		o.Interval = T
	}
	if o.Proportion == "" {
		o.Proportion = LogitMethod
	}
	if o.Freedom == "" {
		o.Freedom = OfDesign
	}
	return o
}

// Alike is how many units drawn that all say the same it takes for a standard error of 0 to say anything.
const Alike = 30

// trifle is the part of the values from which on influences are only the rounding of floats.
const trifle = 1e-12

// Estimate gives a statistic its standard error, interval and design effect. What can't be said is left
// out, and Refused says why.
func (s *Sample) Estimate(l Linear, o Options) Estimate {
	o = o.withDefaults()
	s.measure(&l)
	e := Estimate{Kind: l.Kind, Value: l.Value, N: l.n, DF: s.freedom}
	switch {
	case o.Freedom == OfGroup:
		e.DF = l.units - l.strata
	case o.Design != nil:
		e.DF = *o.Design
	}
	if s.scaled && l.Kind != DifferenceKind {
		e.Population = &l.all
	}
	se, err := e.standardError(s, l)
	if err != nil {
		e.Refused = append(e.Refused, whyOf(err))
		return e
	}
	e.SE = &se
	if simple := s.simple(l); se > 0 && simple > 0 && l.Kind != DifferenceKind {
		deff := float64(se*se) / simple
		effective := float64(e.N) / deff
		e.Effective, e.Deff = &effective, &deff
	}
	interval, err := e.interval(o)
	if err != nil {
		e.Refused = append(e.Refused, whyOf(err))
		return e
	}
	e.Interval = &interval
	return e
}

// standardError is the root of the variance, where the sheets can say what it is.
func (e *Estimate) standardError(s *Sample, l Linear) (float64, error) {
	v, err := s.errorOf(l)
	if err != nil {
		return 0, err
	}
	se, tiny := math.Sqrt(v.variance), float64(trifle*l.scale)
	switch {
	case !v.chance:
		e.Certain = true
		return 0, nil
	case v.lonely() && l.Kind != TotalKind:
		return 0, refuse("回答都在一个抽样单位里，估计不了抽样误差",
			"all answers lie in one unit that was drawn: no sampling error can be estimated")
	case se > tiny:
		return se, nil
	case math.Sqrt(s.spread(l)) > tiny: // two clusters that happen to agree, strata of which nothing is counted
		return 0, refuse("回答有差别，各抽样单位之间却算不出差别：标准误为 0，说明不了抽样误差",
			"answers differ, but nothing of it shows between the units drawn: "+
				"a standard error of 0 says nothing of the sampling error")
	case l.Kind == ProportionKind:
		return 0, nil // the interval rests on the number of sheets
	case l.units < Alike:
		return 0, refuse("%[1]d 份回答没有差别，抽样单位只有 %[2]d 个，太少，说明不了抽样误差",
			"%[1]d answers without any spread, from %[2]d units drawn, are too few to say what the sampling error is", e.N,
			l.units)
	}
	return 0, nil
}

func whyOf(err error) lang.Text {
	if r, ok := err.(*Refusal); ok {
		return r.Why
	}
	return lang.Same(err.Error())
}

// tailOf is the probability on each side of an interval.
func tailOf(level float64) float64 { return float64((1 - level) / 2) }

// critical is the multiple of the standard error that an interval reaches to each side.
func critical(o Options, df int) float64 {
	p := 1 - tailOf(o.Level)
	if o.Interval == Z {
		return dist.NormalQuantile(p)
	}
	return dist.StudentQuantile(p, float64(df))
}

func (e *Estimate) interval(o Options) (Interval, error) {
	out := Interval{Level: o.Level, Method: o.Interval}
	if e.Kind == ProportionKind {
		out.Method = o.Proportion
	}
	switch {
	case e.Certain:
		out.Low, out.High = e.Value, e.Value
		return out, nil
	case *e.SE == 0 && e.Kind != ProportionKind:
		return out, &Refusal{noSpread(e.N)}
	case e.DF < 1 && !(out.Method == Z || out.Method == Wilson || *e.SE == 0):
		return out, &Refusal{noFreedom}
	case e.Kind == ProportionKind && (out.Method != T && out.Method != Z || *e.SE == 0):
		return e.ofProportion(o)
	}
	if e.Kind == ProportionKind {
		o.Interval = o.Proportion
	}
	reach := float64(critical(o, e.DF) * *e.SE)
	out.Low, out.High = e.Value-reach, e.Value+reach
	return out, nil
}

// IntervalSize is the number of answers that intervals of a proportion rest on: p (1 - p) ÷ variance, or all
// sheets where all are alike.
func (e *Estimate) IntervalSize() float64 {
	if *e.SE == 0 {
		return float64(e.N)
	}
	return float64(e.Value*(1-e.Value)) / float64(*e.SE**e.SE)
}

func noSpread(n int) lang.Text {
	return lang.T("%[1]d 份回答没有差别，标准误为 0，给不出区间",
		"%[1]d answers without any spread: the standard error is 0 and gives no interval").With(n)
}

// ofProportion makes an interval that stays within 0 and 1. Where all answers are alike the standard error is 0
// and says nothing: then the plain number of sheets stands in for the effective one, and what has no value there
// gives way to Wilson's.
func (e *Estimate) ofProportion(o Options) (Interval, error) {
	p, se := e.Value, *e.SE
	out := Interval{Level: o.Level, Method: o.Proportion}
	effective := e.IntervalSize()
	if se == 0 && o.Proportion != Wilson && (o.Proportion != ClopperPearson || e.DF < 1 || e.N < 2) {
		out.Method = Wilson
		e.Refused = append(e.Refused, lang.T("回答完全一致，%[1]s无定义，改用 Wilson 区间",
			"all answers are alike: there is no %[1]s, Wilson's stands in").With(o.Proportion.Name()))
	}
	switch out.Method {
	case Wilson:
		out.Low, out.High = WilsonInterval(p, effective, dist.NormalQuantile(1-tailOf(o.Level)))
	case LogitMethod:
		reach := float64(critical(o, e.DF)*se) / float64(p*(1-p))
		at := dist.Logit(p)
		out.Low, out.High = dist.Expit(at-reach), dist.Expit(at+reach)
	case ClopperPearson:
		tail := tailOf(o.Level)
		r := dist.StudentQuantile(1-tail, float64(e.N-1)) / dist.StudentQuantile(1-tail, float64(e.DF))
		effective = float64(effective * float64(r*r))
		yes, no := float64(effective*p), float64(effective*(1-p))
		out.Low, out.High = 0, 1
		if yes > 0 {
			out.Low = dist.BetaQuantile(tail, yes, no+1)
		}
		if no > 0 {
			out.High = dist.BetaQuantile(1-tail, yes+1, no)
		}
	}
	return out, nil
}

// WilsonInterval is Wilson's score interval of a share p of n, z standard deviations wide to each side.
func WilsonInterval(p, n, z float64) (low, high float64) {
	zz := float64(z * z)
	centre := (p + zz/(2*n)) / (1 + zz/n)
	reach := float64(z*math.Sqrt(float64(p*(1-p))/n+zz/float64(4*n*n))) / (1 + zz/n)
	return max(centre-reach, 0), min(centre+reach, 1)
}
