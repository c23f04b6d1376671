package survey

import (
	"math"

	"shiji/internal/dist"
	"shiji/internal/lang"
)

// Method is how an interval is made.
type Method string

const (
	T              Method = "t"               // value ± t × standard error
	Z              Method = "normal"          // value ± z × standard error
	LogitMethod    Method = "logit"           // on the scale ln(p / (1 - p)), with t
	Wilson         Method = "wilson"          // Wilson's score interval on the effective number of answers, with z
	ClopperPearson Method = "clopper_pearson" // exact, on the effective number of answers adjusted for degrees of freedom (Korn and Graubard)
	Woodruff       Method = "woodruff"        // of a quantile: the interval of the share below it, turned back
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

// Estimate is an estimate that says what it is. What could not be estimated is nil, and Refused says why.
type Estimate struct {
	Kind       Kind        `json:"kind"`
	Value      float64     `json:"value"`
	SE         *float64    `json:"se,omitempty"`
	Interval   *Interval   `json:"interval,omitempty"`
	DF         int         `json:"df"`                    // degrees of freedom of the design in these sheets
	N          int         `json:"n"`                     // sheets
	Effective  *float64    `json:"n_effective,omitempty"` // simple random sample that would be as exact
	Deff       *float64    `json:"deff,omitempty"`        // N ÷ Effective
	Population *float64    `json:"population,omitempty"`  // sum of weights, where they add up to the population
	Refused    []lang.Text `json:"refused,omitempty"`
}

// Options are how intervals are made. The zero Options are 95 % and t; proportions: logit.
type Options struct {
	Level      float64
	Interval   Method // T or Z
	Proportion Method
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
	return o
}

// Estimate gives a statistic its standard error, interval and design effect. An error is a *Refusal of the statistic itself;
// what else can't be said is in Refused.
func (s *Sample) Estimate(l Linear, o Options) Estimate {
	o = o.withDefaults()
	s.measure(&l)
	e := Estimate{Kind: l.Kind, Value: l.Value, N: l.n, DF: l.df}
	if s.scaled && l.Kind != DifferenceKind {
		e.Population = &l.all
	}
	if e.DF < 1 {
		e.Refused = append(e.Refused, refuse("各层只有一个抽样单位有回答，估计不了抽样误差", "there is one unit drawn in each stratum: no sampling error can be estimated").Why)
		return e
	}
	se, err := s.stdError(l)
	if err != nil {
		e.Refused = append(e.Refused, whyOf(err))
		return e
	}
	e.SE = &se
	if simple := s.simple(l); se > 0 && simple > 0 && l.Kind != DifferenceKind {
		effective := simple / float64(se*se)
		deff := float64(e.N) / effective
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
	if e.Kind == ProportionKind && o.Proportion != T && o.Proportion != Z {
		return e.ofProportion(o)
	}
	if e.Kind == ProportionKind {
		o.Interval, out.Method = o.Proportion, o.Proportion
	}
	reach := float64(critical(o, e.DF) * *e.SE)
	out.Low, out.High = e.Value-reach, e.Value+reach
	return out, nil
}

// ofProportion makes an interval that stays within 0 and 1. Where all answers are alike the standard error is 0 and says nothing: then
// the plain number of sheets stands in for the effective one, and logit, which has no value there, gives way to Wilson.
func (e *Estimate) ofProportion(o Options) (Interval, error) {
	p, se := e.Value, *e.SE
	out := Interval{Level: o.Level, Method: o.Proportion}
	effective := float64(e.N)
	alike := p <= 0 || p >= 1
	switch {
	case alike && o.Proportion == LogitMethod:
		out.Method = Wilson
		e.Refused = append(e.Refused, lang.T("回答完全一致，logit 区间无定义，改用 Wilson 区间", "all answers are alike: the logit interval isn't defined, Wilson's stands in"))
	case !alike && se == 0:
		out.Low, out.High = p, p // a census
		return out, nil
	case !alike:
		effective = float64(p*(1-p)) / float64(se*se)
	}
	switch out.Method {
	case Wilson:
		out.Low, out.High = WilsonInterval(p, effective, dist.NormalQuantile(1-tailOf(o.Level)))
	case LogitMethod:
		reach := float64(critical(o, e.DF)*se) / float64(p*(1-p))
		at := dist.Logit(p)
		out.Low, out.High = dist.Expit(at-reach), dist.Expit(at+reach)
	case ClopperPearson:
		if e.N < 2 {
			return out, refuse("只有一份答卷", "there is only one sheet")
		}
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
